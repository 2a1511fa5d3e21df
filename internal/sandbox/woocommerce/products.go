package woocommerce

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// errNoProduct is said of a product that is read; writing one says 400 (recorded: stock-batch-update).
func errNoProduct(status int) error {
	return refuse(status, "woocommerce_rest_product_invalid_id", "Invalid ID.")
}

// productQuery is what a list of products or variations is asked for.
type productQuery struct {
	paging
	skus        []string
	kind        string
	status      string
	stockStatus string
}

var (
	productOrders = []string{"date", "id", "include", "title", "slug", "modified", "price", "popularity", "rating", "menu_order"}
	productKinds  = []string{"simple", "grouped", "external", "variable"}
	productStates = []string{"any", "future", trash, "draft", "pending", "private", "publish"}
	stockStates   = []string{"instock", "outofstock", "onbackorder"}
)

func (c *call) productQuery() (*productQuery, error) {
	var bad invalid
	q := &productQuery{paging: c.paging(&bad, productOrders...), status: "any"}
	if v, ok := c.query.get("sku"); ok {
		for s := range strings.SplitSeq(v, ",") {
			q.skus = append(q.skus, strings.TrimSpace(s))
		}
	}
	for _, e := range []struct {
		name    string
		to      *string
		allowed []string
	}{{"type", &q.kind, productKinds}, {"status", &q.status, productStates}, {"stock_status", &q.stockStatus, stockStates}} {
		if v, ok := c.query.get(e.name); ok {
			if *e.to = v; !slices.Contains(e.allowed, v) {
				bad.notOneOf(e.name, e.name, e.allowed)
			}
		}
	}
	return q, bad.err()
}

func (q *productQuery) matches(f *Face, i *world.Item) bool {
	kind := [...]string{world.Simple: "simple", world.Variable: "variable", world.Variation: "variation"}[i.Kind]
	switch {
	case q.status != "any" && itemStatus(i) != q.status, q.status == "any" && i.Trashed:
		return false
	case q.kind != "" && kind != q.kind, q.skus != nil && !slices.Contains(q.skus, i.SKU), q.skus != nil && i.SKU == "":
		return false
	case q.stockStatus != "" && stockStatus(i, f) != q.stockStatus:
		return false
	case !holds(q.after, q.before, i.Created.Unix()), !holds(q.modifiedAfter, q.modifiedBefore, i.Updated.Unix()):
		return false
	}
	return q.wanted(i.ID) && (q.search == "" || strings.Contains(strings.ToLower(i.Name+" "+i.SKU), q.search))
}

// rows filters and sorts. A catalogue is small against the orders, so it is sorted per request.
func (q *productQuery) rows(f *Face, all []*world.Item) []*world.Item {
	out := slices.DeleteFunc(all, func(i *world.Item) bool { return !q.matches(f, i) })
	slices.SortStableFunc(out, func(a, b *world.Item) int {
		if q.orderBy == "include" {
			return slices.Index(q.include, a.ID) - slices.Index(q.include, b.ID)
		}
		n := 0
		switch q.orderBy {
		case "date":
			n = a.Created.Compare(b.Created)
		case "modified":
			n = a.Updated.Compare(b.Updated)
		case "title", "slug":
			n = cmp.Compare(a.Name, b.Name)
		case "price":
			n = cmp.Compare(a.Costs(), b.Costs())
		case "popularity":
			n = cmp.Compare(a.Sold, b.Sold)
		}
		if n = cmp.Or(n, cmp.Compare(a.ID, b.ID)); q.ascending {
			return n
		}
		return -n
	})
	return out
}

// items lists the catalogue; variations are left out unless with.
func (f *Face) items(with func(*world.Item) bool) []*world.Item {
	return slices.DeleteFunc(f.world.Items(f.shop.Key), func(i *world.Item) bool { return !with(i) })
}

func (f *Face) variations(parent int64) []*world.Item {
	return f.items(func(i *world.Item) bool { return i.Kind == world.Variation && i.ParentID == parent && !i.Trashed })
}

// listProducts shows heads and simple items; asked by SKU it finds variations as well.
func listProducts(c *call) (*answer, error) {
	q, err := c.productQuery()
	if err != nil {
		return nil, err
	}
	if err := c.may("list"); err != nil {
		return nil, err
	}
	all := c.f.items(func(i *world.Item) bool { return i.Kind != world.Variation || q.skus != nil && !c.f.old })
	return c.products(&q.paging, q.rows(c.f, all), c.view.product), nil
}

func (c *call) products(p *paging, all []*world.Item, render func(*writer, *world.Item)) *answer {
	rows, l := page(p, all)
	w := &writer{only: c.view.only, b: []byte{'['}}
	for _, i := range rows {
		w.sep()
		render(w, i)
	}
	return &answer{status: http.StatusOK, body: append(w.b, ']'), list: l}
}

func getProduct(c *call) (*answer, error) {
	if err := c.may("view"); err != nil {
		return nil, err
	}
	i, ok := c.f.world.Item(c.f.shop.Key, c.ids[0])
	if !ok {
		return nil, errNoProduct(http.StatusNotFound)
	}
	return one(http.StatusOK, c.view.oneProduct(i)), nil
}

func (v view) oneProduct(i *world.Item) []byte {
	w := v.single()
	v.product(w, i)
	return w.b
}

func deleteProduct(c *call) (*answer, error) {
	if err := c.may("delete"); err != nil {
		return nil, err
	}
	i, err := c.f.removeItem(c.ids[0], c.on("force"))
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneProduct(i)), nil
}

// removeItem moves an item into the bin or out of the world; it returns it as it was.
func (f *Face) removeItem(id int64, force bool) (*world.Item, error) {
	before, ok := f.world.Item(f.shop.Key, id)
	if !ok {
		return nil, errNoProduct(http.StatusNotFound)
	}
	if before.Trashed && !force {
		return nil, refuse(http.StatusGone, "woocommerce_rest_already_trashed", "The product has already been deleted.")
	}
	_, err := f.world.EditItem(f.shop.Key, id, func(i *world.Item, _ world.Pen) error {
		i.Trashed, i.Deleted = true, force
		return nil
	})
	return before, err
}

// listAllVariations is the read-only list there since 10.3.
func listAllVariations(c *call) (*answer, error) {
	if c.f.old {
		return nil, noRoute
	}
	q, err := c.productQuery()
	if err != nil {
		return nil, err
	}
	if err := c.may("list"); err != nil {
		return nil, err
	}
	all := c.f.items(func(i *world.Item) bool { return i.Kind == world.Variation })
	return c.products(&q.paging, q.rows(c.f, all), func(w *writer, i *world.Item) { c.view.variation(w, i, false) }), nil
}

// errNoHead is said when the parent in the path is no product.
var errNoHead = refuse(http.StatusNotFound, "woocommerce_rest_product_invalid_id", "Invalid product ID.")

func (c *call) head() error {
	if _, ok := c.f.world.Item(c.f.shop.Key, c.ids[0]); !ok {
		return errNoHead
	}
	return nil
}

func listVariations(c *call) (*answer, error) {
	q, err := c.productQuery()
	if err != nil {
		return nil, err
	}
	if err := c.may("list"); err != nil {
		return nil, err
	}
	if err := c.head(); err != nil {
		return nil, err
	}
	rows := q.rows(c.f, c.f.variations(c.ids[0]))
	return c.products(&q.paging, rows, func(w *writer, i *world.Item) { c.view.variation(w, i, false) }), nil
}

// theVariation finds the one in the path; under another parent it is not there.
func (c *call) theVariation(id int64) (*world.Item, error) {
	i, ok := c.f.world.Item(c.f.shop.Key, id)
	if !ok || i.Kind != world.Variation || i.ParentID != c.ids[0] {
		return nil, refuse(http.StatusNotFound, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
	}
	return i, nil
}

func (v view) oneVariation(i *world.Item, written bool) []byte {
	w := v.single()
	v.variation(w, i, written)
	return w.b
}

func getVariation(c *call) (*answer, error) {
	if err := c.may("view"); err != nil {
		return nil, err
	}
	i, err := c.theVariation(c.ids[1])
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneVariation(i, false)), nil
}

func deleteVariation(c *call) (*answer, error) {
	if err := c.may("delete"); err != nil {
		return nil, err
	}
	i, err := c.theVariation(c.ids[1])
	if err != nil {
		return nil, err
	}
	if !c.on("force") {
		return nil, refuse(http.StatusNotImplemented, "woocommerce_rest_trash_not_supported", "The product_variation does not support trashing.")
	}
	if _, err := c.f.removeItem(i.ID, true); err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneVariation(i, true)), nil
}

package tiktokshop

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// mostProducts is how far a search can be paged (sheet, 7).
const mostProducts = 10_000

// product is an item with its SKUs: a head with its variations, or a simple item that is its own SKU.
type product struct {
	*world.Item
	skus []*world.Item
}

func (f *Face) catalogue() []product {
	var all []product
	at := map[int64]int{}
	for _, i := range f.world.Items(f.shop.Key) {
		switch i.Kind {
		case world.Variation:
			if n, ok := at[i.ParentID]; ok {
				all[n].skus = append(all[n].skus, i)
			}
		default:
			at[i.ID] = len(all)
			all = append(all, product{Item: i})
			if i.Kind == world.Simple {
				all[len(all)-1].skus = []*world.Item{i}
			}
		}
	}
	return all
}

func (f *Face) product(id string) (product, bool) {
	n := itemOf(id, "1729")
	all := f.catalogue()
	i := slices.IndexFunc(all, func(p product) bool { return p.ID == n })
	if i < 0 || n == 0 {
		return product{}, false
	}
	return all[i], true
}

// sku finds one of the product's SKUs.
func (p product) sku(id string) *world.Item {
	for _, s := range p.skus {
		if skuID(s.ID) == id {
			return s
		}
	}
	return nil
}

// changed is when the product or one of its SKUs was changed last.
func (c *call) changed(p product) int64 {
	at := c.unix(p.Updated)
	for _, s := range p.skus {
		at = max(at, c.unix(s.Updated))
	}
	return at
}

// status is what a search shows; the same at both platforms.
func (p product) status() string {
	switch {
	case p.Trashed:
		return "DELETED"
	case p.Draft:
		return "SELLER_DEACTIVATED"
	}
	return "ACTIVATE"
}

var productStatuses = []string{"ALL", "DRAFT", "PENDING", "FAILED", "ACTIVATE", "SELLER_DEACTIVATED", "PLATFORM_DEACTIVATED", "FREEZE", "DELETED"}

// searchProducts is POST product/202502/products/search; ends of times are in the range here.
func searchProducts(c *call) (any, error) {
	var in struct {
		Status      string   `json:"status"`
		SKUs        []string `json:"seller_skus"`
		Platforms   []string `json:"listing_platforms"`
		CreatedFrom *int64   `json:"create_time_ge"`
		CreatedTo   *int64   `json:"create_time_le"`
		UpdatedFrom *int64   `json:"update_time_ge"`
		UpdatedTo   *int64   `json:"update_time_le"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	switch {
	case in.Status != "" && !slices.Contains(productStatuses, in.Status):
		return nil, refuse("12052221", "status is invalid")
	case len(in.Platforms) > 0 && (in.Status == "" || in.Status == "ALL"):
		return nil, refuse("12052221", "listing_platforms needs a concrete status")
	case len(in.SKUs) > 10:
		return nil, refuse("12052221", "seller_skus must have at most 10 elements")
	}
	p, err := c.pager(1, 100, "ASC")
	if err != nil {
		return nil, err
	}
	var rows []found
	for _, prod := range c.f.catalogue() {
		r := found{created: c.unix(prod.Created), updated: c.changed(prod), id: prod.ID, show: func() fields { return c.productFields(prod) }}
		if !upTo(r.created, in.CreatedFrom, in.CreatedTo) || !upTo(r.updated, in.UpdatedFrom, in.UpdatedTo) {
			continue
		}
		if in.Status != "" && in.Status != "ALL" && in.Status != prod.status() {
			continue
		}
		rows = append(rows, r)
	}
	if p.token != nil && p.start(rows) >= mostProducts {
		return nil, refuse("12052180", "The result set must not exceed 10000 products")
	}
	return p.answer("products", rows), nil
}

func upTo(at int64, from, to *int64) bool {
	return (from == nil || at >= *from) && (to == nil || at <= *to)
}

func (c *call) productFields(p product) fields {
	skus := []fields{}
	for _, s := range p.skus {
		skus = append(skus, fields{
			"id": skuID(s.ID), "seller_sku": s.SKU, "inventory": c.f.inventory(s), "status_info": fields{"status": "NORMAL", "deactivation_source": ""},
			"price": fields{"currency": c.f.shop.Currency, "sale_price": c.money(s.Price), "tax_exclusive_price": c.money(s.Price)},
		})
	}
	return fields{
		"id": productID(p.ID), "title": p.Name, "status": p.status(), "skus": skus, "sales_regions": []string{"ID"}, "create_time": c.unix(p.Created),
		"update_time": c.changed(p), "has_draft": false, "audit": fields{"status": "APPROVED"},
		"integrated_platform_statuses": []fields{{"platform": "TOKOPEDIA", "status": p.status()}},
	}
}

// inventory is what may be sold, by warehouse. The world counts one figure; a second warehouse is empty.
func (f *Face) inventory(i *world.Item) []fields {
	out := []fields{{"warehouse_id": f.warehouse(1), "quantity": max(i.Stock, 0)}}
	if f.warehouses {
		out = append(out, fields{"warehouse_id": f.warehouse(2), "quantity": 0})
	}
	return out
}

// searchStock is POST product/202309/inventory/search.
func searchStock(c *call) (any, error) {
	var in struct {
		Products []string `json:"product_ids"`
		SKUs     []string `json:"sku_ids"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if len(in.Products) > 100 || len(in.SKUs) > 600 || len(in.Products)+len(in.SKUs) == 0 {
		return nil, refuse("12052222", "product_ids or sku_ids is invalid")
	}
	out := []fields{}
	for _, p := range c.f.catalogue() {
		skus := []fields{}
		for _, s := range p.skus {
			if slices.Contains(in.Products, productID(p.ID)) || slices.Contains(in.SKUs, skuID(s.ID)) {
				skus = append(skus, c.f.stock(s))
			}
		}
		if len(skus) > 0 {
			out = append(out, fields{"product_id": productID(p.ID), "skus": skus})
		}
	}
	return fields{"inventory": out}, nil
}

func (f *Face) stock(i *world.Item) fields {
	held := []fields{}
	for _, w := range f.inventory(i) {
		held = append(held, fields{"warehouse_id": w["warehouse_id"], "available_quantity": w["quantity"], "committed_quantity": 0})
	}
	return fields{
		"id": skuID(i.ID), "seller_sku": i.SKU, "total_available_quantity": max(i.Stock, 0), "total_committed_quantity": 0, "warehouse_inventory": held,
	}
}

// rowError is what is wrong with one SKU, under a code 0.
func rowError(sku, code, message string) fields {
	n, _ := strconv.Atoi(code)
	return fields{"code": 12052990, "message": "Some SKUs failed", "detail": fields{
		"sku_id": sku, "extra_errors": []fields{{"warehouse_id": "", "code": n, "message": message}},
	}}
}

// writable finds the product of a write and refuses what concerns it whole.
func (c *call) writable(skus int) (product, error) {
	p, ok := c.f.product(c.path[0])
	switch {
	case !ok:
		return p, refuse("12052048", "The product does not belong to the shop")
	case skus == 0:
		return p, refuse("11050001", "skus must not be empty")
	case skus > 100:
		return p, refuse("12052050", "At most 100 SKUs can be updated at once")
	case p.status() != "ACTIVATE":
		return p, refuse("12052901", "The product status does not allow this")
	}
	return p, nil
}

// updateStock is POST product/202309/products/{id}/inventory/update: absolute figures, every warehouse of a SKU.
func updateStock(c *call) (any, error) {
	var in struct {
		SKUs []struct {
			ID        string `json:"id"`
			Inventory []struct {
				Warehouse string `json:"warehouse_id"`
				Quantity  *int64 `json:"quantity"`
			} `json:"inventory"`
		} `json:"skus"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	p, err := c.writable(len(in.SKUs))
	if err != nil {
		return nil, err
	}
	failed := []fields{}
	for _, s := range in.SKUs {
		sum, given := int64(0), map[string]bool{}
		for _, w := range s.Inventory {
			if w.Quantity == nil || *w.Quantity < 0 || *w.Quantity > 99_999 {
				return nil, refuse("11050001", "quantity must be between 0 and 99999")
			}
			sum += *w.Quantity
			given[w.Warehouse] = true
		}
		if err := c.f.placed(given); err != nil {
			return nil, err
		}
		item := p.sku(s.ID)
		if item == nil {
			failed = append(failed, rowError(s.ID, "12052034", "The SKU does not belong to the product"))
			continue
		}
		if _, err := c.f.world.EditItem(c.f.shop.Key, item.ID, func(i *world.Item, _ world.Pen) error { i.Stock = sum; return nil }); err != nil {
			return nil, err
		}
	}
	return fields{"errors": failed}, nil
}

// placed wants every warehouse to be named, or, of a single one, none.
func (f *Face) placed(given map[string]bool) error {
	wanted := []string{f.warehouse(1)}
	if f.warehouses {
		wanted = append(wanted, f.warehouse(2))
	}
	if len(wanted) == 1 && len(given) == 1 && given[""] {
		return nil
	}
	for id := range given {
		if !slices.Contains(wanted, id) {
			return refuse("12019027", "The warehouse does not exist")
		}
	}
	if len(given) < len(wanted) {
		return refuse("12019028", "The inventory of all warehouses must be given")
	}
	return nil
}

// updatePrices is POST product/202309/products/{id}/prices/update. Prices of local shops are whole rupiah in amount.
func updatePrices(c *call) (any, error) {
	var in struct {
		SKUs []struct {
			ID    string `json:"id"`
			Price struct {
				Amount   json.RawMessage `json:"amount"`
				Currency string          `json:"currency"`
			} `json:"price"`
		} `json:"skus"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	p, err := c.writable(len(in.SKUs))
	if err != nil {
		return nil, err
	}
	failed := []fields{}
	for _, s := range in.SKUs {
		var text string
		if json.Unmarshal(s.Price.Amount, &text) != nil {
			return nil, refuse("11050001", "price.amount must be a string")
		}
		price, err := world.ParseAmount(text)
		item := p.sku(s.ID)
		switch {
		case err != nil || price <= 0 || price%world.Unit != 0 || s.Price.Currency != c.f.shop.Currency:
			return nil, refuse("12052104", "The price is invalid")
		case item == nil:
			failed = append(failed, rowError(s.ID, "12052034", "The SKU does not belong to the product"))
			continue
		case item.SalePrice > 0:
			failed = append(failed, rowError(s.ID, "12052038", "The price is locked by a promotion"))
			continue
		}
		if _, err := c.f.world.EditItem(c.f.shop.Key, item.ID, func(i *world.Item, _ world.Pen) error { i.Price = price; return nil }); err != nil {
			return nil, err
		}
	}
	return fields{"errors": failed}, nil
}

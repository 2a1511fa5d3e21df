package tiktokshop

import (
	"context"
	"maps"
	"slices"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// skusAtOnce is how many SKUs of one product a write takes (update-inventory-202309: 12052050 beyond 100; for prices the same is
// assumed).
const skusAtOnce = 100

// moreWarehouses is the code of a stock write that does not name every warehouse of a SKU.
const moreWarehouses = "12019028"

// MaxStock is how many levels one PushStock takes: what one call could take, if they were all of one product.
func (c *connector) MaxStock() int { return skusAtOnce }

// MaxPrices is how many tags one PushPrices takes.
func (c *connector) MaxPrices() int { return skusAtOnce }

// PushStock sets what may be sold, absolute figures; pieces in open orders are not part of them. In Indonesia one figure serves TikTok
// Shop and Tokopedia, so it is pushed once.
//
// One call writes the SKUs of one product, so a push costs as many calls as there are products among the levels. A write must name
// every warehouse of a SKU: where it is refused for that (12019028), the other warehouses' figures are read and sent as they are. key
// is not sent: TikTok takes none here, and an absolute figure may be set twice.
//
// Errors of a SKU come under a code 0 (data.errors), with the warehouse's own. Throttled, Unavailable and NoAccess end the push: what
// was not sent is marked with the same.
// Source: update-inventory-202309.
func (c *connector) PushStock(ctx context.Context, _ string, levels []channel.StockLevel) (channel.Pushed, error) {
	w := write{op: "tiktokshop.PushStock", call: "inventory/update"}
	for i, l := range levels {
		w.add(i, l.Listing, func(s *skuBody) {
			s.Inventory = append(s.Inventory, inventoryBody{Warehouse: l.Location, Quantity: l.Quantity})
		})
	}
	return c.push(ctx, &w, len(levels))
}

// PushPrices sets prices, without a float in between. Shops that sell from another country name the price otherwise.
// Source: update-price-202309. Locked prices are refused per SKU (12052038, 12019045).
func (c *connector) PushPrices(ctx context.Context, _ string, tags []channel.PriceTag) (channel.Pushed, error) {
	const op = "tiktokshop.PushPrices"
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	abroad, err := c.sellsFromAbroad(ctx, op)
	if err != nil {
		return nil, err
	}
	w := write{op: op, call: "prices/update"}
	for i, t := range tags {
		w.add(i, t.Listing, func(s *skuBody) {
			s.Price = &priceBody{Currency: string(t.Currency)}
			if abroad {
				s.Price.Sale = t.Price.String()
			} else {
				s.Price.Amount = t.Price.String()
			}
		})
	}
	return c.push(ctx, &w, len(tags))
}

// sellsFromAbroad tells whether the shop is a cross-border one, as it was learned with the token, or looked up once.
func (c *connector) sellsFromAbroad(ctx context.Context, op string) (bool, error) {
	token, err := c.renewer.Token(ctx, op)
	if err != nil {
		return false, err
	}
	if kind := token.Extra[extraSeller]; kind != "" {
		return kind == crossBorder, nil
	}
	shop, err := c.lookup(ctx, op, token)
	return shop.Seller == crossBorder, err
}

type skuBody struct {
	ID        string          `json:"id"`
	Inventory []inventoryBody `json:"inventory,omitempty"`
	Price     *priceBody      `json:"price,omitempty"`
}

type inventoryBody struct {
	Warehouse string `json:"warehouse_id,omitempty"`
	Quantity  int64  `json:"quantity"`
}

type priceBody struct {
	Amount   string `json:"amount,omitempty"`
	Sale     string `json:"sale_price,omitempty"`
	Currency string `json:"currency"`
}

// write is a push sorted by product, in the order in which products come up.
type write struct {
	op, call string
	groups   []*group
	bad      []row // what names no listing
}

type group struct {
	product string
	rows    []*row
}

// row is one SKU, and the items of the push that are about it: one for each warehouse.
type row struct {
	at   []int
	id   string
	body skuBody
}

func (w *write) add(at int, id string, fill func(*skuBody)) {
	product, sku, ok := parseListing(id)
	if !ok {
		w.bad = append(w.bad, row{at: []int{at}, id: id})
		return
	}
	i := slices.IndexFunc(w.groups, func(g *group) bool { return g.product == product && (len(g.rows) < skusAtOnce || g.row(sku) != nil) })
	if i < 0 {
		w.groups = append(w.groups, &group{product: product})
		i = len(w.groups) - 1
	}
	r := w.groups[i].row(sku)
	if r == nil {
		r = &row{id: id, body: skuBody{ID: sku}}
		w.groups[i].rows = append(w.groups[i].rows, r)
	}
	r.at = append(r.at, at)
	fill(&r.body)
}

func (g *group) row(sku string) *row {
	for _, r := range g.rows {
		if r.body.ID == sku {
			return r
		}
	}
	return nil
}

// push sends the groups one after the other.
func (c *connector) push(ctx context.Context, w *write, n int) (channel.Pushed, error) {
	ctx = httpkit.WithPriority(ctx, httpkit.Later)
	pushed := make(channel.Pushed, n)
	for _, r := range w.bad {
		r.mark(pushed, notListed(w.op, r.id))
	}
	var ends *outcome.Error
	reached := len(w.groups) == 0
	for _, g := range w.groups {
		if ends == nil {
			err := c.pushProduct(ctx, w, g, pushed)
			if err == nil || !endsPush(err) {
				reached = true
				continue
			}
			ends = err
		}
		g.mark(pushed, ends)
	}
	if !reached {
		return nil, ends
	}
	return pushed, nil
}

// endsPush tells whether the next product would fare the same.
func endsPush(e *outcome.Error) bool {
	return e.Code == outcome.NoAccess || e.Code.RetriesItself() || e.Code == outcome.Bug
}

// mark notes an error for all items of a SKU.
func (r *row) mark(pushed channel.Pushed, e *outcome.Error) {
	for _, at := range r.at {
		own := *e
		pushed[at] = own.About(r.id)
	}
}

func (g *group) mark(pushed channel.Pushed, e *outcome.Error) {
	for _, r := range g.rows {
		r.mark(pushed, e)
	}
}

// failures are what a write says of single SKUs under a code 0.
type failures struct {
	Errors []struct {
		Code    text `json:"code"`
		Message text `json:"message"`
		Detail  struct {
			SKU   text `json:"sku_id"`
			Extra []struct {
				Warehouse text `json:"warehouse_id"`
				Code      text `json:"code"`
				Message   text `json:"message"`
			} `json:"extra_errors"`
		} `json:"detail"`
	} `json:"errors"`
}

// pushProduct writes one product and notes what became of its SKUs. A write that is refused for the sake of one SKU is halved until
// that one stands alone; one that lacks warehouses is completed once.
func (c *connector) pushProduct(ctx context.Context, w *write, g *group, pushed channel.Pushed) *outcome.Error {
	got, err := c.writeProduct(ctx, w, g)
	if said(err) == moreWarehouses {
		var full bool
		if full, err = c.complete(ctx, w.op, g, err); full {
			got, err = c.writeProduct(ctx, w, g)
		}
	}
	if err != nil {
		e := outcome.Of(err)
		if half := len(g.rows) / 2; half > 0 && !endsPush(e) {
			if e := c.pushProduct(ctx, w, &group{g.product, g.rows[:half]}, pushed); e != nil && endsPush(e) {
				return e
			}
			return c.pushProduct(ctx, w, &group{g.product, g.rows[half:]}, pushed)
		}
		g.mark(pushed, e)
		return e
	}
	for _, f := range got.Errors {
		e := outcome.New(outcome.RefusedByChannel, "status", string(f.Code), "said", httpkit.Said(string(f.Message))).In(w.op)
		if len(f.Detail.Extra) > 0 {
			e.Args["status"], e.Args["said"] = string(f.Detail.Extra[0].Code), httpkit.Said(string(f.Detail.Extra[0].Message))
		}
		if r := g.row(string(f.Detail.SKU)); r != nil {
			r.mark(pushed, e)
		} else if f.Detail.SKU == "" {
			g.mark(pushed, e)
		}
	}
	return nil
}

func (c *connector) writeProduct(ctx context.Context, w *write, g *group) (failures, error) {
	skus := make([]skuBody, len(g.rows))
	for i, r := range g.rows {
		skus[i] = r.body
	}
	var got failures
	a := ask{op: w.op, path: "/product/202309/products/" + g.product + "/" + w.call, body: map[string][]skuBody{"skus": skus}, ref: g.product}
	return got, c.do(ctx, a, &got)
}

// complete adds to each SKU the warehouses that the push does not speak of, with what they hold. It tells whether there were any, and
// else the error that was.
// Source: inventory-search-202309.
func (c *connector) complete(ctx context.Context, op string, g *group, was error) (bool, error) {
	ids := make([]string, len(g.rows))
	for i, r := range g.rows {
		ids[i] = r.body.ID
	}
	var got struct {
		Inventory []struct {
			SKUs []struct {
				ID         text `json:"id"`
				Warehouses []struct {
					ID        text `json:"warehouse_id"`
					Available text `json:"available_quantity"`
				} `json:"warehouse_inventory"`
			} `json:"skus"`
		} `json:"inventory"`
	}
	if err := c.do(ctx, ask{op: op, path: "/product/202309/inventory/search", body: map[string][]string{"sku_ids": ids}, ref: g.product}, &got); err != nil {
		return false, err
	}
	added := false
	for _, p := range got.Inventory {
		for _, s := range p.SKUs {
			r := g.row(string(s.ID))
			if r == nil {
				continue
			}
			stock := map[string]int64{}
			for _, h := range s.Warehouses {
				stock[h.ID.id()] = h.Available.count()
			}
			added = r.body.fill(stock) || added
		}
	}
	if !added {
		return false, was
	}
	return true, nil
}

// fill adds the warehouses that are not there, and tells whether there were any. A figure without a warehouse is for the only one.
func (s *skuBody) fill(stock map[string]int64) bool {
	added := false
	for _, id := range slices.Sorted(maps.Keys(stock)) {
		if !slices.ContainsFunc(s.Inventory, func(i inventoryBody) bool { return i.Warehouse == id || i.Warehouse == "" }) {
			s.Inventory = append(s.Inventory, inventoryBody{Warehouse: id, Quantity: stock[id]})
			added = true
		}
	}
	return added
}

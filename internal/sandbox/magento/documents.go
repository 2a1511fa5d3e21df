package magento

import (
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

func listInvoices(c *call) (any, error) {
	var rows []row
	for _, o := range c.ordersOf() {
		f := c.f.habits.figures(o)
		for n, b := range f.invoices {
			rows = append(rows, c.invoiceRow(o, b, n))
		}
	}
	return c.run(rows)
}

// ordersOf is all orders, or those that an order_id filter names.
func (c *call) ordersOf() []*world.Order {
	ids := hint(c.query, "order_id", "in")
	if ids == "" {
		ids = hint(c.query, "order_id", "eq")
	}
	if ids == "" {
		return c.f.world.Orders(world.Filter{Channel: c.f.shop.Channel, Shop: c.f.shop.Key.Shop})
	}
	var out []*world.Order
	for id := range strings.SplitSeq(ids, ",") {
		if o, err := c.f.world.Order(c.f.shop.Key, id); err == nil {
			out = append(out, o)
		}
	}
	return out
}

func (c *call) invoiceRow(o *world.Order, b billed, n int) row {
	at := c.time(b.At).(string)
	number := o.Number + "-" + strconv.Itoa(n+1)
	return row{
		column: columns(map[string]string{
			"entity_id": c.text(b.ID), "order_id": c.text(o.ID), "increment_id": number, "state": "2", "created_at": at, "updated_at": at,
		}),
		show: func() object {
			items := []any{}
			for _, l := range o.Lines {
				if b.Lines[l.ID] > 0 {
					items = append(items, object{"order_item_id": l.ID, "qty": b.Lines[l.ID], "sku": l.SKU, "name": l.Name, "price": money(l.Price)})
				}
			}
			return object{
				"entity_id": b.ID, "increment_id": number, "order_id": o.ID, "state": 2, "grand_total": money(b.Amount), "base_grand_total": money(b.Amount),
				"order_currency_code": o.Currency, "created_at": at, "updated_at": at, "items": items,
			}.put("transaction_id", o.Payment.Transaction)
		},
	}
}

func columns(of map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { v, ok := of[name]; return v, ok }
}

func listShipments(c *call) (any, error) {
	var rows []row
	for _, o := range c.ordersOf() {
		for _, p := range o.Packages {
			rows = append(rows, c.shipmentRow(o, p))
		}
	}
	return c.run(rows)
}

func (c *call) shipmentRow(o *world.Order, p world.Package) row {
	at := c.time(p.ShippedAt).(string)
	return row{
		column: columns(map[string]string{
			"entity_id": p.Ref, "order_id": c.text(o.ID), "increment_id": "S" + p.Ref, "created_at": at, "updated_at": at,
		}),
		show: func() object {
			var pieces int64
			items, tracks := []any{}, []any{}
			for _, n := range p.Lines {
				l := o.LineByID(n.Line)
				items = append(items, object{"order_item_id": n.Line, "qty": n.Quantity, "sku": l.SKU, "name": l.Name, "product_id": l.ItemID})
				pieces += n.Quantity
			}
			if p.TrackingNumber != "" {
				tracks = append(tracks, object{
					"entity_id": atoi(p.Ref), "order_id": o.ID, "parent_id": atoi(p.Ref), "track_number": p.TrackingNumber, "title": p.Courier,
					"carrier_code": "custom", "created_at": at, "updated_at": at, "weight": 0, "qty": 0,
				})
			}
			return object{
				"entity_id": atoi(p.Ref), "increment_id": "S" + p.Ref, "order_id": o.ID, "total_qty": pieces, "created_at": at, "updated_at": at,
				"items": items, "tracks": tracks, "packages": []any{}, "comments": []any{},
			}
		},
	}
}

// getLabel is a label of the shop's own carriers, which make none here.
func getLabel(c *call) (any, error) {
	for _, o := range c.ordersOf() {
		for _, p := range o.Packages {
			if p.Ref == c.args[0] {
				return "JVBERi0xLjQKJSBhIHByZXRlbmQgbGFiZWwKJSVFT0YK", nil // "%PDF-1.4 … a pretend label"
			}
		}
	}
	return nil, noEntity()
}

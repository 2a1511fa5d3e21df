package magento

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/order"
)

// documents are what stands beside orders: invoices say when money came in, shipments are the parcels, returns are wishes.
type documents struct {
	invoices  map[text][]wireInvoice // by the order's id
	shipments map[text][]wireShipment
	returns   map[text][]wireReturn
}

type wireInvoice struct {
	ID      text `json:"entity_id"`
	Order   text `json:"order_id"`
	State   text `json:"state"` // 1 open, 2 paid, 3 canceled
	Created text `json:"created_at"`
}

type wireShipment struct {
	ID      text        `json:"entity_id"`
	Number  text        `json:"increment_id"`
	Order   text        `json:"order_id"`
	Created text        `json:"created_at"`
	Tracks  []wireTrack `json:"tracks"`
}

type wireTrack struct {
	Number  text `json:"track_number"`
	Title   text `json:"title"`
	Carrier text `json:"carrier_code"`
}

type wireReturn struct {
	Order  text `json:"order_id"`
	Status text `json:"status"`
}

// wireBrief is enough of an order to know whether it has documents.
type wireBrief struct {
	ID       text   `json:"entity_id"`
	Invoiced amount `json:"total_invoiced"`
	Items    []struct {
		Shipped amount `json:"qty_shipped"`
	} `json:"items"`
}

// besides reads the documents of a page of orders: one question for all invoices, one for all shipments, none for orders that
// have none. A shop that does not let us read them, or has no such call, is read without: orders matter more, and the test of
// the connection says what is missing.
//
// Source: GET /V1/invoices (right Magento_Sales::sales_invoice), GET /V1/shipments (Magento_Sales::shipment), GET /V1/returns
// (Adobe Commerce): AdobeDocs/commerce-webapi: src/openapi; magento/magento2: app/code/Magento/Sales/etc/webapi.xml.
func (c *connector) besides(ctx context.Context, op string, rows []json.RawMessage) (documents, error) {
	var all, billed, sent []string
	for _, row := range rows {
		var o wireBrief
		if json.Unmarshal(row, &o) != nil || !isID(string(o.ID)) {
			continue
		}
		all = append(all, string(o.ID))
		if o.Invoiced.positive() {
			billed = append(billed, string(o.ID))
		}
		for _, i := range o.Items {
			if i.Shipped.positive() {
				sent = append(sent, string(o.ID))
				break
			}
		}
	}
	var d documents
	var err error
	if d.invoices, err = beside(ctx, c, op, "invoices", billed, "entity_id,order_id,state,created_at", func(i wireInvoice) text { return i.Order }); err != nil {
		return d, err
	}
	if d.shipments, err = beside(ctx, c, op, "shipments", sent, "entity_id,increment_id,order_id,created_at,tracks[track_number,title,carrier_code]",
		func(s wireShipment) text { return s.Order }); err != nil || !c.returns {
		return d, err
	}
	d.returns, err = beside(ctx, c, op, "returns", all, "entity_id,order_id,status", func(r wireReturn) text { return r.Order })
	return d, err
}

// beside reads one kind of document of the given orders.
func beside[T any](ctx context.Context, c *connector, op, route string, orders []string, fields string, of func(T) text) (map[text][]T, error) {
	out := map[text][]T{}
	if len(orders) == 0 {
		return out, nil
	}
	rows, err := c.all(ctx, op, route, "entity_id", search{
		groups: [][]filter{anyOf("order_id", orders)}, size: 2 * sizes[0], fields: "items[" + fields + "],total_count",
	})
	if lacks(err) {
		c.log.WarnContext(ctx, "orders are read without their "+route, "op", op, "error", err)
		return out, nil
	}
	for _, row := range rows {
		var one T
		if json.Unmarshal(row, &one) == nil {
			out[of(one)] = append(out[of(one)], one)
		}
	}
	return out, err
}

// documents fills what invoices, shipments and returns tell.
func (r *reader) documents(s *order.Snapshot, w *wireOrder, d documents) {
	for _, sh := range d.shipments[w.ID] {
		s.Packages = append(s.Packages, r.parcel(sh))
	}
	slices.SortStableFunc(s.Packages, func(a, b order.Package) int { return a.ShippedAt.Compare(b.ShippedAt) })
	if len(s.Packages) > 0 {
		s.ShippedAt = s.Packages[0].ShippedAt
	}
	billed := r.billed(w, d.invoices[w.ID])
	if r.settled(s, w) {
		s.PaidAt = cmp.Or(billed, s.CreatedAt) // without the right to read invoices: not before that
	}
	if s.Stage == order.Completed {
		s.CompletedAt = cmp.Or(lastParcel(s), billed, s.CreatedAt)
	}
	for _, ret := range d.returns[w.ID] {
		s.ReturnRequested = s.ReturnRequested || slices.Contains(openReturns, string(ret.Status))
	}
}

// settled tells whether nothing is left to pay: the money came, or the order costs nothing.
func (r *reader) settled(s *order.Snapshot, w *wireOrder) bool {
	due := w.Total.value() - w.Canceled.value()
	if s.Total == 0 && r.Problem == nil {
		return s.Stage != order.Unpaid && s.Stage != order.Cancelled
	}
	return w.Paid.positive() && w.Paid.value() >= due-tolerance
}

// openReturns are the words of returns that somebody still has to decide about (unverified: no public list).
var openReturns = []string{"pending", "authorized", "partially_authorized", "received", "received_on_item"}

// parcel is a shipment. Its number is ours, for a parcel may have several tracking numbers or none.
func (r *reader) parcel(sh wireShipment) order.Package {
	p := order.Package{Ref: string(sh.ID), ShippedAt: r.time("shipments.created_at", sh.Created)}
	if len(sh.Tracks) > 0 {
		t := sh.Tracks[0]
		p.TrackingNumber, p.Courier = string(t.Number), string(t.Title)
		if p.Courier == "" && t.Carrier != "custom" {
			p.Courier = string(t.Carrier)
		}
	}
	return p
}

// billed is when the last invoice that was not cancelled was made; without invoices the order's history may tell.
func (r *reader) billed(w *wireOrder, invoices []wireInvoice) time.Time {
	var last time.Time
	for _, i := range invoices {
		if i.State != "3" {
			last = later(last, r.time("invoices.created_at", i.Created))
		}
	}
	for _, h := range w.History {
		if len(invoices) == 0 && h.Entity == "invoice" {
			last = later(last, r.time("status_histories.created_at", h.Created))
		}
	}
	return last
}

// lastParcel is when the last parcel left: the shop knows nothing of what came after.
func lastParcel(s *order.Snapshot) time.Time {
	var last time.Time
	for _, p := range s.Packages {
		last = later(last, p.ShippedAt)
	}
	return last
}

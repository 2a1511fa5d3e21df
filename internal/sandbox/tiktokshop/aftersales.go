package tiktokshop

import (
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// wish is a cancellation or a return, as the world's steps tell it.
type wish struct {
	id               string
	kind, status     string
	by               world.Actor
	reason, text     string
	created, updated time.Time
	refund           world.Amount
	lines            []world.Count
	part             bool // of an order that goes on
	step             int64
}

// cancelsOf tells an order's cancellations: those that were asked for, with how they ended, those of single pieces, and the one that
// ended the order.
func cancelsOf(o *world.Order) []wish {
	var out []wish
	open := -1
	parts := refunds(o, true)
	for _, s := range o.Steps {
		switch s.Verb {
		case world.RequestCancel:
			open = len(out)
			out = append(out, wish{
				id: wishID(o, s, 2), kind: "BUYER_CANCEL", status: "CANCELLATION_REQUEST_PENDING", by: world.Buyer, created: s.At, updated: s.At,
				reason: "ecom_order_to_ship_canceled_reason_no_longer_needed", text: "Tidak dibutuhkan lagi", lines: everything(o), refund: o.Total, step: s.ID,
			})
		case world.RefuseCancel, world.Ship:
			if open >= 0 {
				out[open].status, out[open].updated, open = "CANCELLATION_REQUEST_CANCELLED", s.At, -1
			}
		case world.CancelPart:
			w := wish{
				id: wishID(o, s, 2), kind: "CANCEL", status: "CANCELLATION_REQUEST_COMPLETE", by: s.By, created: s.At, updated: s.At,
				reason: "seller_cancel_reason_out_of_stock", text: "Stok habis", part: true, step: s.ID,
			}
			if r, ok := next(&parts, s.At); ok {
				w.refund, w.lines = r.Amount, counts(r)
			}
			out = append(out, w)
		case world.Cancel, world.Fail:
			if open >= 0 && s.By == world.Buyer {
				out[open].status, out[open].updated, open = "CANCELLATION_REQUEST_COMPLETE", s.At, -1
				continue
			}
			out = append(out, ended(o, s))
		}
	}
	return out
}

// ended is the cancellation that ends an order: by somebody, or by the courier who brings it back.
func ended(o *world.Order, s world.Step) wish {
	w := wish{
		id: wishID(o, s, 2), kind: "CANCEL", status: "CANCELLATION_REQUEST_COMPLETE", by: s.By, created: s.At, updated: s.At, lines: everything(o), step: s.ID,
	}
	if o.WasPaid() {
		w.refund = o.Total
	}
	switch {
	case s.Verb == world.Fail && o.Payment.OnDelivery:
		w.by, w.reason, w.text = world.System, "returned_to_shipper_refused", "Pembeli menolak paket"
	case s.Verb == world.Fail:
		w.by, w.reason, w.text = world.System, "package_lost", "Paket hilang"
	case s.By == world.System:
		w.reason, w.text = "system_cancel_unpaid_time_out", "Pembayaran melewati batas waktu"
	case s.By == world.Seller:
		w.reason, w.text = "seller_cancel_reason_out_of_stock", "Stok habis"
	default:
		w.reason, w.text = "ecom_order_unpaid_canceled_reason_no_longer_needed", "Tidak dibutuhkan lagi"
	}
	return w
}

// lastCancel is the cancellation that ended an order.
func lastCancel(o *world.Order) wish {
	all := cancelsOf(o)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].status == "CANCELLATION_REQUEST_COMPLETE" && len(all[i].lines) >= len(everything(o)) {
			return all[i]
		}
	}
	return wish{by: o.CancelledBy, updated: o.Updated}
}

// returnsOf tells an order's returns from its steps: those that were asked for, with how they ended, and money without goods.
func returnsOf(o *world.Order) []wish {
	var out []wish
	open := -1
	paid := refunds(o, false)
	for _, s := range o.Steps {
		switch s.Verb {
		case world.RequestReturn:
			open = len(out)
			out = append(out, wish{
				id: wishID(o, s, 3), kind: "RETURN_AND_REFUND", status: "RETURN_OR_REFUND_REQUEST_PENDING", by: world.Buyer, created: s.At, updated: s.At,
				lines: everything(o), refund: o.Total, step: s.ID,
			})
		case world.RefuseReturn:
			if open >= 0 {
				out[open].status, out[open].updated, open = "REFUND_OR_RETURN_REQUEST_REJECT", s.At, -1
			}
		case world.Return:
			if open < 0 {
				open = len(out)
				out = append(out, wish{id: wishID(o, s, 3), kind: "RETURN_AND_REFUND", by: world.Seller, created: s.At, step: s.ID, lines: everything(o)})
			}
			w := &out[open]
			w.status, w.updated, w.refund, open = "RETURN_OR_REFUND_REQUEST_COMPLETE", s.At, 0, -1
			if r, ok := next(&paid, s.At); ok {
				w.refund = r.Amount
			}
		case world.GiveRefund:
			if r, ok := next(&paid, s.At); ok {
				out = append(out, wish{
					id: wishID(o, s, 3), kind: "REFUND", status: "RETURN_OR_REFUND_REQUEST_COMPLETE", by: world.Buyer, created: s.At, updated: s.At,
					refund: r.Amount, lines: counts(r), step: s.ID,
				})
			}
		}
	}
	return out
}

// refunds are those of pieces that were taken off, or the others, oldest first.
func refunds(o *world.Order, part bool) []world.Refund {
	return slices.DeleteFunc(slices.Clone(o.Refunds), func(r world.Refund) bool { return r.Part != part })
}

func next(all *[]world.Refund, at time.Time) (world.Refund, bool) {
	if len(*all) == 0 || !(*all)[0].At.Equal(at) {
		return world.Refund{}, false
	}
	r := (*all)[0]
	*all = (*all)[1:]
	return r, true
}

func counts(r world.Refund) []world.Count {
	var out []world.Count
	for _, l := range r.Lines {
		out = append(out, world.Count{Line: l.Line, Quantity: l.Quantity})
	}
	return out
}

// everything is all pieces that were not taken off.
func everything(o *world.Order) []world.Count {
	var out []world.Count
	for _, l := range o.Lines {
		if n := l.Quantity - l.Cancelled; n > 0 {
			out = append(out, world.Count{Line: l.ID, Quantity: n})
		}
	}
	return out
}

// wishID holds the order's id and the step's; kind is 2 for a cancellation and 3 for a return.
func wishID(o *world.Order, s world.Step, kind int) string {
	return fmt.Sprintf("40%d%08d%08d", kind, o.ID, s.ID)
}

// backs are the pieces of a wish, one by one. Pieces that were taken off are the last of their line, others the first.
func (c *call) backs(o *world.Order, w wish, prefix string) []fields {
	out := []fields{}
	for _, n := range w.lines {
		l := o.LineByID(n.Line)
		if l == nil {
			continue
		}
		first := int64(0)
		if w.part {
			first = l.Quantity - n.Quantity
		}
		for i := range n.Quantity {
			id := pieceID(l.ID, first+i)
			out = append(out, fields{
				prefix + "_line_item_id": "9" + id, "order_line_item_id": id, "sku_id": skuID(l.ItemID), "sku_name": "", "seller_sku": l.SKU,
				"product_name": l.Name, "refund_amount": fields{"currency": o.Currency, "refund_total": c.money(l.Price)},
			})
		}
	}
	return out
}

func (c *call) refundOf(o *world.Order, w wish) fields {
	return fields{
		"currency": o.Currency, "refund_total": c.money(w.refund), "refund_subtotal": c.money(w.refund), "refund_shipping_fee": "0", "refund_tax": "0",
	}
}

func (c *call) cancelFields(o *world.Order, w wish) fields {
	d := fields{
		"cancel_id": w.id, "order_id": o.Ref, "cancel_type": w.kind, "cancel_status": w.status, "role": actors[w.by], "cancel_reason": w.reason,
		"cancel_reason_text": w.text, "create_time": c.unix(w.created), "update_time": c.unix(w.updated), "refund_amount": c.refundOf(o, w),
		"cancel_line_items": c.backs(o, w, "cancel"), "seller_next_action_response": []fields{},
	}
	if w.status == "CANCELLATION_REQUEST_PENDING" {
		d["seller_next_action_response"] = []fields{{"action": "SELLER_RESPOND_CANCEL", "deadline": c.unix(w.created) + 2*24*3600}}
	}
	return d
}

func (c *call) returnFields(o *world.Order, w wish) fields {
	return fields{
		"return_id": w.id, "order_id": o.Ref, "return_type": w.kind, "return_status": w.status, "role": actors[w.by],
		"return_reason": "ecom_order_delivered_refund_and_return_reason_defective", "return_reason_text": "Barang rusak", "create_time": c.unix(w.created),
		"update_time": c.unix(w.updated), "refund_amount": c.refundOf(o, w), "return_line_items": c.backs(o, w, "return"), "arbitration_status": "",
		"shipment_type": "PLATFORM", "handover_method": "DROP_OFF", "return_tracking_number": "",
	}
}

// narrow is what the two searches can be asked for besides times.
type narrow struct {
	times
	Orders    []string `json:"order_ids"`
	Cancels   []string `json:"cancel_ids"`
	Returns   []string `json:"return_ids"`
	CancelIs  []string `json:"cancel_status"`
	ReturnIs  []string `json:"return_status"`
	CancelAre []string `json:"cancel_types"`
	ReturnAre []string `json:"return_types"`
}

// searchCancels is POST return_refund/202309/cancellations/search; oldest first unless asked otherwise.
func searchCancels(c *call) (any, error) {
	return c.wishes("cancellations", 1, cancelsOf, c.cancelFields, func(in narrow, w wish) bool {
		return among(in.Cancels, w.id) && among(in.CancelAre, w.kind) &&
			(among(in.CancelIs, w.status) || w.status == "CANCELLATION_REQUEST_CANCELLED" && among(in.CancelIs, "CANCELLATION_REQUEST_CANCEL"))
	})
}

// searchReturns is POST return_refund/202309/returns/search; a page has at least ten rows.
func searchReturns(c *call) (any, error) {
	return c.wishes("return_orders", 10, returnsOf, c.returnFields, func(in narrow, w wish) bool {
		return among(in.Returns, w.id) && among(in.ReturnIs, w.status) && among(in.ReturnAre, w.kind)
	})
}

// among tells whether a list that is empty or has the word lets it through.
func among(list []string, word string) bool { return len(list) == 0 || slices.Contains(list, word) }

func (c *call) wishes(name string, least int64, of func(*world.Order) []wish, show func(*world.Order, wish) fields, fits func(narrow, wish) bool) (any, error) {
	var in narrow
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	p, err := c.pager(least, 50, "ASC")
	if err != nil {
		return nil, err
	}
	var rows []found
	for _, o := range c.concerned(in) {
		for _, w := range of(o) {
			r := found{created: c.unix(w.created), updated: c.unix(w.updated), id: w.step, show: func() fields { return show(o, w) }}
			if in.hold(r) && fits(in, w) {
				rows = append(rows, r)
			}
		}
	}
	return p.answer(name, rows), nil
}

// concerned are the orders that a search can be about. A wish is never changed after its order.
func (c *call) concerned(in narrow) []*world.Order {
	if len(in.Orders) == 0 {
		return c.f.orders(times{UpdatedFrom: in.UpdatedFrom}, c.effects.Skew)
	}
	var out []*world.Order
	for _, id := range in.Orders {
		if o, err := c.f.world.Order(c.f.shop.Key, id); err == nil {
			out = append(out, o)
		}
	}
	return out
}

// findCancel looks a cancellation up by its id.
func (c *call) findCancel(id string) (*world.Order, wish, error) {
	var order, step int64
	if _, err := fmt.Sscanf(id, "402%08d%08d", &order, &step); err == nil {
		if o, err := c.f.world.Order(c.f.shop.Key, orderID(order)); err == nil {
			for _, w := range cancelsOf(o) {
				if w.id == id {
					return o, w, nil
				}
			}
		}
	}
	return nil, wish{}, refuse("25020005", "The cancellation does not belong to the shop")
}

// approveCancel is POST …/cancellations/{id}/approve.
func approveCancel(c *call) (any, error) {
	return c.answer(world.Act{Verb: world.Cancel, By: world.Buyer})
}

// rejectCancel is POST …/cancellations/{id}/reject; the reason has to be one of those on offer.
func rejectCancel(c *call) (any, error) {
	var in struct {
		Reason string `json:"reject_reason"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if _, ok := rejections[in.Reason]; !ok {
		return nil, refuse("25001014", "The reason is invalid")
	}
	return c.answer(world.Act{Verb: world.RefuseCancel, By: world.Seller})
}

// answer does what the seller decided. An answer with a key that was seen is taken once.
func (c *call) answer(a world.Act) (any, error) {
	f, id, key := c.f, c.path[0], c.query.Get("idempotency_key")
	if len(key) > 255 {
		return nil, wrong("idempotency_key must have at most 255 characters")
	}
	f.mu.Lock()
	seen := key != "" && f.state.Answered[key] == id
	f.mu.Unlock()
	if seen {
		return fields{}, nil
	}
	o, w, err := c.findCancel(id)
	if err != nil {
		return nil, err
	}
	if w.status != "CANCELLATION_REQUEST_PENDING" {
		return nil, refuse("25001003", "The status of the cancellation does not allow this")
	}
	if _, err := f.world.Do(f.shop.Key, o.Ref, a); err != nil {
		return nil, refuse("25001003", "The status of the order does not allow this")
	}
	if key != "" {
		f.mu.Lock()
		f.state.Answered[key] = id
		f.mu.Unlock()
	}
	return fields{}, nil
}

// rejections are the reasons to refuse a buyer's cancellation with, in Indonesia.
var rejections = map[string]string{
	"seller_reject_apply_product_has_been_packed":                                      "Produk sudah dikemas",
	"order_manage_list_action_respond_popup_reject_reason_invalid_cancellation_reason": "Alasan pembatalan tidak sesuai",
	"order_manage_list_action_respond_popup_reject_reason_delivered":                   "Paket sudah dikirim",
}

// rejectReasons is GET return_refund/202309/reject_reasons.
func rejectReasons(c *call) (any, error) {
	if _, _, err := c.findCancel(c.query.Get("return_or_cancel_id")); err != nil {
		return nil, err
	}
	out := []fields{}
	for name, text := range rejections {
		out = append(out, fields{"name": name, "text": text})
	}
	slices.SortFunc(out, func(a, b fields) int {
		if a["name"].(string) > b["name"].(string) {
			return -1
		}
		return 1
	})
	return fields{"reasons": out}, nil
}

// cancelOrder is POST return_refund/202309/cancellations: the seller cancels. Single pieces cannot be cancelled in Indonesia.
func cancelOrder(c *call) (any, error) {
	var in struct {
		Order  string   `json:"order_id"`
		Reason string   `json:"cancel_reason"`
		SKUs   []fields `json:"skus"`
		Lines  []string `json:"order_line_item_ids"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	o, err := c.f.world.Order(c.f.shop.Key, in.Order)
	if err != nil {
		return nil, refuse("25020005", "The order does not belong to the shop")
	}
	paid := o.Stage == world.Paid
	switch {
	case len(in.Lines) > 0 && len(in.Lines) < len(c.pieces(o)):
		return nil, refuse("25001001", "Partial cancellation is not supported in this region")
	case !paid && o.Stage != world.Unpaid || len(o.Packages) > 0:
		return nil, refuse("25001011", "The order status does not allow cancellation")
	case paid && in.Reason != "seller_cancel_reason_out_of_stock" && in.Reason != "seller_cancel_reason_wrong_price":
		return nil, refuse("25001014", "The reason is invalid")
	}
	o, err = c.f.world.Do(c.f.shop.Key, in.Order, world.Act{Verb: world.Cancel, By: world.Seller, Reason: in.Reason})
	if err != nil {
		return nil, refuse("25001011", "The order status does not allow cancellation")
	}
	return fields{"cancel_id": lastCancel(o).id, "cancel_status": "CANCELLATION_REQUEST_SUCCESS"}, nil
}

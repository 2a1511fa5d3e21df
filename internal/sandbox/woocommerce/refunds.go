package woocommerce

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// errNoOrder is what the refund routes say of an unknown order (sheet, 5).
var errNoOrder = refuse(http.StatusNotFound, "woocommerce_rest_invalid_order_id", "Invalid order ID.")

func badRefund(message string) error {
	return refuse(http.StatusBadRequest, "woocommerce_rest_invalid_order_refund", message)
}

func postRefund(c *call) (*answer, error) {
	if err := c.may("create"); err != nil {
		return nil, err
	}
	o, r, err := c.f.refund(c.ids[0], c.body)
	if err != nil {
		return nil, err
	}
	w := c.view.single()
	c.view.refund(w, o, r, false)
	a := one(http.StatusCreated, w.b)
	a.header = http.Header{"Location": {fmt.Sprintf("%s%s/orders/%d/refunds/%d", c.view.home, apiRoot, o.ID, r.ID)}}
	return a, nil
}

// refund books a refund. There is no key against repeating: the same call twice is two refunds.
func (f *Face) refund(id int64, body fields) (*world.Order, *world.Refund, error) {
	o, err := f.world.Edit(f.shop.Key, ref(id), func(o *world.Order, p world.Pen) error { return f.addRefund(o, p, body) })
	if errors.Is(err, world.ErrNotFound) {
		return nil, nil, errNoOrder
	}
	if err != nil {
		return nil, nil, err
	}
	return o, &o.Refunds[len(o.Refunds)-1], nil
}

func (f *Face) addRefund(o *world.Order, p world.Pen, body fields) error {
	restock, given := body.bool("api_restock")
	r := world.Refund{ID: p.Record(), At: p.Now(), By: world.Seller, Restock: restock || !given}
	r.Reason, _ = body.text("reason")
	var lines world.Amount
	for _, in := range body.list("line_items") {
		rl, err := refundLine(o, p, in)
		if err != nil {
			return err
		}
		lines += rl.Amount + rl.Tax
		r.Lines = append(r.Lines, rl)
	}
	amount, ok := body.amount("amount")
	if !ok {
		amount = lines
	}
	if r.Amount = amount; amount <= 0 {
		return badRefund("Refund amount must be greater than zero.")
	}
	if amount > o.Total-o.Refunded() {
		return badRefund("Invalid refund amount.")
	}
	if f.paysBack(o, body) {
		return refuse(http.StatusInternalServerError, "woocommerce_rest_cannot_create_order_refund", "The payment gateway for this order does not support automatic refunds.")
	}
	f.book(o, r)
	return nil
}

// paysBack tells whether the call asks the gateway for real money: none of the gateways here can do that.
func (f *Face) paysBack(o *world.Order, body fields) bool {
	pay, given := body.bool("api_refund")
	return (pay || !given) && o.Payment.Method != "" && !o.PaidAt.IsZero() && !slices.Contains(manualGateways, o.Payment.Method)
}

// manualGateways take part in a refund only on paper, so WooCommerce books it whatever api_refund says.
var manualGateways = []string{"bacs", "cheque", "cod", "midtrans_va", "midtrans_qris"}

func refundLine(o *world.Order, p world.Pen, in fields) (world.RefundLine, error) {
	id, _ := in.number("id")
	l := o.LineByID(id)
	if l == nil {
		return world.RefundLine{}, badRefund("Invalid line item.")
	}
	quantity, _ := in.number("quantity")
	if quantity < 0 || quantity > l.Quantity {
		return world.RefundLine{}, badRefund("Invalid refund quantity.")
	}
	rl := world.RefundLine{ID: p.Line(), Line: id, Quantity: quantity}
	rl.Amount, _ = in.amount("refund_total")
	for _, t := range in.list("refund_tax") {
		tax, _ := t.amount("refund_total")
		rl.Tax += tax
	}
	return rl, nil
}

// book adds a refund to its order: pieces go back on sale with it, and a whole refund makes the status refunded.
func (f *Face) book(o *world.Order, r world.Refund) {
	if r.Restock {
		for _, rl := range r.Lines {
			l := o.LineByID(rl.Line)
			l.Restocked += min(rl.Quantity, l.Held)
		}
	}
	o.Refunds = append(o.Refunds, r)
	if o.Refunded() == o.Total {
		o.Word = "refunded"
		o.Stage = f.plug.stageOf(o, "refunded")
		if o.Stage == world.Cancelled {
			o.CancelledBy = world.Seller
		}
	}
}

func listOrderRefunds(c *call) (*answer, error) {
	var bad invalid
	p := c.paging(&bad, "date", "id", "include", "title", "slug", "modified")
	if err := bad.err(); err != nil {
		return nil, err
	}
	if err := c.may("list"); err != nil {
		return nil, err
	}
	o, err := c.f.world.Order(c.f.shop.Key, ref(c.ids[0]))
	if err != nil {
		return nil, errNoOrder
	}
	all := make([]owned, 0, len(o.Refunds))
	for i := range o.Refunds {
		all = append(all, owned{o, &o.Refunds[i]})
	}
	return c.refunds(&p, all, false), nil
}

// owned is a refund with its order.
type owned struct {
	order  *world.Order
	refund *world.Refund
}

// listRefunds is the list over all orders, there since 9.0.
func listRefunds(c *call) (*answer, error) {
	var bad invalid
	p := c.paging(&bad, "date", "id", "include", "title", "slug", "modified")
	if err := bad.err(); err != nil {
		return nil, err
	}
	if c.f.old {
		return nil, noRoute
	}
	if err := c.may("list"); err != nil {
		return nil, err
	}
	var all []owned
	for o := range c.f.world.ByCreated(c.f.shop.Key, false) {
		for i := range o.Refunds {
			at := o.Refunds[i].At.Unix()
			if holds(p.after, p.before, at) && holds(p.modifiedAfter, p.modifiedBefore, at) && p.wanted(o.Refunds[i].ID) {
				all = append(all, owned{o, &o.Refunds[i]})
			}
		}
	}
	return c.refunds(&p, all, true), nil
}

func (c *call) refunds(p *paging, all []owned, withParent bool) *answer {
	slices.SortFunc(all, func(a, b owned) int {
		if p.ascending {
			return int(a.refund.ID - b.refund.ID)
		}
		return int(b.refund.ID - a.refund.ID)
	})
	rows, l := page(p, all)
	w := &writer{only: c.view.only, b: []byte{'['}}
	for _, r := range rows {
		w.sep()
		c.view.refund(w, r.order, r.refund, withParent)
	}
	return &answer{status: http.StatusOK, body: append(w.b, ']'), list: l}
}

// refund appends one refund (recorded: refund-create-partial). The list over all orders names the order as well.
func (v view) refund(w *writer, o *world.Order, r *world.Refund, withParent bool) {
	w.open('{')
	w.int("id", r.ID)
	if withParent {
		w.int("parent_id", o.ID)
	}
	v.date(w, "date_created", r.At, false)
	v.date(w, "date_created_gmt", r.At, true)
	w.money("amount", r.Amount, v.digits)
	w.str("reason", r.Reason)
	w.int("refunded_by", 1)
	w.bool("refunded_payment", false)
	if w.list("meta_data") {
		kind := "partial"
		if r.Amount == o.Total {
			kind = "full"
		}
		meta(w, r.ID*8+1, "_refund_type", json.RawMessage(`"`+kind+`"`))
		w.close(']')
	}
	v.refundLines(w, o, r)
	w.raw("shipping_lines", "[]")
	w.raw("tax_lines", "[]")
	w.raw("fee_lines", "[]")
	self := fmt.Sprintf("%s/orders/%d/refunds", apiRoot, o.ID)
	v.links(w, self+"/"+ref(r.ID), "GET DELETE", self, v.up(apiRoot+"/orders/"+o.Ref))
	w.close('}')
}

func (v view) refundLines(w *writer, o *world.Order, r *world.Refund) {
	if !w.list("line_items") {
		return
	}
	for _, rl := range r.Lines {
		l := o.LineByID(rl.Line)
		if l == nil {
			continue
		}
		back := *l
		back.ID, back.Quantity, back.Subtotal, back.Discount, back.Tax, back.Held, back.Restocked = rl.ID, -rl.Quantity, -rl.Amount, 0, -rl.Tax, 0, 0
		back.Meta = []world.Meta{{ID: rl.ID*8 + 4, Key: "_refunded_item_id", Value: appendString(nil, strconv.FormatInt(rl.Line, 10))}}
		w.sep()
		v.line(w, o, &back)
	}
	w.close(']')
}

func (c *call) theRefund() (*world.Order, *world.Refund, error) {
	o, err := c.f.world.Order(c.f.shop.Key, ref(c.ids[0]))
	if err != nil {
		return nil, nil, errNoOrder
	}
	for i := range o.Refunds {
		if o.Refunds[i].ID == c.ids[1] {
			return o, &o.Refunds[i], nil
		}
	}
	return nil, nil, refuse(http.StatusNotFound, "woocommerce_rest_invalid_order_refund_id", "Invalid order refund ID.")
}

func getRefund(c *call) (*answer, error) {
	if err := c.may("view"); err != nil {
		return nil, err
	}
	o, r, err := c.theRefund()
	if err != nil {
		return nil, err
	}
	w := c.view.single()
	c.view.refund(w, o, r, false)
	return one(http.StatusOK, w.b), nil
}

// deleteRefund takes the record away; money and goods stay where they are.
func deleteRefund(c *call) (*answer, error) {
	if err := c.may("delete"); err != nil {
		return nil, err
	}
	o, r, err := c.theRefund()
	if err != nil {
		return nil, err
	}
	if !c.on("force") {
		return nil, refuse(http.StatusNotImplemented, "woocommerce_rest_trash_not_supported", "The order_refund does not support trashing.")
	}
	w := c.view.single()
	c.view.refund(w, o, r, false)
	_, err = c.f.world.Edit(c.f.shop.Key, o.Ref, func(o *world.Order, _ world.Pen) error {
		o.Refunds = slices.DeleteFunc(o.Refunds, func(x world.Refund) bool { return x.ID == r.ID })
		return nil
	})
	return one(http.StatusOK, w.b), err
}

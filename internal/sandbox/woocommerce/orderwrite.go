package woocommerce

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// checkOrder checks what WordPress checks before a call is let through; in a batch nobody does.
func (f *Face) checkOrder(body fields) error {
	var bad invalid
	if s, ok := body.text("status"); ok && !slices.Contains(f.plug.known(), s) {
		bad.notOneOf("status", "status", f.plug.known())
	}
	for _, name := range []string{"customer_id", "parent_id"} {
		if _, isNumber := body.number(name); body.has(name) && !isNumber {
			bad.notType(name, "integer")
		}
	}
	if _, isFlag := body.bool("set_paid"); body.has("set_paid") && !isFlag {
		bad.notType("set_paid", "boolean")
	}
	return bad.err()
}

func postOrder(c *call) (*answer, error) {
	if err := c.f.checkOrder(c.body); err != nil {
		return nil, err
	}
	if err := c.may("create"); err != nil {
		return nil, err
	}
	if c.body.has("id") {
		if id, _ := c.body.number("id"); id != 0 {
			return nil, refuse(http.StatusBadRequest, "woocommerce_rest_shop_order_exists", "Cannot create existing order.")
		}
	}
	o, err := c.f.createOrder(c.body)
	if err != nil {
		return nil, err
	}
	a := one(http.StatusCreated, c.view.oneOrder(o))
	a.header = http.Header{"Location": {c.view.home + apiRoot + "/orders/" + o.Ref}}
	return a, nil
}

func putOrder(c *call) (*answer, error) {
	if err := c.f.checkOrder(c.body); err != nil {
		return nil, err
	}
	if err := c.may("edit"); err != nil {
		return nil, err
	}
	o, err := c.f.updateOrder(c.ids[0], c.body)
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneOrder(o)), nil
}

func (f *Face) createOrder(body fields) (*world.Order, error) {
	return f.world.Create(f.shop.Key, func(o *world.Order, p world.Pen) error {
		o.Word = "pending"
		return f.write(o, p, body)
	})
}

func (f *Face) updateOrder(id int64, body fields) (*world.Order, error) {
	o, err := f.world.Edit(f.shop.Key, ref(id), func(o *world.Order, p world.Pen) error { return f.write(o, p, body) })
	if errors.Is(err, world.ErrNotFound) {
		return nil, refuse(http.StatusBadRequest, "woocommerce_rest_shop_order_invalid_id", "ID is invalid.")
	}
	return o, err
}

// write puts a body into an order. Any status may follow any other: the shop has no guard.
func (f *Face) write(o *world.Order, p world.Pen, body fields) error {
	if err := f.writeLines(o, p, body); err != nil {
		return err
	}
	writePeople(o, body)
	writeMeta(&o.Meta, p, body, f.trackingMeta())
	if f.plug.tracking {
		f.writeTracking(o, p, body)
	}
	if paid, _ := body.bool("set_paid"); paid && o.PaidAt.IsZero() {
		if id, ok := body.text("transaction_id"); ok {
			o.Payment.Transaction = id
		}
		f.setStatus(o, p, "processing")
	}
	if s, ok := body.text("status"); ok {
		if !slices.Contains(f.plug.known(), s) && s != trash {
			s = "pending" // what WooCommerce makes of a word it does not know, which only a batch lets through
		}
		if paid, _ := body.bool("set_paid"); !paid || s != "pending" {
			f.setStatus(o, p, s)
		}
	}
	return nil
}

// setStatus does what the shop does when the status becomes s.
func (f *Face) setStatus(o *world.Order, p world.Pen, s string) {
	was, now := f.plug.status(o), p.Now()
	if s == was {
		o.Word = s
		return
	}
	switch s {
	case "processing", "completed":
		if o.PaidAt.IsZero() {
			o.PaidAt = now
		}
	case "cancelled":
		o.CancelledBy = world.Seller
	case "refunded":
		fullRefund(o, p)
	}
	if s == "completed" && o.CompletedAt.IsZero() {
		o.CompletedAt = now
	}
	o.Word, o.Stage = s, f.plug.stageOf(o, s)
	o.CancelRequested, o.ReturnRequested = s == "cancel-request", s == "return-requested"
	switch {
	case o.Stage != world.Cancelled:
		o.CancelledBy = world.Nobody // taken up again
	case o.CancelledBy == world.Nobody:
		o.CancelledBy = world.Seller
	}
	if s == "shipped" || s == "delivered" || s == "completed" {
		for i := range o.Lines { // the goods are gone, whether a parcel was written down or not
			o.Lines[i].Shipped = o.Lines[i].Quantity - o.Lines[i].Cancelled
		}
	}
}

// fullRefund is the record that the status refunded makes by itself; it puts nothing back on sale (recorded:
// order-set-refunded).
func fullRefund(o *world.Order, p world.Pen) {
	rest := o.Total - o.Refunded()
	if rest <= 0 {
		return
	}
	o.Refunds = append(o.Refunds, world.Refund{ID: p.Record(), At: p.Now(), Amount: rest, Reason: "Order fully refunded.", By: world.Seller})
}

func writePeople(o *world.Order, body fields) {
	b := &o.Buyer
	set(body.object("billing"), map[string]*string{
		"first_name": &b.First, "last_name": &b.Last, "company": &b.Company, "address_1": &b.Street, "address_2": &b.Street2,
		"city": &b.City, "state": &b.Province, "postcode": &b.Postal, "country": &b.Country, "email": &b.Email, "phone": &b.Phone,
	})
	set(body.object("shipping"), map[string]*string{
		"first_name": &b.ShipFirst, "last_name": &b.ShipLast, "company": &b.ShipCompany, "address_1": &b.ShipStreet,
		"address_2": &b.ShipStreet2, "city": &b.ShipCity, "state": &b.ShipProvince, "postcode": &b.ShipPostal,
		"country": &b.ShipCountry, "phone": &b.ShipPhone,
	})
	set(body, map[string]*string{
		"payment_method": &o.Payment.Method, "payment_method_title": &o.Payment.Title, "transaction_id": &o.Payment.Transaction,
		"customer_note": &o.Note,
	})
	if n, ok := body.number("customer_id"); ok {
		o.BuyerID = n
	}
}

func set(from fields, to map[string]*string) {
	for name, field := range to {
		if s, ok := from.text(name); ok {
			*field = s
		}
	}
}

// writeMeta changes fields by id or key, adds new ones, and drops those set to null. Keys in own are kept elsewhere.
func writeMeta(to *[]world.Meta, p world.Pen, body fields, own string) {
	for _, m := range body.list("meta_data") {
		key, _ := m.text("key")
		if key == own && own != "" {
			continue
		}
		id, _ := m.number("id")
		at := slices.IndexFunc(*to, func(x world.Meta) bool { return id != 0 && x.ID == id || id == 0 && x.Key == key })
		switch value, given := m["value"]; {
		case at >= 0 && (!given || string(value) == "null"):
			*to = slices.Delete(slices.Clone(*to), at, at+1)
		case at >= 0:
			*to = slices.Clone(*to)
			(*to)[at].Value = value
		case given && key != "" && string(value) != "null":
			*to = append(*to, world.Meta{ID: p.Event(), Key: key, Value: value})
		}
	}
}

func deleteOrder(c *call) (*answer, error) {
	if err := c.may("delete"); err != nil {
		return nil, err
	}
	o, err := c.f.removeOrder(c.ids[0], c.on("force"))
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneOrder(o)), nil
}

// removeOrder moves an order into the bin, or with force out of the world. It returns it as it was: the answer still
// shows the old status (recorded: order-delete-to-trash).
func (f *Face) removeOrder(id int64, force bool) (*world.Order, error) {
	before, err := f.order(id)
	if err != nil {
		return nil, err
	}
	if before.Word == trash && !force {
		return nil, refuse(http.StatusGone, "woocommerce_rest_already_trashed", "The order has already been deleted.")
	}
	_, err = f.world.Edit(f.shop.Key, ref(id), func(o *world.Order, _ world.Pen) error {
		if force {
			o.Deleted = true
			return nil
		}
		o.Word, o.Stage, o.Script = trash, world.Cancelled, nil
		if o.CancelledBy == world.Nobody {
			o.CancelledBy = world.Seller
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("removing order %d: %w", id, err)
	}
	return before, nil
}

// trackingMeta is the free field that the tracking plugin keeps; empty without the plugin.
func (f *Face) trackingMeta() string {
	if f.plug.tracking {
		return trackingKey
	}
	return ""
}

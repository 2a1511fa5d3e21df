package woocommerce

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// writeLines puts the four kinds of lines of a body into an order: with an id edits, without adds, quantity 0 or a null
// title removes. Totals are computed anew when anything was written.
func (f *Face) writeLines(o *world.Order, p world.Pen, body fields) error {
	written := false
	for _, l := range body.list("line_items") {
		written = true
		if err := f.writeLine(o, p, l); err != nil {
			return err
		}
	}
	for _, l := range body.list("shipping_lines") {
		written = true
		writeShipping(o, p, l)
	}
	for _, l := range body.list("fee_lines") {
		written = true
		writeFee(o, p, l)
	}
	for _, l := range body.list("coupon_lines") {
		written = true
		if err := writeCoupon(o, p, l); err != nil {
			return err
		}
	}
	if written {
		o.Recount(p.Line)
	}
	return nil
}

func (f *Face) writeLine(o *world.Order, p world.Pen, in fields) error {
	quantity, hasQuantity := in.number("quantity")
	id, editing := in.number("id")
	if editing {
		at := slices.IndexFunc(o.Lines, func(l world.Line) bool { return l.ID == id })
		if at < 0 {
			return refuse(http.StatusBadRequest, "woocommerce_rest_invalid_item_id", "Order item ID provided is not associated with order.")
		}
		if hasQuantity && quantity == 0 {
			o.Lines = slices.Delete(o.Lines, at, at+1)
			return nil
		}
		l := &o.Lines[at]
		if hasQuantity && quantity != l.Quantity {
			l.Quantity, l.Subtotal, l.Discount = quantity, l.Price*world.Amount(quantity), 0
		}
		lineAmounts(l, in)
		return nil
	}
	if !hasQuantity {
		quantity = 1
	}
	l := world.Line{ID: p.Line(), Quantity: quantity}
	if item := wantedItem(p, in); item != nil {
		l.ItemID, l.SKU, l.Name, l.Price, l.Taxed = item.ID, item.SKU, item.Name, item.Costs(), item.Taxed
		l.Subtotal = l.Price * world.Amount(quantity)
	}
	set(in, map[string]*string{"name": &l.Name})
	lineAmounts(&l, in)
	writeMeta(&l.Meta, p, in, "")
	o.Lines = append(o.Lines, l)
	return nil
}

// wantedItem finds what a line asks for; unknown goods are accepted as a line of nothing (recorded:
// order-unknown-product-accepted).
func wantedItem(p world.Pen, in fields) *world.Item {
	for _, name := range []string{"variation_id", "product_id"} {
		if id, ok := in.number(name); ok && id != 0 {
			item, found := p.Item(id)
			if !found {
				return nil
			}
			return item
		}
	}
	if sku, ok := in.text("sku"); ok {
		if item, found := p.ItemBySKU(sku); found {
			return item
		}
	}
	return nil
}

// lineAmounts takes subtotal and total as given; a total below the subtotal is a discount.
func lineAmounts(l *world.Line, in fields) {
	total, hasTotal := in.amount("total")
	if subtotal, ok := in.amount("subtotal"); ok {
		l.Subtotal, l.Discount = subtotal, 0
	} else if hasTotal && total > l.Subtotal {
		l.Subtotal = total
	}
	if hasTotal {
		l.Discount = max(l.Subtotal-total, 0)
		l.Subtotal = max(l.Subtotal, total)
	}
	if l.Quantity > 0 {
		l.Price = l.Subtotal / world.Amount(l.Quantity)
	}
}

func writeShipping(o *world.Order, p world.Pen, in fields) {
	if o.ShippingID == 0 {
		o.ShippingID = p.Line()
	}
	set(in, map[string]*string{"method_title": &o.Courier})
	if total, ok := in.amount("total"); ok {
		o.Shipping = total
	}
}

func writeFee(o *world.Order, p world.Pen, in fields) {
	id, editing := in.number("id")
	at := slices.IndexFunc(o.Fees, func(x world.Fee) bool { return x.ID == id })
	if !editing || at < 0 {
		o.Fees = append(o.Fees, world.Fee{ID: p.Line()})
		at = len(o.Fees) - 1
	}
	fee := &o.Fees[at]
	set(in, map[string]*string{"name": &fee.Name})
	if total, ok := in.amount("total"); ok {
		fee.Amount = total
	}
	if raw, given := in["name"]; given && string(raw) == "null" {
		o.Fees = slices.Delete(o.Fees, at, at+1)
	}
}

// coupons are the vouchers that the world's buyers use; a client may use them, too.
var coupons = map[string]func(o *world.Order) world.Amount{
	"hemat10":    func(o *world.Order) world.Amount { return o.Sums().Lines / 10 },
	"potongan25": func(*world.Order) world.Amount { return world.Whole(25_000) },
}

func writeCoupon(o *world.Order, p world.Pen, in fields) error {
	code, _ := in.text("code")
	worth, ok := coupons[code]
	if !ok {
		return refuse(http.StatusBadRequest, "woocommerce_rest_invalid_coupon", fmt.Sprintf("Coupon %q cannot be applied because it does not exist.", code))
	}
	o.Voucher(p.Line(), code, worth(o), world.Seller)
	return nil
}

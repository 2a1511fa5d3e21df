package woocommerce

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// view is how a request wants things shown.
type view struct {
	f       *Face
	home    string // scheme and host of the answers' links
	digits  int    // dp, or the currency's own
	only    map[string]bool
	effects fault.Effects
}

// order appends one order, all keys in the order in which the shop sends them (recorded: order-update-status).
func (v view) order(w *writer, o *world.Order) {
	f, status, sums := v.f, v.f.plug.status(o), o.Sums()
	w.open('{')
	w.int("id", o.ID)
	w.int("parent_id", 0)
	w.str("status", status)
	w.str("currency", o.Currency)
	w.str("version", Version)
	w.bool("prices_include_tax", false)
	v.date(w, "date_created", o.Created, false)
	v.date(w, "date_modified", o.Updated, false)
	w.money("discount_total", sums.Discounts, v.digits)
	w.money("discount_tax", v.discountTax(o), v.digits)
	w.money("shipping_total", o.Shipping, v.digits)
	w.money("shipping_tax", 0, v.digits)
	w.money("cart_tax", sums.Tax, v.digits)
	w.money("total", o.Total, v.digits)
	w.money("total_tax", sums.Tax, v.digits)
	w.int("customer_id", o.BuyerID)
	w.str("order_key", f.orderKey(o))
	billing(w, &o.Buyer)
	shippingAddress(w, &o.Buyer)
	w.str("payment_method", o.Payment.Method)
	w.str("payment_method_title", o.Payment.Title)
	w.str("transaction_id", o.Payment.Transaction)
	w.str("customer_ip_address", "")
	w.str("customer_user_agent", "")
	w.str("created_via", via(o))
	w.str("customer_note", o.Note)
	v.date(w, "date_completed", o.CompletedAt, false)
	v.date(w, "date_paid", o.PaidAt, false)
	w.str("cart_hash", "")
	w.str("number", o.Number)
	v.orderMeta(w, o)
	v.lines(w, o)
	v.taxLines(w, o, sums.Tax)
	v.shippingLines(w, o)
	v.feeLines(w, o)
	v.couponLines(w, o)
	v.refundList(w, o)
	w.str("payment_url", v.home+"/checkout/order-pay/"+o.Ref+"/?pay_for_order=true&key="+f.orderKey(o))
	w.bool("is_editable", status == "pending" || status == "on-hold" || status == "auto-draft")
	w.bool("needs_payment", (status == "pending" || status == "failed") && o.Total > 0)
	w.bool("needs_processing", needsProcessing(o))
	v.date(w, "date_created_gmt", o.Created, true)
	v.date(w, "date_modified_gmt", o.Updated, true)
	v.date(w, "date_completed_gmt", o.CompletedAt, true)
	v.date(w, "date_paid_gmt", o.PaidAt, true)
	w.str("currency_symbol", symbol(o.Currency))
	v.orderLinks(w, o)
	w.close('}')
}

func (v view) date(w *writer, name string, t time.Time, gmt bool) {
	zone := v.f.shop.Zone
	if gmt {
		zone = time.UTC
	}
	w.when(name, v.effects.Shift(t), zone)
}

func via(o *world.Order) string {
	if o.Via == "api" {
		return "rest-api"
	}
	return "checkout"
}

// needsProcessing is true as soon as one line is of goods that exist: none here is both virtual and downloadable.
func needsProcessing(o *world.Order) bool {
	for i := range o.Lines {
		if o.Lines[i].ItemID != 0 {
			return true
		}
	}
	return false
}

func symbol(currency string) string {
	if currency == "IDR" {
		return "Rp"
	}
	return currency
}

// orderKey looks random and is the same each time.
func (f *Face) orderKey(o *world.Order) string {
	sum := md5.Sum(fmt.Appendf(nil, "%d %s %d", f.seed, o.Key.Shop, o.ID))
	return "wc_order_" + hex.EncodeToString(sum[:])[:13]
}

func billing(w *writer, p *world.Person) {
	if !w.object("billing") {
		return
	}
	address(w, p.First, p.Last, p.Company, p.Street, p.Street2, p.City, p.Province, p.Postal, p.Country)
	w.str("email", p.Email)
	w.str("phone", p.Phone)
	w.close('}')
}

func shippingAddress(w *writer, p *world.Person) {
	if !w.object("shipping") {
		return
	}
	if p.ShipFirst == "" && p.ShipStreet == "" && p.ShipCity == "" {
		address(w, p.First, p.Last, p.Company, p.Street, p.Street2, p.City, p.Province, p.Postal, p.Country)
		w.str("phone", p.Phone)
	} else {
		address(w, p.ShipFirst, p.ShipLast, p.ShipCompany, p.ShipStreet, p.ShipStreet2, p.ShipCity, p.ShipProvince, p.ShipPostal, p.ShipCountry)
		w.str("phone", p.ShipPhone)
	}
	w.close('}')
}

func address(w *writer, first, last, company, street, street2, city, state, postal, country string) {
	w.str("first_name", first)
	w.str("last_name", last)
	w.str("company", company)
	w.str("address_1", street)
	w.str("address_2", street2)
	w.str("city", city)
	w.str("state", state)
	w.str("postcode", postal)
	w.str("country", country)
}

func (v view) lines(w *writer, o *world.Order) {
	if !w.list("line_items") {
		return
	}
	for i := range o.Lines {
		w.sep()
		v.line(w, o, &o.Lines[i])
	}
	w.close(']')
}

func (v view) line(w *writer, o *world.Order, l *world.Line) {
	product, variation, item := v.f.productOf(l)
	w.open('{')
	w.int("id", l.ID)
	w.str("name", l.Name)
	w.int("product_id", product)
	w.int("variation_id", variation)
	w.int("quantity", l.Quantity)
	w.str("tax_class", "")
	w.money("subtotal", l.Subtotal, v.digits)
	w.money("subtotal_tax", subtotalTax(o, l), v.digits)
	w.money("total", l.Total(), v.digits)
	w.money("total_tax", l.Tax, v.digits)
	v.lineTaxes(w, o, l)
	v.lineMeta(w, l, item)
	if item == nil { // the goods are gone, or never were in the catalogue
		w.raw("sku", "null")
		w.raw("global_unique_id", "null")
	} else {
		w.str("sku", item.SKU)
		w.str("global_unique_id", item.Barcode)
	}
	w.raw("price", priceNumber(l))
	if product == 0 {
		w.raw("image", `{"id":0,"src":""}`)
	} else {
		w.raw("image", `{"id":"","src":""}`)
	}
	if variation != 0 {
		w.str("parent_name", v.f.parentName(item))
	} else {
		w.raw("parent_name", "null")
	}
	w.close('}')
}

// priceNumber is total / quantity as a JSON number, with PHP's noise when it does not divide.
func priceNumber(l *world.Line) string {
	if l.Quantity == 0 {
		return "0"
	}
	n := float64(l.Total()) / float64(world.Unit) / float64(l.Quantity)
	return strconv.FormatFloat(n, 'f', -1, 64)
}

func subtotalTax(o *world.Order, l *world.Line) world.Amount {
	if !l.Taxed || l.Discount == 0 {
		return l.Tax
	}
	undiscounted := world.Order{Currency: o.Currency, TaxID: 1, Lines: []world.Line{{Subtotal: l.Subtotal, Taxed: true}}}
	undiscounted.Recount(nil)
	return undiscounted.Lines[0].Tax
}

func (v view) discountTax(o *world.Order) world.Amount {
	var sum world.Amount
	for i := range o.Lines {
		sum += subtotalTax(o, &o.Lines[i]) - o.Lines[i].Tax
	}
	return sum
}

const taxRate = 1 // the id of the shop's only tax rate

func (v view) lineTaxes(w *writer, o *world.Order, l *world.Line) {
	if !w.list("taxes") {
		return
	}
	if l.Tax != 0 {
		w.sep()
		w.open('{')
		w.int("id", taxRate)
		w.money("total", l.Tax, v.digits)
		w.money("subtotal", subtotalTax(o, l), v.digits)
		w.close('}')
	}
	w.close(']')
}

func (v view) taxLines(w *writer, o *world.Order, tax world.Amount) {
	if !w.list("tax_lines") {
		return
	}
	if tax != 0 {
		w.sep()
		w.open('{')
		w.int("id", o.TaxID)
		w.str("rate_code", "ID-PPN-1")
		w.int("rate_id", taxRate)
		w.str("label", "PPN")
		w.bool("compound", false)
		w.money("tax_total", tax, v.digits)
		w.money("shipping_tax_total", 0, v.digits)
		w.int("rate_percent", world.TaxPercent)
		w.raw("meta_data", "[]")
		w.close('}')
	}
	w.close(']')
}

func (v view) shippingLines(w *writer, o *world.Order) {
	if !w.list("shipping_lines") {
		return
	}
	if o.ShippingID != 0 {
		w.sep()
		w.open('{')
		w.int("id", o.ShippingID)
		w.str("method_title", o.Courier)
		w.str("method_id", "flat_rate")
		w.str("instance_id", "")
		w.money("total", o.Shipping, v.digits)
		w.money("total_tax", 0, v.digits)
		w.raw("taxes", "[]")
		w.str("tax_status", "taxable")
		w.raw("meta_data", "[]")
		w.close('}')
	}
	w.close(']')
}

func (v view) feeLines(w *writer, o *world.Order) {
	if !w.list("fee_lines") {
		return
	}
	for _, fee := range o.Fees {
		w.sep()
		w.open('{')
		w.int("id", fee.ID)
		w.str("name", fee.Name)
		w.str("tax_class", "")
		w.str("tax_status", "none")
		w.money("amount", fee.Amount, v.digits)
		w.money("total", fee.Amount, v.digits)
		w.money("total_tax", 0, v.digits)
		w.raw("taxes", "[]")
		w.raw("meta_data", "[]")
		w.close('}')
	}
	w.close(']')
}

func (v view) couponLines(w *writer, o *world.Order) {
	if !w.list("coupon_lines") {
		return
	}
	for _, d := range o.Discounts {
		w.sep()
		w.open('{')
		w.int("id", d.ID)
		w.str("code", couponCode(d))
		w.money("discount", d.Amount, v.digits)
		w.money("discount_tax", v.discountTax(o), v.digits)
		w.raw("meta_data", "[]")
		w.str("discount_type", "fixed_cart")
		w.raw("nominal_amount", d.Amount.Text(v.digits))
		w.bool("free_shipping", false)
		w.close('}')
	}
	w.close(']')
}

func (v view) refundList(w *writer, o *world.Order) {
	if !w.list("refunds") {
		return
	}
	for i := range o.Refunds {
		r := &o.Refunds[i]
		w.sep()
		w.open('{')
		w.int("id", r.ID)
		w.str("reason", r.Reason)
		w.money("total", -r.Amount, v.digits)
		w.money("total_tax", -refundTax(r), v.digits)
		w.close('}')
	}
	w.close(']')
}

func refundTax(r *world.Refund) world.Amount {
	var sum world.Amount
	for _, l := range r.Lines {
		sum += l.Tax
	}
	return sum
}

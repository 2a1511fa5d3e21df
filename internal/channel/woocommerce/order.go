package woocommerce

import (
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wooOrder is what we read of GET /orders (seen on WooCommerce 11.0.1). Dates are the _gmt twins: UTC without a suffix.
type wooOrder struct {
	ID            text `json:"id"`
	Number        text `json:"number"`
	Status        text `json:"status"`
	Currency      text `json:"currency"`
	Created       text `json:"date_created_gmt"`
	Modified      text `json:"date_modified_gmt"`
	Paid          text `json:"date_paid_gmt"`
	Completed     text `json:"date_completed_gmt"`
	Total         text `json:"total"`
	TotalTax      text `json:"total_tax"`
	DiscountTotal text `json:"discount_total"`
	ShippingTotal text `json:"shipping_total"`
	PaymentMethod text `json:"payment_method"`
	CustomerNote  text `json:"customer_note"`
	Billing       wooAddress
	Shipping      wooAddress
	Lines         []wooLine       `json:"line_items"`
	Fees          []wooFee        `json:"fee_lines"`
	Refunds       []wooRefund     `json:"refunds"`
	Meta          json.RawMessage `json:"meta_data"`
}

type wooAddress struct {
	First    text `json:"first_name"`
	Last     text `json:"last_name"`
	Company  text `json:"company"`
	Line1    text `json:"address_1"`
	Line2    text `json:"address_2"`
	City     text `json:"city"`
	State    text `json:"state"`
	Postcode text `json:"postcode"`
	Country  text `json:"country"`
	Email    text `json:"email"`
	Phone    text `json:"phone"`
}

// wooLine leaves out price: it is a float, total / quantity.
type wooLine struct {
	ID        text `json:"id"`
	Name      text `json:"name"`
	Product   text `json:"product_id"`
	Variation text `json:"variation_id"`
	Quantity  text `json:"quantity"`
	Subtotal  text `json:"subtotal"`
	Total     text `json:"total"`
	Tax       text `json:"total_tax"`
	SKU       text `json:"sku"` // null when the product is gone
}

type wooFee struct {
	Total text `json:"total"`
}

type wooRefund struct {
	Total text `json:"total"`
}

// text is a JSON string, or a number as it is written, or nothing for null: plugins turn one into the other, and an amount
// must not pass through a float.
type text string

// UnmarshalJSON implements json.Unmarshaler; see httpkit.Scalar.
func (t *text) UnmarshalJSON(b []byte) error {
	s, err := httpkit.Scalar(b)
	*t = text(s)
	return err
}

// snapshot maps one order. draft: it is not an order yet. What cannot be understood is in Problem, and the rest is filled as
// far as it goes.
func (c *connector) snapshot(raw []byte) (s order.Snapshot, draft bool) {
	var w wooOrder
	if err := json.Unmarshal(raw, &w); err != nil || !channel.IsNumber(string(w.ID)) {
		return unreadable(raw, err), false
	}
	means, known := c.meaning(string(w.Status))
	r := reader{channel.FieldReader[text]{Ref: string(w.ID)}}
	if means.draft {
		return order.Snapshot{UpdatedAt: r.time("date_modified_gmt", w.Modified)}, true
	}
	if !known {
		r.Fault(outcome.UnknownStatus, "status", string(w.Status))
	}
	s = order.Snapshot{
		Ref: r.Ref, Number: string(w.Number), Stage: means.stage, RawStatus: string(w.Status),
		CancelRequested: means.cancelRequested, ReturnRequested: means.returnRequested,
		CreatedAt: r.time("date_created_gmt", w.Created), UpdatedAt: r.time("date_modified_gmt", w.Modified),
		PaidAt: r.time("date_paid_gmt", w.Paid), CompletedAt: r.time("date_completed_gmt", w.Completed),
		Currency: r.Currency(w.Currency), PaymentMethod: string(w.PaymentMethod), Note: string(w.CustomerNote),
		Buyer: w.Billing.person(), ShipTo: w.shipTo(), Raw: raw,
	}
	if s.Number == "" {
		s.Number = s.Ref
	}
	if s.UpdatedAt.IsZero() {
		s.UpdatedAt = s.CreatedAt
	}
	r.amounts(&s, w)
	r.parcels(&s, w.Meta)
	settle(&s)
	s.ShippedAt = shippedAt(s)
	s.Problem = r.Problem
	return s, false
}

// shippedAt is when the first parcel left; a completed order without parcels left when it was completed.
func shippedAt(s order.Snapshot) time.Time {
	if first := order.FirstShipped(s.Packages); !first.IsZero() {
		return first
	}
	return s.CompletedAt
}

// idField is an id at the very beginning, where WooCommerce writes it; a later one could be a line's.
var idField = regexp.MustCompile(`^\s*\{\s*"id"\s*:\s*"?(\d{1,19})\b`)

// unreadable holds an order whose JSON has another shape than we know.
func unreadable(raw []byte, err error) order.Snapshot {
	ref := ""
	if m := idField.FindSubmatch(raw); m != nil {
		ref = string(m[1])
	}
	s := channel.Unreadable(ref, raw, channel.WrongShape(err))
	s.RawStatus, s.UpdatedAt = string(httpkit.Field[text](raw, "status")), new(reader).time("", httpkit.Field[text](raw, "date_modified_gmt"))
	return s
}

// wooTime is how WooCommerce writes times; it is UTC in the _gmt fields.
const wooTime = "2006-01-02T15:04:05"

// reader reads an order's fields.
type reader struct{ channel.FieldReader[text] }

func (r *reader) time(field string, t text) time.Time { return r.Time(field, t, wooTime, wooTime+"Z") }

// price reads money that must not be negative; one that is stays beside the fault as the shop wrote it.
func (r *reader) price(field string, t text) money.Amount {
	a := r.Amount(field, t)
	if a < 0 {
		r.Fault(outcome.BadAmount, "field", field, "value", httpkit.Short(t))
	}
	return a
}

// amounts fills lines and sums. Line totals are without tax whatever prices_include_tax says, and already without discount;
// ours are before it, so that Goods - SellerVoucher is what WooCommerce adds up (seen on WooCommerce 11.0.1).
func (r *reader) amounts(s *order.Snapshot, w wooOrder) {
	s.Total = r.Amount("total", w.Total)
	if s.Total < 0 {
		r.Fault(outcome.NegativeTotal, "total", httpkit.Short(w.Total))
	}
	s.Amounts = order.Amounts{
		SellerVoucher: r.price("discount_total", w.DiscountTotal),
		Shipping:      r.price("shipping_total", w.ShippingTotal),
		Tax:           r.price("total_tax", w.TotalTax),
	}
	s.Lines = make([]order.Line, 0, len(w.Lines))
	for _, l := range w.Lines {
		line := r.line(l)
		s.Amounts.Goods += line.Total
		s.Lines = append(s.Lines, line)
	}
	for _, f := range w.Fees {
		s.Amounts.Fees += r.Amount("fee_lines.total", f.Total)
	}
	for _, f := range w.Refunds {
		s.Refunded -= r.Amount("refunds.total", f.Total) // negative in the shop's answer
	}
	if s.Refunded < 0 {
		r.Fault(outcome.BadAmount, "field", "refunds.total", "value", (-s.Refunded).String())
	}
}

// line is one line, in whole pieces: plugins that sell by weight send fractions, and the books cannot hold them.
func (r *reader) line(l wooLine) order.Line {
	line := order.Line{
		Ref: string(l.ID), Listing: listingID(l), SKU: string(l.SKU), Name: html.UnescapeString(string(l.Name)),
		Quantity: r.Quantity(httpkit.Short(l.ID), l.Quantity), Total: r.price("line_items.subtotal", l.Subtotal), Tax: r.Amount("line_items.total_tax", l.Tax),
	}
	line.Discount = line.Total - r.price("line_items.total", l.Total)
	if line.Quantity > 0 {
		line.Price = line.Total / money.Amount(line.Quantity)
	}
	return line
}

// listingID is the product, with the variation behind a colon. A line whose product is unknown to the shop has product_id 0
// (seen on WooCommerce 11.0.1) and no listing.
func listingID(l wooLine) string {
	switch {
	case l.Product == "" || l.Product == "0":
		return ""
	case l.Variation == "" || l.Variation == "0":
		return string(l.Product)
	}
	return string(l.Product + ":" + l.Variation)
}

func (a wooAddress) name() string {
	return strings.TrimSpace(string(a.First) + " " + string(a.Last))
}

func (a wooAddress) person() order.Person {
	return order.Person{Name: a.name(), Email: string(a.Email), Phone: string(a.Phone)}
}

// shipTo is the shipping address, or the billing one where the shop asks for no other (it leaves the fields empty).
func (w *wooOrder) shipTo() order.Address {
	a := w.Shipping
	if a.Line1 == "" && a.City == "" && a.Country == "" {
		a = w.Billing
	}
	if a.Phone == "" {
		a.Phone = w.Billing.Phone // older versions keep the phone only there
	}
	return order.Address{
		Name: a.name(), Phone: string(a.Phone), Lines: channel.Joined("\n", a.Company, a.Line1, a.Line2), City: string(a.City),
		State: string(a.State), Postcode: string(a.Postcode), Country: string(a.Country),
	}
}

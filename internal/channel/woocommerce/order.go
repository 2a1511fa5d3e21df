package woocommerce

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"html"
	"regexp"
	"strconv"
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
	r := reader{ref: string(w.ID)}
	if means.draft {
		return order.Snapshot{UpdatedAt: r.time("date_modified_gmt", w.Modified)}, true
	}
	if !known {
		r.fault(outcome.UnknownStatus, "status", string(w.Status))
	}
	s = order.Snapshot{
		Ref: r.ref, Number: string(w.Number), Stage: means.stage, RawStatus: string(w.Status),
		CancelRequested: means.cancelRequested, ReturnRequested: means.returnRequested,
		CreatedAt: r.time("date_created_gmt", w.Created), UpdatedAt: r.time("date_modified_gmt", w.Modified),
		PaidAt: r.time("date_paid_gmt", w.Paid), CompletedAt: r.time("date_completed_gmt", w.Completed),
		Currency: r.currency(w.Currency), PaymentMethod: string(w.PaymentMethod), Note: string(w.CustomerNote),
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
	s.Problem = r.problem
	return s, false
}

// shippedAt is when the first parcel left; a completed order without parcels left when it was completed.
func shippedAt(s order.Snapshot) time.Time {
	var first time.Time
	for _, p := range s.Packages {
		if !p.ShippedAt.IsZero() && (first.IsZero() || p.ShippedAt.Before(first)) {
			first = p.ShippedAt
		}
	}
	if first.IsZero() {
		return s.CompletedAt
	}
	return first
}

// idField is an id at the very beginning, where WooCommerce writes it; a later one could be a line's.
var idField = regexp.MustCompile(`^\s*\{\s*"id"\s*:\s*"?(\d{1,19})\b`)

// unreadable holds an order whose JSON has another shape than we know, so that it is seen and not lost. Without an id a
// fingerprint stands for it.
func unreadable(raw []byte, err error) order.Snapshot {
	sum := sha256.Sum256(raw)
	s := order.Snapshot{Ref: "unreadable-" + hex.EncodeToString(sum[:6]), Raw: raw}
	if m := idField.FindSubmatch(raw); m != nil {
		s.Ref = string(m[1])
	}
	s.Number = s.Ref
	s.RawStatus = string(field(raw, "status"))
	s.UpdatedAt, _ = time.Parse(wooTime, string(field(raw, "date_modified_gmt"))) // zero when it is bad too
	s.Problem = outcome.New(outcome.BadPayload, "what", wrongShape(err)).About(s.Ref)
	return s
}

// wrongShape says what is wrong with an order's JSON; nil means that it has no id.
func wrongShape(err error) string {
	if err == nil {
		return "the order has no id"
	}
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return cmp.Or(t.Field, "the order") + " holds " + t.Value
	}
	return httpkit.Redact(err.Error())
}

// field reads one text field of an object that is wrong elsewhere; empty when it is not there.
func field(raw []byte, name string) text {
	var all map[string]json.RawMessage
	var t text
	if json.Unmarshal(raw, &all) != nil || json.Unmarshal(all[name], &t) != nil {
		return ""
	}
	return t
}

// wooTime is how WooCommerce writes times; it is UTC in the _gmt fields.
const wooTime = "2006-01-02T15:04:05"

// reader reads fields and keeps the first fault, so that one bad field does not hide the others.
type reader struct {
	ref     string
	problem *outcome.Error
}

func (r *reader) fault(reason outcome.Reason, nameValue ...string) {
	if r.problem == nil {
		r.problem = outcome.New(reason, nameValue...).About(r.ref)
	}
}

func (r *reader) time(field string, t text) time.Time {
	if t == "" {
		return time.Time{}
	}
	at, err := time.Parse(wooTime, strings.TrimSuffix(string(t), "Z"))
	if err != nil {
		r.fault(outcome.BadTime, "field", field, "value", httpkit.Short(t))
	}
	return at
}

func (r *reader) currency(t text) money.Currency {
	c, err := money.ParseCurrency(string(t))
	if err != nil {
		r.fault(outcome.BadCurrency, "value", httpkit.Short(t))
	}
	return c
}

// signed reads an amount that may be negative; an absent one is a fault, not zero.
func (r *reader) signed(field string, t text) money.Amount {
	a, err := money.Parse(string(t))
	if err != nil {
		r.fault(outcome.BadAmount, "field", field, "value", httpkit.Short(t))
	}
	return a
}

func (r *reader) amount(field string, t text) money.Amount {
	a := r.signed(field, t)
	if a < 0 {
		r.fault(outcome.BadAmount, "field", field, "value", httpkit.Short(t))
	}
	return a
}

// amounts fills lines and sums. Line totals are without tax whatever prices_include_tax says, and already without discount;
// ours are before it, so that Goods - SellerVoucher is what WooCommerce adds up (seen on WooCommerce 11.0.1).
func (r *reader) amounts(s *order.Snapshot, w wooOrder) {
	s.Total = r.signed("total", w.Total)
	if s.Total < 0 {
		r.fault(outcome.NegativeTotal, "total", httpkit.Short(w.Total))
	}
	s.Amounts = order.Amounts{
		SellerVoucher: r.amount("discount_total", w.DiscountTotal),
		Shipping:      r.amount("shipping_total", w.ShippingTotal),
		Tax:           r.amount("total_tax", w.TotalTax),
	}
	s.Lines = make([]order.Line, 0, len(w.Lines))
	for _, l := range w.Lines {
		line := r.line(l)
		s.Amounts.Goods += line.Total
		s.Lines = append(s.Lines, line)
	}
	for _, f := range w.Fees {
		s.Amounts.Fees += r.signed("fee_lines.total", f.Total)
	}
	for _, f := range w.Refunds {
		s.Refunded -= r.signed("refunds.total", f.Total) // negative in the shop's answer
	}
	if s.Refunded < 0 {
		r.fault(outcome.BadAmount, "field", "refunds.total", "value", (-s.Refunded).String())
	}
}

func (r *reader) line(l wooLine) order.Line {
	line := order.Line{
		Ref: string(l.ID), Listing: listingID(l), SKU: string(l.SKU), Name: html.UnescapeString(string(l.Name)),
		Quantity: r.quantity(l), Total: r.amount("line_items.subtotal", l.Subtotal), Tax: r.signed("line_items.total_tax", l.Tax),
	}
	line.Discount = line.Total - r.amount("line_items.total", l.Total)
	if line.Quantity > 0 {
		line.Price = line.Total / money.Amount(line.Quantity)
	}
	return line
}

// quantity is in whole pieces: plugins that sell by weight send fractions, and the books cannot hold them.
func (r *reader) quantity(l wooLine) int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(string(l.Quantity), ".0"), 10, 64)
	if err != nil || n <= 0 {
		r.fault(outcome.BadQuantity, "line", httpkit.Short(l.ID), "value", httpkit.Short(l.Quantity))
		return 0
	}
	return n
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
		Name: a.name(), Phone: string(a.Phone), Lines: joined("\n", a.Company, a.Line1, a.Line2), City: string(a.City),
		State: string(a.State), Postcode: string(a.Postcode), Country: string(a.Country),
	}
}

func joined(sep string, parts ...text) string {
	var full []string
	for _, p := range parts {
		if p != "" {
			full = append(full, string(p))
		}
	}
	return strings.Join(full, sep)
}

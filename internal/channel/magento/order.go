package magento

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// wireOrder is what we read of GET /V1/orders. Fields without a value are left out by the shop. Amounts are those of the order's
// currency; each has a base_ twin in the shop's own.
// Source: AdobeDocs/commerce-webapi: src/openapi (sales-data-order-interface).
type wireOrder struct {
	ID         text        `json:"entity_id"`
	Number     text        `json:"increment_id"`
	State      text        `json:"state"`
	Status     text        `json:"status"`
	HoldState  text        `json:"hold_before_state"`
	HoldStatus text        `json:"hold_before_status"`
	Created    text        `json:"created_at"`
	Updated    text        `json:"updated_at"`
	Currency   text        `json:"order_currency_code"`
	Total      amount      `json:"grand_total"`
	Subtotal   amount      `json:"subtotal"`
	Discount   amount      `json:"discount_amount"` // negative
	Shipping   amount      `json:"shipping_amount"`
	Tax        amount      `json:"tax_amount"` // of shipping, too
	Hidden     amount      `json:"discount_tax_compensation_amount"`
	ShipHidden amount      `json:"shipping_discount_tax_compensation_amount"`
	Paid       amount      `json:"total_paid"`
	Due        amount      `json:"total_due"`
	Invoiced   amount      `json:"total_invoiced"`
	Refunded   amount      `json:"total_refunded"`
	Canceled   amount      `json:"total_canceled"`
	Email      text        `json:"customer_email"`
	First      text        `json:"customer_firstname"`
	Last       text        `json:"customer_lastname"`
	Note       text        `json:"customer_note"`
	Items      []wireItem  `json:"items"`
	Billing    wireAddress `json:"billing_address"`
	Payment    struct {
		Method text `json:"method"`
	} `json:"payment"`
	History   []wireNote `json:"status_histories"`
	Extension wireExtra  `json:"extension_attributes"`
}

// wireExtra holds what modules add to an order. PHP writes an empty one as a list.
type wireExtra struct{ extraFields }

type extraFields struct {
	Assignments []struct {
		Shipping struct {
			Address wireAddress `json:"address"`
		} `json:"shipping"`
	} `json:"shipping_assignments"`
	GiftCards   amount `json:"gift_cards_amount"` // this and what follows: Adobe Commerce
	StoreCredit amount `json:"customer_balance_amount"`
	Reward      amount `json:"reward_currency_amount"`
	GiftWrap    amount `json:"gw_price"`
	GiftItems   amount `json:"gw_items_price"`
	GiftCard    amount `json:"gw_card_price"`
	GiftTax     amount `json:"gw_tax_amount"`
}

// UnmarshalJSON reads an object; an empty list is nothing.
func (e *wireExtra) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return nil
	}
	return json.Unmarshal(b, &e.extraFields)
}

type wireAddress struct {
	First    text  `json:"firstname"`
	Last     text  `json:"lastname"`
	Company  text  `json:"company"`
	Street   lines `json:"street"`
	City     text  `json:"city"`
	Region   text  `json:"region"`
	Postcode text  `json:"postcode"`
	Country  text  `json:"country_id"`
	Phone    text  `json:"telephone"`
	Email    text  `json:"email"`
}

type wireNote struct {
	Comment text `json:"comment"`
	Created text `json:"created_at"`
	Entity  text `json:"entity_name"`
	Status  text `json:"status"`
}

// snapshot maps one order with what stands beside it. What cannot be understood is in Problem, and the rest is filled as far
// as it goes.
func (c *connector) snapshot(raw []byte, beside documents) order.Snapshot {
	var w wireOrder
	if err := json.Unmarshal(raw, &w); err != nil || !isID(string(w.ID)) {
		return unreadable(raw, err)
	}
	r := reader{channel.FieldReader[text]{Ref: string(w.ID)}}
	s := order.Snapshot{
		Ref: r.Ref, Number: cmp.Or(string(w.Number), r.Ref), RawStatus: string(cmp.Or(w.Status, w.State)),
		CreatedAt: r.time("created_at", w.Created), UpdatedAt: r.time("updated_at", w.Updated),
		Currency: r.Currency(w.Currency), PaymentMethod: string(w.Payment.Method), Note: string(w.Note),
		Buyer: w.buyer(), ShipTo: w.shipTo(), Raw: raw,
	}
	if s.UpdatedAt.IsZero() {
		s.UpdatedAt = s.CreatedAt
	}
	r.amounts(&s, &w)
	left := r.count(w.Items)
	s.Invoiced = invoiced(&w, left)
	r.put(&s, &w, c.mapping, left)
	r.documents(&s, &w, beside)
	s.Problem = r.Problem
	return s
}

// put says where the order stands.
func (r *reader) put(s *order.Snapshot, w *wireOrder, m mapping, left pieces) {
	means, known := m.place(w, left)
	if !known {
		s.RawStatus = string(cmp.Or(w.State, w.Status))
		r.Fault(outcome.UnknownStatus, "status", s.RawStatus)
		return
	}
	s.Stage, s.CancelRequested, s.ReturnRequested = means.stage, means.cancelRequested, means.returnRequested
	switch {
	case s.Stage != order.Cancelled:
	case stateOf(w) == "canceled":
		s.CancelledBy = canceller(w)
	default:
		s.CancelledBy = order.Seller
	}
	for _, h := range w.History {
		if s.Stage == order.Cancelled && (h.Status == "canceled" || h.Status == "closed") {
			s.CancelledAt = later(s.CancelledAt, r.time("status_histories.created_at", h.Created))
			s.CancelReason = cmp.Or(s.CancelReason, httpkit.SaidInHTML(string(h.Comment))) // the newest comes first
		}
	}
}

// amounts fills lines and sums. Magento adds up subtotal + shipping + tax + discount, all before tax; a discount on prices with
// tax takes some tax away, which stands apart as a compensation. What gift cards, store credit and points paid lowers the
// total, so it counts as a voucher.
func (r *reader) amounts(s *order.Snapshot, w *wireOrder) {
	s.Total = r.required("grand_total", w.Total)
	if s.Total < 0 {
		r.Fault(outcome.NegativeTotal, "total", httpkit.Short(w.Total))
	}
	x := w.Extension
	s.Lines = r.lines(w.Items)
	for _, l := range s.Lines {
		s.Amounts.Goods += l.Total
	}
	s.Amounts.SellerVoucher = -r.signed("discount_amount", w.Discount) + r.sum("gift_cards_amount", x.GiftCards, x.StoreCredit, x.Reward)
	s.Amounts.Shipping = r.signed("shipping_amount", w.Shipping)
	s.Amounts.Tax = r.sum("tax_amount", w.Tax, w.Hidden, w.ShipHidden, x.GiftTax)
	s.Amounts.Fees = r.sum("gw_price", x.GiftWrap, x.GiftItems, x.GiftCard)
	r.fixedTax(s, w)
	s.Refunded = r.signed("total_refunded", w.Refunded)
	if stateOf(w) != "canceled" {
		s.Refunded += r.signed("total_canceled", w.Canceled) // pieces taken off the order: nobody pays for them
	}
}

// fixedTax adds fixed product taxes (FPT) where the total holds them beside the rest: it depends on the shop's settings, and
// no field of the order says so.
func (r *reader) fixedTax(s *order.Snapshot, w *wireOrder) {
	var fixed money.Amount
	for _, i := range w.Items {
		fixed += r.signed("weee_tax_applied_row_amount", i.FixedTax)
	}
	if fixed != 0 && s.Total-s.Amounts.Sum() == fixed {
		s.Amounts.Fees += fixed
	}
}

// tolerance is how far sums of the shop's own figures may lie apart: it computes with floats.
const tolerance = money.Scale / 100

// invoiced tells whether the shop has invoiced the whole order: to the full total, or all that was not cancelled. An order that
// costs nothing has no figure, so its pieces tell.
func invoiced(w *wireOrder, left pieces) order.Invoiced {
	var some bool
	for _, i := range w.Items {
		some = some || i.QtyInvoiced.positive()
	}
	done, total := w.Invoiced.value(), w.Total.value()
	if done > 0 && done >= total-tolerance || left.toInvoice == 0 && (done > 0 || some) {
		return order.IsInvoiced
	}
	return order.NotInvoiced
}

func (a wireAddress) name() string { return joined(" ", a.First, a.Last) }

func (w *wireOrder) buyer() order.Person {
	name := joined(" ", w.First, w.Last)
	return order.Person{
		Name: cmp.Or(name, w.Billing.name()), Email: string(cmp.Or(w.Email, w.Billing.Email)), Phone: string(w.Billing.Phone),
	}
}

// shipTo is the shipping address; goods that do not travel have none, and go to the billing address.
func (w *wireOrder) shipTo() order.Address {
	a := w.Billing
	for _, s := range w.Extension.Assignments {
		if to := s.Shipping.Address; to.City != "" || to.Country != "" || len(to.Street) > 0 {
			a = to
			break
		}
	}
	return order.Address{
		Name: a.name(), Phone: string(cmp.Or(a.Phone, w.Billing.Phone)), Lines: joined("\n", append([]text{a.Company}, a.Street...)...),
		City: string(a.City), State: string(a.Region), Postcode: string(a.Postcode), Country: string(a.Country),
	}
}

func joined(sep string, parts ...text) string {
	var full []string
	for _, p := range parts {
		if v := strings.TrimSpace(string(p)); v != "" {
			full = append(full, v)
		}
	}
	return strings.Join(full, sep)
}

// idField is an id at the beginning of a line or after a comma, outside of what could be a line's item_id.
var idField = regexp.MustCompile(`[{,]\s*"entity_id"\s*:\s*"?(\d{1,19})\b`)

// unreadable holds an order whose JSON has another shape than we know.
func unreadable(raw []byte, err error) order.Snapshot {
	ref := ""
	if id := httpkit.Field[text](raw, "entity_id"); isID(string(id)) {
		ref = string(id)
	} else if m := idField.FindAllSubmatch(raw, 2); len(m) == 1 {
		ref = string(m[0][1])
	}
	s := channel.Unreadable(ref, raw, channel.WrongShape(err))
	s.Number = cmp.Or(string(httpkit.Field[text](raw, "increment_id")), s.Ref)
	s.RawStatus, s.UpdatedAt = string(httpkit.Field[text](raw, "status")), new(reader).time("", httpkit.Field[text](raw, "updated_at"))
	return s
}

// later is the later of two times; a zero one does not count.
func later(a, b time.Time) time.Time { return slices.MaxFunc([]time.Time{a, b}, time.Time.Compare) }

package amazon

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// reader reads an order's fields.
type reader struct{ channel.FieldReader[text] }

// amount reads money; nil and an empty amount are nothing.
func (r *reader) amount(field string, m *wireMoney) money.Amount {
	if m == nil || m.Amount == "" {
		return 0
	}
	return r.Amount(field, m.Amount)
}

// time reads ISO 8601 with a zone, as both versions write it, with and without milliseconds.
func (r *reader) time(field string, v text) time.Time {
	if v == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, string(v))
	if err != nil || at.Year() < 1990 || at.Year() > 2200 {
		r.Fault(outcome.BadTime, "field", field, "value", clip(v))
		return time.Time{}
	}
	return at.UTC()
}

// snapshot maps what was read of one order. It never fails: what cannot be understood is its Problem.
func (p *picture) snapshot() order.Snapshot {
	o, r := &p.order, &reader{}
	s := order.Snapshot{
		Ref: string(o.ID), Number: string(o.ID), RawStatus: string(o.Fulfillment.Status), Raw: p.raw,
		ShippedByOthers: o.Fulfillment.By == "AMAZON",
		CreatedAt:       r.time("createdTime", o.Created), UpdatedAt: r.time("lastUpdatedTime", o.Updated),
		Currency: o.currency(), Buyer: o.buyer(), ShipTo: o.shipTo(), Note: o.note(), PaymentMethod: o.method(), Lines: []order.Line{},
	}
	if p.bad != nil {
		s.Problem = outcome.New(outcome.BadPayload, "what", httpkit.Redact(p.bad.Error()))
		return s
	}
	s.Total = r.amount("grandTotal", o.Proceeds.Total)
	p.lines(&s, r)
	o.parcels(&s, r)
	o.cancelled(&s)
	p.stage(&s, r)
	s.Problem = r.Problem
	return s
}

// currency is that of the amounts; a pending order has none, and gets its marketplace's.
func (o *wireOrder) currency() money.Currency {
	if o.Proceeds.Total != nil && o.Proceeds.Total.Currency != "" {
		return money.Currency(o.Proceeds.Total.Currency)
	}
	for _, i := range o.Items {
		if m := cmp.Or(i.Proceeds.Total, i.Product.Price.Unit); m != nil && m.Currency != "" {
			return money.Currency(m.Currency)
		}
	}
	return market(string(o.Channel.Market)).currency
}

// buyer is the relay mail address and, where Amazon shows it, the name. An app without the role sees neither.
func (o *wireOrder) buyer() order.Person {
	name := cmp.Or(o.Buyer.Name, o.Buyer.Company, o.Recipient.Address.Name)
	return order.Person{Name: string(name), Email: string(o.Buyer.Email), Phone: string(o.Recipient.Address.Phone)}
}

func (o *wireOrder) shipTo() order.Address {
	a := o.Recipient.Address
	return order.Address{
		Name: string(a.Name), Phone: string(a.Phone), Lines: channel.Joined("\n", a.Company, a.Line1, a.Line2, a.Line3, a.District), City: string(cmp.Or(a.City, a.Municipality)),
		State: string(a.State), Postcode: string(a.Postcode), Country: string(a.Country),
	}
}

// note says what a person should know that has no place of its own: that goods are sent a second time for nothing.
func (o *wireOrder) note() string {
	for _, l := range o.Associated {
		switch l.Type {
		case "REPLACEMENT_ORIGINAL_ID":
			return "Free replacement for " + clip(l.Order)
		case "EXCHANGE_ORIGINAL_ID":
			return "Exchange for " + clip(l.Order)
		}
	}
	return ""
}

// method is how the buyer paid, each way once.
func (o *wireOrder) method() string {
	var ways []string
	for _, e := range o.Payment.Executions {
		if w := string(e.Method); w != "" && !slices.Contains(ways, w) {
			ways = append(ways, w)
		}
	}
	slices.Sort(ways)
	return strings.Join(ways, ", ")
}

// lines maps the items and adds up what they come to. An item that was cancelled while the rest goes on is left out: its money is no
// part of the total any more.
func (p *picture) lines(s *order.Snapshot, r *reader) {
	o := &p.order
	whole := statuses[s.RawStatus] == order.Cancelled
	for i := range o.Items {
		item := &o.Items[i]
		n := item.quantity(r)
		if n == 0 || item.Cancellation.Execution != nil && !whole {
			continue
		}
		parts := item.parts(r)
		l := order.Line{
			Ref: string(item.ID), Listing: string(cmp.Or(item.Product.SKU, item.Product.ASIN)), SKU: string(item.Product.SKU),
			Name: string(item.Product.Title), Quantity: n, Total: parts.Goods, Discount: parts.SellerVoucher, Tax: parts.Tax,
		}
		if l.Total == 0 && len(item.Proceeds.Breakdowns) == 0 {
			l.Total = money.Amount(n) * r.amount("unitPrice", item.Product.Price.Unit)
			parts.Goods = l.Total
		}
		l.Price = l.Total / money.Amount(n)
		s.Lines = append(s.Lines, l)
		s.Amounts = plus(s.Amounts, parts)
	}
	for _, b := range o.Proceeds.Breakdowns {
		if b.Type == "DELIVERY_TIP" { // the one part that belongs to no item
			s.Amounts.Fees += r.amount("DELIVERY_TIP", &b.Subtotal)
		}
	}
	if o.Proceeds.Total == nil { // pending, or never paid: what there is of prices is all there is
		s.Total = s.Amounts.Sum()
		s.Unpriced = s.Total == 0
	}
	// Where prices include tax (VAT), the tax is told beside them and is no part of the sum.
	if over := s.Amounts.Sum() - s.Total; over != 0 && over == s.Amounts.Tax {
		s.Amounts.Tax = 0
	}
}

// quantity is how many pieces were ordered; 0 in a line that was cancelled (v0).
func (i *wireItem) quantity(r *reader) int64 {
	n, err := strconv.ParseInt(string(i.Quantity), 10, 32)
	if err != nil || n < 0 {
		r.Fault(outcome.BadQuantity, "line", clip(i.ID), "value", clip(i.Quantity))
		return 0
	}
	return n
}

// parts sorts an item's proceeds. The sign of DISCOUNT is undocumented, so only its size counts; promotions are the seller's.
//
// Source: orders_2026-01-01 (ItemProceedsBreakdown.type).
func (i *wireItem) parts(r *reader) order.Amounts {
	var a order.Amounts
	for _, b := range i.Proceeds.Breakdowns {
		sum := r.amount(string(clip(b.Type)), &b.Subtotal)
		switch b.Type {
		case "ITEM":
			a.Goods += sum
		case "SHIPPING":
			a.Shipping += sum
		case "TAX":
			a.Tax += sum
		case "DISCOUNT":
			a.SellerVoucher += max(sum, -sum)
		default: // GIFT_WRAP, COD_FEE, OTHER, and whatever comes: the total tells whether it belongs
			a.Fees += sum
		}
	}
	return a
}

func plus(a, b order.Amounts) order.Amounts {
	return order.Amounts{
		Goods: a.Goods + b.Goods, SellerVoucher: a.SellerVoucher + b.SellerVoucher, PlatformVoucher: a.PlatformVoucher + b.PlatformVoucher,
		Shipping: a.Shipping + b.Shipping, Tax: a.Tax + b.Tax, Fees: a.Fees + b.Fees,
	}
}

// parcels maps the packages, which Amazon shows for orders that the seller ships. Cancelled ones are left out.
func (o *wireOrder) parcels(s *order.Snapshot, r *reader) {
	for _, w := range o.Packages {
		at, known := journeyOf(w.Status.Word, w.Status.Detailed)
		if !known {
			r.Fault(outcome.UnknownStatus, "status", "package "+clip(cmp.Or(w.Status.Detailed, w.Status.Word)))
		}
		if at == withdrawn {
			continue
		}
		p := order.Package{Ref: string(cmp.Or(w.Ref, w.Tracking)), Courier: string(w.Carrier), TrackingNumber: string(w.Tracking)}
		if at != notLeft {
			p.ShippedAt = r.time("shipTime", cmp.Or(w.ShipTime, w.Created))
		}
		s.Packages = append(s.Packages, p)
		if s.ShippedAt.IsZero() || !p.ShippedAt.IsZero() && p.ShippedAt.Before(s.ShippedAt) {
			s.ShippedAt = p.ShippedAt
		}
	}
	slices.SortFunc(s.Packages, func(a, b order.Package) int { return cmp.Compare(a.Ref, b.Ref) })
	if statuses[s.RawStatus] != order.Shipped {
		s.ShippedAt = time.Time{} // some parcels have left, not the order
	}
}

// cancelled reads who wants, or wanted, the order cancelled. A wish that was overtaken by the parcel is none any more.
func (o *wireOrder) cancelled(s *order.Snapshot) {
	stage, told := statuses[s.RawStatus], false
	for _, i := range o.Items {
		if ask := i.Cancellation.Request; ask != nil && stage == order.Paid && i.Cancellation.Execution == nil {
			s.CancelRequested = true
			s.CancelReason = clip(ask.Reason)
		}
		if done := i.Cancellation.Execution; done != nil && stage == order.Cancelled && !told {
			s.CancelledBy, s.CancelReason, told = cancellers[string(done.By)], clip(done.Reason), true
		}
	}
	if stage == order.Cancelled && !told {
		s.CancelledBy = order.System // payment was never authorised, or Amazon did it
	}
}

// stage decides how far the order is: Amazon's word, then what its parcels say, then whether Amazon has let the money go.
func (p *picture) stage(s *order.Snapshot, r *reader) {
	stage, ok := statuses[s.RawStatus]
	if !ok {
		r.Fault(outcome.UnknownStatus, "status", s.RawStatus)
		return
	}
	if stage == order.Shipped {
		stage = p.order.onTheRoad()
	}
	s.Refunded = p.money.refunded
	if !p.money.released.IsZero() && !p.money.open && (stage == order.Shipped || stage == order.Delivered) {
		stage, s.CompletedAt = order.Completed, p.money.released
	}
	s.Stage = stage
	if stage != order.Unpaid && stage != order.Cancelled && !strings.Contains(s.PaymentMethod, "COD") {
		s.PaidAt = s.CreatedAt // Amazon tells no time of payment; it is authorised within minutes
	}
	if r.Problem != nil && r.Problem.Reason == outcome.UnknownStatus {
		s.Stage = order.Unknown // a parcel's word that nobody knows: not guessed either
	}
}

// onTheRoad tells what became of an order that was shipped, by the parcels that left.
func (o *wireOrder) onTheRoad() order.Stage {
	var n, there, lost, back int
	for _, w := range o.Packages {
		at, _ := journeyOf(w.Status.Word, w.Status.Detailed)
		switch at {
		case withdrawn:
			continue
		case arrived:
			there++
		case failed:
			lost++
		case cameBack:
			back++
		}
		n++
	}
	switch {
	case n == 0:
		return order.Shipped
	case back == n:
		return order.Returned
	case lost+back > 0:
		return order.FailedDelivery
	case there == n:
		return order.Delivered
	}
	return order.Shipped
}

package shopify

import (
	"cmp"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// The store shows an order's money twice: as sold, and as it is now, after everything that was edited out, returned, refunded or
// cancelled (recorded: an order of two pieces of which one was edited away keeps totalPriceSet 226 and has currentTotalPriceSet 113).
// The books want it before refunds, for those are credited by themselves, but after edits, for what was edited out is owed by nobody.
// So an order is worth what it is now plus what was paid back, and never more than it was sold for. A cancelled order keeps what it
// was sold for: its current total is 0.

// amounts fills total, parts and lines.
func (r *reader) amounts(s *order.Snapshot, o *shopOrder) {
	sold, now := r.amount("totalPriceSet", o.Total), r.amount("currentTotalPriceSet", o.CurrentTotal)
	s.Refunded = r.amount("totalRefundedSet", o.Refunded)
	s.Total = sold
	if o.Total == nil {
		r.Fault(outcome.BadAmount, "field", "totalPriceSet", "value", "")
	}
	edited := o.Cancelled == "" && o.CurrentTotal != nil && now+s.Refunded < sold
	if edited {
		s.Total = now + s.Refunded
	}
	if s.Total < 0 || s.Refunded < 0 {
		r.Fault(outcome.NegativeTotal, "total", min(s.Total, s.Refunded).String())
	}
	r.lines(s, o, edited)
	if edited {
		r.partsNow(s, o)
	} else {
		r.partsSold(s, o)
	}
}

// partsSold are the parts as sold. Prices that include tax leave no tax to add.
//
// The subtotal is after all discounts on lines and order, so the voucher is what lies between it and the lines' prices, and what
// shipping was lowered by. totalShippingPriceSet is only a fallback: its description in the schema speaks of refunds.
func (r *reader) partsSold(s *order.Snapshot, o *shopOrder) {
	s.Amounts.Shipping = r.amount("totalShippingPriceSet", o.Shipping)
	var lowered money.Amount
	if lines := o.ShippingLines.Nodes; len(lines) > 0 {
		s.Amounts.Shipping = 0
		for _, l := range lines {
			price := r.amount("shippingLines.originalPriceSet", l.Price)
			s.Amounts.Shipping += price
			if l.Net != nil {
				lowered += price - r.amount("shippingLines.discountedPriceSet", l.Net)
			}
		}
	}
	s.Amounts.SellerVoucher = r.amount("totalDiscountsSet", o.Discounts)
	if o.Subtotal != nil {
		s.Amounts.SellerVoucher = s.Amounts.Goods - r.amount("subtotalPriceSet", o.Subtotal) + lowered
	}
	if !o.TaxesIn {
		s.Amounts.Tax = r.amount("totalTaxSet", o.Tax)
	}
	r.fees(s, o, o.Duties, o.ExtraFees)
}

// partsNow are the parts of an edited order: what they are now, with what was paid back added again.
func (r *reader) partsNow(s *order.Snapshot, o *shopOrder) {
	subtotal, tax := r.amount("currentSubtotalPriceSet", o.CurrentSubtotal), r.amount("currentTotalTaxSet", o.CurrentTax)
	for _, f := range o.Refunds {
		if !r.paidBack(f) {
			continue
		}
		for _, l := range f.Lines.Nodes {
			subtotal += r.amount("refundLineItems.subtotalSet", l.Subtotal)
			tax += r.amount("refundLineItems.totalTaxSet", l.Tax)
		}
	}
	s.Amounts.SellerVoucher = s.Amounts.Goods - subtotal
	s.Amounts.Shipping = r.amount("currentShippingPriceSet", o.CurrentShipping) + r.amount("totalRefundedShippingSet", o.RefundedShip)
	if !o.TaxesIn {
		s.Amounts.Tax = tax
	}
	r.fees(s, o, o.CurrentDuties, o.CurrentFees)
}

// fees are what is charged beside goods, shipping and tax: tips, import duties unless prices include them, additional fees.
// Shopify's own fees are not the buyer's and stand on the merchant's bill.
func (r *reader) fees(s *order.Snapshot, o *shopOrder, duties, extra *bag) {
	s.Amounts.Fees = r.amount("totalTipReceivedSet", o.Tip) + r.amount("totalAdditionalFeesSet", extra)
	if !o.DutiesIn {
		s.Amounts.Fees += r.amount("totalDutiesSet", duties)
	}
}

// paidBack tells a refund of money from the record that an edit leaves, which returns pieces and no money.
func (r *reader) paidBack(f refund) bool { return r.amount("refunds.totalRefundedSet", f.Total) > 0 }

// lines fills the lines and the goods' sum. Pieces that an edit took away are left out, and lines without pieces with them; pieces
// that were refunded stay.
func (r *reader) lines(s *order.Snapshot, o *shopOrder, edited bool) {
	refunded := map[text]int64{}
	for _, f := range o.Refunds {
		for _, l := range f.Lines.Nodes {
			if edited && r.paidBack(f) {
				refunded[l.Line.ID] += l.Quantity
			}
		}
	}
	s.Lines = make([]order.Line, 0, len(o.Lines.Nodes))
	for i := range o.Lines.Nodes {
		l := &o.Lines.Nodes[i]
		pieces := l.Quantity
		if edited {
			pieces = min(l.Quantity, l.Current+refunded[l.ID])
		}
		if l.Quantity < 0 || pieces < 0 {
			r.Fault(outcome.BadQuantity, "line", httpkit.Short(tail(string(l.ID))), "value", number(pieces))
		}
		if pieces <= 0 {
			continue
		}
		line := r.line(l, pieces)
		s.Amounts.Goods += line.Total
		s.Lines = append(s.Lines, line)
	}
}

// line is a line item with so many of its pieces. Discount and tax of the store are of all its pieces; of some it is their share.
func (r *reader) line(l *lineItem, pieces int64) order.Line {
	line := order.Line{
		Ref: tail(string(l.ID)), SKU: string(l.SKU), Name: string(cmp.Or(l.Name, l.Title)), Quantity: pieces,
		Price: r.amount("lineItems.originalUnitPriceSet", l.UnitPrice),
	}
	if l.Variant != nil {
		line.Listing = tail(string(l.Variant.ID))
	}
	for _, a := range l.Allocations {
		line.Discount += r.amount("discountAllocations.allocatedAmountSet", a.Amount)
	}
	for _, t := range l.TaxLines {
		line.Tax += r.amount("taxLines.priceSet", t.Price)
	}
	line.Total = line.Price.Times(pieces)
	if pieces == l.Quantity {
		if l.UnitPrice == nil {
			line.Total = r.amount("lineItems.originalTotalSet", l.Total)
		}
		return line
	}
	line.Discount = line.Discount * money.Amount(pieces) / money.Amount(l.Quantity)
	line.Tax = line.Tax * money.Amount(pieces) / money.Amount(l.Quantity)
	return line
}

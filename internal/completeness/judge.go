package completeness

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/reconcile"
)

// verdict is what an order is to the ledger: exactly one kind.
type verdict struct {
	kind     Kind
	reason   string         // why it is held or skipped
	why      *outcome.Error // of Unequal and Gone
	document string         // number of the document it is about, if one
}

// stored is an order's row as a check reads it.
type stored struct {
	id         int64
	ref        string
	createdAt  int64 // microseconds
	hold, skip *outcome.Error
}

// explained is the verdict on an order whose row says why its books are as they are; false for one that should be complete.
func explained(o stored) (verdict, bool) {
	switch {
	case o.skip != nil:
		return verdict{kind: Skipped, reason: string(o.skip.Reason)}, true
	case o.hold != nil && o.hold.Reason == outcome.Pending:
		return verdict{kind: Pending}, true
	case o.hold != nil:
		return verdict{kind: Held, reason: string(o.hold.Reason)}, true
	}
	return verdict{}, false
}

// judge holds an order that nothing holds against the books: nothing may be left to do, and both sides must show the same money.
func judge(s reconcile.Standing) verdict {
	inv := s.Have.Live(document.Invoice)
	if why := behind(s, inv); why != nil {
		return verdict{kind: Unequal, why: why}
	}
	for _, look := range []func(reconcile.Standing, *document.Document) (string, *outcome.Error){totals, payments} {
		if number, why := look(s, inv); why != nil {
			return verdict{kind: Unequal, why: why, document: number}
		}
	}
	return verdict{kind: Complete}
}

// behind tells what the plan still wants, although the order's row says that all went through; nil when nothing is left to do.
func behind(s reconcile.Standing, inv *document.Document) *outcome.Error {
	p := s.Plan
	if len(p.Ops) == 1 && p.Ops[0].Operation == plan.AddPayment && p.Hold == nil && inv != nil {
		return outcome.New(outcome.PaidAtChannelOnly, "number", inv.Number)
	}
	var left []string
	for _, op := range p.Ops {
		left = append(left, string(op.Operation))
	}
	if p.Hold != nil {
		left = append(left, string(p.Blocked))
	}
	if p.Skip != nil {
		left = append(left, string(p.Skip.Reason))
	}
	if len(left) == 0 {
		return nil
	}
	return outcome.New(outcome.BooksBehind, "operations", strings.Join(left, ", "))
}

// mendable tells whether running an order again brings its books right: something is left to do, and no money that is already
// there would be written a second time, as it would be when the invoice alone was lost and its payment was not.
func mendable(s reconcile.Standing, v verdict) bool {
	if v.why == nil || v.why.Reason != outcome.BooksBehind && v.why.Reason != outcome.PaidAtChannelOnly {
		return false
	}
	for _, op := range s.Plan.Ops {
		switch op.Operation {
		case plan.AddPayment, plan.CreateInvoice, plan.ConvertOrder:
			if len(s.Have.All(document.Payment))+len(s.Have.All(document.CreditNote)) > 0 {
				return false
			}
		}
	}
	return true
}

// totals compares the order's worth with its document. A document that a person changed or decided about, and one of which
// something was given back, tells itself why it differs.
func totals(s reconcile.Standing, inv *document.Document) (string, *outcome.Error) {
	d := inv
	if d == nil {
		d = s.Have.Live(document.SalesOrder)
	}
	if d == nil || d.Total == s.Order.Total || d.Edited || s.Have.Decision.Choice != document.Undecided || len(s.Have.All(document.CreditNote)) > 0 {
		return "", nil
	}
	return d.Number, outcome.New(outcome.DocumentTotalDiffers, "number", d.Number, "books", d.Total.String(), "total", s.Order.Total.String(),
		"currency", string(s.Order.Currency))
}

// payments compares what the invoice, the payments and the channel say about money.
func payments(s reconcile.Standing, inv *document.Document) (string, *outcome.Error) {
	var paid, shown money.Amount
	number := ""
	for _, d := range s.Have.All(document.Payment) {
		paid, number = paid+d.Total, d.Number
	}
	if inv == nil {
		if number != "" {
			return number, outcome.New(outcome.PaidInBooksOnly, "number", number)
		}
		return "", nil
	}
	if inv.Paid {
		shown = inv.Total
	}
	switch {
	case paid != shown && !inv.Edited:
		return inv.Number, outcome.New(outcome.PaymentUnequal, "number", inv.Number, "shown", shown.String(), "payments", paid.String(), "currency", string(inv.Currency))
	case inv.Paid && s.Order.Stage == order.Unpaid && s.Order.PaidAt.IsZero():
		return inv.Number, outcome.New(outcome.PaidInBooksOnly, "number", inv.Number)
	}
	return "", nil
}

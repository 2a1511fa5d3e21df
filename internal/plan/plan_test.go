package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/listing"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/plan/plantest"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// day is the n-th day of the order's life.
func day(n int) time.Time { return time.Date(2026, 1, 15+n, 8, 30, 0, 0, time.UTC) }

// change makes another order of one.
type change func(*order.Snapshot)

// at is the order of all cases, two shirts and a mug for 270000, once it has come to a stage, with the times of the steps
// that lead there.
func at(s order.Stage, changes ...change) order.Snapshot {
	o := order.Snapshot{
		Ref: "727", Number: "#727", Stage: s, RawStatus: "raw_" + string(s), CreatedAt: day(0), UpdatedAt: day(0),
		Currency: "IDR", Total: money.Units(270_000), PaymentMethod: "bank", Buyer: order.Person{Name: "Sari"},
		Amounts: order.Amounts{Goods: money.Units(275_000), SellerVoucher: money.Units(25_000), Shipping: money.Units(20_000)},
		Lines: []order.Line{
			{Ref: "1", Listing: "93:94", SKU: "TS-BLK-M", Name: "Shirt", Quantity: 2, Price: money.Units(125_000), Total: money.Units(250_000)},
			{Ref: "2", Listing: "95", SKU: "MUG", Name: "Mug", Quantity: 1, Price: money.Units(25_000), Total: money.Units(25_000)},
		},
	}
	past := func(n int, when *time.Time) { *when, o.UpdatedAt = day(n), day(n) }
	switch s {
	case order.Paid, order.Shipped, order.Delivered, order.Completed, order.FailedDelivery, order.Returned:
		past(1, &o.PaidAt)
	}
	switch s {
	case order.Shipped, order.Delivered, order.Completed, order.FailedDelivery, order.Returned:
		past(2, &o.ShippedAt)
	}
	switch s {
	case order.Delivered, order.Completed, order.Returned:
		past(3, &o.DeliveredAt)
	}
	switch s {
	case order.Completed, order.Returned:
		past(4, &o.CompletedAt)
	case order.Cancelled:
		past(5, &o.CancelledAt)
	}
	for _, c := range changes {
		c(&o)
	}
	return o
}

func by(p order.Party) change { return func(o *order.Snapshot) { o.CancelledBy = p } }

func wasPaid(o *order.Snapshot)    { o.PaidAt = day(1) }
func wasShipped(o *order.Snapshot) { o.PaidAt, o.ShippedAt = day(1), day(2) }
func byOthers(o *order.Snapshot)   { o.ShippedByOthers = true }

func refunded(units int64) change {
	return func(o *order.Snapshot) { o.Refunded = money.Units(units) }
}

// parcels gives the order its parcels; a trailing "!" says that the parcel has left.
func parcels(refs ...string) change {
	return func(o *order.Snapshot) {
		o.Packages = nil
		for _, ref := range refs {
			p := order.Package{Ref: strings.TrimSuffix(ref, "!"), Courier: "JNE"}
			if strings.HasSuffix(ref, "!") {
				p.ShippedAt = day(2)
			}
			o.Packages = append(o.Packages, p)
		}
	}
}

// withoutMug is the order after its second line was taken out.
func withoutMug(o *order.Snapshot) {
	o.Lines = o.Lines[:1]
	o.Amounts.Goods -= money.Units(25_000)
	o.Total -= money.Units(25_000)
}

func total(units int64) change { return func(o *order.Snapshot) { o.Total = money.Units(units) } }

// chosen is a person's decision about a question.
func chosen(c document.Choice, about outcome.Reason, refundedUnits int64) func(*document.Set) {
	return func(s *document.Set) {
		s.Decision = document.Decision{Choice: c, About: string(about), Refunded: money.Units(refundedUnits)}
	}
}

func edited(s *document.Set) {
	inv := s.Live(document.Invoice)
	inv.Edited, inv.Total = true, money.Units(260_000)
}

func voidedByPerson(s *document.Set) {
	inv := s.Live(document.Invoice)
	inv.Voided, inv.ByPerson = true, true
}

// linked knows every SKU of the order.
var linked = listing.Links{BySKU: map[string]bool{"TS-BLK-M": true, "MUG": true}}

// plain is the default policy; each rule changes it.
func plain(rules ...func(*policy.Policy)) policy.Policy {
	p := policy.Default()
	for _, r := range rules {
		r(&p)
	}
	return p
}

func creditReturns(p *policy.Policy)  { p.Returns = policy.ReturnsCreditNote }
func restockReturns(p *policy.Policy) { p.RestockReturns = true }
func intoSalesOrder(p *policy.Policy) { p.DropInto = policy.IntoSalesOrder }
func paymentAtPaid(p *policy.Policy)  { p.PaymentAt = policy.AtPaid }
func waitForInvoice(p *policy.Policy) { p.OrderDownloadMode = policy.WaitForInvoice }
func byHand(p *policy.Policy)         { p.AutoProcess = false }
func holdUnmapped(p *policy.Policy)   { p.UnmappedSKU = policy.HoldUnmapped }
func holdMethods(p *policy.Policy)    { p.UnmappedMethod = policy.HoldMethod }

func booksAs(said, method string) func(*policy.Policy) {
	return func(p *policy.Policy) { *p = p.WithMethod(said, method) }
}

func paidBy(said string) change { return func(o *order.Snapshot) { o.PaymentMethod = said } }

func fromDay(n int) func(*policy.Policy) {
	return func(p *policy.Policy) { p.DownloadFrom = day(n) }
}

func defaultItem(p *policy.Policy) { p.UnmappedSKU, p.DefaultSKU = policy.DefaultItem, "VARIOUS" }

// scene is one row of the table: what was seen before, what people did since, what the channel says now, and what follows.
type scene struct {
	name   string
	policy policy.Policy
	links  *listing.Links // linked, if nil
	before []order.Snapshot
	person func(*document.Set)
	now    order.Snapshot

	ops   []string // see written
	hold  outcome.Reason
	op    plan.Operation // that the hold blocks
	skip  outcome.Reason
	books string // what is live after the plan, see shown
}

// written is an operation in one line: what, which, how much, which parcel.
func written(op plan.Op) string {
	words := []string{string(op.Operation), fmt.Sprintf("#%d", op.Sequence)}
	switch op.Operation {
	case plan.CreateOutbound:
		if op.Package != "" {
			words = append(words, op.Package)
		}
	case plan.VoidInvoice, plan.CancelOrder:
	default:
		words = append(words, op.Total.String())
	}
	if op.Completes {
		words = append(words, "completes")
	}
	if op.ByChannel {
		words = append(words, "by the channel")
	}
	if op.Restock {
		words = append(words, "restock")
	}
	if m := op.Content.Method; m != "" && m != at(order.Paid).PaymentMethod { // one that the books call otherwise
		words = append(words, "by", m)
	}
	return strings.Join(words, " ")
}

// shown is what is live in the books in one line.
func shown(books document.Set) string {
	p := plantest.PictureOf(books)
	var parts []string
	for _, so := range p.SalesOrders {
		parts = append(parts, "sales order "+so.String())
	}
	for _, inv := range p.Invoices {
		paid, sent := "unpaid", "unsent"
		if inv.Paid {
			paid = "paid"
		}
		if inv.Sent {
			sent = "sent"
		}
		parts = append(parts, fmt.Sprintf("invoice %s %s %s", inv.Total, paid, sent))
	}
	if p.Outbounds > 0 {
		parts = append(parts, fmt.Sprintf("outbounds %d", p.Outbounds))
	}
	if p.Paid > 0 {
		parts = append(parts, "payment "+p.Paid.String())
	}
	if p.Credited > 0 {
		parts = append(parts, "credited "+p.Credited.String())
	}
	return strings.Join(parts, ", ")
}

func (s scene) run(t *testing.T) {
	t.Parallel()
	links := linked
	if s.links != nil {
		links = *s.links
	}
	var books document.Set
	for _, o := range s.before {
		books, _ = plantest.Settle(o, books, links, s.policy)
	}
	if s.person != nil {
		s.person(&books)
	}
	books, got := plantest.Settle(s.now, books, links, s.policy)

	var ops []string
	for _, op := range got.Ops {
		ops = append(ops, written(op))
	}
	if diff := cmp.Diff(s.ops, ops); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{string(s.hold), string(s.op), string(s.skip)}, []string{reason(got.Hold), string(got.Blocked), reason(got.Skip)}); diff != "" {
		t.Errorf("hold, what it blocks, skip (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(s.books, shown(books)); diff != "" {
		t.Errorf("books (-want +got):\n%s", diff)
	}
	explained(t, got.Hold)
	explained(t, got.Skip)
	if again := plan.For(s.now, books, links, s.policy); len(again.Ops) > 0 {
		t.Errorf("the second plan is not empty: %+v", again.Ops)
	}
}

func reason(e *outcome.Error) string {
	if e == nil {
		return ""
	}
	return string(e.Reason)
}

// explained fails when the sentence of an outcome would have a gap: the planner must give what the sentence names.
func explained(t *testing.T, e *outcome.Error) {
	t.Helper()
	if e == nil || e.Reason == outcome.CancelledAfterShipping {
		return // some channels do not say who cancelled
	}
	for _, name := range phrase.Arguments(e.Reason) {
		if _, ok := e.Args[name]; !ok {
			t.Errorf("%s has no argument %q", e.Reason, name)
		}
	}
}

func run(t *testing.T, scenes []scene) {
	t.Helper()
	t.Parallel()
	for _, s := range scenes {
		t.Run(s.name, s.run)
	}
}

func TestFor_stages(t *testing.T) {
	run(t, []scene{
		{
			name: "an unpaid order is a sales order", policy: plain(), now: at(order.Unpaid),
			ops: []string{"create_order #1 270000"}, books: "sales order 270000",
		},
		{
			name: "a paid order is an invoice, unpaid and unsent", policy: plain(), now: at(order.Paid),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "a paid order converts the sales order it had", policy: plain(),
			before: []order.Snapshot{at(order.Unpaid)}, now: at(order.Paid),
			ops: []string{"convert_order_to_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "a paid order seen again needs nothing", policy: plain(),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Paid),
			books: "invoice 270000 unpaid unsent",
		},
		{
			name: "a request to cancel changes nothing yet", policy: plain(), before: []order.Snapshot{at(order.Paid)},
			now:   at(order.Paid, func(o *order.Snapshot) { o.CancelRequested = true }),
			books: "invoice 270000 unpaid unsent",
		},
		{
			name: "a shipped order has an outbound and is sent", policy: plain(), before: []order.Snapshot{at(order.Paid)}, now: at(order.Shipped),
			ops: []string{"create_outbound_logistic #1 completes"}, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "a shipped order never seen before gets everything at once", policy: plain(), now: at(order.Shipped),
			ops:   []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes"},
			books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "a shipped order whose sales order was never converted is converted now", policy: plain(),
			before: []order.Snapshot{at(order.Unpaid)}, now: at(order.Shipped),
			ops:   []string{"convert_order_to_invoice #1 270000", "create_outbound_logistic #1 completes"},
			books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "a delivered order shows what a shipped one shows", policy: plain(), before: []order.Snapshot{at(order.Shipped)}, now: at(order.Delivered),
			books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "a completed order is paid", policy: plain(), before: []order.Snapshot{at(order.Delivered)}, now: at(order.Completed),
			ops: []string{"add_payment #1 270000"}, books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "a completed order never seen before gets its whole life at once", policy: plain(), now: at(order.Completed),
			ops:   []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes", "add_payment #1 270000"},
			books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "a completed order whose channel tells no times is paid all the same", policy: plain(),
			now: at(order.Completed, func(o *order.Snapshot) {
				o.PaidAt, o.ShippedAt, o.DeliveredAt, o.CompletedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
			}),
			ops:   []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes", "add_payment #1 270000"},
			books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "an unknown status is a question and no guess", policy: plain(),
			now: at(order.Unknown, func(o *order.Snapshot) {
				o.Problem = outcome.New(outcome.UnknownStatus, "status", "wc-shiped")
			}),
			hold: outcome.UnknownStatus, op: plan.CreateOrder,
		},
		{
			name: "an unknown status without a problem is a question, too", policy: plain(), now: at(order.Unknown),
			hold: outcome.UnknownStatus, op: plan.CreateOrder,
		},
		{
			name: "an unknown status leaves the books as they were", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			now: at("shiped"), hold: outcome.UnknownStatus, op: plan.CreateInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "a stage that goes back leaves the invoice an invoice", policy: plain(), before: []order.Snapshot{at(order.Paid)}, now: at(order.Unpaid),
			books: "invoice 270000 unpaid unsent",
		},
		{
			name: "a stage that goes back after shipping leaves the delivery sent", policy: plain(),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Paid),
			books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
	})
}

func TestFor_parcels(t *testing.T) {
	run(t, []scene{
		{
			name: "each parcel has an outbound, the last completes the delivery", policy: plain(), before: []order.Snapshot{at(order.Paid)},
			now:   at(order.Shipped, parcels("JNE-1!", "JNE-2!")),
			ops:   []string{"create_outbound_logistic #1 JNE-1", "create_outbound_logistic #2 JNE-2 completes"},
			books: "invoice 270000 unpaid sent, outbounds 2",
		},
		{
			name: "parcels without times have all left once the order is shipped", policy: plain(), before: []order.Snapshot{at(order.Paid)},
			now:   at(order.Shipped, parcels("JNE-1", "JNE-2")),
			ops:   []string{"create_outbound_logistic #1 JNE-1", "create_outbound_logistic #2 JNE-2 completes"},
			books: "invoice 270000 unpaid sent, outbounds 2",
		},
		{
			name: "packed is not shipped", policy: plain(), now: at(order.Paid, parcels("JNE-1")),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "the first of two parcels leaves the invoice unsent", policy: plain(), before: []order.Snapshot{at(order.Paid)},
			now: at(order.Paid, parcels("JNE-1!", "JNE-2")),
			ops: []string{"create_outbound_logistic #1 JNE-1"}, books: "invoice 270000 unpaid unsent, outbounds 1",
		},
		{
			name: "the second of two parcels completes the delivery", policy: plain(),
			before: []order.Snapshot{at(order.Paid, parcels("JNE-1!", "JNE-2"))}, now: at(order.Shipped, parcels("JNE-1!", "JNE-2!")),
			ops: []string{"create_outbound_logistic #2 JNE-2 completes"}, books: "invoice 270000 unpaid sent, outbounds 2",
		},
		{
			name: "a delivery whose last parcel was written before is completed by it", policy: plain(),
			before: []order.Snapshot{at(order.Paid, parcels("JNE-1!"))}, now: at(order.Shipped, parcels("JNE-1!")),
			ops: []string{"create_outbound_logistic #1 JNE-1 completes"}, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "a parcel named later is the one sent without a name", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			now: at(order.Shipped, parcels("JNE-1!")), books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "of two parcels named later one is new", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			now: at(order.Shipped, parcels("JNE-1!", "JNE-2!")),
			ops: []string{"create_outbound_logistic #2 JNE-2 completes"}, books: "invoice 270000 unpaid sent, outbounds 2",
		},
		{
			name: "a second parcel without a name has an outbound of its own", policy: plain(),
			before: []order.Snapshot{at(order.Paid, parcels("JNE-1!"))}, now: at(order.Shipped, parcels("JNE-1!", "!")),
			ops: []string{"create_outbound_logistic #2 completes"}, books: "invoice 270000 unpaid sent, outbounds 2",
		},
		{
			name: "two parcels without names have two outbounds", policy: plain(),
			before: []order.Snapshot{at(order.Paid, parcels("!"))}, now: at(order.Shipped, parcels("!", "!")),
			ops: []string{"create_outbound_logistic #2 completes"}, books: "invoice 270000 unpaid sent, outbounds 2",
		},
		{
			name: "a parcel that gets another name is not sent twice", policy: plain(), before: []order.Snapshot{at(order.Shipped, parcels("BOOKING-9!"))},
			now: at(order.Shipped, parcels("JNE-1!")), books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "parcels in another order are the same parcels", policy: plain(), before: []order.Snapshot{at(order.Shipped, parcels("JNE-1!", "JNE-2!"))},
			now: at(order.Delivered, parcels("JNE-2!", "JNE-1!")), books: "invoice 270000 unpaid sent, outbounds 2",
		},
		{
			name: "what the channel ships from its own stock has no outbound of ours", policy: plain(), now: at(order.Completed, byOthers),
			ops:   []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes by the channel", "add_payment #1 270000"},
			books: "invoice 270000 paid sent, payment 270000",
		},
		{
			name: "an order that the channel will ship from its own stock is unsent until it has", policy: plain(), now: at(order.Paid, byOthers),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "the invoice becomes sent when the channel has shipped from its own stock", policy: plain(), before: []order.Snapshot{at(order.Paid, byOthers)},
			now: at(order.Shipped, byOthers, parcels("TBA-1!")), ops: []string{"create_outbound_logistic #1 completes by the channel"}, books: "invoice 270000 unpaid sent",
		},
		{
			name: "parcels that the channel sends from its own stock one by one have no outbound either", policy: plain(), now: at(order.Paid, byOthers, parcels("TBA-1!", "TBA-2")),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "what the channel has sent is marked once", policy: plain(), before: []order.Snapshot{at(order.Shipped, byOthers)},
			now: at(order.Delivered, byOthers), books: "invoice 270000 unpaid sent",
		},
		{
			name: "what changes after the channel has sent it is asked about", policy: plain(), before: []order.Snapshot{at(order.Shipped, byOthers)},
			now: at(order.Shipped, byOthers, withoutMug), books: "invoice 270000 unpaid sent", hold: outcome.ChangedAfterShipping, op: plan.CreateInvoice,
		},
		{
			name: "what the channel has sent is not voided when the order is cancelled, although it says no more that it left", policy: plain(),
			before: []order.Snapshot{at(order.Shipped, byOthers)}, now: at(order.Cancelled, byOthers, by(order.Buyer)),
			books: "invoice 270000 unpaid sent", hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice,
		},
	})
}

func TestFor_cancelled(t *testing.T) {
	run(t, []scene{
		{
			name: "cancelled before we saw it: nothing is written", policy: plain(), now: at(order.Cancelled, by(order.Buyer)),
		},
		{
			name: "an unpaid order that is cancelled has its sales order cancelled", policy: plain(),
			before: []order.Snapshot{at(order.Unpaid)}, now: at(order.Cancelled, by(order.System)),
			ops: []string{"cancel_order #1"},
		},
		{
			name: "cancelled by the buyer before shipping: the invoice goes into the recycle bin", policy: plain(),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Cancelled, wasPaid, by(order.Buyer)),
			ops: []string{"void_invoice #1"},
		},
		{
			name: "cancelled by the seller before shipping: the invoice goes into the recycle bin", policy: plain(),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Cancelled, wasPaid, by(order.Seller)),
			ops: []string{"void_invoice #1"},
		},
		{
			name: "cancelled by the system before shipping: the invoice goes into the recycle bin", policy: plain(),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Cancelled, wasPaid, by(order.System)),
			ops: []string{"void_invoice #1"},
		},
		{
			name: "cancelled before shipping takes payment and credit notes along", policy: plain(paymentAtPaid, creditReturns),
			before: []order.Snapshot{at(order.Paid, refunded(25_000))}, now: at(order.Cancelled, wasPaid, refunded(270_000)),
			ops: []string{"void_invoice #1"},
		},
		{
			name: "cancelled and seen again needs nothing", policy: plain(),
			before: []order.Snapshot{at(order.Paid), at(order.Cancelled, wasPaid)}, now: at(order.Cancelled, wasPaid),
		},
		{
			name: "an order that comes back to life gets a new invoice with the next number", policy: plain(),
			before: []order.Snapshot{at(order.Paid), at(order.Cancelled, wasPaid)}, now: at(order.Paid),
			ops: []string{"create_invoice #2 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "cancelled by the buyer after shipping: unchanged until a person decides", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.Cancelled, wasShipped, by(order.Buyer)),
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "cancelled by the seller after shipping: unchanged until a person decides", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.Cancelled, wasShipped, by(order.Seller)),
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "cancelled by the system after shipping: unchanged until a person decides", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.Cancelled, wasShipped, by(order.System)),
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "cancelled after shipping and never seen before: written as it was, then a person decides", policy: plain(),
			now: at(order.Cancelled, wasShipped), ops: []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes"},
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "cancelled between two parcels: the one that stayed gets no outbound", policy: plain(),
			before: []order.Snapshot{at(order.Paid, parcels("JNE-1!", "JNE-2"))}, now: at(order.Cancelled, wasPaid, parcels("JNE-1!", "JNE-2")),
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: "invoice 270000 unpaid unsent, outbounds 1",
		},
		{
			name: "cancelled after shipping by the books alone is asked about, too", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.Cancelled),
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "returns by credit note do not answer for a cancellation", policy: plain(creditReturns),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.Cancelled, wasShipped, refunded(270_000)),
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "failed delivery: unchanged until a person decides", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.FailedDelivery),
			hold: outcome.FailedDelivery, op: plan.VoidInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "a second attempt that succeeds ends the question", policy: plain(),
			before: []order.Snapshot{at(order.Shipped), at(order.FailedDelivery)}, now: at(order.Completed),
			ops: []string{"add_payment #1 270000"}, books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
	})
}

func TestFor_returnsAndRefunds(t *testing.T) {
	completed := "invoice 270000 paid sent, outbounds 1, payment 270000"
	asked := func(o *order.Snapshot) { o.ReturnRequested = true }
	run(t, []scene{
		{
			name: "a return asked for after completion: stays sent and paid", policy: plain(),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Completed, asked), books: completed,
		},
		{
			name: "a return asked for on delivery: sent and paid, as a complete sale", policy: plain(),
			before: []order.Snapshot{at(order.Delivered)}, now: at(order.Delivered, asked),
			ops: []string{"add_payment #1 270000"}, books: completed,
		},
		{
			name: "a refund asked for before shipping pays nothing", policy: plain(), now: at(order.Paid, asked),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "returned: sent and paid until a person decides", policy: plain(),
			before: []order.Snapshot{at(order.Delivered)}, now: at(order.Returned), ops: []string{"add_payment #1 270000"},
			hold: outcome.ReturnNeedsDecision, op: plan.CreateCredit, books: completed,
		},
		{
			name: "returned under returns = credit_note: a credit note of the whole, without a figure", policy: plain(creditReturns),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Returned),
			ops: []string{"create_credit_note #1 270000"}, books: completed + ", credited 270000",
		},
		{
			name: "returned under returns = credit_note with restock: the goods come back", policy: plain(creditReturns, restockReturns),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Returned, refunded(270_000)),
			ops: []string{"create_credit_note #1 270000 restock"}, books: completed + ", credited 270000",
		},
		{
			name: "returned in part: a credit note of the figure, and no stock, for nobody knows of what", policy: plain(creditReturns, restockReturns),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Returned, refunded(25_000)),
			ops: []string{"create_credit_note #1 25000"}, books: completed + ", credited 25000",
		},
		{
			name: "a partial refund is asked about", policy: plain(),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Completed, refunded(25_000)),
			hold: outcome.RefundNeedsDecision, op: plan.CreateCredit, books: completed,
		},
		{
			name: "a partial refund under returns = credit_note is credited", policy: plain(creditReturns),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Completed, refunded(25_000)),
			ops: []string{"create_credit_note #1 25000"}, books: completed + ", credited 25000",
		},
		{
			name: "a full refund under returns = credit_note is credited", policy: plain(creditReturns),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Completed, refunded(270_000)),
			ops: []string{"create_credit_note #1 270000"}, books: completed + ", credited 270000",
		},
		{
			name: "a refund that grows is credited by what it grew", policy: plain(creditReturns),
			before: []order.Snapshot{at(order.Completed, refunded(25_000))}, now: at(order.Completed, refunded(100_000)),
			ops: []string{"create_credit_note #2 75000"}, books: completed + ", credited 100000",
		},
		{
			name: "more paid back than was invoiced is credited up to the invoice", policy: plain(creditReturns),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Completed, refunded(300_000)),
			ops: []string{"create_credit_note #1 270000"}, books: completed + ", credited 270000",
		},
		{
			name: "a refund before shipping moves to the new invoice with the rest", policy: plain(creditReturns),
			before: []order.Snapshot{at(order.Paid, refunded(25_000))}, now: at(order.Paid, refunded(25_000), withoutMug),
			ops:   []string{"void_invoice #1", "create_invoice #2 245000", "create_credit_note #2 25000"},
			books: "invoice 245000 unpaid unsent, credited 25000",
		},
	})
}

func TestFor_policy(t *testing.T) {
	invoiced := func(i order.Invoiced) change { return func(o *order.Snapshot) { o.Invoiced = i } }
	run(t, []scene{
		{
			name: "auto_invoice leaves out what the channel has invoiced", policy: plain(), now: at(order.Paid, invoiced(order.IsInvoiced)),
			skip: outcome.AlreadyBilled,
		},
		{
			name: "auto_invoice takes what the channel has not invoiced", policy: plain(), now: at(order.Paid, invoiced(order.NotInvoiced)),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "auto_invoice goes on with an order whose invoice came later", policy: plain(),
			before: []order.Snapshot{at(order.Paid, invoiced(order.NotInvoiced))}, now: at(order.Shipped, invoiced(order.IsInvoiced)),
			ops: []string{"create_outbound_logistic #1 completes"}, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "wait_for_invoice leaves out what the channel has not invoiced", policy: plain(waitForInvoice),
			now: at(order.Paid, invoiced(order.NotInvoiced)), skip: outcome.NotYetBilled,
		},
		{
			name: "wait_for_invoice takes it once it is invoiced", policy: plain(waitForInvoice),
			before: []order.Snapshot{at(order.Paid, invoiced(order.NotInvoiced))}, now: at(order.Paid, invoiced(order.IsInvoiced)),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "a channel that knows no invoices is taken in either mode", policy: plain(waitForInvoice), now: at(order.Paid),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "an order from before the go-live date is left out", policy: plain(fromDay(1)), now: at(order.Paid), skip: outcome.BeforeGoLive,
		},
		{
			name: "an order from the moment of the go-live is taken", policy: plain(fromDay(0)), now: at(order.Unpaid),
			ops: []string{"create_order #1 270000"}, books: "sales order 270000",
		},
		{
			name: "an unknown status from before the go-live date bothers nobody", policy: plain(fromDay(1)), now: at(order.Unknown), skip: outcome.BeforeGoLive,
		},
		{
			name: "drop_into = sales_order keeps a paid order a sales order", policy: plain(intoSalesOrder), now: at(order.Paid),
			ops: []string{"create_order #1 270000"}, books: "sales order 270000",
		},
		{
			name: "drop_into = sales_order converts when the order is shipped", policy: plain(intoSalesOrder),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Shipped),
			ops:   []string{"convert_order_to_invoice #1 270000", "create_outbound_logistic #1 completes"},
			books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "drop_into = sales_order converts when the first parcel leaves", policy: plain(intoSalesOrder),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Paid, parcels("JNE-1!", "JNE-2")),
			ops:   []string{"convert_order_to_invoice #1 270000", "create_outbound_logistic #1 JNE-1"},
			books: "invoice 270000 unpaid unsent, outbounds 1",
		},
		{
			name: "drop_into = sales_order chosen later leaves the invoice that is there", policy: plain(intoSalesOrder),
			person: func(s *document.Set) { *s, _ = plantest.Settle(at(order.Paid), *s, linked, plain()) },
			now:    at(order.Paid), books: "invoice 270000 unpaid unsent",
		},
		{
			name: "auto_process off: the order is pending until a person lets it through", policy: plain(byHand), now: at(order.Paid),
			hold: outcome.Pending, op: plan.CreateInvoice,
		},
		{
			name: "auto_process off: a released order goes on", policy: plain(byHand), person: func(s *document.Set) { s.Released = true },
			now: at(order.Paid), ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "auto_process off: a pending order that is cancelled needs nobody", policy: plain(byHand), now: at(order.Cancelled),
		},
		{
			name: "auto_process off: a pending order that was sent and cancelled still waits", policy: plain(byHand), now: at(order.Cancelled, wasShipped),
			hold: outcome.Pending, op: plan.CreateInvoice,
		},
		{
			name: "payment_at = paid pays the invoice with the order", policy: plain(paymentAtPaid), now: at(order.Paid),
			ops: []string{"create_invoice #1 270000", "add_payment #1 270000"}, books: "invoice 270000 paid unsent, payment 270000",
		},
		{
			name: "payment_at = paid waits for cash on delivery", policy: plain(paymentAtPaid),
			now: at(order.Paid, func(o *order.Snapshot) { o.PaidAt = time.Time{} }),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "payment_at = completed leaves a delivered order unpaid", policy: plain(), now: at(order.Delivered),
			ops:   []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes"},
			books: "invoice 270000 unpaid sent, outbounds 1",
		},
	})
}

func TestFor_paymentMethods(t *testing.T) {
	run(t, []scene{
		{
			name: "unmapped_payment_method = as_named: booked under the channel's word", policy: plain(), before: []order.Snapshot{at(order.Shipped)}, now: at(order.Completed),
			ops: []string{"add_payment #1 270000"}, books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "unmapped_payment_method = as_named: no word is no method", policy: plain(), before: []order.Snapshot{at(order.Shipped)}, now: at(order.Completed, paidBy("")),
			ops: []string{"add_payment #1 270000"}, books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "payment_methods: a word that is mapped, whatever is done with others", policy: plain(booksAs("bank", "Bank transfer")),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.Completed),
			ops: []string{"add_payment #1 270000 by Bank transfer"}, books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "payment_methods: no word can be mapped like one", policy: plain(holdMethods, booksAs("", "Cash")), before: []order.Snapshot{at(order.Shipped)},
			now: at(order.Completed, paidBy("")),
			ops: []string{"add_payment #1 270000 by Cash"}, books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "unmapped_payment_method = hold: invoice and outbound are written, the payment waits", policy: plain(holdMethods), now: at(order.Completed),
			ops:  []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes"},
			hold: outcome.MethodNotLinked, op: plan.AddPayment, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "unmapped_payment_method = hold: no word is told apart", policy: plain(holdMethods, paymentAtPaid), now: at(order.Paid, paidBy(" ")),
			ops:  []string{"create_invoice #1 270000"},
			hold: outcome.MethodNotNamed, op: plan.AddPayment, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "unmapped_payment_method = hold: nothing waits before the payment is due", policy: plain(holdMethods), now: at(order.Shipped),
			ops: []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes"}, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "unmapped_payment_method = hold: goods leave while the payment waits", policy: plain(holdMethods, paymentAtPaid),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Shipped), ops: []string{"create_outbound_logistic #1 completes"},
			hold: outcome.MethodNotLinked, op: plan.AddPayment, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "unmapped_payment_method = hold: an order that is cancelled before shipping needs no method", policy: plain(holdMethods, paymentAtPaid),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Cancelled, wasPaid), ops: []string{"void_invoice #1"},
		},
		{
			name: "unmapped_payment_method = hold: a credit note does not wait for the payment", policy: plain(holdMethods, creditReturns), now: at(order.Completed, refunded(70_000)),
			ops:  []string{"create_invoice #1 270000", "create_outbound_logistic #1 completes", "create_credit_note #1 70000"},
			hold: outcome.MethodNotLinked, op: plan.AddPayment, books: "invoice 270000 unpaid sent, outbounds 1, credited 70000",
		},
		{
			name: "unmapped_payment_method = hold: what a person must decide is asked first", policy: plain(holdMethods), before: []order.Snapshot{at(order.Completed)},
			now:  at(order.Returned),
			hold: outcome.ReturnNeedsDecision, op: plan.CreateCredit, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "unmapped_payment_method = hold: once it is decided the payment's method is asked", policy: plain(holdMethods), before: []order.Snapshot{at(order.Completed)},
			person: chosen(document.Keep, outcome.ReturnNeedsDecision, 0), now: at(order.Returned),
			hold: outcome.MethodNotLinked, op: plan.AddPayment, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "unmapped_payment_method = hold: a payment that is there stays as it is", policy: plain(holdMethods), before: []order.Snapshot{at(order.Completed)},
			person: func(s *document.Set) { s.Live(document.Invoice).Paid = true }, now: at(order.Completed),
			books: "invoice 270000 paid sent, outbounds 1",
		},
	})
}

func TestFor_unlinkedAndUnequal(t *testing.T) {
	nothing, mugOnly := listing.Links{}, listing.Links{BySKU: map[string]bool{"MUG": true}}
	byListing := listing.Links{BySKU: map[string]bool{"MUG": true}, ByListing: map[string]string{"93:94": "SHIRT-IN-BOOKS"}}
	withoutSKU := func(o *order.Snapshot) { o.Lines[0].SKU = "" }
	run(t, []scene{
		{
			name: "unmapped_sku = hold: one unlinked SKU holds the order", policy: plain(holdUnmapped), links: &mugOnly, now: at(order.Paid),
			hold: outcome.SKUNotLinked, op: plan.CreateInvoice,
		},
		{
			name: "unmapped_sku = hold: the operation named is the one that waits", policy: plain(holdUnmapped), links: &mugOnly, now: at(order.Unpaid),
			hold: outcome.SKUNotLinked, op: plan.CreateOrder,
		},
		{
			name: "unmapped_sku = hold: linked by its listing it goes through", policy: plain(holdUnmapped), links: &byListing, now: at(order.Paid),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "unmapped_sku = hold: a line without SKU is told apart", policy: plain(holdUnmapped), links: &mugOnly, now: at(order.Paid, withoutSKU),
			hold: outcome.LineWithoutSKU, op: plan.CreateInvoice,
		},
		{
			name: "unmapped_sku = create: the books learn the SKUs", policy: plain(), links: &nothing, now: at(order.Paid),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "unmapped_sku = create: a line without SKU is held", policy: plain(), links: &nothing, now: at(order.Paid, withoutSKU),
			hold: outcome.LineWithoutSKU, op: plan.CreateInvoice,
		},
		{
			name: "unmapped_sku = default: every line finds an item", policy: plain(defaultItem), links: &nothing, now: at(order.Paid, withoutSKU),
			ops: []string{"create_invoice #1 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "an unlinked SKU does not hold an order that is written already", policy: plain(), links: &nothing,
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Shipped),
			ops: []string{"create_outbound_logistic #1 completes"}, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "a total that rounding explains is booked", policy: plain(), now: at(order.Paid, total(270_005)),
			ops: []string{"create_invoice #1 270005"}, books: "invoice 270005 unpaid unsent",
		},
		{
			name: "a total beyond rounding is held", policy: plain(), now: at(order.Paid, total(270_006)),
			hold: outcome.TotalsDiffer, op: plan.CreateInvoice,
		},
		{
			name: "a total too low is held as well", policy: plain(), now: at(order.Paid, total(269_994)),
			hold: outcome.TotalsDiffer, op: plan.CreateInvoice,
		},
		{
			name: "the policy's tolerance rules over the currency's", policy: plain(func(p *policy.Policy) { p.Tolerance = money.Units(100) }),
			now: at(order.Paid, total(270_100)), ops: []string{"create_invoice #1 270100"}, books: "invoice 270100 unpaid unsent",
		},
		{
			name: "lines that do not add up to the goods are held: the invoice would not add up", policy: plain(),
			now:  at(order.Paid, func(o *order.Snapshot) { o.Lines[1].Total = money.Units(5_000) }),
			hold: outcome.TotalsDiffer, op: plan.CreateInvoice,
		},
		{
			name: "an order without lines is held", policy: plain(), now: at(order.Paid, func(o *order.Snapshot) { o.Lines = nil }),
			hold: outcome.NoLines, op: plan.CreateInvoice,
		},
		{
			name: "a negative total is held", policy: plain(), now: at(order.Paid, total(-1)),
			hold: outcome.NegativeTotal, op: plan.CreateInvoice,
		},
		{
			name: "the largest difference there can be is a difference", policy: plain(),
			now: at(order.Paid, func(o *order.Snapshot) {
				o.Total, o.Amounts = 0, order.Amounts{}
				o.Lines = []order.Line{{SKU: "MUG", Quantity: 1, Total: -1 << 63}}
			}),
			hold: outcome.TotalsDiffer, op: plan.CreateInvoice,
		},
		{
			name: "an order that costs nothing is booked", policy: plain(),
			now: at(order.Paid, func(o *order.Snapshot) { o.Amounts.SellerVoucher, o.Total = money.Units(295_000), 0 }),
			ops: []string{"create_invoice #1 0"}, books: "invoice 0 unpaid unsent",
		},
	})
}

func TestFor_changed(t *testing.T) {
	run(t, []scene{
		{
			name: "an unpaid order that changes gets a new sales order", policy: plain(),
			before: []order.Snapshot{at(order.Unpaid)}, now: at(order.Unpaid, withoutMug),
			ops: []string{"cancel_order #1", "create_order #2 245000"}, books: "sales order 245000",
		},
		{
			name: "an order that changes while it is paid is converted as it is now", policy: plain(),
			before: []order.Snapshot{at(order.Unpaid)}, now: at(order.Paid, withoutMug),
			ops: []string{"convert_order_to_invoice #1 245000"}, books: "invoice 245000 unpaid unsent",
		},
		{
			name: "an order that changes before shipping gets a new invoice", policy: plain(),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Paid, withoutMug),
			ops: []string{"void_invoice #1", "create_invoice #2 245000"}, books: "invoice 245000 unpaid unsent",
		},
		{
			name: "money that moves from one line to another is a change, though the total is the same", policy: plain(),
			before: []order.Snapshot{at(order.Paid)},
			now: at(order.Paid, func(o *order.Snapshot) {
				o.Lines[0].Total -= money.Units(5_000)
				o.Lines[1].Total += money.Units(5_000)
			}),
			ops: []string{"void_invoice #1", "create_invoice #2 270000"}, books: "invoice 270000 unpaid unsent",
		},
		{
			name: "an order that was paid and changes before shipping is paid anew", policy: plain(paymentAtPaid),
			before: []order.Snapshot{at(order.Paid)}, now: at(order.Paid, withoutMug),
			ops:   []string{"void_invoice #1", "create_invoice #2 245000", "add_payment #2 245000"},
			books: "invoice 245000 paid unsent, payment 245000",
		},
		{
			name: "an order that changes after shipping is asked about", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.Delivered, withoutMug),
			hold: outcome.ChangedAfterShipping, op: plan.CreateInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "an order that changes after its first parcel left is asked about", policy: plain(),
			before: []order.Snapshot{at(order.Paid, parcels("JNE-1!", "JNE-2"))}, now: at(order.Paid, parcels("JNE-1!"), withoutMug),
			hold: outcome.ChangedAfterShipping, op: plan.CreateInvoice, books: "invoice 270000 unpaid unsent, outbounds 1",
		},
		{
			name: "a change after shipping that was kept pays what the invoice says", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)}, person: chosen(document.Keep, outcome.ChangedAfterShipping, 0), now: at(order.Completed, withoutMug),
			ops: []string{"add_payment #1 270000"}, books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "a change after shipping with an unlinked SKU is one question, not two", policy: plain(holdUnmapped),
			before: []order.Snapshot{at(order.Shipped)}, person: chosen(document.Keep, outcome.ChangedAfterShipping, 0),
			now:   at(order.Delivered, func(o *order.Snapshot) { o.Lines[0].SKU = "TS-RED" }),
			books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "an order cancelled after shipping whose lines the channel wiped is asked about as cancelled", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)}, now: at(order.Cancelled, func(o *order.Snapshot) { o.Lines, o.Total = nil, 0 }),
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: "invoice 270000 unpaid sent, outbounds 1",
		},
		{
			name: "changed and refunded after shipping under returns = credit_note: the change is the question", policy: plain(creditReturns),
			before: []order.Snapshot{at(order.Completed)}, now: at(order.Completed, withoutMug, refunded(25_000)),
			hold: outcome.ChangedAfterShipping, op: plan.CreateInvoice, books: "invoice 270000 paid sent, outbounds 1, payment 270000",
		},
		{
			name: "changed and refunded after shipping: an answer to the refund is enough", policy: plain(),
			before: []order.Snapshot{at(order.Completed)}, person: chosen(document.WriteCredit, outcome.RefundNeedsDecision, 25_000),
			now: at(order.Completed, withoutMug, refunded(25_000)), ops: []string{"create_credit_note #1 25000"},
			hold: "", books: "invoice 270000 paid sent, outbounds 1, payment 270000, credited 25000",
		},
	})
}

func TestFor_people(t *testing.T) {
	sent, paid := "invoice 270000 unpaid sent, outbounds 1", "invoice 270000 paid sent, outbounds 1, payment 270000"
	run(t, []scene{
		{
			name: "what a person voided stays voided", policy: plain(), before: []order.Snapshot{at(order.Paid)}, person: voidedByPerson,
			now: at(order.Shipped), skip: outcome.VoidedByPerson,
		},
		{
			name: "what a person voided and the channel cancelled is no news", policy: plain(), before: []order.Snapshot{at(order.Paid)}, person: voidedByPerson,
			now: at(order.Cancelled, wasPaid),
		},
		{
			name: "what a person edited is not written over", policy: plain(), before: []order.Snapshot{at(order.Paid)}, person: edited,
			now: at(order.Paid, withoutMug), books: "invoice 260000 unpaid unsent",
		},
		{
			name: "a sales order that a person edited is not written over", policy: plain(), before: []order.Snapshot{at(order.Unpaid)},
			person: func(s *document.Set) { s.Live(document.SalesOrder).Edited = true },
			now:    at(order.Unpaid, withoutMug), books: "sales order 270000",
		},
		{
			name: "what a person edited is not held for sums it was not written from", policy: plain(), before: []order.Snapshot{at(order.Paid)}, person: edited,
			now: at(order.Paid, total(1)), books: "invoice 260000 unpaid unsent",
		},
		{
			name: "what a person marked as sent is not written over without asking", policy: plain(), before: []order.Snapshot{at(order.Paid)},
			person: func(s *document.Set) { s.Live(document.Invoice).Sent = true },
			now:    at(order.Paid, withoutMug), hold: outcome.ChangedAfterShipping, op: plan.CreateInvoice, books: "invoice 270000 unpaid sent",
		},
		{
			name: "what a person edited is paid as it was edited", policy: plain(), before: []order.Snapshot{at(order.Paid)}, person: edited,
			now: at(order.Completed), ops: []string{"create_outbound_logistic #1 completes", "add_payment #1 260000"},
			books: "invoice 260000 paid sent, outbounds 1, payment 260000",
		},
		{
			name: "what a person edited is not voided without asking", policy: plain(), before: []order.Snapshot{at(order.Paid)}, person: edited,
			now: at(order.Cancelled, wasPaid), hold: outcome.EditedByPerson, op: plan.VoidInvoice, books: "invoice 260000 unpaid unsent",
		},
		{
			name: "what a person edited is voided when a person says so", policy: plain(), before: []order.Snapshot{at(order.Paid)},
			person: func(s *document.Set) { edited(s); chosen(document.VoidAndRestock, outcome.EditedByPerson, 0)(s) },
			now:    at(order.Cancelled, wasPaid), ops: []string{"void_invoice #1 restock"},
		},
		{
			name: "what a person edited is kept when a person says so", policy: plain(), before: []order.Snapshot{at(order.Paid)},
			person: func(s *document.Set) { edited(s); chosen(document.Keep, outcome.EditedByPerson, 0)(s) },
			now:    at(order.Cancelled, wasPaid), books: "invoice 260000 unpaid unsent",
		},
		{
			name: "cancelled after shipping, void and restock: all goes, the goods come back", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			person: chosen(document.VoidAndRestock, outcome.CancelledAfterShipping, 0), now: at(order.Cancelled, wasShipped),
			ops: []string{"void_invoice #1 restock"},
		},
		{
			name: "cancelled after shipping, keep: all stays", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			person: chosen(document.Keep, outcome.CancelledAfterShipping, 0), now: at(order.Cancelled, wasShipped), books: sent,
		},
		{
			name: "cancelled after shipping, credit note: the whole is given back and the goods come back", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			person: chosen(document.WriteCredit, outcome.CancelledAfterShipping, 0), now: at(order.Cancelled, wasShipped),
			ops: []string{"create_credit_note #1 270000 restock"}, books: sent + ", credited 270000",
		},
		{
			name: "failed delivery, void and restock", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			person: chosen(document.VoidAndRestock, outcome.FailedDelivery, 0), now: at(order.FailedDelivery), ops: []string{"void_invoice #1 restock"},
		},
		{
			name: "failed delivery, keep", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			person: chosen(document.Keep, outcome.FailedDelivery, 0), now: at(order.FailedDelivery), books: sent,
		},
		{
			name: "failed delivery, credit note", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			person: chosen(document.WriteCredit, outcome.FailedDelivery, 0), now: at(order.FailedDelivery),
			ops: []string{"create_credit_note #1 270000 restock"}, books: sent + ", credited 270000",
		},
		{
			name: "returned, void and restock", policy: plain(), before: []order.Snapshot{at(order.Completed)},
			person: chosen(document.VoidAndRestock, outcome.ReturnNeedsDecision, 0), now: at(order.Returned), ops: []string{"void_invoice #1 restock"},
		},
		{
			name: "returned, keep", policy: plain(creditReturns), before: []order.Snapshot{at(order.Completed)},
			person: chosen(document.Keep, outcome.ReturnNeedsDecision, 0), now: at(order.Returned), books: paid,
		},
		{
			name: "returned, credit note", policy: plain(), before: []order.Snapshot{at(order.Completed)},
			person: chosen(document.WriteCredit, outcome.ReturnNeedsDecision, 270_000), now: at(order.Returned, refunded(270_000)),
			ops: []string{"create_credit_note #1 270000"}, books: paid + ", credited 270000",
		},
		{
			name: "refunded, keep", policy: plain(), before: []order.Snapshot{at(order.Completed)},
			person: chosen(document.Keep, outcome.RefundNeedsDecision, 25_000), now: at(order.Completed, refunded(25_000)), books: paid,
		},
		{
			name: "refunded, credit note", policy: plain(), before: []order.Snapshot{at(order.Completed)},
			person: chosen(document.WriteCredit, outcome.RefundNeedsDecision, 25_000), now: at(order.Completed, refunded(25_000)),
			ops: []string{"create_credit_note #1 25000"}, books: paid + ", credited 25000",
		},
		{
			name: "a decision does not cover a later, larger refund", policy: plain(), before: []order.Snapshot{at(order.Completed)},
			person: chosen(document.WriteCredit, outcome.RefundNeedsDecision, 25_000), now: at(order.Completed, refunded(100_000)),
			hold: outcome.RefundNeedsDecision, op: plan.CreateCredit, books: paid,
		},
		{
			name: "a decision does not cover another question", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			person: chosen(document.Keep, outcome.FailedDelivery, 0), now: at(order.Cancelled, wasShipped),
			hold: outcome.CancelledAfterShipping, op: plan.VoidInvoice, books: sent,
		},
		{
			name: "voided for a failed delivery, it stays so when the channel cancels in the end", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)},
			person: func(s *document.Set) {
				chosen(document.VoidAndRestock, outcome.FailedDelivery, 0)(s)
				*s, _ = plantest.Settle(at(order.FailedDelivery), *s, linked, plain())
			},
			now: at(order.Cancelled, wasShipped),
		},
		{
			name: "voided for a failed delivery, it is written again when the goods arrive after all", policy: plain(),
			before: []order.Snapshot{at(order.Shipped)},
			person: func(s *document.Set) {
				chosen(document.VoidAndRestock, outcome.FailedDelivery, 0)(s)
				*s, _ = plantest.Settle(at(order.FailedDelivery), *s, linked, plain())
			},
			now:   at(order.Delivered),
			ops:   []string{"create_invoice #2 270000", "create_outbound_logistic #2 completes"},
			books: sent,
		},
		{
			name: "credited in whole, nothing is left to ask when the refund's figure comes in", policy: plain(), before: []order.Snapshot{at(order.Shipped)},
			person: func(s *document.Set) {
				chosen(document.WriteCredit, outcome.CancelledAfterShipping, 0)(s)
				*s, _ = plantest.Settle(at(order.Cancelled, wasShipped), *s, linked, plain())
			},
			now: at(order.Cancelled, wasShipped, refunded(270_000)), books: sent + ", credited 270000",
		},
	})
}

func TestFor_whatIsPrinted(t *testing.T) {
	t.Parallel()
	o := at(order.Shipped, total(270_003), parcels("JNE-1!"), func(o *order.Snapshot) {
		o.Packages[0].TrackingNumber = "CGK123"
		o.Amounts.PlatformVoucher, o.Amounts.Fees = money.Units(5_000), money.Units(2_000)
		o.Amounts.Tax = money.Units(3_000)
	})
	links := listing.Links{BySKU: map[string]bool{"MUG": true}, ByListing: map[string]string{"93:94": "SHIRT-IN-BOOKS"}}
	got := plan.For(o, document.Set{}, links, plain())

	want := document.Content{
		Lines: []document.Line{
			{SKU: "SHIRT-IN-BOOKS", Name: "Shirt", Quantity: 2, Total: money.Units(250_000)},
			{SKU: "MUG", Name: "Mug", Quantity: 1, Total: money.Units(25_000)},
		},
		Discount: money.Units(30_000), Shipping: money.Units(20_000), Tax: money.Units(3_000), Fees: money.Units(2_000),
		Rounding: money.Units(3), Buyer: "Sari",
	}
	if diff := cmp.Diff(want, got.Ops[0].Content); diff != "" {
		t.Errorf("invoice (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(document.Content{Courier: "JNE", Tracking: "CGK123"}, got.Ops[1].Content); diff != "" {
		t.Errorf("outbound (-want +got):\n%s", diff)
	}
	if len(got.NewSKUs) > 0 {
		t.Errorf("linked lines make no SKUs: %v", got.NewSKUs)
	}
}

func TestFor_newSKUs(t *testing.T) {
	t.Parallel()
	twice := at(order.Paid, func(o *order.Snapshot) { o.Lines[1].SKU = "TS-BLK-M" })
	for name, c := range map[string]struct {
		order  order.Snapshot
		policy policy.Policy
		want   []plan.NewSKU
	}{
		"create learns each SKU":              {at(order.Paid), plain(), []plan.NewSKU{{SKU: "TS-BLK-M", Name: "Shirt"}, {SKU: "MUG", Name: "Mug"}}},
		"a SKU on two lines is learned once":  {twice, plain(), []plan.NewSKU{{SKU: "TS-BLK-M", Name: "Shirt"}}},
		"the default item is not made anew":   {at(order.Paid), plain(defaultItem), nil},
		"an order that is held makes nothing": {at(order.Paid, total(1)), plain(), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := plan.For(c.order, document.Set{}, listing.Links{}, c.policy)
			if diff := cmp.Diff(c.want, got.NewSKUs); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestChoices(t *testing.T) {
	t.Parallel()
	want := map[outcome.Reason][]document.Choice{
		outcome.CancelledAfterShipping: {document.VoidAndRestock, document.Keep, document.WriteCredit},
		outcome.FailedDelivery:         {document.VoidAndRestock, document.Keep, document.WriteCredit},
		outcome.ReturnNeedsDecision:    {document.VoidAndRestock, document.Keep, document.WriteCredit},
		outcome.RefundNeedsDecision:    {document.Keep, document.WriteCredit},
		outcome.EditedByPerson:         {document.VoidAndRestock, document.Keep},
		outcome.ChangedAfterShipping:   {document.Keep},
	}
	for _, r := range outcome.Reasons() {
		if diff := cmp.Diff(want[r], plan.Choices(outcome.New(r))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", r, diff)
		}
	}
	if got := plan.Choices(nil); got != nil {
		t.Errorf("nothing is held and there are choices: %v", got)
	}
}

func TestOp_Detail(t *testing.T) {
	t.Parallel()
	for want, op := range map[string]plan.Op{
		"JNE-1":  {Operation: plan.CreateOutbound, Sequence: 2, Package: "JNE-1"},
		"#2":     {Operation: plan.CreateOutbound, Sequence: 2},
		"#3":     {Operation: plan.VoidInvoice, Sequence: 3, Total: money.Units(1)},
		"270000": {Operation: plan.CreateInvoice, Sequence: 1, Total: money.Units(270_000)},
	} {
		if got := op.Detail(); got != want {
			t.Errorf("%s: got %q, want %q", op.Operation, got, want)
		}
	}
	if len(slices.Compact(slices.Sorted(slices.Values(plan.Operations)))) != 8 {
		t.Errorf("the eight document operations: %v", plan.Operations)
	}
}

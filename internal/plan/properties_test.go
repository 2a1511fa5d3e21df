package plan_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/listing"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/order/ordertest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/plan/plantest"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// drawBooks draws books as they can really be: what came of some snapshots of a life, touched by people here and there.
func drawBooks(t *rapid.T, seen []order.Snapshot, links listing.Links, p policy.Policy) document.Set {
	books := document.Set{Released: rapid.Bool().Draw(t, "released")}
	for _, o := range seen {
		var done plan.Plan
		books, done = plantest.Settle(o, books, links, p)
		if d := plantest.DrawDecision(t, o, done); d.Choice != document.Undecided {
			books.Decision = d
		}
		if inv := books.Live(document.Invoice); inv != nil {
			switch rapid.IntRange(0, 20).Draw(t, "a person") {
			case 0:
				inv.Edited, inv.Total = true, inv.Total+money.Units(1)
			case 1:
				inv.Voided, inv.ByPerson = true, true
			}
		}
	}
	return books
}

// Applying a plan leaves nothing to do: otherwise every cycle would repeat the work.
func TestFor_converges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, links, p := ordertest.DrawLife(t), plantest.DrawLinks(t), plantest.DrawPolicy(t)
		books := drawBooks(t, ordertest.DrawDeliveries(t, life), links, p)
		o := rapid.SampledFrom(life).Draw(t, "snapshot") // also an old one: what is planned for it must come to rest, too
		if rapid.Bool().Draw(t, "changed") {
			o = ordertest.Change(t, o)
		}

		after, first := plantest.Settle(o, books, links, p)
		again := plan.For(o, after, links, p)
		if len(again.Ops) > 0 {
			t.Fatalf("the second plan is not empty: %+v\nthe first was: %+v\non: %+v", again.Ops, first.Ops, books.Documents)
		}
		if diff := cmp.Diff(first.Hold, again.Hold); diff != "" {
			t.Fatalf("the second plan waits for something else (-first +second):\n%s", diff)
		}
	})
}

// It does not matter which snapshots of a life reached us, how often and in which order, as long as an older one never
// overwrites a newer one: webhooks are hints.
func TestFor_arrivalsDoNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, p := ordertest.DrawLife(t), plantest.DrawPolicy(t)
		links, held := linkAll(), document.Set{}
		for _, o := range ordertest.Newer(ordertest.DrawDeliveries(t, life)) {
			held, _ = plantest.Settle(o, held, links, p)
		}
		direct, todo := plantest.Settle(life[len(life)-1], document.Set{}, links, p)
		if todo.Skip != nil {
			direct = document.Set{}
		}
		if diff := plantest.Diff(plantest.PictureOf(direct), plantest.PictureOf(held)); diff != "" {
			t.Fatalf("the books differ from those of the last snapshot alone (-last +all):\n%s", diff)
		}
	})
}

// linkAll links every SKU that orders are drawn with, and by listing the lines that have none, so that nothing is held.
func linkAll() listing.Links {
	links := listing.Links{BySKU: map[string]bool{}, ByListing: map[string]string{"90": "A", "91": "B", "92": "C", "93": "D"}}
	for _, sku := range ordertest.SKUs {
		links.BySKU[sku] = true
	}
	return links
}

// Money in is money out: what the channel says an order is worth is what the books show, and nobody is paid or credited
// more than that.
func TestFor_moneyInIsMoneyOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, links, p := ordertest.DrawLife(t), plantest.DrawLinks(t), plantest.DrawPolicy(t)
		var books document.Set
		for _, o := range ordertest.Newer(ordertest.DrawDeliveries(t, life)) {
			var done plan.Plan
			books, done = plantest.Settle(o, books, links, p)
			if d := plantest.DrawDecision(t, o, done); d.Choice != document.Undecided {
				books.Decision = d
				books, done = plantest.Settle(o, books, links, p)
			}
			balanced(t, o, books, done)
		}
	})
}

func balanced(t *rapid.T, o order.Snapshot, books document.Set, done plan.Plan) {
	shown := plantest.PictureOf(books)
	if len(shown.Invoices) > 1 || len(shown.SalesOrders) > 1 || len(shown.Invoices)+len(shown.SalesOrders) > 1 {
		t.Fatalf("one order is booked more than once: %+v", shown)
	}
	for _, total := range shown.SalesOrders {
		if done.Hold == nil && total != o.Total {
			t.Fatalf("the sales order shows %s, the channel %s", total, o.Total)
		}
	}
	invoiced := money.Amount(0)
	for _, inv := range shown.Invoices {
		invoiced = inv.Total
		if done.Hold == nil && inv.Total != o.Total {
			t.Fatalf("the invoice shows %s, the channel %s", inv.Total, o.Total)
		}
		if inv.Paid != (shown.Paid == inv.Total && len(books.All(document.Payment)) > 0) {
			t.Fatalf("an invoice of %s (paid: %v) has payments of %s", inv.Total, inv.Paid, shown.Paid)
		}
	}
	if shown.Paid > invoiced || shown.Credited > invoiced {
		t.Fatalf("paid %s and credited %s of %s invoiced", shown.Paid, shown.Credited, invoiced)
	}
	for _, d := range books.Documents {
		if (d.Kind == document.SalesOrder || d.Kind == document.Invoice) && printed(d.Content) != d.Total {
			t.Fatalf("%s #%d is of %s and what is printed on it comes to %s", d.Kind, d.Sequence, d.Total, printed(d.Content))
		}
	}
}

// printed is what the parts of a document add up to for somebody who reads it.
func printed(c document.Content) money.Amount {
	sum := -c.Discount + c.Shipping + c.Tax + c.Fees + c.Rounding
	for _, l := range c.Lines {
		sum += l.Total
	}
	return sum
}

// An order that is cancelled before anything was sent leaves nothing behind but the recycle bin.
func TestFor_cancelledBeforeShippingLeavesNothingLive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, links, p := ordertest.DrawLife(t), plantest.DrawLinks(t), plantest.DrawPolicy(t)
		var books document.Set
		for _, o := range ordertest.Newer(ordertest.DrawDeliveries(t, life)) {
			var done plan.Plan
			books, done = plantest.Settle(o, books, links, p)
			if o.Stage != order.Cancelled || o.WasShipped() {
				continue
			}
			if shown := plantest.PictureOf(books); !shown.Empty() || done.Hold != nil {
				t.Fatalf("still in the books: %+v, held by %v", shown, done.Hold)
			}
		}
	})
}

// A key is used once: a second create would be a conflict, and an outbound would stand for goods that never left.
func TestFor_noKeyTwiceAndNoParcelTwice(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, links, p := ordertest.DrawLife(t), plantest.DrawLinks(t), plantest.DrawPolicy(t)
		books := drawBooks(t, ordertest.Newer(ordertest.DrawDeliveries(t, life)), links, p)
		type key struct {
			kind     document.Kind
			sequence int
		}
		keys := map[key]bool{}
		for _, d := range books.Documents {
			k := key{d.Kind, d.Sequence}
			if keys[k] || d.Sequence < 1 {
				t.Fatalf("key %v is used twice or starts below 1: %+v", k, books.Documents)
			}
			keys[k] = true
		}
		last := life[len(life)-1]
		parcels := plantest.PictureOf(books).Parcels
		if named := slices.DeleteFunc(slices.Clone(parcels), func(p string) bool { return p == "" }); len(slices.Compact(slices.Clone(named))) < len(named) {
			t.Fatalf("a parcel has two outbounds: %v", parcels)
		}
		if len(parcels) > max(1, len(last.Packages)) {
			t.Fatalf("%d outbounds for the parcels %+v", len(parcels), last.Packages)
		}
	})
}

// What the channel ships from its own stock never has an outbound of ours, and its invoice is sent exactly when all has left.
func TestFor_sentByTheChannelWithoutAnOutbound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, links, p := ordertest.DrawLife(t), plantest.DrawLinks(t), plantest.DrawPolicy(t)
		var books document.Set
		left := false
		for _, o := range ordertest.Newer(ordertest.DrawDeliveries(t, life)) {
			o.ShippedByOthers = true
			books, _ = plantest.Settle(o, books, links, p)
			shown := plantest.PictureOf(books)
			if shown.Outbounds > 0 {
				t.Fatalf("%d outbounds of an order that the channel ships", shown.Outbounds)
			}
			switch o.Stage {
			case order.Unpaid, order.Paid:
			case order.Cancelled: // between two parcels, or after all
				left = left || !o.ShippedAt.IsZero()
			default:
				left = true
			}
			for _, inv := range shown.Invoices {
				if inv.Sent != left {
					t.Fatalf("%s: the invoice is sent: %t, the goods have left: %t", o.Stage, inv.Sent, left)
				}
			}
		}
	})
}

// Hostile snapshots are planned or held, never a panic, and their plans come to rest like any other.
func TestFor_hostileSnapshots(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		links, p := plantest.DrawLinks(t), plantest.DrawPolicy(t)
		var books document.Set
		for range rapid.IntRange(1, 4).Draw(t, "snapshots") {
			o := ordertest.DrawHostile(t)
			var done plan.Plan
			books, done = plantest.Settle(o, books, links, p)
			if again := plan.For(o, books, links, p); len(again.Ops) > 0 {
				t.Fatalf("the second plan is not empty: %+v", again.Ops)
			}
			if n := len(plantest.PictureOf(books).Invoices); n > 1 {
				t.Fatalf("%d live invoices", n)
			}
			if !slices.Contains(order.Stages, o.Stage) && len(done.Ops) > 0 {
				t.Fatalf("stage %q was guessed: %+v", o.Stage, done.Ops)
			}
			for _, op := range done.Ops {
				if op.Total < 0 {
					t.Fatalf("%s of %s", op.Operation, op.Total)
				}
			}
			if d := plantest.DrawDecision(t, o, done); d.Choice != document.Undecided {
				books.Decision = d
			}
		}
	})
}

// The same pictures give the same plan, and looking at them does not change them.
func TestFor_isPure(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, links, p := ordertest.DrawLife(t), plantest.DrawLinks(t), plantest.DrawPolicy(t)
		books := drawBooks(t, ordertest.DrawDeliveries(t, life), links, p)
		o := rapid.SampledFrom(life).Draw(t, "snapshot")

		before, had := o, plantest.Apply(books)
		before.Lines, before.Packages = slices.Clone(o.Lines), slices.Clone(o.Packages)
		first := plan.For(o, books, links, p)
		if diff := cmp.Diff(first, plan.For(o, books, links, p)); diff != "" {
			t.Fatalf("two looks, two plans:\n%s", diff)
		}
		if diff := cmp.Diff(before, o) + cmp.Diff(had, books); diff != "" {
			t.Fatalf("planning changed what it looked at:\n%s", diff)
		}
	})
}

// What has left stays as it is in the books when the order is cancelled or cannot be delivered, until a person decides.
func TestFor_cancelledAfterShippingChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, p := ordertest.DrawLife(t), plantest.DrawPolicy(t)
		var books document.Set
		for i, o := range life {
			before := plantest.PictureOf(books)
			books, _ = plantest.Settle(o, books, linkAll(), p)
			if i == 0 || !life[i-1].WasShipped() || (o.Stage != order.Cancelled && o.Stage != order.FailedDelivery) {
				continue
			}
			if diff := plantest.Diff(before, plantest.PictureOf(books)); diff != "" {
				t.Fatalf("%s changed the books (-before +after):\n%s", o.Stage, diff)
			}
		}
	})
}

// Every question can be answered, and an answer is enough: nothing asks again while the order does not change, and two
// questions do not take turns.
func TestFor_aDecisionIsEnough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, p := ordertest.DrawLife(t), plantest.DrawPolicy(t)
		p.AutoProcess, p.DownloadFrom = true, time.Time{}
		o := life[len(life)-1]
		books, done := plantest.Settle(o, document.Set{}, linkAll(), p)
		if rapid.Bool().Draw(t, "changed") {
			o = ordertest.Change(t, o)
			books, done = plantest.Settle(o, books, linkAll(), p)
		}
		for range 2 {
			choices := plan.Choices(done.Hold)
			if len(choices) == 0 {
				break
			}
			choice := rapid.SampledFrom(choices).Draw(t, "choice")
			books.Decision = document.Decision{Choice: choice, About: string(done.Hold.Reason), Refunded: o.Refunded}
			books, done = plantest.Settle(o, books, linkAll(), p)
			carriedOut(t, books, done)
		}
		if missesMethod(done) { // asked once all questions are answered, and by itself
			p = p.WithMethod(o.PaymentMethod, "Cash")
			books, done = plantest.Settle(o, books, linkAll(), p)
		}
		if done.Hold != nil {
			t.Fatalf("%s was decided and %s is asked", books.Decision.About, done.Hold.Reason)
		}
	})
}

func missesMethod(p plan.Plan) bool {
	return p.Hold != nil && (p.Hold.Reason == outcome.MethodNotLinked || p.Hold.Reason == outcome.MethodNotNamed)
}

// A payment waits for its method and keeps nothing else back: once it is chosen the books are those in which it was known from
// the beginning, and no payment that is there is touched by what is chosen later.
func TestFor_aMethodThatIsChosenLaterChangesNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		life, links, p := ordertest.DrawLife(t), plantest.DrawLinks(t), plantest.DrawPolicy(t)
		delete(p.PaymentMethods, life[0].PaymentMethod)
		p.UnmappedMethod = policy.HoldMethod
		known := p.WithMethod(life[0].PaymentMethod, "Cash")
		var waiting, through document.Set
		for _, o := range ordertest.Newer(ordertest.DrawDeliveries(t, life)) {
			waiting, _ = plantest.Settle(o, waiting, links, p)
			through, _ = plantest.Settle(o, through, links, known)
			if rapid.Bool().Draw(t, "chosen") {
				p = known
				waiting, _ = plantest.Settle(o, waiting, links, p)
			}
			without := plantest.PictureOf(through)
			if p.PaymentMethods[o.PaymentMethod] == "" { // not chosen yet
				without.Paid = 0
				for i := range without.Invoices {
					without.Invoices[i].Paid = false
				}
			}
			if diff := plantest.Diff(without, plantest.PictureOf(waiting)); diff != "" {
				t.Fatalf("the books differ from those with the method known (-known +chosen later):\n%s", diff)
			}
			for _, d := range waiting.All(document.Payment) {
				if d.Content.Method != "Cash" {
					t.Fatalf("a payment by %q is booked under %q", o.PaymentMethod, d.Content.Method)
				}
			}
			again := p.WithMethod(o.PaymentMethod, "Bank transfer")
			if p.PaymentMethods[o.PaymentMethod] != "" {
				if ops := plan.For(o, waiting, links, again).Ops; len(ops) > 0 {
					t.Fatalf("another choice does something to what is booked: %+v", ops)
				}
			}
		}
	})
}

func carriedOut(t *rapid.T, books document.Set, done plan.Plan) {
	shown := plantest.PictureOf(books)
	switch books.Decision.Choice {
	case document.VoidAndRestock:
		if !shown.Empty() {
			t.Fatalf("voided and restocked, and still live: %+v", shown)
		}
	case document.WriteCredit:
		if inv := shown.Invoices[0]; shown.Credited > inv.Total || shown.Credited == 0 && inv.Total > 0 {
			t.Fatalf("credited %s of %s", shown.Credited, inv.Total)
		}
	case document.Keep:
		if done.Hold != nil {
			return
		}
		if inv := shown.Invoices[0]; inv.Paid && shown.Paid != inv.Total {
			t.Fatalf("paid %s of %s", shown.Paid, inv.Total)
		}
	}
}

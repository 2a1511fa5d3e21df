// Package backofficetest is the promises that every local back office keeps, each a sentence.
//
// A remote back office keeps the same ones seen from its recorded answers; its suite adds what a network can do (an answer lost
// after the call, the same call twice) and comes with the first of them.
package backofficetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tillbridge/tillbridge/internal/backoffice"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/listing"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/plan/plantest"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// Run walks through the promises with the back office that open gives on a fresh database.
func Run(t *testing.T, db store.DB, open func() backoffice.Local) {
	t.Helper()
	for _, p := range []struct {
		name string
		test func(*testing.T, *office)
	}{
		{"what was applied is what is loaded", loads},
		{"every operation of a life leaves the books where the planner's picture of them is", life},
		{"what the channel sent itself is marked on the invoice, and no outbound is written", sentByChannel},
		{"a document that is there already is a conflict that names it, and nothing is written", conflict},
		{"an operation on a document that is not there is told, and the rest of its order is not tried", missing},
		{"numbers of a kind have no gaps and never repeat, whatever the batches", numbers},
		{"two prefixes count apart", prefixes},
		{"a void takes payments and credit notes along, and outbounds when the goods are back", voids},
		{"a batch costs the same statements however many orders it has", statements},
		{"a buyer who is forgotten is in no document any more, and nothing else is different", forgets},
		{"a transaction that is given up leaves no document and no number", givenUp},
	} {
		t.Run(p.name, func(t *testing.T) {
			fresh := storetest.SQLite
			if db.Dialect() == store.Postgres {
				fresh = storetest.Postgres
			}
			p.test(t, &office{db: fresh(t), Local: open()})
		})
	}
}

// office is a back office on its own database.
type office struct {
	backoffice.Local
	db store.DB
}

const account = 1

var at = time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC)

func task(orderID int64, have document.Set, ops ...plan.Op) backoffice.Task {
	return backoffice.Task{
		Account: account, Connection: 2, Channel: "pretend", OrderID: orderID, OrderRef: fmt.Sprint("R", orderID), Currency: "IDR", Have: have, Ops: ops, At: at,
	}
}

func (o *office) apply(t *testing.T, tasks ...backoffice.Task) (done [][]backoffice.Done) {
	t.Helper()
	err := o.db.InTx(t.Context(), func(tx store.Tx) (err error) {
		done, err = o.Apply(t.Context(), tx, tasks)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func (o *office) load(t *testing.T, orderID int64) document.Set {
	t.Helper()
	all, err := o.Load(t.Context(), o.db, account, []int64{orderID})
	if err != nil {
		t.Fatal(err)
	}
	return document.Set{Documents: all[orderID]}
}

func invoice(sequence int) plan.Op {
	return plan.Op{Operation: plan.CreateInvoice, Sequence: sequence, Total: money.Units(110), Digest: "d1", Content: document.Content{
		Shipping: money.Units(10), Buyer: "Sari", Lines: []document.Line{{SKU: "K-1", Name: "Kaos", Quantity: 2, Total: money.Units(100)}},
	}}
}

func outbound(sequence int, completes bool) plan.Op {
	return plan.Op{Operation: plan.CreateOutbound, Sequence: sequence, Package: fmt.Sprint("P", sequence), Completes: completes}
}

func payment(sequence int) plan.Op {
	return plan.Op{Operation: plan.AddPayment, Sequence: sequence, Total: money.Units(110)}
}

func loads(t *testing.T, o *office) {
	done := o.apply(t, task(7, document.Set{}, invoice(1), outbound(1, true), payment(1)))
	got := o.load(t, 7)
	want := document.Set{Documents: []document.Document{
		{Kind: document.Invoice, Sequence: 1, Number: done[0][0].Number, Total: money.Units(110), Currency: "IDR", Paid: true, Sent: true, Digest: "d1", Content: invoice(1).Content, At: at},
		{Kind: document.Outbound, Sequence: 1, Number: done[0][1].Number, Currency: "IDR", Package: "P1", At: at},
		{Kind: document.Payment, Sequence: 1, Number: done[0][2].Number, Total: money.Units(110), Currency: "IDR", At: at},
	}}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(document.Document{}, "ID"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("loaded (-want +got):\n%s", diff)
	}
	for _, d := range got.Documents {
		if d.Number == "" || d.ID == 0 {
			t.Errorf("%s has number %q and id %d", d.Kind, d.Number, d.ID)
		}
	}
}

// life walks one order through all stages, a transaction per step, and compares with the pure picture after each.
func life(t *testing.T, o *office) {
	s := order.Snapshot{
		Ref: "R7", Stage: order.Unpaid, Currency: "IDR", Total: money.Units(110), Amounts: order.Amounts{Goods: money.Units(100), Shipping: money.Units(10)},
		Lines: []order.Line{{Ref: "1", SKU: "K-1", Quantity: 1, Total: money.Units(100)}},
	}
	links := listing.Links{BySKU: map[string]bool{"K-1": true}}
	var pure document.Set
	step := func(name string, change func(*order.Snapshot)) {
		change(&s)
		have := o.load(t, 7)
		todo := plan.For(s, have, links, policy.Default())
		for _, d := range o.apply(t, task(7, have, todo.Ops...))[0] {
			if d.Outcome.Code != outcome.OK || d.Number == "" {
				t.Errorf("%s: %s ended with %v, number %q", name, d.Op.Operation, d.Outcome, d.Number)
			}
		}
		pure = plantest.Apply(pure, plan.For(s, pure, links, policy.Default()).Ops...)
		if diff := plantest.Diff(plantest.PictureOf(pure), plantest.PictureOf(o.load(t, 7))); diff != "" {
			t.Errorf("%s (-planner +office):\n%s", name, diff)
		}
	}
	step("unpaid", func(*order.Snapshot) {})
	step("changed", func(s *order.Snapshot) {
		s.Total, s.Amounts.Goods, s.Lines[0].Total = money.Units(210), money.Units(200), money.Units(200)
	})
	step("paid", func(s *order.Snapshot) { s.Stage, s.PaidAt = order.Paid, at })
	step("changed before shipping", func(s *order.Snapshot) {
		s.Total, s.Amounts.Goods, s.Lines[0].Total = money.Units(110), money.Units(100), money.Units(100)
	})
	step("first parcel", func(s *order.Snapshot) { s.Packages = []order.Package{{Ref: "A", ShippedAt: at}, {Ref: "B"}} })
	step("shipped", func(s *order.Snapshot) { s.Stage, s.ShippedAt, s.Packages[1].ShippedAt = order.Shipped, at, at })
	step("completed", func(s *order.Snapshot) { s.Stage, s.CompletedAt = order.Completed, at })
}

// sentByChannel has the invoice written and sent in one task, and in two.
func sentByChannel(t *testing.T, o *office) {
	sent := plan.Op{Operation: plan.CreateOutbound, Sequence: 1, Completes: true, ByChannel: true}
	at := map[int64][]backoffice.Done{7: o.apply(t, task(7, document.Set{}, invoice(1), sent))[0]}
	first := o.apply(t, task(8, document.Set{}, invoice(1)))[0]
	at[8] = append(first, o.apply(t, task(8, o.load(t, 8), sent))[0]...)
	for id, done := range at {
		if last := done[1]; last.Outcome.Reason != outcome.ChannelShipped || last.Number == "" || last.Number != done[0].Number {
			t.Errorf("order %d: outcome %v, number %q, want channel_shipped and the invoice's %q", id, last.Outcome, last.Number, done[0].Number)
		}
		if have := o.load(t, id).Documents; len(have) != 1 || !have[0].Sent {
			t.Errorf("order %d: want an invoice that is sent and nothing else: %+v", id, have)
		}
	}
	if none := o.apply(t, task(9, document.Set{}, sent))[0]; none[0].Outcome.Reason != outcome.DocumentMissing {
		t.Errorf("without an invoice: %v", none[0].Outcome)
	}
}

func conflict(t *testing.T, o *office) {
	first := o.apply(t, task(7, document.Set{}, invoice(1)))[0][0]
	for name, have := range map[string]document.Set{"known": o.load(t, 7), "not known to the task": {}} {
		again := o.apply(t, task(7, have, invoice(1)))[0][0]
		if again.Outcome.Code != outcome.Conflict || again.Number != first.Number {
			t.Errorf("%s: outcome %v, number %q, want a conflict with %q", name, again.Outcome, again.Number, first.Number)
		}
	}
	if n := len(o.load(t, 7).Documents); n != 1 {
		t.Errorf("%d documents, want 1", n)
	}
	twin := task(70, document.Set{}, invoice(1)) // the same order of the channel, seen for the first time by two workers at once
	twin.OrderRef = task(7, document.Set{}).OrderRef
	if d := o.apply(t, twin)[0][0]; d.Outcome.Code != outcome.Conflict || d.Number != first.Number || len(o.load(t, 70).Documents) != 0 {
		t.Errorf("the order under another id: outcome %v, number %q", d.Outcome, d.Number)
	}
}

func missing(t *testing.T, o *office) {
	done := o.apply(t, task(7, document.Set{}, plan.Op{Operation: plan.VoidInvoice, Sequence: 1}, invoice(2)), task(8, document.Set{}, invoice(1)))
	if len(done[0]) != 1 || done[0][0].Outcome.Reason != outcome.DocumentMissing {
		t.Errorf("done %+v, want one missing document", done[0])
	}
	if len(o.load(t, 7).Documents) != 0 || len(o.load(t, 8).Documents) != 1 {
		t.Error("the operation after the failed one was tried, or the other order was kept")
	}
}

func numbers(t *testing.T, o *office) {
	seen := map[string]bool{}
	id := int64(0)
	for _, size := range []int{1, 7, 3} {
		var tasks []backoffice.Task
		for range size {
			id++
			tasks = append(tasks, task(id, document.Set{}, invoice(1), outbound(1, true)))
		}
		for _, done := range o.apply(t, tasks...) {
			for _, d := range done {
				if seen[d.Number] {
					t.Errorf("number %s was given twice", d.Number)
				}
				seen[d.Number] = true
			}
		}
	}
	for n := 1; n <= int(id); n++ {
		for _, prefix := range []string{"INV", "OUT"} {
			if number := fmt.Sprintf("%s-%06d", prefix, n); !seen[number] {
				t.Errorf("number %s is missing", number)
			}
		}
	}
}

func prefixes(t *testing.T, o *office) {
	one, two := task(1, document.Set{}, invoice(1)), task(2, document.Set{}, invoice(1))
	one.Prefix, two.Prefix = "A-", "B-"
	done := o.apply(t, one, two)
	if got := [2]string{done[0][0].Number, done[1][0].Number}; got != [2]string{"A-INV-000001", "B-INV-000001"} {
		t.Errorf("numbers %v", got)
	}
}

func voids(t *testing.T, o *office) {
	for _, restock := range []bool{false, true} {
		id := int64(1)
		if restock {
			id = 2
		}
		o.apply(t, task(id, document.Set{}, invoice(1), outbound(1, true), payment(1), plan.Op{Operation: plan.CreateCredit, Sequence: 1, Total: money.Units(5)}))
		o.apply(t, task(id, o.load(t, id), plan.Op{Operation: plan.VoidInvoice, Sequence: 1, Restock: restock}))
		for _, d := range o.load(t, id).Documents {
			if want := d.Kind != document.Outbound || restock; d.Voided != want {
				t.Errorf("restock %v: %s voided %v, want %v", restock, d.Kind, d.Voided, want)
			}
		}
	}
}

func statements(t *testing.T, o *office) {
	cost := func(from, n int64) int {
		counted, counter := storetest.Count(o.db)
		var tasks []backoffice.Task
		for id := from; id < from+n; id++ {
			tasks = append(tasks, task(id, document.Set{}, invoice(1), outbound(1, true), payment(1)))
		}
		err := counted.InTx(t.Context(), func(tx store.Tx) error {
			_, err := o.Apply(t.Context(), tx, tasks)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return counter.Statements()
	}
	if ten, hundred := cost(1000, 10), cost(2000, 100); ten != hundred {
		t.Errorf("10 orders cost %d statements, 100 cost %d", ten, hundred)
	}
}

func forgets(t *testing.T, o *office) {
	o.apply(t, task(1, document.Set{}, invoice(1), outbound(1, true), payment(1), plan.Op{Operation: plan.CreateCredit, Sequence: 1, Total: money.Units(5), Content: document.Content{Buyer: "Sari"}}))
	o.apply(t, task(2, document.Set{}, invoice(1)))
	says := document.Decision{Choice: document.VoidAndRestock, By: "ayu@example.com", Reason: "Zubaidah sent it back"}
	for _, id := range []int64{1, 2} {
		have := o.load(t, id)
		have.Decision = says
		o.apply(t, task(id, have, plan.Op{Operation: plan.VoidInvoice, Sequence: 1, Restock: true}))
	}
	want, other := o.load(t, 1), o.load(t, 2)
	for i := range want.Documents {
		d := &want.Documents[i]
		if d.VoidedBy != says.By || d.VoidWhy != says.Reason {
			t.Errorf("%s is voided by %q: %q, want the decision's", d.Number, d.VoidedBy, d.VoidWhy)
		}
		d.Content.Buyer, d.VoidWhy = "", "*** sent it back"
	}
	without := map[int64]*strings.Replacer{1: strings.NewReplacer("Zubaidah", "***")}
	for range 2 { // a second time there is nothing to do
		err := o.db.InTx(t.Context(), func(tx store.Tx) error { return o.Forget(t.Context(), tx, account, without) })
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, o.load(t, 1)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if diff := cmp.Diff(other, o.load(t, 2)); diff != "" || other.Documents[0].Content.Buyer == "" {
		t.Errorf("another order's (-want +got):\n%s", diff)
	}
}

func givenUp(t *testing.T, o *office) {
	_ = o.db.InTx(t.Context(), func(tx store.Tx) error {
		if _, err := o.Apply(t.Context(), tx, []backoffice.Task{task(7, document.Set{}, invoice(1))}); err != nil {
			t.Error(err)
		}
		return fmt.Errorf("given up")
	})
	if n := len(o.load(t, 7).Documents); n != 0 {
		t.Errorf("%d documents are left", n)
	}
	if done := o.apply(t, task(8, document.Set{}, invoice(1))); done[0][0].Number != "INV-000001" {
		t.Errorf("number %s, want the first", done[0][0].Number)
	}
}

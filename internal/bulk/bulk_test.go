package bulk_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// errCrash is what a database says that breaks off.
var errCrash = errors.New("the program ended here")

// fragile is a database on which transactions break off before or after their commit, as the draw has it. A nil draw: none does.
type fragile struct {
	store.DB
	draw *rand.Rand
}

func (f *fragile) InTx(ctx context.Context, do func(store.Tx) error) error {
	if f.draw == nil {
		return f.DB.InTx(ctx, do)
	}
	switch f.draw.IntN(4) {
	case 0:
		return f.DB.InTx(ctx, func(tx store.Tx) error { return errors.Join(do(tx), errCrash) })
	case 1:
		return errors.Join(f.DB.InTx(ctx, do), errCrash)
	}
	return f.DB.InTx(ctx, do)
}

type desk struct {
	*bulk.Runner
	*shop
	db         *fragile
	reconciler *reconcile.Reconciler
}

// shop keeps its fields apart from the runner's of the same name.
type shop struct {
	*connectiontest.Shop
}

func newDesk(t testing.TB, db store.DB) *desk {
	t.Helper()
	at := connectiontest.New(t, db, func(k *channel.Kind) { k.Policy.UnmappedSKU = policy.HoldUnmapped })
	f := &fragile{DB: db}
	log := slog.New(slog.DiscardHandler)
	r := reconcile.New(f, books.New(at.IDs), at.IDs, time.Now, log)
	o := &orders.Desk{DB: f, Connections: at.Registry, Reconciler: r, Downloads: download.New(at.Registry, r, time.Now, log), IDs: at.IDs, Now: time.Now}
	return &desk{&bulk.Runner{DB: f, Connections: at.Registry, Desk: o, IDs: at.IDs, Now: time.Now}, &shop{at}, f, r}
}

func (d *desk) account() int64 { return d.Owner.Account }

func paid(n int) order.Snapshot {
	return order.Snapshot{
		Ref: fmt.Sprintf("%04d", n), Stage: order.Paid, RawStatus: "paid", Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
		Lines: []order.Line{{Ref: "1", SKU: "K-1", Listing: "93", Name: "Kaos", Quantity: 1, Total: money.Units(10)}},
	}
}

// holds takes in so many orders that are held because nobody knows their SKU.
func (d *desk) holds(t testing.TB, n int) {
	t.Helper()
	var snaps []order.Snapshot
	for i := range n {
		snaps = append(snaps, paid(i))
	}
	d.apply(t, snaps...)
}

func (d *desk) apply(t testing.TB, snaps ...order.Snapshot) {
	t.Helper()
	if _, err := d.reconciler.Apply(t.Context(), reconcile.Batch{Connection: d.Connection, Snapshots: snaps, ReadAt: time.Now(), SyncType: synclog.Auto}); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) learn(t testing.TB, sku string) {
	t.Helper()
	if err := d.DB.InTx(t.Context(), func(tx store.Tx) error { return orders.AddProduct(t.Context(), tx, d.Owner, sku, "", time.Now()) }); err != nil {
		t.Fatal(err)
	}
}

func failures() bulk.Selection {
	return bulk.Selection{Entries: &synclog.Filter{ErrorsOnly: true, HideResolved: true}}
}

func (d *desk) do(t testing.TB, q bulk.Request) bulk.Bulk {
	t.Helper()
	b, err := d.Do(t.Context(), d.Owner, q, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (d *desk) log(t testing.TB, f synclog.Filter) []synclog.Entry {
	t.Helper()
	all, err := synclog.List(t.Context(), d.DB, d.account(), f, synclog.Page{Limit: 5000})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// well holds that the issues count what is there.
func (d *desk) well(t testing.TB) {
	t.Helper()
	if problems := issuetest.Check(t, d.DB); problems != nil {
		t.Error(strings.Join(problems, "\n"))
	}
}

func TestDo_resolvesAndOpensAgainEverythingThatMatches(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.holds(t, 1200) // more than two slices
		q := bulk.Request{Kind: bulk.Resolve, Selection: failures(), Reason: "known"}
		p, err := d.Preview(t.Context(), d.account(), q)
		if err != nil || p.Total != 1200 || p.Orders != 1200 || len(p.Held) != 1 || p.Held[0].Total != money.Units(12000) || len(p.Groups) != 1 || p.Groups[0].N != 1200 {
			t.Errorf("preview %+v, %v", p, err)
		}
		if n := len(d.log(t, *failures().Entries)); n != 1200 {
			t.Fatalf("the preview did something: %d are open", n)
		}
		if b := d.do(t, q); b.State != bulk.Done || b.Done != 1200 || b.Succeeded != 1200 || b.Ends.IsZero() {
			t.Errorf("resolved: %+v", b)
		}
		issues, err := issue.List(t.Context(), db, d.account(), issue.Filter{Limit: 10})
		if err != nil || len(issues) != 1 || issues[0].State != issue.Resolved || issues[0].StateBy != d.Owner.Actor() {
			t.Errorf("issues %+v, %v", issues, err)
		}
		d.well(t)
		again := bulk.Request{Kind: bulk.Resolve, Selection: bulk.Selection{Entries: &synclog.Filter{}}}
		if b := d.do(t, again); b.Succeeded != 0 || b.Skips[outcome.AlreadyResolved] != 1200 || b.Total != 0 {
			t.Errorf("resolved again: %+v", b)
		}
		if b := d.do(t, bulk.Request{Kind: bulk.Unresolve, Selection: bulk.Selection{Entries: &synclog.Filter{Issue: issues[0].ID}}}); b.Succeeded != 1200 {
			t.Errorf("opened: %+v", b)
		}
		if n := len(d.log(t, *failures().Entries)); n != 1200 {
			t.Errorf("%d are open", n)
		}
		d.well(t)
	})
}

// Every order gets its turn once, and the entries written can be found by the action.
func TestDo_runsEveryOrderAgainOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.holds(t, 230)
		d.holds(t, 1)
		s := d.log(t, synclog.Filter{Ref: "0000"})
		b := d.do(t, bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Entries: &synclog.Filter{}}}) // nothing was fixed: all fail again
		if b.Done != 230 || b.Failed != 230 || b.Codes[outcome.Unmapped] != 230 {
			t.Errorf("nothing was fixed: %+v", b)
		}
		d.learn(t, "K-1")
		p, err := d.Preview(t.Context(), d.account(), bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Entries: &synclog.Filter{}}})
		if err != nil || p.Total != 230 {
			t.Errorf("two entries of each order: preview %+v, %v", p, err)
		}
		b = d.do(t, bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Entries: &synclog.Filter{}}})
		if b.Done != 230 || b.Succeeded != 230 || b.Total != 230 {
			t.Errorf("fixed: %+v", b)
		}
		written := d.log(t, synclog.Filter{Bulk: b.ID})
		if len(written) != 230 || written[0].Operation != "create_invoice" || written[0].SyncType != synclog.Rerun || written[0].Actor != d.Owner.Actor() {
			t.Errorf("%d entries were written, the first %+v", len(written), written[0])
		}
		if outcomes, err := bulk.Outcomes(t.Context(), db, d.account(), b.ID); err != nil || len(outcomes) != 230 {
			t.Errorf("%d outcomes, %v", len(outcomes), err)
		}
		if len(s) != 1 {
			t.Errorf("the order seen twice has %d entries before", len(s))
		}
		d.well(t)
	})
}

// Wherever the program ends, the action goes on from there and does nothing twice.
func TestSlice_survivesCrashes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		for seed := range uint64(2) {
			for _, kind := range []bulk.Kind{bulk.Resolve, bulk.RerunStored, bulk.ResolveAndRerun} {
				d := newDesk(t, another(t, db))
				n := map[bulk.Kind]int64{bulk.Resolve: 620}[kind] + 230 // several slices
				d.holds(t, int(n))
				d.learn(t, "K-1")
				d.Answer(nil, func(_ context.Context, ref string) (order.Snapshot, error) {
					var i int
					_, err := fmt.Sscanf(ref, "%d", &i)
					return paid(i), err
				})
				selected := failures()
				if kind == bulk.RerunStored { // what had its turn still matches
					selected.Entries.HideResolved = false
				}
				b, err := d.Start(t.Context(), d.Owner, bulk.Request{Kind: kind, Selection: selected})
				if err != nil {
					t.Fatal(err)
				}
				d.db.draw = rand.New(rand.NewPCG(seed, 1))
				crashes := 0
				for more := true; more; {
					more, err = d.Slice(t.Context(), d.account(), b.ID, time.Now().Add(time.Minute))
					if errors.Is(err, errCrash) {
						crashes, more = crashes+1, true
					} else if err != nil {
						t.Fatal(err)
					}
				}
				d.db.draw = nil
				if b, err = bulk.Get(t.Context(), d.DB, d.account(), b.ID); err != nil || b.State != bulk.Done || b.Done != n || b.Succeeded != n {
					t.Errorf("%s, seed %d: %+v, %v", kind, seed, b, err)
				}
				if open := len(d.log(t, *failures().Entries)); open != 0 || crashes == 0 {
					t.Errorf("%s, seed %d: %d are open after %d crashes", kind, seed, open, crashes)
				}
				if written := len(d.log(t, synclog.Filter{Bulk: b.ID})); kind != bulk.Resolve && written != int(n) {
					t.Errorf("%s, seed %d: %d entries were written, want one for each of %d orders", kind, seed, written, n)
				}
				d.well(t)
			}
		}
	})
}

func another(t *testing.T, db store.DB) store.DB {
	if db.Dialect() == store.SQLite {
		return storetest.SQLite(t)
	}
	return storetest.Postgres(t)
}

func TestStop_inTheMiddle(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.holds(t, 250)
		d.learn(t, "K-1")
		b, err := d.Start(t.Context(), d.Owner, bulk.Request{Kind: bulk.RerunStored, Selection: failures()})
		if err != nil {
			t.Fatal(err)
		}
		if more, err := d.Slice(t.Context(), d.account(), b.ID, time.Now()); !more || err != nil { // its time is over after one step
			t.Fatalf("more %t, %v", more, err)
		}
		if _, err := d.Stop(t.Context(), user.User{Account: d.account() + 1}, b.ID); outcome.Of(err).Reason != outcome.BulkMissing {
			t.Errorf("another account stops it: %v", err)
		}
		stopped, err := d.Stop(t.Context(), d.Owner, b.ID)
		if err != nil || stopped.State != bulk.Stopped || stopped.Done != 100 {
			t.Errorf("stopped %+v, %v", stopped, err)
		}
		if more, err := d.Slice(t.Context(), d.account(), b.ID, time.Now().Add(time.Minute)); more || err != nil {
			t.Errorf("it goes on: %t, %v", more, err)
		}
		if _, err := d.Stop(t.Context(), d.Owner, b.ID); outcome.Of(err).Reason != outcome.BulkEnded {
			t.Errorf("stopped twice: %v", err)
		}
		if n := len(d.log(t, synclog.Filter{Bulk: b.ID})); n != 100 {
			t.Errorf("%d entries were written, want those of the first step", n)
		}
		d.well(t)
	})
}

// Two workers on one action, and cycles that read the same orders meanwhile.
func TestSlice_manyWorkersDoEveryOrderOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.holds(t, 400)
		d.learn(t, "K-1")
		b, err := d.Start(t.Context(), d.Owner, bulk.Request{Kind: bulk.RerunStored, Selection: failures()})
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() {
				for more := true; more; {
					var err error
					if more, err = d.Slice(t.Context(), d.account(), b.ID, time.Now().Add(time.Minute)); errors.Is(err, bulk.ErrMoved) {
						more = true
					} else if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Go(func() {
			for n := range 4 {
				s := paid(400 + n)
				s.Lines[0].SKU = fmt.Sprint("new ", n)
				d.apply(t, s)
			}
		})
		wg.Wait()
		if b, err = bulk.Get(t.Context(), db, d.account(), b.ID); err != nil || b.State != bulk.Done || b.Succeeded != 400 {
			t.Errorf("%+v, %v", b, err)
		}
		if n := len(d.log(t, synclog.Filter{Bulk: b.ID})); n != 400 {
			t.Errorf("%d entries were written", n)
		}
		d.well(t)
	})
}

func TestDo_decidesOnceForAllThatAsk(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.learn(t, "K-1")
		var snaps []order.Snapshot
		for n := range 130 {
			s := paid(n)
			s.Stage, s.RawStatus = order.FailedDelivery, "lost"
			snaps = append(snaps, s)
		}
		unlinked := paid(130)
		unlinked.Lines[0].SKU = "K-2"
		d.apply(t, append(snaps, unlinked)...)
		q := bulk.Request{Kind: bulk.Decide, Choice: document.VoidAndRestock, Selection: bulk.Selection{Orders: &orders.Filter{Held: true}}}
		if _, err := d.Start(t.Context(), d.Owner, q); err == nil {
			t.Error("it is decided without a reason")
		}
		q.Reason = "the parcels came back"
		p, err := d.Preview(t.Context(), d.account(), q)
		if err != nil || p.Orders != 131 || p.Held[0].Total != money.Units(1310) {
			t.Errorf("preview %+v, %v", p, err)
		}
		b := d.do(t, q)
		if b.Succeeded != 130 || b.Skips[outcome.OtherQuestion] != 1 {
			t.Errorf("%+v", b)
		}
		audits, err := user.Audited(t.Context(), db, d.account(), user.AuditFilter{Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		decided := map[string]int{}
		for _, a := range audits {
			if a.Action == "decide_void_and_restock" && a.Reason == q.Reason && a.Actor == d.Owner.Actor() {
				decided[a.Subject]++
			}
		}
		if len(decided) != 130 {
			t.Errorf("%d orders in the audit trail", len(decided))
		}
		voided, err := books.List(t.Context(), db, d.account(), books.Filter{Kind: document.Invoice, Any: true, Limit: 500})
		if err != nil || len(voided) != 130 || !voided[0].Voided {
			t.Errorf("%d invoices, %v", len(voided), err)
		}
		d.well(t)
	})
}

func TestDo_fetches(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.holds(t, 30)
		d.learn(t, "K-2")
		var mu sync.Mutex
		asked := map[string]int{}
		d.Answer(nil, func(_ context.Context, ref string) (order.Snapshot, error) {
			mu.Lock()
			defer mu.Unlock()
			asked[ref]++
			var i int
			_, _ = fmt.Sscanf(ref, "%d", &i)
			s := paid(i)
			s.Lines[0].SKU = "K-2" // the merchant has corrected it at the channel
			s.UpdatedAt = time.Now()
			if i == 7 {
				return s, outcome.New(outcome.OrderMissing).About(ref)
			}
			return s, nil
		})
		d.apply(t)                                            // nothing
		err := db.InTx(t.Context(), func(tx store.Tx) error { // the hub heard of an order and could never read it
			return synclog.Write(t.Context(), tx, nil, []synclog.Entry{{
				ID: d.IDs.Next(), Account: d.account(), Connection: d.Connection.ID, Channel: "pretend", Operation: synclog.DownloadOrder, Entity: synclog.OrderEntity,
				Ref: "0099", Outcome: outcome.New(outcome.Timeout), SyncType: synclog.Webhook, Attempt: 1,
			}, {
				ID: d.IDs.Next(), Account: d.account(), Connection: d.Connection.ID, Channel: "pretend", Operation: synclog.DownloadOrder, Entity: synclog.ConnectionEntity,
				Ref: d.Connection.Name, Outcome: outcome.New(outcome.Timeout), SyncType: synclog.Auto, Attempt: 1,
			}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Registry.SetState(t.Context(), d.account(), d.Connection.ID, connection.Paused, nil); err != nil {
			t.Fatal(err)
		}
		q := bulk.Request{Kind: bulk.RerunFetch, Selection: failures()}
		if p, err := d.Preview(t.Context(), d.account(), q); err != nil || p.Total != 0 {
			t.Errorf("paused: preview %+v, %v", p, err)
		}
		if b := d.do(t, q); b.State != bulk.Done || b.Done != 0 || b.Skips[outcome.ConnectionPaused] != 31 || len(asked) != 0 {
			t.Errorf("paused: %+v, asked for %d", b, len(asked))
		}
		if err := d.Registry.SetState(t.Context(), d.account(), d.Connection.ID, connection.Active, nil); err != nil {
			t.Fatal(err)
		}
		b := d.do(t, q)
		want := map[outcome.Code]int64{outcome.Missing: 1}
		if b.Total != 31 || b.Done != 31 || b.Succeeded != 30 || cmp.Diff(want, b.Codes) != "" || b.Skips[outcome.NotAnOrder] != 1 {
			t.Errorf("%+v", b)
		}
		for ref, n := range asked {
			if n != 1 {
				t.Errorf("order %s was asked for %d times", ref, n)
			}
		}
		if open := d.log(t, *failures().Entries); len(open) != 3 { // the missing order, its hold from before, and the connection's own
			t.Errorf("%d are open: %+v", len(open), open)
		}
		d.well(t)
	})
}

// What is done to a single order or entry reads as one in the trail and names it; the decision on one has its own line and no other.
func TestDo_ofOneIsNotedAsOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.learn(t, "K-1")
		lost, unlinked, other := paid(0), paid(1), paid(2)
		lost.Stage, lost.RawStatus = order.FailedDelivery, "lost"
		unlinked.Lines[0].SKU, other.Lines[0].SKU = "K-2", "K-2"
		d.apply(t, lost, unlinked, other)
		one := &orders.Filter{Ref: "0001"}
		for _, c := range []struct {
			q    bulk.Request
			want []string
		}{
			{bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Orders: one}}, []string{"rerun_stored 0001"}},
			{bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Orders: one}, Part: true}, nil},
			{bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Orders: &orders.Filter{}}}, []string{"bulk_rerun_stored"}},
			{bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Entries: &synclog.Filter{Ref: "0001", ErrorsOnly: true}}}, []string{"rerun_stored 0001"}},
			{bulk.Request{Kind: bulk.Resolve, Selection: bulk.Selection{Entries: &synclog.Filter{Ref: "0001", ErrorsOnly: true, HideResolved: true}}}, []string{"resolve 0001"}},
			{bulk.Request{Kind: bulk.Decide, Choice: document.Keep, Reason: "sold again", Selection: bulk.Selection{Orders: &orders.Filter{Ref: "0000"}}}, []string{"decide_keep 0000"}},
		} {
			before := d.trail(t)
			ctx, trail := user.WithTrail(t.Context())
			b, err := d.Do(ctx, d.Owner, c.q, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, a := range d.trail(t)[len(before):] {
				got = append(got, strings.TrimSpace(a.Action+" "+strings.ReplaceAll(a.Subject, ids.String(b.ID), "")))
			}
			if diff := cmp.Diff(c.want, got); diff != "" || !trail.Left() {
				t.Errorf("%s of %d, left %v: -want +got\n%s", c.q.Kind, b.Total, trail.Left(), diff)
			}
		}
	})
}

// trail is the audit trail, oldest first.
func (d *desk) trail(t testing.TB) []user.Audit {
	t.Helper()
	all, err := user.Audited(t.Context(), d.DB, d.account(), user.AuditFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

func TestRequest_Check(t *testing.T) {
	t.Parallel()
	entries, of := bulk.Selection{Entries: &synclog.Filter{}}, bulk.Selection{Orders: &orders.Filter{}}
	for name, q := range map[string]bulk.Request{
		"nothing selected": {Kind: bulk.Resolve}, "both": {Kind: bulk.RerunFetch, Selection: bulk.Selection{Entries: entries.Entries, Orders: of.Orders}},
		"orders are resolved": {Kind: bulk.Resolve, Selection: of}, "entries are decided": {Kind: bulk.Decide, Selection: entries, Choice: document.Keep, Reason: "x"},
		"no choice": {Kind: bulk.Decide, Selection: of, Reason: "x"},
	} {
		if err := q.Check(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// An action of which nothing is to be done is no act of anybody's.
func TestStart_ofNothingEndsAtOnceAndLeavesNoTrail(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.holds(t, 3)
		if b := d.do(t, bulk.Request{Kind: bulk.Resolve, Selection: failures()}); b.Succeeded != 3 {
			t.Fatalf("resolved %d of 3", b.Succeeded)
		}
		trail := len(d.trail(t))
		b := d.do(t, bulk.Request{Kind: bulk.Resolve, Selection: bulk.Selection{Entries: &synclog.Filter{ErrorsOnly: true}}})
		if b.State != bulk.Done || b.Total != 0 || b.Skips[outcome.AlreadyResolved] != 3 {
			t.Errorf("resolving what is resolved: %s, %d to do, %v left out; want done, 0, 3 resolved already", b.State, b.Total, b.Skips)
		}
		if now := len(d.trail(t)); now != trail {
			t.Errorf("it left %d lines in the audit trail, want none", now-trail)
		}
	})
}

// Orders that wait until a person lets them through go on together, each with the reason in the audit trail; the others stay.
func TestRelease_letsPendingOnesThrough(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		d.learn(t, "K-1")
		d.Connection.Policy.AutoProcess = false
		if err := d.Registry.SetPolicy(t.Context(), d.account(), d.Connection.ID, d.Connection.Policy); err != nil {
			t.Fatal(err)
		}
		d.holds(t, 130)
		q := bulk.Request{Kind: bulk.Release, Selection: bulk.Selection{Orders: &orders.Filter{Tab: "pending"}}}
		p, err := d.Preview(t.Context(), d.account(), q)
		if err != nil || p.Total != 130 {
			t.Fatalf("the preview says %d to do, %v; want 130", p.Total, err)
		}
		if _, err := d.Start(t.Context(), d.Owner, q); err == nil {
			t.Error("it began without a reason")
		}
		q.Reason = "checked by phone"
		b := d.do(t, q)
		if b.Succeeded != 130 || b.Failed != 0 {
			t.Errorf("%d went through and %d failed, want 130 and 0", b.Succeeded, b.Failed)
		}
		if n := len(d.trail(t)); n < 131 {
			t.Errorf("the audit trail has %d lines, want one for each order", n)
		}
		q.Selection.Orders = &orders.Filter{}
		if p, err := d.Preview(t.Context(), d.account(), q); err != nil || p.Total != 0 || len(p.Skipped) != 1 || p.Skipped[0] != (bulk.Skip{Reason: outcome.NotPending, N: 130}) {
			t.Errorf("afterwards %d are to do and %v are left out, %v; want 0 and 130 that are not pending", p.Total, p.Skipped, err)
		}
	})
}

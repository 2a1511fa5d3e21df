package reconcile_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/listing"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/order/ordertest"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan/plantest"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

var start = time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)

// desk is a reconciler on one database with one shop.
type desk struct {
	*connectiontest.Shop
	*reconcile.Reconciler
	books *books.Books
}

func newDesk(t testing.TB, db store.DB) *desk {
	t.Helper()
	shop := connectiontest.New(t, db, nil)
	b := books.New(shop.IDs)
	return &desk{shop, reconcile.New(db, b, shop.IDs, time.Now, slog.New(slog.DiscardHandler)), b}
}

func (d *desk) batch(snaps ...order.Snapshot) reconcile.Batch {
	return reconcile.Batch{Connection: d.Connection, Snapshots: snaps, ReadAt: time.Now(), SyncType: synclog.Auto}
}

func (d *desk) apply(t testing.TB, snaps ...order.Snapshot) reconcile.Result {
	t.Helper()
	res, err := d.Apply(t.Context(), d.batch(snaps...))
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// documents are those of an order, by its channel id.
func (d *desk) documents(t testing.TB, ref string) document.Set {
	t.Helper()
	row, err := orders.Find(t.Context(), d.DB, d.Owner.Account, d.Connection.ID, ref)
	if err != nil {
		t.Fatal(err)
	}
	docs, err := d.books.Load(t.Context(), d.DB, d.Owner.Account, []int64{row.ID})
	if err != nil {
		t.Fatal(err)
	}
	return document.Set{Documents: docs[row.ID]}
}

func (d *desk) log(t testing.TB, f synclog.Filter) []synclog.Entry {
	t.Helper()
	all, err := synclog.List(t.Context(), d.DB, d.Owner.Account, f, synclog.Page{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func snapshot(ref string, stage order.Stage) order.Snapshot {
	s := order.Snapshot{
		Ref: ref, Number: "#" + ref, Stage: stage, RawStatus: string(stage), CreatedAt: start, UpdatedAt: start.Add(time.Hour), Currency: "IDR",
		Total: money.Units(110), Amounts: order.Amounts{Goods: money.Units(100), Shipping: money.Units(10)},
		Lines: []order.Line{{Ref: "1", Listing: "L1", SKU: "SKU-1", Name: "Kaos", Quantity: 1, Price: money.Units(100), Total: money.Units(100)}},
		Buyer: order.Person{Name: "Sari"}, Raw: []byte(`{"id":1}`),
	}
	if stage != order.Unpaid {
		s.PaidAt = start.Add(time.Minute)
	}
	return s
}

// later are snapshots read anew an hour after.
func later(all []order.Snapshot) []order.Snapshot {
	for i := range all {
		all[i].UpdatedAt = all[i].UpdatedAt.Add(time.Hour)
	}
	return all
}

func page(n int, stage order.Stage) []order.Snapshot {
	all := make([]order.Snapshot, n)
	for i := range all {
		all[i] = snapshot(fmt.Sprintf("%d", 1000+i), stage)
	}
	return all
}

func TestApply_aPageOf100CostsNoMoreStatementsThanAPageOf10(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		cost := func(n int, stages ...order.Stage) (statements []int) {
			counted, counter := storetest.Count(freshLike(t, db))
			d := newDesk(t, counted)
			for i, stage := range stages {
				snaps := page(n, stage)
				for j := range snaps {
					snaps[j].UpdatedAt = snaps[j].UpdatedAt.Add(time.Duration(i) * time.Minute)
					if stage == order.Unknown { // fails, and fails again: each order is an issue of its own
						snaps[j].RawStatus = fmt.Sprint("lost ", i, " ", j)
					}
				}
				counter.Reset()
				d.apply(t, snaps...)
				statements = append(statements, counter.Statements())
			}
			return statements
		}
		life := []order.Stage{order.Unpaid, order.Paid, order.Unknown, order.Unknown, order.Shipped, order.Completed, order.Completed}
		ten, hundred := cost(10, life...), cost(100, life...)
		if diff := cmp.Diff(ten, hundred); diff != "" {
			t.Errorf("statements by page, 10 orders (-) and 100 (+):\n%s", diff)
		}
		if unchanged := hundred[len(hundred)-1]; unchanged > 3 {
			t.Errorf("a page without changes costs %d statements, want at most 3", unchanged)
		}
	})
}

// freshLike gives another empty database of the same engine.
func freshLike(t *testing.T, db store.DB) store.DB {
	if db.Dialect() == store.SQLite {
		return storetest.SQLite(t)
	}
	return storetest.Postgres(t)
}

func TestApply_orders(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Run("the same page twice does nothing the second time", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			snaps := page(5, order.Shipped)
			if res := d.apply(t, snaps...); res.Fresh != 5 || res.Unchanged != 0 {
				t.Errorf("first: %+v", res)
			}
			before := len(d.log(t, synclog.Filter{}))
			if res := d.apply(t, snaps...); res.Unchanged != 5 || len(res.Orders) != 0 {
				t.Errorf("second: %+v", res)
			}
			if after := len(d.log(t, synclog.Filter{})); after != before {
				t.Errorf("the log grew from %d to %d entries", before, after)
			}
		})
		t.Run("an order twice on a page counts once, as it was last", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			older, newer := snapshot("7", order.Paid), snapshot("7", order.Shipped)
			newer.UpdatedAt = newer.UpdatedAt.Add(time.Minute)
			res := d.apply(t, newer, older)
			if res.Seen != 1 || !d.liveInvoice(t, "7").Sent {
				t.Errorf("result %+v, invoice %+v", res, d.liveInvoice(t, "7"))
			}
		})
		t.Run("an older snapshot never overwrites a newer one", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			newer, older := snapshot("7", order.Cancelled), snapshot("7", order.Paid)
			newer.UpdatedAt = older.UpdatedAt.Add(time.Second)
			d.apply(t, older)
			d.apply(t, newer)
			if res := d.apply(t, older); res.Unchanged != 1 {
				t.Errorf("result %+v", res)
			}
			if inv := d.liveInvoice(t, "7"); inv != nil {
				t.Errorf("the invoice lives again: %+v", inv)
			}
		})
		t.Run("of two readings at the same channel time the one read later is newer", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			paid, shipped := snapshot("7", order.Paid), snapshot("7", order.Shipped)
			later := d.batch(shipped)
			earlier := d.batch(paid)
			earlier.ReadAt = later.ReadAt.Add(-time.Second)
			for _, b := range []reconcile.Batch{later, earlier} {
				if _, err := d.Apply(t.Context(), b); err != nil {
					t.Fatal(err)
				}
			}
			if inv := d.liveInvoice(t, "7"); inv == nil || !inv.Sent {
				t.Errorf("invoice %+v, want it sent", inv)
			}
		})
		t.Run("one order that cannot go on does not keep the others", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			snaps := page(3, order.Paid)
			snaps[1].Problem = outcome.New(outcome.UnknownStatus, "status", "on-the-moon")
			snaps[1].Stage = order.Unknown
			res := d.apply(t, snaps...)
			if res.Held != 1 || res.Fresh != 3 {
				t.Errorf("result %+v", res)
			}
			failed := d.log(t, synclog.Filter{ErrorsOnly: true})
			if len(failed) != 1 || failed[0].Outcome.Reason != outcome.UnknownStatus || failed[0].Subject != "on-the-moon" {
				t.Errorf("entries %+v", failed)
			}
			if d.liveInvoice(t, snaps[2].Ref) == nil {
				t.Error("the order after it has no invoice")
			}
		})
		t.Run("a later success resolves the earlier failure", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			s := snapshot("7", order.Paid)
			s.Amounts.Goods, s.Lines[0].Total = money.Units(50), money.Units(50)
			d.apply(t, s)
			if open := d.log(t, synclog.Filter{ErrorsOnly: true, HideResolved: true}); len(open) != 1 {
				t.Fatalf("open failures %+v", open)
			}
			s = snapshot("7", order.Paid)
			s.UpdatedAt = s.UpdatedAt.Add(time.Minute)
			d.apply(t, s)
			failed := d.log(t, synclog.Filter{ErrorsOnly: true})
			if len(failed) != 1 || failed[0].ResolvedBy != synclog.BySuccess {
				t.Errorf("failures %+v", failed)
			}
		})
		t.Run("who cancelled is kept when a later reading does not tell", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			told := snapshot("7", order.Cancelled)
			told.CancelledBy = order.Buyer
			d.apply(t, told)
			untold := snapshot("7", order.Cancelled)
			untold.UpdatedAt = told.UpdatedAt.Add(time.Minute)
			if res := d.apply(t, untold); res.Unchanged != 1 {
				t.Errorf("result %+v", res)
			}
		})
		t.Run("an order of another channel over the connection keeps its channel, and its own document numbers", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			d.Connection.Policy.NumberPrefix, d.Connection.Policy.ChannelPrefixes = "TT-", map[string]string{"other": "OT-"}
			own, over := snapshot("7", order.Paid), snapshot("8", order.Paid)
			over.Channel = "other"
			d.apply(t, own, over)
			got := map[string][]string{}
			for _, channel := range []string{d.Connection.Channel, "other"} {
				for _, e := range d.log(t, synclog.Filter{Channel: channel, Operation: "create_invoice"}) {
					got[channel] = append(got[channel], e.Ref+" "+e.Document)
				}
				listed, err := orders.List(t.Context(), d.DB, d.Owner.Account, orders.Filter{Channel: channel, Limit: 9})
				if err != nil || len(listed) != 1 || listed[0].Channel != channel {
					t.Errorf("orders of %s: %+v, %v", channel, listed, err)
				}
			}
			want := map[string][]string{d.Connection.Channel: {"7 TT-INV-000001"}, "other": {"8 OT-INV-000001"}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
		t.Run("orders are counted where they are shown, through every change", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			d.apply(t, page(5, order.Unpaid)...)
			d.apply(t, later(page(4, order.Paid))...)
			d.Connection.Policy.UnmappedSKU = policy.HoldUnmapped
			held := snapshot("1001", order.Paid)
			held.Lines[0].SKU, held.Lines[0].Listing, held.UpdatedAt = "unheard", "L9", held.UpdatedAt.Add(2*time.Hour)
			d.apply(t, held)
			d.apply(t, held)
			counts, err := orders.Counts(t.Context(), d.DB, d.Owner.Account)
			on := func(tab string, all, held int64) orders.Count {
				return orders.Count{Connection: d.Connection.ID, Channel: d.Connection.Channel, Tab: tab, All: all, Held: held}
			}
			want := []orders.Count{on("errors", 1, 1), on("new", 1, 0), on("to_ship", 3, 0)}
			slices.SortFunc(counts, func(a, b orders.Count) int { return strings.Compare(a.Tab, b.Tab) })
			if diff := cmp.Diff(want, counts); diff != "" || err != nil {
				t.Errorf("(-want +got):\n%s%v", diff, err)
			}
		})
		t.Run("what the mark refuses leaves nothing behind", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			b := d.batch(page(3, order.Shipped)...)
			refused := errors.New("the lane has moved")
			b.Mark = func(context.Context, store.Tx, reconcile.Result) error { return refused }
			if _, err := d.Apply(t.Context(), b); !errors.Is(err, refused) {
				t.Fatalf("error %v", err)
			}
			for _, table := range []string{"orders", "order_count", "order_content", "order_line", "document", "entry", "tally", "product", "number_series"} {
				var n int
				if err := d.DB.QueryRow(t.Context(), "select count(*) from "+table).Scan(&n); err != nil || n != 0 {
					t.Errorf("%s: %d rows, %v", table, n, err)
				}
			}
		})
		t.Run("the dry run plans what Apply does, and writes nothing", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			works, err := d.Plan(t.Context(), d.batch(snapshot("7", order.Shipped)))
			if err != nil {
				t.Fatal(err)
			}
			res := d.apply(t, snapshot("7", order.Shipped))
			if diff := cmp.Diff(operations(works[0]), operations(res.Orders[0])); diff != "" || len(works[0].Plan.Ops) == 0 {
				t.Errorf("dry run (-) and run (+):\n%s", diff)
			}
		})
		t.Run("what was stored is what was read", func(t *testing.T) {
			d := newDesk(t, freshLike(t, db))
			want := snapshot("7", order.Paid)
			want.Problem = outcome.New(outcome.BadAmount, "field", "total", "value", "x")
			d.apply(t, want)
			row, err := orders.Find(t.Context(), d.DB, d.Owner.Account, d.Connection.ID, "7")
			if err != nil {
				t.Fatal(err)
			}
			got, err := reconcile.Stored(t.Context(), d.DB, d.Owner.Account, []int64{row.ID})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got[row.ID]); diff != "" {
				t.Errorf("stored (-want +got):\n%s", diff)
			}
		})
	})
}

func operations(w reconcile.Worked) (ops []string) {
	for _, op := range w.Plan.Ops {
		ops = append(ops, string(op.Operation))
	}
	return ops
}

func (d *desk) liveInvoice(t testing.TB, ref string) *document.Document {
	t.Helper()
	set := d.documents(t, ref)
	return set.Live(document.Invoice)
}

// Many workers on the same orders at once: one document of each kind, numbers without gaps.
func TestApply_atOnceFromManyWorkersWritesEveryDocumentOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		snaps := page(30, order.Shipped)
		var wg sync.WaitGroup
		for worker := range 6 {
			wg.Go(func() {
				for from := 0; from < len(snaps); from += 10 {
					at := (from + worker*10) % len(snaps)
					if _, err := d.Apply(t.Context(), d.batch(snaps[at:at+10]...)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		for kind, want := range map[document.Kind]int{document.Invoice: 30, document.Outbound: 30, document.SalesOrder: 0} {
			all, err := books.List(t.Context(), d.DB, d.Owner.Account, books.Filter{Kind: kind, Any: true, Limit: 500})
			if err != nil {
				t.Fatal(err)
			}
			numbers := map[string]bool{}
			for _, doc := range all {
				numbers[doc.Number] = true
			}
			if len(all) != want || len(numbers) != want {
				t.Errorf("%s: %d documents with %d numbers, want %d", kind, len(all), len(numbers), want)
			}
			for i := range want {
				prefix := map[document.Kind]string{document.Invoice: "INV", document.Outbound: "OUT"}[kind]
				if n := fmt.Sprintf("%s-%06d", prefix, i+1); !numbers[n] {
					t.Errorf("number %s is missing", n)
				}
			}
		}
		if conflicts := d.log(t, synclog.Filter{Codes: []outcome.Code{outcome.Conflict}}); len(conflicts) != 0 {
			t.Errorf("%d conflicts: the order lock did not hold", len(conflicts))
		}
	})
}

// The stored books end where the pure planner's do, whatever way the snapshots of a life come: late, twice, out of order.
func TestApply_endsWhereThePlannerDoes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			n++
			p := plantest.DrawPolicy(rt)
			p.NumberPrefix = ""
			d.Connection.Policy = p
			life := ordertest.DrawLife(rt)
			ref := fmt.Sprintf("life-%d", n)
			for i := range life {
				life[i].Ref = ref
			}
			for _, s := range ordertest.DrawDeliveries(rt, life) {
				if _, err := d.Apply(t.Context(), d.batch(s)); err != nil {
					rt.Fatal(err)
				}
			}
			want, _ := plantest.Settle(life[len(life)-1], document.Set{}, links(rt, d, p), p)
			if diff := plantest.Diff(plantest.PictureOf(want), plantest.PictureOf(d.documents(t, ref))); diff != "" {
				rt.Errorf("books (-planner +stored):\n%s", diff)
			}
			if problems := issuetest.Check(t, db); problems != nil {
				rt.Error(problems)
			}
		})
	})
}

// links are those the database has by now: policy create makes SKUs as orders show them.
func links(rt *rapid.T, d *desk, _ policy.Policy) listing.Links {
	l := listing.Links{BySKU: map[string]bool{}}
	rows, err := d.DB.Query(context.Background(), `select sku from product where account_id = $1`, d.Owner.Account)
	if err != nil {
		rt.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var sku string
		if err := rows.Scan(&sku); err != nil {
			rt.Fatal(err)
		}
		l.BySKU[sku] = true
	}
	return l
}

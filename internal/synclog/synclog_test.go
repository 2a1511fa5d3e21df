package synclog_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const account = 1

var day = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

// book is a log with a clock that the test moves.
type book struct {
	db  store.DB
	ids *ids.Maker
	now time.Time
}

func newBook(db store.DB) *book {
	b := &book{db: db, now: day.Add(8 * time.Hour)}
	b.ids = ids.NewMaker(1, func() time.Time { return b.now })
	return b
}

func (b *book) write(t *testing.T, entries ...synclog.Entry) []synclog.Entry {
	t.Helper()
	for i := range entries {
		e := &entries[i]
		e.ID, e.StartedAt = b.ids.Next(), b.now
		if e.Account == 0 {
			e.Account = account
		}
		if e.Outcome == nil {
			e.Outcome = outcome.New(outcome.Done)
		}
	}
	err := b.db.InTx(t.Context(), func(tx store.Tx) error { return synclog.Write(t.Context(), tx, nil, entries) })
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func (b *book) list(t *testing.T, f synclog.Filter, p synclog.Page) (refs []string) {
	t.Helper()
	if p.Limit == 0 {
		p.Limit = 100
	}
	all, err := synclog.List(t.Context(), b.db, account, f, p)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		refs = append(refs, e.Ref)
	}
	return refs
}

func entry(ref, op string, o *outcome.Error) synclog.Entry {
	return synclog.Entry{Connection: 5, Channel: "pretend", Operation: op, Entity: synclog.OrderEntity, Ref: ref, Outcome: o, SyncType: synclog.Auto, Attempt: 1}
}

func TestGet_givesWhatWasWritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		want := synclog.Entry{
			Connection: 5, Channel: "pretend", Operation: "create_invoice", Entity: synclog.OrderEntity, Ref: "R1", OrderID: 9, Document: "INV-1",
			Outcome: outcome.New(outcome.SKUNotLinked, "sku", "K-1", "name", `"quoted" é`), Subject: "K-1", SyncType: synclog.Rerun, Actor: "sari@example.com",
			Attempt: 3, Cycle: 11, Exchange: 12, Took: 1500 * time.Microsecond,
		}
		want = b.write(t, want)[0]
		got, err := synclog.Get(t.Context(), db, account, want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(outcome.Error{}, "Err")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if _, err := synclog.Get(t.Context(), db, account+1, want.ID); outcome.Of(err).Reason != outcome.EntryMissing {
			t.Errorf("another account reads it: %v", err)
		}
	})
}

func TestList_filters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		unlinked := outcome.New(outcome.SKUNotLinked, "sku", "KAOS-XL", "name", "Kaos")
		a := entry("A", "create_invoice", nil)
		c := entry("C_100%", "create_invoice", unlinked)
		c.Subject = "KAOS-XL"
		d := entry("D", "void_invoice", outcome.New(outcome.CancelledAfterShipping))
		d.Connection, d.SyncType, d.Cycle = 6, synclog.Webhook, 77
		b.write(t, a)
		b.now = b.now.Add(time.Hour)
		written := b.write(t, c, d)
		b.now = b.now.Add(time.Hour)
		b.write(t, entry("E", "add_payment", outcome.New(outcome.AlreadyThere, "number", "PAY-1")))
		other := entry("X", "create_invoice", nil)
		other.Account = account + 1
		b.write(t, other)
		err := db.InTx(t.Context(), func(tx store.Tx) error {
			_, err := synclog.SetResolved(t.Context(), tx, nil, account, written[1:], true, "sari", b.now)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, q := range map[string]struct {
			f    synclog.Filter
			want []string
		}{
			"none":                        {synclog.Filter{}, []string{"E", "D", "C_100%", "A"}},
			"from":                        {synclog.Filter{From: day.Add(9 * time.Hour)}, []string{"E", "D", "C_100%"}},
			"to is not in the span":       {synclog.Filter{To: day.Add(9 * time.Hour)}, []string{"A"}},
			"connection":                  {synclog.Filter{Connection: 6}, []string{"D"}},
			"operation":                   {synclog.Filter{Operation: "create_invoice"}, []string{"C_100%", "A"}},
			"code of success":             {synclog.Filter{Codes: []outcome.Code{outcome.OK}}, []string{"A"}},
			"code of failure":             {synclog.Filter{Codes: []outcome.Code{outcome.Unmapped}}, []string{"C_100%"}},
			"conflict is no failure":      {synclog.Filter{Codes: []outcome.Code{outcome.Conflict}}, []string{"E"}},
			"several codes":               {synclog.Filter{Codes: []outcome.Code{outcome.OK, outcome.Conflict, outcome.Unmapped}}, []string{"E", "C_100%", "A"}},
			"several codes of failure":    {synclog.Filter{Codes: []outcome.Code{outcome.NoAccess, outcome.Unmapped}}, []string{"C_100%"}},
			"errors only":                 {synclog.Filter{ErrorsOnly: true}, []string{"D", "C_100%"}},
			"hide resolved":               {synclog.Filter{ErrorsOnly: true, HideResolved: true}, []string{"C_100%"}},
			"only resolved":               {synclog.Filter{OnlyResolved: true}, []string{"D"}},
			"reference":                   {synclog.Filter{Ref: "A"}, []string{"A"}},
			"SKU":                         {synclog.Filter{SKU: "KAOS-XL"}, []string{"C_100%"}},
			"text in an argument":         {synclog.Filter{Text: "kaos-x"}, []string{"C_100%"}},
			"text with wildcards as text": {synclog.Filter{Text: "_100%"}, []string{"C_100%"}},
			"a wildcard alone is text":    {synclog.Filter{Text: "%"}, []string{"C_100%"}},
			"sync type":                   {synclog.Filter{SyncType: synclog.Webhook}, []string{"D"}},
			"cycle":                       {synclog.Filter{Cycle: 77}, []string{"D"}},
			"nothing matches":             {synclog.Filter{Ref: "nope"}, nil},
		} {
			if diff := cmp.Diff(q.want, b.list(t, q.f, synclog.Page{})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

func TestList_pagesMeetWithoutGapOrRepeat(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		var want []string
		for i := range 25 {
			if i%4 == 0 { // several share a millisecond
				b.now = b.now.Add(time.Millisecond)
			}
			ref := fmt.Sprint("R", i)
			b.write(t, entry(ref, "create_invoice", nil))
			want = append([]string{ref}, want...)
		}
		var got []string
		var after int64
		for {
			all, err := synclog.List(t.Context(), db, account, synclog.Filter{}, synclog.Page{After: after, Limit: 7})
			if err != nil {
				t.Fatal(err)
			}
			if len(all) == 0 {
				break
			}
			for _, e := range all {
				got = append(got, e.Ref)
			}
			after = all[len(all)-1].ID
			b.write(t, entry("new", "create_invoice", nil)) // what arrives meanwhile moves no page
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestFigures_countEveryEntry(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		for range 3 {
			b.write(t, entry("A", "create_invoice", nil), entry("B", "create_invoice", nil), entry("C", "create_invoice", outcome.New(outcome.TotalsDiffer)))
			b.now = b.now.Add(40 * time.Minute)
		}
		got, err := synclog.Figures(t.Context(), db, account, day, day.AddDate(0, 0, 1))
		if err != nil {
			t.Fatal(err)
		}
		want := []synclog.Figure{
			{day.Add(8 * time.Hour), 5, "pretend", "create_invoice", outcome.OK, 4}, {day.Add(8 * time.Hour), 5, "pretend", "create_invoice", outcome.Unmapped, 2},
			{day.Add(9 * time.Hour), 5, "pretend", "create_invoice", outcome.OK, 2}, {day.Add(9 * time.Hour), 5, "pretend", "create_invoice", outcome.Unmapped, 1},
		}
		sorted := cmpopts.SortSlices(func(a, b synclog.Figure) bool { return fmt.Sprint(a) < fmt.Sprint(b) })
		if diff := cmp.Diff(want, got, sorted); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if none, err := synclog.Figures(t.Context(), db, account+1, day, day.AddDate(0, 0, 1)); err != nil || len(none) != 0 {
			t.Errorf("another account counts %v, %v", none, err)
		}
	})
}

func TestResolving(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		bad := outcome.New(outcome.TotalsDiffer)
		written := b.write(t, entry("A", "create_invoice", bad), entry("B", "create_invoice", bad), entry("A", "create_order", nil))
		in := func(f func(store.Tx) error) {
			t.Helper()
			if err := db.InTx(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		open := func() int64 {
			n, err := synclog.Open(t.Context(), db, account, 100)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		in(func(tx store.Tx) error {
			return synclog.Record(t.Context(), tx, nil, synclog.Change{
				Account: account, Connection: 5, Settled: []synclog.Settled{{Refs: []string{"A"}, By: synclog.BySuccess}}, At: b.now,
			})
		})
		if open() != 1 {
			t.Errorf("%d open after A went through, want B's", open())
		}
		in(func(tx store.Tx) error {
			n, err := synclog.SetResolved(t.Context(), tx, nil, account, written, false, "sari", b.now)
			if n != 1 {
				t.Errorf("%d entries opened again, want A's failure: B's is open and the success is none", n)
			}
			return err
		})
		if open() != 2 {
			t.Errorf("%d open, want 2", open())
		}
		in(func(tx store.Tx) error {
			n, err := synclog.SetResolved(t.Context(), tx, nil, account+1, written, true, "eve", b.now)
			if n != 0 {
				t.Errorf("another account resolved %d", n)
			}
			return err
		})
	})
}

func TestExchanges_areKeptWithTheirEntry(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		want := []httpkit.Exchange{{Op: "pretend.Orders", Method: "GET", URL: "https://shop.example/orders", Status: 500, ResponseBody: "oops", Started: b.now, Took: time.Second}}
		id := b.ids.Next()
		err := db.InTx(t.Context(), func(tx store.Tx) error { return synclog.WriteExchanges(t.Context(), tx, account, id, want) })
		if err != nil {
			t.Fatal(err)
		}
		e := entry("A", "download_order", outcome.New(outcome.ServerError))
		e.Exchange = id
		got, err := synclog.Exchanges(t.Context(), db, b.write(t, e)[0])
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("(-want +got):\n%s%v", diff, err)
		}
		if none, err := synclog.Exchanges(t.Context(), db, b.write(t, entry("B", "create_order", nil))[0]); none != nil || err != nil {
			t.Errorf("an entry without a call has %v, %v", none, err)
		}
	})
}

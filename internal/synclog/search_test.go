package synclog_test

import (
	"math/bits"
	"testing"

	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// SQLite refuses a query that cannot use the index it names, so every combination of filters is asked once.
func TestList_anyFiltersTogether(t *testing.T) {
	t.Parallel()
	narrow := []func(*synclog.Filter){
		func(f *synclog.Filter) { f.Text = "kaos" },
		func(f *synclog.Filter) { f.SKU = "KAOS-XL" },
		func(f *synclog.Filter) { f.Ref = "A" },
		func(f *synclog.Filter) { f.ErrorsOnly = true },
		func(f *synclog.Filter) { f.HideResolved = true },
		func(f *synclog.Filter) { f.Codes = []outcome.Code{outcome.Unmapped} },
		func(f *synclog.Filter) { f.Codes = []outcome.Code{outcome.OK, outcome.Unmapped, outcome.NoAccess} },
		func(f *synclog.Filter) { f.Cycle, f.Bulk = 7, 8 },
		func(f *synclog.Filter) { f.Connection, f.Operation, f.From = 5, "create_invoice", day },
		func(f *synclog.Filter) { f.Operation = "link_sku,create_invoice" },
		func(f *synclog.Filter) { f.SyncType = synclog.Manual },
		func(f *synclog.Filter) {
			f.Issue = issue.IDOf(5, "create_invoice", outcome.New(outcome.SKUNotLinked, "sku", "KAOS-XL"))
		},
	}
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		e := entry("A", "create_invoice", outcome.New(outcome.SKUNotLinked, "sku", "KAOS-XL"))
		e.Subject, e.Connection, e.Cycle, e.SyncType, e.Bulk = "KAOS-XL", 5, 7, synclog.Manual, 8
		b.write(t, e)
		for chosen := range 1 << len(narrow) {
			var f synclog.Filter
			for i, set := range narrow {
				if chosen>>i&1 == 1 {
					set(&f)
				}
			}
			if got := b.list(t, f, synclog.Page{}); len(got) != 1 {
				t.Fatalf("%+v finds %v, want the one entry", f, got)
			}
			if n, err := synclog.Count(t.Context(), db, account, f, 10); err != nil || n != 1 {
				t.Fatalf("%+v counts %d, %v; want the one entry", f, n, err)
			}
			if bits.OnesCount(uint(chosen)) > 3 { // what adds up is made of the same conditions
				continue
			}
			sum, err := synclog.Add(t.Context(), db, account, f, 0)
			if err != nil || len(sum.Groups) != 1 || sum.Groups[0].N != 1 || sum.Orders[5] != 1 {
				t.Fatalf("%+v adds up to %+v, %v; want the one entry", f, sum, err)
			}
		}
	})
}

func TestList_textIsTheBeginningOfAReferenceOrAWholeNumber(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		b.write(t, entry("5001", "create_invoice", nil), entry("50", "create_invoice", nil), entry("1500", "create_invoice", nil))
		if got := b.list(t, synclog.Filter{Text: "50"}, synclog.Page{}); len(got) != 2 || got[0] != "50" || got[1] != "5001" {
			t.Errorf("the text 50 finds %v", got)
		}
	})
}

func TestList_severalOperations(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		b.write(t, entry("A", "link_sku", nil), entry("B", "create_invoice", nil), entry("C", "inventory_update", nil), entry("D", "link_sku", nil))
		f := synclog.Filter{Operation: "link_sku,inventory_update"}
		if got := b.list(t, f, synclog.Page{}); len(got) != 3 || got[0] != "D" || got[1] != "C" || got[2] != "A" {
			t.Errorf("link_sku and inventory_update give %v, want the newest first and no other", got)
		}
		f.Text = "C"
		if got := b.list(t, f, synclog.Page{}); len(got) != 1 || got[0] != "C" {
			t.Errorf("with a text they give %v, want the one it is about", got)
		}
	})
}

func TestCount_upToMost(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		b.write(t, entry("A", "link_sku", nil), entry("B", "create_invoice", nil), entry("C", "inventory_update", nil), entry("D", "link_sku", nil))
		for name, c := range map[string]struct {
			filter synclog.Filter
			most   int
			want   int
		}{
			"all of them":                {synclog.Filter{}, 10, 4},
			"no more than were asked":    {synclog.Filter{}, 3, 3},
			"several operations":         {synclog.Filter{Operation: "link_sku,inventory_update"}, 10, 3},
			"several, no more than most": {synclog.Filter{Operation: "link_sku,inventory_update"}, 2, 2},
			"found in two places, once":  {synclog.Filter{Text: "A"}, 10, 1},
			"nothing":                    {synclog.Filter{Ref: "nope"}, 10, 0},
		} {
			n, err := synclog.Count(t.Context(), db, account, c.filter, c.most)
			if err != nil || n != c.want {
				t.Errorf("%s: %d, %v; want %d", name, n, err, c.want)
			}
		}
	})
}

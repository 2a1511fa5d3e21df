package synclog_test

import (
	"fmt"
	"math/bits"
	"slices"
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
		func(f *synclog.Filter) { f.SyncType, f.Order = synclog.Manual, "#7" },
		func(f *synclog.Filter) {
			f.Issue = issue.IDOf(5, "create_invoice", outcome.New(outcome.SKUNotLinked, "sku", "KAOS-XL"))
		},
	}
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		e := entry("A", "create_invoice", outcome.New(outcome.SKUNotLinked, "sku", "KAOS-XL"))
		e.Subject, e.Connection, e.Cycle, e.SyncType, e.Bulk, e.OrderID = "KAOS-XL", 5, 7, synclog.Manual, 8, 1
		storeOrder(t, db, 1, 5, "A", "#7")
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

// People know an order by the number that its channel shows; the log keeps the channel's id of it.
func TestList_findsOrdersByTheirNumber(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		for id, o := range map[int64]struct {
			connection  int64
			ref, number string
		}{1: {5, "555001", "#1373"}, 2: {5, "555002", "#1374"}, 3: {6, "1373", "2001"}, 4: {6, "555001", "2002"}, 5: {5, "555003", "TB-9"}} {
			storeOrder(t, db, id, o.connection, o.ref, o.number)
		}
		at := func(connection, order int64, ref string) synclog.Entry {
			e := entry(ref, "create_invoice", nil)
			e.Connection, e.OrderID = connection, order
			return e
		}
		sku := entry("1373", "link_sku", nil)
		sku.Entity = synclog.SKUEntity
		late := at(5, 0, "555001") // written before the hub had the order
		late.Operation = synclog.DownloadOrder
		all := b.write(t, late, at(5, 1, "555001"), at(5, 2, "555002"), at(6, 3, "1373"), at(6, 4, "555001"), at(5, 5, "555003"), sku)
		for name, f := range map[string]struct {
			synclog.Filter
			want []int // of all
		}{
			"the number":                     {synclog.Filter{Order: "#1373"}, []int{1, 0}},
			"without what stands before it":  {synclog.Filter{Order: "1373"}, []int{6, 3, 1, 0}}, // also whatever has it as its id
			"with what does not":             {synclog.Filter{Order: "#2001"}, []int{3}},
			"the channel's id, of all shops": {synclog.Filter{Order: "555001"}, []int{4, 1, 0}},
			"of one shop":                    {synclog.Filter{Order: "1373", Connection: 6}, []int{3}},
			"with other filters":             {synclog.Filter{Order: "#1373", Operation: "create_invoice,void_invoice"}, []int{1}},
			"one that nobody has":            {synclog.Filter{Order: "#9"}, nil},
			"the whole number as a word":     {synclog.Filter{Text: "#1373"}, []int{1, 0}},
			"its beginning":                  {synclog.Filter{Text: "#137"}, []int{2, 1, 0}},
			"its beginning without the sign": {synclog.Filter{Text: "137"}, []int{6, 3, 2, 1, 0}},
			"letters":                        {synclog.Filter{Text: "TB-"}, []int{5}},
			"exactly the channel's id":       {synclog.Filter{Ref: "#1373"}, nil},
		} {
			got, err := synclog.List(t.Context(), db, account, f.Filter, synclog.Page{Limit: 50})
			if err != nil {
				t.Fatal(err)
			}
			var ids, want []int64
			for _, e := range got {
				ids = append(ids, e.ID)
			}
			for _, i := range f.want {
				want = append(want, all[i].ID)
			}
			if !slices.Equal(ids, want) {
				t.Errorf("%s: entries %v, want %v of %v", name, ids, want, all)
			}
			sum, err := synclog.Add(t.Context(), db, account, f.Filter, 0)
			if err != nil {
				t.Fatal(err)
			}
			n := int64(0)
			for _, g := range sum.Groups {
				n += g.N
			}
			if n != int64(len(want)) {
				t.Errorf("%s: adds up %d entries, want %d", name, n, len(want))
			}
		}
		if err := synclog.Name(t.Context(), db, account, all); err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"#1373", "#1373", "#1374", "2001", "2002", "TB-9", ""} {
			if all[i].Number != want {
				t.Errorf("entry %d is of order %q, want %q", i, all[i].Number, want)
			}
		}
		if all[0].OrderID != 1 || all[6].OrderID != 0 {
			t.Errorf("orders %d and %d, want 1 and none", all[0].OrderID, all[6].OrderID)
		}
	})
}

// A text that very many numbers begin with is met by walking through the log.
func TestList_findsTheBeginningOfManyNumbers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBook(db)
		const many = 1002
		for id := range int64(many) {
			storeOrder(t, db, id+1, 5, fmt.Sprintf("555%d", id), fmt.Sprintf("#1%04d", id))
		}
		e := entry("5557", "create_invoice", nil)
		e.OrderID = 8
		other := entry("X", "create_invoice", nil)
		b.write(t, e, other)
		if got := b.list(t, synclog.Filter{Text: "#1"}, synclog.Page{}); !slices.Equal(got, []string{"5557"}) {
			t.Errorf("found %v", got)
		}
	})
}

func storeOrder(t *testing.T, db store.DB, id, connection int64, ref, number string) {
	t.Helper()
	err := db.InTx(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into orders (account_id, id, connection_id, channel, ref, number, stage, raw_status, tab, total, currency, buyer, cancelled_by,
			hold_code, hold, skip, released, decision, failures, attempt, hash, created_at, updated_at, seen_at)
			values ($1, $2, $3, 'pretend', $4, $5, 'paid', '', 'to_ship', 0, 'IDR', '', '', 0, '', '', false, '', 0, 1, $6, 0, 0, 0)`,
			account, id, connection, ref, number, []byte{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
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

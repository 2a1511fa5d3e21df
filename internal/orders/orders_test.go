package orders_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

func TestList(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		var snaps []order.Snapshot
		for i, o := range []struct {
			ref, number, buyer, sku string
			stage                   order.Stage
		}{
			{"gid-1", "A-100", "Sari Wijaya", "K-1", order.Paid},
			{"gid-2", "A-101", "Budi_100%", "K-2", order.Shipped},
			{"gid-3", "B-100", "Éva Ünal", "K-1", order.Paid},
			{"gid-4", "#200", "", "", order.Paid},
		} {
			snaps = append(snaps, order.Snapshot{
				Ref: o.ref, Number: o.number, Stage: o.stage, RawStatus: "x", UpdatedAt: at.Add(time.Duration(i) * time.Minute), Buyer: order.Person{Name: o.buyer},
				Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
				Lines: []order.Line{{Ref: "1", SKU: o.sku, Listing: "L", Quantity: 1, Total: money.Units(10)}},
			})
		}
		r := reconcile.New(db, books.New(shop.IDs), shop.IDs, time.Now, slog.New(slog.DiscardHandler))
		if _, err := r.Apply(t.Context(), reconcile.Batch{Connection: shop.Connection, Snapshots: snaps, ReadAt: at, SyncType: synclog.Auto}); err != nil {
			t.Fatal(err)
		}
		refs := func(f orders.Filter) (refs []string) {
			t.Helper()
			if f.Limit == 0 {
				f.Limit = 10
			}
			rows, err := orders.List(t.Context(), db, shop.Owner.Account, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				refs = append(refs, row.Ref)
			}
			return refs
		}
		for name, q := range map[string]struct {
			f    orders.Filter
			want []string
		}{
			"all, last changed first":    {orders.Filter{}, []string{"gid-4", "gid-3", "gid-2", "gid-1"}},
			"a tab":                      {orders.Filter{Tab: "in_delivery"}, []string{"gid-2"}},
			"what waits, on any tab":     {orders.Filter{Held: true}, []string{"gid-4"}},
			"what is held":               {orders.Filter{Tab: "errors"}, []string{"gid-4"}},
			"a stage":                    {orders.Filter{Stage: "paid"}, []string{"gid-4", "gid-3", "gid-1"}},
			"beginning of a number":      {orders.Filter{Text: "A-1"}, []string{"gid-2", "gid-1"}},
			"not the middle of a number": {orders.Filter{Text: "00"}, nil},
			"a number without its sign":  {orders.Filter{Text: "20"}, []string{"gid-4"}},
			"the channel's id":           {orders.Filter{Text: "gid-3"}, []string{"gid-3"}},
			"exactly the channel's id":   {orders.Filter{Ref: "gid-3"}, []string{"gid-3"}},
			"exactly a number":           {orders.Filter{Ref: "A-100"}, []string{"gid-1"}},
			"exactly, without its sign":  {orders.Filter{Ref: "200"}, []string{"gid-4"}},
			"not its beginning":          {orders.Filter{Ref: "A-10"}, nil},
			"a SKU":                      {orders.Filter{Text: " K-1 "}, []string{"gid-3", "gid-1"}},
			"a word of a buyer's name":   {orders.Filter{Text: "wija"}, []string{"gid-1"}},
			"several, in any order":      {orders.Filter{Text: "WIJ, sar"}, []string{"gid-1"}},
			"not the middle of a word":   {orders.Filter{Text: "jaya"}, nil},
			"one that nobody has":        {orders.Filter{Text: "sari ünal"}, nil},
			"a letter beyond ASCII":      {orders.Filter{Text: "Ünal"}, []string{"gid-3"}},
			"a buyer with wildcards":     {orders.Filter{Text: "_100%"}, []string{"gid-2"}},
			"no word at all":             {orders.Filter{Text: "%*:&|\"'"}, nil},
			"names kept from who asks":   {orders.Filter{Text: "wija", Nameless: true}, nil},
			"changed since":              {orders.Filter{From: at.Add(2 * time.Minute)}, []string{"gid-4", "gid-3"}},
			"changed before":             {orders.Filter{To: at.Add(time.Minute)}, []string{"gid-1"}},
			"another connection's":       {orders.Filter{Connection: 1}, nil},
		} {
			if diff := cmp.Diff(q.want, refs(q.f)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		for called, want := range map[string]string{"gid-1": "gid-1", "A-100": "gid-1", "200": "gid-4", " #200 ": "gid-4"} {
			if row, err := orders.Find(t.Context(), db, shop.Owner.Account, shop.Connection.ID, called); err != nil || row.Ref != want {
				t.Errorf("%q is order %q, error %v, want %q", called, row.Ref, err, want)
			}
		}
		if _, err := orders.Find(t.Context(), db, shop.Owner.Account, 0, "A-10"); outcome.Of(err).Reason != outcome.OrderMissing {
			t.Errorf("the beginning of a number finds an order: %v", err)
		}
		page, err := orders.List(t.Context(), db, shop.Owner.Account, orders.Filter{Limit: 2})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"gid-2", "gid-1"}, refs(orders.Filter{After: &page[1]})); diff != "" {
			t.Errorf("second page (-want +got):\n%s", diff)
		}
		if _, err := orders.Get(t.Context(), db, shop.Owner.Account+1, page[0].ID); outcome.Of(err).Reason != outcome.OrderMissing {
			t.Errorf("another account reads it: %v", err)
		}
		counts, err := orders.CountTabs(t.Context(), db, shop.Owner.Account)
		if diff := cmp.Diff(map[string]int64{"to_ship": 2, "in_delivery": 1, "errors": 1}, counts); diff != "" || err != nil {
			t.Errorf("tabs (-want +got):\n%s%v", diff, err)
		}
	})
}

// A SKU that a person gives to one line counts for that order alone, rules over links, and stays when the order is read again.
func TestOverride(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		b := books.New(shop.IDs)
		r := reconcile.New(db, b, shop.IDs, time.Now, slog.New(slog.DiscardHandler))
		desk := &orders.Desk{DB: db, Connections: shop.Registry, Reconciler: r, IDs: shop.IDs, Now: time.Now}
		at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		read := func(ref string, stage order.Stage, after time.Duration) orders.Row {
			t.Helper()
			s := order.Snapshot{
				Ref: ref, Stage: stage, RawStatus: "x", UpdatedAt: at.Add(after), Currency: "IDR", Total: money.Units(20), Amounts: order.Amounts{Goods: money.Units(20)},
				Lines: []order.Line{
					{Ref: "11", SKU: "K-1", Listing: "93", Name: "Kaos", Quantity: 1, Total: money.Units(10)}, {Listing: "94", Name: "Topi", Quantity: 1, Total: money.Units(10)},
				},
			}
			batch := reconcile.Batch{Connection: shop.Connection, Snapshots: []order.Snapshot{s}, ReadAt: s.UpdatedAt, SyncType: synclog.Auto}
			if _, err := r.Apply(t.Context(), batch); err != nil {
				t.Fatal(err)
			}
			row, err := orders.Find(t.Context(), db, shop.Owner.Account, shop.Connection.ID, ref)
			if err != nil {
				t.Fatal(err)
			}
			return row
		}
		skus := func(row orders.Row) (list []string) {
			t.Helper()
			docs, err := r.Documents(t.Context(), db, row.Account, row.ID)
			if err != nil {
				t.Fatal(err)
			}
			if inv := docs.Live(document.Invoice); inv != nil {
				for _, l := range inv.Content.Lines {
					list = append(list, l.SKU)
				}
			}
			return list
		}
		a, other := read("A", order.Paid, 0), read("B", order.Paid, 0)
		if a.Hold == nil || a.Hold.Reason != outcome.LineWithoutSKU {
			t.Fatalf("held by %v", a.Hold)
		}
		override := func(line, sku string) (*outcome.Error, error) {
			return desk.Override(t.Context(), shop.Owner, a, order.Override{Line: line, SKU: sku, Reason: "the label says so"})
		}
		if _, err := override("99", "TOPI-1"); outcome.Of(err).Reason != outcome.LineMissing {
			t.Errorf("a line that is not there: %v", err)
		}
		if why, err := override("#2", "TOPI-1"); why != nil || err != nil {
			t.Fatalf("held by %v, %v", why, err)
		}
		if diff := cmp.Diff([]string{"K-1", "TOPI-1"}, skus(a)); diff != "" {
			t.Errorf("the invoice (-want +got):\n%s", diff)
		}
		err := db.InTx(t.Context(), func(tx store.Tx) error {
			if err := orders.AddProduct(t.Context(), tx, shop.Owner, "LINKED", "", at); err != nil {
				return err
			}
			_, err := tx.Exec(t.Context(), `insert into link (account_id, connection_id, listing, sku, created_at, created_by) values ($1, $2, '93', 'LINKED', 0, '')`,
				shop.Owner.Account, shop.Connection.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if why, err := override("11", "K-2"); why != nil || err != nil {
			t.Fatalf("held by %v, %v", why, err)
		}
		if other, err := orders.Get(t.Context(), db, other.Account, other.ID); err != nil || other.Hold == nil || len(other.Overrides) != 0 {
			t.Errorf("another order with the same listing: %+v, %v", other.Hold, err)
		}
		again := read("A", order.Shipped, time.Hour)
		if diff := cmp.Diff([]string{"K-2", "TOPI-1"}, skus(again)); diff != "" || again.Hold != nil {
			t.Errorf("read again, held by %v (-want +got):\n%s", again.Hold, diff)
		}
		if len(again.Overrides) != 2 || again.Overrides[0].By != shop.Owner.Actor() || again.Overrides[0].Reason != "the label says so" || again.Overrides[0].At.IsZero() {
			t.Errorf("overrides %+v", again.Overrides)
		}
		if _, err := override("11", "K-1"); outcome.Of(err).Reason != outcome.LineSent {
			t.Errorf("the goods have left: %v", err)
		}
		audits, err := user.Audited(t.Context(), db, shop.Owner.Account, user.AuditFilter{Limit: 10})
		if err != nil || len(audits) != 2 || audits[0].Action != "override_sku" || audits[0].Reason != "the label says so" {
			t.Errorf("audit %+v, %v", audits, err)
		}
	})
}

// An answer counts for the question that is open when the order has its turn, not for the one it was read with.
func TestRun_decidesOnlyWhatStillAsks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		r := reconcile.New(db, books.New(shop.IDs), shop.IDs, time.Now, slog.New(slog.DiscardHandler))
		desk := &orders.Desk{DB: db, Connections: shop.Registry, Reconciler: r, IDs: shop.IDs, Now: time.Now}
		at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		read := func(stage order.Stage, after time.Duration) orders.Row {
			t.Helper()
			s := order.Snapshot{
				Ref: "A", Stage: stage, RawStatus: "x", UpdatedAt: at.Add(after), Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
				Lines: []order.Line{{Ref: "1", SKU: "K-1", Listing: "93", Name: "Kaos", Quantity: 1, Total: money.Units(10)}},
			}
			if _, err := r.Apply(t.Context(), reconcile.Batch{Connection: shop.Connection, Snapshots: []order.Snapshot{s}, ReadAt: s.UpdatedAt, SyncType: synclog.Auto}); err != nil {
				t.Fatal(err)
			}
			row, err := orders.Find(t.Context(), db, shop.Owner.Account, shop.Connection.ID, "A")
			if err != nil {
				t.Fatal(err)
			}
			return row
		}
		asks := read(order.FailedDelivery, 0)
		read(order.Completed, time.Hour) // it arrived after all
		q := orders.Run{Connection: asks.Connection, Verb: orders.Stored, Orders: []orders.Row{asks}, Choice: document.VoidAndRestock, Reason: "lost"}
		if _, err := desk.Run(t.Context(), shop.Owner, q); err != nil {
			t.Fatal(err)
		}
		now, err := orders.Get(t.Context(), db, asks.Account, asks.ID)
		if err != nil || now.Decision.Choice != "" || now.Hold != nil {
			t.Errorf("decided %+v, held by %v, %v", now.Decision, now.Hold, err)
		}
		if audits, err := user.Audited(t.Context(), db, asks.Account, user.AuditFilter{Limit: 10}); err != nil || len(audits) != 0 {
			t.Errorf("audit %+v, %v", audits, err)
		}
	})
}

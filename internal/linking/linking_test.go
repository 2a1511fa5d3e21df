package linking_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/linking"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// Fix once, everything follows: a link lets every order through that waited for it, and only those.
func TestLink_letsWaitingOrdersThrough(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		log := slog.New(slog.DiscardHandler)
		r := reconcile.New(db, books.New(shop.IDs), shop.IDs, time.Now, log)
		desk := &orders.Desk{DB: db, Connections: shop.Registry, Reconciler: r, IDs: shop.IDs, Now: time.Now}
		linker := &linking.Linker{DB: db, IDs: shop.IDs, Now: time.Now, Bulk: &bulk.Runner{DB: db, Connections: shop.Registry, Desk: desk, IDs: shop.IDs, Now: time.Now}}
		var snaps []order.Snapshot
		for i := range 130 { // more than one batch
			s := order.Snapshot{
				Ref: fmt.Sprint(i), Stage: order.Paid, RawStatus: "paid", Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
				Lines: []order.Line{{Ref: "1", Listing: "93:94", Name: "Kemeja", Quantity: 1, Total: money.Units(10)}},
			}
			if i == 0 {
				s.Lines[0].Listing = "55"
			}
			snaps = append(snaps, s)
		}
		if _, err := r.Apply(t.Context(), reconcile.Batch{Connection: shop.Connection, Snapshots: snaps, ReadAt: time.Now(), SyncType: synclog.Auto}); err != nil {
			t.Fatal(err)
		}
		res, err := linker.Link(t.Context(), shop.Owner, linking.Link{Connection: shop.Connection.ID, Channel: "pretend", Listings: []string{" 93:94 "}, SKU: " KMJ-1 ", Name: "Kemeja"})
		if err != nil || res.Waiting != 129 || res.Through != 129 || !res.Done {
			t.Errorf("result %+v, %v", res, err)
		}
		invoices, err := books.List(t.Context(), db, shop.Owner.Account, books.Filter{Kind: document.Invoice, Limit: 500})
		if err != nil || len(invoices) != 129 || invoices[0].Content.Lines[0].SKU != "KMJ-1" {
			t.Errorf("%d invoices, %v", len(invoices), err)
		}
		if open, err := synclog.Open(t.Context(), db, shop.Owner.Account, 500); err != nil || open != 1 {
			t.Errorf("%d failures open, want that of the other listing, %v", open, err)
		}
		products, err := linking.Products(t.Context(), db, shop.Owner.Account, "kmj", "", 10)
		if err != nil || len(products) != 1 || products[0].Name != "Kemeja" {
			t.Errorf("products %+v, %v", products, err)
		}
	})
}

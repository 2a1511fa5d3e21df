package rehearsal_test

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/rehearsal"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

var noon = time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)

// sales are n paid orders, a minute apart, the last at noon.
func sales(n int, stage order.Stage) []order.Snapshot {
	all := make([]order.Snapshot, n)
	for i := range all {
		at := noon.Add(time.Duration(i+1-n) * time.Minute)
		all[i] = order.Snapshot{
			Ref: fmt.Sprintf("%s-%04d", stage, i), Number: fmt.Sprint(i), Stage: stage, RawStatus: "x", CreatedAt: at, PaidAt: at, UpdatedAt: at,
			Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
			Lines: []order.Line{{Ref: "1", SKU: "K-1", Listing: "L", Quantity: 1, Total: money.Units(10)}},
		}
	}
	return all
}

// rehearse keeps orders in a shop's books, and asks what another policy would make of those since a moment.
func rehearse(t *testing.T, db store.DB, snaps []order.Snapshot, since time.Time, change func(*policy.Policy)) rehearsal.Answer {
	t.Helper()
	shop := connectiontest.New(t, db, nil)
	r := reconcile.New(db, books.New(shop.IDs), shop.IDs, time.Now, slog.New(slog.DiscardHandler))
	shop.Connection.Policy = policy.Default()
	if _, err := r.Apply(t.Context(), reconcile.Batch{Connection: shop.Connection, Snapshots: snaps, ReadAt: noon, SyncType: synclog.Auto}); err != nil {
		t.Fatal(err)
	}
	proposed := shop.Connection.Policy
	change(&proposed)
	a, err := rehearsal.Run(t.Context(), db, r, shop.Connection, proposed, since)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRun_comparesBothPoliciesAsIfTheOrdersCameNow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change     func(*policy.Policy)
		changed    int64
		operations map[plan.Operation]int64
		holds      map[outcome.Reason]int64
		skips      map[outcome.Reason]int64
	}{
		"the same policy changes nothing": {func(*policy.Policy) {}, 0, map[plan.Operation]int64{plan.CreateInvoice: 3}, nil, nil},
		"paid orders drop into sales orders": {func(p *policy.Policy) { p.DropInto = policy.IntoSalesOrder }, 3,
			map[plan.Operation]int64{plan.CreateOrder: 3}, nil, nil},
		"every order waits for a person": {func(p *policy.Policy) { p.AutoProcess = false }, 3, nil, map[outcome.Reason]int64{outcome.Pending: 3}, nil},
		"orders before the go-live date are left out": {func(p *policy.Policy) { p.DownloadFrom = noon }, 2,
			map[plan.Operation]int64{plan.CreateInvoice: 1}, nil, map[outcome.Reason]int64{outcome.BeforeGoLive: 2}},
		"paid at once": {func(p *policy.Policy) { p.PaymentAt = policy.AtPaid }, 3,
			map[plan.Operation]int64{plan.CreateInvoice: 3, plan.AddPayment: 3}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, db store.DB) {
				a := rehearse(t, db, sales(3, order.Paid), noon.Add(-time.Hour), c.change)
				if a.Orders != 3 || a.Changed != c.changed || len(a.Samples) != int(c.changed) || a.Capped {
					t.Errorf("%d of %d orders change, %d samples, capped %v; want %d of 3", a.Changed, a.Orders, len(a.Samples), a.Capped, c.changed)
				}
				if diff := cmp.Diff(map[plan.Operation]int64{plan.CreateInvoice: 3}, a.Present.Operations); diff != "" {
					t.Errorf("the present policy (-want +got):\n%s", diff)
				}
				want := rehearsal.Tally{Operations: c.operations, Holds: c.holds, Skips: c.skips}
				if diff := cmp.Diff(want, a.Proposed, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("the proposed policy (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestRun_looksAtTheNewestOnly(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		later := func(p *policy.Policy) { p.AutoProcess = false }
		if a := rehearse(t, db, sales(rehearsal.Most+1, order.Unpaid), noon.Add(-1000*time.Hour), later); a.Orders != rehearsal.Most || !a.Capped ||
			a.Samples[0].Order.Number != fmt.Sprint(rehearsal.Most) {
			t.Errorf("%d orders, capped %v, the first is %q", a.Orders, a.Capped, a.Samples[0].Order.Number)
		}
	})
}

func TestRun_doesNotLookFurtherBackThanAsked(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		later := func(p *policy.Policy) { p.AutoProcess = false }
		if a := rehearse(t, db, sales(450, order.Unpaid), noon.Add(-299*time.Minute), later); a.Orders != 300 || a.Changed != 300 || len(a.Samples) != 20 || a.Capped {
			t.Errorf("%d orders, %d change, %d samples, capped %v; want 300, 300, 20 and no", a.Orders, a.Changed, len(a.Samples), a.Capped)
		}
	})
}

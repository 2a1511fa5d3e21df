package invoicing_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/invoicing"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// bench is a shop that invoices by itself, with its orders.
type bench struct {
	*connectiontest.Shop
	*invoicing.Invoicer
	reconciler *reconcile.Reconciler
	now        time.Time
	asked      []string       // refs whose invoice was asked for
	refuse     *outcome.Error // what the shop says instead; nil: it invoices
	invoiced   map[string]bool
}

// inviting is the shop's connector with invoices.
type inviting struct {
	channel.Connector
	b *bench
}

func (c inviting) CreateInvoice(_ context.Context, ref string) error {
	c.b.asked = append(c.b.asked, ref)
	if c.b.refuse != nil {
		return c.b.refuse
	}
	c.b.invoiced[ref] = true
	return nil
}

func newBench(t *testing.T, db store.DB) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), invoiced: map[string]bool{}}
	b.Shop = connectiontest.New(t, db, func(k *channel.Kind) {
		open := k.Open
		k.Invoices = true
		k.Open = func(s channel.Shop, tools channel.Tools) (channel.Connector, error) {
			c, err := open(s, tools)
			return inviting{c, b}, err
		}
	})
	b.Answer(nil, func(_ context.Context, ref string) (order.Snapshot, error) { return b.order(ref), nil })
	clock := func() time.Time { return b.now }
	log := slog.New(slog.DiscardHandler)
	b.reconciler = reconcile.New(db, books.New(b.Shop.IDs), b.Shop.IDs, clock, log)
	b.Invoicer = &invoicing.Invoicer{DB: db, Connections: b.Registry, Downloads: download.New(b.Registry, b.reconciler, clock, log), IDs: b.Shop.IDs, Now: clock, Log: log}
	return b
}

// order is one as the shop shows it now.
func (b *bench) order(ref string) order.Snapshot {
	at := b.now.Add(-time.Hour)
	s := order.Snapshot{
		Ref: ref, Number: ref, Stage: order.Paid, RawStatus: "processing", CreatedAt: at, UpdatedAt: at, PaidAt: at, Currency: "IDR", Invoiced: order.NotInvoiced,
		Total: money.Units(100), Amounts: order.Amounts{Goods: money.Units(100)},
		Lines: []order.Line{{Ref: "1", Listing: "L1", SKU: "SKU-1", Name: "Kaos", Quantity: 1, Price: money.Units(100), Total: money.Units(100)}},
	}
	if b.invoiced[ref] {
		s.Invoiced, s.UpdatedAt = order.IsInvoiced, b.now
	}
	return s
}

// read brings orders in, as a cycle does.
func (b *bench) read(t *testing.T, all ...order.Snapshot) {
	t.Helper()
	_, err := b.reconciler.Apply(t.Context(), reconcile.Batch{Connection: b.Shop.Connection, Snapshots: all, ReadAt: b.now, SyncType: synclog.Auto})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bench) work(t *testing.T) {
	t.Helper()
	if err := b.Work(t.Context(), b.now.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
}

// waiting counts the orders that their channel has yet to invoice.
func (b *bench) waiting(t *testing.T) (n int) {
	t.Helper()
	if err := b.Shop.DB.QueryRow(t.Context(), `select count(*) from channel_invoice`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) entries(t *testing.T) (open, done int) {
	t.Helper()
	all, err := synclog.List(t.Context(), b.Shop.DB, b.Owner.Account, synclog.Filter{Operation: synclog.InvoiceThere}, synclog.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Outcome.Code == outcome.OK {
			done++
		} else if e.ResolvedAt.IsZero() {
			open++
		}
	}
	return open, done
}

func TestWork_invoicesAtTheChannelWhatTheBooksHave(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBench(t, db)
		unpaid, asked, billed := b.order("unpaid"), b.order("cancel asked"), b.order("billed before")
		unpaid.Stage, unpaid.PaidAt = order.Unpaid, time.Time{}
		asked.CancelRequested = true
		billed.Invoiced = order.IsInvoiced
		b.read(t, b.order("A"), unpaid, asked, billed, b.order("B"))
		b.work(t)
		if diff := cmp.Diff([]string{"A", "B"}, b.asked); diff != "" {
			t.Errorf("asked for (-want +got):\n%s", diff)
		}
		b.work(t)
		open, done := b.entries(t)
		if len(b.asked) != 2 || b.waiting(t) != 0 || open != 0 || done != 2 {
			t.Errorf("asked %v, %d wait, %d entries open, %d done", b.asked, b.waiting(t), open, done)
		}
	})
}

func TestWork_aPolicyThatWaitsForTheInvoiceAsksForNone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBench(t, db)
		b.Shop.Connection.Policy.OrderDownloadMode = policy.WaitForInvoice
		b.read(t, b.order("A"))
		b.work(t)
		if len(b.asked) != 0 || b.waiting(t) != 0 {
			t.Errorf("asked %v, %d wait", b.asked, b.waiting(t))
		}
	})
}

func TestWork_whatTheChannelRefuses(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBench(t, db)
		b.read(t, b.order("A"))
		b.refuse = outcome.New(outcome.ServerError, "status", "503")
		b.work(t)
		b.work(t) // too early
		if open, _ := b.entries(t); len(b.asked) != 1 || open != 1 {
			t.Errorf("asked %v, %d entries open, want one each", b.asked, open)
		}
		b.now = b.now.Add(10 * time.Second)
		b.refuse = outcome.New(outcome.RefusedByChannel, "status", "400", "said", "the order is on hold")
		b.work(t)
		b.now = b.now.Add(24 * time.Hour)
		b.work(t)
		if open, _ := b.entries(t); len(b.asked) != 2 || open != 1 || b.waiting(t) != 1 {
			t.Errorf("asked %v, %d entries open, %d wait: what waiting cannot heal is not asked again by itself", b.asked, open, b.waiting(t))
		}
		b.refuse = nil
		again := b.order("A")
		again.UpdatedAt, again.RawStatus = b.now, "off hold"
		b.read(t, again)
		b.work(t)
		if open, done := b.entries(t); len(b.asked) != 3 || open != 0 || done != 1 || b.waiting(t) != 0 {
			t.Errorf("asked %v, %d entries open, %d done, %d wait", b.asked, open, done, b.waiting(t))
		}
	})
}

func TestWork_aRefusedKeyAsksAPerson(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBench(t, db)
		b.read(t, b.order("A"), b.order("B"))
		b.refuse = outcome.New(outcome.RightMissing, "right", "Sales > Invoice")
		b.work(t)
		now, err := b.Registry.Get(t.Context(), b.Owner.Account, b.Shop.Connection.ID)
		if err != nil || now.State != connection.NeedsYou {
			t.Errorf("connection %s, %v", now.State, err)
		}
		asked := len(b.asked)
		b.work(t)
		if len(b.asked) != asked {
			t.Errorf("a connection that needs a person was asked %d times more", len(b.asked)-asked)
		}
	})
}

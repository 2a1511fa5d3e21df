package completeness_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// shop is a pretend channel: it pages like one, and fails when told to.
type shop struct {
	mu      sync.Mutex
	orders  map[string]order.Snapshot
	hides   map[string]bool // left out of lists, as a page that shifted leaves them out
	size    int             // of a page
	fails   error
	lists   int // pages of lists that were asked for
	single  int // orders that were asked for one by one
	broken  map[string]bool
	refuses bool // single orders
	onList  func()
	loosely bool // a window's end counts as inside, as with channels that mean "up to and including"
}

func (s *shop) put(all ...order.Snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range all {
		s.orders[o.Ref] = o
	}
}

func (s *shop) drop(ref string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.orders, ref)
}

func (s *shop) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = err
}

// between gives a page of the orders of which a time is in a window.
func (s *shop) between(w channel.Window, at channel.Cursor, when func(order.Snapshot) time.Time) ([]order.Snapshot, channel.Cursor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.onList != nil {
		s.mu.Unlock()
		s.onList()
		s.mu.Lock()
	}
	if s.lists++; s.fails != nil {
		return nil, "", s.fails
	}
	var all []order.Snapshot
	for _, o := range s.orders {
		t := when(o)
		if !s.hides[o.Ref] && !t.Before(w.From) && (t.Before(w.To) || s.loosely && t.Equal(w.To)) {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b order.Snapshot) int { return cmp.Or(when(a).Compare(when(b)), cmp.Compare(a.Ref, b.Ref)) })
	from, _ := strconv.Atoi(string(at))
	to := min(from+s.size, len(all))
	if to == len(all) {
		return all[min(from, to):to], "", nil
	}
	return all[from:to], channel.Cursor(strconv.Itoa(to)), nil
}

// pager is the shop as a connector that has no cheap list.
type pager struct{ *shop }

func (p pager) Test(context.Context) (channel.Report, error) { return channel.Report{}, nil }

func (p pager) Orders(_ context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	page, next, err := p.between(w, at, func(o order.Snapshot) time.Time { return o.UpdatedAt })
	return channel.Page{Orders: page, Next: next}, err
}

func (p pager) Order(_ context.Context, ref string) (order.Snapshot, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o, ok := p.orders[ref]
	p.single++
	if p.fails != nil {
		return order.Snapshot{}, p.fails
	}
	if p.refuses {
		return order.Snapshot{}, outcome.New(outcome.KeyRefused, "said", "nope")
	}
	if p.broken[ref] {
		return order.Snapshot{}, outcome.New(outcome.BadPayload, "what", "no total").About(ref)
	}
	if !ok {
		return order.Snapshot{}, outcome.New(outcome.OrderMissing).About(ref)
	}
	return o, nil
}

// lister is the shop as a connector that gives ids by creation.
type lister struct{ pager }

func (l lister) OrderIDs(_ context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	page, next, err := l.between(w, at, func(o order.Snapshot) time.Time { return o.CreatedAt })
	refs := make([]string, len(page))
	for i, o := range page {
		refs[i] = o.Ref
	}
	return refs, next, err
}

// ground is a ledger over one shop, with a clock the test moves.
type ground struct {
	*connectiontest.Shop
	*completeness.Runner
	shop       *shop
	reconciler *reconcile.Reconciler
	books      *books.Books
	now        time.Time
}

// noon of a Friday in the shop's zone, Asia/Jakarta.
var noon = time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)

const today = completeness.Day("2026-11-20")

// newGround connects a shop whose lane has read all up to now. change may be nil.
func newGround(t testing.TB, db store.DB, lists bool, change func(*channel.Kind)) *ground {
	t.Helper()
	g := &ground{shop: &shop{orders: map[string]order.Snapshot{}, hides: map[string]bool{}, broken: map[string]bool{}, size: 50}, now: noon}
	g.Shop = connectiontest.New(t, db, func(k *channel.Kind) {
		k.Open = func(channel.Shop, channel.Tools) (channel.Connector, error) {
			if lists {
				return lister{pager{g.shop}}, nil
			}
			return pager{g.shop}, nil
		}
		if change != nil {
			change(k)
		}
	})
	clock := func() time.Time { return g.now }
	g.IDs = ids.NewMaker(2, clock)
	log := slog.New(slog.DiscardHandler)
	g.books = books.New(g.IDs)
	g.reconciler = reconcile.New(db, g.books, g.IDs, clock, log)
	g.Runner = completeness.NewRunner(completeness.Options{
		DB: db, Connections: g.Registry, Reconciler: g.reconciler, Downloads: download.New(g.Registry, g.reconciler, clock, log), Books: g.books,
		Users: user.NewDirectory(db, g.IDs, clock), IDs: g.IDs, Now: clock, Log: log,
	})
	g.exec(t, `update connection set created_at = $1`, store.Micros(noon))
	g.caughtUp(t)
	return g
}

func (g *ground) key() completeness.Key {
	return completeness.Key{Account: g.Owner.Account, Connection: g.Connection.ID}
}

// exec changes the database behind the hub's back.
func (g *ground) exec(t testing.TB, sql string, args ...any) (rows int64) {
	t.Helper()
	err := g.DB.InTx(t.Context(), func(tx store.Tx) (err error) {
		rows, err = tx.Exec(t.Context(), sql, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// caughtUp moves the lane's watermark to now, as a cycle that has read everything does.
func (g *ground) caughtUp(t testing.TB) {
	t.Helper()
	g.exec(t, `update lane set watermark = $1`, store.Micros(g.now))
}

// receive lets the hub read orders as a cycle does.
func (g *ground) receive(t testing.TB, all ...order.Snapshot) {
	t.Helper()
	conn, err := g.Registry.Get(t.Context(), g.Owner.Account, g.Connection.ID)
	if err != nil {
		t.Fatal(err)
	}
	for page := range slices.Chunk(all, 500) {
		if _, err := g.reconciler.Apply(t.Context(), reconcile.Batch{Connection: conn, Snapshots: page, ReadAt: g.now, SyncType: synclog.Auto}); err != nil {
			t.Fatal(err)
		}
	}
}

// both puts orders into the shop and into the hub.
func (g *ground) both(t testing.TB, all ...order.Snapshot) {
	t.Helper()
	g.shop.put(all...)
	g.receive(t, all...)
}

func (g *ground) set(t testing.TB, change func(*policy.Policy)) {
	t.Helper()
	conn, err := g.Registry.Get(t.Context(), g.Owner.Account, g.Connection.ID)
	if err != nil {
		t.Fatal(err)
	}
	change(&conn.Policy)
	if err := g.Registry.SetPolicy(t.Context(), conn.Account, conn.ID, conn.Policy); err != nil {
		t.Fatal(err)
	}
}

// check lets a check run to its end: of the days asked for, both within.
func (g *ground) check(t testing.TB, from, to completeness.Day) {
	t.Helper()
	g.ask(t, from, to)
	g.work(t, time.Hour)
	if l := g.ledger(t); l.Running || l.Problem != nil {
		t.Fatalf("the check has not ended: %+v", l)
	}
}

func (g *ground) ask(t testing.TB, from, to completeness.Day) {
	t.Helper()
	// What is due by itself is not what the test is about.
	err := g.DB.InTx(t.Context(), func(tx store.Tx) error { return completeness.Ask(t.Context(), tx, g.key(), from, to, "ayu") })
	if err != nil {
		t.Fatal(err)
	}
	g.exec(t, `update ledger set recent_at = $1, wide_at = $1`, store.Micros(g.now.Add(1000*time.Hour)))
}

// work runs slices of a length until there is no more to do, and tells how many it took.
func (g *ground) work(t testing.TB, length time.Duration) (slices int) {
	t.Helper()
	for more := true; more; slices++ {
		var err error
		if more, err = g.Slice(t.Context(), g.key(), g.now.Add(length)); err != nil {
			t.Fatal(err)
		}
		if slices > 5000 {
			t.Fatal("the check does not end")
		}
	}
	return slices
}

func (g *ground) ledger(t testing.TB) completeness.Ledger {
	t.Helper()
	l, err := completeness.Load(t.Context(), g.DB, g.key())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (g *ground) days(t testing.TB) map[completeness.Day]completeness.DayRow {
	t.Helper()
	all, err := completeness.Days(t.Context(), g.DB, g.Owner.Account, g.Connection.ID, "", "")
	if err != nil {
		t.Fatal(err)
	}
	byDay := map[completeness.Day]completeness.DayRow{}
	for _, d := range all {
		byDay[d.Day] = d
	}
	return byDay
}

// figures are the day's, without what is told by reason.
func (g *ground) figures(t testing.TB, d completeness.Day) completeness.Figures {
	t.Helper()
	f := g.days(t)[d].Figures
	f.HeldBy, f.SkippedBy = nil, nil
	return f
}

// proven is up to when the shop is proven.
func (g *ground) proven(t testing.TB) time.Time {
	t.Helper()
	all, err := completeness.ProvenOf(t.Context(), g.DB, g.Owner.Account)
	if err != nil {
		t.Fatal(err)
	}
	return all[g.Connection.ID]
}

// refs are what stands behind a figure of a day.
func (g *ground) refs(t testing.TB, d completeness.Day, k completeness.Kind) []string {
	t.Helper()
	var all []string
	for after := ""; ; {
		page, err := completeness.Items(t.Context(), g.DB, g.key(), g.days(t)[d], k, after, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range page {
			all, after = append(all, i.Ref), i.Mark()
		}
		if len(page) < 3 {
			slices.Sort(all)
			return all
		}
	}
}

// log is the ledger's own entries, as "code reason ref" with a star for what is resolved, sorted.
func (g *ground) log(t testing.TB) []string {
	t.Helper()
	entries, err := synclog.List(t.Context(), g.DB, g.Owner.Account, synclog.Filter{Operation: synclog.CheckCompleteness}, synclog.Page{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		line := fmt.Sprintf("%d %s %s", e.Outcome.Code, e.Outcome.Reason, e.Ref)
		if !e.ResolvedAt.IsZero() {
			line += " *"
		}
		all = append(all, line)
	}
	slices.Sort(all)
	return all
}

// sale is an order at a stage, created at a moment.
func sale(ref string, stage order.Stage, created time.Time) order.Snapshot {
	s := order.Snapshot{
		Ref: ref, Number: "#" + ref, Stage: stage, RawStatus: string(stage), CreatedAt: created, UpdatedAt: created, Currency: "IDR",
		Total: money.Units(110), Amounts: order.Amounts{Goods: money.Units(100), Shipping: money.Units(10)},
		Lines: []order.Line{{Ref: "1", Listing: "L1", SKU: "SKU-1", Name: "Kaos", Quantity: 1, Price: money.Units(100), Total: money.Units(100)}},
		Raw:   []byte(`{"id":1}`),
	}
	if stage != order.Unpaid {
		s.PaidAt = created
	}
	if stage == order.Completed {
		s.CompletedAt = created
	}
	return s
}

// sales are n orders of a day, from its first second on.
func sales(n int, prefix string, stage order.Stage, from time.Time) []order.Snapshot {
	all := make([]order.Snapshot, n)
	for i := range all {
		all[i] = sale(fmt.Sprintf("%s%05d", prefix, i), stage, from.Add(time.Duration(i)*time.Second))
	}
	return all
}

// identities are the orders with their ids, and every document with its number and the order it belongs to.
func (g *ground) identities(t testing.TB) []string {
	t.Helper()
	rows, err := g.DB.Query(t.Context(), `select ref, id, '' from orders union all select order_ref, order_id, number from document
		union all select prefix, last, '' from number_series order by 1, 2, 3`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var ref, number string
		var id int64
		if err := rows.Scan(&ref, &id, &number); err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprint(ref, " ", id, " ", number))
	}
	return all
}

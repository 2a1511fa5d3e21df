package cycle_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// ground is a runner over one shop, with a clock the test moves.
type ground struct {
	*connectiontest.Shop
	*cycle.Runner
	reconciler *reconcile.Reconciler
	now        time.Time
	asked      []ask
}

type ask struct {
	From, To time.Time
	At       channel.Cursor
}

func newGround(t *testing.T, db store.DB, change func(*channel.Kind)) *ground {
	g := &ground{Shop: connectiontest.New(t, db, change), now: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return g.now }
	log := slog.New(slog.DiscardHandler)
	g.reconciler = reconcile.New(db, books.New(g.IDs), g.IDs, clock, log)
	g.Runner = cycle.NewRunner(db, g.Registry, g.reconciler, g.IDs, clock, log)
	return g
}

func (g *ground) key() cycle.Key {
	return cycle.Key{Account: g.Owner.Account, Connection: g.Connection.ID, Lane: connection.Orders}
}

// pages lets the shop answer these pages, one after the other by cursor "1", "2", ..., in every window.
func (g *ground) pages(pages ...[]order.Snapshot) {
	g.Answer(func(_ context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
		g.asked = append(g.asked, ask{w.From, w.To, at})
		n := 0
		if at != "" {
			if _, err := fmt.Sscan(string(at), &n); err != nil {
				return channel.Page{}, err
			}
		}
		if n >= len(pages) {
			return channel.Page{}, nil
		}
		p := channel.Page{Orders: pages[n]}
		if n+1 < len(pages) {
			p.Next = channel.Cursor(fmt.Sprint(n + 1))
		}
		return p, nil
	}, nil)
}

// fails lets the shop refuse from now on.
func (g *ground) fails(why error) {
	g.Answer(func(_ context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
		g.asked = append(g.asked, ask{w.From, w.To, at})
		return channel.Page{}, why
	}, nil)
}

func (g *ground) slice(t *testing.T, length time.Duration) (more bool) {
	t.Helper()
	more, err := g.Slice(t.Context(), g.key(), synclog.Auto, "", g.now.Add(length))
	if err != nil {
		t.Fatal(err)
	}
	return more
}

func (g *ground) lane(t *testing.T) cycle.Lane {
	t.Helper()
	l, err := cycle.Load(t.Context(), g.DB, g.key())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (g *ground) invoices(t *testing.T) int {
	t.Helper()
	all, err := books.List(t.Context(), g.DB, g.Owner.Account, books.Filter{Kind: document.Invoice, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// A person who fixes the policy while a cycle is at work does not fix it for the next cycle only.
func TestSlice_aPolicyCountsFromTheNextPageOn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		g := newGround(t, db, nil)
		first, second := paid("1", "2"), paid("3", "4", "5")
		g.Answer(func(ctx context.Context, _ channel.Window, at channel.Cursor) (channel.Page, error) {
			if at == "" {
				return channel.Page{Orders: first, Next: "1"}, nil
			}
			waits := g.Connection.Policy
			waits.AutoProcess = false
			return channel.Page{Orders: second}, g.Registry.SetPolicy(ctx, g.Owner.Account, g.Connection.ID, waits)
		}, nil)
		now := g.now
		if more, err := g.Slice(t.Context(), g.key(), synclog.Auto, "", now); err != nil || !more { // only the first page, nothing is read ahead
			t.Fatal(more, err)
		}
		if n := g.invoices(t); n != 2 {
			t.Errorf("%d invoices of the first page, want 2", n)
		}
		g.slice(t, time.Minute)
		if n := g.invoices(t); n != 2 {
			t.Errorf("%d invoices: the second page was booked by the policy of before it", n)
		}
	})
}

func paid(refs ...string) []order.Snapshot {
	var all []order.Snapshot
	for _, ref := range refs {
		all = append(all, order.Snapshot{
			Ref: ref, Number: ref, Stage: order.Paid, RawStatus: "paid", Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
			UpdatedAt: time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC), Lines: []order.Line{{Ref: "1", SKU: "K-1", Quantity: 1, Total: money.Units(10)}},
		})
	}
	return all
}

const long = time.Hour

func TestSlice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		fresh := func(t *testing.T, change func(*channel.Kind)) *ground {
			if db.Dialect() == store.SQLite {
				return newGround(t, storetest.SQLite(t), change)
			}
			return newGround(t, storetest.Postgres(t), change)
		}
		t.Run("a cycle reads all pages, moves the watermark and sets the next time", func(t *testing.T) {
			g := fresh(t, nil)
			g.pages(paid("1", "2"), paid("3"))
			if more := g.slice(t, long); more {
				t.Error("it says there is more")
			}
			l := g.lane(t)
			if g.invoices(t) != 3 || !l.Watermark.Equal(g.now) || l.Cycle != 0 || !l.NextAt.Equal(g.now.Add(300*time.Second)) || !l.LastSuccess.Equal(g.now) {
				t.Errorf("%d invoices, lane %+v", g.invoices(t), l)
			}
			done, err := cycle.Cycles(t.Context(), g.DB, g.Owner.Account, 0, 0, 10)
			if err != nil || len(done) != 1 || done[0].State != "done" || done[0].Seen != 3 || done[0].Fresh != 3 {
				t.Errorf("cycles %+v, %v", done, err)
			}
		})
		t.Run("the first window reaches back a month, the next one overlaps the last, and both stay behind now by the lag", func(t *testing.T) {
			g := fresh(t, func(k *channel.Kind) { k.Lag, k.Overlap = 2*time.Minute, 5*time.Minute })
			g.pages(nil)
			first := g.now
			g.slice(t, long)
			g.now = g.now.Add(time.Hour)
			g.slice(t, long)
			want := []ask{
				{first.Add(-cycle.FirstReach), first.Add(-2 * time.Minute), ""},
				{first.Add(-7 * time.Minute), g.now.Add(-2 * time.Minute), ""},
			}
			if diff := cmp.Diff(want, g.asked); diff != "" {
				t.Errorf("windows (-want +got):\n%s", diff)
			}
		})
		t.Run("a span wider than the channel allows is cut, and one cycle walks all of it", func(t *testing.T) {
			g := fresh(t, func(k *channel.Kind) { k.MaxWindow, k.Overlap = 15*24*time.Hour, time.Minute })
			g.pages(nil)
			g.slice(t, long)
			for i, a := range g.asked {
				if a.To.Sub(a.From) > 15*24*time.Hour {
					t.Errorf("window %d is %s wide", i, a.To.Sub(a.From))
				}
				if i > 0 && a.From.After(g.asked[i-1].To) {
					t.Errorf("window %d leaves a gap", i)
				}
			}
			if last := g.asked[len(g.asked)-1].To; last.Before(g.now.Add(-time.Minute)) || len(g.asked) != 2 {
				t.Errorf("%d windows up to %s", len(g.asked), last)
			}
		})
		t.Run("a slice that is over goes on where it stopped", func(t *testing.T) {
			g := fresh(t, nil)
			g.pages(paid("1"), paid("2"), paid("3"))
			for range 2 {
				if more := g.slice(t, 0); !more {
					t.Fatal("it says it is finished")
				}
			}
			if g.slice(t, 0) {
				t.Error("it says there is more after the last page")
			}
			if g.invoices(t) != 3 || len(g.asked) != 3 {
				t.Errorf("%d invoices after %d pages", g.invoices(t), len(g.asked))
			}
		})
		t.Run("a failure in the middle keeps the page mark, waits, and the next cycle goes on there", func(t *testing.T) {
			g := fresh(t, nil)
			g.pages(paid("1"), paid("2"))
			g.slice(t, 0)
			g.fails(outcome.New(outcome.TooManyRequests).Wait(42 * time.Minute))
			g.slice(t, long)
			l := g.lane(t)
			if l.Cursor != "1" || l.Failures != 1 || l.NextAt.Before(g.now.Add(42*time.Minute)) || l.Problem.Reason != outcome.TooManyRequests || !l.Watermark.IsZero() {
				t.Errorf("lane %+v", l)
			}
			g.now = l.NextAt
			g.pages(paid("1"), paid("2"))
			g.slice(t, long)
			if last := g.asked[len(g.asked)-1]; last.At != "1" {
				t.Errorf("it asked from %q again", last.At)
			}
			open, err := synclog.Open(t.Context(), g.DB, g.Owner.Account, 10)
			if err != nil || open != 0 || g.lane(t).Failures != 0 {
				t.Errorf("%d failures stay open after the success, %v", open, err)
			}
		})
		t.Run("refused access stops the connection until a person reconnects, and nothing is lost", func(t *testing.T) {
			g := fresh(t, nil)
			g.pages(paid("1"), paid("2"))
			g.slice(t, 0)
			g.fails(outcome.New(outcome.KeyRefused, "said", "nope"))
			g.slice(t, long)
			c, err := g.Registry.Get(t.Context(), g.Owner.Account, g.Connection.ID)
			if err != nil || c.State != connection.NeedsYou || c.Problem.Reason != outcome.KeyRefused {
				t.Fatalf("connection %+v, %v", c, err)
			}
			asked := len(g.asked)
			g.slice(t, long)
			if due, err := cycle.Due(t.Context(), g.DB, g.now.AddDate(1, 0, 0)); err != nil || len(due) != 0 || len(g.asked) != asked {
				t.Errorf("it is due %v (%v), and was asked %d times more", due, err, len(g.asked)-asked)
			}
			if err := g.Registry.SetState(t.Context(), g.Owner.Account, g.Connection.ID, connection.Active, nil); err != nil {
				t.Fatal(err)
			}
			g.pages(paid("1"), paid("2"))
			g.slice(t, long)
			if g.invoices(t) != 2 {
				t.Errorf("%d invoices after reconnecting", g.invoices(t))
			}
		})
		t.Run("a worker taken for dead that wakes up again writes nothing", func(t *testing.T) {
			g := fresh(t, nil)
			stale := paid("1")
			g.Answer(func(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
				g.pages(nil) // the other worker finds nothing and finishes the cycle meanwhile
				g.slice(t, long)
				return channel.Page{Orders: stale}, nil
			}, nil)
			_, err := g.Slice(t.Context(), g.key(), synclog.Auto, "", g.now.Add(long))
			if !errors.Is(err, cycle.ErrMoved) || g.invoices(t) != 0 {
				t.Errorf("error %v, %d invoices", err, g.invoices(t))
			}
		})
		t.Run("a connector that panics fails its cycle and nothing else", func(t *testing.T) {
			g := fresh(t, nil)
			g.Answer(func(context.Context, channel.Window, channel.Cursor) (channel.Page, error) { panic("oops") }, nil)
			g.slice(t, long)
			if l := g.lane(t); l.Failures != 1 || l.Problem.Reason != outcome.Internal {
				t.Errorf("lane %+v", l)
			}
		})
		t.Run("a shutdown is no failure", func(t *testing.T) {
			g := fresh(t, nil)
			ctx, cancel := context.WithCancel(t.Context())
			g.Answer(func(context.Context, channel.Window, channel.Cursor) (channel.Page, error) {
				cancel()
				return channel.Page{}, ctx.Err()
			}, nil)
			if _, err := g.Slice(ctx, g.key(), synclog.Auto, "", g.now.Add(long)); !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
			if l := g.lane(t); l.Failures != 0 || l.Cycle == 0 {
				t.Errorf("lane %+v, want its cycle under way", l)
			}
		})
		t.Run("the dry run shows what would be done and leaves no trace", func(t *testing.T) {
			g := fresh(t, nil)
			g.pages(paid("1"), paid("2"))
			var refs []string
			err := g.DryRun(t.Context(), g.key(), func(works []reconcile.Worked) error {
				for _, w := range works {
					refs = append(refs, w.Ref+" "+string(w.Plan.Ops[0].Operation))
				}
				return nil
			})
			if diff := cmp.Diff([]string{"1 create_invoice", "2 create_invoice"}, refs); diff != "" || err != nil {
				t.Errorf("dry run (-want +got):\n%s%v", diff, err)
			}
			if l := g.lane(t); g.invoices(t) != 0 || l.Version != 0 {
				t.Errorf("%d invoices, lane %+v", g.invoices(t), l)
			}
		})
	})
}

func TestBackoff_growsToItsLimitAndNeverBelowWhatTheChannelAsked(t *testing.T) {
	t.Parallel()
	before := time.Duration(0)
	for n := 1; n < 40; n++ {
		wait := cycle.Backoff(n, 0, time.Minute)
		if wait < before*4/5 || wait > 10*time.Minute*5/4 {
			t.Errorf("after %d failures: %s, before it %s", n, wait, before)
		}
		before = wait
	}
	if wait := cycle.Backoff(0, 0, time.Minute); wait < time.Second || wait > 3*time.Second {
		t.Errorf("after no failure it waits %s", wait)
	}
	if wait := cycle.Backoff(1, time.Hour, time.Minute); wait < time.Hour {
		t.Errorf("the channel asked for an hour, the wait is %s", wait)
	}
}

func TestLane_health(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	every := time.Minute
	for name, c := range map[string]struct {
		lane  cycle.Lane
		state connection.State
		want  cycle.Health
	}{
		"just done":                           {cycle.Lane{LastSuccess: now, NextAt: now.Add(every)}, connection.Active, cycle.OnTime},
		"a little past its time":              {cycle.Lane{LastSuccess: now.Add(-90 * time.Second), NextAt: now.Add(-30 * time.Second)}, connection.Active, cycle.OnTime},
		"over one interval late":              {cycle.Lane{LastSuccess: now.Add(-3 * every), NextAt: now.Add(-2 * every)}, connection.Active, cycle.Late},
		"failed, tried again by itself":       {cycle.Lane{LastSuccess: now, Failures: 1}, connection.Active, cycle.Failing},
		"never finished a cycle":              {cycle.Lane{}, connection.Active, cycle.Waiting},
		"paused by a person":                  {cycle.Lane{Failures: 3}, connection.Paused, cycle.Idle},
		"access refused, whatever came later": {cycle.Lane{LastSuccess: now, Failures: 1}, connection.NeedsYou, cycle.Needs},
	} {
		if got := c.lane.Health(c.state, every, now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

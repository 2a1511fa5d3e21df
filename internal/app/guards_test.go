package app_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// A reading that arrives late changes nothing (P4). The next cycle would heal it, so only a look in between can tell.
func TestGuards_olderReadingComesLate(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 30, Orders: 40})
		a := apptest.Beside(t, cfg)
		conn := apptest.Attach(t, a, box.Faces[0], seldomRead)
		connector, err := a.Connections.Connector(conn)
		if err != nil {
			t.Fatal(err)
		}
		paid := box.World().Orders(world.Filter{Stage: world.Paid})
		if len(paid) == 0 {
			t.Fatal("nobody has paid")
		}
		read := func() (order.Snapshot, time.Time) {
			at := time.Now()
			s, err := connector.Order(t.Context(), paid[0].Ref)
			if err != nil {
				t.Fatal(err)
			}
			return s, at
		}
		apply := func(s order.Snapshot, at time.Time) string {
			_, err := a.Reconciler.Apply(t.Context(), reconcile.Batch{Connection: conn, Snapshots: []order.Snapshot{s}, ReadAt: at, SyncType: synclog.Auto})
			if err != nil {
				t.Fatal(err)
			}
			row, err := orders.Find(t.Context(), a.DB, a.Account.ID, conn.ID, s.Ref)
			if err != nil {
				t.Fatal(err)
			}
			return row.Stage
		}
		before, readBefore := read()
		if _, err := box.World().Do(paid[0].Key, paid[0].Ref, world.Act{Verb: world.Ship}); err != nil {
			t.Fatal(err)
		}
		after, readAfter := read()
		if got := apply(after, readAfter); got != "shipped" {
			t.Fatalf("the order is %s", got)
		}
		if got := apply(before, readBefore); got != "shipped" {
			t.Errorf("a reading from before it was shipped made it %s again", got)
		}
	})
}

// Of workers that take the same lane at once one has the cycle: no two run at the same time, and none is left as if it ran for ever.
func TestGuards_manyWorkersOnOneLane(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 31, Orders: 120})
		a := apptest.Beside(t, cfg)
		conn := apptest.Attach(t, a, box.Faces[0], seldomRead)
		key := cycle.Key{Account: conn.Account, Connection: conn.ID, Lane: connection.Orders}
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				for more := true; more; {
					var err error
					more, err = a.Cycles.Slice(t.Context(), key, synclog.Auto, "", time.Now().Add(time.Minute))
					if err != nil && !errors.Is(err, cycle.ErrMoved) {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		lane, err := cycle.Load(t.Context(), a.DB, key)
		if err != nil || lane.Cycle != 0 || lane.LastSuccess.IsZero() {
			t.Errorf("the lane is left at %+v, %v", lane, err)
		}
		cycles, err := cycle.Cycles(t.Context(), a.DB, a.Account.ID, conn.ID, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range cycles { // newest first
			if c.State == "running" {
				t.Errorf("cycle %d was lost while it ran", c.ID)
			}
			for _, earlier := range cycles[i+1:] {
				if c.StartedAt.Before(earlier.EndedAt) && earlier.StartedAt.Before(c.EndedAt) {
					t.Errorf("cycles %d and %d ran at the same time", earlier.ID, c.ID)
				}
			}
		}
		if err := apptest.Complain(apptest.Never(t, a.DB)); err != nil {
			t.Error(err)
		}
	})
}

package node_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/node"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

func TestJoin_numbers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		clock := func() time.Time { return now }
		join := func(name string) *node.Node {
			n, err := node.Join(t.Context(), db, name, true, clock)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		a, b := join("a"), join("b")
		if a.Number == b.Number {
			t.Fatalf("two nodes have number %d", a.Number)
		}
		now = now.Add(30 * time.Minute) // b is silent, but may only be stalled
		if c := join("c"); c.Number == a.Number || c.Number == b.Number {
			t.Errorf("a silent node's number was given away after half an hour")
		}
		if err := a.Leave(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d := join("d"); d.Number != a.Number {
			t.Errorf("number %d, want the one given back", d.Number)
		}
		now = now.Add(50 * time.Minute)
		if e := join("e"); e.Number != b.Number {
			t.Errorf("number %d, want that of a node dead for over an hour (%d)", e.Number, b.Number)
		}
	})
}

func TestWorkers_aliveAsLongAsTheyBeat(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		clock := func() time.Time { return now }
		if _, err := node.Join(t.Context(), db, "worker", true, clock); err != nil {
			t.Fatal(err)
		}
		if _, err := node.Join(t.Context(), db, "a command", false, clock); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			after time.Duration
			alive bool
		}{{0, true}, {node.AliveFor - time.Second, true}, {node.AliveFor, false}} {
			all, err := node.Workers(t.Context(), db, now.Add(c.after))
			if err != nil || len(all) != 1 || all[0].Name != "worker" || all[0].Alive != c.alive {
				t.Errorf("after %s: %+v, %v", c.after, all, err)
			}
		}
	})
}

// Beat ends with its context, and a database that refuses does not end it.
func TestBeat_endsWithItsContext(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	n, err := node.Join(t.Context(), db, "worker", true, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { n.Beat(ctx, slog.New(slog.DiscardHandler)); close(ended) }()
	cancel()
	<-ended
}

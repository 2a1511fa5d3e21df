package connection

import (
	"context"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// Two nodes that ask all the time get, together, what the channel bears.
func TestBudget_isOneForAllNodes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		node := func() *budget {
			return &budget{db, 1, 2, 200 * time.Millisecond, 5, func() time.Time { return now }} // 5 a second, 5 at once
		}
		one, two := node(), node()
		sum := map[*budget]int{}
		for range 1000 { // ten seconds in steps of ten milliseconds
			for _, b := range []*budget{one, two} {
				given, wait, err := b.Draw(t.Context(), 3)
				if err != nil {
					t.Fatal(err)
				}
				if given == 0 && (wait <= 0 || wait > time.Second) {
					t.Fatalf("nothing was given, and the wait is %s", wait)
				}
				sum[b] += given
			}
			now = now.Add(10 * time.Millisecond)
		}
		if all := sum[one] + sum[two]; all < 50 || all > 55 {
			t.Errorf("%d and %d requests in ten seconds, want 50 to 55 together", sum[one], sum[two])
		}
		other := node()
		other.connection = 3
		if given, _, err := other.Draw(t.Context(), 3); err != nil || given != 3 {
			t.Errorf("another connection was given %d, %v", given, err)
		}
	})
}

func TestBudget_waitsAsLongAsItSays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
		b := &budget{db, 1, 2, 200 * time.Millisecond, 4, func() time.Time { return now }}
		draw := func() (int, time.Duration) {
			t.Helper()
			given, wait, err := b.Draw(context.Background(), 4)
			if err != nil {
				t.Fatal(err)
			}
			return given, wait
		}
		draw()
		given, wait := draw()
		if given != 0 || wait != 800*time.Millisecond {
			t.Fatalf("given %d, wait %s; the burst is spent for 800 ms", given, wait)
		}
		now = now.Add(wait - time.Millisecond)
		if given, _ := draw(); given != 0 {
			t.Errorf("given %d too early", given)
		}
		now = now.Add(time.Millisecond)
		if given, _ := draw(); given != 4 {
			t.Errorf("given %d after the wait, want 4", given)
		}
	})
}

func TestRegistry_sharesBudgetsOnlyWhereThereAreOtherNodes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		r := &Registry{db: db, now: time.Now}
		if has := r.budget(Connection{}, channel.Rate{PerSecond: 5}) != nil; has != (db.Dialect() != store.SQLite) {
			t.Errorf("a budget: %v", has)
		}
		if r.budget(Connection{}, channel.Rate{}) != nil {
			t.Error("a budget without a rate")
		}
	})
}

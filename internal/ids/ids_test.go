package ids_test

import (
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/ids"
)

func TestMaker_neverRepeatsAndAlwaysGrows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		m := ids.NewMaker(rapid.IntRange(0, ids.Nodes-1).Draw(t, "node"), func() time.Time { return now })
		last := int64(0)
		for range 50 {
			now = now.Add(time.Duration(rapid.IntRange(-5000, 5000).Draw(t, "clock step in ms")) * time.Millisecond) // clocks step back, too
			for range rapid.SampledFrom([]int{1, 3, 5000}).Draw(t, "ids at once") {
				id := m.Next()
				if id <= last {
					t.Fatalf("%d after %d", id, last)
				}
				last = id
			}
		}
	})
}

func TestMaker_twoNodesNeverGiveTheSame(t *testing.T) {
	t.Parallel()
	now := time.Now()
	clock := func() time.Time { return now }
	a, b := ids.NewMaker(1, clock), ids.NewMaker(2, clock)
	seen := map[int64]bool{}
	for range 10_000 {
		for _, id := range []int64{a.Next(), b.Next()} {
			if seen[id] {
				t.Fatalf("%d was given twice", id)
			}
			seen[id] = true
		}
	}
}

func TestMaker_atOnceFromManyGoroutines(t *testing.T) {
	t.Parallel()
	m := ids.NewMaker(3, time.Now)
	var mu sync.Mutex
	seen := map[int64]bool{}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 2000 {
				id := m.Next()
				mu.Lock()
				if seen[id] {
					t.Errorf("%d was given twice", id)
				}
				seen[id] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}

func TestTime_isTheMomentInside(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 20, 57, 0, 123_000_000, time.UTC)
	id := ids.NewMaker(1023, func() time.Time { return now }).Next()
	if got := ids.Time(id); !got.Equal(now) {
		t.Errorf("%s, want %s", got, now)
	}
	if first := ids.First(now); first > id || ids.First(now.Add(time.Millisecond)) <= id {
		t.Errorf("%d does not lie between the first ids of its millisecond and the next", id)
	}
}

func TestParse_readsWhatStringWrote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Int64Min(1).Draw(t, "id")
		if got, err := ids.Parse(ids.String(id)); err != nil || got != id {
			t.Errorf("%d, %v", got, err)
		}
	})
	for _, bad := range []string{"", "0", "-1", "x", "1.5", "99999999999999999999"} {
		if _, err := ids.Parse(bad); err == nil {
			t.Errorf("%q passed", bad)
		}
	}
}

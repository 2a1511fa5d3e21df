package bench

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel/all"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/throwaway"
)

// Sizes are tiny and nothing is timed: what is tested is that the figures would be about the right thing.
func tiny() Options {
	return Options{
		Orders: 120, Rounds: 1, Workers: 2, Entries: 3000, Desk: 500, Failed: 230, Deliveries: 20, For: time.Second, Log: slog.New(slog.DiscardHandler),
	}
}

// onEach runs a test on both databases, or on SQLite alone where there is no PostgreSQL server.
func onEach(t *testing.T, test func(t *testing.T, e engine)) {
	t.Helper()
	lite, err := newSQLite()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(lite.close)
	t.Run(SQLite, func(t *testing.T) { test(t, lite) })
	pg, err := newPostgres(t.Context(), "")
	if errors.Is(err, throwaway.ErrNoServer) {
		t.Logf("NOT TESTED ON POSTGRESQL: %v", err)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pg.close)
	t.Run(PostgreSQL, func(t *testing.T) { test(t, pg) })
}

func fresh(t *testing.T, e engine) *database {
	t.Helper()
	db, err := e.fresh(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.close)
	return db
}

func count(t *testing.T, db store.Reader, table string) (n int) {
	t.Helper()
	if err := db.QueryRow(context.Background(), `select count(*) from `+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// The pretend shop's orders are what a true shop answered, but for the values that are meant to differ.
func TestTemplate_isTheRecordedOrder(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../channel/woocommerce/testdata/recorded/orders-list-all-statuses.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct{ Response []map[string]any }
	if err := json.Unmarshal(b, &recorded); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 21, 19, 38, 54, 0, time.UTC)
	s := sale{id: 22, status: "processing", created: at, modified: at, paid: at, products: [2]int{13, 12}, skus: [2]string{"BATIK-M", "MUG-01"}}
	var ours map[string]any
	if err := json.Unmarshal(s.json(), &ours); err != nil {
		t.Fatal(err)
	}
	for _, o := range recorded.Response {
		if o["id"] == ours["id"] {
			if diff := cmp.Diff(o, ours); diff != "" {
				t.Error(diff)
			}
			return
		}
	}
	t.Error("the recorded order is gone")
}

func TestBare_writesTheRowsThatTheHubWrote(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, e engine) {
		o, now := tiny(), time.Now()
		hubs := fresh(t, e)
		h, err := newHub(t.Context(), hubs, shopsOf(o.Workers, o.Orders, now))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.sync(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, hubs, "orders"); n != o.Orders {
			t.Fatalf("the hub has %d orders, want %d", n, o.Orders)
		}
		w, err := readWritten(t.Context(), hubs, bigTables)
		if err != nil {
			t.Fatal(err)
		}
		for _, way := range bareWays[e.name()] {
			bare := fresh(t, e)
			if _, err := way.timed(t.Context(), bare, w, o.Workers); err != nil {
				t.Fatalf("%s: %v", way.name, err)
			}
			for _, table := range bigTables {
				if got, want := count(t, bare, table.name), count(t, hubs, table.name); got != want || got == 0 {
					t.Errorf("%s: %d rows of %s, the hub has %d", way.name, got, table.name, want)
				}
			}
		}
	})
}

func TestSync_again_changesNothing(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, e engine) {
		db := fresh(t, e)
		h, err := newHub(t.Context(), db, shopsOf(1, tiny().Orders, time.Now()))
		if err != nil {
			t.Fatal(err)
		}
		var entries []int
		for range 2 {
			if _, err := h.sync(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := h.rewind(t.Context()); err != nil {
				t.Fatal(err)
			}
			entries = append(entries, count(t, db, "entry"))
		}
		if entries[0] == 0 || entries[0] != entries[1] {
			t.Errorf("entries after the first and the second time: %v", entries)
		}
	})
}

func TestLogs_andWebhooks_giveTables(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, e engine) {
		for name, part := range map[string]struct {
			run    func(context.Context, Options, engine) ([]Table, error)
			tables int
		}{Log: {logs, 3}, Webhook: {webhooks, 1}, Desk: {desk, 1}} {
			tables, err := part.run(t.Context(), tiny(), e)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if len(tables) != part.tables || slices.ContainsFunc(tables, func(t Table) bool { return len(t.Rows) == 0 }) {
				t.Errorf("%s: %v", name, tables)
			}
		}
	})
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	values := []time.Duration{5, 1, 4, 2, 3}
	for p, want := range map[float64]time.Duration{0: 1, 0.5: 3, 0.95: 5, 1: 5} {
		if got := percentile(values, p); got != want {
			t.Errorf("percentile %v is %v, want %v", p, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}

// BenchmarkNew and BenchmarkUnchanged are for profiles: go test -bench New -cpuprofile cpu.out ./internal/bench
func BenchmarkNew(b *testing.B)       { benchmarkSync(b, false) }
func BenchmarkUnchanged(b *testing.B) { benchmarkSync(b, true) }

func benchmarkSync(b *testing.B, again bool) {
	const orders = 3000
	e, err := newSQLite()
	if err != nil {
		b.Fatal(err)
	}
	defer e.close()
	for b.Loop() {
		b.StopTimer()
		db, err := e.fresh(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		h, err := newHub(b.Context(), db, shopsOf(1, orders, time.Now()))
		if err != nil {
			b.Fatal(err)
		}
		if !again {
			b.StartTimer()
		}
		if _, err := h.sync(b.Context()); err != nil {
			b.Fatal(err)
		}
		if again {
			if err := h.rewind(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			for range 40 {
				if _, err := h.sync(b.Context()); err != nil {
					b.Fatal(err)
				}
				if err := h.rewind(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		}
		b.StopTimer()
		db.close()
		b.StartTimer()
	}
}

// The figures of a channel would be worth nothing if orders were missing from them, or requests.
func TestPull_readsAndBooksEveryWaitingOrder(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, e engine) {
		o := tiny()
		o.Waiting = 60
		kind := all.Kinds()[0]
		f, err := pull(t.Context(), o, e, kind)
		if err != nil {
			t.Fatal(err)
		}
		if f.orders != o.Waiting || f.requests < kind.Reads.Least(f.orders) || f.answers <= 0 || f.paged < f.answers || f.booked <= 0 {
			t.Errorf("figures %+v of %d waiting orders", f, o.Waiting)
		}
	})
}

// The figure would be worth nothing if the check had looked at other orders than the bare database: both say so themselves.
func TestLedger_bothLookAtAllOrders(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, e engine) {
		o := tiny()
		tables, err := ledger(t.Context(), o, e)
		if err != nil || len(tables) != 1 || len(tables[0].Rows) != 1 || tables[0].Rows[0][0] != cell(o.Orders) {
			t.Fatalf("%+v, %v", tables, err)
		}
		db, now := fresh(t, e), time.Now()
		shops := shopsOf(1, o.Orders, now)
		h, err := newHub(t.Context(), db, shops)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := newLedger(h, shops[0]).check(t.Context(), o.Orders, now); err == nil {
			t.Error("a check of a shop that nobody has read is counted")
		}
		if _, err := bareCheck(t.Context(), db, h.lanes[0], shops[0]); err == nil {
			t.Error("a bare comparison with an empty hub is counted")
		}
	})
}

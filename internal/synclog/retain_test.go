package synclog_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// other is an account that keeps longer than account does.
const other = account + 1

func (b *book) exchange(t *testing.T, account int64) {
	t.Helper()
	said := []httpkit.Exchange{{Op: "pretend.Orders", Method: "GET", URL: "https://shop.example/orders", Status: 200}}
	if err := b.db.InTx(t.Context(), func(tx store.Tx) error {
		return synclog.WriteExchanges(t.Context(), tx, account, b.ids.Next(), said)
	}); err != nil {
		t.Fatal(err)
	}
}

// keeping are the horizons of two accounts that keep so many days of entries, and half as many of exchanges.
func (b *book) keeping(days, others int) []synclog.Horizon {
	at := func(days int) time.Time { return store.Day(b.now.AddDate(0, 0, -days)) }
	return []synclog.Horizon{{account, at(days), at(days / 2)}, {other, at(others), at(others / 2)}}
}

// left is what an account has in the log, in its figures and in exchanges.
func (b *book) left(t *testing.T, account int64) (entries, figures, exchanges int64) {
	t.Helper()
	for text, into := range map[string]*int64{
		`select count(*) from entry where account_id = $1`:                            &entries,
		`select cast(coalesce(sum(n), 0) as bigint) from tally where account_id = $1`: &figures,
		`select count(*) from exchange where account_id = $1`:                         &exchanges,
	} {
		if err := b.db.QueryRow(t.Context(), text, account).Scan(into); err != nil {
			t.Fatal(err)
		}
	}
	return entries, figures, exchanges
}

// fill writes an entry and an exchange of both accounts every twelve hours of so many days, the last ones today. With real, the days
// have partitions, as when a hub was running.
func (b *book) fill(t *testing.T, days int, real bool) {
	t.Helper()
	for range 2 * days {
		if real {
			if err := synclog.Ahead(t.Context(), b.db.(store.Retainer), b.now); err != nil {
				t.Fatal(err)
			}
		}
		for _, a := range []int64{account, other} {
			e := entry("A", "create_order", nil)
			e.Account = a
			b.write(t, e)
			b.exchange(t, a)
		}
		b.now = b.now.Add(12 * time.Hour)
	}
	b.now = b.now.Add(-12 * time.Hour)
}

// Each account loses what is behind its own horizon and nothing else, in whatever order they choose; the figures agree with the
// entries after each (P21).
func TestRetain_eachAccountAsItChose(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		for _, real := range []bool{true, false} {
			b := newBook(db)
			b.fill(t, 20, real)
			for _, step := range []struct {
				days, others int
				want         [2][2]int64 // of each account: entries, exchanges
			}{
				{30, 30, [2][2]int64{{40, 32}, {40, 32}}}, // of exchanges 15 days, and today
				{10, 30, [2][2]int64{{22, 12}, {40, 32}}},
				{10, 30, [2][2]int64{{22, 12}, {40, 32}}}, // hourly: the second time there is nothing to do
				{30, 12, [2][2]int64{{22, 12}, {26, 14}}}, // longer again brings nothing back
				{7, 7, [2][2]int64{{16, 8}, {16, 8}}},
			} {
				if err := synclog.Retain(t.Context(), db, b.keeping(step.days, step.others)); err != nil {
					t.Fatal(err)
				}
				for i, a := range []int64{account, other} {
					entries, figures, exchanges := b.left(t, a)
					if got := [2]int64{entries, exchanges}; got != step.want[i] || figures != entries {
						t.Errorf("after %d and %d days account %d has %v (entries, exchanges) and figures of %d, want %v", step.days, step.others, a, got, figures, step.want[i])
					}
				}
			}
			b.now = b.now.AddDate(1, 0, 0)
			if err := synclog.Retain(t.Context(), db, b.keeping(7, 7)); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// What is behind a horizon is what goes, to the last one.
func TestBehind_isWhatRetainDrops(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		b := newBook(db)
		start := b.now
		b.fill(t, 20, true)
		if at, err := synclog.Oldest(t.Context(), db, account); err != nil || at.Sub(start).Abs() > time.Second {
			t.Errorf("the oldest is of %v, %v; want %v", at, err, start)
		}
		for _, days := range []int{40, 15, 10} {
			horizons := b.keeping(days, 100)
			said, err := synclog.Behind(t.Context(), db, horizons[0])
			if err != nil {
				t.Fatal(err)
			}
			entries, _, exchanges := b.left(t, account)
			if err := synclog.Retain(t.Context(), db, horizons); err != nil {
				t.Fatal(err)
			}
			after, _, exchangesAfter := b.left(t, account)
			if diff := cmp.Diff(synclog.Amount{Entries: entries - after, Exchanges: exchanges - exchangesAfter}, said); diff != "" {
				t.Errorf("%d days (-went +said):\n%s", days, diff)
			}
		}
		if at, err := synclog.Oldest(t.Context(), db, account); err != nil || !at.After(start.AddDate(0, 0, 5)) {
			t.Errorf("the oldest is of %v now, %v", at, err)
		}
		if at, err := synclog.Oldest(t.Context(), db, 99); err != nil || !at.IsZero() {
			t.Errorf("an account without a log has an oldest entry of %v, %v", at, err)
		}
	})
}

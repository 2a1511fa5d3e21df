package app_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// What an owner chooses is what the next upkeep leaves, of the log and of all that goes with it; another account's stays as the flags
// say.
func TestUpkeep_keepsWhatEachAccountChose(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := apptest.Start(t, cfg, nil)
		sari, budi := hub.Account.ID, hub.IDs.Next()
		if err := write(t, hub.DB, `insert into account (id, name, zone, created_at) values ($1, 'Budi', 'Asia/Jakarta', 1)`, budi); err != nil {
			t.Fatal(err)
		}
		for _, account := range []int64{sari, budi} {
			for days := range 40 {
				lived(t, hub, account, days)
			}
		}
		hub.Must("PUT", "/account/retention", map[string]int{"log_days": 20, "exchange_days": 5}, nil)
		if err := hub.Stop(); err != nil {
			t.Fatal(err)
		}

		hub = apptest.Start(t, cfg, nil) // its first upkeep is at once
		for account, want := range map[int64]map[string]int{
			sari: {"entry": 20, "tally": 20, "exchange": 5, "issue_hour": 20, "bulk": 20, "notice": 20},
			budi: {"entry": 40, "tally": 40, "exchange": 30, "issue_hour": 40, "bulk": 40, "notice": 40},
		} {
			for table, n := range want {
				apptest.Eventually(t, time.Minute, func() error { return has(t, hub.DB, table, account, n) })
			}
		}
		if problems := issuetest.Check(t, hub.DB); problems != nil {
			t.Errorf("issues: %q", problems)
		}
		if v := apptest.Get[httpapi.RetentionView](hub.Client, "/account/retention"); v.Kept.Entries > 21 || v.Kept.Exchanges > 6 {
			t.Errorf("the page says %+v", v.Kept)
		}
	})
}

// lived is what a day so many days ago has left behind: a failure with its exchange, a bulk action and a message.
func lived(t *testing.T, hub *apptest.Hub, account int64, days int) {
	t.Helper()
	at := time.Now().AddDate(0, 0, -days)
	m := ids.NewMaker(500+days, func() time.Time { return at })
	err := hub.DB.InTx(t.Context(), func(tx store.Tx) error {
		e := synclog.Entry{
			ID: m.Next(), Account: account, Connection: 1, Channel: "pretend", Operation: synclog.DownloadOrder, Entity: synclog.OrderEntity, Ref: "A",
			Outcome: outcome.New(outcome.ServerError), SyncType: synclog.Auto, Attempt: 1, StartedAt: at,
		}
		return errors.Join(
			synclog.Write(t.Context(), tx, nil, []synclog.Entry{e}),
			synclog.WriteExchanges(t.Context(), tx, account, m.Next(), nil),
			second(tx.Exec(t.Context(), `insert into bulk (account_id, id, kind, selection, choice, reason, actor, state, version, position, total, done, succeeded, failed, skipped,
				codes, skips, problem, started_at, moved_at, ended_at) values ($1, $2, 'resolve', '{}', '', '', '', 'done', 1, 0, 0, 0, 0, 0, 0, '', '', '', 1, 1, 1)`, account, m.Next())),
			second(tx.Exec(t.Context(), `insert into notice (account_id, id, rule_id, member_id, sort, what, way, recipient, title, content, body, state, attempts, lost,
				next_at, sent_at, problem) values ($1, $2, 0, 0, 'test', 'errors', 'mail', '', '', '', '', 'sent', 1, 0, 0, 1, '')`, account, m.Next())),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, db store.DB, q string, args ...any) error {
	return db.InTx(t.Context(), func(tx store.Tx) error { return second(tx.Exec(t.Context(), q, args...)) })
}

func second(_ int64, err error) error { return err }

// has tells what is amiss when an account has not so many rows, or one more: days are kept whole, and one may begin meanwhile.
func has(t *testing.T, db store.DB, table string, account int64, want int) error {
	var n int
	if err := db.QueryRow(t.Context(), "select count(*) from "+table+" where account_id = $1", account).Scan(&n); err != nil {
		t.Fatal(err)
	}
	if n < want || n > want+1 {
		return fmt.Errorf("account %d has %d rows in %s, want %d", account, n, table, want)
	}
	return nil
}

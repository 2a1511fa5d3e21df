package synclog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Horizon is how far an account looks back: what is older is dropped. Both are the starts of UTC days, as days are dropped whole.
type Horizon struct {
	Account            int64
	Entries, Exchanges time.Time
}

// Ahead makes the days to come, before anything is written into them.
func Ahead(ctx context.Context, db store.Retainer, now time.Time) error {
	for _, table := range []string{entryTable.Name, exchangeTable.Name} {
		if err := db.EnsureDays(ctx, table, now, now.AddDate(0, 0, 3)); err != nil {
			return fmt.Errorf("making days of %s: %w", table, err)
		}
	}
	return nil
}

// Room is how many days of entries the database can have; 0: any number.
func Room(ctx context.Context, db store.Retainer) (int, error) { return db.Room(ctx, entryTable.Name) }

// Retain drops what is behind its account's horizon: the figures of the report, their entries, and the exchanges. Horizons are those
// of all accounts. The figures go first: whoever looks meanwhile sees no number that opens nothing.
func Retain(ctx context.Context, db store.DB, horizons []Horizon) error {
	entries, exchanges := map[int64]time.Time{}, map[int64]time.Time{}
	var errs []error
	for _, h := range horizons {
		entries[h.Account], exchanges[h.Account] = h.Entries, h.Exchanges
		errs = append(errs, dropFigures(ctx, db, h))
	}
	for table, before := range map[string]map[int64]time.Time{entryTable.Name: entries, exchangeTable.Name: exchanges} {
		if _, err := db.(store.Retainer).DropBefore(ctx, table, before); err != nil {
			errs = append(errs, fmt.Errorf("dropping days of %s: %w", table, err))
		}
	}
	return errors.Join(errs...)
}

// dropFigures takes a day at a time, so that nobody waits for long.
func dropFigures(ctx context.Context, db store.DB, h Horizon) error {
	for n := int64(1); n > 0; {
		err := db.InTx(ctx, func(tx store.Tx) (err error) {
			n, err = tx.Exec(ctx, `delete from tally where account_id = $1 and hour < $2 and hour < (select min(hour) from tally where account_id = $1) + $3`,
				h.Account, store.Micros(h.Entries), 24*hour)
			return err
		})
		if err != nil {
			return fmt.Errorf("dropping figures of the report: %w", err)
		}
	}
	return nil
}

// Amount is how much of the log there is.
type Amount struct {
	Entries   int64
	Exchanges int64 // at most MostExchanges: beyond that nobody needs the exact figure
}

// MostExchanges is how far exchanges are counted. There are no figures of them, so it is done one by one, in the index alone.
const MostExchanges = 100_000

// Behind is how much lies behind a horizon. Entries are added up from the report's figures, however many there are.
func Behind(ctx context.Context, db store.Reader, h Horizon) (Amount, error) {
	var a Amount
	err := db.QueryRow(ctx, `select cast(coalesce(sum(n), 0) as bigint) from tally where account_id = $1 and hour < $2`, h.Account, store.Micros(h.Entries)).Scan(&a.Entries)
	if err != nil {
		return a, fmt.Errorf("adding up entries: %w", err)
	}
	err = db.QueryRow(ctx, `select count(*) from (select 1 from exchange where account_id = $1 and at < $2 limit $3) x`,
		h.Account, store.Micros(h.Exchanges), MostExchanges).Scan(&a.Exchanges)
	if err != nil {
		return a, fmt.Errorf("counting exchanges: %w", err)
	}
	return a, nil
}

// Oldest is when an account's oldest entry was written; the zero time if there is none. The figures know its hour, so that one day is
// looked into and not all of them.
func Oldest(ctx context.Context, db store.Reader, account int64) (time.Time, error) {
	var first, at int64
	err := db.QueryRow(ctx, `select coalesce(min(hour), 0) from tally where account_id = $1`, account).Scan(&first)
	if err == nil && first > 0 {
		err = db.QueryRow(ctx, `select coalesce(min(at), 0) from entry where account_id = $1 and at >= $2 and at < $3`, account, first, first+hour).Scan(&at)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("looking for the oldest entry: %w", err)
	}
	return store.Time(at), nil
}

// Recount brings an account's issues in line with what is left of the log after days of it were dropped: their failures, their trend
// and their first moment. What was open in those days will never be resolved, and is not open any more.
func Recount(ctx context.Context, db store.DB, to issue.Listeners, h Horizon, now time.Time) error {
	old, err := oldIssues(ctx, db, h)
	if err != nil {
		return fmt.Errorf("looking for old issues: %w", err)
	}
	for _, id := range old {
		if err := db.InTx(ctx, func(tx store.Tx) error { return recount(ctx, tx, to, h, id, now) }); err != nil {
			return fmt.Errorf("counting an issue anew: %w", err)
		}
	}
	return nil
}

// recount locks the issue first: who writes entries of it has the lock before it writes them, so none is missed. It counts the
// failures by the hours of the trend, which are few; only open ones are looked for in the log.
func recount(ctx context.Context, tx store.Tx, to issue.Listeners, h Horizon, id int64, now time.Time) error {
	var was, state string
	err := tx.QueryRow(ctx, `update issue set entries = entries where account_id = $1 and id = $2 returning state`, h.Account, id).Scan(&was)
	if errors.Is(err, store.ErrNoRows) { // it was forgotten meanwhile
		return nil
	}
	if err != nil {
		return err
	}
	before := store.Micros(h.Entries)
	if _, err := tx.Exec(ctx, `delete from issue_hour where account_id = $1 and issue_id = $2 and hour < $3`, h.Account, id, before); err != nil {
		return err
	}
	// One that sleeps until it has so many entries wakes up after as many more as before.
	err = tx.QueryRow(ctx, `update issue set entries = e.entries, unresolved = e.unresolved, first_at = coalesce(e.first_at, issue.first_at),
		snooze_entries = case when issue.snooze_entries > 0 then issue.snooze_entries - issue.entries + e.entries else 0 end,
		state = case when e.unresolved = 0 then 'resolved' else issue.state end,
		state_by = case when e.unresolved = 0 and issue.state <> 'resolved' then $4 else issue.state_by end
		from (select (select cast(coalesce(sum(n), 0) as bigint) from issue_hour where account_id = $1 and issue_id = $2) as entries,
			(select count(*) from entry where account_id = $1 and issue_id = $2 and failed and resolved_at = 0 and at >= $3) as unresolved,
			(select min(at) from entry where account_id = $1 and issue_id = $2 and failed and at >= $3) as first_at) e
		where issue.account_id = $1 and issue.id = $2 returning issue.state`, h.Account, id, before, issue.ByCheck).Scan(&state)
	if err != nil || state == was || issue.State(state) != issue.Resolved {
		return err
	}
	return issue.Told(ctx, tx, to, h.Account, id, issue.State(was), now)
}

func oldIssues(ctx context.Context, db store.Reader, h Horizon) ([]int64, error) {
	rows, err := db.Query(ctx, `select id from issue where account_id = $1 and entries > 0 and first_at < $2`, h.Account, store.Micros(h.Entries))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, rows.Err()
}

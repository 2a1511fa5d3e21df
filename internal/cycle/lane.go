package cycle

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Lane is where one lane of a connection stands.
type Lane struct {
	Key
	Version              int64
	Watermark            time.Time // all that changed before this is in
	WindowFrom, WindowTo time.Time // of the cycle under way, or of the last
	Cursor               string    // the connector's mark inside the window
	Cycle                int64     // under way; 0: idle
	Done, Total          int64     // orders of this cycle; Total 0: the channel does not tell
	NextAt               time.Time // when the next cycle is due
	Failures             int       // cycles failed in a row
	Problem              *outcome.Error
	LastSuccess          time.Time
	LastCycle            int64
}

const laneColumns = `account_id, connection_id, lane, version, watermark, window_from, window_to, cursor, cycle_id, done, total, next_at, failures, problem,
	last_success_at, last_cycle_id`

func scanLane(row store.Row) (Lane, error) {
	var l Lane
	var watermark, from, to, next, success int64
	var problem string
	err := row.Scan(&l.Account, &l.Connection, &l.Lane, &l.Version, &watermark, &from, &to, &l.Cursor, &l.Cycle, &l.Done, &l.Total, &next, &l.Failures,
		&problem, &success, &l.LastCycle)
	if err != nil {
		return l, err
	}
	l.Watermark, l.WindowFrom, l.WindowTo = store.Time(watermark), store.Time(from), store.Time(to)
	l.NextAt, l.LastSuccess = store.Time(next), store.Time(success)
	l.Problem, err = outcome.Decode(problem)
	return l, err
}

// Load gives one lane.
func Load(ctx context.Context, db store.Reader, k Key) (Lane, error) {
	l, err := scanLane(db.QueryRow(ctx, `select `+laneColumns+` from lane where account_id = $1 and connection_id = $2 and lane = $3`, k.Account, k.Connection, k.Lane))
	if errors.Is(err, store.ErrNoRows) {
		return l, fmt.Errorf("connection %d has no lane %q", k.Connection, k.Lane)
	}
	if err != nil {
		return l, fmt.Errorf("reading a lane: %w", err)
	}
	return l, nil
}

// move writes the lane if nobody else has moved it since it was read, and gives it the next version. A worker that was taken
// for dead and wakes up again fails here, and its page with it.
func move(ctx context.Context, tx store.Tx, l *Lane) error {
	n, err := tx.Exec(ctx, `update lane set version = version + 1, watermark = $5, window_from = $6, window_to = $7, cursor = $8, cycle_id = $9, done = $10,
		total = $11, next_at = $12, failures = $13, problem = $14, last_success_at = $15, last_cycle_id = $16
		where account_id = $1 and connection_id = $2 and lane = $3 and version = $4`, l.Account, l.Connection, l.Lane, l.Version, store.Micros(l.Watermark),
		store.Micros(l.WindowFrom), store.Micros(l.WindowTo), l.Cursor, l.Cycle, l.Done, l.Total, store.Micros(l.NextAt), l.Failures, l.Problem.Encode(),
		store.Micros(l.LastSuccess), l.LastCycle)
	if err != nil {
		return fmt.Errorf("moving a lane: %w", err)
	}
	if n == 0 {
		return ErrMoved
	}
	l.Version++
	return nil
}

// Lanes gives all lanes of an account.
func Lanes(ctx context.Context, db store.Reader, account int64) ([]Lane, error) {
	return lanes(ctx, db, `where account_id = $1 order by connection_id, lane`, account)
}

// Due gives the lanes of every account whose next cycle is due, or whose cycle is under way, on connections that may work.
func Due(ctx context.Context, db store.Reader, now time.Time) ([]Lane, error) {
	return lanes(ctx, db, `where (next_at <= $1 or cycle_id <> 0) and exists (select 1 from connection c
		where c.account_id = lane.account_id and c.id = lane.connection_id and c.state = 'active') order by next_at`, store.Micros(now))
}

func lanes(ctx context.Context, db store.Reader, where string, args ...any) ([]Lane, error) {
	rows, err := db.Query(ctx, `select `+laneColumns+` from lane `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reading the lanes: %w", err)
	}
	defer rows.Close()
	var all []Lane
	for rows.Next() {
		l, err := scanLane(rows)
		if err != nil {
			return nil, fmt.Errorf("reading the lanes: %w", err)
		}
		all = append(all, l)
	}
	return all, rows.Err()
}

// Backoff is the wait after the n-th failure in a row: it doubles from two seconds up to ten minutes or the lane's own interval,
// whichever is longer, with jitter, and is never shorter than what the channel asked for.
func Backoff(n int, asked, interval time.Duration) time.Duration {
	wait := 2 * time.Second << max(0, min(n-1, 12))
	wait = min(wait, max(interval, 10*time.Minute))
	wait += time.Duration(rand.Int64N(int64(wait)/4 + 1))
	return max(wait, asked)
}

// Cycle is one sync round as it is kept.
type Cycle struct {
	ID                                  int64
	Connection                          int64
	Lane, SyncType, State               string
	StartedAt, EndedAt                  time.Time
	WindowFrom, WindowTo                time.Time
	Seen, Fresh, Changed, Skipped, Held int64
	Problem                             *outcome.Error
}

// Cycles gives an account's cycles, newest first; connection 0: of all, before 0: from the newest on.
func Cycles(ctx context.Context, db store.Reader, account, connection, before int64, limit int) ([]Cycle, error) {
	sql, args := `account_id = $1`, []any{account}
	if connection != 0 {
		args = append(args, connection)
		sql += fmt.Sprintf(` and connection_id = $%d`, len(args))
	}
	if before != 0 {
		args = append(args, before)
		sql += fmt.Sprintf(` and id < $%d`, len(args))
	}
	args = append(args, limit)
	return cycles(ctx, db, sql+fmt.Sprintf(` order by id desc limit $%d`, len(args)), args...)
}

// ByID gives the cycles of those ids.
func ByID(ctx context.Context, db store.Reader, account int64, list []int64) (map[int64]Cycle, error) {
	found, err := cycles(ctx, db, `account_id = $1 and `+db.In("id", 2), account, store.IDs(list))
	byID := make(map[int64]Cycle, len(found))
	for _, c := range found {
		byID[c.ID] = c
	}
	return byID, err
}

func cycles(ctx context.Context, db store.Reader, where string, args ...any) ([]Cycle, error) {
	rows, err := db.Query(ctx, `select id, connection_id, lane, sync_type, state, started_at, ended_at, window_from, window_to, seen, fresh, changed, skipped,
		held, problem from cycle where `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reading cycles: %w", err)
	}
	defer rows.Close()
	var all []Cycle
	for rows.Next() {
		var c Cycle
		var started, ended, from, to int64
		var problem string
		if err := rows.Scan(&c.ID, &c.Connection, &c.Lane, &c.SyncType, &c.State, &started, &ended, &from, &to, &c.Seen, &c.Fresh, &c.Changed, &c.Skipped,
			&c.Held, &problem); err != nil {
			return nil, fmt.Errorf("reading cycles: %w", err)
		}
		c.StartedAt, c.EndedAt, c.WindowFrom, c.WindowTo = store.Time(started), store.Time(ended), store.Time(from), store.Time(to)
		if c.Problem, err = outcome.Decode(problem); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// Health of a lane, for the status page.
type Health string

const (
	OnTime  Health = "on_time"
	Late    Health = "late"      // over one interval behind
	Failing Health = "failing"   // the last cycle failed; the next is tried by itself
	Needs   Health = "needs_you" // only a person can make it go on
	Idle    Health = "paused"
	Waiting Health = "waiting" // no cycle has been finished yet
)

// Health tells how the lane does, on a connection of that state whose cycles are every so long.
func (l Lane) Health(s connection.State, every time.Duration, now time.Time) Health {
	switch {
	case s == connection.Paused:
		return Idle
	case s == connection.NeedsYou:
		return Needs
	case l.Failures > 0:
		return Failing
	case l.LastSuccess.IsZero():
		return Waiting
	case now.After(l.LastSuccess.Add(2*every)) && now.After(l.NextAt.Add(every)):
		return Late
	}
	return OnTime
}

// Abandon ends what is under way on a connection's lanes, as part of the transaction that removes it: whoever works on a page finds
// the lane moved, and its page is undone. The watermark stays, so that a shop that is connected again goes on from there.
func Abandon(ctx context.Context, tx store.Tx, account, connection int64, now time.Time) error {
	if _, err := tx.Exec(ctx, `update lane set version = version + 1, window_from = 0, window_to = 0, cursor = '', cycle_id = 0, done = 0, total = 0, failures = 0, problem = ''
		where account_id = $1 and connection_id = $2`, account, connection); err != nil {
		return fmt.Errorf("abandoning lanes: %w", err)
	}
	_, err := tx.Exec(ctx, `update cycle set state = 'failed', ended_at = $3, problem = $4 where account_id = $1 and connection_id = $2 and state = 'running'`,
		account, connection, store.Micros(now), outcome.New(outcome.ConnectionRemoved).Encode())
	if err != nil {
		return fmt.Errorf("abandoning cycles: %w", err)
	}
	return nil
}

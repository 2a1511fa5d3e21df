package completeness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// Key names the ledger of a connection.
type Key struct{ Account, Connection int64 }

// Scope is why a check looks at the days it looks at.
type Scope string

const (
	Recent Scope = "recent" // today and yesterday, hourly
	Wide   Scope = "wide"   // the last thirty days, nightly
	Asked  Scope = "asked"  // what a person asked for
)

// phase is what a check does now.
type phase string

const (
	listing   phase = "list"    // reads what the channel has
	missing   phase = "missing" // looks for what did not come, and fetches it
	comparing phase = "compare" // holds each day's orders against the books
)

// Ledger is where the ledger of a connection stands: the row that a check works on.
type Ledger struct {
	Key
	Version  int64
	Check    int64 // under way, or the last; 0: there was none yet
	Running  bool
	Scope    Scope
	By       synclog.SyncType
	Actor    string
	Phase    string
	From, To Day       // the span, both days within
	JudgedTo time.Time // orders created before this are judged
	Day      Day       // at work
	Done     int64     // orders looked at

	AskFrom, AskTo Day // what a person asked for, to be done next; empty: nothing
	AskBy          string

	RecentAt, WideAt, RetryAt time.Time
	Failures                  int
	Problem                   *outcome.Error
	CheckedAt                 time.Time // when the last check ended

	SilentSince time.Time // the last order before the silence; zero: the shop is not silent
	SilentUsual int64     // the fewest orders of the same hours in the four weeks before
	silentEntry int64

	windowFrom, windowTo time.Time
	cursor               string
	figures              Figures
}

// ErrMoved is returned when another worker moved the ledger meanwhile: it has the work, and ours was undone.
var ErrMoved = errors.New("the ledger was moved by another worker")

const ledgerColumns = `account_id, connection_id, version, check_id, state, scope, sync_type, actor, phase, day_from, day_to, judged_to, day, window_from, window_to,
	cursor, done, figures, ask_from, ask_to, ask_by, recent_at, wide_at, retry_at, failures, problem, checked_at, silent_since, silent_usual, silent_entry`

func scanLedger(row store.Row) (Ledger, error) {
	var l Ledger
	var state, scope, by, from, to, day, askFrom, askTo, figures, problem string
	var judged, windowFrom, windowTo, recent, wide, retry, checked, silent int64
	err := row.Scan(&l.Account, &l.Connection, &l.Version, &l.Check, &state, &scope, &by, &l.Actor, &l.Phase, &from, &to, &judged, &day, &windowFrom, &windowTo,
		&l.cursor, &l.Done, &figures, &askFrom, &askTo, &l.AskBy, &recent, &wide, &retry, &l.Failures, &problem, &checked, &silent, &l.SilentUsual, &l.silentEntry)
	if err != nil {
		return l, err
	}
	l.Running, l.Scope, l.By = state == "running", Scope(scope), synclog.SyncType(by)
	l.From, l.To, l.Day, l.AskFrom, l.AskTo = Day(from), Day(to), Day(day), Day(askFrom), Day(askTo)
	l.JudgedTo, l.windowFrom, l.windowTo = store.Time(judged), store.Time(windowFrom), store.Time(windowTo)
	l.RecentAt, l.WideAt, l.RetryAt = store.Time(recent), store.Time(wide), store.Time(retry)
	l.CheckedAt, l.SilentSince = store.Time(checked), store.Time(silent)
	if figures != "" {
		if err := json.Unmarshal([]byte(figures), &l.figures); err != nil {
			return l, fmt.Errorf("figures of a ledger: %w", err)
		}
	}
	l.Problem, err = outcome.Decode(problem)
	return l, err
}

// Load gives the ledger of one connection; a connection that was never checked has one that is due at once.
func Load(ctx context.Context, db store.Reader, k Key) (Ledger, error) {
	l, err := scanLedger(db.QueryRow(ctx, `select `+ledgerColumns+` from ledger where account_id = $1 and connection_id = $2`, k.Account, k.Connection))
	if errors.Is(err, store.ErrNoRows) {
		return Ledger{Key: k}, nil
	}
	if err != nil {
		return l, fmt.Errorf("reading a ledger: %w", err)
	}
	return l, nil
}

// Ledgers gives the ledgers of an account, by connection; those never checked are left out.
func Ledgers(ctx context.Context, db store.Reader, account int64) (map[int64]Ledger, error) {
	rows, err := db.Query(ctx, `select `+ledgerColumns+` from ledger where account_id = $1`, account)
	if err != nil {
		return nil, fmt.Errorf("reading ledgers: %w", err)
	}
	defer rows.Close()
	all := map[int64]Ledger{}
	for rows.Next() {
		l, err := scanLedger(rows)
		if err != nil {
			return nil, fmt.Errorf("reading ledgers: %w", err)
		}
		all[l.Connection] = l
	}
	return all, rows.Err()
}

// Due gives the ledgers that have work: a check under way or asked for, or days whose time has come, on connections that may
// work and whose first cycle is over.
func Due(ctx context.Context, db store.Reader, now time.Time) ([]Key, error) {
	rows, err := db.Query(ctx, `select c.account_id, c.id from connection c
		join lane n on n.account_id = c.account_id and n.connection_id = c.id and n.lane = 'orders' and n.watermark > 0
		left join ledger l on l.account_id = c.account_id and l.connection_id = c.id
		where c.state = 'active' and (l.version is null
			or l.retry_at <= $1 and (l.state = 'running' or l.ask_from <> '' or l.recent_at <= $1 or l.wide_at <= $1))
		order by c.account_id, c.id`, store.Micros(now))
	if err != nil {
		return nil, fmt.Errorf("looking for ledgers that are due: %w", err)
	}
	defer rows.Close()
	var all []Key
	for rows.Next() {
		var k Key
		if err := rows.Scan(&k.Account, &k.Connection); err != nil {
			return nil, fmt.Errorf("looking for ledgers that are due: %w", err)
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// create makes a connection's row when there is none.
func create(ctx context.Context, tx store.Tx, k Key) error {
	_, err := tx.Exec(ctx, `insert into ledger (`+ledgerColumns+`) values ($1, $2, 0, 0, 'idle', '', '', '', '', '', '', 0, '', 0, 0, '', 0, '', '', '', '',
		0, 0, 0, 0, '', 0, 0, 0, 0) on conflict (account_id, connection_id) do nothing`, k.Account, k.Connection)
	if err != nil {
		return fmt.Errorf("opening a ledger: %w", err)
	}
	return nil
}

// Ask notes, as part of tx, days that a person wants checked next. A later wish takes the place of one that has not begun. A check
// that waits after a failure goes on at once.
func Ask(ctx context.Context, tx store.Tx, k Key, from, to Day, actor string) error {
	if err := create(ctx, tx, k); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update ledger set ask_from = $3, ask_to = $4, ask_by = $5, retry_at = 0 where account_id = $1 and connection_id = $2`,
		k.Account, k.Connection, string(from), string(to), actor)
	if err != nil {
		return fmt.Errorf("asking for a check: %w", err)
	}
	return tx.Notify(ctx, "completeness")
}

// move writes the ledger if nobody else has moved it since it was read, and gives it the next version. What was asked for is
// cleared only by the check that begins with it.
func move(ctx context.Context, tx store.Tx, l *Ledger) error {
	figures, err := json.Marshal(l.figures)
	if err != nil {
		return fmt.Errorf("figures of a ledger: %w", err)
	}
	state := "idle"
	if l.Running {
		state = "running"
	}
	n, err := tx.Exec(ctx, `update ledger set version = version + 1, check_id = $4, state = $5, scope = $6, sync_type = $7, actor = $8, phase = $9, day_from = $10,
		day_to = $11, judged_to = $12, day = $13, window_from = $14, window_to = $15, cursor = $16, done = $17, figures = $18, recent_at = $19, wide_at = $20,
		retry_at = $21, failures = $22, problem = $23, checked_at = $24, silent_since = $25, silent_usual = $26, silent_entry = $27
		where account_id = $1 and connection_id = $2 and version = $3`, l.Account, l.Connection, l.Version, l.Check, state, string(l.Scope), string(l.By), l.Actor,
		l.Phase, string(l.From), string(l.To), store.Micros(l.JudgedTo), string(l.Day), store.Micros(l.windowFrom), store.Micros(l.windowTo), l.cursor, l.Done,
		string(figures), store.Micros(l.RecentAt), store.Micros(l.WideAt), store.Micros(l.RetryAt), l.Failures, l.Problem.Encode(), store.Micros(l.CheckedAt),
		store.Micros(l.SilentSince), l.SilentUsual, l.silentEntry)
	if err != nil {
		return fmt.Errorf("moving a ledger: %w", err)
	}
	if n == 0 {
		return ErrMoved
	}
	l.Version++
	return nil
}

// takeWish clears what was asked for, unless another wish came meanwhile.
func takeWish(ctx context.Context, tx store.Tx, l Ledger) error {
	_, err := tx.Exec(ctx, `update ledger set ask_from = '', ask_to = '', ask_by = '' where account_id = $1 and connection_id = $2 and ask_from = $3 and ask_to = $4`,
		l.Account, l.Connection, string(l.AskFrom), string(l.AskTo))
	if err != nil {
		return fmt.Errorf("taking up what was asked for: %w", err)
	}
	return nil
}

// NextAt is when the next check is due by itself; zero: at once.
func (l Ledger) NextAt() time.Time {
	next := l.RecentAt
	if l.WideAt.Before(next) {
		next = l.WideAt
	}
	if l.RetryAt.After(next) {
		next = l.RetryAt
	}
	return next
}

// Progress tells how many days the check under way has, and how many of them are compared.
func (l Ledger) Progress() (days, done int) {
	for d := l.From; d <= l.To; d = d.Add(1) {
		if days++; phase(l.Phase) == comparing && d < l.Day {
			done++
		}
	}
	return days, done
}

// Abandon ends the check under way on a connection, as part of the transaction that removes it, and takes up none that was asked
// for. The days it has judged stay.
func Abandon(ctx context.Context, tx store.Tx, account, connection int64) error {
	_, err := tx.Exec(ctx, `update ledger set version = version + 1, state = 'idle', cursor = '', ask_from = '', ask_to = '', ask_by = '', failures = 0, problem = '',
		silent_since = 0, silent_usual = 0, silent_entry = 0 where account_id = $1 and connection_id = $2`, account, connection)
	if err != nil {
		return fmt.Errorf("abandoning a check: %w", err)
	}
	return tx.Notify(ctx, "completeness")
}

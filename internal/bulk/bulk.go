// Package bulk does one action to everything that matches: a preview of what it would do, then slices that go on after a crash
// where it stopped and do nothing twice, and a result that opens the entries written.
//
// It owns the tables bulk and bulk_ref. What is right rests on the row's version, which every slice's transaction moves by
// compare-and-set, and on bulk_ref, which holds each order once; a worker only wakes it up.
package bulk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Kind is what is done.
type Kind string

const (
	RerunFetch      Kind = "rerun_fetch"       // ask the channel, and work on the orders again
	RerunStored     Kind = "rerun_stored"      // work on them again with what was read last
	Resolve         Kind = "resolve"           // entries
	Unresolve       Kind = "unresolve"         // entries
	ResolveAndRerun Kind = "resolve_and_rerun" // entries are resolved, then their orders fetched and worked on
	Decide          Kind = "decide"            // orders: one answer for all that ask
	Release         Kind = "release"           // orders: those that are pending are let through
)

// Kinds lists them.
var Kinds = []Kind{RerunFetch, RerunStored, Resolve, Unresolve, ResolveAndRerun, Decide, Release}

// State of a bulk action.
type State string

const (
	Running State = "running"
	Stopped State = "stopped" // by a person
	Done    State = "done"
	Failed  State = "failed" // it could not go on; Problem says why
)

// Selection is what an action is about: entries of the log, or orders. Exactly one is set.
type Selection struct {
	Entries *synclog.Filter
	Orders  *orders.Filter
}

// Request is an action to preview or to start.
type Request struct {
	Kind      Kind
	Selection Selection
	Choice    document.Choice // of Decide
	Reason    string          // why, for the audit trail; Decide and Release need it
	Part      bool            // of something that has its line in the audit trail: this has none of its own
}

// Check tells what is wrong with a request; the error is a *user.FieldError.
func (q Request) Check() error {
	if q.Kind == Release && q.Reason == "" {
		return &user.FieldError{Field: "reason", Message: "is needed to let orders through"}
	}
	return q.fits()
}

// fits is what of it must be right for a preview: one looks before one writes why.
func (q Request) fits() error {
	ofEntries, ofOrders := q.Selection.Entries != nil, q.Selection.Orders != nil
	switch {
	case ofEntries == ofOrders:
		return &user.FieldError{Field: "selection", Message: "must be entries or orders"}
	case ofOrders && (q.Kind == Resolve || q.Kind == Unresolve || q.Kind == ResolveAndRerun):
		return &user.FieldError{Field: "kind", Message: "is about entries of the log; orders can be run again, let through or decided"}
	case ofEntries && (q.Kind == Decide || q.Kind == Release):
		return &user.FieldError{Field: "kind", Message: "is about orders"}
	case q.Kind == Decide && (q.Choice == "" || q.Reason == ""):
		return &user.FieldError{Field: "choice", Message: "and reason are needed to decide"}
	}
	return nil
}

// Bulk is an action that was started.
type Bulk struct {
	Request
	Account, ID              int64 // the id is also its time; entries are taken that are older
	Actor                    string
	State                    State
	Total                    int64 // to do, as the preview counted: entries, or orders each once
	Done                     int64 // of these; less than Total at the end when some no longer matched by their turn
	Succeeded, Failed        int64
	Skipped                  int64
	Codes                    map[outcome.Code]int64   // Failed, by code
	Skips                    map[outcome.Reason]int64 // Skipped, by reason
	Problem                  *outcome.Error
	StartedAt, MovedAt, Ends time.Time

	version, position int64
}

// Ended tells whether nothing more will be done.
func (b *Bulk) Ended() bool { return b.State != Running }

// clone is a copy that may be changed and thrown away: a transaction may have to begin again.
func (b *Bulk) clone() *Bulk {
	c := *b
	c.Codes, c.Skips = maps.Clone(b.Codes), maps.Clone(b.Skips)
	return &c
}

func (b *Bulk) skip(why outcome.Reason, n int64) {
	if n > 0 {
		b.Skipped += n
		b.Skips[why] += n
	}
}

// result counts what became of one order.
func (b *Bulk) result(why *outcome.Error) {
	b.Done++
	if why == nil || !why.Code.Failed() {
		b.Succeeded++
		return
	}
	b.Failed++
	b.Codes[why.Code]++
}

// who is the user in whose name it is done.
func (b *Bulk) who() user.User { return user.User{Account: b.Account, Email: b.Actor, Name: b.Actor} }

// ErrMoved is returned when another worker moved the action meanwhile, or a person stopped it: what was done is undone.
var ErrMoved = errors.New("the bulk action was moved by another worker, or stopped")

// store writes a bulk as it stands after a slice, as part of the slice's transaction. ErrMoved if it is not as it was read.
func (b *Bulk) store(ctx context.Context, tx store.Tx, now time.Time) error {
	codes, err := json.Marshal(b.Codes)
	if err != nil {
		return err
	}
	skips, err := json.Marshal(b.Skips)
	if err != nil {
		return err
	}
	if b.Ended() && b.Ends.IsZero() {
		b.Ends = now
	}
	n, err := tx.Exec(ctx, `update bulk set state = $4, version = version + 1, position = $5, done = $6, succeeded = $7, failed = $8, skipped = $9, codes = $10,
		skips = $11, problem = $12, moved_at = $13, ended_at = $14 where account_id = $1 and id = $2 and version = $3 and state = 'running'`,
		b.Account, b.ID, b.version, string(b.State), b.position, b.Done, b.Succeeded, b.Failed, b.Skipped, string(codes), string(skips), b.Problem.Encode(),
		store.Micros(now), store.Micros(b.Ends))
	if err != nil {
		return fmt.Errorf("moving a bulk action: %w", err)
	}
	if n == 0 {
		return ErrMoved
	}
	b.version++
	return tx.Notify(ctx, "bulk")
}

const columns = `account_id, id, kind, selection, choice, reason, actor, state, version, position, total, done, succeeded, failed, skipped, codes, skips, problem,
	started_at, moved_at, ended_at`

func scan(row store.Row) (Bulk, error) {
	var b Bulk
	var kind, selection, choice, state, codes, skips, problem string
	var started, moved, ended int64
	err := row.Scan(&b.Account, &b.ID, &kind, &selection, &choice, &b.Reason, &b.Actor, &state, &b.version, &b.position, &b.Total, &b.Done, &b.Succeeded, &b.Failed,
		&b.Skipped, &codes, &skips, &problem, &started, &moved, &ended)
	if err != nil {
		return b, err
	}
	b.Kind, b.Choice, b.State = Kind(kind), document.Choice(choice), State(state)
	b.StartedAt, b.MovedAt, b.Ends = store.Time(started), store.Time(moved), store.Time(ended)
	err = errors.Join(json.Unmarshal([]byte(selection), &b.Selection), json.Unmarshal([]byte(codes), &b.Codes), json.Unmarshal([]byte(skips), &b.Skips))
	if err != nil {
		return b, fmt.Errorf("bulk action %d: %w", b.ID, err)
	}
	b.Problem, err = outcome.Decode(problem)
	return b, err
}

// Get gives one bulk action; Missing if the account has none of that id.
func Get(ctx context.Context, db store.Reader, account, id int64) (Bulk, error) {
	b, err := scan(db.QueryRow(ctx, `select `+columns+` from bulk where account_id = $1 and id = $2`, account, id))
	if errors.Is(err, store.ErrNoRows) {
		return b, outcome.New(outcome.BulkMissing)
	}
	if err != nil {
		return b, fmt.Errorf("reading a bulk action: %w", err)
	}
	return b, nil
}

// List gives bulk actions, newest first; before 0: from the newest on.
func List(ctx context.Context, db store.Reader, account, before int64, limit int) ([]Bulk, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	return list(ctx, db, `account_id = $1 and id < $2 order by id desc limit $3`, account, before, limit)
}

// Left gives the running actions of all accounts that nobody has moved since a moment: their worker is gone.
func Left(ctx context.Context, db store.Reader, since time.Time) ([]Bulk, error) {
	return list(ctx, db, `state = 'running' and moved_at < $1 order by moved_at`, store.Micros(since))
}

func list(ctx context.Context, db store.Reader, where string, args ...any) ([]Bulk, error) {
	rows, err := db.Query(ctx, `select `+columns+` from bulk where `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reading bulk actions: %w", err)
	}
	defer rows.Close()
	var all []Bulk
	for rows.Next() {
		b, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("reading bulk actions: %w", err)
		}
		all = append(all, b)
	}
	return all, rows.Err()
}

// Ref names an order.
type Ref struct {
	Connection int64
	Ref        string
}

// Outcomes gives what became of the orders that an action has worked on; nil: it went through.
func Outcomes(ctx context.Context, db store.Reader, account, id int64) (map[Ref]*outcome.Error, error) {
	rows, err := db.Query(ctx, `select connection_id, ref, outcome from bulk_ref where account_id = $1 and bulk_id = $2`, account, id)
	if err != nil {
		return nil, fmt.Errorf("reading results: %w", err)
	}
	defer rows.Close()
	all := map[Ref]*outcome.Error{}
	for rows.Next() {
		var r Ref
		var text string
		if err := rows.Scan(&r.Connection, &r.Ref, &text); err != nil {
			return nil, fmt.Errorf("reading results: %w", err)
		}
		if all[r], err = outcome.Decode(text); err != nil {
			return nil, err
		}
	}
	return all, rows.Err()
}

// Forget drops an account's actions from before a moment that have ended.
func Forget(ctx context.Context, db store.DB, account int64, before time.Time) error {
	return db.InTx(ctx, func(tx store.Tx) error {
		for _, statement := range []string{
			`delete from bulk_ref where account_id = $1 and bulk_id in (select id from bulk where account_id = $1 and state <> 'running' and id < $2)`,
			`delete from bulk where account_id = $1 and state <> 'running' and id < $2`,
		} {
			if _, err := tx.Exec(ctx, statement, account, ids.First(before)); err != nil {
				return fmt.Errorf("forgetting old bulk actions: %w", err)
			}
		}
		return nil
	})
}

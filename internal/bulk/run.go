package bulk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Runner starts bulk actions and works on them. All fields are needed but Wake.
type Runner struct {
	DB          store.DB
	Connections *connection.Registry
	Desk        *orders.Desk
	IDs         *ids.Maker
	Listeners   issue.Listeners // nil: nobody is told of issues
	Now         func() time.Time

	// Wake asks, as part of tx, that a worker takes an action up. Nil where nobody works jobs: then Do does all of it itself.
	Wake func(ctx context.Context, tx store.Tx, account, id int64) error
}

// Sizes of slices: entries that one transaction resolves, orders that one works on, and orders that are fetched at the start, until
// it is known how fast the channel answers.
const (
	resolveAtATime = 500
	runAtATime     = 100
	fetchAtATime   = 4
)

// Start stores an action. Nothing of it is done yet: see Slice and Do. One of which nothing is to be done has ended at once, and is no
// act of anybody's for the audit trail. Errors are *user.FieldError, and those of the database.
func (r *Runner) Start(ctx context.Context, who user.User, q Request) (Bulk, error) {
	if err := q.Check(); err != nil {
		return Bulk{}, err
	}
	p, err := r.Preview(ctx, who.Account, q)
	if err != nil {
		return Bulk{}, err
	}
	selection, err := json.Marshal(q.Selection)
	if err != nil {
		return Bulk{}, err
	}
	action, about, err := r.line(ctx, who.Account, q, p)
	if err != nil {
		return Bulk{}, err
	}
	b := Bulk{
		Request: q, Account: who.Account, ID: r.IDs.Next(), Actor: who.Actor(), State: Running, Total: p.Total, StartedAt: r.Now(),
		Codes: map[outcome.Code]int64{}, Skips: map[outcome.Reason]int64{},
	}
	if p.Total == 0 {
		b.State, b.Ends = Done, b.StartedAt
		for _, skip := range p.Skipped {
			b.skip(skip.Reason, skip.N)
		}
	}
	skips, err := json.Marshal(b.Skips)
	if err != nil {
		return Bulk{}, err
	}
	return b, r.DB.InTx(ctx, func(tx store.Tx) error {
		at := store.Micros(b.StartedAt)
		if _, err := tx.Exec(ctx, `insert into bulk (account_id, id, kind, selection, choice, reason, actor, state, version, position, total, done, succeeded, failed,
			skipped, codes, skips, problem, started_at, moved_at, ended_at) values ($1, $2, $3, $4, $5, $6, $7, $10, 0, 0, $8, 0, 0, 0, $11, '{}', $12, '', $9, $9, $13)`,
			b.Account, b.ID, string(q.Kind), string(selection), string(q.Choice), q.Reason, b.Actor, b.Total, at, string(b.State), b.Skipped, string(skips),
			store.Micros(b.Ends)); err != nil {
			return fmt.Errorf("starting a bulk action: %w", err)
		}
		if b.Ended() || action == "" {
			user.Noted(ctx)
		} else if err := user.WriteAudit(ctx, tx, r.IDs, who, action, cmp.Or(about, ids.String(b.ID)), q.Reason); err != nil {
			return err
		}
		return tx.Notify(ctx, "bulk")
	})
}

// line is what the audit trail says of an action: that it is about many, or what is done to the only one. It says nothing of a part
// of something else, and of a single order that is decided on or let through, which has its line where that is done. about is empty where the action
// itself is meant.
func (r *Runner) line(ctx context.Context, account int64, q Request, p Preview) (action, about string, err error) {
	switch {
	case q.Part || (q.Kind == Decide || q.Kind == Release) && p.Total == 1:
		return "", "", nil
	case p.Total != 1:
		return "bulk_" + string(q.Kind), "", nil
	case p.Orders != 1: // what else matches is left out
		return string(q.Kind), "", nil
	case q.Selection.Orders != nil:
		list, err := orders.Walk(ctx, r.DB, account, *q.Selection.Orders, 0, 1)
		for _, o := range list {
			about = o.Ref
		}
		return string(q.Kind), about, err
	}
	list, err := synclog.List(ctx, r.DB, account, *q.Selection.Entries, synclog.Page{Limit: 1})
	for _, e := range list {
		about = e.Ref
	}
	return string(q.Kind), about, err
}

// Do starts an action and works on it for a while, so that a small one is finished when it returns; a worker does the rest.
func (r *Runner) Do(ctx context.Context, who user.User, q Request, patience time.Duration) (Bulk, error) {
	b, err := r.Start(ctx, who, q)
	if err != nil {
		return b, err
	}
	more := true
	for until := r.Now().Add(patience); more; {
		more, err = r.Slice(ctx, b.Account, b.ID, until)
		if err != nil && !errors.Is(err, ErrMoved) {
			return b, err
		}
		if more && r.Wake != nil {
			if err := r.Hand(ctx, b.Account, b.ID); err != nil {
				return b, err
			}
			break
		}
		until = r.Now().Add(patience)
	}
	return Get(ctx, r.DB, b.Account, b.ID)
}

// Hand leaves an action to a worker.
func (r *Runner) Hand(ctx context.Context, account, id int64) error {
	return r.DB.InTx(ctx, func(tx store.Tx) error { return r.Wake(ctx, tx, account, id) })
}

// Stop ends an action after what is being done now is thrown away or finished. BadStatus if it has ended.
func (r *Runner) Stop(ctx context.Context, who user.User, id int64) (Bulk, error) {
	err := r.DB.InTx(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(ctx, `update bulk set state = 'stopped', ended_at = $3, version = version + 1 where account_id = $1 and id = $2 and state = 'running'`,
			who.Account, id, store.Micros(r.Now()))
		if err != nil {
			return fmt.Errorf("stopping a bulk action: %w", err)
		}
		if n == 0 {
			b, err := Get(ctx, tx, who.Account, id)
			if err != nil {
				return err
			}
			return outcome.New(outcome.BulkEnded, "state", string(b.State))
		}
		if err := user.WriteAudit(ctx, tx, r.IDs, who, "bulk_stop", ids.String(id), ""); err != nil {
			return err
		}
		return tx.Notify(ctx, "bulk")
	})
	if err != nil {
		return Bulk{}, err
	}
	return Get(ctx, r.DB, who.Account, id)
}

// Fail ends an action that cannot go on.
func (r *Runner) Fail(ctx context.Context, account, id int64, why *outcome.Error) error {
	return r.DB.InTx(ctx, func(tx store.Tx) error {
		b, err := Get(ctx, tx, account, id)
		if err != nil || b.Ended() {
			return err
		}
		b.State, b.Problem = Failed, why
		return b.store(ctx, tx, r.Now())
	})
}

// Slice works on an action until it has ended or until has come. More is true when it goes on. ErrMoved: another worker has it,
// or a person stopped it.
func (r *Runner) Slice(ctx context.Context, account, id int64, until time.Time) (more bool, err error) {
	b, err := Get(ctx, r.DB, account, id)
	if err != nil {
		return false, err
	}
	s := &slice{Runner: r, b: &b, size: fetchAtATime, closed: map[int64]bool{}}
	for !b.Ended() {
		if err := s.step(ctx); err != nil {
			return false, err
		}
		if !b.Ended() && !r.Now().Before(until) {
			return true, nil
		}
	}
	return false, nil
}

// slice is an action at work.
type slice struct {
	*Runner
	b    *Bulk
	size int // orders that are fetched at a time

	closed map[int64]bool // connections that could not work
}

func (s *slice) step(ctx context.Context) error {
	switch {
	case s.b.Selection.Orders != nil:
		return s.orders(ctx)
	case s.b.Kind == Resolve || s.b.Kind == Unresolve:
		return s.resolve(ctx)
	}
	return s.entries(ctx)
}

// resolve resolves the next entries, or opens them again, and moves the action with them.
func (s *slice) resolve(ctx context.Context) error {
	var next *Bulk
	err := s.DB.InTx(ctx, func(tx store.Tx) error {
		next = s.b.clone()
		list, err := s.nextEntries(ctx, tx, resolveAtATime)
		if err != nil {
			return err
		}
		fit := int64(0)
		for _, e := range list {
			why := s.b.Kind.LeavesOut(&e)
			if why == "" {
				fit++
			} else {
				next.skip(why, 1)
			}
		}
		n, err := synclog.SetResolved(ctx, tx, s.Listeners, s.b.Account, list, s.b.Kind == Resolve, s.b.Actor, s.Now())
		if err != nil {
			return err
		}
		next.Done += fit
		next.Succeeded += n
		next.skip(map[Kind]outcome.Reason{Resolve: outcome.AlreadyResolved, Unresolve: outcome.NotResolved}[s.b.Kind], fit-n) // while it waited for their locks
		next.passed(list, resolveAtATime)
		if err := next.store(ctx, tx, s.Now()); err != nil {
			return err
		}
		return tx.Notify(ctx, "orders")
	})
	if err == nil {
		*s.b = *next
	}
	return err
}

// nextEntries are those after the position, newest first, that were there when the action began.
func (s *slice) nextEntries(ctx context.Context, db store.Reader, limit int) ([]synclog.Entry, error) {
	after := s.b.position
	if after == 0 {
		after = s.b.ID
	}
	return synclog.List(ctx, db, s.b.Account, *s.b.Selection.Entries, synclog.Page{After: after, Limit: limit})
}

// passed moves the position behind entries; fewer than asked for are the last.
func (b *Bulk) passed(list []synclog.Entry, limit int) {
	if len(list) > 0 {
		b.position = list[len(list)-1].ID
	}
	if len(list) < limit {
		b.State = Done
	}
}

// limit is how many entries or orders a step takes.
func (s *slice) limit() int {
	if s.b.Kind.fetches() {
		return s.size
	}
	return runAtATime
}

// entries works on the orders of the next entries, connection by connection. An order that had its turn already, for another
// entry or before a crash, is not worked on again.
func (s *slice) entries(ctx context.Context) error {
	limit := s.limit()
	list, err := s.nextEntries(ctx, s.DB, limit)
	if err != nil {
		return err
	}
	aboutOrders := map[int64]map[string][]int64{} // connection, reference, entries
	others := int64(0)
	for _, e := range list {
		if s.b.Kind.LeavesOut(&e) != "" {
			others++
			continue
		}
		if aboutOrders[e.Connection] == nil {
			aboutOrders[e.Connection] = map[string][]int64{}
		}
		aboutOrders[e.Connection][e.Ref] = append(aboutOrders[e.Connection][e.Ref], e.ID)
	}
	for _, conn := range slices.Sorted(maps.Keys(aboutOrders)) {
		if err := s.connection(ctx, conn, aboutOrders[conn]); err != nil {
			return err
		}
	}
	return s.advance(ctx, func(ctx context.Context, tx store.Tx, next *Bulk) error {
		next.skip(outcome.NotAnOrder, others)
		next.passed(list, limit)
		if s.b.Kind != ResolveAndRerun {
			return nil
		}
		rest := slices.DeleteFunc(slices.Clone(list), func(e synclog.Entry) bool { return s.closed[e.Connection] || e.Entity != synclog.OrderEntity })
		_, err := synclog.SetResolved(ctx, tx, s.Listeners, s.b.Account, rest, true, s.b.Actor, s.Now()) // those of orders that had their turn for another entry
		return err
	})
}

// connection works on orders of one connection. Those that the hub has never had are fetched, whatever the kind.
func (s *slice) connection(ctx context.Context, conn int64, entries map[string][]int64) error {
	refs, err := s.untouched(ctx, conn, slices.Sorted(maps.Keys(entries)))
	if err != nil || len(refs) == 0 {
		return err
	}
	known, err := orders.ByRefs(ctx, s.DB, s.b.Account, conn, refs)
	if err != nil {
		return err
	}
	q := orders.Run{Connection: conn, Verb: orders.Stored, Orders: known, Bulk: s.b.ID}
	if s.b.Kind.fetches() {
		q.Verb, q.Refs = orders.Fetch, missing(refs, known)
	}
	if s.b.Kind == ResolveAndRerun {
		for _, ref := range refs {
			q.Resolve = append(q.Resolve, entries[ref]...)
		}
	}
	if len(q.Orders)+len(q.Refs) > 0 {
		if err := s.run(ctx, q); err != nil {
			return err
		}
	}
	unseen := missing(refs, known)
	if q.Verb == orders.Fetch || len(unseen) == 0 {
		return nil
	}
	for few := range slices.Chunk(unseen, fetchAtATime) {
		if err := s.run(ctx, orders.Run{Connection: conn, Verb: orders.Fetch, Refs: few, Bulk: s.b.ID}); err != nil {
			return err
		}
	}
	return nil
}

func missing(refs []string, known []orders.Row) []string {
	return slices.DeleteFunc(slices.Clone(refs), func(ref string) bool {
		return slices.ContainsFunc(known, func(r orders.Row) bool { return r.Ref == ref })
	})
}

// untouched are the references that this action has not worked on.
func (s *slice) untouched(ctx context.Context, conn int64, refs []string) ([]string, error) {
	rows, err := s.DB.Query(ctx, `select ref from bulk_ref where account_id = $1 and bulk_id = $2 and connection_id = $3 and `+s.DB.In("ref", 4),
		s.b.Account, s.b.ID, conn, store.Strings(refs))
	if err != nil {
		return nil, fmt.Errorf("reading results: %w", err)
	}
	defer rows.Close()
	touched := map[string]bool{}
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return nil, fmt.Errorf("reading results: %w", err)
		}
		touched[ref] = true
	}
	return slices.DeleteFunc(refs, func(ref string) bool { return touched[ref] }), rows.Err()
}

// orders works on the next orders, connection by connection.
func (s *slice) orders(ctx context.Context) error {
	limit := s.limit()
	list, err := orders.Walk(ctx, s.DB, s.b.Account, *s.b.Selection.Orders, s.b.position, limit)
	if err != nil {
		return err
	}
	by, others := map[int64][]orders.Row{}, int64(0)
	for _, o := range list {
		if s.b.Kind == Decide && !slices.Contains(plan.Choices(o.Hold), s.b.Choice) || s.b.Kind == Release && o.Tab != pending {
			others++
			continue
		}
		by[o.Connection] = append(by[o.Connection], o)
	}
	for _, conn := range slices.Sorted(maps.Keys(by)) {
		if err := s.rows(ctx, conn, by[conn]); err != nil {
			return err
		}
	}
	return s.advance(ctx, func(_ context.Context, _ store.Tx, next *Bulk) error {
		if s.b.Kind == Release {
			next.skip(outcome.NotPending, others)
		} else {
			next.skip(outcome.OtherQuestion, others)
		}
		if len(list) > 0 {
			next.position = list[len(list)-1].ID
		}
		if len(list) < limit {
			next.State = Done
		}
		return nil
	})
}

// rows works on orders of one connection.
func (s *slice) rows(ctx context.Context, conn int64, list []orders.Row) error {
	refs := make([]string, len(list))
	for i, o := range list {
		refs[i] = o.Ref
	}
	left, err := s.untouched(ctx, conn, refs)
	if err != nil || len(left) == 0 {
		return err
	}
	list = slices.DeleteFunc(list, func(o orders.Row) bool { return !slices.Contains(left, o.Ref) })
	q := orders.Run{Connection: conn, Verb: orders.Stored, Orders: list, Bulk: s.b.ID, Choice: s.b.Choice, Release: s.b.Kind == Release, Reason: s.b.Reason}
	if s.b.Kind.fetches() {
		q.Verb = orders.Fetch
	}
	return s.run(ctx, q)
}

// Times between which a step that fetches should take: a slow channel gets fewer at a time, a fast one more.
const (
	quick = time.Second
	slow  = 4 * time.Second
)

// run works on a batch in one transaction, which also notes each order's result and moves the action. The orders of a connection
// that cannot work are left out.
func (s *slice) run(ctx context.Context, q orders.Run) error {
	var next *Bulk
	q.Mark = func(ctx context.Context, tx store.Tx, results orders.Results) error {
		next = s.b.clone()
		for _, why := range results {
			next.result(why)
		}
		return s.note(ctx, tx, next, q.Connection, results)
	}
	started := s.Now()
	_, err := s.Desk.Run(ctx, s.b.who(), q)
	if o, ok := errors.AsType[*outcome.Error](err); ok && (o.Reason == outcome.ConnectionPaused || o.Reason == outcome.ConnectionMissing) {
		return s.leaveOut(ctx, q, o)
	}
	if err != nil {
		return err
	}
	*s.b = *next
	if q.Verb == orders.Fetch {
		s.pace(s.Now().Sub(started))
	}
	return nil
}

// leaveOut notes that a batch was not worked on.
func (s *slice) leaveOut(ctx context.Context, q orders.Run, why *outcome.Error) error {
	s.closed[q.Connection] = true
	results := orders.Results{}
	for _, r := range q.Orders {
		results[r.Ref] = why
	}
	for _, ref := range q.Refs {
		results[ref] = why
	}
	var next *Bulk
	err := s.DB.InTx(ctx, func(tx store.Tx) error {
		next = s.b.clone()
		next.skip(why.Reason, int64(len(results)))
		return s.note(ctx, tx, next, q.Connection, results)
	})
	if err == nil {
		*s.b = *next
	}
	return err
}

func (s *slice) pace(took time.Duration) {
	switch {
	case took < quick:
		s.size = min(2*s.size, runAtATime)
	case took > slow:
		s.size = max(s.size/2, 1)
	}
}

var refTable = store.Table{
	Name: "bulk_ref", Columns: []string{"account_id", "bulk_id", "connection_id", "ref", "outcome"}, Types: []string{"bigint", "bigint", "bigint", "text", "text"},
}

// note keeps what became of orders. One that has a result already is another worker's, and undoes all.
func (s *slice) note(ctx context.Context, tx store.Tx, next *Bulk, conn int64, results orders.Results) error {
	rows := make([][]any, 0, len(results))
	for _, ref := range slices.Sorted(maps.Keys(results)) {
		rows = append(rows, []any{s.b.Account, s.b.ID, conn, ref, results[ref].Encode()})
	}
	if err := next.store(ctx, tx, s.Now()); err != nil {
		return err
	}
	if _, err := tx.Bulk(ctx, refTable, rows, ""); err != nil {
		return fmt.Errorf("keeping results: %w", err)
	}
	return nil
}

// advance moves the position, in a transaction of its own.
func (s *slice) advance(ctx context.Context, change func(context.Context, store.Tx, *Bulk) error) error {
	var next *Bulk
	err := s.DB.InTx(ctx, func(tx store.Tx) error {
		next = s.b.clone()
		if err := change(ctx, tx, next); err != nil {
			return err
		}
		return next.store(ctx, tx, s.Now())
	})
	if err == nil {
		*s.b = *next
	}
	return err
}

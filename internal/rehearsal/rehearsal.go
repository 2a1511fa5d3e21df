// Package rehearsal tells what another policy would make of a shop's orders, before anybody saves it: the orders of the last days are
// planned under both policies, and the two are compared. It writes nothing.
package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
)

const (
	// Most is how many orders are looked at, the newest: a person waits for the answer.
	Most = 2000

	atOnce      = 200 // orders of one page
	mostSamples = 20
)

// Fate is what a policy makes of an order that is not in the books yet.
type Fate struct {
	Operations []plan.Operation
	Hold       *outcome.Error // what would keep it from going on; nil: nothing
	Skip       *outcome.Error // the rule that would leave it out; nil: none
}

// Sample is an order that the proposed policy would treat otherwise.
type Sample struct {
	ID                int64 // 0: it is not stored
	Order             order.Snapshot
	Present, Proposed Fate
}

// Tally counts what a policy makes of all the orders.
type Tally struct {
	Operations map[plan.Operation]int64
	Holds      map[outcome.Reason]int64
	Skips      map[outcome.Reason]int64
}

// Answer compares two policies over the same orders.
type Answer struct {
	Peeked            bool  // the orders were read at the channel for this, and not stored
	Orders            int64 // looked at
	Capped            bool  // there are more than Most; the older ones were not looked at
	Changed           int64 // orders that would be treated otherwise
	Present, Proposed Tally
	Samples           []Sample // the newest of those
}

// Run plans the orders that were placed since a moment under the connection's policy and under the proposed one. Errors are those of
// the database.
func Run(ctx context.Context, db store.Reader, r *reconcile.Reconciler, c connection.Connection, proposed policy.Policy, since time.Time) (Answer, error) {
	a := Answer{Present: newTally(), Proposed: newTally()}
	next := mark{created: math.MaxInt64, id: math.MaxInt64}
	for {
		page, err := newest(ctx, db, c, since, next)
		if err != nil || len(page) == 0 {
			return a, err
		}
		if a.Orders+int64(len(page)) > Most {
			page, a.Capped = page[:Most-a.Orders], true
		}
		if err := a.look(ctx, db, r, c, proposed, page); err != nil || a.Capped || len(page) < atOnce {
			return a, err
		}
		next = page[len(page)-1]
	}
}

// mark is an order's place among the newest.
type mark struct{ created, id int64 }

// newest gives the orders before a mark, the newest first.
func newest(ctx context.Context, db store.Reader, c connection.Connection, since time.Time, before mark) ([]mark, error) {
	rows, err := db.Query(ctx, `select created_at, id from orders where account_id = $1 and connection_id = $2 and created_at >= $3
		and (created_at, id) < ($4, $5) order by created_at desc, id desc limit $6`, c.Account, c.ID, store.Micros(since), before.created, before.id, atOnce)
	if err != nil {
		return nil, fmt.Errorf("reading the newest orders: %w", err)
	}
	defer rows.Close()
	var all []mark
	for rows.Next() {
		var m mark
		if err := rows.Scan(&m.created, &m.id); err != nil {
			return nil, fmt.Errorf("reading the newest orders: %w", err)
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// look adds a page of orders to the answer.
func (a *Answer) look(ctx context.Context, db store.Reader, r *reconcile.Reconciler, c connection.Connection, proposed policy.Policy, page []mark) error {
	orderIDs := make([]int64, len(page))
	for i, m := range page {
		orderIDs[i] = m.id
	}
	all, err := r.Rehearse(ctx, db, c, orderIDs, c.Policy, proposed)
	if err != nil {
		return err
	}
	for _, id := range orderIDs {
		one, ok := all[id]
		if !ok {
			continue
		}
		a.count(id, one)
	}
	return nil
}

// count adds an order that was planned under both policies.
func (a *Answer) count(id int64, one reconcile.Rehearsed) {
	a.Orders++
	now, then := fateOf(one.Plans[0]), fateOf(one.Plans[1])
	a.Present.add(now)
	a.Proposed.add(then)
	if now.same(then) {
		return
	}
	a.Changed++
	if len(a.Samples) < mostSamples {
		a.Samples = append(a.Samples, Sample{id, one.Order, now, then})
	}
}

// Peeker reads the newest orders of a shop without storing them.
type Peeker interface {
	Peek(ctx context.Context, c connection.Connection) ([]order.Snapshot, error)
}

// RunOrPeek is Run, or, for a shop of which nothing is here yet, the same over the newest orders that its channel has. Errors are those
// of the database and of the channel.
func RunOrPeek(ctx context.Context, db store.Reader, r *reconcile.Reconciler, at Peeker, c connection.Connection, proposed policy.Policy, since time.Time) (Answer, error) {
	a, err := Run(ctx, db, r, c, proposed, since)
	if err != nil || a.Orders > 0 {
		return a, err
	}
	var one int
	err = db.QueryRow(ctx, `select 1 from orders where account_id = $1 and connection_id = $2 limit 1`, c.Account, c.ID).Scan(&one)
	if !errors.Is(err, store.ErrNoRows) {
		return a, err
	}
	snaps, err := at.Peek(ctx, c)
	if err != nil {
		return a, err
	}
	a.Peeked = true
	all, err := r.RehearseUnseen(ctx, db, c, snaps, c.Policy, proposed)
	for _, one := range all {
		a.count(0, one)
	}
	return a, err
}

func fateOf(p plan.Plan) Fate {
	f := Fate{Hold: p.Hold, Skip: p.Skip}
	for _, op := range p.Ops {
		f.Operations = append(f.Operations, op.Operation)
	}
	return f
}

func (f Fate) same(other Fate) bool {
	return slices.Equal(f.Operations, other.Operations) && reason(f.Hold) == reason(other.Hold) && reason(f.Skip) == reason(other.Skip)
}

// reason is empty where nothing is to be told.
func reason(why *outcome.Error) outcome.Reason {
	if why == nil {
		return ""
	}
	return why.Reason
}

func newTally() Tally {
	return Tally{map[plan.Operation]int64{}, map[outcome.Reason]int64{}, map[outcome.Reason]int64{}}
}

func (t Tally) add(f Fate) {
	for _, op := range f.Operations {
		t.Operations[op]++
	}
	if f.Hold != nil {
		t.Holds[f.Hold.Reason]++
	}
	if f.Skip != nil {
		t.Skips[f.Skip.Reason]++
	}
}

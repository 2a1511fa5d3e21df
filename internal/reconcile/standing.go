package reconcile

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Standing is where a stored order stands: what was read of it last, what the books hold, and what the plan wants now.
type Standing struct {
	Order order.Snapshot // without the channel's own answer
	Have  document.Set
	Plan  plan.Plan
}

// Standings looks at stored orders of a connection, by order id, in a number of statements that does not grow with them. Orders
// of which no content is stored are left out.
func (r *Reconciler) Standings(ctx context.Context, db store.Reader, c connection.Connection, orders []int64) (map[int64]Standing, error) {
	snaps, err := contentsOf(ctx, db, c.Account, orders)
	if err != nil {
		return nil, err
	}
	refs := make([]order.Snapshot, 0, len(snaps))
	for _, s := range snaps {
		refs = append(refs, s)
	}
	stored, err := loadKnown(ctx, db, c, refs)
	if err != nil {
		return nil, err
	}
	works := make([]*work, 0, len(snaps))
	for id, s := range snaps {
		works = append(works, &work{snap: &s, known: stored[s.Ref], id: id})
	}
	if err := r.plan(ctx, db, Batch{Connection: c}, works); err != nil {
		return nil, err
	}
	all := make(map[int64]Standing, len(works))
	for _, w := range works {
		all[w.id] = Standing{*w.snap, w.have, w.plan}
	}
	return all, nil
}

// contentsOf is Stored without the channel's own answers, which take longer to unpack than all the rest.
func contentsOf(ctx context.Context, db store.Reader, account int64, orders []int64) (map[int64]order.Snapshot, error) {
	all := make(map[int64]order.Snapshot, len(orders))
	err := each(ctx, db, `select order_id, snapshot from order_content where account_id = $1 and `+db.In("order_id", 2), []any{account, store.IDs(orders)}, func(row store.Row) error {
		var id int64
		var text string
		if err := row.Scan(&id, &text); err != nil {
			return err
		}
		var c content
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return fmt.Errorf("order %d: %w", id, err)
		}
		var err error
		if c.Snapshot.Problem, err = outcome.Decode(c.Problem); err != nil {
			return fmt.Errorf("order %d: %w", id, err)
		}
		all[id] = c.Snapshot
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading stored snapshots: %w", err)
	}
	return all, nil
}

// Unread makes the next reading of orders count as new, whatever it shows: their contents are lost and have to be stored again.
func Unread(ctx context.Context, tx store.Tx, account int64, orders []int64) error {
	if _, err := tx.Exec(ctx, `update orders set hash = $2 where account_id = $1 and `+tx.In("id", 3), account, []byte{}, store.IDs(orders)); err != nil {
		return fmt.Errorf("forgetting what was read of orders: %w", err)
	}
	return nil
}

package orders

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Desk is what a person may do about orders. Everything ends in reconcile, like a cycle's page.
type Desk struct {
	DB          store.DB
	Connections *connection.Registry
	Reconciler  *reconcile.Reconciler
	Downloads   *download.Downloader
	IDs         *ids.Maker
	Now         func() time.Time
}

// Verb is how an order is run again.
type Verb string

const (
	Fetch  Verb = "fetch"  // ask the channel first
	Stored Verb = "stored" // with what was read last
)

// Rerun works on orders again, whatever became of them before. The result is by order id: nil where it went through, else what
// holds it now.
func (d *Desk) Rerun(ctx context.Context, who user.User, list []Row, v Verb) (map[int64]*outcome.Error, error) {
	results := map[int64]*outcome.Error{}
	for id, of := range byConnection(list) {
		var err error
		if v == Fetch {
			err = d.fetch(ctx, who, id, of, results)
		} else {
			err = d.stored(ctx, who, id, of, results)
		}
		if err != nil {
			return results, err
		}
	}
	return results, nil
}

func byConnection(list []Row) map[int64][]Row {
	by := map[int64][]Row{}
	for _, r := range list {
		by[r.Connection] = append(by[r.Connection], r)
	}
	return by
}

func (d *Desk) fetch(ctx context.Context, who user.User, conn int64, list []Row, results map[int64]*outcome.Error) error {
	refs := make([]string, len(list))
	for i, r := range list {
		refs[i] = r.Ref
	}
	res, err := d.Downloads.Run(ctx, download.Request{Account: who.Account, Connection: conn, Refs: refs, By: synclog.Rerun, Actor: who.Actor(), Attempt: 1})
	if err != nil {
		return err
	}
	for _, r := range list {
		results[r.ID] = res.Failed[r.Ref]
	}
	for _, w := range res.Orders {
		if results[w.ID] == nil {
			results[w.ID] = w.Failed
		}
	}
	return nil
}

func (d *Desk) stored(ctx context.Context, who user.User, conn int64, list []Row, results map[int64]*outcome.Error) error {
	c, err := d.Connections.Get(ctx, who.Account, conn)
	if err != nil {
		return err
	}
	var orderIDs []int64
	for _, r := range list {
		orderIDs = append(orderIDs, r.ID)
	}
	snaps, err := reconcile.Stored(ctx, d.DB, who.Account, orderIDs)
	if err != nil {
		return err
	}
	batch := reconcile.Batch{Connection: c, SyncType: synclog.Rerun, Actor: who.Actor(), Force: true}
	for _, id := range orderIDs {
		if s, ok := snaps[id]; ok {
			batch.Snapshots = append(batch.Snapshots, s)
		}
		results[id] = nil
	}
	res, err := d.Reconciler.Apply(ctx, batch)
	for _, w := range res.Orders {
		results[w.ID] = w.Failed
	}
	return err
}

// Download fetches one order by its number at the channel.
func (d *Desk) Download(ctx context.Context, who user.User, conn int64, ref string) (Row, error) {
	res, err := d.Downloads.Run(ctx, download.Request{Account: who.Account, Connection: conn, Refs: []string{ref}, By: synclog.Manual, Actor: who.Actor(), Attempt: 1})
	if err != nil {
		return Row{}, err
	}
	if why := res.Failed[ref]; why != nil {
		return Row{}, why
	}
	return Find(ctx, d.DB, who.Account, conn, ref)
}

// Release lets a pending order through.
func (d *Desk) Release(ctx context.Context, who user.User, r Row, reason string) (*outcome.Error, error) {
	err := d.DB.InTx(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `update orders set released = true where account_id = $1 and id = $2`, r.Account, r.ID); err != nil {
			return fmt.Errorf("releasing order %s: %w", r.Ref, err)
		}
		return user.WriteAudit(ctx, tx, d.IDs, who, "release_order", r.Ref, reason)
	})
	if err != nil {
		return nil, err
	}
	return d.again(ctx, who, r)
}

// Decide stores what a person chose about the question an order is held with, and works on it. BadStatus when there is no such
// question now.
func (d *Desk) Decide(ctx context.Context, who user.User, r Row, c document.Choice, reason string) (*outcome.Error, error) {
	if !slices.Contains(plan.Choices(r.Hold), c) {
		return nil, outcome.New(outcome.NothingToDecide, "choice", string(c)).About(r.Ref)
	}
	snaps, err := reconcile.Stored(ctx, d.DB, r.Account, []int64{r.ID})
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(document.Decision{Choice: c, About: string(r.Hold.Reason), Refunded: snaps[r.ID].Refunded})
	if err != nil {
		return nil, err
	}
	err = d.DB.InTx(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `update orders set decision = $3 where account_id = $1 and id = $2`, r.Account, r.ID, string(text)); err != nil {
			return fmt.Errorf("deciding on order %s: %w", r.Ref, err)
		}
		return user.WriteAudit(ctx, tx, d.IDs, who, "decide_"+string(c), r.Ref, reason)
	})
	if err != nil {
		return nil, err
	}
	return d.again(ctx, who, r)
}

func (d *Desk) again(ctx context.Context, who user.User, r Row) (*outcome.Error, error) {
	results, err := d.Rerun(ctx, who, []Row{r}, Stored)
	return results[r.ID], err
}

// Both gives an order's two sides and what is planned now.
func (d *Desk) Both(ctx context.Context, r Row) (order.Snapshot, plan.Plan, error) {
	snaps, err := reconcile.Stored(ctx, d.DB, r.Account, []int64{r.ID})
	if err != nil {
		return order.Snapshot{}, plan.Plan{}, err
	}
	c, err := d.Connections.Get(ctx, r.Account, r.Connection)
	if err != nil {
		return order.Snapshot{}, plan.Plan{}, err
	}
	snap := snaps[r.ID]
	works, err := d.Reconciler.Plan(ctx, reconcile.Batch{Connection: c, Snapshots: []order.Snapshot{snap}})
	if err != nil || len(works) == 0 {
		return snap, plan.Plan{}, err
	}
	return snap, works[0].Plan, nil
}

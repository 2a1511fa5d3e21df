// Package download fetches single orders by their number, for webhooks, for people who ask for one, and for re-runs, and hands
// them to reconcile. A webhook is a hint: nothing but the number is taken from it.
package download

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// atOnce is how many orders of one request are fetched side by side; the connection's rate rules anyway.
const atOnce = 4

// Request names orders of one connection.
type Request struct {
	Account    int64
	Connection int64
	Refs       []string
	By         synclog.SyncType
	Actor      string // the person who asked; empty for webhooks
	Attempt    int    // from 1

	// Bulk, Resolve and Mark are those of reconcile.Batch; Mark may be nil.
	Bulk    int64
	Resolve []int64
	Mark    func(context.Context, store.Tx, Result) error
}

// Downloader fetches orders.
type Downloader struct {
	connections *connection.Registry
	reconciler  *reconcile.Reconciler
	now         func() time.Time
	log         *slog.Logger
}

// New is a downloader over its neighbours.
func New(c *connection.Registry, r *reconcile.Reconciler, now func() time.Time, log *slog.Logger) *Downloader {
	return &Downloader{c, r, now, log}
}

// Result is what came of a request.
type Result struct {
	reconcile.Result
	Failed map[string]*outcome.Error // by ref: orders that could not be fetched
}

// Run fetches the orders and reconciles all that came. What could not be fetched has its entry and is in Result.Failed; the
// error is about the whole: the connection may not work, or the database refuses.
func (d *Downloader) Run(ctx context.Context, q Request) (Result, error) {
	conn, err := d.connections.Get(ctx, q.Account, q.Connection)
	if err != nil {
		return Result{}, err
	}
	if conn.State != connection.Active {
		return Result{}, outcome.New(outcome.ConnectionPaused, "connection", conn.Name)
	}
	connector, err := d.connections.Connector(conn)
	if err != nil {
		return Result{}, err
	}
	readAt := d.now()
	recorder := &httpkit.Recorder{}
	snaps, failed := fetch(httpkit.WithRecorder(ctx, recorder), connector, q.Refs)
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	batch := reconcile.Batch{
		Connection: conn, Snapshots: snaps, ReadAt: readAt, SyncType: q.By, Actor: q.Actor, Force: q.By == synclog.Rerun, Exchange: recorder.Exchanges(),
		Bulk: q.Bulk, Resolve: q.Resolve, Settled: settled(snaps, failed),
	}
	if q.Mark != nil {
		batch.Mark = func(ctx context.Context, tx store.Tx, res reconcile.Result) error {
			return q.Mark(ctx, tx, Result{res, failed})
		}
	}
	for _, ref := range q.Refs {
		why := failed[ref]
		if why == nil && q.By == synclog.Manual {
			batch.Extra = append(batch.Extra, entry(ref, outcome.New(outcome.Done), q.Attempt))
		} else if why != nil {
			batch.Extra = append(batch.Extra, entry(ref, why, q.Attempt))
		}
	}
	res, err := d.reconciler.Apply(ctx, batch)
	if err != nil {
		return Result{}, err
	}
	for _, why := range failed {
		if why.Code == outcome.NoAccess {
			if err := d.connections.SetState(ctx, conn.Account, conn.ID, connection.NeedsYou, why); err != nil {
				return Result{}, fmt.Errorf("stopping a connection without access: %w", err)
			}
			break
		}
	}
	return Result{res, failed}, nil
}

// settled are the failures of earlier downloads of the same orders: this one tells.
func settled(came []order.Snapshot, failed map[string]*outcome.Error) []synclog.Settled {
	well := synclog.Settled{Operation: synclog.DownloadOrder, By: synclog.BySuccess}
	for i := range came {
		well.Refs = append(well.Refs, came[i].Ref)
	}
	again := synclog.Settled{Operation: synclog.DownloadOrder, By: synclog.ByAttempt, Refs: slices.Sorted(maps.Keys(failed))}
	return []synclog.Settled{well, again}
}

func entry(ref string, o *outcome.Error, attempt int) synclog.Entry {
	return synclog.Entry{
		Operation: synclog.DownloadOrder, Entity: synclog.OrderEntity, Ref: ref, Outcome: o, Subject: synclog.SubjectOf(o), Attempt: max(attempt, 1),
	}
}

// fetch asks for each order. One that fails does not keep the others.
func fetch(ctx context.Context, c channel.Connector, refs []string) ([]order.Snapshot, map[string]*outcome.Error) {
	var mu sync.Mutex
	var snaps []order.Snapshot
	failed := map[string]*outcome.Error{}
	var g errgroup.Group
	g.SetLimit(atOnce)
	for _, ref := range refs {
		g.Go(func() error {
			s, err := c.Order(ctx, ref)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed[ref] = outcome.Of(err)
			} else {
				snaps = append(snaps, s)
			}
			return nil
		})
	}
	_ = g.Wait() // no function returns an error: each order has its own outcome
	return snaps, failed
}

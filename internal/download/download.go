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
	Why        string // what they wrote as their reason; may be empty
	Attempt    int    // from 1
	Called     bool   // Refs are what people call the orders: the number that they show, or their id

	// Bulk, Resolve and Mark are those of reconcile.Batch; Mark may be nil.
	Bulk     int64
	Resolve  []int64
	Mark     func(context.Context, store.Tx, Result) error
	OrderIDs map[string]int64 // see reconcile.Batch; may be nil
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
	Found  map[string]string         // the channel's ids of those that were, by ref as it was asked for
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
	get := connector.Order
	if q.Called {
		get = func(ctx context.Context, called string) (order.Snapshot, error) {
			return channel.FindOrder(ctx, connector, called)
		}
	}
	got := fetch(httpkit.WithRecorder(ctx, recorder), get, q.Refs)
	if ctx.Err() != nil {
		return Result{}, ctx.Err()
	}
	batch := reconcile.Batch{
		Connection: conn, Snapshots: got.snaps, ReadAt: readAt, SyncType: q.By, Actor: q.Actor, Why: q.Why, Force: q.By == synclog.Rerun, Exchange: recorder.Exchanges(),
		OrderIDs: q.OrderIDs, Bulk: q.Bulk, Resolve: q.Resolve, Settled: settled(got),
	}
	if q.Mark != nil {
		batch.Mark = func(ctx context.Context, tx store.Tx, res reconcile.Result) error {
			return q.Mark(ctx, tx, got.result(res))
		}
	}
	for _, ref := range q.Refs {
		why := got.failed[ref]
		if why == nil && q.By == synclog.Manual {
			batch.Extra = append(batch.Extra, entry(got.found[ref], outcome.New(outcome.Done), q.Attempt))
		} else if why != nil {
			batch.Extra = append(batch.Extra, entry(ref, why, q.Attempt))
		}
	}
	res, err := d.reconciler.Apply(ctx, batch)
	if err != nil {
		return Result{}, err
	}
	for _, why := range got.failed {
		if why.Code == outcome.NoAccess {
			if err := d.connections.SetState(ctx, conn.Account, conn.ID, connection.NeedsYou, why); err != nil {
				return Result{}, fmt.Errorf("stopping a connection without access: %w", err)
			}
			break
		}
	}
	return got.result(res), nil
}

// settled are the failures of earlier downloads of the same orders: this one tells.
func settled(got fetched) []synclog.Settled {
	well := synclog.Settled{Operation: synclog.DownloadOrder, By: synclog.BySuccess}
	for asked, ref := range got.found {
		well.Refs = append(well.Refs, ref)
		if asked != ref { // an earlier one by its number, that failed
			well.Refs = append(well.Refs, asked)
		}
	}
	slices.Sort(well.Refs)
	again := synclog.Settled{Operation: synclog.DownloadOrder, By: synclog.ByAttempt, Refs: slices.Sorted(maps.Keys(got.failed))}
	return []synclog.Settled{well, again}
}

func entry(ref string, o *outcome.Error, attempt int) synclog.Entry {
	return synclog.Entry{
		Operation: synclog.DownloadOrder, Entity: synclog.OrderEntity, Ref: ref, Outcome: o, Subject: synclog.SubjectOf(o), Attempt: max(attempt, 1),
	}
}

// fetched is what came of asking for orders.
type fetched struct {
	snaps  []order.Snapshot
	found  map[string]string // by what was asked for
	failed map[string]*outcome.Error
}

func (f fetched) result(res reconcile.Result) Result {
	return Result{Result: res, Failed: f.failed, Found: f.found}
}

// fetch asks for each order. One that fails does not keep the others.
func fetch(ctx context.Context, get func(context.Context, string) (order.Snapshot, error), refs []string) fetched {
	var mu sync.Mutex
	got := fetched{found: map[string]string{}, failed: map[string]*outcome.Error{}}
	var g errgroup.Group
	g.SetLimit(atOnce)
	for _, ref := range refs {
		g.Go(func() error {
			s, err := get(ctx, ref)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				got.failed[ref] = outcome.Of(err)
			} else {
				got.snaps, got.found[ref] = append(got.snaps, s), s.Ref
			}
			return nil
		})
	}
	_ = g.Wait() // no function returns an error: each order has its own outcome
	return got
}

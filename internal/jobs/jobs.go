// Package jobs wakes the work up: River's job kinds, workers and periodic jobs, in the same database as the rows they are about.
//
// Nothing rests on the queue for being right: pages move their lane by compare-and-set, orders are locked and documents have
// unique keys, so a job that runs twice does nothing the second time. See docs/decisions for why River, and for the settings.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/cancelling"
	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/invoicing"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const (
	// slice is how long a cycle works before it makes room for others. Short, because a node that dies is noticed only when
	// its job has run longer than any job may: timeout, plus at most the half minute between River's looks.
	slice   = 4 * time.Second
	timeout = 20 * time.Second
	rescue  = timeout + time.Second

	dueEvery    = time.Second // how often lanes are looked at
	upkeepEvery = time.Hour
	noticeEvery = time.Minute // how often it is looked for what is to be told

	queueCycles = "cycles" // long work, so that it never takes the places of webhooks
	queueOrders = "orders"
	queueBulk   = "bulk" // a person waits for it, and for nothing else less

	leftBehind = 30 * time.Second // a bulk action that nobody has moved for so long has lost its worker: longer than any job may take
	bulkTries  = 5                // until an action that cannot go on says so

	queueWebhooks = "webhooks_out"
	// webhookWorkers is how many endpoints are sent to at once: more than there are processors, for all they do is wait for
	// somebody else's machine, and a few that hang must not hold up the others.
	webhookWorkers = 16
	// webhookSlice is shorter than slice: its last attempt may hang until its own time-out, and all of it must end within timeout.
	webhookSlice = 3 * time.Second
	queueNotice  = "notices" // mail servers may be slow; nothing else waits for them
)

// Queue is the job queue on either database.
type Queue interface {
	// Start works jobs until ctx ends or Stop is called. Without it the queue only takes jobs.
	Start(ctx context.Context) error
	// Stop lets running jobs end, and cancels them when ctx ends first.
	Stop(ctx context.Context) error
	// Download asks, as part of tx, for orders to be fetched.
	Download(ctx context.Context, tx store.Tx, q download.Request) error
	// Cycle asks, as part of tx, for a lane's cycle; nothing happens when one is queued or at work.
	Cycle(ctx context.Context, tx store.Tx, k cycle.Key, by synclog.SyncType, actor string) error
	// Bulk asks, as part of tx, for a bulk action to be worked on; nothing happens when it is queued or at work.
	Bulk(ctx context.Context, tx store.Tx, account, id int64) error
	// Check asks, as part of tx, for work on a ledger; nothing happens when it is queued or at work.
	Check(ctx context.Context, tx store.Tx, k completeness.Key) error
	// Recover asks, as part of tx, for what an endpoint missed to be sent again.
	Recover(ctx context.Context, tx store.Tx, r outhook.Recovery) error
}

// Work is what the jobs do.
type Work struct {
	DB         store.DB
	Cycles     *cycle.Runner
	Downloads  *download.Downloader
	Bulks      *bulk.Runner
	Ledger     *completeness.Runner
	Webhooks   *outhook.Sender
	Invoices   *invoicing.Invoicer
	Cancelling *cancelling.Desk
	Listeners  issue.Listeners             // to issues that wake up
	Upkeep     func(context.Context) error // hourly: days of the log, old rows
	Notices    func(context.Context) error // every minute: what is to be told, and what waits to be sent
	Now        func() time.Time
	Log        *slog.Logger
}

// New is a queue on the database of w. Name is this node's, unique among those alive; workers is how many jobs of a sort run
// here at once.
func New(w Work, name string, workers int) (Queue, error) {
	switch native := w.DB.Native().(type) {
	case *pgxpool.Pool:
		return open(riverpgxv5.New(native), w, name, workers, false)
	case *sql.DB:
		return open(riversqlite.New(native), w, name, workers, true)
	default:
		return nil, fmt.Errorf("jobs: no queue for a database of type %T", native)
	}
}

type queue[Tx any] struct {
	client *river.Client[Tx]
	work   Work
	single bool // SQLite: no other node
}

func open[Tx any](driver riverdriver.Driver[Tx], w Work, name string, workers int, single bool) (Queue, error) {
	q := &queue[Tx]{work: w, single: single}
	all := river.NewWorkers()
	river.AddWorker(all, &cycleWorker{work: w})
	river.AddWorker(all, &downloadWorker{work: w})
	river.AddWorker(all, &bulkWorker{work: w})
	river.AddWorker(all, &dueWorker{queue: q})
	river.AddWorker(all, &checkWorker{work: w})
	river.AddWorker(all, &checksDueWorker{queue: q})
	river.AddWorker(all, &webhookWorker{work: w})
	river.AddWorker(all, &recoverWorker{work: w})
	river.AddWorker(all, &upkeepWorker{work: w})
	river.AddWorker(all, &invoicesWorker{work: w})
	river.AddWorker(all, &cancellingWorker{work: w})
	river.AddWorker(all, &noticeWorker{work: w})
	cfg := &river.Config{
		ID: name, Logger: quiet(w.Log), Workers: all,
		JobTimeout: timeout, RescueStuckJobsAfter: rescue, SoftStopTimeout: timeout,
		CompletedJobRetentionPeriod: 10 * time.Minute,
		FetchCooldown:               20 * time.Millisecond, FetchPollInterval: 250 * time.Millisecond,
		Queues: map[string]river.QueueConfig{
			queueCycles: {MaxWorkers: workers}, queueOrders: {MaxWorkers: workers}, queueBulk: {MaxWorkers: max(workers/2, 1)}, queueChecks: {MaxWorkers: 2},
			queueWebhooks: {MaxWorkers: webhookWorkers},
			queueNotice:   {MaxWorkers: 1}, river.QueueDefault: {MaxWorkers: 2},
		},
		RetryPolicy: retry{now: w.Now},
		PeriodicJobs: []*river.PeriodicJob{
			river.NewPeriodicJob(river.PeriodicInterval(dueEvery), func() (river.JobArgs, *river.InsertOpts) { return dueArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true}),
			river.NewPeriodicJob(river.PeriodicInterval(invoicesEvery), func() (river.JobArgs, *river.InsertOpts) { return invoicesArgs{}, nil }, nil),
			river.NewPeriodicJob(river.PeriodicInterval(cancellingEvery), func() (river.JobArgs, *river.InsertOpts) { return cancellingArgs{}, nil }, nil),
			river.NewPeriodicJob(river.PeriodicInterval(checksEvery), func() (river.JobArgs, *river.InsertOpts) { return checksDueArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true}),
			river.NewPeriodicJob(river.PeriodicInterval(upkeepEvery), func() (river.JobArgs, *river.InsertOpts) { return upkeepArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true}),
			river.NewPeriodicJob(river.PeriodicInterval(noticeEvery), func() (river.JobArgs, *river.InsertOpts) { return noticeArgs{}, nil }, &river.PeriodicJobOpts{RunOnStart: true}),
		},
	}
	var err error
	q.client, err = river.NewClient(driver, cfg)
	if err != nil {
		return nil, fmt.Errorf("opening the job queue: %w", err)
	}
	return q, nil
}

func (q *queue[Tx]) Start(ctx context.Context) error {
	if q.single {
		// No other node shares a SQLite file, so what is marked as running was left by a crash of this one. River would find
		// it by its age only, most of a minute later.
		err := q.work.DB.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Exec(ctx, `update river_job set state = 'available' where state = 'running'`)
			return err
		})
		if err != nil {
			return fmt.Errorf("taking up jobs that a crash left behind: %w", err)
		}
	}
	return q.client.Start(ctx)
}

func (q *queue[Tx]) Stop(ctx context.Context) error {
	err := q.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return q.client.StopAndCancel(context.WithoutCancel(ctx))
	}
	return err
}

func (q *queue[Tx]) insert(ctx context.Context, tx store.Tx, args river.JobArgs) error {
	native, ok := tx.Native().(Tx)
	if !ok {
		return fmt.Errorf("jobs: a transaction of type %T is not of this queue's database", tx.Native())
	}
	_, err := q.client.InsertTx(ctx, native, args, nil)
	if err != nil {
		return fmt.Errorf("queueing %s: %w", args.Kind(), err)
	}
	return nil
}

func (q *queue[Tx]) Download(ctx context.Context, tx store.Tx, r download.Request) error {
	return q.insert(ctx, tx, downloadArgs{r.Account, r.Connection, r.Refs, r.By, r.Actor})
}

func (q *queue[Tx]) Cycle(ctx context.Context, tx store.Tx, k cycle.Key, by synclog.SyncType, actor string) error {
	return q.insert(ctx, tx, cycleArgs{k.Account, k.Connection, k.Lane, by, actor})
}

func (q *queue[Tx]) Bulk(ctx context.Context, tx store.Tx, account, id int64) error {
	return q.insert(ctx, tx, bulkArgs{account, id})
}

// once is for jobs of which a second one would find nothing to do. A retryable one does not count: it waits for its turn while
// a fresh one may go at once.
var once = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled,
}}

type cycleArgs struct {
	Account    int64            `json:"account" river:"unique"`
	Connection int64            `json:"connection" river:"unique"`
	Lane       string           `json:"lane" river:"unique"`
	By         synclog.SyncType `json:"by"`
	Actor      string           `json:"actor"`
}

func (cycleArgs) Kind() string { return "cycle" }
func (cycleArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueCycles, UniqueOpts: once, MaxAttempts: 1} // the lane's row says when it is due again
}

type cycleWorker struct {
	river.WorkerDefaults[cycleArgs]
	work Work
}

func (w *cycleWorker) Work(ctx context.Context, job *river.Job[cycleArgs]) error {
	a := job.Args
	more, err := w.work.Cycles.Slice(ctx, cycle.Key{Account: a.Account, Connection: a.Connection, Lane: a.Lane}, a.By, a.Actor, w.work.Now().Add(slice))
	switch {
	case errors.Is(err, cycle.ErrMoved):
		w.work.Log.Debug("another worker has the lane", "connection", a.Connection, "lane", a.Lane)
		return nil
	case gone(err):
		return river.JobCancel(err)
	case err != nil:
		return err
	case more:
		return river.JobSnooze(0)
	}
	return nil
}

// gone tells that the connection was removed, be it while the job was at work.
func gone(err error) bool {
	o, ok := errors.AsType[*outcome.Error](err)
	return ok && o.Reason == outcome.ConnectionMissing
}

type downloadArgs struct {
	Account    int64            `json:"account"`
	Connection int64            `json:"connection"`
	Refs       []string         `json:"refs"`
	By         synclog.SyncType `json:"by"`
	Actor      string           `json:"actor"`
}

func (downloadArgs) Kind() string { return "download" }
func (downloadArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueOrders, MaxAttempts: 10}
}

type downloadWorker struct {
	river.WorkerDefaults[downloadArgs]
	work Work
}

// Work fetches the orders. What waiting can help is tried again with growing waits; the rest has its entry and waits for a
// person. A paused connection loses nothing: its next cycle reads all that changed meanwhile.
func (w *downloadWorker) Work(ctx context.Context, job *river.Job[downloadArgs]) error {
	a := job.Args
	res, err := w.work.Downloads.Run(ctx, download.Request{Account: a.Account, Connection: a.Connection, Refs: a.Refs, By: a.By, Actor: a.Actor, Attempt: job.Attempt})
	if err != nil {
		if o := outcome.Of(err); o.Reason == outcome.ConnectionPaused || o.Reason == outcome.ConnectionMissing {
			return river.JobCancel(err)
		}
		return err
	}
	var again *outcome.Error
	for _, why := range res.Failed {
		if why.Code.RetriesItself() && (again == nil || why.After > again.After) {
			again = why
		}
	}
	switch {
	case again == nil:
		return nil
	case again.After > 0: // the channel said when
		return river.JobSnooze(again.After)
	}
	return again
}

type bulkArgs struct {
	Account int64 `json:"account" river:"unique"`
	ID      int64 `json:"id" river:"unique"`
}

func (bulkArgs) Kind() string { return "bulk" }
func (bulkArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueBulk, UniqueOpts: once, MaxAttempts: bulkTries}
}

type bulkWorker struct {
	river.WorkerDefaults[bulkArgs]
	work Work
}

// Work does a few slices. What one leaves undone is in the action's row, whoever goes on.
func (w *bulkWorker) Work(ctx context.Context, job *river.Job[bulkArgs]) error {
	a := job.Args
	more, err := w.work.Bulks.Slice(ctx, a.Account, a.ID, w.work.Now().Add(slice))
	switch {
	case errors.Is(err, bulk.ErrMoved):
		w.work.Log.Debug("another worker has the bulk action, or it was stopped", "bulk", a.ID)
		return nil
	case outcome.Of(err) != nil && outcome.Of(err).Reason == outcome.BulkMissing:
		return river.JobCancel(err)
	case err != nil && ctx.Err() == nil && job.Attempt >= job.MaxAttempts:
		return errors.Join(err, w.work.Bulks.Fail(ctx, a.Account, a.ID, outcome.Of(err)))
	case err != nil:
		return err
	case more:
		return river.JobSnooze(0)
	}
	return nil
}

type dueArgs struct{}

func (dueArgs) Kind() string { return "due" }
func (dueArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: once, MaxAttempts: 1}
}

// dueWorker queues the cycles that are due, cycles and bulk actions that were left in the middle, and the endpoints with webhooks
// to send, and wakes the issues whose snooze is over.
type dueWorker struct {
	river.WorkerDefaults[dueArgs]
	queue interface {
		Cycle(context.Context, store.Tx, cycle.Key, synclog.SyncType, string) error
		Bulk(ctx context.Context, tx store.Tx, account, id int64) error
		deliver(context.Context, store.Tx, outhook.Key) error
		db() store.DB
		time() time.Time
		listeners() issue.Listeners
	}
}

func (q *queue[Tx]) db() store.DB               { return q.work.DB }
func (q *queue[Tx]) time() time.Time            { return q.work.Now() }
func (q *queue[Tx]) listeners() issue.Listeners { return q.work.Listeners }

func (w *dueWorker) Work(ctx context.Context, _ *river.Job[dueArgs]) error {
	if err := issue.Wake(ctx, w.queue.db(), w.queue.listeners(), w.queue.time()); err != nil {
		return err
	}
	due, err := cycle.Due(ctx, w.queue.db(), w.queue.time())
	if err != nil {
		return err
	}
	left, err := bulk.Left(ctx, w.queue.db(), w.queue.time().Add(-leftBehind))
	if err != nil {
		return err
	}
	endpoints, err := outhook.Due(ctx, w.queue.db(), w.queue.time())
	if err != nil || len(due)+len(left)+len(endpoints) == 0 {
		return err
	}
	return w.queue.db().InTx(ctx, func(tx store.Tx) error {
		for _, l := range due {
			if err := w.queue.Cycle(ctx, tx, l.Key, synclog.Auto, ""); err != nil {
				return err
			}
		}
		for _, b := range left {
			if err := w.queue.Bulk(ctx, tx, b.Account, b.ID); err != nil {
				return err
			}
		}
		for _, k := range endpoints {
			if err := w.queue.deliver(ctx, tx, k); err != nil {
				return err
			}
		}
		return nil
	})
}

type upkeepArgs struct{}

func (upkeepArgs) Kind() string { return "upkeep" }
func (upkeepArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: once, MaxAttempts: 3}
}

type upkeepWorker struct {
	river.WorkerDefaults[upkeepArgs]
	work Work
}

// Work goes on in a moment with what it did not get through: an owner has chosen to keep less, and that is many rows.
func (w *upkeepWorker) Work(ctx context.Context, _ *river.Job[upkeepArgs]) error {
	err := w.work.Upkeep(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return river.JobSnooze(time.Second)
	}
	return err
}

type noticeArgs struct{}

func (noticeArgs) Kind() string { return "notices" }
func (noticeArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueNotice, UniqueOpts: once, MaxAttempts: 1} // the next minute tries again
}

type noticeWorker struct {
	river.WorkerDefaults[noticeArgs]
	work Work
}

func (w *noticeWorker) Work(ctx context.Context, _ *river.Job[noticeArgs]) error {
	return w.work.Notices(ctx)
}

// retry is when a job that failed is tried again.
type retry struct{ now func() time.Time }

func (r retry) NextRetry(job *rivertype.JobRow) time.Time {
	return r.now().Add(cycle.Backoff(job.Attempt, 0, 0))
}

// quiet keeps River's notes of normal work out of our log.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(atLeast{log.Handler(), slog.LevelWarn})
}

type atLeast struct {
	slog.Handler
	level slog.Level
}

func (h atLeast) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.level && h.Handler.Enabled(ctx, l)
}
func (h atLeast) WithAttrs(a []slog.Attr) slog.Handler {
	return atLeast{h.Handler.WithAttrs(a), h.level}
}
func (h atLeast) WithGroup(g string) slog.Handler { return atLeast{h.Handler.WithGroup(g), h.level} }

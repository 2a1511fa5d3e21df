// Package cycle runs sync cycles: one round of one lane of one connection asks for all that changed since the last, page by
// page, and hands each page to reconcile, whose transaction also moves the page mark.
//
// It owns the tables lane and cycle. A cycle is worked on in short slices: a slice that ends, is killed, or is taken over by
// another node leaves a row from which the next goes on.
package cycle

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// Runner works on cycles.
type Runner struct {
	db          store.DB
	connections *connection.Registry
	reconciler  *reconcile.Reconciler
	ids         *ids.Maker
	now         func() time.Time
	log         *slog.Logger
}

// NewRunner is a runner over the database and what it needs to do its work.
func NewRunner(db store.DB, c *connection.Registry, r *reconcile.Reconciler, m *ids.Maker, now func() time.Time, log *slog.Logger) *Runner {
	return &Runner{db, c, r, m, now, log}
}

// ErrMoved is returned when another worker moved the lane meanwhile: it has the work, and ours was undone.
var ErrMoved = errors.New("the lane was moved by another worker")

// Key names a lane.
type Key struct {
	Account    int64  `json:"account"`
	Connection int64  `json:"connection"`
	Lane       string `json:"lane"`
}

// Slice works on a lane's cycle until it is finished or until has come, beginning one if none is under way. More is true when
// the cycle goes on. A channel's refusal or silence is no error of Slice: it is recorded in the lane and the log, and the
// cycle is tried again after a growing wait.
func (r *Runner) Slice(ctx context.Context, k Key, by synclog.SyncType, actor string, until time.Time) (more bool, err error) {
	conn, err := r.connections.Get(ctx, k.Account, k.Connection)
	if err != nil {
		return false, err
	}
	if conn.State != connection.Active {
		return false, nil
	}
	kind, ok := r.connections.Kind(conn.Channel)
	if !ok {
		return false, fmt.Errorf("connection %q: this program has no channel %q", conn.Name, conn.Channel)
	}
	connector, err := r.connections.Connector(conn)
	if err != nil {
		return false, err
	}
	run := &run{Runner: r, conn: conn, kind: kind, connector: connector, by: by, actor: actor}
	if run.lane, err = Load(ctx, r.db, k); err != nil {
		return false, err
	}
	if run.lane.Cycle == 0 {
		if err := run.begin(ctx); err != nil {
			return false, err
		}
	}
	reading, stop := context.WithCancel(ctx)
	defer func() { stop(); run.ahead.wait() }() // a page read ahead and not used is not missed: its mark has not moved
	for {
		done, err := run.page(ctx, reading, until)
		if err != nil || done {
			return false, err
		}
		if !r.now().Before(until) {
			return true, nil
		}
	}
}

// run is one slice at work.
type run struct {
	*Runner
	conn      connection.Connection
	kind      channel.Kind
	connector channel.Connector
	by        synclog.SyncType
	actor     string
	lane      Lane
	ahead     *reading // the page after the one at work; nil: none is being read
}

// FirstReach is how far back the first cycle of a new connection looks when its policy names no go-live date.
const FirstReach = 30 * 24 * time.Hour

// begin opens a cycle and its first window.
func (r *run) begin(ctx context.Context) error {
	now := r.now()
	begun := r.lane
	begun.Cycle = r.ids.Next()
	if begun.Cursor == "" { // else the last one failed inside its window, and this one goes on there
		begun.WindowFrom, begun.WindowTo = r.window(now)
		begun.Done, begun.Total = 0, 0
	}
	var moved Lane
	err := r.db.InTx(ctx, func(tx store.Tx) error {
		moved = begun
		if err := connection.Hold(ctx, tx, r.conn.Account, r.conn.ID); err != nil {
			return err
		}
		if err := move(ctx, tx, &moved); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into cycle (account_id, id, connection_id, lane, sync_type, state, started_at, ended_at, window_from, window_to,
			seen, fresh, changed, skipped, held, problem) values ($1, $2, $3, $4, $5, 'running', $6, 0, $7, $8, 0, 0, 0, 0, 0, '')`,
			r.conn.Account, begun.Cycle, r.conn.ID, r.lane.Lane, string(r.by), store.Micros(now), store.Micros(begun.WindowFrom), store.Micros(begun.WindowTo))
		if err != nil {
			return fmt.Errorf("opening a cycle: %w", err)
		}
		return tx.Notify(ctx, "status")
	})
	if err == nil {
		r.lane = moved
	}
	return err
}

// window is the next span to ask for. It reaches back a little into the one before, stays behind now by the channel's lag, and
// is cut to what the channel allows.
func (r *run) window(now time.Time) (from, to time.Time) {
	from = r.lane.Watermark.Add(-r.kind.Overlap)
	if r.lane.Watermark.IsZero() {
		if from = now.Add(-FirstReach); !r.conn.Policy.DownloadFrom.IsZero() {
			from = r.conn.Policy.DownloadFrom
		}
	}
	to = now.Add(-r.kind.Lag)
	if r.kind.MaxWindow > 0 && to.Sub(from) > r.kind.MaxWindow {
		to = from.Add(r.kind.MaxWindow)
	}
	if to.Before(from) {
		to = from
	}
	return from.UTC(), to.UTC()
}

// reading is a page on its way from the channel.
type reading struct {
	window   channel.Window
	at       channel.Cursor
	since    time.Time // when reading began
	recorder *httpkit.Recorder
	done     chan struct{}
	page     channel.Page
	err      error
}

// read begins to read a page.
func (r *run) read(ctx context.Context, w channel.Window, at channel.Cursor) *reading {
	p := &reading{window: w, at: at, since: r.now(), recorder: &httpkit.Recorder{}, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		defer func() {
			if v := recover(); v != nil { // a fault in one connector must not end the program
				p.err = fmt.Errorf("reading a page panicked: %v", v)
			}
		}()
		p.page, p.err = r.connector.Orders(httpkit.WithRecorder(ctx, p.recorder), w, at)
	}()
	return p
}

// wait waits until the page is read; nothing to wait for when none is.
func (p *reading) wait() {
	if p != nil {
		<-p.done
	}
}

// take gives the page at the lane's mark: the one read ahead when it is that one.
func (r *run) take(ctx context.Context) *reading {
	w, at := channel.Window{From: r.lane.WindowFrom, To: r.lane.WindowTo}, channel.Cursor(r.lane.Cursor)
	p := r.ahead
	r.ahead = nil
	if p == nil || p.window != w || p.at != at {
		p.wait()
		p = r.read(ctx, w, at)
	}
	p.wait()
	return p
}

// page reads one page and reconciles it; done when the cycle is finished or failed. While the database works on it, the next
// one is read, unless the slice will be over by then.
func (r *run) page(ctx, reading context.Context, until time.Time) (done bool, err error) {
	p := r.take(reading)
	page, recorder, readAt := p.page, p.recorder, p.since
	if err := p.err; err != nil {
		if ctx.Err() != nil { // we are being stopped: the next slice goes on here
			return false, ctx.Err()
		}
		return true, r.fail(ctx, outcome.Of(err), recorder)
	}
	if page.Next != "" && r.now().Before(until) {
		r.ahead = r.read(reading, p.window, page.Next)
	}
	// What a person chose while the slice was at work counts from this page on: an order that is held for what was fixed just now
	// would wait for nobody.
	now, err := r.connections.Get(ctx, r.conn.Account, r.conn.ID)
	if err != nil {
		return false, err
	}
	r.conn.Policy = now.Policy
	next := r.lane
	next.Done += int64(len(page.Orders))
	if page.Total > 0 || next.Total == 0 {
		next.Total = max(int64(page.Total), next.Total)
	}
	next.Cursor = string(page.Next)
	finished := false
	if page.Next == "" { // all of the window is in
		next.Watermark = next.WindowTo
		finished = !r.another(&next)
	}
	var settled []synclog.Settled
	if finished && next.Failures > 0 {
		settled = r.settled(synclog.BySuccess)
	}
	var moved Lane
	_, err = r.reconciler.Apply(ctx, reconcile.Batch{
		Connection: r.conn, Snapshots: page.Orders, ReadAt: readAt, SyncType: r.by, Actor: r.actor, Cycle: r.lane.Cycle, Exchange: recorder.Outlines(), Settled: settled,
		Mark: func(ctx context.Context, tx store.Tx, res reconcile.Result) error {
			moved = next
			return r.mark(ctx, tx, &moved, res, finished)
		},
	})
	if err != nil {
		return false, err
	}
	r.lane = moved
	return finished, nil
}

// another opens the next window of the same cycle when the channel's limit cut this one short of now.
func (r *run) another(next *Lane) bool {
	if r.kind.MaxWindow == 0 {
		return false
	}
	was := r.lane
	defer func() { r.lane = was }()
	r.lane = *next
	now := r.now()
	if now.Add(-r.kind.Lag).Sub(next.Watermark) <= r.kind.Overlap { // the next cycle is early enough for the rest
		return false
	}
	next.WindowFrom, next.WindowTo = r.window(now)
	next.Cursor = ""
	return true
}

// mark moves the lane and the cycle inside the transaction of the page.
func (r *run) mark(ctx context.Context, tx store.Tx, next *Lane, res reconcile.Result, finished bool) error {
	now := r.now()
	state, ended := "running", time.Time{}
	if finished {
		state, ended = "done", now
		next.LastCycle, next.Cycle = next.Cycle, 0
		next.LastSuccess, next.Failures, next.Problem = now, 0, nil
		next.NextAt = now.Add(time.Duration(r.conn.Policy.OrdersEverySecs) * time.Second)
	}
	if err := move(ctx, tx, next); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update cycle set state = $3, ended_at = $4, window_to = $5, seen = seen + $6, fresh = fresh + $7, changed = changed + $8,
		skipped = skipped + $9, held = held + $10 where account_id = $1 and id = $2`, r.conn.Account, r.lane.Cycle, state, store.Micros(ended),
		store.Micros(next.WindowTo), res.Seen, res.Fresh, res.Changed, res.Skipped, res.Held)
	if err != nil {
		return fmt.Errorf("counting a page: %w", err)
	}
	return tx.Notify(ctx, "status")
}

// settled are the failures of earlier cycles.
func (r *run) settled(by string) []synclog.Settled {
	return []synclog.Settled{{Refs: []string{r.conn.Name}, Operation: synclog.DownloadOrder, By: by}}
}

// fail closes the cycle with what went wrong and sets the wait before the next. The window stays where it is. Refused access
// stops the connection until a person reconnects.
func (r *run) fail(ctx context.Context, why *outcome.Error, recorder *httpkit.Recorder) error {
	r.log.Warn("cycle failed", "channel", r.conn.Channel, "connection", r.conn.ID, "op", why.Op, "code", int(why.Code), "reason", why.Reason, "err", why)
	now := r.now()
	_, err := r.reconciler.Apply(ctx, reconcile.Batch{
		Connection: r.conn, ReadAt: now, SyncType: r.by, Actor: r.actor, Cycle: r.lane.Cycle, Exchange: recorder.Exchanges(),
		Extra: []synclog.Entry{{
			Operation: synclog.DownloadOrder, Entity: synclog.ConnectionEntity, Ref: r.conn.Name, Outcome: why, Subject: synclog.SubjectOf(why), Attempt: r.lane.Failures + 1,
		}},
		Settled: r.settled(synclog.ByAttempt),
		Mark: func(ctx context.Context, tx store.Tx, _ reconcile.Result) error {
			next := r.lane
			next.LastCycle, next.Cycle, next.Problem, next.Failures = next.Cycle, 0, why, next.Failures+1
			next.NextAt = now.Add(Backoff(next.Failures, why.After, time.Duration(r.conn.Policy.OrdersEverySecs)*time.Second))
			if err := move(ctx, tx, &next); err != nil {
				return err
			}
			if why.Code == outcome.NoAccess {
				if err := connection.SetState(ctx, tx, r.conn.Account, r.conn.ID, connection.NeedsYou, why); err != nil {
					return err
				}
			}
			_, err := tx.Exec(ctx, `update cycle set state = 'failed', ended_at = $3, problem = $4 where account_id = $1 and id = $2`,
				r.conn.Account, r.lane.Cycle, store.Micros(now), why.Encode())
			if err != nil {
				return fmt.Errorf("closing a cycle: %w", err)
			}
			return tx.Notify(ctx, "status")
		},
	})
	return err
}

// peeks are how far back Peek looks, one after the other, until there is an order.
var peeks = []time.Duration{24 * time.Hour, 7 * 24 * time.Hour, FirstReach}

// Peek reads the newest page of a shop's orders and stores nothing, for somebody who is still to choose what shall be done with them.
// The newest come first. None: the channel has had no order for as long as a first cycle looks back.
func (r *Runner) Peek(ctx context.Context, conn connection.Connection) ([]order.Snapshot, error) {
	kind, _ := r.connections.Kind(conn.Channel)
	connector, err := r.connections.Connector(conn)
	if err != nil {
		return nil, err
	}
	to := r.now().Add(-kind.Lag)
	for _, back := range peeks {
		if kind.MaxWindow > 0 {
			back = min(back, kind.MaxWindow)
		}
		page, err := connector.Orders(ctx, channel.Window{From: to.Add(-back), To: to}, "")
		if err != nil {
			return nil, err
		}
		if len(page.Orders) > 0 {
			slices.Reverse(page.Orders) // a connector gives the oldest change first
			return page.Orders, nil
		}
	}
	return nil, nil
}

// DryRun reads the next window from where the lane stands and tells what would be done with its orders, page by page, without
// doing it.
func (r *Runner) DryRun(ctx context.Context, k Key, each func([]reconcile.Worked) error) error {
	conn, err := r.connections.Get(ctx, k.Account, k.Connection)
	if err != nil {
		return err
	}
	kind, _ := r.connections.Kind(conn.Channel)
	connector, err := r.connections.Connector(conn)
	if err != nil {
		return err
	}
	lane, err := Load(ctx, r.db, k)
	if err != nil {
		return err
	}
	run := &run{Runner: r, conn: conn, kind: kind, connector: connector, lane: lane}
	w := channel.Window{}
	w.From, w.To = run.window(r.now())
	var at channel.Cursor
	for {
		page, err := connector.Orders(ctx, w, at)
		if err != nil {
			return err
		}
		works, err := r.reconciler.Plan(ctx, reconcile.Batch{Connection: conn, Snapshots: page.Orders, SyncType: synclog.Manual})
		if err != nil {
			return err
		}
		if err := each(works); err != nil {
			return err
		}
		if at = page.Next; at == "" {
			return nil
		}
	}
}

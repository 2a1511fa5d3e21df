// Package completeness is the ledger: per connection and day of the shop, what the channel has, what came here, what became of
// it, and what nothing explains. It heals what it finds missing, and says up to which moment all is proven.
//
// It owns the tables ledger, ledger_day, ledger_finding and ledger_seen. A check walks a span of days in small steps, each one
// transaction that also moves the ledger's row by compare-and-set: it reads the channel's list into the database page by page,
// compares it there with the orders, fetches what is missing, and holds each day's orders against the books. A step that is
// killed, or whose worker was taken for dead, leaves a row from which the next goes on. See docs/completeness.md.
package completeness

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Books are where the ledger looks for documents without an order.
type Books interface {
	// Adopt gives documents written in a span whose order came back under another id to that order.
	Adopt(ctx context.Context, tx store.Tx, account, connection int64, from, to time.Time) (int64, error)

	// AdoptOf does so for the documents of some orders, whenever they were written.
	AdoptOf(ctx context.Context, tx store.Tx, account, connection int64, refs []string) error
	// Orphans gives the live documents written in a span for which there is no order, by number after the given one.
	Orphans(ctx context.Context, db store.Reader, account, connection int64, from, to time.Time, after string, limit int) ([]backoffice.Orphan, error)
	// OrderIDs gives the ids that documents carry for orders whose own rows are lost, by the order's ref.
	OrderIDs(ctx context.Context, db store.Reader, account, connection int64, refs []string) (map[string]int64, error)
}

// Runner works on checks.
type Runner struct {
	db          store.DB
	connections *connection.Registry
	reconciler  *reconcile.Reconciler
	downloads   *download.Downloader
	books       Books
	users       *user.Directory
	ids         *ids.Maker
	listeners   issue.Listeners
	now         func() time.Time
	log         *slog.Logger
}

// Options for NewRunner; all fields but Listeners are needed.
type Options struct {
	DB          store.DB
	Connections *connection.Registry
	Reconciler  *reconcile.Reconciler
	Downloads   *download.Downloader
	Books       Books
	Users       *user.Directory
	IDs         *ids.Maker
	Listeners   issue.Listeners // nil: nobody is told of issues
	Now         func() time.Time
	Log         *slog.Logger
}

// NewRunner is a runner over the database and what it needs to do its work.
func NewRunner(o Options) *Runner {
	return &Runner{o.DB, o.Connections, o.Reconciler, o.Downloads, o.Books, o.Users, o.IDs, o.Listeners, o.Now, o.Log}
}

// Slice works on a ledger's check until it is finished or until has come, beginning one if one is due. More is true when the
// check goes on. A channel's refusal or silence is no error of Slice: it is recorded in the ledger and the log, and the check is
// tried again after a growing wait.
func (r *Runner) Slice(ctx context.Context, k Key, until time.Time) (more bool, err error) {
	run, err := r.open(ctx, k)
	if err != nil || run.conn.State != connection.Active || run.lane.Watermark.IsZero() || run.ledger.RetryAt.After(r.now()) {
		return false, err
	}
	if !run.ledger.Running {
		if begun, err := run.begin(ctx); err != nil || !begun {
			return false, err
		}
	}
	for run.ledger.Running {
		if err := run.step(httpkit.WithPriority(ctx, httpkit.Later)); err != nil {
			return false, run.stop(ctx, err)
		}
		if !r.now().Before(until) {
			return run.ledger.Running, nil
		}
	}
	return run.due(), nil
}

// run is one slice at work.
type run struct {
	*Runner
	conn      connection.Connection
	kind      channel.Kind
	connector channel.Connector
	lane      cycle.Lane
	calendar  Calendar
	ledger    Ledger
	told      map[string]bool // orders of the page at work that were found unequal and worked on
}

func (r *Runner) open(ctx context.Context, k Key) (*run, error) {
	conn, err := r.connections.Get(ctx, k.Account, k.Connection)
	if err != nil {
		return nil, err
	}
	kind, ok := r.connections.Kind(conn.Channel)
	if !ok {
		return nil, fmt.Errorf("connection %q: this program has no channel %q", conn.Name, conn.Channel)
	}
	connector, err := r.connections.Connector(conn)
	if err != nil {
		return nil, err
	}
	lane, err := cycle.Load(ctx, r.db, cycle.Key{Account: k.Account, Connection: k.Connection, Lane: connection.Orders})
	if err != nil {
		return nil, err
	}
	account, err := r.users.Account(ctx, k.Account)
	if err != nil {
		return nil, fmt.Errorf("reading the account: %w", err)
	}
	ledger, err := Load(ctx, r.db, k)
	return &run{Runner: r, conn: conn, kind: kind, connector: connector, lane: lane, calendar: NewCalendar(account.Zone), ledger: ledger}, err
}

// step does the next piece of the check.
func (r *run) step(ctx context.Context) error {
	switch phase(r.ledger.Phase) {
	case listing:
		return r.list(ctx)
	case missing:
		return r.missing(ctx)
	}
	return r.compare(ctx)
}

// move commits a step: what it found, and the ledger where it stands then.
func (r *run) move(ctx context.Context, next Ledger, with func(store.Tx) error) error {
	next.Version = r.ledger.Version // a step may move twice
	var moved Ledger
	err := r.db.InTx(ctx, func(tx store.Tx) error {
		if err := connection.Hold(ctx, tx, r.conn.Account, r.conn.ID); err != nil {
			return err
		}
		moved = next
		if err := move(ctx, tx, &moved); err != nil {
			return err
		}
		if with == nil {
			return nil
		}
		return with(tx)
	})
	if err == nil {
		r.ledger = moved
	}
	return err
}

// How far back checks look, and how often.
const (
	recentDays  = 2 // today among them
	wideDays    = 30
	mostDays    = 92 // of one check
	recentEvery = time.Hour
	nightHour   = 3 // of the shop's clock
)

// MostDays is the widest span of one check.
const MostDays = mostDays

// due tells whether there is something to check by now.
func (r *run) due() bool {
	l, now := r.ledger, r.now()
	return l.AskFrom != "" || !l.WideAt.After(now) || !l.RecentAt.After(now)
}

// begin opens a check: of what a person asked for, of the last thirty days when their night has come, or of the last two.
func (r *run) begin(ctx context.Context) (bool, error) {
	if !r.due() {
		return false, nil
	}
	next := r.ledger
	next.Check, next.Running, next.Phase, next.Done, next.figures = r.ids.Next(), true, string(listing), 0, Figures{}
	next.By, next.Actor = synclog.Auto, ""
	next.JudgedTo = r.judged()
	if err := r.span(ctx, &next); err != nil {
		return false, err
	}
	if next.From > next.To { // nothing of it can be judged yet
		next.Running = false
		r.schedule(&next)
	} else {
		next.Day = next.From
		r.window(&next, time.Time{})
	}
	return next.Running, r.db.InTx(ctx, func(tx store.Tx) error {
		if err := connection.Hold(ctx, tx, r.conn.Account, r.conn.ID); err != nil {
			return err
		}
		if err := create(ctx, tx, r.ledger.Key); err != nil {
			return err
		}
		moved := next
		if err := move(ctx, tx, &moved); err != nil {
			return err
		}
		if next.Scope == Asked {
			moved.AskFrom, moved.AskTo, moved.AskBy = "", "", ""
			if err := takeWish(ctx, tx, next); err != nil {
				return err
			}
		}
		r.ledger = moved
		return tx.Notify(ctx, "completeness")
	})
}

// judged is the moment up to which orders are judged: what is younger may still be on its way. The channel's list is complete
// only up to its lag, and the hub has asked only up to the lane's watermark.
func (r *run) judged() time.Time {
	to := r.now().Add(-r.kind.Lag)
	if r.lane.Watermark.Before(to) {
		to = r.lane.Watermark
	}
	// Channels keep whole seconds, and some mean a window's end as "up to and including": its last second may hold orders that
	// came after the last cycle.
	return to.Add(-time.Second).Truncate(time.Second).UTC()
}

// reach is the moment before which the hub never asked for orders: its go-live date, or how far the first cycle looked back.
func (r *run) reach() time.Time {
	if !r.conn.Policy.DownloadFrom.IsZero() {
		return r.conn.Policy.DownloadFrom
	}
	return r.conn.CreatedAt.Add(-cycle.FirstReach)
}

// span chooses the days of the next check, both within, as far as they can be judged.
func (r *run) span(ctx context.Context, l *Ledger) error {
	today, now := r.calendar.Day(l.JudgedTo), r.now()
	switch {
	case l.AskFrom != "":
		l.Scope, l.From, l.To, l.By, l.Actor = Asked, l.AskFrom, l.AskTo, synclog.Manual, l.AskBy
	case !l.WideAt.After(now):
		l.Scope, l.From, l.To = Wide, today.Add(1-wideDays), today
		oldest, err := r.unclean(ctx, today.Add(1-mostDays))
		if err != nil {
			return err
		}
		if oldest != "" {
			l.From = min(l.From, oldest)
		}
	default:
		l.Scope, l.From, l.To = Recent, today.Add(1-recentDays), today
	}
	l.From, l.To = max(l.From, r.calendar.Day(r.reach())), min(l.To, today)
	return nil
}

// unclean is the oldest day from a given one on that was not clean when it was looked at last, so that nights go on asking for it;
// empty when there is none.
func (r *run) unclean(ctx context.Context, from Day) (Day, error) {
	var day string
	err := r.db.QueryRow(ctx, `select coalesce(min(day), '') from ledger_day where account_id = $1 and connection_id = $2 and day >= $3
		and (unexplained > 0 or unequal > 0 or orphans > 0)`, r.conn.Account, r.conn.ID, string(from)).Scan(&day)
	if err != nil {
		return "", fmt.Errorf("looking for open days: %w", err)
	}
	return Day(day), nil
}

// schedule sets when the scope that was just looked at is due again. A wide check has looked at the recent days, too.
func (r *run) schedule(l *Ledger) {
	now := r.now()
	switch l.Scope {
	case Wide:
		l.WideAt, l.RecentAt = r.night(now), now.Add(recentEvery)
	case Recent:
		l.RecentAt = now.Add(recentEvery)
	}
}

// night is the next time that nobody minds. Shops take turns within the hour.
func (r *run) night(now time.Time) time.Time {
	at := func(d Day) time.Time {
		return r.calendar.Start(d).Add(nightHour*time.Hour + time.Duration(uint64(r.conn.ID)%3600)*time.Second)
	}
	today := r.calendar.Day(now)
	if t := at(today); t.After(now) {
		return t
	}
	return at(today.Add(1))
}

// heals tells whether what is missing is brought in, or only told.
func (r *run) heals() bool { return r.conn.Policy.MissingOrders != policy.ReportMissing }

// stop closes a slice that cannot go on. A shutdown and another worker are nobody's failure; what the channel refuses is told, and
// the check is tried again where it stopped.
func (r *run) stop(ctx context.Context, err error) error {
	why, ok := refusal(err)
	if ctx.Err() != nil || !ok {
		return err
	}
	if why.Reason == outcome.ConnectionPaused { // it goes on when the connection does
		return nil
	}
	r.log.Warn("check failed", "channel", r.conn.Channel, "connection", r.conn.ID, "op", why.Op, "code", int(why.Code), "reason", why.Reason, "err", why)
	next := r.ledger
	next.Failures, next.Problem = next.Failures+1, why
	next.RetryAt = r.now().Add(cycle.Backoff(next.Failures, why.After, recentEvery/2))
	return r.move(ctx, next, func(tx store.Tx) error {
		if err := r.resolveFailures(ctx, tx, synclog.ByAttempt); err != nil {
			return err
		}
		e := synclog.Entry{
			ID: r.ids.Next(), Account: r.conn.Account, Connection: r.conn.ID, Channel: r.conn.Channel, Operation: synclog.CheckCompleteness,
			Entity: synclog.ConnectionEntity, Ref: r.conn.Name, Outcome: why, Subject: synclog.SubjectOf(why), SyncType: r.ledger.By, Actor: r.ledger.Actor,
			Attempt: next.Failures, StartedAt: r.now(),
		}
		if err := synclog.Write(ctx, tx, r.listeners, []synclog.Entry{e}); err != nil {
			return err
		}
		if why.Code == outcome.NoAccess {
			if err := connection.SetState(ctx, tx, r.conn.Account, r.conn.ID, connection.NeedsYou, why); err != nil {
				return err
			}
		}
		return tx.Notify(ctx, "completeness")
	})
}

// finish closes a check whose last day is done.
func (r *run) finish(next *Ledger) {
	next.Running, next.Day, next.Phase, next.cursor = false, "", "", ""
	next.Failures, next.Problem, next.RetryAt, next.CheckedAt = 0, nil, time.Time{}, r.now()
	r.schedule(next)
}

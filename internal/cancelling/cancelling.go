// Package cancelling gives buyers who wish to cancel the answer that a person has chosen: it goes out to the channel, leaves an
// entry in the log and a line in the audit trail, and the order is read again at once, so that the books follow.
//
// Nothing is sent twice. Before an answer goes out the order is read, and what is to be said stands in cancel_answer; only whoever
// holds that row may speak. When the channel leaves in doubt whether it has taken an answer (a time-out, a fault, a crash of ours),
// the row stays, and whoever comes next, a person or Work, first looks what became of it.
package cancelling

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

const (
	// busyFor is how long an answer belongs to whoever works on it; longer, and a crash has left it behind.
	busyFor = 2 * time.Minute
	// longest is how long somebody works on it. The rest of busyFor is for noting how it ended.
	longest = 90 * time.Second
	// toNote is how long that may take, also when the person who asked has gone.
	toNote = 10 * time.Second
)

// Desk answers buyers. All fields are needed.
type Desk struct {
	DB          store.DB
	Connections *connection.Registry
	Downloads   *download.Downloader
	IDs         *ids.Maker
	Listeners   issue.Listeners // nil: nobody is told of issues
	Now         func() time.Time
	Log         *slog.Logger
}

// Elsewhere says why a channel cannot be given an answer from here, and where it is given; nil: it can.
func Elsewhere(k channel.Kind, a channel.CancelAnswer) *outcome.Error {
	switch {
	case slices.Contains(k.CancelAnswers, a):
		return nil
	case len(k.CancelAnswers) == 0:
		return outcome.New(outcome.CancelNotAnswerable, "channel", k.Title)
	default:
		return outcome.New(outcome.CancelNotRejectable, "channel", k.Title)
	}
}

// Answer tells the buyer of an order what a person has decided about their wish to cancel. nil: the channel has it, be it from an
// earlier try.
//
// Errors: NoCancelWish (the channel shows no wish now), those of Elsewhere, CancelBeingAnswered (somebody else is at it),
// CancelNotSent (the channel could not be asked, nothing was sent), CancelUnsure (it may have been taken), ConnectionPaused, and
// what the channel refuses with. All but the first few are in the log.
func (d *Desk) Answer(ctx context.Context, who user.User, r orders.Row, says channel.CancelAnswer, reason string) error {
	conn, err := d.Connections.Get(ctx, r.Account, r.Connection)
	if err != nil {
		return err
	}
	kind, _ := d.Connections.Kind(conn.Channel)
	if why := Elsewhere(kind, says); why != nil {
		return why.About(r.Ref)
	}
	a := answer{account: r.Account, order: r.ID, connection: r.Connection, channel: r.Channel, ref: r.Ref, says: says, reason: reason, actor: who.Actor()}
	before, err := d.claim(ctx, a)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	now, err := d.read(ctx, a, synclog.Manual)
	switch {
	case err != nil:
		if err := d.leave(ctx, a, before); err != nil {
			return err
		}
		return notAsked(err, r.Ref)
	case !now.CancelRequested && before.mayHaveArrived():
		if err := d.conclude(ctx, conn, *before, now, synclog.Manual); err != nil || before.says == says {
			return err
		}
		return outcome.New(outcome.NoCancelWish).About(r.Ref)
	case !now.CancelRequested:
		if err := d.over(ctx, a); err != nil {
			return err
		}
		return outcome.New(outcome.NoCancelWish).About(r.Ref)
	}
	return d.speak(ctx, conn, a)
}

// notAsked is what a person is told when the order could not be read: nobody tries their answer again without them.
func notAsked(err error, ref string) error {
	if why := outcome.Of(err); why.Code.RetriesItself() {
		return outcome.New(outcome.CancelNotSent).About(ref).Because(err)
	}
	return err
}

// speak sends an answer, notes how that went, and reads the order again.
func (d *Desk) speak(ctx context.Context, conn connection.Connection, a answer) error {
	if err := d.intend(ctx, a); err != nil {
		return err
	}
	started, recorder := d.Now(), &httpkit.Recorder{}
	why := d.send(httpkit.WithRecorder(ctx, recorder), conn, a)
	n := noted{answer: a, outcome: why, said: recorder.Exchanges(), started: started, by: synclog.Manual}
	if unsure(why) {
		n.outcome, n.keep = outcome.New(outcome.CancelUnsure, "channel", d.title(conn)).In(why.Op).About(a.ref).Because(why), true
	}
	if err := d.note(ctx, conn, n); err != nil {
		return err
	}
	switch {
	case why == nil:
		if _, err := d.read(ctx, a, synclog.Manual); err != nil { // it has its own entry, and the next cycle reads the order again
			d.Log.Warn("an order was not read again after the answer to its buyer", "channel", conn.Channel, "connection", conn.ID, "order", a.ref, "err", err)
		}
		return nil
	case n.keep:
		now, err := d.read(ctx, a, synclog.Manual)
		if err != nil || now.CancelRequested {
			return n.outcome
		}
		return d.conclude(ctx, conn, a, now, synclog.Manual)
	case why.Code == outcome.NoAccess:
		return why
	}
	// Refused: something about the order is not as we thought, so the books had better see it.
	if _, err := d.read(ctx, a, synclog.Manual); err != nil {
		d.Log.Warn("an order was not read again after its channel refused an answer", "channel", conn.Channel, "connection", conn.ID, "order", a.ref, "err", err)
	}
	return why
}

// send gives what the channel said; nil: it has taken the answer.
func (d *Desk) send(ctx context.Context, conn connection.Connection, a answer) *outcome.Error {
	connector, err := d.Connections.Connector(conn)
	if err != nil {
		return outcome.Of(err)
	}
	canceller, ok := connector.(channel.Canceller)
	if !ok {
		return outcome.New(outcome.CancelNotAnswerable, "channel", d.title(conn)).About(a.ref)
	}
	return outcome.Of(canceller.AnswerCancel(ctx, a.ref, a.says == channel.AcceptCancel, a.reason))
}

// unsure tells whether the channel may have taken an answer all the same.
func unsure(why *outcome.Error) bool {
	return why != nil && why.Code != outcome.BadStatus && why.Code != outcome.NoAccess && why.Code != outcome.Missing
}

// read fetches the order, by the one way into the books, and gives what the channel shows now.
func (d *Desk) read(ctx context.Context, a answer, by synclog.SyncType) (order.Snapshot, error) {
	q := download.Request{Account: a.account, Connection: a.connection, Refs: []string{a.ref}, By: by, Attempt: 1}
	if by == synclog.Manual {
		q.Actor = a.actor
	}
	res, err := d.Downloads.Run(ctx, q)
	if err != nil {
		return order.Snapshot{}, err
	}
	if why := res.Failed[a.ref]; why != nil {
		return order.Snapshot{}, why
	}
	snaps, err := reconcile.Stored(ctx, d.DB, a.account, []int64{a.order})
	return snaps[a.order], err
}

// conclude notes what became of an answer that was in doubt, now that the buyer does not ask any more. NoCancelWish when what the
// channel shows is not what was answered: somebody else has settled it in another way.
func (d *Desk) conclude(ctx context.Context, conn connection.Connection, a answer, now order.Snapshot, by synclog.SyncType) error {
	n := noted{answer: a, started: d.Now(), by: by}
	if cancelled := now.Stage == order.Cancelled; cancelled != (a.says == channel.AcceptCancel) {
		n.outcome = outcome.New(outcome.NoCancelWish).About(a.ref)
	}
	if err := d.note(ctx, conn, n); err != nil {
		return err
	}
	if n.outcome != nil {
		return n.outcome
	}
	return nil
}

func (d *Desk) title(conn connection.Connection) string {
	kind, _ := d.Connections.Kind(conn.Channel)
	return kind.Title
}

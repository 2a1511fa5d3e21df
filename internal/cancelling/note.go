package cancelling

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// answer is one on its way: a row of cancel_answer.
type answer struct {
	account, order, connection int64
	channel, ref               string
	says                       channel.CancelAnswer
	reason, actor              string
	state                      state
	busyUntil                  int64 // microseconds, as it stands in the row
}

// state is how far an answer has come. Words are stored.
type state string

const (
	claimed state = "claimed" // somebody is about to look; nothing was sent
	sending state = "sending" // it may have reached the channel
	inDoubt state = "unsure"  // it may have; that the channel did not say so is in the log
)

// mayHaveArrived tells whether the channel may have taken it; false for nil.
func (a *answer) mayHaveArrived() bool { return a != nil && a.state != claimed }

const answerColumns = `account_id, order_id, connection_id, channel, ref, answer, reason, actor, state, busy_until`

func scan(row store.Row) (a answer, err error) {
	err = row.Scan(&a.account, &a.order, &a.connection, &a.channel, &a.ref, &a.says, &a.reason, &a.actor, &a.state, &a.busyUntil)
	return a, err
}

// claim takes the right to answer an order, and gives the answer that was left behind there, if one was. CancelBeingAnswered while
// somebody else is at it.
func (d *Desk) claim(ctx context.Context, a answer) (before *answer, err error) {
	err = d.locked(ctx, a, func(ctx context.Context, tx store.Tx) error {
		before = nil
		now := d.Now()
		left, err := scan(tx.QueryRow(ctx, `select `+answerColumns+` from cancel_answer where account_id = $1 and order_id = $2`, a.account, a.order))
		switch {
		case errors.Is(err, store.ErrNoRows):
			_, err = tx.Exec(ctx, `insert into cancel_answer (`+answerColumns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
				a.account, a.order, a.connection, a.channel, a.ref, string(a.says), a.reason, a.actor, string(claimed), store.Micros(now.Add(busyFor)))
			return err
		case err != nil:
			return err
		case left.busyUntil > store.Micros(now):
			return outcome.New(outcome.CancelBeingAnswered, "by", left.actor).About(a.ref)
		}
		before = &left
		return hold(ctx, tx, left, now.Add(busyFor))
	})
	return before, err
}

func hold(ctx context.Context, tx store.Tx, a answer, until time.Time) error {
	_, err := tx.Exec(ctx, `update cancel_answer set busy_until = $3 where account_id = $1 and order_id = $2`, a.account, a.order, store.Micros(until))
	return err
}

// intend notes, before anything goes out, what is about to be sent.
func (d *Desk) intend(ctx context.Context, a answer) error {
	return d.locked(ctx, a, func(ctx context.Context, tx store.Tx) error {
		_, err := tx.Exec(ctx, `update cancel_answer set answer = $3, reason = $4, actor = $5, state = $6 where account_id = $1 and order_id = $2`,
			a.account, a.order, string(a.says), a.reason, a.actor, string(sending))
		return err
	})
}

// leave gives the right to answer back. An answer in doubt stays for whoever comes next.
func (d *Desk) leave(ctx context.Context, a answer, before *answer) error {
	return d.locked(ctx, a, func(ctx context.Context, tx store.Tx) error {
		if before.mayHaveArrived() {
			return hold(ctx, tx, a, d.Now())
		}
		return remove(ctx, tx, a)
	})
}

// over forgets an answer that the buyer does not wait for any more. Neither do earlier failures to give it.
func (d *Desk) over(ctx context.Context, a answer) error {
	return d.locked(ctx, a, func(ctx context.Context, tx store.Tx) error {
		if err := synclog.Record(ctx, tx, d.Listeners, synclog.Change{
			Account: a.account, Connection: a.connection, At: d.Now(),
			Settled: []synclog.Settled{{Refs: []string{a.ref}, Operation: synclog.AnswerCancel, By: synclog.BySuccess}},
		}); err != nil {
			return err
		}
		return remove(ctx, tx, a)
	})
}

func remove(ctx context.Context, tx store.Tx, a answer) error {
	_, err := tx.Exec(ctx, `delete from cancel_answer where account_id = $1 and order_id = $2`, a.account, a.order)
	return err
}

// locked does something about an order's answer with the order locked, whether or not the person who asked still waits.
func (d *Desk) locked(ctx context.Context, a answer, do func(context.Context, store.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), toNote)
	defer cancel()
	err := d.DB.InTx(ctx, func(tx store.Tx) error {
		if err := connection.Hold(ctx, tx, a.account, a.connection); err != nil {
			return err
		}
		if err := reconcile.Lock(ctx, tx, a.connection, a.ref); err != nil {
			return err
		}
		return do(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("answering the buyer of order %s: %w", a.ref, err)
	}
	return nil
}

// noted is how an answer ended, or did not.
type noted struct {
	answer
	outcome *outcome.Error // nil: the channel has it
	keep    bool           // it may have arrived: whoever comes next looks
	said    []httpkit.Exchange
	started time.Time
	by      synclog.SyncType
}

// given is what the log says of an answer that the channel has.
func (a *answer) given() *outcome.Error {
	if a.says == channel.AcceptCancel {
		return outcome.New(outcome.CancelAccepted, "reason", a.reason)
	}
	return outcome.New(outcome.CancelRejected, "reason", a.reason)
}

// note writes the entry, the line in the audit trail of an answer that was given, and what remains to be done.
func (d *Desk) note(ctx context.Context, conn connection.Connection, n noted) error {
	now := d.Now()
	e := synclog.Entry{
		ID: d.IDs.Next(), Account: n.account, Connection: n.connection, Channel: n.channel, Operation: synclog.AnswerCancel, Entity: synclog.OrderEntity,
		Ref: n.ref, OrderID: n.order, Outcome: n.outcome, SyncType: n.by, Actor: n.actor, Attempt: 1, StartedAt: n.started, Took: now.Sub(n.started),
	}
	by := synclog.ByAttempt
	if n.outcome == nil {
		e.Outcome, by = n.given(), synclog.BySuccess
	} else {
		e.Subject = synclog.SubjectOf(n.outcome)
		d.Log.Warn("a buyer who wishes to cancel was not answered", "channel", conn.Channel, "connection", conn.ID, "order", n.ref, "op", n.outcome.Op,
			"code", int(n.outcome.Code), "reason", n.outcome.Reason, "err", n.outcome)
	}
	return d.locked(ctx, n.answer, func(ctx context.Context, tx store.Tx) error { return d.write(ctx, tx, n, e, by, now) })
}

func (d *Desk) write(ctx context.Context, tx store.Tx, n noted, e synclog.Entry, by string, now time.Time) error {
	if len(n.said) > 0 {
		e.Exchange = d.IDs.Next()
		if err := synclog.WriteExchanges(ctx, tx, n.account, e.Exchange, n.said); err != nil {
			return err
		}
	}
	err := synclog.Record(ctx, tx, d.Listeners, synclog.Change{
		Account: n.account, Connection: n.connection, Entries: []synclog.Entry{e}, At: now,
		Settled: []synclog.Settled{{Refs: []string{n.ref}, Operation: synclog.AnswerCancel, By: by}},
	})
	if err != nil {
		return err
	}
	if n.outcome == nil {
		who := user.User{Account: n.account, Email: n.actor}
		if err := user.WriteAudit(ctx, tx, d.IDs, who, string(n.says)+"_cancel", n.ref, n.reason); err != nil {
			return err
		}
	}
	if n.outcome.Refused() {
		if err := connection.SetState(ctx, tx, n.account, n.connection, connection.NeedsYou, n.outcome); err != nil {
			return err
		}
	}
	if n.keep {
		if _, err := tx.Exec(ctx, `update cancel_answer set state = $3, busy_until = $4 where account_id = $1 and order_id = $2`,
			n.account, n.order, string(inDoubt), store.Micros(now)); err != nil {
			return err
		}
	} else if err := remove(ctx, tx, n.answer); err != nil {
		return err
	}
	return tx.Notify(ctx, "orders")
}

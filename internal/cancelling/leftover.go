package cancelling

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const (
	// settleAfter is how long a person has to come back to an answer in doubt, and a slow channel to show it, before Work looks.
	settleAfter = time.Minute
	// atOnce is how many answers one look takes up.
	atOnce = 50
)

// Work looks what became of answers that are in doubt, or were left behind by a crash, until there are none or a moment has come.
// It sends nothing: a person who reads that an answer may not have arrived has perhaps decided otherwise since.
func (d *Desk) Work(ctx context.Context, until time.Time) error {
	for d.Now().Before(until) && ctx.Err() == nil {
		left, err := d.leftOver(ctx)
		if err != nil || len(left) == 0 {
			return err
		}
		for _, a := range left {
			if err := d.settle(ctx, a); err != nil {
				return err
			}
			if !d.Now().Before(until) {
				return nil
			}
		}
	}
	return nil
}

func (d *Desk) leftOver(ctx context.Context) ([]answer, error) {
	rows, err := d.DB.Query(ctx, `select `+answerColumns+` from cancel_answer
		where busy_until <= $2 and connection_id in (select id from connection where state = $1) order by busy_until limit $3`, string(connection.Active), store.Micros(d.Now().Add(-settleAfter)), atOnce)
	if err != nil {
		return nil, fmt.Errorf("looking for answers in doubt: %w", err)
	}
	defer rows.Close()
	var all []answer
	for rows.Next() {
		a, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("looking for answers in doubt: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// settle finds out about one answer. The error is about the database; a channel that cannot be asked now is asked again later.
func (d *Desk) settle(ctx context.Context, a answer) error {
	mine, err := d.take(ctx, a)
	if err != nil || !mine {
		return err
	}
	if !a.mayHaveArrived() {
		return d.leave(ctx, a, nil)
	}
	conn, err := d.Connections.Get(ctx, a.account, a.connection)
	if err != nil {
		return err
	}
	now, err := d.read(ctx, a, synclog.Auto)
	switch {
	case err != nil && outcome.Of(err).Code == outcome.Missing: // deleted at the channel: nobody waits any more
		return d.over(ctx, a)
	case err != nil:
		return d.leave(ctx, a, &a)
	case !now.CancelRequested:
		if err := d.conclude(ctx, conn, a, now, synclog.Auto); err != nil && outcome.Of(err).Reason != outcome.NoCancelWish {
			return err
		}
		return nil
	case a.state == inDoubt: // it did not arrive, and the log says so
		return d.leave(ctx, a, nil)
	}
	why := outcome.New(outcome.CancelUnsure, "channel", d.title(conn)).About(a.ref)
	return d.note(ctx, conn, noted{answer: a, outcome: why, started: d.Now(), by: synclog.Auto})
}

// take claims an answer that is left over, as it was found; false: somebody else was faster.
func (d *Desk) take(ctx context.Context, a answer) (mine bool, err error) {
	err = d.locked(ctx, a, func(ctx context.Context, tx store.Tx) error {
		n, err := tx.Exec(ctx, `update cancel_answer set busy_until = $4 where account_id = $1 and order_id = $2 and busy_until = $3`,
			a.account, a.order, a.busyUntil, store.Micros(d.Now().Add(busyFor)))
		mine = n == 1
		return err
	})
	return mine, err
}

package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const (
	// patience is after how many failures in a row one that mostly passes by itself (429, 503) stands in the log.
	patience = 3
	// settleAgain is how often one for whom it goes well looks for failures that another node has left behind.
	settleAgain = 10 * time.Minute
)

// Ear is how asking for one connection's news, or listening to them, goes. The zero value is that of somebody who has just begun.
type Ear struct {
	Failures int // in a row
	settled  time.Time
}

// Note keeps how one attempt of an operation (SubscribeToNews, ListenToQueue) ended. What fails has one open entry in the log for each cause, however often it is tried
// and by however many nodes: cycles find what is missed, so it is worth saying once. It is over with the first attempt that goes well.
func (r *Receiver) Note(ctx context.Context, conn connection.Connection, operation string, e *Ear, why *outcome.Error) error {
	if why != nil {
		e.Failures, e.settled = e.Failures+1, time.Time{}
		if why.Code.RetriesItself() && e.Failures < patience {
			return nil
		}
		return r.fail(ctx, conn, operation, why, e.Failures)
	}
	e.Failures = 0
	now := r.Now()
	if now.Sub(e.settled) < settleAgain {
		return nil
	}
	if err := r.settle(ctx, conn, operation); err != nil {
		return err
	}
	e.settled = now
	return nil
}

func (r *Receiver) fail(ctx context.Context, conn connection.Connection, operation string, why *outcome.Error, attempt int) error {
	return r.locked(ctx, conn, operation, func(tx store.Tx) error {
		i, err := issue.Get(ctx, tx, conn.Account, issue.IDOf(conn.ID, operation, why))
		if err != nil && outcome.Of(err).Reason != outcome.IssueMissing || i.Unresolved > 0 {
			return err
		}
		return synclog.Record(ctx, tx, r.Listeners, synclog.Change{
			Account: conn.Account, Connection: conn.ID, At: r.Now(), Entries: []synclog.Entry{{
				ID: r.IDs.Next(), Account: conn.Account, Connection: conn.ID, Channel: conn.Channel, Operation: operation, Entity: synclog.ConnectionEntity,
				Ref: conn.Name, Outcome: why, Subject: synclog.SubjectOf(why), SyncType: synclog.Auto, Attempt: attempt, StartedAt: r.Now(),
			}},
		})
	})
}

// settle ends what the log holds against an operation of a connection.
func (r *Receiver) settle(ctx context.Context, conn connection.Connection, operation string) error {
	return r.locked(ctx, conn, operation, func(tx store.Tx) error {
		refs, err := deaf(ctx, tx, conn, operation)
		if err != nil || len(refs) == 0 {
			return err
		}
		return synclog.Record(ctx, tx, r.Listeners, synclog.Change{
			Account: conn.Account, Connection: conn.ID, At: r.Now(),
			Settled: []synclog.Settled{{Refs: refs, Operation: operation, By: synclog.BySuccess}},
		})
	})
}

// deaf are the names under which failures of an operation are open: the connection may have been given another since. The few issues
// are asked first, not the many entries.
func deaf(ctx context.Context, tx store.Tx, conn connection.Connection, operation string) (refs []string, err error) {
	rows, err := tx.Query(ctx, `select distinct ref from entry where account_id = $1 and failed and resolved_at = 0 and issue_id in (select id from issue
		where account_id = $1 and connection_id = $2 and operation = $3 and unresolved > 0)`,
		conn.Account, conn.ID, operation)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return nil, err
		}
		refs = append(refs, ref)
	}
	return refs, rows.Err()
}

// locked keeps two nodes from telling the same failure at once.
func (r *Receiver) locked(ctx context.Context, conn connection.Connection, operation string, f func(store.Tx) error) error {
	err := r.DB.InTx(ctx, func(tx store.Tx) error {
		if err := tx.Lock(ctx, order.LockKey(conn.ID, operation)); err != nil {
			return err
		}
		return f(tx)
	})
	if err != nil {
		return fmt.Errorf("noting how %s went: %w", operation, err)
	}
	return nil
}

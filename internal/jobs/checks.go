package jobs

import (
	"context"
	"errors"
	"time"

	"github.com/riverqueue/river"

	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/store"
)

// checksEvery is how often it is looked which ledgers are due, and so how soon a check whose node has died is taken up again.
const checksEvery = 30 * time.Second

// queueChecks is apart from cycles: a check is long, and nobody waits for it.
const queueChecks = "checks"

func (q *queue[Tx]) Check(ctx context.Context, tx store.Tx, k completeness.Key) error {
	return q.insert(ctx, tx, checkArgs{k.Account, k.Connection})
}

type checkArgs struct {
	Account    int64 `json:"account" river:"unique"`
	Connection int64 `json:"connection" river:"unique"`
}

func (checkArgs) Kind() string { return "check" }
func (checkArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueChecks, UniqueOpts: once, MaxAttempts: 1} // the ledger's row says when it is due again
}

type checkWorker struct {
	river.WorkerDefaults[checkArgs]
	work Work
}

func (w *checkWorker) Work(ctx context.Context, job *river.Job[checkArgs]) error {
	k := completeness.Key{Account: job.Args.Account, Connection: job.Args.Connection}
	more, err := w.work.Ledger.Slice(ctx, k, w.work.Now().Add(slice))
	switch {
	case errors.Is(err, completeness.ErrMoved):
		w.work.Log.Debug("another worker has the ledger", "connection", k.Connection)
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

type checksDueArgs struct{}

func (checksDueArgs) Kind() string { return "checks_due" }
func (checksDueArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{UniqueOpts: once, MaxAttempts: 1}
}

// checksDueWorker queues the checks that are due, and those that were left in the middle.
type checksDueWorker struct {
	river.WorkerDefaults[checksDueArgs]
	queue interface {
		Check(context.Context, store.Tx, completeness.Key) error
		db() store.DB
		time() time.Time
	}
}

func (w *checksDueWorker) Work(ctx context.Context, _ *river.Job[checksDueArgs]) error {
	due, err := completeness.Due(ctx, w.queue.db(), w.queue.time())
	if err != nil || len(due) == 0 {
		return err
	}
	return w.queue.db().InTx(ctx, func(tx store.Tx) error {
		for _, k := range due {
			if err := w.queue.Check(ctx, tx, k); err != nil {
				return err
			}
		}
		return nil
	})
}

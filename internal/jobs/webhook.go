package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/store"
)

func (q *queue[Tx]) deliver(ctx context.Context, tx store.Tx, k outhook.Key) error {
	return q.insert(ctx, tx, webhookArgs{k.Account, k.Endpoint})
}

func (q *queue[Tx]) Recover(ctx context.Context, tx store.Tx, r outhook.Recovery) error {
	return q.insert(ctx, tx, recoverArgs(r))
}

type webhookArgs struct {
	Account  int64 `json:"account"`
	Endpoint int64 `json:"endpoint"`
}

func (webhookArgs) Kind() string { return "deliver_webhooks" }
func (webhookArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueWebhooks, UniqueOpts: once, MaxAttempts: 1} // the deliveries say when they are due again
}

// webhookWorker sends what is due to one endpoint.
type webhookWorker struct {
	river.WorkerDefaults[webhookArgs]
	work Work
}

func (w *webhookWorker) Work(ctx context.Context, job *river.Job[webhookArgs]) error {
	more, err := w.work.Webhooks.Slice(ctx, outhook.Key(job.Args), w.work.Now().Add(webhookSlice))
	if err != nil {
		return err
	}
	if more {
		return river.JobSnooze(0)
	}
	return nil
}

type recoverArgs struct {
	Account  int64     `json:"account"`
	Endpoint int64     `json:"endpoint"`
	Since    time.Time `json:"since"`
	All      bool      `json:"all"`
	AskedAt  time.Time `json:"asked_at"`
}

func (recoverArgs) Kind() string { return "recover_webhooks" }
func (recoverArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueWebhooks, MaxAttempts: 10}
}

// recoverWorker makes due again what an endpoint missed, slice by slice.
type recoverWorker struct {
	river.WorkerDefaults[recoverArgs]
	work Work
}

func (w *recoverWorker) Work(ctx context.Context, job *river.Job[recoverArgs]) error {
	more, err := outhook.Recover(ctx, w.work.DB, outhook.Recovery(job.Args), w.work.Now())
	if err != nil {
		return err
	}
	if more {
		return river.JobSnooze(0)
	}
	return nil
}

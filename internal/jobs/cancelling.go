package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// cancellingEvery is how often answers to buyers are looked for that are in doubt.
const cancellingEvery = 15 * time.Second

type cancellingArgs struct{}

func (cancellingArgs) Kind() string { return "cancel_answers" }
func (cancellingArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueOrders, UniqueOpts: once, MaxAttempts: 1}
}

// cancellingWorker finds out what became of answers to buyers who wish to cancel.
type cancellingWorker struct {
	river.WorkerDefaults[cancellingArgs]
	work Work
}

func (w *cancellingWorker) Work(ctx context.Context, _ *river.Job[cancellingArgs]) error {
	return w.work.Cancelling.Work(ctx, w.work.Now().Add(slice))
}

package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// invoicesEvery is how soon an order that the books have is invoiced at its channel.
const invoicesEvery = 3 * time.Second

type invoicesArgs struct{}

func (invoicesArgs) Kind() string { return "channel_invoices" }
func (invoicesArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: queueOrders, UniqueOpts: once, MaxAttempts: 1}
}

// invoicesWorker has channels invoice what is due (order_download_mode auto_invoice).
type invoicesWorker struct {
	river.WorkerDefaults[invoicesArgs]
	work Work
}

func (w *invoicesWorker) Work(ctx context.Context, _ *river.Job[invoicesArgs]) error {
	return w.work.Invoices.Work(ctx, w.work.Now().Add(slice))
}

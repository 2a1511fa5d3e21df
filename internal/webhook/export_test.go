package webhook

import "context"

// Looks gives what KeepSubscribed does at every tick.
func (r *Receiver) Looks() func(ctx context.Context, account int64) {
	asked := map[int64]*asking{}
	return func(ctx context.Context, account int64) { r.subscribeAll(ctx, account, asked) }
}

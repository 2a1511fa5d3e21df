package httpkit

import (
	"context"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Priority is who goes first when the connection's rate is short.
type Priority int

const (
	First Priority = iota // orders; what a context without a priority means
	Later                 // products, stock, everything that can wait
)

type priorityKey struct{}

// WithPriority marks the calls made under ctx.
func WithPriority(ctx context.Context, p Priority) context.Context {
	return context.WithValue(ctx, priorityKey{}, p)
}

// Budget is the rate of a connection as all nodes have it together.
type Budget interface {
	// Draw takes up to n requests out of it and tells how many it gave; when none, how long to wait before asking again.
	Draw(ctx context.Context, n int) (given int, wait time.Duration, err error)
}

// bucket is a token bucket in which at most one Later call stands in line at a time: a First call waits behind one of them
// at worst, and Later calls still get their turn between. With a Budget every request is also drawn from that, a few at once.
type bucket struct {
	limit *rate.Limiter
	later chan struct{}

	budget Budget // nil: this node is alone
	share  int    // requests drawn at once: half a second's
	mu     sync.Mutex
	credit int
	stale  time.Time // what was drawn and not used by then is given up: it would come on top of the next second's
}

func newBucket(perSecond float64, burst int, budget Budget) *bucket {
	limit := rate.Inf
	if perSecond > 0 {
		limit = rate.Limit(perSecond)
	} else {
		budget = nil // there is nothing to share
	}
	return &bucket{
		limit: rate.NewLimiter(limit, max(burst, 1)), later: make(chan struct{}, 1),
		budget: budget, share: min(max(int(math.Ceil(perSecond/2)), 1), max(burst, 1)),
	}
}

// wait blocks until the call may go out. The error is a context's, or Interrupted when the caller's deadline comes before
// its turn.
func (b *bucket) wait(ctx context.Context) error {
	if p, _ := ctx.Value(priorityKey{}).(Priority); p == Later {
		select {
		case b.later <- struct{}{}:
			defer func() { <-b.later }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := b.limit.Wait(ctx)
	if err != nil && ctx.Err() == nil {
		return outcome.New(outcome.Interrupted).Because(err)
	}
	if err == nil && b.budget != nil {
		err = b.drawn(ctx)
	}
	return err
}

// creditLife is how long drawn requests may be used.
const creditLife = time.Second

// drawn waits for one request of the common budget. A budget that cannot be asked keeps nobody waiting: this node's own rate
// still holds.
func (b *bucket) drawn(ctx context.Context) error {
	for {
		wait, ok := b.spend(ctx)
		if ok {
			return nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// spend uses up one request, drawing more when none is left.
func (b *bucket) spend(ctx context.Context) (wait time.Duration, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.credit == 0 || time.Now().After(b.stale) {
		given, wait, err := b.budget.Draw(ctx, b.share)
		switch {
		case err != nil && ctx.Err() == nil:
			return 0, true
		case given == 0:
			return max(wait, time.Millisecond), false
		}
		b.credit, b.stale = given, time.Now().Add(creditLife)
	}
	b.credit--
	return 0, true
}

package shopify

import (
	"context"
	"sync"
	"time"
)

// bucket follows the store's own: it holds points, each query takes what it may cost at most and gets back what it did not need,
// and it fills up at a steady rate (shopify.dev: api/usage/limits). Every answer tells how full it is, so we wait before a query
// that would be refused, and just long enough.
//
// Queries that can wait (goods, stock, prices) leave half of the bucket to orders. The zero state, before the first answer, lets
// everything through.
type bucket struct {
	now func() time.Time

	mu        sync.Mutex
	available float64 // at the moment at
	most      float64 // 0: not known yet
	perSecond float64
	at        time.Time
	costs     map[string]float64 // what a query asked for when it was last sent, by operation
}

func newBucket(now func() time.Time) *bucket { return &bucket{now: now, costs: map[string]float64{}} }

// cost is what an answer tells (recorded: numbers with and without decimals, actualQueryCost null when throttled).
type cost struct {
	Requested float64 `json:"requestedQueryCost"`
	Throttle  struct {
		Most      float64 `json:"maximumAvailable"`
		Available float64 `json:"currentlyAvailable"`
		PerSecond float64 `json:"restoreRate"`
	} `json:"throttleStatus"`
}

// short is how long the store needs to have the points for this query; 0: it has them.
func (c cost) short() time.Duration {
	return refill(c.Requested-c.Throttle.Available, c.Throttle.PerSecond)
}

// refill is how long it takes to gain points, rounded up to whole milliseconds.
func refill(points, perSecond float64) time.Duration {
	if points <= 0 || perSecond <= 0 {
		return 0
	}
	return time.Duration(points/perSecond*1000+1) * time.Millisecond
}

// learn takes up what an answer told.
func (b *bucket) learn(op string, c cost) {
	if c.Throttle.Most <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.available, b.most, b.perSecond, b.at = c.Throttle.Available, c.Throttle.Most, c.Throttle.PerSecond, b.now()
	b.costs[op] = c.Requested
}

// wait blocks until the store should have the points for a query, or until ctx ends.
func (b *bucket) wait(ctx context.Context, op string, later bool) error {
	pause := b.take(op, later)
	if pause == 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take takes the points for a query and tells how long to wait until they are there: who comes next waits for theirs behind them.
func (b *bucket) take(op string, later bool) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now, points := b.now(), b.costs[op]
	b.available = min(b.most, b.available+max(0, now.Sub(b.at).Seconds())*b.perSecond)
	b.at = now
	need := points
	if later {
		need = min(b.most, points+b.most/2)
	}
	pause := refill(need-b.available, b.perSecond)
	b.available -= points
	return pause
}

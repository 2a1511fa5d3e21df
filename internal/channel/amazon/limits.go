package amazon

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// operation is one call of the API, as Amazon counts it: each has a token bucket of its own for a seller and an app.
type operation struct {
	rate  float64 // tokens a second
	burst float64 // most tokens
}

// operations are the calls we make with the rates that Amazon publishes. What an answer's x-amzn-RateLimit-Limit says replaces
// the rate; bursts are told nowhere else.
//
// Source: the usage plans of orders_2026-01-01, ordersV0, tokens_2021-03-01, sellers, finances_2024-06-19, listingsItems_2021-08-01
// and notifications. cancelOrder: the public reference alone.
var operations = map[string]operation{
	"searchOrders":                 {0.0056, 20},
	"getOrder":                     {0.5, 30},
	"getOrdersV0":                  {0.0167, 20},
	"getOrderV0":                   {0.5, 30},
	"getOrderItemsV0":              {0.5, 30},
	"createRestrictedDataToken":    {1, 10},
	"confirmShipment":              {2, 10},
	"cancelOrder":                  {1, 5},
	"getMarketplaceParticipations": {0.016, 15},
	"listTransactions":             {0.5, 10},
	"searchListingsItems":          {5, 5},
	"patchListingsItem":            {5, 5},
	"notifications":                {1, 5},
}

// patience is the longest wait for a token inside a call; a longer one is handed up, so that the cycle does something else.
const patience = 8 * time.Second

// limits are the buckets of one seller and app, kept as long as the connector is.
type limits struct {
	now     func() time.Time
	mu      sync.Mutex
	buckets map[string]*bucket
}

// bucket is one operation's. tokens below zero are promised to calls that wait.
type bucket struct {
	operation
	tokens float64
	at     time.Time
}

func newLimits(now func() time.Time) *limits {
	return &limits{now: now, buckets: map[string]*bucket{}}
}

// of gives an operation's bucket, filled up to now. The lock has to be held.
func (l *limits) of(name string) *bucket {
	now := l.now()
	b, ok := l.buckets[name]
	if !ok {
		b = &bucket{operation: operations[name], at: now}
		b.tokens = b.burst
		l.buckets[name] = b
	}
	b.tokens = min(b.burst, b.tokens+max(0, now.Sub(b.at).Seconds())*b.rate)
	b.at = now
	return b
}

// wait blocks until Amazon should let the operation through. Errors: TooManyRequests with the wait, when it is longer than
// patience; then nothing was taken. A context's.
func (l *limits) wait(ctx context.Context, name string) error {
	if name == "" {
		return ctx.Err()
	}
	pause := l.take(name)
	if pause > patience {
		return outcome.New(outcome.TooManyRequests).Wait(pause)
	}
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

// take takes a token and tells how long to wait until it is there; it takes none when that is longer than patience.
func (l *limits) take(name string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.of(name)
	pause := b.until(1)
	if pause <= patience {
		b.tokens--
	}
	return pause
}

// until is how long the bucket needs to hold n tokens.
func (b *bucket) until(n float64) time.Duration {
	if b.tokens >= n || b.rate <= 0 {
		return 0
	}
	return time.Duration((n - b.tokens) / b.rate * float64(time.Second))
}

// learn takes up the rate that an answer told; it is best effort and often absent (guide usage-plans-and-rate-limits).
func (l *limits) learn(name string, h http.Header) {
	rate, err := strconv.ParseFloat(h.Get("x-amzn-RateLimit-Limit"), 64)
	if name == "" || err != nil || !(rate > 0 && rate < 1e9) {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.of(name).rate = rate
}

// empty notes that Amazon refused for the quota, and gives the wait for the next token: no Retry-After is documented.
func (l *limits) empty(name string) time.Duration {
	if name == "" {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.of(name)
	b.tokens = min(b.tokens, 0)
	return b.until(1)
}

// slow tells that an operation is so seldom to be had that a call tries it only twice.
func slow(name string) bool {
	o := operations[name]
	return o.rate > 0 && o.rate < 0.1
}

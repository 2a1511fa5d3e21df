package httpkit_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// common is a budget of so many requests a second.
type common struct {
	mu    sync.Mutex
	until time.Time
	every time.Duration
	err   error
}

func (c *common) Draw(_ context.Context, n int) (int, time.Duration, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return 0, 0, c.err
	}
	now := time.Now()
	if wait := c.until.Sub(now); wait > 0 {
		return 0, wait, nil
	}
	c.until = now.Add(time.Duration(n) * c.every)
	return n, 0, nil
}

func TestDo_keepsTheBudgetOfAllNodes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		budget := &common{every: 500 * time.Millisecond} // two a second, of both nodes
		sent := 0
		var mu sync.Mutex
		node := func() *httpkit.Client {
			return httpkit.New(httpkit.Options{PerSecond: 2, Burst: 2, Budget: budget, Transport: answers(func(*http.Request) (*http.Response, error) {
				mu.Lock()
				defer mu.Unlock()
				sent++
				return status(200), nil
			})})
		}
		start := time.Now()
		var all sync.WaitGroup
		for _, c := range []*httpkit.Client{node(), node()} {
			all.Go(func() {
				for range 10 {
					if _, err := c.Do(t.Context(), get("https://shop.example/")); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if took := time.Since(start); took < 9*time.Second || took > 11*time.Second || sent != 20 {
			t.Errorf("%d requests of two nodes took %s, want 20 in about ten seconds", sent, took)
		}
	})
}

func TestDo_aBudgetThatCannotBeAskedKeepsNobodyWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := httpkit.New(httpkit.Options{PerSecond: 100, Burst: 10, Budget: &common{err: errors.New("the database is away")}, Transport: answers(func(*http.Request) (*http.Response, error) {
			return status(200), nil
		})})
		start := time.Now()
		for range 10 {
			if _, err := c.Do(t.Context(), get("https://shop.example/")); err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("ten requests took %s", took)
		}
	})
}

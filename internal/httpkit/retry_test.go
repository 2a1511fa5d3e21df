package httpkit_test

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// stamps keeps when each try came, on the bubble's clock.
type stamps struct {
	mu sync.Mutex
	at []time.Time
}

func (s *stamps) add() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = append(s.at, time.Now())
	return len(s.at)
}

func (s *stamps) gaps() []time.Duration {
	var gaps []time.Duration
	for i := 1; i < len(s.at); i++ {
		gaps = append(gaps, s.at[i].Sub(s.at[i-1]))
	}
	return gaps
}

func TestDo_waitsGrowAndAreJittered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s stamps
		c := httpkit.New(httpkit.Options{Tries: 4, FirstWait: time.Second, MaxWait: time.Minute, Transport: answers(func(*http.Request) (*http.Response, error) {
			s.add()
			return status(502), nil
		})})
		_, err := c.Do(t.Context(), get("https://shop.example/"))
		wantReason(t, err, outcome.ServerError)
		gaps := s.gaps()
		if len(gaps) != 3 {
			t.Fatalf("%d tries, want 4", len(gaps)+1)
		}
		for i, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
			if gaps[i] < want*8/10 || gaps[i] > want*12/10 {
				t.Errorf("wait %d was %s, want %s give or take a fifth", i+1, gaps[i], want)
			}
		}
	})
}

func TestDo_retryAfter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		header  func() string
		tries   int
		atLeast time.Duration // between tries
		after   time.Duration // handed up
	}{
		"a short one is obeyed":      {func() string { return "3" }, 2, 3 * time.Second, 3 * time.Second},
		"a date is obeyed":           {func() string { return time.Now().Add(4 * time.Second).UTC().Format(http.TimeFormat) }, 2, 3 * time.Second, 4 * time.Second},
		"a long one is handed up":    {func() string { return "600" }, 1, 0, 10 * time.Minute},
		"nonsense is no wish":        {func() string { return "soon" }, 2, 0, 0},
		"a negative one is no wish":  {func() string { return "-5" }, 2, 0, 0},
		"one in the past is no wish": {func() string { return "Sat, 21 Nov 1998 19:39:00 GMT" }, 2, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var s stamps
				cl := httpkit.New(httpkit.Options{Tries: 2, Transport: answers(func(*http.Request) (*http.Response, error) {
					s.add()
					return status(429, "Retry-After", c.header()), nil
				})})
				_, err := cl.Do(t.Context(), get("https://shop.example/"))
				e := wantReason(t, err, outcome.TooManyRequests)
				if len(s.at) != c.tries || e.After > c.after || e.After < c.after-time.Second {
					t.Errorf("%d tries, after %s, want %d and %s", len(s.at), e.After, c.tries, c.after)
				}
				for _, gap := range s.gaps() {
					if gap < c.atLeast {
						t.Errorf("waited %s, want at least %s", gap, c.atLeast)
					}
				}
			})
		})
	}
}

func TestDo_buildsEachTryAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		c := httpkit.New(httpkit.Options{Transport: answers(func(r *http.Request) (*http.Response, error) {
			seen = append(seen, r.URL.Query().Get("nonce"))
			return status(500), nil
		})})
		built := 0
		_, err := c.Do(t.Context(), httpkit.Call{Op: "x", Idempotent: true, Tries: 3, Build: func(ctx context.Context) (*http.Request, error) {
			built++
			return http.NewRequestWithContext(ctx, http.MethodGet, "https://shop.example/?nonce="+string(rune('a'+built)), nil)
		}})
		wantReason(t, err, outcome.ServerError)
		if len(seen) != 3 || seen[0] == seen[1] || seen[1] == seen[2] {
			t.Errorf("nonces %v", seen)
		}
	})
}

// arrived makes a transport's failure one after the request was sent.
func arrived(r *http.Request) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil && trace.GotConn != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
}

func TestDo_writesAreRepeatedOnlyWhenTheyCannotHaveArrived(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(*http.Request) (*http.Response, error)
		tries  int
	}{
		"the connection was refused": {func(*http.Request) (*http.Response, error) { return nil, errDial }, 4},
		"the answer got lost":        {func(r *http.Request) (*http.Response, error) { arrived(r); return nil, errDial }, 1},
		"the server failed":          {func(r *http.Request) (*http.Response, error) { arrived(r); return status(502), nil }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var s stamps
				cl := httpkit.New(httpkit.Options{Transport: answers(func(r *http.Request) (*http.Response, error) {
					s.add()
					return c.answer(r)
				})})
				if _, err := cl.Do(t.Context(), post("https://shop.example/")); outcome.Of(err).Code != outcome.Unavailable {
					t.Errorf("%v", err)
				}
				if len(s.at) != c.tries {
					t.Errorf("%d tries, want %d", len(s.at), c.tries)
				}
			})
		})
	}
}

func TestDo_eachTryHasItsTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := httpkit.New(httpkit.Options{Tries: 2, FirstWait: time.Second, Timeout: 15 * time.Second, Transport: answers(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})})
		_, err := c.Do(t.Context(), get("https://shop.example/"))
		wantReason(t, err, outcome.Timeout)
		if took := time.Since(start); took < 30*time.Second || took > 33*time.Second {
			t.Errorf("two tries took %s, want about 31 s", took)
		}
	})
}

func TestDo_cancelEndsTheWaitBetweenTries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		start := time.Now()
		c := httpkit.New(httpkit.Options{FirstWait: 5 * time.Second, MaxWait: time.Minute, Transport: answers(func(*http.Request) (*http.Response, error) { return status(502), nil })})
		_, err := c.Do(ctx, get("https://shop.example/"))
		wantReason(t, err, outcome.Timeout)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("ended after %s, want at the deadline", took)
		}
	})
}

func TestDo_keepsTheRateAndLetsOrdersGoFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var order []string
		c := httpkit.New(httpkit.Options{PerSecond: 1, Burst: 1, Transport: answers(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, r.URL.Path)
			return status(200), nil
		})})
		start := time.Now()
		var all sync.WaitGroup
		ask := func(ctx context.Context, path string) {
			all.Go(func() {
				if _, err := c.Do(ctx, get("https://shop.example"+path)); err != nil {
					t.Error(err)
				}
			})
		}
		for range 5 {
			ask(httpkit.WithPriority(t.Context(), httpkit.Later), "/stock")
		}
		synctest.Wait()
		for range 3 {
			ask(t.Context(), "/orders")
		}
		all.Wait()
		if took := time.Since(start); took != 7*time.Second {
			t.Errorf("8 requests took %s, want 7 s", took)
		}
		behind := 0
		for i, path := range order {
			if path == "/orders" {
				behind = i
			}
		}
		if behind > 4 {
			t.Errorf("the last order went out as number %d of %v", behind+1, order)
		}
	})
}

func TestTooMuchAtOnce(t *testing.T) {
	t.Parallel()
	for reason, want := range map[outcome.Reason]bool{
		outcome.Timeout: true, outcome.BodyCut: true, outcome.BodyTooLarge: true,
		outcome.ServerError: false, outcome.TooManyRequests: false, outcome.Unreachable: false, outcome.BadPayload: false,
	} {
		if got := httpkit.TooMuchAtOnce(outcome.New(reason)); got != want {
			t.Errorf("%s: %v", reason, got)
		}
	}
	if httpkit.TooMuchAtOnce(nil) {
		t.Error("nothing failed, and less is asked for")
	}
}

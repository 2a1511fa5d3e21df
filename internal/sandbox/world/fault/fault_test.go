package fault_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

func newSet(t *testing.T, rules ...fault.Rule) *fault.Set {
	t.Helper()
	s := fault.NewSet(1, func() time.Time { return noon })
	if err := s.Add(rules...); err != nil {
		t.Fatal(err)
	}
	return s
}

// shop answers like a face: it tells what effects it saw and counts what it did.
type shop struct {
	mu     sync.Mutex
	served int
	seen   fault.Effects
}

func (s *shop) done() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.served
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.served++
	s.seen = fault.From(r.Context())
	s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"you sent":"`+string(body)+`","and this is the end":true}`)
}

func serve(t *testing.T, s *fault.Set, front fault.Front, behind http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(s.Wrap(front, behind))
	t.Cleanup(server.Close)
	return server
}

func post(t *testing.T, url string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, string(body), err
}

func TestWrap_answers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		rule   fault.Rule
		status int
		html   bool
		retry  string
		done   int
	}{
		{"a page for people", fault.Rule{Kind: fault.HTML}, 503, true, "", 0},
		{"a page for people that says it is fine", fault.Rule{Kind: fault.HTML, Status: 200}, 200, true, "", 0},
		{"too many requests", fault.Rule{Kind: fault.Throttle}, 429, true, "", 0},
		{"too many requests, and when to come back", fault.Rule{Kind: fault.Throttle, RetryAfter: fault.Duration(3 * time.Second)}, 429, true, "3", 0},
		{"a server error", fault.Rule{Kind: fault.ServerError}, 500, true, "", 0},
		{"a server error after the work", fault.Rule{Kind: fault.ServerError, Status: 502, After: true}, 502, true, "", 1},
		{"maintenance", fault.Rule{Kind: fault.Maintenance}, 503, true, "600", 0},
		{"maintenance that is over", fault.Rule{Kind: fault.Maintenance, Until: noon}, 200, false, "", 1},
		{"maintenance that comes later", fault.Rule{Kind: fault.Maintenance, From: noon.Add(time.Second)}, 200, false, "", 1},
		{"another channel's fault", fault.Rule{Kind: fault.HTML, Channel: "b"}, 200, false, "", 1},
		{"another path's fault", fault.Rule{Kind: fault.HTML, Path: "/products"}, 200, false, "", 1},
		{"another method's fault", fault.Rule{Kind: fault.HTML, Method: "get"}, 200, false, "", 1},
		{"this path's fault, by a pattern", fault.Rule{Kind: fault.HTML, Path: "/api/*/orders*"}, 503, true, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			behind := &shop{}
			server := serve(t, newSet(t, c.rule), fault.Front{Channel: "a", Shop: "1"}, behind)
			res, body, err := post(t, server.URL+"/api/v3/orders/7")
			if err != nil {
				t.Fatal(err)
			}
			isHTML := strings.Contains(body, "<html>")
			if res.StatusCode != c.status || isHTML != c.html || res.Header.Get("Retry-After") != c.retry || behind.done() != c.done {
				t.Errorf("got %d, html %v, retry %q, done %d: %s", res.StatusCode, isHTML, res.Header.Get("Retry-After"), behind.done(), body)
			}
		})
	}
}

func TestWrap_connections(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		rule fault.Rule
		want error
		done int
	}{
		{"a reset", fault.Rule{Kind: fault.Reset}, syscall.ECONNRESET, 0},
		{"a reset after the work was done", fault.Rule{Kind: fault.Reset, After: true}, syscall.ECONNRESET, 1},
		{"a hang that ends", fault.Rule{Kind: fault.Hang, Delay: fault.Duration(time.Millisecond)}, syscall.ECONNRESET, 0},
		{"half a body", fault.Rule{Kind: fault.Truncate}, io.ErrUnexpectedEOF, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			behind := &shop{}
			server := serve(t, newSet(t, c.rule), fault.Front{}, behind)
			_, body, err := post(t, server.URL)
			if !errors.Is(err, c.want) && !errors.Is(err, io.EOF) || behind.done() != c.done {
				t.Errorf("got %v, done %d, body %q", err, behind.done(), body)
			}
		})
	}
}

// A client that gives up ends a hang: the server does not keep it.
func TestWrap_hangEndsWithItsClient(t *testing.T) {
	t.Parallel()
	ended := make(chan struct{})
	inner := newSet(t, fault.Rule{Kind: fault.Hang}).Wrap(fault.Front{}, &shop{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(ended)
		inner.ServeHTTP(w, r)
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, strings.NewReader("x"))
	if _, err := http.DefaultClient.Do(req); err == nil {
		t.Error("there was an answer")
	}
	<-ended
}

func TestWrap_latencyDelaysAndNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		behind := &shop{}
		h := newSet(t, fault.Rule{Kind: fault.Latency, Delay: fault.Duration(2 * time.Second)}).Wrap(fault.Front{}, behind)
		began := time.Now()
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader("x")))
		if took := time.Since(began); took != 2*time.Second || w.Code != 200 || behind.done() != 1 {
			t.Errorf("took %s, %d", took, w.Code)
		}
	})
}

func TestWrap_effectsReachTheFace(t *testing.T) {
	t.Parallel()
	behind, nudged := &shop{}, 0
	set := newSet(t, fault.Rule{Kind: fault.Expired}, fault.Rule{Kind: fault.ClockSkew, Skew: fault.Duration(-90 * time.Second)}, fault.Rule{Kind: fault.ChangeOrders})
	server := serve(t, set, fault.Front{Nudge: func(uint64) { nudged++ }}, behind)
	res, _, err := post(t, server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if want := (fault.Effects{Expired: true, Skew: -90 * time.Second}); behind.seen != want || nudged != 1 {
		t.Errorf("the face saw %+v, nudged %d", behind.seen, nudged)
	}
	if got, want := res.Header.Get("Date"), "Thu, 15 Jan 2026 11:58:30 GMT"; got != want {
		t.Errorf("Date %s, want %s", got, want)
	}
}

func TestWrap_aFaceMayRefuseInItsOwnWords(t *testing.T) {
	t.Parallel()
	server := serve(t, newSet(t, fault.Rule{Kind: fault.Throttle}), fault.Front{Refuse: func(w http.ResponseWriter, _ *http.Request, status int, _ time.Duration) bool {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "error_rate_limit")
		return true
	}}, &shop{})
	if res, body, err := post(t, server.URL); err != nil || res.StatusCode != 429 || body != "error_rate_limit" {
		t.Errorf("%v %s", err, body)
	}
}

// strikes runs n requests against a rule and tells which were struck.
func strikes(t *testing.T, seed int64, r fault.Rule, n int) []bool {
	t.Helper()
	s := fault.NewSet(seed, func() time.Time { return noon })
	if err := s.Add(r); err != nil {
		t.Fatal(err)
	}
	h := s.Wrap(fault.Front{}, &shop{})
	var out []bool
	for range n {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
		out = append(out, w.Code != 200)
	}
	return out
}

func TestSet_drawsReproduceBySeed(t *testing.T) {
	t.Parallel()
	rule := fault.Rule{Kind: fault.ServerError, Probability: 0.3}
	a, b, other := strikes(t, 1, rule, 300), strikes(t, 1, rule, 300), strikes(t, 2, rule, 300)
	if !cmp.Equal(a, b) || cmp.Equal(a, other) {
		t.Error("draws do not go by the seed")
	}
	hits := 0
	for _, x := range a {
		if x {
			hits++
		}
	}
	if hits < 60 || hits > 120 {
		t.Errorf("%d of 300 at a probability of 0.3", hits)
	}
	if got := strikes(t, 1, fault.Rule{Kind: fault.ServerError, Count: 2}, 4); !slices.Equal(got, []bool{true, true, false, false}) {
		t.Errorf("the next two: %v", got)
	}
}

func TestRead_badInputNamesItsField(t *testing.T) {
	t.Parallel()
	for body, field := range map[string]string{
		`[{"kind":"nonsense"}]`:                                   "kind",
		`{"kind":"reset","probability":1.5}`:                      "probability",
		`{"kind":"reset","probability":"often"}`:                  "probability",
		`{"kind":"reset","count":-1}`:                             "count",
		`{"kind":"latency"}`:                                      "delay",
		`{"kind":"latency","delay":"soon"}`:                       "rules",
		`{"kind":"clock_skew"}`:                                   "skew",
		`{"kind":"reset","colour":"red"}`:                         "colour",
		`{"rules":[{"kind":"reset"},{"kind":"html","status":7}]}`: "rules[1].status",
		`{"kind":"throttle","after":true}`:                        "after",
		`[`:                                                       "rules",
		``:                                                        "rules",
		`7`:                                                       "rules",
	} {
		rules, err := fault.Read([]byte(body))
		if err == nil {
			err = fault.NewSet(1, time.Now).Add(rules...)
		}
		var bad *fault.FieldError
		if !errors.As(err, &bad) || bad.Field != field {
			t.Errorf("%s: got %v, want the field %s", body, err, field)
		}
	}
	for _, body := range []string{`[]`, `{"kind":"reset"}`, `[{"kind":"latency","delay":1.5}]`, `{"rules":[{"kind":"throttle","retry_after":"2s"}]}`} {
		if _, err := fault.Read([]byte(body)); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`[{"kind":"reset","delay":"1s","path":"/a*b"}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		rules, err := fault.Read(body)
		if err != nil {
			return
		}
		s := fault.NewSet(1, func() time.Time { return noon })
		if s.Add(rules...) == nil {
			s.Webhook(fault.Target{Path: "x"})
			s.Rules()
		}
	})
}

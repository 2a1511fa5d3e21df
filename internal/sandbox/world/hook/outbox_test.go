package hook_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// sink writes down what arrives.
type sink struct {
	mu     sync.Mutex
	bodies []string
	answer func(w http.ResponseWriter, r *http.Request)
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.bodies = append(s.bodies, string(body))
	s.mu.Unlock()
	if s.answer != nil {
		s.answer(w, r)
	}
}

func (s *sink) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.bodies, " ")
}

func newOutbox(t *testing.T, rules ...fault.Rule) *hook.Outbox {
	t.Helper()
	set := fault.NewSet(1, time.Now)
	if err := set.Add(rules...); err != nil {
		t.Fatal(err)
	}
	b := hook.New(set, nil, time.Now, slog.New(slog.DiscardHandler))
	t.Cleanup(b.Close)
	return b
}

func message(url, body string) hook.Message {
	return hook.Message{Channel: "a", Shop: "1", Topic: "order", Ref: body, URL: url, Build: func() (http.Header, []byte, bool) {
		return http.Header{}, []byte(body), body != "dropped"
	}}
}

func TestOutbox_oneReceiverGetsItsMessagesInTheirSequence(t *testing.T) {
	t.Parallel()
	to := &sink{}
	server := httptest.NewServer(to)
	defer server.Close()
	b := newOutbox(t)
	want := []string{}
	for n := range 50 {
		want = append(want, strconv.Itoa(n))
		b.Send(message(server.URL, strconv.Itoa(n)))
	}
	b.Send(message(server.URL, "dropped"))
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := to.all(); got != strings.Join(want, " ") {
		t.Errorf("got %s", got)
	}
	if n := len(b.Deliveries()); n != 50 {
		t.Errorf("%d deliveries are listed", n)
	}
}

func TestOutbox_aReceiverThatHangsHoldsNobodyElseUp(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	slow := httptest.NewServer(&sink{answer: func(http.ResponseWriter, *http.Request) { <-free }})
	defer slow.Close()
	to := &sink{}
	quick := httptest.NewServer(to)
	defer quick.Close()
	b := newOutbox(t)
	done := make(chan hook.Delivery, 1)
	for range 10 {
		b.Send(message(slow.URL, "slow"))
	}
	m := message(quick.URL, "quick")
	m.Done = func(d hook.Delivery) { done <- d }
	b.Send(m)
	if d := <-done; d.Outcome != "delivered" || d.Status != 200 {
		t.Errorf("got %+v", d)
	}
	close(free)
}

func TestOutbox_outcomes(t *testing.T) {
	t.Parallel()
	away := httptest.NewServer(nil)
	away.Close()
	elsewhere := httptest.NewServer(&sink{answer: func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/other", http.StatusTemporaryRedirect)
	}})
	defer elsewhere.Close()
	b := newOutbox(t, fault.Rule{Kind: fault.WebhookLost, Path: "lost"})
	lost := message(elsewhere.URL, "x")
	lost.Topic = "lost"
	b.Send(lost)
	b.Send(message(away.URL, "x"))
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Send(message(elsewhere.URL, "x"))
	if err := b.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range b.Deliveries() {
		got = append(got, d.Outcome)
	}
	if strings.Join(got, " ") != "lost failed refused" {
		t.Errorf("got %v: a redirect is not followed, and is no success", got)
	}
}

func TestOutbox_lateOnesComeAfterTheirTime(t *testing.T) {
	t.Parallel()
	to := &sink{}
	server := httptest.NewServer(to)
	defer server.Close()
	b := newOutbox(t, fault.Rule{Kind: fault.WebhookLate, Delay: fault.Duration(time.Millisecond), Count: 1})
	done := make(chan hook.Delivery, 1)
	m := message(server.URL, "late")
	m.Done = func(d hook.Delivery) { done <- d }
	b.Send(m)
	if d := <-done; d.Outcome != "delivered" {
		t.Errorf("got %+v", d)
	}
}

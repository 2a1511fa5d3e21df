package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// broker tells every open page what has changed, one listener on the database for all of them.
type broker struct {
	mu    sync.Mutex
	pages map[chan string]struct{}
}

func newBroker(ctx context.Context, db store.DB) (*broker, error) {
	topics, err := db.Listen(ctx)
	if err != nil {
		return nil, fmt.Errorf("listening for changes: %w", err)
	}
	b := &broker{pages: map[chan string]struct{}{}}
	go func() {
		for topic := range topics {
			b.tell(topic)
		}
	}()
	return b, nil
}

func (b *broker) tell(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for page := range b.pages {
		select {
		case page <- topic:
		default: // a page this far behind looks at everything anyway
		}
	}
}

func (b *broker) open() chan string {
	page := make(chan string, 64)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages[page] = struct{}{}
	return page
}

func (b *broker) close(page chan string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.pages, page)
}

const (
	gather    = 500 * time.Millisecond // changes within this time are told together
	keepAlive = 20 * time.Second       // proxies close a stream that is silent for longer
)

// means is what a change of one thing changes on the pages.
var means = map[string][]string{
	"orders": {"orders", "documents", "logs", "status"},
	"status": {"status"},
	"issues": {"issues"},
	"bulk":   {"bulk"},

	"completeness": {"completeness", "logs", "status"},
	"webhooks":     {"webhooks"},
	"notices":      {"notices"},
}

// stream sends "change" events: a JSON list of what has changed.
func (s *Server) stream(w http.ResponseWriter, r *http.Request) {
	if !s.gate(w, r, "events") {
		return
	}
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	page := s.events.open()
	defer s.events.close(page)
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	send := func(format string, args ...any) bool {
		_ = out.SetWriteDeadline(time.Now().Add(10 * time.Second))
		if _, err := fmt.Fprintf(w, format, args...); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	if !send(": open\n\n") {
		return
	}
	changed := map[string]bool{}
	var due <-chan time.Time
	for {
		select {
		case <-r.Context().Done():
			return
		case topic := <-page:
			for _, t := range means[topic] {
				changed[t] = true
			}
			if due == nil {
				due = time.After(gather)
			}
		case <-due:
			b, _ := json.Marshal(slices.Sorted(maps.Keys(changed))) // strings are always encodable
			if !send("event: change\ndata: %s\n\n", b) {
				return
			}
			clear(changed)
			due = nil
		case <-alive.C:
			if !send(": alive\n\n") {
				return
			}
		}
	}
}

// Package notice hands topics to whoever listens in this process.
package notice

import (
	"context"
	"sync"
)

// Hub passes topics from publishers to listeners. A listener that is slow gets each waiting topic once, in the order in which
// they first came: publishers never wait, and the last notice of a topic is never lost. The zero Hub is ready for use.
type Hub struct {
	mu        sync.Mutex
	listeners map[*listener]struct{}
	closed    bool
}

type listener struct {
	mu      sync.Mutex
	waiting []string        // in the order they came
	has     map[string]bool // the same as a set
	wake    chan struct{}   // holds one token when something waits
	stop    context.CancelFunc
}

// Listen gives the topics published from now on. The channel is closed when ctx ends or the hub is closed.
func (h *Hub) Listen(ctx context.Context) <-chan string {
	ctx, stop := context.WithCancel(ctx)
	l := &listener{has: map[string]bool{}, wake: make(chan struct{}, 1), stop: stop}
	out := make(chan string)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		stop()
	}
	if h.listeners == nil {
		h.listeners = map[*listener]struct{}{}
	}
	h.listeners[l] = struct{}{}
	go func() {
		defer close(out)
		defer h.leave(l)
		defer stop()
		l.deliver(ctx, out)
	}()
	return out
}

// Publish tells every listener each of the topics.
func (h *Hub) Publish(topics ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		l.add(topics)
	}
}

// Close ends all listeners.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for l := range h.listeners {
		l.stop()
	}
}

func (h *Hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners, l)
}

func (l *listener) add(topics []string) {
	l.mu.Lock()
	for _, topic := range topics {
		if !l.has[topic] {
			l.has[topic] = true
			l.waiting = append(l.waiting, topic)
		}
	}
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default: // awake already
	}
}

func (l *listener) deliver(ctx context.Context, out chan<- string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.wake:
		}
		for {
			topic, some := l.next()
			if !some {
				break
			}
			select {
			case <-ctx.Done():
				return
			case out <- topic:
			}
		}
	}
}

func (l *listener) next() (topic string, some bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) == 0 {
		return "", false
	}
	topic = l.waiting[0]
	l.waiting = l.waiting[1:]
	delete(l.has, topic)
	return topic, true
}

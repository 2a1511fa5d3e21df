// Package hook sends the webhooks of pretend channels: what a face wants sent goes through an Outbox, which lets faults
// lose, double, delay and reorder it, and keeps a list of what was sent and how it was answered.
//
// It does not retry: whether and when a channel tries again is the face's business, which hears of every outcome.
package hook

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// Message is one webhook to be sent.
type Message struct {
	Channel, Shop string
	Topic         string // in the channel's words
	Ref           string // what it is about, for the list
	URL           string
	// Build makes the request's header and body when it is sent, not when it was asked for; ok false drops it.
	Build func() (header http.Header, body []byte, ok bool)
	// Done hears how it went; it may be nil.
	Done func(Delivery)
}

// Delivery is one webhook that was sent, or that a fault lost.
type Delivery struct {
	ID       int64     `json:"id"`
	Channel  string    `json:"channel"`
	Shop     string    `json:"shop"`
	Topic    string    `json:"topic"`
	Ref      string    `json:"ref"`
	URL      string    `json:"url"`
	At       time.Time `json:"at"`
	Took     float64   `json:"took_ms"`
	Status   int       `json:"status"`            // 0: no answer
	Error    string    `json:"error,omitempty"`   // why there was none
	Outcome  string    `json:"outcome"`           // delivered, refused, failed, lost
	Repeated bool      `json:"repeated,omitzero"` // the second of a doubled one
}

// Outbox sends. Make it with New, end it with Close.
type Outbox struct {
	faults *fault.Set
	client *http.Client
	now    func() time.Time
	log    *slog.Logger
	ctx    context.Context
	stop   context.CancelFunc

	mu      sync.Mutex
	idle    sync.Cond
	queue   []sending
	held    []sending           // waiting for the next one to go first
	busy    map[string]struct{} // receivers that are being sent to
	timers  map[*time.Timer]struct{}
	sent    []Delivery
	lastID  int64
	closed  bool
	workers sync.WaitGroup
}

type sending struct {
	Message
	repeated bool
}

// Timeout is how long a receiver may take; the most patient of the channels waits so long.
const Timeout = 60 * time.Second

// keep is how many deliveries the list remembers.
const keep = 10_000

// New starts an outbox with a few senders. client may be nil; redirects are never followed.
func New(faults *fault.Set, client *http.Client, now func() time.Time, log *slog.Logger) *Outbox {
	if client == nil {
		client = &http.Client{Timeout: Timeout}
	}
	follow := *client
	follow.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	ctx, stop := context.WithCancel(context.Background())
	b := &Outbox{faults: faults, client: &follow, now: now, log: log, ctx: ctx, stop: stop,
		timers: map[*time.Timer]struct{}{}, busy: map[string]struct{}{}}
	b.idle.L = &b.mu
	for range 4 {
		b.workers.Go(b.work)
	}
	return b
}

// Send takes a message; it never blocks and may be called while the world holds still.
func (b *Outbox) Send(m Message) {
	fate := b.faults.Webhook(fault.Target{Channel: m.Channel, Shop: m.Shop, Method: http.MethodPost, Path: m.Topic})
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return
	}
	switch {
	case fate.Lost:
		b.note(Delivery{Channel: m.Channel, Shop: m.Shop, Topic: m.Topic, Ref: m.Ref, URL: m.URL, At: b.now().UTC(), Outcome: "lost"})
		return
	case fate.AfterOne:
		b.held = append(b.held, sending{Message: m})
		return
	case fate.Late > 0:
		b.later(m, fate)
		return
	}
	b.push(m, fate.Twice)
}

// push queues m and, behind it, what waited for it.
func (b *Outbox) push(m Message, twice bool) {
	b.queue = append(b.queue, sending{Message: m})
	if twice {
		b.queue = append(b.queue, sending{Message: m, repeated: true})
	}
	b.queue = append(b.queue, b.held...)
	b.held = nil
	b.idle.Broadcast()
}

func (b *Outbox) later(m Message, fate fault.Fate) {
	var t *time.Timer
	t = time.AfterFunc(fate.Late, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if _, waiting := b.timers[t]; !waiting {
			return
		}
		delete(b.timers, t)
		b.push(m, fate.Twice)
	})
	b.timers[t] = struct{}{}
}

func (b *Outbox) work() {
	for {
		m, ok := b.take()
		if !ok {
			return
		}
		d, sent := b.deliver(m)
		if sent {
			b.mu.Lock()
			d = b.note(d)
			b.mu.Unlock()
			if m.Done != nil {
				m.Done(d)
			}
		}
		b.mu.Lock()
		delete(b.busy, m.URL)
		b.idle.Broadcast()
		b.mu.Unlock()
	}
}

// take waits for the first message whose receiver is free: one receiver gets its messages one after the other, and a
// receiver that hangs holds nobody else up. ok is false when the outbox is closed.
func (b *Outbox) take() (m sending, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.closed {
		for i, m := range b.queue {
			if _, busy := b.busy[m.URL]; !busy {
				b.queue = slices.Delete(b.queue, i, i+1)
				b.busy[m.URL] = struct{}{}
				return m, true
			}
		}
		b.idle.Wait()
	}
	return sending{}, false
}

// deliver sends m once; sent is false when there was nothing to send any more.
func (b *Outbox) deliver(m sending) (d Delivery, sent bool) {
	header, body, ok := m.Build()
	if !ok {
		return Delivery{}, false
	}
	at := b.now()
	d = Delivery{
		Channel: m.Channel, Shop: m.Shop, Topic: m.Topic, Ref: m.Ref, URL: m.URL, At: at.UTC(), Repeated: m.repeated, Outcome: "failed",
	}
	req, err := http.NewRequestWithContext(b.ctx, http.MethodPost, m.URL, bytes.NewReader(body))
	if err != nil {
		d.Error = err.Error()
		return d, true
	}
	req.Header = header
	res, err := b.client.Do(req)
	d.Took = float64(b.now().Sub(at)) / float64(time.Millisecond)
	if err != nil {
		d.Error = err.Error()
		return d, true
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	_ = res.Body.Close()
	d.Status, d.Outcome = res.StatusCode, "refused"
	if res.StatusCode >= 200 && res.StatusCode <= 302 {
		d.Outcome = "delivered"
	}
	return d, true
}

func (b *Outbox) note(d Delivery) Delivery {
	b.lastID++
	d.ID = b.lastID
	b.sent = append(b.sent, d)
	if len(b.sent) > keep+keep/10 {
		b.sent = slices.Clone(b.sent[len(b.sent)-keep:])
	}
	return d
}

// Deliveries lists the last 10,000, oldest first.
func (b *Outbox) Deliveries() []Delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.sent)
}

// Flush sends what waits for a next one that may never come, and returns when nothing is queued or under way (late ones
// still wait for their time), or when ctx ends.
func (b *Outbox) Flush(ctx context.Context) error {
	defer context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.idle.Broadcast()
	})()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = append(b.queue, b.held...)
	b.held = nil
	b.idle.Broadcast()
	for (len(b.queue) > 0 || len(b.busy) > 0) && !b.closed && ctx.Err() == nil {
		b.idle.Wait()
	}
	return ctx.Err()
}

// Close drops what was not sent and waits for the senders.
func (b *Outbox) Close() {
	b.mu.Lock()
	b.closed = true
	for t := range b.timers {
		t.Stop()
	}
	clear(b.timers)
	b.idle.Broadcast()
	b.mu.Unlock()
	b.stop()
	b.workers.Wait()
}

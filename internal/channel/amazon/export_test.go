package amazon

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
)

// What the external tests look into.
var (
	Statuses     = statuses
	Journeys     = journeys
	Reasons      = reasons
	LoginReasons = loginReasons
	QueueReasons = queueReasons
	Operations   = operations
	ParcelNumber = parcelNumber
	EasyShip     = easyShip
)

// Sign signs as for the queue, for another service.
func Sign(ctx context.Context, req *http.Request, body []byte, keyID, key, service, region string, at time.Time) error {
	return sign(ctx, req, body, keyID, key, service, region, at)
}

// ReadMark reads a cursor and writes it again.
func ReadMark(at channel.Cursor) channel.Cursor { return readMark(at).cursor() }

// Snapshot maps one order of 2026-01-01, with its bookings.
func Snapshot(raw json.RawMessage, bookings ...json.RawMessage) (order.Snapshot, error) {
	p := read(raw)
	l := newLedger()
	for _, b := range bookings {
		var t wireTransaction
		if err := json.Unmarshal(b, &t); err != nil {
			return order.Snapshot{}, err
		}
		if err := l.book(&t); err != nil {
			return order.Snapshot{}, err
		}
	}
	p.money = l.of[string(p.order.ID)]
	return p.snapshot(), nil
}

// SnapshotOld maps one order of v0 with its items.
func SnapshotOld(raw json.RawMessage, items ...json.RawMessage) order.Snapshot {
	return readOld(raw, items).snapshot()
}

// Hook understands a message as the connector of a seller in these marketplaces does.
func Hook(id, body string, markets ...string) channel.Hook {
	return (&connector{markets: markets}).hook(wireMessage{ID: id, Body: body})
}

// Refused gives the outcome of an answer of the API.
func Refused(status int, body string) error {
	g := &gate{api: "https://api.example"}
	return g.refused(&httpkit.Response{Status: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}, ask{op: "amazon.Test"})
}

// QueueRefused gives the outcome of an answer of the queue.
func QueueRefused(status int, body string) error {
	return queueRefused(&httpkit.Response{Status: status, Header: http.Header{}, Body: []byte(body)}, "amazon.Listen")
}

// Limits are buckets under a clock of the test.
type Limits struct{ l *limits }

// NewLimits makes them.
func NewLimits(now func() time.Time) Limits { return Limits{newLimits(now)} }

// Take takes a token and tells the wait for it.
func (l Limits) Take(name string) time.Duration { return l.l.take(name) }

// Wait is limits.wait.
func (l Limits) Wait(ctx context.Context, name string) error { return l.l.wait(ctx, name) }

// Learn takes up a header.
func (l Limits) Learn(name, rate string) {
	l.l.learn(name, http.Header{"X-Amzn-Ratelimit-Limit": {rate}})
}

// Empty is limits.empty.
func (l Limits) Empty(name string) time.Duration { return l.l.empty(name) }

// Repriced gives the offers with another price.
func Repriced(raw json.RawMessage, market string, tag channel.PriceTag) ([]byte, error) {
	offers, no := repriced(raw, market, tag)
	if no != nil {
		return nil, no
	}
	return json.Marshal(offers)
}

// Package webhook receives what channels send: it verifies by the connector, stores the delivery, queues the order numbers, and
// answers at once. Everything else is a job's work, so a slow shop or a busy database never costs a delivery.
//
// It owns the table inbox.
package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// MaxBytes is the largest delivery read. An order with a thousand lines is a tenth of it.
const MaxBytes = 4 << 20

// Queue takes the orders to fetch, as part of the transaction that stores the delivery.
type Queue interface {
	Download(ctx context.Context, tx store.Tx, q download.Request) error
}

// Receiver answers deliveries at /hooks/{connection key}/... .
type Receiver struct {
	DB          store.DB
	Connections *connection.Registry
	Queue       Queue
	IDs         *ids.Maker
	Listeners   issue.Listeners // nil: nobody is told of issues
	PublicURL   string          // our address as the world sees it: some channels sign it
	Now         func() time.Time
	Log         *slog.Logger
}

// Serve answers one delivery for the connection whose key stands in the address. 200: stored, or seen before, or of no use to
// us; 401: forged or stale; 404: no such address; 413: too large; 503: could not be stored, send again.
func (r *Receiver) Serve(w http.ResponseWriter, req *http.Request, key string) {
	conn, err := r.Connections.ByHookKey(req.Context(), key)
	if err != nil {
		answer(w, outcome.Of(err))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxBytes))
	if err != nil {
		http.Error(w, fmt.Sprintf("a delivery may have at most %d bytes", MaxBytes), http.StatusRequestEntityTooLarge)
		return
	}
	delivery := channel.Delivery{URL: r.PublicURL + req.URL.RequestURI(), Header: req.Header, Body: body}
	reply, err := r.take(req.Context(), conn, delivery)
	if err != nil {
		why := outcome.Of(err)
		r.Log.Warn("webhook refused", "channel", conn.Channel, "connection", conn.ID, "code", int(why.Code), "reason", why.Reason, "err", err)
		answer(w, why)
		return
	}
	w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(w, reply) // who sent it has gone; it will send again
}

func answer(w http.ResponseWriter, why *outcome.Error) {
	switch why.Code {
	case outcome.NoAccess:
		http.Error(w, "the signature does not match", http.StatusUnauthorized)
	case outcome.Missing:
		http.Error(w, "no connection has this address", http.StatusNotFound)
	case outcome.Unmapped:
		http.Error(w, "verified, but not understood", http.StatusUnprocessableEntity)
	default:
		http.Error(w, "could not be stored; please send it again", http.StatusServiceUnavailable)
	}
}

// take stores a delivery and gives the body to answer with.
func (r *Receiver) take(ctx context.Context, conn connection.Connection, d channel.Delivery) (reply string, err error) {
	connector, err := r.Connections.Connector(conn)
	if err != nil {
		return "", err
	}
	receiver, ok := connector.(channel.WebhookReceiver)
	if !ok {
		return "", outcome.New(outcome.BadWebhook, "why", conn.Channel+" sends no webhooks")
	}
	hook, err := receiver.Receive(d)
	if err != nil {
		return hook.Reply, err
	}
	return hook.Reply, r.queue(ctx, conn, hook)
}

// queue stores what a delivery is about and asks for its orders, for the shop it speaks of.
func (r *Receiver) queue(ctx context.Context, conn connection.Connection, hook channel.Hook) error {
	if len(hook.Refs) == 0 {
		return nil
	}
	if hook.Shop != "" {
		of, ok, err := r.Connections.OfShop(ctx, conn, hook.Shop)
		if err != nil || !ok { // a shop that is not connected here
			return err
		}
		conn = of
	}
	return r.store(ctx, conn, hook)
}

func (r *Receiver) store(ctx context.Context, conn connection.Connection, hook channel.Hook) error {
	refs, err := json.Marshal(hook.Refs)
	if err != nil {
		return err
	}
	return r.DB.InTx(ctx, func(tx store.Tx) error {
		if err := connection.Hold(ctx, tx, conn.Account, conn.ID); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `insert into inbox (account_id, id, connection_id, delivery, topic, refs, received_at) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (account_id, connection_id, delivery) do nothing`, conn.Account, r.IDs.Next(), conn.ID, hook.ID, hook.Topic, string(refs), store.Micros(r.Now()))
		if err != nil {
			return fmt.Errorf("storing a delivery: %w", err)
		}
		if n == 0 { // delivered before
			return nil
		}
		return r.Queue.Download(ctx, tx, download.Request{Account: conn.Account, Connection: conn.ID, Refs: hook.Refs, By: synclog.Webhook})
	})
}

// keep is how long deliveries are remembered: longer than any channel repeats one.
const keep = 7 * 24 * time.Hour

// Forget drops deliveries that no channel sends again.
func Forget(ctx context.Context, db store.DB, now time.Time) error {
	return db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `delete from inbox where received_at < $1`, store.Micros(now.Add(-keep)))
		return err
	})
}

// Address is where a connection's channel sends its webhooks; empty without a base address.
func Address(base string, conn connection.Connection) string {
	if base == "" {
		return ""
	}
	return base + "/hooks/" + conn.HookKey + "/" + conn.Channel
}

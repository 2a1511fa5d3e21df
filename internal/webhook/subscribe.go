package webhook

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const (
	resubscribe  = time.Hour   // how often a connection's webhooks are looked after: a shop may have switched them off
	lookForShops = time.Minute // how soon a connection made meanwhile by another process is noticed
)

// KeepSubscribed asks every channel for its news, again every hour, until ctx ends. A shop that is away keeps nobody waiting for
// long; its cycles go on without, and it is asked again with growing waits.
func (r *Receiver) KeepSubscribed(ctx context.Context, account int64) {
	asked := map[int64]*asking{}
	tick := time.NewTicker(lookForShops)
	defer tick.Stop()
	for {
		r.subscribeAll(ctx, account, asked)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// subscribeAll asks the channels whose time has come.
func (r *Receiver) subscribeAll(ctx context.Context, account int64, asked map[int64]*asking) {
	conns, err := r.Connections.List(ctx, account)
	if err != nil && ctx.Err() == nil {
		r.Log.Warn("reading connections to subscribe to their news", "err", err)
	}
	for _, c := range conns {
		a, ok := asked[c.ID]
		if !ok {
			a = &asking{}
			asked[c.ID] = a
		}
		if c.State != connection.Active || r.Now().Before(a.next) {
			continue
		}
		a.next = r.Now().Add(resubscribe)
		why := r.Subscribe(ctx, c, &a.ear)
		if ctx.Err() != nil {
			return
		}
		if why != nil {
			a.next = r.Now().Add(cycle.Backoff(a.ear.Failures, why.After, resubscribe))
		}
	}
}

// asking is how asking one connection for its news goes.
type asking struct {
	ear  Ear
	next time.Time
}

// Subscribe makes a connection's channel send its webhooks to our address, or its news to the queue of the settings, and keeps in
// the log how that went: its own answer is for who wants to try again. A channel without either is no error; nothing is done.
func (r *Receiver) Subscribe(ctx context.Context, conn connection.Connection, e *Ear) *outcome.Error {
	err := r.subscribe(ctx, conn)
	if ctx.Err() != nil {
		return outcome.Of(ctx.Err())
	}
	why := outcome.Of(err)
	if why != nil {
		r.Log.Warn("the channel could not be asked for news; the cycles go on without", "channel", conn.Channel, "connection", conn.ID, "code", int(why.Code), "reason", why.Reason, "err", err)
	}
	if err := r.Note(ctx, conn, synclog.SubscribeToNews, e, why); err != nil && ctx.Err() == nil {
		r.Log.Warn("how the channel was asked for news is not in the log", "channel", conn.Channel, "connection", conn.ID, "err", err)
	}
	return why
}

func (r *Receiver) subscribe(ctx context.Context, conn connection.Connection) error {
	connector, err := r.Connections.Connector(conn)
	if err != nil {
		return err
	}
	if l, ok := connector.(channel.Listener); ok && listens(r.Connections, conn) {
		if err := l.Attach(ctx); err != nil {
			return fmt.Errorf("asking for news in the queue: %w", err)
		}
	}
	receiver, ok := connector.(channel.WebhookReceiver)
	if !ok || r.PublicURL == "" {
		return nil
	}
	if err := receiver.Subscribe(ctx, Address(r.PublicURL, conn)); err != nil {
		return fmt.Errorf("subscribing to webhooks: %w", err)
	}
	return nil
}

package webhook

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const (
	longPoll  = 20 * time.Second // how long a queue is asked to wait for news
	lookAgain = 10 * time.Second // how soon a connection made, paused or changed meanwhile is noticed
)

// Listen takes the news of all channels that put them into a queue, until ctx ends. Several nodes may listen to one queue: each
// message comes to one of them, or twice.
func (r *Receiver) Listen(ctx context.Context, account int64) {
	running := map[int64]listening{}
	var all sync.WaitGroup
	defer all.Wait()
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		r.attend(ctx, account, running, &all)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// listening is one connection that is listened to.
type listening struct {
	to   string // the queue
	stop context.CancelFunc
}

// attend begins to listen to the connections that have a queue now, and ends what has none any more.
func (r *Receiver) attend(ctx context.Context, account int64, running map[int64]listening, all *sync.WaitGroup) {
	conns, err := r.Connections.List(ctx, account)
	if err != nil {
		r.Log.Warn("reading connections to listen to", "err", err)
		return
	}
	wanted := map[int64]bool{}
	for _, c := range conns {
		queue, mayHave := queueOf(r.Connections, c)
		old, ok := running[c.ID]
		wanted[c.ID] = mayHave && ok && old.to == queue
		if !mayHave || wanted[c.ID] {
			continue
		}
		if ok {
			old.stop()
		}
		own, stop := context.WithCancel(ctx)
		running[c.ID], wanted[c.ID] = listening{queue, stop}, true
		all.Go(func() { r.listen(own, c, queue) })
	}
	for id, l := range running {
		if !wanted[id] {
			l.stop()
			delete(running, id)
		}
	}
}

// queueOf is where a connection's channel puts its news; empty: nowhere. False: it is of a channel without queues, or must not
// work now.
func queueOf(r *connection.Registry, c connection.Connection) (queue string, mayHave bool) {
	kind, ok := r.Kind(c.Channel)
	if !ok || kind.QueueSetting == "" || c.State != connection.Active {
		return "", false
	}
	return c.Settings[kind.QueueSetting], true
}

func listens(r *connection.Registry, c connection.Connection) bool {
	queue, _ := queueOf(r, c)
	return queue != ""
}

// listen takes a connection's news until ctx ends. What fails is tried again with growing waits; the cycles go on without. Without
// a queue there is nothing to listen to, and what failed while there was one is over.
func (r *Receiver) listen(ctx context.Context, conn connection.Connection, queue string) {
	if queue == "" {
		if err := r.Note(ctx, conn, synclog.ListenToQueue, &Ear{}, nil); err != nil && ctx.Err() == nil {
			r.Log.Warn("failures of a queue that is gone stay in the log", "channel", conn.Channel, "connection", conn.ID, "err", err)
		}
		return
	}
	for ear := (Ear{}); ctx.Err() == nil; {
		now, err := r.Connections.Get(ctx, conn.Account, conn.ID) // its keys may have changed
		if err == nil {
			err = r.Hear(ctx, now, longPoll)
		}
		if ctx.Err() != nil {
			return
		}
		why := outcome.Of(err)
		if err := r.Note(ctx, conn, synclog.ListenToQueue, &ear, why); err != nil && ctx.Err() == nil {
			r.Log.Warn("how a queue of news is read is not in the log", "channel", conn.Channel, "connection", conn.ID, "err", err)
		}
		if why == nil {
			continue
		}
		r.Log.Warn("the queue of news could not be read; the cycles go on without", "channel", conn.Channel, "connection", conn.ID, "code", int(why.Code), "reason", why.Reason, "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(cycle.Backoff(ear.Failures, why.After, 0)):
		}
	}
}

// Hear waits up to wait for a connection's news, stores what it is about, and only then takes it out of the queue.
func (r *Receiver) Hear(ctx context.Context, conn connection.Connection, wait time.Duration) error {
	connector, err := r.Connections.Connector(conn)
	if err != nil {
		return err
	}
	listener, ok := connector.(channel.Listener)
	if !ok {
		return outcome.New(outcome.BadWebhook, "why", conn.Channel+" fills no queue")
	}
	news, err := listener.Listen(ctx, wait)
	if err != nil || len(news) == 0 {
		return err
	}
	for _, n := range news {
		if err := r.queue(ctx, conn, n.Hook); err != nil {
			return err
		}
	}
	if err := listener.Forget(ctx, news); err != nil {
		return fmt.Errorf("taking news out of the queue: %w", err)
	}
	return nil
}

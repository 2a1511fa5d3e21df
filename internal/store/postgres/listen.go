package postgres

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tillbridge/tillbridge/internal/store/internal/notice"
)

// channel is PostgreSQL's; our topics are what goes through it.
const channel = "tillbridge"

// ear hears the notices of all nodes through one connection of its own, opened with the first listener.
type ear struct {
	config *pgx.ConnConfig
	log    *slog.Logger
	hub    notice.Hub

	ctx  context.Context // the ear's own life, from newEar to close
	stop context.CancelFunc
	done sync.WaitGroup

	mu      sync.Mutex
	started bool

	// heard are the topics since the start; only the hearing goroutine uses it.
	heard map[string]bool
}

func newEar(c *pgx.ConnConfig, log *slog.Logger) *ear {
	e := &ear{config: c, log: log, heard: map[string]bool{}}
	e.ctx, e.stop = context.WithCancel(context.Background())
	return e
}

func (e *ear) close() {
	e.stop()
	e.done.Wait()
	e.hub.Close()
}

// listen returns when the server listens for us, so that a notice from now on is not missed.
func (e *ear) listen(ctx context.Context) (<-chan string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ctx.Err() != nil {
		return nil, errClosed
	}
	if !e.started {
		c, err := e.connect(ctx)
		if err != nil {
			return nil, err
		}
		e.started = true
		e.done.Go(func() { e.hear(c) })
	}
	return e.hub.Listen(ctx), nil
}

func (e *ear) connect(ctx context.Context) (*pgx.Conn, error) {
	c, err := pgx.ConnectConfig(ctx, e.config)
	if err != nil {
		return nil, err
	}
	if _, err := c.Exec(ctx, "listen "+channel); err != nil {
		_ = c.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return c, nil
}

// hear passes notices on until the ear is closed, over as many connections as it takes.
func (e *ear) hear(c *pgx.Conn) {
	for {
		err := e.pass(c)
		// A connection that is broken has nothing to say to its end.
		_ = c.Close(context.WithoutCancel(e.ctx))
		if e.ctx.Err() != nil {
			return
		}
		e.log.Warn("listening for notices broke off, connecting again", "err", err)
		if c = e.reconnect(); c == nil {
			return
		}
		e.log.Info("listening for notices again")
		e.repeat()
	}
}

func (e *ear) pass(c *pgx.Conn) error {
	for {
		n, err := c.WaitForNotification(e.ctx)
		if err != nil {
			return err
		}
		e.heard[n.Payload] = true
		e.hub.Publish(n.Payload)
	}
}

// repeat tells every topic known: one of them may have been notified while nobody heard. Waking somebody for nothing is
// harmless, a missed wake-up is not. A topic that was notified for the first time just then is not among them.
func (e *ear) repeat() {
	for topic := range e.heard {
		e.hub.Publish(topic)
	}
}

func (e *ear) reconnect() *pgx.Conn {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		select {
		case <-e.ctx.Done():
			return nil
		case <-time.After(wait):
		}
		if c, err := e.connect(e.ctx); err == nil {
			return c
		}
	}
}

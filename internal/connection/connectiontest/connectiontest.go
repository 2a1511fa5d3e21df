// Package connectiontest makes a connected shop for tests, with a connector whose answers the test decides.
package connectiontest

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// Shop is a connected pretend shop. Its connector answers from Orders and Order unless the test sets its own functions.
type Shop struct {
	DB         store.DB
	IDs        *ids.Maker
	Registry   *connection.Registry
	Connection connection.Connection
	Owner      user.User

	mu     sync.Mutex
	orders func(context.Context, channel.Window, channel.Cursor) (channel.Page, error)
	order  func(context.Context, string) (order.Snapshot, error)
	queue  Queue
}

// Queue is where the shop puts its news, when its kind has a QueueSetting. It is safe for concurrent use by tests.
type Queue struct {
	News     []channel.News
	Attached int   // how often the shop was asked to fill it
	Err      error // answered to everything while it is set
}

// Queue lets a test look at the shop's queue and change it.
func (s *Shop) Queue(f func(q *Queue)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.queue)
}

const key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

// New connects a shop on a fresh account of db; change adjusts its policy and kind first and may be nil.
func New(t testing.TB, db store.DB, change func(*channel.Kind)) *Shop {
	t.Helper()
	v, err := vault.New(key)
	if err != nil {
		t.Fatal(err)
	}
	s := &Shop{DB: db, IDs: ids.NewMaker(1, time.Now)}
	kind := channel.Kind{
		Name: "pretend", Title: "Pretend", Policy: policy.Default(), Overlap: time.Minute,
		Settings: []channel.Setting{{Name: "url", Required: true}, {Name: "secret", Secret: true}}, Identity: channel.ByAddress("url"),
		Open: func(channel.Shop, channel.Tools) (channel.Connector, error) { return (*connector)(s), nil },
	}
	if change != nil {
		change(&kind)
	}
	s.Registry = connection.NewRegistry(connection.Options{DB: db, IDs: s.IDs, Vault: v, Kinds: []channel.Kind{kind}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	users := user.NewDirectory(db, s.IDs, time.Now)
	account, err := users.FirstAccount(t.Context(), "Test", "Asia/Jakarta")
	if err != nil {
		t.Fatal(err)
	}
	s.Owner = user.User{Account: account.ID, ID: s.IDs.Next(), Email: "owner@example.com", Role: user.Owner}
	s.Connection, err = s.Registry.Prepare(t.Context(), account.ID, connection.New{Channel: "pretend", Settings: map[string]string{"url": "https://shop.example", "secret": "s3cret"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Registry.Add(t.Context(), s.Connection); err != nil {
		t.Fatal(err)
	}
	return s
}

// Answer decides what the shop answers from now on; nil leaves one as it is.
func (s *Shop) Answer(orders func(context.Context, channel.Window, channel.Cursor) (channel.Page, error), one func(context.Context, string) (order.Snapshot, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if orders != nil {
		s.orders = orders
	}
	if one != nil {
		s.order = one
	}
}

// connector is the Shop as its hub sees it.
type connector Shop

func (c *connector) Test(context.Context) (channel.Report, error) {
	return channel.Report{Shop: "pretend"}, nil
}

func (c *connector) Orders(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	c.mu.Lock()
	f := c.orders
	c.mu.Unlock()
	if f == nil {
		return channel.Page{}, nil
	}
	return f(ctx, w, at)
}

func (c *connector) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	c.mu.Lock()
	f := c.order
	c.mu.Unlock()
	if f == nil {
		return order.Snapshot{}, outcome.New(outcome.OrderMissing).About(ref)
	}
	return f(ctx, ref)
}

func (c *connector) Attach(context.Context) (err error) {
	(*Shop)(c).Queue(func(q *Queue) { q.Attached, err = q.Attached+1, q.Err })
	return err
}

func (c *connector) Listen(ctx context.Context, wait time.Duration) (news []channel.News, err error) {
	for until := time.Now().Add(wait); len(news) == 0 && err == nil && time.Now().Before(until); {
		(*Shop)(c).Queue(func(q *Queue) { news, err = slices.Clone(q.News), q.Err })
		select {
		case <-ctx.Done():
			return news, ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
	return news, err
}

func (c *connector) Forget(_ context.Context, news []channel.News) (err error) {
	(*Shop)(c).Queue(func(q *Queue) {
		q.News, err = slices.DeleteFunc(q.News, func(n channel.News) bool {
			return slices.ContainsFunc(news, func(f channel.News) bool { return f.Receipt == n.Receipt })
		}), q.Err
	})
	return err
}

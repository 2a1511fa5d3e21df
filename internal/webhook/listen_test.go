package webhook_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/webhook"
)

// wanted is a queue of downloads that remembers what it was asked for, or refuses.
type wanted struct {
	mu     sync.Mutex
	refs   []string
	err    error
	signal chan struct{}
}

func (w *wanted) Download(_ context.Context, _ store.Tx, q download.Request) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return w.err
	}
	w.refs = append(w.refs, q.Refs...)
	select {
	case w.signal <- struct{}{}:
	default:
	}
	return nil
}

func (w *wanted) asked() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.refs)
}

func listener(t *testing.T, db store.DB, queue string) (*connectiontest.Shop, *webhook.Receiver, *wanted) {
	t.Helper()
	shop := connectiontest.New(t, db, func(k *channel.Kind) {
		k.QueueSetting = "queue"
		k.Settings = append(k.Settings, channel.Setting{Name: "queue", Default: queue})
	})
	w := &wanted{signal: make(chan struct{}, 1)}
	return shop, &webhook.Receiver{DB: db, Connections: shop.Registry, Queue: w, IDs: shop.IDs, Now: time.Now, Log: slog.New(slog.DiscardHandler)}, w
}

func news(id string, refs ...string) channel.News {
	return channel.News{Hook: channel.Hook{ID: id, Topic: "ORDER_CHANGE", Refs: refs}, Receipt: "receipt " + id}
}

func left(shop *connectiontest.Shop) (n int) {
	shop.Queue(func(q *connectiontest.Queue) { n = len(q.News) })
	return n
}

func TestReceiver_Hear(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop, receiver, asked := listener(t, db, "https://queue.example")
		shop.Queue(func(q *connectiontest.Queue) { q.News = []channel.News{news("1", "A"), news("2"), news("3", "B", "C")} })

		asked.err = errors.New("the database is away")
		if err := receiver.Hear(t.Context(), shop.Connection, time.Second); err == nil {
			t.Error("news that could not be stored was taken for stored")
		}
		if n := left(shop); n != 3 {
			t.Fatalf("%d messages are left of 3 whose work is not stored", n)
		}
		asked.err = nil
		if err := receiver.Hear(t.Context(), shop.Connection, time.Second); err != nil {
			t.Fatal(err)
		}
		shop.Queue(func(q *connectiontest.Queue) { q.News = append(q.News, news("1", "A")) }) // queues give some messages twice
		if err := receiver.Hear(t.Context(), shop.Connection, time.Second); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"A", "B", "C"}, asked.asked()); diff != "" || left(shop) != 0 {
			t.Errorf("orders asked for (-want +got):\n%s%d messages are left", diff, left(shop))
		}
	})
}

func TestReceiver_Listen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop, receiver, asked := listener(t, db, "https://queue.example")
		shop.Queue(func(q *connectiontest.Queue) { q.News = []channel.News{news("1", "A")} })
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			receiver.Listen(ctx, shop.Owner.Account)
		}()
		<-asked.signal
		stop()
		<-ended
		if diff := cmp.Diff([]string{"A"}, asked.asked()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

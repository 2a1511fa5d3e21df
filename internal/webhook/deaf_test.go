package webhook_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/webhook"
)

// deafness is what the log holds against listening, as "reason state entries/open".
func deafness(t *testing.T, shop *connectiontest.Shop) []string {
	t.Helper()
	return against(t, shop, synclog.ListenToQueue)
}

// against is what the log holds against an operation of the shop, and it holds nothing against another.
func against(t *testing.T, shop *connectiontest.Shop, operation string) (all []string) {
	t.Helper()
	issues, err := issue.List(t.Context(), shop.DB, shop.Owner.Account, issue.Filter{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range issues {
		if i.Operation != operation || i.Connection != shop.Connection.ID || i.Channel != shop.Connection.Channel {
			t.Errorf("another issue: %+v", i)
		}
		all = append(all, fmt.Sprintf("%s %s %d/%d", i.Reason, i.State, i.Entries, i.Unresolved))
	}
	return all
}

func TestReceiver_Note(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		counted, counter := storetest.Count(db)
		shop, receiver, _ := listener(t, counted, "https://queue.example")
		now := time.Now()
		receiver.Now = func() time.Time { return now }
		note := func(e *webhook.Ear, why *outcome.Error) {
			t.Helper()
			now = now.Add(time.Second)
			if err := receiver.Note(t.Context(), shop.Connection, synclog.ListenToQueue, e, why); err != nil {
				t.Fatal(err)
			}
		}
		want := func(want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, deafness(t, shop)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
		late, refused := outcome.New(outcome.Timeout), outcome.New(outcome.QueueRefused, "said", "no")
		var one, other webhook.Ear
		note(&one, late)
		note(&one, late)
		want() // twice is nothing: it passes by itself
		note(&one, nil)
		note(&one, late)
		note(&one, late)
		want()
		for range 50 {
			note(&one, late)
			note(&other, late)
		}
		want("timeout open 1/1")
		note(&other, refused) // does not pass by itself
		note(&one, refused)
		want("queue_refused open 1/1", "timeout open 1/1")
		renamed := shop.Connection
		renamed.Name += ", renamed"
		if err := receiver.Note(t.Context(), renamed, synclog.ListenToQueue, &one, nil); err != nil {
			t.Fatal(err)
		}
		want("queue_refused resolved 1/0", "timeout resolved 1/0")
		counter.Reset()
		for range 20 {
			note(&one, nil)
		}
		if n := counter.Statements(); n != 0 {
			t.Errorf("%d statements for a queue that is read well", n)
		}
		note(&other, refused)
		note(&other, refused)
		want("queue_refused regressed 2/1", "timeout resolved 1/0")
		now = now.Add(time.Hour) // the node that failed is gone for good: another one hears, and looks again from time to time
		note(&one, nil)
		want("queue_refused resolved 2/0", "timeout resolved 1/0")
		if problems := issuetest.Check(t, db); problems != nil {
			t.Error(problems)
		}
	})
}

func TestReceiver_Note_manyNodesAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop, receiver, _ := listener(t, db, "https://queue.example")
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if err := receiver.Note(t.Context(), shop.Connection, synclog.ListenToQueue, &webhook.Ear{}, outcome.New(outcome.QueueMissing)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if diff := cmp.Diff([]string{"queue_missing open 1/1"}, deafness(t, shop)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// listenUntil listens until the log shows what is wanted against the queue.
func listenUntil(t *testing.T, shop *connectiontest.Shop, receiver *webhook.Receiver, want ...func() string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	topics, err := shop.DB.Listen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		receiver.Listen(ctx, shop.Owner.Account)
	}()
	for _, next := range want {
		wanted := []string{next()}
		for got := deafness(t, shop); !cmp.Equal(got, wanted); got = deafness(t, shop) {
			select {
			case <-topics:
			case <-ctx.Done():
				t.Fatalf("the log shows %v, want %v", got, wanted)
			}
		}
	}
	stop()
	<-ended
}

func TestReceiver_Listen_aQueueThatCannotBeRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop, receiver, _ := listener(t, db, "https://queue.example")
		shop.Queue(func(q *connectiontest.Queue) { q.Err = outcome.New(outcome.QueueRefused, "said", "no") })
		listenUntil(t, shop, receiver,
			func() string { return "queue_refused open 1/1" },
			func() string {
				shop.Queue(func(q *connectiontest.Queue) { q.Err = nil; q.News = append(q.News, news("1", "A")) })
				return "queue_refused resolved 1/0"
			})
	})
}

func TestReceiver_Listen_aQueueThatIsNotInTheSettingsAnyMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop, receiver, _ := listener(t, db, "")
		if err := receiver.Note(t.Context(), shop.Connection, synclog.ListenToQueue, &webhook.Ear{}, outcome.New(outcome.QueueMissing)); err != nil {
			t.Fatal(err)
		}
		listenUntil(t, shop, receiver, func() string { return "queue_missing resolved 1/0" })
	})
}

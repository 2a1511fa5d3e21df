package webhook_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/webhook"
)

func TestReceiver_Subscribe_asksForNewsInTheQueueOfTheSettings(t *testing.T) {
	t.Parallel()
	for queue, want := range map[string]int{"https://queue.example": 1, "": 0} {
		storetest.Each(t, func(t *testing.T, db store.DB) {
			shop, receiver, _ := listener(t, db, queue)
			if why := receiver.Subscribe(t.Context(), shop.Connection, &webhook.Ear{}); why != nil {
				t.Fatal(why)
			}
			shop.Queue(func(q *connectiontest.Queue) {
				if q.Attached != want {
					t.Errorf("queue %q: asked %d times, want %d", queue, q.Attached, want)
				}
			})
		})
	}
}

// Who runs the shop sees that a channel tells nothing by itself, and that it does again.
func TestReceiver_Subscribe_aRefusalStandsInTheLog(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop, receiver, _ := listener(t, db, "https://queue.example")
		answer := func(err error) { shop.Queue(func(q *connectiontest.Queue) { q.Err = err }) }
		var ear webhook.Ear
		for _, step := range []struct {
			answers error
			want    []string
		}{
			{outcome.New(outcome.Timeout), nil}, // passes by itself
			{outcome.New(outcome.RightMissing, "right", "Notifications"), []string{"right_missing open 1/1"}},
			{outcome.New(outcome.RightMissing, "right", "Notifications"), []string{"right_missing open 1/1"}},
			{nil, []string{"right_missing resolved 1/0"}},
		} {
			answer(step.answers)
			if why := receiver.Subscribe(t.Context(), shop.Connection, &ear); (why == nil) != (step.answers == nil) {
				t.Errorf("the channel answers %v, subscribing %v", step.answers, why)
			}
			if diff := cmp.Diff(step.want, against(t, shop, synclog.SubscribeToNews)); diff != "" {
				t.Errorf("after %v (-want +got):\n%s", step.answers, diff)
			}
		}
	})
}

// A shop that refuses is asked again, but not every minute for ever; one that agreed is looked after hourly.
func TestReceiver_KeepSubscribed_asksAgainWithGrowingWaits(t *testing.T) {
	t.Parallel()
	shop, receiver, _ := listener(t, storetest.SQLite(t), "https://queue.example")
	now := time.Now()
	receiver.Now = func() time.Time { return now }
	look := receiver.Looks()
	askedIn := func(d time.Duration) (n int) {
		for until := now.Add(d); now.Before(until); now = now.Add(time.Minute) {
			look(t.Context(), shop.Owner.Account)
		}
		shop.Queue(func(q *connectiontest.Queue) { n, q.Attached = q.Attached, 0 })
		return n
	}
	shop.Queue(func(q *connectiontest.Queue) { q.Err = outcome.New(outcome.RightMissing, "right", "Notifications") })
	if first, later := askedIn(time.Hour), askedIn(10*time.Hour); first < 5 || later < 7 || later > 11 {
		t.Errorf("a shop that refuses was asked %d times in the first hour and %d times in the next ten", first, later)
	}
	shop.Queue(func(q *connectiontest.Queue) { q.Err = nil })
	askedIn(2 * time.Hour)
	if n := askedIn(10 * time.Hour); n != 10 {
		t.Errorf("a shop that agreed was asked %d times in ten hours", n)
	}
}

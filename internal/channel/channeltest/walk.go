package channeltest

import (
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
)

// mostPages is how many pages a list may have before a test takes it for endless.
const mostPages = 1000

// WalkOrders reads a window to its end. An order that comes on two pages is there twice.
func WalkOrders(t testing.TB, conn channel.Connector, w channel.Window) []order.Snapshot {
	t.Helper()
	return toTheEnd(t, "orders", func(at channel.Cursor) ([]order.Snapshot, channel.Cursor, error) {
		p, err := conn.Orders(t.Context(), w, at)
		return p.Orders, p.Next, err
	})
}

// WalkListings reads to its end what a shop sells: what has changed since then, or all when it is zero.
func WalkListings(t testing.TB, conn channel.Connector, since time.Time) []channel.Listing {
	t.Helper()
	reader := conn.(channel.ListingReader)
	return toTheEnd(t, "listings", func(at channel.Cursor) ([]channel.Listing, channel.Cursor, error) {
		p, err := reader.Listings(t.Context(), since, at)
		return p.Listings, p.Next, err
	})
}

// WalkOrderIDs reads the ids of all orders created in a window.
func WalkOrderIDs(t testing.TB, conn channel.Connector, w channel.Window) []string {
	t.Helper()
	lister := conn.(channel.OrderLister)
	return toTheEnd(t, "ids of orders", func(at channel.Cursor) ([]string, channel.Cursor, error) {
		return lister.OrderIDs(t.Context(), w, at)
	})
}

func toTheEnd[T any](t testing.TB, what string, read func(channel.Cursor) ([]T, channel.Cursor, error)) []T {
	t.Helper()
	var all []T
	var at channel.Cursor
	for page := range mostPages {
		some, next, err := read(at)
		if err != nil {
			t.Fatalf("%s, page %d: %v", what, page, err)
		}
		all = append(all, some...)
		if at = next; at == "" {
			return all
		}
	}
	t.Fatalf("%s do not end", what)
	return nil
}

package channeltest

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// sold reads all listings; each must come once.
func (b *bench) sold(t *testing.T) map[string]channel.Listing {
	t.Helper()
	_, ok := b.conn.(channel.ListingReader)
	need(t, ok, "list what it sells")
	all := map[string]channel.Listing{}
	for _, l := range WalkListings(t, b.conn, time.Time{}) {
		if _, twice := all[l.ID]; twice || l.ID == "" {
			t.Errorf("listing %q came twice, or has no id", l.ID)
		}
		all[l.ID] = l
	}
	return all
}

// counted gives n listings whose stock the channel counts.
func (b *bench) counted(t *testing.T, n int) []channel.Listing {
	t.Helper()
	var some []channel.Listing
	all := b.sold(t)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if l := all[id]; l.Managed && l.Active && len(some) < n {
			some = append(some, l)
		}
	}
	need(t, len(some) > 0, "count stock")
	if len(some) < n {
		t.Fatalf("the shop counts the stock of %d listings, the promise needs %d", len(some), n)
	}
	return some
}

func listings(t *testing.T, b *bench) {
	pusher, ok := b.conn.(channel.StockPusher)
	need(t, ok && b.NoListing != "", "take stock")
	one := b.counted(t, 1)[0]
	one.Quantity += 3
	done, err := pusher.PushStock(t.Context(), "key-1", []channel.StockLevel{{Listing: one.ID, Quantity: one.Quantity, Location: one.Location}})
	if err != nil || len(done) != 1 || done[0] != nil {
		t.Fatalf("pushing: %v, %v", done, err)
	}
	if diff := cmp.Diff(one, b.sold(t)[one.ID]); diff != "" {
		t.Errorf("after the push (-want +shown):\n%s", diff)
	}
}

func pushOneByOne(t *testing.T, b *bench) {
	pusher, ok := b.conn.(channel.StockPusher)
	need(t, ok && b.NoListing != "", "take stock")
	some := b.counted(t, 2)
	levels := []channel.StockLevel{
		{Listing: some[0].ID, Quantity: some[0].Quantity + 1, Location: some[0].Location},
		{Listing: b.NoListing, Quantity: 5, Location: some[0].Location},
		{Listing: some[1].ID, Quantity: 0, Location: some[1].Location},
	}
	done, err := pusher.PushStock(t.Context(), "key-2", levels)
	if err != nil || len(done) != len(levels) {
		t.Fatalf("pushing: %v, %v", done, err)
	}
	if done[0] != nil || done[2] != nil || done[1] == nil || done[1].Code == outcome.OK {
		t.Errorf("what became of each: %v; the second alone is of no listing", done)
	}
	now := b.sold(t)
	if now[some[0].ID].Quantity != some[0].Quantity+1 || now[some[1].ID].Quantity != 0 {
		t.Errorf("shown are %d and %d, pushed were %d and 0", now[some[0].ID].Quantity, now[some[1].ID].Quantity, some[0].Quantity+1)
	}
}

func pushAgain(t *testing.T, b *bench) {
	pusher, ok := b.conn.(channel.StockPusher)
	need(t, ok && b.NoListing != "", "take stock")
	one := b.counted(t, 1)[0]
	level := []channel.StockLevel{{Listing: one.ID, Quantity: one.Quantity + 7, Location: one.Location}}
	for range 2 {
		if done, err := pusher.PushStock(t.Context(), "key-3", level); err != nil || done[0] != nil {
			t.Fatalf("pushing: %v, %v", done, err)
		}
	}
	if now := b.sold(t)[one.ID].Quantity; now != one.Quantity+7 {
		t.Errorf("shown are %d, pushed were %d", now, one.Quantity+7)
	}
}

// pricesOneByOne pushes the prices of a few: where a sale runs at the channel, some channels go on with it whatever the price is.
func pricesOneByOne(t *testing.T, b *bench) {
	pusher, ok := b.conn.(channel.PricePusher)
	need(t, ok && b.NoListing != "", "take prices")
	some := b.counted(t, 6)
	var tags []channel.PriceTag
	for _, l := range some {
		tags = append(tags, channel.PriceTag{Listing: l.ID, Price: l.Price + money.Units(1000), Currency: l.Currency})
	}
	absent := len(tags)
	tags = append(tags, channel.PriceTag{Listing: b.NoListing, Price: money.Units(1000), Currency: some[0].Currency})
	done, err := pusher.PushPrices(t.Context(), "key-4", tags)
	if err != nil || len(done) != len(tags) || done[absent] == nil {
		t.Fatalf("what became of each: %v, %v; the last is of no listing", done, err)
	}
	now, shown := b.sold(t), 0
	for i, tag := range tags[:absent] {
		if done[i] == nil && now[tag.Listing].Price == tag.Price {
			shown++
		}
	}
	if shown < 3 {
		t.Errorf("of %d prices only %d are shown: %v", absent, shown, done)
	}
}

// cancelAnswers holds what people are offered against what the connector can do.
func cancelAnswers(t *testing.T, b *bench) {
	_, can := b.conn.(channel.Canceller)
	if said := b.h.Kind.CancelAnswers; can != (len(said) > 0) {
		t.Errorf("the kind names the answers %v, the connector answers: %t", said, can)
	}
}

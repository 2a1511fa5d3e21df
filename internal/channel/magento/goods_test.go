package magento_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// goods are the world's items that can be sold, and a connector to their shop.
func goods(t *testing.T, settings map[string]string) (*worldtest.Box, channel.Connector, []*world.Item) {
	t.Helper()
	b := startBox(t, sandbox.Options{Orders: 120}, settings)
	items := slices.DeleteFunc(b.World().Items(b.Key), func(i *world.Item) bool { return i.Kind == world.Variable })
	return b, b.Open(), items
}

func salable(t *testing.T, b *worldtest.Box, id string) int64 {
	n, _ := strconv.ParseInt(id, 10, 64)
	i, ok := b.World().Item(b.Key, n)
	if !ok {
		t.Fatalf("no item %s", id)
	}
	return i.Stock
}

func TestListings_areTheGoodsOfTheWorld(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{"any pages": {}, "small pages": {"maximum_page_size": "20"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, conn, items := goods(t, settings)
			got := b.Listings(conn, time.Time{})
			for _, i := range items {
				l := got[strconv.FormatInt(i.ID, 10)]
				if l.SKU != i.SKU || l.Barcode != i.Barcode || l.Price.String() != i.Costs().Text(0) || l.Currency != "IDR" || !l.Active || !l.Managed || l.Quantity < i.Stock {
					t.Errorf("listing %+v, the world has %+v", l, i)
				}
			}
			if len(got) != len(items) {
				t.Errorf("%d listings, the world has %d", len(got), len(items))
			}
		})
	}
}

// Magento keeps what lies there; we say what can be sold. Whatever open orders reserve, the shop must sell what we said.
func TestPushStock_setsWhatCanBeSold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ face, connection map[string]string }{
		"sources":                   {},
		"small pages":               {face: map[string]string{"maximum_page_size": "20"}},
		"no Inventory Management":   {face: map[string]string{"inventory_management": "false"}},
		"a connection that says so": {connection: map[string]string{"inventory": "single"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, _, items := goods(t, c.face)
			settings := b.Settings()
			for k, v := range c.connection {
				settings[k] = v
			}
			pusher := b.OpenAs(settings).(channel.StockPusher)
			var levels []channel.StockLevel
			for n, i := range items {
				levels = append(levels, channel.StockLevel{Listing: strconv.FormatInt(i.ID, 10), Quantity: int64(n)})
			}
			levels = append(levels, channel.StockLevel{Listing: "77777777", Quantity: 5})
			if len(levels) > pusher.MaxStock() {
				t.Fatalf("%d levels are more than one push takes", len(levels))
			}
			pushed, err := pusher.PushStock(t.Context(), "k", levels)
			if err != nil {
				t.Fatal(err)
			}
			last := len(levels) - 1
			for n, l := range levels[:last] {
				if got := salable(t, b, l.Listing); got != l.Quantity || pushed[n] != nil {
					t.Errorf("listing %s: %d can be sold, want %d; %v", l.Listing, got, l.Quantity, pushed[n])
				}
			}
			if pushed[last] == nil || pushed[last].Code != outcome.BadStatus || pushed[last].Ref != "77777777" {
				t.Errorf("an unknown listing: %v", pushed[last])
			}
		})
	}
}

// One bad row fails a whole call, so the good ones must be sent without it.
func TestPushStock_aBadRowDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	b, conn, items := goods(t, nil)
	var levels []channel.StockLevel
	for n, i := range items[:9] {
		l := channel.StockLevel{Listing: strconv.FormatInt(i.ID, 10), Quantity: 3}
		if n == 4 {
			l.Location = "nowhere"
		}
		levels = append(levels, l)
	}
	pushed, err := conn.(channel.StockPusher).PushStock(t.Context(), "k", levels)
	if err != nil {
		t.Fatal(err)
	}
	for n, l := range levels {
		if taken := salable(t, b, l.Listing) == 3; (pushed[n] == nil) != (n != 4) || taken != (n != 4) && n != 4 {
			t.Errorf("row %d: taken %v, %v", n, taken, pushed[n])
		}
	}
}

func TestPushPrices_setsThemExactlyAndNamesWhatWasRefused(t *testing.T) {
	t.Parallel()
	b, conn, items := goods(t, nil)
	id := func(n int) string { return strconv.FormatInt(items[n].ID, 10) }
	tags := []channel.PriceTag{
		{Listing: id(0), Price: money.MustParse("12345.67"), Currency: "IDR"},
		{Listing: id(1), Price: money.MustParse("-1"), Currency: "IDR"},
		{Listing: id(2), Price: money.MustParse("99"), Currency: "USD"},
		{Listing: "77777777", Price: money.MustParse("1"), Currency: "IDR"},
		{Listing: id(3), Price: money.MustParse("50000"), Currency: "IDR"},
	}
	pushed, err := conn.(channel.PricePusher).PushPrices(t.Context(), "k", tags)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range []bool{true, false, false, false, true} {
		if (pushed[n] == nil) != want {
			t.Errorf("price %d: %v", n, pushed[n])
		}
	}
	for n, want := range map[int]string{0: "12345.6700", 3: "50000.0000"} {
		if i, _ := b.World().Item(b.Key, items[n].ID); i.Price.Text(4) != want {
			t.Errorf("price is %s, want %s", i.Price.Text(4), want)
		}
	}
}

package amazon_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// stored tells whether an item lies in Amazon's warehouse in the pretend shop: every sixth.
func stored(id int64) bool { return id%6 == 0 }

// item gives an item with a SKU that is sold, in Amazon's warehouse or not.
func item(b *worldtest.Box, inAmazons bool) *world.Item {
	return b.Item(func(i *world.Item) bool {
		return i.Kind != world.Variable && i.SKU != "" && stored(i.ID) == inAmazons
	})
}

func TestListings_areThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{NoSKU: 1}, nil)
	conn := b.Open()
	want := map[string]channel.Listing{}
	for _, i := range b.Items() {
		if i.SKU == "" {
			continue
		}
		l := channel.Listing{ID: i.SKU, SKU: i.SKU, Barcode: i.Barcode, Name: i.Name, Price: money.Amount(i.Costs()), Currency: "IDR", Active: true}
		if !stored(i.ID) {
			l.Quantity, l.Managed = max(i.Stock, 0), true
		}
		want[i.SKU] = l
	}
	if diff := cmp.Diff(want, b.Listings(conn, time.Time{})); diff != "" {
		t.Errorf("listings (-world +read):\n%s", diff)
	}
	if since := b.Listings(conn, b.Now().Add(time.Hour)); len(since) != 0 {
		t.Errorf("since an hour from now: %d listings", len(since))
	}
}

func reasonsOf(done channel.Pushed) []outcome.Reason {
	var out []outcome.Reason
	for _, e := range done {
		if e == nil {
			out = append(out, "")
			continue
		}
		out = append(out, e.Reason)
	}
	return out
}

func TestPushStock_itemByItem(t *testing.T) {
	t.Parallel()
	b, c := startBox(t, sandbox.Options{}, nil), &worldtest.Counting{}
	mine, amazons := item(b, false), item(b, true)
	conn := b.OpenCounting(c).(channel.StockPusher)
	done, err := conn.PushStock(t.Context(), "k", []channel.StockLevel{
		{Listing: mine.SKU, Quantity: 7}, {Listing: amazons.SKU, Quantity: 7}, {Listing: "NO-SUCH", Quantity: 1}, {Listing: "A,B", Quantity: 1}, {Listing: "", Quantity: 1},
		{Listing: mine.SKU, Quantity: -1},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []outcome.Reason{"", outcome.RefusedByChannel, outcome.ListingMissing, outcome.RefusedByChannel, outcome.ListingMissing, outcome.RefusedByChannel}
	if diff := cmp.Diff(want, reasonsOf(done)); diff != "" {
		t.Errorf("outcomes:\n%s", diff)
	}
	if now, _ := b.World().Item(b.Key, mine.ID); now.Stock != 7 {
		t.Errorf("the seller's own stock is %d, want 7", now.Stock)
	}
	if now, _ := b.World().Item(b.Key, amazons.ID); now.Stock != amazons.Stock {
		t.Errorf("Amazon's stock was changed from %d to %d", amazons.Stock, now.Stock)
	}
	patches := c.Where(func(method, _ string) bool { return method == http.MethodPatch })
	search := c.Where(func(method, path string) bool {
		return method != http.MethodPatch && strings.Contains(path, "/listings/")
	})
	if search != 1 || patches != 1 {
		t.Errorf("%d searches and %d patches, want one each", search, patches)
	}
}

// merge, not replace: the lead time that the seller has set must stay.
func TestPushStock_keepsTheLeadTime(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	mine := item(b, false)
	if done, err := b.Open().(channel.StockPusher).PushStock(t.Context(), "k", []channel.StockLevel{{Listing: mine.SKU, Quantity: 3}}); err != nil || done[0] != nil {
		t.Fatal(done, err)
	}
	state, err := faceOf(b).State()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(state), `"`+mine.SKU+`":0`) {
		t.Error("the lead time is gone")
	}
}

func TestPushPrices_keepsDiscounts(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Goods: 200}, nil)
	i := b.Item(func(i *world.Item) bool { return i.SKU != "" && i.SalePrice > 0 && i.Kind != world.Variable })
	done, err := b.Open().(channel.PricePusher).PushPrices(t.Context(), "k", []channel.PriceTag{
		{Listing: i.SKU, Price: money.Units(123_456), Currency: "IDR"}, {Listing: "NO-SUCH", Price: money.Units(1), Currency: "IDR"},
		{Listing: item(b, false).SKU, Price: money.Units(5), Currency: "USD"}, {Listing: i.SKU, Price: 0, Currency: "IDR"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []outcome.Reason{"", outcome.ListingMissing, outcome.CurrencyMismatch, outcome.RefusedByChannel}
	if diff := cmp.Diff(want, reasonsOf(done)); diff != "" {
		t.Errorf("outcomes:\n%s", diff)
	}
	if now, _ := b.World().Item(b.Key, i.ID); now.Price != world.Whole(123_456) || now.SalePrice != i.SalePrice {
		t.Errorf("price %s, on sale for %s; want 123456 and %s", now.Price.Text(0), now.SalePrice.Text(0), i.SalePrice.Text(0))
	}
}

// Other marketplaces, other audiences and numbers that no float holds go back as they came.
func TestRepriced_leavesTheRestAlone(t *testing.T) {
	t.Parallel()
	const have = `[{"marketplace_id":"M1","currency":"EUR","audience":"ALL","our_price":[{"schedule":[{"value_with_tax":1.10}]}],"discounted_price":[{"schedule":[{"value_with_tax":0.12345678901234567890}]}]},
		{"marketplace_id":"M1","currency":"EUR","audience":"B2B","our_price":[{"schedule":[{"value_with_tax":1.05}]}]},{"marketplace_id":"M2","currency":"SEK"}]`
	got, err := amazon.Repriced([]byte(have), "M1", channel.PriceTag{Price: money.MustParse("12.49"), Currency: "EUR"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `[{"audience":"ALL","currency":"EUR","discounted_price":[{"schedule":[{"value_with_tax":0.12345678901234567890}]}],"marketplace_id":"M1","our_price":[{"schedule":[{"value_with_tax":12.49}]}]},` +
		`{"audience":"B2B","currency":"EUR","marketplace_id":"M1","our_price":[{"schedule":[{"value_with_tax":1.05}]}]},{"currency":"SEK","marketplace_id":"M2"}]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

// paid places an order of the seller's own goods, or of Amazon's.
func paid(b *worldtest.Box, inAmazons bool, pieces int64) *world.Order {
	return b.Buy(world.Wish{SKU: item(b, inAmazons).SKU, Quantity: pieces})
}

func TestShip_wholeAndAgain(t *testing.T) {
	t.Parallel()
	b, c := startBox(t, sandbox.Options{}, nil), &worldtest.Counting{}
	o := paid(b, false, 2)
	conn := b.OpenCounting(c).(channel.Shipper)
	s := channel.Shipment{Order: o.Ref, Courier: "JNE", Tracking: "JNE0001", At: b.Now()}
	for range 2 {
		if err := conn.Ship(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	now := b.Order(o.Ref)
	if now.Stage != world.Shipped || len(now.Packages) != 1 || now.Packages[0].TrackingNumber != "JNE0001" || now.Packages[0].Courier != "JNE" {
		t.Errorf("%s with %+v", now.Stage, now.Packages)
	}
	if n := c.Of("/orders/v0/orders/" + o.Ref + "/shipmentConfirmation"); n != 1 {
		t.Errorf("%d confirmations for one parcel", n)
	}
}

func TestShip_byPieces(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	o := paid(b, false, 3)
	conn := b.Open()
	read, err := conn.Order(t.Context(), o.Ref)
	if err != nil {
		t.Fatal(err)
	}
	line := read.Lines[0].Ref
	first := channel.Shipment{Order: o.Ref, Courier: "UPS", Tracking: "1Z1", Lines: map[string]int64{line: 1}}
	if err := conn.(channel.Shipper).Ship(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if half, _ := conn.Order(t.Context(), o.Ref); half.Stage != "paid" || len(half.ShippedPackages()) != 1 || half.RawStatus != "PARTIALLY_SHIPPED" {
		t.Errorf("after the first parcel: %s, %s, %+v", half.Stage, half.RawStatus, half.Packages)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: o.Ref, Courier: "UPS", Tracking: "1Z2"}); err != nil {
		t.Fatal(err)
	}
	if whole, _ := conn.Order(t.Context(), o.Ref); whole.Stage != "shipped" || len(whole.ShippedPackages()) != 2 || whole.ShippedAt.IsZero() {
		t.Errorf("after the second: %s, %+v", whole.Stage, whole.Packages)
	}
}

func TestShip_refusals(t *testing.T) {
	t.Parallel()
	b, c := startBox(t, sandbox.Options{}, nil), &worldtest.Counting{}
	mine, amazons, gone := paid(b, false, 1), paid(b, true, 1), paid(b, false, 1)
	b.Do(gone.Ref, world.Act{Verb: world.Cancel, By: world.Buyer})
	conn := b.OpenCounting(c).(channel.Shipper)
	for name, x := range map[string]struct {
		s    channel.Shipment
		want outcome.Reason
	}{
		"Amazon sends it":     {channel.Shipment{Order: amazons.Ref, Courier: "UPS", Tracking: "1"}, outcome.RefusedByChannel},
		"cancelled":           {channel.Shipment{Order: gone.Ref, Courier: "UPS", Tracking: "1"}, outcome.RefusedByChannel},
		"no tracking number":  {channel.Shipment{Order: mine.Ref, Courier: "UPS"}, outcome.RefusedByChannel},
		"a line of another":   {channel.Shipment{Order: mine.Ref, Courier: "UPS", Tracking: "1", Lines: map[string]int64{"99": 1}}, outcome.RefusedByChannel},
		"no such order":       {channel.Shipment{Order: "701-9999999-9999999", Courier: "UPS", Tracking: "1"}, outcome.OrderMissing},
		"nothing like an id":  {channel.Shipment{Order: "../x", Courier: "UPS", Tracking: "1"}, outcome.OrderMissing},
		"no pieces are meant": {channel.Shipment{Order: mine.Ref, Courier: "UPS", Tracking: "1", Lines: map[string]int64{}}, outcome.RefusedByChannel},
	} {
		e := outcome.Of(conn.Ship(t.Context(), x.s))
		if e == nil || e.Reason != x.want || e.Ref != x.s.Order {
			t.Errorf("%s: %v, want %s", name, e, x.want)
		}
	}
	for _, o := range []*world.Order{mine, amazons, gone} { // Amazon would refuse them, too, and is not asked
		if n := c.Of("/orders/v0/orders/" + o.Ref + "/shipmentConfirmation"); n > 0 {
			t.Errorf("order %s was confirmed to Amazon %d times", o.Ref, n)
		}
	}
	if now := b.Order(mine.Ref); now.Stage != world.Paid {
		t.Errorf("the order is %s", now.Stage)
	}
}

func TestParcelNumber_isPositiveAndFollowsFromTheParcel(t *testing.T) {
	t.Parallel()
	a := amazon.ParcelNumber(channel.Shipment{Courier: "UPS", Tracking: "1Z1"})
	if a != amazon.ParcelNumber(channel.Shipment{Courier: "UPS", Tracking: "1Z1"}) || a == amazon.ParcelNumber(channel.Shipment{Courier: "UPS", Tracking: "1Z2"}) {
		t.Errorf("%s does not follow from the parcel", a)
	}
	if strings.Trim(a, "0123456789") != "" || strings.HasPrefix(a, "0") {
		t.Errorf("%q is no positive number", a)
	}
	if got := amazon.ParcelNumber(channel.Shipment{Package: "12", Tracking: "1Z1"}); got != "12" {
		t.Errorf("a parcel that has the number 12 gets %s", got)
	}
}

func TestAnswerCancel(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open().(channel.Canceller)
	o := paid(b, false, 1)
	b.Do(o.Ref, world.Act{Verb: world.RequestCancel})
	if e := outcome.Of(conn.AnswerCancel(t.Context(), o.Ref, false, "")); e == nil || e.Reason != outcome.RefusedByChannel {
		t.Errorf("refusing: %v", e)
	}
	off := outcome.Of(b.Open("cancel_orders", "no").(channel.Canceller).AnswerCancel(t.Context(), o.Ref, true, ""))
	if off == nil || off.Reason != outcome.RefusedByChannel || b.Order(o.Ref).Stage != world.Paid {
		t.Errorf("switched off: %v, the order is %s", off, b.Order(o.Ref).Stage)
	}
	for range 2 { // a repeat does no harm
		if err := conn.AnswerCancel(t.Context(), o.Ref, true, ""); err != nil {
			t.Fatal(err)
		}
	}
	if now := b.Order(o.Ref); now.Stage != world.Cancelled || now.CancelledBy != world.Buyer {
		t.Errorf("%s by %s", now.Stage, now.CancelledBy)
	}
	sent := paid(b, false, 1)
	b.Do(sent.Ref, world.Act{Verb: world.Ship})
	if e := outcome.Of(conn.AnswerCancel(t.Context(), sent.Ref, true, "NO_INVENTORY")); e == nil || e.Reason != outcome.RefusedByChannel {
		t.Errorf("an order that has left: %v", e)
	}
	if e := outcome.Of(conn.AnswerCancel(t.Context(), "701-9999999-9999999", true, "")); e == nil || e.Reason != outcome.OrderMissing {
		t.Errorf("no such order: %v", e)
	}
}

package lazada_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

func TestListings_areTheWorldsGoodsAndWhatOrdersName(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 40, Goods: 130}, nil)
	conn := b.Open()
	have := map[string]channel.Listing{}
	for _, l := range channeltest.WalkListings(t, conn, time.Time{}) {
		have[l.ID] = l
	}
	sold := 0
	for _, i := range b.World().Items(b.Key) {
		if i.Kind == world.Variable {
			continue
		}
		sold++
		if !slices.ContainsFunc(mapValues(have), func(l channel.Listing) bool {
			return l.SKU == i.SKU && l.Quantity == max(i.Stock, 0) && l.Managed && l.Active && l.Currency == "IDR"
		}) {
			t.Errorf("%s with %d pieces is not among the listings", i.SKU, i.Stock)
		}
	}
	if len(have) != sold {
		t.Errorf("%d listings, the world has %d", len(have), sold)
	}
	for _, s := range b.Everything(conn) {
		for _, l := range s.Lines {
			if have[l.Listing].SKU != l.SKU {
				t.Errorf("order %s names listing %q with SKU %q, which the shop has as %q", s.Ref, l.Listing, l.SKU, have[l.Listing].SKU)
			}
		}
	}
}

func mapValues(m map[string]channel.Listing) []channel.Listing {
	var all []channel.Listing
	for _, l := range m {
		all = append(all, l)
	}
	return all
}

func TestPushStock_setsWhatBuyersCanTake(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 60, Goods: 60}, nil)
	conn := b.Open()
	all := channeltest.WalkListings(t, conn, time.Time{})
	var levels []channel.StockLevel
	for n, l := range all[:45] {
		levels = append(levels, channel.StockLevel{Listing: l.ID, Quantity: int64(n)})
	}
	levels[3].Listing, levels[30].Listing, levels[31].Listing = "2800000001:13400099999", "nonsense", "2800000001:1340009999x"
	pushed, err := conn.(channel.StockPusher).PushStock(t.Context(), "key", levels)
	if err != nil || len(pushed) != len(levels) {
		t.Fatalf("%d results, error %v", len(pushed), err)
	}
	after := map[string]int64{}
	for _, l := range channeltest.WalkListings(t, conn, time.Time{}) {
		after[l.ID] = l.Quantity
	}
	for n, l := range levels {
		bad := n == 3 || n == 30 || n == 31
		if (pushed[n] != nil) != bad {
			t.Errorf("level %d of %s: %v", n, l.Listing, pushed[n])
		}
		if !bad && after[l.Listing] != l.Quantity {
			t.Errorf("%s shows %d, want %d", l.Listing, after[l.Listing], l.Quantity)
		}
	}
	if pushed[3] != nil && (pushed[3].Code != outcome.BadStatus || pushed[3].Ref != levels[3].Listing || !strings.Contains(pushed[3].Args["said"], "SKU_NOT_FOUND")) {
		t.Errorf("the unknown SKU: %v", pushed[3])
	}
}

func TestPushPrices_leaveStockAlone(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 60}, nil)
	conn := b.Open()
	before := channeltest.WalkListings(t, conn, time.Time{})[0]
	pushed, err := conn.(channel.PricePusher).PushPrices(t.Context(), "key", []channel.PriceTag{
		{Listing: before.ID, Price: money.MustParse("987000"), Currency: "IDR"}, {Listing: before.ID, Price: 0, Currency: "IDR"},
		{Listing: before.ID, Price: money.Units(5), Currency: "SGD"},
	})
	if err != nil || pushed[0] != nil || pushed[1] == nil || pushed[2] == nil || pushed[2].Reason != outcome.CurrencyMismatch {
		t.Fatalf("pushed %v, error %v", pushed, err)
	}
	id := b.World().Items(b.Key)
	at := slices.IndexFunc(id, func(i *world.Item) bool { return i.SKU == before.SKU })
	if got := id[at]; got.Price.Text(0) != "987000" || got.Stock != before.Quantity {
		t.Errorf("price %s and stock %d, want 987000 and %d", got.Price.Text(0), got.Stock, before.Quantity)
	}
}

func TestPush_aRefusalOfAllIsAnError(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"denied_groups": "product"})
	_, err := b.Open().(channel.StockPusher).PushStock(t.Context(), "key", []channel.StockLevel{{Listing: "1:2", Quantity: 1}, {Listing: "1:3", Quantity: 1}})
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RightMissing {
		t.Errorf("error %v, want right_missing", err)
	}
}

// basket places a paid order of so many pieces of two SKUs, with a life that goes on to shipping.
func basket(t *testing.T, b *worldtest.Box, first, second int64) string {
	t.Helper()
	var wishes []world.Wish
	for _, i := range b.World().Items(b.Key) {
		if i.Kind != world.Variable && len(wishes) < 2 {
			wishes = append(wishes, world.Wish{SKU: i.SKU, Quantity: []int64{first, second}[len(wishes)]})
		}
	}
	o, err := b.World().Buy(b.Key, wishes)
	if err != nil {
		t.Fatal(err)
	}
	_, err = b.World().Edit(b.Key, o.Ref, func(o *world.Order, p world.Pen) error {
		o.Stage, o.PaidAt = world.Paid, p.Now()
		at := o.Script[0].At // the world's plan knows a script by its first time
		o.Script = []world.Due{{At: at, Act: world.Act{Verb: world.Ship}}, {At: at.Add(48 * time.Hour), Act: world.Act{Verb: world.Deliver}}}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return o.Ref
}

func read(t *testing.T, b *worldtest.Box, conn channel.Connector, ref string) order.Snapshot {
	t.Helper()
	s, err := conn.Order(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestShip_packsCallsTheCourierAndIsHarmlessTwice(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn, ref := b.Open(), basket(t, b, 3, 2)
	shipper := conn.(channel.Shipper)
	for range 2 {
		if err := shipper.Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
			t.Fatal(err)
		}
	}
	s := read(t, b, conn, ref)
	if s.RawStatus != "ready_to_ship" || s.Stage != order.Paid || len(s.Packages) != 1 || s.WasShipped() {
		t.Fatalf("status %q, stage %s, packages %v", s.RawStatus, s.Stage, s.Packages)
	}
	kind, doc, err := conn.(channel.LabelMaker).Label(t.Context(), ref, "")
	if err != nil || kind != "application/pdf" || !strings.Contains(string(doc), s.Packages[0].Ref) {
		t.Errorf("label %s %q, error %v", kind, doc, err)
	}
	b.Do(ref, world.Act{Verb: world.Ship, Tracking: s.Packages[0].TrackingNumber, Courier: s.Packages[0].Courier})
	after := read(t, b, conn, ref)
	if after.Stage != order.Shipped || len(after.Packages) != 1 || after.Packages[0].Ref != s.Packages[0].Ref || after.ShippedAt.IsZero() {
		t.Errorf("stage %s, packages %v, before %v", after.Stage, after.Packages, s.Packages)
	}
	if err := shipper.Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
		t.Errorf("an order on its way: %v", err)
	}
}

func TestShip_partOfAnOrder(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn, ref := b.Open(), basket(t, b, 3, 2)
	line := read(t, b, conn, ref).Lines[0]
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref, Lines: map[string]int64{line.Ref: 2}}); err != nil {
		t.Fatal(err)
	}
	if s := read(t, b, conn, ref); s.RawStatus != "ready_to_ship, pending" || len(s.Packages) != 1 {
		t.Fatalf("status %q, packages %v", s.RawStatus, s.Packages)
	}
	o, err := b.World().Order(b.Key, ref)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.World().Advance(o.Script[0].At.Sub(b.World().Clock().Life) + time.Minute); err != nil { // the courier comes
		t.Fatal(err)
	}
	s := read(t, b, conn, ref)
	if s.Stage != order.Paid || s.RawStatus != "shipped, pending" || len(s.ShippedPackages()) != 1 {
		t.Errorf("stage %s, status %q, parcels %v", s.Stage, s.RawStatus, s.Packages)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
		t.Fatal(err)
	}
	if s = read(t, b, conn, ref); s.Stage != order.Paid || s.RawStatus != "shipped, ready_to_ship" || len(s.ShippedPackages()) != 1 || len(s.Packages) != 2 {
		t.Errorf("stage %s, status %q, parcels %v", s.Stage, s.RawStatus, s.Packages)
	}
	if err := b.World().Advance(26 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if s = read(t, b, conn, ref); s.Stage != order.Shipped || len(s.ShippedPackages()) != 2 {
		t.Errorf("stage %s, status %q, parcels %v", s.Stage, s.RawStatus, s.Packages)
	}
}

func TestShip_refusals(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	asked, gone := basket(t, b, 1, 1), basket(t, b, 1, 1)
	b.Do(asked, world.Act{Verb: world.RequestCancel})
	b.Do(gone, world.Act{Verb: world.Cancel, By: world.Seller})
	for name, c := range map[string]struct {
		ref  string
		want outcome.Reason
	}{
		"the buyer asks to cancel": {asked, outcome.RefusedByChannel}, "it is cancelled": {gone, outcome.RefusedByChannel},
		"there is none": {"880999999999999", outcome.OrderMissing}, "it is no number": {"x", outcome.OrderMissing},
	} {
		err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: c.ref})
		if e := outcome.Of(err); e == nil || e.Reason != c.want || e.Ref != c.ref {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, _, err := conn.(channel.LabelMaker).Label(t.Context(), asked, ""); outcome.Of(err) == nil {
		t.Error("a label for an order that is not packed")
	}
}

func TestAnswerCancel(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		accept bool
		stage  order.Stage
		by     order.Party
	}{"agreed": {true, order.Cancelled, order.Buyer}, "refused": {false, order.Paid, ""}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{}, nil)
			conn, ref := b.Open(), basket(t, b, 1, 2)
			canceller := conn.(channel.Canceller)
			if err := canceller.AnswerCancel(t.Context(), ref, c.accept, ""); outcome.Of(err) == nil || outcome.Of(err).Reason != outcome.NoCancelWish {
				t.Errorf("nobody asked: %v", err)
			}
			b.Do(ref, world.Act{Verb: world.RequestCancel})
			if s := read(t, b, conn, ref); !s.CancelRequested || s.Stage != order.Paid {
				t.Errorf("stage %s, requested %v", s.Stage, s.CancelRequested)
			}
			if err := canceller.AnswerCancel(t.Context(), ref, c.accept, "10000019"); err != nil {
				t.Fatal(err)
			}
			if s := read(t, b, conn, ref); s.Stage != c.stage || s.CancelRequested || s.CancelledBy != c.by {
				t.Errorf("stage %s by %q, requested %v", s.Stage, s.CancelledBy, s.CancelRequested)
			}
		})
	}
}

func TestOrderIDs_everyOrderMadeInTheWindow(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 260}, nil)
	b.OrderIDsAreTheWorlds(b.Open())
}

func TestOrders_costFewRequests(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 100}, nil)
	count := &worldtest.Counting{}
	conn := b.OpenCounting(count)
	b.Everything(conn)
	// a full page is followed by one more; its first order is repeated, and those that came back are read by themselves
	if got := fmt.Sprint(count.Of("/rest/orders/get"), count.Of("/rest/orders/items/get")); got != "2 4" {
		t.Errorf("lists and items: %s requests for 100 orders", got)
	}
	if n := count.Of("/rest/order/items/get"); n != 0 {
		t.Errorf("%d requests for the items of single orders", n)
	}
	if n := count.Of("/rest/reverse/getreverseordersforseller"); n > 6 {
		t.Errorf("%d requests for returns", n)
	}
}

// A call whose answer was lost is not sent again by itself; the next attempt goes on where Lazada stands.
func TestShip_goesOnAfterALostAnswer(t *testing.T) {
	t.Parallel()
	for name, rule := range map[string]fault.Rule{
		"packed, and nobody told us":         {Kind: fault.Reset, After: true, Path: "/rest/order/fulfill/pack", Count: 1},
		"packed, and the courier not called": {Kind: fault.Reset, Path: "/rest/order/package/rts", Count: 1},
		"called, and nobody told us":         {Kind: fault.Reset, After: true, Path: "/rest/order/package/rts", Count: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{}, nil)
			conn, ref := b.Open(), basket(t, b, 2, 1)
			if err := b.Faults().Add(rule); err != nil {
				t.Fatal(err)
			}
			shipper := conn.(channel.Shipper)
			if e := outcome.Of(shipper.Ship(t.Context(), channel.Shipment{Order: ref})); e == nil || e.Code != outcome.Unavailable {
				t.Fatalf("the first attempt: %v", e)
			}
			if err := shipper.Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
				t.Fatal(err)
			}
			if s := read(t, b, conn, ref); s.RawStatus != "ready_to_ship" || len(s.Packages) != 1 {
				t.Errorf("status %q, packages %v", s.RawStatus, s.Packages)
			}
		})
	}
}

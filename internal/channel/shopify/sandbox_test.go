package shopify_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopify"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

func reason(err error) outcome.Reason {
	if err == nil {
		return ""
	}
	return outcome.Of(err).Reason
}

func TestOrderIDs_areAllTheOrdersOfADay(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 600}, nil)
	b.OrderIDsAreTheWorlds(b.Open())
}

func TestOrders_takesTwoRequestsForAHundred(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 100}, nil)
	count := &worldtest.Counting{}
	conn := b.OpenCounting(count)
	page, err := conn.Orders(t.Context(), channel.Window{To: b.Now()}, "")
	if err != nil || len(page.Orders) != 100 || page.Next != "" || page.Total != 100 || count.All() != 2 {
		t.Errorf("%d orders, total %d, next %q, %d requests, error %v", len(page.Orders), page.Total, page.Next, count.All(), err)
	}
}

func TestListings_areTheShopsVariants(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Goods: 300}, nil)
	got := b.Listings(b.Open(), time.Time{})
	n := 0
	for _, i := range b.World().Items(b.Key) {
		if i.Kind == world.Variable {
			continue
		}
		n++
		l := got[id(i.ID)]
		if l.SKU != i.SKU || l.Barcode != i.Barcode || l.Quantity != i.Stock || l.Price.String() != i.Costs().Text(0) || l.Currency != "IDR" || !l.Managed || !l.Active || l.Location == "" {
			t.Errorf("listing %+v, the world has %+v", l, i)
		}
	}
	if len(got) != n || n != 300 {
		t.Errorf("%d listings, want %d", len(got), n)
	}
}

func id(n int64) string { return shopify.Number(n) }

func TestPushStock_setsWhatIsAvailable(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2025-01", "2025-10", "2026-01", "2026-04", "2026-07"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{}, map[string]string{"unstocked": "KPS-HTM-S"})
			items := variants(b)
			settings := b.Settings()
			settings["api_version"] = version
			conn := b.OpenAs(settings).(channel.StockPusher)
			levels := []channel.StockLevel{
				{Listing: id(items[0].ID), Quantity: 7}, {Listing: "999999", Quantity: 1}, {Listing: id(items[1].ID), Quantity: 0},
				{Listing: id(items[2].ID), Quantity: 2_000_000_000}, {Listing: "no number", Quantity: 1}, {Listing: id(items[0].ID), Quantity: 8},
			}
			for range 2 { // a repeat does no harm
				done, err := conn.PushStock(t.Context(), "push-1", levels)
				if err != nil {
					t.Fatal(err)
				}
				var got []outcome.Reason
				for _, e := range done {
					r := outcome.Reason("")
					if e != nil {
						r = e.Reason
					}
					got = append(got, r)
				}
				want := []outcome.Reason{"", outcome.ListingMissing, "", outcome.RefusedByChannel, outcome.ListingMissing, ""}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("outcomes (-want +got):\n%s", diff)
				}
			}
			for i, want := range map[int]int64{0: 8, 1: 0} {
				if now, _ := b.World().Item(b.Key, items[i].ID); now.Stock != want {
					t.Errorf("item %s has %d, want %d", now.SKU, now.Stock, want)
				}
			}
		})
	}
}

func variants(b *worldtest.Box) []*world.Item {
	var out []*world.Item
	for _, i := range b.World().Items(b.Key) {
		if i.Kind != world.Variable {
			out = append(out, i)
		}
	}
	return out
}

func TestPushPrices_setsProductByProduct(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	items := variants(b)
	conn := b.Open().(channel.PricePusher)
	done, err := conn.PushPrices(t.Context(), "k", []channel.PriceTag{
		{Listing: id(items[0].ID), Price: money.MustParse("81500"), Currency: "IDR"},
		{Listing: id(items[1].ID), Price: money.MustParse("-1"), Currency: "IDR"},
		{Listing: id(items[5].ID), Price: money.MustParse("99000.5"), Currency: "IDR"},
		{Listing: id(items[6].ID), Price: money.MustParse("5"), Currency: "USD"},
		{Listing: "31337", Price: 1, Currency: "IDR"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []outcome.Reason{"", outcome.RefusedByChannel, "", outcome.CurrencyMismatch, outcome.ListingMissing}
	for i, e := range done {
		if got := e; (got == nil) != (want[i] == "") || got != nil && got.Reason != want[i] {
			t.Errorf("tag %d: %v, want %q", i, got, want[i])
		}
	}
	for i, text := range map[int]string{0: "81500.00", 5: "99000.50"} {
		if now, _ := b.World().Item(b.Key, items[i].ID); now.Costs().Text(2) != text {
			t.Errorf("item %s costs %s, want %s", now.SKU, now.Costs().Text(2), text)
		}
	}
}

// toShip is a paid order of several pieces that nobody else touches.
func toShip(t *testing.T, b *worldtest.Box) *world.Order {
	t.Helper()
	items := variants(b)
	return b.Buy(world.Wish{SKU: items[0].SKU, Quantity: 3}, world.Wish{SKU: items[4].SKU, Quantity: 1})
}

func TestShip_onePartAfterTheOther(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	o := toShip(t, b)
	ship := conn.(channel.Shipper).Ship
	first := channel.Shipment{Order: o.Ref, Courier: "JNE", Tracking: "JNE001", Lines: map[string]int64{id(o.Lines[0].ID): 2}}
	for range 2 { // the second finds the parcel
		if err := ship(t.Context(), first); err != nil {
			t.Fatal(err)
		}
	}
	tooMany := channel.Shipment{Order: o.Ref, Tracking: "JNE00X", Lines: map[string]int64{id(o.Lines[0].ID): 2}}
	if err := ship(t.Context(), tooMany); reason(err) != outcome.RefusedByChannel {
		t.Errorf("more pieces than are left: %v", err)
	}
	if err := ship(t.Context(), channel.Shipment{Order: o.Ref, Courier: "JNE", Tracking: "JNE002"}); err != nil {
		t.Fatal(err)
	}
	s, err := conn.Order(t.Context(), o.Ref)
	if err != nil || string(s.Stage) != "shipped" || len(s.Packages) != 2 || s.Packages[1].TrackingNumber != "JNE002" {
		t.Fatalf("%s %+v %v", s.Stage, s.Packages, err)
	}
	renamed := channel.Shipment{Order: o.Ref, Package: s.Packages[1].Ref, Courier: "SiCepat", Tracking: "SIC9"}
	if err := ship(t.Context(), renamed); err != nil {
		t.Fatal(err)
	}
	if s, _ = conn.Order(t.Context(), o.Ref); s.Packages[1].TrackingNumber != "SIC9" || s.Packages[1].Courier != "SiCepat" {
		t.Errorf("packages %+v", s.Packages)
	}
	if err := ship(t.Context(), channel.Shipment{Order: o.Ref}); err != nil {
		t.Errorf("an order that has left whole: %v", err)
	}
	if err := ship(t.Context(), channel.Shipment{Order: o.Ref, Tracking: "NEW"}); reason(err) != outcome.RefusedByChannel {
		t.Errorf("a parcel more than there are pieces: %v", err)
	}
}

func TestShip_refusals(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open().(channel.Shipper)
	unpaid, _ := b.World().Edit(b.Key, toShip(t, b).Ref, func(o *world.Order, _ world.Pen) error {
		o.Stage, o.PaidAt = world.Unpaid, time.Time{}
		return nil
	})
	if err := conn.Ship(t.Context(), channel.Shipment{Order: unpaid.Ref}); reason(err) != outcome.RefusedByChannel || !strings.Contains(outcome.Of(err).Args["said"], "hold") {
		t.Errorf("an order on hold: %v", err)
	}
	if err := conn.Ship(t.Context(), channel.Shipment{Order: "5551299999999"}); reason(err) != outcome.OrderMissing {
		t.Errorf("no such order: %v", err)
	}
	o := toShip(t, b)
	faceOf(b).Revoke("read_merchant_managed_fulfillment_orders", "write_merchant_managed_fulfillment_orders")
	if err := conn.Ship(t.Context(), channel.Shipment{Order: o.Ref}); reason(err) != outcome.RightMissing {
		t.Errorf("without the scope: %v", err)
	}
}

func TestShip_aLostAnswerMakesNoSecondParcel(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.OpenWith(b.Settings(), httpkit.Options{Transport: &loseAnswers{to: "mutation Ship"}}, b.Tokens)
	o := toShip(t, b)
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: o.Ref, Tracking: "T1"}); err != nil {
		t.Fatal(err)
	}
	if now, _ := b.World().Order(b.Key, o.Ref); len(now.Packages) != 1 {
		t.Errorf("%d parcels", len(now.Packages))
	}
}

// loseAnswers lets requests arrive and loses the answers to some.
type loseAnswers struct{ to string }

// RoundTrip implements http.RoundTripper.
func (l *loseAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	body := shopify.ReadBack(r)
	res, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && strings.Contains(body, l.to) {
		_ = res.Body.Close()
		return nil, errors.New("connection reset by peer")
	}
	return res, err
}

func TestAnswerCancel_acceptAndRefuse(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	answer := conn.(channel.Canceller).AnswerCancel
	yes, no := toShip(t, b), toShip(t, b)
	for _, o := range []*world.Order{yes, no} {
		if _, err := b.World().Do(b.Key, o.Ref, world.Act{Verb: world.RequestCancel}); err != nil {
			t.Fatal(err)
		}
		if s, _ := conn.Order(t.Context(), o.Ref); !s.CancelRequested {
			t.Errorf("order %s: the tag was not seen", o.Ref)
		}
	}
	for range 2 {
		if err := answer(t.Context(), yes.Ref, true, strings.Repeat("é", 300)); err != nil {
			t.Fatal(err)
		}
	}
	if err := answer(t.Context(), no.Ref, false, ""); err != nil {
		t.Fatal(err)
	}
	s, _ := conn.Order(t.Context(), yes.Ref)
	if string(s.Stage) != "cancelled" || string(s.CancelledBy) != "buyer" || s.CancelledAt.IsZero() || s.Refunded != s.Total || s.Amounts.Sum() != s.Total {
		t.Errorf("accepted: %s by %s, refunded %s of %s", s.Stage, s.CancelledBy, s.Refunded, s.Total)
	}
	if s, _ = conn.Order(t.Context(), no.Ref); s.CancelRequested || string(s.Stage) != "paid" {
		t.Errorf("refused: %s, requested %v", s.Stage, s.CancelRequested)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: no.Ref}); err != nil {
		t.Fatal(err)
	}
	if err := answer(t.Context(), no.Ref, true, ""); reason(err) != outcome.RefusedByChannel {
		t.Errorf("after shipping: %v", err)
	}
}

func TestTokens_areRenewedBeforeTheyEndAndWhenRefused(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 5}, map[string]string{"expiring_tokens": "true"})
	settings := b.Settings()
	tokens := channeltest.NewTokens(channel.Token{Access: settings["access_token"], Refresh: settings["refresh_token"]})
	delete(settings, "access_token")
	delete(settings, "refresh_token")
	conn := b.OpenWith(settings, httpkit.Options{}, tokens)
	read := func() {
		t.Helper()
		if _, err := conn.Orders(t.Context(), channel.Window{To: b.Now()}, ""); err != nil {
			t.Fatal(err)
		}
	}
	read()          // the first token ended hours ago, which only the store knows
	faceOf(b).End() // refused: renewed once
	read()
	b.Set(b.Now().Add(59 * time.Minute)) // about to end: renewed before
	read()
	first, _ := tokens.Current(t.Context())
	if tokens.Renewals != 3 || first.Until.Before(b.Now().Add(50*time.Minute)) || first.RefreshUntil.IsZero() {
		t.Errorf("%d renewals, token until %s", tokens.Renewals, first.Until)
	}
	b.Set(b.Now().Add(2 * time.Hour))
	if err := b.Faults().Add(fault.Rule{Kind: fault.Reset, Path: "/admin/oauth", After: true, Count: 1}); err != nil {
		t.Fatal(err)
	}
	read() // the answer with the new pair was lost: the one before it is still good
	var all sync.WaitGroup
	b.Set(b.Now().Add(2 * time.Hour))
	before := tokens.Renewals
	for range 8 {
		all.Go(func() {
			if _, err := conn.Order(t.Context(), "5551299999999"); reason(err) != outcome.OrderMissing {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if tokens.Renewals != before+1 {
		t.Errorf("%d renewals for one end", tokens.Renewals-before)
	}
	b.Set(b.Now().Add(100 * 24 * time.Hour))
	if _, err := conn.Orders(t.Context(), channel.Window{To: b.Now()}, ""); reason(err) != outcome.NotAuthorised {
		t.Errorf("after the refresh token's end: %v", err)
	}
}

func TestTokens_byTheAppsOwnCredentials(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 5}, nil)
	settings := b.Settings()
	delete(settings, "access_token")
	settings["grant"] = "client_credentials"
	for name, tokens := range map[string]channel.Tokens{"kept": channeltest.NewTokens(channel.Token{}), "in memory": nil} {
		conn := b.OpenWith(settings, httpkit.Options{}, tokens)
		for range 3 {
			if r, err := conn.Test(t.Context()); err != nil || r.Currency != "IDR" || r.Zone != "Asia/Jakarta" || r.Version != "2026-07" {
				t.Errorf("%s: %+v %v", name, r, err)
			}
			b.Set(b.Now().Add(23*time.Hour + 59*time.Minute))
		}
	}
}

func TestAuthorise_thereAndBack(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 5}, nil)
	settings := b.Settings()
	delete(settings, "access_token")
	address, err := shopify.Kind.Authorise.URL(settings, "https://hub.example/back?c=7", "n0nce", b.Now())
	if err != nil {
		t.Fatal(err)
	}
	back := b.Press(address, "approve")
	if back.Host != "hub.example" || back.Query().Get("state") != "n0nce" {
		t.Fatalf("sent back to %s", back)
	}
	query := back.Query()
	query.Del("c") // our own
	exchange := func(q url.Values) (channel.Token, map[string]string, error) {
		return shopify.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, q, "https://hub.example/back?c=7")
	}
	for name, change := range map[string]string{"code": "x", "shop": "other.myshopify.com", "timestamp": "1", "hmac": strings.Repeat("0", 64), "state": "other"} {
		forged := maps.Clone(query)
		forged[name] = []string{change}
		if _, _, err := exchange(forged); reason(err) != outcome.NotAuthorised {
			t.Errorf("a changed %s: %v", name, err)
		}
	}
	token, more, err := exchange(query)
	if err != nil || token.Refresh == "" || token.Until.IsZero() || more["shop"] != settings["shop"] {
		t.Fatalf("token until %s, settings %v, error %v", token.Until, more, err)
	}
	conn := b.OpenWith(settings, httpkit.Options{}, channeltest.NewTokens(token))
	if _, err := conn.Test(t.Context()); err != nil {
		t.Error(err)
	}
	if _, _, err := exchange(query); reason(err) != outcome.NotAuthorised {
		t.Errorf("a code used twice: %v", err)
	}
}

func TestTest_namesTheScopesThatAreMissing(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 3}, nil)
	faceOf(b).Revoke("write_inventory", "read_inventory", "read_all_orders", "read_customers")
	settings := b.Settings()
	delete(settings, "client_secret")
	r, err := b.OpenAs(settings).Test(t.Context())
	var failed []string
	for _, c := range r.Checks {
		if !c.OK {
			failed = append(failed, c.Name)
		}
	}
	if diff := cmp.Diff([]string{"read stock", "set stock", "read buyers"}, failed); diff != "" || err != nil || len(r.Advice) != 2 {
		t.Errorf("error %v, advice %q (-want +got):\n%s", err, r.Advice, diff)
	}
	conn := b.OpenAs(settings)
	if page, err := conn.Orders(t.Context(), channel.Window{To: b.Now()}, ""); err != nil || len(page.Orders) != 3 || page.Orders[0].Buyer.Name == "" {
		t.Errorf("orders without the customer: %d, %v", len(page.Orders), err)
	}
	faceOf(b).Revoke("read_orders", "write_orders")
	if _, err := conn.Orders(t.Context(), channel.Window{To: b.Now()}, ""); reason(err) != outcome.RightMissing || outcome.Of(err).Args["right"] != "read_orders" {
		t.Errorf("without read_orders: %v", err)
	}
	faceOf(b).Freeze(true)
	if _, err := conn.Test(t.Context()); reason(err) != outcome.ShopClosed {
		t.Errorf("frozen: %v", err)
	}
}

// A small bucket is never overdrawn: we wait before the store would refuse.
func TestBucket_isNotOverdrawn(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 20}, map[string]string{"plan": "standard"})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel() // the wait is the point; the bound only ends a test that hangs
	conn := b.OpenWith(b.Settings(), httpkit.Options{Tries: 1}, b.Tokens)
	for n := range 45 {
		if _, err := conn.Orders(ctx, channel.Window{To: b.Now()}, ""); err != nil {
			t.Fatalf("walk %d: %v", n, err)
		}
	}
}

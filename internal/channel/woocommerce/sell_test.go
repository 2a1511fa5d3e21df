package woocommerce_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// byPath gives recorded responses by path, and keeps what was asked.
type byPath struct {
	say    map[string]string
	asked  []string
	bodies []string
}

func (a *byPath) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := new(strings.Builder)
	if r.Body != nil {
		buf := make([]byte, 1<<16)
		n, _ := r.Body.Read(buf)
		body.Write(buf[:n])
	}
	a.asked, a.bodies = append(a.asked, r.Method+" "+r.URL.Path), append(a.bodies, body.String())
	answer, ok := a.say[r.URL.Path]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		answer = `{"code":"rest_no_route","message":"No route","data":{"status":404}}`
	}
	_, _ = w.Write([]byte(answer))
}

func response(t *testing.T, file string) string {
	t.Helper()
	return string(recorded(t, "recorded/"+file+".json").Response)
}

func TestListings_recorded(t *testing.T) {
	t.Parallel()
	products := `[{"id":12,"parent_id":0,"type":"simple","status":"publish","name":"Mug &amp; Saucer","sku":"MUG-01","global_unique_id":"8991234567890","price":"45000","manage_stock":true,"stock_quantity":3,"attributes":[]},
		{"id":13,"parent_id":0,"type":"variable","status":"publish","name":"Kemeja Batik","sku":"","price":"","manage_stock":false,"stock_quantity":null,"attributes":[]},
		{"id":16,"parent_id":0,"type":"grouped","status":"publish","name":"Set","sku":"SET","price":"1","manage_stock":false,"stock_quantity":null}]`
	a := &byPath{say: map[string]string{
		"/wp-json/wc/v3/products": products, "/wp-json/wc/v3/products/13/variations": response(t, "variations-list"),
		"/wp-json/wc/v3/data/currencies/current": response(t, "currency-current"),
	}}
	page, err := connect(t, a).(channel.ListingReader).Listings(t.Context(), time.Time{}, "")
	if err != nil {
		t.Fatal(err)
	}
	want := []channel.Listing{
		{ID: "12", SKU: "MUG-01", Barcode: "8991234567890", Name: "Mug & Saucer", Quantity: 3, Managed: true, Price: money.Units(45000), Currency: "IDR", Active: true},
		{ID: "13:15", SKU: "BATIK-L", Name: "Kemeja Batik - L", Quantity: 7, Managed: true, Price: money.Units(155000), Currency: "IDR", Active: true},
		{ID: "13:14", SKU: "BATIK-M", Name: "Kemeja Batik - M", Quantity: 10, Managed: true, Price: money.Units(150000), Currency: "IDR", Active: true},
	}
	if diff := cmp.Diff(channel.ListingPage{Listings: want}, page); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPushStock_recorded(t *testing.T) {
	t.Parallel()
	a := &byPath{say: map[string]string{
		"/wp-json/wc/v3/products/batch": response(t, "stock-batch-update"), "/wp-json/wc/v3/products/13/variations/batch": response(t, "variation-stock-batch-update"),
	}}
	listings := []string{"11", "13:14", "12", "999999", "15", "13:999999", "13:15", "made up", "1:2:3", "77"}
	var levels []channel.StockLevel
	for i, l := range listings {
		levels = append(levels, channel.StockLevel{Listing: l, Quantity: int64(i)})
	}
	done, err := connect(t, a).(channel.StockPusher).PushStock(t.Context(), "key", levels)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]outcome.Reason{}
	for i, e := range done {
		if e != nil {
			got[listings[i]] = e.Reason
		}
	}
	want := map[string]outcome.Reason{
		"999999": outcome.ListingMissing, "15": outcome.ListingMissing, "13:999999": outcome.ListingMissing, "made up": outcome.ListingMissing,
		"1:2:3": outcome.ListingMissing, "77": outcome.RefusedByChannel, // the recorded answer does not tell of it
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(a.asked) != 2 {
		t.Errorf("%d calls for products and the variations of one: %q", len(a.asked), a.asked)
	}
	var sent struct {
		Update []map[string]any `json:"update"`
	}
	if err := json.Unmarshal([]byte(a.bodies[0]), &sent); err != nil || sent.Update[0]["stock_quantity"] != 0.0 || sent.Update[0]["manage_stock"] != true || sent.Update[0]["id"] != 11.0 {
		t.Errorf("sent %s, %v", a.bodies[0], err)
	}
}

func TestPushStock_ofAProductThatIsGoneMarksItsVariations(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	simple := b.Item(func(i *world.Item) bool { return i.Kind == world.Simple && i.Managed })
	done, err := b.Open().(channel.StockPusher).PushStock(t.Context(), "k", []channel.StockLevel{
		{Listing: "88888:99999", Quantity: 1}, {Listing: listingOf(simple), Quantity: 4},
	})
	if err != nil || done[0] == nil || done[0].Reason != outcome.ListingMissing || done[1] != nil {
		t.Fatalf("%v, %v", done, err)
	}
	if now, _ := b.World().Item(b.Key, simple.ID); now.Stock != 4 {
		t.Errorf("stock %d, want 4", now.Stock)
	}
}

func TestPushStock_whoseSecondCallFailsTellsWhatWasNotTaken(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	simple := b.Item(func(i *world.Item) bool { return i.Kind == world.Simple })
	variation := b.Item(func(i *world.Item) bool { return i.Kind == world.Variation })
	if err := b.Faults().Add(fault.Rule{Kind: fault.ServerError, Path: "/variations/batch", Probability: 1}); err != nil {
		t.Fatal(err)
	}
	levels := []channel.StockLevel{{Listing: listingOf(simple), Quantity: 9}, {Listing: listingOf(variation), Quantity: 9}}
	done, err := b.Open().(channel.StockPusher).PushStock(t.Context(), "k", levels)
	if err != nil || done[0] != nil || done[1] == nil || done[1].Code != outcome.Unavailable {
		t.Errorf("%v, %v", done, err)
	}
	if done, err = b.Open().(channel.StockPusher).PushStock(t.Context(), "k", levels[1:]); err == nil || done != nil {
		t.Errorf("a push of which nothing went through: %v, %v", done, err)
	}
}

func listingOf(i *world.Item) string {
	if i.Kind == world.Variation {
		return worldtest.ID(i.ParentID) + ":" + worldtest.ID(i.ID)
	}
	return worldtest.ID(i.ID)
}

func TestListings_areTheWorlds(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Goods: 230, NoSKU: 2}, nil)
	got := b.Listings(b.Open(), time.Time{})
	for _, i := range b.Items() {
		l := got[listingOf(i)]
		if l.SKU != i.SKU || l.Barcode != i.Barcode || l.Managed != i.Managed || i.Managed && l.Quantity != i.Stock || l.Price.String() != i.Costs().Text(0) || !l.Active {
			t.Errorf("listing %+v, the world has %+v", l, i)
		}
	}
	if len(got) != len(b.Items()) {
		t.Errorf("%d listings, the world has %d", len(got), len(b.Items()))
	}
}

func TestOrderIDs_areTheWorlds(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 330}, nil)
	b.OrderIDsAreTheWorlds(b.Open())
}

func TestPushPrices_inAnotherCurrencyIsNotSent(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	one := b.Item(func(i *world.Item) bool { return i.Kind == world.Simple })
	done, err := b.Open().(channel.PricePusher).PushPrices(t.Context(), "k", []channel.PriceTag{
		{Listing: listingOf(one), Price: money.Units(5), Currency: "USD"}, {Listing: listingOf(one), Price: money.Units(-5), Currency: "IDR"},
	})
	if err != nil || done[0] == nil || done[0].Reason != outcome.CurrencyMismatch || done[1] == nil || done[1].Reason != outcome.BadAmount {
		t.Errorf("%v, %v", done, err)
	}
	if now, _ := b.World().Item(b.Key, one.ID); now.Price != one.Price {
		t.Errorf("the price is %s now", now.Price.Text(0))
	}
}

func TestShip(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		plugin, want string
		parcels      int
	}{
		"with a tracking plugin the parcel is a record":         {"true", "processing", 1},
		"without one the order is completed and the buyer told": {"false", "completed", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{}, map[string]string{"shipment_tracking": c.plugin, "custom_statuses": "false"})
			conn := b.Open()
			ref := b.Place(b.Now())
			parcel := channel.Shipment{Order: ref, Courier: "JNE", Tracking: "JNE0012345", At: b.Now()}
			for range 2 { // told twice, it is one parcel
				if err := conn.(channel.Shipper).Ship(t.Context(), parcel); err != nil {
					t.Fatal(err)
				}
			}
			s, err := conn.Order(t.Context(), ref)
			if err != nil || s.RawStatus != c.want || len(s.Packages) != c.parcels {
				t.Errorf("status %q with %d parcels, error %v; want %q with %d", s.RawStatus, len(s.Packages), err, c.want, c.parcels)
			}
			if c.plugin == "false" && strings.Count(notes(t, b, ref), "JNE0012345") != 1 {
				t.Errorf("notes %s, want the number once", notes(t, b, ref))
			}
		})
	}
}

// notes are those to the buyer, as the shop's API gives them.
func notes(t *testing.T, b *worldtest.Box, ref string) string {
	t.Helper()
	var seen []string
	for _, n := range b.Order(ref).Notes {
		seen = append(seen, n.Text)
	}
	return strings.Join(seen, "\n")
}

func TestShip_whatCannotBeTold(t *testing.T) {
	t.Parallel()
	tracked := startBox(t, sandbox.Options{}, nil)
	plain := startBox(t, sandbox.Options{}, map[string]string{"shipment_tracking": "false"})
	cancelled := plain.Place(plain.Now())
	plain.Do(cancelled, world.Act{Verb: world.Cancel, By: world.Seller})
	for name, c := range map[string]struct {
		b    *worldtest.Box
		s    channel.Shipment
		want outcome.Reason
	}{
		"an order that is not there":          {plain, channel.Shipment{Order: "99999999"}, outcome.OrderMissing},
		"an order by no number":               {plain, channel.Shipment{Order: "../1"}, outcome.OrderMissing},
		"a cancelled order":                   {plain, channel.Shipment{Order: cancelled}, outcome.RefusedByChannel},
		"some pieces, without a plugin":       {plain, channel.Shipment{Order: plain.Place(plain.Now()), Lines: map[string]int64{"1": 1}}, outcome.RefusedByChannel},
		"no tracking number, with the plugin": {tracked, channel.Shipment{Order: tracked.Place(tracked.Now())}, outcome.RefusedByChannel},
	} {
		if err := outcome.Of(c.b.Open().(channel.Shipper).Ship(t.Context(), c.s)); err == nil || err.Reason != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// The merchant approves on the shop's page; its server hands the key over, and then the browser comes back.
func TestAuthorise_theShopHandsItsKeyOver(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 3}, nil)
	var state string
	var key url.Values
	hub := b.Postbox(func(body []byte) string {
		var err error
		if state, key, err = woocommerce.Kind.Authorise.Granted(body); err != nil {
			t.Error(err)
		}
		return ""
	})
	shop := map[string]string{"url": b.Faces[0].BaseURL}
	page, err := woocommerce.Kind.Authorise.URL(shop, hub.URL, "s7ate", b.Now())
	if err != nil {
		t.Fatal(err)
	}
	back := b.Press(page, "approve")
	if woocommerce.Kind.Authorise.State(back.Query()) != "s7ate" || state != "s7ate" {
		t.Fatalf("the browser comes back to %v; the key was for %q", back, state)
	}
	token, learned, err := woocommerce.Kind.Authorise.Exchange(t.Context(), channel.Tools{}, shop, key, hub.URL)
	if err != nil || token.Access != "" {
		t.Fatalf("token %+v, error %v", token, err)
	}
	learned["url"] = shop["url"]
	if _, err := b.OpenWith(learned, httpkit.Options{}, nil).Test(t.Context()); err != nil {
		t.Errorf("the key that was handed over: %v", err)
	}
}

func TestAuthorise_whatIsNoPermission(t *testing.T) {
	t.Parallel()
	exchange := woocommerce.Kind.Authorise.Exchange
	for name, c := range map[string]struct {
		query url.Values
		want  outcome.Reason
	}{
		"the merchant refused":  {url.Values{"success": {"0"}, "user_id": {"s"}}, outcome.NotAuthorised},
		"a key that only reads": {url.Values{"consumer_key": {"ck_1"}, "consumer_secret": {"cs_1"}, "key_permissions": {"read"}}, outcome.RightMissing},
	} {
		if _, _, err := exchange(t.Context(), channel.Tools{}, nil, c.query, ""); outcome.Of(err) == nil || outcome.Of(err).Reason != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := woocommerce.Kind.Authorise.URL(map[string]string{"url": "shop.example"}, "http://hub.example/auth/callback", "s", time.Time{}); err == nil || !strings.Contains(err.Error(), "https") {
		t.Errorf("an address that the shop refuses: %v", err)
	}
	if _, err := woocommerce.Kind.Authorise.URL(map[string]string{"url": "ftp://x"}, "https://hub.example", "s", time.Time{}); err == nil || !strings.HasPrefix(err.Error(), "url: ") {
		t.Errorf("an address that is none: %v", err)
	}
}

func FuzzGranted(f *testing.F) {
	f.Add([]byte(`{"key_id":1,"user_id":"s","consumer_key":"ck_1","consumer_secret":"cs_1","key_permissions":"read_write"}`))
	f.Add([]byte(`{"user_id":7}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		state, query, err := woocommerce.Kind.Authorise.Granted(body)
		if err == nil && (state == "" || !slices.Contains(query["consumer_key"], query.Get("consumer_key"))) {
			t.Errorf("state %q, query %v of %q", state, query, body)
		}
	})
}

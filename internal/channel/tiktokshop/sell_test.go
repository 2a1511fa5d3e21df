package tiktokshop_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// allListings reads a shop's listings to their end, by listing and location.
func allListings(t *testing.T, conn channel.Connector, since time.Time) map[string]channel.Listing {
	t.Helper()
	got := map[string]channel.Listing{}
	for _, l := range channeltest.WalkListings(t, conn, since) {
		got[l.ID+"@"+l.Location] = l
	}
	return got
}

func listed(i *world.Item) string {
	product := i.ID
	if i.Kind == world.Variation {
		product = i.ParentID
	}
	return fmt.Sprintf("1729%015d:1730%015d", product, i.ID)
}

func item(b *worldtest.Box, kind world.ItemKind) *world.Item {
	return b.Item(func(i *world.Item) bool { return i.Kind == kind && i.SalePrice == 0 })
}

func stock(b *worldtest.Box, id int64) int64 {
	i, _ := b.World().Item(b.Key, id)
	return i.Stock
}

func TestListings_areThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Goods: 250, NoSKU: 2}, nil)
	got := allListings(t, b.Open(), time.Time{})
	want := map[string]channel.Listing{}
	for _, i := range b.World().Items(b.Key) {
		if i.Kind == world.Variable {
			continue
		}
		name := strings.TrimSuffix(i.Name, " - "+i.Option)
		l := channel.Listing{
			ID: listed(i), SKU: i.SKU, Name: name, Quantity: max(i.Stock, 0), Managed: true, Price: money.MustParse(i.Price.Text(0)), Currency: "IDR", Active: true,
		}
		want[l.ID+"@"] = l
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Order lines name listings as the list of listings does.
func TestListings_areWhatLinesName(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 60}, nil)
	conn := b.Open()
	known := allListings(t, conn, time.Time{})
	for _, s := range b.Everything(conn) {
		for _, l := range s.Lines {
			if have, ok := known[l.Listing+"@"]; !ok || have.SKU != l.SKU {
				t.Errorf("line %q %q, listing %+v", l.Name, l.SKU, have)
			}
		}
	}
}

func TestListings_changedSince(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	item := item(b, world.Variation)
	if _, err := b.World().EditItem(b.Key, item.ID, func(i *world.Item, _ world.Pen) error { i.Stock++; return nil }); err != nil {
		t.Fatal(err)
	}
	got := allListings(t, b.Open(), b.Now().Add(-time.Minute))
	if _, ok := got[listed(item)+"@"]; !ok || len(got) > 6 {
		t.Errorf("%d listings, want those of one product", len(got))
	}
}

// A search ends at 10,000 products: a larger shop is read in spans of creation time, and nothing is read twice or left out.
func TestListings_ofAShopWithMoreThanASearchGives(t *testing.T) {
	t.Parallel()
	const products = 25_000 // one made every second
	made := noon.Unix() - products
	s := &script{answers: map[string][]any{"/product/202502/products/search": {func(r *http.Request, body string) string {
		var in struct {
			From int64 `json:"create_time_ge"`
			To   int64 `json:"create_time_le"`
		}
		_ = json.Unmarshal([]byte(body), &in)
		from, to := max(in.From-made, 0), min(in.To-made, products-1)
		var skip int64
		_, _ = fmt.Sscan(r.URL.Query().Get("page_token"), &skip)
		if skip >= int64(tiktokshop.MostProducts) {
			return no("12052180", "The result set must not exceed 10000")
		}
		var rows []string
		next := ""
		for i := from + skip; i <= to; i++ {
			if len(rows) == 100 {
				next = fmt.Sprint(skip + 100)
				break
			}
			rows = append(rows, fmt.Sprintf(`{"id":"%d","title":"P","status":"ACTIVATE","skus":[{"id":"1"}]}`, i+1))
		}
		return wrap(fmt.Sprintf(`{"total_count":%d,"next_page_token":%q,"products":[%s]}`, max(to-from+1, 0), next, strings.Join(rows, ",")))
	}}}}
	if got := allListings(t, connect(t, s, nil), time.Time{}); len(got) != products {
		t.Errorf("%d listings, want %d", len(got), products)
	}
}

func TestPushStock_eachItemByItself(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	pusher := b.Open().(channel.StockPusher)
	simple, variant := item(b, world.Simple), item(b, world.Variation)
	product, _, _ := strings.Cut(listed(variant), ":")
	pushed, err := pusher.PushStock(t.Context(), "k", []channel.StockLevel{
		{Listing: listed(simple), Quantity: 17},
		{Listing: "172999999999999999:1", Quantity: 1},
		{Listing: listed(variant), Quantity: 4},
		{Listing: product + ":1730999999999999999", Quantity: 5},
		{Listing: "no listing", Quantity: 7},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []outcome.Reason{"", outcome.ListingMissing, "", outcome.RefusedByChannel, outcome.RefusedByChannel} {
		if got := pushed[i]; (got == nil) != (want == "") || got != nil && got.Reason != want {
			t.Errorf("level %d: %v, want %q", i, got, want)
		}
	}
	if said := pushed[3].Args["said"]; said != "The SKU does not belong to the product" {
		t.Errorf("the row under a code 0 says %q", said)
	}
	if stock(b, simple.ID) != 17 || stock(b, variant.ID) != 4 {
		t.Errorf("%d and %d pieces, want 17 and 4", stock(b, simple.ID), stock(b, variant.ID))
	}
}

// A write must name every warehouse of a SKU: the one that a push does not speak of keeps what it has.
func TestPushStock_namesEveryWarehouse(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"warehouses": "true"})
	conn := b.Open()
	item := item(b, world.Simple)
	var locations []string
	for _, l := range allListings(t, conn, time.Time{}) {
		if l.ID == listed(item) {
			locations = append(locations, l.Location)
		}
	}
	slices.Sort(locations)
	if len(locations) != 2 || locations[0] == "" {
		t.Fatalf("locations %q", locations)
	}
	for i, want := range []int64{9, item.Stock + 3} { // the second warehouse is empty, so the first keeps what it has
		if i == 1 {
			_, _ = b.World().EditItem(b.Key, item.ID, func(i *world.Item, _ world.Pen) error { i.Stock = item.Stock; return nil })
		}
		pushed, err := conn.(channel.StockPusher).PushStock(t.Context(), "", []channel.StockLevel{{Listing: listed(item), Quantity: []int64{9, 3}[i], Location: locations[i]}})
		if err != nil || pushed[0] != nil || stock(b, item.ID) != want {
			t.Errorf("into %s: %v, %v, %d pieces, want %d", locations[i], pushed, err, stock(b, item.ID), want)
		}
	}
	pushed, err := conn.(channel.StockPusher).PushStock(t.Context(), "", []channel.StockLevel{
		{Listing: listed(item), Quantity: 5, Location: locations[0]}, {Listing: listed(item), Quantity: 6, Location: locations[1]},
	})
	if err != nil || pushed[0] != nil || pushed[1] != nil || stock(b, item.ID) != 11 {
		t.Errorf("into both: %v, %v, %d pieces", pushed, err, stock(b, item.ID))
	}
}

// What was not sent because TikTok wants a pause is marked, and what was sent before stands.
func TestPushStock_stopsWhenThrottled(t *testing.T) {
	t.Parallel()
	limit := no("36009002", "Too many requests")
	s := &script{answers: map[string][]any{
		"/product/202309/products/1/inventory/update": {wrap(`{"errors":[]}`), limit}, "/product/202309/products/2/inventory/update": {limit},
	}}
	pusher := connect(t, s, nil).(channel.StockPusher)
	levels := []channel.StockLevel{{Listing: "1:1", Quantity: 1}, {Listing: "2:1", Quantity: 1}, {Listing: "3:1", Quantity: 1}}
	pushed, err := pusher.PushStock(t.Context(), "", levels)
	if err != nil || pushed[0] != nil || pushed[1] == nil || pushed[1].Code != outcome.Throttled || pushed[2] == nil || pushed[2].Ref != "3:1" {
		t.Errorf("%v, %v", pushed, err)
	}
	if s.count("/product/202309/products/3/inventory/update") > 0 {
		t.Error("the third product was sent, too")
	}
	if pushed, err := pusher.PushStock(t.Context(), "", levels); err == nil || pushed != nil {
		t.Errorf("nothing was taken: %v, %v", pushed, err)
	}
}

// A write that is refused for the sake of one SKU does not keep the others from being written.
func TestPushStock_oneRefusedSKUDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{"/product/202309/products/1/inventory/update": {func(_ *http.Request, body string) string {
		if strings.Contains(body, `"id":"5"`) {
			return no("12052393", "locked by promotion")
		}
		return wrap(`{"errors":[]}`)
	}}}}
	var levels []channel.StockLevel
	for i := range 8 {
		levels = append(levels, channel.StockLevel{Listing: fmt.Sprintf("1:%d", i+1), Quantity: 3})
	}
	pushed, err := connect(t, s, nil).(channel.StockPusher).PushStock(t.Context(), "", levels)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range pushed {
		if (e != nil) != (i == 4) {
			t.Errorf("SKU %d: %v", i+1, e)
		}
	}
}

func TestPushPrices_exactlyAndByKindOfShop(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"LOCAL":        `{"skus":[{"id":"2","price":{"amount":"19.9","currency":"MYR"}},{"id":"3","price":{"amount":"20","currency":"MYR"}}]}`,
		"CROSS_BORDER": `{"skus":[{"id":"2","price":{"sale_price":"19.9","currency":"MYR"}},{"id":"3","price":{"sale_price":"20","currency":"MYR"}}]}`,
	} {
		s := &script{answers: map[string][]any{
			"/authorization/202309/shops":              {wrap(`{"shops":[{"id":"7495540735365777507","cipher":"c","seller_type":"` + kind + `"}]}`)},
			"/product/202309/products/1/prices/update": {wrap(`{"errors":[]}`)},
		}}
		tags := []channel.PriceTag{{Listing: "1:2", Price: money.MustParse("19.9"), Currency: "MYR"}, {Listing: "1:3", Price: money.Units(20), Currency: "MYR"}}
		if _, err := connect(t, s, nil).(channel.PricePusher).PushPrices(t.Context(), "", tags); err != nil {
			t.Fatal(err)
		}
		if got := s.bodies[len(s.bodies)-1]; got != want {
			t.Errorf("%s: sent %s, want %s", kind, got, want)
		}
	}
}

func TestPushPrices_refusalsPerSKU(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	simple := item(b, world.Simple)
	locked := item(b, world.Variation)
	if _, err := b.World().EditItem(b.Key, locked.ID, func(i *world.Item, _ world.Pen) error { i.SalePrice = i.Price - world.Unit; return nil }); err != nil {
		t.Fatal(err)
	}
	pushed, err := b.Open().(channel.PricePusher).PushPrices(t.Context(), "", []channel.PriceTag{
		{Listing: listed(simple), Price: money.Units(12_000), Currency: "IDR"}, {Listing: listed(locked), Price: money.Units(9_000), Currency: "IDR"},
	})
	if err != nil || pushed[0] != nil || pushed[1] == nil || pushed[1].Args["status"] != "12052038" {
		t.Errorf("%v, %v", pushed, err)
	}
	if i, _ := b.World().Item(b.Key, simple.ID); i.Price != world.Whole(12_000) {
		t.Errorf("the price is %s", i.Price.Text(0))
	}
}

func shipper(t *testing.T, b *worldtest.Box, nameValue ...string) channel.Connector {
	settings := b.Settings()
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	return b.OpenAs(settings)
}

// An arranged parcel keeps its number when the courier comes, and arranging twice does no harm.
func TestShip_arrangesOnce(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"pickup", "drop_off"} {
		b := startBox(t, sandbox.Options{}, nil)
		conn := shipper(t, b, "ship_by", way)
		ref := b.Place(b.Now())
		for range 2 {
			if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
				t.Fatalf("%s: %v", way, err)
			}
		}
		before, err := conn.Order(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if before.RawStatus != "AWAITING_COLLECTION" || before.Stage != "paid" || len(before.Packages) != 1 || before.Packages[0].TrackingNumber == "" || !before.Packages[0].ShippedAt.IsZero() {
			t.Errorf("%s: arranged: %s, %+v", way, before.RawStatus, before.Packages)
		}
		b.Do(ref, world.Act{Verb: world.Ship, Tracking: before.Packages[0].TrackingNumber})
		after, err := conn.Order(t.Context(), ref)
		if err != nil || after.Stage != "shipped" || after.Packages[0].TrackingNumber != before.Packages[0].TrackingNumber || after.Packages[0].Ref != before.Packages[0].Ref {
			t.Errorf("%s: collected: %s, %+v, %v", way, after.Stage, after.Packages, err)
		}
		if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
			t.Errorf("%s: an order on its way: %v", way, err)
		}
	}
}

// Of several parcels the one that waits is arranged.
func TestShip_theParcelThatIsLeft(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := shipper(t, b)
	var ref string
	for ref == "" {
		o := b.Place(b.Now())
		if found, _ := b.World().Order(b.Key, o); found.Lines[0].Quantity > 1 || len(found.Lines) > 1 {
			ref = o
		}
	}
	b.Do(ref, world.Act{Verb: world.Ship, Part: true})
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
		t.Fatal(err)
	}
	s, err := conn.Order(t.Context(), ref)
	if err != nil || len(s.Packages) != 2 || len(s.ShippedPackages()) != 1 || s.Packages[1].TrackingNumber == "" || s.Stage != "paid" {
		t.Errorf("%s, %+v, %v", s.Stage, s.Packages, err)
	}
}

func TestShip_refuses(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := shipper(t, b).(channel.Shipper)
	for says, prepare := range map[string]func(ref string){
		"asks to cancel": func(ref string) { b.Do(ref, world.Act{Verb: world.RequestCancel}) },
		"is cancelled":   func(ref string) { b.Do(ref, world.Act{Verb: world.Cancel}) },
		"on hold":        func(ref string) { b.Edit(ref, b.Now(), func(o *world.Order) { o.Word = "ON_HOLD" }) },
	} {
		ref := b.Place(b.Now())
		prepare(ref)
		e := outcome.Of(conn.Ship(t.Context(), channel.Shipment{Order: ref}))
		if e == nil || e.Reason != outcome.RefusedByChannel || e.Ref != ref || !strings.Contains(e.Args["said"], says) || e.Err != nil {
			t.Errorf("%s: %v; it should be said before TikTok is asked", says, e)
		}
	}
	for _, ref := range []string{"580000999999999999", "../x", ""} {
		if e := outcome.Of(conn.Ship(t.Context(), channel.Shipment{Order: ref})); e == nil || e.Reason != outcome.OrderMissing {
			t.Errorf("order %q: %v", ref, e)
		}
	}
}

func TestShip_withTheSellersOwnCourier(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"own_courier": "true"})
	conn := shipper(t, b)
	ref := b.Place(b.Now())
	for name, s := range map[string]channel.Shipment{
		"no number":              {Order: ref, Courier: "JNE"},
		"a courier that is none": {Order: ref, Courier: "Pigeon", Tracking: "T1"},
	} {
		if e := outcome.Of(conn.(channel.Shipper).Ship(t.Context(), s)); e == nil || e.Reason != outcome.RefusedByChannel {
			t.Errorf("%s: %v", name, e)
		}
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref, Courier: "jne", Tracking: "JNE123"}); err != nil {
		t.Fatal(err)
	}
	s, err := conn.Order(t.Context(), ref)
	if err != nil || s.Packages[0].TrackingNumber != "JNE123" || s.Packages[0].Courier != "JNE" {
		t.Errorf("%+v, %v", s.Packages, err)
	}
}

// Where an order has no parcel yet (United States), the pieces of its lines become one.
func TestShip_piecesWithoutAParcel(t *testing.T) {
	t.Parallel()
	var pieces []string
	for i, status := range []string{"AWAITING_SHIPMENT", "AWAITING_SHIPMENT", "CANCELLED", "AWAITING_SHIPMENT"} {
		pieces = append(pieces, fmt.Sprintf(`{"id":"1%d","product_id":"1","sku_id":"2","original_price":"5","display_status":%q}`, i, status))
	}
	pieces = append(pieces, `{"id":"20","product_id":"1","sku_id":"3","original_price":"5","display_status":"AWAITING_SHIPMENT"}`)
	detail := wrap(`{"orders":[{"id":"7","status":"AWAITING_SHIPMENT","shipping_type":"SELLER","delivery_option_id":"5","line_items":[` + strings.Join(pieces, ",") + `]}]}`)
	for name, c := range map[string]struct {
		lines map[string]int64
		want  string
	}{
		"all that are left": {nil, `["10","11","13","20"]`},
		"some of a line":    {map[string]int64{"10": 2}, `["10","11"]`},
		"one of each":       {map[string]int64{"10": 1, "20": 1}, `["10","20"]`},
	} {
		s := &script{answers: map[string][]any{
			detailPath: {detail},
			"/logistics/202309/delivery_options/5/shipping_providers": {wrap(`{"shipping_providers":[{"id":"9","name":"UPS"}]}`)},
			"/fulfillment/202309/orders/7/packages":                   {wrap(`{"package_id":"1"}`)},
		}}
		err := connect(t, s, nil).(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: "7", Courier: "UPS", Tracking: "1Z", Lines: c.lines})
		if got := s.bodies[len(s.bodies)-1]; err != nil || !strings.Contains(got, `"order_line_item_ids":`+c.want) || !strings.Contains(got, `"shipping_provider_id":"9"`) {
			t.Errorf("%s: sent %s, %v", name, got, err)
		}
	}
}

// What is arranged already is no error, whichever of its codes TikTok says so with.
func TestShip_whatIsShippedAlreadyIsDone(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"21011020", "21011040", "21008099", "11006021"} {
		s := &script{answers: map[string][]any{
			detailPath: {wrap(`{"orders":[{"id":"7","status":"AWAITING_SHIPMENT","shipping_type":"TIKTOK","packages":[{"id":"8"}],"line_items":[]}]}`)},
			"/fulfillment/202309/packages/8/handover_time_slots": {wrap(`{"can_drop_off":true}`)},
			"/fulfillment/202309/packages/8/ship":                {no(code, "shipped already")},
		}}
		if err := connect(t, s, nil).(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: "7"}); err != nil {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// A parcel that waits for the courier is left alone: nothing is asked about it.
func TestShip_leavesArrangedParcelsAlone(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{detailPath: {wrap(`{"orders":[{"id":"7","status":"AWAITING_COLLECTION","shipping_type":"TIKTOK","packages":[{"id":"8"}],
		"line_items":[{"id":"1","package_id":"8","package_status":"PROCESSING"}]}]}`)}}}
	if err := connect(t, s, nil).(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: "7"}); err != nil || len(s.asked) != 1 {
		t.Errorf("%v, asked %v", err, s.asked)
	}
}

func TestShip_ways(t *testing.T) {
	t.Parallel()
	const slots = `"pickup_slots":[{"start_time":1,"end_time":2,"avaliable":false},{"start_time":3,"end_time":4,"avaliable":true}]`
	for name, c := range map[string]struct{ answer, prefer, want string }{
		"both, pickup wanted":          {`{"can_pickup":true,"can_drop_off":true,` + slots + `}`, "pickup", `{"handover_method":"PICKUP","pickup_slot":{"end_time":4,"start_time":3}}`},
		"both, drop-off wanted":        {`{"can_pickup":true,"can_drop_off":true,` + slots + `}`, "drop_off", `{"handover_method":"DROP_OFF"}`},
		"drop-off alone":               {`{"can_pickup":false,"can_drop_off":true}`, "pickup", `{"handover_method":"DROP_OFF"}`},
		"pickup alone":                 {`{"can_pickup":true,"can_drop_off":false,` + slots + `}`, "drop_off", `{"handover_method":"PICKUP","pickup_slot":{"end_time":4,"start_time":3}}`},
		"pickup without a free slot":   {`{"can_pickup":true,"can_drop_off":true,"pickup_slots":[]}`, "pickup", `{"handover_method":"DROP_OFF"}`},
		"pickup alone, without a slot": {`{"can_pickup":true,"can_drop_off":false}`, "pickup", `{"handover_method":"PICKUP"}`},
	} {
		got, _ := json.Marshal(tiktokshop.Choose([]byte(c.answer), c.prefer))
		if string(got) != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestLabel_isTheDocumentBehindTheAddress(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := shipper(t, b)
	ref := b.Place(b.Now())
	if _, _, err := conn.(channel.LabelMaker).Label(t.Context(), ref, ""); outcome.Of(err) == nil {
		t.Error("a label before the parcel is arranged")
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
		t.Fatal(err)
	}
	kind, document, err := conn.(channel.LabelMaker).Label(t.Context(), ref, "")
	if err != nil || kind != "application/pdf" || !bytes.HasPrefix(document, []byte("%PDF")) {
		t.Errorf("%s, %d bytes, %v", kind, len(document), err)
	}
	if _, _, err := conn.(channel.LabelMaker).Label(t.Context(), "580000999999999999", ""); outcome.Of(err) == nil || outcome.Of(err).Code != outcome.Missing {
		t.Errorf("of an order that is not there: %v", err)
	}
}

func TestAnswerCancel(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := shipper(t, b).(channel.Canceller)
	ask := func() string {
		ref := b.Place(b.Now())
		b.Do(ref, world.Act{Verb: world.RequestCancel})
		return ref
	}
	for name, c := range map[string]struct {
		accept bool
		reason string
		want   world.Stage
	}{
		"granted":                       {true, "", world.Cancelled},
		"refused with a key":            {false, "seller_reject_apply_product_has_been_packed", world.Paid},
		"refused with a text of theirs": {false, "Paket sudah dikirim", world.Paid},
		"refused in our own words":      {false, "It is on its way", world.Paid},
		"refused without a word":        {false, "", world.Paid},
	} {
		ref := ask()
		if err := conn.AnswerCancel(t.Context(), ref, c.accept, c.reason); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		o, _ := b.World().Order(b.Key, ref)
		if o.Stage != c.want || o.CancelRequested {
			t.Errorf("%s: %s, requested %t", name, o.Stage, o.CancelRequested)
		}
		if e := outcome.Of(conn.AnswerCancel(t.Context(), ref, true, "")); e == nil || e.Reason != outcome.RefusedByChannel {
			t.Errorf("%s: answered again: %v", name, e)
		}
	}
}

// An answer whose reply was lost is sent again under the same key, and taken once.
func TestAnswerCancel_isTakenOnce(t *testing.T) {
	t.Parallel()
	var keys []string
	tries := 0
	s := &script{answers: map[string][]any{
		cancelsPath: {wrap(`{"cancellations":[{"cancel_id":"4","order_id":"7","cancel_status":"CANCELLATION_REQUEST_PENDING"}]}`)},
		"/return_refund/202309/cancellations/4/approve": {func(r *http.Request, _ string) string {
			keys = append(keys, r.URL.Query().Get("idempotency_key"))
			if tries++; tries == 1 {
				return "<html>something broke</html>"
			}
			return wrap(`{}`)
		}},
	}}
	if err := connect(t, s, nil).(channel.Canceller).AnswerCancel(t.Context(), "7", true, ""); err != nil {
		t.Fatal(err)
	}
	if len(keys) != 2 || keys[0] == "" || keys[0] != keys[1] {
		t.Errorf("keys %q", keys)
	}
}

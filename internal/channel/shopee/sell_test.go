package shopee_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// allListings reads a shop's listings to their end.
// listed is how the world's item shows up as a listing.
func listed(i *world.Item, location string) channel.Listing {
	id := fmt.Sprint(i.ID)
	if i.Kind == world.Variation {
		id = fmt.Sprintf("%d:%d", i.ParentID, i.ID)
	}
	return channel.Listing{
		ID: id, SKU: i.SKU, Barcode: i.Barcode, Name: i.Name, Quantity: max(i.Stock, 0), Managed: true, Price: money.MustParse(i.Price.Text(0)),
		Currency: "IDR", Location: location, Active: true,
	}
}

func TestListings_areThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	for name, location := range map[string]string{"false": "", "true": "IDZ"} {
		t.Run("several warehouses "+name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Goods: 150, NoSKU: 2}, map[string]string{"warehouses": name})
			got := b.Listings(b.Open(), time.Time{})
			want := map[string]channel.Listing{}
			for _, i := range b.World().Items(b.Key) {
				if i.Kind != world.Variable {
					l := listed(i, location)
					want[l.ID] = l
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Order lines name listings as the list of listings does.
func TestListings_areWhatLinesName(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 60}, nil)
	conn := b.Open()
	known := b.Listings(conn, time.Time{})
	for _, s := range b.Everything(conn) {
		for _, l := range s.Lines {
			if known[l.Listing].SKU != l.SKU || known[l.Listing].Name != l.Name {
				t.Errorf("line %q %q, listing %+v", l.Name, l.SKU, known[l.Listing])
			}
		}
	}
}

func TestListings_changedSince(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	item := firstItem(b, world.Variation)
	if _, err := b.World().EditItem(b.Key, item.ID, func(i *world.Item, _ world.Pen) error { i.Stock++; return nil }); err != nil {
		t.Fatal(err)
	}
	got := b.Listings(b.Open(), b.Now().Add(-time.Minute))
	if _, ok := got[listed(item, "").ID]; !ok || len(got) > 6 {
		t.Errorf("%d listings, want those of one item", len(got))
	}
}

func firstItem(b *worldtest.Box, kind world.ItemKind) *world.Item {
	return b.Item(func(i *world.Item) bool { return i.Kind == kind && i.SalePrice == 0 })
}

func TestPushStock_eachItemByItself(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	pusher := b.Open().(channel.StockPusher)
	simple, variant := firstItem(b, world.Simple), firstItem(b, world.Variation)
	head := fmt.Sprint(variant.ParentID)
	pushed, err := pusher.PushStock(t.Context(), "k", []channel.StockLevel{
		{Listing: listed(simple, "").ID, Quantity: 17},
		{Listing: "99999999", Quantity: 1},
		{Listing: listed(variant, "").ID, Quantity: 4},
		{Listing: head, Quantity: 5},
		{Listing: head + ":1", Quantity: 6},
		{Listing: "no listing", Quantity: 7},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "Item_id is not found.", "", "Can't to edit item stock directly while item has models.", "Input item_id and model_id are not match.", "this is no item of Shopee"} {
		said := ""
		if pushed[i] != nil {
			said = pushed[i].Args["said"]
		}
		if said != want {
			t.Errorf("level %d: %v, want %q", i, pushed[i], want)
		}
	}
	for id, want := range map[int64]int64{simple.ID: 17, variant.ID: 4} {
		if now, _ := b.World().Item(b.Key, id); now.Stock != want {
			t.Errorf("item %d has %d pieces, want %d", id, now.Stock, want)
		}
	}
}

func TestPushStock_intoAWarehouse(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"warehouses": "true"})
	pusher := b.Open().(channel.StockPusher)
	id := listed(firstItem(b, world.Simple), "").ID
	pushed, err := pusher.PushStock(t.Context(), "", []channel.StockLevel{{Listing: id, Quantity: 3, Location: "IDZ"}})
	if err != nil || pushed[0] != nil {
		t.Errorf("%v, %v", pushed, err)
	}
	pushed, err = pusher.PushStock(t.Context(), "", []channel.StockLevel{{Listing: id, Quantity: 3}})
	if err != nil || pushed[0] == nil || pushed[0].Args["status"] != "error_busi" {
		t.Errorf("without a location: %v, %v", pushed, err)
	}
}

// What was not sent because Shopee wants a pause is marked, and what was sent before stands.
func TestPushStock_stopsWhenThrottled(t *testing.T) {
	t.Parallel()
	const limit = `{"error":"error_rate_limit","message":"Too many requests.","request_id":"r"}`
	const done = `{"error":"","message":"","request_id":"r","response":{"success_list":[{"model_id":0,"stock":1}],"failure_list":[]}}`
	s := &script{answers: map[string][]any{"product/update_stock": {done, limit}}}
	pusher := connect(t, s, nil).(channel.StockPusher)
	levels := []channel.StockLevel{{Listing: "1", Quantity: 1}, {Listing: "2", Quantity: 1}, {Listing: "3", Quantity: 1}}
	pushed, err := pusher.PushStock(t.Context(), "", levels)
	if err != nil || pushed[0] != nil || pushed[1] == nil || pushed[1].Code != outcome.Throttled || pushed[2] == nil || pushed[2].Ref != "3" {
		t.Errorf("%v, %v", pushed, err)
	}
	if strings.Contains(strings.Join(s.bodies, "\n"), `"item_id":3`) {
		t.Error("the third item was sent, too")
	}
	if pushed, err := pusher.PushStock(t.Context(), "", levels); err == nil || pushed != nil {
		t.Errorf("nothing was taken: %v, %v", pushed, err)
	}
}

func TestPushPrices_exactly(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{"product/update_price": {`{"error":"","message":"","request_id":"r","response":{"success_list":[],"failure_list":[]}}`}}}
	pusher := connect(t, s, nil).(channel.PricePusher)
	if _, err := pusher.PushPrices(t.Context(), "", []channel.PriceTag{{Listing: "1:2", Price: money.MustParse("19.9"), Currency: "MYR"}, {Listing: "1:3", Price: money.Units(20), Currency: "MYR"}}); err != nil {
		t.Fatal(err)
	}
	if want := `{"item_id":1,"price_list":[{"model_id":2,"original_price":19.9},{"model_id":3,"original_price":20}]}`; s.bodies[0] != want {
		t.Errorf("sent %s, want %s", s.bodies[0], want)
	}
}

func TestPushPrices_refusalsPerModel(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	pusher := b.Open().(channel.PricePusher)
	simple, variant := firstItem(b, world.Simple), firstItem(b, world.Variation)
	pushed, err := pusher.PushPrices(t.Context(), "", []channel.PriceTag{
		{Listing: listed(simple, "").ID, Price: money.Units(12_000), Currency: "IDR"},
		{Listing: listed(variant, "").ID, Price: money.Units(9_000_000), Currency: "IDR"},
	})
	if err != nil || pushed[0] != nil || pushed[1] == nil || pushed[1].Args["said"] != "the max price is 7 lager the min price" {
		t.Errorf("%v, %v", pushed, err)
	}
	if now, _ := b.World().Item(b.Key, simple.ID); now.Price != world.Whole(12_000) {
		t.Errorf("price %s", now.Price.Text(0))
	}
}

func TestShip_arrangesOnce(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"pickup", "dropoff"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{}, nil)
			settings := b.Settings()
			settings["ship_by"] = way
			conn := b.OpenAs(settings)
			ref := b.Place(b.Now())
			for range 2 { // the second time it is arranged already
				if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref, Courier: "JNE", At: b.Now()}); err != nil {
					t.Fatal(err)
				}
			}
			s, err := conn.Order(t.Context(), ref)
			if err != nil || s.RawStatus != "PROCESSED" || s.Stage != order.Paid || s.Packages[0].TrackingNumber == "" {
				t.Errorf("%s %s %+v, %v", s.RawStatus, s.Stage, s.Packages, err)
			}
			b.Do(ref, world.Act{Verb: world.Ship, Tracking: s.Packages[0].TrackingNumber})
			if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
				t.Errorf("an order that is gone: %v", err)
			}
		})
	}
}

// Of a split order a parcel is named, of an unsplit one it must not be.
func TestShip_oneParcelOfASplitOrder(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	ref := ""
	for ref == "" {
		sn := b.Place(b.Now())
		if o, _ := b.World().Order(b.Key, sn); len(o.Lines) > 1 {
			ref = sn
		}
	}
	b.Do(ref, world.Act{Verb: world.Ship, Part: true})
	s, err := conn.Order(t.Context(), ref)
	if err != nil || len(s.Packages) != 2 || s.Stage != order.Paid || len(s.ShippedPackages()) != 1 {
		t.Fatalf("%s %+v, %v", s.Stage, s.Packages, err)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref, Package: s.Packages[0].Ref}); err != nil {
		t.Errorf("the parcel that left: %v", err)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref, Package: s.Packages[1].Ref}); err != nil {
		t.Errorf("the parcel that waits: %v", err)
	}
	whole := b.Place(b.Now())
	one, err := conn.Order(t.Context(), whole)
	if err != nil {
		t.Fatal(err)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: whole, Package: one.Packages[0].Ref}); err != nil {
		t.Errorf("an unsplit order whose parcel is named: %v", err)
	}
}

func TestShip_refuses(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	shipper := b.Open().(channel.Shipper)
	cancelled := b.Place(b.Now())
	b.Do(cancelled, world.Act{Verb: world.Cancel, By: world.Seller})
	for ref, want := range map[string]outcome.Code{cancelled: outcome.BadStatus, "2601010ABCDEFG": outcome.Missing, "../x": outcome.Missing} {
		err := shipper.Ship(t.Context(), channel.Shipment{Order: ref})
		if e := outcome.Of(err); e == nil || e.Code != want || e.Ref != ref {
			t.Errorf("%s: %v, want %d", ref, err, want)
		}
	}
}

func TestShip_retriesAFailedPickup(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	ref := b.Place(b.Now())
	b.Edit(ref, b.Now(), func(o *world.Order) { o.Word = "RETRY_SHIP" })
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
		t.Fatal(err)
	}
	if o, _ := b.World().Order(b.Key, ref); o.Word != "PROCESSED" {
		t.Errorf("the order is %s", o.Word)
	}
}

// What the courier wants decides; see v2.logistics.get_shipping_parameter.
func TestShip_ways(t *testing.T) {
	t.Parallel()
	const address = `"pickup":{"address_list":[{"address_id":1,"address_flag":[],"time_slot_list":null},{"address_id":234,"address_flag":["pickup_address"],"time_slot_list":[{"pickup_time_id":"a"},{"pickup_time_id":"b","flags":["recommended"]}]}]}`
	for name, c := range map[string]struct {
		answer, prefer, tracking string
		way                      string
		body                     map[string]any
	}{
		"pickup at the marked address and time": {`{"info_needed":{"pickup":["address_id","pickup_time_id"]},` + address + `}`, "pickup", "", "pickup", map[string]any{"address_id": "234", "pickup_time_id": "b"}},
		"drop-off that needs nothing":           {`{"info_needed":{"dropoff":[],"pickup":["address_id"]},` + address + `}`, "dropoff", "", "dropoff", map[string]any{}},
		"drop-off at a branch":                  {`{"info_needed":{"dropoff":["branch_id"]},"dropoff":{"branch_list":[{"branch_id":5}]}}`, "pickup", "", "dropoff", map[string]any{"branch_id": "5"}},
		"the seller's own courier":              {`{"info_needed":{"non_integrated":["tracking_no"]}}`, "pickup", "T1", "non_integrated", map[string]any{"tracking_number": "T1"}},
		"the seller's own without a number":     {`{"info_needed":{"non_integrated":[]}}`, "pickup", "", "non_integrated", map[string]any{}},
		"nothing on offer":                      {`{"info_needed":{}}`, "pickup", "", "", nil},
	} {
		way, body := shopee.Choose([]byte(c.answer), c.prefer, c.tracking)
		for k, v := range body {
			body[k] = fmt.Sprint(v)
		}
		if diff := cmp.Diff(c.body, body); way != c.way || diff != "" {
			t.Errorf("%s: %s %s", name, way, diff)
		}
	}
}

func TestLabel_isPrintedInTheBackground(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	ref := b.Place(b.Now())
	maker := conn.(channel.LabelMaker)
	_, _, err := maker.Label(t.Context(), ref, "")
	if e := outcome.Of(err); e == nil || e.Code != outcome.Unavailable || e.After < time.Minute {
		t.Errorf("before it is arranged: %v", err)
	}
	if err := conn.(channel.Shipper).Ship(t.Context(), channel.Shipment{Order: ref}); err != nil {
		t.Fatal(err)
	}
	_, _, err = maker.Label(t.Context(), ref, "")
	if e := outcome.Of(err); e == nil || e.Code != outcome.Unavailable || e.After == 0 {
		t.Errorf("while it is printed: %v", err)
	}
	kind, document, err := maker.Label(t.Context(), ref, "")
	if err != nil || kind != "application/pdf" || !bytes.HasPrefix(document, []byte("%PDF")) {
		t.Errorf("%s, %d bytes, %v", kind, len(document), err)
	}
}

func TestAnswerCancel(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open()
	canceller := conn.(channel.Canceller)
	for accept, want := range map[bool]order.Stage{true: order.Cancelled, false: order.Paid} {
		ref := b.Place(b.Now())
		if err := canceller.AnswerCancel(t.Context(), ref, accept, ""); outcome.Of(err).Code != outcome.BadStatus {
			t.Errorf("nobody asked: %v", err)
		}
		b.Do(ref, world.Act{Verb: world.RequestCancel})
		if s, _ := conn.Order(t.Context(), ref); !s.CancelRequested || s.RawStatus != "IN_CANCEL" {
			t.Errorf("asked for: %s", s.RawStatus)
		}
		if err := canceller.AnswerCancel(t.Context(), ref, accept, ""); err != nil {
			t.Fatal(err)
		}
		if s, _ := conn.Order(t.Context(), ref); s.Stage != want || s.CancelRequested {
			t.Errorf("accept %t: %s", accept, s.Stage)
		}
	}
}

func TestSubscribe_onlyWhatIsOurs(t *testing.T) {
	t.Parallel()
	const ok = `{"error":"","message":"","request_id":"r","response":{"result":"success"}}`
	for name, c := range map[string]struct {
		have   string
		writes int
		fails  bool
	}{
		"nothing is set":            {`{"callback_url":"","live_push_status":"Normal","push_config_on_list":[]}`, 1, false},
		"all is well":               {`{"callback_url":"https://hub.example/hooks/1","live_push_status":"Normal","push_config_on_list":[3,4,5]}`, 0, false},
		"a push is off":             {`{"callback_url":"https://hub.example/hooks/1","live_push_status":"Normal","push_config_on_list":["3"]}`, 1, false},
		"suspended after failures":  {`{"callback_url":"https://hub.example/hooks/1","live_push_status":"suspended","push_config_on_list":[3,4]}`, 1, false},
		"our own address of before": {`{"callback_url":"https://hub.example/old","live_push_status":"Normal","push_config_on_list":[3,4]}`, 1, false},
		"somebody else's address":   {`{"callback_url":"https://other.example/x","live_push_status":"Normal","push_config_on_list":[3,4]}`, 0, true},
	} {
		s := &script{answers: map[string][]any{
			"push/get_app_push_config": {`{"error":"","message":"","request_id":"r","response":` + c.have + `}`}, "push/set_app_push_config": {ok},
		}}
		err := connect(t, s, nil).(channel.WebhookReceiver).Subscribe(t.Context(), "https://hub.example/hooks/1")
		if (err != nil) != c.fails || s.count("push/set_app_push_config") != c.writes {
			t.Errorf("%s: %v, %d writes", name, err, s.count("push/set_app_push_config"))
		}
	}
}

// Shopee tries the address before it takes it: one that does not answer with an empty 2xx is refused.
func TestSubscribe_addressThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	talkative := newServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"ok":true}`)) }))
	err := b.Open().(channel.WebhookReceiver).Subscribe(t.Context(), talkative.URL)
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RefusedByChannel {
		t.Errorf("%v", err)
	}
}

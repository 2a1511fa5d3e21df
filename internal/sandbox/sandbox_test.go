package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/truth"
)

func startBox(t *testing.T, o sandbox.Options) *sandbox.Running {
	t.Helper()
	box, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

// ask calls the truth and decodes its answer.
func ask(t *testing.T, box *sandbox.Running, method, path, body string, into any) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, box.WorldURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, raw)
		}
	}
	return res.StatusCode
}

func TestStart_badOptionsAreNamed(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]sandbox.Options{
		`channels: "nope"`:               {Channels: []string{"nope"}},
		`channels: "woocommerce" is the`: {Channels: []string{"woocommerce", "woocommerce"}},
		"orders: -1":                     {Orders: -1},
		"speed: -2":                      {Speed: -2},
		"shops: -1":                      {Shops: -1},
		"world_port: 70000":              {WorldPort: 70000},
		"face_port.nope":                 {FacePort: map[string]int{"nope": 1}},
		"face_port.woocommerce: -1":      {FacePort: map[string]int{"woocommerce": -1}},
		"settings.nope":                  {Settings: map[string]map[string]string{"nope": {}}},
		"settings.woocommerce.colour":    {Settings: map[string]map[string]string{"woocommerce": {"colour": "red"}}},
		"settings.woocommerce.tls":       {Settings: map[string]map[string]string{"woocommerce": {"tls": "maybe"}}},
	} {
		box, err := sandbox.Start(t.Context(), o)
		if err == nil {
			_ = box.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
		}
	}
}

func TestRunning_isWrittenAsItsReadersExpect(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 1})
	raw, err := json.Marshal(box)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		WorldURL string `json:"world_url"`
		Faces    []struct {
			Channel     string            `json:"channel"`
			BaseURL     string            `json:"base_url"`
			Shop        string            `json:"shop"`
			Credentials map[string]string `json:"credentials"`
		} `json:"faces"`
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	f := got.Faces[0]
	if got.WorldURL != box.WorldURL || f.Channel != "woocommerce" || f.BaseURL == "" || f.Shop == "" || f.Credentials["consumer_key"] == "" || f.Credentials["consumer_secret"] == "" {
		t.Errorf("%s", raw)
	}
	var served []string
	for _, f := range got.Faces {
		served = append(served, f.Channel)
	}
	if diff := cmp.Diff(sandbox.Channels(), served); diff != "" {
		t.Errorf("faces, when none is chosen (-all +served):\n%s", diff)
	}
}

func TestTruth_ordersAreListedAndFiltered(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 80, Shops: 2})
	var all, one, alike []truth.Order
	ask(t, box, "GET", "/_world/orders", "", &all)
	ask(t, box, "GET", "/_world/orders?channel=woocommerce&shop=1002", "", &one)
	if len(all) != 80 || len(one) == 0 || len(one) == 80 {
		t.Fatalf("%d orders, %d of a shop", len(all), len(one))
	}
	stage, n := all[0].Stage, 0 // which stages there are depends on the hour of the day
	for _, o := range all {
		if o.Stage == stage {
			n++
		}
	}
	ask(t, box, "GET", "/_world/orders?stage="+string(stage), "", &alike)
	if len(alike) != n {
		t.Errorf("%d orders are %s, the filter gives %d", n, stage, len(alike))
	}
	for _, o := range alike {
		if o.Stage != stage {
			t.Errorf("order %s is %s", o.Ref, o.Stage)
		}
	}
	for _, o := range all {
		if o.CreatedAt.Location() != time.UTC || o.Currency != "IDR" || strings.Contains(o.Total, ".") || len(o.Lines) == 0 || o.Packages == nil {
			t.Errorf("%+v", o)
		}
	}
	var none []truth.Order
	if ask(t, box, "GET", "/_world/orders?channel=nope", "", &none); none == nil || len(none) != 0 {
		t.Errorf("an empty list is %v", none)
	}
}

func TestTruth_anOrderIsPlacedAndPushedThroughItsLife(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	sku := box.World().Goods()[0].SKU
	var o truth.Order
	if status := ask(t, box, "POST", "/_world/orders", `{"lines":[{"sku":"`+sku+`","quantity":2}]}`, &o); status != 201 || o.Lines[0].SKU != sku || o.Lines[0].Quantity != 2 {
		t.Fatalf("%d %+v", status, o)
	}
	path := fmt.Sprintf("/_world/orders/%s/%s/%s", o.Channel, o.Shop, o.Ref)
	push := func(verb string, status int, stage world.Stage) {
		t.Helper()
		var got truth.Order
		if s := ask(t, box, "POST", path+"/"+verb, "", &got); s != status || status == 200 && got.Stage != stage {
			t.Errorf("%s: %d, %s", verb, s, got.Stage)
		}
	}
	if o.Stage == world.Unpaid {
		push("pay", 200, world.Paid)
	}
	push("deliver", 409, "")
	push("ship?courier=JNE&tracking_number=JNE1", 200, world.Shipped)
	push("deliver", 200, world.Delivered)
	push("accept", 200, world.Completed)
	push("refund?amount=1000", 200, world.Completed)
	push("refund?amount=lots", 400, "")
	push("cancel?by=nobody", 400, "")
	push("sing", 400, "")
	push("request_return", 200, world.Completed)
	push("return", 200, world.Returned)
	if s := ask(t, box, "GET", path, "", &o); s != 200 || o.Refunded != o.Total || o.Packages[0].TrackingNumber != "JNE1" {
		t.Errorf("%d %+v", s, o)
	}
	for body, status := range map[string]int{
		`{"lines":[{"sku":"NOBODY"}]}`: 404, `{"channel":"nope"}`: 400, `{"line":[]}`: 400, `{`: 400, ``: 201,
	} {
		if s := ask(t, box, "POST", "/_world/orders", body, nil); s != status {
			t.Errorf("%s: %d, want %d", body, s, status)
		}
	}
}

func TestTruth_faultsClockAndTheRest(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Channels: []string{"woocommerce"}, Orders: 10, NoSKU: 1, UnknownSKU: 1})
	var p struct{ Error, Field string }
	if s := ask(t, box, "PUT", "/_world/faults", `[{"kind":"reset","probability":2}]`, &p); s != 400 || p.Field != "probability" {
		t.Errorf("%d %+v", s, p)
	}
	var f struct{ Rules []struct{ ID, Hits int } }
	ask(t, box, "PUT", "/_world/faults", `[{"kind":"server_error","count":1},{"kind":"throttle","retry_after":2,"count":1}]`, &f)
	if len(f.Rules) != 2 {
		t.Errorf("%+v", f)
	}
	res, err := http.Get(box.Faces[0].BaseURL + "/wp-json/")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if ask(t, box, "GET", "/_world/faults", "", &f); res.StatusCode != 500 || f.Rules[0].Hits != 1 {
		t.Errorf("status %d, %+v", res.StatusCode, f)
	}
	if ask(t, box, "DELETE", "/_world/faults", "", &f); len(f.Rules) != 0 {
		t.Errorf("%+v", f)
	}
	var before, after world.Clock
	ask(t, box, "GET", "/_world/clock", "", &before)
	ask(t, box, "POST", "/_world/clock", `{"advance":"24h","speed":0}`, &after)
	if d := after.Life.Sub(before.Life); d < 24*time.Hour {
		t.Errorf("life went on by %s", d)
	}
	for _, body := range []string{`{"speed":-1}`, `{"advance":"-1h"}`, `{"advance":"later"}`, `{"hands":2}`} {
		if s := ask(t, box, "POST", "/_world/clock", body, nil); s != 400 {
			t.Errorf("%s: %d", body, s)
		}
	}
	var products []truth.Product
	ask(t, box, "GET", "/_world/products", "", &products)
	misfits := 0
	for _, p := range products {
		for _, l := range p.Listings {
			if l.SKU != p.SKU {
				misfits++
			}
		}
	}
	if len(products) != 40 || misfits != 2 {
		t.Errorf("%d products, %d misfits", len(products), misfits)
	}
	var rotated struct{ Credentials map[string]string }
	ask(t, box, "POST", "/_world/shops/woocommerce/1001/rotate", "", &rotated)
	var shops []truth.Shopfront
	ask(t, box, "GET", "/_world/shops", "", &shops)
	if diff := cmp.Diff(rotated.Credentials, shops[0].Credentials); diff != "" || rotated.Credentials["consumer_key"] == box.Faces[0].Credentials["consumer_key"] {
		t.Errorf("rotated: %v, shops say %v", rotated, shops)
	}
	for _, path := range []string{"/_world/healthz", "/_world/deliveries", "/_world/moves"} {
		if s := ask(t, box, "GET", path, "", nil); s != 200 {
			t.Errorf("%s: %d", path, s)
		}
	}
}

// A stopped sandbox goes on where it was: same orders, same addresses, same keys, same faults.
func TestStart_goesOnWhereItWas(t *testing.T) {
	t.Parallel()
	o := sandbox.Options{Seed: 9, Orders: 30, Data: t.TempDir(), SaveEvery: time.Hour}
	box, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := box.World().Advance(20 * time.Hour); err != nil {
		t.Fatal(err)
	}
	ask(t, box, "POST", "/_world/faults", `{"kind":"expired","probability":0.5}`, nil)
	var before, after []truth.Order
	ask(t, box, "GET", "/_world/orders", "", &before)
	faces, url := box.Faces, box.WorldURL
	if err := box.Close(); err != nil {
		t.Fatal(err)
	}
	o.Orders, o.Seed = 500, 10 // what is saved wins
	box = startBox(t, o)
	ask(t, box, "GET", "/_world/orders", "", &after)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("orders:\n%s", diff)
	}
	if diff := cmp.Diff(faces, box.Faces); diff != "" || url != box.WorldURL {
		t.Errorf("%s -> %s, faces:\n%s", url, box.WorldURL, diff)
	}
	if rules := box.Faults().Rules(); len(rules) != 1 || rules[0].Probability != 0.5 {
		t.Errorf("faults: %+v", rules)
	}
}

// At the demo's speed something changes every second or two: an empty page would convince nobody.
func TestStart_demoVisiblyLives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, err := world.New(world.Options{
			Seed: 1, Orders: 500, Speed: 60, Shops: []world.ShopOptions{{Key: world.Key{Channel: "pasar", Shop: "1"}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		var changes, placed atomic.Int64
		defer w.Subscribe(func(c world.Change) {
			switch c.Kind {
			case world.OrderPlaced:
				placed.Add(1)
				changes.Add(1)
			case world.OrderChanged:
				changes.Add(1)
			}
		})()
		ctx, cancel := context.WithCancel(t.Context())
		go w.Run(ctx)
		time.Sleep(5 * time.Minute)
		cancel()
		synctest.Wait()
		if changes.Load() < 150 || changes.Load() > 600 || placed.Load() < 40 {
			t.Errorf("%d changes in five minutes, %d of them new orders", changes.Load(), placed.Load())
		}
	})
}

package woocommerce_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// recorded is one answer of the real shop.
type recorded struct {
	Request struct {
		Method, Path string
		Params       map[string]any
		Body         json.RawMessage
	}
	Status   int
	Response json.RawMessage
	RawBody  string `json:"raw_body"`
	Headers  map[string]string
	Body     json.RawMessage
}

func recording(t *testing.T, name string) recorded {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var r recorded
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// kinds holds the shape of got against want: the same keys, the same kinds of values. What is null on one side may be
// anything on the other, and of lists only first elements are compared.
func kinds(path string, want, got any) []string {
	if want == nil || got == nil {
		return nil
	}
	var out []string
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return []string{fmt.Sprintf("%s: want an object, got %T", path, got)}
		}
		for k := range w {
			if _, ok := g[k]; !ok {
				out = append(out, path+"."+k+": is missing")
				continue
			}
			out = append(out, kinds(path+"."+k, w[k], g[k])...)
		}
		for k := range g {
			if _, ok := w[k]; !ok {
				out = append(out, path+"."+k+": the real shop has no such key")
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok {
			return []string{fmt.Sprintf("%s: want a list, got %T", path, got)}
		}
		if len(w) > 0 && len(g) > 0 {
			out = append(out, kinds(path+"[0]", w[0], g[0])...)
		}
	default:
		if fmt.Sprintf("%T", want) != fmt.Sprintf("%T", got) {
			out = append(out, fmt.Sprintf("%s: want a %T, got a %T", path, want, got))
		}
	}
	return out
}

func sameShape(t *testing.T, want, got json.RawMessage) {
	t.Helper()
	var w, g any
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	if diff := kinds("$", w, g); len(diff) > 0 {
		t.Errorf("not the shape of the recorded answer:\n%s\ngot %s", strings.Join(diff, "\n"), got)
	}
}

// first returns the first element of a list.
func first(t *testing.T, list json.RawMessage) json.RawMessage {
	t.Helper()
	var all []json.RawMessage
	if err := json.Unmarshal(list, &all); err != nil || len(all) == 0 {
		t.Fatalf("no list with something in it: %v %s", err, list)
	}
	return all[0]
}

func TestShapes_areThoseOfTheRealShop(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 40})
	c := newClient(t, box)
	product := func(kind world.ItemKind) *world.Item {
		for _, i := range box.World().Items(world.Key{Channel: "woocommerce", Shop: "1001"}) {
			if i.Kind == kind {
				return i
			}
		}
		t.Fatal("no such item")
		return nil
	}
	simple, head, variation := product(world.Simple), product(world.Variable), product(world.Variation)
	variations := fmt.Sprintf("/wp-json/wc/v3/products/%d/variations", head.ID)
	line := fmt.Sprintf(`"line_items":[{"product_id":%d,"quantity":2}],"shipping_lines":[{"method_id":"flat_rate","method_title":"JNE REG","total":"12000"}]`, simple.ID)
	made := func(extra string) string {
		r := c.do("POST", orders, "", "{"+line+extra+"}")
		if r.status != 201 {
			t.Fatalf("order not made: %d %s", r.status, r.body)
		}
		var o struct{ ID int64 }
		r.decode(t, &o)
		return fmt.Sprintf("%s/%d", orders, o.ID)
	}
	paid := made(`,"set_paid":true`)
	var withLine struct {
		LineItems []struct{ ID int64 } `json:"line_items"`
	}
	c.do("GET", paid, "", "").decode(t, &withLine)
	refund := fmt.Sprintf(`{"amount":"1000","reason":"x","api_refund":false,"line_items":[{"id":%d,"quantity":1,"refund_total":1000}]}`, withLine.LineItems[0].ID)
	binned := made("")
	c.do("DELETE", binned, "", "")

	for _, s := range []struct {
		recording, method, path, query, body string
		inList                               bool
	}{
		{"order-pending", "GET", made(""), "", "", false},
		{"order-update-status", "PUT", made(""), "", `{"status":"processing","set_paid":true}`, false},
		{"refund-create-partial", "POST", paid + "/refunds", "", refund, false},
		{"order-set-refunded", "PUT", made(`,"set_paid":true`), "", `{"status":"refunded"}`, false},
		{"order-read-trashed", "GET", binned, "", "", false},
		{"orders-list-trash", "GET", orders, "status=trash", "", true},
		{"order-unknown-product-accepted", "POST", orders, "", `{"line_items":[{"product_id":999999,"quantity":1}]}`, false},
		{"order-note-create", "POST", paid + "/notes", "", `{"note":"Resi JNE 123"}`, false},
		{"product-by-sku", "GET", "/wp-json/wc/v3/products", "sku=" + simple.SKU, "", true},
		{"variation-by-sku", "GET", "/wp-json/wc/v3/products", "sku=" + variation.SKU, "", true},
		{"variations-list", "GET", variations, "per_page=100", "", true},
		{"variation-create", "POST", variations, "", `{"sku":"NEW-1","regular_price":"150000","manage_stock":true,"stock_quantity":10,"attributes":[{"name":"Ukuran","option":"M"}]}`, false},
		{"webhook-create", "POST", "/wp-json/wc/v3/webhooks", "", `{"name":"x","topic":"order.created","delivery_url":"http://127.0.0.1:9/x","secret":"s"}`, false},
		{"currency-current", "GET", "/wp-json/wc/v3/data/currencies/current", "", "", false},
		{"report-orders-totals", "GET", "/wp-json/wc/v3/reports/orders/totals", "", "", true},
	} {
		t.Run(s.recording, func(t *testing.T) {
			want, r := recording(t, s.recording), c.do(s.method, s.path, s.query, s.body)
			if r.status != want.Status {
				t.Fatalf("status %d, want %d: %s", r.status, want.Status, r.body)
			}
			if s.inList {
				sameShape(t, first(t, want.Response), first(t, r.body))
				return
			}
			sameShape(t, want.Response, r.body)
		})
	}
}

// What the world made has the shape of what the real shop makes, whatever happened to the order.
func TestShapes_everyOrderOfTheHistoryHasTheShapeOfARecordedOne(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 100})
	c := newClient(t, box)
	want := first(t, recording(t, "orders-list-all-statuses").Response)
	var list []json.RawMessage
	c.do("GET", orders, "per_page=100", "").decode(t, &list)
	if len(list) != 100 {
		t.Fatalf("%d orders, want 100", len(list))
	}
	for _, o := range list {
		var shape map[string]any
		if err := json.Unmarshal(o, &shape); err != nil {
			t.Fatal(err)
		}
		for _, free := range []string{"meta_data", "refunds", "coupon_lines", "fee_lines", "tax_lines"} {
			shape[free] = []any{} // compared where a recording has some
		}
		for _, l := range shape["line_items"].([]any) {
			l.(map[string]any)["taxes"], l.(map[string]any)["meta_data"] = []any{}, []any{}
		}
		trimmed, _ := json.Marshal(shape)
		sameShape(t, want, trimmed)
	}
}

// An error is the very answer of the real shop, word for word.
func TestErrors_areThoseOfTheRealShop(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 5, Settings: map[string]map[string]string{"woocommerce": {"custom_statuses": "false"}}})
	c := newClient(t, box)
	any := box.World().Orders(world.Filter{})[0].Ref
	for _, e := range []struct{ recording, method, path, query, body string }{
		{"error-order-404", "GET", orders + "/999999", "", ""},
		{"error-order-update-404", "PUT", orders + "/999999", "", `{"status":"completed"}`},
		{"error-invalid-status", "PUT", orders + "/" + any, "", `{"status":"shipped"}`},
		{"error-per-page-over-100", "GET", orders, "per_page=101", ""},
		{"error-modified-after-invalid", "GET", orders, "modified_after=not-a-date", ""},
		{"error-bad-json", "POST", orders, "", "{bad json"},
		{"error-no-route", "GET", "/wp-json/wc/v3/nope", "", ""},
		{"error-stock-not-number", "PUT", "/wp-json/wc/v3/products/11", "", `{"stock_quantity":"abc"}`},
		{"product-fractional-stock", "PUT", "/wp-json/wc/v3/products/11", "", `{"stock_quantity":7.5}`},
		{"error-batch-over-100", "POST", "/wp-json/wc/v3/products/batch", "", `{"update":[` + strings.Repeat(`{"id":11},`, 100) + `{"id":11}]}`},
	} {
		t.Run(e.recording, func(t *testing.T) {
			sameAnswer(t, e.recording, c.do(e.method, e.path, e.query, e.body))
		})
	}
}

func sameAnswer(t *testing.T, name string, r reply) {
	t.Helper()
	want := recording(t, name)
	if r.status != want.Status {
		t.Errorf("status %d, want %d", r.status, want.Status)
	}
	var w, g any
	if err := json.Unmarshal(want.Response, &w); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(r.body, &g); err != nil {
		t.Fatalf("%v: %s", err, r.body)
	}
	if diff := cmp.Diff(w, g); diff != "" {
		t.Errorf("not the recorded answer (-want +got):\n%s", diff)
	}
}

// A batch answers 200 with errors inside; those are recorded word for word, too.
func TestBatch_mixedResultsAreThoseOfTheRealShop(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	c := newClient(t, box)
	var simple, variation *world.Item
	for _, i := range box.World().Items(world.Key{Channel: "woocommerce", Shop: "1001"}) {
		switch i.Kind {
		case world.Simple:
			simple = i
		case world.Variation:
			variation = i
		}
	}
	errorOf := func(body json.RawMessage, at int) json.RawMessage {
		var b struct {
			Update []struct{ Error json.RawMessage }
		}
		if err := json.Unmarshal(body, &b); err != nil {
			t.Fatal(err)
		}
		return b.Update[at].Error
	}
	r := c.do("POST", "/wp-json/wc/v3/products/batch", "",
		fmt.Sprintf(`{"update":[{"id":%d,"stock_quantity":33},{"id":999999,"stock_quantity":5},{"id":%d,"stock_quantity":4}]}`, simple.ID, variation.ID))
	want := recording(t, "stock-batch-update")
	if r.status != 200 {
		t.Fatalf("status %d: %s", r.status, r.body)
	}
	if diff := cmp.Diff(decoded(t, errorOf(want.Response, 2)), decoded(t, errorOf(r.body, 1))); diff != "" {
		t.Errorf("unknown product: %s", diff)
	}
	if diff := cmp.Diff(decoded(t, errorOf(want.Response, 3)), decoded(t, errorOf(r.body, 2))); diff != "" {
		t.Errorf("a variation among products: %s", diff)
	}
	r = c.do("POST", fmt.Sprintf("/wp-json/wc/v3/products/%d/variations/batch", variation.ParentID), "",
		fmt.Sprintf(`{"update":[{"id":%d,"stock_quantity":21},{"id":999999,"stock_quantity":1}]}`, variation.ID))
	if diff := cmp.Diff(decoded(t, errorOf(recording(t, "variation-stock-batch-update").Response, 2)), decoded(t, errorOf(r.body, 1))); diff != "" {
		t.Errorf("unknown variation: %s", diff)
	}
	for id, stock := range map[int64]int64{simple.ID: 33, variation.ID: 21} {
		if i, _ := box.World().Item(world.Key{Channel: "woocommerce", Shop: "1001"}, id); i.Stock != stock {
			t.Errorf("item %d has %d, want %d", id, i.Stock, stock)
		}
	}
}

func decoded(t *testing.T, raw json.RawMessage) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return v
}

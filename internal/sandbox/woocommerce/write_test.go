package woocommerce_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

var shopKey = world.Key{Channel: "woocommerce", Shop: "1001"}

// made is an order that a test placed through the API, with the goods in it.
type made struct {
	*client
	box  *sandbox.Running
	path string
	item *world.Item
}

func simpleItem(t *testing.T, box *sandbox.Running) *world.Item {
	t.Helper()
	for _, i := range box.World().Items(shopKey) {
		if i.Kind == world.Simple {
			return i
		}
	}
	t.Fatal("no simple item")
	return nil
}

func place(t *testing.T, box *sandbox.Running, quantity int) *made {
	t.Helper()
	c, item := newClient(t, box), simpleItem(t, box)
	r := c.do("POST", orders, "", fmt.Sprintf(
		`{"payment_method":"bacs","line_items":[{"product_id":%d,"quantity":%d}],"shipping_lines":[{"method_title":"JNE REG","total":"12000"}]}`, item.ID, quantity))
	if r.status != 201 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	var o struct{ ID int64 }
	r.decode(t, &o)
	return &made{client: c, box: box, path: fmt.Sprintf("%s/%d", orders, o.ID), item: item}
}

func (m *made) stock() int64 {
	i, _ := m.box.World().Item(shopKey, m.item.ID)
	return i.Stock
}

func (m *made) put(body string) reply {
	m.t.Helper()
	r := m.do("PUT", m.path, "", body)
	if r.status != 200 {
		m.t.Fatalf("PUT %s: %d %s", body, r.status, r.body)
	}
	return r
}

func (m *made) world() *world.Order {
	m.t.Helper()
	o, err := m.box.World().Order(shopKey, m.path[strings.LastIndex(m.path, "/")+1:])
	if err != nil {
		m.t.Fatal(err)
	}
	return o
}

// The table seen on the real shop: who takes stock, who gives it back, who leaves it.
func TestStock_followsTheStatus(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	for _, s := range []struct {
		name  string
		walk  string
		taken int64
	}{
		{"pending takes nothing", "pending", 0},
		{"on-hold takes", "on-hold", 3},
		{"processing takes", "processing", 3},
		{"completed takes", "completed", 3},
		{"failed takes nothing", "failed", 0},
		{"failed leaves what was taken", "processing failed", 3},
		{"cancelling gives back", "processing cancelled", 0},
		{"back to pending gives back", "on-hold pending", 0},
		{"processing after cancelling takes again", "processing cancelled processing", 3},
		{"the status refunded gives nothing back", "processing refunded", 3},
		{"a plugin's status leaves things as they are", "processing shipped delivered", 3},
		{"any status may follow any other", "completed pending shipped on-hold", 3},
	} {
		t.Run(s.name, func(t *testing.T) {
			m := place(t, box, 3)
			before := m.stock()
			for status := range strings.FieldsSeq(s.walk) {
				m.put(`{"status":"` + status + `"}`)
			}
			if got := before - m.stock(); got != s.taken {
				t.Errorf("%d pieces taken, want %d", got, s.taken)
			}
		})
	}
	t.Run("the bin gives nothing back", func(t *testing.T) {
		m := place(t, box, 3)
		before := m.stock()
		m.put(`{"status":"processing"}`)
		m.do("DELETE", m.path, "", "")
		if got := before - m.stock(); got != 3 {
			t.Errorf("%d pieces taken, want 3", got)
		}
	})
	t.Run("more than there is can be sold", func(t *testing.T) {
		m := place(t, box, 100_000)
		m.put(`{"status":"processing"}`)
		if m.stock() >= 0 {
			t.Errorf("stock is %d", m.stock())
		}
	})
}

func TestRefund_partialLeavesStatusAndTotalAndGivesPiecesBack(t *testing.T) {
	t.Parallel()
	m := place(t, startBox(t, sandbox.Options{}), 3)
	m.put(`{"set_paid":true}`)
	before, line := m.stock(), m.world().Lines[0]
	price := line.Price.Text(0)
	body := fmt.Sprintf(`{"amount":"%s","api_refund":false,"line_items":[{"id":%d,"quantity":1,"refund_total":%s}]}`, price, line.ID, price)
	if r := m.do("POST", m.path+"/refunds", "", body); r.status != 201 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	var o struct {
		Status, Total string
		Refunds       []struct{ Total string }
	}
	m.do("GET", m.path, "", "").decode(t, &o)
	if o.Status != "processing" || len(o.Refunds) != 1 || o.Refunds[0].Total != "-"+price || o.Total != m.world().Total.Text(0) {
		t.Errorf("got %+v", o)
	}
	if m.stock() != before+1 {
		t.Errorf("stock went from %d to %d, want one more", before, m.stock())
	}
	if r := m.do("POST", m.path+"/refunds", "", `{"amount":"99999999"}`); r.status != 400 || !strings.Contains(string(r.body), "woocommerce_rest_invalid_order_refund") {
		t.Errorf("too much: %d %s", r.status, r.body)
	}
	if r := m.do("POST", orders+"/999999/refunds", "", `{"amount":"1"}`); r.status != 404 || !strings.Contains(string(r.body), "woocommerce_rest_invalid_order_id") {
		t.Errorf("unknown order: %d %s", r.status, r.body)
	}
	var all []struct {
		ParentID int64 `json:"parent_id"`
	}
	m.do("GET", "/wp-json/wc/v3/refunds", "", "").decode(t, &all)
	if len(all) != 1 || all[0].ParentID != m.world().ID {
		t.Errorf("the list over all orders has %+v", all)
	}
	rest := (m.world().Total - m.world().Refunded()).Text(0)
	m.do("POST", m.path+"/refunds", "", `{"amount":"`+rest+`","api_refund":false}`)
	m.do("GET", m.path, "", "").decode(t, &o)
	if o.Status != "refunded" {
		t.Errorf("all the money is back and the status is %s", o.Status)
	}
}

func TestWrite_linesAreEditedAddedAndRemoved(t *testing.T) {
	t.Parallel()
	m := place(t, startBox(t, sandbox.Options{}), 1)
	line := m.world().Lines[0].ID
	m.put(fmt.Sprintf(`{"line_items":[{"id":%d,"quantity":4},{"product_id":%d,"quantity":2,"subtotal":"5000","total":"4000"},{"sku":"NOBODY-HAS-IT","quantity":1}],
		"fee_lines":[{"name":"Biaya","total":"1500"}],"coupon_lines":[{"code":"hemat10"}],"billing":{"first_name":"Tika"},"meta_data":[{"key":"_ref","value":"X-1"}]}`, line, m.item.ID))
	o := m.world()
	if len(o.Lines) != 3 || o.Lines[0].Quantity != 4 || o.Lines[1].Subtotal != world.Whole(5000) || o.Lines[2].ItemID != 0 || o.Buyer.First != "Tika" || len(o.Meta) != 1 {
		t.Errorf("got %+v", o)
	}
	if o.Total != o.Sums().Total() {
		t.Errorf("total %s, parts %s", o.Total.Text(0), o.Sums().Total().Text(0))
	}
	m.put(fmt.Sprintf(`{"line_items":[{"id":%d,"quantity":0}],"meta_data":[{"key":"_ref","value":null}]}`, line))
	if o := m.world(); len(o.Lines) != 2 || len(o.Meta) != 0 {
		t.Errorf("got %d lines, %d fields", len(o.Lines), len(o.Meta))
	}
	if r := m.do("PUT", m.path, "", `{"coupon_lines":[{"code":"nope"}]}`); r.status != 400 || !strings.Contains(string(r.body), "woocommerce_rest_invalid_coupon") {
		t.Errorf("unknown coupon: %d %s", r.status, r.body)
	}
}

func TestNotes_tellWhoCancelledAndDoNotMoveTheOrder(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 200})
	c := newClient(t, box)
	phrases := map[world.Actor]string{world.Buyer: "Order cancelled by customer.", world.System: "Unpaid order cancelled - time limit reached."}
	seen := map[world.Actor]bool{}
	for _, o := range box.World().Orders(world.Filter{Stage: world.Cancelled}) {
		body := string(c.do("GET", orders+"/"+o.Ref+"/notes", "", "").body)
		for who, phrase := range phrases {
			if strings.Contains(body, phrase) != (o.CancelledBy == who) {
				t.Errorf("order %s was cancelled by %s, its notes are %s", o.Ref, o.CancelledBy, body)
			}
		}
		seen[o.CancelledBy] = true
	}
	if len(seen) != 3 {
		t.Errorf("only %v cancelled", seen)
	}
	o := box.World().Orders(world.Filter{})[0]
	r := c.do("POST", orders+"/"+o.Ref+"/notes", "", `{"note":"Halo","customer_note":true}`)
	after, _ := box.World().Order(o.Key, o.Ref)
	if r.status != 201 || !after.Updated.Equal(o.Updated) {
		t.Errorf("%d, moved from %s to %s", r.status, o.Updated, after.Updated)
	}
	if got := string(c.do("GET", orders+"/"+o.Ref+"/notes", "type=customer", "").body); !strings.Contains(got, "Halo") || strings.Contains(got, "Order status") {
		t.Errorf("notes to the customer: %s", got)
	}
}

func TestTracking_makesAnOrderShippedWithoutTouchingItsStatus(t *testing.T) {
	t.Parallel()
	m := place(t, startBox(t, sandbox.Options{}), 2)
	m.put(`{"status":"processing"}`)
	path := strings.Replace(m.path, "/wc/v3/", "/wc-shipment-tracking/v3/", 1) + "/shipment-trackings"
	r := m.do("POST", path, "", `{"custom_tracking_provider":"JNE","tracking_number":"JNE123","date_shipped":"2026-01-15"}`)
	if r.status != 201 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	var p struct {
		TrackingID string `json:"tracking_id"`
	}
	r.decode(t, &p)
	order := string(m.do("GET", m.path, "", "").body)
	if !strings.Contains(order, `"status":"processing"`) || !strings.Contains(order, `"key":"_wc_shipment_tracking_items"`) || !strings.Contains(order, "JNE123") {
		t.Errorf("order: %s", order)
	}
	if got := m.box.World().Reading(m.world()); got.Stage != world.Shipped {
		t.Errorf("a perfect connector reads %s", got.Stage)
	}
	if r := m.do("DELETE", path+"/"+p.TrackingID, "", ""); r.status != 200 {
		t.Errorf("delete: %d %s", r.status, r.body)
	}
	if got := m.box.World().Reading(m.world()); got.Stage != world.Paid {
		t.Errorf("without its parcel the order reads %s", got.Stage)
	}
	m.put(`{"meta_data":[{"key":"_wc_shipment_tracking_items","value":[{"tracking_number":"SIC9","custom_tracking_provider":"SiCepat","date_shipped":"1768465800"}]}]}`)
	if o := m.world(); len(o.Packages) != 1 || o.Packages[0].Courier != "SiCepat" || len(o.Meta) != 0 {
		t.Errorf("written as meta: %+v %+v", o.Packages, o.Meta)
	}
	if err := m.box.World().Advance(0); err != nil {
		t.Error(err)
	}
	bare := newClient(t, startBox(t, sandbox.Options{Settings: map[string]map[string]string{"woocommerce": {"shipment_tracking": "false"}}}))
	sameAnswer(t, "error-no-route", bare.do("GET", "/wp-json/wc-shipment-tracking/v3/orders/1/shipment-trackings", "", ""))
}

func TestProducts_stockAndPriceAreSetAndSKUsAreUnique(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	c, item := newClient(t, box), simpleItem(t, box)
	path := fmt.Sprintf("/wp-json/wc/v3/products/%d", item.ID)
	if r := c.do("PUT", path, "", `{"stock_quantity":-2,"regular_price":"50000","sale_price":"45000"}`); r.status != 200 ||
		!strings.Contains(string(r.body), `"stock_quantity":-2`) || !strings.Contains(string(r.body), `"price":"45000"`) || !strings.Contains(string(r.body), `"stock_status":"outofstock"`) {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := c.do("PUT", path, "", `{"manage_stock":false}`); !strings.Contains(string(r.body), `"stock_quantity":null`) {
		t.Errorf("not managed: %s", r.body)
	}
	r := c.do("POST", "/wp-json/wc/v3/products", "", `{"name":"dup","sku":"`+item.SKU+`"}`)
	if r.status != 400 || !strings.Contains(string(r.body), fmt.Sprintf(`"code":"product_invalid_sku","message":"Invalid or duplicated SKU.","data":{"status":400,"resource_id":%d,"unique_sku":"%s-1"}`, item.ID, item.SKU)) {
		t.Errorf("duplicate: %d %s", r.status, r.body)
	}
	r = c.do("PUT", "/wp-json/wc/v3/products/999999", "", `{"name":"x"}`)
	if r.status != 400 || !strings.Contains(string(r.body), "woocommerce_rest_product_invalid_id") {
		t.Errorf("unknown: %d %s", r.status, r.body)
	}
	var skus []struct{ SKU, Type string }
	var variation *world.Item
	for _, i := range box.World().Items(shopKey) {
		if i.Kind == world.Variation {
			variation = i
		}
	}
	c.do("GET", "/wp-json/wc/v3/products", "sku="+item.SKU+","+variation.SKU, "").decode(t, &skus)
	if len(skus) != 2 {
		t.Errorf("a list of SKUs found %v", skus)
	}
}

func TestDiscovery_tellsPluginsAndZone(t *testing.T) {
	t.Parallel()
	c := newClient(t, startBox(t, sandbox.Options{}))
	var d struct {
		Namespaces []string
		Zone       string `json:"timezone_string"`
		Routes     map[string]any
	}
	r := c.send("GET", c.base+"/wp-json/", "", nil)
	r.decode(t, &d)
	if d.Zone != "Asia/Jakarta" || !strings.Contains(string(r.body), `wc-shipment-tracking`) || d.Routes["/wc/v3/orders"] == nil {
		t.Errorf("%s", r.body)
	}
	for _, path := range []string{"/wp-json/wc/v3", "/wp-json/wc/v3/system_status", "/wp-json/wc/v3/payment_gateways", "/wp-json/wc/v3/settings/general/woocommerce_currency"} {
		if r := c.do("GET", path, "", ""); r.status != 200 {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

package shopee_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// granted is the answer of a token call; its members stand at the top level.
type granted struct {
	Access   string `json:"access_token"`
	Refresh  string `json:"refresh_token"`
	ExpireIn int    `json:"expire_in"`
	Error    string
}

func grantOf(t *testing.T, r reply) granted {
	t.Helper()
	var g granted
	if err := json.Unmarshal(r.raw, &g); err != nil || g.Error != "" || g.Access == "" {
		t.Fatalf("%d %s: %v", r.status, r.raw, err)
	}
	return g
}

type list struct {
	More   bool
	Next   string `json:"next_cursor"`
	Orders []struct {
		SN     string `json:"order_sn"`
		Status string `json:"order_status"`
	} `json:"order_list"`
}

func TestList_refusesWhatShopeeRefuses(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	now := present.Unix()
	span := func(from, to int64) string {
		return fmt.Sprintf("time_range_field=update_time&time_from=%d&time_to=%d&page_size=10", from, to)
	}
	for query, word := range map[string]string{
		span(now-15*86400, now):             "",
		span(now-15*86400-1, now):           "order.order_list_invalid_time",
		span(now, now):                      "order.order_list_invalid_time",
		span(now-10, now) + "&page_size=10": "",
		"time_range_field=pay_time&time_from=1&time_to=2&page_size=1":      "error_param",
		"time_range_field=update_time&time_from=1&time_to=2":               "error_param",
		"time_range_field=update_time&time_from=1&time_to=2&page_size=101": "error_param",
		span(now-10, now) + "&order_status=TO_RETURN":                      "error_param",
		span(now-10, now) + "&cursor=nonsense":                             "error_param",
	} {
		if r := c.get("order/get_order_list", query); r.status != 200 || r.Error != word {
			t.Errorf("%s: %d %s, want %q", query, r.status, r.raw, word)
		}
	}
}

// walk reads all numbers in pages of size.
func (c *client) walk(size int, between func()) []string {
	c.t.Helper()
	var got []string
	cursor := ""
	for {
		var l list
		query := strings.Replace(c.window(14), "page_size=100", fmt.Sprintf("page_size=%d&cursor=%s&response_optional_fields=order_status", size, cursor), 1)
		c.get("order/get_order_list", query).into(c.t, &l)
		for _, o := range l.Orders {
			got = append(got, o.SN)
			if o.Status == "" {
				c.t.Error("the status was asked for")
			}
		}
		if !l.More {
			if l.Next != "" {
				c.t.Errorf("a last page with the cursor %q", l.Next)
			}
			return got
		}
		cursor = l.Next
		between()
	}
}

func TestList_pagesDoNotShift(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{Orders: 60})
	w, key := c.world()
	want := map[string]bool{}
	for _, o := range w.Orders(world.Filter{}) {
		want[o.Ref] = true
	}
	for _, sn := range c.walk(7, func() {}) {
		delete(want, sn)
	}
	if len(want) > 0 {
		t.Errorf("lost: %v", want)
	}
	first := w.Orders(world.Filter{})[0]
	moved := c.walk(7, func() {
		if _, err := w.Edit(key, first.Ref, func(*world.Order, world.Pen) error { return nil }); err != nil {
			t.Error(err)
		}
	})
	slices.Sort(moved)
	if n := len(slices.Compact(moved)); n != 60 {
		t.Errorf("%d of 60 orders were seen while one kept changing", n)
	}
}

func TestDetail_onlyWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{Orders: 30})
	sn := c.walk(100, func() {})[0]
	var bare struct {
		Orders []map[string]any `json:"order_list"`
	}
	c.get("order/get_order_detail", "order_sn_list="+sn).into(t, &bare)
	var names []string
	for name := range bare.Orders[0] {
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{"cod", "create_time", "currency", "days_to_ship", "message_to_seller", "order_sn", "order_status", "region", "ship_by_date", "update_time"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	r := c.get("order/get_order_detail", "order_sn_list="+sn+",2601010ABCDEFG&response_optional_fields=item_list")
	r.into(t, &bare)
	if len(bare.Orders) != 1 || len(r.Warning) != 1 || bare.Orders[0]["item_list"] == nil {
		t.Errorf("one of two known: %s", r.raw)
	}
	refused(t, c.get("order/get_order_detail", "order_sn_list=2601010ABCDEFG"), 200, "error_not_found")
	refused(t, c.get("order/get_order_detail", "order_sn_list="+strings.Repeat("A,", 50)+"A"), 200, "error_param")
}

// What Shopee shows of money comes to what the buyer paid, and it shows no total before that.
func TestEscrow_partsComeToTheTotal(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{Orders: 120})
	w, _ := c.world()
	for _, o := range w.Orders(world.Filter{}) {
		var d struct {
			Orders []struct {
				Total *json.Number `json:"total_amount"`
			} `json:"order_list"`
		}
		c.get("order/get_order_detail", "order_sn_list="+o.Ref+"&response_optional_fields=total_amount").into(t, &d)
		if paid := o.WasPaid() || o.Payment.OnDelivery; (d.Orders[0].Total != nil) != paid {
			t.Fatalf("order %s, paid %t: total %v", o.Ref, paid, d.Orders[0].Total)
		}
		r := c.get("payment/get_escrow_detail", "order_sn="+o.Ref)
		if d.Orders[0].Total == nil {
			refused(t, r, 200, "income_not_found")
			continue
		}
		var e struct {
			Paid map[string]any `json:"buyer_payment_info"`
		}
		r.into(t, &e)
		sum := 0.0 // a test may: these are whole rupiah
		for _, part := range []string{"merchant_subtotal", "shipping_fee", "seller_voucher", "shopee_voucher", "buyer_service_fee", "buyer_paid_packaging_fee", "buyer_tax_amount"} {
			sum += e.Paid[part].(float64)
		}
		if total, _ := d.Orders[0].Total.Float64(); sum != total || e.Paid["buyer_tax_amount"].(float64) != 0 {
			t.Errorf("order %s: parts %v, total %v", o.Ref, sum, total)
		}
	}
}

func TestCancel_onlyBeforeShipping(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	w, key := c.world()
	buy := func() string {
		o, err := w.Buy(key, []world.Wish{{SKU: "MUG-ENM", Quantity: 3}})
		if err != nil {
			t.Fatal(err)
		}
		return o.Ref
	}
	paid := buy()
	if _, err := w.Edit(key, paid, func(o *world.Order, p world.Pen) error { o.Stage, o.PaidAt = world.Paid, p.Now(); return nil }); err != nil {
		t.Fatal(err)
	}
	o, _ := w.Order(key, paid)
	item := o.Lines[0].ItemID
	refused(t, c.post("order/cancel_order", `{"order_sn":"`+paid+`","cancel_reason":"OUT_OF_STOCK"}`), 200, "error_param")
	refused(t, c.post("order/cancel_order", `{"order_sn":"`+paid+`","cancel_reason":"BORED"}`), 200, "error_param")
	part := fmt.Sprintf(`{"order_sn":%q,"cancel_reason":"OUT_OF_STOCK","partial_cancel_item_list":[{"item_id":%d,"model_id":0,"model_quantity":1}]}`, paid, item)
	if r := c.post("order/cancel_order", part); r.Error != "" {
		t.Fatalf("a part: %s", r.raw)
	}
	if o, _ := w.Order(key, paid); o.Stage != world.Paid || o.Lines[0].Cancelled != 1 {
		t.Errorf("after a part: %s, %d pieces off", o.Stage, o.Lines[0].Cancelled)
	}
	if r := c.post("order/cancel_order", `{"order_sn":"`+paid+`","cancel_reason":"CUSTOMER_REQUEST"}`); r.Error != "" {
		t.Fatalf("the whole: %s", r.raw)
	}
	refused(t, c.post("order/cancel_order", `{"order_sn":"`+paid+`","cancel_reason":"CUSTOMER_REQUEST"}`), 200, "order.error_limit")
	refused(t, c.post("order/handle_buyer_cancellation", `{"order_sn":"`+paid+`","operation":"ACCEPT"}`), 200, "order.cancel_order_invalid_status")
}

func TestReturns_confirmAndDispute(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{Orders: 200})
	w, key := c.world()
	asked := 0
	for _, o := range w.Orders(world.Filter{}) {
		if !o.ReturnRequested {
			continue
		}
		var e struct {
			Returns []string `json:"return_order_sn_list"`
		}
		c.get("payment/get_escrow_detail", "order_sn="+o.Ref).into(t, &e)
		sn := e.Returns[len(e.Returns)-1]
		call, want := "returns/confirm", world.Returned
		if asked%2 == 1 {
			call, want = "returns/dispute", o.Stage
		}
		if r := c.post(call, `{"return_sn":"`+sn+`"}`); r.Error != "" {
			t.Errorf("%s: %s", call, r.raw)
		}
		if now, _ := w.Order(key, o.Ref); now.Stage != want || now.ReturnRequested {
			t.Errorf("%s: the order is %s, return asked %t", call, now.Stage, now.ReturnRequested)
		}
		refused(t, c.post(call, `{"return_sn":"`+sn+`"}`), 200, "error_return_status")
		asked++
	}
	if asked < 2 {
		t.Errorf("the world has only %d wishes to return", asked)
	}
	refused(t, c.get("returns/get_return_detail", "return_sn=26000R1"), 200, "error_data")
}

// receiver takes pushes and answers with a status.
type receiver struct {
	status int
	mu     sync.Mutex
	got    []string
	signs  []string
}

func (v *receiver) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	buf := make([]byte, 1<<16)
	for {
		n, err := r.Body.Read(buf)
		b.Write(buf[:n])
		if err != nil {
			break
		}
	}
	v.mu.Lock()
	v.got, v.signs = append(v.got, b.String()), append(v.signs, r.Header.Get("Authorization"))
	status := v.status
	v.mu.Unlock()
	w.WriteHeader(status)
}

func TestPush_isVerifiedSignedAndKeptWhenLost(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	v := &receiver{status: http.StatusNoContent}
	server := httptest.NewServer(v)
	t.Cleanup(server.Close)
	to := server.URL + "/hook"
	refused(t, c.post("push/set_app_push_config", `{"set_push_config_on":[3]}`), 200, "error_param")
	v.status = http.StatusInternalServerError
	refused(t, c.post("push/set_app_push_config", `{"callback_url":"`+to+`","set_push_config_on":[3]}`), 200, "error_param")
	v.status = http.StatusNoContent
	if r := c.post("push/set_app_push_config", `{"callback_url":"`+to+`","set_push_config_on":[3,4]}`); r.Error != "" {
		t.Fatalf("%s", r.raw)
	}
	w, key := c.world()
	o, err := w.Buy(key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.box.Outbox().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	last := len(v.got) - 1
	if !strings.Contains(v.got[last], o.Ref) || v.signs[last] != mac(c.key, to+"|"+v.got[last]) || !strings.Contains(v.got[0], "verify_info") {
		t.Errorf("pushed %s under %s", v.got[last], v.signs[last])
	}
	v.mu.Lock()
	v.status = http.StatusBadGateway
	v.mu.Unlock()
	if _, err := w.Buy(key, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.box.Outbox().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	var lost struct {
		List []struct{ Data string } `json:"push_message_list"`
		Last int                     `json:"last_message_id"`
	}
	c.get("push/get_lost_push_message", "").into(t, &lost)
	if len(lost.List) != 1 || !strings.Contains(lost.List[0].Data, "ordersn") {
		t.Errorf("lost: %+v", lost)
	}
	c.post("push/confirm_consumed_lost_push_message", fmt.Sprintf(`{"last_message_id":%d}`, lost.Last))
	c.get("push/get_lost_push_message", "").into(t, &lost)
	if len(lost.List) != 0 {
		t.Errorf("still there: %+v", lost)
	}
}

// A sandbox that is stopped and started again lets the same clients in.
func TestState_survivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := newClient(t, sandbox.Options{Data: dir, SaveEvery: time.Hour})
	g := first.renew(t)
	if err := first.box.Close(); err != nil {
		t.Fatal(err)
	}
	again := newClient(t, sandbox.Options{Data: dir, SaveEvery: time.Hour})
	if again.token != g.Access || again.refresh != g.Refresh || again.key != first.key {
		t.Error("other credentials after the restart")
	}
	again.renew(t)
}

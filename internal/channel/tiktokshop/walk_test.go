package tiktokshop_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

const (
	searchPath  = "/order/202309/orders/search"
	detailPath  = "/order/202507/orders"
	cancelsPath = "/return_refund/202309/cancellations/search"
	returnsPath = "/return_refund/202309/returns/search"
)

// smallOrder is a paid order of one piece.
func smallOrder(id int, status string, updated int64) string {
	return fmt.Sprintf(`{"id":"%d","status":%q,"create_time":%d,"update_time":%d,"paid_time":%d,"collection_time":%d,
		"payment":{"currency":"IDR","sub_total":"1000","original_total_product_price":"1000","total_amount":"1000"},
		"line_items":[{"id":"9%d","product_id":"1","sku_id":"2","seller_sku":"A","product_name":"A","original_price":"1000","sale_price":"1000","display_status":%q}]}`,
		id, status, updated-100, updated, updated-50, updated-10, id, status)
}

func page(name, next string, rows ...string) string {
	return wrap(fmt.Sprintf(`{%q:[%s],"next_page_token":%q,"total_count":%d}`, name, strings.Join(rows, ","), next, len(rows)))
}

func noRows(name string) string { return page(name, "") }

// orders is n orders a second apart.
func orders(n int, status string, from int64) []string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = smallOrder(1000+i, status, from+int64(i))
	}
	return rows
}

func hour() channel.Window { return channel.Window{From: noon.Add(-time.Hour), To: noon} }

func walk(t *testing.T, conn channel.Connector) map[string]order.Snapshot {
	t.Helper()
	got := map[string]order.Snapshot{}
	for _, s := range channeltest.WalkOrders(t, conn, hour()) {
		got[s.Ref] = s
	}
	return got
}

// The fewest calls that the API allows: a search for a hundred new orders, whole in its answer, and one look at each of the other lists.
func TestOrders_callsForAHundred(t *testing.T) {
	t.Parallel()
	from := noon.Add(-time.Hour).Unix()
	for status, extra := range map[string]int{"AWAITING_SHIPMENT": 0, "COMPLETED": 2} {
		s := &script{answers: map[string][]any{
			searchPath: {page("orders", "", orders(100, status, from)...)}, returnsPath: {noRows("return_orders")}, cancelsPath: {noRows("cancellations")},
		}}
		if got := walk(t, connect(t, s, nil)); len(got) != 100 {
			t.Errorf("%s: %d orders", status, len(got))
		}
		if len(s.asked) != 3+extra || s.count(detailPath) != 0 {
			t.Errorf("%s: %d calls: %v", status, len(s.asked), s.asked)
		}
		q, _ := url.ParseQuery(strings.SplitN(s.asked[0], "?", 2)[1])
		if q.Get("sort_field") != "update_time" || q.Get("sort_order") != "ASC" || q.Get("page_size") != "100" || q.Has("page_token") {
			t.Errorf("the search was asked with %v", q)
		}
		if want := fmt.Sprintf(`{"update_time_ge":%d,"update_time_lt":%d}`, from, noon.Unix()); s.bodies[0] != want {
			t.Errorf("the search was asked for %s, want %s", s.bodies[0], want)
		}
	}
}

// Pages are sought by the last change seen; a page token is followed only inside a second that fills a page.
func TestOrders_seekByTimeAndFollowTokensInsideASecond(t *testing.T) {
	t.Parallel()
	from := noon.Add(-time.Hour).Unix()
	same := func(n, id int) []string {
		rows := make([]string, n)
		for i := range rows {
			rows[i] = smallOrder(id+i, "AWAITING_SHIPMENT", from+200)
		}
		return rows
	}
	s := &script{answers: map[string][]any{
		searchPath: {
			page("orders", "t1", orders(100, "AWAITING_SHIPMENT", from)...), // ends at from+99
			page("orders", "t2", append(orders(1, "AWAITING_SHIPMENT", from+99), same(99, 5000)...)...),
			page("orders", "t3", same(100, 6000)...),
			page("orders", "t4", same(100, 7000)...),
			page("orders", "", same(3, 8000)...),
		},
		returnsPath: {noRows("return_orders")}, cancelsPath: {noRows("cancellations")},
	}}
	if got := walk(t, connect(t, s, nil)); len(got) != 100+99+100+100+3 {
		t.Errorf("%d orders", len(got))
	}
	var asked []string
	for i, a := range s.asked {
		if u, _ := url.Parse(a); u.Path == searchPath {
			var body struct {
				From int64 `json:"update_time_ge"`
			}
			_ = json.Unmarshal([]byte(s.bodies[i]), &body)
			asked = append(asked, fmt.Sprintf("%d %s", body.From-from, u.Query().Get("page_token")))
		}
	}
	if want := []string{"0 ", "99 ", "200 ", "200 t3", "200 t4"}; !slices.Equal(asked, want) {
		t.Errorf("asked from and with %q, want %q", asked, want)
	}
}

// A list that is not sorted as it was asked for is read by its tokens, so that nothing is passed over.
func TestOrders_anUnsortedListIsReadByTokens(t *testing.T) {
	t.Parallel()
	from := noon.Add(-time.Hour).Unix()
	first := orders(5, "AWAITING_SHIPMENT", from)
	slices.Reverse(first)
	s := &script{answers: map[string][]any{
		searchPath:  {page("orders", "t1", first...), page("orders", "t1", smallOrder(1, "AWAITING_SHIPMENT", from+3))},
		returnsPath: {noRows("return_orders")}, cancelsPath: {noRows("cancellations")},
	}}
	if got := walk(t, connect(t, s, nil)); len(got) != 6 || s.count(searchPath) != 2 {
		t.Errorf("%d orders in %d calls", len(got), s.count(searchPath))
	}
}

// A return or a wish to cancel may not move the order's own time: it is found in its own list, and the order is read for it.
func TestOrders_whoseReturnsOrCancellationsChanged(t *testing.T) {
	t.Parallel()
	old := noon.Add(-240 * time.Hour).Unix()
	at := noon.Add(-time.Minute).Unix()
	ret := fmt.Sprintf(`{"return_id":"71","order_id":"1000","return_type":"RETURN_AND_REFUND","return_status":"RETURN_OR_REFUND_REQUEST_PENDING","update_time":%d}`, at)
	can := fmt.Sprintf(`{"cancel_id":"81","order_id":"1001","cancel_type":"BUYER_CANCEL","cancel_status":"CANCELLATION_REQUEST_PENDING","update_time":%d}`, at)
	detail := func(r *http.Request, _ string) string {
		if r.URL.Query().Get("ids") == "1000" {
			return page("orders", "", smallOrder(1000, "COMPLETED", old))
		}
		return page("orders", "", strings.Replace(smallOrder(1001, "AWAITING_SHIPMENT", old), `"status"`, `"is_buyer_request_cancel":true,"status"`, 1))
	}
	s := &script{answers: map[string][]any{
		searchPath: {noRows("orders")}, detailPath: {detail}, returnsPath: {page("return_orders", "", ret)}, cancelsPath: {page("cancellations", "", can)},
	}}
	got := walk(t, connect(t, s, nil))
	if o := got["1000"]; !o.ReturnRequested || o.UpdatedAt.Unix() != at {
		t.Errorf("the return: %+v", o)
	}
	if o := got["1001"]; !o.CancelRequested || o.UpdatedAt.Unix() != at {
		t.Errorf("the cancellation: %+v", o)
	}
}

// What one unknown number does to a batch of details is undocumented; where it refuses all, the others still come.
func TestOrders_oneUnknownNumberDoesNotStopThePage(t *testing.T) {
	t.Parallel()
	at := noon.Add(-time.Minute).Unix()
	var rets []string
	for i := range 20 {
		rets = append(rets, fmt.Sprintf(`{"return_id":"7%d","order_id":"%d","return_type":"REFUND","return_status":"RETURN_OR_REFUND_REQUEST_PENDING","update_time":%d}`, i, 1000+i, at))
	}
	detail := func(r *http.Request, _ string) string {
		var rows []string
		for _, id := range strings.Split(r.URL.Query().Get("ids"), ",") {
			if id == "1007" {
				return no("21008111", "The order does not belong to the shop")
			}
			var n int
			_, _ = fmt.Sscan(id, &n)
			rows = append(rows, smallOrder(n, "COMPLETED", at))
		}
		return page("orders", "", rows...)
	}
	s := &script{answers: map[string][]any{
		searchPath: {noRows("orders")}, detailPath: {detail}, returnsPath: {page("return_orders", "", rets...), noRows("return_orders")}, cancelsPath: {noRows("cancellations")},
	}}
	if got := walk(t, connect(t, s, nil)); len(got) != 19 || got["1007"].Ref != "" {
		t.Errorf("%d orders", len(got))
	}
}

// Fifty orders may have more returns than a page holds: all pages are read, and one that repeats itself ends.
func TestOrders_readAllPagesOfTheirReturns(t *testing.T) {
	t.Parallel()
	at := noon.Add(-time.Minute).Unix()
	ret := func(id int, money string) string {
		return fmt.Sprintf(`{"return_id":"7%d","order_id":"1000","return_type":"REFUND","return_status":"RETURN_OR_REFUND_REQUEST_COMPLETE","update_time":%d,"refund_amount":{"refund_total":%q}}`, id, at, money)
	}
	s := &script{answers: map[string][]any{
		detailPath:  {page("orders", "", smallOrder(1000, "COMPLETED", at))},
		returnsPath: {page("return_orders", "t1", ret(1, "100")), page("return_orders", "t2", ret(2, "20")), page("return_orders", "t2", ret(3, "3"))},
	}}
	got, err := connect(t, s, nil).Order(t.Context(), "1000")
	if err != nil || got.Refunded.String() != "123" || s.count(returnsPath) != 3 {
		t.Errorf("refunded %s in %d calls, %v", got.Refunded, s.count(returnsPath), err)
	}
}

// An app without the right for after-sales still reads orders, and does not ask again for a while.
func TestOrders_withoutRights(t *testing.T) {
	t.Parallel()
	from := noon.Add(-time.Hour).Unix()
	refuse := no("105005", "Access denied")
	s := &script{answers: map[string][]any{
		searchPath: {page("orders", "", orders(3, "COMPLETED", from)...)}, returnsPath: {refuse}, cancelsPath: {refuse},
	}}
	conn := connect(t, s, nil)
	for range 3 {
		if got := walk(t, conn); len(got) != 3 || got["1000"].Problem != nil {
			t.Errorf("%d orders, %v", len(got), got["1000"].Problem)
		}
	}
	if s.count(returnsPath) != 1 || s.count(cancelsPath) != 1 {
		t.Errorf("asked again: %v", s.asked)
	}
}

// One order that cannot be read does not hide the others.
func TestOrders_anUnreadableOrderIsHeld(t *testing.T) {
	t.Parallel()
	from := noon.Add(-time.Hour).Unix()
	s := &script{answers: map[string][]any{
		searchPath:  {page("orders", "", smallOrder(1, "AWAITING_SHIPMENT", from), `{"id":"2","status":"AWAITING_SHIPMENT","line_items":7}`, `{"no":"id"}`)},
		returnsPath: {noRows("return_orders")}, cancelsPath: {noRows("cancellations")},
	}}
	got := walk(t, connect(t, s, nil))
	if len(got) != 3 || got["1"].Problem != nil || got["2"].Problem == nil || got["2"].Problem.Reason != outcome.BadPayload {
		t.Errorf("%d orders: %v", len(got), got)
	}
}

// The shop's cipher is looked up once where nobody entered it, and not sent where it is refused.
func TestCipher_isLookedUpOnce(t *testing.T) {
	t.Parallel()
	const shops = "/authorization/202309/shops"
	var ciphers []string
	s := &script{answers: map[string][]any{
		shops: {wrap(`{"shops":[{"id":"7495540735365777508","cipher":"OTHER"},{"id":"7495540735365777507","cipher":"MINE","region":"ID","seller_type":"LOCAL"}]}`)},
		detailPath: {func(r *http.Request, _ string) string {
			ciphers = append(ciphers, r.URL.Query().Get("shop_cipher"))
			return page("orders", "", smallOrder(1, "AWAITING_SHIPMENT", noon.Unix()))
		}},
	}}
	conn := connect(t, s, nil, "shop_cipher", "")
	for range 3 {
		if _, err := conn.Order(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
	}
	if s.count(shops) != 1 || !slices.Equal(ciphers, []string{"MINE", "MINE", "MINE"}) {
		t.Errorf("%d look-ups, ciphers %v", s.count(shops), ciphers)
	}
	if strings.Contains(s.asked[0], "cipher") {
		t.Errorf("the look-up was asked with %s", s.asked[0])
	}
}

func FuzzReadMark(f *testing.F) {
	f.Add(`{"in":"orders","since":1789700400}`)
	f.Add(`{"in":"cancels","token":"aA+/bB=="}`)
	f.Add(`{"since":-1}`)
	f.Fuzz(func(t *testing.T, s string) {
		once := tiktokshop.ReadMark(channel.Cursor(s))
		if again := tiktokshop.ReadMark(once); again != once {
			t.Errorf("%q reads as %q and then as %q", s, once, again)
		}
	})
}

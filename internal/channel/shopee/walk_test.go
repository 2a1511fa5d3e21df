package shopee_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

func listOf(next string, sns ...string) string {
	rows := make([]string, len(sns))
	for i, sn := range sns {
		rows[i] = `{"order_sn":"` + sn + `","order_status":"COMPLETED"}`
	}
	return fmt.Sprintf(`{"error":"","message":"","request_id":"r","response":{"more":%t,"next_cursor":%q,"order_list":[%s]}}`, next != "", next, strings.Join(rows, ","))
}

const noReturns = `{"error":"-","message":"-","request_id":"r","response":{"more":false,"return":[]}}`

// details answers for whatever numbers are asked for, except those that are gone.
func details(gone ...string) func(*http.Request) string {
	return func(r *http.Request) string {
		var have []string
		for _, sn := range strings.Split(r.URL.Query().Get("order_sn_list"), ",") {
			if slices.Contains(gone, sn) {
				return `{"error":"error_not_found","message":"Wrong parameters, detail: the order is not found.","request_id":"r"}`
			}
			have = append(have, sn)
		}
		return detailOf(have...)
	}
}

func walk(t *testing.T, conn channel.Connector) map[string]order.Snapshot {
	t.Helper()
	got := map[string]order.Snapshot{}
	for _, s := range channeltest.WalkOrders(t, conn, channel.Window{From: noon.Add(-time.Hour), To: noon}) {
		got[s.Ref] = s
	}
	return got
}

func numbers(n int) []string {
	sns := make([]string, n)
	for i := range sns {
		sns[i] = fmt.Sprintf("26091800%06d", i)
	}
	return sns
}

// The fewest calls that the API allows: a list, two details and two settlements for a hundred orders, and one look at returns.
func TestOrders_callsForAHundred(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{
		"order/get_order_list":            {listOf("", numbers(100)...)},
		"order/get_order_detail":          {details()},
		"payment/get_escrow_detail_batch": {`{"error":"","message":"","request_id":"r","response":[]}`},
		"returns/get_return_list":         {noReturns},
	}}
	if got := walk(t, connect(t, s, nil)); len(got) != 100 {
		t.Errorf("%d orders", len(got))
	}
	if len(s.asked) != 6 || s.count("order/get_order_detail") != 2 || s.count("payment/get_escrow_detail_batch") != 2 {
		t.Errorf("%d calls: %v", len(s.asked), s.asked)
	}
	q, _ := url.ParseQuery(strings.SplitN(s.asked[0], "?", 2)[1])
	if q.Get("time_range_field") != "update_time" || q.Get("time_from") != "1789700400" || q.Get("time_to") != "1789704000" || q.Get("page_size") != "100" || q.Has("cursor") {
		t.Errorf("the list was asked with %v", q)
	}
}

// A page of new orders whose lines and estimated shipping come to the total needs no settlement.
func TestOrders_noSettlementWhereSumsAreRight(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{
		"order/get_order_list":    {listOf("", "A1", "A2")},
		"order/get_order_detail":  {strings.ReplaceAll(detailOf("A1", "A2"), "COMPLETED", "READY_TO_SHIP")},
		"returns/get_return_list": {noReturns},
	}}
	for _, o := range walk(t, connect(t, s, nil)) {
		if o.Problem != nil || o.Amounts.Sum() != o.Total {
			t.Errorf("%s: %v, parts %s, total %s", o.Ref, o.Problem, o.Amounts.Sum(), o.Total)
		}
	}
	if len(s.asked) != 3 {
		t.Errorf("%d calls: %v", len(s.asked), s.asked)
	}
}

func TestOrders_followsTheCursor(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{
		"order/get_order_list":    {listOf("c|1", "A1"), listOf("c|2", "A2"), listOf("", "A3")},
		"order/get_order_detail":  {details()},
		"returns/get_return_list": {noReturns},
	}}
	if got := walk(t, connect(t, s, nil)); len(got) != 3 {
		t.Errorf("%d orders", len(got))
	}
	var cursors []string
	for _, a := range s.asked {
		if u, _ := url.Parse(a); u.Path == "order/get_order_list" {
			cursors = append(cursors, u.Query().Get("cursor"))
		}
	}
	if !slices.Equal(cursors, []string{"", "c|1", "c|2"}) {
		t.Errorf("cursors %q", cursors)
	}
}

// A list may be ahead of the details, and one number that Shopee does not know may refuse the whole batch.
func TestOrders_oneUnknownNumberDoesNotStopThePage(t *testing.T) {
	t.Parallel()
	sns := numbers(20)
	s := &script{answers: map[string][]any{
		"order/get_order_list":    {listOf("", sns...)},
		"order/get_order_detail":  {details(sns[7])},
		"returns/get_return_list": {noReturns},
	}}
	got := walk(t, connect(t, s, nil))
	for _, sn := range sns {
		o, ok := got[sn]
		if !ok {
			t.Errorf("order %s was lost", sn)
		}
		if held := o.Problem != nil && o.Problem.Reason == outcome.OrderMissing; held != (sn == sns[7]) {
			t.Errorf("order %s: problem %v", sn, o.Problem)
		}
	}
}

func returnOf(sn, order, status, amount string, pieces int) string {
	return fmt.Sprintf(`{"return_sn":%q,"order_sn":%q,"status":%q,"refund_amount":%s,"update_time":1789702000,"return_solution":0,"item":[{"item_id":1,"amount":%d}]}`,
		sn, order, status, amount, pieces)
}

// A return after the buyer accepted does not change the order: it is found in the second list.
func TestOrders_returnsAfterCompletion(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{
		"order/get_order_list":   {listOf("")},
		"order/get_order_detail": {details()},
		"returns/get_return_list": {`{"error":"","message":"","request_id":"r","response":{"more":true,"return":[` + returnOf("R1", "A1", "REQUESTED", "100000", 2) + `]}}`,
			`{"error":"","message":"","request_id":"r","response":{"more":false,"return":[` + returnOf("R2", "A2", "ACCEPTED", "100000", 2) + `,` + returnOf("R3", "A3", "ACCEPTED", "50000", 1) + `]}}`},
	}}
	got := walk(t, connect(t, s, nil))
	if o := got["A1"]; o.Stage != order.Completed || !o.ReturnRequested || o.Refunded != 0 {
		t.Errorf("requested: %s, %t, %s", o.Stage, o.ReturnRequested, o.Refunded)
	}
	if o := got["A2"]; o.Stage != order.Returned || o.ReturnRequested || o.Refunded.String() != "100000" {
		t.Errorf("returned: %s, %t, %s", o.Stage, o.ReturnRequested, o.Refunded)
	}
	if o := got["A3"]; o.Stage != order.Completed || o.Refunded.String() != "50000" {
		t.Errorf("half returned: %s, %s", o.Stage, o.Refunded)
	}
}

// The base of page_no is documented both ways; where page 0 is refused the walk goes on with page 1.
func TestOrders_returnPagesFromOne(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{
		"order/get_order_list":   {listOf("")},
		"order/get_order_detail": {details()},
		"returns/get_return_list": {func(r *http.Request) string {
			if r.URL.Query().Get("page_no") == "0" {
				return `{"error":"error_param","message":"page_no is invalid","request_id":"r"}`
			}
			return `{"error":"","message":"","request_id":"r","response":{"more":false,"return":[` + returnOf("R1", "A1", "REQUESTED", "1", 1) + `]}}`
		}},
	}}
	if got := walk(t, connect(t, s, nil)); len(got) != 1 {
		t.Errorf("%d orders", len(got))
	}
}

// An app without the right for returns or settlements still reads orders, and does not ask again for a while.
func TestOrders_withoutRights(t *testing.T) {
	t.Parallel()
	const no = `{"error":"error_auth","message":"No permission to current api.","request_id":"r"}`
	s := &script{answers: map[string][]any{
		"order/get_order_list":            {listOf("", "A1", "A2")},
		"order/get_order_detail":          {details()},
		"payment/get_escrow_detail_batch": {no},
		"returns/get_return_list":         {no},
	}}
	conn := connect(t, s, nil)
	for range 3 {
		if got := walk(t, conn); len(got) != 2 || got["A1"].Problem != nil {
			t.Errorf("%d orders, %v", len(got), got["A1"].Problem)
		}
	}
	if s.count("payment/get_escrow_detail_batch") != 1 || s.count("returns/get_return_list") != 1 {
		t.Errorf("asked again: %v", s.asked)
	}
}

func TestSpan_isNeverTooWide(t *testing.T) {
	t.Parallel()
	to := time.Date(2026, 9, 18, 4, 0, 0, 500, time.UTC)
	for name, c := range map[string]struct {
		w    channel.Window
		want string
	}{
		"whole seconds":          {channel.Window{From: noon.Add(-time.Minute), To: noon}, "1789703940 1789704000"},
		"parts of seconds":       {channel.Window{From: to.Add(-time.Minute), To: to}, "1789703940 1789704001"},
		"an empty window":        {channel.Window{From: noon, To: noon}, "1789704000 1789704001"},
		"fifteen days and parts": {channel.Window{From: to.Add(-shopee.Kind.MaxWindow), To: to}, "1788408001 1789704001"},
	} {
		if from, end := shopee.Span(c.w); from+" "+end != c.want {
			t.Errorf("%s: %s %s, want %s", name, from, end, c.want)
		}
	}
}

func FuzzReadMark(f *testing.F) {
	f.Add(`{"in":"orders","cursor":"c|1"}`)
	f.Add(`{"in":"returns","page":3}`)
	f.Add(`{"page":-1}`)
	f.Fuzz(func(t *testing.T, s string) {
		once := shopee.ReadMark(channel.Cursor(s))
		if again := shopee.ReadMark(once); again != once {
			t.Errorf("%q reads as %q and then as %q", s, once, again)
		}
	})
}

package magento_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/magento"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// script answers each request by a function and keeps what was asked.
type script struct {
	mu    sync.Mutex
	asked []string
	say   func(n int, w http.ResponseWriter, r *http.Request)
}

// ServeHTTP implements http.Handler.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	query, _ := url.QueryUnescape(r.URL.RawQuery)
	s.asked = append(s.asked, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+query))
	n := len(s.asked)
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	s.say(n, w, r)
}

func at(clock string) time.Time {
	t, err := time.Parse(time.RFC3339, "2026-01-31T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return t
}

// brief is a row with what a walk looks at.
func brief(id int, changed time.Time, more string) string {
	return fmt.Sprintf(`{"entity_id":%d,"created_at":"2026-01-31 08:00:00","updated_at":%q%s}`, id, changed.Format("2006-01-02 15:04:05"), more)
}

func TestOrders_asksTheWayTheShopUnderstands(t *testing.T) {
	t.Parallel()
	s := &script{say: func(n int, w http.ResponseWriter, _ *http.Request) {
		switch n {
		case 1:
			fmt.Fprintf(w, `{"items":[%s,%s],"total_count":3}`, brief(5, at("10:00:00"), ""), brief(9, at("10:00:07"), ""))
		case 2:
			fmt.Fprintf(w, `{"items":[%s],"total_count":1}`, brief(7, at("10:00:08"), `,"total_invoiced":5,"items":[{"qty_shipped":1},{"qty_shipped":1}]`))
		default:
			fmt.Fprint(w, `{"items":[],"total_count":0}`)
		}
	}}
	conn := connect(t, s, "store_code", "default")
	w := channel.Window{From: at("09:30:00").Add(time.Millisecond), To: at("11:00:00").Add(time.Millisecond)}
	page, err := conn.Orders(t.Context(), w, "")
	if err != nil || page.Total != 3 {
		t.Fatalf("total %d, %v", page.Total, err)
	}
	page, err = conn.Orders(t.Context(), w, page.Next)
	if err != nil || page.Next != "" || page.Total != 3 {
		t.Fatalf("next %q, total %d, %v", page.Next, page.Total, err)
	}
	f := func(group, filter int, field, value, is string) string {
		at := fmt.Sprintf("searchCriteria[filter_groups][%d][filters][%d]", group, filter)
		return at + "[field]=" + field + "&" + at + "[value]=" + value + "&" + at + "[condition_type]=" + is + "&"
	}
	sorted := "searchCriteria[sortOrders][0][field]=updated_at&searchCriteria[sortOrders][0][direction]=ASC&searchCriteria[sortOrders][1][field]=entity_id&searchCriteria[sortOrders][1][direction]=ASC&"
	beside := "searchCriteria[sortOrders][0][field]=entity_id&searchCriteria[sortOrders][0][direction]=ASC&searchCriteria[pageSize]=100&searchCriteria[currentPage]=1&fields="
	const sized = "searchCriteria[pageSize]=50&searchCriteria[currentPage]=1"
	want := []string{
		"GET /rest/default/V1/orders " + f(0, 0, "updated_at", "2026-01-31 09:30:00", "gteq") + f(1, 0, "updated_at", "2026-01-31 11:00:01", "lt") + sorted + sized,
		"GET /rest/default/V1/orders " + f(0, 0, "updated_at", "2026-01-31 10:00:07", "gteq") + f(1, 0, "updated_at", "2026-01-31 10:00:07", "gt") + f(1, 1, "entity_id", "9", "gt") + f(2, 0, "updated_at", "2026-01-31 11:00:01", "lt") + sorted + sized,
		"GET /rest/default/V1/invoices " + f(0, 0, "order_id", "7", "in") + beside + "items[entity_id,order_id,state,created_at],total_count",
		"GET /rest/default/V1/shipments " + f(0, 0, "order_id", "7", "in") + beside + "items[entity_id,increment_id,order_id,created_at,tracks[track_number,title,carrier_code]],total_count",
	}
	if diff := cmp.Diff(want, s.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestOrders_readsSmallerPagesWhenOneIsCut(t *testing.T) {
	t.Parallel()
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if size := r.URL.Query().Get("searchCriteria[pageSize]"); size == "50" || size == "20" {
			fmt.Fprint(w, `{"items":[{"entity_id":1,`)
			return
		}
		fmt.Fprintf(w, `{"items":[%s],"total_count":1}`, brief(5, at("10:00:00"), ""))
	}}
	conn := connect(t, s)
	var next channel.Cursor
	orders := 0
	for range 3 {
		page, err := conn.Orders(t.Context(), channel.Window{}, next)
		if err != nil {
			t.Fatal(err)
		}
		next, orders = page.Next, orders+len(page.Orders)
	}
	if next != "" || orders != 1 || len(s.asked) != 5 {
		t.Errorf("next %q, %d orders, %d requests", next, orders, len(s.asked))
	}
}

// Orders matter more than what stands beside them.
func TestOrders_withoutTheRightToReadInvoicesAndShipments(t *testing.T) {
	t.Parallel()
	d := load(t, "state-complete.json")
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/rest/V1/orders" {
			reply(w, 200, map[string]any{"items": d.Items, "total_count": 1})
			return
		}
		reply(w, 401, map[string]any{"message": "The consumer isn't authorized to access %resources.", "parameters": map[string]string{"resources": "x"}})
	}}
	page, err := connect(t, s).Orders(t.Context(), channel.Window{}, "")
	if err != nil || len(page.Orders) != 1 {
		t.Fatalf("%d orders, %v", len(page.Orders), err)
	}
	if o := page.Orders[0]; o.Stage != "completed" || o.Invoiced != "yes" || o.PaidAt.IsZero() || o.CompletedAt.IsZero() || len(o.Packages) != 0 {
		t.Errorf("got %+v", o)
	}
}

func TestOrders_invoicesThatCannotBeReadNowHoldThePage(t *testing.T) {
	t.Parallel()
	d := load(t, "state-complete.json")
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/rest/V1/orders" {
			reply(w, 200, map[string]any{"items": d.Items, "total_count": 1})
			return
		}
		reply(w, 500, map[string]any{"message": "Internal Error."})
	}}
	if _, err := connect(t, s).Orders(t.Context(), channel.Window{}, ""); outcome.Of(err) == nil || outcome.Of(err).Code != outcome.Unavailable {
		t.Errorf("got %v: half an order would be taken for the whole", err)
	}
}

// A list that gives the same rows for ever must not hold a worker.
func TestOrders_documentsThatNeverEnd(t *testing.T) {
	t.Parallel()
	d := load(t, "state-complete.json")
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/rest/V1/orders" {
			reply(w, 200, map[string]any{"items": d.Items, "total_count": 1})
			return
		}
		reply(w, 200, map[string]any{"items": d.Invoices, "total_count": 500})
	}}
	if _, err := connect(t, s).Orders(t.Context(), channel.Window{}, ""); outcome.Of(err) == nil || outcome.Of(err).Reason != outcome.BadPayload {
		t.Errorf("got %v after %d requests", err, len(s.asked))
	}
}

func TestOrders_returnsOfAdobeCommerce(t *testing.T) {
	t.Parallel()
	d := load(t, "state-complete.json")
	for word, want := range map[string]bool{"pending": true, "authorized": true, "closed": false, "denied": false} {
		s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
			lists := map[string]any{"orders": d.Items, "invoices": d.Invoices, "shipments": d.Shipments, "returns": []any{map[string]any{"entity_id": 1, "order_id": 42, "status": word}}}
			reply(w, 200, map[string]any{"items": lists[strings.TrimPrefix(r.URL.Path, "/rest/V1/")], "total_count": 1})
		}}
		page, err := connect(t, s, "read_returns", "yes").Orders(t.Context(), channel.Window{}, "")
		if err != nil || page.Orders[0].ReturnRequested != want {
			t.Errorf("%s: requested %v, %v", word, page.Orders[0].ReturnRequested, err)
		}
	}
}

// The number that buyers see is found where it cannot be an entity_id.
func TestOrder_byNumber(t *testing.T) {
	t.Parallel()
	d := load(t, "state-new.json")
	var row []json.RawMessage
	if err := json.Unmarshal(d.Items, &row); err != nil {
		t.Fatal(err)
	}
	for ref, want := range map[string][]string{
		"000000042":  {"orders?000000042"},
		"2000000042": {"orders/2000000042", "orders?2000000042"},
		"41":         {"orders/41"},
		"../admin":   nil,
	} {
		s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/rest/V1/orders" {
				reply(w, 200, map[string]any{"items": d.Items, "total_count": 1})
				return
			}
			reply(w, 404, map[string]any{"message": "The entity that was requested doesn't exist. Verify the entity and try again."})
		}}
		_, err := connect(t, s).Order(t.Context(), ref)
		if found := ref == "000000042"; (err == nil) != found || err != nil && (outcome.Of(err).Reason != outcome.OrderMissing || outcome.Of(err).Ref != ref) {
			t.Errorf("%s: %v", ref, err)
		}
		var asked []string
		for _, a := range s.asked {
			path := strings.TrimPrefix(a, "GET /rest/V1/")
			if path, query, ok := strings.Cut(path, " "); ok {
				_, value, _ := strings.Cut(query, "[value]=")
				value, _, _ = strings.Cut(value, "&")
				asked = append(asked, path+"?"+value)
				continue
			}
			asked = append(asked, path)
		}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Errorf("%s asked (-want +got):\n%s", ref, diff)
		}
	}
}

// No cursor of ours or anybody's may skip the beginning of a window.
func FuzzReadMark(f *testing.F) {
	f.Add(`{"at":1769853600,"id":9,"size":50}`)
	f.Add(`{"at":-1,"id":9,"size":50}`)
	f.Add(`{"size":5000}`)
	f.Fuzz(func(t *testing.T, cursor string) {
		m := magento.ReadMark(channel.Cursor(cursor), 50)
		if m.Size < 1 || m.Size > 50 || m.At < 0 || m.ID < 0 || (m.At == 0) != (m.ID == 0) {
			t.Errorf("%q reads as %+v", cursor, m)
		}
	})
}

// Whatever a shop sends in place of orders, each row is an order or held as one.
func FuzzOrders(f *testing.F) {
	for _, seed := range []string{`{"entity_id":1,"state":"new"}`, `{"entity_id":"x"}`, `[]`, `{"entity_id":1,"items":[{"product_type":"bundle","item_id":1},{"parent_item_id":1}]}`,
		`{"entity_id":1,"grand_total":1e400,"extension_attributes":[]}`, `{"entity_id":1,"items":[{"qty_ordered":"0.5"}]}`} {
		f.Add([]byte(seed))
	}
	var body []byte
	var mu sync.Mutex
	conn := connect(f, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}))
	f.Fuzz(func(t *testing.T, row []byte) {
		if !json.Valid(row) {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		body = []byte(`{"items":[` + string(row) + `],"total_count":1}`)
		page, err := conn.Orders(t.Context(), channel.Window{}, "")
		if err != nil || len(page.Orders) != 1 {
			t.Fatalf("%d orders, %v", len(page.Orders), err)
		}
		s := page.Orders[0]
		if s.Ref == "" || s.Stage == "" && s.Problem == nil {
			t.Errorf("%+v", s)
		}
		_ = s.Hash()
	})
}

// What is invoiced already is not invoiced again, not even tried.
func TestCreateInvoice_ofAnInvoicedOrderOnlyReads(t *testing.T) {
	t.Parallel()
	d := load(t, "state-complete.json")
	var rows []json.RawMessage
	if err := json.Unmarshal(d.Items, &rows); err != nil {
		t.Fatal(err)
	}
	s := &script{say: func(_ int, w http.ResponseWriter, _ *http.Request) { reply(w, 200, rows[0]) }}
	if err := connect(t, s).(channel.Invoicer).CreateInvoice(t.Context(), "42"); err != nil || len(s.asked) != 1 {
		t.Errorf("%v after %q", err, s.asked)
	}
}

// Writes go out as the API documents them.
func TestWrites_bodies(t *testing.T) {
	t.Parallel()
	d := load(t, "state-processing-authorized.json")
	var rows []json.RawMessage
	if err := json.Unmarshal(d.Items, &rows); err != nil {
		t.Fatal(err)
	}
	var sent []string
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method == http.MethodGet && r.URL.Path == "/rest/V1/orders/42" {
			reply(w, 200, rows[0])
			return
		}
		if r.Method == http.MethodGet {
			reply(w, 200, map[string]any{"items": []any{}, "total_count": 0})
			return
		}
		sent = append(sent, r.URL.Path+" "+string(body))
		fmt.Fprint(w, `"17"`)
	}}
	conn := connect(t, s, "notify_buyer", "yes", "source_code", "jakarta")
	if err := conn.(channel.Invoicer).CreateInvoice(t.Context(), "42"); err != nil {
		t.Fatal(err)
	}
	ship := channel.Shipment{Order: "42", Courier: "DHL", Tracking: "D1", Lines: map[string]int64{"90": 1}}
	if err := conn.(channel.Shipper).Ship(t.Context(), ship); err != nil {
		t.Fatal(err)
	}
	if err := conn.(channel.Canceller).AnswerCancel(t.Context(), "42", false, "It has left"); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`/rest/V1/order/42/invoice {"capture":true,"notify":true}`,
		`/rest/V1/order/42/ship {"items":[{"order_item_id":90,"qty":1}],"notify":true,"tracks":[{"track_number":"D1","title":"DHL","carrier_code":"dhl"}],"arguments":{"extension_attributes":{"source_code":"jakarta"}}}`,
		`/rest/V1/orders/42/comments {"statusHistory":{"comment":"It has left","status":"processing","parent_id":42,"is_customer_notified":0,"is_visible_on_front":0}}`,
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

// A refusal that names no row leaves none known to be taken.
func TestPushPrices_aRefusalWithoutASKUIsAboutAll(t *testing.T) {
	t.Parallel()
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			reply(w, 200, []any{map[string]any{"message": "Something is wrong.", "parameters": []string{}}})
		case strings.HasSuffix(r.URL.Path, "storeConfigs"):
			reply(w, 200, []any{map[string]any{"base_currency_code": "USD"}})
		default:
			reply(w, 200, map[string]any{"items": []any{map[string]any{"id": 1, "sku": "A"}, map[string]any{"id": 2, "sku": "B"}}, "total_count": 2})
		}
	}}
	tags := []channel.PriceTag{{Listing: "1", Price: 10_000}, {Listing: "2", Price: 20_000}}
	pushed, err := connect(t, s).(channel.PricePusher).PushPrices(t.Context(), "k", tags)
	if err != nil || pushed[0] == nil || pushed[1] == nil {
		t.Errorf("%v, %v", pushed, err)
	}
	if want := "POST /rest/V1/products/base-prices"; s.asked[len(s.asked)-1] != want {
		t.Errorf("asked %q, want %s at last", s.asked, want)
	}
}

package lazada_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/lazada"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

var noon = time.Date(2026, 9, 5, 12, 0, 0, 0, time.UTC)

// scripted answers by path, and remembers what was asked.
type scripted struct {
	answers map[string]string // path to body; "" before a path that is not there: code 0 without data
	date    string

	mu    sync.Mutex
	asked []string // path?query, without what every call has
}

// ServeHTTP implements http.Handler.
func (s *scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for _, name := range []string{"app_key", "sign", "sign_method", "timestamp", "access_token"} {
		q.Del(name)
	}
	path := strings.TrimPrefix(r.URL.Path, "/rest")
	s.mu.Lock()
	s.asked = append(s.asked, path+"?"+q.Encode())
	s.mu.Unlock()
	if s.date != "" {
		w.Header().Set("Date", s.date)
	}
	w.Header().Set("Content-Type", "application/json")
	body, ok := s.answers[path+"?offset="+q.Get("offset")]
	if !ok {
		body, ok = s.answers[path]
	}
	if !ok {
		body = `{"code":"InvalidApiPath","type":"ISV","message":"no such path"}`
	}
	_, _ = w.Write([]byte(body))
}

func (s *scripted) open(t testing.TB) channel.Connector {
	t.Helper()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	conn, err := lazada.Kind.Open(channel.Shop{Settings: map[string]string{
		"app_key": "123456", "app_secret": "helloworld", "region": "id", "access_token": "test", "base_url": server.URL + "/rest/",
	}}, channel.Tools{Now: func() time.Time { return noon }, HTTP: httpkit.New(httpkit.Options{
		AllowPrivate: true, FirstWait: time.Millisecond, MaxWait: 5 * time.Millisecond})})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestErrors_theTable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body, date string
		want       *outcome.Error
	}{
		"a dead token without a refresh": {`{"code":"IllegalAccessToken","type":"ISV","message":"The specified access token is invalid or expired"}`, "",
			outcome.New(outcome.NotAuthorised)},
		"a wrong secret": {`{"code":"IncompleteSignature","message":"does not conform"}`, "Sat, 05 Sep 2026 12:00:01 GMT",
			outcome.New(outcome.KeyRefused, "said", "IncompleteSignature: does not conform")},
		"a wrong secret, or our clock": {`{"code":"IncompleteSignature","message":"does not conform"}`, "Sat, 05 Sep 2026 16:00:00 GMT",
			outcome.New(outcome.ClockSkew, "said", "IncompleteSignature: does not conform")},
		"a time stamp": {`{"code":"IllegalTimeStamp","message":"m"}`, "", outcome.New(outcome.ClockSkew, "said", "IllegalTimeStamp: m")},
		"a ban": {`{"code":"ApiCallLimit","message":"Api access frequency exceeds the limit. this ban will last 60 seconds"}`, "",
			outcome.New(outcome.TooManyRequests).Wait(time.Minute)},
		"the day's budget of the app": {`{"code":"AppCallLimit","message":"too many"}`, "", outcome.New(outcome.TooManyRequests).Wait(5 * time.Minute)},
		"a number as code":            {`{"code":901,"message":"E901: too frequent"}`, "", outcome.New(outcome.TooManyRequests).Wait(time.Second)},
		"a group that is not granted": {`{"code":"InsufficientPermission","message":"m"}`, "",
			outcome.New(outcome.RightMissing, "right", "/order/get", "said", "InsufficientPermission: m")},
		"the backend": {`{"code":"6","type":"ISP","message":"E006: System Error"}`, "",
			outcome.New(outcome.ServerError, "status", "6", "said", "E006: System Error")},
		"not of this store": {`{"code":"16","message":"E016: Invalid Order ID"}`, "", outcome.New(outcome.OrderMissing, "said", "16: E016: Invalid Order ID")},
		"a word nobody listed, with details": {`{"code":"4999","message":"no","detail":[{"field":"x","message":"sorry","seller_sku":"A&B"}]}`, "",
			outcome.New(outcome.RefusedByChannel, "status", "4999", "said", "no; A&B sorry")},
		"no code at all":            {`{"data":{}}`, "", outcome.New(outcome.BadPayload, "what", "/order/get answers without a code")},
		"code 0 and no data":        {`{"code":"0"}`, "", outcome.New(outcome.BadPayload, "what", "/order/get answers without data")},
		"the answer to another one": {`{"code":"0","data":{"order_id":"8"}}`, "", outcome.New(outcome.OrderMissing)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &scripted{answers: map[string]string{"/order/get": c.body}, date: c.date}
			_, err := s.open(t).Order(t.Context(), "7")
			got := outcome.Of(err)
			if got == nil || got.Reason != c.want.Reason || got.Code != c.want.Code || !cmp.Equal(got.Args, c.want.Args) || got.After != c.want.After || got.Ref != "7" {
				t.Errorf("got %v wait %v, want %v wait %v", got, got.After, c.want, c.want.After)
			}
		})
	}
}

func row(id int, at time.Time) string {
	return fmt.Sprintf(`{"order_id":%d,"created_at":%q,"updated_at":%q,"price":"5.00","voucher":0,"shipping_fee":0}`, id,
		at.Format("2006-01-02 15:04:05 -0700"), at.In(time.FixedZone("", 8*3600)).Format("2006-01-02 15:04:05 -0700"))
}

// The walk asks with the exact bounds, in the one form of dates that is taken, and says how it wants the list sorted.
func TestOrders_whatIsAsked(t *testing.T) {
	t.Parallel()
	s := &scripted{answers: map[string]string{
		"/orders/get":                        `{"code":"0","data":{"count":1,"countTotal":1,"orders":[` + row(7, noon) + `]}}`,
		"/orders/items/get":                  `{"code":"0","data":[{"order_id":7,"order_items":[{"order_item_id":1,"status":"pending","item_price":5,"paid_price":5,"currency":"SGD"}]}]}`,
		"/reverse/getreverseordersforseller": `{"code":"0","result":{"success":true,"total":0,"items":null}}`,
	}}
	conn := s.open(t)
	w := channel.Window{From: noon.Add(-time.Hour), To: noon.Add(1500 * time.Millisecond)}
	page, err := conn.Orders(t.Context(), w, "")
	if err != nil || len(page.Orders) != 1 || page.Orders[0].Problem != nil || page.Total != 1 {
		t.Fatalf("page %+v, error %v", page, err)
	}
	if page, err = conn.Orders(t.Context(), w, page.Next); err != nil || page.Next != "" {
		t.Fatalf("page %+v, error %v", page, err)
	}
	want := []string{
		"/orders/get?limit=100&offset=0&sort_by=updated_at&sort_direction=ASC&update_after=2026-09-05T11%3A00%3A00%2B00%3A00&update_before=2026-09-05T12%3A00%3A01%2B00%3A00",
		"/orders/items/get?order_ids=%5B7%5D",
		"/reverse/getreverseordersforseller?ReverseOrderLineModifiedTimeRangeEnd=1788609601500&ReverseOrderLineModifiedTimeRangeStart=1788606000000&page_no=1&page_size=20",
	}
	if diff := cmp.Diff(want, s.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// A return that does not move the order's own time is found by the second walk.
func TestOrders_aReturnAlone(t *testing.T) {
	t.Parallel()
	items := `[{"order_item_id":1,"status":"delivered","item_price":"5.00","paid_price":"5.00","currency":"SGD","updated_at":"2026-08-01 10:00:00 +0800"}]`
	reverse := `{"reverse_order_id":3,"trade_order_id":7,"request_type":"RETURN","reverse_order_lines":[{"trade_order_line_id":1,"reverse_status":"REQUEST_INITIATE","refund_amount":500,"return_order_line_gmt_modified":1788600000000}]}`
	s := &scripted{answers: map[string]string{
		"/orders/get":                        `{"code":"0","data":{"count":"0","countTotal":"0","orders":[]}}`,
		"/order/get":                         `{"code":"0","data":` + row(7, noon.Add(-30*day)) + `}`,
		"/orders/items/get":                  `{"code":"0","data":[{"order_id":"7","order_items":` + items + `}]}`,
		"/order/items/get":                   `{"code":"0","data":` + items + `}`,
		"/reverse/getreverseordersforseller": `{"code":"0","result":{"success":"true","total":"2","items":[` + reverse + `,{"odd":[]}]}}`,
	}}
	conn := s.open(t)
	w := channel.Window{From: noon.Add(-time.Hour), To: noon}
	first, err := conn.Orders(t.Context(), w, "")
	if err != nil || len(first.Orders) != 0 {
		t.Fatalf("%d orders, error %v", len(first.Orders), err)
	}
	second, err := conn.Orders(t.Context(), w, first.Next)
	if err != nil || len(second.Orders) != 1 || !second.Orders[0].ReturnRequested || !second.Orders[0].UpdatedAt.Equal(time.UnixMilli(1788600000000)) {
		t.Fatalf("orders %+v, error %v", second.Orders, err)
	}
	alone, err := conn.Order(t.Context(), "7")
	if err != nil || alone.Hash() != second.Orders[0].Hash() {
		t.Errorf("alone it differs, error %v:\n%s", err, cmp.Diff(second.Orders[0], alone))
	}
}

// The API group of returns is granted by itself; orders are read without it.
func TestOrders_withoutTheRightToReadReturns(t *testing.T) {
	t.Parallel()
	s := &scripted{answers: map[string]string{
		"/orders/get":       `{"code":"0","data":{"count":1,"countTotal":1,"orders":[` + row(7, noon) + `]}}`,
		"/orders/items/get": `{"code":"0","data":[{"order_id":7,"order_items":[{"order_item_id":1,"status":"delivered","item_price":5,"paid_price":5,"currency":"SGD"}]}]}`,
	}}
	for code, ok := range map[string]bool{"InsufficientPermission": true, "Mp3SellerApiLimit": true, "ServiceTimeout": false, "IllegalAccessToken": false} {
		s.answers["/reverse/getreverseordersforseller"] = `{"code":"` + code + `","message":"m"}`
		page, err := s.open(t).Orders(t.Context(), channel.Window{From: noon.Add(-time.Hour)}, "")
		if (err == nil) != ok || ok && (len(page.Orders) != 1 || page.Orders[0].Stage != order.Delivered) {
			t.Errorf("%s: %d orders, error %v", code, len(page.Orders), err)
		}
	}
}

// One id that Lazada does not know must not hold up the others of its batch.
func TestOrders_aRefusedBatchIsHalved(t *testing.T) {
	t.Parallel()
	var rows []string
	for n := range 8 {
		rows = append(rows, row(n+1, noon.Add(time.Duration(n)*time.Second)))
	}
	list := `{"code":"0","data":{"count":8,"countTotal":8,"orders":[` + strings.Join(rows, ",") + `]}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ids := strings.Trim(r.URL.Query().Get("order_ids"), "[]")
		switch {
		case ids == "":
			_, _ = w.Write([]byte(list))
		case strings.Contains(","+ids+",", ",5,"):
			_, _ = w.Write([]byte(`{"code":"37","type":"ISP","message":"E037: One or more order id in the list are incorrect"}`))
		default:
			var baskets []string
			for id := range strings.SplitSeq(ids, ",") {
				baskets = append(baskets, `{"order_id":`+id+`,"order_items":[{"order_item_id":1,"status":"pending","item_price":5,"paid_price":5,"currency":"IDR"}]}`)
			}
			_, _ = w.Write([]byte(`{"code":"0","data":[` + strings.Join(baskets, ",") + `]}`))
		}
	}))
	t.Cleanup(server.Close)
	conn, err := lazada.Kind.Open(channel.Shop{Settings: map[string]string{
		"app_key": "1", "app_secret": "2", "region": "id", "access_token": "3", "base_url": server.URL}},
		channel.Tools{Now: func() time.Time { return noon }, HTTP: httpkit.New(httpkit.Options{AllowPrivate: true})})
	if err != nil {
		t.Fatal(err)
	}
	page, err := conn.Orders(t.Context(), channel.Window{From: noon.Add(-time.Hour)}, "")
	if err != nil || len(page.Orders) != 8 {
		t.Fatalf("%d orders, error %v", len(page.Orders), err)
	}
	for _, s := range page.Orders {
		if bad := s.Problem != nil; bad != (s.Ref == "5") {
			t.Errorf("order %s: %v", s.Ref, s.Problem)
		}
	}
}

// A shop that ignores the sort asked for is walked by offset, so that nothing is skipped.
func TestOrders_unsorted(t *testing.T) {
	t.Parallel()
	full := make([]string, 100)
	for n := range full {
		full[n] = row(n+1, noon.Add(-time.Duration(n)*time.Second))
	}
	s := &scripted{answers: map[string]string{
		"/orders/get?offset=0":   `{"code":"0","data":{"countTotal":101,"orders":[` + strings.Join(full, ",") + `]}}`,
		"/orders/get?offset=100": `{"code":"0","data":{"countTotal":101,"orders":[` + row(101, noon.Add(-time.Hour/2)) + `]}}`,
		"/orders/items/get":      `{"code":"0","data":[]}`,
	}}
	got := map[string]bool{}
	for _, o := range channeltest.WalkOrders(t, s.open(t), channel.Window{From: noon.Add(-time.Hour)}) {
		got[o.Ref] = true
	}
	if len(got) != 101 {
		t.Errorf("%d of 101 orders", len(got))
	}
}

func TestTest_whatItAdvises(t *testing.T) {
	t.Parallel()
	s := &scripted{date: "Sat, 05 Sep 2026 12:30:00 GMT", answers: map[string]string{
		"/seller/get": `{"code":"0","data":{"name":"abc shop","seller_id":"10","short_code":"ID1","verified":"false","status":"INACTIVE","cb":"false"}}`,
		"/orders/get": `{"code":"0","data":{"count":0,"countTotal":0,"orders":[]}}`,
	}}
	report, err := s.open(t).Test(t.Context())
	failed := map[string]bool{}
	for _, c := range report.Checks {
		failed[c.Name] = !c.OK
	}
	want := map[string]bool{"sign in": false, "read orders": false, "read returns": true, "read products": true, "clock": true, "the shop is active": true}
	if diff := cmp.Diff(want, failed); diff != "" || err != nil || report.Shop != "abc shop" || report.Currency != "IDR" || report.Zone != "Asia/Jakarta" || len(report.Advice) != 5 {
		t.Errorf("error %v, report %+v, failed (-want +got):\n%s", err, report, diff)
	}
}

func TestOpen_settings(t *testing.T) {
	t.Parallel()
	good := map[string]string{"app_key": "1", "app_secret": "2", "region": "id"}
	for region, api := range map[string]string{
		"sg": "https://api.lazada.sg", "my": "https://api.lazada.com.my", "th": "https://api.lazada.co.th", "vn": "https://api.lazada.vn",
		"ph": "https://api.lazada.com.ph", "id": "https://api.lazada.co.id",
	} {
		if gotAPI, gotAuth := lazada.Hosts(region); gotAPI != api || gotAuth != "https://auth.lazada.com" {
			t.Errorf("%s: %s, %s", region, gotAPI, gotAuth)
		}
	}
	for name, change := range map[string][2]string{
		"region": {"region", "xx"}, "base_url": {"base_url", "ftp://x"}, "seller_id": {"seller_id", "abc"}, "app_key": {"app_key", " "},
	} {
		settings := map[string]string{change[0]: change[1]}
		for k, v := range good {
			if _, set := settings[k]; !set {
				settings[k] = v
			}
		}
		_, err := lazada.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestListings_shapes(t *testing.T) {
	t.Parallel()
	// the sample of the reference page, in keys and types; values are invented
	raw := `{"created_time":"1645176573000","updated_time":"1653463851000","skus":[
	 {"Status":"active","quantity":20,"SellerSku":"A","ShopSku":"1_MY-2","multiWarehouseInventories":[{"occupyQuantity":3,"quantity":20,"totalQuantity":20,"withholdQuantity":1,"warehouseCode":"dropshipping","sellableQuantity":16}],"special_price":0.0,"price":102.0,"Available":16,"SkuId":2},
	 {"Status":"inactive","quantity":"7","SellerSku":"B","special_price":9,"special_from_time":"2026-09-01 00:00","special_to_time":"2026-09-30 00:00","price":32,"SkuId":"3"},
	 {"Status":"active","SellerSku":"C","special_price":9,"special_from_time":"2020-09-01 00:00","special_to_time":"2020-09-30 00:00","price":32,"SkuId":"4",
	  "multiWarehouseInventories":[{"warehouseCode":"dropshipping","sellableQuantity":1},{"warehouseCode":"W2","sellableQuantity":"2"}]},
	 {"Status":"deleted","SellerSku":"D","SkuId":"5"}],"item_id":1,"attributes":{"name":"Watch"},"status":"Active"}`
	got, err := lazada.Listings("my", []byte(raw), noon)
	want := []channel.Listing{
		{ID: "1:2", SKU: "A", Name: "Watch", Quantity: 16, Managed: true, Price: money.Units(102), Currency: "MYR", Active: true},
		{ID: "1:3", SKU: "B", Name: "Watch", Quantity: 7, Managed: true, Price: money.Units(9), Currency: "MYR"},
		{ID: "1:4", SKU: "C", Name: "Watch", Quantity: 1, Managed: true, Price: money.Units(32), Currency: "MYR", Active: true, Location: "dropshipping"},
		{ID: "1:4", SKU: "C", Name: "Watch", Quantity: 2, Managed: true, Price: money.Units(32), Currency: "MYR", Active: true, Location: "W2"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v, listings (-want +got):\n%s", err, diff)
	}
}

// A shop of more products than the list goes deep is read in spans of time.
func TestListings_deepShops(t *testing.T) {
	t.Parallel()
	s := &scripted{answers: map[string]string{"/products/get": `{"code":"0","data":{"total_products":"20001","products":[]}}`}}
	page, err := s.open(t).(channel.ListingReader).Listings(t.Context(), time.Time{}, "")
	if err != nil || len(page.Listings) != 0 || page.Next == "" || page.Total != 20001 {
		t.Fatalf("page %+v, error %v", page, err)
	}
	if !strings.Contains(string(page.Next), `"offset":0`) {
		t.Errorf("cursor %s", page.Next)
	}
}

func TestPayload_XML(t *testing.T) {
	t.Parallel()
	got, err := lazada.Payload(channel.StockLevel{Listing: "10:20", Quantity: 0}, channel.StockLevel{Listing: "11:21", Quantity: 5, Location: "W&2"})
	want := "<Request><Product><Skus><Sku><ItemId>10</ItemId><SkuId>20</SkuId><SellableQuantity>0</SellableQuantity></Sku>" +
		"<Sku><ItemId>11</ItemId><SkuId>21</SkuId><MultiWarehouseInventories><MultiWarehouseInventory><WarehouseCode>W&amp;2</WarehouseCode>" +
		"<SellableQuantity>5</SellableQuantity></MultiWarehouseInventory></MultiWarehouseInventories></Sku></Skus></Product></Request>"
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

func TestMoment_allForms(t *testing.T) {
	t.Parallel()
	want := time.Date(2026, 9, 1, 3, 0, 0, 0, time.UTC)
	for _, s := range []string{"2026-09-01 10:00:00 +0700", "2026-09-01T10:00:00+07:00", "2026-09-01T10:00:00+0700", "2026-09-01T03:00:00Z", "1788231600000", "1788231600"} {
		if got, ok := lazada.Moment(lazada.Text(s)); !ok || !got.Equal(want) {
			t.Errorf("%s is %s, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "yesterday", "-5", "99999999999999999999", "2026-13-01T10:00:00+07:00"} {
		if got, ok := lazada.Moment(lazada.Text(s)); ok {
			t.Errorf("%q is read as %s", s, got)
		}
	}
}

func FuzzMark(f *testing.F) {
	f.Add(`{"after":1788231600,"size":100}`)
	f.Add(`{"offset":-1}`)
	f.Fuzz(func(t *testing.T, cursor string) {
		if m := lazada.ReadMark(channel.Cursor(cursor)); m.Offset < 0 || m.Size < 10 || m.Returns < 0 {
			t.Errorf("%+v", m)
		}
	})
}

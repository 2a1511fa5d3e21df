package shopify_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/shopify"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// script answers each request by a function and keeps what was asked.
type script struct {
	mu    sync.Mutex
	asked []question
	say   func(n int, q question) (status int, body string)
}

type question struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
	path      string
	token     string
}

// RoundTrip implements http.RoundTripper, so that tests need no network and may run in a bubble.
func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	q := question{path: r.URL.String(), token: r.Header.Get("X-Shopify-Access-Token")}
	_ = json.Unmarshal(body, &q)
	s.mu.Lock()
	s.asked = append(s.asked, q)
	n := len(s.asked)
	s.mu.Unlock()
	status, answer := s.say(n, q)
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.WriteString(answer)
	res := w.Result()
	res.Request = r
	return res, nil
}

func scripted(t testing.TB, say func(n int, q question) (int, string), nameValue ...string) (channel.Connector, *script) {
	t.Helper()
	s := &script{say: say}
	settings := map[string]string{"shop": "demo-hub", "access_token": "shpat_1"}
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	conn, err := shopify.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{
		HTTP: httpkit.New(httpkit.Options{Transport: s, FirstWait: time.Millisecond, MaxWait: 5 * time.Second}), Now: func() time.Time { return noon },
	})
	if err != nil {
		t.Fatal(err)
	}
	return conn, s
}

func always(status int, body string) func(int, question) (int, string) {
	return func(int, question) (int, string) { return status, body }
}

func TestDo_errors(t *testing.T) {
	t.Parallel()
	graph := func(code, message string) string {
		return fmt.Sprintf(`{"errors":[{"message":%q,"extensions":{"code":%q}}]}`, message, code)
	}
	for name, c := range map[string]struct {
		status int
		body   string
		want   *outcome.Error
	}{
		"a refused token":         {401, `{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}`, outcome.New(outcome.KeyRefused)},
		"a frozen shop":           {402, `{"errors":"Unavailable Shop"}`, outcome.New(outcome.ShopClosed)},
		"a locked shop":           {423, `{"errors":"Locked"}`, outcome.New(outcome.ShopClosed)},
		"a missing scope, HTTP":   {403, `{"errors":"[API] This action requires merchant approval for read_orders scope."}`, outcome.New(outcome.RightMissing, "right", "read_orders")},
		"no such shop":            {404, `{"errors":"Not Found"}`, outcome.New(outcome.NoAPI)},
		"a page in its place":     {404, `<html>`, outcome.New(outcome.NoAPI)},
		"taken for an attacker":   {430, `{"errors":"Shopify Security Rejection"}`, outcome.New(outcome.TooManyRequests).Wait(10 * time.Minute)},
		"a bad request":           {400, `{"errors":{"query":"Required parameter missing or invalid"}}`, outcome.New(outcome.RefusedByChannel)},
		"a firewall":              {406, `<html>`, outcome.New(outcome.NotJSON)},
		"a missing scope":         {200, graph("ACCESS_DENIED", "Access denied for orders field. Required access: `read_orders` access scope."), outcome.New(outcome.RightMissing, "right", "read_orders")},
		"our bug":                 {200, graph("undefinedField", "Field 'x' doesn't exist on type 'Order'"), outcome.New(outcome.RefusedByChannel, "status", "undefinedField")},
		"an inactive shop":        {200, graph("SHOP_INACTIVE", "closed"), outcome.New(outcome.ShopClosed)},
		"a fault of theirs":       {200, graph("INTERNAL_SERVER_ERROR", "Internal error. Request ID: 1"), outcome.New(outcome.ServerError)},
		"a throttle without code": {200, `{"errors":"Throttled"}`, outcome.New(outcome.TooManyRequests).Wait(100 * time.Millisecond)},
		"no data":                 {200, `{"data":null}`, outcome.New(outcome.BadPayload)},
		"another shape":           {200, `{"data":{"order":5}}`, outcome.New(outcome.BadPayload)},
		"nothing there":           {200, `{"data":{"order":null}}`, outcome.New(outcome.OrderMissing)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				conn, _ := scripted(t, always(c.status, c.body))
				s, err := conn.Order(t.Context(), "55")
				e := outcome.Of(err)
				if e == nil && s.Problem != nil && c.want.Reason == outcome.BadPayload {
					return // an order that cannot be read is held
				}
				if e == nil || e.Reason != c.want.Reason || e.After != c.want.After || e.Ref != "55" {
					t.Fatalf("%v after %s about %q, want %v", err, outcome.Of(err).After, outcome.Of(err).Ref, c.want)
				}
				for k, v := range c.want.Args {
					if e.Args[k] != v {
						t.Errorf("%s is %q, want %q", k, e.Args[k], v)
					}
				}
			})
		})
	}
}

// The wait is as long as the bucket needs, and not longer.
func TestDo_waitsJustLongEnough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		throttled := `{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":752,"actualQueryCost":null,
			"throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":452,"restoreRate":100.0}}}}`
		conn, s := scripted(t, func(n int, _ question) (int, string) {
			if n == 1 {
				return 200, throttled
			}
			return 200, `{"data":{"order":null}}`
		})
		began := time.Now()
		_, err := conn.Order(t.Context(), "55")
		if took := time.Since(began); reason(err) != outcome.OrderMissing || len(s.asked) != 2 || took < 3*time.Second || took > 5*time.Second {
			t.Errorf("%d requests in %s, %v", len(s.asked), took, err)
		}
	})
}

func TestBucket_ordersGoBeforeGoods(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cost := `"extensions":{"cost":{"requestedQueryCost":60,"actualQueryCost":50,"throttleStatus":{"maximumAvailable":2000,"currentlyAvailable":500,"restoreRate":100}}}`
		conn, _ := scripted(t, func(_ int, q question) (int, string) {
			if strings.Contains(q.Query, "productVariants") {
				return 200, `{"data":{"productVariants":{"nodes":[]}},` + cost + `}`
			}
			return 200, `{"data":{"order":null},` + cost + `}`
		}, "location", "1")
		reader := conn.(channel.ListingReader)
		began := time.Now()
		_, _ = conn.Order(t.Context(), "55")
		_, _ = conn.Order(t.Context(), "55")
		if took := time.Since(began); took > time.Second {
			t.Errorf("orders waited %s with 500 points there", took)
		}
		_, _ = reader.Listings(t.Context(), time.Time{}, "")
		if took := time.Since(began); took < 5*time.Second {
			t.Errorf("listings took what orders may need: after %s", took)
		}
	})
}

func node(id int, extra string) string {
	return fmt.Sprintf(`{"id":"gid://shopify/Order/%d","name":"#%d","createdAt":"2026-01-15T08:30:00Z","updatedAt":"2026-01-15T08:30:00Z","displayFinancialStatus":"PAID",
		"displayFulfillmentStatus":"UNFULFILLED","currencyCode":"IDR","totalPriceSet":{"shopMoney":{"amount":"10.0"}}%s}`, id, id, extra)
}

// A list of two, details of them, whatever the test puts into the second.
func twoOrders(second string) func(int, question) (int, string) {
	return func(_ int, q question) (int, string) {
		if strings.Contains(q.Query, "nodes(ids") {
			return 200, `{"data":{"nodes":[` + node(1, "") + `,` + second + `]}}`
		}
		return 200, `{"data":{"orders":{"nodes":[{"id":"gid://shopify/Order/1","updatedAt":"2026-01-15T08:30:00Z"},{"id":"gid://shopify/Order/2","updatedAt":"2026-01-15T08:30:00Z"}],
			"pageInfo":{"hasNextPage":false}},"ordersCount":{"count":10000,"precision":"AT_LEAST"}}}`
	}
}

func TestOrders_oneThatIsGoneStrangeOrATest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		second string
		want   string
		set    []string
	}{
		"gone meanwhile":          {`null`, "1", nil},
		"of another shape":        {`{"id":"gid://shopify/Order/2","lineItems":[]}`, "1 2!", nil},
		"without an id":           {`{"name":"#2"}`, "1 unreadable-1234!", nil},
		"a test order":            {node(2, `,"test":true`), "1", nil},
		"a test order, as wished": {node(2, `,"test":true`), "1 2", []string{"test_orders", "take"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, _ := scripted(t, twoOrders(c.second), c.set...)
			page, err := conn.Orders(t.Context(), channel.Window{}, "")
			if err != nil || page.Total != 0 {
				t.Fatalf("total %d, %v", page.Total, err)
			}
			var got []string
			for _, s := range page.Orders {
				ref := s.Ref
				if strings.HasPrefix(ref, "unreadable-") {
					ref = "unreadable-1234"
				}
				if s.Problem != nil {
					ref += "!"
				}
				got = append(got, ref)
			}
			if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("orders (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOrders_buyersDataMayBeKeptBack(t *testing.T) {
	t.Parallel()
	denied := func(path string) func(int, question) (int, string) {
		return func(n int, q question) (int, string) {
			status, body := twoOrders(node(2, ""))(n, q)
			if !strings.Contains(q.Query, "nodes(ids") {
				return status, body
			}
			return status, strings.TrimSuffix(body, "}") + `,"errors":[{"message":"This app is not approved to access the Customer object.","path":["nodes",0,"` + path + `"],"extensions":{"code":"ACCESS_DENIED"}}]}`
		}
	}
	conn, _ := scripted(t, denied("customer"))
	if page, err := conn.Orders(t.Context(), channel.Window{}, ""); err != nil || len(page.Orders) != 2 {
		t.Errorf("%d orders, %v", len(page.Orders), err)
	}
	conn, _ = scripted(t, denied("refunds"))
	if _, err := conn.Orders(t.Context(), channel.Window{}, ""); reason(err) != outcome.RightMissing {
		t.Errorf("without refunds the sums would be wrong: %v", err)
	}
}

func TestOrders_asksTheWayTheStoreUnderstands(t *testing.T) {
	t.Parallel()
	conn, s := scripted(t, twoOrders(node(2, "")), "api_version", "2026-04")
	w := channel.Window{From: noon.Add(500 * time.Millisecond), To: noon.Add(time.Hour + time.Millisecond).In(time.FixedZone("", 7*3600))}
	if _, err := conn.Orders(t.Context(), w, ""); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"first": 100.0, "after": nil, "count": true, "query": "updated_at:>='2026-01-15T12:00:00Z' updated_at:<'2026-01-15T13:00:01Z'",
	}
	if diff := cmp.Diff(want, s.asked[0].Variables); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
	if s.asked[0].path != "https://demo-hub.myshopify.com/admin/api/2026-04/graphql.json" || s.asked[0].token != "shpat_1" {
		t.Errorf("asked %s with %q", s.asked[0].path, s.asked[0].token)
	}
	if diff := cmp.Diff(map[string]any{"ids": []any{"gid://shopify/Order/1", "gid://shopify/Order/2"}}, s.asked[1].Variables); diff != "" {
		t.Errorf("details (-want +got):\n%s", diff)
	}
}

func TestOrders_smallerPagesWhereTheStoreIsOverworked(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"MAX_COST_EXCEEDED", "INTERNAL_SERVER_ERROR"} {
		conn, s := scripted(t, func(n int, q question) (int, string) {
			if ids, ok := q.Variables["ids"].([]any); ok && len(ids) > 1 {
				return 200, `{"errors":[{"message":"no","extensions":{"code":"` + code + `"}}]}`
			}
			return twoOrders(node(2, ""))(n, q)
		})
		page, err := conn.Orders(t.Context(), channel.Window{}, "")
		if err != nil || len(page.Orders) > 0 || page.Next == "" {
			t.Fatalf("%s: %+v %v", code, page, err)
		}
		_, _ = conn.Orders(t.Context(), channel.Window{}, page.Next)
		var lists []any
		for _, q := range s.asked {
			if size, ok := q.Variables["first"]; ok {
				lists = append(lists, size)
			}
		}
		if diff := cmp.Diff([]any{100.0, 50.0}, lists); diff != "" {
			t.Errorf("%s: sizes of pages (-want +got):\n%s", code, diff)
		}
	}
}

func TestOrders_aCursorThatIsRefusedStartsTheWindowOver(t *testing.T) {
	t.Parallel()
	conn, _ := scripted(t, func(n int, q question) (int, string) {
		if q.Variables["after"] == "old" {
			return 200, `{"errors":[{"message":"Invalid cursor for current pagination sort.","extensions":{"code":"BAD_REQUEST"}}]}`
		}
		return twoOrders(node(2, ""))(n, q)
	})
	page, err := conn.Orders(t.Context(), channel.Window{}, `{"after":"old","size":50}`)
	if err != nil || page.Next == "" {
		t.Fatal(err)
	}
	if page, err = conn.Orders(t.Context(), channel.Window{}, page.Next); err != nil || len(page.Orders) != 2 {
		t.Errorf("%d orders, %v", len(page.Orders), err)
	}
}

// The store ends a paged list at 25,000: before that the walk goes on from the last change it saw.
func TestOrders_aDeepWalkSeeksOn(t *testing.T) {
	t.Parallel()
	conn, s := scripted(t, func(n int, q question) (int, string) {
		_, body := twoOrders(node(2, ""))(n, q)
		return 200, strings.Replace(body, `"hasNextPage":false`, `"hasNextPage":true,"endCursor":"x"`, 1)
	})
	page, err := conn.Orders(t.Context(), channel.Window{}, `{"after":"y","size":100,"seen":19999}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Orders(t.Context(), channel.Window{}, page.Next); err != nil {
		t.Fatal(err)
	}
	if v := s.asked[2].Variables; v["after"] != nil || v["query"] != "updated_at:>='2026-01-15T08:30:00Z'" {
		t.Errorf("asked %v", v)
	}
}

func TestOrder_longListsOfLinesAreReadToTheEnd(t *testing.T) {
	t.Parallel()
	line := func(id int) string {
		return fmt.Sprintf(`{"id":"gid://shopify/LineItem/%d","quantity":1,"currentQuantity":1,"originalUnitPriceSet":{"shopMoney":{"amount":"1.0"}}}`, id)
	}
	conn, s := scripted(t, func(n int, _ question) (int, string) {
		more := fmt.Sprintf(`"pageInfo":{"hasNextPage":%v,"endCursor":"c%d"}`, n < 3, n)
		lines := `"lineItems":{"nodes":[` + line(n) + `],` + more + `}`
		if n == 1 {
			return 200, `{"data":{"order":` + node(55, ","+lines) + `}}`
		}
		return 200, `{"data":{"order":{` + lines + `}}}`
	})
	got, err := conn.Order(t.Context(), "55")
	if err != nil || len(got.Lines) != 3 || s.asked[2].Variables["after"] != "c2" {
		t.Errorf("%d lines, %v", len(got.Lines), err)
	}
}

func TestTest_saysWhenTheVersionHasEnded(t *testing.T) {
	t.Parallel()
	conn, _ := scripted(t, always(200, `{"data":{"shop":{"name":"Toko","myshopifyDomain":"other.myshopify.com","currencyCode":"IDR"},"orders":{"nodes":[{"id":"1","customer":null}]}}}`))
	r, err := conn.Test(t.Context())
	if err != nil || r.Checks[0].OK || r.Checks[0].Note != "the token is of other.myshopify.com" || len(r.Advice) != 3 {
		t.Errorf("%+v %v", r, err)
	}
}

func TestSubscribe_repairsAndLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	conn, s := scripted(t, func(_ int, q question) (int, string) {
		if strings.Contains(q.Query, "query Webhooks") {
			return 200, `{"data":{"webhookSubscriptions":{"nodes":[
				{"id":"gid://shopify/WebhookSubscription/1","topic":"ORDERS_UPDATED","format":"XML","uri":"https://hub.example/h"},
				{"id":"gid://shopify/WebhookSubscription/2","topic":"ORDERS_CREATE","format":"JSON","uri":"https://hub.example/h"},
				{"id":"gid://shopify/WebhookSubscription/3","topic":"ORDERS_DELETE","format":"JSON","uri":"https://other.example"}],"pageInfo":{"hasNextPage":false}}}}`
		}
		return 200, `{"data":{"webhookSubscriptionCreate":{"userErrors":[{"field":null,"message":"Address for this topic has already been taken"}]}}}`
	})
	if err := conn.(channel.WebhookReceiver).Subscribe(t.Context(), "https://hub.example/h"); err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, q := range s.asked[1:] {
		did = append(did, fmt.Sprint(q.Variables["id"], q.Variables["topic"]))
	}
	want := []string{"gid://shopify/WebhookSubscription/1<nil>", "<nil>ORDERS_CANCELLED", "<nil>ORDERS_EDITED", "<nil>ORDERS_DELETE", "<nil>REFUNDS_CREATE"}
	if diff := cmp.Diff(want, did); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	conn, _ = scripted(t, func(_ int, q question) (int, string) {
		return 200, `{"data":{"webhookSubscriptionCreate":{"userErrors":[{"field":["webhookSubscription","callbackUrl"],"message":"Address protocol http:// is not supported"}]}}}`
	})
	if err := conn.(channel.WebhookReceiver).Subscribe(t.Context(), "http://hub.example"); reason(err) != outcome.RefusedByChannel {
		t.Errorf("a refused address: %v", err)
	}
}

func FuzzReadMark(f *testing.F) {
	f.Add(`{"after":"x","size":100,"seen":5}`)
	f.Fuzz(func(t *testing.T, s string) {
		if m := shopify.ReadMark(channel.Cursor(s)); m.Size < 5 || m.Size > 100 || m.Seen < 0 {
			t.Errorf("%+v", m)
		}
	})
}

func FuzzGraphErrors(f *testing.F) {
	f.Add([]byte(`[{"message":"x","path":["a",0],"extensions":{"code":"THROTTLED"}}]`))
	f.Add([]byte(`"text"`))
	f.Fuzz(func(_ *testing.T, raw []byte) { shopify.GraphErrors(raw) })
}

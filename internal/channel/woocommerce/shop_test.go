package woocommerce_test

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
)

const (
	testKey    = "ck_0123456789abcdef0123456789abcdef01234567"
	testSecret = "cs_76543210fedcba9876543210fedcba9876543210"
	hookSecret = "whsec-lab"
)

// shop is a small pretend WooCommerce: orders in memory, listed as WooCommerce 11.0.1 lists them, with the key checked by
// presence. The sandbox checks signatures.
type shop struct {
	mu      sync.Mutex
	now     time.Time
	orders  map[int]*shopOrder
	last    int
	revoked bool
	hooks   []map[string]any
	asked   []*http.Request
}

type shopOrder struct {
	id       int
	status   string
	created  time.Time
	modified time.Time
	fields   map[string]any // over the usual ones
}

func newShop(t *testing.T) (*shop, *httptest.Server) {
	t.Helper()
	s := &shop{now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), orders: map[int]*shopOrder{}, last: 15}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server
}

func settingsFor(server *httptest.Server) map[string]string {
	return map[string]string{
		"url": server.URL, "consumer_key": testKey, "consumer_secret": testSecret, "webhook_secret": hookSecret,
	}
}

// conformance is the shop as channeltest sees it.
func conformance(t *testing.T) channeltest.Shop {
	s, server := newShop(t)
	return channeltest.Shop{
		Settings: settingsFor(server),
		Now:      func() time.Time { return s.now },
		Place:    func(at time.Time) string { return s.place(at, "processing") },
		Touch:    func(ref string, at time.Time) { s.set(ref, at, "") },
		Strange:  func(ref string, at time.Time) { s.set(ref, at, "awaiting-pickup") },
		Revoke:   func() { s.mu.Lock(); s.revoked = true; s.mu.Unlock() },
		Delivery: s.delivery,
		Absent:   "999999",
	}
}

func (s *shop) place(at time.Time, status string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	s.orders[s.last] = &shopOrder{id: s.last, status: status, created: at, modified: at}
	return strconv.Itoa(s.last)
}

func (s *shop) set(ref string, at time.Time, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := strconv.Atoi(ref)
	o := s.orders[id]
	o.modified, o.status = at, cmp.Or(status, o.status)
}

func (s *shop) delivery(ref string) (http.Header, []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := strconv.Atoi(ref)
	body, _ := json.Marshal(s.orders[id].json())
	return signedDelivery("order.updated", hookSecret, body), body
}

func signedDelivery(topic, secret string, body []byte) http.Header {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return http.Header{
		"Content-Type":             {"application/json"},
		"X-Wc-Webhook-Topic":       {topic},
		"X-Wc-Webhook-Signature":   {base64.StdEncoding.EncodeToString(mac.Sum(nil))},
		"X-Wc-Webhook-Id":          {"2"},
		"X-Wc-Webhook-Delivery-Id": {"6f65cedd98f4eb670fc911e4239b432c"},
	}
}

func (o *shopOrder) json() map[string]any {
	stamp := o.modified.Format("2006-01-02T15:04:05")
	m := map[string]any{
		"id": o.id, "number": strconv.Itoa(o.id), "status": o.status, "currency": "IDR",
		"date_created_gmt": o.created.Format("2006-01-02T15:04:05"), "date_modified_gmt": stamp, "date_paid_gmt": stamp, "date_completed_gmt": nil,
		"discount_total": "0", "shipping_total": "12000", "total": "162000", "total_tax": "0", "prices_include_tax": false,
		"billing":        map[string]any{"first_name": "Budi", "last_name": "Santoso", "email": "budi@example.test"},
		"shipping":       map[string]any{"first_name": "Budi", "last_name": "Santoso", "city": "Bandung", "country": "ID"},
		"payment_method": "bacs", "customer_note": "", "meta_data": []any{}, "fee_lines": []any{}, "refunds": []any{},
		"line_items": []any{map[string]any{
			"id": 5, "name": "Kaos Polos Hitam M", "product_id": 11, "variation_id": 0, "quantity": 2,
			"subtotal": "150000", "total": "150000", "total_tax": "0", "sku": "KAOS-HTM-M", "price": 75000,
		}},
	}
	maps.Copy(m, o.fields)
	return m
}

// ServeHTTP implements http.Handler.
func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r)
	w.Header().Set("Date", s.now.Format(http.TimeFormat))
	route := strings.TrimPrefix(r.URL.Path, "/wp-json")
	if route == "/" {
		reply(w, 200, map[string]any{"name": "Toko &amp; Kopi", "namespaces": []string{"wp/v2", "wc/v3"}, "timezone_string": "Asia/Jakarta"})
		return
	}
	if s.revoked || !signedIn(r) {
		fail(w, 401, "woocommerce_rest_authentication_error", "Consumer key is invalid.")
		return
	}
	s.resource(w, r, strings.TrimPrefix(route, "/wc/v3/"))
}

func signedIn(r *http.Request) bool {
	user, _, _ := r.BasicAuth()
	q := r.URL.Query()
	return cmp.Or(q.Get("oauth_consumer_key"), q.Get("consumer_key"), user) == testKey
}

func (s *shop) resource(w http.ResponseWriter, r *http.Request, path string) {
	id, isNote := strings.CutSuffix(strings.TrimPrefix(path, "orders/"), "/notes")
	switch {
	case path == "orders":
		s.list(w, r.URL.Query())
	case strings.HasPrefix(path, "orders/") && isNote:
		reply(w, 200, []any{})
	case strings.HasPrefix(path, "orders/"):
		n, _ := strconv.Atoi(id)
		if o, ok := s.orders[n]; ok {
			reply(w, 200, o.json())
			return
		}
		fail(w, 404, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
	case strings.HasPrefix(path, "webhooks"):
		s.webhooks(w, r, strings.TrimPrefix(path, "webhooks/"))
	case path == "data/currencies/current":
		reply(w, 200, map[string]any{"code": "IDR", "symbol": "Rp"})
	case path == "system_status":
		reply(w, 200, map[string]any{"environment": map[string]any{"version": "11.0.1"}})
	default:
		fail(w, 404, "rest_no_route", "No route was found matching the URL and request method.")
	}
}

func (s *shop) list(w http.ResponseWriter, q url.Values) {
	after, before := q.Get("modified_after"), q.Get("modified_before")
	since, until := q.Get("after"), q.Get("before")
	var found []*shopOrder
	for _, o := range s.orders {
		stamp, made := o.modified.Format("2006-01-02T15:04:05"), o.created.Format("2006-01-02T15:04:05")
		if (q.Get("status") == "trash") == (o.status == "trash") && (after == "" || stamp > after) && (before == "" || stamp < before) &&
			(since == "" || made > since) && (until == "" || made < until) {
			found = append(found, o)
		}
	}
	slices.SortFunc(found, func(a, b *shopOrder) int {
		if q.Get("orderby") == "id" {
			return cmp.Compare(a.id, b.id)
		}
		return cmp.Or(a.modified.Compare(b.modified), cmp.Compare(a.id, b.id))
	})
	size, page := atoi(q.Get("per_page"), 10), atoi(q.Get("page"), 1)
	w.Header().Set("X-WP-Total", strconv.Itoa(len(found)))
	rows := []any{}
	for i := (page - 1) * size; i < min(page*size, len(found)); i++ {
		rows = append(rows, found[i].json())
	}
	reply(w, 200, rows)
}

func (s *shop) webhooks(w http.ResponseWriter, r *http.Request, id string) {
	var sent map[string]any
	switch r.Method {
	case http.MethodGet:
		reply(w, 200, s.hooks)
	case http.MethodPost:
		_ = json.NewDecoder(r.Body).Decode(&sent)
		sent["id"] = len(s.hooks) + 1
		s.hooks = append(s.hooks, sent)
		reply(w, 201, sent)
	case http.MethodPut:
		_ = json.NewDecoder(r.Body).Decode(&sent)
		maps.Copy(s.hooks[atoi(id, 0)-1], sent)
		reply(w, 200, sent)
	}
}

func atoi(s string, otherwise int) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return otherwise
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(fmt.Sprintf("encoding a test answer: %v", err))
	}
}

func fail(w http.ResponseWriter, status int, code, message string) {
	reply(w, status, map[string]any{"code": code, "message": message, "data": map[string]any{"status": status}})
}

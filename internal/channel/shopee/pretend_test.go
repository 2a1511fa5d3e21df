package shopee_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// noon is the tests' present.
var noon = time.Date(2026, 9, 18, 4, 0, 0, 0, time.UTC)

// script answers by path: with a body, one after the other where there are several (the last one stays), or with what a
// function gives. Paths that it does not know get what Shopee says of a call that does not exist.
type script struct {
	mu      sync.Mutex
	answers map[string][]any // path without /api/v2/ → status (int), body (string), or func(*http.Request) string
	asked   []string         // path?query without what every call has
	bodies  []string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/api/v2/")
	q := r.URL.Query()
	for _, name := range []string{"partner_id", "timestamp", "sign", "access_token", "shop_id"} {
		q.Del(name)
	}
	body := readAll(r)
	s.mu.Lock()
	s.asked, s.bodies = append(s.asked, path+"?"+q.Encode()), append(s.bodies, body)
	left := s.answers[path]
	if len(left) > 1 {
		s.answers[path] = left[1:]
	}
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if len(left) == 0 {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	switch a := left[0].(type) {
	case int:
		w.WriteHeader(a)
	case string:
		_, _ = w.Write([]byte(a))
	case func(*http.Request) string:
		_, _ = w.Write([]byte(a(r)))
	}
}

func readAll(r *http.Request) string {
	var b strings.Builder
	var raw json.RawMessage
	if json.NewDecoder(r.Body).Decode(&raw) == nil {
		b.Write(raw)
	}
	return b.String()
}

// count is how often a path was asked for.
func (s *script) count(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, a := range s.asked {
		if strings.HasPrefix(a, path+"?") {
			n++
		}
	}
	return n
}

// connect opens a connector to a handler, with settings over the usual ones.
func connect(t testing.TB, h http.Handler, tokens channel.Tokens, nameValue ...string) channel.Connector {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	settings := map[string]string{"partner_id": vectorPartner, "partner_key": vectorKey, "shop_id": vectorShop, "base_url": server.URL}
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	if tokens == nil {
		tokens = channeltest.NewTokens(channel.Token{Access: vectorToken})
	}
	client := httpkit.New(httpkit.Options{Transport: server.Client().Transport, FirstWait: time.Millisecond, MaxWait: 5 * time.Millisecond})
	conn, err := shopee.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: client, Tokens: tokens, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// detailOf is a get_order_detail answer with small orders.
func detailOf(sns ...string) string {
	rows := make([]string, len(sns))
	for i, sn := range sns {
		rows[i] = `{"order_sn":"` + sn + `","region":"ID","currency":"IDR","cod":false,"order_status":"COMPLETED","create_time":1789700000,
			"update_time":1789700100,"pay_time":1789700050,"total_amount":100000,"estimated_shipping_fee":0,
			"item_list":[{"item_id":1,"item_name":"Shirt","item_sku":"TS","model_id":0,"model_name":"","model_sku":"","model_quantity_purchased":2,
			"model_original_price":50000,"model_discounted_price":50000,"order_item_id":1,"line_item_id":7}],"package_list":[]}`
	}
	return `{"error":"","message":"","request_id":"r","response":{"order_list":[` + strings.Join(rows, ",") + `]}}`
}

func newServer(t testing.TB, h http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

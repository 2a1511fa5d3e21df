package tiktokshop_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// noon is the tests' present.
var noon = time.Date(2026, 9, 18, 4, 0, 0, 0, time.UTC)

// script answers by path: with a body, one after the other where there are several (the last one stays), or with what a function
// gives. Paths that it does not know get what TikTok says of a path that does not exist.
type script struct {
	mu      sync.Mutex
	answers map[string][]any // path → status (int), body (string), or func(*http.Request, string) string
	asked   []string         // path?query without what every call has
	bodies  []string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	for _, name := range []string{"app_key", "timestamp", "sign", "shop_cipher"} {
		q.Del(name)
	}
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.asked, s.bodies = append(s.asked, r.URL.Path+"?"+q.Encode()), append(s.bodies, string(body))
	left := s.answers[r.URL.Path]
	if len(left) > 1 {
		s.answers[r.URL.Path] = left[1:]
	}
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if len(left) == 0 {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"code":36009009,"message":"Invalid path","request_id":"r","data":null}`)
		return
	}
	switch a := left[0].(type) {
	case int:
		w.WriteHeader(a)
	case string:
		_, _ = io.WriteString(w, a)
	case func(*http.Request, string) string:
		_, _ = io.WriteString(w, a(r, string(body)))
	}
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

// wrap puts the envelope around data.
func wrap(data string) string {
	return `{"code":0,"message":"Success","request_id":"r","data":` + data + `}`
}

// no is a refusal.
func no(code, message string) string {
	return `{"code":` + code + `,"message":"` + message + `","request_id":"202609180400000102","data":null}`
}

// connect opens a connector to a handler, with settings over the usual ones.
func connect(t testing.TB, h http.Handler, tokens channel.Tokens, nameValue ...string) channel.Connector {
	t.Helper()
	server := newServer(t, h)
	settings := map[string]string{
		"app_key": vectorKey, "app_secret": vectorSecret, "shop_id": "7495540735365777507", "shop_cipher": vectorCipher, "base_url": server.URL,
	}
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	if tokens == nil {
		tokens = channeltest.NewTokens(channel.Token{Access: "ROW_token"})
	}
	client := httpkit.New(httpkit.Options{Transport: server.Client().Transport, FirstWait: time.Millisecond, MaxWait: 5 * time.Millisecond})
	conn, err := tiktokshop.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: client, Tokens: tokens, Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func newServer(t testing.TB, h http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

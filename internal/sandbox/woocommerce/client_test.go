package woocommerce_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
)

var start = time.Date(2026, 1, 15, 8, 30, 0, 0, time.UTC)

// client is a shop's client of the tests' own: it signs by RFC 5849 as written here, not with the face's code.
type client struct {
	t           *testing.T
	base        string
	key, secret string
	method      string // of signing; empty: HMAC-SHA256
	stamp       func() time.Time
	nonce       func() string
}

func newClient(t *testing.T, box *sandbox.Running) *client {
	t.Helper()
	f := box.Faces[0]
	return &client{
		t: t, base: f.BaseURL, key: f.Credentials["consumer_key"], secret: f.Credentials["consumer_secret"],
		stamp: time.Now, nonce: func() string { b := make([]byte, 20); _, _ = rand.Read(b); return hex.EncodeToString(b) },
	}
}

// startBox starts a sandbox that is closed with the test.
func startBox(t *testing.T, o sandbox.Options) *sandbox.Running {
	t.Helper()
	o.Channels = []string{"woocommerce"}
	if o.Seed == 0 {
		o.Seed = 7
	}
	box, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := box.Close(); err != nil {
			t.Error(err)
		}
	})
	return box
}

// encode is RFC 3986's.
func encode(s string) string {
	return strings.NewReplacer("+", "%20", "%7E", "~", "*", "%2A").Replace(url.QueryEscape(s))
}

// signed adds the OAuth parameters to a query.
func (c *client) signed(method, path string, query url.Values) url.Values {
	q := url.Values{}
	for k, v := range query {
		q[k] = v
	}
	q.Set("oauth_consumer_key", c.key)
	q.Set("oauth_timestamp", strconv.FormatInt(c.stamp().Unix(), 10))
	q.Set("oauth_nonce", c.nonce())
	q.Set("oauth_signature_method", "HMAC-SHA256")
	var pairs []string
	for k := range q {
		pairs = append(pairs, encode(k)+"="+encode(q.Get(k)))
	}
	sort.Strings(pairs)
	mac := hmac.New(sha256.New, []byte(c.secret+"&"))
	mac.Write([]byte(method + "&" + encode(c.base+path) + "&" + encode(strings.Join(pairs, "&"))))
	q.Set("oauth_signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return q
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func (r reply) decode(t *testing.T, into any) {
	t.Helper()
	if err := json.Unmarshal(r.body, into); err != nil {
		t.Fatalf("answer %d is no JSON: %v\n%s", r.status, err, r.body)
	}
}

// do calls with OAuth 1.0a; query is written as in a URL.
func (c *client) do(method, path, query, body string) reply {
	c.t.Helper()
	q, err := url.ParseQuery(query)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.send(method, c.base+path+"?"+c.signed(method, path, q).Encode(), body, nil)
}

func (c *client) send(method, to, body string, header http.Header) reply {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, to, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	if body != "" && req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return reply{status: res.StatusCode, header: res.Header, body: raw}
}

const orders = "/wp-json/wc/v3/orders"

package woocommerce_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/woocommerce"
)

func basic(key, secret string) http.Header {
	return http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(key+":"+secret))}}
}

func withTLS(h http.Header) http.Header { h.Set("X-Forwarded-Proto", "https"); return h }

// The matrix of the sheet (2.2) and of the page on real servers.
func TestSignIn_basicAndQueryKeysCountOnlyUnderTLS(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 3})
	c := newClient(t, box)
	keys := url.Values{"consumer_key": {c.key}, "consumer_secret": {c.secret}}.Encode()
	for _, s := range []struct {
		name, query string
		header      http.Header
		status      int
		code        string
	}{
		{"basic over http looks like a missing right", "", basic(c.key, c.secret), 401, "woocommerce_rest_cannot_view"},
		{"keys in the query over http, too", keys, http.Header{}, 401, "woocommerce_rest_cannot_view"},
		{"nobody at all", "", http.Header{}, 401, "woocommerce_rest_cannot_view"},
		{"basic over TLS", "", withTLS(basic(c.key, c.secret)), 200, ""},
		{"keys in the query over TLS", keys, withTLS(http.Header{}), 200, ""},
		{"an unknown key over TLS looks like a missing right", "", withTLS(basic("ck_x", c.secret)), 401, "woocommerce_rest_cannot_view"},
		{"a wrong secret over TLS is said", "", withTLS(basic(c.key, "cs_x")), 401, "woocommerce_rest_authentication_error"},
	} {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			r := c.send("GET", c.base+orders+"?"+s.query, "", s.header)
			if r.status != s.status || s.code != "" && !strings.Contains(string(r.body), `"code":"`+s.code+`"`) {
				t.Errorf("got %d %s, want %d %s", r.status, r.body, s.status, s.code)
			}
			if s.name == "a wrong secret over TLS is said" && r.header.Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate header")
			}
		})
	}
}

func TestSignIn_oauthRefusalsAreThoseOfTheRealShop(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 3})
	good := newClient(t, box)

	forged := *good
	forged.secret = "cs_wrong"
	sameAnswer(t, "error-bad-signature", forged.do("GET", orders, "", ""))

	late := *good
	late.stamp = func() time.Time { return time.Now().Add(-time.Hour) }
	sameAnswer(t, "error-old-timestamp", late.do("GET", orders, "", ""))

	again := *good
	again.nonce = func() string { return "6f1ed002ab5595859014ebf0951522d9" }
	if r := again.do("GET", orders, "per_page=1", ""); r.status != 200 {
		t.Fatalf("first use: %d %s", r.status, r.body)
	}
	sameAnswer(t, "error-nonce-replay", again.do("GET", orders, "per_page=1", ""))

	face := box.Shop("woocommerce", "1001").(*woocommerce.Face)
	reader := *good
	reader.key, reader.secret = face.AddKey("read")
	sameAnswer(t, "error-read-only-key", reader.do("PUT", orders+"/51", "", `{"status":"completed"}`))
	if r := reader.do("GET", orders, "", ""); r.status != 200 {
		t.Errorf("a read-only key may not read: %d %s", r.status, r.body)
	}

	unknown := *good
	unknown.key = "ck_unknown"
	if r := unknown.do("GET", orders, "", ""); r.status != 401 || !strings.Contains(string(r.body), "Consumer key is invalid.") {
		t.Errorf("unknown key: %d %s", r.status, r.body)
	}

	r := good.send("GET", good.base+orders+"?oauth_consumer_key=x", "", nil)
	if r.status != 401 || !strings.Contains(string(r.body), "woocommerce_rest_authentication_missing_parameter") {
		t.Errorf("missing parts: %d %s", r.status, r.body)
	}
}

func TestSignIn_oauthInTheHeaderWorksUnlessTheHostStripsIt(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		strip  string
		status int
	}{{"false", 200}, {"true", 401}} {
		box := startBox(t, sandbox.Options{Orders: 3, Settings: map[string]map[string]string{"woocommerce": {"strip_authorization": s.strip}}})
		c := newClient(t, box)
		q := c.signed("GET", orders, url.Values{"per_page": {"2"}})
		parts := []string{}
		for k := range q {
			if strings.HasPrefix(k, "oauth_") {
				parts = append(parts, k+`="`+encode(q.Get(k))+`"`)
			}
		}
		r := c.send("GET", c.base+orders+"?per_page=2", "", http.Header{"Authorization": {"OAuth " + strings.Join(parts, ", ")}})
		if r.status != s.status {
			t.Errorf("strip %s: got %d %s, want %d", s.strip, r.status, r.body, s.status)
		}
	}
}

func TestSignIn_plainPermalinksAreSignedWithTheirRoute(t *testing.T) {
	t.Parallel()
	c := newClient(t, startBox(t, sandbox.Options{Orders: 3}))
	if r := c.do("GET", "/", "rest_route=/wc/v3/orders", ""); r.status != 200 || !strings.HasPrefix(string(r.body), "[") {
		t.Errorf("got %d %s", r.status, r.body)
	}
}

func TestSignIn_rotatedKeysReplaceTheOldOnes(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 3})
	old := newClient(t, box)
	fresh := *old
	now := box.Shop("woocommerce", "1001").Rotate()
	fresh.key, fresh.secret = now["consumer_key"], now["consumer_secret"]
	if r := old.do("GET", orders, "", ""); r.status != 401 {
		t.Errorf("old keys: %d", r.status)
	}
	if r := fresh.do("GET", orders, "", ""); r.status != 200 {
		t.Errorf("new keys: %d %s", r.status, r.body)
	}
}

func TestAuthorize_handsTheKeyOverServerToServer(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 3})
	c := newClient(t, box)
	receiver := newReceiver(t, 200)
	ask := url.Values{
		"app_name": {"Tillbridge"}, "scope": {"read_write"}, "user_id": {"state-1"},
		"return_url": {receiver.url + "/back"}, "callback_url": {receiver.url + "/keys"},
	}
	page := c.send("GET", c.base+"/wc-auth/v1/authorize?"+ask.Encode(), "", nil)
	if page.status != 200 || !strings.Contains(string(page.body), "Approve") || !strings.Contains(string(page.body), "success=0") {
		t.Fatalf("page: %d %s", page.status, page.body)
	}
	approve := url.Values{"query": {ask.Encode()}}.Encode()
	form := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	if r := c.send("POST", c.base+"/wc-auth/v1/access_granted", approve, form); r.status != 200 { // the receiver's own page
		t.Fatalf("after approval: %d %s", r.status, r.body)
	}
	var handed struct {
		UserID         string `json:"user_id"`
		ConsumerKey    string `json:"consumer_key"`
		ConsumerSecret string `json:"consumer_secret"`
		KeyPermissions string `json:"key_permissions"`
	}
	got := receiver.next()
	reply{body: got.body}.decode(t, &handed)
	if handed.UserID != "state-1" || handed.KeyPermissions != "read_write" {
		t.Errorf("handed over: %s", got.body)
	}
	c.key, c.secret = handed.ConsumerKey, handed.ConsumerSecret
	if r := c.do("GET", orders, "", ""); r.status != 200 {
		t.Errorf("the key does not work: %d %s", r.status, r.body)
	}
	if back := receiver.next(); !strings.Contains(back.url, "success=1") || !strings.Contains(back.url, "user_id=state-1") {
		t.Errorf("sent back to %s", back.url)
	}
}

func TestAuthorize_takesTheKeyBackWhenItsReceiverDoesNotAnswer200(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	c := newClient(t, box)
	receiver := newReceiver(t, 202)
	ask := url.Values{
		"app_name": {"x"}, "scope": {"read"}, "user_id": {"1"}, "return_url": {receiver.url}, "callback_url": {receiver.url},
	}
	r := c.send("POST", c.base+"/wc-auth/v1/access_granted", url.Values{"query": {ask.Encode()}}.Encode(),
		http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	if r.status != 401 {
		t.Errorf("status %d", r.status)
	}
	var handed struct {
		ConsumerKey    string `json:"consumer_key"`
		ConsumerSecret string `json:"consumer_secret"`
	}
	reply{body: receiver.next().body}.decode(t, &handed)
	c.key, c.secret = handed.ConsumerKey, handed.ConsumerSecret
	if r := c.do("GET", orders, "", ""); r.status != 401 {
		t.Errorf("the key still works: %d", r.status)
	}
	ask.Set("callback_url", "http://hub.example/keys")
	if r := c.send("GET", c.base+"/wc-auth/v1/authorize?"+ask.Encode(), "", nil); r.status != 401 || !strings.Contains(string(r.body), "SSL") {
		t.Errorf("a callback without TLS: %d %s", r.status, r.body)
	}
}

package shopee_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// client is an app of the tests' own: it signs as the guide says, with code of its own.
type client struct {
	t                    *testing.T
	box                  *sandbox.Running
	base                 string
	partner, key         string
	token, refresh, shop string
	stamp                func() time.Time

	mu  sync.Mutex
	now time.Time
}

var present = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)

// newClient starts a sandbox whose clock the test sets.
func newClient(t *testing.T, o sandbox.Options, nameValue ...string) *client {
	t.Helper()
	c := &client{t: t, now: present}
	c.stamp = c.clock
	o.Channels, o.Seed, o.Start, o.Now = []string{"shopee"}, 5, present, c.clock
	settings := map[string]string{}
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	o.Settings = map[string]map[string]string{"shopee": settings}
	box, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	c.box, c.base = box, box.Faces[0].BaseURL
	c.take(box.Faces[0].Credentials)
	return c
}

func (c *client) take(credentials map[string]string) {
	c.partner, c.key, c.shop = credentials["partner_id"], credentials["partner_key"], credentials["shop_id"]
	c.token, c.refresh = credentials["access_token"], credentials["refresh_token"]
}

func (c *client) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *client) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *client) world() (*world.World, world.Key) {
	return c.box.World(), world.Key{Channel: "shopee", Shop: c.shop}
}

func mac(key, base string) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(base))
	return hex.EncodeToString(m.Sum(nil))
}

// reply is an answer with its envelope taken off.
type reply struct {
	status         int
	kind           string
	raw            []byte
	Error, Message string
	Request        string `json:"request_id"`
	Warning        []string
	Response       json.RawMessage
}

func (r reply) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal(r.Response, v); err != nil || r.Error != "" {
		t.Fatalf("%d %s: %v", r.status, r.raw, err)
	}
}

// signed are the parameters that every call has.
func (c *client) signed(path string, public bool) url.Values {
	stamp := fmt.Sprint(c.stamp().Unix())
	q := url.Values{"partner_id": {c.partner}, "timestamp": {stamp}}
	base := c.partner + "/api/v2/" + path + stamp
	if !public {
		q.Set("access_token", c.token)
		q.Set("shop_id", c.shop)
		base += c.token + c.shop
	}
	q.Set("sign", mac(c.key, base))
	return q
}

func public(path string) bool {
	return strings.HasPrefix(path, "auth/") || strings.HasPrefix(path, "public/") || strings.HasPrefix(path, "push/")
}

// get calls with a query, written as in an address.
func (c *client) get(path, query string) reply {
	c.t.Helper()
	q := c.signed(path, public(path))
	more, err := url.ParseQuery(query)
	if err != nil {
		c.t.Fatal(err)
	}
	for k, v := range more {
		q[k] = v
	}
	return c.send("GET", path, q, "")
}

func (c *client) post(path, body string) reply {
	c.t.Helper()
	return c.send("POST", path, c.signed(path, public(path)), body)
}

func (c *client) send(method, path string, q url.Values, body string) reply {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+"/api/v2/"+path+"?"+q.Encode(), strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	r := reply{status: res.StatusCode, kind: res.Header.Get("Content-Type")}
	if r.raw, err = io.ReadAll(res.Body); err != nil {
		c.t.Fatal(err)
	}
	if r.kind == "application/json" {
		if err := json.Unmarshal(r.raw, &r); err != nil {
			c.t.Fatalf("%s: %v", r.raw, err)
		}
	}
	return r
}

// refused checks a refusal.
func refused(t *testing.T, r reply, status int, word string) {
	t.Helper()
	if r.status != status || r.Error != word || r.Message == "" || len(r.Request) != 32 {
		t.Errorf("%d %s, want %d %s", r.status, r.raw, status, word)
	}
}

// window is a span of days before now, as a query.
func (c *client) window(days int) string {
	now := c.clock().Unix() + 60
	return fmt.Sprintf("time_range_field=update_time&time_from=%d&time_to=%d&page_size=100", now-int64(days)*86400, now)
}

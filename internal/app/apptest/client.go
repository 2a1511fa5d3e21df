package apptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

// Client speaks to a hub's API as one user.
type Client struct {
	t     testing.TB
	Base  string // "http://127.0.0.1:4711"
	token string
	HTTP  *http.Client
	heard *heard
}

// heard is shared by all clients of a hub: what was told to it in confidence, and what it said.
type heard struct {
	mu      sync.Mutex
	secrets map[string]string // by name
	said    Lines
}

// NewClient is a client with an API token; an empty one is nobody's.
func NewClient(t testing.TB, base, token string) *Client {
	return &Client{t: t, Base: base, token: token, HTTP: &http.Client{Timeout: time.Minute}, heard: &heard{secrets: map[string]string{}}}
}

// As is a client of the same hub with another token, which is also listened to.
func (c *Client) As(token string) *Client {
	other := *c
	other.token, other.HTTP = token, &http.Client{Timeout: c.HTTP.Timeout}
	return &other
}

// Answer is what the hub answered.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Problem is the answer as RFC 9457 has it.
type Problem struct {
	Title, Detail, Remedy, Reason string
	Status, Code                  int
	Errors                        []struct{ Location, Message string }
}

// Problem reads the answer as a problem, whatever it is.
func (a Answer) Problem() Problem {
	var p Problem
	_ = json.Unmarshal(a.Body, &p) // no problem: all empty
	return p
}

func (a Answer) String() string { return fmt.Sprintf("%d %s", a.Status, bytes.TrimSpace(a.Body)) }

// Do sends one request under /api/v1 (or to an absolute path that begins with //). body may be nil; header is names and values.
func (c *Client) Do(method, path string, body any, header ...string) Answer {
	c.t.Helper()
	var sent io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		sent = bytes.NewReader(b)
	}
	at := c.Base + "/api/v1" + path
	if root, ok := strings.CutPrefix(path, "//"); ok {
		at = c.Base + "/" + root
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, at, sent)
	if err != nil {
		c.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	fmt.Fprintf(&c.heard.said, "%s %s: %d %v %s\n", method, path, res.StatusCode, res.Header, b)
	return Answer{res.StatusCode, res.Header, b}
}

// Must sends one request that has to succeed, and reads the answer into into, which may be nil.
func (c *Client) Must(method, path string, body, into any) {
	c.t.Helper()
	a := c.Do(method, path, body)
	if a.Status >= 300 {
		c.t.Fatalf("%s %s: %s", method, path, a)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(a.Body, into); err != nil {
		c.t.Fatalf("%s %s: %v in %s", method, path, err, a)
	}
}

// Get is Must for what is only looked at.
func Get[T any](c *Client, path string) T {
	c.t.Helper()
	var v T
	c.Must(http.MethodGet, path, nil, &v)
	return v
}

// All reads a list, page after page.
func All[T any](c *Client, path string) []T {
	c.t.Helper()
	join := "?"
	if strings.Contains(path, "?") {
		join = "&"
	}
	var all []T
	for cursor := ""; ; {
		page := Get[httpapi.List[T]](c, path+join+"limit=500&cursor="+url.QueryEscape(cursor))
		all = append(all, page.Items...)
		if cursor = page.NextCursor; cursor == "" {
			return all
		}
	}
}

// Connect connects a pretend shop with cycles every second. change may be nil.
func (c *Client) Connect(shop sandbox.Face, change func(*policy.Policy)) httpapi.ConnectionView {
	c.t.Helper()
	a := c.TryConnect(nameOf(shop), shop.BaseURL, shop.Credentials)
	if a.Status != http.StatusCreated {
		c.t.Fatalf("connecting: %s", a)
	}
	var conn httpapi.ConnectionView
	if err := json.Unmarshal(a.Body, &conn); err != nil {
		c.t.Fatal(err)
	}
	p := Get[policy.Policy](c, "/connections/"+conn.ID+"/policy")
	p.OrdersEverySecs = 1
	if change != nil {
		change(&p)
	}
	c.Must(http.MethodPut, "/connections/"+conn.ID+"/policy", p, nil)
	return conn
}

// nameOf tells shops of several sandboxes apart.
func nameOf(shop sandbox.Face) string {
	return "Shop " + shop.Shop + " at " + strings.TrimPrefix(shop.BaseURL, "http://")
}

// HookSecret is what webhooks of shops connected by this package are signed with.
const HookSecret = "a-webhook-secret-of-the-tests"

// TryConnect asks the hub to connect a shop, and notes the credentials as secret.
func (c *Client) TryConnect(name, address string, credentials map[string]string) Answer {
	c.t.Helper()
	settings := map[string]string{"url": address, "webhook_secret": HookSecret}
	for k, v := range credentials {
		settings[k] = v
	}
	c.Confide(settings)
	return c.Do(http.MethodPost, "/connections", map[string]any{"channel": "woocommerce", "name": name, "settings": settings})
}

// Confide notes settings of which the secret ones must never be said by the hub.
func (c *Client) Confide(settings map[string]string) {
	c.heard.mu.Lock()
	defer c.heard.mu.Unlock()
	for _, name := range []string{"consumer_key", "consumer_secret", "webhook_secret"} {
		if v := settings[name]; v != "" {
			c.heard.secrets[name] = v
		}
	}
}

// mustKeepSecrets looks for secrets in all that was said and logged.
func (c *Client) mustKeepSecrets(log *Lines) {
	if c == nil {
		return
	}
	c.heard.mu.Lock()
	defer c.heard.mu.Unlock()
	for where, text := range map[string]string{"an answer": c.heard.said.String(), "the log": log.String()} {
		for name, secret := range c.heard.secrets {
			if at := strings.Index(text, secret); at >= 0 {
				c.t.Errorf("%s holds the %s: ...%s...", where, name, text[max(at-200, 0):min(at+len(secret)+50, len(text))])
			}
		}
	}
}

// Lane is the orders lane of a connection, as the status page shows it.
func (c *Client) Lane(connection string) httpapi.LaneStatus {
	c.t.Helper()
	for _, s := range Get[httpapi.Status](c, "/status").Connections {
		if s.ID == connection && len(s.Lanes) == 1 {
			return s.Lanes[0]
		}
	}
	c.t.Fatalf("connection %s has no lane", connection)
	return httpapi.LaneStatus{}
}

// Sync begins a cycle.
func (c *Client) Sync(connection string) {
	c.t.Helper()
	c.Must(http.MethodPost, "/connections/"+connection+"/sync", nil, nil)
}

// Cycle begins a cycle and waits until one has ended that began after now, well or not.
func (c *Client) Cycle(connection string, within time.Duration) httpapi.CycleView {
	c.t.Helper()
	before := time.Now()
	var ended httpapi.CycleView
	Eventually(c.t, within, func() error {
		for _, cy := range Get[httpapi.List[httpapi.CycleView]](c, "/cycles?limit=5&connection="+connection).Items {
			if !cy.StartedAt.Before(before) && cy.EndedAt != nil {
				ended = cy
				return nil
			}
		}
		if !c.Lane(connection).Running {
			c.Sync(connection) // it may be waiting after a failure
		}
		return fmt.Errorf("no cycle of connection %s has ended", connection)
	})
	return ended
}

// Caught waits until all that changed at the shop before a moment is in the books, running cycles on and on: those that wait
// after a failure, too.
func (c *Client) Caught(connection string, up time.Time, within time.Duration) {
	c.t.Helper()
	Eventually(c.t, within, func() error {
		l := c.Lane(connection)
		if l.SyncedUpTo != nil && l.SyncedUpTo.After(up) && !l.Running {
			return nil
		}
		if !l.Running {
			c.Sync(connection)
		}
		return fmt.Errorf("the lane stands at %v, wanted is %v; problem %+v", l.SyncedUpTo, up, l.Problem)
	})
}

// Hear is the address of the webhooks of a connection, as only an owner sees it.
func (c *Client) Hear(connection string) string {
	c.t.Helper()
	return Get[httpapi.ConnectionView](c, "/connections/"+connection).HookURL
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

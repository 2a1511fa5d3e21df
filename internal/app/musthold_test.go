package app_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/truth"
)

// front stands between the hub and a pretend shop and does to its answers what no pretend shop does.
type front struct {
	*httptest.Server
	mangle atomic.Pointer[func(w http.ResponseWriter, r *http.Request, next http.Handler)]
}

func before(t *testing.T, shop sandbox.Face) *front {
	t.Helper()
	to, err := url.Parse(shop.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	f := &front{}
	next := httputil.NewSingleHostReverseProxy(to) // it keeps the Host that signatures were made for
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m := f.mangle.Load(); m != nil {
			(*m)(w, r, next)
			return
		}
		next.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

// says answers every question about orders in one way.
func says(status int, kind string, body func(w io.Writer)) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		body(w)
	}
}

// rewrites passes on what the shop says with a part of it written anew, at its old length in Content-Length or not.
func rewrites(change func([]byte) []byte, whole bool) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		r.Header.Del("Accept-Encoding")
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		body := change(rec.Body.Bytes())
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		if whole {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		} else {
			w.Header().Set("Content-Length", strconv.Itoa(rec.Body.Len()))
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write(body) // the hub may have gone
	}
}

func text(s string) func(io.Writer) { return func(w io.Writer) { _, _ = io.WriteString(w, s) } }

// A shop that cannot be read says why in its status and in the log, with a code, a sentence and the place; it keeps nobody else
// from working, and when it is well again all of it is in.
func TestMustHold_shopsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		mangle func(http.ResponseWriter, *http.Request, http.Handler)
		code   int
		reason string
		says   string // part of message and remedy
		state  string
	}{
		{"nobody answers", nil, 503, "unreachable", "", "active"},
		{"a wrong key", says(401, "application/json", text(`{"code":"woocommerce_rest_authentication_error","message":"Consumer key is invalid.","data":{"status":401}}`)),
			401, "key_refused", "", "needs_you"},
		{"a key without the right to read", says(401, "application/json", text(`{"code":"woocommerce_rest_authentication_error","message":"The API key provided does not have read permissions.","data":{"status":401}}`)),
			401, "right_missing", "read", "needs_you"},
		{"a page instead of JSON", says(200, "text/html", text("<!DOCTYPE html><html><body>Welcome</body></html>")), 503, "not_json", "text/html", "active"},
		{"JSON that breaks off", says(200, "application/json", text(`[{"id": 12, "status": "proce`)), 503, "body_cut", "", "active"},
		{"a body cut on the way", rewrites(func(b []byte) []byte { return b[:len(b)/2] }, false), 503, "body_cut", "", "active"},
		{"a body without end", says(200, "application/json", func(w io.Writer) {
			_, _ = io.WriteString(w, "[")
			for chunk := bytes.Repeat([]byte(`{"id":1},`), 8<<10); ; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}), 503, "body_too_large", "", "active"},
		{"an error of its own", says(500, "application/json", text(`{"code":"internal_server_error","message":"There has been a critical error."}`)), 503, "server_error", "500", "active"},
		{"no API there", says(404, "text/html", text("<html>Not Found</html>")), 404, "no_api", "", "active"},
		{"something else than a list", says(200, "application/json", text(`{"orders": []}`)), 422, "bad_payload", "", "active"},
		{"too many requests", says(429, "application/json", text(`{}`)), 429, "too_many_requests", "", "active"},
	}
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 8, Orders: 120, Shops: len(cases) + 1})
		hub := apptest.Start(t, cfg, nil)
		well := hub.Connect(box.Faces[len(cases)], nil)
		all := apptest.Truth(t, box)
		t.Run("together", func(t *testing.T) {
			for i, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					t.Parallel()
					shop := box.Faces[i]
					shopFront := before(t, shop)
					shop.BaseURL = shopFront.URL
					if c.mangle == nil {
						c.mangle = func(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) } // the connection is closed
					}
					shopFront.mangle.Store(&c.mangle)
					conn := ids.String(apptest.Attach(t, hub.App, shop, func(p *policy.Policy) { p.OrdersEverySecs = 1 }).ID)
					var l httpapi.LaneStatus
					apptest.Eventually(t, time.Minute, func() error {
						if l = hub.Lane(conn); l.Problem == nil {
							return fmt.Errorf("no problem is told: %+v", l)
						}
						return nil
					})
					p := *l.Problem
					if p.Code != c.code || p.Reason != c.reason || p.Message == "" || !strings.Contains(p.Message+p.Remedy, c.says) {
						t.Errorf("the status says %+v, want %d %s and %q in the sentence", p, c.code, c.reason, c.says)
					}
					view := apptest.Get[httpapi.ConnectionView](hub.Client, "/connections/"+conn)
					if view.State != c.state {
						t.Errorf("the connection is %s, want %s", view.State, c.state)
					}
					entries := apptest.All[httpapi.LogEntry](hub.Client, "/logs?errors_only=true&connection="+conn)
					if len(entries) == 0 || entries[len(entries)-1].Code != c.code || entries[len(entries)-1].Entity != "connection" {
						t.Errorf("the log has %+v", entries)
					}
					shopFront.mangle.Store(nil)
					if c.state == "needs_you" {
						if a := hub.Do(http.MethodPost, "/connections/"+conn+"/sync", nil); a.Status != http.StatusConflict {
							t.Errorf("a cycle may begin without access: %s", a)
						}
						hub.Must(http.MethodPost, "/connections/"+conn+"/resume", nil, nil)
					}
					hub.Caught(conn, time.Now().Add(-4*time.Second), time.Minute)
					if err := apptest.Complain(apptest.ReadBooks(t, hub.Client, conn).Compare(of(all, shop.Shop))); err != nil {
						t.Errorf("when it was well again:\n  %v", err)
					}
					if open := apptest.All[httpapi.LogEntry](hub.Client, "/logs?errors_only=true&hide_resolved=true&q=Shop&connection="+conn); len(open) > 0 {
						t.Errorf("its failures are still open: %+v", open)
					}
				})
			}
		})
		if err := apptest.Complain(apptest.ReadBooks(t, hub.Client, well.ID).Compare(of(all, box.Faces[len(cases)].Shop))); err != nil {
			t.Errorf("the shop that was well:\n  %v", err)
		}
	})
}

// of gives one shop's orders.
func of(all []truth.Order, shop string) []truth.Order {
	var some []truth.Order
	for _, o := range all {
		if o.Shop == shop {
			some = append(some, o)
		}
	}
	return some
}

// An order that cannot be understood is held with what is wrong with it, the others of its page pass, and it goes through when it
// is put right.
func TestMustHold_ordersThatCannotBeUnderstood(t *testing.T) {
	t.Parallel()
	field := func(name, value string) func(ref string, b []byte) []byte {
		return func(ref string, b []byte) []byte {
			return edit(b, ref, func(o map[string]json.RawMessage) {
				if value == "" {
					delete(o, name)
				} else {
					o[name] = json.RawMessage(value)
				}
			})
		}
	}
	cases := []struct {
		name   string
		wrong  func(ref string, b []byte) []byte
		code   int
		reason string
		says   string
	}{
		{"an unknown status", field("status", `"awaiting-pickup"`), 400, "unknown_status", "awaiting-pickup"},
		{"a negative total", field("total", `"-5.00"`), 422, "negative_total", "-5"},
		{"an absent total", field("total", ""), 422, "bad_amount", "total"},
		{"a total that is a word", field("total", `"free"`), 422, "bad_amount", "free"},
		{"a total beyond all counting", field("total", `"99999999999999999999"`), 422, "bad_amount", "total"},
		{"a total that is not the sum", field("total", `"1.00"`), 422, "totals_differ", ""},
		{"no lines", field("line_items", `[]`), 422, "no_lines", ""},
		{"lines that are no list", field("line_items", `"none"`), 422, "bad_payload", "line_items"},
		{"a currency that is none", field("currency", `"Rp"`), 422, "bad_currency", "Rp"},
		{"a date that is none", field("date_paid_gmt", `"yesterday"`), 422, "bad_time", "yesterday"},
	}
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 9, Orders: 60})
		hub := apptest.Start(t, cfg, func(s *config.Serve) { s.PublicURL = "" })
		all := apptest.Truth(t, box)
		var paid []truth.Order // those that would be written without a question
		for _, o := range all {
			if o.Stage == "completed" && o.Refunded == "0" && !o.ReturnRequested {
				paid = append(paid, o)
			}
		}
		shop := box.Faces[0]
		shopFront := before(t, shop)
		shop.BaseURL = shopFront.URL
		mangle := rewrites(func(b []byte) []byte {
			for i, c := range cases {
				b = c.wrong(paid[i].Ref, b)
			}
			return b
		}, true)
		shopFront.mangle.Store(&mangle)
		conn := hub.Connect(shop, nil)
		hub.Caught(conn.ID, time.Now().Add(-10*time.Second), time.Minute)
		books := apptest.ReadBooks(t, hub.Client, conn.ID)
		if len(books.Orders) != len(all) {
			t.Errorf("%d orders are here, the shop has %d", len(books.Orders), len(all))
		}
		bad := map[string]bool{}
		for i, c := range cases {
			ref := paid[i].Ref
			bad[ref] = true
			o := books.Orders[ref]
			if o.HoldCode != c.code || o.HoldReason != c.reason || !strings.Contains(o.HoldMessage, c.says) || o.Tab != "errors" {
				t.Errorf("%s: held by %d %s %q under %s, want %d %s and %q in the sentence", c.name, o.HoldCode, o.HoldReason, o.HoldMessage, o.Tab, c.code, c.reason, c.says)
			}
			if docs := books.Documents[ref]; len(docs) > 0 {
				t.Errorf("%s: the books have %+v", c.name, docs)
			}
		}
		var others []string
		for _, p := range books.Compare(all) {
			if ref := reference.FindStringSubmatch(p); ref == nil || !bad[ref[1]] {
				others = append(others, p)
			}
		}
		if err := apptest.Complain(others); err != nil {
			t.Errorf("those beside:\n  %v", err)
		}
		shopFront.mangle.Store(nil)
		var entries []string
		for _, e := range apptest.All[httpapi.LogEntry](hub.Client, "/logs?errors_only=true&hide_resolved=true&connection="+conn.ID) {
			if bad[e.Ref] {
				entries = append(entries, e.ID)
			}
		}
		var done httpapi.ActionResult
		hub.Must(http.MethodPost, "/logs/actions", map[string]any{"action": "rerun_fetch", "ids": entries}, &done)
		apptest.Eventually(t, 20*time.Second, func() error { // on a slow machine the answer comes before the end
			if b := apptest.Get[httpapi.BulkView](hub.Client, "/bulk/"+done.Bulk); b.State != "done" || b.Succeeded != int64(len(cases)) || b.Failed > 0 {
				return fmt.Errorf("run again: %+v", b)
			}
			return nil
		})
		if err := apptest.Complain(apptest.ReadBooks(t, hub.Client, conn.ID).Compare(all)); err != nil {
			t.Errorf("put right:\n  %v", err)
		}
	})
}

var reference = regexp.MustCompile(`^order (\d+)`)

// edit writes one order of a list, or one alone, anew.
func edit(b []byte, ref string, change func(map[string]json.RawMessage)) []byte {
	one := func(raw json.RawMessage) json.RawMessage {
		var o map[string]json.RawMessage
		if json.Unmarshal(raw, &o) != nil || string(o["id"]) != ref || o["line_items"] == nil {
			return raw
		}
		change(o)
		out, _ := json.Marshal(o) // it came from JSON
		// The id comes first, as the shop writes it.
		return append([]byte(`{"id":`+ref+`,`), bytes.TrimPrefix(bytes.Replace(out, []byte(`"id":`+ref+`,`), nil, 1), []byte("{"))...)
	}
	var list []json.RawMessage
	if json.Unmarshal(b, &list) != nil {
		return one(b)
	}
	for i := range list {
		list[i] = one(list[i])
	}
	out, _ := json.Marshal(list) // it came from JSON
	return out
}

// Access that is refused in the middle of a cycle stops the connection where it is, and a person's word lets it go on from there.
func TestMustHold_refusedInTheMiddle(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 10, Orders: 260})
		hub := apptest.Start(t, cfg, func(s *config.Serve) { s.PublicURL = "" })
		shop := box.Faces[0]
		shopFront := before(t, shop)
		shop.BaseURL = shopFront.URL
		var pages atomic.Int64
		refuses := says(401, "application/json", text(`{"code":"woocommerce_rest_authentication_error","message":"Consumer key is invalid.","data":{"status":401}}`))
		mangle := func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if pages.Add(1) > 1 {
				refuses(w, r, next)
				return
			}
			next.ServeHTTP(w, r)
		}
		shopFront.mangle.Store(&mangle)
		conn := ids.String(apptest.Attach(t, hub.App, shop, func(p *policy.Policy) { p.OrdersEverySecs = 1 }).ID)
		apptest.Eventually(t, 30*time.Second, func() error {
			if s := apptest.Get[httpapi.ConnectionView](hub.Client, "/connections/"+conn).State; s != "needs_you" {
				return fmt.Errorf("the connection is %s", s)
			}
			return nil
		})
		if n := len(apptest.ReadBooks(t, hub.Client, conn).Orders); n != 100 {
			t.Errorf("%d orders are in, want the first page's 100", n)
		}
		if needs := apptest.Get[httpapi.Status](hub.Client, "/status").NeedsYou.NoAccess; needs != 1 {
			t.Errorf("%d connections ask for a person, want 1", needs)
		}
		var asked []string
		watch := func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			asked = append(asked, r.URL.Query().Get("modified_after")) // one page after the other
			next.ServeHTTP(w, r)
		}
		seen := pages.Load()
		shopFront.mangle.Store(&watch)
		hub.Must(http.MethodPost, "/connections/"+conn+"/resume", nil, nil)
		hub.Caught(conn, time.Now().Add(-time.Minute), time.Minute)
		if err := apptest.Complain(apptest.ReadBooks(t, hub.Client, conn).Compare(apptest.Truth(t, box))); err != nil {
			t.Errorf("resumed:\n  %v", err)
		}
		hub.Must(http.MethodPost, "/connections/"+conn+"/pause", nil, nil)
		first, err := time.Parse("2006-01-02T15:04:05", asked[0])
		if err != nil || time.Since(first) > 11*24*time.Hour {
			t.Errorf("it asked from %s on, which is from the start again", asked[0])
		}
		if pages.Load() != seen || seen < 2 {
			t.Errorf("a stopped connection asked on: %d questions, then %d", seen, pages.Load())
		}
	})
}

// Without leave, a shop at a private address is not called, whoever names it.
func TestMustHold_privateAddress(t *testing.T) {
	t.Parallel()
	box := apptest.Shop(t, sandbox.Options{})
	cfg := apptest.SQLite(t)
	cfg.AllowPrivate = false
	hub := apptest.Start(t, cfg, nil)
	for _, address := range []string{box.Faces[0].BaseURL, "http://localhost:1", "http://10.1.2.3", "http://169.254.169.254", "http://[::1]:80"} {
		a := hub.TryConnect("private", address, box.Faces[0].Credentials)
		p := a.Problem()
		host := strings.Trim(must(url.Parse(address)).Hostname(), "[]")
		if a.Status != http.StatusConflict || p.Reason != "private_address" || p.Code != 401 || p.Remedy == "" || (host != "localhost" && !strings.Contains(p.Detail, host)) {
			t.Errorf("%s: %s", address, a)
		}
	}
	if all := apptest.All[httpapi.ConnectionView](hub.Client, "/connections"); len(all) > 0 {
		t.Errorf("connected all the same: %+v", all)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A hub that is given another secret key says so instead of failing at every shop, one by one.
func TestMustHold_wrongSecretKey(t *testing.T) {
	t.Parallel()
	box := apptest.Shop(t, sandbox.Options{Orders: 5})
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		cfg.SecretKey = newKey()
		hub := apptest.Start(t, cfg, nil)
		conn := hub.Connect(box.Faces[0], nil)
		hub.Caught(conn.ID, time.Now().Add(-10*time.Second), 30*time.Second)
		if err := hub.Stop(); err != nil {
			t.Fatal(err)
		}
		other := cfg
		other.SecretKey = newKey()
		a, err := app.Open(t.Context(), other, true, slog.New(slog.DiscardHandler))
		if err == nil {
			a.Close()
			t.Fatal("a hub opened with a key that does not open its secrets")
		}
		if !strings.Contains(err.Error(), "secret-key") || strings.Contains(err.Error(), other.SecretKey) {
			t.Errorf("it says %q, want the name of the key and not its value", err)
		}
		again := apptest.Start(t, cfg, nil)
		if n := len(apptest.ReadBooks(t, again.Client, conn.ID).Orders); n != 5 {
			t.Errorf("with the right key again there are %d orders, want 5", n)
		}
	})
}

func newKey() string {
	key := make([]byte, 32)
	rand.Read(key)
	return base64.StdEncoding.EncodeToString(key)
}

// Two serving programs on one SQLite directory would each believe to be alone.
func TestMustHold_secondServe(t *testing.T) {
	t.Parallel()
	cfg := apptest.SQLite(t)
	first := apptest.Start(t, cfg, nil)
	second := apptest.Beside(t, cfg)
	err := second.Serve(context.Background(), config.Serve{Listen: "127.0.0.1:0", Workers: 1}, func(string) { t.Error("it serves") })
	if err == nil || !strings.Contains(err.Error(), "data:") || !strings.Contains(err.Error(), cfg.Data) || !strings.Contains(err.Error(), "PostgreSQL") {
		t.Errorf("it says %v, want the directory and what to do", err)
	}
	if got := first.Do(http.MethodGet, "/status", nil); got.Status != 200 {
		t.Errorf("the first one answers %s", got)
	}
}

// A paused connection says so to whoever asks it to work.
func TestMustHold_paused(t *testing.T) {
	t.Parallel()
	box := apptest.Shop(t, sandbox.Options{Orders: 5})
	hub := apptest.Start(t, apptest.SQLite(t), nil)
	conn := hub.Connect(box.Faces[0], nil)
	hub.Must(http.MethodPost, "/connections/"+conn.ID+"/pause", nil, nil)
	for path, body := range map[string]any{
		"/connections/" + conn.ID + "/sync": nil, "/orders/download": map[string]string{"connection": conn.ID, "ref": "51"},
	} {
		a := hub.Do(http.MethodPost, path, body)
		if p := a.Problem(); a.Status != http.StatusConflict || p.Reason != "connection_paused" || !strings.Contains(p.Detail, conn.Name) || p.Remedy == "" {
			t.Errorf("%s: %s", path, a)
		}
	}
	if h := hub.Lane(conn.ID).Health; h != "paused" {
		t.Errorf("its health is %q", h)
	}
}

// What is configured wrongly is named before anything is opened.
func TestMustHold_badConfiguration(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*config.Config)
		names  []string
	}{
		"a database that is none":        {func(c *config.Config) { c.Database = "mysql://root:hunter2@db/shop" }, []string{"database", "mysql"}},
		"a database that is not there":   {func(c *config.Config) { c.Database = "postgres://hub:hunter2@127.0.0.1:1/shop" }, []string{"database", "127.0.0.1"}},
		"a secret key that is too short": {func(c *config.Config) { c.SecretKey = "aHVudGVyMg==" }, []string{"secret-key", "32 bytes"}},
		"a time zone that is none":       {func(c *config.Config) { c.TimeZone = "Jakarta" }, []string{"time-zone", "Jakarta"}},
		"a log of an hour":               {func(c *config.Config) { c.KeepLog = time.Hour }, []string{"keep-log", "1h"}},
		"exchanges of a minute":          {func(c *config.Config) { c.KeepExchange = time.Minute }, []string{"keep-exchange", "1m"}},
		"data that is a file":            {func(c *config.Config) { c.Data = "apptest/apptest.go" }, []string{"data", "apptest.go"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := apptest.SQLite(t)
			c.change(&cfg)
			a, err := app.Open(t.Context(), cfg, true, slog.New(slog.DiscardHandler))
			if err == nil {
				a.Close()
				t.Fatal("it opened")
			}
			for _, name := range c.names {
				if !strings.Contains(err.Error(), name) {
					t.Errorf("it says %q, without %q", err, name)
				}
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "aHVudGVyMg") {
				t.Errorf("it tells the secret: %q", err)
			}
		})
	}
}

package httpkit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// get is an idempotent read of an address.
func get(url string) httpkit.Call {
	return httpkit.Call{Op: "test.Get", Idempotent: true, Build: func(ctx context.Context) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	}}
}

// post is a write that must not be repeated once it may have arrived.
func post(url string) httpkit.Call {
	return httpkit.Call{Op: "test.Post", Build: func(ctx context.Context) (*http.Request, error) {
		return http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(`{"a":1}`))
	}}
}

func client(o httpkit.Options) *httpkit.Client {
	o.AllowPrivate, o.FirstWait, o.MaxWait = true, time.Millisecond, 5*time.Millisecond
	return httpkit.New(o)
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

func wantReason(t *testing.T, err error, want outcome.Reason) *outcome.Error {
	t.Helper()
	e := outcome.Of(err)
	if e == nil || e.Reason != want {
		t.Fatalf("%v, want %s", err, want)
	}
	return e
}

func TestDo_refusesPrivateAddresses(t *testing.T) {
	t.Parallel()
	reached := atomic.Bool{}
	url := serve(t, func(http.ResponseWriter, *http.Request) { reached.Store(true) })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(url, "http://"))
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"} {
		_, err := httpkit.New(httpkit.Options{}).Do(t.Context(), get("http://"+host+":"+port))
		e := outcome.Of(err)
		if e == nil || e.Reason != outcome.PrivateHost || e.Args["host"] != strings.Trim(host, "[]") {
			t.Errorf("%s: %v, want private_address that names it", host, err)
		}
	}
	if reached.Load() {
		t.Error("a private address was reached")
	}
}

func TestDo_reachesPrivateAddressesWhenAllowed(t *testing.T) {
	t.Parallel()
	resp, err := client(httpkit.Options{}).Do(t.Context(), get(serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") })))
	if err != nil || string(resp.Body) != "{}" {
		t.Errorf("%v", err)
	}
}

func TestDo_redirects(t *testing.T) {
	t.Parallel()
	var leaked atomic.Bool
	elsewhere := serve(t, func(_ http.ResponseWriter, r *http.Request) { leaked.Store(true) })
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/here":
			http.Redirect(w, r, "/there", http.StatusMovedPermanently)
		case "/away":
			http.Redirect(w, r, elsewhere+"/?oauth_token=abc", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		default:
			fmt.Fprint(w, r.Header.Get("Authorization"))
		}
	})
	with := func(path string, call func(string) httpkit.Call) (*httpkit.Response, error) {
		c := call(url + path)
		build := c.Build
		c.Build = func(ctx context.Context) (*http.Request, error) {
			req, err := build(ctx)
			req.SetBasicAuth("ck", "cs")
			return req, err
		}
		return client(httpkit.Options{}).Do(t.Context(), c)
	}
	if resp, err := with("/here", get); err != nil || !strings.HasPrefix(string(resp.Body), "Basic ") {
		t.Errorf("a read on the same host is followed: %v", err)
	}
	for path, call := range map[string]func(string) httpkit.Call{"/away": get, "/round": get, "/here": post} {
		_, err := with(path, call)
		e := wantReason(t, err, outcome.Redirected)
		if e.Code != outcome.NoAccess || strings.Contains(err.Error(), "abc") || !strings.HasPrefix(e.Args["to"], "http://127.0.0.1:") {
			t.Errorf("%s: %v", path, err)
		}
	}
	if leaked.Load() {
		t.Error("credentials went elsewhere")
	}
}

func TestDo_bodies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		serve http.HandlerFunc
		want  outcome.Reason
	}{
		"a short body": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, `[{"id":1}`)
		}, outcome.BodyCut},
		"a chunked body that ends early": {func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `[{"id":1}`)
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}, outcome.BodyCut},
		"a body above the cap": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(bytes.Repeat([]byte("a"), 2000))
		}, outcome.BodyTooLarge},
		"no answer at all": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, outcome.Unreachable},
		"maintenance": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(503)
			fmt.Fprint(w, "<html>Briefly unavailable for scheduled maintenance. Check back in a minute.</html>")
		}, outcome.Maintenance},
		"a gateway's error": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(524) }, outcome.ServerError},
		"too many requests": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }, outcome.TooManyRequests},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := client(httpkit.Options{MaxBytes: 1000}).Do(t.Context(), get(serve(t, c.serve)))
			if e := wantReason(t, err, c.want); e.Op != "test.Get" {
				t.Errorf("op %q", e.Op)
			}
		})
	}
}

func TestDo_bodyAsLargeAsTheCapIsTaken(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(bytes.Repeat([]byte("a"), 1000)) })
	resp, err := client(httpkit.Options{MaxBytes: 1000}).Do(t.Context(), get(url))
	if err != nil || len(resp.Body) != 1000 {
		t.Errorf("%v", err)
	}
}

func TestDo_501IsTheConnectorsToJudge(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { n.Add(1); w.WriteHeader(501) })
	if resp, err := client(httpkit.Options{}).Do(t.Context(), get(url)); err != nil || resp.Status != 501 || n.Load() != 1 {
		t.Errorf("error %v after %d tries", err, n.Load())
	}
}

func TestDo_readErrorsAreTriedAgainWhenWaitingHeals(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 1 {
			fmt.Fprint(w, `<html>one moment</html>`)
			return
		}
		fmt.Fprint(w, `{"id":7}`)
	})
	var got struct{ ID int }
	call := get(url)
	call.Read = func(r *httpkit.Response) error { return r.Decode(&got) }
	if _, err := client(httpkit.Options{}).Do(t.Context(), call); err != nil || got.ID != 7 {
		t.Errorf("%+v, error %v", got, err)
	}
}

func TestResponse_Decode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want outcome.Reason // empty: good
	}{
		"an object":                   {`{"id":7}`, ""},
		"a byte order mark":           {"\ufeff" + `{"id":7}`, ""},
		"a PHP notice before":         {"<br />\n<b>Notice</b>:  Undefined index: [id] {x} in <b>/var/www/x.php</b> on line <b>7</b><br />\n" + `{"id":7}`, ""},
		"a PHP notice after":          {`{"id":7}` + "\n<br /><b>Warning</b>: too late", ""},
		"a page":                      {"<!DOCTYPE html><script>var a = {}</script>", outcome.NotJSON},
		"a page with JSON at its end": {`<html><script type="x">{"id":7}`, outcome.NotJSON},
		"nothing":                     {"", outcome.NotJSON},
		"a word":                      {"ok", outcome.NotJSON},
		"a cut object":                {`{"id":7,"name":"Ka`, outcome.BodyCut},
		"a cut that ends in a brace":  {`[{"id":7},{"id":8}`, outcome.BodyCut},
		"broken JSON":                 {`{"id":}`, outcome.NotJSON},
		"another shape":               {`{"id":"seven"}`, outcome.BadPayload},
		"a list for an object":        {`[]`, outcome.BadPayload},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=UTF-8")
				fmt.Fprint(w, c.body)
			})
			var got struct{ ID int }
			o := httpkit.Options{Tries: 1, Log: slog.New(slog.NewTextHandler(&log, nil))}
			call := get(url)
			call.Read = func(r *httpkit.Response) error { return r.Decode(&got) }
			_, err := client(o).Do(t.Context(), call)
			switch {
			case c.want != "":
				e := wantReason(t, err, c.want)
				if c.want == outcome.NotJSON && e.Args["type"] != "text/html" {
					t.Errorf("content type %q", e.Args["type"])
				}
			case err != nil || got.ID != 7:
				t.Errorf("%+v, error %v", got, err)
			}
			if warned := strings.Contains(log.String(), "not clean JSON"); warned != strings.Contains(name, "notice") {
				t.Errorf("warned: %v", warned)
			}
		})
	}
}

func FuzzResponse_Decode(f *testing.F) {
	for _, s := range []string{`{"id":7}`, "\xef\xbb\xbf[1]", "<b>Notice</b> [x] {\"id\":1}", "[1,2", "{}{}", "", "[[[[[[[["} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httpkit.Response{Status: 200, Header: http.Header{}, Body: body}
		var v any
		if err := r.Decode(&v); err != nil {
			if c := outcome.Of(err).Code; c != outcome.Unavailable && c != outcome.Unmapped {
				t.Errorf("%v", err)
			}
		}
	})
}

// answers makes a transport of a function, for tests on a fake clock.
type answers func(*http.Request) (*http.Response, error)

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

func status(code int, headers ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: code, Header: h, Body: io.NopCloser(strings.NewReader("{}")), ContentLength: -1}
}

var errDial = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}

func TestSkew(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	for date, want := range map[string]time.Duration{
		"Sat, 31 Jan 2026 10:00:07 GMT": 7 * time.Second,
		"Sat, 31 Jan 2026 09:50:00 GMT": -10 * time.Minute,
		"yesterday":                     0,
		"":                              0,
	} {
		if got := httpkit.Skew(http.Header{"Date": {date}}, now); got != want {
			t.Errorf("%q: %s, want %s", date, got, want)
		}
	}
}

func TestForeign(t *testing.T) {
	t.Parallel()
	page, other, cut := outcome.New(outcome.NotJSON), error(nil), outcome.New(outcome.BodyCut)
	for name, c := range map[string]struct {
		status int
		unread error
		want   outcome.Reason
	}{
		"a page where the API should be":    {404, page, outcome.NoAPI},
		"a web server that takes no writes": {405, page, outcome.NoAPI},
		"JSON of somebody else":             {404, other, outcome.NoAPI},
		"a door":                            {401, page, outcome.KeyRefused},
		"a firewall":                        {403, page, outcome.NotJSON},
		"a refusal in other words":          {400, other, outcome.RefusedByChannel},
		"half an answer":                    {404, cut, outcome.BodyCut},
	} {
		r := &httpkit.Response{Status: c.status, Body: []byte("<p>Not  found</p>")}
		err := r.Foreign("https://shop.example", c.unread)
		e := outcome.Of(err)
		if e.Reason != c.want || errors.Is(err, httpkit.ErrPage) != (c.want == outcome.NoAPI) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if c.want == outcome.RefusedByChannel && (e.Args["said"] != "Not found" || e.Args["status"] != "400") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

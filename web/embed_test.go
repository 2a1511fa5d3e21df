package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tillbridge/tillbridge/web"
)

var dist = fstest.MapFS{
	".keep":               {},
	"index.html":          {Data: []byte("<!doctype html><meta nonce='STYLE_NONCE'><title>Tillbridge</title>")},
	"favicon.svg":         {Data: []byte("<svg/>")},
	"assets/index-a1b.js": {Data: []byte(strings.Repeat("let x = 1;\n", 200))},
}

func get(t *testing.T, h http.Handler, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestHandlerFor(t *testing.T) {
	t.Parallel()
	h := web.HandlerFor(dist)
	for _, c := range []struct {
		name, path  string
		status      int
		kind, cache string
	}{
		{"the first page", "/", 200, "text/html; charset=utf-8", "no-store"},
		{"a page of the app", "/logs/42", 200, "text/html; charset=utf-8", "no-store"},
		{"a page whose name has a dot", "/orders/1.2", 200, "text/html; charset=utf-8", "no-store"},
		{"a file without a hash is asked for again", "/favicon.svg", 200, "image/svg+xml", "no-cache"},
		{"a file with a hash is kept", "/assets/index-a1b.js", 200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		{"an asset of another build is missing, not a page", "/assets/index-old.js", 404, "text/plain; charset=utf-8", ""},
		{"the placeholder is no file", "/.keep", 200, "text/html; charset=utf-8", "no-store"},
		{"no way out of the folder", "/../embed.go", 200, "text/html; charset=utf-8", "no-store"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			res := get(t, h, c.path)
			if res.StatusCode != c.status {
				t.Errorf("status %d, want %d", res.StatusCode, c.status)
			}
			if got := res.Header.Get("Content-Type"); got != c.kind {
				t.Errorf("type %q, want %q", got, c.kind)
			}
			if got := res.Header.Get("Cache-Control"); got != c.cache {
				t.Errorf("cache %q, want %q", got, c.cache)
			}
		})
	}
}

// What a page may run and load is said with the page: style elements that carry its own nonce, and nothing else that stands in it.
func TestHandlerFor_policy(t *testing.T) {
	t.Parallel()
	h := web.HandlerFor(dist)
	seen := map[string]bool{}
	for range 2 {
		res := get(t, h, "/orders")
		page, policy := body(t, res.Body), res.Header.Get("Content-Security-Policy")
		_, rest, _ := strings.Cut(page, "nonce='")
		nonce, _, _ := strings.Cut(rest, "'")
		if len(nonce) < 20 || policy != web.Policy(nonce) || seen[nonce] {
			t.Errorf("nonce %q (new: %v) under %s", nonce, !seen[nonce], policy)
		}
		seen[nonce] = true
		for _, bad := range []string{"unsafe", "*", "http:", "blob:"} {
			if strings.Contains(policy, bad) {
				t.Errorf("the policy says %s: %s", bad, policy)
			}
		}
	}
}

// A script or a style in the page itself would need a hole in the policy.
func TestIndex_holdsNeitherScriptNorStyle(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("index.html")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	if strings.Count(page, web.NoncePlace) != 1 {
		t.Errorf("there are %d places for the nonce", strings.Count(page, web.NoncePlace))
	}
	if inline := regexp.MustCompile(`(?i)<script(?:\s+type="module")?>|<style|\sstyle=|\son[a-z]+=|javascript:`).FindString(page); inline != "" {
		t.Errorf("the page holds %s", inline)
	}
}

func TestHandlerFor_compression(t *testing.T) {
	t.Parallel()
	h := web.HandlerFor(dist)
	plain := get(t, h, "/assets/index-a1b.js")
	zipped := get(t, h, "/assets/index-a1b.js", "Accept-Encoding", "br, gzip")
	if got := zipped.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("encoding %q, want gzip", got)
	}
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	if body(t, z) != body(t, plain.Body) {
		t.Error("the compressed file differs from the plain one")
	}
	if plain.Header.Get("ETag") == zipped.Header.Get("ETag") {
		t.Error("both forms carry one ETag, so a cache may mix them up")
	}
}

func TestHandlerFor_notModified(t *testing.T) {
	t.Parallel()
	h := web.HandlerFor(dist)
	tag := get(t, h, "/favicon.svg").Header.Get("ETag")
	res := get(t, h, "/favicon.svg", "If-None-Match", tag)
	if res.StatusCode != http.StatusNotModified {
		t.Errorf("status %d, want 304", res.StatusCode)
	}
}

func TestHandlerFor_writeIsRefused(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	web.HandlerFor(dist).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("status %d, want 405", w.Code)
	}
}

func TestHandlerFor_notBuilt(t *testing.T) {
	t.Parallel()
	res := get(t, web.HandlerFor(fstest.MapFS{".keep": {}}), "/status")
	if res.StatusCode != http.StatusNotFound || !strings.Contains(body(t, res.Body), "make web") {
		t.Errorf("status %d without a word about make web", res.StatusCode)
	}
}

// Whatever is in dist right now, the program's own handler answers.
func TestHandler(t *testing.T) {
	t.Parallel()
	res := get(t, web.Handler(), "/")
	if built := web.Built(); built != (res.StatusCode == http.StatusOK) {
		t.Errorf("built: %v, but status %d", built, res.StatusCode)
	}
}

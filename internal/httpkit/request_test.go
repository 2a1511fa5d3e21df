package httpkit_test

import (
	"io"
	"testing"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

func TestJSONRequest(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method    string
		body      any
		want      string // method, content type, body
		unmakable bool
	}{
		"a question":                 {"", nil, "GET  ", false},
		"something to write":         {"PUT", map[string]any{"status": "a&b"}, `PUT application/json {"status":"a\u0026b"}`, false},
		"what was signed stays":      {"POST", []byte(`{"status":"a&b" }`), `POST application/json {"status":"a&b" }`, false},
		"what JSON cannot say":       {"POST", make(chan int), "", true},
		"a method that is none":      {"GET IT", nil, "", true},
		"a write that says nothing":  {"POST", nil, "POST  ", false},
		"a JSON null is a body, too": {"POST", []byte("null"), "POST application/json null", false},
	} {
		req, err := httpkit.JSONRequest(t.Context(), c.method, "https://shop.example/orders", c.body)
		if err != nil || c.unmakable {
			if (err != nil) != c.unmakable {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		var body []byte
		if req.Body != nil {
			body, _ = io.ReadAll(req.Body)
		}
		if got := req.Method + " " + req.Header.Get("Content-Type") + " " + string(body); got != c.want || req.Header.Get("Accept") != "application/json" {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestHostOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://hub.example/hook?x=1": "hub.example", "http://127.0.0.1:8080/": "127.0.0.1:8080", "hub.example": "", "https://hub.example:port": "", "": "",
	} {
		if got := httpkit.HostOf(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

package woocommerce

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// call is one request on its way.
type call struct {
	f     *Face
	r     *http.Request
	key   *apiKey // nil: nobody
	query params
	body  fields
	ids   []int64 // of the path
	view  view
}

// fields are the members of a JSON body.
type fields map[string]json.RawMessage

// answer is what a handler gives back.
type answer struct {
	status int
	body   []byte
	header http.Header
	list   *listing // page totals and links, for lists
}

// maxBody is more than any client sends, and not enough to hurt.
const maxBody = 16 << 20

// ServeHTTP is the shop.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := params(parseQuery(r.URL.RawQuery))
	path, rest := restPath(r.URL.Path, query)
	switch {
	case rest:
		f.rest(w, r, path, query)
	case strings.HasPrefix(r.URL.Path, "/wc-auth/v1/"):
		f.authorize(w, r)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>"+f.shop.Name+"</title></head><body><h1>"+f.shop.Name+
			"</h1><p>A pretend shop. Its API is at <a href=\"/wp-json/\">/wp-json/</a>.</p></body></html>\n")
	default:
		http.NotFound(w, r)
	}
}

// restPath is the route that is asked for, by path or by rest_route; ok is false when it is none of the API.
func restPath(path string, query params) (route string, ok bool) {
	if route, ok := query.get("rest_route"); ok && (path == "/" || path == "/index.php") {
		return strings.Trim(route, "/"), true
	}
	if path == "/wp-json" {
		return "", true
	}
	route, ok = strings.CutPrefix(path, "/wp-json/")
	return strings.Trim(route, "/"), ok
}

func (f *Face) rest(w http.ResponseWriter, r *http.Request, path string, query params) {
	home := f.home(r)
	header(w.Header(), home)
	a, allow, err := f.handle(r, path, query, home)
	if len(allow) > 0 {
		w.Header().Set("Allow", strings.Join(allow, ", "))
	}
	if err != nil {
		refused := refusalOf(err)
		if refused.message == "Consumer secret is invalid." {
			w.Header().Set("WWW-Authenticate", `Basic realm="WooCommerce API. Use a consumer key in the username field and a consumer secret in the password field."`)
		}
		out := writer{}
		refused.append(&out)
		w.WriteHeader(refused.status)
		_, _ = w.Write(out.b)
		return
	}
	for k, v := range a.header {
		w.Header()[k] = v
	}
	if a.list != nil {
		a.list.header(w.Header(), r, home)
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// header sets what every answer carries (recorded: *.headers.txt).
func header(h http.Header, home string) {
	h.Set("Content-Type", "application/json; charset=UTF-8")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Link", "<"+home+`/wp-json/>; rel="https://api.w.org/"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link")
	h.Set("Access-Control-Allow-Headers", "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type")
	h.Set("Expires", "Wed, 11 Jan 1984 05:00:00 GMT")
	h.Set("Cache-Control", "no-cache, must-revalidate, max-age=0, no-store, private")
}

// handle goes WordPress's way: who asks, may the key do that at all, is there such a route, is the body JSON; the
// handlers then check parameters before rights.
func (f *Face) handle(r *http.Request, path string, query params, home string) (a *answer, allow []string, err error) {
	key, err := f.authenticate(r, query)
	if err != nil {
		return nil, nil, err
	}
	method := overridden(r, query)
	if key != nil {
		if err := permitted(key, method); err != nil {
			return nil, nil, err
		}
	}
	found, ids, allow := f.find(method, path)
	if found == nil {
		return nil, nil, noRoute
	}
	c := &call{f: f, r: r, key: key, query: query, ids: ids}
	c.view = view{f: f, home: home, digits: world.Digits(f.shop.Currency), effects: fault.From(r.Context())}
	if c.body, err = readBody(r); err != nil {
		return nil, allow, err
	}
	if err := c.look(); err != nil {
		return nil, allow, err
	}
	a, err = found(c)
	return a, allow, err
}

// overridden is the method meant: hosts that let only GET and POST through get the other ones by header or parameter.
func overridden(r *http.Request, query params) string {
	if r.Method == http.MethodPost {
		if m := r.Header.Get("X-HTTP-Method-Override"); m != "" {
			return strings.ToUpper(m)
		}
		if m, ok := query.get("_method"); ok {
			return strings.ToUpper(m)
		}
	}
	if r.Method == http.MethodHead {
		return http.MethodGet
	}
	return r.Method
}

// readBody takes the members of a JSON body (recorded: error-bad-json) or of a form.
func readBody(r *http.Request) (fields, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil || len(raw) == 0 {
		return fields{}, nil
	}
	kind := r.Header.Get("Content-Type")
	if strings.HasPrefix(kind, "application/x-www-form-urlencoded") {
		out := fields{}
		for _, p := range parseQuery(string(raw)) {
			out[p.key] = appendString(nil, p.value)
		}
		return out, nil
	}
	if !strings.Contains(kind, "json") {
		return fields{}, nil
	}
	var out fields
	if !json.Valid(raw) {
		return nil, &refusal{
			status: http.StatusBadRequest, code: "rest_invalid_json", message: "Invalid JSON body passed.",
			extra: `,"json_error_code":4,"json_error_message":"Syntax error"`,
		}
	}
	if json.Unmarshal(raw, &out) != nil { // a list or a bare value has no members
		return fields{}, nil
	}
	return out, nil
}

// look reads the parameters that every call knows: dp and _fields.
func (c *call) look() error {
	var bad invalid
	if dp, ok := c.query.get("dp"); ok {
		n, err := strconv.Atoi(dp)
		if err != nil {
			bad.notType("dp", "integer")
		}
		c.view.digits = n
	}
	if names, ok := c.query.list("_fields"); ok && len(names) > 0 {
		c.view.only = map[string]bool{}
		for _, n := range names {
			head, _, _ := strings.Cut(n, ".") // of a nested one the whole parent is sent
			c.view.only[head] = true
		}
	}
	return bad.err()
}

// one wraps a rendered record.
func one(status int, body []byte) *answer { return &answer{status: status, body: body} }

// writer for a single record keeps _links whatever _fields says, as WordPress adds them afterwards (recorded:
// product-stock-after-orders); in a list they are fields like any other.
func (v view) single() *writer {
	if v.only == nil {
		return &writer{}
	}
	only := map[string]bool{"_links": true}
	for k := range v.only {
		only[k] = true
	}
	return &writer{only: only}
}

package tiktokshop

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// fields is an object whose members are chosen one by one.
type fields map[string]any

// refusal is an error in TikTok's envelope.
type refusal struct {
	code, message string
	status        int // 0: 200, as for business errors
}

func (e *refusal) Error() string { return e.code + ": " + e.message }

func refuse(code, message string) error { return &refusal{code: code, message: message} }

// gateway is a refusal under a real HTTP status.
func gateway(status int, code, message string) error {
	return &refusal{code: code, message: message, status: status}
}

// wrong is a parameter that cannot stand.
func wrong(what string) error {
	return refuse("36009004", "Invalid parameter: "+what)
}

// call is one request on its way.
type call struct {
	f       *Face
	r       *http.Request
	query   url.Values
	body    []byte
	path    []string // what stands for the {} of the route
	effects fault.Effects
}

// maxBody is more than any client sends, and not enough to hurt.
const maxBody = 4 << 20

// ServeHTTP is the gateway, the token host and the pages that sellers see.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/open/authorize":
		f.consent(w, r)
	case r.URL.Path == "/api/v2/token/get", r.URL.Path == "/api/v2/token/refresh":
		f.token(w, r)
	case strings.HasPrefix(r.URL.Path, "/documents/"):
		f.document(w, r)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>"+f.shop.Name+"</title></head><body><h1>"+f.shop.Name+
			"</h1><p>A pretend TikTok Shop, with Tokopedia.</p></body></html>\n")
	default:
		f.serve(w, r)
	}
}

func (f *Face) serve(w http.ResponseWriter, r *http.Request) {
	c := &call{f: f, r: r, query: r.URL.Query(), effects: fault.From(r.Context())}
	out, err := c.handle()
	respond(w, out, err, "Success")
}

// respond writes the envelope that is around every answer.
func respond(w http.ResponseWriter, out any, err error, success string) {
	status := http.StatusOK
	body := fields{"code": 0, "message": success, "request_id": requestID(), "data": out}
	if out == nil {
		body["data"] = fields{}
	}
	if err != nil {
		no := refusalOf(err)
		code, _ := strconv.Atoi(no.code)
		body["code"], body["message"], body["data"] = code, no.message, nil
		if no.status != 0 {
			status = no.status
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that went away is no error of ours
}

// refusalOf turns any error into a refusal; what is not one is TikTok's own fault.
func refusalOf(err error) *refusal {
	var r *refusal
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, world.ErrNotFound):
		return &refusal{code: "21008111", message: "The order does not belong to the shop"}
	}
	return &refusal{code: "36009003", message: "Internal error. Please try again later."}
}

// requestID looks like a moment followed by hex.
func requestID() string {
	b := make([]byte, 9)
	_, _ = rand.Read(b)
	return time.Now().UTC().Format("20060102150405") + strings.ToUpper(hex.EncodeToString(b))
}

// handle goes the gateway's way (sheet, 10), the first failure wins.
func (c *call) handle() (any, error) {
	route, err := c.route()
	if err != nil {
		return nil, err
	}
	if c.body, err = io.ReadAll(io.LimitReader(c.r.Body, maxBody)); err != nil {
		return nil, gateway(http.StatusBadRequest, "36009021", "The body could not be read")
	}
	for _, check := range []func(*endpoint) error{c.app, c.stamped, c.signed, c.typed, c.known, c.scoped, c.named, c.limited} {
		if err := check(route); err != nil {
			return nil, err
		}
	}
	return route.handle(c)
}

func (c *call) app(*endpoint) error {
	switch key := c.query.Get("app_key"); {
	case key == "":
		return gateway(http.StatusBadRequest, "36009004", "Missing credentials: app_key is required")
	case key != c.f.appKey():
		return gateway(http.StatusBadRequest, "36009004", "Invalid credentials: app_key is invalid")
	}
	return nil
}

// How far a time stamp may be off (sheet, 2.3).
const (
	behind = 5 * 60
	before = 30
)

func (c *call) stamped(*endpoint) error {
	secs, err := strconv.ParseInt(c.query.Get("timestamp"), 10, 64)
	age := c.f.now().Unix() - secs
	if err != nil || len(c.query.Get("timestamp")) != 10 || age > behind || age < -before {
		return gateway(http.StatusBadRequest, "36009004", "Invalid timestamp. It must be within 5 minutes of the current time")
	}
	return nil
}

func (c *call) signed(*endpoint) error {
	given := c.query.Get("sign")
	if given == "" {
		return gateway(http.StatusBadRequest, "36009004", "Missing credentials: sign is required")
	}
	f := c.f
	f.mu.Lock()
	secret := f.state.Secret
	f.mu.Unlock()
	if !equal(given, signature(secret, c.r.URL.Path, c.query, c.body, c.r.Header.Get("Content-Type"))) {
		return gateway(http.StatusUnauthorized, "106001", "sign is invalid")
	}
	return nil
}

// signature is what the gateway expects: secret, path, parameters in the order of their names, body, secret; lower-case hex.
func signature(secret, path string, q url.Values, body []byte, kind string) string {
	var names []string
	for name := range q {
		if name != "sign" && name != "access_token" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	var b bytes.Buffer
	b.WriteString(secret + path)
	for _, name := range names {
		b.WriteString(name + q.Get(name))
	}
	if media, _, _ := mime.ParseMediaType(kind); media != "multipart/form-data" {
		b.Write(body)
	}
	b.WriteString(secret)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(b.Bytes())
	return hex.EncodeToString(mac.Sum(nil))
}

// typed wants JSON to be announced, on GET, too.
func (c *call) typed(*endpoint) error {
	if media, _, _ := mime.ParseMediaType(c.r.Header.Get("Content-Type")); media != "application/json" {
		return gateway(http.StatusBadRequest, "36009022", "Invalid content-type. It must be application/json")
	}
	return nil
}

func (c *call) known(*endpoint) error {
	given := c.r.Header.Get("x-tts-access-token")
	f := c.f
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case given == "":
		return gateway(http.StatusUnauthorized, "36009004", "Missing x-tts-access-token header, access_token is invalid")
	case c.effects.Expired || !equal(given, f.state.Access.Token):
		return gateway(http.StatusUnauthorized, "36009004", "x-tts-access-token in the header is invalid")
	case !f.now().Before(f.state.Access.Until):
		return gateway(http.StatusUnauthorized, "105002", "access_token is expired")
	}
	return nil
}

// scoped is the app's right to make the call at all.
func (c *call) scoped(*endpoint) error {
	whole := strings.TrimPrefix(c.r.URL.Path, "/")
	category, _, _ := strings.Cut(whole, "/")
	for _, b := range c.f.barred {
		if b == category || b == whole {
			return gateway(http.StatusForbidden, "105005", "Access denied: you should apply auth pkg for this api")
		}
	}
	return nil
}

// named wants the shop's cipher where the call is about a shop, and refuses it elsewhere.
func (c *call) named(r *endpoint) error {
	given := c.query.Get("shop_cipher")
	switch {
	case r.shopless && c.query.Has("shop_cipher"):
		return gateway(http.StatusBadRequest, "36009004", "unexpected identifier: shop_cipher is not required")
	case r.shopless:
		return nil
	case given == "":
		return gateway(http.StatusBadRequest, "106013", "shop_cipher is missing")
	case given != c.f.cipher():
		return gateway(http.StatusUnauthorized, "101000", "access_token and shop_cipher do not match")
	}
	return nil
}

func (c *call) limited(*endpoint) error { return c.f.calls.count(c.f.rate, c.f.now()) }

// counter counts calls in a second.
type counter struct {
	mu     sync.Mutex
	second int64
	n      int
}

func (k *counter) count(rate int, now time.Time) error {
	if rate == 0 {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.second != now.Unix() {
		k.second, k.n = now.Unix(), 0
	}
	if k.n++; k.n > rate {
		return gateway(http.StatusTooManyRequests, "36009002", "Too many requests. Please try again later.")
	}
	return nil
}

// Refuse writes 429 and 5xx in the envelope.
func (f *Face) Refuse(w http.ResponseWriter, _ *http.Request, status int, after time.Duration) bool {
	err := gateway(status, "36009003", "Internal error. Please try again later.")
	switch {
	case status == http.StatusTooManyRequests:
		err = gateway(status, "36009002", "Too many requests. Please try again later.")
	case status < 500:
		return false
	}
	if after > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(after.Round(time.Second)/time.Second)))
	}
	respond(w, nil, err, "")
	return true
}

// read decodes the JSON of a body; an empty one is an empty object.
func (c *call) read(into any) error {
	if len(c.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, into); err != nil {
		return wrong(fmt.Sprintf("the body is no valid JSON for this call (%v)", err))
	}
	return nil
}

package shopee

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// header are the members that every answer has.
type header struct {
	Error   string `json:"error"`
	Message string `json:"message"`
	Request string `json:"request_id"`
}

// wrapped is the usual answer.
type wrapped struct {
	header
	Warning  []string `json:"warning,omitempty"`
	Response any      `json:"response,omitempty"`
}

// topLevel marks answers whose members stand beside the header: those of auth, public and shop calls.
type topLevel interface{ head(header) }

func (g *granted) head(h header)  { g.header = h }
func (s *shopInfo) head(h header) { s.header = h }
func (a *authed) head(h header)   { a.header = h }

// warned is an answer with warnings.
type warned struct {
	response any
	warnings []string
}

// document is an answer that is no JSON.
type document struct {
	kind string
	body []byte
}

// refusal is an error in Shopee's envelope. response is sent beside it (a batch in which every row failed).
type refusal struct {
	word, message string
	status        int // 0: 200, as for most refusals
	response      any
}

func (e *refusal) Error() string { return e.word + ": " + e.message }

func refuse(word, message string) error { return &refusal{word: word, message: message} }

// forbid is a refusal by the gateway (sheet, 10: 403 for signs and tokens).
func forbid(word, message string) error {
	return &refusal{word: word, message: message, status: http.StatusForbidden}
}

// call is one request on its way.
type call struct {
	f       *Face
	r       *http.Request
	path    string // "order/get_order_list"
	query   url.Values
	effects fault.Effects
}

// maxBody is more than any client sends, and not enough to hurt.
const maxBody = 4 << 20

// body reads the JSON of a POST.
func (c *call) body(into any) error {
	raw, err := io.ReadAll(io.LimitReader(c.r.Body, maxBody))
	if err != nil {
		return refuse("error_param", "The request body is not a valid json format")
	}
	if !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/json") {
		return refuse("error_param", "Wrong parameters, detail: Content-Type must be application/json.")
	}
	if err := json.Unmarshal(raw, into); err != nil {
		if kind := new(json.UnmarshalTypeError); errors.As(err, &kind) {
			return refuse("error_param", "Wrong parameters, detail: "+kind.Field+" has the wrong type.")
		}
		return refuse("error_param", "The request body is not a valid json format")
	}
	return nil
}

// ServeHTTP is the gateway, and the pages that merchants see.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/api/v2/shop/auth_partner" || r.URL.Path == "/auth":
		f.authorize(w, r)
	case strings.HasPrefix(r.URL.Path, "/api/"):
		f.serve(w, r)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>"+f.shop.Name+"</title></head><body><h1>"+f.shop.Name+
			"</h1><p>A pretend Shopee shop. Its API is under /api/v2/.</p></body></html>\n")
	default:
		http.NotFound(w, r)
	}
}

func (f *Face) serve(w http.ResponseWriter, r *http.Request) {
	c := &call{f: f, r: r, path: strings.TrimPrefix(r.URL.Path, "/api/v2/"), query: r.URL.Query(), effects: fault.From(r.Context())}
	out, err := c.handle()
	if d, ok := out.(*document); ok && err == nil {
		w.Header().Set("Content-Type", d.kind)
		_, _ = w.Write(d.body)
		return
	}
	status, body := f.envelope(out, err)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// envelope is what is sent for an answer or a refusal.
func (f *Face) envelope(out any, err error) (status int, body any) {
	h := header{Request: requestID()}
	if err != nil {
		no := refusalOf(err)
		h.Error, h.Message = no.word, no.message
		status = http.StatusOK
		if no.status != 0 {
			status = no.status
		}
		return status, wrapped{header: h, Response: no.response}
	}
	switch v := out.(type) {
	case topLevel:
		v.head(h)
		return http.StatusOK, v
	case *warned:
		return http.StatusOK, wrapped{header: h, Warning: v.warnings, Response: v.response}
	}
	return http.StatusOK, wrapped{header: h, Response: out}
}

// refusalOf turns any error into a refusal; what is not one is Shopee's own fault.
func refusalOf(err error) *refusal {
	var r *refusal
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, world.ErrNotFound):
		return &refusal{word: "error_not_found", message: "Wrong parameters, detail: the order is not found."}
	}
	return &refusal{word: "error_server", message: "Something wrong. Please try later."}
}

// requestID is fresh for every answer; support asks for it.
func requestID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}

// handle goes the gateway's way (sheet, 10): path, app, time stamp, sign, limits, permission, token, and then the call itself.
func (c *call) handle() (any, error) {
	route, ok := routes[c.path]
	if !ok || route.method != c.r.Method && !(route.method == http.MethodGet && c.r.Method == http.MethodHead) {
		if strings.HasPrefix(c.r.URL.Path, "/api/v1/") {
			return nil, refuse("api_suspended", "The API is offline. Please call v2 API instead.")
		}
		return nil, &refusal{word: "error_not_found", message: "The path is invalid.", status: http.StatusNotFound}
	}
	if err := c.signed(route.public); err != nil {
		return nil, err
	}
	if err := c.f.calls.count(c.f.rate, c.f.quota, c.f.now()); err != nil {
		return nil, err
	}
	if err := c.permitted(); err != nil {
		return nil, err
	}
	if !route.public {
		if err := c.inShop(); err != nil {
			return nil, err
		}
	}
	return route.handle(c)
}

// skew is how far a time stamp may be off.
const skew = 300

func (c *call) signed(public bool) error {
	f := c.f
	partner := c.query.Get("partner_id")
	switch {
	case partner == "":
		return forbid("error_param", "There is no partner_id in query.")
	case partner != strconv.FormatInt(f.state.Partner, 10):
		return forbid("invalid_partner_id", "Invalid partner_id, please have a check.")
	}
	stamp := c.query.Get("timestamp")
	secs, err := strconv.ParseInt(stamp, 10, 64)
	switch {
	case stamp == "":
		return forbid("error_param", "no timestamp")
	case err != nil:
		return forbid("error_param", "Invalid timestamp")
	}
	if off := f.now().Add(c.effects.Skew).Unix() - secs; off > skew || off < -skew {
		return forbid("error_param", "Timestamp is expired.")
	}
	given := c.query.Get("sign")
	if given == "" {
		return forbid("error_param", "There is no sign in query.")
	}
	want := signature(f.state.Key, partner, c.r.URL.Path, stamp)
	if !public {
		want = signature(f.state.Key, partner, c.r.URL.Path, stamp, c.query.Get("access_token"), c.query.Get("shop_id"))
	}
	if !equal(given, want) {
		return forbid("error_sign", "Wrong sign.")
	}
	return nil
}

// permitted is the app's right to make the call at all.
func (c *call) permitted() error {
	module, _, _ := strings.Cut(c.path, "/")
	for _, b := range c.f.barred {
		if b == module || b == c.path {
			return forbid("error_auth", "No permission to current api.")
		}
	}
	return nil
}

func (c *call) inShop() error {
	token, shop := c.query.Get("access_token"), c.query.Get("shop_id")
	switch {
	case token == "":
		return forbid("error_param", "There is no access_token in query.")
	case shop == "":
		return forbid("error_param", "There is no shop_id in query.")
	case c.effects.Expired || !c.f.letsIn(token):
		return forbid("invalid_acceess_token", "Invalid access_token, please have a check.")
	case shop != c.f.shop.Key.Shop:
		return forbid("error_auth", "Invalid partner_id or shopid.")
	}
	return nil
}

// counter counts calls, for limits.
type counter struct {
	mu              sync.Mutex
	second, day     int64
	inSecond, inDay int
}

func (n *counter) count(rate, quota int, now time.Time) error {
	if rate == 0 && quota == 0 {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	second, day := now.Unix(), (now.Unix()+8*3600)/86400
	if n.second != second {
		n.second, n.inSecond = second, 0
	}
	if n.day != day {
		n.day, n.inDay = day, 0
	}
	n.inSecond++
	n.inDay++
	switch {
	case rate > 0 && n.inSecond > rate:
		return &refusal{
			word: "error_rate_limit", message: "Too many requests. You have reached the rate limit. Please try again later.",
			status: http.StatusTooManyRequests,
		}
	case quota > 0 && n.inDay > quota:
		return refuse("error_limit", "The total API call number made by your APP has reached the daily API call limit, please try again after 00: 00 (UTC+08:00)")
	}
	return nil
}

// Refuse writes 429 and 5xx in the envelope; Shopee sends no Retry-After.
func (f *Face) Refuse(w http.ResponseWriter, _ *http.Request, status int, _ time.Duration) bool {
	h := header{Error: "error_server", Message: "Something wrong. Please try later.", Request: requestID()}
	switch {
	case status == http.StatusTooManyRequests:
		h.Error, h.Message = "error_rate_limit", "Too many requests. You have reached the rate limit. Please try again later."
	case status < 500:
		return false
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(h)
	return true
}

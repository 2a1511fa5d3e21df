package lazada

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// call is one request that was let in.
type call struct {
	f    *Face
	view view
	args map[string]string
}

func (c *call) get(name string) string { return c.args[name] }

// refusal is an answer with another code than 0, under HTTP 200.
type refusal struct {
	code, kind, message string
}

func missing(name string) *refusal {
	return &refusal{"MissingParameter", "ISV", fmt.Sprintf("The input parameter %q that is mandatory for processing this request is not supplied", name)}
}

// api is one path.
type api struct {
	group   string // of APIs, granted one by one; empty: always
	open    bool   // without a token
	methods string
	do      func(*call) (object, *refusal)
}

// apis is what the shop understands. Methods are those of the reference pages.
var apis = map[string]api{
	"/auth/token/create":  {open: true, methods: "GET POST", do: createToken},
	"/auth/token/refresh": {open: true, methods: "GET POST", do: refreshToken},

	"/seller/get":       {group: "seller", methods: "GET", do: getSeller},
	"/rc/warehouse/get": {group: "seller", methods: "GET POST", do: getWarehouses},

	"/orders/get":       {group: "order", methods: "GET", do: getOrders},
	"/order/get":        {group: "order", methods: "GET", do: getOrder},
	"/order/items/get":  {group: "order", methods: "GET", do: getItems},
	"/orders/items/get": {group: "order", methods: "GET", do: getManyItems},

	"/reverse/getreverseordersforseller":  {group: "return", methods: "GET POST", do: getReverses},
	"/order/reverse/cancel/validate":      {group: "return", methods: "GET", do: validateCancel},
	"/order/reverse/cancel/create":        {group: "return", methods: "GET", do: createCancel},
	"/order/reverse/cancel/seller/decide": {group: "return", methods: "GET", do: decideCancel},

	"/products/get":                  {group: "product", methods: "GET", do: getProducts},
	"/product/stock/sellable/update": {group: "product", methods: "GET POST", do: setSellable},
	"/product/stock/sellable/adjust": {group: "product", methods: "GET POST", do: adjustSellable},
	"/product/price_quantity/update": {group: "product", methods: "POST", do: setPriceQuantity},
	"/order/shipment/providers/get":  {group: "fulfillment", methods: "GET POST", do: getProviders},
	"/order/fulfill/pack":            {group: "fulfillment", methods: "POST", do: packItems},
	"/order/package/rts":             {group: "fulfillment", methods: "POST", do: readyToShip},
	"/order/package/repack":          {group: "fulfillment", methods: "GET POST", do: repack},
	"/order/package/document/get":    {group: "fulfillment", methods: "GET POST", do: getDocument},
}

// groups reads a list of API groups.
func groups(list string) map[string]bool {
	out := map[string]bool{}
	for g := range strings.SplitSeq(list, ",") {
		if g = strings.TrimSpace(g); g != "" {
			out[g] = true
		}
	}
	return out
}

// maxBody is more than any client sends.
const maxBody = 4 << 20

// ServeHTTP is the gateway.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, rest := strings.CutPrefix(r.URL.Path, "/rest")
	switch {
	case rest:
		f.serve(w, r, path)
	case r.URL.Path == "/oauth/authorize":
		f.login(w, r)
	case r.URL.Path == "/_console/push":
		f.console(w, r)
	case strings.HasPrefix(r.URL.Path, "/label/"):
		f.label(w, r)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>"+f.shop.Name+"</title></head><body><h1>"+f.shop.Name+
			"</h1><p>A pretend Lazada shop. Its API is at /rest, its login at /oauth/authorize.</p></body></html>\n")
	default:
		http.NotFound(w, r)
	}
}

func (f *Face) serve(w http.ResponseWriter, r *http.Request, path string) {
	c := &call{f: f, view: view{f: f, effects: fault.From(r.Context()), strings: f.strings}}
	said, no := f.handle(c, r, path)
	f.write(w, said, no)
}

// write puts an answer into the envelope; nearly everything is HTTP 200.
func (f *Face) write(w http.ResponseWriter, said object, no *refusal) {
	f.mu.Lock()
	f.requests++
	id := fmt.Sprintf("0ba2887315178178%09d", f.requests)
	f.mu.Unlock()
	out := object{"code": "0", "request_id": id}
	maps.Copy(out, said)
	if no != nil {
		out["code"], out["type"], out["message"] = no.code, no.kind, no.message
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	body, err := json.Marshal(out)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(body)
}

// handle refuses in this order (unverified): path, app key, time stamp, signature, rate, token, permission; then the call itself.
func (f *Face) handle(c *call, r *http.Request, path string) (object, *refusal) {
	found, ok := apis[path]
	if !ok {
		return nil, &refusal{"InvalidApiPath", "ISV", "The specified API path is invalid"}
	}
	if !slices.Contains(strings.Fields(found.methods), r.Method) {
		return nil, &refusal{"UnsupportedMethod", "ISV", "The request method is not supported"} // spelling unverified
	}
	var no *refusal
	if c.args, no = read(r); no != nil {
		return nil, no
	}
	for _, name := range []string{"app_key", "timestamp", "sign_method", "sign"} {
		if c.args[name] == "" {
			return nil, missing(name)
		}
	}
	for _, check := range []func(*call, string, api) *refusal{f.checkApp, f.checkTime, f.checkSign, f.checkRate, f.checkToken, f.checkGroup} {
		if no := check(c, path, found); no != nil {
			return nil, no
		}
	}
	return found.do(c)
}

// read takes all parameters, wherever they travel: query, form, or the top level of a JSON body.
func read(r *http.Request) (map[string]string, *refusal) {
	args := map[string]string{}
	take := func(v url.Values) {
		for name, values := range v {
			args[name] = values[0]
		}
	}
	take(r.URL.Query())
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil || len(raw) == 0 {
		return args, nil
	}
	if strings.Contains(r.Header.Get("Content-Type"), "json") {
		var fields map[string]json.RawMessage
		if json.Unmarshal(raw, &fields) != nil {
			return nil, &refusal{"5", "ISP", "E005: Invalid Request Format"}
		}
		for name, value := range fields {
			args[name] = plain(value)
		}
		return args, nil
	}
	form, err := url.ParseQuery(string(raw))
	if err != nil {
		return nil, &refusal{"5", "ISP", "E005: Invalid Request Format"}
	}
	take(form)
	return args, nil
}

// plain is a JSON value as one parameter: text without its quotes, everything else as it is.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

func (f *Face) checkApp(c *call, _ string, _ api) *refusal {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c.get("app_key") != f.appKey {
		return &refusal{"InvalidAppKey", "ISV", "The specified App Key is invalid"}
	}
	return nil
}

// checkTime takes milliseconds within 7200 seconds of the platform's clock; the code's name is unverified.
func (f *Face) checkTime(c *call, _ string, _ api) *refusal {
	ms, err := strconv.ParseInt(c.get("timestamp"), 10, 64)
	skew := c.view.effects.Shift(f.now()).Sub(time.UnixMilli(ms)).Abs()
	if err != nil || skew > 7200*time.Second {
		return &refusal{"InvalidTimestamp", "ISV", "The specified timestamp is invalid or expired"}
	}
	return nil
}

func (f *Face) checkSign(c *call, path string, _ api) *refusal {
	f.mu.Lock()
	secret := f.secret
	f.mu.Unlock()
	if c.get("sign_method") != "sha256" || !hmac.Equal([]byte(signature(secret, path, c.args)), []byte(c.get("sign"))) {
		return &refusal{"IncompleteSignature", "ISV", "The request signature does not conform to lazop standards"}
	}
	return nil
}

// signature is computed over the path and all parameters by name (sheet, 2.2): HMAC-SHA256, capital hex.
func signature(secret, path string, args map[string]string) string {
	base := path
	for _, name := range slices.Sorted(maps.Keys(args)) {
		if name != "sign" && args[name] != "" {
			base += name + args[name]
		}
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(base))
	return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
}

// checkRate counts calls of one API in one second.
func (f *Face) checkRate(_ *call, path string, _ api) *refusal {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.now().Unix(); now != f.second {
		f.second = now
		clear(f.calls)
	}
	f.calls[path]++
	if f.rate > 0 && f.calls[path] > f.rate {
		return limited(time.Second)
	}
	return nil
}

// limited is ApiCallLimit, which names the seconds to wait.
func limited(wait time.Duration) *refusal {
	return &refusal{"ApiCallLimit", "ISV", fmt.Sprintf("Api access frequency exceeds the limit. this ban will last %d seconds", max(1, int(wait/time.Second)))}
}

func (f *Face) checkToken(c *call, _ string, a api) *refusal {
	if a.open {
		return nil
	}
	if c.get("access_token") == "" {
		return missing("access_token")
	}
	if c.view.effects.Expired || !f.admitted(c.get("access_token")) {
		return &refusal{"IllegalAccessToken", "ISV", "The specified access token is invalid or expired"}
	}
	return nil
}

func (f *Face) checkGroup(_ *call, _ string, a api) *refusal {
	if f.denied[a.group] {
		return &refusal{"InsufficientPermission", "ISV", "The app has no permission to call this API"} // spelling unverified
	}
	return nil
}

// Refuse is face.Refuser's: limits and failures of the platform come in the envelope, under HTTP 200.
func (f *Face) Refuse(w http.ResponseWriter, r *http.Request, status int, retryAfter time.Duration) bool {
	if !strings.HasPrefix(r.URL.Path, "/rest/") {
		return false
	}
	switch status {
	case http.StatusTooManyRequests:
		f.write(w, nil, limited(retryAfter))
	case http.StatusServiceUnavailable:
		f.write(w, nil, &refusal{"ServiceUnavailable", "SYSTEM", "Service is currently unavailable"})
	default:
		f.write(w, nil, &refusal{"ServiceTimeout", "SYSTEM", "Service timeout"})
	}
	return true
}

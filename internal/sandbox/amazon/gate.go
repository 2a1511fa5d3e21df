package amazon

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// object is a JSON object.
type object = map[string]any

// call is one request that is being looked at.
type call struct {
	f       *Face
	r       *http.Request
	body    []byte
	effects fault.Effects
	token   token // that it was made with
}

// refusal is an answer that says no.
type refusal struct {
	status                 int
	code, message, details string
}

func bad(format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, "InvalidInput", fmt.Sprintf(format, args...), ""}
}

func denied(details string) *refusal {
	return &refusal{http.StatusForbidden, "Unauthorized", "Access to requested resource is denied.", details}
}

func unknown(what string) *refusal {
	return &refusal{http.StatusNotFound, "NotFound", what + " was not found.", ""}
}

// accepted is an answer with another status than 200; a nil body is none.
type accepted struct {
	status int
	body   any
}

// api is one operation.
type api struct {
	name      string // as its bucket is called
	role      string // without which it is refused
	grantless bool   // wants the app's own token
	do        func(*call) (any, *refusal)
}

// rates are each operation's tokens a second and most tokens, as the models publish them.
var rates = map[string][2]float64{
	"searchOrders": {0.0056, 20}, "getOrder2026": {0.5, 30}, "cancelOrder": {1, 5},
	"getOrders": {0.0167, 20}, "getOrder": {0.5, 30}, "getOrderItems": {0.5, 30}, "confirmShipment": {2, 10},
	"createRestrictedDataToken": {1, 10}, "getMarketplaceParticipations": {0.016, 15}, "listTransactions": {0.5, 10},
	"searchListingsItems": {5, 5}, "getListingsItem": {5, 10}, "patchListingsItem": {5, 5},
	"getDestinations": {1, 5}, "createDestination": {1, 5}, "getSubscription": {1, 5}, "createSubscription": {1, 5},
}

// route is what the seller's address understands.
func (f *Face) route() *http.ServeMux {
	m := http.NewServeMux()
	for pattern, a := range map[string]api{
		"GET /sellers/v1/marketplaceParticipations":         {name: "getMarketplaceParticipations", do: participations},
		"POST /tokens/2021-03-01/restrictedDataToken":       {name: "createRestrictedDataToken", role: "buyers", do: restrict},
		"GET /orders/2026-01-01/orders":                     {name: "searchOrders", role: "orders", do: searchOrders},
		"GET /orders/2026-01-01/orders/{id}":                {name: "getOrder2026", role: "orders", do: getOrder},
		"PUT /orders/2026-01-01/orders/{id}/cancellation":   {name: "cancelOrder", role: "orders", do: cancelOrder},
		"GET /orders/v0/orders":                             {name: "getOrders", role: "orders", do: getOrdersV0},
		"GET /orders/v0/orders/{id}":                        {name: "getOrder", role: "orders", do: getOrderV0},
		"GET /orders/v0/orders/{id}/orderItems":             {name: "getOrderItems", role: "orders", do: getItemsV0},
		"POST /orders/v0/orders/{id}/shipmentConfirmation":  {name: "confirmShipment", role: "orders", do: confirmShipment},
		"GET /finances/2024-06-19/transactions":             {name: "listTransactions", role: "finances", do: listTransactions},
		"GET /listings/2021-08-01/items/{seller}":           {name: "searchListingsItems", role: "listings", do: searchListings},
		"GET /listings/2021-08-01/items/{seller}/{sku}":     {name: "getListingsItem", role: "listings", do: getListing},
		"PATCH /listings/2021-08-01/items/{seller}/{sku}":   {name: "patchListingsItem", role: "listings", do: patchListing},
		"GET /notifications/v1/destinations":                {name: "getDestinations", role: "notifications", grantless: true, do: getDestinations},
		"POST /notifications/v1/destinations":               {name: "createDestination", role: "notifications", grantless: true, do: createDestination},
		"GET /notifications/v1/subscriptions/ORDER_CHANGE":  {name: "getSubscription", role: "notifications", do: getSubscription},
		"POST /notifications/v1/subscriptions/ORDER_CHANGE": {name: "createSubscription", role: "notifications", do: createSubscription},
	} {
		m.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { f.serve(w, r, a) })
	}
	m.HandleFunc("POST /auth/o2/token", f.login)
	m.HandleFunc("/apps/authorize/consent", f.consent)
	m.HandleFunc("POST /{$}", f.queue)
	m.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=UTF-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>"+f.shop.Name+"</title></head><body><h1>"+f.shop.Name+
			"</h1><p>A pretend seller on Amazon. Its API, its login and its queue are at this address.</p></body></html>\n")
	})
	m.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		f.refuse(w, &refusal{http.StatusForbidden, "Unauthorized", "Access to requested resource is denied.", ""}, "")
	})
	return m
}

// ServeHTTP is all of Amazon's hosts.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.routes.ServeHTTP(w, r) }

const maxBody = 4 << 20

func (f *Face) serve(w http.ResponseWriter, r *http.Request, a api) {
	c := &call{f: f, r: r, effects: fault.From(r.Context())}
	said, no := c.handle(a)
	if no != nil {
		f.refuse(w, no, a.name)
		return
	}
	status := http.StatusOK
	if other, ok := said.(accepted); ok {
		status, said = other.status, other.body
	}
	f.head(w, a.name)
	if said == nil {
		w.WriteHeader(status)
		return
	}
	write(w, status, said)
}

// handle refuses in this order: body, token, bucket, role; then the call itself.
func (c *call) handle(a api) (any, *refusal) {
	var err error
	if c.body, err = io.ReadAll(io.LimitReader(c.r.Body, maxBody)); err != nil {
		return nil, bad("The body could not be read.")
	}
	if c.r.Method == http.MethodGet && (len(c.body) > 0 || c.r.Header.Get("Content-Length") != "") {
		return nil, &refusal{http.StatusBadRequest, "InvalidInput", "A GET request has no body.", ""}
	}
	if len(c.body) > 0 && !strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/json") {
		return nil, &refusal{http.StatusUnsupportedMediaType, "InvalidInput", "The media type is not supported.", ""}
	}
	if no := c.admit(a); no != nil {
		return nil, no
	}
	if !c.f.take(a.name) {
		return nil, quota
	}
	if c.f.denied[a.role] {
		return nil, denied("")
	}
	return a.do(c)
}

var quota = &refusal{http.StatusTooManyRequests, "QuotaExceeded", "You exceeded your quota for the requested resource.", ""}

// bucket is one operation's.
type bucket struct {
	tokens float64
	at     time.Time
}

// take takes a token of an operation's bucket; false: it is empty.
func (f *Face) take(name string) bool {
	if f.factor == 0 {
		return true
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	rate, most, now := rates[name][0]*f.factor, rates[name][1]*f.factor, f.now()
	b, ok := f.buckets[name]
	if !ok {
		b = &bucket{tokens: most, at: now}
		f.buckets[name] = b
	}
	b.tokens = min(most, b.tokens+max(0, now.Sub(b.at).Seconds())*rate)
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

// head writes what every answer has. The limit is not told on refusals of rights and quotas.
func (f *Face) head(w http.ResponseWriter, name string) {
	f.mu.Lock()
	f.requests++
	id := fmt.Sprintf("6a1b2c3d-0000-4000-8000-%012d", f.requests)
	f.mu.Unlock()
	w.Header().Set("x-amzn-RequestId", id)
	if r, ok := rates[name]; ok && f.factor > 0 {
		w.Header().Set("x-amzn-RateLimit-Limit", strconv.FormatFloat(r[0]*f.factor, 'f', -1, 64))
	}
}

func (f *Face) refuse(w http.ResponseWriter, no *refusal, name string) {
	if no.status != http.StatusBadRequest && no.status != http.StatusNotFound {
		name = ""
	}
	f.head(w, name)
	write(w, no.status, object{"errors": []object{{"code": no.code, "message": no.message, "details": no.details}}})
}

func write(w http.ResponseWriter, status int, body any) {
	raw, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(raw)
}

// Refuse is face.Refuser's.
func (f *Face) Refuse(w http.ResponseWriter, r *http.Request, status int, retryAfter time.Duration) bool {
	if retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(retryAfter.Round(time.Second)/time.Second)))
	}
	switch {
	case r.URL.Path == "/auth/o2/token":
		write(w, status, object{"error": "temporarily_unavailable", "error_description": "The service is busy."})
	case r.URL.Path == "/":
		queueError(w, status, "InternalError", "The service is busy.")
	case status == http.StatusTooManyRequests:
		f.refuse(w, quota, "")
	case status == http.StatusServiceUnavailable:
		f.refuse(w, &refusal{status, "ServiceUnavailable", "Service is temporarily unavailable. Please try again.", ""}, "")
	default:
		f.refuse(w, &refusal{status, "InternalFailure", "We encountered an internal error. Please try again.", ""}, "")
	}
	return true
}

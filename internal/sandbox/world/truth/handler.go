// Package truth serves a world's truth over HTTP, on a port of its own, so that any test, and any person, can compare
// books and world, push orders along, and make channels misbehave.
//
//	GET    /_world/healthz                              200 when the sandbox is up
//	GET    /_world/shops                                the shops, where their faces listen, and their credentials
//	POST   /_world/shops/{channel}/{shop}/rotate        new credentials; the old ones stop working
//	GET    /_world/products                             what the merchant sells, and each shop's listings with stock
//	GET    /_world/moves?channel=&shop=&item=           the stock moves of a shop
//	GET    /_world/orders?channel=&shop=&stage=         all orders as a perfect connector would read them (a list)
//	POST   /_world/orders                               places an order now: {channel, shop, lines:[{sku, quantity}]}, all optional
//	GET    /_world/orders/{channel}/{shop}/{ref}        one order
//	POST   /_world/orders/{channel}/{shop}/{ref}/{verb} pushes one along; see package world for the verbs
//	GET    /_world/clock                                the clocks
//	POST   /_world/clock                                {speed, advance}
//	GET    /_world/faults                               the rules with how often they struck
//	POST   /_world/faults                               adds rules; PUT replaces all; DELETE drops all
//	GET    /_world/deliveries?channel=&shop=&outcome=   the webhooks that were sent, and how they were answered
//
// Errors are {"error": sentence, "field": name}; field only where one is to blame.
package truth

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// Shopfront is what there is to say about one shop's face.
type Shopfront struct {
	Channel     string            `json:"channel"`
	Shop        string            `json:"shop"`
	Name        string            `json:"name"`
	Currency    string            `json:"currency"`
	TimeZone    string            `json:"time_zone"`
	BaseURL     string            `json:"base_url"`
	Credentials map[string]string `json:"credentials"`
}

// Sandbox is what the handler tells about.
type Sandbox struct {
	World  *world.World
	Faults *fault.Set
	Outbox *hook.Outbox
	// Shops lists the faces; Rotate gives one new credentials and tells them, or nil for an unknown shop.
	Shops  func() []Shopfront
	Rotate func(world.Key) map[string]string
}

// Handler serves all of it.
func Handler(s Sandbox) http.Handler {
	mux := http.NewServeMux()
	for pattern, serve := range map[string]func(Sandbox, http.ResponseWriter, *http.Request){
		"GET /_world/healthz":                               healthz,
		"GET /_world/shops":                                 shops,
		"POST /_world/shops/{channel}/{shop}/rotate":        rotate,
		"GET /_world/products":                              products,
		"GET /_world/moves":                                 moves,
		"GET /_world/orders":                                orders,
		"POST /_world/orders":                               place,
		"GET /_world/orders/{channel}/{shop}/{ref}":         order,
		"POST /_world/orders/{channel}/{shop}/{ref}/{verb}": push,
		"GET /_world/clock":                                 clock,
		"POST /_world/clock":                                setClock,
		"GET /_world/faults":                                faults,
		"POST /_world/faults":                               setFaults,
		"PUT /_world/faults":                                setFaults,
		"DELETE /_world/faults":                             clearFaults,
		"GET /_world/deliveries":                            deliveries,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { serve(s, w, r) })
	}
	return mux
}

func healthz(_ Sandbox, w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, map[string]string{"status": "ok"})
}

func shops(s Sandbox, w http.ResponseWriter, _ *http.Request) { write(w, http.StatusOK, s.Shops()) }

func rotate(s Sandbox, w http.ResponseWriter, r *http.Request) {
	credentials := s.Rotate(keyOf(r))
	if credentials == nil {
		problem(w, http.StatusNotFound, "", "there is no such shop")
		return
	}
	write(w, http.StatusOK, map[string]any{"credentials": credentials})
}

func clock(s Sandbox, w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, s.World.Clock())
}

// setClock takes {speed, advance}; advance is a span such as "24h" or a number of seconds.
func setClock(s Sandbox, w http.ResponseWriter, r *http.Request) {
	var in struct {
		Speed   *float64       `json:"speed"`
		Advance fault.Duration `json:"advance"`
	}
	if !body(w, r, &in) {
		return
	}
	if in.Speed != nil {
		if err := s.World.SetSpeed(*in.Speed); err != nil {
			problem(w, http.StatusBadRequest, "speed", err.Error())
			return
		}
	}
	if in.Advance != 0 {
		if err := s.World.Advance(duration(in.Advance)); err != nil {
			problem(w, http.StatusBadRequest, "advance", err.Error())
			return
		}
	}
	write(w, http.StatusOK, s.World.Clock())
}

// deliveries lists webhooks, oldest first.
func deliveries(s Sandbox, w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	out := []hook.Delivery{}
	for _, d := range s.Outbox.Deliveries() {
		if fits(q.Get("channel"), d.Channel) && fits(q.Get("shop"), d.Shop) && fits(q.Get("outcome"), d.Outcome) && fits(q.Get("topic"), d.Topic) {
			out = append(out, d)
		}
	}
	write(w, http.StatusOK, out)
}

func fits(want, have string) bool { return want == "" || want == have }

func keyOf(r *http.Request) world.Key {
	return world.Key{Channel: r.PathValue("channel"), Shop: r.PathValue("shop")}
}

func write(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a client that went away is no error of ours
}

func problem(w http.ResponseWriter, status int, field, sentence string) {
	p := map[string]string{"error": sentence}
	if field != "" {
		p["field"] = field
	}
	write(w, status, p)
}

// failed answers with what an error of the world means.
func failed(w http.ResponseWriter, err error) {
	var field *fault.FieldError
	switch {
	case errors.As(err, &field):
		problem(w, http.StatusBadRequest, field.Field, err.Error())
	case errors.Is(err, world.ErrNotFound):
		problem(w, http.StatusNotFound, "", err.Error())
	case errors.Is(err, world.ErrIllegal), errors.Is(err, world.ErrSoldOut):
		problem(w, http.StatusConflict, "", err.Error())
	default:
		problem(w, http.StatusBadRequest, "", err.Error())
	}
}

package woocommerce

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// connector reads one shop.
type connector struct {
	http  *httpkit.Client
	now   func() time.Time
	log   *slog.Logger
	nonce func() string

	base        *url.URL // no trailing slash
	key, secret string
	auth        string // one of the auth words
	hookSecret  string
	words       map[string]status // this connection's own words; they rule over the table

	bySystem, byBuyer string

	// learned about the host, kept while the process lives
	keysInQuery  atomic.Bool // the host drops Authorization
	plainLinks   atomic.Bool // pretty addresses are switched off
	hooksWritten atomic.Bool // the webhooks' secrets were set once
	currency     atomic.Pointer[money.Currency]
	tracks       atomic.Pointer[bool] // a plugin keeps tracking numbers
}

// api is the part of the path before a resource.
const api = "/wc/v3/"

// ask is one request to the shop.
type ask struct {
	op     string // "woocommerce.Orders"
	method string // empty: GET
	route  string // "/wc/v3/orders"
	params []param
	body   any  // sent as JSON; nil: none
	open   bool // without the key
	again  bool // may be sent twice, although it is a POST
	tries  int
	ref    string // order the question is about, for the error
}

// do builds, signs and sends a question, and decodes a good answer into into (nil: not looked at). It gives the answer's
// header. Errors are those of httpkit and of the table in errors.go.
//
// Two things are tried once before an error stands, and kept when they help: the key in the address when the host seems to
// drop Authorization, and plain links when the pretty address is not there. A refused OAuth signature is made once more: the
// network may have sent the first one twice, and a shop that speaks another language does not say so in words we know.
func (c *connector) do(ctx context.Context, a ask, into any) (http.Header, error) {
	h, err := c.once(ctx, a, into, c.authWord(), c.plainLinks.Load())
	switch {
	case err == nil:
		return h, nil
	case errors.Is(err, httpkit.ErrPage) && !c.plainLinks.Load():
		return c.instead(ctx, a, into, err, c.authWord(), true)
	case hasCode(err, []string{authError}) && outcome.Of(err).Reason == outcome.KeyRefused && c.authWord() == authOAuth:
		return c.instead(ctx, a, into, err, authOAuth, c.plainLinks.Load())
	case hasCode(err, anonymousCodes) && c.authWord() == authBasic && c.auth == authAuto && !a.open:
		return c.instead(ctx, a, into, err, authQuery, c.plainLinks.Load())
	}
	return nil, err
}

// instead asks in another way and keeps that way when it works; otherwise the first error stands.
func (c *connector) instead(ctx context.Context, a ask, into any, first error, auth string, plain bool) (http.Header, error) {
	h, err := c.once(ctx, a, into, auth, plain)
	if err != nil {
		return nil, first
	}
	if plain {
		c.plainLinks.Store(true)
	}
	if auth == authQuery && c.auth == authAuto {
		c.keysInQuery.Store(true)
		c.log.WarnContext(ctx, "the shop's host drops the Authorization header; keys go in the address", "op", a.op)
	}
	return h, nil
}

// authWord is the way to sign in now. Over http the shop takes nothing but OAuth 1.0a: Basic and keys in the address are 401
// there (seen on WooCommerce 11.0.1).
func (c *connector) authWord() string {
	switch {
	case c.auth != authAuto:
		return c.auth
	case c.base.Scheme == "http":
		return authOAuth
	case c.keysInQuery.Load():
		return authQuery
	}
	return authBasic
}

func (c *connector) once(ctx context.Context, a ask, into any, auth string, plain bool) (http.Header, error) {
	if a.method == "" {
		a.method = http.MethodGet
	}
	resp, err := c.http.Do(ctx, httpkit.Call{
		Op:         a.op,
		Idempotent: a.again || a.method != http.MethodPost, // PUT sets absolute values
		Tries:      a.tries,
		Build: func(ctx context.Context) (*http.Request, error) {
			return c.request(ctx, a, auth, plain)
		},
		Read: func(r *httpkit.Response) error {
			if r.Status >= 300 {
				return c.refused(r, a)
			}
			if into == nil {
				return nil
			}
			return c.decode(r, into)
		},
	})
	if err != nil {
		return nil, c.serverWords(resp, err, a)
	}
	return resp.Header, nil
}

// decode gives the bytes of a list to whoever wants to take it apart, and decodes everything else.
func (c *connector) decode(r *httpkit.Response, into any) error {
	if raw, ok := into.(*json.RawMessage); ok {
		body, err := r.JSON()
		*raw = body
		return err
	}
	return r.Decode(into)
}

// request makes one try's request: with plain links the route is a parameter, and is signed like one.
func (c *connector) request(ctx context.Context, a ask, auth string, plain bool) (*http.Request, error) {
	endpoint, params := c.endpoint(a, plain)
	switch {
	case a.open:
	case auth == authOAuth:
		params = sign(a.method, endpoint, params, c.key, c.secret, c.nonce(), c.now())
	case auth == authQuery:
		params = append(params, param{"consumer_key", c.key}, param{"consumer_secret", c.secret})
	}
	if q := httpkit.Query(params); q != "" {
		endpoint += "?" + q
	}
	req, err := httpkit.JSONRequest(ctx, a.method, endpoint, a.body)
	if err != nil {
		return nil, err
	}
	if !a.open && auth == authBasic {
		req.SetBasicAuth(c.key, c.secret)
	}
	return req, nil
}

func (c *connector) endpoint(a ask, plain bool) (string, []param) {
	if plain {
		return c.base.String() + "/", append([]param{{"rest_route", a.route}}, a.params...)
	}
	return c.base.String() + "/wp-json" + a.route, append([]param(nil), a.params...)
}

// Order gives one order by its id, with the party that cancelled it where the notes tell. Errors: Missing (no such order, or
// one that the shop has not placed yet: a draft), NoAccess, Throttled, Unavailable.
//
// Source: GET /orders/{id}; 404 woocommerce_rest_shop_order_invalid_id, a trashed order is still readable (seen on
// WooCommerce 11.0.1).
func (c *connector) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	const op = "woocommerce.Order"
	if !channel.IsNumber(ref) {
		return order.Snapshot{}, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	var raw json.RawMessage
	if _, err := c.do(ctx, ask{op: op, route: api + "orders/" + ref, ref: ref}, &raw); err != nil {
		return order.Snapshot{}, err
	}
	s, draft := c.snapshot(raw)
	if draft {
		return order.Snapshot{}, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	if s.Stage == order.Cancelled && s.CancelledBy == "" {
		s.CancelledBy = c.canceller(ctx, ref)
	}
	return s, nil
}

// OrderNumbered gives the order of a number, which is its id unless a plugin numbers the orders. The shop's search looks in more than
// the numbers, and where a plugin's numbers are not among it, such an order is found by its id only.
//
// Errors: as Order. Source: GET /orders?search= (WooCommerce REST API docs, List all orders); number is text and may differ from id.
func (c *connector) OrderNumbered(ctx context.Context, number string) (order.Snapshot, error) {
	const op = "woocommerce.OrderNumbered"
	missing := outcome.New(outcome.OrderMissing).In(op).About(number)
	spelled := order.Spellings(number)
	if len(spelled) == 0 || len(number) > longestNumber {
		return order.Snapshot{}, missing
	}
	bare := strings.TrimPrefix(strings.TrimSpace(number), "#")
	var rows []struct {
		ID     text `json:"id"`
		Number text `json:"number"`
	}
	params := []httpkit.Param{{"search", bare}, {"per_page", "20"}, {"orderby", "date"}, {"order", "desc"}}
	if _, err := c.do(ctx, ask{op: op, route: api + "orders", params: params, ref: number}, &rows); err != nil {
		return order.Snapshot{}, err
	}
	for _, row := range rows {
		if slices.Contains(spelled, string(row.Number)) {
			s, err := c.Order(ctx, string(row.ID))
			if err != nil {
				err = outcome.Of(err).About(number)
			}
			return s, err
		}
	}
	return order.Snapshot{}, missing
}

// longestNumber is longer than plugins make them.
const longestNumber = 60

var _ channel.OrderNumberer = (*connector)(nil)

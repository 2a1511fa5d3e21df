package shopify

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// connector reads one store.
type connector struct {
	config
	http    *httpkit.Client
	renewer channel.Renewer
	now     func() time.Time
	log     *slog.Logger
	bucket  *bucket

	mu       sync.Mutex
	place    string          // the location that stock is kept at, once known
	currency money.Currency  // the shop's, once known
	items    map[string]item // by variant, once known
}

// ask is one GraphQL operation.
type ask struct {
	op        string // "shopify.Orders"
	query     string
	variables map[string]any
	once      bool // not to be sent again when it may have arrived
	later     bool // goods, stock, prices: orders go first
	tries     int
	ref       string // what the question is about, for the error
}

// reply is the envelope of every answer. data and errors may come together: a field that we may not see is null, with an error
// that names it, and the rest is there (recorded).
type reply struct {
	Data       json.RawMessage `json:"data"`
	Errors     json.RawMessage `json:"errors"` // a list; a string or an object where HTTP has the say
	Extensions struct {
		Cost cost `json:"cost"`
	} `json:"extensions"`
}

// do asks the store and decodes the data into into. Errors are those of httpkit and of the table in errors.go.
//
// Source: POST /admin/api/{version}/graphql.json, header X-Shopify-Access-Token; nothing is signed.
func (c *connector) do(ctx context.Context, a ask, into any) (h http.Header, err error) {
	err = c.renewer.Call(ctx, a.op, a.ref, func(token channel.Token) error {
		h, err = c.once(ctx, a, token.Access, into)
		return err
	})
	return h, err
}

func (c *connector) once(ctx context.Context, a ask, token string, into any) (http.Header, error) {
	if a.later {
		ctx = httpkit.WithPriority(ctx, httpkit.Later)
	}
	if err := c.bucket.wait(ctx, a.op, a.later); err != nil {
		return nil, outcome.At(err, a.op, a.ref)
	}
	resp, err := c.http.Do(ctx, httpkit.Call{
		Op: a.op, Idempotent: !a.once, Tries: a.tries,
		Build: func(ctx context.Context) (*http.Request, error) { return c.request(ctx, a, token) },
		Read:  func(r *httpkit.Response) error { return c.read(r, a, into) },
	})
	if err != nil {
		return nil, outcome.At(err, a.op, a.ref)
	}
	return resp.Header, nil
}

func (c *connector) request(ctx context.Context, a ask, token string) (*http.Request, error) {
	endpoint := c.base.String() + "/admin/api/" + string(c.version) + "/graphql.json"
	req, err := httpkit.JSONRequest(ctx, http.MethodPost, endpoint, map[string]any{"query": a.query, "variables": a.variables})
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Shopify-Access-Token", token)
	return req, nil
}

// read looks at an answer. GraphQL says most of its refusals under HTTP 200.
func (c *connector) read(r *httpkit.Response, a ask, into any) error {
	if r.Status >= 300 {
		return c.refused(r, a)
	}
	var got reply
	if err := r.Decode(&got); err != nil {
		return err
	}
	c.bucket.learn(a.op, got.Extensions.Cost)
	said := graphErrors(got.Errors)
	if e := worst(said, got.Extensions.Cost); e != nil {
		return e.In(a.op).About(a.ref)
	}
	if len(said) > 0 {
		c.log.Debug("the store kept buyers' data back", "op", a.op, "said", httpkit.Said(said[0].Message))
	}
	if len(got.Data) == 0 || string(got.Data) == "null" {
		return outcome.New(outcome.BadPayload, "what", "an answer without data").In(a.op)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(got.Data, into); err != nil {
		return outcome.New(outcome.BadPayload, "what", httpkit.Redact(err.Error())).In(a.op)
	}
	return nil
}

// gid is a global id: gid("Order", "55") is gid://shopify/Order/55.
func gid(kind, number string) string { return "gid://shopify/" + kind + "/" + number }

// tail is the number of a global id, or a number as it is: the legacyResourceId that webhooks and people know.
func tail(id string) string {
	id, _, _ = strings.Cut(id, "?") // inventory levels carry a query part
	return id[strings.LastIndexByte(id, '/')+1:]
}

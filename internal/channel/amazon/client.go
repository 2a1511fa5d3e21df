package amazon

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// gate is the way to the API for one app.
type gate struct {
	http *httpkit.Client
	now  func() time.Time
	log  *slog.Logger

	api, login     string // hosts, no trailing slash
	client, secret string // of the app, at Login with Amazon
	limits         *limits
}

// connector works for one seller.
type connector struct {
	*gate
	renewer   channel.Renewer
	seller    string
	markets   []string
	queue     *queue // nil: none
	old       bool   // orders are read by v0
	mayCancel bool

	barred channel.Barred // by operation that the app may not do

	mu         sync.Mutex
	restricted lent // for v0
	grantless  lent // for destinations
}

// ask is one request.
type ask struct {
	op         string // "amazon.Orders"
	limit      string // the operation in limits.go
	method     string // empty: GET
	path       string // escaped
	query      url.Values
	body       any    // sent as JSON; nil: none
	ref        string // order or SKU that the question is about, for the error
	once       bool   // must not be sent twice, although nobody knows whether it arrived
	later      bool   // goods, stock, prices: orders go first
	restricted bool   // buyers' data of v0 want a token of their own
}

// userAgent is what Amazon wants to know of a caller.
// Source: guide include-a-user-agent-header-in-all-requests.
const userAgent = "Tillbridge/1.0 (Language=Go)"

// call is one exchange with a token; into gets the answer and may be nil. Errors are those of httpkit, of limits and of the table in
// errors.go.
func (g *gate) call(ctx context.Context, a ask, token string, into any) error {
	if a.later {
		ctx = httpkit.WithPriority(ctx, httpkit.Later)
	}
	tries, counted := 0, false
	if slow(a.limit) {
		tries = 2
	}
	resp, err := g.http.Do(ctx, httpkit.Call{
		Op: a.op, Idempotent: !a.once, Tries: tries,
		Build: func(ctx context.Context) (*http.Request, error) {
			if !counted { // a second try follows a failure, which seldom took a token
				if err := g.limits.wait(ctx, a.limit); err != nil {
					return nil, err
				}
				counted = true
			}
			return g.request(ctx, a, token)
		},
		Read: func(r *httpkit.Response) error { return g.read(r, a, into) },
	})
	if resp != nil {
		g.limits.learn(a.limit, resp.Header)
	}
	if err != nil {
		return g.worded(resp, err, a)
	}
	return nil
}

// request makes one try's request. A GET carries no body: Amazon refuses one with a Content-Length.
// Source: guide connecting-to-the-selling-partner-api, step 3. Signature V4 is not wanted since October 2023.
func (g *gate) request(ctx context.Context, a ask, token string) (*http.Request, error) {
	address := g.api + a.path
	if len(a.query) > 0 {
		address += "?" + a.query.Encode()
	}
	req, err := httpkit.JSONRequest(ctx, a.method, address, a.body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("X-Amz-Access-Token", token)
	req.Header.Set("X-Amz-Date", g.now().UTC().Format("20060102T150405Z"))
	return req, nil
}

func (g *gate) read(r *httpkit.Response, a ask, into any) error {
	if r.Status >= 300 {
		return g.refused(r, a)
	}
	if into == nil {
		return nil
	}
	return r.Decode(into)
}

// do makes a call in the seller's name.
func (c *connector) do(ctx context.Context, a ask, into any) error {
	return c.renewer.Call(ctx, a.op, a.ref, func(token channel.Token) error { return c.as(ctx, a, token, into) })
}

// as makes a call with a seller's token, or with the restricted one that it gets.
func (c *connector) as(ctx context.Context, a ask, token channel.Token, into any) error {
	use := token.Access
	if a.restricted {
		lent, err := c.restrictedToken(ctx, a.op, token)
		if err != nil {
			return err
		}
		use = lent
	}
	return c.call(ctx, a, use, into)
}

// maybe makes a call whose answer can be done without: ok is false when the app may not make it. What waiting heals, and what
// concerns the whole connection, is still an error.
func (c *connector) maybe(ctx context.Context, a ask, into any) (ok bool, err error) {
	if c.barred.Is(a.limit, c.now()) {
		return false, nil
	}
	if err = c.do(ctx, a, into); err == nil {
		return true, nil
	}
	if outcome.Of(err).Reason == outcome.RightMissing {
		c.bar(ctx, a, err)
		return false, nil
	}
	return false, err
}

func (c *connector) bar(ctx context.Context, a ask, err error) {
	c.log.WarnContext(ctx, "Amazon does not let the app do this; a role may be missing", "op", a.op, "call", a.limit, "error", err)
	c.barred.Bar(a.limit, c.now())
}

// said is Amazon's own refusal, where there is one.
func said(err error) (*vendorError, bool) { return errors.AsType[*vendorError](err) }

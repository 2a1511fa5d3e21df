package tiktokshop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// gate is the signed way to the API of one app.
type gate struct {
	http *httpkit.Client
	now  func() time.Time
	log  *slog.Logger

	api, auth   string // hosts of calls and of tokens, no trailing slash
	key, secret string
}

// connector works for one shop.
type connector struct {
	*gate
	renewer   channel.Renewer
	shop      string
	cipherSet string // as a person entered it
	shipBy    string
	label     string
	paper     string

	known  atomic.Pointer[wireShop] // the shop as it was looked up; nil: not yet
	barred channel.Barred           // by path of a call that the app may not make
}

// ask is one request. Versions stand in the path and differ inside one category, so each call names its own.
type ask struct {
	op       string // "tiktokshop.Orders"
	method   string // empty: GET, or POST with a body
	path     string // "/order/202309/orders/search"
	query    url.Values
	body     any    // sent as JSON; nil: none
	ref      string // order or listing that the question is about, for the error
	once     bool   // must not be sent twice, although nobody knows whether it arrived
	shopless bool   // must not carry a shop cipher (36009004 otherwise)
}

// identity is in whose name a call is signed.
type identity struct{ token, cipher string }

// call is one exchange; into gets the member "data". Errors are those of httpkit and of the table in errors.go.
func (g *gate) call(ctx context.Context, a ask, who identity, into any) error {
	body, err := encoded(a.body)
	if err != nil {
		return fmt.Errorf("%s: %w", a.op, err)
	}
	return g.exchange(ctx, a, into, func(ctx context.Context) (*http.Request, error) { return g.request(ctx, a, body, who) })
}

// exchange sends what build makes, anew for each try, and reads the envelope.
func (g *gate) exchange(ctx context.Context, a ask, into any, build func(context.Context) (*http.Request, error)) error {
	resp, err := g.http.Do(ctx, httpkit.Call{
		Op: a.op, Idempotent: !a.once, Build: build,
		Read: func(r *httpkit.Response) error { return g.read(r, a, into) },
	})
	if err != nil {
		return g.worded(resp, err, a)
	}
	return nil
}

// encoded is a body as it is signed and sent: once, and without the escapes that HTML needs.
func encoded(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(body); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// request makes one try's request, signed anew: a time stamp is good from five minutes ago to thirty seconds ahead.
// Source: page common-parameters; content-type is wanted on GET, too.
func (g *gate) request(ctx context.Context, a ask, body []byte, who identity) (*http.Request, error) {
	q := url.Values{}
	for name, v := range a.query {
		q[name] = v
	}
	q.Set("app_key", g.key)
	q.Set("timestamp", strconv.FormatInt(g.now().Unix(), 10))
	if who.cipher != "" {
		q.Set("shop_cipher", who.cipher)
	}
	q.Set("sign", sign(g.secret, a.path, q, body))
	req, err := httpkit.JSONRequest(ctx, a.verb(), g.api+a.path+"?"+q.Encode(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("x-tts-access-token", who.token)
	return req, nil
}

func (a ask) verb() string {
	switch {
	case a.method != "":
		return a.method
	case a.body != nil:
		return http.MethodPost
	}
	return http.MethodGet
}

// envelope is around every answer; code 0 is success, under any HTTP status.
type envelope struct {
	Code    text            `json:"code"`
	Message text            `json:"message"`
	Request text            `json:"request_id"`
	Data    json.RawMessage `json:"data"`
}

// read takes the envelope off. The code decides, not the HTTP status: business errors come under 200.
func (g *gate) read(r *httpkit.Response, a ask, into any) error {
	var e envelope
	if err := r.Decode(&e); err != nil {
		return g.unreadable(r, a, err)
	}
	if e.Code != "0" || r.Status >= 300 {
		return g.refused(&e, r.Status, a)
	}
	if into == nil || len(e.Data) == 0 || string(e.Data) == "null" {
		return nil
	}
	if err := json.Unmarshal(e.Data, into); err != nil {
		return outcome.New(outcome.BadPayload, "what", httpkit.Redact(err.Error())).In(a.op)
	}
	return nil
}

// do makes a call in the shop's name.
func (c *connector) do(ctx context.Context, a ask, into any) error {
	return c.renewer.Call(ctx, a.op, a.ref, func(token channel.Token) error { return c.inShop(ctx, a, token, into) })
}

// inShop makes a call with this token and, where the call takes one, the shop's cipher.
func (c *connector) inShop(ctx context.Context, a ask, token channel.Token, into any) error {
	who := identity{token: token.Access}
	if !a.shopless {
		var err error
		if who.cipher, err = c.cipher(ctx, a.op, token); err != nil {
			return outcome.At(err, a.op, a.ref)
		}
	}
	return c.call(ctx, a, who, into)
}

// maybe makes a call whose answer can be done without: ok is false when the app may not make it or TikTok refuses it. What waiting
// heals, and what concerns the whole connection, is still an error.
func (c *connector) maybe(ctx context.Context, a ask, into any) (ok bool, err error) {
	if c.barred.Is(a.path, c.now()) {
		return false, nil
	}
	err = c.do(ctx, a, into)
	if err == nil {
		return true, nil
	}
	e := outcome.Of(err)
	switch {
	case e.Reason == outcome.RightMissing || e.Reason == outcome.NoAPI:
		c.log.WarnContext(ctx, "TikTok Shop does not let the app make this call", "op", a.op, "call", a.path, "error", e)
		c.barred.Bar(a.path, c.now())
		return false, nil
	case e.Code == outcome.NoAccess || e.Code.RetriesItself() || e.Code == outcome.Bug || ctx.Err() != nil:
		return false, err
	}
	c.log.DebugContext(ctx, "done without", "op", a.op, "call", a.path, "error", e)
	return false, nil
}

// said is TikTok's own code for a refusal; empty for every other error.
func said(err error) string {
	v, ok := errors.AsType[*vendorError](err)
	if !ok {
		return ""
	}
	return v.Code
}

// join is a list as queries take it.
func join(ids []string) string { return strings.Join(ids, ",") }

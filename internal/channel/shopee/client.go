package shopee

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
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

	host         string // no trailing slash
	partner, key string
}

// connector works for one shop.
type connector struct {
	*gate
	renewer channel.Renewer
	shop    string
	pushKey string
	shipBy  string
	label   string

	barred channel.Barred // by path of a call that the app may not make
}

// root is the part of a path before module and call.
const root = "/api/v2/"

// ask is one request.
type ask struct {
	op    string // "shopee.Orders"
	path  string // "order/get_order_list"
	query url.Values
	body  any    // sent as JSON by POST; nil: GET
	ref   string // order or SKU that the question is about, for the error
	once  bool   // must not be sent twice, although nobody knows whether it arrived
	file  bool   // a document may come in place of JSON
}

// identity is in whose name a call is signed; the zero value is the app's own (Shopee's "public" calls).
type identity struct{ token, shop string }

// call is one exchange; into gets the member "response", or the whole answer where there is none. Errors are those of httpkit
// and of the table in errors.go.
func (g *gate) call(ctx context.Context, a ask, who identity, into any) (*httpkit.Response, error) {
	resp, err := g.http.Do(ctx, httpkit.Call{
		Op:         a.op,
		Idempotent: !a.once,
		Build:      func(ctx context.Context) (*http.Request, error) { return g.request(ctx, a, who) },
		Read:       func(r *httpkit.Response) error { return g.read(r, a, into) },
	})
	if err != nil {
		return resp, g.worded(resp, err, a)
	}
	return resp, nil
}

// request makes one try's request, signed anew: a time stamp is good for five minutes (guide 16).
func (g *gate) request(ctx context.Context, a ask, who identity) (*http.Request, error) {
	at := g.now()
	q := url.Values{}
	for name, v := range a.query {
		q[name] = v
	}
	q.Set("partner_id", g.partner)
	q.Set("timestamp", strconv.FormatInt(at.Unix(), 10))
	q.Set("sign", sign(g.key, g.partner, root+a.path, at, who.token, who.shop))
	if who.token != "" {
		q.Set("access_token", who.token)
		q.Set("shop_id", who.shop)
	}
	method := http.MethodGet
	if a.body != nil {
		method = http.MethodPost
	}
	return httpkit.JSONRequest(ctx, method, g.host+root+a.path+"?"+q.Encode(), a.body)
}

// envelope is around every answer. error is empty on success; samples of the reference fill it with a dash or a blank.
type envelope struct {
	Error    text            `json:"error"`
	Message  text            `json:"message"`
	Request  text            `json:"request_id"`
	Response json.RawMessage `json:"response"`
}

func (e *envelope) failed() bool {
	word := strings.TrimSpace(string(e.Error))
	return word != "" && word != "-" && word != "0" && word != "success"
}

// read takes the envelope off. The body decides, not the HTTP status: most refusals come under 200.
func (g *gate) read(r *httpkit.Response, a ask, into any) error {
	if a.file && r.Status < 300 && !isJSON(r.Header) {
		return nil
	}
	var e envelope
	if err := r.Decode(&e); err != nil {
		return g.unreadable(r, a, err)
	}
	if e.failed() && !(last(string(e.Error)) == allFailed && into != nil) || r.Status >= 300 {
		return g.refused(&e, r.Status, a)
	}
	switch {
	case into == nil:
		return nil
	case len(e.Response) == 0 || string(e.Response) == "null":
		return r.Decode(into)
	}
	if err := json.Unmarshal(e.Response, into); err != nil {
		return outcome.New(outcome.BadPayload, "what", httpkit.Redact(err.Error())).In(a.op)
	}
	return nil
}

// allFailed is the word of a batch in which every row failed; each row says why.
const allFailed = "batch_api_all_failed"

func isJSON(h http.Header) bool {
	kind, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// do makes a call in the shop's name.
func (c *connector) do(ctx context.Context, a ask, into any) (resp *httpkit.Response, err error) {
	err = c.renewer.Call(ctx, a.op, a.ref, func(token channel.Token) error {
		resp, err = c.call(ctx, a, identity{token.Access, c.shop}, into)
		return err
	})
	return resp, err
}

// maybe makes a call whose answer can be done without: ok is false when the app may not make it or Shopee has nothing to say.
// What waiting heals, and what concerns the whole connection, is still an error.
func (c *connector) maybe(ctx context.Context, a ask, into any) (ok bool, err error) {
	if c.barred.Is(a.path, c.now()) {
		return false, nil
	}
	_, err = c.do(ctx, a, into)
	if err == nil {
		return true, nil
	}
	e := outcome.Of(err)
	switch {
	case e.Reason == outcome.RightMissing || e.Reason == outcome.NoAPI:
		c.log.WarnContext(ctx, "Shopee does not let the app make this call", "op", a.op, "call", a.path, "error", e)
		c.barred.Bar(a.path, c.now())
		return false, nil
	case e.Reason == outcome.NotJSON && strings.HasPrefix(e.Args["status"], "4"):
		return false, nil
	case e.Code == outcome.NoAccess || e.Code.RetriesItself() || e.Code == outcome.Bug || ctx.Err() != nil:
		return false, err
	}
	c.log.DebugContext(ctx, "done without", "op", a.op, "call", a.path, "error", e)
	return false, nil
}

// said is Shopee's own word for a refusal.
func said(err error) (word string, ok bool) {
	v, ok := errors.AsType[*vendorError](err)
	if !ok {
		return "", false
	}
	return last(v.Word), true
}

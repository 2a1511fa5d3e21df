package lazada

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// app is who calls.
type app struct {
	key, secret string
}

// caller makes signed calls; it knows no shop.
type caller struct {
	http  *httpkit.Client
	now   func() time.Time
	app   app
	hosts hosts
}

// connector serves one shop.
type connector struct {
	caller
	log     *slog.Logger
	home    country
	seller  string // the shop's id in push messages; empty: not known
	renewer channel.Renewer
}

// ask is one request.
type ask struct {
	op     string // "lazada.Orders"
	method string // empty: GET
	auth   bool   // to the host that gives tokens
	path   string // "/orders/get": signed as it is, sent behind /rest
	params []param
	writes bool // changes something although many such calls are GET: never sent twice when it may have arrived
	tries  int
	ref    string // order or SKU the question is about, for the error
}

// answer is Lazada's envelope, the same for success and failure and nearly always under HTTP 200.
type answer struct {
	Code    text            `json:"code"`
	Type    text            `json:"type"` // SYSTEM, ISV, ISP: the guide swaps the last two, so nothing rests on it
	Message text            `json:"message"`
	Detail  json.RawMessage `json:"detail"`
	Data    json.RawMessage `json:"data"`
	Result  json.RawMessage `json:"result"` // newer calls answer here
	request json.RawMessage
	header  http.Header
}

// do asks in the shop's name.
func (c *connector) do(ctx context.Context, a ask) (got *answer, err error) {
	err = c.renewer.Call(ctx, a.op, a.ref, func(token channel.Token) error {
		got, err = c.send(ctx, a, token.Access)
		return err
	})
	return got, err
}

// data asks and decodes what stands in data.
func (c *connector) data(ctx context.Context, a ask, into any) error {
	got, err := c.do(ctx, a)
	if err != nil {
		return err
	}
	return decode(a, got.Data, into)
}

func decode(a ask, raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return outcome.New(outcome.BadPayload, "what", a.path+" answers without data").In(a.op).About(a.ref)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return outcome.New(outcome.BadPayload, "what", a.path+" "+wrongShape(err)).In(a.op).About(a.ref)
	}
	return nil
}

// send builds, signs and sends, and gives a good answer. Errors are those of httpkit and of the table in errors.go.
func (c *caller) send(ctx context.Context, a ask, token string) (*answer, error) {
	if a.method == "" {
		a.method = http.MethodGet
	}
	var good *answer
	resp, err := c.http.Do(ctx, httpkit.Call{
		Op: a.op, Idempotent: !a.writes, Tries: a.tries,
		Build: func(ctx context.Context) (*http.Request, error) { return c.request(ctx, a, token) },
		Read: func(r *httpkit.Response) error {
			var err error
			good, err = c.read(r, a)
			return err
		},
	})
	if err != nil {
		return nil, c.serverWords(resp, err, a)
	}
	return good, nil
}

// request makes one try's request: what every call has, and the signature, in the query; a POST's own fields as a form, the way
// Lazada's own kits do it.
func (c *caller) request(ctx context.Context, a ask, token string) (*http.Request, error) {
	system := []param{
		{"app_key", c.app.key}, {"sign_method", "sha256"}, {"timestamp", strconv.FormatInt(c.now().UnixMilli(), 10)},
		{"access_token", token},
	}
	all := append(append([]param(nil), system...), a.params...)
	signature := param{"sign", sign(a.path, all, c.app.secret)}
	query, form := all, []param(nil)
	if a.method == http.MethodPost {
		query, form = system, a.params
	}
	host := c.hosts.api
	if a.auth {
		host = c.hosts.auth
	}
	endpoint := host + "/rest" + a.path + "?" + encode(append(query, signature))
	req, err := http.NewRequestWithContext(ctx, a.method, endpoint, strings.NewReader(encode(form)))
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	if a.method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
	}
	return req, nil
}

// encode writes parameters for a query or a form; + in dates becomes %2B.
func encode(params []param) string {
	v := url.Values{}
	for _, p := range params {
		if p.value != "" {
			v.Set(p.name, p.value)
		}
	}
	return v.Encode()
}

// read takes the envelope apart.
func (c *caller) read(r *httpkit.Response, a ask) (*answer, error) {
	body, err := r.JSON()
	if err != nil {
		return nil, notSpoken(r, err, a, c.hosts.api)
	}
	got := answer{request: body, header: r.Header}
	if err := json.Unmarshal(body, &got); err != nil {
		if _, broken := errors.AsType[*json.SyntaxError](err); broken {
			return nil, outcome.New(outcome.BodyCut).In(a.op)
		}
		return nil, outcome.New(outcome.BadPayload, "what", a.path+" "+wrongShape(err)).In(a.op)
	}
	if got.Code == "0" {
		return &got, nil
	}
	if got.Code == "" {
		return nil, notSpoken(r, outcome.New(outcome.BadPayload, "what", a.path+" answers without a code"), a, c.hosts.api)
	}
	return nil, c.refused(&got, a)
}

// idList is [1,2], the only list of ids that Lazada takes (else code 56).
func idList(ids []string) string { return "[" + strings.Join(ids, ",") + "]" }

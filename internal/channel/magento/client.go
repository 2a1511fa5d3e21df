package magento

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// connector works with one shop.
type connector struct {
	http  *httpkit.Client
	now   func() time.Time
	log   *slog.Logger
	nonce func() string

	base    *url.URL // no trailing slash
	keys    keys
	store   string // code of the store view; empty: the shop's default
	mapping mapping

	inventory, source, stockID string
	barcode                    string
	notify, returns            bool

	// learned about the shop, kept while the process lives
	frontFile atomic.Bool            // addresses need /index.php
	single    atomic.Bool            // there is no Inventory Management
	largest   atomic.Int64           // largest page the shop allows; 0: not heard of one
	currency  atomic.Pointer[string] // base currency: prices are in it
}

// ask is one request to the shop.
type ask struct {
	op     string // "magento.Orders"
	method string // empty: GET
	route  string // "orders", below V1; its parts are escaped already
	params []param
	body   any    // sent as JSON; nil: none
	global bool   // for all store views, whatever the connection's is
	again  bool   // a write that does no harm when it is sent again
	tries  int    // 0: the client's
	ref    string // order or SKU the question is about, for the error
}

// do builds, signs and sends a question, and decodes a good answer into into (nil: not looked at). It gives the answer's
// header. Errors are those of httpkit and of the table in errors.go.
//
// Where the address leads to a page, /index.php is put before it once, and stays there if that helps: some hosts do not
// rewrite addresses.
func (c *connector) do(ctx context.Context, a ask, into any) (http.Header, error) {
	front := c.frontFile.Load() // once: another call may learn it meanwhile
	h, err := c.once(ctx, a, into, front)
	if !errors.Is(err, httpkit.ErrPage) || front {
		return h, err
	}
	h, again := c.once(ctx, a, into, true)
	if errors.Is(again, httpkit.ErrPage) {
		return nil, err
	}
	if again == nil || !outcome.Of(again).Code.RetriesItself() {
		c.frontFile.Store(true) // a refusal in Magento's own words comes from there, too
	}
	return h, again
}

func (c *connector) once(ctx context.Context, a ask, into any, frontFile bool) (http.Header, error) {
	if a.method == "" {
		a.method = http.MethodGet
	}
	resp, err := c.http.Do(ctx, httpkit.Call{
		Op:         a.op,
		Idempotent: a.method == http.MethodGet || a.again,
		Tries:      a.tries,
		Build:      func(ctx context.Context) (*http.Request, error) { return c.request(ctx, a, frontFile) },
		Read: func(r *httpkit.Response) error {
			if r.Status >= 300 {
				return c.refused(r, a)
			}
			return decode(r, into)
		},
	})
	if err != nil {
		return nil, serverWords(resp, err, a)
	}
	return resp.Header, nil
}

// decode reads an answer, which may be a bare string, number or boolean: "000000012", 12, true.
func decode(r *httpkit.Response, into any) error {
	if into == nil {
		return nil
	}
	body := bytes.TrimSpace(bytes.TrimPrefix(r.Body, []byte("\xef\xbb\xbf")))
	if t, ok := into.(*text); ok && len(body) > 0 && bytes.IndexByte([]byte("{[<"), body[0]) < 0 && json.Unmarshal(body, t) == nil {
		return nil
	}
	return r.Decode(into)
}

// request makes one try's request.
func (c *connector) request(ctx context.Context, a ask, frontFile bool) (*http.Request, error) {
	endpoint := c.endpoint(a, frontFile)
	address := endpoint
	if len(a.params) > 0 {
		address += "?" + httpkit.Query(a.params)
	}
	req, err := httpkit.JSONRequest(ctx, a.method, address, a.body)
	if err != nil {
		return nil, err
	}
	return req, c.authorize(ctx, req, endpoint, a.params)
}

// endpoint is the address of a route. The store view "all" makes a write count for every store view.
func (c *connector) endpoint(a ask, frontFile bool) string {
	var b strings.Builder
	b.WriteString(c.base.String())
	if frontFile {
		b.WriteString("/index.php")
	}
	b.WriteString("/rest")
	switch {
	case a.global:
		b.WriteString("/all")
	case c.store != "":
		b.WriteString("/" + c.store)
	}
	return b.String() + "/V1/" + a.route
}

// find asks one of the shop's lists, in a smaller page where the shop allows no larger one.
func (c *connector) find(ctx context.Context, op, route string, s search, tries int) (found, error) {
	for {
		s.size = c.pageSize(s.size)
		f := found{size: s.size}
		_, err := c.do(ctx, ask{op: op, route: route, params: s.params(), tries: tries}, &f)
		if err == nil || c.pageSize(s.size) == s.size {
			return f, err
		}
	}
}

// all reads a list to its end, in pages that begin after the last row of the one before: pages that are counted repeat the
// last one for ever on many releases (magento/magento2 issues 3787, 8099). Rows have their entity_id in the field id.
func (c *connector) all(ctx context.Context, op, route, id string, s search) ([]json.RawMessage, error) {
	const column = "entity_id"
	var rows []json.RawMessage
	groups := s.groups
	s.sort = []string{column}
	for last := ""; ; {
		f, err := c.find(ctx, op, route, s, 0)
		if err != nil {
			return nil, err
		}
		rows = append(rows, f.Items...)
		if !f.more() {
			return rows, nil
		}
		next := string(httpkit.Field[text](f.Items[len(f.Items)-1], id))
		if !isID(next) || next == last {
			return nil, outcome.New(outcome.BadPayload, "what", route+" cannot be read page by page").In(op)
		}
		last = next
		s.groups = append(groups[:len(groups):len(groups)], only(column, "gt", last))
	}
}

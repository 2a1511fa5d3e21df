package shopify

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// sizes are the page sizes, tried from the left: details of many large orders may take the store too long. It takes at most 250.
var sizes = []int{100, 50, 20, 5}

// deep is after how many orders a walk starts over from the last change it saw: the store ends a paged list at 25,000
// (shopify.dev: api/usage/limits).
const deep = 20_000

// mark is our cursor.
type mark struct {
	From  int64  `json:"from,omitempty"`  // Unix seconds; where a walk that got too deep went on. 0: the window's own bound
	After string `json:"after,omitempty"` // the store's cursor: a place in (updated_at, id)
	Size  int    `json:"size"`            // one of sizes
	Seen  int    `json:"seen,omitempty"`  // orders since From
	Total int    `json:"total,omitempty"` // orders in the window, where the store counted them exactly
}

// readMark reads a cursor. One that is not ours starts the window over: repeated orders do no harm, skipped ones would.
func readMark(at channel.Cursor) mark {
	var m mark
	if json.Unmarshal([]byte(at), &m) != nil || !slices.Contains(sizes, m.Size) || m.Seen < 0 {
		return mark{Size: sizes[0]}
	}
	return m
}

func (m mark) cursor() channel.Cursor { return channel.CursorOf(m) }

// pageInfo is the end of a connection's page.
type pageInfo struct {
	More bool   `json:"hasNextPage"`
	End  string `json:"endCursor"`
}

// listed is what a walk's list tells.
type listed struct {
	Orders struct {
		Nodes []struct {
			ID      string    `json:"id"`
			Updated time.Time `json:"updatedAt"`
		} `json:"nodes"`
		Page pageInfo `json:"pageInfo"`
	} `json:"orders"`
	Count *struct {
		Count     int    `json:"count"`
		Precision string `json:"precision"` // EXACT or AT_LEAST
	} `json:"ordersCount"`
}

// Orders returns one page of the orders changed in w, oldest change first: one request for their ids, one for all their details.
// Test orders are left out, unless the settings take them. Page.Total comes from the store's count, where that is exact.
//
// The lower bound stays while pages are read, and the store's cursor is a place in (updated_at, id): an order that changes meanwhile
// moves on to the end, or leaves the window and is found by the next one. A cursor that the store does not take any more starts the
// window over. A page that takes too long makes pages smaller, for the rest of the window; such a call gives no orders, only the
// next cursor.
//
// Orders older than 60 days are missing without a word when the app lacks read_all_orders; Test says so.
//
// Errors: NoAccess, Throttled, Unavailable, BadStatus (our query or version is refused).
// Source: orders(sortKey: UPDATED_AT, query), nodes(ids) (schema); the cursor's form (recorded).
func (c *connector) Orders(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	const op = "shopify.Orders"
	m := readMark(at)
	page, err := c.page(ctx, op, w, m)
	switch smaller, ok := m.smaller(err); {
	case err == nil:
		return page, nil
	case ok && ctx.Err() == nil:
		c.log.InfoContext(ctx, "reading smaller pages", "op", op, "size", smaller.Size, "after", err)
		return channel.Page{Next: smaller.cursor(), Total: m.Total}, nil
	case m.After != "" && badCursor(err):
		return channel.Page{Next: mark{Size: m.Size}.cursor()}, nil
	}
	return channel.Page{}, fmt.Errorf("reading page %q: %w", at, err)
}

// page reads one page.
func (c *connector) page(ctx context.Context, op string, w channel.Window, m mark) (page channel.Page, err error) {
	var got listed
	if _, err = c.do(ctx, ask{op: op, query: listQuery, variables: m.variables(w), tries: m.tries()}, &got); err != nil {
		return page, err
	}
	if got.Count != nil && got.Count.Precision == "EXACT" && m.From == 0 {
		m.Total = got.Count.Count
	}
	ids := make([]string, len(got.Orders.Nodes))
	for i, n := range got.Orders.Nodes {
		ids[i] = n.ID
	}
	if page.Orders, err = c.details(ctx, op, ids, m.tries()); err != nil {
		return page, err
	}
	page.Total = m.Total
	if next, more := m.next(got); more {
		page.Next = next.cursor()
	}
	return page, nil
}

// next is where the walk goes on.
func (m mark) next(got listed) (mark, bool) {
	n := len(got.Orders.Nodes)
	if !got.Orders.Page.More || n == 0 || got.Orders.Page.End == "" {
		return m, false
	}
	m.After, m.Seen = got.Orders.Page.End, m.Seen+n
	if last := got.Orders.Nodes[n-1].Updated.Unix(); m.Seen >= deep && last > m.From {
		m.From, m.After, m.Seen = last, "", 0
	}
	return m, true
}

func (m mark) variables(w channel.Window) map[string]any {
	from := w.From
	if m.From != 0 {
		from = time.Unix(m.From, 0)
	}
	v := map[string]any{"first": m.Size, "query": span("updated_at", from, w.To), "count": m.After == "" && m.From == 0, "after": nil}
	if m.After != "" {
		v["after"] = m.After
	}
	return v
}

// span is a search filter for [from, to) in whole seconds UTC; zero times are open ends. The quotes are needed for the colons
// (shopify.dev: api/usage/search-syntax). Closed and cancelled orders come without asking (recorded).
func span(field string, from, to time.Time) string {
	var parts []string
	if !from.IsZero() {
		parts = append(parts, field+":>='"+from.UTC().Format(time.RFC3339)+"'")
	}
	if !to.IsZero() {
		parts = append(parts, field+":<'"+ceil(to.UTC()).Format(time.RFC3339)+"'")
	}
	return strings.Join(parts, " ")
}

// ceil is the next whole second, or t itself.
func ceil(t time.Time) time.Time {
	if down := t.Truncate(time.Second); !down.Equal(t) {
		return down.Add(time.Second)
	}
	return t
}

// tries are fewer where a smaller page is the better second try. 0: the client's.
func (m mark) tries() int {
	if m.Size == sizes[len(sizes)-1] {
		return 0
	}
	return 2
}

// smaller is the mark for the same place with smaller pages, when err is of a kind that they may heal.
func (m mark) smaller(err error) (mark, bool) {
	e := outcome.Of(err)
	at := slices.Index(sizes, m.Size)
	if e == nil || at+1 >= len(sizes) {
		return m, false
	}
	costly := e.Reason == outcome.RefusedByChannel && e.Args["status"] == "MAX_COST_EXCEEDED" || httpkit.TooMuchAtOnce(err)
	overworked := e.Reason == outcome.ServerError && e.Args["status"] == "INTERNAL_SERVER_ERROR"
	m.Size = sizes[at+1]
	return m, costly || overworked
}

// badCursor tells that the store refused the cursor itself (the words are unverified).
func badCursor(err error) bool {
	e := outcome.Of(err)
	return e.Reason == outcome.RefusedByChannel && strings.Contains(strings.ToLower(e.Args["said"]), "cursor")
}

// details reads orders by their global ids, in that sequence. One that is gone since it was listed is left out. An order that
// cannot be understood comes with its Problem.
func (c *connector) details(ctx context.Context, op string, ids []string, tries int) ([]order.Snapshot, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var got struct {
		Nodes []json.RawMessage `json:"nodes"`
	}
	if _, err := c.do(ctx, ask{op: op + ".details", query: detailQuery, variables: map[string]any{"ids": ids}, tries: tries}, &got); err != nil {
		return nil, err
	}
	orders := make([]order.Snapshot, 0, len(got.Nodes))
	for _, raw := range got.Nodes {
		if string(raw) == "null" {
			continue
		}
		s, left, err := c.whole(ctx, op, raw)
		if err != nil {
			return nil, err
		}
		if !left {
			orders = append(orders, s)
		}
	}
	return orders, nil
}

// whole maps an order, with the lines that its first page did not hold. left: it is to be left out.
func (c *connector) whole(ctx context.Context, op string, raw json.RawMessage) (s order.Snapshot, left bool, err error) {
	o, err := decodeOrder(raw)
	if err != nil {
		return unreadable(raw, err), false, nil
	}
	if o.Test && !c.takeTest {
		return order.Snapshot{}, true, nil
	}
	for at := o.Lines.Page; at.More && at.End != ""; {
		var got struct {
			Order struct {
				Lines linesPage `json:"lineItems"`
			} `json:"order"`
		}
		vars := map[string]any{"id": gid("Order", o.ref()), "after": at.End}
		if _, err := c.do(ctx, ask{op: op + ".lines", query: moreLinesQuery + itemFragments, variables: vars, ref: o.ref()}, &got); err != nil {
			return s, false, err
		}
		o.Lines.Nodes = append(o.Lines.Nodes, got.Order.Lines.Nodes...)
		at = got.Order.Lines.Page
	}
	return c.snapshot(o, raw), false, nil
}

// Order gives one order by its id (legacyResourceId). Errors: Missing (no such order, or a test order that is left out),
// NoAccess, Throttled, Unavailable.
//
// Source: order(id) is null for an order that is not there, without an error (recorded).
func (c *connector) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	const op = "shopify.Order"
	missing := outcome.New(outcome.OrderMissing).In(op).About(ref)
	if !channel.IsNumber(ref) {
		return order.Snapshot{}, missing
	}
	var got struct {
		Order json.RawMessage `json:"order"`
	}
	if _, err := c.do(ctx, ask{op: op, query: oneQuery, variables: map[string]any{"id": gid("Order", ref)}, ref: ref}, &got); err != nil {
		return order.Snapshot{}, err
	}
	if len(got.Order) == 0 || string(got.Order) == "null" {
		return order.Snapshot{}, missing
	}
	s, left, err := c.whole(ctx, op, got.Order)
	if err == nil && left {
		return s, missing
	}
	return s, err
}

// OrderNumbered gives the order of a name, which begins with a # unless the shop has chosen something else. The search takes the
// name's words, with or without the sign, and may give others that begin alike; of the answer only a whole name counts.
//
// Errors: as Order. Source: orders(query: "name:...") (shopify.dev: api/usage/search-syntax; the list's filters in the schema).
func (c *connector) OrderNumbered(ctx context.Context, number string) (order.Snapshot, error) {
	const op = "shopify.OrderNumbered"
	missing := outcome.New(outcome.OrderMissing).In(op).About(number)
	spelled := order.Spellings(number)
	if len(number) > longestName || strings.ContainsAny(number, "\"'\\\n") {
		return order.Snapshot{}, missing
	}
	for _, name := range spelled {
		var got struct {
			Orders struct {
				Nodes []struct {
					ID   string `json:"id"`
					Name string `json:"name"`
				} `json:"nodes"`
			} `json:"orders"`
		}
		if _, err := c.do(ctx, ask{op: op, query: namedQuery, variables: map[string]any{"query": "name:'" + name + "'"}, ref: number}, &got); err != nil {
			return order.Snapshot{}, err
		}
		for _, o := range got.Orders.Nodes {
			if slices.Contains(spelled, o.Name) {
				s, err := c.Order(ctx, tail(o.ID))
				if err != nil {
					err = outcome.Of(err).About(number)
				}
				return s, err
			}
		}
	}
	return order.Snapshot{}, missing
}

// longestName is longer than names get: a number with what the shop puts before and behind it.
const longestName = 60

var _ channel.OrderNumberer = (*connector)(nil)

// OrderIDs gives the numbers of the orders created in w, 250 a page, oldest first. Test orders are left out as Orders does.
//
// Source: orders(sortKey: CREATED_AT, query) (schema); about 13 points a page.
func (c *connector) OrderIDs(ctx context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	query := span("created_at", w.From, w.To)
	if !c.takeTest {
		query = strings.TrimSpace(query + " test:false")
	}
	vars := map[string]any{"first": 250, "query": query, "after": nil}
	if at != "" {
		vars["after"] = string(at)
	}
	var got listed
	if _, err := c.do(ctx, ask{op: "shopify.OrderIDs", query: createdQuery, variables: vars}, &got); err != nil {
		return nil, "", err
	}
	ids := make([]string, len(got.Orders.Nodes))
	for i, n := range got.Orders.Nodes {
		ids[i] = tail(n.ID)
	}
	if !got.Orders.Page.More {
		return ids, "", nil
	}
	return ids, channel.Cursor(got.Orders.Page.End), nil
}

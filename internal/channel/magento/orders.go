package magento

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// sizes are the page sizes, tried from the left: fat orders on a weak host do not fit into its time limit.
var sizes = []int{50, 20, 10, 5}

// idsSize is the page size of lists of ids only: the most that a shop with limits allows unless its owner chose less.
const idsSize = 300

// mark is our cursor: the last order that was read, and how large pages are. The walk goes on after it by (time, id), and so
// loses nothing when an order changes under the reader, and never asks for a page by its number.
type mark struct {
	At    int64 `json:"at,omitempty"` // Unix seconds of the last order's change (or creation); 0: the window's beginning
	ID    int64 `json:"id,omitempty"` // its entity_id
	Size  int   `json:"size"`
	Total int   `json:"total,omitempty"` // orders in the window, as counted at its beginning
}

// readMark reads a cursor. One that is not ours starts the window over: repeated orders do no harm, skipped ones would.
func readMark(at channel.Cursor, size int) mark {
	var m mark
	if json.Unmarshal([]byte(at), &m) != nil || m.Size < 1 || m.Size > size || (m.At == 0) != (m.ID == 0) || m.At < 0 || m.ID < 0 {
		return mark{Size: size}
	}
	return m
}

func (m mark) cursor() channel.Cursor { return channel.CursorOf(m) }

// search asks for what comes after the mark in a window over a column of times: later, or in the same second with a higher
// id. The alternatives of one group make that possible in one question.
func (m mark) search(column string, w channel.Window) search {
	s := search{sort: []string{column, "entity_id"}, size: m.Size}
	switch {
	case m.At != 0:
		t := time.Unix(m.At, 0).UTC()
		s.groups = append(s.groups, since(column, t),
			[]filter{{column, "gt", t.Format(wireTime)}, {"entity_id", "gt", strconv.FormatInt(m.ID, 10)}})
	case !w.From.IsZero():
		s.groups = append(s.groups, since(column, w.From))
	}
	if !w.To.IsZero() {
		s.groups = append(s.groups, before(column, w.To))
	}
	return s
}

// after is the mark behind the last row of an answer. false: the row lies not behind the mark, so the shop did not look at our
// filters, and going on would not end.
func (m mark) after(column string, f found) (mark, bool) {
	last := f.Items[len(f.Items)-1]
	at, err := time.Parse(wireTime, string(httpkit.Field[text](last, column)))
	id, badID := strconv.ParseInt(string(httpkit.Field[text](last, "entity_id")), 10, 64)
	if err != nil || badID != nil {
		return m, false
	}
	if m.At == 0 {
		m.Total = f.count()
	}
	next := mark{At: at.Unix(), ID: id, Size: m.Size, Total: m.Total}
	return next, next.At > m.At || next.At == m.At && next.ID > m.ID
}

// shrunk is the mark for the same place with smaller pages, when err is of a kind that they may heal: a page that took too
// long or is too large.
func (m mark) shrunk(err error) (mark, bool) {
	at := slices.IndexFunc(sizes, func(s int) bool { return s < m.Size })
	if at < 0 || !httpkit.TooMuchAtOnce(err) {
		return m, false
	}
	m.Size = sizes[at]
	return m, true
}

// pageSize is a wish, as far as the shop allows it.
func (c *connector) pageSize(wish int) int {
	if most := int(c.largest.Load()); most > 0 {
		return min(wish, most)
	}
	return wish
}

// Orders returns one page of the orders changed in w, oldest change first, and the next cursor (empty: no more). Page.Total is
// the shop's count when the window was begun. It takes one request for the orders, one for their invoices and one for their
// shipments.
//
// Times go out as UTC without a mark, in whole seconds. Orders that change while pages are read leave the window at its end and
// are found by the next one. A page that times out, is cut or grows too large makes the pages smaller for the
// rest of the window; such a call gives no orders, only the next cursor.
//
// Errors: NoAccess, Throttled, Unavailable; APITooOld when the shop does not look at the filters.
// Source: GET /V1/orders (right Magento_Sales::actions_view): AdobeDocs/commerce-webapi: src/pages/rest/performing-searches.md.
func (c *connector) Orders(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	const op = "magento.Orders"
	m := readMark(at, sizes[0])
	f, next, err := c.page(ctx, op, "updated_at", "", m, w)
	if smaller, ok := m.shrunk(err); ok && ctx.Err() == nil {
		c.log.InfoContext(ctx, "reading smaller pages", "op", op, "size", smaller.Size, "after", err)
		return channel.Page{Next: smaller.cursor(), Total: m.Total}, nil
	}
	if err != nil {
		return channel.Page{}, fmt.Errorf("reading page %q: %w", at, err)
	}
	beside, err := c.besides(ctx, op, f.Items)
	if err != nil {
		return channel.Page{}, fmt.Errorf("reading what stands beside page %q: %w", at, err)
	}
	page := channel.Page{Orders: make([]order.Snapshot, 0, len(f.Items)), Total: max(m.Total, next.Total, len(f.Items)), Next: next.cursor()}
	for _, row := range f.Items {
		page.Orders = append(page.Orders, c.snapshot(row, beside))
	}
	if !f.more() {
		page.Next = ""
	}
	return page, nil
}

// page asks for the rows behind a mark and gives the mark behind them.
func (c *connector) page(ctx context.Context, op, column, fields string, m mark, w channel.Window) (found, mark, error) {
	s := m.search(column, w)
	s.fields = fields
	tries := 0
	if m.Size > sizes[len(sizes)-1] {
		tries = 2 // a smaller page is the better third try
	}
	f, err := c.find(ctx, op, "orders", s, tries)
	if err != nil || len(f.Items) == 0 {
		return f, m, err
	}
	next, forward := m.after(column, f)
	if !forward && (m.At != 0 || f.more()) {
		return f, m, outcome.New(outcome.APITooOld, "needs", "Magento 2 with filters on "+column).In(op)
	}
	return f, next, nil
}

// Order returns one order, by its entity_id. The number that buyers see is taken as well where it cannot be an entity_id, or
// where there is no such entity: people copy what they see.
//
// Errors: Missing, NoAccess, Throttled, Unavailable.
// Source: GET /V1/orders/{id}; increment_id is found by a search only.
func (c *connector) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	const op = "magento.Order"
	raw, err := c.row(ctx, op, ref)
	if err != nil {
		return order.Snapshot{}, err
	}
	beside, err := c.besides(ctx, op, []json.RawMessage{raw})
	if err != nil {
		return order.Snapshot{}, outcome.Of(err).About(ref)
	}
	return c.snapshot(raw, beside), nil
}

// OrderNumbered returns the order of a number, as buyers see it. The same number in two stores' series is told apart by nothing here:
// the first one found is given.
//
// Errors and source: as Order.
func (c *connector) OrderNumbered(ctx context.Context, number string) (order.Snapshot, error) {
	const op = "magento.OrderNumbered"
	raw, err := c.numbered(ctx, op, strings.TrimPrefix(strings.TrimSpace(number), "#"))
	if err != nil {
		return order.Snapshot{}, outcome.Of(err).About(number)
	}
	beside, err := c.besides(ctx, op, []json.RawMessage{raw})
	if err != nil {
		return order.Snapshot{}, outcome.Of(err).About(number)
	}
	return c.snapshot(raw, beside), nil
}

var _ channel.OrderNumberer = (*connector)(nil)

// longID is from how many digits on a number is looked for as one that buyers see, too: that of a second store view is
// 2000000042.
const longID = 9

// row is an order's own JSON.
func (c *connector) row(ctx context.Context, op, ref string) (json.RawMessage, error) {
	if !isID(ref) {
		return c.numbered(ctx, op, ref)
	}
	var raw json.RawMessage
	_, err := c.do(ctx, ask{op: op, route: "orders/" + ref, ref: ref}, &raw)
	if e := outcome.Of(err); e != nil && e.Reason == outcome.OrderMissing && len(ref) >= longID {
		return c.numbered(ctx, op, ref)
	}
	if err == nil && !isID(string(httpkit.Field[text](raw, "entity_id"))) {
		return nil, outcome.New(outcome.BadPayload, "what", "the order has no id").In(op).About(ref)
	}
	return raw, err
}

// numbered finds an order by the number that buyers see.
func (c *connector) numbered(ctx context.Context, op, number string) (json.RawMessage, error) {
	missing := outcome.New(outcome.OrderMissing).In(op).About(number)
	if number == "" || len(number) > 50 || strings.Trim(strings.ToLower(number), "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return nil, missing
	}
	f, err := c.find(ctx, op, "orders", search{groups: [][]filter{only("increment_id", "eq", number)}, size: 1}, 0)
	if err != nil {
		return nil, outcome.Of(err).About(number)
	}
	for _, row := range f.Items {
		if string(httpkit.Field[text](row, "increment_id")) == number {
			return row, nil
		}
	}
	return nil, missing
}

// OrderIDs returns the ids of the orders created in w, up to 300 a call.
//
// Errors: as Orders.
// Source: GET /V1/orders with fields=: AdobeDocs/commerce-webapi: src/pages/rest (retrieve filtered responses).
func (c *connector) OrderIDs(ctx context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	const op = "magento.OrderIDs"
	m := readMark(at, idsSize)
	f, next, err := c.page(ctx, op, "created_at", "items[entity_id,created_at],total_count", m, w)
	if smaller, ok := m.shrunk(err); ok && ctx.Err() == nil {
		return nil, smaller.cursor(), nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("reading ids %q: %w", at, err)
	}
	ids := make([]string, 0, len(f.Items))
	for _, row := range f.Items {
		ids = append(ids, string(httpkit.Field[text](row, "entity_id")))
	}
	if !f.more() {
		return ids, "", nil
	}
	return ids, next.cursor(), nil
}

package lazada

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// sizes are the page sizes, tried from the left: orders of hundreds of pieces do not fit into a time limit. 100 is Lazada's most.
var sizes = []int{100, 50, 20, 10}

const (
	itemsAtOnce   = 50 // of /orders/items/get; more is error 38
	returnsAtOnce = 20 // reverse orders on a page of the second walk; each costs a request for its order
)

// mark is our cursor. The first walk seeks by change time; only when more than a page of orders shares one second does it count an
// offset, at the same lower bound. The second walk, over returns, counts pages.
type mark struct {
	After   int64 `json:"after,omitempty"`   // Unix seconds: orders changed then or later are wanted; 0: the window's own bound
	Offset  int   `json:"offset,omitempty"`  // orders to leave out at this bound
	Size    int   `json:"size"`              // one of sizes
	Left    int   `json:"left,omitempty"`    // what matched when the page before was counted
	Returns int   `json:"returns,omitempty"` // page of the second walk, from 1; 0: the first walk
	Total   int   `json:"total,omitempty"`   // orders in the window
}

// readMark reads a cursor. One that is not ours starts the window over: repeated orders do no harm, skipped ones would.
func readMark(at channel.Cursor) mark {
	var m mark
	if json.Unmarshal([]byte(at), &m) != nil || m.Offset < 0 || m.Returns < 0 || !slices.Contains(sizes, m.Size) {
		return mark{Size: sizes[0]}
	}
	return m
}

func (m mark) cursor() channel.Cursor { return channel.CursorOf(m) }

// Orders returns one page of the orders changed in w, oldest change first, with their items and reverse orders; then, in a second
// walk, the orders whose return, refund or cancellation changed in w, for nobody promises that a return moves the order's own time.
//
// A page costs one request for the list, one for the items of each 50 orders, and one or two for returns where goods have left.
// Bounds are inclusive and in whole seconds (update_after, update_before). A page that times out, is cut or grows too large makes the
// pages smaller for the rest of the window; such a call gives no orders, only the next cursor.
//
// Errors: NoAccess, Throttled, Unavailable, BadStatus (codes 14, 17, 19, 36, 74, 75: the request is refused).
// Source: /orders/get, /orders/items/get, /reverse/getreverseordersforseller; guide "get order" (offset at most 5,000).
func (c *connector) Orders(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	m := readMark(at)
	walk := c.changed
	if m.Returns > 0 {
		walk = c.returned
	}
	page, err := walk(ctx, w, m)
	if smaller, ok := m.shrunk(err); ok && ctx.Err() == nil {
		c.log.InfoContext(ctx, "reading smaller pages", "op", "lazada.Orders", "size", smaller.Size, "after", err)
		return channel.Page{Next: smaller.cursor(), Total: m.Total}, nil
	}
	if err != nil {
		return channel.Page{}, fmt.Errorf("reading page %q: %w", at, err)
	}
	return page, nil
}

// shrunk is the mark for the same place with smaller pages, when err is of a kind that they may heal.
func (m mark) shrunk(err error) (mark, bool) {
	at := slices.Index(sizes, m.Size)
	if at+1 >= len(sizes) || !httpkit.TooMuchAtOnce(err) {
		return m, false
	}
	m.Size, m.Offset, m.Left = sizes[at+1], 0, 0
	return m, true
}

// changed is a page of the first walk.
func (c *connector) changed(ctx context.Context, w channel.Window, m mark) (channel.Page, error) {
	const op = "lazada.Orders"
	rows, left, err := c.list(ctx, op, m.params("update", w), m.Size)
	if err != nil {
		return channel.Page{}, err
	}
	snapshots, err := c.complete(ctx, op, rows)
	if err != nil {
		return channel.Page{}, err
	}
	next, more := m.next(w, changeTimes(rows), left)
	if !more {
		next = mark{Size: m.Size, Returns: 1, Total: next.Total}
	}
	return channel.Page{Orders: snapshots, Next: next.cursor(), Total: next.Total}, nil
}

// row is one order of a list, or what is wrong with it.
type row struct {
	header
	bad string
}

// list asks for a page of orders. left is how many match in all, 0 when Lazada does not tell.
func (c *connector) list(ctx context.Context, op string, params []param, size int) (rows []row, left int, err error) {
	var page struct {
		Total  text                  `json:"countTotal"`
		Orders list[json.RawMessage] `json:"orders"`
	}
	a := ask{op: op, path: "/orders/get", params: params}
	if size > sizes[len(sizes)-1] {
		a.tries = 2 // a smaller page is the better next try
	}
	if err := c.data(ctx, a, &page); err != nil {
		return nil, 0, err
	}
	left, _ = strconv.Atoi(string(page.Total))
	for _, raw := range page.Orders {
		rows = append(rows, readRow(raw))
	}
	return rows, left, nil
}

func readRow(raw json.RawMessage) row {
	r := row{}
	if err := json.Unmarshal(raw, &r.header); err != nil {
		r.bad = "the order " + wrongShape(err)
	} else if !channel.IsNumber(string(r.ID)) {
		r.bad = "the order has no id"
	}
	r.raw = raw
	return r
}

// changeTimes are the rows' change times, as far as they can be read.
func changeTimes(rows []row) []time.Time {
	times := make([]time.Time, len(rows))
	for n, r := range rows {
		times[n], _ = moment(r.Updated)
	}
	return times
}

// lower is the bound the shop is asked with: what changed then or later is wanted.
func (m mark) lower(w channel.Window) time.Time {
	if m.After != 0 {
		return time.Unix(m.After, 0).UTC()
	}
	if w.From.IsZero() {
		return time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC) // before the first Lazada order: one lower bound is mandatory
	}
	return w.From.UTC().Truncate(time.Second)
}

// params are those of a list by the field "update" or "created". Sort field and direction are always sent: their defaults are not
// documented.
func (m mark) params(field string, w channel.Window) []param {
	p := []param{
		{field + "_after", m.lower(w).Format(isoTime)},
		{"sort_by", map[string]string{"update": "updated_at", "created": "created_at"}[field]}, {"sort_direction", "ASC"},
		{"limit", strconv.Itoa(m.Size)}, {"offset", strconv.Itoa(m.Offset)},
	}
	if !w.To.IsZero() {
		p = append(p, param{field + "_before", ceil(w.To.UTC()).Add(-time.Second).Format(isoTime)})
	}
	return p
}

// isoTime is the one form that /orders/get takes: YYYY-MM-DDTHH:mm:ss±HH:MM (error 17).
const isoTime = "2006-01-02T15:04:05-07:00"

// ceil is the next whole second, or t itself.
func ceil(t time.Time) time.Time {
	if down := t.Truncate(time.Second); !down.Equal(t) {
		return down.Add(time.Second)
	}
	return t
}

// next decides where to go on after a page with these times, with left orders matching its bound.
func (m mark) next(w channel.Window, times []time.Time, left int) (mark, bool) {
	if m.After == 0 && m.Offset == 0 {
		m.Total = left
	}
	if len(times) < m.Size {
		return m, false
	}
	last := times[len(times)-1]
	switch {
	case slices.IsSortedFunc(times, time.Time.Compare) && last.After(m.lower(w)):
		m.After, m.Offset, m.Left = last.Unix(), 0, 0
	case m.Offset > 0 && left < m.Left:
		// an order left this bound while we counted, and the rest moved up by one: count again
		m.Offset, m.Left = 0, left
	default: // all of one second, or a shop that does not sort
		m.Offset, m.Left = m.Offset+len(times), left
	}
	return m, true
}

// returned is a page of the second walk.
func (c *connector) returned(ctx context.Context, w channel.Window, m mark) (channel.Page, error) {
	const op = "lazada.Returns"
	end := w.To
	if end.IsZero() {
		end = c.now()
	}
	found, total, err := c.reverses(ctx, op, m.Returns, returnsAtOnce,
		param{"ReverseOrderLineModifiedTimeRangeStart", millis(mark{}.lower(w))}, param{"ReverseOrderLineModifiedTimeRangeEnd", millis(end)})
	if noReturns(err) {
		return channel.Page{Total: m.Total}, nil
	}
	if err != nil {
		return channel.Page{}, err
	}
	page := channel.Page{Total: m.Total}
	if page.Orders, err = c.several(ctx, op, ordersOf(found)); err != nil {
		return channel.Page{}, err
	}
	switch {
	case m.Returns > 1 && total < m.Left: // one left the window while we counted pages
		m.Returns, m.Left = 1, total
		page.Next = m.cursor()
	case m.Returns*returnsAtOnce < total && len(found) > 0:
		m.Returns, m.Left = m.Returns+1, total
		page.Next = m.cursor()
	}
	return page, nil
}

// ordersOf are the orders behind reverse orders, each once.
func ordersOf(found []reverse) []string {
	var ids []string
	for _, r := range found {
		if !slices.Contains(ids, string(r.Order)) {
			ids = append(ids, string(r.Order))
		}
	}
	return ids
}

// several reads orders by their ids: their heads one by one, for Lazada has no call for many, and the rest together. An order that is
// not this store's any more is left out.
func (c *connector) several(ctx context.Context, op string, ids []string) ([]order.Snapshot, error) {
	var rows []row
	for _, id := range ids {
		r, err := c.head(ctx, op, id)
		if outcome.Of(err) != nil && outcome.Of(err).Reason == outcome.OrderMissing {
			continue
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return c.complete(ctx, op, rows)
}

// head reads one order without its items. Source: /order/get.
func (c *connector) head(ctx context.Context, op, id string) (row, error) {
	var raw json.RawMessage
	if err := c.data(ctx, ask{op: op, path: "/order/get", params: []param{{"order_id", id}}, ref: id}, &raw); err != nil {
		return row{}, err
	}
	r := readRow(raw)
	if r.bad == "" && string(r.ID) != id {
		return row{}, outcome.New(outcome.OrderMissing).In(op).About(id)
	}
	return r, nil
}

// complete fetches items and reverse orders of listed orders and maps each by itself, so that a bad one does not stop the others.
func (c *connector) complete(ctx context.Context, op string, rows []row) ([]order.Snapshot, error) {
	var good []whole
	for _, r := range rows {
		if r.bad == "" {
			good = append(good, whole{header: r.header})
		}
	}
	for _, some := range slices.Collect(slices.Chunk(good, itemsAtOnce)) {
		if err := c.addItems(ctx, op, some); err != nil {
			return nil, err
		}
	}
	if err := c.addReverses(ctx, op, good); err != nil {
		return nil, err
	}
	snapshots := make([]order.Snapshot, 0, len(rows))
	for _, r := range rows {
		if r.bad != "" {
			snapshots = append(snapshots, unreadable(r.raw, r.bad))
			continue
		}
		snapshots = append(snapshots, c.snapshot(good[0]))
		good = good[1:]
	}
	return snapshots, nil
}

// basket is the items of one order in the answer to a question about many.
type basket struct {
	Order text            `json:"order_id"`
	Items json.RawMessage `json:"order_items"`
}

// addItems fetches the items of up to 50 orders. When Lazada refuses the batch because of one id (37, 39), it is halved until that one
// stands alone; it comes without lines then, and is held.
//
// Source: /orders/items/get.
func (c *connector) addItems(ctx context.Context, op string, orders []whole) error {
	if len(orders) == 0 {
		return nil
	}
	ids := make([]string, len(orders))
	for n := range orders {
		ids[n] = string(orders[n].ID)
	}
	var baskets []basket
	err := c.data(ctx, ask{op: op, path: "/orders/items/get", params: []param{{"order_ids", idList(ids)}}}, &baskets)
	if hasCode(err, "37", "38", "39") {
		if len(orders) == 1 {
			return nil
		}
		half := len(orders) / 2
		if err := c.addItems(ctx, op, orders[:half]); err != nil {
			return err
		}
		return c.addItems(ctx, op, orders[half:])
	}
	if err != nil {
		return err
	}
	for n := range orders {
		at := slices.IndexFunc(baskets, func(b basket) bool { return b.Order == orders[n].ID })
		if at >= 0 {
			orders[n].fill(baskets[at].Items)
		}
	}
	return nil
}

// fill reads items; what is no list of items leaves none, which holds the order.
func (w *whole) fill(raw json.RawMessage) {
	w.rawItems = raw
	if json.Unmarshal(raw, &w.items) != nil {
		w.items = nil
	}
}

// itemsOf are the items of one order. Source: /order/items/get; code 16 when it is not in this store.
func (c *connector) itemsOf(ctx context.Context, op, ref string) ([]item, json.RawMessage, error) {
	if !channel.IsNumber(ref) {
		return nil, nil, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	var raw json.RawMessage
	a := ask{op: op, path: "/order/items/get", params: []param{{"order_id", ref}}, ref: ref}
	if err := c.data(ctx, a, &raw); err != nil {
		return nil, nil, err
	}
	var items []item
	if err := decode(a, raw, &items); err != nil {
		return nil, nil, err
	}
	return items, raw, nil
}

// Order gives one order by its id, which is also its number; an id is unique in this store only. Errors: Missing (16: not in this
// store), NoAccess, Throttled, Unavailable.
//
// Source: /order/get, /order/items/get, /reverse/getreverseordersforseller.
func (c *connector) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	const op = "lazada.Order"
	if !channel.IsNumber(ref) {
		return order.Snapshot{}, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	r, err := c.head(ctx, op, ref)
	if err != nil {
		return order.Snapshot{}, err
	}
	if r.bad != "" {
		return unreadable(r.raw, r.bad), nil
	}
	one := whole{header: r.header}
	_, raw, err := c.itemsOf(ctx, op, ref)
	if err != nil && outcome.Of(err).Reason != outcome.BadPayload {
		return order.Snapshot{}, err
	}
	one.fill(raw)
	all := []whole{one}
	if err := c.addReverses(ctx, op, all); err != nil {
		return order.Snapshot{}, err
	}
	return c.snapshot(all[0]), nil
}

// OrderIDs gives the ids of the orders made in w, without their items: one request a page.
//
// Source: /orders/get with created_after and created_before, sorted by created_at.
func (c *connector) OrderIDs(ctx context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	m := readMark(at)
	rows, left, err := c.list(ctx, "lazada.OrderIDs", m.params("created", w), m.Size)
	if err != nil {
		return nil, "", fmt.Errorf("reading page %q: %w", at, err)
	}
	ids, times := make([]string, 0, len(rows)), make([]time.Time, len(rows))
	for n, r := range rows {
		times[n], _ = moment(r.Created)
		if r.bad == "" {
			ids = append(ids, string(r.ID))
		}
	}
	next, more := m.next(w, times, left)
	if !more {
		return ids, "", nil
	}
	return ids, next.cursor(), nil
}

var _ channel.OrderLister = (*connector)(nil)

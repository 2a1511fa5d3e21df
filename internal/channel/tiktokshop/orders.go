package tiktokshop

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// The lists that a window is read from, one after the other. An order's update_time is the time of its status (get-order-list-202309);
// whether a wish to cancel or to return moves it is unverified, so those are looked through, too.
const (
	inOrders  = "orders"
	inReturns = "returns"
	inCancels = "cancels"
)

// search is one of the three lists: where it is, and the most it gives at once.
type search struct {
	path string
	size int
}

// Source: get-order-list-202309 (1 to 100), search-returns-202309 (10 to 50), search-cancellations-202309 (1 to 50).
var searches = map[string]search{
	inOrders:  {"/order/202309/orders/search", 100},
	inReturns: {"/return_refund/202309/returns/search", 50},
	inCancels: {"/return_refund/202309/cancellations/search", 50},
}

// mark is our cursor: which list, from which second on, and TikTok's page token where one second fills a page.
type mark struct {
	In    string `json:"in"`
	Since int64  `json:"since,omitempty"` // Unix seconds; 0: the window's start
	Token string `json:"token,omitempty"`
	Mixed bool   `json:"mixed,omitempty"` // the list came unsorted, so only tokens are followed
	Total int    `json:"total,omitempty"` // of the first list
}

// readMark reads a cursor. One that is not ours starts the window over: repeated orders do no harm, skipped ones would.
func readMark(at channel.Cursor) mark {
	var m mark
	if json.Unmarshal([]byte(at), &m) != nil || searches[m.In].path == "" || m.Since < 0 || m.Total < 0 {
		return mark{In: inOrders}
	}
	return m
}

func (m mark) cursor() channel.Cursor { return channel.CursorOf(m) }

// Orders returns one page of the orders changed in w, oldest change first within the page, and then, in the same way, the orders
// whose returns or cancellations changed in w.
//
// Times go out as whole Unix seconds, [from, to) as TikTok's own. A page is up to 100 orders, whole in the list's answer, and costs
// one call, and one more for each 50 orders whose cancellations or returns have to be looked up. Pages are sought by the last change
// seen and not by page token, so that orders that change meanwhile move no page, and a cursor does not age: how long tokens live is
// undocumented. A token is followed only inside a second that fills a page.
//
// Errors: NotAuthorised (105002 after one renewal, 101000), RightMissing (105005), Throttled (36009002), Unavailable (36009003,
// no JSON), RefusedByChannel.
// Source: get-order-list-202309 (update_time_ge, update_time_lt, sort_field, page_token).
func (c *connector) Orders(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	const op = "tiktokshop.Orders"
	m := readMark(at)
	read := map[string]func(context.Context, string, channel.Window, mark) ([]order.Snapshot, *mark, error){
		inOrders: c.changed, inReturns: c.afterSales, inCancels: c.afterSales,
	}[m.In]
	found, next, err := read(ctx, op, w, m)
	if err != nil {
		return channel.Page{}, fmt.Errorf("reading page %q: %w", at, err)
	}
	slices.SortStableFunc(found, func(a, b order.Snapshot) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	page := channel.Page{Orders: found, Total: m.Total}
	if next != nil {
		page.Next, page.Total = next.cursor(), next.Total
	}
	return page, nil
}

// listed is a page of one of the searches; only one of the three members is there.
type listed struct {
	Orders  []json.RawMessage `json:"orders"`
	Returns []json.RawMessage `json:"return_orders"`
	Cancels []json.RawMessage `json:"cancellations"`
	Next    text              `json:"next_page_token"`
	Total   text              `json:"total_count"`
}

func (l *listed) rows() []json.RawMessage { return slices.Concat(l.Orders, l.Returns, l.Cancels) }

// question makes the ask for a page of a list by one of its times, oldest first. Ends that are the same would be refused, so the
// window is at least a second wide.
func question(op, by string, w channel.Window, m mark) ask {
	from, to := span(w)
	from = max(from, m.Since)
	q := url.Values{"page_size": {strconv.Itoa(searches[m.In].size)}, "sort_field": {by}, "sort_order": {"ASC"}}
	if m.Token != "" {
		q.Set("page_token", m.Token)
	}
	return ask{op: op, path: searches[m.In].path, query: q, body: map[string]int64{by + "_ge": from, by + "_lt": max(to, from+1)}}
}

// span is a window in whole Unix seconds, [from, to).
func span(w channel.Window) (from, to int64) {
	to = w.To.Unix()
	if !time.Unix(to, 0).Equal(w.To) {
		to++
	}
	if w.From.IsZero() || w.From.Unix() < 0 {
		return 0, to
	}
	return w.From.Unix(), to
}

// after is where the next page of the list begins; nil when the list is done.
func (m mark) after(l *listed, by string, w channel.Window) *mark {
	rows := l.rows()
	if l.Next == "" || len(rows) == 0 {
		return nil
	}
	from, _ := span(w)
	next := m
	last, ascending := lastTime(rows, by)
	next.Mixed = m.Mixed || !ascending
	switch {
	case !next.Mixed && last > max(from, m.Since):
		next.Since, next.Token = last, ""
	case string(l.Next) == m.Token:
		return nil // the same page again would never end
	default:
		next.Token = string(l.Next)
	}
	return &next
}

// lastTime is the time of the last row, and whether the rows ascend to it.
func lastTime(rows []json.RawMessage, by string) (last int64, ascending bool) {
	for _, row := range rows {
		at := httpkit.Field[text](row, by).count()
		if at == 0 || at < last {
			return 0, false
		}
		last = at
	}
	return last, true
}

// changed reads one page of orders.
func (c *connector) changed(ctx context.Context, op string, w channel.Window, m mark) ([]order.Snapshot, *mark, error) {
	var l listed
	if err := c.do(ctx, question(op, "update_time", w, m), &l); err != nil {
		return nil, nil, err
	}
	if m.Total == 0 {
		m.Total = int(l.Total.count())
	}
	found, err := c.gather(ctx, op, l.Orders)
	if err != nil {
		return nil, nil, err
	}
	if next := m.after(&l, "update_time", w); next != nil {
		return found, next, nil
	}
	return found, &mark{In: inReturns, Total: m.Total}, nil
}

// afterSales reads one page of returns or cancellations, and the orders they belong to. An app without the right for them reads none.
func (c *connector) afterSales(ctx context.Context, op string, w channel.Window, m mark) ([]order.Snapshot, *mark, error) {
	then := &mark{In: inCancels, Total: m.Total}
	if m.In == inCancels {
		then = nil
	}
	var l listed
	ok, err := c.maybe(ctx, question(op, "update_time", w, m), &l)
	if !ok {
		return nil, then, err
	}
	rows, err := c.details(ctx, op, ordersOf(l.rows()))
	if err != nil {
		return nil, nil, err
	}
	found, err := c.gather(ctx, op, rows)
	if err != nil {
		return nil, nil, err
	}
	if next := m.after(&l, "update_time", w); next != nil {
		then = next
	}
	return found, then, nil
}

// ordersOf are the orders that rows are about, each once.
func ordersOf(rows []json.RawMessage) []string {
	var ids []string
	for _, row := range rows {
		if id := string(httpkit.Field[text](row, "order_id")); channel.IsNumber(id) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Order gives one order by its number. Errors: Missing (21008111, or not in the answer), NotAuthorised, Throttled, Unavailable.
// Source: get-order-detail-202507.
func (c *connector) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	const op = "tiktokshop.Order"
	missing := outcome.New(outcome.OrderMissing).In(op).About(ref)
	if !channel.IsNumber(ref) {
		return order.Snapshot{}, missing
	}
	rows, err := c.details(ctx, op, []string{ref})
	if err != nil {
		return order.Snapshot{}, err
	}
	if len(rows) == 0 {
		return order.Snapshot{}, missing
	}
	found, err := c.gather(ctx, op, rows[:1])
	if err != nil {
		return order.Snapshot{}, err
	}
	return found[0], nil
}

// OrderIDs gives the numbers of the orders created in w, a hundred a call, for the completeness check.
// Source: get-order-list-202309 (create_time_ge, create_time_lt).
func (c *connector) OrderIDs(ctx context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	m := readMark(at)
	m.In = inOrders
	var l listed
	if err := c.do(ctx, question("tiktokshop.OrderIDs", "create_time", w, m), &l); err != nil {
		return nil, "", err
	}
	var ids []string
	for _, row := range l.Orders {
		if id := string(httpkit.Field[text](row, "id")); id != "" {
			ids = append(ids, id)
		}
	}
	if next := m.after(&l, "create_time", w); next != nil {
		return ids, next.cursor(), nil
	}
	return ids, "", nil
}

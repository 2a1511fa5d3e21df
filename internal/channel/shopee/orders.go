package shopee

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// pageSize is the most that v2.order.get_order_list and v2.returns.get_return_list give at once.
const pageSize = 100

// The two lists that a window is read from. A return that was opened after the buyer accepted (RRAOC) shows only in the second.
const (
	inOrders  = "orders"
	inReturns = "returns"
)

// mark is our cursor: which list, and where in it.
type mark struct {
	In     string `json:"in"`
	Cursor string `json:"cursor,omitempty"` // Shopee's, in the list of orders
	Page   int    `json:"page,omitempty"`   // in the list of returns, from 0
}

// readMark reads a cursor. One that is not ours starts the window over: repeated orders do no harm, skipped ones would.
func readMark(at channel.Cursor) mark {
	var m mark
	if json.Unmarshal([]byte(at), &m) != nil || m.In != inOrders && m.In != inReturns || m.Page < 0 {
		return mark{In: inOrders}
	}
	return m
}

func (m mark) cursor() channel.Cursor { return channel.CursorOf(m) }

// Orders returns one page of the orders changed in w, oldest change first within the page, and then, in the same way, the orders
// whose returns changed in w.
//
// w is at most Kind.MaxWindow wide (15 days: Shopee refuses more). Both its ends are asked for, in whole seconds, because
// whether Shopee's are inclusive is unverified; so an order of the second w.To may come, too. A page is up to 100 orders and
// costs one call for the list, one for each 50 details, and what gather adds.
//
// Orders that change while pages are read leave the window and come in the next one. Shopee's cursor is opaque; should it count
// rows, an order may be passed over when others leave the window: the completeness check finds it.
//
// Errors: NotAuthorised (invalid_acceess_token), Throttled (error_rate_limit, error_limit), Unavailable (error_server, no JSON),
// RefusedByChannel (order_list_invalid_time).
// Source: v2.order.get_order_list (time_range_field = update_time), v2.order.get_order_detail, v2.returns.get_return_list.
func (c *connector) Orders(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	const op = "shopee.Orders"
	m := readMark(at)
	read := c.changed
	if m.In == inReturns {
		read = c.withReturns
	}
	found, next, err := read(ctx, op, w, m)
	if err != nil {
		return channel.Page{}, fmt.Errorf("reading page %q: %w", at, err)
	}
	slices.SortStableFunc(found, func(a, b order.Snapshot) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	page := channel.Page{Orders: found}
	if next != nil {
		page.Next = next.cursor()
	}
	return page, nil
}

// listed is a page of v2.order.get_order_list.
type listed struct {
	More   text `json:"more"`
	Next   text `json:"next_cursor"`
	Orders []struct {
		SN text `json:"order_sn"`
	} `json:"order_list"`
}

// numbers are the page's order numbers, each once.
func (l *listed) numbers() []string {
	sns := make([]string, 0, len(l.Orders))
	for _, o := range l.Orders {
		if o.SN != "" && !slices.Contains(sns, string(o.SN)) {
			sns = append(sns, string(o.SN))
		}
	}
	return sns
}

// list asks for one page of order numbers by one of the two times.
func (c *connector) list(ctx context.Context, op, by string, w channel.Window, at string) (listed, error) {
	from, to := span(w)
	q := url.Values{
		"time_range_field": {by}, "time_from": {from}, "time_to": {to}, "page_size": {strconv.Itoa(pageSize)},
		"response_optional_fields": {"order_status"}, "request_order_status_pending": {"true"},
	}
	if at != "" {
		q.Set("cursor", at)
	}
	var l listed
	_, err := c.do(ctx, ask{op: op, path: "order/get_order_list", query: q}, &l)
	return l, err
}

// span is a window in Unix seconds, at least one wide: time_from must be before time_to (v2.order.get_order_list).
func span(w channel.Window) (from, to string) {
	first, end := w.From.Unix(), w.To.Unix()
	if w.From.IsZero() {
		first = 0
	}
	if !time.Unix(end, 0).Equal(w.To) {
		end++
	}
	if most := int64(Kind.MaxWindow / time.Second); end-first == most+1 {
		first++ // rounding made it too wide by a second; windows overlap by far more
	}
	return strconv.FormatInt(first, 10), strconv.FormatInt(max(end, first+1), 10)
}

func (c *connector) changed(ctx context.Context, op string, w channel.Window, m mark) ([]order.Snapshot, *mark, error) {
	l, err := c.list(ctx, op, "update_time", w, m.Cursor)
	if err != nil {
		return nil, nil, err
	}
	found, err := c.gather(ctx, op, l.numbers(), nil)
	if err != nil {
		return nil, nil, err
	}
	if l.More.on() && l.Next != "" && string(l.Next) != m.Cursor {
		return found, &mark{In: inOrders, Cursor: string(l.Next)}, nil
	}
	return found, &mark{In: inReturns}, nil
}

// withReturns reads one page of returns and the orders they belong to. Whether pages count from 0 or 1 is documented both ways:
// we begin at 0, and at worst read the first page twice.
func (c *connector) withReturns(ctx context.Context, op string, w channel.Window, m mark) ([]order.Snapshot, *mark, error) {
	from, to := span(w)
	var got struct {
		More    text         `json:"more"`
		Returns []wireReturn `json:"return"`
	}
	ok, err := c.maybe(ctx, ask{op: op, path: "returns/get_return_list", query: url.Values{
		"update_time_from": {from}, "update_time_to": {to}, "page_no": {strconv.Itoa(m.Page)}, "page_size": {strconv.Itoa(pageSize)},
	}}, &got)
	switch {
	case err != nil:
		return nil, nil, err
	case !ok && m.Page == 0 && !c.barred.Is("returns/get_return_list", c.now()):
		return nil, &mark{In: inReturns, Page: 1}, nil // no page 0 here
	case !ok:
		return nil, nil, nil
	}
	known := map[string]wireReturn{}
	var sns []string
	for _, r := range got.Returns {
		if r.SN == "" || r.Order == "" {
			continue
		}
		known[string(r.SN)] = r
		if !slices.Contains(sns, string(r.Order)) {
			sns = append(sns, string(r.Order))
		}
	}
	found, err := c.gather(ctx, op, sns, known)
	if err != nil {
		return nil, nil, err
	}
	if got.More.on() && len(got.Returns) > 0 {
		return found, &mark{In: inReturns, Page: m.Page + 1}, nil
	}
	return found, nil, nil
}

// Order gives one order by its number. Errors: Missing (error_not_found, or not in the answer), NotAuthorised, Throttled,
// Unavailable.
// Source: v2.order.get_order_detail.
func (c *connector) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	const op = "shopee.Order"
	if !isSN(ref) {
		return order.Snapshot{}, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	found, err := c.gather(ctx, op, []string{ref}, nil)
	if err != nil {
		return order.Snapshot{}, err
	}
	if p := found[0].Problem; p != nil && p.Reason == outcome.OrderMissing {
		return order.Snapshot{}, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	return found[0], nil
}

// isSN keeps anything but an order number out of a comma-separated list: capital letters and digits.
func isSN(ref string) bool {
	return ref != "" && len(ref) <= 64 && strings.Trim(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// OrderIDs gives the numbers of the orders created in w, a hundred a call, for the completeness check.
// Source: v2.order.get_order_list (time_range_field = create_time).
func (c *connector) OrderIDs(ctx context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	m := readMark(at)
	l, err := c.list(ctx, "shopee.OrderIDs", "create_time", w, m.Cursor)
	if err != nil {
		return nil, "", err
	}
	if l.More.on() && l.Next != "" && string(l.Next) != m.Cursor {
		return l.numbers(), mark{In: inOrders, Cursor: string(l.Next)}.cursor(), nil
	}
	return l.numbers(), "", nil
}

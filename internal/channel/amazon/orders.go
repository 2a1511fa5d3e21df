package amazon

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

// pageSize is the most that a list gives at once (orders_2026-01-01 and ordersV0: 1 to 100).
const pageSize = 100

// wanted are the blocks of an order that we read. The roles of the app decide what comes: buyers' data are left out without an
// error.
const wanted = "BUYER,RECIPIENT,PROCEEDS,PROMOTION,CANCELLATION,FULFILLMENT,PACKAGES,PAYMENT"

// The two lists that a window is read from.
const (
	inOrders = "orders"
	inMoney  = "money"
)

// mark is our cursor. It holds the whole question: a token goes with the parameters of the first page, to the letter
// (amzn/selling-partner-api-models issue 5144).
type mark struct {
	In    string `json:"in"`
	From  string `json:"from,omitempty"`
	To    string `json:"to,omitempty"`
	Token string `json:"token,omitempty"`
	Skip  int    `json:"skip,omitempty"` // in the list of bookings: orders of this page already read
	Seen  seen   `json:"seen,omitempty"` // orders that the list of orders has shown with their money
}

// readMark reads a cursor. One that is not ours starts the window over: repeated orders do no harm, skipped ones would.
func readMark(at channel.Cursor) mark {
	var m mark
	if json.Unmarshal([]byte(at), &m) != nil || m.In != inOrders && m.In != inMoney || m.Skip < 0 || m.In == inOrders && m.Token == "" {
		return mark{In: inOrders}
	}
	return m
}

func (m mark) cursor() channel.Cursor { return channel.CursorOf(m) }

// stamp writes a time as both versions want it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Orders returns one page of the orders changed in w, oldest change first within the page, and then those whose money moved in it.
//
// w is at most Kind.MaxWindow wide and should end Kind.Lag before now: what Amazon does not take is cut off and belongs to the next
// window. Both ends are included. A page is up to 100 orders and costs one call of the list, whose items come with it (v0: one more
// for each order), and one for each 500 bookings; the pages after it cost a call for each order whose money alone has moved.
//
// Errors: NotAuthorised (a revoked token, invalid_grant), RightMissing (403), Throttled (429, or our own count of the operation's
// bucket), Unavailable (5xx, no JSON), RefusedByChannel (InvalidInput).
// Source: orders_2026-01-01 (searchOrders), ordersV0 (getOrders), finances_2024-06-19 (listTransactions).
func (c *connector) Orders(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	const op = "amazon.Orders"
	m, read := readMark(at), c.changed
	if m.In == inMoney {
		read = c.moneyMoved
	}
	found, next, err := read(ctx, op, c.cut(w), m)
	if err != nil {
		return channel.Page{}, fmt.Errorf("reading page %.20q: %w", at, err)
	}
	page := channel.Page{Orders: make([]order.Snapshot, 0, len(found))}
	for _, p := range found {
		page.Orders = append(page.Orders, p.snapshot())
	}
	slices.SortStableFunc(page.Orders, func(a, b order.Snapshot) int { return a.UpdatedAt.Compare(b.UpdatedAt) })
	if next != nil {
		page.Next = next.cursor()
	}
	return page, nil
}

// cut takes off what Amazon refuses: an end less than two minutes back. A window without a beginning is as wide as may be.
func (c *connector) cut(w channel.Window) channel.Window {
	if latest := c.now().Add(-2*time.Minute - 5*time.Second); w.To.After(latest) {
		w.To = latest
	}
	if w.To.Before(w.From) {
		w.From = w.To
	}
	if w.From.IsZero() {
		w.From = w.To.Add(-Kind.MaxWindow)
	}
	return w
}

// changed reads one page of the list by change time.
func (c *connector) changed(ctx context.Context, op string, w channel.Window, m mark) ([]*picture, *mark, error) {
	if m.From == "" {
		m.From, m.To = stamp(w.From), stamp(w.To)
	}
	list := c.search
	if c.old {
		list = c.searchOld
	}
	found, token, err := list(ctx, op, span{by: "lastUpdated", from: m.From, to: m.To}, m.Token, true)
	if err != nil {
		return nil, nil, err
	}
	found = slices.DeleteFunc(found, (*picture).outside)
	if err := c.settle(ctx, op, found); err != nil {
		return nil, nil, err
	}
	m.Seen = m.Seen.with(settledOf(found))
	if token != "" && token != m.Token { // the same token again would never end (issues 2297 and 5048)
		m.Token = token
		return found, &m, nil
	}
	return found, &mark{In: inMoney, From: m.From, To: m.To, Seen: m.Seen}, nil
}

// settledOf are the orders whose money was looked at.
func settledOf(found []*picture) []string {
	var refs []string
	for _, p := range found {
		if p.mayHaveMoney() {
			refs = append(refs, string(p.order.ID))
		}
	}
	return refs
}

// span is what a list is asked for: by "lastUpdated" or "created".
type span struct{ by, from, to string }

// search asks for one page of 2026-01-01. whole: with everything we read, else only ids.
func (c *connector) search(ctx context.Context, op string, s span, token string, whole bool) ([]*picture, string, error) {
	q := url.Values{
		s.by + "After": {s.from}, s.by + "Before": {s.to}, "marketplaceIds": {strings.Join(c.markets, ",")},
		"maxResultsPerPage": {strconv.Itoa(pageSize)},
	}
	if whole {
		q.Set("includedData", wanted)
	}
	if token != "" {
		q.Set("paginationToken", token)
	}
	var got struct {
		Orders     []json.RawMessage `json:"orders"`
		Pagination struct {
			Next text `json:"nextToken"`
		} `json:"pagination"`
	}
	err := c.do(ctx, ask{op: op, limit: "searchOrders", path: "/orders/2026-01-01/orders", query: q}, &got)
	if err != nil {
		return nil, "", err
	}
	found := make([]*picture, 0, len(got.Orders))
	for _, raw := range got.Orders {
		p := read(raw)
		if p.order.ID == "" {
			return nil, "", outcome.New(outcome.BadPayload, "what", "an order without an id").In(op)
		}
		if !slices.ContainsFunc(found, func(o *picture) bool { return o.order.ID == p.order.ID }) {
			found = append(found, p)
		}
	}
	return found, string(got.Pagination.Next), nil
}

// Order gives one order by its id. Errors: Missing (404, no id of Amazon's, or an order placed outside Amazon), NotAuthorised,
// RightMissing, Throttled, Unavailable.
// Source: orders_2026-01-01 (getOrder), ordersV0 (getOrder, getOrderItems).
func (c *connector) Order(ctx context.Context, ref string) (order.Snapshot, error) {
	const op = "amazon.Order"
	p, err := c.one(ctx, op, ref)
	if err == nil {
		err = c.settle(ctx, op, []*picture{p})
	}
	if err != nil {
		return order.Snapshot{}, outcome.At(err, op, ref)
	}
	return p.snapshot(), nil
}

// one reads an order without its money.
func (c *connector) one(ctx context.Context, op, ref string) (*picture, error) {
	missing := outcome.New(outcome.OrderMissing).In(op).About(ref)
	if !isOrder(ref) {
		return nil, missing
	}
	if c.old {
		return c.oneOld(ctx, op, ref)
	}
	var got struct {
		Order json.RawMessage `json:"order"`
	}
	a := ask{op: op, limit: "getOrder", path: "/orders/2026-01-01/orders/" + ref, query: url.Values{"includedData": {wanted}}, ref: ref}
	if err := c.do(ctx, a, &got); err != nil {
		return nil, err
	}
	p := read(got.Order)
	if string(p.order.ID) != ref {
		return nil, outcome.New(outcome.BadPayload, "what", "another order than was asked for").In(op).About(ref)
	}
	if p.outside() {
		return nil, missing
	}
	return p, nil
}

// isOrder keeps anything but an order id out of an address: 701-1234567-7654321, S01-… for those placed outside Amazon.
func isOrder(ref string) bool {
	parts := strings.Split(ref, "-")
	if len(parts) != 3 || len(parts[0]) != 3 || len(parts[1]) != 7 || len(parts[2]) != 7 {
		return false
	}
	return strings.Trim(parts[0], "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")+strings.Trim(parts[1]+parts[2], "0123456789") == ""
}

// OrderIDs gives the ids of the orders created in w, a hundred a call, for the completeness check.
// Source: orders_2026-01-01 (searchOrders by createdAfter, no includedData), ordersV0 (CreatedAfter).
func (c *connector) OrderIDs(ctx context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	const op = "amazon.OrderIDs"
	m := readMark(at)
	if m.From == "" {
		w = c.cut(w)
		m.From, m.To = stamp(w.From), stamp(w.To)
	}
	list := c.search
	if c.old {
		list = c.searchOld
	}
	found, token, err := list(ctx, op, span{by: "created", from: m.From, to: m.To}, m.Token, false)
	if err != nil {
		return nil, "", err
	}
	var ids []string
	for _, p := range found {
		if !p.outside() {
			ids = append(ids, string(p.order.ID))
		}
	}
	if token != "" && token != m.Token {
		m.Token = token
		return ids, m.cursor(), nil
	}
	return ids, "", nil
}

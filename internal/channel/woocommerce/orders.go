package woocommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// sizes are the page sizes, tried from the left: fat orders on a weak host do not fit into its time limit.
var sizes = []int{100, 50, 20, 10}

// mark is our cursor. The walk seeks by modification time; only when more than a page of orders shares one second does it
// count pages, at the same lower bound.
type mark struct {
	After int64 `json:"after,omitempty"` // Unix seconds; the shop is asked for what is later. 0: the window's own bound
	Page  int   `json:"page"`            // from 1, at this After
	Size  int   `json:"size"`            // one of sizes
	Left  int   `json:"left,omitempty"`  // orders at this After when the page before was read
	Trash bool  `json:"trash,omitempty"` // the second walk, over deleted orders
	Total int   `json:"total,omitempty"` // orders in the window as far as known
}

// readMark reads a cursor. One that is not ours starts the window over: repeated orders do no harm, skipped ones would.
func readMark(at channel.Cursor) mark {
	var m mark
	if json.Unmarshal([]byte(at), &m) != nil || m.Page < 1 || !slices.Contains(sizes, m.Size) {
		return mark{Page: 1, Size: sizes[0]}
	}
	return m
}

func (m mark) cursor() channel.Cursor { return channel.CursorOf(m) }

// Orders returns one page of the orders changed in w, oldest change first; then, in the same way, the deleted ones, which the
// shop leaves out of its usual list. Drafts are left out. Page.Total comes from X-WP-Total.
//
// modified_after and modified_before are strict and in whole seconds, so the shop is asked from a second before (seen on
// WooCommerce 11.0.1). Orders that change while pages are read leave the window at its end and are found by the next one. A
// page that times out, is cut or grows too large makes the pages smaller, for the rest of the window; such a call gives no
// orders, only the next cursor.
//
// An order deleted for good is in no list, and one moved to the trash shows up here only if the shop moved its modification
// time: webhooks and the completeness check tell of the others.
//
// Errors: NoAccess, Throttled, Unavailable, APITooOld (the shop ignores modified_after: before 5.8).
// Source: GET /orders; woocommerce/woocommerce: src/Internal/DataStores/Orders/OrdersTableQuery.php.
func (c *connector) Orders(ctx context.Context, w channel.Window, at channel.Cursor) (channel.Page, error) {
	const op = "woocommerce.Orders"
	m := readMark(at)
	var raw json.RawMessage
	h, err := c.do(ctx, ask{op: op, route: api + "orders", params: m.params(w), tries: m.tries()}, &raw)
	if smaller, ok := m.shrunk(err); ok && ctx.Err() == nil {
		c.log.InfoContext(ctx, "reading smaller pages", "op", op, "size", smaller.Size, "after", err)
		return channel.Page{Next: smaller.cursor(), Total: m.Total}, nil
	}
	if err != nil {
		return channel.Page{}, fmt.Errorf("reading page %q: %w", at, err)
	}
	rows, err := split(raw)
	if err != nil {
		return channel.Page{}, outcome.Of(err).In(op)
	}
	page, last := c.snapshots(rows)
	if ignoresFilter(page.Orders, m.lower(w)) {
		return channel.Page{}, outcome.New(outcome.APITooOld, "needs", "WooCommerce 5.8").In(op)
	}
	next, more := m.next(w, len(rows), last, total(h))
	page.Total = next.Total
	if more {
		page.Next = next.cursor()
	}
	return page, nil
}

// lower is the bound the shop is asked with: what is later is wanted. The zero time: no bound.
func (m mark) lower(w channel.Window) time.Time {
	switch {
	case m.After != 0:
		return time.Unix(m.After, 0).UTC()
	case w.From.IsZero():
		return time.Time{}
	}
	return w.From.UTC().Truncate(time.Second).Add(-time.Second)
}

// params asks in UTC without a suffix and says so: with a suffix and the flag the shop shifts the time once more (seen on
// WooCommerce 11.0.1: an offset together with the flag gave an empty list).
func (m mark) params(w channel.Window) []param {
	var p []param
	if from := m.lower(w); !from.IsZero() {
		p = append(p, param{"modified_after", from.Format(wooTime)})
	}
	if !w.To.IsZero() {
		p = append(p, param{"modified_before", ceil(w.To.UTC()).Format(wooTime)})
	}
	p = append(p, param{"dates_are_gmt", "true"}, param{"orderby", "modified"}, param{"order", "asc"},
		param{"per_page", strconv.Itoa(m.Size)}, param{"page", strconv.Itoa(m.Page)})
	if m.Trash {
		p = append(p, param{"status", "trash"})
	}
	return p
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

// shrunk is the mark for the same place with smaller pages, when err is of a kind that they may heal.
func (m mark) shrunk(err error) (mark, bool) {
	at := slices.Index(sizes, m.Size)
	if at+1 >= len(sizes) || !httpkit.TooMuchAtOnce(err) {
		return m, false
	}
	m.Size, m.Page, m.Left = sizes[at+1], 1, 0
	return m, true
}

// next decides where to go on after a page of n orders, the last changed at last, with left orders in the shop's answer to
// this bound.
func (m mark) next(w channel.Window, n int, last time.Time, left int) (mark, bool) {
	if m.Page == 1 && m.After == 0 && m.Left == 0 {
		m.Total += left
	}
	bound := last.Unix() - 1
	switch {
	case n < m.Size && m.Trash:
		return m, false
	case n < m.Size:
		return mark{Page: 1, Size: m.Size, Trash: true, Total: m.Total}, true
	case !last.IsZero() && time.Unix(bound, 0).After(m.lower(w)):
		m.After, m.Page, m.Left = bound, 1, 0
	case m.Page > 1 && left < m.Left:
		// an order left this second while we counted pages, and the rest moved up by one: count again
		m.Page, m.Left = 1, left
	default:
		m.Page, m.Left = m.Page+1, left
	}
	return m, true
}

// total is the shop's count of orders that the question matches; 0 when it does not tell.
func total(h http.Header) int {
	n, err := strconv.Atoi(h.Get("X-WP-Total"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// snapshots maps each order by itself, so that a bad one does not stop the others, and gives the latest change, drafts
// included.
func (c *connector) snapshots(rows []json.RawMessage) (channel.Page, time.Time) {
	page := channel.Page{Orders: make([]order.Snapshot, 0, len(rows))}
	var last time.Time
	for _, row := range rows {
		s, draft := c.snapshot(row)
		if s.UpdatedAt.After(last) {
			last = s.UpdatedAt
		}
		if !draft {
			page.Orders = append(page.Orders, s)
		}
	}
	return page, last
}

// ignoresFilter tells that the shop gave what was not asked for: most of the page is older than the bound. A single odd order
// is let pass; repeating it does no harm.
func ignoresFilter(got []order.Snapshot, after time.Time) bool {
	old := 0
	for _, s := range got {
		if !s.UpdatedAt.IsZero() && !s.UpdatedAt.After(after) {
			old++
		}
	}
	return old*2 > len(got)
}

// split takes a JSON list apart without looking into its elements or copying them. Elements that are no objects come too:
// each is one order that cannot be read. Errors: BodyCut (the list does not end), BadPayload (not a list).
func split(b []byte) ([]json.RawMessage, error) {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || b[0] != '[' {
		return nil, outcome.New(outcome.BadPayload, "what", "a list of orders was asked for, something else came")
	}
	var rows []json.RawMessage
	depth, start := 0, 1
	for i := 1; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			i = endOfString(b, i)
		case c == '[' || c == '{':
			depth++
		case depth == 0 && (c == ',' || c == ']'):
			if row := bytes.TrimSpace(b[start:i]); len(row) > 0 {
				rows = append(rows, json.RawMessage(row[:len(row):len(row)]))
			}
			if start = i + 1; c == ']' {
				return rows, nil
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return nil, outcome.New(outcome.BodyCut)
}

// endOfString gives the index of the quote that closes the string opened at i.
func endOfString(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return i
}

package tiktokshop

import (
	"cmp"
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// batch is how many orders one call takes: get-order-detail-202507 says 50. For order_ids of the after-sales searches no figure is
// documented; we take the same.
const batch = 50

// picture is one order with all that was read about it.
type picture struct {
	raw     json.RawMessage
	order   wireOrder
	fault   error // why order could not be read; nil: it was
	cancels []wireCancel
	returns []wireReturn
}

// gather makes snapshots of orders, in the order given. Of those that need it, and only of them, it looks up cancellations and
// returns, in fifties: an order itself tells neither the reason's word nor what was given back.
func (c *connector) gather(ctx context.Context, op string, rows []json.RawMessage) ([]order.Snapshot, error) {
	all := make([]*picture, len(rows))
	for i, row := range rows {
		all[i] = &picture{raw: row}
		all[i].fault = json.Unmarshal(row, &all[i].order)
	}
	err := c.lookUp(ctx, op, inCancels, need(all, (*wireOrder).wantsCancels), func(row json.RawMessage) {
		var w wireCancel
		if p := owner(all, row, &w); p != nil {
			p.cancels = append(p.cancels, w)
		}
	})
	if err != nil {
		return nil, err
	}
	err = c.lookUp(ctx, op, inReturns, need(all, (*wireOrder).wantsReturns), func(row json.RawMessage) {
		var w wireReturn
		if p := owner(all, row, &w); p != nil {
			p.returns = append(p.returns, w)
		}
	})
	if err != nil {
		return nil, err
	}
	out := make([]order.Snapshot, len(all))
	for i, p := range all {
		out[i] = p.taken()
	}
	return out, nil
}

// need are the numbers of the orders for which more has to be looked up.
func need(all []*picture, wants func(*wireOrder) bool) []string {
	var ids []string
	for _, p := range all {
		if p.fault == nil && channel.IsNumber(string(p.order.ID)) && wants(&p.order) && !slices.Contains(ids, string(p.order.ID)) {
			ids = append(ids, string(p.order.ID))
		}
	}
	return ids
}

// owner reads a row and gives the order that it belongs to; nil for a row that cannot be read.
func owner(all []*picture, row json.RawMessage, into any) *picture {
	id := httpkit.Field[text](row, "order_id")
	i := slices.IndexFunc(all, func(p *picture) bool { return p.fault == nil && p.order.ID == id })
	if i < 0 || json.Unmarshal(row, into) != nil {
		return nil
	}
	return all[i]
}

// mostPages keeps a list that never ends from holding the cycle up: fifty orders have no thousand returns.
const mostPages = 20

// lookUp reads all rows of a search that belong to these orders. An app without the right gets none.
func (c *connector) lookUp(ctx context.Context, op, in string, ids []string, take func(json.RawMessage)) error {
	for part := range slices.Chunk(ids, batch) {
		token := ""
		for range mostPages {
			q := url.Values{"page_size": {strconv.Itoa(searches[in].size)}, "sort_field": {"create_time"}, "sort_order": {"ASC"}}
			if token != "" {
				q.Set("page_token", token)
			}
			var l listed
			ok, err := c.maybe(ctx, ask{op: op, path: searches[in].path, query: q, body: map[string][]string{"order_ids": part}}, &l)
			if !ok {
				return err
			}
			for _, row := range l.rows() {
				take(row)
			}
			if l.Next == "" || string(l.Next) == token {
				break
			}
			token = string(l.Next)
		}
	}
	return nil
}

// details reads orders by their numbers. What one unknown number does to the others is undocumented: where it refuses all, the batch
// is halved until it stands alone and is left out.
func (c *connector) details(ctx context.Context, op string, ids []string) ([]json.RawMessage, error) {
	var all []json.RawMessage
	for part := range slices.Chunk(ids, batch) {
		rows, err := c.detail(ctx, op, part)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	return all, nil
}

func (c *connector) detail(ctx context.Context, op string, ids []string) ([]json.RawMessage, error) {
	var got listed
	a := ask{op: op, path: "/order/202507/orders", query: url.Values{"ids": {join(ids)}}}
	if len(ids) == 1 {
		a.ref = ids[0]
	}
	err := c.do(ctx, a, &got)
	if e := outcome.Of(err); e != nil && e.Reason == outcome.OrderMissing {
		if len(ids) == 1 {
			return nil, nil
		}
		first, err := c.detail(ctx, op, ids[:len(ids)/2])
		if err != nil {
			return nil, err
		}
		second, err := c.detail(ctx, op, ids[len(ids)/2:])
		return slices.Concat(first, second), err
	}
	return got.Orders, err
}

// taken maps one order, or holds it where it cannot be read, so that it is seen and not lost.
func (p *picture) taken() order.Snapshot {
	if p.fault != nil || p.order.ID == "" {
		return unreadable(p.raw, p.fault)
	}
	slices.SortStableFunc(p.cancels, func(a, b wireCancel) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(p.returns, func(a, b wireReturn) int { return cmp.Compare(a.ID, b.ID) })
	return p.snapshot()
}

package lazada

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// reverse is a buyer's cancellation, return or refund, as /reverse/getreverseordersforseller lists it.
type reverse struct {
	ID    text              `json:"reverse_order_id"`
	Order text              `json:"trade_order_id"`
	Type  text              `json:"request_type"` // CANCEL, RETURN, ONLY_REFUND
	Lines list[reverseLine] `json:"reverse_order_lines"`
	raw   json.RawMessage
}

type reverseLine struct {
	Item      text `json:"trade_order_line_id"` // order_item_id
	Status    text `json:"reverse_status"`
	Refund    text `json:"refund_amount"`   // in the small unit, see unit
	UnitPrice text `json:"item_unit_price"` // in the small unit, too
	Modified  text `json:"return_order_line_gmt_modified"`
	Reason    text `json:"reason_text"`
}

// reversePage is result of the list.
type reversePage struct {
	Success text                  `json:"success"`
	Total   text                  `json:"total"`
	Items   list[json.RawMessage] `json:"items"`
}

// reverseSize is the page size asked for; the reference names a default of 10 and no maximum.
const reverseSize = 50

// reverses gives one page of the reverse orders that a filter matches, and how many there are in all. What cannot be read is left out
// aloud: it names no order.
func (c *connector) reverses(ctx context.Context, op string, page, size int, filter ...param) ([]reverse, int, error) {
	a := ask{op: op, path: "/reverse/getreverseordersforseller", params: append([]param{
		{"page_no", strconv.Itoa(page)}, {"page_size", strconv.Itoa(size)}}, filter...)}
	got, err := c.do(ctx, a)
	if err != nil {
		return nil, 0, err
	}
	var p reversePage
	raw := got.Result
	if len(raw) == 0 {
		raw = got.Data
	}
	if err := decode(a, raw, &p); err != nil {
		return nil, 0, err
	}
	total, _ := strconv.Atoi(string(p.Total))
	found := make([]reverse, 0, len(p.Items))
	for _, raw := range p.Items {
		var r reverse
		if err := json.Unmarshal(raw, &r); err != nil || !channel.IsNumber(string(r.Order)) {
			c.log.WarnContext(ctx, "a reverse order could not be read", "op", op, "error", wrongShape(orNoID(err)))
			continue
		}
		r.raw = raw
		found = append(found, r)
	}
	return found, total, nil
}

func orNoID(err error) error {
	if err == nil {
		return outcome.New(outcome.BadPayload, "what", "no trade_order_id")
	}
	return err
}

// noReturns tells that the app may not read reverse orders at all: their API group is granted by itself. Orders are read without them
// then, and the test says so.
func noReturns(err error) bool {
	e := outcome.Of(err)
	return e != nil && (e.Reason == outcome.RightMissing || e.Reason == outcome.NoAPI)
}

// addReverses finds the reverse orders of those orders that may have some: few are asked for one by one; for many the list is read by
// the span in which they were made, which is a request or two for a whole page.
func (c *connector) addReverses(ctx context.Context, op string, orders []whole) error {
	var asked []int
	for n := range orders {
		if orders[n].mayBeReversed() {
			asked = append(asked, n)
		}
	}
	found, err := c.reversesOf(ctx, op, orders, asked)
	if noReturns(err) {
		c.log.WarnContext(ctx, "returns cannot be read", "op", op, "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	for _, n := range asked {
		for _, r := range found {
			if r.Order == orders[n].ID && !slices.ContainsFunc(orders[n].reverses, func(have reverse) bool { return have.ID == r.ID }) {
				orders[n].reverses = append(orders[n].reverses, r)
			}
		}
		slices.SortFunc(orders[n].reverses, func(a, b reverse) int { return strings.Compare(string(a.ID), string(b.ID)) })
	}
	return nil
}

// mayBeReversed: goods have left, or an item names a reverse order.
func (w *whole) mayBeReversed() bool {
	return slices.ContainsFunc(w.items, func(i item) bool {
		stage, _ := i.stageOf()
		return stage != order.Unpaid && stage != order.Paid && stage != order.Cancelled || channel.IsNumber(string(i.Reverse)) && i.Reverse != "0"
	})
}

func (c *connector) reversesOf(ctx context.Context, op string, orders []whole, asked []int) ([]reverse, error) {
	const few = 2
	if len(asked) <= few {
		return c.reversesByOrder(ctx, op, orders, asked)
	}
	var from, to time.Time
	for _, n := range asked {
		at, ok := moment(orders[n].Created)
		if !ok || at.IsZero() {
			return c.reversesByOrder(ctx, op, orders, asked)
		}
		from, to = earlier(from, at), later(to, at)
	}
	// a minute around it: the order and its lines need not be made in the same second
	span := []param{{"TradeOrderLineCreatedTimeRangeStart", millis(from.Add(-time.Minute))}, {"TradeOrderLineCreatedTimeRangeEnd", millis(to.Add(time.Minute))}}
	var all []reverse
	for page := 1; ; page++ {
		some, total, err := c.reverses(ctx, op, page, reverseSize, span...)
		if err != nil {
			return nil, err
		}
		if total/reverseSize > len(asked) {
			return c.reversesByOrder(ctx, op, orders, asked)
		}
		if all = append(all, some...); len(some) == 0 || page*reverseSize >= total {
			return all, nil
		}
	}
}

func (c *connector) reversesByOrder(ctx context.Context, op string, orders []whole, asked []int) ([]reverse, error) {
	var all []reverse
	for _, n := range asked {
		some, _, err := c.reverses(ctx, op, 1, reverseSize, param{"trade_order_id", string(orders[n].ID)})
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }

// returns reads reverse orders into the snapshot: wishes to cancel or return, and money that went back.
func (r *reader) returns(s *order.Snapshot, w *whole) {
	settled := map[text]bool{}
	for _, rev := range w.reverses {
		for _, l := range rev.Lines {
			means, known := reverseStatuses[strings.ToUpper(string(l.Status))]
			if !known {
				r.Fault(outcome.UnknownStatus, "status", httpkit.Short(l.Status))
			}
			s.UpdatedAt = later(s.UpdatedAt, r.time("return_order_line_gmt_modified", l.Modified))
			wish := strings.EqualFold(string(rev.Type), "CANCEL")
			switch {
			case means == running && wish && s.Stage == order.Paid:
				s.CancelRequested = true
			case means == running && !wish:
				s.ReturnRequested = true
			case means == granted && !wish:
				settled[l.Item] = true
				s.Refunded += r.refund(l, w.items, s.Currency)
			}
		}
	}
	r.unsettled(s, w.items, settled)
}

// unsettled: a piece of a larger order that came back, or never arrived, was paid back; where no reverse order tells how much, it is
// what was paid for it.
func (r *reader) unsettled(s *order.Snapshot, items []item, settled map[text]bool) {
	for n := range items {
		i := &items[n]
		stage, _ := i.stageOf()
		if rank[s.Stage] > 0 && (stage == order.Returned || stage == order.FailedDelivery) && !settled[i.ID] {
			s.Refunded += r.paid(i)
		}
	}
}

// refund is the money of one line.
func (r *reader) refund(l reverseLine, items []item, c money.Currency) money.Amount {
	raw := r.extra("refund_amount", l.Refund)
	return raw / r.unit(l, items, c)
}

// unit is how many of a reverse amount's units make one of the currency. The reference says cents except for Vietnam; whether that is
// so for the rupiah is unverified. The unit price of the line tells, where the item's own price is known beside it.
func (r *reader) unit(l reverseLine, items []item, c money.Currency) money.Amount {
	for _, i := range items {
		price, err := money.Parse(string(i.Price))
		told, toldErr := money.Parse(string(l.UnitPrice))
		if i.ID != l.Item || err != nil || toldErr != nil || price <= 0 {
			continue
		}
		switch told {
		case price:
			return 1
		case price * 100:
			return 100
		}
	}
	if c == "VND" {
		return 1
	}
	return 100
}

// AnswerCancel agrees to a buyer's wish to cancel, or refuses it. reason is a reason id of Lazada's, or anything else, which is left
// out: the call takes only ids. NoCancelWish when the buyer does not ask (any more).
//
// Source: /order/reverse/cancel/seller/decide; error 131 "no decision for this reverse order".
func (c *connector) AnswerCancel(ctx context.Context, ref string, accept bool, reason string) error {
	const op = "lazada.AnswerCancel"
	items, _, err := c.itemsOf(ctx, op, ref)
	if err != nil {
		return err
	}
	wishes := wishes(items)
	if len(wishes) == 0 {
		return outcome.New(outcome.NoCancelWish).In(op).About(ref)
	}
	for _, id := range wishes {
		a := ask{op: op, path: "/order/reverse/cancel/seller/decide", ref: ref, writes: true,
			params: []param{{"reverse_order_id", id}, {"agree_cancel", strconv.FormatBool(accept)}}}
		if channel.IsNumber(reason) {
			a.params = append(a.params, param{"reason_code", reason})
		}
		if _, err := c.do(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// wishes are the reverse orders that wait for the seller's answer.
func wishes(items []item) []string {
	var ids []string
	for n := range items {
		i := &items[n]
		stage, _ := i.stageOf()
		id := string(i.Reverse)
		if stage == order.Paid && !i.CancelPending.yes() && channel.IsNumber(id) && id != "0" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

var _ channel.Canceller = (*connector)(nil)

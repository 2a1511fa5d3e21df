package amazon

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// settled is what Amazon's books say about one order.
type settled struct {
	refunded money.Amount
	released time.Time // when the money of its last parcel was let go; zero: none was
	open     bool      // money of a parcel is still kept back
}

// wireTransaction is one booking.
// Source: finances_2024-06-19 (Transaction). Amounts are JSON numbers here.
type wireTransaction struct {
	ID          text            `json:"transactionId"`
	Type        text            `json:"transactionType"`
	Status      text            `json:"transactionStatus"`
	Description text            `json:"description"`
	Posted      text            `json:"postedDate"`
	Total       wireCurrency    `json:"totalAmount"`
	Related     []wireRelated   `json:"relatedIdentifiers"`
	Parts       []wireMoneyPart `json:"breakdowns"`
}

type wireCurrency struct {
	Amount   text `json:"currencyAmount"`
	Currency text `json:"currencyCode"`
}

type wireRelated struct {
	Name  text `json:"relatedIdentifierName"`
	Value text `json:"relatedIdentifierValue"`
}

type wireMoneyPart struct {
	Type   text         `json:"breakdownType"`
	Amount wireCurrency `json:"breakdownAmount"`
}

// order is the order that a booking belongs to; empty for fees of the account and the like.
func (t *wireTransaction) order() string {
	for _, r := range t.Related {
		if r.Name == "ORDER_ID" {
			return string(r.Value)
		}
	}
	return ""
}

// isRefund and isSale go by the description, which is documented ("Refund Order", "Order Payment"); of the types only Shipment is.
func (t *wireTransaction) isRefund() bool {
	return strings.HasPrefix(strings.ToLower(string(t.Description)), "refund") || strings.EqualFold(string(t.Type), "refund")
}

func (t *wireTransaction) isSale() bool { return strings.EqualFold(string(t.Type), "shipment") }

// isReleased tells that the money was let go. The model writes the words in capitals and its example does not.
func (t *wireTransaction) isReleased() bool {
	return strings.EqualFold(string(t.Status), "RELEASED")
}

// back is what the buyer got: the booking without Amazon's own fees, which it gives back to the seller at the same time.
// Names of breakdowns are not listed anywhere; all of fees hold the word (unverified).
func (t *wireTransaction) back() (money.Amount, error) {
	if len(t.Parts) == 0 {
		a, err := money.Parse(string(t.Total.Amount))
		return -a, err
	}
	var sum money.Amount
	for _, p := range t.Parts {
		if kind := strings.ToLower(string(p.Type)); strings.Contains(kind, "fee") || strings.Contains(kind, "commission") {
			continue
		}
		a, err := money.Parse(string(p.Amount.Amount))
		if err != nil {
			return 0, err
		}
		sum -= a
	}
	return sum, nil
}

// ledger adds bookings up by order. A booking that comes twice counts once.
type ledger struct {
	of   map[string]settled
	seen map[text]bool
}

func newLedger() *ledger { return &ledger{map[string]settled{}, map[text]bool{}} }

// book enters one booking; one that cannot be understood is an error, for a refund must not be lost.
func (l *ledger) book(t *wireTransaction) error {
	ref := t.order()
	if ref == "" || t.ID != "" && l.seen[t.ID] {
		return nil
	}
	l.seen[t.ID] = true
	s := l.of[ref]
	switch {
	case t.isRefund():
		back, err := t.back()
		if err != nil {
			return outcome.New(outcome.BadAmount, "field", "totalAmount", "value", clip(t.Total.Amount))
		}
		s.refunded += back
	case t.isSale() && t.isReleased():
		at, err := time.Parse(time.RFC3339, string(t.Posted))
		if err != nil {
			return outcome.New(outcome.BadTime, "field", "postedDate", "value", clip(t.Posted))
		}
		if s.released.IsZero() || at.After(s.released) {
			s.released = at.UTC()
		}
	case t.isSale() && strings.EqualFold(string(t.Status), "DEFERRED"):
		s.open = true
	}
	l.of[ref] = s
	return nil
}

// few is up to how many orders are asked for one by one instead of by a span of time.
const few = 4

// settle reads what Amazon has booked for orders that were shipped. Without the role for finances they stay as they are: shipped.
//
// A few orders are asked for one by one, many by the span from the oldest on: 500 bookings a call. Bookings of the last two days may
// still be missing (guide finances-api); they come with their own change, see moneyMoved.
func (c *connector) settle(ctx context.Context, op string, orders []*picture) error {
	var wanted []*picture
	oldest := c.now()
	for _, p := range orders {
		if p.mayHaveMoney() {
			wanted = append(wanted, p)
			if at := (&reader{}).time("", p.order.Created); !at.IsZero() && at.Before(oldest) {
				oldest = at
			}
		}
	}
	l := newLedger()
	var err error
	switch {
	case len(wanted) == 0:
		return nil
	case len(wanted) <= few:
		for _, p := range wanted {
			if err = c.bookings(ctx, op, url.Values{"relatedIdentifierName": {"ORDER_ID"}, "relatedIdentifierValue": {string(p.order.ID)}}, l); err != nil {
				return err
			}
		}
	default:
		err = c.bookedSince(ctx, op, oldest, l)
	}
	for _, p := range wanted {
		p.money = l.of[string(p.order.ID)]
	}
	return err
}

// bookedSince reads all bookings since then, in spans that Amazon takes: 180 days, ending two minutes back.
func (c *connector) bookedSince(ctx context.Context, op string, from time.Time, l *ledger) error {
	end := c.now().Add(-Kind.Lag)
	for from.Before(end) {
		to := from.Add(Kind.MaxWindow)
		if to.After(end) {
			to = end
		}
		if err := c.bookings(ctx, op, url.Values{"postedAfter": {stamp(from)}, "postedBefore": {stamp(to)}}, l); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// bookings reads all pages of a question. Pages may be empty and still have one after them.
func (c *connector) bookings(ctx context.Context, op string, q url.Values, l *ledger) error {
	for next := ""; ; {
		rows, token, ok, err := c.transactions(ctx, op, q, next)
		if err != nil || !ok {
			return err
		}
		for i := range rows {
			if err := l.book(&rows[i]); err != nil {
				return outcome.Of(err).In(op).About(rows[i].order())
			}
		}
		if token == "" || token == next {
			return nil
		}
		next = token
	}
}

// transactions reads one page; ok is false when the app may not.
// Source: finances_2024-06-19 (listTransactions): a token goes with the same arguments.
func (c *connector) transactions(ctx context.Context, op string, q url.Values, token string) (rows []wireTransaction, next string, ok bool, err error) {
	ask := ask{op: op, limit: "listTransactions", path: "/finances/2024-06-19/transactions", query: url.Values{}}
	for name, v := range q {
		ask.query[name] = v
	}
	if token != "" {
		ask.query.Set("nextToken", token)
	}
	var got struct {
		Payload struct {
			Next         text              `json:"nextToken"`
			Transactions []wireTransaction `json:"transactions"`
		} `json:"payload"`
	}
	ok, err = c.maybe(ctx, ask, &got)
	return got.Payload.Transactions, string(got.Payload.Next), ok, err
}

// slice is how many orders one page takes up because their money moved: each costs a getOrder.
const slice = 20

// moneyMoved reads the orders whose sale was released or whose buyer got money back in w: that does not change lastUpdatedTime, so
// the list of orders does not show it.
func (c *connector) moneyMoved(ctx context.Context, op string, w channel.Window, m mark) ([]*picture, *mark, error) {
	if m.From == "" {
		m.From, m.To = stamp(w.From), stamp(w.To)
	}
	if m.From >= m.To { // stamps sort as times do
		return nil, nil, nil
	}
	rows, token, ok, err := c.transactions(ctx, op, url.Values{"postedAfter": {m.From}, "postedBefore": {m.To}}, m.Token)
	if err != nil || !ok {
		return nil, nil, err
	}
	var ids []string
	known := m.Seen.set()
	for i := range rows {
		id := rows[i].order()
		if n, ok := numberOf(id); ok && !known[n] && (rows[i].isRefund() || rows[i].isSale() && rows[i].isReleased()) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	part := ids[min(m.Skip, len(ids)):min(m.Skip+slice, len(ids))]
	var found []*picture
	for _, id := range part {
		p, err := c.one(ctx, op, id)
		if e := outcome.Of(err); e != nil && e.Code == outcome.Missing {
			continue // a sale of another marketplace, or older than orders are shown
		}
		if err != nil {
			return nil, nil, err
		}
		found = append(found, p)
	}
	if err := c.settle(ctx, op, found); err != nil {
		return nil, nil, err
	}
	next := m
	switch {
	case m.Skip+slice < len(ids):
		next.Skip += slice
	case token != "" && token != m.Token:
		next.Token, next.Skip = token, 0
	default:
		return found, nil, nil
	}
	return found, &next, nil
}

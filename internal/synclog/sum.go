package synclog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Group is how many entries of a filter are alike.
type Group struct {
	Operation        string
	Connection       int64
	Code             outcome.Code
	OfOrder          bool // about an order, which can be run again
	Failed, Resolved bool
	N                int64
}

// Sum is what the entries of a filter add up to, before an action on all of them.
type Sum struct {
	Groups []Group
	Orders map[int64]int64 // by connection: orders they are about, each once
	Held   []issue.Held    // what the orders that the hub has are worth, by currency
}

// Add adds up the entries of a filter that are older than an id.
func Add(ctx context.Context, db store.Reader, account int64, f Filter, before int64) (Sum, error) {
	found, args, err := f.found(ctx, db, account, before)
	if err != nil {
		return Sum{}, fmt.Errorf("adding up the log: %w", err)
	}
	s := Sum{Orders: map[int64]int64{}}
	for _, q := range []struct {
		before []any // arguments that stand before those of found
		text   string
		scan   func(store.Row) error
	}{
		{nil, `select operation, connection_id, code, entity = 'order' and ref <> '', failed, resolved_at > 0, count(*) from ` + found +
			` group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`, s.addGroup},
		{nil, `select connection_id, count(*) from (select distinct connection_id, ref from ` + found + ` where entity = 'order' and ref <> '') r group by connection_id`, s.addOrders},
		{[]any{account}, `select currency, count(*), cast(sum(total) as bigint) from orders where account_id = ? and id in (select order_id from ` + found +
			` where order_id <> 0) group by currency order by currency`, s.addHeld},
	} {
		if err := each(ctx, db, where{text: q.text, args: slices.Concat(q.before, args)}, q.scan); err != nil {
			return s, fmt.Errorf("adding up the log: %w", err)
		}
	}
	return s, nil
}

func (s *Sum) addGroup(row store.Row) error {
	var g Group
	var code int
	err := row.Scan(&g.Operation, &g.Connection, &code, &g.OfOrder, &g.Failed, &g.Resolved, &g.N)
	g.Code = outcome.Code(code)
	s.Groups = append(s.Groups, g)
	return err
}

func (s *Sum) addOrders(row store.Row) error {
	var connection, n int64
	err := row.Scan(&connection, &n)
	s.Orders[connection] = n
	return err
}

func (s *Sum) addHeld(row store.Row) error {
	var currency string
	var n, total int64
	err := row.Scan(&currency, &n, &total)
	s.Held = append(s.Held, issue.Held{Currency: money.Currency(currency), Orders: n, Total: money.Amount(total)})
	return err
}

// found is the entries of a filter as a table in brackets, each once, with a ? for each argument.
func (f Filter) found(ctx context.Context, db store.Reader, account, before int64) (string, []any, error) {
	all := f.where(account)
	f.narrow(db, &all, before)
	parts, err := f.parts(ctx, db, account)
	if err != nil {
		return "", nil, err
	}
	var texts []string
	var args []any
	for _, part := range parts {
		w := all.and(part)
		texts = append(texts, `select id, operation, connection_id, code, entity, ref, order_id, failed, resolved_at from `+from(db, w.index)+` where `+w.text)
		args = append(args, w.args...)
	}
	return "(" + strings.Join(texts, " union ") + ") f", args, nil
}

// narrow adds what List and Add have in common beside the filter's own conditions.
func (f Filter) narrow(db store.Reader, w *where, before int64) {
	if before > 0 {
		w.add("(at, id) < (?, ?)", store.Micros(ids.Time(before)), before)
	}
	if f.IDs != nil {
		w.in(db, "id", store.IDs(f.IDs))
	}
}

func each(ctx context.Context, db store.Reader, w where, scan func(store.Row) error) error {
	rows, err := db.Query(ctx, w.numbered(), w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

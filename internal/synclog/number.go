package synclog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/store"
)

// An entry keeps the channel's id of its order, which never changes. People know the order by the number that the channel shows, which
// stands with the order alone: it is looked up where entries are shown, and turned into ids where they are looked for.

// placed is where an order is known by in the log.
type placed struct {
	connection int64
	ref        string
}

// Name fills in the numbers of the orders that entries are about, in one statement, and the id of an order that the hub had not yet
// when the entry was written.
func Name(ctx context.Context, db store.Reader, account int64, entries []Entry) error {
	var known, connections store.IDs
	var refs store.Strings
	for i := range entries {
		switch e := &entries[i]; {
		case e.OrderID != 0:
			known = append(known, e.OrderID)
		case e.Entity == OrderEntity && e.Ref != "":
			connections, refs = append(connections, e.Connection), append(refs, e.Ref)
		}
	}
	if len(known)+len(refs) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, `select id, connection_id, ref, number from orders where account_id = $1 and `+db.In("id", 2)+`
		union all select id, connection_id, ref, number from orders where account_id = $1 and `+db.In("connection_id", 3)+` and `+db.In("ref", 4),
		account, distinct(known), distinct(connections), distinct(refs))
	if err != nil {
		return fmt.Errorf("reading the numbers of orders: %w", err)
	}
	defer rows.Close()
	type named struct {
		id     int64
		number string
	}
	byPlace, byID := map[placed]named{}, map[int64]string{}
	for rows.Next() {
		var at placed
		var is named
		if err := rows.Scan(&is.id, &at.connection, &at.ref, &is.number); err != nil {
			return fmt.Errorf("reading the numbers of orders: %w", err)
		}
		byPlace[at], byID[is.id] = is, is.number
	}
	for i := range entries {
		e := &entries[i]
		if e.OrderID != 0 {
			e.Number = byID[e.OrderID]
		} else if is, ok := byPlace[placed{e.Connection, e.Ref}]; ok && e.Entity == OrderEntity {
			e.OrderID, e.Number = is.id, is.number
		}
	}
	return rows.Err()
}

func distinct[L ~[]E, E interface{ ~int64 | ~string }](list L) L {
	slices.Sort(list)
	return slices.Compact(list)
}

// ofOrder are the conditions for entries about an order that somebody names by the channel's id or by its number.
func (f Filter) ofOrder(ctx context.Context, db store.Reader, account int64) ([]where, error) {
	byID := where{index: "entry_ref"}
	byID.add("ref = ?", f.Order)
	orders, err := numbered(ctx, db, account, f.Order)
	if err != nil || len(orders) == 0 {
		return []where{byID}, err
	}
	var byNumber where
	byNumber.about(db, orders)
	return []where{byID, byNumber}, nil
}

// named are the conditions for entries about orders whose number begins with the text; none if no number does.
func (f Filter) named(ctx context.Context, db store.Reader, account int64) ([]where, error) {
	orders, err := numbersBeginning(ctx, db, account, f.Text)
	if err != nil || len(orders) == 0 {
		return nil, err
	}
	var w where
	if len(orders) <= few {
		w.about(db, orders)
		return []where{w}, nil
	}
	var begins []string // so many that walking from the newest entry meets one soon
	var args []any
	for _, begin := range order.Spellings(f.Text) {
		begins, args = append(begins, store.HasPrefix(db, "o.number", "?")), append(args, begin, begin)
	}
	w.add("exists (select 1 from orders o where o.account_id = entry.account_id and o.id = entry.order_id and ("+strings.Join(begins, " or ")+"))", args...)
	return []where{w}, nil
}

// numbered finds the orders of a number, as people write it.
func numbered(ctx context.Context, db store.Reader, account int64, number string) ([]placed, error) {
	return placesOf(ctx, db, `select connection_id, ref from orders where account_id = $1 and `+db.In("number", 2), account, store.Strings(order.Spellings(number)))
}

// numbersBeginning finds the orders whose number begins with a text, at most one more than few.
func numbersBeginning(ctx context.Context, db store.Reader, account int64, text string) ([]placed, error) {
	var all []placed
	for _, begin := range order.Spellings(text) {
		some, err := placesOf(ctx, db, fmt.Sprintf(`select connection_id, ref from orders where account_id = $1 and %s limit %d`, store.HasPrefix(db, "number", "$2"), few+1), account, begin)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func placesOf(ctx context.Context, db store.Reader, query string, args ...any) ([]placed, error) {
	rows, err := db.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("looking for orders by their number: %w", err)
	}
	defer rows.Close()
	var all []placed
	for rows.Next() {
		var p placed
		if err := rows.Scan(&p.connection, &p.ref); err != nil {
			return nil, fmt.Errorf("looking for orders by their number: %w", err)
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// about narrows a condition to entries about these orders, and no other's of the same id at another shop.
func (w *where) about(db store.Reader, list []placed) {
	refs, of := make(store.Strings, len(list)), map[int64]store.Strings{}
	for i, p := range list {
		refs[i] = p.ref
		of[p.connection] = append(of[p.connection], p.ref)
	}
	w.index = "entry_ref"
	w.in(db, "ref", refs)
	var shops []string
	var args []any
	for _, connection := range slices.Sorted(maps.Keys(of)) {
		var one where
		one.add("connection_id = ?", connection)
		one.in(db, "ref", of[connection])
		shops, args = append(shops, "("+one.text+")"), append(args, one.args...)
	}
	w.add("("+strings.Join(shops, " or ")+")", args...)
}

package synclog

import (
	"context"
	"strings"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Text and SKU look in several places, as several codes and operations do, each with an index of its own, which no single condition would use: with "or" between
// them a database walks through the whole log.

// parts are conditions of which an entry must meet one. A filter that looks in one place only has one part without conditions.
func (f Filter) parts(ctx context.Context, db store.Reader, account int64) ([]where, error) {
	parts := []where{{}}
	if f.Text != "" {
		named, err := f.named(ctx, db, account)
		if err != nil {
			return nil, err
		}
		parts = pairs(parts, append(f.texts(account), named...))
	}
	if f.Order != "" {
		of, err := f.ofOrder(ctx, db, account)
		if err != nil {
			return nil, err
		}
		parts = pairs(parts, of)
	}
	if f.SKU != "" {
		skus, err := f.skus(ctx, db, account)
		if err != nil {
			return nil, err
		}
		parts = pairs(parts, skus)
	}
	if len(f.Codes) > 1 {
		parts = pairs(parts, f.ofCodes(db, len(parts) > 1 || f.Issue != 0 || f.Ref != ""))
	}
	if ops := f.operations(); len(ops) > 1 {
		parts = pairs(parts, ofOperations(db, ops, len(parts) > 1))
	}
	return parts, nil
}

// operations are those that the filter asks for; none: any.
func (f Filter) operations() []string {
	if f.Operation == "" {
		return nil
	}
	return strings.Split(f.Operation, ",")
}

// ofOperations: each has its place in an index that brings the order. What is looked for in several places already is only
// narrowed, or every place would be visited once for each.
func ofOperations(db store.Reader, ops []string, searched bool) []where {
	if searched {
		var w where
		w.in(db, "operation", store.Strings(ops))
		return []where{w}
	}
	all := make([]where, len(ops))
	for i, op := range ops {
		all[i].add("operation = ?", op)
	}
	return all
}

// ofCodes: each code of a failure has its place in an index that brings the order, as an operation has.
func (f Filter) ofCodes(db store.Reader, searched bool) []where {
	if searched {
		list := make(store.IDs, len(f.Codes))
		for i, code := range f.Codes {
			list[i] = int64(code)
		}
		var w where
		w.in(db, "code", list)
		return []where{w}
	}
	all := make([]where, len(f.Codes))
	for i, code := range f.Codes {
		all[i].add("code = ?", int(code))
		if code.Failed() {
			all[i].add("failed")
			all[i].index = "entry_failed"
		}
	}
	return all
}

// pairs combines every condition of one list with every one of the other.
func pairs(some, others []where) []where {
	var all []where
	for _, a := range some {
		for _, b := range others {
			all = append(all, a.and(b))
		}
	}
	return all
}

// texts: the beginning of a reference, a whole document number, or any part of what a failure says. Failures are few and have
// an index of their own; looking into every success would take a second for a month.
func (f Filter) texts(account int64) []where {
	begin, number, words := where{index: "entry_ref"}, where{index: "entry_ref"}, where{index: "entry_words"}
	begin.add("(ref >= ? and ref < ?)", f.Text, f.Text+"\U0010FFFF")
	number.add(`(document = ? and ref in (select order_ref from document where account_id = ?
		and kind in ('sales_order', 'invoice', 'outbound', 'payment', 'credit_note') and number = ?))`, f.Text, account, f.Text)
	words.add(`(failed and lower(ref || ' ' || document || ' ' || reason || ' ' || args) like ? escape '\')`, store.LikePart(strings.ToLower(f.Text)))
	return []where{begin, number, words}
}

// few is how many orders are looked up one by one. A SKU that more orders have is found soon by walking from the newest.
const few = 1000

// skus: failures about the SKU, and all entries about orders that have it.
func (f Filter) skus(ctx context.Context, db store.Reader, account int64) ([]where, error) {
	about, of := where{index: "entry_subject"}, where{}
	about.add("(failed and subject = ?)", f.SKU)
	refs, orders, err := ordersWith(ctx, db, account, f.SKU)
	if err != nil {
		return nil, err
	}
	if len(orders) > few {
		of.add("order_id in (select order_id from order_line where account_id = ? and sku = ?)", account, f.SKU)
	} else {
		of.index = "entry_ref"
		of.in(db, "ref", refs)
		of.in(db, "order_id", orders)
	}
	return []where{about, of}, nil
}

// ordersWith gives the orders that have a SKU, at most one more than few.
func ordersWith(ctx context.Context, db store.Reader, account int64, sku string) (refs store.Strings, orders store.IDs, err error) {
	rows, err := db.Query(ctx, `select o.ref, o.id from order_line l join orders o on o.account_id = l.account_id and o.id = l.order_id
		where l.account_id = $1 and l.sku = $2 limit $3`, account, sku, few+1)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var ref string
		var id int64
		if err := rows.Scan(&ref, &id); err != nil {
			return nil, nil, err
		}
		refs, orders = append(refs, ref), append(orders, id)
	}
	return refs, orders, rows.Err()
}

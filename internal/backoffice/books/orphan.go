package books

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
)

// lost is the condition that a document's order has no row, between two ids.
const lost = `account_id = $1 and connection_id = $2 and id >= $3 and id < $4
	and not exists (select 1 from orders o where o.account_id = document.account_id and o.id = document.order_id)`

// Adopt gives documents written in a span whose order came back under another id to that order. It tells how many.
func (b *Books) Adopt(ctx context.Context, tx store.Tx, account, connection int64, from, to time.Time) (int64, error) {
	n, err := tx.Exec(ctx, `update document set order_id = (select o.id from orders o where o.account_id = document.account_id
			and o.connection_id = document.connection_id and o.ref = document.order_ref)
		where `+lost+` and exists (select 1 from orders o where o.account_id = document.account_id and o.connection_id = document.connection_id
			and o.ref = document.order_ref)`, account, connection, ids.First(from), ids.First(to))
	if err != nil {
		return 0, fmt.Errorf("giving documents back to their orders: %w", err)
	}
	return n, nil
}

// AdoptOf gives the documents of orders that came back under another id to those orders.
func (b *Books) AdoptOf(ctx context.Context, tx store.Tx, account, connection int64, refs []string) error {
	_, err := tx.Exec(ctx, `update document set order_id = (select o.id from orders o where o.account_id = document.account_id
			and o.connection_id = document.connection_id and o.ref = document.order_ref)
		where account_id = $1 and connection_id = $2 and `+tx.In("order_ref", 3)+`
			and not exists (select 1 from orders o where o.account_id = document.account_id and o.id = document.order_id)
			and exists (select 1 from orders o where o.account_id = document.account_id and o.connection_id = document.connection_id
			and o.ref = document.order_ref)`, account, connection, store.Strings(refs))
	if err != nil {
		return fmt.Errorf("giving documents back to their orders: %w", err)
	}
	return nil
}

// Orphans gives the live documents written in a span for which there is no order, by number after the given one.
func (b *Books) Orphans(ctx context.Context, db store.Reader, account, connection int64, from, to time.Time, after string, limit int) ([]backoffice.Orphan, error) {
	rows, err := db.Query(ctx, `select number, order_ref from document where `+lost+` and voided_at = 0 and number > $5 order by number limit $6`,
		account, connection, ids.First(from), ids.First(to), after, limit)
	if err != nil {
		return nil, fmt.Errorf("looking for documents without an order: %w", err)
	}
	defer rows.Close()
	var all []backoffice.Orphan
	for rows.Next() {
		var o backoffice.Orphan
		if err := rows.Scan(&o.Number, &o.OrderRef); err != nil {
			return nil, fmt.Errorf("looking for documents without an order: %w", err)
		}
		all = append(all, o)
	}
	return all, rows.Err()
}

// OrderIDs gives the ids that documents carry for orders of a connection whose own rows are lost, by the order's ref; orders
// without documents are left out.
func (b *Books) OrderIDs(ctx context.Context, db store.Reader, account, connection int64, refs []string) (map[string]int64, error) {
	rows, err := db.Query(ctx, `select order_ref, max(order_id) from document where account_id = $1 and connection_id = $2 and `+db.In("order_ref", 3)+`
		and not exists (select 1 from orders o where o.account_id = document.account_id and o.id = document.order_id) group by order_ref`, account, connection, store.Strings(refs))
	if err != nil {
		return nil, fmt.Errorf("looking for documents of orders: %w", err)
	}
	defer rows.Close()
	all := map[string]int64{}
	for rows.Next() {
		var ref string
		var id int64
		if err := rows.Scan(&ref, &id); err != nil {
			return nil, fmt.Errorf("looking for documents of orders: %w", err)
		}
		all[ref] = id
	}
	return all, rows.Err()
}

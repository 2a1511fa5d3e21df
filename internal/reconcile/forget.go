package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// forgetAtOnce is how many orders are forgotten in one transaction.
const forgetAtOnce = 100

// placed is where an order is known by.
type placed struct {
	id, connection int64
	ref            string
}

// Forgotten is an order whose buyer is forgotten, and what takes their texts out of others.
type Forgotten struct {
	ID      int64
	Ref     string
	Without *strings.Replacer
}

// Forget deletes the personal data of the buyers of orders, in the order, its documents and the log, and marks the orders so that it is
// not written again when they are read again. Amounts, lines and documents stay as they are. note is called in the transaction of each
// slice, for the audit trail.
func (r *Reconciler) Forget(ctx context.Context, account int64, orders []int64, at time.Time, note func(tx store.Tx, all []Forgotten) error) error {
	for len(orders) > 0 {
		n := min(len(orders), forgetAtOnce)
		err := r.db.InTx(ctx, func(tx store.Tx) error { return r.forget(ctx, tx, account, orders[:n], at, note) })
		if err != nil {
			return fmt.Errorf("forgetting buyers: %w", err)
		}
		orders = orders[n:]
	}
	return nil
}

func (r *Reconciler) forget(ctx context.Context, tx store.Tx, account int64, orders []int64, at time.Time, note func(store.Tx, []Forgotten) error) error {
	all, err := lockPlaced(ctx, tx, account, orders)
	if err != nil {
		return err
	}
	snaps, err := Stored(ctx, tx, account, orders)
	if err != nil {
		return err
	}
	var done []Forgotten
	without := map[int64]*strings.Replacer{}
	for _, p := range all {
		s := snaps[p.id]
		if err := synclog.Scrub(ctx, tx, account, p.connection, p.ref, s.Personal()); err != nil {
			return err
		}
		if err := forgetStored(ctx, tx, account, p.id, s, at); err != nil {
			return err
		}
		f := Forgotten{p.id, p.ref, synclog.Without(s.Personal())}
		if err := forgetReasons(ctx, tx, account, f); err != nil {
			return err
		}
		done, without[p.id] = append(done, f), f.Without
	}
	if err := r.books.Forget(ctx, tx, account, without); err != nil {
		return err
	}
	if err := note(tx, done); err != nil {
		return err
	}
	return tx.Notify(ctx, "orders")
}

// lockPlaced keeps others from the orders: whoever reads one of them now writes before us, or finds the mark.
func lockPlaced(ctx context.Context, tx store.Tx, account int64, orders []int64) ([]placed, error) {
	var all []placed
	var keys []int64
	err := each(ctx, tx, `select id, connection_id, ref from orders where account_id = $1 and `+tx.In("id", 2)+` order by id`, []any{account, store.IDs(orders)}, func(row store.Row) error {
		var p placed
		err := row.Scan(&p.id, &p.connection, &p.ref)
		all, keys = append(all, p), append(keys, order.LockKey(p.connection, p.ref))
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, tx.Lock(ctx, keys...)
}

// forgetStored writes an order without its buyer. Its hash moves along, so that reading the order again, when the buyer is taken out of
// what was read, finds nothing new.
func forgetStored(ctx context.Context, tx store.Tx, account, id int64, s order.Snapshot, at time.Time) error {
	s.Forget()
	text, err := encode(content{s, s.Problem.Encode()})
	if err != nil {
		return err
	}
	hash := s.Hash()
	if _, err := tx.Exec(ctx, `update order_content set snapshot = $3, raw = $4 where account_id = $1 and order_id = $2`, account, id, text, zip.EncodeAll(nil, nil)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update orders set buyer = '', hash = $3, forgotten_at = $4 where account_id = $1 and id = $2`, account, id, hash[:], store.Micros(at))
	return err
}

// forgetReasons takes the buyer out of what people wrote when they decided about the order or gave its lines SKUs.
func forgetReasons(ctx context.Context, tx store.Tx, account int64, f Forgotten) error {
	var was, given string
	if err := tx.QueryRow(ctx, `select decision, overrides from orders where account_id = $1 and id = $2`, account, f.ID).Scan(&was, &given); err != nil {
		return err
	}
	decision, overrides := was, given
	if was != "" {
		var d document.Decision
		if err := json.Unmarshal([]byte(was), &d); err != nil {
			return fmt.Errorf("decision on order %s: %w", f.Ref, err)
		}
		d.Reason = f.Without.Replace(d.Reason)
		text, err := encode(d)
		if err != nil {
			return err
		}
		decision = text
	}
	if given != "" {
		var list []order.Override
		if err := json.Unmarshal([]byte(given), &list); err != nil {
			return fmt.Errorf("overrides of order %s: %w", f.Ref, err)
		}
		for i := range list {
			list[i].Reason = f.Without.Replace(list[i].Reason)
		}
		text, err := encode(list)
		if err != nil {
			return err
		}
		overrides = text
	}
	if decision == was && overrides == given {
		return nil
	}
	_, err := tx.Exec(ctx, `update orders set decision = $3, overrides = $4 where account_id = $1 and id = $2`, account, f.ID, decision, overrides)
	return err
}

// findAtOnce is how many orders are looked through in one query.
const findAtOnce = 500

// OfBuyer finds the orders of somebody, by walking through all that the account has: nothing about buyers is kept in an index. It
// takes seconds where there are many orders, and holds up nobody.
func OfBuyer(ctx context.Context, db store.Reader, account int64, who order.Contact) ([]int64, error) {
	var found []int64
	for after := int64(0); ; {
		ids, snaps, err := contentsAfter(ctx, db, account, after)
		if err != nil {
			return nil, fmt.Errorf("looking for a buyer's orders: %w", err)
		}
		for i := range ids {
			if snaps[i].From(who) {
				found = append(found, ids[i])
			}
		}
		if len(ids) < findAtOnce {
			return found, nil
		}
		after = ids[len(ids)-1]
	}
}

// contentsAfter gives the next orders' snapshots, without the channel's own answers.
func contentsAfter(ctx context.Context, db store.Reader, account, after int64) (ids []int64, snaps []order.Snapshot, err error) {
	err = each(ctx, db, `select order_id, snapshot from order_content where account_id = $1 and order_id > $2 order by order_id limit $3`, []any{account, after, findAtOnce}, func(row store.Row) error {
		var id int64
		var text string
		if err := row.Scan(&id, &text); err != nil {
			return err
		}
		c, err := decodeContent(text)
		if err != nil {
			return fmt.Errorf("order %d: %w", id, err)
		}
		ids, snaps = append(ids, id), append(snaps, c)
		return nil
	})
	return ids, snaps, err
}

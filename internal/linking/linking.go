// Package linking says which SKU of the books a listing stands for, and lets the orders that waited for it go on.
//
// It owns the tables link and product as far as people write them; reconcile adds products that order lines have shown.
package linking

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Linker links.
type Linker struct {
	DB   store.DB
	Desk *orders.Desk
	IDs  *ids.Maker
	Now  func() time.Time
}

// Link is what a person says: on this connection, this listing is that SKU.
type Link struct {
	Connection int64
	Channel    string
	Listing    string // the channel's id of what is sold, variant included
	SKU        string // of the books; made if they do not know it
	Name       string // for a SKU that is made
}

// Result of linking.
type Result struct {
	Waiting int // orders that were held and have this listing
	Through int // of these, how many go on now
}

// perBatch is how many orders are worked on in one transaction, like a page of a cycle.
const perBatch = 100

// Link stores the link and runs every held order again that has the listing.
func (l *Linker) Link(ctx context.Context, who user.User, k Link) (Result, error) {
	k.SKU, k.Listing = strings.TrimSpace(k.SKU), strings.TrimSpace(k.Listing)
	err := l.DB.InTx(ctx, func(tx store.Tx) error { return l.write(ctx, tx, who, k) })
	if err != nil {
		return Result{}, fmt.Errorf("linking listing %s: %w", k.Listing, err)
	}
	waiting, err := orders.Waiting(ctx, l.DB, who.Account, k.Connection, k.Listing)
	if err != nil {
		return Result{}, err
	}
	res := Result{Waiting: len(waiting)}
	for len(waiting) > 0 {
		n := min(len(waiting), perBatch)
		held, err := l.Desk.Rerun(ctx, who, waiting[:n], orders.Stored)
		if err != nil {
			return res, err
		}
		for _, why := range held {
			if why == nil {
				res.Through++
			}
		}
		waiting = waiting[n:]
	}
	return res, nil
}

func (l *Linker) write(ctx context.Context, tx store.Tx, who user.User, k Link) error {
	at := store.Micros(l.Now())
	if _, err := tx.Exec(ctx, `insert into product (account_id, sku, name, created_at, created_by) values ($1, $2, $3, $4, $5)
		on conflict (account_id, sku) do nothing`, who.Account, k.SKU, k.Name, at, who.Actor()); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `insert into link (account_id, connection_id, listing, sku, created_at, created_by) values ($1, $2, $3, $4, $5, $6)
		on conflict (account_id, connection_id, listing) do update set sku = excluded.sku, created_at = excluded.created_at, created_by = excluded.created_by`,
		who.Account, k.Connection, k.Listing, k.SKU, at, who.Actor()); err != nil {
		return err
	}
	if err := user.WriteAudit(ctx, tx, l.IDs, who, "link_sku", k.Listing, k.SKU); err != nil {
		return err
	}
	return synclog.Write(ctx, tx, []synclog.Entry{{
		ID: l.IDs.Next(), Account: who.Account, Connection: k.Connection, Channel: k.Channel, Operation: synclog.LinkSKU, Entity: synclog.SKUEntity, Ref: k.SKU,
		Outcome: outcome.New(outcome.Linked, "sku", k.SKU, "listing", k.Listing), Subject: k.SKU, SyncType: synclog.Manual, Actor: who.Actor(), Attempt: 1, StartedAt: l.Now(),
	}})
}

// Product is a SKU of the books.
type Product struct {
	SKU, Name string
	CreatedAt time.Time
	CreatedBy string // a person, or the order whose line showed it
}

// Products lists SKUs in their order; after: the last one of the page before.
func Products(ctx context.Context, db store.Reader, account int64, part, after string, limit int) ([]Product, error) {
	rows, err := db.Query(ctx, `select sku, name, created_at, created_by from product where account_id = $1 and sku > $2
		and ($3 = '' or lower(sku) like $4 escape '\' or lower(name) like $4 escape '\') order by sku limit $5`,
		account, after, part, store.LikePart(strings.ToLower(part)), limit)
	if err != nil {
		return nil, fmt.Errorf("reading products: %w", err)
	}
	defer rows.Close()
	var all []Product
	for rows.Next() {
		var p Product
		var at int64
		if err := rows.Scan(&p.SKU, &p.Name, &at, &p.CreatedBy); err != nil {
			return nil, err
		}
		p.CreatedAt = store.Time(at)
		all = append(all, p)
	}
	return all, rows.Err()
}

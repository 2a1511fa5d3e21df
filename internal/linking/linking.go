// Package linking says which SKU of the books a listing stands for, and lets the orders that waited for it go on.
//
// It owns the tables link and product as far as people write them; reconcile adds products that order lines have shown.
package linking

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Linker links. All fields are needed.
type Linker struct {
	DB   store.DB
	Bulk *bulk.Runner
	IDs  *ids.Maker
	Now  func() time.Time
}

// Link is what a person says: on this connection, these listings are that SKU.
type Link struct {
	Connection int64
	Channel    string
	Listings   []string // the channel's ids of what is sold, variants included; none: the SKU is only made
	SKU        string   // of the books; made if they do not know it
	Name       string   // for a SKU that is made
}

// Result of linking.
type Result struct {
	Bulk    int64 // the action that runs the orders again
	Waiting int   // orders that were held and have one of the listings, or the SKU
	Through int   // of these, how many go on by now
	Done    bool  // all have had their turn; else a worker goes on
}

// patience is how long whoever links waits for the orders, before a worker takes over.
const patience = 2 * time.Second

// Link stores the links and runs every held order again that has one of the listings, or a line with the SKU itself.
func (l *Linker) Link(ctx context.Context, who user.User, k Link) (Result, error) {
	k.SKU = strings.TrimSpace(k.SKU)
	for i := range k.Listings {
		k.Listings[i] = strings.TrimSpace(k.Listings[i])
	}
	err := l.DB.InTx(ctx, func(tx store.Tx) error { return l.write(ctx, tx, who, k) })
	if err != nil {
		return Result{}, fmt.Errorf("linking to SKU %s: %w", k.SKU, err)
	}
	waiting := orders.Waiting(k.Connection, k.Listings, k.SKU)
	b, err := l.Bulk.Do(ctx, who, bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Orders: &waiting}, Reason: "linked to " + k.SKU, Part: true}, patience)
	if err != nil {
		return Result{}, err
	}
	return Result{Bulk: b.ID, Waiting: int(b.Total), Through: int(b.Succeeded), Done: b.Ended()}, nil
}

var linkTable = store.Table{
	Name:    "link",
	Columns: []string{"account_id", "connection_id", "listing", "sku", "created_at", "created_by"},
	Types:   []string{"bigint", "bigint", "text", "text", "bigint", "text"},
}

func (l *Linker) write(ctx context.Context, tx store.Tx, who user.User, k Link) error {
	if err := orders.AddProduct(ctx, tx, who, k.SKU, k.Name, l.Now()); err != nil {
		return err
	}
	var links [][]any
	var entries []synclog.Entry
	var audits []user.Audit
	for _, listing := range k.Listings {
		links = append(links, []any{who.Account, k.Connection, listing, k.SKU, store.Micros(l.Now()), who.Actor()})
		audits = append(audits, user.Audit{Action: "link_sku", Subject: listing, Reason: k.SKU})
		entries = append(entries, synclog.Entry{
			ID: l.IDs.Next(), Account: who.Account, Connection: k.Connection, Channel: k.Channel, Operation: synclog.LinkSKU, Entity: synclog.SKUEntity, Ref: k.SKU,
			Outcome: outcome.New(outcome.Linked, "sku", k.SKU, "listing", listing), Subject: k.SKU, SyncType: synclog.Manual, Actor: who.Actor(), Attempt: 1, StartedAt: l.Now(),
		})
	}
	if len(k.Listings) == 0 {
		audits = append(audits, user.Audit{Action: "create_sku", Subject: k.SKU})
	}
	if _, err := tx.Bulk(ctx, linkTable, links, `on conflict (account_id, connection_id, listing) do update set sku = excluded.sku, created_at = excluded.created_at,
		created_by = excluded.created_by`); err != nil {
		return err
	}
	if err := user.WriteAudits(ctx, tx, l.IDs, who, audits); err != nil {
		return err
	}
	return synclog.Write(ctx, tx, nil, entries) // a link is no failure: no issue moves
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

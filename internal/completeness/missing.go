package completeness

import (
	"context"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// missingAtOnce is how many missing orders are told and fetched in one step.
const missingAtOnce = 20

// missing looks for the next orders of the channel's list that are not here, tells of them, and fetches them.
func (r *run) missing(ctx context.Context) error {
	lost, err := r.lost(ctx)
	if err != nil {
		return err
	}
	next := r.ledger
	if len(lost) < missingAtOnce {
		next.Phase, next.Day, next.cursor, next.figures = string(comparing), next.From, "", Figures{}
	} else {
		next.cursor = lost[len(lost)-1].ref
	}
	if len(lost) == 0 {
		return r.move(ctx, next, nil)
	}
	fresh, err := r.tell(ctx, lost)
	if err != nil {
		return err
	}
	if r.heals() {
		if err := r.fetch(ctx, fresh); err != nil {
			return err
		}
	}
	return r.move(ctx, next, nil)
}

// lost gives the next orders of the list that the hub does not have.
func (r *run) lost(ctx context.Context) ([]listed, error) {
	rows, err := r.db.Query(ctx, `select ref, day from ledger_seen s where account_id = $1 and check_id = $2 and ref > $3
		and not exists (select 1 from orders o where o.account_id = s.account_id and o.connection_id = $4 and o.ref = s.ref) order by ref limit $5`,
		r.conn.Account, r.ledger.Check, r.ledger.cursor, r.conn.ID, missingAtOnce)
	if err != nil {
		return nil, fmt.Errorf("comparing the channel's list: %w", err)
	}
	defer rows.Close()
	var all []listed
	for rows.Next() {
		var o listed
		var day string
		if err := rows.Scan(&o.ref, &day); err != nil {
			return nil, fmt.Errorf("comparing the channel's list: %w", err)
		}
		o.day = Day(day)
		all = append(all, o)
	}
	return all, rows.Err()
}

// tell records missing orders and gives those to fetch now. One that could not be fetched before is tried again by night, or when
// a person asks: each try leaves an entry, and the finding has its own.
func (r *run) tell(ctx context.Context, lost []listed) (fetch []string, err error) {
	found := make([]finding, len(lost))
	for i, o := range lost {
		found[i] = finding{kind: Unexplained, day: o.day, ref: o.ref, why: outcome.New(outcome.OrderNotReceived, "day", string(o.day))}
	}
	err = r.move(ctx, r.ledger, func(tx store.Tx) error {
		fetch = fetch[:0]
		known, err := r.known(ctx, tx, found)
		if err != nil {
			return err
		}
		for _, f := range found {
			if _, before := known[findingKey{f.kind, f.ref}]; !before || r.ledger.Scope != Recent {
				fetch = append(fetch, f.ref)
			}
		}
		if err := r.record(ctx, tx, found); err != nil {
			return err
		}
		return tx.Notify(ctx, "completeness")
	})
	return fetch, err
}

// fetch brings missing orders in. One whose documents are still in the books comes back under the id that they carry.
func (r *run) fetch(ctx context.Context, refs []string) error {
	if len(refs) == 0 {
		return nil
	}
	carried, err := r.books.OrderIDs(ctx, r.db, r.conn.Account, r.conn.ID, refs)
	if err != nil {
		return err
	}
	res, err := r.downloads.Run(ctx, download.Request{
		Account: r.conn.Account, Connection: r.conn.ID, Refs: refs, By: r.ledger.By, Actor: r.ledger.Actor, Attempt: 1, OrderIDs: carried,
	})
	if o := outcome.Of(err); o != nil && o.Reason == outcome.ConnectionPaused {
		return &refused{o}
	}
	if err != nil {
		return err
	}
	for _, why := range res.Failed {
		if why.Code == outcome.NoAccess { // the download has stopped the connection
			r.conn.State = connection.NeedsYou
			return &refused{why}
		}
	}
	return nil
}

package completeness

import (
	"context"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

const (
	refsAtOnce    = 500 // of the channel's list, compared in one step
	missingAtOnce = 8   // orders told and fetched in one step: at a slow channel's rate it must end before the job's time does
)

// missing looks for the next orders of the channel's list that are not here, tells of them, and fetches them.
func (r *run) missing(ctx context.Context) error {
	lost, last, err := r.lost(ctx)
	if err != nil {
		return err
	}
	next := r.ledger
	if next.cursor = last; last == "" {
		next.Phase, next.Day, next.figures = string(comparing), next.From, Figures{}
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

// lost compares the next part of the list with the orders and gives those that the hub does not have, and the last ref that was
// looked at: empty at the end of the list. The part is compared by its refs, and not by a join: a database that has not yet
// counted a list as young as this one would walk through all orders for each of them.
func (r *run) lost(ctx context.Context) (lost []listed, last string, err error) {
	part, err := r.part(ctx)
	if err != nil || len(part) == 0 {
		return nil, "", err
	}
	here, err := r.here(ctx, part)
	if err != nil {
		return nil, "", err
	}
	for _, o := range part {
		if last = o.ref; here[o.ref] {
			continue
		}
		if lost = append(lost, o); len(lost) == missingAtOnce {
			return lost, last, nil
		}
	}
	if len(part) < refsAtOnce {
		last = ""
	}
	return lost, last, nil
}

// part gives the next refs of the channel's list.
func (r *run) part(ctx context.Context) ([]listed, error) {
	rows, err := r.db.Query(ctx, `select ref, day from ledger_seen where account_id = $1 and check_id = $2 and ref > $3 order by ref limit $4`,
		r.conn.Account, r.ledger.Check, r.ledger.cursor, refsAtOnce)
	if err != nil {
		return nil, fmt.Errorf("reading the channel's list: %w", err)
	}
	defer rows.Close()
	var all []listed
	for rows.Next() {
		var o listed
		var day string
		if err := rows.Scan(&o.ref, &day); err != nil {
			return nil, fmt.Errorf("reading the channel's list: %w", err)
		}
		o.day = Day(day)
		all = append(all, o)
	}
	return all, rows.Err()
}

// here tells which of those refs the hub has.
func (r *run) here(ctx context.Context, part []listed) (map[string]bool, error) {
	refs := make(store.Strings, len(part))
	for i, o := range part {
		refs[i] = o.ref
	}
	rows, err := r.db.Query(ctx, `select ref from orders where account_id = $1 and connection_id = $2 and `+r.db.In("ref", 3), r.conn.Account, r.conn.ID, refs)
	if err != nil {
		return nil, fmt.Errorf("comparing the channel's list: %w", err)
	}
	return scanRefs(rows)
}

func scanRefs(rows store.Rows) (map[string]bool, error) {
	defer rows.Close()
	all := map[string]bool{}
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return nil, fmt.Errorf("comparing the channel's list: %w", err)
		}
		all[ref] = true
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

package completeness

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const (
	ordersAtOnce  = 200 // orders of one step
	orphansAtOnce = 200
	asksAtOnce    = 8 // orders asked for one by one in one step: at a slow channel's rate it must end before the job's time does
	sideBySide    = 4 // calls to the channel at the same time
)

// A day is compared in parts, and the cursor tells where: first its documents without an order, then its orders.
const (
	inOrphans = "orphans " // and the number of the last
	inOrders  = "orders "  // and creation time and id of the last
)

// compare does the next part of a day.
func (r *run) compare(ctx context.Context) error {
	if after, ok := strings.CutPrefix(r.ledger.cursor, inOrders); ok {
		return r.orders(ctx, after)
	}
	return r.orphans(ctx, strings.TrimPrefix(r.ledger.cursor, inOrphans))
}

// orphans tells of the day's documents that no order stands behind.
func (r *run) orphans(ctx context.Context, after string) error {
	next, day := r.ledger, r.ledger.Day
	from, to := r.calendar.Start(day), r.calendar.End(day)
	var mark string
	return r.moveTo(ctx, &next, func(tx store.Tx) error {
		if after == "" {
			if _, err := r.books.Adopt(ctx, tx, r.conn.Account, r.conn.ID, from, to); err != nil {
				return err
			}
		}
		lost, err := r.books.Orphans(ctx, tx, r.conn.Account, r.conn.ID, from, to, after, orphansAtOnce)
		if err != nil {
			return err
		}
		mark = inOrders
		if len(lost) == orphansAtOnce {
			mark = inOrphans + lost[len(lost)-1].Number
		}
		found := make([]finding, len(lost))
		for i, o := range lost {
			found[i] = finding{kind: Orphaned, day: day, ref: o.Number, document: o.Number,
				why: outcome.New(outcome.DocumentWithoutOrder, "number", o.Number, "ref", o.OrderRef)}
		}
		next.cursor = mark
		return r.record(ctx, tx, found)
	})
}

// moveTo is move for a step that knows only inside the transaction where the ledger stands afterwards.
func (r *run) moveTo(ctx context.Context, next *Ledger, with func(store.Tx) error) error {
	var moved Ledger
	err := r.db.InTx(ctx, func(tx store.Tx) error {
		if err := connection.Hold(ctx, tx, r.conn.Account, r.conn.ID); err != nil {
			return err
		}
		if err := with(tx); err != nil {
			return err
		}
		moved = *next
		return move(ctx, tx, &moved)
	})
	if err == nil {
		r.ledger = moved
	}
	return err
}

// orders judges the next orders of the day, and closes it after the last.
func (r *run) orders(ctx context.Context, after string) error {
	r.told = nil
	page, more, err := r.stored(ctx, after)
	if err != nil {
		return err
	}
	page, gone, cut, err := r.confirm(ctx, page)
	if err != nil {
		return err
	}
	if err := r.adopt(ctx, page); err != nil {
		return err
	}
	verdicts, err := r.judge(ctx, page, gone)
	if err != nil {
		return err
	}
	next := r.ledger
	next.figures = next.figures.clone()
	var found []finding
	var mended store.Strings
	for i, o := range page {
		v := verdicts[i]
		next.figures.count(v)
		if r.told[o.ref] && v.kind != Unequal {
			mended = append(mended, o.ref)
		}
		if v.why != nil {
			found = append(found, finding{kind: v.kind, day: next.Day, ref: o.ref, orderID: o.id, document: v.document, why: v.why})
		}
	}
	next.Done += int64(len(page))
	if more || cut {
		if len(page) > 0 {
			next.cursor = inOrders + page[len(page)-1].mark()
		}
		return r.move(ctx, next, func(tx store.Tx) error { return r.note(ctx, tx, found, mended) })
	}
	return r.close(ctx, next, found, mended)
}

// adopt gives a page's orders back the documents that carry the id of a row which was lost: a cycle or a webhook may have read such
// an order anew, under another id, before any check missed it.
func (r *run) adopt(ctx context.Context, page []stored) error {
	refs := make([]string, len(page))
	for i, o := range page {
		refs[i] = o.ref
	}
	if len(refs) == 0 {
		return nil
	}
	carried, err := r.books.OrderIDs(ctx, r.db, r.conn.Account, r.conn.ID, refs)
	if err != nil || len(carried) == 0 {
		return err
	}
	return r.db.InTx(ctx, func(tx store.Tx) error {
		if err := connection.Hold(ctx, tx, r.conn.Account, r.conn.ID); err != nil {
			return err
		}
		return r.books.AdoptOf(ctx, tx, r.conn.Account, r.conn.ID, slices.Sorted(maps.Keys(carried)))
	})
}

// note keeps what a page found, and what it found and brought right.
func (r *run) note(ctx context.Context, tx store.Tx, found []finding, mended store.Strings) error {
	if err := r.record(ctx, tx, found); err != nil {
		return err
	}
	return r.mend(ctx, tx, mended)
}

func (o stored) mark() string { return fmt.Sprintf("%d/%d", o.createdAt, o.id) }

// stored gives the next orders of the day by creation. Orders whose creation nobody knows come first, on the day whose list
// shows them.
func (r *run) stored(ctx context.Context, after string) (page []stored, more bool, err error) {
	const columns = `select o.id, o.ref, o.created_at, o.hold, o.skip from orders o `
	if after == "" {
		page, err = r.readStored(ctx, columns+`join ledger_seen s on s.account_id = o.account_id and s.check_id = $3 and s.ref = o.ref and s.day = $4
			where o.account_id = $1 and o.connection_id = $2 and o.created_at = 0 order by o.id limit $5`,
			r.conn.Account, r.conn.ID, r.ledger.Check, string(r.ledger.Day), ordersAtOnce)
		if err != nil || len(page) > 0 {
			return page, true, err
		}
	}
	from, id := store.Micros(r.from(r.ledger.Day)), int64(0)
	if at, last, ok := strings.Cut(after, "/"); ok {
		if created, err := strconv.ParseInt(at, 10, 64); err == nil && created > 0 {
			from = created
			id, _ = strconv.ParseInt(last, 10, 64) // we wrote it
		}
	}
	page, err = r.readStored(ctx, columns+`where o.account_id = $1 and o.connection_id = $2 and (o.created_at, o.id) > ($3, $4) and o.created_at < $5
		order by o.created_at, o.id limit $6`, r.conn.Account, r.conn.ID, from, id, store.Micros(r.to(r.ledger, r.ledger.Day)), ordersAtOnce)
	return page, len(page) == ordersAtOnce, err
}

func (r *run) readStored(ctx context.Context, sql string, args ...any) ([]stored, error) {
	rows, err := r.db.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("reading a day's orders: %w", err)
	}
	defer rows.Close()
	var all []stored
	for rows.Next() {
		var o stored
		var hold, skip string
		if err := rows.Scan(&o.id, &o.ref, &o.createdAt, &hold, &skip); err != nil {
			return nil, fmt.Errorf("reading a day's orders: %w", err)
		}
		if o.hold, err = outcome.Decode(hold); err != nil {
			return nil, err
		}
		if o.skip, err = outcome.Decode(skip); err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, rows.Err()
}

// confirm tells which orders of a page the channel does not have any more. A list may leave one out (a border, a page that
// shifted), so the channel is asked for each by itself; a page with many of them is cut short, and the next step goes on there.
func (r *run) confirm(ctx context.Context, page []stored) (kept []stored, gone map[string]bool, cut bool, err error) {
	seen, err := r.seen(ctx, page)
	if err != nil {
		return nil, nil, false, err
	}
	var ask []string
	for i, o := range page {
		if seen[o.ref] {
			continue
		}
		if len(ask) == asksAtOnce {
			page, cut = page[:i], true
			break
		}
		ask = append(ask, o.ref)
	}
	gone, err = r.ask(ctx, ask)
	return page, gone, cut, err
}

func (r *run) seen(ctx context.Context, page []stored) (map[string]bool, error) {
	refs := make(store.Strings, len(page))
	for i, o := range page {
		refs[i] = o.ref
	}
	rows, err := r.db.Query(ctx, `select ref from ledger_seen where account_id = $1 and check_id = $2 and `+r.db.In("ref", 3), r.conn.Account, r.ledger.Check, refs)
	if err != nil {
		return nil, fmt.Errorf("comparing the channel's list: %w", err)
	}
	return scanRefs(rows)
}

// ask asks the channel for orders one by one and gives those that it does not have. An answer that cannot be understood is one: the
// order is there.
func (r *run) ask(ctx context.Context, refs []string) (map[string]bool, error) {
	var mu sync.Mutex
	gone := map[string]bool{}
	var g errgroup.Group
	g.SetLimit(sideBySide)
	for _, ref := range refs {
		g.Go(func() error {
			why := outcome.Of(r.tryOrder(ctx, ref))
			switch {
			case why == nil || why.Code == outcome.Unmapped || why.Code == outcome.BadStatus:
				return nil
			case why.Code != outcome.Missing:
				return &refused{why}
			}
			mu.Lock()
			defer mu.Unlock()
			gone[ref] = true
			return nil
		})
	}
	return gone, g.Wait()
}

// tryOrder asks for one order. A fault in one connector must not end the program.
func (r *run) tryOrder(ctx context.Context, ref string) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("reading an order panicked: %v", v)
		}
	}()
	_, err = r.connector.Order(ctx, ref)
	return err
}

// judge gives the verdict on each order of a page. Those that nothing holds are held against the books; where something is left to
// do it is done, when the policy lets it, and looked at again.
func (r *run) judge(ctx context.Context, page []stored, gone map[string]bool) ([]verdict, error) {
	verdicts := make([]verdict, len(page))
	var clear []int
	for i, o := range page {
		if gone[o.ref] {
			verdicts[i] = verdict{kind: Gone, why: outcome.New(outcome.OrderGone, "day", string(r.ledger.Day))}
			continue
		}
		v, ok := explained(o)
		if verdicts[i] = v; !ok {
			clear = append(clear, i)
		}
	}
	left, err := r.hold(ctx, page, clear, verdicts)
	if err != nil || len(left) == 0 || !r.heals() {
		return verdicts, err
	}
	return verdicts, r.again(ctx, page, left, verdicts)
}

// hold judges orders by their standing, and gives those of which something is left to do.
func (r *run) hold(ctx context.Context, page []stored, which []int, verdicts []verdict) (left []int, err error) {
	if len(which) == 0 {
		return nil, nil
	}
	orderIDs := make([]int64, len(which))
	for n, i := range which {
		orderIDs[n] = page[i].id
	}
	standings, err := r.reconciler.Standings(ctx, r.db, r.conn, orderIDs)
	if err != nil {
		return nil, err
	}
	for _, i := range which {
		s, ok := standings[page[i].id]
		if !ok { // its content is lost: only the channel can tell it again
			verdicts[i] = verdict{kind: Unequal, why: outcome.New(outcome.BooksBehind, "operations", "download_order")}
			left = append(left, i)
			continue
		}
		if verdicts[i] = judge(s); mendable(s, verdicts[i]) {
			left = append(left, i)
		}
	}
	return left, nil
}

// again works on orders of which something is left to do, tells that it was, and judges them anew.
func (r *run) again(ctx context.Context, page []stored, which []int, verdicts []verdict) error {
	found := make([]finding, len(which))
	orderIDs := make([]int64, len(which))
	for n, i := range which {
		orderIDs[n] = page[i].id
		found[n] = finding{kind: Unequal, day: r.ledger.Day, ref: page[i].ref, orderID: page[i].id, why: verdicts[i].why}
	}
	if err := r.move(ctx, r.ledger, func(tx store.Tx) error { return r.record(ctx, tx, found) }); err != nil {
		return err
	}
	r.told = map[string]bool{}
	for _, f := range found {
		r.told[f.ref] = true
	}
	if err := r.rework(ctx, orderIDs, found); err != nil {
		return err
	}
	return r.anew(ctx, page, which, verdicts)
}

// rework runs orders again with what was read of them last. Of those whose content is lost the channel is asked.
func (r *run) rework(ctx context.Context, orderIDs []int64, found []finding) error {
	snaps, err := reconcile.Stored(ctx, r.db, r.conn.Account, orderIDs)
	if err != nil {
		return err
	}
	batch := reconcile.Batch{Connection: r.conn, SyncType: r.ledger.By, Actor: r.ledger.Actor, Force: true}
	var lost []int64
	var refs []string
	for n, id := range orderIDs {
		if s, ok := snaps[id]; ok {
			batch.Snapshots = append(batch.Snapshots, s)
		} else {
			lost, refs = append(lost, id), append(refs, found[n].ref)
		}
	}
	if _, err := r.reconciler.Apply(ctx, batch); err != nil || len(lost) == 0 {
		return err
	}
	if err := r.db.InTx(ctx, func(tx store.Tx) error { return reconcile.Unread(ctx, tx, r.conn.Account, lost) }); err != nil {
		return err
	}
	return r.fetch(ctx, refs)
}

// anew reads orders that were worked on, and judges them.
func (r *run) anew(ctx context.Context, page []stored, which []int, verdicts []verdict) error {
	orderIDs := make(store.IDs, len(which))
	for n, i := range which {
		orderIDs[n] = page[i].id
	}
	fresh, err := r.readStored(ctx, `select o.id, o.ref, o.created_at, o.hold, o.skip from orders o where o.account_id = $1 and `+r.db.In("o.id", 2), r.conn.Account, orderIDs)
	if err != nil {
		return err
	}
	byID := make(map[int64]stored, len(fresh))
	for _, o := range fresh {
		byID[o.id] = o
	}
	var clear []int
	for _, i := range which {
		v, ok := explained(byID[page[i].id])
		if verdicts[i] = v; !ok {
			clear = append(clear, i)
		}
	}
	_, err = r.hold(ctx, page, clear, verdicts)
	return err
}

// close writes the day and goes on with the next, or ends the check.
func (r *run) close(ctx context.Context, next Ledger, found []finding, mended store.Strings) error {
	day, check := next.Day, next.Check
	row := DayRow{
		Connection: r.conn.ID, Day: day, From: r.from(day), JudgedTo: r.to(next, day), CheckedAt: r.now(), Figures: next.figures,
	}
	row.Whole = !row.JudgedTo.Before(r.calendar.End(day))
	next.Day, next.cursor, next.figures = day.Add(1), "", Figures{}
	last := day >= next.To
	if last {
		silence, err := r.silence(ctx)
		if err != nil {
			return err
		}
		r.finish(&next)
		next.SilentSince, next.SilentUsual, next.silentEntry = silence.since, silence.usual, silence.entry
	}
	return r.move(ctx, next, func(tx store.Tx) error {
		if err := r.note(ctx, tx, found, mended); err != nil {
			return err
		}
		if err := r.settle(ctx, tx, day); err != nil {
			return err
		}
		if err := r.tallyFindings(ctx, tx, day, &row.Figures); err != nil {
			return err
		}
		if err := saveDay(ctx, tx, r.conn.Account, check, row); err != nil {
			return err
		}
		if last {
			if err := r.ended(ctx, tx, next); err != nil {
				return err
			}
		}
		return tx.Notify(ctx, "completeness")
	})
}

// ended is what remains to be done with the last day: the list is of no use any more, and what failed before is over.
func (r *run) ended(ctx context.Context, tx store.Tx, next Ledger) error {
	if _, err := tx.Exec(ctx, `delete from ledger_seen where account_id = $1 and check_id = $2`, r.conn.Account, next.Check); err != nil {
		return fmt.Errorf("forgetting the channel's list: %w", err)
	}
	if err := r.resolveFailures(ctx, tx, synclog.BySuccess); err != nil {
		return err
	}
	return r.tellSilence(ctx, tx, next)
}

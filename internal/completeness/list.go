package completeness

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// listed is an order of the channel's list and the day it was created on.
type listed struct {
	ref string
	day Day
}

var seenTable = store.Table{
	Name: "ledger_seen", Columns: []string{"account_id", "check_id", "ref", "day"}, Types: []string{"bigint", "bigint", "text", "text"},
}

// lister is the connector as one that gives ids by the day of creation; nil where it cannot.
func (r *run) lister() channel.OrderLister {
	l, _ := r.connector.(channel.OrderLister)
	return l
}

// window opens the next window of the list after a moment; zero: the first. False when the whole span is read.
//
// A lister is asked for each day by itself, because ids do not tell their day. Where there is none, orders are read by the time
// of their change, from the start of the span to now: whatever was created in the span was changed then or later.
func (r *run) window(l *Ledger, after time.Time) bool {
	l.cursor = ""
	if r.lister() == nil {
		return r.changeWindow(l, after)
	}
	from := r.from(l.Day)
	if from.Before(after) {
		from = after
	}
	for !from.Before(r.to(*l, l.Day)) {
		if l.Day >= l.To {
			return false
		}
		l.Day = l.Day.Add(1)
		from = r.from(l.Day)
	}
	l.windowFrom, l.windowTo = from, r.cut(from, r.to(*l, l.Day))
	return true
}

func (r *run) changeWindow(l *Ledger, after time.Time) bool {
	now := r.now().Add(-r.kind.Lag).UTC()
	if after.IsZero() {
		l.windowFrom = r.from(l.From)
		l.windowTo = r.cut(l.windowFrom, now)
		return true
	}
	if r.kind.MaxWindow == 0 || l.windowTo.Sub(l.windowFrom) < r.kind.MaxWindow { // the last one reached up to now
		return false
	}
	l.windowFrom = after.Add(-r.kind.Overlap)
	l.windowTo = r.cut(l.windowFrom, now)
	return l.windowTo.After(after)
}

// cut keeps a window to what the channel allows.
func (r *run) cut(from, to time.Time) time.Time {
	if r.kind.MaxWindow > 0 && to.Sub(from) > r.kind.MaxWindow {
		return from.Add(r.kind.MaxWindow)
	}
	return to
}

// from is where the orders of a day begin that are judged: the day itself, and not before the hub's reach.
func (r *run) from(d Day) time.Time {
	from := r.calendar.Start(d)
	if reach := r.reach(); from.Before(reach) {
		return reach.UTC()
	}
	return from
}

// to is where they end: with the day, or where judgement ends.
func (r *run) to(l Ledger, d Day) time.Time {
	to := r.calendar.End(d)
	if l.JudgedTo.Before(to) {
		return l.JudgedTo
	}
	return to
}

// list reads one page of the channel's list into the database.
func (r *run) list(ctx context.Context) error {
	page, cursor, err := r.page(ctx)
	if err != nil {
		return &refused{outcome.Of(err)}
	}
	next := r.ledger
	next.cursor = string(cursor)
	if cursor == "" && !r.window(&next, next.windowTo) {
		next.Phase, next.Day, next.cursor = string(missing), next.From, ""
	}
	rows := make([][]any, len(page))
	for i, o := range page {
		rows[i] = []any{r.conn.Account, r.ledger.Check, o.ref, string(o.day)}
	}
	return r.move(ctx, next, func(tx store.Tx) error {
		// An order at a border may be in two windows; the first one has it.
		if _, err := tx.Bulk(ctx, seenTable, rows, `on conflict (account_id, check_id, ref) do nothing`); err != nil {
			return fmt.Errorf("keeping the channel's list: %w", err)
		}
		return nil
	})
}

// page asks the channel for the next page of its list.
func (r *run) page(ctx context.Context) (page []listed, next channel.Cursor, err error) {
	defer func() {
		if v := recover(); v != nil { // a fault in one connector must not end the program
			err = fmt.Errorf("reading a list panicked: %v", v)
		}
	}()
	w, at := channel.Window{From: r.ledger.windowFrom, To: r.ledger.windowTo}, channel.Cursor(r.ledger.cursor)
	if lister := r.lister(); lister != nil {
		refs, next, err := lister.OrderIDs(ctx, w, at)
		for _, ref := range refs {
			page = append(page, listed{ref, r.ledger.Day})
		}
		return page, next, err
	}
	p, err := r.connector.Orders(ctx, w, at)
	for _, o := range p.Orders {
		if d := r.calendar.Day(o.CreatedAt); !o.CreatedAt.Before(r.from(r.ledger.From)) && o.CreatedAt.Before(r.to(r.ledger, r.ledger.To)) {
			page = append(page, listed{o.Ref, d})
		}
	}
	return page, p.Next, err
}

// refused is a failure of the channel: the check is tried again.
type refused struct{ why *outcome.Error }

func (e *refused) Error() string { return e.why.Error() }
func (e *refused) Unwrap() error { return e.why }

func refusal(err error) (*outcome.Error, bool) {
	r, ok := errors.AsType[*refused](err)
	if !ok {
		return nil, false
	}
	return r.why, true
}

// resolveFailures ends the entries of earlier tries that failed.
func (r *run) resolveFailures(ctx context.Context, tx store.Tx, by string) error {
	if r.ledger.Failures == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, `select id from entry where account_id = $1 and connection_id = $2 and at >= $3 and failed and resolved_at = 0 and operation = $4
		and ref = $5 and entity = $6 and reason <> $7`, r.conn.Account, r.conn.ID, store.Micros(r.now().Add(-failuresKept)), synclog.CheckCompleteness, r.conn.Name,
		string(synclog.ConnectionEntity), string(outcome.ShopSilent))
	if err != nil {
		return fmt.Errorf("looking for earlier failures: %w", err)
	}
	list, err := scanIDs(rows)
	if err != nil {
		return err
	}
	return r.resolve(ctx, tx, list, by)
}

// failuresKept is how far back failures of one check are looked for.
const failuresKept = 30 * 24 * time.Hour

package completeness

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// Kind is what the ledger says about an order, or a document.
type Kind string

const (
	Complete    Kind = "complete"
	Held        Kind = "held"
	Pending     Kind = "pending"
	Skipped     Kind = "skipped"
	Unequal     Kind = "unequal"
	Unexplained Kind = "unexplained"
	Gone        Kind = "gone"
	Orphaned    Kind = "orphan" // a document without an order
	Healed      Kind = "healed" // once unexplained or unequal, and brought right
)

// Kinds lists them in the order they are shown.
var Kinds = []Kind{Unexplained, Unequal, Orphaned, Gone, Held, Pending, Skipped, Complete, Healed}

// finding is something a check found wrong.
type finding struct {
	kind     Kind
	day      Day
	ref      string // of the order; of an orphan the document's number
	orderID  int64  // 0: the hub has no such order
	document string
	why      *outcome.Error
}

// findings on their way into the ledger.
var findingTable = store.Table{
	Name: "ledger_finding",
	Columns: []string{"account_id", "connection_id", "day", "kind", "ref", "state", "check_id", "entry_id", "order_id", "document", "outcome", "found_at",
		"ended_at"},
	Types: []string{"bigint", "bigint", "text", "text", "text", "text", "bigint", "bigint", "bigint", "text", "text", "bigint", "bigint"},
}

// A finding that was over and is back begins anew; one that is open keeps its entry and the time it was found first.
const findingConflict = `on conflict (account_id, connection_id, day, kind, ref) do update set state = 'open', check_id = excluded.check_id, order_id = excluded.order_id,
	document = excluded.document, outcome = excluded.outcome, ended_at = 0, entry_id = excluded.entry_id, found_at = excluded.found_at`

// record keeps what a check found. Each finding is logged once, however often it is found; one that turned into another (the
// same order, another reason) is logged anew.
func (r *run) record(ctx context.Context, tx store.Tx, found []finding) error {
	if len(found) == 0 {
		return nil
	}
	known, err := r.known(ctx, tx, found)
	if err != nil {
		return err
	}
	now := r.now()
	rows, stale := make([][]any, 0, len(found)), []int64{}
	var entries []synclog.Entry
	seen := map[findingKey]bool{}
	for _, f := range found {
		k := findingKey{f.kind, f.ref}
		if seen[k] {
			continue
		}
		seen[k] = true
		was, ok := known[k]
		if ok { // an order that two days' lists show is one finding, on the day that found it first
			f.day = was.day
		}
		if !ok || was.reason != f.why.Reason {
			if ok {
				stale = append(stale, was.entry)
			}
			was = knownFinding{entry: r.ids.Next(), foundAt: store.Micros(now)}
			entries = append(entries, r.entry(was.entry, f))
		}
		rows = append(rows, []any{r.conn.Account, r.conn.ID, string(f.day), string(f.kind), f.ref, "open", r.ledger.Check, was.entry, f.orderID, f.document,
			f.why.Encode(), was.foundAt, int64(0)})
	}
	if _, err := tx.Bulk(ctx, findingTable, rows, findingConflict); err != nil {
		return fmt.Errorf("storing findings: %w", err)
	}
	return synclog.Record(ctx, tx, r.listeners, synclog.Change{
		Account: r.conn.Account, Connection: r.conn.ID, Entries: entries, Resolve: stale, By: synclog.ByAttempt, At: now,
	})
}

// resolve marks entries of the ledger's own as over.
func (r *run) resolve(ctx context.Context, tx store.Tx, entries []int64, by string) error {
	if len(entries) == 0 {
		return nil
	}
	return synclog.Record(ctx, tx, r.listeners, synclog.Change{Account: r.conn.Account, Connection: r.conn.ID, Resolve: entries, By: by, At: r.now()})
}

type findingKey struct {
	kind Kind
	ref  string
}

// knownFinding is one that is open already.
type knownFinding struct {
	day            Day
	entry, foundAt int64
	reason         outcome.Reason
}

// known gives those findings that are open already, on whatever day.
func (r *run) known(ctx context.Context, db store.Reader, found []finding) (map[findingKey]knownFinding, error) {
	refs := make(store.Strings, len(found))
	for i, f := range found {
		refs[i] = f.ref
	}
	rows, err := db.Query(ctx, `select kind, ref, day, entry_id, found_at, outcome from ledger_finding where account_id = $1 and connection_id = $2 and state = 'open'
		and `+db.In("ref", 3), r.conn.Account, r.conn.ID, refs)
	if err != nil {
		return nil, fmt.Errorf("reading findings: %w", err)
	}
	defer rows.Close()
	all := map[findingKey]knownFinding{}
	for rows.Next() {
		var k findingKey
		var f knownFinding
		var kind, day, text string
		if err := rows.Scan(&kind, &k.ref, &day, &f.entry, &f.foundAt, &text); err != nil {
			return nil, fmt.Errorf("reading findings: %w", err)
		}
		why, err := outcome.Decode(text)
		if err != nil {
			return nil, err
		}
		k.kind, f.day, f.reason = Kind(kind), Day(day), why.Reason
		all[k] = f
	}
	return all, rows.Err()
}

// entry is a finding's line in the log.
func (r *run) entry(id int64, f finding) synclog.Entry {
	e := synclog.Entry{
		ID: id, Account: r.conn.Account, Connection: r.conn.ID, Channel: r.conn.Channel, Operation: synclog.CheckCompleteness, Entity: synclog.OrderEntity, Ref: f.ref,
		OrderID: f.orderID, Document: f.document, Outcome: f.why, Subject: synclog.SubjectOf(f.why), SyncType: r.ledger.By, Actor: r.ledger.Actor, Attempt: 1,
		StartedAt: r.now(),
	}
	if f.kind == Orphaned {
		e.Ref = f.why.Args["ref"]
	}
	return e
}

// settle ends, at the end of a day's check, the findings of the day that are over: unexplained orders that are here now are
// healed, and what this check did not find again is gone. Their entries are resolved.
func (r *run) settle(ctx context.Context, tx store.Tx, day Day) error {
	if err := r.end(ctx, tx, "healed", day, `kind = 'unexplained' and exists (select 1 from orders o where o.account_id = ledger_finding.account_id
		and o.connection_id = ledger_finding.connection_id and o.ref = ledger_finding.ref) and check_id <= $4`); err != nil {
		return err
	}
	return r.end(ctx, tx, "over", day, `check_id <> $4`)
}

func (r *run) end(ctx context.Context, tx store.Tx, state string, day Day, which string) error {
	where := `account_id = $1 and connection_id = $2 and day = $3 and state = 'open' and ` + which
	rows, err := tx.Query(ctx, `select entry_id from ledger_finding where `+where, r.conn.Account, r.conn.ID, string(day), r.ledger.Check)
	if err != nil {
		return fmt.Errorf("looking for findings that are over: %w", err)
	}
	entries, err := scanIDs(rows)
	if err != nil || len(entries) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, `update ledger_finding set state = $5, ended_at = $6 where `+where, r.conn.Account, r.conn.ID, string(day), r.ledger.Check, state,
		store.Micros(r.now())); err != nil {
		return fmt.Errorf("ending findings: %w", err)
	}
	return r.resolve(ctx, tx, entries, synclog.ByCheck)
}

// mend ends findings about orders whose books were brought right in this check.
func (r *run) mend(ctx context.Context, tx store.Tx, refs store.Strings) error {
	if len(refs) == 0 {
		return nil
	}
	where := `account_id = $1 and connection_id = $2 and state = 'open' and kind = 'unequal' and ` + tx.In("ref", 3)
	rows, err := tx.Query(ctx, `select entry_id from ledger_finding where `+where, r.conn.Account, r.conn.ID, refs)
	if err != nil {
		return fmt.Errorf("looking for findings that are mended: %w", err)
	}
	entries, err := scanIDs(rows)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update ledger_finding set state = 'healed', ended_at = $4 where `+where, r.conn.Account, r.conn.ID, refs, store.Micros(r.now())); err != nil {
		return fmt.Errorf("ending findings: %w", err)
	}
	return r.resolve(ctx, tx, entries, synclog.ByCheck)
}

func scanIDs(rows store.Rows) ([]int64, error) {
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, rows.Err()
}

// tallyFindings completes a day's figures with what stands in the findings.
func (r *run) tallyFindings(ctx context.Context, db store.Reader, day Day, f *Figures) error {
	rows, err := db.Query(ctx, `select kind, state, count(*) from ledger_finding where account_id = $1 and connection_id = $2 and day = $3 and state in ('open', 'healed')
		group by kind, state`, r.conn.Account, r.conn.ID, string(day))
	if err != nil {
		return fmt.Errorf("counting findings: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, state string
		var n int64
		if err := rows.Scan(&kind, &state, &n); err != nil {
			return fmt.Errorf("counting findings: %w", err)
		}
		switch {
		case state == "healed":
			f.Healed += n
		case Kind(kind) == Unexplained:
			f.Unexplained = n
		case Kind(kind) == Orphaned:
			f.Orphans = n
		}
	}
	f.Channel = f.Received + f.Unexplained
	return rows.Err()
}

// keepDays is how long days and findings are kept.
const keepDays = 400

// Forget removes days that nobody looks at any more, with their findings.
func Forget(ctx context.Context, db store.DB, now time.Time) error {
	before := now.AddDate(0, 0, -keepDays).UTC().Format(time.DateOnly)
	return db.InTx(ctx, func(tx store.Tx) error {
		for _, table := range []string{"ledger_day", "ledger_finding"} {
			if _, err := tx.Exec(ctx, `delete from `+table+` where day < $1`, before); err != nil {
				return fmt.Errorf("forgetting old days: %w", err)
			}
		}
		return nil
	})
}

package synclog

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Filter narrows the log. Zero fields do not narrow.
type Filter struct {
	From, To     time.Time
	Connection   int64
	Channel      string
	Operation    string         // one, or several with commas between
	Codes        []outcome.Code // any of them
	Ref          string         // the channel's id of an order, or another reference, exactly
	Order        string         // the same, or the number of an order as people write it
	SKU          string
	Text         string // a reference or an order's number from its beginning, a whole document number, or any part of what a failure says
	SyncType     SyncType
	Cycle        int64
	HideResolved bool
	OnlyResolved bool
	ErrorsOnly   bool
	Issue        int64
	ByPerson     bool    // with Issue: resolved by a person, about orders that the issue still holds up, or about none
	Bulk         int64   // written by this bulk action
	IDs          []int64 // only these; nil: does not narrow
}

// Page asks for entries older than After (0: the newest), at most Limit.
type Page struct {
	After int64
	Limit int
}

const entryColumns = `account_id, id, connection_id, channel, operation, entity, ref, order_id, document, code, reason, args, subject, sync_type, actor, attempt,
	cycle_id, exchange_id, started_at, took, resolved_at, resolved_by, bulk_id`

func scanEntry(row store.Row) (Entry, error) {
	var e Entry
	var entity, reason, args, syncType string
	var code int
	var started, took, resolved int64
	err := row.Scan(&e.Account, &e.ID, &e.Connection, &e.Channel, &e.Operation, &entity, &e.Ref, &e.OrderID, &e.Document, &code, &reason, &args, &e.Subject,
		&syncType, &e.Actor, &e.Attempt, &e.Cycle, &e.Exchange, &started, &took, &resolved, &e.ResolvedBy, &e.Bulk)
	if err != nil {
		return e, err
	}
	e.Entity, e.SyncType = Entity(entity), SyncType(syncType)
	e.Outcome = &outcome.Error{Code: outcome.Code(code), Reason: outcome.Reason(reason)}
	if args != "" {
		if err := json.Unmarshal([]byte(args), &e.Outcome.Args); err != nil {
			return e, fmt.Errorf("entry %d: %w", e.ID, err)
		}
	}
	e.StartedAt, e.Took, e.ResolvedAt = store.Time(started), time.Duration(took)*time.Microsecond, store.Time(resolved)
	return e, nil
}

// List gives entries, newest first, by keyset: a page deep in the log costs what the first does.
//
// A filter whose parts have indexes of their own (see search.go) is asked part by part: each gives its newest, and the newest
// of all are the page.
func List(ctx context.Context, db store.Reader, account int64, f Filter, p Page) ([]Entry, error) {
	all := f.where(account)
	f.narrow(db, &all, p.After)
	parts, err := f.parts(ctx, db, account)
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	var found []Entry
	for _, part := range parts {
		entries, err := list(ctx, db, all.and(part), p.Limit)
		if err != nil {
			return nil, fmt.Errorf("reading the log: %w", err)
		}
		found = append(found, entries...)
	}
	if len(parts) > 1 {
		slices.SortFunc(found, func(a, b Entry) int { return cmp.Compare(b.ID, a.ID) })
		found = slices.CompactFunc(found, func(a, b Entry) bool { return a.ID == b.ID })
	}
	return found[:min(len(found), p.Limit)], nil
}

// Count tells how many entries match a filter, up to most: what is beyond would have to be read to be counted. It walks the same way
// that List does, without the entries themselves.
func Count(ctx context.Context, db store.Reader, account int64, f Filter, most int) (int, error) {
	all := f.where(account)
	f.narrow(db, &all, 0)
	parts, err := f.parts(ctx, db, account)
	if err != nil {
		return 0, fmt.Errorf("counting the log: %w", err)
	}
	found := map[int64]bool{}
	for _, part := range parts {
		w := all.and(part)
		q := where{text: `select id from ` + from(db, w.index) + ` where ` + w.text + ` order by at desc, id desc limit ?`, args: append(w.args, most)}
		err := each(ctx, db, q, func(row store.Row) error {
			var id int64
			err := row.Scan(&id)
			found[id] = true
			return err
		})
		if err != nil {
			return 0, fmt.Errorf("counting the log: %w", err)
		}
		if len(found) >= most {
			return most, nil
		}
	}
	return len(found), nil
}

func list(ctx context.Context, db store.Reader, w where, limit int) ([]Entry, error) {
	w.text += " order by at desc, id desc limit ?"
	w.args = append(w.args, limit)
	rows, err := db.Query(ctx, `select `+entryColumns+` from `+from(db, w.index)+` where `+w.numbered(), w.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// where is a condition with a ? for each of its arguments.
type where struct {
	text  string
	args  []any
	index string // that it was made for; empty: the database chooses
}

// from is the table for a condition made for an index. SQLite must be told: it has no statistics here, and would walk through
// the whole log rather than use an index that is partial or does not bring the order.
func from(db store.Reader, index string) string {
	if index == "" || db.Dialect() != store.SQLite {
		return "entry"
	}
	return "entry indexed by " + index
}

// add narrows the condition by another.
func (w *where) add(condition string, args ...any) {
	if w.text != "" {
		w.text += " and "
	}
	w.text += condition
	w.args = append(w.args, args...)
}

// in narrows it to values of a list.
func (w *where) in(db store.Reader, column string, list any) {
	w.add(strings.Replace(db.In(column, 1), "$1", "?", 1), list)
}

// and is both conditions; w stays as it is.
func (w where) and(part where) where {
	both := where{w.text, slices.Clone(w.args), cmp.Or(part.index, w.index)}
	if part.text != "" {
		both.add(part.text, part.args...)
	}
	return both
}

// numbered is the text with $1, $2, ... as databases want it.
func (w where) numbered() string {
	var b strings.Builder
	for i, piece := range strings.Split(w.text, "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(piece)
	}
	return b.String()
}

// where is what all parts of the filter have in common. Failed is spelled out wherever it follows from a filter, so that the
// partial indexes serve.
func (f Filter) where(account int64) where {
	var w where
	w.add("account_id = ?", account)
	if !f.From.IsZero() {
		w.add("at >= ?", store.Micros(f.From))
	}
	if !f.To.IsZero() {
		w.add("at < ?", store.Micros(f.To))
	}
	if f.Connection != 0 {
		w.add("connection_id = ?", f.Connection)
	}
	if f.Channel != "" {
		w.add("channel = ?", f.Channel)
	}
	if f.Operation != "" && len(f.operations()) == 1 {
		w.add("operation = ?", f.Operation)
	}
	if len(f.Codes) == 1 {
		w.add("code = ?", int(f.Codes[0]))
	}
	if f.Issue != 0 {
		w.add("issue_id = ?", f.Issue)
	}
	if f.ByPerson {
		w.add("resolved_at > 0 and resolved_by not in (?, ?, ?)", BySuccess, ByAttempt, issue.ByCheck)
		w.add("(order_id = 0 or order_id in (select id from orders where account_id = ? and issue_id = ? and issue_id <> 0))", account, f.Issue)
	}
	if f.Bulk != 0 {
		w.add("bulk_id = ? and bulk_id <> 0", f.Bulk)
	}
	if len(f.IDs) > 0 { // their times, so that the key serves
		w.add("at >= ?", store.Micros(ids.Time(slices.Min(f.IDs))))
		w.add("at <= ?", store.Micros(ids.Time(slices.Max(f.IDs))))
	}
	if f.ErrorsOnly || f.OnlyResolved || f.Issue != 0 || f.codesFailed() {
		w.add("failed")
		w.index = f.ofFailures()
	}
	if f.Ref != "" {
		w.add("ref = ?", f.Ref)
	}
	if f.SyncType != "" {
		w.add("sync_type = ?", string(f.SyncType))
	}
	if f.SyncType == Manual || f.SyncType == Rerun {
		w.add("sync_type in ('manual', 'rerun')") // so that their small index serves
	}
	if f.Cycle != 0 { // an id is also a time, and a cycle's entries are between its begin and its end
		w.add("cycle_id = ?", f.Cycle)
		w.add("at >= ?", store.Micros(ids.Time(f.Cycle)))
		w.add("at <= coalesce((select ended_at from cycle where account_id = ? and id = ? and ended_at > 0), 9223372036854775807)", account, f.Cycle)
	}
	if f.HideResolved {
		w.add("resolved_at = 0")
	}
	if f.OnlyResolved {
		w.add("resolved_at > 0")
	}
	return w
}

// codesFailed tells whether the codes that are asked for are failures, all of them.
func (f Filter) codesFailed() bool {
	return len(f.Codes) > 0 && !slices.ContainsFunc(f.Codes, func(c outcome.Code) bool { return !c.Failed() })
}

// ofFailures is the index for a filter that asks for failures only.
func (f Filter) ofFailures() string {
	switch {
	case f.Issue != 0:
		return "entry_issue"
	case f.Ref != "":
		return "entry_ref"
	case len(f.Codes) == 1 && f.codesFailed():
		return "entry_failed"
	case f.HideResolved:
		return "entry_open"
	}
	return "entry_words"
}

// Get gives one entry; Missing if the account has none of that id.
func Get(ctx context.Context, db store.Reader, account, id int64) (Entry, error) {
	e, err := scanEntry(db.QueryRow(ctx, `select `+entryColumns+` from entry where account_id = $1 and at = $2 and id = $3`, account, store.Micros(ids.Time(id)), id))
	if errors.Is(err, store.ErrNoRows) {
		return e, outcome.New(outcome.EntryMissing)
	}
	return e, err
}

// Attempts gives the earlier entries of the same operation on the same reference, newest first.
func Attempts(ctx context.Context, db store.Reader, e Entry, limit int) ([]Entry, error) {
	if e.Ref == "" {
		return nil, nil
	}
	return List(ctx, db, e.Account, Filter{Connection: e.Connection, Operation: e.Operation, Ref: e.Ref}, Page{After: e.ID, Limit: limit})
}

// Exchanges gives what was said for an entry; nothing when no call was made or its retention is over.
func Exchanges(ctx context.Context, db store.Reader, e Entry) ([]httpkit.Exchange, error) {
	if e.Exchange == 0 {
		return nil, nil
	}
	var packed []byte
	err := db.QueryRow(ctx, `select content from exchange where account_id = $1 and at = $2 and id = $3`, e.Account, store.Micros(ids.Time(e.Exchange)), e.Exchange).Scan(&packed)
	if errors.Is(err, store.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading an exchange: %w", err)
	}
	b, err := unzip.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("reading an exchange: %w", err)
	}
	var said []httpkit.Exchange
	if err := json.Unmarshal(b, &said); err != nil {
		return nil, fmt.Errorf("reading an exchange: %w", err)
	}
	return said, nil
}

// Open counts the unresolved failures of an account, up to most: beyond that nobody needs the exact figure.
func Open(ctx context.Context, db store.Reader, account int64, most int) (int64, error) {
	var n int64
	err := db.QueryRow(ctx, `select count(*) from (select 1 from `+from(db, "entry_open")+` where account_id = $1 and failed and resolved_at = 0 limit $2) o`, account, most).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting open failures: %w", err)
	}
	return n, nil
}

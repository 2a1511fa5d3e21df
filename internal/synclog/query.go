package synclog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Filter narrows the log. Zero fields do not narrow.
type Filter struct {
	From, To     time.Time
	Connection   int64
	Operation    string
	Code         outcome.Code
	Ref          string // order number or other reference, exactly
	SKU          string
	Text         string // part of a reference, a document number, a reason or its arguments
	SyncType     SyncType
	Cycle        int64
	HideResolved bool
	ErrorsOnly   bool
}

// Page asks for entries older than After (0: the newest), at most Limit.
type Page struct {
	After int64
	Limit int
}

const entryColumns = `account_id, id, connection_id, channel, operation, entity, ref, order_id, document, code, reason, args, subject, sync_type, actor, attempt,
	cycle_id, exchange_id, started_at, took, resolved_at, resolved_by`

func scanEntry(row store.Row) (Entry, error) {
	var e Entry
	var entity, reason, args, syncType string
	var code int
	var started, took, resolved int64
	err := row.Scan(&e.Account, &e.ID, &e.Connection, &e.Channel, &e.Operation, &entity, &e.Ref, &e.OrderID, &e.Document, &code, &reason, &args, &e.Subject,
		&syncType, &e.Actor, &e.Attempt, &e.Cycle, &e.Exchange, &started, &took, &resolved, &e.ResolvedBy)
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
func List(ctx context.Context, db store.Reader, account int64, f Filter, p Page) ([]Entry, error) {
	where, args := f.where(db, account)
	if p.After > 0 {
		args = append(args, store.Micros(ids.Time(p.After)), p.After)
		where += fmt.Sprintf(" and (at, id) < ($%d, $%d)", len(args)-1, len(args))
	}
	args = append(args, p.Limit)
	rows, err := db.Query(ctx, `select `+entryColumns+` from entry where `+where+fmt.Sprintf(` order by at desc, id desc limit $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	defer rows.Close()
	var all []Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, fmt.Errorf("reading the log: %w", err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// where builds the condition. Failed is spelled out wherever it follows from a filter, so that the partial indexes serve.
func (f Filter) where(db store.Reader, account int64) (string, []any) {
	var b strings.Builder
	args := []any{account}
	b.WriteString("account_id = $1")
	add := func(condition string, value any) {
		args = append(args, value)
		fmt.Fprintf(&b, " and "+condition, len(args))
	}
	if !f.From.IsZero() {
		add("at >= $%d", store.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("at < $%d", store.Micros(f.To))
	}
	if f.Connection != 0 {
		add("connection_id = $%d", f.Connection)
	}
	if f.Operation != "" {
		add("operation = $%d", f.Operation)
	}
	if f.Code != 0 {
		add("code = $%d", int(f.Code))
		if f.Code.Failed() {
			b.WriteString(" and failed")
		}
	}
	if f.Ref != "" {
		add("ref = $%d", f.Ref)
	}
	if f.SKU != "" {
		args = append(args, f.SKU)
		fmt.Fprintf(&b, " and (subject = $%d or order_id in (select order_id from order_line where account_id = $1 and sku = $%d))", len(args), len(args))
	}
	if f.SyncType != "" {
		add("sync_type = $%d", string(f.SyncType))
	}
	if f.Cycle != 0 {
		add("cycle_id = $%d", f.Cycle)
	}
	if f.ErrorsOnly {
		b.WriteString(" and failed")
	}
	if f.HideResolved {
		b.WriteString(" and resolved_at = 0")
	}
	if f.Text != "" {
		args = append(args, store.LikePart(strings.ToLower(f.Text)))
		n := len(args)
		fmt.Fprintf(&b, ` and (lower(ref) like $%d escape '\' or lower(document) like $%d escape '\' or (failed and (reason like $%d escape '\' or lower(args) like $%d escape '\')))`, n, n, n, n)
	}
	return b.String(), args
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

// SetResolved marks failures as resolved by a person, or as open again. It tells how many changed.
func SetResolved(ctx context.Context, tx store.Tx, account int64, entries []Entry, resolved bool, who string, at time.Time) (int64, error) {
	var list store.IDs
	var from, to int64
	for i, e := range entries {
		list = append(list, e.ID)
		us := store.Micros(e.At())
		if i == 0 || us < from {
			from = us
		}
		to = max(to, us)
	}
	if !resolved {
		at, who = time.Time{}, ""
	}
	n, err := tx.Exec(ctx, `update entry set resolved_at = $1, resolved_by = $2 where account_id = $3 and failed and at between $4 and $5 and `+tx.In("id", 6),
		store.Micros(at), who, account, from, to, list)
	if err != nil {
		return 0, fmt.Errorf("resolving entries: %w", err)
	}
	return n, nil
}

// Open counts the unresolved failures of an account, up to most: beyond that nobody needs the exact figure.
func Open(ctx context.Context, db store.Reader, account int64, most int) (int64, error) {
	var n int64
	err := db.QueryRow(ctx, `select count(*) from (select 1 from entry where account_id = $1 and failed and resolved_at = 0 limit $2) o`, account, most).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting open failures: %w", err)
	}
	return n, nil
}

package user

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Audit is one thing that somebody did.
type Audit struct {
	ID                             int64 // also its time
	Actor, Action, Subject, Reason string
}

// Trail tells whether something done under a context has left a line.
type Trail struct{ left atomic.Bool }

// Left tells whether a line was written, or none is owed.
func (t *Trail) Left() bool { return t.left.Load() }

type trailKey struct{}

// Noted says under a context that no line is owed: there was nothing to do, or what is done has its line, or will have it from whoever
// does it later.
func Noted(ctx context.Context) {
	if t, ok := ctx.Value(trailKey{}).(*Trail); ok {
		t.left.Store(true)
	}
}

// WithTrail watches what is written under the context, so that a door can see that no write passes without a line.
func WithTrail(ctx context.Context) (context.Context, *Trail) {
	t := &Trail{}
	return context.WithValue(ctx, trailKey{}, t), t
}

// WriteAudit notes what somebody did, one of Actions, as part of doing it. Reason is what they wrote; it may be empty.
func WriteAudit(ctx context.Context, tx store.Tx, m *ids.Maker, u User, action, subject, reason string) error {
	id := m.Next()
	_, err := tx.Exec(ctx, `insert into audit (account_id, at, id, actor, action, subject, reason) values ($1, $2, $3, $4, $5, $6, $7)`,
		u.Account, store.Micros(ids.Time(id)), id, u.Actor(), action, subject, reason)
	if err != nil {
		return fmt.Errorf("audit trail: %w", err)
	}
	Noted(ctx)
	return nil
}

var auditTable = store.Table{
	Name:    "audit",
	Columns: []string{"account_id", "at", "id", "actor", "action", "subject", "reason"},
	Types:   []string{"bigint", "bigint", "bigint", "text", "text", "text", "text"},
}

// WriteAudits notes many things that somebody did at once, or that it came to nothing: one statement however many there are. Ids and
// actor are filled in.
func WriteAudits(ctx context.Context, tx store.Tx, m *ids.Maker, u User, all []Audit) error {
	rows := make([][]any, len(all))
	for i, a := range all {
		id := m.Next()
		rows[i] = []any{u.Account, store.Micros(ids.Time(id)), id, u.Actor(), a.Action, a.Subject, a.Reason}
	}
	if _, err := tx.Bulk(ctx, auditTable, rows, ""); err != nil {
		return fmt.Errorf("audit trail: %w", err)
	}
	Noted(ctx)
	return nil
}

// ScrubAudits takes a buyer who is forgotten out of the reasons that people wrote about their order and its documents, and about lines
// of it ("ORDER line 2: SKU").
func ScrubAudits(ctx context.Context, tx store.Tx, account int64, subjects []string, without *strings.Replacer) error {
	reasons, err := reasonsAbout(ctx, tx, account, subjects)
	if err != nil {
		return fmt.Errorf("reading the audit trail: %w", err)
	}
	for id, reason := range reasons {
		clean := without.Replace(reason)
		if clean == reason {
			continue
		}
		if _, err := tx.Exec(ctx, `update audit set reason = $4 where account_id = $1 and at = $2 and id = $3`, account, store.Micros(ids.Time(id)), id, clean); err != nil {
			return fmt.Errorf("scrubbing the audit trail: %w", err)
		}
	}
	return nil
}

func reasonsAbout(ctx context.Context, db store.Reader, account int64, subjects []string) (map[int64]string, error) {
	rows, err := db.Query(ctx, `select id, reason from audit where account_id = $1 and reason <> '' and (`+db.In("subject", 2)+`
		or action = 'override_sku' and subject like $3 escape '\')`, account, store.Strings(subjects), store.LikeBegin(subjects[0]+" line "))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int64]string{}
	for rows.Next() {
		var id int64
		var reason string
		if err := rows.Scan(&id, &reason); err != nil {
			return nil, err
		}
		all[id] = reason
	}
	return all, rows.Err()
}

// AuditFilter narrows the trail. Zero fields do not narrow.
type AuditFilter struct {
	Actor, Action, Subject string // each exactly
	From, To               time.Time
	Before                 int64 // id of the last one of the page before
	Limit                  int
}

// Audited gives what people did, newest first, by keyset.
func Audited(ctx context.Context, db store.Reader, account int64, f AuditFilter) ([]Audit, error) {
	where, args := []string{"account_id = $1"}, []any{account}
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		where = append(where, condition)
	}
	for column, value := range map[string]string{"actor": f.Actor, "action": f.Action, "subject": f.Subject} {
		if value != "" {
			add(column+" = ?", value)
		}
	}
	if !f.From.IsZero() {
		add("at >= ?", store.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("at < ?", store.Micros(f.To))
	}
	if f.Before != 0 {
		add("(at, id) < (?, ?)", store.Micros(ids.Time(f.Before)), f.Before)
	}
	args = append(args, f.Limit)
	rows, err := db.Query(ctx, `select id, actor, action, subject, reason from audit where `+strings.Join(where, " and ")+
		fmt.Sprintf(` order by at desc, id desc limit $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("reading the audit trail: %w", err)
	}
	defer rows.Close()
	var all []Audit
	for rows.Next() {
		var a Audit
		if err := rows.Scan(&a.ID, &a.Actor, &a.Action, &a.Subject, &a.Reason); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

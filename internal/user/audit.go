package user

import (
	"context"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Audit is one thing that somebody did.
type Audit struct {
	ID                             int64 // also its time
	Actor, Action, Subject, Reason string
}

// WriteAudit notes what somebody did, as part of doing it. Reason is what they wrote; it may be empty.
func WriteAudit(ctx context.Context, tx store.Tx, m *ids.Maker, u User, action, subject, reason string) error {
	id := m.Next()
	_, err := tx.Exec(ctx, `insert into audit (account_id, at, id, actor, action, subject, reason) values ($1, $2, $3, $4, $5, $6, $7)`,
		u.Account, store.Micros(ids.Time(id)), id, u.Actor(), action, subject, reason)
	if err != nil {
		return fmt.Errorf("audit trail: %w", err)
	}
	return nil
}

var auditTable = store.Table{
	Name:    "audit",
	Columns: []string{"account_id", "at", "id", "actor", "action", "subject", "reason"},
	Types:   []string{"bigint", "bigint", "bigint", "text", "text", "text", "text"},
}

// WriteAudits notes many things that somebody did at once: one statement however many there are. Ids and actor are filled in.
func WriteAudits(ctx context.Context, tx store.Tx, m *ids.Maker, u User, all []Audit) error {
	rows := make([][]any, len(all))
	for i, a := range all {
		id := m.Next()
		rows[i] = []any{u.Account, store.Micros(ids.Time(id)), id, u.Actor(), a.Action, a.Subject, a.Reason}
	}
	if _, err := tx.Bulk(ctx, auditTable, rows, ""); err != nil {
		return fmt.Errorf("audit trail: %w", err)
	}
	return nil
}

// Audited gives what people did, newest first; before 0: from the newest on.
func Audited(ctx context.Context, db store.Reader, account, before int64, limit int) ([]Audit, error) {
	if before == 0 {
		before = 1<<63 - 1
	}
	rows, err := db.Query(ctx, `select id, actor, action, subject, reason from audit where account_id = $1 and (at, id) < ($2, $3) order by at desc, id desc limit $4`,
		account, store.Micros(ids.Time(before)), before, limit)
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

package synclog

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Change is what one transaction does to the log. Whoever writes entries about orders and resolves earlier ones holds the orders'
// locks; then all transactions take entries and issues in the same order.
type Change struct {
	Account    int64
	Connection int64 // of what is settled and resolved
	Entries    []Entry
	Settled    []Settled
	Resolve    []int64 // entries that a person resolves; those that are no failure or are resolved stay as they are
	By         string  // the person of Resolve
	At         time.Time
	Holds      []Hold
}

// at is the moment of the change; who only writes entries need not say it.
func (c *Change) at() time.Time {
	if c.At.IsZero() && len(c.Entries) > 0 {
		return c.Entries[len(c.Entries)-1].At()
	}
	return c.At
}

// Settled are references whose open failures are over.
type Settled struct {
	Refs      []string
	Operation string // only its failures; empty: all
	By        string // BySuccess: what was tried last went through; ByAttempt: a newer entry tells
}

// Hold is that an issue holds up so many orders more, or fewer, which are worth so much together.
type Hold struct {
	Issue int64 // 0: none, and nothing is counted
	issue.Held
}

// Record writes a change: what is resolved, then the issues, then the new entries and the report's figures. It takes the same few
// statements for one order as for a hundred. Listeners are told of the issues that it moves; nil: nobody.
func Record(ctx context.Context, tx store.Tx, to issue.Listeners, c Change) error {
	issues := issue.NewChanges(c.Account)
	for _, o := range c.Settled {
		if len(o.Refs) == 0 {
			continue
		}
		if _, err := settle(ctx, tx, issues, open+tx.In("ref", 5)+` and ($6 = '' or operation = $6)`, 1,
			store.Micros(c.At), o.By, c.Account, c.Connection, store.Strings(o.Refs), o.Operation); err != nil {
			return err
		}
	}
	if len(c.Resolve) > 0 {
		if _, err := settle(ctx, tx, issues, open+tx.In("id", 5), 1, store.Micros(c.At), c.By, c.Account, c.Connection, store.IDs(c.Resolve)); err != nil {
			return err
		}
	}
	for i := range c.Entries {
		e := &c.Entries[i]
		if e.Outcome.Code.Failed() {
			issues.Failed(e.Key(), e.Channel, e.Outcome.Args, e.At(), !e.ResolvedAt.IsZero())
		}
	}
	for _, h := range c.Holds {
		issues.Held(h.Issue, h.Currency, h.Orders, h.Total)
	}
	by := BySuccess
	if len(c.Resolve) > 0 {
		by = c.By
	}
	if err := issues.Apply(ctx, tx, to, by, c.at()); err != nil {
		return err
	}
	if len(c.Entries) == 0 {
		return nil
	}
	return insert(ctx, tx, c.Entries)
}

// open begins the update of a connection's open failures.
const open = `update entry set resolved_at = $1, resolved_by = $2 where account_id = $3 and connection_id = $4 and failed and resolved_at = 0 and `

// settle runs an update of entries and notes each of them at its issue: as so many resolved. It tells how many there were.
func settle(ctx context.Context, tx store.Tx, issues *issue.Changes, update string, each int64, args ...any) (n int64, err error) {
	rows, err := tx.Query(ctx, update+` returning connection_id, channel, operation, code, reason, subject`, args...)
	if err != nil {
		return 0, fmt.Errorf("resolving failures: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var k issue.Key
		var channel, reason string
		var code int
		if err := rows.Scan(&k.Connection, &channel, &k.Operation, &code, &reason, &k.Subject); err != nil {
			return n, fmt.Errorf("resolving failures: %w", err)
		}
		k.Code, k.Reason = outcome.Code(code), outcome.Reason(reason)
		issues.Settled(k, channel, each)
		n++
	}
	if err := rows.Err(); err != nil {
		return n, fmt.Errorf("resolving failures: %w", err)
	}
	return n, nil
}

// SetResolved marks failures of one account as resolved by whom by names, or as open again. It takes the locks of their orders,
// and tells how many entries changed: what is no failure, or is so already, stays as it is.
func SetResolved(ctx context.Context, tx store.Tx, to issue.Listeners, account int64, entries []Entry, resolved bool, by string, at time.Time) (int64, error) {
	if len(entries) == 0 {
		return 0, nil
	}
	list, keys := make(store.IDs, len(entries)), make([]int64, len(entries))
	first, last := entries[0].ID, entries[0].ID
	for i, e := range entries {
		list[i], keys[i] = e.ID, order.LockKey(e.Connection, e.Ref)
		first, last = min(first, e.ID), max(last, e.ID)
	}
	if err := tx.Lock(ctx, keys...); err != nil {
		return 0, err
	}
	was, since, each := "resolved_at > 0", int64(0), int64(-1)
	issues, who := issue.NewChanges(account), ""
	if resolved {
		was, since, each, who = "resolved_at = 0", store.Micros(at), 1, by
	}
	n, err := settle(ctx, tx, issues, `update entry set resolved_at = $1, resolved_by = $2 where account_id = $3 and failed and `+was+`
		and at between $4 and $5 and `+tx.In("id", 6), each, since, who, account, store.Micros(ids.Time(first)), store.Micros(ids.Time(last)), list)
	if err != nil {
		return 0, err
	}
	return n, issues.Apply(ctx, tx, to, by, at)
}

// ResolveAll resolves every open failure of a connection by whom by names, and with them its issues. It takes the locks of what
// they are about.
func ResolveAll(ctx context.Context, tx store.Tx, to issue.Listeners, account, connection int64, by string, at time.Time) error {
	refs, err := openRefs(ctx, tx, account, connection)
	if err != nil {
		return fmt.Errorf("looking for open failures: %w", err)
	}
	keys := make([]int64, len(refs))
	for i, ref := range refs {
		keys[i] = order.LockKey(connection, ref)
	}
	if err := tx.Lock(ctx, keys...); err != nil {
		return err
	}
	issues := issue.NewChanges(account)
	if _, err := settle(ctx, tx, issues, open+`true`, 1, store.Micros(at), by, account, connection); err != nil {
		return err
	}
	return issues.Apply(ctx, tx, to, by, at)
}

func openRefs(ctx context.Context, db store.Reader, account, connection int64) ([]string, error) {
	rows, err := db.Query(ctx, `select distinct ref from entry where account_id = $1 and connection_id = $2 and failed and resolved_at = 0`, account, connection)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			return nil, err
		}
		all = append(all, ref)
	}
	return all, rows.Err()
}

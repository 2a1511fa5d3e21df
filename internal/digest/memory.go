package digest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// tell writes down what is due by all rules of an account, and forgets what rules that are no more have told.
func (t *Teller) tell(ctx context.Context, tx store.Tx, a user.Account, rules []Rule, concerns []Concern, looked, now time.Time) error {
	if err := forgetOthers(ctx, tx, a.ID, rules); err != nil {
		return err
	}
	return t.write(ctx, tx, a, rules, concerns, looked, now)
}

// write asks each of some rules what is due, and writes its messages and its memory, as one. looked is when they were asked before.
func (t *Teller) write(ctx context.Context, tx store.Tx, a user.Account, rules []Rule, concerns []Concern, looked, now time.Time) error {
	memories, err := recall(ctx, tx, a.ID, now)
	if err != nil {
		return err
	}
	p := Page{Account: a.Name, URL: t.PublicURL, Now: now}
	for _, r := range rules {
		if r.Way == Mail && !t.Mail.Set() {
			continue // it would be told for gone what never went
		}
		was := memories[r.ID()]
		was.LookedAt = looked
		mine, elsewhere := Matters(r, rules, concerns)
		m, next := r.Next(mine, was, now)
		if err := remember(ctx, tx, r, was, next); err != nil {
			return err
		}
		if m.Empty() {
			continue
		}
		m.Elsewhere = elsewhere
		text, err := r.Write(m, p)
		if err != nil {
			return err
		}
		n := t.notice(r, sort(m), text)
		n.Shops = m.Shops
		if err := insert(ctx, tx, n, now); err != nil {
			return err
		}
	}
	return nil
}

// recall reads what the rules of an account have told.
func recall(ctx context.Context, db store.Reader, account int64, now time.Time) (map[int64]Memory, error) {
	all, err := spoken(ctx, db, account, now)
	if err != nil {
		return nil, err
	}
	rows, err := db.Query(ctx, `select rule_id, subject, told_at, times, size, state, title, connection_id from notice_told where account_id = $1`, account)
	if err != nil {
		return nil, fmt.Errorf("reading what was told: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var rule, at int64
		var subject, state string
		var k Told
		if err := rows.Scan(&rule, &subject, &at, &k.Times, &k.Size, &state, &k.Title, &k.Shop); err != nil {
			return nil, err
		}
		k.At, k.State = store.Time(at), State(state)
		m := all[rule]
		if m.Told == nil {
			m.Told = map[string]Told{}
		}
		m.Told[subject] = k
		all[rule] = m
	}
	return all, rows.Err()
}

// spoken reads when rules last spoke, and which are still at it. Nobody is interested in longer than a day ago: by then all may speak.
func spoken(ctx context.Context, db store.Reader, account int64, now time.Time) (map[int64]Memory, error) {
	rows, err := db.Query(ctx, `select rule_id, max(id), sum(case when state in ('waiting', 'sending') then 1 else 0 end) from notice
		where account_id = $1 and sort <> 'test' and id > $2 group by rule_id`, account, ids.First(now.Add(-2*24*time.Hour)))
	if err != nil {
		return nil, fmt.Errorf("reading what was sent: %w", err)
	}
	defer rows.Close()
	all := map[int64]Memory{}
	for rows.Next() {
		var rule, last, busy int64
		if err := rows.Scan(&rule, &last, &busy); err != nil {
			return nil, err
		}
		all[rule] = Memory{SpokeAt: ids.Time(last), Busy: busy > 0}
	}
	return all, rows.Err()
}

var toldTable = store.Table{
	Name:    "notice_told",
	Columns: []string{"account_id", "rule_id", "subject", "told_at", "times", "size", "state", "title", "connection_id"},
	Types:   []string{"bigint", "bigint", "text", "bigint", "integer", "bigint", "text", "text", "bigint"},
}

// remember writes what has changed in a rule's memory.
func remember(ctx context.Context, tx store.Tx, r Rule, was, next Memory) error {
	var over store.Strings
	for subject := range was.Told {
		if _, still := next.Told[subject]; !still {
			over = append(over, subject)
		}
	}
	if len(over) > 0 {
		if _, err := tx.Exec(ctx, `delete from notice_told where account_id = $1 and rule_id = $2 and `+tx.In("subject", 3), r.Account, r.ID(), over); err != nil {
			return fmt.Errorf("forgetting what was told: %w", err)
		}
	}
	var rows [][]any
	for subject, k := range next.Told {
		if k != was.Told[subject] {
			rows = append(rows, []any{r.Account, r.ID(), subject, store.Micros(k.At), int64(k.Times), k.Size, string(k.State), k.Title, k.Shop})
		}
	}
	if _, err := tx.Bulk(ctx, toldTable, rows, `on conflict (account_id, rule_id, subject) do update set
		told_at = excluded.told_at, times = excluded.times, size = excluded.size, state = excluded.state, title = excluded.title,
		connection_id = excluded.connection_id`); err != nil {
		return fmt.Errorf("keeping what was told: %w", err)
	}
	return nil
}

// forgetOthers drops what was told by rules that nobody has any more.
func forgetOthers(ctx context.Context, tx store.Tx, account int64, rules []Rule) error {
	rows, err := tx.Query(ctx, `select distinct rule_id from notice_told where account_id = $1`, account)
	if err != nil {
		return fmt.Errorf("reading what was told: %w", err)
	}
	defer rows.Close()
	var gone store.IDs
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if !slices.ContainsFunc(rules, func(r Rule) bool { return r.ID() == id }) {
			gone = append(gone, id)
		}
	}
	if err := rows.Err(); err != nil || len(gone) == 0 {
		return err
	}
	rows.Close()
	_, err = tx.Exec(ctx, `delete from notice_told where account_id = $1 and `+tx.In("rule_id", 2), account, gone)
	return err
}

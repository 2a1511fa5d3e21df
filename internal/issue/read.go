package issue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	States     []State
	Connection int64
	Code       outcome.Code
	Reason     outcome.Reason
	Assignee   int64
	Text       string // any part of the subject, the reason, the operation or the arguments
	After      *Issue // the last one of the page before: its LastAt and ID count
	Limit      int
}

const columns = `account_id, id, connection_id, channel, operation, code, reason, subject, args, state, state_by, state_at, first_at, last_at, entries, unresolved,
	assignee, snooze_until, snooze_entries`

// scan reads the columns, and what was asked for after them.
func scan(row store.Row, more ...any) (Issue, error) {
	var i Issue
	var code int
	var reason, args, state string
	var stateAt, first, last, until int64
	err := row.Scan(append([]any{&i.Account, &i.ID, &i.Connection, &i.Channel, &i.Operation, &code, &reason, &i.Subject, &args, &state, &i.StateBy, &stateAt,
		&first, &last, &i.Entries, &i.Unresolved, &i.Assignee, &until, &i.SnoozeEntries}, more...)...)
	if err != nil {
		return i, err
	}
	i.Code, i.Reason, i.State = outcome.Code(code), outcome.Reason(reason), State(state)
	i.StateAt, i.FirstAt, i.LastAt, i.SnoozeUntil = store.Time(stateAt), store.Time(first), store.Time(last), store.Time(until)
	if args != "" {
		if err := json.Unmarshal([]byte(args), &i.Args); err != nil {
			return i, fmt.Errorf("issue %d: %w", i.ID, err)
		}
	}
	return i, nil
}

// List gives issues, those that failed last first, by keyset, with what they hold up.
func List(ctx context.Context, db store.Reader, account int64, f Filter) ([]Issue, error) {
	where, args := f.where(db, account)
	args = append(args, f.Limit)
	rows, err := db.Query(ctx, `select `+columns+` from issue where `+where+fmt.Sprintf(` order by last_at desc, id desc limit $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("reading issues: %w", err)
	}
	all, err := scanAll(rows)
	if err != nil {
		return nil, fmt.Errorf("reading issues: %w", err)
	}
	return all, fillHeld(ctx, db, account, all)
}

func scanAll(rows store.Rows) ([]Issue, error) {
	defer rows.Close()
	var all []Issue
	for rows.Next() {
		i, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

func (f Filter) where(db store.Reader, account int64) (string, []any) {
	where, args := []string{"account_id = $1"}, []any{account}
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, strings.ReplaceAll(condition, "$n", fmt.Sprintf("$%d", len(args))))
	}
	if len(f.States) > 0 {
		words := make(store.Strings, len(f.States))
		for i, s := range f.States {
			words[i] = string(s)
		}
		args = append(args, words)
		where = append(where, db.In("state", len(args)))
	}
	if f.Connection != 0 {
		add("connection_id = $n", f.Connection)
	}
	if f.Code != 0 {
		add("code = $n", int(f.Code))
	}
	if f.Reason != "" {
		add("reason = $n", string(f.Reason))
	}
	if f.Assignee != 0 {
		add("assignee = $n", f.Assignee)
	}
	if t := strings.TrimSpace(f.Text); t != "" {
		add(`lower(subject || ' ' || reason || ' ' || operation || ' ' || args) like $n escape '\'`, store.LikePart(strings.ToLower(t)))
	}
	if f.After != nil {
		args = append(args, store.Micros(f.After.LastAt), f.After.ID)
		where = append(where, fmt.Sprintf("(last_at, id) < ($%d, $%d)", len(args)-1, len(args)))
	}
	return strings.Join(where, " and "), args
}

// fillHeld adds what the issues hold up: one question for all of them.
func fillHeld(ctx context.Context, db store.Reader, account int64, all []Issue) error {
	at, list := make(map[int64]*Issue, len(all)), make(store.IDs, len(all))
	for i := range all {
		at[all[i].ID], list[i] = &all[i], all[i].ID
	}
	if len(list) == 0 {
		return nil
	}
	rows, err := db.Query(ctx, `select issue_id, currency, orders, total from issue_hold where account_id = $1 and orders > 0 and `+db.In("issue_id", 2)+
		` order by issue_id, orders desc, currency`, account, list)
	if err != nil {
		return fmt.Errorf("reading what issues hold up: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, orders, total int64
		var currency string
		if err := rows.Scan(&id, &currency, &orders, &total); err != nil {
			return fmt.Errorf("reading what issues hold up: %w", err)
		}
		at[id].Held = append(at[id].Held, Held{money.Currency(currency), orders, money.Amount(total)})
	}
	return rows.Err()
}

// Get gives one issue; Missing if the account has none of that id.
func Get(ctx context.Context, db store.Reader, account, id int64) (Issue, error) {
	i, err := scan(db.QueryRow(ctx, `select `+columns+` from issue where account_id = $1 and id = $2`, account, id))
	if errors.Is(err, store.ErrNoRows) {
		return i, outcome.New(outcome.IssueMissing)
	}
	if err != nil {
		return i, fmt.Errorf("reading an issue: %w", err)
	}
	one := []Issue{i}
	err = fillHeld(ctx, db, account, one)
	return one[0], err
}

// CountStates counts the issues of each state.
func CountStates(ctx context.Context, db store.Reader, account int64) (map[State]int64, error) {
	rows, err := db.Query(ctx, `select state, count(*) from issue where account_id = $1 group by state`, account)
	if err != nil {
		return nil, fmt.Errorf("counting issues: %w", err)
	}
	defer rows.Close()
	all := map[State]int64{}
	for rows.Next() {
		var state string
		var n int64
		if err := rows.Scan(&state, &n); err != nil {
			return nil, fmt.Errorf("counting issues: %w", err)
		}
		all[State(state)] = n
	}
	return all, rows.Err()
}

// Trend gives the new failures of an issue by hour, oldest first, from a moment on; hours without one are left out. The figures
// are kept with the write.
func Trend(ctx context.Context, db store.Reader, account, id int64, from time.Time) ([]Point, error) {
	all, err := Trends(ctx, db, account, []int64{id}, from)
	return all[id], err
}

// Trends gives the trend of each of some issues: one question for all of them.
func Trends(ctx context.Context, db store.Reader, account int64, list []int64, from time.Time) (map[int64][]Point, error) {
	all := map[int64][]Point{}
	if len(list) == 0 {
		return all, nil
	}
	rows, err := db.Query(ctx, `select issue_id, hour, n from issue_hour where account_id = $1 and hour >= $2 and `+db.In("issue_id", 3)+` order by issue_id, hour`,
		account, store.Micros(from.Truncate(time.Hour)), store.IDs(list))
	if err != nil {
		return nil, fmt.Errorf("reading trends: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, at, n int64
		if err := rows.Scan(&id, &at, &n); err != nil {
			return nil, fmt.Errorf("reading trends: %w", err)
		}
		all[id] = append(all[id], Point{store.Time(at), n})
	}
	return all, rows.Err()
}

// Comments gives what people wrote about an issue, oldest first.
func Comments(ctx context.Context, db store.Reader, account, id int64) ([]Comment, error) {
	rows, err := db.Query(ctx, `select id, actor, content from issue_comment where account_id = $1 and issue_id = $2 order by id`, account, id)
	if err != nil {
		return nil, fmt.Errorf("reading comments: %w", err)
	}
	defer rows.Close()
	var all []Comment
	for rows.Next() {
		var c Comment
		if err := rows.Scan(&c.ID, &c.Actor, &c.Text); err != nil {
			return nil, fmt.Errorf("reading comments: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

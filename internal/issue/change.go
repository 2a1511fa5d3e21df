package issue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Changes collects what one transaction does to issues. Apply writes it at once, rows in the order of their keys, so that two
// transactions never wait for each other crosswise: a transaction calls it once, and after it has its entries' locks.
type Changes struct {
	account int64
	issues  map[int64]*change
	hours   map[hour]int64
	holds   map[hold]held
}

// change is what happens to one issue.
type change struct {
	Key
	channel    string
	args       outcome.Args
	failed     int64 // new failures
	unresolved int64 // more or fewer than before
	first      time.Time
	last       time.Time
}

type hour struct{ issue, at int64 }

type hold struct {
	issue    int64
	currency money.Currency
}

type held struct {
	orders int64
	total  money.Amount
}

// NewChanges begins to collect for an account.
func NewChanges(account int64) *Changes {
	return &Changes{account: account, issues: map[int64]*change{}, hours: map[hour]int64{}, holds: map[hold]held{}}
}

func (c *Changes) of(k Key, channel string) *change {
	id := k.ID()
	if c.issues[id] == nil {
		c.issues[id] = &change{Key: k, channel: channel}
	}
	return c.issues[id]
}

// Failed notes a failure of an entry written at a moment. One that is written as resolved counts, and opens nothing.
func (c *Changes) Failed(k Key, channel string, args outcome.Args, at time.Time, resolved bool) {
	i := c.of(k, channel)
	i.failed++
	if !resolved {
		i.unresolved++
	}
	if i.first.IsZero() || at.Before(i.first) {
		i.first = at
	}
	if !at.Before(i.last) {
		i.last, i.args = at, args
	}
	c.hours[hour{k.ID(), store.Micros(at.Truncate(time.Hour))}]++
}

// Settled notes that so many failures written before are resolved now; fewer than none: are open again.
func (c *Changes) Settled(k Key, channel string, n int64) { c.of(k, channel).unresolved -= n }

// Held notes that an issue holds up so many orders more, or fewer, which are worth so much together. Nothing for issue 0.
func (c *Changes) Held(issue int64, currency money.Currency, orders int64, total money.Amount) {
	if issue == 0 {
		return
	}
	h := c.holds[hold{issue, currency}]
	c.holds[hold{issue, currency}] = held{h.orders + orders, h.total + total}
}

var issueTable = store.Table{
	Name: "issue",
	Columns: []string{"account_id", "id", "connection_id", "channel", "operation", "code", "reason", "subject", "args", "state", "state_by", "state_at",
		"first_at", "last_at", "entries", "unresolved", "assignee", "snooze_until", "snooze_entries"},
	Types: []string{"bigint", "bigint", "bigint", "text", "text", "integer", "text", "text", "text", "text", "text", "bigint",
		"bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint"},
}

// moved is the state after a write: excluded.entries are new failures, excluded.unresolved is more or fewer than before.
const moved = `case when issue.unresolved + excluded.unresolved <= 0 then 'resolved'
	when issue.state = 'resolved' and excluded.entries > 0 then 'regressed'
	when issue.state = 'resolved' then 'open'
	when issue.state = 'snoozed' and issue.snooze_entries > 0 and issue.entries + excluded.entries >= issue.snooze_entries then 'open'
	else issue.state end`

const issueConflict = `on conflict (account_id, id) do update set was = issue.state, state = ` + moved + `,
	state_by = case when ` + moved + ` = issue.state then issue.state_by when ` + moved + ` = 'resolved' then excluded.state_by else '' end,
	state_at = case when ` + moved + ` = issue.state then issue.state_at else excluded.state_at end,
	entries = issue.entries + excluded.entries, unresolved = issue.unresolved + excluded.unresolved,
	args = case when excluded.entries > 0 then excluded.args else issue.args end,
	first_at = case when excluded.entries > 0 and excluded.first_at < issue.first_at then excluded.first_at else issue.first_at end,
	last_at = case when excluded.last_at > issue.last_at then excluded.last_at else issue.last_at end`

var hourTable = store.Table{
	Name: "issue_hour", Columns: []string{"account_id", "issue_id", "hour", "n"}, Types: []string{"bigint", "bigint", "bigint", "bigint"},
}

var holdTable = store.Table{
	Name: "issue_hold", Columns: []string{"account_id", "issue_id", "currency", "orders", "total"}, Types: []string{"bigint", "bigint", "text", "bigint", "bigint"},
}

// Apply writes what was collected: at most three statements, however much it is. An issue that has no open failure any more is
// resolved by whom by names. Listeners are told of issues that are somewhere else now: one of 10,000 failures opens, the others
// move nothing. It costs two statements when they want to know, besides what they do, and one to ask them.
func (c *Changes) Apply(ctx context.Context, tx store.Tx, to Listeners, by string, at time.Time) error {
	issues, err := c.issueRows(by, at)
	if err != nil {
		return err
	}
	for _, w := range []struct {
		table    store.Table
		rows     [][]any
		conflict string
	}{
		{issueTable, issues, issueConflict},
		{hourTable, c.hourRows(), `on conflict (account_id, issue_id, hour) do update set n = issue_hour.n + excluded.n`},
		{holdTable, c.holdRows(), `on conflict (account_id, issue_id, currency) do update set orders = issue_hold.orders + excluded.orders, total = issue_hold.total + excluded.total`},
	} {
		if _, err := tx.Bulk(ctx, w.table, w.rows, w.conflict); err != nil {
			return fmt.Errorf("counting issues: %w", err)
		}
	}
	if len(c.issues)+len(c.holds) == 0 {
		return nil
	}
	if err := c.tell(ctx, tx, to, at); err != nil {
		return err
	}
	return tx.Notify(ctx, "issues")
}

func (c *Changes) issueRows(by string, at time.Time) ([][]any, error) {
	var rows [][]any
	for id, i := range c.issues {
		args := ""
		if len(i.args) > 0 {
			b, err := json.Marshal(i.args)
			if err != nil {
				return nil, fmt.Errorf("arguments of an issue: %w", err)
			}
			args = string(b)
		}
		state, who := Open, ""
		if i.unresolved <= 0 {
			state, who = Resolved, by
		}
		rows = append(rows, []any{c.account, id, i.Connection, i.channel, i.Operation, int(i.Code), string(i.Reason), i.Subject, args, string(state), who,
			store.Micros(at), store.Micros(i.first), store.Micros(i.last), i.failed, i.unresolved, 0, 0, 0})
	}
	sortRows(rows, 1)
	return rows, nil
}

func (c *Changes) hourRows() [][]any {
	var rows [][]any
	for h, n := range c.hours {
		rows = append(rows, []any{c.account, h.issue, h.at, n})
	}
	sortRows(rows, 1, 2)
	return rows
}

func (c *Changes) holdRows() [][]any {
	var rows [][]any
	for h, n := range c.holds {
		if n != (held{}) { // an order that is held as before changes nothing
			rows = append(rows, []any{c.account, h.issue, string(h.currency), n.orders, int64(n.total)})
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[1].(int64), b[1].(int64)), cmp.Compare(a[2].(string), b[2].(string)))
	})
	return rows
}

// sortRows orders rows by columns of whole numbers.
func sortRows(rows [][]any, columns ...int) {
	slices.SortFunc(rows, func(a, b []any) int {
		for _, i := range columns {
			if n := cmp.Compare(a[i].(int64), b[i].(int64)); n != 0 {
				return n
			}
		}
		return 0
	})
}

// Package issuetest holds the counters of issues against the entries and orders that they count.
package issuetest

import (
	"fmt"
	"testing"

	"github.com/tillbridge/tillbridge/internal/store"
)

// questions must have no answer, whatever happened before.
var questions = map[string]string{
	"a failure without its issue": `select e.id, e.issue_id from entry e left join issue i on i.account_id = e.account_id and i.id = e.issue_id
		and i.connection_id = e.connection_id and i.operation = e.operation and i.code = e.code and i.reason = e.reason and i.subject = e.subject
		where e.failed and i.id is null`,
	"an entry that is no failure and has an issue": `select id, issue_id from entry where not failed and issue_id <> 0`,
	"entries counted wrongly": `select i.id, i.entries from issue i where i.entries <>
		(select count(*) from entry e where e.account_id = i.account_id and e.issue_id = i.id)`,
	"open failures counted wrongly": `select i.id, i.unresolved from issue i where i.unresolved <>
		(select count(*) from entry e where e.account_id = i.account_id and e.issue_id = i.id and e.resolved_at = 0)`,
	"a state that does not fit": `select id, unresolved from issue where (unresolved = 0) <> (state = 'resolved')`,
	"the first or the last failure is another": `select i.id, i.last_at from issue i join (select account_id, issue_id, min(at) as first, max(at) as last from entry
		where failed group by account_id, issue_id) e on e.account_id = i.account_id and e.issue_id = i.id where i.first_at <> e.first or i.last_at <> e.last`,
	"a trend that does not add up": `select i.id, i.entries from issue i where i.entries <>
		(select coalesce(sum(h.n), 0) from issue_hour h where h.account_id = i.account_id and h.issue_id = i.id)`,
	"orders held up counted wrongly": `select h.issue_id, h.orders from issue_hold h where h.orders <> (select count(*) from orders o
		where o.account_id = h.account_id and o.issue_id = h.issue_id and o.currency = h.currency)`,
	"money held up counted wrongly": `select h.issue_id, h.total from issue_hold h where h.total <> (select coalesce(sum(o.total), 0) from orders o
		where o.account_id = h.account_id and o.issue_id = h.issue_id and o.currency = h.currency)`,
	"an order held up that nobody counts": `select o.id, o.issue_id from orders o left join issue_hold h on h.account_id = o.account_id and h.issue_id = o.issue_id
		and h.currency = o.currency where o.issue_id <> 0 and h.issue_id is null`,
	"an order held by a failure without an issue": `select id, hold_code from orders where (hold_code > 200 and hold_code <> 409) <> (issue_id <> 0)`,
}

// Check tells what is counted wrongly; nothing when the counters agree with what they count.
func Check(t testing.TB, db store.Reader) []string {
	t.Helper()
	var problems []string
	for what, q := range questions {
		rows, err := db.Query(t.Context(), q)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		for rows.Next() {
			var id, n int64
			if err := rows.Scan(&id, &n); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			problems = append(problems, fmt.Sprintf("%s: %d (%d)", what, id, n))
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	return problems
}

package issue_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// listening is a log with an endpoint that wants events of these types, or of all.
func listening(t testing.TB, db store.DB, types ...outhook.Type) *log {
	t.Helper()
	l := newLog(t, db)
	v, err := vault.New("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	if err != nil {
		t.Fatal(err)
	}
	hooks := &outhook.Desk{DB: db, IDs: l.ids, Vault: v, Now: time.Now}
	if _, _, err := hooks.Add(t.Context(), l.Owner, outhook.Given{URL: "https://example.com", Types: types}); err != nil {
		t.Fatal(err)
	}
	l.told = &outhook.Issues{IDs: l.ids, PublicURL: "https://hub.example.com/"}
	l.desk.Listeners = l.told
	return l
}

type event struct {
	Type      string
	Timestamp time.Time
	Data      outhook.Issue
}

// events are those written since it was last asked.
func (l *log) events(t testing.TB) (all []event) {
	t.Helper()
	err := l.DB.InTx(t.Context(), func(tx store.Tx) error {
		rows, err := tx.Query(t.Context(), `select payload from outhook_event order by id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text string
			var e event
			if err := rows.Scan(&text); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(text), &e); err != nil {
				return err
			}
			all = append(all, e)
		}
		rows.Close()
		_, err = tx.Exec(t.Context(), `delete from outhook_event`)
		return errors.Join(rows.Err(), err)
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// brief is an event as "type subject: state before → state, entries/open, by whom".
func (e event) brief() string {
	d := e.Data
	return strings.TrimSpace(fmt.Sprintf("%s %s: %s→%s, %d/%d %s", e.Type, d.Subject, d.Was, d.State, d.Entries, d.Open, d.ResolvedBy))
}

func (l *log) want(t testing.TB, want ...string) {
	t.Helper()
	var got []string
	for _, e := range l.events(t) {
		got = append(got, e.brief())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

func TestTell_anIssuesLife(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := listening(t, db)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		k := unlinked("K-1")
		l.fail(t, k, "A", "B")
		l.want(t, "issue.opened K-1: →open, 2/2")
		id := l.only(t).ID
		l.fail(t, k, "A", "C")
		l.heal(t, "B")
		l.want(t) // more and fewer failures of it are no change of its state
		must(l.desk.Acknowledge(t.Context(), l.Owner, id))
		must(l.desk.Snooze(t.Context(), l.Owner, id, time.Time{}, 2))
		l.want(t, "issue.changed K-1: open→acknowledged, 4/2", "issue.changed K-1: acknowledged→snoozed, 4/2")
		l.fail(t, k, "D", "E")
		l.want(t, "issue.changed K-1: snoozed→open, 6/4")
		member, err := user.NewDirectory(db, l.ids, time.Now).Add(t.Context(), l.Owner.Account, "op@example.com", "Op", "correct horse battery", user.Operator)
		must(err)
		must(l.desk.Assign(t.Context(), l.Owner, id, member.ID))
		must(l.desk.Assign(t.Context(), l.Owner, id, member.ID)) // is theirs already
		_, err = l.desk.Comment(t.Context(), l.Owner, id, "asked the warehouse")
		must(err)
		assigned := l.events(t)
		if len(assigned) != 1 || assigned[0].Type != "issue.changed" || assigned[0].Data.Assignee != ids.String(member.ID) {
			t.Errorf("assigning told %+v", assigned)
		}
		must(l.desk.Snooze(t.Context(), l.Owner, id, l.now.Add(time.Hour), 0))
		must(issue.Wake(t.Context(), db, l.told, l.now.Add(time.Hour)))
		must(issue.Wake(t.Context(), db, l.told, l.now.Add(time.Hour)))
		l.want(t, "issue.changed K-1: open→snoozed, 6/4", "issue.changed K-1: snoozed→open, 6/4")
		l.heal(t, "A", "C", "D", "E")
		l.want(t, "issue.resolved K-1: open→resolved, 6/0 success")
		l.fail(t, k, "A", "B")
		l.want(t, "issue.regressed K-1: resolved→regressed, 8/2")
		l.set(t, true, openEntries(t, l)...)
		l.want(t, "issue.resolved K-1: regressed→resolved, 8/0 person")
		l.set(t, false, latest(t, l)...)
		l.want(t, "issue.opened K-1: resolved→open, 8/3") // whoever keeps a list of open ones must have it back
		l.record(t, synclog.Change{Resolve: openEntries(t, l), By: synclog.ByCheck})
		l.want(t, "issue.resolved K-1: open→resolved, 8/0 check")
	})
}

func TestTell_whatIsTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := listening(t, db)
		o := outcome.New(outcome.KeyRefused, "field", "buyer sari@example.com", "said", "Sari Wijaya moved to Jalan Melati 7", "what", "0812345", "value", "hunter2")
		e := l.entry("A", o)
		l.record(t, synclog.Change{Entries: []synclog.Entry{e}, Holds: []synclog.Hold{
			{Issue: e.Issue(), Held: issue.Held{Currency: "IDR", Orders: 2, Total: 1_500_000_0000}},
			{Issue: e.Issue(), Held: issue.Held{Currency: "SGD", Orders: 1, Total: 12_5000}},
		}})
		var payload string
		if err := db.QueryRow(t.Context(), `select payload from outhook_event`).Scan(&payload); err != nil {
			t.Fatal(err)
		}
		for _, private := range []string{"sari", "Sari", "Melati", "0812345", "hunter2"} {
			if strings.Contains(payload, private) {
				t.Errorf("%q is told: %s", private, payload)
			}
		}
		got := l.events(t)
		if len(got) != 1 {
			t.Fatalf("%d events", len(got))
		}
		id := ids.String(l.only(t).ID)
		want := event{"issue.opened", l.now, outhook.Issue{
			ID: id, Connection: ids.String(l.Connection.ID), Channel: "pretend", Operation: "create_invoice", Code: int(o.Code), Reason: string(o.Reason),
			Subject: got[0].Data.Subject, State: "open", Entries: 1, Open: 1, HeldOrders: 3,
			Held:    []outhook.Held{{Currency: "IDR", Orders: 2, Total: 1_500_000_0000}, {Currency: "SGD", Orders: 1, Total: 12_5000}},
			FirstAt: e.At(), LastAt: e.At(), URL: "https://hub.example.com/issues/" + id,
		}}
		if diff := cmp.Diff(want, got[0]); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		l.told.(*outhook.Issues).PublicURL = ""
		l.heal(t, "A")
		if got := l.events(t); len(got) != 1 || got[0].Data.URL != "" {
			t.Errorf("without an address of its own the hub told %+v", got)
		}
	})
}

// Many workers meet the same causes at once: each cause is opened once, by the first of them, and resolved once, by the last.
func TestTell_onceHoweverManyWorkers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := listening(t, db)
		maker := ids.NewMaker(3, time.Now)
		l.told = &outhook.Issues{IDs: maker}
		const workers, rounds, causes = 6, 10, 5
		together := func(change func(worker, round int) synclog.Change) {
			var all sync.WaitGroup
			for w := range workers {
				all.Go(func() {
					for round := range rounds {
						c := change(w, round)
						c.Account, c.Connection, c.At = l.Owner.Account, l.Connection.ID, l.now
						if err := db.InTx(t.Context(), func(tx store.Tx) error { return synclog.Record(t.Context(), tx, l.told, c) }); err != nil {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
		}
		ref := func(worker, round, n int) string { return fmt.Sprint(worker, "-", round, "-", n) }
		failing := func(worker, round int) (c synclog.Change) {
			for n := range causes * 4 {
				e := l.entry(ref(worker, round, n), unlinked(fmt.Sprint("K-", (n*(worker+1)+round)%causes)))
				e.ID = maker.Next()
				c.Entries = append(c.Entries, e)
			}
			return c
		}
		healing := func(worker, round int) synclog.Change {
			s := synclog.Settled{By: synclog.BySuccess}
			for n := range causes * 4 {
				s.Refs = append(s.Refs, ref(worker, round, n))
			}
			return synclog.Change{Settled: []synclog.Settled{s}}
		}
		for _, step := range []struct {
			change func(int, int) synclog.Change
			want   outhook.Type
		}{{failing, outhook.IssueOpened}, {healing, outhook.IssueResolved}, {failing, outhook.IssueRegressed}} {
			together(step.change)
			told := map[string]int{}
			for _, e := range l.events(t) {
				told[e.Type+" "+e.Data.Subject]++
			}
			want := map[string]int{}
			for n := range causes {
				want[fmt.Sprint(step.want, " K-", n)] = 1
			}
			if diff := cmp.Diff(want, told); diff != "" {
				t.Errorf("%s (-want +got):\n%s", step.want, diff)
			}
		}
	})
}

func TestTell_whatIsRolledBackIsNotTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := listening(t, db)
		refused := errors.New("the lane has moved")
		c := synclog.Change{Account: l.Owner.Account, Connection: l.Connection.ID, Entries: []synclog.Entry{l.entry("A", unlinked("K-1"))}, At: l.now}
		record := func(after error) error {
			return db.InTx(t.Context(), func(tx store.Tx) error { return errors.Join(synclog.Record(t.Context(), tx, l.told, c), after) })
		}
		if err := record(refused); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		l.want(t)
		if err := record(nil); err != nil {
			t.Fatal(err)
		}
		l.want(t, "issue.opened K-1: →open, 1/1") // the one that was undone has not used it up
	})
}

// A person resolves 500 issues: the statements are as few as for five, and none of them is about events when nobody wants those.
func TestTell_resolvingManyIsAFewStatements(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		cost := func(n int, types ...outhook.Type) int {
			counted, counter := storetest.Count(freshLike(t, db))
			l := listening(t, counted, types...)
			var entries []synclog.Entry
			for i := range n {
				entries = append(entries, l.entry(fmt.Sprint("R", i), unlinked(fmt.Sprint("K-", i))))
			}
			l.record(t, synclog.Change{Entries: entries})
			l.events(t)
			counter.Reset()
			if err := counted.InTx(t.Context(), func(tx store.Tx) error {
				_, err := synclog.SetResolved(t.Context(), tx, l.told, l.Owner.Account, entries, true, "sari", l.now)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			statements := counter.Statements()
			told := l.events(t)
			if want := map[bool]int{true: n, false: 0}[types == nil]; len(told) != want {
				t.Errorf("%d issues told %d events to a listener to %v", n, len(told), types)
			}
			return statements
		}
		five, many, others := cost(5), cost(500), cost(500, outhook.OrderCreated)
		if many != five || many-others > 4 {
			t.Errorf("%d statements for 500 issues, %d for five, %d when nobody listens to issues", many, five, others)
		}
	})
}

// Days of the log are dropped: what was open in them is over, and that is told.
func TestTell_recount(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := listening(t, db)
		l.fail(t, unlinked("K-1"), "A")
		l.events(t)
		l.now = l.now.AddDate(0, 0, 90)
		horizon := synclog.Horizon{Account: l.Owner.Account, Entries: l.now.AddDate(0, 0, -100)}
		if err := synclog.Recount(t.Context(), db, l.told, horizon, l.now); err != nil {
			t.Fatal(err)
		}
		l.want(t) // its entry is there still
		horizon.Entries = l.now.AddDate(0, 0, -1)
		if err := db.InTx(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(t.Context(), `update issue set first_at = 1`)
			return errors.Join(err, second(tx.Exec(t.Context(), `delete from entry`)))
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := synclog.Recount(t.Context(), db, l.told, horizon, l.now); err != nil {
				t.Fatal(err)
			}
		}
		l.want(t, "issue.resolved K-1: open→resolved, 0/0 check")
	})
}

func second(_ int64, err error) error { return err }

func freshLike(t *testing.T, db store.DB) store.DB {
	if db.Dialect() == store.SQLite {
		return storetest.SQLite(t)
	}
	return storetest.Postgres(t)
}

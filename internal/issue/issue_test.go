package issue_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// log writes entries of one connection, at a time that the test moves.
type log struct {
	*connectiontest.Shop
	desk *issue.Desk
	ids  *ids.Maker
	told issue.Listeners
	now  time.Time
}

func newLog(t testing.TB, db store.DB) *log {
	l := &log{Shop: connectiontest.New(t, db, nil), now: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return l.now }
	l.ids = ids.NewMaker(2, clock)
	l.desk = &issue.Desk{DB: db, IDs: l.ids, Now: clock}
	return l
}

func (l *log) entry(ref string, o *outcome.Error) synclog.Entry {
	return synclog.Entry{
		ID: l.ids.Next(), Account: l.Owner.Account, Connection: l.Connection.ID, Channel: "pretend", Operation: "create_invoice", Entity: synclog.OrderEntity,
		Ref: ref, Outcome: o, Subject: synclog.SubjectOf(o), SyncType: synclog.Auto, Attempt: 1, StartedAt: l.now,
	}
}

func (l *log) record(t testing.TB, c synclog.Change) {
	t.Helper()
	c.Account, c.Connection, c.At = l.Owner.Account, l.Connection.ID, l.now
	if err := l.DB.InTx(t.Context(), func(tx store.Tx) error { return synclog.Record(t.Context(), tx, l.told, c) }); err != nil {
		t.Fatal(err)
	}
}

// fail writes failures about references, healed that they are over.
func (l *log) fail(t testing.TB, o *outcome.Error, refs ...string) {
	t.Helper()
	c := synclog.Change{Settled: []synclog.Settled{{Refs: refs, By: synclog.ByAttempt}}}
	for _, ref := range refs {
		c.Entries = append(c.Entries, l.entry(ref, o))
	}
	l.record(t, c)
}

func (l *log) heal(t testing.TB, refs ...string) {
	t.Helper()
	l.record(t, synclog.Change{Settled: []synclog.Settled{{Refs: refs, By: synclog.BySuccess}}})
}

func (l *log) list(t testing.TB, f issue.Filter) []issue.Issue {
	t.Helper()
	f.Limit = 100
	all, err := issue.List(t.Context(), l.DB, l.Owner.Account, f)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// only is the one issue there is.
func (l *log) only(t testing.TB) issue.Issue {
	t.Helper()
	all := l.list(t, issue.Filter{})
	if len(all) != 1 {
		t.Fatalf("%d issues, want one: %+v", len(all), all)
	}
	return all[0]
}

func unlinked(sku string) *outcome.Error {
	return outcome.New(outcome.SKUNotLinked, "sku", sku, "listing", "9", "name", "Kaos "+sku)
}

func TestIssue_states(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := newLog(t, db)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		want := func(s issue.State, by string, entries, unresolved int64) issue.Issue {
			t.Helper()
			i := l.only(t)
			if i.State != s || i.StateBy != by || i.Entries != entries || i.Unresolved != unresolved {
				t.Fatalf("%s by %q with %d entries, %d open; want %s by %q with %d, %d", i.State, i.StateBy, i.Entries, i.Unresolved, s, by, entries, unresolved)
			}
			return i
		}
		me := l.Owner.Actor()
		l.fail(t, unlinked("K-1"), "A", "B")
		i := want(issue.Open, "", 2, 2)
		must(l.desk.Acknowledge(t.Context(), l.Owner, i.ID))
		l.fail(t, unlinked("K-1"), "A")
		want(issue.Acknowledged, me, 3, 2)
		l.heal(t, "A")
		want(issue.Acknowledged, me, 3, 1)
		l.heal(t, "B")
		want(issue.Resolved, synclog.BySuccess, 3, 0)
		if err := l.desk.Acknowledge(t.Context(), l.Owner, i.ID); outcome.Of(err).Reason != outcome.IssueState {
			t.Errorf("a resolved one is acknowledged: %v", err)
		}
		if err := l.desk.Snooze(t.Context(), l.Owner, i.ID, time.Time{}, 1); outcome.Of(err).Reason != outcome.IssueState {
			t.Errorf("a resolved one is snoozed: %v", err)
		}
		l.fail(t, unlinked("K-1"), "C")
		want(issue.Regressed, "", 4, 1)
		must(l.desk.Snooze(t.Context(), l.Owner, i.ID, time.Time{}, 2))
		l.fail(t, unlinked("K-1"), "D")
		want(issue.Snoozed, me, 5, 2)
		l.fail(t, unlinked("K-1"), "E")
		want(issue.Open, "", 6, 3)
		must(l.desk.Snooze(t.Context(), l.Owner, i.ID, l.now.Add(time.Hour), 0))
		must(issue.Wake(t.Context(), db, l.told, l.now.Add(59*time.Minute)))
		want(issue.Snoozed, me, 6, 3)
		must(issue.Wake(t.Context(), db, l.told, l.now.Add(time.Hour)))
		want(issue.Open, "", 6, 3)
		must(l.desk.Acknowledge(t.Context(), l.Owner, i.ID))
		must(l.desk.Reopen(t.Context(), l.Owner, i.ID))
		want(issue.Open, me, 6, 3)
		l.record(t, synclog.Change{Resolve: openEntries(t, l), By: "sari"})
		want(issue.Resolved, "sari", 6, 0)
		if problems := issuetest.Check(t, db); problems != nil {
			t.Error(problems)
		}
	})
}

func openEntries(t *testing.T, l *log) (list []int64) {
	t.Helper()
	all, err := synclog.List(t.Context(), l.DB, l.Owner.Account, synclog.Filter{ErrorsOnly: true, HideResolved: true}, synclog.Page{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		list = append(list, e.ID)
	}
	return list
}

func TestList(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := newLog(t, db)
		for n, o := range []*outcome.Error{unlinked("K-1"), unlinked("K-2"), outcome.New(outcome.Timeout), outcome.New(outcome.FailedDelivery)} {
			l.now = l.now.Add(time.Duration(n) * time.Hour)
			l.fail(t, o, fmt.Sprint("R", n))
		}
		l.heal(t, "R1")
		first := l.list(t, issue.Filter{})[3]
		member, err := user.NewDirectory(db, l.ids, time.Now).Add(t.Context(), l.Owner.Account, "op@example.com", "Op", "correct horse battery", user.Operator)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.desk.Assign(t.Context(), l.Owner, first.ID, member.ID); err != nil {
			t.Fatal(err)
		}
		if err := l.desk.Assign(t.Context(), l.Owner, first.ID, 99); err == nil {
			t.Error("a stranger is assigned")
		}
		for name, q := range map[string]struct {
			f    issue.Filter
			want []outcome.Reason
		}{
			"all, last failed first": {issue.Filter{}, []outcome.Reason{outcome.FailedDelivery, outcome.Timeout, outcome.SKUNotLinked, outcome.SKUNotLinked}},
			"states":                 {issue.Filter{States: []issue.State{issue.Open, issue.Regressed}, Code: outcome.Unmapped}, []outcome.Reason{outcome.SKUNotLinked}},
			"resolved":               {issue.Filter{States: []issue.State{issue.Resolved}}, []outcome.Reason{outcome.SKUNotLinked}},
			"code":                   {issue.Filter{Code: outcome.Unavailable}, []outcome.Reason{outcome.Timeout}},
			"reason":                 {issue.Filter{Reason: outcome.FailedDelivery}, []outcome.Reason{outcome.FailedDelivery}},
			"assignee":               {issue.Filter{Assignee: member.ID}, []outcome.Reason{outcome.SKUNotLinked}},
			"keyword":                {issue.Filter{Text: "kaos k-2"}, []outcome.Reason{outcome.SKUNotLinked}},
			"a wildcard is text":     {issue.Filter{Text: "%"}, nil},
			"another connection":     {issue.Filter{Connection: 4711}, nil},
			"the next page":          {issue.Filter{After: &issue.Issue{LastAt: l.now, ID: 0}}, []outcome.Reason{outcome.Timeout, outcome.SKUNotLinked, outcome.SKUNotLinked}},
		} {
			var got []outcome.Reason
			for _, i := range l.list(t, q.f) {
				got = append(got, i.Reason)
			}
			if !slices.Equal(got, q.want) {
				t.Errorf("%s: %v, want %v", name, got, q.want)
			}
		}
		counts, err := issue.CountStates(t.Context(), db, l.Owner.Account)
		if err != nil || counts[issue.Open] != 3 || counts[issue.Resolved] != 1 {
			t.Errorf("counts %v, %v", counts, err)
		}
		if _, err := issue.Get(t.Context(), db, l.Owner.Account+1, first.ID); outcome.Of(err).Reason != outcome.IssueMissing {
			t.Errorf("another account reads it: %v", err)
		}
		stranger := user.User{Account: l.Owner.Account + 1, Email: "eve@example.com"}
		if err := l.desk.Acknowledge(t.Context(), stranger, first.ID); outcome.Of(err).Reason != outcome.IssueMissing {
			t.Errorf("another account acknowledges it: %v", err)
		}
	})
}

func TestTrend_countsEveryFailureByHour(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := newLog(t, db)
		for range 3 {
			l.fail(t, unlinked("K-1"), "A", "B")
			l.now = l.now.Add(40 * time.Minute)
		}
		i := l.only(t)
		points, err := issue.Trend(t.Context(), db, l.Owner.Account, i.ID, l.now.AddDate(0, 0, -7))
		if err != nil || len(points) != 2 || points[0].N != 4 || points[1].N != 2 || points[1].Hour.Hour() != 9 {
			t.Errorf("trend %v, %v", points, err)
		}
		if _, err := l.desk.Comment(t.Context(), l.Owner, i.ID, "The supplier renamed it."); err != nil {
			t.Fatal(err)
		}
		said, err := issue.Comments(t.Context(), db, l.Owner.Account, i.ID)
		if err != nil || len(said) != 1 || said[0].Text != "The supplier renamed it." || said[0].Actor != l.Owner.Actor() {
			t.Errorf("comments %+v, %v", said, err)
		}
	})
}

// keep lets an upkeep pass that leaves so many days of the log.
func (l *log) keep(t testing.TB, days int) {
	t.Helper()
	at := store.Day(l.now.AddDate(0, 0, -days))
	h := synclog.Horizon{Account: l.Owner.Account, Entries: at, Exchanges: at}
	if err := errors.Join(
		synclog.Retain(t.Context(), l.DB, []synclog.Horizon{h}),
		issue.Forget(t.Context(), l.DB, h.Account, h.Entries),
		synclog.Recount(t.Context(), l.DB, l.told, h, l.now),
	); err != nil {
		t.Fatal(err)
	}
}

// Days go, and what issues count of them: failures, open ones, trend and first moment are those of the days that are left (P28). One
// that sleeps until it has so many more wakes up after as many as before.
func TestRecount_issuesAreWhatIsLeft(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		l := newLog(t, db)
		l.fail(t, unlinked("over"), "A", "B")
		l.fail(t, unlinked("goes on"), "C", "D", "E")
		l.heal(t, "D")
		l.now = l.now.AddDate(0, 0, 20)
		first := l.now
		l.fail(t, unlinked("goes on"), "F")
		l.fail(t, unlinked("new"), "G")
		for _, i := range l.list(t, issue.Filter{}) {
			if i.Subject == "goes on" {
				if err := l.desk.Snooze(t.Context(), l.Owner, i.ID, time.Time{}, 2); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, days := range []int{30, 10, 10} {
			l.keep(t, days)
			if problems := issuetest.Check(t, db); problems != nil {
				t.Fatalf("keeping %d days: %q", days, problems)
			}
		}
		got := map[string]string{} // what was resolved is forgotten with the second upkeep
		for _, i := range l.list(t, issue.Filter{}) {
			got[i.Subject] = fmt.Sprintf("%s %d/%d, since %v", i.State, i.Entries, i.Unresolved, i.FirstAt.Sub(first) < time.Second && !i.FirstAt.Before(first.Truncate(time.Second)))
		}
		want := map[string]string{"goes on": "snoozed 1/1, since true", "new": "open 1/1, since true"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		l.fail(t, unlinked("goes on"), "H")
		if got := l.list(t, issue.Filter{States: []issue.State{issue.Snoozed}}); len(got) != 1 {
			t.Errorf("after one more it sleeps no longer")
		}
		l.fail(t, unlinked("goes on"), "I")
		if got := l.list(t, issue.Filter{States: []issue.State{issue.Snoozed}}); len(got) != 0 {
			t.Errorf("after two more it still sleeps: %+v", got)
		}
		l.keep(t, 10)
		if problems := issuetest.Check(t, db); problems != nil {
			t.Error(problems)
		}
	})
}

func TestForget_dropsWhatIsResolvedAndOld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := newLog(t, db)
		l.fail(t, unlinked("old"), "A")
		l.heal(t, "A")
		l.fail(t, unlinked("left open"), "B")
		l.now = l.now.AddDate(0, 0, 91)
		l.fail(t, unlinked("young"), "C")
		l.heal(t, "C")
		for range 2 { // hourly
			l.keep(t, 90)
		}
		if i := l.only(t); i.Subject != "young" {
			t.Errorf("left is %+v", i)
		}
	})
}

// Whatever order failures, successes and people come in, the counters say what the entries say.
func TestRecord_countersAgreeWithTheEntries(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := newLog(t, db)
		refs, skus := []string{"A", "B", "C", "D"}, []string{"K-1", "K-2"}
		rapid.Check(t, func(rt *rapid.T) {
			l.now = l.now.Add(time.Duration(rapid.IntRange(0, 50).Draw(rt, "minutes")) * time.Minute)
			ref, sku := rapid.SampledFrom(refs).Draw(rt, "ref"), rapid.SampledFrom(skus).Draw(rt, "sku")
			switch rapid.IntRange(0, 5).Draw(rt, "what") {
			case 0, 1:
				l.fail(t, unlinked(sku), ref)
			case 2:
				l.record(t, synclog.Change{Entries: []synclog.Entry{l.entry(ref, unlinked(sku)), l.entry(ref, outcome.New(outcome.Done))}})
			case 3:
				l.heal(t, ref)
			case 4:
				l.set(t, true, openEntries(t, l)...)
			case 5:
				l.set(t, false, latest(t, l)...)
			}
			if problems := issuetest.Check(t, db); problems != nil {
				rt.Fatal(problems)
			}
		})
	})
}

// latest are the newest failures, resolved or not.
func latest(t *testing.T, l *log) (list []int64) {
	t.Helper()
	all, err := synclog.List(t.Context(), l.DB, l.Owner.Account, synclog.Filter{ErrorsOnly: true}, synclog.Page{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		list = append(list, e.ID)
	}
	return list
}

func (l *log) set(t *testing.T, resolved bool, list ...int64) {
	t.Helper()
	var entries []synclog.Entry
	for _, id := range list {
		e, err := synclog.Get(t.Context(), l.DB, l.Owner.Account, id)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	if err := l.DB.InTx(t.Context(), func(tx store.Tx) error {
		_, err := synclog.SetResolved(t.Context(), tx, l.told, l.Owner.Account, entries, resolved, "sari", l.now)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// Many writers on the same issues at once, each with the causes in another order: nobody is told to begin again.
func TestRecord_atOnceFromManyWriters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		l := newLog(t, db)
		maker := ids.NewMaker(3, time.Now)
		const writers, rounds = 6, 15
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for round := range rounds {
					var c synclog.Change
					for n := range 12 {
						e := l.entry(fmt.Sprint(w, "-", n), unlinked(fmt.Sprint("K-", (n*(w+1)+round)%12)))
						e.ID = maker.Next()
						c.Entries = append(c.Entries, e)
						c.Settled = []synclog.Settled{{Refs: []string{e.Ref}, By: synclog.ByAttempt}}
					}
					c.Account, c.Connection, c.At = l.Owner.Account, l.Connection.ID, l.now
					tries := 0
					err := db.InTx(t.Context(), func(tx store.Tx) error {
						tries++
						return synclog.Record(t.Context(), tx, l.told, c)
					})
					if err != nil || tries > 1 {
						t.Errorf("%d tries, %v", tries, err)
					}
				}
			})
		}
		wg.Wait()
		var entries int64
		for _, i := range l.list(t, issue.Filter{}) {
			entries += i.Entries
		}
		if entries != writers*rounds*12 {
			t.Errorf("%d entries counted, want %d", entries, writers*rounds*12)
		}
		if problems := issuetest.Check(t, db); problems != nil {
			t.Error(problems)
		}
	})
}

func TestKey_ID(t *testing.T) {
	t.Parallel()
	a := issue.Key{Connection: 1, Operation: "create_invoice", Code: 422, Reason: "sku_not_linked", Subject: "K-1"}
	others := []issue.Key{
		{2, a.Operation, a.Code, a.Reason, a.Subject}, {1, "create_order", a.Code, a.Reason, a.Subject}, {1, a.Operation, 400, a.Reason, a.Subject},
		{1, a.Operation, a.Code, "totals_differ", a.Subject}, {1, a.Operation, a.Code, a.Reason, ""}, {1, a.Operation, a.Code, a.Reason, `K-1" "`},
	}
	for _, k := range others {
		if k.ID() == a.ID() || k.ID() <= 0 {
			t.Errorf("%+v has the id %d", k, k.ID())
		}
	}
	if got := a.ID(); got != 4020689032459253661 { // it stands in databases, so it must never become another
		t.Errorf("id %d", got)
	}
	if issue.IDOf(1, "create_invoice", outcome.New(outcome.AlreadyThere)) != 0 || issue.IDOf(1, "create_invoice", nil) != 0 {
		t.Error("what is no failure has an issue")
	}
}

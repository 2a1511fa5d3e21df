package completeness_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// Zones that set their clocks at midnight, by half an hour, or skipped a whole day are among them.
var zones = []string{"Asia/Jakarta", "UTC", "America/New_York", "America/Havana", "Asia/Beirut", "Africa/Cairo", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"}

func TestCalendar_everyMomentIsOfExactlyOneDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := completeness.NewCalendar(rapid.SampledFrom(zones).Draw(t, "zone"))
		at := time.Unix(rapid.Int64Range(1.6e9, 1.9e9).Draw(t, "seconds"), 0)
		d := c.Day(at)
		if start, end := c.Start(d), c.End(d); at.Before(start) || !at.Before(end) || c.Day(start) != d || c.Day(start.Add(-1)) == d || !end.Equal(c.Start(d.Add(1))) {
			t.Fatalf("%s is of %s, which is from %s to %s", at, d, start, end)
		}
	})
}

// Havana's clocks go from one back to midnight: the day has two midnights, and begins with the first.
func TestCalendar_theFirstOfTwoMidnights(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{"America/Havana": "2026-11-01T04:00:00Z", "Asia/Jakarta": "2026-10-31T17:00:00Z"} {
		if got := completeness.NewCalendar(zone).Start("2026-11-01").Format(time.RFC3339); got != want {
			t.Errorf("%s begins the first of November at %s, want %s", zone, got, want)
		}
	}
	if got := completeness.NewCalendar("Nowhere/Atall").Start("2026-11-01"); got.Format(time.RFC3339) != "2026-11-01T00:00:00Z" {
		t.Errorf("a zone that nobody knows begins it at %s", got)
	}
}

func TestParseDay(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{"2026-11-20": true, "2024-02-29": true, "2026-02-29": false, "": false, "20.11.2026": false, "2026-11-20T00:00": false} {
		if d, err := completeness.ParseDay(text); (err == nil) != ok || ok && string(d) != text {
			t.Errorf("%q: %q, %v", text, d, err)
		}
	}
}

func TestProven(t *testing.T) {
	t.Parallel()
	clean := func(day string, whole bool) completeness.DayRow {
		d := completeness.Day(day)
		c := completeness.NewCalendar("UTC")
		r := completeness.DayRow{Day: d, From: c.Start(d), JudgedTo: c.End(d), Whole: whole}
		if !whole {
			r.JudgedTo = c.Start(d).Add(12 * time.Hour)
		}
		return r
	}
	bad := func(change func(*completeness.Figures)) completeness.DayRow {
		r := clean("2026-11-02", true)
		change(&r.Figures)
		return r
	}
	for name, c := range map[string]struct {
		days []completeness.DayRow
		want string
	}{
		"nothing was looked at":                {nil, "0001-01-01T00:00:00Z"},
		"every day, the last as far as judged": {[]completeness.DayRow{clean("2026-11-01", true), clean("2026-11-02", true), clean("2026-11-03", false)}, "2026-11-03T12:00:00Z"},
		"something is unexplained":             {[]completeness.DayRow{clean("2026-11-01", true), bad(func(f *completeness.Figures) { f.Unexplained = 1 }), clean("2026-11-03", true)}, "2026-11-02T00:00:00Z"},
		"something is unequal":                 {[]completeness.DayRow{clean("2026-11-01", true), bad(func(f *completeness.Figures) { f.Unequal = 1 })}, "2026-11-02T00:00:00Z"},
		"a document has no order":              {[]completeness.DayRow{clean("2026-11-01", true), bad(func(f *completeness.Figures) { f.Orphans = 1 })}, "2026-11-02T00:00:00Z"},
		"what is held or gone is explained":    {[]completeness.DayRow{clean("2026-11-01", true), bad(func(f *completeness.Figures) { f.Held, f.Gone, f.Healed = 1, 1, 1 })}, "2026-11-03T00:00:00Z"},
		"a day was left out":                   {[]completeness.DayRow{clean("2026-11-01", true), clean("2026-11-03", true)}, "2026-11-02T00:00:00Z"},
		"a day was not judged to its end":      {[]completeness.DayRow{clean("2026-11-01", false), clean("2026-11-02", true)}, "2026-11-01T12:00:00Z"},
		"the first day is bad":                 {[]completeness.DayRow{bad(func(f *completeness.Figures) { f.Unexplained = 1 })}, "0001-01-01T00:00:00Z"},
	} {
		if got := completeness.Proven(c.days).Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestUnusual(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		quiet time.Duration
		weeks [4]int64
		want  bool
	}{
		"an hour in which there were always some":     {time.Hour, [4]int64{9, 6, 12, 5}, true},
		"a pause that is short, in a busy shop":       {59 * time.Minute, [4]int64{900, 800, 700, 900}, false},
		"one of the four weeks was weak":              {3 * time.Hour, [4]int64{40, 4, 40, 40}, false},
		"a day on which the shop is closed":           {10 * time.Hour, [4]int64{0, 0, 0, 0}, false},
		"closed once in four weeks":                   {10 * time.Hour, [4]int64{80, 80, 0, 80}, false},
		"a shop that is three weeks old":              {10 * time.Hour, [4]int64{80, 80, 80, 0}, false},
		"one that sells two a day, silent for a day":  {24 * time.Hour, [4]int64{2, 2, 2, 2}, false},
		"one that sells two a day, silent for three":  {72 * time.Hour, [4]int64{6, 5, 7, 6}, true},
		"a sale in one week does not make it unusual": {2 * time.Hour, [4]int64{500, 3, 2, 3}, false},
	} {
		if got := completeness.Unusual(c.quiet, c.weeks); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestSilence(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		g := newGround(t, db, true, nil)
		look := func() completeness.Ledger {
			t.Helper()
			g.caughtUp(t)
			g.check(t, today, g.dayOf(g.now))
			return g.ledger(t)
		}
		for week := range 5 { // five orders an hour, at the same hours of each week; this week they end at noon
			from := noon.AddDate(0, 0, -7*week).Add(-2 * time.Hour)
			hours := 8
			if week == 0 {
				hours = 2
			}
			for h := range hours {
				for i, o := range sales(6, fmt.Sprintf("w%dh%d-", week, h), order.Paid, from.Add(time.Duration(h)*time.Hour)) {
					o.CreatedAt = o.CreatedAt.Add(time.Duration(i) * 9 * time.Minute)
					g.both(t, o)
				}
			}
		}
		last := noon.Add(-15*time.Minute + 5*time.Second)
		if l := look(); !l.SilentSince.IsZero() {
			t.Errorf("a quarter of an hour makes it silent: %+v", l)
		}
		g.now = noon.Add(2 * time.Hour)
		if l := look(); !l.SilentSince.Equal(last) || l.SilentUsual < 5 {
			t.Errorf("silent since %s, usual %d; want since %s", l.SilentSince, l.SilentUsual, last)
		}
		told := []string{"404 shop_silent " + g.Connection.Name}
		if got := g.log(t); fmt.Sprint(got) != fmt.Sprint(told) {
			t.Errorf("log %v", got)
		}
		g.now = noon.AddDate(0, 0, 9) // whatever the weeks before look like then: nobody has bought since
		if l := look(); !l.SilentSince.Equal(last) || len(g.log(t)) != 1 {
			t.Errorf("after nine days it is silent since %s, log %v", l.SilentSince, g.log(t))
		}
		g.both(t, sale("at last", order.Paid, g.now.Add(-time.Minute)))
		if l := look(); !l.SilentSince.IsZero() || g.log(t)[0] != told[0]+" *" {
			t.Errorf("after an order it is silent since %s, log %v", l.SilentSince, g.log(t))
		}
	})
}

func (g *ground) dayOf(at time.Time) completeness.Day {
	return completeness.NewCalendar("Asia/Jakarta").Day(at)
}

// What a check costs grows with its pages, not with its orders.
func TestCheck_aBigDayCostsStatementsByPages(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		const orders, page = 4_000, 250
		counted, counter := storetest.Count(db)
		g := newGround(t, counted, true, func(k *channel.Kind) { k.Policy.MissingOrders = policy.ReportMissing })
		g.shop.size = page
		g.both(t, sales(orders, "a", order.Paid, start)...)
		counter.Reset()
		g.check(t, today, today)
		if f := g.figures(t, today); f.Complete != orders || f.Channel != orders {
			t.Fatalf("figures %+v", f)
		}
		lists, judged := orders/page, orders/200
		if n, most := counter.Statements(), 3*lists+11*judged+60; n > most { // one of each holds the connection against removal
			t.Errorf("%d statements, at most %d expected for %d pages of the list and %d of the orders", n, most, lists, judged)
		} else {
			t.Logf("%d statements for %d orders", n, orders)
		}
	})
}

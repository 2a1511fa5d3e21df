package digest_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

var jakarta = time.FixedZone("WIB", 7*3600)

// morning is 08:00 in Jakarta.
var morning = time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC)

func rule(what digest.What, when digest.When) digest.Rule {
	return digest.Rule{Account: 1, Member: 2, What: what, When: when, At: 8 * time.Hour, Way: digest.Mail, To: "sari@example.com", Language: "en", Zone: jakarta}
}

// failing is an issue that so many orders wait for.
func failing(key string, orders int64, at time.Time) digest.Concern {
	i := &issue.Issue{Key: issue.Key{Connection: 5, Operation: "create_invoice", Code: outcome.Unmapped, Subject: key}, Unresolved: orders, FirstAt: at, LastAt: at}
	return digest.Concern{What: digest.Errors, Key: key, Outcome: outcome.New(outcome.SKUNotLinked, "sku", key), At: at, Size: orders, Connection: 5, Shop: "Toko", Issue: i}
}

// days looks once a minute, over a span, at what world shows, and gives the minutes at which something was said.
func days(r digest.Rule, from time.Time, span time.Duration, world func(now time.Time) []digest.Concern, said func(time.Time, digest.Message)) digest.Memory {
	var m digest.Memory
	for now := from; now.Before(from.Add(span)); now = now.Add(time.Minute) {
		var msg digest.Message
		msg, m = r.Next(world(now), m, now)
		if !msg.Empty() {
			said(now, msg)
		}
	}
	return m
}

func minutes(from time.Time, all []time.Time) []int {
	var list []int
	for _, t := range all {
		list = append(list, int(t.Sub(from).Minutes()))
	}
	return list
}

func TestRule_Next_gapsGrow(t *testing.T) {
	t.Parallel()
	day := 24 * 60
	for when, want := range map[digest.When][]int{
		digest.TenMinutes: {0, 10, 30, 70, 150, 310, 630, 1270, 1270 + 1280, 1270 + 1280 + day, 1270 + 1280 + 2*day},
		digest.AtOnce:     {0, 10, 30, 70, 150, 310, 630, 1270, 1270 + 1280, 1270 + 1280 + day, 1270 + 1280 + 2*day},
		digest.Hourly:     {0, 60, 180, 420, 900, 1860, 1860 + day, 1860 + 2*day},
		digest.Daily:      {60, 60 + day, 60 + 2*day, 60 + 3*day},
	} {
		t.Run(string(when), func(t *testing.T) {
			t.Parallel()
			from := morning.Add(-time.Hour)
			r := rule(digest.Errors, when)
			r.Since = from.Add(-time.Minute)
			var all []time.Time
			days(r, from, 4*24*time.Hour, func(time.Time) []digest.Concern { return []digest.Concern{failing("A", 3, from)} },
				func(now time.Time, _ digest.Message) { all = append(all, now) })
			got := minutes(from, all)
			if len(got) > len(want) {
				got = got[:len(want)]
			}
			if !slices.Equal(got, want) {
				t.Errorf("told at minutes %v, want %v", got, want)
			}
		})
	}
}

func TestRule_Next(t *testing.T) {
	t.Parallel()
	at := func(m int) time.Time { return morning.Add(time.Duration(m) * time.Minute) }
	// change is what the world shows from a minute on.
	type change struct {
		from  int
		shows []digest.Concern
	}
	quiet := func(c digest.Concern) digest.Concern { c.Quiet = true; return c }
	once := func(c digest.Concern) digest.Concern { c.Once = true; return c }
	past := func(c digest.Concern) digest.Concern { c.Once, c.Past = true, true; return c }
	for name, c := range map[string]struct {
		when  digest.When
		world []change
		want  []string // minute: due keys, then what is cleared
	}{
		"nothing wrong, nothing said": {digest.TenMinutes, nil, nil},
		"a new one is told in the next ten minutes, and does not hurry the old one": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 1, at(0))}}, {33, []digest.Concern{failing("A", 1, at(0)), failing("B", 1, at(33))}},
		}, []string{"0: A", "10: A", "30: A", "40: B", "50: B", "70: A B"}},
		"more of the same is new": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 1, at(0))}}, {45, []digest.Concern{failing("A", 2, at(0))}},
		}, []string{"0: A", "10: A", "30: A", "45: A", "55: A", "75: A"}},
		"less of the same is not": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 5, at(0))}}, {12, []digest.Concern{failing("A", 2, at(0))}},
		}, []string{"0: A", "10: A", "30: A", "70: A"}},
		"more again after it became less is new": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 5, at(0))}}, {32, []digest.Concern{failing("A", 2, at(0))}}, {45, []digest.Concern{failing("A", 3, at(0))}},
		}, []string{"0: A", "10: A", "30: A", "45: A", "55: A", "75: A"}},
		"acknowledged or snoozed it is silent": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 1, at(0))}}, {5, []digest.Concern{quiet(failing("A", 9, at(5)))}},
		}, []string{"0: A"}},
		"what was snoozed and woke up is new": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 1, at(0))}}, {31, []digest.Concern{quiet(failing("A", 1, at(31)))}}, {60, []digest.Concern{failing("A", 1, at(60))}},
		}, []string{"0: A", "10: A", "30: A", "60: A", "70: A"}},
		"all clear is said once, when everything told is resolved": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 1, at(0)), failing("B", 1, at(0))}}, {3, []digest.Concern{failing("B", 1, at(0))}}, {25, nil},
		}, []string{"0: A B", "10: B, over 1", "25: , over 1"}},
		"no all clear while somebody has acknowledged the rest": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 1, at(0)), failing("B", 1, at(0))}}, {3, []digest.Concern{quiet(failing("B", 1, at(0)))}},
		}, []string{"0: A B"}},
		"what comes back after it was resolved is new": {digest.TenMinutes, []change{
			{0, []digest.Concern{failing("A", 1, at(0)), failing("B", 1, at(0))}}, {31, []digest.Concern{failing("B", 1, at(0))}},
			{36, []digest.Concern{failing("A", 1, at(0)), failing("B", 1, at(0))}},
		}, []string{"0: A B", "10: A B", "30: A B", "40: A", "50: A", "70: A B"}},
		"at once means at once, also for the second": {digest.AtOnce, []change{
			{0, []digest.Concern{failing("A", 1, at(0))}}, {3, []digest.Concern{failing("A", 1, at(0)), failing("B", 1, at(3))}},
		}, []string{"0: A", "3: B", "10: A", "13: B", "30: A", "33: B", "70: A", "73: B"}},
		"what comes and goes every minute is told every ten": {digest.AtOnce, []change{
			{0, []digest.Concern{failing("A", 1, at(0))}}, {1, nil}, {2, []digest.Concern{failing("A", 1, at(2))}}, {3, nil}, {4, []digest.Concern{failing("A", 1, at(4))}}, {11, nil},
		}, []string{"0: A", "10: A", "20: , over 1"}},
		"what ends on a day is told at each threshold, and cleared": {digest.AtOnce, []change{
			{0, []digest.Concern{once(failing("T", 1, at(0)))}}, {40, []digest.Concern{once(failing("T", 2, at(0)))}}, {60, nil},
		}, []string{"0: T", "40: T", "60: , over 1"}},
		"what is past is told once and needs no all clear": {digest.AtOnce, []change{{0, []digest.Concern{past(failing("S", 1, at(0)))}}, {30, nil}}, []string{"0: S"}},
		"an hourly rule gathers":                           {digest.Hourly, []change{{0, []digest.Concern{failing("A", 1, at(0))}}, {3, []digest.Concern{failing("A", 1, at(0)), failing("B", 1, at(3))}}}, []string{"0: A", "60: A B"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			world := func(now time.Time) []digest.Concern {
				var shows []digest.Concern
				for _, ch := range c.world {
					if !now.Before(at(ch.from)) {
						shows = ch.shows
					}
				}
				return shows
			}
			days(rule(digest.Errors, c.when), morning, 80*time.Minute, world, func(now time.Time, m digest.Message) {
				line := fmt.Sprintf("%d:", int(now.Sub(morning).Minutes()))
				for _, d := range m.Due {
					line += " " + d.Key
				}
				if len(m.Due) == 0 {
					line += " "
				}
				if n := len(m.Cleared); n > 0 {
					line += fmt.Sprintf(", over %d", n)
				}
				got = append(got, line)
			})
			if !slices.Equal(got, c.want) {
				t.Errorf("told\n%q, want\n%q", got, c.want)
			}
		})
	}
}

func TestRule_Next_daily(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	r := rule(digest.Errors, digest.Daily)
	r.Zone, r.At = berlin, 2*time.Hour+30*time.Minute // an hour that 29 March 2026 does not have, and 25 October has twice
	for name, from := range map[string]time.Time{
		"summer time begins": time.Date(2026, 3, 27, 12, 0, 0, 0, berlin),
		"summer time ends":   time.Date(2026, 10, 23, 12, 0, 0, 0, berlin),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := r
			r.Since = from
			told := map[string]int{}
			days(r, from, 4*24*time.Hour, func(time.Time) []digest.Concern { return []digest.Concern{failing("A", 1, from)} },
				func(now time.Time, _ digest.Message) { told[now.In(berlin).Format("Jan 2")]++ })
			if len(told) != 4 {
				t.Errorf("told on %v, want four days", told)
			}
			for day, n := range told {
				if n != 1 {
					t.Errorf("told %d times on %s", n, day)
				}
			}
		})
	}
	t.Run("what begins in the afternoon is told the next morning", func(t *testing.T) {
		t.Parallel()
		var got []time.Time
		began := morning.Add(6 * time.Hour)
		world := func(now time.Time) []digest.Concern {
			if now.Before(began) {
				return nil
			}
			return []digest.Concern{failing("A", 1, began)}
		}
		days(rule(digest.Errors, digest.Daily), morning, 47*time.Hour, world, func(now time.Time, _ digest.Message) { got = append(got, now) })
		if len(got) != 1 || !got[0].Equal(morning.Add(24*time.Hour)) {
			t.Errorf("told at %v", got)
		}
	})
	t.Run("not at once when it was chosen after its hour", func(t *testing.T) {
		t.Parallel()
		r := rule(digest.Errors, digest.Daily)
		r.Since = morning.Add(time.Hour)
		if m, _ := r.Next([]digest.Concern{failing("A", 1, morning)}, digest.Memory{}, morning.Add(2*time.Hour)); !m.Empty() {
			t.Error("told two hours after the day's hour")
		}
	})
}

func TestRule_Next_waitsForWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	m, next := rule(digest.Errors, digest.AtOnce).Next([]digest.Concern{failing("A", 1, morning)}, digest.Memory{Busy: true}, morning)
	if !m.Empty() || len(next.Told) != 0 {
		t.Errorf("%+v, %+v", m, next)
	}
}

// whim is a world that changes as it likes: each minute some issues begin, grow, shrink, are acknowledged, resolved, regress.
type whim struct {
	t     *rapid.T
	shown map[string]digest.Concern
	fresh map[string]time.Time // since when something new about an open one has not been told
}

func (w *whim) minute(now time.Time, busy bool) []digest.Concern {
	for _, key := range []string{"A", "B", "C"} {
		if !busy || rapid.IntRange(0, 9).Draw(w.t, "quiet hour") > 0 {
			continue
		}
		c, there := w.shown[key]
		switch verb := rapid.SampledFrom([]string{"begin", "grow", "shrink", "acknowledge", "open", "resolve"}).Draw(w.t, key); {
		case verb == "begin" && !there:
			w.shown[key], w.fresh[key] = failing(key, 1, now), now
		case verb == "grow" && there && !c.Quiet:
			c.Size++
			w.note(key, c, now)
		case verb == "shrink" && there && c.Size > 1 && w.fresh[key].IsZero(): // one more and one less before it was told is nothing new
			c.Size--
			w.shown[key] = c
		case verb == "acknowledge" && there && !c.Quiet:
			c.Quiet = true
			w.shown[key] = c
			delete(w.fresh, key)
		case verb == "open" && there && c.Quiet:
			c.Quiet, c.At = false, now
			w.note(key, c, now)
		case verb == "resolve" && there:
			delete(w.shown, key)
			delete(w.fresh, key)
		}
	}
	var all []digest.Concern
	for _, key := range []string{"A", "B", "C"} {
		if c, ok := w.shown[key]; ok {
			all = append(all, c)
		}
	}
	return all
}

func (w *whim) note(key string, c digest.Concern, now time.Time) {
	w.shown[key] = c
	if _, waits := w.fresh[key]; !waits {
		w.fresh[key] = now
	}
}

// Whatever happens: what is new is told in the next ten minutes, what somebody knows of or is resolved is never told, no two
// messages of a digest are closer than ten minutes, and all clear is said only when nothing told is left.
func TestRule_Next_whateverHappens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rule(digest.Errors, rapid.SampledFrom([]digest.When{digest.AtOnce, digest.TenMinutes}).Draw(t, "when"))
		w := &whim{t: t, shown: map[string]digest.Concern{}, fresh: map[string]time.Time{}}
		var m digest.Memory
		var spoke time.Time
		told := map[string]bool{} // and not said to be over
		for i := range 180 {
			now := morning.Add(time.Duration(i) * time.Minute)
			var msg digest.Message
			msg, m = r.Next(w.minute(now, i < 120), m, now)
			for _, c := range msg.Due {
				if now := w.shown[c.Key]; now.Quiet || now.Key == "" {
					t.Fatalf("minute %d: told of %s, which is acknowledged or resolved", i, c.Key)
				}
				told[c.Key] = true
				delete(w.fresh, c.Key)
			}
			for _, title := range msg.Cleared { // "422 ...: Create Invoice at Toko (A)"
				delete(told, title[len(title)-2:len(title)-1])
			}
			for key, since := range w.fresh {
				if now.Sub(since) >= 10*time.Minute {
					t.Fatalf("minute %d: %s has been new since %s and was not told", i, key, since)
				}
			}
			if msg.AllClear() {
				for key := range told {
					t.Fatalf("minute %d: all clear, and nobody has said that %s is over", i, key)
				}
			}
			if !msg.Empty() {
				if r.When == digest.TenMinutes && now.Sub(spoke) < 10*time.Minute {
					t.Fatalf("minute %d: the last message was at %s", i, spoke)
				}
				spoke = now
			}
		}
	})
}

// Nothing new: the n-th message of an open issue comes no sooner than its gap, and it comes.
func TestRule_Next_eachIsToldUntilItIsFixed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := rule(digest.Errors, rapid.SampledFrom([]digest.When{digest.AtOnce, digest.TenMinutes, digest.Hourly}).Draw(t, "when"))
		base := map[digest.When]time.Duration{digest.Hourly: time.Hour}[r.When]
		base = max(base, 10*time.Minute)
		n := rapid.IntRange(1, 4).Draw(t, "issues")
		var world []digest.Concern
		for i := range n {
			world = append(world, failing(fmt.Sprint(i), int64(i+1), morning.Add(time.Duration(rapid.IntRange(-30, 0).Draw(t, "age"))*time.Minute)))
		}
		last, gap := map[string]time.Time{}, map[string]time.Duration{}
		days(r, morning, 6*24*time.Hour, func(time.Time) []digest.Concern { return world }, func(now time.Time, m digest.Message) {
			for _, c := range m.Due {
				if before, ok := last[c.Key]; ok && now.Sub(before) < gap[c.Key] {
					t.Fatalf("%s was told at %s and again at %s, the gap is %s", c.Key, before, now, gap[c.Key])
				}
				last[c.Key], gap[c.Key] = now, min(max(2*gap[c.Key], base), 24*time.Hour)
			}
		})
		for _, c := range world {
			if end := morning.Add(6 * 24 * time.Hour); end.Sub(last[c.Key]) > 25*time.Hour {
				t.Fatalf("%s was told last at %s and is still open", c.Key, last[c.Key])
			}
		}
	})
}

// A message says how many are open in all: what it tells of now, what has not changed, and what somebody knows of.
func TestRule_Next_countsWhatItIsSilentOf(t *testing.T) {
	t.Parallel()
	r := rule(digest.Errors, digest.TenMinutes)
	old, known := failing("old", 3, morning), failing("known", 1, morning)
	known.Quiet = true
	_, m := r.Next([]digest.Concern{old, known}, digest.Memory{}, morning)
	later := morning.Add(30 * time.Minute)
	_, m = r.Next([]digest.Concern{old, known}, m, morning.Add(10*time.Minute))
	got, _ := r.Next([]digest.Concern{old, known, failing("new", 1, later)}, m, later.Add(-5*time.Minute))
	if len(got.Due) != 1 || got.Due[0].Key != "new" || got.Still != 1 || got.Known != 1 || got.Open() != 3 {
		t.Errorf("tells of %v of %d, %d unchanged and %d known", got.Due, got.Open(), got.Still, got.Known)
	}
}

func TestMatters(t *testing.T) {
	t.Parallel()
	locked := digest.Concern{What: digest.NoAccess, Key: "no_access/5", Connection: 5, Outcome: outcome.New(outcome.NotAuthorised)}
	refused := failing("401", 1, morning)
	refused.Outcome = outcome.New(outcome.NotAuthorised)
	elsewhere := refused
	elsewhere.Key, elsewhere.Connection = "401 elsewhere", 6
	later := failing("503", 1, morning)
	later.Outcome = outcome.New(outcome.Timeout)
	all := []digest.Concern{locked, refused, elsewhere, later, failing("422", 1, morning)}
	mine, lock := rule(digest.Errors, digest.TenMinutes), rule(digest.NoAccess, digest.AtOnce)
	other := lock
	other.To = "budi@example.com"
	for name, c := range map[string]struct {
		rule  digest.Rule
		rules []digest.Rule
		want  []string
		left  int
	}{
		"every error":                            {mine, []digest.Rule{mine}, []string{"401", "401 elsewhere", "503", "422"}, 0},
		"a lockout is left to the rule about it": {mine, []digest.Rule{mine, lock}, []string{"401 elsewhere", "503", "422"}, 1},
		"but not to a rule of somebody else":     {mine, []digest.Rule{mine, other}, []string{"401", "401 elsewhere", "503", "422"}, 0},
		"what needs a person":                    {rule(digest.Person, digest.TenMinutes), nil, []string{"401", "401 elsewhere", "422"}, 0},
		"the lockout itself":                     {lock, []digest.Rule{mine, lock}, []string{"no_access/5"}, 0},
		"nothing about workers":                  {rule(digest.SilentWorker, digest.AtOnce), nil, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			matters, left := digest.Matters(c.rule, c.rules, all)
			for _, m := range matters {
				got = append(got, m.Key)
			}
			if !slices.Equal(got, c.want) || left != c.left {
				t.Errorf("%v and %d elsewhere, want %v and %d", got, left, c.want, c.left)
			}
		})
	}
}

package digest

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

const (
	shortest = 10 * time.Minute // between two messages about what does not change, the first time
	longest  = 24 * time.Hour
	// slack is half the time between two looks: what is due a moment after a look is told at it, and not a minute late.
	slack = 30 * time.Second
)

// Memory is what a rule has told. The zero Memory: nothing yet.
type Memory struct {
	LookedAt time.Time       // when it was last asked; zero: never
	SpokeAt  time.Time       // its last message; zero: never, or days ago
	Busy     bool            // a message of it is still on its way
	Told     map[string]Told // by Concern.Key
}

// Told is what a place knows of a concern.
type Told struct {
	At    time.Time // last told
	Times int       // told, since there was anything new
	Size  int64     // the least since it was told: more than that is new
	State State
	Title string // what it is called when it is over; empty: it was over when it was told
	Shop  int64  // the connection it is about; 0: none
}

// State is what became of a concern since it was told.
type State string

const (
	There State = "there"
	Gone  State = "gone" // resolved, and nobody was told
	Back  State = "back" // was gone in between
)

// Message is what is to be said now. The zero Message: nothing.
type Message struct {
	Due       []Concern // what is new, or is told again
	Still     int       // open beside these, told before and not yet due again
	Known     int       // open beside these, acknowledged or snoozed
	Elsewhere int       // open beside these, told by another rule of the same place
	Cleared   []string  // titles of what is over
	Shops     []int64   // the connections that what is due or over is about, sorted
}

// Open is how many are open in all.
func (m Message) Open() int { return len(m.Due) + m.Still + m.Known + m.Elsewhere }

// Empty tells that there is nothing to say.
func (m Message) Empty() bool { return len(m.Due)+len(m.Cleared) == 0 }

// AllClear tells that everything told is resolved.
func (m Message) AllClear() bool { return len(m.Due) == 0 && len(m.Cleared) > 0 }

// Next decides what a rule says now about concerns, all of which it is about (see Matters), and what it remembers from then on.
//
// What is new is told when the rule's time comes, which is at once or in the next ten minutes, hour or day. What does not change is
// told again after 10 minutes, 20, 40 and so on to a day. What somebody knows of is silent. Nothing is said while a message is
// still on its way: it would pile up behind a server that is down.
func (r Rule) Next(concerns []Concern, was Memory, now time.Time) (Message, Memory) {
	next := was.observe(concerns)
	next.LookedAt = now
	if was.Busy || !r.mayspeak(was, now) {
		return Message{}, next
	}
	var m Message
	for _, c := range concerns {
		switch {
		case c.Quiet:
			m.Known++
		case r.due(c, next.Told[c.Key], now):
			m.Due = append(m.Due, c)
		case !c.Once:
			m.Still++
		}
	}
	if len(m.Due) == 0 && !next.clear(now) {
		return Message{}, next
	}
	m.Cleared, m.Shops = next.forget()
	for _, c := range m.Due {
		m.Shops = append(m.Shops, c.Connection)
		next.Told[c.Key] = r.tell(c, next.Told[c.Key], now)
	}
	slices.Sort(m.Shops)
	m.Shops = slices.DeleteFunc(slices.Compact(m.Shops), func(id int64) bool { return id == 0 })
	slices.SortStableFunc(m.Due, func(a, b Concern) int { return cmp.Compare(weight(b), weight(a)) })
	next.SpokeAt = now
	return m, next
}

// weight puts what holds up most first.
func weight(c Concern) int64 {
	if c.Issue == nil {
		return 0
	}
	return c.Issue.Orders()
}

// mayspeak tells whether the rule's time has come. A daily rule speaks at the first look after its hour and at no other: what begins
// in the afternoon is told the next morning.
func (r Rule) mayspeak(was Memory, now time.Time) bool {
	switch r.When {
	case AtOnce:
		return true
	case Hourly:
		return passed(was.SpokeAt, time.Hour, now)
	case Daily:
		at := r.daily(now)
		return at.After(was.LookedAt) && at.After(was.SpokeAt) && at.After(r.Since)
	}
	return passed(was.SpokeAt, shortest, now)
}

// daily is the last moment of a daily rule, now at the latest.
func (r Rule) daily(now time.Time) time.Time {
	local := now.In(r.Zone)
	minutes := int(r.At / time.Minute)
	at := time.Date(local.Year(), local.Month(), local.Day(), minutes/60, minutes%60, 0, 0, r.Zone)
	if at.After(now) {
		at = time.Date(local.Year(), local.Month(), local.Day()-1, minutes/60, minutes%60, 0, 0, r.Zone)
	}
	return at
}

// passed tells whether so much time is over since a moment; the zero moment is long past.
func passed(since time.Time, d time.Duration, now time.Time) bool {
	return !now.Add(slack).Before(since.Add(d))
}

// due tells whether a concern is told now, when the rule speaks.
func (r Rule) due(c Concern, t Told, now time.Time) bool {
	grown := c.Size > t.Size
	switch {
	case t.Times == 0:
		return true
	case c.Once:
		return grown
	case grown || t.State == Back || c.At.After(t.At):
		return passed(t.At, shortest, now)
	}
	return passed(t.At, r.gap(t.Times), now)
}

// gap is how long nothing is said about what does not change, told so many times. A daily rule has its own.
func (r Rule) gap(times int) time.Duration {
	first := shortest
	switch r.When {
	case Daily:
		return 0
	case Hourly:
		first = time.Hour
	}
	return min(first<<min(times-1, 10), longest)
}

// tell is what is known of a concern after it was told.
func (r Rule) tell(c Concern, t Told, now time.Time) Told {
	times := t.Times + 1
	if t.Times == 0 || c.Size > t.Size || t.State == Back || c.At.After(t.At) {
		times = 1
	}
	told := Told{At: now, Times: times, Size: c.Size, State: There, Shop: c.Connection}
	if !c.Past {
		told.Title = title(r.Language, c)
	}
	return told
}

// observe brings memory up to what is there now.
func (m Memory) observe(concerns []Concern) Memory {
	there := make(map[string]Concern, len(concerns))
	for _, c := range concerns {
		there[c.Key] = c
	}
	told := maps.Clone(m.Told)
	if told == nil {
		told = map[string]Told{}
	}
	for key, t := range told {
		c, ok := there[key]
		switch {
		case !ok && t.Title == "":
			delete(told, key)
		case !ok:
			t.State = Gone
			told[key] = t
		default:
			if t.State == Gone {
				t.State = Back
			}
			t.Size = min(t.Size, c.Size)
			told[key] = t
		}
	}
	m.Told = told
	return m
}

// clear tells whether everything told is over, and the last message long enough ago that it does not come and go.
func (m Memory) clear(now time.Time) bool {
	over := false
	for _, t := range m.Told {
		if t.Title != "" && t.State != Gone {
			return false
		}
		over = over || t.State == Gone
	}
	return over && passed(m.SpokeAt, shortest, now)
}

// forget drops what is over and gives its titles and the connections it was about.
func (m Memory) forget() (titles []string, shops []int64) {
	for key, t := range m.Told {
		if t.State == Gone {
			titles, shops = append(titles, t.Title), append(shops, t.Shop)
			delete(m.Told, key)
		}
	}
	slices.Sort(titles)
	return titles, shops
}

package completeness

import (
	"fmt"
	"time"
)

// Day is a day of the shop's calendar, "2026-11-20". Days sort as text. The zero value is no day.
type Day string

// ParseDay reads a day.
func ParseDay(s string) (Day, error) {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "", fmt.Errorf("%q is not a day such as 2026-11-20", s)
	}
	return Day(s), nil
}

// Add is the day n days later.
func (d Day) Add(n int) Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return d // no day stays no day
	}
	return Day(t.AddDate(0, 0, n).Format(time.DateOnly))
}

// Calendar tells the days of a shop. Each moment belongs to exactly one day, also where clocks are set at midnight.
type Calendar struct{ zone *time.Location }

// NewCalendar is the calendar of a time zone, by its IANA name; UTC for one that nobody knows.
func NewCalendar(zone string) Calendar {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	return Calendar{loc}
}

// Day is the day a moment belongs to.
func (c Calendar) Day(t time.Time) Day { return Day(t.In(c.zone).Format(time.DateOnly)) }

// Start is the first moment of a day, UTC. Not every day begins at midnight, and some have two: time.Date may then give a
// moment of the day before, or the second midnight.
func (c Calendar) Start(d Day) time.Time {
	const step = 15 * time.Minute // no zone sets its clocks by less
	t, err := time.ParseInLocation(time.DateOnly, string(d), c.zone)
	if err != nil {
		return time.Time{}
	}
	for c.Day(t) < d {
		t = t.Add(step)
	}
	for c.Day(t.Add(-step)) == d {
		t = t.Add(-step)
	}
	return t.UTC()
}

// End is the first moment after a day, UTC.
func (c Calendar) End(d Day) time.Time { return c.Start(d.Add(1)) }

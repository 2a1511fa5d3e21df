package woocommerce

import (
	"regexp"
	"strings"
	"time"
)

// dateForm is what WordPress takes for a date: ISO 8601 with seconds, with or without a zone.
var dateForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}(:?\d{2})?)?$`)

// instantOf is the moment that a date parameter is compared with. There are four ways to write it, and one of them is a
// trap (sheet, 3.1; the shop's answers agree): with a zone and dates_are_gmt together the time is first turned into the
// shop's wall clock and that is then held against the UTC column.
func instantOf(text string, gmt bool, shop *time.Location) (at time.Time, ok bool) {
	if !dateForm.MatchString(text) {
		return time.Time{}, false
	}
	wall, rest := text[:10]+"T"+text[11:19], text[19:]
	if strings.HasPrefix(rest, ".") { // parts of a second are dropped
		rest = strings.TrimLeft(rest[1:], "0123456789")
	}
	if rest == "" {
		zone := shop
		if gmt {
			zone = time.UTC
		}
		at, err := time.ParseInLocation(wallClock, wall, zone)
		return at, err == nil
	}
	at, err := time.Parse(wallClock+"Z07:00", wall+offset(rest))
	if err != nil {
		return time.Time{}, false
	}
	if gmt {
		at, err = time.Parse(wallClock, at.In(shop).Format(wallClock))
	}
	return at, err == nil
}

// offset writes +07 and +0700 as +07:00.
func offset(zone string) string {
	switch len(zone) {
	case 1:
		return "Z"
	case 3:
		return zone + ":00"
	case 5:
		return zone[:3] + ":" + zone[3:]
	}
	return zone
}

package outhook

import (
	"math/rand/v2"
	"time"
)

// waits are those between the attempts of one delivery: ten of them in three days.
// Source: standard-webhooks/standard-webhooks:spec/standard-webhooks.md, "Example retry schedule".
var waits = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// giveUp is how long every attempt must have failed until an endpoint is disabled. Longer than one delivery is tried, so that
// a quiet endpoint that was away for a weekend is asked more than once.
const giveUp = 5 * 24 * time.Hour

// next is when a delivery is tried again after so many attempts, not before what was asked for; false: it is given up.
func next(now time.Time, attempts int, asked time.Duration) (time.Time, bool) {
	if attempts > len(waits) {
		return time.Time{}, false
	}
	wait := waits[attempts-1]
	wait += time.Duration(rand.Int64N(int64(wait)/10 + 1)) // what failed together is not tried together
	return now.Add(max(wait, min(asked, mostAsked))), true
}

const (
	mostAsked = 24 * time.Hour // a longer Retry-After is not believed
	mostRest  = time.Minute
)

// rest is how long an endpoint that did not keep up is left alone, by its failures in a row, or as long as it asked for. What
// waits for it meanwhile loses no attempt.
func rest(failures int, asked time.Duration) time.Duration {
	return max(min(time.Second<<min(failures-1, 10), mostRest), min(asked, mostAsked))
}

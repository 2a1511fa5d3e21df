package channel

import (
	"sync"
	"time"
)

// barredFor is how long a call is not tried again: rights are given by people, who do not look at the clock.
const barredFor = time.Hour

// Barred remembers the calls that an app may not make, by any name the connector gives them, and that can be done without, so that they
// are not tried again for every order. The zero value is empty. Safe for concurrent use.
type Barred struct {
	until sync.Map // name → time.Time
}

// Bar notes that a call was refused for want of a right. It is let pass again after an hour.
func (b *Barred) Bar(call string, now time.Time) { b.until.Store(call, now.Add(barredFor)) }

// Is tells whether a call is not to be tried now.
func (b *Barred) Is(call string, now time.Time) bool {
	until, known := b.until.Load(call)
	return known && now.Before(until.(time.Time))
}

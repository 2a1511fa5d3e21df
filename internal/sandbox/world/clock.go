package world

import (
	"context"
	"fmt"
	"time"
)

// MaxSpeed is the highest speed: a day of life in under a second.
const MaxSpeed = 100_000

// lifeClock turns the host's time into stamps and into the time of lives; see the package comment.
type lifeClock struct {
	base  time.Time // the host's time at which stamp and life were set
	stamp time.Time
	life  time.Time
	speed float64
}

func (c lifeClock) stampAt(now time.Time) time.Time { return c.stamp.Add(max(now.Sub(c.base), 0)) }

func (c lifeClock) lifeAt(now time.Time) time.Time {
	return c.life.Add(time.Duration(float64(max(now.Sub(c.base), 0)) * c.speed))
}

// Clock is what the world's clocks show.
type Clock struct {
	Now   time.Time `json:"now"`   // what new changes are stamped with
	Life  time.Time `json:"life"`  // the clock of lives
	Speed float64   `json:"speed"` // of the clock of lives against Now
	Start time.Time `json:"start"` // end of the history
}

// Clock reads the clocks.
func (w *World) Clock() Clock {
	c, now := w.clock.Load(), w.opt.Now()
	return Clock{Now: c.stampAt(now).UTC(), Life: c.lifeAt(now).UTC(), Speed: c.speed, Start: w.opt.Start}
}

// Now is the world's present: Options.Start and the time since. It takes no lock, so it can be asked from everywhere,
// also from a subscriber.
func (w *World) Now() time.Time { return w.clock.Load().stampAt(w.opt.Now()).UTC() }

// SetSpeed changes how fast lives go from now on; 0 stops them.
func (w *World) SetSpeed(speed float64) error {
	if !(speed >= 0 && speed <= MaxSpeed) {
		return fmt.Errorf("speed: %v is not between 0 and %d", speed, MaxSpeed)
	}
	w.mu.Lock()
	w.rebase(func(c *lifeClock) { c.speed = speed })
	w.mu.Unlock()
	w.nudgeRunner()
	return nil
}

// Advance lets d of life pass at once, whatever the speed. All that falls due happens, stamped with the present.
func (w *World) Advance(d time.Duration) error {
	if d < 0 || d > 366*24*time.Hour {
		return fmt.Errorf("advance: %s is not between 0 and a year", d)
	}
	w.mu.Lock()
	w.rebase(func(c *lifeClock) { c.life = c.life.Add(d) })
	w.live(w.clock.Load().life)
	w.mu.Unlock()
	w.nudgeRunner()
	return nil
}

// rebase sets the clocks anew from what they show now. The lock has to be held.
func (w *World) rebase(change func(*lifeClock)) {
	c, now := w.clock.Load(), w.opt.Now()
	next := lifeClock{base: now, stamp: c.stampAt(now), life: c.lifeAt(now), speed: c.speed}
	change(&next)
	w.clock.Store(&next)
}

// stamp is the present in whole seconds, never before an earlier stamp.
func (w *World) stamp() time.Time {
	t := w.Now().Truncate(time.Second)
	if t.Before(w.last) {
		return w.last
	}
	w.last = t
	return t
}

func (w *World) nudgeRunner() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Run lets lives go on until ctx ends. It wakes up only when something falls due.
func (w *World) Run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case <-timer.C:
		}
		timer.Reset(w.catchUp())
	}
}

// catchUp does what has fallen due and returns how long to wait for what comes next.
func (w *World) catchUp() time.Duration {
	const idle = time.Hour // somebody will wake us when the clock or the plan changes
	w.mu.Lock()
	defer w.mu.Unlock()
	clock := w.clock.Load()
	if clock.speed == 0 {
		return idle
	}
	life := clock.lifeAt(w.opt.Now())
	w.live(life)
	next := w.arrival
	if len(w.due) > 0 && w.due[0].at.Before(next) {
		next = w.due[0].at
	}
	wait := time.Duration(float64(next.Sub(life)) / clock.speed)
	return min(max(wait, 5*time.Millisecond), idle)
}

// live does all that falls due up to the given time of life, in order.
func (w *World) live(until time.Time) {
	for {
		next, arrives := w.arrival, true
		if len(w.due) > 0 && !w.due[0].at.After(next) {
			next, arrives = w.due[0].at, false
		}
		if next.After(until) {
			return
		}
		if arrives {
			w.arrive(next)
			continue
		}
		w.step(w.due.pop())
	}
}

package world

import (
	"container/heap"
	"errors"
	"time"
)

// dueEntry is an order whose next act falls due. It is stale when the order's script has moved on since.
type dueEntry struct {
	at  time.Time
	s   *shop
	rec *record
}

// dueHeap is a heap by time, then by shop and id, so that the same seed gives the same sequence.
type dueHeap []dueEntry

func (h dueHeap) Len() int { return len(h) }
func (h dueHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	if !a.at.Equal(b.at) {
		return a.at.Before(b.at)
	}
	if a.s != b.s {
		return a.s.Channel+"/"+a.s.Shop.Shop < b.s.Channel+"/"+b.s.Shop.Shop
	}
	return a.rec.cur.ID < b.rec.cur.ID
}
func (h dueHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push is heap.Interface's.
func (h *dueHeap) Push(x any) { *h = append(*h, x.(dueEntry)) }

// Pop is heap.Interface's.
func (h *dueHeap) Pop() any {
	old := *h
	e := old[len(old)-1]
	old[len(old)-1] = dueEntry{}
	*h = old[:len(old)-1]
	return e
}

func (h *dueHeap) pop() dueEntry { return heap.Pop(h).(dueEntry) }

// schedule puts the order's next act into the plan.
func (w *World) schedule(s *shop, rec *record) {
	if script := rec.cur.Script; len(script) > 0 {
		heap.Push(&w.due, dueEntry{at: script[0].At, s: s, rec: rec})
	}
}

// step does what is due for e. What the order's state no longer allows, because a client was there first, is left out.
func (w *World) step(e dueEntry) {
	if script := e.rec.cur.Script; len(script) == 0 || !script[0].At.Equal(e.at) {
		return
	}
	at := e.at
	if !w.building {
		at = w.stamp()
	}
	w.next(e.s, e.rec, at)
	w.schedule(e.s, e.rec)
}

// next does the first act of an order's script that is allowed, and tells whether there was one. Of the acts before it
// only those that became impossible are dropped.
func (w *World) next(s *shop, rec *record, at time.Time) bool {
	for len(rec.cur.Script) > 0 && !rec.cur.Deleted {
		o := w.draft(rec)
		act := o.Script[0].Act
		o.Script = o.Script[1:]
		err := o.do(act, at, &s.ids, s.profile)
		if errors.Is(err, ErrIllegal) {
			rec.cur = w.withScript(rec, o.Script)
			continue
		}
		w.put(s, rec, o, at)
		return true
	}
	return false
}

// withScript returns the present order with another script. That is no change that anybody sees.
func (w *World) withScript(rec *record, script []Due) *Order {
	c := *rec.cur
	c.Script = script
	rec.fresh = true
	w.changes++
	return &c
}

// Nudge pushes one order of the shop along, chosen by the seed, as if its time had come. It tells which; nil: all is
// quiet there. Faults use it to change orders under a reader.
func (w *World) Nudge(k Key, draw uint64) *Order {
	w.mu.Lock()
	defer w.mu.Unlock()
	var mine []dueEntry
	for _, e := range w.due {
		if e.s.Key == k && len(e.rec.cur.Script) > 0 && e.rec.cur.Script[0].At.Equal(e.at) {
			mine = append(mine, e)
		}
	}
	for i := range mine {
		e := mine[(draw+uint64(i))%uint64(len(mine))]
		if w.next(e.s, e.rec, w.stamp()) {
			w.schedule(e.s, e.rec)
			return e.rec.cur
		}
	}
	return nil
}

package world

import (
	"iter"
	"slices"
	"sort"
	"time"
)

// changedIndex keeps the orders of a shop by (Updated, ID). Changes nearly always come at the end, so it is a sorted log:
// an order that changes again gets a new entry and leaves a stale one behind; when half are stale they are swept out.
//
// An entry has all that a plain list needs, so that counting 100,000 orders does not touch the orders themselves.
type changedIndex struct {
	log   []changedEntry
	stale int
}

type changedEntry struct {
	at    int64 // Unix seconds of Updated
	id    int64
	rec   *record
	word  uint8 // shop.words
	stale bool
}

func (e changedEntry) before(at, id int64) bool { return e.at < at || e.at == at && e.id < id }

// find is the first entry not before (at, id).
func (x *changedIndex) find(at, id int64) int {
	return sort.Search(len(x.log), func(i int) bool { return !x.log[i].before(at, id) })
}

// drop marks the entry of an order that was last changed at the given time as stale.
func (x *changedIndex) drop(at, id int64) {
	if i := x.find(at, id); i < len(x.log) && x.log[i].at == at && x.log[i].id == id && !x.log[i].stale {
		x.log[i].stale = true
		x.stale++
	}
}

// add enters the present version of rec.
func (x *changedIndex) add(rec *record, word uint8) {
	e := changedEntry{at: rec.cur.Updated.Unix(), id: rec.cur.ID, rec: rec, word: word}
	switch i := x.find(e.at, e.id); {
	case i < len(x.log) && x.log[i].at == e.at && x.log[i].id == e.id: // changed twice in a second
		if x.log[i].stale {
			x.stale--
		}
		x.log[i] = e
	default:
		x.log = slices.Insert(x.log, i, e)
	}
	if x.stale > len(x.log)/2 && x.stale > 64 {
		x.log = slices.DeleteFunc(x.log, func(e changedEntry) bool { return e.stale })
		x.stale = 0
	}
}

// build makes the index of all records anew.
func (x *changedIndex) build(s *shop) {
	x.log, x.stale = make([]changedEntry, 0, len(s.orders)), 0
	for _, r := range s.orders {
		if !r.cur.Deleted {
			x.log = append(x.log, changedEntry{at: r.cur.Updated.Unix(), id: r.cur.ID, rec: r, word: r.word})
		}
	}
	slices.SortFunc(x.log, func(a, b changedEntry) int {
		if a.before(b.at, b.id) {
			return -1
		}
		return 1
	})
}

// between is the part of the log with from ≤ Updated ≤ to; zero times are open ends.
func (x *changedIndex) between(from, to time.Time) []changedEntry {
	log := x.log
	if !from.IsZero() {
		log = log[sort.Search(len(log), func(i int) bool { return log[i].at >= from.Unix() }):]
	}
	if !to.IsZero() {
		log = log[:sort.Search(len(log), func(i int) bool { return log[i].at > to.Unix() })]
	}
	return log
}

// ByUpdated walks a shop's orders by (Updated, ID), ascending or descending, with from ≤ Updated ≤ to; zero times are
// open ends. The world stands still while it walks: the loop must be quick and must not call the world.
func (w *World) ByUpdated(k Key, from, to time.Time, descending bool) iter.Seq[*Order] {
	return func(yield func(*Order) bool) {
		w.mu.RLock()
		defer w.mu.RUnlock()
		s, ok := w.shops[k]
		if !ok {
			return
		}
		log := s.changed.between(from, to)
		for i := range log {
			e := &log[i]
			if descending {
				e = &log[len(log)-1-i]
			}
			if !e.stale && !yield(e.rec.cur) {
				return
			}
		}
	}
}

// ByCreated walks a shop's orders by (Created, ID), which is also by ID. The same care as with ByUpdated is needed.
func (w *World) ByCreated(k Key, descending bool) iter.Seq[*Order] {
	return func(yield func(*Order) bool) {
		w.mu.RLock()
		defer w.mu.RUnlock()
		s, ok := w.shops[k]
		if !ok {
			return
		}
		for i := range s.orders {
			rec := s.orders[i]
			if descending {
				rec = s.orders[len(s.orders)-1-i]
			}
			if !rec.cur.Deleted && !yield(rec.cur) {
				return
			}
		}
	}
}

package world

import (
	"iter"
	"slices"
	"sort"
	"time"
)

// changedIndex keeps the orders of a shop by (Updated, ID). Changes nearly always come at the end, so it is a sorted log:
// an order that changes again gets a new entry and leaves a stale one behind; when half are stale they are swept out.
type changedIndex struct {
	log   []changedEntry
	stale int
}

type changedEntry struct {
	at  int64 // Unix seconds of Updated
	id  int64
	rec *record
}

func (e changedEntry) before(o changedEntry) bool { return e.at < o.at || e.at == o.at && e.id < o.id }

func (e changedEntry) live() bool { return e.rec.cur.Updated.Unix() == e.at && !e.rec.cur.Deleted }

// add notes that rec now has its present Updated; had tells whether it had an entry before, and of when.
func (x *changedIndex) add(rec *record, had bool, before int64) {
	e := changedEntry{at: rec.cur.Updated.Unix(), id: rec.cur.ID, rec: rec}
	if had && before == e.at {
		return // its entry is still right
	}
	if had {
		x.stale++
	}
	i := len(x.log)
	for i > 0 && e.before(x.log[i-1]) {
		i-- // only among entries of this very second
	}
	x.log = slices.Insert(x.log, i, e)
	if x.stale > len(x.log)/2 && x.stale > 64 {
		x.sweep()
	}
}

func (x *changedIndex) sweep() {
	x.log = slices.DeleteFunc(x.log, func(e changedEntry) bool { return e.rec.cur.Updated.Unix() != e.at })
	x.stale = 0
}

// build makes the index of all records anew.
func (x *changedIndex) build(recs []*record) {
	x.log, x.stale = make([]changedEntry, 0, len(recs)), 0
	for _, r := range recs {
		x.log = append(x.log, changedEntry{at: r.cur.Updated.Unix(), id: r.cur.ID, rec: r})
	}
	slices.SortFunc(x.log, func(a, b changedEntry) int {
		if a.before(b) {
			return -1
		}
		return 1
	})
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
		log := s.changed.log
		if !from.IsZero() {
			log = log[sort.Search(len(log), func(i int) bool { return log[i].at >= from.Unix() }):]
		}
		if !to.IsZero() {
			log = log[:sort.Search(len(log), func(i int) bool { return log[i].at > to.Unix() })]
		}
		for i := range log {
			e := log[i]
			if descending {
				e = log[len(log)-1-i]
			}
			if e.live() && !yield(e.rec.cur) {
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

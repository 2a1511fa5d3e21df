package world

import (
	"slices"
	"sort"
	"time"
)

// Listing is what a channel's list of orders is asked for.
type Listing struct {
	ByUpdate   bool      // by (Updated, ID); else by (Created, ID)
	Descending bool      //
	From, To   time.Time // of the time it is sorted by, both included; zero: open
	// Words are the channel's status words that are let through; empty: all but Profile.Hidden.
	Words []string
	// Where lets an order through; nil: all. It must be quick and must not call the world. Without it a list of 100,000
	// orders is counted in a fraction of a millisecond.
	Where       func(*Order) bool
	Skip, Limit int
}

// List returns a page of a shop's orders and how many there are in all.
func (w *World) List(k Key, l Listing) (page []*Order, total int) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s, ok := w.shops[k]
	if !ok {
		return nil, 0
	}
	wanted, p := s.wanted(l.Words), picker{Listing: l}
	if l.ByUpdate {
		p.updated(s.changed.between(l.From, l.To), &wanted)
	} else {
		p.created(s, &wanted)
	}
	return p.page, p.total
}

// picker counts what a listing lets through and keeps the page.
type picker struct {
	Listing
	page  []*Order
	total int
}

// take is asked of every candidate, so it looks at the order itself only where it has to.
func (p *picker) take(rec *record) {
	if p.Where != nil && !p.Where(rec.cur) {
		return
	}
	if p.total >= p.Skip && len(p.page) < p.Limit {
		p.page = append(p.page, rec.cur)
	}
	p.total++
}

func (p *picker) updated(log []changedEntry, wanted *[256]bool) {
	for i := range log {
		e := &log[i]
		if p.Descending {
			e = &log[len(log)-1-i]
		}
		if !e.stale && wanted[e.word] {
			p.take(e.rec)
		}
	}
}

func (p *picker) created(s *shop, wanted *[256]bool) {
	from, to := 0, len(s.orders)
	if !p.From.IsZero() {
		from = sort.Search(to, func(i int) bool { return !s.orders[i].cur.Created.Before(p.From) })
	}
	if !p.To.IsZero() {
		to = sort.Search(to, func(i int) bool { return s.orders[i].cur.Created.After(p.To) })
	}
	for i := from; i < to; i++ {
		at := i
		if p.Descending {
			at = to - 1 - (i - from)
		}
		if wanted[s.created[at]] {
			p.take(s.orders[at])
		}
	}
}

// goneWord is the word of orders that the channel no longer shows at all.
const goneWord = 255

// wanted is which of the shop's words are let through.
func (s *shop) wanted(words []string) (out [256]bool) {
	for i, word := range s.words {
		if len(words) > 0 {
			out[i] = slices.Contains(words, word)
		} else {
			out[i] = !slices.Contains(s.profile.Hidden, word)
		}
	}
	return out
}

// wordOf is the number of the channel's word for an order. There are few words, and they never go away.
func (s *shop) wordOf(o *Order) uint8 {
	if o.Deleted {
		return goneWord
	}
	word := s.profile.word(o)
	i := slices.Index(s.words, word)
	if i < 0 {
		i = len(s.words)
		if i >= goneWord {
			return goneWord - 1 // cannot be: faces check the words that clients write
		}
		s.words = append(s.words, word)
	}
	return uint8(i)
}

// enter puts a record's present version into the shop's indexes; before is when it was last changed, zero for a new one.
func (s *shop) enter(rec *record, before time.Time) {
	rec.word = s.wordOf(rec.cur)
	s.created[rec.at] = rec.word
	if !before.IsZero() {
		s.changed.drop(before.Unix(), rec.cur.ID)
	}
	if !rec.cur.Deleted {
		s.changed.add(rec, rec.word)
	}
}

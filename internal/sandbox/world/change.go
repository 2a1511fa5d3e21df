package world

import (
	"fmt"
	"time"
)

// ChangeKind is what happened to an order or an item.
type ChangeKind int

// The kinds of changes.
const (
	OrderPlaced ChangeKind = iota + 1
	OrderChanged
	OrderDeleted // for good, or into the channel's bin: the face knows by Order.Word
	ItemPlaced
	ItemChanged
	ItemDeleted
)

// Change tells a subscriber what happened.
type Change struct {
	Kind  ChangeKind
	Key   Key
	Order *Order // after it; nil for items
	Item  *Item  // after it; nil for orders
	At    time.Time
}

// Subscribe calls tell with every change from now on, one after the other, until cancel is called. tell is called while
// the world holds still: it must be quick and must not call the world, only note what to do.
func (w *World) Subscribe(tell func(Change)) (cancel func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := w.nextSub
	w.nextSub++
	w.subs[n] = tell
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.subs, n)
	}
}

func (w *World) tell(c Change) {
	if w.building {
		return
	}
	for _, f := range w.subs {
		f(c)
	}
}

// draft returns a version of the order that may be written to: its own copy, or, while nobody can see it, itself.
func (w *World) draft(rec *record) *Order {
	if w.building {
		return rec.cur
	}
	return rec.cur.clone()
}

// put makes o the present version: stock moves, indexes and subscribers follow.
func (w *World) put(s *shop, rec *record, o *Order, at time.Time) {
	w.settle(s, o, at)
	before := rec.cur.Updated
	o.Updated = at
	rec.cur, rec.fresh = o, true
	w.changes++
	if w.building {
		return
	}
	s.enter(rec, before)
	kind := OrderChanged
	if o.Deleted {
		kind = OrderDeleted
	}
	w.tell(Change{Kind: kind, Key: s.Key, Order: o, At: at})
}

// insert makes o, which is new, visible.
func (w *World) insert(s *shop, o *Order, at time.Time) *record {
	w.settle(s, o, at)
	rec := s.record(o, true)
	w.changes++
	if !w.building {
		s.enter(rec, time.Time{})
		w.tell(Change{Kind: OrderPlaced, Key: s.Key, Order: o, At: at})
	}
	w.schedule(s, rec)
	return rec
}

// record makes a place for an order.
func (s *shop) record(o *Order, fresh bool) *record {
	rec := &record{cur: o, at: len(s.orders), fresh: fresh}
	s.orders, s.created = append(s.orders, rec), append(s.created, 0)
	s.byRef[o.Ref], s.byID[o.ID] = rec, rec
	return rec
}

// Do does a to the order with this reference. Errors: ErrNotFound, ErrIllegal.
func (w *World) Do(k Key, ref string, a Act) (*Order, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, rec, err := w.find(k, ref)
	if err != nil {
		return nil, err
	}
	o, at := w.draft(rec), w.stamp()
	if err := o.do(a, at, &s.ids, s.profile); err != nil {
		return nil, err
	}
	w.put(s, rec, o, at)
	return o, nil
}

// Pen is what an edit may use: it holds the world still, so the world itself must not be called from inside one.
type Pen interface {
	Line() int64   // a new id for a line, a fee, a voucher, the shipping
	Record() int64 // a new id for a refund
	Event() int64  // a new id for a note or a free field
	Now() time.Time
	Item(id int64) (*Item, bool)
	ItemBySKU(sku string) (*Item, bool) // as listed, of what can be sold
}

type pen struct {
	*shop
	now time.Time
}

func (p pen) Line() int64    { return p.ids.line() }
func (p pen) Record() int64  { return p.ids.record() }
func (p pen) Event() int64   { return p.ids.event() }
func (p pen) Now() time.Time { return p.now }

func (p pen) Item(id int64) (*Item, bool) {
	i, ok := p.items[id]
	return i, ok && !i.Deleted
}

func (p pen) ItemBySKU(sku string) (*Item, bool) {
	for _, id := range p.itemIDs {
		if i := p.items[id]; sku != "" && i.SKU == sku && !i.Deleted && !i.Trashed {
			return i, true
		}
	}
	return nil, false
}

// Edit lets a face write to an order as its API allows, which may be more than the legal lives. change gets a copy of
// its own; an error leaves all as it was. A change of stage is noted as a step by the seller. Silent edits (a note) do
// not move Updated and tell nobody.
func (w *World) Edit(k Key, ref string, change func(o *Order, p Pen) error) (*Order, error) {
	return w.edit(k, ref, false, change)
}

// EditSilently is Edit for what the channel does not count as a change of the order.
func (w *World) EditSilently(k Key, ref string, change func(o *Order, p Pen) error) (*Order, error) {
	return w.edit(k, ref, true, change)
}

func (w *World) edit(k Key, ref string, silent bool, change func(o *Order, p Pen) error) (*Order, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, rec, err := w.find(k, ref)
	if err != nil {
		return nil, err
	}
	o, at := rec.cur.clone(), w.stamp()
	if err := change(o, pen{s, at}); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if silent {
		rec.cur, rec.fresh = o, true
		w.changes++
		return o, nil
	}
	if o.Stage != rec.cur.Stage {
		o.Steps = append(o.Steps, Step{ID: s.ids.event(), At: at, Verb: Write, By: Seller, Stage: o.Stage})
	}
	w.put(s, rec, o, at)
	return o, nil
}

// Create places an order that a client made through the API. fill gets the empty order, ids set and unpaid.
func (w *World) Create(k Key, fill func(o *Order, p Pen) error) (*Order, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.shop(k)
	if err != nil {
		return nil, err
	}
	at := w.stamp()
	o := s.blank(at)
	o.Via = "api"
	if err := fill(o, pen{s, at}); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	o.Steps = []Step{{ID: s.ids.event(), At: at, Verb: Place, By: Seller, Stage: o.Stage}}
	return w.insert(s, o, at).cur, nil
}

// check refuses an order whose parts do not add up: the world never shows one.
func (o *Order) check() error {
	if got := o.Sums().Total(); got != o.Total {
		return fmt.Errorf("order %s: parts add up to %s, total is %s", o.Ref, got.Text(4), o.Total.Text(4))
	}
	return nil
}

func (w *World) find(k Key, ref string) (*shop, *record, error) {
	s, err := w.shop(k)
	if err != nil {
		return nil, nil, err
	}
	rec, ok := s.byRef[ref]
	if !ok || rec.cur.Deleted {
		return nil, nil, fmt.Errorf("order %s of %s/%s: %w", ref, k.Channel, k.Shop, ErrNotFound)
	}
	return s, rec, nil
}

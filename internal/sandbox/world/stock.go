package world

import (
	"fmt"
	"slices"
	"time"
)

// settle brings the shop's stock in line with what o's state takes from it.
func (w *World) settle(s *shop, o *Order, at time.Time) {
	effect := s.profile.stock(o)
	for i := range o.Lines {
		l := &o.Lines[i]
		most := max(l.Quantity-l.Restocked, 0)
		want := min(l.Held, most)
		switch effect {
		case TakeStock:
			want = most
		case GiveBackStock:
			want = 0
		}
		item, ok := s.items[l.ItemID]
		if want == l.Held || !ok || !item.Managed {
			continue
		}
		why, change := Sale, l.Held-want
		if change > 0 {
			why = GiveBack
		}
		w.move(s, item, change, why, o.Ref, at)
		l.Held = want
	}
}

// move changes an item's stock and books it.
func (w *World) move(s *shop, old *Item, change int64, why MoveReason, ref string, at time.Time) *Item {
	item := old
	if !w.building {
		item = old.clone()
	}
	item.Stock += change
	if why == Sale || why == GiveBack {
		item.Sold -= change
	}
	item.Updated = at
	w.moves = append(w.moves, Move{Key: s.Key, At: at, Item: item.ID, Change: change, After: item.Stock, Why: why, Ref: ref})
	s.items[item.ID] = item
	w.changes++
	w.tell(Change{Kind: ItemChanged, Key: s.Key, Item: item, At: at})
	return item
}

// Moves returns all stock moves of a shop, oldest first.
func (w *World) Moves(k Key) []Move {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var out []Move
	for _, m := range w.moves {
		if m.Key == k {
			out = append(out, m)
		}
	}
	return out
}

// Items returns a shop's catalogue by id.
func (w *World) Items(k Key) []*Item {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s, ok := w.shops[k]
	if !ok {
		return nil
	}
	out := make([]*Item, 0, len(s.itemIDs))
	for _, id := range s.itemIDs {
		if i := s.items[id]; !i.Deleted {
			out = append(out, i)
		}
	}
	return out
}

// Item finds one by id.
func (w *World) Item(k Key, id int64) (*Item, bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	s, ok := w.shops[k]
	if !ok {
		return nil, false
	}
	i, ok := s.items[id]
	return i, ok && !i.Deleted
}

// EditItem lets a face write to an item as its API allows. A changed Stock is booked as a move and marks the item as
// counted from outside: the merchant no longer restocks it by hand.
func (w *World) EditItem(k Key, id int64, change func(i *Item, p Pen) error) (*Item, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.shop(k)
	if err != nil {
		return nil, err
	}
	old, ok := s.items[id]
	if !ok || old.Deleted {
		return nil, fmt.Errorf("item %d of %s/%s: %w", id, k.Channel, k.Shop, ErrNotFound)
	}
	i, at := old.clone(), w.stamp()
	if err := change(i, pen{s, at}); err != nil {
		return nil, err
	}
	i.Updated = at
	w.changes++
	if i.Stock != old.Stock {
		i.Outside = true
		w.moves = append(w.moves, Move{Key: k, At: at, Item: id, Change: i.Stock - old.Stock, After: i.Stock, Why: SetByAPI})
	}
	s.items[id] = i
	s.goods = slices.DeleteFunc(s.goods, func(g int64) bool { return g == id && !i.sellable() })
	kind := ItemChanged
	if i.Trashed || i.Deleted {
		kind = ItemDeleted
	}
	w.tell(Change{Kind: kind, Key: k, Item: i, At: at})
	return i, nil
}

// AddItem lists something new. fill gets the empty item with its id. Buyers do not find it: nobody told the merchant.
func (w *World) AddItem(k Key, fill func(i *Item, p Pen) error) (*Item, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, err := w.shop(k)
	if err != nil {
		return nil, err
	}
	at := w.stamp()
	i := &Item{Key: k, Created: at, Updated: at, Outside: true}
	if err := fill(i, pen{s, at}); err != nil {
		return nil, err
	}
	i.ID = s.ids.record()
	w.place(s, i, at)
	w.tell(Change{Kind: ItemPlaced, Key: k, Item: i, At: at})
	return i, nil
}

func (w *World) place(s *shop, i *Item, at time.Time) {
	s.items[i.ID] = i
	s.itemIDs = append(s.itemIDs, i.ID)
	w.changes++
	if i.Stock != 0 {
		w.moves = append(w.moves, Move{Key: s.Key, At: at, Item: i.ID, Change: i.Stock, After: i.Stock, Why: Opening})
	}
}

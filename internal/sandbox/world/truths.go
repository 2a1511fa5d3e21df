package world

// baseline is what was last saved whole; see save.go.
type baseline struct {
	dir     string
	name    string
	moves   int    // how many moves it has
	changes uint64 // World.changes when the state was last written
}

// Filter chooses orders; empty fields choose all.
type Filter struct {
	Channel, Shop string
	Stage         Stage // as read from the channel
	Deleted       bool  // also those that the channel no longer shows
}

// Orders returns the orders of all shops by creation, shop after shop.
func (w *World) Orders(f Filter) []*Order {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var out []*Order
	for _, k := range w.keys {
		if f.Channel != "" && f.Channel != k.Channel || f.Shop != "" && f.Shop != k.Shop {
			continue
		}
		s := w.shops[k]
		for _, rec := range s.orders {
			if rec.cur.Deleted && !f.Deleted || f.Stage != "" && s.profile.reads(rec.cur).Stage != f.Stage {
				continue
			}
			out = append(out, rec.cur)
		}
	}
	return out
}

// Order finds one by its reference at the channel.
func (w *World) Order(k Key, ref string) (*Order, error) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	_, rec, err := w.find(k, ref)
	if err != nil {
		return nil, err
	}
	return rec.cur, nil
}

// Reading is what a perfect connector would read from o as its channel shows it now.
func (w *World) Reading(o *Order) Reading { return w.shops[o.Key].profile.reads(o) }

// WasPaid tells whether the money for the order has come in.
func (o *Order) WasPaid() bool { return !o.PaidAt.IsZero() }

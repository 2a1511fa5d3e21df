package world

import (
	"container/heap"
	"slices"
	"time"
)

// list puts the merchant's goods into a shop: families become a head with variations, the rest simple items.
func (w *World) list(s *shop) {
	d := newDice(w.opt.Seed, "listing "+s.Channel+"/"+s.Key.Shop, 0)
	opened := w.opt.Start.Add(-(Days + 30) * 24 * time.Hour)
	heads := map[string]int64{}
	for n, g := range w.goods {
		at := opened.Add(time.Duration(n) * 7 * time.Minute)
		item := &Item{
			Key: s.Key, Kind: Simple, SKU: g.SKU, Goods: g.SKU, Barcode: g.Barcode, Name: g.Name, Price: g.Price,
			Taxed:   g.Taxed && !s.profile.PricesIncludeTax,
			Managed: true, Stock: 10 * d.between(4, 30), Created: at, Updated: at,
		}
		if g.option != "" {
			if heads[g.family] == 0 {
				head := &Item{Key: s.Key, ID: s.ids.record(), Kind: Variable, Name: g.family, Choice: g.choice, Created: at, Updated: at}
				w.place(s, head, at)
				heads[g.family] = head.ID
			}
			item.Kind, item.ParentID, item.Option, item.Choice = Variation, heads[g.family], g.option, g.choice
			item.Name = g.family + " - " + g.option
		}
		item.ID = s.ids.record()
		if d.chance(60) {
			item.SalePrice = (item.Price * 9 / 10).rounded(s.Currency)
		}
		w.misfit(s, item, n)
		w.place(s, item, at)
	}
}

// misfit turns the last listings into ones that cannot be matched by their SKU.
func (w *World) misfit(s *shop, i *Item, n int) {
	fromEnd := len(w.goods) - 1 - n
	switch {
	case fromEnd < w.opt.NoSKU:
		i.SKU = ""
	case fromEnd < w.opt.NoSKU+w.opt.UnknownSKU:
		i.SKU = "LAMA-" + i.SKU // what the goods were called before the merchant renamed them in the books
	default:
		s.goods = append(s.goods, i.ID)
		return
	}
	s.misfits = append(s.misfits, i.ID)
}

// makeHistory lets the orders of the last days be placed and live up to Start.
func (w *World) makeHistory() {
	w.building = true
	w.arrival = w.opt.Start.Add(Days * 365 * 24 * time.Hour) // history has its own arrivals
	for n, at := range w.arrivals() {
		w.live(at)
		d := newDice(w.opt.Seed, "order", w.placed)
		s := w.shops[w.keys[d.IntN(len(w.keys))]]
		l := drawLife(d)
		if n < len(lives) { // the first ones go every way there is, so that a small world has everything, too
			l = lives[n]
		}
		if _, err := w.buy(s, d, l, at, at); err != nil {
			w.log.Error("a buyer could not order", "channel", s.Channel, "error", err) // cannot be: the merchant restocks
		}
	}
	w.live(w.opt.Start)
	w.building = false
	w.last = w.opt.Start
	w.arrival = w.opt.Start.Add(newDice(w.opt.Seed, "arrival", 0).span(time.Second, 4*time.Minute))
	w.index()
}

// index builds what is not kept up while history is made or a world is read from disk.
func (w *World) index() {
	for _, k := range w.keys {
		s := w.shops[k]
		for _, rec := range s.orders {
			rec.word = s.wordOf(rec.cur)
			s.created[rec.at] = rec.word
		}
		s.changed.build(s)
	}
	live := w.due[:0]
	for _, e := range w.due {
		if script := e.rec.cur.Script; len(script) > 0 && script[0].At.Equal(e.at) {
			live = append(live, e)
		}
	}
	w.due = live
	heap.Init(&w.due)
}

// arrivals draws when the orders of history came: more in the evening, few at night.
func (w *World) arrivals() []time.Time {
	d := newDice(w.opt.Seed, "arrivals", 0)
	const window = Days * 24 * time.Hour
	from := w.opt.Start.Add(-window)
	out := make([]time.Time, w.opt.Orders)
	for i := range out {
		for {
			at := from.Add(d.span(0, window-time.Minute))
			hour := (at.Hour() + 7) % 24 // in Jakarta
			if d.Int64N(100) < busy[hour] {
				out[i] = at
				break
			}
		}
	}
	slices.SortFunc(out, func(a, b time.Time) int { return a.Compare(b) })
	return out
}

// busy is how likely an order is in each hour of the day in the shop's zone, of 100.
var busy = [24]int64{12, 7, 5, 5, 6, 10, 22, 38, 55, 68, 74, 78, 85, 76, 68, 66, 68, 72, 82, 98, 100, 92, 60, 28}

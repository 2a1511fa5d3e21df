package world

import (
	"bufio"
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A world on disk is two files: a baseline with everything, written seldom, and a state with what changed since, written
// often. So a world of 100,000 orders is kept at the price of the few that live. Both are put in place by rename, and the
// state names its baseline, so a crash between the two leaves the pair from before.
const (
	stateFile   = "world.state"
	saveVersion = 1
)

type savedShop struct {
	Key
	IDs    ids
	Orders []*Order
	Items  []*Item
}

type savedBase struct {
	Version int
	Shops   []savedShop
	Moves   []Move
}

type savedState struct {
	Version            int
	Base               string
	Seed               int64
	Goods              int
	NoSKU, UnknownSKU  int
	Start, Stamp, Life time.Time
	Last, Arrival      time.Time
	Placed             int64
	Shops              []savedShop
	Moves              []Move // since the baseline
}

// Save writes the world to dir. It writes nothing when nothing changed since the last time.
func (w *World) Save(dir string) error {
	w.saving.Lock()
	defer w.saving.Unlock()
	w.mu.RLock()
	if w.changes == w.baseline.changes && w.baseline.name != "" && w.baseline.dir == dir {
		w.mu.RUnlock()
		return nil
	}
	changes, fresh := w.changes, w.fresh()
	w.mu.RUnlock()
	old := w.baseline.name
	if w.baseline.dir != dir {
		old = ""
	}
	if old == "" || fresh > 1000 && fresh > w.count()/2 {
		if err := w.saveBase(dir); err != nil {
			return fmt.Errorf("saving the world: %w", err)
		}
	}
	if err := w.saveState(dir); err != nil {
		return fmt.Errorf("saving the world: %w", err)
	}
	w.baseline.changes = changes
	if old != "" && old != w.baseline.name {
		_ = os.Remove(filepath.Join(dir, old)) // only tidiness: nothing points to it any more
	}
	return nil
}

// fresh counts the orders that changed since the baseline.
func (w *World) fresh() int {
	n := 0
	for _, k := range w.keys {
		for _, rec := range w.shops[k].orders {
			if rec.fresh {
				n++
			}
		}
	}
	return n
}

func (w *World) count() int {
	w.mu.RLock()
	defer w.mu.RUnlock()
	n := 0
	for _, k := range w.keys {
		n += len(w.shops[k].orders)
	}
	return n
}

func (w *World) saveBase(dir string) error {
	w.mu.RLock()
	base := savedBase{Version: saveVersion, Moves: w.moves[:len(w.moves):len(w.moves)]}
	for _, k := range w.keys {
		base.Shops = append(base.Shops, w.shops[k].saved(true))
	}
	w.mu.RUnlock()
	name := fmt.Sprintf("world.base-%d", w.Now().UnixNano())
	if err := write(filepath.Join(dir, name), base); err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, saved := range base.Shops {
		s := w.shops[saved.Key]
		for _, o := range saved.Orders {
			if rec := s.byID[o.ID]; rec.cur == o {
				rec.fresh = false
			}
		}
	}
	w.baseline = baseline{dir: dir, name: name, moves: len(base.Moves)}
	return nil
}

// saved is the shop's part of a file: all its orders or only the fresh ones; items are few and always there.
func (s *shop) saved(all bool) savedShop {
	out := savedShop{Key: s.Key, IDs: s.ids}
	for _, rec := range s.orders {
		if all || rec.fresh {
			out.Orders = append(out.Orders, rec.cur)
		}
	}
	for _, id := range s.itemIDs {
		out.Items = append(out.Items, s.items[id])
	}
	return out
}

func (w *World) saveState(dir string) error {
	w.mu.RLock()
	c := w.Clock()
	state := savedState{
		Version: saveVersion, Base: w.baseline.name, Seed: w.opt.Seed, Goods: w.opt.Goods, NoSKU: w.opt.NoSKU,
		UnknownSKU: w.opt.UnknownSKU, Start: w.opt.Start, Stamp: c.Now, Life: c.Life, Last: w.last, Arrival: w.arrival, Placed: w.placed,
		Moves: w.moves[w.baseline.moves:len(w.moves):len(w.moves)],
	}
	for _, k := range w.keys {
		state.Shops = append(state.Shops, w.shops[k].saved(false))
	}
	w.mu.RUnlock()
	return write(filepath.Join(dir, stateFile), state)
}

// write puts a value into a file by way of another, so that a crash leaves the old one.
func write(path string, value any) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // fails when all went well
	buffered := bufio.NewWriterSize(tmp, 1<<20)
	err = errors.Join(gob.NewEncoder(buffered).Encode(value), buffered.Flush(), tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func read(path string, into any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := gob.NewDecoder(bufio.NewReaderSize(f, 1<<20)).Decode(into); err != nil {
		return fmt.Errorf("reading %s: %w", filepath.Base(path), err)
	}
	return nil
}

// Load takes a world up from dir where Save left it: lives go on from the time they had reached, stamps from the present.
// Of o it uses what is not of the world itself: Now, Speed, Pace, Logger, and the shops' profiles. A shop that was not
// saved starts empty. Load returns fs.ErrNotExist when nothing was saved.
func Load(dir string, o Options) (*World, error) {
	var state savedState
	if err := read(filepath.Join(dir, stateFile), &state); err != nil {
		return nil, err
	}
	if state.Version != saveVersion {
		return nil, fmt.Errorf("the saved world is of version %d, this program reads version %d: start with an empty directory", state.Version, saveVersion)
	}
	var base savedBase
	if err := read(filepath.Join(dir, state.Base), &base); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("the saved world lacks its file %s", state.Base)
		}
		return nil, err
	}
	o.Seed, o.Goods, o.NoSKU, o.UnknownSKU, o.Start = state.Seed, state.Goods, state.NoSKU, state.UnknownSKU, state.Start
	w, err := bare(o)
	if err != nil {
		return nil, err
	}
	w.goods = makeGoods(o.Seed, w.opt.Goods)
	now := w.opt.Now()
	w.clock.Store(&lifeClock{base: now, stamp: later(now.UTC(), state.Stamp), life: state.Life, speed: w.opt.Speed})
	w.last, w.arrival, w.placed = state.Last, state.Arrival, state.Placed
	w.moves = append(base.Moves, state.Moves...)
	for _, saved := range base.Shops {
		w.restore(saved, false)
	}
	for _, saved := range state.Shops {
		w.restore(saved, true)
	}
	w.baseline = baseline{dir: dir, name: state.Base, moves: len(base.Moves), changes: w.changes}
	w.plan()
	return w, nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// restore puts a shop's saved orders and items in place, over what an older file had.
func (w *World) restore(saved savedShop, fresh bool) {
	s, ok := w.shops[saved.Key]
	if !ok {
		return // no longer asked for
	}
	s.ids = saved.IDs
	for _, o := range saved.Orders {
		if rec, known := s.byID[o.ID]; known {
			rec.cur, rec.fresh = o, fresh
			continue
		}
		s.record(o, fresh)
	}
	for _, i := range saved.Items {
		if _, known := s.items[i.ID]; !known {
			s.itemIDs = append(s.itemIDs, i.ID)
		}
		s.items[i.ID] = i
	}
}

// plan rebuilds from orders and items what is not saved: who buys what, what falls due, and the indexes.
func (w *World) plan() {
	for _, k := range w.keys {
		s := w.shops[k]
		s.goods, s.misfits = nil, nil
		for _, id := range s.itemIDs {
			switch i := s.items[id]; {
			case i.Goods == "" || !i.sellable():
			case i.SKU == i.Goods:
				s.goods = append(s.goods, id)
			default:
				s.misfits = append(s.misfits, id)
			}
		}
		for _, rec := range s.orders {
			w.schedule(s, rec)
		}
	}
	w.index()
}

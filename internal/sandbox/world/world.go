package world

import (
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Options say what a world is made from.
type Options struct {
	Seed   int64
	Start  time.Time        // end of the history and the world's present; zero: Now()
	Now    func() time.Time // the host's clock; nil: time.Now
	Orders int              // of history, over all shops
	Speed  float64          // of lives; 0: nothing happens by itself
	Pace   float64          // new orders in an hour of life, over all shops; 0: 15
	Goods  int              // how many goods the merchant sells; 0: 40
	Shops  []ShopOptions
	// NoSKU and UnknownSKU are how many listings of each shop lack a SKU, or show one that nobody knows.
	NoSKU, UnknownSKU int
	Logger            *slog.Logger // nil: silent
}

// ShopOptions describe one shop of the merchant.
type ShopOptions struct {
	Key
	Name    string // shown to people; empty: made up
	Profile Profile
}

// Shop is one shop of the world.
type Shop struct {
	Key
	Name     string
	Currency string
	Zone     *time.Location
	ZoneName string
}

// Jakarta is the time zone of every shop. It has no summer time, so a fixed zone is exact and needs no zone files.
var Jakarta = time.FixedZone("Asia/Jakarta", 7*60*60)

// Days is how far the history reaches back.
const Days = 10

// World is the truth. Its methods may be called from any goroutine.
type World struct {
	opt   Options
	goods []Goods
	log   *slog.Logger

	mu       sync.RWMutex
	shops    map[Key]*shop
	keys     []Key
	clock    atomic.Pointer[lifeClock] // read without the lock, so that Now can be asked from anywhere
	last     time.Time                 // the last stamp given; stamps never go back
	due      dueHeap
	placed   int64     // orders drawn so far: the number of the next one's dice
	arrival  time.Time // when the next new order comes, on the clock of lives
	moves    []Move
	subs     map[int]func(Change)
	nextSub  int
	building bool          // history is being made: nobody sees it, so values change in place and nobody is told
	wake     chan struct{} // tells Run that the clock or the plan changed
	changes  uint64        // counts all changes, so that Save knows whether there is something to do

	saving   sync.Mutex // held by Save, before mu; guards baseline
	baseline baseline
}

// shop is a Shop with all it has.
type shop struct {
	Shop
	profile Profile
	ids     ids
	orders  []*record // by creation
	created []uint8   // the word of each, in the same sequence
	words   []string  // the channel's status words that occurred
	byRef   map[string]*record
	byID    map[int64]*record
	changed changedIndex
	items   map[int64]*Item
	itemIDs []int64
	goods   []int64 // items that buyers choose from
	misfits []int64 // those without a SKU or with an unknown one
}

// record is the place of one order.
type record struct {
	cur   *Order
	at    int   // in shop.orders
	word  uint8 // in shop.words
	fresh bool  // changed since the baseline was saved
}

// ids hands out a shop's ids. Items, orders and refunds share one sequence, lines and fees another.
type ids struct {
	Record, Line, Event int64
}

func (i *ids) record() int64 { i.Record++; return i.Record }
func (i *ids) line() int64   { i.Line++; return i.Line }
func (i *ids) event() int64  { i.Event++; return i.Event }

// New makes a world with its history.
func New(o Options) (*World, error) {
	w, err := bare(o)
	if err != nil {
		return nil, err
	}
	w.goods = makeGoods(o.Seed, w.opt.Goods)
	for _, so := range w.opt.Shops {
		w.list(w.shops[so.Key])
	}
	w.makeHistory()
	return w, nil
}

// bare checks the options and returns a world without goods and orders.
func bare(o Options) (*World, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	w := &World{
		opt: o, log: o.Logger, shops: map[Key]*shop{}, subs: map[int]func(Change){}, wake: make(chan struct{}, 1),
	}
	w.clock.Store(&lifeClock{base: o.Now(), stamp: o.Start, life: o.Start, speed: o.Speed})
	for i, so := range o.Shops {
		if _, twice := w.shops[so.Key]; twice {
			return nil, fmt.Errorf("shops: %s/%s is there twice", so.Channel, so.Shop)
		}
		name := so.Name
		if name == "" {
			name = shopNames[i%len(shopNames)]
		}
		w.shops[so.Key] = &shop{
			Shop:    Shop{Key: so.Key, Name: name, Currency: "IDR", Zone: Jakarta, ZoneName: "Asia/Jakarta"},
			profile: so.Profile, byRef: map[string]*record{}, byID: map[int64]*record{}, items: map[int64]*Item{},
			ids: ids{Record: 10}, // a fresh shop has a few records of its own before the first product
		}
		w.keys = append(w.keys, so.Key)
	}
	return w, nil
}

var shopNames = []string{"Toko Melati", "Warung Nusantara", "Griya Kriya", "Pasar Pagi", "Rumah Tenun", "Kedai Rempah", "Sanggar Batik", "Toko Seruni"}

func (o *Options) complete() error {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Start.IsZero() {
		o.Start = o.Now()
	}
	o.Start = o.Start.UTC().Truncate(time.Second)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Pace == 0 {
		o.Pace = 15
	}
	if o.Goods == 0 {
		o.Goods = 40
	}
	switch {
	case len(o.Shops) == 0:
		return fmt.Errorf("shops: a world needs at least one")
	case o.Orders < 0:
		return fmt.Errorf("orders: %d is below zero", o.Orders)
	case !(o.Speed >= 0 && o.Speed <= MaxSpeed):
		return fmt.Errorf("speed: %v is not between 0 and %d", o.Speed, MaxSpeed)
	case !(o.Pace > 0 && o.Pace <= 1e6):
		return fmt.Errorf("pace: %v is not between 0 and 1,000,000 orders an hour", o.Pace)
	case o.Goods < 1 || o.Goods > 100_000:
		return fmt.Errorf("goods: %d is not between 1 and 100,000", o.Goods)
	case o.NoSKU < 0 || o.UnknownSKU < 0 || o.NoSKU+o.UnknownSKU > o.Goods:
		return fmt.Errorf("no_sku, unknown_sku: %d and %d do not fit into %d goods", o.NoSKU, o.UnknownSKU, o.Goods)
	}
	return nil
}

// Seed is what the world was made from.
func (w *World) Seed() int64 { return w.opt.Seed }

// Goods returns what the merchant sells.
func (w *World) Goods() []Goods { return slices.Clone(w.goods) }

// Shops returns all shops in the order they were given.
func (w *World) Shops() []Shop {
	out := make([]Shop, 0, len(w.keys))
	for _, k := range w.keys {
		out = append(out, w.shops[k].Shop)
	}
	return out
}

// Shop finds one.
func (w *World) Shop(k Key) (Shop, bool) {
	s, ok := w.shops[k]
	if !ok {
		return Shop{}, false
	}
	return s.Shop, true
}

func (w *World) shop(k Key) (*shop, error) {
	s, ok := w.shops[k]
	if !ok {
		return nil, fmt.Errorf("shop %s/%s: %w", k.Channel, k.Shop, ErrNotFound)
	}
	return s, nil
}

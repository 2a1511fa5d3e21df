package world

import (
	"slices"
	"time"
)

// ItemKind is what an entry of a shop's catalogue is.
type ItemKind int

// The kinds. A variable item is a head: it is not sold itself, its variations are.
const (
	Simple ItemKind = iota
	Variable
	Variation
)

// Item is an entry of a shop's catalogue as the channel lists it. It never changes once it can be seen.
type Item struct {
	Key
	ID       int64
	ParentID int64 // of a variation
	Kind     ItemKind

	SKU     string // as listed; empty: the merchant never filled it in
	Goods   string // the merchant's own SKU of these goods, whatever the listing says; empty for heads
	Barcode string
	Name    string
	Option  string // of a variation: "L"
	Choice  string // what is chosen: "Ukuran"

	Price     Amount
	SalePrice Amount // 0: not on sale
	Taxed     bool

	Managed   bool  // the shop counts this item
	Stock     int64 // may be below zero: more was sold than there was
	Backorder string
	Sold      int64
	Outside   bool // a client set the stock through the API: from then on the merchant does not restock by hand

	Created, Updated time.Time
	Trashed, Deleted bool
	Draft            bool
	Meta             []Meta
}

// Costs is what a buyer pays for one piece now.
func (i *Item) Costs() Amount {
	if i.SalePrice > 0 && i.SalePrice < i.Price {
		return i.SalePrice
	}
	return i.Price
}

func (i *Item) clone() *Item {
	c := *i
	c.Meta = slices.Clone(i.Meta)
	return &c
}

// sellable tells whether buyers find it.
func (i *Item) sellable() bool { return i.Kind != Variable && !i.Trashed && !i.Deleted && !i.Draft }

// Move is one change of a shop's stock figure. Every change has one: the figure is the sum of its moves.
type Move struct {
	Key
	At     time.Time
	Item   int64
	Change int64
	After  int64
	Why    MoveReason
	Ref    string // the order's, for sales and returns
}

// MoveReason is why stock moved.
type MoveReason string

// The reasons.
const (
	Opening  MoveReason = "opening"  // the first count
	Receipt  MoveReason = "receipt"  // goods came in
	Sale     MoveReason = "sale"     // an order took them
	GiveBack MoveReason = "giveback" // an order gave them back
	SetByAPI MoveReason = "set"      // a client set the figure
)

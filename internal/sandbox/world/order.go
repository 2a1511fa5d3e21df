package world

import (
	"encoding/json"
	"slices"
	"time"
)

// Key names a shop: a channel and the shop's id there.
type Key struct {
	Channel, Shop string
}

// Order is one order as it is at a moment. It never changes once it can be seen; see the package comment.
type Order struct {
	Key
	ID     int64  // shop-wide, ascending with creation; shared with items and refunds, as in a shop's one table of records
	Ref    string // the channel's stable reference
	Number string // what the channel shows to people
	Facet  string // the part of the channel that the buyer ordered at, a word of its profile; empty: the channel as such

	Stage           Stage
	CancelRequested bool
	ReturnRequested bool
	CancelledBy     Actor
	// Word is the channel's own status word, set when a client wrote it through the API; empty: the face derives one
	// from the stage. It is cleared when the order's life goes on by itself.
	Word    string
	Deleted bool // removed for good: the channel no longer shows it

	Created, Updated time.Time // UTC, whole seconds
	PaidAt           time.Time // zero: the money has not come in (cash on delivery pays on completion)
	CompletedAt      time.Time
	Steps            []Step // what happened, oldest first; the first is the creation

	Buyer    Person
	BuyerID  int64 // 0: a guest
	Payment  Payment
	Courier  string // the shipping service that was bought, "JNE REG"
	Currency string
	Note     string // of the buyer
	Via      string // how it was placed: "checkout", "api", "hand"

	Lines      []Line
	Discounts  []Discount
	Fees       []Fee
	ShippingID int64
	TaxID      int64 // of the order's tax row, 0 when it has no tax
	Shipping   Amount
	Total      Amount // sum of lines − discounts + shipping + tax + fees; refunds are not taken off

	Packages []Package
	Refunds  []Refund
	Notes    []Note
	Meta     []Meta

	Script []Due // what will still happen by itself, next first
}

// Step is one thing that happened to an order.
type Step struct {
	ID    int64 // shop-wide, ascending
	At    time.Time
	Verb  Verb
	By    Actor
	Stage Stage // after it
}

// Line is a line item. Subtotal − Discount + Tax is what the buyer pays for it.
type Line struct {
	ID       int64
	ItemID   int64 // 0: the goods are not in the shop's catalogue
	SKU      string
	Name     string
	Quantity int64
	Price    Amount // of one piece, before discount and tax
	Subtotal Amount // Quantity × Price
	Discount Amount
	Tax      Amount
	Taxed    bool

	Cancelled int64 // pieces taken off the order before shipping
	Shipped   int64
	Held      int64 // pieces now taken from the shop's stock
	Restocked int64 // pieces put back by refunds
	Meta      []Meta
}

// Total is what the line costs without tax.
func (l Line) Total() Amount { return l.Subtotal - l.Discount }

// Discount is one reduction of the order, already spread over Line.Discount.
type Discount struct {
	ID     int64
	Code   string
	Amount Amount
	By     Actor // Seller, or System for the platform's own voucher
}

// Fee is an extra charge; it may be negative.
type Fee struct {
	ID     int64
	Name   string
	Amount Amount
}

// Package is one parcel.
type Package struct {
	Ref            string
	Courier        string
	TrackingNumber string
	ShippedAt      time.Time
	DeliveredAt    time.Time // zero: under way
	Lines          []Count
}

// Count is a number of pieces of a line.
type Count struct {
	Line     int64 // Line.ID
	Quantity int64
}

// Refund is money given back.
type Refund struct {
	ID      int64
	At      time.Time
	Amount  Amount
	Reason  string
	By      Actor
	Lines   []RefundLine
	Restock bool
	Part    bool // made by a partial cancellation
	Meta    []Meta
}

// RefundLine says which pieces a refund is for.
type RefundLine struct {
	ID       int64
	Line     int64
	Quantity int64
	Amount   Amount // without tax, positive
	Tax      Amount
}

// Note is a remark on an order.
type Note struct {
	ID      int64
	At      time.Time
	Author  string
	Text    string
	ToBuyer bool
}

// Meta is a free field that clients put on an order or a line.
type Meta struct {
	ID    int64
	Key   string
	Value json.RawMessage
}

// Person is a buyer with an address.
type Person struct {
	First, Last, Company    string
	Street, Street2         string
	City, Province, Postal  string
	Country                 string
	Email, Phone            string
	ShipFirst, ShipLast     string // empty: the buyer
	ShipStreet, ShipStreet2 string
	ShipCity, ShipProvince  string
	ShipPostal, ShipCountry string
	ShipPhone, ShipCompany  string
}

// Payment is how a buyer pays.
type Payment struct {
	Method, Title string
	OnDelivery    bool // the courier collects
	Slow          bool // a person checks the bank account
	Transaction   string
}

// Sums are the parts of a total.
type Sums struct {
	Lines, Discounts, Shipping, Tax, Fees Amount
}

// Total is what the parts add up to.
func (s Sums) Total() Amount { return s.Lines - s.Discounts + s.Shipping + s.Tax + s.Fees }

// Sums adds the parts up.
func (o *Order) Sums() Sums {
	s := Sums{Shipping: o.Shipping}
	for i := range o.Lines {
		s.Lines += o.Lines[i].Subtotal
		s.Discounts += o.Lines[i].Discount
		s.Tax += o.Lines[i].Tax
	}
	for _, f := range o.Fees {
		s.Fees += f.Amount
	}
	return s
}

// Refunded is the money given back so far.
func (o *Order) Refunded() Amount {
	var sum Amount
	for i := range o.Refunds {
		sum += o.Refunds[i].Amount
	}
	return sum
}

// WasShipped tells whether a parcel ever left.
func (o *Order) WasShipped() bool { return len(o.Packages) > 0 }

// LineByID finds a line; nil when the order has none with this id.
func (o *Order) LineByID(id int64) *Line {
	for i := range o.Lines {
		if o.Lines[i].ID == id {
			return &o.Lines[i]
		}
	}
	return nil
}

// toShip is how many pieces of a line still have to leave.
func (l Line) toShip() int64 { return l.Quantity - l.Cancelled - l.Shipped }

// clone copies what an edit may write to. Refunds, notes and steps only ever grow, but their backing arrays must not be
// shared between two versions, or two edits from one version would write over each other.
func (o *Order) clone() *Order {
	c := *o
	c.Steps = slices.Clone(o.Steps)
	c.Lines = slices.Clone(o.Lines)
	c.Discounts = slices.Clone(o.Discounts)
	c.Fees = slices.Clone(o.Fees)
	c.Packages = slices.Clone(o.Packages)
	c.Refunds = slices.Clone(o.Refunds)
	c.Notes = slices.Clone(o.Notes)
	c.Meta = slices.Clone(o.Meta)
	return &c
}

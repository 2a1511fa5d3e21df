package world

// Stage is where an order is in its life, in the hub's words. A channel has its own words; see Profile.
type Stage string

// The stages. Marks (a cancellation or a return that was asked for) stand beside the stage, in Order.
const (
	Unpaid         Stage = "unpaid"
	Paid           Stage = "paid" // to be shipped; also an order that is paid to the courier
	Shipped        Stage = "shipped"
	Delivered      Stage = "delivered"
	Completed      Stage = "completed"
	Cancelled      Stage = "cancelled"
	FailedDelivery Stage = "failed_delivery"
	Returned       Stage = "returned"
)

// Stages lists all stages in the order of a life.
func Stages() []Stage {
	return []Stage{Unpaid, Paid, Shipped, Delivered, Completed, Cancelled, FailedDelivery, Returned}
}

// Actor is who did something.
type Actor string

// The actors. Nobody is the zero value.
const (
	Nobody Actor = ""
	Buyer  Actor = "buyer"
	Seller Actor = "seller"
	System Actor = "system"
)

// StockEffect is what an order's present state does to the shop's stock figures.
type StockEffect int

// The effects. LeaveStock is the zero value: what was taken stays taken, what was not is not.
const (
	LeaveStock StockEffect = iota
	TakeStock
	GiveBackStock
)

// Profile is what a channel can say and how it counts. A face hands it in for its shops; the zero value is a channel that
// can say everything and takes stock at first sight.
type Profile struct {
	// Stages the channel can express; empty: all. An order in another stage reads as the last one it was in that can be.
	Stages []Stage
	// Read overrides what a perfect connector reads from an order; nil: by Stages. It must not call the world.
	Read func(o *Order) Reading
	// Word is the channel's status word for an order; nil: its stage. Lists are filtered by it. It must not call the world.
	Word func(o *Order) string
	// Hidden are the words that lists leave out unless they are asked for.
	Hidden []string
	// Stock says what an order does to stock; nil: taken while the order lives, given back when cancelled unshipped.
	Stock func(o *Order) StockEffect
	// Names returns the channel's stable reference and the shown number of the order with this id; nil: the id itself.
	Names func(id int64) (ref, number string)
	// PackageRef returns the channel's reference of the n-th package (from 1) of an order; nil: "ref-n".
	PackageRef func(orderRef string, n int) string
	// PricesIncludeTax: what buyers pay holds the tax already, so orders show none.
	PricesIncludeTax bool
	// Facet names the part of the channel that an order came from, where several sell through one shop; draw is 0 to 999, by lot. nil,
	// or an empty word: the channel as such.
	Facet func(draw int64) string
	// Payments the channel offers; empty: a bank transfer, instant payments and cash on delivery.
	Payments []Payment
}

// Reading is what a perfect connector makes of an order as its channel shows it.
type Reading struct {
	Stage           Stage
	CancelledBy     Actor
	CancelRequested bool
	ReturnRequested bool
}

// reads returns what a perfect connector would read from o.
func (p Profile) reads(o *Order) Reading {
	if p.Read != nil {
		return p.Read(o)
	}
	r := Reading{Stage: o.Stage, CancelledBy: o.CancelledBy, CancelRequested: o.CancelRequested, ReturnRequested: o.ReturnRequested}
	if p.can(o.Stage) {
		return r
	}
	for i := len(o.Steps) - 1; i >= 0; i-- {
		if p.can(o.Steps[i].Stage) {
			r.Stage = o.Steps[i].Stage
			return r
		}
	}
	r.Stage = Unpaid
	return r
}

func (p Profile) word(o *Order) string {
	if p.Word != nil {
		return p.Word(o)
	}
	return string(o.Stage)
}

func (p Profile) can(s Stage) bool {
	if len(p.Stages) == 0 {
		return true
	}
	for _, have := range p.Stages {
		if have == s {
			return true
		}
	}
	return false
}

func (p Profile) stock(o *Order) StockEffect {
	if p.Stock != nil {
		return p.Stock(o)
	}
	switch {
	case o.Stage == Cancelled && !o.WasShipped():
		return GiveBackStock
	case o.Stage == Unpaid || o.Stage == Paid:
		return TakeStock
	}
	return LeaveStock
}

package amazon

import (
	"fmt"
	"slices"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Names of the settings.
const (
	setFactor = "rate_factor"
	setDenied = "denied"
	setAmazon = "amazon_ships"
	setLife   = "token_seconds"
	setHidden = "visibility_seconds"
	setTwice  = "twice_every"
)

// Kind is what the list of faces holds.
var Kind = face.Kind{
	Channel: "amazon",
	Settings: []face.Setting{
		{Name: setFactor, Default: "1000", Help: "how many times Amazon's published rates and bursts are let through; 1: as real, 0: no limit"},
		{Name: setDenied, Default: "", Help: "roles the app was not given, with commas between: orders, buyers, finances, listings, notifications"},
		{Name: setAmazon, Default: "true", Bool: true, Help: "every sixth SKU lies in Amazon's own warehouse"},
		{Name: setLife, Default: "3600", Help: "seconds that an access token lives"},
		{Name: setHidden, Default: "30", Help: "seconds that a received message stays hidden in the queue"},
		{Name: setTwice, Default: "10", Help: "every so many messages one is put into the queue twice; 0: never"},
	},
	Profile: profile,
	New:     func(s face.Site) (face.Face, error) { return New(s) },
}

func profile(v face.Values) world.Profile {
	w := words{amazonShips: v.On(setAmazon)}
	return world.Profile{
		Stages: []world.Stage{
			world.Unpaid, world.Paid, world.Shipped, world.Delivered, world.Completed, world.Cancelled, world.FailedDelivery, world.Returned,
		},
		Read:       w.read,
		Word:       w.status,
		Names:      func(id int64) (string, string) { ref := orderRef(id); return ref, ref },
		PackageRef: func(_ string, n int) string { return fmt.Sprint(n) },
		Payments: []world.Payment{
			{Method: "CreditCard", Title: "Credit card"},
			{Method: "GC", Title: "Gift card"},
			{Method: "COD", Title: "Cash on delivery", OnDelivery: true},
		},
	}
}

// orderRef is an order id of 3-7-7 digits that follows from the world's id.
func orderRef(id int64) string {
	return fmt.Sprintf("701-%07d-%07d", (id*7919+1234567)%1e7, id%1e7)
}

// words are how Amazon names the states of the world's orders.
type words struct{ amazonShips bool }

// every is how many SKUs there are for each one in Amazon's warehouse.
const every = 6

// stored tells whether an item lies in Amazon's warehouse.
func (w words) stored(item int64) bool { return w.amazonShips && item != 0 && item%every == 0 }

// byAmazon tells whether Amazon sends the order: all its goods lie in its warehouse. Mixed baskets are the seller's here; Amazon would
// make two orders of them.
func (w words) byAmazon(o *world.Order) bool {
	return len(o.Lines) > 0 && !slices.ContainsFunc(o.Lines, func(l world.Line) bool { return !w.stored(l.ItemID) })
}

// status is the fulfillment status. What has left cannot be cancelled on Amazon, so it stays shipped.
func (w words) status(o *world.Order) string {
	switch {
	case o.Word != "":
		return o.Word
	case o.Stage == world.Unpaid:
		return "PENDING"
	case o.Stage == world.Cancelled && !o.WasShipped():
		return "CANCELLED"
	case o.Stage == world.Paid:
		return "UNSHIPPED"
	case pending(o) > 0 && o.WasShipped():
		return "PARTIALLY_SHIPPED"
	}
	return "SHIPPED"
}

// pending is how many pieces still have to leave.
func pending(o *world.Order) int64 {
	var n int64
	for _, l := range o.Lines {
		n += l.Quantity - l.Cancelled - l.Shipped
	}
	return n
}

// read is what a perfect connector makes of the order, with parcels and bookings to look at. Wishes to return show in reports only.
func (w words) read(o *world.Order) world.Reading {
	switch w.status(o) {
	case "PENDING":
		return world.Reading{Stage: world.Unpaid}
	case "UNSHIPPED", "PARTIALLY_SHIPPED":
		return world.Reading{Stage: world.Paid, CancelRequested: o.CancelRequested}
	case "CANCELLED":
		return world.Reading{Stage: world.Cancelled, CancelledBy: o.CancelledBy}
	}
	return world.Reading{Stage: w.sent(o)}
}

// sent is the stage of an order that has left.
func (w words) sent(o *world.Order) world.Stage {
	switch {
	case !w.byAmazon(o) && lost(o) && o.Stage == world.Returned:
		return world.Returned
	case !w.byAmazon(o) && lost(o):
		return world.FailedDelivery
	case !o.CompletedAt.IsZero():
		return world.Completed
	case !w.byAmazon(o) && arrived(o):
		return world.Delivered
	}
	return world.Shipped
}

// lost tells that the delivery failed, whatever came then.
func lost(o *world.Order) bool {
	return slices.ContainsFunc(o.Steps, func(s world.Step) bool { return s.Stage == world.FailedDelivery })
}

// arrived tells that all parcels are with the buyer.
func arrived(o *world.Order) bool {
	return len(o.Packages) > 0 && !slices.ContainsFunc(o.Packages, func(p world.Package) bool { return p.DeliveredAt.IsZero() })
}

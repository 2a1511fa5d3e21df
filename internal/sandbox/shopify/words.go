package shopify

import (
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// words are what the shop says about an order's state.
type words struct {
	financial    string // empty: null
	fulfillment  string
	returned     string
	cancelReason string
	cancelledAt  time.Time
	closedAt     time.Time
}

// wordsOf finds the words for an order of the world (sheet, 4.1 and 4.2).
func wordsOf(o *world.Order) words {
	w := words{financial: financial(o), fulfillment: fulfillment(o), returned: "NO_RETURN", closedAt: o.CompletedAt}
	switch {
	case o.Stage == world.Returned:
		w.returned = "RETURNED"
	case o.ReturnRequested:
		w.returned = "RETURN_REQUESTED"
	}
	if o.Stage == world.Cancelled && !onlyRefunded(o) {
		w.cancelledAt = since(o, world.Cancelled)
		w.closedAt = w.cancelledAt // cancelling closes
		w.cancelReason = reasonOf(o)
	}
	return w
}

// onlyRefunded is an order that the seller called off by giving the money back, without cancelling it.
func onlyRefunded(o *world.Order) bool {
	return len(o.Steps) > 0 && o.Steps[len(o.Steps)-1].Verb == world.GiveRefund && o.CancelledBy == world.Seller
}

// since is when an order came into its present stage.
func since(o *world.Order, s world.Stage) time.Time {
	at := o.Updated
	for i := len(o.Steps) - 1; i >= 0 && o.Steps[i].Stage == s; i-- {
		at = o.Steps[i].At
	}
	return at
}

// reasonOf takes turns where several words mean the same party.
func reasonOf(o *world.Order) string {
	switch o.CancelledBy {
	case world.Buyer:
		return "CUSTOMER"
	case world.System:
		return []string{"DECLINED", "FRAUD"}[o.ID%2]
	}
	return []string{"INVENTORY", "STAFF", "OTHER"}[o.ID%3]
}

func financial(o *world.Order) string {
	switch back := o.Refunded(); {
	case o.PaidAt.IsZero() && o.Stage == world.Cancelled:
		return "VOIDED"
	case o.PaidAt.IsZero() && o.Via == "api":
		return "" // null, as on orders made by the API (recorded)
	case o.PaidAt.IsZero():
		return "PENDING"
	case back == 0:
		return "PAID"
	case back >= o.Total:
		return "REFUNDED"
	}
	return "PARTIALLY_REFUNDED"
}

func fulfillment(o *world.Order) string {
	switch {
	case o.Word != "":
		return o.Word
	case len(o.Packages) == 0 || o.Stage == world.Cancelled:
		return "UNFULFILLED"
	case pieces(o) > 0:
		return "PARTIALLY_FULFILLED"
	}
	return "FULFILLED"
}

// left is how many pieces of a line are still to be shipped.
func left(l *world.Line) int64 { return l.Quantity - l.Cancelled - l.Shipped }

// pieces is how many are still to be shipped of the whole order.
func pieces(o *world.Order) (n int64) {
	for i := range o.Lines {
		n += left(&o.Lines[i])
	}
	return n
}

// failed tells that the courier gave up.
func failed(o *world.Order) bool {
	for _, s := range o.Steps {
		if s.Verb == world.Fail {
			return true
		}
	}
	return o.Stage == world.FailedDelivery
}

// delivered tells that every parcel arrived.
func delivered(o *world.Order) bool {
	for _, p := range o.Packages {
		if p.DeliveredAt.IsZero() {
			return false
		}
	}
	return len(o.Packages) > 0
}

// parcelWord is a fulfilment's displayStatus; those that mean the same take turns.
func parcelWord(o *world.Order, p *world.Package) string {
	switch {
	case o.Stage == world.Cancelled:
		return "CANCELED"
	case !p.DeliveredAt.IsZero():
		return []string{"DELIVERED", "DELIVERED", "PICKED_UP"}[o.ID%3]
	case failed(o):
		return []string{"NOT_DELIVERED", "FAILURE"}[o.ID%2]
	}
	return []string{"IN_TRANSIT", "FULFILLED", "OUT_FOR_DELIVERY", "ATTEMPTED_DELIVERY", "CONFIRMED", "DELAYED"}[o.ID%6]
}

// read is what a perfect connector makes of the order as the shop shows it: the sheet's table 4.2, first row that fits.
func read(o *world.Order, cancelTag string) world.Reading {
	w, r := wordsOf(o), world.Reading{}
	r.ReturnRequested = w.returned == "RETURN_REQUESTED"
	switch {
	case !w.cancelledAt.IsZero():
		r.Stage, r.CancelledBy, r.ReturnRequested = world.Cancelled, o.CancelledBy, false
	case w.returned == "RETURNED":
		r.Stage = world.Returned
	case w.financial == "REFUNDED" && w.fulfillment == "UNFULFILLED":
		r.Stage, r.CancelledBy = world.Cancelled, world.Seller
	case w.fulfillment == "FULFILLED" && failed(o):
		r.Stage = world.FailedDelivery
	case w.fulfillment == "FULFILLED" && delivered(o) && !w.closedAt.IsZero():
		r.Stage = world.Completed
	case w.fulfillment == "FULFILLED" && delivered(o):
		r.Stage = world.Delivered
	case w.fulfillment == "FULFILLED":
		r.Stage = world.Shipped
	case w.financial == "PAID" || w.financial == "PARTIALLY_REFUNDED" || w.financial == "REFUNDED" || o.Payment.OnDelivery:
		r.Stage = world.Paid
	default:
		r.Stage = world.Unpaid
	}
	toShip := r.Stage == world.Paid || r.Stage == world.Unpaid
	r.CancelRequested = toShip && o.CancelRequested && cancelTag != ""
	return r
}

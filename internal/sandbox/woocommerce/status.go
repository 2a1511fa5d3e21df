package woocommerce

import (
	"slices"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// coreStatuses are those a PUT may name, in the order in which the shop lists them (recorded: error-invalid-status).
var coreStatuses = []string{"auto-draft", "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft"}

// pluginStatuses are registered by the status plugin.
var pluginStatuses = []string{"shipped", "delivered", "failed-delivery", "return-requested", "cancel-request"}

const trash = "trash"

// known lists the statuses of this shop.
func (p plugins) known() []string {
	if p.statuses {
		return slices.Concat(coreStatuses, pluginStatuses)
	}
	return coreStatuses
}

// status is the word the shop shows for an order: what a client wrote, or what its stage is called here.
func (p plugins) status(o *world.Order) string {
	if o.Word != "" {
		return o.Word
	}
	if p.statuses {
		if w := p.pluginStatus(o); w != "" {
			return w
		}
	}
	switch o.Stage {
	case world.Unpaid:
		if o.Payment.Slow {
			return "on-hold" // bank transfer: a person looks at the account
		}
		return "pending"
	case world.Completed:
		return "completed"
	case world.Cancelled:
		return "cancelled"
	case world.Returned:
		return "refunded"
	case world.Delivered:
		if !p.tracking {
			return "completed" // a bare shop has no other word for goods that are gone
		}
	}
	return "processing" // the core knows nothing between paid and completed
}

func (p plugins) pluginStatus(o *world.Order) string {
	switch {
	case o.ReturnRequested:
		return "return-requested"
	case o.CancelRequested && o.Stage == world.Paid:
		return "cancel-request"
	case o.Stage == world.Shipped:
		return "shipped"
	case o.Stage == world.Delivered:
		return "delivered"
	case o.Stage == world.FailedDelivery:
		return "failed-delivery"
	}
	return ""
}

// read is what a perfect connector makes of the order as the shop shows it (sheet, 4.2 and 4.3). It knows only what the
// API shows: the status, the tracking records, date_completed and the notes.
func (p plugins) read(o *world.Order) world.Reading {
	r := world.Reading{}
	tracked := p.tracking && len(o.Packages) > 0
	done := !o.CompletedAt.IsZero()
	switch p.status(o) {
	case "pending", "failed", "on-hold", "auto-draft", "checkout-draft":
		r.Stage = world.Unpaid
	case "processing":
		r.Stage = world.Paid
		if tracked {
			r.Stage = world.Shipped
		}
	case "completed":
		r.Stage = world.Completed
	case "cancelled":
		r.Stage, r.CancelledBy = world.Cancelled, canceller(o)
	case "refunded":
		r.Stage = world.Returned
		if !tracked && !done {
			r.Stage, r.CancelledBy = world.Cancelled, world.Seller
		}
	case trash:
		r.Stage, r.CancelledBy = world.Cancelled, world.Seller
	case "shipped":
		r.Stage = world.Shipped
	case "delivered":
		r.Stage = world.Delivered
	case "failed-delivery":
		r.Stage = world.FailedDelivery
	case "return-requested":
		r.Stage, r.ReturnRequested = world.Delivered, true
		if done {
			r.Stage = world.Completed
		}
	case "cancel-request":
		r.Stage, r.CancelRequested = world.Paid, true
	}
	return r
}

// canceller is who the notes say cancelled; without a clue it was the seller.
func canceller(o *world.Order) world.Actor {
	if o.CancelledBy == world.Nobody {
		return world.Seller
	}
	return o.CancelledBy
}

// stageOf is the stage that a status written by a client stands for.
func (p plugins) stageOf(o *world.Order, status string) world.Stage {
	was := *o
	was.Word = status
	return p.read(&was).Stage
}

// stock is WooCommerce's table (recorded, and sheet 4.1): on-hold, processing and completed take; pending and cancelled
// give back, even after shipping; every other status leaves things as they are.
func (p plugins) stock(o *world.Order) world.StockEffect {
	switch p.status(o) {
	case "on-hold", "processing", "completed":
		return world.TakeStock
	case "pending", "cancelled":
		return world.GiveBackStock
	}
	return world.LeaveStock
}

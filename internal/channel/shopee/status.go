package shopee

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/order"
)

// status is what one of Shopee's order words means to us.
type status struct {
	stage           order.Stage
	cancelRequested bool
	returnRequested bool
}

// statuses are the words of order_status. PENDING comes only because we ask for it (request_order_status_pending); without it
// such orders look shippable.
//
// Source: v2.order.get_order_list and "Data Definition - OrderStatus"; RETRY_SHIP, TO_CONFIRM_RECEIVE and TO_RETURN come in
// details and pushes although lists cannot be filtered by them.
var statuses = map[string]status{
	"UNPAID":             {stage: order.Unpaid},
	"PENDING":            {stage: order.Paid}, // held by Shopee
	"INVOICE_PENDING":    {stage: order.Paid}, // Brazil: waits for the fiscal invoice
	"READY_TO_SHIP":      {stage: order.Paid},
	"PROCESSED":          {stage: order.Paid}, // shipment arranged
	"RETRY_SHIP":         {stage: order.Paid}, // the courier did not collect it
	"SHIPPED":            {stage: order.Shipped},
	"TO_CONFIRM_RECEIVE": {stage: order.Delivered},
	"TO_RETURN":          {stage: order.Delivered, returnRequested: true},
	"IN_CANCEL":          {stage: order.Paid, cancelRequested: true},
	"CANCELLED":          {stage: order.Cancelled},
	"COMPLETED":          {stage: order.Completed},
}

// parcelState is where a parcel is.
type parcelState int

const (
	here    parcelState = iota // with the seller, also what we do not know
	left                       // with the courier, or further
	failed                     // left, and will not reach the buyer
	dropped                    // will never leave
)

// parcelStates are the words of package_list[].logistics_status, without LOGISTICS_ before them. A word that is not here tells
// nothing; the order's own status does.
//
// Source: "Data Definition - LogisticsStatus" and the status list of v2.order.get_package_detail.
var parcelStates = map[string]parcelState{
	"NOT_START":        here,
	"PENDING_ARRANGE":  here,
	"READY":            here,
	"REQUEST_CREATED":  here,
	"PICKUP_RETRY":     here,
	"PICKUP_DONE":      left,
	"DELIVERY_DONE":    left,
	"DELIVERY_FAILED":  failed,
	"LOST":             failed,
	"COD_REJECTED":     failed,
	"INVALID":          dropped,
	"REQUEST_CANCELED": dropped,
	"PICKUP_FAILED":    dropped,
}

func stateOf(word text) parcelState {
	return parcelStates[strings.TrimPrefix(string(word), "LOGISTICS_")]
}

// failedReasons are cancel reasons that say that the goods did not reach the buyer. Source: "Data Definition - CancelReason".
var failedReasons = map[string]bool{
	"failed delivery": true, "parcel is lost": true, "cod rejected": true, "delivery failed": true, "lost parcel": true,
}

// parties are the words of cancel_by; everything else, also nothing, is the system.
var parties = map[string]order.Party{"buyer": order.Buyer, "seller": order.Seller, "system": order.System, "ops": order.System}

// settle fits the stage to the facts that Shopee keeps beside the status.
func settle(s *order.Snapshot, w *wireOrder, p parcels) {
	switch s.Stage {
	case order.Paid:
		switch {
		case s.CancelRequested && w.PayTime.zero() && !w.COD.on():
			s.Stage = order.Unpaid
		case s.CancelRequested && p.left > 0 && p.here == 0:
			s.Stage = order.Shipped
		}
	case order.Shipped:
		if p.left > 0 && p.here > 0 {
			s.Stage = order.Paid // one parcel of several has left
		}
	case order.Cancelled:
		if p.failed > 0 || failedReasons[strings.ToLower(string(w.CancelReason))] {
			s.Stage = order.FailedDelivery
			return
		}
		s.CancelledBy = parties[strings.ToLower(strings.TrimSpace(string(w.CancelBy)))]
		if s.CancelledBy == "" {
			s.CancelledBy = order.System
		}
	}
}

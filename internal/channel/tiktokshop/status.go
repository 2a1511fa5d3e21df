package tiktokshop

import (
	"github.com/tillbridge/tillbridge/internal/order"
)

// statuses are the words of an order's status.
//
// ON_HOLD is an order that is paid and in the hour in which its buyer may cancel freely; it must not be shipped yet.
// AWAITING_COLLECTION is arranged, and still in the shop. CANCEL is how webhooks spell CANCELLED.
//
// Source: get-order-list-202309, order-api-overview; 1-order-status-change for CANCEL.
var statuses = map[string]order.Stage{
	"UNPAID":              order.Unpaid,
	"ON_HOLD":             order.Paid,
	"AWAITING_SHIPMENT":   order.Paid,
	"PARTIALLY_SHIPPING":  order.Paid, // some parcels are arranged
	"AWAITING_COLLECTION": order.Paid,
	"IN_TRANSIT":          order.Shipped, // all parcels are collected
	"DELIVERED":           order.Delivered,
	"COMPLETED":           order.Completed,
	"CANCELLED":           order.Cancelled,
	"CANCEL":              order.Cancelled,
}

// state is how far a wish for a cancellation, or for goods or money back, has come.
type state int

const (
	asked   state = iota + 1
	granted       // money goes back, or has gone
	closed        // withdrawn or refused: the order stays what it is
)

// cancelStates are the words of cancel_status. The last is spelt in two ways.
// Source: return-refund-and-cancel-api-overview.
var cancelStates = map[string]state{
	"CANCELLATION_REQUEST_PENDING":   asked,
	"CANCELLATION_REQUEST_SUCCESS":   granted,
	"CANCELLATION_REQUEST_COMPLETE":  granted,
	"CANCELLATION_REQUEST_CANCELLED": closed,
	"CANCELLATION_REQUEST_CANCEL":    closed,
}

// returnStates are the words of return_status. The refusal is spelt in two ways.
// Source: return-refund-and-cancel-api-overview, 12-return-status-change; hsib19/tiktok-shop-sdk:packages/sdk/src/types.
var returnStates = map[string]state{
	"RETURN_OR_REFUND_REQUEST_PENDING":   asked,
	"REPLACEMENT_REQUEST_PENDING":        asked,
	"AWAITING_BUYER_RESPONSE":            asked,
	"AWAITING_BUYER_SHIP":                asked, // the seller agreed; the goods are not back
	"BUYER_SHIPPED_ITEM":                 asked,
	"RETURN_OR_REFUND_REQUEST_SUCCESS":   granted,
	"RETURN_OR_REFUND_REQUEST_COMPLETE":  granted,
	"REPLACEMENT_REQUEST_REFUND_SUCCESS": granted,
	"REPLACEMENT_REQUEST_COMPLETE":       granted,
	"REFUND_OR_RETURN_REQUEST_REJECT":    closed,
	"RETURN_OR_REFUND_REQUEST_REJECT":    closed,
	"REJECT_RECEIVE_PACKAGE":             closed,
	"REPLACEMENT_REQUEST_REJECT":         closed,
	"RETURN_OR_REFUND_REQUEST_CANCEL":    closed,
	"REPLACEMENT_REQUEST_CANCEL":         closed,
}

// parcelState is where a parcel is.
type parcelState int

const (
	here    parcelState = iota // with the seller, also what we do not know
	left                       // with the courier
	arrived                    // with the buyer
	dropped                    // will not leave, or never came
)

// parcelStates are the words of package_status. Source: get-order-detail-202507, search-package-202309. That FULFILLING begins when
// the courier collects is what the order of the words says (unverified).
var parcelStates = map[string]parcelState{
	"TO_FULFILL": here,
	"PROCESSING": here, // arranged
	"FULFILLING": left,
	"COMPLETED":  arrived,
	"CANCELLED":  dropped,
}

// failedReasons are keys of cancel_reason that say that the goods left and did not reach the buyer. One is also spelt wrong.
// Source: page cancel-reasons (system reasons).
var failedReasons = map[string]bool{
	"returned_to_shipper_refused": true, "returned_to_shipper_other": true, "package_lost": true, "package_damaged": true,
	"package_damagaed": true, "package_scrap": true, "threepl_breach": true,
}

// parties are the words of cancellation_initiator, cancel_user and role; everything else, also nothing, is the system.
var parties = map[string]order.Party{"BUYER": order.Buyer, "SELLER": order.Seller, "SYSTEM": order.System, "OPERATOR": order.System}

// shippers are the words of fulfillment_type for orders that leave from a warehouse of TikTok or Tokopedia.
var shippers = map[string]bool{"FULFILLMENT_BY_TIKTOK": true, "FULFILLMENT_BY_DILAYANI_TOKOPEDIA": true}

// platforms are the words of commerce_platform, where the buyer ordered, as the channels that the order counts for; nothing for this
// channel itself. Source: id-market-tokopedia-shop-open-api-integration-one-pager.
var platforms = map[string]string{"TOKOPEDIA": "tokopedia", "TIKTOK_SHOP": ""}

package amazon

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/order"
)

// statuses is the table from Amazon's words for an order to our stages, both versions' spellings. There is no word for delivered
// or completed: see Snapshot's stage.
//
// Source: orders_2026-01-01 (FulfillmentStatus), ordersV0 (OrderStatus); mind CANCELLED and Canceled.
var statuses = map[string]order.Stage{
	"PENDING_AVAILABILITY": order.Unpaid, // a pre-order
	"PENDING":              order.Unpaid, // payment not authorised, not to be shipped
	"UNSHIPPED":            order.Paid,
	"PARTIALLY_SHIPPED":    order.Paid, // some parcels have left; they show as such
	"SHIPPED":              order.Shipped,
	"CANCELLED":            order.Cancelled,
	"UNFULFILLABLE":        order.Cancelled, // only orders placed outside Amazon

	"PendingAvailability": order.Unpaid,
	"Pending":             order.Unpaid,
	"Unshipped":           order.Paid,
	"PartiallyShipped":    order.Paid,
	"Shipped":             order.Shipped,
	"InvoiceUnconfirmed":  order.Shipped, // all left, the seller has not confirmed the invoice
	"Canceled":            order.Cancelled,
	"Unfulfillable":       order.Cancelled,
}

// journey is how far a parcel is.
type journey int

const (
	notLeft journey = iota
	onTheWay
	arrived
	failed    // it will not arrive
	cameBack  // and is with the seller again
	withdrawn // cancelled before it left: no parcel any more
)

// journeys is the table of a parcel's words: PackageStatus.status and, more exact, detailedStatus; the v0 words of Easy Ship are the
// same without underscores.
//
// Source: orders_2026-01-01 (PackageStatus), ordersV0 (EasyShipShipmentStatus).
var journeys = map[string]journey{
	"PENDING":       notLeft,
	"IN_TRANSIT":    onTheWay,
	"SHIPPED":       onTheWay,
	"DELIVERED":     arrived,
	"CANCELLED":     withdrawn,
	"UNDELIVERABLE": failed,

	"PENDING_SCHEDULE":    notLeft,
	"PENDING_PICK_UP":     notLeft,
	"PENDING_DROP_OFF":    notLeft,
	"LABEL_CANCELLED":     withdrawn,
	"PICKED_UP":           onTheWay,
	"DROPPED_OFF":         onTheWay,
	"AT_ORIGIN_FC":        onTheWay,
	"AT_DESTINATION_FC":   onTheWay,
	"OUT_FOR_DELIVERY":    onTheWay,
	"REJECTED_BY_BUYER":   failed,
	"RETURNING_TO_SELLER": failed,
	"LOST":                failed,
	"DAMAGED":             failed,
	"RETURNED_TO_SELLER":  cameBack,
}

// cancellers are who cancelled (ItemCancellationExecution.cancelledBy).
var cancellers = map[string]order.Party{"BUYER": order.Buyer, "MERCHANT": order.Seller, "AMAZON": order.System}

// journeyOf looks the words of a parcel up, the more exact one first; ok is false for words that no table holds.
func journeyOf(status, detailed text) (journey, bool) {
	for _, word := range []text{detailed, status} {
		if word == "" {
			continue
		}
		if j, ok := journeys[strings.ToUpper(string(word))]; ok {
			return j, true
		}
		return notLeft, false
	}
	return onTheWay, true // a parcel that the seller confirmed and Amazon does not follow
}

// easyShip gives v0's word for a parcel in the spelling of the newer version.
func easyShip(word text) text {
	var b strings.Builder
	for i, c := range string(word) {
		if c >= 'A' && c <= 'Z' && i > 0 && !(b.Len() > 0 && strings.HasSuffix(string(word)[:i], "F")) {
			b.WriteByte('_')
		}
		b.WriteRune(c)
	}
	s := strings.ToUpper(b.String())
	if s == "LABEL_CANCELED" {
		s = "LABEL_CANCELLED"
	}
	return text(s)
}

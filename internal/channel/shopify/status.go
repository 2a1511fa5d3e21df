package shopify

import (
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Shopify has no single status. Five words make one: whether it was cancelled, its payment, its fulfilment, its returns, and how far
// the courier is. All words of the schema stand in the tables below; one that does not is an outcome, never a guess.

// financial are the words of displayFinancialStatus. authorized is decided by a setting; null, seen on unpaid orders, is "".
var financial = map[text]bool{ // paid for
	"": false, "PENDING": false, "AUTHORIZED": false, "PARTIALLY_PAID": false, "EXPIRED": false, "VOIDED": false,
	"PAID": true, "PARTIALLY_REFUNDED": true, "REFUNDED": true,
}

// fulfilled are the words of displayFulfillmentStatus. PARTIALLY_FULFILLED stays to ship, with the parcels that have left beside it;
// ON_HOLD and SCHEDULED are to ship, too, if not now. The last three are older words.
var fulfilled = map[text]bool{ // everything has left
	"FULFILLED":   true,
	"UNFULFILLED": false, "PARTIALLY_FULFILLED": false, "IN_PROGRESS": false, "ON_HOLD": false, "SCHEDULED": false, "REQUEST_DECLINED": false,
	"RESTOCKED": false, "PENDING_FULFILLMENT": false, "OPEN": false,
}

// returns are the words of returnStatus: whether a return is under way. RETURNED is a stage.
var returns = map[text]bool{
	"": false, "NO_RETURN": false, "RETURN_REQUESTED": true, "IN_PROGRESS": true, "INSPECTION_COMPLETE": true, "RETURNED": false, "RETURN_FAILED": false,
}

// cancellers are the words of cancelReason: who it was. A null reason is the seller's.
var cancellers = map[text]order.Party{
	"": order.Seller, "CUSTOMER": order.Buyer, "INVENTORY": order.Seller, "STAFF": order.Seller, "OTHER": order.Seller,
	"DECLINED": order.System, "FRAUD": order.System,
}

// live are the words of a fulfilment's status: whether it stands. PENDING and OPEN are older words.
var live = map[text]bool{"SUCCESS": true, "PENDING": true, "OPEN": true, "CANCELLED": false, "ERROR": false, "FAILURE": false}

// courier are the words of a fulfilment's displayStatus: how far the parcel is. ATTEMPTED_DELIVERY and DELAYED are still on the way.
var courier = map[text]order.Stage{
	"": order.Shipped, "SUBMITTED": order.Shipped, "CONFIRMED": order.Shipped, "FULFILLED": order.Shipped, "MARKED_AS_FULFILLED": order.Shipped,
	"LABEL_PURCHASED": order.Shipped, "LABEL_PRINTED": order.Shipped, "LABEL_VOIDED": order.Shipped, "READY_FOR_PICKUP": order.Shipped,
	"CARRIER_PICKED_UP": order.Shipped, "IN_TRANSIT": order.Shipped, "OUT_FOR_DELIVERY": order.Shipped, "ATTEMPTED_DELIVERY": order.Shipped,
	"DELAYED": order.Shipped, "CANCELED": order.Shipped,
	"DELIVERED": order.Delivered, "PICKED_UP": order.Delivered,
	"NOT_DELIVERED": order.FailedDelivery, "FAILURE": order.FailedDelivery,
}

func (f *fulfillment) live() bool { return live[f.Status] }

// rawStatus is the store's words as they are, with slashes between: "PAID/FULFILLED/DELIVERED". What is usual is left out.
func (o *shopOrder) rawStatus() string {
	words := []text{"NULL", o.Fulfillment}
	if o.Financial != "" {
		words[0] = o.Financial
	}
	if o.Return != "" && o.Return != "NO_RETURN" {
		words = append(words, o.Return)
	}
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		for _, w := range []text{f.Status, f.Display} {
			if w != "" && w != "SUCCESS" && w != "FULFILLED" && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
	}
	if o.Cancelled != "" {
		words = append([]text{"CANCELLED", o.CancelReason}, words...)
	}
	if o.Closed {
		words = append(words, "CLOSED")
	}
	return channel.Joined("/", words...)
}

// known tells that every word of the order is in its table.
func (o *shopOrder) known() bool {
	_, payment := financial[o.Financial]
	_, sending := fulfilled[o.Fulfillment]
	_, back := returns[o.Return]
	_, reason := cancellers[o.CancelReason]
	return payment && sending && back && (reason || o.Cancelled == "") && !slices.ContainsFunc(o.Fulfillments, func(f fulfillment) bool {
		_, status := live[f.Status]
		_, display := courier[f.Display]
		return !status || !display
	})
}

// stage decides how far the order is; the first row that fits counts.
func (c *connector) stage(r *reader, s *order.Snapshot, o *shopOrder) {
	if !o.known() {
		r.Fault(outcome.UnknownStatus, "status", s.RawStatus)
		return
	}
	s.ReturnRequested = returns[o.Return]
	switch way := o.way(); {
	case o.Cancelled != "":
		s.Stage, s.CancelledBy, s.ReturnRequested = order.Cancelled, cancellers[o.CancelReason], false
	case o.Return == "RETURNED":
		s.Stage = order.Returned
	case o.refundedUnsent():
		s.Stage, s.CancelledBy, s.CancelledAt = order.Cancelled, order.Seller, r.lastRefund(o)
	case fulfilled[o.Fulfillment]:
		s.Stage = way
	case financial[o.Financial], o.Financial == "AUTHORIZED" && c.authorizedIs == order.Paid, c.cashOnDelivery(o):
		s.Stage = order.Paid
	default:
		s.Stage = order.Unpaid
	}
	c.arrival(r, s, o)
	s.CancelRequested = (s.Stage == order.Paid || s.Stage == order.Unpaid) && c.tagged(o)
}

// way is how far the parcels are together: the worst news of one counts for all, and delivered are they when each is.
func (o *shopOrder) way() order.Stage {
	parcels, delivered := 0, 0
	for i := range o.Fulfillments {
		f := &o.Fulfillments[i]
		if !f.live() {
			continue
		}
		parcels++
		switch courier[f.Display] {
		case order.FailedDelivery:
			return order.FailedDelivery
		case order.Delivered:
			delivered++
		}
	}
	if parcels > 0 && delivered == parcels {
		return order.Delivered
	}
	return order.Shipped
}

// arrival fills the times of delivery and completion, which stay facts whatever came after. Archived alone is not completed:
// stores may archive by themselves right after shipping.
func (c *connector) arrival(r *reader, s *order.Snapshot, o *shopOrder) {
	if o.Cancelled != "" || !fulfilled[o.Fulfillment] {
		return
	}
	delivered := o.way() == order.Delivered
	if delivered {
		for _, p := range s.Packages {
			if p.DeliveredAt.After(s.DeliveredAt) {
				s.DeliveredAt = p.DeliveredAt
			}
		}
	}
	if !o.Closed || !delivered && !(c.archivedDone && o.way() == order.Shipped) {
		return
	}
	s.CompletedAt = r.time("closedAt", o.ClosedAt)
	if s.Stage == order.Delivered || s.Stage == order.Shipped {
		s.Stage = order.Completed
	}
}

// refundedUnsent is how a seller calls an order off without cancelling it: all money back, nothing sent.
func (o *shopOrder) refundedUnsent() bool {
	return o.Financial == "REFUNDED" && !fulfilled[o.Fulfillment] && !slices.ContainsFunc(o.Fulfillments, func(f fulfillment) bool { return f.live() })
}

func (r *reader) lastRefund(o *shopOrder) (last time.Time) {
	for _, f := range o.Refunds {
		if at := r.time("refunds.createdAt", f.Created); at.After(last) {
			last = at
		}
	}
	return last
}

// cashOnDelivery tells that the courier collects the money: such an order is shipped while it is pending.
func (c *connector) cashOnDelivery(o *shopOrder) bool {
	if o.Financial != "PENDING" && o.Financial != "" {
		return false
	}
	return slices.ContainsFunc(o.Gateways, func(g text) bool { return isCash(string(g), c.cash) })
}

// isCash compares whole words, so that "cod" is found in "Cash on Delivery (COD)" and not in "Code".
func isCash(gateway string, words []string) bool {
	plain := " " + strings.Join(strings.FieldsFunc(strings.ToLower(gateway), func(r rune) bool { return r == ' ' || r == '(' || r == ')' || r == '-' }), " ") + " "
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(plain, " "+w+" ") })
}

func (c *connector) tagged(o *shopOrder) bool {
	return c.cancelTag != "" && slices.ContainsFunc(o.Tags, func(t text) bool { return strings.EqualFold(string(t), c.cancelTag) })
}

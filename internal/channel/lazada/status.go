package lazada

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/order"
)

// statuses are the words of items; an order has none of its own. Compared in small letters, for packages spell some in capitals.
//
// Sources: the values named under /orders/get (status, error 6), the fulfilment guide (repacked, ready_to_ship_pending), the sheet
// (confirmed; which countries send it is unverified).
var statuses = map[string]order.Stage{
	"unpaid":                order.Unpaid,
	"pending":               order.Paid, // also cash on delivery, once accepted
	"topack":                order.Paid,
	"packed":                order.Paid,
	"repacked":              order.Paid,
	"toship":                order.Paid,
	"ready_to_ship_pending": order.Paid,
	"ready_to_ship":         order.Paid, // the courier is called and has not been there
	"shipped":               order.Shipped,
	"delivered":             order.Delivered,
	"confirmed":             order.Completed,
	"failed":                order.FailedDelivery,
	"failed_delivery":       order.FailedDelivery,
	"shipped_back":          order.FailedDelivery,
	"shipped_back_success":  order.FailedDelivery,
	"shipped_back_failed":   order.FailedDelivery,
	"lost":                  order.FailedDelivery,
	"lost_by_3pl":           order.FailedDelivery,
	"damaged_by_3pl":        order.FailedDelivery,
	"package_scrapped":      order.FailedDelivery,
	"returned":              order.Returned,
	"canceled":              order.Cancelled, // who, and whether it was a cancellation at all: cancellers
	"cancelled":             order.Cancelled,
}

// canceller is what cancel_return_initiator says about a cancelled item.
type canceller struct {
	stage order.Stage
	by    order.Party
}

// cancellers are its words. Empty is an unpaid order that ran out of time. Source: /orders/items/get, cancel_return_initiator.
var cancellers = map[string]canceller{
	"":                             {order.Cancelled, order.System},
	"cancellation-customer":        {order.Cancelled, order.Buyer},
	"buyer-cancel":                 {order.Cancelled, order.Buyer},
	"cancellation-seller":          {order.Cancelled, order.Seller},
	"seller-cancel":                {order.Cancelled, order.Seller},
	"cancellation-internal":        {order.Cancelled, order.System},
	"system-cancel":                {order.Cancelled, order.System},
	"customer service-cancel":      {order.Cancelled, order.System},
	"cancellation-failed delivery": {order.FailedDelivery, ""},
	"return-customer":              {order.Returned, ""},
	"refund-internal":              {order.Returned, ""},
}

// stageOf is an item's stage. Whoever cancelled in a word that is not in the table stays unknown: the cancellation itself is told.
func (i *item) stageOf() (order.Stage, bool) {
	stage, known := statuses[i.word()]
	switch {
	case stage == order.Cancelled:
		if who, ok := cancellers[i.initiator()]; ok {
			return who.stage, true
		}
	case stage == order.Paid && strings.HasPrefix(strings.ToLower(string(i.StagePay)), "unpaid"):
		return order.Unpaid, known // a presale: the deposit, or the rest, is not paid
	}
	return stage, known
}

func (i *item) word() string      { return strings.ToLower(string(i.Status)) }
func (i *item) initiator() string { return strings.ToLower(string(i.Initiator)) }

// rank is the way of a live item; what is not here has left it.
var rank = map[order.Stage]int{order.Unpaid: 1, order.Paid: 2, order.Shipped: 3, order.Delivered: 4, order.Completed: 5}

// fold makes one stage of many: that of the item that is furthest behind, among those that are under way; without any, the worst of
// how they ended. An order is cancelled when all of it is. unknown is the first word that is in no table.
func fold(items []item) (stage order.Stage, unknown string) {
	seen := map[order.Stage]bool{}
	for n := range items {
		s, known := items[n].stageOf()
		if !known {
			return order.Unknown, string(items[n].Status)
		}
		seen[s] = true
		if rank[s] > 0 && (rank[stage] == 0 || rank[s] < rank[stage]) {
			stage = s
		}
	}
	for _, ended := range []order.Stage{order.Returned, order.FailedDelivery, order.Cancelled} {
		if stage == order.Unknown && seen[ended] {
			stage = ended
		}
	}
	return stage, ""
}

// request is what a reverse order's status means.
type request int

const (
	running request = iota + 1
	granted
	refused
)

// reverseStatuses are the words of reverse order lines.
//
// Sources: the first four are named by the reference; the next by the reverse guide; the others by the constants of
// phamkhanhminhman97/shopee-tiktok-lazada-monorepo, unverified.
var reverseStatuses = map[string]request{
	"REQUEST_INITIATE": running, "REQUEST_REJECT": refused, "REQUEST_CANCEL": refused, "CANCEL_SUCCESS": granted,
	"REFUND_PENDING": running, "REFUND_AUTHORIZED": running, "REFUND_SUCCESS": granted, "REFUND_REJECT": refused,
	"REQUEST_COMPLETE": granted, "CS_APPROVING": running,
	"SELLER_AGREE_RETURN": running, "SELLER_REJECT_RETURN": refused, "BUYER_RETURN_ITEM": running,
	"SELLER_AGREE_REFUND": running, "SELLER_REJECT_REFUND": refused,
	"AGREE_CANCEL_ORDER": granted, "REJECT_CANCEL_ORDER": refused,
}

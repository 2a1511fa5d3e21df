package magento

import (
	"slices"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
)

// status is what one of the shop's words means to us.
type status struct {
	stage           order.Stage
	cancelRequested bool
	returnRequested bool
	byFacts         bool // the stage depends on payment and pieces: see mapping.place
}

// states are Magento's own words for where an order is. They are fixed, while a status is a label that merchants make, so the
// state decides.
// Source: magento/magento2: app/code/Magento/Sales/Model/Order.php (STATE_*); https://experienceleague.adobe.com (order
// statuses).
var states = map[string]status{
	"new":             {stage: order.Unpaid, byFacts: true}, // cash on delivery is shipped from here
	"pending_payment": {stage: order.Unpaid},
	"payment_review":  {stage: order.Unpaid},
	"processing":      {stage: order.Paid, byFacts: true},
	"complete":        {stage: order.Completed, byFacts: true},
	"closed":          {stage: order.Returned, byFacts: true},
	"canceled":        {stage: order.Cancelled},
	"holded":          {byFacts: true}, // what it was before
}

// labels are the usual statuses of those states. They add nothing to the state, and stand for it when an order has none: the
// database allows that, and extensions do it.
var labels = map[string]string{
	"pending": "new", "pending_payment": "pending_payment", "payment_review": "payment_review", "fraud": "payment_review",
	"processing": "processing", "complete": "complete", "closed": "closed", "canceled": "canceled", "holded": "holded",
	"pending_paypal": "pending_payment", "paypal_reversed": "", "paypal_canceled_reversal": "",
}

// added are statuses that extensions and merchants often add for what the core cannot say. They count while an order is open; a
// connection's own rule over them.
var added = map[string]status{
	"shipped":          {stage: order.Shipped},
	"in_transit":       {stage: order.Shipped},
	"out_for_delivery": {stage: order.Shipped},
	"delivered":        {stage: order.Delivered},
	"completed":        {stage: order.Completed},
	"failed_delivery":  {stage: order.FailedDelivery},
	"delivery_failed":  {stage: order.FailedDelivery},
	"returned":         {stage: order.Returned},
	"cancel_requested": {stage: order.Paid, cancelRequested: true},
	"return_requested": {stage: order.Delivered, returnRequested: true},
}

// openStates are those in which an added status says more than the state. Empty: the order has none.
var openStates = []string{"", "new", "processing", "complete"}

// mapping is what a connection says about its words.
type mapping struct {
	words    map[string]status // own statuses
	payLater []string          // payment methods that are shipped before they are paid
	complete order.Stage       // what complete means
}

// place gives an order's place among our stages. Own statuses come first, then those often added, then the state. false: nobody
// knows the state.
func (m mapping) place(w *wireOrder, left pieces) (status, bool) {
	if s, ok := m.words[string(w.Status)]; ok {
		return s, true
	}
	if s, ok := added[string(w.Status)]; ok && slices.Contains(openStates, string(w.State)) {
		return s, true
	}
	return m.byState(stateOf(w), w, left)
}

// stateOf is the order's state, or the one that its status usually has.
func stateOf(w *wireOrder) string {
	if w.State != "" {
		return string(w.State)
	}
	return labels[string(w.Status)]
}

func (m mapping) byState(state string, w *wireOrder, left pieces) (status, bool) {
	s, ok := states[state]
	if !ok || !s.byFacts {
		return s, ok
	}
	switch state {
	case "new":
		if slices.Contains(m.payLater, string(w.Payment.Method)) {
			s.stage = order.Paid
		}
	case "processing":
		if left.shippable > 0 && left.toShip == 0 {
			s.stage = order.Shipped
		}
	case "complete":
		s.stage = m.complete
	case "closed":
		if left.shipped == 0 {
			s.stage = order.Cancelled // paid back before anything left
		}
	case "holded":
		return m.held(w, left)
	}
	return s, true
}

// held is an order on hold: it stays what it was. Without a word about that, money that has come in tells.
func (m mapping) held(w *wireOrder, left pieces) (status, bool) {
	was := *w
	was.State, was.Status = w.HoldState, w.HoldStatus
	if was.State == "" || was.State == "holded" {
		was.State = "new"
		if w.Invoiced.positive() || w.Paid.positive() {
			was.State = "processing"
		}
	}
	return m.place(&was, left)
}

// pieces counts an order's goods, in 1/10,000 of a piece as money does, for the shop sells fractions.
type pieces struct {
	shippable money.Amount // goods that travel
	toShip    money.Amount // of these, not shipped, given back or cancelled
	shipped   money.Amount
	toInvoice money.Amount
}

// stageWords are what a custom status may be said to mean.
func stageWords() map[string]status {
	words := map[string]status{
		"cancel_requested": {stage: order.Paid, cancelRequested: true},
		"return_requested": {stage: order.Delivered, returnRequested: true},
	}
	for _, s := range order.Stages {
		words[string(s)] = status{stage: s}
	}
	return words
}

// canceller is who cancelled an order. The core notes nothing when it gives up waiting for a payment, and somebody of the shop
// leaves a comment; a buyer's cancellation looks like the shop's.
// Source: magento/magento2: app/code/Magento/Sales/Model/CronJob/CleanExpiredOrders.php.
func canceller(w *wireOrder) order.Party {
	waited := false
	for _, h := range w.History {
		waited = waited || h.Status == "pending_payment"
		if h.Status == "canceled" && h.Comment != "" {
			return order.Seller
		}
	}
	if waited {
		return order.System
	}
	return order.Seller
}

package woocommerce

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
)

// status is what one of the shop's words means to us.
type status struct {
	stage           order.Stage
	draft           bool // not an order yet: left out
	cancelRequested bool
	returnRequested bool
}

// statuses are the words of WooCommerce, without "wc-", and those that common plugins add.
//
// The shop lets any status follow any other. There is no delivered in core: completed is "shipped and done". processing with
// a tracking number is shipped; refunded is returned or cancelled, by what happened before (see settle).
// Source: the list that the shop names when a status is refused (seen on WooCommerce 11.0.1, error-invalid-status), and
// trash.
var statuses = map[string]status{
	"auto-draft":     {draft: true},
	"checkout-draft": {draft: true},
	"pending":        {stage: order.Unpaid},
	"failed":         {stage: order.Unpaid}, // the payment was declined; the buyer may pay again
	"on-hold":        {stage: order.Unpaid}, // the connection's setting rules over this
	"processing":     {stage: order.Paid},
	"completed":      {stage: order.Completed},
	"cancelled":      {stage: order.Cancelled},
	"refunded":       {stage: order.Returned},
	"trash":          {stage: order.Cancelled},

	// registered by plugins; a connection's custom_statuses rules over these
	"shipped":           {stage: order.Shipped},
	"partial-shipped":   {stage: order.Shipped},
	"partially-shipped": {stage: order.Shipped},
	"in-transit":        {stage: order.Shipped},
	"out-for-delivery":  {stage: order.Shipped},
	"delivered":         {stage: order.Delivered},
	"cancel-request":    {stage: order.Paid, cancelRequested: true},
	"cancel-requested":  {stage: order.Paid, cancelRequested: true},
	"return-request":    {stage: order.Delivered, returnRequested: true},
	"return-requested":  {stage: order.Delivered, returnRequested: true},
	"returned":          {stage: order.Returned},
	"failed-delivery":   {stage: order.FailedDelivery},
	"delivery-failed":   {stage: order.FailedDelivery},
}

// meaning is the connection's word, else the table's. false: nobody knows it.
func (c *connector) meaning(word string) (status, bool) {
	if s, ok := c.words[word]; ok {
		return s, true
	}
	s, ok := statuses[word]
	return s, ok
}

// customStatuses are the shop's own. Slugs may be written with "wc-".
func customStatuses(f channel.Filled) (map[string]status, error) {
	written, err := channel.OwnWords(f, "custom_statuses", stageWords())
	own := make(map[string]status, len(written))
	for slug, s := range written {
		own[strings.TrimPrefix(slug, "wc-")] = s
	}
	return own, err
}

// stageWords are what a custom status may be said to mean.
func stageWords() map[string]status {
	words := map[string]status{
		"cancel_requested": {stage: order.Paid, cancelRequested: true},
		"return_requested": {stage: order.Delivered, returnRequested: true},
		"ignore":           {draft: true},
	}
	for _, s := range order.Stages {
		words[string(s)] = status{stage: s}
	}
	return words
}

// settle fits the stage to the facts that WooCommerce keeps elsewhere: parcels, dates, the trash.
func settle(s *order.Snapshot) {
	switch {
	case s.RawStatus == "processing" && len(s.Packages) > 0:
		s.Stage = order.Shipped
	case s.RawStatus == "refunded" && s.CompletedAt.IsZero() && len(s.Packages) == 0:
		s.Stage, s.CancelledBy = order.Cancelled, order.Seller
	case s.RawStatus == "trash":
		s.CancelledBy = order.Seller
	case s.ReturnRequested && s.Stage == order.Delivered && !s.CompletedAt.IsZero():
		s.Stage = order.Completed
	case s.CancelRequested && s.PaidAt.IsZero() && s.PaymentMethod != "cod":
		s.Stage = order.Unpaid
	}
}

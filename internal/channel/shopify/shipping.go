package shopify

import (
	"context"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// There is no Label here: Shopify's API neither buys nor shows shipping labels (schema).

// toShip is what an order has still to send.
type toShip struct {
	ID           text          `json:"id"`
	Fulfillment  text          `json:"displayFulfillmentStatus"`
	Cancelled    text          `json:"cancelledAt"`
	Fulfillments []fulfillment `json:"fulfillments"`
	Work         struct {
		Nodes []work `json:"nodes"`
	} `json:"fulfillmentOrders"`
}

// work is a fulfilment order: what one location has to send.
type work struct {
	ID       string   `json:"id"`
	Status   string   `json:"status"`
	Actions  []action `json:"supportedActions"`
	Assigned struct {
		Location *struct {
			ID string `json:"id"`
		} `json:"location"`
	} `json:"assignedLocation"`
	Holds []struct {
		Reason string `json:"reason"`
		Notes  string `json:"reasonNotes"`
	} `json:"fulfillmentHolds"`
	Lines struct {
		Nodes []struct {
			ID   string `json:"id"`
			Left int64  `json:"remainingQuantity"`
			Line struct {
				ID string `json:"id"`
			} `json:"lineItem"`
		} `json:"nodes"`
	} `json:"lineItems"`
}

// open tells that the store lets us ship it now.
func (w *work) open() bool {
	return slices.ContainsFunc(w.Actions, func(a action) bool { return a.Action == "CREATE_FULFILLMENT" })
}

type action struct {
	Action string `json:"action"`
}

func (w *work) place() string {
	if w.Assigned.Location == nil {
		return ""
	}
	return w.Assigned.Location.ID
}

// Ship makes a fulfilment of what is left, or of the pieces given, with the tracking number. What leaves from several locations
// becomes a fulfilment each: the store wants it so.
//
// It looks before it acts, because the store knows no key for this: a parcel with this number that is there already is the earlier
// try, and a fulfilment named in Package only gets its number. After a lost answer it looks again. The buyer is told only if the
// setting says so. Shipment.At is not passed on: the store stamps the fulfilment itself.
//
// Errors: Missing, RefusedByChannel (nothing left, cancelled, on hold), NoAccess (the scope for fulfilment orders), Throttled,
// Unavailable. Source: fulfillmentCreate, fulfillmentTrackingInfoUpdate (schema); their messages (recorded).
func (c *connector) Ship(ctx context.Context, s channel.Shipment) error {
	const op = "shopify.Ship"
	o, err := c.toShip(ctx, op, s.Order)
	if err != nil {
		return err
	}
	if f := o.named(s.Package); f != nil {
		return c.track(ctx, op, s, f)
	}
	if o.sent(s.Tracking) {
		return nil
	}
	groups, err := o.groups(op, s)
	if err != nil {
		return err
	}
	if len(groups) == 0 {
		return c.nothingLeft(ctx, op, s, o)
	}
	for _, g := range groups {
		if err := c.fulfil(ctx, op, s, g); err != nil {
			return c.lookAgain(ctx, op, s, err)
		}
	}
	return nil
}

func (c *connector) toShip(ctx context.Context, op, ref string) (*toShip, error) {
	if !channel.IsNumber(ref) {
		return nil, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	var got struct {
		Order *toShip `json:"order"`
	}
	if _, err := c.do(ctx, ask{op: op + ".look", query: toShipQuery, variables: map[string]any{"id": gid("Order", ref)}, ref: ref}, &got); err != nil {
		return nil, err
	}
	if got.Order == nil {
		return nil, outcome.New(outcome.OrderMissing).In(op).About(ref)
	}
	return got.Order, nil
}

// named is the live fulfilment with this number; nil: there is none.
func (o *toShip) named(id string) *fulfillment {
	at := slices.IndexFunc(o.Fulfillments, func(f fulfillment) bool { return id != "" && tail(string(f.ID)) == id && f.live() })
	if at < 0 {
		return nil
	}
	return &o.Fulfillments[at]
}

// sent tells that a live parcel has this tracking number.
func (o *toShip) sent(tracking string) bool {
	return tracking != "" && slices.ContainsFunc(o.Fulfillments, func(f fulfillment) bool { return f.live() && f.Tracking.has(tracking) })
}

func (t tracking) has(number string) bool {
	for i := range t {
		if string(t[i].Number) == number {
			return true
		}
	}
	return false
}

// groups gives the input of fulfillmentCreate for each location. Pieces that are not there are a refusal; none at all, an empty list.
func (o *toShip) groups(op string, s channel.Shipment) ([][]map[string]any, error) {
	left := map[string]int64{}
	for line, pieces := range s.Lines {
		left[line] = pieces
	}
	var groups [][]map[string]any
	places := map[string]int{}
	for i := range o.Work.Nodes {
		w := &o.Work.Nodes[i]
		part, any := w.take(s.Lines != nil, left)
		if !w.open() || !any {
			continue
		}
		at, ok := places[w.place()]
		if !ok {
			at = len(groups)
			places[w.place()], groups = at, append(groups, nil)
		}
		groups[at] = append(groups[at], part)
	}
	for line, pieces := range left {
		if pieces > 0 && len(groups) > 0 {
			return nil, no(op, s.Order, "line "+line+" has fewer pieces left to ship than "+number(s.Lines[line]))
		}
	}
	return groups, nil
}

// take is what of a fulfilment order leaves now: all that is left, or, of chosen pieces, as many as it has. left is lowered by it.
func (w *work) take(chosen bool, left map[string]int64) (part map[string]any, some bool) {
	part = map[string]any{"fulfillmentOrderId": w.ID}
	var lines []map[string]any
	for _, l := range w.Lines.Nodes {
		line := tail(l.Line.ID)
		pieces := l.Left
		if chosen {
			pieces = min(l.Left, left[line])
		}
		if pieces <= 0 || !w.open() {
			continue
		}
		some = true
		if chosen {
			left[line] -= pieces
			lines = append(lines, map[string]any{"id": l.ID, "quantity": pieces})
		}
	}
	if chosen {
		part["fulfillmentOrderLineItems"] = lines
	}
	return part, some
}

// trackingInput is FulfillmentTrackingInput; empty when nothing is known. A company that Shopify knows gets a link by itself.
func trackingInput(s channel.Shipment) map[string]any {
	in := map[string]any{}
	if s.Tracking != "" {
		in["number"] = s.Tracking
	}
	if s.Courier != "" {
		in["company"] = s.Courier
	}
	return in
}

func (c *connector) fulfil(ctx context.Context, op string, s channel.Shipment, parts []map[string]any) error {
	input := map[string]any{"lineItemsByFulfillmentOrder": parts, "notifyCustomer": c.notify}
	if t := trackingInput(s); len(t) > 0 {
		input["trackingInfo"] = t
	}
	var got struct {
		Create struct {
			Errors []userError `json:"userErrors"`
		} `json:"fulfillmentCreate"`
	}
	_, err := c.do(ctx, ask{op: op, query: shipQuery, variables: map[string]any{"fulfillment": input}, once: true, ref: s.Order}, &got)
	if err == nil && len(got.Create.Errors) > 0 {
		return got.Create.Errors[0].outcome(op, s.Order)
	}
	return err
}

// lookAgain asks after a failure whether the parcel is there all the same: the answer may have been lost, or somebody was faster.
func (c *connector) lookAgain(ctx context.Context, op string, s channel.Shipment, err error) error {
	e := outcome.Of(err)
	closed := e.Reason == outcome.RefusedByChannel && strings.Contains(e.Args["said"], "status= closed")
	if e.Code != outcome.Unavailable && !closed || ctx.Err() != nil {
		return err
	}
	o, looked := c.toShip(ctx, op, s.Order)
	if looked == nil && (o.sent(s.Tracking) || closed && s.Tracking == "" && fulfilled[o.Fulfillment]) {
		return nil
	}
	return err
}

// track gives a fulfilment its number, unless it has it.
func (c *connector) track(ctx context.Context, op string, s channel.Shipment, f *fulfillment) error {
	if s.Tracking == "" || f.Tracking.has(s.Tracking) {
		return nil
	}
	var got struct {
		Update struct {
			Errors []userError `json:"userErrors"`
		} `json:"fulfillmentTrackingInfoUpdate"`
	}
	vars := map[string]any{"id": string(f.ID), "info": trackingInput(s), "notify": c.notify}
	_, err := c.do(ctx, ask{op: op + ".track", query: trackingQuery, variables: vars, ref: s.Order}, &got)
	if err == nil && len(got.Update.Errors) > 0 {
		return got.Update.Errors[0].outcome(op, s.Order)
	}
	return err
}

// nothingLeft finds out why there is nothing to ship. An order that has left whole is done; a lone parcel without a number gets it.
func (c *connector) nothingLeft(ctx context.Context, op string, s channel.Shipment, o *toShip) error {
	var bare []*fulfillment
	for i := range o.Fulfillments {
		if f := &o.Fulfillments[i]; f.live() && f.Tracking.numbers() == "" {
			bare = append(bare, f)
		}
	}
	switch {
	case o.Cancelled != "":
		return no(op, s.Order, "the order is cancelled")
	case s.Tracking != "" && len(bare) == 1 && fulfilled[o.Fulfillment]:
		return c.track(ctx, op, s, bare[0])
	case s.Tracking == "" && fulfilled[o.Fulfillment]:
		return nil
	case len(o.Work.Nodes) == 0 && !fulfilled[o.Fulfillment]: // without the scope the list is empty, not an error
		return outcome.New(outcome.RightMissing, "right", "write_merchant_managed_fulfillment_orders").In(op).About(s.Order)
	}
	for _, w := range o.Work.Nodes {
		for _, h := range w.Holds {
			return no(op, s.Order, strings.TrimSpace("the order is on hold: "+h.Reason+" "+h.Notes))
		}
	}
	return no(op, s.Order, "no pieces are left to ship")
}

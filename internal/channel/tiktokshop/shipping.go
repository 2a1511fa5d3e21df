package tiktokshop

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// alreadyShipped are the codes of a parcel that is arranged or gone. Source: ship-package-202309.
var alreadyShipped = map[string]bool{"21011020": true, "21011040": true, "21008099": true, "11006021": true}

// Ship arranges the shipment of an order, or of one of its parcels. TikTok's own couriers make the tracking number; the seller's own
// (shipping_type SELLER) is named by Shipment.Courier and Shipment.Tracking. What is arranged or gone already is no error.
//
// It costs the reading of the order, and for each parcel the courier's time slots, or the list of couriers, and the arrangement.
// Outside the United States an order has its parcels from the payment on, so Shipment.Lines is not looked at there; where it has
// none yet, the lines' pieces (all that are left without Lines) become a parcel. Buying a label of TikTok's in the United States is
// not done.
//
// Errors: Missing, RefusedByChannel (on hold 21011044, cancelled 21011041, a cancellation is asked for, shipped by TikTok's warehouse
// 21008025, no such courier), and those of do.
// Source: ship-package-202309, get-package-handover-time-slots-202309, get-shipping-providers-202309, mark-package-as-shipped-202309.
func (c *connector) Ship(ctx context.Context, s channel.Shipment) error {
	const op = "tiktokshop.Ship"
	w, err := c.toShip(ctx, op, s.Order)
	if err != nil {
		return err
	}
	if why := w.holds(); why != "" {
		return outcome.New(outcome.RefusedByChannel, "status", string(w.Status), "said", why).In(op).About(s.Order)
	}
	switch statuses[string(w.Status)] {
	case order.Shipped, order.Delivered, order.Completed:
		return nil
	}
	ids := w.toArrange(s.Package)
	if len(w.Packages) == 0 && s.Package == "" {
		return c.shipPieces(ctx, op, w, s)
	}
	for _, id := range ids {
		if err := c.shipParcel(ctx, op, w, id, s); err != nil && !alreadyShipped[said(err)] {
			return err
		}
	}
	return nil
}

// toShip reads an order as it is now.
func (c *connector) toShip(ctx context.Context, op, ref string) (*wireOrder, error) {
	missing := outcome.New(outcome.OrderMissing).In(op).About(ref)
	if !channel.IsNumber(ref) {
		return nil, missing
	}
	rows, err := c.details(ctx, op, []string{ref})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, missing
	}
	w := new(wireOrder)
	if err := json.Unmarshal(rows[0], w); err != nil {
		return nil, outcome.New(outcome.BadPayload, "what", channel.WrongShape(err)).In(op).About(ref)
	}
	return w, nil
}

// holds says why an order must not be shipped; empty when it may. Source: fulfillment-api-overview, "before you ship".
func (w *wireOrder) holds() string {
	switch {
	case w.Status == "ON_HOLD" || w.OnHold.on():
		return "the order is on hold: its buyer may still cancel freely"
	case w.Status == "UNPAID":
		return "the order is not paid"
	case statuses[string(w.Status)] == order.Cancelled:
		return "the order is cancelled"
	case w.CancelAsked.on():
		return "the buyer asks to cancel; answer first"
	case shippers[string(w.Fulfilment)]:
		return "the order is shipped from the platform's own warehouse"
	}
	return ""
}

// toArrange are the parcels that are still to be arranged: the one that is named, or all.
func (w *wireOrder) toArrange(named string) []string {
	if named != "" {
		return []string{named}
	}
	var ids []string
	for _, p := range (&reader{}).split(w) {
		if p.id.id() != "" && p.state == here && !w.arranged(p.id) {
			ids = append(ids, string(p.id))
		}
	}
	return ids
}

// arranged tells whether a parcel waits for the courier.
func (w *wireOrder) arranged(id text) bool {
	return slices.ContainsFunc(w.Lines, func(l wireLine) bool { return l.Package == id && l.PackageStatus == "PROCESSING" })
}

// shipParcel arranges one parcel.
func (c *connector) shipParcel(ctx context.Context, op string, w *wireOrder, id string, s channel.Shipment) error {
	if !channel.IsNumber(id) {
		return outcome.New(outcome.RefusedByChannel, "status", "package", "said", "this is no package of TikTok Shop").In(op).About(s.Order)
	}
	body, err := c.handover(ctx, op, w, id, s)
	if err != nil {
		return err
	}
	return c.do(ctx, ask{op: op, path: "/fulfillment/202309/packages/" + id + "/ship", body: body, ref: s.Order}, nil)
}

// wireSlots is get-package-handover-time-slots-202309's answer; avaliable is spelt so there.
type wireSlots struct {
	Pickup  text `json:"can_pickup"`
	DropOff text `json:"can_drop_off"`
	Slots   []struct {
		Start json.Number `json:"start_time"`
		End   json.Number `json:"end_time"`
		Free  text        `json:"avaliable"`
	} `json:"pickup_slots"`
}

// handover says how a parcel leaves: with the seller's own courier, or picked up in the first free slot, or dropped off.
func (c *connector) handover(ctx context.Context, op string, w *wireOrder, id string, s channel.Shipment) (map[string]any, error) {
	if w.Shipping == "SELLER" {
		courier, err := c.courier(ctx, op, w, s)
		if err != nil {
			return nil, err
		}
		return map[string]any{"self_shipment": map[string]string{"tracking_number": s.Tracking, "shipping_provider_id": courier}}, nil
	}
	var slots wireSlots
	if err := c.do(ctx, ask{op: op, path: "/fulfillment/202309/packages/" + id + "/handover_time_slots", ref: s.Order}, &slots); err != nil {
		return nil, err
	}
	return slots.choice(c.shipBy), nil
}

// choice is what is preferred where both ways are offered. A pickup without a slot is taken for a drop-off.
func (w *wireSlots) choice(prefer string) map[string]any {
	if w.Pickup.on() && (prefer == byPickup || !w.DropOff.on()) {
		for _, s := range w.Slots {
			if s.Free.on() {
				return map[string]any{"handover_method": "PICKUP", "pickup_slot": map[string]json.Number{"start_time": s.Start, "end_time": s.End}}
			}
		}
		if !w.DropOff.on() {
			return map[string]any{"handover_method": "PICKUP"}
		}
	}
	return map[string]any{"handover_method": "DROP_OFF"}
}

// courier is the id of the seller's own courier, found by its name among those that the order's delivery option allows.
// Source: get-shipping-providers-202309.
func (c *connector) courier(ctx context.Context, op string, w *wireOrder, s channel.Shipment) (string, error) {
	refuse := func(why string) error {
		return outcome.New(outcome.RefusedByChannel, "status", "shipping_provider_id", "said", why).In(op).About(s.Order)
	}
	if s.Tracking == "" {
		return "", refuse("an order with the seller's own courier needs a tracking number")
	}
	if !channel.IsNumber(string(w.Option)) {
		return "", refuse("the order names no delivery option")
	}
	var got struct {
		Providers []struct {
			ID   text `json:"id"`
			Name text `json:"name"`
		} `json:"shipping_providers"`
	}
	path := "/logistics/202309/delivery_options/" + url.PathEscape(string(w.Option)) + "/shipping_providers"
	if err := c.do(ctx, ask{op: op, path: path, ref: s.Order}, &got); err != nil {
		return "", err
	}
	var names []string
	for _, p := range got.Providers {
		if strings.EqualFold(string(p.Name), s.Courier) || string(p.ID) == s.Courier {
			return string(p.ID), nil
		}
		names = append(names, string(p.Name))
	}
	if len(got.Providers) == 1 {
		return string(got.Providers[0].ID), nil
	}
	return "", refuse("the courier must be one of " + strings.Join(names, ", "))
}

// shipPieces makes a parcel of pieces that are in none yet.
func (c *connector) shipPieces(ctx context.Context, op string, w *wireOrder, s channel.Shipment) error {
	if w.Shipping != "SELLER" {
		return outcome.New(outcome.RefusedByChannel, "status", string(w.Shipping), "said", "the order has no package yet; buy its label in Seller Center").In(op).About(s.Order)
	}
	courier, err := c.courier(ctx, op, w, s)
	if err != nil {
		return err
	}
	body := map[string]any{"order_line_item_ids": w.pieces(s.Lines), "tracking_number": s.Tracking, "shipping_provider_id": courier}
	err = c.do(ctx, ask{op: op, path: "/fulfillment/202309/orders/" + string(w.ID) + "/packages", body: body, ref: s.Order, once: true}, nil)
	if alreadyShipped[said(err)] {
		return nil
	}
	return err
}

// pieces are the ids of as many pieces of each line as are wanted; of all without a wish. Cancelled ones and those in a parcel stay.
func (w *wireOrder) pieces(wanted map[string]int64) []string {
	ids := []string{}
	for _, g := range groups(w.Lines) {
		left, limited := wanted[string(g[0].ID)]
		for _, p := range g {
			if p.Package.id() != "" || statuses[string(p.Status)] == order.Cancelled || wanted != nil && (!limited || left <= 0) {
				continue
			}
			left--
			ids = append(ids, string(p.ID))
		}
	}
	return ids
}

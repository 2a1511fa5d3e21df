package shopee

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

// How parcels leave, where the courier offers both.
const (
	byPickup  = "pickup"
	byDropoff = "dropoff"
)

// wireShipping is v2.logistics.get_shipping_parameter's answer: what the courier wants to know. A way that is not offered is
// absent from info_needed; one that needs nothing is an empty list there.
type wireShipping struct {
	Needed struct {
		Pickup        *[]string `json:"pickup"`
		Dropoff       *[]string `json:"dropoff"`
		NonIntegrated *[]string `json:"non_integrated"`
	} `json:"info_needed"`
	Pickup  *wirePickup  `json:"pickup"`
	Dropoff *wireDropoff `json:"dropoff"`
}

type wirePickup struct {
	Addresses []wirePickupAddress `json:"address_list"`
}

type wirePickupAddress struct {
	ID    text       `json:"address_id"`
	Flags []string   `json:"address_flag"`
	Slots []wireSlot `json:"time_slot_list"`
}

type wireSlot struct {
	ID    text     `json:"pickup_time_id"`
	Flags []string `json:"flags"`
}

type wireDropoff struct {
	Branches []struct {
		ID text `json:"branch_id"`
	} `json:"branch_list"`
	Slugs []struct {
		Slug text `json:"slug"`
	} `json:"slug_list"`
}

// Ship arranges the shipment of an order, or of one parcel of a split one: Shopee makes the tracking number, unless the courier
// is the seller's own. An order that is arranged or gone already is no error. A parcel that the courier failed to collect
// (RETRY_SHIP) gets a new pickup time.
//
// It costs three calls: the order's status and parcels, what the courier needs, the arrangement. Shipment.Lines is not looked
// at: Shopee ships parcels, and splitting an order is the seller's decision there.
//
// Errors: Missing, RefusedByChannel (ship_order_not_ready_to_ship and its like, in Shopee's words), and those of do.
// Source: v2.logistics.get_shipping_parameter, ship_order, update_shipping_order.
func (c *connector) Ship(ctx context.Context, s channel.Shipment) error {
	const op = "shopee.Ship"
	w, err := c.toShip(ctx, op, s.Order)
	if err != nil {
		return err
	}
	if beyond(w, s.Package) {
		return nil
	}
	pkg := ""
	if len(w.live()) > 1 {
		pkg = s.Package // a number with an unsplit order is refused (ship_order_not_need_pacakge_number)
	}
	var need wireShipping
	q := url.Values{"order_sn": {s.Order}}
	if pkg != "" {
		q.Set("package_number", pkg)
	}
	if _, err := c.do(ctx, ask{op: op, path: "logistics/get_shipping_parameter", query: q, ref: s.Order}, &need); err != nil {
		return err
	}
	body := map[string]any{"order_sn": s.Order}
	if pkg != "" {
		body["package_number"] = pkg
	}
	path := "logistics/ship_order"
	if w.Status == "RETRY_SHIP" {
		path = "logistics/update_shipping_order"
	}
	way, details := need.way(c.shipBy, s.Tracking)
	if way == "" {
		return outcome.New(outcome.RefusedByChannel, "status", "info_needed", "said", "the courier offers neither pickup nor drop-off for this order").In(op).About(s.Order)
	}
	body[way] = details
	_, err = c.do(ctx, ask{op: op, path: path, body: body, ref: s.Order}, nil)
	if word, ok := said(err); ok && word == "package_already_shipped" {
		return nil
	}
	return err
}

// toShip reads an order's status and parcels.
func (c *connector) toShip(ctx context.Context, op, sn string) (*wireOrder, error) {
	if !isSN(sn) {
		return nil, outcome.New(outcome.OrderMissing).In(op).About(sn)
	}
	rows, err := c.details(ctx, op, []string{sn})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, outcome.New(outcome.OrderMissing).In(op).About(sn)
	}
	w := new(wireOrder)
	if err := json.Unmarshal(rows[0], w); err != nil {
		return nil, outcome.New(outcome.BadPayload, "what", channel.WrongShape(err)).In(op).About(sn)
	}
	return w, nil
}

// live are the parcels that leave or have left.
func (w *wireOrder) live() []wirePackage {
	return slices.DeleteFunc(slices.Clone(w.Packages), func(p wirePackage) bool { return stateOf(p.Status) == dropped })
}

// beyond tells whether there is nothing to arrange any more, for the parcel or for the whole order.
func beyond(w *wireOrder, pkg string) bool {
	if pkg != "" {
		for _, p := range w.Packages {
			if string(p.Number) == pkg {
				return arranged(p)
			}
		}
	}
	switch s := statuses[string(w.Status)]; {
	case w.Status == "PROCESSED":
		return !slices.ContainsFunc(w.live(), func(p wirePackage) bool { return !arranged(p) })
	case s.stage == order.Shipped, s.stage == order.Delivered, s.stage == order.Completed:
		return true
	}
	return false
}

func arranged(p wirePackage) bool {
	state := stateOf(p.Status)
	return state == left || state == failed || p.Status == "LOGISTICS_REQUEST_CREATED"
}

// way chooses one of the ways that are offered, exactly one of which must be sent, and fills in what it needs.
func (n *wireShipping) way(prefer, tracking string) (string, map[string]any) {
	switch {
	case n.Needed.NonIntegrated != nil && (tracking != "" || n.Needed.Pickup == nil && n.Needed.Dropoff == nil):
		return "non_integrated", fill(*n.Needed.NonIntegrated, map[string]any{"tracking_number": tracking}, tracking != "")
	case n.Needed.Pickup != nil && (prefer == byPickup || n.Needed.Dropoff == nil):
		return "pickup", fill(*n.Needed.Pickup, n.Pickup.choice(tracking), false)
	case n.Needed.Dropoff != nil:
		return "dropoff", fill(*n.Needed.Dropoff, n.Dropoff.choice(tracking), false)
	}
	return "", nil
}

// fill keeps of what we could say only what is asked for. tracking_no and tracking_number are one (both spellings are used).
func fill(needed []string, have map[string]any, tracking bool) map[string]any {
	out := map[string]any{}
	for _, name := range needed {
		name = strings.Replace(name, "tracking_no", "tracking_number", 1)
		if v, ok := have[name]; ok && v != "" {
			out[name] = v
		}
	}
	if v := have["tracking_number"]; tracking && v != "" {
		out["tracking_number"] = v
	}
	return out
}

// choice is the address that is marked for pickups, else the default one, else the first; and its recommended time, else the
// first.
func (p *wirePickup) choice(tracking string) map[string]any {
	have := map[string]any{"tracking_number": tracking}
	if p == nil || len(p.Addresses) == 0 {
		return have
	}
	at := p.Addresses[0]
	for _, flag := range []string{"default_address", "pickup_address"} {
		if i := slices.IndexFunc(p.Addresses, func(a wirePickupAddress) bool { return slices.Contains(a.Flags, flag) }); i >= 0 {
			at = p.Addresses[i]
		}
	}
	have["address_id"] = number(at.ID)
	if len(at.Slots) > 0 {
		slot := at.Slots[0]
		if i := slices.IndexFunc(at.Slots, func(s wireSlot) bool { return slices.Contains(s.Flags, "recommended") }); i >= 0 {
			slot = at.Slots[i]
		}
		have["pickup_time_id"] = string(slot.ID)
	}
	return have
}

func (d *wireDropoff) choice(tracking string) map[string]any {
	have := map[string]any{"tracking_number": tracking}
	if d == nil {
		return have
	}
	if len(d.Branches) > 0 {
		have["branch_id"] = number(d.Branches[0].ID)
	}
	if len(d.Slugs) > 0 {
		have["slug"] = string(d.Slugs[0].Slug)
	}
	return have
}

// number is an id as Shopee wants it in bodies: without quotes.
func number(t text) any {
	if channel.IsNumber(string(t)) {
		return json.Number(t)
	}
	return string(t)
}

// AnswerCancel accepts or refuses the buyer's wish to cancel. reason is not sent: Shopee has no place for it.
//
// Errors: RefusedByChannel when the order is not IN_CANCEL (cancel_order_invalid_status, order_status_invalid).
// Source: v2.order.handle_buyer_cancellation.
func (c *connector) AnswerCancel(ctx context.Context, sn string, accept bool, _ string) error {
	operation := "REJECT"
	if accept {
		operation = "ACCEPT"
	}
	body := map[string]string{"order_sn": sn, "operation": operation}
	_, err := c.do(ctx, ask{op: "shopee.AnswerCancel", path: "order/handle_buyer_cancellation", body: body, ref: sn, once: true}, nil)
	return err
}

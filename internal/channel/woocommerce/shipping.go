package woocommerce

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// trackingAPI is that of the plugins Shipment Tracking and Advanced Shipment Tracking, which share it.
const trackingAPI = "wc-shipment-tracking/v3"

// Ship tells the shop that a parcel has left. Where a plugin keeps tracking numbers the parcel becomes one of its records, and
// the order's status is left alone: the record is what makes it shipped. Elsewhere WooCommerce knows no shipment: the order is
// set to completed and the buyer is told by a note, which the shop mails; a part of an order cannot be told that way.
//
// Neither call takes a key, so what is there is read first: the same parcel told twice is one.
// Errors: RefusedByChannel (only some pieces, without a plugin; or no tracking number with one; or the order is cancelled),
// OrderMissing, NoAccess, Throttled, Unavailable.
// Source: GET, POST /wc-shipment-tracking/v3/orders/{id}/shipment-trackings (the plugin's documentation; not seen on a running
// shop); PUT /orders/{id}, POST /orders/{id}/notes (seen on WooCommerce 11.0.1).
func (c *connector) Ship(ctx context.Context, s channel.Shipment) error {
	const op = "woocommerce.Ship"
	if !channel.IsNumber(s.Order) {
		return outcome.New(outcome.OrderMissing).In(op).About(s.Order)
	}
	o, err := c.shippable(ctx, op, s.Order)
	if err != nil {
		return err
	}
	tracked, err := c.keepsTracking(ctx, op)
	if err != nil {
		return err
	}
	if tracked {
		return c.track(ctx, op, s)
	}
	return c.complete(ctx, op, o, s)
}

// wooState is as much of an order as shipping needs to know.
type wooState struct {
	ID     text   `json:"id"`
	Status string `json:"status"`
}

// shippable reads the order: one that was cancelled, paid back or thrown away must not be sent.
func (c *connector) shippable(ctx context.Context, op, ref string) (wooState, error) {
	var o wooState
	if _, err := c.do(ctx, ask{op: op, route: api + "orders/" + ref, params: []param{{"_fields", "id,status"}}, ref: ref}, &o); err != nil {
		return o, outcome.At(err, op, ref)
	}
	if slices.Contains([]string{"cancelled", "refunded", "failed", "trash"}, o.Status) {
		return o, refusedShipment(op, ref, "the order is "+o.Status)
	}
	return o, nil
}

func refusedShipment(op, ref, said string) error {
	return outcome.New(outcome.RefusedByChannel, "status", "409", "said", said).In(op).About(ref)
}

// keepsTracking tells whether a plugin keeps tracking numbers, as the shop's list of namespaces says. It is asked once.
func (c *connector) keepsTracking(ctx context.Context, op string) (bool, error) {
	if known := c.tracks.Load(); known != nil {
		return *known, nil
	}
	var d discovery
	if _, err := c.do(ctx, ask{op: op, route: "/", open: true}, &d); err != nil {
		return false, err
	}
	has := slices.Contains(d.Namespaces, trackingAPI)
	c.tracks.Store(&has)
	return has, nil
}

// wooTracking is a record of the plugin. A courier that the plugin does not list goes as a custom one.
type wooTracking struct {
	Courier string `json:"custom_tracking_provider,omitempty"`
	Number  string `json:"tracking_number"`
	Shipped string `json:"date_shipped,omitempty"` // YYYY-MM-DD in the shop's zone
}

func (c *connector) track(ctx context.Context, op string, s channel.Shipment) error {
	if s.Tracking == "" {
		return refusedShipment(op, s.Order, "the shop's tracking plugin takes no parcel without a tracking number")
	}
	route := "/" + trackingAPI + "/orders/" + s.Order + "/shipment-trackings"
	var have []wooTracking
	if _, err := c.do(ctx, ask{op: op, route: route, ref: s.Order}, &have); err != nil {
		return outcome.At(err, op, s.Order)
	}
	if slices.ContainsFunc(have, func(t wooTracking) bool { return t.Number == s.Tracking }) {
		return nil
	}
	body := wooTracking{Courier: s.Courier, Number: s.Tracking}
	if !s.At.IsZero() {
		body.Shipped = s.At.Format("2006-01-02")
	}
	_, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: route, body: body, ref: s.Order}, nil)
	return outcome.At(err, op, s.Order)
}

// complete sets the order completed and tells the buyer, once.
func (c *connector) complete(ctx context.Context, op string, o wooState, s channel.Shipment) error {
	if s.Lines != nil {
		return refusedShipment(op, s.Order, "without a tracking plugin the shop cannot be told that only some pieces have left")
	}
	if o.Status != "completed" {
		body := map[string]any{"status": "completed"}
		if _, err := c.do(ctx, ask{op: op, method: http.MethodPut, route: api + "orders/" + s.Order, body: body, ref: s.Order}, nil); err != nil {
			return outcome.At(err, op, s.Order)
		}
	}
	if s.Tracking == "" {
		return nil
	}
	return outcome.At(c.tellBuyer(ctx, op, s), op, s.Order)
}

// tellBuyer writes a note to the buyer, unless one with the tracking number is there.
func (c *connector) tellBuyer(ctx context.Context, op string, s channel.Shipment) error {
	route := api + "orders/" + s.Order + "/notes"
	var notes []struct {
		Note string `json:"note"`
	}
	if _, err := c.do(ctx, ask{op: op, route: route, params: []param{{"type", "customer"}}, ref: s.Order}, &notes); err != nil {
		return err
	}
	for _, n := range notes {
		if strings.Contains(n.Note, s.Tracking) {
			return nil
		}
	}
	note := fmt.Sprintf("%s: %s", cmp.Or(s.Courier, "Tracking number"), s.Tracking)
	_, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: route, body: map[string]any{"note": note, "customer_note": true}, ref: s.Order}, nil)
	return err
}

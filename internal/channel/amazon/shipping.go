package amazon

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// carriers are codes that Amazon knows, by what people write. Others go out as Other with their name.
// Source: ordersV0 (confirmShipment, carrierCode) names no list; these are of the order fulfilment feed's (unverified).
var carriers = map[string]string{
	"ups": "UPS", "usps": "USPS", "fedex": "FedEx", "dhl": "DHL", "ontrac": "OnTrac", "dpd": "DPD", "gls": "GLS", "hermes": "Hermes", "royal mail": "Royal Mail",
	"deutsche post": "Deutsche Post", "yamato transport": "YAMATO", "sagawa": "SAGAWA", "japan post": "JP_EXPRESS", "australia post": "Australia Post",
	"singapore post": "Singapore Post", "canada post": "Canada Post", "la poste": "La Poste", "correos": "Correos", "delhivery": "Delhivery", "blue dart": "BlueDart",
}

// Ship confirms a parcel. It reads the order first, for its marketplace and for the pieces that are left; two calls. The parcel's number
// is made of its tracking number, so a repeat edits the same parcel and makes no second one. A parcel that Amazon shows already, and an
// order that has left whole, is no error.
//
// Errors: RefusedByChannel (Amazon sends the order itself; it is pending or cancelled; no tracking number; an unknown line), Missing,
// NoAccess, Throttled, Unavailable.
// Source: ordersV0 (confirmShipment); packageReferenceId is a string that holds a number (issue 5094).
func (c *connector) Ship(ctx context.Context, s channel.Shipment) error {
	const op = "amazon.Ship"
	p, err := c.one(ctx, op, s.Order)
	if err != nil {
		return outcome.At(err, op, s.Order)
	}
	stage := statuses[string(p.order.Fulfillment.Status)]
	switch {
	case p.order.Fulfillment.By == "AMAZON":
		return refusal("AMAZON", "Amazon sends this order from its own stock").In(op).About(s.Order)
	case stage == order.Shipped, p.order.shows(s.Tracking):
		return nil
	case stage != order.Paid:
		return refusal(string(p.order.Fulfillment.Status), "only an unshipped order can be confirmed").In(op).About(s.Order)
	case strings.TrimSpace(s.Tracking) == "" || strings.TrimSpace(s.Courier) == "":
		return refusal("trackingNumber", "Amazon wants the courier and a tracking number").In(op).About(s.Order)
	}
	items, no := p.order.parcel(s.Lines)
	if no != nil {
		return no.In(op).About(s.Order)
	}
	return c.confirm(ctx, op, s, &p.order, items)
}

// shows tells that a parcel with this tracking number is known.
func (o *wireOrder) shows(tracking string) bool {
	return tracking != "" && slices.ContainsFunc(o.Packages, func(p wirePackage) bool { return string(p.Tracking) == tracking })
}

// packed is a line of a parcel.
type packed struct {
	ID       string `json:"orderItemId"`
	Quantity int64  `json:"quantity"`
}

// parcel is what goes into one: the pieces by line, or all that are left.
func (o *wireOrder) parcel(lines map[string]int64) ([]packed, *outcome.Error) {
	var items []packed
	known := 0
	for i := range o.Items {
		item := &o.Items[i]
		if item.Cancellation.Execution != nil {
			continue
		}
		left, err := strconv.ParseInt(string(cmp.Or(item.Fulfillment.Left, item.Quantity)), 10, 32)
		if err != nil {
			return nil, outcome.New(outcome.BadQuantity, "line", clip(item.ID), "value", clip(item.Fulfillment.Left))
		}
		n := left
		if lines != nil {
			if _, named := lines[string(item.ID)]; named {
				known++
			}
			n = min(lines[string(item.ID)], left)
		}
		if n > 0 {
			items = append(items, packed{string(item.ID), n})
		}
	}
	switch {
	case known < len(lines):
		return nil, refusal("orderItemId", "the order has no such line")
	case len(items) == 0:
		return nil, refusal("orderItems", "no pieces are left to be sent")
	}
	return items, nil
}

// confirm sends the confirmation.
func (c *connector) confirm(ctx context.Context, op string, s channel.Shipment, o *wireOrder, items []packed) error {
	at := s.At
	if now := c.now(); at.IsZero() || at.After(now) {
		at = now
	}
	if made := (&reader{}).time("", o.Created); at.Before(made) {
		at = made.Add(time.Second)
	}
	parcel := map[string]any{
		"packageReferenceId": parcelNumber(s), "carrierCode": "Other", "carrierName": s.Courier, "trackingNumber": s.Tracking,
		"shipDate": at.UTC().Format(time.RFC3339), "orderItems": items,
	}
	if code, ok := carriers[strings.ToLower(strings.TrimSpace(s.Courier))]; ok {
		parcel["carrierCode"] = code
		delete(parcel, "carrierName")
	}
	market := cmp.Or(string(o.Channel.Market), c.markets[0])
	err := c.do(ctx, ask{
		op: op, limit: "confirmShipment", method: http.MethodPost, path: "/orders/v0/orders/" + s.Order + "/shipmentConfirmation", ref: s.Order,
		body: map[string]any{"marketplaceId": market, "packageDetail": parcel},
	}, nil)
	if v, ok := said(err); ok && v.says("PackageToUpdateNotFound") {
		return c.confirmed(ctx, op, s, err)
	}
	return err
}

// confirmed looks whether an order that Amazon says is fulfilled has indeed left; otherwise the refusal stands.
func (c *connector) confirmed(ctx context.Context, op string, s channel.Shipment, refused error) error {
	p, err := c.one(ctx, op, s.Order)
	if err != nil {
		return err
	}
	if statuses[string(p.order.Fulfillment.Status)] == order.Shipped || p.order.shows(s.Tracking) {
		return nil
	}
	return refused
}

// parcelNumber is the number of a parcel: the one it has, or one that follows from its tracking number.
func parcelNumber(s channel.Shipment) string {
	if n, err := strconv.ParseInt(s.Package, 10, 64); err == nil && n > 0 {
		return s.Package
	}
	h := fnv.New32a()
	fmt.Fprint(h, s.Courier, "\n", s.Tracking)
	return strconv.FormatUint(uint64(h.Sum32()%999_999_999)+1, 10)
}

// cancelCodes are what cancelOrder takes.
// Source: the public reference of cancelOrder; the operation is missing from the newest model, so it can be switched off.
var cancelCodes = []string{"BUYER_CANCELLED", "NO_INVENTORY", "SHIPPING_ADDRESS_UNDELIVERABLE", "CUSTOMER_EXCHANGE", "PRICING_ERROR"}

// AnswerCancel grants a buyer's wish by cancelling the whole order; reason is one of Amazon's codes, or anything for BUYER_CANCELLED.
// Amazon does it in its own time: 202. An order that is cancelled already is no error. Amazon knows no refusal: who does not want to
// cancel ships, so accept == false is RefusedByChannel.
//
// Errors: RefusedByChannel (no refusal, switched off, shipped or pending), RightMissing, Missing, Throttled, Unavailable.
func (c *connector) AnswerCancel(ctx context.Context, ref string, accept bool, reason string) error {
	const op = "amazon.AnswerCancel"
	switch {
	case !isOrder(ref):
		return outcome.New(outcome.OrderMissing).In(op).About(ref)
	case !accept:
		return refusal("cancellation", "Amazon knows no refusal: ship the order, and the wish is answered").In(op).About(ref)
	case !c.mayCancel:
		return refusal("cancellation", "cancelling by API is switched off; cancel the order in Seller Central").In(op).About(ref)
	}
	code := cancelCodes[0]
	if slices.Contains(cancelCodes, strings.ToUpper(reason)) {
		code = strings.ToUpper(reason)
	}
	err := c.do(ctx, ask{
		op: op, limit: "cancelOrder", method: http.MethodPut, path: "/orders/2026-01-01/orders/" + ref + "/cancellation", ref: ref,
		body: map[string]any{"cancelReasonCode": code},
	}, nil)
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RefusedByChannel {
		return err
	}
	p, look := c.one(ctx, op, ref)
	if look == nil && statuses[string(p.order.Fulfillment.Status)] == order.Cancelled {
		return nil // by an earlier try
	}
	return err
}

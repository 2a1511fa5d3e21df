package magento

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// shipRequest is the body of a shipment. Without items the shop ships all that is left.
type shipRequest struct {
	Items     []shipItem `json:"items,omitempty"`
	Notify    bool       `json:"notify"`
	Tracks    []newTrack `json:"tracks,omitempty"`
	Arguments *shipFrom  `json:"arguments,omitempty"`
}

type shipItem struct {
	Item     json.Number `json:"order_item_id"`
	Quantity int64       `json:"qty"`
}

type newTrack struct {
	Number  string `json:"track_number"`
	Title   string `json:"title"`
	Carrier string `json:"carrier_code"`
}

// shipFrom names the source that the goods leave from; a shop with several refuses a shipment without (magento/inventory issue
// 1666).
type shipFrom struct {
	Extension struct {
		Source string `json:"source_code"`
	} `json:"extension_attributes"`
}

// Ship makes a shipment with its tracking number. The shop takes no idempotency key, so the order's shipments are read first:
// one that has this tracking number already is this one, and where nothing is left to ship, a missing number is added to the
// last shipment.
//
// Errors: RefusedByChannel with the shop's words (on hold, more pieces than are left, not in the source), Missing, NoAccess,
// Throttled, Unavailable.
// Source: POST /V1/order/{id}/ship (right Magento_Sales::ship), POST /V1/shipment/track (Magento_Sales::shipment);
// magento/magento2: app/code/Magento/Sales/Model/Order/Shipment.
func (c *connector) Ship(ctx context.Context, s channel.Shipment) error {
	const op = "magento.Ship"
	w, left, err := c.read(ctx, op, s.Order)
	if err != nil {
		return err
	}
	sent, err := c.shipments(ctx, op, string(w.ID))
	if err != nil {
		return outcome.Of(err).About(s.Order)
	}
	if hasTrack(sent, s.Tracking) {
		return nil
	}
	if left.toShip == 0 && left.shipped > 0 {
		return c.addTrack(ctx, op, w.ID, sent, s)
	}
	body := shipRequest{Items: items(s.Lines), Notify: c.notify, Tracks: tracks(s)}
	if len(s.Lines) > 0 && len(body.Items) == 0 {
		return outcome.New(outcome.RefusedByChannel, "status", "400", "said", "none of the lines is one of the order's").In(op).About(s.Order)
	}
	if c.inventory != stockSingle && !c.single.Load() {
		body.Arguments = &shipFrom{}
		body.Arguments.Extension.Source = c.source
	}
	_, err = c.do(ctx, ask{op: op, method: http.MethodPost, route: "order/" + string(w.ID) + "/ship", body: body, ref: s.Order}, nil)
	return err
}

// shipments lists an order's parcels.
func (c *connector) shipments(ctx context.Context, op, id string) ([]wireShipment, error) {
	found, err := beside(ctx, c, op, "shipments", []string{id}, "entity_id,increment_id,order_id,created_at,tracks[track_number,title,carrier_code]",
		func(s wireShipment) text { return s.Order })
	return found[text(id)], err
}

func hasTrack(sent []wireShipment, number string) bool {
	return number != "" && slices.ContainsFunc(sent, func(s wireShipment) bool {
		return slices.ContainsFunc(s.Tracks, func(t wireTrack) bool { return string(t.Number) == number })
	})
}

// addTrack gives the last shipment its number; without one there is nothing to tell.
func (c *connector) addTrack(ctx context.Context, op string, id text, sent []wireShipment, s channel.Shipment) error {
	if s.Tracking == "" || len(sent) == 0 {
		return nil
	}
	last := sent[len(sent)-1]
	t := tracks(s)[0]
	entity := map[string]any{
		"order_id": json.Number(id), "parent_id": json.Number(last.ID), "track_number": t.Number, "title": t.Title, "carrier_code": t.Carrier,
		"weight": 0, "qty": 0, "description": "",
	}
	_, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: "shipment/track", body: map[string]any{"entity": entity}, ref: s.Order}, nil)
	return err
}

// carriers are those that the core knows by a code of their own; all others are custom with a title.
var carriers = []string{"dhl", "fedex", "ups", "usps"}

func tracks(s channel.Shipment) []newTrack {
	if s.Tracking == "" {
		return nil // an empty number is refused
	}
	code := strings.ToLower(strings.TrimSpace(s.Courier))
	if !slices.Contains(carriers, code) {
		code = "custom"
	}
	return []newTrack{{Number: s.Tracking, Title: cmp.Or(s.Courier, "Courier"), Carrier: code}}
}

// items writes pieces by line, the same way each time.
func items(lines map[string]int64) []shipItem {
	var out []shipItem
	for _, ref := range slices.Sorted(maps.Keys(lines)) {
		if isID(ref) && lines[ref] > 0 {
			out = append(out, shipItem{json.Number(ref), lines[ref]})
		}
	}
	return out
}

// Label gives the label that a carrier of the shop's own made for a shipment. Most shops have none: Missing.
//
// Errors: Missing, NoAccess, Throttled, Unavailable.
// Source: GET /V1/shipment/{id}/label; whether it comes as base64 or as it is, is unverified, so both are read.
func (c *connector) Label(ctx context.Context, ref, pkg string) (string, []byte, error) {
	const op = "magento.Label"
	missing := outcome.New(outcome.OrderMissing).In(op).About(ref)
	if !isID(pkg) {
		return "", nil, missing
	}
	var label text
	if _, err := c.do(ctx, ask{op: op, route: "shipment/" + pkg + "/label", ref: ref}, &label); err != nil {
		return "", nil, err
	}
	document := []byte(label)
	if plain, err := base64.StdEncoding.DecodeString(string(label)); err == nil {
		document = plain
	}
	if len(document) == 0 {
		return "", nil, missing
	}
	if bytes.HasPrefix(document, []byte("%PDF")) {
		return "application/pdf", document, nil
	}
	return http.DetectContentType(document), document, nil
}

// comment is a line in an order's history. It always carries a status, for one without wipes the order's (magento/magento2
// issue 34180).
type comment struct {
	Comment  string      `json:"comment"`
	Status   string      `json:"status"`
	Parent   json.Number `json:"parent_id"`
	Notified int         `json:"is_customer_notified"`
	Visible  int         `json:"is_visible_on_front"`
}

func (c *connector) say(ctx context.Context, op, ref string, w *wireOrder, words, status string) error {
	body := map[string]comment{"statusHistory": {Comment: words, Status: status, Parent: json.Number(w.ID)}}
	_, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: "orders/" + string(w.ID) + "/comments", body: body, ref: ref}, nil)
	return err
}

// AnswerCancel cancels an order, or refuses a buyer's wish to. The core has no such wish: extensions show it as a status, and
// refusing it is to comment with the usual status of the state. A cancelled order gets the reason as a comment; that failing is
// only noted.
//
// The shop answers "false" with a 200 where it cannot cancel: on hold, invoiced, or done already. Then the order is read, and
// one that is cancelled is what was wanted.
//
// Errors: RefusedByChannel (an invoiced order has to be refunded instead), Missing, NoAccess, Throttled, Unavailable.
// Source: POST /V1/orders/{id}/cancel (right Magento_Sales::cancel), POST /V1/orders/{id}/comments (Magento_Sales::comment).
func (c *connector) AnswerCancel(ctx context.Context, ref string, accept bool, reason string) error {
	const op = "magento.AnswerCancel"
	w, _, err := c.read(ctx, op, ref)
	if err != nil {
		return err
	}
	state := stateOf(&w)
	if !accept {
		return c.say(ctx, op, ref, &w, cmp.Or(reason, "The cancellation was refused."), usualStatus(state))
	}
	if state == "canceled" {
		return nil
	}
	var done text
	if _, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: "orders/" + string(w.ID) + "/cancel", ref: ref}, &done); err != nil {
		return err
	}
	if done != "true" && done != "1" {
		return c.notCancelled(ctx, op, ref)
	}
	if reason != "" {
		if err := c.say(ctx, op, ref, &w, reason, "canceled"); err != nil {
			c.log.WarnContext(ctx, "the reason was not written to the cancelled order", "op", op, "order", ref, "error", err)
		}
	}
	return nil
}

func (c *connector) notCancelled(ctx context.Context, op, ref string) error {
	w, left, err := c.read(ctx, op, ref)
	if err != nil || stateOf(&w) == "canceled" {
		return err
	}
	said := "an order in the state " + httpkit.Short(stateOf(&w)) + " is not cancelled"
	if invoiced(&w, left) == order.IsInvoiced {
		said = "an invoiced order is not cancelled; refund it with a credit memo instead"
	}
	return outcome.New(outcome.RefusedByChannel, "status", "200", "said", said).In(op).About(ref)
}

// usualStatus is the label that a shop gives a state by itself.
func usualStatus(state string) string {
	if state == "new" {
		return "pending"
	}
	return state
}

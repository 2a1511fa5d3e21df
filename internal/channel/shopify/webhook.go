package shopify

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// maxHookAge is how old a delivery may be by its X-Shopify-Triggered-At. The store repeats one for four hours. The header is not
// signed, so this only keeps out what was lying about; a replay makes an order be read once more, and no harm is done.
const maxHookAge = 24 * time.Hour

// Receive checks one delivery: base64 HMAC-SHA256 of the raw body under the app's client secret, or the one before it. It takes the
// order's number from the payload, which has REST's shape: id of an order, order_id of what belongs to one, order.id of a return.
// Other topics, and those that an app must serve (customers/redact and the like), are verified and give no orders.
//
// Topic, shop and time stand in headers that are not signed: they decide only whether and where an order is looked at. ID is the
// delivery's own, the same when it is repeated, with the body's hash beside it.
//
// Errors: NoAccess (not signed, with another secret, or older than a day), Unmapped (signed, and no order number in it).
// Source: shopify.dev: apps/build/webhooks/verify-deliveries, apps/build/webhooks/ignore-duplicates.
func (c *connector) Receive(d channel.Delivery) (channel.Hook, error) {
	const op = "shopify.Receive"
	if why := c.forged(d); why != "" {
		return channel.Hook{}, outcome.New(outcome.BadWebhook, "why", why).In(op)
	}
	hook := channel.Hook{Topic: httpkit.Short(d.Header.Get("X-Shopify-Topic")), ID: delivery(d.Header, d.Body)}
	if shop := strings.ToLower(d.Header.Get("X-Shopify-Shop-Domain")); shop != c.shop && shopForm.MatchString(shop) {
		hook.Shop = shop
	}
	ref, wanted := orderIn(hook.Topic, d.Body)
	switch {
	case !wanted:
		return hook, nil
	case !channel.IsNumber(ref):
		return channel.Hook{}, outcome.New(outcome.BadPayload, "what", "a webhook without an order's number").In(op)
	}
	hook.Refs = []string{ref}
	return hook, nil
}

// forged says why a delivery is not taken; empty: it is genuine.
func (c *connector) forged(d channel.Delivery) string {
	signature := d.Header.Get("X-Shopify-Hmac-Sha256")
	now, before := genuineHook(signature, d.Body, c.clientSecret), genuineHook(signature, d.Body, c.oldSecret)
	switch {
	case c.clientSecret == "":
		return "the connection has no client secret to check it with"
	case signature == "":
		return "no signature"
	case !now && !before:
		return "the signature does not match: another secret, or not from this shop"
	}
	at, err := time.Parse(time.RFC3339, d.Header.Get("X-Shopify-Triggered-At"))
	if err == nil && c.now().Sub(at).Abs() > maxHookAge {
		return "it was sent long ago"
	}
	return ""
}

// payload is what we look at of a webhook's body.
type payload struct {
	ID      text `json:"id"`
	GID     text `json:"admin_graphql_api_id"`
	OrderID text `json:"order_id"`
	Order   struct {
		ID  text `json:"id"`
		GID text `json:"admin_graphql_api_id"`
	} `json:"order"`
	Edit struct {
		OrderID text `json:"order_id"`
	} `json:"order_edit"`
}

// orderIn finds the order that a payload is about; wanted is false for topics that are about none.
func orderIn(topic string, body []byte) (ref string, wanted bool) {
	group, event, _ := strings.Cut(topic, "/")
	var p payload
	readable := json.Unmarshal(body, &p) == nil
	switch group {
	case "orders":
		wanted = true
		if event == "edited" {
			return string(p.Edit.OrderID), wanted
		}
		ref = string(p.ID)
	case "refunds", "fulfillments", "fulfillment_events", "order_transactions":
		ref, wanted = string(p.OrderID), true
	case "returns":
		ref, wanted = string(p.Order.ID), true
		if ref == "" {
			ref = tail(string(p.Order.GID))
		}
	case "": // a proxy dropped the header
		number, ok := strings.CutPrefix(string(p.GID), gid("Order", ""))
		return number, readable && ok
	}
	return ref, wanted
}

func delivery(h http.Header, body []byte) string {
	digest := sha256.Sum256(body)
	return httpkit.Short(h.Get("X-Shopify-Webhook-Id")) + ":" + hex.EncodeToString(digest[:8])
}

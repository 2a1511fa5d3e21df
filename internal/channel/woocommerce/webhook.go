package woocommerce

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// topics are the webhooks that we ask for. The shop sends order.created and order.updated for one new order, and a refund as
// order.updated (seen on WooCommerce 11.0.1; includes/wc-webhook-functions.php).
var topics = []string{"order.created", "order.updated", "order.deleted", "order.restored"}

// ping is what the shop posts, unsigned, when a webhook is made or switched on (seen on WooCommerce 11.0.1,
// webhook-delivery-ping). It wants a 2xx and tells nothing.
var ping = regexp.MustCompile(`^webhook_id=\d{1,19}$`)

// Receive checks one delivery: base64 HMAC-SHA256 of the raw body under the webhook's secret. There is no time stamp in it,
// so a replay cannot be told from the delivery itself; it has the same ID, and only makes the order be read again.
//
// The shop's own delivery id is a hash of webhook and second: two events in one second share it
// (includes/class-wc-webhook.php, get_new_delivery_id), so the body's hash goes beside it. Other topics are verified and
// give no orders. The topic header is not signed: it decides only whether the order is looked at.
//
// Errors: NoAccess (not signed, or with another secret), Unmapped (signed, and no order number in it).
func (c *connector) Receive(d channel.Delivery) (channel.Hook, error) {
	const op = "woocommerce.Receive"
	h, body := d.Header, d.Body
	signature := h.Get("X-Wc-Webhook-Signature")
	if signature == "" && ping.Match(body) {
		return channel.Hook{Topic: "ping", ID: delivery(h, body)}, nil
	}
	if !genuine(signature, body, c.hookSecret) {
		return channel.Hook{}, outcome.New(outcome.BadWebhook, "why", why(signature)).In(op)
	}
	hook := channel.Hook{Topic: h.Get("X-Wc-Webhook-Topic"), ID: delivery(h, body)}
	if !slices.Contains(topics, hook.Topic) {
		return hook, nil
	}
	var about struct {
		ID text `json:"id"`
	}
	if err := json.Unmarshal(body, &about); err != nil || !channel.IsNumber(string(about.ID)) {
		return channel.Hook{}, outcome.New(outcome.BadPayload, "what", "a webhook without an order id").In(op)
	}
	hook.Refs = []string{string(about.ID)}
	return hook, nil
}

// genuine compares in constant time.
func genuine(signature string, body []byte, secret string) bool {
	got, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hmac.Equal(got, mac.Sum(nil))
}

func why(signature string) string {
	if signature == "" {
		return "no signature"
	}
	return "the signature does not match: another secret, or not from this shop"
}

func delivery(h http.Header, body []byte) string {
	sum := sha256.Sum256(body)
	return httpkit.Short(h.Get("X-Wc-Webhook-Delivery-Id")) + ":" + hex.EncodeToString(sum[:8])
}

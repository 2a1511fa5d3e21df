package tiktokshop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// orderTypes are the webhooks that are about an order; the others are verified and give no orders.
//
// Source: tts-webhooks-overview and the page of each type. 2 is a legacy type; the payloads of 64, 65 and 67 (after-sales, since 2026)
// are unverified: where they name an order as the others do, it is read.
var orderTypes = map[string]bool{"1": true, "2": true, "3": true, "4": true, "11": true, "12": true, "64": true, "65": true, "67": true}

// A webhook is tried again for fifteen and a half hours (2 minutes, 30 minutes, 3 hours, 12 hours); a clock may be ahead a little.
const (
	oldest = 24 * time.Hour
	ahead  = 15 * time.Minute
)

// hook is the envelope.
type hook struct {
	Type      text            `json:"type"`
	ID        text            `json:"tts_notification_id"`
	Shop      text            `json:"shop_id"`
	Timestamp text            `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

// Receive checks one delivery: Authorization is HMAC-SHA256 in lower-case hex, under the app secret, of app key and raw body. The
// address may be the app's, which serves all shops, so the shop is told. The answer is 200 with an empty body within three seconds;
// TikTok takes a 401 as an answer, too, and does not send again.
//
// Errors: NoAccess (not signed, with another secret, or older than a day), Unmapped (signed, and not what a webhook looks like).
// Source: tts-webhooks-overview; vectors in webhook_test.go. There is no time stamp header; the envelope has one.
func (c *connector) Receive(d channel.Delivery) (channel.Hook, error) {
	const op = "tiktokshop.Receive"
	signature := d.Header.Get("Authorization")
	if !genuine(signature, c.key, c.secret, d.Body) {
		why := "the signature does not match: another app secret, or not from TikTok Shop"
		if signature == "" {
			why = "no signature"
		}
		return channel.Hook{}, outcome.New(outcome.BadWebhook, "why", why).In(op)
	}
	var h hook
	if err := json.Unmarshal(d.Body, &h); err != nil || h.Type.id() == "" {
		return channel.Hook{}, outcome.New(outcome.BadPayload, "what", "a webhook without a type").In(op)
	}
	if !c.recent(h.Timestamp) {
		return channel.Hook{}, outcome.New(outcome.BadWebhook, "why", "it is older than a day, or from the future").In(op)
	}
	out := channel.Hook{ID: h.fingerprint(d.Body), Topic: string(h.Type)}
	if c.shop != "" { // a connection that was never told its shop has an address of its own, and is found by that alone
		out.Shop = h.Shop.id()
	}
	if orderTypes[out.Topic] {
		out.Refs = h.orders()
	}
	if len(out.Refs) == 0 && (out.Topic == "1" || out.Topic == "11" || out.Topic == "12") {
		return channel.Hook{}, outcome.New(outcome.BadPayload, "what", "a webhook without an order number").In(op)
	}
	return out, nil
}

// recent refuses what was sent long ago, and what does not say when.
func (c *connector) recent(t text) bool {
	secs, err := strconv.ParseInt(string(t), 10, 64)
	if err != nil || secs <= 0 || secs > 1<<40 {
		return false
	}
	age := c.now().Sub(time.Unix(secs, 0))
	return age < oldest && age > -ahead
}

// orders are the numbers of the orders that a webhook is about: one, or those of packages that were split or combined.
func (h *hook) orders() []string {
	var data struct {
		Order    text `json:"order_id"`
		Packages []struct {
			Orders []text `json:"order_id_list"`
		} `json:"package_list"`
	}
	if json.Unmarshal(h.Data, &data) != nil {
		return nil
	}
	all := []text{data.Order}
	for _, p := range data.Packages {
		all = append(all, p.Orders...)
	}
	var refs []string
	seen := map[text]bool{}
	for _, id := range all {
		if channel.IsNumber(string(id)) && !seen[id] {
			seen[id] = true
			refs = append(refs, string(id))
		}
	}
	return refs
}

// fingerprint is the notification's own id, which old types lack; a repeated delivery has the same body in any case.
func (h *hook) fingerprint(body []byte) string {
	if channel.IsNumber(string(h.ID)) {
		return string(h.ID)
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

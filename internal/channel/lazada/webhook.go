package lazada

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// topics are the message types. Those with refs tell of an order; of the others we only say what they are.
// Source: open.lazada.com, push mechanism, pages 120164 to 120205.
var topics = map[int64]struct {
	name string
	refs bool
}{
	0: {"trade_order", true}, 10: {"reverse_order", true}, 14: {"fulfillment_order", true},
	1: {"product_quality_control", false}, 2: {"chat", false}, 3: {"product_created", false}, 4: {"product_edited", false}, 5: {"product_deleted", false},
	6: {"shallow_stock", false}, 8: {"token_expires", false}, 11: {"promotion", false}, 12: {"chat_session", false}, 13: {"seller_status", false},
	21: {"product_review", false},
}

// How far a message's time stamp may be from ours. Lazada tries a message again every half hour, twelve times, so it may be half a
// day old.
const (
	oldest = 24 * time.Hour
	newest = 2 * time.Hour
)

// message is the envelope of a push.
type message struct {
	Seller    text            `json:"seller_id"` // "null" in the console's test message
	Type      text            `json:"message_type"`
	Data      json.RawMessage `json:"data"`
	Timestamp text            `json:"timestamp"` // seconds or milliseconds
	Site      text            `json:"site"`
}

// Receive checks one push message: Authorization is the hex HMAC-SHA256, under the app secret, of the app key and the raw body. One
// address serves all shops of the app, so the hook names the shop. Lazada delivers at least once and wants a 200 within 500 ms, with
// any body; an order of n items makes n messages, all about one order.
//
// The ID is that of what is told and not of the delivery: a retry has another time stamp and the same data, or later ones.
//
// Errors: NoAccess (not signed, with another secret, or too old), Unmapped (signed, and no order number in it).
// Source: open.lazada.com, push mechanism, page 120168.
func (c *connector) Receive(d channel.Delivery) (channel.Hook, error) {
	const op = "lazada.Receive"
	if why := c.forged(d); why != "" {
		return channel.Hook{}, outcome.New(outcome.BadWebhook, "why", why).In(op)
	}
	var m message
	if err := json.Unmarshal(d.Body, &m); err != nil {
		return channel.Hook{}, outcome.New(outcome.BadPayload, "what", "a push message that "+wrongShape(err)).In(op)
	}
	if at, ok := moment(m.Timestamp); m.Timestamp != "" && (!ok || c.now().Sub(at) > oldest || at.Sub(c.now()) > newest) {
		return channel.Hook{}, outcome.New(outcome.BadWebhook, "why", "the time stamp is too far from now").In(op)
	}
	hook := channel.Hook{ID: m.id(), Topic: m.topic()}
	if channel.IsNumber(string(m.Seller)) {
		hook.Shop = string(m.Seller)
	}
	if !m.tells() {
		return hook, nil
	}
	var about struct {
		Order text `json:"trade_order_id"`
	}
	if err := json.Unmarshal(m.Data, &about); err != nil || !channel.IsNumber(string(about.Order)) {
		return channel.Hook{}, outcome.New(outcome.BadPayload, "what", "a push message without an order number").In(op)
	}
	hook.Refs = []string{string(about.Order)}
	return hook, nil
}

// forged compares in constant time and says what is wrong; empty: it is genuine.
func (c *connector) forged(d channel.Delivery) string {
	given := d.Header.Get("Authorization")
	if given == "" {
		return "no signature"
	}
	got, err := hex.DecodeString(given)
	if err != nil || !hmac.Equal(got, pushSignature(c.app, d.Body)) {
		return "the signature does not match: another app secret, or not from Lazada"
	}
	return ""
}

func pushSignature(a app, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(a.secret))
	mac.Write([]byte(a.key))
	mac.Write(body)
	return mac.Sum(nil)
}

func (m *message) kind() int64 {
	n, err := strconv.ParseInt(string(m.Type), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func (m *message) tells() bool { return topics[m.kind()].refs }

func (m *message) topic() string {
	if t, ok := topics[m.kind()]; ok {
		return t.name
	}
	return "type " + httpkit.Short(m.Type)
}

// id is a fingerprint of what is told.
func (m *message) id() string {
	sum := sha256.New()
	sum.Write([]byte(m.Seller + "\n" + m.Type + "\n" + m.Site + "\n"))
	sum.Write(m.Data)
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// Subscribe does nothing: Lazada has no call that registers an address. A person enters it once for the whole app in the console,
// under Push Mechanism; Test says so, and docs/channels/lazada.md shows it.
func (c *connector) Subscribe(context.Context, string) error { return nil }

var _ channel.WebhookReceiver = (*connector)(nil)

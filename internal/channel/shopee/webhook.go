package shopee

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// verification is what Shopee posts when the address is set or checked: seen with a signature that does not match (minchao/
// shopee-php issue 41), and it tells nothing, so it is answered whoever sends it.
var verification = regexp.MustCompile(`^\s*\{\s*"code"\s*:\s*0\s*,\s*"data"\s*:\s*\{\s*"verify_info"\s*:\s*"[^"\\]*"\s*\}\s*(,\s*"[a-z_]+"\s*:\s*[0-9]+\s*)*\}\s*$`)

// The codes of pushes that are about an order; the others are verified and give no orders.
// Source: open.shopee.com push mechanism. The data of 29 (returns), 30 and 47 (parcels) is unverified: where it names an order
// as the others do, it is read.
var orderCodes = map[string]bool{"3": true, "4": true, "15": true, "29": true, "30": true, "47": true}

// A push is tried again for three and a half hours and may wait in a queue; a clock may be ahead a little.
const (
	oldest = 24 * time.Hour
	ahead  = 15 * time.Minute
)

// push is the envelope. Spelling differs from push to push: shop_id and shopid, ordersn and order_sn; numbers come as text.
type push struct {
	Code      text            `json:"code"`
	Shop      text            `json:"shop_id"`
	ShopID    text            `json:"shopid"`
	Timestamp text            `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

// Receive checks one delivery: HMAC-SHA256 in hex, under the partner key, of the address as it is registered, a pipe and the raw
// body. One address serves all shops of an app, so the shop is told. The answer is 2xx with an empty body; anything in it counts
// as a failure.
//
// Errors: NoAccess (not signed, with another key, for another address, or older than a day), Unmapped (signed, and not what a
// push looks like).
// Source: open.shopee.com push mechanism; vector in webhook_test.go.
func (c *connector) Receive(d channel.Delivery) (channel.Hook, error) {
	const op = "shopee.Receive"
	if !genuine(d.Header.Get("Authorization"), c.pushKey, d.URL, d.Body) {
		if verification.Match(d.Body) {
			return channel.Hook{Topic: "0", ID: delivery(d.Body)}, nil
		}
		return channel.Hook{}, outcome.New(outcome.BadWebhook, "why", why(d.Header.Get("Authorization"))).In(op)
	}
	var p push
	if err := json.Unmarshal(d.Body, &p); err != nil || p.Code == "" {
		return channel.Hook{}, outcome.New(outcome.BadPayload, "what", "a push without a code").In(op)
	}
	if !c.recent(p.Timestamp) {
		return channel.Hook{}, outcome.New(outcome.BadWebhook, "why", "it is older than a day, or from the future").In(op)
	}
	hook := channel.Hook{ID: delivery(d.Body), Topic: string(p.Code), Shop: p.shop()}
	if orderCodes[hook.Topic] {
		hook.Refs = p.orders()
	}
	if len(hook.Refs) == 0 && (hook.Topic == "3" || hook.Topic == "4") {
		return channel.Hook{}, outcome.New(outcome.BadPayload, "what", "a push without an order number").In(op)
	}
	return hook, nil
}

// recent refuses what was sent long ago. A push without a time stamp (seen for verifications) is let pass: it is signed, and only
// makes an order be read.
func (c *connector) recent(t text) bool {
	if t.zero() {
		return true
	}
	secs, err := strconv.ParseInt(string(t), 10, 64)
	if err != nil || secs > 1<<40 {
		return false
	}
	age := c.now().Sub(time.Unix(secs, 0))
	return age < oldest && age > -ahead
}

func (p *push) shop() string {
	if id := p.Shop.id(); id != "" {
		return id
	}
	if id := p.ShopID.id(); id != "" {
		return id
	}
	return string(p.inside("shop_id", "shopid"))
}

// orders are the numbers of the orders that a push is about.
func (p *push) orders() []string {
	if sn := string(p.inside("ordersn", "order_sn")); isSN(sn) {
		return []string{sn}
	}
	return nil
}

// inside reads the first of some fields of data, which is an object, or an object written as text.
func (p *push) inside(names ...string) text {
	data := bytes.TrimSpace(p.Data)
	var quoted string
	if bytes.HasPrefix(data, []byte(`"`)) && json.Unmarshal(data, &quoted) == nil {
		data = []byte(quoted)
	}
	for _, name := range names {
		if t := httpkit.Field[text](data, name); t != "" {
			return t
		}
	}
	return ""
}

func why(signature string) string {
	if signature == "" {
		return "no signature"
	}
	return "the signature does not match: another partner key, another address, or not from Shopee"
}

// delivery is the body's fingerprint: pushes have no id, and a repeated one has the same body.
func delivery(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

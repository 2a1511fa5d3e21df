package tiktokshop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// topics are the webhooks that this TikTok Shop can register; it sends the first, fourth and fifth.
var topics = []string{
	"ORDER_STATUS_CHANGE", "RECIPIENT_ADDRESS_UPDATE", "PACKAGE_UPDATE", "CANCELLATION_STATUS_CHANGE", "RETURN_STATUS_CHANGE", "PRODUCT_STATUS_CHANGE",
	"SELLER_DEAUTHORIZATION", "UPCOMING_AUTHORIZATION_EXPIRATION",
}

// listHooks is GET event/202309/webhooks.
func listHooks(c *call) (any, error) {
	f := c.f
	f.mu.Lock()
	defer f.mu.Unlock()
	out := []fields{}
	for _, t := range topics {
		if to := f.state.Hooks[t]; to != "" {
			out = append(out, fields{"event_type": t, "address": to, "create_time": f.state.HookTime[t], "update_time": f.state.HookTime[t]})
		}
	}
	return fields{"webhooks": out, "total_count": len(out)}, nil
}

type hookBody struct {
	Topic   string `json:"event_type"`
	Address string `json:"address"`
}

// setHook is PUT event/202309/webhooks: one topic, one address.
func setHook(c *call) (any, error) {
	var in hookBody
	if err := c.read(&in); err != nil {
		return nil, err
	}
	u, err := url.Parse(in.Address)
	if err != nil || u.Host == "" || len(in.Address) > 255 || !slices.Contains(topics, in.Topic) {
		return nil, refuse("98001004", "address or event_type is invalid")
	}
	if c.f.strict && (u.Scheme != "https" || u.Port() != "" || net.ParseIP(u.Hostname()) != nil) {
		return nil, refuse("98001004", "address must be https, with a domain name and without a port")
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	c.f.state.Hooks[in.Topic], c.f.state.HookTime[in.Topic] = in.Address, c.f.now().Unix()
	return fields{}, nil
}

// dropHook is DELETE event/202309/webhooks.
func dropHook(c *call) (any, error) {
	var in hookBody
	if err := c.read(&in); err != nil {
		return nil, err
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	delete(c.f.state.Hooks, in.Topic)
	return fields{}, nil
}

// heard turns a change of the world into webhooks. It is called while the world holds still.
func (f *Face) heard(change world.Change) {
	if change.Key != f.shop.Key || change.Order == nil || len(change.Order.Steps) == 0 {
		return
	}
	o, at := change.Order, change.At
	shown := word(o)
	if shown == "CANCELLED" {
		shown = "CANCEL" // so spelt in webhooks
	}
	f.send("ORDER_STATUS_CHANGE", 1, o.Ref, at, fields{
		"order_id": o.Ref, "order_status": shown, "is_on_hold_order": shown == "ON_HOLD", "update_time": o.Updated.Unix(),
	})
	last := o.Steps[len(o.Steps)-1]
	if !last.At.Equal(at) {
		return
	}
	switch last.Verb {
	case world.RequestCancel, world.RefuseCancel, world.Cancel, world.CancelPart:
		f.sendWish("CANCELLATION_STATUS_CHANGE", 11, o, at, cancelsOf(o), "cancellations_role", "cancel_status", "cancel_id")
	case world.RequestReturn, world.RefuseReturn, world.Return, world.GiveRefund:
		f.sendWish("RETURN_STATUS_CHANGE", 12, o, at, returnsOf(o), "return_role", "return_status", "return_id")
	}
}

// sendWish tells of the wish that changed now.
func (f *Face) sendWish(topic string, kind int, o *world.Order, at time.Time, all []wish, role, status, id string) {
	for _, w := range all {
		if w.updated.Equal(at) {
			f.send(topic, kind, o.Ref, at, fields{"order_id": o.Ref, role: actors[w.by], status: w.status, id: w.id, "create_time": w.created.Unix()})
		}
	}
}

// again is how long after a failure a webhook is tried anew (sheet, 9).
var again = []time.Duration{2 * time.Minute, 30 * time.Minute, 3 * time.Hour, 12 * time.Hour}

// send hands a webhook to the outbox, when the topic has an address.
func (f *Face) send(topic string, kind int, ref string, at time.Time, data fields) {
	f.mu.Lock()
	to, secret := f.state.Hooks[topic], f.state.Secret
	f.state.Drawn++
	id := "73" + strconv.FormatInt(1e16+f.state.Drawn, 10)
	f.mu.Unlock()
	if to == "" {
		return
	}
	body, err := json.Marshal(fields{"type": kind, "tts_notification_id": id, "shop_id": f.shopID(), "timestamp": at.Unix(), "data": data})
	if err != nil {
		return
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(f.appKey()))
	mac.Write(body)
	header := http.Header{"Content-Type": {"application/json"}, "Authorization": {hex.EncodeToString(mac.Sum(nil))}}
	f.try(hook.Message{
		Channel: f.shop.Channel, Shop: f.shop.Key.Shop, Topic: topic, Ref: ref, URL: to,
		Build: func() (http.Header, []byte, bool) { return header, body, true },
	}, 0)
}

// try sends a message for the n-th time. 200 and 401 count as answers; anything else is tried again, four times.
func (f *Face) try(m hook.Message, n int) {
	m.Done = func(d hook.Delivery) {
		if d.Status == http.StatusOK || d.Status == http.StatusUnauthorized || n >= len(again) {
			return
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.closed {
			return
		}
		var t *time.Timer
		t = time.AfterFunc(again[n], func() {
			f.mu.Lock()
			delete(f.timers, t)
			f.mu.Unlock()
			f.try(m, n+1)
		})
		f.timers[t] = true
	}
	f.outbox.Send(m)
}

package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// webhook is one subscription of the app.
type webhook struct {
	ID       int64
	Topic    string // ORDERS_CREATE
	URI      string
	Format   string
	Failures int // in a row
	Created  time.Time
}

// tries and gaps: a delivery that fails is repeated eight times over four hours; after eight failures in a row the subscription is
// deleted (sheet, section 9). The gaps themselves are unverified.
const tries = 8

var gaps = []time.Duration{time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour}

// headerTopic is the form of a topic in headers: orders/updated. The last underscore parts resource and event, except in topics
// with a longer event.
func headerTopic(topic string) string {
	t := strings.ToLower(topic)
	if resource, ok := strings.CutSuffix(t, "_partially_fulfilled"); ok {
		return resource + "/partially_fulfilled"
	}
	at := strings.LastIndexByte(t, '_')
	return t[:at] + "/" + t[at+1:]
}

// heard notes which webhooks a change concerns. It is called while the world holds still.
func (f *Face) heard(c world.Change) {
	if c.Key != f.shop.Key {
		return
	}
	switch c.Kind {
	case world.OrderPlaced:
		f.queue(c.Order.Ref, "ORDERS_CREATE", "ORDERS_UPDATED")
	case world.OrderChanged:
		f.queue(c.Order.Ref, append(happened(c.Order), "ORDERS_UPDATED")...)
	case world.OrderDeleted:
		f.queue(c.Order.Ref, "ORDERS_DELETE")
	case world.ItemChanged:
		f.queue(text(c.Item.ID), "INVENTORY_LEVELS_UPDATE")
	}
}

// happened are the further topics of an order's last step.
func happened(o *world.Order) []string {
	if len(o.Steps) == 0 || o.Steps[len(o.Steps)-1].At != o.Updated {
		return nil
	}
	switch o.Steps[len(o.Steps)-1].Verb {
	case world.Pay:
		return []string{"ORDERS_PAID"}
	case world.Cancel:
		return []string{"ORDERS_CANCELLED"}
	case world.GiveRefund, world.CancelPart, world.Return:
		return []string{"REFUNDS_CREATE"}
	case world.Ship:
		return []string{"ORDERS_FULFILLED"}
	}
	return nil
}

func (f *Face) queue(ref string, topics ...string) {
	f.mu.Lock()
	var due []webhook
	for _, w := range f.Webhooks {
		if slices.Contains(topics, w.Topic) {
			due = append(due, *w)
		}
	}
	f.mu.Unlock()
	for _, w := range due {
		f.send(w, ref)
	}
}

// send makes a delivery. Its body is fixed at the first try, and so are its ids: a repeat is the same.
func (f *Face) send(w webhook, ref string) {
	id := f.id()
	var head http.Header
	var body []byte
	f.deliver(w, ref, 1, func() (http.Header, []byte, bool) {
		if body == nil {
			body = f.body(w.Topic, ref, id)
			head = f.header(w, id)
		}
		signed := head.Clone()
		signed.Set("X-Shopify-Hmac-Sha256", f.sign(body))
		return signed, body, body != nil
	})
}

func (f *Face) deliver(w webhook, ref string, try int, build func() (http.Header, []byte, bool)) {
	f.outbox.Send(hook.Message{
		Channel: f.shop.Channel, Shop: f.shop.Key.Shop, Topic: headerTopic(w.Topic), Ref: ref, URL: w.URI, Build: build,
		Done: func(d hook.Delivery) {
			if !f.counted(w.ID, d.Status >= 200 && d.Status < 300) || try >= tries {
				return
			}
			f.later(gaps[min(try, len(gaps))-1], func() { f.deliver(w, ref, try+1, build) })
		},
	})
}

// counted keeps the score of a subscription and tells whether the delivery is to be repeated.
func (f *Face) counted(id int64, arrived bool) (again bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := slices.IndexFunc(f.Webhooks, func(w *webhook) bool { return w.ID == id })
	if at < 0 {
		return false
	}
	if arrived {
		f.Webhooks[at].Failures = 0
		return false
	}
	if f.Webhooks[at].Failures++; f.Webhooks[at].Failures >= tries {
		f.Webhooks = slices.Delete(f.Webhooks, at, at+1)
		return false
	}
	return true
}

func (f *Face) later(d time.Duration, do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return
	}
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		f.mu.Lock()
		_, waiting := f.timers[t]
		delete(f.timers, t)
		f.mu.Unlock()
		if waiting {
			do()
		}
	})
	f.timers[t] = struct{}{}
}

// body is the payload of a topic about an order or an item.
func (f *Face) body(topic, ref string, id int64) []byte {
	switch {
	case topic == "ORDERS_DELETE":
		return fmt.Appendf(nil, `{"id":%s}`, ref)
	case topic == "INVENTORY_LEVELS_UPDATE":
		return f.levelBody(ref)
	}
	o, err := f.world.Order(f.shop.Key, ref)
	if err != nil {
		return nil
	}
	if topic == "REFUNDS_CREATE" {
		return fmt.Appendf(nil, `{"id":%d,"order_id":%s,"created_at":%q,"note":null}`, id, ref, f.restTime(o.Updated))
	}
	return f.payload(o)
}

func (f *Face) levelBody(ref string) []byte {
	for _, i := range f.world.Items(f.shop.Key) {
		if text(i.ID) == ref {
			return fmt.Appendf(nil, `{"inventory_item_id":%d,"location_id":%d,"available":%d,"updated_at":%q}`, inventoryBase+i.ID, locationID, i.Stock, f.restTime(i.Updated))
		}
	}
	return nil
}

func (f *Face) header(w webhook, id int64) http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Shopify-Captain-Hook")
	h.Set("X-Shopify-Topic", headerTopic(w.Topic))
	h.Set("X-Shopify-Shop-Domain", f.domain)
	h.Set("X-Shopify-API-Version", supported[len(supported)-1])
	h.Set("X-Shopify-Webhook-Id", fmt.Sprintf("%08x-0000-4000-8000-%012x", w.ID, id))
	h.Set("X-Shopify-Event-Id", fmt.Sprintf("%08x-0000-4000-8000-%012x", 0, id))
	h.Set("X-Shopify-Triggered-At", f.now().UTC().Format("2006-01-02T15:04:05.000000000Z"))
	return h
}

func (f *Face) sign(body []byte) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	mac := hmac.New(sha256.New, []byte(f.ClientSecret))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func (v view) webhook(w *webhook) object {
	return object{
		"__typename": "WebhookSubscription", "id": gid("WebhookSubscription", w.ID), "legacyResourceId": text(w.ID), "topic": w.Topic, "format": w.Format,
		"uri": w.URI, "callbackUrl": w.URI, "filter": nil, "includeFields": []string{}, "createdAt": v.time(w.Created),
	}
}

func (c *call) webhooks(args map[string]any) any {
	topics, _ := args["topics"].([]any)
	uri := or(str(args["uri"]), str(args["callbackUrl"]))
	c.f.mu.Lock()
	var all []object
	for _, w := range c.f.Webhooks {
		if (len(topics) == 0 || slices.Contains(topics, any(w.Topic))) && (uri == "" || uri == w.URI) {
			all = append(all, c.view().webhook(w))
		}
	}
	c.f.mu.Unlock()
	return connection(all)(args)
}

// wrongAddress says why an address is refused; empty: it is taken. http is let through to this machine only.
func wrongAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return "Address is invalid"
	}
	ip := net.ParseIP(u.Hostname())
	loopback := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	switch {
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback):
		return "Address protocol " + u.Scheme + ":// is not supported"
	case strings.HasSuffix(u.Hostname(), ".myshopify.com") || strings.HasSuffix(u.Hostname(), ".shopify.com"):
		return "Address cannot be a Shopify or an internal domain"
	}
	return ""
}

func webhookError(message, field string) object {
	return object{"webhookSubscription": nil, "userErrors": []object{userError("", message, "webhookSubscription", field)}}
}

func (c *call) makeWebhook(args map[string]any) any {
	in := args["webhookSubscription"].(map[string]any)
	topic, uri := str(args["topic"]), or(str(in["uri"]), str(in["callbackUrl"]))
	if strings.HasPrefix(topic, "ORDERS_") || topic == "REFUNDS_CREATE" {
		if err := c.may("read_orders", "webhookSubscriptionCreate"); err != nil {
			return err
		}
	}
	if why := wrongAddress(uri); why != "" {
		return webhookError(why, "callbackUrl")
	}
	id := c.f.id()
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	for _, w := range c.f.Webhooks {
		if w.Topic == topic && w.URI == uri {
			return webhookError("Address for this topic has already been taken", "callbackUrl")
		}
	}
	w := &webhook{ID: id, Topic: topic, URI: uri, Format: or(str(in["format"]), "JSON"), Created: c.f.now()}
	c.f.Webhooks = append(c.f.Webhooks, w)
	return object{"webhookSubscription": c.view().webhook(w), "userErrors": []object{}}
}

func (c *call) changeWebhook(args map[string]any) any {
	in := args["webhookSubscription"].(map[string]any)
	id, _ := number(args["id"], "WebhookSubscription")
	uri := or(str(in["uri"]), str(in["callbackUrl"]))
	if why := wrongAddress(uri); uri != "" && why != "" {
		return webhookError(why, "callbackUrl")
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	for _, w := range c.f.Webhooks {
		if w.ID == id {
			w.URI, w.Format = or(uri, w.URI), or(str(in["format"]), w.Format)
			return object{"webhookSubscription": c.view().webhook(w), "userErrors": []object{}}
		}
	}
	return object{"webhookSubscription": nil, "userErrors": []object{userError("", "Webhook subscription does not exist", "id")}}
}

func (c *call) dropWebhook(args map[string]any) any {
	id, _ := number(args["id"], "WebhookSubscription")
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	at := slices.IndexFunc(c.f.Webhooks, func(w *webhook) bool { return w.ID == id })
	if at < 0 {
		return object{"deletedWebhookSubscriptionId": nil, "userErrors": []object{userError("", "Webhook subscription does not exist", "id")}}
	}
	c.f.Webhooks = slices.Delete(c.f.Webhooks, at, at+1)
	return object{"deletedWebhookSubscriptionId": args["id"], "userErrors": []object{}}
}

// Subscribed tells the address of each topic that is subscribed, for tests.
func (f *Face) Subscribed() map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := map[string]string{}
	for _, w := range f.Webhooks {
		out[w.Topic] = w.URI
	}
	return out
}

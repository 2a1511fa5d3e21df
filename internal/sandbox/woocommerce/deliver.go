package woocommerce

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
)

// disableAfter is the failure in a row at which a webhook is switched off, without a word (seen on the real shop).
const disableAfter = 6

// pendingJob is a delivery that waits; an identical one is not queued again, so bursts collapse.
type pendingJob struct {
	webhook int64
	record  int64
}

// heard notes which webhooks a change concerns. It is called while the world holds still.
func (f *Face) heard(c world.Change) {
	if c.Key != f.shop.Key {
		return
	}
	switch c.Kind {
	case world.OrderPlaced: // one new order gives both (seen on the real shop)
		f.queue(c.Order.ID, "order.created", "order.updated")
	case world.OrderChanged:
		if c.Order.Word == trash {
			f.queue(c.Order.ID, "order.deleted")
			return
		}
		f.queue(c.Order.ID, "order.updated")
	case world.OrderDeleted:
		f.queue(c.Order.ID, "order.deleted")
	case world.ItemPlaced:
		f.queue(c.Item.ID, "product.created")
	case world.ItemChanged:
		f.queue(c.Item.ID, "product.updated")
	case world.ItemDeleted:
		f.queue(c.Item.ID, "product.deleted")
	}
}

func (f *Face) queue(record int64, topics ...string) {
	f.mu.Lock()
	var due []*webhook
	for _, topic := range topics {
		for _, h := range f.webhooks {
			job := pendingJob{h.ID, record}
			if h.Topic != topic || h.Status != "active" || f.pending[job] {
				continue
			}
			f.pending[job] = true
			due = append(due, h)
		}
	}
	f.mu.Unlock()
	for _, h := range due {
		f.send(h.ID, h.Topic, h.URL, record)
	}
}

// send hands a delivery to the outbox. Its body is made when it goes out: it shows the record as it is then.
func (f *Face) send(id int64, topic, to string, record int64) {
	f.outbox.Send(hook.Message{
		Channel: f.shop.Channel, Shop: f.shop.Key.Shop, Topic: topic, Ref: ref(record), URL: to,
		Build: func() (http.Header, []byte, bool) { return f.build(id, record) },
		Done:  func(d hook.Delivery) { f.counted(id, d) },
	})
}

func (f *Face) build(id, record int64) (http.Header, []byte, bool) {
	f.mu.Lock()
	delete(f.pending, pendingJob{id, record})
	h := f.webhookBy(id)
	if h == nil || h.Status != "active" {
		f.mu.Unlock()
		return nil, nil, false
	}
	sending := *h
	f.mu.Unlock()
	body, ok := f.payload(sending.Topic, record)
	if !ok {
		return nil, nil, false
	}
	return f.deliveryHeader(&sending, body), body, true
}

// payload is what a GET of the record returns; of a deleted one only the id (recorded: webhook-delivery-order-deleted).
func (f *Face) payload(topic string, record int64) ([]byte, bool) {
	v := view{f: f, home: f.siteURL(), digits: world.Digits(f.shop.Currency)}
	switch {
	case strings.HasSuffix(topic, ".deleted"):
		return fmt.Appendf(nil, `{"id":%d}`, record), true
	case strings.HasPrefix(topic, "order."):
		o, err := f.world.Order(f.shop.Key, ref(record))
		if err != nil {
			return nil, false
		}
		return v.oneOrder(o), true
	}
	i, ok := f.world.Item(f.shop.Key, record)
	if !ok {
		return nil, false
	}
	return v.oneProduct(i), true
}

func (f *Face) siteURL() string {
	if f.fixedHome != "" {
		return f.fixedHome
	}
	return f.base
}

func (f *Face) deliveryHeader(h *webhook, body []byte) http.Header {
	resource, event := h.parts()
	// Two events of one second share a delivery id: it is a hash of webhook and second (sheet, 9).
	id := md5.Sum([]byte(strconv.FormatInt(h.ID, 10) + f.world.Now().Format(wallClock)))
	head := http.Header{}
	head.Set("User-Agent", userAgent)
	head.Set("Accept", "*/*")
	head.Set("Content-Type", "application/json")
	// The names as the shop writes them; over HTTP/1.1 they arrive like this.
	head["X-WC-Webhook-Source"] = []string{f.siteURL() + "/"}
	head["X-WC-Webhook-Topic"] = []string{h.Topic}
	head["X-WC-Webhook-Resource"] = []string{resource}
	head["X-WC-Webhook-Event"] = []string{event}
	head["X-WC-Webhook-Signature"] = []string{webhookSignature(body, h.Secret)}
	head["X-WC-Webhook-ID"] = []string{strconv.FormatInt(h.ID, 10)}
	head["X-WC-Webhook-Delivery-ID"] = []string{hex.EncodeToString(id[:])}
	return head
}

const userAgent = "WooCommerce/" + Version + " Hookshot (WordPress/" + wordpressVersion + ")"

// webhookSignature is over the raw body; the shop decodes HTML entities in the secret first.
func webhookSignature(body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(html.UnescapeString(secret)))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// counted keeps the score of a webhook. There is no second try.
func (f *Face) counted(id int64, d hook.Delivery) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.webhookBy(id)
	if h == nil {
		return
	}
	if d.Outcome == "delivered" {
		h.Failures = 0
		return
	}
	if h.Failures++; h.Failures >= disableAfter {
		h.Status = "disabled"
	}
}

// ping is sent at once when a webhook becomes active: a form, unsigned (recorded: webhook-delivery-ping).
func (f *Face) ping(h *webhook) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, strings.NewReader("webhook_id="+strconv.FormatInt(h.ID, 10)))
	if err != nil {
		return
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", "*/*")
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := f.callbacks.Do(req)
	if err != nil {
		f.log.Debug("a ping was not answered", "channel", f.shop.Channel, "webhook", h.ID, "error", err)
		return
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
	_ = res.Body.Close()
}

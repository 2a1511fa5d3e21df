package woocommerce

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// webhook is one subscription.
type webhook struct {
	ID                int64
	Name, Status      string
	Topic             string
	URL, Secret       string
	Created, Modified time.Time // Modified is null until the first change (recorded: webhook-create)
	Failures          int
}

// hooks are the WordPress hooks behind each topic.
var hooks = map[string][]string{
	"order.created":    {"woocommerce_new_order"},
	"order.updated":    {"woocommerce_update_order", "woocommerce_order_refunded"},
	"order.deleted":    {"wp_trash_post", "woocommerce_trash_order", "woocommerce_delete_order"},
	"order.restored":   {"untrashed_post", "woocommerce_untrash_order"},
	"product.created":  {"woocommerce_process_product_meta", "woocommerce_new_product", "woocommerce_new_product_variation"},
	"product.updated":  {"woocommerce_process_product_meta", "woocommerce_update_product", "woocommerce_update_product_variation"},
	"product.deleted":  {"wp_trash_post"},
	"product.restored": {"untrashed_post"},
	"customer.created": {"user_register", "woocommerce_created_customer", "woocommerce_new_customer"},
	"customer.updated": {"profile_update", "woocommerce_update_customer"},
	"customer.deleted": {"delete_user"},
	"coupon.created":   {"woocommerce_process_shop_coupon_meta", "woocommerce_new_coupon"},
	"coupon.updated":   {"woocommerce_process_shop_coupon_meta", "woocommerce_update_coupon"},
	"coupon.deleted":   {"wp_trash_post"},
	"coupon.restored":  {"untrashed_post"},
}

func knownTopic(topic string) bool {
	if _, ok := hooks[topic]; ok {
		return true
	}
	action, ok := strings.CutPrefix(topic, "action.")
	return ok && (strings.HasPrefix(action, "woocommerce_") || strings.HasPrefix(action, "wc_"))
}

func (h *webhook) parts() (resource, event string) {
	resource, event, _ = strings.Cut(h.Topic, ".")
	return resource, event
}

func (v view) webhook(w *writer, h *webhook) {
	resource, event := h.parts()
	w.open('{')
	w.int("id", h.ID)
	w.str("name", h.Name)
	w.str("status", h.Status)
	w.str("topic", h.Topic)
	w.str("resource", resource)
	w.str("event", event)
	if w.list("hooks") {
		on := hooks[h.Topic]
		if resource == "action" {
			on = []string{event}
		}
		for _, hook := range on {
			w.sep()
			w.b = appendString(w.b, hook)
		}
		w.close(']')
	}
	w.str("delivery_url", h.URL)
	v.date(w, "date_created", h.Created, false)
	v.date(w, "date_created_gmt", h.Created, true)
	v.date(w, "date_modified", h.Modified, false)
	v.date(w, "date_modified_gmt", h.Modified, true)
	v.links(w, apiRoot+"/webhooks/"+ref(h.ID), allMethods, apiRoot+"/webhooks", "")
	w.close('}')
}

func (v view) oneWebhook(h *webhook) []byte {
	w := v.single()
	v.webhook(w, h)
	return w.b
}

var webhookStates = []string{"active", "paused", "disabled"}

func checkWebhook(body fields) error {
	var bad invalid
	if s, ok := body.text("status"); ok && !slices.Contains(webhookStates, s) {
		bad.notOneOf("status", "status", webhookStates)
	}
	return bad.err()
}

// writeWebhook puts a body into a webhook.
func writeWebhook(h *webhook, body fields) error {
	if s, ok := body.text("topic"); ok {
		if !knownTopic(s) {
			return refuse(http.StatusBadRequest, "woocommerce_rest_invalid_webhook_topic", "Webhook topic must be valid.")
		}
		h.Topic = s
	}
	if s, ok := body.text("delivery_url"); ok {
		if u, err := url.Parse(s); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return refuse(http.StatusBadRequest, "woocommerce_rest_invalid_webhook_delivery_url",
				"Webhook delivery URL must be a valid URL starting with http:// or https://.")
		}
		h.URL = s
	}
	set(body, map[string]*string{"name": &h.Name, "secret": &h.Secret, "status": &h.Status})
	return nil
}

func postWebhook(c *call) (*answer, error) {
	for _, name := range []string{"topic", "delivery_url"} {
		if !c.body.has(name) {
			return nil, &refusal{
				status: http.StatusBadRequest, code: "rest_missing_callback_param", message: "Missing parameter(s): " + name,
				extra: fmt.Sprintf(`,"params":[%q]`, name),
			}
		}
	}
	if err := checkWebhook(c.body); err != nil {
		return nil, err
	}
	if err := c.may("create"); err != nil {
		return nil, err
	}
	h, err := c.f.createWebhook(c.body, c.key)
	if err != nil {
		return nil, err
	}
	a := one(http.StatusCreated, c.view.oneWebhook(&h))
	a.header = http.Header{"Location": {c.view.home + apiRoot + "/webhooks/" + ref(h.ID)}}
	return a, nil
}

// createWebhook makes one and pings it. How the ping is answered changes nothing (seen on the real shop).
func (f *Face) createWebhook(body fields, key *apiKey) (webhook, error) {
	now := f.world.Now().Truncate(time.Second)
	h := &webhook{Name: "Webhook created on " + now.Format("Jan 02, 2006 @ 03:04 PM"), Status: "active", Created: now}
	if key != nil {
		h.Secret = key.Secret // what is signed with when no secret is given
	}
	if err := writeWebhook(h, body); err != nil {
		return webhook{}, err
	}
	f.mu.Lock()
	f.nextHook++
	h.ID = f.nextHook
	f.webhooks = append(f.webhooks, h)
	made := *h
	f.mu.Unlock()
	if made.Status == "active" {
		f.ping(&made)
	}
	return made, nil
}

// updateWebhook changes one; switching it on again forgets its failures and pings it.
func (f *Face) updateWebhook(id int64, body fields) (webhook, error) {
	f.mu.Lock()
	h := f.webhookBy(id)
	if h == nil {
		f.mu.Unlock()
		return webhook{}, errNoWebhook(http.StatusBadRequest)
	}
	changed := *h
	if err := writeWebhook(&changed, body); err != nil {
		f.mu.Unlock()
		return webhook{}, err
	}
	changed.Modified = f.now().UTC().Truncate(time.Second)
	activated := h.Status != "active" && changed.Status == "active"
	if activated {
		changed.Failures = 0
	}
	*h = changed
	f.mu.Unlock()
	if activated {
		f.ping(&changed)
	}
	return changed, nil
}

func (f *Face) webhookBy(id int64) *webhook {
	for _, h := range f.webhooks {
		if h.ID == id {
			return h
		}
	}
	return nil
}

func errNoWebhook(status int) error {
	return refuse(status, "woocommerce_rest_shop_webhook_invalid_id", "Invalid ID.")
}

func (f *Face) removeWebhook(id int64) (webhook, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.webhookBy(id)
	if h == nil {
		return webhook{}, errNoWebhook(http.StatusNotFound)
	}
	f.webhooks = slices.DeleteFunc(f.webhooks, func(x *webhook) bool { return x == h })
	return *h, nil
}

func listWebhooks(c *call) (*answer, error) {
	var bad invalid
	p := c.paging(&bad, "date", "id", "title")
	status, given := c.query.get("status")
	if given && status != "all" && !slices.Contains(webhookStates, status) {
		bad.notOneOf("status", "status", append([]string{"all"}, webhookStates...))
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	if err := c.may("list"); err != nil {
		return nil, err
	}
	c.f.mu.Lock()
	var all []webhook
	for _, h := range c.f.webhooks {
		if (!given || status == "all" || h.Status == status) && p.wanted(h.ID) {
			all = append(all, *h)
		}
	}
	c.f.mu.Unlock()
	if !p.ascending {
		slices.Reverse(all)
	}
	rows, l := page(&p, all)
	w := &writer{only: c.view.only, b: []byte{'['}}
	for i := range rows {
		w.sep()
		c.view.webhook(w, &rows[i])
	}
	return &answer{status: http.StatusOK, body: append(w.b, ']'), list: l}, nil
}

func getWebhook(c *call) (*answer, error) {
	if err := c.may("view"); err != nil {
		return nil, err
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	h := c.f.webhookBy(c.ids[0])
	if h == nil {
		return nil, errNoWebhook(http.StatusNotFound)
	}
	return one(http.StatusOK, c.view.oneWebhook(h)), nil
}

func putWebhook(c *call) (*answer, error) {
	if err := checkWebhook(c.body); err != nil {
		return nil, err
	}
	if err := c.may("edit"); err != nil {
		return nil, err
	}
	h, err := c.f.updateWebhook(c.ids[0], c.body)
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneWebhook(&h)), nil
}

func deleteWebhook(c *call) (*answer, error) {
	if err := c.may("delete"); err != nil {
		return nil, err
	}
	if !c.on("force") {
		return nil, refuse(http.StatusNotImplemented, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.")
	}
	h, err := c.f.removeWebhook(c.ids[0])
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneWebhook(&h)), nil
}

func batchWebhooks(c *call) (*answer, error) {
	show := func(h webhook, err error) ([]byte, error) {
		if err != nil {
			return nil, err
		}
		w := &writer{}
		c.view.webhook(w, &h)
		return w.b, nil
	}
	return c.batch(resource{
		create: func(body fields) ([]byte, error) { return show(c.f.createWebhook(body, c.key)) },
		update: func(id int64, body fields) ([]byte, error) { return show(c.f.updateWebhook(id, body)) },
		remove: func(id int64) ([]byte, error) { return show(c.f.removeWebhook(id)) },
	})
}

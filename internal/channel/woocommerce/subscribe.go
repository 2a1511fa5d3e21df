package woocommerce

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
)

// wooWebhook is a webhook as the shop shows and takes it; the secret is never shown.
type wooWebhook struct {
	ID     json.Number `json:"id,omitempty"`
	Name   string      `json:"name,omitempty"`
	Status string      `json:"status,omitempty"` // active, paused, disabled
	Topic  string      `json:"topic,omitempty"`
	URL    string      `json:"delivery_url,omitempty"`
	Secret string      `json:"secret,omitempty"`
}

// Subscribe makes the shop send the order topics to url. Webhooks with this very address are ours: missing ones are made,
// those that are not active are switched on again (the shop disables one silently after failures in a row: seen at the sixth
// on WooCommerce 11.0.1), and their secret is set once per connector, for it cannot be read. Others are left alone.
//
// The shop pings url while it answers. Errors: NoAccess (the key may not write, or not manage webhooks), RefusedByChannel (the
// shop refuses the address: private ones, and ports other than 80, 443 and 8080), Throttled, Unavailable.
// Source: GET, POST, PUT /webhooks (seen on WooCommerce 11.0.1, webhook-create).
func (c *connector) Subscribe(ctx context.Context, url string) error {
	const op = "woocommerce.Subscribe"
	have, err := c.webhooks(ctx, op)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, w := range have {
		if w.URL != url {
			continue
		}
		seen[w.Topic] = true
		if err := c.repair(ctx, op, w); err != nil {
			return err
		}
	}
	for _, topic := range topics {
		if seen[topic] {
			continue
		}
		w := wooWebhook{Name: "Tillbridge " + topic, Status: "active", Topic: topic, URL: url, Secret: c.hookSecret}
		if _, err := c.do(ctx, ask{op: op, method: http.MethodPost, route: api + "webhooks", body: w}, nil); err != nil {
			return err
		}
	}
	c.hooksWritten.Store(true)
	return nil
}

// repair switches a webhook of ours on and gives it our secret.
func (c *connector) repair(ctx context.Context, op string, w wooWebhook) error {
	if w.Status == "active" && c.hooksWritten.Load() {
		return nil
	}
	_, err := c.do(ctx, ask{op: op, method: http.MethodPut, route: api + "webhooks/" + w.ID.String(),
		body: wooWebhook{Status: "active", Secret: c.hookSecret}}, nil)
	return err
}

// webhooks lists all webhooks of the shop, ours and others'.
func (c *connector) webhooks(ctx context.Context, op string) ([]wooWebhook, error) {
	const size = 100
	var all []wooWebhook
	for page := 1; ; page++ {
		var some []wooWebhook
		params := []param{{"per_page", strconv.Itoa(size)}, {"page", strconv.Itoa(page)}}
		if _, err := c.do(ctx, ask{op: op, route: api + "webhooks", params: params}, &some); err != nil {
			return nil, err
		}
		if all = append(all, some...); len(some) < size {
			return all, nil
		}
	}
}

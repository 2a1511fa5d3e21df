package shopify

import (
	"context"
	"strings"
)

// topics are the webhooks that we ask for; read_orders is enough for them. ORDERS_UPDATED comes with nearly every change, payment,
// shipment and return included; the others are a second chance. Those of fulfilments and returns need scopes of their own.
var topics = []string{"ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED", "ORDERS_EDITED", "ORDERS_DELETE", "REFUNDS_CREATE"}

// subscription is a webhook as the store shows it. Before 2025-10 its address is called callbackUrl.
type subscription struct {
	ID     string `json:"id"`
	Topic  string `json:"topic"`
	Format string `json:"format"`
	URI    string `json:"uri"`
	Old    string `json:"callbackUrl"`
}

// Subscribe makes the store send the order topics to url. Webhooks with this very address are ours: missing ones are made (the store
// deletes one after eight failures in a row), and one in XML is set right. Others, also those of other apps, which are not shown to
// us, are left alone. Those of an app's configuration file are not listed either and come beside ours, as the same delivery twice.
//
// Errors: NoAccess, RefusedByChannel (the store refuses the address: http, its own or internal ones), Throttled, Unavailable.
// Source: webhookSubscriptionCreate, webhookSubscriptionUpdate, webhookSubscriptions (schema).
func (c *connector) Subscribe(ctx context.Context, url string) error {
	const op = "shopify.Subscribe"
	have, err := c.subscriptions(ctx, op)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, s := range have {
		if s.URI != url && s.Old != url {
			continue
		}
		seen[s.Topic] = true
		if s.Format != "JSON" {
			if err := c.hook(ctx, op, hookFixQuery, map[string]any{"id": s.ID, "hook": c.hookInput(url)}); err != nil {
				return err
			}
		}
	}
	for _, topic := range topics {
		if seen[topic] {
			continue
		}
		if err := c.hook(ctx, op, hookMakeQuery, map[string]any{"topic": topic, "hook": c.hookInput(url)}); err != nil {
			return err
		}
	}
	return nil
}

func (c *connector) hookInput(url string) map[string]any {
	if c.version.since(sinceURI) {
		return map[string]any{"uri": url, "format": "JSON"}
	}
	return map[string]any{"callbackUrl": url, "format": "JSON"}
}

// hook makes or changes a webhook. "Already been taken" means that an earlier try arrived.
func (c *connector) hook(ctx context.Context, op, query string, vars map[string]any) error {
	var got map[string]struct {
		Errors []userError `json:"userErrors"`
	}
	if _, err := c.do(ctx, ask{op: op, query: query, variables: vars}, &got); err != nil {
		return err
	}
	for _, payload := range got {
		for _, e := range payload.Errors {
			if !strings.Contains(e.Message, "already been taken") {
				return e.outcome(op, "")
			}
		}
	}
	return nil
}

// subscriptions lists the app's webhooks, ours and those to other addresses.
func (c *connector) subscriptions(ctx context.Context, op string) ([]subscription, error) {
	var all []subscription
	vars := map[string]any{"after": nil}
	for {
		var got struct {
			List struct {
				Nodes []subscription `json:"nodes"`
				Page  pageInfo       `json:"pageInfo"`
			} `json:"webhookSubscriptions"`
		}
		if _, err := c.do(ctx, ask{op: op, query: c.version.hooks(), variables: vars}, &got); err != nil {
			return nil, err
		}
		all = append(all, got.List.Nodes...)
		if !got.List.Page.More || got.List.Page.End == "" {
			return all, nil
		}
		vars = map[string]any{"after": got.List.Page.End}
	}
}

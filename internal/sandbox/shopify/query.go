package shopify

import (
	"strings"
)

// may refuses what the token lacks the scope for.
func (c *call) may(scope, what string) error {
	if c.token.has(scope) {
		return nil
	}
	r := refuse("ACCESS_DENIED", "Access denied for %s field. Required access: `%s` access scope.", what, scope)
	r.extra = map[string]any{
		"documentation": "https://shopify.dev/api/usage/access-scopes", "requiredAccess": "`" + scope + "` access scope.",
	}
	return r
}

// only makes a field that needs a scope.
func (c *call) only(scope, what string, do func(args map[string]any) any) field {
	return func(args map[string]any) any {
		if err := c.may(scope, what); err != nil {
			return err
		}
		return do(args)
	}
}

func (c *call) query() object {
	f := c.f
	return object{
		"shop": object{
			"id": gid("Shop", 1), "name": f.shop.Name, "myshopifyDomain": f.domain, "currencyCode": f.shop.Currency,
			"ianaTimezone": f.shop.ZoneName, "url": "https://" + f.domain,
		},
		"currentAppInstallation": object{"id": gid("AppInstallation", 1), "accessScopes": c.scopes()},
		"publicApiVersions":      versions(),
		"orders":                 field(c.orders),
		"ordersCount":            field(c.ordersCount),
		"order":                  field(func(args map[string]any) any { return c.order(args["id"]) }),
		"node":                   field(func(args map[string]any) any { return c.node(args["id"]) }),
		"nodes":                  field(c.nodes),
		"productVariants":        c.only("read_products", "productVariants", c.variants),
		"productVariant":         field(func(args map[string]any) any { return c.node(args["id"]) }),
		"inventoryItem":          field(func(args map[string]any) any { return c.node(args["id"]) }),
		"locations":              c.only("read_locations", "locations", func(args map[string]any) any { return connection([]object{c.view().location()})(args) }),
		"location":               c.only("read_locations", "location", func(args map[string]any) any { return c.node(or(str(args["id"]), gid("Location", locationID))) }),
		"job":                    field(c.job),
		"webhookSubscriptions":   field(c.webhooks),
	}
}

func str(v any) string { s, _ := v.(string); return s }

func (c *call) scopes() []object {
	out := make([]object, len(c.token.Scopes))
	for i, s := range c.token.Scopes {
		out[i] = object{"handle": s}
	}
	return out
}

func versions() []object {
	out := make([]object, len(supported))
	for i, v := range supported {
		out[i] = object{"handle": v, "displayName": v, "supported": true}
	}
	return out
}

func (c *call) nodes(args map[string]any) any {
	ids, _ := args["ids"].([]any)
	if len(ids) > 250 {
		return refuse("MAX_INPUT_SIZE_EXCEEDED", "The input array size of %d is greater than the maximum allowed of 250.", len(ids))
	}
	out := make([]object, len(ids))
	for i, id := range ids {
		switch v := c.node(id).(type) {
		case error:
			return v
		case object:
			out[i] = v
		}
	}
	return out
}

// node finds anything by its global id; null when it is not there.
func (c *call) node(id any) any {
	kind, _, _ := strings.Cut(strings.TrimPrefix(str(id), "gid://shopify/"), "/")
	switch kind {
	case "Order":
		return c.order(id)
	case "ProductVariant", "InventoryItem":
		return c.goods(id, kind)
	case "Location":
		if n, ok := number(id, kind); ok && n == locationID {
			return c.view().location()
		}
		return nil
	}
	if !strings.HasPrefix(str(id), "gid://shopify/") {
		return invalidID(id)
	}
	return nil
}

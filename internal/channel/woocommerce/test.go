package woocommerce

import (
	"context"
	"html"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// discovery is GET /wp-json/, which needs no key. gmt_offset and timezone_string are unverified on a running shop, so they
// are only shown.
type discovery struct {
	Name       string   `json:"name"`
	Zone       string   `json:"timezone_string"`
	Namespaces []string `json:"namespaces"`
}

// Test looks at the shop: is there an API, does the key read orders, whose clock is off, what currency and version, may it
// see webhooks. Errors: those of the discovery and of the first read of orders; everything else is a check of the report.
func (c *connector) Test(ctx context.Context) (channel.Report, error) {
	const op = "woocommerce.Test"
	r := &channel.Report{Shop: c.base.String()}
	if err := c.discover(ctx, op, r); err != nil {
		return *r, err
	}
	orders := ask{op: op, route: api + "orders", params: []param{{"per_page", "1"}}}
	if _, err := c.do(ctx, orders, new([]any)); err != nil {
		return *r, err
	}
	r.Add("read orders", true, "")
	c.checkFilter(ctx, op, r)
	c.checkCurrency(ctx, op, r)
	c.checkVersion(ctx, op, r)
	_, err := c.do(ctx, ask{op: op, route: api + "webhooks", params: []param{{"per_page", "1"}}}, nil)
	r.Try("manage webhooks", err)
	c.advise(r)
	return *r, ctx.Err()
}

func (c *connector) discover(ctx context.Context, op string, r *channel.Report) error {
	var d discovery
	h, err := c.do(ctx, ask{op: op, route: "/", open: true}, &d)
	if err != nil {
		return err
	}
	if name := html.UnescapeString(d.Name); name != "" {
		r.Shop = name
	}
	r.Zone = d.Zone
	r.Clock(httpkit.Skew(h, c.now()), "Over http the shop refuses requests beyond 15 minutes, and changes may be found late")
	if !slices.Contains(d.Namespaces, "wc/v3") {
		r.Add("WooCommerce API", false, "wc/v3 is not offered")
		return outcome.New(outcome.NoAPI, "url", c.base.String()).In(op)
	}
	r.Add("WooCommerce API", true, "wc/v3")
	for _, tracking := range []string{"wc-shipment-tracking/v3", "wc-ast/v3"} {
		if slices.Contains(d.Namespaces, tracking) {
			r.Add("shipment tracking", true, tracking)
		}
	}
	return nil
}

// checkFilter asks for orders changed after tomorrow: a shop that gives any ignores modified_after.
func (c *connector) checkFilter(ctx context.Context, op string, r *channel.Report) {
	tomorrow := c.now().UTC().Add(24 * time.Hour).Format(wooTime)
	var found []any
	_, err := c.do(ctx, ask{op: op, route: api + "orders", params: []param{
		{"modified_after", tomorrow}, {"dates_are_gmt", "true"}, {"per_page", "1"},
	}}, &found)
	if err == nil && len(found) > 0 {
		r.Add("changed since", false, "modified_after is ignored")
		r.Advise("This shop's WooCommerce is too old: it cannot list orders by when they changed. Update it to 5.8 or newer.")
		return
	}
	r.Try("changed since", err)
}

func (c *connector) checkCurrency(ctx context.Context, op string, r *channel.Report) {
	var now struct {
		Code string `json:"code"`
	}
	_, err := c.do(ctx, ask{op: op, route: api + "data/currencies/current"}, &now)
	if r.Try("currency", err) {
		r.Currency = now.Code
	}
}

func (c *connector) checkVersion(ctx context.Context, op string, r *channel.Report) {
	var system struct {
		Environment struct {
			Version string `json:"version"`
		} `json:"environment"`
	}
	_, err := c.do(ctx, ask{op: op, route: api + "system_status", params: []param{{"_fields", "environment"}}}, &system)
	if r.Try("version", err) {
		r.Version = system.Environment.Version
	}
}

func (c *connector) advise(r *channel.Report) {
	if c.base.Scheme == "http" {
		r.Advise("The shop's address is http: keys are signed, but buyers' data crosses the network in the clear. Use https if the shop has it.")
	}
	if c.keysInQuery.Load() {
		r.Advise("The shop's host drops the Authorization header, so the key goes in the address and ends in the host's access logs. Have the host pass the header on.")
	}
	if c.plainLinks.Load() {
		r.Advise("The shop uses plain permalinks. It works, but WooCommerce wants another setting: Settings > Permalinks > Post name.")
	}
}

package magento

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// maxSkew is how far a time stamp may lie ahead of the shop's clock before it is refused (magento/magento2:
// app/code/Magento/Integration/Model/Oauth/Nonce/Generator.php, TIME_DEVIATION).
const maxSkew = 600 * time.Second

// storeConfig is a store view as GET /V1/store/storeConfigs lists it.
type storeConfig struct {
	Code     text `json:"code"`
	Currency text `json:"base_currency_code"`
	Zone     text `json:"timezone"`
	URL      text `json:"base_url"`
}

// Test looks at the shop: is it there and does it take the key, what rights has the key, whose clock is off. Rights are tried
// one by one, for a shop without one of them can still be read in part. Errors: those of the first call and of the first read
// of orders; everything else is a check of the report.
//
// A bearer token that the shop does not take without a signature and a right that was not ticked are refused with the same
// words; the first call needs the right to read the shop's configuration only, so its failure usually means the token.
func (c *connector) Test(ctx context.Context) (channel.Report, error) {
	const op = "magento.Test"
	r := &report{Report: channel.Report{Shop: c.base.String()}}
	views, h, err := c.storeConfigs(ctx, op)
	switch e := outcome.Of(err); {
	case e != nil && e.Reason == outcome.RightMissing:
		r.try("read the shop's settings", err)
	case err != nil:
		c.adviseBearer(r, err)
		return r.Report, err
	default:
		c.describe(r, views)
		c.checkClock(r, httpkit.Skew(h, c.now()))
	}
	if _, err := c.find(ctx, op, "orders", search{size: 1, fields: "items[entity_id],total_count"}, 0); err != nil {
		c.adviseBearer(r, err)
		return r.Report, err
	}
	r.add("read orders", true, "")
	for _, right := range []struct{ name, route string }{
		{"read invoices", "invoices"}, {"read shipments", "shipments"}, {"read products", "products"},
	} {
		_, err := c.find(ctx, op, right.route, search{size: 1, fields: "total_count"}, 0)
		r.try(right.name, err)
	}
	c.checkStock(ctx, op, r)
	if c.returns {
		_, err := c.find(ctx, op, "returns", search{size: 1, fields: "total_count"}, 0)
		r.try("read returns", err)
	}
	c.advise(r)
	return r.Report, ctx.Err()
}

// storeConfigs lists the shop's store views.
// Source: GET /V1/store/storeConfigs (right Magento_Backend::store).
func (c *connector) storeConfigs(ctx context.Context, op string) ([]storeConfig, http.Header, error) {
	var views []storeConfig
	h, err := c.do(ctx, ask{op: op, route: "store/storeConfigs"}, &views)
	return views, h, err
}

// report collects checks.
type report struct{ channel.Report }

func (r *report) add(name string, ok bool, note string) {
	r.Checks = append(r.Checks, channel.Check{Name: name, OK: ok, Note: note})
}

func (r *report) try(name string, err error) {
	note := ""
	if e := outcome.Of(err); e != nil {
		note = cmp.Or(e.Args["right"], e.Args["said"], string(e.Reason))
	}
	r.add(name, err == nil, note)
}

func (r *report) say(format string, args ...any) {
	r.Advice = append(r.Advice, fmt.Sprintf(format, args...))
}

// describe takes the shop's own words. API times are UTC whatever the zone says.
func (c *connector) describe(r *report, views []storeConfig) {
	r.add("read the shop's settings", true, "")
	for i, v := range views {
		if i == 0 || string(v.Code) == c.store {
			r.Currency, r.Zone = string(v.Currency), string(v.Zone)
		}
	}
	if len(views) > 1 {
		r.say("The shop has %d store views. Orders of all of them are read.", len(views))
	}
}

func (c *connector) checkClock(r *report, skew time.Duration) {
	const worthSaying = 2 * time.Minute
	ok := skew.Abs() < worthSaying
	if ok {
		r.add("clock", true, "")
		return
	}
	r.add("clock", false, skew.Round(time.Second).String())
	r.say("The shop's clock differs from this machine's by %s. The shop refuses requests from more than 10 minutes ahead, and changes may be found late: set both by a time server.", skew.Abs().Round(time.Second))
}

func (c *connector) checkStock(ctx context.Context, op string, r *report) {
	if c.inventory == stockSingle {
		return
	}
	_, err := c.find(ctx, op, "inventory/source-items", search{size: 1, fields: "total_count"}, 0)
	if e := outcome.Of(err); e != nil && e.Reason == outcome.NoAPI {
		r.add("inventory sources", true, "none")
		r.say("The shop has no Inventory Management (MSI): stock is written to the product itself.")
		return
	}
	r.try("inventory sources", err)
}

func (c *connector) adviseBearer(r *report, err error) {
	if c.keys.bearer && outcome.Of(err).Code == outcome.NoAccess {
		r.say("Since 2.4.4 a shop takes an access token alone only if that is allowed: Stores > Configuration > Services > OAuth > Consumer Settings. Better enter all four values of the integration.")
	}
}

func (c *connector) advise(r *report) {
	if c.base.Scheme == "http" {
		r.say("The shop's address is http: buyers' data crosses the network in the clear. Use https if the shop has it.")
	}
	if c.frontFile.Load() {
		r.say("The shop's host does not rewrite addresses, so its interface is asked at /index.php/rest. It works; switch on web server rewrites when you can.")
	}
}

package magento

import (
	"context"
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
	r := &channel.Report{Shop: c.base.String()}
	views, h, err := c.storeConfigs(ctx, op)
	switch e := outcome.Of(err); {
	case e != nil && e.Reason == outcome.RightMissing:
		r.Try("read the shop's settings", err, "right")
	case err != nil:
		c.adviseBearer(r, err)
		return *r, err
	default:
		c.describe(r, views)
		r.Clock(httpkit.Skew(h, c.now()), "The shop refuses requests from more than 10 minutes ahead, and changes may be found late")
	}
	if _, err := c.find(ctx, op, "orders", search{size: 1, fields: "items[entity_id],total_count"}, 0); err != nil {
		c.adviseBearer(r, err)
		return *r, err
	}
	r.Add("read orders", true, "")
	for _, right := range []struct{ name, route string }{
		{"read invoices", "invoices"}, {"read shipments", "shipments"}, {"read products", "products"},
	} {
		_, err := c.find(ctx, op, right.route, search{size: 1, fields: "total_count"}, 0)
		r.Try(right.name, err, "right")
	}
	c.checkStock(ctx, op, r)
	if c.returns {
		_, err := c.find(ctx, op, "returns", search{size: 1, fields: "total_count"}, 0)
		r.Try("read returns", err, "right")
	}
	c.advise(r)
	return *r, ctx.Err()
}

// storeConfigs lists the shop's store views.
// Source: GET /V1/store/storeConfigs (right Magento_Backend::store).
func (c *connector) storeConfigs(ctx context.Context, op string) ([]storeConfig, http.Header, error) {
	var views []storeConfig
	h, err := c.do(ctx, ask{op: op, route: "store/storeConfigs"}, &views)
	return views, h, err
}

// describe takes the shop's own words. API times are UTC whatever the zone says.
func (c *connector) describe(r *channel.Report, views []storeConfig) {
	r.Add("read the shop's settings", true, "")
	for i, v := range views {
		if i == 0 || string(v.Code) == c.store {
			r.Currency, r.Zone = string(v.Currency), string(v.Zone)
		}
	}
	if len(views) > 1 {
		r.Advise("The shop has %d store views. Orders of all of them are read.", len(views))
	}
}

func (c *connector) checkStock(ctx context.Context, op string, r *channel.Report) {
	if c.inventory == stockSingle {
		return
	}
	_, err := c.find(ctx, op, "inventory/source-items", search{size: 1, fields: "total_count"}, 0)
	if e := outcome.Of(err); e != nil && e.Reason == outcome.NoAPI {
		r.Add("inventory sources", true, "none")
		r.Advise("The shop has no Inventory Management (MSI): stock is written to the product itself.")
		return
	}
	r.Try("inventory sources", err, "right")
}

func (c *connector) adviseBearer(r *channel.Report, err error) {
	if c.keys.bearer && outcome.Of(err).Code == outcome.NoAccess {
		r.Advise("Since 2.4.4 a shop takes an access token alone only if that is allowed: Stores > Configuration > Services > OAuth > Consumer Settings. Better enter all four values of the integration.")
	}
}

func (c *connector) advise(r *channel.Report) {
	if c.base.Scheme == "http" {
		r.Advise("The shop's address is http: buyers' data crosses the network in the clear. Use https if the shop has it.")
	}
	if c.frontFile.Load() {
		r.Advise("The shop's host does not rewrite addresses, so its interface is asked at /index.php/rest. It works; switch on web server rewrites when you can.")
	}
}

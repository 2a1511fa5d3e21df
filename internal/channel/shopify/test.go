package shopify

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// tested is the answer to testQuery.
type tested struct {
	Shop struct {
		Name     string `json:"name"`
		Domain   string `json:"myshopifyDomain"`
		Currency string `json:"currencyCode"`
		Zone     string `json:"ianaTimezone"`
	} `json:"shop"`
	Installation struct {
		Scopes []struct {
			Handle string `json:"handle"`
		} `json:"accessScopes"`
	} `json:"currentAppInstallation"`
	Orders struct {
		Nodes []struct {
			ID       string    `json:"id"`
			Customer *customer `json:"customer"`
			Address  *address  `json:"shippingAddress"`
		} `json:"nodes"`
	} `json:"orders"`
}

// Test asks the store who it is, which rights the token has, and for one order, all in one request. A right that is missing for
// something is a check that fails; read_all_orders and buyers' data are advice.
//
// A write scope stands for its read scope. Errors: those of the request.
func (c *connector) Test(ctx context.Context) (channel.Report, error) {
	r := &channel.Report{Shop: c.shop}
	var got tested
	header, err := c.do(ctx, ask{op: "shopify.Test", query: testQuery}, &got)
	if err != nil {
		return *r, err
	}
	r.Shop, r.Currency, r.Zone = cmp.Or(got.Shop.Name, c.shop), got.Shop.Currency, got.Shop.Zone
	r.Version = cmp.Or(header.Get("X-Shopify-API-Version"), string(c.version))
	c.checkShop(r, got)
	var have []string
	for _, s := range got.Installation.Scopes {
		have = append(have, s.Handle)
	}
	checkScopes(r, have)
	c.advise(r, got, have, header)
	return *r, ctx.Err()
}

func (c *connector) checkShop(r *channel.Report, got tested) {
	same := got.Shop.Domain == "" || strings.EqualFold(got.Shop.Domain, c.shop)
	note := ""
	if !same {
		note = "the token is of " + got.Shop.Domain
	}
	r.Add("shop", same, note)
}

func checkScopes(r *channel.Report, have []string) {
	for _, s := range scopes {
		ok := holds(have, s.name)
		note := ""
		if !ok {
			note = "the scope " + s.name + " is missing"
		}
		r.Add(s.right, ok, note)
	}
}

// holds tells whether a scope was granted, or the write scope that includes it.
func holds(have []string, scope string) bool {
	wide := "write_" + strings.TrimPrefix(scope, "read_")
	return slices.Contains(have, scope) || slices.Contains(have, wide)
}

func (c *connector) advise(r *channel.Report, got tested, have []string, h http.Header) {
	if !holds(have, "read_all_orders") {
		r.Advise("Orders older than 60 days are not shown to this app. Ask Shopify for the scope read_all_orders if the history is needed.")
	}
	if c.clientSecret == "" {
		r.Advise("Without the client secret webhooks cannot be checked, so orders are found by the next cycle only.")
	}
	if served := h.Get("X-Shopify-API-Version"); served != "" && served != string(c.version) {
		r.Advise("Version %s of the API has ended and %s is served in its place. Set api_version to a newer one.", c.version, served)
	}
	if why := h.Get("X-Shopify-API-Deprecated-Reason"); why != "" {
		r.Advise("Shopify says that something we use is going away: %s", httpkit.Said(why))
	}
	if o := got.Orders.Nodes; len(o) > 0 && o[0].Customer == nil && o[0].Address == nil {
		r.Advise("The newest order shows no buyer. If that is so for all, the app is not approved for protected customer data: names and addresses stay empty.")
	}
}

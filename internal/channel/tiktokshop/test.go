package tiktokshop

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// markets are currency and zone of the regions that TikTok Shop sells in; a shop belongs to one.
var markets = map[string]struct{ currency, zone string }{
	"ID": {"IDR", "Asia/Jakarta"}, "MY": {"MYR", "Asia/Kuala_Lumpur"}, "TH": {"THB", "Asia/Bangkok"}, "VN": {"VND", "Asia/Ho_Chi_Minh"},
	"PH": {"PHP", "Asia/Manila"}, "SG": {"SGD", "Asia/Singapore"}, "GB": {"GBP", "Europe/London"}, "IE": {"EUR", "Europe/Dublin"},
	"ES": {"EUR", "Europe/Madrid"}, "DE": {"EUR", "Europe/Berlin"}, "FR": {"EUR", "Europe/Paris"}, "IT": {"EUR", "Europe/Rome"},
	"MX": {"MXN", "America/Mexico_City"}, "BR": {"BRL", "America/Sao_Paulo"}, "JP": {"JPY", "Asia/Tokyo"}, "US": {"USD", "America/Los_Angeles"},
}

// Test looks at the shop: does the token work, until when has the seller let us in, may orders, returns, goods and warehouses be
// read, are webhooks on. Errors: those of the list of shops and of the first read of orders; everything else is a check.
// Source: get-authorized-shops-202309.
func (c *connector) Test(ctx context.Context) (channel.Report, error) {
	const op = "tiktokshop.Test"
	r := &channel.Report{Shop: c.shop}
	var got struct {
		Shops []wireShop `json:"shops"`
	}
	if err := c.do(ctx, ask{op: op, path: shopsPath, shopless: true}, &got); err != nil {
		return *r, err
	}
	shop, err := choose(op, got.Shops, c.shop)
	if err != nil {
		return *r, err
	}
	c.describe(ctx, r, shop)
	now := c.now()
	day := channel.Window{From: now.Add(-24 * time.Hour), To: now}
	if err := c.do(ctx, question(op, "update_time", day, mark{In: inOrders}), nil); err != nil {
		return *r, err
	}
	r.Add("read orders", true, "")
	for _, check := range []struct {
		name string
		ask  ask
	}{
		{"read cancellations", question(op, "update_time", day, mark{In: inCancels})},
		{"read returns", question(op, "update_time", day, mark{In: inReturns})},
		{"read products", productQuestion(op, span64{}, time.Time{}, "", 1)},
		{"read warehouses", ask{op: op, path: "/logistics/202309/warehouses"}},
	} {
		try(r, check.name, c.do(ctx, check.ask, nil))
	}
	c.checkHooks(ctx, op, r)
	return *r, ctx.Err()
}

func (c *connector) describe(ctx context.Context, r *channel.Report, shop wireShop) {
	r.Shop = cmp.Or(string(shop.Name), string(shop.ID))
	market := markets[strings.ToUpper(string(shop.Region))]
	r.Currency, r.Zone = market.currency, market.zone
	r.Add("shop", true, string(shop.Region))
	if shop.Region == "ID" {
		r.Advise("Orders of Tokopedia come over this connection, too, and are told apart. Stock and prices are set once for both.")
	}
	if shop.Seller == crossBorder {
		r.Advise("This is a cross-border shop: goods that come from a global product are changed there, which Tillbridge does not do.")
	}
	token, err := c.renewer.Tokens.Current(ctx)
	if err != nil || token.RefreshUntil.IsZero() {
		return
	}
	until := token.RefreshUntil.Format(time.DateOnly)
	r.Add("authorised", !past(token.RefreshUntil, c.now()), "until "+until)
	if past(token.RefreshUntil, c.now().Add(30*24*time.Hour)) {
		r.Advise("The seller's permission ends on %s. Authorise the shop again before that.", until)
	}
}

// checkHooks is advice, not a failure: without webhooks the cycle finds every change.
func (c *connector) checkHooks(ctx context.Context, op string, r *channel.Report) {
	have, err := c.hooks(ctx, op)
	switch {
	case err != nil:
		r.Advise("Whether webhooks are on could not be read; look at Partner Center > your app > Webhooks.")
	case len(have) == 0:
		r.Advise("No webhooks are registered for this shop yet; until then changes are found by the cycle. An address for the whole app in Partner Center does not show here.")
	}
}

// try adds a check; a right that is missing is named by what it is for.
func try(r *channel.Report, name string, err error) {
	e := outcome.Of(err)
	if e == nil || e.Reason != outcome.RightMissing {
		r.Try(name, err)
		return
	}
	r.Add(name, false, "the app lacks a right for "+e.Args["right"]+": "+cmp.Or(e.Args["said"], string(e.Reason)))
}

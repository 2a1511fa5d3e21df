package shopee

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
)

// shopInfo is v2.shop.get_shop_info's answer; its members stand at the top level.
type shopInfo struct {
	Name    text `json:"shop_name"`
	Region  text `json:"region"`
	Status  text `json:"status"`
	Expires text `json:"expire_time"`
	CB      text `json:"is_cb"`
}

// markets are currency and zone of the regions that Shopee sells in; a shop belongs to one.
var markets = map[string]struct{ currency, zone string }{
	"SG": {"SGD", "Asia/Singapore"}, "MY": {"MYR", "Asia/Kuala_Lumpur"}, "TH": {"THB", "Asia/Bangkok"}, "VN": {"VND", "Asia/Ho_Chi_Minh"},
	"PH": {"PHP", "Asia/Manila"}, "ID": {"IDR", "Asia/Jakarta"}, "TW": {"TWD", "Asia/Taipei"}, "BR": {"BRL", "America/Sao_Paulo"},
	"MX": {"MXN", "America/Mexico_City"}, "CO": {"COP", "America/Bogota"}, "CL": {"CLP", "America/Santiago"}, "PL": {"PLN", "Europe/Warsaw"},
	"ES": {"EUR", "Europe/Madrid"}, "AR": {"ARS", "America/Argentina/Buenos_Aires"},
}

// Test looks at the shop: does the token work, until when has the merchant let us in, may orders, returns, settlements and goods
// be read, are pushes on. Errors: those of the shop's own page and of the first read of orders; everything else is a check.
// Source: v2.shop.get_shop_info.
func (c *connector) Test(ctx context.Context) (channel.Report, error) {
	const op = "shopee.Test"
	r := &channel.Report{Shop: c.shop}
	var shop shopInfo
	if _, err := c.do(ctx, ask{op: op, path: "shop/get_shop_info"}, &shop); err != nil {
		return *r, err
	}
	c.describe(r, shop)
	now := c.now()
	day := channel.Window{From: now.Add(-24 * time.Hour), To: now}
	if _, err := c.list(ctx, op, "update_time", day, ""); err != nil {
		return *r, err
	}
	r.Add("read orders", true, "")
	from, to := span(day)
	secs := strconv.FormatInt(now.Unix(), 10)
	for _, check := range []struct {
		name string
		ask  ask
	}{
		{"read returns", ask{op: op, path: "returns/get_return_list", query: url.Values{"update_time_from": {from}, "update_time_to": {to}, "page_no": {"0"}, "page_size": {"1"}}}},
		{"read settlements", ask{op: op, path: "payment/get_escrow_list", query: url.Values{"release_time_from": {from}, "release_time_to": {secs}, "page_no": {"1"}, "page_size": {"1"}}}},
		{"read products", ask{op: op, path: "product/get_item_list", query: url.Values{"offset": {"0"}, "page_size": {"1"}, "item_status": {"NORMAL"}}}},
	} {
		_, err := c.do(ctx, check.ask, nil)
		r.Try(check.name, err)
	}
	c.checkPushes(ctx, op, r)
	return *r, ctx.Err()
}

func (c *connector) describe(r *channel.Report, shop shopInfo) {
	r.Shop = cmp.Or(string(shop.Name), c.shop)
	market := markets[strings.ToUpper(string(shop.Region))]
	r.Currency, r.Zone = market.currency, market.zone
	switch state := strings.ToUpper(string(shop.Status)); state {
	case "", "NORMAL":
		r.Add("shop", true, string(shop.Region))
	default:
		r.Add("shop", false, state)
	}
	until := (&reader{}).time("expire_time", shop.Expires)
	if until.IsZero() {
		return
	}
	rest := until.Sub(c.now())
	r.Add("authorised", rest > 0, "until "+until.Format(time.DateOnly))
	if rest < 14*24*time.Hour {
		r.Advise("The merchant's permission ends on %s. Authorise the shop again before that.", until.Format(time.DateOnly))
	}
	if shop.CB.on() {
		r.Advise("This is a cross-border shop: settlements may be in another currency than orders, and stock may have to be kept in the merchant's global products.")
	}
}

// checkPushes is advice, not a failure: without pushes the cycle finds every change.
func (c *connector) checkPushes(ctx context.Context, op string, r *channel.Report) {
	var have pushConfig
	_, err := c.call(ctx, ask{op: op, path: "push/get_app_push_config"}, identity{}, &have)
	switch {
	case err != nil:
		r.Advise("Whether pushes are on could not be read; look at Shopee Open Platform Console > Push Mechanism.")
	case have.URL.id() == "" || have.missing() != nil:
		r.Advise("Pushes are not switched on yet; until then changes are found by the cycle.")
	case strings.EqualFold(string(have.Status), "suspended"):
		r.Advise("Shopee suspended the app's pushes because too many failed. They are switched on again with the next subscription.")
	}
}

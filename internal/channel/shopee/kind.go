// Package shopee reads and serves a Shopee shop over Open Platform API v2.
//
// It owns the way from Shopee's words to ours: signing (sign.go), tokens and authorisation (auth.go), walking a window
// (orders.go), what one order is put together from (gather.go, order.go, amounts.go, returns.go, parcels.go), the status table
// (status.go), the error table (errors.go), pushes (webhook.go, subscribe.go), goods (goods.go, listings.go) and shipping
// (shipping.go, label.go). It keeps nothing but what it learned about the app: which calls it may not make.
//
// Facts are marked with where they come from: a page of the reference ("v2.order.get_order_list", as stored in
// congminh1254/shopee-sdk:schemas), a guide of open.shopee.com, or "unverified". docs/channels/shopee.md lists the latter.
package shopee

import (
	"cmp"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Kind is Shopee as data.
//
// MaxWindow: v2.order.get_order_list refuses more than 15 days. Rate: Shopee publishes no figure; integrators guess ten a
// second (unverified), so we stay below it.
var Kind = channel.Kind{
	Name:     "shopee",
	Title:    "Shopee",
	Settings: form,
	Words:    map[string]map[string]string{"id": indonesian},

	MaxWindow:     15 * 24 * time.Hour,
	Lag:           10 * time.Second,
	Overlap:       5 * time.Minute, // window edges are undocumented, and an order may be listed a little late
	Rate:          channel.Rate{PerSecond: 5, Burst: 10},
	Reads:         channel.Reads{List: 100, Detail: 50},
	Policy:        policy.Default(),
	CancelAnswers: channel.EitherAnswer(),

	Authorise:   &channel.Authorise{URL: authoriseURL, Exchange: exchange},
	ShopSetting: setShop,
	Identity:    channel.BySettings(setShop),

	Open: open,
}

// Names of the settings.
const (
	setPartner  = "partner_id"
	setKey      = "partner_key"
	setShop     = "shop_id"
	setAccess   = "access_token"
	setRefresh  = "refresh_token"
	setRegion   = "region"
	setBase     = "base_url"
	setAuthLink = "auth_link"
	setPushKey  = "push_key"
	setShipBy   = "ship_by"
	setLabel    = "label"
)

// form is what a person fills in.
var form = []channel.Setting{
	{Name: setPartner, Label: "Partner ID", Required: true, Help: "Shopee Open Platform Console > App List > your app: Live Partner_id; digits"},
	{Name: setKey, Label: "Partner key", Required: true, Secret: true, Help: "Beside it: Live API Partner Key. A test app's key works only with region = sandbox"},
	{Name: setShop, Label: "Shop ID", Help: "Digits. Filled in by itself when the shop is authorised; needed beforehand only for a main account with several shops"},
	{Name: setAccess, Label: "Access token", Secret: true, Help: "Only to take over an authorisation made elsewhere"},
	{Name: setRefresh, Label: "Refresh token", Secret: true, Help: "Beside it. It can be used once, so no other program may use it from then on"},
	{Name: setRegion, Label: "Region", Default: "global", Choices: []string{"global", "china", "brazil", "sandbox", "sandbox_china"},
		Help: "Where this server stands, not the shop's country: mainland China and the Americas have gateways of their own"},
	{Name: setBase, Label: "API address", Help: "Replaces every Shopee address; only for the pretend Shopee and for gateways of your own"},
	{Name: setAuthLink, Label: "Authorisation link", Default: linkSigned, Choices: []string{linkSigned, linkPortal},
		Help: "signed: the link of the API gateway; portal: the unsigned one of open.shopee.com, which newer apps are shown"},
	{Name: setPushKey, Label: "Push key", Secret: true, Help: "Only if the console shows a partner key of its own for pushes; otherwise the partner key signs them"},
	{Name: setShipBy, Label: "Parcels are", Default: byPickup, Choices: []string{byPickup, byDropoff}, Help: "Picked up by the courier or brought to a drop-off point, where the courier offers both"},
	{Name: setLabel, Label: "Label", Default: "THERMAL_AIR_WAYBILL", Choices: []string{"THERMAL_AIR_WAYBILL", "NORMAL_AIR_WAYBILL"}, Help: "Paper of the air waybill"},
}

// hosts are the gateways by region: the API, and the portal where merchants authorise.
// Source: the guides of open.shopee.com; the legacy sandbox host is said to be retired, so it is not offered.
var hosts = map[string]struct{ api, portal string }{
	"global":        {"https://partner.shopeemobile.com", "https://open.shopee.com"},
	"china":         {"https://openplatform.shopee.cn", "https://open.shopee.cn"},
	"brazil":        {"https://openplatform.shopee.com.br", "https://open.shopee.com.br"},
	"sandbox":       {"https://openplatform.sandbox.test-stable.shopee.sg", "https://open.sandbox.test-stable.shopee.com"},
	"sandbox_china": {"https://openplatform.sandbox.test-stable.shopee.cn", "https://open.sandbox.test-stable.shopee.cn"},
}

// values are the form, filled in and checked.
type values struct{ channel.Filled }

// valuesOf fills in the form and checks it. Errors begin with the name of the one that cannot stand.
func valuesOf(settings map[string]string) (values, error) {
	f, err := channel.Fill(form, settings)
	if err == nil {
		err = f.Numbers(setPartner, setShop)
	}
	if err == nil {
		_, err = f.Address(setBase)
	}
	return values{f}, err
}

// gateway is the API host and the portal.
func (v values) gateway() (api, portal string) {
	if base, _ := v.Address(setBase); base != nil {
		return base.String(), base.String()
	}
	h := hosts[v.Get(setRegion)]
	return h.api, h.portal
}

func open(shop channel.Shop, tools channel.Tools) (channel.Connector, error) {
	v, err := valuesOf(shop.Settings)
	if err != nil {
		return nil, err
	}
	if v.Get(setShop) == "" {
		return nil, fmt.Errorf("%s: must not be empty; authorise the shop, or enter it", setShop)
	}
	if tools.Tokens == nil {
		tools.Tokens = channel.Pasted(channel.Token{Access: v.Get(setAccess), Refresh: v.Get(setRefresh)})
	}
	c := &connector{
		gate: newGate(v, tools), shop: v.Get(setShop), pushKey: cmp.Or(v.Get(setPushKey), v.Get(setKey)),
		shipBy: v.Get(setShipBy), label: v.Get(setLabel),
	}
	c.renewer = channel.Renewer{Tools: tools, Early: earlier, Ask: c.renewed, Refused: tokenRefused}
	return c, nil
}

// newGate makes the signed way to the API.
func newGate(v values, tools channel.Tools) *gate {
	api, _ := v.gateway()
	return &gate{http: tools.HTTP, now: tools.Now, log: tools.Logger(), host: api, partner: v.Get(setPartner), key: v.Get(setKey)}
}

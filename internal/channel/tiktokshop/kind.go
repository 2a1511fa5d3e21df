// Package tiktokshop reads and serves a TikTok Shop over the Partner API (versions 202309 and newer). Where the shop is Indonesian
// the same connection carries the orders of Tokopedia, which has no API of its own any more: they are told by their platform.
//
// It owns the way from TikTok's words to ours: signing (sign.go), tokens and authorisation (auth.go), the one way out (client.go),
// walking a window (orders.go), what one order is put together from (gather.go, order.go, amounts.go, aftersales.go, parcels.go),
// the status tables (status.go), the error table (errors.go), webhooks (webhook.go, subscribe.go), goods (listings.go, goods.go)
// and shipping (shipping.go, label.go, cancel.go). It keeps nothing but what it learned about the app: which calls it may not make,
// and the shop's cipher.
//
// Facts are marked with where they come from: a page of partner.tiktokshop.com ("get-order-list-202309"), its changelog, a public
// SDK, or "unverified". docs/channels/tiktokshop.md lists the latter.
package tiktokshop

import (
	"fmt"
	"net/url"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Kind is TikTok Shop as data.
//
// MaxWindow: the API names no widest window; a day is what its guide advises at most, and one client tells of 5,000 rows in a
// query (unverified). Rate: the rate-limit page named 50 a second and names none any more; we stay at ten.
var Kind = channel.Kind{
	Name:     "tiktokshop",
	Title:    "TikTok Shop",
	Settings: form,
	Words:    map[string]map[string]string{"id": indonesian},

	MaxWindow:     24 * time.Hour,
	Lag:           15 * time.Second, // how far lists are behind is undocumented
	Overlap:       5 * time.Minute,
	Rate:          channel.Rate{PerSecond: 10, Burst: 10},
	Reads:         channel.Reads{List: 100}, // a row of the search is a whole order
	Policy:        policy.Default(),
	CancelAnswers: channel.EitherAnswer(),

	Authorise:   &channel.Authorise{URL: authoriseURL, Exchange: exchange},
	ShopSetting: setShop,
	Identity:    channel.BySettings(setShop),

	Open: open,
}

// Names of the settings.
const (
	setKey     = "app_key"
	setSecret  = "app_secret"
	setService = "service_id"
	setShop    = "shop_id"
	setCipher  = "shop_cipher"
	setAccess  = "access_token"
	setRefresh = "refresh_token"
	setRegion  = "region"
	setBase    = "base_url"
	setShipBy  = "ship_by"
	setLabel   = "label"
	setPaper   = "label_size"
)

// How parcels leave, where TikTok offers both (packages/{id}/ship, handover_method).
const (
	byPickup  = "pickup"
	byDropOff = "drop_off"
)

// form is what a person fills in.
var form = []channel.Setting{
	{Name: setKey, Label: "App key", Required: true, Help: "TikTok Shop Partner Center > App & Service > your app: App key"},
	{Name: setSecret, Label: "App secret", Required: true, Secret: true, Help: "Beside it: App secret"},
	{Name: setService, Label: "Service ID", Help: "On the same page; digits. Needed to authorise a shop, for the link is made of it"},
	{Name: setShop, Label: "Shop ID", Help: "Digits. Filled in by itself when the shop is authorised; needed beforehand only for a seller with several shops"},
	{Name: setCipher, Label: "Shop cipher", Help: "Only to take over an authorisation made elsewhere; otherwise it is looked up"},
	{Name: setAccess, Label: "Access token", Secret: true, Help: "Only to take over an authorisation made elsewhere"},
	{Name: setRefresh, Label: "Refresh token", Secret: true, Help: "Beside it. A renewal may end it, so no other program may use it from then on"},
	{Name: setRegion, Label: "Seller's region", Default: "global", Choices: []string{"global", "us"},
		Help: "Where the seller is registered: us for the United States, global for everywhere else, Indonesia included"},
	{Name: setBase, Label: "API address", Help: "Replaces every TikTok address; only for the pretend TikTok Shop and for gateways of your own"},
	{Name: setShipBy, Label: "Parcels are", Default: byPickup, Choices: []string{byPickup, byDropOff}, Help: "Picked up by the courier or brought to a drop-off point, where both are offered"},
	{Name: setLabel, Label: "Label", Default: "SHIPPING_LABEL", Choices: []string{"SHIPPING_LABEL", "PACKING_SLIP", "SHIPPING_LABEL_AND_PACKING_SLIP"}, Help: "What is printed for a parcel"},
	{Name: setPaper, Label: "Label size", Default: "A6", Choices: []string{"A6", "A5"}, Help: "Paper of the label"},
}

// The addresses of all regions; there is no sandbox host from version 202309 on, a development shop stands on the same ones.
// Source: pages methods-and-endpoints, authorization-overview-202407, seller-center-development-shops.
const (
	hostAPI   = "https://open-api.tiktokglobalshop.com"
	hostToken = "https://auth.tiktok-shops.com"
)

// consent is where a seller lets us in, by region (authorization-overview-202407).
var consent = map[string]string{
	"global": "https://services.tiktokshop.com",
	"us":     "https://services.tiktokshops.us",
}

// values are the form, filled in and checked.
type values struct{ channel.Filled }

// valuesOf fills in the form and checks it. Errors begin with the name of the one that cannot stand.
func valuesOf(settings map[string]string) (values, error) {
	f, err := channel.Fill(form, settings)
	if err == nil {
		err = f.Numbers(setShop, setService)
	}
	if err == nil {
		var base *url.URL
		if base, err = f.Address(setBase); base != nil && base.Path != "" {
			err = fmt.Errorf("%s: must have no path: paths are signed", setBase)
		}
	}
	return values{f}, err
}

func open(shop channel.Shop, tools channel.Tools) (channel.Connector, error) {
	v, err := valuesOf(shop.Settings)
	if err != nil {
		return nil, err
	}
	if tools.Tokens == nil {
		tools.Tokens = channel.Pasted(channel.Token{Access: v.Get(setAccess), Refresh: v.Get(setRefresh)})
	}
	c := &connector{
		gate: newGate(v, tools), shop: v.Get(setShop), cipherSet: v.Get(setCipher),
		shipBy: v.Get(setShipBy), label: v.Get(setLabel), paper: v.Get(setPaper),
	}
	c.renewer = channel.Renewer{Tools: tools, Early: earlier, Ask: c.renewed, Refused: tokenRefused}
	return c, nil
}

// newGate makes the signed way to the API.
func newGate(v values, tools channel.Tools) *gate {
	g := &gate{http: tools.HTTP, now: tools.Now, log: tools.Logger(), api: hostAPI, auth: hostToken, key: v.Get(setKey), secret: v.Get(setSecret)}
	if base, _ := v.Address(setBase); base != nil {
		g.api, g.auth = base.String(), base.String()
	}
	return g
}

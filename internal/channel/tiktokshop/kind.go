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
	"cmp"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
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

// values are settings with their defaults.
type values map[string]string

func (v values) get(name string) string {
	for _, s := range form {
		if s.Name == name {
			return cmp.Or(strings.TrimSpace(v[name]), s.Default)
		}
	}
	panic("tiktokshop: no setting " + name)
}

// check names the first setting that cannot stand. It never repeats a value: it may be a secret.
func (v values) check() error {
	for _, s := range form {
		set := v.get(s.Name)
		switch {
		case s.Required && set == "":
			return fmt.Errorf("%s: must not be empty", s.Name)
		case len(s.Choices) > 0 && !slices.Contains(s.Choices, set):
			return fmt.Errorf("%s: must be one of %s", s.Name, strings.Join(s.Choices, ", "))
		}
	}
	for _, name := range []string{setShop, setService} {
		if set := v.get(name); set != "" && !isNumber(set) {
			return fmt.Errorf("%s: must be digits only", name)
		}
	}
	_, err := v.base()
	return err
}

// base is base_url without a trailing slash; empty when it is not set.
func (v values) base() (string, error) {
	set := v.get(setBase)
	if set == "" {
		return "", nil
	}
	u, err := url.Parse(set)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || strings.Trim(u.Path, "/") != "" {
		return "", fmt.Errorf("%s: must be an http or https address with a host name and no path: paths are signed", setBase)
	}
	return strings.TrimRight(set, "/"), nil
}

// isNumber keeps anything but a positive number out of an address.
func isNumber(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "0123456789") == ""
}

func open(shop channel.Shop, tools channel.Tools) (channel.Connector, error) {
	v := values(shop.Settings)
	if err := v.check(); err != nil {
		return nil, err
	}
	if tools.Tokens == nil {
		tools.Tokens = channel.Pasted(channel.Token{Access: v.get(setAccess), Refresh: v.get(setRefresh)})
	}
	return &connector{
		gate: newGate(v, tools), tokens: tools.Tokens, shop: v.get(setShop), cipherSet: v.get(setCipher),
		shipBy: v.get(setShipBy), label: v.get(setLabel), paper: v.get(setPaper),
	}, nil
}

// newGate makes the signed way to the API; v has been checked.
func newGate(v values, tools channel.Tools) *gate {
	log := tools.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	g := &gate{http: tools.HTTP, now: tools.Now, log: log, api: hostAPI, auth: hostToken, key: v.get(setKey), secret: v.get(setSecret)}
	if base, _ := v.base(); base != "" {
		g.api, g.auth = base, base
	}
	return g
}

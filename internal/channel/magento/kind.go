// Package magento reads orders from a Magento 2 or Adobe Commerce shop over its REST API, V1, and writes invoices, shipments,
// stock and prices to it.
//
// It owns the way from the shop's words to ours: signing in (auth.go, sign.go), questions (search.go), walking a window
// (orders.go), one order's mapping (order.go, line.go), what stands beside an order (document.go), the table of states
// (status.go), errors (errors.go). Magento's core sends no webhooks, so there is nothing to receive here.
//
// Facts come from the public web API documentation (AdobeDocs/commerce-webapi) and from magento/magento2; what no source
// confirmed is marked as unverified there and listed in docs/channels/magento.md.
package magento

import (
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Kind is Magento as data. MaxWindow is 0: the shop takes a window of any width. The rate is ours: the core has no limit, and
// full orders are heavy.
var Kind = channel.Kind{
	Name:     "magento",
	Title:    "Magento",
	Settings: form,
	Identity: channel.ByAddress(setURL),
	Words:    map[string]map[string]string{"id": indonesian},

	Lag:           15 * time.Second, // an order is stamped when its saving begins
	Overlap:       10 * time.Minute, // the shop stamps by its own clock, which may be behind ours
	Rate:          channel.Rate{PerSecond: 4, Burst: 4},
	Reads:         channel.Reads{List: 100},
	Invoices:      true,
	CancelAnswers: channel.EitherAnswer(),
	Policy:        defaults(),
	Open:          open,
}

// Names of the settings.
const (
	setURL       = "url"
	setKey       = "consumer_key"
	setSecret    = "consumer_secret"
	setToken     = "access_token"
	setTokenHalf = "access_token_secret"
	setAuth      = "auth"
	setStore     = "store_code"
	setPayLater  = "pay_later"
	setComplete  = "complete_is"
	setStatuses  = "custom_statuses"
	setInventory = "inventory"
	setSource    = "source_code"
	setStock     = "stock_id"
	setBarcode   = "barcode_attribute"
	setNotify    = "notify_buyer"
	setReturns   = "read_returns"
)

// form is what a person fills in. access_token is not marked as required, because the hub keeps it with the tokens.
var form = []channel.Setting{
	{Name: setURL, Label: "Shop address", Required: true,
		Help: "The address of the shop's home page, with its folder if it has one: https://shop.example or https://site.example/shop"},
	{Name: setKey, Label: "Consumer key", Secret: true,
		Help: "System > Extensions > Integrations > your integration: the first of four values"},
	{Name: setSecret, Label: "Consumer secret", Secret: true, Help: "The second of the integration's four values"},
	{Name: setToken, Label: "Access token", Secret: true, Help: "The third of the integration's four values; it is always needed"},
	{Name: setTokenHalf, Label: "Access token secret", Secret: true, Help: "The fourth of the integration's four values"},
	{Name: setAuth, Label: "Signing in", Default: authAuto, Choices: []string{authAuto, authOAuth, authBearer},
		Help: "auto: OAuth 1.0a with all four values, bearer with the access token alone (the shop must allow that; it is off since 2.4.4)"},
	{Name: setStore, Label: "Store view",
		Help: "The code of the store view to ask through; empty: the shop's default. Orders of all store views are read in any case."},
	{Name: setPayLater, Label: "Shipped before they are paid", Default: "cashondelivery,purchaseorder",
		Help: "Codes of payment methods, with commas between, whose new orders are to be shipped at once"},
	{Name: setComplete, Label: "Complete orders are", Default: string(order.Completed),
		Choices: []string{string(order.Completed), string(order.Delivered), string(order.Shipped)},
		Help:    "Magento calls an order complete when it is invoiced and shipped; it does not know whether it arrived"},
	{Name: setStatuses, Label: "Own statuses",
		Help: "Statuses that you or extensions added, as code=stage, with commas between: packed=paid, on_the_way=shipped"},
	{Name: setInventory, Label: "Stock is written as", Default: stockSalable, Choices: []string{stockSalable, stockPhysical, stockSingle},
		Help: "salable: the source's quantity is set so that the shop can sell what we say, open orders considered; physical: our figure as it is; single: a shop without Inventory Management"},
	{Name: setSource, Label: "Source", Default: "default", Help: "Code of the inventory source that goods leave from: Stores > Inventory > Sources"},
	{Name: setStock, Label: "Stock", Default: "1", Help: "Number of the stock that the website sells from: Stores > Inventory > Stocks"},
	{Name: setBarcode, Label: "Barcode attribute", Default: "barcode", Help: "Code of the product attribute that holds the barcode"},
	{Name: setNotify, Label: "Mail to buyers", Default: no, Choices: []string{no, yes},
		Help: "Whether the shop writes to the buyer when an invoice or a shipment is made"},
	{Name: setReturns, Label: "Read returns", Default: no, Choices: []string{no, yes}, Help: "Adobe Commerce only: returns that buyers ask for (RMA)"},
}

const (
	yes = "yes"
	no  = "no"

	authAuto   = "auto"
	authOAuth  = "oauth1"
	authBearer = "bearer"

	stockSalable  = "salable"
	stockPhysical = "physical"
	stockSingle   = "single"
)

// defaults: a web store has the money when it says so. The order download mode stays the usual one, auto_invoice.
func defaults() policy.Policy {
	p := policy.Default()
	p.PaymentAt = policy.AtPaid
	return p
}

func open(shop channel.Shop, tools channel.Tools) (channel.Connector, error) {
	f, err := channel.Fill(form, shop.Settings)
	if err != nil {
		return nil, err
	}
	base, err := channel.ShopAddress(f.Get(setURL), "/index.php/", "/rest/")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setURL, err)
	}
	keys, err := readKeys(f, tools.Tokens)
	if err != nil {
		return nil, err
	}
	words, err := channel.OwnWords(f, setStatuses, stageWords())
	if err != nil {
		return nil, err
	}
	for _, name := range []string{setStore, setSource} {
		if strings.Trim(strings.ToLower(f.Get(name)), "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
			return nil, fmt.Errorf("%s: must be letters, digits, - and _ only", name)
		}
	}
	if !isID(f.Get(setStock)) {
		return nil, fmt.Errorf("%s: must be a number", setStock)
	}
	return &connector{
		http: tools.HTTP, now: tools.Now, log: tools.Logger(), nonce: rand.Text, base: base, keys: keys, store: f.Get(setStore),
		mapping:   mapping{words: words, payLater: list(f.Get(setPayLater)), complete: order.Stage(f.Get(setComplete))},
		inventory: f.Get(setInventory), source: f.Get(setSource), stockID: f.Get(setStock), barcode: f.Get(setBarcode),
		notify: f.Get(setNotify) == yes, returns: f.Get(setReturns) == yes,
	}, nil
}

// list takes words with commas between apart.
func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' })
}

// Package shopify reads orders from a Shopify store over the GraphQL Admin API, checks its webhooks, and tells it stock, prices
// and shipments.
//
// It owns the way from the store's words to ours: signing in (auth.go, sign.go), the queries (queries.go), the cost bucket
// (bucket.go), walking a window (orders.go), one order's mapping (order.go, amounts.go), the status table (status.go), the error
// table (errors.go), webhooks (webhook.go, subscribe.go), goods (listings.go, stock.go, prices.go), shipments (shipping.go) and
// cancellations (cancel.go). Beside the token it keeps nothing but what it learned about the store: what its queries cost, its
// currency and locations, and which inventory item belongs to a variant.
//
// Facts are marked with where they come from: "recorded" are answers of real development stores
// (airhorns/shopify-draft-proxy: fixtures/conformance), "schema" is the SDL of 2025-01 to 2026-07, "shopify.dev" the documentation.
package shopify

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Kind is Shopify as data. MaxWindow is 0: the store takes a window of any width, and walks deeper than it likes are cut by
// seeking (see mark).
var Kind = channel.Kind{
	Name:     "shopify",
	Title:    "Shopify",
	Settings: form,
	Words:    map[string]map[string]string{"id": indonesian},

	Lag:           15 * time.Second,                       // lists come from a search index that runs a little behind; how much is not documented
	Overlap:       10 * time.Minute,                       // for the same reason
	Rate:          channel.Rate{PerSecond: 10, Burst: 10}, // of requests; the store counts cost instead, see bucket
	Reads:         channel.Reads{List: 250, Detail: 250},
	Policy:        defaults(),
	CancelAnswers: channel.EitherAnswer(),

	Authorise:   &channel.Authorise{URL: authoriseURL, Exchange: exchange},
	ShopSetting: "shop",
	Identity:    identity,
	Open:        open,
}

// form is what a person fills in.
var form = []channel.Setting{
	{Name: "shop", Label: "Shop", Required: true,
		Help: "The store's permanent address, as in demo-hub.myshopify.com: Settings > Domains shows it. Your own domain is not it."},
	{Name: "client_id", Label: "Client ID",
		Help: "Of your app in the Dev Dashboard (Settings > Credentials). Not needed with an access token."},
	{Name: "client_secret", Label: "Client secret", Secret: true,
		Help: "Beside the client ID; of an app made in the store's admin it is called API secret key. Webhooks are checked with it."},
	{Name: "previous_client_secret", Label: "Previous client secret", Secret: true,
		Help: "While you change the secret: webhooks may be signed with the old one for up to an hour"},
	{Name: "access_token", Label: "Access token", Secret: true,
		Help: "Only of an app made in the store's admin before 2026; it begins with shpat_. Leave empty to authorise by browser."},
	{Name: "refresh_token", Label: "Refresh token", Secret: true,
		Help: "Beside an access token that ends; leave empty otherwise"},
	{Name: "grant", Label: "Signing in", Default: grantBrowser, Choices: []string{grantBrowser, grantClient},
		Help: "client_credentials: the app and the store belong to one organisation, and no browser is needed"},
	{Name: "api_version", Label: "API version", Default: "2026-07",
		Help: "A quarter's version, as in 2026-07. One that has ended is served as the oldest that has not."},
	{Name: "location", Label: "Location",
		Help: "Number of the location that stock is read from and written to. Empty: the first active one that fulfils online orders."},
	{Name: "authorized_is", Label: "Authorized orders are", Default: string(order.Unpaid), Choices: []string{string(order.Unpaid), string(order.Paid)},
		Help: "The money is reserved and not taken yet. Choose paid if you take it when you ship."},
	{Name: "cash_gateways", Label: "Cash on delivery", Default: "cash on delivery, cash_on_delivery, cod",
		Help: "Names of payment methods that are paid to the courier, with commas between: their orders are shipped unpaid"},
	{Name: "archived_is", Label: "Archived orders are", Default: archivedDelivered, Choices: []string{archivedDelivered, archivedCompleted},
		Help: "completed_when_delivered: archiving alone says nothing, as stores may archive by themselves. completed: for couriers that never report a delivery."},
	{Name: "cancel_tag", Label: "Tag of a wish to cancel", Default: "cancel-requested",
		Help: "Shopify has no such mark; apps and people put a tag on the order"},
	{Name: "test_orders", Label: "Test orders", Default: testSkip, Choices: []string{testSkip, testTake},
		Help: "Orders paid through a gateway in test mode"},
	{Name: "notify_buyer", Label: "Tell the buyer of shipments", Default: "no", Choices: []string{"no", "yes"},
		Help: "Shopify mails the buyer when Tillbridge ships or cancels"},
	{Name: "base_url", Label: "Address instead of Shopify's",
		Help: "Only for a sandbox: replaces https:// and the shop"},
}

const (
	grantBrowser      = "authorise"
	grantClient       = "client_credentials"
	archivedDelivered = "completed_when_delivered"
	archivedCompleted = "completed"
	testSkip          = "skip"
	testTake          = "take"
)

func defaults() policy.Policy {
	p := policy.Default()
	p.PaymentAt = policy.AtPaid
	p.OrdersEverySecs = 60
	return p
}

// config is the settings, checked.
type config struct {
	shop                   string   // "demo-hub.myshopify.com"
	base                   *url.URL // no trailing slash
	clientID, clientSecret string
	oldSecret              string
	token                  channel.Token // of the settings; zero: none
	clientGrant            bool
	version                version
	location               string // number; empty: the first
	authorizedIs           order.Stage
	cash                   []string // lower case
	archivedDone           bool
	cancelTag              string
	takeTest, notify       bool
}

// version is an API version, "2026-07". Versions compare as text; "unstable" is later than all.
type version string

func (v version) since(w version) bool { return v >= w }

var versionForm = regexp.MustCompile(`^(20\d\d-(01|04|07|10)|unstable)$`)

func open(shop channel.Shop, tools channel.Tools) (channel.Connector, error) {
	cfg, err := parse(shop.Settings)
	if err != nil {
		return nil, err
	}
	if tools.Tokens == nil {
		tools.Tokens = channel.Pasted(cfg.token)
	}
	if cfg.clientGrant {
		tools.Tokens = onDemand{tools.Tokens}
	}
	c := &connector{config: cfg, http: tools.HTTP, now: tools.Now, log: tools.Logger(), bucket: newBucket(tools.Now), items: map[string]item{}}
	c.renewer = channel.Renewer{Tools: tools, Early: endsSoon, Ask: c.renewed, Refused: keyRefused, Renewable: c.renewable}
	return c, nil
}

// parse checks the settings. Errors begin with the name of the one that cannot stand.
func parse(settings map[string]string) (config, error) {
	f, err := channel.Fill(form, settings)
	if err != nil {
		return config{}, err
	}
	c := config{
		clientID: f.Get("client_id"), clientSecret: f.Get("client_secret"), oldSecret: f.Get("previous_client_secret"),
		token:       channel.Token{Access: f.Get("access_token"), Refresh: f.Get("refresh_token")},
		clientGrant: f.Get("grant") == grantClient, version: version(f.Get("api_version")), location: tail(f.Get("location")),
		authorizedIs: order.Stage(f.Get("authorized_is")), cash: lower(f.List("cash_gateways")), archivedDone: f.Get("archived_is") == archivedCompleted,
		cancelTag: f.Get("cancel_tag"), takeTest: f.Get("test_orders") == testTake, notify: f.Get("notify_buyer") == "yes",
	}
	if c.shop, err = parseShop(f.Get("shop")); err != nil {
		return c, fmt.Errorf("shop: %w", err)
	}
	if c.base, err = f.Address("base_url"); c.base == nil {
		c.base = &url.URL{Scheme: "https", Host: c.shop}
	}
	if err != nil {
		return c, err
	}
	return c, c.check()
}

func (c config) check() error {
	switch {
	case !versionForm.MatchString(string(c.version)):
		return fmt.Errorf("api_version: must be a quarter's version, as in 2026-07")
	case c.location != "" && !channel.IsNumber(c.location):
		return fmt.Errorf("location: must be a number")
	case c.clientGrant && c.clientID == "":
		return fmt.Errorf("client_id: is needed for client_credentials")
	case c.clientGrant && c.clientSecret == "":
		return fmt.Errorf("client_secret: is needed for client_credentials")
	}
	return nil
}

func lower(words []string) []string {
	for i := range words {
		words[i] = strings.ToLower(words[i])
	}
	return words
}

// shopForm is what Shopify's own SDKs accept as a shop before they send anything to it
// (Shopify/shopify-api-ruby: lib/shopify_api/utils/shop_validator.rb).
var shopForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]*\.myshopify\.com$`)

// identity is the permanent address, whatever of it was pasted.
func identity(settings map[string]string) string {
	shop, err := parseShop(settings["shop"])
	if err != nil {
		return ""
	}
	return shop
}

// parseShop reads the shop. People paste what they have at hand: the handle alone, an address, or the admin's
// (admin.shopify.com/store/demo-hub).
func parseShop(s string) (string, error) {
	s = strings.ToLower(s)
	_, afterScheme, found := strings.Cut(s, "://")
	if found {
		s = afterScheme
	}
	if handle, ok := strings.CutPrefix(s, "admin.shopify.com/store/"); ok {
		s = handle
	}
	s, _, _ = strings.Cut(s, "/")
	if !strings.Contains(s, ".") {
		s += ".myshopify.com"
	}
	if !shopForm.MatchString(s) {
		return "", fmt.Errorf("must be the permanent address, as in demo-hub.myshopify.com; a domain of your own is not it")
	}
	return s, nil
}

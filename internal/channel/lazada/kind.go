// Package lazada reads and serves a Lazada shop over the Lazada Open Platform: orders and returns, tokens, push messages, products,
// stock, prices, packing and labels.
//
// It owns the way from Lazada's words to ours: signing (sign.go), tokens and the seller's login (auth.go), the envelope with its
// errors under HTTP 200 (client.go, errors.go), walking a window (orders.go), items folded into one order (snapshot.go, status.go),
// reverse orders (reverse.go), push (webhook.go), goods (goods.go, push.go) and parcels (shipping.go). It keeps nothing.
//
// Facts are marked with where they come from: a reference page of open.lazada.com (as of 2026-04), a recorded answer (2018, see
// testdata), or unverified.
package lazada

import (
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Kind is Lazada as data. MaxWindow is 0: no page names a widest window, and the walk seeks, so that the offset limit of 5,000
// does not cut it. Numeric rate limits are not published; the rate is a cautious guess.
var Kind = channel.Kind{
	Name:     "lazada",
	Title:    "Lazada",
	Settings: form,
	Words:    map[string]map[string]string{"id": indonesian},

	Lag:           time.Minute,
	Overlap:       10 * time.Minute,
	Rate:          channel.Rate{PerSecond: 5, Burst: 5},
	Reads:         channel.Reads{List: 100, Detail: 50},
	Policy:        policy.Default(),
	CancelAnswers: channel.EitherAnswer(),
	Authorise:     &channel.Authorise{URL: authoriseURL, Exchange: exchange},
	ShopSetting:   "seller_id",
	Identity:      channel.BySettings("seller_id", "region"),
	Open:          open,
}

// form is what a person fills in.
var form = []channel.Setting{
	{Name: "app_key", Label: "App key", Required: true, Help: "Lazada Open Platform > App Console > your app > App Key"},
	{Name: "app_secret", Label: "App secret", Required: true, Secret: true, Help: "Beside the app key"},
	{Name: "region", Label: "Country", Required: true, Choices: countryWords(), Help: "The country of the shop. A cross-border seller connects each country by itself"},
	{Name: "seller_id", Label: "Seller id", Help: "Filled in when the shop is authorised; push messages name the shop by it"},
	{Name: "access_token", Label: "Access token", Secret: true, Help: "Only when you have one already; else authorise the shop"},
	{Name: "refresh_token", Label: "Refresh token", Secret: true, Help: "Beside the access token"},
	{Name: "base_url", Label: "Another host", Help: "Replaces all of Lazada's hosts, for a sandbox; empty: the country's own"},
}

// country is one of Lazada's markets. Source: the endpoint list on every reference page.
type country struct {
	word     string // as tokens and settings name it
	api      string
	currency money.Currency
	zone     string
	iso      string
	name     string // as addresses spell it
}

var countries = []country{
	{"sg", "https://api.lazada.sg", "SGD", "Asia/Singapore", "SG", "Singapore"},
	{"my", "https://api.lazada.com.my", "MYR", "Asia/Kuala_Lumpur", "MY", "Malaysia"},
	{"th", "https://api.lazada.co.th", "THB", "Asia/Bangkok", "TH", "Thailand"},
	{"vn", "https://api.lazada.vn", "VND", "Asia/Ho_Chi_Minh", "VN", "Vietnam"},
	{"ph", "https://api.lazada.com.ph", "PHP", "Asia/Manila", "PH", "Philippines"},
	{"id", "https://api.lazada.co.id", "IDR", "Asia/Jakarta", "ID", "Indonesia"},
}

// authHost gives tokens and shows the seller's login, for all countries.
const authHost = "https://auth.lazada.com"

func countryWords() []string {
	words := make([]string, len(countries))
	for i, c := range countries {
		words[i] = c.word
	}
	return words
}

func countryOf(word string) (country, bool) {
	at := slices.IndexFunc(countries, func(c country) bool { return strings.EqualFold(c.word, word) })
	if at < 0 {
		return country{}, false
	}
	return countries[at], true
}

// hosts are where a connection's calls go, without a slash at the end.
type hosts struct {
	api, auth string
}

// values are the form, filled in and checked.
type values struct{ channel.Filled }

// valuesOf fills in the form and checks it. Errors begin with the name of the one that cannot stand.
func valuesOf(settings map[string]string) (values, error) {
	f, err := channel.Fill(form, settings)
	if err == nil {
		err = f.Numbers("seller_id")
	}
	if err == nil {
		_, err = f.Address("base_url")
	}
	return values{f}, err
}

// home is the shop's country; the form offers no other words.
func (v values) home() country {
	home, _ := countryOf(v.Get("region"))
	return home
}

// hosts are the country's, or what replaces them all. People paste the address of the API, too.
func (v values) hosts() hosts {
	base, _ := v.Address("base_url")
	if base == nil {
		return hosts{api: v.home().api, auth: authHost}
	}
	one := strings.TrimSuffix(base.String(), "/rest")
	return hosts{api: one, auth: one}
}

// newCaller makes the signed way to the API.
func newCaller(v values, tools channel.Tools) caller {
	return caller{http: tools.HTTP, now: tools.Now, app: app{v.Get("app_key"), v.Get("app_secret")}, hosts: v.hosts()}
}

func open(shop channel.Shop, tools channel.Tools) (channel.Connector, error) {
	v, err := valuesOf(shop.Settings)
	if err != nil {
		return nil, err
	}
	if tools.Tokens == nil {
		tools.Tokens = channel.Pasted(channel.Token{Access: v.Get("access_token"), Refresh: v.Get("refresh_token")})
	}
	c := &connector{caller: newCaller(v, tools), log: tools.Logger(), home: v.home(), seller: v.Get("seller_id")}
	c.renewer = channel.Renewer{Tools: tools, Early: renewBefore, Ask: c.renewed, Refused: refusesToken}
	return c, nil
}

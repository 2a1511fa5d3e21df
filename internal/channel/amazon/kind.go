// Package amazon reads and serves a seller on Amazon over the Selling Partner API.
//
// It owns the way from Amazon's words to ours: tokens and authorisation (auth.go, restricted.go), the rate of each operation
// (limits.go), walking a window (orders.go), the older version of the API (v0.go), what one order is put together from
// (snapshot.go, finances.go), the status tables (status.go), the error table (errors.go), the queue that Amazon puts its news
// into (queue.go, subscribe.go, sign.go), goods (goods.go) and shipping (shipping.go). It keeps nothing but what it learned
// about limits and rights.
//
// Facts are marked with where they come from: a model of amzn/selling-partner-api-models ("orders_2026-01-01"), a guide of
// developer-docs.amazon.com/sp-api, or "unverified". docs/channels/amazon.md lists the latter.
package amazon

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Kind is Amazon as data.
//
// Lag: lastUpdatedBefore must lie two minutes back, and new orders show about two minutes after the event (orders_2026-01-01);
// half a minute more is for clocks that differ. MaxWindow: transactions are told for 180 days at most (finances_2024-06-19).
// Rate: Amazon counts each operation by itself (limits.go); this one only keeps a burst over all of them within reason.
var Kind = channel.Kind{
	Name:     "amazon",
	Title:    "Amazon",
	Settings: form,
	Words:    map[string]map[string]string{"id": indonesian},

	MaxWindow: 180 * 24 * time.Hour,
	Lag:       2*time.Minute + 30*time.Second,
	Overlap:   5 * time.Minute,
	Rate:      channel.Rate{PerSecond: 10, Burst: 20},
	Reads:     channel.Reads{List: 100},
	Policy:    policy.Default(),

	CancelAnswers: []channel.CancelAnswer{channel.AcceptCancel}, // who does not want to cancel ships

	Authorise:   &channel.Authorise{URL: authoriseURL, Exchange: exchange},
	ShopSetting: setSeller,
	Identity:    channel.BySettings(setSeller, setRegion),

	QueueSetting: setQueue,

	Open: open,
}

// Names of the settings.
const (
	setClient   = "client_id"
	setSecret   = "client_secret"
	setRefresh  = "refresh_token"
	setSeller   = "seller_id"
	setMarkets  = "marketplace_ids"
	setRegion   = "region"
	setApp      = "application_id"
	setAppState = "app_state"
	setOrders   = "orders_api"
	setCancel   = "cancel_orders"
	setQueue    = "queue_url"
	setQueueIn  = "queue_region"
	setKeyID    = "aws_access_key_id"
	setKey      = "aws_secret_access_key"
	setBase     = "base_url"
)

// Words of the settings.
const (
	draft = "draft"
	v2026 = "2026-01-01"
	v0    = "v0"
	yes   = "yes"
	no    = "no"
)

// form is what a person fills in.
var form = []channel.Setting{
	{Name: setClient, Label: "LWA client ID", Required: true, Help: "Developer Central (or Solution Provider Portal) > your app > LWA credentials: begins with amzn1.application-oa2-client"},
	{Name: setSecret, Label: "LWA client secret", Required: true, Secret: true, Help: "Beside it. Amazon lets it end after 180 days: note the day"},
	{Name: setMarkets, Label: "Marketplace IDs", Required: true, Help: "With commas between, all of one region: ATVPDKIKX0DER is amazon.com. Goods are read and prices set in the first one"},
	{Name: setRegion, Label: "Region", Default: "na", Choices: []string{"na", "eu", "fe", "sandbox_na", "sandbox_eu", "sandbox_fe"},
		Help: "na: North America and Brazil; eu: Europe, Middle East, India, South Africa; fe: Japan, Australia, Singapore"},
	{Name: setSeller, Label: "Merchant token", Help: "Seller Central > Account Info > Merchant Token. Filled in by itself when the seller authorises"},
	{Name: setRefresh, Label: "Refresh token", Secret: true, Help: "Only for a private app: authorise it in Developer Central and paste what it shows (Atzr|…)"},
	{Name: setApp, Label: "Application ID", Help: "amzn1.sp.solution.…: only for a public app, whose sellers are sent to Amazon to authorise it"},
	{Name: setAppState, Label: "App is", Default: "live", Choices: []string{"live", draft}, Help: "draft: not published yet; sellers then authorise its beta version"},
	{Name: setOrders, Label: "Orders API", Default: v2026, Choices: []string{v2026, v0}, Help: "v0 only where Amazon does not serve the newer one yet; it is to be switched off in March 2027"},
	{Name: setCancel, Label: "Cancel by API", Default: yes, Choices: []string{yes, no}, Help: "no: where Amazon refuses cancelOrder; cancel in Seller Central then"},
	{Name: setQueue, Label: "Queue URL", Help: "Optional: an SQS standard queue for order news, https://sqs.<region>.amazonaws.com/<account>/<name>. Without it changes are found by the cycle"},
	{Name: setQueueIn, Label: "Queue region", Default: "us-east-1", Help: "The AWS region of the queue"},
	{Name: setKeyID, Label: "AWS access key ID", Help: "Of an IAM user who may receive and delete messages of that queue"},
	{Name: setKey, Label: "AWS secret access key", Secret: true, Help: "Beside it"},
	{Name: setBase, Label: "API address", Help: "Replaces every Amazon address but the queue's; only for the pretend Amazon and for gateways of your own"},
}

// hosts are the endpoints by region.
// Source: guide sp-api-endpoints; the sandbox takes tokens of production.
var hosts = map[string]string{
	"na":         "https://sellingpartnerapi-na.amazon.com",
	"eu":         "https://sellingpartnerapi-eu.amazon.com",
	"fe":         "https://sellingpartnerapi-fe.amazon.com",
	"sandbox_na": "https://sandbox.sellingpartnerapi-na.amazon.com",
	"sandbox_eu": "https://sandbox.sellingpartnerapi-eu.amazon.com",
	"sandbox_fe": "https://sandbox.sellingpartnerapi-fe.amazon.com",
}

// loginHost gives tokens for every region (Login with Amazon).
const loginHost = "https://api.amazon.com"

// values are the form, filled in and checked.
type values struct{ channel.Filled }

// valuesOf fills in the form and checks it. Errors begin with the name of the one that cannot stand.
func valuesOf(settings map[string]string) (values, error) {
	f, err := channel.Fill(form, settings)
	v := values{f}
	if err != nil {
		return v, err
	}
	if n := len(v.markets()); n == 0 || n > 50 || slices.ContainsFunc(v.markets(), func(id string) bool { return !isID(id) }) {
		return v, fmt.Errorf("%s: must be 1 to 50 marketplace ids with commas between", setMarkets)
	}
	if set := v.Get(setSeller); set != "" && !isID(set) {
		return v, fmt.Errorf("%s: must be letters and digits only", setSeller)
	}
	if _, err := v.Address(setBase); err != nil {
		return v, err
	}
	_, err = v.queue()
	return v, err
}

// markets are the marketplace ids.
func (v values) markets() []string { return v.List(setMarkets) }

// queue reads the settings of the queue: all of them or none. nil: there is none.
func (v values) queue() (*queue, error) {
	u, err := v.Address(setQueue)
	if u == nil {
		return nil, err
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if len(parts) != 2 || strings.Trim(parts[0], "0123456789") != "" || parts[0] == "" || parts[1] == "" {
		return nil, fmt.Errorf("%s: must end in /<account number>/<queue name>", setQueue)
	}
	if strings.HasSuffix(parts[1], ".fifo") {
		return nil, fmt.Errorf("%s: Amazon cannot send to a FIFO queue; it must be a standard one", setQueue)
	}
	for _, name := range []string{setKeyID, setKey} {
		if v.Get(name) == "" {
			return nil, fmt.Errorf("%s: must not be empty when %s is set", name, setQueue)
		}
	}
	return &queue{
		url: u.String(), endpoint: u.Scheme + "://" + u.Host + "/", region: v.Get(setQueueIn), keyID: v.Get(setKeyID), key: v.Get(setKey),
		arn: "arn:aws:sqs:" + v.Get(setQueueIn) + ":" + parts[0] + ":" + parts[1],
	}, nil
}

// isID keeps anything but an id out of an address: capital letters and digits, as marketplaces and sellers have.
func isID(s string) bool {
	return s != "" && len(s) <= 20 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

func open(shop channel.Shop, tools channel.Tools) (channel.Connector, error) {
	v, err := valuesOf(shop.Settings)
	if err != nil {
		return nil, err
	}
	if v.Get(setSeller) == "" {
		return nil, fmt.Errorf("%s: must not be empty; authorise the app, or enter it", setSeller)
	}
	if tools.Tokens == nil {
		tools.Tokens = channel.Pasted(channel.Token{Refresh: v.Get(setRefresh)})
	}
	q, err := v.queue()
	if err != nil {
		return nil, err
	}
	c := &connector{
		gate: newGate(v, tools), seller: v.Get(setSeller), markets: v.markets(), queue: q,
		old: v.Get(setOrders) == v0, mayCancel: v.Get(setCancel) == yes,
	}
	c.renewer = channel.Renewer{Tools: tools, Early: earlier, Ask: c.renewed, Refused: tokenRefused}
	return c, nil
}

// newGate makes the way to the API.
func newGate(v values, tools channel.Tools) *gate {
	g := &gate{
		http: tools.HTTP, now: tools.Now, log: tools.Logger(), api: hosts[v.Get(setRegion)], login: loginHost,
		client: v.Get(setClient), secret: v.Get(setSecret), limits: newLimits(tools.Now),
	}
	if base, _ := v.Address(setBase); base != nil {
		g.api, g.login = base.String(), base.String()
	}
	return g
}

// Package woocommerce reads orders from a WooCommerce shop over its REST API, version wc/v3, and checks its webhooks.
//
// It owns the way from the shop's words to ours: signing in (sign.go), walking a window (orders.go), one order's mapping
// (order.go), the status table (status.go), the error table (errors.go), webhooks (webhook.go, subscribe.go). It keeps
// nothing but what it learned about the shop's host: whether Authorization arrives, whether pretty addresses work.
//
// Facts are marked with where they come from: "seen on WooCommerce 11.0.1" (recorded answers in testdata), or a file of
// woocommerce/woocommerce.
package woocommerce

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// Kind is WooCommerce as data. MaxWindow is 0: the shop takes a window of any width.
var Kind = channel.Kind{
	Name:     "woocommerce",
	Title:    "WooCommerce",
	Settings: form,
	Identity: channel.ByAddress("url"),
	Words:    map[string]map[string]string{"id": indonesian},

	Lag:     5 * time.Second,
	Overlap: 10 * time.Minute, // the shop stamps by its own clock, which may be behind ours
	Rate:    channel.Rate{PerSecond: 5, Burst: 5},
	Reads:   channel.Reads{List: 100},
	Policy:  defaults(),
	Open:    open,

	Authorise: authorise,
}

// form is what a person fills in.
var form = []channel.Setting{
	{Name: "url", Label: "Shop address", Required: true,
		Help: "The address of the shop's home page, with its folder if it has one: https://shop.example or https://site.example/shop"},
	{Name: "consumer_key", Label: "Consumer key", Required: true, Secret: true,
		Help: "WooCommerce > Settings > Advanced > REST API > Add key; it begins with ck_"},
	{Name: "consumer_secret", Label: "Consumer secret", Required: true, Secret: true,
		Help: "Shown once, beside the key; it begins with cs_"},
	{Name: "webhook_secret", Label: "Webhook secret", Secret: true,
		Help: "Letters, digits, - and _. Leave empty to have one made from the consumer secret."},
	{Name: "auth", Label: "Signing in", Default: authAuto, Choices: []string{authAuto, authBasic, authQuery, authOAuth},
		Help: "auto: Basic over https, and keys in the address where the host drops the header; OAuth 1.0a over http"},
	{Name: "on_hold", Label: "Orders on hold are", Default: string(order.Unpaid), Choices: []string{string(order.Unpaid), string(order.Paid)},
		Help: "On hold means waiting for a bank transfer or cheque; some shops ship before it arrives"},
	{Name: "custom_statuses", Label: "Own statuses",
		Help: "Statuses that plugins add, as slug=stage, with commas between: packed=paid, on-the-way=shipped"},
	{Name: "cancelled_by_system", Label: "Note of a timed-out order", Default: "Unpaid order cancelled - time limit reached.",
		Help: "How the order note begins, in the shop's language, when an unpaid order was cancelled by the time limit"},
	{Name: "cancelled_by_buyer", Label: "Note of a buyer's cancellation", Default: "Order cancelled by customer.",
		Help: "How the order note begins, in the shop's language, when the buyer cancelled"},
}

func defaults() policy.Policy {
	p := policy.Default()
	p.PaymentAt = policy.AtPaid
	p.OrdersEverySecs = 60
	return p
}

const (
	authAuto  = "auto"
	authBasic = "basic"
	authQuery = "query"
	authOAuth = "oauth1"
)

func open(shop channel.Shop, tools channel.Tools) (channel.Connector, error) {
	f, err := channel.Fill(form, shop.Settings)
	if err != nil {
		return nil, err
	}
	for _, s := range checks {
		if !s.ok(f.Get(s.name)) {
			return nil, fmt.Errorf("%s: %s", s.name, s.must)
		}
	}
	base, err := shopAddress(f.Get("url"))
	if err != nil {
		return nil, err
	}
	words, err := customStatuses(f)
	if err != nil {
		return nil, err
	}
	words["on-hold"] = status{stage: order.Stage(f.Get("on_hold"))}
	return &connector{
		http: tools.HTTP, now: tools.Now, log: tools.Logger(), nonce: rand.Text,
		base: base, key: f.Get("consumer_key"), secret: f.Get("consumer_secret"), auth: f.Get("auth"),
		hookSecret: hookSecret(f.Get("webhook_secret"), f.Get("consumer_secret")),
		words:      words,
		bySystem:   f.Get("cancelled_by_system"), byBuyer: f.Get("cancelled_by_buyer"),
	}, nil
}

// checks need only the value. A message never repeats it: it may be a secret.
var checks = []struct {
	name string
	ok   func(string) bool
	must string
}{
	{"consumer_key", func(v string) bool { return strings.HasPrefix(v, "ck_") }, "must begin with ck_"},
	{"consumer_secret", func(v string) bool { return strings.HasPrefix(v, "cs_") }, "must begin with cs_"},
	{"webhook_secret", plainSecret, "must be letters, digits, - and _ only (WooCommerce changes other characters before it signs)"},
}

// plainSecret: the shop decodes HTML entities in the secret before it signs (includes/class-wc-webhook.php,
// generate_signature), so a secret with & in it would not be the one that was set.
func plainSecret(v string) bool {
	return strings.Trim(v, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

// hookSecret is the webhook secret: the one that was set, or one made from the consumer secret, so that a connection always
// has one and nobody needs to keep it.
func hookSecret(set, consumerSecret string) string {
	if set != "" {
		return set
	}
	mac := hmac.New(sha256.New, []byte(consumerSecret))
	mac.Write([]byte("tillbridge webhook"))
	return hex.EncodeToString(mac.Sum(nil))
}

// shopAddress reads the shop's address, whatever page of the shop was pasted. The error names the setting.
func shopAddress(pasted string) (*url.URL, error) {
	u, err := channel.ShopAddress(pasted, "/wp-json", "/wp-admin", "/wp-login.php", "/index.php")
	if err != nil {
		return nil, fmt.Errorf("url: %w", err)
	}
	return u, nil
}

package shopify

import (
	"fmt"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Names of the settings.
const (
	setPlan      = "plan"
	setExpiring  = "expiring_tokens"
	setScopes    = "scopes"
	setCancelTag = "cancel_tag"
	setUnstocked = "unstocked"
)

// allScopes are what the shop's first token may do.
const allScopes = "read_orders,write_orders,read_all_orders,read_products,write_products,read_inventory,write_inventory,read_locations," +
	"read_merchant_managed_fulfillment_orders,write_merchant_managed_fulfillment_orders,read_returns,write_returns,read_customers"

// Kind is what the list of faces holds.
var Kind = face.Kind{
	Channel: "shopify",
	Settings: []face.Setting{
		{Name: setPlan, Default: "standard", Help: "the shop's plan, which decides its bucket: standard, advanced, plus, enterprise"},
		{Name: setExpiring, Default: "false", Bool: true, Help: "the first token ends after an hour and comes with a refresh token"},
		{Name: setScopes, Default: allScopes, Help: "what the first token may do"},
		{Name: setCancelTag, Default: "cancel-requested", Help: "an app puts this tag on orders that buyers want to cancel; empty: there is no such app"},
		{Name: setUnstocked, Default: "", Help: "SKU of a variant that is not stocked at the location until somebody activates it"},
	},
	Profile: profile,
	New:     func(s face.Site) (face.Face, error) { return New(s) },
}

// firstOrder is added to the world's ids, so that orders have as many digits as real ones.
const firstOrder = 5_551_234_000_000

func profile(v face.Values) world.Profile {
	tag := v[setCancelTag]
	return world.Profile{
		Read:  func(o *world.Order) world.Reading { return read(o, tag) },
		Word:  func(o *world.Order) string { return wordsOf(o).fulfillment },
		Names: func(id int64) (string, string) { return text(firstOrder + id), fmt.Sprintf("#%d", 1000+id) },
		PackageRef: func(ref string, n int) string { // a number like any other id
			return fmt.Sprintf("4%s%02d", ref[3:], n)
		},
		Payments: []world.Payment{
			{Method: "shopify_payments", Title: "Kartu Kredit"},
			{Method: "midtrans", Title: "Midtrans"},
			{Method: "Bank Deposit", Title: "Transfer Bank", Slow: true},
			{Method: "Cash on Delivery (COD)", Title: "Bayar di Tempat", OnDelivery: true},
		},
	}
}

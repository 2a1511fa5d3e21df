package lazada

import (
	"fmt"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Names of the settings.
const (
	setConfirmed = "confirmed"
	setTypes     = "types"
	setDenied    = "denied_groups"
	setRate      = "calls_per_second"
	setPush      = "push_url"
	setCallback  = "callback"
	setTest      = "app_in_test"
)

// Kind is what the list of faces holds.
var Kind = face.Kind{
	Channel: "lazada",
	Settings: []face.Setting{
		{Name: setConfirmed, Default: "true", Bool: true, Help: "accepted orders show the item status confirmed; else they stay delivered"},
		{Name: setTypes, Default: "numbers", Help: "numbers: as recorded answers are; strings: as the reference page shows them"},
		{Name: setDenied, Default: "", Help: "API groups that the app was not granted, with commas between: order, product, return, fulfillment, seller"},
		{Name: setRate, Default: "0", Help: "calls a second of one API before ApiCallLimit; 0: no limit"},
		{Name: setPush, Default: "", Help: "the address for push messages, as entered in the console; empty: none yet"},
		{Name: setCallback, Default: "", Help: "the callback address entered in the console, which redirect_uri must equal; empty: any"},
		{Name: setTest, Default: "false", Bool: true, Help: "the app is in test: tokens live 7 and 30 days instead of 30 and 180"},
	},
	Profile: profile,
	New:     func(s face.Site) (face.Face, error) { return New(s) },
}

func profile(v face.Values) world.Profile {
	w := words{confirmed: v.On(setConfirmed)}
	return world.Profile{
		Read:  w.read,
		Word:  func(o *world.Order) string { return w.statuses(o)[0] },
		Names: func(id int64) (string, string) { ref := orderRef(id); return ref, ref },
		PackageRef: func(ref string, n int) string {
			return "FP0" + strings.TrimPrefix(ref, "88") + fmt.Sprintf("%02d", n)
		},
		Payments: []world.Payment{
			{Method: "MIXEDCARD", Title: "Credit card"},
			{Method: "VIRTUAL_ACCOUNT_BCA", Title: "Virtual account"},
			{Method: "PAYMENT_ACCOUNT", Title: "Lazada wallet"},
			{Method: "COD", Title: "Cash on delivery", OnDelivery: true},
		},
	}
}

// Ids have 15 digits, as Lazada's have, and follow from the world's.
const (
	orderBase   = 880_000_000_000_000
	itemBase    = 880_500_000_000_000
	reverseBase = 700_000_000_000_000
	productBase = 2_800_000_000
	skuBase     = 13_400_000_000
	piecesApart = 100_000 // item ids of one line, more than a line has pieces
)

// orderRef spreads ids, so that neighbours do not look alike.
func orderRef(id int64) string { return fmt.Sprint(orderBase + id*100_003) }

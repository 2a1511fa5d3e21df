package woocommerce

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// The versions the face says it is; those of the recorded answers.
const (
	Version          = "11.0.1"
	wordpressVersion = "7.1.4"
)

// Names of the settings.
const (
	setTLS      = "tls"
	setStatuses = "custom_statuses"
	setTracking = "shipment_tracking"
	setStrip    = "strip_authorization"
	setOld      = "old_version"
	setHome     = "home_url"
	setNumber   = "order_number"
)

// Kind is what the list of faces holds.
var Kind = face.Kind{
	Channel: "woocommerce",
	Settings: []face.Setting{
		{Name: setTLS, Default: "false", Bool: true, Help: "the shop believes that every request came over TLS"},
		{Name: setStatuses, Default: "true", Bool: true, Help: "a plugin adds shipped, delivered, failed-delivery, return-requested and cancel-request"},
		{Name: setTracking, Default: "true", Bool: true, Help: "the Shipment Tracking plugin is there"},
		{Name: setStrip, Default: "false", Bool: true, Help: "the host drops the Authorization header"},
		{Name: setOld, Default: "false", Bool: true, Help: "a WooCommerce before 5.8: modified_after and modified_before are ignored"},
		{Name: setHome, Default: "", Help: "the home URL that signatures are checked against; empty: the address that was asked"},
		{Name: setNumber, Default: "", Help: `a numbering plugin: the order number is this with # replaced by the id, as in "INV-#"`},
	},
	Profile: profile,
	New:     func(s face.Site) (face.Face, error) { return New(s) },
}

// plugins are what the shop has beyond the core.
type plugins struct {
	statuses, tracking bool
}

func profile(v face.Values) world.Profile {
	p := plugins{statuses: v.On(setStatuses), tracking: v.On(setTracking)}
	number := v[setNumber]
	return world.Profile{
		Read:   p.read,
		Word:   p.status,
		Hidden: []string{trash, "auto-draft", "checkout-draft"},
		Stock:  p.stock,
		Names:  func(id int64) (string, string) { return fmt.Sprint(id), numberOf(number, id) },
		PackageRef: func(ref string, n int) string { // the plugin's tracking_id is an MD5 sum
			sum := md5.Sum(fmt.Appendf(nil, "%s/%d", ref, n))
			return hex.EncodeToString(sum[:])
		},
		Payments: []world.Payment{
			{Method: "bacs", Title: "Transfer Bank", Slow: true},
			{Method: "midtrans_va", Title: "Virtual Account"},
			{Method: "midtrans_qris", Title: "QRIS"},
			{Method: "cod", Title: "Bayar di Tempat", OnDelivery: true},
		},
	}
}

// numberOf is the order number that a numbering plugin makes of an id.
func numberOf(pattern string, id int64) string {
	if !strings.Contains(pattern, "#") {
		return strconv.FormatInt(id, 10)
	}
	return strings.Replace(pattern, "#", strconv.FormatInt(id, 10), 1)
}

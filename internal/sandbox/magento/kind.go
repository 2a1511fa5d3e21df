package magento

import (
	"fmt"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Names of the settings.
const (
	setInvoicing = "invoicing"
	setStatuses  = "custom_statuses"
	setBearer    = "bearer"
	setRepeat    = "repeat_last_page"
	setQuoted    = "quoted_ids"
	setLimit     = "maximum_page_size"
	setRewrites  = "rewrites"
	setMSI       = "inventory_management"
)

// Who invoices.
const (
	byClient  = "client"
	byPayment = "payment"
)

// Kind is what the list of faces holds.
var Kind = face.Kind{
	Channel: "magento",
	Settings: []face.Setting{
		{Name: setInvoicing, Default: byClient, Help: "client: orders are invoiced through the API only; payment: as soon as they are paid"},
		{Name: setStatuses, Default: "true", Bool: true, Help: "an extension adds shipped, delivered, completed, failed_delivery, returned, return_requested and cancel_requested"},
		{Name: setBearer, Default: "false", Bool: true, Help: "access tokens are taken without a signature"},
		{Name: setRepeat, Default: "true", Bool: true, Help: "a page past the end repeats the last one"},
		{Name: setQuoted, Default: "false", Bool: true, Help: "new ids come in quotes"},
		{Name: setLimit, Default: "0", Help: "the largest page that is allowed; 0: any"},
		{Name: setRewrites, Default: "true", Bool: true, Help: "addresses are rewritten; else the API is at /index.php/rest only"},
		{Name: setMSI, Default: "true", Bool: true, Help: "the shop has Inventory Management (sources)"},
	},
	Profile: profile,
	New:     func(s face.Site) (face.Face, error) { return New(s) },
}

// habits are what a shop does by itself.
type habits struct {
	paysInvoice bool // an invoice comes with the money
	statuses    bool // the extension's statuses
}

func habitsOf(v face.Values) habits {
	return habits{paysInvoice: v[setInvoicing] == byPayment, statuses: v.On(setStatuses)}
}

func profile(v face.Values) world.Profile {
	h := habitsOf(v)
	p := world.Profile{
		Read:       h.read,
		Word:       func(o *world.Order) string { return h.figures(o).status },
		Names:      func(id int64) (string, string) { return fmt.Sprint(id), fmt.Sprintf("%09d", id) },
		PackageRef: func(ref string, n int) string { return fmt.Sprintf("%s%d", ref, n) },
		Payments: []world.Payment{
			{Method: "midtrans_snap", Title: "Virtual Account"},
			{Method: "xendit_qris", Title: "QRIS"},
			{Method: "cashondelivery", Title: "Bayar di Tempat", OnDelivery: true},
		},
	}
	if h.paysInvoice {
		p.Payments = append(p.Payments, world.Payment{Method: "banktransfer", Title: "Transfer Bank", Slow: true})
	}
	return p
}

package tiktokshop

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Names of the settings.
const (
	setBarred     = "no_permission"
	setRate       = "rate_limit"
	setShare      = "tokopedia_share"
	setWarehouses = "warehouses"
	setCounted    = "counted_pages"
	setMask       = "mask"
	setUnknown    = "refuse_unknown"
	setSeller     = "own_courier"
	setDomains    = "strict_webhooks"
)

// Kind is what the list of faces holds.
var Kind = face.Kind{
	Channel: "tiktokshop",
	Settings: []face.Setting{
		{Name: setBarred, Default: "", Help: `categories or calls the app has no scope for, with commas between: "finance, return_refund/202309/returns/search"`},
		{Name: setRate, Default: "0", Help: "calls a second before 36009002; 0: no limit (no figure is published any more)"},
		{Name: setShare, Default: "40", Help: "per cent of orders that buyers make at Tokopedia"},
		{Name: setWarehouses, Default: "false", Bool: true, Help: "a shop with two warehouses: stock writes must name both"},
		{Name: setCounted, Default: "false", Bool: true, Help: "page tokens count rows, so that pages shift when orders change"},
		{Name: setMask, Default: "true", Bool: true, Help: "names, telephone numbers and streets are masked"},
		{Name: setUnknown, Default: "false", Bool: true, Help: "an unknown number refuses the whole detail call, in place of being left out"},
		{Name: setSeller, Default: "false", Bool: true, Help: "the seller ships with couriers of their own"},
		{Name: setDomains, Default: "false", Bool: true, Help: "webhook addresses must be https, a domain name, and without a port, as the real ones"},
	},
	Profile: profile,
	New:     func(s face.Site) (face.Face, error) { return New(s) },
}

// tokopedia is the part of the channel that orders may come from; the truth calls it so.
const tokopedia = "tokopedia"

func profile(v face.Values) world.Profile {
	share, _ := percent(v)
	return world.Profile{
		Read:             read,
		Word:             word,
		Names:            func(id int64) (string, string) { ref := orderID(id); return ref, ref },
		PackageRef:       packageID,
		PricesIncludeTax: true,
		Facet: func(draw int64) string {
			if draw < 10*share {
				return tokopedia
			}
			return ""
		},
		Payments: []world.Payment{
			{Method: "gopay", Title: "GoPay"},
			{Method: "va_bca", Title: "BCA Virtual Account"},
			{Method: "card", Title: "Credit/debit card"},
			{Method: "cod", Title: "Cash on delivery", OnDelivery: true},
		},
	}
}

// percent is the share of orders of Tokopedia.
func percent(v face.Values) (int64, error) {
	n, err := strconv.ParseInt(v[setShare], 10, 64)
	if err != nil || n < 0 || n > 100 {
		return 0, fmt.Errorf("settings.tiktokshop.%s: %q is no per cent", setShare, v[setShare])
	}
	return n, nil
}

// Ids are decimal text of 18 or 19 digits, too large for a float.

// orderID is the number of the order with this id in the world.
func orderID(id int64) string { return fmt.Sprintf("580000%012d", id) }

// packageID is the id of an order's n-th parcel.
func packageID(order string, n int) string {
	return fmt.Sprintf("115%s%04d", strings.TrimPrefix(order, "580000"), n)
}

// orderOf is the order that a parcel's id names.
func orderOf(pkg string) string {
	tail, ok := strings.CutPrefix(pkg, "115")
	if !ok || len(tail) != 16 {
		return ""
	}
	return "580000" + tail[:12]
}

// pieceID is the id of the n-th piece of a line.
func pieceID(line int64, n int64) string { return fmt.Sprintf("5810%010d%04d", line, n) }

func productID(item int64) string { return fmt.Sprintf("1729%015d", item) }

func skuID(item int64) string { return fmt.Sprintf("1730%015d", item) }

// itemOf is the item behind a product's or SKU's id; 0 for what is none of ours.
func itemOf(id, prefix string) int64 {
	tail, ok := strings.CutPrefix(id, prefix)
	if !ok || len(tail) != 15 {
		return 0
	}
	n, err := strconv.ParseInt(tail, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// word is the order status that TikTok Shop shows. Of an order some parcels of which have left, the others are still to be arranged.
func word(o *world.Order) string {
	switch {
	case o.Word != "":
		return o.Word
	case o.Stage == world.Shipped && pending(o) > 0:
		return "PARTIALLY_SHIPPING"
	}
	return words[o.Stage]
}

var words = map[world.Stage]string{
	world.Unpaid: "UNPAID", world.Paid: "AWAITING_SHIPMENT", world.Shipped: "IN_TRANSIT", world.Delivered: "DELIVERED",
	world.Completed: "COMPLETED", world.Cancelled: "CANCELLED", world.FailedDelivery: "CANCELLED", world.Returned: "COMPLETED",
}

// read is what a perfect connector makes of the order: all stages can be told, but one of which only some parcels have left is
// not shipped yet.
func read(o *world.Order) world.Reading {
	r := world.Reading{Stage: o.Stage, CancelledBy: o.CancelledBy, CancelRequested: o.CancelRequested, ReturnRequested: o.ReturnRequested}
	if o.Stage == world.Shipped && pending(o) > 0 {
		r.Stage = world.Paid
	}
	return r
}

// pending is how many pieces still have to leave.
func pending(o *world.Order) int64 {
	var n int64
	for _, l := range o.Lines {
		n += l.Quantity - l.Cancelled - l.Shipped
	}
	return n
}

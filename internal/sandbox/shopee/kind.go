package shopee

import (
	"fmt"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Names of the settings.
const (
	setBarred     = "no_permission"
	setRate       = "rate_limit"
	setQuota      = "daily_limit"
	setWarehouses = "warehouses"
	setCursor     = "old_cursor"
	setMask       = "mask"
)

// Kind is what the list of faces holds.
var Kind = face.Kind{
	Channel: "shopee",
	Settings: []face.Setting{
		{Name: setBarred, Default: "", Help: `modules or calls the app may not use, with commas between: "payment, returns/get_return_list"`},
		{Name: setRate, Default: "0", Help: "calls a second before error_rate_limit; 0: no limit (Shopee publishes none)"},
		{Name: setQuota, Default: "0", Help: "calls a day (UTC+8) before error_limit; 0: no limit"},
		{Name: setWarehouses, Default: "false", Bool: true, Help: "a shop with several warehouses: stock needs a location_id"},
		{Name: setCursor, Default: "false", Bool: true, Help: "cursors count rows, as before 2025-04, so that pages shift when orders change"},
		{Name: setMask, Default: "true", Bool: true, Help: "names, telephone numbers and addresses are masked"},
	},
	Profile: profile,
	New:     func(s face.Site) (face.Face, error) { return New(s) },
}

func profile(face.Values) world.Profile {
	return world.Profile{
		Read:             read,
		Word:             word,
		Names:            func(id int64) (string, string) { sn := orderSN(id); return sn, sn },
		PackageRef:       packageNumber,
		PricesIncludeTax: true,
		Payments: []world.Payment{
			{Method: "bank_transfer", Title: "Bank Transfer"},
			{Method: "shopee_pay", Title: "ShopeePay"},
			{Method: "credit_card", Title: "Credit Card/Debit Card"},
			{Method: "cod", Title: "Cash on Delivery", OnDelivery: true},
		},
	}
}

// alphabet is what order numbers are written in; like Shopee's they hold no O and no I that could be read as digits.
const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWX"

// Numbers are scrambled by multiplying with an odd number modulo 2^40, which is one to one, and scattered back the other way.
const (
	scatter = 0x9E3779B97F4A7C15 & (1<<40 - 1)
	signs   = 8 // of five bits each
)

// gather is the inverse of scatter: Newton's steps double the right bits.
var gather = func() uint64 {
	x := uint64(scatter)
	for range 6 {
		x *= 2 - scatter*x
	}
	return x & (1<<40 - 1)
}()

// orderSN is an order number such as 26010112H4XYZ7: six digits like a date and eight signs that look drawn by lot.
func orderSN(id int64) string {
	n := uint64(id) * scatter & (1<<40 - 1)
	sn := make([]byte, signs)
	for i := range sn {
		sn[i] = alphabet[n>>(5*(signs-1-i))&31]
	}
	return "260101" + string(sn)
}

// orderID is the id behind a number; 0 for what is none of ours.
func orderID(sn string) int64 {
	tail, ok := strings.CutPrefix(sn, "260101")
	if !ok || len(tail) != signs {
		return 0
	}
	var n uint64
	for _, c := range []byte(tail) {
		i := strings.IndexByte(alphabet, c)
		if i < 0 {
			return 0
		}
		n = n<<5 | uint64(i)
	}
	return int64(n * gather & (1<<40 - 1))
}

// packageNumber is the number of an order's n-th parcel; at most ten leave with one order.
func packageNumber(sn string, n int) string { return fmt.Sprintf("OFG1%013d%d", orderID(sn), n%10) }

// packageOf is the order that a parcel's number names.
func packageOf(number string) (sn string, ok bool) {
	var id int64
	tail, ok := strings.CutPrefix(number, "OFG1")
	if !ok || len(tail) != 14 {
		return "", false
	}
	if _, err := fmt.Sscanf(tail[:13], "%d", &id); err != nil {
		return "", false
	}
	return orderSN(id), true
}

// word is the order status that Shopee shows. An order of which only some parcels have left is still being processed.
func word(o *world.Order) string {
	switch {
	case o.Word != "":
		return o.Word
	case o.CancelRequested && o.Stage == world.Paid:
		return "IN_CANCEL"
	case o.Stage == world.Shipped && pending(o) > 0:
		return "PROCESSED"
	case o.Stage == world.Delivered && o.ReturnRequested:
		return "TO_RETURN"
	case o.Stage == world.Returned && o.CompletedAt.IsZero():
		return "TO_RETURN"
	}
	return words[o.Stage]
}

var words = map[world.Stage]string{
	world.Unpaid: "UNPAID", world.Paid: "READY_TO_SHIP", world.Shipped: "SHIPPED", world.Delivered: "TO_CONFIRM_RECEIVE",
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

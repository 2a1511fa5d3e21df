// Package order is the channel's order, as read at one moment: a Snapshot in our words, with the channel's own kept beside.
//
// It knows no channel, no database and no clock. Connectors map into it; the planner compares it with the books.
package order

import (
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Stage is how far an order has come, the same words for every channel.
type Stage string

const (
	Unknown        Stage = "" // the channel's word is not in the connector's table; Snapshot.Problem says so
	Unpaid         Stage = "unpaid"
	Paid           Stage = "paid" // to ship; also cash on delivery once accepted
	Shipped        Stage = "shipped"
	Delivered      Stage = "delivered"
	Completed      Stage = "completed" // the buyer accepted, or the channel's time for complaints is over
	Cancelled      Stage = "cancelled"
	FailedDelivery Stage = "failed_delivery"
	Returned       Stage = "returned"
)

// Stages lists the stages in the order of an order's life.
var Stages = []Stage{Unpaid, Paid, Shipped, Delivered, Completed, Cancelled, FailedDelivery, Returned}

// Party is who did something to an order. Empty: the channel does not say.
type Party string

const (
	Buyer  Party = "buyer"
	Seller Party = "seller"
	System Party = "system"
)

// Invoiced tells whether the channel itself has invoiced the order (Magento's notion). Empty: it has no such notion.
type Invoiced string

const (
	IsInvoiced  Invoiced = "yes"
	NotInvoiced Invoiced = "no"
)

// Snapshot is one order as the channel showed it at UpdatedAt. Times are UTC; a zero time means the step has not happened or
// the channel does not tell. Facts stay: a cancelled order that was shipped keeps ShippedAt and its packages.
type Snapshot struct {
	Ref     string `json:"ref"`               // the channel's stable id, the key; never the number it shows
	Number  string `json:"number"`            // what buyer and seller see
	Channel string `json:"channel,omitempty"` // set only when it differs from the connection's (Tokopedia inside TikTok Shop)

	Stage           Stage    `json:"stage"`
	RawStatus       string   `json:"raw_status"`
	CancelRequested bool     `json:"cancel_requested,omitempty"`
	ReturnRequested bool     `json:"return_requested,omitempty"`
	CancelledBy     Party    `json:"cancelled_by,omitempty"`
	CancelReason    string   `json:"cancel_reason,omitempty"`
	Invoiced        Invoiced `json:"invoiced,omitempty"`
	ShippedByOthers bool     `json:"shipped_by_others,omitempty"` // from the channel's own warehouse: no outbound of ours

	CreatedAt   time.Time `json:"created_at,omitzero"`
	UpdatedAt   time.Time `json:"updated_at,omitzero"`
	PaidAt      time.Time `json:"paid_at,omitzero"`
	ShippedAt   time.Time `json:"shipped_at,omitzero"`
	DeliveredAt time.Time `json:"delivered_at,omitzero"`
	CompletedAt time.Time `json:"completed_at,omitzero"`
	CancelledAt time.Time `json:"cancelled_at,omitzero"`

	Currency money.Currency `json:"currency"`
	Total    money.Amount   `json:"total"`              // what the channel says the order is worth; the truth
	Unpriced bool           `json:"unpriced,omitempty"` // the channel gives no amounts yet: they stand at 0 and are not known
	Amounts  Amounts        `json:"amounts"`
	Refunded money.Amount   `json:"refunded,omitempty"` // paid back so far, positive; not subtracted from Total
	Lines    []Line         `json:"lines"`

	PaymentMethod string    `json:"payment_method,omitempty"`
	Buyer         Person    `json:"buyer,omitzero"`
	ShipTo        Address   `json:"ship_to,omitzero"`
	Note          string    `json:"note,omitempty"`
	Packages      []Package `json:"packages,omitempty"`

	// Problem is set when the order was read but could not be understood whole: an unknown status, a bad amount. Such a
	// snapshot is stored and held with that outcome, never planned, so that it is not lost.
	Problem *outcome.Error `json:"-"`

	// Raw is the channel's own answer for this order, for the page that shows it. Not part of the content hash.
	Raw []byte `json:"-"`
}

// Amounts are the parts of the total, kept apart: Goods - SellerVoucher - PlatformVoucher + Shipping + Tax + Fees = Total.
type Amounts struct {
	Goods           money.Amount `json:"goods"`                      // lines before vouchers, without tax unless prices include it
	SellerVoucher   money.Amount `json:"seller_voucher,omitempty"`   // positive
	PlatformVoucher money.Amount `json:"platform_voucher,omitempty"` // positive; only when it lowers what the channel calls the total
	Shipping        money.Amount `json:"shipping,omitempty"`
	Tax             money.Amount `json:"tax,omitempty"`
	Fees            money.Amount `json:"fees,omitempty"` // may be negative
}

// Sum is what the parts add up to.
func (a Amounts) Sum() money.Amount {
	return a.Goods - a.SellerVoucher - a.PlatformVoucher + a.Shipping + a.Tax + a.Fees
}

// Line is one line item.
type Line struct {
	Ref      string       `json:"ref"`     // the channel's id of the line
	Listing  string       `json:"listing"` // the channel's id of what was sold, variant included ("93", "93:94")
	SKU      string       `json:"sku"`     // as the channel shows it; empty when it has none
	Name     string       `json:"name"`
	Quantity int64        `json:"quantity"` // pieces, positive
	Price    money.Amount `json:"price"`    // of one piece before vouchers; display only, Total rules
	Total    money.Amount `json:"total"`    // of the line before vouchers: the lines add up to Amounts.Goods
	Discount money.Amount `json:"discount,omitempty"`
	Tax      money.Amount `json:"tax,omitempty"`
}

// Package is one parcel. Ref is the channel's id of it, or the tracking number where it has none.
type Package struct {
	Ref            string    `json:"ref"`
	Courier        string    `json:"courier,omitempty"`
	TrackingNumber string    `json:"tracking_number,omitempty"`
	ShippedAt      time.Time `json:"shipped_at,omitzero"`
	DeliveredAt    time.Time `json:"delivered_at,omitzero"`
}

// FirstShipped is when the first of some parcels left; zero when none has.
func FirstShipped(parcels []Package) time.Time {
	var first time.Time
	for _, p := range parcels {
		if !p.ShippedAt.IsZero() && (first.IsZero() || p.ShippedAt.Before(first)) {
			first = p.ShippedAt
		}
	}
	return first
}

// Person is the buyer; any field may be empty or masked by the channel.
type Person struct {
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// Address is where the goods go.
type Address struct {
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Lines    string `json:"lines,omitempty"`
	City     string `json:"city,omitempty"`
	State    string `json:"state,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	Country  string `json:"country,omitempty"` // ISO 3166 alpha-2
}

// WasShipped tells whether goods have left, whatever happened since.
func (s *Snapshot) WasShipped() bool {
	switch s.Stage {
	case Shipped, Delivered, Completed, FailedDelivery, Returned:
		return true
	}
	return !s.ShippedAt.IsZero() || !s.DeliveredAt.IsZero() || !s.CompletedAt.IsZero() || len(s.ShippedPackages()) > 0
}

// ShippedPackages are the parcels known to have left: all of them once the order is past shipping and none has a time.
func (s *Snapshot) ShippedPackages() []Package {
	var left []Package
	for _, p := range s.Packages {
		if !p.ShippedAt.IsZero() || !p.DeliveredAt.IsZero() {
			left = append(left, p)
		}
	}
	return left
}

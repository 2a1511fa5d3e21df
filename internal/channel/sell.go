package channel

import (
	"context"
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// The interfaces below are what a connector may do beside reading orders. A channel that cannot do one simply does not have it;
// docs/channels/README.md shows the table.

// Listing is one thing that is sold, a variant by itself.
type Listing struct {
	ID       string // as order lines show it: Line.Listing
	SKU      string // empty when it has none
	Barcode  string
	Name     string
	Quantity int64 // as the channel shows it; meaningless without Managed
	Managed  bool  // the channel counts its stock
	Price    money.Amount
	Currency money.Currency
	Location string // where the quantity is, for channels with several; empty else
	Active   bool
}

// ListingPage is a part of a shop's listings.
type ListingPage struct {
	Listings []Listing
	Next     Cursor // empty: no more
	Total    int    // 0: the channel does not tell
}

// ListingReader reads what a shop sells.
type ListingReader interface {
	// Listings gives one page of listings changed since then (zero: all), variants included.
	Listings(ctx context.Context, since time.Time, at Cursor) (ListingPage, error)
}

// StockLevel is how much of a listing may be sold from now on.
type StockLevel struct {
	Listing  string
	Quantity int64 // absolute, not below 0
	Location string
}

// PriceTag is what a listing costs from now on.
type PriceTag struct {
	Listing  string
	Price    money.Amount
	Currency money.Currency
}

// Pushed is what became of each item of a push, in the order given: nil where it was taken. The error of the call itself is
// about all of them: none is known to be taken.
type Pushed []*outcome.Error

// StockPusher sets stock. key makes a repeat of the same push harmless where the channel takes one; a retry uses the same.
type StockPusher interface {
	// MaxStock is how many levels one PushStock takes.
	MaxStock() int
	PushStock(ctx context.Context, key string, levels []StockLevel) (Pushed, error)
}

// PricePusher sets prices.
type PricePusher interface {
	MaxPrices() int
	PushPrices(ctx context.Context, key string, tags []PriceTag) (Pushed, error)
}

// Shipment is what the seller tells the channel when a parcel leaves.
type Shipment struct {
	Order    string // the order's stable id
	Package  string // the channel's parcel, where it made one
	Courier  string
	Tracking string
	At       time.Time
	Lines    map[string]int64 // pieces by line id; nil: all that are left
}

// Shipper tells the channel that goods leave: ready to ship, ship package, confirm shipment, fulfilment, as the channel calls it.
type Shipper interface {
	Ship(ctx context.Context, s Shipment) error
}

// LabelMaker fetches the label or document that goes onto a parcel.
type LabelMaker interface {
	Label(ctx context.Context, order, pkg string) (contentType string, document []byte, err error)
}

// CancelAnswer is what a seller says to a buyer who wishes to cancel.
type CancelAnswer string

// The answers.
const (
	AcceptCancel CancelAnswer = "accept"
	RejectCancel CancelAnswer = "reject"
)

// EitherAnswer is what most channels take.
func EitherAnswer() []CancelAnswer { return []CancelAnswer{AcceptCancel, RejectCancel} }

// Canceller answers a buyer's wish to cancel, in the ways that Kind.CancelAnswers names. reason goes to the buyer where the channel
// has a place for it. BadStatus where nobody wishes it (any more), or the channel will not have this answer.
type Canceller interface {
	AnswerCancel(ctx context.Context, order string, accept bool, reason string) error
}

// Invoicer is a connector whose channel invoices by itself and lets us create that invoice (order_download_mode auto_invoice).
type Invoicer interface {
	CreateInvoice(ctx context.Context, order string) error
}

// OrderLister gives the ids of the orders created in a window, cheaply, for the completeness check.
type OrderLister interface {
	OrderIDs(ctx context.Context, w Window, at Cursor) (ids []string, next Cursor, err error)
}

package magento_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// facts are what world and snapshot have in common.
type facts struct {
	Stage, Total, Parts, Voucher, Shipping, Tax, Refunded, Number string
	CancelledBy, Buyer, City, Phone, Method, Note                 string
	CancelRequested, ReturnRequested                              bool
	Created                                                       time.Time
	Paid                                                          time.Time
	Invoiced                                                      bool
	Lines, Packages                                               []string
}

// known is what a perfect connector would read. paysInvoice: the shop invoices with the money.
func known(b *worldtest.Box, paysInvoice bool) func(*world.Order) facts {
	return func(o *world.Order) facts { return knownOf(b, o, paysInvoice) }
}

func knownOf(b *worldtest.Box, o *world.Order, paysInvoice bool) facts {
	r, sums := b.World().Reading(o), o.Sums()
	f := facts{
		Stage: string(r.Stage), Total: o.Total.Text(0), Parts: o.Total.Text(0), Voucher: sums.Discounts.Text(0),
		Shipping: (sums.Shipping + sums.Fees).Text(0), Tax: sums.Tax.Text(0), Refunded: o.Refunded().Text(0), Number: o.Number,
		CancelledBy: string(r.CancelledBy), Buyer: o.Buyer.First + " " + o.Buyer.Last, City: o.Buyer.City, Phone: o.Buyer.Phone,
		Method: o.Payment.Method, Note: o.Note, CancelRequested: r.CancelRequested, ReturnRequested: r.ReturnRequested, Created: o.Created,
	}
	if o.Buyer.ShipFirst != "" {
		f.City = o.Buyer.ShipCity
	}
	paid(&f, o, paysInvoice)
	for _, l := range o.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(l.ID, l.ItemID, l.SKU, l.Quantity, l.Subtotal.Text(0), l.Discount.Text(0), l.Tax.Text(0)))
	}
	for _, p := range o.Packages {
		f.Packages = append(f.Packages, fmt.Sprintln(p.Ref, p.TrackingNumber, p.Courier, p.ShippedAt))
	}
	return f
}

// paid: an order is invoiced, and so known to be paid, when the shop invoices by itself or gave money back.
func paid(f *facts, o *world.Order, paysInvoice bool) {
	invoiced := o.PaidAt
	if !paysInvoice {
		invoiced = time.Time{}
		for _, r := range o.Refunds {
			if !r.Part && invoiced.IsZero() && !o.PaidAt.IsZero() {
				invoiced = r.At
			}
		}
	}
	if f.Invoiced = !invoiced.IsZero(); f.Invoiced {
		f.Paid = invoiced
	}
	switch {
	case o.Stage == world.Cancelled && f.Invoiced:
		f.Refunded = o.Total.Text(0)
	case o.Stage == world.Cancelled:
		f.Refunded = "0" // nothing was paid, so nothing was paid back
	}
}

func seen(s order.Snapshot) facts {
	f := facts{
		Stage: string(s.Stage), Total: s.Total.String(), Parts: s.Amounts.Sum().String(), Voucher: s.Amounts.SellerVoucher.String(),
		Shipping: s.Amounts.Shipping.String(), Tax: s.Amounts.Tax.String(), Refunded: s.Refunded.String(), Number: s.Number,
		CancelledBy: string(s.CancelledBy), Buyer: s.Buyer.Name, City: s.ShipTo.City, Phone: s.Buyer.Phone, Method: s.PaymentMethod, Note: s.Note,
		CancelRequested: s.CancelRequested, ReturnRequested: s.ReturnRequested, Created: s.CreatedAt, Paid: s.PaidAt,
		Invoiced: s.Invoiced == order.IsInvoiced,
	}
	for _, l := range s.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(l.Ref, l.Listing, l.SKU, l.Quantity, l.Total, l.Discount, l.Tax))
	}
	for _, p := range s.Packages {
		f.Packages = append(f.Packages, fmt.Sprintln(p.Ref, p.TrackingNumber, p.Courier, p.ShippedAt))
	}
	return f
}

func TestOrders_whatTheWorldKnows(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{
		"an extension's statuses":      {},
		"Magento's own statuses":       {"custom_statuses": "false"},
		"invoices come with the money": {"invoicing": "payment"},
		"both":                         {"invoicing": "payment", "custom_statuses": "false"},
		"an older release":             {"quoted_ids": "true", "rewrites": "false", "maximum_page_size": "20"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 350}, settings)
			worldtest.Compare(b, b.Everything(b.Open()), known(b, settings["invoicing"] == "payment"), seen)
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 400}, nil)
	worldtest.Compare(b, b.EverythingUnder(b.Open(), 0.1, worldtest.Unsteady...), known(b, false), seen)
}

func TestOrder_aloneIsAsInThePage(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 60}, nil)
	conn := b.Open()
	b.AloneAsInPage(conn)
	for _, o := range b.Orders() {
		if s, err := conn.Order(t.Context(), o.Number); err != nil || s.Ref != o.Ref {
			t.Errorf("number %s is order %q, error %v, want %s", o.Number, s.Ref, err, o.Ref)
		}
	}
}

package magento_test

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
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
func (b *box) known(o *world.Order, paysInvoice bool) facts {
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
	b.money(&f, o, paysInvoice)
	for _, l := range o.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(l.ID, l.ItemID, l.SKU, l.Quantity, l.Subtotal.Text(0), l.Discount.Text(0), l.Tax.Text(0)))
	}
	for _, p := range o.Packages {
		f.Packages = append(f.Packages, fmt.Sprintln(p.Ref, p.TrackingNumber, p.Courier, p.ShippedAt))
	}
	return f
}

// money: an order is invoiced, and so known to be paid, when the shop invoices by itself or gave money back.
func (b *box) money(f *facts, o *world.Order, paysInvoice bool) {
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

// compare holds what was read against what a perfect connector would have read of the world.
func (b *box) compare(got map[string]order.Snapshot, paysInvoice bool) {
	b.t.Helper()
	orders := b.World().Orders(world.Filter{Channel: b.key.Channel, Shop: b.key.Shop})
	stages := map[order.Stage]int{}
	for _, o := range orders {
		s, ok := got[o.Ref]
		if !ok {
			b.t.Errorf("order %s (%s) was lost", o.Ref, o.Stage)
			continue
		}
		stages[s.Stage]++
		if diff := cmp.Diff(b.known(o, paysInvoice), seen(s)); diff != "" || s.Problem != nil {
			b.t.Errorf("order %s, %s, status %q, problem %v (-world +read):\n%s", o.Ref, o.Stage, s.RawStatus, s.Problem, diff)
		}
	}
	if len(got) != len(orders) || len(stages) < 5 {
		b.t.Errorf("%d orders were read, the world has %d; stages %v", len(got), len(orders), stages)
	}
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
			b := startBox(t, sandbox.Options{Orders: 350, Settings: map[string]map[string]string{"magento": settings}})
			b.compare(b.everything(t.Context(), b.open(b.settings())), settings["invoicing"] == "payment")
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 400})
	for _, kind := range []fault.Kind{fault.Reset, fault.Truncate, fault.HTML, fault.Throttle, fault.ServerError, fault.ChangeOrders} {
		if err := b.Faults().Add(fault.Rule{Kind: kind, Probability: 0.1}); err != nil {
			t.Fatal(err)
		}
	}
	conn := b.open(b.settings())
	got := b.everything(t.Context(), conn)
	b.Faults().Clear()
	maps.Copy(got, b.everything(t.Context(), conn)) // those that changed while the first window was read
	b.compare(got, false)
}

// A page and a single read must agree, or a cycle and a download would overwrite each other for ever.
func TestOrder_aloneIsAsInThePage(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 60})
	conn := b.open(b.settings())
	for ref, inPage := range b.everything(t.Context(), conn) {
		alone, err := conn.Order(t.Context(), ref)
		if err != nil || alone.Hash() != inPage.Hash() {
			t.Errorf("order %s, error %v (-page +alone):\n%s", ref, err, cmp.Diff(seen(inPage), seen(alone)))
		}
		byNumber, err := conn.Order(t.Context(), inPage.Number)
		if err != nil || byNumber.Ref != ref {
			t.Errorf("number %s is order %q, error %v, want %s", inPage.Number, byNumber.Ref, err, ref)
		}
	}
}

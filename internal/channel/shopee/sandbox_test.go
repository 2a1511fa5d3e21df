package shopee_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// startBox opens a shop of the sandbox.
func startBox(t *testing.T, o sandbox.Options, face map[string]string) *worldtest.Box {
	t.Helper()
	return worldtest.Start(t, shopee.Kind, o, face)
}

func sandboxShop(t *testing.T) channeltest.Shop {
	const path = "/hooks/shopee"
	b := startBox(t, sandbox.Options{}, nil)
	post := b.Postbox(func(body []byte) string {
		var about struct {
			Data struct {
				SN string `json:"ordersn"`
			} `json:"data"`
		}
		_ = json.Unmarshal(body, &about) // what is no push is about no order
		return about.Data.SN
	})
	shop := b.Promises("ON_THE_MOON", "2601010ABCDEFG", "99999999")
	shop.HookURL = post.URL + path
	shop.Delivery = func(ref string) (http.Header, []byte) {
		post.Subscribe(b.Open(), path)
		return post.Delivery(ref)
	}
	return shop
}

// facts are what world and snapshot have in common.
type facts struct {
	Stage, CancelledBy, Total, Parts, Seller, Platform, Shipping, Fees, Refunded string
	CancelRequested, ReturnRequested                                             bool
	Paid, Created, Shipped                                                       time.Time
	Lines, Packages                                                              []string
}

func known(b *worldtest.Box) func(*world.Order) facts {
	return func(o *world.Order) facts { return knownOf(b, o) }
}

func knownOf(b *worldtest.Box, o *world.Order) facts {
	r := b.World().Reading(o)
	f := facts{
		Stage: string(r.Stage), Total: o.Total.Text(0), Parts: o.Total.Text(0), Refunded: o.Refunded().Text(0), Shipping: o.Shipping.Text(0),
		CancelRequested: r.CancelRequested, ReturnRequested: r.ReturnRequested, Paid: o.PaidAt, Created: o.Created, Fees: o.Sums().Fees.Text(0),
	}
	if r.Stage == world.Cancelled {
		f.CancelledBy = string(r.CancelledBy)
	}
	priced := o.WasPaid() || o.Payment.OnDelivery
	by := map[bool]world.Amount{}
	for _, d := range o.Discounts {
		by[d.By == world.System] += d.Amount
	}
	f.Seller, f.Platform = by[false].Text(0), by[true].Text(0)
	if !priced { // Shopee tells neither total nor vouchers before the payment
		f.Total = (o.Sums().Lines + o.Shipping).Text(0)
		f.Parts, f.Seller, f.Platform, f.Fees = f.Total, "0", "0", "0"
	}
	for _, l := range o.Lines {
		discount := l.Discount
		if !priced {
			discount = 0
		}
		f.Lines = append(f.Lines, fmt.Sprintln(l.ID, l.SKU, l.Quantity, l.Subtotal.Text(0), discount.Text(0)))
	}
	for _, p := range o.Packages {
		f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber+" "+p.ShippedAt.Format(time.RFC3339))
	}
	if len(o.Packages) > 0 {
		f.Shipped = o.Packages[0].ShippedAt
	}
	return f
}

func seen(s order.Snapshot) facts {
	f := facts{
		Stage: string(s.Stage), CancelledBy: string(s.CancelledBy), Total: s.Total.String(), Parts: s.Amounts.Sum().String(), Refunded: s.Refunded.String(),
		Seller: s.Amounts.SellerVoucher.String(), Platform: s.Amounts.PlatformVoucher.String(), Shipping: s.Amounts.Shipping.String(),
		Fees: s.Amounts.Fees.String(), CancelRequested: s.CancelRequested, ReturnRequested: s.ReturnRequested,
		Paid: s.PaidAt, Created: s.CreatedAt, Shipped: s.ShippedAt,
	}
	for _, l := range s.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(l.Ref, l.SKU, l.Quantity, l.Total, l.Discount))
	}
	for _, p := range s.ShippedPackages() {
		f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber+" "+p.ShippedAt.Format(time.RFC3339))
	}
	return f
}

func TestOrders_whatTheWorldKnows(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{
		"as usual": {}, "unmasked": {"mask": "false"}, "old cursors": {"old_cursor": "true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 450}, settings)
			worldtest.Compare(b, b.Everything(b.Open()), known(b), seen)
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 400}, nil)
	worldtest.Compare(b, b.EverythingUnder(b.Open(), 0.12, worldtest.Unsteady...), known(b), seen)
}

func TestOrder_aloneAsInPageForEveryLife(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 120}, nil)
	b.AloneAsInPage(b.Open())
}

func TestOrderIDs_areThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 230}, nil)
	b.OrderIDsAreTheWorlds(b.Open())
}

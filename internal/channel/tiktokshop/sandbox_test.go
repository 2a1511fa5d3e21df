package tiktokshop_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// startBox opens a shop of the sandbox.
func startBox(t *testing.T, o sandbox.Options, face map[string]string) *worldtest.Box {
	t.Helper()
	return worldtest.Start(t, tiktokshop.Kind, o, face)
}

// orderOf is the order that a webhook is about; what is no webhook is about none.
func orderOf(body []byte) string {
	var about struct {
		Data struct {
			Order string `json:"order_id"`
		} `json:"data"`
	}
	_ = json.Unmarshal(body, &about)
	return about.Data.Order
}

func sandboxShop(t *testing.T) channeltest.Shop {
	const path = "/hooks/tiktokshop"
	b := startBox(t, sandbox.Options{}, nil)
	post := b.Postbox(orderOf)
	shop := b.Promises("ON_THE_MOON", "580000999999999999", "1729000000000000001:1729000000000000002")
	shop.HookURL = post.URL + path
	shop.Delivery = func(ref string) (http.Header, []byte) {
		post.Subscribe(b.Open(), path)
		return post.Delivery(ref)
	}
	return shop
}

// facts are what world and snapshot have in common.
type facts struct {
	Channel, Stage, CancelledBy, Total, Parts, Seller, Platform, Shipping, Fees, Refunded string
	CancelRequested, ReturnRequested                                                      bool
	Paid, Created, Shipped, Delivered                                                     time.Time
	Lines, Packages                                                                       []string
}

func known(b *worldtest.Box) func(*world.Order) facts {
	return func(o *world.Order) facts { return knownOf(b, o) }
}

func knownOf(b *worldtest.Box, o *world.Order) facts {
	r := b.World().Reading(o)
	f := facts{
		Channel: o.Facet, Stage: string(r.Stage), Total: o.Total.Text(0), Parts: o.Total.Text(0), Refunded: o.Refunded().Text(0), Shipping: o.Shipping.Text(0),
		CancelRequested: r.CancelRequested, ReturnRequested: r.ReturnRequested, Paid: o.PaidAt, Created: o.Created, Fees: o.Sums().Fees.Text(0),
	}
	if r.Stage == world.Cancelled {
		f.CancelledBy = string(r.CancelledBy)
	}
	by := map[bool]world.Amount{}
	for _, d := range o.Discounts {
		by[d.By == world.System] += d.Amount
	}
	f.Seller, f.Platform = by[false].Text(0), by[true].Text(0)
	for _, l := range o.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(l.SKU, l.Name, l.Quantity, l.Subtotal.Text(0), l.Discount.Text(0)))
	}
	for _, p := range o.Packages {
		f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber+" "+p.ShippedAt.Format(time.RFC3339))
		if f.Delivered.IsZero() {
			f.Delivered = p.DeliveredAt
		}
	}
	if len(o.Packages) > 0 {
		f.Shipped = o.Packages[0].ShippedAt
	}
	slices.Sort(f.Packages)
	return f
}

func seen(s order.Snapshot) facts {
	f := facts{
		Channel: s.Channel, Stage: string(s.Stage), CancelledBy: string(s.CancelledBy), Total: s.Total.String(), Parts: s.Amounts.Sum().String(), Refunded: s.Refunded.String(),
		Seller: s.Amounts.SellerVoucher.String(), Platform: s.Amounts.PlatformVoucher.String(), Shipping: s.Amounts.Shipping.String(),
		Fees: s.Amounts.Fees.String(), CancelRequested: s.CancelRequested, ReturnRequested: s.ReturnRequested,
		Paid: s.PaidAt, Created: s.CreatedAt, Shipped: s.ShippedAt, Delivered: s.DeliveredAt,
	}
	for _, l := range s.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(l.SKU, l.Name, l.Quantity, l.Total, l.Discount))
	}
	for _, p := range s.ShippedPackages() {
		f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber+" "+p.ShippedAt.Format(time.RFC3339))
	}
	slices.Sort(f.Packages)
	return f
}

func TestOrders_whatTheWorldKnows(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{
		"as usual": {}, "unmasked": {"mask": "false"}, "pages that count rows": {"counted_pages": "true"}, "unknown numbers refused": {"refuse_unknown": "true"},
		"two warehouses": {"warehouses": "true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 450}, settings)
			worldtest.Compare(b, b.Everything(b.Open()), known(b), seen)
		})
	}
}

// The share of Tokopedia is drawn by lot, and every order of it is told.
func TestOrders_tellTheirPlatform(t *testing.T) {
	t.Parallel()
	for share, want := range map[string][2]int{"0": {0, 0}, "40": {30, 50}, "100": {100, 100}} {
		b := startBox(t, sandbox.Options{Orders: 300}, map[string]string{"tokopedia_share": share})
		got := b.Everything(b.Open())
		n := 0
		for _, s := range got {
			if s.Channel == "tokopedia" {
				n++
			}
		}
		if per := n * 100 / len(got); per < want[0] || per > want[1] {
			t.Errorf("%s %%: %d of %d orders", share, n, len(got))
		}
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 400}, nil)
	worldtest.Compare(b, b.EverythingUnder(b.Open(), 0.1, worldtest.Unsteady...), known(b), seen)
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

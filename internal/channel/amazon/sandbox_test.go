package amazon_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	faceamazon "github.com/tillbridge/tillbridge/internal/sandbox/amazon"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// startBox opens a seller of the sandbox whose limits do not bind, unless the settings say otherwise.
func startBox(t *testing.T, o sandbox.Options, face map[string]string) *worldtest.Box {
	t.Helper()
	with := map[string]string{"rate_factor": "1000000"}
	maps.Copy(with, face)
	return worldtest.Start(t, amazon.Kind, o, with)
}

func faceOf(b *worldtest.Box) *faceamazon.Face {
	return b.Shop(b.Key.Channel, b.Key.Shop).(*faceamazon.Face)
}

func seller(version string) func(*testing.T) channeltest.Shop {
	return func(t *testing.T) channeltest.Shop {
		b := startBox(t, sandbox.Options{}, nil)
		if _, err := b.Open().Order(t.Context(), "701-0000000-0000000"); err == nil { // gets a first token
			t.Fatal("an order that nobody placed was read")
		}
		token, err := b.Tokens.Current(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		shop := b.Promises("AWAITING_PICKUP", "701-9999999-9999999", "NO-SUCH")
		shop.Settings["orders_api"] = version
		shop.Token, shop.Secrets = token, []string{token.Access, token.Refresh}
		return shop
	}
}

// facts are what world and snapshot have in common.
type facts struct {
	Stage, CancelledBy, Total, Parts, Refunded, Seller, Shipping string
	CancelRequested, ByOthers                                    bool
	Created, Completed                                           time.Time
	Lines, Packages                                              []string
}

// known is what a perfect connector would have read of the world; old: by v0.
func known(b *worldtest.Box, old bool) func(*world.Order) facts {
	return func(o *world.Order) facts { return knownOf(b, o, old) }
}

func knownOf(b *worldtest.Box, o *world.Order, old bool) facts {
	r := b.World().Reading(o)
	shown := func(a world.Amount) string { return a.Text(0) }
	f := facts{
		Stage: string(r.Stage), CancelledBy: string(r.CancelledBy), CancelRequested: r.CancelRequested, Created: o.Created,
		ByOthers: !slices.ContainsFunc(o.Lines, func(l world.Line) bool { return l.ItemID == 0 || l.ItemID%6 != 0 }),
	}
	if old {
		f.Stage, f.CancelledBy = knownOld(o, f)
	}
	priced := faceamazon.Priced(o) && (!old || r.Stage != world.Cancelled)
	if priced {
		f.Total, f.Parts = shown(faceamazon.Total(o)), shown(faceamazon.Total(o))
		f.Shipping = shown(o.Shipping)
	} else {
		f.Total, f.Parts, f.Shipping = "0", "0", "0"
	}
	var refunded, vouchers world.Amount
	for _, x := range o.Refunds {
		if !x.Part {
			refunded += x.Amount
		}
	}
	if o.WasShipped() {
		f.Refunded = shown(refunded)
	} else {
		f.Refunded = "0"
	}
	if f.Stage == "completed" {
		f.Completed = o.CompletedAt
	}
	for _, l := range o.Lines {
		left := l.Quantity - l.Cancelled
		if left == 0 {
			continue
		}
		vouchers += l.Discount
		f.Lines = append(f.Lines, fmt.Sprintln(l.SKU, left, l.Name))
	}
	if f.Seller = "0"; priced && !slices.ContainsFunc(o.Lines, func(l world.Line) bool { return l.Cancelled > 0 }) {
		f.Seller = shown(vouchers)
	}
	if !f.ByOthers && !old {
		for _, p := range o.Packages {
			f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber+" "+p.Courier+" "+p.ShippedAt.Format(time.RFC3339))
		}
	}
	slices.Sort(f.Lines)
	slices.Sort(f.Packages)
	return f
}

// knownOld is what v0 cannot tell: parcels, and who cancelled unless it was the buyer.
func knownOld(o *world.Order, f facts) (stage, by string) {
	stage, by = f.Stage, f.CancelledBy
	switch {
	case stage == "failed_delivery" || stage == "returned" || stage == "delivered":
		if stage = "shipped"; !o.CompletedAt.IsZero() {
			stage = "completed"
		}
	case stage == "cancelled" && by != "buyer":
		by = "system"
	}
	return stage, by
}

func seen(b *worldtest.Box) func(order.Snapshot) facts {
	return func(s order.Snapshot) facts { return seenOf(s, b.Order(s.Ref)) }
}

func seenOf(s order.Snapshot, o *world.Order) facts {
	f := facts{
		Stage: string(s.Stage), CancelledBy: string(s.CancelledBy), Total: s.Total.String(), Parts: s.Amounts.Sum().String(), Refunded: s.Refunded.String(),
		Seller: s.Amounts.SellerVoucher.String(), Shipping: s.Amounts.Shipping.String(), CancelRequested: s.CancelRequested, ByOthers: s.ShippedByOthers,
		Created: s.CreatedAt, Completed: s.CompletedAt,
	}
	if slices.ContainsFunc(o.Lines, func(l world.Line) bool { return l.Cancelled > 0 }) {
		f.Seller = "0" // the world keeps the voucher of cancelled pieces
	}
	for _, l := range s.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(l.SKU, l.Quantity, l.Name))
	}
	for _, p := range s.Packages {
		f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber+" "+p.Courier+" "+p.ShippedAt.Format(time.RFC3339))
	}
	slices.Sort(f.Lines)
	slices.Sort(f.Packages)
	return f
}

func TestOrders_whatTheWorldKnows(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2026-01-01", "v0"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 330, NoSKU: 1, UnknownSKU: 1}, nil)
			worldtest.Compare(b, b.Everything(b.Open("orders_api", version)), known(b, version == "v0"), seen(b))
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300}, nil)
	worldtest.Compare(b, b.EverythingUnder(b.Open(), 0.06, worldtest.Unsteady...), known(b, false), seen(b))
}

// A notification and a cycle must not overwrite each other.
func TestOrder_aloneAsInPageForEveryLife(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2026-01-01", "v0"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 60}, nil)
			b.AloneAsInPage(b.Open("orders_api", version))
		})
	}
}

func TestOrderIDs_areThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 230}, nil)
	conn := b.Open()
	b.OrderIDsAreTheWorlds(conn)
	got := channeltest.WalkOrderIDs(t, conn, channel.Window{From: b.Now().Add(-20 * 24 * time.Hour), To: b.Now()})
	if len(got) != len(b.Orders()) {
		t.Errorf("%d ids of %d orders: some came twice", len(got), len(b.Orders()))
	}
}

package lazada_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/lazada"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	facelazada "github.com/tillbridge/tillbridge/internal/sandbox/lazada"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// Connector and sandbox share no code: both are written from the fact sheet, so that a mistake in one shows against the other.
func TestConnector_keepsPromises(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: lazada.Kind, PageSize: 100, Start: shop(nil), Throttle: banned})
}

func TestConnector_keepsPromisesWithTextForEverything(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: lazada.Kind, PageSize: 100, Start: shop(map[string]string{"types": "strings"}), Throttle: banned})
}

// banned is how Lazada says "wait two minutes": under HTTP 200.
func banned(req *http.Request) *http.Response {
	const body = `{"code":"ApiCallLimit","type":"ISV","message":"Api access frequency exceeds the limit. this ban will last 120 seconds","request_id":"0ba2"}`
	return &http.Response{StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req, ContentLength: -1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body))}
}

// startBox opens a shop of the sandbox.
func startBox(t *testing.T, o sandbox.Options, face map[string]string) *worldtest.Box {
	t.Helper()
	return worldtest.Start(t, lazada.Kind, o, face)
}

func faceOf(b *worldtest.Box) *facelazada.Face {
	return b.Shop(b.Key.Channel, b.Key.Shop).(*facelazada.Face)
}

func shop(settings map[string]string) func(*testing.T) channeltest.Shop {
	return func(t *testing.T) channeltest.Shop {
		b := startBox(t, sandbox.Options{}, settings)
		post := b.Postbox(func(body []byte) string {
			var about struct {
				Data struct {
					Order string `json:"trade_order_id"`
				} `json:"data"`
			}
			_ = json.Unmarshal(body, &about) // what is no push is about no order
			return about.Data.Order
		})
		faceOf(b).SetPush(post.URL) // entered in the console
		shop := b.Promises("awaiting_pickup", "880999999999999", "99999999:99999999")
		shop.Delivery = post.Delivery
		return shop
	}
}

// facts are what world and snapshot have in common.
type facts struct {
	Stage, Total, Parts, Refunded, Number, Seller, Platform string
	CancelRequested, ReturnRequested                        bool
	CancelledBy                                             string
	Paid, Created, Completed                                time.Time
	Goods, Packages                                         []string
}

func known(b *worldtest.Box) func(*world.Order) facts {
	return func(o *world.Order) facts { return knownOf(b, o) }
}

func knownOf(b *worldtest.Box, o *world.Order) facts {
	r := b.World().Reading(o)
	f := facts{
		Stage: string(r.Stage), Total: o.Total.Text(0), Parts: o.Total.Text(0), Refunded: o.Refunded().Text(0), Number: o.Number,
		CancelRequested: r.CancelRequested, ReturnRequested: r.ReturnRequested, CancelledBy: string(r.CancelledBy),
		Paid: o.PaidAt, Created: o.Created,
	}
	var seller, platform world.Amount
	for _, d := range o.Discounts {
		if d.By == world.Seller {
			seller += d.Amount
		} else {
			platform += d.Amount
		}
	}
	f.Seller, f.Platform = seller.Text(0), platform.Text(0)
	if r.Stage == world.Completed {
		f.Completed = o.CompletedAt
	}
	for _, l := range o.Lines {
		f.Goods = append(f.Goods, fmt.Sprintln(l.SKU, l.Quantity, (l.Subtotal+l.Tax).Text(0), l.Discount.Text(0)))
	}
	for _, p := range o.Packages {
		f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber+" "+p.Courier)
	}
	slices.Sort(f.Goods)
	slices.Sort(f.Packages)
	return f
}

// seen adds lines of one SKU up: where a tax does not divide evenly, pieces have two prices, and so they are two lines.
func seen(s order.Snapshot) facts {
	f := facts{
		Stage: string(s.Stage), Total: s.Total.String(), Parts: s.Amounts.Sum().String(), Refunded: s.Refunded.String(), Number: s.Number,
		Seller: s.Amounts.SellerVoucher.String(), Platform: s.Amounts.PlatformVoucher.String(),
		CancelRequested: s.CancelRequested, ReturnRequested: s.ReturnRequested, CancelledBy: string(s.CancelledBy),
		Paid: s.PaidAt, Created: s.CreatedAt, Completed: s.CompletedAt,
	}
	sum := map[string]order.Line{}
	for _, l := range s.Lines {
		all := sum[l.Listing]
		all.SKU, all.Quantity, all.Total, all.Discount = l.SKU, all.Quantity+l.Quantity, all.Total+l.Total, all.Discount+l.Discount
		sum[l.Listing] = all
	}
	for _, l := range sum {
		f.Goods = append(f.Goods, fmt.Sprintln(l.SKU, l.Quantity, l.Total, l.Discount))
	}
	for _, p := range s.Packages {
		f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber+" "+p.Courier)
	}
	slices.Sort(f.Goods)
	slices.Sort(f.Packages)
	return f
}

func TestOrders_whatTheWorldKnows(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{
		"as recorded":              {},
		"as the reference shows":   {"types": "strings"},
		"an account without final": {"confirmed": "false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 330, NoSKU: 1, UnknownSKU: 1}, settings)
			worldtest.Compare(b, b.Everything(b.Open()), known(b), seen)
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300}, nil)
	worldtest.Compare(b, b.EverythingUnder(b.Open(), 0.08, append(worldtest.Unsteady, fault.Expired)...), known(b), seen)
}

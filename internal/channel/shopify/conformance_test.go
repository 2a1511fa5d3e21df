package shopify_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopify"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	face "github.com/tillbridge/tillbridge/internal/sandbox/shopify"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Connector and sandbox share no code: both are written from the fact sheet, so that a mistake in one shows against the other.
func TestConnector_keepsPromises(t *testing.T) {
	t.Parallel()
	for name, expiring := range map[string]string{"with a lasting token": "false", "with tokens that end": "true"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			channeltest.Run(t, channeltest.Harness{Kind: shopify.Kind, PageSize: 100, Start: func(t *testing.T) channeltest.Shop {
				return sandboxShop(t, map[string]string{"expiring_tokens": expiring})
			}})
		})
	}
}

// startBox opens a store of the sandbox on the largest plan: promises are not about waiting for points, TestBucket is.
func startBox(t *testing.T, o sandbox.Options, settings map[string]string) *worldtest.Box {
	t.Helper()
	with := map[string]string{"plan": "enterprise"}
	maps.Copy(with, settings)
	return worldtest.Start(t, shopify.Kind, o, with)
}

func sandboxShop(t *testing.T, with map[string]string) channeltest.Shop {
	b := startBox(t, sandbox.Options{}, with)
	post := b.Postbox(func(body []byte) string {
		var about struct {
			ID json.Number `json:"id"`
		}
		_ = json.Unmarshal(body, &about) // what is no webhook is about no order
		return about.ID.String()
	})
	shop := b.Promises("AWAITING_DRONE", "5551299999999", "99999999")
	delete(shop.Settings, "access_token")
	delete(shop.Settings, "refresh_token")
	shop.Secrets = []string{shop.Token.Access}
	shop.Delivery = func(ref string) (http.Header, []byte) {
		post.Subscribe(b.Open(), "")
		return post.Delivery(ref)
	}
	return shop
}

func faceOf(b *worldtest.Box) *face.Face { return b.Shop(b.Key.Channel, b.Key.Shop).(*face.Face) }

// facts are what world and snapshot have in common.
type facts struct {
	Stage, Total, Parts, Refunded, Number, Currency string
	CancelledBy                                     string
	CancelRequested, ReturnRequested                bool
	Paid, Created, Updated, Completed               time.Time
	Buyer, Street, City                             string
	Lines, Packages                                 []string
}

func known(b *worldtest.Box) func(*world.Order) facts {
	return func(o *world.Order) facts { return knownOf(b, o) }
}

func knownOf(b *worldtest.Box, o *world.Order) facts {
	r := b.World().Reading(o)
	f := facts{
		Stage: string(r.Stage), CancelledBy: string(r.CancelledBy), Total: o.Total.Text(0), Parts: o.Total.Text(0), Refunded: o.Refunded().Text(0),
		Number: o.Number, Currency: o.Currency, CancelRequested: r.CancelRequested, ReturnRequested: r.ReturnRequested,
		Paid: o.PaidAt, Created: o.Created, Updated: o.Updated, Completed: o.CompletedAt,
		Buyer: o.Buyer.First + " " + o.Buyer.Last + " " + o.Buyer.Email, Street: o.Buyer.Street, City: o.Buyer.City,
	}
	if o.Buyer.ShipStreet != "" {
		f.Street, f.City = o.Buyer.ShipStreet, o.Buyer.ShipCity
	}
	for _, l := range o.Lines {
		listing := ""
		if l.ItemID != 0 {
			listing = fmt.Sprint(l.ItemID)
		}
		f.Lines = append(f.Lines, fmt.Sprintln(l.ID, listing, l.SKU, l.Name, l.Quantity, l.Price.Text(0), l.Subtotal.Text(0), l.Discount.Text(0), l.Tax.Text(0)))
	}
	for _, p := range o.Packages {
		f.Packages = append(f.Packages, p.Ref+" "+p.Courier+" "+p.TrackingNumber+" "+p.ShippedAt.String()+" "+p.DeliveredAt.String())
	}
	return f
}

func seen(s order.Snapshot) facts {
	f := facts{
		Stage: string(s.Stage), CancelledBy: string(s.CancelledBy), Total: s.Total.String(), Parts: s.Amounts.Sum().String(), Refunded: s.Refunded.String(),
		Number: s.Number, Currency: string(s.Currency), CancelRequested: s.CancelRequested, ReturnRequested: s.ReturnRequested,
		Paid: s.PaidAt, Created: s.CreatedAt, Updated: s.UpdatedAt, Completed: s.CompletedAt,
		Buyer: s.Buyer.Name + " " + s.Buyer.Email, City: s.ShipTo.City,
	}
	lines := strings.Split(s.ShipTo.Lines, "\n")
	f.Street = lines[len(lines)-1]
	for _, l := range s.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(l.Ref, l.Listing, l.SKU, l.Name, l.Quantity, l.Price, l.Total, l.Discount, l.Tax))
	}
	for _, p := range s.Packages {
		f.Packages = append(f.Packages, p.Ref+" "+p.Courier+" "+p.TrackingNumber+" "+p.ShippedAt.String()+" "+p.DeliveredAt.String())
	}
	return f
}

func TestOrders_areWhatTheWorldKnows(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300, NoSKU: 2, UnknownSKU: 2}, nil)
	worldtest.Compare(b, b.Everything(b.Open()), known(b), seen)
}

func TestOrders_areWhatTheWorldKnowsWhenThingsGoWrong(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300}, nil)
	worldtest.Compare(b, b.EverythingUnder(b.Open(), 0.12, worldtest.Unsteady...), known(b), seen)
}

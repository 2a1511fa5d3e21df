package woocommerce_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Connector and sandbox share no code: both are written from the fact sheet, so that a mistake in one shows against the other.
func TestConnector_keepsPromisesAgainstTheSandbox(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: woocommerce.Kind, PageSize: 100, Start: sandboxShop})
}

// startBox opens a shop of the sandbox.
func startBox(t *testing.T, o sandbox.Options, face map[string]string) *worldtest.Box {
	t.Helper()
	return worldtest.Start(t, woocommerce.Kind, o, face)
}

func sandboxShop(t *testing.T) channeltest.Shop {
	b := startBox(t, sandbox.Options{}, nil)
	post := b.Postbox(func(body []byte) string {
		var about struct {
			ID json.Number `json:"id"`
		}
		if !bytes.HasPrefix(body, []byte("{")) || json.Unmarshal(body, &about) != nil {
			return ""
		}
		return about.ID.String()
	})
	shop := b.Promises("awaiting-pickup", "99999999", "99999999")
	shop.Settings["webhook_secret"] = hookSecret
	shop.Delivery = func(ref string) (http.Header, []byte) {
		post.Subscribe(b.Open("webhook_secret", hookSecret), "")
		return post.Delivery(ref)
	}
	return shop
}

// facts are what world and snapshot have in common.
type facts struct {
	Stage, Total, Parts, Refunded, Number string
	CancelRequested, ReturnRequested      bool
	Paid, Created, Completed              time.Time
	Lines, Packages                       []string
}

// known is what a perfect connector would read; without a plugin the shop has no tracking numbers.
func known(b *worldtest.Box, tracking bool) func(*world.Order) facts {
	return func(o *world.Order) facts {
		r := b.World().Reading(o)
		f := facts{
			Stage: string(r.Stage), Total: o.Total.Text(0), Parts: o.Total.Text(0), Refunded: o.Refunded().Text(0), Number: o.Number,
			CancelRequested: r.CancelRequested, ReturnRequested: r.ReturnRequested,
			Paid: o.PaidAt, Created: o.Created, Completed: o.CompletedAt,
		}
		for _, l := range o.Lines {
			f.Lines = append(f.Lines, fmt.Sprintln(l.ID, l.SKU, l.Quantity, l.Subtotal.Text(0), l.Discount.Text(0), l.Tax.Text(0)))
		}
		for _, p := range o.Packages {
			if tracking {
				f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber)
			}
		}
		return f
	}
}

func seen(s order.Snapshot) facts {
	f := facts{
		Stage: string(s.Stage), Total: s.Total.String(), Parts: s.Amounts.Sum().String(), Refunded: s.Refunded.String(), Number: s.Number,
		CancelRequested: s.CancelRequested, ReturnRequested: s.ReturnRequested,
		Paid: s.PaidAt, Created: s.CreatedAt, Completed: s.CompletedAt,
	}
	for _, l := range s.Lines {
		f.Lines = append(f.Lines, fmt.Sprintln(atoi(l.Ref, 0), l.SKU, l.Quantity, l.Total, l.Discount, l.Tax))
	}
	for _, p := range s.Packages {
		f.Packages = append(f.Packages, p.Ref+" "+p.TrackingNumber)
	}
	return f
}

func TestOrders_whatTheWorldKnows(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]map[string]string{
		"core statuses":   {"custom_statuses": "false", "shipment_tracking": "false"},
		"with plugins":    {},
		"numbering":       {"order_number": "INV-#"},
		"stripped header": {"tls": "true", "strip_authorization": "true"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 450}, settings)
			auth := []string{}
			if settings["tls"] == "true" {
				auth = []string{"auth", "query"}
			}
			worldtest.Compare(b, b.Everything(b.Open(auth...)), known(b, settings["shipment_tracking"] != "false"), seen)
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 600}, nil)
	worldtest.Compare(b, b.EverythingUnder(b.Open(), 0.12, worldtest.Unsteady...), known(b, true), seen)
}

func TestOrder_whoCancelledAsTheWorldKnows(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300}, nil)
	conn := b.Open()
	parties := map[world.Actor]int{}
	for _, o := range b.World().Orders(world.Filter{Channel: b.Key.Channel, Stage: world.Cancelled}) {
		want := b.World().Reading(o).CancelledBy
		s, err := conn.Order(t.Context(), o.Ref)
		if err != nil || string(s.CancelledBy) != string(want) {
			t.Errorf("order %s, paid %v: cancelled by %q, error %v, the world knows %q", o.Ref, o.WasPaid(), s.CancelledBy, err, want)
		}
		parties[want]++
	}
	if len(parties) < 2 {
		t.Errorf("the world has too few cancellations to compare: %v", parties)
	}
}

func TestTest_sandboxOfAnOldVersion(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 30}, map[string]string{"old_version": "true"})
	conn := b.Open()
	report, err := conn.Test(t.Context())
	if err != nil || len(report.Advice) < 2 {
		t.Errorf("advice %q, error %v, want one about the version", report.Advice, err)
	}
	_, err = conn.Orders(t.Context(), channel.Window{From: b.Now().Add(-time.Minute)}, "")
	if err == nil {
		t.Error("a shop that ignores modified_after was read as if it did not")
	}
}

func BenchmarkOrders_page(b *testing.B) {
	page := bytes.TrimSpace([]byte(rows(1, 100, seconds(at("08:30:00")))))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		_, _ = w.Write(page)
	}))
	b.Cleanup(server.Close)
	conn := connectTo(b, server)
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := conn.Orders(b.Context(), channel.Window{}, ""); err != nil {
			b.Fatal(err)
		}
	}
}

package shopify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopify"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	face "github.com/tillbridge/tillbridge/internal/sandbox/shopify"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
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

// box is a sandbox with one store, whose clock the test sets.
type box struct {
	t *testing.T
	*sandbox.Running
	key world.Key

	mu       sync.Mutex
	now      time.Time
	received map[string]received
}

type received struct {
	header http.Header
	body   []byte
}

func startBox(t *testing.T, o sandbox.Options, settings map[string]string) *box {
	t.Helper()
	present := time.Now().UTC().Truncate(time.Second)
	b := &box{t: t, now: present.Add(-4 * time.Hour), received: map[string]received{}}
	with := map[string]string{"plan": "enterprise"} // promises are not about waiting for points; TestBucket is
	maps.Copy(with, settings)
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{"shopify"}, b.now, b.clock
	o.Settings = map[string]map[string]string{"shopify": with}
	running, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running, b.key = running, world.Key{Channel: "shopify", Shop: running.Faces[0].Shop}
	b.set(present)
	return b
}

func (b *box) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *box) set(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = at
}

func (b *box) face() *face.Face { return b.Shop("shopify", b.key.Shop).(*face.Face) }

// during does something in the world at a time of the test's choice.
func (b *box) during(at time.Time, do func() (*world.Order, error)) *world.Order {
	b.t.Helper()
	before := b.clock()
	b.set(at)
	defer b.set(before)
	o, err := do()
	if err != nil {
		b.t.Error(err)
		return &world.Order{}
	}
	return o
}

func (b *box) place(at time.Time) string {
	return b.during(at, func() (*world.Order, error) {
		o, err := b.World().Buy(b.key, nil)
		if err != nil {
			return nil, err
		}
		return b.World().Edit(b.key, o.Ref, func(o *world.Order, p world.Pen) error {
			o.Stage, o.PaidAt, o.Script = world.Paid, p.Now(), nil
			return nil
		})
	}).Ref
}

func (b *box) edit(ref string, at time.Time, change func(*world.Order)) {
	b.during(at, func() (*world.Order, error) {
		return b.World().Edit(b.key, ref, func(o *world.Order, _ world.Pen) error { change(o); return nil })
	})
}

func sandboxShop(t *testing.T, with map[string]string) channeltest.Shop {
	b := startBox(t, sandbox.Options{}, with)
	settings := b.settings()
	first := channel.Token{Access: settings["access_token"], Refresh: settings["refresh_token"]}
	delete(settings, "access_token")
	delete(settings, "refresh_token")
	receiver := httptest.NewServer(b)
	t.Cleanup(receiver.Close)
	return channeltest.Shop{
		Settings: settings, Token: first, Secrets: []string{first.Access},
		Now:      b.clock,
		Place:    b.place,
		Touch:    func(ref string, at time.Time) { b.edit(ref, at, func(*world.Order) {}) },
		Strange:  func(ref string, at time.Time) { b.edit(ref, at, func(o *world.Order) { o.Word = "AWAITING_DRONE" }) },
		Revoke:   func() { b.face().Rotate() },
		Delivery: func(ref string) (http.Header, []byte) { return b.delivery(receiver.URL, ref) },
		Absent:   "5551299999999",
	}
}

// settings are how a merchant would connect, with the sandbox in Shopify's place.
func (b *box) settings() map[string]string {
	s := b.face().Credentials()
	s["base_url"] = b.Faces[0].BaseURL
	return s
}

// delivery subscribes, changes the order, and gives what arrives.
func (b *box) delivery(url string, ref string) (http.Header, []byte) {
	b.t.Helper()
	conn := b.open(b.settings(), httpkit.Options{})
	if err := conn.(channel.WebhookReceiver).Subscribe(b.t.Context(), url); err != nil {
		b.t.Fatal(err)
	}
	b.edit(ref, b.clock(), func(o *world.Order) { o.Note += "." })
	if err := b.Outbox().Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	got, ok := b.received[ref]
	if !ok {
		b.t.Fatalf("no webhook about order %s arrived, only about %d others", ref, len(b.received))
	}
	return got.header, got.body
}

func (b *box) open(settings map[string]string, o httpkit.Options) channel.Connector {
	b.t.Helper()
	return b.openWith(settings, o, nil)
}

func (b *box) openWith(settings map[string]string, o httpkit.Options, tokens channel.Tokens) channel.Connector {
	b.t.Helper()
	o.AllowPrivate, o.FirstWait, o.MaxWait = true, time.Millisecond, 10*time.Millisecond
	conn, err := shopify.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: httpkit.New(o), Now: b.clock, Tokens: tokens})
	if err != nil {
		b.t.Fatal(err)
	}
	return conn
}

// ServeHTTP receives webhooks.
func (b *box) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var about struct {
		ID json.Number `json:"id"`
	}
	if json.Unmarshal(body, &about) == nil {
		b.mu.Lock()
		b.received[about.ID.String()] = received{r.Header.Clone(), body}
		b.mu.Unlock()
	}
	w.WriteHeader(http.StatusOK)
}

// everything reads a store's whole history, asking again when a call fails for a reason that waiting heals.
func (b *box) everything(ctx context.Context, conn channel.Connector) map[string]order.Snapshot {
	b.t.Helper()
	got := map[string]order.Snapshot{}
	var at channel.Cursor
	w := channel.Window{To: b.clock().Add(time.Minute)}
	for failures := 0; failures < 200; {
		page, err := conn.Orders(ctx, w, at)
		if err != nil {
			failures++
			b.t.Logf("asking again after %v", err)
			continue
		}
		for _, s := range page.Orders {
			got[s.Ref] = s
		}
		if at = page.Next; at == "" {
			return got
		}
	}
	b.t.Fatal("the walk did not end")
	return nil
}

// compare holds what was read against what a perfect connector would have read of the world.
func (b *box) compare(got map[string]order.Snapshot) {
	b.t.Helper()
	orders := b.World().Orders(world.Filter{Channel: b.key.Channel, Shop: b.key.Shop})
	for _, o := range orders {
		s, ok := got[o.Ref]
		if !ok {
			b.t.Errorf("order %s (%s) was lost", o.Ref, o.Stage)
			continue
		}
		if diff := cmp.Diff(b.known(o), seen(s)); diff != "" || s.Problem != nil {
			b.t.Errorf("order %s, status %q, problem %v (-world +read):\n%s", o.Ref, s.RawStatus, s.Problem, diff)
		}
	}
	if len(got) != len(orders) || len(orders) == 0 {
		b.t.Errorf("%d orders were read, the world has %d", len(got), len(orders))
	}
}

// facts are what world and snapshot have in common.
type facts struct {
	Stage, Total, Parts, Refunded, Number, Currency string
	CancelledBy                                     string
	CancelRequested, ReturnRequested                bool
	Paid, Created, Updated, Completed               time.Time
	Buyer, Street, City                             string
	Lines, Packages                                 []string
}

func (b *box) known(o *world.Order) facts {
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
	b.compare(b.everything(t.Context(), b.open(b.settings(), httpkit.Options{})))
}

func TestOrders_areWhatTheWorldKnowsWhenThingsGoWrong(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300}, nil)
	for _, kind := range []fault.Kind{fault.Reset, fault.Truncate, fault.HTML, fault.ServerError, fault.Throttle, fault.ChangeOrders} {
		if err := b.Faults().Add(fault.Rule{Kind: kind, Probability: 0.12}); err != nil {
			t.Fatal(err)
		}
	}
	conn := b.open(b.settings(), httpkit.Options{})
	got := b.everything(t.Context(), conn)
	b.Faults().Clear()
	maps.Copy(got, b.everything(t.Context(), conn)) // those that changed while the first window was read
	b.compare(got)
}

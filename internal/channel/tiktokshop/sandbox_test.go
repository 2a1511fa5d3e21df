package tiktokshop_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// box is a sandbox with one shop, whose clock the test sets.
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

func startBox(t *testing.T, o sandbox.Options) *box {
	t.Helper()
	present := time.Now().UTC().Truncate(time.Second)
	b := &box{t: t, now: present.Add(-2 * time.Hour), received: map[string]received{}}
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{"tiktokshop"}, b.now, b.clock
	running, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running, b.key = running, world.Key{Channel: "tiktokshop", Shop: running.Faces[0].Shop}
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

// do lets something happen to an order now.
func (b *box) do(ref string, a world.Act) *world.Order {
	b.t.Helper()
	o, err := b.World().Do(b.key, ref, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// settings are what a person would enter.
func (b *box) settings() map[string]string {
	s := maps.Clone(b.Shops()[0].Credentials)
	s["base_url"] = b.Faces[0].BaseURL
	return s
}

// firstToken is the one of the settings, as the hub stores it.
func firstToken(settings map[string]string) channel.Token {
	return channel.Token{Access: settings["access_token"], Refresh: settings["refresh_token"]}
}

func (b *box) open(settings map[string]string, o httpkit.Options) channel.Connector {
	b.t.Helper()
	return b.openWith(settings, o, channeltest.NewTokens(firstToken(settings)))
}

func (b *box) openWith(settings map[string]string, o httpkit.Options, tokens channel.Tokens) channel.Connector {
	b.t.Helper()
	o.AllowPrivate, o.FirstWait, o.MaxWait = true, time.Millisecond, 10*time.Millisecond
	conn, err := tiktokshop.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: httpkit.New(o), Now: b.clock, Tokens: tokens})
	if err != nil {
		b.t.Fatal(err)
	}
	return conn
}

func sandboxShop(t *testing.T) channeltest.Shop {
	b := startBox(t, sandbox.Options{})
	settings := b.settings()
	receiver := httptest.NewServer(b)
	t.Cleanup(receiver.Close)
	return channeltest.Shop{
		Settings: settings,
		Token:    firstToken(settings),
		Now:      b.clock,
		Place:    b.place,
		Touch:    func(ref string, at time.Time) { b.edit(ref, at, func(*world.Order) {}) },
		Strange:  func(ref string, at time.Time) { b.edit(ref, at, func(o *world.Order) { o.Word = "ON_THE_MOON" }) },
		Revoke:   func() { b.Shop("tiktokshop", b.key.Shop).Rotate() },
		Delivery: func(ref string) (http.Header, []byte) {
			return b.delivery(receiver.URL+"/hooks/tiktokshop", settings, ref)
		},
		HookURL: receiver.URL + "/hooks/tiktokshop",
		Absent:  "580000999999999999",
	}
}

// delivery subscribes, changes the order, and gives what arrives.
func (b *box) delivery(url string, settings map[string]string, ref string) (http.Header, []byte) {
	b.t.Helper()
	conn := b.open(settings, httpkit.Options{})
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

// ServeHTTP receives webhooks and answers with nothing, as TikTok wants it.
func (b *box) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var about struct {
		Data struct {
			Order string `json:"order_id"`
		} `json:"data"`
	}
	if bytes.HasPrefix(body, []byte("{")) && json.Unmarshal(body, &about) == nil {
		b.mu.Lock()
		b.received[about.Data.Order] = received{r.Header.Clone(), body}
		b.mu.Unlock()
	}
	w.WriteHeader(http.StatusOK)
}

// everything reads a shop's whole history day by day, asking again when a call fails for a reason that waiting heals.
func (b *box) everything(ctx context.Context, conn channel.Connector) map[string]order.Snapshot {
	b.t.Helper()
	got := map[string]order.Snapshot{}
	to := b.clock().Add(time.Minute)
	for from := to.Add(-(world.Days + 1) * 24 * time.Hour); from.Before(to); from = from.Add(tiktokshop.Kind.MaxWindow) {
		b.window(ctx, conn, channel.Window{From: from, To: from.Add(tiktokshop.Kind.MaxWindow)}, got)
	}
	return got
}

func (b *box) window(ctx context.Context, conn channel.Connector, w channel.Window, got map[string]order.Snapshot) {
	b.t.Helper()
	var at channel.Cursor
	for failures := 0; failures < 100; {
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
			return
		}
	}
	b.t.Fatal("the walk did not end")
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
	Channel, Stage, CancelledBy, Total, Parts, Seller, Platform, Shipping, Fees, Refunded string
	CancelRequested, ReturnRequested                                                      bool
	Paid, Created, Shipped, Delivered                                                     time.Time
	Lines, Packages                                                                       []string
}

func (b *box) known(o *world.Order) facts {
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
			b := startBox(t, sandbox.Options{Orders: 450, Settings: map[string]map[string]string{"tiktokshop": settings}})
			b.compare(b.everything(t.Context(), b.open(b.settings(), httpkit.Options{})))
		})
	}
}

// A webhook and a cycle must not overwrite each other.
func TestOrder_aloneAsInPageForEveryLife(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 120})
	conn := b.open(b.settings(), httpkit.Options{})
	for ref, inPage := range b.everything(t.Context(), conn) {
		alone, err := conn.Order(t.Context(), ref)
		if err != nil {
			t.Fatal(err)
		}
		if alone.Hash() != inPage.Hash() {
			t.Errorf("order %s: %s", ref, cmp.Diff(inPage, alone))
		}
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 400})
	for _, kind := range []fault.Kind{fault.Reset, fault.Truncate, fault.HTML, fault.Throttle, fault.ServerError, fault.ChangeOrders} {
		if err := b.Faults().Add(fault.Rule{Kind: kind, Probability: 0.12}); err != nil {
			t.Fatal(err)
		}
	}
	conn := b.open(b.settings(), httpkit.Options{})
	got := b.everything(t.Context(), conn)
	b.Faults().Clear()
	maps.Copy(got, b.everything(t.Context(), conn)) // those that changed while the first windows were read
	b.compare(got)
}

// The share of Tokopedia is drawn by lot, and every order of it is told.
func TestOrders_tellTheirPlatform(t *testing.T) {
	t.Parallel()
	for share, want := range map[string][2]int{"0": {0, 0}, "40": {30, 50}, "100": {100, 100}} {
		b := startBox(t, sandbox.Options{Orders: 300, Settings: map[string]map[string]string{"tiktokshop": {"tokopedia_share": share}}})
		got := b.everything(t.Context(), b.open(b.settings(), httpkit.Options{}))
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

func TestOrderIDs_areThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 230})
	lister := b.open(b.settings(), httpkit.Options{}).(channel.OrderLister)
	now := b.clock()
	var got []string
	var at channel.Cursor
	for {
		ids, next, err := lister.OrderIDs(t.Context(), channel.Window{From: now.Add(-15 * 24 * time.Hour), To: now}, at)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, ids...)
		if at = next; at == "" {
			break
		}
	}
	var want []string
	for _, o := range b.World().Orders(world.Filter{Channel: "tiktokshop"}) {
		want = append(want, o.Ref)
	}
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

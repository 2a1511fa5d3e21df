package shopee_test

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
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
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
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{"shopee"}, b.now, b.clock
	running, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running, b.key = running, world.Key{Channel: "shopee", Shop: running.Faces[0].Shop}
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
	conn, err := shopee.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: httpkit.New(o), Now: b.clock, Tokens: tokens})
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
		Revoke:   func() { b.Shop("shopee", b.key.Shop).Rotate() },
		Delivery: func(ref string) (http.Header, []byte) { return b.delivery(receiver.URL+"/hooks/shopee", settings, ref) },
		HookURL:  receiver.URL + "/hooks/shopee",
		Absent:   "2601010ABCDEFG",
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
		b.t.Fatalf("no push about order %s arrived, only about %d others", ref, len(b.received))
	}
	return got.header, got.body
}

// ServeHTTP receives pushes and answers with nothing, as Shopee wants it.
func (b *box) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var about struct {
		Data struct {
			SN string `json:"ordersn"`
		} `json:"data"`
	}
	if bytes.HasPrefix(body, []byte("{")) && json.Unmarshal(body, &about) == nil {
		b.mu.Lock()
		b.received[about.Data.SN] = received{r.Header.Clone(), body}
		b.mu.Unlock()
	}
	w.WriteHeader(http.StatusOK)
}

// everything reads a shop's whole history, asking again when a call fails for a reason that waiting heals.
func (b *box) everything(ctx context.Context, conn channel.Connector) map[string]order.Snapshot {
	b.t.Helper()
	got := map[string]order.Snapshot{}
	var at channel.Cursor
	to := b.clock().Add(time.Minute)
	w := channel.Window{From: to.Add(-shopee.Kind.MaxWindow), To: to}
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
	Stage, CancelledBy, Total, Parts, Seller, Platform, Shipping, Fees, Refunded string
	CancelRequested, ReturnRequested                                             bool
	Paid, Created, Shipped                                                       time.Time
	Lines, Packages                                                              []string
}

func (b *box) known(o *world.Order) facts {
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
			b := startBox(t, sandbox.Options{Orders: 450, Settings: map[string]map[string]string{"shopee": settings}})
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
	maps.Copy(got, b.everything(t.Context(), conn)) // those that changed while the first window was read
	b.compare(got)
}

func TestOrderIDs_areThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 230})
	lister := b.open(b.settings(), httpkit.Options{}).(channel.OrderLister)
	now := b.clock()
	var got []string
	var at channel.Cursor
	for {
		ids, next, err := lister.OrderIDs(t.Context(), channel.Window{From: now.Add(-shopee.Kind.MaxWindow), To: now}, at)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, ids...)
		if at = next; at == "" {
			break
		}
	}
	var want []string
	for _, o := range b.World().Orders(world.Filter{Channel: "shopee"}) {
		want = append(want, o.Ref)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

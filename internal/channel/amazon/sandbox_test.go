package amazon_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	faceamazon "github.com/tillbridge/tillbridge/internal/sandbox/amazon"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// box is a sandbox with one seller, whose clock the test sets.
type box struct {
	t *testing.T
	*sandbox.Running
	key    world.Key
	tokens *channeltest.Tokens

	mu  sync.Mutex
	now time.Time
}

// startBox starts a sandbox whose limits do not bind, unless the settings say otherwise.
func startBox(t *testing.T, o sandbox.Options, settings ...string) *box {
	t.Helper()
	present := time.Now().UTC().Truncate(time.Second)
	b := &box{t: t, now: present.Add(-4 * time.Hour)}
	mine := map[string]string{"rate_factor": "1000000"}
	for i := 0; i < len(settings); i += 2 {
		mine[settings[i]] = settings[i+1]
	}
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{"amazon"}, b.now, b.clock
	o.Settings = map[string]map[string]string{"amazon": mine}
	running, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running, b.key = running, world.Key{Channel: "amazon", Shop: running.Faces[0].Shop}
	b.tokens = channeltest.NewTokens(channel.Token{Refresh: running.Faces[0].Credentials["refresh_token"]})
	b.set(present)
	return b
}

func (b *box) face() *faceamazon.Face { return b.Shop("amazon", b.key.Shop).(*faceamazon.Face) }

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

// do does an act to an order now.
func (b *box) do(ref string, a world.Act) {
	b.t.Helper()
	if _, err := b.World().Do(b.key, ref, a); err != nil {
		b.t.Fatal(err)
	}
}

func seller(version string) func(*testing.T) channeltest.Shop {
	return func(t *testing.T) channeltest.Shop {
		b := startBox(t, sandbox.Options{})
		conn := b.open()
		if _, err := conn.Order(t.Context(), "701-0000000-0000000"); err == nil { // gets a first token
			t.Fatal("an order that nobody placed was read")
		}
		token, err := b.tokens.Current(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		settings := b.settings()
		settings["orders_api"] = version
		return channeltest.Shop{
			Settings: settings, Token: token, Now: b.clock, Secrets: []string{token.Access, token.Refresh},
			Place:   b.place,
			Touch:   func(ref string, at time.Time) { b.edit(ref, at, func(*world.Order) {}) },
			Strange: func(ref string, at time.Time) { b.edit(ref, at, func(o *world.Order) { o.Word = "AWAITING_PICKUP" }) },
			Revoke:  func() { b.face().Rotate() },
			Absent:  "701-9999999-9999999",
		}
	}
}

func (b *box) settings() map[string]string {
	s := maps.Clone(b.Faces[0].Credentials)
	s["base_url"] = b.Faces[0].BaseURL
	return s
}

func (b *box) open(nameValue ...string) channel.Connector {
	return b.openWith(httpkit.Options{}, nameValue...)
}

func (b *box) openWith(o httpkit.Options, nameValue ...string) channel.Connector {
	b.t.Helper()
	settings := b.settings()
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	o.AllowPrivate, o.FirstWait, o.MaxWait = true, time.Millisecond, 10*time.Millisecond
	conn, err := amazon.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: httpkit.New(o), Now: b.clock, Tokens: b.tokens})
	if err != nil {
		b.t.Fatal(err)
	}
	return conn
}

// everything reads a shop's whole history, asking again when a call fails for a reason that waiting heals.
func (b *box) everything(ctx context.Context, conn channel.Connector) map[string]order.Snapshot {
	b.t.Helper()
	got := map[string]order.Snapshot{}
	var at channel.Cursor
	w := channel.Window{To: b.clock()}
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

// facts are what world and snapshot have in common.
type facts struct {
	Stage, CancelledBy, Total, Parts, Refunded, Seller, Shipping string
	CancelRequested, ByOthers                                    bool
	Created, Completed                                           time.Time
	Lines, Packages                                              []string
}

// known is what a perfect connector would have read of the world.
func (b *box) known(o *world.Order, old bool) facts {
	r := b.World().Reading(o)
	shown := func(a world.Amount) string { return a.Text(0) }
	f := facts{
		Stage: string(r.Stage), CancelledBy: string(r.CancelledBy), CancelRequested: r.CancelRequested, Created: o.Created,
		ByOthers: !slices.ContainsFunc(o.Lines, func(l world.Line) bool { return l.ItemID == 0 || l.ItemID%6 != 0 }),
	}
	if old {
		f.Stage, f.CancelledBy = b.knownOld(o, f)
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
func (b *box) knownOld(o *world.Order, f facts) (stage, by string) {
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

func seen(s order.Snapshot, o *world.Order) facts {
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

func (b *box) compare(got map[string]order.Snapshot, old bool) {
	b.t.Helper()
	orders := b.World().Orders(world.Filter{Channel: b.key.Channel, Shop: b.key.Shop})
	for _, o := range orders {
		s, ok := got[o.Ref]
		if !ok {
			b.t.Errorf("order %s (%s) was lost", o.Ref, o.Stage)
			continue
		}
		if diff := cmp.Diff(b.known(o, old), seen(s, o)); diff != "" || s.Problem != nil {
			b.t.Errorf("order %s, status %q, problem %v (-world +read):\n%s", o.Ref, s.RawStatus, s.Problem, diff)
		}
	}
	if len(got) != len(orders) || len(orders) == 0 {
		b.t.Errorf("%d orders were read, the world has %d", len(got), len(orders))
	}
}

func TestOrders_whatTheWorldKnows(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2026-01-01", "v0"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 330, NoSKU: 1, UnknownSKU: 1})
			b.compare(b.everything(t.Context(), b.open("orders_api", version)), version == "v0")
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300})
	for _, kind := range []fault.Kind{fault.Reset, fault.Truncate, fault.HTML, fault.Throttle, fault.ServerError, fault.ChangeOrders} {
		if err := b.Faults().Add(fault.Rule{Kind: kind, Probability: 0.06}); err != nil {
			t.Fatal(err)
		}
	}
	conn := b.open()
	got := b.everything(t.Context(), conn)
	b.Faults().Clear()
	b.set(b.clock().Add(time.Hour)) // what changed meanwhile is old enough to be listed
	maps.Copy(got, b.everything(t.Context(), conn))
	b.compare(got, false)
}

// A notification and a cycle must not overwrite each other.
func TestOrder_aloneAsInPageForEveryLife(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2026-01-01", "v0"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 60})
			conn := b.open("orders_api", version)
			for ref, inPage := range b.everything(t.Context(), conn) {
				alone, err := conn.Order(t.Context(), ref)
				if err != nil {
					t.Fatal(err)
				}
				if alone.Hash() != inPage.Hash() {
					t.Errorf("order %s: %s", ref, cmp.Diff(inPage, alone))
				}
			}
		})
	}
}

func TestOrderIDs_areThoseOfTheWorld(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 230})
	lister := b.open().(channel.OrderLister)
	now := b.clock()
	var got, want []string
	var at channel.Cursor
	for {
		ids, next, err := lister.OrderIDs(t.Context(), channel.Window{From: now.Add(-20 * 24 * time.Hour), To: now}, at)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, ids...)
		if at = next; at == "" {
			break
		}
	}
	for _, o := range b.World().Orders(world.Filter{Channel: "amazon"}) {
		want = append(want, o.Ref)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

package lazada_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/lazada"
	"github.com/tillbridge/tillbridge/internal/httpkit"
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

// box is a sandbox with one shop, whose clock the test sets.
type box struct {
	t *testing.T
	*sandbox.Running
	key    world.Key
	tokens *channeltest.Tokens

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
	b := &box{t: t, now: present.Add(-4 * time.Hour), received: map[string]received{}}
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{"lazada"}, b.now, b.clock
	running, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running, b.key = running, world.Key{Channel: "lazada", Shop: running.Faces[0].Shop}
	c := running.Faces[0].Credentials
	b.tokens = channeltest.NewTokens(channel.Token{Access: c["access_token"], Refresh: c["refresh_token"]})
	b.set(present)
	return b
}

func (b *box) face() *facelazada.Face { return b.Shop("lazada", b.key.Shop).(*facelazada.Face) }

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

func shop(settings map[string]string) func(*testing.T) channeltest.Shop {
	return func(t *testing.T) channeltest.Shop {
		b := startBox(t, sandbox.Options{Settings: map[string]map[string]string{"lazada": settings}})
		receiver := httptest.NewServer(b)
		t.Cleanup(receiver.Close)
		c := b.settings()
		return channeltest.Shop{
			Settings: c,
			Token:    channel.Token{Access: c["access_token"], Refresh: c["refresh_token"]},
			Now:      b.clock,
			Place:    b.place,
			Touch:    func(ref string, at time.Time) { b.edit(ref, at, func(*world.Order) {}) },
			Strange:  func(ref string, at time.Time) { b.edit(ref, at, func(o *world.Order) { o.Word = "awaiting_pickup" }) },
			Revoke:   func() { b.face().Rotate() },
			Delivery: func(ref string) (http.Header, []byte) { return b.delivery(receiver.URL, ref) },
			Absent:   "880999999999999",
		}
	}
}

func (b *box) settings() map[string]string {
	s := maps.Clone(b.Faces[0].Credentials)
	s["base_url"] = b.Faces[0].BaseURL
	return s
}

// delivery enters the address in the console, changes the order, and gives what arrives.
func (b *box) delivery(url, ref string) (http.Header, []byte) {
	b.t.Helper()
	b.face().SetPush(url)
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

// ServeHTTP receives push messages.
func (b *box) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var about struct {
		Data struct {
			Order string `json:"trade_order_id"`
		} `json:"data"`
	}
	if json.Unmarshal(body, &about) == nil {
		b.mu.Lock()
		b.received[about.Data.Order] = received{r.Header.Clone(), body}
		b.mu.Unlock()
	}
	w.WriteHeader(http.StatusOK)
}

func (b *box) open() channel.Connector { return b.openWith(httpkit.Options{}, b.settings()) }

func (b *box) openWith(o httpkit.Options, settings map[string]string) channel.Connector {
	b.t.Helper()
	o.AllowPrivate, o.FirstWait, o.MaxWait = true, time.Millisecond, 10*time.Millisecond
	conn, err := lazada.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: httpkit.New(o), Now: b.clock, Tokens: b.tokens})
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
	Stage, Total, Parts, Refunded, Number, Seller, Platform string
	CancelRequested, ReturnRequested                        bool
	CancelledBy                                             string
	Paid, Created, Completed                                time.Time
	Goods, Packages                                         []string
}

func (b *box) known(o *world.Order) facts {
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
			b := startBox(t, sandbox.Options{Orders: 330, NoSKU: 1, UnknownSKU: 1, Settings: map[string]map[string]string{"lazada": settings}})
			b.compare(b.everything(t.Context(), b.open()))
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300})
	for _, kind := range []fault.Kind{fault.Reset, fault.Truncate, fault.HTML, fault.Throttle, fault.ServerError, fault.Expired, fault.ChangeOrders} {
		if err := b.Faults().Add(fault.Rule{Kind: kind, Probability: 0.08}); err != nil {
			t.Fatal(err)
		}
	}
	conn := b.open()
	got := b.everything(t.Context(), conn)
	b.Faults().Clear()
	maps.Copy(got, b.everything(t.Context(), conn)) // those that changed while the first window was read
	b.compare(got)
}

// counting counts requests by path.
type counting struct {
	mu   sync.Mutex
	seen map[string]int
}

// RoundTrip implements http.RoundTripper.
func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	if c.seen == nil {
		c.seen = map[string]int{}
	}
	c.seen[r.URL.Path]++
	c.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

func (c *counting) of(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[path]
}

func (b *box) openCounting(c *counting) channel.Connector {
	return b.openWith(httpkit.Options{Transport: c}, b.settings())
}

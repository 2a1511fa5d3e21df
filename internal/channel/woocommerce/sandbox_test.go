package woocommerce_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// Connector and sandbox share no code: both are written from the fact sheet, so that a mistake in one shows against the other.
func TestConnector_keepsPromisesAgainstTheSandbox(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: woocommerce.Kind, PageSize: 100, Start: sandboxShop})
}

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
	b := &box{t: t, now: present.Add(-4 * time.Hour), received: map[string]received{}}
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{"woocommerce"}, b.now, b.clock
	running, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running, b.key = running, world.Key{Channel: "woocommerce", Shop: running.Faces[0].Shop}
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

func sandboxShop(t *testing.T) channeltest.Shop {
	b := startBox(t, sandbox.Options{})
	settings := b.settings()
	receiver := httptest.NewServer(b)
	t.Cleanup(receiver.Close)
	return channeltest.Shop{
		Settings: settings,
		Now:      b.clock,
		Place:    b.place,
		Touch:    func(ref string, at time.Time) { b.edit(ref, at, func(*world.Order) {}) },
		Strange:  func(ref string, at time.Time) { b.edit(ref, at, func(o *world.Order) { o.Word = "awaiting-pickup" }) },
		Revoke:   func() { b.Shop("woocommerce", b.key.Shop).Rotate() },
		Delivery: func(ref string) (http.Header, []byte) { return b.delivery(receiver.URL, settings, ref) },
		Absent:   "99999999",
	}
}

func (b *box) settings() map[string]string {
	s := maps.Clone(b.Faces[0].Credentials)
	s["url"] = b.Faces[0].BaseURL
	s["webhook_secret"] = hookSecret
	return s
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

func (b *box) open(settings map[string]string, o httpkit.Options) channel.Connector {
	b.t.Helper()
	o.AllowPrivate, o.FirstWait, o.MaxWait = true, time.Millisecond, 10*time.Millisecond
	conn, err := woocommerce.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: httpkit.New(o), Now: b.clock})
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
	if bytes.HasPrefix(body, []byte("{")) && json.Unmarshal(body, &about) == nil {
		b.mu.Lock()
		b.received[about.ID.String()] = received{r.Header.Clone(), body}
		b.mu.Unlock()
	}
	w.WriteHeader(http.StatusOK)
}

// everything reads a shop's whole history, asking again when a call fails for a reason that waiting heals.
func (b *box) everything(ctx context.Context, conn channel.Connector) map[string]order.Snapshot {
	b.t.Helper()
	got := map[string]order.Snapshot{}
	var at channel.Cursor
	w := channel.Window{To: b.clock().Add(time.Minute)}
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
func (b *box) compare(got map[string]order.Snapshot, tracking bool) {
	b.t.Helper()
	orders := b.World().Orders(world.Filter{Channel: b.key.Channel, Shop: b.key.Shop})
	for _, o := range orders {
		s, ok := got[o.Ref]
		if !ok {
			b.t.Errorf("order %s (%s) was lost", o.Ref, o.Stage)
			continue
		}
		if diff := cmp.Diff(b.known(o, tracking), seen(s)); diff != "" || s.Problem != nil {
			b.t.Errorf("order %s, status %q, problem %v (-world +read):\n%s", o.Ref, s.RawStatus, s.Problem, diff)
		}
	}
	if len(got) != len(orders) || len(orders) == 0 {
		b.t.Errorf("%d orders were read, the world has %d", len(got), len(orders))
	}
}

// facts are what world and snapshot have in common.
type facts struct {
	Stage, Total, Parts, Refunded, Number string
	CancelRequested, ReturnRequested      bool
	Paid, Created, Completed              time.Time
	Lines, Packages                       []string
}

func (b *box) known(o *world.Order, tracking bool) facts {
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
			b := startBox(t, sandbox.Options{Orders: 450, Settings: map[string]map[string]string{"woocommerce": settings}})
			s := b.settings()
			if settings["tls"] == "true" {
				s["auth"] = "query"
			}
			b.compare(b.everything(t.Context(), b.open(s, httpkit.Options{})), settings["shipment_tracking"] != "false")
		})
	}
}

func TestOrders_whatTheWorldKnowsInSpiteOfFaults(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 600})
	for _, kind := range []fault.Kind{fault.Reset, fault.Truncate, fault.HTML, fault.Throttle, fault.ServerError, fault.ChangeOrders} {
		if err := b.Faults().Add(fault.Rule{Kind: kind, Probability: 0.12}); err != nil {
			t.Fatal(err)
		}
	}
	conn := b.open(b.settings(), httpkit.Options{})
	got := b.everything(t.Context(), conn)
	b.Faults().Clear()
	maps.Copy(got, b.everything(t.Context(), conn)) // those that changed while the first window was read
	b.compare(got, true)
}

func TestOrder_whoCancelledAsTheWorldKnows(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 300})
	conn := b.open(b.settings(), httpkit.Options{})
	parties := map[world.Actor]int{}
	for _, o := range b.World().Orders(world.Filter{Channel: b.key.Channel, Stage: world.Cancelled}) {
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
	b := startBox(t, sandbox.Options{Orders: 30, Settings: map[string]map[string]string{"woocommerce": {"old_version": "true"}}})
	conn := b.open(b.settings(), httpkit.Options{})
	report, err := conn.Test(t.Context())
	if err != nil || len(report.Advice) < 2 {
		t.Errorf("advice %q, error %v, want one about the version", report.Advice, err)
	}
	_, err = conn.Orders(t.Context(), channel.Window{From: b.clock().Add(-time.Minute)}, "")
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

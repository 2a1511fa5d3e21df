package magento_test

import (
	"context"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/magento"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	face "github.com/tillbridge/tillbridge/internal/sandbox/magento"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Connector and sandbox share no code: both are written from the fact sheet, so that a mistake in one shows against the other.
func TestConnector_keepsPromises(t *testing.T) {
	t.Parallel()
	channeltest.Run(t, channeltest.Harness{Kind: magento.Kind, PageSize: 50, Start: func(t *testing.T) channeltest.Shop { return promiseShop(t, nil) }})
}

// The same over a shop with a bearer token, without rewritten addresses, with quoted ids and a limit on pages.
func TestConnector_keepsPromisesInAnAwkwardShop(t *testing.T) {
	t.Parallel()
	awkward := map[string]string{"bearer": "true", "rewrites": "false", "quoted_ids": "true", "maximum_page_size": "20", "inventory_management": "false"}
	channeltest.Run(t, channeltest.Harness{Kind: magento.Kind, PageSize: 20, Start: func(t *testing.T) channeltest.Shop {
		s := promiseShop(t, awkward)
		s.Settings["auth"] = "bearer"
		return s
	}})
}

func promiseShop(t *testing.T, settings map[string]string) channeltest.Shop {
	b := startBox(t, sandbox.Options{Settings: map[string]map[string]string{"magento": settings}})
	return channeltest.Shop{
		Settings: b.settings(),
		Now:      b.clock,
		Place:    b.place,
		Touch:    func(ref string, at time.Time) { b.edit(ref, at, func(*world.Order) {}) },
		Strange:  func(ref string, at time.Time) { b.edit(ref, at, func(o *world.Order) { o.Word = "awaiting-pickup" }) },
		Revoke:   func() { b.face().Rotate() },
		Absent:   "99999999",
	}
}

// box is a sandbox with one shop, whose clock the test sets.
type box struct {
	t *testing.T
	*sandbox.Running
	key world.Key

	mu  sync.Mutex
	now time.Time
}

func startBox(t *testing.T, o sandbox.Options) *box {
	t.Helper()
	present := time.Now().UTC().Truncate(time.Second)
	b := &box{t: t, now: present.Add(-4 * time.Hour)}
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{"magento"}, b.now, b.clock
	running, err := sandbox.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running, b.key = running, world.Key{Channel: "magento", Shop: running.Faces[0].Shop}
	b.set(present)
	return b
}

func (b *box) face() *face.Face { return b.Shop("magento", b.key.Shop).(*face.Face) }

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

// order is an order as the world knows it.
func (b *box) order(ref string) *world.Order {
	b.t.Helper()
	o, err := b.World().Order(b.key, ref)
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

func (b *box) settings(nameValue ...string) map[string]string {
	s := maps.Clone(b.Faces[0].Credentials)
	s["url"] = b.Faces[0].BaseURL
	for i := 0; i < len(nameValue); i += 2 {
		s[nameValue[i]] = nameValue[i+1]
	}
	return s
}

func (b *box) open(settings map[string]string) channel.Connector {
	b.t.Helper()
	client := httpkit.New(httpkit.Options{AllowPrivate: true, FirstWait: time.Millisecond, MaxWait: 10 * time.Millisecond})
	conn, err := magento.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: client, Now: b.clock})
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

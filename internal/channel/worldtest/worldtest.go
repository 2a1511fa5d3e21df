// Package worldtest puts a connector before a pretend shop whose world and clock the test governs, and holds what was read
// against what the world knows.
//
// It knows no channel, and it is the one place where connectors and the sandbox meet in tests: they share no code, so that a
// mistake in one shows against the other.
package worldtest

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// Box is a sandbox with one shop. Its clock stands still where the test sets it; the history ends two hours before.
type Box struct {
	*sandbox.Running
	Key    world.Key
	Tokens *channeltest.Tokens // of all connectors that Open makes

	t    testing.TB
	kind channel.Kind
	mu   sync.Mutex
	now  time.Time
}

// Start opens a shop of a channel, with settings of its face, until the test ends.
func Start(t testing.TB, kind channel.Kind, o sandbox.Options, face map[string]string) *Box {
	t.Helper()
	present := time.Now().UTC().Truncate(time.Second)
	b := &Box{t: t, kind: kind, now: present.Add(-2 * time.Hour)}
	o.Seed, o.Channels, o.Start, o.Now = 1, []string{kind.Name}, b.now, b.Now
	if face != nil {
		o.Settings = map[string]map[string]string{kind.Name: face}
	}
	running, err := sandbox.Start(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = running.Close() })
	b.Running, b.Key = running, world.Key{Channel: kind.Name, Shop: running.Faces[0].Shop}
	b.Tokens = channeltest.NewTokens(FirstToken(b.Settings()))
	b.Set(present)
	return b
}

// Now is the shop's clock.
func (b *Box) Now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

// Set puts the clock.
func (b *Box) Set(at time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = at
}

// During does something in the world at a time of the test's choice.
func (b *Box) During(at time.Time, do func() (*world.Order, error)) *world.Order {
	b.t.Helper()
	before := b.Now()
	b.Set(at)
	defer b.Set(before)
	o, err := do()
	if err != nil {
		b.t.Error(err)
		return &world.Order{}
	}
	return o
}

// Buy makes a paid order of what is wished for, or of anything, that nothing happens to by itself.
func (b *Box) Buy(wishes ...world.Wish) *world.Order {
	b.t.Helper()
	o, err := b.World().Buy(b.Key, wishes)
	if err != nil {
		b.t.Fatal(err)
	}
	o, err = b.World().Edit(b.Key, o.Ref, func(o *world.Order, p world.Pen) error {
		o.Stage, o.PaidAt, o.Script = world.Paid, p.Now(), nil
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// Place makes a paid order that nothing happens to by itself, and gives its ref.
func (b *Box) Place(at time.Time) string {
	b.t.Helper()
	return b.During(at, func() (*world.Order, error) { return b.Buy(), nil }).Ref
}

// Edit changes an order.
func (b *Box) Edit(ref string, at time.Time, change func(*world.Order)) {
	b.t.Helper()
	b.During(at, func() (*world.Order, error) {
		return b.World().Edit(b.Key, ref, func(o *world.Order, _ world.Pen) error { change(o); return nil })
	})
}

// Touch changes an order harmlessly.
func (b *Box) Touch(ref string, at time.Time) { b.t.Helper(); b.Edit(ref, at, func(*world.Order) {}) }

// Do lets something happen to an order now.
func (b *Box) Do(ref string, a world.Act) *world.Order {
	b.t.Helper()
	o, err := b.World().Do(b.Key, ref, a)
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// Order is an order as the world knows it.
func (b *Box) Order(ref string) *world.Order {
	b.t.Helper()
	o, err := b.World().Order(b.Key, ref)
	if err != nil {
		b.t.Fatal(err)
	}
	return o
}

// Orders are all orders of the shop as the world knows them.
func (b *Box) Orders() []*world.Order {
	return b.World().Orders(world.Filter{Channel: b.Key.Channel, Shop: b.Key.Shop})
}

// Items are the listings of the shop that can be bought: a parent of variants is none.
func (b *Box) Items() []*world.Item {
	return slices.DeleteFunc(b.World().Items(b.Key), func(i *world.Item) bool { return i.Kind == world.Variable })
}

// Settings are what a person would enter by now, with changes given as name, value, name, value.
func (b *Box) Settings(change ...string) map[string]string {
	front := sandbox.Face{BaseURL: b.Faces[0].BaseURL, Credentials: b.Shops()[0].Credentials}
	s := front.Settings(b.kind.SettingNames())
	for _, name := range []string{"access_token", "refresh_token"} { // what an authorisation would bring
		if v, ok := front.Credentials[name]; ok {
			s[name] = v
		}
	}
	for i := 0; i < len(change); i += 2 {
		s[change[i]] = change[i+1]
	}
	return s
}

// FirstToken is the one that settings name, as the hub stores it.
func FirstToken(settings map[string]string) channel.Token {
	return channel.Token{Access: settings["access_token"], Refresh: settings["refresh_token"]}
}

// Open makes a connector with Settings and Tokens.
func (b *Box) Open(change ...string) channel.Connector {
	b.t.Helper()
	return b.OpenWith(b.Settings(change...), httpkit.Options{}, b.Tokens)
}

// OpenAs makes a connector with other settings, whose token is the one they name.
func (b *Box) OpenAs(settings map[string]string) channel.Connector {
	b.t.Helper()
	return b.OpenWith(settings, httpkit.Options{}, channeltest.NewTokens(FirstToken(settings)))
}

// OpenWith makes a connector that waits for nothing long.
func (b *Box) OpenWith(settings map[string]string, o httpkit.Options, tokens channel.Tokens) channel.Connector {
	b.t.Helper()
	o.AllowPrivate, o.FirstWait, o.MaxWait = true, time.Millisecond, 10*time.Millisecond
	conn, err := b.kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: httpkit.New(o), Now: b.Now, Tokens: tokens})
	if err != nil {
		b.t.Fatal(err)
	}
	return conn
}

// OpenCounting makes a connector whose requests are counted.
func (b *Box) OpenCounting(c *Counting, change ...string) channel.Connector {
	b.t.Helper()
	return b.OpenWith(b.Settings(change...), httpkit.Options{Transport: c}, b.Tokens)
}

// windows are spans that hold the whole history, each as wide as the channel allows.
func (b *Box) windows() []channel.Window {
	to := b.Now().Add(time.Minute)
	if b.kind.MaxWindow == 0 {
		return []channel.Window{{To: to}}
	}
	var all []channel.Window
	for from := to.AddDate(0, 0, -world.Days-1); from.Before(to); from = from.Add(b.kind.MaxWindow) {
		all = append(all, channel.Window{From: from, To: from.Add(b.kind.MaxWindow)})
	}
	return all
}

// Everything reads a shop's whole history, asking again when a call fails for a reason that waiting heals.
func (b *Box) Everything(conn channel.Connector) map[string]order.Snapshot {
	b.t.Helper()
	got := map[string]order.Snapshot{}
	for _, w := range b.windows() {
		b.walk(conn, w, got)
	}
	return got
}

// patience is how many calls of a walk may fail.
const patience = 200

func (b *Box) walk(conn channel.Connector, w channel.Window, got map[string]order.Snapshot) {
	b.t.Helper()
	var at channel.Cursor
	for failures := 0; failures < patience; {
		page, err := conn.Orders(b.t.Context(), w, at)
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

// Unsteady are the faults under which a shop can still be read to the end.
var Unsteady = []fault.Kind{fault.Reset, fault.Truncate, fault.HTML, fault.Throttle, fault.ServerError, fault.ChangeOrders}

// EverythingUnder reads a shop's whole history while things go wrong, and then once more without, when what changed meanwhile is old
// enough for the channel to show it.
func (b *Box) EverythingUnder(conn channel.Connector, probability float64, kinds ...fault.Kind) map[string]order.Snapshot {
	b.t.Helper()
	for _, kind := range kinds {
		if err := b.Faults().Add(fault.Rule{Kind: kind, Probability: probability}); err != nil {
			b.t.Fatal(err)
		}
	}
	got := b.Everything(conn)
	b.Faults().Clear()
	b.Set(b.Now().Add(b.kind.Lag + time.Minute))
	maps.Copy(got, b.Everything(conn))
	return got
}

// Compare holds what was read against what a perfect connector would have read of the world, order by order. F is what both
// sides have in common.
func Compare[F any](b *Box, got map[string]order.Snapshot, known func(*world.Order) F, seen func(order.Snapshot) F) {
	b.t.Helper()
	orders := b.Orders()
	stages := map[order.Stage]int{}
	for _, o := range orders {
		s, ok := got[o.Ref]
		if !ok {
			b.t.Errorf("order %s (%s) was lost", o.Ref, o.Stage)
			continue
		}
		stages[s.Stage]++
		if diff := cmp.Diff(known(o), seen(s)); diff != "" || s.Problem != nil {
			b.t.Errorf("order %s, %s, status %q, problem %v (-world +read):\n%s", o.Ref, o.Stage, s.RawStatus, s.Problem, diff)
		}
	}
	if len(got) != len(orders) || len(stages) < 5 {
		b.t.Errorf("%d orders were read, the world has %d; stages %v", len(got), len(orders), stages)
	}
}

// AloneAsInPage holds every order read by itself against what the pages showed: a webhook and a cycle must not overwrite each
// other for ever.
func (b *Box) AloneAsInPage(conn channel.Connector) {
	b.t.Helper()
	for ref, inPage := range b.Everything(conn) {
		alone, err := conn.Order(b.t.Context(), ref)
		if err != nil || alone.Hash() != inPage.Hash() {
			b.t.Errorf("order %s, error %v (-page +alone):\n%s", ref, err, cmp.Diff(inPage, alone))
		}
	}
}

// OrderIDsAreTheWorlds holds the ids of all orders, and those of three days, against the world.
func (b *Box) OrderIDsAreTheWorlds(conn channel.Connector) {
	b.t.Helper()
	days := channel.Window{From: b.Now().Add(-5 * 24 * time.Hour), To: b.Now().Add(-2 * 24 * time.Hour)}
	for _, w := range append(b.windows(), days) {
		want := map[string]bool{}
		for _, o := range b.Orders() {
			if !o.Created.Before(w.From) && o.Created.Before(w.To) {
				want[o.Ref] = true
			}
		}
		got := map[string]bool{}
		for _, id := range channeltest.WalkOrderIDs(b.t, conn, w) {
			got[id] = true
		}
		if diff := cmp.Diff(want, got); diff != "" || w == days && len(want) < 25 {
			b.t.Errorf("orders created from %s to %s, %d of the world's (-world +read):\n%s", w.From, w.To, len(want), diff)
		}
	}
}

// Listings reads what the shop sells, by id: what has changed since then, or all when it is zero.
func (b *Box) Listings(conn channel.Connector, since time.Time) map[string]channel.Listing {
	b.t.Helper()
	got := map[string]channel.Listing{}
	for _, l := range channeltest.WalkListings(b.t, conn, since) {
		got[l.ID] = l
	}
	return got
}

// Item is the first one of the shop that a test can use.
func (b *Box) Item(is func(*world.Item) bool) *world.Item {
	b.t.Helper()
	items := b.World().Items(b.Key)
	at := slices.IndexFunc(items, is)
	if at < 0 {
		b.t.Fatal("the world has no such item")
	}
	return items[at]
}

// Promises is the shop as channeltest wants it. What only the channel knows is for its test to add: a status that no table holds
// (word), a ref that no order has (absent), an id that no listing has, and how a delivery comes.
func (b *Box) Promises(word, absent, noListing string) channeltest.Shop {
	settings := b.Settings()
	return channeltest.Shop{
		Settings: settings, Token: FirstToken(settings), Now: b.Now, Place: b.Place, Touch: b.Touch,
		Strange: func(ref string, at time.Time) { b.Edit(ref, at, func(o *world.Order) { o.Word = word }) },
		Revoke:  func() { b.Shop(b.Key.Channel, b.Key.Shop).Rotate() },
		Absent:  absent, NoListing: noListing,
	}
}

// Counting counts requests by method and path. The zero value is ready.
type Counting struct {
	mu   sync.Mutex
	seen map[[2]string]int
}

// RoundTrip implements http.RoundTripper.
func (c *Counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	if c.seen == nil {
		c.seen = map[[2]string]int{}
	}
	c.seen[[2]string{r.Method, r.URL.Path}]++
	c.mu.Unlock()
	return http.DefaultTransport.RoundTrip(r)
}

// Where counts the requests that a test is about.
func (c *Counting) Where(is func(method, path string) bool) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for what, times := range c.seen {
		if is(what[0], what[1]) {
			n += times
		}
	}
	return n
}

// Of counts the requests to a path.
func (c *Counting) Of(path string) int {
	return c.Where(func(_, p string) bool { return p == path })
}

// All counts all requests.
func (c *Counting) All() int {
	return c.Where(func(_, _ string) bool { return true })
}

// ID is an item's number as text.
func ID(n int64) string { return strconv.FormatInt(n, 10) }

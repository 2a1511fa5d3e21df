// Package channeltest holds the promises that every connector keeps, as tests that run against a pretend shop of its channel.
//
// It knows no channel. What it needs of one stands in Harness and Shop: a way to place and change orders with chosen times,
// to take the key away, to make a delivery. Faults of the network are put between connector and shop, so that no shop needs
// to know how to break. A bug in one connector that another could have becomes a promise here.
package channeltest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Harness is what a connector's test brings.
type Harness struct {
	Kind     channel.Kind
	PageSize int // most orders that the connector asks for at once; the tests place more

	// Start opens a shop without orders for one test and closes it with the test.
	Start func(t *testing.T) Shop

	// Throttle is how the channel says "wait two minutes"; nil: 429 with Retry-After: 120.
	Throttle func(*http.Request) *http.Response
}

// Shop is a pretend shop. Times are whole seconds UTC. A nil function leaves out the promises that need it, aloud.
type Shop struct {
	Settings map[string]string // to connect
	Token    channel.Token     // for channels with tokens
	Secrets  []string          // what must never show in an error, a log or an exchange; Settings marked secret are added
	Now      func() time.Time  // the shop's clock

	Place    func(at time.Time) (ref string)        // a paid order, changed last at that time
	Touch    func(ref string, at time.Time)         // changes it, harmlessly
	Strange  func(ref string, at time.Time)         // gives it a status that no table holds
	Revoke   func()                                 // refuses the key from now on
	Delivery func(ref string) (http.Header, []byte) // a genuine webhook about the order; nil: the channel has none
	HookURL  string                                 // the address that Delivery is signed for, where the channel signs it
	Absent   string                                 // a well-formed ref that no order has

	NoListing string // a well-formed id that no listing has; empty: the shop sells nothing
}

// Run tests every promise.
func Run(t *testing.T, h Harness) {
	for _, p := range promises {
		t.Run(p.sentence, func(t *testing.T) {
			t.Parallel()
			p.keep(t, open(t, h))
		})
	}
}

var promises = []struct {
	sentence string
	keep     func(*testing.T, *bench)
}{
	{"every order of the window comes exactly once", everyOrderOnce},
	{"orders of one and the same second all come", equalTimes},
	{"a list of ids has every order created in its window", idsByCreation},
	{"orders that change while pages are read are not lost", changeWhileRead},
	{"orders of one second that change while pages are read are not lost", equalTimesChange},
	{"an order with a late time stamp is found by the next window", lateStamp},
	{"a window without orders ends at once", emptyWindow},
	{"a cursor that is not ours starts the window over", strangeCursor},
	{"an order read alone is the order read in the page", aloneAsInPage},
	{"an order is found by the number it shows, and by its id", foundByNumber},
	{"an order that the channel does not have is 404", missingOrder},
	{"an unknown status is held and the page goes on", unknownStatus},
	{"a refused key is 401, so that a person is asked to reconnect", refusedKey},
	{"a test of a healthy shop finds nothing wrong", healthyTest},
	{"429 with a wait is handed up with the wait", throttled},
	{"429 without a wait is handed up after a few tries", throttledBarely},
	{"a token that ends is renewed before it is used, once for all calls", tokenEnds},
	{"a hub whose clock is wrong reads right, or is told", wrongClock},
	{"5xx is 503 after a few tries", serverError},
	{"a page in place of JSON is 503", pageInstead},
	{"a cut body is asked for again", cutOnce},
	{"a body that stays cut is 503", cutAlways},
	{"a huge body is refused", hugeBody},
	{"a broken connection is 503", brokenConnection},
	{"a cancelled context ends the call quickly", cancelled},
	{"a forged webhook is refused", forgedWebhook},
	{"a webhook tells the order, and its replay is the same delivery", replayedWebhook},
	{"no secret shows in an error, a log or an exchange", noSecrets},
	{"calls may run side by side", sideBySide},
	{"every listing comes, each once, and one that was pushed shows what was pushed", listings},
	{"a push tells of each item that was not taken, and takes the others", pushOneByOne},
	{"a push that is repeated with its key changes nothing", pushAgain},
	{"prices are set item by item", pricesOneByOne},
	{"the kind says how a buyer's wish to cancel can be answered", cancelAnswers},
	{"a missing setting is named, and no secret is repeated", missingSetting},
	{"a secret in the wrong field is refused by the field's name, and not repeated", strayedSecret},
}

// bench is one test's set-up: shop, connector, and what stands between.
type bench struct {
	Shop
	h      Harness
	conn   channel.Connector
	net    *network
	log    *lockedBuffer
	tokens *Tokens
	start  time.Time    // an hour ago, whole seconds: windows begin here
	skew   atomic.Int64 // by which the hub's clock is wrong, nanoseconds
}

const maxBytes = 4 << 20

func open(t *testing.T, h Harness) *bench {
	t.Helper()
	b := &bench{Shop: h.Start(t), h: h, net: newNetwork(), log: &lockedBuffer{}}
	b.tokens = NewTokens(b.Token)
	for _, s := range h.Kind.Settings {
		if v := b.Settings[s.Name]; s.Secret && v != "" {
			b.Secrets = append(b.Secrets, v)
		}
	}
	log := slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := httpkit.New(httpkit.Options{
		Transport: b.net, FirstWait: time.Millisecond, MaxWait: 10 * time.Millisecond, MaxBytes: maxBytes, Log: log,
	})
	conn, err := h.Kind.Open(channel.Shop{Connection: 1, Settings: b.Settings}, channel.Tools{Tokens: b.tokens, HTTP: client, Now: b.hubClock, Log: log})
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	b.conn, b.start = conn, b.Now().UTC().Truncate(time.Second).Add(-time.Hour)
	return b
}

// hubClock is what the connector takes for now.
func (b *bench) hubClock() time.Time { return b.Now().Add(time.Duration(b.skew.Load())) }

// at is n seconds after the start.
func (b *bench) at(n int) time.Time { return b.start.Add(time.Duration(n) * time.Second) }

// place puts n orders into the shop, one per step seconds from first on, and gives their refs.
func (b *bench) place(n, first, step int) []string {
	refs := make([]string, n)
	for i := range refs {
		refs[i] = b.Place(b.at(first + i*step))
	}
	return refs
}

// window is the span [from, to) in seconds after the start.
func (b *bench) window(from, to int) channel.Window {
	return channel.Window{From: b.at(from), To: b.at(to)}
}

// read walks a window to its end. between is called after each page; nil does nothing.
func (b *bench) read(t *testing.T, w channel.Window, between func(page int)) map[string]order.Snapshot {
	t.Helper()
	got, err := b.walk(t.Context(), w, between)
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return got
}

// walk keeps the newest snapshot of each order. A walk that does not end is an error.
func (b *bench) walk(ctx context.Context, w channel.Window, between func(page int)) (map[string]order.Snapshot, error) {
	got := map[string]order.Snapshot{}
	var at channel.Cursor
	for page := range 1000 {
		p, err := b.conn.Orders(ctx, w, at)
		if err != nil {
			return got, err
		}
		for _, s := range p.Orders {
			if had, ok := got[s.Ref]; !ok || !s.UpdatedAt.Before(had.UpdatedAt) {
				got[s.Ref] = s
			}
		}
		if p.Next == "" {
			return got, nil
		}
		if between != nil {
			between(page)
		}
		at = p.Next
	}
	return got, outcome.New(outcome.Internal)
}

func wantRefs(t *testing.T, got map[string]order.Snapshot, want []string) {
	t.Helper()
	var lost, extra []string
	for _, ref := range want {
		if _, ok := got[ref]; !ok {
			lost = append(lost, ref)
		}
	}
	for ref := range got {
		if !slices.Contains(want, ref) {
			extra = append(extra, ref)
		}
	}
	if len(lost)+len(extra) > 0 {
		t.Errorf("of %d orders %d were lost %v, and %d came that should not %v", len(want), len(lost), lost, len(extra), extra)
	}
}

// wantCode checks that an error is of the one type that crosses borders, and of that code.
func wantCode(t *testing.T, err error, want outcome.Code) *outcome.Error {
	t.Helper()
	e := outcome.Of(err)
	if e == nil {
		t.Fatalf("no error, want %d", want)
	}
	if e.Code != want {
		t.Errorf("code %d, want %d: %v", e.Code, want, err)
	}
	return e
}

func need(t *testing.T, has bool, what string) {
	t.Helper()
	if !has {
		t.Skip("left out: this shop cannot " + what)
	}
}

// everyCall runs each read of the connector, so that a promise about failures holds for all.
func (b *bench) everyCall(ctx context.Context, ref string) map[string]error {
	_, orders := b.conn.Orders(ctx, b.window(0, 3000), "")
	_, one := b.conn.Order(ctx, ref)
	_, test := b.conn.Test(ctx)
	return map[string]error{"Orders": orders, "Order": one, "Test": test}
}

// walkErr is the error that ends a walk over everything; a page that fails may be asked for again in smaller parts first.
func (b *bench) walkErr(ctx context.Context) error {
	_, err := b.walk(ctx, b.window(0, 3000), nil)
	return err
}

// holdsSecret gives the first secret in text.
func (b *bench) holdsSecret(text []byte) string {
	for _, s := range b.Secrets {
		if bytes.Contains(text, []byte(s)) {
			return s
		}
	}
	return ""
}

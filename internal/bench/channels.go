package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/all"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// channels measures how long it takes to pull and book the orders that wait at each channel, beside the time that paging
// through the same pretend API takes when nothing is done with the answers.
func channels(ctx context.Context, o Options, e engine) ([]Table, error) {
	t := Table{
		Title: fmt.Sprintf("Pulling and booking %s waiting orders, by channel", thousands(int64(o.Waiting))),
		Head:  []string{"Channel", "Orders", "Requests for 100", "Least", "Answers alone", "Paged and read", "Booked", "Booked / answers", "Live memory at a tenth", "At the end"},
		Notes: []string{
			"answers alone: the time in which the pretend API was at work or its answers were on their way, while the connector paged; " +
				"least: what the channel's own limits allow; our own rate limit is lifted, the channel's is not",
			"live memory: what is in use after a collection, above what was in use before, the pretend channel's own included",
		},
	}
	for _, kind := range all.Kinds() {
		if !slices.Contains(sandbox.Channels(), kind.Name) {
			continue
		}
		o.say("channels, %s: %s", e.name(), kind.Title)
		f, err := pull(ctx, o, e, kind)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind.Name, err)
		}
		per := func(requests int) string { return fmt.Sprintf("%.1f", float64(requests)*100/float64(f.orders)) }
		t.add(kind.Title, f.orders, per(f.requests), per(kind.Reads.Least(f.orders)), f.answers, f.paged, f.booked, ratio(f.booked.Seconds()/f.answers.Seconds()), f.early, f.late)
	}
	return []Table{t}, nil
}

// pulled is what was measured of one channel.
type pulled struct {
	orders, requests       int
	answers, paged, booked time.Duration
	early, late            megabytes
}

// pull reads a pretend shop's history twice: the connector alone, and then the hub.
func pull(ctx context.Context, o Options, e engine, kind channel.Kind) (f pulled, err error) {
	box, err := sandbox.Start(ctx, sandbox.Options{Seed: 1, Orders: o.Waiting, Channels: []string{kind.Name}})
	if err != nil {
		return f, err
	}
	defer box.Close()
	db, err := e.fresh(ctx)
	if err != nil {
		return f, err
	}
	defer db.close()
	m := &meter{}
	a, err := app.OpenWith(ctx, hubConfig(db), []channel.Kind{metered(kind, m)}, false, o.Log)
	if err != nil {
		return f, err
	}
	defer a.Close()
	conn, err := a.Connections.Prepare(ctx, a.Account.ID, connection.New{Channel: kind.Name, Settings: box.Faces[0].Settings(kind.SettingNames()), AllowPrivate: true})
	if err != nil {
		return f, err
	}
	if err := a.Connections.Add(ctx, conn); err != nil {
		return f, err
	}
	connector, err := a.Connections.Connector(conn)
	if err != nil {
		return f, err
	}
	if _, err := page(ctx, kind, connector); err != nil { // the first time, tokens are fetched and the world's pages are made
		return f, err
	}
	m.reset()
	started := time.Now()
	if f.orders, err = page(ctx, kind, connector); err != nil {
		return f, err
	}
	f.paged = time.Since(started)
	f.requests, f.answers = m.read()
	return f, f.book(ctx, a, conn)
}

// page reads everything a shop has, and counts its orders.
func page(ctx context.Context, kind channel.Kind, connector channel.Connector) (int, error) {
	seen := map[string]bool{}
	now := time.Now().Add(-kind.Lag)
	for from := now.Add(-cycle.FirstReach); from.Before(now); {
		to := now
		if kind.MaxWindow > 0 && to.Sub(from) > kind.MaxWindow {
			to = from.Add(kind.MaxWindow)
		}
		at := channel.Cursor("")
		for {
			p, err := connector.Orders(ctx, channel.Window{From: from, To: to}, at)
			if err != nil {
				return 0, err
			}
			for i := range p.Orders {
				seen[p.Orders[i].Ref] = true
			}
			if at = p.Next; at == "" {
				break
			}
		}
		from = to
	}
	return len(seen), nil
}

// book lets the hub do the same, and looks at its memory on the way and at the end.
func (f *pulled) book(ctx context.Context, a *app.App, conn connection.Connection) error {
	key := cycle.Key{Account: conn.Account, Connection: conn.ID, Lane: connection.Orders}
	before := live()
	for {
		started := time.Now()
		more, err := a.Cycles.Slice(ctx, key, synclog.Auto, "", started) // a page
		if err != nil {
			return err
		}
		f.booked += time.Since(started)
		n, err := countOrders(ctx, a.DB, f.orders)
		switch {
		case err != nil:
			return err
		case n >= f.orders:
			f.late = live() - before
			return nil
		case n >= f.orders/10 && f.early == 0:
			f.early = live() - before
		case !more && f.booked > time.Hour:
			return fmt.Errorf("after %s only %d of %d orders are booked", f.booked, n, f.orders)
		}
	}
}

// live is the memory in use after a collection.
func live() megabytes {
	var s runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&s)
	return megabytes(float64(s.HeapAlloc) / 1e6)
}

// metered is a channel whose requests are counted and timed, and not held back by us.
func metered(kind channel.Kind, m *meter) channel.Kind {
	k := kind
	k.Rate = channel.Rate{}
	k.Open = func(s channel.Shop, t channel.Tools) (channel.Connector, error) {
		t.HTTP = httpkit.New(httpkit.Options{Transport: m})
		return kind.Open(s, t)
	}
	return k
}

// meter counts requests, and the time in which at least one of them was not answered whole.
type meter struct {
	mu       sync.Mutex
	requests int
	open     int
	since    time.Time
	busy     time.Duration
}

// RoundTrip implements http.RoundTripper.
func (m *meter) RoundTrip(r *http.Request) (*http.Response, error) {
	m.begin()
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		m.end()
		return nil, err
	}
	res.Body = &meteredBody{res.Body, sync.OnceFunc(m.end)}
	return res, nil
}

// meteredBody ends its request's time when it has been read.
type meteredBody struct {
	io.ReadCloser
	end func()
}

func (b *meteredBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		b.end()
	}
	return n, err
}

func (b *meteredBody) Close() error {
	b.end()
	return b.ReadCloser.Close()
}

func (m *meter) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests++
	if m.open++; m.open == 1 {
		m.since = time.Now()
	}
}

func (m *meter) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.open--; m.open == 0 {
		m.busy += time.Since(m.since)
	}
}

func (m *meter) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests, m.busy = 0, 0
}

func (m *meter) read() (int, time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.requests, m.busy
}

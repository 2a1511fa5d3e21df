// Package sandbox serves pretend channels over one world: for tests, for the demo, and for people who want to see what a
// shop does when nobody is watching.
//
// Each shop has a face, an HTTP server that behaves like its channel's API, faults included; see internal/sandbox/face for
// how one is added. What really happened is told at /_world/…; see internal/sandbox/world/truth. Start is all that is
// needed:
//
//	box, err := sandbox.Start(ctx, sandbox.Options{Seed: 1, Orders: 200})
//	defer box.Close()
//	shop := box.Faces[0] // BaseURL, Credentials
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/hook"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/truth"
)

// Face tells where a shop's API is and how to get in.
type Face struct {
	Channel     string            `json:"channel"`
	BaseURL     string            `json:"base_url"`
	Shop        string            `json:"shop"`
	Credentials map[string]string `json:"credentials"`
}

// Settings are what a person would enter to connect the shop, of the settings a channel has: a credential of the same name, and
// the address where one is asked for.
func (f Face) Settings(names []string) map[string]string {
	all := map[string]string{}
	for _, name := range names {
		if v, ok := f.Credentials[name]; ok {
			all[name] = v
		} else if name == "url" || name == "base_url" {
			all[name] = f.BaseURL
		}
	}
	return all
}

// Running is a sandbox that serves. Faces is as at the start; Shops has the present credentials.
type Running struct {
	WorldURL string `json:"world_url"`
	Faces    []Face `json:"faces"`

	plan    *plan
	world   *world.World
	faults  *fault.Set
	outbox  *hook.Outbox
	faces   []served
	servers []*http.Server
	stop    context.CancelFunc
	work    sync.WaitGroup
	closing sync.Once
	closed  error
}

// served is a face with its shop.
type served struct {
	face.Face
	shop world.Shop
	url  string
	port int
}

// Start makes or loads the world, opens all ports and serves until ctx ends or Close is called.
func Start(ctx context.Context, o Options) (*Running, error) {
	p, err := o.plan()
	if err != nil {
		return nil, fmt.Errorf("sandbox options: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	r := &Running{plan: p, stop: stop}
	if err := r.start(ctx); err != nil {
		r.Close()
		return nil, err
	}
	context.AfterFunc(ctx, func() { r.Close() })
	return r, nil
}

func (r *Running) start(ctx context.Context) error {
	kept, err := r.load()
	if err != nil {
		return err
	}
	r.faults = fault.NewSet(r.world.Seed(), r.world.Now)
	if err := r.faults.Replace(kept.Faults...); err != nil {
		return fmt.Errorf("taking up the saved faults: %w", err)
	}
	r.outbox = hook.New(r.faults, nil, r.plan.Now, r.plan.Logger)
	for _, shop := range r.world.Shops() {
		if err := r.open(ctx, shop, kept.face(shop.Key)); err != nil {
			return err
		}
	}
	handler := truth.Handler(truth.Sandbox{World: r.world, Faults: r.faults, Outbox: r.outbox, Shops: r.Shops, Rotate: r.rotate})
	port, _, err := r.serve(ctx, r.plan.WorldPort, kept.WorldPort, func(string) (http.Handler, error) { return handler, nil })
	if err != nil {
		return fmt.Errorf("world_port: %w", err)
	}
	r.WorldURL = r.url(port)
	r.plan.WorldPort = port
	r.work.Go(func() { r.world.Run(ctx) })
	if r.plan.Data != "" {
		wait := time.Duration(0) // a large world is first written behind the back of those who want to start
		if r.plan.Orders <= 10_000 {
			if err := r.save(); err != nil {
				return err
			}
			wait = r.plan.SaveEvery
		}
		r.work.Go(func() { r.keep(ctx, wait) })
	}
	return nil
}

// load takes the world up from disk, or makes a new one.
func (r *Running) load() (*kept, error) {
	options := r.plan.world()
	if r.plan.Data == "" {
		w, err := world.New(options)
		if err != nil {
			return nil, fmt.Errorf("sandbox options: %w", err)
		}
		r.world = w
		return &kept{}, nil
	}
	if err := os.MkdirAll(r.plan.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	w, err := world.Load(r.plan.Data, options)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		w, err = world.New(options)
	case err == nil:
		r.plan.Logger.Info("the sandbox goes on with its saved world; seed, orders, goods and start are as they were", "data", r.plan.Data)
	}
	if err != nil {
		return nil, fmt.Errorf("sandbox world: %w", err)
	}
	r.world = w
	return readKept(r.plan.Data)
}

// open starts the face of one shop.
func (r *Running) open(ctx context.Context, shop world.Shop, before keptFace) error {
	kind, ok := kindOf(shop.Channel)
	if !ok {
		return fmt.Errorf("channel %s has no face", shop.Channel)
	}
	wanted := 0
	if shop.Key.Shop == shopID(0) {
		wanted = r.plan.FacePort[shop.Channel]
	}
	var f face.Face
	port, url, err := r.serve(ctx, wanted, before.Port, func(url string) (http.Handler, error) {
		var err error
		f, err = kind.New(face.Site{
			World: r.world, Shop: shop, BaseURL: url, Settings: r.plan.values[shop.Channel], Outbox: r.outbox, Seed: r.world.Seed(),
			Now: r.plan.Now, State: before.State, Logger: r.plan.Logger,
		})
		if err != nil {
			return nil, err
		}
		front := fault.Front{
			Channel: shop.Channel, Shop: shop.Key.Shop,
			Nudge: func(draw uint64) { r.world.Nudge(shop.Key, draw) },
		}
		if refuser, ok := f.(face.Refuser); ok {
			front.Refuse = refuser.Refuse
		}
		return r.faults.Wrap(front, f), nil
	})
	if err != nil {
		return fmt.Errorf("face of %s/%s: %w", shop.Channel, shop.Key.Shop, err)
	}
	r.faces = append(r.faces, served{Face: f, shop: shop, url: url, port: port})
	r.Faces = append(r.Faces, Face{Channel: shop.Channel, BaseURL: url, Shop: shop.Key.Shop, Credentials: f.Credentials()})
	return nil
}

// serve listens on the wanted port, else on the one from before if it is still free, else on any, and serves what make
// returns for the URL.
func (r *Running) serve(ctx context.Context, wanted, before int, make func(url string) (http.Handler, error)) (port int, url string, err error) {
	l, err := r.listen(ctx, wanted, before)
	if err != nil {
		return 0, "", err
	}
	port = l.Addr().(*net.TCPAddr).Port
	url = r.url(port)
	handler, err := make(url)
	if err != nil {
		return 0, "", errors.Join(err, l.Close())
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 30 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog: slog.NewLogLogger(r.plan.Logger.Handler(), slog.LevelWarn),
	}
	r.servers = append(r.servers, server)
	r.work.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			r.plan.Logger.Error("a sandbox server stopped", "url", url, "error", err)
		}
	})
	return port, url, nil
}

func (r *Running) listen(ctx context.Context, wanted, before int) (net.Listener, error) {
	var config net.ListenConfig
	on := func(port int) (net.Listener, error) {
		return config.Listen(ctx, "tcp", net.JoinHostPort(r.plan.Host, strconv.Itoa(port)))
	}
	if wanted == 0 && before != 0 {
		if l, err := on(before); err == nil {
			return l, nil
		}
	}
	return on(wanted)
}

// url is where a client on this machine finds a port; a sandbox that listens everywhere is found at 127.0.0.1, too.
func (r *Running) url(port int) string {
	host := r.plan.Host
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(port))
}

// World is the world behind the faces.
func (r *Running) World() *world.World { return r.world }

// Faults are the rules of what goes wrong.
func (r *Running) Faults() *fault.Set { return r.faults }

// Outbox sends the faces' webhooks; tests wait for it with Flush.
func (r *Running) Outbox() *hook.Outbox { return r.outbox }

// Shop returns the face of a shop, for what only that face can do; nil when there is none.
func (r *Running) Shop(channel, shop string) face.Face {
	for _, f := range r.faces {
		if f.shop.Channel == channel && f.shop.Key.Shop == shop {
			return f.Face
		}
	}
	return nil
}

// Shops lists all shops with where they are served and their present credentials.
func (r *Running) Shops() []truth.Shopfront {
	out := []truth.Shopfront{}
	for _, f := range r.faces {
		out = append(out, truth.Shopfront{
			Channel: f.shop.Channel, Shop: f.shop.Key.Shop, Name: f.shop.Name, Currency: f.shop.Currency, TimeZone: f.shop.ZoneName,
			BaseURL: f.url, Credentials: f.Credentials(),
		})
	}
	return out
}

func (r *Running) rotate(k world.Key) map[string]string {
	f := r.Shop(k.Channel, k.Shop)
	if f == nil {
		return nil
	}
	return f.Rotate()
}

// Close stops serving and, with Data, saves the world. It may be called more than once.
func (r *Running) Close() error {
	r.closing.Do(func() {
		r.stop()
		for _, s := range r.servers {
			_ = s.Close() // hanging requests are part of the game: they are cut off
		}
		r.work.Wait()
		for _, f := range r.faces {
			f.Close()
		}
		if r.outbox != nil {
			r.outbox.Close()
		}
		if r.plan.Data != "" && r.world != nil && len(r.faces) == len(r.world.Shops()) {
			r.closed = r.save()
		}
	})
	return r.closed
}

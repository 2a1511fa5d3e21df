package sandbox

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/face"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// Options say what a sandbox is made from. The zero value is a small quiet sandbox of all channels on free ports of
// 127.0.0.1 that is forgotten when it is closed.
type Options struct {
	Seed  int64
	Start time.Time // end of the history; zero: now
	// Orders of history over all shops; 0 is none. Orders of the last ten days, the newest just before Start.
	Orders int
	// Speed of lives: 60 is a minute of life in a second, 0 a world that stands still after its history.
	Speed float64
	// Pace is how many new orders come in an hour of life; 0: 15, so that at speed 60 something changes every second or two.
	Pace     float64
	Channels []string // empty: all
	Shops    int      // of each channel; 0: 1
	Goods    int      // that the merchant sells; 0: 40
	// NoSKU and UnknownSKU are how many listings of each shop lack a SKU, or show one that is not the merchant's. About one
	// order in forty then has such a line.
	NoSKU, UnknownSKU int

	Data      string         // directory in which the world lasts; empty: it does not
	Host      string         // to listen on; empty: 127.0.0.1
	WorldPort int            // of the truth; 0: any free one, or the one it had before
	FacePort  map[string]int // of each channel's first shop; 0 or absent: any free one, or the one it had before
	// Settings of faces by channel and name; see each face's list.
	Settings map[string]map[string]string

	Now       func() time.Time // the host's clock; nil: time.Now
	SaveEvery time.Duration    // with Data; 0: two seconds
	Logger    *slog.Logger     // nil: silent
}

// plan is the options checked and completed.
type plan struct {
	Options
	kinds  []face.Kind
	values map[string]face.Values
}

func (o Options) plan() (*plan, error) {
	p := &plan{Options: o, values: map[string]face.Values{}}
	if p.Host == "" {
		p.Host = "127.0.0.1"
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	if p.Shops == 0 {
		p.Shops = 1
	}
	if p.SaveEvery == 0 {
		p.SaveEvery = 2 * time.Second
	}
	if len(p.Channels) == 0 {
		p.Channels = Channels()
	}
	return p, p.check()
}

func (p *plan) check() error {
	switch {
	case p.Shops < 0 || p.Shops > 100:
		return fmt.Errorf("shops: %d is not between 1 and 100", p.Shops)
	case p.SaveEvery < 0:
		return fmt.Errorf("save_every: %s is below zero", p.SaveEvery)
	case p.WorldPort < 0 || p.WorldPort > 65535:
		return fmt.Errorf("world_port: %d is no port", p.WorldPort)
	}
	for i, c := range p.Channels {
		k, ok := kindOf(c)
		if !ok {
			return fmt.Errorf("channels: %q has no sandbox face; there are %s", c, strings.Join(Channels(), ", "))
		}
		if slices.Contains(p.Channels[:i], c) {
			return fmt.Errorf("channels: %q is there twice", c)
		}
		values, err := k.Complete(p.Settings[c])
		if err != nil {
			return err
		}
		p.kinds, p.values[c] = append(p.kinds, k), values
	}
	for c, port := range p.FacePort {
		if !slices.Contains(p.Channels, c) {
			return fmt.Errorf("face_port.%s: no such channel is served", c)
		}
		if port < 0 || port > 65535 {
			return fmt.Errorf("face_port.%s: %d is no port", c, port)
		}
	}
	for c := range p.Settings {
		if !slices.Contains(p.Channels, c) {
			return fmt.Errorf("settings.%s: no such channel is served", c)
		}
	}
	return nil
}

// world is what the world's own options are.
func (p *plan) world() world.Options {
	o := world.Options{
		Seed: p.Seed, Start: p.Start, Now: p.Now, Orders: p.Orders, Speed: p.Speed, Pace: p.Pace, Goods: p.Goods,
		NoSKU: p.NoSKU, UnknownSKU: p.UnknownSKU, Logger: p.Logger,
	}
	for _, k := range p.kinds {
		profile := k.Profile(p.values[k.Channel])
		for n := range p.Shops {
			o.Shops = append(o.Shops, world.ShopOptions{Key: world.Key{Channel: k.Channel, Shop: shopID(n)}, Profile: profile})
		}
	}
	return o
}

// shopID is the id of a channel's n-th shop. Channels with numeric shop ids can use it as it is.
func shopID(n int) string { return fmt.Sprint(1001 + n) }

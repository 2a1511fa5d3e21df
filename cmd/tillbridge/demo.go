package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/user"
)

// world is what the sandbox and the demo can choose about the pretend channels.
type world struct {
	Seed      int64          `help:"Same seed, same history." default:"1"`
	Orders    int            `help:"Orders of history." default:"2000"`
	Speed     float64        `help:"How fast the world's clock runs: 60 is a minute a second, 0 a world that stands still after its history." default:"60"`
	Channels  []string       `help:"Channels to pretend; all if empty." placeholder:"NAME"`
	WorldPort int            `help:"Port of the truth at /_world; 0: any free one." default:"0"`
	FacePort  map[string]int `help:"Port of a channel's face, as CHANNEL=PORT; any free one otherwise." placeholder:"CHANNEL=PORT"`
}

func (w world) start(e *env, data string) (*sandbox.Running, error) {
	return sandbox.Start(e.ctx, sandbox.Options{
		Seed: w.Seed, Orders: w.Orders, Speed: w.Speed, Channels: w.Channels, WorldPort: w.WorldPort, FacePort: w.FacePort,
		NoSKU: 1, UnknownSKU: 1, Data: data, Logger: e.cli.Logger(e.stderr),
	})
}

type sandboxCmd struct {
	world `embed:""`
}

func (c *sandboxCmd) Run(e *env) error {
	data := ""
	if e.cli.Data != config.DefaultData() {
		data = e.cli.Data
	}
	box, err := c.start(e, data)
	if err != nil {
		return err
	}
	defer box.Close()
	if err := printSandbox(e, box); err != nil {
		return err
	}
	<-e.ctx.Done()
	return box.Close()
}

func printSandbox(e *env, box *sandbox.Running) error {
	if e.cli.JSON {
		return e.json(box)
	}
	t := table{head: []string{"Channel", "Shop", "Address", "Credential", "Value"}}
	for _, f := range box.Faces {
		names := make([]string, 0, len(f.Credentials))
		for name := range f.Credentials {
			names = append(names, name)
		}
		slices.Sort(names)
		for i, name := range names {
			if i == 0 {
				t.add(f.Channel, f.Shop, f.BaseURL, name, f.Credentials[name])
			} else {
				t.add("", "", "", name, f.Credentials[name])
			}
		}
	}
	if err := e.list(t); err != nil {
		return err
	}
	_, err := fmt.Fprintf(e.stdout, "\nWhat really happened: %s/_world/orders\nFaults to set:        %s/_world/faults\nCtrl-C stops.\n", box.WorldURL, box.WorldURL)
	return err
}

type demoCmd struct {
	world  `embed:""`
	Listen string `help:"Address of the hub; port 0: any free one." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
}

// demoEvery is how often the demo's shops are asked; the webhooks of the pretend channels are faster.
const demoEvery = 10

const demoEmail = "owner@example.com"

func (c *demoCmd) Run(e *env) error {
	dir, forget, err := c.directory(e)
	if err != nil {
		return err
	}
	defer forget()
	box, err := c.start(e, filepath.Join(dir, "sandbox"))
	if err != nil {
		return err
	}
	defer box.Close()
	cfg := e.cli.Config
	cfg.Data, cfg.AllowPrivate = filepath.Join(dir, "hub"), true
	if cfg.TimeZone == config.DefaultZone() { // nobody chose one
		cfg.TimeZone = "Asia/Jakarta" // the pretend merchant's
	}
	a, err := app.Open(e.ctx, cfg, true, cfg.Logger(e.stderr))
	if err != nil {
		return err
	}
	defer a.Close()
	who, err := c.people(e.ctx, a)
	if err != nil {
		return err
	}
	if err := connectFaces(e.ctx, a, box); err != nil {
		return err
	}
	serve := config.Serve{Listen: c.Listen, PublicURL: config.OwnAddress, Workers: 4}
	var printing error
	err = a.Serve(e.ctx, serve, func(url string) { printing = c.tell(e, url, who, box) })
	return errors.Join(err, printing)
}

// directory is where the demo lives: the one given, which lasts, or one that is forgotten.
func (c *demoCmd) directory(e *env) (string, func(), error) {
	if e.cli.Data != config.DefaultData() {
		return e.cli.Data, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "tillbridge-demo-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}

// demoUser is how a visitor gets in.
type demoUser struct{ email, password, token string }

func (c *demoCmd) people(ctx context.Context, a *app.App) (demoUser, error) {
	who := demoUser{email: demoEmail}
	has, err := a.Users.HasOwner(ctx, a.Account.ID)
	if err != nil {
		return who, err
	}
	if !has {
		who.password = "demo-" + rand.Text()[:8]
		if _, err := a.Users.Add(ctx, a.Account.ID, who.email, "Demo owner", who.password, user.Owner); err != nil {
			return who, err
		}
	}
	_, who.token, err = a.Users.NewToken(ctx, a.Account.ID, "demo", user.Owner)
	return who, err
}

// connectFaces connects every pretend shop that is not connected yet.
func connectFaces(ctx context.Context, a *app.App, box *sandbox.Running) error {
	have, err := a.Connections.List(ctx, a.Account.ID)
	if err != nil {
		return err
	}
	for _, f := range box.Faces {
		kind, ok := a.Connections.Kind(f.Channel)
		if !ok {
			return fmt.Errorf("the sandbox has %s, this program's hub has not", f.Channel)
		}
		n := connection.New{Channel: f.Channel, Name: kind.Title + " " + f.Shop, Settings: f.Settings(kind.SettingNames()), AllowPrivate: true}
		if slices.ContainsFunc(have, func(c connection.Connection) bool { return c.Name == n.Name }) {
			continue
		}
		c, err := a.Connections.Prepare(ctx, a.Account.ID, n)
		if err != nil {
			return fmt.Errorf("connecting the pretend %s: %w", kind.Title, err)
		}
		c.Policy.OrdersEverySecs = demoEvery
		if err := a.Connections.Add(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

func (c *demoCmd) tell(e *env, url string, who demoUser, box *sandbox.Running) error {
	return e.print(map[string]any{
		"url": url, "api_token": who.token, "world_url": box.WorldURL, "email": who.email, "password": who.password, "faces": box.Faces,
	}, func() {
		fmt.Fprintf(e.stdout, "\nTillbridge is at %s\n\n  Sign in with  %s\n", url, who.email)
		if who.password != "" {
			fmt.Fprintf(e.stdout, "  and password  %s\n", who.password)
		} else {
			fmt.Fprintln(e.stdout, "  and the password of the first start")
		}
		fmt.Fprintf(e.stdout, "  API token     %s\n\nWhat really happened at the pretend shops: %s/_world/orders\nCtrl-C stops.\n", who.token, box.WorldURL)
	})
}

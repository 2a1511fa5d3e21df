package main

import (
	"fmt"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/store/migrations"
	"github.com/tillbridge/tillbridge/internal/user"
)

type serveCmd struct {
	config.Serve `embed:""`
}

func (c *serveCmd) Run(e *env) error {
	a, err := e.open(true)
	if err != nil {
		return err
	}
	defer a.Close()
	return a.Serve(e.ctx, c.Serve, func(url string) {
		if c.PublicURL != "" {
			url = c.PublicURL
		}
		fmt.Fprintln(e.stderr, "Tillbridge is at", url)
		if err := welcome(e, a, url); err != nil {
			a.Log.Error("making the first sign-in link", "err", err)
		}
	})
}

// welcome prints the link by which the first owner makes themselves, as long as there is none.
func welcome(e *env, a *app.App, url string) error {
	has, err := a.Users.HasOwner(e.ctx, a.Account.ID)
	if err != nil || has {
		return err
	}
	_, token, err := a.Users.Invite(e.ctx, user.Invitation{Account: a.Account.ID, Role: user.Owner, InvitedBy: "the program"})
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stderr, "Nobody owns it yet. Open this link, which works once within a day:\n\n  %s/welcome?token=%s\n\n", url, token)
	return nil
}

type migrateCmd struct{}

func (*migrateCmd) Run(e *env) error {
	if err := e.cli.Check(); err != nil {
		return err
	}
	db, err := app.OpenDB(e.ctx, e.cli.Config, e.cli.Logger(e.stderr))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := migrations.Up(e.ctx, db); err != nil {
		return err
	}
	return e.print(map[string]string{"database": string(db.Dialect()), "state": "up to date"}, func() {
		fmt.Fprintf(e.stdout, "The %s database is up to date.\n", db.Dialect())
	})
}

type versionCmd struct{}

func (*versionCmd) Run(e *env) error {
	return e.print(map[string]string{"version": app.Version}, func() { fmt.Fprintln(e.stdout, "tillbridge", app.Version) })
}

type openAPICmd struct{}

func (*openAPICmd) Run(e *env) error {
	b, err := httpapi.Spec(app.Version).YAML()
	if err != nil {
		return err
	}
	_, err = e.stdout.Write(b)
	return err
}

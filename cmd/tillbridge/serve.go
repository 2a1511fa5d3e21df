package main

import (
	"errors"
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
	token, err := a.Users.Invite(e.ctx, a.Account.ID, user.Owner)
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

type userCmd struct {
	Add    userAddCmd    `cmd:"" help:"Add a member. The password is read from standard input."`
	List   userListCmd   `cmd:"" help:"List members."`
	Invite userInviteCmd `cmd:"" help:"Make a one-time sign-in link for a new member."`
}

type userAddCmd struct {
	Email string `arg:"" help:"E-mail address."`
	Name  string `help:"Name."`
	Role  string `help:"owner, operator or viewer." default:"operator" enum:"owner,operator,viewer"`
}

func (c *userAddCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	var password string
	fmt.Fprint(e.stderr, "Password: ")
	if _, err := fmt.Scanln(&password); err != nil {
		return errors.New("password: nothing was given on standard input")
	}
	u, err := a.Users.Add(e.ctx, a.Account.ID, c.Email, c.Name, password, user.Role(c.Role))
	if err != nil {
		return err
	}
	return e.print(map[string]string{"email": u.Email, "role": string(u.Role)}, func() { fmt.Fprintf(e.stdout, "%s is %s now.\n", u.Email, u.Role) })
}

type userListCmd struct{}

func (*userListCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Users.Members(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	t := table{head: []string{"E-mail", "Name", "Role"}}
	for _, u := range all {
		t.add(u.Email, u.Name, u.Role)
	}
	return e.list(t)
}

type userInviteCmd struct {
	Role string `help:"owner, operator or viewer." default:"operator" enum:"owner,operator,viewer"`
	URL  string `help:"Address of the hub, put before the link." default:"http://127.0.0.1:8080"`
}

func (c *userInviteCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	token, err := a.Users.Invite(e.ctx, a.Account.ID, user.Role(c.Role))
	if err != nil {
		return err
	}
	link := c.URL + "/welcome?token=" + token
	return e.print(map[string]string{"link": link}, func() { fmt.Fprintln(e.stdout, link) })
}

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make an API token; its secret is printed once."`
	List   tokenListCmd   `cmd:"" help:"List API tokens."`
}

type tokenCreateCmd struct {
	Name string `arg:"" help:"What it is for."`
	Role string `help:"owner, operator or viewer." default:"operator" enum:"owner,operator,viewer"`
}

func (c *tokenCreateCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	t, secret, err := a.Users.NewToken(e.ctx, a.Account.ID, c.Name, user.Role(c.Role))
	if err != nil {
		return err
	}
	return e.print(map[string]string{"name": t.Name, "role": string(t.Role), "token": secret}, func() { fmt.Fprintln(e.stdout, secret) })
}

type tokenListCmd struct{}

func (*tokenListCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Users.Tokens(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	t := table{head: []string{"Name", "Role", "Made", "Last used"}}
	for _, tok := range all {
		t.add(tok.Name, tok.Role, when(tok.CreatedAt), when(tok.LastUsedAt))
	}
	return e.list(t)
}

package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// audited notes in the audit trail what was done at the command line.
func (e *env) audited(a *app.App, action, subject, reason string) error {
	return a.DB.InTx(e.ctx, func(tx store.Tx) error {
		return user.WriteAudit(e.ctx, tx, a.IDs, operator(a), action, subject, reason)
	})
}

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Add a member. The password is read from standard input."`
	List     userListCmd     `cmd:"" help:"List members."`
	Invite   userInviteCmd   `cmd:"" help:"Make a one-time link for a new member."`
	Role     userRoleCmd     `cmd:"" help:"Change what a member may do."`
	Sessions userSessionsCmd `cmd:"" help:"Show where a member is signed in; end it."`
	Remove   userRemoveCmd   `cmd:"" help:"Take a member out; their sessions end."`
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
	if err := e.audited(a, "add_member", u.Email, ""); err != nil {
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
	Email string `arg:"" optional:"" help:"Whom it is for. Without an address it is for whoever has the link, and works for a day instead of seven."`
	Role  string `help:"owner, operator or viewer." default:"operator" enum:"owner,operator,viewer"`
	URL   string `help:"Address of the hub, put before the link." default:"http://127.0.0.1:8080"`
}

func (c *userInviteCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	inv, token, err := a.Users.Invite(e.ctx, user.Invitation{Account: a.Account.ID, Email: c.Email, Role: user.Role(c.Role), InvitedBy: operator(a).Actor()})
	if err != nil {
		return err
	}
	if err := e.audited(a, "invite_"+c.Role, inv.Email, ""); err != nil {
		return err
	}
	link := strings.TrimSuffix(c.URL, "/") + "/welcome?token=" + url.QueryEscape(token)
	return e.print(map[string]string{"link": link, "expires_at": inv.ExpiresAt.UTC().Format(time.RFC3339)}, func() { fmt.Fprintln(e.stdout, link) })
}

type userRoleCmd struct {
	Email string `arg:"" help:"E-mail address of the member."`
	Role  string `arg:"" help:"owner, operator or viewer." enum:"owner,operator,viewer"`
}

func (c *userRoleCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	u, err := e.member(a, c.Email)
	if err != nil {
		return err
	}
	if err := a.Users.SetRole(e.ctx, u.Account, u.ID, user.Role(c.Role)); err != nil {
		return err
	}
	if err := e.audited(a, "set_role_"+c.Role, u.Email, ""); err != nil {
		return err
	}
	return e.print(map[string]string{"email": u.Email, "role": c.Role}, func() { fmt.Fprintf(e.stdout, "%s is %s now.\n", u.Email, c.Role) })
}

type userSessionsCmd struct {
	Email string `arg:"" help:"E-mail address of the member."`
	End   bool   `help:"End all of them."`
}

func (c *userSessionsCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		u, err := e.member(a, c.Email)
		if err != nil {
			return err
		}
		if c.End {
			n, err := a.Users.EndSessions(e.ctx, u.Account, u.ID, 0)
			if err != nil {
				return err
			}
			if err := e.audited(a, "end_sessions", fmt.Sprintf("%d of %s", n, u.Email), ""); err != nil {
				return err
			}
			return e.print(map[string]any{"ended": n}, func() { fmt.Fprintf(e.stdout, "%d sessions of %s are ended.\n", n, u.Email) })
		}
		all, err := a.Users.Sessions(e.ctx, u.Account, u.ID)
		if err != nil {
			return err
		}
		t := table{head: []string{"Browser", "Network", "Since", "Last seen", "Ends"}, none: u.Email + " is signed in nowhere."}
		for _, s := range all {
			t.add(s.Browser, s.Network, when(s.CreatedAt), when(s.SeenAt), when(s.ExpiresAt))
		}
		return e.list(t)
	})
}

type userRemoveCmd struct {
	Email string `arg:"" help:"E-mail address of the member."`
}

func (c *userRemoveCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	u, err := e.member(a, c.Email)
	if err != nil {
		return err
	}
	if err := a.Users.Remove(e.ctx, u.Account, u.ID); err != nil {
		return err
	}
	if err := e.audited(a, "remove_member", u.Email, ""); err != nil {
		return err
	}
	return e.print(map[string]string{"removed": u.Email}, func() { fmt.Fprintf(e.stdout, "%s is no member any more.\n", u.Email) })
}

// member finds one by their address.
func (e *env) member(a *app.App, email string) (user.User, error) {
	all, err := a.Users.Members(e.ctx, a.Account.ID)
	if err != nil {
		return user.User{}, err
	}
	at := slices.IndexFunc(all, func(u user.User) bool { return strings.EqualFold(u.Email, strings.TrimSpace(email)) })
	if at < 0 {
		return user.User{}, fmt.Errorf("no member has the address %s; see: tillbridge user list", email)
	}
	return all[at], nil
}

type tokenCmd struct {
	Create tokenCreateCmd `cmd:"" help:"Make an API token; its secret is printed once."`
	List   tokenListCmd   `cmd:"" help:"List API tokens."`
	Delete tokenDeleteCmd `cmd:"" help:"End an API token."`
}

type tokenCreateCmd struct {
	Name    string        `arg:"" help:"What it is for."`
	Role    string        `help:"How far it goes: a viewer's reads, an operator's operates, an owner's manages." default:"operator" enum:"owner,operator,viewer"`
	Subject []string      `help:"Part of the API it is for, as addresses name it (orders, logs ...); all of them if none is given." placeholder:"NAME"`
	Expires time.Duration `help:"How long it works (720h); for ever if none is given." placeholder:"TIME"`
}

func (c *tokenCreateCmd) Run(e *env) error {
	if err := httpapi.CheckSubjects(httpapi.Subjects(), c.Subject); err != nil {
		return &wrongUsage{err}
	}
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	end := time.Time{}
	if c.Expires != 0 {
		end = a.Now().Add(c.Expires)
	}
	t, secret, err := a.Users.NewToken(e.ctx, a.Account.ID, c.Name, user.Role(c.Role), user.Only(c.Subject...), user.Until(end), user.By(operator(a).Actor()))
	if err != nil {
		return err
	}
	if err := e.audited(a, "create_token", t.Name, ""); err != nil {
		return err
	}
	return e.print(map[string]string{"id": ids.String(t.ID), "name": t.Name, "role": string(t.Role), "subjects": reaches(t), "expires_at": stamp(end), "token": secret}, func() { fmt.Fprintln(e.stdout, secret) })
}

// reaches is what a token is for, in words.
func reaches(t user.Token) string {
	if len(t.Subjects) == 0 {
		return "everything"
	}
	return strings.Join(t.Subjects, " ")
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
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
	t := table{head: []string{"Id", "Name", "Role", "Subjects", "Made", "Made by", "Expires", "Last used"}}
	for _, tok := range all {
		t.add(ids.String(tok.ID), tok.Name, tok.Role, reaches(tok), when(tok.CreatedAt), tok.CreatedBy, when(tok.ExpiresAt), when(tok.LastUsedAt))
	}
	return e.list(t)
}

type tokenDeleteCmd struct {
	ID string `arg:"" help:"As tillbridge token list shows it."`
}

func (c *tokenDeleteCmd) Run(e *env) error {
	n, err := ids.Parse(c.ID)
	if err != nil {
		return &wrongUsage{err}
	}
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	found, err := a.Users.DeleteToken(e.ctx, a.Account.ID, n)
	if err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("there is no token %s; see: tillbridge token list", c.ID)
	}
	if err := e.audited(a, "delete_token", c.ID, ""); err != nil {
		return err
	}
	return e.print(map[string]string{"deleted": c.ID}, func() { fmt.Fprintf(e.stdout, "Token %s lets nobody in any more.\n", c.ID) })
}

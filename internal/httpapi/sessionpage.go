package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

type signInInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"200"`
		Password string `json:"password" maxLength:"200"`
	}
}

type setupInput struct {
	Body struct {
		Token    string `json:"token" maxLength:"100"`
		Email    string `json:"email,omitempty" maxLength:"200" doc:"Counts only where the invitation names none."`
		Name     string `json:"name,omitempty" maxLength:"100"`
		Password string `json:"password" maxLength:"200"`
	}
}

type linkLookInput struct {
	Body struct {
		Token string `json:"token" maxLength:"100"`
	}
}

// InvitedView is what whoever opens an invitation's link is told.
type InvitedView struct {
	Account string `json:"account"`
	Email   string `json:"email" doc:"Whom it is for; empty: whoever has the link."`
	Role    string `json:"role" enum:"owner,operator,viewer"`
}

// WaysIn are the ways to sign in that this hub offers.
type WaysIn struct {
	SingleSignOn bool   `json:"single_sign_on"`
	URL          string `json:"url,omitempty" doc:"Where to send the browser for the single sign-on; next=/page says where it goes afterwards."`
}

type sessionAnswer struct{ Body Session }

type enteredAnswer struct {
	Cookie http.Cookie `header:"Set-Cookie"`
	Body   Session
}

type leftAnswer struct {
	Cookie http.Cookie `header:"Set-Cookie"`
}

type renameInput struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100"`
	}
}

type passwordInput struct {
	Body struct {
		OldPassword string `json:"old_password,omitempty" maxLength:"200" doc:"Needed where there is one."`
		Password    string `json:"password" maxLength:"200"`
	}
}

type sessionInput struct {
	ID string `path:"id"`
}

// SessionView is a signed-in browser.
type SessionView struct {
	ID        string    `json:"id"`
	Browser   string    `json:"browser"`
	Network   string    `json:"network" doc:"Where it was last seen: the address without its last part."`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at" doc:"To the minute."`
	ExpiresAt time.Time `json:"expires_at"`
	Current   bool      `json:"current" doc:"The one that asks."`
}

// Ended says how many sessions were ended.
type Ended struct {
	Ended int64 `json:"ended"`
}

type endedAnswer struct{ Body Ended }

func (s *Server) sessionRoutes(api huma.API) {
	huma.Register(api, op("POST", "/setup", "setup", public, "Accept an invitation, with its link's token: the first owner's, or a member's"), s.setup)
	huma.Register(api, op("POST", "/setup/look", "setup-look", public, "What an invitation's link is for"), s.lookAtLink)
	huma.Register(api, op("GET", "/session/ways", "ways-in", public, "How one can sign in here"), s.waysIn)
	huma.Register(api, op("POST", "/session", "sign-in", public, "Sign in"), s.signIn)
	huma.Register(api, op("GET", "/session", "session", user.Viewer, "Who is signed in"), func(ctx context.Context, _ *struct{}) (*sessionAnswer, error) {
		return s.session(ctx, who(ctx))
	})
	out := self("DELETE", "/session", "sign-out", "Sign out")
	out.DefaultStatus = http.StatusNoContent
	huma.Register(api, out, s.signOut)
	huma.Register(api, self("PUT", "/session/name", "rename-self", "Change one's name"), s.rename)
	password := self("PUT", "/session/password", "set-password", "Change one's password; all other sessions end")
	password.DefaultStatus = http.StatusNoContent
	huma.Register(api, password, s.setPassword)
	huma.Register(api, self("GET", "/sessions", "sessions", "One's signed-in browsers, last seen first"), s.sessions)
	huma.Register(api, self("DELETE", "/sessions", "sessions-end", "End all sessions but this one"), s.endOthers)
	end := self("DELETE", "/sessions/{id}", "session-end", "End one session")
	end.DefaultStatus = http.StatusNoContent
	huma.Register(api, end, s.endSession)
}

// guess asks whether somebody may try to get in; tooMany if they have to wait.
func (s *Server) guess(ctx context.Context, name string) (user.Guess, error) {
	g, wait, err := s.Users.Guess(ctx, name, visiting(ctx).Network)
	if err != nil {
		return g, s.fail(ctx, err)
	}
	if wait > 0 {
		return g, tooMany(wait)
	}
	return g, nil
}

func tooMany(wait time.Duration) error {
	wait = wait.Round(time.Second) + time.Second
	return huma.ErrorWithHeaders(huma.Error429TooManyRequests("Too many wrong guesses. Wait "+wait.String()+" and try again."),
		http.Header{"Retry-After": {strconv.Itoa(int(wait.Seconds()))}})
}

func (s *Server) signIn(ctx context.Context, in *signInInput) (*enteredAnswer, error) {
	g, err := s.guess(ctx, in.Body.Email)
	if err != nil {
		return nil, err
	}
	u, err := s.Users.SignIn(ctx, in.Body.Email, in.Body.Password)
	if errors.Is(err, user.ErrSignIn) {
		return nil, huma.Error401Unauthorized("E-mail or password is wrong.")
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := g.Right(ctx); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.entered(ctx, u, "sign_in")
}

func (s *Server) setup(ctx context.Context, in *setupInput) (*enteredAnswer, error) {
	g, err := s.guess(ctx, "")
	if err != nil {
		return nil, err
	}
	u, err := s.Users.Accept(ctx, in.Body.Token, in.Body.Email, in.Body.Name, in.Body.Password)
	if errors.Is(err, user.ErrLink) {
		return nil, badLink()
	}
	if e := g.Right(ctx); e != nil {
		return nil, s.fail(ctx, e)
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.entered(ctx, u, "accept_invitation")
}

func badLink() error {
	return huma.Error403Forbidden("This link has been used or withdrawn, or is too old. Ask who invited you for a new one; the first owner's is made anew at every start of the program.")
}

func (s *Server) lookAtLink(ctx context.Context, in *linkLookInput) (*struct{ Body InvitedView }, error) {
	g, err := s.guess(ctx, "")
	if err != nil {
		return nil, err
	}
	inv, err := s.Users.Invitation(ctx, in.Body.Token)
	if errors.Is(err, user.ErrLink) {
		return nil, badLink()
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := g.Right(ctx); err != nil {
		return nil, s.fail(ctx, err)
	}
	a, err := s.Users.Account(ctx, inv.Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &struct{ Body InvitedView }{InvitedView{a.Name, inv.Email, string(inv.Role)}}, nil
}

func (s *Server) waysIn(context.Context, *struct{}) (*struct{ Body WaysIn }, error) {
	w := WaysIn{SingleSignOn: s.SignOn != nil}
	if w.SingleSignOn {
		w.URL = signOnPath
	}
	return &struct{ Body WaysIn }{w}, nil
}

// enter begins a session of somebody who has shown who they are, in the place of the one their browser had, and notes it.
func (s *Server) enter(ctx context.Context, u user.User, how string) (http.Cookie, error) {
	u, token, err := s.Users.Enter(ctx, u, visiting(ctx).Visitor)
	if err != nil {
		return http.Cookie{}, err
	}
	err = s.DB.InTx(ctx, func(tx store.Tx) error { return user.WriteAudit(ctx, tx, s.IDs, u, how, u.Email, "") })
	return s.cookie(token), err
}

func (s *Server) entered(ctx context.Context, u user.User, how string) (*enteredAnswer, error) {
	cookie, err := s.enter(ctx, u, how)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	a, err := s.session(ctx, u)
	if err != nil {
		return nil, err
	}
	return &enteredAnswer{Cookie: cookie, Body: a.Body}, nil
}

func (s *Server) session(ctx context.Context, u user.User) (*sessionAnswer, error) {
	a, err := s.Users.Account(ctx, u.Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	v := memberView(u)
	if u.Token != "" {
		v.Name = u.Token
	}
	return &sessionAnswer{Session{User: v, Account: AccountView{Name: a.Name, Zone: a.Zone}, Language: u.Language}}, nil
}

func (s *Server) signOut(ctx context.Context, _ *struct{}) (*leftAnswer, error) {
	u := who(ctx)
	if err := s.Users.EndSession(ctx, u.Account, u.ID, u.Session); err != nil && !errors.Is(err, user.ErrMissing) {
		return nil, s.fail(ctx, err)
	}
	return &leftAnswer{s.cookie("")}, nil
}

func (s *Server) rename(ctx context.Context, in *renameInput) (*sessionAnswer, error) {
	u := who(ctx)
	if err := s.Users.Rename(ctx, u.Account, u.ID, in.Body.Name); err != nil {
		return nil, s.fail(ctx, err)
	}
	u, err := s.Users.Member(ctx, u.Account, u.ID)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.session(ctx, u)
}

// setPassword counts the old password as a guess: whoever sits at a browser somebody left open must not find it out here.
func (s *Server) setPassword(ctx context.Context, in *passwordInput) (*struct{}, error) {
	u := who(ctx)
	g, err := s.guess(ctx, u.Email)
	if err != nil {
		return nil, err
	}
	err = s.Users.SetPassword(ctx, u, in.Body.OldPassword, in.Body.Password)
	if fe, ok := errors.AsType[*user.FieldError](err); !ok || fe.Field != "old_password" {
		err = errors.Join(err, g.Right(ctx))
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return nil, nil
}

func (s *Server) sessions(ctx context.Context, _ *struct{}) (*listAnswer[SessionView], error) {
	return s.sessionsOf(ctx, who(ctx).ID)
}

func (s *Server) sessionsOf(ctx context.Context, member int64) (*listAnswer[SessionView], error) {
	u := who(ctx)
	all, err := s.Users.Sessions(ctx, u.Account, member)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []SessionView
	for _, e := range all {
		views = append(views, SessionView{ids.String(e.ID), e.Browser, e.Network, e.CreatedAt, e.SeenAt, e.ExpiresAt, e.ID == u.Session})
	}
	return answerList(views, ""), nil
}

func (s *Server) endOthers(ctx context.Context, _ *struct{}) (*endedAnswer, error) {
	u := who(ctx)
	n, err := s.Users.EndSessions(ctx, u.Account, u.ID, u.Session)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &endedAnswer{Ended{n}}, s.audit(ctx, "end_sessions", fmt.Sprintf("%d of %s", n, u.Email))
}

func (s *Server) endSession(ctx context.Context, in *sessionInput) (*struct{}, error) {
	n, err := id("path.id", in.ID)
	if err != nil {
		return nil, err
	}
	u := who(ctx)
	if err := s.Users.EndSession(ctx, u.Account, u.ID, n); err != nil {
		return nil, s.fail(ctx, err)
	}
	return nil, s.audit(ctx, "end_sessions", "1 of "+u.Email)
}

// Package signon is the single sign-on: it sends a browser to an OpenID Connect provider and learns from the answer who came back
// (authorization code with PKCE, state and nonce; OpenID Connect Core 1.0, RFC 7636).
//
// It keeps nothing: what has to be remembered between the two halves is a Way, which the door gives the browser sealed. Who the
// identity is here, and whether they may come in, is decided by package user.
package signon

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Options of a provider. Issuer and ClientID are needed.
type Options struct {
	Issuer       string // "https://id.example.com": where the provider describes itself
	ClientID     string
	ClientSecret string   // empty: a public client, which PKCE alone protects
	Domains      []string // e-mail domains that may come in; none: all
	AllowPrivate bool     // the issuer may be at a private address
	Now          func() time.Time
}

// Identity is who the provider says came back, with an e-mail address that it has verified.
type Identity struct {
	Issuer, Subject string
	Email, Name     string
}

// Way is a browser on its way to the provider and back. It must come back to the browser it was made for, and to no other.
type Way struct {
	State, Nonce, Verifier string
	Back                   string // our address that the provider sends the browser back to
	Next                   string // the page it wanted
	Until                  time.Time
}

// wayLife is how long somebody may take to sign in at the provider.
const wayLife = 10 * time.Minute

// Refusal is why nobody was let in, as a sentence for whoever stands at the door. Err is for the operator's log.
type Refusal struct {
	Message string
	Err     error
}

func (r *Refusal) Error() string {
	if r.Err == nil {
		return r.Message
	}
	return r.Message + ": " + httpkit.Redact(r.Err.Error())
}

func (r *Refusal) Unwrap() error { return r.Err }

func refuse(err error, format string, args ...any) error {
	return &Refusal{fmt.Sprintf(format, args...), err}
}

// Provider is asked for its description at first use, so that the hub starts also while it is away.
type Provider struct {
	o      Options
	client *http.Client

	mu        sync.Mutex
	described *oidc.Provider
}

// New is a provider. It does no I/O.
func New(o Options) *Provider {
	return &Provider{o: o, client: httpkit.Guarded(o.AllowPrivate, 10*time.Second)}
}

// describe asks the provider where its doors are, once it has answered.
func (p *Provider) describe(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.described != nil {
		return p.described, nil
	}
	d, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.o.Issuer)
	if err != nil {
		return nil, p.unreachable(err)
	}
	p.described = d
	return d, nil
}

// unreachable says why the provider could not be asked.
func (p *Provider) unreachable(err error) error {
	if o, ok := errors.AsType[*outcome.Error](err); ok && o.Reason == outcome.PrivateHost {
		return refuse(err, "The sign-on provider is at a private address, which this hub does not call unless it is started with --allow-private-addresses.")
	}
	if strings.Contains(err.Error(), "issuer URL provided to client") { // go-oidc has no error of its own for it
		return refuse(err, "The sign-on provider calls itself by another name than the issuer that is configured. Correct oidc-issuer.")
	}
	return refuse(err, "The sign-on provider does not answer as one should. Try again, or sign in with your password.")
}

func (p *Provider) flow(d *oidc.Provider, back string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.o.ClientID, ClientSecret: p.o.ClientSecret, Endpoint: d.Endpoint(), RedirectURL: back, Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// Begin gives the address at the provider to send a browser to, and the way to remember until it is back. Errors: *Refusal.
func (p *Provider) Begin(ctx context.Context, back, next string) (to string, w Way, err error) {
	d, err := p.describe(ctx)
	if err != nil {
		return "", w, err
	}
	w = Way{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Back: back, Next: next, Until: p.o.Now().Add(wayLife)}
	return p.flow(d, back).AuthCodeURL(w.State, oidc.Nonce(w.Nonce), oauth2.S256ChallengeOption(w.Verifier)), w, nil
}

// Answer is what a browser brings back in its address.
type Answer struct {
	State, Code  string
	Error, About string // error and error_description of a provider that let nobody in
}

// Finish learns from the provider who came back. Errors: *Refusal.
func (p *Provider) Finish(ctx context.Context, w Way, a Answer) (Identity, error) {
	if err := p.arrived(w, a); err != nil {
		return Identity{}, err
	}
	d, err := p.describe(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.flow(d, w.Back).Exchange(ctx, a.Code, oauth2.VerifierOption(w.Verifier))
	if err != nil {
		return Identity{}, refuse(err, "The sign-on provider did not accept the code it gave your browser. Start again from the sign-in page.")
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return Identity{}, refuse(nil, "The sign-on provider did not say who you are (no id_token). Its client must allow the scope openid.")
	}
	idToken, err := d.VerifierContext(ctx, &oidc.Config{ClientID: p.o.ClientID, Now: p.o.Now}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, unproved(err)
	}
	if !same(idToken.Nonce, w.Nonce) {
		return Identity{}, refuse(nil, "What the sign-on provider said was meant for another sign-in (wrong nonce). Start again from the sign-in page.")
	}
	return p.read(idToken)
}

// arrived looks whether the browser is the one that was sent, in time, and was let in there.
func (p *Provider) arrived(w Way, a Answer) error {
	switch {
	case w.State == "" || !same(a.State, w.State):
		return refuse(nil, "This sign-in was not begun in this browser, or another one was begun since. Start again from the sign-in page.")
	case p.o.Now().After(w.Until):
		return refuse(nil, "Signing in took longer than ten minutes. Start again from the sign-in page.")
	case a.Error != "":
		return refuse(errors.New(a.Error+" "+a.About), "The sign-on provider let nobody in. Start again from the sign-in page, or ask who runs it.")
	case a.Code == "":
		return refuse(nil, "The sign-on provider sent no code. Start again from the sign-in page.")
	}
	return nil
}

// unproved says why an id_token is worth nothing.
func unproved(err error) error {
	text := err.Error()
	if _, expired := errors.AsType[*oidc.TokenExpiredError](err); expired {
		return refuse(err, "What the sign-on provider said has expired already. Look whether the clocks of both machines are right, then try again.")
	}
	switch { // go-oidc has errors of its own for none of these
	case strings.Contains(text, "issued by a different provider"):
		return refuse(err, "What came back was said by another provider than the one that is configured.")
	case strings.Contains(text, "expected audience"):
		return refuse(err, "What the sign-on provider said was meant for another program. Look whether oidc-client-id is this hub's.")
	}
	return refuse(err, "What came back is not signed by the sign-on provider.")
}

// claims are what we read of an id_token (OpenID Connect Core 1.0 section 5.1).
type claims struct {
	Email    string `json:"email"`
	Verified any    `json:"email_verified"` // a boolean; some providers write it as text
	Name     string `json:"name"`
}

// read takes an identity out of a proved id_token. Members are found by their address, so one that the provider has not verified is
// worth nothing: anybody could have typed it there.
func (p *Provider) read(t *oidc.IDToken) (Identity, error) {
	var c claims
	if err := t.Claims(&c); err != nil {
		return Identity{}, refuse(err, "The sign-on provider described you in a way that cannot be read.")
	}
	_, domain, _ := strings.Cut(c.Email, "@")
	switch {
	case c.Email == "" || domain == "":
		return Identity{}, refuse(nil, "The sign-on provider does not tell your e-mail address. Its client must allow the scope email.")
	case c.Verified != true && c.Verified != "true":
		return Identity{}, refuse(nil, "The sign-on provider has not verified the address %s. Verify it there, then try again.", c.Email)
	case len(p.o.Domains) > 0 && !slices.ContainsFunc(p.o.Domains, func(d string) bool { return strings.EqualFold(d, domain) }):
		return Identity{}, refuse(nil, "Addresses at %s are not let in here.", domain)
	}
	return Identity{Issuer: t.Issuer, Subject: t.Subject, Email: c.Email, Name: c.Name}, nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

package shopify

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// scopes are the rights that we ask for, and what each is good for. Source: shopify.dev: api/usage/access-scopes.
var scopes = []struct{ name, right string }{
	{"read_orders", "read orders"},
	{"write_orders", "cancel orders"},
	{"read_products", "read listings"},
	{"write_products", "set prices"},
	{"read_inventory", "read stock"},
	{"write_inventory", "set stock"},
	{"read_locations", "read locations"},
	{"write_merchant_managed_fulfillment_orders", "ship orders"},
	{"read_customers", "read buyers"},
}

// authoriseURL is where a merchant lets the app in, for an offline token: one of the shop, not of the person.
//
// Source: shopify.dev: apps/build/authentication-authorization/access-tokens/authorization-code-grant.
func authoriseURL(settings map[string]string, back, state string, _ time.Time) (string, error) {
	c, err := parse(settings)
	if err != nil {
		return "", err
	}
	if c.clientID == "" || c.clientSecret == "" {
		return "", fmt.Errorf("client_id, client_secret: both are needed to authorise by browser")
	}
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = s.name
	}
	q := url.Values{"client_id": {c.clientID}, "scope": {strings.Join(names, ",")}, "redirect_uri": {back}, "state": {state}}
	return c.base.String() + "/admin/oauth/authorize?" + q.Encode(), nil
}

// maxCallbackAge is how old the time stamp of a returning browser may be. Shopify's JavaScript library takes 90 seconds; we allow
// for a clock that is off.
const maxCallbackAge = 5 * time.Minute

// exchange makes a token of what the browser brought back: code, shop, timestamp, hmac. It asks for one that ends after an hour
// and comes with a refresh token; a store that gives a lasting one instead is taken at its word.
//
// Errors: NoAccess (not signed by Shopify, old, of another shop, or the code is not taken), Unavailable.
func exchange(ctx context.Context, t channel.Tools, settings map[string]string, query url.Values, _ string) (channel.Token, map[string]string, error) {
	const op = "shopify.Authorise"
	c, err := parse(settings)
	if err != nil {
		return channel.Token{}, nil, err
	}
	if why := wrongCallback(c, query, t.Now()); why != "" {
		return channel.Token{}, nil, outcome.New(outcome.NotAuthorised).In(op).Because(fmt.Errorf("callback: %s", why))
	}
	token, err := askToken(ctx, t.HTTP, c, op, t.Now, map[string]string{"code": query.Get("code"), "expiring": "1"})
	if err != nil {
		return channel.Token{}, nil, err
	}
	return token, map[string]string{"shop": c.shop}, nil
}

// wrongCallback says what is wrong with a returning browser's query; empty: nothing.
func wrongCallback(c config, q url.Values, now time.Time) string {
	secs, err := strconv.ParseInt(q.Get("timestamp"), 10, 64)
	switch {
	case !genuineQuery(q, c.clientSecret):
		return "the signature does not match"
	case err != nil || now.Sub(time.Unix(secs, 0)).Abs() > maxCallbackAge:
		return "the time stamp is off"
	case q.Get("shop") != c.shop:
		return "another shop"
	case q.Get("error") != "" || q.Get("code") == "":
		return "no code"
	}
	return ""
}

// given is the answer of the token endpoint. Lifetimes are in seconds and missing for lasting tokens.
type given struct {
	Access       string `json:"access_token"`
	Refresh      string `json:"refresh_token"`
	Scope        string `json:"scope"`
	ExpiresIn    int64  `json:"expires_in"`
	RefreshUntil int64  `json:"refresh_token_expires_in"`
}

func (g given) token(now time.Time) channel.Token {
	t := channel.Token{Access: g.Access, Refresh: g.Refresh, Extra: map[string]string{"scope": g.Scope}}
	if g.ExpiresIn > 0 {
		t.Until = now.Add(time.Duration(g.ExpiresIn) * time.Second)
	}
	if g.RefreshUntil > 0 {
		t.RefreshUntil = now.Add(time.Duration(g.RefreshUntil) * time.Second)
	}
	return t
}

// askToken calls the token endpoint. It may be asked again when an answer is lost: the refresh token before stays good until the
// new one is first used (since 2026-08-28; shopify.dev/changelog), and a code that was used is refused either way.
//
// Errors: NotAuthorised (any 4xx; the words, such as invalid_grant, are unverified), Unavailable, Throttled.
func askToken(ctx context.Context, client *httpkit.Client, c config, op string, now func() time.Time, fields map[string]string) (channel.Token, error) {
	fields["client_id"], fields["client_secret"] = c.clientID, c.clientSecret
	var g given
	_, err := client.Do(ctx, httpkit.Call{
		Op: op, Idempotent: true,
		Build: func(ctx context.Context) (*http.Request, error) {
			return httpkit.JSONRequest(ctx, http.MethodPost, c.base.String()+"/admin/oauth/access_token", fields)
		},
		Read: func(r *httpkit.Response) error { return readToken(r, op, &g) },
	})
	if err != nil {
		return channel.Token{}, err
	}
	return g.token(now()), nil
}

func readToken(r *httpkit.Response, op string, g *given) error {
	if r.Status >= 400 {
		var said struct {
			Error string `json:"error"`
		}
		_ = r.Decode(&said) // a page in place of words is a refusal, too
		return outcome.New(outcome.NotAuthorised).In(op).Because(fmt.Errorf("status %d: %s", r.Status, httpkit.Said(said.Error)))
	}
	if err := r.Decode(g); err != nil {
		return err
	}
	if g.Access == "" {
		return outcome.New(outcome.BadPayload, "what", "no access_token in the answer").In(op)
	}
	return nil
}

// endsSoon is how long before its end a token is replaced.
const endsSoon = 2 * time.Minute

func (c *connector) renewable(t channel.Token) bool {
	return c.clientID != "" && c.clientSecret != "" && (t.Refresh != "" || c.clientGrant)
}

// renewed gets a new token: by the refresh token, each of which is good for one pair, or by the app's own credentials, which give
// one of 24 hours whenever asked.
func (c *connector) renewed(ctx context.Context, _ string, old channel.Token) (channel.Token, error) {
	const op = "shopify.Renew"
	fields := map[string]string{"grant_type": "refresh_token", "refresh_token": old.Refresh}
	if old.Refresh == "" {
		fields = map[string]string{"grant_type": "client_credentials"}
	}
	fresh, err := askToken(ctx, c.http, c.config, op, c.now, fields)
	if err != nil {
		return fresh, err
	}
	if old.Refresh != "" {
		fresh.Refresh = cmp.Or(fresh.Refresh, old.Refresh)
		if fresh.RefreshUntil.IsZero() {
			fresh.RefreshUntil = old.RefreshUntil
		}
	}
	return fresh, nil
}

// onDemand are the tokens of an app that is given one whenever it asks: where none is kept, none is renewed into one.
type onDemand struct{ channel.Tokens }

// Current gives the token that is kept; a zero one when there is none.
func (o onDemand) Current(ctx context.Context) (channel.Token, error) {
	t, err := o.Tokens.Current(ctx)
	if err != nil && outcome.Of(err).Reason == outcome.NotAuthorised {
		return channel.Token{}, nil
	}
	return t, err
}

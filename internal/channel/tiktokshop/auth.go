package tiktokshop

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// earlier is how long before its end a token is replaced; it lives seven days.
const earlier = time.Hour

// What is kept beside a token.
const (
	extraCipher = "shop_cipher"
	extraSeller = "seller_type"
)

// authoriseURL is where the seller's browser goes. The address that it comes back to is the one registered for the app in Partner
// Center, and is not part of the link; a pretend TikTok Shop has no Partner Center, so the link tells it there.
//
// Source: page authorization-overview-202407.
func authoriseURL(settings map[string]string, back, state string, _ time.Time) (string, error) {
	v, err := valuesOf(settings)
	if err != nil {
		return "", err
	}
	if v.Get(setService) == "" {
		return "", errors.New(setService + ": must not be empty; the link for the seller is made of it")
	}
	q := url.Values{"service_id": {v.Get(setService)}, "state": {state}}
	host := consent[v.Get(setRegion)]
	if base, _ := v.Address(setBase); base != nil {
		host = base.String()
		q.Set("redirect_uri", back)
	}
	return host + "/open/authorize?" + q.Encode(), nil
}

// grant is the answer of both token calls. Both ends are moments in Unix seconds, not spans.
type grant struct {
	Access       text `json:"access_token"`
	AccessUntil  text `json:"access_token_expire_in"`
	Refresh      text `json:"refresh_token"`
	RefreshUntil text `json:"refresh_token_expire_in"`
}

// token is the grant as it is kept. A renewal that gives no new refresh token leaves the one before it in force.
func (g grant) token(now time.Time, before channel.Token) channel.Token {
	t := channel.Token{
		Access: string(g.Access), Refresh: cmp.Or(string(g.Refresh), before.Refresh), Extra: before.Extra,
		Until: moment(now, g.AccessUntil), RefreshUntil: moment(now, g.RefreshUntil),
	}
	if t.RefreshUntil.IsZero() {
		t.RefreshUntil = before.RefreshUntil
	}
	return t
}

// moment reads an end in Unix seconds. What is too small for one is taken as a span from now; what is none is no end.
func moment(now time.Time, t text) time.Time {
	secs, err := strconv.ParseInt(string(t), 10, 64)
	switch {
	case err != nil || secs <= 0 || secs > 1<<40:
		return time.Time{}
	case secs < 1e9:
		return now.Add(time.Duration(secs) * time.Second).UTC()
	}
	return time.Unix(secs, 0).UTC()
}

// granted is one of the two token calls: a GET with everything in its query, unsigned, the app's secret included. It is sent once:
// codes and refresh tokens may be good only once.
//
// Source: page authorization-overview-202407.
func (g *gate) granted(ctx context.Context, op, call string, q url.Values) (grant, error) {
	q.Set("app_key", g.key)
	q.Set("app_secret", g.secret)
	var given grant
	err := g.exchange(ctx, ask{op: op, path: "/api/v2/token/" + call, once: true}, &given, func(ctx context.Context) (*http.Request, error) {
		return onceOnly(http.NewRequestWithContext(ctx, http.MethodGet, g.auth+"/api/v2/token/"+call+"?"+q.Encode(), nil))
	})
	if err == nil && given.Access == "" {
		err = outcome.New(outcome.BadPayload, "what", "a grant without a token").In(op)
	}
	return given, err
}

// onceOnly keeps net/http from sending a GET again by itself when a connection that was used before breaks: it does so with requests
// that it can replay, and one whose body it cannot read twice is none. The body is empty, and nothing of it is sent.
func onceOnly(req *http.Request, err error) (*http.Request, error) {
	if err == nil {
		req.Body = io.NopCloser(strings.NewReader(""))
	}
	return req, err
}

// exchange makes a token of the code that the browser brought back, good for thirty minutes and once, and learns the shop that it
// is for. The way back is not signed: the code is what proves it.
//
// Errors: NotAuthorised (the seller refused, or a used, old or foreign code), RefusedByChannel (several shops, none chosen), and
// those of call.
func exchange(ctx context.Context, t channel.Tools, settings map[string]string, query url.Values, _ string) (channel.Token, map[string]string, error) {
	const op = "tiktokshop.Exchange"
	v, err := valuesOf(settings)
	if err != nil {
		return channel.Token{}, nil, err
	}
	code := query.Get("code")
	if code == "" || code == "null" || query.Get("error") != "" {
		return channel.Token{}, nil, outcome.New(outcome.NotAuthorised).In(op)
	}
	g := newGate(v, t)
	given, err := g.granted(ctx, op, "get", url.Values{"auth_code": {code}, "grant_type": {"authorized_code"}})
	if err != nil {
		return channel.Token{}, nil, err
	}
	shop, err := g.pick(ctx, op, string(given.Access), v.Get(setShop))
	if err != nil {
		return channel.Token{}, nil, err
	}
	token := given.token(g.now(), channel.Token{})
	token.Extra = map[string]string{extraCipher: string(shop.Cipher), extraSeller: string(shop.Seller)}
	return token, map[string]string{setShop: string(shop.ID)}, nil
}

// wireShop is one of the shops that a seller let us into.
type wireShop struct {
	ID     text `json:"id"`
	Name   text `json:"name"`
	Region text `json:"region"`
	Seller text `json:"seller_type"`
	Cipher text `json:"cipher"`
	Code   text `json:"code"`
}

// crossBorder is the seller_type of shops that sell from another country; the other is LOCAL.
const crossBorder = "CROSS_BORDER"

// shopsPath must be called without a cipher: it is where ciphers come from.
const shopsPath = "/authorization/202309/shops"

// pick finds the shop that is meant among those that the token lets us into.
// Source: page get-authorized-shops-202309.
func (g *gate) pick(ctx context.Context, op, token, wanted string) (wireShop, error) {
	var got struct {
		Shops []wireShop `json:"shops"`
	}
	if err := g.call(ctx, ask{op: op, path: shopsPath, shopless: true}, identity{token: token}, &got); err != nil {
		return wireShop{}, err
	}
	return choose(op, got.Shops, wanted)
}

func choose(op string, shops []wireShop, wanted string) (wireShop, error) {
	at := slices.IndexFunc(shops, func(s wireShop) bool { return string(s.ID) == wanted })
	switch {
	case wanted == "" && len(shops) == 1:
		at = 0
	case at < 0 && wanted == "" && len(shops) > 1:
		names := make([]string, len(shops))
		for i, s := range shops {
			names[i] = string(s.ID)
		}
		return wireShop{}, outcome.New(outcome.RefusedByChannel, "status", setShop,
			"said", "the seller has the shops "+strings.Join(names, ", ")+"; enter the one that is meant as shop ID and authorise again").In(op)
	case at < 0:
		return wireShop{}, outcome.New(outcome.NotAuthorised).In(op)
	}
	return shops[at], nil
}

// cipher names the shop in every call: as it was learned with the token, as a person entered it, or looked up once.
func (c *connector) cipher(ctx context.Context, op string, token channel.Token) (string, error) {
	if set := cmp.Or(token.Extra[extraCipher], c.cipherSet); set != "" {
		return set, nil
	}
	shop, err := c.lookup(ctx, op, token)
	return string(shop.Cipher), err
}

// lookup gives the shop's own facts, asked for once.
func (c *connector) lookup(ctx context.Context, op string, token channel.Token) (wireShop, error) {
	if known := c.known.Load(); known != nil {
		return *known, nil
	}
	shop, err := c.pick(ctx, op, token.Access, c.shop)
	if err != nil {
		return wireShop{}, err
	}
	c.known.Store(&shop)
	return shop, nil
}

// renewed replaces a token. Both tokens may change; what comes back is stored before it is used (channel.Tokens). When the answer
// is lost, nobody knows whether the refresh token is spent: the next call tries it again.
func (c *connector) renewed(ctx context.Context, op string, old channel.Token) (channel.Token, error) {
	given, err := c.granted(ctx, op, "refresh", url.Values{"refresh_token": {old.Refresh}, "grant_type": {"refresh_token"}})
	if err != nil {
		return channel.Token{}, refusedRenewal(err)
	}
	return given.token(c.now(), old), nil
}

// refusedRenewal makes every refusal of a refresh token the same: a person must authorise the shop anew. The codes of the token host
// are not all documented.
func refusedRenewal(err error) error {
	if e := outcome.Of(err); e.Reason == outcome.RefusedByChannel {
		return outcome.New(outcome.NotAuthorised).In(e.Op).Because(e.Err)
	}
	return err
}

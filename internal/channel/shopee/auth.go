package shopee

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Ways to the page where a merchant lets us in. Guides and SDKs disagree about which one a new app gets (unverified).
const (
	linkSigned = "signed" // <gateway>/api/v2/shop/auth_partner, dies five minutes after its time stamp
	linkPortal = "portal" // https://open.shopee.com/auth, unsigned
)

// earlier is how long before its end a token is replaced.
const earlier = 5 * time.Minute

// refreshLife is how long a refresh token is good (v2.public.refresh_access_token).
const refreshLife = 30 * 24 * time.Hour

// authoriseURL is where the merchant's browser goes. Shopee's echo of state is unverified, so state travels in the address that
// the browser comes back to; the host of that address must be the one registered for the app.
//
// Source: open.shopee.com/developer-guide/20 (signed), sandbox guide (portal).
func authoriseURL(settings map[string]string, back, state string, now time.Time) (string, error) {
	v, err := valuesOf(settings)
	if err != nil {
		return "", err
	}
	home, err := withState(back, state)
	if err != nil {
		return "", err
	}
	api, portal := v.gateway()
	q := url.Values{"partner_id": {v.Get(setPartner)}}
	if v.Get(setAuthLink) == linkPortal {
		q.Set("auth_type", "seller")
		q.Set("redirect_uri", home)
		q.Set("response_type", "code")
		q.Set("state", state)
		return portal + "/auth?" + q.Encode(), nil
	}
	const path = root + "shop/auth_partner"
	q.Set("timestamp", strconv.FormatInt(now.Unix(), 10))
	q.Set("sign", sign(v.Get(setKey), v.Get(setPartner), path, now, "", ""))
	q.Set("redirect", home)
	return api + path + "?" + q.Encode(), nil
}

func withState(back, state string) (string, error) {
	u, err := url.Parse(back)
	if err != nil {
		return "", err
	}
	q := u.Query()
	q.Set("state", state)
	u.RawQuery = q.Encode()
	return u.String(), nil
}

// grant is the answer of both token calls; its members stand at the top level.
type grant struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Expire  text   `json:"expire_in"`
	Shops   []text `json:"shop_id_list"`
}

// token is the grant as it is kept. expire_in is seconds, but one official sample shows a moment: what is too large for a span
// is taken as Unix seconds.
func (g grant) token(now time.Time) channel.Token {
	t := channel.Token{Access: g.Access, Refresh: g.Refresh, RefreshUntil: now.Add(refreshLife).UTC()}
	secs, err := strconv.ParseInt(string(g.Expire), 10, 64)
	switch {
	case err != nil || secs <= 0:
	case secs > 1e9:
		t.Until = time.Unix(secs, 0).UTC()
	default:
		t.Until = now.Add(time.Duration(secs) * time.Second).UTC()
	}
	return t
}

// exchange makes a token of the code that the browser brought back, good for ten minutes and once. The browser brings shop_id,
// or main_account_id for an account with several shops; then the answer lists the shops, and shop_id tells which one is meant.
// Shopee signs nothing on the way back: the code is what proves it.
//
// Errors: NotAuthorised (no code, a used or a foreign one), RefusedByChannel (several shops, none chosen), and those of call.
// Source: v2.public.get_access_token.
func exchange(ctx context.Context, t channel.Tools, settings map[string]string, query url.Values, _ string) (channel.Token, map[string]string, error) {
	const op = "shopee.Exchange"
	v, err := valuesOf(settings)
	if err != nil {
		return channel.Token{}, nil, err
	}
	code, shop, account := query.Get("code"), query.Get("shop_id"), query.Get("main_account_id")
	if code == "" || shop == "" && account == "" || !channel.IsNumber(shop+account) {
		return channel.Token{}, nil, outcome.New(outcome.NotAuthorised).In(op)
	}
	body := map[string]any{"code": code, "partner_id": json.Number(v.Get(setPartner))}
	if shop != "" {
		body["shop_id"] = json.Number(shop)
	} else {
		body["main_account_id"] = json.Number(account)
	}
	g := newGate(v, t)
	var given grant
	if _, err := g.call(ctx, ask{op: op, path: "auth/token/get", body: body, once: true}, identity{}, &given); err != nil {
		return channel.Token{}, nil, err
	}
	if given.Access == "" || given.Refresh == "" {
		return channel.Token{}, nil, outcome.New(outcome.BadPayload, "what", "a grant without tokens").In(op)
	}
	if shop == "" {
		var err error
		if shop, err = given.pick(v.Get(setShop)); err != nil {
			return channel.Token{}, nil, err
		}
	}
	return given.token(g.now()), map[string]string{setShop: shop}, nil
}

// pick chooses the shop of a main account.
func (g grant) pick(wanted string) (string, error) {
	if len(g.Shops) == 1 && (wanted == "" || wanted == string(g.Shops[0])) {
		return string(g.Shops[0]), nil
	}
	if wanted != "" && slices.Contains(g.Shops, text(wanted)) {
		return wanted, nil
	}
	ids := make([]string, len(g.Shops))
	for i, id := range g.Shops {
		ids[i] = string(id)
	}
	return "", outcome.New(outcome.RefusedByChannel, "status", "main_account_id",
		"said", "the account has the shops "+strings.Join(ids, ", ")+"; enter the one that is meant as shop ID and authorise again").In("shopee.Exchange")
}

// renewed replaces a token. The refresh token is good once: the call is sent once and never repeated by itself, and what comes
// back is stored before it is used (channel.Tokens). When the answer is lost, nobody knows whether the token is spent: the next
// call tries it again.
//
// Source: v2.public.refresh_access_token.
func (c *connector) renewed(ctx context.Context, op string, old channel.Token) (channel.Token, error) {
	body := map[string]any{
		"refresh_token": old.Refresh, "partner_id": json.Number(c.partner), "shop_id": json.Number(c.shop),
	}
	var given grant
	if _, err := c.call(ctx, ask{op: op, path: "auth/access_token/get", body: body, once: true}, identity{}, &given); err != nil {
		return channel.Token{}, refusedRenewal(err)
	}
	if given.Access == "" || given.Refresh == "" {
		return channel.Token{}, outcome.New(outcome.BadPayload, "what", "a renewal without tokens").In(op)
	}
	fresh := given.token(c.now())
	fresh.Extra = old.Extra
	return fresh, nil
}

// refusedRenewal makes every refusal of a refresh token the same: a person must authorise the shop anew.
func refusedRenewal(err error) error {
	e := outcome.Of(err)
	if word, ok := said(err); ok && word == "error_param" && e.Reason == outcome.RefusedByChannel {
		return outcome.New(outcome.NotAuthorised).In(e.Op).Because(e.Err)
	}
	return err
}

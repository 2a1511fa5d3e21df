package lazada

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// renewBefore is how long before its end a token is renewed (the guide advises at least 30 minutes).
const renewBefore = time.Hour

// authoriseURL is the seller's login. back must be the callback address written in the app's console. uuid is not sent: the guide
// says that it makes the login fail.
//
// Source: open.lazada.com doc 108260 (seller authorisation).
func authoriseURL(settings map[string]string, back, state string, _ time.Time) (string, error) {
	v, err := valuesOf(settings)
	if err != nil {
		return "", err
	}
	q := url.Values{"response_type": {"code"}, "force_auth": {"true"}, "redirect_uri": {back}, "client_id": {v.Get("app_key")}, "state": {state}}
	return v.hosts().auth + "/oauth/authorize?" + q.Encode(), nil
}

// exchange makes a token of the code that the seller's browser brought back; a code is good once and for 30 minutes. It gives the
// seller's id, and the country where the login was for another one than the settings say: a token works on its own host only.
//
// Errors: NotAuthorised (no code, a used or old one, no shop in this country), KeyRefused (the app's secret), Throttled, Unavailable.
// Source: /auth/token/create.
func exchange(ctx context.Context, t channel.Tools, settings map[string]string, query url.Values, _ string) (channel.Token, map[string]string, error) {
	const op = "lazada.Exchange"
	v, err := valuesOf(settings)
	if err != nil {
		return channel.Token{}, nil, outcome.New(outcome.KeyRefused, "said", err.Error()).In(op)
	}
	code := query.Get("code")
	if code == "" {
		said := httpkit.Said(strings.TrimSpace(query.Get("error") + " " + query.Get("error_description")))
		return channel.Token{}, nil, outcome.New(outcome.NotAuthorised, "said", said).In(op)
	}
	c := newCaller(v, t)
	given, err := c.tokenCall(ctx, ask{op: op, path: "/auth/token/create", params: []param{{"code", code}}, writes: true})
	if err != nil {
		return channel.Token{}, nil, err
	}
	found, none := given.learned(v.home())
	if none != nil {
		return channel.Token{}, nil, none.In(op)
	}
	return given.token(channel.Token{}, c.now()), found, nil
}

// grant is what the token calls answer. The list of shops has two names and two shapes on the reference pages.
type grant struct {
	Access         text       `json:"access_token"`
	Refresh        text       `json:"refresh_token"`
	ExpiresIn      text       `json:"expires_in"`         // seconds
	RefreshExpires text       `json:"refresh_expires_in"` // seconds; 0: it cannot be refreshed
	Country        text       `json:"country"`
	Users          grantUsers `json:"country_user_info"`
	UserList       grantUsers `json:"country_user_info_list"`
}

type grantUser struct {
	Country text `json:"country"`
	Seller  text `json:"seller_id"`
	User    text `json:"user_id"`
}

// grantUsers are the shops of a login: a list, one shop, or an object with a shop under each country's name.
type grantUsers []grantUser

// UnmarshalJSON takes all three.
func (u *grantUsers) UnmarshalJSON(b []byte) error {
	var many list[grantUser]
	if err := many.UnmarshalJSON(b); err == nil && (len(many) != 1 || many[0].Seller != "") {
		*u = grantUsers(many)
		return nil
	}
	var byCountry map[string]grantUser
	if err := json.Unmarshal(b, &byCountry); err != nil {
		return err
	}
	*u = nil
	for name, user := range byCountry {
		user.Country = text(name)
		*u = append(*u, user)
	}
	return nil
}

// tokenCall asks the host that gives tokens; signed, without a token.
func (c *caller) tokenCall(ctx context.Context, a ask) (*grant, error) {
	a.method, a.auth = http.MethodPost, true
	got, err := c.send(ctx, a, "")
	if err != nil {
		return nil, err
	}
	var g grant
	if err := json.Unmarshal(got.request, &g); err != nil || g.Access == "" {
		return nil, outcome.New(outcome.BadPayload, "what", a.path+" answers without a token").In(a.op)
	}
	return &g, nil
}

// token is the grant as we keep it, given what was kept before. A refresh renews the access token and not the refresh token's life,
// whatever the answer says: after 180 days (30 for an app in test) the seller must log in again. An answer without a refresh token
// keeps the old one; with refresh_expires_in 0 there is none.
func (g *grant) token(before channel.Token, now time.Time) channel.Token {
	t := channel.Token{Access: string(g.Access), Refresh: string(g.Refresh), Until: after(now, g.ExpiresIn), Extra: before.Extra}
	if t.Refresh == "" {
		t.Refresh = before.Refresh
	}
	t.RefreshUntil = earlier(before.RefreshUntil, after(now, g.RefreshExpires))
	if g.RefreshExpires == "0" {
		t.Refresh, t.RefreshUntil = "", t.Until
	}
	return t
}

// after is seconds from now; zero when they are not told.
func after(now time.Time, seconds text) time.Time {
	n, err := strconv.ParseInt(string(seconds), 10, 40)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return now.UTC().Add(time.Duration(n) * time.Second)
}

// earlier is the first of two moments; a zero one does not count.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// learned is what only the login knew: the seller's id in this country. A cross-border login (country "cb") has a shop in each.
func (g *grant) learned(home country) (map[string]string, *outcome.Error) {
	users := slices.Concat(g.Users, g.UserList)
	want := home.word
	if other, ok := countryOf(string(g.Country)); ok {
		want = other.word
	}
	found := map[string]string{"region": want}
	for _, u := range users {
		if strings.EqualFold(string(u.Country), want) {
			if id := string(u.Seller); channel.IsNumber(id) {
				found["seller_id"] = id
			}
			return found, nil
		}
	}
	if len(users) > 0 {
		return nil, outcome.New(outcome.NotAuthorised, "said", "this login has no shop in "+home.name)
	}
	return found, nil
}

// renewed makes a new token of the refresh token. Errors: NotAuthorised (its life is over, or it is refused), KeyRefused, Throttled,
// Unavailable. Source: /auth/token/refresh.
func (c *connector) renewed(ctx context.Context, _ string, old channel.Token) (channel.Token, error) {
	const op = "lazada.Renew"
	if !old.RefreshUntil.IsZero() && !c.now().Before(old.RefreshUntil) {
		return channel.Token{}, outcome.New(outcome.NotAuthorised).In(op)
	}
	given, err := c.tokenCall(ctx, ask{op: op, path: "/auth/token/refresh", params: []param{{"refresh_token", old.Refresh}}})
	if err != nil {
		return channel.Token{}, err
	}
	return given.token(old, c.now()), nil
}

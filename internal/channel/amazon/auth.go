package amazon

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// earlier is how long before its end a token is replaced.
const earlier = time.Minute

// authoriseURL is the consent page of Seller Central, whose host depends on the first marketplace. state comes back with the
// browser, and so does the code; the address to come back to is the one registered with the app, so back is told only when it is
// to be chosen among several.
//
// Source: guide website-authorization-workflow (application_id, state, redirect_uri, version=beta).
func authoriseURL(settings map[string]string, back, state string, _ time.Time) (string, error) {
	v, err := valuesOf(settings)
	if err != nil {
		return "", err
	}
	if v.Get(setApp) == "" {
		return "", errors.New(setApp + ": must not be empty when a seller is sent to Amazon to authorise the app; a private app's refresh token is pasted instead")
	}
	host := "https://" + market(v.markets()[0]).central
	if base, _ := v.Address(setBase); base != nil {
		host = base.String()
	}
	q := url.Values{"application_id": {v.Get(setApp)}, "state": {state}, "redirect_uri": {back}}
	if v.Get(setAppState) == draft {
		q.Set("version", "beta")
	}
	return host + "/apps/authorize/consent?" + q.Encode(), nil
}

// grant is the answer of Login with Amazon.
type grant struct {
	Access  string `json:"access_token"`
	Refresh string `json:"refresh_token"`
	Expires text   `json:"expires_in"` // seconds
}

// until is the end of the access token; zero when the answer does not tell.
func (g grant) until(now time.Time) time.Time {
	secs, err := strconv.ParseInt(string(g.Expires), 10, 64)
	if err != nil || secs <= 0 || secs > 1e9 {
		return time.Time{}
	}
	return now.Add(time.Duration(secs) * time.Second).UTC()
}

// exchange makes a token of the code that the browser brought back, good for five minutes and once. selling_partner_id, which comes
// beside it, is the seller. Amazon signs nothing on the way back: the code is what proves it.
//
// Errors: NotAuthorised (no code, a used or a foreign one), KeyRefused, and those of httpkit.
// Source: guide website-authorization-workflow, steps 4 and 5.
func exchange(ctx context.Context, t channel.Tools, settings map[string]string, query url.Values, back string) (channel.Token, map[string]string, error) {
	const op = "amazon.Exchange"
	v, err := valuesOf(settings)
	if err != nil {
		return channel.Token{}, nil, err
	}
	code, seller := query.Get("spapi_oauth_code"), query.Get("selling_partner_id")
	if code == "" || !isID(seller) {
		return channel.Token{}, nil, outcome.New(outcome.NotAuthorised).In(op)
	}
	g := newGate(v, t)
	given, err := g.grant(ctx, op, url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {back}}, true)
	if err != nil {
		return channel.Token{}, nil, err
	}
	if given.Refresh == "" {
		return channel.Token{}, nil, outcome.New(outcome.BadPayload, "what", "a grant without a refresh token").In(op)
	}
	return channel.Token{Access: given.Access, Refresh: given.Refresh, Until: given.until(g.now())}, map[string]string{setSeller: seller}, nil
}

// grant asks Login with Amazon for a token. Errors: those of loginReasons and of httpkit, BadPayload without a token.
// Source: guide connecting-to-the-selling-partner-api, step 1.
func (g *gate) grant(ctx context.Context, op string, form url.Values, once bool) (grant, error) {
	form.Set("client_id", g.client)
	form.Set("client_secret", g.secret)
	var given grant
	_, err := g.http.Do(ctx, httpkit.Call{
		Op: op, Idempotent: !once,
		Build: func(ctx context.Context) (*http.Request, error) {
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.login+"/auth/o2/token", strings.NewReader(form.Encode()))
			if err != nil {
				return nil, err
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
			req.Header.Set("Accept", "application/json")
			req.Header.Set("User-Agent", userAgent)
			return req, nil
		},
		Read: func(r *httpkit.Response) error {
			if r.Status >= 300 {
				return loginRefused(r, op)
			}
			return r.Decode(&given)
		},
	})
	if err == nil && given.Access == "" {
		err = outcome.New(outcome.BadPayload, "what", "a grant without a token").In(op)
	}
	return given, err
}

// loginRefused reads the flat refusal of Login with Amazon.
func loginRefused(r *httpkit.Response, op string) error {
	var flat struct {
		Error       text `json:"error"`
		Description text `json:"error_description"`
	}
	body, err := r.JSON()
	if err != nil {
		return err
	}
	if json.Unmarshal(body, &flat) != nil {
		flat.Error = ""
	}
	v := &vendorError{Status: r.Status, Code: clip(flat.Error), Message: httpkit.Said(string(flat.Description)), Request: clip(text(r.Header.Get("x-amzn-RequestId")))}
	reason, ok := loginReasons[v.Code]
	if !ok {
		reason = outcome.RefusedByChannel
	}
	return outcome.New(reason, args(v, reason)...).In(op).Because(v)
}

// renewed replaces an access token. The refresh token is not used up, so the call may be repeated; should Amazon ever send
// another one, that is kept.
func (c *connector) renewed(ctx context.Context, op string, old channel.Token) (channel.Token, error) {
	given, err := c.grant(ctx, op, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {old.Refresh}}, false)
	if err != nil {
		return channel.Token{}, err
	}
	fresh := old
	fresh.Access, fresh.Until = given.Access, given.until(c.now())
	if given.Refresh != "" {
		fresh.Refresh = given.Refresh
	}
	return fresh, nil
}

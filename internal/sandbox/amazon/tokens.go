package amazon

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// token is an access token that was given out.
type token struct {
	Token string
	Until time.Time
	Scope string     // of the app's own; empty: the seller's
	Paths []resource // of a restricted one; nil: an ordinary one
}

// resource is what a restricted token is good for.
type resource struct {
	Method       string   `json:"method"`
	Path         string   `json:"path"`
	DataElements []string `json:"dataElements"`
}

// code is what a browser brings back; good once and for five minutes.
type code struct {
	Code, Redirect string
	At             time.Time
	Used           bool
}

const codeLife = 5 * time.Minute

// admit looks at the token. A restricted one is good for its paths only.
func (c *call) admit(a api) *refusal {
	given := c.r.Header.Get("X-Amz-Access-Token")
	if given == "" {
		return &refusal{http.StatusForbidden, "MissingAuthenticationToken", "Missing Authentication Token", ""}
	}
	c.f.mu.Lock()
	at := slices.IndexFunc(c.f.state.Tokens, func(t token) bool { return t.Token == given })
	if at >= 0 {
		c.token = c.f.state.Tokens[at]
	}
	c.f.mu.Unlock()
	switch {
	case at < 0 || c.effects.Expired:
		return denied("The access token you provided is revoked, malformed or invalid.")
	case !c.f.now().Before(c.token.Until):
		return denied("The access token you provided has expired.")
	case a.grantless != (c.token.Scope == "sellingpartnerapi::notifications"):
		return denied("")
	case c.token.Paths != nil && !c.token.opens(c.r):
		return denied("")
	}
	return nil
}

// opens tells whether a restricted token is good for a request. {orderId} stands for any id.
func (t token) opens(r *http.Request) bool {
	return slices.ContainsFunc(t.Paths, func(p resource) bool {
		want, have := strings.Split(p.Path, "/"), strings.Split(r.URL.Path, "/")
		return p.Method == r.Method && slices.EqualFunc(want, have, func(w, h string) bool { return w == h || w == "{orderId}" })
	})
}

// shows tells whether a token lets a part of buyers' data through.
func (t token) shows(element string) bool {
	return slices.ContainsFunc(t.Paths, func(p resource) bool { return slices.Contains(p.DataElements, element) })
}

// grant gives out a token. The lock has to be held.
func (f *Face) grant(prefix string, t token) token {
	t.Token, t.Until = prefix+f.hex("token"), f.now().Add(f.life)
	f.state.Tokens = slices.DeleteFunc(f.state.Tokens, func(old token) bool { return f.now().Sub(old.Until) > time.Hour })
	f.state.Tokens = append(f.state.Tokens, t)
	return t
}

// fields reads a form or a JSON body.
func fields(r *http.Request) (url.Values, error) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		return url.ParseQuery(string(raw))
	case "application/json":
		var m map[string]string
		err := json.Unmarshal(raw, &m)
		v := url.Values{}
		for name, value := range m {
			v.Set(name, value)
		}
		return v, err
	}
	return nil, fmt.Errorf("content type %q", kind)
}

// login is Login with Amazon.
func (f *Face) login(w http.ResponseWriter, r *http.Request) {
	no := func(status int, word, description string) {
		write(w, status, object{"error": word, "error_description": description})
	}
	v, err := fields(r)
	if err != nil {
		no(400, "invalid_request", "The request is not a form: "+err.Error())
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if v.Get("client_id") != f.state.Client || v.Get("client_secret") != f.state.Secret {
		no(401, "invalid_client", "Client authentication failed")
		return
	}
	switch v.Get("grant_type") {
	case "refresh_token":
		if v.Get("refresh_token") != f.state.Refresh || fault.From(r.Context()).Expired {
			no(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token")
			return
		}
	case "authorization_code":
		at := slices.IndexFunc(f.state.Codes, func(c code) bool { return c.Code == v.Get("code") && !c.Used && f.now().Sub(c.At) < codeLife })
		if at < 0 || f.state.Codes[at].Redirect != v.Get("redirect_uri") {
			no(400, "invalid_grant", "The request has an invalid grant parameter : code")
			return
		}
		f.state.Codes[at].Used = true
	case "client_credentials":
		if v.Get("scope") != "sellingpartnerapi::notifications" {
			no(400, "invalid_scope", "The requested scope is invalid")
			return
		}
		t := f.grant("Atc|", token{Scope: v.Get("scope")})
		write(w, 200, object{"access_token": t.Token, "scope": t.Scope, "token_type": "bearer", "expires_in": int(f.life / time.Second)})
		return
	default:
		no(400, "unsupported_grant_type", "The authorization grant type is not supported")
		return
	}
	t := f.grant("Atza|", token{})
	write(w, 200, object{"access_token": t.Token, "refresh_token": f.state.Refresh, "token_type": "bearer", "expires_in": int(f.life / time.Second)})
}

// restricted are the paths that a restricted token may be asked for.
var restricted = []string{"/orders/v0/orders", "/orders/v0/orders/{orderId}", "/orders/v0/orders/{orderId}/orderItems"}

// restrict is createRestrictedDataToken.
func restrict(c *call) (any, *refusal) {
	var ask struct {
		Resources []resource `json:"restrictedResources"`
	}
	no := &refusal{http.StatusBadRequest, "InvalidRequest", "The request is not valid.", "Resource not provided."}
	if json.Unmarshal(c.body, &ask) != nil || len(ask.Resources) == 0 || len(ask.Resources) > 50 {
		return nil, no
	}
	for _, r := range ask.Resources {
		if r.Method != "GET" || !slices.Contains(restricted, r.Path) {
			return nil, no
		}
	}
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	t := c.f.grant("Atz.sprdt|", token{Paths: ask.Resources})
	return object{"restrictedDataToken": t.Token, "expiresIn": int(c.f.life / time.Second)}, nil
}

// participations is getMarketplaceParticipations.
func participations(c *call) (any, *refusal) {
	return object{"payload": []object{{
		"marketplace":   object{"id": marketplace, "name": "Amazon.sg", "countryCode": "SG", "defaultCurrencyCode": c.f.shop.Currency, "defaultLanguageCode": "en_SG", "domainName": "www.amazon.sg"},
		"participation": object{"isParticipating": true, "hasSuspendedListings": false}, "storeName": c.f.shop.Name,
	}}}, nil
}

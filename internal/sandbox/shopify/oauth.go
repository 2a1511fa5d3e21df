package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// Lifetimes (sheet, section 2).
const (
	tokenLife   = time.Hour
	clientLife  = 24 * time.Hour
	refreshLife = 90 * 24 * time.Hour
	codeLife    = 10 * time.Minute
)

// accessToken is what calls carry.
type accessToken struct {
	Access, Refresh string // Refresh: of the same pair; empty for one that does not end
	Scopes          []string
	Until           time.Time // zero: it does not end
	Used            bool
}

// refreshToken is good for one new pair; it stays good until that pair is first used (since 2026-08-28).
type refreshToken struct {
	Scopes []string
	Until  time.Time
	Next   string // the access token it was changed for
}

// oauthCode is what a merchant's browser brings to the app.
type oauthCode struct {
	Scopes []string
	Back   string
	Until  time.Time
}

// issue makes a token. The lock has to be held, but for the first.
func (f *Face) issue(scopes []string, ending bool) *accessToken {
	t := &accessToken{Access: "shpat_" + f.secret("access")[:32], Scopes: scopes}
	if ending {
		t.Until = f.now().Add(tokenLife)
		t.Refresh = "shprt_" + f.secret("refresh")[:32]
		f.Refreshes[t.Refresh] = &refreshToken{Scopes: scopes, Until: f.now().Add(refreshLife)}
	}
	f.Tokens[t.Access] = t
	return t
}

// tokenOf is the caller's token; nil: unknown, revoked or ended, which all look the same.
func (f *Face) tokenOf(r *http.Request) *accessToken {
	if fault.From(r.Context()).Expired {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.Tokens[r.Header.Get("X-Shopify-Access-Token")]
	if t == nil || !t.Until.IsZero() && !f.now().Before(t.Until) {
		return nil
	}
	if !t.Used {
		t.Used = true
		for old, ref := range f.Refreshes { // the pair before it is over now
			if ref.Next == t.Access {
				delete(f.Refreshes, old)
			}
		}
	}
	copied := *t
	return &copied
}

// has tells whether a token has one of the scopes, or the write scope that includes it.
func (t *accessToken) has(scope string) bool {
	return slices.Contains(t.Scopes, scope) || slices.Contains(t.Scopes, strings.Replace(scope, "read_", "write_", 1))
}

func without(scopes, less []string) []string {
	return slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return slices.Contains(less, s) })
}

// End lets the first token end at once, as after its hour.
func (f *Face) End() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, t := range f.Tokens {
		t.Until = f.now()
	}
}

// grantToken is POST /admin/oauth/access_token, with JSON or a form.
func (f *Face) grantToken(w http.ResponseWriter, r *http.Request) {
	in := fieldsOf(r)
	f.mu.Lock()
	defer f.mu.Unlock()
	if in["client_id"] != f.ClientID || in["client_secret"] != f.ClientSecret {
		writeJSON(w, http.StatusBadRequest, map[string]any{"error": "application_cannot_be_found", "error_description": "client_id or client_secret is wrong"})
		return
	}
	var t *accessToken
	var life time.Duration
	switch in["grant_type"] {
	case "", "authorization_code":
		t = f.byCode(in)
	case "refresh_token":
		t = f.byRefresh(in["refresh_token"])
	case "client_credentials":
		t = f.issue(strings.Split(allScopes, ","), false)
		t.Until, life = f.now().Add(clientLife), clientLife
	default:
		writeJSON(w, http.StatusBadRequest, map[string]any{"error": "unsupported_grant_type"})
		return
	}
	if t == nil {
		writeJSON(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	out := ordered{{"access_token", t.Access}, {"scope", strings.Join(t.Scopes, ",")}}
	if t.Refresh != "" {
		out = append(out, pair{"expires_in", int(tokenLife.Seconds())}, pair{"refresh_token", t.Refresh}, pair{"refresh_token_expires_in", int(refreshLife.Seconds())})
	} else if life > 0 {
		out = append(out, pair{"expires_in", int(life.Seconds()) - 1})
	}
	writeJSON(w, http.StatusOK, out)
}

func fieldsOf(r *http.Request) map[string]string {
	out := map[string]string{}
	if r.Method != http.MethodPost {
		return out
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
	if err != nil {
		return out
	}
	if strings.Contains(r.Header.Get("Content-Type"), "json") {
		_ = json.Unmarshal(body, &out) // what is no object of strings has no fields
		return out
	}
	form, _ := url.ParseQuery(string(body))
	for k := range form {
		out[k] = form.Get(k)
	}
	return out
}

func (f *Face) byCode(in map[string]string) *accessToken {
	code, ok := f.Codes[in["code"]]
	delete(f.Codes, in["code"]) // good once
	if !ok || !f.now().Before(code.Until) {
		return nil
	}
	return f.issue(code.Scopes, in["expiring"] == "1")
}

func (f *Face) byRefresh(refresh string) *accessToken {
	r := f.Refreshes[refresh]
	if r == nil || !f.now().Before(r.Until) {
		return nil
	}
	if unused := f.Tokens[r.Next]; unused != nil { // the answer was lost: the pair that nobody used is dropped
		delete(f.Tokens, unused.Access)
		delete(f.Refreshes, unused.Refresh)
	}
	t := f.issue(r.Scopes, true)
	r.Next = t.Access
	if f.Tokens[f.First] == nil || f.Tokens[f.First].Refresh == refresh {
		f.First = t.Access
	}
	return t
}

var consent = template.Must(template.New("consent").Parse(`<!DOCTYPE html>
<html><head><title>Install app</title></head><body><h1>Install app on {{.Shop}}</h1>
{{if .Error}}<p class="error">{{.Error}}</p>{{else}}<p>It asks for: {{.Scopes}}</p>
<form method="post" action="/admin/oauth/authorize?{{.Query}}"><button class="approve">Install</button></form>{{end}}
</body></html>
`))

// authorize is the page where a merchant installs the app, and what happens when they do.
func (f *Face) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	why := f.wrongRequest(q)
	if why == "" && r.Method == http.MethodPost {
		http.Redirect(w, r, f.Approve(q), http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if why != "" {
		w.WriteHeader(http.StatusBadRequest)
	}
	_ = consent.Execute(w, map[string]any{"Shop": f.shop.Name, "Error": why, "Scopes": q.Get("scope"), "Query": template.URL(q.Encode())})
}

func (f *Face) wrongRequest(q url.Values) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	back, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case q.Get("client_id") != f.ClientID:
		return "Oauth error application_cannot_be_found"
	case err != nil || back.Host == "":
		return "Oauth error invalid_request: The redirect_uri is not whitelisted"
	}
	for _, s := range strings.Split(q.Get("scope"), ",") {
		if !slices.Contains(strings.Split(allScopes, ","), strings.TrimSpace(s)) {
			return "Oauth error invalid_scope: " + s
		}
	}
	return ""
}

// Approve installs the app and gives the address that the merchant's browser is sent to: code, hmac, host, shop, state, timestamp.
func (f *Face) Approve(q url.Values) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	code := f.secret("code")[:32]
	f.Codes[code] = oauthCode{Scopes: strings.Split(strings.ReplaceAll(q.Get("scope"), " ", ""), ","), Until: f.now().Add(codeLife)}
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(f.domain, ".")
	out := url.Values{
		"code": {code}, "shop": {f.domain}, "state": {q.Get("state")}, "timestamp": {text(f.now().Unix())},
		"host": {base64.RawStdEncoding.EncodeToString([]byte("admin.shopify.com/store/" + name))},
	}
	mac := hmac.New(sha256.New, []byte(f.ClientSecret))
	mac.Write([]byte(out.Encode())) // Values.Encode sorts
	out.Set("hmac", hex.EncodeToString(mac.Sum(nil)))
	mine := back.Query()
	for k := range out {
		mine[k] = out[k]
	}
	back.RawQuery = mine.Encode()
	return back.String()
}

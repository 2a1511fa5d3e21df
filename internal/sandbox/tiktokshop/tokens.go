package tiktokshop

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Lives of what lets a client in (sheet, 2.1). The refresh token's is documented nowhere; people tell of a year.
const (
	accessLife  = 7 * 24 * time.Hour
	refreshLife = 365 * 24 * time.Hour
	codeLife    = 30 * time.Minute
)

// grant makes a pair of tokens; those of before end at once, which is the stricter reading of "both tokens may change". The lock has
// to be held.
func (f *Face) grant() {
	now := f.now()
	f.state.Access = token{"ROW_" + f.draw("access")[:48], now.Add(accessLife)}
	f.state.Refresh = token{"ROW_" + f.draw("refresh")[:48], now.Add(refreshLife)}
}

// scopes are what the app was given.
var scopes = []string{
	"seller.authorization.info", "seller.order.info", "seller.fulfillment.basic", "seller.logistics", "seller.return_refund.basic",
	"seller.product.basic", "seller.product.write", "seller.finance.info",
}

// given is the answer of both token calls; ends are moments.
func (f *Face) given() fields {
	return fields{
		"access_token": f.state.Access.Token, "access_token_expire_in": f.state.Access.Until.Unix(),
		"refresh_token": f.state.Refresh.Token, "refresh_token_expire_in": f.state.Refresh.Until.Unix(),
		"open_id": "o" + f.fixed("open")[:20], "seller_name": f.shop.Name, "seller_base_region": "ID", "user_type": 0, "granted_scopes": scopes,
	}
}

// badGrant is what both token calls say of a wrong, used or ended code or refresh token.
func badGrant(what string) error { return refuse("36004004", what+" is invalid or expired") }

// token is GET /api/v2/token/get and /refresh: unsigned, everything in the query.
func (f *Face) token(w http.ResponseWriter, r *http.Request) {
	out, err := f.exchange(r)
	message := "success" // in lower case here, unlike the gateway's
	if err != nil {
		message = ""
	}
	respond(w, out, err, message)
}

func (f *Face) exchange(r *http.Request) (any, error) {
	q := r.URL.Query()
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case r.Method != http.MethodGet:
		return nil, gateway(http.StatusNotFound, "36009010", "Invalid method. Please check the HTTP method of the API.")
	case q.Get("app_key") != f.appKey() || !equal(q.Get("app_secret"), f.state.Secret):
		return nil, refuse("36004003", "app_key or app_secret is invalid")
	}
	if strings.HasSuffix(r.URL.Path, "/refresh") {
		return f.refreshed(q)
	}
	if q.Get("grant_type") != "authorized_code" {
		return nil, refuse("36004002", "grant_type is invalid")
	}
	i := slices.IndexFunc(f.state.Codes, func(t token) bool { return equal(t.Token, q.Get("auth_code")) })
	if i < 0 || !f.now().Before(f.state.Codes[i].Until) {
		return nil, badGrant("auth_code")
	}
	f.state.Codes = slices.Delete(f.state.Codes, i, i+1)
	f.grant()
	return f.given(), nil
}

func (f *Face) refreshed(q url.Values) (any, error) {
	switch {
	case q.Get("grant_type") != "refresh_token":
		return nil, refuse("36004002", "grant_type is invalid")
	case !equal(q.Get("refresh_token"), f.state.Refresh.Token) || !f.now().Before(f.state.Refresh.Until):
		return nil, badGrant("refresh_token")
	}
	f.grant()
	return f.given(), nil
}

var consentPage = template.Must(template.New("consent").Parse(`<!DOCTYPE html>
<html><head><title>{{.Shop}}</title></head><body>
<h1>{{.Shop}}</h1>
{{if .Error}}<p class="error">{{.Error}}</p>{{else}}
<p>App <strong>{{.App}}</strong> asks for: orders, fulfilment, returns, products.</p>
<form method="post"><button class="approve" name="answer" value="yes">Authorize</button>
<button class="refuse" name="answer" value="no">Cancel</button></form>{{end}}
</body></html>
`))

// consent is the page where a seller lets the app in. Whoever opens it counts as the seller: the sandbox has no users. The address to
// go back to is the app's registered one; here the link tells it, for there is no Partner Center to register it in.
func (f *Face) consent(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	home, err := url.Parse(q.Get("redirect_uri"))
	why := ""
	switch {
	case q.Get("service_id") != f.serviceID():
		why = "This service does not exist."
	case err != nil || home.Host == "":
		why = "The app has no redirect URL."
	}
	if why == "" && r.Method == http.MethodPost {
		http.Redirect(w, r, f.sendBack(home, q.Get("state"), r.FormValue("answer") == "no"), http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	if why != "" {
		w.WriteHeader(http.StatusForbidden)
	}
	_ = consentPage.Execute(w, struct{ Shop, App, Error string }{f.shop.Name, f.serviceID(), why})
}

// sendBack adds a code and the state to the app's address; a refusal is the word null.
func (f *Face) sendBack(home *url.URL, state string, refused bool) string {
	q := home.Query()
	if state != "" {
		q.Set("state", state)
	}
	if refused {
		q.Set("code", "null")
		q.Set("error", "auth_denied")
	} else {
		f.mu.Lock()
		code := token{"TTP_" + f.draw("code")[:32], f.now().Add(codeLife)}
		f.state.Codes = append(f.state.Codes, code)
		f.mu.Unlock()
		q.Set("code", code.Token)
	}
	home.RawQuery = q.Encode()
	return home.String()
}

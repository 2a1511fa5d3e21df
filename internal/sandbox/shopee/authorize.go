package shopee

import (
	"html/template"
	"net/http"
	"net/url"
	"strconv"
)

var authorizePage = template.Must(template.New("authorize").Parse(`<!DOCTYPE html>
<html><head><title>{{.Shop}}</title></head><body>
<h1>{{.Shop}}</h1>
{{if .Error}}<p class="error">{{.Error}}</p>{{else}}
<p>App <strong>{{.Partner}}</strong> would like to manage this shop.</p>
<form method="post"><button class="approve">Confirm Authorization</button></form>{{end}}
</body></html>
`))

// authorize is the page where a merchant lets the app in, under both links (sheet, 2.1): the signed one of the gateway, which dies
// after five minutes, and the portal's. Whoever opens it counts as the merchant: the sandbox has no users.
func (f *Face) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, why := q.Get("redirect"), ""
	if r.URL.Path == "/auth" {
		back, why = q.Get("redirect_uri"), f.portalRefuses(q)
	} else {
		why = f.linkRefuses(r.URL.Path, q)
	}
	home, err := url.Parse(back)
	if why == "" && (err != nil || home.Host == "") {
		why = "error_param: redirect is invalid"
	}
	if why == "" && r.Method == http.MethodPost {
		http.Redirect(w, r, f.sendBack(home, q.Get("state")), http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	if why != "" {
		w.WriteHeader(http.StatusForbidden)
	}
	_ = authorizePage.Execute(w, struct{ Shop, Partner, Error string }{f.shop.Name, q.Get("partner_id"), why})
}

func (f *Face) portalRefuses(q url.Values) string {
	switch {
	case q.Get("partner_id") != strconv.FormatInt(f.state.Partner, 10):
		return "invalid_partner_id: Invalid partner_id, please have a check."
	case q.Get("auth_type") != "seller" || q.Get("response_type") != "code":
		return "error_param: auth_type and response_type have to be seller and code"
	}
	return ""
}

func (f *Face) linkRefuses(path string, q url.Values) string {
	partner, stamp := q.Get("partner_id"), q.Get("timestamp")
	secs, err := strconv.ParseInt(stamp, 10, 64)
	switch {
	case partner != strconv.FormatInt(f.state.Partner, 10):
		return "invalid_partner_id: Invalid partner_id, please have a check."
	case err != nil:
		return "error_param: Invalid timestamp"
	case f.now().Unix()-secs > skew || secs-f.now().Unix() > skew:
		return "error_param: Timestamp is expired."
	case !equal(q.Get("sign"), signature(f.state.Key, partner, path, stamp)):
		return "error_sign: Wrong sign."
	}
	return ""
}

// sendBack makes a code and adds it and the shop to the address that the app gave. The portal passes state on; the sheet does not
// trust in that.
func (f *Face) sendBack(home *url.URL, state string) string {
	f.mu.Lock()
	code := f.secret("code")[:32]
	f.state.Codes = append(f.state.Codes, authCode{code, f.now().Add(codeLife)})
	f.mu.Unlock()
	q := home.Query()
	q.Set("code", code)
	q.Set("shop_id", f.shop.Key.Shop)
	if state != "" {
		q.Set("state", state)
	}
	home.RawQuery = q.Encode()
	return home.String()
}

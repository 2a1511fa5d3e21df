package amazon

import (
	"html/template"
	"net/http"
	"net/url"
)

var consentPage = template.Must(template.New("consent").Parse(`<!DOCTYPE html>
<html><head><title>Seller Central</title></head><body>
<h1>{{.Shop}}</h1>
{{if .Error}}<p class="error">{{.Error}}</p>{{else}}
<p>The app <strong>{{.App}}</strong> asks to read and write orders, listings and bookings of this seller.</p>
<form method="post" action="/apps/authorize/consent"><input type="hidden" name="query" value="{{.Query}}"><button class="approve">Confirm</button></form>{{end}}
</body></html>
`))

// consent is the page of Seller Central where a seller lets the app in, and what happens then. Whoever opens it counts as the seller: the
// sandbox has no users.
func (f *Face) consent(w http.ResponseWriter, r *http.Request) {
	query := r.URL.RawQuery
	approving := r.Method == http.MethodPost
	if approving {
		query = r.PostFormValue("query")
	}
	q, _ := url.ParseQuery(query)
	back, err := url.Parse(q.Get("redirect_uri"))
	wrong := ""
	switch {
	case q.Get("application_id") != f.application():
		wrong = "MD1000: the application is not known"
	case err != nil || back.Host == "":
		wrong = "MD5101: the redirect URI is not registered"
	case q.Get("state") == "":
		wrong = "state is missing"
	}
	if wrong == "" && approving {
		http.Redirect(w, r, f.approved(q, back), http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	if wrong != "" {
		w.WriteHeader(http.StatusBadRequest)
	}
	_ = consentPage.Execute(w, map[string]string{"Shop": f.shop.Name, "App": q.Get("application_id"), "Query": query, "Error": wrong})
}

// approved makes a code and gives the address that the browser goes back to.
func (f *Face) approved(q url.Values, back *url.URL) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	made := code{Code: "RH" + f.hex("code")[:20], Redirect: q.Get("redirect_uri"), At: f.now()}
	f.state.Codes = append(f.state.Codes, made)
	v := back.Query()
	v.Set("spapi_oauth_code", made.Code)
	v.Set("selling_partner_id", f.seller())
	v.Set("state", q.Get("state"))
	to := *back
	to.RawQuery = v.Encode()
	return to.String()
}

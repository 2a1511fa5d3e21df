package lazada

import (
	"html/template"
	"net/http"
	"net/url"
)

var loginPage = template.Must(template.New("login").Parse(`<!DOCTYPE html>
<html><head><title>Lazada Open Platform</title></head><body>
<h1>{{.Shop}}</h1>
{{if .Error}}<p class="error">{{.Error}}</p>{{else}}
<p>The app <strong>{{.App}}</strong> asks to read and write orders and products of this shop.</p>
<form method="post" action="/oauth/authorize"><input type="hidden" name="query" value="{{.Query}}"><button class="approve">Sign in and authorize</button></form>{{end}}
</body></html>
`))

// login is the page where a seller lets the app in, and what happens when they do. Whoever opens it counts as the seller: the sandbox
// has no users.
func (f *Face) login(w http.ResponseWriter, r *http.Request) {
	query := r.URL.RawQuery
	approving := r.Method == http.MethodPost
	if approving {
		query = r.PostFormValue("query")
	}
	q, _ := url.ParseQuery(query)
	wrong := f.loginFault(q)
	if wrong == "" && approving {
		http.Redirect(w, r, f.approved(q), http.StatusFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	if wrong != "" {
		w.WriteHeader(http.StatusBadRequest)
	}
	_ = loginPage.Execute(w, map[string]string{"Shop": f.shop.Name, "App": q.Get("client_id"), "Query": query, "Error": wrong})
}

// loginFault is what is wrong with the address a browser was sent to; empty: nothing.
func (f *Face) loginFault(q url.Values) string {
	f.mu.Lock()
	key := f.appKey
	f.mu.Unlock()
	back, err := url.Parse(q.Get("redirect_uri"))
	switch {
	case q.Get("response_type") != "code":
		return "response_type must be code"
	case q.Get("client_id") != key:
		return "InvalidAppKey"
	case q.Has("uuid"):
		return "uuid is not available"
	case err != nil || back.Host == "":
		return "redirect_uri is missing"
	case f.callback != "" && q.Get("redirect_uri") != f.callback:
		return "redirect_uri does not equal the callback URL of the app"
	}
	return ""
}

// approved makes a code and gives the address that the browser goes back to.
func (f *Face) approved(q url.Values) string {
	f.mu.Lock()
	code := &loginCode{Code: "0_" + f.appKey + "_" + f.hex("code"), At: f.now()}
	f.codes = append(f.codes, code)
	f.mu.Unlock()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil {
		return ""
	}
	values := back.Query()
	values.Set("code", code.Code)
	if state := q.Get("state"); state != "" {
		values.Set("state", state)
	}
	back.RawQuery = values.Encode()
	return back.String()
}

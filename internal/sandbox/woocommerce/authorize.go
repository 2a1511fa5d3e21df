package woocommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// grant is what an application asks the merchant for at wc-auth/v1/authorize.
type grant struct {
	App, Scope, User string
	Return, Callback string
}

// grantOf reads and checks the five parameters; all have to be there.
func grantOf(q url.Values) (grant, error) {
	g := grant{App: q.Get("app_name"), Scope: q.Get("scope"), User: q.Get("user_id"), Return: q.Get("return_url"), Callback: q.Get("callback_url")}
	for _, p := range [][2]string{{"app_name", g.App}, {"user_id", g.User}, {"return_url", g.Return}, {"callback_url", g.Callback}, {"scope", g.Scope}} {
		if p[1] == "" {
			return g, fmt.Errorf("Missing parameter %s", p[0]) //nolint:staticcheck // the shop's words
		}
	}
	if !slices.Contains([]string{"read", "write", "read_write"}, g.Scope) {
		return g, fmt.Errorf("Invalid scope %s", g.Scope) //nolint:staticcheck // the shop's words
	}
	for _, p := range [][2]string{{"return_url", g.Return}, {"callback_url", g.Callback}} {
		if u, err := url.Parse(p[1]); err != nil || u.Host == "" {
			return g, fmt.Errorf("The %s is not a valid URL", p[0]) //nolint:staticcheck // the shop's words
		}
	}
	if u, _ := url.Parse(g.Callback); u.Scheme != "https" && !loopback(u.Hostname()) {
		return g, fmt.Errorf("The callback_url needs to be over SSL") //nolint:staticcheck // the shop's words
	}
	return g, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

var authorizePage = template.Must(template.New("authorize").Parse(`<!DOCTYPE html>
<html><head><title>{{.Title}}</title></head><body>
<h1>{{.Title}}</h1>
{{if .Error}}<p class="error">{{.Error}}</p>{{else}}
<p><strong>{{.Grant.App}}</strong> would like to connect to your store, with {{.Grant.Scope}} access.</p>
<form method="post" action="/wc-auth/v1/access_granted"><input type="hidden" name="query" value="{{.Query}}"><button class="approve">Approve</button></form>
<p><a class="deny" href="{{.Deny}}">Deny</a></p>{{end}}
</body></html>
`))

// authorize is the page where a merchant lets an application in, and what happens when they do. Whoever opens it counts
// as the merchant: the sandbox has no users.
func (f *Face) authorize(w http.ResponseWriter, r *http.Request) {
	query := r.URL.RawQuery
	approving := r.URL.Path == "/wc-auth/v1/access_granted" && r.Method == http.MethodPost
	if approving {
		query = r.PostFormValue("query")
	} else if r.URL.Path != "/wc-auth/v1/authorize" {
		http.NotFound(w, r)
		return
	}
	values, _ := url.ParseQuery(query)
	g, err := grantOf(values)
	page := struct {
		Title, Error, Query, Deny string
		Grant                     grant
	}{Title: f.shop.Name, Query: query, Grant: g, Deny: answerURL(g, "0")}
	if err == nil && approving {
		if err = f.hand(r.Context(), g); err == nil {
			http.Redirect(w, r, answerURL(g, "1"), http.StatusFound)
			return
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	if err != nil {
		page.Error = "Error: " + err.Error() + "."
		w.WriteHeader(http.StatusUnauthorized)
	}
	_ = authorizePage.Execute(w, page)
}

func answerURL(g grant, success string) string {
	u, err := url.Parse(g.Return)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("success", success)
	q.Set("user_id", g.User)
	u.RawQuery = q.Encode()
	return u.String()
}

// hand makes a key and posts it to the application, server to server; anything but 200 takes the key back.
func (f *Face) hand(ctx context.Context, g grant) error {
	f.mu.Lock()
	key := *f.newKey(g.App, g.Scope)
	f.mu.Unlock()
	body, err := json.Marshal(map[string]any{
		"key_id": key.ID, "user_id": g.User, "consumer_key": key.Key, "consumer_secret": key.Secret, "key_permissions": key.Permissions,
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	status := 0
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.Callback, bytes.NewReader(body))
	if err == nil {
		req.Header.Set("Content-Type", "application/json;charset=UTF-8")
		req.Header.Set("User-Agent", userAgent)
		var res *http.Response
		if res, err = f.callbacks.Do(req); err == nil {
			status = res.StatusCode
			_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
			_ = res.Body.Close()
		}
	}
	if status == http.StatusOK {
		return nil
	}
	f.mu.Lock()
	f.keys = slices.DeleteFunc(f.keys, func(k *apiKey) bool { return k.ID == key.ID })
	f.mu.Unlock()
	return fmt.Errorf("An error occurred in the request and at the time were unable to send the consumer data") //nolint:staticcheck // the shop's words
}

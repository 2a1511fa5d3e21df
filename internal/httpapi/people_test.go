package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/signon/signontest"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

var guarded = []string{"X-Tillbridge", "1"}

// linkToken is the secret in an invitation's link.
func linkToken(t *testing.T, link string) string {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil || u.Query().Get("token") == "" {
		t.Fatalf("%q is no link: %v", link, err)
	}
	return u.Query().Get("token")
}

func TestAPI_invitations(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := start(t, cfg)
		invite := func(email, role string) (v httpapi.NewInvitationView) {
			t.Helper()
			hub.Must("POST", "/invitations", map[string]string{"email": email, "role": role}, &v)
			return v
		}
		first, second := invite("budi@example.com", "operator"), invite("citra@example.com", "viewer")
		if !strings.HasPrefix(first.Link, hub.Base+"/welcome?token=") || first.Mailed {
			t.Errorf("%+v", first)
		}
		open := apptest.All[httpapi.InvitationView](hub.Client, "/invitations")
		if len(open) != 2 || open[0] != second.InvitationView || open[0].InvitedBy != "token test" {
			t.Errorf("open are %+v", open)
		}
		if a := hub.Do("GET", "/invitations", nil); strings.Contains(a.String(), linkToken(t, first.Link)) {
			t.Error("the list shows a link's secret")
		}
		token := linkToken(t, first.Link)
		var seen httpapi.InvitedView
		browser(t, hub).Must("POST", "/setup/look", map[string]string{"token": token}, &seen)
		if seen != (httpapi.InvitedView{Account: hub.Account.Name, Email: "budi@example.com", Role: "operator"}) {
			t.Errorf("the link shows %+v", seen)
		}
		budi := browser(t, hub)
		var in httpapi.Session
		budi.Must("POST", "/setup", map[string]string{"token": token, "name": "Budi", "password": password}, &in)
		if in.User.Email != "budi@example.com" || in.User.Role != "operator" || in.User.Name != "Budi" {
			t.Errorf("signed in is %+v", in.User)
		}
		if a := browser(t, hub).Do("POST", "/setup", map[string]string{"token": token, "password": password}); a.Status != http.StatusForbidden {
			t.Errorf("the link again: %s", a)
		}
		hub.Must("DELETE", "/invitations/"+second.ID, nil, nil)
		if a := browser(t, hub).Do("POST", "/setup", map[string]string{"token": linkToken(t, second.Link), "password": password}); a.Status != http.StatusForbidden {
			t.Errorf("a withdrawn link: %s", a)
		}
		if a := hub.Do("POST", "/invitations", map[string]string{"email": "budi@example.com"}); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("a member is invited: %s", a)
		}
	})
}

// Whoever mails invitations is told of each, and what they cannot mail is shown all the same.
func TestInvitations_areMailed(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	var told []string
	for _, fails := range []error{nil, errors.New("no mail today")} {
		s := &httpapi.Server{
			DB: hub.DB, Users: hub.Users, Connections: hub.Connections, IDs: hub.IDs, Now: hub.Now, Log: hub.App.Log,
			Invited: func(_ context.Context, inv user.Invitation, link string) error {
				told = append(told, inv.Email+" "+link)
				return fails
			},
		}
		c := serve(t, s, token(t, hub, hub.Account.ID, user.Owner))
		var v httpapi.NewInvitationView
		c.Must("POST", "/invitations", map[string]string{"email": "budi@example.com"}, &v)
		if v.Mailed != (fails == nil) || v.Link == "" || !slices.Equal(told, []string{"budi@example.com " + v.Link}) {
			t.Errorf("%+v, told %q", v, told)
		}
		told = nil
	}
}

func TestAPI_members(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	owner, viewer := signedIn(t, hub, user.Owner), signedIn(t, hub, user.Viewer)
	idOf := func(email string) string {
		t.Helper()
		for _, u := range apptest.All[httpapi.UserView](hub.Client, "/users") {
			if u.Email == email {
				return u.ID
			}
		}
		t.Fatalf("%s is no member", email)
		return ""
	}
	t.Run("a role counts at once, in a session that is open", func(t *testing.T) {
		if a := viewer.Do("GET", "/audit", nil); a.Status != http.StatusForbidden {
			t.Errorf("a viewer: %s", a)
		}
		hub.Must("PUT", "/users/"+idOf("viewer@example.com")+"/role", map[string]string{"role": "owner"}, nil)
		if a := viewer.Do("GET", "/audit", nil); a.Status != http.StatusOK {
			t.Errorf("made an owner: %s", a)
		}
		hub.Must("PUT", "/users/"+idOf("viewer@example.com")+"/role", map[string]string{"role": "viewer"}, nil)
	})
	t.Run("the last owner can neither go nor step down", func(t *testing.T) {
		me := idOf("owner@example.com")
		for _, a := range []apptest.Answer{
			owner.Do("DELETE", "/users/"+me, nil, guarded...), owner.Do("PUT", "/users/"+me+"/role", map[string]string{"role": "viewer"}, guarded...),
		} {
			if a.Status != http.StatusConflict || !strings.Contains(a.Problem().Detail, "last owner") {
				t.Errorf("%s", a)
			}
		}
	})
	t.Run("an owner sees and ends a member's sessions", func(t *testing.T) {
		at := "/users/" + idOf("viewer@example.com") + "/sessions"
		if all := apptest.All[httpapi.SessionView](hub.Client, at); len(all) != 1 || all[0].Network != "127.0.0.0/24" || all[0].Current {
			t.Errorf("%+v", all)
		}
		var ended httpapi.Ended
		hub.Must("DELETE", at, nil, &ended)
		if a := viewer.Do("GET", "/session", nil); ended.Ended != 1 || a.Status != http.StatusUnauthorized {
			t.Errorf("%d ended, %s", ended.Ended, a)
		}
	})
	t.Run("whoever is removed is gone", func(t *testing.T) {
		again := browser(t, hub)
		again.Must("POST", "/session", map[string]string{"email": "viewer@example.com", "password": password}, nil)
		at := "/users/" + idOf("viewer@example.com")
		hub.Must("DELETE", at, nil, nil)
		if a := again.Do("GET", "/session", nil); a.Status != http.StatusUnauthorized {
			t.Errorf("%s", a)
		}
		if a := hub.Do("DELETE", at, nil); a.Status != http.StatusNotFound {
			t.Errorf("once more: %s", a)
		}
	})
}

func TestAPI_ownAccount(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	here := signedIn(t, hub, user.Operator)
	credentials := func(password string) map[string]string {
		return map[string]string{"email": "operator@example.com", "password": password}
	}
	elsewhere := browser(t, hub)
	if a := elsewhere.Do("POST", "/session", credentials(password), "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"); a.Status != http.StatusOK {
		t.Fatalf("%s", a)
	}
	t.Run("sessions are listed with what one recognises them by", func(t *testing.T) {
		all := apptest.All[httpapi.SessionView](here, "/sessions")
		if len(all) != 2 || all[0].Current == all[1].Current {
			t.Fatalf("%+v", all)
		}
		i := slices.IndexFunc(all, func(s httpapi.SessionView) bool { return !s.Current })
		if all[i].Browser != "Firefox on Linux" {
			t.Errorf("%+v", all[i])
		}
		if a := here.Do("DELETE", "/sessions/"+all[i].ID, nil, guarded...); a.Status != http.StatusNoContent {
			t.Errorf("ending it: %s", a)
		}
		if a := elsewhere.Do("GET", "/session", nil); a.Status != http.StatusUnauthorized {
			t.Errorf("afterwards: %s", a)
		}
	})
	t.Run("all others are ended at once", func(t *testing.T) {
		elsewhere.Must("POST", "/session", credentials(password), nil)
		if a := here.Do("DELETE", "/sessions", nil, guarded...); a.Status != http.StatusOK || !strings.Contains(a.String(), `"ended":1`) {
			t.Errorf("%s", a)
		}
		if a, b := elsewhere.Do("GET", "/session", nil), here.Do("GET", "/session", nil); a.Status != http.StatusUnauthorized || b.Status != http.StatusOK {
			t.Errorf("elsewhere %s, here %s", a, b)
		}
	})
	t.Run("a new password asks for the old one, and ends the other sessions", func(t *testing.T) {
		elsewhere.Must("POST", "/session", credentials(password), nil)
		const fresh = "another battery staple"
		set := func(old, fresh string) apptest.Answer {
			return here.Do("PUT", "/session/password", map[string]string{"old_password": old, "password": fresh}, guarded...)
		}
		if a := set("wrong", fresh); a.Status != 422 || a.Problem().Errors[0].Location != "body.old_password" {
			t.Errorf("a wrong one: %s", a)
		}
		if a := set(password, fresh); a.Status != http.StatusNoContent {
			t.Errorf("%s", a)
		}
		if a, b := elsewhere.Do("GET", "/session", nil), here.Do("GET", "/session", nil); a.Status != http.StatusUnauthorized || b.Status != http.StatusOK {
			t.Errorf("elsewhere %s, here %s", a, b)
		}
		for range 6 {
			set("wrong", fresh)
		}
		if a := set(fresh, password); a.Status != http.StatusTooManyRequests {
			t.Errorf("guessing the old one is not slowed down: %s", a)
		}
	})
	t.Run("a name can be changed", func(t *testing.T) {
		a := here.Do("PUT", "/session/name", map[string]string{"name": "Budi"}, guarded...)
		if a.Status != http.StatusOK || apptest.Get[httpapi.Session](here, "/session").User.Name != "Budi" {
			t.Errorf("%s", a)
		}
	})
}

// Waits are in the database: another node knows them, and so does this one after a restart.
func TestAPI_waitsOutliveTheProgram(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		guess := func(hub *apptest.Hub) apptest.Answer {
			return browser(t, hub).Do("POST", "/session", map[string]string{"email": "first@example.com", "password": "wrong"})
		}
		first := start(t, cfg)
		for range 7 {
			guess(first)
		}
		if err := first.Stop(); err != nil {
			t.Fatal(err)
		}
		second := start(t, cfg)
		err := second.DB.InTx(t.Context(), func(tx store.Tx) error { // however long the restart took
			n, err := tx.Exec(t.Context(), `update guess set until = until + 3600000000 where until > 0`)
			if err == nil && n == 0 {
				return errors.New("no wait is kept")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if a := guess(second); a.Status != http.StatusTooManyRequests {
			t.Errorf("%s", a)
		}
	})
}

// Who asks is told by the proxy where one is trusted, and by the connection otherwise.
func TestAPI_addressBehindProxies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		trusted []string
		forward string
		want    string
	}{
		"nobody is trusted":              {nil, "203.0.113.9", "127.0.0.0/24"},
		"the proxy is":                   {[]string{"127.0.0.1"}, "203.0.113.9", "203.0.113.0/24"},
		"a chain of proxies":             {[]string{"127.0.0.0/8", "10.0.0.0/8"}, "203.0.113.9, 10.1.2.3", "203.0.113.0/24"},
		"what a visitor wrote before it": {[]string{"127.0.0.0/8"}, "198.51.100.1, 203.0.113.9", "203.0.113.0/24"},
		"no address":                     {[]string{"127.0.0.0/8"}, "unknown", "127.0.0.0/24"},
		"IPv6":                           {[]string{"127.0.0.0/8"}, "2001:db8:1:2::3", "2001:db8:1::/48"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hub := apptest.Start(t, apptest.SQLite(t), func(s *config.Serve) { s.Proxies = c.trusted })
			who := signedIn(t, hub, user.Viewer)
			if a := who.Do("GET", "/session", nil, "X-Forwarded-For", c.forward); a.Status != http.StatusOK {
				t.Fatalf("%s", a)
			}
			id := apptest.All[httpapi.UserView](hub.Client, "/users")[0].ID
			if all := apptest.All[httpapi.SessionView](hub.Client, "/users/"+id+"/sessions"); len(all) != 1 || all[0].Network != c.want {
				t.Errorf("%+v, want %s", all, c.want)
			}
		})
	}
}

// serve answers with a server of the test's own making.
func serve(t *testing.T, s *httpapi.Server, token string) *apptest.Client {
	t.Helper()
	s.Metrics, s.Web = prometheus.NewRegistry(), http.NotFoundHandler()
	h, err := s.Handler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return apptest.NewClient(t, server.URL, token)
}

func read(t *testing.T, res *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// onward follows a browser that is sent from place to place, and gives where it ends.
func onward(t *testing.T, c *apptest.Client, path string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.Base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

func TestSingleSignOn(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		idp := signontest.Start(t)
		hub := apptest.Start(t, cfg, func(s *config.Serve) {
			s.SignOn = config.SignOn{Issuer: idp.URL, ClientID: signontest.ClientID, ClientSecret: signontest.ClientSecret, Domains: []string{"example.com"}}
		})
		if w := apptest.Get[httpapi.WaysIn](hub.As(""), "/session/ways"); !w.SingleSignOn || w.URL != "/auth/sign-on" {
			t.Errorf("%+v", w)
		}
		t.Run("a stranger without an invitation is told to ask for one", func(t *testing.T) {
			c := browser(t, hub)
			if res := onward(t, c, "/auth/sign-on"); res.StatusCode != http.StatusForbidden || !strings.Contains(read(t, res), "sari@example.com is a member") {
				t.Errorf("%s at %s", res.Status, res.Request.URL)
			}
			if a := c.Do("GET", "/session", nil); a.Status != http.StatusUnauthorized {
				t.Errorf("%s", a)
			}
		})
		hub.Must("POST", "/invitations", map[string]string{"email": "sari@example.com", "role": "operator"}, nil)
		t.Run("an invited one comes in, to the page they wanted, as what they were invited for", func(t *testing.T) {
			for range 2 { // the second time they are a member
				c := browser(t, hub)
				if res := onward(t, c, "/auth/sign-on?next=/orders"); res.Request.URL.Path != "/orders" {
					t.Errorf("%s at %s: %s", res.Status, res.Request.URL, read(t, res))
				}
				if s := apptest.Get[httpapi.Session](c, "/session"); s.User.Email != "sari@example.com" || s.User.Role != "operator" || s.User.Name != "Sari" {
					t.Errorf("%+v", s.User)
				}
			}
			if l := apptest.All[httpapi.AuditView](hub.Client, "/audit?action=sign_on"); len(l) != 2 || l[0].Actor != "sari@example.com" {
				t.Errorf("%+v", l)
			}
		})
		t.Run("nobody is sent to another site afterwards", func(t *testing.T) {
			for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "evil", "/api/v1/orders"} {
				if res := onward(t, browser(t, hub), "/auth/sign-on?next="+url.QueryEscape(next)); res.Request.URL.String() != hub.Base+"/" {
					t.Errorf("%s leads to %s", next, res.Request.URL)
				}
			}
		})
		t.Run("a browser that was not sent is not let in, whatever code it brings", func(t *testing.T) {
			sent := browser(t, hub)
			sent.HTTP.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
				if strings.HasSuffix(r.URL.Path, "/return") {
					return http.ErrUseLastResponse // the code is taken from it on the way
				}
				return nil
			}
			home, err := onward(t, sent, "/auth/sign-on").Location()
			if err != nil {
				t.Fatal(err)
			}
			other := browser(t, hub)
			if res := onward(t, other, home.RequestURI()); res.StatusCode != http.StatusForbidden || !strings.Contains(read(t, res), "not begun in this browser") {
				t.Errorf("%s", res.Status)
			}
			if a := other.Do("GET", "/session", nil); a.Status != http.StatusUnauthorized {
				t.Errorf("%s", a)
			}
		})
		t.Run("what the provider has not verified is refused with its sentence, and its text is no markup", func(t *testing.T) {
			idp.Say(func(c map[string]any) { c["email"], c["email_verified"] = "<b>eve</b>@example.com", false })
			defer idp.Say(nil)
			res := onward(t, browser(t, hub), "/auth/sign-on")
			if page := read(t, res); res.StatusCode != http.StatusForbidden || !strings.Contains(page, "has not verified") || strings.Contains(page, "<b>") {
				t.Errorf("%s: %s", res.Status, page)
			}
		})
	})
}

func TestSingleSignOn_whereThereIsNone(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	if w := apptest.Get[httpapi.WaysIn](hub.As(""), "/session/ways"); w.SingleSignOn || w.URL != "" {
		t.Errorf("%+v", w)
	}
	for _, path := range []string{"/auth/sign-on", "/auth/sign-on/return?code=x&state=y"} {
		if res := onward(t, browser(t, hub), path); res.StatusCode != http.StatusForbidden || !strings.Contains(read(t, res), "password") {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
}

// Sign-in answers the same to a wrong password of a member and of nobody, in words and in headers.
func TestAPI_signInTellsNobodyWhoIsAMember(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	signedIn(t, hub, user.Viewer)
	answers := map[string][]string{}
	for _, email := range []string{"viewer@example.com", "nobody@example.com"} {
		for range 8 {
			a := browser(t, hub).Do("POST", "/session", map[string]string{"email": email, "password": "wrong"})
			wait, _ := strconv.Atoi(a.Header.Get("Retry-After"))
			answers[email] = append(answers[email], fmt.Sprint(a.Status, wait > 0, a.Header.Get("Set-Cookie")))
		}
	}
	if !slices.Equal(answers["viewer@example.com"], answers["nobody@example.com"]) {
		t.Errorf("%q", answers)
	}
}

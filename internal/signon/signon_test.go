package signon_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/signon"
	"github.com/tillbridge/tillbridge/internal/signon/signontest"
)

const back = "https://hub.example.com/auth/sign-on/return"

func provider(p *signontest.Provider, change func(*signon.Options)) *signon.Provider {
	o := signon.Options{Issuer: p.URL, ClientID: signontest.ClientID, ClientSecret: signontest.ClientSecret, AllowPrivate: true, Now: time.Now}
	if change != nil {
		change(&o)
	}
	return signon.New(o)
}

// walk sends a browser to the provider and gives what it brings back.
func walk(t *testing.T, p *signon.Provider) (signon.Way, signon.Answer) {
	t.Helper()
	to, way, err := p.Begin(t.Context(), back, "/orders")
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := browser.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	home, err := res.Location()
	if err != nil {
		t.Fatalf("the provider answers %s", res.Status)
	}
	return way, signon.Answer{State: home.Query().Get("state"), Code: home.Query().Get("code")}
}

func TestProvider_letsIn(t *testing.T) {
	t.Parallel()
	idp := signontest.Start(t)
	p := provider(idp, func(o *signon.Options) { o.Domains = []string{"Example.com"} })
	for name, say := range map[string]func(map[string]any){
		"as it usually says it":       nil,
		"verified, written as a text": func(c map[string]any) { c["email_verified"] = "true" },
		"several audiences":           func(c map[string]any) { c["aud"] = []string{"another", signontest.ClientID} },
	} {
		t.Run(name, func(t *testing.T) {
			idp.Say(say)
			way, answer := walk(t, p)
			who, err := p.Finish(t.Context(), way, answer)
			if err != nil || who != (signon.Identity{Issuer: idp.URL, Subject: "sari-1", Email: "sari@example.com", Name: "Sari"}) {
				t.Errorf("%+v, %v", who, err)
			}
			if way.Next != "/orders" {
				t.Errorf("the page that was wanted is %q", way.Next)
			}
		})
	}
}

func TestProvider_refuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		say  func(map[string]any)
		turn func(*signon.Way, *signon.Answer)
		with func(*signon.Options)
		want string // part of the sentence
	}{
		"another issuer":               {say: func(c map[string]any) { c["iss"] = "https://evil.example" }, want: "another provider"},
		"a token for another program":  {say: func(c map[string]any) { c["aud"] = "another" }, want: "another program"},
		"a nonce of another sign-in":   {say: func(c map[string]any) { c["nonce"] = "x" }, want: "nonce"},
		"no nonce":                     {say: func(c map[string]any) { delete(c, "nonce") }, want: "nonce"},
		"an expired token":             {say: func(c map[string]any) { c["exp"] = time.Now().Add(-time.Minute).Unix() }, want: "expired"},
		"an address nobody verified":   {say: func(c map[string]any) { c["email_verified"] = false }, want: "not verified"},
		"nothing about verification":   {say: func(c map[string]any) { delete(c, "email_verified") }, want: "not verified"},
		"no address":                   {say: func(c map[string]any) { delete(c, "email") }, want: "scope email"},
		"a domain that is not let in":  {with: func(o *signon.Options) { o.Domains = []string{"toko.example"} }, want: "example.com are not let in"},
		"a domain that only looks so":  {say: func(c map[string]any) { c["email"] = "eve@evil-example.com" }, with: func(o *signon.Options) { o.Domains = []string{"example.com"} }, want: "not let in"},
		"another browser's way":        {turn: func(w *signon.Way, _ *signon.Answer) { w.State = "x" }, want: "this browser"},
		"no way at all":                {turn: func(w *signon.Way, a *signon.Answer) { *w, a.State = signon.Way{}, "" }, want: "this browser"},
		"a way of yesterday":           {turn: func(w *signon.Way, _ *signon.Answer) { w.Until = time.Now().Add(-time.Second) }, want: "ten minutes"},
		"a provider that lets none in": {turn: func(_ *signon.Way, a *signon.Answer) { a.Error = "access_denied" }, want: "let nobody in"},
		"no code":                      {turn: func(_ *signon.Way, a *signon.Answer) { a.Code = "" }, want: "no code"},
		"a code that is none":          {turn: func(_ *signon.Way, a *signon.Answer) { a.Code = "x" }, want: "did not accept the code"},
		"a code without its verifier":  {turn: func(w *signon.Way, _ *signon.Answer) { w.Verifier = "x" }, want: "did not accept the code"},
		"a secret that is wrong":       {with: func(o *signon.Options) { o.ClientSecret = "wrong" }, want: "did not accept the code"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			idp := signontest.Start(t)
			idp.Say(c.say)
			p := provider(idp, c.with)
			way, answer := walk(t, p)
			if c.turn != nil {
				c.turn(&way, &answer)
			}
			who, err := p.Finish(t.Context(), way, answer)
			refused(t, err, c.want)
			if who != (signon.Identity{}) {
				t.Errorf("%+v was let in", who)
			}
		})
	}
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	r, ok := errors.AsType[*signon.Refusal](err)
	if !ok || !strings.Contains(r.Message, want) {
		t.Errorf("%v, want a sentence with %q", err, want)
	}
	if err != nil && strings.Contains(err.Error(), signontest.ClientSecret) {
		t.Errorf("it tells the secret: %v", err)
	}
}

func TestProvider_refusesWhatAnotherKeySigned(t *testing.T) {
	t.Parallel()
	idp := signontest.Start(t)
	idp.Forge(t)
	p := provider(idp, nil)
	way, answer := walk(t, p)
	_, err := p.Finish(t.Context(), way, answer)
	refused(t, err, "not signed")
}

func TestProvider_takesACodeOnce(t *testing.T) {
	t.Parallel()
	p := provider(signontest.Start(t), nil)
	way, answer := walk(t, p)
	if _, err := p.Finish(t.Context(), way, answer); err != nil {
		t.Fatal(err)
	}
	_, err := p.Finish(t.Context(), way, answer)
	refused(t, err, "did not accept the code")
}

func TestBegin(t *testing.T) {
	t.Parallel()
	idp := signontest.Start(t)
	t.Run("a private address is called only where that is allowed", func(t *testing.T) {
		t.Parallel()
		_, _, err := provider(idp, func(o *signon.Options) { o.AllowPrivate = false }).Begin(t.Context(), back, "")
		refused(t, err, "--allow-private-addresses")
	})
	t.Run("a provider that is away is asked again", func(t *testing.T) {
		t.Parallel()
		p := provider(idp, func(o *signon.Options) { o.Issuer += "/elsewhere" })
		_, _, err := p.Begin(t.Context(), back, "")
		refused(t, err, "does not answer")
	})
	t.Run("one that goes by another name is not believed", func(t *testing.T) {
		t.Parallel()
		_, _, err := provider(idp, func(o *signon.Options) { o.Issuer += "/" }).Begin(t.Context(), back, "")
		refused(t, err, "another name")
	})
	t.Run("every way is its own", func(t *testing.T) {
		t.Parallel()
		p := provider(idp, nil)
		first, a, err := p.Begin(t.Context(), back, "")
		if err != nil {
			t.Fatal(err)
		}
		_, b, err := p.Begin(t.Context(), back, "")
		if err != nil || a.State == b.State || a.Nonce == b.Nonce || a.Verifier == b.Verifier {
			t.Errorf("%+v, %+v, %v", a, b, err)
		}
		u, err := url.Parse(first)
		if err != nil || u.Query().Get("redirect_uri") != back || strings.Contains(first, a.Verifier) || u.Query().Get("code_challenge") == "" {
			t.Errorf("%s, %v", first, err)
		}
	})
}

package shopee_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

func TestAuthorise_fromBrowserToToken(t *testing.T) {
	t.Parallel()
	for _, link := range []string{"signed", "portal"} {
		t.Run(link, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{Orders: 5}, nil)
			settings := b.Settings()
			for _, name := range []string{"access_token", "refresh_token", "shop_id"} {
				delete(settings, name)
			}
			settings["auth_link"] = link
			const back = "https://hub.example/connect/shopee?x=1"
			page, err := shopee.Kind.Authorise.URL(settings, back, "st/ate 1", b.Now())
			if err != nil {
				t.Fatal(err)
			}
			q := b.Press(page, "approve").Query()
			if q.Get("state") != "st/ate 1" || q.Get("x") != "1" {
				t.Fatalf("the browser came back with %v", q)
			}
			token, more, err := shopee.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, q, back)
			if err != nil {
				t.Fatal(err)
			}
			if more["shop_id"] != b.Key.Shop || token.Refresh == "" || !token.Until.Equal(b.Now().Add(4*time.Hour)) {
				t.Errorf("token until %s, settings %v", token.Until, more)
			}
			settings["shop_id"] = more["shop_id"]
			if _, err := b.OpenWith(settings, httpkit.Options{}, channeltest.NewTokens(token)).Test(t.Context()); err != nil {
				t.Error(err)
			}
			_, _, err = shopee.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, q, back)
			if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
				t.Errorf("the code was used twice: %v", err)
			}
		})
	}
}

func TestAuthorise_refuses(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	for name, q := range map[string]url.Values{
		"nothing came back":     {},
		"a code without a shop": {"code": {"x"}},
		"a made-up code":        {"code": {"x"}, "shop_id": {b.Key.Shop}},
		"a shop that is text":   {"code": {"x"}, "shop_id": {"1;2"}},
	} {
		_, _, err := shopee.Kind.Authorise.Exchange(t.Context(), b.Tools(), b.Settings(), q, "")
		if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := shopee.Kind.Authorise.URL(map[string]string{"partner_id": "1"}, "https://x.example", "s", b.Now()); err == nil || !strings.Contains(err.Error(), "partner_key") {
		t.Errorf("a link without a key: %v", err)
	}
}

func TestExchange_mainAccount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ shops, wanted, got string }{
		"one shop":                    {"[41]", "", "41"},
		"several, one is meant":       {"[41, 42]", "42", "42"},
		"several, none is meant":      {"[41, 42]", "", ""},
		"one, and another was wanted": {"[41]", "42", ""},
	} {
		s := &script{answers: map[string][]any{"auth/token/get": {
			`{"error":"","message":"","request_id":"r","access_token":"a","refresh_token":"b","expire_in":1789800000,"shop_id_list":` + c.shops + `}`,
		}}}
		server := newServer(t, s)
		settings := map[string]string{"partner_id": "7", "partner_key": "k", "shop_id": c.wanted, "base_url": server.URL}
		tools := channel.Tools{HTTP: httpkit.New(httpkit.Options{AllowPrivate: true}), Now: func() time.Time { return noon }}
		token, more, err := shopee.Kind.Authorise.Exchange(t.Context(), tools, settings, url.Values{"code": {"c"}, "main_account_id": {"900"}}, "")
		if (err == nil) != (c.got != "") || more["shop_id"] != c.got {
			t.Errorf("%s: %v, %v", name, more, err)
		}
		if err == nil && !token.Until.Equal(time.Unix(1789800000, 0)) {
			t.Errorf("%s: expire_in that is a moment was read as %s", name, token.Until)
		}
	}
}

func TestTokens_areRenewedBeforeTheyEnd(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 3}, nil)
	settings := b.Settings()
	first := worldtest.FirstToken(settings)
	first.Until = b.Now().Add(4 * time.Hour)
	tokens := channeltest.NewTokens(first)
	conn := b.OpenWith(settings, httpkit.Options{}, tokens)
	for hour := range 50 { // two days, past the life of every first token
		b.Set(b.Now().Add(time.Hour))
		if _, err := conn.Orders(t.Context(), channel.Window{From: b.Now().Add(-time.Hour), To: b.Now()}, ""); err != nil {
			t.Fatalf("hour %d: %v", hour, err)
		}
	}
	if tokens.Renewals < 12 || tokens.Renewals > 18 {
		t.Errorf("%d renewals in 50 hours of four-hour tokens", tokens.Renewals)
	}
}

func TestTokens_aRefreshTokenIsGoodOnce(t *testing.T) {
	t.Parallel()
	worldtest.Renewal{
		Start: func(t *testing.T) *worldtest.Box { return startBox(t, sandbox.Options{Orders: 3}, nil) },
		Path:  "/auth/access_token/get", Life: 4 * time.Hour, Early: 5 * time.Minute,
	}.Run(t)
}

func TestTokens_neverAuthorised(t *testing.T) {
	t.Parallel()
	conn := connect(t, http.NotFoundHandler(), channeltest.NewTokens(channel.Token{}))
	_, err := conn.Test(t.Context())
	if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
		t.Errorf("%v", err)
	}
}

package tiktokshop_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

func TestAuthorise_fromBrowserToToken(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 5}, nil)
	settings := b.Settings()
	for _, name := range []string{"access_token", "refresh_token", "shop_id", "shop_cipher"} {
		delete(settings, name)
	}
	const back = "https://hub.example/connect/tiktokshop?x=1"
	page, err := tiktokshop.Kind.Authorise.URL(settings, back, "st/ate 1", b.Now())
	if err != nil {
		t.Fatal(err)
	}
	q := b.Press(page, "approve").Query()
	if q.Get("state") != "st/ate 1" || q.Get("x") != "1" {
		t.Fatalf("the browser came back with %v", q)
	}
	token, more, err := tiktokshop.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, q, back)
	if err != nil {
		t.Fatal(err)
	}
	if more["shop_id"] != b.Settings()["shop_id"] || token.Refresh == "" || !token.Until.Equal(b.Now().Add(7*24*time.Hour).Truncate(time.Second)) {
		t.Errorf("token until %s, settings %v", token.Until, more)
	}
	if token.Extra["shop_cipher"] != b.Settings()["shop_cipher"] || token.Extra["seller_type"] != "LOCAL" {
		t.Errorf("beside the token: %v", token.Extra)
	}
	settings["shop_id"] = more["shop_id"]
	if _, err := b.OpenWith(settings, httpkit.Options{}, channeltest.NewTokens(token)).Test(t.Context()); err != nil {
		t.Error(err)
	}
	_, _, err = tiktokshop.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, q, back)
	if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
		t.Errorf("the code was used twice: %v", err)
	}
}

func TestAuthorise_refuses(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	page, err := tiktokshop.Kind.Authorise.URL(b.Settings(), "https://hub.example/x", "s", b.Now())
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]url.Values{
		"the seller said no": b.Press(page, "refuse").Query(),
		"nothing came back":  {},
		"the word null":      {"code": {"null"}},
		"a made-up code":     {"code": {"x"}},
	} {
		_, _, err := tiktokshop.Kind.Authorise.Exchange(t.Context(), b.Tools(), b.Settings(), q, "")
		if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
			t.Errorf("%s: %v", name, err)
		}
	}
	for missing, settings := range map[string]map[string]string{"app_secret": {"app_key": "1"}, "service_id": {"app_key": "1", "app_secret": "s"}} {
		if _, err := tiktokshop.Kind.Authorise.URL(settings, "https://x.example", "s", b.Now()); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("a link without %s: %v", missing, err)
		}
	}
}

// Outside the pretend shop the link has nothing in it but service and state: the address to come back to is registered.
func TestAuthorise_linksOfTheRegions(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"":   "https://services.tiktokshop.com/open/authorize?service_id=7200&state=st",
		"us": "https://services.tiktokshops.us/open/authorize?service_id=7200&state=st",
	} {
		got, err := tiktokshop.Kind.Authorise.URL(map[string]string{"app_key": "k", "app_secret": "s", "service_id": "7200", "region": region}, "https://hub.example/back", "st", noon)
		if err != nil || got != want {
			t.Errorf("%q: %s, %v, want %s", region, got, err, want)
		}
	}
}

func TestExchange_sellersWithSeveralShops(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ shops, wanted, got string }{
		"one shop":                    {`{"id":"41","cipher":"c41"}`, "", "41"},
		"several, one is meant":       {`{"id":"41","cipher":"c41"},{"id":"42","cipher":"c42"}`, "42", "42"},
		"several, none is meant":      {`{"id":"41","cipher":"c41"},{"id":"42","cipher":"c42"}`, "", ""},
		"one, and another was wanted": {`{"id":"41","cipher":"c41"}`, "42", ""},
		"none":                        {"", "", ""},
	} {
		s := &script{answers: map[string][]any{
			"/api/v2/token/get":           {`{"code":0,"message":"success","data":{"access_token":"a","access_token_expire_in":1789800000,"refresh_token":"b","refresh_token_expire_in":4102444800}}`},
			"/authorization/202309/shops": {wrap(`{"shops":[` + c.shops + `]}`)},
		}}
		settings := map[string]string{"app_key": "7", "app_secret": "k", "shop_id": c.wanted, "base_url": newServer(t, s).URL}
		tools := channel.Tools{HTTP: httpkit.New(httpkit.Options{AllowPrivate: true}), Now: func() time.Time { return noon }}
		token, more, err := tiktokshop.Kind.Authorise.Exchange(t.Context(), tools, settings, url.Values{"code": {"c"}}, "")
		if (err == nil) != (c.got != "") || more["shop_id"] != c.got {
			t.Errorf("%s: %v, %v", name, more, err)
		}
		if err == nil && (!token.Until.Equal(time.Unix(1789800000, 0)) || token.RefreshUntil.Year() != 2100 || token.Extra["shop_cipher"] != "c"+c.got) {
			t.Errorf("%s: token until %s, to be renewed until %s, %v", name, token.Until, token.RefreshUntil, token.Extra)
		}
	}
}

func TestMoment_isAMomentAndNotASpan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Time{
		"1789800000": time.Unix(1789800000, 0).UTC(), "604800": noon.Add(7 * 24 * time.Hour), "": {}, "0": {}, "soon": {}, "-5": {},
	} {
		if got := tiktokshop.MomentOf(noon, text); !got.Equal(want) {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestTokens_areRenewedBeforeTheyEnd(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 3}, nil)
	settings := b.Settings()
	first := worldtest.FirstToken(settings)
	first.Until = b.Now().Add(7*24*time.Hour - 2*time.Hour)
	tokens := channeltest.NewTokens(first)
	conn := b.OpenWith(settings, httpkit.Options{}, tokens)
	for range 60 { // a month, by half days
		b.Set(b.Now().Add(12 * time.Hour))
		if _, err := conn.Orders(t.Context(), channel.Window{From: b.Now().Add(-time.Hour), To: b.Now()}, ""); err != nil {
			t.Fatalf("at %s: %v", b.Now(), err)
		}
	}
	if tokens.Renewals < 4 || tokens.Renewals > 6 {
		t.Errorf("%d renewals in 30 days of seven-day tokens", tokens.Renewals)
	}
}

func TestTokens_aRefreshTokenIsGoodOnce(t *testing.T) {
	t.Parallel()
	worldtest.Renewal{
		Start: func(t *testing.T) *worldtest.Box { return startBox(t, sandbox.Options{Orders: 3}, nil) },
		Path:  "/token/refresh", Life: 7 * 24 * time.Hour, Early: time.Hour,
	}.Run(t)
}

// A renewal keeps what stands beside the token, and the refresh token where no new one comes.
func TestTokens_keepWhatARenewalDoesNotGive(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{
		"/api/v2/token/refresh": {`{"code":0,"message":"success","data":{"access_token":"fresh","access_token_expire_in":1999999999}}`},
		detailPath:              {page("orders", "", smallOrder(1, "AWAITING_SHIPMENT", noon.Unix()))},
	}}
	end := noon.Add(300 * 24 * time.Hour)
	tokens := channeltest.NewTokens(channel.Token{
		Access: "old", Refresh: "r1", Until: noon.Add(time.Minute), RefreshUntil: end, Extra: map[string]string{"shop_cipher": "kept", "seller_type": "LOCAL"},
	})
	if _, err := connect(t, s, tokens).Order(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	got, _ := tokens.Current(t.Context())
	if got.Access != "fresh" || got.Refresh != "r1" || got.Extra["shop_cipher"] != "kept" || !got.RefreshUntil.Equal(end) {
		t.Errorf("%+v", got)
	}
}

// Token calls carry everything in their query: neither the app's secret nor a code or token shows in what is kept of them.
func TestExchange_keepsNoSecret(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	settings := b.Settings()
	page, err := tiktokshop.Kind.Authorise.URL(settings, "https://hub.example/x", "s", b.Now())
	if err != nil {
		t.Fatal(err)
	}
	q := b.Press(page, "approve").Query()
	var recorder httpkit.Recorder
	ctx := httpkit.WithRecorder(t.Context(), &recorder)
	token, _, err := tiktokshop.Kind.Authorise.Exchange(ctx, b.Tools(), settings, q, "")
	if err != nil {
		t.Fatal(err)
	}
	b.Set(b.Now().Add(8 * 24 * time.Hour))
	tokens := channeltest.NewTokens(token)
	if _, err := b.OpenWith(settings, httpkit.Options{}, tokens).Test(ctx); err != nil || tokens.Renewals != 1 {
		t.Fatalf("%d renewals, %v", tokens.Renewals, err)
	}
	fresh, _ := tokens.Current(ctx)
	shown, err := json.Marshal(recorder.Exchanges())
	if err != nil || len(recorder.Exchanges()) < 3 {
		t.Fatalf("%d exchanges, %v", len(recorder.Exchanges()), err)
	}
	for what, secret := range map[string]string{
		"the app secret": settings["app_secret"], "the code": q.Get("code"), "an access token": token.Access, "a refresh token": token.Refresh,
		"the new access token": fresh.Access, "the new refresh token": fresh.Refresh,
	} {
		if strings.Contains(string(shown), secret) {
			t.Errorf("%s shows", what)
		}
	}
}

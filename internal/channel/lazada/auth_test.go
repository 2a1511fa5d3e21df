package lazada_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/lazada"
	"github.com/tillbridge/tillbridge/internal/channel/worldtest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

const day = 24 * time.Hour

// holding opens a connector whose token is changed first.
func holding(t *testing.T, b *worldtest.Box, change func(*channel.Token)) channel.Connector {
	t.Helper()
	now, err := b.Tokens.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now.Until, now.RefreshUntil = b.Now().Add(20*day), b.Now().Add(170*day)
	change(&now)
	b.Tokens = channeltest.NewTokens(now)
	return b.Open()
}

func token(t *testing.T, b *worldtest.Box) channel.Token {
	t.Helper()
	now, err := b.Tokens.Current(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func reads(t *testing.T, conn channel.Connector) error {
	t.Helper()
	_, err := conn.Orders(t.Context(), channel.Window{From: time.Now().Add(-time.Hour)}, "")
	return err
}

func TestToken_isRenewedBeforeItEndsAndOnceOnRefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change   func(*channel.Token)
		rule     fault.Rule
		renewals int
	}{
		"it lives for long":             {func(*channel.Token) {}, fault.Rule{}, 0},
		"it ends in ten minutes":        {func(k *channel.Token) { k.Until = time.Now().Add(10 * time.Minute) }, fault.Rule{}, 1},
		"it has ended":                  {func(k *channel.Token) { k.Until = time.Now().Add(-day) }, fault.Rule{}, 1},
		"it is refused":                 {func(k *channel.Token) { k.Access = "50000gone" }, fault.Rule{}, 1},
		"only a refresh token is known": {func(k *channel.Token) { k.Access, k.Until = "", time.Time{} }, fault.Rule{}, 1},
		"the answer of the renewal is lost": {func(k *channel.Token) { k.Access = "50000gone" },
			fault.Rule{Kind: fault.Reset, After: true, Path: "/rest/auth/token/refresh", Count: 1}, 1},
		"it ends soon and cannot be renewed yet": {func(k *channel.Token) { k.Until = time.Now().Add(10 * time.Minute) },
			fault.Rule{Kind: fault.ServerError, Path: "/rest/auth/token/refresh"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{}, nil)
			conn := holding(t, b, c.change)
			before := token(t, b)
			if c.rule.Kind != "" {
				if err := b.Faults().Add(c.rule); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				if err := reads(t, conn); err != nil {
					t.Fatal(err)
				}
			}
			after := token(t, b)
			if b.Tokens.Renewals != c.renewals || after.RefreshUntil.After(before.RefreshUntil) {
				t.Errorf("%d renewals, want %d; the login's end went from %s to %s", b.Tokens.Renewals, c.renewals, before.RefreshUntil, after.RefreshUntil)
			}
			if c.renewals > 0 && (after.Refresh == before.Refresh || !after.Until.After(b.Now().Add(29*day))) {
				t.Errorf("the new token is not kept: until %s", after.Until)
			}
		})
	}
}

func TestToken_manyRefusedAtOnceRenewOnce(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := holding(t, b, func(k *channel.Token) { k.Access = "50000gone" })
	b.RenewsOnce(conn)
}

func TestToken_whenOnlyAPersonHelps(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*channel.Token){
		"the login is over":      func(k *channel.Token) { k.Access, k.RefreshUntil = "50000gone", time.Now().Add(-time.Hour) },
		"there is no refresh":    func(k *channel.Token) { k.Access, k.Refresh = "50000gone", "" },
		"the refresh is refused": func(k *channel.Token) { k.Access, k.Refresh = "50000gone", "50001gone" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := startBox(t, sandbox.Options{}, nil)
			if e := outcome.Of(reads(t, holding(t, b, change))); e == nil || e.Reason != outcome.NotAuthorised {
				t.Errorf("%v, want not_authorised", e)
			}
		})
	}
}

func TestAuthorise_fromTheLoginToTheFirstOrder(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 30}, map[string]string{"callback": "https://hub.example/back"})
	settings := b.Settings()
	for _, name := range []string{"access_token", "refresh_token", "seller_id"} {
		delete(settings, name)
	}
	login, err := lazada.Kind.Authorise.URL(settings, "https://hub.example/back", "state-1", b.Now())
	if err != nil {
		t.Fatal(err)
	}
	back := b.Press(login, "approve").Query()
	if back.Get("state") != "state-1" {
		t.Errorf("state %q came back", back.Get("state"))
	}
	token, learned, err := lazada.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, back, "https://hub.example/back")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"region": "id", "seller_id": "40000" + b.Key.Shop}
	if diff := cmp.Diff(want, learned); diff != "" || token.Refresh == "" || !token.RefreshUntil.After(b.Now().Add(179*day)) {
		t.Errorf("token until %s, login until %s, learned (-want +got):\n%s", token.Until, token.RefreshUntil, diff)
	}
	b.Tokens = channeltest.NewTokens(token)
	if err := reads(t, b.OpenWith(settings, httpkit.Options{}, b.Tokens)); err != nil {
		t.Error(err)
	}
	for what, query := range map[string]url.Values{"a code used twice": back, "no code": {"error": {"access_denied"}}} {
		_, _, err = lazada.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, query, "")
		if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
			t.Errorf("%s: %v, want not_authorised", what, err)
		}
	}
	settings["app_secret"] = "another"
	_, _, err = lazada.Kind.Authorise.Exchange(t.Context(), b.Tools(), settings, back, "")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.KeyRefused {
		t.Errorf("another secret: %v, want key_refused", err)
	}
}

// approve presses the button on the login page and gives what the browser brings back.
func TestGrant_theShapesOfTheTokenPages(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
	before := channel.Token{Access: "a0", Refresh: "r0", RefreshUntil: now.Add(100 * day), Extra: map[string]string{"kept": "yes"}}
	kept := before.Extra
	for name, c := range map[string]struct {
		body, country string
		want          channel.Token
		seller        string
	}{
		"the first login, a list": {
			`{"access_token":"a1","refresh_token":"r1","expires_in":2592000,"refresh_expires_in":15552000,"country":"id","account_id":null,"country_user_info":[{"country":"id","seller_id":"400012345","user_id":"400012345","short_code":"ID1"}]}`,
			"id", channel.Token{Access: "a1", Refresh: "r1", Until: now.Add(30 * day), RefreshUntil: now.Add(100 * day), Extra: kept}, "400012345"},
		"a refresh, one shop as an object, all text": {
			`{"access_token":"a1","refresh_token":"r1","expires_in":"604800","refresh_expires_in":"86400","country":"sg","country_user_info_list":{"country":"sg","seller_id":1001,"user_id":10101}}`,
			"sg", channel.Token{Access: "a1", Refresh: "r1", Until: now.Add(7 * day), RefreshUntil: now.Add(day), Extra: kept}, "1001"},
		"cross-border, an object by country": {
			`{"access_token":"a1","refresh_token":"r1","expires_in":10,"refresh_expires_in":60,"country":"cb","country_user_info":{"sg":{"seller_id":"1001","user_id":10101},"my":{"seller_id":"2001","user_id":20101}}}`,
			"my", channel.Token{Access: "a1", Refresh: "r1", Until: now.Add(10 * time.Second), RefreshUntil: now.Add(time.Minute), Extra: kept}, "2001"},
		"no new refresh token": {
			`{"access_token":"a1","expires_in":60,"country":"id"}`, "id",
			channel.Token{Access: "a1", Refresh: "r0", Until: now.Add(time.Minute), RefreshUntil: now.Add(100 * day), Extra: kept}, ""},
		"it cannot be refreshed": {
			`{"access_token":"a1","refresh_token":"r1","expires_in":60,"refresh_expires_in":0,"country":"id"}`, "id",
			channel.Token{Access: "a1", Until: now.Add(time.Minute), RefreshUntil: now.Add(time.Minute), Extra: kept}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, learned, err := lazada.Grant([]byte(c.body), before, c.country, now)
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil || learned["seller_id"] != c.seller || learned["region"] != c.country {
				t.Errorf("error %v, learned %v, token (-want +got):\n%s", err, learned, diff)
			}
		})
	}
	_, _, err := lazada.Grant([]byte(`{"access_token":"a1","country":"cb","country_user_info":[{"country":"sg","seller_id":"1"}]}`), before, "id", now)
	if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
		t.Errorf("no shop in this country: %v", err)
	}
}

func FuzzGrant(f *testing.F) {
	f.Add([]byte(`{"access_token":"a1","refresh_expires_in":60,"country_user_info":{"sg":{"seller_id":"1001"}}}`))
	f.Add([]byte(`{"expires_in":"99999999999999999999","country_user_info":[]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		now := time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)
		before := channel.Token{Refresh: "r0", RefreshUntil: now.Add(time.Hour)}
		got, _, err := lazada.Grant(body, before, "id", now)
		if err == nil && got.RefreshUntil.After(before.RefreshUntil) && got.Refresh != "" {
			t.Errorf("a refresh lengthened the login to %s", got.RefreshUntil)
		}
	})
}

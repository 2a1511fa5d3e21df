package shopee_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

func TestGateway_checksInItsOrder(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	const path = "shop/get_shop_info"
	for name, x := range map[string]struct {
		change func(url.Values)
		status int
		word   string
	}{
		"no partner":             {func(q url.Values) { q.Del("partner_id") }, 403, "error_param"},
		"an unknown partner":     {func(q url.Values) { q.Set("partner_id", "1") }, 403, "invalid_partner_id"},
		"no time stamp":          {func(q url.Values) { q.Del("timestamp") }, 403, "error_param"},
		"a time that is text":    {func(q url.Values) { q.Set("timestamp", "now") }, 403, "error_param"},
		"no sign":                {func(q url.Values) { q.Del("sign") }, 403, "error_param"},
		"a wrong sign":           {func(q url.Values) { q.Set("sign", mac("other", "x")) }, 403, "error_sign"},
		"a sign of another shop": {func(q url.Values) { q.Set("shop_id", "1002") }, 403, "error_sign"},
	} {
		q := c.signed(path, false)
		x.change(q)
		t.Run(name, func(t *testing.T) { refused(t, c.send("GET", path, q, ""), x.status, x.word) })
	}
	refused(t, c.get("shop/no_such_call", ""), http.StatusNotFound, "error_not_found")
	refused(t, c.post("shop/get_shop_info", "{}"), http.StatusNotFound, "error_not_found")
	if r := c.get(path, ""); r.status != 200 || r.Error != "" || len(r.Request) != 32 {
		t.Errorf("a good call: %d %s", r.status, r.raw)
	}
}

// A signature is good for five minutes to both sides.
func TestGateway_timeStamps(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	for off, word := range map[time.Duration]string{
		-299 * time.Second: "", 299 * time.Second: "", -301 * time.Second: "error_param", 301 * time.Second: "error_param",
	} {
		c.stamp = func() time.Time { return c.clock().Add(off) }
		if r := c.get("shop/get_shop_info", ""); r.Error != word {
			t.Errorf("off by %s: %s", off, r.raw)
		}
	}
}

func TestGateway_tokens(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	const path = "shop/get_shop_info"
	good := c.token
	c.token = "0123456789abcdef0123456789abcdef"
	refused(t, c.get(path, ""), 403, "invalid_acceess_token")
	c.token = good
	c.shop = "1002"
	refused(t, c.get(path, ""), 403, "error_auth")
	c.shop = "1001"
	c.pass(4*time.Hour - time.Second)
	if r := c.get(path, ""); r.Error != "" {
		t.Errorf("a second before it ends: %s", r.raw)
	}
	c.pass(time.Second)
	refused(t, c.get(path, ""), 403, "invalid_acceess_token")
}

func (c *client) renew(t *testing.T) granted {
	t.Helper()
	r := c.post("auth/access_token/get", `{"refresh_token":"`+c.refresh+`","partner_id":`+c.partner+`,"shop_id":`+c.shop+`}`)
	return grantOf(t, r)
}

func TestRefresh_rotatesAndIsGoodOnce(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	old, spent := c.token, c.refresh
	g := c.renew(t)
	if g.Access == old || g.Refresh == spent || g.ExpireIn != 14400 {
		t.Errorf("%+v", g)
	}
	refused(t, c.post("auth/access_token/get", `{"refresh_token":"`+spent+`","partner_id":`+c.partner+`,"shop_id":`+c.shop+`}`), 200, "error_auth")
	if r := c.get("shop/get_shop_info", ""); r.Error != "" {
		t.Errorf("the old token right after: %s", r.raw)
	}
	c.pass(5*time.Minute + time.Second)
	refused(t, c.get("shop/get_shop_info", ""), 403, "invalid_acceess_token")
	c.token = g.Access
	if r := c.get("shop/get_shop_info", ""); r.Error != "" {
		t.Errorf("the new token: %s", r.raw)
	}
	c.refresh = g.Refresh
	c.pass(31 * 24 * time.Hour)
	refused(t, c.post("auth/access_token/get", `{"refresh_token":"`+c.refresh+`","partner_id":`+c.partner+`,"shop_id":`+c.shop+`}`), 200, "refresh_token_expired")
}

func TestRefresh_bodyTypes(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	refused(t, c.post("auth/access_token/get", `{"refresh_token":"`+c.refresh+`","partner_id":"`+c.partner+`","shop_id":`+c.shop+`}`), 200, "error_param")
	refused(t, c.post("auth/access_token/get", `{"refresh_token":"`+c.refresh+`","partner_id":`+c.partner+`,"shop_id":77}`), 200, "shop_no_linked")
	refused(t, c.post("auth/access_token/get", `not json`), 200, "error_param")
	c.renew(t) // none of these spent it
}

func TestGateway_limitsAndRights(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{}, "rate_limit", "2", "no_permission", "payment, returns/get_return_list")
	refused(t, c.get("payment/get_escrow_detail", "order_sn=X"), 403, "error_auth")
	refused(t, c.get("returns/get_return_list", ""), 403, "error_auth")
	refused(t, c.get("shop/get_shop_info", ""), 429, "error_rate_limit")
	c.pass(time.Second)
	if r := c.get("shop/get_shop_info", ""); r.Error != "" {
		t.Errorf("a second later: %s", r.raw)
	}
	c = newClient(t, sandbox.Options{}, "daily_limit", "1")
	c.get("shop/get_shop_info", "")
	refused(t, c.get("shop/get_shop_info", ""), 200, "error_limit")
	c.pass(7 * time.Hour) // midnight in UTC+8; the token has ended meanwhile
	c.renew(t)
	refused(t, c.get("shop/get_shop_info", ""), 200, "error_limit")
}

func TestGateway_faultsInItsEnvelope(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	for kind, want := range map[fault.Kind]string{fault.Throttle: "error_rate_limit", fault.ServerError: "error_server", fault.Expired: "invalid_acceess_token"} {
		if err := c.box.Faults().Replace(fault.Rule{Kind: kind}); err != nil {
			t.Fatal(err)
		}
		if r := c.get("shop/get_shop_info", ""); r.Error != want {
			t.Errorf("%s: %d %s", kind, r.status, r.raw)
		}
	}
	if err := c.box.Faults().Replace(fault.Rule{Kind: fault.ClockSkew, Skew: fault.Duration(10 * time.Minute)}); err != nil {
		t.Fatal(err)
	}
	refused(t, c.get("shop/get_shop_info", ""), 403, "error_param")
}

func TestAuthorize_bothLinks(t *testing.T) {
	t.Parallel()
	c := newClient(t, sandbox.Options{})
	back := "https://hub.example/back?state=s"
	stamp := c.signed("shop/auth_partner", true)
	stamp.Set("redirect", back)
	portal := url.Values{"partner_id": {c.partner}, "auth_type": {"seller"}, "response_type": {"code"}, "redirect_uri": {back}}
	for name, link := range map[string]string{"signed": "/api/v2/shop/auth_partner?" + stamp.Encode(), "portal": "/auth?" + portal.Encode()} {
		code := c.authorized(c.base + link)
		body := `{"code":"` + code + `","partner_id":` + c.partner + `,"shop_id":` + c.shop + `}`
		g := grantOf(t, c.post("auth/token/get", body))
		c.token = g.Access
		if r := c.get("shop/get_shop_info", ""); r.Error != "" {
			t.Errorf("%s: %s", name, r.raw)
		}
		refused(t, c.post("auth/token/get", body), 200, "invalid_code")
	}
	c.pass(6 * time.Minute)
	if code := c.authorized(c.base + "/api/v2/shop/auth_partner?" + stamp.Encode()); code != "" {
		t.Error("a link of six minutes ago still works")
	}
	late := c.authorized(c.base + "/auth?" + portal.Encode())
	c.pass(11 * time.Minute)
	refused(t, c.post("auth/token/get", `{"code":"`+late+`","partner_id":`+c.partner+`,"shop_id":`+c.shop+`}`), 200, "invalid_code")
}

// authorized confirms on the merchant's page and gives the code that the browser carries back.
func (c *client) authorized(page string) string {
	c.t.Helper()
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, page, http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	res, err := browser.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	_ = res.Body.Close()
	home, err := res.Location()
	if err != nil {
		return ""
	}
	if q := home.Query(); q.Get("state") != "s" || q.Get("shop_id") != "1001" {
		c.t.Errorf("sent back to %s", home)
	}
	return home.Query().Get("code")
}

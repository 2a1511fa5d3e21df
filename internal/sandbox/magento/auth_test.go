package magento_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/magento"
)

// The vectors of the sheet, computed by others.
func TestSignature_vectors(t *testing.T) {
	t.Parallel()
	oauth := map[string]string{
		"oauth_consumer_key": "ck_8f3a1d6b2e7c4905a1b2c3d4", "oauth_nonce": "n0nceA1b2C3d4E5f6", "oauth_signature_method": "HMAC-SHA256",
		"oauth_timestamp": "1769853600", "oauth_token": "at_1234567890abcdef12345678", "oauth_version": "1.0",
	}
	query := url.Values{
		"searchCriteria[filter_groups][0][filters][0][field]": {"updated_at"}, "searchCriteria[filter_groups][0][filters][0][condition_type]": {"gteq"},
		"searchCriteria[filter_groups][0][filters][0][value]": {"2026-01-31 10:00:00"}, "searchCriteria[sortOrders][0][field]": {"entity_id"},
		"searchCriteria[sortOrders][0][direction]": {"ASC"}, "searchCriteria[pageSize]": {"50"}, "searchCriteria[currentPage]": {"1"},
	}
	const secret, tokenSecret = "cs_0d9c8b7a6f5e4d3c2b1a0f9e", "ats_fedcba0987654321fedcba09"
	if got := magento.Signature("GET", "https://magento.example.com/rest/default/V1/orders", oauth, query, secret, tokenSecret); got != "GIqVO0xZQlpPcSPcljqx+YJECjjCNGvNmZxS+1kKd/8=" {
		t.Errorf("A: %s", got)
	}
	if got := magento.Signature("POST", "https://magento.example.com/rest/V1/order/42/invoice", oauth, nil, secret, tokenSecret); got != "lB/x3z/Cr5rPXDauzbvOqj7XUAwKn62rsuTELD4WiiE=" {
		t.Errorf("B: %s", got)
	}
	delete(oauth, "oauth_token")
	if got := magento.Signature("POST", "https://magento.example.com/oauth/token/request", oauth, nil, secret, ""); got != "JykhEblKHP9oqd1cpey60LoRVaXWdTFghpbViiNKXzA=" {
		t.Errorf("C: %s", got)
	}
	oauth["oauth_token"], oauth["oauth_verifier"] = "rt_abcdef1234567890abcdef12", "ver_00112233445566778899aabb"
	if got := magento.Signature("POST", "https://magento.example.com/oauth/token/access", oauth, nil, secret, "rts_1234567890abcdef1234abcd"); got != "1FrSY9LfMRkUnMfD6ftlPkuDOvcifbYhZ3+OrY66P+A=" {
		t.Errorf("D: %s", got)
	}
}

func TestOAuth_isCheckedAsTheShopDoes(t *testing.T) {
	t.Parallel()
	b := startBox(t, 5)
	other := b.face().AddIntegration()
	revoked := b.face().AddIntegration()
	for name, c := range map[string]struct {
		change func(map[string]string)
		spoil  func(string) string
		values map[string]string
		status int
		says   string
	}{
		"a good one":                       {status: 200},
		"a time long ago has no bound":     {change: func(p map[string]string) { p["oauth_timestamp"] = "1" }, status: 200},
		"a time just ahead":                {change: func(p map[string]string) { p["oauth_timestamp"] = strconv.FormatInt(b.now().Unix()+590, 10) }, status: 200},
		"a time far ahead":                 {change: func(p map[string]string) { p["oauth_timestamp"] = strconv.FormatInt(b.now().Unix()+700, 10) }, status: 401, says: "oauth_timestamp"},
		"no time":                          {change: func(p map[string]string) { delete(p, "oauth_timestamp") }, status: 400, says: "oauth_timestamp"},
		"an older way to sign":             {change: func(p map[string]string) { p["oauth_signature_method"] = "HMAC-SHA1" }, status: 400, says: "HMAC-SHA1"},
		"another version":                  {change: func(p map[string]string) { p["oauth_version"] = "2.0" }, status: 400, says: "2.0"},
		"no version":                       {change: func(p map[string]string) { delete(p, "oauth_version") }, status: 200},
		"an unknown consumer":              {change: func(p map[string]string) { p["oauth_consumer_key"] = strings.Repeat("x", 32) }, status: 401, says: "consumer having the specified key"},
		"a short token":                    {change: func(p map[string]string) { p["oauth_token"] = "short" }, status: 401, says: "token length"},
		"an unknown token":                 {change: func(p map[string]string) { p["oauth_token"] = strings.Repeat("x", 32) }, status: 401, says: "does not exist"},
		"another integration's token":      {change: func(p map[string]string) { p["oauth_token"] = other["access_token"] }, status: 401, says: "not associated"},
		"a signature of something else":    {spoil: func(h string) string { return strings.Replace(h, "oauth_version", "oauth_words", 1) }, status: 401, says: "signature is invalid"},
		"nobody":                           {spoil: func(string) string { return "" }, status: 401, says: "isn't authorized"},
		"a bearer, which is off":           {spoil: func(string) string { return "Bearer " + b.Faces[0].Credentials["access_token"] }, status: 401, says: "isn't authorized"},
		"a token made for another account": {values: revoked, status: 200},
	} {
		t.Run(name, func(t *testing.T) {
			cl := b.client()
			cl.change, cl.spoil = c.change, c.spoil
			if c.values != nil {
				cl.values = c.values
			}
			r := cl.do("GET", orders, "searchCriteria[pageSize]=1", "")
			if r.status != c.status || !strings.Contains(r.body, c.says) {
				t.Errorf("%d %s, want %d %q", r.status, r.body, c.status, c.says)
			}
		})
	}
}

func TestOAuth_aNonceIsGoodOnce(t *testing.T) {
	t.Parallel()
	c := startBox(t, 0).client()
	c.change = func(p map[string]string) { p["oauth_nonce"] = "again" }
	if r := c.do("GET", orders, "searchCriteria=", ""); r.status != 200 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := c.do("GET", orders, "searchCriteria=", ""); r.status != 401 || !strings.Contains(r.body, "nonce is already being used by the consumer with ID 1") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestBearer_whereItIsAllowed(t *testing.T) {
	t.Parallel()
	c := startBox(t, 0, "bearer", "true").client()
	header := ""
	c.spoil = func(string) string { return header }
	for token, want := range map[string]int{c.values["access_token"]: 200, "wrong": 401, "": 401} {
		header = "Bearer " + token
		if r := c.do("GET", orders, "searchCriteria=", ""); r.status != want {
			t.Errorf("%q: %d %s", token, r.status, r.body)
		}
	}
}

func TestRights_areNamedWhenOneIsMissing(t *testing.T) {
	t.Parallel()
	b := startBox(t, 3)
	c := b.client()
	c.values = b.face().AddIntegration("Magento_Sales::actions_view")
	if r := c.do("GET", orders, "searchCriteria=", ""); r.status != 200 {
		t.Errorf("with it: %d %s", r.status, r.body)
	}
	r := c.do("POST", "/rest/V1/order/1/invoice", "", "{}")
	if r.status != 401 || !strings.Contains(r.body, `"message":"The consumer isn't authorized to access %resources."`) || !strings.Contains(r.body, `"resources":"Magento_Sales::invoice"`) {
		t.Errorf("without: %d %s", r.status, r.body)
	}
}

func TestRotate_revokesWhatWasThere(t *testing.T) {
	t.Parallel()
	b := startBox(t, 0)
	c := b.client()
	fresh := b.face().Rotate()
	if r := c.do("GET", orders, "searchCriteria=", ""); r.status != 401 || !strings.Contains(r.body, "revoked") {
		t.Errorf("the old one: %d %s", r.status, r.body)
	}
	c.values = fresh
	if r := c.do("GET", orders, "searchCriteria=", ""); r.status != 200 {
		t.Errorf("the new one: %d %s", r.status, r.body)
	}
	for name, v := range fresh {
		if len(v) != 32 {
			t.Errorf("%s is %d characters long, Magento's are 32", name, len(v))
		}
	}
}

// handshake is steps 2 and 3 of the sheet's 2.3.
func (c *client) handshake(form url.Values) (request, access reply) {
	oauth := func() map[string]string {
		return map[string]string{
			"oauth_consumer_key": form.Get("oauth_consumer_key"), "oauth_nonce": nonce(), "oauth_signature_method": "HMAC-SHA256",
			"oauth_timestamp": strconv.FormatInt(c.now().Unix(), 10), "oauth_version": "1.0",
		}
	}
	base := c.Faces[0].BaseURL
	request = c.send("POST", base+"/oauth/token/request", nil, oauth(), form.Get("oauth_consumer_secret"), "", "")
	got, _ := url.ParseQuery(request.body)
	p := oauth()
	p["oauth_token"], p["oauth_verifier"] = got.Get("oauth_token"), form.Get("oauth_verifier")
	access = c.send("POST", base+"/oauth/token/access", nil, p, form.Get("oauth_consumer_secret"), got.Get("oauth_token_secret"), "")
	return request, access
}

func TestHandshake_givesATokenOnceAndInTime(t *testing.T) {
	t.Parallel()
	b := startBox(t, 0)
	var form url.Values
	callback := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form = r.PostForm
	}))
	t.Cleanup(callback.Close)
	key, err := b.face().Activate(t.Context(), callback.URL)
	if err != nil || form.Get("oauth_consumer_key") != key || form.Get("store_base_url") != b.Faces[0].BaseURL+"/" {
		t.Fatalf("%v, %v", form, err)
	}
	c := b.client()
	_, access := c.handshake(form)
	got, _ := url.ParseQuery(access.body)
	if access.status != 200 || got.Get("oauth_token") == "" {
		t.Fatalf("%d %s", access.status, access.body)
	}
	c.values = map[string]string{
		"consumer_key": key, "consumer_secret": form.Get("oauth_consumer_secret"), "access_token": got.Get("oauth_token"), "access_token_secret": got.Get("oauth_token_secret"),
	}
	if r := c.do("GET", orders, "searchCriteria=", ""); r.status != 200 {
		t.Errorf("with the new token: %d %s", r.status, r.body)
	}
	if again, _ := c.handshake(form); again.status != 401 {
		t.Errorf("a second time: %d %s", again.status, again.body)
	}
	if _, err := b.face().Activate(t.Context(), callback.URL); err != nil {
		t.Fatal(err)
	}
	b.pass(301 * time.Second)
	if late, _ := c.handshake(form); late.status != 401 || late.body != "oauth_problem=Consumer+key+has+expired" {
		t.Errorf("after 301 seconds: %d %s", late.status, late.body)
	}
}

func FuzzOAuthHeader(f *testing.F) {
	f.Add(`OAuth a="b",c="%20"`)
	f.Add("OAuth ,,=,\"")
	f.Fuzz(func(t *testing.T, header string) {
		if p, ok := magento.OAuthHeader(header); ok != strings.HasPrefix(header, "OAuth ") || ok && p == nil {
			t.Errorf("%q: %v", header, p)
		}
	})
}

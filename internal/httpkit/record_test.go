package httpkit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

const (
	ck = "ck_0123456789abcdef0123456789abcdef01234567"
	cs = "cs_76543210fedcba9876543210fedcba9876543210"
)

func TestRecorder_keepsTheExchangeWithoutSecretsAndBuyers(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "<http://shop.example/orders?page=2&oauth_consumer_key="+ck+"&oauth_signature=aB%2Fc%3D>; rel=\"next\"")
		w.Header().Set("Set-Cookie", "session=abc")
		w.Header().Set("X-Wp-Total", "9")
		fmt.Fprint(w, `{"id":16,"status":"pending","billing":{"first_name":"Budi","country":"ID","email":"budi@example.test"},`+
			`"line_items":[{"name":"Kaos Polos Hitam M","sku":"KAOS-HTM-M"}],"meta_data":[{"key":"_billing_phone","value":"0812"},{"key":"_channel_ref","value":"X-1"}]}`)
	})
	var rec httpkit.Recorder
	ctx := httpkit.WithRecorder(t.Context(), &rec)
	_, err := client(httpkit.Options{}).Do(ctx, httpkit.Call{Op: "test.Put", Idempotent: true, Build: func(ctx context.Context) (*http.Request, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPut, url+"/orders?consumer_key="+ck+"&consumer_secret="+cs+"&page=1", strings.NewReader(`{"secret":"whsec","topic":"order.created"}`))
		req.SetBasicAuth(ck, cs)
		return req, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	got := rec.Exchanges()
	if len(got) != 1 {
		t.Fatalf("%d exchanges", len(got))
	}
	x := got[0]
	if x.Took <= 0 || x.Started.IsZero() || x.Status != 200 || x.Op != "test.Put" || x.Method != "PUT" {
		t.Errorf("%+v", x)
	}
	want := map[string]string{
		"url":      "/orders?consumer_key=***&consumer_secret=***&page=1",
		"auth":     "***",
		"request":  `{"secret":"***","topic":"order.created"}`,
		"link":     `<http://shop.example/orders?page=2&oauth_consumer_key=***&oauth_signature=***>; rel="next"`,
		"cookie":   "***",
		"total":    "9",
		"response": `{"id":16,"status":"pending","billing":{"first_name":"***","country":"ID","email":"***"},"line_items":[{"name":"Kaos Polos Hitam M","sku":"KAOS-HTM-M"}],"meta_data":[{"key":"_billing_phone","value":"***"},{"key":"_channel_ref","value":"X-1"}]}`,
	}
	if diff := cmp.Diff(want, map[string]string{
		"url": strings.TrimPrefix(x.URL, url), "auth": x.RequestHeader["Authorization"], "request": x.RequestBody, "link": x.ResponseHeader["Link"],
		"cookie": x.ResponseHeader["Set-Cookie"], "total": x.ResponseHeader["X-Wp-Total"], "response": x.ResponseBody,
	}); diff != "" {
		t.Errorf("exchange (-want +got):\n%s", diff)
	}
	stored, err := json.Marshal(x)
	if err != nil || strings.Contains(string(stored), cs) {
		t.Errorf("stored as %s, error %v", stored, err)
	}
}

func TestRecorder_keepsEveryTryAndItsError(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) })
	var rec httpkit.Recorder
	_, _ = client(httpkit.Options{Tries: 3}).Do(httpkit.WithRecorder(t.Context(), &rec), get(url))
	got := rec.Exchanges()
	if len(got) != 3 || !strings.Contains(got[2].Error, "server_error") || got[2].Status != 502 {
		t.Errorf("%+v", got)
	}
	rec.Reset()
	if len(rec.Exchanges()) != 0 {
		t.Error("reset kept something")
	}
}

func TestRecorder_isBounded(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) })
	var rec httpkit.Recorder
	ctx := httpkit.WithRecorder(t.Context(), &rec)
	c := client(httpkit.Options{})
	for i := range 40 {
		if _, err := c.Do(ctx, get(fmt.Sprintf("%s/%d", url, i))); err != nil {
			t.Fatal(err)
		}
	}
	got := rec.Exchanges()
	if len(got) != 32 || got[31].ResponseBody != "/39" {
		t.Errorf("%d exchanges, the last %q", len(got), got[len(got)-1].ResponseBody)
	}
}

func TestRecorder_capsBodies(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `[`+strings.Repeat(`{"id":1,"email":"budi@example.test"},`, 5000)+`{}]`)
	})
	var rec httpkit.Recorder
	if _, err := client(httpkit.Options{}).Do(httpkit.WithRecorder(t.Context(), &rec), get(url)); err != nil {
		t.Fatal(err)
	}
	x := rec.Exchanges()[0]
	if len(x.ResponseBody) > 64<<10 || !x.Cut || strings.Contains(x.ResponseBody, "budi") {
		t.Errorf("%d bytes kept, cut %v", len(x.ResponseBody), x.Cut)
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"https://x/?a=1&oauth_nonce=zz&b=2":               "https://x/?a=1&oauth_nonce=***&b=2",
		"https://x/?sign=ABC&partner_id=1&access_token=t": "https://x/?sign=***&partner_id=1&access_token=***",
		"token=abc refused":                               "token=*** refused",
		"mail budi@example.test now":                      "mail *** now",
		"sku=KAOS&modified_after=2026-11-21":              "sku=KAOS&modified_after=2026-11-21",
		"key=wc_order_abc":                                "key=***",
		"Invalid parameter(s): status":                    "Invalid parameter(s): status",
	} {
		if got := httpkit.Redact(given); got != want {
			t.Errorf("%q reads %q, want %q", given, got, want)
		}
	}
}

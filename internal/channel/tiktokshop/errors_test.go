package tiktokshop_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

func refuses(status int, code, message string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, no(code, message))
	})
}

func TestOrder_refusals(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status        int
		code, message string
		want          outcome.Reason
	}{
		{401, "106001", "sign is invalid", outcome.KeyRefused},
		{400, "36009004", "Invalid credentials: app_key is invalid", outcome.KeyRefused},
		{400, "36009004", "Missing credentials: sign is required", outcome.KeyRefused},
		{400, "36009004", "Invalid timestamp. It must be within 5 minutes", outcome.ClockSkew},
		{401, "36009004", "x-tts-access-token in the header is invalid", outcome.NotAuthorised},
		{401, "36009004", "access_token is invalid", outcome.NotAuthorised},
		{400, "36009004", "unexpected identifier: shop_cipher is not required", outcome.RefusedByChannel},
		{401, "105002", "access_token is expired", outcome.NotAuthorised},
		{401, "101000", "access_token and shop_cipher do not match", outcome.NotAuthorised},
		{400, "106013", "shop_cipher is missing", outcome.NotAuthorised},
		{403, "105005", "you should apply auth pkg for this api", outcome.RightMissing},
		{403, "36009033", "IP is not in the allow list", outcome.RightMissing},
		{404, "36009009", "Invalid path", outcome.NoAPI},
		{404, "36009014", "Invalid version", outcome.NoAPI},
		{200, "21008111", "not your order", outcome.OrderMissing},
		{429, "36009002", "Too many requests", outcome.TooManyRequests},
		{200, "36009002", "Too many requests", outcome.TooManyRequests},
		{200, "36009003", "Internal error", outcome.ServerError},
		{200, "36009007", "timeout", outcome.ServerError},
		{200, "10006402", "internal error", outcome.ServerError},
		{500, "36009003", "Internal error", outcome.ServerError},
		{200, "12052700", "the shop is inactive", outcome.ShopClosed},
		{200, "99999999", "a code of tomorrow", outcome.RefusedByChannel},
		{401, "99999999", "a code of tomorrow", outcome.KeyRefused},
	} {
		t.Run(c.code+" "+c.message, func(t *testing.T) {
			t.Parallel()
			_, err := connect(t, refuses(c.status, c.code, c.message), nil).Order(t.Context(), madeRef)
			e := outcome.Of(err)
			if c.want == outcome.OrderMissing {
				if e == nil || e.Reason != c.want {
					t.Errorf("%v", err)
				}
				return
			}
			if e == nil || e.Reason != c.want || e.Code != c.want.Code() || e.Ref != madeRef {
				t.Fatalf("%d %s: %v, want %s", c.status, c.code, err, c.want)
			}
			if !strings.Contains(err.Error(), "202609180400000102") {
				t.Errorf("the request id, which support asks for, is lost: %v", err)
			}
		})
	}
}

// Each code of the table keeps its reason, under HTTP 200 as well.
func TestReasons_everyCodeUnderHTTP200(t *testing.T) {
	t.Parallel()
	for code, want := range tiktokshop.Reasons {
		_, err := connect(t, refuses(200, code, "said so"), nil).Test(t.Context())
		if e := outcome.Of(err); e == nil || e.Reason != want {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
}

// A right that is missing is named by the category that Partner Center lists it under.
func TestTest_namesTheMissingRight(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{
		"/authorization/202309/shops": {wrap(`{"shops":[{"id":"7495540735365777507","name":"Toko","cipher":"c","region":"ID","seller_type":"CROSS_BORDER"}]}`)},
		searchPath:                    {noRows("orders")}, cancelsPath: {noRows("cancellations")},
		returnsPath:                       {no("105005", "Access denied")},
		"/product/202502/products/search": {wrap(`{"products":[]}`)},
		"/logistics/202309/warehouses":    {wrap(`{"warehouses":[]}`)},
		"/event/202309/webhooks":          {wrap(`{"webhooks":[]}`)},
	}}
	r, err := connect(t, s, nil).Test(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	for _, c := range r.Checks {
		if !c.OK {
			failed[c.Name] = c.Note
		}
	}
	if len(failed) != 1 || !strings.Contains(failed["read returns"], "return_refund") {
		t.Errorf("failed checks %v", failed)
	}
	if r.Shop != "Toko" || r.Currency != "IDR" || r.Zone != "Asia/Jakarta" || !strings.Contains(fmt.Sprint(r.Advice), "Tokopedia") || !strings.Contains(fmt.Sprint(r.Advice), "cross-border") {
		t.Errorf("report %+v", r)
	}
}

// A shop that the seller does not let us into any more is one to authorise again.
func TestTest_theShopIsNotAmongThem(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]any{"/authorization/202309/shops": {wrap(`{"shops":[{"id":"1","cipher":"c"}]}`)}}}
	_, err := connect(t, s, nil).Test(t.Context())
	if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
		t.Errorf("%v", err)
	}
}

func TestTokens_neverAuthorised(t *testing.T) {
	t.Parallel()
	conn := connect(t, http.NotFoundHandler(), channeltest.NewTokens(channel.Token{}))
	_, err := conn.Test(t.Context())
	if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
		t.Errorf("%v", err)
	}
}

func TestOpen_namesTheSettingThatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ setting, value string }{
		"a shop id that is text":    {"shop_id", "toko"},
		"a service id that is text": {"service_id", "1;2"},
		"a region that is none":     {"region", "moon"},
		"an address without a host": {"base_url", "tiktok"},
		"an address with a path":    {"base_url", "https://proxy.example/tiktok"},
		"an address with a secret":  {"base_url", "https://user:pass@proxy.example"},
		"a way that is none":        {"ship_by", "drone"},
	} {
		settings := map[string]string{"app_key": "k", "app_secret": "s", c.setting: c.value}
		_, err := tiktokshop.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{})
		if err == nil || !strings.HasPrefix(err.Error(), c.setting+":") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

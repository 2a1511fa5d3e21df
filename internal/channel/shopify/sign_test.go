package shopify_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/shopify"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

const testSecret = "shpss_0123456789abcdef0123456789abcdef"

// The first is bold-commerce/go-shopify's own (oauth_test.go), the second was computed apart from this code.
func TestGenuineQuery_vectors(t *testing.T) {
	t.Parallel()
	for _, v := range []struct{ secret, message, hmac string }{
		{"hush", "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&timestamp=1337178173", "4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20"},
		{testSecret, "code=1f3b6c&host=YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvZGVtbw&shop=demo-hub.myshopify.com&state=n0nce42&timestamp=1768465800", "be0db3ddc8f21c86f3a66c0b05ee2659f480279e1e3bfa5450bb227680ae0451"},
	} {
		q, err := url.ParseQuery(v.message + "&hmac=" + v.hmac + "&signature=old")
		if err != nil {
			t.Fatal(err)
		}
		if !shopify.GenuineQuery(q, v.secret) || shopify.Message(q) != v.message {
			t.Errorf("not taken: %s", shopify.Message(q))
		}
		if shopify.GenuineQuery(q, "other") || shopify.GenuineQuery(q, "") {
			t.Error("taken with another secret")
		}
		q.Set("shop", "evil.myshopify.com")
		if shopify.GenuineQuery(q, v.secret) {
			t.Error("taken for another shop")
		}
	}
}

// webhookVectors are the sheet's; the last is bold-commerce/go-shopify's.
var webhookVectors = []struct{ secret, body, hmac, ref string }{
	{testSecret, `{"id":5551234567890,"admin_graphql_api_id":"gid://shopify/Order/5551234567890","name":"#1001","updated_at":"2026-01-15T15:30:00+07:00","total_price":"275000.00"}`, "VYwFgxNFwSfTbgtRRWHFwECFqKqizI3rEIXkWhS/zr0=", "5551234567890"},
	{testSecret, `{"id":5551234567890,"note":"Jalan Café №5"}`, "vcHH61VmUrqRT+Kqmyr4Hhko4/Juy1uHVVV+OXDp7jM=", ""},
	{"hush", `"my secret message"`, "hMTq0K2x7oyOjoBwGYeTj5oxfnaVYXzbanUG9aajpKI=", ""},
}

func connectorWith(t testing.TB, nameValue ...string) channel.Connector {
	t.Helper()
	settings := map[string]string{"shop": "demo-hub.myshopify.com", "client_id": "c", "client_secret": testSecret, "access_token": "shpat_1"}
	for i := 0; i < len(nameValue); i += 2 {
		settings[nameValue[i]] = nameValue[i+1]
	}
	conn, err := shopify.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{HTTP: httpkit.New(httpkit.Options{FirstWait: time.Millisecond}), Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

var noon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

func TestReceive_vectors(t *testing.T) {
	t.Parallel()
	for _, v := range webhookVectors {
		conn := connectorWith(t, "client_secret", "new one", "previous_client_secret", v.secret).(channel.WebhookReceiver)
		d := channel.Delivery{Header: http.Header{"X-Shopify-Hmac-Sha256": {v.hmac}}, Body: []byte(v.body)}
		hook, err := conn.Receive(d)
		if err != nil || strings.Join(hook.Refs, " ") != v.ref || hook.ID == "" {
			t.Errorf("%s: %+v, %v", v.body, hook, err)
		}
		d.Body = append(d.Body, '\n')
		if _, err := conn.Receive(d); outcome.Of(err) == nil || outcome.Of(err).Reason != outcome.BadWebhook {
			t.Errorf("a newline more: %v", err)
		}
	}
}

func TestReceive_topics(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		topic, body, ref string
		wanted           bool
	}{
		{"orders/updated", `{"id":55}`, "55", true},
		{"orders/delete", `{"id":55}`, "55", true},
		{"orders/edited", `{"order_edit":{"id":1,"order_id":55}}`, "55", true},
		{"refunds/create", `{"id":1,"order_id":55}`, "55", true},
		{"fulfillments/update", `{"id":1,"order_id":55}`, "55", true},
		{"fulfillment_events/create", `{"id":1,"order_id":55}`, "55", true},
		{"order_transactions/create", `{"id":1,"order_id":55}`, "55", true},
		{"returns/request", `{"id":1,"order":{"id":55}}`, "55", true},
		{"returns/close", `{"id":1,"order":{"admin_graphql_api_id":"gid://shopify/Order/55"}}`, "55", true},
		{"orders/updated", `{"name":"#1001"}`, "", true},
		{"customers/redact", `{"customer":{"id":1},"orders_to_redact":[55]}`, "", false},
		{"inventory_levels/update", `{"inventory_item_id":5,"available":3}`, "", false},
		{"app/uninstalled", `{"id":1}`, "", false},
		{"", `{"admin_graphql_api_id":"gid://shopify/Product/5"}`, "5", false},
	} {
		ref, wanted := shopify.OrderIn(c.topic, []byte(c.body))
		if wanted != c.wanted || wanted && ref != c.ref {
			t.Errorf("%s %s: %q %v", c.topic, c.body, ref, wanted)
		}
	}
}

func TestReceive_timeAndShop(t *testing.T) {
	t.Parallel()
	v := webhookVectors[0]
	conn := connectorWith(t).(channel.WebhookReceiver)
	head := func(at, shop string) channel.Delivery {
		return channel.Delivery{Body: []byte(v.body), Header: http.Header{
			"X-Shopify-Hmac-Sha256": {v.hmac}, "X-Shopify-Topic": {"orders/updated"}, "X-Shopify-Triggered-At": {at}, "X-Shopify-Shop-Domain": {shop},
			"X-Shopify-Webhook-Id": {"b54557e4"},
		}}
	}
	for at, taken := range map[string]bool{
		"2026-01-15T08:00:00.123456789Z": true, "2026-01-13T08:00:00Z": false, "2026-01-17T08:00:00Z": false, "long ago": true, "": true,
	} {
		if _, err := conn.Receive(head(at, "demo-hub.myshopify.com")); (err == nil) != taken {
			t.Errorf("sent at %q: %v", at, err)
		}
	}
	for shop, want := range map[string]string{"demo-hub.myshopify.com": "", "Other.myshopify.com": "other.myshopify.com", "": "", "evil.example": ""} {
		if hook, err := conn.Receive(head("", shop)); err != nil || hook.Shop != want {
			t.Errorf("from %q: for %q, %v", shop, hook.Shop, err)
		}
	}
	if _, err := connectorWith(t, "client_secret", "").(channel.WebhookReceiver).Receive(head("", "")); err == nil {
		t.Error("taken without a secret to check it with")
	}
}

func TestParseShop_takesWhatPeoplePaste(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"demo-hub": "demo-hub.myshopify.com", "Demo-Hub.myshopify.com": "demo-hub.myshopify.com", "https://demo-hub.myshopify.com/admin/orders": "demo-hub.myshopify.com",
		"https://admin.shopify.com/store/demo-hub/settings": "demo-hub.myshopify.com", "toko.example.com": "", "evil.example/.myshopify.com": "", "-x": "", "": "",
		"a.b.myshopify.com": "", "demo hub": "",
	} {
		got, err := shopify.ParseShop(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestOpen_namesTheSettingThatIsWrong(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"shop": "toko.example", "api_version": "latest", "location": "Gudang", "grant": "magic", "base_url": "ftp://x", "test_orders": "perhaps",
	} {
		settings := map[string]string{"shop": "demo-hub", name: value}
		_, err := shopify.Kind.Open(channel.Shop{Settings: settings}, channel.Tools{})
		if err == nil || !strings.HasPrefix(err.Error(), name) {
			t.Errorf("%s = %q: %v", name, value, err)
		}
	}
	_, err := shopify.Kind.Open(channel.Shop{Settings: map[string]string{"shop": "x", "grant": "client_credentials", "client_id": "y"}}, channel.Tools{})
	if err == nil || !strings.HasPrefix(err.Error(), "client_secret") {
		t.Errorf("client_credentials without a secret: %v", err)
	}
}

func TestIsCash_looksAtWholeWords(t *testing.T) {
	t.Parallel()
	words := []string{"cash on delivery", "cod", "cash_on_delivery"}
	for gateway, want := range map[string]bool{
		"Cash on Delivery (COD)": true, "cash_on_delivery": true, "COD": true, "Bayar - COD": true, "Discount Code": false, "shopify_payments": false, "": false,
	} {
		if shopify.IsCash(gateway, words) != want {
			t.Errorf("%q: %v", gateway, !want)
		}
	}
}

func TestKeyOf_isAnotherForOtherRows(t *testing.T) {
	t.Parallel()
	a := shopify.KeyOf("k", nil)
	if diff := cmp.Diff([]bool{true, false}, []bool{a == shopify.KeyOf("k", nil), a == shopify.KeyOf("l", nil)}); diff != "" || len(a) != 36 {
		t.Errorf("%s: %s", a, diff)
	}
}

func FuzzReceive(f *testing.F) {
	for _, v := range webhookVectors {
		f.Add("orders/updated", v.hmac, v.body)
	}
	conn := connectorWith(f).(channel.WebhookReceiver)
	f.Fuzz(func(t *testing.T, topic, signature, body string) {
		h := http.Header{"X-Shopify-Hmac-Sha256": {signature}, "X-Shopify-Topic": {topic}}
		hook, err := conn.Receive(channel.Delivery{Header: h, Body: []byte(body)})
		if err == nil && !shopify.GenuineHook(signature, []byte(body), testSecret) {
			t.Errorf("taken: %+v", hook)
		}
		if ref, wanted := shopify.OrderIn(topic, []byte(body)); wanted && len(ref) > len(body) {
			t.Errorf("ref %q is not from the body", ref)
		}
	})
}

func FuzzGenuineQuery(f *testing.F) {
	f.Add("code=1&hmac=00", "hush")
	f.Fuzz(func(t *testing.T, query, secret string) {
		q, err := url.ParseQuery(query)
		if err == nil && shopify.GenuineQuery(q, secret) && (secret == "" || len(q.Get("hmac")) != 64) {
			t.Errorf("taken: %q", query)
		}
	})
}

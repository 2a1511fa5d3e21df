package shopee_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/shopee"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

const (
	vectorURL  = "https://example.com/shopee/webhook"
	vectorPush = `{"code":3,"data":{"items":[],"ordersn":"220810QRGP4QKT","status":"READY_TO_SHIP","completed_scenario":"","update_time":1660123127},"shop_id":14701711,"timestamp":1660123127}`
)

var pushed = time.Unix(1660123127, 0)

// signedPush is a delivery as Shopee would make it.
func signedPush(body string) channel.Delivery {
	return channel.Delivery{URL: vectorURL, Header: shopee.Header(shopee.PushSign(vectorKey, vectorURL, []byte(body))), Body: []byte(body)}
}

func TestReceive_vector(t *testing.T) {
	t.Parallel()
	d := channel.Delivery{
		URL: vectorURL, Body: []byte(vectorPush),
		Header: http.Header{"Authorization": {"317faab6ef172608690c0910f48e88dc7817414b099f8aeb0e8f290c5461165e"}},
	}
	hook, err := shopee.Receive(vectorKey, pushed.Add(3*time.Second), d)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(hook.Refs, []string{"220810QRGP4QKT"}) || hook.Shop != "14701711" || hook.Topic != "3" || hook.Reply != "" {
		t.Errorf("%+v", hook)
	}
}

func TestReceive_refuses(t *testing.T) {
	t.Parallel()
	good := signedPush(vectorPush)
	for name, c := range map[string]struct {
		d   channel.Delivery
		now time.Time
	}{
		"another address":            {channel.Delivery{URL: vectorURL + "/", Header: good.Header, Body: good.Body}, pushed},
		"a changed body":             {channel.Delivery{URL: vectorURL, Header: good.Header, Body: []byte(strings.Replace(vectorPush, "QRGP", "XXXX", 1))}, pushed},
		"no signature":               {channel.Delivery{URL: vectorURL, Header: http.Header{}, Body: good.Body}, pushed},
		"a signature in capitals":    {channel.Delivery{URL: vectorURL, Header: shopee.Header(strings.ToUpper(good.Header.Get("Authorization"))), Body: good.Body}, pushed},
		"one from two days ago":      {good, pushed.Add(48 * time.Hour)},
		"one from tomorrow":          {good, pushed.Add(-24 * time.Hour)},
		"a verification with orders": {channel.Delivery{URL: vectorURL, Header: http.Header{}, Body: []byte(`{"code":0,"data":{"verify_info":"x","ordersn":"A"}}`)}, pushed},
	} {
		_, err := shopee.Receive(vectorKey, c.now, c.d)
		if e := outcome.Of(err); e == nil || e.Reason != outcome.BadWebhook {
			t.Errorf("%s: %v, want webhook_refused", name, err)
		}
	}
}

// Spelling and types differ from push to push; see the fact sheet.
func TestReceive_spellings(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"code":"4","data":{"order_sn":"A1","tracking_no":"T"},"shopid":"77","timestamp":"1660123127"}`:    "77 A1",
		`{"code":3,"data":"{\"ordersn\":\"A2\"}","shop_id":77,"timestamp":1660123127}`:                      "77 A2",
		`{"code":15,"data":{"ordersn":"A3","package_number":"P"},"shop_id":77,"timestamp":1660123127}`:      "77 A3",
		`{"code":29,"data":{"order_sn":"A4","return_sn":"R"},"shop_id":77,"timestamp":1660123127}`:          "77 A4",
		`{"code":2,"data":{"shopid":77,"success":1},"timestamp":1660123127}`:                                "77 ",
		`{"code":8,"data":{"ordersn":"A5"},"shop_id":77,"timestamp":1660123127}`:                            "77 ",
		`{"code":10,"data":{"type":"message"},"shop_id":77,"timestamp":1660123127}`:                         "77 ",
		`{"code":12,"data":{"shop_expire_soon":[77],"expire_before":1660123999},"timestamp":1660123127}`:    " ",
		`{"code":3,"data":{"ordersn":"A6"},"shop_id":9007199254740993,"timestamp":1660123127,"msg_id":"x"}`: "9007199254740993 A6",
	} {
		hook, err := shopee.Receive(vectorKey, pushed, signedPush(body))
		if got := hook.Shop + " " + strings.Join(hook.Refs, ","); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", body, got, err, want)
		}
	}
}

func TestReceive_notUnderstood(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "[]", "{}", `{"code":3,"timestamp":1660123127}`, `{"code":3,"data":{"ordersn":"../x,B"},"timestamp":1660123127}`, `{"code":{}}`} {
		hook, err := shopee.Receive(vectorKey, pushed, signedPush(body))
		if e := outcome.Of(err); e == nil || e.Reason != outcome.BadPayload {
			t.Errorf("%q: %+v, %v, want bad_payload", body, hook, err)
		}
	}
}

// Seen with a signature that nobody could reproduce (minchao/shopee-php issue 41).
func TestReceive_verificationIsAnswered(t *testing.T) {
	t.Parallel()
	body := `{"code":0,"data":{"verify_info":"This is a Verification message.Please respond in the certain format."}}`
	hook, err := shopee.Receive(vectorKey, pushed, channel.Delivery{URL: vectorURL, Header: shopee.Header("7b94"), Body: []byte(body)})
	if err != nil || hook.Refs != nil || hook.ID == "" || hook.Reply != "" {
		t.Errorf("%+v, %v", hook, err)
	}
}

func FuzzReceive(f *testing.F) {
	f.Add([]byte(vectorPush))
	f.Add([]byte(`{"code":"4","data":"{\"order_sn\":\"A\"}","shopid":"1"}`))
	f.Add([]byte(`{"code":0,"data":{"verify_info":""}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		hook, err := shopee.Receive(vectorKey, pushed, signedPush(string(body)))
		if err == nil && hook.ID == "" {
			t.Error("a delivery without an id")
		}
		for _, ref := range hook.Refs {
			if ref == "" || strings.ContainsAny(ref, ",/? ") {
				t.Errorf("order number %q", ref)
			}
		}
		forged, err := shopee.Receive("another-key", pushed, signedPush(string(body)))
		if err == nil && (len(forged.Refs) > 0 || forged.Topic != "0") {
			t.Errorf("a forged push was taken: %+v", forged)
		}
	})
}

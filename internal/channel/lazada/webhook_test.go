package lazada_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/lazada"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// The sheet's vector; the body is the reference page's first example in one line.
const (
	vectorBody = `{"seller_id":"1234567","message_type":0,"data":{"order_status":"unpaid","trade_order_id":"260422900198363","trade_order_line_id":"260422900298363","status_update_time":1603698638},"timestamp":1603766859530,"site":"lazada_vn"}`
	vectorSign = "b0cfd0349e915667babf3c35e2335fb09653527421c46a94bd9e70e874c16322"
)

// vectorTime is when the vector was sent.
var vectorTime = time.UnixMilli(1603766859530).UTC()

func receiver(t testing.TB, now time.Time) channel.WebhookReceiver {
	t.Helper()
	conn, err := lazada.Kind.Open(
		channel.Shop{Settings: map[string]string{"app_key": "123456", "app_secret": "helloworld", "region": "vn"}},
		channel.Tools{HTTP: httpkit.New(httpkit.Options{}), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return conn.(channel.WebhookReceiver)
}

func delivered(signature, body string) channel.Delivery {
	return channel.Delivery{Header: http.Header{"Authorization": {signature}}, Body: []byte(body)}
}

func pushSign(body string) string {
	mac := hmac.New(sha256.New, []byte("helloworld"))
	mac.Write([]byte("123456" + body))
	return hex.EncodeToString(mac.Sum(nil))
}

func TestReceive_vector(t *testing.T) {
	t.Parallel()
	got, err := receiver(t, vectorTime).Receive(delivered(vectorSign, vectorBody))
	if err != nil {
		t.Fatal(err)
	}
	want := channel.Hook{ID: got.ID, Topic: "trade_order", Refs: []string{"260422900198363"}, Shop: "1234567"}
	if diff := cmp.Diff(want, got); diff != "" || got.ID == "" {
		t.Errorf("hook (-want +got):\n%s", diff)
	}
}

func TestReceive_window(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		after time.Duration
		ok    bool
	}{
		"a retry after six hours": {6 * time.Hour, true}, "our clock an hour behind": {-time.Hour, true},
		"two days old": {48 * time.Hour, false}, "from tomorrow": {-24 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := receiver(t, vectorTime.Add(c.after)).Receive(delivered(vectorSign, vectorBody))
			if (err == nil) != c.ok {
				t.Errorf("error %v", err)
			}
			if e := outcome.Of(err); e != nil && e.Reason != outcome.BadWebhook {
				t.Errorf("reason %s, want webhook_refused", e.Reason)
			}
		})
	}
}

func TestReceive_whatMessagesTell(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		want   channel.Hook
		reason outcome.Reason
	}{
		"a return, with a time in seconds": {
			`{"seller_id":"1000114855","message_type":10,"data":{"reverse_order_id":"5","reverse_status":"RTM_INIT","trade_order_id":252883361348153},"timestamp":1603766859,"site":"lazada-sg"}`,
			channel.Hook{Topic: "reverse_order", Refs: []string{"252883361348153"}, Shop: "1000114855"}, ""},
		"a parcel": {`{"seller_id":1,"message_type":"14","data":{"trade_order_id":"7","fulfillment_package_id":"FP1","status":"DELIVERED"},"site":"LAZADA_SG"}`,
			channel.Hook{Topic: "fulfillment_order", Refs: []string{"7"}, Shop: "1"}, ""},
		"the end of a token": {`{"seller_id":"1","message_type":8,"data":{"app_key":"123456","auth_expiry_time":1603766859}}`,
			channel.Hook{Topic: "token_expires", Shop: "1"}, ""},
		"the console's test": {`{"seller_id":"null","message_type":99,"data":null}`, channel.Hook{Topic: "type 99"}, ""},
		"an order without a number": {`{"seller_id":"1","message_type":0,"data":{"order_status":"unpaid"}}`,
			channel.Hook{}, outcome.BadPayload},
		"a number that is none": {`{"seller_id":"1","message_type":0,"data":{"trade_order_id":"../x"}}`, channel.Hook{}, outcome.BadPayload},
		"no JSON":               {`hello`, channel.Hook{}, outcome.BadPayload},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := receiver(t, vectorTime).Receive(delivered(pushSign(c.body), c.body))
			if c.reason != "" {
				if e := outcome.Of(err); e == nil || e.Reason != c.reason {
					t.Errorf("error %v, want %s", err, c.reason)
				}
				return
			}
			c.want.ID = got.ID
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("error %v, hook (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestReceive_aRetryIsTheSameMessage(t *testing.T) {
	t.Parallel()
	r := receiver(t, vectorTime)
	later := strings.Replace(vectorBody, "1603766859530", "1603768659530", 1)
	changed := strings.Replace(vectorBody, `"unpaid"`, `"pending"`, 1)
	first, err1 := r.Receive(delivered(vectorSign, vectorBody))
	again, err2 := r.Receive(delivered(pushSign(later), later))
	other, err3 := r.Receive(delivered(pushSign(changed), changed))
	if err1 != nil || err2 != nil || err3 != nil || first.ID != again.ID || first.ID == other.ID {
		t.Errorf("ids %q, %q, %q, errors %v %v %v", first.ID, again.ID, other.ID, err1, err2, err3)
	}
}

func FuzzReceive(f *testing.F) {
	f.Add(vectorSign, []byte(vectorBody))
	f.Add("", []byte(`{"message_type":0}`))
	f.Fuzz(func(t *testing.T, signature string, body []byte) {
		r := receiver(t, vectorTime)
		good := strings.EqualFold(signature, pushSign(string(body)))
		if _, err := r.Receive(delivered(signature, string(body))); err == nil && !good {
			t.Errorf("a forged message was taken: %q", signature)
		}
		hook, err := r.Receive(delivered(pushSign(string(body)), string(body)))
		for _, ref := range hook.Refs {
			if strings.Trim(ref, "0123456789") != "" || err != nil {
				t.Errorf("order %q, error %v", ref, err)
			}
		}
	})
}

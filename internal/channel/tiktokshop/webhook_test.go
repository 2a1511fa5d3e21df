package tiktokshop_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/tiktokshop"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// vectorHook is the sample of the official webhook page, whose signature was recomputed.
const vectorHook = `{"type":1,"tts_notification_id":"7380066284010030890","shop_id":"7495540735365777507","timestamp":1718305585,"data":{"is_on_hold_order":true,"order_id":"576653688135258178","order_status":"UNPAID","update_time":1718305585}}`

var sent = time.Unix(1718305585, 0)

func signedHook(body string) channel.Delivery {
	return channel.Delivery{Header: tiktokshop.Header(tiktokshop.HookSign("abcdef", "123", []byte(body))), Body: []byte(body)}
}

func TestReceive_vectors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ signature, body, ref, id, shop, topic string }{
		"the official sample": {
			"5dec0f11ec2f6783b8deee53c9ffbf8d024302f7c7e7fa55a35d17629031ac05", vectorHook, "576653688135258178", "7380066284010030890", "7495540735365777507", "1",
		},
		"a cancellation": {
			"cdbb47817fcee23b53bdb5940674960a84c6121d13d62c6988be9865e96b25ce",
			`{"type":11,"tts_notification_id":"7327112393057371910","shop_id":"7494049642642441621","timestamp":1644412885,"data":{"order_id":"576486316948490001","cancellations_role":"BUYER","cancel_status":"CANCELLATION_REQUEST_PENDING","cancel_id":"4035318504086604100","create_time":1627587600}}`,
			"576486316948490001", "7327112393057371910", "7494049642642441621", "11",
		},
	} {
		at := sent
		if c.topic == "11" {
			at = time.Unix(1644412885, 0)
		}
		d := channel.Delivery{Header: tiktokshop.Header(c.signature), Body: []byte(c.body)}
		hook, err := tiktokshop.Receive("abcdef", "123", at.Add(time.Second), d)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !slices.Equal(hook.Refs, []string{c.ref}) || hook.ID != c.id || hook.Shop != c.shop || hook.Topic != c.topic || hook.Reply != "" {
			t.Errorf("%s: %+v", name, hook)
		}
	}
}

func TestReceive_refuses(t *testing.T) {
	t.Parallel()
	good := signedHook(vectorHook)
	for name, c := range map[string]struct {
		d   channel.Delivery
		now time.Time
	}{
		"a changed body":                {channel.Delivery{Header: good.Header, Body: []byte(strings.Replace(vectorHook, "5766", "5767", 1))}, sent},
		"no signature":                  {channel.Delivery{Header: http.Header{}, Body: good.Body}, sent},
		"a signature in capitals":       {channel.Delivery{Header: tiktokshop.Header(strings.ToUpper(good.Header.Get("Authorization"))), Body: good.Body}, sent},
		"a header that is not TikTok's": {channel.Delivery{Header: http.Header{"X-Tts-Signature": good.Header["Authorization"]}, Body: good.Body}, sent},
		"one from two days ago":         {good, sent.Add(48 * time.Hour)},
		"one from tomorrow":             {good, sent.Add(-24 * time.Hour)},
		"one that does not say when":    {signedHook(`{"type":1,"shop_id":"7","data":{"order_id":"1"}}`), sent},
	} {
		_, err := tiktokshop.Receive("abcdef", "123", c.now, c.d)
		if e := outcome.Of(err); e == nil || e.Reason != outcome.BadWebhook {
			t.Errorf("%s: %v, want webhook_refused", name, err)
		}
	}
}

// A connection that nobody told its shop has an address of its own: the shop in the webhook would lead nowhere.
func TestReceive_withoutAShopIsThisConnections(t *testing.T) {
	t.Parallel()
	hook, err := tiktokshop.ReceiveFor("", "abcdef", "123", sent, signedHook(vectorHook))
	if err != nil || hook.Shop != "" || len(hook.Refs) != 1 {
		t.Errorf("%+v, %v", hook, err)
	}
}

// A webhook is tried again for fifteen and a half hours.
func TestReceive_takesTheLastRetry(t *testing.T) {
	t.Parallel()
	if _, err := tiktokshop.Receive("abcdef", "123", sent.Add(15*time.Hour+32*time.Minute), signedHook(vectorHook)); err != nil {
		t.Error(err)
	}
}

func TestReceive_whatEachTypeIsAbout(t *testing.T) {
	t.Parallel()
	const tail = `,"shop_id":"7495540735365777507","timestamp":1718305585`
	for body, want := range map[string][]string{
		`{"type":3` + tail + `,"data":{"order_id":"580000000000000001","update_time":1}}`:                                                            {"580000000000000001"},
		`{"type":1` + tail + `,"data":{"order_id":576653688135258178}}`:                                                                              {"576653688135258178"},
		`{"type":4` + tail + `,"data":{"sc_type":"SPLIT","package_list":[{"package_id":"1","order_id_list":["11","12"]},{"order_id_list":["11"]}]}}`: {"11", "12"},
		`{"type":12` + tail + `,"data":{"order_id":"13","return_id":"9"}}`:                                                                           {"13"},
		`{"type":64` + tail + `,"data":{"order_id":"14"}}`:                                                                                           {"14"},
		`{"type":5` + tail + `,"data":{"product_id":1729592969712203232,"status":"ACTIVATE"}}`:                                                       nil,
		`{"type":6` + tail + `,"data":{"message":"deauthorized"}}`:                                                                                   nil,
		`{"type":35,"timestamp":1718305585,"data":{"seller_open_id":"x","mirror_status":"MIRRORED"}}`:                                                nil,
		`{"type":67` + tail + `,"data":{"what":"nobody has seen"}}`:                                                                                  nil,
	} {
		hook, err := tiktokshop.Receive("abcdef", "123", sent, signedHook(body))
		if err != nil || !slices.Equal(hook.Refs, want) || hook.ID == "" {
			t.Errorf("%s: %+v, %v, want %v", body, hook, err, want)
		}
	}
}

func TestReceive_notUnderstood(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "[]", "{}", `{"type":1,"timestamp":1718305585}`, `{"type":11,"timestamp":1718305585,"data":{"order_id":"../x,B"}}`, `{"type":{}}`} {
		hook, err := tiktokshop.Receive("abcdef", "123", sent, signedHook(body))
		if e := outcome.Of(err); e == nil || e.Reason != outcome.BadPayload {
			t.Errorf("%q: %+v, %v, want bad_payload", body, hook, err)
		}
	}
}

func FuzzReceive(f *testing.F) {
	f.Add([]byte(vectorHook))
	f.Add([]byte(`{"type":4,"timestamp":1718305585,"data":{"package_list":[{"order_id_list":[1,"2"]}]}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		hook, err := tiktokshop.Receive("abcdef", "123", sent, signedHook(string(body)))
		if err == nil && hook.ID == "" {
			t.Error("a delivery without an id")
		}
		for _, ref := range hook.Refs {
			if ref == "" || strings.Trim(ref, "0123456789") != "" {
				t.Errorf("order number %q", ref)
			}
		}
		if forged, err := tiktokshop.Receive("abcdef", "another", sent, signedHook(string(body))); err == nil {
			t.Errorf("a forged webhook was taken: %+v", forged)
		}
	})
}

// Subscribing again changes nothing, an address of ours from before is replaced, and another program's is left alone and said.
func TestSubscribe_topicByTopic(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	conn := b.Open().(channel.WebhookReceiver)
	for _, address := range []string{"https://hub.example/hooks/a", "https://hub.example/hooks/a", "https://hub.example/hooks/b"} {
		if err := conn.Subscribe(t.Context(), address); err != nil {
			t.Fatal(err)
		}
	}
	err := conn.Subscribe(t.Context(), "https://another.example/hooks")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RefusedByChannel || !strings.Contains(e.Args["said"], "hub.example") {
		t.Errorf("over another program's address: %v", err)
	}
}

// Addresses that TikTok does not take are said in its words.
func TestSubscribe_saysWhatTikTokSays(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, map[string]string{"strict_webhooks": "true"})
	err := b.Open().(channel.WebhookReceiver).Subscribe(t.Context(), "http://127.0.0.1:8080/hooks/x")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RefusedByChannel || e.Args["status"] != "98001004" {
		t.Errorf("%v", err)
	}
}

// Webhooks of a life lead to the order in each of its steps, and a returned order's return is told, too.
func TestReceive_whatThePretendShopSends(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{}, nil)
	receiver := b.Postbox(orderOf)
	settings := b.Settings()
	conn := b.OpenAs(settings).(channel.WebhookReceiver)
	if err := conn.Subscribe(t.Context(), receiver.URL+"/hooks"); err != nil {
		t.Fatal(err)
	}
	ref := b.Place(b.Now())
	for _, verb := range []world.Verb{world.RequestCancel, world.RefuseCancel, world.Ship, world.Deliver, world.RequestReturn, world.Return} {
		b.Do(ref, world.Act{Verb: verb})
		if err := b.Outbox().Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	topics := map[string]bool{}
	for _, d := range b.Outbox().Deliveries() {
		topics[d.Topic] = true
		if d.Outcome != "delivered" {
			t.Errorf("delivery %+v", d)
		}
	}
	if len(topics) != 3 {
		t.Errorf("topics %v", topics)
	}
	header, body := receiver.About(ref)
	hook, err := conn.Receive(channel.Delivery{Header: header, Body: body})
	if err != nil || !slices.Equal(hook.Refs, []string{ref}) || hook.Shop != settings["shop_id"] {
		t.Errorf("%+v, %v", hook, err)
	}
}

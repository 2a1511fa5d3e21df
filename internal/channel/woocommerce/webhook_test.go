package woocommerce_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

func receiver(t testing.TB, nameValue ...string) channel.WebhookReceiver {
	t.Helper()
	return connect(t, http.NotFoundHandler(), nameValue...).(channel.WebhookReceiver)
}

// recordedDelivery is a webhook as a real shop sent it.
func recordedDelivery(t testing.TB, name string) (http.Header, []byte) {
	t.Helper()
	r := recorded(t, "recorded/webhook-delivery-"+name+".json")
	h := http.Header{}
	for k, v := range r.Headers {
		h.Set(k, v)
	}
	return h, []byte(r.RawBody)
}

func TestReceive_recordedDeliveries(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]channel.Hook{
		"order-created":   {Topic: "order.created", Refs: []string{"16"}},
		"order-deleted":   {Topic: "order.deleted", Refs: []string{"24"}},
		"product-updated": {Topic: "product.updated"},
		"ping":            {Topic: "ping"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h, body := recordedDelivery(t, name)
			got, err := receiver(t).Receive(channel.Delivery{Header: h, Body: body})
			if err != nil {
				t.Fatal(err)
			}
			if got.ID == "" {
				t.Error("no delivery id")
			}
			got.ID = ""
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("hook (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGenuine_vectors(t *testing.T) {
	t.Parallel()
	for body, signature := range map[string]string{
		`{"id":727,"status":"processing","total":"29.35"}`: "LS9QWKhp3rxDDfRNkfzzWcjpKIwD/zRKFoUWIWPADVI=",
		`{"id":727}`: "OZNRcjHn+WQzoio78/1/beg0CPSSv/QMgMHkRclhICE=",
	} {
		if !woocommerce.Genuine(signature, []byte(body), "s3cr3t-hook") {
			t.Errorf("the signature of %s was refused", body)
		}
		if woocommerce.Genuine(signature, []byte(body), "another") {
			t.Errorf("%s was taken under another secret", body)
		}
	}
}

func TestReceive_twoEventsOfOneSecondAreTwoDeliveries(t *testing.T) {
	t.Parallel()
	r := receiver(t)
	var seen []string
	for _, body := range []string{`{"id":7,"status":"pending"}`, `{"id":7,"status":"processing"}`} {
		hook, err := r.Receive(channel.Delivery{Header: signedDelivery("order.updated", hookSecret, []byte(body)), Body: []byte(body)})
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, hook.ID)
	}
	if seen[0] == seen[1] {
		t.Errorf("both are delivery %s", seen[0])
	}
}

func TestReceive_signedButNotUnderstood(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `[]`, `{"id":"x"}`, `{"id":{}}`, `{}`, `webhook_id=1`} {
		_, err := receiver(t).Receive(channel.Delivery{Header: signedDelivery("order.updated", hookSecret, []byte(body)), Body: []byte(body)})
		if e := outcome.Of(err); e == nil || e.Code != outcome.Unmapped {
			t.Errorf("%q: %v, want 422", body, err)
		}
	}
}

func TestReceive_secretMadeFromTheKeyWhenNoneIsSet(t *testing.T) {
	t.Parallel()
	a, b := receiver(t, "webhook_secret", ""), receiver(t, "webhook_secret", "", "consumer_secret", "cs_other")
	h, body := recordedDelivery(t, "order-created")
	for _, r := range []channel.WebhookReceiver{a, b} {
		if _, err := r.Receive(channel.Delivery{Header: h, Body: body}); err == nil {
			t.Error("a delivery under another secret was taken")
		}
	}
}

func FuzzReceive(f *testing.F) {
	for _, name := range []string{"order-created", "order-deleted", "product-updated", "ping"} {
		h, body := recordedDelivery(f, name)
		f.Add(h.Get("X-WC-Webhook-Signature"), h.Get("X-WC-Webhook-Topic"), body)
	}
	known := map[string]bool{}
	for _, name := range []string{"order-created", "order-deleted", "product-updated"} {
		_, body := recordedDelivery(f, name)
		known[string(body)] = true
	}
	r := receiver(f)
	f.Fuzz(func(t *testing.T, signature, topic string, body []byte) {
		h := http.Header{}
		h.Set("X-WC-Webhook-Signature", signature)
		h.Set("X-WC-Webhook-Topic", topic)
		hook, err := r.Receive(channel.Delivery{Header: h, Body: body})
		if err == nil && hook.Topic != "ping" && !known[string(body)] {
			t.Errorf("a body that the shop never signed was taken: %q", body)
		}
		if err == nil && hook.Topic == "ping" && len(hook.Refs) > 0 {
			t.Errorf("an unsigned ping gave orders: %v", hook.Refs)
		}
		_, err = r.Receive(channel.Delivery{Header: signedDelivery(topic, hookSecret, body), Body: body}) // must not panic on anything signed
		if e := outcome.Of(err); e != nil && e.Code != outcome.Unmapped {
			t.Errorf("%v", err)
		}
	})
}

const hookURL = "https://hub.example/hooks/k1/woocommerce"

func TestSubscribe_makesWhatIsMissingAndRepairsWhatIsOff(t *testing.T) {
	t.Parallel()
	s, server := newShop(t)
	s.hooks = []map[string]any{
		{"id": 1, "topic": "order.created", "status": "active", "delivery_url": "https://elsewhere.example/"},
		{"id": 2, "topic": "order.updated", "status": "disabled", "delivery_url": hookURL},
	}
	r := connectTo(t, server).(channel.WebhookReceiver)
	if err := r.Subscribe(t.Context(), hookURL); err != nil {
		t.Fatal(err)
	}
	topics := []string{}
	for _, h := range s.hooks[1:] {
		topics = append(topics, h["topic"].(string))
		if h["status"] != "active" || h["secret"] != hookSecret || h["delivery_url"] != hookURL {
			t.Errorf("webhook %v", h)
		}
	}
	slices.Sort(topics)
	if diff := cmp.Diff([]string{"order.created", "order.deleted", "order.restored", "order.updated"}, topics); diff != "" {
		t.Errorf("topics (-want +got):\n%s", diff)
	}
	if _, touched := s.hooks[0]["secret"]; touched {
		t.Error("somebody else's webhook was changed")
	}
	before := len(s.asked)
	if err := r.Subscribe(t.Context(), hookURL); err != nil || len(s.hooks) != 5 || len(s.asked) != before+1 {
		t.Errorf("again: error %v, %d webhooks, %d requests, want 5 webhooks after 1", err, len(s.hooks), len(s.asked)-before)
	}
}

func TestSubscribe_withAReadOnlyKeyNamesTheRight(t *testing.T) {
	t.Parallel()
	refusal := recorded(t, "recorded/error-read-only-key.json")
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			reply(w, 200, []any{})
			return
		}
		reply(w, refusal.Status, refusal.Response)
	}}
	err := connect(t, s).(channel.WebhookReceiver).Subscribe(t.Context(), hookURL)
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RightMissing || e.Args["right"] != "write" {
		t.Errorf("%v, want right_missing: write", err)
	}
}

func FuzzOrders(f *testing.F) {
	for _, file := range []string{"recorded/orders-list-all-statuses.json", "recorded/orders-list-trash.json", "made/parcels-and-words.json", "made/odd-orders.json"} {
		orders, err := woocommerce.Split(compact(f, recorded(f, file).Response))
		if err != nil {
			f.Fatal(err)
		}
		for _, o := range orders {
			f.Add([]byte("[" + string(o) + "]"))
		}
	}
	f.Add([]byte(`[{"id":1},[],"x",null,7,{"id":"2","line_items":[{}]}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := woocommerce.Split(body)
		if err != nil {
			return
		}
		for _, raw := range list {
			s, draft := woocommerce.Snapshot(raw)
			if draft {
				continue
			}
			if s.Ref == "" || s.Problem == nil && (s.Stage == "" || s.UpdatedAt.IsZero() && s.Currency == "") {
				t.Errorf("%s gives %+v", raw, s)
			}
			if s.Problem == nil && slices.ContainsFunc(s.Lines, func(l order.Line) bool { return l.Quantity <= 0 || l.Total < 0 }) {
				t.Errorf("%s: a line without pieces", raw)
			}
			_ = s.Hash() // a snapshot can always be encoded
			if strings.ContainsRune(s.Note+s.Buyer.Name, 0) {
				t.Errorf("%q holds a NUL, which no database stores", raw)
			}
		}
	})
}

func FuzzReadMark(f *testing.F) {
	for _, c := range []string{"", `{"page":1,"size":100}`, `{"after":1795289938,"page":3,"size":10,"left":300,"trash":true}`, "{}", `{"page":-1,"size":7}`} {
		f.Add(c)
	}
	f.Fuzz(func(t *testing.T, c string) {
		if m := woocommerce.ReadMark(channel.Cursor(c)); m.Page < 1 || m.Size < 10 || m.Size > 100 {
			t.Errorf("%q reads as %+v", c, m)
		}
	})
}

// Every status that the shop itself names is in the table.
func TestStatuses_coverTheShopsOwnList(t *testing.T) {
	t.Parallel()
	said := string(recorded(t, "recorded/error-invalid-status.json").Response)
	_, list, _ := strings.Cut(said, "status is not one of ")
	list, _, _ = strings.Cut(list, ".")
	words := strings.Split(strings.ReplaceAll(list, "and ", ""), ", ")
	if len(words) < 9 {
		t.Fatalf("the recorded list has %d words: %v", len(words), words)
	}
	for _, word := range append(words, "trash") {
		if _, ok := woocommerce.Statuses[word]; !ok {
			t.Errorf("%q is not in the table of %v", word, slices.Sorted(maps.Keys(woocommerce.Statuses)))
		}
	}
}

func TestSubscribe_doesNotRepeatAWriteThatMayHaveArrived(t *testing.T) {
	t.Parallel()
	posts := 0
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			reply(w, 200, []any{})
			return
		}
		posts++
		w.WriteHeader(http.StatusBadGateway)
	}}
	if err := connect(t, s).(channel.WebhookReceiver).Subscribe(t.Context(), hookURL); err == nil || posts != 1 {
		t.Errorf("error %v after %d posts, want one after 1", err, posts)
	}
}

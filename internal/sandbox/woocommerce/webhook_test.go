package woocommerce_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

const hooksPath = "/wp-json/wc/v3/webhooks"

// subscribe makes a webhook and takes its ping.
func subscribe(t *testing.T, c *client, to *receiver, topic string) int64 {
	t.Helper()
	r := c.do("POST", hooksPath, "", fmt.Sprintf(`{"topic":%q,"delivery_url":%q,"secret":"s3cr3t-hook"}`, topic, to.url))
	if r.status != 201 {
		t.Fatalf("%d %s", r.status, r.body)
	}
	var h struct{ ID int64 }
	r.decode(t, &h)
	ping := to.next()
	if string(ping.body) != fmt.Sprintf("webhook_id=%d", h.ID) || ping.header.Get("X-WC-Webhook-Signature") != "" ||
		ping.header.Get("Content-Type") != "application/x-www-form-urlencoded" {
		t.Errorf("ping: %v %s", ping.header, ping.body)
	}
	return h.ID
}

func flush(t *testing.T, box *sandbox.Running) {
	t.Helper()
	if err := box.Outbox().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func ordersNow(t *testing.T, box *sandbox.Running) *world.Order {
	t.Helper()
	o, err := box.World().Buy(shopKey, nil)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestWebhook_deliveriesAreThoseOfTheRealShop(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	c, to := newClient(t, box), newReceiver(t, 200)
	subscribe(t, c, to, "order.created")
	o := ordersNow(t, box)
	got := to.next()
	want := recording(t, "webhook-delivery-order-created")
	for name, value := range want.Headers {
		switch name {
		case "Host", "Content-Length", "Connection", "Accept-Encoding": // the client's own, not the shop's
		case "X-WC-Webhook-Signature", "X-WC-Webhook-Delivery-ID", "X-WC-Webhook-Source", "X-WC-Webhook-ID":
			if got.header.Get(name) == "" {
				t.Errorf("header %s is missing", name)
			}
		default:
			if got.header.Get(name) != value {
				t.Errorf("header %s is %q, want %q", name, got.header.Get(name), value)
			}
		}
	}
	if got.header.Get("X-WC-Webhook-Source") != c.base+"/" {
		t.Errorf("source %s", got.header.Get("X-WC-Webhook-Source"))
	}
	mac := hmac.New(sha256.New, []byte("s3cr3t-hook"))
	mac.Write(got.body)
	if sum := base64.StdEncoding.EncodeToString(mac.Sum(nil)); sum != got.header.Get("X-WC-Webhook-Signature") {
		t.Errorf("signature %s, want %s", got.header.Get("X-WC-Webhook-Signature"), sum)
	}
	if !strings.Contains(string(got.body), `\/wp-json\/`) {
		t.Error("slashes are not escaped as PHP does")
	}
	var body struct{ ID int64 }
	reply{body: got.body}.decode(t, &body)
	if body.ID != o.ID {
		t.Errorf("body is of order %d, want %d", body.ID, o.ID)
	}
	read := c.do("GET", orders+"/"+o.Ref, "", "")
	if string(read.body) != string(got.body) {
		t.Errorf("the body is not what a GET returns:\n%s\n%s", got.body, read.body)
	}
}

func TestWebhook_newOrderGivesCreatedAndUpdatedAndDeletingGivesTheID(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	c, created, updated, deleted := newClient(t, box), newReceiver(t, 200), newReceiver(t, 200), newReceiver(t, 200)
	subscribe(t, c, created, "order.created")
	subscribe(t, c, updated, "order.updated")
	subscribe(t, c, deleted, "order.deleted")
	o := ordersNow(t, box)
	created.next()
	updated.next()
	c.do("DELETE", orders+"/"+o.Ref, "", "")
	if got := deleted.next(); string(got.body) != fmt.Sprintf(`{"id":%d}`, o.ID) {
		t.Errorf("deleted: %s", got.body)
	}
	flush(t, box)
	created.none()
	updated.none()
}

func TestWebhook_isSwitchedOffAtTheSixthFailureInARow(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	c, to := newClient(t, box), newReceiver(t, 200)
	id := subscribe(t, c, to, "order.created")
	status := func() string {
		var h struct{ Status string }
		c.do("GET", fmt.Sprintf("%s/%d", hooksPath, id), "", "").decode(t, &h)
		return h.Status
	}
	fail := func(times int) {
		for range times {
			ordersNow(t, box)
			to.next()
		}
		flush(t, box)
	}
	to.status.Store(500)
	fail(5)
	to.status.Store(200)
	fail(1) // one success forgets the failures
	to.status.Store(500)
	fail(5)
	if status() != "active" {
		t.Errorf("after five failures: %s", status())
	}
	fail(1)
	if status() != "disabled" {
		t.Errorf("after six failures: %s", status())
	}
	ordersNow(t, box)
	flush(t, box)
	to.none()
	to.status.Store(200)
	c.do("PUT", fmt.Sprintf("%s/%d", hooksPath, id), "", `{"status":"active"}`)
	to.next() // the ping
	ordersNow(t, box)
	to.next()
}

func TestWebhook_faultsLoseDoubleAndReorder(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{})
	c, to := newClient(t, box), newReceiver(t, 200)
	subscribe(t, c, to, "order.created")
	rule := func(r fault.Rule) {
		if err := box.Faults().Replace(r); err != nil {
			t.Fatal(err)
		}
	}
	idOf := func() int64 {
		var o struct{ ID int64 }
		reply{body: to.next().body}.decode(t, &o)
		return o.ID
	}
	rule(fault.Rule{Kind: fault.WebhookLost, Count: 1})
	ordersNow(t, box)
	flush(t, box)
	to.none()

	rule(fault.Rule{Kind: fault.WebhookDuplicate, Count: 1})
	o := ordersNow(t, box)
	if a, b := idOf(), idOf(); a != o.ID || b != o.ID {
		t.Errorf("doubled: %d %d", a, b)
	}
	rule(fault.Rule{Kind: fault.WebhookReorder, Count: 1})
	a, b := ordersNow(t, box), ordersNow(t, box)
	if x, y := idOf(), idOf(); x != b.ID || y != a.ID {
		t.Errorf("reordered: %d %d, want %d %d", x, y, b.ID, a.ID)
	}
	outcomes := ""
	for _, d := range box.Outbox().Deliveries() {
		outcomes += d.Outcome + " "
	}
	if !strings.HasPrefix(outcomes, "lost delivered delivered") {
		t.Errorf("deliveries: %s", outcomes)
	}
}

func TestWebhook_badOnesAreRefused(t *testing.T) {
	t.Parallel()
	c := newClient(t, startBox(t, sandbox.Options{}))
	for body, code := range map[string]string{
		`{"topic":"order.nope","delivery_url":"http://127.0.0.1:9"}`:     "woocommerce_rest_invalid_webhook_topic",
		`{"topic":"order.created","delivery_url":"ftp://x"}`:             "woocommerce_rest_invalid_webhook_delivery_url",
		`{"topic":"order.created"}`:                                      "rest_missing_callback_param",
		`{"topic":"order.created","delivery_url":"http://x","status":1}`: "rest_invalid_param",
	} {
		if r := c.do("POST", hooksPath, "", body); r.status != 400 || !strings.Contains(string(r.body), code) {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
	}
}

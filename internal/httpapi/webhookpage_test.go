package httpapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

// listener is a receiver that answers as it is told and counts by webhook-id.
type listener struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	ids    map[string]int
}

func listen(t *testing.T, status int) *listener {
	l := &listener{status: status, ids: map[string]int{}}
	l.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.ids[r.Header.Get("webhook-id")]++
		w.WriteHeader(l.status)
	}))
	t.Cleanup(l.Close)
	return l
}

func (l *listener) answer(status int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status = status
}

func (l *listener) distinct() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.ids)
}

// A shop is read while one receiver hangs and one fails: the third hears of everything meanwhile.
func TestWebhooks_slowAndFailingReceiversHoldUpNobody(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		release := make(chan struct{})
		hanging := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
		t.Cleanup(hanging.Close)
		t.Cleanup(func() { close(release) })
		failing, good := listen(t, http.StatusInternalServerError), listen(t, http.StatusOK)
		hub := start(t, cfg)
		var hook httpapi.NewWebhookView
		for _, url := range []string{hanging.URL, hanging.URL + "/2", failing.URL, good.URL} {
			hub.Must("POST", "/webhooks", map[string]any{"url": url, "types": []string{"order.created"}}, &hook)
		}
		box := apptest.Shop(t, sandbox.Options{Seed: 21, Orders: 40})
		hub.Connect(box.Faces[0], seldom)
		apptest.Eventually(t, 10*time.Second, func() error {
			if n := good.distinct(); n != 40 {
				return fmt.Errorf("%d events have arrived, want 40", n)
			}
			return nil
		})
		apptest.Eventually(t, 10*time.Second, func() error {
			if all := apptest.All[httpapi.WebhookDelivery](hub.Client, "/webhooks/"+hook.ID+"/deliveries?state=delivered"); len(all) != 40 {
				return fmt.Errorf("%d are noted as delivered", len(all))
			}
			return nil
		})
	})
}

func TestWebhooks_failedAndRecovered(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := start(t, cfg)
		receiver := listen(t, http.StatusBadRequest)
		var hook httpapi.NewWebhookView
		hub.Must("POST", "/webhooks", map[string]any{"url": receiver.URL, "types": []string{"order.created"}, "description": "the ERP"}, &hook)
		box := apptest.Shop(t, sandbox.Options{Seed: 21, Orders: 20})
		hub.Connect(box.Faces[0], seldom)
		at := "/webhooks/" + hook.ID
		apptest.Eventually(t, 10*time.Second, func() error {
			if n := receiver.distinct(); n != 20 {
				return fmt.Errorf("%d were tried", n)
			}
			return nil
		})
		var one httpapi.WebhookDelivery
		apptest.Eventually(t, 10*time.Second, func() error {
			all := apptest.All[httpapi.WebhookDelivery](hub.Client, at+"/deliveries?state=waiting&type=order.created")
			if len(all) != 20 || all[19].Attempts == 0 {
				return fmt.Errorf("%d wait", len(all))
			}
			one = all[19]
			return nil
		})
		d := apptest.Get[httpapi.WebhookDeliveryDetail](hub.Client, at+"/deliveries/"+one.ID)
		if about := apptest.All[httpapi.WebhookDelivery](hub.Client, at+"/deliveries?reference="+url.QueryEscape(one.Reference)); one.Reference == "" || len(about) == 0 || about[0].Reference != one.Reference {
			t.Errorf("about %q are %+v", one.Reference, about)
		}
		if len(d.Log) == 0 || d.Log[0].Status != http.StatusBadRequest || d.Log[0].Problem == nil || !strings.Contains(d.Payload, `"type":"order.created"`) {
			t.Errorf("detail %+v", d)
		}
		receiver.answer(http.StatusOK)
		hub.Must("POST", at+"/deliveries/"+one.ID+"/replay", nil, nil)
		hub.Must("POST", at+"/recover", map[string]any{"since": time.Now().Add(-time.Hour)}, nil)
		apptest.Eventually(t, 10*time.Second, func() error {
			if n := len(apptest.All[httpapi.WebhookDelivery](hub.Client, at+"/deliveries?state=delivered")); n != 20 {
				return fmt.Errorf("%d were delivered", n)
			}
			return nil
		})
		if n := receiver.distinct(); n != 20 {
			t.Errorf("%d ids, want the same 20", n)
		}
	})
}

func TestWebhooks_endpoints(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	receiver := listen(t, http.StatusOK)
	var made, rotated httpapi.NewWebhookView
	hub.Must("POST", "/webhooks", map[string]any{"url": receiver.URL}, &made)
	at := "/webhooks/" + made.ID
	var changed httpapi.WebhookView
	hub.Must("PUT", at, map[string]any{"url": receiver.URL + "/2", "types": []string{"order.held", "order.created", "order.held"}, "state": "disabled"}, &changed)
	if changed.State != "disabled" || changed.URL != receiver.URL+"/2" || fmt.Sprint(changed.Types) != "[order.created order.held]" {
		t.Errorf("changed: %+v", changed)
	}
	if a := hub.Do("POST", at+"/recover", map[string]any{"since": time.Now()}); a.Status != http.StatusBadRequest || a.Problem().Reason != "endpoint_disabled" {
		t.Errorf("recovering a disabled one: %s", a)
	}
	var tested httpapi.WebhookDeliveryDetail
	hub.Must("POST", at+"/test", nil, &tested)
	if tested.State != "delivered" || tested.Status != http.StatusOK || receiver.distinct() != 1 {
		t.Errorf("a test of a disabled one: %+v", tested)
	}
	hub.Must("POST", at+"/rotate", nil, &rotated)
	if rotated.Secret == made.Secret || rotated.RotatedUntil == nil {
		t.Errorf("rotated: %+v", rotated)
	}
	for _, path := range []string{"/webhooks", at, at + "/deliveries", at + "/deliveries/" + tested.ID, "/audit"} {
		if a := hub.Do("GET", path, nil); strings.Contains(string(a.Body), "whsec_") || a.Status != http.StatusOK {
			t.Errorf("%s: %s", path, a)
		}
	}
	for name, body := range map[string]map[string]any{"body.url": {"url": "nowhere"}, "body.types": {"url": receiver.URL, "types": []string{"order.eaten"}}} {
		if a := hub.Do("POST", "/webhooks", body); a.Status != 422 || len(a.Problem().Errors) == 0 || a.Problem().Errors[0].Location != name {
			t.Errorf("%v: %s", body, a)
		}
	}
	actions := map[string]bool{}
	for _, a := range apptest.All[httpapi.AuditView](hub.Client, "/audit") {
		actions[a.Action] = true
	}
	for _, want := range []string{"create_webhook", "change_webhook", "disable_webhook", "test_webhook", "rotate_webhook_secret"} {
		if !actions[want] {
			t.Errorf("the audit trail lacks %s: %v", want, actions)
		}
	}
	if a := hub.Do("DELETE", at, nil); a.Status != http.StatusNoContent {
		t.Errorf("deleting: %s", a)
	}
	if a := hub.Do("GET", at, nil); a.Status != http.StatusNotFound || a.Problem().Remedy == "" {
		t.Errorf("afterwards: %s", a)
	}
}

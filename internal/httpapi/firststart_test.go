package httpapi_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

// From the key to the first order: connected paused, tried on what the channel has, chosen, started. Nothing is in the books before.
func TestFirstStart(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 21, Orders: 30, NoSKU: 1})
		hub := start(t, cfg)
		face := box.Faces[0]
		settings := map[string]string{"url": face.BaseURL, "webhook_secret": apptest.HookSecret}
		for k, v := range face.Credentials {
			settings[k] = v
		}
		hub.Confide(settings)
		ask := map[string]any{"channel": face.Channel, "name": "Melati", "settings": settings, "paused": true, "policy": map[string]any{"payment_at": "never"}}
		if a := hub.Do("POST", "/connections", ask); a.Status != 422 {
			t.Errorf("a policy that cannot stand: %s", a)
		}
		ask["policy"] = map[string]any{"auto_process": false, "download_from": "2020-01-01T00:00:00+07:00"}
		var conn httpapi.ConnectionView
		hub.Must("POST", "/connections", ask, &conn)
		at := "/connections/" + conn.ID
		p := apptest.Get[policy.Policy](hub.Client, at+"/policy")
		if conn.State != "paused" || p.AutoProcess || p.DownloadFrom.IsZero() || p.PaymentAt == "" {
			t.Errorf("%s, %+v", conn.State, p)
		}

		p.AutoProcess = true
		var seen httpapi.PolicyPreview
		hub.Must("POST", at+"/policy/preview", p, &seen)
		if !seen.Peeked || seen.Orders == 0 || seen.Changed == 0 || seen.Proposed.Operations["create_invoice"] == 0 || seen.Samples[0].ID != "" {
			t.Errorf("the peek: %+v", seen)
		}
		if l := hub.Lane(conn.ID); l.LastCycle != nil || l.LastSuccessAt != nil || l.Running {
			t.Errorf("a cycle has run: %+v", l)
		}
		if stored := apptest.All[httpapi.Order](hub.Client, "/orders"); len(stored) != 0 {
			t.Errorf("%d orders are stored", len(stored))
		}

		hub.Must("PUT", at+"/policy", p, nil)
		hub.Must("POST", at+"/resume", nil, nil)
		apptest.Eventually(t, time.Minute, func() error {
			if l := hub.Lane(conn.ID); l.Running || l.LastSuccessAt == nil {
				return fmt.Errorf("the first cycle has not ended")
			}
			return nil
		})
		if docs := apptest.All[httpapi.DocumentView](hub.Client, "/documents/invoices"); len(docs) == 0 {
			t.Error("nothing is in the books")
		}
		hub.Must("POST", at+"/policy/preview?days=90", p, &seen)
		if seen.Peeked || seen.Samples == nil {
			t.Errorf("with orders here: %+v", seen)
		}
	})
}

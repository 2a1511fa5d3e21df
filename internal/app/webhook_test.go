package app_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/webhook"
)

func TestWebhooks(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 3, Orders: 12})
		hub := apptest.Start(t, cfg, nil)
		conn := hub.Connect(box.Faces[0], func(p *policy.Policy) { p.OrdersEverySecs = 3600 }) // what comes, comes by webhook
		s := &post{t, hub, conn.ID, hub.Hear(conn.ID)}
		apptest.Eventually(t, 20*time.Second, s.idle)

		t.Run("a signed one has its order in the books in a moment", s.quick)
		t.Run("a forged one is refused, and nothing comes of it", s.forged)
		t.Run("one that is sent again and again is one job", s.repeated)
		t.Run("what tells of no order is answered, and no more", s.others)
		t.Run("an order that the shop does not have is 404 in the log, and asked for once", s.absent)
		t.Run("while the connection is paused nothing is lost", func(t *testing.T) { s.paused(t, box) })
	})
}

// post sends webhooks to one connection.
type post struct {
	t    *testing.T
	hub  *apptest.Hub
	conn string
	url  string
}

func (p *post) idle() error {
	if l := p.hub.Lane(p.conn); l.Running || l.LastSuccessAt == nil {
		return fmt.Errorf("the first cycle has not ended: %+v", l)
	}
	return nil
}

func (p *post) send(t *testing.T, url, delivery, body, signature string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Wc-Webhook-Topic", "order.updated")
	req.Header.Set("X-Wc-Webhook-Delivery-Id", delivery)
	if signature != "" {
		req.Header.Set("X-Wc-Webhook-Signature", signature)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer res.Body.Close()
	return res.StatusCode
}

func signed(body string) string {
	mac := hmac.New(sha256.New, []byte(apptest.HookSecret))
	mac.Write([]byte(body))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// taken counts the deliveries that were stored and the orders that were asked for because of them.
func (p *post) taken(t *testing.T) (stored, jobs int) {
	t.Helper()
	err := p.hub.DB.QueryRow(t.Context(), `select (select count(*) from inbox), (select count(*) from river_job where kind = 'download')`).Scan(&stored, &jobs)
	if err != nil {
		t.Fatal(err)
	}
	return stored, jobs
}

func (p *post) quick(t *testing.T) {
	box := apptest.Shop(t, sandbox.Options{Seed: 4})
	conn := p.hub.Connect(box.Faces[0], func(pol *policy.Policy) { pol.OrdersEverySecs, pol.NumberPrefix = 3600, "Q-" })
	q := &post{t, p.hub, conn.ID, ""}
	apptest.Eventually(t, 20*time.Second, q.idle)
	start := time.Now()
	o, err := box.World().Buy(world.Key{Channel: "woocommerce", Shop: box.Faces[0].Shop}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var found []httpapi.Order
	apptest.Eventually(t, 10*time.Second, func() error {
		if found = apptest.All[httpapi.Order](p.hub.Client, "/orders?connection="+conn.ID+"&ref="+o.Ref); len(found) == 0 {
			return fmt.Errorf("order %s is not there; the shop sent %+v", o.Ref, box.Outbox().Deliveries())
		}
		return nil
	})
	took := time.Since(start)
	entries := apptest.All[httpapi.LogEntry](p.hub.Client, "/logs?connection="+conn.ID+"&ref="+o.Ref)
	if len(entries) == 0 || entries[0].SyncType != "webhook" {
		t.Errorf("the log says it came otherwise: %+v", entries)
	}
	t.Logf("%s from the buyer's click to the document", took.Round(time.Millisecond))
}

func (p *post) forged(t *testing.T) {
	const body = `{"id": 4711}`
	stored, jobs := p.taken(t)
	for what, signature := range map[string]string{
		"unsigned": "", "signed with another secret": "bm90IHRoZSBzaWduYXR1cmU=", "no base64": "%%%", "the signature of another body": signed(`{"id": 4712}`),
	} {
		if got := p.send(t, p.url, "1", body, signature); got != http.StatusUnauthorized {
			t.Errorf("%s: %d, want 401", what, got)
		}
	}
	if s, j := p.taken(t); s != stored || j != jobs {
		t.Errorf("%d deliveries were stored and %d jobs made", s-stored, j-jobs)
	}
}

func (p *post) repeated(t *testing.T) {
	ref := apptest.All[httpapi.Order](p.hub.Client, "/orders?connection="+p.conn)[0].Ref
	body := `{"id": ` + ref + `}`
	stored, jobs := p.taken(t)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got := p.send(t, p.url, "again", body, signed(body)); got != http.StatusOK {
				t.Errorf("%d, want 200", got)
			}
		})
	}
	all.Wait()
	if s, j := p.taken(t); s != stored+1 || j != jobs+1 {
		t.Errorf("%d deliveries were stored and %d jobs made, want one of each", s-stored, j-jobs)
	}
}

func (p *post) others(t *testing.T) {
	stored, jobs := p.taken(t)
	large := strings.Repeat(" ", webhook.MaxBytes+1)
	for _, c := range []struct {
		what, url, body, signature string
		want                       int
	}{
		{"an unsigned ping, as shops send when a webhook is made", p.url, "webhook_id=12", "", 200},
		{"one that is too large", p.url, large, signed(large), 413},
		{"one to a key that nobody has", p.hub.Base + "/hooks/ABCDEFGHIJKLMNOPQRSTUVWXYZ/woocommerce", `{"id": 1}`, signed(`{"id": 1}`), 404},
		{"a signed one without an order", p.url, `{"hello": "there"}`, signed(`{"hello": "there"}`), 422},
		{"a signed one that is no JSON", p.url, `<html>`, signed(`<html>`), 422},
	} {
		if got := p.send(t, c.url, "2", c.body, c.signature); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
	if s, j := p.taken(t); s != stored || j != jobs {
		t.Errorf("%d deliveries were stored and %d jobs made", s-stored, j-jobs)
	}
	if res, err := http.Post(p.url, "application/json", bytes.NewReader(nil)); err != nil || res.StatusCode != http.StatusUnauthorized {
		t.Errorf("an empty one: %v, %v, want 401", res.Status, err)
	}
}

func (p *post) absent(t *testing.T) {
	const body = `{"id": 99999999}`
	if got := p.send(t, p.url, "3", body, signed(body)); got != http.StatusOK {
		t.Fatalf("%d, want 200", got)
	}
	apptest.Eventually(t, 15*time.Second, func() error {
		var state string
		err := p.hub.DB.QueryRow(t.Context(), `select state from river_job where kind = 'download' order by id desc limit 1`).Scan(&state)
		if err != nil || state != "completed" {
			return fmt.Errorf("the job is %q, %v", state, err)
		}
		return nil
	})
	entries := apptest.All[httpapi.LogEntry](p.hub.Client, "/logs?ref=99999999")
	if len(entries) != 1 || entries[0].Code != 404 || entries[0].Reason != "order_missing" || entries[0].Remedy == "" {
		t.Errorf("the log says %+v", entries)
	}
}

func (p *post) paused(t *testing.T, box *sandbox.Running) {
	p.hub.Must(http.MethodPost, "/connections/"+p.conn+"/pause", nil, nil)
	o, err := box.World().Buy(world.Key{Channel: "woocommerce", Shop: box.Faces[0].Shop}, nil)
	if err != nil {
		t.Fatal(err)
	}
	bought := time.Now()
	if err := box.Outbox().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, d := range box.Outbox().Deliveries() {
		if d.Ref == o.Ref && d.Status != http.StatusOK {
			t.Errorf("a paused connection answered its webhook with %d: the shop would switch it off", d.Status)
		}
	}
	apptest.Eventually(t, 15*time.Second, func() error {
		var waiting int
		err := p.hub.DB.QueryRow(t.Context(), `select count(*) from river_job where kind = 'download' and state in ('available', 'running')`).Scan(&waiting)
		if err != nil || waiting > 0 {
			return fmt.Errorf("%d jobs wait, %v", waiting, err)
		}
		return nil
	})
	path := "/orders?connection=" + p.conn + "&ref=" + o.Ref
	if got := apptest.All[httpapi.Order](p.hub.Client, path); len(got) != 0 {
		t.Errorf("a paused connection worked: %+v", got)
	}
	p.hub.Must(http.MethodPost, "/connections/"+p.conn+"/resume", nil, nil)
	p.hub.Caught(p.conn, bought.Add(time.Second), 30*time.Second)
	if got := apptest.All[httpapi.Order](p.hub.Client, path); len(got) != 1 {
		t.Errorf("order %s was lost while the connection was paused", o.Ref)
	}
}

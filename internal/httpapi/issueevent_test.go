package httpapi_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

// issueListener keeps the issue events that arrive with a good signature, by message id.
type issueListener struct {
	*httptest.Server
	mu     sync.Mutex
	secret []byte
	forged int
	told   map[string]string // "type state" by message id and issue
	data   map[string]outhook.Issue
}

func listenToIssues(t *testing.T) *issueListener {
	l := &issueListener{told: map[string]string{}, data: map[string]outhook.Issue{}}
	l.Server = httptest.NewServer(l)
	t.Cleanup(l.Close)
	return l
}

func (l *issueListener) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	l.mu.Lock()
	defer l.mu.Unlock()
	mac := hmac.New(sha256.New, l.secret)
	fmt.Fprintf(mac, "%s.%s.%s", r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), body)
	var e struct {
		Type string
		Data outhook.Issue
	}
	if err != nil || r.Header.Get("webhook-signature") != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) || json.Unmarshal(body, &e) != nil {
		l.forged++
		return
	}
	l.told[r.Header.Get("webhook-id")+" "+e.Data.ID] = e.Type
	l.data[e.Data.ID] = e.Data
}

// of counts the events about an issue by type, each message once.
func (l *issueListener) of(id string) map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := map[string]int{}
	for k, kind := range l.told {
		if strings.HasSuffix(k, " "+id) {
			n[kind]++
		}
	}
	return n
}

// A program outside follows an issue from its first failure to its end.
func TestWebhooks_issues(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, receiver := start(t, cfg), listenToIssues(t)
		var hook httpapi.NewWebhookView
		types := []string{"issue.opened", "issue.regressed", "issue.changed", "issue.resolved"}
		hub.Must("POST", "/webhooks", map[string]any{"url": receiver.URL, "types": types}, &hook)
		secret, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(hook.Secret, "whsec_"))
		if err != nil {
			t.Fatal(err)
		}
		receiver.mu.Lock()
		receiver.secret = secret
		receiver.mu.Unlock()
		conn := hub.Connect(apptest.Shop(t, sandbox.Options{Seed: 21, Orders: 80, NoSKU: 1}).Faces[0], seldom)
		apptest.Eventually(t, time.Minute, func() error {
			if l := hub.Lane(conn.ID); l.Running || l.LastSuccessAt == nil {
				return fmt.Errorf("the first cycle has not ended")
			}
			return nil
		})
		hears := func(id string, want map[string]int) {
			t.Helper()
			apptest.Eventually(t, 20*time.Second, func() error {
				if diff := cmp.Diff(want, receiver.of(id)); diff != "" {
					return fmt.Errorf("told of issue %s (-want +got):\n%s", id, diff)
				}
				return nil
			})
		}
		all := apptest.All[httpapi.IssueView](hub.Client, "/issues?state=open")
		if len(all) == 0 {
			t.Fatal("the shop has no issue")
		}
		one := all[0]
		for _, i := range all {
			hears(i.ID, map[string]int{"issue.opened": 1})
			if i.HeldOrders > 0 {
				one = i
			}
		}
		receiver.mu.Lock()
		told, forged := receiver.data[one.ID], receiver.forged
		receiver.mu.Unlock()
		if told.Connection != conn.ID || told.Channel != one.Channel || told.Reason != one.Reason || told.Subject != one.Subject || told.HeldOrders == 0 ||
			told.URL != hub.Base+"/issues/"+one.ID || forged != 0 {
			t.Errorf("told %+v of %+v; %d forged", told, one, forged)
		}
		hub.Must("POST", "/issues/"+one.ID+"/acknowledge", nil, nil)
		hears(one.ID, map[string]int{"issue.opened": 1, "issue.changed": 1})
		hub.Must("POST", "/issues/"+one.ID+"/resolve", map[string]string{"reason": "by hand"}, nil)
		hears(one.ID, map[string]int{"issue.opened": 1, "issue.changed": 1, "issue.resolved": 1})
		receiver.mu.Lock()
		defer receiver.mu.Unlock()
		if by := receiver.data[one.ID].ResolvedBy; by != "person" {
			t.Errorf("resolved by %q", by)
		}
	})
}

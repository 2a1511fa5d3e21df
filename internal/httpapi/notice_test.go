package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/mail/mailtest"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

const smtpPassword = "a password for mail"

// mailing is a configuration with a mail server.
func mailing(t *testing.T, cfg config.Config) (config.Config, *mailtest.Server) {
	t.Helper()
	box := mailtest.Start(t, mailtest.Options{User: "hub", Password: smtpPassword})
	cfg.SMTP = config.SMTP{Host: box.Host, Port: box.Port, TLS: "none", User: "hub", Password: smtpPassword, From: "hub@example.com", Timeout: 15 * time.Second}
	return cfg, box
}

// look makes the hub look for what is to be told as if a minute had passed.
func look(t *testing.T, hub *apptest.Hub) {
	t.Helper()
	err := hub.DB.InTx(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(t.Context(), `update notice_watch set looked_at = looked_at - 60000000`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := hub.Notices.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// write is a write by a browser; into takes the answer if it is one of success.
func write(t *testing.T, c *apptest.Client, method, path string, body, into any) apptest.Answer {
	t.Helper()
	a := c.Do(method, path, body, "X-Tillbridge", "1")
	if a.Status < 300 {
		if err := json.Unmarshal(a.Body, into); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func TestNotices_fromTheFailureToTheMailbox(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		cfg, box := mailing(t, cfg)
		hub, _, conn := filled(t, cfg, 40)
		hub.Confide(map[string]string{"password": smtpPassword})
		owner := signedIn(t, hub, user.Owner)
		apptest.Eventually(t, time.Minute, func() error { // the job has run
			var n int
			if err := hub.DB.QueryRow(t.Context(), `select count(*) from notice_watch`).Scan(&n); err != nil || n != 1 {
				return fmt.Errorf("nobody has looked yet: %w", err)
			}
			return nil
		})
		look(t, hub)
		mail := box.Wait(t)
		if mail.To != "owner@example.com" || mail.User != "hub" || !strings.Contains(mail.Data, "open issue") {
			t.Errorf("%+v", mail)
		}
		apptest.Eventually(t, time.Minute, func() error {
			all := apptest.All[httpapi.NoticeView](owner, "/notices")
			if len(all) != 1 || all[0].State != "sent" || all[0].Recipient != "owner@example.com" || all[0].SentAt == nil || !strings.Contains(all[0].Content, "What to do") {
				return fmt.Errorf("%+v", all)
			}
			return nil
		})
		sent := apptest.All[httpapi.NoticeView](owner, "/notices")[0]
		if d := apptest.Get[httpapi.NoticeDetail](owner, "/notices/"+sent.ID); !strings.Contains(d.Body, "<html") || d.Title != sent.Title {
			t.Errorf("%+v", d)
		}
		viewer := hub.As(token(t, hub, hub.Account.ID, user.Viewer))
		if got := apptest.Get[httpapi.NoticeView](viewer, "/notices/"+sent.ID).Recipient; got != "o…@example.com" {
			t.Errorf("a viewer sees %q", got)
		}
		if len(sent.Connections) != 1 || sent.Connections[0].ID != conn || sent.Connections[0].Name == "" {
			t.Errorf("it is about %+v, want the shop %s", sent.Connections, conn)
		}
		if a := owner.Do("GET", "/notices?connection=nobody", nil); a.Status != 422 || a.Problem().Errors[0].Location != "query.connection" {
			t.Errorf("a shop that is none: %s", a)
		}
		for filter, want := range map[string]int{"?connection=" + conn: 1, "?state=failed": 0, "?state=sent": 1, "?what=errors": 1, "?way=chat": 0, "?sort=test": 0, "?recipient=OWNER": 1, "?to=2020-01-01T00:00:00Z": 0} {
			if n := len(apptest.All[httpapi.NoticeView](owner, "/notices"+filter)); n != want {
				t.Errorf("%s gives %d, want %d", filter, n, want)
			}
		}
	})
}

func TestNotices_test(t *testing.T) {
	t.Parallel()
	cfg, box := mailing(t, apptest.SQLite(t))
	hub := start(t, cfg)
	owner := signedIn(t, hub, user.Owner)
	send := func() (n httpapi.NoticeDetail) {
		t.Helper()
		if a := write(t, owner, "POST", "/notices/test", map[string]string{}, &n); a.Status != 200 {
			t.Fatal(a)
		}
		return n
	}
	if n := send(); n.State != "sent" || n.Sort != "test" || n.Recipient != "owner@example.com" || box.Wait(t).To != "owner@example.com" {
		t.Errorf("%+v", n)
	}
	box.At("RCPT", "550 5.1.1 no such user")
	if n := send(); n.State != "failed" || n.Problem == nil || n.Problem.Reason != "mail_refused" || !strings.Contains(n.Problem.Message, "no such user") {
		t.Errorf("%+v", n)
	}
	if a := hub.Do("POST", "/notices/test", map[string]string{}); a.Status != 422 || a.Problem().Errors[0].Location != "body.rule" {
		t.Errorf("a token, which has no address: %s", a)
	}
	if a := owner.Do("POST", "/notices/test", map[string]string{"rule": "77"}, "X-Tillbridge", "1"); a.Status != 404 {
		t.Errorf("a rule that is none: %s", a)
	}
	if a := start(t, apptest.SQLite(t)).Do("POST", "/notices/test", map[string]string{}); a.Status != 400 || a.Problem().Reason != "mail_not_set" {
		t.Errorf("without a mail server: %s", a)
	}
}

func TestNotices_rules(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		cfg, _ = mailing(t, cfg)
		hub := start(t, cfg)
		owner, operator := signedIn(t, hub, user.Owner), signedIn(t, hub, user.Operator)
		got := apptest.Get[httpapi.NoticeRules](owner, "/notices/rules")
		if got.Chosen || len(got.Rules) != 5 || got.Rules[0].To != "owner@example.com" || !got.Mail.Ready || got.Mail.From != "hub@example.com" {
			t.Errorf("%+v", got)
		}
		if a := owner.Do("GET", "/notices/rules", nil); bytes.Contains(a.Body, []byte(smtpPassword)) {
			t.Errorf("the mail server's password is shown: %s", a)
		}
		signatures := make(chan string, 10)
		hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			signatures <- r.Header.Get("Webhook-Signature") + r.URL.Path
		}))
		t.Cleanup(hook.Close)
		host := strings.TrimPrefix(hook.URL, "http://")
		put := func(of string, rules ...httpapi.NoticeRule) (res httpapi.NoticeRules) {
			t.Helper()
			if a := write(t, owner, "PUT", "/notices/rules?of="+of, map[string]any{"rules": append([]httpapi.NoticeRule{}, rules...)}, &res); a.Status != 200 {
				t.Fatal(a)
			}
			return res
		}
		first := put("account", httpapi.NoticeRule{What: "no_access", When: "daily", At: "07:30", Way: "webhook", To: hook.URL + "/t0psecret"}).Rules[0]
		if first.To != host || !strings.HasPrefix(first.Secret, "whsec_") || first.At != "07:30" {
			t.Errorf("%+v", first)
		}
		again := put("account", httpapi.NoticeRule{ID: first.ID, What: "no_access", When: "at_once", Way: "webhook"}).Rules[0]
		if again.ID != first.ID || again.To != host || again.Secret != "" || again.When != "at_once" {
			t.Errorf("%+v", again)
		}
		if a := owner.Do("POST", "/notices/test", map[string]string{"rule": first.ID}, "X-Tillbridge", "1"); a.Status != 200 || bytes.Contains(a.Body, []byte("t0psecret")) {
			t.Error(a)
		} else if got := <-signatures; !strings.HasPrefix(got, "v1,") || !strings.HasSuffix(got, "/t0psecret") {
			t.Errorf("it came as %q", got)
		}
		if a := operator.Do("POST", "/notices/test", map[string]string{"rule": first.ID}, "X-Tillbridge", "1"); a.Status != 404 {
			t.Errorf("an operator uses the account's rule: %s", a)
		}
		body := map[string]any{"PUT": map[string]any{"rules": []any{}}}
		for _, method := range []string{"GET", "PUT"} {
			if a := operator.Do(method, "/notices/rules?of=account", body[method], "X-Tillbridge", "1"); a.Status != 403 {
				t.Errorf("an operator and the account's rules: %s", a)
			}
			if a := hub.Do(method, "/notices/rules", body[method]); a.Status != 422 {
				t.Errorf("a token's own rules: %s", a)
			}
		}
		if mine := put("me"); !mine.Chosen || len(mine.Rules) != 0 {
			t.Errorf("%+v", mine)
		}
		if other := apptest.Get[httpapi.NoticeRules](operator, "/notices/rules"); other.Chosen || len(other.Rules) != 5 {
			t.Errorf("the owner's choice is the operator's, too: %+v", other)
		}
		a := owner.Do("PUT", "/notices/rules", map[string]any{"rules": []httpapi.NoticeRule{{What: "errors", When: "hourly", Way: "slack", To: "chat"}}}, "X-Tillbridge", "1")
		if a.Status != 422 || a.Problem().Errors[0].Location != "body.rules[0].to" {
			t.Errorf("an address that is none: %s", a)
		}
	})
}

package digest_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/mail"
	"github.com/tillbridge/tillbridge/internal/mail/mailtest"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// hub is a shop with an owner, a mail server, and a clock that the test moves.
type hub struct {
	*connectiontest.Shop
	*digest.Teller
	account user.Account
	sari    user.User // owner
	box     *mailtest.Server

	mu  sync.Mutex
	now time.Time
}

func (h *hub) time() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// pass moves the clock.
func (h *hub) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func newHub(t *testing.T, db store.DB) *hub {
	t.Helper()
	h := &hub{Shop: connectiontest.New(t, db, nil), now: morning, box: mailtest.Start(t, mailtest.Options{})}
	users := user.NewDirectory(db, h.Shop.IDs, h.time)
	var err error
	if h.account, err = users.Account(t.Context(), h.Owner.Account); err != nil {
		t.Fatal(err)
	}
	if h.sari, err = users.Add(t.Context(), h.account.ID, "sari@example.com", "Sari", "a long password", user.Owner); err != nil {
		t.Fatal(err)
	}
	if _, err = users.Add(t.Context(), h.account.ID, "tamu@example.com", "Tamu", "a long password", user.Viewer); err != nil {
		t.Fatal(err)
	}
	h.Teller = h.node(t, 2, users)
	return h
}

// node is another process on the same database.
func (h *hub) node(t *testing.T, number int, users digest.Members) *digest.Teller {
	t.Helper()
	v, err := vault.New(strings.Repeat("A", 43) + "=")
	if err != nil {
		t.Fatal(err)
	}
	return &digest.Teller{
		DB: h.Shop.DB, IDs: ids.NewMaker(number, h.time), Vault: v, Users: users, Connections: h.Registry,
		Mail:      mail.Server{Host: h.box.Host, Port: h.box.Port, TLS: mail.NoTLS, From: "hub@example.com", Timeout: 20 * time.Second},
		HTTP:      httpkit.New(httpkit.Options{AllowPrivate: true, Tries: 1}),
		PublicURL: "https://hub.example.com", Now: h.time, Log: slog.New(slog.DiscardHandler),
	}
}

// DB and IDs are both the shop's and the teller's.
func (h *hub) db() store.DB { return h.Shop.DB }

// fail writes failures of an issue that holds up so many orders.
func (h *hub) fail(t *testing.T, sku string, orders int64) issue.Key {
	t.Helper()
	k := issue.Key{Connection: h.Connection.ID, Operation: "create_invoice", Code: outcome.Unmapped, Reason: outcome.SKUNotLinked, Subject: sku}
	h.change(t, "", func(c *issue.Changes) {
		for range orders {
			c.Failed(k, "pretend", outcome.Args{"sku": sku, "listing": "77", "name": "Kopi <b>Gayo</b>"}, h.time(), false)
		}
		c.Held(k.ID(), "IDR", orders, money.Units(50_000*orders))
	})
	return k
}

// heal resolves so many failures of it.
func (h *hub) heal(t *testing.T, k issue.Key, orders int64) {
	t.Helper()
	h.change(t, issue.BySuccess, func(c *issue.Changes) {
		c.Settled(k, "pretend", orders)
		c.Held(k.ID(), "IDR", -orders, money.Units(-50_000*orders))
	})
}

func (h *hub) change(t *testing.T, by string, do func(*issue.Changes)) {
	t.Helper()
	c := issue.NewChanges(h.account.ID)
	do(c)
	if err := h.db().InTx(t.Context(), func(tx store.Tx) error { return c.Apply(t.Context(), tx, nil, by, h.time()) }); err != nil {
		t.Fatal(err)
	}
}

func (h *hub) work(t *testing.T) {
	t.Helper()
	if err := h.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// wait lets minutes pass, with a look in each.
func (h *hub) wait(t *testing.T, minutes int) {
	t.Helper()
	for range minutes {
		h.pass(time.Minute)
		h.work(t)
	}
}

// watch lets hours pass, with as few looks as do not count as silence.
func (h *hub) watch(t *testing.T, d time.Duration) {
	t.Helper()
	for end := h.time().Add(d); h.time().Before(end); {
		h.pass(4 * time.Minute)
		h.work(t)
	}
}

func (h *hub) notices(t *testing.T) []digest.Notice {
	t.Helper()
	all, err := digest.List(t.Context(), h.db(), h.account.ID, digest.Filter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all)
	return all
}

func subjects(all []digest.Notice) (list []string) {
	for _, n := range all {
		list = append(list, n.Title)
	}
	return list
}

func (h *hub) choose(t *testing.T, rules ...digest.Rule) []digest.Rule {
	t.Helper()
	chosen, err := h.Choose(t.Context(), h.sari, h.sari.ID, rules)
	if err != nil {
		t.Fatal(err)
	}
	return chosen
}

func TestTeller_digestUntilResolved(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		h.work(t)
		if n := h.notices(t); len(n) != 0 {
			t.Fatalf("nothing is wrong, and told was %q", subjects(n))
		}
		kopi := h.fail(t, "KOPI-1", 3)
		h.wait(t, 45)
		teh := h.fail(t, "TEH-1", 1)
		h.wait(t, 1)
		h.heal(t, kopi, 3)
		h.heal(t, teh, 1)
		h.wait(t, 30)
		want := []string{"1 open issue: Test", "1 open issue: Test", "1 open issue: Test", "2 open issues, 1 of them told now: Test", "All clear: Test"}
		all := h.notices(t)
		if !slices.Equal(subjects(all), want) {
			t.Fatalf("told %q, want %q", subjects(all), want)
		}
		var at []int
		for _, n := range all {
			at = append(at, int(n.At().Sub(morning).Minutes()))
			if !slices.Equal(n.Shops, []int64{h.Shop.Connection.ID}) { // the last one, too, which says that all is clear
				t.Errorf("%q is about the shops %v", n.Title, n.Shops)
			}
			if n.State != digest.Sent || n.Recipient != "sari@example.com" || n.Attempts != 1 {
				t.Errorf("%+v", n)
			}
		}
		if !slices.Equal(at, []int{1, 11, 31, 46, 56}) {
			t.Errorf("at minutes %v", at)
		}
		for shop, want := range map[int64]int{h.Shop.Connection.ID: len(all), h.Shop.Connection.ID + 1: 0} {
			if got, err := digest.List(t.Context(), db, h.sari.Account, digest.Filter{Shop: shop, Limit: 100}); err != nil || len(got) != want {
				t.Errorf("%d messages about shop %d, %v, want %d", len(got), shop, err, want)
			}
		}
		first := h.box.Messages()[0]
		for _, want := range []string{"To: <sari@example.com>", "Subject: 1 open issue: Test", "KOPI-1", "2026-11-20 08:01", "150,000", "https://hub.example.com/issues/", "Kopi &lt;b&gt;Gayo&lt;/b&gt;"} {
			if !strings.Contains(unfold(first.Data), want) {
				t.Errorf("the mail is without %q:\n%s", want, unfold(first.Data))
			}
		}
		if len(h.box.Messages()) != len(all) {
			t.Errorf("%d mails for %d notices", len(h.box.Messages()), len(all))
		}
	})
}

// unfold undoes quoted-printable's soft line breaks and escapes of "=".
func unfold(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "=\n", ""), "=3D", "=")
}

func TestTeller_whoKnowsIsLeftAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		desk := &issue.Desk{DB: db, IDs: h.Shop.IDs, Now: h.time}
		k := h.fail(t, "KOPI-1", 1)
		h.wait(t, 5)
		if err := desk.Acknowledge(t.Context(), h.sari, k.ID()); err != nil {
			t.Fatal(err)
		}
		h.wait(t, 200)
		if n := h.notices(t); len(n) != 1 {
			t.Fatalf("told %q although it is acknowledged", subjects(n))
		}
		if err := desk.Snooze(t.Context(), h.sari, k.ID(), h.time().Add(time.Hour), 0); err != nil {
			t.Fatal(err)
		}
		h.wait(t, 59)
		if n := h.notices(t); len(n) != 1 {
			t.Fatalf("told %q although it is snoozed", subjects(n))
		}
		h.pass(2 * time.Minute)
		if err := issue.Wake(t.Context(), db, nil, h.time()); err != nil {
			t.Fatal(err)
		}
		h.wait(t, 1)
		if n := h.notices(t); len(n) != 2 {
			t.Errorf("told %q, and it has woken up", subjects(n))
		}
	})
}

func TestTeller_alarms(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		h.work(t)
		if err := h.Registry.SetState(t.Context(), h.account.ID, h.Connection.ID, connection.NeedsYou, outcome.New(outcome.KeyRefused, "said", "no")); err != nil {
			t.Fatal(err)
		}
		h.wait(t, 1)
		if err := h.Registry.SetState(t.Context(), h.account.ID, h.Connection.ID, connection.Active, nil); err != nil {
			t.Fatal(err)
		}
		h.wait(t, 12)
		until := h.time().Add(8 * 24 * time.Hour)
		if err := db.InTx(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(t.Context(), `update connection set token_until = $2 where id = $1`, h.Connection.ID, store.Micros(until))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for range 8 * 24 {
			h.pass(time.Hour)
			h.work(t) // each finds that nobody has looked for an hour; told apart below
		}
		name, on := h.Connection.Name, until.In(jakarta).Format("2006-01-02 15:04")
		var got []string
		for _, n := range h.notices(t) {
			if n.What != digest.SilentWorker {
				got = append(got, n.Title)
			}
		}
		end := "The permission of " + name + " ends on " + on + ": Test"
		want := []string{name + " needs you: Test", "All clear: Test", end, end, end, end} // at 14 days (8 are left), 7, 3 and one
		if !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

func TestTeller_silentWorker(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		t.Run("whoever comes back tells of the silence, once", func(t *testing.T) {
			h := newHub(t, db)
			h.work(t)
			h.pass(4 * time.Minute) // a restart
			h.work(t)
			if n := h.notices(t); len(n) != 0 {
				t.Fatalf("told of a restart: %q", subjects(n))
			}
			h.pass(3 * time.Hour)
			h.work(t)
			h.wait(t, 60)
			n := h.notices(t)
			if len(n) != 1 || !strings.Contains(n[0].Content, "from 2026-11-20 08:04 until 2026-11-20 11:04") {
				t.Errorf("told %+v", n)
			}
		})
	})
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		t.Run("a command tells of it while nobody lives, with growing gaps", func(t *testing.T) {
			h := newHub(t, db)
			if silent, err := h.Alarm(t.Context()); err != nil || silent {
				t.Fatalf("a hub that never worked is silent: %v, %v", silent, err)
			}
			h.work(t)
			var told []int
			for m := range 80 {
				h.pass(time.Minute)
				before := len(h.notices(t))
				silent, err := h.Alarm(t.Context())
				if err != nil || silent != (m+1 > 5) {
					t.Fatalf("minute %d: silent is %v, %v", m+1, silent, err)
				}
				if len(h.notices(t)) > before {
					told = append(told, m+1)
				}
			}
			if !slices.Equal(told, []int{6, 16, 36, 76}) {
				t.Errorf("told at minutes %v", told)
			}
			h.wait(t, 15)
			all := h.notices(t)[4:]
			if len(all) != 1 || !strings.Contains(all[0].Content, "from 2026-11-20 08:00 until 2026-11-20 09:21") || !strings.Contains(all[0].Content, "- No worker at work") {
				t.Errorf("after it came back: %+v", all)
			}
		})
	})
}

// Several nodes look and send at the same moments: each message goes out once.
func TestTeller_severalNodes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		nodes := []*digest.Teller{h.Teller, h.node(t, 3, h.Users), h.node(t, 4, h.Users), h.node(t, 5, h.Users)}
		h.fail(t, "KOPI-1", 1)
		for range 12 {
			h.pass(time.Minute)
			var all sync.WaitGroup
			for _, n := range nodes {
				all.Go(func() {
					if err := n.Work(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		if n := h.notices(t); len(n) != 2 || len(h.box.Messages()) != 2 {
			t.Errorf("%d notices and %d mails, want two of each", len(n), len(h.box.Messages()))
		}
	})
}

func TestTeller_Send_triesAgainAndGivesUp(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		t.Run("a greylist is waited out, with the same message", func(t *testing.T) {
			h := newHub(t, db)
			h.box.Answer(func(step string, n int) string {
				if step == "RCPT" && n <= 2 {
					return "450 4.2.0 greylisted"
				}
				return mailtest.Usual
			})
			h.fail(t, "KOPI-1", 1)
			h.wait(t, 1)
			if n := h.notices(t)[0]; n.State != digest.Waiting || n.Problem.Reason != outcome.MailLater || n.Attempts != 1 {
				t.Fatalf("%+v", n)
			}
			h.wait(t, 3)
			n := h.notices(t)
			if len(n) != 1 || n[0].State != digest.Sent || n[0].Attempts != 3 || n[0].Problem != nil {
				t.Fatalf("%+v", n)
			}
			if m := h.box.Messages(); len(m) != 1 || !strings.Contains(m[0].Data, "Message-ID: <"+ids.String(n[0].ID)+"@example.com>") {
				t.Errorf("%+v", m)
			}
		})
	})
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		t.Run("a refused recipient is shown, and asked again at the next digest", func(t *testing.T) {
			h := newHub(t, db)
			h.box.At("RCPT", "550 5.1.1 no such user")
			h.fail(t, "KOPI-1", 1)
			h.wait(t, 12)
			n := h.notices(t)
			if len(n) != 2 || n[0].State != digest.Failed || n[0].Attempts != 1 || n[0].Problem.Reason != outcome.MailRefused || n[0].Problem.Args["said"] != "550 5.1.1 no such user" {
				t.Errorf("%+v", n)
			}
		})
	})
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		t.Run("a server that is down for a day piles nothing up", func(t *testing.T) {
			h := newHub(t, db)
			h.box.At(mailtest.Greeting, "421 closing")
			h.fail(t, "KOPI-1", 1)
			h.watch(t, 23*time.Hour)
			n := h.notices(t)
			if len(n) != 1 || n[0].State != digest.Waiting || n[0].Attempts < 20 || n[0].Attempts > 35 {
				t.Fatalf("%d notices, the first %s after %d attempts", len(n), n[0].State, n[0].Attempts)
			}
			h.watch(t, 2*time.Hour)
			if n = h.notices(t); n[0].State != digest.Failed || len(n) != 2 {
				t.Errorf("after a day: %s, %d notices", n[0].State, len(n))
			}
		})
	})
}

// dying is a mail server's client whose process ends before it can note how sending ended.
type dying struct {
	digest.Mailer
	sent int
}

func (d *dying) Send(ctx context.Context, m mail.Message) error {
	d.sent++
	if err := d.Mailer.Send(ctx, m); err != nil {
		return err
	}
	panic("killed")
}

// Killed between handing over and noting it, a message goes out a second time, and never a third.
func TestTeller_Send_killedInBetween(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		killer := &dying{Mailer: h.Mail}
		h.fail(t, "KOPI-1", 1)
		h.pass(time.Minute)
		if err := h.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.Mail = killer
		account, id := h.account.ID, h.notices(t)[0].ID
		for range 6 {
			func() {
				defer func() { _ = recover() }()
				_, _ = digest.Deliver(h.Teller, t.Context(), account, id)
			}()
			h.pass(3 * time.Minute)
		}
		n := h.notices(t)[0]
		if len(h.box.Messages()) != 2 || n.State != digest.Failed || n.Problem.Reason != outcome.NoticeUnsure {
			t.Errorf("%d mails, %s, %v", len(h.box.Messages()), n.State, n.Problem)
		}
		first, second := h.box.Messages()[0].Data, h.box.Messages()[1].Data
		if id := "Message-ID: <" + ids.String(n.ID); !strings.Contains(first, id) || !strings.Contains(second, id) {
			t.Error("the second is not known as the first")
		}
	})
}

// hook is a chat or a program that takes messages.
type hook struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []*http.Request
	bodies []string
}

func newHook(t *testing.T) *hook {
	k := &hook{status: http.StatusOK}
	k.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		k.mu.Lock()
		defer k.mu.Unlock()
		k.got, k.bodies = append(k.got, r), append(k.bodies, string(b))
		w.WriteHeader(k.status)
	}))
	t.Cleanup(k.Close)
	return k
}

func (k *hook) answer(status int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.status = status
}

func TestTeller_webhooksAndChats(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		hooks := map[digest.Way]*hook{}
		var rules []digest.Rule
		for _, way := range []digest.Way{digest.Webhook, digest.Slack, digest.Discord, digest.Chat} {
			hooks[way] = newHook(t)
			rules = append(rules, digest.Rule{What: digest.Errors, When: digest.TenMinutes, Way: way, To: hooks[way].URL + "/s3cret/path"})
		}
		rules = h.choose(t, rules...)
		h.fail(t, "<KOPI> & Co", 2)
		h.wait(t, 1)
		for _, n := range h.notices(t) {
			if n.State != digest.Sent || strings.Contains(n.Recipient+n.Content+n.Body, "s3cret") {
				t.Errorf("%+v", n)
			}
		}
		for way, k := range hooks {
			if len(k.got) != 1 {
				t.Fatalf("%s got %d", way, len(k.got))
			}
		}
		if req, body := hooks[digest.Webhook].got[0], hooks[digest.Webhook].bodies[0]; !signed(req.Header, rules[0].Secret, body) {
			t.Error("the webhook's signature does not fit")
		}
		var event struct {
			Type string
			Data struct {
				Items []struct {
					Reason   string
					Failures int
					Held     []struct{ Total string }
				}
			}
		}
		if err := json.Unmarshal([]byte(hooks[digest.Webhook].bodies[0]), &event); err != nil || event.Type != "notice.open" || len(event.Data.Items) != 1 ||
			event.Data.Items[0].Reason != "sku_not_linked" || event.Data.Items[0].Failures != 2 || event.Data.Items[0].Held[0].Total != "100000" {
			t.Errorf("%v, %+v", err, event)
		}
		for way, want := range map[digest.Way]string{digest.Slack: "text", digest.Discord: "content", digest.Chat: "text"} {
			var body map[string]any
			if err := json.Unmarshal([]byte(hooks[way].bodies[0]), &body); err != nil {
				t.Fatal(err)
			}
			said := fmt.Sprint(body[want])
			name := "<KOPI> & Co"
			if way == digest.Slack {
				name = "&lt;KOPI&gt; &amp; Co"
			}
			if !strings.Contains(said, name) {
				t.Errorf("%s: %s", way, said)
			}
		}
	})
}

// signed checks a signature as a receiver does.
func signed(h http.Header, secret, body string) bool {
	k, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(k) < 16 {
		return false
	}
	mac := hmac.New(sha256.New, k)
	fmt.Fprintf(mac, "%s.%s.%s", h.Get("Webhook-Id"), h.Get("Webhook-Timestamp"), body)
	return h.Get("Webhook-Signature") == "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func TestTeller_webhookAnswers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h, k := newHub(t, db), newHook(t)
		rule := h.choose(t, digest.Rule{What: digest.Errors, When: digest.TenMinutes, Way: digest.Chat, To: k.URL})[0]
		for status, want := range map[int]digest.Delivery{200: digest.Sent, 204: digest.Sent, 404: digest.Failed, 410: digest.Failed, 302: digest.Failed, 429: digest.Waiting, 500: digest.Waiting} {
			k.answer(status)
			n, err := h.Test(t.Context(), h.sari, h.account, rule.ID(), "")
			if err != nil || n.State != want || n.Sort != "test" {
				t.Errorf("%d: %s, %v, %v; want %s", status, n.State, n.Problem, err, want)
			}
		}
		h.HTTP = httpkit.New(httpkit.Options{Tries: 1})
		if n, err := h.Test(t.Context(), h.sari, h.account, rule.ID(), ""); err != nil || n.State != digest.Failed || n.Problem.Reason != outcome.PrivateHost {
			t.Errorf("a private address: %+v, %v", n, err)
		}
		h.choose(t)
		if _, err := h.Test(t.Context(), h.sari, h.account, rule.ID(), ""); outcome.Of(err).Reason != outcome.NoticeRuleMissing {
			t.Errorf("a rule that is gone: %v", err)
		}
	})
}

func TestTeller_Choose(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		c, err := h.Choice(t.Context(), h.account, h.sari.ID)
		if err != nil || c.Chosen || len(c.Rules) != 5 || c.Rules[0].What != digest.Errors || c.Rules[0].To != "sari@example.com" {
			t.Fatalf("the default: %+v, %v", c, err)
		}
		want := digest.Rule{What: digest.Person, When: digest.Daily, At: 7*time.Hour + 30*time.Minute, Way: digest.Webhook, To: "https://example.com/hook?token=s3cret"}
		h.choose(t, want)
		c, err = h.Choice(t.Context(), h.account, h.sari.ID)
		if err != nil || !c.Chosen || len(c.Rules) != 1 {
			t.Fatalf("%+v, %v", c, err)
		}
		r := c.Rules[0]
		if r.What != want.What || r.When != want.When || r.At != want.At || r.To != want.To || !strings.HasPrefix(r.Secret, "whsec_") || r.Place() != "example.com" || !r.Since.Equal(morning) {
			t.Errorf("%+v", r)
		}
		var place string
		var target []byte
		if err := db.QueryRow(t.Context(), `select place, target from notice_rule`).Scan(&place, &target); err != nil || strings.Contains(place+string(target), "s3cret") {
			t.Errorf("the address stands in the open: %q %q, %v", place, target, err)
		}
		h.choose(t)
		h.fail(t, "KOPI-1", 1)
		h.wait(t, 30)
		if n := h.notices(t); len(n) != 0 {
			t.Errorf("who wants nothing was told %q", subjects(n))
		}
		if c, err := h.Choice(t.Context(), user.Account{ID: h.account.ID + 1, Zone: "UTC"}, h.sari.ID); err != nil || len(c.Rules) != 0 {
			t.Errorf("another account sees %+v, %v", c, err)
		}
		for name, bad := range map[string][]digest.Rule{
			"rules[0].what":   {{What: "all", When: digest.AtOnce, Way: digest.Mail}},
			"rules[0].when":   {{What: digest.Errors, When: "never", Way: digest.Mail}},
			"rules[0].way":    {{What: digest.Errors, When: digest.AtOnce, Way: "pigeon"}},
			"rules[0].at":     {{What: digest.Errors, When: digest.Daily, Way: digest.Mail, At: 24 * time.Hour}},
			"rules[0].to":     {{What: digest.Errors, When: digest.AtOnce, Way: digest.Chat, To: "file:///etc/passwd"}},
			"rules[0].secret": {{What: digest.Errors, When: digest.AtOnce, Way: digest.Webhook, To: "https://example.com", Secret: "whsec_c2hvcnQ="}},
			"rules[1].what":   {{What: digest.Errors, When: digest.AtOnce, Way: digest.Mail}, {What: digest.Errors, When: digest.Hourly, Way: digest.Mail}},
		} {
			_, err := h.Choose(t.Context(), h.sari, h.sari.ID, bad)
			if fe, ok := errors.AsType[*user.FieldError](err); !ok || fe.Field != name {
				t.Errorf("%v, want one about %s", err, name)
			}
		}
		if _, err := h.Choose(t.Context(), h.sari, 0, []digest.Rule{{What: digest.Errors, When: digest.AtOnce, Way: digest.Mail, To: "Ops <ops@example.com>"}}); err == nil {
			t.Error("a name beside the address was taken")
		}
	})
}

func TestTeller_dailyAtItsHour(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		h.choose(t, digest.Rule{What: digest.Errors, When: digest.Daily, At: 9 * time.Hour, Way: digest.Mail})
		h.work(t)
		h.pass(3 * time.Hour)
		h.work(t)
		h.fail(t, "KOPI-1", 1)
		for range 100 {
			h.pass(30 * time.Minute)
			h.work(t)
		}
		var at []string
		for _, n := range h.notices(t) {
			at = append(at, n.At().In(jakarta).Format("02 15:04"))
		}
		if !slices.Equal(at, []string{"21 09:00", "22 09:00"}) {
			t.Errorf("told on %v", at)
		}
	})
}

func TestTeller_Look(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		h.choose(t, digest.Rule{What: digest.Errors, When: digest.AtOnce, Way: digest.Mail})
		h.fail(t, "KOPI-1", 1)
		h.work(t)
		h.fail(t, "TEH-1", 1)
		h.pass(10 * time.Second)
		h.work(t)
		if n := h.notices(t); len(n) != 1 {
			t.Errorf("two looks within ten seconds tell %q", subjects(n))
		}
		h.pass(50 * time.Second)
		h.work(t)
		if n := h.notices(t); len(n) != 2 {
			t.Errorf("after a minute told was %q", subjects(n))
		}
		h.choose(t)
		h.wait(t, 1)
		var told int
		if err := db.QueryRow(t.Context(), `select count(*) from notice_told`).Scan(&told); err != nil || told != 0 {
			t.Errorf("%d things are remembered for a rule that is gone, %v", told, err)
		}
	})
}

// Without a mail server nothing is told by mail, nor noted as told: with one, it is.
func TestTeller_noMailServer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		server := h.Mail
		h.Mail = mail.Server{}
		h.fail(t, "KOPI-1", 1)
		h.wait(t, 30)
		if n := h.notices(t); len(n) != 0 {
			t.Fatalf("%q", subjects(n))
		}
		if _, err := h.Test(t.Context(), h.sari, h.account, 0, "sari@example.com"); outcome.Of(err).Reason != outcome.MailNotSet {
			t.Errorf("a test: %v", err)
		}
		h.Mail = server
		h.wait(t, 1)
		if n := h.notices(t); len(n) != 1 || n[0].State != digest.Sent {
			t.Errorf("%q", subjects(n))
		}
	})
}

func TestForget_keepsWhatIsNotOver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		if _, err := h.Test(t.Context(), h.sari, h.account, 0, "sari@example.com"); err != nil {
			t.Fatal(err)
		}
		h.box.At("RCPT", "450 later")
		if _, err := h.Test(t.Context(), h.sari, h.account, 0, "sari@example.com"); err != nil {
			t.Fatal(err)
		}
		if err := digest.Forget(t.Context(), db, h.account.ID, h.time().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if n := h.notices(t); len(n) != 1 || n[0].State != digest.Waiting {
			t.Errorf("%+v", n)
		}
	})
}

func TestList_filters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		h := newHub(t, db)
		h.fail(t, "KOPI-1", 1)
		h.wait(t, 11)
		h.box.At("RCPT", "550 no")
		if _, err := h.Test(t.Context(), h.sari, h.account, 0, "SARI@example.com"); err != nil {
			t.Fatal(err)
		}
		all := h.notices(t)
		for name, c := range map[string]struct {
			f    digest.Filter
			want int
		}{
			"all":                {digest.Filter{}, 3},
			"tests":              {digest.Filter{Sort: "test"}, 1},
			"failed":             {digest.Filter{State: digest.Failed}, 1},
			"sent":               {digest.Filter{State: digest.Sent}, 2},
			"by mail":            {digest.Filter{Way: digest.Mail}, 3},
			"by chat":            {digest.Filter{Way: digest.Chat}, 0},
			"about workers":      {digest.Filter{What: digest.SilentWorker}, 0},
			"to somebody":        {digest.Filter{Recipient: "sari@"}, 3},
			"to nobody":          {digest.Filter{Recipient: "s_ri@"}, 0},
			"the last minute":    {digest.Filter{From: h.time().Add(-30 * time.Second)}, 2},
			"before that":        {digest.Filter{To: h.time().Add(-30 * time.Second)}, 1},
			"older than the 2nd": {digest.Filter{Before: all[1].ID}, 1},
		} {
			c.f.Limit = 10
			got, err := digest.List(t.Context(), db, h.account.ID, c.f)
			if err != nil || len(got) != c.want {
				t.Errorf("%s: %d, %v; want %d", name, len(got), err, c.want)
			}
			if other, err := digest.List(t.Context(), db, h.account.ID+1, c.f); err != nil || len(other) != 0 {
				t.Errorf("%s: another account sees %d, %v", name, len(other), err)
			}
		}
		if _, err := digest.Get(t.Context(), db, h.account.ID+1, all[0].ID); outcome.Of(err).Reason != outcome.NoticeMissing {
			t.Errorf("another account: %v", err)
		}
	})
}

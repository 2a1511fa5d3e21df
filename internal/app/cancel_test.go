package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/all"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
	"github.com/tillbridge/tillbridge/internal/user"
)

// wishing is a hub and one shop of each channel, whose buyers may be made to wish to cancel.
type wishing struct {
	*apptest.Hub
	t           *testing.T
	box         *sandbox.Running
	connections map[string]connection.Connection // by channel
}

func newWishing(t *testing.T, cfg config.Config) *wishing {
	t.Helper()
	box, err := sandbox.Start(t.Context(), sandbox.Options{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	w := &wishing{apptest.Start(t, cfg, nil), t, box, map[string]connection.Connection{}}
	for _, face := range box.Faces {
		kind, _ := w.Connections.Kind(face.Channel)
		settings := face.Settings(append(kind.SettingNames(), "access_token", "refresh_token"))
		c, err := w.Connections.Prepare(t.Context(), w.Account.ID, connection.New{Channel: face.Channel, Settings: settings})
		if err != nil {
			t.Fatal(err)
		}
		c.Policy.OrdersEverySecs = 3600 // a cycle would bring what the test wants to see come by the answer
		if err := w.Connections.Add(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		w.connections[face.Channel] = c
	}
	return w
}

// wish gives a new order to ship whose buyer wishes to cancel, as the hub has just read it.
func (w *wishing) wish(channelName string) httpapi.OrderDetail {
	w.t.Helper()
	key := world.Key{Channel: channelName, Shop: w.shop(channelName)}
	o, err := w.box.World().Buy(key, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	if o.Stage == world.Unpaid {
		w.do(key, o.Ref, world.Act{Verb: world.Pay})
	}
	w.do(key, o.Ref, world.Act{Verb: world.RequestCancel, Reason: "too late"})
	var read httpapi.OrderDetail
	w.Must(http.MethodPost, "/orders/download", map[string]string{"connection": w.connections[channelName].Name, "ref": o.Ref}, &read)
	if !read.Snapshot.CancelRequested || len(live(read)) == 0 {
		w.t.Fatalf("order %s of %s, whose buyer asks to cancel, is read as %+v with %d documents", o.Ref, channelName, read.Snapshot, len(live(read)))
	}
	return read
}

func (w *wishing) do(key world.Key, ref string, a world.Act) {
	w.t.Helper()
	if _, err := w.box.World().Do(key, ref, a); err != nil {
		w.t.Fatal(err)
	}
}

// live are the documents that are not voided.
func live(o httpapi.OrderDetail) (all []string) {
	for _, d := range o.Documents {
		if !d.Voided {
			all = append(all, d.Kind)
		}
	}
	return all
}

// told are the entries about answers to an order's buyer, newest first.
func told(o httpapi.OrderDetail) (all []string) {
	for _, e := range o.Entries {
		if e.Operation == "answer_cancel" {
			all = append(all, fmt.Sprint(e.Code, " ", e.SyncType))
		}
	}
	return all
}

func (w *wishing) answer(c *apptest.Client, o httpapi.OrderDetail, says string, header ...string) (httpapi.OrderDetail, apptest.Answer) {
	w.t.Helper()
	a := c.Do(http.MethodPost, "/orders/"+o.ID+"/answer-cancel", map[string]string{"answer": says, "reason": "as the buyer wishes"}, header...)
	return apptest.Get[httpapi.OrderDetail](w.Client, "/orders/"+o.ID), a
}

// At every channel that takes answers: a buyer who is let go leaves nothing live in the books, one who is refused keeps the order,
// and the second answer finds nobody who asks.
func TestCancelling_atEveryChannel(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		w := newWishing(t, cfg)
		tried := 0
		for _, kind := range all.Kinds() {
			if len(kind.CancelAnswers) == 0 || w.connections[kind.Name].ID == 0 {
				continue
			}
			tried++
			for _, says := range kind.CancelAnswers {
				o := w.wish(kind.Name)
				if fmt.Sprint(o.CancelAnswers) != fmt.Sprint(kind.CancelAnswers) || (o.CancelElsewhere == nil) != (len(kind.CancelAnswers) == 2) {
					t.Errorf("%s: the order can be answered %v, elsewhere %v", kind.Name, o.CancelAnswers, o.CancelElsewhere)
				}
				now, a := w.answer(w.Client, o, string(says))
				if a.Status != http.StatusOK {
					t.Errorf("%s, %s: %s", kind.Name, says, a)
					continue
				}
				cancelled := says == channel.AcceptCancel
				if (now.Stage == "cancelled") != cancelled || (len(live(now)) == 0) != cancelled || now.Snapshot.CancelRequested || now.HoldReason != "" {
					t.Errorf("%s, %s: stage %s, live %v, asks %t, held by %q", kind.Name, says, now.Stage, live(now), now.Snapshot.CancelRequested, now.HoldReason)
				}
				if real, err := w.box.World().Order(world.Key{Channel: kind.Name, Shop: w.shop(kind.Name)}, o.Ref); err != nil || (real.Stage == world.Cancelled) != cancelled || real.CancelRequested {
					t.Errorf("%s, %s: the world has %+v, %v", kind.Name, says, real, err)
				}
				if got := told(now); len(got) != 1 || got[0] != "200 manual" {
					t.Errorf("%s, %s: in the log %v", kind.Name, says, got)
				}
				if _, again := w.answer(w.Client, o, string(says)); again.Status != http.StatusBadRequest || again.Problem().Reason != "no_cancel_wish" || again.Problem().Remedy == "" {
					t.Errorf("%s, %s again: %s", kind.Name, says, again)
				}
				w.noted(o, string(says))
			}
		}
		if tried < 6 {
			t.Errorf("only %d channels were tried", tried)
		}
	})
}

func (w *wishing) shop(channelName string) string {
	for _, f := range w.box.Faces {
		if f.Channel == channelName {
			return f.Shop
		}
	}
	return ""
}

// noted holds that an answer stands in the audit trail once, and its exchange in the log without what is secret.
func (w *wishing) noted(o httpapi.OrderDetail, says string) {
	w.t.Helper()
	lines := 0
	for _, a := range apptest.All[httpapi.AuditView](w.Client, "/audit?action="+says+"_cancel") {
		if a.Subject == o.Ref && a.Reason == "as the buyer wishes" {
			lines++
		}
	}
	if lines != 1 {
		w.t.Errorf("%s of order %s stands in the audit trail %d times", says, o.Ref, lines)
	}
	log := apptest.All[httpapi.LogEntry](w.Client, "/logs?operation=answer_cancel&ref="+o.Ref)
	if len(log) != 1 {
		w.t.Fatalf("order %s: %d entries", o.Ref, len(log))
	}
	d := apptest.Get[httpapi.LogDetail](w.Client, "/logs/"+log[0].ID)
	if len(d.Exchange) == 0 || d.Reason != "cancel_"+says+"ed" || !strings.HasSuffix(d.Message, ": as the buyer wishes") {
		w.t.Errorf("order %s: %d exchanges, raw %v", o.Ref, len(d.Exchange), d.Raw)
	}
	kept := fmt.Sprint(d.Exchange)
	for _, f := range w.box.Shops() {
		for name, secret := range f.Credentials {
			if strings.Contains(name, "secret") || strings.Contains(name, "token") {
				if len(secret) > 8 && strings.Contains(kept, secret) {
					w.t.Errorf("an exchange holds the %s of %s", name, f.Channel)
				}
			}
		}
	}
}

func TestCancelling_whereNothingCanBeAnswered(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		w := newWishing(t, cfg)
		o := w.wish("woocommerce")
		if len(o.CancelAnswers) != 0 || o.CancelElsewhere == nil || !strings.Contains(o.CancelElsewhere.Message, "WooCommerce") || o.CancelElsewhere.Remedy == "" {
			t.Errorf("answers %v, elsewhere %+v", o.CancelAnswers, o.CancelElsewhere)
		}
		if now, a := w.answer(w.Client, o, "accept"); a.Status != http.StatusBadRequest || a.Problem().Reason != "cancel_not_answerable" || !now.Snapshot.CancelRequested || len(told(now)) != 0 {
			t.Errorf("%s", a)
		}
	})
}

// Viewers see that the buyer asks, and answer nobody. The answer to a script that sends again is the first one's.
func TestCancelling_byWhom(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		w := newWishing(t, cfg)
		as := func(role user.Role) *apptest.Client {
			_, secret, err := w.Users.NewToken(t.Context(), w.Account.ID, string(role), role)
			if err != nil {
				t.Fatal(err)
			}
			return w.As(secret)
		}
		o := w.wish("shopee")
		if seen := apptest.Get[httpapi.OrderDetail](as(user.Viewer), "/orders/"+o.ID); !seen.Snapshot.CancelRequested {
			t.Error("a viewer does not see the mark")
		}
		if now, a := w.answer(as(user.Viewer), o, "accept"); a.Status != http.StatusForbidden || !now.Snapshot.CancelRequested {
			t.Errorf("a viewer: %s", a)
		}
		for _, body := range []map[string]string{{"answer": "accept", "reason": ""}, {"answer": "perhaps", "reason": "x"}, {"answer": "accept"}} {
			if a := w.Do(http.MethodPost, "/orders/"+o.ID+"/answer-cancel", body); a.Status != http.StatusUnprocessableEntity {
				t.Errorf("%v: %s", body, a)
			}
		}
		operator := as(user.Operator)
		for i, replayed := range []string{"", "true"} {
			if now, a := w.answer(operator, o, "accept", "Idempotency-Key", "once"); a.Status != http.StatusOK || a.Header.Get("Idempotent-Replayed") != replayed || now.Stage != "cancelled" {
				t.Errorf("try %d: %s", i, a)
			}
		}
	})
}

// The channel takes an answer and its own answer is lost, in different ways: it is not sent again, and all ends right.
func TestCancelling_theAnswerToTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	paths := map[string]string{"shopee": "handle_buyer_cancellation", "lazada": "/order/reverse/cancel/seller/decide", "tiktokshop": "/approve"}
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		w := newWishing(t, cfg)
		for name, path := range paths {
			for _, lost := range []fault.Rule{{Kind: fault.Reset}, {Kind: fault.ServerError, Status: 502}} {
				o := w.wish(name)
				lost.Channel, lost.Path, lost.After = name, path, true
				if err := w.box.Faults().Add(lost); err != nil {
					t.Fatal(err)
				}
				began := len(w.box.Faults().Rules()) - 1
				now, a := w.answer(w.Client, o, "accept")
				hits := w.box.Faults().Rules()[began].Hits
				if a.Status != http.StatusOK || now.Stage != "cancelled" || len(live(now)) != 0 {
					t.Errorf("%s, %s: %s", name, lost.Kind, a)
				}
				if got := fmt.Sprint(told(now)); got != "[200 manual 503 manual]" || hits == 0 {
					t.Errorf("%s, %s: in the log %s, struck %d times", name, lost.Kind, got, hits)
				}
				w.box.Faults().Clear()
				if open := apptest.All[httpapi.LogEntry](w.Client, "/logs?operation=answer_cancel&errors_only=true&hide_resolved=true&ref="+o.Ref); len(open) != 0 {
					t.Errorf("%s, %s: a failure is still open", name, lost.Kind)
				}
			}
		}
	})
}

package httpapi_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

func TestPolicy_previewTellsWhatWouldChangeAndChangesNothing(t *testing.T) {
	t.Parallel()
	hub, _, conn := filled(t, apptest.SQLite(t), 20)
	p := apptest.Get[policy.Policy](hub.Client, "/connections/"+conn+"/policy")
	var same, waits httpapi.PolicyPreview
	hub.Must("POST", "/connections/"+conn+"/policy/preview?days=90", p, &same)
	if same.Orders == 0 || same.Changed != 0 || len(same.Present.Operations) == 0 {
		t.Errorf("the policy as it is changes %d of %d orders: %+v", same.Changed, same.Orders, same)
	}
	p.AutoProcess = false
	hub.Must("POST", "/connections/"+conn+"/policy/preview?days=90", p, &waits)
	if title := waits.Reasons["pending"]; title != "Waits to be let through" {
		t.Errorf("pending is called %q", title)
	}
	if waits.Changed == 0 || waits.Proposed.Holds["pending"] == 0 || waits.Present.Holds["pending"] != 0 || waits.Samples[0].Proposed.Why == nil {
		t.Errorf("with every order waiting: %+v", waits)
	}
	if now := apptest.Get[policy.Policy](hub.Client, "/connections/"+conn+"/policy"); !now.AutoProcess {
		t.Error("a preview has saved the policy")
	}
	p.Returns = "burn"
	if a := hub.Do("POST", "/connections/"+conn+"/policy/preview", p); a.Status != 422 {
		t.Errorf("a policy that cannot stand: %s", a)
	}
}

// From the dry run to the last order: a shop asks for a method of the books for every payment, an order comes with a word that
// nobody has mapped, and one answer in its issue lets it through.
func TestPolicy_paymentMethods(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, box, conn := filled(t, cfg, 60)
		at := "/connections/" + conn + "/policy"
		p := apptest.Get[policy.Policy](hub.Client, at)
		if p.UnmappedMethod != policy.MethodAsNamed {
			t.Errorf("a new shop does %q with its payments", p.UnmappedMethod)
		}
		p.UnmappedMethod = policy.HoldMethod
		var held, mapped httpapi.PolicyPreview
		hub.Must("POST", at+"/preview?days=90", p, &held)
		if n := held.Proposed.Holds[string(outcome.MethodNotLinked)]; n == 0 || held.Proposed.Operations["add_payment"] != 0 ||
			held.Proposed.Operations["create_invoice"] != held.Present.Operations["create_invoice"] || held.Samples[0].Proposed.Why == nil {
			t.Errorf("the dry run of hold: %+v", held)
		}
		for _, o := range box.World().Orders(world.Filter{}) {
			p = p.WithMethod(o.Payment.Method, "Kas")
		}
		hub.Must("POST", at+"/preview?days=90", p, &mapped)
		if mapped.Proposed.Holds[string(outcome.MethodNotLinked)] != 0 || mapped.Proposed.Operations["add_payment"] != held.Present.Operations["add_payment"] {
			t.Errorf("the dry run with every word mapped: %+v", mapped)
		}

		p.PaymentMethods = map[string]string{"not asked for": "Bank BCA"}
		hub.Must("PUT", at, p, &p)
		buy(t, box, 8)
		apptest.Eventually(t, 30*time.Second, func() error {
			hub.Cycle(conn, 30*time.Second)
			if found := apptest.All[httpapi.IssueView](hub.Client, "/issues?reason="+string(outcome.MethodNotLinked)); len(found) == 0 {
				return errors.New("no payment is held")
			}
			return nil
		})
		i := issueOf(t, hub, outcome.MethodNotLinked)
		if !slices.Equal(i.Fixes, []string{"choose_method", "rerun"}) || !slices.Equal(i.Methods, []string{"Bank BCA"}) || i.Operation != "add_payment" ||
			i.Subject == "" || i.Args["method"] != i.Subject || !strings.Contains(i.Message, i.Subject) {
			t.Errorf("%+v", i)
		}
		for _, method := range []string{"", " ", strings.Repeat("x", policy.MaxMethod+1)} {
			if a := hub.Do("POST", "/issues/"+i.ID+"/fix", map[string]string{"fix": "choose_method", "method": method}); a.Status != 422 || a.Problem().Errors[0].Location != "body.method" {
				t.Errorf("%q: %s", method, a)
			}
		}
		if a := hub.Do("POST", "/issues/"+i.ID+"/fix", map[string]string{"fix": "link", "sku": "K-1"}); a.Status != 400 || a.Problem().Reason != "no_such_fix" {
			t.Errorf("linked: %s", a)
		}
		var res withBulk
		hub.Must("POST", "/issues/"+i.ID+"/fix", map[string]string{"fix": "choose_method", "method": "Kas"}, &res)
		if b := ended(t, hub, res.Bulk.ID); b.Succeeded != i.HeldOrders || b.Failed != 0 {
			t.Errorf("%+v, want %d", b, i.HeldOrders)
		}
		if after := apptest.Get[httpapi.IssueDetail](hub.Client, "/issues/"+i.ID); after.State != "resolved" || after.HeldOrders != 0 {
			t.Errorf("%+v", after.IssueView)
		}
		want := maps.Clone(p.PaymentMethods)
		want[i.Subject] = "Kas"
		if now := apptest.Get[policy.Policy](hub.Client, at); !maps.Equal(now.PaymentMethods, want) || now.UnmappedMethod != policy.HoldMethod {
			t.Errorf("the policy is %+v", now)
		}
		for _, d := range apptest.All[httpapi.DocumentView](hub.Client, "/documents/payments") {
			if d.OrderRef == i.Orders[0].Ref && d.Method != "Kas" {
				t.Errorf("%s is booked under %q", d.Number, d.Method)
			}
		}
	})
}

// A script from before there was the choice sends a policy without it: the shop goes on as it did.
func TestPolicy_withoutTheChoice(t *testing.T) {
	t.Parallel()
	hub, _, conn := filled(t, apptest.SQLite(t), 1)
	at := "/connections/" + conn + "/policy"
	p := apptest.Get[map[string]any](hub.Client, at)
	delete(p, "unmapped_payment_method")
	hub.Must("PUT", at, p, nil)
	if now := apptest.Get[policy.Policy](hub.Client, at); now.UnmappedMethod != policy.MethodAsNamed {
		t.Errorf("the policy is %+v", now)
	}
	p["payment_methods"] = map[string]string{"cod": ""}
	if a := hub.Do("PUT", at, p); a.Status != 422 || a.Problem().Errors[0].Location != "body.payment_methods" {
		t.Errorf("a word without a method: %s", a)
	}
}

// Two people have the same policy open: whoever saves last is told, instead of undoing what the other chose.
func TestPolicy_anOutdatedOneIsRefused(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, conn := filled(t, cfg, 1)
		at := "/connections/" + conn + "/policy"
		read := hub.Do("GET", at, nil)
		tag := read.Header.Get("ETag")
		p := apptest.Get[policy.Policy](hub.Client, at)
		if tag != `"`+p.Tag()+`"` {
			t.Errorf("the tag is %s", tag)
		}
		first, second := p, p
		first.PaymentMethods = map[string]string{"cod": "Kas"}
		second.AutoProcess = false
		if a := hub.Do("PUT", at, first, "If-Match", tag); a.Status != 200 || a.Header.Get("ETag") != `"`+first.Tag()+`"` {
			t.Errorf("the first: %s", a)
		}
		for _, header := range []string{tag, "W/" + tag} {
			if a := hub.Do("PUT", at, second, "If-Match", header); a.Status != 412 || a.Problem().Reason != "policy_changed" || !strings.Contains(a.Problem().Detail, "changed after you read it") {
				t.Errorf("the second with %s: %s", header, a)
			}
		}
		if now := apptest.Get[policy.Policy](hub.Client, at); now.Tag() != first.Tag() {
			t.Errorf("the policy is %+v", now)
		}
		hub.Must("PUT", at, second, nil) // a script that sends none replaces it, as ever
		if a := hub.Do("PUT", at, first, "If-Match", "*"); a.Status != 200 {
			t.Errorf("any: %s", a)
		}
	})
}

package httpapi_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// issueOf finds an issue of a reason that holds orders up.
func issueOf(t *testing.T, hub *apptest.Hub, reason outcome.Reason) httpapi.IssueDetail {
	t.Helper()
	for _, i := range apptest.All[httpapi.IssueView](hub.Client, "/issues?reason="+string(reason)) {
		if i.HeldOrders > 0 {
			return apptest.Get[httpapi.IssueDetail](hub.Client, "/issues/"+i.ID)
		}
	}
	t.Fatalf("no issue of %s holds an order up", reason)
	return httpapi.IssueDetail{}
}

type withBulk struct {
	Issue httpapi.IssueDetail
	Bulk  httpapi.BulkView
}

// ended waits until a bulk action has ended.
func ended(t *testing.T, hub *apptest.Hub, id string) (b httpapi.BulkView) {
	t.Helper()
	apptest.Eventually(t, 30*time.Second, func() error {
		if b = apptest.Get[httpapi.BulkView](hub.Client, "/bulk/"+id); b.State == "running" {
			return fmt.Errorf("it is at %d of %d", b.Done, b.Total)
		}
		return nil
	})
	return b
}

func TestAPI_issues(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, _ := filled(t, cfg, 120)
		t.Run("an issue tells what it is about, since when, and what it holds up", func(t *testing.T) {
			i := issueOf(t, hub, outcome.LineWithoutSKU)
			var trend int64
			for _, day := range i.Trend {
				trend += day.N
			}
			if i.State != "open" || i.Entries != i.Open || trend != i.Entries || len(i.Trend) != 30 || len(i.Held) != 1 || i.Held[0].Total == "0" || i.Message == "" {
				t.Errorf("%+v", i)
			}
			if held := apptest.All[httpapi.Order](hub.Client, "/orders?issue="+i.ID); int64(len(held)) != i.HeldOrders || held[0].IssueID != i.ID {
				t.Errorf("%d orders, want %d", len(held), i.HeldOrders)
			}
			if entries := apptest.All[httpapi.LogEntry](hub.Client, "/logs?issue="+i.ID); int64(len(entries)) != i.Entries || entries[0].IssueID != i.ID {
				t.Errorf("%d entries, want %d", len(entries), i.Entries)
			}
		})
		t.Run("in the list, too, an issue tells what each of the last days brought", func(t *testing.T) {
			i := issueOf(t, hub, outcome.LineWithoutSKU)
			for _, listed := range apptest.All[httpapi.IssueView](hub.Client, "/issues") {
				if listed.ID == i.ID && fmt.Sprint(listed.Daily) != fmt.Sprint(i.Daily) {
					t.Errorf("the list has %v, the issue %v", listed.Daily, i.Daily)
				}
			}
			if n := len(i.Daily); n != 14 || i.Daily[n-1] != i.Trend[29].N || i.Daily[0] != i.Trend[16].N || i.Daily[n-1] == 0 {
				t.Errorf("%v of %v", i.Daily, i.Trend)
			}
		})
		t.Run("a person acknowledges, assigns, comments, snoozes and takes it back", func(t *testing.T) {
			at := "/issues/" + issueOf(t, hub, outcome.LineWithoutSKU).ID
			me, err := hub.Users.Add(t.Context(), hub.Account.ID, "ayu@example.com", "Ayu", password, user.Operator)
			if err != nil {
				t.Fatal(err)
			}
			var i httpapi.IssueDetail
			hub.Must("POST", at+"/acknowledge", nil, &i)
			if i.State != "acknowledged" || i.StateBy != "token test" {
				t.Errorf("%s by %s", i.State, i.StateBy)
			}
			hub.Must("POST", at+"/assign", map[string]string{"member": ids.String(me.ID)}, &i)
			if i.AssigneeName != "Ayu" || len(apptest.All[httpapi.IssueView](hub.Client, "/issues?assignee="+i.Assignee)) != 1 {
				t.Errorf("assigned to %q", i.AssigneeName)
			}
			hub.Must("POST", at+"/comment", map[string]string{"text": " The supplier renamed it. "}, &i)
			if len(i.Comments) != 1 || i.Comments[0].Text != "The supplier renamed it." {
				t.Errorf("comments %+v", i.Comments)
			}
			if a := hub.Do("POST", at+"/snooze", map[string]any{"until": "2020-01-01T00:00:00Z"}); a.Status != 422 || a.Problem().Errors[0].Location != "body.until" {
				t.Errorf("snoozed into the past: %s", a)
			}
			hub.Must("POST", at+"/snooze", map[string]any{"more": 3}, &i)
			if i.State != "snoozed" || i.SnoozeEntries != i.Entries+3 {
				t.Errorf("%s until %d entries", i.State, i.SnoozeEntries)
			}
			hub.Must("POST", at+"/reopen", nil, &i)
			if i.State != "open" {
				t.Errorf("reopened, and %s", i.State)
			}
			if a := hub.Do("POST", at+"/reopen", nil); a.Status != 400 || a.Problem().Reason != "issue_state" {
				t.Errorf("reopened twice: %s", a)
			}
		})
		t.Run("resolved and opened again, with the entries", func(t *testing.T) {
			before := issueOf(t, hub, outcome.LineWithoutSKU)
			var res withBulk
			hub.Must("POST", "/issues/"+before.ID+"/resolve", map[string]string{"reason": "known"}, &res)
			if res.Issue.State != "resolved" || res.Issue.Open != 0 || res.Bulk.Succeeded != before.Open || res.Issue.HeldOrders != before.HeldOrders {
				t.Errorf("%+v", res)
			}
			if a := hub.Do("POST", "/issues/"+before.ID+"/resolve", map[string]string{}); a.Status != 400 {
				t.Errorf("resolved twice: %s", a)
			}
			var i httpapi.IssueDetail
			hub.Must("POST", "/issues/"+before.ID+"/reopen", nil, &i)
			if i.State != "open" || i.Open != before.Open {
				t.Errorf("%s with %d open, want %d", i.State, i.Open, before.Open)
			}
		})
		t.Run("linking its listing lets all its orders through", func(t *testing.T) {
			before := issueOf(t, hub, outcome.LineWithoutSKU)
			if strings.Join(before.Fixes, " ") != "link rerun" {
				t.Errorf("fixes %v", before.Fixes)
			}
			if a := hub.Do("POST", "/issues/"+before.ID+"/fix", map[string]string{"fix": "link"}); a.Status != 422 {
				t.Errorf("linked to nothing: %s", a)
			}
			if a := hub.Do("POST", "/issues/"+before.ID+"/fix", map[string]string{"fix": "decide", "choice": "keep", "reason": "x"}); a.Status != 400 {
				t.Errorf("decided: %s", a)
			}
			var res withBulk
			hub.Must("POST", "/issues/"+before.ID+"/fix", map[string]string{"fix": "link", "sku": "TANPA-1"}, &res)
			b := ended(t, hub, res.Bulk.ID)
			after := apptest.Get[httpapi.IssueDetail](hub.Client, "/issues/"+before.ID)
			if after.State != "resolved" || after.StateBy != "success" || after.HeldOrders != 0 || b.Done < before.HeldOrders {
				t.Errorf("issue %+v after %+v", after.IssueView, b)
			}
			if written := apptest.All[httpapi.LogEntry](hub.Client, "/logs?bulk="+b.ID); int64(len(written)) < b.Done || written[0].BulkID != b.ID {
				t.Errorf("%d entries were written for %d orders", len(written), b.Done)
			}
		})
		t.Run("one decision answers all its orders", func(t *testing.T) {
			before := issueOf(t, hub, outcome.CancelledAfterShipping)
			var res withBulk
			hub.Must("POST", "/issues/"+before.ID+"/fix", map[string]string{"fix": "decide", "choice": "keep", "reason": "the courier lost them"}, &res)
			if b := ended(t, hub, res.Bulk.ID); b.Succeeded != before.HeldOrders {
				t.Errorf("%+v, want %d decided", b, before.HeldOrders)
			}
			if after := apptest.Get[httpapi.IssueDetail](hub.Client, "/issues/"+before.ID); after.State != "resolved" || after.HeldOrders != 0 {
				t.Errorf("%+v", after.IssueView)
			}
		})
		states := apptest.Get[struct{ States []httpapi.StateCount }](hub.Client, "/issues/states")
		var n int64
		for _, s := range states.States {
			n += s.Count
		}
		if n != int64(len(apptest.All[httpapi.IssueView](hub.Client, "/issues"))) {
			t.Errorf("states %+v", states)
		}
		if problems := issuetest.Check(t, hub.DB); problems != nil {
			t.Error(strings.Join(problems, "\n"))
		}
	})
}

func TestAPI_bulk(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, conn := filled(t, cfg, 80)
		open := map[string]any{"errors_only": true, "hide_resolved": true}
		request := func(kind string) map[string]any { return map[string]any{"kind": kind, "entries": open} }
		failures := apptest.All[httpapi.LogEntry](hub.Client, "/logs?errors_only=true&hide_resolved=true")
		if len(failures) < 3 {
			t.Fatalf("only %d failures", len(failures))
		}
		t.Run("a preview counts and does nothing", func(t *testing.T) {
			var p httpapi.PreviewView
			hub.Must("POST", "/bulk/preview", request("resolve"), &p)
			if p.Total != int64(len(failures)) || p.Orders == 0 || len(p.Groups) == 0 || p.Groups[0].ConnectionName == "" || len(p.Held) == 0 {
				t.Errorf("%+v", p)
			}
			if n := len(apptest.All[httpapi.LogEntry](hub.Client, "/logs?errors_only=true&hide_resolved=true")); n != len(failures) {
				t.Errorf("%d are open after it", n)
			}
			if a := hub.Do("POST", "/bulk/preview", map[string]any{"kind": "resolve"}); a.Status != 422 {
				t.Errorf("nothing selected: %s", a)
			}
		})
		t.Run("chosen orders are those that are counted, and no others", func(t *testing.T) {
			var p httpapi.PreviewView
			orders := apptest.All[httpapi.Order](hub.Client, "/orders")
			hub.Must("POST", "/bulk/preview", map[string]any{"kind": "rerun_stored", "orders": map[string]any{"ids": []string{orders[0].ID, orders[1].ID}}}, &p)
			if p.Total != 2 || p.Orders != 2 {
				t.Errorf("%+v", p)
			}
			if a := hub.Do("POST", "/bulk/preview", map[string]any{"kind": "rerun_stored", "orders": map[string]any{"ids": []string{"x"}}}); a.Status != 422 || a.Problem().Errors[0].Location != "body.orders.ids" {
				t.Errorf("no id: %s", a)
			}
		})
		t.Run("a worker does it, once for one key", func(t *testing.T) {
			start := func() (b httpapi.BulkView) {
				a := hub.Do("POST", "/bulk", request("rerun_stored"), "Idempotency-Key", "bulk-1")
				if a.Status != http.StatusAccepted || json.Unmarshal(a.Body, &b) != nil {
					t.Fatalf("%s", a)
				}
				return b
			}
			first, again := start(), start()
			if first.ID != again.ID {
				t.Error("the same key started two")
			}
			b := ended(t, hub, first.ID)
			if b.State != "done" || b.Done != b.Total || b.Failed != b.Total || len(b.Codes) == 0 {
				t.Errorf("%+v", b)
			}
			var p httpapi.PreviewView
			hub.Must("POST", "/bulk/preview", map[string]any{"kind": "resolve", "entries": map[string]any{"bulk": b.ID}}, &p)
			if written := apptest.All[httpapi.LogEntry](hub.Client, "/logs?bulk="+b.ID); int64(len(written)) != sum(p.Groups) {
				t.Errorf("the entries it wrote are %d, a preview of them %+v", len(written), p)
			}
			if a := hub.Do("POST", "/bulk/"+b.ID+"/stop", nil); a.Status != 400 || a.Problem().Reason != "bulk_ended" {
				t.Errorf("stopped after its end: %s", a)
			}
			if all := apptest.All[httpapi.BulkView](hub.Client, "/bulk"); len(all) != 1 || all[0].ID != b.ID {
				t.Errorf("list %+v", all)
			}
		})
		t.Run("an action whose worker is gone is taken up", func(t *testing.T) {
			who := user.User{Account: hub.Account.ID, Email: "ayu@example.com"}
			b, err := hub.Bulk.Start(t.Context(), who, bulk.Request{Kind: bulk.Resolve, Selection: bulk.Selection{Entries: &synclog.Filter{ErrorsOnly: true, HideResolved: true}}})
			if err != nil {
				t.Fatal(err)
			}
			err = hub.DB.InTx(t.Context(), func(tx store.Tx) error {
				_, err := tx.Exec(t.Context(), `update bulk set moved_at = $2 where id = $1`, b.ID, store.Micros(time.Now().Add(-time.Minute)))
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if b := ended(t, hub, ids.String(b.ID)); b.State != "done" || b.Done != b.Total {
				t.Errorf("%+v", b)
			}
		})
		t.Run("a small selection is answered at once", func(t *testing.T) {
			var res httpapi.ActionResult
			some := []string{failures[0].ID, failures[1].ID, failures[0].ID}
			hub.Must("POST", "/logs/actions", map[string]any{"action": "resolve_and_rerun", "ids": some}, &res)
			if len(res.Results) != 2 || res.Done+res.Failed != 2 || res.Running || res.Bulk == "" || res.Results[0].Message == "" {
				t.Errorf("%+v", res)
			}
			if a := hub.Do("POST", "/logs/actions", map[string]any{"action": "resolve", "ids": []string{failures[0].ID, "4711"}}); a.Status != http.StatusNotFound {
				t.Errorf("an entry that is not there: %s", a)
			}
		})
		t.Run("once the shop has access again, what its refusal held up is run again", func(t *testing.T) {
			id, err := ids.Parse(conn)
			if err != nil {
				t.Fatal(err)
			}
			refused := outcome.New(outcome.KeyRefused, "said", "no")
			err = hub.DB.InTx(t.Context(), func(tx store.Tx) error {
				if err := connection.SetState(t.Context(), tx, hub.Account.ID, id, connection.NeedsYou, refused); err != nil {
					return err
				}
				return synclog.Write(t.Context(), tx, nil, []synclog.Entry{{
					ID: hub.IDs.Next(), Account: hub.Account.ID, Connection: id, Channel: "woocommerce", Operation: synclog.DownloadOrder, Entity: synclog.OrderEntity,
					Ref: failures[0].Ref, Outcome: refused, SyncType: synclog.Webhook, Attempt: 1,
				}})
			})
			if err != nil {
				t.Fatal(err)
			}
			i := apptest.All[httpapi.IssueView](hub.Client, "/issues?code=401")[0]
			if a := hub.Do("POST", "/issues/"+i.ID+"/fix", map[string]string{"fix": "reconnect"}); a.Status != http.StatusConflict || a.Problem().Remedy == "" {
				t.Errorf("before it is connected: %s", a)
			}
			hub.Must("POST", "/connections/"+conn+"/resume", nil, nil)
			apptest.Eventually(t, 30*time.Second, func() error {
				if i := apptest.Get[httpapi.IssueDetail](hub.Client, "/issues/"+i.ID); i.State != "resolved" {
					return fmt.Errorf("the issue is %s", i.State)
				}
				return nil
			})
		})
		if problems := issuetest.Check(t, hub.DB); problems != nil {
			t.Error(strings.Join(problems, "\n"))
		}
	})
}

func TestAPI_override(t *testing.T) {
	t.Parallel()
	hub, _, _ := filled(t, apptest.SQLite(t), 80)
	before := apptest.Get[httpapi.OrderDetail](hub.Client, "/orders/"+issueOf(t, hub, outcome.LineWithoutSKU).Orders[0].ID)
	for _, l := range before.Snapshot.Lines {
		if l.SKU == "" {
			hub.Must("POST", "/orders/"+before.ID+"/override", map[string]string{"line": l.Ref, "sku": "TANPA-9", "reason": "the label says so"}, nil)
		}
	}
	o := apptest.Get[httpapi.OrderDetail](hub.Client, "/orders/"+before.ID)
	if o.Hold != nil || len(o.Overrides) == 0 || o.Overrides[0].SKU != "TANPA-9" || o.Overrides[0].By != "token test" || len(o.Documents) == 0 {
		t.Errorf("held by %+v, overrides %+v, %d documents", o.Hold, o.Overrides, len(o.Documents))
	}
	if a := hub.Do("POST", "/orders/"+o.ID+"/override", map[string]string{"line": "none", "sku": "X", "reason": "x"}); a.Status != http.StatusNotFound {
		t.Errorf("no such line: %s", a)
	}
}

// A page that is open hears of issues and of the progress of bulk actions.
func TestAPI_eventsOfIssuesAndBulk(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, _ := filled(t, cfg, 40)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, "GET", hub.Base+"/api/v1/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token(t, hub, hub.Account.ID, user.Viewer))
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		lines := bufio.NewScanner(res.Body)
		if !lines.Scan() {
			t.Fatal(lines.Err())
		}
		hub.Must("POST", "/bulk", map[string]any{"kind": "resolve", "entries": map[string]any{"errors_only": true}}, nil)
		heard := map[string]bool{}
		for !heard["issues"] || !heard["bulk"] {
			if !lines.Scan() {
				t.Fatalf("heard only %v: %v", heard, lines.Err())
			}
			var changed []string
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok && json.Unmarshal([]byte(data), &changed) == nil {
				for _, c := range changed {
					heard[c] = true
				}
			}
		}
	})
}

// sum is how many entries a preview is about.
func sum(groups []httpapi.GroupView) (n int64) {
	for _, g := range groups {
		n += g.N
	}
	return n
}

package httpapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

// invoiceOnTheWay is a live invoice of an order that is not shipped, so that its life still goes on. It is bought for it: which of the
// shop's orders are under way depends on the time of day.
func invoiceOnTheWay(t *testing.T, hub *apptest.Hub, box *sandbox.Running, conn string) (httpapi.DocumentView, httpapi.Order) {
	t.Helper()
	buy(t, box, 3)
	var inv httpapi.DocumentView
	var of httpapi.Order
	apptest.Eventually(t, time.Minute, func() error {
		hub.Cycle(conn, time.Minute)
		for _, of = range apptest.All[httpapi.Order](hub.Client, "/orders?tab=to_ship") {
			for _, inv = range apptest.Get[httpapi.OrderDetail](hub.Client, "/orders/"+of.ID).Documents {
				if inv.Kind == "invoice" && !inv.Voided {
					return nil
				}
			}
		}
		return errors.New("no order to ship has an invoice")
	})
	return inv, of
}

// The recycle bin as a person uses it: the log, the audit trail, receivers and the order itself know of it.
func TestDocuments_voidAndRestore(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, box, conn := filled(t, cfg, 40)
		inv, o := invoiceOnTheWay(t, hub, box, conn)
		receiver := listen(t, http.StatusOK)
		var hook httpapi.NewWebhookView
		hub.Must("POST", "/webhooks", map[string]any{"url": receiver.URL, "types": []string{"document.voided", "document.changed", "document.created"}}, &hook)
		before := apptest.ReadBooks(t, hub.Client, conn).Summary()
		counts := tabs(hub)
		at := "/documents/invoices/" + inv.ID
		move := func(verb string) httpapi.OrderDetail {
			t.Helper()
			for range 2 { // the second time there is nothing to do, and nothing is noted
				hub.Must("POST", at+"/"+verb, map[string]string{"reason": "typed " + verb}, nil)
			}
			return apptest.Get[httpapi.OrderDetail](hub.Client, "/orders/"+o.ID)
		}
		voided := move("void")
		if voided.SkipReason != "voided_by_person" || len(voided.Documents) == 0 || slices.ContainsFunc(voided.Documents, func(d httpapi.DocumentView) bool { return d.Kind == "invoice" && !d.Voided }) {
			t.Errorf("after voiding: skip %q, documents %+v", voided.SkipReason, voided.Documents)
		}
		hub.Must("POST", "/orders/"+o.ID+"/rerun", map[string]string{"verb": "fetch"}, nil)
		restored := move("restore")
		if restored.SkipReason != "" || restored.HoldReason != "" || len(restored.Planned) != 0 || restored.Tab != o.Tab {
			t.Errorf("after restoring: tab %s, hold %q, skip %q, planned %v", restored.Tab, restored.HoldReason, restored.SkipReason, restored.Planned)
		}
		if after := apptest.ReadBooks(t, hub.Client, conn).Summary(); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("the books are not what they were:\n%v\n%v", before[o.Ref], after[o.Ref])
		}
		if now := tabs(hub); fmt.Sprint(now) != fmt.Sprint(counts) {
			t.Errorf("orders are counted %v, before %v", now, counts)
		}
		for operation, reason := range map[string]string{"void_document": "typed void", "restore_document": "typed restore"} {
			log := apptest.All[httpapi.LogEntry](hub.Client, "/logs?operation="+operation+"&ref="+o.Ref)
			if len(log) != 1 || log[0].DocumentRef != inv.Number || log[0].Actor == "" || log[0].SyncType != "manual" {
				t.Fatalf("%s in the log: %+v", operation, log)
			}
			if d := apptest.Get[httpapi.LogDetail](hub.Client, "/logs/"+log[0].ID); d.Raw["reason"] != reason {
				t.Errorf("%s: reason %q", operation, d.Raw["reason"])
			}
			said := 0
			for _, a := range apptest.All[httpapi.AuditView](hub.Client, "/audit") {
				if a.Action == operation && a.Subject == inv.Number && a.Reason == reason {
					said++
				}
			}
			if said != 1 {
				t.Errorf("%s stands %d times in the audit trail", operation, said)
			}
		}
		apptest.Eventually(t, 10*time.Second, func() error {
			var types []string
			for _, d := range apptest.All[httpapi.WebhookDelivery](hub.Client, "/webhooks/"+hook.ID+"/deliveries?state=delivered") {
				types = append(types, d.Type)
			}
			if got := strings.Join(types, " "); got != "document.changed document.voided" {
				return fmt.Errorf("receivers heard %q, newest first", got)
			}
			return nil
		})
	})
}

func tabs(hub *apptest.Hub) map[string]int64 {
	all := map[string]int64{}
	for _, c := range apptest.Get[struct{ Tabs []httpapi.TabCount }](hub.Client, "/orders/tabs").Tabs {
		all[c.Tab] = c.Count
	}
	return all
}

// Many people at once: one invoice is live in the end, and every move is noted once.
func TestDocuments_voidAndRestoreByManyAtOnce(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, box, conn := filled(t, cfg, 40)
		inv, o := invoiceOnTheWay(t, hub, box, conn)
		var people sync.WaitGroup
		for n := range 8 {
			people.Go(func() {
				verb := []string{"void", "restore"}[n%2]
				if a := hub.Do("POST", "/documents/invoices/"+inv.ID+"/"+verb, map[string]string{"reason": "x"}); a.Status >= 500 {
					t.Errorf("%s: %s", verb, a)
				}
			})
		}
		people.Wait()
		hub.Must("POST", "/documents/invoices/"+inv.ID+"/restore", map[string]string{"reason": "x"}, nil)
		live := 0
		for _, d := range apptest.Get[httpapi.OrderDetail](hub.Client, "/orders/"+o.ID).Documents {
			if d.Kind == "invoice" && !d.Voided {
				live++
			}
		}
		voids := len(apptest.All[httpapi.LogEntry](hub.Client, "/logs?operation=void_document&ref="+o.Ref))
		restores := len(apptest.All[httpapi.LogEntry](hub.Client, "/logs?operation=restore_document&ref="+o.Ref))
		if live != 1 || voids != restores || voids == 0 {
			t.Errorf("%d live invoices, %d voids, %d restores", live, voids, restores)
		}
	})
}

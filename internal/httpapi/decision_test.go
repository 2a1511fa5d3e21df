package httpapi_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// deciding is a hub with an order of one line, that is read as the test says.
type deciding struct {
	*apptest.Hub
	t    *testing.T
	conn httpapi.ConnectionView
	at   time.Time
}

func newDeciding(t *testing.T, cfg config.Config) *deciding {
	t.Helper()
	box := apptest.Shop(t, sandbox.Options{Seed: 3, Orders: 1})
	d := &deciding{start(t, cfg), t, httpapi.ConnectionView{}, time.Now().Add(-time.Hour)}
	d.conn = d.Connect(box.Faces[0], seldom)
	apptest.Eventually(t, time.Minute, func() error {
		if l := d.Lane(d.conn.ID); l.Running || l.LastSuccessAt == nil {
			return errors.New("the first cycle has not ended")
		}
		return nil
	})
	return d
}

// read lets the hub read the order in a stage, and gives it as the page shows it.
func (d *deciding) read(stage order.Stage) httpapi.OrderDetail {
	d.t.Helper()
	return d.take(order.Snapshot{
		Ref: "555001", Number: "#1373", Stage: stage, RawStatus: string(stage), Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
		Lines: []order.Line{{Ref: "1", SKU: "K-1", Name: "Kaos", Listing: "L", Quantity: 1, Total: money.Units(10)}},
	})
}

// take lets the hub read a snapshot, newer than all before.
func (d *deciding) take(s order.Snapshot) httpapi.OrderDetail {
	d.t.Helper()
	all, err := d.Connections.List(d.t.Context(), d.Account.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	d.at = d.at.Add(time.Minute)
	s.CreatedAt, s.UpdatedAt = d.at, d.at
	_, err = d.Reconciler.Apply(d.t.Context(), reconcile.Batch{Connection: all[0], ReadAt: d.at, SyncType: synclog.Auto, Snapshots: []order.Snapshot{s}})
	if err != nil {
		d.t.Fatal(err)
	}
	return d.order()
}

func (d *deciding) order() httpapi.OrderDetail {
	d.t.Helper()
	id := apptest.Get[httpapi.List[httpapi.Order]](d.Client, "/orders?ref=555001").Items[0].ID
	return apptest.Get[httpapi.OrderDetail](d.Client, "/orders/"+id)
}

// said is what the newest entry of an operation tells: its sentence and who.
func said(o httpapi.OrderDetail, operation string) string {
	for _, e := range o.Entries {
		if e.Operation == operation {
			return e.Message + " by " + e.Actor
		}
	}
	return "no entry of " + operation
}

// Whoever looks later reads who decided, and why: on the order, in the log, on the document that went for it.
func TestOrders_sayWhoDecidedAndWhy(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		d := newDeciding(t, cfg)
		d.read(order.Shipped)
		o := d.read(order.FailedDelivery)
		if n := len(o.Snapshot.Steps); n == 0 || o.Snapshot.Steps[n-1].Step != "failed_delivery" {
			t.Errorf("steps %+v, want the failed delivery last", o.Snapshot.Steps)
		}
		d.Must("POST", "/orders/"+o.ID+"/decide", map[string]string{"choice": "void_and_restock", "reason": "goods came back"}, &o)
		by := o.Decided
		if by == nil || by.By == "" || by.Reason != "goods came back" || by.At == nil {
			t.Fatalf("decided: %+v, want who, why and when", by)
		}
		me := by.By
		if got, want := said(o, "decide_order"), "Decided to void and restock: goods came back by "+me; got != want {
			t.Errorf("the log says %q, want %q", got, want)
		}
		for _, e := range o.Entries {
			if e.Operation == "void_invoice" && e.Code == 200 {
				full := apptest.Get[httpapi.LogDetail](d.Client, "/logs/"+e.ID)
				if full.Actor != me || full.Raw["reason"] != "goods came back" {
					t.Errorf("the invoice was voided by %q because of %q", full.Actor, full.Raw["reason"])
				}
			}
		}
		viewer := d.As(token(t, d.Hub, d.Account.ID, user.Viewer))
		voided := 0
		for _, doc := range o.Documents {
			if !doc.Voided {
				continue
			}
			voided++
			if doc.VoidedBy != me || doc.VoidReason != "goods came back" || doc.VoidedByPerson {
				t.Errorf("%s was voided by %q: %q", doc.Number, doc.VoidedBy, doc.VoidReason)
			}
		}
		if voided == 0 {
			t.Error("no document was voided")
		}
		if a := viewer.Do("GET", "/orders/"+o.ID, nil); strings.Contains(string(a.Body), "came back") || !strings.Contains(string(a.Body), me) {
			t.Errorf("a viewer reads who and not why: %s", a)
		}
	})
}

// Letting through, giving a SKU, voiding and restoring by hand leave their lines, too.
func TestOrders_sayWhatPeopleDid(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		d := newDeciding(t, cfg)
		p := apptest.Get[policy.Policy](d.Client, "/connections/"+d.conn.ID+"/policy")
		p.AutoProcess = false
		d.Must("PUT", "/connections/"+d.conn.ID+"/policy", p, nil)
		o := d.read(order.Paid)
		d.Must("POST", "/orders/"+o.ID+"/release", map[string]string{"reason": "checked by phone"}, &o)
		d.Must("POST", "/orders/"+o.ID+"/override", map[string]string{"line": "1", "sku": "K-2", "reason": "the red one"}, &o)
		d.Must("POST", "/orders/"+o.ID+"/override", map[string]string{"line": "1", "sku": "", "reason": "the blue one"}, &o)
		live := o.Documents[len(o.Documents)-1]
		var doc httpapi.DocumentView
		d.Must("POST", "/documents/invoices/"+live.ID+"/void", map[string]string{"reason": "typed twice"}, &doc)
		if !doc.VoidedByPerson || doc.VoidedBy == "" || doc.VoidReason != "typed twice" {
			t.Errorf("voided by hand: %+v", doc)
		}
		doc = httpapi.DocumentView{}
		d.Must("POST", "/documents/invoices/"+live.ID+"/restore", map[string]string{"reason": "it was not"}, &doc)
		if doc.VoidedBy != "" || doc.VoidReason != "" {
			t.Errorf("restored, and still voided by %q: %q", doc.VoidedBy, doc.VoidReason)
		}
		o = d.order()
		for operation, want := range map[string]string{
			"release_order": "Let through: checked by phone", "override_sku": "Line 1 of this order has the SKU that the channel shows again: the blue one",
			"void_document": "Voided by hand: typed twice", "restore_document": "Restored by hand: it was not",
		} {
			if got := said(o, operation); !strings.HasPrefix(got, want+" by ") || strings.HasSuffix(got, " by ") {
				t.Errorf("%s says %q, want %q and who", operation, got, want)
			}
		}
	})
}

// A line is called unlinked only when nothing gives it a SKU, also while the order waits for something else.
func TestOrders_sayWhichLineIsNotLinked(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		d := newDeciding(t, cfg)
		p := apptest.Get[policy.Policy](d.Client, "/connections/"+d.conn.ID+"/policy")
		p.AutoProcess, p.UnmappedSKU = false, policy.HoldUnmapped
		d.Must("PUT", "/connections/"+d.conn.ID+"/policy", p, nil)
		o := d.read(order.Paid)
		if o.HoldReason != "pending" || !o.Snapshot.Lines[0].Unlinked {
			t.Errorf("held by %q, lines %+v, want one that is not linked", o.HoldReason, o.Snapshot.Lines)
		}
		p.UnmappedSKU = policy.CreateUnmapped
		d.Must("PUT", "/connections/"+d.conn.ID+"/policy", p, nil)
		if o = d.order(); o.Snapshot.Lines[0].Unlinked || o.Snapshot.Lines[0].LinkedSKU != "K-1" || len(o.Documents) != 0 {
			t.Errorf("lines %+v, want one on K-1", o.Snapshot.Lines)
		}
	})
}

// Amounts that the channel has not given are not said to be 0, and are written once they are there.
func TestOrders_ofAmountsNotKnownYet(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		d := newDeciding(t, cfg)
		s := order.Snapshot{
			Ref: "555001", Number: "#1373", Stage: order.Unpaid, RawStatus: "PENDING", Currency: "SGD", Unpriced: true,
			Lines: []order.Line{{Ref: "1", SKU: "K-1", Name: "Kaos", Listing: "L", Quantity: 1}},
		}
		o := d.take(s)
		if o.Total != "" || len(o.Documents) != 1 || o.Documents[0].Total != "" {
			t.Errorf("total %q, documents %+v, want none that is known", o.Total, o.Documents)
		}
		s.Unpriced, s.Total, s.Amounts.Goods, s.Lines[0].Total = false, money.Units(10), money.Units(10), money.Units(10)
		o = d.take(s)
		if last := o.Documents[len(o.Documents)-1]; o.Total != "10" || last.Total != "10" || last.State != "open" {
			t.Errorf("total %q, newest document %+v, want 10", o.Total, last)
		}
	})
}

// A re-run and a download need no reason; one that is given stands in the audit trail and with the entries.
func TestOrders_runAgainWithAReason(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, box, conn := filled(t, cfg, 10)
		o := apptest.All[httpapi.Order](hub.Client, "/orders")[0]
		entry := apptest.All[httpapi.LogEntry](hub.Client, "/logs?ref="+o.Ref)[0]
		hub.Must("POST", "/orders/"+o.ID+"/rerun", map[string]string{"verb": "fetch"}, nil)
		hub.Must("POST", "/orders/"+o.ID+"/rerun", map[string]string{"verb": "stored", "reason": "the price was wrong"}, nil)
		hub.Must("POST", "/orders/download", map[string]string{"connection": conn, "ref": box.World().Orders(world.Filter{})[0].Ref, "reason": "the buyer called"}, nil)
		hub.Must("POST", "/logs/actions", map[string]any{"action": "rerun_stored", "ids": []string{entry.ID}, "reason": "once more"}, nil)
		for action, want := range map[string][]string{
			"order_rerun": {"the price was wrong", ""}, "order_download": {"the buyer called"}, "rerun_stored": {"once more"},
		} {
			var reasons []string
			for _, a := range apptest.All[httpapi.AuditView](hub.Client, "/audit?action="+action) {
				reasons = append(reasons, a.Reason)
				if action == "order_rerun" && a.Subject != o.Ref {
					t.Errorf("%s is about %q, want %s", action, a.Subject, o.Ref)
				}
			}
			if !slices.Equal(reasons, want) {
				t.Errorf("%s: reasons %q, want %q", action, reasons, want)
			}
		}
		down := apptest.All[httpapi.LogEntry](hub.Client, "/logs?operation=download_order&sync_type=manual")[0]
		if full := apptest.Get[httpapi.LogDetail](hub.Client, "/logs/"+down.ID); full.Raw["reason"] != "the buyer called" {
			t.Errorf("the download's entry says %v", full.Raw)
		}
	})
}

// The recycle bin begins with what came there last, page by page; days narrow it by then, and other lists by when documents were written.
func TestDocuments_binAndDays(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, _ := filled(t, cfg, 30)
		live := apptest.All[httpapi.DocumentView](hub.Client, "/documents/invoices")
		var want []string
		for _, i := range []int{2, 0, 1} {
			hub.Must("POST", "/documents/invoices/"+live[i].ID+"/void", map[string]string{"reason": "typed"}, nil)
			want = append([]string{live[i].Number}, want...)
		}
		var got []string
		for _, d := range apptest.All[httpapi.DocumentView](hub.Client, "/documents/invoices?voided=true&limit=2") {
			if d.VoidedByPerson {
				got = append(got, d.Number)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the bin is %v, want %v", got, want)
		}
		soon, now := url.QueryEscape(time.Now().Add(time.Hour).UTC().Format(time.RFC3339)), url.QueryEscape(time.Now().Add(-time.Hour).UTC().Format(time.RFC3339))
		for _, list := range []string{"/documents/invoices?", "/documents/invoices?voided=true&"} {
			if n := len(apptest.All[httpapi.DocumentView](hub.Client, list+"from="+soon)); n != 0 {
				t.Errorf("%s: %d from the future", list, n)
			}
			if n := len(apptest.All[httpapi.DocumentView](hub.Client, list+"from="+now+"&to="+soon)); n == 0 {
				t.Errorf("%s: none of today", list)
			}
		}
		first := apptest.Get[httpapi.List[httpapi.DocumentView]](hub.Client, "/documents/invoices?voided=true&limit=1").Items[0]
		jakarta, err := time.LoadLocation("Asia/Jakarta")
		if err != nil {
			t.Fatal(err)
		}
		a := hub.Do("GET", "/documents/invoices.csv?voided=true", nil)
		for _, part := range []string{"Voided (Asia/Jakarta)", "Voided by", "," + first.VoidedAt.In(jakarta).Format("2006-01-02 15:04:05") + ",", ",typed"} {
			if !strings.Contains(string(a.Body), part) {
				t.Errorf("the file lacks %q: %s", part, a)
			}
		}
	})
}

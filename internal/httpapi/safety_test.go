package httpapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// zubaidah is a buyer like no other: whatever mentions her is about her.
var zubaidah = []string{
	"Zubaidah Qureshi", "zubaidah.q@example.com", "+62 812-9876-5432", "Jl. Kenanga Raya 99", "Zubaidahtown", "40199-Z", "leave it with Pak Zjoko", "moved to my zister",
}

// planted is a hub with one order of hers, and an entry in which the channel speaks of her in words and keys of its own.
type planted struct {
	*apptest.Hub
	conn    connection.Connection
	orderID string
	entries []string
}

const hers = "order-of-zubaidah"

func plant(t *testing.T, cfg config.Config) *planted {
	t.Helper()
	box := apptest.Shop(t, sandbox.Options{Seed: 23, Orders: 3})
	p := &planted{Hub: start(t, cfg)}
	all, err := p.Connections.List(t.Context(), p.Account.ID)
	if err != nil {
		t.Fatal(err)
	}
	view := p.Connect(box.Faces[0], seldom)
	if all, err = p.Connections.List(t.Context(), p.Account.ID); err != nil || len(all) != 1 {
		t.Fatalf("%d connections, %v", len(all), err)
	}
	p.conn = all[0]
	apptest.Eventually(t, time.Minute, func() error {
		if l := p.Lane(view.ID); l.Running || l.LastSuccessAt == nil {
			return fmt.Errorf("the first cycle has not ended")
		}
		return nil
	})
	p.read(t, order.Paid, true)
	p.orderID = apptest.Get[httpapi.List[httpapi.Order]](p.Client, "/orders?ref="+hers).Items[0].ID
	p.Must("POST", "/orders/"+p.orderID+"/override", map[string]string{"line": "1", "sku": "K-2", "reason": "so says " + zubaidah[0] + " of " + zubaidah[3]}, nil)
	for _, e := range apptest.All[httpapi.LogEntry](p.Client, "/logs?ref="+hers) {
		p.entries = append(p.entries, e.ID)
	}
	return p
}

// read lets the hub read her order, as a cycle would. talks tells whether the channel speaks of her while it does.
func (p *planted) read(t *testing.T, stage order.Stage, talks bool) {
	t.Helper()
	z, at := zubaidah, time.Now()
	b := reconcile.Batch{
		Connection: p.conn, ReadAt: at, SyncType: synclog.Auto,
		Snapshots: []order.Snapshot{{
			Ref: hers, Number: "#" + hers, Stage: stage, RawStatus: string(stage), CreatedAt: at, UpdatedAt: at, Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
			Lines:  []order.Line{{Ref: "1", SKU: "K-1", Name: "Kaos", Listing: "L", Quantity: 1, Total: money.Units(10)}},
			Buyer:  order.Person{Name: z[0], Email: z[1], Phone: z[2]},
			ShipTo: order.Address{Name: z[0], Phone: z[2], Lines: z[3], City: z[4], Postcode: z[5], Country: "ID"},
			Note:   z[6], CancelReason: z[7],
			Raw: []byte(fmt.Sprintf(`{"id":1,"billing":{"city":%q},"gift_to":%q,"meta":[{"key":"_for","value":%q}],"where":%q}`, z[4], z[0], z[2], z[3])),
		}},
	}
	if talks {
		b.Exchange = []httpkit.Exchange{{
			Method: "GET", URL: "https://shop.example/orders?for=" + z[1], RequestBody: z[2], ResponseBody: `{"gift_to":"` + z[0] + `"}`,
			ResponseHeader: map[string]string{"X-Buyer": z[0]}, Error: "no answer about " + z[0],
		}}
		b.Extra = []synclog.Entry{{
			Operation: synclog.DownloadOrder, Entity: synclog.OrderEntity, Ref: hers,
			Outcome: outcome.New(outcome.RefusedByChannel, "status", "400", "said", z[0]+" of "+z[3]+" wants "+z[6]),
		}}
	}
	if _, err := p.Reconciler.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// everywhere are the addresses that can be read, with every id that stands for her order.
func (p *planted) everywhere(t *testing.T) []string {
	t.Helper()
	known := append([]string{p.orderID, ids.String(p.conn.ID)}, p.entries...)
	kinds := []string{"sales-orders", "invoices", "outbounds", "payments", "credit-notes"}
	for _, kind := range kinds {
		for _, d := range apptest.All[httpapi.DocumentView](p.Client, "/documents/"+kind) {
			known = append(known, d.ID)
		}
	}
	var all []string
	for _, r := range routes(t) {
		if r.method != http.MethodGet {
			continue
		}
		for _, kind := range kinds {
			for _, id := range known {
				at := strings.NewReplacer("{kind}", kind, "{id}", id, "{session}", id).Replace(r.path)
				if !slices.Contains(all, at) {
					all = append(all, at)
				}
			}
		}
	}
	return append(all, "/orders?ref="+hers, "/logs?ref="+hers)
}

func mentioned(body []byte) (found []string) {
	for _, z := range zubaidah {
		coded, _ := json.Marshal(z) // a string is always encodable
		if bytes.Contains(body, []byte(z)) || bytes.Contains(body, coded[1:len(coded)-1]) {
			found = append(found, z)
		}
	}
	return found
}

// Whatever a viewer opens, it does not say who a buyer is. The walk takes every address that can be read, so a new one is in it.
func TestAPI_viewersSeeNoBuyer(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := plant(t, cfg)
		operator, viewer := hub.As(token(t, hub.Hub, hub.Account.ID, user.Operator)), hub.As(token(t, hub.Hub, hub.Account.ID, user.Viewer))
		seen, opened := map[string]bool{}, 0
		for _, at := range hub.everywhere(t) {
			a := viewer.Do("GET", at, nil)
			if found := mentioned(a.Body); len(found) > 0 {
				t.Errorf("%s tells a viewer %q: %s", at, found, a)
			}
			if a.Status == http.StatusOK {
				opened++
			}
			for _, z := range mentioned(operator.Do("GET", at, nil).Body) {
				seen[z] = true
			}
		}
		if len(seen) != len(zubaidah) || opened < 20 {
			t.Errorf("an operator sees only %v, and a viewer opened %d pages: this test looks in the wrong places", seen, opened)
		}
		for _, part := range []string{"zubaidah", "Qureshi"} {
			at := "/orders?q=" + part
			if n := len(apptest.Get[httpapi.List[httpapi.Order]](viewer, at).Items); n != 0 {
				t.Errorf("%s finds %d for a viewer, who so learns a name by asking", at, n)
			}
			if n := len(apptest.Get[httpapi.List[httpapi.Order]](operator, at).Items); n != 1 {
				t.Errorf("%s finds %d for an operator, want 1", at, n)
			}
		}
	})
}

// What was asked to be forgotten is nowhere, for nobody, also after the order has been read again.
func TestAPI_forgetBuyer(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := plant(t, cfg)
		for name, by := range map[string]map[string]any{"her order": {"order": hub.orderID}, "e-mail": {"email": " Zubaidah.Q@Example.com"}, "phone": {"phone": "0812 9876 5432"}} {
			if v := forget(hub, by, true); v.Forgotten || len(v.Orders) != 1 || v.Orders[0].ID != hub.orderID {
				t.Errorf("by %s: %+v", name, v)
			}
		}
		if v := forget(hub, map[string]any{"email": "nobody@example.com"}, true); len(v.Orders) != 0 {
			t.Errorf("nobody's: %+v", v)
		}
		if a := hub.Do("GET", "/orders/"+hub.orderID, nil); len(mentioned(a.Body)) == 0 {
			t.Error("a preview has forgotten her")
		}
		if a := hub.Do("POST", "/buyers/forget", map[string]string{"reason": "x"}); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("nobody in particular: %s", a)
		}
		forgets(t, hub)
	})
}

func forget(hub *planted, by map[string]any, preview bool) (v httpapi.ForgottenView) {
	by["reason"], by["preview"] = "asked by letter", preview
	hub.Must("POST", "/buyers/forget", by, &v)
	return v
}

func forgets(t *testing.T, hub *planted) {
	t.Helper()
	money := func() (all []string) {
		for _, d := range apptest.Get[httpapi.OrderDetail](hub.Client, "/orders/"+hub.orderID).Documents {
			all = append(all, d.Number+" "+d.Total+" "+d.Payment+" "+fmt.Sprint(d.Voided, d.Edited, d.Lines))
		}
		return all
	}
	before := money()
	if v := forget(hub, map[string]any{"email": zubaidah[1]}, false); !v.Forgotten || len(v.Orders) != 1 {
		t.Errorf("forgetting: %+v", v)
	}
	if after := money(); !slices.Equal(before, after) || len(after) == 0 {
		t.Errorf("books before %q, after %q", before, after)
	}
	hub.read(t, order.Paid, false)
	hub.read(t, order.Cancelled, false)
	for _, at := range hub.everywhere(t) {
		if a := hub.Do("GET", at, nil); len(mentioned(a.Body)) > 0 {
			t.Errorf("%s still tells %q: %s", at, mentioned(a.Body), a)
		}
	}
	o := apptest.Get[httpapi.OrderDetail](hub.Client, "/orders/"+hub.orderID)
	if o.BuyerForgottenAt == nil || o.Stage != "cancelled" {
		t.Errorf("forgotten at %v, stage %s", o.BuyerForgottenAt, o.Stage)
	}
	if !o.Documents[0].Voided {
		t.Errorf("the books did not go on: %+v", o.Documents)
	}
	if trail := apptest.All[httpapi.AuditView](hub.Client, "/audit?action=override_sku"); len(trail) != 1 || trail[0].Reason != "so says *** of ***" {
		t.Errorf("the trail says %+v of the line that got another SKU", trail)
	}
	if trail := apptest.All[httpapi.AuditView](hub.Client, "/audit?action=forget_buyer&subject="+hers); len(trail) != 1 || trail[0].Reason != "asked by letter" || len(mentioned([]byte(fmt.Sprint(trail)))) > 0 {
		t.Errorf("the trail says %+v", trail)
	}
}

// A write that has gone well leaves a line in the audit trail, whoever wrote its route, and no second one, and the pages have a word
// for it.
func TestAPI_everyWriteLeavesALine(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, box, conn := filled(t, cfg, 40)
		owner := signedIn(t, hub, user.Owner)
		lines := func() []httpapi.AuditView { return apptest.All[httpapi.AuditView](hub.Client, "/audit") }
		books := apptest.ReadBooks(t, hub.Client, conn)
		entry := apptest.All[httpapi.LogEntry](hub.Client, "/logs?errors_only=true")[0].ID
		known := map[string]any{
			"connection": conn, "ids": []string{entry}, "reason": "x", "sku": "NEW", "listing": "1", "email": "new@example.com", "role": "viewer", "name": "x",
			"settings": map[string]string{"url": box.Faces[0].BaseURL}, "channel": "woocommerce", "order": entry, "address": "/orders",
			"log_days": 60, "exchange_days": 20,
		}
		ids := []string{conn, entry, apptest.All[httpapi.TokenView](hub.Client, "/tokens")[0].ID, apptest.All[httpapi.UserView](hub.Client, "/users")[0].ID}
		for ref, o := range books.Orders {
			if docs := books.Documents[ref]; len(docs) > 0 && docs[0].Kind == "invoice" {
				ids, known["ref"], known["order"] = append(ids, o.ID, docs[0].ID), ref, o.ID
				break
			}
		}
		tried, noted := 0, 0
		writes := routes(t)
		slices.SortStableFunc(writes, func(a, b route) int { // last what takes the shop away from the others, and what needs another before it
			last := map[string]int{"document-restore": 1, "connection-remove": 2}
			return last[a.op.OperationID] - last[b.op.OperationID]
		})
		for _, r := range writes {
			if r.method == http.MethodGet || r.op.OperationID == "sign-out" || r.needs == "" {
				continue
			}
			for _, id := range ids {
				if id == ids[2] && r.op.OperationID == "token-delete" {
					continue // the test's own
				}
				before := len(lines())
				a := owner.Do(r.method, r.at(id), r.body(known), "X-Tillbridge", "1")
				if a.Status >= 300 {
					continue
				}
				tried++
				if after := lines(); r.op.OperationID == "bulk-preview" || r.op.OperationID == "policy-preview" {
					if len(after) != before {
						t.Errorf("%s, a question, is noted as %+v", r, after[0])
					}
				} else if len(after) <= before {
					t.Errorf("%s has left no line: %s", r, a)
				} else if noted++; len(after) > before+1 {
					t.Errorf("%s has left %d lines: %+v", r, len(after)-before, after[:len(after)-before])
				} else if after[0].Actor != "owner@example.com" || !slices.Contains(user.Actions, after[0].Action) {
					t.Errorf("%s is noted as %+v", r, after[0])
				}
				if !strings.Contains(r.path, "{") {
					break
				}
			}
		}
		if noted < 15 {
			t.Errorf("only %d writes of %d went well: this test knows too little", noted, tried)
		}
		visitor := signedIn(t, hub, user.Viewer)
		if a := visitor.Do("DELETE", "/session", nil, "X-Tillbridge", "1"); a.Status >= 300 {
			t.Errorf("signing out: %s", a)
		}
		var actions []string
		for _, l := range lines()[:2] {
			actions = append(actions, l.Actor+" "+l.Action)
		}
		if !slices.Equal(actions, []string{"viewer@example.com sign_out", "viewer@example.com sign_in"}) {
			t.Errorf("coming and going is noted as %q", actions)
		}
	})
}

// A token goes where it was made for, and nowhere else.
func TestAPI_tokensStayWithinTheirSubjects(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	make := func(role user.Role, subjects ...string) *apptest.Client {
		_, secret, err := hub.Users.NewToken(t.Context(), hub.Account.ID, strings.Join(subjects, "-"), role, user.Only(subjects...))
		if err != nil {
			t.Fatal(err)
		}
		return hub.As(secret)
	}
	known := httpapi.Subjects()
	if len(known) < 10 || slices.Contains(known, "session") {
		t.Fatalf("subjects are %q", known)
	}
	for _, r := range routes(t) {
		subject, _, _ := strings.Cut(strings.TrimPrefix(r.path, "/"), "/")
		subject = strings.TrimSuffix(subject, ".csv") // whoever may read the orders may save them
		if r.needs == "" || r.self || subject == "session" {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(known), func(s string) bool { return s == subject })
		if a := make(user.Owner, others...).Do(r.method, r.at("1"), r.body(nil)); a.Status != http.StatusForbidden || !strings.Contains(a.Problem().Detail, "not for "+subject) {
			t.Errorf("%s with a token for all but %s: %s", r, subject, a)
		}
		a := make(r.needs, subject).Do(r.method, r.at("1"), r.body(nil))
		limited := r.op.OperationID == "invite" || r.op.OperationID == "token-create" // see TestAPI_tokensGiveNoMoreThanTheyHave
		if a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden && !limited {
			t.Errorf("%s with a token for %s: %s", r, subject, a)
		}
	}
	for subject, path := range map[string]string{"events": "/events", "metrics": "//metrics"} {
		if a := make(user.Owner, "orders").Do("GET", path, nil); a.Status != http.StatusForbidden {
			t.Errorf("%s with a token for orders: %s", subject, a)
		}
	}
	if a := make(user.Viewer, "metrics").Do("GET", "//metrics", nil); a.Status != http.StatusOK {
		t.Errorf("metrics with a token for them: %s", a)
	}
	if a := make(user.Viewer, "orders").Do("GET", "/session", nil); a.Status != http.StatusOK {
		t.Errorf("a token may look who it is: %s", a)
	}
}

// A limited token that may make tokens makes none that reach further than itself, and nobody a member.
func TestAPI_tokensGiveNoMoreThanTheyHave(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	var made httpapi.NewTokenView
	hub.Must("POST", "/tokens", map[string]any{"name": "limited", "role": "owner", "subjects": []string{"tokens", "orders", "invitations"}}, &made)
	limited := hub.As(made.Token)
	for name, c := range map[string]struct {
		body map[string]any
		want int
	}{
		"for everything":  {map[string]any{"name": "x"}, 403},
		"for more":        {map[string]any{"name": "x", "subjects": []string{"orders", "users"}}, 403},
		"for a part":      {map[string]any{"name": "x", "subjects": []string{"orders"}}, 201},
		"for what is not": {map[string]any{"name": "x", "subjects": []string{"planets"}}, 422},
		"ended already":   {map[string]any{"name": "x", "subjects": []string{"orders"}, "expires_at": "2020-01-01T00:00:00Z"}, 422},
	} {
		if a := limited.Do("POST", "/tokens", c.body); a.Status != c.want {
			t.Errorf("a token %s: %s, want %d", name, a, c.want)
		}
	}
	if a := limited.Do("POST", "/invitations", map[string]string{"email": "eve@example.com", "role": "owner"}); a.Status != http.StatusForbidden {
		t.Errorf("inviting an owner: %s", a)
	}
	all := apptest.All[httpapi.TokenView](hub.Client, "/tokens")
	if i := slices.IndexFunc(all, func(v httpapi.TokenView) bool { return v.CreatedBy == "token limited" }); i < 0 || len(all[i].Subjects) != 1 {
		t.Errorf("%+v", all)
	}
}

func TestAPI_tokensEnd(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	_, secret, err := hub.Users.NewToken(t.Context(), hub.Account.ID, "short", user.Owner, user.Until(time.Now().Add(50*time.Millisecond)))
	if err != nil {
		t.Fatal(err)
	}
	apptest.Eventually(t, 10*time.Second, func() error {
		if a := hub.As(secret).Do("GET", "/session", nil); a.Status != http.StatusUnauthorized || !strings.Contains(a.Problem().Detail, "expired") {
			return fmt.Errorf("%s", a)
		}
		return nil
	})
}

// Every answer says to browsers what may be done with it.
func TestAPI_headers(t *testing.T) {
	t.Parallel()
	hub := apptest.Start(t, apptest.SQLite(t), func(s *config.Serve) { s.PublicURL = "https://hub.example.com" })
	viewer := hub.As(token(t, hub, hub.Account.ID, user.Viewer))
	for _, path := range []string{"/orders", "/nothing", "//healthz", "//metrics", "//openapi.json", "//", "//settings", "//auth/callback", "//auth/sign-on", "//hooks/none"} {
		for who, c := range map[string]*apptest.Client{"a viewer": viewer, "nobody": hub.As("")} {
			h := c.Do("GET", path, nil).Header
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
				"Cross-Origin-Resource-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000",
			} {
				if h.Get(name) != want {
					t.Errorf("%s for %s: %s is %q", path, who, name, h.Get(name))
				}
			}
			csp := h.Get("Content-Security-Policy")
			if !strings.HasPrefix(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
				t.Errorf("%s for %s: the policy is %q", path, who, csp)
			}
			if strings.HasPrefix(path, "/o") && h.Get("Cache-Control") != "no-store" {
				t.Errorf("%s for %s may be kept: %q", path, who, h.Get("Cache-Control"))
			}
		}
	}
	if u, err := url.Parse(hub.Base); err != nil || u.Scheme != "http" {
		t.Errorf("%v, %v", u, err)
	}
}

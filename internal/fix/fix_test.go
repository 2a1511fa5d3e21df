package fix_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/fix"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/linking"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

func TestWays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key  issue.Key
		want []fix.Way
	}{
		"a SKU is linked":                                  {issue.Key{Code: outcome.Unmapped, Reason: outcome.SKUNotLinked, Subject: "K-1"}, []fix.Way{fix.Link, fix.Rerun}},
		"a payment method is chosen":                       {issue.Key{Code: outcome.Unmapped, Reason: outcome.MethodNotLinked, Subject: "cod"}, []fix.Way{fix.Method, fix.Rerun}},
		"one for orders without a word":                    {issue.Key{Code: outcome.Unmapped, Reason: outcome.MethodNotNamed}, []fix.Way{fix.Method, fix.Rerun}},
		"a shop that refuses us is reconnected":            {issue.Key{Operation: synclog.DownloadOrder, Code: outcome.NoAccess, Reason: outcome.KeyRefused}, []fix.Way{fix.Reconnect}},
		"a queue that refuses us is another key's matter":  {issue.Key{Operation: synclog.ListenToQueue, Code: outcome.NoAccess, Reason: outcome.QueueRefused}, []fix.Way{}},
		"a shop that lets nobody subscribe is reconnected": {issue.Key{Operation: synclog.SubscribeToNews, Code: outcome.NoAccess, Reason: outcome.RightMissing}, []fix.Way{fix.Reconnect}},
		"a refused subscription holds no order to run":     {issue.Key{Operation: synclog.SubscribeToNews, Code: outcome.BadStatus, Reason: outcome.RefusedByChannel}, []fix.Way{}},
		"a queue that is away holds no order to run again": {issue.Key{Operation: synclog.ListenToQueue, Code: outcome.Unavailable, Reason: outcome.Timeout}, []fix.Way{}},
	} {
		if diff := cmp.Diff(c.want, fix.Ways(issue.Issue{Key: c.key})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// desk is a shop whose orders wait for their payment methods, and whoever fixes that.
type desk struct {
	*connectiontest.Shop
	*fix.Fixer
	reconciler *reconcile.Reconciler
}

func newDesk(t *testing.T, db store.DB) *desk {
	shop := connectiontest.New(t, db, func(k *channel.Kind) { k.Policy.UnmappedMethod = policy.HoldMethod })
	r := reconcile.New(db, books.New(shop.IDs), shop.IDs, time.Now, slog.New(slog.DiscardHandler))
	runner := &bulk.Runner{
		DB: db, Connections: shop.Registry, IDs: shop.IDs, Now: time.Now,
		Desk: &orders.Desk{DB: db, Connections: shop.Registry, Reconciler: r, IDs: shop.IDs, Now: time.Now},
	}
	return &desk{shop, &fix.Fixer{
		DB: db, Connections: shop.Registry, Bulk: runner, IDs: shop.IDs,
		Linker: &linking.Linker{DB: db, Bulk: runner, IDs: shop.IDs, Now: time.Now},
	}, r}
}

// complete lets a completed order come in for each method, and gives the issue of each.
func (d *desk) complete(t *testing.T, methods ...string) (issues []issue.Issue) {
	t.Helper()
	conn, err := d.Registry.Get(t.Context(), d.Owner.Account, d.Connection.ID)
	if err != nil {
		t.Fatal(err)
	}
	b := reconcile.Batch{Connection: conn, ReadAt: time.Now(), SyncType: synclog.Auto}
	for _, method := range methods {
		b.Snapshots = append(b.Snapshots, order.Snapshot{
			Ref: ids.String(d.Shop.IDs.Next()), Stage: order.Completed, RawStatus: "completed", Currency: "IDR", Total: money.Units(10), PaymentMethod: method,
			Amounts: order.Amounts{Goods: money.Units(10)}, Lines: []order.Line{{Ref: "1", SKU: "K-1", Quantity: 1, Total: money.Units(10)}},
		})
	}
	if _, err := d.reconciler.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	for _, method := range methods {
		why := outcome.New(outcome.MethodNotLinked, "method", method)
		if method == "" {
			why = outcome.New(outcome.MethodNotNamed)
		}
		i, err := issue.Get(t.Context(), d.Shop.DB, d.Owner.Account, issue.IDOf(conn.ID, string(plan.AddPayment), why))
		if err != nil {
			t.Fatalf("no issue of %q: %v", method, err)
		}
		issues = append(issues, i)
	}
	return issues
}

// paid counts payments by method.
func (d *desk) paid(t *testing.T) map[string]int {
	t.Helper()
	all, err := books.List(t.Context(), d.Shop.DB, d.Owner.Account, books.Filter{Kind: document.Payment, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, one := range all {
		counts[one.Content.Method]++
	}
	return counts
}

// A method that is chosen where the issue stands lets every order through that waited for it, those that come later, and no other.
func TestChooseMethod(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		found := d.complete(t, "cod", "cod", "wallet", "")
		cod, none := found[0], found[3]
		if cod.Subject != "cod" || cod.Orders() != 2 || cod.Code != outcome.Unmapped || none.Subject != "" || none.Orders() != 1 {
			t.Errorf("issues %+v", found)
		}
		invoices, err := books.List(t.Context(), db, d.Owner.Account, books.Filter{Kind: document.Invoice, Limit: 500})
		if err != nil || len(invoices) != 4 || len(d.paid(t)) != 0 {
			t.Errorf("%d invoices are written while the payments %v wait, %v", len(invoices), d.paid(t), err)
		}
		b, err := d.ChooseMethod(t.Context(), d.Owner, cod, " Cash ")
		if err != nil || b.Succeeded != 2 || b.Total != 2 {
			t.Errorf("cod: %+v, %v", b, err)
		}
		if b, err = d.ChooseMethod(t.Context(), d.Owner, none, "Other"); err != nil || b.Succeeded != 1 {
			t.Errorf("no word: %+v, %v", b, err)
		}
		d.complete(t, "wallet") // cod goes by itself from now on
		conn, err := d.Registry.Get(t.Context(), d.Owner.Account, d.Connection.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"cod": "Cash", "": "Other"}, conn.Policy.PaymentMethods); diff != "" {
			t.Errorf("the policy (-want +got):\n%s", diff)
		}
		if cod, err = issue.Get(t.Context(), db, d.Owner.Account, cod.ID); err != nil || cod.State != issue.Resolved || cod.StateBy != issue.BySuccess || cod.Orders() != 0 {
			t.Errorf("the issue is %+v, %v", cod, err)
		}
		if b, err = d.ChooseMethod(t.Context(), d.Owner, cod, "Bank"); err != nil || b.Total != 0 { // chosen anew, for those that come
			t.Errorf("chosen again: %+v, %v", b, err)
		}
		if diff := cmp.Diff(map[string]int{"Cash": 2, "Other": 1}, d.paid(t)); diff != "" {
			t.Errorf("payments that are there have changed (-want +got):\n%s", diff)
		}
		audits, err := user.Audited(t.Context(), db, d.Owner.Account, user.AuditFilter{Action: "choose_method", Limit: 10})
		if err != nil || len(audits) != 3 || audits[2].Subject != "cod" || audits[2].Reason != "Cash" || audits[2].Actor != d.Owner.Actor() {
			t.Errorf("audit trail %+v, %v", audits, err)
		}
		if methods, err := d.Methods(t.Context(), d.Owner.Account); err != nil || !slices.Equal(methods, []string{"Bank", "Other"}) {
			t.Errorf("methods %q, %v", methods, err)
		}
		if problems := issuetest.Check(t, db); problems != nil {
			t.Error(strings.Join(problems, "\n"))
		}
	})
}

// Two people who choose for two words at once are both heard.
func TestChooseMethod_atOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		d := newDesk(t, db)
		var words []string
		want := map[string]string{}
		for n := range 12 {
			words = append(words, fmt.Sprint("word ", n))
			want[words[n]] = fmt.Sprint("method ", n)
		}
		var all sync.WaitGroup
		for n, i := range d.complete(t, words...) {
			all.Go(func() {
				if b, err := d.ChooseMethod(t.Context(), d.Owner, i, want[words[n]]); err != nil || b.Succeeded != 1 {
					t.Errorf("%s: %+v, %v", words[n], b, err)
				}
			})
		}
		all.Wait()
		conn, err := d.Registry.Get(t.Context(), d.Owner.Account, d.Connection.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, conn.Policy.PaymentMethods); diff != "" {
			t.Errorf("a choice is lost (-want +got):\n%s", diff)
		}
	})
}

// A choice that cannot stand changes nothing: no policy, no line in the audit trail, no order.
func TestChooseMethod_refusals(t *testing.T) {
	t.Parallel()
	d := newDesk(t, storetest.SQLite(t))
	cod := d.complete(t, "cod")[0]
	other := cod
	other.Reason = outcome.SKUNotLinked
	gone := cod
	gone.Connection++
	long := d.complete(t, strings.Repeat("x", policy.MaxMethodWord+1))[0]
	for name, c := range map[string]struct {
		about  issue.Issue
		method string
		want   string
	}{
		"the issue is about something else": {other, "Cash", "no_such_fix"},
		"no method":                         {cod, " ", "method: "},
		"a method that is too long":         {cod, strings.Repeat("x", policy.MaxMethod+1), "method: "},
		"a shop that is not there":          {gone, "Cash", "connection_missing"},
		"a word that no mapping holds":      {long, "Cash", "payment_methods: "},
	} {
		if _, err := d.ChooseMethod(t.Context(), d.Owner, c.about, c.method); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	audits, err := user.Audited(t.Context(), d.Shop.DB, d.Owner.Account, user.AuditFilter{Action: "choose_method", Limit: 10})
	if err != nil || len(audits) != 0 || len(d.paid(t)) != 0 {
		t.Errorf("audits %+v, payments %v, %v", audits, d.paid(t), err)
	}
}

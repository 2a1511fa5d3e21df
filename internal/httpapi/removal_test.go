package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/user"
)

func TestAPI_removeConnection(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, box, conn := filled(t, cfg, 30)
		before := apptest.Get[httpapi.ConnectionView](hub.Client, "/connections/"+conn)
		books := apptest.ReadBooks(t, hub.Client, conn)
		hookKey := func() (key string) {
			t.Helper()
			if err := hub.DB.QueryRow(t.Context(), `select hook_key from connection`).Scan(&key); err != nil { // there is one row
				t.Fatal(err)
			}
			return key
		}
		key := hookKey()
		address := "//hooks/" + key + "/woocommerce"
		if a := hub.As("").Do("POST", address, map[string]int{"id": 1}); a.Status != http.StatusUnauthorized || len(books.Orders) == 0 {
			t.Fatalf("an unsigned delivery: %s; %d orders", a, len(books.Orders))
		}
		t.Run("only an owner may, and only with a reason", func(t *testing.T) {
			operator := hub.As(token(t, hub, hub.Account.ID, user.Operator))
			if a := operator.Do("POST", "/connections/"+conn+"/remove", map[string]string{"reason": "x"}); a.Status != http.StatusForbidden {
				t.Errorf("an operator: %s", a)
			}
			for _, reason := range []string{"", "  "} {
				if a := hub.Do("POST", "/connections/"+conn+"/remove", map[string]string{"reason": reason}); a.Status != http.StatusUnprocessableEntity {
					t.Errorf("reason %q: %s", reason, a)
				}
			}
		})
		held := func() (n int, issues int) {
			return len(apptest.All[httpapi.Order](hub.Client, "/orders?held=true")), len(apptest.All[httpapi.IssueView](hub.Client, "/issues?state=open,regressed"))
		}
		heldBefore, issuesBefore := held()
		if heldBefore == 0 || issuesBefore == 0 {
			t.Fatalf("%d orders are held, by %d issues: this shop shows nothing", heldBefore, issuesBefore)
		}
		var removed httpapi.ConnectionView
		hub.Must("POST", "/connections/"+conn+"/remove", map[string]string{"reason": "sold"}, &removed)
		if removed.State != "removed" || removed.ID != conn || removed.HookURL != "" {
			t.Errorf("%+v", removed)
		}
		t.Run("it is nowhere among the live shops", func(t *testing.T) {
			if all := apptest.All[httpapi.ConnectionView](hub.Client, "/connections"); len(all) != 0 {
				t.Errorf("connections: %+v", all)
			}
			st := apptest.Get[httpapi.Status](hub.Client, "/status")
			if len(st.Connections) != 0 || st.ProvenUntil != nil || st.NeedsYou.Held+st.NeedsYou.Errors+st.NeedsYou.Unproven != 0 {
				t.Errorf("status: %+v", st)
			}
			if c := apptest.Get[httpapi.Completeness](hub.Client, "/completeness"); len(c.Connections) != 0 || c.ProvenUntil != nil {
				t.Errorf("completeness: %+v", c)
			}
			for _, verb := range []string{"", "/sync", "/pause", "/resume", "/test", "/remove"} {
				method, body := "POST", any(nil)
				if verb == "" {
					method = "GET"
				}
				if verb == "/remove" {
					body = map[string]string{"reason": "x"}
				}
				if a := hub.Do(method, "/connections/"+conn+verb, body); a.Status != http.StatusNotFound {
					t.Errorf("%s%s: %s", method, verb, a)
				}
			}
		})
		t.Run("its books stay, under its name", func(t *testing.T) {
			now := apptest.ReadBooks(t, hub.Client, conn)
			if fmt.Sprint(now.Summary()) != fmt.Sprint(books.Summary()) {
				t.Error("orders or documents are not what they were")
			}
			var id string
			for _, o := range now.Orders {
				if id = o.ID; o.ConnectionName != before.Name+" (removed)" {
					t.Errorf("an order is shown under %q", o.ConnectionName)
				}
			}
			if d := apptest.Get[httpapi.OrderDetail](hub.Client, "/orders/"+id); d.ID != id {
				t.Errorf("%+v", d)
			}
			if a := hub.Do("GET", "/orders/"+id, nil, "Accept-Language", "id"); !strings.Contains(string(a.Body), before.Name+" (dihapus)") {
				t.Errorf("in Bahasa Indonesia: %s", a)
			}
			rows := apptest.Get[httpapi.Report](hub.Client, "/report").Rows
			if len(rows) != 1 || rows[0].Total == 0 || rows[0].ConnectionName != before.Name+" (removed)" {
				t.Errorf("report: %+v", rows)
			}
			if a := hub.Do("POST", "/orders/"+id+"/rerun", map[string]any{}); a.Status == http.StatusOK {
				if n := len(apptest.ReadBooks(t, hub.Client, conn).Documents); n != len(books.Documents) {
					t.Errorf("a re-run wrote: %s", a)
				}
			}
		})
		t.Run("its webhook address answers as one that nobody has", func(t *testing.T) {
			gone := hub.As("").Do("POST", address, map[string]int{"id": 1})
			unknown := hub.As("").Do("POST", "//hooks/ABCDEFGHIJKLMNOPQRSTUVWXYZ/woocommerce", map[string]int{"id": 1})
			if gone.Status != http.StatusNotFound || gone.String() != unknown.String() {
				t.Errorf("%s, an unknown one %s", gone, unknown)
			}
		})
		t.Run("connected again it is the same, and nothing is booked twice", func(t *testing.T) {
			again := hub.Connect(box.Faces[0], seldom)
			if again.ID != conn || hookKey() != key {
				t.Fatalf("%+v, it was %+v", again, before)
			}
			apptest.Eventually(t, time.Minute, func() error { // its issues were resolved with the removal; what still holds is said again
				if n, issues := held(); n != heldBefore || issues != issuesBefore {
					return fmt.Errorf("%d orders are held by %d issues; before the removal %d by %d", n, issues, heldBefore, issuesBefore)
				}
				return nil
			})
			hub.Cycle(conn, time.Minute)
			now := apptest.ReadBooks(t, hub.Client, conn)
			if fmt.Sprint(now.Summary()) != fmt.Sprint(books.Summary()) {
				t.Errorf("books differ:\n%v\n%v", now.Summary(), books.Summary())
			}
			if problems := apptest.Never(t, hub.DB); len(problems) > 0 {
				t.Errorf("%v", problems)
			}
			for _, o := range now.Orders {
				if o.ConnectionName != before.Name {
					t.Errorf("an order is shown under %q", o.ConnectionName)
				}
			}
		})
	})
}

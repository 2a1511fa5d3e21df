package woocommerce_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// script answers each request by a function and keeps what was asked.
type script struct {
	mu    sync.Mutex
	asked []*http.Request
	say   func(n int, w http.ResponseWriter, r *http.Request)
}

// ServeHTTP implements http.Handler.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	n := len(s.asked)
	s.mu.Unlock()
	s.say(n, w, r)
}

func (s *script) queries() []url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []url.Values
	for _, r := range s.asked {
		all = append(all, r.URL.Query())
	}
	return all
}

// rows writes n orders with ids from first, the i-th changed at stamp(i).
func rows(first, n int, stamp func(i int) time.Time) string {
	var b strings.Builder
	for i := range n {
		o := shopOrder{id: first + i, status: "processing", modified: stamp(i)}
		one, _ := json.Marshal(o.json())
		b.WriteString("," + string(one))
	}
	return "[" + strings.TrimPrefix(b.String(), ",") + "]"
}

func at(clock string) time.Time {
	t, err := time.Parse(time.RFC3339, "2026-11-21T"+clock+"Z")
	if err != nil {
		panic(err)
	}
	return t
}

func constant(t time.Time) func(int) time.Time { return func(int) time.Time { return t } }
func seconds(t time.Time) func(int) time.Time {
	return func(i int) time.Time { return t.Add(time.Duration(i) * time.Second) }
}

func TestOrders_asksTheWayTheShopUnderstands(t *testing.T) {
	t.Parallel()
	s := &script{say: func(_ int, w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "[]") }}
	conn := connect(t, s)
	w := channel.Window{From: at("08:30:00"), To: at("09:00:00").Add(time.Millisecond)}
	page, err := conn.Orders(t.Context(), w, "")
	if err != nil {
		t.Fatal(err)
	}
	if page, err = conn.Orders(t.Context(), w, page.Next); err != nil || page.Next != "" {
		t.Fatalf("next %q, error %v", page.Next, err)
	}
	want := map[string]string{
		"modified_after": "2026-11-21T08:29:59", "modified_before": "2026-11-21T09:00:01", "dates_are_gmt": "true",
		"orderby": "modified", "order": "asc", "per_page": "100", "page": "1",
	}
	for i, q := range s.queries() {
		got := map[string]string{}
		for name := range q {
			if !strings.HasPrefix(name, "oauth_") {
				got[name] = q.Get(name)
			}
		}
		if i == 1 {
			want["status"] = "trash"
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("request %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestOrders_seeksByTime(t *testing.T) {
	t.Parallel()
	s := &script{say: func(n int, w http.ResponseWriter, _ *http.Request) {
		switch n {
		case 1: // spread over seconds: seek to the last one
			fmt.Fprint(w, rows(1, 100, seconds(at("08:30:00"))))
		case 2, 3: // all in that last second: count pages
			fmt.Fprint(w, rows(100, 100, constant(at("08:31:39"))))
		case 4: // past it: seek again
			fmt.Fprint(w, rows(300, 100, seconds(at("08:31:39"))))
		default:
			fmt.Fprint(w, "[]")
		}
	}}
	conn := connect(t, s)
	w := channel.Window{From: at("08:00:00"), To: at("09:00:00")}
	var next channel.Cursor
	for range 6 {
		page, err := conn.Orders(t.Context(), w, next)
		if err != nil {
			t.Fatal(err)
		}
		next = page.Next
	}
	var got []string
	for _, q := range s.queries() {
		got = append(got, strings.TrimSpace(strings.TrimPrefix(q.Get("modified_after"), "2026-11-21T")+" "+q.Get("page")+" "+q.Get("status")))
	}
	want := []string{"07:59:59 1", "08:31:38 1", "08:31:38 2", "08:31:38 3", "08:33:17 1", "07:59:59 1 trash"}
	if diff := cmp.Diff(want, got); diff != "" || next != "" {
		t.Errorf("next %q; asked (-want +got):\n%s", next, diff)
	}
}

func TestOrders_readsSmallerPagesWhenOneIsCut(t *testing.T) {
	t.Parallel()
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if size := r.URL.Query().Get("per_page"); size == "100" || size == "50" {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, `[{"id":1`)
			return
		}
		fmt.Fprint(w, rows(1, 3, constant(at("08:30:00"))))
	}}
	conn := connect(t, s)
	var next channel.Cursor
	for page := 0; ; page++ {
		p, err := conn.Orders(t.Context(), channel.Window{From: at("08:00:00"), To: at("09:00:00")}, next)
		if err != nil || page > 5 {
			t.Fatalf("page %d: %v", page, err)
		}
		if len(p.Orders) == 3 {
			break
		}
		next = p.Next
	}
	q := s.queries()
	if got := q[len(q)-1].Get("per_page"); got != "20" {
		t.Errorf("read with pages of %s, want 20", got)
	}
}

func TestOrders_refusesAShopThatIgnoresModifiedAfter(t *testing.T) {
	t.Parallel()
	conn := connect(t, answers(200, []byte(rows(1, 10, constant(at("07:00:00"))))))
	_, err := conn.Orders(t.Context(), channel.Window{From: at("08:00:00"), To: at("09:00:00")}, "")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.APITooOld {
		t.Errorf("%v, want api_too_old", err)
	}
}

func TestOrders_takesNoticesAroundTheJSON(t *testing.T) {
	t.Parallel()
	list := rows(1, 2, constant(at("08:30:00")))
	for name, body := range map[string]string{
		"a byte order mark": "\ufeff" + list,
		"a notice before":   "<br />\n<b>Notice</b>: Undefined index [x] in <b>/srv/x.php</b><br />\n" + list,
		"a notice after":    list + "<br />\n<b>Warning</b>: headers already sent",
		"blank lines":       "\n\n " + list + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page, err := connect(t, answers(200, []byte(body))).Orders(t.Context(), channel.Window{}, "")
			if err != nil || len(page.Orders) != 2 {
				t.Errorf("%d orders, error %v", len(page.Orders), err)
			}
		})
	}
}

func TestOrders_totalIsKeptOverPages(t *testing.T) {
	t.Parallel()
	s := &script{say: func(n int, w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-WP-Total", map[bool]string{true: "2", false: fmt.Sprint(150 / n)}[r.URL.Query().Get("status") == "trash"])
		fmt.Fprint(w, map[int]string{1: rows(1, 100, seconds(at("08:30:00"))), 2: rows(101, 50, seconds(at("08:31:40"))), 3: "[]"}[n])
	}}
	conn := connect(t, s)
	var next channel.Cursor
	var totals []int
	for range 3 {
		page, err := conn.Orders(t.Context(), channel.Window{From: at("08:00:00")}, next)
		if err != nil {
			t.Fatal(err)
		}
		totals, next = append(totals, page.Total), page.Next
	}
	if diff := cmp.Diff([]int{150, 150, 152}, totals); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
}

func TestDo_signsEachTryAnew(t *testing.T) {
	t.Parallel()
	s := &script{say: func(n int, w http.ResponseWriter, _ *http.Request) {
		if n < 3 {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		o := shopOrder{id: 7, status: "processing", modified: at("08:30:00")}
		reply(w, 200, o.json())
	}}
	if _, err := connect(t, s).Order(t.Context(), "7"); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, q := range s.queries() {
		if q.Get("oauth_signature") == "" || seen[q.Get("oauth_nonce")] || seen[q.Get("oauth_signature")] {
			t.Errorf("a nonce or signature was sent twice: %v", q)
		}
		seen[q.Get("oauth_nonce")], seen[q.Get("oauth_signature")] = true, true
	}
	if len(s.queries()) != 3 {
		t.Errorf("%d tries, want 3", len(s.queries()))
	}
}

// overTLS starts a handler behind https, where Basic is the usual way.
func overTLS(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewTLSServer(h)
	t.Cleanup(server.Close)
	return server
}

func TestDo_putsTheKeyInTheAddressWhereTheHostDropsTheHeader(t *testing.T) {
	t.Parallel()
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("consumer_key") == "" {
			fail(w, 401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
			return
		}
		fmt.Fprint(w, "[]")
	}}
	conn := connectTo(t, overTLS(t, s))
	for range 2 {
		if _, err := conn.Orders(t.Context(), channel.Window{}, ""); err != nil {
			t.Fatal(err)
		}
	}
	var ways []string
	for _, r := range s.asked {
		way := "query"
		if _, _, basic := r.BasicAuth(); basic {
			way = "basic"
		}
		ways = append(ways, way)
	}
	if diff := cmp.Diff([]string{"basic", "query", "query"}, ways); diff != "" {
		t.Errorf("ways of signing in (-want +got):\n%s", diff)
	}
}

func TestDo_unknownKeyOverTLSIsNoAccess(t *testing.T) {
	t.Parallel()
	s := &script{say: func(_ int, w http.ResponseWriter, _ *http.Request) {
		fail(w, 401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
	}}
	_, err := connectTo(t, overTLS(t, s)).Orders(t.Context(), channel.Window{}, "")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.KeyRefused || len(s.asked) != 2 {
		t.Errorf("%v after %d requests, want key_refused after 2", err, len(s.asked))
	}
}

func TestDo_lostRightIsNamed(t *testing.T) {
	t.Parallel()
	s := &script{say: func(_ int, w http.ResponseWriter, _ *http.Request) {
		fail(w, 403, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
	}}
	_, err := connect(t, s).Orders(t.Context(), channel.Window{}, "")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.RightMissing || e.Args["right"] != "read" {
		t.Errorf("%v, want right_missing: read", err)
	}
}

func TestDo_fallsBackToPlainLinks(t *testing.T) {
	t.Parallel()
	s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/shop/" {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(404)
			fmt.Fprint(w, "<html>Not found</html>")
			return
		}
		if r.URL.Query().Get("rest_route") != "/wc/v3/orders" || r.URL.Query().Get("oauth_signature") == "" {
			t.Errorf("asked %s", r.URL)
		}
		fmt.Fprint(w, "[]")
	}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	conn := connectTo(t, server, "url", server.URL+"/shop/wp-admin/index.php")
	for range 2 {
		if _, err := conn.Orders(t.Context(), channel.Window{}, ""); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.asked) != 3 {
		t.Errorf("%d requests, want 3: the way is remembered", len(s.asked))
	}
}

func TestOrder_notesTellWhoCancelled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		notes string
		want  order.Party
	}{
		"the time limit":     {`[{"note":"Unpaid order cancelled - time limit reached. Order status changed from Pending payment to Cancelled.","date_created_gmt":"2026-11-21T08:00:00"}]`, order.System},
		"the buyer":          {`[{"note":"Order cancelled by customer.","date_created_gmt":"2026-11-21T08:00:00"}]`, order.Buyer},
		"somebody else":      {`[{"note":"Order status changed from Pending payment to Cancelled."}]`, order.Seller},
		"the latest counts":  {`[{"note":"Order cancelled by customer.","date_created_gmt":"2026-11-21T09:00:00"},{"note":"Unpaid order cancelled - time limit reached.","date_created_gmt":"2026-11-21T08:00:00"}]`, order.Buyer},
		"the notes are gone": {`{"code":"x"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{say: func(_ int, w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/notes") {
					fmt.Fprint(w, c.notes)
					return
				}
				o := shopOrder{id: 7, status: "cancelled", modified: at("08:00:00"), fields: map[string]any{"date_paid_gmt": nil}}
				reply(w, 200, o.json())
			}}
			got, err := connect(t, s).Order(t.Context(), "7")
			if err != nil || got.CancelledBy != c.want {
				t.Errorf("cancelled by %q, error %v, want %q", got.CancelledBy, err, c.want)
			}
		})
	}
}

func TestOrder_draftIsNoOrder(t *testing.T) {
	t.Parallel()
	conn := connect(t, answers(200, []byte(`{"id":7,"status":"checkout-draft","date_modified_gmt":"2026-11-21T08:00:00"}`)))
	_, err := conn.Order(t.Context(), "7")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.OrderMissing {
		t.Errorf("%v, want order_missing", err)
	}
}

func TestDo_aRefusedSignatureIsMadeOnceMore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refusals, asked int
		want            outcome.Reason
	}{
		"a nonce that the network repeated": {1, 2, ""},
		"a wrong key":                       {9, 2, outcome.KeyRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &script{say: func(n int, w http.ResponseWriter, _ *http.Request) {
				if n <= c.refusals {
					w.Header().Set("Date", at("19:39:00").Format(http.TimeFormat))
					fail(w, 401, "woocommerce_rest_authentication_error", "Nonce tidak valid - sudah digunakan.")
					return
				}
				fmt.Fprint(w, "[]")
			}}
			_, err := connect(t, s).Orders(t.Context(), channel.Window{}, "")
			got := outcome.Reason("")
			if err != nil {
				got = outcome.Of(err).Reason
			}
			if got != c.want || len(s.asked) != c.asked {
				t.Errorf("%v after %d requests, want %q after %d", err, len(s.asked), c.want, c.asked)
			}
		})
	}
}

package amazon_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/amazon"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox"
)

// noon is the tests' present.
var noon = time.Date(2026, 2, 10, 12, 0, 0, 0, time.UTC)

// script answers by path, one after the other; the last one stays.
type script struct {
	mu      sync.Mutex
	answers map[string][]string
	asked   []*url.URL
}

// ServeHTTP implements http.Handler.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.URL)
	left := s.answers[r.URL.Path]
	if len(left) > 1 {
		s.answers[r.URL.Path] = left[1:]
	}
	w.Header().Set("Content-Type", "application/json")
	if len(left) == 0 {
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(answer("NotFound", "x", "")))
		return
	}
	_, _ = w.Write([]byte(left[0]))
}

// of gives the questions to a path.
func (s *script) of(path string) []url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []url.Values
	for _, u := range s.asked {
		if u.Path == path {
			all = append(all, u.Query())
		}
	}
	return all
}

func connect(t *testing.T, h http.Handler) channel.Connector {
	t.Helper()
	return connectAt(t, h, func() time.Time { return noon })
}

// connectAt connects under a clock of the test.
func connectAt(t *testing.T, h http.Handler, now func() time.Time) channel.Connector {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	client := httpkit.New(httpkit.Options{Transport: server.Client().Transport, FirstWait: time.Millisecond, MaxWait: 5 * time.Millisecond})
	conn, err := amazon.Kind.Open(
		channel.Shop{Settings: map[string]string{"client_id": "c", "client_secret": "s", "seller_id": "A1", "marketplace_ids": "ATVPDKIKX0DER", "base_url": server.URL}},
		channel.Tools{HTTP: client, Tokens: channeltest.NewTokens(channel.Token{Access: "Atza|x"}), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

const (
	searchPath = "/orders/2026-01-01/orders"
	moneyPath  = "/finances/2024-06-19/transactions"
	noMoney    = `{"payload":{"transactions":[]}}`
)

// listed is a page of orders in a status.
func listed(next, status string, ids ...int) string {
	rows := []string{}
	for _, n := range ids {
		rows = append(rows, fmt.Sprintf(`{"orderId":%q,"createdTime":"2026-02-01T00:00:%02dZ","lastUpdatedTime":"2026-02-09T00:00:%02dZ","salesChannel":{"channelName":"AMAZON","marketplaceId":"ATVPDKIKX0DER"},
			"fulfillment":{"fulfillmentStatus":%q,"fulfilledBy":"AMAZON"},"proceeds":{"grandTotal":{"amount":"10.00","currencyCode":"USD"}},"orderItems":[{"orderItemId":"1","quantityOrdered":1,
			"product":{"asin":"B1","sellerSku":"CUP"},"proceeds":{"breakdowns":[{"type":"ITEM","subtotal":{"amount":"10.00","currencyCode":"USD"}}]}}]}`, id(n), n, n, status))
	}
	return fmt.Sprintf(`{"orders":[%s],"pagination":{"nextToken":%q},"lastUpdatedBefore":"x"}`, strings.Join(rows, ","), next)
}

func id(n int) string { return fmt.Sprintf("701-0000000-%07d", n) }

var week = channel.Window{From: noon.Add(-7 * 24 * time.Hour), To: noon.Add(-3 * time.Minute)}

// A token goes with the parameters of the first page, to the letter, even when the window is cut anew meanwhile.
func TestOrders_pagesAskTheSameQuestion(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]string{searchPath: {listed("p2", "UNSHIPPED", 1, 2), listed("p3", "UNSHIPPED", 3), listed("", "UNSHIPPED", 4)}, moneyPath: {noMoney}}}
	var ticks atomic.Int64 // a minute goes by between two looks at the clock
	conn := connectAt(t, s, func() time.Time { return noon.Add(time.Duration(ticks.Add(1)) * time.Minute) })
	if got := channeltest.WalkOrders(t, conn, channel.Window{From: week.From, To: noon.Add(24 * time.Hour)}); len(got) != 4 {
		t.Errorf("%d orders", len(got))
	}
	asked := s.of(searchPath)
	var tokens []string
	for _, q := range asked {
		tokens = append(tokens, q.Get("paginationToken"))
		q.Del("paginationToken")
		if q.Encode() != asked[0].Encode() {
			t.Errorf("another question: %v, first was %v", q, asked[0])
		}
	}
	if !slices.Equal(tokens, []string{"", "p2", "p3"}) {
		t.Errorf("tokens %q", tokens)
	}
	if q := asked[0]; q.Get("lastUpdatedAfter") != "2026-02-03T12:00:00.000Z" || !strings.HasSuffix(q.Get("lastUpdatedBefore"), ":55.000Z") || q.Has("createdAfter") ||
		q.Get("maxResultsPerPage") != "100" || q.Get("marketplaceIds") != "ATVPDKIKX0DER" {
		t.Errorf("asked with %v", q)
	}
}

// Pages have been seen to repeat; the same token twice would never end.
func TestOrders_theSameTokenTwiceEnds(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]string{searchPath: {listed("p2", "UNSHIPPED", 1, 1), listed("p2", "UNSHIPPED", 2)}, moneyPath: {noMoney}}}
	if got := channeltest.WalkOrders(t, connect(t, s), week); len(got) != 2 || len(s.of(searchPath)) != 2 {
		t.Errorf("%d orders by %d questions", len(got), len(s.of(searchPath)))
	}
}

// A hundred shipped orders cost one list and one look at bookings, not a hundred.
func TestOrders_bookingsOfAPageAreOneQuestion(t *testing.T) {
	t.Parallel()
	var ids []int
	for n := range 50 {
		ids = append(ids, n)
	}
	s := &script{answers: map[string][]string{searchPath: {listed("", "SHIPPED", ids...)}, moneyPath: {noMoney}}}
	if got := channeltest.WalkOrders(t, connect(t, s), week); len(got) != 50 {
		t.Errorf("%d orders", len(got))
	}
	if n := len(s.of(moneyPath)); n != 2 {
		t.Errorf("%d looks at bookings, want one for the page and one for the window", n)
	}
	if q := s.of(moneyPath)[0]; q.Get("postedAfter") != "2026-02-01T00:00:00.000Z" {
		t.Errorf("asked with %v, want bookings since the oldest order", q)
	}
}

func booking(ids ...int) string {
	rows := []string{}
	for _, n := range ids {
		rows = append(rows, fmt.Sprintf(`{"transactionId":"r%d","transactionType":"Refund","description":"Refund Order","postedDate":"2026-02-09T00:00:00Z","totalAmount":{"currencyAmount":-3.50,"currencyCode":"USD"},
			"relatedIdentifiers":[{"relatedIdentifierName":"ORDER_ID","relatedIdentifierValue":%q}]}`, n, id(n)))
	}
	return `{"payload":{"transactions":[` + strings.Join(rows, ",") + `]}}`
}

// A refund does not change the order: it is found by its booking. Many are read in slices.
func TestOrders_refundsAreFoundByTheirBookings(t *testing.T) {
	t.Parallel()
	var ids []int
	answers := map[string][]string{searchPath: {listed("", "UNSHIPPED")}}
	for n := range 25 {
		ids = append(ids, n)
		var page struct{ Orders []json.RawMessage }
		if err := json.Unmarshal([]byte(listed("", "SHIPPED", n)), &page); err != nil {
			t.Fatal(err)
		}
		answers[searchPath+"/"+id(n)] = []string{`{"order":` + string(page.Orders[0]) + `}`}
	}
	answers[moneyPath] = []string{booking(ids...)}
	delete(answers, searchPath+"/"+id(7)) // a sale that is not shown any more
	got := channeltest.WalkOrders(t, connect(t, &script{answers: answers}), week)
	if len(got) != 24 {
		t.Errorf("%d orders, want 24", len(got))
	}
	for _, o := range got {
		if o.Refunded.String() != "3.5" || o.Stage != order.Shipped {
			t.Errorf("%s: %s, refunded %s", o.Ref, o.Stage, o.Refunded)
		}
	}
}

// What the list has shown with its money is not asked for again because the same money moved in the same window.
func TestOrders_shownOnceIsReadOnce(t *testing.T) {
	t.Parallel()
	s := &script{answers: map[string][]string{searchPath: {listed("p2", "SHIPPED", 1), listed("", "SHIPPED", 2)}, moneyPath: {booking(1, 2)}}}
	got := channeltest.WalkOrders(t, connect(t, s), week)
	if len(got) != 2 {
		t.Errorf("%d orders, want 2", len(got))
	}
	for _, o := range got {
		if o.Refunded.String() != "3.5" {
			t.Errorf("%s: refunded %s", o.Ref, o.Refunded)
		}
		if n := len(s.of(searchPath + "/" + o.Ref)); n != 0 {
			t.Errorf("%s was asked for %d times by itself", o.Ref, n)
		}
	}
}

// The same holds for the pages of bookings: the window that the orders were asked for is theirs, too.
func TestOrders_pagesOfBookingsAskTheSameQuestion(t *testing.T) {
	t.Parallel()
	more := strings.Replace(booking(), `"transactions":`, `"nextToken":"m2","transactions":`, 1)
	s := &script{answers: map[string][]string{searchPath: {listed("", "UNSHIPPED")}, moneyPath: {more, noMoney}}}
	var ticks atomic.Int64
	conn := connectAt(t, s, func() time.Time { return noon.Add(time.Duration(ticks.Add(1)) * time.Minute) })
	channeltest.WalkOrders(t, conn, channel.Window{From: week.From, To: noon.Add(24 * time.Hour)})
	asked, orders := s.of(moneyPath), s.of(searchPath)[0]
	if len(asked) != 2 || asked[1].Get("nextToken") != "m2" {
		t.Fatalf("asked with %v, want the second page, too", asked)
	}
	for _, q := range asked {
		if q.Get("postedAfter") != orders.Get("lastUpdatedAfter") || q.Get("postedBefore") != orders.Get("lastUpdatedBefore") {
			t.Errorf("another question: %v, orders were asked for with %v", q, orders)
		}
	}
}

// A parcel that Amazon sends for another channel is no order of Amazon's.
func TestOrders_placedElsewhereAreLeftOut(t *testing.T) {
	t.Parallel()
	page := strings.Replace(listed("", "UNSHIPPED", 1, 2), "AMAZON", "NON_AMAZON", 1)
	s := &script{answers: map[string][]string{searchPath: {page}, moneyPath: {noMoney}}}
	if got := channeltest.WalkOrders(t, connect(t, s), week); len(got) != 1 || got[0].Ref != id(2) {
		t.Errorf("%d orders", len(got))
	}
}

// One order that cannot be understood is held; the page goes on.
func TestOrders_oneBrokenOrderDoesNotStopThePage(t *testing.T) {
	t.Parallel()
	page := strings.Replace(listed("", "UNSHIPPED", 1, 2), `"orderItems":[`, `"orderItems":7,"x":[`, 1)
	s := &script{answers: map[string][]string{searchPath: {page}, moneyPath: {noMoney}}}
	got := channeltest.WalkOrders(t, connect(t, s), week)
	if len(got) != 2 {
		t.Fatalf("%d orders", len(got))
	}
	for _, o := range got {
		if held := o.Problem != nil && o.Problem.Reason == outcome.BadPayload; held != (o.Ref == id(1)) {
			t.Errorf("%s: %v", o.Ref, o.Problem)
		}
	}
}

func TestOrders_anAmountThatIsNoneInABookingIsAnError(t *testing.T) {
	t.Parallel()
	bad := strings.Replace(booking(1), "-3.50", `"three"`, 1)
	s := &script{answers: map[string][]string{searchPath: {listed("", "SHIPPED", 1)}, moneyPath: {bad}}}
	_, err := connect(t, s).Orders(t.Context(), week, "")
	if e := outcome.Of(err); e == nil || e.Reason != outcome.BadAmount || e.Ref != id(1) {
		t.Errorf("%v, want bad_amount about %s: a refund must not be lost", err, id(1))
	}
}

// What changes while pages are read shows in the next window, in the pretend shop as in the real one.
func TestOrders_aWindowThatEndsNowIsCut(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 3}, nil)
	if _, err := b.Open().Orders(t.Context(), channel.Window{From: b.Now().Add(-time.Minute), To: b.Now()}, ""); err != nil {
		t.Errorf("a window inside the last two minutes: %v", err)
	}
}

// The first cycle of a connection may ask for everything there is.
func TestOrders_aWindowWithoutABeginningHoldsTheWholeHistory(t *testing.T) {
	t.Parallel()
	b := startBox(t, sandbox.Options{Orders: 60}, nil)
	got := map[string]bool{}
	for _, s := range channeltest.WalkOrders(t, b.Open(), channel.Window{To: b.Now()}) {
		got[s.Ref] = true
	}
	for _, o := range b.Orders() {
		if !got[o.Ref] {
			t.Errorf("order %s of %s was lost", o.Ref, o.Created)
		}
	}
}

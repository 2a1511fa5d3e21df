package bench

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// template is an order as a WooCommerce 11.0.1 shop answered it (order 22 of the connector's recorded list: two lines, a
// fee, a note), with places for what differs from order to order. A test compares it with the recording.
//
//go:embed order.json.tmpl
var template string

const wooTime = "2006-01-02T15:04:05"

// goods is how many SKUs a pretend shop sells.
const goods = 300

// sale is what differs from order to order.
type sale struct {
	id        int
	status    string
	created   time.Time
	modified  time.Time
	paid      time.Time // zero: not paid
	completed time.Time // zero: not completed
	products  [2]int
	skus      [2]string
}

func (s sale) json() []byte {
	const zone = 7 * time.Hour // of the shop that was recorded
	stamp := func(t time.Time) string { return t.Format(wooTime) }
	nullable := func(t time.Time, shift time.Duration) string {
		if t.IsZero() {
			return "null"
		}
		return `"` + stamp(t.Add(shift)) + `"`
	}
	return []byte(strings.NewReplacer(
		"«id»", strconv.Itoa(s.id), "«status»", s.status,
		"«created»", stamp(s.created), "«created+7»", stamp(s.created.Add(zone)),
		"«modified»", stamp(s.modified), "«modified+7»", stamp(s.modified.Add(zone)),
		"«paid»", nullable(s.paid, 0), "«paid+7»", nullable(s.paid, zone),
		"«completed»", nullable(s.completed, 0), "«completed+7»", nullable(s.completed, zone),
		"«product 1»", strconv.Itoa(s.products[0]), "«product 2»", strconv.Itoa(s.products[1]),
		"«sku 1»", s.skus[0], "«sku 2»", s.skus[1],
	).Replace(strings.TrimSpace(template)))
}

// shop is a pretend WooCommerce shop in memory with orders that were changed one a second. Of ten orders five are completed
// (invoice, outbound, payment), four are being processed (invoice, payment) and one is not paid yet (sales order).
type shop struct {
	first  int // id of its first order
	orders int
	start  time.Time // when the first one was changed
	ready  [][]byte  // rendered orders; nil: they are rendered when asked for
}

// newShop has orders that end an hour before now.
func newShop(first, orders int, now time.Time) *shop {
	return &shop{first: first, orders: orders, start: now.UTC().Truncate(time.Second).Add(-time.Hour - time.Duration(orders)*time.Second)}
}

// render makes the answers in advance, so that a measurement does not pay for them.
func (s *shop) render() *shop {
	s.ready = make([][]byte, s.orders)
	for i := range s.ready {
		s.ready[i] = s.sale(i).json()
	}
	return s
}

func (s *shop) sale(i int) sale {
	at := s.start.Add(time.Duration(i) * time.Second)
	o := sale{id: s.first + i, status: "processing", created: at.Add(-time.Hour), modified: at, paid: at.Add(-30 * time.Minute)}
	switch {
	case i%10 == 9:
		o.status, o.paid = "pending", time.Time{}
	case i%2 == 0:
		o.status, o.completed = "completed", at
	}
	for n := range o.products {
		p := (i*7 + n*13) % goods
		o.products[n], o.skus[n] = 1000+p, fmt.Sprintf("SKU-%04d", p)
	}
	return o
}

func (s *shop) json(i int) []byte {
	if s.ready != nil {
		return s.ready[i]
	}
	return s.sale(i).json()
}

const ordersPath = "/wp-json/wc/v3/orders"

// ServeHTTP answers the two questions that are asked: a page of orders, and one order.
func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	if r.URL.Path == ordersPath {
		s.list(w, r)
		return
	}
	id, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, ordersPath+"/"))
	if err != nil || id < s.first || id >= s.first+s.orders {
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"code":"woocommerce_rest_shop_order_invalid_id","message":"Invalid ID.","data":{"status":404}}`)
		return
	}
	_, _ = w.Write(s.json(id - s.first))
}

// list gives the page asked for. Bounds are strict, as in the true shop.
func (s *shop) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	lo, hi := 0, s.orders
	if t, err := time.Parse(wooTime, q.Get("modified_after")); err == nil {
		lo = min(max(int(t.Sub(s.start)/time.Second)+1, 0), s.orders)
		if t.Before(s.start) {
			lo = 0
		}
	}
	if t, err := time.Parse(wooTime, q.Get("modified_before")); err == nil {
		hi = min(max(int(t.Sub(s.start)/time.Second), lo), s.orders)
	}
	if q.Get("status") == "trash" {
		hi = lo
	}
	w.Header().Set("X-WP-Total", strconv.Itoa(hi-lo))
	size, err := strconv.Atoi(q.Get("per_page"))
	if err != nil {
		size = 10
	}
	page, err := strconv.Atoi(q.Get("page"))
	if err != nil {
		page = 1
	}
	from := min(lo+(page-1)*size, hi)
	var b bytes.Buffer
	b.WriteByte('[')
	for i := from; i < min(from+size, hi); i++ {
		if i > from {
			b.WriteByte(',')
		}
		b.Write(s.json(i))
	}
	b.WriteByte(']')
	_, _ = w.Write(b.Bytes())
}

// wire carries requests to shops in memory: what is measured is our work, not the loopback's.
type wire map[string]*shop // by host

func (ws wire) RoundTrip(r *http.Request) (*http.Response, error) {
	s, ok := ws[r.URL.Host]
	if !ok {
		return nil, fmt.Errorf("no pretend shop %q", r.URL.Host)
	}
	a := &answer{status: http.StatusOK, header: http.Header{}}
	s.ServeHTTP(a, r)
	return &http.Response{
		StatusCode: a.status, Status: http.StatusText(a.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: a.header,
		Body: io.NopCloser(&a.body), ContentLength: int64(a.body.Len()), Request: r,
	}, nil
}

// answer keeps what a handler writes.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

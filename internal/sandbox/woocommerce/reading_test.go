package woocommerce_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// shown is what the API shows of an order, as far as its stage and money can be read from it.
type shown struct {
	ID            int64
	Status        string
	Total         string
	ShippingTotal string `json:"shipping_total"`
	TotalTax      string `json:"total_tax"`
	DateCompleted *string
	LineItems     []struct {
		Quantity int64
		Total    string
	} `json:"line_items"`
	FeeLines []struct{ Total string } `json:"fee_lines"`
	Refunds  []struct{ Total string }
	MetaData []struct {
		Key   string
		Value any
	} `json:"meta_data"`
	DateCompletedGMT *string `json:"date_completed_gmt"`
	DateModifiedGMT  string  `json:"date_modified_gmt"`
}

// stage is the sheet's table (4.2, 4.3), written from the sheet and from nothing else.
func (s shown) stage(notes string) (world.Stage, world.Actor) {
	tracked := slices.ContainsFunc(s.MetaData, func(m struct {
		Key   string
		Value any
	}) bool {
		items, _ := m.Value.([]any)
		return m.Key == "_wc_shipment_tracking_items" && len(items) > 0
	})
	switch s.Status {
	case "pending", "failed", "on-hold":
		return world.Unpaid, ""
	case "processing", "cancel-request":
		if tracked {
			return world.Shipped, ""
		}
		return world.Paid, ""
	case "shipped":
		return world.Shipped, ""
	case "delivered":
		return world.Delivered, ""
	case "failed-delivery":
		return world.FailedDelivery, ""
	case "return-requested":
		if s.DateCompletedGMT == nil {
			return world.Delivered, ""
		}
		return world.Completed, ""
	case "completed":
		return world.Completed, ""
	case "refunded":
		if tracked || s.DateCompletedGMT != nil {
			return world.Returned, ""
		}
		return world.Cancelled, world.Seller
	case "trash":
		return world.Cancelled, world.Seller
	case "cancelled":
		switch {
		case strings.Contains(notes, "Unpaid order cancelled - time limit reached."):
			return world.Cancelled, world.System
		case strings.Contains(notes, "Order cancelled by customer."):
			return world.Cancelled, world.Buyer
		}
		return world.Cancelled, world.Seller
	}
	return "", ""
}

// The truth says what a connector that goes by the sheet reads from the API, whatever plugins the shop has.
func TestTruth_isWhatTheSheetReadsFromTheAPI(t *testing.T) {
	t.Parallel()
	for _, settings := range []map[string]string{
		nil,
		{"custom_statuses": "false"},
		{"shipment_tracking": "false"},
		{"custom_statuses": "false", "shipment_tracking": "false"},
	} {
		t.Run(fmt.Sprint(settings), func(t *testing.T) {
			t.Parallel()
			box := startBox(t, sandbox.Options{Orders: 250, Settings: map[string]map[string]string{"woocommerce": settings}})
			c := newClient(t, box)
			for _, o := range box.World().Orders(world.Filter{}) {
				var s shown
				c.do("GET", orders+"/"+o.Ref, "", "").decode(t, &s)
				notes := ""
				if s.Status == "cancelled" {
					notes = string(c.do("GET", orders+"/"+o.Ref+"/notes", "", "").body)
				}
				want := box.World().Reading(o)
				if stage, by := s.stage(notes); stage != want.Stage || by != want.CancelledBy {
					t.Errorf("order %s shows %s, which reads %s by %q; the truth says %s by %q", o.Ref, s.Status, stage, by, want.Stage, want.CancelledBy)
				}
				if sum := s.sum(t); sum != o.Total || s.Total != o.Total.Text(0) {
					t.Errorf("order %s: parts %s, total %s, truth %s", o.Ref, sum.Text(0), s.Total, o.Total.Text(0))
				}
			}
		})
	}
}

// sum is the sheet's sum rule: lines, which have the discount inside already, shipping, tax and fees.
func (s shown) sum(t *testing.T) world.Amount {
	t.Helper()
	parse := func(text string) world.Amount {
		a, err := world.ParseAmount(text)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	sum := parse(s.ShippingTotal) + parse(s.TotalTax)
	for _, l := range s.LineItems {
		sum += parse(l.Total)
	}
	for _, f := range s.FeeLines {
		sum += parse(f.Total)
	}
	return sum
}

func TestFaults_expiredKeysAndASkewedClock(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 40})
	c := newClient(t, box)
	o := box.World().Orders(world.Filter{})[0]
	set := func(r fault.Rule) {
		if err := box.Faults().Replace(r); err != nil {
			t.Fatal(err)
		}
	}
	set(fault.Rule{Kind: fault.Expired, Count: 1})
	if r := c.do("GET", orders, "", ""); r.status != 401 || !strings.Contains(string(r.body), "Consumer key is invalid.") {
		t.Errorf("expired: %d %s", r.status, r.body)
	}
	set(fault.Rule{Kind: fault.ClockSkew, Skew: fault.Duration(-time.Hour)})
	var s shown
	r := c.do("GET", orders+"/"+o.Ref, "", "")
	r.decode(t, &s)
	if want := o.Updated.Add(-time.Hour).Format("2006-01-02T15:04:05"); s.DateModifiedGMT != want {
		t.Errorf("shown as of %s, want %s", s.DateModifiedGMT, want)
	}
	at, err := http.ParseTime(r.header.Get("Date"))
	if d := time.Since(at); err != nil || d < 59*time.Minute || d > 61*time.Minute {
		t.Errorf("Date is %s off", d)
	}
	before, _ := time.Parse("2006-01-02T15:04:05", s.DateModifiedGMT)
	if got := c.rows("dates_are_gmt=true&include=" + o.Ref + "&modified_after=" + before.Add(-time.Second).Format("2006-01-02T15:04:05")); len(got) != 1 {
		t.Errorf("by the times it shows the order is not found: %v", got)
	}
	set(fault.Rule{Kind: fault.ChangeOrders, Count: 1})
	stamps := func() (all []time.Time) {
		for _, o := range box.World().Orders(world.Filter{}) {
			all = append(all, o.Updated)
		}
		return all
	}
	was := stamps()
	c.do("GET", orders, "", "")
	if slices.EqualFunc(was, stamps(), time.Time.Equal) {
		t.Error("no order changed under the reader")
	}
}

func BenchmarkList_100000Orders(b *testing.B) {
	box, err := sandbox.Start(b.Context(), sandbox.Options{Seed: 1, Orders: 100_000, Settings: map[string]map[string]string{"woocommerce": {"tls": "true"}}})
	if err != nil {
		b.Fatal(err)
	}
	defer box.Close()
	f := box.Faces[0]
	get := func(query string) {
		req := httptest.NewRequest(http.MethodGet, f.BaseURL+orders+"?"+query, nil)
		req.SetBasicAuth(f.Credentials["consumer_key"], f.Credentials["consumer_secret"])
		w := newDiscard()
		box.Shop("woocommerce", "1001").ServeHTTP(w, req)
		if w.status != 200 {
			b.Fatal(w.status)
		}
	}
	middle := time.Now().Add(-5 * 24 * time.Hour).UTC().Format("2006-01-02T15:04:05")
	for _, query := range []string{
		"per_page=100&orderby=modified&order=asc&page=500",
		"per_page=100&orderby=modified&order=asc&dates_are_gmt=true&modified_after=" + middle,
		"per_page=100&orderby=id&order=asc&status=processing",
	} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				get(query)
			}
		})
	}
}

type discard struct {
	header http.Header
	status int
}

func newDiscard() *discard                        { return &discard{header: http.Header{}} }
func (d *discard) Header() http.Header            { return d.header }
func (d *discard) WriteHeader(status int)         { d.status = status }
func (d *discard) Write(body []byte) (int, error) { return len(body), nil }

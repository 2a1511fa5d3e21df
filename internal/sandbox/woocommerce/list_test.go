package woocommerce_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// row is what the tests look at of an order.
type row struct {
	ID              int64
	Status          string
	DateCreatedGMT  string `json:"date_created_gmt"`
	DateModifiedGMT string `json:"date_modified_gmt"`
}

func (c *client) rows(query string) []row {
	c.t.Helper()
	r := c.do("GET", orders, query, "")
	if r.status != 200 {
		c.t.Fatalf("%s: %d %s", query, r.status, r.body)
	}
	var out []row
	r.decode(c.t, &out)
	return out
}

func idsOf(rows []row) []int64 {
	var out []int64
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}

func TestList_pagesGoOverEveryOrderOnceInTheAskedSequence(t *testing.T) {
	t.Parallel()
	c := newClient(t, startBox(t, sandbox.Options{Orders: 130}))
	for _, orderBy := range []string{"date", "id", "modified"} {
		for _, order := range []string{"asc", "desc"} {
			var all []row
			for page := 1; page <= 3; page++ {
				all = append(all, c.rows(fmt.Sprintf("orderby=%s&order=%s&per_page=50&page=%d", orderBy, order, page))...)
			}
			if len(all) != 130 {
				t.Fatalf("%s %s: %d orders", orderBy, order, len(all))
			}
			sorted := slices.IsSortedFunc(all, func(a, b row) int {
				n := strings.Compare(a.DateModifiedGMT, b.DateModifiedGMT)
				if orderBy != "modified" || n == 0 {
					n = int(a.ID - b.ID)
				}
				if order == "desc" {
					return -n
				}
				return n
			})
			if !sorted {
				t.Errorf("%s %s is not in sequence", orderBy, order)
			}
		}
	}
}

func TestList_headersCountAndLink(t *testing.T) {
	t.Parallel()
	c := newClient(t, startBox(t, sandbox.Options{Orders: 9}))
	r := c.do("GET", orders, "per_page=2&page=2&orderby=id&order=asc", "")
	if got := r.header.Get("X-WP-Total") + " " + r.header.Get("X-WP-TotalPages"); got != "9 5" {
		t.Errorf("totals %q", got)
	}
	link := r.header.Get("Link")
	if !strings.Contains(link, `rel="prev"`) || !strings.Contains(link, "page=3") || !strings.Contains(link, "oauth_signature=") {
		t.Errorf("link %s", link)
	}
	_, next, _ := strings.Cut(link, ", <")
	next, _, _ = strings.Cut(next, ">")
	if followed := c.send("GET", next, "", nil); followed.status != 401 {
		t.Errorf("the next link works as it stands: %d", followed.status)
	}
	r = c.do("GET", orders, "per_page=2&page=99", "")
	if got := string(r.body) + r.header.Get("X-WP-Total") + r.header.Get("X-WP-TotalPages"); got != "[]00" {
		t.Errorf("past the end: %q", got)
	}
	if link := r.header.Get("Link"); !strings.Contains(link, "page=0&") && !strings.Contains(link, "page=0>") {
		t.Errorf("past the end, the previous page is page 0 on the real shop: %s", link)
	}
	if got := idsOf(c.rows("offset=3&per_page=2&orderby=id&order=asc")); !cmp.Equal(got, idsOf(c.rows("per_page=100&orderby=id&order=asc"))[3:5]) {
		t.Errorf("offset gave %v", got)
	}
}

func TestList_modifiedAfterIsStrictInWholeSeconds(t *testing.T) {
	t.Parallel()
	c := newClient(t, startBox(t, sandbox.Options{Orders: 60}))
	all := c.rows("per_page=100&orderby=modified&order=asc")
	at, err := time.Parse("2006-01-02T15:04:05", all[30].DateModifiedGMT)
	if err != nil {
		t.Fatal(err)
	}
	find := func(query string) bool {
		return slices.Contains(idsOf(c.rows("per_page=100&dates_are_gmt=true&"+query)), all[30].ID)
	}
	stamp := func(d time.Duration) string { return at.Add(d).Format("2006-01-02T15:04:05") }
	if find("modified_after=" + stamp(0)) {
		t.Error("asked with its own time the order came")
	}
	if !find("modified_after=" + stamp(-time.Second)) {
		t.Error("one second earlier the order did not come")
	}
	if find("modified_before="+stamp(0)) || !find("modified_before="+stamp(time.Second)) {
		t.Error("modified_before is not strict")
	}
	both := "&modified_after=" + stamp(-time.Second) + "&modified_before=" + stamp(time.Second)
	if !find(both) || !find("orderby=modified"+both) || !find("orderby=modified&order=asc"+both) {
		t.Error("a window of one second does not hold the order")
	}
	if n := len(c.rows("per_page=100&modified_after=" + url.QueryEscape(stamp(0)+"+07:00") + "&dates_are_gmt=true")); n >= 30 {
		t.Errorf("offset and flag together moved nothing: %d orders", n)
	}
}

func TestList_filters(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 200})
	c := newClient(t, box)
	o := box.World().Orders(world.Filter{})[17]
	count := func(query string) int { return len(c.rows("per_page=100&" + query)) }
	for _, s := range c.rows("per_page=100&status=completed,cancelled") {
		if s.Status != "completed" && s.Status != "cancelled" {
			t.Errorf("status %s came", s.Status)
		}
	}
	if a, b := count("status=completed,cancelled"), count("status[0]=completed&status[1]=cancelled"); a != b || a == 0 {
		t.Errorf("a comma list gives %d, an array %d", a, b)
	}
	if got := idsOf(c.rows("include=" + o.Ref)); !cmp.Equal(got, []int64{o.ID}) {
		t.Errorf("include gave %v", got)
	}
	if slices.Contains(idsOf(c.rows("per_page=100&order=asc&exclude="+o.Ref)), o.ID) {
		t.Error("exclude let it through")
	}
	if got := idsOf(c.rows("search=" + url.QueryEscape(strings.ToUpper(o.Buyer.Email)))); !slices.Contains(got, o.ID) {
		t.Errorf("search gave %v", got)
	}
	item, _ := box.World().Item(o.Key, o.Lines[0].ItemID)
	for _, product := range []int64{item.ID, item.ParentID} {
		if product != 0 && count(fmt.Sprintf("product=%d", product)) == 0 {
			t.Errorf("product %d was never sold", product)
		}
	}
	if count("customer=0") == 0 || count("parent=1") != 0 || count("created_via=rest-api") != 0 {
		t.Error("customer, parent or created_via do not filter")
	}
	after := o.Created.Format("2006-01-02T15:04:05")
	if slices.Contains(idsOf(c.rows("per_page=100&order=asc&dates_are_gmt=true&after="+after)), o.ID) {
		t.Error("after is not strict")
	}
	r := c.do("GET", orders, "_fields=id,status&per_page=1", "")
	if strings.Contains(string(r.body), "billing") || strings.Contains(string(r.body), "_links") || !strings.Contains(string(r.body), `"status"`) {
		t.Errorf("_fields: %s", r.body)
	}
	if r := c.do("GET", orders+"/"+o.Ref, "_fields=id", ""); !strings.Contains(string(r.body), "_links") {
		t.Errorf("a single record keeps its links whatever _fields says: %s", r.body)
	}
	if r := c.do("GET", orders+"/"+o.Ref, "dp=2", ""); !strings.Contains(string(r.body), `"total":"`+o.Total.Text(2)+`"`) {
		t.Errorf("dp: %s", r.body)
	}
}

func TestList_binIsHiddenFromAny(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 10})
	c := newClient(t, box)
	o := box.World().Orders(world.Filter{Stage: world.Completed})[0]
	var before row
	c.do("DELETE", orders+"/"+o.Ref, "", "").decode(t, &before)
	if before.Status != "completed" {
		t.Errorf("the answer shows %s, want the old status", before.Status)
	}
	if slices.Contains(idsOf(c.rows("per_page=100")), o.ID) || !slices.Contains(idsOf(c.rows("status=trash")), o.ID) {
		t.Error("the bin shows in any, or not in trash")
	}
	if r := c.do("DELETE", orders+"/"+o.Ref, "", ""); r.status != 410 {
		t.Errorf("binned twice: %d", r.status)
	}
	if r := c.do("DELETE", orders+"/"+o.Ref, "force=true", ""); r.status != 200 {
		t.Errorf("force: %d %s", r.status, r.body)
	}
	sameAnswer(t, "error-order-404", c.do("GET", orders+"/"+o.Ref, "", ""))
}

func TestList_anOldShopIgnoresModifiedAfter(t *testing.T) {
	t.Parallel()
	c := newClient(t, startBox(t, sandbox.Options{Orders: 10, Settings: map[string]map[string]string{"woocommerce": {"old_version": "true"}}}))
	if n := len(c.rows("modified_after=2099-01-01T00:00:00&dates_are_gmt=true")); n != 10 {
		t.Errorf("%d orders, want all 10", n)
	}
}

// What a poller with an overlap of a second sees: everything that changes, whatever it looks like in between.
func TestList_aPollerWithAnOverlapMissesNothing(t *testing.T) {
	t.Parallel()
	box := startBox(t, sandbox.Options{Orders: 80})
	c := newClient(t, box)
	seen := map[int64]string{}
	mark := ""
	poll := func() {
		query := "per_page=100&orderby=modified&order=asc"
		if mark != "" {
			at, _ := time.Parse("2006-01-02T15:04:05", mark)
			query += "&dates_are_gmt=true&modified_after=" + at.Add(-time.Second).Format("2006-01-02T15:04:05")
		}
		for page := 1; ; page++ { // all that changed in one second has one date, so the page number has to go on
			rows := c.rows(fmt.Sprintf("%s&page=%d", query, page))
			for _, r := range rows {
				seen[r.ID], mark = r.Status, max(mark, r.DateModifiedGMT)
			}
			if len(rows) < 100 {
				return
			}
		}
	}
	poll()
	for range 20 {
		if err := box.World().Advance(3 * time.Hour); err != nil {
			t.Fatal(err)
		}
		poll()
	}
	for _, o := range box.World().Orders(world.Filter{}) {
		var now row
		c.do("GET", orders+"/"+o.Ref, "_fields=status", "").decode(t, &now)
		if seen[o.ID] != now.Status {
			t.Errorf("order %d is %s, the poller has %q", o.ID, now.Status, seen[o.ID])
		}
	}
}

package woocommerce

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// orderQuery is what a list of orders is asked for.
type orderQuery struct {
	paging
	statuses   []string // nil: any
	customer   int64
	byCustomer bool
	product    int64
	parentOf   map[int64]int64 // of every variation, when product is asked for
	parents    []int64
	createdVia []string
}

func (c *call) orderQuery() (*orderQuery, error) {
	var bad invalid
	q := &orderQuery{paging: c.paging(&bad, "date", "id", "include", "title", "slug", "modified")}
	q.statuses = c.statuses(&bad)
	if _, q.byCustomer = c.query.get("customer"); q.byCustomer {
		q.customer = int64(c.integer(&bad, "customer", 0, 0, 0))
	}
	q.product = int64(c.integer(&bad, "product", 0, 0, 0))
	q.parents = c.integers(&bad, "parent")
	c.integers(&bad, "parent_exclude") // no order here has a parent, so it leaves none out
	q.createdVia, _ = c.query.list("created_via")
	return q, bad.err()
}

// statuses reads the filter; any, alone or among others, is all but the bin and what search does not show.
func (c *call) statuses(bad *invalid) []string {
	values, given := c.query.list("status")
	if !given || len(values) == 0 {
		return nil
	}
	allowed := append([]string{"any", trash}, c.f.plug.known()...)
	for i, v := range values {
		if !slices.Contains(allowed, v) {
			bad.notOneOf("status", "status["+strconv.Itoa(i)+"]", allowed)
			return nil
		}
	}
	if slices.Contains(values, "any") {
		return nil
	}
	return values
}

// plain tells whether status and time are all that is asked for, so that the world's indexes have the answer.
func (q *orderQuery) plain() bool {
	return !q.byCustomer && q.parents == nil && q.createdVia == nil && q.product == 0 && q.search == "" && q.include == nil && q.exclude == nil
}

func (q *orderQuery) matches(o *world.Order) bool {
	switch {
	case !holds(q.after, q.before, o.Created.Unix()), !holds(q.modifiedAfter, q.modifiedBefore, o.Updated.Unix()):
		return false
	case q.byCustomer && o.BuyerID != q.customer:
		return false
	case q.parents != nil && !slices.Contains(q.parents, 0):
		return false
	case q.createdVia != nil && !slices.Contains(q.createdVia, via(o)):
		return false
	case q.product != 0 && !slices.ContainsFunc(o.Lines, func(l world.Line) bool { return q.isProduct(&l) }):
		return false
	}
	return q.wanted(o.ID) && (q.search == "" || found(o, q.search))
}

// isProduct tells whether a line is of the product or of one of its variations. It must not ask the world, which holds
// still while a list is read.
func (q *orderQuery) isProduct(l *world.Line) bool {
	return l.ItemID == q.product || l.ItemID != 0 && q.parentOf[l.ItemID] == q.product
}

// found searches where WooCommerce does: number, names, address, mail and the names of the goods.
func found(o *world.Order, what string) bool {
	b := &o.Buyer
	for _, s := range []string{o.Number, o.Ref, b.First + " " + b.Last, b.Company, b.Street, b.City, b.Email, b.Phone, b.ShipFirst + " " + b.ShipLast} {
		if strings.Contains(strings.ToLower(s), what) {
			return true
		}
	}
	return slices.ContainsFunc(o.Lines, func(l world.Line) bool { return strings.Contains(strings.ToLower(l.Name), what) })
}

// listing is the query in the world's terms: it is told the span of the time it is sorted by, the rest goes into Where.
func (q *orderQuery) listing() world.Listing {
	l := world.Listing{ByUpdate: q.orderBy == "modified", Descending: !q.ascending, Words: q.statuses, Skip: q.start(), Limit: q.perPage}
	after, before, others := q.after, q.before, q.modifiedAfter.set || q.modifiedBefore.set
	if l.ByUpdate {
		after, before, others = q.modifiedAfter, q.modifiedBefore, q.after.set || q.before.set
	}
	if after.set {
		l.From = time.Unix(after.unix+1, 0)
	}
	if before.set {
		l.To = time.Unix(before.unix-1, 0)
	}
	if others || !q.plain() {
		l.Where = q.matches
	}
	return l
}

// choose returns the orders of the page and what the headers say.
func (q *orderQuery) choose(f *Face) ([]*world.Order, *listing) {
	if q.product != 0 {
		q.parentOf = f.parents()
	}
	l := q.listing()
	if q.orderBy == "include" && q.include != nil {
		l.Skip, l.Limit = 0, len(q.include)
		all, _ := f.world.List(f.shop.Key, l)
		slices.SortStableFunc(all, func(a, b *world.Order) int { return slices.Index(q.include, a.ID) - slices.Index(q.include, b.ID) })
		return page(&q.paging, all)
	}
	out, total := f.world.List(f.shop.Key, l)
	return out, newListing(&q.paging, total)
}

func listOrders(c *call) (*answer, error) {
	q, err := c.orderQuery()
	if err != nil {
		return nil, err
	}
	if err := c.may("list"); err != nil {
		return nil, err
	}
	orders, l := q.choose(c.f)
	w := &writer{b: make([]byte, 0, 64+3000*len(orders)), only: c.view.only}
	w.b = append(w.b, '[')
	for _, o := range orders {
		w.sep()
		c.view.order(w, o)
	}
	w.b = append(w.b, ']')
	return &answer{status: http.StatusOK, body: w.b, list: l}, nil
}

func getOrder(c *call) (*answer, error) {
	if err := c.may("view"); err != nil {
		return nil, err
	}
	o, err := c.f.order(c.ids[0])
	if err != nil {
		return nil, err
	}
	return one(http.StatusOK, c.view.oneOrder(o)), nil
}

func (v view) oneOrder(o *world.Order) []byte {
	w := v.single()
	v.order(w, o)
	return w.b
}

// order finds by id. Unknown is 404 when read and 400 when written (recorded: error-order-404, error-order-update-404).
func (f *Face) order(id int64) (*world.Order, error) {
	o, err := f.world.Order(f.shop.Key, ref(id))
	if err != nil {
		return nil, refuse(http.StatusNotFound, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
	}
	return o, nil
}

func ref(id int64) string { return strconv.FormatInt(id, 10) }

func orderTotals(c *call) (*answer, error) {
	if err := c.may("list"); err != nil {
		return nil, err
	}
	count := map[string]int{}
	for o := range c.f.world.ByCreated(c.f.shop.Key, false) {
		count[c.f.plug.status(o)]++
	}
	names := [][2]string{
		{"pending", "Pending payment"}, {"processing", "Processing"}, {"on-hold", "On hold"}, {"completed", "Completed"},
		{"cancelled", "Cancelled"}, {"refunded", "Refunded"}, {"failed", "Failed"}, {"checkout-draft", "Draft"},
	}
	if c.f.plug.statuses {
		for _, s := range pluginStatuses {
			names = append(names, [2]string{s, strings.ToUpper(s[:1]) + strings.ReplaceAll(s[1:], "-", " ")})
		}
	}
	var rows []string
	for _, n := range names {
		rows = append(rows, fmt.Sprintf(`{"slug":%q,"name":%q,"total":%d}`, n[0], n[1], count[n[0]]))
	}
	return one(http.StatusOK, []byte("["+strings.Join(rows, ",")+"]")), nil
}

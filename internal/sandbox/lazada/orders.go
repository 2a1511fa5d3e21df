package lazada

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

func getSeller(c *call) (object, *refusal) {
	f := c.f
	return object{"data": object{
		"name": f.shop.Name, "name_company": f.shop.Name, "seller_id": c.view.ref(f.sellerID()), "short_code": f.shortCode(), "logo_url": "",
		"email": "owner@example.test", "cb": c.view.flag(false), "location": "Jakarta", "status": "ACTIVE", "verified": c.view.flag(true),
		"marketplaceEaseMode": c.view.flag(false),
	}}, nil
}

func getWarehouses(c *call) (object, *refusal) {
	return object{"result": object{"success": true, "module": []object{{"code": "dropshipping", "name": c.f.shop.Name}}}}, nil
}

// filters are the words of the status filter and the item statuses they let through. "all" lets everything through.
var filters = map[string][]string{
	"all": nil, "unpaid": {"unpaid"}, "pending": {"pending"}, "packed": {"packed"}, "canceled": {"canceled"}, "ready_to_ship": {"ready_to_ship"},
	"delivered": {"delivered"}, "returned": {"returned"}, "shipped": {"shipped"}, "failed": {"failed", "failed_delivery"},
	"topack": {"pending", "repacked"}, "toship": {"packed", "ready_to_ship", "ready_to_ship_pending"}, "shipping": {"shipped"}, "lost": {"lost"},
	"lost_by_3pl": {"lost_by_3pl"}, "damaged_by_3pl": {"damaged_by_3pl"}, "failed_delivery": {"failed_delivery"}, "shipped_back": {"shipped_back"},
	"shipped_back_success": {"shipped_back_success"}, "shipped_back_failed": {"shipped_back_failed"}, "package_scrapped": {"package_scrapped"},
	"confirmed": {"confirmed"},
}

// getOrders is /orders/get. Without sort_by it sorts by created_at, descending (unverified).
func getOrders(c *call) (object, *refusal) {
	l, no := c.listing()
	if no != nil {
		return nil, no
	}
	page, total := c.f.world.List(c.f.shop.Key, l)
	orders := []object{}
	for _, o := range page {
		orders = append(orders, c.view.order(o))
	}
	return object{"data": object{"count": c.view.id(int64(len(orders))), "countTotal": c.view.id(int64(total)), "orders": orders}}, nil
}

// listing reads the parameters of a list. Bounds are inclusive; those of the field that is not sorted by are filtered for.
func (c *call) listing() (world.Listing, *refusal) {
	l := world.Listing{Descending: c.get("sort_direction") != "ASC", ByUpdate: c.get("sort_by") == "updated_at"}
	var created, updated span
	for _, t := range []struct {
		name string
		at   *time.Time
	}{{"created_after", &created.from}, {"created_before", &created.to}, {"update_after", &updated.from}, {"update_before", &updated.to}} {
		if no := c.time(t.name, t.at); no != nil {
			return l, no
		}
	}
	if created.from.IsZero() && updated.from.IsZero() {
		return l, missing("created_after")
	}
	if !slices.Contains([]string{"", "ASC", "DESC"}, c.get("sort_direction")) {
		return l, &refusal{"74", "ISP", "E074: Invalid sort direction."}
	}
	if !slices.Contains([]string{"", "created_at", "updated_at"}, c.get("sort_by")) {
		return l, &refusal{"75", "ISP", "E075: Invalid sort filter."}
	}
	words, ok := filters[cmp.Or(c.get("status"), "all")]
	if !ok {
		return l, &refusal{"36", "ISP", "E036: Invalid status filter"}
	}
	var no *refusal
	if l.Skip, l.Limit, no = c.paging(100, 5000); no != nil {
		return l, no
	}
	l.From, l.To = created.from, created.to
	other := func(o *world.Order) bool { return updated.holds(o.Updated) }
	if l.ByUpdate {
		l.From, l.To = updated.from, updated.to
		other = func(o *world.Order) bool { return created.holds(o.Created) }
	}
	l.Where = func(o *world.Order) bool { return other(o) && c.f.words.any(o, words) }
	return l, nil
}

// span is a time from and to, both included; zero is open.
type span struct{ from, to time.Time }

func (s span) holds(t time.Time) bool {
	return (s.from.IsZero() || !t.Before(s.from)) && (s.to.IsZero() || !t.After(s.to))
}

// any tells whether an item has one of the words; nil lets all through.
func (w words) any(o *world.Order, wanted []string) bool {
	if wanted == nil {
		return true
	}
	return slices.ContainsFunc(w.statuses(o), func(s string) bool { return slices.Contains(wanted, s) })
}

// time reads YYYY-MM-DDTHH:mm:ss±HH:MM, the one form that is taken.
func (c *call) time(name string, into *time.Time) *refusal {
	s := c.get(name)
	if s == "" {
		return nil
	}
	at, err := time.Parse("2006-01-02T15:04:05-07:00", s)
	if err != nil {
		return &refusal{"17", "ISP", fmt.Sprintf("E017: %q Invalid Date Format", s)}
	}
	*into = at
	return nil
}

// paging reads offset and limit.
func (c *call) paging(mostLimit, mostOffset int) (offset, limit int, no *refusal) {
	limit, err := strconv.Atoi(cmp.Or(c.get("limit"), "10"))
	if err != nil || limit < 1 || limit > mostLimit {
		return 0, 0, &refusal{"19", "ISP", fmt.Sprintf("E019: %q Invalid Limit", c.get("limit"))}
	}
	offset, err = strconv.Atoi(cmp.Or(c.get("offset"), "0"))
	if err != nil || offset < 0 || offset > mostOffset {
		return 0, 0, &refusal{"14", "ISP", fmt.Sprintf("E014: %q Invalid Offset", c.get("offset"))}
	}
	return offset, limit, nil
}

// one finds the order that a call names.
func (c *call) one() (*world.Order, *refusal) {
	ref := c.get("order_id")
	if ref == "" {
		return nil, missing("order_id")
	}
	o, err := c.f.world.Order(c.f.shop.Key, ref)
	if err != nil {
		return nil, &refusal{"16", "ISP", fmt.Sprintf("E016: %q Invalid Order ID", ref)}
	}
	return o, nil
}

func getOrder(c *call) (object, *refusal) {
	o, no := c.one()
	if no != nil {
		return nil, no
	}
	data := c.view.order(o)
	delete(data, "voucher_seller") // the reference page of this call has no split
	delete(data, "voucher_platform")
	return object{"data": data}, nil
}

func getItems(c *call) (object, *refusal) {
	o, no := c.one()
	if no != nil {
		return nil, no
	}
	return object{"data": c.view.items(o)}, nil
}

// getManyItems is /orders/items/get: at most 50 orders, all of this store.
func getManyItems(c *call) (object, *refusal) {
	ids, ok := ids(c.get("order_ids"))
	switch {
	case c.get("order_ids") == "":
		return nil, missing("order_ids")
	case !ok:
		return nil, &refusal{"56", "ISP", "E056: Invalid OrdersIdList format. Must use array format [1,2]"}
	case len(ids) > 50:
		return nil, &refusal{"38", "ISP", "E038: Too many orders were requested"}
	}
	data := []object{}
	for _, id := range ids {
		o, err := c.f.world.Order(c.f.shop.Key, id)
		if err != nil && len(ids) == 1 {
			return nil, &refusal{"39", "ISP", "E039: No orders were found"}
		}
		if err != nil {
			return nil, &refusal{"37", "ISP", "E037: One or more order id in the list are incorrect"}
		}
		data = append(data, object{"order_id": c.view.ref(o.Ref), "order_number": c.view.ref(o.Number), "order_items": c.view.items(o)})
	}
	return object{"data": data}, nil
}

// ids reads [1,2], with or without quotes around the numbers.
func ids(s string) ([]string, bool) {
	var raw []json.RawMessage
	if json.Unmarshal([]byte(s), &raw) != nil {
		return nil, false
	}
	out := make([]string, len(raw))
	for i, r := range raw {
		out[i] = plain(r)
	}
	return out, true
}

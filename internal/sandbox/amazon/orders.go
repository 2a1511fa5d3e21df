package amazon

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// question is what a list is asked for, in both versions.
type question struct {
	byUpdate bool
	from, to time.Time
	words    []string
	by       []string
	limit    int
	at       place
}

// place is where a page begins: after the order changed (or made) then, with that id.
type place struct {
	Time  int64  `json:"t"`
	ID    int64  `json:"i"`
	Query string `json:"q"` // of the first page
	Made  int64  `json:"m"` // when the token was given out
}

func (p place) token() string {
	raw, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(raw)
}

func readPlace(s string) (place, bool) {
	var p place
	raw, err := base64.StdEncoding.DecodeString(s)
	return p, err == nil && json.Unmarshal(raw, &p) == nil
}

// tokenLife is how long a paginationToken is good.
const tokenLife = 24 * time.Hour

// spans reads the two families of times; exactly one may be asked for.
func (c *call) spans(q *question, createdAfter, createdBefore, updatedAfter, updatedBefore string) *refusal {
	v := c.r.URL.Query()
	if v.Has(createdAfter) == v.Has(updatedAfter) {
		return bad("Exactly one of %s and %s has to be given.", createdAfter, updatedAfter)
	}
	after, before, other := createdAfter, createdBefore, updatedBefore
	if q.byUpdate = v.Has(updatedAfter); q.byUpdate {
		after, before, other = updatedAfter, updatedBefore, createdBefore
	}
	if v.Has(other) {
		return bad("%s does not go with %s.", other, after)
	}
	var err error
	if q.from, err = time.Parse(time.RFC3339, v.Get(after)); err != nil {
		return bad("%s is not in ISO 8601 format.", after)
	}
	latest := c.f.now().Add(-2 * time.Minute)
	if q.to = latest; v.Has(before) {
		if q.to, err = time.Parse(time.RFC3339, v.Get(before)); err != nil {
			return bad("%s is not in ISO 8601 format.", before)
		}
		if q.to.After(latest) || q.to.Before(q.from) {
			return bad("%s has to be after %s and at least two minutes before now.", before, after)
		}
	}
	return nil
}

// list gives a page and where the next one begins; zero: nowhere.
func (f *Face) list(q question) (page []*world.Order, next place) {
	from := q.from
	if q.at.Time != 0 {
		from = time.Unix(q.at.Time, 0)
	}
	key := func(o *world.Order) (int64, int64) {
		if q.byUpdate {
			return o.Updated.Unix(), o.ID
		}
		return o.Created.Unix(), o.ID
	}
	page, _ = f.world.List(f.shop.Key, world.Listing{
		ByUpdate: q.byUpdate, From: ceil(from), To: q.to, Limit: q.limit + 1,
		Where: func(o *world.Order) bool {
			t, id := key(o)
			if t == q.at.Time && id <= q.at.ID {
				return false
			}
			if len(q.words) > 0 && !slices.Contains(q.words, f.words.status(o)) {
				return false
			}
			return len(q.by) == 0 || slices.Contains(q.by, f.fulfilledBy(o))
		},
	})
	if len(page) > q.limit {
		page = page[:q.limit]
		next.Time, next.ID = key(page[q.limit-1])
	}
	return page, next
}

// ceil is the next whole second: the world's times have no parts of one.
func ceil(t time.Time) time.Time {
	if w := t.Truncate(time.Second); !w.Equal(t) {
		return w.Add(time.Second)
	}
	return t
}

func (f *Face) fulfilledBy(o *world.Order) string {
	if f.words.byAmazon(o) {
		return "AMAZON"
	}
	return "MERCHANT"
}

var statuses2026 = []string{"PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE"}

// csv reads a list of known words.
func csv(v url.Values, name string, known []string) ([]string, *refusal) {
	var out []string
	for word := range strings.SplitSeq(v.Get(name), ",") {
		switch {
		case word == "":
		case !slices.Contains(known, word):
			return nil, bad("%s holds %q.", name, word)
		default:
			out = append(out, word)
		}
	}
	return out, nil
}

// searchOrders is the list of 2026-01-01.
func searchOrders(c *call) (any, *refusal) {
	v := c.r.URL.Query()
	q := question{limit: 100}
	if no := c.spans(&q, "createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore"); no != nil {
		return nil, no
	}
	for name := range v {
		if !slices.Contains([]string{"createdAfter", "createdBefore", "lastUpdatedAfter", "lastUpdatedBefore", "marketplaceIds", "fulfillmentStatuses",
			"fulfilledBy", "maxResultsPerPage", "paginationToken", "includedData"}, name) {
			return nil, bad("%s is no parameter.", name)
		}
	}
	if no := markets(v, "marketplaceIds", false); no != nil {
		return nil, no
	}
	var no *refusal
	if q.words, no = csv(v, "fulfillmentStatuses", statuses2026); no != nil {
		return nil, no
	}
	if q.by, no = csv(v, "fulfilledBy", []string{"MERCHANT", "AMAZON"}); no != nil {
		return nil, no
	}
	blocks, no := csv(v, "includedData", allBlocks)
	if no != nil {
		return nil, no
	}
	if no := c.paged(v, &q); no != nil {
		return nil, no
	}
	page, next := c.f.list(q)
	orders := []object{}
	for _, o := range page {
		orders = append(orders, c.order(o, blocks))
	}
	out := object{"orders": orders}
	name := "createdBefore"
	if q.byUpdate {
		name = "lastUpdatedBefore"
	}
	out[name] = stamp(q.to)
	if next.Time != 0 {
		next.Query, next.Made = same(v), c.f.now().Unix()
		out["pagination"] = object{"nextToken": next.token()}
	}
	return out, nil
}

// paged reads page size and token. All other parameters have to be those of the first page, but for maxResultsPerPage and includedData.
func (c *call) paged(v url.Values, q *question) *refusal {
	if s := v.Get("maxResultsPerPage"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 100 {
			return bad("maxResultsPerPage has to be between 1 and 100.")
		}
		q.limit = n
	}
	if !v.Has("paginationToken") {
		return nil
	}
	at, ok := readPlace(v.Get("paginationToken"))
	if !ok || at.Query != same(v) || c.f.now().Sub(time.Unix(at.Made, 0)) > tokenLife {
		return bad("The paginationToken is not valid for these parameters.")
	}
	q.at = at
	return nil
}

// same is the part of a question that must not change from page to page.
func same(v url.Values) string {
	kept := url.Values{}
	for name, values := range v {
		if name != "paginationToken" && name != "maxResultsPerPage" && name != "includedData" {
			kept[name] = values
		}
	}
	return kept.Encode()
}

// markets checks the ids of marketplaces: one that the seller is not on is refused as a missing right.
func markets(v url.Values, name string, required bool) *refusal {
	if v.Get(name) == "" {
		if required {
			return bad("%s is missing.", name)
		}
		return nil
	}
	for id := range strings.SplitSeq(v.Get(name), ",") {
		if id != marketplace {
			return denied("")
		}
	}
	return nil
}

var orderID = regexp.MustCompile(`^\d{3}-\d{7}-\d{7}$`)

// one finds the order that a path names.
func (c *call) one() (*world.Order, *refusal) {
	id := c.r.PathValue("id")
	if !orderID.MatchString(id) {
		return nil, bad("The order id %q is not in the 3-7-7 format.", id)
	}
	o, err := c.f.world.Order(c.f.shop.Key, id)
	if err != nil {
		return nil, unknown("The order " + id)
	}
	return o, nil
}

// getOrder is the single read of 2026-01-01.
func getOrder(c *call) (any, *refusal) {
	blocks, no := csv(c.r.URL.Query(), "includedData", allBlocks)
	if no != nil {
		return nil, no
	}
	o, no := c.one()
	if no != nil {
		return nil, no
	}
	return object{"order": c.order(o, blocks)}, nil
}

// cancelReasons are the codes of cancelOrder and who they say it was.
var cancelReasons = map[string]world.Actor{
	"NO_INVENTORY": world.Seller, "BUYER_CANCELLED": world.Buyer, "SHIPPING_ADDRESS_UNDELIVERABLE": world.Seller,
	"CUSTOMER_EXCHANGE": world.Seller, "PRICING_ERROR": world.Seller,
}

// cancelOrder cancels the whole of an order that the seller ships.
func cancelOrder(c *call) (any, *refusal) {
	var ask struct {
		Reason string `json:"cancelReasonCode"`
	}
	o, no := c.one()
	if no != nil {
		return nil, no
	}
	by, ok := cancelReasons[ask.Reason]
	if json.Unmarshal(c.body, &ask) == nil {
		by, ok = cancelReasons[ask.Reason]
	}
	if !ok {
		return nil, bad("cancelReasonCode is not valid.")
	}
	if c.f.words.byAmazon(o) || c.f.words.status(o) != "UNSHIPPED" {
		return nil, bad("The order %s cannot be cancelled in its present state.", o.Ref) // text unverified
	}
	if _, err := c.f.world.Do(c.f.shop.Key, o.Ref, world.Act{Verb: world.Cancel, By: by}); err != nil {
		if errors.Is(err, world.ErrIllegal) {
			return nil, bad("The order %s cannot be cancelled in its present state.", o.Ref)
		}
		return nil, unknown("The order " + o.Ref)
	}
	return accepted{http.StatusAccepted, object{}}, nil
}

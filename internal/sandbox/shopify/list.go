package shopify

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// term is one condition of a search: field, operator and value, or its negation.
type term struct {
	field, op, value string
	not              bool
}

// search reads a filter: terms with spaces between, which must all hold. Values may stand in quotes. A term that is no condition, and
// a field that is not known, let everything through, as at the store.
func search(q string) []term {
	var out []term
	for _, word := range split(q) {
		t := term{}
		if word == "AND" {
			continue
		}
		word, t.not = strings.CutPrefix(word, "-")
		name, rest, ok := strings.Cut(word, ":")
		if !ok {
			continue
		}
		t.field, t.op = name, "="
		for _, op := range []string{">=", "<=", ">", "<"} {
			if after, ok := strings.CutPrefix(rest, op); ok {
				t.op, rest = op, after
				break
			}
		}
		t.value = strings.Trim(rest, `'"`)
		out = append(out, t)
	}
	return out
}

// split parts at spaces outside quotes. A time without quotes is cut at its first colon by the store; here it is only not found.
func split(q string) []string {
	var out []string
	var quote rune
	return append(out, strings.FieldsFunc(q, func(r rune) bool {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		}
		return quote == 0 && r == ' '
	})...)
}

func (t term) holds(o *world.Order) bool {
	var ok bool
	switch t.field {
	case "updated_at":
		ok = t.time(o.Updated)
	case "created_at", "processed_at":
		ok = t.time(o.Created)
	case "test":
		ok = t.value == "false"
	case "name":
		ok = strings.HasPrefix(strings.TrimPrefix(o.Number, "#"), strings.TrimPrefix(t.value, "#")) // a word's beginning may do
	case "id":
		ok = t.compare(strings.Compare(o.Ref, t.value))
	case "financial_status":
		ok = strings.EqualFold(or(financial(o), "pending"), t.value)
	case "fulfillment_status":
		ok = slices.Contains(searchWords[t.value], fulfillment(o))
	case "status":
		ok = statusHolds(t.value, wordsOf(o))
	default:
		return true
	}
	return ok != t.not
}

var searchWords = map[string][]string{
	"unshipped": {"UNFULFILLED"}, "unfulfilled": {"UNFULFILLED", "PARTIALLY_FULFILLED"}, "shipped": {"FULFILLED"}, "fulfilled": {"FULFILLED"},
	"partial": {"PARTIALLY_FULFILLED"},
}

func statusHolds(word string, w words) bool {
	switch word {
	case "open":
		return w.closedAt.IsZero()
	case "closed":
		return !w.closedAt.IsZero() && w.cancelledAt.IsZero()
	case "cancelled":
		return !w.cancelledAt.IsZero()
	case "not_closed":
		return w.closedAt.IsZero()
	}
	return true
}

func (t term) time(at time.Time) bool {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02"} {
		if want, err := time.Parse(form, t.value); err == nil {
			return t.compare(at.Compare(want))
		}
	}
	return true // what cannot be read is left out of the search
}

func (t term) compare(c int) bool {
	switch t.op {
	case ">=":
		return c >= 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case "<":
		return c < 0
	}
	return c == 0
}

// place is a cursor of a list of orders: the last one's id and the value it is sorted by.
type place struct {
	ID    int64 `json:"last_id"`
	Value int64 `json:"last_value"`
}

func (p place) text() string {
	b, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	return base64.StdEncoding.EncodeToString(b)
}

func readPlace(s any) (*place, error) {
	if s == nil {
		return nil, nil
	}
	raw, err := base64.StdEncoding.DecodeString(fmt.Sprint(s))
	p := &place{}
	if err != nil || json.Unmarshal(raw, p) != nil {
		return nil, refuse("BAD_REQUEST", "Invalid cursor for current pagination sort.")
	}
	return p, nil
}

// wall is how far back the shop shows orders to those who lack read_all_orders.
const wall = 60 * 24 * time.Hour

// orders is the list of orders: by updated_at or created_at, from either end, behind a cursor.
func (c *call) orders(args map[string]any) any {
	if err := c.may("read_orders", "orders"); err != nil {
		return err
	}
	n, fromEnd, err := pageSize(args)
	if err != nil {
		return err
	}
	if fromEnd {
		return refuse("BAD_REQUEST", "this pretend shop pages forward only")
	}
	after, err := readPlace(args["after"])
	if err != nil {
		return err
	}
	reverse, _ := args["reverse"].(bool)
	byUpdate := args["sortKey"] == "UPDATED_AT"
	value := func(o *world.Order) int64 {
		if byUpdate {
			return o.Updated.Unix()
		}
		return o.Created.Unix()
	}
	where := c.where(args["query"])
	l := world.Listing{ByUpdate: byUpdate, Descending: reverse, Limit: n + 1, Where: func(o *world.Order) bool {
		return where(o) && (after == nil || behind(after, value(o), o.ID, reverse))
	}}
	if after != nil && !reverse {
		l.From = time.Unix(after.Value, 0)
	}
	page, _ := c.f.world.List(c.f.shop.Key, l)
	more := len(page) > n
	page = page[:min(n, len(page))]
	v := c.view()
	out, cursors := make([]object, len(page)), map[any]string{}
	for i, o := range page {
		out[i] = v.order(o)
		cursors[out[i]["id"]] = place{o.ID, value(o)}.text()
	}
	return pageOf(out, after != nil, more, func(o object) string { return cursors[o["id"]] })
}

func behind(p *place, value, id int64, reverse bool) bool {
	if reverse {
		return value < p.Value || value == p.Value && id < p.ID
	}
	return value > p.Value || value == p.Value && id > p.ID
}

// where is a search as a test. Clock skew shifts what is shown and what is searched alike.
func (c *call) where(query any) func(*world.Order) bool {
	q, _ := query.(string)
	terms := search(q)
	since := time.Time{}
	if !c.token.has("read_all_orders") {
		since = c.f.world.Now().Add(-wall)
	}
	return func(o *world.Order) bool {
		if o.Created.Before(since) {
			return false
		}
		if c.effects.Skew != 0 {
			shifted := *o
			shifted.Updated, shifted.Created = o.Updated.Add(c.effects.Skew), o.Created.Add(c.effects.Skew)
			o = &shifted
		}
		for _, t := range terms {
			if !t.holds(o) {
				return false
			}
		}
		return true
	}
}

// defaultCount is where counting stops unless it is told otherwise.
const defaultCount = 10_000

func (c *call) ordersCount(args map[string]any) any {
	if err := c.may("read_orders", "ordersCount"); err != nil {
		return err
	}
	_, total := c.f.world.List(c.f.shop.Key, world.Listing{Where: c.where(args["query"])})
	limit := defaultCount
	if n, ok := args["limit"].(int64); ok {
		limit = int(n)
	}
	if total > limit {
		return object{"count": limit, "precision": "AT_LEAST"}
	}
	return object{"count": total, "precision": "EXACT"}
}

// order finds one by its global id; null for one that is not there, an error for what is no id.
func (c *call) order(id any) any {
	if err := c.may("read_orders", "order"); err != nil {
		return err
	}
	n, ok := number(id, "Order")
	if !ok {
		return invalidID(id)
	}
	o, err := c.f.world.Order(c.f.shop.Key, strconv.FormatInt(n, 10))
	if err != nil {
		return nil
	}
	return c.view().order(o)
}

func invalidID(id any) error {
	return refuse("INVALID_FIELD_ARGUMENTS", "Invalid global id '%v'", id)
}

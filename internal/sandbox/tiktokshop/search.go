package tiktokshop

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// found is a row of a search with the times that it is sorted by.
type found struct {
	created, updated int64 // Unix seconds, as shown
	id               int64 // tells rows of one second apart
	show             func() fields
}

// times are the bounds that all searches of orders, cancellations and returns take: [ge, lt).
type times struct {
	UpdatedFrom *int64 `json:"update_time_ge"`
	UpdatedTo   *int64 `json:"update_time_lt"`
	CreatedFrom *int64 `json:"create_time_ge"`
	CreatedTo   *int64 `json:"create_time_lt"`
}

func (t times) hold(r found) bool {
	return within(r.updated, t.UpdatedFrom, t.UpdatedTo) && within(r.created, t.CreatedFrom, t.CreatedTo)
}

func within(at int64, from, to *int64) bool {
	return (from == nil || at >= *from) && (to == nil || at < *to)
}

func (t times) check() error {
	for _, b := range [][2]*int64{{t.UpdatedFrom, t.UpdatedTo}, {t.CreatedFrom, t.CreatedTo}} {
		if b[0] != nil && b[1] != nil && *b[0] >= *b[1] {
			return wrong("the start of the time range must be before its end")
		}
	}
	return nil
}

// pager is how a search is sorted and cut.
type pager struct {
	size       int64
	byUpdate   bool
	descending bool
	token      []byte
	counted    bool
}

// pager reads what every search has in its query. usual is the order in which rows come unasked.
func (c *call) pager(least, most int64, usual string) (pager, error) {
	p := pager{counted: c.f.counted}
	size, err := strconv.ParseInt(c.query.Get("page_size"), 10, 64)
	if err != nil || size < least || size > most {
		return p, wrong("page_size must be between " + strconv.FormatInt(least, 10) + " and " + strconv.FormatInt(most, 10))
	}
	p.size = size
	switch c.query.Get("sort_field") {
	case "update_time":
		p.byUpdate = true
	case "", "create_time":
	default:
		return p, wrong("sort_field must be create_time or update_time")
	}
	order := c.query.Get("sort_order")
	if order == "" {
		order = usual
	}
	if order != "ASC" && order != "DESC" {
		return p, wrong("sort_order must be ASC or DESC")
	}
	p.descending = order == "DESC"
	if given := c.query.Get("page_token"); given != "" {
		if p.token, err = base64.StdEncoding.DecodeString(given); err != nil || len(p.token) != 16 {
			return p, wrong("page_token is invalid")
		}
	}
	return p, nil
}

// veil makes tokens look like nothing, with + and / among their signs.
var veil = []byte{0xfb, 0xef, 0xbe, 0xfb, 0xef, 0xbe, 0xff, 0xff, 0xfb, 0xef, 0xbe, 0xfb, 0xef, 0xbe, 0xff, 0xff}

func masked(key []byte) []byte {
	out := make([]byte, len(key))
	for i := range key {
		out[i] = key[i] ^ veil[i]
	}
	return out
}

func (p pager) at(r found) int64 {
	if p.byUpdate {
		return r.updated
	}
	return r.created
}

// cut sorts the rows and gives the page that the token names, and the token of the next; empty on the last.
func (p pager) cut(rows []found) (page []found, next string) {
	slices.SortStableFunc(rows, func(a, b found) int {
		n := compare(p.at(a), a.id, p.at(b), b.id)
		if p.descending {
			return -n
		}
		return n
	})
	start := p.start(rows)
	end := min(start+int(p.size), len(rows))
	if end < len(rows) {
		next = p.mark(rows[end-1], end)
	}
	return rows[start:end], next
}

func compare(at, id, bt, bid int64) int {
	switch {
	case at < bt || at == bt && id < bid:
		return -1
	case at == bt && id == bid:
		return 0
	}
	return 1
}

// start is the first row of the page: behind a key, or at a number of rows.
func (p pager) start(rows []found) int {
	if p.token == nil {
		return 0
	}
	key := masked(p.token)
	at, id := int64(binary.BigEndian.Uint64(key)), int64(binary.BigEndian.Uint64(key[8:]))
	if p.counted {
		return min(int(max(at, 0)), len(rows))
	}
	i := slices.IndexFunc(rows, func(r found) bool {
		n := compare(p.at(r), r.id, at, id)
		return n > 0 && !p.descending || n < 0 && p.descending
	})
	if i < 0 {
		return len(rows)
	}
	return i
}

func (p pager) mark(last found, end int) string {
	key := make([]byte, 16)
	if p.counted {
		binary.BigEndian.PutUint64(key, uint64(end))
	} else {
		binary.BigEndian.PutUint64(key, uint64(p.at(last)))
		binary.BigEndian.PutUint64(key[8:], uint64(last.id))
	}
	return base64.StdEncoding.EncodeToString(masked(key))
}

// answer is a page as all searches show it.
func (p pager) answer(name string, rows []found) fields {
	total := len(rows)
	page, next := p.cut(rows)
	out := make([]fields, 0, len(page))
	for _, r := range page {
		out = append(out, r.show())
	}
	return fields{name: out, "next_page_token": next, "total_count": total}
}

// statuses are those that the search can be asked for.
var statuses = []string{
	"UNPAID", "ON_HOLD", "AWAITING_SHIPMENT", "PARTIALLY_SHIPPING", "AWAITING_COLLECTION", "IN_TRANSIT", "DELIVERED", "COMPLETED", "CANCELLED",
}

// searchOrders is POST order/202309/orders/search: whole orders, newest first unless asked otherwise.
func searchOrders(c *call) (any, error) {
	var in struct {
		times
		Status      string `json:"order_status"`
		CancelAsked *bool  `json:"is_buyer_request_cancel"`
	}
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	p, err := c.pager(1, 100, "DESC")
	if err != nil {
		return nil, err
	}
	if in.Status != "" && !slices.Contains(statuses, in.Status) {
		return nil, wrong("order_status is invalid")
	}
	var rows []found
	for _, o := range c.f.orders(in.times, c.effects.Skew) {
		r := found{created: c.unix(o.Created), updated: c.unix(o.Updated), id: o.ID, show: func() fields { return c.order(o, false) }}
		if in.hold(r) && (in.Status == "" || in.Status == word(o)) && (in.CancelAsked == nil || *in.CancelAsked == o.CancelRequested) {
			rows = append(rows, r)
		}
	}
	return p.answer("orders", rows), nil
}

// orders are those that can lie within the bounds; a bound on the change time keeps a large shop's old orders out of it.
func (f *Face) orders(t times, skew time.Duration) []*world.Order {
	if t.UpdatedFrom == nil && t.UpdatedTo == nil {
		return slices.Collect(f.world.ByCreated(f.shop.Key, false))
	}
	var from, to time.Time
	if t.UpdatedFrom != nil {
		from = time.Unix(*t.UpdatedFrom, 0).Add(-skew)
	}
	if t.UpdatedTo != nil {
		to = time.Unix(*t.UpdatedTo, 0).Add(-skew)
	}
	return slices.Collect(f.world.ByUpdated(f.shop.Key, from, to, false))
}

// unix is a moment as TikTok shows it; 0 is none.
func (c *call) unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return c.effects.Shift(t).Unix()
}

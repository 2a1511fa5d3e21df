package woocommerce

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// paging is what every list knows.
type paging struct {
	page, perPage, offset int
	hasOffset             bool
	ascending             bool
	orderBy               string
	search                string
	include, exclude      []int64
	after, before         bound
	modifiedAfter         bound
	modifiedBefore        bound
	gmt                   bool
}

// bound is one end of a span of time; compared strictly, in whole seconds.
type bound struct {
	unix int64
	set  bool
}

// paging reads and checks the common parameters; orderBy lists what the list can be sorted by.
func (c *call) paging(bad *invalid, orderBy ...string) paging {
	p := paging{page: 1, perPage: 10, orderBy: orderBy[0]}
	p.page = c.integer(bad, "page", 1, 1, 0)
	p.perPage = c.integer(bad, "per_page", 10, 1, 100)
	_, p.hasOffset = c.query.get("offset")
	p.offset = c.integer(bad, "offset", 0, 0, 0)
	if v, ok := c.query.get("orderby"); ok {
		if p.orderBy = v; !slices.Contains(orderBy, v) {
			bad.notOneOf("orderby", "orderby", orderBy)
		}
	}
	if v, ok := c.query.get("order"); ok {
		if p.ascending = v == "asc"; v != "asc" && v != "desc" {
			bad.notOneOf("order", "order", []string{"asc", "desc"})
		}
	}
	p.search, _ = c.query.get("search")
	p.search = strings.ToLower(p.search)
	p.include, p.exclude = c.integers(bad, "include"), c.integers(bad, "exclude")
	if v, ok := c.query.get("dates_are_gmt"); ok {
		if p.gmt, ok = flag(v); !ok {
			bad.notType("dates_are_gmt", "boolean")
		}
	}
	p.after, p.before = c.date(bad, "after", p.gmt), c.date(bad, "before", p.gmt)
	p.modifiedAfter, p.modifiedBefore = c.date(bad, "modified_after", p.gmt), c.date(bad, "modified_before", p.gmt)
	if c.f.old {
		p.modifiedAfter, p.modifiedBefore = bound{}, bound{}
	}
	return p
}

// date reads a date parameter. The shop's skew is taken off, as what it compares with is shown with it.
func (c *call) date(bad *invalid, name string, gmt bool) bound {
	v, ok := c.query.get(name)
	if !ok {
		return bound{}
	}
	at, ok := instantOf(v, gmt, c.f.shop.Zone)
	if !ok {
		bad.add(name, "rest_invalid_date", "Invalid date.", "null")
		return bound{}
	}
	return bound{unix: at.Add(-c.view.effects.Skew).Unix(), set: true}
}

// holds tells whether a moment lies within two bounds, both left out themselves.
func holds(after, before bound, unix int64) bool {
	return (!after.set || unix > after.unix) && (!before.set || unix < before.unix)
}

// integer reads a whole number; most 0 means no upper end.
func (c *call) integer(bad *invalid, name string, fallback, least, most int) int {
	v, ok := c.query.get(name)
	if !ok {
		return fallback
	}
	n, err := strconv.Atoi(v)
	switch {
	case err != nil:
		bad.notType(name, "integer")
		return fallback
	case most > 0 && (n < least || n > most):
		bad.add(name, "rest_out_of_bounds", name+" must be between "+strconv.Itoa(least)+" (inclusive) and "+strconv.Itoa(most)+" (inclusive)", "null")
		return fallback
	case n < least:
		bad.add(name, "rest_out_of_bounds", name+" must be greater than or equal to "+strconv.Itoa(least), "null")
		return fallback
	}
	return n
}

func (c *call) integers(bad *invalid, name string) []int64 {
	values, given := c.query.list(name)
	if !given {
		return nil
	}
	out := make([]int64, 0, len(values))
	for i, v := range values {
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			bad.notTypeOf(name, name+"["+strconv.Itoa(i)+"]", "integer")
			return nil
		}
		out = append(out, n)
	}
	return out
}

// wanted tells whether include and exclude let an id through.
func (p *paging) wanted(id int64) bool {
	return (p.include == nil || slices.Contains(p.include, id)) && !slices.Contains(p.exclude, id)
}

// start is how many rows lie before the page.
func (p *paging) start() int {
	if p.hasOffset {
		return p.offset
	}
	return (p.page - 1) * p.perPage
}

// page cuts the page out of all rows.
func page[T any](p *paging, all []T) ([]T, *listing) {
	l := newListing(p, len(all))
	from := min(p.start(), len(all))
	return all[from:min(from+p.perPage, len(all))], l
}

// listing is what the headers of a list say.
type listing struct {
	page, total, pages int
}

// newListing counts. Past the end the shop says 0 and 0 (recorded: orders-page-too-far).
func newListing(p *paging, total int) *listing {
	if p.start() >= total {
		return &listing{page: p.page}
	}
	return &listing{page: p.page, total: total, pages: (total + p.perPage - 1) / p.perPage}
}

// header sets totals and links. The links repeat the whole query, the old OAuth values with it (recorded:
// orders-page-2-of-n), so whoever follows one as it stands is refused for a used nonce.
func (l *listing) header(h http.Header, r *http.Request, home string) {
	h["X-WP-Total"] = []string{strconv.Itoa(l.total)} // as the shop spells them
	h["X-WP-TotalPages"] = []string{strconv.Itoa(l.pages)}
	var links []string
	if l.page > 1 {
		links = append(links, l.link(r, home, min(l.page-1, l.pages), "prev"))
	}
	if l.page < l.pages {
		links = append(links, l.link(r, home, l.page+1, "next"))
	}
	if len(links) > 0 {
		h.Set("Link", strings.Join(links, ", "))
	}
}

func (l *listing) link(r *http.Request, home string, page int, rel string) string {
	var parts []string
	paged := false
	for _, p := range parseQuery(r.URL.RawQuery) {
		if p.key == "page" {
			p.value, paged = strconv.Itoa(page), true
		}
		parts = append(parts, url.QueryEscape(p.key)+"="+url.QueryEscape(p.value))
	}
	if !paged {
		parts = append(parts, "page="+strconv.Itoa(page))
	}
	return "<" + home + escapedPath(r) + "?" + strings.Join(parts, "&") + `>; rel="` + rel + `"`
}

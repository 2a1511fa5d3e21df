package magento

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// row is something that can be searched: its columns as text (absent: null), and how it is shown.
type row struct {
	column func(name string) (value string, known bool)
	show   func() object
}

type condition struct{ field, is, value string }

// criteria are a searchCriteria parameter, taken apart.
type criteria struct {
	groups [][]condition
	sort   []order
	size   int // 0: everything
	page   int
	given  bool
}

type order struct {
	field string
	down  bool
}

var (
	filterKey = regexp.MustCompile(`^searchCriteria\[(?:filter_groups|filterGroups)\]\[(\d{1,3})\]\[filters\]\[(\d{1,3})\]\[(field|value|condition_type|conditionType)\]$`)
	sortKey   = regexp.MustCompile(`^searchCriteria\[(?:sortOrders|sort_orders)\]\[(\d{1,3})\]\[(field|direction)\]$`)
)

// criteria reads the parameter. A list that is asked without it is refused (sheet, 3.1).
func (c *call) criteria() (criteria, error) {
	s := criteria{page: 1}
	filters, sorts := map[[2]int]*condition{}, map[int]*order{}
	for key, values := range c.query {
		value := values[0]
		s.given = s.given || strings.HasPrefix(key, "searchCriteria")
		if m := filterKey.FindStringSubmatch(key); m != nil {
			at := [2]int{int(atoi(m[1])), int(atoi(m[2]))}
			if filters[at] == nil {
				filters[at] = &condition{is: "eq"}
			}
			filters[at].set(m[3], value)
		}
		if m := sortKey.FindStringSubmatch(key); m != nil {
			at := int(atoi(m[1]))
			if sorts[at] == nil {
				sorts[at] = &order{down: true}
			}
			if m[2] == "field" {
				sorts[at].field = value
			} else {
				sorts[at].down = !strings.EqualFold(value, "ASC")
			}
		}
	}
	if !s.given {
		return s, required("searchCriteria")
	}
	s.arrange(filters, sorts)
	return s, s.bounds(c)
}

func (q *condition) set(part, value string) {
	switch part {
	case "field":
		q.field = value
	case "value":
		q.value = value
	default:
		q.is = value
	}
}

func (s *criteria) arrange(filters map[[2]int]*condition, sorts map[int]*order) {
	var at [][2]int
	for k := range filters {
		at = append(at, k)
	}
	slices.SortFunc(at, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for i, k := range at {
		if i == 0 || at[i-1][0] != k[0] {
			s.groups = append(s.groups, nil)
		}
		last := len(s.groups) - 1
		s.groups[last] = append(s.groups[last], *filters[k])
	}
	for i := range 1000 {
		if sorts[i] != nil {
			s.sort = append(s.sort, *sorts[i])
		}
	}
}

// bounds reads page and size; a shop with limits refuses larger pages.
func (s *criteria) bounds(c *call) error {
	number := func(names ...string) int {
		for _, n := range names {
			if v, err := strconv.Atoi(c.query.Get("searchCriteria[" + n + "]")); err == nil {
				return v
			}
		}
		return 0
	}
	s.size, s.page = number("pageSize", "page_size"), max(number("currentPage", "current_page"), 1)
	limit := c.f.limit
	switch {
	case limit > 0 && s.size > limit:
		return &refusal{
			status: http.StatusBadRequest, Message: "Maximum SearchCriteria pageSize is %max", Parameters: map[string]int{"max": limit},
		}
	case limit > 0 && s.size == 0:
		s.size = min(20, limit)
	}
	return nil
}

// run searches rows and gives the answer.
func (c *call) run(rows []row) (any, error) {
	s, err := c.criteria()
	if err != nil {
		return nil, err
	}
	var hits []row
	for _, r := range rows {
		ok, err := s.match(r)
		if err != nil {
			return nil, err
		}
		if ok {
			hits = append(hits, r)
		}
	}
	if err := s.order(hits); err != nil {
		return nil, err
	}
	items := []any{}
	for _, r := range s.cut(hits, c.f.repeats) {
		items = append(items, r.show())
	}
	return object{"items": items, "search_criteria": s.echo(), "total_count": len(hits)}, nil
}

// cut is the page; past the end most releases repeat the last one (sheet, 3.1).
func (s *criteria) cut(hits []row, repeats bool) []row {
	if s.size <= 0 {
		return hits
	}
	if last := (len(hits) + s.size - 1) / s.size; s.page > last && repeats {
		s.page = max(last, 1)
	}
	from := min((s.page-1)*s.size, len(hits))
	return hits[from:min(from+s.size, len(hits))]
}

func (s *criteria) match(r row) (bool, error) {
	for _, group := range s.groups {
		any := false
		for _, q := range group {
			value, known := r.column(q.field)
			if !known {
				return false, plain(http.StatusBadRequest, "Invalid attribute name: "+q.field)
			}
			any = any || q.holds(value)
		}
		if !any {
			return false, nil
		}
	}
	return true, nil
}

// holds compares as the database does: numbers by value, all else as text.
func (q condition) holds(value string) bool {
	if value == "" && q.is != "null" {
		return false // null is neither more nor less than anything
	}
	list := strings.Split(q.value, ",")
	switch q.is {
	case "eq":
		return compare(value, q.value) == 0
	case "neq":
		return compare(value, q.value) != 0
	case "gt":
		return compare(value, q.value) > 0
	case "gteq", "from", "moreq":
		return compare(value, q.value) >= 0
	case "lt":
		return compare(value, q.value) < 0
	case "lteq", "to":
		return compare(value, q.value) <= 0
	case "in", "finset":
		return slices.Contains(list, value)
	case "nin", "nfinset":
		return !slices.Contains(list, value)
	case "null":
		return value == ""
	case "notnull":
		return value != ""
	case "like":
		return like(value, q.value)
	case "nlike":
		return !like(value, q.value)
	}
	return false
}

func like(value, pattern string) bool {
	expr := "(?is)^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), "%", ".*") + "$"
	ok, err := regexp.MatchString(expr, value)
	return ok && err == nil
}

func compare(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}

func (s *criteria) order(hits []row) error {
	for _, o := range s.sort {
		if len(hits) == 0 {
			break
		}
		if _, known := hits[0].column(o.field); !known {
			return plain(http.StatusBadRequest, "Invalid attribute name: "+o.field)
		}
	}
	slices.SortStableFunc(hits, func(a, b row) int {
		for _, o := range s.sort {
			x, _ := a.column(o.field)
			y, _ := b.column(o.field)
			n := compare(x, y)
			if o.down {
				n = -n
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
	return nil
}

// echo is the question as the shop understood it.
func (s *criteria) echo() object {
	groups := []any{}
	for _, g := range s.groups {
		filters := []any{}
		for _, q := range g {
			filters = append(filters, object{"field": q.field, "value": q.value, "condition_type": q.is})
		}
		groups = append(groups, object{"filters": filters})
	}
	out := object{"filter_groups": groups}
	var sorts []any
	for _, o := range s.sort {
		sorts = append(sorts, object{"field": o.field, "direction": map[bool]string{true: "DESC", false: "ASC"}[o.down]})
	}
	if sorts != nil {
		out["sort_orders"] = sorts
	}
	if s.size > 0 {
		out["page_size"], out["current_page"] = s.size, s.page
	}
	return out
}

// only leaves in an answer what the parameter "fields" lists.
func (c *call) only(answer any) (any, error) {
	wanted := c.query.Get("fields")
	if wanted == "" {
		return answer, nil
	}
	tree, rest := parseFields(wanted)
	if rest != "" {
		return nil, plain(http.StatusBadRequest, "Decoding error.")
	}
	return tree.keep(answer), nil
}

// tree is "items[entity_id,state],total_count"; an empty one keeps everything.
type tree map[string]tree

func parseFields(s string) (tree, string) {
	t := tree{}
	for s != "" {
		end := strings.IndexAny(s, ",[]")
		if end < 0 {
			end = len(s)
		}
		name := strings.TrimSpace(s[:end])
		s = s[end:]
		below := tree{}
		if strings.HasPrefix(s, "[") {
			below, s = parseFields(s[1:])
			s = strings.TrimPrefix(s, "]")
		}
		if name != "" {
			t[name] = below
		}
		if strings.HasPrefix(s, "]") {
			return t, s
		}
		s = strings.TrimPrefix(s, ",")
	}
	return t, s
}

func (t tree) keep(v any) any {
	if len(t) == 0 {
		return v
	}
	switch v := v.(type) {
	case object:
		out := object{}
		for name, below := range t {
			if part, ok := v[name]; ok {
				out[name] = below.keep(part)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = t.keep(v[i])
		}
		return out
	}
	return v
}

// hint is the value that a column is compared with by a filter that stands alone in its group; empty: there is none. Rows that
// cannot match need not be looked at.
func hint(query url.Values, field, is string) string {
	for key, values := range query {
		if m := filterKey.FindStringSubmatch(key); m != nil && m[3] == "field" && values[0] == field && m[2] == "0" {
			base := strings.TrimSuffix(key, "[field]")
			if query.Get(base+"[condition_type]") == is && query.Get(strings.Replace(base, "[filters][0]", "[filters][1]", 1)+"[field]") == "" {
				return query.Get(base + "[value]")
			}
		}
	}
	return ""
}

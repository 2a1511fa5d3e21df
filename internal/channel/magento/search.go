package magento

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// wireTime is how Magento writes times, also in filters: UTC without a mark.
const wireTime = "2006-01-02 15:04:05"

// filter is one condition on a column of what is searched.
type filter struct{ field, is, value string }

// search is a question to one of the shop's lists. Filters inside a group are alternatives; the groups hold together. There
// must be fewer than ten of each: servers differ in how they sort the tenth when they check the signature.
// Source: AdobeDocs/commerce-webapi: src/pages/rest/performing-searches.md.
type search struct {
	groups [][]filter
	sort   []string // columns, ascending
	size   int      // without one the shop gives everything
	fields string   // only these properties come back; empty: all
}

func (s search) params() []param {
	var p []param
	for g, group := range s.groups {
		for f, one := range group {
			at := fmt.Sprintf("searchCriteria[filter_groups][%d][filters][%d]", g, f)
			p = append(p, param{at + "[field]", one.field}, param{at + "[value]", one.value}, param{at + "[condition_type]", one.is})
		}
	}
	for i, column := range s.sort {
		at := fmt.Sprintf("searchCriteria[sortOrders][%d]", i)
		p = append(p, param{at + "[field]", column}, param{at + "[direction]", "ASC"})
	}
	p = append(p, param{"searchCriteria[pageSize]", strconv.Itoa(s.size)}, param{"searchCriteria[currentPage]", "1"})
	if s.fields != "" {
		p = append(p, param{"fields", s.fields})
	}
	return p
}

// only is a group of one filter.
func only(field, is, value string) []filter { return []filter{{field, is, value}} }

// since is the group of what is not before t, to is what is before it; the shop's times are whole seconds.
func since(field string, t time.Time) []filter {
	return only(field, "gteq", t.UTC().Truncate(time.Second).Format(wireTime))
}

func before(field string, t time.Time) []filter {
	if down := t.Truncate(time.Second); !down.Equal(t) {
		t = down.Add(time.Second)
	}
	return only(field, "lt", t.UTC().Format(wireTime))
}

// anyOf is the group of rows whose column is one of the values, which must not hold commas.
func anyOf(field string, values []string) []filter {
	return only(field, "in", strings.Join(values, ","))
}

// found is a list as the shop answers; each row is looked at by itself, so that a bad one does not stop the others.
type found struct {
	Items []json.RawMessage `json:"items"`
	Total text              `json:"total_count"`

	size int // rows asked for
}

// more tells whether rows that match were not sent. The shop counts all that match; where it does not, a full page means that
// there may be more.
func (f found) more() bool {
	n, err := strconv.Atoi(string(f.Total))
	if err != nil {
		return len(f.Items) >= f.size
	}
	return len(f.Items) > 0 && n > len(f.Items)
}

// count is how many rows match; 0: the shop does not tell.
func (f found) count() int {
	n, _ := strconv.Atoi(string(f.Total))
	return max(n, 0)
}

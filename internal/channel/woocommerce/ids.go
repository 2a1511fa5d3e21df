package woocommerce

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
)

// OrderIDs gives the ids of the orders created in w, 100 a page, and after them those in the trash, which the shop's list leaves
// out: they are orders that it had. Drafts are no orders yet. The shop compares whole seconds, strictly, so that the bounds are
// widened by one and what is beyond them is dropped here.
//
// Errors: NoAccess, Throttled, Unavailable, Unmapped.
// Source: GET /orders (after, before, dates_are_gmt, orderby=id, _fields).
func (c *connector) OrderIDs(ctx context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	const op, size = "woocommerce.OrderIDs", 100
	m := readPlace(at)
	params := []param{{"orderby", "id"}, {"order", "asc"}, {"per_page", strconv.Itoa(size)}, {"page", strconv.Itoa(m.page)},
		{"dates_are_gmt", "true"}, {"_fields", "id,status,date_created_gmt"}}
	if !w.From.IsZero() {
		params = append(params, param{"after", w.From.UTC().Truncate(time.Second).Add(-time.Second).Format(wooTime)})
	}
	if !w.To.IsZero() {
		params = append(params, param{"before", ceil(w.To.UTC()).Add(time.Second).Format(wooTime)})
	}
	if m.trash {
		params = append(params, param{"status", "trash"})
	}
	var rows []struct {
		ID      text   `json:"id"`
		Status  string `json:"status"`
		Created string `json:"date_created_gmt"`
	}
	if _, err := c.do(ctx, ask{op: op, route: api + "orders", params: params}, &rows); err != nil {
		return nil, "", err
	}
	var ids []string
	for _, r := range rows {
		created, err := time.Parse(wooTime, r.Created)
		means, _ := c.meaning(r.Status)
		if means.draft || err == nil && (created.Before(w.From) || !w.To.IsZero() && !created.Before(w.To)) {
			continue
		}
		ids = append(ids, string(r.ID))
	}
	return ids, m.after(len(rows) == size), nil
}

// place is where in the list of ids we are.
type place struct {
	page  int
	trash bool
}

// readPlace reads a cursor; one that is not ours is the start.
func readPlace(at channel.Cursor) place {
	list, page, _ := strings.Cut(string(at), "/")
	n, err := strconv.Atoi(page)
	if err != nil || n < 1 || list != "all" && list != "trash" {
		return place{page: 1}
	}
	return place{n, list == "trash"}
}

// after is the cursor behind a page; full tells that more of the same may come.
func (p place) after(full bool) channel.Cursor {
	switch {
	case full && p.trash:
		return channel.Cursor("trash/" + strconv.Itoa(p.page+1))
	case full:
		return channel.Cursor("all/" + strconv.Itoa(p.page+1))
	case !p.trash:
		return "trash/1"
	}
	return ""
}

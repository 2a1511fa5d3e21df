package books

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/store"
)

// search is what a text stands for: a condition on documents, with places {0}, {1} for its values, and the table to ask.
type search struct {
	text   string
	values []any
	table  string
}

// condition has its values numbered after those before.
func (s search) condition(before int) string {
	text := s.text
	for i := range s.values {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), fmt.Sprintf("$%d", before+i+1))
	}
	return text
}

// many is from how many matches on a text is a common one: found soonest by walking from the newest document on.
const many = 20_000

// searching decides what a text is. What few documents match is asked of the indexes first and sorted then; what many match (the
// letters before all numbers) is met with every few documents on the way from the newest.
func searching(ctx context.Context, db store.Reader, account int64, k document.Kind, t string) (search, error) {
	upper := strings.ToUpper(t) // as most numbers are written
	common, err := isCommon(ctx, db, account, k, upper)
	if err != nil {
		return search{}, err
	}
	if common {
		s := search{text: store.HasPrefix(db, "number", "{0}"), values: []any{upper}, table: "document"}
		if db.Dialect() == store.SQLite { // it has no statistics here, and would sort all that match
			s.table = "document indexed by document_newest"
		}
		return s, nil
	}
	return byIndex(ctx, db, account, k, t)
}

// kinds is the condition on a document's kind, which leads the index of numbers.
func kinds(k document.Kind) string {
	if k != "" {
		return "kind = '" + string(k) + "'"
	}
	all := make([]string, len(document.Kinds))
	for i, k := range document.Kinds {
		all[i] = "'" + string(k) + "'"
	}
	return "kind in (" + strings.Join(all, ", ") + ")"
}

func isCommon(ctx context.Context, db store.Reader, account int64, k document.Kind, t string) (bool, error) {
	if k == "" {
		return false, nil
	}
	var n int
	err := db.QueryRow(ctx, `select count(*) from (select 1 from document where account_id = $1 and `+kinds(k)+` and `+store.HasPrefix(db, "number", "$2")+
		fmt.Sprintf(` limit %d) as first`, many), account, t).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("searching documents: %w", err)
	}
	return n == many, nil
}

// byIndex asks the index of each thing that a text may be. Connections are joined first (SQLite keeps the order of a cross join), or
// all of an account's orders would be walked through for one id.
func byIndex(ctx context.Context, db store.Reader, account int64, k document.Kind, t string) (search, error) {
	bare, err := spelled(ctx, db, account, t)
	if err != nil {
		return search{}, err
	}
	number := t // as the channel may show it: with or without a # before it
	if spelled := order.Spellings(t); len(spelled) > 0 {
		number = spelled[len(spelled)-1]
	}
	return search{table: "document", values: []any{t, strings.ToUpper(t), bare, number}, text: `id in (
		select id from document where account_id = $1 and ` + kinds(k) + ` and ` + store.HasPrefix(db, "number", "{0}") + `
		union all select id from document where account_id = $1 and ` + kinds(k) + ` and ` + store.HasPrefix(db, "number", "{1}") + `
		union all select id from document where account_id = $1 and ` + kinds(k) + ` and ` + in(db, "number", "{2}") + `
		union all select id from document where account_id = $1 and order_id in (
			select id from orders where account_id = $1 and ` + store.HasPrefix(db, "number", "{0}") + `
			union all select id from orders where account_id = $1 and ` + store.HasPrefix(db, "number", "{1}") + `
			union all select id from orders where account_id = $1 and ` + store.HasPrefix(db, "number", "{3}") + `
			union all select o.id from connection c cross join orders o where c.account_id = $1 and o.account_id = $1 and o.connection_id = c.id and o.ref = {0}))`}, nil
}

// in is db.In with a place for its list.
func in(db store.Reader, column, place string) string {
	return strings.Replace(db.In(column, 1), "$1", place, 1)
}

// spelled are the numbers that digits alone may stand for: 123 is INV-000123 in every series there is.
func spelled(ctx context.Context, db store.Reader, account int64, t string) (store.Strings, error) {
	n, err := strconv.ParseUint(t, 10, 32)
	if err != nil {
		return nil, nil
	}
	rows, err := db.Query(ctx, `select prefix from number_series where account_id = $1`, account)
	if err != nil {
		return nil, fmt.Errorf("reading the series of numbers: %w", err)
	}
	defer rows.Close()
	var all store.Strings
	for rows.Next() {
		var prefix string
		if err := rows.Scan(&prefix); err != nil {
			return nil, fmt.Errorf("reading the series of numbers: %w", err)
		}
		all = append(all, fmt.Sprintf("%s%06d", prefix, n))
	}
	return all, rows.Err()
}

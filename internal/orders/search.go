package orders

import (
	"context"
	"fmt"
	"strings"

	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/store"
)

// few is how many orders a place of search is asked for, to be looked up one by one. A text that fits more is met soon by walking
// through the list from its newest end.
const few = 1000

// place is one where a text is looked for. Each has an index of its own, which no single condition would use: with "or" between
// them, or within a list that has an order of its own, a database walks through all orders.
type place struct {
	ids       string // gives the ids of orders that it finds: $1 is the account, $2 the text
	condition string // tells of one order whether it is among them: $1 is the text, $2 the account
	text      string
}

func (f Filter) places(db store.Reader, t string) []place {
	var places []place
	for _, number := range order.Spellings(t) {
		places = append(places, place{`select id from orders where account_id = $1 and ` + store.HasPrefix(db, "number", "$2"),
			store.HasPrefix(db, "number", "$1") + ` and account_id = $2`, number})
	}
	places = append(places, []place{
		{`select o.id from connection c cross join orders o where c.account_id = $1 and o.account_id = $1 and o.connection_id = c.id and o.ref = $2`,
			`ref = $1 and account_id = $2`, t},
		{`select order_id from order_line where account_id = $1 and sku = $2`,
			`exists (select 1 from order_line l where l.account_id = $2 and l.order_id = orders.id and l.sku = $1)`, t},
	}...)
	if words := store.WordBeginnings(db, t); words != "" && !f.Nameless {
		places = append(places, place{`select id from orders where account_id = $1 and ` + buyerHas(db, "$2"), buyerHas(db, "$1") + ` and account_id = $2`, words})
	}
	return places
}

// buyerHas is the condition that a buyer's name has words that begin as a placeholder says, see store.WordBeginnings. It is what
// the index of migration 11 is made of.
func buyerHas(db store.Reader, placeholder string) string {
	if db.Dialect() == store.SQLite {
		return `id in (select rowid from order_buyer where order_buyer match ` + placeholder + `)`
	}
	return `to_tsvector('simple', ` + wordsOfBuyer + `) @@ to_tsquery('simple', ` + placeholder + `)`
}

const wordsOfBuyer = "translate(buyer, '!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~', repeat(' ', 32))"

// search narrows w to the orders that a text finds in any place.
func (f Filter) search(ctx context.Context, db store.Reader, account int64, t string, w *where) error {
	var found store.IDs
	var any where // of which one must be met
	for _, p := range f.places(db, t) {
		ids, err := idsOf(ctx, db, p.ids, account, p.text)
		if err != nil {
			return fmt.Errorf("searching orders: %w", err)
		}
		if len(ids) > few {
			any.add("("+p.condition+")", p.text, account)
			continue
		}
		found = append(found, ids...)
	}
	if len(any.conditions) == 0 {
		w.known = true
	}
	any.add(db.In("id", 1), found)
	w.add("("+strings.Join(any.conditions, " or ")+")", any.args...)
	return nil
}

// idsOf gives at most one id more than few.
func idsOf(ctx context.Context, db store.Reader, query string, args ...any) (store.IDs, error) {
	rows, err := db.Query(ctx, query+fmt.Sprintf(` limit %d`, few+1), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all store.IDs
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		all = append(all, id)
	}
	return all, rows.Err()
}

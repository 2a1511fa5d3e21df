// Package orders is the desk's view of orders: lists by tab, one order with both its sides, and what a person may do about it:
// run it again, let it through, decide.
package orders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Row is an order as lists show it.
type Row struct {
	Account, ID, Connection      int64
	Channel, Ref, Number         string
	Stage, RawStatus, Tab, Buyer string
	Total                        money.Amount
	Currency                     money.Currency
	Hold, Skip                   *outcome.Error
	Released                     bool
	Decision                     document.Decision
	CreatedAt, UpdatedAt, SeenAt time.Time
	ForgottenAt                  time.Time // when the buyer's data was deleted; zero: it was not
}

const columns = `account_id, id, connection_id, channel, ref, number, stage, raw_status, tab, total, currency, buyer, hold, skip, released, decision,
	created_at, updated_at, seen_at, forgotten_at`

func scan(row store.Row) (Row, error) {
	var r Row
	var total, created, updated, seen, forgotten int64
	var currency, hold, skip, decision string
	err := row.Scan(&r.Account, &r.ID, &r.Connection, &r.Channel, &r.Ref, &r.Number, &r.Stage, &r.RawStatus, &r.Tab, &total, &currency, &r.Buyer, &hold, &skip,
		&r.Released, &decision, &created, &updated, &seen, &forgotten)
	if err != nil {
		return r, err
	}
	r.Total, r.Currency = money.Amount(total), money.Currency(currency)
	r.CreatedAt, r.UpdatedAt, r.SeenAt = store.Time(created), store.Time(updated), store.Time(seen)
	r.ForgottenAt = store.Time(forgotten)
	if r.Hold, err = outcome.Decode(hold); err != nil {
		return r, err
	}
	if r.Skip, err = outcome.Decode(skip); err != nil {
		return r, err
	}
	if decision != "" {
		if err := json.Unmarshal([]byte(decision), &r.Decision); err != nil {
			return r, fmt.Errorf("decision on order %s: %w", r.Ref, err)
		}
	}
	return r, nil
}

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	Tab        string
	Connection int64
	Channel    string
	Stage      string
	Ref        string // the channel's id, exactly
	Text       string // beginning of a number or id, part of a buyer's name, or a SKU
	Nameless   bool   // Text is no part of a buyer's name: whoever may not see names must not find them out by asking
	Held       bool   // only what waits for a person or a change
	From, To   time.Time
	After      *Row // the last one of the page before
	Limit      int
}

// List gives orders, last changed first, by keyset.
func List(ctx context.Context, db store.Reader, account int64, f Filter) ([]Row, error) {
	where, args := []string{"account_id = $1"}, []any{account}
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, strings.ReplaceAll(condition, "$n", fmt.Sprintf("$%d", len(args))))
	}
	if f.Tab != "" {
		add("tab = $n", f.Tab)
	}
	if f.Connection != 0 {
		add("connection_id = $n", f.Connection)
	}
	if f.Channel != "" {
		add("channel = $n", f.Channel)
	}
	if f.Stage != "" {
		add("stage = $n", f.Stage)
	}
	if f.Ref != "" {
		add("ref = $n", f.Ref)
	}
	if f.Held {
		where = append(where, "hold_code > 200")
	}
	if !f.From.IsZero() {
		add("updated_at >= $n", store.Micros(f.From))
	}
	if !f.To.IsZero() {
		add("updated_at < $n", store.Micros(f.To))
	}
	if t := strings.TrimSpace(f.Text); t != "" {
		search, err := f.searching(ctx, db, account, t)
		if err != nil {
			return nil, err
		}
		args = append(args, search.value)
		where = append(where, strings.ReplaceAll(search.condition, "$n", fmt.Sprintf("$%d", len(args))))
	}
	if f.After != nil {
		args = append(args, store.Micros(f.After.UpdatedAt), f.After.ID)
		where = append(where, fmt.Sprintf("(updated_at, id) < ($%d, $%d)", len(args)-1, len(args)))
	}
	args = append(args, f.Limit)
	rows, err := db.Query(ctx, `select `+columns+` from orders where `+strings.Join(where, " and ")+fmt.Sprintf(` order by updated_at desc, id desc limit $%d`, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("reading orders: %w", err)
	}
	defer rows.Close()
	var all []Row
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("reading orders: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// search is what a text stands for: a condition on orders with one argument, $n.
type search struct{ condition, value string }

// searching decides what a text is: the beginning of a number, an id or a SKU, which indexes answer; or, when no order has
// such, a part of a buyer's name, for which all have to be walked through.
func (f Filter) searching(ctx context.Context, db store.Reader, account int64, t string) (search, error) {
	byIndex := search{value: t, condition: `id in (select id from orders where account_id = $1 and ` + store.HasPrefix(db, "number", "$n") + `
		union all select o.id from orders o join connection c on c.account_id = $1 and c.id = o.connection_id where o.account_id = $1 and o.ref = $n
		union all select order_id from order_line where account_id = $1 and sku = $n)`}
	var one int
	err := db.QueryRow(ctx, `select 1 from orders where account_id = $1 and `+strings.ReplaceAll(byIndex.condition, "$n", "$2")+` limit 1`, account, t).Scan(&one)
	if errors.Is(err, store.ErrNoRows) && f.Nameless {
		return byIndex, nil
	}
	if errors.Is(err, store.ErrNoRows) {
		return search{`lower(buyer) like $n escape '\'`, store.LikePart(strings.ToLower(t))}, nil
	}
	return byIndex, err
}

// Get gives one order; Missing if the account has none of that id.
func Get(ctx context.Context, db store.Reader, account, id int64) (Row, error) {
	return one(ctx, db, `account_id = $1 and id = $2`, account, id)
}

// Find gives one order by its channel id, or by the number it shows.
func Find(ctx context.Context, db store.Reader, account, connection int64, ref string) (Row, error) {
	return one(ctx, db, `account_id = $1 and (cast($2 as bigint) = 0 or connection_id = $2) and (ref = $3 or number = $3) order by (ref = $3) desc limit 1`, account, connection, ref)
}

func one(ctx context.Context, db store.Reader, where string, args ...any) (Row, error) {
	r, err := scan(db.QueryRow(ctx, `select `+columns+` from orders where `+where, args...))
	if errors.Is(err, store.ErrNoRows) {
		return r, outcome.New(outcome.OrderMissing)
	}
	if err != nil {
		return r, fmt.Errorf("reading an order: %w", err)
	}
	return r, nil
}

// Count is how many orders of a connection and channel are on a tab.
type Count struct {
	Connection int64
	Channel    string // the connection's, or that of orders which come over it
	Tab        string
	All, Held  int64
}

// Counts gives the figures of all tabs. They are kept with the write, so this costs the same however many orders there are.
func Counts(ctx context.Context, db store.Reader, account int64) ([]Count, error) {
	rows, err := db.Query(ctx, `select connection_id, channel, tab, n, held from order_count where account_id = $1 and n > 0`, account)
	if err != nil {
		return nil, fmt.Errorf("reading the figures of orders: %w", err)
	}
	defer rows.Close()
	var all []Count
	for rows.Next() {
		var c Count
		if err := rows.Scan(&c.Connection, &c.Channel, &c.Tab, &c.All, &c.Held); err != nil {
			return nil, fmt.Errorf("reading the figures of orders: %w", err)
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// CountTabs counts the orders of each tab.
func CountTabs(ctx context.Context, db store.Reader, account int64) (map[string]int64, error) {
	counts, err := Counts(ctx, db, account)
	all := map[string]int64{}
	for _, c := range counts {
		all[c.Tab] += c.All
	}
	return all, err
}

// Waiting gives the held orders that have a line of a listing.
func Waiting(ctx context.Context, db store.Reader, account, connection int64, listing string) ([]Row, error) {
	rows, err := db.Query(ctx, `select `+columns+` from orders where account_id = $1 and connection_id = $2 and tab = 'errors'
		and id in (select order_id from order_line where account_id = $1 and listing = $3) order by id`, account, connection, listing)
	if err != nil {
		return nil, fmt.Errorf("reading waiting orders: %w", err)
	}
	defer rows.Close()
	var all []Row
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("reading waiting orders: %w", err)
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

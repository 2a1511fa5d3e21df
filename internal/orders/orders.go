// Package orders is the desk's view of orders: lists by tab, one order with both its sides, and what a person may do about it:
// run it again, let it through, decide.
package orders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
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
	Unpriced                     bool // the total is not known yet
	Hold, Skip                   *outcome.Error
	Released                     bool
	Decision                     document.Decision
	Overrides                    []order.Override
	Issue                        int64 // of the failure that holds it; 0: none
	CreatedAt, UpdatedAt, SeenAt time.Time
	ForgottenAt                  time.Time // when the buyer's data was deleted; zero: it was not
}

const columns = `account_id, id, connection_id, channel, ref, number, stage, raw_status, tab, total, currency, buyer, hold, skip, released, decision,
	overrides, issue_id, created_at, updated_at, seen_at, forgotten_at, unpriced`

func scan(row store.Row) (Row, error) {
	var r Row
	var total, created, updated, seen, forgotten int64
	var currency, hold, skip, decision, overrides string
	err := row.Scan(&r.Account, &r.ID, &r.Connection, &r.Channel, &r.Ref, &r.Number, &r.Stage, &r.RawStatus, &r.Tab, &total, &currency, &r.Buyer, &hold, &skip,
		&r.Released, &decision, &overrides, &r.Issue, &created, &updated, &seen, &forgotten, &r.Unpriced)
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
	if overrides != "" {
		if err := json.Unmarshal([]byte(overrides), &r.Overrides); err != nil {
			return r, fmt.Errorf("overrides of order %s: %w", r.Ref, err)
		}
	}
	return r, nil
}

// Worth is the total as it is written; empty while the channel has not given it.
func (r *Row) Worth() string {
	if r.Unpriced {
		return ""
	}
	return r.Total.String()
}

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	Tab        string
	Connection int64
	Channel    string
	Stage      string
	Ref        string // the channel's id or the number it shows, whole
	Text       string // beginning of a number, an id, a SKU, or the beginnings of words of a buyer's name
	Nameless   bool   // Text is no buyer's name: whoever may not see names must not find them out by asking
	Held       bool   // only what waits for a person or a change
	Issue      int64  // held up by this issue
	Listings   []string
	LineSKU    string  // with Listings: has a line of one of these, or with this SKU
	IDs        []int64 // only these; nil: does not narrow
	From, To   time.Time
	After      *Row // the last one of the page before
	Limit      int
}

// List gives orders, last changed first, by keyset.
func List(ctx context.Context, db store.Reader, account int64, f Filter) ([]Row, error) {
	w, err := f.where(ctx, db, account)
	if err != nil {
		return nil, err
	}
	at, id := "updated_at", "id"
	if w.known { // a sign keeps SQLite from walking through the index that brings this order instead of looking up what is known
		at, id = "+updated_at", "+id"
	}
	if f.After != nil {
		w.add("("+at+", "+id+") < ($1, $2)", store.Micros(f.After.UpdatedAt), f.After.ID)
	}
	return list(ctx, db, w, at+" desc, "+id+" desc", f.Limit)
}

// Walk gives orders in the order in which the hub first saw them, those after an id: working on one does not move it, so whoever
// works on all of them passes each once.
func Walk(ctx context.Context, db store.Reader, account int64, f Filter, after int64, limit int) ([]Row, error) {
	w, err := f.where(ctx, db, account)
	if err != nil {
		return nil, err
	}
	w.add("id > $1", after)
	return list(ctx, db, w, "id", limit)
}

func list(ctx context.Context, db store.Reader, w where, by string, limit int) ([]Row, error) {
	args := append(slices.Clone(w.args), limit)
	rows, err := db.Query(ctx, `select `+columns+` from orders where `+w.text()+fmt.Sprintf(` order by %s limit $%d`, by, len(args)), args...)
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

// where are conditions that must all be met.
type where struct {
	conditions []string
	args       []any
	known      bool // they name a few orders by their ids
}

var numbered = regexp.MustCompile(`\$\d+`)

// add narrows it. The condition counts its own arguments from $1.
func (w *where) add(condition string, args ...any) {
	before := len(w.args)
	w.conditions = append(w.conditions, numbered.ReplaceAllStringFunc(condition, func(p string) string {
		n, _ := strconv.Atoi(p[1:]) // only digits match
		return "$" + strconv.Itoa(before+n)
	}))
	w.args = append(w.args, args...)
}

func (w *where) text() string { return strings.Join(w.conditions, " and ") }

func (f Filter) where(ctx context.Context, db store.Reader, account int64) (where, error) {
	var w where
	w.add("account_id = $1", account)
	for _, c := range [][2]string{{"tab = $1", f.Tab}, {"channel = $1", f.Channel}, {"stage = $1", f.Stage}} {
		if c[1] != "" {
			w.add(c[0], c[1])
		}
	}
	if f.Connection != 0 {
		w.add("connection_id = $1", f.Connection)
	}
	if f.Ref != "" {
		w.known = true
		w.add(called(db), account, f.Ref, store.Strings(order.Spellings(f.Ref)))
	}
	if f.Held {
		w.add("hold_code > 200")
	}
	if f.Issue != 0 {
		w.add("issue_id = $1 and issue_id <> 0", f.Issue)
	}
	if len(f.Listings) > 0 || f.LineSKU != "" {
		w.add(`exists (select 1 from order_line l where l.account_id = orders.account_id and l.order_id = orders.id and ((l.sku = $1 and l.sku <> '') or `+
			db.In("l.listing", 2)+`))`, f.LineSKU, store.Strings(f.Listings))
	}
	if len(f.IDs) > 0 {
		w.known = true
		w.add(db.In("id", 1), store.IDs(f.IDs))
	}
	if !f.From.IsZero() {
		w.add("updated_at >= $1", store.Micros(f.From))
	}
	if !f.To.IsZero() {
		w.add("updated_at < $1", store.Micros(f.To))
	}
	if t := strings.TrimSpace(f.Text); t != "" {
		if err := f.search(ctx, db, account, t, &w); err != nil {
			return w, err
		}
	}
	return w, nil
}

// Get gives one order; Missing if the account has none of that id.
func Get(ctx context.Context, db store.Reader, account, id int64) (Row, error) {
	return one(ctx, db, `account_id = $1 and id = $2`, account, id)
}

// called is the condition that an order is called so: $1 is the account, $2 the channel's id of it, $3 the spellings of its number.
// Each has an index of its own; connections are joined first (SQLite keeps the order of a cross join), for ids stand behind them.
func called(db store.Reader) string {
	return `id in (select o.id from connection c cross join orders o where c.account_id = $1 and o.account_id = $1 and o.connection_id = c.id and o.ref = $2
		union all select id from orders where account_id = $1 and ` + db.In("number", 3) + `)`
}

// Find gives one order by its channel id, or by the number it shows, as people write it. Connection 0: of any shop.
func Find(ctx context.Context, db store.Reader, account, connection int64, ref string) (Row, error) {
	spelled := order.Spellings(ref)
	return one(ctx, db, `account_id = $1 and `+called(db)+` and (cast($4 as bigint) = 0 or connection_id = $4)
		order by (ref = $2) desc, (number = $2) desc, id desc limit 1`, account, ref, store.Strings(spelled), connection)
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

// Waiting is the filter of the orders in the errors of a connection that have a line of a listing, or one with a SKU.
func Waiting(connection int64, listings []string, sku string) Filter {
	return Filter{Connection: connection, Tab: "errors", Held: true, Listings: listings, LineSKU: sku}
}

// ByRefs gives the orders of a connection by their channel ids; those the hub has never had are not among them.
func ByRefs(ctx context.Context, db store.Reader, account, connection int64, refs []string) ([]Row, error) {
	var w where
	w.add("account_id = $1 and connection_id = $2 and "+db.In("ref", 3), account, connection, store.Strings(refs))
	return list(ctx, db, w, "id", len(refs))
}

// Group is how many orders of a filter have a connection, a code of what holds them (0: nothing) and a currency, and their worth.
type Group struct {
	Connection int64
	Code       outcome.Code
	issue.Held
}

// Sum adds up the orders of a filter.
func Sum(ctx context.Context, db store.Reader, account int64, f Filter) ([]Group, error) {
	w, err := f.where(ctx, db, account)
	if err != nil {
		return nil, err
	}
	rows, err := db.Query(ctx, `select connection_id, hold_code, currency, count(*), cast(sum(total) as bigint) from orders where `+w.text()+
		` group by connection_id, hold_code, currency order by connection_id, hold_code, currency`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("adding up orders: %w", err)
	}
	defer rows.Close()
	var all []Group
	for rows.Next() {
		var g Group
		var code int
		var total int64
		var currency string
		if err := rows.Scan(&g.Connection, &code, &currency, &g.Orders, &total); err != nil {
			return nil, fmt.Errorf("adding up orders: %w", err)
		}
		g.Code, g.Currency, g.Total = outcome.Code(code), money.Currency(currency), money.Amount(total)
		all = append(all, g)
	}
	return all, rows.Err()
}

package completeness

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Item is an order, or a document without one, behind a figure of a day.
type Item struct {
	Kind     Kind
	Ref      string // of the order; of an orphan the document's number
	OrderID  int64  // 0: the hub has no such order
	Number   string
	Stage    string
	Total    money.Amount
	Currency money.Currency
	Document string         // number of the document it is about, if one
	Why      *outcome.Error // nil: nothing is wrong
	Entry    int64          // its line in the log; 0: none of the ledger
	FoundAt  time.Time      // when it was found first; zero: it is no finding
	EndedAt  time.Time      // when it was healed

	mark string
}

// Mark is where the page after this item begins.
func (i Item) Mark() string { return i.mark }

// Items gives the orders behind a figure of a day, by keyset: after is the mark of the last one of the page before. What is
// complete, held, pending and skipped is told as it is now; the rest as the last check found it. ErrMark: after is no mark.
func Items(ctx context.Context, db store.Reader, k Key, d DayRow, kind Kind, after string, limit int) ([]Item, error) {
	switch kind {
	case Complete, Held, Pending, Skipped:
		return ordersOf(ctx, db, k, d, kind, after, limit)
	}
	return findingsOf(ctx, db, k, d.Day, kind, after, limit)
}

// ErrMark is returned for a mark that is none.
var ErrMark = errors.New("not a mark of this list")

// rowIs is what an order's row shows when it is of a kind. A complete one is also not among the open findings.
var rowIs = map[Kind]string{
	Held: `o.hold_code > 200 and o.skip = ''`, Pending: `o.tab = 'pending'`, Skipped: `o.skip <> ''`,
	Complete: `o.hold_code = 0 and o.skip = '' and not exists (select 1 from ledger_finding f where f.account_id = o.account_id
		and f.connection_id = o.connection_id and f.ref = o.ref and f.state = 'open' and f.kind <> 'unexplained')`,
}

func ordersOf(ctx context.Context, db store.Reader, k Key, d DayRow, kind Kind, after string, limit int) ([]Item, error) {
	from, id, err := unmark(after, d)
	if err != nil {
		return nil, err
	}
	not := ``
	if kind != Complete { // what is gone is counted there, whatever holds it
		not = ` and not exists (select 1 from ledger_finding f where f.account_id = o.account_id and f.connection_id = o.connection_id and f.ref = o.ref
			and f.state = 'open' and f.kind = 'gone')`
	}
	rows, err := db.Query(ctx, `select o.id, o.ref, o.number, o.stage, o.total, o.currency, o.hold, o.skip, o.created_at from orders o
		where o.account_id = $1 and o.connection_id = $2 and (o.created_at, o.id) > ($3, $4) and o.created_at < $5 and `+rowIs[kind]+not+`
		order by o.created_at, o.id limit $6`, k.Account, k.Connection, from, id, store.Micros(d.JudgedTo), limit)
	if err != nil {
		return nil, fmt.Errorf("reading a day's orders: %w", err)
	}
	defer rows.Close()
	var all []Item
	for rows.Next() {
		i, err := scanOrder(rows, kind)
		if err != nil {
			return nil, fmt.Errorf("reading a day's orders: %w", err)
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

func scanOrder(row store.Row, kind Kind) (Item, error) {
	i := Item{Kind: kind}
	var total, created int64
	var currency, hold, skip string
	if err := row.Scan(&i.OrderID, &i.Ref, &i.Number, &i.Stage, &total, &currency, &hold, &skip, &created); err != nil {
		return i, err
	}
	i.Total, i.Currency, i.mark = money.Amount(total), money.Currency(currency), fmt.Sprintf("%d/%d", created, i.OrderID)
	text := hold
	if skip != "" {
		text = skip
	}
	var err error
	i.Why, err = outcome.Decode(text)
	return i, err
}

// unmark reads where a page of orders begins; the day's start for the first.
func unmark(after string, d DayRow) (created, id int64, err error) {
	if after == "" {
		return store.Micros(d.From), 0, nil
	}
	at, last, ok := strings.Cut(after, "/")
	created, err1 := strconv.ParseInt(at, 10, 64)
	id, err2 := strconv.ParseInt(last, 10, 64)
	if !ok || err1 != nil || err2 != nil {
		return 0, 0, ErrMark
	}
	return created, id, nil
}

func findingsOf(ctx context.Context, db store.Reader, k Key, day Day, kind Kind, after string, limit int) ([]Item, error) {
	if at := strings.LastIndex(after, "/"); after != "" && (at < 0 || !slices.Contains(Kinds, Kind(after[at+1:]))) {
		return nil, ErrMark
	}
	which, args := `f.state = 'open' and f.kind = $6`, []any{k.Account, k.Connection, string(day), after, limit, string(kind)}
	if kind == Healed {
		which, args = `f.state = 'healed'`, args[:5]
	}
	rows, err := db.Query(ctx, `select f.ref, f.kind, f.entry_id, f.document, f.outcome, f.found_at, f.ended_at, coalesce(o.id, 0), coalesce(o.number, ''),
		coalesce(o.stage, ''), coalesce(o.total, 0), coalesce(o.currency, '') from ledger_finding f
		left join orders o on o.account_id = f.account_id and o.connection_id = f.connection_id and o.ref = f.ref
		where f.account_id = $1 and f.connection_id = $2 and f.day = $3 and f.ref || '/' || f.kind > $4 and `+which+` order by f.ref || '/' || f.kind limit $5`, args...)
	if err != nil {
		return nil, fmt.Errorf("reading findings: %w", err)
	}
	defer rows.Close()
	var all []Item
	for rows.Next() {
		i, err := scanFinding(rows, kind)
		if err != nil {
			return nil, fmt.Errorf("reading findings: %w", err)
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

func scanFinding(row store.Row, kind Kind) (Item, error) {
	i := Item{Kind: kind}
	var was, text, currency string
	var found, ended, total int64
	if err := row.Scan(&i.Ref, &was, &i.Entry, &i.Document, &text, &found, &ended, &i.OrderID, &i.Number, &i.Stage, &total, &currency); err != nil {
		return i, err
	}
	i.Total, i.Currency, i.FoundAt, i.EndedAt = money.Amount(total), money.Currency(currency), store.Time(found), store.Time(ended)
	i.mark = i.Ref + "/" + was
	var err error
	i.Why, err = outcome.Decode(text)
	return i, err
}

package books

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Row is a document with the order it belongs to.
type Row struct {
	document.Document
	Connection  int64
	Channel     string
	OrderID     int64
	OrderRef    string
	OrderNumber string // as the channel shows it; empty when the hub does not have the order any more
	VoidedAt    time.Time
}

// Order is what people call the order.
func (r *Row) Order() string { return cmp.Or(r.OrderNumber, r.OrderRef) }

// Worth is the total as it is written; empty while the channel has not given it.
func (r *Row) Worth() string {
	if r.Content.Unpriced {
		return ""
	}
	return r.Total.String()
}

// orderNumber is not asked for where documents are only planned with.
const orderNumber = `coalesce((select o.number from orders o where o.account_id = document.account_id and o.id = document.order_id), '')`

const rowColumns = `id, kind, connection_id, channel, order_id, order_ref, sequence, number, state, total, currency, paid, sent, voided_at, by_person, edited,
	package, digest, content, created_at, voided_by, void_reason`

func scanRow(row store.Row, also ...any) (Row, error) {
	var r Row
	var kind, state, currency, content string
	var total, voided, created int64
	err := row.Scan(append([]any{&r.ID, &kind, &r.Connection, &r.Channel, &r.OrderID, &r.OrderRef, &r.Sequence, &r.Number, &state, &total, &currency, &r.Paid, &r.Sent,
		&voided, &r.ByPerson, &r.Edited, &r.Package, &r.Digest, &content, &created, &r.VoidedBy, &r.VoidWhy}, also...)...)
	if err != nil {
		return r, err
	}
	r.Kind, r.State, r.Total, r.Currency = document.Kind(kind), document.State(state), money.Amount(total), money.Currency(currency)
	r.VoidedAt, r.At = store.Time(voided), store.Time(created)
	r.Voided = voided != 0
	if err := json.Unmarshal([]byte(content), &r.Content); err != nil {
		return r, fmt.Errorf("document %s: %w", r.Number, err)
	}
	return r, nil
}

// Load gives the documents of orders, oldest first: see backoffice.Local.
func (b *Books) Load(ctx context.Context, db store.Reader, account int64, orders []int64) (map[int64][]document.Document, error) {
	rows, err := db.Query(ctx, `select `+rowColumns+` from document where account_id = $1 and `+db.In("order_id", 2)+` order by id`, account, store.IDs(orders))
	if err != nil {
		return nil, fmt.Errorf("reading documents: %w", err)
	}
	defer rows.Close()
	all := map[int64][]document.Document{}
	for rows.Next() {
		r, err := scanRow(rows)
		if err != nil {
			return nil, fmt.Errorf("reading documents: %w", err)
		}
		all[r.OrderID] = append(all[r.OrderID], r.Document)
	}
	return all, rows.Err()
}

// Filter narrows a list of documents of one kind. Zero fields do not narrow.
type Filter struct {
	Kind       document.Kind
	Connection int64
	Channel    string
	OrderID    int64
	Text       string // beginning of the document's number or the order's, the order's id, or a number without what stands before it
	Voided     bool   // the recycle bin instead of what is live
	Any        bool   // live and voided alike
	Paid, Sent *bool
	From, To   time.Time // written from, and before; with Voided: voided
	After      int64     // id of the last one of the page before
	AfterAt    time.Time // with Voided: when that one was voided
	Limit      int
}

// bin tells that only the recycle bin is asked for, which is in the order in which it was filled.
func (f *Filter) bin() bool { return f.Voided && !f.Any }

// List gives documents, newest first, by keyset: those in the recycle bin by when they came there.
func List(ctx context.Context, db store.Reader, account int64, f Filter) ([]Row, error) {
	where, args := []string{"account_id = $1"}, []any{account}
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if f.Kind != "" {
		add("kind = $%d", string(f.Kind))
	}
	if f.Connection != 0 {
		add("connection_id = $%d", f.Connection)
	}
	if f.Channel != "" {
		add("channel = $%d", f.Channel)
	}
	if f.OrderID != 0 {
		add("order_id = $%d", f.OrderID)
	}
	order := "id desc"
	if f.bin() {
		order = "voided_at desc, id desc"
		f.span(add, "voided_at", store.Micros)
		if f.After != 0 {
			add("voided_at <= $%d", store.Micros(f.AfterAt))
			args = append(args, f.After)
			where = append(where, fmt.Sprintf("(voided_at < $%d or id < $%d)", len(args)-1, len(args)))
		}
	} else {
		f.span(add, "id", ids.First) // an id is also a time
		if f.After != 0 {
			add("id < $%d", f.After)
		}
	}
	if f.Paid != nil {
		add("paid = $%d", *f.Paid)
	}
	if f.Sent != nil {
		add("sent = $%d", *f.Sent)
	}
	table := "document"
	if t := strings.TrimSpace(f.Text); t != "" {
		found, err := searching(ctx, db, account, f.Kind, t)
		if err != nil {
			return nil, err
		}
		for _, v := range found.values {
			args = append(args, v)
		}
		where = append(where, found.condition(len(args)-len(found.values)))
		table = found.table
	}
	switch {
	case f.Any:
	case f.Voided:
		where = append(where, "voided_at > 0")
	default:
		where = append(where, "voided_at = 0")
	}
	args = append(args, f.Limit)
	rows, err := db.Query(ctx, `select `+rowColumns+`, `+orderNumber+` from `+table+` where `+strings.Join(where, " and ")+fmt.Sprintf(` order by %s limit $%d`, order, len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("reading documents: %w", err)
	}
	defer rows.Close()
	var all []Row
	for rows.Next() {
		var number string
		r, err := scanRow(rows, &number)
		if err != nil {
			return nil, fmt.Errorf("reading documents: %w", err)
		}
		r.OrderNumber = number
		all = append(all, r)
	}
	return all, rows.Err()
}

// span adds the conditions of From and To on a column that counts time as count does.
func (f *Filter) span(add func(string, any), column string, count func(time.Time) int64) {
	if !f.From.IsZero() {
		add(column+" >= $%d", count(f.From))
	}
	if !f.To.IsZero() {
		add(column+" < $%d", count(f.To))
	}
}

// Get gives one document; Missing if the account has none of that id and kind.
func Get(ctx context.Context, db store.Reader, account int64, k document.Kind, id int64) (Row, error) {
	var number string
	r, err := scanRow(db.QueryRow(ctx, `select `+rowColumns+`, `+orderNumber+` from document where account_id = $1 and id = $2 and kind = $3`, account, id, string(k)), &number)
	r.OrderNumber = number
	if errors.Is(err, store.ErrNoRows) {
		return r, outcome.New(outcome.DocumentMissing, "kind", string(k))
	}
	return r, err
}

// Void puts a document into the recycle bin, or takes it out again, for a person, who said why. An invoice does not come back while another
// has taken its place: Conflict.
func Void(ctx context.Context, tx store.Tx, account int64, r Row, voided bool, at time.Time, by, reason string) error {
	var us int64
	if voided {
		us = store.Micros(at)
	} else {
		by, reason = "", ""
	}
	if !voided && r.Kind == document.Invoice {
		var number string
		err := tx.QueryRow(ctx, `select number from document where account_id = $1 and order_id = $2 and kind = $3 and voided_at = 0`, account, r.OrderID, string(r.Kind)).Scan(&number)
		if err == nil {
			return outcome.New(outcome.AlreadyThere, "number", number)
		}
		if !errors.Is(err, store.ErrNoRows) {
			return fmt.Errorf("looking for a live invoice: %w", err)
		}
	}
	// What a person restores is theirs from then on: the hub does not throw it away again by itself.
	_, err := tx.Exec(ctx, `update document set voided_at = $3, by_person = $4, edited = (edited or not $4), voided_by = $5, void_reason = $6
		where account_id = $1 and id = $2`, account, r.ID, us, voided, by, reason)
	if err != nil {
		return fmt.Errorf("moving a document to or from the recycle bin: %w", err)
	}
	return nil
}

// Package books is the built-in back office: sales orders, invoices, outbound logistics, payments and credit notes in the
// hub's own database, with a recycle bin and numbers without gaps.
//
// It owns the tables document and number_series, and product, which says what SKUs there are.
package books

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/backoffice"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Books is the built-in back office.
type Books struct{ ids *ids.Maker }

var _ backoffice.Local = (*Books)(nil)

// New is the books with ids from m.
func New(m *ids.Maker) *Books { return &Books{m} }

// letters begin the numbers of each kind.
var letters = map[document.Kind]string{
	document.SalesOrder: "SO", document.Invoice: "INV", document.Outbound: "OUT", document.Payment: "PAY", document.CreditNote: "CN",
}

// Apply does what the tasks ask: see backoffice.Local. It works all changes out in memory and then writes each sort of them
// in one statement.
func (b *Books) Apply(ctx context.Context, tx store.Tx, tasks []backoffice.Task) ([][]backoffice.Done, error) {
	ch := &changes{ids: b.ids, states: map[document.State]store.IDs{}, voided: map[word]store.IDs{}}
	done := make([][]backoffice.Done, len(tasks))
	for i := range tasks {
		done[i] = ch.work(&tasks[i])
	}
	if err := ch.print(); err != nil {
		return nil, err
	}
	if err := ch.number(ctx, tx); err != nil {
		return nil, err
	}
	there, err := ch.write(ctx, tx)
	if err != nil {
		return nil, err
	}
	ch.report(there)
	return done, nil
}

// changes are what a batch does to the tables.
type changes struct {
	ids     *ids.Maker
	fresh   []*fresh
	states  map[document.State]store.IDs // sales orders by their new state
	paid    store.IDs
	sent    store.IDs
	voided  map[word]store.IDs // by who decided so, and why
	at      int64
	account int64
}

// word is a person's, on which documents are voided; the zero word: the channel's state alone had them voided.
type word struct{ by, reason string }

// fresh is a document to be inserted, and where its result goes.
type fresh struct {
	task    *backoffice.Task
	doc     document.Document
	content string // as it is stored
	done    *backoffice.Done
	also    []*backoffice.Done // operations of the same task that name this document: they get its number, too
}

// book is one order's documents while its operations are worked on: those stored and those to be inserted.
type book struct {
	*changes
	task *backoffice.Task
	have document.Set
	made map[int64]*fresh
}

// work applies one task's operations in memory.
func (c *changes) work(t *backoffice.Task) []backoffice.Done {
	bk := &book{changes: c, task: t, have: document.Set{Documents: slices.Clone(t.Have.Documents)}, made: map[int64]*fresh{}}
	c.at, c.account = store.Micros(t.At), t.Account
	done := make([]backoffice.Done, len(t.Ops)) // results are filled in later by address, so the slice must not grow
	for i, op := range t.Ops {
		done[i] = backoffice.Done{Op: op, Outcome: outcome.New(outcome.Done)}
		bk.apply(op, &done[i])
		if done[i].Outcome.Code.Failed() {
			return done[:i+1]
		}
	}
	return done
}

func (b *book) apply(op plan.Op, done *backoffice.Done) {
	switch op.Operation {
	case plan.CreateOrder:
		b.insert(document.SalesOrder, op, done)
	case plan.CreateInvoice, plan.ConvertOrder:
		if !b.insert(document.Invoice, op, done) {
			return
		}
		if so := b.have.Live(document.SalesOrder); so != nil {
			b.setState(so, document.Converted)
		}
	case plan.CreateOutbound:
		b.outbound(op, done)
	case plan.AddPayment:
		b.pay(op, done)
	case plan.VoidInvoice:
		b.void(op, done)
	case plan.CancelOrder:
		so := b.find(document.SalesOrder, op.Sequence)
		if so == nil {
			done.Outcome = outcome.New(outcome.DocumentMissing, "kind", string(document.SalesOrder))
			return
		}
		done.Number = so.Number
		b.setState(so, document.Cancelled)
	case plan.CreateCredit:
		b.insert(document.CreditNote, op, done)
	default:
		done.Outcome = outcome.New(outcome.Internal).Because(fmt.Errorf("books: unknown operation %q", op.Operation))
	}
}

func (b *book) find(k document.Kind, sequence int) *document.Document {
	for i := range b.have.Documents {
		if d := &b.have.Documents[i]; d.Kind == k && d.Sequence == sequence {
			return d
		}
	}
	return nil
}

// insert adds a new document; false, and a conflict as its outcome, when there is one of the same key.
func (b *book) insert(k document.Kind, op plan.Op, done *backoffice.Done) bool {
	if there := b.find(k, op.Sequence); there != nil {
		done.Number, done.Outcome = there.Number, outcome.New(outcome.AlreadyThere, "number", there.Number)
		return false
	}
	f := &fresh{task: b.task, done: done, doc: document.Document{
		ID: b.ids.Next(), Kind: k, Sequence: op.Sequence, Total: op.Total, Currency: b.task.Currency, Package: op.Package,
		Digest: op.Digest, Content: op.Content, At: b.task.At,
	}}
	if k == document.SalesOrder {
		f.doc.State = document.Open
	}
	b.have.Documents = append(b.have.Documents, f.doc)
	b.made[f.doc.ID] = f
	b.fresh = append(b.fresh, f)
	return true
}

// sentByChannel marks the invoice sent and writes no outbound: the goods were not ours to send.
func (b *book) sentByChannel(op plan.Op, done *backoffice.Done) {
	inv := b.find(document.Invoice, op.Sequence)
	if inv == nil || inv.Voided {
		done.Outcome = outcome.New(outcome.DocumentMissing, "kind", string(document.Invoice))
		return
	}
	done.Number, done.Outcome = inv.Number, outcome.New(outcome.ChannelShipped)
	if f, ok := b.made[inv.ID]; ok {
		f.also = append(f.also, done)
	}
	b.mark(inv, &b.sent, func(d *document.Document) { d.Sent = true })
}

func (b *book) outbound(op plan.Op, done *backoffice.Done) {
	if op.ByChannel {
		b.sentByChannel(op, done)
		return
	}
	if there := b.find(document.Outbound, op.Sequence); there != nil && !there.Voided {
		done.Number = there.Number
		if !op.Completes {
			done.Outcome = outcome.New(outcome.AlreadyThere, "number", there.Number)
			return
		}
	} else if !b.insert(document.Outbound, op, done) {
		return
	}
	if inv := b.have.Live(document.Invoice); inv != nil && op.Completes && !inv.Sent {
		b.mark(inv, &b.sent, func(d *document.Document) { d.Sent = true })
	}
}

func (b *book) pay(op plan.Op, done *backoffice.Done) {
	if !b.insert(document.Payment, op, done) {
		return
	}
	if inv := b.have.Live(document.Invoice); inv != nil {
		b.mark(inv, &b.paid, func(d *document.Document) { d.Paid = true })
	}
}

// void puts the invoice into the recycle bin, its payments and credit notes with it, and its outbounds when the goods are back.
func (b *book) void(op plan.Op, done *backoffice.Done) {
	inv := b.find(document.Invoice, op.Sequence)
	if inv == nil {
		done.Outcome = outcome.New(outcome.DocumentMissing, "kind", string(document.Invoice))
		return
	}
	done.Number = inv.Number
	var says word
	if op.Restock { // only a person's decision brings goods back with the void
		says = word{b.task.Have.Decision.By, b.task.Have.Decision.Reason}
	}
	var gone store.IDs
	for i := range b.have.Documents {
		d := &b.have.Documents[i]
		goes := d == inv || d.Kind == document.Payment || d.Kind == document.CreditNote || (d.Kind == document.Outbound && op.Restock)
		if goes && !d.Voided {
			b.mark(d, &gone, func(d *document.Document) { d.Voided, d.VoidedBy, d.VoidWhy = true, says.by, says.reason })
		}
	}
	b.voided[says] = append(b.voided[says], gone...)
}

func (b *book) setState(so *document.Document, s document.State) {
	so.State = s
	if f, ok := b.made[so.ID]; ok {
		f.doc.State = s
		return
	}
	b.states[s] = append(b.states[s], so.ID)
}

// mark changes a document in memory and, when it is stored already, notes its id for the update.
func (b *book) mark(d *document.Document, list *store.IDs, change func(*document.Document)) {
	change(d)
	if f, ok := b.made[d.ID]; ok {
		change(&f.doc)
		return
	}
	*list = append(*list, d.ID)
}

// print encodes what the new documents say, before anybody waits for our numbers.
func (c *changes) print() error {
	for _, f := range c.fresh {
		b, err := json.Marshal(f.doc.Content)
		if err != nil {
			return fmt.Errorf("encoding a document: %w", err)
		}
		f.content = string(b)
	}
	return nil
}

// number gives the new documents their numbers: one statement for all series of the batch. The series' rows stay locked until
// the commit, which is the price of numbers without gaps; so this comes as late as it can.
func (c *changes) number(ctx context.Context, tx store.Tx) error {
	if len(c.fresh) == 0 {
		return nil
	}
	need := map[string]int64{}
	for _, f := range c.fresh {
		need[f.prefix()]++
	}
	var values []string
	args := []any{c.account}
	prefixes := make([]string, 0, len(need))
	for p := range need {
		prefixes = append(prefixes, p)
	}
	slices.Sort(prefixes) // the same order everywhere, or two nodes could wait for each other
	for _, p := range prefixes {
		args = append(args, p, need[p])
		values = append(values, fmt.Sprintf("($1, $%d, $%d)", len(args)-1, len(args)))
	}
	rows, err := tx.Query(ctx, `insert into number_series (account_id, prefix, last) values `+strings.Join(values, ", ")+`
		on conflict (account_id, prefix) do update set last = number_series.last + excluded.last returning prefix, last`, args...)
	if err != nil {
		return fmt.Errorf("numbering documents: %w", err)
	}
	defer rows.Close()
	next := map[string]int64{}
	for rows.Next() {
		var p string
		var last int64
		if err := rows.Scan(&p, &last); err != nil {
			return fmt.Errorf("numbering documents: %w", err)
		}
		next[p] = last - need[p] + 1
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("numbering documents: %w", err)
	}
	for _, f := range c.fresh {
		p := f.prefix()
		f.doc.Number = fmt.Sprintf("%s%06d", p, next[p])
		next[p]++
	}
	return nil
}

func (f *fresh) prefix() string { return f.task.Prefix + letters[f.doc.Kind] + "-" }

var documentTable = store.Table{
	Name: "document",
	Columns: []string{"account_id", "id", "kind", "connection_id", "channel", "order_id", "order_ref", "sequence", "number", "state", "total", "currency",
		"paid", "sent", "voided_at", "by_person", "edited", "package", "digest", "content", "created_at", "voided_by", "void_reason"},
	Types: []string{"bigint", "bigint", "text", "bigint", "text", "bigint", "text", "integer", "text", "text", "bigint", "text",
		"boolean", "boolean", "bigint", "boolean", "boolean", "text", "text", "text", "bigint", "text", "text"},
}

// write stores everything and gives the numbers of documents that somebody else had written under the same key.
func (c *changes) write(ctx context.Context, tx store.Tx) (map[docKey]string, error) {
	rows := make([][]any, len(c.fresh))
	for i, f := range c.fresh {
		var voided int64
		if f.doc.Voided {
			voided = c.at
		}
		rows[i] = []any{f.task.Account, f.doc.ID, string(f.doc.Kind), f.task.Connection, f.task.Channel, f.task.OrderID, f.task.OrderRef, f.doc.Sequence,
			f.doc.Number, string(f.doc.State), int64(f.doc.Total), string(f.doc.Currency), f.doc.Paid, f.doc.Sent, voided, false, false, f.doc.Package,
			f.doc.Digest, f.content, store.Micros(f.doc.At), f.doc.VoidedBy, f.doc.VoidWhy}
	}
	var there map[docKey]string
	if len(rows) > 0 {
		n, err := tx.Bulk(ctx, documentTable, rows, `on conflict (account_id, connection_id, order_ref, kind, sequence) do nothing`)
		if err != nil {
			return nil, fmt.Errorf("writing documents: %w", err)
		}
		if n < int64(len(rows)) {
			if there, err = c.others(ctx, tx); err != nil {
				return nil, err
			}
		}
	}
	return there, c.update(ctx, tx)
}

// docKey is what no two documents share, within a connection.
type docKey struct {
	ref      string
	kind     document.Kind
	sequence int
}

// others finds the documents that stand where ours were refused. The order lock makes this impossible as long as every writer
// takes it; the unique key is the last guard, and what it catches is told, not hidden.
func (c *changes) others(ctx context.Context, tx store.Tx) (map[docKey]string, error) {
	var refs store.Strings
	ours := map[int64]bool{}
	for _, f := range c.fresh {
		refs = append(refs, f.task.OrderRef)
		ours[f.doc.ID] = true
	}
	rows, err := tx.Query(ctx, `select id, order_ref, kind, sequence, number from document where account_id = $1 and connection_id = $2 and `+tx.In("order_ref", 3),
		c.account, c.fresh[0].task.Connection, refs)
	if err != nil {
		return nil, fmt.Errorf("looking for documents already there: %w", err)
	}
	defer rows.Close()
	there := map[docKey]string{}
	for rows.Next() {
		var id int64
		var k docKey
		var kind, number string
		if err := rows.Scan(&id, &k.ref, &kind, &k.sequence, &number); err != nil {
			return nil, err
		}
		if k.kind = document.Kind(kind); !ours[id] {
			there[k] = number
		}
	}
	return there, rows.Err()
}

func (c *changes) update(ctx context.Context, tx store.Tx) error {
	if len(c.fresh) == 0 && len(c.paid)+len(c.sent)+len(c.voided)+len(c.states) == 0 {
		return nil
	}
	type change struct {
		set string
		of  store.IDs
	}
	for _, ch := range []change{
		{"state = 'converted'", c.states[document.Converted]},
		{"state = 'cancelled'", c.states[document.Cancelled]},
		{"paid = true", c.paid},
		{"sent = true", c.sent},
	} {
		if len(ch.of) == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, `update document set `+ch.set+` where account_id = $1 and `+tx.In("id", 2), c.account, ch.of); err != nil {
			return fmt.Errorf("updating documents: %w", err)
		}
	}
	for says, of := range c.voided {
		if len(of) == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, `update document set voided_at = $3, voided_by = $4, void_reason = $5 where account_id = $1 and `+tx.In("id", 2),
			c.account, of, c.at, says.by, says.reason); err != nil {
			return fmt.Errorf("voiding documents: %w", err)
		}
	}
	return nil
}

// report fills in the numbers, and a conflict where somebody else's document stands.
func (c *changes) report(there map[docKey]string) {
	for _, f := range c.fresh {
		f.done.Number = f.doc.Number
		for _, d := range f.also {
			d.Number = f.doc.Number
		}
		if number, ok := there[docKey{f.task.OrderRef, f.doc.Kind, f.doc.Sequence}]; ok {
			f.done.Number, f.done.Outcome = number, outcome.New(outcome.AlreadyThere, "number", number)
		}
	}
}

// Package reconcile is the one call in which every mouth ends: webhook, cycle, download, re-run and dry run hand it a batch of
// snapshots of one connection, and in one transaction it stores them, loads what the books hold, plans, applies, and writes
// entries and figures. A page of a hundred orders costs the same few statements as a page of ten.
//
// It owns the tables orders, order_count, channel_invoice (with package invoicing), order_content, order_line and product, and keeps promises P1 to P4 of docs/promises.md.
package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/listing"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// Reconciler brings the books up to what channels show.
type Reconciler struct {
	db    store.DB
	books backoffice.Local
	ids   *ids.Maker
	now   func() time.Time
	log   *slog.Logger

	// Issues tells endpoints of the issues that a batch moves. Nil: nobody is told. Set before the work begins.
	Issues *outhook.Issues
}

// New is a reconciler that keeps documents in books.
func New(db store.DB, books backoffice.Local, m *ids.Maker, now func() time.Time, log *slog.Logger) *Reconciler {
	return &Reconciler{db: db, books: books, ids: m, now: now, log: log}
}

// Batch is a page of snapshots of one connection and how it came to us.
type Batch struct {
	Connection connection.Connection
	Snapshots  []order.Snapshot
	ReadAt     time.Time // when reading them began; of two readings at the same channel time the later one is newer
	SyncType   synclog.SyncType
	Actor      string // the person who asked, if one did
	Why        string // what they wrote as their reason; may be empty
	Cycle      int64
	Exchange   []httpkit.Exchange // what was said to get them; may be nil

	// Force works on orders that have not changed, too: a person asked for it, or what held them was fixed.
	Force bool

	// OrderIDs are the ids, by ref, of orders whose own row is lost while documents still carry its id: it is given to the
	// order again, so that both find each other.
	OrderIDs map[string]int64

	// Extra are entries of the mouth itself (an order that was not found), written in the same transaction.
	Extra []synclog.Entry

	// Settled are references of the mouth itself whose earlier failures are over: the connection's name, once a cycle went well.
	Settled []synclog.Settled

	// Resolve are entries about these orders that the actor resolves, in the same transaction.
	Resolve []int64

	// Bulk is the bulk action that asked for it; 0: none.
	Bulk int64

	// First is called with the orders locked, before anything is read: what a person says about them is written here. Its error
	// undoes all. May be nil.
	First func(context.Context, store.Tx) error

	// Mark is called last in the transaction, with what was done: the cycle moves its page mark here. Its error undoes all.
	Mark func(context.Context, store.Tx, Result) error
}

// Result counts what became of a batch.
type Result struct {
	Seen      int // snapshots given, each order once
	Fresh     int // never seen before
	Changed   int // known, and worked on again
	Unchanged int // known as they are, or older than what is known
	Skipped   int // left out by a rule
	Held      int // wait for a change or a person
	Orders    []Worked
}

// Worked is an order that was not simply unchanged.
type Worked struct {
	ID     int64
	Ref    string
	Number string
	Plan   plan.Plan
	Done   []backoffice.Done
	Failed *outcome.Error // the hold, or the operation that failed; nil when all went through
}

// work is one order on its way through a batch.
type work struct {
	snap  *order.Snapshot
	hash  [32]byte
	known *known // nil: never seen before
	again bool   // its row was lost, other rows of it may be there
	id    int64
	have  document.Set
	plan  plan.Plan
	done  []backoffice.Done
	tries int
}

// Apply does the whole of it. The error is never about one order: an order that cannot go on is held with its entry, and the
// others pass.
func (r *Reconciler) Apply(ctx context.Context, b Batch) (Result, error) {
	snaps := newest(b.Snapshots)
	hashes := make([][32]byte, len(snaps))
	for i := range snaps { // outside the transaction: it is the costly part of a page without changes
		hashes[i] = snaps[i].Hash()
	}
	var res Result
	err := r.db.InTx(ctx, func(tx store.Tx) error {
		if err := connection.Hold(ctx, tx, b.Connection.Account, b.Connection.ID); err != nil {
			return err
		}
		started := r.now()
		works, err := r.changed(ctx, tx, b, snaps, hashes)
		if err != nil {
			return err
		}
		res = Result{Seen: len(snaps), Unchanged: len(snaps) - len(works)}
		if len(works)+len(b.Extra)+len(b.Settled)+len(b.Resolve) > 0 {
			if err := r.work(ctx, tx, b, works, started, &res); err != nil {
				return err
			}
		}
		if b.Mark != nil {
			return b.Mark(ctx, tx, res)
		}
		return nil
	})
	if err != nil {
		return Result{}, fmt.Errorf("reconciling %d orders of connection %d: %w", len(snaps), b.Connection.ID, err)
	}
	return res, nil
}

// Plan is the dry run: what Apply would do, without doing it.
func (r *Reconciler) Plan(ctx context.Context, b Batch) ([]Worked, error) {
	snaps := newest(b.Snapshots)
	stored, err := loadKnown(ctx, r.db, b.Connection, snaps)
	if err != nil {
		return nil, err
	}
	works := make([]*work, 0, len(snaps))
	for i := range snaps {
		k := stored[snaps[i].Ref]
		k.fill(&snaps[i])
		works = append(works, &work{snap: &snaps[i], known: k})
	}
	if err := r.plan(ctx, r.db, b, works); err != nil {
		return nil, err
	}
	out := make([]Worked, len(works))
	for i, w := range works {
		out[i] = w.result()
	}
	return out, nil
}

// Documents are what the books hold of one order.
func (r *Reconciler) Documents(ctx context.Context, db store.Reader, account, orderID int64) (document.Set, error) {
	docs, err := r.books.Load(ctx, db, account, []int64{orderID})
	return document.Set{Documents: docs[orderID]}, err
}

// newest keeps one snapshot per order, the latest, in the order they came.
func newest(all []order.Snapshot) []order.Snapshot {
	at := make(map[string]int, len(all))
	out := make([]order.Snapshot, 0, len(all))
	for _, s := range all {
		i, twice := at[s.Ref]
		if !twice {
			at[s.Ref] = len(out)
			out = append(out, s)
		} else if !s.UpdatedAt.Before(out[i].UpdatedAt) {
			out[i] = s
		}
	}
	return out
}

// changed locks the orders of a batch and gives those that are new or newer than what is known.
func (r *Reconciler) changed(ctx context.Context, tx store.Tx, b Batch, snaps []order.Snapshot, hashes [][32]byte) ([]*work, error) {
	if err := tx.Lock(ctx, b.locks(snaps)...); err != nil {
		return nil, fmt.Errorf("locking orders: %w", err)
	}
	if b.First != nil {
		if err := b.First(ctx, tx); err != nil {
			return nil, err
		}
	}
	if len(snaps) == 0 {
		return nil, nil
	}
	stored, err := loadKnown(ctx, tx, b.Connection, snaps)
	if err != nil {
		return nil, err
	}
	var works []*work
	for i := range snaps {
		k := stored[snaps[i].Ref]
		if k.fill(&snaps[i]) {
			hashes[i] = snaps[i].Hash()
		}
		if k.covers(&snaps[i], hashes[i], b.ReadAt, b.Force) {
			continue
		}
		w := &work{snap: &snaps[i], hash: hashes[i], known: k, tries: 1}
		if k != nil {
			w.id, w.tries = k.id, k.attempt+1
		} else if w.id = b.OrderIDs[w.snap.Ref]; w.id != 0 {
			w.again = true
		} else {
			w.id = r.ids.Next()
		}
		works = append(works, w)
	}
	return works, nil
}

// locks are those of the orders, and of what else the mouth has to say about references.
func (b *Batch) locks(snaps []order.Snapshot) []int64 {
	keys := make([]int64, 0, len(snaps))
	for i := range snaps {
		keys = append(keys, order.LockKey(b.Connection.ID, snaps[i].Ref))
	}
	for _, s := range b.Settled {
		for _, ref := range s.Refs {
			keys = append(keys, order.LockKey(b.Connection.ID, ref))
		}
	}
	return keys
}

// Lock keeps every other worker off orders of a connection until tx ends (P12). Whoever changes an order's documents takes it.
func Lock(ctx context.Context, tx store.Tx, connection int64, refs ...string) error {
	keys := make([]int64, len(refs))
	for i, ref := range refs {
		keys[i] = order.LockKey(connection, ref)
	}
	if err := tx.Lock(ctx, keys...); err != nil {
		return fmt.Errorf("locking orders: %w", err)
	}
	return nil
}

// plan loads what the books know and plans each order.
func (r *Reconciler) plan(ctx context.Context, db store.Reader, b Batch, works []*work) error {
	var seen []int64
	for _, w := range works {
		if w.known != nil {
			seen = append(seen, w.known.id)
			w.have.Released, w.have.Decision = w.known.released, w.known.decision
		} else if w.again {
			seen = append(seen, w.id)
		}
	}
	if len(seen) > 0 {
		docs, err := r.books.Load(ctx, db, b.Connection.Account, seen)
		if err != nil {
			return err
		}
		for _, w := range works {
			switch {
			case w.known != nil:
				w.have.Documents = docs[w.known.id]
			case w.again:
				w.have.Documents = docs[w.id]
			}
		}
	}
	links, err := loadLinks(ctx, db, b.Connection, works)
	if err != nil {
		return err
	}
	for _, w := range works {
		w.plan = plan.For(*w.asWritten(), w.have, links, b.Connection.Policy)
	}
	return nil
}

// asWritten is the order with the SKUs that people gave to its lines.
func (w *work) asWritten() *order.Snapshot {
	if w.known == nil {
		return w.snap
	}
	return w.snap.Overridden(w.known.overrides)
}

// work plans, applies and stores the orders that changed.
func (r *Reconciler) work(ctx context.Context, tx store.Tx, b Batch, works []*work, started time.Time, res *Result) error {
	encoding := encodeContents(b.Connection.Account, works) // beside the planner's questions to the database
	if err := r.plan(ctx, tx, b, works); err != nil {
		return err
	}
	if err := createSKUs(ctx, tx, b, works, started); err != nil {
		return err
	}
	// The orders come before their documents, whose numbers are one queue for the whole account: it is held up for as little of
	// the work as can be.
	if err := saveContents(ctx, tx, b, <-encoding); err != nil {
		return err
	}
	if err := saveOrders(ctx, tx, b, works, started); err != nil {
		return err
	}
	failed, err := r.apply(ctx, tx, b, works, started)
	if err != nil {
		return err
	}
	if err := saveOrders(ctx, tx, b, failed, started); err != nil { // now with what holds them
		return err
	}
	to, err := outhook.Listening(ctx, tx, b.Connection.Account)
	if err != nil {
		return err
	}
	if err := r.record(ctx, tx, r.Issues.Known(to), b, works, started); err != nil {
		return err
	}
	if err := recount(ctx, tx, b, works); err != nil {
		return err
	}
	if err := askForInvoices(ctx, tx, b, works, started); err != nil {
		return err
	}
	if err := r.tell(ctx, tx, to, b, works, started); err != nil {
		return err
	}
	for _, w := range works {
		res.count(w)
	}
	return tx.Notify(ctx, "orders")
}

// apply lets the books do what is planned, and gives the orders of which an operation failed.
func (r *Reconciler) apply(ctx context.Context, tx store.Tx, b Batch, works []*work, started time.Time) (failed []*work, err error) {
	var tasks []backoffice.Task
	var of []*work
	for _, w := range works {
		if len(w.plan.Ops) > 0 {
			tasks, of = append(tasks, w.task(b, started)), append(of, w)
		}
	}
	if len(tasks) == 0 {
		return nil, nil
	}
	done, err := r.books.Apply(ctx, tx, tasks)
	if err != nil {
		return nil, err
	}
	for i, w := range of {
		if w.done = done[i]; w.stopped() != w.plan.Hold {
			failed = append(failed, w)
		}
	}
	return failed, nil
}

func (w *work) task(b Batch, at time.Time) backoffice.Task {
	return backoffice.Task{
		Account: b.Connection.Account, Connection: b.Connection.ID, Channel: channelOf(b, w.snap), OrderID: w.id, OrderRef: w.snap.Ref,
		Currency: w.snap.Currency, Prefix: b.Connection.Policy.Prefix(w.snap.Channel), Have: w.have, Ops: w.plan.Ops, At: at,
	}
}

// channelOf is the channel an order belongs to: its own mark, or the connection's.
func channelOf(b Batch, s *order.Snapshot) string {
	if s.Channel != "" {
		return s.Channel
	}
	return b.Connection.Channel
}

// stopped is what keeps the order from going on: an operation that failed, or the planner's hold.
func (w *work) stopped() *outcome.Error {
	for _, d := range w.done {
		if d.Outcome.Code.Failed() {
			return d.Outcome
		}
	}
	return w.plan.Hold
}

func (w *work) result() Worked {
	return Worked{ID: w.id, Ref: w.snap.Ref, Number: w.snap.Number, Plan: w.plan, Done: w.done, Failed: w.stopped()}
}

func (res *Result) count(w *work) {
	if w.known == nil {
		res.Fresh++
	} else {
		res.Changed++
	}
	if w.plan.Skip != nil {
		res.Skipped++
	}
	if w.stopped() != nil {
		res.Held++
	}
	res.Orders = append(res.Orders, w.result())
}

// record writes an entry for every operation, hold and skip, and settles what earlier failures are worth now.
func (r *Reconciler) record(ctx context.Context, tx store.Tx, to issue.Listeners, b Batch, works []*work, started time.Time) error {
	entries := b.Extra
	exchange := int64(0)
	if len(b.Exchange) > 0 {
		exchange = r.ids.Next()
		if err := synclog.WriteExchanges(ctx, tx, b.Connection.Account, exchange, b.Exchange); err != nil {
			return err
		}
	}
	change := synclog.Change{Account: b.Connection.Account, Connection: b.Connection.ID, Settled: slices.Clone(b.Settled), Resolve: b.Resolve, By: b.Actor, At: started}
	healed, again := synclog.Settled{By: synclog.BySuccess}, synclog.Settled{By: synclog.ByAttempt}
	for _, w := range works {
		change.Holds = append(change.Holds, w.holds(b.Connection.ID)...)
		if w.known != nil && w.known.failures > 0 {
			if w.stopped() == nil {
				healed.Refs = append(healed.Refs, w.snap.Ref)
			} else {
				again.Refs = append(again.Refs, w.snap.Ref)
			}
		}
		entries = append(entries, w.entries()...)
	}
	took := r.now().Sub(started) / time.Duration(max(len(works), 1)) // of one order's share of the page
	for i := range entries {
		e := &entries[i]
		e.ID, e.Account, e.Connection = r.ids.Next(), b.Connection.Account, b.Connection.ID
		e.SyncType, e.Actor, e.Cycle, e.Exchange, e.StartedAt, e.Took = b.SyncType, b.Actor, b.Cycle, exchange, started, took
		e.Bulk = b.Bulk
		if b.Why != "" && e.Outcome.Reason == outcome.Done {
			e.Outcome = outcome.New(outcome.Done, "reason", b.Why)
		}
		if e.Channel == "" {
			e.Channel = b.Connection.Channel
		}
	}
	change.Entries, change.Settled = entries, append(change.Settled, healed, again)
	return synclog.Record(ctx, tx, to, change)
}

// holds is what changes about which issue holds the order up.
func (w *work) holds(connection int64) []synclog.Hold {
	now, was := held(w.issue(connection), w.snap.Currency, w.snap.Total), synclog.Hold{}
	if w.known != nil {
		was = w.known.hold
	}
	if now == was {
		return nil
	}
	was.Orders, was.Total = -was.Orders, -was.Total
	return []synclog.Hold{was, now}
}

// issue is the one that holds the order up; 0: none does.
func (w *work) issue(connection int64) int64 {
	for _, d := range w.done {
		if d.Outcome.Code.Failed() {
			return issue.IDOf(connection, string(d.Op.Operation), d.Outcome)
		}
	}
	return issue.IDOf(connection, string(w.plan.Blocked), w.plan.Hold)
}

// entries are an order's lines in the log.
func (w *work) entries() []synclog.Entry {
	base := synclog.Entry{Channel: w.snap.Channel, Entity: synclog.OrderEntity, Ref: w.snap.Ref, OrderID: w.id, Attempt: w.tries}
	var all []synclog.Entry
	add := func(op string, number string, o *outcome.Error) {
		e := base
		e.Operation, e.Document, e.Outcome, e.Subject = op, number, o, synclog.SubjectOf(o)
		all = append(all, e)
	}
	for _, sku := range w.plan.NewSKUs {
		add(synclog.LinkSKU, "", outcome.New(outcome.SKUCreated, "sku", sku.SKU, "name", sku.Name))
	}
	failed := false
	for _, d := range w.done {
		add(string(d.Op.Operation), d.Number, d.Outcome)
		failed = failed || d.Outcome.Code.Failed()
	}
	if w.plan.Hold != nil && !failed {
		add(string(w.plan.Blocked), "", w.plan.Hold)
	}
	if w.plan.Skip != nil {
		add(synclog.DownloadOrder, "", w.plan.Skip)
	}
	return all
}

func loadLinks(ctx context.Context, db store.Reader, c connection.Connection, works []*work) (listing.Links, error) {
	links := listing.Links{ByListing: map[string]string{}, BySKU: map[string]bool{}}
	listings, skus := map[string]bool{}, map[string]bool{}
	var ll, ss store.Strings
	note := func(seen map[string]bool, list *store.Strings, v string) {
		if v != "" && !seen[v] {
			seen[v] = true
			*list = append(*list, v)
		}
	}
	for _, w := range works {
		for _, l := range w.asWritten().Lines {
			note(listings, &ll, l.Listing)
			note(skus, &ss, l.SKU)
		}
	}
	err := each(ctx, db, `select listing, sku from link where account_id = $1 and connection_id = $2 and `+db.In("listing", 3), []any{c.Account, c.ID, ll}, func(row store.Row) error {
		var listing, sku string
		if err := row.Scan(&listing, &sku); err != nil {
			return err
		}
		links.ByListing[listing] = sku
		return nil
	})
	if err != nil {
		return links, fmt.Errorf("reading links: %w", err)
	}
	err = each(ctx, db, `select sku from product where account_id = $1 and `+db.In("sku", 2), []any{c.Account, ss}, func(row store.Row) error {
		var sku string
		if err := row.Scan(&sku); err != nil {
			return err
		}
		links.BySKU[sku] = true
		return nil
	})
	if err != nil {
		return links, fmt.Errorf("reading products: %w", err)
	}
	return links, nil
}

func each(ctx context.Context, db store.Reader, sql string, args []any, f func(store.Row) error) error {
	rows, err := db.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

var productTable = store.Table{
	Name: "product", Columns: []string{"account_id", "sku", "name", "created_at", "created_by"}, Types: []string{"bigint", "text", "text", "bigint", "text"},
}

// createSKUs makes the SKUs that lines have shown, in the books (policy unmapped_sku = create).
func createSKUs(ctx context.Context, tx store.Tx, b Batch, works []*work, at time.Time) error {
	seen := map[string]bool{}
	var rows [][]any
	for _, w := range works {
		fresh := w.plan.NewSKUs[:0]
		for _, n := range w.plan.NewSKUs {
			if seen[n.SKU] {
				continue // an order before it on this page brings it; one entry is enough
			}
			seen[n.SKU] = true
			fresh = append(fresh, n)
			rows = append(rows, []any{b.Connection.Account, n.SKU, n.Name, store.Micros(at), "order " + w.snap.Ref})
		}
		w.plan.NewSKUs = fresh
	}
	if len(rows) == 0 {
		return nil
	}
	sortByColumn(rows, 1)
	if _, err := tx.Bulk(ctx, productTable, rows, `on conflict (account_id, sku) do nothing`); err != nil {
		return fmt.Errorf("creating SKUs: %w", err)
	}
	return nil
}

func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

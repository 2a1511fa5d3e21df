package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const (
	account     = 1
	connections = 6
	deskSKUs    = 2000 // so that an order in a thousand has a certain one
	rareWords   = 200
	historyDays = 30
	atATime     = 5000 // rows that one transaction writes
)

// operations of the made entries.
var operations = []string{
	string(plan.CreateInvoice), string(plan.CreateOutbound), string(plan.AddPayment), string(plan.CreateOrder), string(plan.ConvertOrder), synclog.DownloadOrder,
}

// history is a made past: orders, and what the log says about them, evenly over its days.
type history struct {
	orders, entries int
	start, end      time.Time
	draw            *rand.Rand
}

func newHistory(o Options, now time.Time) *history {
	end := now.UTC().Truncate(time.Hour)
	return &history{orders: o.Desk, entries: o.Entries, start: end.AddDate(0, 0, -historyDays), end: end, draw: rand.New(rand.NewPCG(1, 2))}
}

func refOf(order int) string { return fmt.Sprintf("%d", 5_000_000+order) }

// buyerOf is the name of an order's buyer: one of two hundred first names, and one of five thousand family names, made of syllables.
func buyerOf(order int) string {
	return word(order%200) + " " + word(200+order*7919%5000)
}

// word is a name made of three syllables, another for each n below 8,000.
func word(n int) string {
	const heads, tails = "bdfghjklmnprstwyzcvq", "aeiou"
	name := make([]byte, 0, 6)
	for range 3 {
		name = append(name, heads[n%20], tails[n%5])
		n /= 20
	}
	return string(name)
}

func skuOf(n int) string { return fmt.Sprintf("SKU-%05d", n) }

func rareWord(n int) string { return fmt.Sprintf("Sepatu Lari %03d", n) }

func (h *history) connection() int64 { return int64(1 + h.draw.IntN(connections)) }

// at is when the n-th of so many things happened.
func (h *history) at(n, of int) time.Time {
	return h.start.Add(h.end.Sub(h.start) / time.Duration(of) * time.Duration(n))
}

// perCycle is how many entries a cycle wrote.
const perCycle = 200

// cycle is the cycle of the n-th entry. Like every id it tells when it was made.
func (h *history) cycle(entry int) int64 {
	first := entry / perCycle * perCycle
	return idAt(h.at(first, h.entries), first%1000)
}

func (h *history) write(ctx context.Context, db *database) error {
	if err := db.days(ctx, h.start, h.end); err != nil {
		return err
	}
	if err := h.writeOrders(ctx, db); err != nil {
		return err
	}
	if err := h.writeDocuments(ctx, db); err != nil {
		return err
	}
	if err := h.writeEntries(ctx, db); err != nil {
		return err
	}
	if err := h.writeCycles(ctx, db); err != nil {
		return err
	}
	return tidy(ctx, db)
}

// tidy does what autovacuum does on PostgreSQL in the course of a day. Nobody does such a thing on SQLite, in the hub neither.
func tidy(ctx context.Context, db *database) error {
	pool, ok := db.Native().(*pgxpool.Pool)
	if !ok {
		return nil
	}
	_, err := pool.Exec(ctx, "vacuum (analyze)")
	return err
}

var deskOrders = store.Table{
	Name: "orders",
	Columns: []string{"account_id", "id", "connection_id", "channel", "ref", "number", "stage", "raw_status", "tab", "total", "currency", "buyer", "cancelled_by",
		"hold_code", "hold", "skip", "released", "decision", "failures", "attempt", "hash", "created_at", "updated_at", "seen_at"},
	Types: []string{"bigint", "bigint", "bigint", "text", "text", "text", "text", "text", "text", "bigint", "text", "text", "text",
		"integer", "text", "text", "boolean", "text", "integer", "integer", "bytea", "bigint", "bigint", "bigint"},
}

var deskLines = store.Table{
	Name:    "order_line",
	Columns: []string{"account_id", "order_id", "position", "sku", "listing", "quantity", "total"},
	Types:   []string{"bigint", "bigint", "integer", "text", "text", "bigint", "bigint"},
}

func (h *history) writeOrders(ctx context.Context, db *database) error {
	for from := 0; from < h.orders; from += atATime {
		var rows, lines [][]any
		for n := from; n < min(from+atATime, h.orders); n++ {
			row := h.order(n)
			rows = append(rows, row)
			for i := range 2 {
				lines = append(lines, []any{account, row[1], i, skuOf(h.draw.IntN(deskSKUs)), "", 1, 10_000_000})
			}
		}
		err := db.InTx(ctx, func(tx store.Tx) error {
			if _, err := tx.Bulk(ctx, deskOrders, rows, ""); err != nil {
				return err
			}
			_, err := tx.Bulk(ctx, deskLines, lines, "")
			return err
		})
		if err != nil {
			return err
		}
	}
	return db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `insert into order_count (account_id, connection_id, channel, tab, n, held)
			select account_id, connection_id, channel, tab, count(*), sum(case when hold_code > 200 then 1 else 0 end) from orders
			group by account_id, connection_id, channel, tab`)
		return err
	})
}

// order is the row of the n-th one. Most are completed; one in fourteen is in the errors.
func (h *history) order(n int) []any {
	at := h.at(n, h.orders)
	tab, code, hold := "completed", 0, ""
	switch {
	case n%14 == 0:
		why := outcome.New(outcome.SKUNotLinked, "sku", skuOf(n%deskSKUs))
		tab, code, hold = "errors", int(why.Code), why.Encode()
	case n%5 == 0:
		tab = reconcile.Tabs[n/5%8]
	}
	us := store.Micros(at)
	return []any{account, idAt(at, n), int64(1 + n%connections), "woocommerce", refOf(n), refOf(n), tab, tab, tab, 20_000_000, "IDR", buyerOf(n), "",
		code, hold, "", false, "", 0, 1, make([]byte, 32), us, us, us}
}

func (h *history) writeEntries(ctx context.Context, db *database) error {
	for from := 0; from < h.entries; from += atATime {
		batch := make([]synclog.Entry, min(atATime, h.entries-from))
		for i := range batch {
			batch[i] = h.entry(from + i)
		}
		if err := db.InTx(ctx, func(tx store.Tx) error { return synclog.Write(ctx, tx, nil, batch) }); err != nil {
			return err
		}
	}
	return nil
}

var deskCycles = store.Table{
	Name: "cycle",
	Columns: []string{"account_id", "id", "connection_id", "lane", "sync_type", "state", "started_at", "ended_at", "window_from", "window_to",
		"seen", "fresh", "changed", "skipped", "held", "problem"},
	Types: []string{"bigint", "bigint", "bigint", "text", "text", "text", "bigint", "bigint", "bigint", "bigint",
		"bigint", "bigint", "bigint", "bigint", "bigint", "text"},
}

func (h *history) writeCycles(ctx context.Context, db *database) error {
	var rows [][]any
	for n := 0; n < h.entries; n += perCycle {
		from, to := store.Micros(h.at(n, h.entries)), store.Micros(h.at(n+perCycle, h.entries))
		rows = append(rows, []any{account, h.cycle(n), 1, "orders", "auto", "done", from, to, from, to, perCycle, 0, perCycle, 0, 0, ""})
	}
	return db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Bulk(ctx, deskCycles, rows, "")
		return err
	})
}

// entry is the n-th of the log. Its order is one of about its time.
func (h *history) entry(n int) synclog.Entry {
	at := h.at(n, h.entries)
	orderNo := int(int64(n) * int64(h.orders) / int64(h.entries))
	e := synclog.Entry{
		ID: idAt(at, n%1000), Account: account, Connection: int64(1 + orderNo%connections), Channel: "woocommerce", Operation: operations[n%len(operations)],
		Entity: synclog.OrderEntity, Ref: refOf(orderNo), OrderID: idAt(h.at(orderNo, h.orders), orderNo), Document: fmt.Sprintf("INV-%06d", n),
		Outcome: outcome.New(outcome.Done), SyncType: synclog.Auto, Attempt: 1, Cycle: h.cycle(n), StartedAt: at, Took: 3 * time.Millisecond,
	}
	switch {
	case n%9 == 0:
		e.SyncType = synclog.Webhook
	case n%1000 == 1:
		e.SyncType = synclog.Rerun
	}
	if h.draw.IntN(100) < 7 {
		h.spoil(&e)
	}
	return e
}

// spoil makes a failure of an entry: mostly SKUs that are not linked, now and then a fault of ours. Four of five are resolved.
func (h *history) spoil(e *synclog.Entry) {
	sku := skuOf(h.draw.IntN(deskSKUs))
	switch p := h.draw.IntN(1000); {
	case p < 7:
		e.Outcome = outcome.New(outcome.Internal)
	case p < 200:
		e.Outcome = outcome.New(outcome.DocumentMissing, "kind", "invoice")
	case p < 300:
		e.Outcome = outcome.New(outcome.Timeout)
	default:
		e.Outcome = outcome.New(outcome.SKUNotLinked, "sku", sku, "listing", "93:94", "name", rareWord(h.draw.IntN(rareWords)))
	}
	e.Document, e.Subject = "", synclog.SubjectOf(e.Outcome)
	if h.draw.IntN(5) > 0 {
		e.ResolvedAt, e.ResolvedBy = e.StartedAt.Add(time.Hour), synclog.BySuccess
	}
}

package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

var channelInvoiceTable = store.Table{
	Name:    "channel_invoice",
	Columns: []string{"account_id", "connection_id", "order_id", "ref", "attempt", "due_at"},
	Types:   []string{"bigint", "bigint", "bigint", "text", "integer", "bigint"},
}

// askForInvoices notes which orders of a batch their channel has yet to invoice, and which not any more. A batch of a channel
// that does not invoice costs nothing.
func askForInvoices(ctx context.Context, tx store.Tx, b Batch, works []*work, now time.Time) error {
	var rows [][]any
	var over store.IDs
	for _, w := range works {
		switch {
		case w.snap.Invoiced == "":
		case w.plan.InvoiceThere && w.stopped() == nil:
			rows = append(rows, []any{b.Connection.Account, b.Connection.ID, w.id, w.snap.Ref, 0, store.Micros(now)})
		case w.known != nil:
			over = append(over, w.id)
		}
	}
	if len(over) > 0 {
		if _, err := tx.Exec(ctx, `delete from channel_invoice where account_id = $1 and connection_id = $2 and `+tx.In("order_id", 3),
			b.Connection.Account, b.Connection.ID, over); err != nil {
			return fmt.Errorf("forgetting invoices at the channel: %w", err)
		}
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[2].(int64), b[2].(int64)) })
	if len(rows) == 0 {
		return nil
	}
	if _, err := tx.Bulk(ctx, channelInvoiceTable, rows, `on conflict (account_id, connection_id, order_id) do update set attempt = 0, due_at = excluded.due_at`); err != nil {
		return fmt.Errorf("asking for invoices at the channel: %w", err)
	}
	return nil
}

package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// place is where an order is counted.
type place struct {
	channel, tab string
	held         bool
}

// place is where the order is counted from now on.
func (w *work) place(b Batch) place {
	hold := w.stopped()
	return place{channelOf(b, w.snap), Tab(w.snap, w.plan.Skip, hold), hold != nil && hold.Code > outcome.OK}
}

var countTable = store.Table{
	Name:    "order_count",
	Columns: []string{"account_id", "connection_id", "channel", "tab", "n", "held"},
	Types:   []string{"bigint", "bigint", "text", "text", "bigint", "bigint"},
}

// recount moves the orders of a batch from where they were counted to where they belong now, in one statement.
func recount(ctx context.Context, tx store.Tx, b Batch, works []*work) error {
	moves := moved(b, works)
	if len(moves) == 0 {
		return nil
	}
	rows := make([][]any, len(moves))
	for i, m := range moves {
		rows[i] = []any{b.Connection.Account, b.Connection.ID, m.channel, m.tab, m.n, m.held}
	}
	_, err := tx.Bulk(ctx, countTable, rows, `on conflict (account_id, connection_id, channel, tab) do update set
		n = order_count.n + excluded.n, held = order_count.held + excluded.held`)
	if err != nil {
		return fmt.Errorf("counting orders: %w", err)
	}
	return nil
}

// move is by how much the figures of a channel and tab change.
type move struct {
	channel, tab string
	n, held      int64
}

// moved sums up what works change, in the order of the table's key, so that two batches never wait for each other crosswise.
func moved(b Batch, works []*work) []move {
	sums := map[[2]string]*move{}
	add := func(p place, by int64) {
		key := [2]string{p.channel, p.tab}
		if sums[key] == nil {
			sums[key] = &move{channel: p.channel, tab: p.tab}
		}
		sums[key].n += by
		if p.held {
			sums[key].held += by
		}
	}
	for _, w := range works {
		if w.known != nil {
			add(w.known.counted, -1)
		}
		add(w.place(b), 1)
	}
	var all []move
	for _, m := range sums {
		if m.n != 0 || m.held != 0 {
			all = append(all, *m)
		}
	}
	slices.SortFunc(all, func(a, b move) int { return cmp.Or(cmp.Compare(a.channel, b.channel), cmp.Compare(a.tab, b.tab)) })
	return all
}

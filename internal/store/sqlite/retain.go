package sqlite

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// slice is how many rows one transaction deletes: a few milliseconds, then the next writer has its turn.
const slice = 2000

// EnsureDays has nothing to do: there are no partitions.
func (d *db) EnsureDays(ctx context.Context, _ string, _, _ time.Time) error { return ctx.Err() }

// Room has no end.
func (d *db) Room(ctx context.Context, _ string) (int, error) { return 0, ctx.Err() }

func (d *db) DropBefore(ctx context.Context, table string, before map[int64]time.Time) (int64, error) {
	var total int64
	for _, account := range slices.Sorted(maps.Keys(before)) {
		n, err := d.deleteBefore(ctx, table, account, store.Micros(store.Day(before[account])))
		total += n
		if err != nil {
			return total, fmt.Errorf("clearing %s: %w", table, err)
		}
	}
	return total, nil
}

func (d *db) deleteBefore(ctx context.Context, table string, account, before int64) (int64, error) {
	q := fmt.Sprintf("delete from %[1]s where rowid in (select rowid from %[1]s where account_id = $1 and at < $2 limit %[2]d)", table, slice)
	var total int64
	for {
		var n int64
		err := d.InTx(ctx, func(tx store.Tx) error {
			var err error
			n, err = tx.Exec(ctx, q, account, before)
			return err
		})
		if err != nil {
			return total, err
		}
		if total += n; n < slice {
			return total, nil
		}
	}
}

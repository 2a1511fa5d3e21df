package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/tillbridge/tillbridge/internal/store"
)

type tx struct {
	native *sql.Tx
	topics []string
}

var _ store.Tx = (*tx)(nil)

func (t *tx) Query(ctx context.Context, q string, args ...any) (store.Rows, error) {
	return query(ctx, t.native, q, args)
}

func (t *tx) QueryRow(ctx context.Context, q string, args ...any) store.Row {
	return queryRow(ctx, t.native, q, args)
}

func (t *tx) In(column string, n int) string { return in(column, n) }

func (t *tx) Dialect() store.Dialect { return store.SQLite }

func (t *tx) Native() any { return t.native }

func (t *tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	a, err := values(args)
	if err != nil {
		return 0, err
	}
	res, err := t.native.ExecContext(ctx, q, a...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Bulk runs one prepared row in a loop, which beats rows packed into one statement here: long lists of parameters are slow.
func (t *tx) Bulk(ctx context.Context, table store.Table, rows [][]any, onConflict string) (int64, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	stmt, err := t.native.PrepareContext(ctx, insertText(table, onConflict))
	if err != nil {
		return 0, fmt.Errorf("writing %s: %w", table.Name, err)
	}
	defer func() { _ = stmt.Close() }()
	// The driver starts a goroutine for each call with a context that can end, which would double the price of a row.
	quick := context.WithoutCancel(ctx)
	var written int64
	for i, row := range rows {
		if len(row) != len(table.Columns) {
			return written, fmt.Errorf("writing %s: row %d has %d values for %d columns", table.Name, i, len(row), len(table.Columns))
		}
		if err := ctx.Err(); err != nil {
			return written, err
		}
		a, err := values(row)
		if err != nil {
			return written, fmt.Errorf("writing %s: row %d: %w", table.Name, i, err)
		}
		res, err := stmt.ExecContext(quick, a...)
		if err != nil {
			return written, fmt.Errorf("writing %s: row %d: %w", table.Name, i, cancelled(ctx, err))
		}
		n, err := res.RowsAffected()
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

func insertText(t store.Table, onConflict string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "insert into %s (%s) values (", t.Name, strings.Join(t.Columns, ", "))
	for i := range t.Columns {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteString(") ")
	b.WriteString(onConflict)
	return b.String()
}

// Lock has nothing to do: whoever has a transaction is the only one.
func (t *tx) Lock(ctx context.Context, _ ...int64) error { return ctx.Err() }

func (t *tx) Notify(_ context.Context, topic string) error {
	if topic == "" {
		return errors.New("notify: no topic")
	}
	t.topics = append(t.topics, topic)
	return nil
}

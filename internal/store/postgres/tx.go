package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/tillbridge/tillbridge/internal/store"
)

type tx struct {
	native pgx.Tx
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

func (t *tx) Dialect() store.Dialect { return store.Postgres }

func (t *tx) Native() any { return t.native }

func (t *tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	a, err := values(args)
	if err != nil {
		return 0, err
	}
	tag, err := t.native.Exec(ctx, q, a...)
	if err != nil {
		return 0, err
	}
	return tag.RowsAffected(), nil
}

// Bulk sends one array a column, so the text (and its plan) stays the same for any number of rows.
func (t *tx) Bulk(ctx context.Context, table store.Table, rows [][]any, onConflict string) (int64, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	columns, err := transpose(table, rows)
	if err != nil {
		return 0, fmt.Errorf("writing %s: %w", table.Name, err)
	}
	tag, err := t.native.Exec(ctx, insertText(table, onConflict), columns...)
	if err != nil {
		return 0, fmt.Errorf("writing %s: %w", table.Name, err)
	}
	return tag.RowsAffected(), nil
}

// insertText sorts the rows by the key they may collide on: two nodes that write the same rows in a different order would
// each hold what the other waits for.
func insertText(t store.Table, onConflict string) string {
	var b strings.Builder
	columns := strings.Join(t.Columns, ", ")
	fmt.Fprintf(&b, "insert into %s (%s) select %s from unnest(", t.Name, columns, columns)
	for i, typ := range t.Types {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d::%s[]", i+1, typ)
	}
	fmt.Fprintf(&b, ") as r(%s)", columns)
	if key := conflictKey(t, onConflict); key != "" {
		b.WriteString(" order by " + key)
	}
	b.WriteString(" " + onConflict)
	return b.String()
}

// conflictKey is the list of columns in "on conflict (a, b) ...", or empty when it is none (an expression, a constraint).
func conflictKey(t store.Table, onConflict string) string {
	_, after, ok := strings.Cut(onConflict, "(")
	if !ok {
		return ""
	}
	inside, _, _ := strings.Cut(after, ")")
	key := strings.Split(inside, ",")
	for i := range key {
		key[i] = strings.TrimSpace(key[i])
		if !slices.Contains(t.Columns, key[i]) {
			return ""
		}
	}
	return strings.Join(key, ", ")
}

// Lock takes the locks in rising order in one statement: whoever locks the same keys does it in the same order, so nobody
// waits in a circle. Locks live in the server's shared memory; keep to hundreds a transaction.
func (t *tx) Lock(ctx context.Context, keys ...int64) error {
	if len(keys) == 0 {
		return nil
	}
	rising := slices.Clone(keys)
	slices.Sort(rising)
	// unnest gives the elements in the order of the array, and the select list is worked out row by row as they come.
	_, err := t.native.Exec(ctx, "select pg_advisory_xact_lock(k) from unnest($1::bigint[]) as k", slices.Compact(rising))
	if err != nil {
		return fmt.Errorf("locking: %w", err)
	}
	return nil
}

// Notify keeps the topic until the end of the transaction, where all go out in one statement.
func (t *tx) Notify(_ context.Context, topic string) error {
	if topic == "" {
		return errors.New("notify: no topic")
	}
	if !slices.Contains(t.topics, topic) {
		t.topics = append(t.topics, topic)
	}
	return nil
}

func (t *tx) sendNotices(ctx context.Context) error {
	if len(t.topics) == 0 {
		return nil
	}
	_, err := t.native.Exec(ctx, "select pg_notify($1, topic) from unnest($2::text[]) as topic", channel, t.topics)
	return err
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tillbridge/tillbridge/internal/store"
)

func in(column string, n int) string {
	return fmt.Sprintf("%s = any($%d)", column, n)
}

// values prepares arguments for the driver, as sqlite.values does: the same goes in on both engines.
//
// A statement with a list is planned anew each time, for that list and for tables as large as they are now. A plan that was
// kept from the first pages of a new database walks through all of an account's orders, until the next analyze: 5 ms a page
// instead of half of one.
func values(args []any) ([]any, error) {
	out, listed := args, false
	set := func(i int, v any) {
		if &out[0] == &args[0] { // the caller's slice stays as it is
			out = append([]any(nil), args...)
		}
		out[i] = v
	}
	for i, a := range args {
		switch v := a.(type) {
		case string:
			if c := store.CleanText(v); c != v {
				set(i, c)
			}
		case []byte:
			if v == nil {
				set(i, []byte{})
			}
		case store.Strings:
			clean := make([]string, len(v)) // never nil: "= any(null)" is neither true nor false
			for j, s := range v {
				clean[j] = store.CleanText(s)
			}
			set(i, clean)
			listed = true
		case store.IDs:
			set(i, append([]int64{}, v...))
			listed = true
		case time.Time:
			return nil, fmt.Errorf("argument %d is a time.Time: pass store.Micros of it", i+1)
		}
	}
	if listed {
		out = append([]any{pgx.QueryExecModeCacheDescribe}, out...)
	}
	return out, nil
}

// transpose turns rows into one typed slice a column.
func transpose(t store.Table, rows [][]any) ([]any, error) {
	if len(t.Columns) != len(t.Types) {
		return nil, fmt.Errorf("%d columns, but %d types", len(t.Columns), len(t.Types))
	}
	for i, row := range rows {
		if len(row) != len(t.Columns) {
			return nil, fmt.Errorf("row %d has %d values for %d columns", i, len(row), len(t.Columns))
		}
	}
	out := make([]any, len(t.Columns))
	for i, typ := range t.Types {
		var err error
		switch typ {
		case "bigint", "integer", "smallint":
			out[i], err = column(rows, i, integer)
		case "text":
			out[i], err = column(rows, i, text)
		case "boolean":
			out[i], err = column(rows, i, boolean)
		case "bytea":
			out[i], err = column(rows, i, blob)
		default:
			return nil, fmt.Errorf("column %s: no type %q here", t.Columns[i], typ)
		}
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", t.Columns[i], err)
		}
	}
	return out, nil
}

func column[T any](rows [][]any, i int, to func(any) (T, bool)) ([]T, error) {
	out := make([]T, len(rows))
	for j, row := range rows {
		v, ok := to(row[i])
		if !ok {
			return nil, fmt.Errorf("row %d: a %T does not fit", j, row[i])
		}
		out[j] = v
	}
	return out, nil
}

// The common types go without reflection; a named type (a stage, a code) goes by what it is made of.

func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case int:
		return int64(v), true
	}
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return 0, false
	case r.CanInt():
		return r.Int(), true
	case r.CanUint() && r.Uint() <= 1<<63-1:
		return int64(r.Uint()), true
	}
	return 0, false
}

func text(v any) (string, bool) {
	if s, ok := v.(string); ok {
		return store.CleanText(s), true
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.String {
		return store.CleanText(r.String()), true
	}
	return "", false
}

func boolean(v any) (b, ok bool) {
	if b, ok := v.(bool); ok {
		return b, true
	}
	if r := reflect.ValueOf(v); r.Kind() == reflect.Bool {
		return r.Bool(), true
	}
	return false, false
}

func blob(v any) ([]byte, bool) {
	b, ok := v.([]byte)
	if r := reflect.ValueOf(v); !ok && r.Kind() == reflect.Slice && r.Type().Elem().Kind() == reflect.Uint8 {
		b, ok = r.Bytes(), true
	}
	if b == nil {
		b = []byte{}
	}
	return b, ok
}

type querier interface {
	Query(ctx context.Context, q string, args ...any) (pgx.Rows, error)
}

func query(ctx context.Context, on querier, q string, args []any) (store.Rows, error) {
	a, err := values(args)
	if err != nil {
		return nil, err
	}
	return on.Query(ctx, q, a...)
}

func queryRow(ctx context.Context, on querier, q string, args []any) store.Row {
	r, err := query(ctx, on, q, args)
	return row{r, err}
}

type row struct {
	rows store.Rows
	err  error
}

func (r row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return store.ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}

var errClosed = errors.New("the database is closed")

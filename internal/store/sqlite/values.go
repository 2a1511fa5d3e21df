package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// in reads the list from one JSON argument: the text stays the same for any number of values, and there is no limit.
func in(column string, n int) string {
	return fmt.Sprintf("%s in (select value from json_each($%d))", column, n)
}

// values prepares arguments for the driver. A nil []byte becomes an empty blob, for none of our columns may be null; a
// time.Time is refused, because the driver would quietly store it as text.
func values(args []any) ([]any, error) {
	out := args
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
			clean := make([]string, len(v))
			for j, s := range v {
				clean[j] = store.CleanText(s)
			}
			set(i, list(clean))
		case store.IDs:
			set(i, list(v))
		case time.Time:
			return nil, fmt.Errorf("argument %d is a time.Time: pass store.Micros of it", i+1)
		}
	}
	return out, nil
}

func list[T string | int64](v []T) string {
	if len(v) == 0 {
		return "[]"
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and integers always have a JSON form
	}
	return string(b)
}

type querier interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

func query(ctx context.Context, on querier, q string, args []any) (store.Rows, error) {
	a, err := values(args)
	if err != nil {
		return nil, err
	}
	r, err := on.QueryContext(ctx, q, a...)
	if err != nil {
		return nil, cancelled(ctx, err)
	}
	return rows{r}, nil
}

type rows struct{ r *sql.Rows }

func (r rows) Next() bool { return r.r.Next() }
func (r rows) Err() error { return r.r.Err() }
func (r rows) Close()     { _ = r.r.Close() }

// Scan gives an empty blob as an empty slice, as PostgreSQL does; the driver gives nil.
func (r rows) Scan(dest ...any) error {
	if err := r.r.Scan(dest...); err != nil {
		return err
	}
	for _, d := range dest {
		if b, ok := d.(*[]byte); ok && *b == nil {
			*b = []byte{}
		}
	}
	return nil
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

package bench

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"
)

// pageSize is how many orders the bare database gets in one transaction: as many as a page of the hub.
const pageSize = 100

// written is what the hub wrote for its orders, as the bare database is to write it: the rows of the big tables in batches of
// a page. What the hub updates beside them (figures, number series, page mark, new SKUs) is left out, to the bar's favour.
type written struct {
	tables  []bareTable
	batches [][][][]any // batch, table, row, value
	rows    int
}

// bareTable is a table with all its columns.
type bareTable struct {
	name, order string // order: the column that holds the order's id
	only        string // condition on its rows; empty: all
	columns     []string
	types       []string // PostgreSQL's
}

var bigTables = []bareTable{
	{name: "orders", order: "id"}, {name: "order_content", order: "order_id"}, {name: "order_line", order: "order_id"},
	{name: "document", order: "order_id"}, {name: "entry", order: "order_id"},
}

// readWritten reads the rows of tables back, orders first, and deals whole orders into batches.
func readWritten(ctx context.Context, db *database, tables []bareTable) (*written, error) {
	w := &written{tables: append([]bareTable(nil), tables...)}
	place := map[int64]int{} // of an order: its batch
	for i := range w.tables {
		t := &w.tables[i]
		rows, at, err := t.read(ctx, db)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", t.name, err)
		}
		for _, row := range rows {
			id := row[at].(int64)
			if i == 0 {
				place[id] = len(place) / pageSize
			}
			for len(w.batches) <= place[id] {
				w.batches = append(w.batches, make([][][]any, len(w.tables)))
			}
			w.batches[place[id]][i] = append(w.batches[place[id]][i], row)
			w.rows++
		}
	}
	return w, nil
}

// read gives all rows by order, and which column holds the order's id.
func (t *bareTable) read(ctx context.Context, db *database) (rows [][]any, at int, err error) {
	query := `select * from ` + t.name + ` order by ` + t.order
	if t.only != "" {
		query = `select * from ` + t.name + ` where ` + t.only + ` order by ` + t.order
	}
	if pool, ok := db.Native().(*pgxpool.Pool); ok {
		rows, err = t.readPostgres(ctx, pool, query)
	} else {
		rows, err = t.readSQLite(ctx, db.Native().(*sql.DB), query)
	}
	for i, c := range t.columns {
		if c == t.order {
			at = i
		}
	}
	return rows, at, err
}

func (t *bareTable) readPostgres(ctx context.Context, pool *pgxpool.Pool, query string) ([][]any, error) {
	found, err := pool.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	types := found.Conn().TypeMap()
	for _, f := range found.FieldDescriptions() {
		t.columns = append(t.columns, f.Name)
		typ, ok := types.TypeForOID(f.DataTypeOID)
		if !ok {
			return nil, fmt.Errorf("column %s: type %d is not known", f.Name, f.DataTypeOID)
		}
		t.types = append(t.types, typ.Name)
	}
	return pgx.CollectRows(found, func(row pgx.CollectableRow) ([]any, error) { return row.Values() })
}

func (t *bareTable) readSQLite(ctx context.Context, db *sql.DB, query string) ([][]any, error) {
	found, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	if t.columns, err = found.Columns(); err != nil {
		return nil, err
	}
	var all [][]any
	for found.Next() {
		row := make([]any, len(t.columns))
		into := make([]any, len(row))
		for i := range row {
			into[i] = &row[i]
		}
		if err := found.Scan(into...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, found.Err()
}

// bareWay is one way of writing rows with nothing around it.
type bareWay struct {
	name  string
	write func(ctx context.Context, db *database, w *written, workers int) error
}

var bareWays = map[string][]bareWay{
	PostgreSQL: {{"multi-row values", barePostgres(valuesText)}, {"unnest", barePostgres(unnestText)}},
	SQLite:     {{"prepared row", bareSQLite(1)}, {"10 rows a statement", bareSQLite(10)}},
}

// timed writes everything and tells how long it took.
func (way bareWay) timed(ctx context.Context, db *database, w *written, workers int) (time.Duration, error) {
	started := time.Now()
	err := way.write(ctx, db, w, workers)
	return time.Since(started), err
}

// barePostgres writes a batch in one transaction whose inserts travel together.
func barePostgres(text func(t bareTable, rows [][]any) (string, []any)) func(context.Context, *database, *written, int) error {
	return func(ctx context.Context, db *database, w *written, workers int) error {
		pool := db.Native().(*pgxpool.Pool)
		g, ctx := errgroup.WithContext(ctx)
		for n := range workers {
			g.Go(func() error {
				for i := n; i < len(w.batches); i += workers {
					if err := sendBatch(ctx, pool, w.tables, w.batches[i], text); err != nil {
						return err
					}
				}
				return nil
			})
		}
		return g.Wait()
	}
}

func sendBatch(ctx context.Context, pool *pgxpool.Pool, tables []bareTable, rows [][][]any, text func(bareTable, [][]any) (string, []any)) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		var b pgx.Batch
		for i, t := range tables {
			if len(rows[i]) > 0 {
				query, args := text(t, rows[i])
				b.Queue(query, args...)
			}
		}
		return tx.SendBatch(ctx, &b).Close()
	})
}

func valuesText(t bareTable, rows [][]any) (string, []any) {
	args := make([]any, 0, len(rows)*len(t.columns))
	for _, row := range rows {
		args = append(args, row...)
	}
	return insertValues(t, len(rows)), args
}

// insertValues is "insert into t (a, b) values ($1, $2), ($3, $4)".
func insertValues(t bareTable, rows int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "insert into %s (%s) values ", t.name, strings.Join(t.columns, ", "))
	n := 0
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		for j := range t.columns {
			n++
			fmt.Fprintf(&b, "%c$%d", "(,"[min(j, 1)], n)
		}
		b.WriteByte(')')
	}
	return b.String()
}

func unnestText(t bareTable, rows [][]any) (string, []any) {
	arrays := make([]string, len(t.columns))
	args := make([]any, len(t.columns))
	for i, typ := range t.types {
		arrays[i] = fmt.Sprintf("$%d::%s[]", i+1, typ)
		args[i] = columnOf(rows, i)
	}
	columns := strings.Join(t.columns, ", ")
	return fmt.Sprintf("insert into %s (%s) select * from unnest(%s)", t.name, columns, strings.Join(arrays, ", ")), args
}

// columnOf is one column as the slice of its own type.
func columnOf(rows [][]any, i int) any {
	switch rows[0][i].(type) {
	case int64:
		return typed[int64](rows, i)
	case int32:
		return typed[int32](rows, i)
	case bool:
		return typed[bool](rows, i)
	case []byte:
		return typed[[]byte](rows, i)
	}
	return typed[string](rows, i)
}

func typed[T any](rows [][]any, i int) []T {
	out := make([]T, len(rows))
	for j, row := range rows {
		out[j] = row[i].(T)
	}
	return out
}

// bareSQLite writes a batch in one transaction with statements of so many rows, prepared once.
func bareSQLite(size int) func(context.Context, *database, *written, int) error {
	return func(_ context.Context, db *database, w *written, _ int) error {
		writer := db.Native().(*sql.DB)
		for _, rows := range w.batches {
			tx, err := writer.Begin()
			if err != nil {
				return err
			}
			for i, t := range w.tables {
				if err := insertSQLite(tx, t, rows[i], size); err != nil {
					_ = tx.Rollback()
					return fmt.Errorf("writing %s: %w", t.name, err)
				}
			}
			if err := tx.Commit(); err != nil {
				return err
			}
		}
		return nil
	}
}

func insertSQLite(tx *sql.Tx, t bareTable, rows [][]any, size int) error {
	for len(rows) > 0 {
		n := size
		if len(rows) < size {
			n = 1
		}
		s, err := tx.Prepare(insertValues(t, n))
		if err != nil {
			return err
		}
		for ; len(rows) >= n && len(rows) > 0; rows = rows[n:] {
			var args []any
			for _, row := range rows[:n] {
				args = append(args, row...)
			}
			if _, err := s.Exec(args...); err != nil {
				return err
			}
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

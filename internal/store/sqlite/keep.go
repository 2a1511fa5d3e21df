package sqlite

import (
	"context"
	"database/sql/driver"
)

// mostKept bounds the statements that one connection keeps; filters make many texts, but few are asked again and again.
const mostKept = 256

// keepStatements is the driver with connections that keep their prepared statements: compiling a short text costs as much
// as running it (BenchmarkSmallTx in storetest takes twice as long without). database/sql cannot keep statements across
// transactions with a pool of one, for preparing would wait for the connection that the transaction holds; and like this
// the job queue, which shares the pool, gains too.
type keepStatements struct{ driver.Connector }

func (k keepStatements) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{native: c.(native), kept: map[string]statement{}}, nil
}

// native and statement are what the driver's connection and statement can do, as far as database/sql asks for it.
type (
	native interface {
		driver.Conn
		driver.ConnBeginTx
		driver.ConnPrepareContext
		driver.Pinger
		driver.SessionResetter
		driver.Validator
	}
	statement interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}
)

// conn is used by one goroutine at a time: database/sql sees to it.
type conn struct {
	native
	kept map[string]statement // idle ones by their text
}

// take gives a statement that nobody else uses until it is put back.
func (c *conn) take(ctx context.Context, q string) (statement, error) {
	if s, ok := c.kept[q]; ok {
		delete(c.kept, q)
		return s, nil
	}
	s, err := c.native.PrepareContext(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.(statement), nil
}

func (c *conn) putBack(q string, s statement) error {
	if _, twin := c.kept[q]; twin {
		return s.Close() // the same text was in use twice at once
	}
	if len(c.kept) >= mostKept {
		for other, old := range c.kept { // any one: a better choice would cost more than preparing again
			delete(c.kept, other)
			if err := old.Close(); err != nil {
				return err
			}
			break
		}
	}
	c.kept[q] = s
	return nil
}

func (c *conn) Close() error {
	for q, s := range c.kept {
		_ = s.Close() // the connection's own error tells more
		delete(c.kept, q)
	}
	return c.native.Close()
}

func (c *conn) ExecContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, q)
	if err != nil {
		return nil, err
	}
	res, err := s.ExecContext(ctx, args)
	if err != nil {
		_ = s.Close() // closing repeats the error of the statement
		return nil, err
	}
	return res, c.putBack(q, s)
}

func (c *conn) QueryContext(ctx context.Context, q string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, q)
	if err != nil {
		return nil, err
	}
	r, err := s.QueryContext(ctx, args)
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return &lentRows{Rows: r, flags: flags(r), done: func() error { return c.putBack(q, s) }}, nil
}

// flags are the columns declared as boolean.
func flags(r driver.Rows) (at []int) {
	types, ok := r.(driver.RowsColumnTypeDatabaseTypeName)
	if !ok {
		return nil
	}
	for i := range r.Columns() {
		if types.ColumnTypeDatabaseTypeName(i) == "BOOLEAN" {
			at = append(at, i)
		}
	}
	return at
}

func (c *conn) Prepare(q string) (driver.Stmt, error) {
	return c.PrepareContext(context.Background(), q)
}

func (c *conn) PrepareContext(ctx context.Context, q string) (driver.Stmt, error) {
	s, err := c.take(ctx, q)
	if err != nil {
		return nil, err
	}
	return &lentStatement{statement: s, done: func() error { return c.putBack(q, s) }}, nil
}

// lentRows and lentStatement put their statement back when they are closed.
type (
	lentRows struct {
		driver.Rows
		flags []int
		done  func() error
	}
	lentStatement struct {
		statement
		done func() error
	}
)

// Next gives flags as booleans, as PostgreSQL does; SQLite has only the integers 0 and 1, which do not scan into a named type.
func (r *lentRows) Next(dest []driver.Value) error {
	if err := r.Rows.Next(dest); err != nil {
		return err
	}
	for _, i := range r.flags {
		if n, ok := dest[i].(int64); ok {
			dest[i] = n != 0
		}
	}
	return nil
}

func (r *lentRows) Close() error {
	if err := r.Rows.Close(); err != nil || r.done == nil {
		return err
	}
	done := r.done
	r.done = nil
	return done()
}

func (s *lentStatement) Close() error {
	if s.done == nil {
		return nil
	}
	done := s.done
	s.done = nil
	return done()
}

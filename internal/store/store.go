// Package store is the seam to the database: one SQL text for SQLite and PostgreSQL, run through a thin layer that hides
// the few things in which they differ (bulk writes, lists of values, locks, notices, partitions).
//
// SQL stands beside the code that runs it, in the packages that own the tables; the schema is in store/migrations. Types
// are kept common: ids and times are bigint (time: microseconds since 1970, UTC; 0: none), money is bigint in 1/10,000,
// flags are boolean, JSON is text, bytes are blobs. Placeholders are $1, $2, ... on both.
package store

import (
	"context"
	"errors"
	"time"
)

// ErrNoRows is returned by Row.Scan when the query found nothing.
var ErrNoRows = errors.New("no rows")

// Rows walks a result. Close it always; Err after the last Next.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close()
}

// Row is a result of at most one row.
type Row interface {
	Scan(dest ...any) error
}

// Reader runs queries. Both a DB (outside any transaction, on SQLite from a pool of readers) and a Tx are one.
type Reader interface {
	Query(ctx context.Context, sql string, args ...any) (Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) Row
	// In is the condition "column is one of the list given as argument n": write In("ref", 2) into the SQL and pass
	// Strings or IDs as that argument, however long.
	In(column string, n int) string
	Dialect() Dialect
}

// Dialect of SQL, for the few texts that must differ.
type Dialect string

const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Strings and IDs are lists passed as one argument, for In.
type (
	Strings []string
	IDs     []int64
)

// Table names a table and its columns for Bulk. Types are PostgreSQL's ("bigint", "text", "boolean", "bytea"), one per column.
type Table struct {
	Name    string
	Columns []string
	Types   []string
}

// Tx is a transaction. On SQLite it is the only writer; on PostgreSQL it is read committed.
type Tx interface {
	Reader
	// Exec runs a statement and tells how many rows it touched.
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	// Bulk inserts all rows as one unit: one statement over arrays on PostgreSQL, one prepared row in a loop on SQLite.
	// onConflict is appended as it is ("on conflict (...) do nothing") or empty. It tells how many rows were written.
	Bulk(ctx context.Context, t Table, rows [][]any, onConflict string) (int64, error)
	// Lock keeps other transactions that lock one of the same keys waiting until this one ends. Keys may repeat and come
	// in any order. Nothing to do on SQLite, where there is one writer.
	Lock(ctx context.Context, keys ...int64) error
	// Notify tells every Listen on every node, after the commit.
	Notify(ctx context.Context, topic string) error
	// Native is the driver's own transaction (pgx.Tx or *sql.Tx), for the job queue to insert its jobs in it.
	Native() any
}

// DB is a database with its schema in place.
type DB interface {
	Reader
	// InTx runs f in a transaction and commits when it returns nil. Serialization failures and deadlocks run f again.
	InTx(ctx context.Context, f func(Tx) error) error
	// Listen gives the topics notified from now on, until ctx ends; slow readers miss repeats, never the last one of a topic.
	Listen(ctx context.Context) (<-chan string, error)
	// Native is the driver's own pool (*pgxpool.Pool or *sql.DB of the writer), for the job queue.
	Native() any
	Close()
}

// Micros is a time as it is stored; the zero time is 0.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time is a stored time, UTC; 0 is the zero time.
func Time(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

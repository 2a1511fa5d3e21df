package store

import (
	"context"
	"time"
)

// Retainer keeps tables that only grow (logs) in shape. Both databases are one: db.(store.Retainer).
//
// Such a table has the columns "account_id" and "at" (bigint, microseconds, UTC), and an index that begins with both. On PostgreSQL it is
// partitioned by range on "at", one partition a day, with a default partition that catches stray times; dropping a day costs the
// same with ten rows or ten million.
type Retainer interface {
	// EnsureDays makes sure that every UTC day from the one of from up to and including the one of to has its partition.
	// Call it daily, a few days ahead. Nothing to do on SQLite and for tables without partitions.
	EnsureDays(ctx context.Context, table string, from, to time.Time) error
	// DropBefore removes what is older than the UTC day of each account's moment and tells how many rows went. before names every
	// account there is: a day that is too old for all of them is dropped whole, with whatever else may be in it. Where rows must
	// be deleted one by one (SQLite, the default partition, a day that another account still keeps) it does so in slices of their
	// own transactions, so that nobody waits for long.
	DropBefore(ctx context.Context, table string, before map[int64]time.Time) (int64, error)
	// Room is how many days the table can have before the server runs out of memory for the locks of those who look at all of them:
	// PostgreSQL locks each day and its indexes for each. 0 on SQLite: any number.
	Room(ctx context.Context, table string) (int, error)
}

// Day is the start of t's UTC day.
func Day(t time.Time) time.Time {
	return t.UTC().Truncate(24 * time.Hour)
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tillbridge/tillbridge/internal/store"
)

const (
	slice     = 5000       // rows that one transaction deletes
	dayFormat = "20060102" // the end of a partition's name: sync_log_d20261121
)

// EnsureDays makes the missing partitions beside the table and attaches them: unlike "create table ... partition of" that
// keeps no writer waiting. Rows that the default partition caught for such a day move into it.
func (d *db) EnsureDays(ctx context.Context, table string, from, to time.Time) error {
	parts, err := d.partitions(ctx, table)
	if err != nil || !parts.split {
		return err
	}
	for day := store.Day(from); !day.After(to); day = day.AddDate(0, 0, 1) {
		if parts.days[partition(table, day)] {
			continue
		}
		if err := d.patiently(ctx, func(tx pgx.Tx) error { return attach(ctx, tx, table, parts.rest, day) }); err != nil {
			return fmt.Errorf("partition of %s for %s: %w", table, day.Format(time.DateOnly), err)
		}
	}
	return nil
}

func attach(ctx context.Context, tx pgx.Tx, table, rest string, day time.Time) error {
	name := partition(table, day)
	from, to := day.UnixMicro(), day.AddDate(0, 0, 1).UnixMicro()
	// Two nodes that start at once: the second finds it done.
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended($1, 0))", "partitions of "+table); err != nil {
		return err
	}
	var there bool
	if err := tx.QueryRow(ctx, "select to_regclass($1) is not null", quote(name)).Scan(&there); err != nil || there {
		return err
	}
	text := fmt.Sprintf("create table %s (like %s including defaults including constraints including storage);", quote(name), quote(table))
	if rest != "" {
		text += fmt.Sprintf("with moved as (delete from %s where at >= %d and at < %d returning *) insert into %s select * from moved;",
			quote(rest), from, to, quote(name))
	}
	text += fmt.Sprintf("alter table %s attach partition %s for values from (%d) to (%d)", quote(table), quote(name), from, to)
	_, err := tx.Exec(ctx, text, pgx.QueryExecModeSimpleProtocol)
	return err
}

// DropBefore drops the days that are too old for every account whole, and deletes what is too old for its own account in the other
// days, in the default partition or in a table without partitions.
func (d *db) DropBefore(ctx context.Context, table string, before map[int64]time.Time) (int64, error) {
	parts, err := d.partitions(ctx, table)
	if err != nil || len(before) == 0 {
		return 0, err
	}
	first := store.Day(slices.MinFunc(slices.Collect(maps.Values(before)), time.Time.Compare))
	var total int64
	for _, name := range slices.Sorted(maps.Keys(parts.days)) {
		day, err := time.Parse(dayFormat, strings.TrimPrefix(name, table+"_d"))
		if err != nil {
			continue
		}
		var n int64
		if day.Before(first) {
			n, err = d.drop(ctx, name)
		} else {
			n, err = d.deleteBefore(ctx, name, before, day)
		}
		total += n
		if err != nil {
			return total, err
		}
	}
	from := table
	if parts.split {
		from = parts.rest
	}
	if from == "" {
		return total, nil
	}
	n, err := d.deleteBefore(ctx, from, before, time.Time{})
	return total + n, err
}

// drop removes a day and tells how many rows it had.
func (d *db) drop(ctx context.Context, name string) (n int64, err error) {
	err = d.patiently(ctx, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, "select count(*) from "+quote(name)).Scan(&n); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "drop table "+quote(name))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("dropping %s: %w", name, err)
	}
	return n, nil
}

// deleteBefore deletes what is too old from one day's partition, of the accounts for which that day is. The zero day stands for a
// table with rows of all days.
//
// Each account's rows are asked for in the order of the key, so that it serves: the planner knows little of a day that has few of
// them, and would walk through everybody's.
func (d *db) deleteBefore(ctx context.Context, table string, before map[int64]time.Time, day time.Time) (int64, error) {
	var accounts, moments []int64
	for account, t := range before {
		if day.Before(store.Day(t)) {
			accounts, moments = append(accounts, account), append(moments, store.Micros(store.Day(t)))
		}
	}
	if len(accounts) == 0 {
		return 0, nil
	}
	q := fmt.Sprintf(`delete from %[1]s where ctid = any(array(select old.spot from unnest($1::bigint[], $2::bigint[]) b (account, moment)
		cross join lateral (select ctid as spot from %[1]s where account_id = b.account and at < b.moment order by at limit %[2]d) old limit %[2]d))`, quote(table), slice)
	var total int64
	for {
		tag, err := d.pool.Exec(ctx, q, accounts, moments)
		total += tag.RowsAffected()
		if err != nil {
			return total, fmt.Errorf("clearing %s: %w", table, err)
		}
		if tag.RowsAffected() < slice {
			return total, nil
		}
	}
}

// What Room counts with. The server promises so many locks; measured on release 15 with its own settings, it has memory for nine times
// as many.
const (
	placesPerLock = 8
	atOnce        = 10 // statements over all days that run at the same time
)

func (d *db) Room(ctx context.Context, table string) (int, error) {
	var promised, locks int64
	err := d.pool.QueryRow(ctx, `select current_setting('max_locks_per_transaction')::bigint * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint),
		1 + (select count(*) from pg_index where indrelid = to_regclass($1))`, quote(table)).Scan(&promised, &locks)
	if err != nil {
		return 0, fmt.Errorf("looking how many days %s can have: %w", table, err)
	}
	return int(promised * placesPerLock / (locks * atOnce)), nil
}

// patiently runs f in a transaction that gives up rather than wait long for a lock: whoever wants to write meanwhile would
// queue up behind it. A long report may hold the table, so it tries again for a while.
func (d *db) patiently(ctx context.Context, f func(pgx.Tx) error) error {
	for try := 1; ; try++ {
		err := pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "set local lock_timeout = '1s'"); err != nil {
				return err
			}
			return f(tx)
		})
		var pg *pgconn.PgError
		if try == tries || !errors.As(err, &pg) || (pg.Code != "55P03" && !givenUp(err)) { // 55P03: lock not available
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try) * time.Second):
		}
	}
}

// parts are a table's partitions.
type parts struct {
	split bool            // the table has partitions at all
	days  map[string]bool // names of the days' partitions
	rest  string          // name of the default partition, or empty
}

func (d *db) partitions(ctx context.Context, table string) (parts, error) {
	p := parts{days: map[string]bool{}}
	err := d.pool.QueryRow(ctx, "select relkind = 'p' from pg_class where oid = to_regclass($1)", quote(table)).Scan(&p.split)
	if err != nil {
		return p, fmt.Errorf("looking for table %s: %w", table, err)
	}
	rows, err := d.pool.Query(ctx, `select c.relname, pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT'
		from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass($1)`, quote(table))
	if err != nil {
		return p, err
	}
	var (
		name string
		rest bool
	)
	_, err = pgx.ForEachRow(rows, []any{&name, &rest}, func() error {
		if rest {
			p.rest = name
		} else {
			p.days[name] = true
		}
		return nil
	})
	return p, err
}

func partition(table string, day time.Time) string { return table + "_d" + day.Format(dayFormat) }

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

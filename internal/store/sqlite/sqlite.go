// Package sqlite is the store in one file, for a program that needs nothing installed: one writer, several readers.
//
// It owns how SQLite is opened and spoken to, not the schema (store/migrations) nor the queries (beside their users).
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"modernc.org/sqlite"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/internal/notice"
)

// Options of a database file; the zero value is right for keeping books.
type Options struct {
	// Relaxed spares the wait for the disk at each commit: a power cut may then take the last seconds of work back, though
	// it never harms the file, and a crash of the program still loses nothing. For trials, tests and benchmarks.
	Relaxed bool
	// Readers is the number of connections that read beside the writer; 0 means 4.
	Readers int
}

// Open opens the file at path and makes it when it is not there. The schema is brought up to date by migrations.Up.
func Open(ctx context.Context, path string, o Options) (store.DB, error) {
	if o.Readers == 0 {
		o.Readers = 4
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	d := &db{}
	// The writer comes first: it is the one that may create the file and turn it to WAL.
	if d.writer, err = pool(ctx, abs, writerSettings(o), 1); err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	if d.readers, err = pool(ctx, abs, readerSettings(), o.Readers); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, err), d.writer.Close())
	}
	return d, nil
}

// writerSettings: a commit waits for the disk (synchronous FULL) unless Relaxed.
//
// NORMAL would be enough for a crash of the program, and for what channels can tell us again: the cursor moves in the same
// transaction as the page, so a tail lost to a power cut is read once more. It is not enough for what nobody can tell us
// again: a refresh token that the channel rotated, an operator's decision, a stock count, the answer of a remote back
// office. A shop's own machine is where the power fails, and the price is small where it matters: 6 % for a page of 400 log
// rows, a third of a millisecond for a small transaction (BenchmarkBulk and BenchmarkSmallTx in storetest, on a virtual disk).
//
// No mmap: a read error of the disk would reach us as a signal that ends the program instead of an error.
func writerSettings(o Options) url.Values {
	v := settings(64 << 20)
	v.Set("_txlock", "immediate") // a transaction that turns from reading to writing half way could fail for good
	v.Set("_journal_mode", "WAL")
	v.Set("_synchronous", "FULL")
	if o.Relaxed {
		v.Set("_synchronous", "NORMAL")
	}
	v.Add("_pragma", "wal_autocheckpoint(4000)") // pages of 4 kB: fewer checkpoints while a backlog clears
	v.Add("_pragma", "journal_size_limit(67108864)")
	return v
}

func readerSettings() url.Values {
	v := settings(16 << 20)
	v.Set("_query_only", "true")
	return v
}

func settings(cacheBytes int) url.Values {
	return url.Values{
		"_busy_timeout": {"10000"}, // ms; only another process can keep us waiting
		"_foreign_keys": {"on"},
		"_pragma":       {"temp_store(memory)", "cache_size(-" + strconv.Itoa(cacheBytes>>10) + ")"},
	}
}

func pool(ctx context.Context, abs string, v url.Values, conns int) (*sql.DB, error) {
	slashed := filepath.ToSlash(abs)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // a drive letter
	}
	file := url.URL{Scheme: "file", Path: slashed, RawQuery: v.Encode()}
	c, err := sqlite.NewConnector(file.String())
	if err != nil {
		return nil, err
	}
	p := sql.OpenDB(keepStatements{c})
	p.SetMaxOpenConns(conns)
	p.SetMaxIdleConns(conns)
	if err := p.PingContext(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// db has two pools: the job queue shares the writer with us, so no query of ours outside a transaction may use it, or it
// would wait for a transaction that the same goroutine holds open.
type db struct {
	writer  *sql.DB
	readers *sql.DB
	notices notice.Hub
}

var (
	_ store.DB       = (*db)(nil)
	_ store.Retainer = (*db)(nil)
)

func (d *db) Query(ctx context.Context, q string, args ...any) (store.Rows, error) {
	return query(ctx, d.readers, q, args)
}

func (d *db) QueryRow(ctx context.Context, q string, args ...any) store.Row {
	return queryRow(ctx, d.readers, q, args)
}

func (d *db) In(column string, n int) string { return in(column, n) }

func (d *db) Dialect() store.Dialect { return store.SQLite }

func (d *db) Native() any { return d.writer }

func (d *db) Listen(ctx context.Context) (<-chan string, error) { return d.notices.Listen(ctx), nil }

func (d *db) Close() {
	d.notices.Close()
	// Errors here would be those of files we no longer need: every commit is on the disk or in the log beside it.
	_ = d.readers.Close()
	_ = d.writer.Close()
}

// InTx waits for the writer. f must not call InTx of the same database, nor use Native: it would wait for itself.
func (d *db) InTx(ctx context.Context, f func(store.Tx) error) error {
	native, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", cancelled(ctx, err))
	}
	// After a commit this does nothing; after an error or a panic in f it leaves nothing behind.
	defer func() { _ = native.Rollback() }()
	t := &tx{native: native}
	if err := f(t); err != nil {
		return cancelled(ctx, err)
	}
	if err := native.Commit(); err != nil {
		return fmt.Errorf("committing: %w", cancelled(ctx, err))
	}
	d.notices.Publish(t.topics...)
	return nil
}

// cancelled says the true reason where database/sql only says that the transaction is over: it rolls back by itself as soon
// as ctx ends.
func cancelled(ctx context.Context, err error) error {
	if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

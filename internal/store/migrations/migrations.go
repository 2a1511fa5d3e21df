// Package migrations brings a database to the schema this program needs: ours, then that of the job queue (River).
//
// Files are goose's, "00001_orders.sql", and run on both engines. One whose name ends in .postgres.sql or .sqlite.sql runs on
// that engine only; where the engines differ, there is one of each under the same number.
package migrations

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/tillbridge/tillbridge/internal/store"
)

//go:embed *.sql
var files embed.FS

// Up applies what is missing. Several nodes may call it at once: one works, the others wait and find it done. On PostgreSQL
// it needs a session of its own, so a pooler in transaction mode must be gone around.
func Up(ctx context.Context, db store.DB) error {
	return up(ctx, db, files)
}

func up(ctx context.Context, db store.DB, from fs.FS) error {
	switch native := db.Native().(type) {
	case *sql.DB:
		return again(func() error { return both(ctx, native, goose.DialectSQLite3, from, riversqlite.New(native)) })
	case *pgxpool.Pool:
		return alone(ctx, native, func() error {
			bridge := stdlib.OpenDBFromPool(native)
			err := both(ctx, bridge, goose.DialectPostgres, from, riverpgxv5.New(native))
			return errors.Join(err, bridge.Close())
		})
	}
	return fmt.Errorf("migrating: no engine for a %T", db.Native())
}

// again is for two processes that open one new file together, where no lock would hold across several transactions: who
// comes second in a step fails, looks again and finds the step done. The same failure twice is a true one.
func again(f func() error) error {
	for last := ""; ; {
		err := f()
		if err == nil || err.Error() == last {
			return err
		}
		last = err.Error()
	}
}

// lockKey keeps other nodes out while one migrates; any number would do as long as it stays the same.
const lockKey = 0x7469_6c6c_6272_6467

// alone holds the lock on a connection beside the pool, so that a pool of one would do for the work itself.
func alone(ctx context.Context, pool *pgxpool.Pool, f func() error) error {
	c, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	// The lock ends with the session.
	defer func() { _ = c.Close(context.WithoutCancel(ctx)) }()
	if _, err := c.Exec(ctx, "select pg_advisory_lock($1)", int64(lockKey)); err != nil {
		return fmt.Errorf("waiting for another node to migrate: %w", err)
	}
	return f()
}

func both[T any](ctx context.Context, db *sql.DB, dialect goose.Dialect, from fs.FS, river riverdriver.Driver[T]) error {
	if err := ours(ctx, db, dialect, from); err != nil {
		return fmt.Errorf("migrating the schema: %w", err)
	}
	m, err := rivermigrate.New(river, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("migrating the job queue: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrating the job queue: %w", err)
	}
	return nil
}

func ours(ctx context.Context, db *sql.DB, dialect goose.Dialect, from fs.FS) error {
	skip, err := ofOthers(dialect, from)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(dialect, db, from,
		goose.WithExcludeNames(skip), goose.WithDisableGlobalRegistry(true), goose.WithSlog(slog.New(slog.DiscardHandler)))
	if errors.Is(err, goose.ErrNoMigrations) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	if broken := (*goose.PartialError)(nil); errors.As(err, &broken) {
		return fmt.Errorf("%s: %w", broken.Failed.Source.Path, broken.Err)
	}
	return err
}

// ofOthers are the files that another engine takes.
func ofOthers(dialect goose.Dialect, from fs.FS) ([]string, error) {
	other := ".sqlite.sql"
	if dialect == goose.DialectSQLite3 {
		other = ".postgres.sql"
	}
	return fs.Glob(from, "*"+other)
}

// Fingerprint is the same for the same schema, so that a ready-made database can be used again (see pgtest).
func Fingerprint() (string, error) {
	h := sha256.New()
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", err
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %d ", name, len(b))
		_, _ = h.Write(b) // a hash never fails
	}
	m, err := rivermigrate.New(riverpgxv5.New(nil), nil)
	if err != nil {
		return "", err
	}
	for _, v := range m.AllVersions() {
		_, _ = io.Copy(h, strings.NewReader(v.SQLUp))
	}
	return hex.EncodeToString(h.Sum(nil))[:16], nil
}

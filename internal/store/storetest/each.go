// Package storetest holds what a database promises to the work, and gives tests real databases to work on.
package storetest

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/migrations"
	"github.com/tillbridge/tillbridge/internal/store/pgtest"
	"github.com/tillbridge/tillbridge/internal/store/postgres"
	"github.com/tillbridge/tillbridge/internal/store/sqlite"
)

// Each runs f as the subtests "sqlite" and "postgres", each on a fresh database with all migrations. f may call t.Parallel.
func Each(t *testing.T, f func(t *testing.T, db store.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// SQLite is a fresh database with all migrations, closed and removed with the test.
func SQLite(t testing.TB) store.DB {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatalf("making the template file: %v", err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// Postgres is a fresh database with all migrations, dropped with the test. Without a server the test is skipped, see pgtest.
func Postgres(t testing.TB) store.DB {
	t.Helper()
	return openPostgres(t, pgtest.New(t))
}

func openPostgres(t testing.TB, dsn string) store.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// sqliteTemplate is a migrated file, made once and copied for each test.
var sqliteTemplate = sync.OnceValues(func() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "tillbridge-template-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := os.RemoveAll(dir); err == nil {
			err = e
		}
	}()
	path := filepath.Join(dir, "template.db")
	ctx := context.Background() // it outlives the test that happens to make it
	db, err := sqlite.Open(ctx, path, sqlite.Options{Relaxed: true})
	if err != nil {
		return nil, err
	}
	err = migrations.Up(ctx, db)
	db.Close() // the last one to close writes all into the one file
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

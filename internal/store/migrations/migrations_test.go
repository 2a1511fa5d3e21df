package migrations_test

import (
	"path/filepath"
	"sync"
	"testing"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/migrations"
	"github.com/tillbridge/tillbridge/internal/store/pgtest"
	"github.com/tillbridge/tillbridge/internal/store/postgres"
	"github.com/tillbridge/tillbridge/internal/store/sqlite"
)

func TestUp(t *testing.T) {
	t.Run("several processes open one new file at once", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "new.db")
		together(t, func() (store.DB, error) { return sqlite.Open(t.Context(), path, sqlite.Options{Relaxed: true}) })
	})
	t.Run("several nodes start at once on one empty PostgreSQL", func(t *testing.T) {
		t.Parallel()
		dsn := pgtest.Empty(t)
		together(t, func() (store.DB, error) { return postgres.Open(t.Context(), dsn, postgres.Options{}) })
	})
	t.Run("a pool of one connection is enough", func(t *testing.T) {
		t.Parallel()
		db, err := postgres.Open(t.Context(), pgtest.Empty(t)+" pool_max_conns=1", postgres.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := migrations.Up(t.Context(), db); err != nil {
			t.Fatal(err)
		}
	})
}

func together(t *testing.T, open func() (store.DB, error)) {
	t.Helper()
	var nodes sync.WaitGroup
	for range 4 {
		nodes.Go(func() {
			db, err := open()
			if err != nil {
				t.Error(err)
				return
			}
			defer db.Close()
			if err := migrations.Up(t.Context(), db); err != nil {
				t.Error(err)
			}
			var jobs int
			if err := db.QueryRow(t.Context(), "select count(*) from river_job").Scan(&jobs); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
}

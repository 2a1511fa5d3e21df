package migrations_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/migrations"
	"github.com/tillbridge/tillbridge/internal/store/pgtest"
	"github.com/tillbridge/tillbridge/internal/store/postgres"
	"github.com/tillbridge/tillbridge/internal/store/sqlite"
)

func TestUp_eachEngineTakesItsOwnFiles(t *testing.T) {
	t.Parallel()
	from := fstest.MapFS{
		"00001_shared.sql":          {Data: []byte("-- +goose Up\ncreate table shared (id bigint primary key);")},
		"00002_engine.postgres.sql": {Data: []byte("-- +goose Up\ncreate table engine (name text); insert into engine values ('postgres');")},
		"00002_engine.sqlite.sql":   {Data: []byte("-- +goose Up\ncreate table engine (name text); insert into engine values ('sqlite');")},
		"00003_only.sqlite.sql":     {Data: []byte("-- +goose Up\nupdate engine set name = 'sqlite, alone';")},
	}
	for dialect, want := range map[store.Dialect]string{store.SQLite: "sqlite, alone", store.Postgres: "postgres"} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			db := open(t, dialect)
			for range 2 { // the second time there is nothing to do
				if err := migrations.UpFrom(t.Context(), db, from); err != nil {
					t.Fatal(err)
				}
			}
			var got string
			if err := db.QueryRow(t.Context(), "select name from engine").Scan(&got); err != nil || got != want {
				t.Errorf("%q, err %v; want %q", got, err, want)
			}
		})
	}
}

func TestUp_aBrokenFileIsReported(t *testing.T) {
	t.Parallel()
	from := fstest.MapFS{"00001_broken.sql": {Data: []byte("-- +goose Up\ncreate tabel shared (id bigint);")}}
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			err := migrations.UpFrom(t.Context(), open(t, dialect), from)
			if err == nil || !strings.Contains(err.Error(), "00001_broken.sql") {
				t.Errorf("err = %v, want one that names the file", err)
			}
		})
	}
}

// A number may stand twice only as a pair, one file for each engine.
func TestFiles_numbersArePaired(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files: %v", err)
	}
	taken := map[string]string{}
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		for _, engine := range []string{"postgres", "sqlite"} {
			other := map[string]string{"postgres": "sqlite", "sqlite": "postgres"}[engine]
			if strings.HasSuffix(name, "."+other+".sql") {
				continue
			}
			if before := taken[number+engine]; before != "" {
				t.Errorf("%s and %s are both number %s on %s", before, name, number, engine)
			}
			taken[number+engine] = name
		}
	}
}

func open(t *testing.T, dialect store.Dialect) store.DB {
	t.Helper()
	var (
		db  store.DB
		err error
	)
	if dialect == store.SQLite {
		db, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "new.db"), sqlite.Options{Relaxed: true})
	} else {
		db, err = postgres.Open(t.Context(), pgtest.Empty(t), postgres.Options{})
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/sqlite"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

func TestPromises(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) (one, other store.DB) {
		one = storetest.SQLite(t)
		return one, one
	})
}

func open(t testing.TB, path string, o sqlite.Options) store.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func exec(t testing.TB, db store.DB, q string, args ...any) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(t.Context(), q, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func number(t testing.TB, r store.Reader, q string) (n int) {
	t.Helper()
	if err := r.QueryRow(t.Context(), q).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOpen(t *testing.T) {
	t.Parallel()
	t.Run("the path is taken literally", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "shop 100% #1?mode=memory&x=é.db")
		exec(t, open(t, path, sqlite.Options{}), "create table goods (ref text)")
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	})
	t.Run("what was committed is there when opened again", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "books.db")
		db := open(t, path, sqlite.Options{})
		exec(t, db, "create table goods (ref text)")
		exec(t, db, "insert into goods values ('lamp')")
		db.Close()
		if n := number(t, open(t, path, sqlite.Options{}), "select count(*) from goods"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
	t.Run("a folder that is not there is an error that names the file", func(t *testing.T) {
		t.Parallel()
		_, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "none", "books.db"), sqlite.Options{})
		if err == nil {
			t.Fatal("no error")
		}
	})
	t.Run("readers cannot write", func(t *testing.T) {
		t.Parallel()
		db := open(t, filepath.Join(t.TempDir(), "books.db"), sqlite.Options{})
		exec(t, db, "create table goods (ref text)")
		err := db.QueryRow(t.Context(), "insert into goods values ('lamp') returning ref").Scan(new(string))
		if err == nil || errors.Is(err, store.ErrNoRows) {
			t.Errorf("err = %v", err)
		}
	})
	t.Run("the writer waits for the disk unless told otherwise", func(t *testing.T) {
		t.Parallel()
		for relaxed, want := range map[bool]int{false: 2, true: 1} { // FULL, NORMAL
			db := open(t, filepath.Join(t.TempDir(), "books.db"), sqlite.Options{Relaxed: relaxed})
			var got int
			if err := db.Native().(*sql.DB).QueryRowContext(t.Context(), "pragma synchronous").Scan(&got); err != nil || got != want {
				t.Errorf("relaxed %v: synchronous %d, err %v; want %d", relaxed, got, err, want)
			}
		}
	})
}

func TestKeptStatements(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "books.db"), sqlite.Options{Relaxed: true})
	t.Run("see a table that changed since", func(t *testing.T) {
		exec(t, db, "create table goods (ref text)")
		exec(t, db, "insert into goods values ('lamp')")
		const q = "select * from goods"
		var ref, colour string
		for range 8 { // every reader has it
			if err := db.QueryRow(t.Context(), q).Scan(&ref); err != nil {
				t.Fatal(err)
			}
		}
		exec(t, db, "alter table goods add column colour text not null default 'red'")
		for range 8 {
			if err := db.QueryRow(t.Context(), q).Scan(&ref, &colour); err != nil || colour != "red" {
				t.Fatalf("colour %q, err %v", colour, err)
			}
		}
		exec(t, db, "drop table goods")
	})
	t.Run("are bounded, and no number of texts breaks anything", func(t *testing.T) {
		exec(t, db, "create table goods (ref text)")
		for i := range 1000 {
			exec(t, db, fmt.Sprintf("insert into goods values ('%d')", i))
			if n := number(t, db, fmt.Sprintf("select count(*) from goods where %d = %d", i, i)); n != i+1 {
				t.Fatalf("%d rows after %d", n, i+1)
			}
		}
	})
	t.Run("go on after an error", func(t *testing.T) {
		exec(t, db, "create table once (id bigint primary key)")
		for i := range 3 {
			err := db.InTx(t.Context(), func(tx store.Tx) error {
				_, err := tx.Exec(t.Context(), "insert into once values ($1)", 1)
				return err
			})
			if (err == nil) != (i == 0) {
				t.Errorf("insert %d: %v", i, err)
			}
		}
		if n := number(t, db, "select count(*) from once"); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

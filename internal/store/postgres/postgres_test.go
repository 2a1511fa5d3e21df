package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/pgtest"
	"github.com/tillbridge/tillbridge/internal/store/postgres"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

func TestPromises(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) (one, other store.DB) {
		dsn := pgtest.New(t)
		return open(t, dsn), open(t, dsn)
	})
}

func open(t testing.TB, dsn string) store.DB {
	t.Helper()
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func exec(t testing.TB, db store.DB, texts ...string) {
	t.Helper()
	if err := db.InTx(t.Context(), func(tx store.Tx) error {
		for _, q := range texts {
			if _, err := tx.Exec(t.Context(), q); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestOpen_noServerThere(t *testing.T) {
	t.Parallel()
	_, err := postgres.Open(t.Context(), "host=/nowhere user=shop password=hush dbname=books", postgres.Options{})
	if err == nil || strings.Contains(err.Error(), "hush") {
		t.Errorf("err = %v", err)
	}
}

// Two transactions that update the same two rows from both ends block each other for sure; PostgreSQL ends one of them,
// which then runs again.
func TestInTx_aDeadlockRunsAgain(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.Empty(t))
	exec(t, db, "create table goods (ref text primary key, n bigint)", "insert into goods values ('lamp', 0), ('vase', 0)")
	var (
		meet  sync.WaitGroup // both hold their first row
		nodes sync.WaitGroup
		mu    sync.Mutex
		runs  int
	)
	meet.Add(2)
	for _, order := range [][]string{{"lamp", "vase"}, {"vase", "lamp"}} {
		nodes.Go(func() {
			var first sync.Once
			err := db.InTx(t.Context(), func(tx store.Tx) error {
				mu.Lock()
				runs++
				mu.Unlock()
				for _, ref := range order {
					if _, err := tx.Exec(t.Context(), "update goods set n = n + 1 where ref = $1", ref); err != nil {
						return err
					}
					first.Do(func() {
						meet.Done()
						meet.Wait()
					})
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	var sum int
	if err := db.QueryRow(t.Context(), "select sum(n) from goods").Scan(&sum); err != nil || sum != 4 || runs < 3 {
		t.Errorf("sum %d after %d runs, err %v; want 4 after at least 3", sum, runs, err)
	}
}

func TestListen_goesOnAfterTheConnectionBroke(t *testing.T) {
	t.Parallel()
	dsn := pgtest.Empty(t)
	one, other := open(t, dsn), open(t, dsn)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	heard, err := one.Listen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := func(topic string) {
		t.Helper()
		if got := <-heard; got != topic { // closed, and so empty, when time is up
			t.Fatalf("heard %q, want %q", got, topic)
		}
	}
	notify := func(topic string) {
		t.Helper()
		if err := other.InTx(ctx, func(tx store.Tx) error { return tx.Notify(ctx, topic) }); err != nil {
			t.Fatal(err)
		}
	}
	notify("orders")
	want("orders")
	var gone int
	err = other.QueryRow(ctx, "select count(pg_terminate_backend(pid)) from pg_stat_activity where query = 'listen tillbridge' and datname = current_database()").Scan(&gone)
	if err != nil || gone != 1 {
		t.Fatalf("%d connections ended, err %v", gone, err)
	}
	want("orders") // by itself: it may have been notified while nobody heard
	notify("stock")
	want("stock")
}

func TestEnsureDays_namesADayThatCannotBe(t *testing.T) {
	t.Parallel()
	db := open(t, pgtest.Empty(t))
	day := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	exec(t, db, "create table journal (at bigint not null) partition by range (at)",
		"create table strange partition of journal for values from (0) to (9223372036854775807)")
	err := db.(store.Retainer).EnsureDays(t.Context(), "journal", day, day)
	if err == nil || !strings.Contains(err.Error(), "2026-11-21") {
		t.Errorf("err = %v, want one that names the day", err)
	}
	if err := db.(store.Retainer).EnsureDays(t.Context(), "none", day, day); err == nil {
		t.Error("a table that is not there: no error")
	}
}

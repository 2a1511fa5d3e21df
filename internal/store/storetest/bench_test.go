package storetest_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/sqlite"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// A page's worth of log rows, about 1 kB each, in one transaction.
func BenchmarkBulk(b *testing.B) {
	bulk := func(b *testing.B, db store.DB) {
		exec(b, db, "create table journal (account bigint, id bigint, at bigint, code integer, done boolean, message text, payload bytea, primary key (account, id))")
		table := store.Table{
			Name: "journal", Columns: []string{"account", "id", "at", "code", "done", "message", "payload"},
			Types: []string{"bigint", "bigint", "bigint", "integer", "boolean", "text", "bytea"},
		}
		payload, id := []byte(strings.Repeat("x", 900)), 0
		const page = 400
		for b.Loop() {
			rows := make([][]any, page)
			for i := range rows {
				id++
				rows[i] = []any{int64(1), int64(id), int64(id), 200, true, "The invoice was created.", payload}
			}
			if err := db.InTx(b.Context(), func(tx store.Tx) error {
				_, err := tx.Bulk(b.Context(), table, rows, "on conflict (account, id) do update set at = excluded.at where journal.at < excluded.at")
				return err
			}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N*page)/b.Elapsed().Seconds(), "rows/s")
	}
	for _, relaxed := range []bool{false, true} {
		b.Run(fmt.Sprintf("sqlite, relaxed %v", relaxed), func(b *testing.B) { bulk(b, file(b, relaxed)) })
	}
	b.Run("postgres", func(b *testing.B) { bulk(b, storetest.Postgres(b)) })
}

// One webhook's worth: a few small statements in a transaction.
func BenchmarkSmallTx(b *testing.B) {
	small := func(b *testing.B, db store.DB) {
		exec(b, db, "create table counter (ref text primary key, n bigint)")
		exec(b, db, "insert into counter values ('lamp', 0)")
		for b.Loop() {
			if err := db.InTx(b.Context(), func(tx store.Tx) error {
				for range 10 {
					var n int64
					if err := tx.QueryRow(b.Context(), "select n from counter c where ref = $1 and exists (select 1 from counter d where d.ref = c.ref)", "lamp").Scan(&n); err != nil {
						return err
					}
				}
				_, err := tx.Exec(b.Context(), "update counter set n = n + 1 where ref = $1", "lamp")
				return err
			}); err != nil {
				b.Fatal(err)
			}
		}
	}
	for _, relaxed := range []bool{false, true} {
		b.Run(fmt.Sprintf("sqlite, relaxed %v", relaxed), func(b *testing.B) { small(b, file(b, relaxed)) })
	}
	b.Run("postgres", func(b *testing.B) { small(b, storetest.Postgres(b)) })
}

func file(b *testing.B, relaxed bool) store.DB {
	b.Helper()
	db, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"), sqlite.Options{Relaxed: relaxed})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(db.Close)
	return db
}

func exec(b *testing.B, db store.DB, q string) {
	b.Helper()
	if err := db.InTx(b.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(b.Context(), q)
		return err
	}); err != nil {
		b.Fatal(err)
	}
}

package storetest_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// The tests of all other packages stand on this.
func TestEach_freshMigratedDatabases(t *testing.T) {
	for range 2 {
		storetest.Each(t, func(t *testing.T, db store.DB) {
			var jobs, nodes int
			err := db.QueryRow(t.Context(), "select (select count(*) from river_job), (select count(*) from node)").Scan(&jobs, &nodes)
			if err != nil || jobs != 0 || nodes != 0 {
				t.Fatalf("%d jobs, %d nodes, err %v", jobs, nodes, err)
			}
			if err := db.InTx(t.Context(), func(tx store.Tx) error {
				_, err := tx.Exec(t.Context(), "insert into node values (1, 'here', true, 1, 1)")
				return err
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db store.DB) {
		counted, c := storetest.Count(db)
		page := func(orders int) int {
			c.Reset()
			err := counted.InTx(t.Context(), func(tx store.Tx) error {
				rows := make([][]any, orders)
				for i := range rows {
					rows[i] = []any{i + 1, "here", true, 1, 1}
				}
				if err := tx.Lock(t.Context(), 1, 2, 3); err != nil {
					return err
				}
				table := store.Table{Name: "node", Columns: []string{"number", "name", "serves", "started_at", "seen_at"}, Types: []string{"integer", "text", "boolean", "bigint", "bigint"}}
				if _, err := tx.Bulk(t.Context(), table, rows, "on conflict (number) do nothing"); err != nil {
					return err
				}
				var n int
				if err := tx.QueryRow(t.Context(), "select count(*) from node").Scan(&n); err != nil {
					return err
				}
				_, err := tx.Exec(t.Context(), "update node set seen_at = 2")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return c.Statements()
		}
		if ten, hundred := page(10), page(100); ten != 4 || hundred != 4 {
			t.Errorf("%d statements for 10, %d for 100, want 4 for both: %q", ten, hundred, c.Texts())
		}
	})
}

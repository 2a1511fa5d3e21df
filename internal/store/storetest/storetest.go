package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"github.com/tillbridge/tillbridge/internal/store"
)

// patience is how long a promise may take before the test calls it broken; nothing waits for it when all is well.
const patience = 20 * time.Second

// Run holds a database to what store.go promises. open gives two handles on one fresh, migrated database, as two nodes have;
// an engine for one process gives the same one twice. Cleaning up is open's work.
func Run(t *testing.T, open func(t *testing.T) (one, other store.DB)) {
	promises := []struct {
		sentence string
		hold     func(t *testing.T, one, other store.DB)
	}{
		{"a bulk upsert keeps the newer row", bulkKeepsNewer},
		{"a bulk write tells how many rows were written", bulkCounts},
		{"a bulk write of no rows does nothing", bulkEmpty},
		{"a bulk write that breaks a rule writes nothing", bulkAllOrNothing},
		{"a rolled-back transaction leaves nothing, not even a notice", rollbackLeavesNothing},
		{"a panic rolls back and is passed on", panicRollsBack},
		{"a cancelled context ends the transaction and leaves nothing", cancelLeavesNothing},
		{"a context that was over before never begins", cancelledBefore},
		{"In takes none, one and five thousand values", inAnyNumber},
		{"pages by row comparison show every row once", keysetPages},
		{"every kind of value comes back as it was stored", valuesRoundTrip},
		{"a time.Time is refused", timeRefused},
		{"text that no database would take whole is made whole", brokenText},
		{"nothing found is ErrNoRows", nothingFound},
		{"the same query may run while its own rows are read", queryInQuery},
		{"locks in different orders never end in a deadlock, and keep others out", locks},
		{"a reader does not wait for the writer, and sees only what is committed", readersDoNotWait},
		{"a transaction sees its own writes", ownWrites},
		{"foreign keys hold", foreignKeys},
		{"notices reach every node after the commit", notices},
		{"a slow listener gets the last notice of every topic", slowListener},
		{"a job of the queue is committed and rolled back with the transaction", jobs},
		{"the queue works committed jobs beside transactions of ours", queueWorks},
		{"old rows of a log are dropped by day, newer ones stay", retention},
	}
	for _, p := range promises {
		t.Run(p.sentence, func(t *testing.T) {
			one, other := open(t)
			p.hold(t, one, other)
		})
	}
}

// goods is a table with every kind of column.
var goods = store.Table{
	Name:    "goods",
	Columns: []string{"account", "ref", "at", "price", "level", "live", "picture"},
	Types:   []string{"bigint", "text", "bigint", "bigint", "integer", "boolean", "bytea"},
}

const (
	createGoods = `create table goods (account bigint not null, ref text not null, at bigint not null, price bigint not null,
		level integer not null, live boolean not null, picture bytea not null, primary key (account, ref))`
	newerGoods = `on conflict (account, ref) do update set at = excluded.at, price = excluded.price where goods.at < excluded.at`
)

func good(ref string, at, price int64) []any {
	return []any{int64(1), ref, at, price, 0, true, []byte{}}
}

func setUp(t *testing.T, db store.DB, rows ...[]any) {
	t.Helper()
	inTx(t, db, func(tx store.Tx) error {
		if _, err := tx.Exec(t.Context(), createGoods); err != nil {
			return err
		}
		_, err := tx.Bulk(t.Context(), goods, rows, "")
		return err
	})
}

func inTx(t *testing.T, db store.DB, f func(store.Tx) error) {
	t.Helper()
	if err := db.InTx(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// refs are the goods there are, as "ref at price".
func refs(t *testing.T, r store.Reader) []string {
	t.Helper()
	rows, err := r.Query(t.Context(), "select ref, at, price from goods order by ref")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var (
			ref       string
			at, price int64
		)
		if err := rows.Scan(&ref, &at, &price); err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprint(ref, " ", at, " ", price))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func wantRefs(t *testing.T, r store.Reader, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, refs(t, r)); diff != "" {
		t.Errorf("goods (-want +got):\n%s", diff)
	}
}

func bulkKeepsNewer(t *testing.T, db, _ store.DB) {
	setUp(t, db, good("lamp", 10, 100), good("vase", 10, 100))
	inTx(t, db, func(tx store.Tx) error {
		_, err := tx.Bulk(t.Context(), goods, [][]any{good("vase", 9, 999), good("lamp", 11, 120), good("chair", 1, 5)}, newerGoods)
		return err
	})
	wantRefs(t, db, "chair 1 5", "lamp 11 120", "vase 10 100")
}

func bulkCounts(t *testing.T, db, _ store.DB) {
	setUp(t, db, good("lamp", 10, 100), good("vase", 10, 100))
	inTx(t, db, func(tx store.Tx) error {
		n, err := tx.Bulk(t.Context(), goods, [][]any{good("lamp", 11, 1), good("vase", 10, 1), good("chair", 1, 1)}, newerGoods)
		if err != nil || n != 2 {
			t.Errorf("upsert of a newer, an equal and a new one: %d rows, want 2; err %v", n, err)
		}
		n, err = tx.Bulk(t.Context(), goods, [][]any{good("lamp", 12, 1), good("stool", 1, 1)}, "on conflict (account, ref) do nothing")
		if n != 1 {
			t.Errorf("do nothing on one of two: %d rows, want 1", n)
		}
		return err
	})
}

func bulkEmpty(t *testing.T, db, _ store.DB) {
	setUp(t, db)
	inTx(t, db, func(tx store.Tx) error {
		n, err := tx.Bulk(t.Context(), goods, nil, newerGoods)
		if n != 0 {
			t.Errorf("%d rows", n)
		}
		return err
	})
}

func bulkAllOrNothing(t *testing.T, db, _ store.DB) {
	setUp(t, db, good("lamp", 10, 100))
	err := db.InTx(t.Context(), func(tx store.Tx) error {
		_, err := tx.Bulk(t.Context(), goods, [][]any{good("chair", 1, 1), good("lamp", 1, 1)}, "")
		return err
	})
	if err == nil {
		t.Error("the same key twice: no error")
	}
	err = db.InTx(t.Context(), func(tx store.Tx) error {
		_, err := tx.Bulk(t.Context(), goods, [][]any{good("stool", 1, 1), {int64(1), "short"}}, "")
		return err
	})
	if err == nil {
		t.Error("a row that is too short: no error")
	}
	wantRefs(t, db, "lamp 10 100")
}

var errOnPurpose = errors.New("on purpose")

func rollbackLeavesNothing(t *testing.T, one, other store.DB) {
	setUp(t, one)
	heard := listen(t, other)
	err := one.InTx(t.Context(), func(tx store.Tx) error {
		if _, err := tx.Bulk(t.Context(), goods, [][]any{good("lamp", 1, 1)}, ""); err != nil {
			return err
		}
		if err := tx.Notify(t.Context(), "rolled back"); err != nil {
			return err
		}
		return fmt.Errorf("the work: %w", errOnPurpose)
	})
	if !errors.Is(err, errOnPurpose) {
		t.Errorf("err = %v, want the one that f returned", err)
	}
	wantRefs(t, other)
	// Notices keep their order, so if the first had been sent it would come before this one.
	notify(t, one, "committed")
	if got := next(t, heard); got != "committed" {
		t.Errorf("heard %q", got)
	}
}

func panicRollsBack(t *testing.T, db, _ store.DB) {
	setUp(t, db)
	func() {
		defer func() {
			if p := recover(); p != errOnPurpose {
				t.Errorf("recovered %v", p)
			}
		}()
		_ = db.InTx(t.Context(), func(tx store.Tx) error {
			if _, err := tx.Bulk(t.Context(), goods, [][]any{good("lamp", 1, 1)}, ""); err != nil {
				return err
			}
			panic(errOnPurpose)
		})
		t.Error("the panic was swallowed")
	}()
	wantRefs(t, db)
	inTx(t, db, func(store.Tx) error { return nil }) // and the connection is free again
}

func cancelLeavesNothing(t *testing.T, db, _ store.DB) {
	setUp(t, db)
	for _, when := range []string{"before a statement", "before the commit"} {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.InTx(ctx, func(tx store.Tx) error {
			if _, err := tx.Bulk(ctx, goods, [][]any{good("lamp", 1, 1)}, ""); err != nil {
				return err
			}
			cancel()
			if when == "before the commit" {
				return nil
			}
			_, err := tx.Bulk(ctx, goods, [][]any{good("vase", 1, 1)}, "")
			return err
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: err = %v", when, err)
		}
		wantRefs(t, db)
	}
}

func cancelledBefore(t *testing.T, db, _ store.DB) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := db.InTx(ctx, func(store.Tx) error {
		t.Error("f was called")
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
}

func inAnyNumber(t *testing.T, db, _ store.DB) {
	var rows [][]any
	for i := range 6000 {
		rows = append(rows, good(fmt.Sprintf("sku %d, \"big\" ü", i), int64(i), 0))
	}
	setUp(t, db, rows...)
	for _, n := range []int{0, 1, 5000} {
		list, ids := store.Strings{}, store.IDs{}
		for _, row := range rows[:n] {
			list, ids = append(list, row[1].(string)), append(ids, row[2].(int64))
		}
		if n == 0 {
			list, ids = nil, nil
		}
		var byText, byID int
		if err := db.QueryRow(t.Context(), "select count(*) from goods where account = $1 and "+db.In("ref", 2), 1, list).Scan(&byText); err != nil {
			t.Fatal(err)
		}
		if err := db.QueryRow(t.Context(), "select count(*) from goods where account = $1 and "+db.In("at", 2), 1, ids).Scan(&byID); err != nil {
			t.Fatal(err)
		}
		if byText != n || byID != n {
			t.Errorf("In with %d values found %d by text and %d by number", n, byText, byID)
		}
	}
}

func keysetPages(t *testing.T, db, _ store.DB) {
	var rows [][]any
	for i := range 95 {
		rows = append(rows, good(fmt.Sprintf("%03d", i), int64(i/10), 0)) // many share their time
	}
	setUp(t, db, rows...)
	at, ref := int64(math.MaxInt64), ""
	var seen []string
	for {
		page, err := db.Query(t.Context(), "select at, ref from goods where account = $1 and (at, ref) < ($2, $3) order by at desc, ref desc limit 7", 1, at, ref)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for ; page.Next(); n++ {
			if err := page.Scan(&at, &ref); err != nil {
				t.Fatal(err)
			}
			seen = append(seen, ref)
		}
		page.Close()
		if err := page.Err(); err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	if len(seen) != len(rows) {
		t.Fatalf("%d rows on the pages, want %d", len(seen), len(rows))
	}
	for i, ref := range seen {
		if want := rows[len(rows)-1-i][1]; ref != want {
			t.Errorf("row %d is %s, want %s", i, ref, want)
		}
	}
}

// Named types as the domain has them.
type (
	stage string
	code  int
	flag  bool
	image []byte
)

func valuesRoundTrip(t *testing.T, db, _ store.DB) {
	setUp(t, db)
	noon := time.Date(2026, 11, 21, 12, 0, 0, 123456000, time.UTC)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	type kept struct {
		Ref     stage
		At      time.Time
		Price   int64
		Level   code
		Live    flag
		Picture []byte
	}
	want := []kept{
		{"", time.Time{}, 0, 0, false, []byte{}},
		{"chair", noon, math.MaxInt64, math.MaxInt32, true, []byte{0}},
		{"lamp's \"25 %\" \\ 100_000 $1 ? \n\t", noon, math.MinInt64, math.MinInt32, true, all},
		{"vélo 自行车 🚲 e\u0301", noon.Add(time.Microsecond), -1, 404, false, []byte("plain")},
		{"0042", time.Unix(-1, 0).UTC(), 19_999_9900, 1, true, []byte("12")}, // must not turn into numbers
	}
	inTx(t, db, func(tx store.Tx) error {
		var rows [][]any
		for _, k := range want[1:] {
			rows = append(rows, []any{1, k.Ref, store.Micros(k.At), k.Price, k.Level, k.Live, image(k.Picture)})
		}
		if _, err := tx.Bulk(t.Context(), goods, rows, ""); err != nil {
			return err
		}
		k := want[0] // one by plain arguments, with a nil blob
		_, err := tx.Exec(t.Context(), "insert into goods (account, ref, at, price, level, live, picture) values ($1, $2, $3, $4, $5, $6, $7)",
			1, k.Ref, store.Micros(k.At), k.Price, k.Level, k.Live, []byte(nil))
		return err
	})
	for _, k := range want {
		var (
			got kept
			at  int64
		)
		err := db.QueryRow(t.Context(), "select ref, at, price, level, live, picture from goods where account = $1 and ref = $2 and live = $3", 1, k.Ref, k.Live).
			Scan(&got.Ref, &at, &got.Price, &got.Level, &got.Live, &got.Picture)
		if err != nil {
			t.Errorf("%q: %v", k.Ref, err)
			continue
		}
		got.At = store.Time(at)
		if diff := cmp.Diff(k, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", k.Ref, diff)
		}
	}
	var (
		sum  int64
		some bool
		took time.Duration
	)
	err := db.QueryRow(t.Context(), "select coalesce(sum(level), 0), count(*) > 3, max(price) from goods where live = $1 and price < $2", flag(true), 1000*time.Second).
		Scan(&sum, &some, &took)
	if err != nil || sum != math.MinInt32+1 || some || took != 199999900 {
		t.Errorf("sum %d, some %v, duration %v, err %v", sum, some, took, err)
	}
}

func timeRefused(t *testing.T, db, _ store.DB) {
	setUp(t, db)
	err := db.InTx(t.Context(), func(tx store.Tx) error {
		_, err := tx.Bulk(t.Context(), goods, [][]any{{1, "lamp", time.Now(), 1, 1, true, []byte{}}}, "")
		return err
	})
	if err == nil {
		t.Error("Bulk took a time.Time")
	}
	if err := db.QueryRow(t.Context(), "select ref from goods where at < $1", time.Now()).Scan(new(string)); err == nil || errors.Is(err, store.ErrNoRows) {
		t.Errorf("QueryRow took a time.Time: %v", err)
	}
}

func brokenText(t *testing.T, db, _ store.DB) {
	broken := "la\x00mp \xff"
	setUp(t, db, good(broken, 1, 1))
	wantRefs(t, db, "la\uFFFDmp \uFFFD 1 1")
	var n int
	if err := db.QueryRow(t.Context(), "select count(*) from goods where ref = $1 and "+db.In("ref", 2), broken, store.Strings{broken}).Scan(&n); err != nil || n != 1 {
		t.Errorf("found %d by the broken text, err %v", n, err)
	}
}

func nothingFound(t *testing.T, db, _ store.DB) {
	setUp(t, db)
	read := func(where string, r store.Reader) {
		if err := r.QueryRow(t.Context(), "select at from goods where ref = $1", "none").Scan(new(int64)); !errors.Is(err, store.ErrNoRows) {
			t.Errorf("%s: %v", where, err)
		}
	}
	read("database", db)
	inTx(t, db, func(tx store.Tx) error {
		read("transaction", tx)
		return nil
	})
}

func queryInQuery(t *testing.T, db, _ store.DB) {
	setUp(t, db, good("chair", 1, 1), good("lamp", 1, 1))
	const q = "select ref from goods order by ref"
	outer, err := db.Query(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close()
	n := 0
	for ; outer.Next(); n++ {
		var ref string
		if err := db.QueryRow(t.Context(), q).Scan(&ref); err != nil || ref != "chair" {
			t.Fatalf("inner query: %q, %v", ref, err)
		}
	}
	if n != 2 {
		t.Errorf("outer query gave %d rows", n)
	}
}

// locks: two nodes take the same hundred keys from both ends again and again and count up in them, read first and written
// after: without the lock counts would get lost, in the wrong order both would wait for ever.
func locks(t *testing.T, one, other store.DB) {
	setUp(t, one, good("counter", 0, 0))
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	keys := make([]int64, 100)
	for i := range keys {
		keys[i] = int64(i-50) * 1e15
	}
	const rounds = 25
	count := func(db store.DB, up bool) error {
		for range rounds {
			tries := 0
			err := db.InTx(ctx, func(tx store.Tx) error {
				tries++
				mine := append([]int64{}, keys...)
				if !up {
					for i := range mine {
						mine[i] = keys[len(keys)-1-i]
					}
				}
				if err := tx.Lock(ctx, append(mine, mine[:10]...)...); err != nil { // some twice
					return err
				}
				var n int64
				if err := tx.QueryRow(ctx, "select at from goods where ref = $1", "counter").Scan(&n); err != nil {
					return err
				}
				_, err := tx.Exec(ctx, "update goods set at = $1 where ref = $2", n+1, "counter")
				return err
			})
			if err != nil {
				return err
			}
			if tries > 1 {
				return errors.New("a transaction had to run again: the locks were in a circle")
			}
		}
		return nil
	}
	var wait sync.WaitGroup
	for i, db := range []store.DB{one, other, one, other} {
		wait.Go(func() {
			if err := count(db, i < 2); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	wantRefs(t, one, fmt.Sprint("counter ", 4*rounds, " 0"))
}

func readersDoNotWait(t *testing.T, one, other store.DB) {
	setUp(t, one, good("lamp", 1, 1))
	inTx(t, one, func(tx store.Tx) error {
		if _, err := tx.Exec(t.Context(), "update goods set at = 2"); err != nil {
			return err
		}
		wantRefs(t, one, "lamp 1 1")
		wantRefs(t, other, "lamp 1 1")
		return nil
	})
	wantRefs(t, one, "lamp 2 1")
	wantRefs(t, other, "lamp 2 1")
}

func ownWrites(t *testing.T, db, _ store.DB) {
	setUp(t, db, good("lamp", 1, 1), good("vase", 1, 1))
	inTx(t, db, func(tx store.Tx) error {
		n, err := tx.Exec(t.Context(), "update goods set at = at + 1 where ref = $1", "lamp")
		if err != nil || n != 1 {
			t.Errorf("%d rows, err %v", n, err)
		}
		wantRefs(t, tx, "lamp 2 1", "vase 1 1")
		var at int64
		err = tx.QueryRow(t.Context(), "update goods set at = at + 1 where ref = $1 returning at", "lamp").Scan(&at)
		if at != 3 {
			t.Errorf("returning gave %d", at)
		}
		return err
	})
	wantRefs(t, db, "lamp 3 1", "vase 1 1")
}

func foreignKeys(t *testing.T, db, _ store.DB) {
	setUp(t, db)
	inTx(t, db, func(tx store.Tx) error {
		_, err := tx.Exec(t.Context(), "create table sold (account bigint not null, ref text not null, foreign key (account, ref) references goods)")
		return err
	})
	err := db.InTx(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(t.Context(), "insert into sold values (1, 'none')")
		return err
	})
	if err == nil {
		t.Error("sold what is not there")
	}
}

func listen(t *testing.T, db store.DB) <-chan string {
	t.Helper()
	heard, err := db.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return heard
}

func notify(t *testing.T, db store.DB, topics ...string) {
	t.Helper()
	inTx(t, db, func(tx store.Tx) error {
		for _, topic := range topics {
			if err := tx.Notify(t.Context(), topic); err != nil {
				return err
			}
		}
		return nil
	})
}

func next(t *testing.T, heard <-chan string) string {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), patience)
	defer stop()
	select {
	case topic, open := <-heard:
		if !open {
			t.Fatal("the channel was closed")
		}
		return topic
	case <-ctx.Done():
		t.Fatal("heard nothing")
	}
	return ""
}

func notices(t *testing.T, one, other store.DB) {
	ctx, stop := context.WithCancel(t.Context())
	ending, err := one.Listen(ctx)
	if err != nil {
		t.Fatal(err)
	}
	here, there := listen(t, one), listen(t, other)
	inTx(t, one, func(tx store.Tx) error {
		if err := tx.Notify(t.Context(), ""); err == nil {
			t.Error("a notice of nothing: no error")
		}
		for _, topic := range []string{"orders", "stock", "orders"} {
			if err := tx.Notify(t.Context(), topic); err != nil {
				return err
			}
		}
		return nil
	})
	notify(t, other, "end")
	for name, heard := range map[string]<-chan string{"the same node": here, "the other node": there} {
		var got []string
		for len(got) == 0 || got[len(got)-1] != "end" {
			got = append(got, next(t, heard))
		}
		if diff := cmp.Diff([]string{"orders", "stock", "end"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	stop()
	for range ending { // ends, or the test does not
	}
}

func slowListener(t *testing.T, one, other store.DB) {
	slow, quick := listen(t, other), listen(t, other)
	for i := range 30 {
		notify(t, one, "orders", fmt.Sprint("connection ", i%3))
	}
	notify(t, one, "end")
	for next(t, quick) != "end" {
	}
	// Everything has reached this node by now: the slow one has at most one of each topic waiting.
	seen := map[string]int{}
	for seen["end"] == 0 {
		seen[next(t, slow)]++
	}
	for _, topic := range []string{"orders", "connection 0", "connection 1", "connection 2"} {
		if seen[topic] < 1 || seen[topic] > 2 { // one may have been on its way into the channel when the next came
			t.Errorf("%s came %d times", topic, seen[topic])
		}
	}
}

// errand is a job that nobody works.
type errand struct {
	To string `json:"to"`
}

func (errand) Kind() string { return "errand" }

func jobs(t *testing.T, db, _ store.DB) {
	insert := queue(t, db)
	for _, fate := range []error{nil, errOnPurpose} {
		err := db.InTx(t.Context(), func(tx store.Tx) error {
			if err := insert(tx, errand{To: fmt.Sprint(fate)}); err != nil {
				return err
			}
			return fate
		})
		if !errors.Is(err, fate) {
			t.Fatal(err)
		}
	}
	var n int
	if err := db.QueryRow(t.Context(), "select count(*) from river_job").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d jobs, want the committed one; err %v", n, err)
	}
}

// queue is a client that inserts jobs in a transaction of ours.
func queue(t *testing.T, db store.DB) func(store.Tx, river.JobArgs) error {
	t.Helper()
	insert, _ := client(t, db, &river.Config{})
	return insert
}

type runner interface {
	Start(context.Context) error
	Stop(context.Context) error
}

func client(t *testing.T, db store.DB, c *river.Config) (insert func(store.Tx, river.JobArgs) error, run runner) {
	t.Helper()
	c.Logger = slog.New(slog.DiscardHandler)
	switch native := db.Native().(type) {
	case *pgxpool.Pool:
		q, err := river.NewClient(riverpgxv5.New(native), c)
		if err != nil {
			t.Fatal(err)
		}
		return func(tx store.Tx, job river.JobArgs) error {
			_, err := q.InsertTx(t.Context(), tx.Native().(pgx.Tx), job, nil)
			return err
		}, q
	case *sql.DB:
		q, err := river.NewClient(riversqlite.New(native), c)
		if err != nil {
			t.Fatal(err)
		}
		return func(tx store.Tx, job river.JobArgs) error {
			_, err := q.InsertTx(t.Context(), tx.Native().(*sql.Tx), job, nil)
			return err
		}, q
	default:
		t.Fatalf("no queue for a %T", native)
		return nil, nil
	}
}

// errandRunner notes each errand in a transaction of its own and says so.
type errandRunner struct {
	river.WorkerDefaults[errand]
	db   store.DB
	done chan<- string
}

func (r *errandRunner) Work(ctx context.Context, job *river.Job[errand]) error {
	err := r.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Bulk(ctx, goods, [][]any{good(job.Args.To, 1, 1)}, newerGoods)
		return err
	})
	if err == nil {
		r.done <- job.Args.To
	}
	return err
}

func queueWorks(t *testing.T, db, _ store.DB) {
	setUp(t, db)
	const errands = 20
	done := make(chan string, errands)
	workers := river.NewWorkers()
	river.AddWorker(workers, &errandRunner{db: db, done: done})
	insert, run := client(t, db, &river.Config{
		Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 4}},
		FetchCooldown: 10 * time.Millisecond, FetchPollInterval: 20 * time.Millisecond,
	})
	if err := run.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range errands {
		inTx(t, db, func(tx store.Tx) error { return insert(tx, errand{To: fmt.Sprintf("%02d", i)}) })
	}
	for range errands {
		next(t, done)
	}
	if err := run.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := refs(t, db); len(got) != errands {
		t.Errorf("%d errands were run, want %d", len(got), errands)
	}
}

var journal = store.Table{Name: "journal", Columns: []string{"account_id", "at", "id"}, Types: []string{"bigint", "bigint", "bigint"}}

func retention(t *testing.T, db, other store.DB) {
	create := "create table journal (account_id bigint not null, at bigint not null, id bigint not null, primary key (account_id, at, id))"
	if db.Dialect() == store.Postgres {
		create += " partition by range (at); create table journal_rest partition of journal default"
	}
	const tidy, thorough = 1, 2 // accounts: one forgets sooner than the other
	today := time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC)
	write := func(account, n int, at time.Time) {
		t.Helper()
		inTx(t, db, func(tx store.Tx) error {
			rows := make([][]any, n)
			for i := range rows {
				rows[i] = []any{account, store.Micros(at), i}
			}
			_, err := tx.Bulk(t.Context(), journal, rows, "")
			return err
		})
	}
	inTx(t, db, func(tx store.Tx) error {
		for text := range strings.SplitSeq(create, ";") {
			if _, err := tx.Exec(t.Context(), text); err != nil {
				return err
			}
		}
		return nil
	})
	write(tidy, 7, today)                          // its partition comes late
	write(tidy, 6000, today.AddDate(-1, 0, 0))     // stray, and more than one slice
	write(thorough, 6000, today.AddDate(-1, 0, 0)) // so that a slice holds rows of both
	var wait sync.WaitGroup
	for _, node := range []store.DB{db, other, db, other} { // all nodes do it, and again every day
		wait.Go(func() {
			if err := node.(store.Retainer).EnsureDays(t.Context(), "journal", today.AddDate(0, 0, -4), today.AddDate(0, 0, 3)); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, account := range []int{tidy, thorough} {
		write(account, 5, today.AddDate(0, 0, -4))
		write(account, 5100, today.AddDate(0, 0, -2))
		write(account, 3, store.Day(today.AddDate(0, 0, -1)))
		write(account, 2, today.AddDate(0, 0, 3))
	}
	before := map[int64]time.Time{tidy: today.AddDate(0, 0, -1), thorough: today.AddDate(0, 0, -3)}
	for _, want := range []int64{6000 + 6000 + 5 + 5 + 5100, 0} { // the second time there is nothing to do
		if n, err := db.(store.Retainer).DropBefore(t.Context(), "journal", before); err != nil || n != want {
			t.Errorf("dropped %d rows, want %d; err %v", n, want, err)
		}
	}
	for account, want := range map[int]int{tidy: 7 + 3 + 2, thorough: 5100 + 3 + 2} {
		var left int
		if err := db.QueryRow(t.Context(), "select count(*) from journal where account_id = $1", account).Scan(&left); err != nil || left != want {
			t.Errorf("%d rows of account %d left, want %d; err %v", left, account, want, err)
		}
	}
	room, err := db.(store.Retainer).Room(t.Context(), "journal")
	if endless := room == 0; err != nil || endless != (db.Dialect() == store.SQLite) || room < 0 {
		t.Errorf("room for %d days; err %v", room, err)
	}
}

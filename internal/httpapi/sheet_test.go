package httpapi_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// sheet reads a file as a spreadsheet would: its head, and its rows by their first cell.
func sheet(t *testing.T, c *apptest.Client, path string) (head []string, rows [][]string) {
	t.Helper()
	a := c.Do("GET", path, nil)
	if kind := a.Header.Get("Content-Type"); a.Status != http.StatusOK || !strings.HasPrefix(kind, "text/csv; charset=utf-8") || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%s: %s, %v", path, a, a.Header)
	}
	if n := bytes.Count(a.Body, []byte("\n")); bytes.Count(a.Body, []byte("\r\n")) != n {
		t.Errorf("%s: lines do not end as RFC 4180 has it", path)
	}
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.Body, []byte("\ufeff")))).ReadAll()
	if err != nil || len(all) == 0 {
		t.Fatalf("%s: %v", path, err)
	}
	return all[0], all[1:]
}

func column(t *testing.T, head []string, rows [][]string, name string) []string {
	t.Helper()
	at := slices.Index(head, name)
	if at < 0 {
		t.Fatalf("no column %q in %v", name, head)
	}
	var all []string
	for _, r := range rows {
		all = append(all, r[at])
	}
	return all
}

// A file holds what its list does, in the same order, under the same filters.
func TestSheets_areTheLists(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub, _, conn := filled(t, cfg, 60)
		for sheetPath, listPath := range map[string]string{
			"/orders.csv?": "/orders?", "/orders.csv?tab=completed": "/orders?tab=completed", "/orders.csv?q=nowhere": "/orders?q=nowhere", "/orders.csv?held=true&connection=" + conn: "/orders?held=true",
			"/documents/invoices.csv?": "/documents/invoices?", "/documents/invoices.csv?payment=paid&delivery=sent": "/documents/invoices?payment=paid&delivery=sent",
			"/documents/invoices.csv?voided=true": "/documents/invoices?voided=true", "/documents/outbounds.csv?": "/documents/outbounds?", "/documents/credit-notes.csv?": "/documents/credit-notes?",
			"/documents/invoices.csv?q=inv": "/documents/invoices?q=inv", "/logs.csv?": "/logs?", "/logs.csv?errors_only=true": "/logs?errors_only=true", "/logs.csv?operation=create_invoice": "/logs?operation=create_invoice",
		} {
			head, rows := sheet(t, hub.Client, sheetPath)
			var want []string
			for _, item := range apptest.All[map[string]any](hub.Client, listPath) {
				want = append(want, fmt.Sprint(item["id"]))
			}
			if diff := cmp.Diff(want, column(t, head, rows, "ID")); diff != "" {
				t.Errorf("%s (-list +file):\n%s", sheetPath, diff)
			}
		}
		for path, field := range map[string]string{"/orders.csv?connection=none": "query.connection", "/logs.csv?cycle=x": "query.cycle", "/documents/receipts.csv": "path.kind"} {
			a := hub.Do("GET", path, nil)
			if p := a.Problem(); a.Status != 422 || len(p.Errors) == 0 || p.Errors[0].Location != field {
				t.Errorf("%s: %s", path, a)
			}
		}
		if a := hub.Do("GET", "/orders.csv?bom=true", nil); !bytes.HasPrefix(a.Body, []byte("\ufeffID,")) {
			t.Errorf("no byte order mark: %q", a.Body[:10])
		}
	})
}

// What a buyer writes is never run by the spreadsheet that shows it, and viewers do not see who the buyer is.
func TestSheets_cellsAreHarmless(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		hub := start(t, cfg)
		for i, buyer := range []string{`=HYPERLINK("https://evil.example","x")`, "+62 812", "-1+1|cmd", "@SUM(A1)", "\tx", "＝1+1", "Sari, \"the\" Wijaya\nJr", "Ünal"} {
			insertOrders(t, hub, 1000+i, 1, buyer)
		}
		head, rows := sheet(t, hub.Client, "/orders.csv")
		want := []string{`'=HYPERLINK("https://evil.example","x")`, "'+62 812", "'-1+1|cmd", "'@SUM(A1)", "'\tx", "'＝1+1", "Sari, \"the\" Wijaya\nJr", "Ünal"}
		slices.Reverse(want)
		if diff := cmp.Diff(want, column(t, head, rows, "Buyer")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for _, total := range column(t, head, rows, "Total") {
			if total != "-5.5" {
				t.Errorf("an amount became %q", total)
			}
		}
		viewer := hub.As(token(t, hub, hub.Account.ID, user.Viewer))
		a := viewer.Do("GET", "/orders.csv", nil)
		for _, private := range []string{"Wijaya", "812", "nal", "HYPERLINK"} {
			if a.Status != http.StatusOK || bytes.Contains(a.Body, []byte(private)) {
				t.Errorf("a viewer is shown %q", private)
			}
		}
	})
}

// insertOrders writes orders past the reconciler, for files that are long or odd.
func insertOrders(t *testing.T, hub *apptest.Hub, from, n int, buyer string) {
	t.Helper()
	columns := []string{"account_id", "id", "connection_id", "channel", "ref", "number", "stage", "raw_status", "tab", "total", "currency", "buyer", "cancelled_by",
		"hold_code", "hold", "skip", "released", "decision", "failures", "attempt", "hash", "created_at", "updated_at", "seen_at"}
	types := []string{"bigint", "bigint", "bigint", "text", "text", "text", "text", "text", "text", "bigint", "text", "text", "text",
		"integer", "text", "text", "boolean", "text", "integer", "integer", "bytea", "bigint", "bigint", "bigint"}
	for done := 0; done < n; done += 10_000 {
		var rows [][]any
		for i := from + done; i < from+min(done+10_000, n); i++ {
			rows = append(rows, []any{hub.Account.ID, int64(i), 1, "woocommerce", fmt.Sprint(i), fmt.Sprint(i), "paid", "processing", "to_ship", int64(-55_000), "IDR", buyer, "",
				0, "", "", false, "", 0, 1, []byte{}, int64(i), int64(i), int64(i)})
		}
		err := hub.DB.InTx(t.Context(), func(tx store.Tx) error {
			_, err := tx.Bulk(t.Context(), store.Table{Name: "orders", Columns: columns, Types: types}, rows, "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A file of 200,000 rows, which is larger than what may be in use more, is written through: the memory in use does not grow with it.
func TestSheets_aLongFileNeedsNoMoreMemory(t *testing.T) { // not beside others: it looks at the memory of the whole process
	const many = 200_000
	hub := start(t, apptest.SQLite(t))
	insertOrders(t, hub, 1, many, "Sari")
	req, err := http.NewRequestWithContext(t.Context(), "GET", hub.Base+"/api/v1/orders.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token(t, hub, hub.Account.ID, user.Viewer))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	before := inUse()
	var most uint64
	rows, buf := 0, make([]byte, 1<<20)
	for read := 0; ; {
		n, err := res.Body.Read(buf)
		rows += bytes.Count(buf[:n], []byte("\n"))
		if read += n; read > 4<<20 { // now and then
			read, most = 0, max(most, inUse())
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if rows != many+1 {
		t.Errorf("%d lines, want %d", rows, many+1)
	}
	if grown := int64(most) - int64(before); most == 0 || grown > 16<<20 {
		t.Errorf("%d MB more in use while it was read", grown>>20)
	}
}

// inUse is the memory that is still needed.
func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A file that cannot be finished is broken off, so that nobody takes it for whole.
func TestSheets_aBrokenFileIsNoWholeOne(t *testing.T) {
	t.Parallel()
	hub := start(t, apptest.SQLite(t))
	insertOrders(t, hub, 1, 20_000, strings.Repeat("Sari ", 40))
	if err := hub.DB.InTx(t.Context(), func(tx store.Tx) error { // the last page cannot be read
		_, err := tx.Exec(t.Context(), `update orders set hold = 'no JSON' where id = 5`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", hub.Base+"/api/v1/orders.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token(t, hub, hub.Account.ID, user.Owner))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err == nil {
		t.Error("it ends as if it were whole")
	}
}

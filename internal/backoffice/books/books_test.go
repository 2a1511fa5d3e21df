package books_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice"
	"github.com/tillbridge/tillbridge/internal/backoffice/backofficetest"
	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

func TestBooks_keepTheirPromises(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		backofficetest.Run(t, db, func() backoffice.Local { return books.New(ids.NewMaker(1, time.Now)) })
	})
}

// The recycle bin, as a person uses it.
func TestVoid_andBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := books.New(ids.NewMaker(1, time.Now))
		invoice := func(sequence int) {
			err := db.InTx(t.Context(), func(tx store.Tx) error {
				_, err := b.Apply(t.Context(), tx, []backoffice.Task{{Account: 1, Connection: 2, OrderID: 7, OrderRef: "R7", Currency: "IDR", At: time.Now(), Ops: []plan.Op{
					{Operation: plan.CreateInvoice, Sequence: sequence, Total: money.Units(10)},
				}}})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		list := func(voided bool) []books.Row {
			all, err := books.List(t.Context(), db, 1, books.Filter{Kind: document.Invoice, Voided: voided, Limit: 10})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		move := func(r books.Row, voided bool) error {
			return db.InTx(t.Context(), func(tx store.Tx) error {
				return books.Void(t.Context(), tx, 1, r, voided, time.Now(), "sari@example.com", "typed")
			})
		}
		invoice(1)
		first := list(false)[0]
		if err := move(first, true); err != nil {
			t.Fatal(err)
		}
		if bin := list(true); len(list(false)) != 0 || len(bin) != 1 || !bin[0].ByPerson || bin[0].VoidedBy != "sari@example.com" || bin[0].VoidWhy != "typed" {
			t.Errorf("live %d, bin %+v", len(list(false)), bin)
		}
		invoice(2)
		err := move(first, false)
		if why, ok := errors.AsType[*outcome.Error](err); !ok || why.Reason != outcome.AlreadyThere {
			t.Errorf("restoring beside a live invoice: %v, want a conflict", err)
		}
		if err := move(list(false)[0], true); err != nil {
			t.Fatal(err)
		}
		if err := move(first, false); err != nil {
			t.Fatal(err)
		}
		if live := list(false); len(live) != 1 || live[0].ID != first.ID || !live[0].Edited || live[0].VoidedBy != "" || live[0].VoidWhy != "" {
			t.Errorf("live %+v, want the restored one, a person's from now on", live)
		}
	})
}

func TestList_text(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		account, conn := shop.Owner.Account, shop.Connection.ID
		b := books.New(shop.IDs)
		for i, o := range []struct{ ref, number string }{{"gid-1", "A-100"}, {"gid-2", "a-101"}, {"77", "77"}} {
			id := shop.IDs.Next()
			err := db.InTx(t.Context(), func(tx store.Tx) error {
				if _, err := tx.Exec(t.Context(), `insert into orders (account_id, id, connection_id, channel, ref, number, stage, raw_status, tab, total, currency, buyer, cancelled_by,
					hold_code, hold, skip, released, decision, failures, attempt, hash, created_at, updated_at, seen_at)
					values ($1, $2, $3, '', $4, $5, 'paid', '', 'to_ship', 0, 'IDR', '', '', 0, '', '', false, '', 0, 1, $6, 0, 0, 0)`, account, id, conn, o.ref, o.number, []byte{}); err != nil {
					return err
				}
				_, err := b.Apply(t.Context(), tx, []backoffice.Task{{Account: account, Connection: conn, OrderID: id, OrderRef: o.ref, Currency: "IDR", At: time.Now(),
					Prefix: []string{"", "tt-", ""}[i], Ops: []plan.Op{{Operation: plan.CreateInvoice, Sequence: 1, Total: money.Units(10)}}}})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for name, c := range map[string]struct {
			text, want string
		}{
			"beginning of a number":             {"INV-", "INV-000002 INV-000001"},
			"in small letters":                  {"inv-000001", "INV-000001"},
			"a prefix that is in small letters": {"tt-", "tt-INV-000001"},
			"digits alone, in every series":     {" 1 ", "tt-INV-000001 INV-000001"},
			"digits with their zeros":           {"000001", "tt-INV-000001 INV-000001"},
			"not the middle of a number":        {"NV-0", ""},
			"beginning of the order's number":   {"A-10", "INV-000001"},
			"that in small letters":             {"a-101", "tt-INV-000001"},
			"the order's id":                    {"gid-2", "tt-INV-000001"},
			"digits that are an order's number": {"77", "INV-000002"},
			"nothing":                           {"nowhere", ""},
			"what would be a pattern":           {"%", ""},
		} {
			for _, kind := range []document.Kind{document.Invoice, ""} {
				rows, err := books.List(t.Context(), db, account, books.Filter{Kind: kind, Text: c.text, Limit: 10})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, r := range rows {
					got = append(got, r.Number)
				}
				if strings.Join(got, " ") != c.want {
					t.Errorf("%s (%q, kind %q): %v, want %s", name, c.text, kind, got, c.want)
				}
			}
		}
		if rows, err := books.List(t.Context(), db, account+1, books.Filter{Kind: document.Invoice, Text: "1", Limit: 10}); err != nil || len(rows) != 0 {
			t.Errorf("another account finds %v, %v", rows, err)
		}
	})
}

// A text that very many match is answered another way than one that few match, with the same documents, page by page.
func TestList_aCommonText(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := books.New(ids.NewMaker(1, time.Now))
		var tasks []backoffice.Task
		for i := range 2100 {
			tasks = append(tasks, backoffice.Task{Account: 1, Connection: 2, OrderID: int64(i + 1), OrderRef: fmt.Sprint(i), Currency: "IDR", At: time.Now(),
				Ops: []plan.Op{{Operation: plan.CreateInvoice, Sequence: 1, Total: money.Units(10)}}})
		}
		if err := db.InTx(t.Context(), func(tx store.Tx) error {
			_, err := b.Apply(t.Context(), tx, tasks)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]int{"inv": 2100, "INV-0001": 100, "INV-002": 101} {
			n, after := 0, int64(0)
			for {
				rows, err := books.List(t.Context(), db, 1, books.Filter{Kind: document.Invoice, Text: text, After: after, Limit: 500})
				if err != nil {
					t.Fatal(err)
				}
				if len(rows) == 0 {
					break
				}
				n, after = n+len(rows), rows[len(rows)-1].ID
			}
			if n != want {
				t.Errorf("%s finds %d, want %d", text, n, want)
			}
		}
	})
}

package books_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice"
	"github.com/tillbridge/tillbridge/internal/backoffice/backofficetest"
	"github.com/tillbridge/tillbridge/internal/backoffice/books"
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
			return db.InTx(t.Context(), func(tx store.Tx) error { return books.Void(t.Context(), tx, 1, r, voided, time.Now()) })
		}
		invoice(1)
		first := list(false)[0]
		if err := move(first, true); err != nil {
			t.Fatal(err)
		}
		if bin := list(true); len(list(false)) != 0 || len(bin) != 1 || !bin[0].ByPerson {
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
		if live := list(false); len(live) != 1 || live[0].ID != first.ID || !live[0].Edited {
			t.Errorf("live %+v, want the restored one, a person's from now on", live)
		}
	})
}

package bench

import (
	"context"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/store"
)

var deskDocuments = store.Table{
	Name: "document",
	Columns: []string{"account_id", "id", "kind", "connection_id", "channel", "order_id", "order_ref", "sequence", "number", "state", "total", "currency",
		"paid", "sent", "voided_at", "by_person", "edited", "package", "digest", "content", "created_at"},
	Types: []string{"bigint", "bigint", "text", "bigint", "text", "bigint", "text", "integer", "text", "text", "bigint", "text",
		"boolean", "boolean", "bigint", "boolean", "boolean", "text", "text", "text", "bigint"},
}

// writeDocuments writes an invoice for every order, and an outbound and a payment for every second one. One invoice in fifty is in
// the recycle bin.
func (h *history) writeDocuments(ctx context.Context, db *database) error {
	for from := 0; from < h.orders; from += atATime {
		var rows [][]any
		for n := from; n < min(from+atATime, h.orders); n++ {
			rows = append(rows, h.document(n, document.Invoice, "INV", n))
			if n%2 == 0 {
				rows = append(rows, h.document(n, document.Outbound, "OUT", n/2), h.document(n, document.Payment, "PAY", n/2))
			}
		}
		err := db.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Bulk(ctx, deskDocuments, rows, "")
			return err
		})
		if err != nil {
			return err
		}
	}
	return db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `insert into number_series (account_id, prefix, last) values ($1, 'INV-', $2), ($1, 'OUT-', $2), ($1, 'PAY-', $2)`, account, h.orders)
		return err
	})
}

// document is one of the n-th order, with the number after so many of its kind.
func (h *history) document(n int, k document.Kind, letters string, before int) []any {
	at, voided := h.at(n, h.orders), int64(0)
	if k == document.Invoice && n%50 == 0 {
		voided = store.Micros(at)
	}
	half := map[document.Kind]int{document.Invoice: 0, document.Outbound: 1, document.Payment: 2}[k]
	return []any{account, idAt(at, n*3+half), string(k), int64(1 + n%connections), "woocommerce", idAt(at, n), refOf(n), 1, fmt.Sprintf("%s-%06d", letters, before+1), "",
		20_000_000, "IDR", n%2 == 0, n%2 == 0, voided, false, false, "", "", `{"buyer":"Buyer"}`, store.Micros(at)}
}

// documentQuestions are those of the documents' pages.
func (h *history) documentQuestions() []question {
	list := func(name string, f func() books.Filter) question {
		return question{name, func(ctx context.Context, db *database) error {
			filter := f()
			filter.Limit = 51
			if filter.Kind == "" {
				filter.Kind = document.Invoice
			}
			_, err := books.List(ctx, db, account, filter)
			return err
		}}
	}
	number := func() int { return 1 + h.draw.IntN(h.orders) }
	return []question{
		list("invoices, newest 50", func() books.Filter { return books.Filter{} }),
		list("invoices, the recycle bin", func() books.Filter { return books.Filter{Voided: true} }),
		list("invoices of a connection", func() books.Filter { return books.Filter{Connection: h.connection()} }),
		list("invoices, by number", func() books.Filter { return books.Filter{Text: fmt.Sprintf("INV-%06d", number())} }),
		list("invoices, by the digits of a number", func() books.Filter { return books.Filter{Text: fmt.Sprint(number())} }),
		list("invoices, beginning of a hundred numbers", func() books.Filter { return books.Filter{Text: fmt.Sprintf("INV-%04d", number()/100)} }),
		list("invoices, beginning of ten thousand numbers", func() books.Filter { return books.Filter{Text: fmt.Sprintf("INV-%02d", number()/10_000)} }),
		list("invoices, beginning of every number", func() books.Filter { return books.Filter{Text: "inv"} }),
		list("invoices, by order", func() books.Filter { return books.Filter{Text: refOf(h.draw.IntN(h.orders))} }),
		list("invoices, a text that is nowhere", func() books.Filter { return books.Filter{Text: "nowhere"} }),
		list("outbounds, by number", func() books.Filter {
			return books.Filter{Kind: document.Outbound, Text: fmt.Sprintf("OUT-%06d", number()/2)}
		}),
	}
}

package httpapi

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/money"
)

// stream answers a table page by page, so that its length costs time and no memory. next gives a page after the last one, and
// none at the end. The first page is read before anything is answered: what is wrong with the question is still said as a problem.
// A failure after that breaks the answer off, so that nobody takes half a table for a whole one.
func stream[T any](ctx context.Context, s *Server, name string, bom bool, head []string, next func() ([]T, error), cells func(T) []string) (*huma.StreamResponse, error) {
	page, err := next()
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &huma.StreamResponse{Body: func(h huma.Context) {
		h.SetHeader("Content-Type", "text/csv; charset=utf-8; header=present")
		h.SetHeader("Content-Disposition", `attachment; filename="`+name+`.csv"`)
		h.SetHeader("Cache-Control", "no-store")
		if bom {
			_, _ = h.BodyWriter().Write([]byte("\ufeff")) // a reader that is gone is noticed below
		}
		w := csv.NewWriter(h.BodyWriter())
		w.UseCRLF = true // RFC 4180
		_ = w.Write(head)
		for ; len(page) > 0 && err == nil; page, err = next() {
			for _, row := range page {
				_ = w.Write(harmless(cells(row)))
			}
			w.Flush()
			if w.Error() != nil {
				return // the reader has gone
			}
		}
		w.Flush()
		if err != nil {
			if ctx.Err() == nil {
				s.Log.Error("a file broke off", "name", name, "err", err)
			}
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

// harmless puts an apostrophe before what a spreadsheet would run as a formula: a buyer's name can be anything the buyer likes.
// Amounts stay what they are, negative ones, too. Source: OWASP, "CSV Injection".
func harmless(cells []string) []string {
	for i, c := range cells {
		if runs(c) {
			cells[i] = "'" + c
		}
	}
	return cells
}

func runs(c string) bool {
	first, _ := utf8.DecodeRuneInString(c)
	if !strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) || c == "" {
		return false
	}
	_, err := money.Parse(c)
	return err != nil || first != '-'
}

func number(n int) string { return strconv.Itoa(n) }

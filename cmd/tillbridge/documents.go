package main

import (
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

type documentsCmd struct {
	List    documentsListCmd    `cmd:"" default:"withargs" help:"List documents, newest first."`
	Void    documentsVoidCmd    `cmd:"" help:"Put a document into the recycle bin."`
	Restore documentsRestoreCmd `cmd:"" help:"Take a document out of the recycle bin."`
}

type documentsListCmd struct {
	Kind       string        `help:"sales_order, invoice, outbound, payment or credit_note; all if empty." enum:",sales_order,invoice,outbound,payment,credit_note" default:""`
	Connection string        `help:"Connection id or name."`
	Query      string        `short:"q" help:"Beginning of a document's or an order's number, or the digits of a document's."`
	Voided     bool          `help:"Those in the recycle bin instead of those that count."`
	Since      time.Duration `help:"How far back; all if not given."`
	Limit      int           `help:"How many." default:"50"`
}

func (c *documentsListCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		conn, err := idOf(e, a, c.Connection)
		if err != nil {
			return err
		}
		var from time.Time
		if c.Since > 0 {
			from = a.Now().Add(-c.Since)
		}
		all, err := books.List(e.ctx, a.DB, a.Account.ID, books.Filter{From: from, Kind: document.Kind(c.Kind), Connection: conn, Text: c.Query, Voided: c.Voided, Limit: c.Limit})
		if err != nil {
			return err
		}
		return printDocuments(e, all)
	})
}

func printDocuments(e *env, all []books.Row) error {
	t := table{head: []string{"ID", "Kind", "Number", "Order", "Ref", "Channel", "Total", "Currency", "Paid", "Sent", "Voided", "Created"}, none: "No document matches."}
	for _, r := range all {
		t.add(ids.String(r.ID), r.Kind, r.Number, r.Order(), r.OrderRef, r.Channel, r.Worth(), r.Currency, r.Paid, r.Sent, r.Voided, when(r.At))
	}
	return e.list(t)
}

// oneDocument is moved into the recycle bin or out of it.
type oneDocument struct {
	Number string `arg:"" help:"The document's whole number, such as SH-INV-000123."`
	Reason string `required:"" help:"Why, for the audit trail."`
}

type documentsVoidCmd struct{ oneDocument }

func (c *documentsVoidCmd) Run(e *env) error { return c.move(e, true) }

type documentsRestoreCmd struct{ oneDocument }

func (c *documentsRestoreCmd) Run(e *env) error { return c.move(e, false) }

func (c *oneDocument) move(e *env, voided bool) error {
	return e.with(func(a *app.App) error {
		r, err := c.find(e, a)
		if err != nil {
			return err
		}
		if r, err = a.Voiding.Move(e.ctx, operator(a), r, voided, c.Reason); err != nil {
			return err
		}
		return printDocuments(e, []books.Row{r})
	})
}

// find gives the one document of that number; numbers begin alike, so more than one may be found.
func (c *oneDocument) find(e *env, a *app.App) (books.Row, error) {
	const most = 100
	all, err := books.List(e.ctx, a.DB, a.Account.ID, books.Filter{Text: c.Number, Any: true, Limit: most})
	if err != nil {
		return books.Row{}, err
	}
	for _, r := range all {
		if r.Number == c.Number {
			return r, nil
		}
	}
	return books.Row{}, fmt.Errorf("%q: %w", c.Number, outcome.New(outcome.DocumentMissing, "kind", "document"))
}

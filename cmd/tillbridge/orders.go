package main

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

type ordersCmd struct {
	List     ordersListCmd     `cmd:"" help:"List orders, last changed first."`
	Show     ordersShowCmd     `cmd:"" help:"Show one order with its documents and entries."`
	Download ordersDownloadCmd `cmd:"" help:"Fetch one order from its channel."`
	Rerun    ordersRerunCmd    `cmd:"" help:"Work on an order again."`
	Release  ordersReleaseCmd  `cmd:"" help:"Let a pending order through."`
	Decide   ordersDecideCmd   `cmd:"" help:"Answer what only a person can: void and restock, keep, or write a credit note."`
	GiveSKU  ordersGiveSKUCmd  `cmd:"" name:"give-sku" help:"Give one line of an order a SKU, for this order only."`
	All      ordersAllCmd      `cmd:"" help:"Run again, let through or answer for all orders that match a filter."`

	AnswerCancel ordersAnswerCancelCmd `cmd:"" help:"Accept or reject a buyer's wish to cancel, at the channel."`
}

type ordersListCmd struct {
	Tab        string `help:"new, to_ship, in_delivery, completed, cancelled, failed_delivery, complained, pending, errors or skipped."`
	Connection string `help:"Connection id or name."`
	Query      string `short:"q" help:"Beginning of a number, an id, a SKU, or the beginnings of words of a buyer's name."`
	Limit      int    `help:"How many." default:"50"`
}

func (c *ordersListCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	conn, err := idOf(e, a, c.Connection)
	if err != nil {
		return err
	}
	rows, err := orders.List(e.ctx, a.DB, a.Account.ID, orders.Filter{Tab: c.Tab, Connection: conn, Text: c.Query, Limit: c.Limit})
	if err != nil {
		return err
	}
	t := table{head: []string{"Number", "Ref", "Channel", "Stage", "Tab", "Total", "Currency", "Hold code", "Reason", "Changed"}, none: "No order matches."}
	for _, r := range rows {
		code, reason := 0, ""
		if r.Hold != nil {
			code, reason = int(r.Hold.Code), string(r.Hold.Reason)
		} else if r.Skip != nil {
			reason = string(r.Skip.Reason)
		}
		t.add(r.Number, r.Ref, r.Channel, r.Stage, r.Tab, r.Worth(), r.Currency, code, reason, when(r.UpdatedAt))
	}
	return e.list(t)
}

// oneOrder names an order by what its channel calls it.
type oneOrder struct {
	Ref        string `arg:"" help:"The order's number or id at the channel."`
	Connection string `help:"Connection id or name; needed only with several."`
}

func (o *oneOrder) connection(e *env, a *app.App) (connection.Connection, error) {
	conns, err := pick(e, a, o.Connection)
	switch {
	case err != nil:
		return connection.Connection{}, err
	case len(conns) == 0:
		return connection.Connection{}, errors.New("no shop is connected yet; see: tillbridge connect")
	case len(conns) > 1:
		return connection.Connection{}, errors.New("--connection: there are several shops; say which")
	}
	return conns[0], nil
}

// find gives the order. It may be of a shop that is removed.
func (o *oneOrder) find(e *env, a *app.App) (orders.Row, error) {
	conn, err := idOf(e, a, o.Connection)
	if err != nil {
		return orders.Row{}, err
	}
	return orders.Find(e.ctx, a.DB, a.Account.ID, conn, o.Ref)
}

// change opens the hub, does something to the order, and shows it as it is then. What holds it still is an error.
func (o *oneOrder) change(e *env, do func(a *app.App, row orders.Row) (*outcome.Error, error)) error {
	return e.with(func(a *app.App) error {
		row, err := o.find(e, a)
		if err != nil {
			return err
		}
		why, err := do(a, row)
		switch {
		case err != nil:
			return err
		case why != nil:
			return why
		}
		if row, err = orders.Get(e.ctx, a.DB, a.Account.ID, row.ID); err != nil {
			return err
		}
		return show(e, a, row)
	})
}

type ordersReleaseCmd struct {
	oneOrder
	Reason string `required:"" help:"Why, for the audit trail."`
}

func (c *ordersReleaseCmd) Run(e *env) error {
	return c.change(e, func(a *app.App, row orders.Row) (*outcome.Error, error) {
		return a.Desk.Release(e.ctx, operator(a), row, c.Reason)
	})
}

type ordersDecideCmd struct {
	Ref        string `arg:"" help:"The order's number or id at the channel."`
	Choice     string `arg:"" help:"void_and_restock, keep or credit_note." enum:"void_and_restock,keep,credit_note"`
	Reason     string `required:"" help:"Why, for the audit trail."`
	Connection string `help:"Connection id or name; needed only with several."`
}

func (c *ordersDecideCmd) Run(e *env) error {
	one := oneOrder{c.Ref, c.Connection}
	return one.change(e, func(a *app.App, row orders.Row) (*outcome.Error, error) {
		return a.Desk.Decide(e.ctx, operator(a), row, document.Choice(c.Choice), c.Reason)
	})
}

type ordersGiveSKUCmd struct {
	Ref        string `arg:"" help:"The order's number or id at the channel."`
	Line       string `arg:"" help:"The line, by the channel's id; see the order's page, or the lines in: tillbridge orders show --json"`
	SKU        string `arg:"" optional:"" name:"sku" help:"The SKU of the books, made if they do not know it; without one, what was given before is taken back."`
	Reason     string `required:"" help:"Why, for the audit trail."`
	Connection string `help:"Connection id or name; needed only with several."`
}

func (c *ordersGiveSKUCmd) Run(e *env) error {
	one := oneOrder{c.Ref, c.Connection}
	return one.change(e, func(a *app.App, row orders.Row) (*outcome.Error, error) {
		return a.Desk.Override(e.ctx, operator(a), row, order.Override{Line: c.Line, SKU: c.SKU, Reason: c.Reason})
	})
}

// ordersAllCmd is an action on all orders that match.
type ordersAllCmd struct {
	Tab        string `help:"new, to_ship, in_delivery, completed, cancelled, failed_delivery, complained, pending, errors or skipped."`
	Connection string `help:"Connection id or name."`
	Query      string `short:"q" help:"Beginning of a number, an id, a SKU, or the beginnings of words of a buyer's name."`
	Held       bool   `help:"Only what waits for a person or a change."`
	Stored     bool   `help:"Use what was read last instead of asking the channels."`
	Decide     string `help:"Instead of running them again, answer for those that ask: void_and_restock, keep or credit_note; needs --reason." enum:",void_and_restock,keep,credit_note" default:"" placeholder:"CHOICE"`
	Release    bool   `help:"Instead of running them again, let through those that are pending; needs --reason."`
	bulkDo
}

func (c *ordersAllCmd) Run(e *env) error {
	q := bulk.Request{Kind: bulk.RerunFetch, Reason: c.Reason}
	switch {
	case c.Release && c.Decide != "":
		return &wrongUsage{errors.New("--release and --decide are two things; choose one")}
	case c.Release && c.Reason == "" && c.AllMatching:
		return &wrongUsage{errors.New("--release needs --reason")}
	case c.Release:
		q.Kind = bulk.Release
	case c.Decide != "" && c.Reason == "":
		return &wrongUsage{errors.New("--decide needs --reason")}
	case c.Decide != "":
		q.Kind, q.Choice = bulk.Decide, document.Choice(c.Decide)
	case c.Stored:
		q.Kind = bulk.RerunStored
	}
	return e.with(func(a *app.App) error {
		conn, err := idOf(e, a, c.Connection)
		if err != nil {
			return err
		}
		q.Selection.Orders = &orders.Filter{Tab: c.Tab, Connection: conn, Text: c.Query, Held: c.Held}
		return c.do(e, a, q)
	})
}

type ordersShowCmd struct{ oneOrder }

func (c *ordersShowCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	row, err := c.find(e, a)
	if err != nil {
		return err
	}
	return show(e, a, row)
}

func show(e *env, a *app.App, row orders.Row) error {
	docs, err := books.List(e.ctx, a.DB, a.Account.ID, books.Filter{OrderID: row.ID, Any: true, Limit: 200})
	if err != nil {
		return err
	}
	entries, err := synclog.List(e.ctx, a.DB, a.Account.ID, synclog.Filter{Connection: row.Connection, Ref: row.Ref}, synclog.Page{Limit: 20})
	if err != nil {
		return err
	}
	snaps, err := reconcile.Stored(e.ctx, a.DB, a.Account.ID, []int64{row.ID})
	if err != nil {
		return err
	}
	snap := snaps[row.ID]
	if e.cli.JSON {
		return e.json(map[string]any{"ref": row.Ref, "cancel_requested": snap.CancelRequested, "number": row.Number, "stage": row.Stage, "tab": row.Tab, "total": row.Total, "currency": row.Currency, "hold": row.Hold.Encode(), "documents": len(docs), "entries": len(entries)})
	}
	fmt.Fprintf(e.stdout, "Order %s (%s): %s, %s %s\n", called(row.Number, row.Ref), row.Channel, row.Stage, row.Currency, cmp.Or(row.Worth(), "–"))
	if row.Hold != nil {
		fmt.Fprintln(e.stdout, "  Held:", explain(row.Hold))
	}
	if row.Skip != nil {
		fmt.Fprintln(e.stdout, "  Left out:", explain(row.Skip))
	}
	if snap.CancelRequested {
		fmt.Fprintln(e.stdout, "  The buyer wishes to cancel. Answer with: tillbridge orders answer-cancel", row.Ref, "accept|reject --reason '...'")
	}
	t := table{head: []string{"Document", "Number", "Total", "Paid", "Sent", "Voided"}, none: "The books have no document of it."}
	for _, d := range docs {
		t.add(d.Kind, d.Number, d.Total.String(), d.Paid, d.Sent, d.Voided)
	}
	if err := e.list(t); err != nil {
		return err
	}
	return printEntries(e, a, entries)
}

type ordersDownloadCmd struct {
	oneOrder
	Reason string `help:"Why, for the audit trail."`
}

func (c *ordersDownloadCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	conn, err := c.connection(e, a)
	if err != nil {
		return err
	}
	row, err := a.Desk.Download(e.ctx, operator(a), conn.ID, c.Ref, c.Reason)
	if err != nil {
		return err
	}
	return show(e, a, row)
}

type ordersRerunCmd struct {
	oneOrder
	Stored bool   `help:"Use what was read last instead of asking the channel."`
	Reason string `help:"Why, for the audit trail."`
}

func (c *ordersRerunCmd) Run(e *env) error {
	verb := orders.Fetch
	if c.Stored {
		verb = orders.Stored
	}
	return c.change(e, func(a *app.App, row orders.Row) (*outcome.Error, error) {
		return a.Desk.Again(e.ctx, operator(a), row, verb, c.Reason)
	})
}

type ordersAnswerCancelCmd struct {
	Ref        string `arg:"" help:"The order's number or id at the channel."`
	Answer     string `arg:"" help:"accept or reject." enum:"accept,reject"`
	Reason     string `required:"" help:"Why, for the audit trail; it goes to the buyer where the channel has a place for it."`
	Connection string `help:"Connection id or name; needed only where two shops have an order of this number."`
}

func (c *ordersAnswerCancelCmd) Run(e *env) error {
	one := oneOrder{c.Ref, c.Connection}
	return one.change(e, func(a *app.App, row orders.Row) (*outcome.Error, error) {
		return nil, a.Cancelling.Answer(e.ctx, operator(a), row, channel.CancelAnswer(c.Answer), c.Reason)
	})
}

package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/linking"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// operator is whoever sits at the command line.
func operator(a *app.App) user.User {
	name := os.Getenv("USER")
	if name == "" {
		name = "command line"
	}
	return user.User{Account: a.Account.ID, Email: name, Name: name, Role: user.Owner}
}

// pick gives the connections a command is about: the one named, or all.
func pick(e *env, a *app.App, given string) ([]connection.Connection, error) {
	all, err := a.Connections.List(e.ctx, a.Account.ID)
	if err != nil || given == "" {
		return all, err
	}
	c, ok := connection.Pick(all, given)
	if !ok {
		return nil, fmt.Errorf("--connection: %q is no connection's id or name; see: tillbridge connections", given)
	}
	return []connection.Connection{c}, nil
}

type syncCmd struct {
	Connection string `help:"Connection id or name; all if empty."`
	Lane       string `help:"Lane." default:"orders" enum:"orders"`
	DryRun     bool   `help:"Print what would be done, and do nothing."`
}

func (c *syncCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	conns, err := pick(e, a, c.Connection)
	if err != nil {
		return err
	}
	if len(conns) == 0 {
		return errors.New("no shop is connected yet; see: tillbridge connect")
	}
	var failures error
	for _, conn := range conns {
		k := cycle.Key{Account: conn.Account, Connection: conn.ID, Lane: c.Lane}
		if c.DryRun {
			err = dryRun(e, a, conn, k)
		} else {
			err = syncNow(e, a, conn, k)
		}
		if err != nil {
			failures = errors.Join(failures, fmt.Errorf("%s: %s", conn.Name, explain(err)))
		}
	}
	return failures
}

func syncNow(e *env, a *app.App, conn connection.Connection, k cycle.Key) error {
	if conn.State != connection.Active {
		return outcome.New(outcome.ConnectionPaused, "connection", conn.Name)
	}
	bar := progress(e, conn.Name)
	for {
		more, err := a.Cycles.Slice(e.ctx, k, synclog.Manual, operator(a).Actor(), a.Now().Add(500*time.Millisecond))
		if err != nil && !errors.Is(err, cycle.ErrMoved) {
			return err
		}
		lane, lerr := cycle.Load(e.ctx, a.DB, k)
		if lerr != nil {
			return lerr
		}
		bar.show(lane.Done, lane.Total)
		if more || err != nil { // on ErrMoved a serving node has the lane: look on until the cycle has ended
			continue
		}
		bar.end()
		if lane.Problem != nil {
			return lane.Problem
		}
		return printCycle(e, a, conn, lane)
	}
}

func printCycle(e *env, a *app.App, conn connection.Connection, lane cycle.Lane) error {
	byID, err := cycle.ByID(e.ctx, a.DB, conn.Account, []int64{lane.LastCycle})
	if err != nil {
		return err
	}
	c := byID[lane.LastCycle]
	return e.print(map[string]any{
		"connection": conn.Name, "cycle": ids.String(c.ID), "state": c.State, "seen": c.Seen, "new": c.Fresh, "changed": c.Changed, "skipped": c.Skipped, "held": c.Held,
	}, func() {
		fmt.Fprintf(e.stdout, "%s: %d orders seen, %d new, %d changed, %d skipped, %d held\n", conn.Name, c.Seen, c.Fresh, c.Changed, c.Skipped, c.Held)
	})
}

// bar shows progress on a terminal, and nothing elsewhere.
type bar struct{ *progressbar.ProgressBar }

func progress(e *env, name string) bar {
	info, err := e.stderr.Stat()
	if e.cli.JSON || err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return bar{}
	}
	return bar{progressbar.NewOptions64(-1, progressbar.OptionSetWriter(e.stderr), progressbar.OptionSetDescription(name), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())}
}

func (b bar) show(done, total int64) {
	if b.ProgressBar == nil {
		return
	}
	if total > 0 {
		b.ChangeMax64(max(total, done))
	}
	_ = b.Set64(done) // a terminal that is gone is no reason to stop
}

func (b bar) end() {
	if b.ProgressBar != nil {
		_ = b.Finish()
	}
}

func dryRun(e *env, a *app.App, conn connection.Connection, k cycle.Key) error {
	t := table{head: []string{"Order", "Operation", "Detail"}, none: conn.Name + ": nothing would be done."}
	err := a.Cycles.DryRun(e.ctx, k, func(works []reconcile.Worked) error {
		for _, w := range works {
			for _, op := range w.Plan.Ops {
				t.add(w.Ref, op.Operation, op.Detail())
			}
			for _, why := range []*outcome.Error{w.Plan.Hold, w.Plan.Skip} {
				if why != nil {
					message, _ := phrase.Message(phrase.English, why.Reason, why.Args)
					t.add(w.Ref, why.Reason, message)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return e.list(t)
}

type ordersCmd struct {
	List     ordersListCmd     `cmd:"" help:"List orders, last changed first."`
	Show     ordersShowCmd     `cmd:"" help:"Show one order with its documents and entries."`
	Download ordersDownloadCmd `cmd:"" help:"Fetch one order from its channel."`
	Rerun    ordersRerunCmd    `cmd:"" help:"Work on an order again."`

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
	f := orders.Filter{Tab: c.Tab, Text: c.Query, Limit: c.Limit}
	if c.Connection != "" {
		conns, err := pick(e, a, c.Connection)
		if err != nil {
			return err
		}
		f.Connection = conns[0].ID
	}
	rows, err := orders.List(e.ctx, a.DB, a.Account.ID, f)
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
		t.add(r.Number, r.Ref, r.Channel, r.Stage, r.Tab, r.Total.String(), r.Currency, code, reason, when(r.UpdatedAt))
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

type ordersShowCmd struct{ oneOrder }

func (c *ordersShowCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	var conn int64
	if c.Connection != "" {
		one, err := c.connection(e, a)
		if err != nil {
			return err
		}
		conn = one.ID
	}
	row, err := orders.Find(e.ctx, a.DB, a.Account.ID, conn, c.Ref)
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
	fmt.Fprintf(e.stdout, "Order %s (%s): %s, %s %s\n", row.Number, row.Channel, row.Stage, row.Currency, row.Total)
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
	return printEntries(e, entries)
}

type ordersDownloadCmd struct{ oneOrder }

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
	row, err := a.Desk.Download(e.ctx, operator(a), conn.ID, c.Ref)
	if err != nil {
		return err
	}
	return show(e, a, row)
}

type ordersRerunCmd struct {
	oneOrder
	Stored bool `help:"Use what was read last instead of asking the channel."`
}

func (c *ordersRerunCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	row, err := orders.Find(e.ctx, a.DB, a.Account.ID, 0, c.Ref)
	if err != nil {
		return err
	}
	verb := orders.Fetch
	if c.Stored {
		verb = orders.Stored
	}
	results, err := a.Desk.Rerun(e.ctx, operator(a), []orders.Row{row}, verb)
	if err != nil {
		return err
	}
	if why := results[row.ID]; why != nil {
		return why
	}
	if row, err = orders.Get(e.ctx, a.DB, a.Account.ID, row.ID); err != nil {
		return err
	}
	return show(e, a, row)
}

type ordersAnswerCancelCmd struct {
	Ref        string `arg:"" help:"The order's number or id at the channel."`
	Answer     string `arg:"" help:"accept or reject." enum:"accept,reject"`
	Reason     string `required:"" help:"Why, for the audit trail; it goes to the buyer where the channel has a place for it."`
	Connection string `help:"Connection id or name; needed only where two shops have an order of this number."`
}

func (c *ordersAnswerCancelCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	var conn int64
	if c.Connection != "" {
		conns, err := pick(e, a, c.Connection)
		if err != nil {
			return err
		}
		conn = conns[0].ID
	}
	row, err := orders.Find(e.ctx, a.DB, a.Account.ID, conn, c.Ref)
	if err != nil {
		return err
	}
	if err := a.Cancelling.Answer(e.ctx, operator(a), row, channel.CancelAnswer(c.Answer), c.Reason); err != nil {
		return err
	}
	if row, err = orders.Get(e.ctx, a.DB, a.Account.ID, row.ID); err != nil {
		return err
	}
	return show(e, a, row)
}

type linkCmd struct {
	Listing    string `arg:"" help:"The channel's id of what is sold, as the log shows it."`
	SKU        string `arg:"" help:"The SKU of the books; made if they do not know it."`
	Name       string `help:"For a SKU that is made."`
	Connection string `help:"Connection id or name; needed only with several."`
}

func (c *linkCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	conn, err := (&oneOrder{Connection: c.Connection}).connection(e, a)
	if err != nil {
		return err
	}
	res, err := a.Linker.Link(e.ctx, operator(a), linking.Link{Connection: conn.ID, Channel: conn.Channel, Listings: []string{c.Listing}, SKU: c.SKU, Name: c.Name})
	if err != nil {
		return err
	}
	return e.print(map[string]any{"listing": c.Listing, "sku": c.SKU, "waiting": res.Waiting, "through": res.Through}, func() {
		fmt.Fprintf(e.stdout, "Listing %s is SKU %s now. %d orders waited for it, %d go on.\n", c.Listing, c.SKU, res.Waiting, res.Through)
	})
}

// logsCmd lists the log by default; its filter is also what its actions take.
type logsCmd struct {
	List    logsListCmd    `cmd:"" default:"withargs" help:"Show the sync log."`
	Resolve logsResolveCmd `cmd:"" help:"Resolve all failures that match a filter."`
	Rerun   logsRerunCmd   `cmd:"" help:"Run again all orders whose entries match a filter."`
}

// logFilter narrows the log.
type logFilter struct {
	Connection string        `help:"Connection id or name."`
	Operation  string        `help:"Operation, such as create_invoice."`
	Code       int           `help:"Outcome code."`
	Ref        string        `help:"Order id."`
	SKU        string        `name:"sku" help:"SKU."`
	Issue      string        `help:"Issue id."`
	Bulk       string        `help:"Bulk action id: the entries it wrote."`
	Query      string        `short:"q" help:"Beginning of a reference, a whole document number, or any part of what a failure says."`
	Errors     bool          `help:"Failures only."`
	Open       bool          `help:"Leave out what is resolved."`
	Since      time.Duration `help:"How far back." default:"168h"`
}

func (c *logFilter) filter(e *env, a *app.App) (synclog.Filter, error) {
	f := synclog.Filter{
		From: a.Now().Add(-c.Since), Operation: c.Operation, Code: outcome.Code(c.Code), Ref: c.Ref, SKU: c.SKU, Text: c.Query, ErrorsOnly: c.Errors, HideResolved: c.Open,
	}
	if c.Connection != "" {
		conns, err := pick(e, a, c.Connection)
		if err != nil {
			return f, err
		}
		f.Connection = conns[0].ID
	}
	for _, n := range []struct {
		flag, given string
		into        *int64
	}{{"issue", c.Issue, &f.Issue}, {"bulk", c.Bulk, &f.Bulk}} {
		if n.given == "" {
			continue
		}
		id, err := ids.Parse(n.given)
		if err != nil {
			return f, fmt.Errorf("--%s: %w", n.flag, err)
		}
		*n.into = id
	}
	return f, nil
}

type logsListCmd struct {
	logFilter
	Limit int `help:"How many." default:"50"`
}

func (c *logsListCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	f, err := c.filter(e, a)
	if err != nil {
		return err
	}
	all, err := synclog.List(e.ctx, a.DB, a.Account.ID, f, synclog.Page{Limit: c.Limit})
	if err != nil {
		return err
	}
	return printEntries(e, all)
}

func printEntries(e *env, all []synclog.Entry) error {
	t := table{head: []string{"At", "Operation", "Ref", "Document", "Code", "Reason", "Message", "Sync type", "Resolved"}, none: "No entry matches."}
	for _, x := range all {
		message, _ := phrase.Message(phrase.English, x.Outcome.Reason, x.Outcome.Args)
		t.add(when(x.At()), x.Operation, x.Ref, x.Document, int(x.Outcome.Code), x.Outcome.Reason, message, x.SyncType, !x.ResolvedAt.IsZero())
	}
	return e.list(t)
}

type reportCmd struct {
	Days int `help:"How many days." default:"7"`
}

func (c *reportCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	figures, err := synclog.Figures(e.ctx, a.DB, a.Account.ID, a.Now().AddDate(0, 0, -c.Days), a.Now())
	if err != nil {
		return err
	}
	sums := map[string]map[outcome.Code]int64{}
	for _, f := range figures {
		if sums[f.Operation] == nil {
			sums[f.Operation] = map[outcome.Code]int64{}
		}
		sums[f.Operation][f.Code] += f.N
	}
	t := table{head: []string{"Operation", "Code", "Label", "Entries"}, none: "Nothing happened in this time."}
	for _, op := range slices.Sorted(maps.Keys(sums)) {
		for _, code := range outcome.Codes {
			if n := sums[op][code]; n > 0 {
				t.add(op, int(code), phrase.Code(phrase.English, code), n)
			}
		}
	}
	return e.list(t)
}

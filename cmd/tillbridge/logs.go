package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// logsCmd lists the log by default; its filter is also what its actions take.
type logsCmd struct {
	List    logsListCmd    `cmd:"" default:"withargs" help:"Show the sync log."`
	Show    logsShowCmd    `cmd:"" help:"Show one entry: cause and remedy, the attempts before it, and the exchange with the channel."`
	Resolve logsResolveCmd `cmd:"" help:"Resolve all failures that match a filter."`
	Rerun   logsRerunCmd   `cmd:"" help:"Run again all orders whose entries match a filter."`
}

// logFilter narrows the log.
type logFilter struct {
	Connection string        `help:"Connection id or name."`
	Operation  string        `help:"Operation, such as create_invoice."`
	Code       []int         `help:"Outcome code, or several with commas between."`
	SyncType   string        `help:"auto, manual, webhook or rerun." enum:",auto,manual,webhook,rerun" default:""`
	Cycle      string        `help:"Cycle id."`
	Ref        string        `help:"The order's number or id at the channel, or another reference."`
	SKU        string        `name:"sku" help:"SKU."`
	Issue      string        `help:"Issue id."`
	Bulk       string        `help:"Bulk action id: the entries it wrote."`
	Query      string        `short:"q" help:"Beginning of an order's number or of a reference, a whole document number, or any part of what a failure says."`
	Errors     bool          `help:"Failures only."`
	Open       bool          `help:"Leave out what is resolved."`
	Resolved   bool          `help:"Only what is resolved."`
	Since      time.Duration `help:"How far back." default:"168h"`
}

func (c *logFilter) filter(e *env, a *app.App) (synclog.Filter, error) {
	f := synclog.Filter{
		From: a.Now().Add(-c.Since), Operation: c.Operation, Order: c.Ref, SKU: c.SKU, SyncType: synclog.SyncType(c.SyncType), Text: c.Query, ErrorsOnly: c.Errors, HideResolved: c.Open, OnlyResolved: c.Resolved,
	}
	for _, code := range c.Code {
		f.Codes = append(f.Codes, outcome.Code(code))
	}
	var err error
	if f.Connection, err = idOf(e, a, c.Connection); err != nil {
		return f, err
	}
	for _, n := range []struct {
		flag, given string
		into        *int64
	}{{"issue", c.Issue, &f.Issue}, {"bulk", c.Bulk, &f.Bulk}, {"cycle", c.Cycle, &f.Cycle}} {
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
	return printEntries(e, a, all)
}

type logsShowCmd struct {
	ID string `arg:"" help:"The entry's id; see: tillbridge logs --json"`
}

func (c *logsShowCmd) Run(e *env) error {
	id, err := ids.Parse(c.ID)
	if err != nil {
		return &wrongUsage{fmt.Errorf("entry: %w", err)}
	}
	return e.with(func(a *app.App) error {
		x, err := synclog.Get(e.ctx, a.DB, a.Account.ID, id)
		if err != nil {
			return err
		}
		shown := []synclog.Entry{x}
		if err := synclog.Name(e.ctx, a.DB, a.Account.ID, shown); err != nil {
			return err
		}
		x = shown[0]
		before, err := synclog.Attempts(e.ctx, a.DB, x, 20)
		if err != nil {
			return err
		}
		said, err := synclog.Exchanges(e.ctx, a.DB, x)
		if err != nil {
			return err
		}
		return e.print(map[string]any{
			"id": ids.String(x.ID), "at": x.At(), "operation": x.Operation, "ref": x.Ref, "order": x.Number, "document": x.Document, "code": int(x.Outcome.Code), "reason": x.Outcome.Reason,
			"args": x.Outcome.Args, "sync_type": x.SyncType, "actor": x.Actor, "attempt": x.Attempt, "attempts_before": len(before), "resolved_by": x.ResolvedBy, "exchange": said,
		}, func() { e.tellEntry(x, before, said) })
	})
}

func (e *env) tellEntry(x synclog.Entry, before []synclog.Entry, said []httpkit.Exchange) {
	fmt.Fprintf(e.stdout, "%s %s %s: %s\n", when(x.At()), x.Operation, called(x.Number, x.Ref), explain(x.Outcome))
	fmt.Fprintf(e.stdout, "  %s, attempt %d, took %s", x.SyncType, x.Attempt, x.Took)
	if x.Actor != "" {
		fmt.Fprintf(e.stdout, ", by %s", x.Actor)
	}
	if !x.ResolvedAt.IsZero() {
		fmt.Fprintf(e.stdout, "; resolved %s by %s", when(x.ResolvedAt), x.ResolvedBy)
	}
	fmt.Fprintln(e.stdout)
	for _, b := range before {
		fmt.Fprintf(e.stdout, "  before: %s %d %s\n", when(b.At()), b.Outcome.Code, b.Outcome.Reason)
	}
	for _, s := range said {
		fmt.Fprintf(e.stdout, "\n%s %s\n%s\n-> %d in %s %s\n%s\n", s.Method, s.URL, s.RequestBody, s.Status, s.Took, s.Error, s.ResponseBody)
	}
}

// called is what people call an order, with the channel's id of it where that is something else.
func called(number, ref string) string {
	if number == "" || number == ref {
		return ref
	}
	return number + " (" + ref + ")"
}

func printEntries(e *env, a *app.App, all []synclog.Entry) error {
	if err := synclog.Name(e.ctx, a.DB, a.Account.ID, all); err != nil {
		return err
	}
	t := table{head: []string{"ID", "At", "Operation", "Order", "Ref", "Document", "Code", "Reason", "Message", "Sync type", "Resolved"}, none: "No entry matches."}
	for _, x := range all {
		message, _ := phrase.Message(phrase.English, x.Outcome.Reason, x.Outcome.Args)
		t.add(ids.String(x.ID), when(x.At()), x.Operation, x.Number, x.Ref, x.Document, int(x.Outcome.Code), x.Outcome.Reason, message, x.SyncType, !x.ResolvedAt.IsZero())
	}
	return e.list(t)
}

type reportCmd struct {
	Days      int    `help:"How many days." default:"7"`
	Operation string `help:"Only this one, such as create_invoice."`
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
	names, err := namesOf(e, a)
	if err != nil {
		return err
	}
	type row struct {
		operation, connection string
		code                  outcome.Code
	}
	sums := map[row]int64{}
	for _, f := range figures {
		if c.Operation == "" || f.Operation == c.Operation {
			sums[row{f.Operation, names[f.Connection], f.Code}] += f.N
		}
	}
	rows := slices.SortedFunc(maps.Keys(sums), func(a, b row) int {
		return cmp.Or(cmp.Compare(a.operation, b.operation), cmp.Compare(a.connection, b.connection), cmp.Compare(a.code, b.code))
	})
	t := table{head: []string{"Operation", "Connection", "Code", "Label", "Entries"}, none: "Nothing happened in this time."}
	for _, r := range rows {
		t.add(r.operation, r.connection, int(r.code), phrase.Code(phrase.English, r.code), sums[r])
	}
	return e.list(t)
}

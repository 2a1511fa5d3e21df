package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

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

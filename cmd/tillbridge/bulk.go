package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
)

// bulkDo are the flags of every action on all that matches a filter.
type bulkDo struct {
	AllMatching bool   `help:"Do it to all that match. Without it, only the preview is shown."`
	Reason      string `help:"Why, for the audit trail."`
}

// bulkFlags are those of an action on the log's entries.
type bulkFlags struct {
	logFilter
	bulkDo
}

type logsResolveCmd struct {
	bulkFlags
	Undo bool `help:"Open resolved failures again."`
}

func (c *logsResolveCmd) Run(e *env) error {
	kind := bulk.Resolve
	if c.Undo {
		kind = bulk.Unresolve
	}
	return c.run(e, kind)
}

type logsRerunCmd struct {
	bulkFlags
	Stored  bool `help:"Use what was read last instead of asking the channel."`
	Resolve bool `help:"Resolve the entries first."`
}

func (c *logsRerunCmd) Run(e *env) error {
	switch {
	case c.Resolve && c.Stored:
		return &wrongUsage{errors.New("--resolve asks the channel; leave out --stored")}
	case c.Resolve:
		return c.run(e, bulk.ResolveAndRerun)
	case c.Stored:
		return c.run(e, bulk.RerunStored)
	}
	return c.run(e, bulk.RerunFetch)
}

func (c *bulkFlags) run(e *env, kind bulk.Kind) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	f, err := c.filter(e, a)
	if err != nil {
		return err
	}
	return c.do(e, a, bulk.Request{Kind: kind, Reason: c.Reason, Selection: bulk.Selection{Entries: &f}})
}

// do shows what an action would do, or does it.
func (c *bulkDo) do(e *env, a *app.App, q bulk.Request) error {
	if !c.AllMatching {
		return preview(e, a, q)
	}
	b, err := a.Bulk.Start(e.ctx, operator(a), q)
	if err != nil {
		return err
	}
	return finish(e, a, b)
}

// preview prints what an action would do.
func preview(e *env, a *app.App, q bulk.Request) error {
	p, err := a.Bulk.Preview(e.ctx, a.Account.ID, q)
	if err != nil {
		return err
	}
	conns, err := a.Connections.List(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for _, c := range conns {
		names[c.ID] = c.Name
	}
	t := table{head: []string{"Operation", "Connection", "Code", "Matching"}, none: "Nothing matches."}
	for _, g := range p.Groups {
		t.add(g.Operation, names[g.Connection], int(g.Code), g.N)
	}
	if e.cli.JSON {
		groups := make([]map[string]any, len(t.rows))
		for i, g := range p.Groups {
			groups[i] = map[string]any{"operation": g.Operation, "connection": names[g.Connection], "code": int(g.Code), "matching": g.N}
		}
		return e.json(map[string]any{"kind": q.Kind, "total": p.Total, "orders": p.Orders, "groups": groups, "skipped": skips(p)})
	}
	if err := e.list(t); err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "%s: %d to do, about %d orders", q.Kind, p.Total, p.Orders)
	for _, h := range p.Held {
		fmt.Fprintf(e.stdout, ", %s %s", h.Currency, h.Total)
	}
	fmt.Fprintln(e.stdout, ".")
	for _, s := range p.Skipped {
		message, _ := phrase.Message(phrase.English, s.Reason, nil)
		fmt.Fprintf(e.stdout, "  %d: %s\n", s.N, message)
	}
	fmt.Fprintln(e.stdout, "Nothing was done; add --all-matching to do it.")
	return nil
}

func skips(p bulk.Preview) map[outcome.Reason]int64 {
	all := map[outcome.Reason]int64{}
	for _, s := range p.Skipped {
		all[s.Reason] = s.N
	}
	return all
}

// finish works on an action to its end, with a progress bar, beside whoever else does.
func finish(e *env, a *app.App, b bulk.Bulk) error {
	bar := progress(e, string(b.Kind))
	for more := !b.Ended(); more; {
		var err error
		more, err = a.Bulk.Slice(e.ctx, b.Account, b.ID, a.Now().Add(500*time.Millisecond))
		if err != nil && !errors.Is(err, bulk.ErrMoved) {
			return err
		}
		if b, err = bulk.Get(e.ctx, a.DB, b.Account, b.ID); err != nil {
			return err
		}
		more = !b.Ended()
		bar.show(b.Done, b.Total)
	}
	bar.end()
	return printBulk(e, b)
}

func printBulk(e *env, b bulk.Bulk) error {
	err := e.print(map[string]any{
		"bulk": ids.String(b.ID), "kind": b.Kind, "state": b.State, "total": b.Total, "done": b.Done, "succeeded": b.Succeeded, "failed": b.Failed,
		"codes": b.Codes, "skipped": b.Skipped, "skips": b.Skips,
	}, func() {
		fmt.Fprintf(e.stdout, "%s %s: %d of %d, %d succeeded, %d failed, %d left out\n", b.Kind, b.State, b.Done, b.Total, b.Succeeded, b.Failed, b.Skipped)
		for _, code := range slices.Sorted(maps.Keys(b.Codes)) {
			fmt.Fprintf(e.stdout, "  %s: %d\n", phrase.Code(phrase.English, code), b.Codes[code])
		}
		fmt.Fprintf(e.stdout, "See: tillbridge logs --bulk %s\n", ids.String(b.ID))
	})
	if err == nil && b.Problem != nil {
		return b.Problem
	}
	return err
}

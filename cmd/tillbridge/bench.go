package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/bench"
)

// benchCmd measures this program on this machine; see docs/benchmarks.md.
type benchCmd struct {
	Only       []string      `help:"Parts to run: ingest, completeness, log, desk, webhook, memory, channels; all if empty." enum:"ingest,completeness,log,desk,webhook,memory,channels" placeholder:"PART"`
	Engine     []string      `help:"Databases to run on: sqlite, postgres; both if empty." enum:"sqlite,postgres" placeholder:"NAME"`
	Postgres   string        `help:"Address of a PostgreSQL server to use; its role must be allowed to create databases. One is started and thrown away if empty." placeholder:"URL"`
	Orders     int           `help:"Orders of one round of ingest, and of a check of completeness." default:"5000"`
	Rounds     int           `help:"Rounds of ingest and completeness." default:"5"`
	AtOnce     int           `help:"Shops that are read at once in the second half of ingest." default:"4"`
	Entries    int           `help:"Entries in the log." default:"2000000"`
	Desk       int           `help:"Orders behind the lists." default:"300000"`
	Failed     int           `help:"Orders that fail with one cause, for the actions on all of them." default:"10000"`
	Deliveries int           `help:"Webhooks a second." default:"50"`
	For        time.Duration `help:"How long webhooks are sent." default:"20s"`
	Waiting    int           `help:"Orders that wait at each pretend channel." default:"5000"`
	Backlog    int           `help:"Orders that the serving program takes in before its memory is read again." default:"100000"`
}

func (c *benchCmd) Run(e *env) error {
	o := bench.Options{
		Only: c.Only, Postgres: c.Postgres, Orders: c.Orders, Rounds: c.Rounds, Workers: c.AtOnce, Entries: c.Entries, Desk: c.Desk, Failed: c.Failed,
		Deliveries: c.Deliveries, For: c.For, Waiting: c.Waiting, Backlog: c.Backlog, Log: e.cli.Logger(e.stderr),
		Progress: func(doing string) { fmt.Fprintln(e.stderr, doing) },
	}
	for _, name := range c.Engine {
		o.Engines = append(o.Engines, map[string]string{"sqlite": bench.SQLite, "postgres": bench.PostgreSQL}[name])
	}
	return bench.Run(e.ctx, o, func(t bench.Table) error { return printBench(e, t) })
}

// printBench prints one table, or one line of JSON.
func printBench(e *env, t bench.Table) error {
	if e.cli.JSON {
		return e.json(t)
	}
	fmt.Fprintf(e.stdout, "\n%s\n\n", t.Title)
	out := table{head: t.Head}
	for _, row := range t.Rows {
		cells := make([]any, len(row))
		for i, c := range row {
			cells[i] = c
		}
		out.add(cells...)
	}
	if err := e.list(out); err != nil {
		return err
	}
	_, err := fmt.Fprintln(e.stdout, "\n"+strings.Join(t.Notes, "\n"))
	return err
}

// Package bench measures the hub beside the bare database: how many orders a second go through the whole path, how fast the
// sync log answers when it is long, how fast one action on many failures is, how long a webhook takes, how much memory the
// program needs, and how long each channel's own ways of paging take.
//
// Machines differ and have neighbours, so what counts is the ratio: our rounds and the bare database's take turns in one run,
// and the medians are compared. The figures are in docs/benchmarks.md.
package bench

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// The parts of the benchmark.
const (
	Ingest   = "ingest"
	Log      = "log"
	Webhook  = "webhook"
	Memory   = "memory"
	Desk     = "desk"
	Channels = "channels"

	Completeness = "completeness"
)

// Parts lists them in the order they run.
var Parts = []string{Ingest, Completeness, Log, Desk, Webhook, Memory, Channels}

// The databases.
const (
	SQLite     = "SQLite"
	PostgreSQL = "PostgreSQL"
)

// Options of a run; all fields are needed, except where they say otherwise.
type Options struct {
	Only     []string // parts; empty: all
	Engines  []string // databases; empty: both
	Postgres string   // address of a server to use; empty: one is started and thrown away

	Orders  int // of one round of ingest, and of a check of completeness
	Rounds  int // of ingest and completeness
	Workers int // side by side, each with a shop of its own, beside the rounds with one

	Entries    int           // in the log
	Desk       int           // orders behind the lists
	Failed     int           // orders that fail with one cause, for the actions on all of them
	Deliveries int           // webhooks a second
	For        time.Duration // that webhooks are sent
	Waiting    int           // orders that wait at each channel
	Backlog    int           // orders that the serving program takes in before its memory is read again

	Log      *slog.Logger       // what the hub has to say
	Progress func(doing string) // may be nil
}

func (o Options) runs(part string) bool { return len(o.Only) == 0 || slices.Contains(o.Only, part) }

func (o Options) on(engine string) bool {
	return len(o.Engines) == 0 || slices.Contains(o.Engines, engine)
}

func (o Options) say(format string, args ...any) {
	if o.Progress != nil {
		o.Progress(fmt.Sprintf(format, args...))
	}
}

// Table is one table of figures.
type Table struct {
	Title string     `json:"title"`
	Head  []string   `json:"head"`
	Rows  [][]string `json:"rows"`
	Notes []string   `json:"notes,omitempty"`
}

func (t *Table) add(cells ...any) {
	row := make([]string, len(cells))
	for i, c := range cells {
		row[i] = cell(c)
	}
	t.Rows = append(t.Rows, row)
}

// Run runs the parts asked for and hands each table over as soon as it is there.
func Run(ctx context.Context, o Options, table func(Table) error) error {
	for _, part := range []struct {
		name string
		run  func(context.Context, Options, engine) ([]Table, error)
	}{{Ingest, ingest}, {Completeness, ledger}, {Log, logs}, {Desk, desk}, {Webhook, webhooks}, {Memory, memory}, {Channels, channels}} {
		if !o.runs(part.name) {
			continue
		}
		if err := o.each(ctx, part.run, table); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// each runs a part on every database, one server for each part: what one leaves behind must not slow the next down.
func (o Options) each(ctx context.Context, run func(context.Context, Options, engine) ([]Table, error), table func(Table) error) error {
	all, note, err := engines(ctx, o)
	if err != nil {
		return err
	}
	defer closeAll(all)
	for _, e := range all {
		tables, err := run(ctx, o, e)
		if err != nil {
			return fmt.Errorf("%s: %w", e.name(), err)
		}
		for _, t := range tables {
			t.Title += ", " + e.name()
			if note != "" {
				t.Notes = append(t.Notes, "PostgreSQL was left out: "+note)
			}
			if err := table(t); err != nil {
				return err
			}
		}
	}
	return nil
}

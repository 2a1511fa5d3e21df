package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/ids"
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
				t.add(called(w.Number, w.Ref), op.Operation, op.Detail())
			}
			for _, why := range []*outcome.Error{w.Plan.Hold, w.Plan.Skip} {
				if why != nil {
					message, _ := phrase.Message(phrase.English, why.Reason, why.Args)
					t.add(called(w.Number, w.Ref), why.Reason, message)
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

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

type completenessCmd struct {
	Connection string `help:"Connection id or name; all if empty."`
	Days       int    `help:"How many days, today among them." default:"7"`
	Check      bool   `help:"Check these days now, and fetch what is missing where the policy says so."`
}

func (c *completenessCmd) Run(e *env) error {
	if c.Days < 1 || c.Days > completeness.MostDays {
		return &wrongUsage{fmt.Errorf("--days: %d is not between 1 and %d", c.Days, completeness.MostDays)}
	}
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
	calendar := completeness.NewCalendar(a.Account.Zone)
	to := calendar.Day(a.Now())
	from := to.Add(1 - c.Days)
	var failures error
	if c.Check {
		for _, conn := range conns {
			if err := checkNow(e, a, conn, from, to); err != nil {
				failures = errors.Join(failures, fmt.Errorf("%s: %s", conn.Name, explain(err)))
			}
		}
	}
	totals, err := printLedger(e, a, conns, from, calendar)
	if err != nil {
		return err
	}
	if !totals.Clean() {
		failures = errors.Join(failures, fmt.Errorf("%d orders are unexplained, %d unequal, and %d documents have no order", totals.Unexplained, totals.Unequal, totals.Orphans))
	}
	return failures
}

// checkNow checks days of a connection and looks on until the check has ended, whoever works on it.
func checkNow(e *env, a *app.App, conn connection.Connection, from, to completeness.Day) error {
	if conn.State != connection.Active {
		return outcome.New(outcome.ConnectionPaused, "connection", conn.Name)
	}
	k := completeness.Key{Account: conn.Account, Connection: conn.ID}
	if err := a.DB.InTx(e.ctx, func(tx store.Tx) error { return completeness.Ask(e.ctx, tx, k, from, to, operator(a).Actor()) }); err != nil {
		return err
	}
	bar := progress(e, conn.Name)
	for {
		_, err := a.Ledger.Slice(e.ctx, k, a.Now().Add(500*time.Millisecond))
		if err != nil && !errors.Is(err, completeness.ErrMoved) {
			return err
		}
		l, lerr := completeness.Load(e.ctx, a.DB, k)
		if lerr != nil {
			return lerr
		}
		bar.show(l.Done, 0)
		switch {
		case l.Problem != nil:
			return l.Problem
		case l.Running || l.AskFrom != "" && err != nil: // a serving node may have it
			continue
		case l.AskFrom != "":
			return errors.New("no cycle has read this shop yet, so nothing can be judged; see: tillbridge sync")
		}
		bar.end()
		return nil
	}
}

// printLedger prints the days from one on, and up to when each connection is proven. It gives the sum of all figures.
func printLedger(e *env, a *app.App, conns []connection.Connection, from completeness.Day, calendar completeness.Calendar) (completeness.Figures, error) {
	var totals completeness.Figures
	proven, err := completeness.ProvenOf(e.ctx, a.DB, a.Account.ID)
	if err != nil {
		return totals, err
	}
	ledgers, err := completeness.Ledgers(e.ctx, a.DB, a.Account.ID)
	if err != nil {
		return totals, err
	}
	t := table{none: "No day was looked at yet; see: tillbridge completeness --check", head: []string{"Connection", "Day", "Channel", "Received", "Complete", "Held", "Pending",
		"Skipped", "Unequal", "Unexplained", "Gone", "Orphans", "Healed", "Judged to"}}
	for _, conn := range conns {
		days, err := completeness.Days(e.ctx, a.DB, a.Account.ID, conn.ID, from, "")
		if err != nil {
			return totals, err
		}
		for _, d := range days {
			totals.Add(d.Figures)
			t.add(conn.Name, string(d.Day), d.Channel, d.Received, d.Complete, d.Held, d.Pending, d.Skipped, d.Unequal, d.Unexplained, d.Gone, d.Orphans, d.Healed, when(d.JudgedTo))
		}
	}
	if err := e.list(t); err != nil || e.cli.JSON {
		return totals, err
	}
	for _, conn := range conns {
		if why := ledgers[conn.ID].Silence(calendar); why != nil {
			fmt.Fprintf(e.stdout, "%s: %s\n", conn.Name, explain(why))
		}
		if p := proven[conn.ID]; p.IsZero() {
			fmt.Fprintf(e.stdout, "%s: nothing is proven.\n", conn.Name)
		} else {
			fmt.Fprintf(e.stdout, "%s: proven until %s.\n", conn.Name, when(p))
		}
	}
	return totals, nil
}

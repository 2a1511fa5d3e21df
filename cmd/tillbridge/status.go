package main

import (
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/node"
	"github.com/tillbridge/tillbridge/internal/orders"
)

type statusCmd struct{}

func (*statusCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		conns, err := a.Connections.List(e.ctx, a.Account.ID)
		if err != nil {
			return err
		}
		lanes, err := cycle.Lanes(e.ctx, a.DB, a.Account.ID)
		if err != nil {
			return err
		}
		held, err := heldOrders(e, a)
		if err != nil {
			return err
		}
		proven, err := completeness.ProvenOf(e.ctx, a.DB, a.Account.ID)
		if err != nil {
			return err
		}
		t := table{head: []string{"Connection", "Lane", "Health", "Done", "Of", "Last success", "Next", "Held", "Proven until", "Problem"}, none: "No shop is connected yet. See: tillbridge connect"}
		for _, c := range conns {
			for _, l := range lanes {
				if l.Connection != c.ID {
					continue
				}
				if c.State != connection.Active { // nothing is due until a person has seen to it
					l.NextAt = time.Time{}
				}
				every := time.Duration(c.Policy.OrdersEverySecs) * time.Second
				t.add(c.Name, l.Lane, l.Health(c.State, every, a.Now()), l.Done, l.Total, when(l.LastSuccess), when(l.NextAt), held[c.ID], when(proven[c.ID]), problemIn(c, l))
			}
		}
		if err := e.list(t); err != nil || e.cli.JSON {
			return err
		}
		return sayWorkers(e, a)
	})
}

func heldOrders(e *env, a *app.App) (map[int64]int64, error) {
	counts, err := orders.Counts(e.ctx, a.DB, a.Account.ID)
	held := map[int64]int64{}
	for _, c := range counts {
		held[c.Connection] += c.Held
	}
	return held, err
}

// problemIn is what keeps a lane from going on, the connection's before its own.
func problemIn(c connection.Connection, l cycle.Lane) string {
	switch {
	case c.Problem != nil:
		return explain(c.Problem)
	case l.Problem != nil:
		return explain(l.Problem)
	}
	return ""
}

func sayWorkers(e *env, a *app.App) error {
	workers, err := node.Workers(e.ctx, a.DB, a.Now())
	if err != nil {
		return err
	}
	alive := 0
	for _, w := range workers {
		if w.Alive {
			alive++
		}
	}
	if alive == 0 {
		fmt.Fprintln(e.stdout, "No worker is alive: nothing runs by itself. Start one with: tillbridge serve")
	} else {
		fmt.Fprintf(e.stdout, "Workers alive: %d.\n", alive)
	}
	return nil
}

type cyclesCmd struct {
	Connection string `help:"Connection id or name; all if empty."`
	Limit      int    `help:"How many." default:"20"`
}

func (c *cyclesCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		conn, err := idOf(e, a, c.Connection)
		if err != nil {
			return err
		}
		all, err := cycle.Cycles(e.ctx, a.DB, a.Account.ID, conn, 0, c.Limit)
		if err != nil {
			return err
		}
		names, err := namesOf(e, a)
		if err != nil {
			return err
		}
		t := table{head: []string{"ID", "Connection", "Entity type", "Sync type", "State", "Start", "End", "From", "To", "Seen", "New", "Changed", "Skipped", "Held", "Problem"}, none: "No cycle was run yet. See: tillbridge sync"}
		for _, y := range all {
			problem := ""
			if y.Problem != nil {
				problem = explain(y.Problem)
			}
			t.add(ids.String(y.ID), names[y.Connection], y.Lane, y.SyncType, y.State, when(y.StartedAt), when(y.EndedAt), when(y.WindowFrom), when(y.WindowTo), y.Seen, y.Fresh, y.Changed, y.Skipped, y.Held, problem)
		}
		return e.list(t)
	})
}

// idOf is the id of the connection that a flag names; 0 when it names none.
func idOf(e *env, a *app.App, given string) (int64, error) {
	if given == "" {
		return 0, nil
	}
	conns, err := pick(e, a, given)
	if err != nil {
		return 0, err
	}
	return conns[0].ID, nil
}

// namesOf are the names of all connections there ever were.
func namesOf(e *env, a *app.App) (map[int64]string, error) {
	all, err := a.Connections.All(e.ctx, a.Account.ID)
	names := map[int64]string{}
	for _, c := range all {
		names[c.ID] = c.Name
	}
	return names, err
}

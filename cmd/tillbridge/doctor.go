package main

import (
	"fmt"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/node"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

type doctorCmd struct {
	Notify bool `help:"Send the notices about silent workers if none is alive; for the system's own clock (cron) on a machine where none may live."`
}

// Run looks at the configuration, the database, the workers and every shop, and fails if something is wrong.
func (c *doctorCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	t := table{head: []string{"Check", "Result", "Note"}}
	wrong := 0
	add := func(what string, ok bool, note string) {
		result := "ok"
		if !ok {
			result = "NO"
			wrong++
		}
		t.add(what, result, note)
	}
	add("database", true, string(a.DB.Dialect())+", schema up to date")
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
	add("workers", alive > 0, fmt.Sprintf("%d alive; tillbridge serve runs one", alive))
	if c.Notify {
		silent, err := a.Notices.Alarm(e.ctx)
		if err != nil {
			return err
		}
		add("silence", !silent, "told to those who want to know; see: tillbridge notices")
	}
	mailed := "none: notices are not mailed; see smtp-host"
	if a.Mail.Set() {
		mailed = a.Mail.Address() + ", " + string(a.Mail.TLS) + ", from " + a.Mail.From + "; to try it: tillbridge notices test ADDRESS"
	}
	add("mail server", true, mailed)
	open, err := synclog.Open(e.ctx, a.DB, a.Account.ID, 10_000)
	if err != nil {
		return err
	}
	add("sync log", open == 0, fmt.Sprintf("%d unresolved failures; see: tillbridge logs --errors --open", open))
	longest, err := a.Retention.Longest(e.ctx)
	if err != nil {
		return err
	}
	room, err := synclog.Room(e.ctx, a.DB.(store.Retainer))
	if err != nil {
		return err
	}
	if room > 0 {
		add("days of the log", longest <= room, fmt.Sprintf("%d are kept, and PostgreSQL has room for about %d; its max_locks_per_transaction decides", longest, room))
	}
	conns, err := a.Connections.List(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	for _, c := range conns {
		if c.State == connection.Paused {
			add(c.Name, true, "paused")
			continue
		}
		connector, err := a.Connections.Connector(c)
		if err == nil {
			_, err = connector.Test(e.ctx)
		}
		if err != nil {
			add(c.Name, false, explain(err))
			continue
		}
		add(c.Name, true, "the shop answers")
	}
	if err := e.list(t); err != nil {
		return err
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d checks failed", wrong, len(t.rows))
	}
	return nil
}

package main

import (
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/user"
)

type auditCmd struct {
	Actor   string        `help:"Who did it, exactly: an e-mail address, or the name of an API token or at the command line."`
	Action  string        `help:"What was done, exactly, such as decide_order."`
	Subject string        `help:"To what, exactly."`
	Since   time.Duration `help:"How far back." default:"168h"`
	Limit   int           `help:"How many." default:"50"`
}

func (c *auditCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		all, err := user.Audited(e.ctx, a.DB, a.Account.ID, user.AuditFilter{Actor: c.Actor, Action: c.Action, Subject: c.Subject, From: a.Now().Add(-c.Since), Limit: c.Limit})
		if err != nil {
			return err
		}
		t := table{head: []string{"At", "Actor", "Action", "Subject", "Reason"}, none: "Nobody did anything that matches."}
		for _, l := range all {
			t.add(when(ids.Time(l.ID)), l.Actor, l.Action, l.Subject, l.Reason)
		}
		return e.list(t)
	})
}

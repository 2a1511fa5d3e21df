package main

import (
	"fmt"

	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/phrase"
)

type noticesCmd struct {
	List noticesListCmd `cmd:"" default:"withargs" help:"List messages that were sent, newest first."`
	Show noticesShowCmd `cmd:"" help:"Show one with its text."`
	Test noticesTestCmd `cmd:"" help:"Send a test mail and tell how it ended."`
}

type noticesListCmd struct {
	State     string `help:"waiting, sending, sent or failed; all if empty." enum:",waiting,sending,sent,failed" default:""`
	Recipient string `help:"Any part of the address or host."`
	Limit     int    `help:"How many at most." default:"50"`
}

func (c *noticesListCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := digest.List(e.ctx, a.DB, a.Account.ID, digest.Filter{State: digest.Delivery(c.State), Recipient: c.Recipient, Limit: c.Limit})
	if err != nil {
		return err
	}
	t := table{head: []string{"ID", "At", "Way", "Recipient", "Title", "State", "Attempts", "Problem"}, none: "Nothing was sent."}
	for _, n := range all {
		t.add(ids.String(n.ID), when(n.At()), string(n.Way), n.Recipient, n.Title, string(n.State), n.Attempts, problemOf(n))
	}
	return e.list(t)
}

// problemOf is how the last attempt ended, in a sentence; empty when nothing is wrong.
func problemOf(n digest.Notice) string {
	if n.Problem == nil {
		return ""
	}
	message, _ := phrase.Message(phrase.English, n.Problem.Reason, n.Problem.Args)
	return message
}

type noticesShowCmd struct {
	ID string `arg:"" help:"Its id, see: tillbridge notices list"`
}

func (c *noticesShowCmd) Run(e *env) error {
	id, err := ids.Parse(c.ID)
	if err != nil {
		return err
	}
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := digest.Get(e.ctx, a.DB, a.Account.ID, id)
	if err != nil {
		return err
	}
	return e.show(n)
}

// show prints a notice with its text.
func (e *env) show(n digest.Notice) error {
	return e.print(map[string]any{
		"id": ids.String(n.ID), "at": n.At(), "sort": n.Sort, "what": n.What, "way": n.Way, "recipient": n.Recipient, "title": n.Title, "content": n.Content,
		"state": n.State, "attempts": n.Attempts, "problem": problemOf(n),
	}, func() {
		fmt.Fprintf(e.stdout, "%s to %s, %s, %s\n", n.Way, n.Recipient, when(n.At()), n.State)
		if problem := problemOf(n); problem != "" {
			fmt.Fprintln(e.stdout, problem)
		}
		fmt.Fprintf(e.stdout, "\n%s", n.Content)
	})
}

type noticesTestCmd struct {
	To string `arg:"" help:"Mail address to send it to."`
}

func (c *noticesTestCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := a.Notices.Test(e.ctx, operator(a), a.Account, 0, c.To)
	if err != nil {
		return err
	}
	if n.Problem != nil {
		return n.Problem
	}
	return e.show(n)
}

package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/app"
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
	State      string `help:"waiting, sending, sent or failed; all if empty." enum:",waiting,sending,sent,failed" default:""`
	Connection string `help:"Connection id or name: about this shop, perhaps among others."`
	What       string `help:"errors, person, no_access, silent_worker, token_expiry or silent_shop; all if empty." enum:",errors,person,no_access,silent_worker,token_expiry,silent_shop" default:""`
	Way        string `help:"mail, webhook, slack, discord or chat; all if empty." enum:",mail,webhook,slack,discord,chat" default:""`
	Sort       string `help:"What it says: open, clear or test; all if empty." enum:",open,clear,test" default:""`
	Recipient  string `help:"Any part of the address or host."`
	Limit      int    `help:"How many at most." default:"50"`
}

func (c *noticesListCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		shop, err := idOf(e, a, c.Connection)
		if err != nil {
			return err
		}
		names, err := namesOf(e, a)
		if err != nil {
			return err
		}
		all, err := digest.List(e.ctx, a.DB, a.Account.ID, digest.Filter{
			State: digest.Delivery(c.State), What: digest.What(c.What), Way: digest.Way(c.Way), Sort: c.Sort, Recipient: c.Recipient, Shop: shop, Limit: c.Limit,
		})
		if err != nil {
			return err
		}
		t := table{head: []string{"ID", "At", "What", "Connections", "Way", "Recipient", "Title", "State", "Attempts", "Problem"}, none: "Nothing was sent."}
		for _, n := range all {
			t.add(ids.String(n.ID), when(n.At()), string(n.What), shopsOf(n, names), string(n.Way), n.Recipient, n.Title, string(n.State), n.Attempts, problemOf(n))
		}
		return e.list(t)
	})
}

// shopsOf names the shops that a notice is about.
func shopsOf(n digest.Notice, names map[int64]string) string {
	list := make([]string, len(n.Shops))
	for i, id := range n.Shops {
		list[i] = cmp.Or(names[id], ids.String(id))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
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

package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/fix"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

type issuesCmd struct {
	List        issuesListCmd        `cmd:"" default:"withargs" help:"List issues, those that failed last first."`
	Show        issuesShowCmd        `cmd:"" help:"Show one issue with its comments and newest entries."`
	Acknowledge issuesAcknowledgeCmd `cmd:"" help:"Say that somebody looks after it; it is not told of until more happens."`
	Reopen      issuesReopenCmd      `cmd:"" help:"Open an issue again that was acknowledged, snoozed or resolved by a person."`
	Resolve     issuesResolveCmd     `cmd:"" help:"Resolve all open failures of an issue."`
	Snooze      issuesSnoozeCmd      `cmd:"" help:"Keep an issue quiet for a time, or until so many more failures."`
	Assign      issuesAssignCmd      `cmd:"" help:"Give an issue to a member."`
	Comment     issuesCommentCmd     `cmd:"" help:"Write something about an issue."`
	Fix         issuesFixCmd         `cmd:"" help:"Fix the cause, and run again all that the issue held up."`
}

type issuesListCmd struct {
	State      []string `help:"open, acknowledged, snoozed, resolved, regressed; all but resolved if empty." enum:"open,acknowledged,snoozed,resolved,regressed" placeholder:"STATE"`
	Connection string   `help:"Connection id or name."`
	Code       int      `help:"Outcome code."`
	Reason     string   `help:"Stable word for the cause, such as sku_not_linked."`
	Query      string   `short:"q" help:"Any part of what it is about."`
	Limit      int      `help:"How many." default:"50"`
}

func (c *issuesListCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := issue.Wake(e.ctx, a.DB, a.Told, a.Now()); err != nil { // perhaps nobody serves
		return err
	}
	f := issue.Filter{Code: outcome.Code(c.Code), Reason: outcome.Reason(c.Reason), Text: c.Query, Limit: c.Limit}
	for _, s := range c.State {
		f.States = append(f.States, issue.State(s))
	}
	if len(f.States) == 0 {
		f.States = slices.DeleteFunc(slices.Clone(issue.States), func(s issue.State) bool { return s == issue.Resolved })
	}
	if c.Connection != "" {
		conns, err := pick(e, a, c.Connection)
		if err != nil {
			return err
		}
		f.Connection = conns[0].ID
	}
	all, err := issue.List(e.ctx, a.DB, a.Account.ID, f)
	if err != nil {
		return err
	}
	t := table{head: []string{"ID", "State", "Operation", "Code", "Reason", "Subject", "Entries", "Open", "Orders", "Held", "Last"}, none: "No issue matches."}
	for _, i := range all {
		t.add(ids.String(i.ID), i.State, i.Operation, int(i.Code), i.Reason, i.Subject, i.Entries, i.Unresolved, i.Orders(), heldText(i.Held), when(i.LastAt))
	}
	return e.list(t)
}

// heldText is money by currency, for a cell.
func heldText(all []issue.Held) string {
	parts := make([]string, len(all))
	for i, h := range all {
		parts[i] = phrase.Money(phrase.English, h.Total, h.Currency)
	}
	return strings.Join(parts, ", ")
}

// oneIssue names an issue by its id.
type oneIssue struct {
	ID string `arg:"" help:"The issue's id, as the list shows it."`
}

// with opens the hub and the issue for a command.
func (o *oneIssue) with(e *env, do func(a *app.App, i issue.Issue) error) error {
	id, err := ids.Parse(o.ID)
	if err != nil {
		return &wrongUsage{fmt.Errorf("issue: %w", err)}
	}
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	i, err := issue.Get(e.ctx, a.DB, a.Account.ID, id)
	if err != nil {
		return err
	}
	return do(a, i)
}

type issuesShowCmd struct{ oneIssue }

func (c *issuesShowCmd) Run(e *env) error {
	return c.with(e, func(a *app.App, i issue.Issue) error { return showIssue(e, a, i) })
}

func showIssue(e *env, a *app.App, i issue.Issue) error {
	comments, err := issue.Comments(e.ctx, a.DB, i.Account, i.ID)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return e.json(map[string]any{
			"id": ids.String(i.ID), "state": i.State, "by": i.StateBy, "operation": i.Operation, "code": int(i.Code), "reason": i.Reason, "subject": i.Subject,
			"entries": i.Entries, "open": i.Unresolved, "orders": i.Orders(), "held": heldText(i.Held), "first_at": i.FirstAt, "last_at": i.LastAt,
			"fixes": fix.Ways(i), "comments": len(comments),
		})
	}
	fmt.Fprintf(e.stdout, "%s %s: %s\n", i.State, i.Operation, explain(i.Outcome()))
	fmt.Fprintf(e.stdout, "  %d entries, %d open, since %s, last %s\n", i.Entries, i.Unresolved, when(i.FirstAt), when(i.LastAt))
	fmt.Fprintf(e.stdout, "  %d orders held up: %s\n  Fixes: %v\n", i.Orders(), heldText(i.Held), fix.Ways(i))
	for _, s := range comments {
		fmt.Fprintf(e.stdout, "  %s, %s: %s\n", s.Actor, when(ids.Time(s.ID)), s.Text)
	}
	entries, err := synclog.List(e.ctx, a.DB, i.Account, synclog.Filter{Issue: i.ID}, synclog.Page{Limit: 10})
	if err != nil {
		return err
	}
	return printEntries(e, a, entries)
}

// again shows an issue as it is after something was done to it.
func again(e *env, a *app.App, i issue.Issue, err error) error {
	if err != nil {
		return err
	}
	if i, err = issue.Get(e.ctx, a.DB, i.Account, i.ID); err != nil {
		return err
	}
	return showIssue(e, a, i)
}

type issuesResolveCmd struct {
	oneIssue
	Reason string `help:"Why, for the audit trail."`
}

func (c *issuesResolveCmd) Run(e *env) error {
	return c.with(e, func(a *app.App, i issue.Issue) error {
		b, err := a.Fixer.Resolve(e.ctx, operator(a), i, c.Reason)
		if err != nil {
			return err
		}
		return printBulk(e, b)
	})
}

type issuesAcknowledgeCmd struct{ oneIssue }

func (c *issuesAcknowledgeCmd) Run(e *env) error {
	return c.with(e, func(a *app.App, i issue.Issue) error {
		return again(e, a, i, a.Issues.Acknowledge(e.ctx, operator(a), i.ID))
	})
}

type issuesReopenCmd struct{ oneIssue }

func (c *issuesReopenCmd) Run(e *env) error {
	return c.with(e, func(a *app.App, i issue.Issue) error {
		if i.State != issue.Resolved {
			return again(e, a, i, a.Issues.Reopen(e.ctx, operator(a), i.ID))
		}
		_, err := a.Fixer.Reopen(e.ctx, operator(a), i)
		return again(e, a, i, err)
	})
}

type issuesSnoozeCmd struct {
	oneIssue
	For  time.Duration `help:"For so long." default:"24h"`
	More int64         `help:"Until so many more failures have come; with --for whichever is first."`
}

func (c *issuesSnoozeCmd) Run(e *env) error {
	return c.with(e, func(a *app.App, i issue.Issue) error {
		return again(e, a, i, a.Issues.Snooze(e.ctx, operator(a), i.ID, a.Now().Add(c.For), c.More))
	})
}

type issuesAssignCmd struct {
	oneIssue
	Member string `arg:"" help:"E-mail of a member; - for nobody."`
}

func (c *issuesAssignCmd) Run(e *env) error {
	return c.with(e, func(a *app.App, i issue.Issue) error {
		members, err := a.Users.Members(e.ctx, a.Account.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(members, func(u user.User) bool { return strings.EqualFold(u.Email, c.Member) })
		switch {
		case c.Member == "-":
			return again(e, a, i, a.Issues.Assign(e.ctx, operator(a), i.ID, 0))
		case at < 0:
			return fmt.Errorf("%q is no member; see: tillbridge user list", c.Member)
		}
		return again(e, a, i, a.Issues.Assign(e.ctx, operator(a), i.ID, members[at].ID))
	})
}

type issuesCommentCmd struct {
	oneIssue
	Text string `arg:"" help:"What to write."`
}

func (c *issuesCommentCmd) Run(e *env) error {
	return c.with(e, func(a *app.App, i issue.Issue) error {
		_, err := a.Issues.Comment(e.ctx, operator(a), i.ID, c.Text)
		return again(e, a, i, err)
	})
}

type issuesFixCmd struct {
	oneIssue
	SKU    string `name:"sku" help:"Link to this SKU of the books; made if they do not know it."`
	Name   string `help:"For a SKU that is made."`
	Method string `help:"Book payments that the channel calls so under this method of the books, from now on."`
	Decide string `help:"void_and_restock, keep or credit_note, for all its orders; needs --reason." enum:",void_and_restock,keep,credit_note" default:"" placeholder:"CHOICE"`
	Reason string `help:"Why, for the audit trail."`
	Rerun  bool   `help:"Something was fixed elsewhere: only run again what it holds up."`
}

func (c *issuesFixCmd) Run(e *env) error {
	return c.with(e, func(a *app.App, i issue.Issue) error {
		b, err := c.fix(e, a, i)
		if err != nil {
			return err
		}
		return printBulk(e, b)
	})
}

func (c *issuesFixCmd) fix(e *env, a *app.App, i issue.Issue) (bulk.Bulk, error) {
	switch {
	case c.SKU != "":
		return a.Fixer.Link(e.ctx, operator(a), i, c.SKU, c.Name)
	case c.Method != "":
		return a.Fixer.ChooseMethod(e.ctx, operator(a), i, c.Method)
	case c.Decide != "" && c.Reason == "":
		return bulk.Bulk{}, &wrongUsage{errors.New("--decide needs --reason")}
	case c.Decide != "":
		return a.Fixer.Decide(e.ctx, operator(a), i, document.Choice(c.Decide), c.Reason)
	case c.Rerun:
		return a.Fixer.Rerun(e.ctx, operator(a), i)
	}
	return bulk.Bulk{}, &wrongUsage{fmt.Errorf("say how: this issue can be fixed by %v; see: tillbridge issues fix --help", fix.Ways(i))}
}

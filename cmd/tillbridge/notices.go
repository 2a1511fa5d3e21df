package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/user"
)

type noticesCmd struct {
	List noticesListCmd `cmd:"" default:"withargs" help:"List messages that were sent, newest first."`
	Show noticesShowCmd `cmd:"" help:"Show one with its text."`
	Test noticesTestCmd `cmd:"" help:"Send a test mail and tell how it ended."`

	Rules noticesRulesCmd `cmd:"" help:"Who is told what, when and by which way."`
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

type noticesRulesCmd struct {
	List   noticesRulesListCmd   `cmd:"" default:"withargs" help:"List who is told what, when and by which way."`
	Add    noticesRulesAddCmd    `cmd:"" help:"Tell one more thing, or to one more place."`
	Change noticesRulesChangeCmd `cmd:"" help:"Tell it at another time, or to another place."`
	Remove noticesRulesRemoveCmd `cmd:"" help:"Tell it no more."`
}

// rulesOf says whose rules are meant.
type rulesOf struct {
	Member string `help:"Mail address of a member; the account's own rules if empty." placeholder:"ADDRESS"`
}

// read gives the rules as they are, and the member they are of; the account itself is none.
func (of rulesOf) read(e *env, a *app.App) (digest.Choice, user.User, error) {
	member := user.User{Account: a.Account.ID}
	if of.Member != "" {
		var err error
		if member, err = e.member(a, of.Member); err != nil {
			return digest.Choice{}, member, err
		}
		if !member.Role.May(user.Operator) {
			return digest.Choice{}, member, fmt.Errorf("member: %s is a %s, and viewers, who cannot act, are told nothing", member.Email, member.Role)
		}
	}
	c, err := a.Notices.Choice(e.ctx, a.Account, member.ID)
	return c, member, err
}

// change replaces the rules by what f makes of them, and shows them, with secrets that were made.
func (of rulesOf) change(e *env, f func(rules []digest.Rule, member user.User) ([]digest.Rule, error)) error {
	return e.with(func(a *app.App) error {
		before, member, err := of.read(e, a)
		if err != nil {
			return err
		}
		secrets := map[string]bool{}
		for _, r := range before.Rules {
			secrets[r.Secret] = true
		}
		rules, err := f(before.Rules, member)
		if err != nil {
			return err
		}
		chosen, err := a.Notices.Choose(e.ctx, operator(a), member.ID, rules)
		if err != nil {
			return err
		}
		return e.rules(chosen, secrets)
	})
}

// rules lists rules; secrets that are not among those known are shown, this once.
func (e *env) rules(list []digest.Rule, known map[string]bool) error {
	t := table{head: []string{"ID", "What", "When", "At", "Way", "To", "Secret"}, none: "Nothing is told. See: tillbridge notices rules add --help"}
	for _, r := range list {
		at, secret := "", ""
		if r.When == digest.Daily {
			at = fmt.Sprintf("%02d:%02d", int(r.At.Hours()), int(r.At.Minutes())%60)
		}
		if r.Secret != "" && known != nil && !known[r.Secret] {
			secret = r.Secret
		}
		t.add(ids.String(r.ID()), string(r.What), string(r.When), at, string(r.Way), r.Place(), secret)
	}
	return e.list(t)
}

type noticesRulesListCmd struct{ rulesOf }

func (c *noticesRulesListCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		choice, _, err := c.read(e, a)
		if err != nil {
			return err
		}
		return e.rules(choice.Rules, nil)
	})
}

// ruleTime is when a rule speaks.
type ruleTime struct {
	When string `help:"at_once, ten_minutes, hourly or daily." enum:",at_once,ten_minutes,hourly,daily" default:""`
	At   string `help:"For daily: the time of the day in the account's zone, such as 07:30."`
}

// on sets the time of a rule, where one is given.
func (c ruleTime) on(r *digest.Rule) error {
	if c.When != "" {
		r.When, r.At = digest.When(c.When), 0
	}
	if c.At == "" {
		return nil
	}
	at, err := time.Parse("15:04", c.At)
	if err != nil {
		return fmt.Errorf("at: %q is not a time such as 07:30", c.At)
	}
	if r.When != digest.Daily {
		return fmt.Errorf("at: only a daily rule has a time of the day; this one is %s", r.When)
	}
	r.At = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	return nil
}

type noticesRulesAddCmd struct {
	rulesOf
	ruleTime
	What string `arg:"" help:"errors, person, no_access, silent_worker, token_expiry or silent_shop." enum:"errors,person,no_access,silent_worker,token_expiry,silent_shop"`
	Way  string `help:"mail, webhook, slack, discord or chat." enum:"mail,webhook,slack,discord,chat" default:"mail"`
	To   string `help:"Mail address or URL. A member's mail goes to the member."`
}

func (c *noticesRulesAddCmd) Run(e *env) error {
	return c.change(e, func(rules []digest.Rule, member user.User) ([]digest.Rule, error) {
		r := digest.Rule{What: digest.What(c.What), When: digest.AtOnce, Way: digest.Way(c.Way), To: c.To}
		if r.What == digest.Errors || r.What == digest.Person {
			r.When = digest.TenMinutes
		}
		if r.Way == digest.Mail && member.ID != 0 {
			if c.To != "" && c.To != member.Email {
				return nil, fmt.Errorf("to: a member's mail goes to %s; another address needs a rule of the account, without --member", member.Email)
			}
			r.To = member.Email
		}
		if err := c.on(&r); err != nil {
			return nil, err
		}
		return append(rules, r), nil
	})
}

type noticesRulesChangeCmd struct {
	rulesOf
	ruleTime
	Rule string `arg:"" help:"Rule id, see: tillbridge notices rules"`
}

func (c *noticesRulesChangeCmd) Run(e *env) error {
	return c.change(e, func(rules []digest.Rule, _ user.User) ([]digest.Rule, error) {
		i, err := ruleAt(rules, c.Rule)
		if err != nil {
			return nil, err
		}
		return rules, c.on(&rules[i])
	})
}

type noticesRulesRemoveCmd struct {
	rulesOf
	Rule string `arg:"" help:"Rule id, see: tillbridge notices rules"`
}

func (c *noticesRulesRemoveCmd) Run(e *env) error {
	return c.change(e, func(rules []digest.Rule, _ user.User) ([]digest.Rule, error) {
		i, err := ruleAt(rules, c.Rule)
		if err != nil {
			return nil, err
		}
		return slices.Delete(rules, i, i+1), nil
	})
}

func ruleAt(rules []digest.Rule, id string) (int, error) {
	i := slices.IndexFunc(rules, func(r digest.Rule) bool { return ids.String(r.ID()) == id })
	if i < 0 {
		return i, outcome.New(outcome.NoticeRuleMissing)
	}
	return i, nil
}

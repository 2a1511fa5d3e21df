package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/store"
)

type webhooksCmd struct {
	List       webhooksListCmd       `cmd:"" help:"List endpoints."`
	Add        webhooksAddCmd        `cmd:"" help:"Tell an endpoint what happens. Its secret is shown once."`
	Enable     webhooksEnableCmd     `cmd:"" help:"Send to a disabled endpoint again."`
	Disable    webhooksDisableCmd    `cmd:"" help:"Send nothing to an endpoint until it is enabled."`
	Rotate     webhooksRotateCmd     `cmd:"" help:"Make a new secret, shown once. For a day both sign."`
	Test       webhooksTestCmd       `cmd:"" help:"Send a test event now, and show what was answered."`
	Deliveries webhooksDeliveriesCmd `cmd:"" help:"List what was sent to an endpoint, newest first."`
	Replay     webhooksReplayCmd     `cmd:"" help:"Send one delivery again."`
	Recover    webhooksRecoverCmd    `cmd:"" help:"Send again what an endpoint missed since a moment."`
	Delete     webhooksDeleteCmd     `cmd:"" help:"Delete an endpoint with all that was sent to it."`
}

// endpointArg names an endpoint, as all but the list and the making of one need it.
type endpointArg struct {
	Endpoint string `arg:"" help:"Endpoint id, see: tillbridge webhooks list"`
}

// on opens the hub, finds the endpoint and lets f work on it.
func (arg endpointArg) on(e *env, f func(a *app.App, at outhook.Endpoint) error) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	n, err := ids.Parse(arg.Endpoint)
	if err != nil {
		return outcome.New(outcome.EndpointMissing)
	}
	at, err := outhook.Get(e.ctx, a.DB, a.Account.ID, n)
	if err != nil {
		return err
	}
	return f(a, at)
}

type webhooksListCmd struct{}

func (*webhooksListCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := outhook.List(e.ctx, a.DB, a.Account.ID)
	if err != nil {
		return err
	}
	t := table{head: []string{"ID", "URL", "State", "Types", "Failing since", "Problem"}, none: "No endpoint is told anything. See: tillbridge webhooks add --help"}
	for _, at := range all {
		problem := ""
		if at.Problem != nil {
			problem, _ = phrase.Message(phrase.English, at.Problem.Reason, at.Problem.Args)
		}
		t.add(ids.String(at.ID), at.URL, string(at.State), typesOf(at), when(at.FailingSince), problem)
	}
	return e.list(t)
}

func typesOf(at outhook.Endpoint) string {
	if len(at.Types) == 0 {
		return "all"
	}
	words := make([]string, len(at.Types))
	for i, t := range at.Types {
		words[i] = string(t)
	}
	return strings.Join(words, " ")
}

type webhooksAddCmd struct {
	URL         string   `arg:"" name:"url" help:"https://..."`
	Types       []string `help:"Event types, with commas between; every type if empty."`
	Description string   `help:"What it is, for whoever reads the list."`
}

func (c *webhooksAddCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	// Whoever runs this command runs the machine: a private address given here is meant.
	g := outhook.Given{URL: c.URL, Description: c.Description, AllowPrivate: true}
	for _, t := range c.Types {
		g.Types = append(g.Types, outhook.Type(t))
	}
	at, secret, err := a.Webhooks.Add(e.ctx, operator(a), g)
	if err != nil {
		return err
	}
	return e.showSecret(at, secret)
}

func (e *env) showSecret(at outhook.Endpoint, secret string) error {
	return e.print(map[string]string{"id": ids.String(at.ID), "url": at.URL, "secret": secret}, func() {
		fmt.Fprintf(e.stdout, "Endpoint %s is %s.\nIts secret, which is not shown again: %s\n", ids.String(at.ID), at.URL, secret)
	})
}

type webhooksEnableCmd struct{ endpointArg }

func (c *webhooksEnableCmd) Run(e *env) error { return c.set(e, outhook.Enabled) }

type webhooksDisableCmd struct{ endpointArg }

func (c *webhooksDisableCmd) Run(e *env) error { return c.set(e, outhook.Disabled) }

func (arg endpointArg) set(e *env, s outhook.State) error {
	return arg.on(e, func(a *app.App, at outhook.Endpoint) error {
		at, err := a.Webhooks.SetState(e.ctx, operator(a), at, s)
		if err != nil {
			return err
		}
		return e.print(map[string]string{"id": ids.String(at.ID), "state": string(at.State)}, func() {
			fmt.Fprintf(e.stdout, "Endpoint %s is %s now.\n", ids.String(at.ID), at.State)
		})
	})
}

type webhooksRotateCmd struct{ endpointArg }

func (c *webhooksRotateCmd) Run(e *env) error {
	return c.on(e, func(a *app.App, at outhook.Endpoint) error {
		at, secret, err := a.Webhooks.Rotate(e.ctx, operator(a), at)
		if err != nil {
			return err
		}
		return e.showSecret(at, secret)
	})
}

type webhooksTestCmd struct{ endpointArg }

func (c *webhooksTestCmd) Run(e *env) error {
	return c.on(e, func(a *app.App, at outhook.Endpoint) error {
		d, err := a.Sender.Test(e.ctx, at)
		if err != nil {
			return err
		}
		tries, err := outhook.Attempts(e.ctx, a.DB, d)
		if err != nil {
			return err
		}
		for _, one := range tries {
			if one.Problem != nil {
				return fmt.Errorf("the test did not arrive: %w", one.Problem)
			}
		}
		return e.print(map[string]any{"id": ids.String(d.ID), "state": d.State, "status": d.Status}, func() {
			fmt.Fprintf(e.stdout, "The test is %s, the answer was %d.\n", d.State, d.Status)
		})
	})
}

type webhooksDeliveriesCmd struct {
	endpointArg
	State     string `help:"waiting, delivered or failed; all if empty." enum:",waiting,delivered,failed" default:""`
	Reference string `help:"What it is about, exactly: an order's number, a document's number, an issue's subject."`
	Limit     int    `help:"How many." default:"50"`
}

func (c *webhooksDeliveriesCmd) Run(e *env) error {
	return c.on(e, func(a *app.App, at outhook.Endpoint) error {
		all, err := outhook.Deliveries(e.ctx, a.DB, at.Account, at.ID, outhook.Filter{State: outhook.DeliveryState(c.State), Reference: c.Reference, Limit: c.Limit})
		if err != nil {
			return err
		}
		t := table{head: []string{"ID", "At", "Type", "Reference", "State", "Attempts", "Status", "Next"}, none: "No delivery matches."}
		for _, d := range all {
			t.add(ids.String(d.ID), when(d.At()), string(d.Type), d.Reference, string(d.State), d.Attempts, d.Status, when(d.NextAt))
		}
		return e.list(t)
	})
}

type webhooksReplayCmd struct {
	endpointArg
	Delivery string `arg:"" help:"Delivery id, see: tillbridge webhooks deliveries"`
}

func (c *webhooksReplayCmd) Run(e *env) error {
	return c.on(e, func(a *app.App, at outhook.Endpoint) error {
		n, err := ids.Parse(c.Delivery)
		if err != nil {
			return outcome.New(outcome.DeliveryMissing)
		}
		d, err := outhook.GetDelivery(e.ctx, a.DB, at.Account, at.ID, n)
		if err != nil {
			return err
		}
		if d, err = a.Webhooks.Replay(e.ctx, operator(a), at, d); err != nil {
			return err
		}
		if d, err = a.Sender.Now(e.ctx, d); err != nil {
			return err
		}
		return e.print(map[string]any{"id": ids.String(d.ID), "state": d.State, "status": d.Status}, func() {
			fmt.Fprintf(e.stdout, "Delivery %s is %s, the answer was %d.\n", ids.String(d.ID), d.State, d.Status)
		})
	})
}

type webhooksRecoverCmd struct {
	endpointArg
	Since time.Time `help:"Events from then on, such as 2026-11-20T08:00:00+07:00." required:""`
	All   bool      `help:"Also those that were delivered."`
}

func (c *webhooksRecoverCmd) Run(e *env) error {
	return c.on(e, func(a *app.App, at outhook.Endpoint) error {
		r := outhook.Recovery{Account: at.Account, Endpoint: at.ID, Since: c.Since, All: c.All, AskedAt: a.Now()}
		n, err := a.Webhooks.Ask(e.ctx, operator(a), at, r, func(store.Tx) error { return nil })
		for more := true; more && err == nil; {
			more, err = outhook.Recover(e.ctx, a.DB, r, a.Now())
		}
		if err != nil {
			return err
		}
		return e.print(map[string]int64{"deliveries": n}, func() { fmt.Fprintf(e.stdout, "%d deliveries are sent again by the serving hub.\n", n) })
	})
}

type webhooksDeleteCmd struct{ endpointArg }

func (c *webhooksDeleteCmd) Run(e *env) error {
	return c.on(e, func(a *app.App, at outhook.Endpoint) error {
		if err := a.Webhooks.Delete(e.ctx, operator(a), at); err != nil {
			return err
		}
		return e.print(map[string]string{"id": ids.String(at.ID), "state": "deleted"}, func() { fmt.Fprintf(e.stdout, "Endpoint %s is deleted.\n", ids.String(at.ID)) })
	})
}

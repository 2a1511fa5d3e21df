package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/all"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// connectCmd takes a channel's settings as flags. Which there are is the channel's own data, so they are read here and not by the
// command line's parser.
type connectCmd struct {
	Args []string `arg:"" optional:"" passthrough:"" help:"CHANNEL and its settings, see: tillbridge connect CHANNEL --help"`
}

func (c *connectCmd) Run(e *env) error {
	if len(c.Args) == 0 || strings.HasPrefix(c.Args[0], "-") {
		fmt.Fprintln(e.stdout, "Usage: tillbridge connect CHANNEL [settings]\n\nChannels:")
		for _, k := range all.Kinds() {
			fmt.Fprintf(e.stdout, "  %-14s %s\n", k.Name, k.Title)
		}
		return nil
	}
	kind, ok := all.Find(c.Args[0])
	if !ok {
		return &wrongUsage{fmt.Errorf("channel: %q is none; tillbridge connect lists them", c.Args[0])}
	}
	o := connectOptions{New: connection.New{Channel: kind.Name, AllowPrivate: true}} // whoever runs this command runs the machine: the address given is meant
	settings, err := parse(e, kind, &o, c.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	o.Settings = settings
	if len(o.policy) > 0 {
		p, err := changed(kind.Policy, o.policy)
		if err != nil {
			return &wrongUsage{fmt.Errorf("--policy: %w", err)}
		}
		if o.Policy, err = only(p, o.policy); err != nil {
			return err
		}
	}
	if o.again != "" {
		return reconnect(e, o)
	}
	return connect(e, kind, o.New, o.noTest)
}

// connectOptions is what can be said beside a channel's own settings.
type connectOptions struct {
	connection.New
	noTest bool
	policy map[string]string // what differs, by name, as it was written
	again  string            // id or name of a connection that gets the settings given
}

// reconnect gives a connection new settings, such as a key that works again.
func reconnect(e *env, o connectOptions) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	conns, err := a.Connections.List(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	c, ok := connection.Pick(conns, o.again)
	if !ok || c.Channel != o.Channel {
		return &wrongUsage{fmt.Errorf("--again: %q is no %s connection's id or name; see: tillbridge connections", o.again, o.Channel)}
	}
	c, err = a.Connections.Reconnect(e.ctx, c, o.Settings, func(connector channel.Connector) error {
		if o.noTest {
			return nil
		}
		_, err := tested(e, connector)
		return err
	})
	if err != nil {
		return wrongSetting(err)
	}
	return e.print(map[string]any{"id": ids.String(c.ID), "channel": c.Channel, "name": c.Name}, func() {
		fmt.Fprintf(e.stdout, "%q is connected again and goes on where it stopped.\n", c.Name)
	})
}

// parse reads a channel's settings from flags.
func parse(e *env, kind channel.Kind, o *connectOptions, args []string) (map[string]string, error) {
	f := flag.NewFlagSet(kind.Name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	given := map[string]*string{}
	for _, s := range kind.Settings {
		given[s.Name] = f.String(flagName(s), "", s.Help)
	}
	f.StringVar(&o.Name, "name", "", "What to call the connection; made from the address if empty.")
	f.BoolVar(&o.Paused, "paused", false, "Read nothing until it is resumed, so that its policy can be chosen first.")
	f.Func("policy", "What its policy shall say otherwise than usual, NAME=VALUE; may be given several times.", func(given string) error {
		name, value, ok := strings.Cut(given, "=")
		if !ok {
			return errors.New("write NAME=VALUE, such as auto_process=false")
		}
		if o.policy == nil {
			o.policy = map[string]string{}
		}
		o.policy[name] = value
		return nil
	})
	f.BoolVar(&o.noTest, "no-test", false, "Store it without asking the shop.")
	f.StringVar(&o.again, "again", "", "Give this connection (id or name) the settings, instead of making a new one.")
	f.BoolVar(&e.cli.JSON, "json", e.cli.JSON, "Print JSON.")
	f.StringVar(&e.cli.Data, "data", e.cli.Data, "Directory of the SQLite database and the secret key.")
	f.StringVar(&e.cli.Database, "database", e.cli.Database, "PostgreSQL address.")
	err := f.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		help(e.stdout, kind)
		return nil, err
	}
	if err != nil {
		return nil, &wrongUsage{fmt.Errorf("%w (see: tillbridge connect %s --help)", err, kind.Name)}
	}
	if f.NArg() > 0 {
		return nil, &wrongUsage{fmt.Errorf("%q is not a setting; write --name value (see: tillbridge connect %s --help)", f.Arg(0), kind.Name)}
	}
	settings := map[string]string{}
	for name, v := range given {
		if *v != "" {
			settings[name] = *v
		}
	}
	return settings, nil
}

func flagName(s channel.Setting) string { return strings.ReplaceAll(s.Name, "_", "-") }

func help(w io.Writer, kind channel.Kind) {
	fmt.Fprintf(w, "Usage: tillbridge connect %s [settings]\n\nConnects a shop of %s: tests it, stores it, and prints what it may do.\n\nSettings:\n", kind.Name, kind.Title)
	for _, s := range kind.Settings {
		note := ""
		switch {
		case s.Required:
			note = " (needed)"
		case s.Default != "":
			note = " (default " + s.Default + ")"
		}
		fmt.Fprintf(w, "  --%s%s\n        %s\n", flagName(s), note, s.Help)
		if len(s.Choices) > 0 {
			fmt.Fprintf(w, "        One of: %s\n", strings.Join(s.Choices, ", "))
		}
	}
	fmt.Fprint(w, "  --name\n        What to call the connection; made from the address if empty.\n  --paused\n        Read nothing until: tillbridge resume. Its policy can be tried and chosen first.\n  --policy NAME=VALUE\n        What its policy shall say otherwise than usual, such as auto_process=false; may be given several times.\n  --no-test\n        Store it without asking the shop.\n  --again\n        Give this connection (id or name) the settings, such as a new key; it goes on where it stopped.\n")
}

// wrongSetting names the flag of a setting that cannot stand.
func wrongSetting(err error) error {
	if fe, ok := errors.AsType[*connection.FieldError](err); ok {
		return &wrongUsage{fmt.Errorf("--%s %s", strings.ReplaceAll(fe.Field, "_", "-"), fe.Message)}
	}
	return err
}

// tested asks the shop and shows what was looked at.
func tested(e *env, connector channel.Connector) (channel.Report, error) {
	report, err := connector.Test(e.ctx)
	for _, check := range report.Checks {
		mark := "ok"
		if !check.OK {
			mark = "NO"
		}
		fmt.Fprintf(e.stderr, "  %-3s %s %s\n", mark, check.Name, check.Note)
	}
	if err != nil {
		return report, fmt.Errorf("the shop was not connected: %w", err)
	}
	return report, nil
}

func connect(e *env, kind channel.Kind, n connection.New, noTest bool) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	c, err := a.Connections.Prepare(e.ctx, a.Account.ID, n)
	if err != nil {
		return wrongSetting(err)
	}
	var report channel.Report
	if !noTest {
		connector, err := a.Connections.Connector(c)
		if err != nil {
			return err
		}
		if report, err = tested(e, connector); err != nil {
			return err
		}
	}
	if err := a.Connections.Add(e.ctx, c); err != nil {
		return err
	}
	if err := e.audited(a, "connect", c.Name, ""); err != nil {
		return err
	}
	if c.Revived() && c.State == connection.Active {
		if err := a.Fixer.Reconnected(e.ctx, operator(a), c); err != nil {
			return fmt.Errorf("%q is connected; the orders that it holds are not run again by themselves: %w", c.Name, err)
		}
	}
	return e.print(map[string]any{"id": ids.String(c.ID), "channel": c.Channel, "name": c.Name, "report": report}, func() {
		if c.State == connection.Paused {
			fmt.Fprintf(e.stdout, "%s is connected as %q (%s) and paused: nothing is read yet. Choose its policy with: tillbridge connections policy, then: tillbridge resume\n", kind.Title, c.Name, ids.String(c.ID))
		} else {
			fmt.Fprintf(e.stdout, "%s is connected as %q (%s). Its orders are read by: tillbridge serve, or once by: tillbridge sync\n", kind.Title, c.Name, ids.String(c.ID))
		}
		for _, advice := range report.Advice {
			fmt.Fprintln(e.stdout, "  Note:", advice)
		}
	})
}

type connectionsCmd struct {
	List   connectionsListCmd   `cmd:"" default:"1" help:"List connected shops."`
	Test   connectionsTestCmd   `cmd:"" help:"Look whether a shop can be reached and what rights are there."`
	Policy connectionsPolicyCmd `cmd:"" help:"Show what a shop chose, change it, or try a change on the orders of the last days."`
	Remove connectionsRemoveCmd `cmd:"" help:"Remove a shop: it stops at once, and its secrets are deleted. What is in the books stays."`
}

type connectionsTestCmd struct {
	Connection string `arg:"" help:"Connection id or name."`
}

func (c *connectionsTestCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		conns, err := pick(e, a, c.Connection)
		if err != nil {
			return err
		}
		connector, err := a.Connections.Connector(conns[0])
		if err != nil {
			return err
		}
		report, err := connector.Test(e.ctx)
		if err != nil {
			return err
		}
		return e.print(map[string]any{"connection": conns[0].Name, "report": report}, func() {
			fmt.Fprintf(e.stdout, "%q is reached: %s\n", conns[0].Name, report.Shop)
			for _, advice := range report.Advice {
				fmt.Fprintln(e.stdout, "  Note:", advice)
			}
		})
	})
}

type connectionsRemoveCmd struct {
	Connection string `arg:"" help:"Connection id or name."`
	Reason     string `required:"" help:"Why; it stands in the audit trail and at the issues that this resolves."`
}

func (c *connectionsRemoveCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Connections.List(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	conn, ok := connection.Pick(all, c.Connection)
	if !ok {
		return outcome.New(outcome.ConnectionMissing)
	}
	if conn, err = a.Removals.Remove(e.ctx, operator(a), conn.ID, c.Reason); err != nil {
		return err
	}
	return e.print(map[string]string{"id": ids.String(conn.ID), "state": string(conn.State)}, func() {
		fmt.Fprintf(e.stdout, "%q is removed, and its secrets are deleted. Its orders, documents and log stay.\n", conn.Name)
		fmt.Fprintln(e.stdout, "  Note: webhooks and subscriptions at the channel were left alone; what still comes is answered as an unknown address. Delete them there.")
		fmt.Fprintln(e.stdout, "  Note: connect the same shop again, and it goes on where it stopped; nothing is booked twice.")
	})
}

type connectionsListCmd struct{}

func (*connectionsListCmd) Run(e *env) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Connections.List(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	t := table{head: []string{"ID", "Channel", "Name", "State", "Problem"}, none: "No shop is connected yet. See: tillbridge connect"}
	for _, c := range all {
		problem := ""
		if c.Problem != nil {
			problem = explain(c.Problem)
		}
		t.add(ids.String(c.ID), c.Channel, c.Name, c.State, problem)
	}
	return e.list(t)
}

type pauseCmd struct {
	Connection string `arg:"" help:"Connection id or name."`
}

func (c *pauseCmd) Run(e *env) error { return setState(e, c.Connection, connection.Paused) }

type resumeCmd struct {
	Connection string `arg:"" help:"Connection id or name."`
}

func (c *resumeCmd) Run(e *env) error { return setState(e, c.Connection, connection.Active) }

func setState(e *env, given string, s connection.State) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	all, err := a.Connections.List(e.ctx, a.Account.ID)
	if err != nil {
		return err
	}
	c, ok := connection.Pick(all, given)
	if !ok {
		return outcome.New(outcome.ConnectionMissing)
	}
	if err := a.Connections.SetState(e.ctx, c.Account, c.ID, s, nil); err != nil {
		return err
	}
	return e.print(map[string]string{"id": ids.String(c.ID), "state": string(s)}, func() { fmt.Fprintf(e.stdout, "%q is %s now.\n", c.Name, s) })
}

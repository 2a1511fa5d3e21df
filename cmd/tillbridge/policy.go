package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/rehearsal"
)

type connectionsPolicyCmd struct {
	Connection string            `arg:"" help:"Connection id or name."`
	Set        map[string]string `help:"What to change, such as --set payment_at=paid --set auto_process=false. Names are those that are shown without it." mapsep:"none" placeholder:"NAME=VALUE"`
	DryRun     bool              `help:"Show what the change would do to the orders of the last days, and leave the policy as it is."`
	Days       int               `help:"How many days a dry run looks back." default:"7"`
}

func (c *connectionsPolicyCmd) Run(e *env) error {
	return e.with(func(a *app.App) error {
		conns, err := pick(e, a, c.Connection)
		if err != nil {
			return err
		}
		conn := conns[0]
		p, err := changed(conn.Policy, c.Set)
		if err != nil {
			return &wrongUsage{err}
		}
		switch {
		case c.DryRun:
			return rehearse(e, a, conn, p, c.Days)
		case len(c.Set) > 0:
			// Once more, on the policy as it is by now: what somebody else changes meanwhile stays.
			err := a.Connections.ChangePolicy(e.ctx, conn.Account, conn.ID, func(now policy.Policy) (policy.Policy, error) {
				p, err = changed(now, c.Set)
				return p, err
			})
			if err != nil {
				return err
			}
			if err := e.audited(a, "set_policy", conn.Name, ""); err != nil {
				return err
			}
		}
		return printPolicy(e, p)
	})
}

// changed is a policy with some of its fields set as they are written at a terminal: paid, false, 300, {"a": "b"}.
func changed(p policy.Policy, set map[string]string) (policy.Policy, error) {
	for _, name := range slices.Sorted(maps.Keys(set)) {
		key, err := json.Marshal(name)
		if err != nil {
			return p, err
		}
		text, err := json.Marshal(set[name])
		if err != nil {
			return p, err
		}
		if into(&p, fmt.Appendf(nil, "{%s: %s}", key, set[name])) == nil { // a number, a truth value, an object
			continue
		}
		if err := into(&p, fmt.Appendf(nil, "{%s: %s}", key, text)); err != nil {
			return p, fmt.Errorf("--set %s: %s", name, misfit(set[name], err))
		}
	}
	return p, connection.CheckPolicy(p)
}

// only are the fields of a policy that were set, as JSON.
func only(p policy.Policy, set map[string]string) (json.RawMessage, error) {
	doc, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(doc, &fields); err != nil {
		return nil, err
	}
	maps.DeleteFunc(fields, func(name string, _ json.RawMessage) bool { _, ok := set[name]; return !ok })
	return json.Marshal(fields)
}

// misfit says why a value is no value of a policy's field.
func misfit(value string, err error) string {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return fmt.Sprintf("a policy has no such field, or %q cannot stand there; see: tillbridge connections policy NAME", value)
	case wrong.Type.Kind() == reflect.Bool:
		return fmt.Sprintf("%q is neither true nor false", value)
	case wrong.Type.Kind() == reflect.Int:
		return fmt.Sprintf("%q is no whole number", value)
	}
	return fmt.Sprintf("%q cannot stand there", value)
}

// into reads the fields that doc has, and leaves p as it was when it cannot.
func into(p *policy.Policy, doc []byte) error {
	next := *p
	d := json.NewDecoder(bytes.NewReader(doc))
	d.DisallowUnknownFields()
	if err := d.Decode(&next); err != nil {
		return err
	}
	*p = next
	return nil
}

func printPolicy(e *env, p policy.Policy) error {
	doc, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if e.cli.JSON {
		return e.json(json.RawMessage(doc))
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(doc, &fields); err != nil {
		return err
	}
	t := table{head: []string{"Name", "Value"}}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		t.add(name, string(bytes.Trim(fields[name], `"`)))
	}
	return e.list(t)
}

// rehearse prints what another policy would make of the orders of the last days.
func rehearse(e *env, a *app.App, conn connection.Connection, p policy.Policy, days int) error {
	answer, err := rehearsal.RunOrPeek(e.ctx, a.DB, a.Reconciler, a.Cycles, conn, p, a.Now().AddDate(0, 0, -days))
	if err != nil {
		return err
	}
	t := table{head: []string{"What", "Which", "Now", "Then"}, none: "No order came in this time."}
	for _, part := range []struct {
		what      string
		now, then map[string]int64
	}{
		{"operation", words(answer.Present.Operations), words(answer.Proposed.Operations)},
		{"held", words(answer.Present.Holds), words(answer.Proposed.Holds)},
		{"left out", words(answer.Present.Skips), words(answer.Proposed.Skips)},
	} {
		both := maps.Clone(part.now)
		maps.Copy(both, part.then)
		for _, which := range slices.Sorted(maps.Keys(both)) {
			t.add(part.what, which, part.now[which], part.then[which])
		}
	}
	if err := e.list(t); err != nil || e.cli.JSON {
		return err
	}
	if answer.Peeked {
		fmt.Fprintf(e.stdout, "%d of the newest %d orders of the channel would be treated otherwise. Nothing was stored or changed.\n", answer.Changed, answer.Orders)
		return nil
	}
	fmt.Fprintf(e.stdout, "%d of %d orders of the last %d days would be treated otherwise. Nothing was changed.\n", answer.Changed, answer.Orders, days)
	return nil
}

// words are counts under plain words.
func words[K ~string](counts map[K]int64) map[string]int64 {
	all := map[string]int64{}
	for k, n := range counts {
		all[string(k)] = n
	}
	return all
}

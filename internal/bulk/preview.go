package bulk

import (
	"context"
	"slices"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// Preview is what an action would do.
type Preview struct {
	Groups  []Group
	Total   int64        // to do: entries, or orders each once where they are run again
	Orders  int64        // concerned, each once
	Held    []issue.Held // what they are worth, of those that the hub has
	Skipped []Skip
}

// Group is how many entries or orders are alike.
type Group struct {
	Operation  string // empty for orders
	Connection int64
	Code       outcome.Code
	N          int64
}

// Skip is how many are left out, and why.
type Skip struct {
	Reason outcome.Reason
	N      int64
}

// Preview tells what a request would do, without doing it. Errors are *user.FieldError, and those of the database.
func (r *Runner) Preview(ctx context.Context, account int64, q Request) (Preview, error) {
	if err := q.fits(); err != nil {
		return Preview{}, err
	}
	closed, err := r.closed(ctx, account)
	if err != nil {
		return Preview{}, err
	}
	if q.Selection.Orders != nil {
		groups, err := orders.Sum(ctx, r.DB, account, *q.Selection.Orders)
		if err != nil {
			return Preview{}, err
		}
		p := ofOrders(q, groups, closed)
		if q.Kind == Release {
			err = r.onlyPending(ctx, account, *q.Selection.Orders, &p)
		}
		return p, err
	}
	s, err := synclog.Add(ctx, r.DB, account, *q.Selection.Entries, 0)
	return ofEntries(q, s, closed), err
}

// onlyPending leaves the orders out that do not wait to be let through.
func (r *Runner) onlyPending(ctx context.Context, account int64, f orders.Filter, p *Preview) error {
	p.Total = 0
	if f.Tab == "" || f.Tab == pending {
		f.Tab = pending
		groups, err := orders.Sum(ctx, r.DB, account, f)
		if err != nil {
			return err
		}
		for _, g := range groups {
			p.Total += g.Orders
		}
	}
	if others := p.Orders - p.Total; others > 0 {
		p.skip(outcome.NotPending, others)
	}
	return nil
}

// pending is the tab of the orders that wait to be let through.
const pending = "pending"

// closed are the connections whose channel cannot be asked now.
func (r *Runner) closed(ctx context.Context, account int64) (map[int64]bool, error) {
	all, err := r.Connections.All(ctx, account)
	if err != nil {
		return nil, err
	}
	closed := map[int64]bool{}
	for _, c := range all {
		closed[c.ID] = c.State != connection.Active
	}
	return closed, nil
}

// fetches tells whether the channel is asked.
func (k Kind) fetches() bool { return k == RerunFetch || k == ResolveAndRerun }

func ofOrders(q Request, groups []orders.Group, closed map[int64]bool) Preview {
	var p Preview
	for _, g := range groups {
		p.Groups = p.add(Group{Connection: g.Connection, Code: g.Code, N: g.Orders})
		p.Orders += g.Orders
		p.hold(g.Held)
		if q.Kind.fetches() && closed[g.Connection] {
			p.skip(outcome.ConnectionPaused, g.Orders)
		} else {
			p.Total += g.Orders
		}
	}
	return p
}

func ofEntries(q Request, s synclog.Sum, closed map[int64]bool) Preview {
	p := Preview{Held: s.Held}
	for _, g := range s.Groups {
		p.Groups = p.add(Group{g.Operation, g.Connection, g.Code, g.N})
		if why := q.Kind.leavesOut(g.OfOrder, g.Failed, g.Resolved); why != "" {
			p.skip(why, g.N)
		} else if q.Kind == Resolve || q.Kind == Unresolve {
			p.Total += g.N
		}
	}
	for id, n := range s.Orders {
		p.Orders += n
		switch {
		case q.Kind == Resolve || q.Kind == Unresolve:
		case q.Kind.fetches() && closed[id]:
			p.skip(outcome.ConnectionPaused, n)
		default:
			p.Total += n
		}
	}
	return p
}

// LeavesOut tells why an action leaves an entry out as it is now; empty: it does not.
func (k Kind) LeavesOut(e *synclog.Entry) outcome.Reason {
	return k.leavesOut(e.Entity == synclog.OrderEntity && e.Ref != "", e.Outcome.Code.Failed(), !e.ResolvedAt.IsZero())
}

// leavesOut tells why an entry is left out; empty: it is not.
func (k Kind) leavesOut(ofOrder, failed, resolved bool) outcome.Reason {
	switch {
	case k != Resolve && k != Unresolve && !ofOrder:
		return outcome.NotAnOrder
	case k != Resolve && k != Unresolve:
		return ""
	case !failed:
		return outcome.NoFailure
	case k == Resolve && resolved:
		return outcome.AlreadyResolved
	case k == Unresolve && !resolved:
		return outcome.NotResolved
	}
	return ""
}

// add counts a group, together with the one that is like it.
func (p *Preview) add(g Group) []Group {
	i := slices.IndexFunc(p.Groups, func(have Group) bool {
		return have.Operation == g.Operation && have.Connection == g.Connection && have.Code == g.Code
	})
	if i < 0 {
		return append(p.Groups, g)
	}
	p.Groups[i].N += g.N
	return p.Groups
}

func (p *Preview) hold(h issue.Held) {
	i := slices.IndexFunc(p.Held, func(have issue.Held) bool { return have.Currency == h.Currency })
	if i < 0 {
		p.Held = append(p.Held, h)
		return
	}
	p.Held[i].Orders += h.Orders
	p.Held[i].Total += h.Total
}

func (p *Preview) skip(why outcome.Reason, n int64) {
	i := slices.IndexFunc(p.Skipped, func(have Skip) bool { return have.Reason == why })
	if i < 0 {
		p.Skipped = append(p.Skipped, Skip{why, n})
		return
	}
	p.Skipped[i].N += n
}

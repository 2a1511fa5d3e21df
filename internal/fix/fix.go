// Package fix clears the cause of an issue where it is shown, and runs again all that it held up: link a SKU, choose a payment
// method, decide once for all orders, or go on after a shop was reconnected.
//
// It decides which ways an issue has; the work is that of packages linking, connection and bulk.
package fix

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/linking"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Way is how an issue can be fixed.
type Way string

const (
	Link      Way = "link"          // its SKU or listing to a SKU of the books
	Method    Way = "choose_method" // of the books, for the channel's word, or for orders without one
	Decide    Way = "decide"        // once for all its orders
	Reconnect Way = "reconnect"     // its connection, by a person, before all is run again
	Rerun     Way = "rerun"         // what it holds up: something was fixed elsewhere
)

// Ways lists those that an issue has.
func Ways(i issue.Issue) []Way {
	ways := []Way{}
	switch {
	case i.Operation == synclog.ListenToQueue, i.Operation == synclog.SubscribeToNews && i.Code != outcome.NoAccess:
		return ways // it holds nothing up, and is over as soon as it goes well again
	case i.Reason == outcome.SKUNotLinked || i.Reason == outcome.LineWithoutSKU && i.Subject != "":
		ways = append(ways, Link)
	case i.Reason == outcome.MethodNotLinked || i.Reason == outcome.MethodNotNamed:
		ways = append(ways, Method)
	case len(plan.Choices(i.Outcome())) > 0:
		ways = append(ways, Decide)
	case i.Code == outcome.NoAccess:
		return []Way{Reconnect}
	}
	return append(ways, Rerun)
}

// Fixer fixes. All fields are needed.
type Fixer struct {
	DB          store.DB
	Connections *connection.Registry
	Bulk        *bulk.Runner
	Linker      *linking.Linker
	IDs         *ids.Maker
}

// patience is how long whoever fixes waits, before a worker takes over.
const patience = 2 * time.Second

// Link links what the issue is about to a SKU of the books, made if they do not know it, and runs again every order that waited
// for it. BadStatus if the issue is about something else.
func (f *Fixer) Link(ctx context.Context, who user.User, i issue.Issue, sku, name string) (bulk.Bulk, error) {
	if err := allow(i, Link); err != nil {
		return bulk.Bulk{}, err
	}
	k := linking.Link{Connection: i.Connection, Channel: i.Channel, SKU: sku, Name: name}
	if i.Reason == outcome.LineWithoutSKU || i.Subject != sku { // else the books only have to know it
		var err error
		if k.Listings, err = f.listings(ctx, i); err != nil {
			return bulk.Bulk{}, err
		}
		if len(k.Listings) == 0 {
			return bulk.Bulk{}, &user.FieldError{Field: "sku", Message: "the lines have no listing that could be linked: give it to the line of each order"}
		}
	}
	res, err := f.Linker.Link(ctx, who, k)
	if err != nil {
		return bulk.Bulk{}, err
	}
	return bulk.Get(ctx, f.DB, who.Account, res.Bulk)
}

// listings are those that the issue's orders have lines of, as far as the issue is about them.
func (f *Fixer) listings(ctx context.Context, i issue.Issue) ([]string, error) {
	if i.Reason == outcome.LineWithoutSKU {
		return []string{i.Subject}, nil
	}
	rows, err := f.DB.Query(ctx, `select distinct l.listing from orders o join order_line l on l.account_id = o.account_id and l.order_id = o.id
		where o.account_id = $1 and o.issue_id = $2 and o.issue_id <> 0 and l.sku = $3 and l.listing <> '' order by l.listing`, i.Account, i.ID, i.Subject)
	if err != nil {
		return nil, fmt.Errorf("reading an issue's listings: %w", err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var listing string
		if err := rows.Scan(&listing); err != nil {
			return nil, fmt.Errorf("reading an issue's listings: %w", err)
		}
		all = append(all, listing)
	}
	return all, rows.Err()
}

// ChooseMethod says under which method the books show payments that the channel calls as the issue's do, in the policy of its
// connection, and runs again every order that waited for it. BadStatus if the issue is about something else.
func (f *Fixer) ChooseMethod(ctx context.Context, who user.User, i issue.Issue, method string) (bulk.Bulk, error) {
	if err := allow(i, Method); err != nil {
		return bulk.Bulk{}, err
	}
	method = strings.TrimSpace(method)
	switch n := utf8.RuneCountInString(method); {
	case n == 0:
		return bulk.Bulk{}, &user.FieldError{Field: "method", Message: "is needed: how the books call it"}
	case n > policy.MaxMethod:
		return bulk.Bulk{}, &user.FieldError{Field: "method", Message: fmt.Sprintf("is longer than %d characters", policy.MaxMethod)}
	}
	word := i.Args["method"] // none for MethodNotNamed
	err := f.DB.InTx(ctx, func(tx store.Tx) error {
		err := connection.ChangePolicy(ctx, tx, i.Account, i.Connection, func(p policy.Policy) (policy.Policy, error) { return p.WithMethod(word, method), nil })
		if err != nil {
			return err
		}
		return user.WriteAudit(ctx, tx, f.IDs, who, "choose_method", word, method)
	})
	if err != nil {
		return bulk.Bulk{}, fmt.Errorf("choosing a payment method: %w", err)
	}
	q := bulk.Request{Kind: bulk.RerunStored, Reason: "booked as " + method, Part: true, Selection: bulk.Selection{Orders: &orders.Filter{Issue: i.ID}}}
	return f.Bulk.Do(ctx, who, q, patience)
}

// Methods are the payment methods of the books that an account has chosen so far, for whoever chooses one more.
func (f *Fixer) Methods(ctx context.Context, account int64) ([]string, error) {
	all, err := f.Connections.List(ctx, account)
	if err != nil {
		return nil, err
	}
	var methods []string
	for _, c := range all {
		methods = slices.AppendSeq(methods, maps.Values(c.Policy.PaymentMethods))
	}
	slices.Sort(methods)
	return slices.Compact(methods), nil
}

// Decide answers the question of every order that the issue holds up. BadStatus if the choice is no answer to it.
func (f *Fixer) Decide(ctx context.Context, who user.User, i issue.Issue, c document.Choice, reason string) (bulk.Bulk, error) {
	if !slices.Contains(plan.Choices(i.Outcome()), c) {
		return bulk.Bulk{}, outcome.New(outcome.NothingToDecide, "choice", string(c))
	}
	q := bulk.Request{Kind: bulk.Decide, Choice: c, Reason: reason, Selection: bulk.Selection{Orders: &orders.Filter{Issue: i.ID}}}
	return f.Bulk.Do(ctx, who, q, patience)
}

// Rerun runs again what the issue holds up: with the channel asked first where the failure was the channel's, else with what is
// stored. NoAccess while the connection of a refused access is not connected again.
func (f *Fixer) Rerun(ctx context.Context, who user.User, i issue.Issue) (bulk.Bulk, error) {
	q := bulk.Request{Kind: bulk.RerunStored, Selection: bulk.Selection{Entries: &synclog.Filter{Issue: i.ID, HideResolved: true}}}
	if i.Unresolved == 0 { // a person resolved them; the orders still wait
		q.Selection = bulk.Selection{Orders: &orders.Filter{Issue: i.ID}}
	}
	if i.Code != outcome.Unmapped && i.Code != outcome.BadStatus && i.Code != outcome.Bug {
		q.Kind = bulk.RerunFetch
		c, err := f.Connections.Get(ctx, i.Account, i.Connection)
		if err != nil {
			return bulk.Bulk{}, err
		}
		if c.State != connection.Active {
			return bulk.Bulk{}, outcome.New(outcome.ConnectionPaused, "connection", c.Name)
		}
	}
	return f.Bulk.Do(ctx, who, q, patience)
}

// Reconnected leaves to a worker what a connection's refused access held up, once it has access again. One that was removed meanwhile
// has no issues any more that would tell of the orders it holds: these are run again, all of them.
func (f *Fixer) Reconnected(ctx context.Context, who user.User, c connection.Connection) error {
	q := bulk.Request{Kind: bulk.RerunFetch, Reason: "reconnected", Part: true, Selection: bulk.Selection{Entries: &synclog.Filter{
		Connection: c.ID, Codes: []outcome.Code{outcome.NoAccess}, ErrorsOnly: true, HideResolved: true,
	}}}
	if c.Revived() {
		q.Selection = bulk.Selection{Orders: &orders.Filter{Connection: c.ID, Held: true}}
	}
	p, err := f.Bulk.Preview(ctx, who.Account, q)
	if err != nil || p.Total == 0 {
		return err
	}
	b, err := f.Bulk.Start(ctx, who, q)
	if err != nil || f.Bulk.Wake == nil {
		return err
	}
	return f.Bulk.Hand(ctx, b.Account, b.ID)
}

// Resolve resolves all open failures of an issue.
func (f *Fixer) Resolve(ctx context.Context, who user.User, i issue.Issue, reason string) (bulk.Bulk, error) {
	if i.State == issue.Resolved {
		return bulk.Bulk{}, outcome.New(outcome.IssueState, "state", string(i.State))
	}
	q := bulk.Request{Kind: bulk.Resolve, Reason: reason, Selection: bulk.Selection{Entries: &synclog.Filter{Issue: i.ID, HideResolved: true}}}
	return f.Bulk.Do(ctx, who, q, patience)
}

// Reopen opens the failures of an issue again that a person resolved and that still are: those whose orders it holds up. BadStatus
// when there are none.
func (f *Fixer) Reopen(ctx context.Context, who user.User, i issue.Issue) (bulk.Bulk, error) {
	q := bulk.Request{Kind: bulk.Unresolve, Selection: bulk.Selection{Entries: &synclog.Filter{Issue: i.ID, ByPerson: true}}}
	p, err := f.Bulk.Preview(ctx, who.Account, q)
	if err == nil && p.Total == 0 {
		err = outcome.New(outcome.IssueState, "state", string(i.State))
	}
	if err != nil {
		return bulk.Bulk{}, err
	}
	return f.Bulk.Do(ctx, who, q, patience)
}

func allow(i issue.Issue, w Way) error {
	if !slices.Contains(Ways(i), w) {
		return outcome.New(outcome.NoSuchFix, "fix", string(w))
	}
	return nil
}

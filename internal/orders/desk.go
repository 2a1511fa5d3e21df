package orders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Desk is what a person may do about orders. Everything ends in reconcile, like a cycle's page.
type Desk struct {
	DB          store.DB
	Connections *connection.Registry
	Reconciler  *reconcile.Reconciler
	Downloads   *download.Downloader
	IDs         *ids.Maker
	Now         func() time.Time
}

// Verb is how an order is run again.
type Verb string

const (
	Fetch  Verb = "fetch"  // ask the channel first
	Stored Verb = "stored" // with what was read last
)

// Run is a batch of orders of one connection to be worked on again, in one transaction.
type Run struct {
	Connection int64
	Verb       Verb
	Orders     []Row
	Refs       []string        // Fetch only: orders that the hub has never had
	Bulk       int64           // the bulk action that asks; 0: none
	Resolve    []int64         // entries about these orders that who asks resolves
	Choice     document.Choice // Stored only: decided first, for the orders whose question has it as an answer; empty: nothing
	Release    bool            // Stored only: those that are pending are let through first
	Reason     string          // why who asks does so; may be empty

	// Mark is called last in the transaction with the results; may be nil. Its error undoes all.
	Mark func(context.Context, store.Tx, Results) error

	first func(context.Context, store.Tx) error
}

// Results are by the channel's id of the order: nil where it went through, else what holds it now.
type Results map[string]*outcome.Error

// Rerun works on orders again, whatever became of them before. The result is by order id: nil where it went through, else what
// holds it now.
func (d *Desk) Rerun(ctx context.Context, who user.User, list []Row, v Verb) (map[int64]*outcome.Error, error) {
	results := map[int64]*outcome.Error{}
	for id, of := range byConnection(list) {
		res, err := d.Run(ctx, who, Run{Connection: id, Verb: v, Orders: of})
		if err != nil {
			return results, err
		}
		for _, r := range of {
			results[r.ID] = res[r.Ref]
		}
	}
	return results, nil
}

// Again works on one order again because a person says so, with a line in the audit trail; reason may be empty. What holds it then is
// the result.
func (d *Desk) Again(ctx context.Context, who user.User, r Row, v Verb, reason string) (*outcome.Error, error) {
	q := Run{Connection: r.Connection, Verb: v, Orders: []Row{r}, Reason: reason}
	q.Mark = func(ctx context.Context, tx store.Tx, _ Results) error {
		return user.WriteAudit(ctx, tx, d.IDs, who, "order_rerun", r.Ref, reason)
	}
	res, err := d.Run(ctx, who, q)
	return res[r.Ref], err
}

func byConnection(list []Row) map[int64][]Row {
	by := map[int64][]Row{}
	for _, r := range list {
		by[r.Connection] = append(by[r.Connection], r)
	}
	return by
}

// Run works on a batch. An order whose fetching fails has its entry and its result; the error is about all of them.
func (d *Desk) Run(ctx context.Context, who user.User, q Run) (Results, error) {
	if q.Verb == Fetch {
		return d.fetch(ctx, who, q)
	}
	return d.stored(ctx, who, q)
}

func (d *Desk) fetch(ctx context.Context, who user.User, q Run) (Results, error) {
	refs := slices.Clone(q.Refs)
	for _, r := range q.Orders {
		refs = append(refs, r.Ref)
	}
	res, err := d.Downloads.Run(ctx, download.Request{
		Account: who.Account, Connection: q.Connection, Refs: refs, By: synclog.Rerun, Actor: who.Actor(), Why: q.Reason, Attempt: 1, Bulk: q.Bulk, Resolve: q.Resolve,
		Mark: func(ctx context.Context, tx store.Tx, res download.Result) error {
			if q.Mark == nil {
				return nil
			}
			return q.Mark(ctx, tx, resultsOf(refs, res.Result, res.Failed))
		},
	})
	if err != nil {
		return nil, err
	}
	return resultsOf(refs, res.Result, res.Failed), nil
}

// resultsOf puts together what became of orders: not fetched, held, or nothing wrong.
func resultsOf(refs []string, res reconcile.Result, failed map[string]*outcome.Error) Results {
	all := make(Results, len(refs))
	for _, ref := range refs {
		all[ref] = failed[ref]
	}
	for _, w := range res.Orders {
		if all[w.Ref] == nil {
			all[w.Ref] = w.Failed
		}
	}
	return all
}

func (d *Desk) stored(ctx context.Context, who user.User, q Run) (Results, error) {
	c, err := d.Connections.Get(ctx, who.Account, q.Connection)
	if err != nil {
		return nil, err
	}
	orderIDs, refs := make([]int64, len(q.Orders)), make([]string, len(q.Orders))
	for i, r := range q.Orders {
		orderIDs[i], refs[i] = r.ID, r.Ref
	}
	snaps, err := reconcile.Stored(ctx, d.DB, who.Account, orderIDs)
	if err != nil {
		return nil, err
	}
	batch := reconcile.Batch{
		Connection: c, SyncType: synclog.Rerun, Actor: who.Actor(), Why: q.Reason, Force: true, Bulk: q.Bulk, Resolve: q.Resolve, First: q.first,
		Mark: func(ctx context.Context, tx store.Tx, res reconcile.Result) error {
			if q.Mark == nil {
				return nil
			}
			return q.Mark(ctx, tx, resultsOf(refs, res, nil))
		},
	}
	if q.Choice != "" {
		batch.First = func(ctx context.Context, tx store.Tx) error { return d.choose(ctx, tx, who, q, snaps) }
	}
	if q.Release {
		batch.First = func(ctx context.Context, tx store.Tx) error { return d.release(ctx, tx, who, q) }
	}
	for _, id := range orderIDs {
		if s, ok := snaps[id]; ok {
			batch.Snapshots = append(batch.Snapshots, s)
		}
	}
	res, err := d.Reconciler.Apply(ctx, batch)
	if err != nil {
		return nil, err
	}
	return resultsOf(refs, res, nil), nil
}

// choose stores what a person decided about orders, those that ask for it, each with its line in the audit trail.
func (d *Desk) choose(ctx context.Context, tx store.Tx, who user.User, q Run, snaps map[int64]order.Snapshot) error {
	refs := make([]string, len(q.Orders))
	for i, r := range q.Orders {
		refs[i] = r.Ref
	}
	now, err := ByRefs(ctx, tx, who.Account, q.Connection, refs) // as they are under the lock
	if err != nil {
		return err
	}
	decided := map[string]store.IDs{} // by decision: mostly one
	var audits []user.Audit
	var entries []synclog.Entry
	at := d.Now().UTC()
	for _, r := range now {
		if !slices.Contains(plan.Choices(r.Hold), q.Choice) {
			continue
		}
		text, err := json.Marshal(document.Decision{
			Choice: q.Choice, About: string(r.Hold.Reason), Refunded: snaps[r.ID].Refunded, By: who.Actor(), Reason: q.Reason, At: at,
		})
		if err != nil {
			return err
		}
		decided[string(text)] = append(decided[string(text)], r.ID)
		audits = append(audits, user.Audit{Action: "decide_" + string(q.Choice), Subject: r.Ref, Reason: q.Reason})
		entries = append(entries, d.said(who, r, q.Bulk, synclog.DecideOrder, outcome.New(decisions[q.Choice], "reason", q.Reason)))
	}
	for _, text := range slices.Sorted(maps.Keys(decided)) {
		if _, err := tx.Exec(ctx, `update orders set decision = $3 where account_id = $1 and `+tx.In("id", 2), who.Account, decided[text], text); err != nil {
			return fmt.Errorf("deciding on orders: %w", err)
		}
	}
	if err := synclog.Write(ctx, tx, nil, entries); err != nil {
		return err
	}
	return user.WriteAudits(ctx, tx, d.IDs, who, audits)
}

// release lets pending orders through, each with its entry in the log and its line in the audit trail.
func (d *Desk) release(ctx context.Context, tx store.Tx, who user.User, q Run) error {
	refs := make([]string, len(q.Orders))
	for i, r := range q.Orders {
		refs[i] = r.Ref
	}
	now, err := ByRefs(ctx, tx, who.Account, q.Connection, refs) // as they are under the lock
	if err != nil {
		return err
	}
	var list store.IDs
	var audits []user.Audit
	var entries []synclog.Entry
	for _, r := range now {
		if r.Hold != nil && r.Hold.Reason == outcome.Pending {
			list = append(list, r.ID)
			audits = append(audits, user.Audit{Action: "release_order", Subject: r.Ref, Reason: q.Reason})
			entries = append(entries, d.said(who, r, q.Bulk, synclog.ReleaseOrder, outcome.New(outcome.Released, "reason", q.Reason)))
		}
	}
	if len(list) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, `update orders set released = true where account_id = $1 and `+tx.In("id", 2), who.Account, list); err != nil {
		return fmt.Errorf("letting orders through: %w", err)
	}
	if err := synclog.Write(ctx, tx, nil, entries); err != nil {
		return err
	}
	return user.WriteAudits(ctx, tx, d.IDs, who, audits)
}

// decisions are what the log says of each choice.
var decisions = map[document.Choice]outcome.Reason{
	document.VoidAndRestock: outcome.VoidDecided, document.Keep: outcome.KeepDecided, document.WriteCredit: outcome.CreditDecided,
}

// said is the entry of what a person says about an order.
func (d *Desk) said(who user.User, r Row, bulk int64, op string, o *outcome.Error) synclog.Entry {
	return synclog.Entry{
		ID: d.IDs.Next(), Account: r.Account, Connection: r.Connection, Channel: r.Channel, Operation: op, Entity: synclog.OrderEntity, Ref: r.Ref, OrderID: r.ID,
		Outcome: o, SyncType: synclog.Manual, Actor: who.Actor(), Attempt: 1, Bulk: bulk, StartedAt: d.Now(),
	}
}

// Download fetches one order by the number that its channel shows, or by its id there; reason may be empty. One that the hub has is asked for by its id:
// numbers are found by a search, which some channels are slow to keep up.
func (d *Desk) Download(ctx context.Context, who user.User, conn int64, called, reason string) (Row, error) {
	q := download.Request{Account: who.Account, Connection: conn, Refs: []string{called}, By: synclog.Manual, Actor: who.Actor(), Why: reason, Attempt: 1, Called: true}
	known, err := Find(ctx, d.DB, who.Account, conn, called)
	if err == nil {
		q.Refs, q.Called = []string{known.Ref}, false
	} else if outcome.Of(err).Reason != outcome.OrderMissing {
		return Row{}, err
	}
	q.Mark = func(ctx context.Context, tx store.Tx, res download.Result) error {
		ref, came := res.Found[q.Refs[0]]
		if !came {
			return nil
		}
		return user.WriteAudit(ctx, tx, d.IDs, who, "order_download", ref, reason)
	}
	res, err := d.Downloads.Run(ctx, q)
	if err != nil {
		return Row{}, err
	}
	if why := res.Failed[q.Refs[0]]; why != nil {
		return Row{}, why.About(called)
	}
	return Find(ctx, d.DB, who.Account, conn, res.Found[q.Refs[0]])
}

// Release lets a pending order through.
func (d *Desk) Release(ctx context.Context, who user.User, r Row, reason string) (*outcome.Error, error) {
	res, err := d.Run(ctx, who, Run{Connection: r.Connection, Verb: Stored, Orders: []Row{r}, Release: true, Reason: reason})
	return res[r.Ref], err
}

// Decide stores what a person chose about the question an order is held with, and works on it. BadStatus when there is no such
// question now.
func (d *Desk) Decide(ctx context.Context, who user.User, r Row, c document.Choice, reason string) (*outcome.Error, error) {
	if !slices.Contains(plan.Choices(r.Hold), c) {
		return nil, outcome.New(outcome.NothingToDecide, "choice", string(c)).About(r.Ref)
	}
	res, err := d.Run(ctx, who, Run{Connection: r.Connection, Verb: Stored, Orders: []Row{r}, Choice: c, Reason: reason})
	return res[r.Ref], err
}

// Override gives one line of an order a SKU of the books, made if they do not know it, for this order only; an empty one takes it
// back. Then it works on the order. Missing if the order has no such line, BadStatus once goods have left on its invoice.
func (d *Desk) Override(ctx context.Context, who user.User, r Row, o order.Override) (*outcome.Error, error) {
	snaps, err := reconcile.Stored(ctx, d.DB, r.Account, []int64{r.ID})
	if err != nil {
		return nil, err
	}
	snap := snaps[r.ID]
	i := slices.IndexFunc(lineKeys(&snap), func(key string) bool { return key == o.Line })
	if i < 0 {
		return nil, outcome.New(outcome.LineMissing, "line", o.Line).About(r.Ref)
	}
	o.By, o.At = who.Actor(), d.Now().UTC()
	res, err := d.Run(ctx, who, Run{Connection: r.Connection, Verb: Stored, Orders: []Row{r}, Reason: o.Reason, first: func(ctx context.Context, tx store.Tx) error {
		return d.override(ctx, tx, who, r, o, snap.Lines[i].Name)
	}})
	return res[r.Ref], err
}

func lineKeys(s *order.Snapshot) []string {
	keys := make([]string, len(s.Lines))
	for i := range keys {
		keys[i] = s.LineKey(i)
	}
	return keys
}

// override writes an override with the order locked.
func (d *Desk) override(ctx context.Context, tx store.Tx, who user.User, r Row, o order.Override, name string) error {
	docs, err := d.Reconciler.Documents(ctx, tx, r.Account, r.ID)
	if err != nil {
		return err
	}
	if inv := docs.Live(document.Invoice); inv != nil && inv.Sent {
		return outcome.New(outcome.LineSent, "number", inv.Number).About(r.Ref)
	}
	now, err := Get(ctx, tx, r.Account, r.ID)
	if err != nil {
		return err
	}
	list := slices.DeleteFunc(now.Overrides, func(have order.Override) bool { return have.Line == o.Line })
	if o.SKU != "" {
		list = append(list, o)
		if err := AddProduct(ctx, tx, who, o.SKU, name, o.At); err != nil {
			return err
		}
	}
	text := []byte{}
	if len(list) > 0 {
		if text, err = json.Marshal(list); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `update orders set overrides = $3 where account_id = $1 and id = $2`, r.Account, r.ID, string(text)); err != nil {
		return fmt.Errorf("overriding a line of order %s: %w", r.Ref, err)
	}
	says := outcome.New(outcome.SKUGiven, "sku", o.SKU, "line", o.Line, "reason", o.Reason)
	if o.SKU == "" {
		says = outcome.New(outcome.SKUTakenBack, "line", o.Line, "reason", o.Reason)
	}
	if err := synclog.Write(ctx, tx, nil, []synclog.Entry{d.said(who, r, 0, synclog.OverrideSKU, says)}); err != nil {
		return err
	}
	return user.WriteAudit(ctx, tx, d.IDs, who, "override_sku", r.Ref+" line "+o.Line+": "+o.SKU, o.Reason)
}

// AddProduct makes a SKU of the books, unless they know it.
func AddProduct(ctx context.Context, tx store.Tx, who user.User, sku, name string, at time.Time) error {
	_, err := tx.Exec(ctx, `insert into product (account_id, sku, name, created_at, created_by) values ($1, $2, $3, $4, $5)
		on conflict (account_id, sku) do nothing`, who.Account, sku, name, store.Micros(at), who.Actor())
	if err != nil {
		return fmt.Errorf("making the SKU %s: %w", sku, err)
	}
	return nil
}

// Both gives an order's two sides and what is planned now.
func (d *Desk) Both(ctx context.Context, r Row) (order.Snapshot, plan.Plan, error) {
	snaps, err := reconcile.Stored(ctx, d.DB, r.Account, []int64{r.ID})
	if err != nil {
		return order.Snapshot{}, plan.Plan{}, err
	}
	snap := snaps[r.ID]
	c, err := d.Connections.Get(ctx, r.Account, r.Connection)
	if o, ok := errors.AsType[*outcome.Error](err); ok && o.Reason == outcome.ConnectionMissing { // removed: nothing is planned any more
		return snap, plan.Plan{}, nil
	}
	if err != nil {
		return order.Snapshot{}, plan.Plan{}, err
	}
	works, err := d.Reconciler.Plan(ctx, reconcile.Batch{Connection: c, Snapshots: []order.Snapshot{snap}})
	if err != nil || len(works) == 0 {
		return snap, plan.Plan{}, err
	}
	return snap, works[0].Plan, nil
}

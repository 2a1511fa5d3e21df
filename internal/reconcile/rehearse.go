package reconcile

import (
	"context"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Rehearsed is an order, and what each of several policies would make of it.
type Rehearsed struct {
	Order order.Snapshot // without the channel's own answer
	Plans []plan.Plan    // in the order of the policies
}

// Rehearse plans stored orders of a connection, by order id, as if they came now and the books held nothing of them: a policy counts
// from the next order on, and what is written already would hide what it does. Nothing is changed. The number of statements does not
// grow with the orders; those of which no content is stored are left out.
func (r *Reconciler) Rehearse(ctx context.Context, db store.Reader, c connection.Connection, orders []int64, under ...policy.Policy) (map[int64]Rehearsed, error) {
	snaps, err := contentsOf(ctx, db, c.Account, orders)
	if err != nil {
		return nil, err
	}
	refs := make([]order.Snapshot, 0, len(snaps))
	for _, s := range snaps {
		refs = append(refs, s)
	}
	stored, err := loadKnown(ctx, db, c, refs)
	if err != nil {
		return nil, err
	}
	works := make([]*work, 0, len(snaps))
	for id, s := range snaps {
		works = append(works, &work{snap: &s, known: stored[s.Ref], id: id})
	}
	rehearsed, err := rehearse(ctx, db, c, works, under)
	all := make(map[int64]Rehearsed, len(works))
	for i, one := range rehearsed {
		all[works[i].id] = one
	}
	return all, err
}

// RehearseUnseen is Rehearse for orders of the channel that are not stored.
func (r *Reconciler) RehearseUnseen(ctx context.Context, db store.Reader, c connection.Connection, snaps []order.Snapshot, under ...policy.Policy) ([]Rehearsed, error) {
	works := make([]*work, len(snaps))
	for i := range snaps {
		works[i] = &work{snap: &snaps[i]}
	}
	return rehearse(ctx, db, c, works, under)
}

func rehearse(ctx context.Context, db store.Reader, c connection.Connection, works []*work, under []policy.Policy) ([]Rehearsed, error) {
	links, err := loadLinks(ctx, db, c, works)
	if err != nil {
		return nil, err
	}
	all := make([]Rehearsed, len(works))
	for i, w := range works {
		all[i] = Rehearsed{Order: *w.snap}
		for _, p := range under {
			all[i].Plans = append(all[i].Plans, plan.For(*w.asWritten(), document.Set{}, links, p))
		}
	}
	return all, nil
}

package orders

import (
	"context"

	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// OfBuyer gives the orders of somebody who asks to be forgotten, oldest first.
func OfBuyer(ctx context.Context, db store.Reader, account int64, who order.Contact) ([]Row, error) {
	found, err := reconcile.OfBuyer(ctx, db, account, who)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(found))
	for _, id := range found {
		r, err := Get(ctx, db, account, id)
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// Forget deletes the personal data of the buyers of orders, for good. The trail has a line for each order, in the transaction that
// forgets it.
func (d *Desk) Forget(ctx context.Context, who user.User, list []Row, reason string) error {
	orderIDs := make([]int64, len(list))
	for i, r := range list {
		orderIDs[i] = r.ID
	}
	return d.Reconciler.Forget(ctx, who.Account, orderIDs, d.Now(), func(tx store.Tx, all []reconcile.Forgotten) error {
		for _, f := range all {
			docs, err := d.Reconciler.Documents(ctx, tx, who.Account, f.ID)
			if err != nil {
				return err
			}
			about := []string{f.Ref}
			for _, doc := range docs.Documents {
				about = append(about, doc.Number)
			}
			if err := user.ScrubAudits(ctx, tx, who.Account, about, f.Without); err != nil {
				return err
			}
			if err := user.WriteAudit(ctx, tx, d.IDs, who, "forget_buyer", f.Ref, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

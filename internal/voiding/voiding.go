// Package voiding is a person's hand in the recycle bin: it moves a document of the built-in books in or out. What the planner voids
// goes through reconcile.
package voiding

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Desk voids and restores. All fields are needed.
type Desk struct {
	DB     store.DB
	Orders *orders.Desk
	IDs    *ids.Maker
	Now    func() time.Time
	Log    *slog.Logger
}

// Move puts a document into the recycle bin (voided) or takes it out, in one transaction with its entry in the log, its line in the
// audit trail and its event, and gives it as it is then. One that is there already stays as it is, and nothing is noted twice.
// Errors: DocumentMissing; Conflict for an invoice that another has taken the place of.
func (d *Desk) Move(ctx context.Context, who user.User, r books.Row, voided bool, reason string) (books.Row, error) {
	moved := false
	err := d.DB.InTx(ctx, func(tx store.Tx) error {
		moved = false
		if err := reconcile.Lock(ctx, tx, r.Connection, r.OrderRef); err != nil {
			return err
		}
		now, err := books.Get(ctx, tx, who.Account, r.Kind, r.ID) // what was read before the lock may have changed
		if err != nil || now.Voided == voided {
			user.Noted(ctx) // whoever moved it has left the line
			return err
		}
		moved = true
		return d.move(ctx, tx, who, now, voided, reason)
	})
	if err != nil {
		return r, err
	}
	if moved && r.Kind == document.Invoice {
		d.planAnew(ctx, who, r)
	}
	return books.Get(ctx, d.DB, who.Account, r.Kind, r.ID)
}

func (d *Desk) move(ctx context.Context, tx store.Tx, who user.User, r books.Row, voided bool, reason string) error {
	now := d.Now()
	if err := books.Void(ctx, tx, who.Account, r, voided, now, who.Actor(), reason); err != nil {
		return err
	}
	action, event, how := synclog.RestoreDocument, outhook.DocumentChanged, outcome.RestoredByHand
	if voided {
		action, event, how = synclog.VoidDocument, outhook.DocumentVoided, outcome.VoidedByHand
	}
	err := synclog.Write(ctx, tx, nil, []synclog.Entry{{
		ID: d.IDs.Next(), Account: who.Account, Connection: r.Connection, Channel: r.Channel, Operation: action, Entity: synclog.OrderEntity, Ref: r.OrderRef,
		OrderID: r.OrderID, Document: r.Number, Outcome: outcome.New(how, "reason", reason), SyncType: synclog.Manual, Actor: who.Actor(), Attempt: 1, StartedAt: now,
	}})
	if err != nil {
		return err
	}
	if err := user.WriteAudit(ctx, tx, d.IDs, who, action, r.Number, reason); err != nil {
		return err
	}
	r.Voided = voided
	of := outhook.Of{Order: r.OrderID, Ref: r.OrderRef, Number: r.Order(), Channel: r.Channel, Connection: r.Connection}
	if err := outhook.Tell(ctx, tx, d.IDs, who.Account, now, outhook.DocumentEvent(event, r.Document, of)); err != nil {
		return fmt.Errorf("telling of document %s: %w", r.Number, err)
	}
	return tx.Notify(ctx, "orders")
}

// planAnew lets the order of an invoice show what follows from the move: that it is left out, or what it waits for. When that
// cannot be done now, the order's next change does it; the move stands.
func (d *Desk) planAnew(ctx context.Context, who user.User, r books.Row) {
	row, err := orders.Get(ctx, d.DB, who.Account, r.OrderID)
	if err == nil {
		_, err = d.Orders.Rerun(ctx, who, []orders.Row{row}, orders.Stored)
	}
	if err != nil {
		d.Log.Warn("the order of a moved invoice could not be planned anew", "order", r.OrderRef, "err", err)
	}
}

package httpapi

import (
	"context"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// void moves a document into the recycle bin or out of it, in one transaction with its entry in the log, its line in the audit
// trail and its event. What is there already stays as it is, and nothing is noted twice.
func (s *Server) void(ctx context.Context, in *voidInput, voided bool) (*documentAnswer, error) {
	r, err := s.row(ctx, &in.DocumentInput)
	if err != nil {
		return nil, err
	}
	moved := false
	err = s.DB.InTx(ctx, func(tx store.Tx) error {
		moved = false
		if err := reconcile.Lock(ctx, tx, r.Connection, r.OrderRef); err != nil {
			return err
		}
		now, err := books.Get(ctx, tx, who(ctx).Account, r.Kind, r.ID) // what was read before the lock may have changed
		if err != nil || now.Voided == voided {
			return err
		}
		moved = true
		return s.move(ctx, tx, now, voided, in.Body.Reason)
	})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if moved && r.Kind == document.Invoice {
		s.planAnew(ctx, r)
	}
	return s.document(ctx, &in.DocumentInput)
}

func (s *Server) move(ctx context.Context, tx store.Tx, r books.Row, voided bool, reason string) error {
	u, now := who(ctx), s.Now()
	if err := books.Void(ctx, tx, u.Account, r, voided, now); err != nil {
		return err
	}
	action, event := synclog.RestoreDocument, outhook.DocumentChanged
	if voided {
		action, event = synclog.VoidDocument, outhook.DocumentVoided
	}
	err := synclog.Write(ctx, tx, nil, []synclog.Entry{{
		ID: s.IDs.Next(), Account: u.Account, Connection: r.Connection, Channel: r.Channel, Operation: action, Entity: synclog.OrderEntity, Ref: r.OrderRef,
		OrderID: r.OrderID, Document: r.Number, Outcome: outcome.New(outcome.Done, "reason", reason), SyncType: synclog.Manual, Actor: u.Actor(), Attempt: 1, StartedAt: now,
	}})
	if err != nil {
		return err
	}
	if err := user.WriteAudit(ctx, tx, s.IDs, u, action, r.Number, reason); err != nil {
		return err
	}
	r.Voided = voided
	of := outhook.Of{Order: r.OrderID, Ref: r.OrderRef, Channel: r.Channel, Connection: r.Connection}
	if err := outhook.Tell(ctx, tx, s.IDs, u.Account, now, outhook.DocumentEvent(event, r.Document, of)); err != nil {
		return err
	}
	return tx.Notify(ctx, "orders")
}

// planAnew lets the order of an invoice show what follows from the move: that it is left out, or what it waits for. When that
// cannot be done now, the order's next change does it; the move stands.
func (s *Server) planAnew(ctx context.Context, r books.Row) {
	row, err := orders.Get(ctx, s.DB, who(ctx).Account, r.OrderID)
	if err == nil {
		_, err = s.Desk.Rerun(ctx, who(ctx), []orders.Row{row}, orders.Stored)
	}
	if err != nil {
		s.Log.Warn("the order of a moved invoice could not be planned anew", "order", r.OrderRef, "err", err)
	}
}

// Package removal takes a connection out of the hub for good: it stops at once on every node, its secrets are deleted, and its open
// failures are resolved, all in one transaction. What is in the books stays, under its name.
//
// The same shop can be connected again: package connection knows it, and revives the connection with its id, so that no order is
// booked twice. What the hub has subscribed to at the channel is left alone there; its address answers as an unknown one does.
package removal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Remover removes connections. All fields but Listeners are needed.
type Remover struct {
	DB          store.DB
	Connections *connection.Registry
	IDs         *ids.Maker
	Listeners   issue.Listeners
	Now         func() time.Time
}

// Remove takes a connection out of work and gives it as it is then. Errors: ConnectionMissing, ShopUnknown (its settings do not say
// which shop it is, so it could not be known again), a *connection.FieldError without a reason.
//
// The connection's own row comes first: it waits for whatever is being written for the connection, and what comes after finds it
// gone (connection.Hold).
func (r *Remover) Remove(ctx context.Context, who user.User, id int64, reason string) (connection.Connection, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return connection.Connection{}, &connection.FieldError{Field: "reason", Message: "is needed: it stands in the audit trail and at the issues that this resolves"}
	}
	var c connection.Connection
	err := r.DB.InTx(ctx, func(tx store.Tx) (err error) {
		if c, err = r.Connections.Remove(ctx, tx, who.Account, id); err != nil {
			return err
		}
		now := r.Now()
		if err := cycle.Abandon(ctx, tx, c.Account, c.ID, now); err != nil {
			return err
		}
		if err := completeness.Abandon(ctx, tx, c.Account, c.ID); err != nil {
			return err
		}
		if err := issue.Say(ctx, tx, r.IDs, c.Account, c.ID, who.Actor(), reason); err != nil {
			return err
		}
		if err := synclog.ResolveAll(ctx, tx, r.Listeners, c.Account, c.ID, who.Actor(), now); err != nil {
			return err
		}
		return user.WriteAudit(ctx, tx, r.IDs, who, "remove_connection", c.Name, reason)
	})
	if err != nil {
		return c, fmt.Errorf("removing connection %d: %w", id, err)
	}
	r.Connections.Forget(c.ID)
	return c, nil
}

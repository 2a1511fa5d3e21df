package connection

import (
	"context"
	"errors"
	"fmt"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Hold keeps a connection from being removed until tx ends, or answers ConnectionMissing when it has been. Whatever writes for a
// connection begins with it, so that nothing is written for a shop whose removal somebody has been told. It waits for a removal
// under way, and for nothing else.
func Hold(ctx context.Context, tx store.Tx, account, id int64) error {
	query := `select state from connection where account_id = $1 and id = $2`
	if tx.Dialect() == store.Postgres { // SQLite has one writer
		query += ` for key share`
	}
	var state string
	err := tx.QueryRow(ctx, query, account, id).Scan(&state)
	if errors.Is(err, store.ErrNoRows) || err == nil && State(state) == Removed {
		return outcome.New(outcome.ConnectionMissing)
	}
	if err != nil {
		return fmt.Errorf("holding a connection: %w", err)
	}
	return nil
}

// Remove takes a connection out of work for good, as the first thing of a transaction: it waits for those that Hold it. What says
// how to get into the shop is deleted; its name, settings and policy stay, for its orders are shown with them, and the same shop is
// known by them when it is connected again. The rest of a removal is package removal's.
//
// Errors: ConnectionMissing, and ShopUnknown when nobody could tell later that it is the same shop: its orders would be booked twice.
func (r *Registry) Remove(ctx context.Context, tx store.Tx, account, id int64) (Connection, error) {
	query := `select ` + columns + ` from connection where account_id = $1 and id = $2 and state <> 'removed'`
	if tx.Dialect() == store.Postgres {
		query += ` for update`
	}
	c, err := scan(tx.QueryRow(ctx, query, account, id))
	if errors.Is(err, store.ErrNoRows) {
		return c, outcome.New(outcome.ConnectionMissing)
	}
	if err != nil {
		return c, fmt.Errorf("reading a connection to remove: %w", err)
	}
	if kind, ok := r.Kind(c.Channel); ok && kind.Identity(c.Settings) == "" {
		return c, outcome.New(outcome.ShopUnknown, "connection", c.Name, "field", kind.ShopSetting)
	}
	if _, err := tx.Exec(ctx, `update connection set state = 'removed', problem = '', secrets = $3, tokens = $3, token_until = 0, renewing = 0
		where account_id = $1 and id = $2`, account, id, []byte{}); err != nil {
		return c, fmt.Errorf("removing a connection: %w", err)
	}
	for _, sql := range []string{
		`delete from budget where account_id = $1 and connection_id = $2`,
		`delete from authorisation where account_id = $1 and (connection_id = $2 or done = $2)`, // its secrets are on that way, too
	} {
		if _, err := tx.Exec(ctx, sql, account, id); err != nil {
			return c, fmt.Errorf("removing a connection: %w", err)
		}
	}
	c.State, c.Problem, c.sealed = Removed, nil, nil
	return c, tx.Notify(ctx, "status")
}

// Forget closes the connector of a connection that was removed: it has the secrets in memory.
func (r *Registry) Forget(id int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, id)
}

// revive stores a removed connection that works again: with new settings, and its books, address and cursor of before. Its policy is
// the one of before, too, but for what was chosen now.
func (r *Registry) revive(ctx context.Context, tx store.Tx, c Connection, settings, pol string) error {
	n, err := tx.Exec(ctx, `update connection set name = $3, state = $4, problem = '', settings = $5, secrets = $6, allow_private = $7, policy = $8
		where account_id = $1 and id = $2 and state = 'removed'`, c.Account, c.ID, c.Name, string(c.State), settings, c.sealed, c.AllowPrivate, pol)
	if err != nil {
		return fmt.Errorf("reviving a connection: %w", err)
	}
	if n == 0 {
		return &FieldError{"channel", fmt.Sprintf("%q has been connected again meanwhile", c.Name)}
	}
	_, err = tx.Exec(ctx, `update lane set next_at = $3 where account_id = $1 and connection_id = $2`, c.Account, c.ID, store.Micros(r.now()))
	if err != nil {
		return fmt.Errorf("reviving a lane: %w", err)
	}
	return nil
}

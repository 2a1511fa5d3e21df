package connection

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// chain is the token in use and the one before it, which is kept until the new one has worked: a new one that was lost on its
// way, or that the channel does not know, must not lock the shop out.
type chain struct {
	Now    channel.Token `json:"now"`
	Before channel.Token `json:"before,omitzero"`
}

// tokens are one connection's tokens in the database; a connection that is not stored yet has its first one in memory.
func (r *Registry) tokens(c Connection) channel.Tokens {
	return &tokens{Registry: r, account: c.Account, id: c.ID, first: c.first, again: c.again}
}

type tokens struct {
	*Registry
	account, id int64
	first       channel.Token
	again       bool // of one that is being connected again: it is stored as removed until then
}

const (
	// renewal is how long one node may take to renew a token before another may try.
	renewal = 45 * time.Second
	// lookAgain is how often a waiting caller looks whether the token has come.
	lookAgain = 200 * time.Millisecond
)

func same(a, b channel.Token) bool { return a.Access == b.Access && a.Refresh == b.Refresh }

// Current gives the token stored last; NoAccess when there is none.
func (k *tokens) Current(ctx context.Context) (channel.Token, error) {
	c, _, err := k.load(ctx, k.db)
	if errors.Is(err, store.ErrNoRows) { // being connected: it is tested before it is stored
		c, err = chain{Now: k.first}, nil
	}
	if err != nil {
		return channel.Token{}, err
	}
	if c.Now.Access == "" && c.Now.Refresh == "" {
		return channel.Token{}, outcome.New(outcome.NotAuthorised)
	}
	return c.Now, nil
}

func (k *tokens) load(ctx context.Context, db store.Reader) (c chain, renewing time.Time, err error) {
	var sealed []byte
	var until int64
	if err := db.QueryRow(ctx, `select tokens, renewing from connection where account_id = $1 and id = $2 and state <> 'removed'`, k.account, k.id).Scan(&sealed, &until); err != nil {
		return c, renewing, err
	}
	if len(sealed) == 0 {
		return c, store.Time(until), nil
	}
	b, err := k.vault.Open(sealed, tokenOwner(k.id))
	if err != nil {
		return c, renewing, fmt.Errorf("tokens of connection %d: %w", k.id, err)
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return c, renewing, fmt.Errorf("tokens of connection %d: %w", k.id, err)
	}
	return c, store.Time(until), nil
}

func tokenOwner(id int64) string { return ids.String(id) + "/tokens" }

// keep stores a chain and gives the right to renew back.
func (r *Registry) keep(ctx context.Context, tx store.Tx, account, id int64, c chain) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update connection set tokens = $3, token_until = $4, renewing = 0 where account_id = $1 and id = $2 and state <> 'removed'`,
		account, id, r.vault.Seal(b, tokenOwner(id)), store.Micros(c.Now.RefreshUntil))
	if err == nil && n == 0 {
		return outcome.New(outcome.ConnectionMissing)
	}
	return err
}

// Renew is single-flight across nodes: whoever wins the row's mark asks the channel, the others wait and take what it stored.
// The call to the channel is made outside any transaction; only its mark and its result are written.
func (k *tokens) Renew(ctx context.Context, stale channel.Token, do func(context.Context, channel.Token) (channel.Token, error)) (channel.Token, error) {
	for {
		have, mine, err := k.claim(ctx, stale)
		if errors.Is(err, store.ErrNoRows) {
			return k.unstored(ctx, do)
		}
		if err != nil {
			return channel.Token{}, err
		}
		if mine {
			return k.renew(ctx, have, do)
		}
		if !same(have.Now, stale) {
			return have.Now, nil
		}
		select {
		case <-ctx.Done():
			return channel.Token{}, ctx.Err()
		case <-time.After(lookAgain):
		}
	}
}

// unstored renews the token of a connection that is being made, of which nobody else knows; there need not be one yet, where the
// channel gives one for the asking. For a connection that was removed nothing is renewed: NotAuthorised.
func (k *tokens) unstored(ctx context.Context, do func(context.Context, channel.Token) (channel.Token, error)) (channel.Token, error) {
	var stored bool
	if err := k.db.QueryRow(ctx, `select exists (select 1 from connection where account_id = $1 and id = $2)`, k.account, k.id).Scan(&stored); err != nil {
		return channel.Token{}, fmt.Errorf("looking whether connection %d was removed: %w", k.id, err)
	}
	if stored && !k.again {
		return channel.Token{}, outcome.New(outcome.NotAuthorised)
	}
	return do(ctx, k.first)
}

// claim takes the right to renew, unless the stale token has been replaced or somebody is at it.
func (k *tokens) claim(ctx context.Context, stale channel.Token) (have chain, mine bool, err error) {
	err = k.db.InTx(ctx, func(tx store.Tx) error {
		mine = false
		if err := tx.Lock(ctx, k.id); err != nil {
			return err
		}
		var renewing time.Time
		if have, renewing, err = k.load(ctx, tx); err != nil {
			return err
		}
		now := k.now()
		if !same(have.Now, stale) || renewing.After(now) {
			return nil
		}
		mine = true
		_, err := tx.Exec(ctx, `update connection set renewing = $3 where account_id = $1 and id = $2`, k.account, k.id, store.Micros(now.Add(renewal)))
		return err
	})
	return have, mine, err
}

// renew asks the channel, with the token before when it does not know the newest, and stores the answer before anybody uses it.
func (k *tokens) renew(ctx context.Context, have chain, do func(context.Context, channel.Token) (channel.Token, error)) (channel.Token, error) {
	fresh, err := do(ctx, have.Now)
	if outcome.Of(err).Refused() && have.Before.Refresh != "" && !same(have.Before, have.Now) {
		fresh, err = do(ctx, have.Before)
	}
	storing := context.WithoutCancel(ctx) // an answer that was given must be kept, whoever has stopped waiting for it
	if err != nil {
		release := k.db.InTx(storing, func(tx store.Tx) error {
			_, err := tx.Exec(storing, `update connection set renewing = 0 where account_id = $1 and id = $2`, k.account, k.id)
			return err
		})
		return channel.Token{}, errors.Join(err, release)
	}
	err = k.db.InTx(storing, func(tx store.Tx) error {
		return k.keep(storing, tx, k.account, k.id, chain{Now: fresh, Before: have.Now})
	})
	if err != nil {
		return channel.Token{}, fmt.Errorf("storing a renewed token: %w", err)
	}
	return fresh, nil
}

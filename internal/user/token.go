package user

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Token is an API token, without the secret: only its hash is stored.
type Token struct {
	ID         int64
	Name       string
	Role       Role
	CreatedAt  time.Time
	LastUsedAt time.Time // to the minute
}

// tokenMark begins every token, so that one found in the wrong place is recognised.
const tokenMark = "tbt_"

// NewToken makes an API token and gives its secret, which is shown this once.
func (d *Directory) NewToken(ctx context.Context, account int64, name string, role Role) (Token, string, error) {
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return Token{}, "", &FieldError{"name", "is needed, to tell tokens apart"}
	case rank[role] == 0:
		return Token{}, "", &FieldError{"role", fmt.Sprintf("%q is not one of owner, operator, viewer", role)}
	}
	secret := tokenMark + rand.Text() + rand.Text()
	t := Token{ID: d.ids.Next(), Name: name, Role: role, CreatedAt: d.now()}
	err := d.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `insert into api_token (account_id, id, name, role, token_hash, created_at, last_used_at) values ($1, $2, $3, $4, $5, $6, 0)`,
			account, t.ID, t.Name, string(t.Role), hash(secret), store.Micros(t.CreatedAt))
		return err
	})
	if err != nil {
		return Token{}, "", fmt.Errorf("making a token: %w", err)
	}
	return t, secret, nil
}

// ByToken finds who acts with a token; ErrToken if nobody. Last use is kept to the minute, so that a busy script does not write
// with every call.
func (d *Directory) ByToken(ctx context.Context, secret string) (User, error) {
	if !strings.HasPrefix(secret, tokenMark) {
		return User{}, ErrToken
	}
	var u User
	var role string
	var used int64
	err := d.db.QueryRow(ctx, `select account_id, id, name, role, last_used_at from api_token where token_hash = $1`, hash(secret)).Scan(&u.Account, &u.ID, &u.Token, &role, &used)
	if errors.Is(err, store.ErrNoRows) {
		return User{}, ErrToken
	}
	if err != nil {
		return User{}, fmt.Errorf("reading a token: %w", err)
	}
	u.Role = Role(role)
	if now := d.now(); now.Sub(store.Time(used)) > time.Minute {
		err = d.db.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Exec(ctx, `update api_token set last_used_at = $3 where account_id = $1 and id = $2`, u.Account, u.ID, store.Micros(now))
			return err
		})
	}
	return u, err
}

// Tokens lists an account's tokens, newest first.
func (d *Directory) Tokens(ctx context.Context, account int64) ([]Token, error) {
	rows, err := d.db.Query(ctx, `select id, name, role, created_at, last_used_at from api_token where account_id = $1 order by id desc`, account)
	if err != nil {
		return nil, fmt.Errorf("reading the tokens: %w", err)
	}
	defer rows.Close()
	var all []Token
	for rows.Next() {
		var t Token
		var role string
		var created, used int64
		if err := rows.Scan(&t.ID, &t.Name, &role, &created, &used); err != nil {
			return nil, err
		}
		t.Role, t.CreatedAt, t.LastUsedAt = Role(role), store.Time(created), store.Time(used)
		all = append(all, t)
	}
	return all, rows.Err()
}

// DeleteToken ends a token; false if the account has none of that id.
func (d *Directory) DeleteToken(ctx context.Context, account, id int64) (bool, error) {
	var n int64
	err := d.db.InTx(ctx, func(tx store.Tx) (err error) {
		n, err = tx.Exec(ctx, `delete from api_token where account_id = $1 and id = $2`, account, id)
		return err
	})
	return n > 0, err
}

package user

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Token is an API token, without the secret: only its hash is stored.
type Token struct {
	ID         int64
	Name       string
	Role       Role     // how far it goes: viewer reads, operator operates, owner manages
	Subjects   []string // where: parts of the API ("orders"); empty: all of them
	CreatedBy  string   // empty: made before it was noted
	CreatedAt  time.Time
	ExpiresAt  time.Time // zero: never
	LastUsedAt time.Time // to the minute
}

// TokenLimit narrows a new token.
type TokenLimit func(*Token)

// Only limits a token to parts of the API; none: all of them.
func Only(subjects ...string) TokenLimit { return func(t *Token) { t.Subjects = subjects } }

// Until ends a token at a moment; the zero time: never.
func Until(end time.Time) TokenLimit { return func(t *Token) { t.ExpiresAt = end } }

// By notes who made a token.
func By(actor string) TokenLimit { return func(t *Token) { t.CreatedBy = actor } }

// tokenMark begins every token, so that one found in the wrong place is recognised.
const tokenMark = "tbt_"

// NewToken makes an API token and gives its secret, which is shown this once. Errors: *FieldError.
func (d *Directory) NewToken(ctx context.Context, account int64, name string, role Role, limits ...TokenLimit) (Token, string, error) {
	t := Token{ID: d.ids.Next(), Name: strings.TrimSpace(name), Role: role, CreatedAt: d.now()}
	for _, limit := range limits {
		limit(&t)
	}
	if err := t.check(); err != nil {
		return Token{}, "", err
	}
	secret := tokenMark + rand.Text() + rand.Text()
	err := d.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `insert into api_token (account_id, id, name, role, subjects, token_hash, created_by, created_at, expires_at, last_used_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)`,
			account, t.ID, t.Name, string(t.Role), strings.Join(t.Subjects, " "), hash(secret), t.CreatedBy, store.Micros(t.CreatedAt), store.Micros(t.ExpiresAt))
		return err
	})
	if err != nil {
		return Token{}, "", fmt.Errorf("making a token: %w", err)
	}
	return t, secret, nil
}

func (t *Token) check() error {
	if t.Name == "" {
		return &FieldError{"name", "is needed, to tell tokens apart"}
	}
	if !t.ExpiresAt.IsZero() && !t.ExpiresAt.After(t.CreatedAt) {
		return &FieldError{"expires_at", "has passed already"}
	}
	if slices.ContainsFunc(t.Subjects, func(s string) bool { return s == "" || strings.ContainsAny(s, " \t\n") }) {
		return &FieldError{"subjects", "are words such as orders or logs"}
	}
	return t.Role.check()
}

const tokenColumns = `id, name, role, subjects, created_by, created_at, expires_at, last_used_at`

func scanToken(row store.Row, before ...any) (Token, error) {
	var t Token
	var role, subjects string
	var created, expires, used int64
	err := row.Scan(append(before, &t.ID, &t.Name, &role, &subjects, &t.CreatedBy, &created, &expires, &used)...)
	t.Role, t.Subjects = Role(role), strings.Fields(subjects)
	t.CreatedAt, t.ExpiresAt, t.LastUsedAt = store.Time(created), store.Time(expires), store.Time(used)
	return t, err
}

// ByToken finds who acts with a token: ErrToken if nobody, ErrExpired if nobody any more. Last use is kept to the minute, so that a
// busy script does not write with every call.
func (d *Directory) ByToken(ctx context.Context, secret string) (User, error) {
	if !strings.HasPrefix(secret, tokenMark) {
		return User{}, ErrToken
	}
	var account int64
	t, err := scanToken(d.db.QueryRow(ctx, `select account_id, `+tokenColumns+` from api_token where token_hash = $1`, hash(secret)), &account)
	if errors.Is(err, store.ErrNoRows) {
		return User{}, ErrToken
	}
	if err != nil {
		return User{}, fmt.Errorf("reading a token: %w", err)
	}
	now := d.now()
	if !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return User{}, ErrExpired
	}
	if now.Sub(t.LastUsedAt) > time.Minute {
		err = d.db.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Exec(ctx, `update api_token set last_used_at = $3 where account_id = $1 and id = $2`, account, t.ID, store.Micros(now))
			return err
		})
	}
	return User{Account: account, ID: t.ID, Role: t.Role, Token: t.Name, Subjects: t.Subjects}, err
}

// Tokens lists an account's tokens, newest first, expired ones included.
func (d *Directory) Tokens(ctx context.Context, account int64) ([]Token, error) {
	rows, err := d.db.Query(ctx, `select `+tokenColumns+` from api_token where account_id = $1 order by id desc`, account)
	if err != nil {
		return nil, fmt.Errorf("reading the tokens: %w", err)
	}
	defer rows.Close()
	var all []Token
	for rows.Next() {
		t, err := scanToken(rows)
		if err != nil {
			return nil, fmt.Errorf("reading the tokens: %w", err)
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

// DeleteToken ends a token; false if the account has none of that id.
func (d *Directory) DeleteToken(ctx context.Context, account, id int64) (bool, error) {
	err := d.change(ctx, "ending a token", `delete from api_token where account_id = $1 and id = $2`, account, id)
	if errors.Is(err, ErrMissing) {
		return false, nil
	}
	return err == nil, err
}

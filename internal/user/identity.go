package user

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Identity is who somebody is at the provider of the single sign-on, which has proved it. The e-mail must be one that the provider
// has verified: a member is found by it.
type Identity struct {
	Issuer, Subject string
	Email, Name     string
}

// ErrUninvited is returned for a stranger where newcomers need an invitation.
var ErrUninvited = errors.New("nobody with this address is a member, and no invitation is open for it")

// SignOn finds the member of an identity: the one it belongs to since an earlier sign-on; else, once and for all, the member with
// its address; else an open invitation for the address makes one, or the role newcomers get (empty: nobody comes without an invitation).
// Errors: ErrUninvited, *FieldError.
func (d *Directory) SignOn(ctx context.Context, account int64, who Identity, newcomers Role) (User, error) {
	who.Email = address(who.Email)
	var u User
	err := d.db.InTx(ctx, func(tx store.Tx) (err error) {
		var hashed string
		u, err = d.member(ctx, tx, &hashed, `account_id = $1 and id = (select member_id from identity where account_id = $1 and issuer = $2 and subject = $3)`,
			account, who.Issuer, who.Subject)
		if !errors.Is(err, store.ErrNoRows) {
			return err
		}
		u, err = d.member(ctx, tx, &hashed, `account_id = $1 and email = $2`, account, who.Email)
		if errors.Is(err, store.ErrNoRows) {
			u, err = d.newcomer(ctx, tx, account, who, newcomers)
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into identity (account_id, issuer, subject, member_id, created_at) values ($1, $2, $3, $4, $5)`,
			account, who.Issuer, who.Subject, u.ID, store.Micros(d.now()))
		return err
	})
	if err != nil {
		return User{}, fmt.Errorf("signing on: %w", err)
	}
	return u, nil
}

// newcomer makes a member of a stranger, where that is allowed.
func (d *Directory) newcomer(ctx context.Context, tx store.Tx, account int64, who Identity, newcomers Role) (User, error) {
	u := User{Account: account, Email: who.Email, Name: strings.TrimSpace(who.Name), Role: newcomers}
	inv, err := d.open(ctx, tx, fmt.Sprintf(`account_id = %d and email = $2`, account), who.Email)
	switch {
	case err == nil:
		if err := d.use(ctx, tx, inv); err != nil {
			return User{}, err
		}
		u.Role = inv.Role
	case !errors.Is(err, ErrLink):
		return User{}, err
	case newcomers == "":
		return User{}, ErrUninvited
	}
	return d.add(ctx, tx, u, "")
}

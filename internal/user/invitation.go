package user

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Invitation is a link that makes one member, once.
type Invitation struct {
	Account   int64
	ID        int64
	Email     string // whom it is for; empty: whoever has the link
	Role      Role
	InvitedBy string
	ExpiresAt time.Time
}

const (
	// invitationLife is how long a link works that only its addressee can use.
	invitationLife = 7 * 24 * time.Hour
	// openLife is how long one works that lets in whoever finds it: the first owner's, in the program's log.
	openLife = 24 * time.Hour
)

// Invite makes a link token. Earlier unused ones for the same address, or of the same role where there is none, stop working.
// Account, Email, Role and InvitedBy are taken from inv. Errors: *FieldError.
func (d *Directory) Invite(ctx context.Context, inv Invitation) (_ Invitation, token string, err error) {
	if err := inv.Role.check(); err != nil {
		return inv, "", err
	}
	life := openLife
	if inv.Email != "" {
		at, err := mail.ParseAddress(strings.TrimSpace(inv.Email))
		if err != nil {
			return inv, "", &FieldError{"email", fmt.Sprintf("%q is not an e-mail address", inv.Email)}
		}
		inv.Email, life = address(at.Address), invitationLife
	}
	token = rand.Text()
	inv.ID, inv.ExpiresAt = d.ids.Next(), d.now().UTC().Add(life).Truncate(time.Microsecond) // as it is stored
	err = d.db.InTx(ctx, func(tx store.Tx) error {
		if err := free(ctx, tx, inv.Email); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from invitation where account_id = $1 and email = $2 and ($2 <> '' or role = $3) and used_at = 0`,
			inv.Account, inv.Email, string(inv.Role)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into invitation (account_id, id, token_hash, email, role, invited_by, expires_at, used_at) values ($1, $2, $3, $4, $5, $6, $7, 0)`,
			inv.Account, inv.ID, hash(token), inv.Email, string(inv.Role), inv.InvitedBy, store.Micros(inv.ExpiresAt))
		return err
	})
	if err != nil {
		return inv, "", fmt.Errorf("making an invitation: %w", err)
	}
	return inv, token, nil
}

// free tells whether an address is nobody's yet.
func free(ctx context.Context, db store.Reader, email string) error {
	var n int
	if err := db.QueryRow(ctx, `select count(*) from member where email = $1`, email).Scan(&n); err != nil {
		return err
	}
	if n > 0 {
		return &FieldError{"email", "somebody has this address already"}
	}
	return nil
}

const invitationColumns = `account_id, id, email, role, invited_by, expires_at`

func scanInvitation(row store.Row) (Invitation, error) {
	var inv Invitation
	var role string
	var expires int64
	err := row.Scan(&inv.Account, &inv.ID, &inv.Email, &role, &inv.InvitedBy, &expires)
	inv.Role, inv.ExpiresAt = Role(role), store.Time(expires)
	return inv, err
}

// Invitations lists an account's links that can still be used, newest first.
func (d *Directory) Invitations(ctx context.Context, account int64) ([]Invitation, error) {
	rows, err := d.db.Query(ctx, `select `+invitationColumns+` from invitation where account_id = $1 and used_at = 0 and expires_at > $2 order by id desc`,
		account, store.Micros(d.now()))
	if err != nil {
		return nil, fmt.Errorf("reading the invitations: %w", err)
	}
	defer rows.Close()
	var all []Invitation
	for rows.Next() {
		inv, err := scanInvitation(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, inv)
	}
	return all, rows.Err()
}

// Withdraw ends an unused link; ErrMissing if the account has none of that id.
func (d *Directory) Withdraw(ctx context.Context, account, id int64) error {
	return d.change(ctx, "withdrawing an invitation", `delete from invitation where account_id = $1 and id = $2 and used_at = 0`, account, id)
}

// Invitation tells what a link is for; ErrLink if it cannot be used.
func (d *Directory) Invitation(ctx context.Context, token string) (Invitation, error) {
	return d.open(ctx, d.db, `token_hash = $2`, hash(token))
}

// open finds a link that can still be used by a condition on $2.
func (d *Directory) open(ctx context.Context, db store.Reader, where string, arg any) (Invitation, error) {
	inv, err := scanInvitation(db.QueryRow(ctx, `select `+invitationColumns+` from invitation where used_at = 0 and expires_at > $1 and `+where, store.Micros(d.now()), arg))
	if errors.Is(err, store.ErrNoRows) {
		return inv, ErrLink
	}
	if err != nil {
		return inv, fmt.Errorf("reading an invitation: %w", err)
	}
	return inv, nil
}

// Accept makes the member an invitation was for. The e-mail counts only where the invitation names none. Errors: ErrLink, *FieldError.
func (d *Directory) Accept(ctx context.Context, token, email, name, password string) (User, error) {
	inv, err := d.Invitation(ctx, token)
	if err != nil {
		return User{}, err
	}
	if inv.Email != "" {
		email = inv.Email
	}
	hashed, err := d.hashed(ctx, password)
	if err != nil {
		return User{}, err
	}
	var u User
	err = d.db.InTx(ctx, func(tx store.Tx) error {
		if u, err = d.add(ctx, tx, User{Account: inv.Account, Email: email, Name: name, Role: inv.Role}, hashed); err != nil {
			return err
		}
		return d.use(ctx, tx, inv)
	})
	return u, err
}

// use takes a link; ErrLink if somebody was faster.
func (d *Directory) use(ctx context.Context, tx store.Tx, inv Invitation) error {
	n, err := tx.Exec(ctx, `update invitation set used_at = $3 where account_id = $1 and id = $2 and used_at = 0`, inv.Account, inv.ID, store.Micros(d.now()))
	if err == nil && n == 0 {
		return ErrLink
	}
	return err
}

package user

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/alexedwards/argon2id"

	"github.com/tillbridge/tillbridge/internal/store"
)

// minPassword is the shortest password taken (NIST SP 800-63B section 3.1.1.2 asks for 15 where it is the only factor; we ask
// for 10 and throttle guesses).
const minPassword = 10

// hashed is a new password as it is stored.
func (d *Directory) hashed(ctx context.Context, password string) (string, error) {
	if len([]rune(password)) < minPassword {
		return "", &FieldError{"password", fmt.Sprintf("needs at least %d characters", minPassword)}
	}
	leave, err := d.enterHashing(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	hashed, err := argon2id.CreateHash(password, argon2id.DefaultParams)
	if err != nil {
		return "", fmt.Errorf("hashing a password: %w", err)
	}
	return hashed, nil
}

// enterHashing waits for room among those who hash.
func (d *Directory) enterHashing(ctx context.Context) (leave func(), err error) {
	select {
	case d.hashing <- struct{}{}:
		return func() { <-d.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// nobody is compared against when there is no password to compare with, so that every refusal takes as long. It is made here,
// because what a hash costs depends on the machine.
var nobody = sync.OnceValues(func() (string, error) { return argon2id.CreateHash(rand.Text(), argon2id.DefaultParams) })

// fits compares a password with a stored one; nothing fits where none is stored, and it takes as long.
func (d *Directory) fits(ctx context.Context, password, hashed string) (bool, error) {
	leave, err := d.enterHashing(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	none := hashed == ""
	if none {
		if hashed, err = nobody(); err != nil {
			return false, fmt.Errorf("hashing a password: %w", err)
		}
	}
	match, err := argon2id.ComparePasswordAndHash(password, hashed)
	if err != nil {
		return false, fmt.Errorf("comparing a password: %w", err)
	}
	return match && !none, nil
}

// SignIn checks a password; ErrSignIn whatever is wrong, also for a member who comes in by the single sign-on only.
func (d *Directory) SignIn(ctx context.Context, email, password string) (User, error) {
	var stored string
	u, err := d.member(ctx, d.db, &stored, `email = $1`, address(email))
	if err != nil && !errors.Is(err, store.ErrNoRows) {
		return User{}, err
	}
	match, err := d.fits(ctx, password, stored)
	switch {
	case err != nil:
		return User{}, err
	case !match:
		return User{}, ErrSignIn
	}
	return u, nil
}

// SetPassword changes somebody's own password and ends their other sessions, for whoever knew the old one may be in one of them.
// A member without a password (they come in by the single sign-on) has no old one to tell. Errors: *FieldError.
func (d *Directory) SetPassword(ctx context.Context, u User, old, password string) error {
	var stored string
	if _, err := d.member(ctx, d.db, &stored, `account_id = $1 and id = $2`, u.Account, u.ID); err != nil {
		return err
	}
	if stored != "" {
		match, err := d.fits(ctx, old, stored)
		if err != nil {
			return err
		}
		if !match {
			return &FieldError{"old_password", "is not the present one"}
		}
	}
	fresh, err := d.hashed(ctx, password)
	if err != nil {
		return err
	}
	err = d.db.InTx(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(ctx, `update member set password_hash = $3 where account_id = $1 and id = $2 and password_hash = $4`, u.Account, u.ID, fresh, stored)
		if err == nil && n == 0 {
			return &FieldError{"old_password", "was changed just now, in another window"}
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `delete from session where account_id = $1 and member_id = $2 and id <> $3`, u.Account, u.ID, u.Session)
		return err
	})
	if err != nil {
		return fmt.Errorf("changing a password: %w", err)
	}
	return nil
}

// address is an e-mail address as it is stored and compared.
func address(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

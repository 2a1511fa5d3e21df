package user

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"github.com/tillbridge/tillbridge/internal/store"
)

// HasOwner tells whether anybody owns the account yet.
func (d *Directory) HasOwner(ctx context.Context, account int64) (bool, error) {
	n, err := owners(ctx, d.db, account)
	return n > 0, err
}

func owners(ctx context.Context, db store.Reader, account int64) (n int, err error) {
	err = db.QueryRow(ctx, `select count(*) from member where account_id = $1 and role = $2`, account, string(Owner)).Scan(&n)
	return n, err
}

// Add makes a member. Errors: *FieldError.
func (d *Directory) Add(ctx context.Context, account int64, email, name, password string, role Role) (User, error) {
	hashed, err := d.hashed(ctx, password)
	if err != nil {
		return User{}, err
	}
	var u User
	err = d.db.InTx(ctx, func(tx store.Tx) (err error) {
		u, err = d.add(ctx, tx, User{Account: account, Email: email, Name: name, Role: role}, hashed)
		return err
	})
	return u, err
}

// add makes a member; hashed is empty for one who comes in by the single sign-on.
func (d *Directory) add(ctx context.Context, tx store.Tx, u User, hashed string) (User, error) {
	at, err := mail.ParseAddress(strings.TrimSpace(u.Email))
	if err != nil {
		return User{}, &FieldError{"email", fmt.Sprintf("%q is not an e-mail address", u.Email)}
	}
	if err := u.Role.check(); err != nil {
		return User{}, err
	}
	u.ID, u.Email, u.Name = d.ids.Next(), address(at.Address), strings.TrimSpace(u.Name)
	if u.Name == "" {
		u.Name, _, _ = strings.Cut(u.Email, "@")
	}
	n, err := tx.Exec(ctx, `insert into member (account_id, id, email, name, role, password_hash, created_at) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (email) do nothing`, u.Account, u.ID, u.Email, u.Name, string(u.Role), hashed, store.Micros(d.now()))
	if err != nil {
		return User{}, fmt.Errorf("adding a member: %w", err)
	}
	if n == 0 {
		return User{}, &FieldError{"email", "somebody has this address already"}
	}
	return u, nil
}

// Member gives one member; ErrMissing if the account has none of that id.
func (d *Directory) Member(ctx context.Context, account, id int64) (User, error) {
	var hashed string
	u, err := d.member(ctx, d.db, &hashed, `account_id = $1 and id = $2`, account, id)
	if errors.Is(err, store.ErrNoRows) {
		return u, ErrMissing
	}
	return u, err
}

func (d *Directory) member(ctx context.Context, db store.Reader, hashed *string, where string, args ...any) (User, error) {
	var u User
	var role string
	err := db.QueryRow(ctx, `select account_id, id, email, name, role, language, password_hash from member where `+where, args...).Scan(&u.Account, &u.ID, &u.Email, &u.Name, &role, &u.Language, hashed)
	if errors.Is(err, store.ErrNoRows) {
		return u, err
	}
	if err != nil {
		return u, fmt.Errorf("reading a member: %w", err)
	}
	u.Role = Role(role)
	return u, nil
}

// SetLanguage keeps what a member has chosen to read; empty takes the choice back. It is for who calls to know that there is such
// a language. ErrMissing if there is no such member.
func (d *Directory) SetLanguage(ctx context.Context, account, id int64, language string) error {
	return d.change(ctx, "keeping a member's language", `update member set language = $3 where account_id = $1 and id = $2`, account, id, language)
}

// Members lists an account's members, oldest first.
func (d *Directory) Members(ctx context.Context, account int64) ([]User, error) {
	rows, err := d.db.Query(ctx, `select account_id, id, email, name, role, language from member where account_id = $1 order by id`, account)
	if err != nil {
		return nil, fmt.Errorf("reading the members: %w", err)
	}
	defer rows.Close()
	var all []User
	for rows.Next() {
		var u User
		var role string
		if err := rows.Scan(&u.Account, &u.ID, &u.Email, &u.Name, &role, &u.Language); err != nil {
			return nil, err
		}
		u.Role = Role(role)
		all = append(all, u)
	}
	return all, rows.Err()
}

// Rename changes a member's name. Errors: *FieldError, ErrMissing.
func (d *Directory) Rename(ctx context.Context, account, id int64, name string) error {
	if name = strings.TrimSpace(name); name == "" {
		return &FieldError{"name", "is needed: others see it"}
	}
	return d.change(ctx, "renaming a member", `update member set name = $3 where account_id = $1 and id = $2`, account, id, name)
}

// SetRole changes what a member may do. It counts from their next request on. Errors: ErrMissing, ErrLastOwner, *FieldError.
func (d *Directory) SetRole(ctx context.Context, account, id int64, role Role) error {
	if err := role.check(); err != nil {
		return err
	}
	return d.amongOwners(ctx, account, id, role != Owner, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `update member set role = $3 where account_id = $1 and id = $2`, account, id, string(role))
		return err
	})
}

// Remove takes a member out of the account: sessions, identities and saved views go with them, what they did stays in the audit trail. Errors:
// ErrMissing, ErrLastOwner.
func (d *Directory) Remove(ctx context.Context, account, id int64) error {
	return d.amongOwners(ctx, account, id, true, func(tx store.Tx) error {
		for _, sql := range []string{
			`delete from session where account_id = $1 and member_id = $2`,
			`delete from identity where account_id = $1 and member_id = $2`,
			`delete from saved_view where account_id = $1 and member_id = $2`,
			`delete from member where account_id = $1 and id = $2`,
		} {
			if _, err := tx.Exec(ctx, sql, account, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// amongOwners changes a member while nobody else changes one of the account: two owners who remove each other at once must not
// leave it without any. leaves tells that the member will be no owner afterwards.
func (d *Directory) amongOwners(ctx context.Context, account, id int64, leaves bool, f func(store.Tx) error) error {
	err := d.db.InTx(ctx, func(tx store.Tx) error {
		if err := tx.Lock(ctx, ownersLock^account); err != nil {
			return err
		}
		var hashed string
		u, err := d.member(ctx, tx, &hashed, `account_id = $1 and id = $2`, account, id)
		if errors.Is(err, store.ErrNoRows) {
			return ErrMissing
		}
		if err != nil {
			return err
		}
		if leaves && u.Role == Owner {
			n, err := owners(ctx, tx, account)
			if err != nil {
				return err
			}
			if n == 1 {
				return ErrLastOwner
			}
		}
		return f(tx)
	})
	if err != nil && !errors.Is(err, ErrMissing) && !errors.Is(err, ErrLastOwner) {
		return fmt.Errorf("changing a member: %w", err)
	}
	return err
}

const ownersLock = 0x6f776e657273 // "owners"

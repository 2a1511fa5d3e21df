// Package user knows who may do what: members of an account with their roles, how they get in (invitation, password, single
// sign-on), their sessions and saved views, API tokens, the waits that slow guessing down, and the audit trail of what people did.
//
// It owns the tables account, member, invitation, identity, session, saved_view, guess, api_token and audit. It speaks no HTTP: cookies,
// headers and the provider's protocol are the doors' (packages httpapi and signon).
package user

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Role is what somebody may do: a viewer looks, an operator also acts, an owner also connects shops and manages people.
type Role string

const (
	Viewer   Role = "viewer"
	Operator Role = "operator"
	Owner    Role = "owner"
)

var rank = map[Role]int{Viewer: 1, Operator: 2, Owner: 3}

// May tells whether a role includes another.
func (r Role) May(needed Role) bool { return rank[r] >= rank[needed] && rank[needed] > 0 }

func (r Role) check() error {
	if rank[r] == 0 {
		return &FieldError{"role", fmt.Sprintf("%q is not one of owner, operator, viewer", string(r))}
	}
	return nil
}

// User is a member of an account, or an API token acting in its name.
type User struct {
	Account     int64
	ID          int64
	Email, Name string
	Role        Role
	Language    string   // what they have chosen to read, "id"; empty until they choose, and for tokens
	Token       string   // name of the API token; empty for people
	Subjects    []string // parts of the API the token is for; empty: all of them
	Session     int64    // the browser session; 0 for tokens and the command line
}

// Actor is how the user is named in the log and the audit trail.
func (u User) Actor() string {
	if u.Token != "" {
		return "token " + u.Token
	}
	return u.Email
}

// Reaches tells whether a part of the API is one the user is let into. People reach all of them; their role does the rest.
func (u User) Reaches(subject string) bool {
	return len(u.Subjects) == 0 || slices.Contains(u.Subjects, subject)
}

// Account is one business.
type Account struct {
	ID   int64
	Name string
	Zone string
}

// Errors of this package. They say nothing that helps to guess.
var (
	ErrSignIn    = errors.New("e-mail or password is wrong")
	ErrLink      = errors.New("this link has been used or withdrawn, or is too old")
	ErrToken     = errors.New("this API token is not known")
	ErrExpired   = errors.New("this API token has expired")
	ErrSession   = errors.New("this session is over")
	ErrMissing   = errors.New("there is no such row in this account")
	ErrLastOwner = errors.New("the account needs an owner, and this is the last one")
)

// FieldError is bad input for one field.
type FieldError struct{ Field, Message string }

func (e *FieldError) Error() string { return e.Field + ": " + e.Message }

// Directory reads and writes users.
type Directory struct {
	db      store.DB
	ids     *ids.Maker
	now     func() time.Time
	hashing chan struct{} // room for those who compute a password's hash
}

// mostHashing is how many passwords are hashed at once: each takes 64 MiB, and a flood of guesses must not take all there is.
const mostHashing = 4

// NewDirectory is the directory over a database.
func NewDirectory(db store.DB, m *ids.Maker, now func() time.Time) *Directory {
	return &Directory{db, m, now, make(chan struct{}, mostHashing)}
}

// FirstAccount gives the account of this installation, and makes it at the first start. The name and zone are used only then.
func (d *Directory) FirstAccount(ctx context.Context, name, zone string) (Account, error) {
	a := Account{}
	err := d.db.InTx(ctx, func(tx store.Tx) error {
		if err := tx.Lock(ctx, firstLock); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `select id, name, zone from account order by id limit 1`).Scan(&a.ID, &a.Name, &a.Zone)
		if !errors.Is(err, store.ErrNoRows) {
			return err
		}
		a = Account{ID: d.ids.Next(), Name: name, Zone: zone}
		_, err = tx.Exec(ctx, `insert into account (id, name, zone, created_at) values ($1, $2, $3, $4)`, a.ID, a.Name, a.Zone, store.Micros(d.now()))
		return err
	})
	if err != nil {
		return a, fmt.Errorf("the account: %w", err)
	}
	return a, nil
}

const firstLock = 0x6163636f756e74 // "account": two nodes that start at once make one account

// Account gives the account of that id; store.ErrNoRows if there is none.
func (d *Directory) Account(ctx context.Context, id int64) (Account, error) {
	a := Account{ID: id}
	err := d.db.QueryRow(ctx, `select name, zone from account where id = $1`, id).Scan(&a.Name, &a.Zone)
	return a, err
}

// Forget drops what is of no use any more: sessions that are over, links that cannot be used, guesses that no wait rests on.
func (d *Directory) Forget(ctx context.Context) error {
	now := d.now()
	err := d.db.InTx(ctx, func(tx store.Tx) error {
		for _, over := range []struct {
			sql    string
			before time.Time
		}{
			{`delete from session where expires_at <= $1`, now},
			{`delete from invitation where expires_at <= $1`, now},
			{`delete from guess where last_at <= $1`, now.Add(-guessMemory)},
		} {
			if _, err := tx.Exec(ctx, over.sql, store.Micros(over.before)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("dropping old sessions, links and guesses: %w", err)
	}
	return nil
}

// change is one statement about one row of an account; ErrMissing if it touched none.
func (d *Directory) change(ctx context.Context, what, sql string, args ...any) error {
	err := d.db.InTx(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(ctx, sql, args...)
		if err == nil && n == 0 {
			return ErrMissing
		}
		return err
	})
	if err != nil && !errors.Is(err, ErrMissing) {
		return fmt.Errorf("%s: %w", what, err)
	}
	return err
}

func hash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

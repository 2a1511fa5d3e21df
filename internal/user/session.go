package user

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// SessionLife is how long a browser stays signed in.
const SessionLife = 14 * 24 * time.Hour

// Visitor is what is kept of a browser that signs in.
type Visitor struct {
	Browser string // "Firefox on Linux"
	Network string // see Network
	Before  string // token of a session that the new one takes the place of; may be empty
}

// Session is a signed-in browser.
type Session struct {
	ID                           int64
	Browser, Network             string // at its last request
	CreatedAt, SeenAt, ExpiresAt time.Time
}

// Network is an address without its last part (the last 8 bits of IPv4, all but the first 48 of IPv6): enough for somebody to
// recognise where they were, and for guesses from one place to be counted together, without keeping who was where.
func Network(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	bits := 24
	switch {
	case !a.IsValid():
		return ""
	case a.Is6():
		bits = 48
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}

// Enter begins a session and gives its token, for the cookie. The token is new each time, so that one planted in a browser before is
// worth nothing.
func (d *Directory) Enter(ctx context.Context, u User, v Visitor) (User, string, error) {
	token, now := rand.Text(), d.now()
	u.Session = d.ids.Next()
	err := d.db.InTx(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `delete from session where token_hash = $1`, hash(v.Before)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into session (account_id, id, member_id, token_hash, browser, network, created_at, seen_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
			u.Account, u.Session, u.ID, hash(token), v.Browser, v.Network, store.Micros(now), store.Micros(now.Add(SessionLife)))
		return err
	})
	if err != nil {
		return u, "", fmt.Errorf("beginning a session: %w", err)
	}
	return u, token, nil
}

// BySession finds who is signed in with a cookie's token; ErrSession if nobody. When it was last seen is kept to the minute, so
// that a page that asks often does not write each time.
func (d *Directory) BySession(ctx context.Context, token string, v Visitor) (User, error) {
	if token == "" {
		return User{}, ErrSession
	}
	var u User
	var role, network string
	var seen int64
	now := d.now()
	err := d.db.QueryRow(ctx, `select m.account_id, m.id, m.email, m.name, m.role, m.language, s.id, s.seen_at, s.network from session s
		join member m on m.account_id = s.account_id and m.id = s.member_id where s.token_hash = $1 and s.expires_at > $2`, hash(token), store.Micros(now)).
		Scan(&u.Account, &u.ID, &u.Email, &u.Name, &role, &u.Language, &u.Session, &seen, &network)
	if errors.Is(err, store.ErrNoRows) {
		return User{}, ErrSession
	}
	if err != nil {
		return User{}, fmt.Errorf("reading a session: %w", err)
	}
	u.Role = Role(role)
	if now.Sub(store.Time(seen)) < time.Minute && network == v.Network {
		return u, nil
	}
	err = d.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `update session set seen_at = $3, network = $4, browser = $5 where account_id = $1 and id = $2`,
			u.Account, u.Session, store.Micros(now), v.Network, v.Browser)
		return err
	})
	if err != nil {
		return User{}, fmt.Errorf("noting a session's use: %w", err)
	}
	return u, nil
}

// Sessions lists a member's sessions, last seen first.
func (d *Directory) Sessions(ctx context.Context, account, member int64) ([]Session, error) {
	rows, err := d.db.Query(ctx, `select id, browser, network, created_at, seen_at, expires_at from session
		where account_id = $1 and member_id = $2 and expires_at > $3 order by seen_at desc, id desc`, account, member, store.Micros(d.now()))
	if err != nil {
		return nil, fmt.Errorf("reading sessions: %w", err)
	}
	defer rows.Close()
	var all []Session
	for rows.Next() {
		var s Session
		var created, seen, expires int64
		if err := rows.Scan(&s.ID, &s.Browser, &s.Network, &created, &seen, &expires); err != nil {
			return nil, err
		}
		s.CreatedAt, s.SeenAt, s.ExpiresAt = store.Time(created), store.Time(seen), store.Time(expires)
		all = append(all, s)
	}
	return all, rows.Err()
}

// EndSession ends one session of a member; ErrMissing if they have none of that id.
func (d *Directory) EndSession(ctx context.Context, account, member, id int64) error {
	return d.change(ctx, "ending a session", `delete from session where account_id = $1 and member_id = $2 and id = $3`, account, member, id)
}

// EndSessions ends all sessions of a member but one (0: all), and tells how many.
func (d *Directory) EndSessions(ctx context.Context, account, member, but int64) (n int64, err error) {
	err = d.db.InTx(ctx, func(tx store.Tx) (err error) {
		n, err = tx.Exec(ctx, `delete from session where account_id = $1 and member_id = $2 and id <> $3`, account, member, but)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ending sessions: %w", err)
	}
	return n, nil
}

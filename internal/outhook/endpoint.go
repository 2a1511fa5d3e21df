package outhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// State of an endpoint. A disabled one is told nothing, also not later: what happens meanwhile is not written for it.
type State string

const (
	Enabled  State = "enabled"
	Disabled State = "disabled"
)

// Endpoint is an address that is told what happens.
type Endpoint struct {
	Account, ID      int64
	URL, Description string
	Types            []Type // empty: every type
	State            State
	Problem          *outcome.Error // why the hub disabled it: EndpointGone, EndpointFailing; nil when it did not
	FailingSince     time.Time      // of the first failed attempt since one succeeded
	BothUntil        time.Time      // the secret before signs, too, until then
	AllowPrivate     bool           // said by whoever runs the machine
	CreatedAt        time.Time

	sealed   []byte
	failures int
}

// Desk is what a person may do about endpoints and deliveries. Every change is in the audit trail, in its own transaction.
type Desk struct {
	DB           store.DB
	IDs          *ids.Maker
	Vault        *vault.Vault
	AllowPrivate bool // endpoints may be at private addresses, and without TLS
	Issues       *Issues
	Now          func() time.Time
}

// Given is what a person says about an endpoint.
type Given struct {
	URL, Description string
	Types            []Type // empty: every type
	AllowPrivate     bool
}

const endpointColumns = `account_id, id, url, description, types, secret, both_until, state, problem, failing_since, failures, allow_private, created_at`

func scanEndpoint(row store.Row) (Endpoint, error) {
	var e Endpoint
	var types, state, problem string
	var both, failing, created int64
	err := row.Scan(&e.Account, &e.ID, &e.URL, &e.Description, &types, &e.sealed, &both, &state, &problem, &failing, &e.failures, &e.AllowPrivate, &created)
	if err != nil {
		return e, err
	}
	e.State, e.BothUntil, e.FailingSince, e.CreatedAt = State(state), store.Time(both), store.Time(failing), store.Time(created)
	if e.Problem, err = outcome.Decode(problem); err != nil {
		return e, err
	}
	e.Types, err = decodeTypes(types)
	return e, err
}

func list(ctx context.Context, db store.Reader, where string, args ...any) ([]Endpoint, error) {
	rows, err := db.Query(ctx, `select `+endpointColumns+` from outhook where `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reading endpoints: %w", err)
	}
	defer rows.Close()
	var all []Endpoint
	for rows.Next() {
		e, err := scanEndpoint(rows)
		if err != nil {
			return nil, fmt.Errorf("reading endpoints: %w", err)
		}
		all = append(all, e)
	}
	return all, rows.Err()
}

// List gives an account's endpoints, oldest first.
func List(ctx context.Context, db store.Reader, account int64) ([]Endpoint, error) {
	return list(ctx, db, `account_id = $1 order by id`, account)
}

// Get gives one endpoint; Missing if the account has none of that id.
func Get(ctx context.Context, db store.Reader, account, id int64) (Endpoint, error) {
	e, err := scanEndpoint(db.QueryRow(ctx, `select `+endpointColumns+` from outhook where account_id = $1 and id = $2`, account, id))
	if errors.Is(err, store.ErrNoRows) {
		return e, outcome.New(outcome.EndpointMissing)
	}
	if err != nil {
		return e, fmt.Errorf("reading an endpoint: %w", err)
	}
	return e, nil
}

// check refuses what could never be sent to, or should not be. Errors are *connection.FieldError.
func (d *Desk) check(g *Given) error {
	g.URL, g.Description = strings.TrimSpace(g.URL), strings.TrimSpace(g.Description)
	at, err := url.Parse(g.URL)
	private := d.AllowPrivate || g.AllowPrivate
	switch {
	case err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http":
		return &connection.FieldError{Field: "url", Message: "is not an address: https://..."}
	case at.Scheme == "http" && !private:
		return &connection.FieldError{Field: "url", Message: "must begin with https://, or everybody on the way reads along"}
	case at.User != nil:
		return &connection.FieldError{Field: "url", Message: "must not hold a name and password: what is sent is signed"}
	case !private && inside(at.Hostname()):
		return &connection.FieldError{Field: "url", Message: "is a private address; whoever runs the machine may allow those (allow-private-addresses)"}
	}
	for _, t := range g.Types {
		if !slices.Contains(Types, t) {
			return &connection.FieldError{Field: "types", Message: fmt.Sprintf("%q is no event type; there are %s", t, names(Types))}
		}
	}
	slices.Sort(g.Types)
	g.Types = slices.Compact(g.Types)
	return nil
}

// inside tells of an address that is plainly one of our own network. A name is looked at when it is called, see httpkit.
func inside(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && !httpkit.Public(a)
}

func names(types []Type) string {
	all := make([]string, len(types))
	for i, t := range types {
		all[i] = string(t)
	}
	return strings.Join(all, ", ")
}

// Add makes an endpoint, enabled, and gives its secret, which is shown this once. Errors: *connection.FieldError.
func (d *Desk) Add(ctx context.Context, who user.User, g Given) (e Endpoint, secret string, err error) {
	if err := d.check(&g); err != nil {
		return e, "", err
	}
	e = Endpoint{Account: who.Account, ID: d.IDs.Next(), URL: g.URL, Description: g.Description, Types: g.Types, State: Enabled, AllowPrivate: g.AllowPrivate, CreatedAt: d.Now()}
	secret = newSecret()
	if e.sealed, err = seal(d.Vault, e.ID, secrets{Now: secret}); err != nil {
		return e, "", err
	}
	return e, secret, d.change(ctx, who, "create_webhook", e, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `insert into outhook (account_id, id, url, description, types, secret, both_until, state, problem, failing_since, failures, rest_until,
			busy_until, allow_private, created_at) values ($1, $2, $3, $4, $5, $6, 0, $7, '', 0, 0, 0, 0, $8, $9)`,
			e.Account, e.ID, e.URL, e.Description, encodeTypes(e.Types), e.sealed, string(e.State), e.AllowPrivate, store.Micros(e.CreatedAt))
		return err
	})
}

// Change gives an endpoint another address, description or choice of types. Errors: *connection.FieldError.
func (d *Desk) Change(ctx context.Context, who user.User, e Endpoint, g Given) (Endpoint, error) {
	g.AllowPrivate = g.AllowPrivate || e.AllowPrivate && g.URL == e.URL // said about that address, and no other
	if err := d.check(&g); err != nil {
		return e, err
	}
	e.URL, e.Description, e.Types, e.AllowPrivate = g.URL, g.Description, g.Types, g.AllowPrivate
	return e, d.change(ctx, who, "change_webhook", e, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `update outhook set url = $3, description = $4, types = $5, allow_private = $6, rest_until = 0 where account_id = $1 and id = $2`,
			e.Account, e.ID, e.URL, e.Description, encodeTypes(e.Types), e.AllowPrivate)
		return err
	})
}

// SetState enables or disables an endpoint. One that is enabled again begins afresh: what was waiting is due by its own time.
func (d *Desk) SetState(ctx context.Context, who user.User, e Endpoint, s State) (Endpoint, error) {
	if e.State == s {
		return e, nil
	}
	e.State, e.Problem, e.FailingSince, e.failures = s, nil, time.Time{}, 0
	action := map[State]string{Enabled: "enable_webhook", Disabled: "disable_webhook"}[s]
	return e, d.change(ctx, who, action, e, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `update outhook set state = $3, problem = '', failing_since = 0, failures = 0, rest_until = 0 where account_id = $1 and id = $2`,
			e.Account, e.ID, string(s))
		if err != nil || s == Disabled {
			return err
		}
		return d.settle(ctx, tx, e, who)
	})
}

// bothFor is how long the secret before signs beside the new one.
const bothFor = 24 * time.Hour

// Rotate gives an endpoint a new secret, which is shown this once. For a day what is sent is signed with both, so that whoever
// receives can change over in their own time.
func (d *Desk) Rotate(ctx context.Context, who user.User, e Endpoint) (_ Endpoint, secret string, err error) {
	secret = newSecret()
	err = d.change(ctx, who, "rotate_webhook_secret", e, func(tx store.Tx) error {
		if err := tx.Lock(ctx, e.ID); err != nil { // two rotations at once would each forget the other's
			return err
		}
		now, err := Get(ctx, tx, e.Account, e.ID)
		if err != nil {
			return err
		}
		before, err := unseal(d.Vault, now)
		if err != nil {
			return err
		}
		e = now
		e.BothUntil = d.Now().Add(bothFor)
		if e.sealed, err = seal(d.Vault, e.ID, secrets{Now: secret, Before: before.Now}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update outhook set secret = $3, both_until = $4 where account_id = $1 and id = $2`, e.Account, e.ID, e.sealed, store.Micros(e.BothUntil))
		return err
	})
	return e, secret, err
}

// Delete ends an endpoint. What was sent to it, and what was answered, goes with it.
func (d *Desk) Delete(ctx context.Context, who user.User, e Endpoint) error {
	return d.change(ctx, who, "delete_webhook", e, func(tx store.Tx) error {
		for _, text := range []string{
			`delete from outhook_attempt where account_id = $1 and delivery_id in (select id from outhook_delivery where account_id = $1 and outhook_id = $2)`,
			`delete from outhook_delivery where account_id = $1 and outhook_id = $2`,
			`delete from outhook where account_id = $1 and id = $2`,
		} {
			if _, err := tx.Exec(ctx, text, e.Account, e.ID); err != nil {
				return err
			}
		}
		return d.settle(ctx, tx, e, who)
	})
}

// settle ends what the log holds against an endpoint.
func (d *Desk) settle(ctx context.Context, tx store.Tx, e Endpoint, who user.User) error {
	return synclog.Record(ctx, tx, d.Issues, synclog.Change{
		Account: e.Account, Settled: []synclog.Settled{{Refs: []string{ids.String(e.ID)}, By: who.Actor()}}, At: d.Now(),
	})
}

// change does something to an endpoint, with its line in the audit trail.
func (d *Desk) change(ctx context.Context, who user.User, action string, e Endpoint, f func(store.Tx) error) error {
	err := d.DB.InTx(ctx, func(tx store.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		if err := user.WriteAudit(ctx, tx, d.IDs, who, action, e.URL, ""); err != nil {
			return err
		}
		return tx.Notify(ctx, topic)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", strings.ReplaceAll(action, "_", " "), err)
	}
	return nil
}

func encodeTypes(types []Type) string {
	b, err := json.Marshal(append([]Type{}, types...))
	if err != nil {
		panic("outhook: words are always encodable: " + err.Error())
	}
	return string(b)
}

// owner is what a sealed secret belongs to.
func owner(endpoint int64) string { return "outhook/" + ids.String(endpoint) }

func seal(v *vault.Vault, endpoint int64, s secrets) ([]byte, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return v.Seal(b, owner(endpoint)), nil
}

func unseal(v *vault.Vault, e Endpoint) (s secrets, err error) {
	b, err := v.Open(e.sealed, owner(e.ID))
	if err != nil {
		return s, fmt.Errorf("secret of endpoint %d: %w", e.ID, err)
	}
	return s, json.Unmarshal(b, &s)
}

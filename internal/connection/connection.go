// Package connection holds connected shops: their settings, secrets and policy, whether they may work, and the open connector
// of each.
package connection

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// State tells whether a connection works.
type State string

const (
	Active   State = "active"
	Paused   State = "paused"    // by a person
	NeedsYou State = "needs_you" // access was refused: a person must reconnect
	Removed  State = "removed"   // by a person, for good: only its books are left, and it is found by nothing but All
)

// Connection is one shop's link to a channel.
type Connection struct {
	Account      int64
	ID           int64
	Channel      string
	Name         string
	State        State
	Problem      *outcome.Error // why it needs a person; nil otherwise
	Settings     map[string]string
	Policy       policy.Policy
	HookKey      string
	AllowPrivate bool
	CreatedAt    time.Time

	// AuthorisedUntil is when the channel's permission ends, so that a person must authorise before; zero: unknown or never.
	AuthorisedUntil time.Time

	sealed []byte        // secrets
	first  channel.Token // of a connection that is not stored yet
	again  bool          // was removed and is being connected again
}

// Lane names. Orders is the one every connection has.
const Orders = "orders"

// Registry keeps the connections and their open connectors.
type Registry struct {
	db           store.DB
	ids          *ids.Maker
	vault        *vault.Vault
	kinds        []channel.Kind
	allowPrivate bool // for every connection, by configuration
	now          func() time.Time
	log          *slog.Logger

	mu   sync.Mutex
	open map[int64]opened
}

type opened struct {
	version   string // of the settings it was opened with
	connector channel.Connector
}

// Options for NewRegistry; all fields are needed.
type Options struct {
	DB           store.DB
	IDs          *ids.Maker
	Vault        *vault.Vault
	Kinds        []channel.Kind
	AllowPrivate bool
	Now          func() time.Time
	Log          *slog.Logger
}

// NewRegistry is the registry over a database.
func NewRegistry(o Options) *Registry {
	return &Registry{db: o.DB, ids: o.IDs, vault: o.Vault, kinds: o.Kinds, allowPrivate: o.AllowPrivate, now: o.Now, log: o.Log, open: map[int64]opened{}}
}

// Kinds lists the channels that can be connected.
func (r *Registry) Kinds() []channel.Kind { return r.kinds }

// Kind finds a channel by its name.
func (r *Registry) Kind(name string) (channel.Kind, bool) {
	i := slices.IndexFunc(r.kinds, func(k channel.Kind) bool { return k.Name == name })
	if i < 0 {
		return channel.Kind{}, false
	}
	return r.kinds[i], true
}

// FieldError is bad input for one field of a form or a flag.
type FieldError struct{ Field, Message string }

func (e *FieldError) Error() string { return e.Field + ": " + e.Message }

// New is what a person gives to connect a shop.
type New struct {
	Channel      string
	Name         string            // empty: made from the shop's address
	Settings     map[string]string // secrets among them
	AllowPrivate bool
	Paused       bool            // nothing is read before a person resumes it
	Policy       json.RawMessage // fields of the policy that shall differ from what is usual on the channel; empty: none
}

// Revived tells of a connection as it comes from being stored whether it had been removed.
func (c *Connection) Revived() bool { return c.again }

// Prepare checks what was given and fills in defaults and made secrets. A shop that was removed becomes the connection that it was.
// Errors about what was given are *FieldError.
func (r *Registry) Prepare(ctx context.Context, account int64, n New) (Connection, error) {
	kind, ok := r.Kind(n.Channel)
	if !ok {
		return Connection{}, &FieldError{"channel", fmt.Sprintf("%q is not a channel; there are %s", n.Channel, r.names())}
	}
	open, secret, err := sort(kind, n.Settings)
	if err != nil {
		return Connection{}, err
	}
	return r.prepare(ctx, account, kind, n, open, secret)
}

// prefixesOver are the document number prefixes of the channels whose orders come over connections of a kind.
func (r *Registry) prefixesOver(kind channel.Kind) map[string]string {
	var all map[string]string
	for _, k := range r.kinds {
		if k.Over == kind.Name {
			if all == nil {
				all = map[string]string{}
			}
			all[k.Name] = k.Policy.NumberPrefix
		}
	}
	return all
}

func (r *Registry) prepare(ctx context.Context, account int64, kind channel.Kind, n New, open, secret map[string]string) (Connection, error) {
	c := Connection{
		Account: account, ID: r.ids.Next(), Channel: kind.Name, Name: strings.TrimSpace(n.Name), State: Active,
		Settings: open, Policy: kind.Policy, HookKey: rand.Text(), AllowPrivate: n.AllowPrivate, CreatedAt: r.now(),
		first: channel.Token{Access: take(secret, "access_token"), Refresh: take(secret, "refresh_token")},
	}
	c.Policy.ChannelPrefixes = r.prefixesOver(kind)
	if c.Name == "" {
		c.Name = kind.Title
		if u := open["url"]; u != "" {
			_, host, _ := strings.Cut(strings.TrimSuffix(u, "/"), "://")
			c.Name += " " + host
		}
	}
	was, again, err := former(ctx, r.db, account, kind, open)
	if err != nil {
		return Connection{}, err
	}
	if again {
		c.again, c.ID, c.Policy, c.HookKey, c.CreatedAt = true, was.ID, was.Policy, was.HookKey, was.CreatedAt
		if strings.TrimSpace(n.Name) == "" {
			c.Name = was.Name
		}
	}
	if n.Paused {
		c.State = Paused
	}
	if c.Policy, err = n.policyOver(c.Policy); err != nil {
		return Connection{}, err
	}
	if c.sealed, err = r.seal(c.ID, secret); err != nil {
		return Connection{}, err
	}
	if _, err := r.connector(c, kind); err != nil {
		return Connection{}, settingError(err)
	}
	return c, nil
}

// policyOver is a policy with the fields that were given for it. Errors: *FieldError.
func (n New) policyOver(p policy.Policy) (policy.Policy, error) {
	if len(n.Policy) == 0 { // the channel's own, or that of before
		return p, nil
	}
	p.ChannelPrefixes, p.PaymentMethods = maps.Clone(p.ChannelPrefixes), maps.Clone(p.PaymentMethods) // else it would be written into the channel's own
	d := json.NewDecoder(bytes.NewReader(n.Policy))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, &FieldError{"policy", strings.TrimPrefix(err.Error(), "json: ")}
	}
	err := CheckPolicy(p)
	if fe, ok := errors.AsType[*FieldError](err); ok {
		return p, &FieldError{"policy." + fe.Field, fe.Message}
	}
	return p, err
}

// take removes a value: tokens a merchant copied by hand live with the tokens, where they can be renewed.
func take(from map[string]string, name string) string {
	v := from[name]
	delete(from, name)
	return v
}

func settingError(err error) error {
	if fe, ok := errors.AsType[*FieldError](err); ok {
		return fe
	}
	field, message, found := strings.Cut(err.Error(), ": ")
	if !found {
		field, message = "settings", err.Error()
	}
	return &FieldError{field, message}
}

// sort fills in a channel's form and splits it into settings that may be shown and secrets. It refuses unknown settings and missing ones
// by name.
func sort(kind channel.Kind, given map[string]string) (open, secret map[string]string, err error) {
	filled, err := channel.Fill(kind.Settings, given)
	if err != nil {
		return nil, nil, settingError(err)
	}
	for name := range given {
		if _, known := filled[name]; !known {
			return nil, nil, &FieldError{name, fmt.Sprintf("%s has no such setting", kind.Title)}
		}
	}
	open, secret = map[string]string{}, map[string]string{}
	for _, s := range kind.Settings {
		switch {
		case !s.Secret:
			open[s.Name] = filled[s.Name]
		case filled[s.Name] == "" && strings.HasPrefix(s.Name, "webhook"):
			secret[s.Name] = rand.Text() // letters and digits only: some shops decode entities in it
		default:
			secret[s.Name] = filled[s.Name]
		}
	}
	return open, secret, nil
}

func (r *Registry) names() string {
	var all []string
	for _, k := range r.kinds {
		all = append(all, k.Name)
	}
	return strings.Join(all, ", ")
}

// Add stores a prepared connection with its lane, due at once.
func (r *Registry) Add(ctx context.Context, c Connection) error {
	settings, err := json.Marshal(c.Settings)
	if err != nil {
		return err
	}
	pol, err := json.Marshal(c.Policy)
	if err != nil {
		return err
	}
	return r.db.InTx(ctx, func(tx store.Tx) error {
		if err := r.free(ctx, tx, c); err != nil {
			return err
		}
		if c.again {
			if err := r.revive(ctx, tx, c, string(settings), string(pol)); err != nil {
				return err
			}
		} else if _, err := tx.Exec(ctx, `insert into connection (account_id, id, channel, name, state, problem, settings, secrets, tokens, token_until, renewing,
			policy, hook_key, allow_private, created_at) values ($1, $2, $3, $4, $5, '', $6, $7, $8, 0, 0, $9, $10, $11, $12)`, c.Account, c.ID, c.Channel, c.Name,
			string(c.State), string(settings), c.sealed, []byte{}, string(pol), c.HookKey, c.AllowPrivate, store.Micros(c.CreatedAt)); err != nil {
			return fmt.Errorf("storing the connection: %w", err)
		}
		if c.first.Access != "" || c.first.Refresh != "" {
			if err := r.keep(ctx, tx, c.Account, c.ID, chain{Now: c.first}); err != nil {
				return err
			}
		}
		if c.again {
			return tx.Notify(ctx, "status")
		}
		if _, err := tx.Exec(ctx, `insert into lane (account_id, connection_id, lane, version, watermark, window_from, window_to, cursor, cycle_id, done, total,
			next_at, failures, problem, last_success_at, last_cycle_id) values ($1, $2, $3, 0, 0, 0, 0, '', 0, 0, 0, $4, 0, '', 0, 0)`,
			c.Account, c.ID, Orders, store.Micros(r.now())); err != nil {
			return fmt.Errorf("storing the lane: %w", err)
		}
		return tx.Notify(ctx, "status")
	})
}

// free tells whether a prepared connection can be stored under its name, and as the shop that it is.
func (r *Registry) free(ctx context.Context, tx store.Tx, c Connection) error {
	var taken string
	err := tx.QueryRow(ctx, `select state from connection where account_id = $1 and name = $2 and id <> $3`, c.Account, c.Name, c.ID).Scan(&taken)
	switch {
	case errors.Is(err, store.ErrNoRows):
	case err != nil:
		return err
	case State(taken) == Removed:
		return &FieldError{"name", fmt.Sprintf("%q is the name of a shop that was removed, and its orders are shown under it; choose another", c.Name)}
	default:
		return &FieldError{"name", fmt.Sprintf("there is a connection %q already", c.Name)}
	}
	return r.apart(ctx, tx, c)
}

const columns = `account_id, id, channel, name, state, problem, settings, secrets, policy, hook_key, allow_private, token_until, created_at`

func scan(row store.Row) (Connection, error) {
	var c Connection
	var state, problem, settings, pol string
	var created, until int64
	if err := row.Scan(&c.Account, &c.ID, &c.Channel, &c.Name, &state, &problem, &settings, &c.sealed, &pol, &c.HookKey, &c.AllowPrivate, &until, &created); err != nil {
		return c, err
	}
	c.State, c.CreatedAt, c.AuthorisedUntil = State(state), store.Time(created), store.Time(until)
	var err error
	if c.Problem, err = outcome.Decode(problem); err != nil {
		return c, fmt.Errorf("connection %d: %w", c.ID, err)
	}
	if err := json.Unmarshal([]byte(settings), &c.Settings); err != nil {
		return c, fmt.Errorf("connection %d: settings: %w", c.ID, err)
	}
	if c.Policy, err = policy.Read([]byte(pol)); err != nil {
		return c, fmt.Errorf("connection %d: policy: %w", c.ID, err)
	}
	return c, nil
}

// Get gives one connection; Missing if the account has none of that id, or it was removed.
func (r *Registry) Get(ctx context.Context, account, id int64) (Connection, error) {
	return r.one(ctx, `account_id = $1 and id = $2`, account, id)
}

// ByHookKey finds the connection a webhook address belongs to.
func (r *Registry) ByHookKey(ctx context.Context, key string) (Connection, error) {
	return r.one(ctx, `hook_key = $1`, key)
}

func (r *Registry) one(ctx context.Context, where string, args ...any) (Connection, error) {
	c, err := scan(r.db.QueryRow(ctx, `select `+columns+` from connection where state <> 'removed' and `+where, args...))
	if errors.Is(err, store.ErrNoRows) {
		return c, outcome.New(outcome.ConnectionMissing)
	}
	if err != nil {
		return c, fmt.Errorf("reading a connection: %w", err)
	}
	return c, nil
}

// Unlocks tells whether the vault's key opens what is stored, by the oldest secrets there are: nil when it does, or when there
// are none yet. With another key every shop would fail by itself, and a shop connected now would be lost to the right one.
func (r *Registry) Unlocks(ctx context.Context) error {
	c, err := r.one(ctx, `id = (select min(id) from connection where state <> 'removed')`)
	if o, ok := errors.AsType[*outcome.Error](err); ok && o.Reason == outcome.ConnectionMissing {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = r.unseal(c)
	return err
}

// List gives an account's connections, oldest first. Those that were removed are not among them.
func (r *Registry) List(ctx context.Context, account int64) ([]Connection, error) {
	return list(ctx, r.db, `account_id = $1 and state <> 'removed' order by id`, account)
}

// All gives the connections that an account ever had, oldest first: for naming what is in the books.
func (r *Registry) All(ctx context.Context, account int64) ([]Connection, error) {
	return list(ctx, r.db, `account_id = $1 order by id`, account)
}

func list(ctx context.Context, db store.Reader, where string, args ...any) ([]Connection, error) {
	rows, err := db.Query(ctx, `select `+columns+` from connection where `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reading the connections: %w", err)
	}
	defer rows.Close()
	var all []Connection
	for rows.Next() {
		c, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// SetState pauses, resumes, or stops a connection that lost its access, with the reason.
func (r *Registry) SetState(ctx context.Context, account, id int64, s State, why *outcome.Error) error {
	return r.db.InTx(ctx, func(tx store.Tx) error { return SetState(ctx, tx, account, id, s, why) })
}

// SetState is Registry.SetState inside a transaction.
func SetState(ctx context.Context, tx store.Tx, account, id int64, s State, why *outcome.Error) error {
	n, err := tx.Exec(ctx, `update connection set state = $3, problem = $4 where account_id = $1 and id = $2 and state <> 'removed'`, account, id, string(s), why.Encode())
	if err != nil {
		return fmt.Errorf("setting a connection's state: %w", err)
	}
	if n == 0 {
		return outcome.New(outcome.ConnectionMissing)
	}
	return tx.Notify(ctx, "status")
}

// CheckPolicy names the first field of a policy that cannot stand, by a *FieldError.
func CheckPolicy(p policy.Policy) error {
	if err := p.Check(); err != nil {
		return settingError(err)
	}
	return nil
}

// SetPolicy stores what the shop chose from now on, whatever was chosen before.
func (r *Registry) SetPolicy(ctx context.Context, account, id int64, p policy.Policy) error {
	return r.ChangePolicy(ctx, account, id, func(policy.Policy) (policy.Policy, error) { return p, nil })
}

// ReplacePolicy stores what the shop chose from now on by somebody who saw the policy with that tag. Error: PolicyChanged when it is
// another by now, and nothing is stored.
func (r *Registry) ReplacePolicy(ctx context.Context, c Connection, tag string, p policy.Policy) error {
	return r.ChangePolicy(ctx, c.Account, c.ID, func(now policy.Policy) (policy.Policy, error) {
		if now.Tag() != tag {
			return now, outcome.New(outcome.PolicyChanged, "connection", c.Name)
		}
		return p, nil
	})
}

// ChangePolicy is the function of that name in a transaction of its own.
func (r *Registry) ChangePolicy(ctx context.Context, account, id int64, change func(policy.Policy) (policy.Policy, error)) error {
	return r.db.InTx(ctx, func(tx store.Tx) error { return ChangePolicy(ctx, tx, account, id, change) })
}

// ChangePolicy changes a part of a policy inside a transaction. The policy is read under a lock: of two changes at once both are
// kept. Errors: ConnectionMissing, those of CheckPolicy, and those of change, with which nothing is stored.
func ChangePolicy(ctx context.Context, tx store.Tx, account, id int64, change func(policy.Policy) (policy.Policy, error)) error {
	query := `select policy from connection where account_id = $1 and id = $2 and state <> 'removed'`
	if tx.Dialect() == store.Postgres { // SQLite has one writer
		query += ` for no key update` // whoever writes for the connection goes on meanwhile
	}
	var stored string
	err := tx.QueryRow(ctx, query, account, id).Scan(&stored)
	if errors.Is(err, store.ErrNoRows) {
		return outcome.New(outcome.ConnectionMissing)
	}
	if err != nil {
		return fmt.Errorf("reading a policy: %w", err)
	}
	p, err := policy.Read([]byte(stored))
	if err != nil {
		return fmt.Errorf("connection %d: policy: %w", id, err)
	}
	if p, err = change(p); err != nil {
		return err
	}
	if err := CheckPolicy(p); err != nil {
		return err
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update connection set policy = $3 where account_id = $1 and id = $2`, account, id, string(b))
	return err
}

// Connector gives the open connector of a connection. It is kept open, so that rate limits and what it learned about the
// shop last from one call to the next.
func (r *Registry) Connector(c Connection) (channel.Connector, error) {
	kind, ok := r.Kind(c.Channel)
	if !ok {
		return nil, outcome.New(outcome.Internal).Because(fmt.Errorf("this program has no channel %q", c.Channel))
	}
	return r.connector(c, kind)
}

func (r *Registry) connector(c Connection, kind channel.Kind) (channel.Connector, error) {
	version := string(c.sealed) + fmt.Sprint(c.Settings, c.AllowPrivate)
	r.mu.Lock()
	defer r.mu.Unlock()
	if o, ok := r.open[c.ID]; ok && o.version == version {
		return o.connector, nil
	}
	settings, err := r.unseal(c)
	if err != nil {
		return nil, err
	}
	conn, err := kind.Open(channel.Shop{Connection: c.ID, Settings: settings}, channel.Tools{
		HTTP:   r.client(kind, c.AllowPrivate, r.budget(c, kind.Rate)),
		Tokens: r.tokens(c), Now: r.now, Log: r.log.With("channel", c.Channel, "connection", c.ID),
	})
	if err != nil {
		return nil, err
	}
	r.open[c.ID] = opened{version, conn}
	return conn, nil
}

func (r *Registry) client(kind channel.Kind, allowPrivate bool, b httpkit.Budget) *httpkit.Client {
	return httpkit.New(httpkit.Options{
		AllowPrivate: r.allowPrivate || allowPrivate, PerSecond: kind.Rate.PerSecond, Burst: kind.Rate.Burst, Budget: b, Log: r.log,
	})
}

func (r *Registry) seal(id int64, secrets map[string]string) ([]byte, error) {
	b, err := json.Marshal(secrets)
	if err != nil {
		return nil, err
	}
	return r.vault.Seal(b, ids.String(id)), nil
}

// unseal gives all settings, secrets in clear.
func (r *Registry) unseal(c Connection) (map[string]string, error) {
	b, err := r.vault.Open(c.sealed, ids.String(c.ID))
	if err != nil {
		return nil, fmt.Errorf("secrets of connection %q: %w", c.Name, err)
	}
	secrets := map[string]string{}
	if err := json.Unmarshal(b, &secrets); err != nil {
		return nil, fmt.Errorf("secrets of connection %q: %w", c.Name, err)
	}
	all := maps.Clone(c.Settings)
	maps.Copy(all, secrets)
	return all, nil
}

// Pick finds a connection by its id or name.
func Pick(all []Connection, given string) (Connection, bool) {
	i := slices.IndexFunc(all, func(c Connection) bool { return ids.String(c.ID) == given || c.Name == given })
	if i < 0 {
		return Connection{}, false
	}
	return all[i], true
}

// Settings gives all settings of a connection, secrets in clear, for authorising it anew. They must not leave the program.
func (r *Registry) Settings(c Connection) (map[string]string, error) { return r.unseal(c) }

// Reconnect gives a connection other settings, such as a new key: what is not given stays as it was. It checks them, lets test
// ask the shop, and only then stores them and lets the connection work again, where it stopped. Errors: *FieldError, and what
// test says.
func (r *Registry) Reconnect(ctx context.Context, c Connection, given map[string]string, test func(channel.Connector) error) (Connection, error) {
	kind, ok := r.Kind(c.Channel)
	if !ok {
		return c, &FieldError{"channel", fmt.Sprintf("this program has no channel %q", c.Channel)}
	}
	settings, err := r.unseal(c)
	if err != nil {
		return c, err
	}
	for name, v := range given {
		if strings.TrimSpace(v) != "" {
			settings[name] = v
		}
	}
	open, secret, err := sort(kind, settings)
	if err != nil {
		return c, err
	}
	c.Settings = open
	token := channel.Token{Access: take(secret, "access_token"), Refresh: take(secret, "refresh_token")}
	if c.sealed, err = r.seal(c.ID, secret); err != nil {
		return c, err
	}
	connector, err := r.connector(c, kind)
	if err != nil {
		return c, settingError(err)
	}
	if err := test(connector); err != nil {
		return c, err
	}
	text, err := json.Marshal(c.Settings)
	if err != nil {
		return c, err
	}
	return c, r.db.InTx(ctx, func(tx store.Tx) error {
		if err := Hold(ctx, tx, c.Account, c.ID); err != nil { // it was removed while the shop was asked
			return err
		}
		if err := r.apart(ctx, tx, c); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update connection set settings = $3, secrets = $4 where account_id = $1 and id = $2`, c.Account, c.ID, string(text), c.sealed); err != nil {
			return fmt.Errorf("storing new settings: %w", err)
		}
		if token.Access != "" || token.Refresh != "" {
			if err := r.keep(ctx, tx, c.Account, c.ID, chain{Now: token}); err != nil {
				return err
			}
		}
		return SetState(ctx, tx, c.Account, c.ID, Active, nil)
	})
}

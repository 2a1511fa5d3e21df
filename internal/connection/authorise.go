package connection

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/store"
)

// wayLife is how long a merchant may take at the channel.
const wayLife = 30 * time.Minute

// Way is a merchant's browser about to go to a channel.
type Way struct {
	New               // what the connection shall be; settings that only the channel knows may be missing
	Connection int64  // to authorise anew, keeping its lanes and queue; 0: a new one
	Back       string // our address that the browser comes back to
	Actor      string
}

// Authorise gives the address to send the merchant's browser to.
func (r *Registry) Authorise(ctx context.Context, account int64, w Way) (string, error) {
	kind, ok := r.Kind(w.Channel)
	if !ok {
		return "", &FieldError{"channel", fmt.Sprintf("%q is not a channel; there are %s", w.Channel, r.names())}
	}
	if kind.Authorise == nil {
		return "", &FieldError{"channel", kind.Title + " is connected by its settings; there is no permission to ask for"}
	}
	if _, err := w.policyOver(kind.Policy); err != nil { // now, and not when the merchant is back from the channel
		return "", err
	}
	state := rand.Text()
	to, err := kind.Authorise.URL(w.Settings, w.Back, state, r.now())
	if err != nil {
		return "", settingError(err)
	}
	b, err := json.Marshal(way{w.Settings, w.AllowPrivate, w.Back, w.Paused, w.Policy})
	if err != nil {
		return "", err
	}
	err = r.db.InTx(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `delete from authorisation where account_id = $1 and expires_at < $2`, account, store.Micros(r.now())); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into authorisation (account_id, state_hash, channel, connection_id, name, actor, settings, done, expires_at) values ($1, $2, $3, $4, $5, $6, $7, 0, $8)`,
			account, stateHash(state), w.Channel, w.Connection, w.Name, w.Actor, r.vault.Seal(b, stateHash(state)), store.Micros(r.now().Add(wayLife)))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("beginning an authorisation: %w", err)
	}
	return to, nil
}

// way is what is kept, sealed, until the browser comes back.
type way struct {
	Settings     map[string]string `json:"settings"`
	AllowPrivate bool              `json:"allow_private"`
	Back         string            `json:"back"`
	Paused       bool              `json:"paused,omitempty"`
	Policy       json.RawMessage   `json:"policy,omitempty"`
}

func stateHash(state string) string {
	sum := sha256.Sum256([]byte(state))
	return hex.EncodeToString(sum[:])
}

// ErrWay is returned when a browser comes back that was not sent, or too late, or twice.
var ErrWay = errors.New("this authorisation was not begun here, has been used, or is older than half an hour")

// Return takes a browser that came back: it makes the token and the connection, or gives an existing one its new token. That
// one's lanes and queue stay as they are, and it works again.
func (r *Registry) Return(ctx context.Context, state string, query url.Values) (Connection, error) {
	b, err := r.begun(ctx, state)
	if err != nil {
		return Connection{}, err
	}
	if b.done != 0 {
		return r.Get(ctx, b.account, b.done)
	}
	return r.finish(ctx, b, query)
}

// StateOf finds the state in what a browser brought back; empty: there is none.
func (r *Registry) StateOf(query url.Values) string {
	if state := query.Get("state"); state != "" {
		return state
	}
	for _, k := range r.kinds {
		if k.Authorise != nil && k.Authorise.State != nil {
			if state := k.Authorise.State(query); state != "" {
				return state
			}
		}
	}
	return ""
}

// Granted takes what a channel's server sent by itself, as Return does, and lets the browser that comes back afterwards find
// the connection.
func (r *Registry) Granted(ctx context.Context, body []byte) (Connection, error) {
	for _, k := range r.kinds {
		if k.Authorise == nil || k.Authorise.Granted == nil {
			continue
		}
		state, query, err := k.Authorise.Granted(body)
		if err != nil {
			continue // another channel's
		}
		b, err := r.begun(ctx, state)
		if err != nil || b.done != 0 {
			return Connection{}, errors.Join(ErrWay, err)
		}
		c, err := r.finish(ctx, b, query)
		if err != nil {
			return c, err
		}
		return c, r.leave(ctx, b, state, c.ID)
	}
	return Connection{}, ErrWay
}

// leave keeps what became of a way for the browser that is still to come.
func (r *Registry) leave(ctx context.Context, b begun, state string, connection int64) error {
	err := r.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `insert into authorisation (account_id, state_hash, channel, connection_id, name, actor, settings, done, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			b.account, stateHash(state), b.kind, b.connection, b.name, b.actor, []byte{}, connection, store.Micros(r.now().Add(wayLife)))
		return err
	})
	if err != nil {
		return fmt.Errorf("ending an authorisation: %w", err)
	}
	return nil
}

// begun is a way as it is kept.
type begun struct {
	way
	account, connection, done int64
	kind, name, actor         string
}

// begun takes a way up: nobody can take it again. Errors: ErrWay.
func (r *Registry) begun(ctx context.Context, state string) (b begun, err error) {
	var expires int64
	var sealed []byte
	err = r.db.InTx(ctx, func(tx store.Tx) error {
		err := tx.QueryRow(ctx, `select account_id, channel, connection_id, name, actor, settings, done, expires_at from authorisation where state_hash = $1`, stateHash(state)).
			Scan(&b.account, &b.kind, &b.connection, &b.name, &b.actor, &sealed, &b.done, &expires)
		if errors.Is(err, store.ErrNoRows) {
			return ErrWay
		}
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `delete from authorisation where account_id = $1 and state_hash = $2`, b.account, stateHash(state))
		if err == nil && (n == 0 || store.Time(expires).Before(r.now())) {
			return ErrWay
		}
		return err
	})
	if err != nil || b.done != 0 {
		return b, err
	}
	text, err := r.vault.Open(sealed, stateHash(state))
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal(text, &b.way)
}

// finish makes the token, and the connection or its new permission.
func (r *Registry) finish(ctx context.Context, b begun, query url.Values) (Connection, error) {
	kind, ok := r.Kind(b.kind)
	if !ok || kind.Authorise == nil {
		return Connection{}, ErrWay
	}
	tools := channel.Tools{HTTP: r.client(kind, b.AllowPrivate, nil), Now: r.now, Log: r.log.With("channel", b.kind)}
	token, learned, err := kind.Authorise.Exchange(ctx, tools, b.Settings, query, b.Back)
	if err != nil {
		return Connection{}, err
	}
	switch {
	case b.connection == 0:
		return r.admitted(ctx, b.account, kind, New{Channel: b.kind, Name: b.name, Settings: b.Settings, AllowPrivate: b.AllowPrivate, Paused: b.Paused, Policy: b.Policy}, token, learned)
	case token.Access == "" && token.Refresh == "": // the permission is keys among the settings
		c, err := r.Get(ctx, b.account, b.connection)
		if err != nil {
			return Connection{}, err
		}
		return r.Reconnect(ctx, c, learned, func(now channel.Connector) error {
			_, err := now.Test(ctx)
			return err
		})
	}
	return r.renewed(ctx, b.account, b.connection, token)
}

// admitted stores the new connection with its token.
func (r *Registry) admitted(ctx context.Context, account int64, kind channel.Kind, n New, token channel.Token, learned map[string]string) (Connection, error) {
	settings := maps.Clone(n.Settings)
	if settings == nil {
		settings = map[string]string{}
	}
	maps.Copy(settings, learned)
	open, secret, err := sort(kind, settings)
	if err != nil {
		return Connection{}, err
	}
	c, err := r.prepare(ctx, account, kind, n, open, secret)
	if err != nil {
		return Connection{}, err
	}
	c.first = token
	return c, r.Add(ctx, c)
}

// renewed gives a connection a token and lets it work again.
func (r *Registry) renewed(ctx context.Context, account, id int64, token channel.Token) (Connection, error) {
	err := r.db.InTx(ctx, func(tx store.Tx) error {
		if err := r.keep(ctx, tx, account, id, chain{Now: token}); err != nil {
			return err
		}
		return SetState(ctx, tx, account, id, Active, nil)
	})
	if err != nil {
		return Connection{}, fmt.Errorf("storing a new permission: %w", err)
	}
	return r.Get(ctx, account, id)
}

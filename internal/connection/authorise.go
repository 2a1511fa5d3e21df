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
	state := rand.Text()
	to, err := kind.Authorise.URL(w.Settings, w.Back, state, r.now())
	if err != nil {
		return "", settingError(err)
	}
	b, err := json.Marshal(way{w.Settings, w.AllowPrivate, w.Back})
	if err != nil {
		return "", err
	}
	err = r.db.InTx(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `delete from authorisation where account_id = $1 and expires_at < $2`, account, store.Micros(r.now())); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into authorisation (account_id, state_hash, channel, connection_id, name, actor, settings, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
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
	var account, connection, expires int64
	var kindName, name, actor string
	var sealed []byte
	err := r.db.InTx(ctx, func(tx store.Tx) error {
		err := tx.QueryRow(ctx, `select account_id, channel, connection_id, name, actor, settings, expires_at from authorisation where state_hash = $1`, stateHash(state)).
			Scan(&account, &kindName, &connection, &name, &actor, &sealed, &expires)
		if errors.Is(err, store.ErrNoRows) {
			return ErrWay
		}
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `delete from authorisation where account_id = $1 and state_hash = $2`, account, stateHash(state))
		if err == nil && (n == 0 || store.Time(expires).Before(r.now())) {
			return ErrWay
		}
		return err
	})
	if err != nil {
		return Connection{}, err
	}
	kind, ok := r.Kind(kindName)
	if !ok || kind.Authorise == nil {
		return Connection{}, ErrWay
	}
	b, err := r.vault.Open(sealed, stateHash(state))
	if err != nil {
		return Connection{}, err
	}
	var w way
	if err := json.Unmarshal(b, &w); err != nil {
		return Connection{}, err
	}
	tools := channel.Tools{HTTP: r.client(kind, w.AllowPrivate), Now: r.now, Log: r.log.With("channel", kindName)}
	token, learned, err := kind.Authorise.Exchange(ctx, tools, w.Settings, query, w.Back)
	if err != nil {
		return Connection{}, err
	}
	if connection != 0 {
		return r.renewed(ctx, account, connection, token)
	}
	return r.admitted(ctx, account, kind, New{Channel: kindName, Name: name, Settings: w.Settings, AllowPrivate: w.AllowPrivate}, token, learned)
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
	c, err := r.prepare(account, kind, n, open, secret)
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

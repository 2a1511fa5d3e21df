package connection

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/store"
)

// apart refuses a connection to a shop that another one is connected to, or was: documents are known by connection and order, so
// its orders would be booked twice. What its settings do not tell nobody can compare.
func (r *Registry) apart(ctx context.Context, tx store.Tx, c Connection) error {
	kind, ok := r.Kind(c.Channel)
	if !ok || kind.Identity(c.Settings) == "" {
		return nil
	}
	if err := tx.Lock(ctx, shopsLock(c.Account, c.Channel)); err != nil { // two at once see each other
		return fmt.Errorf("locking the connections of a channel: %w", err)
	}
	others, err := list(ctx, tx, `account_id = $1 and channel = $2 and id <> $3`, c.Account, c.Channel, c.ID)
	if err != nil {
		return err
	}
	for _, o := range others {
		if kind.Identity(o.Settings) != kind.Identity(c.Settings) {
			continue
		}
		field := cmp.Or(kind.ShopSetting, "channel")
		if o.State == Removed {
			return &FieldError{field, fmt.Sprintf("this shop was removed, as %q; connect it anew, and it goes on where it stopped", o.Name)}
		}
		return &FieldError{field, fmt.Sprintf("this shop is connected already, as %q; twice, its orders would be booked twice. Give that connection its new key instead", o.Name)}
	}
	return nil
}

// shopsLock is for who looks at all connections of a channel before one is added.
func shopsLock(account int64, channel string) int64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "connections of %d/%s", account, channel)
	return int64(h.Sum64())
}

// former finds the removed connection of the shop that some settings are of, which is revived instead of a new one: documents are
// known by connection and order, and under another connection's id every order of before would be booked again. False: there is
// none. Where the settings do not say which shop it is, and one of the channel was removed, the setting is asked for.
func former(ctx context.Context, db store.Reader, account int64, kind channel.Kind, settings map[string]string) (Connection, bool, error) {
	removed, err := list(ctx, db, `account_id = $1 and channel = $2 and state = 'removed' order by id desc`, account, kind.Name)
	if err != nil || len(removed) == 0 {
		return Connection{}, false, err
	}
	shop := kind.Identity(settings)
	if shop == "" {
		return Connection{}, false, &FieldError{kind.ShopSetting, fmt.Sprintf("is needed: %q was removed, and without it nobody can tell whether this is the same shop, whose orders must not be booked twice", removed[0].Name)}
	}
	for _, c := range removed {
		if kind.Identity(c.Settings) == shop {
			return c, true, nil
		}
	}
	return Connection{}, false, nil
}

// OfShop finds the connection of the same channel and account whose shop the channel calls so; false if there is none.
func (r *Registry) OfShop(ctx context.Context, c Connection, shop string) (Connection, bool, error) {
	kind, _ := r.Kind(c.Channel)
	if kind.ShopSetting == "" || c.Settings[kind.ShopSetting] == shop {
		return c, true, nil
	}
	all, err := r.List(ctx, c.Account)
	i := slices.IndexFunc(all, func(o Connection) bool { return o.Channel == c.Channel && o.Settings[kind.ShopSetting] == shop })
	if err != nil || i < 0 {
		return Connection{}, false, err
	}
	return all[i], true, nil
}

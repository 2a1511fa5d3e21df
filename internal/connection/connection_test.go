package connection_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

func TestPrepare_namesTheFieldThatIsWrong(t *testing.T) {
	t.Parallel()
	shop := connectiontest.New(t, storetest.SQLite(t), func(k *channel.Kind) {
		k.Settings = append(k.Settings, channel.Setting{Name: "mode", Choices: []string{"a", "b"}, Default: "a"})
	})
	for name, c := range map[string]struct {
		given connection.New
		field string
	}{
		"no such channel": {connection.New{Channel: "moon"}, "channel"},
		"missing":         {connection.New{Channel: "pretend"}, "url"},
		"only blanks":     {connection.New{Channel: "pretend", Settings: map[string]string{"url": "  "}}, "url"},
		"not a choice":    {connection.New{Channel: "pretend", Settings: map[string]string{"url": "https://x.example", "mode": "c"}}, "mode"},
		"unknown":         {connection.New{Channel: "pretend", Settings: map[string]string{"url": "https://x.example", "ulr": "typo"}}, "ulr"},
	} {
		_, err := shop.Registry.Prepare(t.Context(), shop.Owner.Account, c.given)
		if fe, ok := errors.AsType[*connection.FieldError](err); !ok || fe.Field != c.field {
			t.Errorf("%s: %v, want field %s", name, err, c.field)
		}
	}
}

func TestRegistry(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		ctx, account := t.Context(), shop.Owner.Account
		got, err := shop.Registry.Get(ctx, account, shop.Connection.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shop.Connection.Policy, got.Policy); diff != "" || got.Name != "Pretend shop.example" || got.State != connection.Active {
			t.Errorf("got %+v, policy (-want +got):\n%s", got, diff)
		}
		if _, leaked := got.Settings["secret"]; leaked {
			t.Error("the secret is among the settings that are shown")
		}
		var sealed []byte
		if err := db.QueryRow(ctx, `select secrets from connection where id = $1`, got.ID).Scan(&sealed); err != nil || bytes.Contains(sealed, []byte("s3cret")) || len(sealed) == 0 {
			t.Errorf("the secret is stored in clear, or not at all (%d bytes, %v)", len(sealed), err)
		}
		if _, err := shop.Registry.Get(ctx, account+1, got.ID); outcome.Of(err).Reason != outcome.ConnectionMissing {
			t.Errorf("another account sees it: %v", err)
		}
		if byKey, err := shop.Registry.ByHookKey(ctx, got.HookKey); err != nil || byKey.ID != got.ID {
			t.Errorf("by hook key: %+v, %v", byKey, err)
		}
		again, err := shop.Registry.Prepare(t.Context(), account, connection.New{Channel: "pretend", Settings: map[string]string{"url": "https://shop.example"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := shop.Registry.Add(ctx, again); err == nil || !strings.HasPrefix(err.Error(), "name: ") {
			t.Errorf("a second one of the same name: %v", err)
		}
		p := got.Policy
		p.OrdersEverySecs = 0
		if err := shop.Registry.SetPolicy(ctx, account, got.ID, p); err == nil || !strings.Contains(err.Error(), "orders_every_seconds") {
			t.Errorf("a bad policy: %v", err)
		}
		p.OrdersEverySecs = 7
		if err := shop.Registry.SetPolicy(ctx, account, got.ID, p); err != nil {
			t.Fatal(err)
		}
		why := outcome.New(outcome.KeyRefused, "said", "no")
		if err := shop.Registry.SetState(ctx, account, got.ID, connection.NeedsYou, why); err != nil {
			t.Fatal(err)
		}
		all, err := shop.Registry.List(ctx, account)
		if err != nil || len(all) != 1 || all[0].Policy.OrdersEverySecs != 7 || all[0].State != connection.NeedsYou || all[0].Problem.Args["said"] != "no" {
			t.Errorf("list %+v, %v", all, err)
		}
	})
}

// A new key is tested before it takes the place of the old one, and the connection goes on where it stopped.
func TestReconnect(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		ctx, r, account := t.Context(), shop.Registry, shop.Owner.Account
		if err := r.SetState(ctx, account, shop.Connection.ID, connection.NeedsYou, outcome.New(outcome.KeyRefused)); err != nil {
			t.Fatal(err)
		}
		c, err := r.Get(ctx, account, shop.Connection.ID)
		if err != nil {
			t.Fatal(err)
		}
		refused := outcome.New(outcome.KeyRefused)
		if _, err := r.Reconnect(ctx, c, map[string]string{"secret": "bad"}, func(channel.Connector) error { return refused }); !errors.Is(err, refused) {
			t.Errorf("a key the shop refuses: %v", err)
		}
		if stored, err := r.Get(ctx, account, c.ID); err != nil || stored.State != connection.NeedsYou {
			t.Errorf("after it: %+v, %v", stored, err)
		} else if all, err := r.Settings(stored); err != nil || all["secret"] != "s3cret" {
			t.Errorf("the old key is gone: %v %v", all, err)
		}
		if _, err := r.Reconnect(ctx, c, map[string]string{"ulr": "x"}, func(channel.Connector) error { return nil }); err == nil || !strings.HasPrefix(err.Error(), "ulr: ") {
			t.Errorf("an unknown setting: %v", err)
		}
		if _, err := r.Reconnect(ctx, c, map[string]string{"secret": "new"}, func(channel.Connector) error { return nil }); err != nil {
			t.Fatal(err)
		}
		stored, err := r.Get(ctx, account, c.ID)
		if err != nil || stored.State != connection.Active || stored.Problem != nil {
			t.Errorf("reconnected: %+v, %v", stored, err)
		}
		if all, err := r.Settings(stored); err != nil || all["secret"] != "new" || all["url"] != "https://shop.example" {
			t.Errorf("settings %v, %v", all, err)
		}
	})
}

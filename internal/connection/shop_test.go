package connection_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// Under two connections every order of the shop would be in the books twice.
func TestAdd_aShopIsConnectedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		ctx, r, account := t.Context(), shop.Registry, shop.Owner.Account
		connect := func(url, name string) error {
			c, err := r.Prepare(ctx, account, connection.New{Channel: "pretend", Name: name, Settings: map[string]string{"url": url}})
			if err != nil {
				return err
			}
			return r.Add(ctx, c)
		}
		if err := connect("HTTPS://shop.example/", "Another name"); err == nil || !strings.Contains(err.Error(), `connected already, as "Pretend shop.example"`) {
			t.Errorf("the same shop under another name: %v", err)
		}
		if err := connect("https://other.example", "Other"); err != nil {
			t.Errorf("another shop: %v", err)
		}

		var all sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			all.Go(func() { errs[i] = connect("https://third.example", "Third "+string(rune('a'+i))) })
		}
		all.Wait()
		refused := 0
		for _, err := range errs {
			if _, ok := errors.AsType[*connection.FieldError](err); ok {
				refused++
			}
		}
		if conns, err := r.List(ctx, account); err != nil || len(conns) != 3 || refused != 3 {
			t.Errorf("%d connections, %v; of four at once: %v", len(conns), err, errs)
		}
	})
}

func TestReconnect_notToAShopThatIsConnected(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, nil)
		ctx, r := t.Context(), shop.Registry
		other, err := r.Prepare(ctx, shop.Owner.Account, connection.New{Channel: "pretend", Name: "Other", Settings: map[string]string{"url": "https://other.example"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Add(ctx, other); err != nil {
			t.Fatal(err)
		}
		well := func(channel.Connector) error { return nil }
		move := func(url string) error {
			_, err := r.Reconnect(ctx, other, map[string]string{"url": url}, well)
			return err
		}
		if err := move("https://shop.example"); err == nil || !strings.Contains(err.Error(), "connected already") {
			t.Errorf("to a shop that is connected: %v", err)
		}
		if err := db.InTx(ctx, func(tx store.Tx) error {
			_, err := r.Remove(ctx, tx, shop.Owner.Account, shop.Connection.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if err := move("https://shop.example"); err == nil || !strings.Contains(err.Error(), "was removed") {
			t.Errorf("to a shop that was removed: %v", err)
		}
		if err := move("https://moved.example"); err != nil {
			t.Errorf("a shop that moved: %v", err)
		}
	})
}

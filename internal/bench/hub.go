package bench

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// hub is the way of an order from connector to books, without queue and server.
type hub struct {
	db         store.DB
	ids        *ids.Maker
	vault      *vault.Vault
	web        wire
	registry   *connection.Registry
	reconciler *reconcile.Reconciler
	runner     *cycle.Runner
	lanes      []cycle.Key
}

// newHub connects shops to a fresh database. Their rate limit is lifted: it is the shop's, not ours.
func newHub(ctx context.Context, db store.DB, shops []*shop) (*hub, error) {
	log := slog.New(slog.DiscardHandler)
	maker := ids.NewMaker(0, time.Now)
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	v, err := vault.New(base64.StdEncoding.EncodeToString(key))
	if err != nil {
		return nil, err
	}
	account, err := user.NewDirectory(db, maker, time.Now).FirstAccount(ctx, "Bench", "UTC")
	if err != nil {
		return nil, err
	}
	web := wire{}
	registry := connection.NewRegistry(connection.Options{DB: db, IDs: maker, Vault: v, Kinds: []channel.Kind{inMemory(web)}, Now: time.Now, Log: log})
	reconciler := reconcile.New(db, books.New(maker), maker, time.Now, log)
	h := &hub{
		db: db, ids: maker, vault: v, web: web, registry: registry, reconciler: reconciler, runner: cycle.NewRunner(db, registry, reconciler, maker, time.Now, log),
	}
	for i, s := range shops {
		host := fmt.Sprintf("shop-%d.example", i+1)
		web[host] = s
		c, err := registry.Prepare(ctx, account.ID, connection.New{Channel: woocommerce.Kind.Name, Settings: settings("https://" + host)})
		if err != nil {
			return nil, err
		}
		if err := registry.Add(ctx, c); err != nil {
			return nil, err
		}
		h.lanes = append(h.lanes, cycle.Key{Account: c.Account, Connection: c.ID, Lane: connection.Orders})
	}
	return h, nil
}

// hookSecret signs the pretend shops' webhooks.
const hookSecret = "whsec-bench"

func settings(url string) map[string]string {
	return map[string]string{"url": url, "consumer_key": "ck_bench", "consumer_secret": "cs_bench", "webhook_secret": hookSecret}
}

// inMemory is the WooCommerce channel with its true connector on a wire in memory.
func inMemory(web wire) channel.Kind {
	k := woocommerce.Kind
	k.Rate = channel.Rate{}
	k.Open = func(s channel.Shop, t channel.Tools) (channel.Connector, error) {
		t.HTTP = httpkit.New(httpkit.Options{Transport: web})
		return woocommerce.Kind.Open(s, t)
	}
	return k
}

// sync runs one cycle of every shop, all at once, and tells how long it took.
func (h *hub) sync(ctx context.Context) (time.Duration, error) {
	started := time.Now()
	g, ctx := errgroup.WithContext(ctx)
	for _, k := range h.lanes {
		g.Go(func() error {
			more, err := h.runner.Slice(ctx, k, synclog.Auto, "", started.Add(time.Hour))
			if err == nil && more {
				return fmt.Errorf("the cycle of connection %d is not finished", k.Connection)
			}
			return err
		})
	}
	err := g.Wait()
	return time.Since(started), err
}

// rewind makes the next cycle read everything again.
func (h *hub) rewind(ctx context.Context) error {
	return h.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `update lane set watermark = 0, cursor = ''`)
		return err
	})
}

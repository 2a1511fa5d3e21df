package removal_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/removal"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// ground is a connected shop with what reads it and what removes it.
type ground struct {
	*connectiontest.Shop
	*removal.Remover
	cycles     *cycle.Runner
	downloads  *download.Downloader
	reconciler *reconcile.Reconciler
}

func newGround(t *testing.T, db store.DB, change func(*channel.Kind)) *ground {
	t.Helper()
	g := &ground{Shop: connectiontest.New(t, db, change)}
	log := slog.New(slog.DiscardHandler)
	g.reconciler = reconcile.New(db, books.New(g.Shop.IDs), g.Shop.IDs, time.Now, log)
	g.cycles = cycle.NewRunner(db, g.Registry, g.reconciler, g.Shop.IDs, time.Now, log)
	g.downloads = download.New(g.Registry, g.reconciler, time.Now, log)
	g.Remover = &removal.Remover{DB: db, Connections: g.Registry, IDs: g.Shop.IDs, Now: time.Now}
	return g
}

func paid(refs ...string) []order.Snapshot {
	var all []order.Snapshot
	for _, ref := range refs {
		all = append(all, order.Snapshot{
			Ref: ref, Number: ref, Stage: order.Paid, RawStatus: "paid", Currency: "IDR", Total: money.Units(10), Amounts: order.Amounts{Goods: money.Units(10)},
			UpdatedAt: time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC), Lines: []order.Line{{Ref: "1", SKU: "K-1", Quantity: 1, Total: money.Units(10)}},
		})
	}
	return all
}

// shows lets the shop answer one page; meanwhile is called while it is read, and may be nil.
func (g *ground) shows(meanwhile func(), refs ...string) {
	g.Answer(func(context.Context, channel.Window, channel.Cursor) (channel.Page, error) {
		if meanwhile != nil {
			meanwhile()
		}
		return channel.Page{Orders: paid(refs...)}, nil
	}, nil)
}

func (g *ground) cycle(t *testing.T) error {
	t.Helper()
	key := cycle.Key{Account: g.Owner.Account, Connection: g.Connection.ID, Lane: connection.Orders}
	_, err := g.cycles.Slice(t.Context(), key, synclog.Manual, "", time.Now().Add(time.Minute))
	return err
}

func (g *ground) remove(t *testing.T) {
	t.Helper()
	if _, err := g.Remove(t.Context(), g.Owner, g.Connection.ID, "the shop is closed"); err != nil {
		t.Fatal(err)
	}
}

// written is how much there is of what a connection's work writes.
func (g *ground) written(t *testing.T) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, table := range []string{"orders", "order_content", "document", "entry", "exchange", "tally", "issue", "inbox", "ledger", "cycle"} {
		n[table] = g.count(t, `select count(*) from `+table)
	}
	return n
}

func (g *ground) count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := g.Shop.DB.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func (g *ground) invoices(t *testing.T) int {
	t.Helper()
	all, err := books.List(t.Context(), g.Shop.DB, g.Owner.Account, books.Filter{Kind: document.Invoice, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

func same(t *testing.T, what string, before, after map[string]int) {
	t.Helper()
	for table, n := range before {
		if after[table] != n {
			t.Errorf("%s: %d rows of %s, there were %d", what, after[table], table, n)
		}
	}
}

func missing(err error) bool {
	o, ok := errors.AsType[*outcome.Error](err)
	return ok && o.Reason == outcome.ConnectionMissing
}

func TestRemove_stopsWhatIsAtWork(t *testing.T) {
	t.Parallel()
	t.Run("in the middle of a cycle", func(t *testing.T) {
		storetest.Each(t, func(t *testing.T, db store.DB) {
			g := newGround(t, db, nil)
			var before map[string]int
			g.shows(func() { g.remove(t); before = g.written(t) }, "1", "2")
			if err := g.cycle(t); !missing(err) && !errors.Is(err, cycle.ErrMoved) {
				t.Errorf("the page was taken: %v", err)
			}
			same(t, "after the removal", before, g.written(t))
			if n := g.invoices(t); n != 0 {
				t.Errorf("%d invoices", n)
			}
			if err := g.cycle(t); !missing(err) {
				t.Errorf("another cycle: %v", err)
			}
			if due, err := cycle.Due(t.Context(), db, time.Now().Add(time.Hour)); err != nil || len(due) != 0 {
				t.Errorf("lanes are due: %+v, %v", due, err)
			}
			if n := g.count(t, `select count(*) from cycle where state = 'running'`); n != 0 {
				t.Errorf("%d cycles are shown as running", n)
			}
		})
	})
	t.Run("in the middle of a download", func(t *testing.T) {
		storetest.Each(t, func(t *testing.T, db store.DB) {
			g := newGround(t, db, nil)
			var before map[string]int
			removed := false
			gone := func() {
				if !removed {
					removed = true
					g.remove(t)
					before = g.written(t)
				}
			}
			g.Answer(nil, func(context.Context, string) (order.Snapshot, error) { gone(); return paid("1")[0], nil })
			_, err := g.downloads.Run(t.Context(), download.Request{Account: g.Owner.Account, Connection: g.Connection.ID, Refs: []string{"1"}, By: synclog.Webhook})
			if !removed || !missing(err) {
				t.Errorf("the download was taken: %v", err)
			}
			same(t, "after the removal", before, g.written(t))
		})
	})
	t.Run("a refusal that comes after it does not bring the connection back", func(t *testing.T) {
		storetest.Each(t, func(t *testing.T, db store.DB) {
			g := newGround(t, db, nil)
			g.Answer(func(context.Context, channel.Window, channel.Cursor) (channel.Page, error) {
				g.remove(t)
				return channel.Page{}, outcome.New(outcome.KeyRefused)
			}, nil)
			if err := g.cycle(t); !missing(err) && !errors.Is(err, cycle.ErrMoved) {
				t.Errorf("the refusal was noted: %v", err)
			}
			if all, err := g.Registry.All(t.Context(), g.Owner.Account); err != nil || len(all) != 1 || all[0].State != connection.Removed {
				t.Errorf("%+v, %v", all, err)
			}
		})
	})
}

func TestRemove_leavesTheBooksAndNoSecret(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		ctx := t.Context()
		g := newGround(t, db, nil)
		account, id := g.Owner.Account, g.Connection.ID
		g.shows(nil, "1", "2")
		if err := g.cycle(t); err != nil {
			t.Fatal(err)
		}
		_, err := g.downloads.Run(ctx, download.Request{Account: account, Connection: id, Refs: []string{"3"}, By: synclog.Manual}) // an issue: it is not there
		if err != nil {
			t.Fatal(err)
		}
		if err := db.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Exec(ctx, `insert into authorisation (account_id, state_hash, channel, connection_id, name, actor, settings, done, expires_at)
				values ($1, 'x', 'pretend', $2, '', '', $3, 0, 0)`, account, id, []byte("sealed"))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		stale, before := g.Connection, g.written(t)
		t.Run("it asks for a reason, and is found by its own account only", func(t *testing.T) {
			_, err := g.Remove(ctx, g.Owner, id, " ")
			if fe, ok := errors.AsType[*connection.FieldError](err); !ok || fe.Field != "reason" {
				t.Errorf("without a reason: %v", err)
			}
			if _, err := g.Remove(ctx, user.User{Account: account + 1, Role: user.Owner}, id, "x"); !missing(err) {
				t.Errorf("another account: %v", err)
			}
		})
		g.remove(t)
		t.Run("the books stay as they were", func(t *testing.T) {
			same(t, "removed", before, g.written(t))
			if all, err := g.Registry.All(ctx, account); err != nil || len(all) != 1 || all[0].Name != stale.Name || all[0].State != connection.Removed {
				t.Errorf("its name: %+v, %v", all, err)
			}
		})
		t.Run("no secret is left in the database", func(t *testing.T) {
			var secrets, tokens []byte
			if err := db.QueryRow(ctx, `select secrets, tokens from connection where id = $1`, id).Scan(&secrets, &tokens); err != nil || len(secrets)+len(tokens) != 0 {
				t.Errorf("%d and %d bytes, %v", len(secrets), len(tokens), err)
			}
			if n := g.count(t, `select count(*) from authorisation`); n != 0 {
				t.Errorf("%d authorisations under way", n)
			}
			if err := g.Registry.Unlocks(ctx); err != nil {
				t.Errorf("the program would not start with its key: %v", err)
			}
		})
		t.Run("its issues are resolved, and say why", func(t *testing.T) {
			all, err := issue.List(ctx, db, account, issue.Filter{Limit: 10})
			if err != nil || len(all) == 0 {
				t.Fatalf("%+v, %v", all, err)
			}
			for _, i := range all {
				said, err := issue.Comments(ctx, db, account, i.ID)
				if i.State != issue.Resolved || i.StateBy != "owner@example.com" || i.Unresolved != 0 || err != nil || len(said) != 1 || said[0].Text != "the shop is closed" {
					t.Errorf("%+v, %+v, %v", i, said, err)
				}
			}
			if n := g.count(t, `select count(*) from entry where failed and resolved_at = 0`); n != 0 {
				t.Errorf("%d failures are open", n)
			}
			if n := g.count(t, `select count(*) from audit where action = 'remove_connection' and reason = 'the shop is closed' and subject = $1`, stale.Name); n != 1 {
				t.Errorf("%d lines in the audit trail", n)
			}
		})
		t.Run("nobody finds it, and nobody who found it before can write", func(t *testing.T) {
			if all, err := g.Registry.List(ctx, account); err != nil || len(all) != 0 {
				t.Errorf("%+v, %v", all, err)
			}
			_, byID := g.Registry.Get(ctx, account, id)
			_, byKey := g.Registry.ByHookKey(ctx, stale.HookKey)
			_, again := g.Remove(ctx, g.Owner, id, "twice")
			_, reconnected := g.Registry.Reconnect(ctx, stale, map[string]string{"secret": "new"}, func(channel.Connector) error { return nil })
			_, applied := g.reconciler.Apply(ctx, reconcile.Batch{Connection: stale, Snapshots: paid("4"), ReadAt: time.Now()})
			for what, err := range map[string]error{
				"by id": byID, "by its webhook address": byKey, "removing it again": again, "a new key": reconnected, "a batch of orders": applied,
				"its state":  g.Registry.SetState(ctx, account, id, connection.Active, nil),
				"its policy": g.Registry.SetPolicy(ctx, account, id, stale.Policy),
			} {
				if !missing(err) {
					t.Errorf("%s: %v", what, err)
				}
			}
			same(t, "after the late ones", before, g.written(t))
		})
	})
}

// The key of a document is connection and order: under another connection's id every order would be booked again.
func TestRemove_aShopConnectedAgainIsBookedOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		ctx := t.Context()
		g := newGround(t, db, nil)
		account, was := g.Owner.Account, g.Connection
		g.shows(nil, "1", "2")
		if err := g.cycle(t); err != nil {
			t.Fatal(err)
		}
		key := cycle.Key{Account: account, Connection: was.ID, Lane: connection.Orders}
		before, err := cycle.Load(ctx, db, key)
		if err != nil || g.invoices(t) != 2 {
			t.Fatalf("%d invoices, %v", g.invoices(t), err)
		}
		chosen := was.Policy
		chosen.OrdersEverySecs = 77
		if err := g.Registry.SetPolicy(ctx, account, was.ID, chosen); err != nil {
			t.Fatal(err)
		}
		g.remove(t)
		prepare := func(url, name string) connection.Connection {
			t.Helper()
			c, err := g.Registry.Prepare(ctx, account, connection.New{Channel: "pretend", Name: name, Settings: map[string]string{"url": url, "secret": "new"}})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		t.Run("another shop is another connection, under a name of its own", func(t *testing.T) {
			other := prepare("https://other.example", was.Name)
			if other.ID == was.ID {
				t.Fatal("it took the removed one's place")
			}
			if fe, ok := errors.AsType[*connection.FieldError](g.Registry.Add(ctx, other)); !ok || fe.Field != "name" {
				t.Errorf("the removed one's name: %v", fe)
			}
		})
		again, late := prepare("http://SHOP.example/", ""), prepare("https://shop.example", "Late")
		if err := g.Registry.Add(ctx, again); err != nil {
			t.Fatal(err)
		}
		t.Run("it is the connection that it was", func(t *testing.T) {
			now, err := g.Registry.Get(ctx, account, was.ID)
			if err != nil || again.ID != was.ID || now.State != connection.Active || now.Name != was.Name || now.HookKey != was.HookKey || now.Policy.OrdersEverySecs != 77 {
				t.Errorf("%+v, %v", now, err)
			}
			if all, err := g.Registry.Settings(now); err != nil || all["secret"] != "new" {
				t.Errorf("settings %v, %v", all, err)
			}
			lane, err := cycle.Load(ctx, db, key)
			if err != nil || !lane.Watermark.Equal(before.Watermark) || lane.NextAt.After(time.Now()) {
				t.Errorf("its lane %+v, %v; before %+v", lane, err, before)
			}
			if all, err := g.Registry.All(ctx, account); err != nil || len(all) != 1 {
				t.Errorf("%+v, %v", all, err)
			}
		})
		t.Run("two who connect it at once do not make two of it", func(t *testing.T) {
			if fe, ok := errors.AsType[*connection.FieldError](g.Registry.Add(ctx, late)); !ok || fe.Field != "channel" {
				t.Errorf("%v", fe)
			}
		})
		t.Run("nothing is booked twice, and what is new is booked", func(t *testing.T) {
			g.shows(nil, "1", "2", "3")
			if err := g.cycle(t); err != nil {
				t.Fatal(err)
			}
			if n := g.invoices(t); n != 3 {
				t.Errorf("%d invoices for three orders", n)
			}
			if n := g.count(t, `select count(*) from orders`); n != 3 {
				t.Errorf("%d orders", n)
			}
		})
		t.Run("one that was prepared before the removal is not added after it", func(t *testing.T) {
			second := prepare("https://shop.example", "Second")
			g.remove(t)
			if fe, ok := errors.AsType[*connection.FieldError](g.Registry.Add(ctx, second)); !ok || fe.Field != "channel" {
				t.Errorf("%v", fe)
			}
		})
	})
}

// Where the settings do not say which shop it is, nothing is removed that could not be known again.
func TestRemove_asksWhichShopItIs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		ctx := t.Context()
		g := newGround(t, db, func(k *channel.Kind) {
			k.Settings = append(k.Settings, channel.Setting{Name: "seller"})
			k.ShopSetting, k.Identity = "seller", channel.BySettings("seller")
		})
		_, err := g.Remove(ctx, g.Owner, g.Connection.ID, "closed")
		if o, ok := errors.AsType[*outcome.Error](err); !ok || o.Reason != outcome.ShopUnknown || o.Args["field"] != "seller" {
			t.Fatalf("removed: %v", err)
		}
		if n := g.count(t, `select count(*) from audit`); n != 0 {
			t.Errorf("a refusal left %d lines", n)
		}
		if _, err := g.Registry.Reconnect(ctx, g.Connection, map[string]string{"seller": "A1"}, func(channel.Connector) error { return nil }); err != nil {
			t.Fatal(err)
		}
		g.remove(t)
		_, err = g.Registry.Prepare(ctx, g.Owner.Account, connection.New{Channel: "pretend", Settings: map[string]string{"url": "https://new.example"}})
		if fe, ok := errors.AsType[*connection.FieldError](err); !ok || fe.Field != "seller" {
			t.Errorf("connected without saying which shop: %v", err)
		}
		if _, err := g.Registry.Prepare(ctx, g.Owner.Account+1, connection.New{Channel: "pretend", Settings: map[string]string{"url": "https://new.example"}}); err != nil {
			t.Errorf("another account is asked about it: %v", err)
		}
	})
}

package bench

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// ledger measures a completeness check: the channel's list of ids is kept page by page, compared with the orders, and each order is
// held against the books by the planner. The bar is the same database keeping the same list and comparing it with the orders
// and the totals of their documents in one statement each.
func ledger(ctx context.Context, o Options, e engine) ([]Table, error) {
	db, err := e.fresh(ctx)
	if err != nil {
		return nil, err
	}
	defer db.close()
	now := time.Now()
	if err := db.days(ctx, now, now); err != nil {
		return nil, err
	}
	shops := shopsOf(1, o.Orders, now)
	h, err := newHub(ctx, db, shops)
	if err != nil {
		return nil, err
	}
	if _, err := h.sync(ctx); err != nil {
		return nil, err
	}
	l := newLedger(h, shops[0])
	var ours, bare []rate
	for n := range o.Rounds {
		o.say("completeness, %s, round %d of %d", e.name(), n+1, o.Rounds)
		took, err := l.check(ctx, o.Orders, now)
		if err != nil {
			return nil, err
		}
		ours = append(ours, perSecond(o.Orders, took))
		if took, err = bareCheck(ctx, db, h.lanes[0], shops[0]); err != nil {
			return nil, err
		}
		bare = append(bare, perSecond(o.Orders, took))
	}
	t := Table{Title: "Completeness, orders checked a second", Head: []string{"Orders", "Hub", "Bare database", "Ratio"}}
	t.add(o.Orders, median(ours), median(bare), ratio(median(ours)/median(bare)))
	t.Notes = append(t.Notes, fmt.Sprintf("medians of %d rounds; hub %s; bare %s; the bare database compares ids and totals and plans nothing", o.Rounds, spread(ours), spread(bare)))
	return []Table{t}, nil
}

// ledgerOf is a ledger over a hub's one shop.
type ledgerOf struct {
	*hub
	runner *completeness.Runner
}

func newLedger(h *hub, s *shop) *ledgerOf {
	log := slog.New(slog.DiscardHandler)
	kind := inMemory(h.web)
	open := kind.Open
	kind.Open = func(shop channel.Shop, t channel.Tools) (channel.Connector, error) {
		c, err := open(shop, t)
		return idLister{c, s}, err
	}
	registry := connection.NewRegistry(connection.Options{DB: h.db, IDs: h.ids, Vault: h.vault, Kinds: []channel.Kind{kind}, Now: time.Now, Log: log})
	return &ledgerOf{h, completeness.NewRunner(completeness.Options{
		DB: h.db, Connections: registry, Reconciler: h.reconciler, Downloads: download.New(registry, h.reconciler, time.Now, log), Books: books.New(h.ids),
		Users: user.NewDirectory(h.db, h.ids, time.Now), IDs: h.ids, Now: time.Now, Log: log,
	})}
}

// idLister is the connector of the shop in memory as one that gives lists of ids.
type idLister struct {
	channel.Connector
	shop *shop
}

// OrderIDs gives the orders created in a window, a hundred a page.
func (l idLister) OrderIDs(_ context.Context, w channel.Window, at channel.Cursor) ([]string, channel.Cursor, error) {
	from, _ := strconv.Atoi(string(at)) // empty: the start
	var refs []string
	for i := from; i < l.shop.orders; i++ {
		if len(refs) == pageSize {
			return refs, channel.Cursor(strconv.Itoa(i)), nil
		}
		if created := l.shop.created(i); !created.Before(w.From) && created.Before(w.To) {
			refs = append(refs, strconv.Itoa(l.shop.first+i))
		}
	}
	return refs, "", nil
}

func (s *shop) created(i int) time.Time { return s.sale(i).created }

// check runs one check of all days of the shop's orders, and holds that it looked at all of them.
func (l *ledgerOf) check(ctx context.Context, orders int, now time.Time) (time.Duration, error) {
	k := completeness.Key{Account: l.lanes[0].Account, Connection: l.lanes[0].Connection}
	calendar := completeness.NewCalendar("UTC")
	to := calendar.Day(now)
	from := to.Add(-1 - orders/86_400)
	err := l.db.InTx(ctx, func(tx store.Tx) error {
		if err := completeness.Ask(ctx, tx, k, from, to, "bench"); err != nil {
			return err
		}
		later := store.Micros(now.AddDate(1, 0, 0)) // nothing else is due
		_, err := tx.Exec(ctx, `update ledger set recent_at = $1, wide_at = $1`, later)
		return err
	})
	if err != nil {
		return 0, err
	}
	started := time.Now()
	more, err := l.runner.Slice(ctx, k, started.Add(time.Hour))
	took := time.Since(started)
	if err != nil || more {
		return 0, fmt.Errorf("the check is not finished: %w", err)
	}
	days, err := completeness.Days(ctx, l.db, k.Account, k.Connection, from, to)
	if err != nil {
		return 0, err
	}
	var f completeness.Figures
	for _, d := range days {
		f.Add(d.Figures)
	}
	if f.Channel != int64(orders) || f.Complete != int64(orders) {
		return 0, fmt.Errorf("of %d orders the ledger found %d, and %d complete", orders, f.Channel, f.Complete)
	}
	return took, nil
}

// bareCheck keeps the shop's ids page by page and compares them with the orders, both ways, and the orders with the totals of their
// documents.
func bareCheck(ctx context.Context, db store.DB, of cycle.Key, s *shop) (time.Duration, error) {
	seen := store.Table{Name: "bare_seen", Columns: []string{"ref"}, Types: []string{"text"}}
	exec := func(sql string) error {
		return db.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Exec(ctx, sql)
			return err
		})
	}
	if err := exec(`create table bare_seen (ref text primary key)`); err != nil {
		return 0, err
	}
	started := time.Now()
	for from := 0; from < s.orders; from += pageSize {
		var rows [][]any
		for i := from; i < min(from+pageSize, s.orders); i++ {
			rows = append(rows, []any{strconv.Itoa(s.first + i)})
		}
		if err := db.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Bulk(ctx, seen, rows, "")
			return err
		}); err != nil {
			return 0, err
		}
	}
	for _, question := range []string{
		`select count(*) from bare_seen s where not exists (select 1 from orders o where o.account_id = $1 and o.connection_id = $2 and o.ref = s.ref)`,
		`select count(*) from orders o where o.account_id = $1 and o.connection_id = $2 and not exists (select 1 from bare_seen s where s.ref = o.ref)`,
		`select count(*) from orders o where o.account_id = $1 and o.connection_id = $2 and hold_code = 0 and not exists (select 1 from document d where d.account_id = o.account_id and d.order_id = o.id
			and d.voided_at = 0 and d.kind in ('invoice', 'sales_order') and d.state in ('', 'open') and d.total = o.total)`,
	} {
		var n int
		if err := db.QueryRow(ctx, question, of.Account, of.Connection).Scan(&n); err != nil {
			return 0, err
		}
		if n != 0 {
			return 0, fmt.Errorf("the bare comparison finds %d orders that differ", n)
		}
	}
	took := time.Since(started)
	return took, exec(`drop table bare_seen`)
}

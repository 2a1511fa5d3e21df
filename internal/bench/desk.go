package bench

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/linking"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// previewBar is what the preview of an action may take.
const previewBar = time.Second

// desk measures one action on all failures of one cause: the preview, resolving all, and linking the SKU so that all go through.
// The bar is the same database writing the same rows in batches of the same size.
func desk(ctx context.Context, o Options, e engine) ([]Table, error) {
	t := Table{
		Title: fmt.Sprintf("One action on %s failures of one cause", thousands(int64(o.Failed))), Head: []string{"Action", "Hub", "Bare database", "Ratio"},
		Notes: []string{
			fmt.Sprintf("medians of %d rounds; rates are entries or orders a second; the preview has to answer within %s", o.Rounds, millis(previewBar)),
			"resolving: the bare database updates the same entries by id; linking: it inserts the orders' rows, documents and entries that the re-run writes",
		},
	}
	d := deskRace{engine: e, failed: o.Failed}
	for n := range o.Rounds {
		o.say("desk, %s, round %d of %d", e.name(), n+1, o.Rounds)
		if err := d.round(ctx); err != nil {
			return nil, err
		}
	}
	preview := median(d.preview)
	t.add("preview", preview, "", map[bool]string{true: "in time", false: "TOO SLOW"}[preview < previewBar])
	t.add("resolve all", median(d.resolve), median(d.bareResolve), ratio(median(d.resolve)/median(d.bareResolve)))
	t.add("link and run all again", median(d.link), median(d.bareLink), ratio(median(d.link)/median(d.bareLink)))
	return []Table{t}, nil
}

// deskRace is hub against bare database.
type deskRace struct {
	engine                               engine
	failed                               int
	preview                              []time.Duration
	resolve, bareResolve, link, bareLink []rate
}

func (d *deskRace) round(ctx context.Context) error {
	db, err := d.engine.fresh(ctx)
	if err != nil {
		return err
	}
	defer db.close()
	now := time.Now()
	if err := db.days(ctx, now, now); err != nil {
		return err
	}
	k, err := newClerk(ctx, db, now)
	if err != nil {
		return err
	}
	if err := k.fail(ctx, d.failed); err != nil {
		return err
	}
	if err := tidy(ctx, db); err != nil {
		return err
	}
	took, err := k.bareResolve(ctx)
	if err != nil {
		return fmt.Errorf("bare: %w", err)
	}
	d.bareResolve = append(d.bareResolve, perSecond(d.failed, took))
	if err := d.act(ctx, k); err != nil {
		return err
	}
	return d.bareRound(ctx, db)
}

// act lets the hub preview, resolve, and link.
func (d *deskRace) act(ctx context.Context, k *clerk) error {
	all := bulk.Request{Kind: bulk.Resolve, Selection: bulk.Selection{Entries: &synclog.Filter{ErrorsOnly: true, HideResolved: true}}}
	started := time.Now()
	if p, err := k.bulk.Preview(ctx, k.who.Account, all); err != nil || p.Total != int64(d.failed) {
		return fmt.Errorf("the preview counts %d: %w", p.Total, err)
	}
	d.preview = append(d.preview, time.Since(started))
	started = time.Now()
	b, err := k.bulk.Do(ctx, k.who, all, time.Hour)
	if err != nil || b.Succeeded != int64(d.failed) {
		return fmt.Errorf("resolved %d: %w", b.Succeeded, err)
	}
	d.resolve = append(d.resolve, perSecond(d.failed, time.Since(started)))
	linker := &linking.Linker{DB: k.db, Bulk: k.bulk, IDs: k.ids, Now: time.Now}
	started = time.Now()
	res, err := linker.Link(ctx, k.who, linking.Link{Connection: k.conn.ID, Channel: k.conn.Channel, Listings: []string{"93"}, SKU: "KAOS-1"})
	if err != nil || res.Through != d.failed {
		return fmt.Errorf("%d went through: %w", res.Through, err)
	}
	d.link = append(d.link, perSecond(d.failed, time.Since(started)))
	return nil
}

// rerunTables are what running an order again writes: its row, its documents, its entries.
var rerunTables = []bareTable{{name: "orders", order: "id"}, {name: "document", order: "order_id"}, {name: "entry", order: "order_id", only: "bulk_id <> 0"}}

// bareRound writes the rows of the re-run into a database of its own, the faster way of those there are.
func (d *deskRace) bareRound(ctx context.Context, db *database) error {
	w, err := readWritten(ctx, db, rerunTables)
	if err != nil {
		return err
	}
	var best rate
	for _, way := range bareWays[d.engine.name()] {
		bare, err := d.engine.fresh(ctx)
		if err != nil {
			return err
		}
		now := time.Now()
		if err := bare.days(ctx, now, now); err != nil {
			bare.close()
			return err
		}
		took, err := way.timed(ctx, bare, w, 1)
		bare.close()
		if err != nil {
			return fmt.Errorf("bare, %s: %w", way.name, err)
		}
		best = max(best, perSecond(d.failed, took))
	}
	d.bareLink = append(d.bareLink, best)
	return nil
}

// clerk is a hub with the parts of the desk.
type clerk struct {
	*hub
	who  user.User
	conn connection.Connection
	bulk *bulk.Runner
}

func newClerk(ctx context.Context, db store.DB, now time.Time) (*clerk, error) {
	h, err := newHub(ctx, db, shopsOf(1, 1, now))
	if err != nil {
		return nil, err
	}
	k := &clerk{hub: h, who: user.User{Account: h.lanes[0].Account, Email: "bench"}}
	if k.conn, err = h.registry.Get(ctx, k.who.Account, h.lanes[0].Connection); err != nil {
		return nil, err
	}
	k.conn.Policy.UnmappedSKU = policy.HoldUnmapped
	if err := h.registry.SetPolicy(ctx, k.who.Account, k.conn.ID, k.conn.Policy); err != nil {
		return nil, err
	}
	log := slog.New(slog.DiscardHandler)
	o := &orders.Desk{
		DB: db, Connections: h.registry, Reconciler: h.reconciler, Downloads: download.New(h.registry, h.reconciler, time.Now, log), IDs: h.ids, Now: time.Now,
	}
	k.bulk = &bulk.Runner{DB: db, Connections: h.registry, Desk: o, IDs: h.ids, Now: time.Now}
	return k, nil
}

// fail takes in orders that nobody knows the SKU of.
func (k *clerk) fail(ctx context.Context, n int) error {
	for from := 0; from < n; from += pageSize {
		var page []order.Snapshot
		for i := from; i < min(from+pageSize, n); i++ {
			page = append(page, order.Snapshot{
				Ref: refOf(i), Number: refOf(i), Stage: order.Paid, RawStatus: "processing", CreatedAt: time.Now(), UpdatedAt: time.Now(), PaidAt: time.Now(), Currency: "IDR",
				Total: money.Units(100), Amounts: order.Amounts{Goods: money.Units(100)}, Buyer: order.Person{Name: fmt.Sprint("Buyer ", i)}, Raw: []byte(`{}`),
				Lines: []order.Line{{Ref: "1", Listing: "93", SKU: "KAOS", Name: "Kaos", Quantity: 1, Price: money.Units(100), Total: money.Units(100)}},
			})
		}
		b := reconcile.Batch{Connection: k.conn, Snapshots: page, ReadAt: time.Now(), SyncType: synclog.Auto}
		if _, err := k.reconciler.Apply(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// resolvedAtATime is how many entries the bare database resolves in one transaction: as many as the hub.
const resolvedAtATime = 500

// bareResolve updates the failures with nothing around it, tells how long it took, and takes it back.
func (k *clerk) bareResolve(ctx context.Context) (time.Duration, error) {
	var list store.IDs
	for after := int64(0); ; {
		page, err := synclog.List(ctx, k.db, k.who.Account, synclog.Filter{Codes: []outcome.Code{outcome.Unmapped}}, synclog.Page{After: after, Limit: 5000})
		if err != nil {
			return 0, err
		}
		for _, e := range page {
			list = append(list, e.ID)
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
	}
	started := time.Now()
	for from := 0; from < len(list); from += resolvedAtATime {
		if err := k.bareUpdate(ctx, list[from:min(from+resolvedAtATime, len(list))], 1, "bench"); err != nil {
			return 0, err
		}
	}
	took := time.Since(started)
	return took, k.bareUpdate(ctx, list, 0, "")
}

func (k *clerk) bareUpdate(ctx context.Context, list store.IDs, at int64, by string) error {
	first, last := idTimes(list)
	return k.db.InTx(ctx, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `update entry set resolved_at = $1, resolved_by = $2 where account_id = $3 and failed and at between $4 and $5 and `+tx.In("id", 6),
			at, by, k.who.Account, first, last, list)
		return err
	})
}

// idTimes are the first and the last moment of entries.
func idTimes(list store.IDs) (first, last int64) {
	return store.Micros(ids.Time(slices.Min(list))), store.Micros(ids.Time(slices.Max(list)))
}

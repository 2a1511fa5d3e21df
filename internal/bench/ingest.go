package bench

import (
	"context"
	"fmt"
	"time"
)

// ingest measures orders a second through the whole path: the connector decodes recorded pages, the planner plans, and orders,
// documents, entries, figures and page mark are committed, page by page. The bar is the same database writing the same rows.
func ingest(ctx context.Context, o Options, e engine) ([]Table, error) {
	t := Table{Title: "Orders a second", Head: []string{"Workers", "Hub, new", "Bare database", "Way", "Ratio", "Hub, unchanged", "Unchanged / new"}}
	t.Notes = append(t.Notes, fmt.Sprintf("medians of %d rounds of %s orders; the bare database writes the same rows in batches of %d orders", o.Rounds, thousands(int64(o.Orders)), pageSize))
	for _, workers := range workerCounts(o) {
		r := race{engine: e, workers: workers, bare: map[string][]rate{}}
		for n := range o.Rounds {
			o.say("ingest, %s, %d at work, round %d of %d", e.name(), workers, n+1, o.Rounds)
			if err := r.round(ctx, o.Orders); err != nil {
				return nil, err
			}
		}
		way, bare := r.best()
		fresh, same := median(r.fresh), median(r.same)
		t.add(workers, fresh, bare, way, ratio(fresh/bare), same, ratio(same/fresh))
		t.Notes = append(t.Notes, fmt.Sprintf("%d at work: %.1f rows an order; hub %s; bare %s", workers, r.rowsPerOrder, spread(r.fresh), spread(r.bare[way])))
	}
	return []Table{t}, nil
}

func workerCounts(o Options) []int {
	if o.Workers <= 1 {
		return []int{1}
	}
	return []int{1, o.Workers}
}

func spread(all []rate) string {
	return cell(percentile(all, 0)) + " to " + cell(percentile(all, 1))
}

// race is hub against bare database, in turns.
type race struct {
	engine       engine
	workers      int
	fresh, same  []rate
	bare         map[string][]rate
	rowsPerOrder float64
}

// round lets the hub run on a fresh database, once with new orders and once with the same again, and then each bare way on
// one of its own.
func (r *race) round(ctx context.Context, orders int) error {
	db, err := r.engine.fresh(ctx)
	if err != nil {
		return err
	}
	defer db.close()
	now := time.Now()
	if err := db.days(ctx, now, now); err != nil {
		return err
	}
	h, err := newHub(ctx, db, shopsOf(r.workers, orders, now))
	if err != nil {
		return err
	}
	took, err := h.sync(ctx)
	if err != nil {
		return err
	}
	r.fresh = append(r.fresh, perSecond(orders, took))
	if err := h.rewind(ctx); err != nil {
		return err
	}
	if took, err = h.sync(ctx); err != nil {
		return err
	}
	r.same = append(r.same, perSecond(orders, took))
	w, err := readWritten(ctx, db, bigTables)
	if err != nil {
		return err
	}
	r.rowsPerOrder = float64(w.rows) / float64(orders)
	for _, way := range bareWays[r.engine.name()] {
		if err := r.bareRound(ctx, way, w, orders); err != nil {
			return fmt.Errorf("bare, %s: %w", way.name, err)
		}
	}
	return nil
}

func (r *race) bareRound(ctx context.Context, way bareWay, w *written, orders int) error {
	db, err := r.engine.fresh(ctx)
	if err != nil {
		return err
	}
	defer db.close()
	if err := db.days(ctx, time.Now(), time.Now()); err != nil {
		return err
	}
	took, err := way.timed(ctx, db, w, r.workers)
	if err != nil {
		return err
	}
	r.bare[way.name] = append(r.bare[way.name], perSecond(orders, took))
	return nil
}

// best is the bar: the faster of the bare ways.
func (r *race) best() (way string, of rate) {
	for name, all := range r.bare {
		if m := median(all); m > of {
			way, of = name, m
		}
	}
	return way, of
}

// shopsOf deals orders to as many shops.
func shopsOf(n, orders int, now time.Time) []*shop {
	shops := make([]*shop, n)
	for i := range shops {
		shops[i] = newShop(1+i*orders, (orders+n-1-i)/n, now).render()
	}
	return shops
}

package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// bar is what a query may take in 95 of 100 cases.
const bar = 50 * time.Millisecond

// asks is how often each question is asked, with other values every time.
const asks = 40

// logs measures how fast the log and the lists answer when they are long.
func logs(ctx context.Context, o Options, e engine) ([]Table, error) {
	db, err := e.fresh(ctx)
	if err != nil {
		return nil, err
	}
	defer db.close()
	o.say("log, %s: writing %s orders and %s entries", e.name(), thousands(int64(o.Desk)), thousands(int64(o.Entries)))
	started := time.Now()
	h := newHistory(o, started)
	if err := h.write(ctx, db); err != nil {
		return nil, err
	}
	o.say("log, %s: written in %s; asking", e.name(), time.Since(started).Round(time.Second))
	t := Table{
		Title: fmt.Sprintf("Questions to a log of %s entries of 30 days and %s orders", thousands(int64(o.Entries)), thousands(int64(o.Desk))),
		Head:  []string{"Question", "p50", "p95", "Under 50 ms"},
		Notes: []string{fmt.Sprintf("each asked %d times with changing values, after two that do not count; 7 %% of the entries are failures, %d connections", asks, connections)},
	}
	for _, q := range append(h.questions(), h.documentQuestions()...) {
		took, err := ask(func() error { return q.run(ctx, db) })
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.name, err)
		}
		p95 := percentile(took, 0.95)
		t.add(q.name, median(took), p95, yes(p95 < bar))
	}
	pages, err := h.pages(ctx, o, e, db)
	return append([]Table{t}, pages...), err
}

func yes(reached bool) string { return map[bool]string{true: "yes", false: "NO"}[reached] }

// question is one thing that a page of the desk asks for.
type question struct {
	name string
	run  func(ctx context.Context, db *database) error
}

// ask gives how long each answer took.
func ask(question func() error) ([]time.Duration, error) {
	var took []time.Duration
	for i := range asks + 2 {
		started := time.Now()
		if err := question(); err != nil {
			return nil, err
		}
		if i >= 2 {
			took = append(took, time.Since(started))
		}
	}
	return took, nil
}

// questions are those of the sync log's and the orders' pages; the documents' are beside them. Values are drawn anew for each.
func (h *history) questions() []question {
	week := h.end.AddDate(0, 0, -7)
	entries := func(name string, f func() synclog.Filter) question {
		return question{name, func(ctx context.Context, db *database) error {
			_, err := synclog.List(ctx, db, account, f(), synclog.Page{Limit: 51})
			return err
		}}
	}
	issues := func(name string, f func() issue.Filter) question {
		return question{name, func(ctx context.Context, db *database) error {
			filter := f()
			filter.Limit = 51
			_, err := issue.List(ctx, db, account, filter)
			return err
		}}
	}
	list := func(name string, f func() orders.Filter) question {
		return question{name, func(ctx context.Context, db *database) error {
			filter := f()
			filter.Limit = 51
			_, err := orders.List(ctx, db, account, filter)
			return err
		}}
	}
	return []question{
		{"report of 7 days", func(ctx context.Context, db *database) error {
			_, err := synclog.Figures(ctx, db, account, week, h.end)
			return err
		}},
		entries("newest 50", func() synclog.Filter { return synclog.Filter{} }),
		entries("by connection", func() synclog.Filter { return synclog.Filter{Connection: h.connection()} }),
		entries("by operation", func() synclog.Filter { return synclog.Filter{Operation: pick(h.draw, operations)} }),
		entries("code 404", func() synclog.Filter { return synclog.Filter{Codes: []outcome.Code{outcome.Missing}} }),
		entries("code 500", func() synclog.Filter { return synclog.Filter{Codes: []outcome.Code{outcome.Bug}} }),
		entries("code 500 of a connection", func() synclog.Filter {
			return synclog.Filter{Codes: []outcome.Code{outcome.Bug}, Connection: h.connection()}
		}),
		entries("errors only, resolved ones hidden", func() synclog.Filter { return synclog.Filter{ErrorsOnly: true, HideResolved: true} }),
		entries("errors only, one operation", func() synclog.Filter { return synclog.Filter{ErrorsOnly: true, Operation: pick(h.draw, operations)} }),
		entries("by order", func() synclog.Filter { return synclog.Filter{Ref: refOf(h.draw.IntN(h.orders))} }),
		entries("by order number", func() synclog.Filter { return synclog.Filter{Order: refOf(h.draw.IntN(h.orders))} }),
		entries("by SKU", func() synclog.Filter { return synclog.Filter{SKU: skuOf(h.draw.IntN(deskSKUs))} }),
		entries("by SKU, 7 days", func() synclog.Filter { return synclog.Filter{SKU: skuOf(h.draw.IntN(deskSKUs)), From: week} }),
		entries("rare word in failures, 7 days", func() synclog.Filter { return synclog.Filter{Text: rareWord(h.draw.IntN(rareWords)), From: week} }),
		entries("word that is nowhere, 7 days", func() synclog.Filter { return synclog.Filter{Text: "nowhere to be found", From: week} }),
		entries("order number as text, 7 days", func() synclog.Filter { return synclog.Filter{Text: refOf(h.draw.IntN(h.orders)), From: week} }),
		entries("common word in failures, 7 days", func() synclog.Filter { return synclog.Filter{Text: "sepatu", From: week} }),
		entries("page 15 days back", func() synclog.Filter { return synclog.Filter{To: h.end.AddDate(0, 0, -15)} }),
		entries("by cycle", func() synclog.Filter { return synclog.Filter{Cycle: h.cycle(h.draw.IntN(h.entries))} }),
		entries("webhooks only", func() synclog.Filter { return synclog.Filter{SyncType: synclog.Webhook} }),
		entries("re-runs only", func() synclog.Filter { return synclog.Filter{SyncType: synclog.Rerun} }),
		entries("manual ones only, of which there are none", func() synclog.Filter { return synclog.Filter{SyncType: synclog.Manual} }),
		{"unresolved failures, counted", func(ctx context.Context, db *database) error {
			_, err := synclog.Open(ctx, db, account, 10_000)
			return err
		}},
		issues("issues, newest 50", func() issue.Filter { return issue.Filter{} }),
		issues("issues that are open", func() issue.Filter { return issue.Filter{States: []issue.State{issue.Open, issue.Regressed}} }),
		issues("issues of a connection and code", func() issue.Filter { return issue.Filter{Connection: h.connection(), Code: outcome.Unmapped} }),
		issues("issues, by SKU", func() issue.Filter { return issue.Filter{Text: skuOf(h.draw.IntN(deskSKUs))} }),
		{"issues of each state, counted", func(ctx context.Context, db *database) error {
			_, err := issue.CountStates(ctx, db, account)
			return err
		}},
		{"orders of each connection and tab", func(ctx context.Context, db *database) error {
			_, err := orders.Counts(ctx, db, account)
			return err
		}},
		list("orders, newest 50", func() orders.Filter { return orders.Filter{} }),
		list("orders of a tab", func() orders.Filter { return orders.Filter{Tab: "errors"} }),
		list("orders of a connection", func() orders.Filter { return orders.Filter{Connection: h.connection()} }),
		list("orders, beginning of a number", func() orders.Filter { return orders.Filter{Text: refOf(h.draw.IntN(h.orders))} }),
		list("orders, by a buyer's name", func() orders.Filter { return orders.Filter{Text: buyerOf(h.draw.IntN(h.orders))} }),
		list("orders, by a name that one in two hundred has", func() orders.Filter { return orders.Filter{Text: word(h.draw.IntN(200))} }),
		list("orders, by a name's first letter", func() orders.Filter { return orders.Filter{Text: word(h.draw.IntN(200))[:1]} }),
		list("orders, a text that is nowhere", func() orders.Filter { return orders.Filter{Text: "nowhere"} }),
		list("orders, by SKU", func() orders.Filter { return orders.Filter{Text: skuOf(h.draw.IntN(deskSKUs))} }),
	}
}

func pick[T any](draw *rand.Rand, all []T) T { return all[draw.IntN(len(all))] }

// idAt is the n-th id of a moment.
func idAt(t time.Time, n int) int64 { return ids.First(t) + int64(n) }

package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/channel/woocommerce"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

const (
	// listBar is what an answer of the API may take in 95 of 100 cases, and reportBar what the report may.
	listBar   = 100 * time.Millisecond
	reportBar = 50 * time.Millisecond

	openPages = 200         // that listen for changes
	changing  = time.Second // between one change and the next
)

// pages measures what a browser meets: a hub serves the long log, its pages' requests are made over HTTP, and many pages that are
// open hear of changes.
func (h *history) pages(ctx context.Context, o Options, e engine, db *database) ([]Table, error) {
	a, err := h.serve(ctx, o, db)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	_, secret, err := a.Users.NewToken(ctx, a.Account.ID, "bench", user.Owner)
	if err != nil {
		return nil, err
	}
	api := Table{
		Title: fmt.Sprintf("The same at the API: %s entries, %s orders", thousands(int64(o.Entries)), thousands(int64(o.Desk))),
		Head:  []string{"Request", "p50", "p95", "Reached"},
		Notes: []string{fmt.Sprintf("each made %d times over HTTP with changing values; reached: p95 under 50 ms for the report, under 100 ms for the rest", asks)},
	}
	fan := Table{
		Title: "Open pages that hear of changes",
		Head:  []string{"Pages", "Told", "p50", "p95", "Transactions", "Processor time"},
		Notes: []string{fmt.Sprintf("over %s with a change every %s, told from its commit on; changes within half a second are told together; transactions are those that "+
			"PostgreSQL counts; the processor time is the program's, pages and hub together", o.For, changing)},
	}
	err = serving(ctx, a, func(ctx context.Context, at string) error {
		o.say("log, %s: asking the API", e.name())
		c := &caller{base: at + "/api/v1", secret: secret}
		if err := h.askAPI(ctx, c, &api); err != nil {
			return err
		}
		o.say("log, %s: %d pages open", e.name(), openPages)
		for _, n := range []int{0, openPages} {
			if err := c.listen(ctx, a, n, o.For, &fan); err != nil {
				return err
			}
		}
		return nil
	})
	return []Table{api, fan}, err
}

// serve opens a hub over the made past, with the connections that it speaks of. They are paused, so that nobody asks their shops.
func (h *history) serve(ctx context.Context, o Options, db *database) (*app.App, error) {
	exec := func(sql string, args ...any) error {
		return db.InTx(ctx, func(tx store.Tx) error {
			_, err := tx.Exec(ctx, sql, args...)
			return err
		})
	}
	if err := exec(`insert into account (id, name, zone, created_at) values ($1, 'Bench', 'UTC', 0)`, account); err != nil {
		return nil, err
	}
	a, err := app.Open(ctx, hubConfig(db), true, o.Log)
	if err != nil {
		return nil, err
	}
	for i := range connections {
		if err := pausedAs(ctx, a, int64(i+1), exec); err != nil {
			a.Close()
			return nil, err
		}
	}
	return a, nil
}

// pausedAs connects a shop under an id of our choice, and pauses it.
func pausedAs(ctx context.Context, a *app.App, id int64, exec func(sql string, args ...any) error) error {
	name := folder(int(id) - 1)
	c, err := a.Connections.Prepare(ctx, account, connection.New{Channel: woocommerce.Kind.Name, Name: name, Settings: settings("http://127.0.0.1:9" + name), AllowPrivate: true})
	if err != nil {
		return err
	}
	if err := a.Connections.Add(ctx, c); err != nil {
		return err
	}
	if err := a.Connections.SetState(ctx, account, c.ID, connection.Paused, nil); err != nil {
		return err
	}
	return errors.Join(exec(`update connection set id = $2 where id = $1`, c.ID, id), exec(`update lane set connection_id = $2 where connection_id = $1`, c.ID, id))
}

// request is one that a page of the desk makes.
type request struct {
	name string
	bar  time.Duration
	make func() (path string, body any)
}

func (h *history) requests() []request {
	week := h.end.AddDate(0, 0, -7).Format(time.RFC3339)
	get := func(name string, path func() string) request {
		return request{name, listBar, func() (string, any) { return path(), nil }}
	}
	fixed := func(path string) func() string { return func() string { return path } }
	query := func(path, name string, value func() string) func() string {
		return func() string { return path + url.Values{name: {value()}}.Encode() }
	}
	conn := func() string { return fmt.Sprint(h.connection()) }
	sku := func() string { return skuOf(h.draw.IntN(deskSKUs)) }
	ref := func() string { return refOf(h.draw.IntN(h.orders)) }
	report := get("report of 7 days", fixed("/report?from="+week))
	report.bar = reportBar
	return []request{
		report,
		get("status", fixed("/status")),
		get("log, newest 50", fixed("/logs?")),
		get("log, a connection", query("/logs?", "connection", conn)),
		get("log, an operation", query("/logs?", "operation", func() string { return pick(h.draw, operations) })),
		get("log, code 404", fixed("/logs?code=404")),
		get("log, open errors only", fixed("/logs?errors_only=true&hide_resolved=true")),
		get("log, an order", query("/logs?", "ref", ref)),
		get("log, a SKU", query("/logs?", "sku", sku)),
		get("log, a rare word, 7 days", query("/logs?from="+week+"&", "q", func() string { return rareWord(h.draw.IntN(rareWords)) })),
		get("log, a word that is nowhere, 7 days", fixed("/logs?from="+week+"&q=nowhere")),
		get("log, webhooks only", fixed("/logs?sync_type=webhook")),
		get("log, 15 days back", fixed("/logs?to="+h.end.AddDate(0, 0, -15).Format(time.RFC3339))),
		get("orders, newest 50", fixed("/orders?")),
		get("orders, tabs counted", fixed("/orders/tabs")),
		get("orders, errors", fixed("/orders?tab=errors")),
		get("orders, a connection", query("/orders?", "connection", conn)),
		get("orders, a number", query("/orders?", "q", ref)),
		get("orders, a buyer's name", query("/orders?", "q", func() string { return buyerOf(h.draw.IntN(h.orders)) })),
		get("orders, a first name", query("/orders?", "q", func() string { return word(h.draw.IntN(200)) })),
		get("orders, a SKU", query("/orders?", "q", sku)),
		get("invoices, newest 50", fixed("/documents/invoices?")),
		get("invoices, the recycle bin", fixed("/documents/invoices?voided=true")),
		get("invoices, a number", query("/documents/invoices?", "q", func() string { return fmt.Sprint(1 + h.draw.IntN(h.orders)) })),
		get("issues, newest 50", fixed("/issues?")),
		get("issues, a SKU", query("/issues?", "q", sku)),
		get("issues, states counted", fixed("/issues/states")),
		get("cycles, newest 50", fixed("/cycles?")),
		get("completeness, 30 days", fixed("/completeness?")),
		{"preview of running one connection's unlinked ones again", time.Second, func() (string, any) {
			return "/bulk/preview", map[string]any{"kind": "rerun_stored", "entries": map[string]any{"code": strconv.Itoa(int(outcome.Unmapped)), "connection": conn(), "hide_resolved": true}}
		}},
	}
}

func (h *history) askAPI(ctx context.Context, c *caller, t *Table) error {
	for _, r := range h.requests() {
		took, err := ask(func() error {
			path, body := r.make()
			return c.call(ctx, path, body)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
		p95 := percentile(took, 0.95)
		t.add(r.name, median(took), p95, yes(p95 < r.bar))
	}
	return nil
}

// caller is a browser, or 200 of them.
type caller struct{ base, secret string }

func (c *caller) send(ctx context.Context, path string, body any) (*http.Response, error) {
	method, text := http.MethodGet, []byte(nil)
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return nil, err
		}
		method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.secret)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return http.DefaultClient.Do(req)
}

func (c *caller) call(ctx context.Context, path string, body any) error {
	res, err := c.send(ctx, path, body)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s: %s", path, res.Status, answer)
	}
	return err
}

// listen keeps n pages open so long while something changes now and then, and notes how late each of them hears of it, and what the
// database and the processor had to do.
func (c *caller) listen(ctx context.Context, a *app.App, n int, long time.Duration, t *Table) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	heard := make(chan time.Time, n*int(long/changing+2)) // room for every change on every page: nobody reads before the end
	g, ctx := errgroup.WithContext(ctx)
	ready := make(chan struct{}, n)
	for range n {
		g.Go(func() error { return c.hear(ctx, ready, heard) })
	}
	for range n {
		select {
		case <-ready:
		case <-ctx.Done():
			return g.Wait()
		}
	}
	transactions, used := transactionsOf(ctx, a.DB), processor()
	var changes []time.Time
	for end := time.Now().Add(long); time.Now().Before(end); {
		if err := a.DB.InTx(ctx, func(tx store.Tx) error { return tx.Notify(ctx, "bulk") }); err != nil { // pages hear of nothing else meanwhile
			return err
		}
		changes = append(changes, time.Now())
		select {
		case <-time.After(changing):
		case <-ctx.Done():
			return g.Wait()
		}
	}
	transactions, used = transactionsOf(ctx, a.DB)-transactions, processor()-used
	stop()
	err := g.Wait()
	close(heard)
	var took []time.Duration
	for at := range heard {
		took = append(took, at.Sub(lastBefore(changes, at)))
	}
	t.add(n, len(took), median(took), percentile(took, 0.95), transactions, used)
	return err
}

// hear notes when a page is told that something changed, until ctx ends.
func (c *caller) hear(ctx context.Context, ready chan<- struct{}, heard chan<- time.Time) error {
	res, err := c.send(ctx, "/events", nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		switch line := lines.Text(); {
		case line == ": open":
			ready <- struct{}{}
		case strings.HasPrefix(line, "data: ") && strings.Contains(line, `"bulk"`):
			select {
			case heard <- time.Now():
			case <-ctx.Done():
			}
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return errors.Join(lines.Err(), fmt.Errorf("a stream of events ended with status %s", res.Status))
}

func lastBefore(all []time.Time, at time.Time) time.Time {
	var last time.Time
	for _, t := range all {
		if t.Before(at) {
			last = t
		}
	}
	return last
}

// transactionsOf is how many transactions PostgreSQL has had in this database; 0 on SQLite, which does not count them.
func transactionsOf(ctx context.Context, db store.DB) (n int64) {
	if db.Dialect() == store.Postgres {
		_ = db.QueryRow(ctx, `select xact_commit + xact_rollback from pg_stat_database where datname = current_database()`).Scan(&n) // no figure then
	}
	return n
}

package app

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/node"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// collector reads the figures for Prometheus from the database when asked, so that every node tells the same.
type collector struct {
	app                                      *App
	entries, tabs, open, lag, failures, live *prometheus.Desc
}

func newCollector(a *App) *collector {
	d := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("tillbridge_"+name, help, labels, nil)
	}
	return &collector{
		app:      a,
		entries:  d("log_entries_last_hours", "Sync log entries of the current and the last hour.", "connection", "operation", "code"),
		tabs:     d("orders", "Orders by tab.", "tab"),
		open:     d("open_failures", "Unresolved failures in the sync log, counted to 10,000."),
		lag:      d("lane_lag_seconds", "Time since which changes at the channel may be missing here.", "connection", "lane"),
		failures: d("lane_failures", "Cycles that failed in a row.", "connection", "lane"),
		live:     d("workers_alive", "Nodes that work jobs."),
	}
}

func (c *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.entries, c.tabs, c.open, c.lag, c.failures, c.live} {
		ch <- d
	}
}

func (c *collector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := c.collect(ctx, ch); err != nil {
		c.app.Log.Warn("collecting metrics", "err", err)
	}
}

func (c *collector) collect(ctx context.Context, ch chan<- prometheus.Metric) error {
	a, now := c.app, c.app.Now()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	figures, err := synclog.Figures(ctx, a.DB, a.Account.ID, now.Add(-time.Hour), now)
	if err != nil {
		return err
	}
	type key struct{ connection, operation, code string }
	sums := map[key]int64{}
	for _, f := range figures {
		sums[key{strconv.FormatInt(f.Connection, 10), f.Operation, strconv.Itoa(int(f.Code))}] += f.N
	}
	for k, n := range sums {
		gauge(c.entries, float64(n), k.connection, k.operation, k.code)
	}
	tabs, err := orders.CountTabs(ctx, a.DB, a.Account.ID)
	if err != nil {
		return err
	}
	for tab, n := range tabs {
		gauge(c.tabs, float64(n), tab)
	}
	open, err := synclog.Open(ctx, a.DB, a.Account.ID, 10_000)
	if err != nil {
		return err
	}
	gauge(c.open, float64(open))
	lanes, err := cycle.Lanes(ctx, a.DB, a.Account.ID)
	if err != nil {
		return err
	}
	for _, l := range lanes {
		id := strconv.FormatInt(l.Connection, 10)
		if !l.Watermark.IsZero() {
			gauge(c.lag, now.Sub(l.Watermark).Seconds(), id, l.Lane)
		}
		gauge(c.failures, float64(l.Failures), id, l.Lane)
	}
	workers, err := node.Workers(ctx, a.DB, now)
	if err != nil {
		return err
	}
	alive := 0
	for _, w := range workers {
		if w.Alive {
			alive++
		}
	}
	gauge(c.live, float64(alive))
	return nil
}

package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/truth"
)

// slowly makes a cycle last long enough to be killed in the middle of it.
func slowly(t *testing.T, box *sandbox.Running, each time.Duration) {
	t.Helper()
	if err := box.Faults().Replace(fault.Rule{Kind: fault.Latency, Path: "/orders", Delay: fault.Duration(each)}); err != nil {
		t.Fatal(err)
	}
}

// seldom keeps the first cycle alone: a second one would read everything again.
func seldom(p *policy.Policy) { p.OrdersEverySecs = 3600 }

// A program that is killed again and again while it reads a shop ends with the same books as one that was left alone.
func TestKill_inTheMiddleOfACycle(t *testing.T) {
	t.Parallel()
	const seed, orders = 11, 900
	box := apptest.Shop(t, sandbox.Options{Seed: seed, Orders: orders, NoSKU: 1, UnknownSKU: 1})
	slowly(t, box, 150*time.Millisecond)
	want := leftAlone(t, box)
	// A node that shares its database is missed only after a while, so on PostgreSQL a killed serve costs the rest of a minute.
	for database, commands := range map[string][]string{
		"sqlite": {"serve", "sync", "serve", "sync", "serve"}, "postgres": {"sync", "sync", "sync", "sync", "serve"},
	} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			cfg := map[string]func(testing.TB) config.Config{"sqlite": apptest.SQLite, "postgres": apptest.Postgres}[database](t)
			a := apptest.Beside(t, cfg)
			conn := apptest.Attach(t, a, box.Faces[0], seldom)
			dice := mathrand.New(mathrand.NewPCG(seed, 0))
			var at []string
			for n, command := range commands {
				// On the way to a place that lies further each time, and there at a moment that no step of the program decides.
				from := int64(orders*n/(len(commands)+1) + dice.IntN(90))
				var p *apptest.Process
				if command == "serve" {
					p = apptest.Serve(t, cfg)
				} else {
					p = apptest.Run(t, cfg, command)
				}
				apptest.Eventually(t, time.Minute, func() error {
					if l := lane(t, a, conn); l.LastSuccess.IsZero() && (l.Cycle == 0 || l.Done < from) {
						return fmt.Errorf("%d of %d orders are in\n%s", l.Done, from, p.Log.Tail(5))
					}
					return nil
				})
				<-time.After(time.Duration(dice.IntN(250)) * time.Millisecond)
				p.Kill()
				if l := lane(t, a, conn); l.Cycle == 0 {
					t.Errorf("the cycle had ended before kill %d", n+1)
				} else {
					at = append(at, fmt.Sprintf("%s at %d", command, l.Done))
				}
			}
			p := apptest.Serve(t, cfg)
			c := apptest.NewClient(t, p.URL, apptest.Owner(t, a))
			apptest.Eventually(t, time.Minute, finished(c, ids.String(conn.ID)))
			t.Logf("killed: %s", strings.Join(at, ", "))
			same(t, a, c, ids.String(conn.ID), want)
			if exit := p.Interrupt(); exit != 0 {
				t.Errorf("asked to end it ends with %d:\n%s", exit, p.Log.Tail(10))
			}
		})
	}
}

// leftAlone is what the books show when nothing disturbs the cycle.
func leftAlone(t *testing.T, box *sandbox.Running) map[string][]string {
	t.Helper()
	cfg := apptest.SQLite(t)
	a := apptest.Beside(t, cfg)
	conn := apptest.Attach(t, a, box.Faces[0], seldom)
	c := apptest.NewClient(t, apptest.Serve(t, cfg).URL, apptest.Owner(t, a))
	apptest.Eventually(t, time.Minute, finished(c, ids.String(conn.ID)))
	books := apptest.ReadBooks(t, c, ids.String(conn.ID))
	if err := apptest.Complain(books.Compare(apptest.Truth(t, box))); err != nil {
		t.Fatal(err)
	}
	return books.Summary()
}

func lane(t *testing.T, a *app.App, c connection.Connection) cycle.Lane {
	t.Helper()
	l, err := cycle.Load(t.Context(), a.DB, cycle.Key{Account: c.Account, Connection: c.ID, Lane: connection.Orders})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// finished waits for the first cycle that went through.
func finished(c *apptest.Client, connection string) func() error {
	return func() error {
		if l := c.Lane(connection); l.Running || l.LastSuccessAt == nil {
			return fmt.Errorf("%q, last problem %+v", l.Step, l.Problem)
		}
		return nil
	}
}

// same holds a hub's books against those of one that was left alone.
func same(t *testing.T, a *app.App, c *apptest.Client, connection string, want map[string][]string) {
	t.Helper()
	books := apptest.ReadBooks(t, c, connection)
	if diff := cmp.Diff(want, books.Summary()); diff != "" {
		t.Errorf("the books are not those of a hub that was left alone (-alone +here):\n%s", diff)
	}
	entries, tally := apptest.Tally(c)
	for _, problems := range [][]string{apptest.Never(t, a.DB), apptest.Gaps(c), tally, issuetest.Check(t, a.DB)} {
		if err := apptest.Complain(problems); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d orders, %d entries", len(books.Orders), entries)
}

// Two nodes share the work of one database; when the one that has the cycle and leads is killed, the other takes it over within a
// minute, and nothing is doubled.
func TestServe_twoNodes(t *testing.T) {
	t.Parallel()
	cfg := apptest.Postgres(t)
	key := make([]byte, 32)
	rand.Read(key)
	cfg.SecretKey = base64.StdEncoding.EncodeToString(key)
	box := apptest.Shop(t, sandbox.Options{Seed: 6, Orders: 1200, Shops: 2})
	slowly(t, box, 2*time.Second)
	a := apptest.Beside(t, cfg)
	nodes := map[int]*apptest.Process{}
	for range 2 {
		own := cfg
		own.Data = t.TempDir()                    // another machine
		p := apptest.Serve(t, own, "--workers=1") // so that each takes one of two cycles
		nodes[p.ID()] = p
	}
	var conns []string
	for _, shop := range box.Faces {
		conns = append(conns, ids.String(apptest.Attach(t, a, shop, seldom).ID))
	}
	db, err := pgx.Connect(t.Context(), cfg.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())

	// The worst moment: the node has a cycle in its hands, and it is the one that looks after lost jobs.
	var victim int
	apptest.Eventually(t, time.Minute, func() error {
		var leader string
		var both, has bool
		err := db.QueryRow(t.Context(), `select coalesce((select leader_id from river_leader), ''),
			(select count(distinct a) > 1 from river_job, unnest(attempted_by) a where kind = 'cycle'),
			exists (select 1 from river_job where kind = 'cycle' and state = 'running' and attempted_by[array_length(attempted_by, 1)] = (select leader_id from river_leader))`).
			Scan(&leader, &both, &has)
		if err != nil || !both || !has {
			return fmt.Errorf("leader %q, has a cycle %t, both have worked %t, %v", leader, has, both, err)
		}
		_, process, _ := strings.Cut(leader, "/")
		_, err = fmt.Sscan(process, &victim)
		return err
	})
	nodes[victim].Kill()
	killed := time.Now()
	delete(nodes, victim)
	slowly(t, box, 50*time.Millisecond) // what remains need not be killed
	var c *apptest.Client
	for _, p := range nodes {
		c = apptest.NewClient(t, p.URL, apptest.Owner(t, a))
	}
	apptest.Eventually(t, time.Minute, func() error {
		var left int
		err := db.QueryRow(t.Context(), `select count(*) from river_job where state = 'running' and split_part(attempted_by[array_length(attempted_by, 1)], '/', 2) = $1`,
			fmt.Sprint(victim)).Scan(&left)
		if err != nil || left > 0 {
			return fmt.Errorf("%d jobs are still in the hands of the killed node; %v", left, err)
		}
		return nil
	})
	took := time.Since(killed)
	if took > time.Minute {
		t.Errorf("the work of the killed node was taken over only after %s", took)
	}
	t.Logf("the work of the killed node was taken over %s after its death", took.Round(100*time.Millisecond))
	orders := apptest.Truth(t, box)
	for i, conn := range conns {
		apptest.Eventually(t, time.Minute, finished(c, conn))
		mine := slices.DeleteFunc(slices.Clone(orders), func(o truth.Order) bool { return o.Shop != box.Faces[i].Shop })
		books := apptest.ReadBooks(t, c, conn)
		for _, problems := range [][]string{books.Compare(mine), apptest.Never(t, a.DB)} {
			if err := apptest.Complain(problems); err != nil {
				t.Error(err)
			}
		}
	}
	entries, tally := apptest.Tally(c)
	if err := apptest.Complain(slices.Concat(apptest.Gaps(c), tally)); err != nil {
		t.Error(err)
	}
	t.Logf("%d orders, %d entries", len(orders), entries)
}

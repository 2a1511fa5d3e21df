package app_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Webhooks are lost and pages shift under the reader, and somebody deletes rows behind the hub's back: when the ledger has looked at
// all days, the books are the world's again, every order is accounted for, and what was deleted stands in the log.
func TestCompleteness_booksAreTheWorldAfterTheChecks(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds(t)[:1] { // each takes a minute: more by TILLBRIDGE_SEEDS, one after the other
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			apptest.Each(t, func(t *testing.T, cfg config.Config) {
				t.Parallel()
				heal(t, cfg, seed)
			})
		})
	}
}

func heal(t *testing.T, cfg config.Config, seed int64) {
	dice := rand.New(rand.NewPCG(uint64(seed), 1))
	box := apptest.Shop(t, sandbox.Options{Seed: seed, Orders: 90, Speed: 1500, Pace: 1})
	hub := apptest.Start(t, cfg, nil)
	conn := hub.Connect(box.Faces[0], nil)
	for range 2 {
		err := box.Faults().Replace(fault.Rule{Kind: fault.WebhookLost, Probability: 0.5}, fault.Rule{Kind: fault.ChangeOrders, Probability: 0.4},
			fault.Rule{Kind: fault.ServerError, Probability: 0.05})
		if err != nil {
			t.Fatal(err)
		}
		if err := box.World().Advance(time.Duration(1+dice.IntN(18)) * time.Hour); err != nil {
			t.Fatal(err)
		}
		hub.Cycle(conn.ID, time.Minute)
		check(t, hub, conn.ID) // in the middle of it all
		loseOrder(t, hub, dice)
	}
	if err := box.World().SetSpeed(0); err != nil {
		t.Fatal(err)
	}
	box.Faults().Clear()
	if err := box.Outbox().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	hub.Caught(conn.ID, time.Now().Add(2*time.Second), time.Minute) // a check leaves the last whole second before that open
	var lost []string
	for range 3 {
		lost = append(lost, loseOrder(t, hub, dice), loseOutbound(t, hub, dice))
	}
	shop := check(t, hub, conn.ID)
	world, books := apptest.Truth(t, box), apptest.ReadBooks(t, hub.Client, conn.ID)
	for what, problems := range map[string][]string{"world and books differ": books.Compare(world), "what must never be": apptest.Never(t, hub.DB)} {
		if err := apptest.Complain(problems); err != nil {
			t.Errorf("%s:\n  %v", what, err)
		}
	}
	accounted(t, shop, len(world))
	told := map[string]bool{}
	for _, e := range apptest.All[httpapi.LogEntry](hub.Client, "/logs?operation=check_completeness") {
		told[e.Ref] = true
		if !e.Resolved {
			t.Errorf("%s of %s is not resolved: %s", e.Reason, e.Ref, e.Message)
		}
	}
	for _, ref := range lost {
		if ref != "" && !told[ref] {
			t.Errorf("what was lost of order %s was not told", ref)
		}
	}
}

// accounted holds that each order of the world is in exactly one figure of the ledger.
func accounted(t *testing.T, shop httpapi.CompletenessShop, orders int) {
	t.Helper()
	f := shop.Totals
	if sum := f.Complete + f.Held + f.Pending + f.Skipped; f.Channel != int64(orders) || f.Received != f.Channel || sum != f.Channel {
		t.Errorf("the world has %d orders, the ledger says %+v", orders, f)
	}
	if f.Unexplained+f.Unequal+f.Gone+f.Orphans != 0 || f.Healed == 0 || shop.ProvenUntil == nil {
		t.Errorf("after the check %+v, proven until %v", f, shop.ProvenUntil)
	}
}

// check lets a check of all days that can be judged run to its end.
func check(t *testing.T, hub *apptest.Hub, connection string) httpapi.CompletenessShop {
	t.Helper()
	began := time.Now()
	from := began.AddDate(0, 0, -16).Format(time.DateOnly) // the world is not older
	hub.Must(http.MethodPost, "/completeness/check", map[string]string{"connection": connection, "from": from}, nil)
	var shop httpapi.CompletenessShop
	apptest.Eventually(t, time.Minute, func() error {
		shop = apptest.Get[httpapi.Completeness](hub.Client, "/completeness?connection="+connection+"&from="+from).Connections[0]
		if shop.Check == nil && shop.CheckedAt != nil && shop.CheckedAt.After(began) {
			return nil
		}
		return fmt.Errorf("the check is at %+v, problem %+v", shop.Check, shop.Problem)
	})
	return shop
}

// settled are orders that no cycle reads again by itself: each reaches back a little into the one before.
const settled = `updated_at < (select max(updated_at) from orders) - 3600000000`

// loseOrder deletes an order's row behind the hub's back and gives its ref.
func loseOrder(t *testing.T, hub *apptest.Hub, dice *rand.Rand) string {
	t.Helper()
	return lose(t, hub, dice, `select ref from orders where hold_code = 0 and `+settled+` order by ref`,
		`update order_count set n = n - 1 where tab = (select tab from orders where ref = $1)`, `delete from orders where ref = $1`)
}

// loseOutbound deletes the outbound logistics of an order that was sent.
func loseOutbound(t *testing.T, hub *apptest.Hub, dice *rand.Rand) string {
	t.Helper()
	return lose(t, hub, dice, `select ref from orders where hold_code = 0 and stage = 'completed' and `+settled+` and exists (select 1 from document
		where document.order_id = orders.id and kind = 'outbound') order by ref`, `delete from document where order_ref = $1 and kind = 'outbound'`)
}

func lose(t *testing.T, hub *apptest.Hub, dice *rand.Rand, which string, how ...string) string {
	t.Helper()
	rows, err := hub.DB.Query(t.Context(), which)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var refs []string
	for rows.Next() {
		var ref string
		if err := rows.Scan(&ref); err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref)
	}
	if err := rows.Err(); err != nil || len(refs) == 0 {
		t.Fatalf("nothing to lose: %v", err)
	}
	ref := refs[dice.IntN(len(refs))]
	if err := hub.DB.InTx(t.Context(), func(tx store.Tx) error {
		for _, one := range how {
			if _, err := tx.Exec(t.Context(), one, ref); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return ref
}

// A hub that may only report leaves what is missing to a person, and says so everywhere.
func TestCompleteness_reportOnly(t *testing.T) {
	t.Parallel()
	apptest.Each(t, func(t *testing.T, cfg config.Config) {
		t.Parallel()
		box := apptest.Shop(t, sandbox.Options{Seed: 5, Orders: 40})
		hub := apptest.Start(t, cfg, nil)
		conn := hub.Connect(box.Faces[0], func(p *policy.Policy) { p.MissingOrders, p.OrdersEverySecs = policy.ReportMissing, 3600 })
		hub.Caught(conn.ID, time.Now().Add(-time.Hour), time.Minute)
		ref := loseOrder(t, hub, rand.New(rand.NewPCG(5, 5)))
		shop := check(t, hub, conn.ID)
		if shop.Totals.Unexplained != 1 || shop.Totals.Healed != 0 {
			t.Fatalf("the ledger says %+v", shop.Totals)
		}
		at := slices.IndexFunc(shop.Days, func(d httpapi.CompletenessDay) bool { return d.Unexplained == 1 })
		day := shop.Days[at].Day
		items := apptest.All[httpapi.CompletenessItem](hub.Client, "/completeness/"+conn.ID+"/"+day)
		if len(items) != 1 || items[0].Ref != ref || items[0].Why == nil || items[0].Why.Reason != "order_not_received" || items[0].Why.Remedy == "" || items[0].EntryID == "" {
			t.Errorf("behind the figure stands %+v", items)
		}
		for _, kind := range []string{"complete", "held", "pending", "skipped", "unequal", "gone", "orphan", "healed"} {
			want := map[string]int64{
				"complete": shop.Days[at].Complete, "held": shop.Days[at].Held, "pending": shop.Days[at].Pending, "skipped": shop.Days[at].Skipped,
				"unequal": shop.Days[at].Unequal, "gone": shop.Days[at].Gone, "orphan": shop.Days[at].Orphans, "healed": shop.Days[at].Healed,
			}[kind]
			if got := apptest.All[httpapi.CompletenessItem](hub.Client, "/completeness/"+conn.ID+"/"+day+"?kind="+kind); int64(len(got)) != want {
				t.Errorf("%s: %d in the list, %d in the figure", kind, len(got), want)
			}
		}
		st := apptest.Get[httpapi.Status](hub.Client, "/status")
		until, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if p := st.Connections[0].ProvenUntil; p != nil && p.After(until) {
			t.Errorf("proven until %s although %s is open", p, day)
		}
		hub.Must(http.MethodPost, "/orders/download", map[string]string{"connection": conn.ID, "ref": ref}, nil)
		if shop = check(t, hub, conn.ID); shop.Totals.Unexplained != 0 || shop.Totals.Healed != 1 || shop.ProvenUntil == nil {
			t.Errorf("after the download the ledger says %+v, proven until %v", shop.Totals, shop.ProvenUntil)
		}
		if st = apptest.Get[httpapi.Status](hub.Client, "/status"); st.ProvenUntil == nil || !st.ProvenUntil.Equal(*st.Connections[0].ProvenUntil) {
			t.Errorf("the status page says proven until %v", st.ProvenUntil)
		}
	})
}

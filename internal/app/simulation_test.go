package app_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app/apptest"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/issue/issuetest"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// Whatever goes wrong between the shop and the hub, when it is over every order of the world is exactly once in the books, as its
// stage wants it, or held with its question.
//
// The world, its faults and their weather come from the seed; when a call meets a change does not, so a seed that failed is
// run a few times (-count) to fail again. TILLBRIDGE_SEEDS runs others: "17", "1-200", "3,5,8".
func TestSimulation_worldAndBooksAgree(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds(t) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			apptest.Each(t, func(t *testing.T, cfg config.Config) {
				t.Parallel()
				t.Cleanup(func() {
					if t.Failed() {
						t.Logf("again: TILLBRIDGE_SEEDS=%d go test ./internal/app -run 'TestSimulation/' -count 5 -v", seed)
					}
				})
				simulate(t, cfg, seed)
			})
		})
	}
}

func seeds(t *testing.T) []int64 {
	text, all := os.Getenv("TILLBRIDGE_SEEDS"), []int64{}
	if text == "" {
		return []int64{1, 2, 3}
	}
	for part := range strings.SplitSeq(text, ",") {
		from, to, span := strings.Cut(part, "-")
		if !span {
			to = from
		}
		first, err1 := strconv.ParseInt(from, 10, 64)
		last, err2 := strconv.ParseInt(to, 10, 64)
		if err1 != nil || err2 != nil || last < first {
			t.Fatalf("TILLBRIDGE_SEEDS: %q is neither a number nor a span such as 1-20", part)
		}
		for n := first; n <= last; n++ {
			all = append(all, n)
		}
	}
	return all
}

func simulate(t *testing.T, cfg config.Config, seed int64) {
	dice := rand.New(rand.NewPCG(uint64(seed), 0))
	box := apptest.Shop(t, sandbox.Options{Seed: seed, Orders: 115, Speed: 1500, Pace: 1, NoSKU: 1, UnknownSKU: 1, Settings: plugins(dice)})
	hub := apptest.Start(t, cfg, nil)
	conn := hub.Connect(box.Faces[0], nil)
	for range 4 {
		if err := box.Faults().Replace(weather(dice)...); err != nil {
			t.Fatal(err)
		}
		hub.Sync(conn.ID)
		if err := box.World().Advance(time.Duration(1+dice.IntN(18)) * time.Hour); err != nil {
			t.Fatal(err)
		}
		hub.Cycle(conn.ID, time.Minute)
		if wrong := apptest.Complain(apptest.Never(t, hub.DB)); wrong != nil {
			t.Errorf("in the middle of it: %v", wrong)
		}
	}
	if err := box.World().SetSpeed(0); err != nil {
		t.Fatal(err)
	}
	box.Faults().Clear()
	if err := box.Outbox().Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	hub.Caught(conn.ID, time.Now().Add(time.Second), time.Minute)
	agree(t, hub, box, conn.ID)
}

// plugins draws what the shop has installed: it then has other words for the same life.
func plugins(dice *rand.Rand) map[string]map[string]string {
	s := map[string]string{}
	if dice.IntN(3) == 0 {
		s["order_number"] = "INV-#"
	}
	return map[string]map[string]string{"woocommerce": s}
}

// weather draws what goes wrong for a while: each kind now and then, and often.
func weather(dice *rand.Rand) []fault.Rule {
	rules := []fault.Rule{
		{Kind: fault.Latency, Delay: fault.Duration(80 * time.Millisecond)}, {Kind: fault.Reset}, {Kind: fault.Reset, After: true}, {Kind: fault.Truncate},
		{Kind: fault.HTML}, {Kind: fault.HTML, Status: 403}, {Kind: fault.Throttle, RetryAfter: fault.Duration(time.Second)}, {Kind: fault.ServerError},
		{Kind: fault.ServerError, Status: 502}, {Kind: fault.ChangeOrders}, {Kind: fault.ChangeOrders, Path: "/orders"},
		{Kind: fault.WebhookLost}, {Kind: fault.WebhookDuplicate}, {Kind: fault.WebhookReorder}, {Kind: fault.WebhookLate, Delay: fault.Duration(1500 * time.Millisecond)},
	}
	some := rules[:0]
	for _, r := range rules {
		if dice.IntN(3) == 0 {
			continue
		}
		r.Probability = 0.02 + 0.08*dice.Float64()
		if r.Kind == fault.ChangeOrders || strings.HasPrefix(string(r.Kind), "webhook_") {
			r.Probability *= 4
		}
		some = append(some, r)
	}
	return some
}

// agree holds the books against the world when all is quiet.
func agree(t *testing.T, hub *apptest.Hub, box *sandbox.Running, connection string) {
	t.Helper()
	world, books := apptest.Truth(t, box), apptest.ReadBooks(t, hub.Client, connection)
	entries, tally := apptest.Tally(hub.Client)
	for what, problems := range map[string][]string{
		"world and books differ": books.Compare(world), "what must never be": apptest.Never(t, hub.DB), "numbers": apptest.Gaps(hub.Client), "report and log differ": tally,
		"issues and log differ": issuetest.Check(t, hub.DB),
	} {
		if err := apptest.Complain(problems); err != nil {
			t.Errorf("%s:\n  %v", what, err)
		}
	}
	t.Logf("%d orders, %d entries", len(world), entries)
}

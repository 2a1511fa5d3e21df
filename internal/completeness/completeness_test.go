package completeness_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// everyWay runs a test on both databases, with a shop that gives lists of ids and with one that has to be paged through.
func everyWay(t *testing.T, f func(t *testing.T, fresh func(change func(*channel.Kind)) *ground)) {
	t.Helper()
	for _, lists := range []bool{true, false} {
		name := map[bool]string{true: "lists", false: "pages"}[lists]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for engine, open := range map[string]func(testing.TB) store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
				t.Run(engine, func(t *testing.T) {
					t.Parallel()
					f(t, func(change func(*channel.Kind)) *ground { return newGround(t, open(t), lists, change) })
				})
			}
		})
	}
}

var (
	day1  = noon.AddDate(0, 0, -1)                         // yesterday noon
	start = time.Date(2026, 11, 19, 17, 0, 0, 0, time.UTC) // midnight, as the shop has it, between yesterday and today
)

// judged is up to when orders are judged at noon: a second is left to channels that keep whole ones.
var judged = noon.Add(-time.Second)

const yesterday = completeness.Day("2026-11-19")

func TestCheck_everyOrderIsExactlyOneOf(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		g := fresh(func(k *channel.Kind) { k.Policy.UnmappedSKU = policy.CreateUnmapped })
		g.both(t, sales(3, "done", order.Completed, start)...)
		strange := sale("held", order.Unknown, start.Add(time.Minute))
		strange.RawStatus = "on-fire"
		g.both(t, strange)
		g.set(t, func(p *policy.Policy) { p.AutoProcess = false })
		g.both(t, sale("pending", order.Paid, start.Add(2*time.Minute)))
		g.set(t, func(p *policy.Policy) { p.AutoProcess, p.OrderDownloadMode = true, policy.WaitForInvoice })
		left := sale("skipped", order.Paid, start.Add(3*time.Minute))
		left.Invoiced = order.NotInvoiced
		g.both(t, left)
		g.set(t, func(p *policy.Policy) {
			p.OrderDownloadMode, p.MissingOrders = policy.AutoInvoice, policy.ReportMissing
		})
		g.shop.put(sale("lost", order.Paid, start.Add(4*time.Minute)))
		g.receive(t, sale("gone", order.Paid, start.Add(5*time.Minute)))
		g.check(t, today, today)
		want := completeness.Figures{Channel: 7, Received: 6, Complete: 3, Held: 1, Pending: 1, Skipped: 1, Unexplained: 1, Gone: 1}
		if diff := cmp.Diff(want, g.figures(t, today)); diff != "" {
			t.Errorf("figures (-want +got):\n%s", diff)
		}
		for from, want := range map[completeness.Day]int64{yesterday: 2, today: 2, today.Add(1): 0} {
			if n, err := completeness.Unproven(t.Context(), g.DB, g.Owner.Account, from); err != nil || n != want {
				t.Errorf("from %s on %d are unproven, %v; want %d, the lost one and the one that is gone", from, n, err, want)
			}
		}
		d := g.days(t)[today]
		if d.HeldBy[string(outcome.UnknownStatus)] != 1 || d.SkippedBy[string(outcome.NotYetBilled)] != 1 {
			t.Errorf("by reason: held %v, skipped %v", d.HeldBy, d.SkippedBy)
		}
		for kind, want := range map[completeness.Kind][]string{
			completeness.Complete: {"done00000", "done00001", "done00002"}, completeness.Held: {"held"}, completeness.Pending: {"pending"},
			completeness.Skipped: {"skipped"}, completeness.Unexplained: {"lost"}, completeness.Gone: {"gone"},
			completeness.Unequal: nil, completeness.Orphaned: nil, completeness.Healed: nil,
		} {
			if diff := cmp.Diff(want, g.refs(t, today, kind)); diff != "" {
				t.Errorf("behind %s (-want +got):\n%s", kind, diff)
			}
		}
		if diff := cmp.Diff([]string{"404 order_gone gone", "404 order_not_received lost"}, g.log(t)); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

func TestCheck_whatIsMissingIsFetchedAtOnce(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		g := fresh(nil)
		g.both(t, sales(60, "a", order.Completed, start)...)
		g.shop.put(sales(45, "lost", order.Paid, start.Add(time.Hour))...)
		g.check(t, yesterday, today)
		want := completeness.Figures{Channel: 105, Received: 105, Complete: 105, Healed: 45}
		if diff := cmp.Diff(want, g.figures(t, today)); diff != "" {
			t.Errorf("figures (-want +got):\n%s", diff)
		}
		if log := g.log(t); len(log) != 45 || log[0] != "404 order_not_received lost00000 *" {
			t.Errorf("%d entries: %v", len(log), log[:min(len(log), 3)])
		}
		if got := len(g.refs(t, today, completeness.Healed)); got != 45 {
			t.Errorf("%d are listed as healed", got)
		}
		if proven := g.proven(t); !proven.Equal(judged) {
			t.Errorf("proven until %s", proven)
		}
		g.check(t, yesterday, today)
		if diff := cmp.Diff(want, g.figures(t, today)); diff != "" || len(g.log(t)) != 45 {
			t.Errorf("the second check has %d entries, figures (-want +got):\n%s", len(g.log(t)), diff)
		}
	})
}

func TestCheck_findings(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		reports := func(k *channel.Kind) { k.Policy.MissingOrders = policy.ReportMissing }
		t.Run("a finding is logged once, and resolved by itself", func(t *testing.T) {
			t.Parallel()
			g := fresh(reports)
			g.shop.put(sale("lost", order.Paid, start))
			for range 3 {
				g.check(t, today, today)
			}
			if diff := cmp.Diff([]string{"404 order_not_received lost"}, g.log(t)); diff != "" || g.figures(t, today).Unexplained != 1 {
				t.Errorf("log (-want +got):\n%s", diff)
			}
			if p := g.proven(t); !p.IsZero() {
				t.Errorf("proven until %s", p)
			}
			g.receive(t, sale("lost", order.Paid, start)) // a cycle brings it
			g.check(t, today, today)
			if diff := cmp.Diff([]string{"404 order_not_received lost *"}, g.log(t)); diff != "" || g.figures(t, today).Healed != 1 {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
		t.Run("what is deleted at the channel before it came is over", func(t *testing.T) {
			t.Parallel()
			g := fresh(reports)
			g.shop.put(sale("lost", order.Paid, start))
			g.check(t, today, today)
			g.shop.drop("lost")
			g.check(t, today, today)
			if diff := cmp.Diff(completeness.Figures{}, g.figures(t, today)); diff != "" || g.log(t)[0] != "404 order_not_received lost *" {
				t.Errorf("figures (-want +got):\n%s%v", diff, g.log(t))
			}
		})
		t.Run("an order that a list leaves out is asked for before it is called gone", func(t *testing.T) {
			t.Parallel()
			g := fresh(nil)
			g.both(t, sales(45, "a", order.Paid, start)...)
			for i := range 45 {
				g.shop.hides[fmt.Sprintf("a%05d", i)] = true
			}
			g.check(t, today, today)
			if diff := cmp.Diff(completeness.Figures{Channel: 45, Received: 45, Complete: 45}, g.figures(t, today)); diff != "" {
				t.Errorf("figures (-want +got):\n%s", diff)
			}
		})
		for name, c := range map[string]struct {
			harm   func(t *testing.T, g *ground)
			want   completeness.Figures // told only
			log    []string
			healed completeness.Figures // by policy download
		}{
			"an order's row is deleted": {
				func(t *testing.T, g *ground) { g.exec(t, `delete from orders where ref = 'a00001'`) },
				completeness.Figures{Channel: 3, Received: 2, Complete: 2, Unexplained: 1, Orphans: 3},
				[]string{"404 document_without_order a00001", "404 document_without_order a00001", "404 document_without_order a00001", "404 order_not_received a00001"},
				completeness.Figures{Channel: 3, Received: 3, Complete: 3, Healed: 1},
			},
			"an invoice is deleted and its payment is not: a second payment would be wrong": {
				func(t *testing.T, g *ground) {
					g.exec(t, `delete from document where order_ref = 'a00001' and kind = 'invoice'`)
				},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
				[]string{"404 books_behind a00001"},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
			},
			"an outbound is deleted": {
				func(t *testing.T, g *ground) {
					g.exec(t, `delete from document where order_ref = 'a00001' and kind = 'outbound'`)
				},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
				[]string{"404 books_behind a00001"},
				completeness.Figures{Channel: 3, Received: 3, Complete: 3, Healed: 1},
			},
			"an invoice that nobody has paid yet is deleted": {
				func(t *testing.T, g *ground) {
					g.both(t, sale("b", order.Paid, start.Add(time.Minute)))
					g.exec(t, `delete from document where order_ref = 'b'`)
				},
				completeness.Figures{Channel: 4, Received: 4, Complete: 3, Unequal: 1},
				[]string{"404 books_behind b"},
				completeness.Figures{Channel: 4, Received: 4, Complete: 4, Healed: 1},
			},
			"all its documents are deleted": {
				func(t *testing.T, g *ground) { g.exec(t, `delete from document where order_ref = 'a00001'`) },
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
				[]string{"404 books_behind a00001"},
				completeness.Figures{Channel: 3, Received: 3, Complete: 3, Healed: 1},
			},
			"an invoice shows another total": {
				func(t *testing.T, g *ground) {
					g.exec(t, `update document set total = total + 1 where order_ref = 'a00001' and kind in ('invoice', 'payment')`)
				},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
				[]string{"422 document_total_differs a00001"},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
			},
			"a payment is deleted": {
				func(t *testing.T, g *ground) {
					g.exec(t, `delete from document where order_ref = 'a00001' and kind = 'payment'`)
				},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
				[]string{"422 payment_unequal a00001"},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
			},
			"an invoice is marked unpaid and its payment deleted": {
				func(t *testing.T, g *ground) {
					g.exec(t, `delete from document where order_ref = 'a00001' and kind = 'payment'`)
					g.exec(t, `update document set paid = $1 where order_ref = 'a00001' and kind = 'invoice'`, false)
				},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
				[]string{"422 paid_at_channel_only a00001"},
				completeness.Figures{Channel: 3, Received: 3, Complete: 3, Healed: 1},
			},
			"a paid invoice stands for an order that nobody paid": {
				func(t *testing.T, g *ground) {
					g.both(t, sale("b", order.Unpaid, start.Add(time.Minute)))
					g.exec(t, `update document set order_ref = 'b', sequence = 7, order_id = (select id from orders where ref = 'b') where order_ref = 'a00001' and kind = 'payment'`)
				},
				completeness.Figures{Channel: 4, Received: 4, Complete: 2, Unequal: 2},
				[]string{"422 paid_in_books_only b", "422 payment_unequal a00001"},
				completeness.Figures{Channel: 4, Received: 4, Complete: 2, Unequal: 2},
			},
			"what was read of an order is deleted": {
				func(t *testing.T, g *ground) {
					g.exec(t, `delete from order_content where order_id = (select id from orders where ref = 'a00001')`)
				},
				completeness.Figures{Channel: 3, Received: 3, Complete: 2, Unequal: 1},
				[]string{"404 books_behind a00001"},
				completeness.Figures{Channel: 3, Received: 3, Complete: 3, Healed: 1},
			},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				g := fresh(reports)
				g.both(t, sales(3, "a", order.Completed, start)...)
				g.check(t, today, today)
				if p := g.proven(t); !p.Equal(judged) {
					t.Fatalf("before it is proven until %s", p)
				}
				identities := g.identities(t)
				c.harm(t, g)
				g.check(t, today, today)
				if diff := cmp.Diff(c.want, g.figures(t, today)); diff != "" {
					t.Errorf("told (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(c.log, g.log(t)); diff != "" {
					t.Errorf("log (-want +got):\n%s", diff)
				}
				if p := g.proven(t); !p.IsZero() {
					t.Errorf("it is still proven until %s", p)
				}
				g.set(t, func(p *policy.Policy) { p.MissingOrders = policy.DownloadMissing })
				g.check(t, today, today)
				if diff := cmp.Diff(c.healed, g.figures(t, today)); diff != "" {
					t.Errorf("healed (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(identities, g.identities(t)); diff != "" && name == "an order's row is deleted" {
					t.Errorf("what came back is not what was there (-want +got):\n%s", diff)
				}
				var twice int
				if err := g.DB.QueryRow(t.Context(), `select count(*) from (select order_ref from document where kind = 'payment' and voided_at = 0
					group by order_ref having count(*) > 1) d`).Scan(&twice); err != nil || twice != 0 {
					t.Errorf("%d orders are paid twice, %v", twice, err)
				}
				if clean := c.healed.Clean(); clean != g.proven(t).Equal(judged) {
					t.Errorf("afterwards it is proven until %s", g.proven(t))
				}
			})
		}
	})
}

func TestCheck_bordersOfDays(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		for _, loosely := range []bool{false, true} {
			t.Run(fmt.Sprintf("the channel counts a window's end as inside: %t", loosely), func(t *testing.T) {
				t.Parallel()
				g := fresh(func(k *channel.Kind) { k.Policy.MissingOrders = policy.ReportMissing })
				g.shop.loosely = loosely
				g.both(t, sale("before", order.Paid, start.Add(-time.Microsecond)), sale("at", order.Paid, start), sale("after", order.Paid, start.Add(time.Microsecond)))
				g.shop.put(sale("lost", order.Paid, start))
				total := func() (all int64) {
					for _, f := range g.days(t) {
						all += f.Channel
					}
					return all
				}
				g.check(t, yesterday, today)
				if a, b := g.days(t)[yesterday], g.days(t)[today]; total() != 4 || a.Received != 1 || b.Received != 2 || a.Unexplained+b.Unexplained != 1 {
					t.Errorf("yesterday %+v, today %+v", a.Figures, b.Figures)
				}
				g.check(t, today, today) // and each by itself
				g.check(t, yesterday, yesterday)
				if total() != 4 {
					t.Errorf("day by day it is %d", total())
				}
				g.set(t, func(p *policy.Policy) { p.MissingOrders = policy.DownloadMissing })
				g.check(t, yesterday, today)
				if a, b := g.days(t)[yesterday], g.days(t)[today]; a.Complete != 1 || b.Complete != 3 || a.Unexplained+b.Unexplained != 0 {
					t.Errorf("healed: yesterday %+v, today %+v", a.Figures, b.Figures)
				}
			})
		}
	})
}

func TestCheck_judgesNoFurtherThanItCan(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		for name, c := range map[string]struct {
			change func(*channel.Kind)
			read   time.Time
			want   time.Time
		}{
			"behind now by the channel's lag":      {func(k *channel.Kind) { k.Lag = 2 * time.Minute }, noon, judged.Add(-2 * time.Minute)},
			"not beyond what cycles have read":     {nil, noon.Add(-10 * time.Minute), judged.Add(-10 * time.Minute)},
			"a part of a second is not judged":     {nil, noon.Add(-time.Millisecond), noon.Add(-2 * time.Second)},
			"and yesterday is judged to its end":   {nil, start.Add(2 * time.Second), start.Add(time.Second)},
			"a day that has only begun has no day": {nil, start.Add(time.Second), start},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				g := fresh(c.change)
				g.exec(t, `update lane set watermark = $1`, store.Micros(c.read))
				g.both(t, sale("a", order.Paid, c.want.Add(-time.Microsecond)))
				g.shop.put(sale("b", order.Paid, c.want))
				g.check(t, yesterday, today)
				if p := g.proven(t); !p.Equal(c.want) {
					t.Errorf("proven until %s, want %s", p, c.want)
				}
				if log := g.log(t); len(log) > 0 {
					t.Errorf("an order that may still be on its way is told: %v", log)
				}
				if d := g.days(t)[yesterday]; !d.Whole || !d.JudgedTo.Equal(start) {
					t.Errorf("yesterday is %+v", d)
				}
			})
		}
	})
}

// A check that is cut into the smallest pieces, each by another worker, ends as one that runs at once.
func TestCheck_goesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		g := fresh(func(k *channel.Kind) { k.MaxWindow = 10 * time.Hour })
		g.both(t, sales(320, "a", order.Paid, start)...)
		g.both(t, sales(130, "b", order.Completed, day1)...)
		g.shop.put(sales(30, "lost", order.Paid, day1.Add(time.Hour))...)
		g.shop.put(sale("between two windows", order.Paid, start.Add(-14*time.Hour)))
		g.ask(t, yesterday, today)
		if n := g.work(t, 0); n < 12 {
			t.Errorf("it took only %d pieces", n)
		}
		if diff := cmp.Diff(completeness.Figures{Channel: 320, Received: 320, Complete: 320}, g.figures(t, today)); diff != "" {
			t.Errorf("today (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(completeness.Figures{Channel: 161, Received: 161, Complete: 161, Healed: 31}, g.figures(t, yesterday)); diff != "" {
			t.Errorf("yesterday (-want +got):\n%s", diff)
		}
		var left int
		if err := g.DB.QueryRow(t.Context(), `select count(*) from ledger_seen`).Scan(&left); err != nil || left != 0 {
			t.Errorf("%d rows of the channel's list are left, %v", left, err)
		}
	})
}

func TestCheck_aGhostWritesNothing(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		g := fresh(nil)
		g.both(t, sales(70, "a", order.Paid, start)...)
		g.ask(t, today, today)
		g.shop.onList = func() { // while its page is read, another worker takes the check over and ends it
			g.shop.onList = nil
			g.work(t, time.Hour)
		}
		_, err := g.Slice(t.Context(), g.key(), g.now.Add(time.Hour))
		if err != completeness.ErrMoved {
			t.Errorf("error %v", err)
		}
		if f := g.figures(t, today); f.Complete != 70 || f.Channel != 70 {
			t.Errorf("figures %+v", f)
		}
	})
}

func TestCheck_aRefusalIsToldAndTriedAgain(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		g := fresh(nil)
		g.both(t, sales(120, "a", order.Paid, start)...)
		g.ask(t, today, today)
		for range 2 { // begun, and a page read
			if _, err := g.Slice(t.Context(), g.key(), g.now); err != nil {
				t.Fatal(err)
			}
		}
		g.shop.fail(outcome.New(outcome.TooManyRequests).Wait(42 * time.Minute))
		g.work(t, time.Hour)
		l := g.ledger(t)
		if !l.Running || l.Failures != 1 || l.RetryAt.Before(g.now.Add(42*time.Minute)) || l.Problem.Reason != outcome.TooManyRequests {
			t.Fatalf("ledger %+v", l)
		}
		asked := g.shop.lists
		if g.work(t, time.Hour); g.shop.lists != asked {
			t.Error("it did not wait")
		}
		g.shop.fail(nil)
		g.now = l.RetryAt
		g.work(t, time.Hour)
		if f := g.figures(t, today); f.Complete != 120 || g.shop.lists-asked > 2 {
			t.Errorf("after the wait %d pages were read, figures %+v", g.shop.lists-asked, f)
		}
		if diff := cmp.Diff([]string{"429 too_many_requests " + g.Connection.Name + " *"}, g.log(t)); diff != "" {
			t.Errorf("log (-want +got):\n%s", diff)
		}
	})
}

func TestCheck_refusedAccessStopsTheConnection(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		for name, refuse := range map[string]func(g *ground){
			"while the list is read":        func(g *ground) { g.shop.fail(outcome.New(outcome.KeyRefused, "said", "nope")) },
			"while what is missing fetched": func(g *ground) { g.shop.refuses = true },
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				g := fresh(nil)
				g.shop.put(sale("lost", order.Paid, start))
				refuse(g)
				g.ask(t, today, today)
				g.work(t, time.Hour)
				c, err := g.Registry.Get(t.Context(), g.Owner.Account, g.Connection.ID)
				l := g.ledger(t)
				if err != nil || c.State != connection.NeedsYou || c.Problem.Reason != outcome.KeyRefused || !l.Running || l.Failures != 1 {
					t.Fatalf("connection %s, %v; ledger %+v", c.State, c.Problem, l)
				}
				if due, err := completeness.Due(t.Context(), g.DB, g.now.AddDate(1, 0, 0)); err != nil || len(due) != 0 {
					t.Errorf("%d are due, %v", len(due), err)
				}
				g.shop.fail(nil)
				g.shop.refuses = false
				if err := g.Registry.SetState(t.Context(), c.Account, c.ID, connection.Active, nil); err != nil {
					t.Fatal(err)
				}
				g.check(t, today, today)
				if g.work(t, time.Hour); g.figures(t, today).Complete != 1 {
					t.Errorf("after it was let in again: %+v", g.figures(t, today))
				}
			})
		}
	})
}

func TestDue(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		g := newGround(t, db, true, nil)
		due := func() int {
			t.Helper()
			all, err := completeness.Due(t.Context(), g.DB, g.now)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		if due() != 1 {
			t.Error("a shop that was never checked is not due")
		}
		g.exec(t, `update lane set watermark = 0`)
		if due() != 0 {
			t.Error("a shop that no cycle has read is due")
		}
		g.caughtUp(t)
		g.work(t, time.Hour)
		if days := g.days(t); len(days) != 30 || due() != 0 {
			t.Errorf("the first check looked at %d days, and %d are due after it", len(days), due())
		}
		for _, want := range []completeness.Scope{completeness.Recent, completeness.Wide} {
			at := map[completeness.Scope]time.Duration{completeness.Recent: time.Hour, completeness.Wide: 24 * time.Hour}[want]
			g.now = noon.Add(at)
			g.caughtUp(t)
			if due() != 1 {
				t.Errorf("nothing is due after %s", at)
			}
			g.ask(t, today, today)
			if g.work(t, time.Hour); g.ledger(t).Scope != completeness.Asked {
				t.Errorf("what a person asked for did not come first: %s", g.ledger(t).Scope)
			}
			g.exec(t, `update ledger set recent_at = 0, wide_at = case when $1 then 0 else wide_at end`, want == completeness.Wide)
			if g.work(t, time.Hour); g.ledger(t).Scope != want {
				t.Errorf("after %s the scope is %s", at, g.ledger(t).Scope)
			}
		}
	})
}

func TestCheck_whatCannotBeFetched(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		g := fresh(nil)
		g.shop.put(sale("odd", order.Paid, start), sale("lost", order.Paid, start))
		g.shop.broken["odd"] = true
		g.check(t, today, today)
		if f := g.figures(t, today); f.Unexplained != 1 || f.Healed != 1 || g.shop.single != 2 {
			t.Fatalf("figures %+v after %d questions", f, g.shop.single)
		}
		recent := func() {
			t.Helper()
			g.exec(t, `update ledger set recent_at = 0`)
			if g.work(t, time.Hour); g.ledger(t).Scope != completeness.Recent {
				t.Fatalf("the scope is %s", g.ledger(t).Scope)
			}
		}
		if recent(); g.shop.single != 2 || g.figures(t, today).Unexplained != 1 {
			t.Errorf("an hour later it was asked for again: %d questions", g.shop.single)
		}
		g.shop.put(sale("later", order.Paid, start.Add(time.Minute)))
		if recent(); g.shop.single != 3 || g.figures(t, today).Healed != 2 {
			t.Errorf("an order that is new was asked for by %d questions", g.shop.single-2)
		}
		g.shop.broken = nil
		g.check(t, today, today)
		if f := g.figures(t, today); f.Unexplained != 0 || f.Healed != 3 {
			t.Errorf("when it can be read: %+v", f)
		}
	})
}

func TestCheck_ordersFromBeforeTheReachAreNotJudged(t *testing.T) {
	t.Parallel()
	everyWay(t, func(t *testing.T, fresh func(func(*channel.Kind)) *ground) {
		g := fresh(nil)
		live := start.Add(3 * time.Hour)
		g.set(t, func(p *policy.Policy) { p.DownloadFrom = live })
		g.shop.put(sale("before", order.Paid, live.Add(-time.Second)), sale("long before", order.Paid, start.AddDate(0, 0, -3)), sale("after", order.Paid, live))
		g.check(t, today.Add(-5), today)
		if days := g.days(t); len(days) != 1 || !days[today].From.Equal(live) || days[today].Complete != 1 || days[today].Channel != 1 {
			t.Errorf("%+v", days)
		}
	})
}

// A day that is not clean is looked at by night until it is, however long that takes.
func TestCheck_nightsGoOnAskingForOpenDays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		g := newGround(t, db, true, func(k *channel.Kind) { k.Policy.MissingOrders = policy.ReportMissing })
		g.shop.put(sale("lost", order.Paid, start))
		g.check(t, today, today)
		g.now = noon.AddDate(0, 0, 45)
		g.caughtUp(t)
		g.exec(t, `update ledger set wide_at = 0`)
		g.receive(t, sale("lost", order.Paid, start))
		g.work(t, time.Hour)
		if l := g.ledger(t); l.Scope != completeness.Wide || l.From != "" && l.From > today || g.figures(t, today).Healed != 1 || len(g.days(t)) != 46 {
			t.Errorf("%s of %d days, %+v", l.Scope, len(g.days(t)), g.figures(t, today))
		}
	})
}

// The channel's list tells the day of an order whose time of creation the hub could not read.
func TestCheck_anOrderWithoutATimeIsOfTheDayWhoseListShowsIt(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		g := newGround(t, db, true, nil)
		g.shop.put(sale("odd", order.Paid, start))
		odd := sale("odd", order.Paid, time.Time{})
		odd.UpdatedAt, odd.Problem = start, outcome.New(outcome.BadTime, "field", "created_at", "value", "soon")
		g.receive(t, odd)
		g.check(t, yesterday, today)
		if diff := cmp.Diff(completeness.Figures{Channel: 1, Received: 1, Held: 1}, g.figures(t, today)); diff != "" {
			t.Errorf("figures (-want +got):\n%s", diff)
		}
	})
}

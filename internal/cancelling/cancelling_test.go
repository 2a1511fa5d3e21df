package cancelling_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/cancelling"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// bench is a shop with one order, A, whose buyer wishes to cancel.
type bench struct {
	*connectiontest.Shop
	desk *cancelling.Desk
	now  time.Time

	asks, cancelled bool     // as the shop shows A
	sent            []string // answers that reached the shop
	says            error    // what the shop answers to an answer
	deaf            bool     // it does not do what is answered
	unread          error    // what it answers when A is asked for
	during          func()   // called while an answer is on its way; may be nil
}

type answering struct {
	channel.Connector
	b *bench
}

func (c answering) AnswerCancel(ctx context.Context, _ string, accept bool, reason string) error {
	b := c.b
	word := "reject"
	if accept {
		word = "accept"
	}
	b.sent = append(b.sent, word+": "+reason)
	if !b.deaf {
		b.asks, b.cancelled = false, b.cancelled || accept
	}
	if b.during != nil {
		b.during()
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return b.says
}

func newBench(t *testing.T, db store.DB, answers ...channel.CancelAnswer) *bench {
	t.Helper()
	b := &bench{now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), asks: true}
	b.Shop = connectiontest.New(t, db, func(k *channel.Kind) {
		open := k.Open
		k.CancelAnswers = answers
		k.Open = func(s channel.Shop, tools channel.Tools) (channel.Connector, error) {
			c, err := open(s, tools)
			return answering{c, b}, err
		}
	})
	b.Answer(nil, func(context.Context, string) (order.Snapshot, error) { return b.order(), b.unread })
	clock := func() time.Time { return b.now }
	log := slog.New(slog.DiscardHandler)
	reconciler := reconcile.New(db, books.New(b.IDs), b.IDs, clock, log)
	b.desk = &cancelling.Desk{DB: db, Connections: b.Registry, Downloads: download.New(b.Registry, reconciler, clock, log), IDs: b.IDs, Now: clock, Log: log}
	_, err := reconciler.Apply(t.Context(), reconcile.Batch{Connection: b.Connection, Snapshots: []order.Snapshot{b.order()}, ReadAt: b.now, SyncType: synclog.Auto})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// order is A as the shop shows it now.
func (b *bench) order() order.Snapshot {
	at := b.now.Add(-time.Hour)
	s := order.Snapshot{
		Ref: "A", Number: "A", Stage: order.Paid, RawStatus: "processing", CreatedAt: at, UpdatedAt: b.now, PaidAt: at, Currency: "IDR",
		Total: money.Units(100), Amounts: order.Amounts{Goods: money.Units(100)}, CancelRequested: b.asks,
		Lines: []order.Line{{Ref: "1", Listing: "L1", SKU: "SKU-1", Name: "Kaos", Quantity: 1, Price: money.Units(100), Total: money.Units(100)}},
	}
	if b.cancelled {
		s.Stage, s.RawStatus, s.CancelledBy, s.CancelledAt = order.Cancelled, "cancelled", order.Buyer, b.now
	}
	return s
}

func (b *bench) answer(ctx context.Context, t *testing.T, who string, says channel.CancelAnswer) outcome.Reason {
	t.Helper()
	row, err := orders.Find(t.Context(), b.DB, b.Owner.Account, b.Connection.ID, "A")
	if err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Second)
	if why := outcome.Of(b.desk.Answer(ctx, user.User{Account: b.Owner.Account, Email: who, Role: user.Operator}, row, says, "why by "+who)); why != nil {
		return why.Reason
	}
	return ""
}

// told is what stands in the log about answers, oldest first: code, reason, who, and "!" while a failure is open.
func (b *bench) told(t *testing.T) []string {
	t.Helper()
	all, err := synclog.List(t.Context(), b.DB, b.Owner.Account, synclog.Filter{Operation: synclog.AnswerCancel}, synclog.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range slices.Backward(all) {
		line := string(e.Outcome.Reason) + " " + string(e.SyncType) + " " + e.Actor
		if e.Outcome.Code.Failed() && e.ResolvedAt.IsZero() {
			line += " !"
		}
		told = append(told, line)
	}
	return told
}

// trail is what stands in the audit trail, oldest first.
func (b *bench) trail(t *testing.T) []string {
	t.Helper()
	all, err := user.Audited(t.Context(), b.DB, b.Owner.Account, user.AuditFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, a := range slices.Backward(all) {
		if strings.HasSuffix(a.Action, "_cancel") {
			lines = append(lines, strings.Join([]string{a.Action, a.Subject, a.Actor, a.Reason}, " | "))
		}
	}
	return lines
}

// left counts answers that are still on their way.
func (b *bench) left(t *testing.T) (n int) {
	t.Helper()
	if err := b.DB.QueryRow(t.Context(), `select count(*) from cancel_answer`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// after lets time pass and the hub look for answers in doubt.
func (b *bench) after(t *testing.T, d time.Duration) {
	t.Helper()
	b.now = b.now.Add(d)
	if err := b.desk.Work(t.Context(), b.now.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
}

// live tells whether the books hold an invoice of A that is not voided.
func (b *bench) live(t *testing.T) (n int) {
	t.Helper()
	err := b.DB.QueryRow(t.Context(), `select count(*) from document where kind = 'invoice' and voided_at = 0`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (b *bench) want(t *testing.T, sent, told, trail []string, left int) {
	t.Helper()
	for _, c := range []struct {
		what      string
		want, got []string
	}{{"sent", sent, b.sent}, {"log", told, b.told(t)}, {"audit trail", trail, b.trail(t)}} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
	if n := b.left(t); n != left {
		t.Errorf("%d answers are on their way, want %d", n, left)
	}
}

func each(t *testing.T, f func(t *testing.T, b *bench)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		b := newBench(t, db, channel.EitherAnswer()...)
		f(t, b)
	})
}

func TestAnswer_acceptAndReject(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		if why := b.answer(t.Context(), t, "rani", channel.RejectCancel); why != "" {
			t.Fatal(why)
		}
		if b.live(t) != 1 {
			t.Errorf("%d invoices after the buyer was refused", b.live(t))
		}
		b.asks = true // again
		if why := b.answer(t.Context(), t, "budi", channel.AcceptCancel); why != "" {
			t.Fatal(why)
		}
		if b.live(t) != 0 {
			t.Errorf("%d invoices of the cancelled order", b.live(t))
		}
		b.want(t, []string{"reject: why by rani", "accept: why by budi"}, []string{"cancel_rejected manual rani", "cancel_accepted manual budi"},
			[]string{"reject_cancel | A | rani | why by rani", "accept_cancel | A | budi | why by budi"}, 0)
	})
}

func TestAnswer_nobodyAsks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.asks = false // since the hub has read it
		for range 2 {
			if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != outcome.NoCancelWish {
				t.Errorf("%q", why)
			}
		}
		b.want(t, nil, nil, nil, 0)
	})
}

func TestAnswer_whatTheChannelDoesNotTake(t *testing.T) {
	t.Parallel()
	for says, want := range map[channel.CancelAnswer]outcome.Reason{channel.AcceptCancel: "", channel.RejectCancel: outcome.CancelNotRejectable} {
		b := newBench(t, storetest.SQLite(t), channel.AcceptCancel)
		if why := b.answer(t.Context(), t, "rani", says); why != want {
			t.Errorf("%s where there is no refusal: %q, want %q", says, why, want)
		}
		none := newBench(t, storetest.SQLite(t))
		if why := none.answer(t.Context(), t, "rani", says); why != outcome.CancelNotAnswerable {
			t.Errorf("%s where nothing can be answered: %q", says, why)
		}
		none.want(t, nil, nil, nil, 0)
	}
}

func TestAnswer_twoAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		var second outcome.Reason
		b.during = func() { second = b.answer(t.Context(), t, "budi", channel.RejectCancel) }
		if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != "" || second != outcome.CancelBeingAnswered {
			t.Errorf("first %q, second %q", why, second)
		}
		b.during = nil
		if why := b.answer(t.Context(), t, "budi", channel.RejectCancel); why != outcome.NoCancelWish {
			t.Errorf("once it was answered: %q", why)
		}
		b.want(t, []string{"accept: why by rani"}, []string{"cancel_accepted manual rani"}, []string{"accept_cancel | A | rani | why by rani"}, 0)
	})
}

func TestAnswer_refused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.deaf, b.says = true, outcome.New(outcome.RefusedByChannel, "status", "400", "said", "too late")
		if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != outcome.RefusedByChannel {
			t.Errorf("%q", why)
		}
		b.want(t, []string{"accept: why by rani"}, []string{"refused_by_channel manual rani !"}, nil, 0)
		b.deaf, b.says = false, nil
		if why := b.answer(t.Context(), t, "budi", channel.AcceptCancel); why != "" {
			t.Errorf("%q", why)
		}
		b.want(t, []string{"accept: why by rani", "accept: why by budi"}, []string{"refused_by_channel manual rani", "cancel_accepted manual budi"},
			[]string{"accept_cancel | A | budi | why by budi"}, 0)
	})
}

func TestAnswer_aRefusalIsOverWithTheWish(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.deaf, b.says = true, outcome.New(outcome.RefusedByChannel, "status", "400", "said", "too late")
		b.answer(t.Context(), t, "rani", channel.AcceptCancel)
		b.asks = false
		if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != outcome.NoCancelWish {
			t.Errorf("%q", why)
		}
		b.want(t, []string{"accept: why by rani"}, []string{"refused_by_channel manual rani"}, nil, 0)
	})
}

func TestAnswer_aRefusedKeyAsksAPerson(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.deaf, b.says = true, outcome.New(outcome.RightMissing, "right", "orders")
		if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != outcome.RightMissing {
			t.Errorf("%q", why)
		}
		if c, err := b.Registry.Get(t.Context(), b.Owner.Account, b.Connection.ID); err != nil || c.State != connection.NeedsYou {
			t.Errorf("connection %s, %v", c.State, err)
		}
		if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != outcome.ConnectionPaused {
			t.Errorf("%q", why)
		}
		b.want(t, []string{"accept: why by rani"}, []string{"right_missing manual rani !"}, nil, 0)
	})
}

func TestAnswer_nothingIsSentUnasked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.unread = outcome.New(outcome.Timeout)
		if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != outcome.CancelNotSent {
			t.Errorf("%q", why)
		}
		b.want(t, nil, nil, nil, 0)
	})
}

// What a channel took without saying so is found by reading the order, at once.
func TestAnswer_takenAndNotSaid(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.says = outcome.New(outcome.ServerError, "status", "502")
		if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != "" {
			t.Errorf("%q", why)
		}
		if b.live(t) != 0 {
			t.Errorf("%d invoices of the cancelled order", b.live(t))
		}
		b.want(t, []string{"accept: why by rani"}, []string{"cancel_unsure manual rani", "cancel_accepted manual rani"}, []string{"accept_cancel | A | rani | why by rani"}, 0)
	})
}

// While the channel cannot be asked, nobody knows. Whoever comes next looks first: a person, with the same answer or another, or
// the hub itself.
func TestAnswer_inDoubt(t *testing.T) {
	t.Parallel()
	silent := outcome.New(outcome.Timeout)
	done := []string{"cancel_unsure manual rani", "cancel_accepted manual rani"}
	trail := []string{"accept_cancel | A | rani | why by rani"}
	for _, c := range []struct {
		name string
		next func(t *testing.T, b *bench)
		told []string
	}{
		{"the same person again", func(t *testing.T, b *bench) {
			if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != "" {
				t.Errorf("%q", why)
			}
		}, done},
		{"somebody with the other answer", func(t *testing.T, b *bench) {
			if why := b.answer(t.Context(), t, "budi", channel.RejectCancel); why != outcome.NoCancelWish {
				t.Errorf("%q", why)
			}
		}, done},
		{"the hub by itself", func(t *testing.T, b *bench) { b.after(t, 2*time.Minute) }, []string{done[0], "cancel_accepted auto rani"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bench) {
				b.says = silent
				b.during = func() { b.unread = silent }
				if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != outcome.CancelUnsure {
					t.Errorf("%q", why)
				}
				b.want(t, []string{"accept: why by rani"}, []string{"cancel_unsure manual rani !"}, nil, 1)
				if why := b.answer(t.Context(), t, "budi", channel.RejectCancel); why != outcome.CancelNotSent {
					t.Errorf("while it cannot be asked: %q", why)
				}
				b.after(t, 2*time.Minute)
				b.want(t, []string{"accept: why by rani"}, []string{"cancel_unsure manual rani !"}, nil, 1)
				b.unread, b.during, b.says = nil, nil, nil
				c.next(t, b)
				b.want(t, []string{"accept: why by rani"}, c.told, trail, 0)
			})
		})
	}
}

// An answer that did not arrive is sent again, once somebody says so; the hub by itself sends nothing.
func TestAnswer_didNotArrive(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.deaf, b.says = true, outcome.New(outcome.Unreachable)
		if why := b.answer(t.Context(), t, "rani", channel.RejectCancel); why != outcome.CancelUnsure {
			t.Errorf("%q", why)
		}
		b.after(t, 2*time.Minute)
		b.want(t, []string{"reject: why by rani"}, []string{"cancel_unsure manual rani !"}, nil, 0)
		b.deaf, b.says = false, nil
		if why := b.answer(t.Context(), t, "budi", channel.RejectCancel); why != "" {
			t.Errorf("%q", why)
		}
		b.want(t, []string{"reject: why by rani", "reject: why by budi"}, []string{"cancel_unsure manual rani", "cancel_rejected manual budi"},
			[]string{"reject_cancel | A | budi | why by budi"}, 0)
	})
}

// Somebody else settled it in another way while our answer was in doubt.
func TestAnswer_settledElsewhere(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		b.deaf, b.says = true, outcome.New(outcome.Unreachable)
		b.answer(t.Context(), t, "rani", channel.AcceptCancel)
		b.asks = false // the buyer keeps the order
		if why := b.answer(t.Context(), t, "rani", channel.AcceptCancel); why != outcome.NoCancelWish {
			t.Errorf("%q", why)
		}
		b.want(t, []string{"accept: why by rani"}, []string{"cancel_unsure manual rani", "no_cancel_wish manual rani !"}, nil, 0)
	})
}

// Whoever asked has gone: what came of it is noted all the same.
func TestAnswer_interrupted(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, b *bench) {
		ctx, stop := context.WithCancel(t.Context())
		b.during = stop
		if why := b.answer(ctx, t, "rani", channel.AcceptCancel); why != outcome.CancelUnsure {
			t.Errorf("%q", why)
		}
		b.want(t, []string{"accept: why by rani"}, []string{"cancel_unsure manual rani !"}, nil, 1)
		b.after(t, 2*time.Minute)
		b.want(t, []string{"accept: why by rani"}, []string{"cancel_unsure manual rani", "cancel_accepted auto rani"}, []string{"accept_cancel | A | rani | why by rani"}, 0)
	})
}

// The program dies while an answer is on its way, and nothing is noted.
func TestAnswer_crash(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		arrived bool
		told    string
		trail   []string
	}{
		{"it had arrived", true, "cancel_accepted auto rani", []string{"accept_cancel | A | rani | why by rani"}},
		{"it had not", false, "cancel_unsure auto rani !", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, b *bench) {
				b.deaf = !c.arrived
				b.during = func() { panic("killed") }
				func() {
					defer func() { _ = recover() }()
					b.answer(t.Context(), t, "rani", channel.AcceptCancel)
				}()
				b.want(t, []string{"accept: why by rani"}, nil, nil, 1)
				if why := b.answer(t.Context(), t, "budi", channel.AcceptCancel); why != outcome.CancelBeingAnswered {
					t.Errorf("at once: %q", why)
				}
				b.after(t, time.Minute)
				b.want(t, []string{"accept: why by rani"}, nil, nil, 1) // it may still be at work
				b.after(t, 3*time.Minute)
				b.want(t, []string{"accept: why by rani"}, []string{c.told}, c.trail, 0)
			})
		})
	}
}

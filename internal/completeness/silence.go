package completeness

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

const (
	silentWeeks  = 4         // of the shop's own history
	silentOrders = 5         // as many there must have been in each of them
	silentAfter  = time.Hour // shorter pauses are nobody's worry
	silentSpan   = 7 * 24 * time.Hour
)

// Unusual tells whether it is unusual that a shop had no order for as long as quiet, by the orders it had in the same hours of
// the same weekdays one, two, three and four weeks before.
//
// It is when the pause is at least an hour and each of the four weeks had at least five orders in these hours. Were orders as
// frequent as in the weakest of the four weeks, and came by chance, a pause like this would come up less than once in a hundred
// times. The weakest week decides, and not their mean, so one closed Sunday in four weeks is enough to keep closed Sundays
// quiet, a sale in one of them does not make the usual week look silent, and a new shop, of which four weeks are not known,
// tells nothing. A shop that sells little is looked at over a longer pause by itself: with two orders a day it takes three days.
func Unusual(quiet time.Duration, weeks [silentWeeks]int64) bool {
	return quiet >= silentAfter && slices.Min(weeks[:]) >= silentOrders
}

// silence is how long a shop has been silent; the zero value is a shop that is not.
type silence struct {
	since time.Time // its last order
	usual int64     // the fewest orders of the four weeks
	entry int64
}

// silence looks whether the shop is silent. A silence that was told lasts until an order comes.
func (r *run) silence(ctx context.Context) (silence, error) {
	to := r.ledger.JudgedTo
	var last int64
	err := r.db.QueryRow(ctx, `select coalesce(max(created_at), 0) from orders where account_id = $1 and connection_id = $2 and created_at < $3`,
		r.conn.Account, r.conn.ID, store.Micros(to)).Scan(&last)
	if err != nil {
		return silence{}, fmt.Errorf("looking for the last order: %w", err)
	}
	since := store.Time(last)
	if since.IsZero() || to.Sub(since) < silentAfter {
		return silence{}, nil
	}
	if since.Equal(r.ledger.SilentSince) {
		return silence{since, r.ledger.SilentUsual, r.ledger.silentEntry}, nil
	}
	weeks, err := r.weeks(ctx, since, to)
	if err != nil || !Unusual(to.Sub(since), weeks) {
		return silence{}, err
	}
	return silence{since, slices.Min(weeks[:]), r.ids.Next()}, nil
}

// weeks counts the orders created in the same hours one, two, three and four weeks before, by the shop's clock.
func (r *run) weeks(ctx context.Context, from, to time.Time) (counts [silentWeeks]int64, err error) {
	if to.Sub(from) > silentSpan {
		from = to.Add(-silentSpan)
	}
	for n := range counts {
		back := -7 * (n + 1)
		// The span is open at its start: the last order itself is not what is missing.
		err := r.db.QueryRow(ctx, `select count(*) from orders where account_id = $1 and connection_id = $2 and created_at > $3 and created_at < $4`, r.conn.Account,
			r.conn.ID, store.Micros(r.calendar.shift(from, back)), store.Micros(r.calendar.shift(to, back))).Scan(&counts[n])
		if err != nil {
			return counts, fmt.Errorf("counting the orders of earlier weeks: %w", err)
		}
	}
	return counts, nil
}

// shift is the same time of the shop's clock some days later.
func (c Calendar) shift(t time.Time, days int) time.Time {
	return t.In(c.zone).AddDate(0, 0, days).UTC()
}

// tellSilence logs a silence that has begun, once, and resolves one that is over.
func (r *run) tellSilence(ctx context.Context, tx store.Tx, next Ledger) error {
	was := r.ledger
	if was.silentEntry == next.silentEntry {
		return nil
	}
	if was.silentEntry != 0 {
		if err := r.resolve(ctx, tx, []int64{was.silentEntry}, synclog.ByCheck); err != nil {
			return err
		}
	}
	if next.silentEntry == 0 {
		return nil
	}
	return synclog.Write(ctx, tx, r.listeners, []synclog.Entry{{
		ID: next.silentEntry, Account: r.conn.Account, Connection: r.conn.ID, Channel: r.conn.Channel, Operation: synclog.CheckCompleteness,
		Entity: synclog.ConnectionEntity, Ref: r.conn.Name, Outcome: r.calendar.silent(next.SilentSince, next.SilentUsual), SyncType: was.By, Actor: was.Actor,
		Attempt: 1, StartedAt: r.now(),
	}})
}

// silent is a silence in words.
func (c Calendar) silent(since time.Time, usual int64) *outcome.Error {
	return outcome.New(outcome.ShopSilent, "since", since.In(c.zone).Format("2006-01-02 15:04"), "usual", strconv.FormatInt(usual, 10))
}

// Silence is why a shop is silent, in the words of its calendar; nil when it is not.
func (l Ledger) Silence(c Calendar) *outcome.Error {
	if l.SilentSince.IsZero() {
		return nil
	}
	return c.silent(l.SilentSince, l.SilentUsual)
}

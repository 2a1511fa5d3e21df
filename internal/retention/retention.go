// Package retention is how long each account keeps its sync log: what its owner has chosen, else what the program's flags say.
//
// It owns the table retention. What is behind an account's horizon is dropped by whoever owns it (packages synclog, issue, bulk and
// digest), at the hourly upkeep.
package retention

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

const day = 24 * time.Hour

// What an owner may choose.
const (
	LeastLogDays      = 7 // the report and the trends show the last seven
	MostLogDays       = 3650
	LeastExchangeDays = 1
)

// Keep is how long is kept. Whole days are dropped, in UTC, so a little more than this is there.
type Keep struct {
	Log      time.Duration // entries, and what is made of them: the report's figures, issues, bulk actions, messages
	Exchange time.Duration // requests and answers
}

// Days is so many days of each. A number that is far beyond what may be chosen stays beyond it, and does not turn around.
func Days(log, exchange int) Keep {
	within := func(n int) time.Duration { return time.Duration(min(max(n, -1), MostLogDays+1)) * day }
	return Keep{Log: within(log), Exchange: within(exchange)}
}

// LogDays is the days that entries are kept, a begun one counted whole: a flag may say any time.
func (k Keep) LogDays() int { return days(k.Log) }

// ExchangeDays is the days that requests and answers are kept, a begun one counted whole.
func (k Keep) ExchangeDays() int { return days(k.Exchange) }

func days(d time.Duration) int { return int((d + day - 1) / day) }

// String is for the audit trail.
func (k Keep) String() string {
	return fmt.Sprintf("log %d days, exchanges %d days", k.LogDays(), k.ExchangeDays())
}

// Horizon is from when on an account that keeps this looks back.
func (k Keep) Horizon(account int64, now time.Time) synclog.Horizon {
	return synclog.Horizon{Account: account, Entries: store.Day(now.Add(-k.Log)), Exchanges: store.Day(now.Add(-k.Exchange))}
}

// check names the first of an owner's numbers that cannot stand.
func (k Keep) check() error {
	switch log, exchange := k.LogDays(), k.ExchangeDays(); {
	case log < LeastLogDays:
		return &user.FieldError{Field: "log_days", Message: fmt.Sprintf("must be at least %d: the report and the trends show the last %d days", LeastLogDays, LeastLogDays)}
	case log > MostLogDays:
		return &user.FieldError{Field: "log_days", Message: fmt.Sprintf("must be at most %d, which is ten years", MostLogDays)}
	case exchange < LeastExchangeDays:
		return &user.FieldError{Field: "exchange_days", Message: fmt.Sprintf("must be at least %d", LeastExchangeDays)}
	case exchange > log:
		return &user.FieldError{Field: "exchange_days", Message: fmt.Sprintf("must be at most the %d days of the log: without its entry nobody finds an exchange", log)}
	}
	return nil
}

// Desk reads and changes what accounts keep.
type Desk struct {
	DB      store.DB
	IDs     *ids.Maker
	Default Keep // of accounts whose owner has chosen nothing
	Now     func() time.Time
}

// Of is what an account keeps, and whether its owner has chosen it.
func (d *Desk) Of(ctx context.Context, account int64) (Keep, bool, error) {
	return d.of(ctx, d.DB, account)
}

func (d *Desk) of(ctx context.Context, db store.Reader, account int64) (Keep, bool, error) {
	var log, exchange int
	err := db.QueryRow(ctx, `select log_days, exchange_days from retention where account_id = $1`, account).Scan(&log, &exchange)
	switch {
	case errors.Is(err, store.ErrNoRows):
		return d.Default, false, nil
	case err != nil:
		return Keep{}, false, fmt.Errorf("reading how long the log is kept: %w", err)
	}
	return Days(log, exchange), true, nil
}

// Set makes an account keep so much from the next upkeep on. Errors: *user.FieldError.
func (d *Desk) Set(ctx context.Context, who user.User, k Keep) error {
	if err := k.check(); err != nil {
		return err
	}
	return d.change(ctx, who, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `insert into retention (account_id, log_days, exchange_days) values ($1, $2, $3)
			on conflict (account_id) do update set log_days = excluded.log_days, exchange_days = excluded.exchange_days`, who.Account, k.LogDays(), k.ExchangeDays())
		return err
	})
}

// Reset takes an account's choice back: the program's flags count again.
func (d *Desk) Reset(ctx context.Context, who user.User) error {
	return d.change(ctx, who, func(tx store.Tx) error {
		_, err := tx.Exec(ctx, `delete from retention where account_id = $1`, who.Account)
		return err
	})
}

// change notes before and after. Two owners at once have their turns, or both would note the same before.
func (d *Desk) change(ctx context.Context, who user.User, write func(store.Tx) error) error {
	err := d.DB.InTx(ctx, func(tx store.Tx) error {
		if err := tx.Lock(ctx, lock^who.Account); err != nil {
			return err
		}
		before, _, err := d.of(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		if err := write(tx); err != nil {
			return err
		}
		after, _, err := d.of(ctx, tx, who.Account)
		if err != nil {
			return err
		}
		return user.WriteAudit(ctx, tx, d.IDs, who, "set_retention", before.String()+" → "+after.String(), "")
	})
	if err != nil {
		return fmt.Errorf("changing how long the log is kept: %w", err)
	}
	return nil
}

const lock = 0x72657461696e // "retain"

// Kept is what an account's log holds now.
type Kept struct {
	synclog.Amount
	Oldest time.Time // of its entries; the zero time if there is none
}

// Kept adds up what an account's log holds, at the cost of the report's figures and not of its entries.
func (d *Desk) Kept(ctx context.Context, account int64) (Kept, error) {
	oldest, err := synclog.Oldest(ctx, d.DB, account)
	if err != nil {
		return Kept{}, err
	}
	all := d.Now().Add(day) // whatever another node's clock says
	amount, err := synclog.Behind(ctx, d.DB, synclog.Horizon{Account: account, Entries: all, Exchanges: all})
	return Kept{amount, oldest}, err
}

// Preview is what an account would lose by keeping only k. Errors: *user.FieldError.
func (d *Desk) Preview(ctx context.Context, account int64, k Keep) (synclog.Amount, error) {
	if k != d.Default { // which stands, whatever it is
		if err := k.check(); err != nil {
			return synclog.Amount{}, err
		}
	}
	return synclog.Behind(ctx, d.DB, k.Horizon(account, d.Now()))
}

// Horizons are those of all accounts, each with its owner's choice or without.
func (d *Desk) Horizons(ctx context.Context) ([]synclog.Horizon, error) {
	rows, err := d.DB.Query(ctx, `select a.id, coalesce(r.log_days, 0), coalesce(r.exchange_days, 0) from account a left join retention r on r.account_id = a.id order by a.id`)
	if err != nil {
		return nil, fmt.Errorf("reading how long logs are kept: %w", err)
	}
	defer rows.Close()
	now := d.Now()
	var all []synclog.Horizon
	for rows.Next() {
		var account int64
		var log, exchange int
		if err := rows.Scan(&account, &log, &exchange); err != nil {
			return nil, fmt.Errorf("reading how long logs are kept: %w", err)
		}
		k := d.Default
		if log > 0 {
			k = Days(log, exchange)
		}
		all = append(all, k.Horizon(account, now))
	}
	return all, rows.Err()
}

// Longest is how many days the account that looks back furthest has entries of.
func (d *Desk) Longest(ctx context.Context) (int, error) {
	horizons, err := d.Horizons(ctx)
	longest := 0
	for _, h := range horizons {
		longest = max(longest, int(d.Now().Sub(h.Entries)/day)+1)
	}
	return longest, err
}

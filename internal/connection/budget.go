package connection

import (
	"context"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/store"
)

// budget is a connection's rate as all nodes have it together: a row that says until when the requests made so far are paid for.
// Drawing n requests moves it by n intervals, and is refused when it would lie further ahead of now than the burst allows.
type budget struct {
	db                  store.DB
	account, connection int64
	interval            time.Duration
	burst               int
	now                 func() time.Time
}

// budget gives what the nodes share; nil where this one is alone or the channel has no limit.
func (r *Registry) budget(c Connection, rate channel.Rate) httpkit.Budget {
	if r.db.Dialect() == store.SQLite || rate.PerSecond <= 0 {
		return nil
	}
	return &budget{r.db, c.Account, c.ID, time.Duration(float64(time.Second) / rate.PerSecond), max(rate.Burst, 1), r.now}
}

// Draw implements httpkit.Budget.
func (b *budget) Draw(ctx context.Context, n int) (given int, wait time.Duration, err error) {
	err = b.db.InTx(ctx, func(tx store.Tx) error {
		now := store.Micros(b.now())
		cost, ahead := int64(n)*b.interval.Microseconds(), int64(b.burst)*b.interval.Microseconds()
		moved, err := tx.Exec(ctx, `insert into budget (account_id, connection_id, spent_until) values ($1, $2, cast($3 as bigint) + $4)
			on conflict (account_id, connection_id) do update set spent_until = $4 + case when budget.spent_until > $3 then budget.spent_until else $3 end
			where $4 + case when budget.spent_until > $3 then budget.spent_until else $3 end <= cast($3 as bigint) + $5`,
			b.account, b.connection, now, cost, ahead)
		if err != nil || moved > 0 {
			given = n
			return err
		}
		var until int64
		if err := tx.QueryRow(ctx, `select spent_until from budget where account_id = $1 and connection_id = $2`, b.account, b.connection).Scan(&until); err != nil {
			return err
		}
		wait = time.Duration(until+cost-now-ahead) * time.Microsecond
		return nil
	})
	if err != nil {
		return 0, 0, fmt.Errorf("drawing on a connection's rate: %w", err)
	}
	return given, wait, nil
}

// Package postgres is the store for several nodes on one PostgreSQL.
//
// It owns how PostgreSQL is connected to and spoken to, not the schema (store/migrations) nor the queries (beside their users).
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Options of a connection; the zero value is right.
type Options struct {
	Log *slog.Logger // told when listening breaks and heals; nil: nobody
}

const (
	conns = 16 // of one node, unless the DSN says pool_max_conns: workers, web requests and the job queue share them
	tries = 5  // of a transaction that others made impossible
)

// Open connects to the database that dsn (a URL or key=value words) names. The schema is brought up to date by migrations.Up.
func Open(ctx context.Context, dsn string, o Options) (store.DB, error) {
	c, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err // it names the setting and hides the password
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		c.MaxConns = conns
	}
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "tillbridge"
	}
	c.AfterConnect = freeSoon
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("connecting: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("connecting: %w", err)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &db{pool: pool, ear: newEar(c.ConnConfig.Copy(), o.Log)}, nil
}

// freeSoon makes the server end a session, and with it its locks, soon after a node is gone: the defaults wait two hours for
// a machine that lost its power, and for ever for a frozen program. Not sent as start parameters, for poolers refuse those.
func freeSoon(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, `select set_config('tcp_keepalives_idle', '15', false), set_config('tcp_keepalives_interval', '5', false),
		set_config('tcp_keepalives_count', '3', false), set_config('idle_in_transaction_session_timeout', '60s', false)`)
	return err
}

type db struct {
	pool *pgxpool.Pool
	ear  *ear
}

var (
	_ store.DB       = (*db)(nil)
	_ store.Retainer = (*db)(nil)
)

func (d *db) Query(ctx context.Context, q string, args ...any) (store.Rows, error) {
	return query(ctx, d.pool, q, args)
}

func (d *db) QueryRow(ctx context.Context, q string, args ...any) store.Row {
	return queryRow(ctx, d.pool, q, args)
}

func (d *db) In(column string, n int) string { return in(column, n) }

func (d *db) Dialect() store.Dialect { return store.Postgres }

func (d *db) Native() any { return d.pool }

func (d *db) Listen(ctx context.Context) (<-chan string, error) { return d.ear.listen(ctx) }

func (d *db) Close() {
	d.ear.close()
	d.pool.Close()
}

// InTx runs f again, from the start and in a new transaction, when PostgreSQL gave this one up in favour of another.
func (d *db) InTx(ctx context.Context, f func(store.Tx) error) error {
	for try := 1; ; try++ {
		err := d.once(ctx, f)
		if err == nil || try == tries || !givenUp(err) {
			return err
		}
		// Whoever collided must not meet again: 10 ms, 20 ms, 40 ms, ..., each half of it by chance.
		wait := 10 * time.Millisecond << (try - 1)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait/2 + rand.N(wait)):
		}
	}
}

func (d *db) once(ctx context.Context, f func(store.Tx) error) error {
	native, err := d.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	// After a commit this does nothing. It must also work when ctx is over, or the connection would be thrown away.
	defer func() {
		undo, stop := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer stop()
		_ = native.Rollback(undo)
	}()
	t := &tx{native: native}
	if err := f(t); err != nil {
		return err
	}
	if err := t.sendNotices(ctx); err != nil {
		return fmt.Errorf("notifying: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// From here on ctx no longer counts: a commit broken off half way would leave everybody guessing.
	if err := native.Commit(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// givenUp: serialization failure or deadlock.
func givenUp(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

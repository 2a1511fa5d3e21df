package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/migrations"
	"github.com/tillbridge/tillbridge/internal/store/postgres"
	"github.com/tillbridge/tillbridge/internal/store/sqlite"
	"github.com/tillbridge/tillbridge/internal/store/throwaway"
)

// engine makes databases that have our schema and nothing in it.
type engine interface {
	name() string
	// fresh gives a new database, how a hub is told of it, and what throws it away.
	fresh(ctx context.Context) (*database, error)
	close()
}

// database is one that a measurement has for itself.
type database struct {
	store.DB
	dsn  string // PostgreSQL's; empty for SQLite
	dir  string // SQLite's data directory
	drop func()
}

func (d *database) close() {
	d.DB.Close()
	d.drop()
}

// days makes the log's partitions from one moment to another.
func (d *database) days(ctx context.Context, from, to time.Time) error {
	for _, table := range []string{"entry", "exchange"} {
		if err := d.DB.(store.Retainer).EnsureDays(ctx, table, from, to); err != nil {
			return err
		}
	}
	return nil
}

type sqliteEngine struct{ dir string }

func newSQLite() (*sqliteEngine, error) {
	dir, err := os.MkdirTemp("", "tillbridge-bench-")
	return &sqliteEngine{dir}, err
}

func (*sqliteEngine) name() string { return SQLite }

func (e *sqliteEngine) close() { _ = os.RemoveAll(e.dir) }

func (e *sqliteEngine) fresh(ctx context.Context) (*database, error) {
	dir, err := os.MkdirTemp(e.dir, "data-")
	if err != nil {
		return nil, err
	}
	db, err := sqlite.Open(ctx, filepath.Join(dir, "tillbridge.db"), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	if err := migrations.Up(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return &database{DB: db, dir: dir, drop: func() { _ = os.RemoveAll(dir) }}, nil
}

// postgresEngine makes copies of a template database.
type postgresEngine struct {
	dsn   string
	like  string
	dir   string // of the hubs' secret keys
	own   *throwaway.Server
	admin *pgx.Conn
}

// serverSettings are those of a small real server; everything else is PostgreSQL's own.
var serverSettings = []string{"shared_buffers=1GB", "max_wal_size=4GB", "fsync=on", "synchronous_commit=on"}

// newPostgres uses the server that dsn names, or starts one that keeps its promises to the disk.
func newPostgres(ctx context.Context, dsn string) (_ *postgresEngine, err error) {
	e := &postgresEngine{dsn: dsn, like: "bench_" + strings.ToLower(rand.Text())}
	if dsn == "" {
		if e.own, err = throwaway.Start(ctx, throwaway.Options{Durable: true, Settings: serverSettings}); err != nil {
			return nil, err
		}
		e.dsn = e.own.DSN("")
	}
	defer func() {
		if err != nil {
			e.close()
		}
	}()
	if e.dir, err = os.MkdirTemp("", "tillbridge-bench-"); err != nil {
		return nil, err
	}
	if e.admin, err = pgx.Connect(ctx, e.dsn); err != nil {
		return nil, err
	}
	if _, err := e.admin.Exec(ctx, "create database "+e.like); err != nil {
		return nil, err
	}
	db, err := postgres.Open(ctx, onDatabase(e.dsn, e.like), postgres.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return e, migrations.Up(ctx, db)
}

func (*postgresEngine) name() string { return PostgreSQL }

func (e *postgresEngine) close() {
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	if e.admin != nil {
		_, _ = e.admin.Exec(ctx, "drop database if exists "+e.like+" with (force)") // what stays behind does no harm
		_ = e.admin.Close(ctx)
	}
	_ = os.RemoveAll(e.dir)
	if e.own != nil {
		e.own.Stop()
	}
}

func (e *postgresEngine) fresh(ctx context.Context) (*database, error) {
	name := "bench_" + strings.ToLower(rand.Text())
	if _, err := e.admin.Exec(ctx, "create database "+name+" template "+e.like); err != nil {
		return nil, err
	}
	// A checkpoint in the middle of somebody's round would be unfair. Only a superuser may ask for one.
	_, _ = e.admin.Exec(ctx, "checkpoint")
	dsn := onDatabase(e.dsn, name)
	db, err := postgres.Open(ctx, dsn, postgres.Options{})
	if err != nil {
		return nil, err
	}
	drop := func() {
		_, _ = e.admin.Exec(context.WithoutCancel(ctx), "drop database "+name+" with (force)") // the server goes anyway
	}
	return &database{DB: db, dsn: dsn, dir: e.dir, drop: drop}, nil
}

// onDatabase is dsn with another database.
func onDatabase(dsn, name string) string {
	if u, err := url.Parse(dsn); err == nil && u.Scheme != "" {
		u.Path = "/" + name
		return u.String()
	}
	return fmt.Sprintf("%s dbname=%s", dsn, name) // the last word of a name counts
}

// engines are those a measurement runs on. Without a PostgreSQL server on this machine there is SQLite alone, and note says so.
func engines(ctx context.Context, o Options) (all []engine, note string, err error) {
	if o.on(SQLite) {
		e, err := newSQLite()
		if err != nil {
			return nil, "", err
		}
		all = append(all, e)
	}
	if o.on(PostgreSQL) {
		e, err := newPostgres(ctx, o.Postgres)
		switch {
		case errors.Is(err, throwaway.ErrNoServer):
			note = err.Error()
		case err != nil:
			closeAll(all)
			return nil, "", err
		default:
			all = append(all, e)
		}
	}
	return all, note, nil
}

func closeAll(all []engine) {
	for _, e := range all {
		e.close()
	}
}

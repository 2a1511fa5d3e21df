// Package pgtest gives tests a PostgreSQL database of their own in milliseconds.
//
// One throw-away server serves a test program and ends with it, however it ends. Fresh databases are copies of a template
// that has all migrations. TILLBRIDGE_TEST_POSTGRES_DSN names a server to use instead (its role must be allowed to create
// databases); TILLBRIDGE_TEST_POSTGRES=require turns "no server here" from a loud skip into a failure.
package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tillbridge/tillbridge/internal/store/migrations"
	"github.com/tillbridge/tillbridge/internal/store/postgres"
	"github.com/tillbridge/tillbridge/internal/store/throwaway"
)

// New is the DSN of a database with all migrations, for this test only; it is dropped with the test.
func New(t testing.TB) string {
	t.Helper()
	s := need(t)
	name, err := s.template()
	if err != nil {
		t.Fatalf("making the template database: %v", err)
	}
	return s.database(t, " template "+name+s.copying)
}

// Empty is the DSN of a database without any table, for this test only; it is dropped with the test.
func Empty(t testing.TB) string {
	t.Helper()
	return need(t).database(t, "")
}

// server is the one that this test program uses.
type server struct {
	dsn      func(database string) string
	copying  string // how "create database" copies
	template func() (string, error)
}

// shared is started by the first test that needs it. There is nothing to stop it: it ends with the program.
var shared = sync.OnceValues(func() (*server, error) {
	s := &server{}
	if dsn := os.Getenv("TILLBRIDGE_TEST_POSTGRES_DSN"); dsn != "" {
		s.dsn = func(database string) string { return onDatabase(dsn, database) }
	} else {
		own, err := throwaway.Start(context.Background(), throwaway.Options{})
		if err != nil {
			return nil, err
		}
		s.dsn = own.DSN
	}
	s.template = sync.OnceValues(s.makeTemplate)
	var version int
	err := s.admin(func(ctx context.Context, c *pgx.Conn) error {
		return c.QueryRow(ctx, "select current_setting('server_version_num')::int").Scan(&version)
	})
	if version >= 150000 {
		s.copying = " strategy file_copy" // before 15 there was no other
	}
	return s, err
})

func need(t testing.TB) *server {
	t.Helper()
	s, err := shared()
	switch {
	case err == nil:
		return s
	case errors.Is(err, throwaway.ErrNoServer) && os.Getenv("TILLBRIDGE_TEST_POSTGRES") != "require":
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	default:
		t.Fatalf("no PostgreSQL to test with: %v", err)
	}
	return nil
}

// admin runs f on the server's own database.
func (s *server) admin(f func(context.Context, *pgx.Conn) error) error {
	ctx := context.Background() // databases are dropped when a test's context is over already
	c, err := pgx.Connect(ctx, s.dsn(""))
	if err != nil {
		return err
	}
	return errors.Join(f(ctx, c), c.Close(ctx))
}

func (s *server) database(t testing.TB, like string) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text())
	if err := s.admin(func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, "create database "+name+like)
		return err
	}); err != nil {
		t.Fatalf("creating a database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.admin(func(ctx context.Context, c *pgx.Conn) error {
			_, err := c.Exec(ctx, "drop database "+name+" with (force)")
			return err
		}); err != nil {
			t.Errorf("dropping the database: %v", err)
		}
	})
	return s.dsn(name)
}

// makeTemplate makes the template unless the server has it from another test program. It is marked as a template when it
// is ready, and its name says which schema it has.
func (s *server) makeTemplate() (string, error) {
	print, err := migrations.Fingerprint()
	if err != nil {
		return "", err
	}
	name := "tillbridge_template_" + print
	return name, s.admin(func(ctx context.Context, c *pgx.Conn) error {
		if _, err := c.Exec(ctx, "select pg_advisory_lock(hashtextextended($1, 0))", name); err != nil {
			return err
		}
		var ready bool
		err := c.QueryRow(ctx, "select coalesce((select datistemplate from pg_database where datname = $1), false)", name).Scan(&ready)
		if err != nil || ready {
			return err
		}
		if _, err := c.Exec(ctx, "drop database if exists "+name); err != nil { // half made
			return err
		}
		if _, err := c.Exec(ctx, "create database "+name); err != nil {
			return err
		}
		db, err := postgres.Open(ctx, s.dsn(name), postgres.Options{})
		if err != nil {
			return err
		}
		err = migrations.Up(ctx, db)
		db.Close()
		if err != nil {
			return err
		}
		_, err = c.Exec(ctx, "alter database "+name+" is_template true")
		return err
	})
}

// onDatabase is dsn with another database; an empty one leaves it.
func onDatabase(dsn, database string) string {
	if database == "" {
		return dsn
	}
	if u, err := url.Parse(dsn); err == nil && u.Scheme != "" {
		u.Path = "/" + database
		return u.String()
	}
	return fmt.Sprintf("%s dbname=%s", dsn, database) // the last word of a name counts
}

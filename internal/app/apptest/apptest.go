// Package apptest starts a whole hub and the pretend shop it reads, and compares the books with the world, for tests of the
// program as a whole.
//
// Every hub of Start is listened to: whatever it logs or answers must not hold a secret given to Client.Connect, or the test fails
// when it ends.
package apptest

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/all"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/truth"
	"github.com/tillbridge/tillbridge/internal/store/migrations"
	"github.com/tillbridge/tillbridge/internal/store/pgtest"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Each runs f as the subtests "sqlite" and "postgres", each with the configuration of a hub on a database of its own.
func Each(t *testing.T, f func(t *testing.T, cfg config.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// SQLite is a hub's configuration with a data directory of its own, which is removed with the test. The database in it has all
// migrations.
func SQLite(t testing.TB) config.Config {
	t.Helper()
	cfg := bare(t)
	empty, err := migrated()
	if err != nil {
		t.Fatalf("making the database to copy: %v", err)
	}
	if err := os.WriteFile(filepath.Join(cfg.Data, app.SQLiteFile), empty, 0o600); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// migrated is a SQLite database with all migrations and nothing else.
var migrated = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "tillbridge-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	db, err := app.OpenDB(context.Background(), config.Config{Data: dir}, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	err = migrations.Up(context.Background(), db)
	db.Close() // moves what stands in the log beside the file into it
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, app.SQLiteFile))
})

func bare(t testing.TB) config.Config {
	t.Helper()
	return config.Config{
		Data: t.TempDir(), TimeZone: "Asia/Jakarta", AllowPrivate: true, LogLevel: "debug", LogFormat: "text",
		KeepLog: 90 * 24 * time.Hour, KeepExchange: 30 * 24 * time.Hour,
	}
}

// Postgres is a hub's configuration on a fresh PostgreSQL database. Without a server the test is skipped, see pgtest.
func Postgres(t testing.TB) config.Config {
	t.Helper()
	cfg := bare(t)
	cfg.Database = pgtest.New(t)
	return cfg
}

// Shop starts a sandbox with WooCommerce alone, which ends with the test.
func Shop(t testing.TB, o sandbox.Options) *sandbox.Running {
	t.Helper()
	o.Channels = []string{"woocommerce"}
	box, err := sandbox.Start(context.Background(), o) // a hub that ends after the test's context may still ask it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	return box
}

// Truth is what really happened at a sandbox's shops, asked as anybody could.
func Truth(t testing.TB, box *sandbox.Running) []truth.Order {
	t.Helper()
	res, err := http.Get(box.WorldURL + "/_world/orders")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var all []truth.Order
	if err := json.NewDecoder(res.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// Hub is one that serves in this process.
type Hub struct {
	*app.App
	*Client        // an owner's
	Log     *Lines // all it logs
	stop    func() error
}

// Start opens a hub and serves it on a free port until the test ends or Stop is called. change may be nil.
func Start(t testing.TB, cfg config.Config, change func(*config.Serve)) *Hub {
	t.Helper()
	return StartWith(t, cfg, all.Kinds(), change)
}

// StartWith is Start with other channels than those there are.
func StartWith(t testing.TB, cfg config.Config, kinds []channel.Kind, change func(*config.Serve)) *Hub {
	t.Helper()
	h := &Hub{Log: &Lines{}}
	a, err := app.OpenWith(t.Context(), cfg, kinds, true, slog.New(slog.NewTextHandler(h.Log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		t.Fatal(err)
	}
	h.App = a
	_, secret, err := a.Users.NewToken(t.Context(), a.Account.ID, "test", user.Owner)
	if err != nil {
		t.Fatal(err)
	}
	serve := config.Serve{Listen: "127.0.0.1:0", PublicURL: config.OwnAddress, Workers: 4}
	if change != nil {
		change(&serve)
	}
	ctx, cancel := context.WithCancel(context.Background())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, serve, func(url string) { address <- url }) }()
	h.stop = sync.OnceValue(func() error {
		cancel()
		err := <-ended
		a.Close()
		return err
	})
	t.Cleanup(func() {
		if err := h.Stop(); err != nil {
			t.Errorf("the hub did not end well: %v", err)
		}
		h.Client.mustKeepSecrets(h.Log)
		if t.Failed() && testing.Verbose() {
			t.Logf("what the hub logged last:\n%s", h.Log.Tail(40))
		}
	})
	select {
	case url := <-address:
		h.Client = NewClient(t, url, secret)
	case err := <-ended:
		ended <- err
		t.Fatalf("the hub did not start: %v", err)
	}
	return h
}

// Stop ends the hub as a signal would, and waits.
func (h *Hub) Stop() error { return h.stop() }

// patience stretches every deadline: what takes seconds on an idle machine takes minutes on one that does ten things at once.
const patience = 3

// Eventually waits until try has no more to complain about, and fails with its last complaint when that takes too long.
func Eventually(t testing.TB, within time.Duration, try func() error) {
	t.Helper()
	deadline, again := time.After(patience*within), time.NewTicker(100*time.Millisecond)
	defer again.Stop()
	for {
		err := try()
		if err == nil {
			return
		}
		select {
		case <-again.C:
		case <-deadline:
			t.Fatalf("not within %s: %v", patience*within, err)
		}
	}
}

// Lines keeps what is written to it. Safe for concurrent use.
type Lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *Lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *Lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Tail is the last n lines.
func (l *Lines) Tail(n int) string {
	all := strings.Split(strings.TrimRight(l.String(), "\n"), "\n")
	return strings.Join(all[max(len(all)-n, 0):], "\n")
}

// Complain is an error with the first few of many problems; nil when there are none.
func Complain(problems []string) error {
	const most = 12
	if len(problems) == 0 {
		return nil
	}
	more := ""
	if len(problems) > most {
		more = fmt.Sprintf("\n  ... and %d more", len(problems)-most)
		problems = problems[:most]
	}
	return fmt.Errorf("%s%s", strings.Join(problems, "\n  "), more)
}

//go:build unix

package throwaway_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/tillbridge/tillbridge/internal/store/throwaway"
)

// TestMain lets the test start itself as a program that has a server and is then killed.
func TestMain(m *testing.M) {
	if os.Getenv("THROWAWAY_TEST_VICTIM") == "" {
		os.Exit(m.Run())
	}
	s, err := throwaway.Start(context.Background(), throwaway.Options{})
	if err != nil {
		panic(err)
	}
	os.Stdout.WriteString(s.DSN("") + "\n")
	select {}
}

func start(t *testing.T, o throwaway.Options) *throwaway.Server {
	t.Helper()
	s, err := throwaway.Start(t.Context(), o)
	if errors.Is(err, throwaway.ErrNoServer) && os.Getenv("TILLBRIDGE_TEST_POSTGRES") != "require" {
		t.Skipf("NOT TESTED ON POSTGRESQL: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func setting(t *testing.T, dsn, name string) (value string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(t.Context()) }()
	if err := c.QueryRow(t.Context(), "select current_setting($1)", name).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func folder(dsn string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(dsn, "host="), " ")
	return host
}

func TestStart(t *testing.T) {
	t.Parallel()
	s := start(t, throwaway.Options{Durable: true, Settings: []string{"work_mem=5MB"}})
	for name, want := range map[string]string{"fsync": "on", "synchronous_commit": "on", "work_mem": "5MB", "listen_addresses": ""} {
		if got := setting(t, s.DSN(""), name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	s.Stop()
	s.Stop() // again is fine
	if _, err := os.Stat(folder(s.DSN(""))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder after Stop: %v", err)
	}
}

func TestServer_endsWithItsProgramEvenWhenThatIsKilled(t *testing.T) {
	t.Parallel()
	start(t, throwaway.Options{}).Stop() // or skip
	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(os.Environ(), "THROWAWAY_TEST_VICTIM=yes")
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	dsn, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	dsn = strings.TrimSpace(dsn)
	if got := setting(t, dsn, "fsync"); got != "off" {
		t.Errorf("fsync is %q", got)
	}
	if err := victim.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = victim.Wait() // "signal: killed"
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	defer stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(folder(dsn)); errors.Is(err, os.ErrNotExist) {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the server outlived its program: %s", folder(dsn))
		case <-tick.C:
		}
	}
}

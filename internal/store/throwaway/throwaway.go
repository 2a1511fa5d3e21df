// Package throwaway starts a PostgreSQL that is gone when its user is: for tests, trials and benchmarks, without Docker.
//
// It needs the server's programs on this machine (Debian: postgresql), no right to anything else, and no network port: the
// server listens on a socket in its own folder.
package throwaway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrNoServer says that this machine has no PostgreSQL programs.
var ErrNoServer = errors.New("no PostgreSQL server programs found (Debian: apt-get install postgresql; or name their folder in TILLBRIDGE_POSTGRES_BIN)")

// Options of a server; the zero value is a fast one for tests, which forgets everything in a power cut.
type Options struct {
	// Durable keeps what real servers promise (fsync, synchronous commits), for honest measurements. It also moves the data
	// from memory to the temporary folder's disk.
	Durable bool
	// Settings are passed as -c name=value, after ours.
	Settings []string
}

// Server is a running PostgreSQL with one superuser, "postgres", and no password: its folder is closed to other users.
type Server struct {
	dir  string
	life io.WriteCloser // its end, by Stop or by our death, is the server's
	done chan struct{}  // closed when all is cleared away
}

// keeper outlives us by a moment: when its input ends (we closed it or died, whatever the way), it stops the server and
// clears the folder away.
const keeper = `"$@" & server=$!
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$DIR"`

// Start makes a new cluster and waits until it answers, about half a second.
func Start(ctx context.Context, o Options) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	who, err := servant()
	if err != nil {
		return nil, err
	}
	dir, err := folder(o, who)
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, done: make(chan struct{})}
	if err := s.initdb(ctx, bin, who); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.run(bin, who, o); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if err := s.ready(ctx); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// DSN is how to connect to one of its databases; empty means "postgres", which is always there.
func (s *Server) DSN(database string) string {
	if database == "" {
		database = "postgres"
	}
	return fmt.Sprintf("host=%s user=postgres dbname=%s", s.dir, database)
}

// Stop ends the server and removes everything. It may be called again, and need not be: the server ends with the program.
func (s *Server) Stop() {
	_ = s.life.Close() // a second time it says that it is closed
	<-s.done
}

// programs is the folder of initdb and postgres: the one named by the environment, in the path, or Debian's newest.
func programs() (string, error) {
	candidates, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.SortFunc(candidates, func(a, b string) int { return major(b) - major(a) })
	if p, err := exec.LookPath("postgres"); err == nil {
		candidates = append([]string{filepath.Dir(p)}, candidates...)
	}
	if named := os.Getenv("TILLBRIDGE_POSTGRES_BIN"); named != "" {
		candidates = []string{named}
	}
	for _, dir := range candidates {
		if _, err := exec.LookPath(filepath.Join(dir, "initdb")); err != nil {
			continue
		}
		if _, err := exec.LookPath(filepath.Join(dir, "postgres")); err == nil {
			return dir, nil
		}
	}
	return "", ErrNoServer
}

func major(bin string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	if err != nil {
		return 0
	}
	return n
}

// folder is in memory where there is such a place: the disk is what takes the time.
func folder(o Options, who servantUser) (string, error) {
	parent := inMemory()
	if o.Durable {
		parent = "" // the system's own
	}
	dir, err := os.MkdirTemp(parent, "tillbridge-postgres-")
	if err != nil {
		return "", err
	}
	if err := who.own(dir); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return dir, nil
}

func (s *Server) initdb(ctx context.Context, bin string, who servantUser) error {
	c := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", filepath.Join(s.dir, "data"), "-U", "postgres",
		"--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	c.Dir = s.dir
	who.become(c)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	return nil
}

func (s *Server) run(bin string, who servantUser, o Options) error {
	args := []string{"-c", keeper, "keeper", filepath.Join(bin, "postgres"), "-D", filepath.Join(s.dir, "data"), "-k", s.dir,
		"-c", "listen_addresses=", "-c", "max_connections=200"}
	if !o.Durable {
		args = append(args, "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off")
	}
	for _, set := range o.Settings {
		args = append(args, "-c", set)
	}
	log, err := os.Create(s.log())
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }() // the child has its own
	c := exec.Command("/bin/sh", args...)
	c.Dir = "/"
	c.Env = append(os.Environ(), "DIR="+s.dir)
	// Never our own output: "go test" would wait for its end.
	c.Stdout, c.Stderr = log, log
	who.become(c)
	apart(c)
	if s.life, err = c.StdinPipe(); err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	go func() {
		defer close(s.done)
		_ = c.Wait() // the server's end by signal is what we asked for
	}()
	return nil
}

func (s *Server) log() string { return filepath.Join(s.dir, "log") }

func (s *Server) ready(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := pgx.Connect(ctx, s.DSN(""))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-ctx.Done():
			said, _ := os.ReadFile(s.log()) // whatever it managed to say
			return fmt.Errorf("PostgreSQL does not answer: %w: %s", err, strings.TrimSpace(string(said)))
		case <-tick.C:
		}
	}
}

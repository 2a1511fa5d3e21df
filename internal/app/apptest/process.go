package apptest

import (
	"bufio"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/policy"
	"github.com/tillbridge/tillbridge/internal/sandbox"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Process is a command of tillbridge in a process of its own.
type Process struct {
	URL string // of a serving one
	Log *Lines // its standard error

	cmd     *exec.Cmd
	address chan string
	done    chan struct{} // closed when it has ended
}

var announced = regexp.MustCompile(`Tillbridge is at (http://\S+)`)

// Serve runs "tillbridge serve" on a free port, and waits until it takes requests.
func Serve(t testing.TB, cfg config.Config, flags ...string) *Process {
	t.Helper()
	p := Run(t, cfg, append([]string{"serve", "--listen=127.0.0.1:0"}, flags...)...)
	select {
	case p.URL = <-p.address:
	case <-p.done:
		t.Fatalf("the program ended at once:\n%s", p.Log.Tail(20))
	case <-time.After(30 * time.Second):
		t.Fatalf("the program does not take requests:\n%s", p.Log.Tail(20))
	}
	return p
}

// Run starts a command of tillbridge, which has to be in the path. It is killed with the test if it runs by then.
func Run(t testing.TB, cfg config.Config, args ...string) *Process {
	t.Helper()
	p := &Process{Log: &Lines{}, done: make(chan struct{}), address: make(chan string, 1)}
	p.cmd = exec.Command("tillbridge", args...)
	p.cmd.Env = append(os.Environ(), Environment(cfg)...)
	out, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.done)
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadString('\n')
			_, _ = io.WriteString(p.Log, line) // it takes everything
			if at := announced.FindStringSubmatch(line); at != nil {
				p.address <- at[1]
			}
			if err != nil {
				break
			}
		}
		_ = p.cmd.Wait() // how it ended is what the test asks for
	}()
	t.Cleanup(p.Kill)
	return p
}

// Environment is a configuration as a process is given it.
func Environment(cfg config.Config) []string {
	return []string{
		"TILLBRIDGE_DATA=" + cfg.Data, "TILLBRIDGE_DATABASE=" + cfg.Database, "TILLBRIDGE_SECRET_KEY=" + cfg.SecretKey,
		"TILLBRIDGE_TIME_ZONE=" + cfg.TimeZone, "TILLBRIDGE_ALLOW_PRIVATE_ADDRESSES=true", "TILLBRIDGE_LOG_LEVEL=info",
	}
}

// Ended is closed when the process is gone.
func (p *Process) Ended() <-chan struct{} { return p.done }

// ID of the process.
func (p *Process) ID() int { return p.cmd.Process.Pid }

// Kill ends it with SIGKILL, as a power cut or the kernel would, and waits until it is gone.
func (p *Process) Kill() { p.end(syscall.SIGKILL) }

// Interrupt asks it to end, and waits.
func (p *Process) Interrupt() (exit int) {
	p.end(syscall.SIGTERM)
	return p.cmd.ProcessState.ExitCode()
}

func (p *Process) end(with syscall.Signal) {
	select {
	case <-p.done:
		return
	default:
	}
	_ = p.cmd.Process.Signal(with) // it may have ended just now
	<-p.done
}

// Beside opens a hub on a database that others work on, as a short command does, until the test ends.
func Beside(t testing.TB, cfg config.Config) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), cfg, false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.Close)
	return a
}

// Owner makes an owner's token.
func Owner(t testing.TB, a *app.App) string {
	t.Helper()
	_, secret, err := a.Users.NewToken(t.Context(), a.Account.ID, "test", user.Owner)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// Attach connects a pretend shop without asking it and without webhooks, so that nothing but cycles reads it.
func Attach(t testing.TB, a *app.App, shop sandbox.Face, change func(*policy.Policy)) connection.Connection {
	t.Helper()
	settings := map[string]string{"url": shop.BaseURL}
	maps.Copy(settings, shop.Credentials)
	c, err := a.Connections.Prepare(t.Context(), a.Account.ID, connection.New{Channel: shop.Channel, Name: nameOf(shop), Settings: settings, AllowPrivate: true})
	if err != nil {
		t.Fatal(err)
	}
	change(&c.Policy)
	if err := a.Connections.Add(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return c
}

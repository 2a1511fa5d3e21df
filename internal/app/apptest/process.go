package apptest

import (
	"bufio"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Process is a hub that serves in a process of its own.
type Process struct {
	URL string
	Log *Lines

	t    testing.TB
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

var announced = regexp.MustCompile(`Tillbridge is at (http://\S+)`)

// Run starts "tillbridge serve" on a free port, which program names as a command, and waits until it takes requests. It is killed
// with the test if it runs by then.
func Run(t testing.TB, program string, cfg config.Config, args ...string) *Process {
	t.Helper()
	p := &Process{t: t, Log: &Lines{}, done: make(chan struct{})}
	p.cmd = exec.Command(program, append([]string{"serve", "--listen=127.0.0.1:0"}, args...)...)
	p.cmd.Env = append(os.Environ(), Environment(cfg)...)
	out, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		defer close(p.done)
		lines := bufio.NewReader(out)
		for {
			line, err := lines.ReadString('\n')
			_, _ = io.WriteString(p.Log, line) // it takes everything
			if at := announced.FindStringSubmatch(line); at != nil {
				address <- at[1]
			}
			if err != nil {
				break
			}
		}
		_ = p.cmd.Wait() // how it ended is what the test asks for
	}()
	t.Cleanup(func() { p.Kill() })
	select {
	case p.URL = <-address:
	case <-p.done:
		t.Fatalf("the program ended at once:\n%s", p.Log.Tail(20))
	case <-time.After(30 * time.Second):
		t.Fatalf("the program does not take requests:\n%s", p.Log.Tail(20))
	}
	return p
}

// Environment is a configuration as a process is given it.
func Environment(cfg config.Config) []string {
	return []string{
		"TILLBRIDGE_DATA=" + cfg.Data, "TILLBRIDGE_DATABASE=" + cfg.Database, "TILLBRIDGE_SECRET_KEY=" + cfg.SecretKey,
		"TILLBRIDGE_TIME_ZONE=" + cfg.TimeZone, "TILLBRIDGE_ALLOW_PRIVATE_ADDRESSES=true", "TILLBRIDGE_LOG_LEVEL=info",
	}
}

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

// Owner makes a token for a hub's database, without a server, and opens no port.
func Owner(t testing.TB, cfg config.Config) (token string) {
	t.Helper()
	Open(t, cfg, func(a *app.App) error {
		_, secret, err := a.Users.NewToken(t.Context(), a.Account.ID, "test", user.Owner)
		token = secret
		return err
	})
	return token
}

// Open opens a hub beside others on its database for as long as f runs, as a short command does.
func Open(t testing.TB, cfg config.Config, f func(*app.App) error) {
	t.Helper()
	a, err := app.Open(t.Context(), cfg, false, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := f(a); err != nil {
		t.Fatal(err)
	}
}

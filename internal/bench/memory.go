package bench

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/store"
)

// backlogShops share the backlog: each lets itself be asked five times a second, whatever we could do.
const backlogShops = 4

// settle is how long a program is left alone before its memory is read.
const settle = 5 * time.Second

// memory measures this very program as a serving process of its own: what it needs when idle and after a backlog, and how
// soon the first order is there.
func memory(ctx context.Context, o Options, e engine) ([]Table, error) {
	db, err := e.fresh(ctx)
	if err != nil {
		return nil, err
	}
	defer db.close()
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(self)
	if err != nil {
		return nil, err
	}
	o.say("memory, %s: idle", e.name())
	idle, err := idleMemory(ctx, self, db)
	if err != nil {
		return nil, err
	}
	o.say("memory, %s: taking in %s orders", e.name(), thousands(int64(o.Backlog)))
	b, err := takeIn(ctx, self, db, o)
	if err != nil {
		return nil, err
	}
	t := Table{
		Title: "The serving program",
		Head:  []string{"Resident, idle", "Start to first order", "Backlog", "Took", "Resident after it", "Highest", "Size of the program"},
		Notes: []string{fmt.Sprintf("the backlog comes from %d shops that bear 5 requests a second each", backlogShops)},
	}
	t.add(idle.resident, b.first, o.Backlog, b.all.Round(time.Second).String(), b.resident, b.highest, megabytes(float64(info.Size())/1e6))
	return []Table{t}, nil
}

// usage is a process's memory; zero where the system does not tell.
type usage struct{ resident, highest megabytes }

// usageOf reads what Linux says about a process.
func usageOf(pid int) usage {
	var u usage
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return u
	}
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		kb, err := strconv.ParseFloat(f[1], 64)
		switch {
		case err != nil:
		case f[0] == "VmRSS:":
			u.resident = megabytes(kb * 1024 / 1e6)
		case f[0] == "VmHWM:":
			u.highest = megabytes(kb * 1024 / 1e6)
		}
	}
	return u
}

// child is the program as a process of its own.
type child struct {
	cmd     *exec.Cmd
	started time.Time
}

// startServing starts the program and waits until it says where it is.
func startServing(ctx context.Context, self string, db *database) (*child, error) {
	args := []string{"serve", "--data", db.dir, "--listen", "127.0.0.1:0", "--allow-private-addresses"}
	if db.dsn != "" {
		args = append(args, "--database", db.dsn)
	}
	c := &child{cmd: exec.CommandContext(ctx, self, args...), started: time.Now()}
	stderr, err := c.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(stderr)
	var said strings.Builder
	for lines.Scan() {
		if strings.Contains(lines.Text(), "Tillbridge is at") {
			go func() { // nobody reads the rest, but the pipe must not fill up
				for lines.Scan() {
				}
			}()
			return c, nil
		}
		said.WriteString(lines.Text() + "\n")
	}
	return nil, fmt.Errorf("the program did not start: %w\n%s", c.cmd.Wait(), said.String())
}

func (c *child) stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return c.cmd.Wait()
}

func idleMemory(ctx context.Context, self string, db *database) (usage, error) {
	c, err := startServing(ctx, self, db)
	if err != nil {
		return usage{}, err
	}
	if err := pause(ctx, settle); err != nil {
		return usage{}, err
	}
	u := usageOf(c.cmd.Process.Pid)
	return u, c.stop()
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// backlog is how taking in many orders went.
type backlog struct {
	usage
	first, all time.Duration // since the start of the process
}

func takeIn(ctx context.Context, self string, db *database, o Options) (backlog, error) {
	var b backlog
	shops := make([]*shop, backlogShops)
	for i := range shops {
		shops[i] = newShop(1+i*o.Backlog, o.Backlog/backlogShops, time.Now())
	}
	s, err := openStreet(shops)
	if err != nil {
		return b, err
	}
	defer s.close()
	if err := connectAll(ctx, s, db, o.Log); err != nil {
		return b, err
	}
	c, err := startServing(ctx, self, db)
	if err != nil {
		return b, err
	}
	defer func() { _ = c.cmd.Process.Kill() }() // when it was not stopped before
	if b.first, err = c.until(ctx, db, 1, 10*time.Millisecond); err != nil {
		return b, err
	}
	if b.all, err = c.until(ctx, db, o.Backlog/backlogShops*backlogShops, time.Second); err != nil {
		return b, err
	}
	if err := pause(ctx, settle); err != nil {
		return b, err
	}
	b.usage = usageOf(c.cmd.Process.Pid)
	return b, c.stop()
}

// connectAll connects the shops before the program starts.
func connectAll(ctx context.Context, s *street, db *database, log *slog.Logger) error {
	a, err := app.Open(ctx, hubConfig(db), false, log)
	if err != nil {
		return err
	}
	defer a.Close()
	_, err = s.connect(ctx, a)
	return err
}

// until waits for so many orders and gives the time since the start of the process.
func (c *child) until(ctx context.Context, db *database, orders int, every time.Duration) (time.Duration, error) {
	for {
		n, err := countOrders(ctx, db, orders)
		if err != nil || n >= orders {
			return time.Since(c.started), err
		}
		if err := pause(ctx, every); err != nil {
			return 0, err
		}
	}
}

func countOrders(ctx context.Context, db store.Reader, most int) (n int, err error) {
	err = db.QueryRow(ctx, `select count(*) from (select 1 from orders limit $1) o`, most).Scan(&n)
	return n, err
}

// Command tillbridge joins a merchant's sales channels to the books. This package reads flags and signals and prints; the work is
// in internal/app and the packages it names.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/tillbridge/tillbridge/internal/app"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
)

// cli is every command. The settings of the hub are flags of each of them.
type cli struct {
	config.Config `embed:""`
	JSON          bool            `help:"Print JSON instead of tables." name:"json"`
	ConfigFile    kong.ConfigFlag `help:"YAML file with the same keys as the flags." name:"config" env:"TILLBRIDGE_CONFIG" placeholder:"FILE"`

	Serve        serveCmd        `cmd:"" help:"Run the hub: cycles, webhooks, API and web app."`
	Demo         demoCmd         `cmd:"" help:"Run the hub with pretend channels, to try it out."`
	Sandbox      sandboxCmd      `cmd:"" help:"Run the pretend channels alone."`
	Connect      connectCmd      `cmd:"" help:"Connect a shop. See: tillbridge connect CHANNEL --help"`
	Connections  connectionsCmd  `cmd:"" help:"List connected shops; test one, change its policy, remove it."`
	Pause        pauseCmd        `cmd:"" help:"Stop a connection's cycles until it is resumed."`
	Resume       resumeCmd       `cmd:"" help:"Let a paused connection go on where it stopped."`
	Status       statusCmd       `cmd:"" help:"Show how each shop's lanes run, what they hold, and whether a worker is alive."`
	Sync         syncCmd         `cmd:"" help:"Run one cycle now."`
	Cycles       cyclesCmd       `cmd:"" help:"List the sync rounds, newest first."`
	Orders       ordersCmd       `cmd:"" help:"List, show, download, release, decide and re-run orders."`
	Documents    documentsCmd    `cmd:"" help:"List documents; void and restore one."`
	Link         linkCmd         `cmd:"" help:"Link a listing to a SKU, and run again the orders that waited for it."`
	Logs         logsCmd         `cmd:"" help:"Show the sync log; resolve or run again all that matches."`
	Issues       issuesCmd       `cmd:"" help:"List, show, acknowledge, resolve, reopen, snooze, assign, comment and fix issues."`
	Report       reportCmd       `cmd:"" help:"Show the report of the last seven days."`
	Completeness completenessCmd `cmd:"" help:"Show which orders of each day are in the books, and what nothing explains."`
	Notices      noticesCmd      `cmd:"" help:"Messages that were sent, the rules by which, and a test."`
	Webhooks     webhooksCmd     `cmd:"" help:"Tell other programs what happens: endpoints, deliveries, recovery."`
	Retention    retentionCmd    `cmd:"" help:"How long the sync log is kept; choose it."`
	Migrate      migrateCmd      `cmd:"" help:"Bring the database up to this program's schema."`
	User         userCmd         `cmd:"" help:"Manage people."`
	Token        tokenCmd        `cmd:"" help:"Manage API tokens."`
	Audit        auditCmd        `cmd:"" help:"Show what people did, newest first."`
	Buyers       buyersCmd       `cmd:"" help:"Forget buyers who ask for it."`
	Doctor       doctorCmd       `cmd:"" help:"Look whether everything is in order."`
	Bench        benchCmd        `cmd:"" help:"Measure this program beside the bare database."`
	OpenAPI      openAPICmd      `cmd:"" name:"openapi" help:"Print the API's description."`
	Version      versionCmd      `cmd:"" help:"Print the version."`
}

// env is what commands run with.
type env struct {
	ctx    context.Context
	cli    *cli
	stdout io.Writer
	stderr *os.File
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// Exit codes. 2 is wrong use, as the shell's own commands have it.
const (
	failed   = 1
	wrongUse = 2
)

func run(args []string, stdout io.Writer, stderr *os.File) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c cli
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("tillbridge"), kong.Description("Joins a merchant's sales channels to the books."), kong.UsageOnError(),
		kong.Vars{"data": config.DefaultData(), "zone": config.DefaultZone()},
		kong.Configuration(yamlFile), kong.Writers(stdout, stderr), kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		fmt.Fprintln(stderr, "tillbridge:", err)
		return failed
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		fmt.Fprintln(stderr, "tillbridge:", err)
		return wrongUse
	}
	err = parsed.Run(&env{ctx: ctx, cli: &c, stdout: stdout, stderr: stderr})
	switch {
	case err == nil:
		return 0
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return failed
	}
	fmt.Fprintln(stderr, "tillbridge:", explain(err))
	if _, wrong := errors.AsType[*wrongUsage](err); wrong {
		return wrongUse
	}
	return failed
}

// wrongUsage is wrong use that a command finds by itself, because the parser cannot know a channel's settings.
type wrongUsage struct{ error }

// explain puts an error into a sentence: an outcome's with what to do, any other as it is.
func explain(err error) string {
	o, ok := errors.AsType[*outcome.Error](err)
	if !ok {
		return err.Error()
	}
	message, remedy := phrase.Message(phrase.English, o.Reason, o.Args)
	s := strings.TrimSuffix(err.Error(), o.Error()) + fmt.Sprintf("%d %s", o.Code, message) // with what was being done
	if remedy != "" {
		s += "\n  " + remedy
	}
	return s
}

// with opens the hub for what a command does.
func (e *env) with(do func(a *app.App) error) error {
	a, err := e.open(false)
	if err != nil {
		return err
	}
	defer a.Close()
	return do(a)
}

// open opens the hub for a command.
func (e *env) open(serves bool) (*app.App, error) {
	return app.Open(e.ctx, e.cli.Config, serves, e.cli.Logger(e.stderr))
}

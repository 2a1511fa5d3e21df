// Package app puts the hub together: database, registry, reconciler, queue and server, for the command line and for tests of the
// whole program.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/cancelling"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/all"
	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/config"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/download"
	"github.com/tillbridge/tillbridge/internal/fix"
	"github.com/tillbridge/tillbridge/internal/httpapi"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/invoicing"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/jobs"
	"github.com/tillbridge/tillbridge/internal/linking"
	"github.com/tillbridge/tillbridge/internal/mail"
	"github.com/tillbridge/tillbridge/internal/node"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/removal"
	"github.com/tillbridge/tillbridge/internal/retention"
	"github.com/tillbridge/tillbridge/internal/signon"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/migrations"
	"github.com/tillbridge/tillbridge/internal/store/postgres"
	"github.com/tillbridge/tillbridge/internal/store/sqlite"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/vault"
	"github.com/tillbridge/tillbridge/internal/voiding"
	"github.com/tillbridge/tillbridge/internal/webhook"
	"github.com/tillbridge/tillbridge/web"
)

// Version of the program, set by the build.
var Version = "dev"

// App is a hub that is open: its database is migrated and its parts are connected. Nothing works yet; see Serve.
type App struct {
	Config      config.Config
	DB          store.DB
	IDs         *ids.Maker
	Account     user.Account
	Users       *user.Directory
	Connections *connection.Registry
	Reconciler  *reconcile.Reconciler
	Cycles      *cycle.Runner
	Downloads   *download.Downloader
	Desk        *orders.Desk
	Linker      *linking.Linker
	Invoicer    *invoicing.Invoicer
	Cancelling  *cancelling.Desk
	Removals    *removal.Remover
	Retention   *retention.Desk
	Issues      *issue.Desk
	Bulk        *bulk.Runner
	Fixer       *fix.Fixer
	Voiding     *voiding.Desk
	Ledger      *completeness.Runner
	Webhooks    *outhook.Desk
	Sender      *outhook.Sender
	Mail        mail.Server // nobody to mail by if it is not Set
	Notices     *digest.Teller
	Told        *outhook.Issues // who is told of issues
	Now         func() time.Time
	Log         *slog.Logger

	node  *node.Node
	vault *vault.Vault
}

// Open opens the hub, with all channels there are. serves tells whether this process will work jobs; a short command does not.
func Open(ctx context.Context, cfg config.Config, serves bool, log *slog.Logger) (*App, error) {
	return OpenWith(ctx, cfg, all.Kinds(), serves, log)
}

// OpenWith opens the hub with other channels.
func OpenWith(ctx context.Context, cfg config.Config, kinds []channel.Kind, serves bool, log *slog.Logger) (_ *App, err error) {
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	a := &App{Config: cfg, Now: time.Now, Log: log}
	if a.DB, err = OpenDB(ctx, cfg, log); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			a.DB.Close()
		}
	}()
	if err := migrations.Up(ctx, a.DB); err != nil {
		return nil, err
	}
	a.vault, err = openVault(cfg)
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	if a.node, err = node.Join(ctx, a.DB, fmt.Sprintf("%s/%d", host, os.Getpid()), serves, a.Now); err != nil {
		return nil, err
	}
	a.IDs = ids.NewMaker(a.node.Number, a.Now)
	a.Users = user.NewDirectory(a.DB, a.IDs, a.Now)
	if a.Account, err = a.Users.FirstAccount(ctx, "My shop", cfg.TimeZone); err != nil {
		return nil, err
	}
	a.Connections = connection.NewRegistry(connection.Options{
		DB: a.DB, IDs: a.IDs, Vault: a.vault, Kinds: kinds, AllowPrivate: cfg.AllowPrivate, Now: a.Now, Log: log,
	})
	if err := a.Connections.Unlocks(ctx); err != nil {
		return nil, fmt.Errorf("secret-key: %w", err)
	}
	documents := books.New(a.IDs)
	a.Told = &outhook.Issues{IDs: a.IDs}
	a.Reconciler = reconcile.New(a.DB, documents, a.IDs, a.Now, log)
	a.Reconciler.Issues = a.Told
	a.Cycles = cycle.NewRunner(a.DB, a.Connections, a.Reconciler, a.IDs, a.Now, log)
	a.Downloads = download.New(a.Connections, a.Reconciler, a.Now, log)
	a.Desk = &orders.Desk{DB: a.DB, Connections: a.Connections, Reconciler: a.Reconciler, Downloads: a.Downloads, IDs: a.IDs, Now: a.Now}
	a.Voiding = &voiding.Desk{DB: a.DB, Orders: a.Desk, IDs: a.IDs, Now: a.Now, Log: log}
	a.Invoicer = &invoicing.Invoicer{DB: a.DB, Connections: a.Connections, Downloads: a.Downloads, IDs: a.IDs, Listeners: a.Told, Now: a.Now, Log: log}
	a.Removals = &removal.Remover{DB: a.DB, Connections: a.Connections, IDs: a.IDs, Listeners: a.Told, Now: a.Now}
	a.Retention = &retention.Desk{DB: a.DB, IDs: a.IDs, Default: retention.Keep{Log: cfg.KeepLog, Exchange: cfg.KeepExchange}, Now: a.Now}
	a.Cancelling = &cancelling.Desk{DB: a.DB, Connections: a.Connections, Downloads: a.Downloads, IDs: a.IDs, Listeners: a.Told, Now: a.Now, Log: log}
	a.Issues = &issue.Desk{DB: a.DB, IDs: a.IDs, Listeners: a.Told, Now: a.Now}
	a.Bulk = &bulk.Runner{DB: a.DB, Connections: a.Connections, Desk: a.Desk, IDs: a.IDs, Listeners: a.Told, Now: a.Now}
	a.Linker = &linking.Linker{DB: a.DB, Bulk: a.Bulk, IDs: a.IDs, Now: a.Now}
	a.Fixer = &fix.Fixer{DB: a.DB, Connections: a.Connections, Bulk: a.Bulk, Linker: a.Linker, IDs: a.IDs}
	a.Ledger = completeness.NewRunner(completeness.Options{
		DB: a.DB, Connections: a.Connections, Reconciler: a.Reconciler, Downloads: a.Downloads, Books: documents, Users: a.Users, IDs: a.IDs,
		Listeners: a.Told, Now: a.Now, Log: log,
	})
	a.Webhooks = &outhook.Desk{DB: a.DB, IDs: a.IDs, Vault: a.vault, AllowPrivate: cfg.AllowPrivate, Issues: a.Told, Now: a.Now}
	a.Sender = outhook.NewSender(a.DB, a.IDs, a.vault, cfg.AllowPrivate, a.Told, a.Now, log)
	if a.Mail, err = mailServer(cfg.SMTP); err != nil {
		return nil, err
	}
	a.Notices = &digest.Teller{
		DB: a.DB, IDs: a.IDs, Vault: a.vault, Users: a.Users, Connections: a.Connections, Mail: a.Mail,
		HTTP: httpkit.New(httpkit.Options{AllowPrivate: cfg.AllowPrivate, Timeout: 10 * time.Second, MaxBytes: 64 << 10, Log: log}), Now: a.Now, Log: log,
	}
	a.Notices.Silent = a.silentShops
	return a, nil
}

// SQLiteFile is the name of the embedded database in the data directory.
const SQLiteFile = "tillbridge.db"

// OpenDB opens the database a configuration names, without touching its schema.
func OpenDB(ctx context.Context, cfg config.Config, log *slog.Logger) (store.DB, error) {
	if cfg.Database != "" {
		db, err := postgres.Open(ctx, cfg.Database, postgres.Options{Log: log})
		if err != nil {
			return nil, fmt.Errorf("database: %w", err)
		}
		return db, nil
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	db, err := sqlite.Open(ctx, filepath.Join(cfg.Data, SQLiteFile), sqlite.Options{})
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	return db, nil
}

// mailServer is the mail server of a configuration.
func mailServer(c config.SMTP) (mail.Server, error) {
	authorities, err := c.Authorities()
	return mail.Server{Host: c.Host, Port: c.Port, TLS: mail.TLS(c.TLS), User: c.User, Password: c.Password, From: c.From, CA: authorities, Timeout: c.Timeout}, err
}

func openVault(cfg config.Config) (*vault.Vault, error) {
	if cfg.SecretKey != "" {
		v, err := vault.New(cfg.SecretKey)
		if err != nil {
			return nil, fmt.Errorf("secret-key: %w", err)
		}
		return v, nil
	}
	return vault.FromFile(filepath.Join(cfg.Data, "secret.key"))
}

// Close gives everything back.
func (a *App) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := a.node.Leave(ctx); err != nil {
		a.Log.Warn("leaving the nodes", "err", err)
	}
	a.DB.Close()
}

// Serve works jobs and answers HTTP until ctx ends; then running jobs and requests are let finish. ready is told the address
// when requests are taken.
func (a *App) Serve(ctx context.Context, cfg config.Serve, ready func(url string)) error {
	if err := cfg.Check(); err != nil {
		return err
	}
	release, err := a.alone()
	if err != nil {
		return err
	}
	defer release.Close()
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	url := "http://" + listener.Addr().String()
	if cfg.PublicURL == config.OwnAddress { // its port is known only now
		cfg.PublicURL = url
	}
	a.Notices.PublicURL, a.Told.PublicURL = cfg.PublicURL, cfg.PublicURL
	work := jobs.Work{DB: a.DB, Cycles: a.Cycles, Downloads: a.Downloads, Bulks: a.Bulk, Ledger: a.Ledger, Webhooks: a.Sender, Invoices: a.Invoicer, Cancelling: a.Cancelling, Listeners: a.Told, Upkeep: a.upkeep,
		Notices: a.Notices.Work, Now: a.Now, Log: a.Log}
	queue, err := jobs.New(work, a.node.Name, cfg.Workers)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	a.Bulk.Wake = queue.Bulk
	if err := synclog.Ahead(ctx, a.DB.(store.Retainer), a.Now()); err != nil { // today's partitions must be there before the first entry
		return errors.Join(err, listener.Close())
	}
	live, stop := context.WithCancel(context.WithoutCancel(ctx)) // what must outlast ctx until the work has ended
	defer stop()
	hooks := &webhook.Receiver{DB: a.DB, Connections: a.Connections, Queue: queue, IDs: a.IDs, Listeners: a.Told, PublicURL: cfg.PublicURL, Now: a.Now, Log: a.Log}
	handler, err := a.handler(live, queue, hooks, cfg)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := queue.Start(live); err != nil {
		return errors.Join(err, listener.Close())
	}
	go a.node.Beat(live, a.Log)
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, BaseContext: func(net.Listener) context.Context { return live }}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	go hooks.KeepSubscribed(live, a.Account.ID)
	go hooks.Listen(live, a.Account.ID)
	ready(url)
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = nil
	}
	return errors.Join(err, a.finish(queue, server, stop))
}

// finish lets what is at work end, in the time a supervisor gives before it kills.
func (a *App) finish(queue jobs.Queue, server *http.Server, stop context.CancelFunc) error {
	a.Log.Info("stopping: letting running work end")
	ctx, cancel := context.WithTimeout(context.Background(), 8*time.Second)
	defer cancel()
	err := queue.Stop(ctx)
	stop() // ends the live streams, which never end by themselves
	if e := server.Shutdown(ctx); e != nil && !errors.Is(e, context.DeadlineExceeded) {
		err = errors.Join(err, e)
	}
	return err
}

func (a *App) handler(ctx context.Context, queue jobs.Queue, hooks *webhook.Receiver, cfg config.Serve) (http.Handler, error) {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(newCollector(a))
	proxies, err := cfg.Networks()
	if err != nil {
		return nil, err
	}
	s := &httpapi.Server{
		DB: a.DB, Users: a.Users, Connections: a.Connections, Desk: a.Desk, Voiding: a.Voiding, Cancelling: a.Cancelling, Removals: a.Removals, Retention: a.Retention, Linker: a.Linker, Issues: a.Issues, Bulk: a.Bulk, Fixer: a.Fixer, Webhooks: a.Webhooks, Sender: a.Sender,
		Cycles: a.Cycles, Queue: queue, Notices: a.Notices, Mail: a.Mail,
		Hooks: hooks, IDs: a.IDs, Vault: a.vault, Metrics: metrics, Web: web.Handler(), PublicURL: cfg.PublicURL, Secure: strings.HasPrefix(cfg.PublicURL, "https:"),
		Version: Version, Now: a.Now, Log: a.Log, Proxies: proxies, SignOn: a.signOn(cfg.SignOn), Account: a.Account.ID, Newcomers: user.Role(cfg.SignOn.Role),
	}
	return s.Handler(ctx)
}

// signOn is the provider of the single sign-on; nil if there is none.
func (a *App) signOn(cfg config.SignOn) *signon.Provider {
	if cfg.Issuer == "" {
		return nil
	}
	return signon.New(signon.Options{
		Issuer: cfg.Issuer, ClientID: cfg.ClientID, ClientSecret: cfg.ClientSecret, Domains: cfg.Domains, AllowPrivate: a.Config.AllowPrivate, Now: a.Now,
	})
}

// upkeep is what is done hourly: rows that are of no use any more, and the log's days.
func (a *App) upkeep(ctx context.Context) error {
	now := a.Now()
	return errors.Join(
		synclog.Ahead(ctx, a.DB.(store.Retainer), now),
		webhook.Forget(ctx, a.DB, now),
		completeness.Forget(ctx, a.DB, now),
		outhook.Forget(ctx, a.DB, now),
		a.Users.Forget(ctx),
		a.retain(ctx, now), // last: after an owner has chosen to keep less it may not get through at once
	)
}

// retain drops what each account keeps no longer, and what is made of it. Issues are counted anew only when all of it is gone, else
// what is left could still be resolved and would be taken off twice.
func (a *App) retain(ctx context.Context, now time.Time) error {
	horizons, err := a.Retention.Horizons(ctx)
	if err != nil {
		return err
	}
	if err := synclog.Retain(ctx, a.DB, horizons); err != nil {
		return err
	}
	for _, h := range horizons {
		err = errors.Join(err,
			issue.Forget(ctx, a.DB, h.Account, h.Entries),
			synclog.Recount(ctx, a.DB, a.Told, h, now),
			bulk.Forget(ctx, a.DB, h.Account, h.Entries),
			digest.Forget(ctx, a.DB, h.Account, h.Entries),
		)
	}
	return err
}

// alone keeps a second serving process off a SQLite file. The system gives the lock back when we end, however that is.
func (a *App) alone() (io.Closer, error) {
	if a.DB.Dialect() != store.SQLite {
		return io.NopCloser(nil), nil
	}
	f, err := os.OpenFile(filepath.Join(a.Config.Data, "serve.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	if err := lockFile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("data: another tillbridge serves from %s; SQLite is for one node, PostgreSQL for several", a.Config.Data), f.Close())
	}
	return f, nil
}

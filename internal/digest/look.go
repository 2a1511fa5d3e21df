package digest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/mail"
	"github.com/tillbridge/tillbridge/internal/node"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// Mailer hands over mail. Errors are outcomes whose code tells whether waiting can help.
type Mailer interface {
	Set() bool // whether there is a server at all
	Send(ctx context.Context, m mail.Message) error
}

// Connections tells of an account's connections.
type Connections interface {
	List(ctx context.Context, account int64) ([]connection.Connection, error)
}

// Members tells of an account's members.
type Members interface {
	Members(ctx context.Context, account int64) ([]user.User, error)
}

// Shops tells which shops have been silent for longer than they usually are: Concerns with What SilentShop, a Key, the connection
// and an Outcome with its sentence.
type Shops func(ctx context.Context, account int64, now time.Time) ([]Concern, error)

// Teller looks, writes messages down and sends them. All fields but Silent and PublicURL are needed.
type Teller struct {
	DB          store.DB
	IDs         *ids.Maker
	Vault       *vault.Vault
	Users       Members
	Connections Connections
	Mail        Mailer
	HTTP        *httpkit.Client // for webhooks and chats
	Silent      Shops           // nil: nobody knows
	PublicURL   string          // of the pages, for links; empty: none
	Now         func() time.Time
	Log         *slog.Logger
}

const (
	// quietFor is how long nobody may have looked before workers count as silent: longer than a restart takes.
	quietFor = 5 * time.Minute
	// lookEvery is the least time between two looks, on whatever nodes: half of the minute between the jobs.
	lookEvery = 30 * time.Second
	// remembered is how long a silence that is over is told, to those who are told daily, too.
	remembered = 25 * time.Hour
)

// Work looks and then sends: what the job does every minute, on one node or on several at once.
func (t *Teller) Work(ctx context.Context) error {
	return errors.Join(t.Look(ctx), t.Send(ctx))
}

// Look writes down what is due, for every account, unless somebody has looked just now.
func (t *Teller) Look(ctx context.Context) error {
	accounts, err := t.accounts(ctx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if e := t.look(ctx, a); e != nil {
			err = errors.Join(err, fmt.Errorf("looking for what is to be told: %w", e))
		}
	}
	return err
}

func (t *Teller) accounts(ctx context.Context) ([]user.Account, error) {
	rows, err := t.DB.Query(ctx, `select id, name, zone from account order by id`)
	if err != nil {
		return nil, fmt.Errorf("reading accounts: %w", err)
	}
	defer rows.Close()
	var all []user.Account
	for rows.Next() {
		var a user.Account
		if err := rows.Scan(&a.ID, &a.Name, &a.Zone); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

func (t *Teller) look(ctx context.Context, a user.Account) error {
	now := t.Now()
	rules, err := t.rules(ctx, t.DB, a)
	if err != nil {
		return err
	}
	concerns, err := t.concerns(ctx, a.ID, now)
	if err != nil {
		return err
	}
	return t.DB.InTx(ctx, func(tx store.Tx) error {
		w, mine, err := claim(ctx, tx, a.ID, now)
		if err != nil || !mine {
			return err
		}
		return t.tell(ctx, tx, a, rules, append(concerns, w.silence(now)...), w.looked, now)
	})
}

// concerns are all that is wrong now, but for workers: who asks is one.
func (t *Teller) concerns(ctx context.Context, account int64, now time.Time) ([]Concern, error) {
	conns, err := t.Connections.List(ctx, account)
	if err != nil {
		return nil, err
	}
	names := map[int64]string{}
	var all []Concern
	for _, c := range conns {
		names[c.ID] = c.Name
		all = append(all, ofConnection(c, now)...)
	}
	issues, err := ofIssues(ctx, t.DB, account, names)
	if err != nil {
		return nil, err
	}
	all = append(all, issues...)
	if t.Silent == nil {
		return all, nil
	}
	silent, err := t.Silent(ctx, account, now)
	return append(all, silent...), err
}

// thresholds are how many days before its end a permission is told of.
var thresholds = []int{14, 7, 3, 1}

// ofConnection tells what is wrong with a connection itself.
func ofConnection(c connection.Connection, now time.Time) []Concern {
	var all []Concern
	if c.State == connection.NeedsYou {
		why := c.Problem
		if why == nil {
			why = outcome.New(outcome.NotAuthorised)
		}
		all = append(all, Concern{What: NoAccess, Key: "no_access/" + ids.String(c.ID), Outcome: why, Size: 1, Connection: c.ID, Shop: c.Name})
	}
	if left := level(c.AuthorisedUntil, now); left > 0 && c.State != connection.Paused {
		on := c.AuthorisedUntil.UTC().Format(time.RFC3339)
		all = append(all, Concern{
			What: TokenExpiry, Key: "token/" + ids.String(c.ID), Outcome: outcome.New(outcome.TokenEnds, "connection", c.Name, "on", on),
			Size: left, Once: true, Connection: c.ID, Shop: c.Name,
		})
	}
	return all
}

// level is how many thresholds a permission's end has come within; 0: none, or it has no end.
func level(until, now time.Time) (n int64) {
	if until.IsZero() {
		return 0
	}
	for _, days := range thresholds {
		if until.Sub(now) <= time.Duration(days)*24*time.Hour {
			n++
		}
	}
	return n
}

// mostIssues is more than anybody reads; it only bounds a question.
const mostIssues = 100_000

// ofIssues are the issues that are not resolved. One question: paging would miss those that fail meanwhile.
func ofIssues(ctx context.Context, db store.Reader, account int64, shops map[int64]string) ([]Concern, error) {
	states := []issue.State{issue.Open, issue.Regressed, issue.Acknowledged, issue.Snoozed}
	issues, err := issue.List(ctx, db, account, issue.Filter{States: states, Limit: mostIssues})
	if err != nil {
		return nil, err
	}
	all := make([]Concern, len(issues))
	for n := range issues {
		i := &issues[n]
		all[n] = Concern{
			What: Errors, Key: "issue/" + ids.String(i.ID), Outcome: i.Outcome(), At: i.StateAt, Size: i.Unresolved,
			Quiet: i.State == issue.Acknowledged || i.State == issue.Snoozed, Connection: i.Connection, Shop: shops[i.Connection], Issue: i,
		}
	}
	return all, nil
}

// watch is when somebody last looked, and the last span in which nobody did.
type watch struct{ looked, from, to time.Time }

// claim takes this minute's look of an account, and notes a silence that it ends. mine is false when somebody has looked just now.
func claim(ctx context.Context, tx store.Tx, account int64, now time.Time) (w watch, mine bool, err error) {
	w, err = readWatch(ctx, tx, account)
	if errors.Is(err, store.ErrNoRows) {
		n, err := tx.Exec(ctx, `insert into notice_watch (account_id, looked_at, silent_from, silent_to) values ($1, $2, 0, 0) on conflict (account_id) do nothing`,
			account, store.Micros(now))
		return watch{looked: now}, n == 1, err
	}
	if err != nil {
		return w, false, err
	}
	if now.Sub(w.looked) > quietFor {
		w.from, w.to = w.looked, now
	}
	n, err := tx.Exec(ctx, `update notice_watch set looked_at = $2, silent_from = $3, silent_to = $4 where account_id = $1 and looked_at <= $5`,
		account, store.Micros(now), store.Micros(w.from), store.Micros(w.to), store.Micros(now.Add(-lookEvery)))
	return w, n == 1, err
}

func readWatch(ctx context.Context, db store.Reader, account int64) (watch, error) {
	var looked, from, to int64
	err := db.QueryRow(ctx, `select looked_at, silent_from, silent_to from notice_watch where account_id = $1`, account).Scan(&looked, &from, &to)
	return watch{store.Time(looked), store.Time(from), store.Time(to)}, err
}

// silence is the span in which nobody looked, as long as it is worth telling.
func (w watch) silence(now time.Time) []Concern {
	if w.from.IsZero() || now.Sub(w.to) > remembered {
		return nil
	}
	return []Concern{{
		What: SilentWorker, Key: fmt.Sprintf("silence/%d", w.from.Unix()), Size: 1, Once: true, Past: true,
		Outcome: outcome.New(outcome.WorkerBack, "from", w.from.Format(time.RFC3339), "to", w.to.Format(time.RFC3339)),
	}}
}

// Alarm tells that no worker is alive, from a process that works nothing itself, and tells whether it is so. It is for a command
// that the system's clock starts on a machine where none may live. Repeated, it keeps to the gaps like any other.
func (t *Teller) Alarm(ctx context.Context) (silent bool, err error) {
	accounts, err := t.accounts(ctx)
	if err != nil {
		return false, err
	}
	for _, a := range accounts {
		is, e := t.alarm(ctx, a)
		silent, err = silent || is, errors.Join(err, e)
	}
	return silent, errors.Join(err, t.Send(ctx))
}

func (t *Teller) alarm(ctx context.Context, a user.Account) (silent bool, err error) {
	now := t.Now()
	workers, err := node.Workers(ctx, t.DB, now)
	if err != nil {
		return false, err
	}
	for _, w := range workers {
		if w.Alive {
			return false, nil
		}
	}
	rules, err := t.rules(ctx, t.DB, a)
	if err != nil {
		return false, err
	}
	var about []Rule
	for _, r := range rules {
		if r.What == SilentWorker {
			about = append(about, r)
		}
	}
	err = t.DB.InTx(ctx, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `update notice_watch set looked_at = looked_at where account_id = $1`, a.ID); err != nil { // the row's lock
			return err
		}
		w, err := readWatch(ctx, tx, a.ID)
		if errors.Is(err, store.ErrNoRows) { // nobody has ever worked here
			return nil
		}
		if silent = err == nil && now.Sub(w.looked) > quietFor; !silent {
			return err
		}
		c := Concern{What: SilentWorker, Key: "worker", Size: 1, Outcome: outcome.New(outcome.WorkerSilent, "since", w.looked.Format(time.RFC3339))}
		return t.write(ctx, tx, a, about, append(w.silence(now), c), w.looked, now)
	})
	return silent, err
}

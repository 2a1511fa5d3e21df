package httpapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/completeness"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Completeness is the ledger of a span: connection by day.
type Completeness struct {
	From        string             `json:"from" doc:"First day, YYYY-MM-DD in the account's time zone."`
	To          string             `json:"to" doc:"Last day, within."`
	Zone        string             `json:"zone"`
	ProvenUntil *time.Time         `json:"proven_until,omitempty" doc:"The earliest of all connections; absent when one of them is not proven at all."`
	Reasons     map[string]string  `json:"reasons" doc:"By reason of held_by and skipped_by, what it reads like in a word or two."`
	Connections []CompletenessShop `json:"connections"`
}

// CompletenessShop is the ledger of one connection.
type CompletenessShop struct {
	Connection     string              `json:"connection"`
	ConnectionName string              `json:"connection_name"`
	Channel        string              `json:"channel"`
	ProvenUntil    *time.Time          `json:"proven_until,omitempty" doc:"Up to then every day is without unexplained and unequal orders and without documents that have no order."`
	Silent         *Silence            `json:"silent,omitempty" doc:"Set when a shop that usually sells at this time has had no order."`
	Check          *CompletenessCheck  `json:"check,omitempty" doc:"The check under way or asked for."`
	CheckedAt      *time.Time          `json:"checked_at,omitempty" doc:"When the last check ended."`
	NextAt         *time.Time          `json:"next_at,omitempty" doc:"When the next one is due."`
	Problem        *Sentence           `json:"problem,omitempty" doc:"How the last try of a check failed; it is tried again by itself."`
	Days           []CompletenessDay   `json:"days" doc:"Days that were looked at, oldest first."`
	Totals         CompletenessFigures `json:"totals"`
}

// CompletenessFigures count the orders of a day or a span. Every order is in exactly one of complete, held, pending, skipped,
// unequal, unexplained and gone.
type CompletenessFigures struct {
	Channel     int64            `json:"channel" doc:"Orders that the channel has."`
	Received    int64            `json:"received" doc:"Of these, those that the hub has."`
	Complete    int64            `json:"complete" doc:"The books show what they should."`
	Held        int64            `json:"held"`
	Pending     int64            `json:"pending"`
	Skipped     int64            `json:"skipped" doc:"Left out by a rule."`
	Unequal     int64            `json:"unequal" doc:"The books do not show what they should, and nothing says why."`
	Unexplained int64            `json:"unexplained" doc:"The channel has it, the hub does not."`
	Gone        int64            `json:"gone" doc:"The hub has it, the channel does not know it any more."`
	Orphans     int64            `json:"orphans" doc:"Documents without an order."`
	Healed      int64            `json:"healed" doc:"Once unexplained or unequal, and brought right; counted among the others, too."`
	HeldBy      map[string]int64 `json:"held_by" doc:"By reason."`
	SkippedBy   map[string]int64 `json:"skipped_by" doc:"By rule."`
}

// CompletenessDay is one connection on one day, as the last check found it.
type CompletenessDay struct {
	Day string `json:"day"`
	CompletenessFigures
	From      time.Time `json:"from" doc:"Orders created from here on were judged."`
	JudgedTo  time.Time `json:"judged_to" doc:"Up to here."`
	Whole     bool      `json:"whole" doc:"It was judged to its end."`
	CheckedAt time.Time `json:"checked_at"`
}

// CompletenessCheck is a check under way.
type CompletenessCheck struct {
	Running  bool   `json:"running" doc:"False: it was asked for and has not begun."`
	Scope    string `json:"scope" enum:"recent,wide,asked"`
	From     string `json:"from"`
	To       string `json:"to"`
	Phase    string `json:"phase" doc:"list: reads what the channel has; missing: fetches what did not come; compare: holds orders against the books."`
	Day      string `json:"day" doc:"The day at work."`
	Days     int    `json:"days" doc:"Of the whole check."`
	DaysDone int    `json:"days_done" doc:"Compared so far."`
	Orders   int64  `json:"orders" doc:"Compared so far."`
}

// Silence is a pause that is unusual for a shop.
type Silence struct {
	Since time.Time `json:"since" doc:"Its last order."`
	Usual int64     `json:"usual" doc:"The fewest orders it had in the same hours of the four weeks before."`
	Sentence
}

// CompletenessItem is an order, or a document without one, behind a figure.
type CompletenessItem struct {
	ID          string     `json:"id" doc:"Of the order; empty when the hub has none."`
	Kind        string     `json:"kind" enum:"unexplained,unequal,orphan,gone,held,pending,skipped,complete,healed"`
	Ref         string     `json:"ref" doc:"The order's id at the channel; of an orphan the document's number."`
	Number      string     `json:"number"`
	Stage       string     `json:"stage"`
	Total       string     `json:"total"`
	Currency    string     `json:"currency"`
	DocumentRef string     `json:"document_ref,omitempty"`
	EntryID     string     `json:"entry_id,omitempty" doc:"Its line in the sync log."`
	FoundAt     *time.Time `json:"found_at,omitempty"`
	HealedAt    *time.Time `json:"healed_at,omitempty"`
	Why         *Sentence  `json:"why,omitempty" doc:"What is wrong, or why it waits or is left out."`
}

func (s *Server) completenessRoutes(api huma.API) {
	huma.Register(api, op("GET", "/completeness", "completeness", user.Viewer, "The completeness ledger: connection by day"), s.completeness)
	huma.Register(api, op("GET", "/completeness/{connection}/{day}", "completeness-day", user.Viewer, "The orders behind a day's figures"), s.completenessDay)
	check := op("POST", "/completeness/check", "completeness-check", user.Operator, "Check days of a connection now; the ledger shows how far it is")
	check.DefaultStatus = http.StatusAccepted
	huma.Register(api, check, s.completenessCheck)
}

type completenessInput struct {
	Connection string `query:"connection" doc:"Connection id or name."`
	From       string `query:"from" doc:"First day, YYYY-MM-DD. Default: 29 days before the last."`
	To         string `query:"to" doc:"Last day. Default: today in the account's time zone."`
}

func (s *Server) completeness(ctx context.Context, in *completenessInput) (*struct{ Body Completeness }, error) {
	account := who(ctx).Account
	conn, err := s.connectionParam(ctx, in.Connection)
	if err != nil {
		return nil, err
	}
	ledger, err := s.ledgerStatus(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	to, err := day("query.to", in.To, ledger.calendar.Day(s.Now()))
	if err != nil {
		return nil, err
	}
	from, err := day("query.from", in.From, to.Add(-29))
	if err != nil {
		return nil, err
	}
	if from > to {
		return nil, field("query.from", "must not be after to")
	}
	rows, err := completeness.Days(ctx, s.DB, account, conn, from, to)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	conns, err := s.Connections.List(ctx, account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	c := Completeness{From: string(from), To: string(to), Zone: ledger.zone, ProvenUntil: moment(ledger.account(conns)), Connections: []CompletenessShop{}}
	for _, one := range conns {
		if conn == 0 || conn == one.ID {
			c.Connections = append(c.Connections, ledger.shop(ctx, one, rows))
		}
	}
	var counts []map[string]int64
	for _, shop := range c.Connections {
		counts = append(counts, shop.Totals.HeldBy, shop.Totals.SkippedBy)
	}
	c.Reasons = titles(ctx, counts...)
	return &struct{ Body Completeness }{c}, nil
}

// ledgerStatus is what the pages show of an account's ledgers.
type ledgerStatus struct {
	zone     string
	calendar completeness.Calendar
	ledgers  map[int64]completeness.Ledger
	proven   map[int64]time.Time
}

func (s *Server) ledgerStatus(ctx context.Context) (ledgerStatus, error) {
	account, err := s.Users.Account(ctx, who(ctx).Account)
	if err != nil {
		return ledgerStatus{}, err
	}
	l := ledgerStatus{zone: account.Zone, calendar: completeness.NewCalendar(account.Zone)}
	if l.ledgers, err = completeness.Ledgers(ctx, s.DB, account.ID); err != nil {
		return l, err
	}
	l.proven, err = completeness.ProvenOf(ctx, s.DB, account.ID)
	return l, err
}

// account is up to when all connections are proven; zero when one is not.
func (l ledgerStatus) account(conns []connection.Connection) time.Time {
	var all time.Time
	for i, c := range conns {
		if p := l.proven[c.ID]; i == 0 || p.Before(all) {
			all = p
		}
	}
	return all
}

func (l ledgerStatus) silent(ctx context.Context, connection int64) *Silence {
	one := l.ledgers[connection]
	why := one.Silence(l.calendar)
	if why == nil {
		return nil
	}
	return &Silence{Since: one.SilentSince, Usual: one.SilentUsual, Sentence: sentence(ctx, why)}
}

func (l ledgerStatus) shop(ctx context.Context, c connection.Connection, rows []completeness.DayRow) CompletenessShop {
	one := l.ledgers[c.ID]
	v := CompletenessShop{
		Connection: ids.String(c.ID), ConnectionName: c.Name, Channel: c.Channel, ProvenUntil: moment(l.proven[c.ID]), Silent: l.silent(ctx, c.ID),
		Check: checkView(one), CheckedAt: moment(one.CheckedAt), NextAt: moment(one.NextAt()), Problem: sentenceOrNil(ctx, one.Problem), Days: []CompletenessDay{},
	}
	var totals completeness.Figures
	for _, r := range rows {
		if r.Connection == c.ID {
			totals.Add(r.Figures)
			v.Days = append(v.Days, CompletenessDay{string(r.Day), figuresView(r.Figures), r.From, r.JudgedTo, r.Whole, r.CheckedAt})
		}
	}
	v.Totals = figuresView(totals)
	return v
}

func figuresView(f completeness.Figures) CompletenessFigures {
	v := CompletenessFigures(f)
	if v.HeldBy == nil {
		v.HeldBy = map[string]int64{}
	}
	if v.SkippedBy == nil {
		v.SkippedBy = map[string]int64{}
	}
	return v
}

// checkView is the check under way, or the one asked for; nil when there is neither.
func checkView(l completeness.Ledger) *CompletenessCheck {
	switch {
	case l.Running:
		v := &CompletenessCheck{Running: true, Scope: string(l.Scope), From: string(l.From), To: string(l.To), Phase: l.Phase, Day: string(l.Day), Orders: l.Done}
		v.Days, v.DaysDone = l.Progress()
		return v
	case l.AskFrom != "":
		return &CompletenessCheck{Scope: string(completeness.Asked), From: string(l.AskFrom), To: string(l.AskTo)}
	}
	return nil
}

// day reads a day; the default when none is given.
func day(location, given string, otherwise completeness.Day) (completeness.Day, error) {
	if given == "" {
		return otherwise, nil
	}
	d, err := completeness.ParseDay(given)
	if err != nil {
		return "", field(location, err.Error())
	}
	return d, nil
}

type completenessDayInput struct {
	Page
	Connection string `path:"connection" doc:"Connection id or name."`
	Day        string `path:"day" doc:"YYYY-MM-DD in the account's time zone."`
	Kind       string `query:"kind" enum:"unexplained,unequal,orphan,gone,held,pending,skipped,complete,healed" default:"unexplained" doc:"Which figure's orders. What is complete, held, pending or skipped is told as it is now, the rest as the last check found it."`
}

func (s *Server) completenessDay(ctx context.Context, in *completenessDayInput) (*listAnswer[CompletenessItem], error) {
	c, err := s.connection(ctx, in.Connection)
	if err != nil {
		return nil, err
	}
	d, err := day("path.day", in.Day, "")
	if err != nil {
		return nil, err
	}
	mark, err := in.mark()
	if err != nil {
		return nil, err
	}
	rows, err := completeness.Days(ctx, s.DB, c.Account, c.ID, d, d)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	kind, k := completeness.Kind(in.Kind), completeness.Key{Account: c.Account, Connection: c.ID}
	if len(rows) == 0 { // nobody has looked at this day
		rows = []completeness.DayRow{{Connection: c.ID, Day: d}}
	}
	all, err := completeness.Items(ctx, s.DB, k, rows[0], kind, mark, in.Limit+1)
	if errors.Is(err, completeness.ErrMark) {
		return nil, badCursor()
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, completeness.Item.Mark)
	views := make([]CompletenessItem, len(all))
	for i, item := range all {
		views[i] = itemView(ctx, item)
	}
	return answerList(views, next), nil
}

func itemView(ctx context.Context, i completeness.Item) CompletenessItem {
	v := CompletenessItem{
		Kind: string(i.Kind), Ref: i.Ref, Number: i.Number, Stage: i.Stage, Total: i.Total.String(), Currency: string(i.Currency), DocumentRef: i.Document,
		FoundAt: moment(i.FoundAt), HealedAt: moment(i.EndedAt), Why: sentenceOrNil(ctx, i.Why),
	}
	if i.OrderID != 0 {
		v.ID = ids.String(i.OrderID)
	}
	if i.Entry != 0 {
		v.EntryID = ids.String(i.Entry)
	}
	return v
}

type completenessCheckInput struct {
	Body struct {
		Connection string `json:"connection" doc:"Connection id or name."`
		From       string `json:"from,omitempty" doc:"First day, YYYY-MM-DD. Default: the last."`
		To         string `json:"to,omitempty" doc:"Last day, at most 92 days after the first. Default: today in the account's time zone."`
	}
}

func (s *Server) completenessCheck(ctx context.Context, in *completenessCheckInput) (*struct{ Body CompletenessShop }, error) {
	c, err := s.connection(ctx, in.Body.Connection)
	if err != nil {
		return nil, err
	}
	if c.State != connection.Active {
		return nil, s.fail(ctx, outcome.New(outcome.ConnectionPaused, "connection", c.Name))
	}
	ledger, err := s.ledgerStatus(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	to, err := day("body.to", in.Body.To, ledger.calendar.Day(s.Now()))
	if err != nil {
		return nil, err
	}
	from, err := day("body.from", in.Body.From, to)
	if err != nil {
		return nil, err
	}
	if from > to || from < to.Add(1-completeness.MostDays) {
		return nil, field("body.from", fmt.Sprintf("must be one of the %d days up to the last", completeness.MostDays))
	}
	k := completeness.Key{Account: c.Account, Connection: c.ID}
	err = s.DB.InTx(ctx, func(tx store.Tx) error {
		if err := completeness.Ask(ctx, tx, k, from, to, who(ctx).Actor()); err != nil {
			return err
		}
		return s.Queue.Check(ctx, tx, k)
	})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "check_completeness", fmt.Sprintf("%s, %s to %s", c.Name, from, to)); err != nil {
		return nil, err
	}
	if ledger.ledgers[c.ID], err = completeness.Load(ctx, s.DB, k); err != nil {
		return nil, s.fail(ctx, err)
	}
	return &struct{ Body CompletenessShop }{ledger.shop(ctx, c, nil)}, nil
}

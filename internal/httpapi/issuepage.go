package httpapi

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/fix"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// IssueView is a group of failing entries with one cause.
type IssueView struct {
	ID             string `json:"id"`
	Connection     string `json:"connection"`
	ConnectionName string `json:"connection_name"`
	Channel        string `json:"channel"`
	Operation      string `json:"operation"`
	Subject        string `json:"subject" doc:"The SKU, the status word, the listing, the payment method; empty when there is none."`
	Sentence
	State         string     `json:"state" enum:"open,acknowledged,snoozed,resolved,regressed"`
	StateBy       string     `json:"state_by" doc:"Who brought it there: a person, success, check; empty when new failures did."`
	StateAt       *time.Time `json:"state_at,omitempty"`
	FirstAt       time.Time  `json:"first_at"`
	LastAt        time.Time  `json:"last_at"`
	Entries       int64      `json:"entries" doc:"Failures in the log."`
	Open          int64      `json:"open" doc:"Of these, how many are not resolved."`
	Assignee      string     `json:"assignee,omitempty" doc:"Member id."`
	AssigneeName  string     `json:"assignee_name,omitempty"`
	SnoozeUntil   *time.Time `json:"snooze_until,omitempty"`
	SnoozeEntries int64      `json:"snooze_entries,omitempty" doc:"It wakes up with so many entries."`
	HeldOrders    int64      `json:"held_orders" doc:"Orders it holds up."`
	Held          []HeldView `json:"held" doc:"What these are worth, by currency."`
	Daily         []int64    `json:"daily" doc:"New failures of each of the last 14 days in the account's zone, oldest first."`
}

// HeldView is money of one currency and how many orders it stands for.
type HeldView struct {
	Currency string `json:"currency"`
	Orders   int64  `json:"orders"`
	Total    string `json:"total"`
}

// IssueDetail is one issue with what explains and fixes it. All its entries are at /logs?issue=, its orders at /orders?issue=.
type IssueDetail struct {
	IssueView
	Args     map[string]string `json:"args" doc:"What the newest failure is about."`
	Trend    []TrendDay        `json:"trend" doc:"New failures of the last 30 days, in the account's zone."`
	Sample   []LogEntry        `json:"sample" doc:"The newest 20 entries."`
	Orders   []Order           `json:"orders" doc:"The 20 orders changed last of those it holds up."`
	Comments []CommentView     `json:"comments" doc:"Oldest first."`
	Fixes    []string          `json:"fixes" doc:"How it can be fixed here: link, choose_method, decide, reconnect, rerun."`
	Choices  []string          `json:"choices" doc:"What may be decided: void_and_restock, keep, credit_note."`
	Methods  []string          `json:"methods" doc:"choose_method: the payment methods of the books that the policies of the account name so far; another may be given."`
}

// TrendDay is how many failures a day brought.
type TrendDay struct {
	Day string `json:"day" doc:"YYYY-MM-DD in the account's time zone."`
	N   int64  `json:"n"`
}

// CommentView is what somebody wrote about an issue.
type CommentView struct {
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Text string    `json:"text"`
}

// StateCount is how many issues are in a state.
type StateCount struct {
	State string `json:"state"`
	Count int64  `json:"count"`
}

type issuesInput struct {
	Page
	State      []string `query:"state" enum:"open,acknowledged,snoozed,resolved,regressed" doc:"One or several, with commas; empty: all."`
	Connection string   `query:"connection" doc:"Connection id or name."`
	Code       int      `query:"code" doc:"Outcome code; 0: any."`
	Reason     string   `query:"reason" maxLength:"60"`
	Assignee   string   `query:"assignee" doc:"Member id, or me."`
	Q          string   `query:"q" maxLength:"200" doc:"Any part of the subject, the reason, the operation or what the failure is about."`
}

type issueInput struct {
	ID string `path:"id"`
}

type assignInput struct {
	ID   string `path:"id"`
	Body struct {
		Member string `json:"member" maxLength:"40" doc:"Member id, or me; empty: nobody."`
	}
}

type commentInput struct {
	ID   string `path:"id"`
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"4000"`
	}
}

type snoozeInput struct {
	ID   string `path:"id"`
	Body struct {
		Until time.Time `json:"until,omitzero" doc:"Until then; must be to come."`
		More  int64     `json:"more,omitempty" minimum:"0" doc:"Until so many more failures have come. With until: whichever is first."`
	}
}

type resolveInput struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"Why, for the audit trail."`
	}
}

type fixInput struct {
	ID   string `path:"id"`
	Body struct {
		Fix    string `json:"fix" enum:"link,choose_method,decide,reconnect,rerun" doc:"One of the issue's fixes. Reconnect runs again what was held up, once the connection works."`
		SKU    string `json:"sku,omitempty" maxLength:"200" doc:"link: of the books; made if they do not know it."`
		Name   string `json:"name,omitempty" maxLength:"300" doc:"link: for a SKU that is made."`
		Method string `json:"method,omitempty" maxLength:"60" doc:"choose_method: of the books, for the channel's word that the issue is about, from now on."`
		Choice string `json:"choice,omitempty" enum:"void_and_restock,keep,credit_note" doc:"decide: for all orders of the issue."`
		Reason string `json:"reason,omitempty" maxLength:"500" doc:"decide: why, for the audit trail."`
	}
}

type (
	issueAnswer  struct{ Body IssueDetail }
	bulkAnswer   struct{ Body BulkView }
	statesAnswer struct {
		Body struct {
			States []StateCount `json:"states"`
		}
	}
	issueBulkAnswer struct {
		Body struct {
			Issue IssueDetail `json:"issue" doc:"As it is now."`
			Bulk  BulkView    `json:"bulk" doc:"The action on its entries or orders, which may go on."`
		}
	}
)

func (s *Server) issueRoutes(api huma.API) {
	huma.Register(api, op("GET", "/issues", "issues", user.Viewer, "Issues, those that failed last first"), s.issues)
	huma.Register(api, op("GET", "/issues/states", "issue-states", user.Viewer, "Issues per state"), s.issueStates)
	huma.Register(api, op("GET", "/issues/{id}", "issue", user.Viewer, "One issue with its trend, entries, orders and comments"), func(ctx context.Context, in *issueInput) (*issueAnswer, error) {
		return s.issueAnswer(ctx, in.ID)
	})
	huma.Register(api, op("POST", "/issues/{id}/acknowledge", "issue-acknowledge", user.Operator, "Say that somebody knows of it"), s.acknowledge)
	huma.Register(api, op("POST", "/issues/{id}/assign", "issue-assign", user.Operator, "Give an issue to a member"), s.assign)
	huma.Register(api, op("POST", "/issues/{id}/comment", "issue-comment", user.Operator, "Write something about an issue"), s.comment)
	huma.Register(api, op("POST", "/issues/{id}/snooze", "issue-snooze", user.Operator, "Keep an issue quiet until a time, or until so many more failures"), s.snooze)
	huma.Register(api, op("POST", "/issues/{id}/resolve", "issue-resolve", user.Operator, "Resolve all open failures of an issue"), s.resolveIssue)
	huma.Register(api, op("POST", "/issues/{id}/reopen", "issue-reopen", user.Operator, "Take an acknowledgement, a snooze or a person's resolving back"), s.reopen)
	huma.Register(api, op("POST", "/issues/{id}/fix", "issue-fix", user.Operator, "Fix the cause, and run again all that it held up"), s.fixIssue)
}

func (s *Server) issues(ctx context.Context, in *issuesInput) (*listAnswer[IssueView], error) {
	conn, err := s.connectionParam(ctx, in.Connection)
	if err != nil {
		return nil, err
	}
	f := issue.Filter{Connection: conn, Code: outcome.Code(in.Code), Reason: outcome.Reason(in.Reason), Text: in.Q, Limit: in.Limit + 1}
	for _, state := range in.State {
		f.States = append(f.States, issue.State(state))
	}
	if f.Assignee, err = member(ctx, "query.assignee", in.Assignee); err != nil {
		return nil, err
	}
	if f.After, err = issueCursor(in.Page); err != nil {
		return nil, err
	}
	all, err := issue.List(ctx, s.DB, who(ctx).Account, f)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, func(i issue.Issue) string { return fmt.Sprintf("%d/%d", store.Micros(i.LastAt), i.ID) })
	names, people, err := s.namesAndPeople(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	var views []IssueView
	for _, i := range all {
		views = append(views, issueView(ctx, i, names, people))
	}
	if err := s.fillDaily(ctx, views, all); err != nil {
		return nil, s.fail(ctx, err)
	}
	return answerList(views, next), nil
}

func issueCursor(p Page) (*issue.Issue, error) {
	if p.Cursor == "" {
		return nil, nil
	}
	at, last, err := p.momentAndID()
	return &issue.Issue{ID: last, LastAt: at}, err
}

// momentAndID reads a cursor that is a moment and an id.
func (p Page) momentAndID() (time.Time, int64, error) {
	mark, err := p.mark()
	if err != nil {
		return time.Time{}, 0, err
	}
	at, last, _ := strings.Cut(mark, "/")
	us, err1 := strconv.ParseInt(at, 10, 64)
	n, err2 := ids.Parse(last)
	if err1 != nil || err2 != nil {
		return time.Time{}, 0, badCursor()
	}
	return store.Time(us), n, nil
}

// member reads a member's id; me is whoever asks, and empty is 0.
func member(ctx context.Context, location, given string) (int64, error) {
	if given == "me" {
		return who(ctx).ID, nil
	}
	return id(location, given)
}

func (s *Server) namesAndPeople(ctx context.Context) (names, people map[int64]string, err error) {
	if names, err = s.names(ctx); err != nil {
		return nil, nil, err
	}
	members, err := s.Users.Members(ctx, who(ctx).Account)
	if err != nil {
		return nil, nil, err
	}
	people = map[int64]string{}
	for _, m := range members {
		people[m.ID] = m.Name
		if m.Name == "" {
			people[m.ID] = m.Email
		}
	}
	return names, people, nil
}

func issueView(ctx context.Context, i issue.Issue, names, people map[int64]string) IssueView {
	v := IssueView{
		ID: ids.String(i.ID), Connection: ids.String(i.Connection), ConnectionName: names[i.Connection], Channel: i.Channel, Operation: i.Operation, Subject: i.Subject,
		Sentence: sentence(ctx, i.Outcome()), State: string(i.State), StateBy: i.StateBy, StateAt: moment(i.StateAt), FirstAt: i.FirstAt, LastAt: i.LastAt,
		Entries: i.Entries, Open: i.Unresolved, HeldOrders: i.Orders(), Held: heldViews(i.Held), Daily: make([]int64, dailyDays),
	}
	if i.Assignee != 0 {
		v.Assignee, v.AssigneeName = ids.String(i.Assignee), people[i.Assignee]
	}
	if i.State == issue.Snoozed {
		v.SnoozeUntil, v.SnoozeEntries = moment(i.SnoozeUntil), i.SnoozeEntries
	}
	return v
}

func heldViews(all []issue.Held) []HeldView {
	views := make([]HeldView, len(all))
	for i, h := range all {
		views[i] = HeldView{string(h.Currency), h.Orders, h.Total.String()}
	}
	return views
}

func (s *Server) issueStates(ctx context.Context, _ *struct{}) (*statesAnswer, error) {
	counts, err := issue.CountStates(ctx, s.DB, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	a := &statesAnswer{}
	for _, state := range issue.States {
		a.Body.States = append(a.Body.States, StateCount{string(state), counts[state]})
	}
	return a, nil
}

func (s *Server) issue(ctx context.Context, given string) (issue.Issue, error) {
	n, err := id("path.id", given)
	if err != nil {
		return issue.Issue{}, err
	}
	i, err := issue.Get(ctx, s.DB, who(ctx).Account, n)
	if err != nil {
		return i, s.fail(ctx, err)
	}
	return i, nil
}

// sampleSize is how many entries and orders an issue shows by itself.
const sampleSize = 20

func (s *Server) issueAnswer(ctx context.Context, given string) (*issueAnswer, error) {
	i, err := s.issue(ctx, given)
	if err != nil {
		return nil, err
	}
	d, err := s.issueDetail(ctx, i)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &issueAnswer{d}, nil
}

func (s *Server) issueDetail(ctx context.Context, i issue.Issue) (IssueDetail, error) {
	names, people, err := s.namesAndPeople(ctx)
	if err != nil {
		return IssueDetail{}, err
	}
	d := IssueDetail{IssueView: issueView(ctx, i, names, people), Args: i.Args, Orders: []Order{}, Comments: []CommentView{}, Fixes: []string{}, Choices: []string{}, Methods: []string{}}
	if d.Args == nil {
		d.Args = map[string]string{}
	}
	if d.Trend, err = s.trend(ctx, i); err != nil {
		return d, err
	}
	entries, err := synclog.List(ctx, s.DB, i.Account, synclog.Filter{Issue: i.ID}, synclog.Page{Limit: sampleSize})
	if err != nil {
		return d, err
	}
	if d.Sample, err = s.entries(ctx, entries); err != nil {
		return d, err
	}
	held, err := orders.List(ctx, s.DB, i.Account, orders.Filter{Issue: i.ID, Limit: sampleSize})
	if err != nil {
		return d, err
	}
	for _, o := range held {
		d.Orders = append(d.Orders, orderView(ctx, o, names))
	}
	comments, err := issue.Comments(ctx, s.DB, i.Account, i.ID)
	if err != nil {
		return d, err
	}
	for _, c := range comments {
		d.Comments = append(d.Comments, CommentView{ids.String(c.ID), ids.Time(c.ID), c.Actor, c.Text})
	}
	for n, day := range d.Trend[trendDays-dailyDays:] {
		d.Daily[n] = day.N
	}
	ways := fix.Ways(i)
	for _, w := range ways {
		d.Fixes = append(d.Fixes, string(w))
	}
	if slices.Contains(ways, fix.Method) {
		methods, err := s.Fixer.Methods(ctx, i.Account)
		if err != nil {
			return d, err
		}
		d.Methods = append(d.Methods, methods...)
	}
	for _, c := range plan.Choices(i.Outcome()) {
		d.Choices = append(d.Choices, string(c))
	}
	return d, nil
}

// How far back trends go: the one that an issue shows, and those in a list of issues.
const (
	trendDays = 30
	dailyDays = 14
)

// lastDays names the last n days of the account's zone, oldest first, today included; from is when the first of them began.
func (s *Server) lastDays(ctx context.Context, n int) (names []string, from time.Time, err error) {
	acc, err := s.Users.Account(ctx, who(ctx).Account)
	if err != nil {
		return nil, from, err
	}
	zone, err := time.LoadLocation(acc.Zone)
	if err != nil {
		zone = time.UTC
	}
	y, m, day := s.Now().In(zone).Date()
	for back := n - 1; back >= 0; back-- {
		names = append(names, time.Date(y, m, day-back, 0, 0, 0, 0, zone).Format(time.DateOnly))
	}
	return names, time.Date(y, m, day-n+1, 0, 0, 0, 0, zone), nil
}

// byDay folds hours into days of a zone.
func byDay(points []issue.Point, zone *time.Location) map[string]int64 {
	counts := map[string]int64{}
	for _, p := range points {
		counts[p.Hour.In(zone).Format(time.DateOnly)] += p.N
	}
	return counts
}

// trend is an issue's by days; those without a failure are shown, too.
func (s *Server) trend(ctx context.Context, i issue.Issue) ([]TrendDay, error) {
	names, from, err := s.lastDays(ctx, trendDays)
	if err != nil {
		return nil, err
	}
	points, err := issue.Trend(ctx, s.DB, i.Account, i.ID, from)
	if err != nil {
		return nil, err
	}
	counts, days := byDay(points, from.Location()), make([]TrendDay, len(names))
	for n, name := range names {
		days[n] = TrendDay{name, counts[name]}
	}
	return days, nil
}

// fillDaily adds to issues what each of the last days brought: one question for all of them.
func (s *Server) fillDaily(ctx context.Context, views []IssueView, all []issue.Issue) error {
	names, from, err := s.lastDays(ctx, dailyDays)
	if err != nil {
		return err
	}
	list := make([]int64, len(all))
	for n, i := range all {
		list[n] = i.ID
	}
	points, err := issue.Trends(ctx, s.DB, who(ctx).Account, list, from)
	if err != nil {
		return err
	}
	for n := range views {
		counts := byDay(points[all[n].ID], from.Location())
		for day, name := range names {
			views[n].Daily[day] = counts[name]
		}
	}
	return nil
}

func (s *Server) acknowledge(ctx context.Context, in *issueInput) (*issueAnswer, error) {
	return s.change(ctx, in.ID, func(n int64) error { return s.Issues.Acknowledge(ctx, who(ctx), n) })
}

func (s *Server) assign(ctx context.Context, in *assignInput) (*issueAnswer, error) {
	m, err := member(ctx, "body.member", in.Body.Member)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, in.ID, func(n int64) error { return s.Issues.Assign(ctx, who(ctx), n, m) })
}

func (s *Server) comment(ctx context.Context, in *commentInput) (*issueAnswer, error) {
	return s.change(ctx, in.ID, func(n int64) error {
		_, err := s.Issues.Comment(ctx, who(ctx), n, strings.TrimSpace(in.Body.Text))
		return err
	})
}

func (s *Server) snooze(ctx context.Context, in *snoozeInput) (*issueAnswer, error) {
	until, more := in.Body.Until, in.Body.More
	if until.IsZero() && more == 0 {
		until = s.Now().AddDate(0, 0, 1)
	}
	if !until.IsZero() && !until.After(s.Now()) {
		return nil, field("body.until", "must be to come")
	}
	return s.change(ctx, in.ID, func(n int64) error { return s.Issues.Snooze(ctx, who(ctx), n, until, more) })
}

// change does one thing to an issue and answers it as it is then.
func (s *Server) change(ctx context.Context, given string, do func(id int64) error) (*issueAnswer, error) {
	n, err := id("path.id", given)
	if err != nil {
		return nil, err
	}
	if err := do(n); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.issueAnswer(ctx, given)
}

func (s *Server) resolveIssue(ctx context.Context, in *resolveInput) (*issueBulkAnswer, error) {
	return s.withBulk(ctx, in.ID, func(i issue.Issue) (bulk.Bulk, error) { return s.Fixer.Resolve(ctx, who(ctx), i, in.Body.Reason) })
}

func (s *Server) reopen(ctx context.Context, in *issueInput) (*issueAnswer, error) {
	i, err := s.issue(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, in.ID, func(n int64) error {
		if i.State != issue.Resolved {
			return s.Issues.Reopen(ctx, who(ctx), n)
		}
		_, err := s.Fixer.Reopen(ctx, who(ctx), i)
		return err
	})
}

func (s *Server) fixIssue(ctx context.Context, in *fixInput) (*issueBulkAnswer, error) {
	b := in.Body
	switch {
	case b.Fix == string(fix.Link) && strings.TrimSpace(b.SKU) == "":
		return nil, field("body.sku", "is needed to link")
	case b.Fix == string(fix.Decide) && (b.Choice == "" || b.Reason == ""):
		return nil, field("body.reason", "and choice are needed to decide")
	}
	return s.withBulk(ctx, in.ID, func(i issue.Issue) (bulk.Bulk, error) {
		switch fix.Way(b.Fix) {
		case fix.Link:
			return s.Fixer.Link(ctx, who(ctx), i, strings.TrimSpace(b.SKU), b.Name)
		case fix.Method:
			return s.Fixer.ChooseMethod(ctx, who(ctx), i, b.Method)
		case fix.Decide:
			return s.Fixer.Decide(ctx, who(ctx), i, document.Choice(b.Choice), b.Reason)
		}
		return s.Fixer.Rerun(ctx, who(ctx), i)
	})
}

// withBulk begins an action on an issue and answers both as they are then.
func (s *Server) withBulk(ctx context.Context, given string, do func(issue.Issue) (bulk.Bulk, error)) (*issueBulkAnswer, error) {
	i, err := s.issue(ctx, given)
	if err != nil {
		return nil, err
	}
	b, err := do(i)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	after, err := s.issueAnswer(ctx, given)
	if err != nil {
		return nil, err
	}
	a := &issueBulkAnswer{}
	a.Body.Issue, a.Body.Bulk = after.Body, bulkView(ctx, b)
	return a, nil
}

// reconnected lets a connection that has access again go on: a cycle now, and all that the refused access held up.
func (s *Server) reconnected(ctx context.Context, u user.User, c connection.Connection) error {
	err := s.DB.InTx(ctx, func(tx store.Tx) error { return s.cycleNow(ctx, tx, u, c) })
	if err != nil {
		return err
	}
	return s.Fixer.Reconnected(ctx, u, c)
}

package httpapi

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// LogFilter is what narrows the log, in lists and in files. It is exported because huma fills embedded fields only then.
type LogFilter struct {
	From         time.Time `query:"from"`
	To           time.Time `query:"to"`
	Connection   string    `query:"connection" doc:"Connection id or name."`
	Operation    string    `query:"operation" maxLength:"400" doc:"One operation, or several with commas between."`
	Code         string    `query:"code" pattern:"^[0-9]{3}(,[0-9]{3}){0,19}$" patternDescription:"outcome codes with commas between" doc:"One outcome code, or several with commas between."`
	Channel      string    `query:"channel" maxLength:"40" doc:"Name of the channel the order was placed at."`
	Ref          string    `query:"ref" maxLength:"200" doc:"Number of an order, as the channel shows it, or its id there, or another reference; whole."`
	SKU          string    `query:"sku" maxLength:"200"`
	Q            string    `query:"q" maxLength:"200" doc:"Beginning of an order's number or of a reference, a whole document number, or any part of what a failure says."`
	SyncType     string    `query:"sync_type" enum:"auto,manual,webhook,rerun"`
	Cycle        string    `query:"cycle" doc:"Cycle id."`
	Issue        string    `query:"issue" doc:"Issue id."`
	Bulk         string    `query:"bulk" doc:"Bulk action id: the entries it wrote."`
	HideResolved bool      `query:"hide_resolved"`
	OnlyResolved bool      `query:"only_resolved" doc:"Failures that are resolved, and nothing else."`
	ErrorsOnly   bool      `query:"errors_only"`
}

type logsInput struct {
	Page
	LogFilter
}

type entryInput struct {
	ID string `path:"id"`
}

type logActions struct {
	Body struct {
		Action string   `json:"action" enum:"resolve,unresolve,rerun_fetch,rerun_stored,resolve_and_rerun"`
		IDs    []string `json:"ids" minItems:"1" maxItems:"500" doc:"Entry ids."`
		Reason string   `json:"reason,omitempty" maxLength:"500" doc:"Why, for the audit trail and the entries."`
	}
}

type resultAnswer struct{ Body ActionResult }

func (s *Server) logRoutes(api huma.API) {
	huma.Register(api, op("GET", "/logs", "logs", user.Viewer, "The sync log, newest first"), s.logs)
	huma.Register(api, op("GET", "/logs/count", "logs-count", user.Viewer, "How many entries match"), s.countLogs)
	huma.Register(api, op("GET", "/logs/{id}", "log", user.Viewer, "One entry with its exchange and earlier attempts"), s.log)
	huma.Register(api, op("POST", "/logs/actions", "log-actions", user.Operator, "Resolve, unresolve or run again the orders of entries"), s.logActions)
}

// logFilter reads a filter.
func (s *Server) logFilter(ctx context.Context, in *LogFilter) (synclog.Filter, error) {
	conn, err := s.connectionParam(ctx, in.Connection)
	if err != nil {
		return synclog.Filter{}, err
	}
	cycleID, err := id("query.cycle", in.Cycle)
	if err != nil {
		return synclog.Filter{}, err
	}
	issueID, err := id("query.issue", in.Issue)
	if err != nil {
		return synclog.Filter{}, err
	}
	bulkID, err := id("query.bulk", in.Bulk)
	return synclog.Filter{
		From: in.From, To: in.To, Connection: conn, Channel: in.Channel, Operation: in.Operation, Codes: codesOf(in.Code), Order: strings.TrimSpace(in.Ref), SKU: in.SKU, Text: in.Q,
		SyncType: synclog.SyncType(in.SyncType), Cycle: cycleID, HideResolved: in.HideResolved, OnlyResolved: in.OnlyResolved, ErrorsOnly: in.ErrorsOnly,
		Issue: issueID, Bulk: bulkID,
	}, err
}

// codesOf reads codes whose form was checked; none: any.
func codesOf(given string) (codes []outcome.Code) {
	for one := range strings.SplitSeq(given, ",") {
		if n, err := strconv.Atoi(one); err == nil {
			codes = append(codes, outcome.Code(n))
		}
	}
	return codes
}

func (s *Server) logs(ctx context.Context, in *logsInput) (*listAnswer[LogEntry], error) {
	f, err := s.logFilter(ctx, &in.LogFilter)
	if err != nil {
		return nil, err
	}
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	all, err := synclog.List(ctx, s.DB, who(ctx).Account, f, synclog.Page{After: after, Limit: in.Limit + 1})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, func(e synclog.Entry) string { return ids.String(e.ID) })
	views, err := s.entries(ctx, all)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return answerList(views, next), nil
}

// countedAtMost is up to where what matches is counted: as far as it is quick, and further than anybody reads on.
const countedAtMost = 1000

// CountView is how many of a list match.
type CountView struct {
	Count int  `json:"count"`
	More  bool `json:"more" doc:"There are more; the counting stopped."`
}

type countAnswer struct{ Body CountView }

// counted answers a count of which one more than is told was asked for.
func counted(n int) *countAnswer {
	return &countAnswer{CountView{Count: min(n, countedAtMost), More: n > countedAtMost}}
}

func (s *Server) countLogs(ctx context.Context, in *struct{ LogFilter }) (*countAnswer, error) {
	f, err := s.logFilter(ctx, &in.LogFilter)
	if err != nil {
		return nil, err
	}
	n, err := synclog.Count(ctx, s.DB, who(ctx).Account, f, countedAtMost+1)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return counted(n), nil
}

func (s *Server) entries(ctx context.Context, all []synclog.Entry) ([]LogEntry, error) {
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	if err := synclog.Name(ctx, s.DB, who(ctx).Account, all); err != nil {
		return nil, err
	}
	views := make([]LogEntry, len(all))
	for i, e := range all {
		views[i] = entryView(ctx, e, names)
	}
	return views, nil
}

func entryView(ctx context.Context, e synclog.Entry, names map[int64]string) LogEntry {
	v := LogEntry{
		ID: ids.String(e.ID), At: e.At(), Connection: ids.String(e.Connection), ConnectionName: names[e.Connection], Channel: e.Channel, Operation: e.Operation,
		Entity: string(e.Entity), Ref: e.Ref, OrderNumber: e.Number, DocumentRef: e.Document, Sentence: sentence(ctx, e.Outcome), SyncType: string(e.SyncType), Actor: e.Actor,
		Resolved: !e.ResolvedAt.IsZero(), ResolvedAt: moment(e.ResolvedAt), ResolvedBy: e.ResolvedBy, Attempt: e.Attempt, StartedAt: e.StartedAt, EndedAt: e.StartedAt.Add(e.Took), SKU: e.Outcome.Args["sku"],
		TookMs: float64(e.Took.Microseconds()) / 1000,
	}
	if v.SKU == "" && e.Entity == synclog.SKUEntity {
		v.SKU = e.Ref
	}
	if e.OrderID != 0 {
		v.OrderID = ids.String(e.OrderID)
	}
	if e.Cycle != 0 {
		v.CycleID = ids.String(e.Cycle)
	}
	if n := e.Issue(); n != 0 {
		v.IssueID = ids.String(n)
	}
	if e.Bulk != 0 {
		v.BulkID = ids.String(e.Bulk)
	}
	return v
}

func (s *Server) log(ctx context.Context, in *entryInput) (*struct{ Body LogDetail }, error) {
	n, err := id("path.id", in.ID)
	if err != nil {
		return nil, err
	}
	e, err := synclog.Get(ctx, s.DB, who(ctx).Account, n)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	before, err := synclog.Attempts(ctx, s.DB, e, 20)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	said, err := synclog.Exchanges(ctx, s.DB, e)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	views, err := s.entries(ctx, append([]synclog.Entry{e}, before...))
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	d := LogDetail{LogEntry: views[0], Attempts: views[1:], Raw: discreetArgs(ctx, e.Outcome.Args), Exchange: []ExchangeView{}, CanRerun: e.Entity == synclog.OrderEntity && e.Ref != ""}
	for _, x := range discreetSaid(ctx, said) {
		d.Exchange = append(d.Exchange, ExchangeView{
			Method: x.Method, URL: x.URL, RequestHeaders: x.RequestHeader, RequestBody: x.RequestBody, Status: x.Status, ResponseHeaders: x.ResponseHeader,
			ResponseBody: x.ResponseBody, StartedAt: x.Started, TookMs: float64(x.Took.Microseconds()) / 1000, Error: x.Error,
		})
	}
	return &struct{ Body LogDetail }{d}, nil
}

// actionPatience is how long a small selection may take before a worker goes on with it.
const actionPatience = 5 * time.Second

func (s *Server) logActions(ctx context.Context, in *logActions) (*resultAnswer, error) {
	f, err := s.entryFilter(ctx, EntrySelection{IDs: in.Body.IDs})
	if err != nil {
		return nil, err
	}
	slices.Sort(f.IDs)
	f.IDs = slices.Compact(f.IDs)
	all, err := synclog.List(ctx, s.DB, who(ctx).Account, *f, synclog.Page{Limit: len(f.IDs)})
	if err == nil && len(all) < len(f.IDs) {
		err = outcome.New(outcome.EntryMissing)
	}
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	kind := bulk.Kind(in.Body.Action)
	b, err := s.Bulk.Do(ctx, who(ctx), bulk.Request{Kind: kind, Reason: strings.TrimSpace(in.Body.Reason), Selection: bulk.Selection{Entries: f}}, actionPatience)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	outcomes, err := bulk.Outcomes(ctx, s.DB, b.Account, b.ID)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	res := ActionResult{Results: []Result{}, Bulk: ids.String(b.ID), Running: !b.Ended()}
	for _, e := range all {
		why, worked := outcomes[bulk.Ref{Connection: e.Connection, Ref: e.Ref}]
		if left := kind.LeavesOut(&e); left != "" {
			res.Skipped++
			res.Results = append(res.Results, Result{ID: ids.String(e.ID), Sentence: sentence(ctx, outcome.New(left))})
			continue
		}
		if !worked && kind != bulk.Resolve && kind != bulk.Unresolve {
			continue // its turn is to come
		}
		res.add(ctx, ids.String(e.ID), why)
	}
	return &resultAnswer{res}, nil
}

func (r *ActionResult) add(ctx context.Context, id string, why *outcome.Error) {
	if why == nil {
		why = outcome.New(outcome.Done)
	}
	if why.Code.Failed() {
		r.Failed++
	} else {
		r.Done++
	}
	r.Results = append(r.Results, Result{ID: id, Sentence: sentence(ctx, why)})
}

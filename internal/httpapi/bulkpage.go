package httpapi

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// EntrySelection is a filter of the log, as /logs takes it.
type EntrySelection struct {
	IDs          []string  `json:"ids,omitempty" maxItems:"500" doc:"Only these entries."`
	Issue        string    `json:"issue,omitempty" doc:"Issue id."`
	Bulk         string    `json:"bulk,omitempty" doc:"Bulk action id: the entries it wrote."`
	From         time.Time `json:"from,omitzero"`
	To           time.Time `json:"to,omitzero"`
	Connection   string    `json:"connection,omitempty" doc:"Connection id or name."`
	Channel      string    `json:"channel,omitempty" maxLength:"40"`
	Operation    string    `json:"operation,omitempty" maxLength:"400" doc:"One operation, or several with commas between."`
	Code         string    `json:"code,omitempty" pattern:"^[0-9]{3}(,[0-9]{3}){0,19}$" patternDescription:"outcome codes with commas between" doc:"One outcome code, or several with commas between."`
	Ref          string    `json:"ref,omitempty" maxLength:"200"`
	SKU          string    `json:"sku,omitempty" maxLength:"200"`
	Q            string    `json:"q,omitempty" maxLength:"200"`
	SyncType     string    `json:"sync_type,omitempty" enum:"auto,manual,webhook,rerun"`
	Cycle        string    `json:"cycle,omitempty"`
	HideResolved bool      `json:"hide_resolved,omitempty"`
	OnlyResolved bool      `json:"only_resolved,omitempty"`
	ErrorsOnly   bool      `json:"errors_only,omitempty"`
}

// OrderSelection is a filter of orders, as /orders takes it.
type OrderSelection struct {
	IDs        []string  `json:"ids,omitempty" maxItems:"500" doc:"Only these orders."`
	Issue      string    `json:"issue,omitempty" doc:"Issue id: the orders it holds up."`
	Tab        string    `json:"tab,omitempty" enum:"new,to_ship,in_delivery,completed,cancelled,failed_delivery,complained,pending,errors,skipped"`
	Connection string    `json:"connection,omitempty" doc:"Connection id or name."`
	Channel    string    `json:"channel,omitempty" maxLength:"40"`
	Stage      string    `json:"stage,omitempty" enum:"unpaid,paid,shipped,delivered,completed,cancelled,failed_delivery,returned"`
	Ref        string    `json:"ref,omitempty" maxLength:"200"`
	Q          string    `json:"q,omitempty" maxLength:"200"`
	Held       bool      `json:"held,omitempty"`
	From       time.Time `json:"from,omitzero"`
	To         time.Time `json:"to,omitzero"`
}

// BulkRequest is an action on everything that matches.
type BulkRequest struct {
	Kind    string          `json:"kind" enum:"rerun_fetch,rerun_stored,resolve,unresolve,resolve_and_rerun,decide,release" doc:"decide and release (let pending ones through) are about orders; resolve, unresolve and resolve_and_rerun are about entries."`
	Entries *EntrySelection `json:"entries,omitempty" doc:"Which entries of the log; or orders."`
	Orders  *OrderSelection `json:"orders,omitempty" doc:"Which orders; or entries."`
	Choice  string          `json:"choice,omitempty" enum:"void_and_restock,keep,credit_note" doc:"decide: the answer for all of them."`
	Reason  string          `json:"reason,omitempty" maxLength:"500" doc:"Why, for the audit trail; needed to decide and to let orders through."`
}

// PreviewView is what an action would do.
type PreviewView struct {
	Total   int64       `json:"total" doc:"To do: entries, or orders each once where they are run again."`
	Orders  int64       `json:"orders" doc:"Orders concerned, each once."`
	Held    []HeldView  `json:"held" doc:"What these are worth, by currency."`
	Groups  []GroupView `json:"groups" doc:"What matches, by operation, connection and code."`
	Skipped []SkipView  `json:"skipped" doc:"What would be left out, and why."`
}

// GroupView is how many of what matches are alike.
type GroupView struct {
	Operation      string `json:"operation" doc:"Empty for orders."`
	Connection     string `json:"connection"`
	ConnectionName string `json:"connection_name"`
	Code           int    `json:"code" doc:"Of the entry, or of what holds the order; 0: nothing does."`
	N              int64  `json:"n"`
}

// SkipView is how many are left out, and why.
type SkipView struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
	N       int64  `json:"n"`
}

// CodeCount is how many failed with a code.
type CodeCount struct {
	Code int   `json:"code"`
	N    int64 `json:"n"`
}

// BulkView is an action that was started. The entries it wrote are at /logs?bulk=.
type BulkView struct {
	ID        string      `json:"id"`
	Kind      string      `json:"kind" enum:"rerun_fetch,rerun_stored,resolve,unresolve,resolve_and_rerun,decide,release"`
	State     string      `json:"state" enum:"running,stopped,done,failed"`
	Total     int64       `json:"total"`
	Done      int64       `json:"done" doc:"Of the total; less at the end when some no longer matched by their turn."`
	Succeeded int64       `json:"succeeded"`
	Failed    int64       `json:"failed"`
	Codes     []CodeCount `json:"codes" doc:"Failed, by code."`
	Skipped   int64       `json:"skipped"`
	Skips     []SkipView  `json:"skips"`
	Actor     string      `json:"actor"`
	Reason    string      `json:"reason,omitempty"`
	Choice    string      `json:"choice,omitempty"`
	Problem   *Sentence   `json:"problem,omitempty" doc:"Why it could not go on."`
	StartedAt time.Time   `json:"started_at"`
	MovedAt   time.Time   `json:"moved_at" doc:"Its last progress."`
	EndedAt   *time.Time  `json:"ended_at,omitempty"`
}

type bulkRequest struct{ Body BulkRequest }

type bulkInput struct {
	ID string `path:"id"`
}

type previewAnswer struct{ Body PreviewView }

func (s *Server) bulkRoutes(api huma.API) {
	huma.Register(api, op("GET", "/bulk", "bulks", user.Viewer, "Bulk actions, newest first"), s.bulks)
	huma.Register(api, asking(op("POST", "/bulk/preview", "bulk-preview", user.Operator, "What a bulk action would do, without doing it")), s.preview)
	start := op("POST", "/bulk", "bulk-start", user.Operator, "Start a bulk action; a worker does it")
	start.DefaultStatus = http.StatusAccepted
	huma.Register(api, start, s.startBulk)
	huma.Register(api, op("GET", "/bulk/{id}", "bulk", user.Viewer, "One bulk action: progress and result"), func(ctx context.Context, in *bulkInput) (*bulkAnswer, error) {
		n, err := id("path.id", in.ID)
		if err != nil {
			return nil, err
		}
		b, err := bulk.Get(ctx, s.DB, who(ctx).Account, n)
		if err != nil {
			return nil, s.fail(ctx, err)
		}
		return &bulkAnswer{bulkView(ctx, b)}, nil
	})
	huma.Register(api, op("POST", "/bulk/{id}/stop", "bulk-stop", user.Operator, "Stop a bulk action; what is done stays done"), s.stopBulk)
}

func (s *Server) bulks(ctx context.Context, in *struct{ Page }) (*listAnswer[BulkView], error) {
	after, err := in.after()
	if err != nil {
		return nil, err
	}
	all, err := bulk.List(ctx, s.DB, who(ctx).Account, after, in.Limit+1)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, func(b bulk.Bulk) string { return ids.String(b.ID) })
	var views []BulkView
	for _, b := range all {
		views = append(views, bulkView(ctx, b))
	}
	return answerList(views, next), nil
}

func bulkView(ctx context.Context, b bulk.Bulk) BulkView {
	v := BulkView{
		ID: ids.String(b.ID), Kind: string(b.Kind), State: string(b.State), Total: b.Total, Done: b.Done, Succeeded: b.Succeeded, Failed: b.Failed, Codes: []CodeCount{},
		Skipped: b.Skipped, Skips: []SkipView{}, Actor: b.Actor, Reason: b.Reason, Choice: string(b.Choice), Problem: sentenceOrNil(ctx, b.Problem), StartedAt: b.StartedAt,
		MovedAt: b.MovedAt, EndedAt: moment(b.Ends),
	}
	for _, code := range slices.Sorted(maps.Keys(b.Codes)) {
		v.Codes = append(v.Codes, CodeCount{int(code), b.Codes[code]})
	}
	for _, why := range slices.Sorted(maps.Keys(b.Skips)) {
		v.Skips = append(v.Skips, skipView(ctx, why, b.Skips[why]))
	}
	return v
}

func skipView(ctx context.Context, why outcome.Reason, n int64) SkipView {
	return SkipView{string(why), sentence(ctx, outcome.New(why)).Message, n}
}

// bulkOf reads a request: connections by id or name, ids as the API writes them.
func (s *Server) bulkOf(ctx context.Context, in BulkRequest) (bulk.Request, error) {
	q := bulk.Request{Kind: bulk.Kind(in.Kind), Choice: document.Choice(in.Choice), Reason: in.Reason}
	var err error
	if in.Entries != nil {
		if q.Selection.Entries, err = s.entryFilter(ctx, *in.Entries); err != nil {
			return q, err
		}
	}
	if in.Orders != nil {
		if q.Selection.Orders, err = s.orderSelection(ctx, *in.Orders); err != nil {
			return q, err
		}
	}
	return q, nil
}

func (s *Server) entryFilter(ctx context.Context, in EntrySelection) (*synclog.Filter, error) {
	f := &synclog.Filter{
		From: in.From, To: in.To, Channel: in.Channel, Operation: in.Operation, Codes: codesOf(in.Code), Order: strings.TrimSpace(in.Ref), SKU: in.SKU, Text: in.Q,
		SyncType: synclog.SyncType(in.SyncType), HideResolved: in.HideResolved, OnlyResolved: in.OnlyResolved, ErrorsOnly: in.ErrorsOnly,
	}
	var err error
	if f.Connection, err = s.connectionParam(ctx, in.Connection); err != nil {
		return nil, err
	}
	if f.Cycle, err = id("body.entries.cycle", in.Cycle); err != nil {
		return nil, err
	}
	if f.Issue, err = id("body.entries.issue", in.Issue); err != nil {
		return nil, err
	}
	if f.Bulk, err = id("body.entries.bulk", in.Bulk); err != nil {
		return nil, err
	}
	f.IDs, err = idList("body.entries.ids", in.IDs)
	return f, err
}

func (s *Server) orderSelection(ctx context.Context, in OrderSelection) (*orders.Filter, error) {
	f := &orders.Filter{Tab: in.Tab, Channel: in.Channel, Stage: in.Stage, Ref: in.Ref, Text: in.Q, Held: in.Held, From: in.From, To: in.To}
	var err error
	if f.Connection, err = s.connectionParam(ctx, in.Connection); err != nil {
		return nil, err
	}
	if f.Issue, err = id("body.orders.issue", in.Issue); err != nil {
		return nil, err
	}
	f.IDs, err = idList("body.orders.ids", in.IDs)
	return f, err
}

// idList reads ids as the API writes them; nil for none.
func idList(location string, given []string) (list []int64, err error) {
	for _, one := range given {
		n, err := id(location, one)
		if err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, nil
}

func (s *Server) preview(ctx context.Context, in *bulkRequest) (*previewAnswer, error) {
	q, err := s.bulkOf(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	p, err := s.Bulk.Preview(ctx, who(ctx).Account, q)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	v := PreviewView{Total: p.Total, Orders: p.Orders, Held: heldViews(p.Held), Groups: []GroupView{}, Skipped: []SkipView{}}
	for _, g := range p.Groups {
		v.Groups = append(v.Groups, GroupView{g.Operation, ids.String(g.Connection), names[g.Connection], int(g.Code), g.N})
	}
	for _, skip := range p.Skipped {
		v.Skipped = append(v.Skipped, skipView(ctx, skip.Reason, skip.N))
	}
	return &previewAnswer{v}, nil
}

func (s *Server) startBulk(ctx context.Context, in *bulkRequest) (*bulkAnswer, error) {
	q, err := s.bulkOf(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	b, err := s.Bulk.Start(ctx, who(ctx), q)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.Bulk.Hand(ctx, b.Account, b.ID); err != nil {
		return nil, s.fail(ctx, err)
	}
	return &bulkAnswer{bulkView(ctx, b)}, nil
}

func (s *Server) stopBulk(ctx context.Context, in *bulkInput) (*bulkAnswer, error) {
	n, err := id("path.id", in.ID)
	if err != nil {
		return nil, err
	}
	b, err := s.Bulk.Stop(ctx, who(ctx), n)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &bulkAnswer{bulkView(ctx, b)}, nil
}

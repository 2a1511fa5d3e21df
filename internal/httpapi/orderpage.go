package httpapi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/cancelling"
	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/reconcile"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// OrderFilter is what narrows orders, in lists and in files. It is exported because huma fills embedded fields only then.
type OrderFilter struct {
	Tab        string    `query:"tab" enum:"new,to_ship,in_delivery,completed,cancelled,failed_delivery,complained,pending,errors,skipped"`
	Connection string    `query:"connection" doc:"Connection id or name."`
	Channel    string    `query:"channel" maxLength:"40" doc:"Name of the channel the order was placed at."`
	Stage      string    `query:"stage" enum:"unpaid,paid,shipped,delivered,completed,cancelled,failed_delivery,returned"`
	Ref        string    `query:"ref" maxLength:"200" doc:"The channel's order id, exactly."`
	Q          string    `query:"q" maxLength:"200" doc:"Beginning of a number, an id, a SKU, or the beginnings of words of a buyer's name."`
	Held       bool      `query:"held" doc:"Only what waits for a person or a change, on whatever tab."`
	Issue      string    `query:"issue" doc:"Issue id: only what it holds up."`
	From       time.Time `query:"from" doc:"Changed at the channel from then on."`
	To         time.Time `query:"to"`
}

type ordersInput struct {
	Page
	OrderFilter
}

type orderInput struct {
	ID string `path:"id"`
}

type rerunInput struct {
	ID   string `path:"id"`
	Body struct {
		Verb string `json:"verb,omitempty" enum:"fetch,stored" default:"fetch" doc:"Ask the channel first, or use what was read last."`
	}
}

type decideInput struct {
	ID   string `path:"id"`
	Body struct {
		Choice string `json:"choice" enum:"void_and_restock,keep,credit_note"`
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for the audit trail."`
	}
}

type answerCancelInput struct {
	ID   string `path:"id"`
	Body struct {
		Answer string `json:"answer" enum:"accept,reject" doc:"What the buyer is told; see cancel_answers of the order."`
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for the audit trail; it goes to the buyer where the channel has a place for it."`
	}
}

type overrideInput struct {
	ID   string `path:"id"`
	Body struct {
		Line   string `json:"line" minLength:"1" maxLength:"200" doc:"The line's ref."`
		SKU    string `json:"sku" maxLength:"200" doc:"Of the books; made if they do not know it. Empty takes it back."`
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for the audit trail."`
	}
}

type releaseInput struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for the audit trail."`
	}
}

type downloadInput struct {
	Body struct {
		Connection string `json:"connection" doc:"Connection id or name."`
		Ref        string `json:"ref" minLength:"1" maxLength:"200" doc:"The order's id at the channel."`
	}
}

type tabsAnswer struct {
	Body struct {
		Tabs []TabCount `json:"tabs"`
	}
}

// TabCount is how many orders a tab has.
type TabCount struct {
	Tab   string `json:"tab"`
	Count int64  `json:"count"`
}

type orderAnswer struct{ Body OrderDetail }

func (s *Server) orderRoutes(api huma.API) {
	huma.Register(api, op("GET", "/orders", "orders", user.Viewer, "Orders, last changed first"), s.orders)
	huma.Register(api, op("GET", "/orders/tabs", "order-tabs", user.Viewer, "Orders per tab"), s.tabs)
	huma.Register(api, op("GET", "/orders/{id}", "order", user.Viewer, "One order: the channel's side and the books'"), func(ctx context.Context, in *orderInput) (*orderAnswer, error) {
		row, err := s.orderRow(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return s.orderDetail(ctx, row)
	})
	huma.Register(api, op("POST", "/orders/download", "order-download", user.Operator, "Fetch one order by its id at the channel"), s.download)
	huma.Register(api, op("POST", "/orders/{id}/rerun", "order-rerun", user.Operator, "Work on an order again"), s.rerunOrder)
	huma.Register(api, op("POST", "/orders/{id}/release", "order-release", user.Operator, "Let a pending order through"), s.release)
	huma.Register(api, op("POST", "/orders/{id}/decide", "order-decide", user.Operator, "Answer the question an order is held with"), s.decide)
	huma.Register(api, op("POST", "/orders/{id}/answer-cancel", "order-answer-cancel", user.Operator, "Accept or reject a buyer's wish to cancel, at the channel"), s.answerCancel)
	huma.Register(api, op("POST", "/orders/{id}/override", "order-override", user.Operator, "Give one line of this order a SKU, and run it again with what is stored"), s.override)
}

// orderFilter reads a filter.
func (s *Server) orderFilter(ctx context.Context, in *OrderFilter) (orders.Filter, error) {
	conn, err := s.connectionParam(ctx, in.Connection)
	if err != nil {
		return orders.Filter{}, err
	}
	issueID, err := id("query.issue", in.Issue)
	return orders.Filter{
		Tab: in.Tab, Connection: conn, Channel: in.Channel, Stage: in.Stage, Ref: in.Ref, Text: in.Q, Held: in.Held, From: in.From, To: in.To, Issue: issueID,
	}, err
}

func (s *Server) orders(ctx context.Context, in *ordersInput) (*listAnswer[Order], error) {
	f, err := s.orderFilter(ctx, &in.OrderFilter)
	if err != nil {
		return nil, err
	}
	f.Nameless, f.Limit = shy(ctx), in.Limit+1
	if in.Cursor != "" {
		if f.After, err = orderCursor(in.Page); err != nil {
			return nil, err
		}
	}
	rows, err := orders.List(ctx, s.DB, who(ctx).Account, f)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	rows, next := cut(rows, in.Limit, func(r orders.Row) string { return fmt.Sprintf("%d/%d", store.Micros(r.UpdatedAt), r.ID) })
	var views []Order
	for _, r := range rows {
		views = append(views, orderView(ctx, r, names))
	}
	return answerList(views, next), nil
}

func orderCursor(p Page) (*orders.Row, error) {
	at, last, err := p.momentAndID()
	return &orders.Row{ID: last, UpdatedAt: at}, err
}

func orderView(ctx context.Context, r orders.Row, names map[int64]string) Order {
	v := Order{
		ID: ids.String(r.ID), Channel: r.Channel, Connection: ids.String(r.Connection), ConnectionName: names[r.Connection], Ref: r.Ref, Number: r.Number,
		Stage: r.Stage, RawStatus: r.RawStatus, Tab: r.Tab, Total: r.Total.String(), Currency: string(r.Currency), Buyer: mask(ctx, r.Buyer),
		CreatedAt: moment(r.CreatedAt), UpdatedAt: moment(r.UpdatedAt), SeenAt: moment(r.SeenAt), BuyerForgottenAt: moment(r.ForgottenAt),
	}
	if r.Hold != nil {
		v.HoldCode, v.HoldReason = int(r.Hold.Code), string(r.Hold.Reason)
		v.HoldMessage = sentence(ctx, r.Hold).Message
	}
	if r.Issue != 0 {
		v.IssueID = ids.String(r.Issue)
	}
	if r.Skip != nil {
		v.SkipReason, v.SkipMessage = string(r.Skip.Reason), sentence(ctx, r.Skip).Message
	}
	return v
}

func (s *Server) tabs(ctx context.Context, _ *struct{}) (*tabsAnswer, error) {
	counts, err := orders.CountTabs(ctx, s.DB, who(ctx).Account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	a := &tabsAnswer{}
	for _, tab := range reconcile.Tabs {
		a.Body.Tabs = append(a.Body.Tabs, TabCount{tab, counts[tab]})
	}
	return a, nil
}

func (s *Server) orderRow(ctx context.Context, given string) (orders.Row, error) {
	n, err := id("path.id", given)
	if err != nil {
		return orders.Row{}, err
	}
	row, err := orders.Get(ctx, s.DB, who(ctx).Account, n)
	if err != nil {
		return row, s.fail(ctx, err)
	}
	return row, nil
}

func (s *Server) orderDetail(ctx context.Context, row orders.Row) (*orderAnswer, error) {
	snap, todo, err := s.Desk.Both(ctx, row)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	docs, err := books.List(ctx, s.DB, row.Account, books.Filter{OrderID: row.ID, Any: true, Limit: 200})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	slices.Reverse(docs)
	log, err := synclog.List(ctx, s.DB, row.Account, synclog.Filter{Connection: row.Connection, Ref: row.Ref}, synclog.Page{Limit: 50})
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	d := OrderDetail{
		Order: orderView(ctx, row, names), Snapshot: snapshotView(ctx, &snap, docs), Documents: []DocumentView{}, Entries: []LogEntry{}, Planned: []PlannedOp{},
		Hold: sentenceOrNil(ctx, row.Hold), Skip: sentenceOrNil(ctx, row.Skip), Choices: []string{}, Released: row.Released, Decision: string(row.Decision.Choice),
		Raw: rawView(ctx, &snap), HoldArgs: map[string]string{}, CancelAnswers: []string{}, Overrides: []OverrideView{},
	}
	if snap.CancelRequested {
		if err := s.cancelAnswers(ctx, &d, row.Connection); err != nil {
			return nil, err
		}
	}
	for _, o := range row.Overrides {
		d.Overrides = append(d.Overrides, OverrideView(o))
	}
	if row.Hold != nil && row.Hold.Args != nil {
		d.HoldArgs = discreetArgs(ctx, row.Hold.Args)
	}
	for _, doc := range docs {
		d.Documents = append(d.Documents, documentView(ctx, doc, names))
	}
	for _, e := range log {
		d.Entries = append(d.Entries, entryView(ctx, e, names))
	}
	for _, o := range todo.Ops {
		d.Planned = append(d.Planned, PlannedOp{string(o.Operation), o.Detail()})
	}
	for _, c := range plan.Choices(row.Hold) {
		d.Choices = append(d.Choices, string(c))
	}
	return &orderAnswer{d}, nil
}

func snapshotView(ctx context.Context, o *order.Snapshot, docs []books.Row) SnapshotView {
	v := SnapshotView{
		CancelRequested: o.CancelRequested, ReturnRequested: o.ReturnRequested, CancelledBy: string(o.CancelledBy), CancelReason: mask(ctx, o.CancelReason),
		PaymentMethod: o.PaymentMethod, Note: mask(ctx, o.Note), Goods: o.Amounts.Goods.String(), SellerVoucher: o.Amounts.SellerVoucher.String(),
		PlatformVoucher: o.Amounts.PlatformVoucher.String(), Shipping: o.Amounts.Shipping.String(), Tax: o.Amounts.Tax.String(), Fees: o.Amounts.Fees.String(),
		Refunded: o.Refunded.String(), Lines: []LineView{}, Packages: []PackageView{}, Steps: []StepView{},
		Buyer:   PersonView{mask(ctx, o.Buyer.Name), mask(ctx, o.Buyer.Email), mask(ctx, o.Buyer.Phone)},
		Address: mask(ctx, address(o.ShipTo)),
	}
	booked := bookedLines(docs)
	for i, l := range o.Lines {
		line := LineView{Ref: o.LineKey(i), SKU: l.SKU, Listing: l.Listing, Name: l.Name, Quantity: l.Quantity, Price: l.Price.String(), Total: l.Total.String()}
		if i < len(booked) {
			line.LinkedSKU = booked[i].SKU
		}
		v.Lines = append(v.Lines, line)
	}
	for _, p := range o.Packages {
		v.Packages = append(v.Packages, PackageView{p.Ref, p.Courier, p.TrackingNumber, moment(p.ShippedAt), moment(p.DeliveredAt)})
	}
	for _, step := range []StepView{
		{"created", o.CreatedAt}, {"paid", o.PaidAt}, {"shipped", o.ShippedAt}, {"delivered", o.DeliveredAt}, {"completed", o.CompletedAt}, {"cancelled", o.CancelledAt},
	} {
		if !step.At.IsZero() {
			v.Steps = append(v.Steps, step)
		}
	}
	slices.SortStableFunc(v.Steps, func(a, b StepView) int { return a.At.Compare(b.At) })
	return v
}

// bookedLines are the lines of the newest document that was written from the order's: they tell its SKUs in the books.
func bookedLines(docs []books.Row) []document.Line {
	for _, d := range slices.Backward(docs) {
		if d.Kind == document.Invoice || d.Kind == document.SalesOrder {
			return d.Content.Lines
		}
	}
	return nil
}

func address(a order.Address) string {
	var parts []string
	for _, p := range []string{a.Name, a.Lines, strings.TrimSpace(a.Postcode + " " + a.City), a.State, a.Country, a.Phone} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

func (s *Server) rerunOrder(ctx context.Context, in *rerunInput) (*orderAnswer, error) {
	row, err := s.orderRow(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := s.Desk.Rerun(ctx, who(ctx), []orders.Row{row}, orders.Verb(in.Body.Verb)); err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "order_rerun", row.Ref); err != nil {
		return nil, err
	}
	return s.fresh(ctx, row.ID)
}

func (s *Server) release(ctx context.Context, in *releaseInput) (*orderAnswer, error) {
	row, err := s.orderRow(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if row.Hold == nil || row.Hold.Reason != outcome.Pending {
		return nil, s.fail(ctx, outcome.New(outcome.NothingToDecide, "choice", "release"))
	}
	if _, err := s.Desk.Release(ctx, who(ctx), row, in.Body.Reason); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.fresh(ctx, row.ID)
}

func (s *Server) decide(ctx context.Context, in *decideInput) (*orderAnswer, error) {
	row, err := s.orderRow(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := s.Desk.Decide(ctx, who(ctx), row, document.Choice(in.Body.Choice), in.Body.Reason); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.fresh(ctx, row.ID)
}

func (s *Server) answerCancel(ctx context.Context, in *answerCancelInput) (*orderAnswer, error) {
	row, err := s.orderRow(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := s.Cancelling.Answer(ctx, who(ctx), row, channel.CancelAnswer(in.Body.Answer), in.Body.Reason); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.fresh(ctx, row.ID)
}

// cancelAnswers says what the buyer of an order can be answered.
func (s *Server) cancelAnswers(ctx context.Context, d *OrderDetail, connection int64) error {
	conn, err := s.Connections.Get(ctx, who(ctx).Account, connection)
	if o, ok := errors.AsType[*outcome.Error](err); ok && o.Reason == outcome.ConnectionMissing { // removed: nobody can be answered over it
		return nil
	}
	if err != nil {
		return s.fail(ctx, err)
	}
	kind, _ := s.Connections.Kind(conn.Channel)
	for _, a := range channel.EitherAnswer() {
		if why := cancelling.Elsewhere(kind, a); why != nil {
			d.CancelElsewhere = sentenceOrNil(ctx, why)
		} else {
			d.CancelAnswers = append(d.CancelAnswers, string(a))
		}
	}
	return nil
}

func (s *Server) override(ctx context.Context, in *overrideInput) (*orderAnswer, error) {
	row, err := s.orderRow(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	o := order.Override{Line: in.Body.Line, SKU: strings.TrimSpace(in.Body.SKU), Reason: in.Body.Reason}
	if _, err := s.Desk.Override(ctx, who(ctx), row, o); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.fresh(ctx, row.ID)
}

func (s *Server) download(ctx context.Context, in *downloadInput) (*orderAnswer, error) {
	conn, err := s.connectionParam(ctx, in.Body.Connection)
	if err != nil {
		return nil, err
	}
	if conn == 0 {
		return nil, field("body.connection", "is needed")
	}
	row, err := s.Desk.Download(ctx, who(ctx), conn, strings.TrimSpace(in.Body.Ref))
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	if err := s.audit(ctx, "order_download", row.Ref); err != nil {
		return nil, err
	}
	return s.orderDetail(ctx, row)
}

// fresh answers an order as it is after an action.
func (s *Server) fresh(ctx context.Context, orderID int64) (*orderAnswer, error) {
	row, err := orders.Get(ctx, s.DB, who(ctx).Account, orderID)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.orderDetail(ctx, row)
}

package httpapi

import (
	"context"
	"fmt"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

var kindOf = map[string]document.Kind{
	"sales-orders": document.SalesOrder, "invoices": document.Invoice, "outbounds": document.Outbound, "payments": document.Payment, "credit-notes": document.CreditNote,
}

// DocumentFilter is what narrows documents, in lists and in files. It is exported because huma fills embedded fields only then.
type DocumentFilter struct {
	Kind       string `path:"kind" enum:"sales-orders,invoices,outbounds,payments,credit-notes"`
	Connection string `query:"connection" doc:"Connection id or name."`
	Channel    string `query:"channel" maxLength:"40" doc:"Name of the channel the order was placed at."`
	Q          string `query:"q" maxLength:"200" doc:"Beginning of the document's number, the order's number or its id; or the digits of a document's number."`
	Voided     bool   `query:"voided" doc:"The recycle bin."`
	Payment    string `query:"payment" enum:"unpaid,paid" doc:"Invoices."`
	Delivery   string `query:"delivery" enum:"unsent,sent" doc:"Invoices."`

	From time.Time `query:"from" doc:"Written from then on; in the recycle bin: voided."`
	To   time.Time `query:"to"`
}

type documentsInput struct {
	Page
	DocumentFilter
}

// DocumentInput names a document. It is exported because huma fills embedded fields only then.
type DocumentInput struct {
	Kind string `path:"kind" enum:"sales-orders,invoices,outbounds,payments,credit-notes"`
	ID   string `path:"id"`
}

type voidInput struct {
	DocumentInput
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why, for the audit trail."`
	}
}

type documentAnswer struct{ Body DocumentView }

func (s *Server) documentRoutes(api huma.API) {
	huma.Register(api, op("GET", "/documents/{kind}", "documents", user.Viewer, "Documents of a kind, newest first"), s.documents)
	huma.Register(api, op("GET", "/documents/{kind}/{id}", "document", user.Viewer, "One document"), func(ctx context.Context, in *DocumentInput) (*documentAnswer, error) {
		return s.document(ctx, in)
	})
	huma.Register(api, op("POST", "/documents/{kind}/{id}/void", "document-void", user.Operator, "Put a document into the recycle bin"), func(ctx context.Context, in *voidInput) (*documentAnswer, error) {
		return s.void(ctx, in, true)
	})
	huma.Register(api, op("POST", "/documents/{kind}/{id}/restore", "document-restore", user.Operator, "Take a document out of the recycle bin"), func(ctx context.Context, in *voidInput) (*documentAnswer, error) {
		return s.void(ctx, in, false)
	})
}

// documentFilter reads a filter.
func (s *Server) documentFilter(ctx context.Context, in *DocumentFilter) (books.Filter, error) {
	conn, err := s.connectionParam(ctx, in.Connection)
	f := books.Filter{Kind: kindOf[in.Kind], Connection: conn, Channel: in.Channel, Text: in.Q, Voided: in.Voided, From: in.From, To: in.To}
	if in.Payment != "" {
		paid := in.Payment == "paid"
		f.Paid = &paid
	}
	if in.Delivery != "" {
		sent := in.Delivery == "sent"
		f.Sent = &sent
	}
	return f, err
}

func (s *Server) documents(ctx context.Context, in *documentsInput) (*listAnswer[DocumentView], error) {
	f, err := s.documentFilter(ctx, &in.DocumentFilter)
	if err != nil {
		return nil, err
	}
	if f.Voided && in.Cursor != "" {
		f.AfterAt, f.After, err = in.momentAndID()
	} else {
		f.After, err = in.after()
	}
	if err != nil {
		return nil, err
	}
	f.Limit = in.Limit + 1
	all, err := books.List(ctx, s.DB, who(ctx).Account, f)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	all, next := cut(all, in.Limit, func(r books.Row) string {
		if f.Voided {
			return fmt.Sprintf("%d/%d", store.Micros(r.VoidedAt), r.ID)
		}
		return ids.String(r.ID)
	})
	var views []DocumentView
	for _, r := range all {
		views = append(views, documentView(ctx, r, names))
	}
	return answerList(views, next), nil
}

func documentView(ctx context.Context, r books.Row, names map[int64]string) DocumentView {
	v := DocumentView{
		ID: ids.String(r.ID), Kind: string(r.Kind), Number: r.Number, OrderRef: r.OrderRef, OrderNumber: r.Order(), OrderID: ids.String(r.OrderID), Channel: r.Channel,
		Connection: ids.String(r.Connection), ConnectionName: names[r.Connection], Total: r.Worth(), Currency: string(r.Currency), State: string(r.State),
		Voided: r.Voided, VoidedAt: moment(r.VoidedAt), VoidedByPerson: r.ByPerson, VoidedBy: r.VoidedBy, VoidReason: confided(ctx, r.VoidWhy), Edited: r.Edited, CreatedAt: r.At, Buyer: mask(ctx, r.Content.Buyer),
		Courier: r.Content.Courier, Tracking: r.Content.Tracking, Method: r.Content.Method, Lines: []DocLine{},
		Discount: part(r.Content.Discount), Shipping: part(r.Content.Shipping), Tax: part(r.Content.Tax), Fees: part(r.Content.Fees), Rounding: part(r.Content.Rounding),
	}
	if r.Kind == document.Invoice {
		v.Payment, v.Delivery = "unpaid", "unsent"
		if r.Paid {
			v.Payment = "paid"
		}
		if r.Sent {
			v.Delivery = "sent"
		}
	}
	for _, l := range r.Content.Lines {
		v.Lines = append(v.Lines, DocLine{l.SKU, l.Name, l.Quantity, l.Total.String()})
	}
	return v
}

// part is a part of a total as the API shows it: left out when there is none.
func part(a money.Amount) string {
	if a == 0 {
		return ""
	}
	return a.String()
}

func (s *Server) row(ctx context.Context, in *DocumentInput) (books.Row, error) {
	n, err := id("path.id", in.ID)
	if err != nil {
		return books.Row{}, err
	}
	r, err := books.Get(ctx, s.DB, who(ctx).Account, kindOf[in.Kind], n)
	if err != nil {
		return r, s.fail(ctx, err)
	}
	return r, nil
}

func (s *Server) document(ctx context.Context, in *DocumentInput) (*documentAnswer, error) {
	r, err := s.row(ctx, in)
	if err != nil {
		return nil, err
	}
	return s.documentAnswer(ctx, r)
}

func (s *Server) documentAnswer(ctx context.Context, r books.Row) (*documentAnswer, error) {
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	return &documentAnswer{documentView(ctx, r, names)}, nil
}

// void moves a document into the recycle bin or out of it.
func (s *Server) void(ctx context.Context, in *voidInput, voided bool) (*documentAnswer, error) {
	r, err := s.row(ctx, &in.DocumentInput)
	if err != nil {
		return nil, err
	}
	if r, err = s.Voiding.Move(ctx, who(ctx), r, voided, in.Body.Reason); err != nil {
		return nil, s.fail(ctx, err)
	}
	return s.documentAnswer(ctx, r)
}

package httpapi

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/backoffice/books"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// Sheet is how a file is wished. It is exported because huma fills embedded fields only then.
type Sheet struct {
	BOM bool `query:"bom" doc:"Begin with a byte order mark: some versions of Excel take the file for UTF-8 only then."`
}

type (
	ordersSheetInput struct {
		OrderFilter
		Sheet
	}
	documentsSheetInput struct {
		DocumentFilter
		Sheet
	}
	logsSheetInput struct {
		LogFilter
		Sheet
	}
)

func (s *Server) sheetRoutes(api huma.API) {
	huma.Register(api, sheetOp("/orders.csv", "orders-csv", "Orders as a file for spreadsheets, with the filters of the list"), s.ordersSheet)
	huma.Register(api, sheetOp("/documents/{kind}.csv", "documents-csv", "Documents of a kind as a file for spreadsheets, with the filters of the list"), s.documentsSheet)
	huma.Register(api, sheetOp("/logs.csv", "logs-csv", "The sync log as a file for spreadsheets, with the filters of the list"), s.logsSheet)
}

func sheetOp(path, id, summary string) huma.Operation {
	o := op("GET", path, id, user.Viewer, summary)
	o.Description += " Comma-separated values (RFC 4180) in UTF-8, newest first; times are of the shop's zone, which stands in the head. A cell that a spreadsheet would take for a formula begins with an apostrophe."
	o.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	return o
}

// sheetPage is how many rows are in memory at once.
const sheetPage = 500

func (s *Server) ordersSheet(ctx context.Context, in *ordersSheetInput) (*huma.StreamResponse, error) {
	f, err := s.orderFilter(ctx, &in.OrderFilter)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	at, err := s.clock(ctx)
	if err != nil {
		return nil, err
	}
	f.Limit = sheetPage
	head := []string{"ID", "Channel", "Connection", "Ref", "Number", "Stage", "Channel status", "Tab", "Total", "Currency", "Buyer", "Held by", "Left out by", at.head("Created"), at.head("Changed"), at.head("Seen")}
	return stream(ctx, s, "orders", in.BOM, head, func() ([]orders.Row, error) {
		rows, err := orders.List(ctx, s.DB, who(ctx).Account, f)
		if len(rows) > 0 {
			f.After = &rows[len(rows)-1]
		}
		return rows, err
	}, func(r orders.Row) []string {
		v := orderView(ctx, r, names)
		return []string{v.ID, v.Channel, v.ConnectionName, v.Ref, v.Number, v.Stage, v.RawStatus, v.Tab, v.Total, v.Currency, v.Buyer, v.HoldReason, v.SkipReason,
			at.cell(r.CreatedAt), at.cell(r.UpdatedAt), at.cell(r.SeenAt)}
	})
}

func (s *Server) documentsSheet(ctx context.Context, in *documentsSheetInput) (*huma.StreamResponse, error) {
	f, err := s.documentFilter(ctx, &in.DocumentFilter)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	at, err := s.clock(ctx)
	if err != nil {
		return nil, err
	}
	f.Limit = sheetPage
	head := []string{"ID", "Kind", "Number", "Order ref", "Order number", "Channel", "Connection", "State", "Payment", "Delivery", "Total", "Currency", "Goods", "Discount", "Shipping", "Tax", "Fees",
		"Rounding", "Buyer", "Courier", "Tracking", "Method", at.head("Created"), at.head("Voided"), "Voided by", "Void reason"}
	return stream(ctx, s, in.Kind, in.BOM, head, func() ([]books.Row, error) {
		rows, err := books.List(ctx, s.DB, who(ctx).Account, f)
		if len(rows) > 0 {
			last := rows[len(rows)-1]
			f.After, f.AfterAt = last.ID, last.VoidedAt
		}
		return rows, err
	}, func(r books.Row) []string {
		v, c := documentView(ctx, r, names), r.Content
		return []string{v.ID, v.Kind, v.Number, v.OrderRef, v.OrderNumber, v.Channel, v.ConnectionName, v.State, v.Payment, v.Delivery, v.Total, v.Currency, part(goodsOf(c)), v.Discount, v.Shipping,
			v.Tax, v.Fees, v.Rounding, v.Buyer, v.Courier, v.Tracking, v.Method, at.cell(r.At), at.cell(r.VoidedAt), v.VoidedBy, v.VoidReason}
	})
}

// goodsOf sums up the lines of a document.
func goodsOf(c document.Content) (sum money.Amount) {
	for _, l := range c.Lines {
		sum += l.Total
	}
	return sum
}

func (s *Server) logsSheet(ctx context.Context, in *logsSheetInput) (*huma.StreamResponse, error) {
	f, err := s.logFilter(ctx, &in.LogFilter)
	if err != nil {
		return nil, err
	}
	names, err := s.names(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	at, err := s.clock(ctx)
	if err != nil {
		return nil, err
	}
	page := synclog.Page{Limit: sheetPage}
	head := []string{"ID", at.head("At"), "Connection", "Channel", "Operation", "Entity", "Ref", "Order number", "Document", "Code", "Reason", "Message", "Remedy", "Sync type", "Actor", "Attempt", at.head("Resolved"), "Resolved by"}
	return stream(ctx, s, "logs", in.BOM, head, func() ([]synclog.Entry, error) {
		rows, err := synclog.List(ctx, s.DB, who(ctx).Account, f, page)
		if len(rows) > 0 {
			page.After = rows[len(rows)-1].ID
		}
		if err == nil {
			err = synclog.Name(ctx, s.DB, who(ctx).Account, rows)
		}
		return rows, err
	}, func(e synclog.Entry) []string {
		v := entryView(ctx, e, names)
		return []string{v.ID, at.cell(v.At), v.ConnectionName, v.Channel, v.Operation, v.Entity, v.Ref, v.OrderNumber, v.DocumentRef, number(v.Code), v.Reason, v.Message, v.Remedy, v.SyncType, v.Actor,
			number(v.Attempt), at.cell(e.ResolvedAt), v.ResolvedBy}
	})
}

// clock is how the shop tells times.
type clock struct{ zone *time.Location }

func (s *Server) clock(ctx context.Context) (clock, error) {
	account, err := s.Users.Account(ctx, who(ctx).Account)
	if err != nil {
		return clock{}, s.fail(ctx, err)
	}
	zone, err := time.LoadLocation(account.Zone)
	if err != nil {
		return clock{}, s.fail(ctx, err)
	}
	return clock{zone}, nil
}

// head is that of a column of times.
func (c clock) head(name string) string { return name + " (" + c.zone.String() + ")" }

// cell is a time, as spreadsheets read it; empty when it has not happened.
func (c clock) cell(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(c.zone).Format("2006-01-02 15:04:05")
}

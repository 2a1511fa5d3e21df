package httpapi

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

type reportInput struct {
	From       time.Time `query:"from" doc:"Default: start of the day six days ago, in the account's zone."`
	To         time.Time `query:"to" doc:"Default: now."`
	Operation  string    `query:"operation" doc:"Empty or all: every operation."`
	Connection string    `query:"connection" doc:"Connection id or name."`
	Channel    string    `query:"channel" maxLength:"40" doc:"Name of the channel the orders were placed at."`
}

func (s *Server) reportRoutes(api huma.API) {
	huma.Register(api, op("GET", "/report", "report", user.Viewer, "Sync log report of a span: connection by code"), s.report)
}

// allOperations is the tab that shows them all.
const allOperations = "all"

func (s *Server) report(ctx context.Context, in *reportInput) (*struct{ Body Report }, error) {
	account := who(ctx).Account
	conn, err := s.connectionParam(ctx, in.Connection)
	if err != nil {
		return nil, err
	}
	acc, err := s.Users.Account(ctx, account)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	zone, err := time.LoadLocation(acc.Zone)
	if err != nil {
		zone = time.UTC
	}
	if in.To.IsZero() {
		in.To = s.Now()
	}
	if in.From.IsZero() {
		y, m, d := in.To.In(zone).Date()
		in.From = time.Date(y, m, d-6, 0, 0, 0, 0, zone)
	}
	if !in.From.Before(in.To) {
		return nil, field("query.from", "must be before to")
	}
	figures, err := synclog.Figures(ctx, s.DB, account, in.From, in.To)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	shops, err := s.everShops(ctx)
	if err != nil {
		return nil, s.fail(ctx, err)
	}
	b := newReport(ctx, in, zone)
	wanted := func(connection int64, channel string) bool {
		return (conn == 0 || conn == connection) && (in.Channel == "" || in.Channel == channel)
	}
	for _, f := range figures {
		if wanted(f.Connection, f.Channel) {
			b.add(f)
		}
	}
	for _, shop := range shops {
		for _, channel := range shop.channels() {
			if wanted(shop.ID, channel) {
				row := b.row(shop.ID, channel)
				if shop.State == connection.Removed && row.Total == 0 { // it has no place in a span it had no part in
					continue
				}
				row.Connection, row.ConnectionName, row.Channel = ids.String(shop.ID), shopName(ctx, shop.Connection), channel
				b.Rows = append(b.Rows, *row)
			}
		}
	}
	return &struct{ Body Report }{b.finish(ctx)}, nil
}

// reportBuilder adds figures up.
type reportBuilder struct {
	Report
	operation string
	zone      *time.Location
	rows      map[rowKey]*ReportRow
	days      map[string]*ReportDay
	ops       map[string]*ReportOperation
	codes     map[outcome.Code]bool
}

func newReport(ctx context.Context, in *reportInput, zone *time.Location) *reportBuilder {
	b := &reportBuilder{
		Report: Report{From: in.From.UTC(), To: in.To.UTC(), Zone: zone.String(), Rows: []ReportRow{}}, operation: in.Operation, zone: zone,
		rows: map[rowKey]*ReportRow{}, days: map[string]*ReportDay{}, ops: map[string]*ReportOperation{}, codes: map[outcome.Code]bool{},
	}
	if b.operation == "" {
		b.operation = allOperations
	}
	for t := in.From.In(zone); t.Before(in.To); t = t.AddDate(0, 0, 1) { // days without a transaction are shown, too
		b.day(t)
	}
	b.day(in.To.Add(-time.Nanosecond))
	for _, o := range plan.Operations {
		b.op(ctx, string(o))
	}
	for _, c := range []outcome.Code{outcome.OK, outcome.Conflict, outcome.BadStatus, outcome.Missing} { // the columns of every report
		b.codes[c] = true
	}
	return b
}

// rowKey names a row: a connection has one for its own channel, and one for each whose orders come over it.
type rowKey struct {
	connection int64
	channel    string
}

func (b *reportBuilder) row(connection int64, channel string) *ReportRow {
	key := rowKey{connection, channel}
	if b.rows[key] == nil {
		b.rows[key] = &ReportRow{Counts: map[string]int64{}}
	}
	return b.rows[key]
}

func (b *reportBuilder) day(t time.Time) *ReportDay {
	name := t.In(b.zone).Format(time.DateOnly)
	if b.days[name] == nil {
		b.days[name] = &ReportDay{Day: name, Counts: map[string]int64{}}
	}
	return b.days[name]
}

func (b *reportBuilder) op(ctx context.Context, name string) *ReportOperation {
	if b.ops[name] == nil {
		b.ops[name] = &ReportOperation{Operation: name, Label: phrase.Operation(readerOf(ctx), name)}
	}
	return b.ops[name]
}

func (b *reportBuilder) add(f synclog.Figure) {
	o := b.op(context.Background(), f.Operation)
	o.Total += f.N
	if f.Code.Failed() {
		o.Failed += f.N
	}
	if b.operation != allOperations && b.operation != f.Operation {
		return
	}
	code := strconv.Itoa(int(f.Code))
	b.codes[f.Code] = true
	row, day := b.row(f.Connection, f.Channel), b.day(f.Hour)
	row.Counts[code] += f.N
	row.Total += f.N
	day.Counts[code] += f.N
	day.Total += f.N
	t := &b.Totals
	t.Transactions += f.N
	switch f.Code {
	case outcome.OK:
		t.Successful += f.N
	case outcome.BadStatus:
		t.WrongStatus += f.N
	case outcome.Missing:
		t.Missing += f.N
	case outcome.Conflict:
		t.Conflicts += f.N
	default:
		t.Other += f.N
	}
}

func (b *reportBuilder) finish(ctx context.Context) Report {
	all := ReportOperation{Operation: allOperations, Label: phrase.Operation(readerOf(ctx), allOperations)}
	for _, o := range b.ops {
		all.Total += o.Total
		all.Failed += o.Failed
	}
	b.Operations = []ReportOperation{all}
	for _, o := range plan.Operations {
		b.Operations = append(b.Operations, *b.ops[string(o)])
		delete(b.ops, string(o))
	}
	for _, name := range slices.Sorted(maps.Keys(b.ops)) {
		b.Operations = append(b.Operations, *b.ops[name])
	}
	for _, c := range outcome.Codes {
		if b.codes[c] {
			b.Codes = append(b.Codes, ReportCode{Code: int(c), Label: phrase.Code(readerOf(ctx), c)})
		}
	}
	b.Days = []ReportDay{}
	for _, name := range slices.Sorted(maps.Keys(b.days)) {
		b.Days = append(b.Days, *b.days[name])
	}
	return b.Report
}

// Package synclog is the sync log: one entry per step, the figures of the report kept with the write, filters, and what became
// of failures. Entries are written once; only their resolution changes.
//
// It owns the tables entry, exchange and tally. Failures are grouped by package issue, which is told of every one that is written,
// resolved or opened again, in the same transaction.
package synclog

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
)

// SyncType tells what woke the work up.
type SyncType string

const (
	Auto    SyncType = "auto"
	Manual  SyncType = "manual"
	Webhook SyncType = "webhook"
	Rerun   SyncType = "rerun"
)

// Entity is what an entry is about.
type Entity string

const (
	OrderEntity      Entity = "order"
	SKUEntity        Entity = "sku"
	ConnectionEntity Entity = "connection"
	EndpointEntity   Entity = "endpoint" // where webhooks are sent to; the reference is its id
)

// Operations beside those of the planner.
const (
	DownloadOrder     = "download_order"
	LinkSKU           = "link_sku"
	InvoiceThere      = "create_channel_invoice" // at the channel, not in the books
	AnswerCancel      = "answer_cancel"          // to a buyer who wishes to cancel
	CheckCompleteness = "check_completeness"
	DeliverWebhook    = "deliver_webhook"
	SubscribeToNews   = "subscribe_to_news" // by webhook or queue
	ListenToQueue     = "listen_to_queue"   // into which a channel puts its news
	DecideOrder       = "decide_order"      // by a person
	ReleaseOrder      = "release_order"     // by a person
	OverrideSKU       = "override_sku"      // of one line, by a person
	VoidDocument      = "void_document"     // by a person
	RestoreDocument   = "restore_document"  // by a person
)

// Entry is one line of the log.
type Entry struct {
	ID         int64 // also its time
	Account    int64
	Connection int64
	Channel    string
	Operation  string
	Entity     Entity
	Ref        string
	OrderID    int64  // 0: about no order
	Number     string // the order's, as the channel shows it; only where Name has filled it in
	Document   string // number of the document written or found
	Outcome    *outcome.Error
	Subject    string // what failures group by, beside operation and reason: the SKU, the status word
	SyncType   SyncType
	Actor      string // who, when a person asked for it
	Attempt    int    // the how-manieth time the order was worked on, from 1
	Cycle      int64
	Exchange   int64 // 0: no call was made for it
	Bulk       int64 // the bulk action that wrote it; 0: none
	StartedAt  time.Time
	Took       time.Duration
	ResolvedAt time.Time
	ResolvedBy string // a person, or one of the By words
}

// At is when the entry was written.
func (e *Entry) At() time.Time { return ids.Time(e.ID) }

// Key is the cause of a failure; the zero Key of an entry that is none.
func (e *Entry) Key() issue.Key { return issue.Of(e.Connection, e.Operation, e.Outcome) }

// Issue is the id of the issue that a failure belongs to; 0 for an entry that is none.
func (e *Entry) Issue() int64 { return issue.IDOf(e.Connection, e.Operation, e.Outcome) }

// Who resolved a failure when no person did.
const (
	BySuccess = issue.BySuccess // the order went through later
	ByAttempt = "newer attempt" // it failed again, and the newer entry tells
	ByCheck   = "completeness"  // the completeness check did not find it any more
)

// SubjectOf names what a failure is about, for grouping.
func SubjectOf(e *outcome.Error) string { return issue.SubjectOf(e) }

var entryTable = store.Table{
	Name: "entry",
	Columns: []string{"account_id", "at", "id", "connection_id", "channel", "operation", "entity", "ref", "order_id", "document", "code", "reason",
		"args", "subject", "failed", "sync_type", "actor", "attempt", "cycle_id", "exchange_id", "started_at", "took", "resolved_at", "resolved_by", "issue_id", "bulk_id"},
	Types: []string{"bigint", "bigint", "bigint", "bigint", "text", "text", "text", "text", "bigint", "text", "integer", "text",
		"text", "text", "boolean", "text", "text", "integer", "bigint", "bigint", "bigint", "bigint", "bigint", "text", "bigint", "bigint"},
}

var tallyTable = store.Table{
	Name:    "tally",
	Columns: []string{"account_id", "hour", "connection_id", "channel", "operation", "code", "n"},
	Types:   []string{"bigint", "bigint", "bigint", "text", "text", "integer", "bigint"},
}

// Write stores entries and moves the figures of the report and of the issues, in a few statements however many there are. It is
// Record without anything else.
func Write(ctx context.Context, tx store.Tx, to issue.Listeners, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	return Record(ctx, tx, to, Change{Account: entries[0].Account, Entries: entries})
}

// insert stores entries and counts them for the report.
func insert(ctx context.Context, tx store.Tx, entries []Entry) error {
	rows := make([][]any, len(entries))
	figures := map[figure]int64{}
	for i := range entries {
		e := &entries[i]
		args := ""
		if len(e.Outcome.Args) > 0 {
			b, err := json.Marshal(e.Outcome.Args)
			if err != nil {
				return fmt.Errorf("entry arguments: %w", err)
			}
			args = string(b)
		}
		at := store.Micros(e.At())
		rows[i] = []any{e.Account, at, e.ID, e.Connection, e.Channel, e.Operation, string(e.Entity), e.Ref, e.OrderID, e.Document, int(e.Outcome.Code),
			string(e.Outcome.Reason), args, e.Subject, e.Outcome.Code.Failed(), string(e.SyncType), e.Actor, e.Attempt, e.Cycle, e.Exchange,
			store.Micros(e.StartedAt), e.Took.Microseconds(), store.Micros(e.ResolvedAt), e.ResolvedBy, e.Issue(), e.Bulk}
		figures[figure{e.Account, at - at%hour, e.Connection, e.Channel, e.Operation, int(e.Outcome.Code)}]++
	}
	if _, err := tx.Bulk(ctx, entryTable, rows, ""); err != nil {
		return fmt.Errorf("writing entries: %w", err)
	}
	return tally(ctx, tx, figures)
}

type figure struct {
	account, hour, connection int64
	channel, operation        string
	code                      int
}

const hour = int64(time.Hour / time.Microsecond)

// tally adds to the report's figures. Rows go in the order of the key, so that two pages never wait for each other crosswise.
func tally(ctx context.Context, tx store.Tx, figures map[figure]int64) error {
	keys := make([]figure, 0, len(figures))
	for f := range figures {
		keys = append(keys, f)
	}
	slices.SortFunc(keys, func(a, b figure) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.hour, b.hour), cmp.Compare(a.connection, b.connection),
			cmp.Compare(a.channel, b.channel), cmp.Compare(a.operation, b.operation), cmp.Compare(a.code, b.code))
	})
	rows := make([][]any, len(keys))
	for i, f := range keys {
		rows[i] = []any{f.account, f.hour, f.connection, f.channel, f.operation, f.code, figures[f]}
	}
	_, err := tx.Bulk(ctx, tallyTable, rows, `on conflict (account_id, hour, connection_id, channel, operation, code) do update set n = tally.n + excluded.n`)
	if err != nil {
		return fmt.Errorf("counting entries: %w", err)
	}
	return nil
}

var exchangeTable = store.Table{
	Name:    "exchange",
	Columns: []string{"account_id", "at", "id", "content"},
	Types:   []string{"bigint", "bigint", "bigint", "bytea"},
}

var zip, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
var unzip, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))

// WriteExchanges keeps what was said to a channel, redacted, under one id that entries name.
func WriteExchanges(ctx context.Context, tx store.Tx, account, id int64, said []httpkit.Exchange) error {
	b, err := json.Marshal(said)
	if err != nil {
		return fmt.Errorf("encoding an exchange: %w", err)
	}
	_, err = tx.Bulk(ctx, exchangeTable, [][]any{{account, store.Micros(ids.Time(id)), id, zip.EncodeAll(b, nil)}}, "")
	if err != nil {
		return fmt.Errorf("writing an exchange: %w", err)
	}
	return nil
}

package reconcile

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

// known is what a row of orders tells about an order seen before.
type known struct {
	id        int64
	hash      []byte
	updatedAt time.Time // at the channel
	seenAt    time.Time // when that reading began
	failures  int
	attempt   int
	released  bool
	cancelled order.Party // by whom, as far as is known
	decision  document.Decision
	forgotten bool // the buyer's data was deleted, and stays so
	counted   place
	overrides []order.Override
	held      string       // the hold as it is stored
	hold      synclog.Hold // the order as it stands in the books of its issue; no issue: nothing that failed holds it
}

// covers tells whether nothing has to be done about a snapshot: it shows what is known, or less. An older snapshot never
// overwrites a newer one; of two at the same channel time (shops keep whole seconds) the one read later is newer.
func (k *known) covers(s *order.Snapshot, hash [32]byte, readAt time.Time, force bool) bool {
	if k == nil {
		return false
	}
	if bytes.Equal(k.hash, hash[:]) {
		return !force
	}
	return s.UpdatedAt.Before(k.updatedAt) || (s.UpdatedAt.Equal(k.updatedAt) && readAt.Before(k.seenAt))
}

// fill brings a snapshot in line with what is known beside it, and tells whether that changed it: a buyer who was forgotten stays so,
// and who cancelled is taken from an earlier reading where this one cannot tell. Some channels tell it only when asked for the one
// order, and a page must not make it unknown again.
func (k *known) fill(s *order.Snapshot) (filled bool) {
	if k == nil {
		return false
	}
	if k.forgotten {
		s.Forget()
	}
	if s.Stage != order.Cancelled || s.CancelledBy != "" || k.cancelled == "" {
		return k.forgotten
	}
	s.CancelledBy = k.cancelled
	return true
}

// held is one order that an issue holds up; 0: none does.
func held(issueID int64, c money.Currency, total money.Amount) synclog.Hold {
	if issueID == 0 {
		return synclog.Hold{}
	}
	return synclog.Hold{Issue: issueID, Held: issue.Held{Currency: c, Orders: 1, Total: total}}
}

func loadKnown(ctx context.Context, db store.Reader, c connection.Connection, snaps []order.Snapshot) (map[string]*known, error) {
	refs := make(store.Strings, len(snaps))
	for i := range snaps {
		refs[i] = snaps[i].Ref
	}
	all := make(map[string]*known, len(snaps))
	err := each(ctx, db, `select ref, id, hash, updated_at, seen_at, failures, attempt, released, decision, cancelled_by, overrides, issue_id, currency, total, channel, tab,
		hold_code > 200, hold, forgotten_at > 0
		from orders
		where account_id = $1 and connection_id = $2 and `+db.In("ref", 3), []any{c.Account, c.ID, refs}, func(row store.Row) error {
		var ref, decision, cancelled, overrides, currency string
		var updated, seen, issueID, total int64
		k := &known{}
		if err := row.Scan(&ref, &k.id, &k.hash, &updated, &seen, &k.failures, &k.attempt, &k.released, &decision, &cancelled, &overrides, &issueID, &currency, &total, &k.counted.channel, &k.counted.tab,
			&k.counted.held, &k.held, &k.forgotten); err != nil {
			return err
		}
		k.hold = held(issueID, money.Currency(currency), money.Amount(total))
		k.cancelled = order.Party(cancelled)
		k.updatedAt, k.seenAt = store.Time(updated), store.Time(seen)
		if decision != "" {
			if err := json.Unmarshal([]byte(decision), &k.decision); err != nil {
				return fmt.Errorf("decision on order %s: %w", ref, err)
			}
		}
		if overrides != "" {
			if err := json.Unmarshal([]byte(overrides), &k.overrides); err != nil {
				return fmt.Errorf("overrides of order %s: %w", ref, err)
			}
		}
		all[ref] = k
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading orders: %w", err)
	}
	return all, nil
}

var orderTable = store.Table{
	Name: "orders",
	Columns: []string{"account_id", "id", "connection_id", "channel", "ref", "number", "stage", "raw_status", "tab", "total", "currency", "buyer",
		"cancelled_by", "hold_code", "hold", "skip", "released", "decision", "failures", "attempt", "hash", "created_at", "updated_at", "seen_at", "issue_id", "unpriced"},
	Types: []string{"bigint", "bigint", "bigint", "text", "text", "text", "text", "text", "text", "bigint", "text", "text",
		"text", "integer", "text", "text", "boolean", "text", "integer", "integer", "bytea", "bigint", "bigint", "bigint", "bigint", "boolean"},
}

// released, decision and overrides are not overwritten: a person writes them, in their own transaction under the order's lock.
const orderConflict = `on conflict (account_id, connection_id, ref) do update set channel = excluded.channel, number = excluded.number, stage = excluded.stage,
	raw_status = excluded.raw_status, tab = excluded.tab, total = excluded.total, currency = excluded.currency, buyer = excluded.buyer,
	cancelled_by = excluded.cancelled_by, hold_code = excluded.hold_code, hold = excluded.hold, skip = excluded.skip, failures = excluded.failures, attempt = excluded.attempt,
	hash = excluded.hash, created_at = excluded.created_at, updated_at = excluded.updated_at, seen_at = excluded.seen_at, issue_id = excluded.issue_id, unpriced = excluded.unpriced`

var contentTable = store.Table{
	Name: "order_content", Columns: []string{"account_id", "order_id", "snapshot", "raw"}, Types: []string{"bigint", "bigint", "text", "bytea"},
}

const contentConflict = `on conflict (account_id, order_id) do update set snapshot = excluded.snapshot, raw = excluded.raw`

var lineTable = store.Table{
	Name:    "order_line",
	Columns: []string{"account_id", "order_id", "position", "sku", "listing", "quantity", "total"},
	Types:   []string{"bigint", "bigint", "integer", "text", "text", "bigint", "bigint"},
}

var zip, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
var unzip, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))

// content is how a snapshot is stored: with its problem, which the domain type keeps out of its JSON.
type content struct {
	order.Snapshot
	Problem string `json:"problem,omitempty"`
}

// saveOrders stores the orders' rows as they are now.
func saveOrders(ctx context.Context, tx store.Tx, b Batch, works []*work, now time.Time) error {
	if len(works) == 0 {
		return nil
	}
	readAt := b.ReadAt
	if readAt.IsZero() {
		readAt = now
	}
	rows := make([][]any, len(works))
	for i, w := range works {
		s := w.snap
		hold, failures := w.stopped(), 0
		holdCode := 0
		if hold != nil {
			if hold.Code.Failed() {
				failures = 1
			}
			holdCode = int(hold.Code)
		}
		updated, seen := s.UpdatedAt, readAt
		if w.asKnown() {
			updated, seen = w.known.updatedAt, w.known.seenAt
		}
		rows[i] = []any{b.Connection.Account, w.id, b.Connection.ID, channelOf(b, s), s.Ref, s.Number, string(s.Stage), s.RawStatus, Tab(s, w.plan.Skip, hold),
			int64(s.Total), string(s.Currency), s.Buyer.Name, string(s.CancelledBy), holdCode, hold.Encode(), w.plan.Skip.Encode(), w.have.Released, "", failures, w.tries,
			w.hash[:], store.Micros(s.CreatedAt), store.Micros(updated), store.Micros(seen), w.issue(b.Connection.ID), s.Unpriced}
	}
	sortByColumn(rows, 4)
	if _, err := tx.Bulk(ctx, orderTable, rows, orderConflict); err != nil {
		return fmt.Errorf("storing orders: %w", err)
	}
	return nil
}

// asKnown tells that nothing was read anew: a re-run of what is stored, or of an order that has not changed.
func (w *work) asKnown() bool { return w.known != nil && bytes.Equal(w.known.hash, w.hash[:]) }

// contents are the rows of what was read: snapshots, the channel's own answers, lines.
type contents struct {
	rows, lines [][]any
	relined     store.IDs // known orders whose lines are written anew
	err         error
}

// encodeContents makes the rows of what was read. It takes as long as the planner's questions to the database, so it works beside
// them; the answer always comes, and waits for whoever wants it.
func encodeContents(account int64, works []*work) <-chan contents {
	done := make(chan contents, 1)
	read := make([]work, 0, len(works)) // copies: the planner fills in the others meanwhile
	for _, w := range works {
		if !w.asKnown() {
			read = append(read, work{snap: w.snap, known: w.known, id: w.id, again: w.again})
		}
	}
	go func() { done <- encodeRead(account, read) }()
	return done
}

func encodeRead(account int64, works []work) (c contents) {
	for _, w := range works {
		s := w.snap
		text, err := encode(content{*s, s.Problem.Encode()})
		if err != nil {
			c.err = fmt.Errorf("encoding order %s: %w", s.Ref, err)
			return c
		}
		c.rows = append(c.rows, []any{account, w.id, text, zip.EncodeAll(s.Raw, nil)})
		if w.known != nil || w.again {
			c.relined = append(c.relined, w.id)
		}
		for i, l := range s.Lines {
			c.lines = append(c.lines, []any{account, w.id, i, l.SKU, l.Listing, l.Quantity, int64(l.Total)})
		}
	}
	return c
}

// saveContents stores what was read.
func saveContents(ctx context.Context, tx store.Tx, b Batch, c contents) error {
	if c.err != nil {
		return c.err
	}
	if len(c.relined) > 0 {
		if _, err := tx.Exec(ctx, `delete from order_line where account_id = $1 and `+tx.In("order_id", 2), b.Connection.Account, c.relined); err != nil {
			return fmt.Errorf("replacing lines: %w", err)
		}
	}
	if _, err := tx.Bulk(ctx, contentTable, c.rows, contentConflict); err != nil {
		return fmt.Errorf("storing contents: %w", err)
	}
	if _, err := tx.Bulk(ctx, lineTable, c.lines, ""); err != nil {
		return fmt.Errorf("storing lines: %w", err)
	}
	return nil
}

// sortByColumn orders rows by a text column: bulk upserts in one order cannot wait for each other crosswise.
func sortByColumn(rows [][]any, column int) {
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[column].(string), b[column].(string)) })
}

// Tabs of the orders page, in its order.
var Tabs = []string{"new", "to_ship", "in_delivery", "completed", "cancelled", "failed_delivery", "complained", "pending", "errors", "skipped"}

// Tab is where an order is shown. What only a person can decide stays where its stage belongs, with the question on it.
func Tab(s *order.Snapshot, skip, hold *outcome.Error) string {
	switch {
	case skip != nil:
		return "skipped"
	case hold != nil && hold.Reason == outcome.Pending:
		return "pending"
	case hold != nil && !isQuestion(hold.Reason):
		return "errors"
	case s.ReturnRequested || s.Stage == order.Returned || (hold != nil && hold.Reason == outcome.RefundNeedsDecision):
		return "complained"
	}
	switch s.Stage {
	case order.Unpaid:
		return "new"
	case order.Paid:
		return "to_ship"
	case order.Shipped, order.Delivered:
		return "in_delivery"
	case order.Completed:
		return "completed"
	case order.Cancelled:
		return "cancelled"
	case order.FailedDelivery:
		return "failed_delivery"
	}
	return "errors"
}

// isQuestion tells whether a hold is one a person answers on the order's own tab.
func isQuestion(r outcome.Reason) bool {
	switch r {
	case outcome.CancelledAfterShipping, outcome.FailedDelivery, outcome.ReturnNeedsDecision, outcome.RefundNeedsDecision:
		return true
	}
	return false
}

// Stored gives the snapshots of orders as they were last read, by order id, for a re-run without asking the channel.
func Stored(ctx context.Context, db store.Reader, account int64, orders []int64) (map[int64]order.Snapshot, error) {
	all := map[int64]order.Snapshot{}
	err := each(ctx, db, `select order_id, snapshot, raw from order_content where account_id = $1 and `+db.In("order_id", 2), []any{account, store.IDs(orders)}, func(row store.Row) error {
		var id int64
		var text string
		var packed []byte
		if err := row.Scan(&id, &text, &packed); err != nil {
			return err
		}
		s, err := decodeContent(text)
		if err != nil {
			return fmt.Errorf("order %d: %w", id, err)
		}
		if s.Raw, err = unzip.DecodeAll(packed, nil); err != nil {
			return fmt.Errorf("order %d: %w", id, err)
		}
		all[id] = s
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading stored snapshots: %w", err)
	}
	return all, nil
}

// decodeContent reads a stored snapshot, without the channel's own answer.
func decodeContent(text string) (order.Snapshot, error) {
	var c content
	err := json.Unmarshal([]byte(text), &c)
	if err == nil {
		c.Snapshot.Problem, err = outcome.Decode(c.Problem)
	}
	return c.Snapshot, err
}

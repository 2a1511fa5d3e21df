package completeness

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/tillbridge/tillbridge/internal/store"
)

// Figures are the orders of one day. Every order is in exactly one of Complete, Held, Pending, Skipped, Unequal, Unexplained
// and Gone.
type Figures struct {
	Channel     int64            `json:"channel"`  // orders that the channel has: Received + Unexplained
	Received    int64            `json:"received"` // of these, those that are here
	Complete    int64            `json:"complete"` // the books show what the plan wants: nothing is left to do
	Held        int64            `json:"held"`
	Pending     int64            `json:"pending"`
	Skipped     int64            `json:"skipped"`
	Unequal     int64            `json:"unequal"`     // the books do not show what they should, and nothing says why
	Unexplained int64            `json:"unexplained"` // the channel has it, the hub does not
	Gone        int64            `json:"gone"`        // the hub has it, the channel does not tell of it any more
	Orphans     int64            `json:"orphans"`     // live documents written on this day without an order behind them
	Healed      int64            `json:"healed"`      // once unexplained or unequal, and brought right; counted among the others, too
	HeldBy      map[string]int64 `json:"held_by,omitempty"`
	SkippedBy   map[string]int64 `json:"skipped_by,omitempty"`
}

// Clean tells whether nothing of a day is unexplained or unequal.
func (f Figures) Clean() bool { return f.Unexplained == 0 && f.Unequal == 0 && f.Orphans == 0 }

// count adds one order.
func (f *Figures) count(v verdict) {
	if v.kind != Gone {
		f.Received++
	}
	switch v.kind {
	case Complete:
		f.Complete++
	case Held:
		f.Held++
		tally(&f.HeldBy, v.reason)
	case Pending:
		f.Pending++
	case Skipped:
		f.Skipped++
		tally(&f.SkippedBy, v.reason)
	case Unequal:
		f.Unequal++
	case Gone:
		f.Gone++
	}
}

func tally(of *map[string]int64, reason string) {
	if *of == nil {
		*of = map[string]int64{}
	}
	(*of)[reason]++
}

// Add adds another day's figures.
func (f *Figures) Add(o Figures) {
	*f = Figures{
		Channel: f.Channel + o.Channel, Received: f.Received + o.Received, Complete: f.Complete + o.Complete, Held: f.Held + o.Held, Pending: f.Pending + o.Pending,
		Skipped: f.Skipped + o.Skipped, Unequal: f.Unequal + o.Unequal, Unexplained: f.Unexplained + o.Unexplained, Gone: f.Gone + o.Gone,
		Orphans: f.Orphans + o.Orphans, Healed: f.Healed + o.Healed, HeldBy: sum(f.HeldBy, o.HeldBy), SkippedBy: sum(f.SkippedBy, o.SkippedBy),
	}
}

// sum adds two tables of figures into a third; nil when both are empty.
func sum(a, b map[string]int64) map[string]int64 {
	if len(a)+len(b) == 0 {
		return nil
	}
	all := make(map[string]int64, len(a)+len(b))
	for _, m := range []map[string]int64{a, b} {
		for reason, n := range m {
			all[reason] += n
		}
	}
	return all
}

// clone is a copy that shares nothing: what a transaction that fails has counted must not stay.
func (f Figures) clone() Figures {
	f.HeldBy, f.SkippedBy = sum(f.HeldBy, nil), sum(f.SkippedBy, nil)
	return f
}

// DayRow is one connection on one day, as the last check found it.
type DayRow struct {
	Connection     int64
	Day            Day
	From, JudgedTo time.Time // orders created within were judged
	Whole          bool      // to the day's end
	CheckedAt      time.Time
	Figures
}

// reasons is how the figures by reason are stored.
type reasons struct {
	Held    map[string]int64 `json:"held,omitempty"`
	Skipped map[string]int64 `json:"skipped,omitempty"`
}

var dayTable = store.Table{
	Name: "ledger_day",
	Columns: []string{"account_id", "connection_id", "day", "from_at", "judged_to", "whole", "checked_at", "check_id", "channel", "received", "complete", "held", "pending",
		"skipped", "unequal", "unexplained", "gone", "orphans", "healed", "reasons"},
	Types: []string{"bigint", "bigint", "text", "bigint", "bigint", "boolean", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "bigint",
		"bigint", "bigint", "bigint", "bigint", "bigint", "bigint", "text"},
}

const dayConflict = `on conflict (account_id, connection_id, day) do update set from_at = excluded.from_at, judged_to = excluded.judged_to, whole = excluded.whole,
	checked_at = excluded.checked_at, check_id = excluded.check_id, channel = excluded.channel, received = excluded.received, complete = excluded.complete,
	held = excluded.held, pending = excluded.pending, skipped = excluded.skipped, unequal = excluded.unequal, unexplained = excluded.unexplained, gone = excluded.gone,
	orphans = excluded.orphans, healed = excluded.healed, reasons = excluded.reasons`

func saveDay(ctx context.Context, tx store.Tx, account, check int64, d DayRow) error {
	why, err := json.Marshal(reasons{d.HeldBy, d.SkippedBy})
	if err != nil {
		return fmt.Errorf("reasons of a day: %w", err)
	}
	_, err = tx.Bulk(ctx, dayTable, [][]any{{account, d.Connection, string(d.Day), store.Micros(d.From), store.Micros(d.JudgedTo), d.Whole, store.Micros(d.CheckedAt), check,
		d.Channel, d.Received, d.Complete, d.Held, d.Pending, d.Skipped, d.Unequal, d.Unexplained, d.Gone, d.Orphans, d.Healed, string(why)}}, dayConflict)
	if err != nil {
		return fmt.Errorf("storing a day: %w", err)
	}
	return nil
}

// Days gives an account's days in a span, both within, by connection and day; connection 0: of all. An empty from is the first
// there is, an empty to the last.
func Days(ctx context.Context, db store.Reader, account, connection int64, from, to Day) ([]DayRow, error) {
	rows, err := db.Query(ctx, `select connection_id, day, from_at, judged_to, whole, checked_at, channel, received, complete, held, pending, skipped, unequal,
		unexplained, gone, orphans, healed, reasons from ledger_day where account_id = $1 and (cast($2 as bigint) = 0 or connection_id = $2) and day >= $3
		and (cast($4 as text) = '' or day <= $4) order by connection_id, day`, account, connection, string(from), string(to))
	if err != nil {
		return nil, fmt.Errorf("reading days: %w", err)
	}
	defer rows.Close()
	var all []DayRow
	for rows.Next() {
		d, err := scanDay(rows)
		if err != nil {
			return nil, fmt.Errorf("reading days: %w", err)
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

func scanDay(row store.Row) (DayRow, error) {
	var d DayRow
	var day, why string
	var from, judged, checked int64
	err := row.Scan(&d.Connection, &day, &from, &judged, &d.Whole, &checked, &d.Channel, &d.Received, &d.Complete, &d.Held, &d.Pending, &d.Skipped, &d.Unequal,
		&d.Unexplained, &d.Gone, &d.Orphans, &d.Healed, &why)
	if err != nil {
		return d, err
	}
	var by reasons
	if err := json.Unmarshal([]byte(why), &by); err != nil {
		return d, err
	}
	d.Day, d.From, d.JudgedTo, d.CheckedAt = Day(day), store.Time(from), store.Time(judged), store.Time(checked)
	d.HeldBy, d.SkippedBy = by.Held, by.Skipped
	return d, nil
}

// Proven is the latest moment up to which every day of a connection is without unexplained and unequal orders and without
// documents that have no order; zero when no such moment is known. days are all of one connection, oldest first; a day that
// was left out ends the proof.
func Proven(days []DayRow) time.Time {
	var proven time.Time
	for i, d := range days {
		if !d.Clean() || i > 0 && d.Day != days[i-1].Day.Add(1) {
			break
		}
		if proven = d.JudgedTo; !d.Whole {
			break
		}
	}
	return proven
}

// ProvenOf is Proven of each connection of an account; those without a proof are left out.
func ProvenOf(ctx context.Context, db store.Reader, account int64) (map[int64]time.Time, error) {
	days, err := Days(ctx, db, account, 0, "", "")
	if err != nil {
		return nil, err
	}
	all := map[int64]time.Time{}
	for start := 0; start < len(days); {
		end := start + 1
		for end < len(days) && days[end].Connection == days[start].Connection {
			end++
		}
		if p := Proven(days[start:end]); !p.IsZero() {
			all[days[start].Connection] = p
		}
		start = end
	}
	return all, nil
}

// Unproven counts what the checks of an account's days found wrong and did not bring right, from a day on: orders that are unexplained,
// unequal or gone, and documents without an order.
func Unproven(ctx context.Context, db store.Reader, account int64, from Day) (int64, error) {
	var n int64
	err := db.QueryRow(ctx, `select cast(coalesce(sum(unexplained + unequal + gone + orphans), 0) as bigint) from ledger_day where account_id = $1 and day >= $2
		and connection_id in (select id from connection where account_id = $1 and state <> 'removed')`,
		account, string(from)).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting what is unproven: %w", err)
	}
	return n, nil
}

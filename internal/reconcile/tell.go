package reconcile

import (
	"context"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/store"
)

// tell writes what changed for whoever listens (webhooks out): nothing when nobody does, and four statements however many orders
// there are when somebody does.
//
// Like the planner it looks at the state before and after, not at the operations: what a conflict left as it was is not told.
func (r *Reconciler) tell(ctx context.Context, tx store.Tx, to outhook.Audience, b Batch, works []*work, at time.Time) error {
	var after map[int64][]document.Document
	var err error
	if to.Wants(outhook.DocumentCreated, outhook.DocumentChanged, outhook.DocumentVoided) {
		if after, err = r.documentsAfter(ctx, tx, b, works); err != nil {
			return err
		}
	}
	var events []outhook.Event
	for _, w := range works {
		events = append(events, w.orderEvents(b)...)
		events = append(events, w.documentEvents(b, after[w.id])...)
	}
	return to.Tell(ctx, tx, r.ids, at, events)
}

// documentsAfter loads the documents of the orders for which something was done.
func (r *Reconciler) documentsAfter(ctx context.Context, tx store.Tx, b Batch, works []*work) (map[int64][]document.Document, error) {
	var touched []int64
	for _, w := range works {
		if len(w.done) > 0 {
			touched = append(touched, w.id)
		}
	}
	if len(touched) == 0 {
		return nil, nil
	}
	return r.books.Load(ctx, tx, b.Connection.Account, touched)
}

// orderEvents tells of an order that is new, shows something else than before, or waits for something else than before.
func (w *work) orderEvents(b Batch) []outhook.Event {
	now, hold := w.place(b), w.stopped()
	heldAnew := now.held && (w.known == nil || w.known.held != hold.Encode())
	data := outhook.Order{
		ID: ids.String(w.id), Ref: w.snap.Ref, Number: w.snap.Number, Channel: now.channel, Connection: ids.String(b.Connection.ID), Stage: string(w.snap.Stage),
		Tab: now.tab, Total: outhook.Known(w.snap.Total, w.snap.Unpriced), Currency: w.snap.Currency, Hold: holdOf(hold), UpdatedAt: w.snap.UpdatedAt,
	}
	var events []outhook.Event
	switch {
	case w.known == nil:
		events = append(events, outhook.Event{Type: outhook.OrderCreated, Data: data})
	case !w.asKnown() || w.known.counted != now || w.known.held != hold.Encode():
		events = append(events, outhook.Event{Type: outhook.OrderChanged, Data: data})
	}
	if heldAnew {
		events = append(events, outhook.Event{Type: outhook.OrderHeld, Data: data})
	}
	return events
}

func holdOf(why *outcome.Error) *outhook.Hold {
	if why == nil {
		return nil
	}
	return &outhook.Hold{Code: int(why.Code), Reason: string(why.Reason)}
}

// documentEvents compares an order's documents with what they were.
func (w *work) documentEvents(b Batch, after []document.Document) []outhook.Event {
	of := outhook.Of{Order: w.id, Ref: w.snap.Ref, Number: w.snap.Number, Channel: channelOf(b, w.snap), Connection: b.Connection.ID}
	var events []outhook.Event
	for _, d := range after {
		i := slices.IndexFunc(w.have.Documents, func(o document.Document) bool { return o.ID == d.ID })
		switch {
		case i < 0:
			events = append(events, outhook.DocumentEvent(outhook.DocumentCreated, d, of))
		case d.Voided && !w.have.Documents[i].Voided:
			events = append(events, outhook.DocumentEvent(outhook.DocumentVoided, d, of))
		case changed(w.have.Documents[i], d):
			events = append(events, outhook.DocumentEvent(outhook.DocumentChanged, d, of))
		}
	}
	return events
}

// changed compares what events tell of a document.
func changed(a, b document.Document) bool {
	return a.State != b.State || a.Total != b.Total || a.Paid != b.Paid || a.Sent != b.Sent || a.Voided != b.Voided
}

package outhook

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
)

// Tell writes events as part of the transaction in which they happened. It is all that a package needs which has something to
// tell; nothing is written when no endpoint wants it. It costs three statements however many events there are, and one when
// nobody listens.
func Tell(ctx context.Context, tx store.Tx, m *ids.Maker, account int64, at time.Time, events ...Event) error {
	if len(events) == 0 {
		return nil
	}
	a, err := Listening(ctx, tx, account)
	if err != nil {
		return err
	}
	return a.Tell(ctx, tx, m, at, events)
}

// Audience is who listens in an account. The zero value is nobody.
type Audience struct {
	account   int64
	endpoints []Endpoint
}

// Listening gives the enabled endpoints, for those to whom finding out what happened costs something.
func Listening(ctx context.Context, db store.Reader, account int64) (Audience, error) {
	all, err := list(ctx, db, `account_id = $1 and state = 'enabled' order by id`, account)
	return Audience{account, all}, err
}

// Wants tells whether anybody wants events of one of these types.
func (a Audience) Wants(types ...Type) bool {
	return slices.ContainsFunc(types, func(t Type) bool {
		return slices.ContainsFunc(a.endpoints, func(e Endpoint) bool { return e.wants(t) })
	})
}

var eventTable = store.Table{
	Name: "outhook_event", Columns: []string{"account_id", "id", "type", "payload"}, Types: []string{"bigint", "bigint", "text", "text"},
}

var deliveryTable = store.Table{
	Name:    "outhook_delivery",
	Columns: []string{"account_id", "id", "outhook_id", "event_id", "type", "state", "attempts", "next_at", "status", "tried_at", "reference"},
	Types:   []string{"bigint", "bigint", "bigint", "bigint", "text", "text", "integer", "bigint", "integer", "bigint", "text"},
}

// Tell is the package's Tell for an audience that was asked for before.
func (a Audience) Tell(ctx context.Context, tx store.Tx, m *ids.Maker, at time.Time, events []Event) error {
	var written, deliveries [][]any
	for _, e := range events {
		if !a.Wants(e.Type) {
			continue
		}
		text, err := e.encode(at)
		if err != nil {
			return err
		}
		id := m.Next()
		written = append(written, []any{a.account, id, string(e.Type), text})
		for _, to := range a.endpoints {
			if to.wants(e.Type) {
				deliveries = append(deliveries, waiting(a.account, m.Next(), to.ID, id, e, at))
			}
		}
	}
	return write(ctx, tx, written, deliveries)
}

// waiting is the row of a delivery that is due at once.
func waiting(account, id, endpoint, event int64, e Event, at time.Time) []any {
	return []any{account, id, endpoint, event, string(e.Type), string(Waiting), 0, store.Micros(at), 0, int64(0), e.reference()}
}

func write(ctx context.Context, tx store.Tx, events, deliveries [][]any) error {
	if len(events) == 0 {
		return nil
	}
	if _, err := tx.Bulk(ctx, eventTable, events, ""); err != nil {
		return fmt.Errorf("writing events: %w", err)
	}
	if _, err := tx.Bulk(ctx, deliveryTable, deliveries, ""); err != nil {
		return fmt.Errorf("writing deliveries: %w", err)
	}
	return tx.Notify(ctx, topic)
}

// topic is what pages listen to.
const topic = "webhooks"

func (e Endpoint) wants(t Type) bool { return len(e.Types) == 0 || slices.Contains(e.Types, t) }

func decodeTypes(s string) (types []Type, err error) {
	err = json.Unmarshal([]byte(s), &types)
	return types, err
}

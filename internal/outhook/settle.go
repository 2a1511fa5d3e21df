package outhook

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/synclog"
)

var attemptTable = store.Table{
	Name:    "outhook_attempt",
	Columns: []string{"account_id", "id", "delivery_id", "status", "problem", "answer", "took"},
	Types:   []string{"bigint", "bigint", "bigint", "integer", "text", "text", "bigint"},
}

// onDelivery leaves a delivery alone that a person sent again meanwhile.
const onDelivery = `on conflict (account_id, id) do update set state = excluded.state, attempts = excluded.attempts, next_at = excluded.next_at,
	status = excluded.status, tried_at = excluded.tried_at where outhook_delivery.state = 'waiting' and outhook_delivery.attempts = excluded.attempts - 1`

// settle stores what the attempts came to and gives the endpoint back, in one transaction. A worker whose hold has ended
// meanwhile stores nothing: another has the endpoint, or it was deleted.
func (s *Sender) settle(ctx context.Context, t *turn, tries []tried) error {
	e, restUntil := t.Endpoint, time.Time{}
	var attempts, after [][]any
	for _, one := range tries {
		d := one.delivery
		attempts = append(attempts, []any{d.Account, s.ids.Next(), d.ID, one.status, one.problem.Encode(), one.answer, one.took.Microseconds()})
		d = one.after()
		after = append(after, d.row())
		restUntil = e.learn(one)
	}
	gone := e.State == Enabled && e.exhausted(tries)
	if gone {
		e.State = Disabled
	}
	err := s.db.InTx(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(ctx, `update outhook set busy_until = 0, failing_since = $4, failures = $5, rest_until = $6 where account_id = $1 and id = $2 and busy_until = $3`,
			e.Account, e.ID, t.busyUntil, store.Micros(e.FailingSince), e.failures, store.Micros(restUntil))
		if err != nil || n == 0 {
			return err
		}
		if _, err := tx.Bulk(ctx, attemptTable, attempts, ""); err != nil {
			return err
		}
		if _, err := tx.Bulk(ctx, deliveryTable, after, onDelivery); err != nil {
			return err
		}
		if gone {
			if err := s.disable(ctx, tx, e); err != nil {
				return err
			}
		}
		return tx.Notify(ctx, topic)
	})
	if err != nil {
		return fmt.Errorf("storing what was sent to endpoint %d: %w", e.ID, err)
	}
	if gone {
		s.log.Warn("a webhook endpoint was disabled", "endpoint", e.ID, "host", host(e.URL), "reason", e.Problem.Reason)
	}
	return nil
}

// after is the delivery as the attempt leaves it.
func (t tried) after() Delivery {
	d := t.delivery
	d.Attempts, d.Status, d.TriedAt, d.NextAt = d.Attempts+1, t.status, t.at, time.Time{}
	if t.problem == nil {
		d.State = Delivered
		return d
	}
	again, ok := next(t.at, d.Attempts, t.problem.After)
	if !ok || d.Type == Test {
		d.State = Failed
		return d
	}
	d.NextAt = again
	return d
}

// learn counts an attempt, and gives until when the endpoint is left alone; zero: it is not.
func (e *Endpoint) learn(one tried) (restUntil time.Time) {
	if one.problem == nil {
		e.failures, e.FailingSince = 0, time.Time{}
		return time.Time{}
	}
	e.failures++
	if e.FailingSince.IsZero() {
		e.FailingSince = one.at
	}
	if !one.stops() {
		return time.Time{}
	}
	return one.at.Add(rest(e.failures, one.problem.After))
}

// exhausted tells whether there is no sense in sending more, and why: it wants no more, or nothing has arrived for days.
func (e *Endpoint) exhausted(tries []tried) bool {
	if len(tries) == 0 {
		return false
	}
	last := tries[len(tries)-1]
	switch {
	case last.problem == nil:
		return false
	case last.problem.Reason == outcome.EndpointGone:
		e.Problem = outcome.New(outcome.EndpointGone, "url", shown(e.URL))
	case !e.FailingSince.IsZero() && last.at.Sub(e.FailingSince) >= giveUp:
		e.Problem = outcome.New(outcome.EndpointFailing, "url", shown(e.URL), "since", e.FailingSince.Format("2006-01-02 15:04 MST"))
	default:
		return false
	}
	return true
}

// disable ends the sending and tells it: a failure in the log, open until somebody enables or deletes the endpoint.
func (s *Sender) disable(ctx context.Context, tx store.Tx, e Endpoint) error {
	n, err := tx.Exec(ctx, `update outhook set state = 'disabled', problem = $3 where account_id = $1 and id = $2 and state = 'enabled'`, e.Account, e.ID, e.Problem.Encode())
	if err != nil || n == 0 {
		return err
	}
	return synclog.Write(ctx, tx, s.issues, []synclog.Entry{{
		ID: s.ids.Next(), Account: e.Account, Operation: synclog.DeliverWebhook, Entity: synclog.EndpointEntity, Ref: ids.String(e.ID), Outcome: e.Problem,
		Subject: host(e.URL), SyncType: synclog.Auto, Attempt: e.failures, StartedAt: s.now(),
	}})
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// shown is an address without its query, which may hold a key.
func shown(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host + u.Path
}

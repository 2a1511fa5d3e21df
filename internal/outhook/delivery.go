package outhook

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

// DeliveryState is where a delivery stands.
type DeliveryState string

const (
	Waiting   DeliveryState = "waiting"   // an attempt is to come
	Delivered DeliveryState = "delivered" // answered with 2xx
	Failed    DeliveryState = "failed"    // given up, until a person sends it again
)

// Delivery is an event on its way to one endpoint.
type Delivery struct {
	Account, ID, Endpoint int64
	Event                 int64
	Type                  Type
	State                 DeliveryState
	Attempts              int       // since it was written, or sent again by a person
	NextAt                time.Time // zero: no attempt is to come
	Status                int       // of the last answer; 0: there was none
	TriedAt               time.Time // of the last attempt; zero: there was none yet
	Reference             string    // an order's or a document's number, an issue's subject; empty: nothing that has a name
}

// At is when the event was written.
func (d *Delivery) At() time.Time { return ids.Time(d.ID) }

// MessageID is the webhook-id it is sent under: the event's, the same for every attempt and every endpoint.
func (d *Delivery) MessageID() string { return messageID(d.Event) }

// Filter narrows a list of deliveries. Zero fields do not narrow.
type Filter struct {
	State     DeliveryState
	Type      Type
	Reference string    // exactly
	From, To  time.Time // when the event was written; half open
	After     int64     // id of the last one of the page before
	Limit     int
}

const deliveryColumns = `account_id, id, outhook_id, event_id, type, state, attempts, next_at, status, tried_at, reference`

func scanDelivery(row store.Row) (Delivery, error) {
	var d Delivery
	var kind, state string
	var nextAt, tried int64
	err := row.Scan(&d.Account, &d.ID, &d.Endpoint, &d.Event, &kind, &state, &d.Attempts, &nextAt, &d.Status, &tried, &d.Reference)
	d.Type, d.State, d.NextAt, d.TriedAt = Type(kind), DeliveryState(state), store.Time(nextAt), store.Time(tried)
	return d, err
}

func (d *Delivery) row() []any {
	return []any{d.Account, d.ID, d.Endpoint, d.Event, string(d.Type), string(d.State), d.Attempts, store.Micros(d.NextAt), d.Status, store.Micros(d.TriedAt), d.Reference}
}

// Deliveries gives an endpoint's deliveries, newest first, by keyset.
func Deliveries(ctx context.Context, db store.Reader, account, endpoint int64, f Filter) ([]Delivery, error) {
	where, args := []string{"account_id = $1", "outhook_id = $2"}, []any{account, endpoint}
	add := func(condition string, value any) {
		args = append(args, value)
		where = append(where, fmt.Sprintf(condition, len(args)))
	}
	if f.State != "" {
		add("state = $%d", string(f.State))
	}
	if f.Type != "" {
		add("type = $%d", string(f.Type))
	}
	if f.Reference != "" {
		add("reference <> '' and reference = $%d", f.Reference) // as its index is written
	}
	if !f.From.IsZero() {
		add("id >= $%d", ids.First(f.From))
	}
	if !f.To.IsZero() {
		add("id < $%d", ids.First(f.To))
	}
	if f.After != 0 {
		add("id < $%d", f.After)
	}
	args = append(args, f.Limit)
	return deliveries(ctx, db, strings.Join(where, " and ")+fmt.Sprintf(" order by id desc limit $%d", len(args)), args...)
}

func deliveries(ctx context.Context, db store.Reader, where string, args ...any) ([]Delivery, error) {
	rows, err := db.Query(ctx, `select `+deliveryColumns+` from outhook_delivery where `+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reading deliveries: %w", err)
	}
	defer rows.Close()
	var all []Delivery
	for rows.Next() {
		d, err := scanDelivery(rows)
		if err != nil {
			return nil, fmt.Errorf("reading deliveries: %w", err)
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

// GetDelivery gives one delivery to an endpoint; Missing if there is none of that id.
func GetDelivery(ctx context.Context, db store.Reader, account, endpoint, id int64) (Delivery, error) {
	d, err := scanDelivery(db.QueryRow(ctx, `select `+deliveryColumns+` from outhook_delivery where account_id = $1 and id = $2 and outhook_id = $3`, account, id, endpoint))
	if errors.Is(err, store.ErrNoRows) {
		return d, outcome.New(outcome.DeliveryMissing)
	}
	if err != nil {
		return d, fmt.Errorf("reading a delivery: %w", err)
	}
	return d, nil
}

// Payload is what a delivery sends, byte by byte.
func Payload(ctx context.Context, db store.Reader, d Delivery) (string, error) {
	all, err := payloads(ctx, db, d.Account, []Delivery{d})
	return all[d.Event], err
}

// Attempt is one try and what was answered.
type Attempt struct {
	ID       int64 // also its time
	Delivery int64
	Status   int            // 0: there was no answer
	Problem  *outcome.Error // nil: delivered
	Answer   string         // the beginning of the body
	Took     time.Duration
}

// Attempts gives the tries of a delivery, oldest first.
func Attempts(ctx context.Context, db store.Reader, d Delivery) ([]Attempt, error) {
	rows, err := db.Query(ctx, `select id, delivery_id, status, problem, answer, took from outhook_attempt where account_id = $1 and delivery_id = $2 order by id`, d.Account, d.ID)
	if err != nil {
		return nil, fmt.Errorf("reading attempts: %w", err)
	}
	defer rows.Close()
	var all []Attempt
	for rows.Next() {
		var a Attempt
		var problem string
		var took int64
		if err := rows.Scan(&a.ID, &a.Delivery, &a.Status, &problem, &a.Answer, &took); err != nil {
			return nil, fmt.Errorf("reading attempts: %w", err)
		}
		a.Took = time.Duration(took) * time.Microsecond
		if a.Problem, err = outcome.Decode(problem); err != nil {
			return nil, fmt.Errorf("reading attempts: %w", err)
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// Replay sends one delivery again, whatever became of it, under the same webhook-id. BadStatus while its endpoint is disabled.
func (d *Desk) Replay(ctx context.Context, who user.User, e Endpoint, del Delivery) (Delivery, error) {
	if e.State != Enabled {
		return del, outcome.New(outcome.EndpointDisabled, "url", e.URL)
	}
	del.State, del.Attempts, del.NextAt = Waiting, 0, d.Now()
	return del, d.change(ctx, who, "replay_webhook", e, func(tx store.Tx) error {
		if _, err := tx.Exec(ctx, `update outhook set rest_until = 0 where account_id = $1 and id = $2`, e.Account, e.ID); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `update outhook_delivery set state = 'waiting', attempts = 0, next_at = $3 where account_id = $1 and id = $2`,
			del.Account, del.ID, store.Micros(del.NextAt))
		return err
	})
}

// Recovery is a wish to send again what an endpoint missed.
type Recovery struct {
	Account, Endpoint int64
	Since             time.Time // events written from then on
	All               bool      // also what was delivered; else only what has failed, given up or not
	AskedAt           time.Time // what was tried after it has been sent again already
}

// recoverSlice is how many deliveries one transaction takes.
const recoverSlice = 500

func (r Recovery) where() (string, []any) {
	delivered := ""
	if r.All {
		delivered = " or state = 'delivered'"
	}
	return `account_id = $1 and outhook_id = $2 and id >= $3 and tried_at <= $4 and type <> 'webhook.test' and (state = 'failed' or (state = 'waiting' and attempts > 0)` + delivered + `)`,
		[]any{r.Account, r.Endpoint, ids.First(r.Since), store.Micros(r.AskedAt)}
}

// Ask notes that somebody wants it and tells how many deliveries will be sent again. also is part of the transaction: what
// wakes the work up. BadStatus while the endpoint is disabled.
func (d *Desk) Ask(ctx context.Context, who user.User, e Endpoint, r Recovery, also func(store.Tx) error) (n int64, err error) {
	if e.State != Enabled {
		return 0, outcome.New(outcome.EndpointDisabled, "url", e.URL)
	}
	return n, d.change(ctx, who, "recover_webhooks", e, func(tx store.Tx) error {
		where, args := r.where()
		if err := tx.QueryRow(ctx, `select count(*) from outhook_delivery where `+where, args...).Scan(&n); err != nil {
			return err
		}
		return also(tx)
	})
}

// Recover makes a slice of what was missed due again, oldest first, and tells whether there is more. It keeps no mark: what is
// done is no longer what it looks for, so it may be called again after a crash.
func Recover(ctx context.Context, db store.DB, r Recovery, now time.Time) (more bool, err error) {
	where, args := r.where()
	err = db.InTx(ctx, func(tx store.Tx) error {
		n, err := tx.Exec(ctx, `update outhook_delivery set state = 'waiting', attempts = 0, next_at = $5 where account_id = $1 and id in (
			select id from outhook_delivery where `+where+fmt.Sprintf(` order by id limit %d)`, recoverSlice), append(args, store.Micros(now))...)
		more = n == recoverSlice
		return err
	})
	if err != nil {
		return false, fmt.Errorf("recovering deliveries: %w", err)
	}
	return more, nil
}

// kept is how long events, deliveries and attempts are kept: as long as the exchanges of the log are by default.
const kept = 30 * 24 * time.Hour

// forgetSlice is how many rows one transaction deletes.
const forgetSlice = 5000

// Forget removes what is older than it is kept, in slices, so that nobody waits for long.
func Forget(ctx context.Context, db store.DB, now time.Time) error {
	accounts, err := accounts(ctx, db)
	if err != nil {
		return err
	}
	for _, account := range accounts {
		for table, keep := range map[string]time.Duration{
			"outhook_attempt": kept, "outhook_delivery": kept,
			"outhook_event": kept + 24*time.Hour, // what a delivery sends is there as long as the delivery
		} {
			if err := forget(ctx, db, table, account, ids.First(now.Add(-keep))); err != nil {
				return fmt.Errorf("clearing %s: %w", table, err)
			}
		}
	}
	return nil
}

func forget(ctx context.Context, db store.DB, table string, account, before int64) error {
	for n := int64(forgetSlice); n == forgetSlice; {
		err := db.InTx(ctx, func(tx store.Tx) (err error) {
			n, err = tx.Exec(ctx, fmt.Sprintf(`delete from %[1]s where account_id = $1 and id in (select id from %[1]s where account_id = $1 and id < $2 order by id limit %[2]d)`,
				table, forgetSlice), account, before)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// accounts are all there are.
func accounts(ctx context.Context, db store.Reader) ([]int64, error) {
	rows, err := db.Query(ctx, `select id from account`)
	if err != nil {
		return nil, fmt.Errorf("reading accounts: %w", err)
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("reading accounts: %w", err)
		}
		all = append(all, id)
	}
	return all, rows.Err()
}

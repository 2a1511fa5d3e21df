package outhook

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/vault"
)

const (
	// timeout is of one attempt. The scheme recommends 15 to 30 seconds; a job must end within 20, see jobs.
	timeout = 15 * time.Second
	// lease is how long an endpoint is one worker's: longer than a slice and its last attempt take.
	lease = 30 * time.Second
	// batch is how many deliveries a slice takes at most; what they came to is stored together at its end.
	batch = 100
	// mostRead is how much of an answer is read, and mostKept how much of that is stored, in bytes.
	mostRead = 64 << 10
	mostKept = 2 << 10
)

// Sender sends what is due. Safe for concurrent use, also by several nodes on one database.
type Sender struct {
	db     store.DB
	ids    *ids.Maker
	vault  *vault.Vault
	open   *httpkit.Client // for endpoints anywhere but in private networks, unless those are allowed to all
	inward *httpkit.Client // for endpoints that may be at private addresses
	issues *Issues
	now    func() time.Time
	log    *slog.Logger
}

// NewSender is a sender. allowPrivate lets every endpoint be at a private address. The attempts of several endpoints share no
// limit but the number of jobs that run at once. That an endpoint was disabled is an issue, which issues tells the others.
func NewSender(db store.DB, m *ids.Maker, v *vault.Vault, allowPrivate bool, issues *Issues, now func() time.Time, log *slog.Logger) *Sender {
	client := func(private bool) *httpkit.Client {
		return httpkit.New(httpkit.Options{AllowPrivate: private, Timeout: timeout, MaxBytes: mostRead, UserAgent: "Tillbridge-Webhooks"})
	}
	return &Sender{db, m, v, client(allowPrivate), client(true), issues, now, log}
}

// Key names an endpoint.
type Key struct{ Account, Endpoint int64 }

// Due gives the endpoints to which something can be sent now.
func Due(ctx context.Context, db store.Reader, now time.Time) ([]Key, error) {
	rows, err := db.Query(ctx, `select account_id, id from outhook e where state = 'enabled' and rest_until <= $1 and busy_until <= $1 and exists (
		select 1 from outhook_delivery d where d.account_id = e.account_id and d.outhook_id = e.id and d.state = 'waiting' and d.next_at <= $1)`, store.Micros(now))
	if err != nil {
		return nil, fmt.Errorf("looking for webhooks to send: %w", err)
	}
	defer rows.Close()
	var all []Key
	for rows.Next() {
		var k Key
		if err := rows.Scan(&k.Account, &k.Endpoint); err != nil {
			return nil, fmt.Errorf("looking for webhooks to send: %w", err)
		}
		all = append(all, k)
	}
	return all, rows.Err()
}

// Slice sends what is due to one endpoint, in order and one by one, until the given time or until the endpoint does not keep up,
// and tells whether more is due. It does nothing while another worker has the endpoint. What was sent when the process dies
// before the end of the slice is sent again.
func (s *Sender) Slice(ctx context.Context, k Key, until time.Time) (more bool, err error) {
	t, err := s.take(ctx, k, `state = 'enabled' and rest_until <= $4`, func(tx store.Tx) ([]Delivery, error) {
		return deliveries(ctx, tx, `account_id = $1 and outhook_id = $2 and state = 'waiting' and next_at <= $3 order by next_at, id limit `+strconv.Itoa(batch),
			k.Account, k.Endpoint, store.Micros(s.now()))
	})
	if err != nil || t == nil {
		return false, err
	}
	full := len(t.waiting) == batch
	var tries []tried
	for i, d := range t.waiting {
		if i > 0 && !s.now().Before(until) {
			full = true
			break
		}
		one := s.try(ctx, t, d)
		if ctx.Err() != nil && one.problem != nil {
			break // we were stopped; it was no attempt
		}
		tries = append(tries, one)
		if one.stops() {
			full = false
			break
		}
	}
	return full, s.settle(context.WithoutCancel(ctx), t, tries)
}

// Now makes one attempt of one delivery at once, also while its endpoint is disabled or rests, and gives the delivery as it is
// then. Nothing is tried while another worker has the endpoint; the delivery is given as it was.
func (s *Sender) Now(ctx context.Context, d Delivery) (Delivery, error) {
	t, err := s.take(ctx, Key{d.Account, d.Endpoint}, `$4 = $4`, func(tx store.Tx) ([]Delivery, error) {
		return deliveries(ctx, tx, `account_id = $1 and id = $2 and state = 'waiting'`, d.Account, d.ID)
	})
	if err != nil {
		return d, err
	}
	if t != nil && len(t.waiting) == 1 {
		one := s.try(ctx, t, t.waiting[0])
		err = s.settle(context.WithoutCancel(ctx), t, []tried{one})
	}
	if err != nil {
		return d, err
	}
	return GetDelivery(ctx, s.db, d.Account, d.Endpoint, d.ID)
}

// Test sends a test event to an endpoint, at once and only once, and gives what became of it.
func (s *Sender) Test(ctx context.Context, e Endpoint) (Delivery, error) {
	event := Event{Test, map[string]string{"endpoint": ids.String(e.ID)}}
	text, err := event.encode(s.now())
	if err != nil {
		return Delivery{}, err
	}
	d := Delivery{Account: e.Account, ID: s.ids.Next(), Endpoint: e.ID, Event: s.ids.Next(), Type: Test, State: Waiting, NextAt: s.now()}
	err = s.db.InTx(ctx, func(tx store.Tx) error {
		return write(ctx, tx, [][]any{{d.Account, d.Event, string(Test), text}}, [][]any{d.row()})
	})
	if err != nil {
		return d, err
	}
	return s.Now(ctx, d)
}

// turn is one worker's hold of an endpoint, with what it is to send.
type turn struct {
	Endpoint
	busyUntil int64
	secrets   secrets
	waiting   []Delivery
	payloads  map[int64]string // by event
}

// take gets hold of an endpoint by compare-and-set; nil if it is another's, or not to be sent to ($4 of the condition is now).
func (s *Sender) take(ctx context.Context, k Key, condition string, due func(store.Tx) ([]Delivery, error)) (*turn, error) {
	var t *turn
	err := s.db.InTx(ctx, func(tx store.Tx) (err error) {
		t = nil
		now := s.now()
		mine := &turn{busyUntil: store.Micros(now.Add(lease))}
		n, err := tx.Exec(ctx, `update outhook set busy_until = $3 where account_id = $1 and id = $2 and busy_until <= $4 and `+condition,
			k.Account, k.Endpoint, mine.busyUntil, store.Micros(now))
		if err != nil || n == 0 {
			return err
		}
		if mine.Endpoint, err = Get(ctx, tx, k.Account, k.Endpoint); err != nil {
			return err
		}
		if mine.secrets, err = unseal(s.vault, mine.Endpoint); err != nil {
			return err
		}
		if mine.waiting, err = due(tx); err != nil {
			return err
		}
		if mine.payloads, err = payloads(ctx, tx, k.Account, mine.waiting); err != nil {
			return err
		}
		t = mine
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("taking endpoint %d: %w", k.Endpoint, err)
	}
	return t, nil
}

func payloads(ctx context.Context, db store.Reader, account int64, of []Delivery) (map[int64]string, error) {
	events := make(store.IDs, len(of))
	for i, d := range of {
		events[i] = d.Event
	}
	rows, err := db.Query(ctx, `select id, payload from outhook_event where account_id = $1 and `+db.In("id", 2), account, events)
	if err != nil {
		return nil, fmt.Errorf("reading events: %w", err)
	}
	defer rows.Close()
	all := make(map[int64]string, len(of))
	for rows.Next() {
		var id int64
		var text string
		if err := rows.Scan(&id, &text); err != nil {
			return nil, fmt.Errorf("reading events: %w", err)
		}
		all[id] = text
	}
	return all, rows.Err()
}

// tried is an attempt with the delivery as it was before.
type tried struct {
	delivery Delivery
	at       time.Time // when it had ended
	took     time.Duration
	status   int
	answer   string
	problem  *outcome.Error
}

// stops tells whether the endpoint should be left alone for a while: it is gone, does not keep up, or asked for it. An endpoint
// that refuses one event may well take the next.
func (t tried) stops() bool {
	return t.problem != nil && (t.problem.Reason != outcome.EndpointRefused || t.problem.After > 0)
}

func (s *Sender) try(ctx context.Context, t *turn, d Delivery) tried {
	started := s.now()
	resp, err := s.client(t.Endpoint).Do(ctx, httpkit.Call{
		Op: "outhook.Send", Tries: 1, Read: read,
		Build: func(ctx context.Context) (*http.Request, error) { return s.request(ctx, t, d) },
	})
	one := tried{delivery: d, at: s.now(), took: s.now().Sub(started)}
	if resp != nil {
		one.status, one.answer = resp.Status, beginning(resp.Body)
	}
	if one.status < 200 || one.status > 299 { // with 2xx it has arrived, whatever is wrong with the body
		one.problem = outcome.Of(err)
	}
	return one
}

func (s *Sender) client(e Endpoint) *httpkit.Client {
	if e.AllowPrivate {
		return s.inward
	}
	return s.open
}

func (s *Sender) request(ctx context.Context, t *turn, d Delivery) (*http.Request, error) {
	body, at := []byte(t.payloads[d.Event]), s.now()
	signature, err := t.secrets.sign(d.MessageID(), at, body, at.Before(t.BothUntil))
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("webhook-id", d.MessageID())
	req.Header.Set("webhook-timestamp", strconv.FormatInt(at.Unix(), 10))
	req.Header.Set("webhook-signature", signature)
	return req, nil
}

// read judges the answers that httpkit leaves to us: 429 and 5xx are outcomes already.
func read(r *httpkit.Response) error {
	switch {
	case r.Status == http.StatusGone:
		return outcome.New(outcome.EndpointGone)
	case r.Status < 200 || r.Status > 299:
		return outcome.New(outcome.EndpointRefused, "status", strconv.Itoa(r.Status))
	}
	return nil
}

// beginning is as much of an answer as is kept, as text.
func beginning(body []byte) string {
	if len(body) > mostKept {
		body = body[:mostKept]
		for len(body) > 0 && !utf8.Valid(body[max(len(body)-utf8.UTFMax, 0):]) && len(body) > mostKept-utf8.UTFMax {
			body = body[:len(body)-1]
		}
	}
	return store.CleanText(strings.ToValidUTF8(string(body), "\uFFFD"))
}

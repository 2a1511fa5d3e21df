package outhook_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// receiver is somebody else's program. It verifies what it gets on its own, from the scheme's text, and shares no code with us.
type receiver struct {
	*httptest.Server
	mu      sync.Mutex
	secrets []string
	now     func() time.Time
	answer  func(w http.ResponseWriter, got received)
	got     []received
	forged  []string
}

type received struct {
	id, kind string
	payload  map[string]any
	header   http.Header
}

func newReceiver(t *testing.T, now func() time.Time) *receiver {
	r := &receiver{now: now}
	r.Server = httptest.NewServer(http.HandlerFunc(r.take))
	t.Cleanup(r.Close)
	t.Cleanup(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, f := range r.forged {
			t.Errorf("the receiver could not verify: %s", f)
		}
	})
	return r
}

func (r *receiver) take(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	r.mu.Lock()
	secrets, answer := r.secrets, r.answer
	why := verify(req.Header, body, secrets, r.now())
	if err != nil || why != "" {
		r.forged = append(r.forged, fmt.Sprint(why, err, req.Header))
		r.mu.Unlock()
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	got := received{id: req.Header.Get("webhook-id"), header: req.Header}
	_ = json.Unmarshal(body, &got.payload) // what is no JSON fails where its fields are looked at
	got.kind, _ = got.payload["type"].(string)
	r.got = append(r.got, got)
	r.mu.Unlock()
	if answer != nil {
		answer(w, got)
	}
}

// verify is the scheme's receiving side: any of the signatures, any of the secrets, within five minutes.
func verify(h http.Header, body []byte, secrets []string, now time.Time) string {
	seconds, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > 5*time.Minute {
		return "timestamp " + h.Get("webhook-timestamp")
	}
	for _, s := range secrets {
		key, err := base64.StdEncoding.DecodeString(s[len("whsec_"):])
		if err != nil {
			return "secret"
		}
		mac := hmac.New(sha256.New, key)
		_, _ = io.WriteString(mac, h.Get("webhook-id")+"."+h.Get("webhook-timestamp")+"."+string(body))
		want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
		for _, sent := range strings.Fields(h.Get("webhook-signature")) {
			if hmac.Equal([]byte(sent), []byte(want)) {
				return ""
			}
		}
	}
	return "signature"
}

func (r *receiver) knows(secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets = secrets
}

// answers decides what it says from now on; nil: 200.
func (r *receiver) answers(f func(w http.ResponseWriter, got received)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = f
}

func status(code int) func(http.ResponseWriter, received) {
	return func(w http.ResponseWriter, _ received) { w.WriteHeader(code) }
}

// taken is what it got since it was last asked.
func (r *receiver) taken() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.got
	r.got = nil
	return got
}

func kinds(got []received) string {
	var all []string
	for _, g := range got {
		all = append(all, g.kind)
	}
	return strings.Join(all, " ")
}

// clock is a time that the test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// office is an account with an endpoint at a receiver, and a sender for it.
type office struct {
	*connectiontest.Shop
	*clock
	t        *testing.T
	desk     *outhook.Desk
	sender   *outhook.Sender
	receiver *receiver
	endpoint outhook.Endpoint
	secret   string
}

const key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

func newOffice(t *testing.T, db store.DB, types ...outhook.Type) *office {
	t.Helper()
	o := &office{t: t, Shop: connectiontest.New(t, db, nil), clock: &clock{at: time.Now()}}
	o.IDs = ids.NewMaker(2, o.now) // an id tells when it was made
	v, err := vault.New(key)
	if err != nil {
		t.Fatal(err)
	}
	o.desk = &outhook.Desk{DB: db, IDs: o.IDs, Vault: v, AllowPrivate: true, Now: o.now}
	o.sender = o.senderOn(db, v)
	o.receiver = newReceiver(t, o.now)
	o.endpoint, o.secret, err = o.desk.Add(t.Context(), o.Owner, outhook.Given{URL: o.receiver.URL + "/in?key=hidden", Types: types})
	if err != nil {
		t.Fatal(err)
	}
	o.receiver.knows(o.secret)
	return o
}

func (o *office) senderOn(db store.DB, v *vault.Vault) *outhook.Sender {
	return outhook.NewSender(db, o.IDs, v, true, nil, o.now, slog.New(slog.DiscardHandler))
}

func (o *office) tell(events ...outhook.Event) {
	o.t.Helper()
	err := o.DB.InTx(o.t.Context(), func(tx store.Tx) error {
		return outhook.Tell(o.t.Context(), tx, o.IDs, o.Owner.Account, o.now(), events...)
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func order(ref string) outhook.Event {
	return outhook.Event{Type: outhook.OrderCreated, Data: outhook.Order{Ref: ref}}
}

func refs(got []received) string {
	var all []string
	for _, g := range got {
		data, _ := g.payload["data"].(map[string]any)
		all = append(all, fmt.Sprint(data["ref"]))
	}
	return strings.Join(all, " ")
}

// send does what jobs do: everything that is due, until nothing is.
func (o *office) send() {
	o.t.Helper()
	for {
		due, err := outhook.Due(o.t.Context(), o.DB, o.now())
		if err != nil {
			o.t.Fatal(err)
		}
		if len(due) == 0 {
			return
		}
		for _, k := range due {
			if _, err := o.sender.Slice(o.t.Context(), k, o.now().Add(time.Second)); err != nil {
				o.t.Fatal(err)
			}
		}
	}
}

func (o *office) deliveries(f outhook.Filter) []outhook.Delivery {
	o.t.Helper()
	if f.Limit == 0 {
		f.Limit = 1000
	}
	all, err := outhook.Deliveries(o.t.Context(), o.DB, o.Owner.Account, o.endpoint.ID, f)
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

func (o *office) now1() outhook.Delivery {
	o.t.Helper()
	all := o.deliveries(outhook.Filter{})
	if len(all) != 1 {
		o.t.Fatalf("%d deliveries, want 1", len(all))
	}
	return all[0]
}

func (o *office) reload() outhook.Endpoint {
	o.t.Helper()
	e, err := outhook.Get(o.t.Context(), o.DB, o.Owner.Account, o.endpoint.ID)
	if err != nil {
		o.t.Fatal(err)
	}
	return e
}

func (o *office) attempts(d outhook.Delivery) []outhook.Attempt {
	o.t.Helper()
	all, err := outhook.Attempts(o.t.Context(), o.DB, d)
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

// recover asks for a recovery and does what its job does.
func (o *office) recover(r outhook.Recovery) int64 {
	o.t.Helper()
	r.Account, r.Endpoint, r.AskedAt = o.Owner.Account, o.endpoint.ID, o.now()
	n, err := o.desk.Ask(o.t.Context(), o.Owner, o.endpoint, r, func(store.Tx) error { return nil })
	for more := true; more && err == nil; {
		more, err = outhook.Recover(o.t.Context(), o.DB, r, o.now())
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

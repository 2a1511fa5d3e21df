package outhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/vault"
)

// each runs f on both databases, with an office of its own for every subtest.
func each(t *testing.T, f func(t *testing.T, office func(*testing.T, ...outhook.Type) *office)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		f(t, func(t *testing.T, types ...outhook.Type) *office {
			fresh := storetest.SQLite
			if db.Dialect() == store.Postgres {
				fresh = storetest.Postgres
			}
			return newOffice(t, fresh(t), types...)
		})
	})
}

func TestTell(t *testing.T) {
	each(t, func(t *testing.T, office func(*testing.T, ...outhook.Type) *office) {
		t.Run("an event is signed and sent as it was written, and once", func(t *testing.T) {
			o := office(t)
			o.tell(order("7"))
			at := o.now().UTC()
			o.pass(time.Minute) // the payload's time is when it happened, not when it is sent
			o.send()
			o.send()
			got := o.receiver.taken()
			if len(got) != 1 || got[0].kind != "order.created" || refs(got) != "7" || got[0].payload["timestamp"] != at.Format(time.RFC3339Nano) {
				t.Fatalf("received %+v", got)
			}
			d := o.now1()
			if d.State != outhook.Delivered || d.Status != 200 || d.Attempts != 1 || got[0].id != d.MessageID() || strings.Contains(got[0].id, ".") {
				t.Errorf("delivery %+v under %s", d, got[0].id)
			}
			if kind := got[0].header.Get("Content-Type"); kind != "application/json" {
				t.Errorf("content type %q", kind)
			}
		})
		t.Run("only what an endpoint asked for is written", func(t *testing.T) {
			o := office(t, outhook.DocumentVoided)
			o.tell(order("7"), order("8"))
			if n := o.count("outhook_event") + o.count("outhook_delivery"); n != 0 {
				t.Errorf("%d rows for nobody", n)
			}
			o.tell(order("9"), outhook.Event{Type: outhook.DocumentVoided, Data: outhook.Document{Number: "INV-1"}})
			o.send()
			if got := kinds(o.receiver.taken()); got != "document.voided" || o.count("outhook_event") != 1 {
				t.Errorf("received %q", got)
			}
		})
		t.Run("a delivery says what it is about, and is found by it, also after it was sent", func(t *testing.T) {
			o := office(t)
			o.tell(
				outhook.Event{Type: outhook.OrderCreated, Data: outhook.Order{Ref: "77001", Number: "#1001"}}, outhook.Event{Type: outhook.OrderCreated, Data: outhook.Order{Ref: "77002"}},
				outhook.Event{Type: outhook.DocumentVoided, Data: outhook.Document{Number: "INV-1"}},
				outhook.Event{Type: outhook.IssueOpened, Data: outhook.Issue{Subject: "KOPI-1", Reason: "sku_not_linked"}}, outhook.Event{Type: outhook.IssueOpened, Data: outhook.Issue{Reason: "timeout"}},
			)
			for _, when := range []string{"waiting", "sent"} {
				for _, reference := range []string{"#1001", "77002", "INV-1", "KOPI-1", "timeout"} {
					found, err := outhook.Deliveries(t.Context(), o.DB, o.Owner.Account, o.endpoint.ID, outhook.Filter{Reference: reference, Limit: 10})
					if err != nil || len(found) != 1 || found[0].Reference != reference {
						t.Errorf("%s: %s gives %+v, %v", when, reference, found, err)
					}
				}
				o.send()
			}
		})
		t.Run("nothing is written for a disabled endpoint", func(t *testing.T) {
			o := office(t)
			if _, err := o.desk.SetState(t.Context(), o.Owner, o.endpoint, outhook.Disabled); err != nil {
				t.Fatal(err)
			}
			o.tell(order("7"))
			if n := o.count("outhook_event") + o.count("outhook_delivery"); n != 0 {
				t.Errorf("%d rows", n)
			}
		})
		t.Run("what is rolled back is never sent", func(t *testing.T) {
			o := office(t)
			refused := errors.New("no")
			err := o.DB.InTx(t.Context(), func(tx store.Tx) error {
				return errors.Join(outhook.Tell(t.Context(), tx, o.IDs, o.Owner.Account, o.now(), order("7")), refused)
			})
			o.send()
			if got := o.receiver.taken(); !errors.Is(err, refused) || len(got) != 0 {
				t.Errorf("%v; received %+v", err, got)
			}
		})
		t.Run("a hundred events cost as many statements as ten", func(t *testing.T) {
			o := office(t)
			counted, counter := storetest.Count(o.DB)
			cost := func(n int) int {
				events := make([]outhook.Event, n)
				for i := range events {
					events[i] = order(fmt.Sprint(i))
				}
				counter.Reset()
				if err := counted.InTx(t.Context(), func(tx store.Tx) error {
					return outhook.Tell(t.Context(), tx, o.IDs, o.Owner.Account, o.now(), events...)
				}); err != nil {
					t.Fatal(err)
				}
				return counter.Statements()
			}
			if ten, hundred := cost(10), cost(100); ten != hundred || hundred > 3 {
				t.Errorf("%d and %d statements", ten, hundred)
			}
		})
		t.Run("another account hears nothing", func(t *testing.T) {
			o := office(t)
			err := o.DB.InTx(t.Context(), func(tx store.Tx) error {
				return outhook.Tell(t.Context(), tx, o.IDs, o.Owner.Account+1, o.now(), order("7"))
			})
			o.send()
			if got := o.receiver.taken(); err != nil || len(got) != 0 {
				t.Errorf("%v; received %+v", err, got)
			}
			if _, err := outhook.Get(t.Context(), o.DB, o.Owner.Account+1, o.endpoint.ID); outcome.Of(err).Reason != outcome.EndpointMissing {
				t.Errorf("another account reads it: %v", err)
			}
		})
	})
}

func (o *office) count(table string) (n int) {
	o.t.Helper()
	if err := o.DB.QueryRow(o.t.Context(), "select count(*) from "+table).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

func TestSlice(t *testing.T) {
	each(t, func(t *testing.T, office func(*testing.T, ...outhook.Type) *office) {
		t.Run("first attempts come in the order of the events, and one that is refused does not hold up the next", func(t *testing.T) {
			o := office(t)
			o.receiver.answers(func(w http.ResponseWriter, got received) {
				if refs([]received{got}) == "2" {
					w.WriteHeader(http.StatusBadRequest)
				}
			})
			for i := range 4 {
				o.tell(order(fmt.Sprint(i)))
				o.pass(time.Millisecond)
			}
			o.send()
			if got := refs(o.receiver.taken()); got != "0 1 2 3" {
				t.Errorf("received %q", got)
			}
			o.receiver.answers(nil)
			o.pass(6 * time.Second)
			o.send()
			if got := refs(o.receiver.taken()); got != "2" {
				t.Errorf("again %q", got)
			}
		})
		t.Run("it is tried ten times in three days, with growing waits, and then given up", func(t *testing.T) {
			o := office(t)
			o.receiver.answers(status(http.StatusInternalServerError))
			o.tell(order("7"))
			began, ids := o.now(), map[string]bool{}
			var waits []time.Duration
			for tries := 1; ; tries++ {
				o.send()
				for _, g := range o.receiver.taken() {
					ids[g.id] = true
				}
				d := o.now1()
				if d.Attempts != tries {
					t.Fatalf("%d attempts after %d", d.Attempts, tries)
				}
				if d.State != outhook.Waiting {
					break
				}
				waits = append(waits, d.NextAt.Sub(o.now()))
				o.pass(max(d.NextAt.Sub(o.now()), time.Minute)) // the endpoint rests for up to a minute
			}
			d := o.now1()
			if d.State != outhook.Failed || d.Attempts != 10 || len(ids) != 1 || len(o.attempts(d)) != 10 {
				t.Errorf("%+v, ids %v", d, ids)
			}
			for i := 1; i < len(waits); i++ {
				if waits[i] <= waits[i-1] {
					t.Errorf("waits do not grow: %v", waits)
				}
			}
			if took := o.now().Sub(began); took < 75*time.Hour || took > 90*time.Hour || waits[0] > 6*time.Second {
				t.Errorf("given up after %s, first wait %s", took, waits[0])
			}
		})
		t.Run("410 disables the endpoint and says so", func(t *testing.T) {
			o := office(t)
			o.receiver.answers(status(http.StatusGone))
			o.tell(order("7"))
			o.send()
			e := o.reload()
			if e.State != outhook.Disabled || e.Problem == nil || e.Problem.Reason != outcome.EndpointGone || strings.Contains(e.Problem.Args["url"], "hidden") {
				t.Fatalf("%s, %v", e.State, e.Problem)
			}
			if open := o.open(); len(open) != 1 || open[0].Outcome.Reason != outcome.EndpointGone || open[0].Ref != ids.String(e.ID) {
				t.Errorf("the log says %+v", open)
			}
			o.pass(time.Hour)
			o.receiver.taken()
			o.send()
			if got := o.receiver.taken(); len(got) != 0 {
				t.Errorf("a disabled endpoint was sent %+v", got)
			}
			o.receiver.answers(nil)
			if _, err := o.desk.SetState(t.Context(), o.Owner, e, outhook.Enabled); err != nil {
				t.Fatal(err)
			}
			o.send()
			if got := refs(o.receiver.taken()); got != "7" || len(o.open()) != 0 {
				t.Errorf("enabled again it got %q; open failures %+v", got, o.open())
			}
		})
		t.Run("an endpoint where nothing arrives for days is disabled and says so", func(t *testing.T) {
			o := office(t)
			o.receiver.answers(status(http.StatusNotFound))
			for day := range 5 {
				o.tell(order(fmt.Sprint(day)))
				o.send()
				if e := o.reload(); e.State != outhook.Enabled {
					t.Fatalf("disabled on day %d", day)
				}
				o.pass(24*time.Hour + time.Minute)
			}
			o.send()
			if e := o.reload(); e.State != outhook.Disabled || e.Problem == nil || e.Problem.Reason != outcome.EndpointFailing || len(o.open()) != 1 {
				t.Errorf("%s, %v", e.State, e.Problem)
			}
		})
		t.Run("one success in between keeps it enabled", func(t *testing.T) {
			o := office(t)
			for day := range 12 {
				code := http.StatusNotFound
				if day%4 == 3 {
					code = http.StatusNoContent
				}
				o.receiver.answers(status(code))
				o.tell(order(fmt.Sprint(day)))
				o.send()
				o.pass(24 * time.Hour)
			}
			if e := o.reload(); e.State != outhook.Enabled {
				t.Errorf("%s, %v", e.State, e.Problem)
			}
		})
		t.Run("Retry-After is obeyed, and what waits meanwhile loses no attempt", func(t *testing.T) {
			o := office(t)
			o.receiver.answers(func(w http.ResponseWriter, _ received) {
				w.Header().Set("Retry-After", "600")
				w.WriteHeader(http.StatusTooManyRequests)
			})
			o.tell(order("1"), order("2"), order("3"))
			o.send()
			if got := refs(o.receiver.taken()); got != "1" {
				t.Errorf("received %q, want no more after 429", got)
			}
			o.receiver.answers(nil)
			o.pass(9 * time.Minute)
			o.send()
			if got := refs(o.receiver.taken()); got != "" {
				t.Errorf("received %q before the time asked for", got)
			}
			o.pass(2 * time.Minute)
			o.send()
			for _, d := range o.deliveries(outhook.Filter{}) {
				if d.State != outhook.Delivered || d.Attempts > 2 {
					t.Errorf("%+v", d)
				}
			}
		})
		t.Run("an answer is kept, and not more than its beginning", func(t *testing.T) {
			o := office(t)
			o.receiver.answers(func(w http.ResponseWriter, _ received) {
				w.WriteHeader(http.StatusTeapot)
				_, _ = w.Write([]byte("no\x00\xff" + strings.Repeat("ü", 1<<20)))
			})
			o.tell(order("7"))
			o.send()
			tries := o.attempts(o.now1())
			if len(tries) != 1 || tries[0].Status != http.StatusTeapot || len(tries[0].Answer) < 1000 || len(tries[0].Answer) > 2100 || !strings.HasPrefix(tries[0].Answer, "no") {
				t.Fatalf("attempts %+v", tries)
			}
			if strings.HasSuffix(tries[0].Answer, "\uFFFD") {
				t.Error("a letter was cut in two")
			}
		})
		t.Run("a body beyond all measure after a 200 is an arrival", func(t *testing.T) {
			o := office(t)
			o.receiver.answers(func(w http.ResponseWriter, _ received) { _, _ = w.Write(make([]byte, 1<<20)) })
			o.tell(order("7"))
			o.send()
			if d := o.now1(); d.State != outhook.Delivered {
				t.Errorf("%+v", d)
			}
		})
		t.Run("a redirect is a failure and not followed", func(t *testing.T) {
			o := office(t)
			o.receiver.answers(func(w http.ResponseWriter, _ received) {
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(http.StatusTemporaryRedirect)
			})
			o.tell(order("7"))
			o.send()
			if d, got := o.now1(), o.receiver.taken(); d.State != outhook.Waiting || len(got) != 1 {
				t.Errorf("%+v, received %d", d, len(got))
			}
		})
	})
}

// open are the failures in the log that nobody has resolved.
func (o *office) open() []synclog.Entry {
	o.t.Helper()
	all, err := synclog.List(o.t.Context(), o.DB, o.Owner.Account, synclog.Filter{ErrorsOnly: true, HideResolved: true}, synclog.Page{Limit: 10})
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

// What was committed is sent whatever dies in between; what was sent and not noted is sent again under the same id.
func TestSlice_overCrashes(t *testing.T) {
	each(t, func(t *testing.T, office func(*testing.T, ...outhook.Type) *office) {
		t.Run("after the commit and before the sending", func(t *testing.T) {
			o := office(t)
			o.tell(order("7"))
			v, err := vault.New(key)
			if err != nil {
				t.Fatal(err)
			}
			o.sender = o.senderOn(o.DB, v) // that of the next process: all it knows is in the database
			o.send()
			if got := refs(o.receiver.taken()); got != "7" {
				t.Errorf("received %q", got)
			}
		})
		t.Run("after the sending and before it is noted", func(t *testing.T) {
			o := office(t)
			o.tell(order("7"), order("8"))
			v, err := vault.New(key)
			if err != nil {
				t.Fatal(err)
			}
			dying := o.senderOn(&dyingDB{DB: o.DB, lives: 1}, v)
			k := outhook.Key{Account: o.Owner.Account, Endpoint: o.endpoint.ID}
			if _, err := dying.Slice(t.Context(), k, o.now().Add(time.Second)); !errors.Is(err, errDied) {
				t.Fatalf("it lives: %v", err)
			}
			first := o.receiver.taken()
			o.send()
			if got := o.receiver.taken(); len(got) != 0 {
				t.Errorf("while the dead one may still live, %q was sent", refs(got))
			}
			o.pass(31 * time.Second)
			o.send()
			again := o.receiver.taken()
			if refs(first) != "7 8" || refs(again) != "7 8" || first[0].id != again[0].id || first[1].id != again[1].id {
				t.Errorf("first %+v, again %+v", first, again)
			}
			o.pass(time.Hour)
			o.send()
			if got := o.receiver.taken(); len(got) != 0 {
				t.Errorf("and again %q", refs(got))
			}
		})
		t.Run("a worker taken for dead that wakes up notes nothing", func(t *testing.T) {
			o := office(t)
			o.tell(order("7"))
			k := outhook.Key{Account: o.Owner.Account, Endpoint: o.endpoint.ID}
			o.receiver.answers(func(w http.ResponseWriter, _ received) { // meanwhile another worker takes over
				o.receiver.answers(nil)
				o.pass(31 * time.Second)
				if _, err := o.sender.Slice(context.Background(), k, o.now().Add(time.Second)); err != nil {
					t.Error(err)
				}
				w.WriteHeader(http.StatusInternalServerError)
			})
			if _, err := o.sender.Slice(t.Context(), k, o.now().Add(time.Second)); err != nil {
				t.Fatal(err)
			}
			if d := o.now1(); d.State != outhook.Delivered || d.Attempts != 1 || len(o.attempts(d)) != 1 {
				t.Errorf("%+v", d)
			}
		})
		t.Run("a program that is asked to end counts no attempt it broke off", func(t *testing.T) {
			o := office(t)
			o.tell(order("7"))
			ctx, cancel := context.WithCancel(t.Context())
			o.receiver.answers(func(http.ResponseWriter, received) { cancel(); <-ctx.Done() })
			k := outhook.Key{Account: o.Owner.Account, Endpoint: o.endpoint.ID}
			_, _ = o.sender.Slice(ctx, k, o.now().Add(time.Second)) // it may also have been answered in time
			o.receiver.answers(nil)
			d := o.now1()
			if d.State == outhook.Waiting && d.Attempts != 0 {
				t.Errorf("%+v", d)
			}
			o.send()
			if d := o.now1(); d.State != outhook.Delivered {
				t.Errorf("%+v", d)
			}
		})
	})
}

var errDied = errors.New("the process died")

// dyingDB lets so many transactions through, and none after.
type dyingDB struct {
	store.DB
	lives int
}

func (d *dyingDB) InTx(ctx context.Context, f func(store.Tx) error) error {
	if d.lives == 0 {
		return errDied
	}
	d.lives--
	return d.DB.InTx(ctx, f)
}

func TestDesk(t *testing.T) {
	each(t, func(t *testing.T, office func(*testing.T, ...outhook.Type) *office) {
		t.Run("for a day after a rotation both secrets sign, then the new one alone", func(t *testing.T) {
			o := office(t)
			e, fresh, err := o.desk.Rotate(t.Context(), o.Owner, o.endpoint)
			if err != nil || fresh == o.secret || !strings.HasPrefix(fresh, "whsec_") {
				t.Fatalf("%q, %v", fresh, err)
			}
			for _, known := range []string{o.secret, fresh} {
				o.receiver.knows(known)
				o.tell(order("7"))
				o.send()
				if got := o.receiver.taken(); len(got) != 1 || len(strings.Fields(got[0].header.Get("webhook-signature"))) != 2 {
					t.Errorf("with one of the secrets %d arrived", len(got))
				}
			}
			o.pass(e.BothUntil.Sub(o.now()) + time.Second)
			o.tell(order("8"))
			o.send()
			if got := o.receiver.taken(); len(got) != 1 || len(strings.Fields(got[0].header.Get("webhook-signature"))) != 1 {
				t.Errorf("a day later: %+v", got)
			}
		})
		t.Run("no secret stands in the database", func(t *testing.T) {
			o := office(t)
			var sealed []byte
			if err := o.DB.QueryRow(t.Context(), `select secret from outhook`).Scan(&sealed); err != nil || len(sealed) == 0 || strings.Contains(string(sealed), o.secret[6:]) {
				t.Errorf("%q, %v", sealed, err)
			}
		})
		t.Run("what can never work is refused by the field's name", func(t *testing.T) {
			o := office(t)
			strict := *o.desk
			strict.AllowPrivate = false
			for name, g := range map[string]outhook.Given{
				"no address":          {URL: "shop"},
				"another scheme":      {URL: "ftp://example.com"},
				"in the clear":        {URL: "http://example.com"},
				"a name and password": {URL: "https://me:pw@example.com"},
				"this machine":        {URL: "https://localhost/x"},
				"a private address":   {URL: "https://10.1.2.3/x"},
				"cloud metadata":      {URL: "https://169.254.169.254/"},
				"private, IPv6":       {URL: "https://[::1]:8443/"},
				"an unknown type":     {URL: "https://example.com", Types: []outhook.Type{"order.eaten"}},
			} {
				_, _, err := strict.Add(t.Context(), o.Owner, g)
				if fe, ok := errors.AsType[*connection.FieldError](err); !ok || (fe.Field != "url" && fe.Field != "types") {
					t.Errorf("%s: %v", name, err)
				}
			}
			if _, _, err := strict.Add(t.Context(), o.Owner, outhook.Given{URL: "https://example.com/hooks"}); err != nil {
				t.Errorf("a good one: %v", err)
			}
		})
		t.Run("a name that leads to a private address is refused when it is called", func(t *testing.T) {
			o := office(t)
			v, err := vault.New(key)
			if err != nil {
				t.Fatal(err)
			}
			o.sender = outhook.NewSender(o.DB, o.IDs, v, false, nil, o.now, nil)
			o.tell(order("7"))
			o.send()
			tries := o.attempts(o.now1())
			if len(tries) != 1 || tries[0].Problem == nil || tries[0].Problem.Reason != outcome.PrivateHost || len(o.receiver.taken()) != 0 {
				t.Errorf("attempts %+v", tries)
			}
		})
		t.Run("one delivery is sent again under its id, whatever became of it", func(t *testing.T) {
			o := office(t)
			o.tell(order("7"), order("8"))
			o.send()
			first := o.receiver.taken()
			all := o.deliveries(outhook.Filter{})
			if _, err := o.desk.Replay(t.Context(), o.Owner, o.endpoint, all[1]); err != nil {
				t.Fatal(err)
			}
			o.send()
			if got := o.receiver.taken(); refs(got) != "7" || got[0].id != first[0].id || len(o.attempts(all[1])) != 2 {
				t.Errorf("received %+v", got)
			}
		})
		t.Run("recover sends again what has failed since, or all of it, and nothing else", func(t *testing.T) {
			o := office(t)
			o.tell(order("before"))
			o.receiver.answers(status(http.StatusBadRequest))
			o.send()
			o.pass(time.Minute)
			since := o.now()
			o.pass(time.Second)
			o.receiver.answers(func(w http.ResponseWriter, got received) {
				if refs([]received{got}) != "arrived" {
					w.WriteHeader(http.StatusBadRequest)
				}
			})
			o.tell(order("failed"), order("arrived"))
			o.send()
			o.receiver.answers(nil)
			o.receiver.taken()
			for _, c := range []struct {
				all  bool
				want string
			}{{false, "failed"}, {true, "failed arrived"}} {
				o.pass(time.Second)
				n := o.recover(outhook.Recovery{Since: since, All: c.all})
				o.send()
				if got := refs(o.receiver.taken()); got != c.want || int(n) != len(strings.Fields(c.want)) {
					t.Errorf("all %v: %q, told %d, want %q", c.all, got, n, c.want)
				}
			}
		})
		t.Run("a recovery of many is done in slices, and comes to an end while everything fails again", func(t *testing.T) {
			o := office(t)
			events := make([]outhook.Event, 1100)
			for i := range events {
				events[i] = order(fmt.Sprint(i))
			}
			since := o.now().Add(-time.Second)
			o.tell(events...)
			if err := o.DB.InTx(t.Context(), func(tx store.Tx) error {
				_, err := tx.Exec(t.Context(), `update outhook_delivery set state = 'failed', attempts = 10, tried_at = $1`, store.Micros(o.now()))
				return err
			}); err != nil {
				t.Fatal(err)
			}
			o.pass(time.Second)
			o.receiver.answers(status(http.StatusBadRequest))
			r := outhook.Recovery{Account: o.Owner.Account, Endpoint: o.endpoint.ID, Since: since, AskedAt: o.now()}
			slices := 0
			for more := true; more; slices++ {
				var err error
				if more, err = outhook.Recover(t.Context(), o.DB, r, o.now()); err != nil || slices > 5 {
					t.Fatalf("%d slices, %v", slices, err)
				}
				o.pass(time.Second)
				o.send()
			}
			if got := len(o.receiver.taken()); slices != 3 || got < 1100 {
				t.Errorf("%d slices, %d sent", slices, got)
			}
		})
		t.Run("a test is sent at once and once, whatever the endpoint asked for", func(t *testing.T) {
			o := office(t, outhook.StockChanged)
			d, err := o.sender.Test(t.Context(), o.endpoint)
			if err != nil || d.State != outhook.Delivered || kinds(o.receiver.taken()) != "webhook.test" {
				t.Errorf("%+v, %v", d, err)
			}
			o.receiver.answers(status(http.StatusForbidden))
			if d, err = o.sender.Test(t.Context(), o.endpoint); err != nil || d.State != outhook.Failed || d.Status != http.StatusForbidden {
				t.Errorf("%+v, %v", d, err)
			}
			o.pass(time.Hour)
			o.receiver.taken()
			o.send()
			if got := o.receiver.taken(); len(got) != 0 {
				t.Errorf("a test came again: %+v", got)
			}
		})
		t.Run("an endpoint that is deleted takes its deliveries with it", func(t *testing.T) {
			o := office(t)
			o.tell(order("7"))
			o.send()
			if err := o.desk.Delete(t.Context(), o.Owner, o.endpoint); err != nil {
				t.Fatal(err)
			}
			if n := o.count("outhook") + o.count("outhook_delivery") + o.count("outhook_attempt"); n != 0 {
				t.Errorf("%d rows stay", n)
			}
		})
		t.Run("what is old is forgotten, and what is not stays", func(t *testing.T) {
			o := office(t)
			o.tell(order("7"))
			o.send()
			if err := outhook.Forget(t.Context(), o.DB, time.Now().Add(29*24*time.Hour)); err != nil {
				t.Fatal(err)
			}
			if n := o.count("outhook_delivery") + o.count("outhook_attempt") + o.count("outhook_event"); n != 3 {
				t.Errorf("%d rows after 29 days, want 3", n)
			}
			if err := outhook.Forget(t.Context(), o.DB, time.Now().Add(32*24*time.Hour)); err != nil {
				t.Fatal(err)
			}
			if n := o.count("outhook_delivery") + o.count("outhook_attempt") + o.count("outhook_event"); n != 0 {
				t.Errorf("%d rows after 32 days, want none", n)
			}
		})
	})
}

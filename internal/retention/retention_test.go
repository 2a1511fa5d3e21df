package retention_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/retention"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/synclog"
	"github.com/tillbridge/tillbridge/internal/user"
)

// office is the desk of two accounts, with a clock that a test moves.
type office struct {
	*retention.Desk
	sari, budi user.User // owners of one account each
	now        time.Time
}

func each(t *testing.T, f func(t *testing.T, o *office)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		o := &office{now: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
		clock := func() time.Time { return o.now }
		o.Desk = &retention.Desk{DB: db, IDs: ids.NewMaker(1, clock), Default: retention.Days(90, 30), Now: clock}
		o.sari, o.budi = o.owner(t, "sari"), o.owner(t, "budi")
		f(t, o)
	})
}

func (o *office) owner(t *testing.T, name string) user.User {
	t.Helper()
	id := o.IDs.Next()
	err := o.DB.InTx(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(t.Context(), `insert into account (id, name, zone, created_at) values ($1, $2, 'Asia/Jakarta', 1)`, id, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return user.User{Account: id, Email: name + "@example.com", Role: user.Owner}
}

// horizons are how many days each account looks back for entries and exchanges, the first account first.
func (o *office) horizons(t *testing.T) (all []string) {
	t.Helper()
	found, err := o.Horizons(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range found {
		since := func(at time.Time) int { return int(store.Day(o.now).Sub(at).Hours() / 24) }
		all = append(all, fmt.Sprintf("%d/%d", since(h.Entries), since(h.Exchanges)))
	}
	return all
}

// The owner's choice wins over the flag, shorter or longer, and is nobody else's.
func TestSet_eachAccountItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		steps := []struct {
			what string
			do   func() error
			want []string
		}{
			{"nothing chosen", func() error { return nil }, []string{"90/30", "90/30"}},
			{"shorter", func() error { return o.Set(t.Context(), o.sari, retention.Days(14, 7)) }, []string{"14/7", "90/30"}},
			{"longer", func() error { return o.Set(t.Context(), o.budi, retention.Days(365, 365)) }, []string{"14/7", "365/365"}},
			{"chosen anew", func() error { return o.Set(t.Context(), o.sari, retention.Days(7, 1)) }, []string{"7/1", "365/365"}},
			{"another flag", func() error { o.Default = retention.Days(10, 5); return nil }, []string{"7/1", "365/365"}},
			{"taken back", func() error { return o.Reset(t.Context(), o.sari) }, []string{"10/5", "365/365"}},
		}
		for _, s := range steps {
			if err := s.do(); err != nil {
				t.Fatalf("%s: %v", s.what, err)
			}
			if diff := cmp.Diff(s.want, o.horizons(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", s.what, diff)
			}
		}
		if n, err := o.Longest(t.Context()); err != nil || n != 366 {
			t.Errorf("the longest is %d days, %v; want 365 and today", n, err)
		}
		if k, chosen, err := o.Of(t.Context(), o.sari.Account); err != nil || chosen || k != o.Default {
			t.Errorf("after the choice was taken back: %v, chosen %v, %v", k, chosen, err)
		}
		if k, chosen, err := o.Of(t.Context(), o.budi.Account); err != nil || !chosen || k != retention.Days(365, 365) {
			t.Errorf("the other's: %v, chosen %v, %v", k, chosen, err)
		}
		var said []string
		trail, err := user.Audited(t.Context(), o.DB, o.sari.Account, user.AuditFilter{Action: "set_retention", Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range trail {
			said = append(said, l.Actor+": "+l.Subject)
		}
		if diff := cmp.Diff([]string{
			"sari@example.com: log 7 days, exchanges 1 days → log 10 days, exchanges 5 days",
			"sari@example.com: log 14 days, exchanges 7 days → log 7 days, exchanges 1 days",
			"sari@example.com: log 90 days, exchanges 30 days → log 14 days, exchanges 7 days",
		}, said); diff != "" {
			t.Errorf("the audit trail (-want +got):\n%s", diff)
		}
	})
}

func TestSet_bounds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		for name, c := range map[string]struct {
			log, exchange int
			field         string
		}{
			"the least":                      {7, 1, ""},
			"the most":                       {3650, 3650, ""},
			"a log of six days":              {6, 1, "log_days"},
			"no log":                         {0, 0, "log_days"},
			"less than none":                 {-1, 1, "log_days"},
			"a day more than ten years":      {3651, 30, "log_days"},
			"no exchanges":                   {30, 0, "exchange_days"},
			"exchanges for longer than logs": {30, 31, "exchange_days"},
			"a number beyond all time":       {1 << 40, 1 << 40, "log_days"},
			"one that would turn around":     {30, 1<<58 + 3, "exchange_days"},
		} {
			for what, err := range map[string]error{
				"set":     o.Set(t.Context(), o.sari, retention.Days(c.log, c.exchange)),
				"preview": second(o.Preview(t.Context(), o.sari.Account, retention.Days(c.log, c.exchange))),
			} {
				fe, _ := errors.AsType[*user.FieldError](err)
				if c.field == "" && err != nil || c.field != "" && (fe == nil || fe.Field != c.field) {
					t.Errorf("%s, %s: %v, want an error at %q", name, what, err, c.field)
				}
			}
		}
	})
}

func second(_ synclog.Amount, err error) error { return err }

// What a preview says goes is what goes, and what is kept is counted without it.
func TestPreview(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o *office) {
		for range 20 {
			err := o.DB.InTx(t.Context(), func(tx store.Tx) error {
				e := synclog.Entry{ID: o.IDs.Next(), Account: o.sari.Account, Connection: 1, Channel: "pretend", Operation: "create_order", Ref: "A", Outcome: outcome.New(outcome.Done)}
				return errors.Join(synclog.Write(t.Context(), tx, nil, []synclog.Entry{e}), synclog.WriteExchanges(t.Context(), tx, o.sari.Account, o.IDs.Next(), nil))
			})
			if err != nil {
				t.Fatal(err)
			}
			o.now = o.now.AddDate(0, 0, 1)
		}
		said, err := o.Preview(t.Context(), o.sari.Account, retention.Days(10, 3))
		if err != nil || said != (synclog.Amount{Entries: 10, Exchanges: 17}) {
			t.Errorf("ten and three days: %+v, %v", said, err)
		}
		if said, err := o.Preview(t.Context(), o.budi.Account, retention.Days(10, 3)); err != nil || said != (synclog.Amount{}) {
			t.Errorf("another account: %+v, %v", said, err)
		}
		if err := o.Set(t.Context(), o.sari, retention.Days(10, 3)); err != nil {
			t.Fatal(err)
		}
		horizons, err := o.Horizons(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := synclog.Retain(t.Context(), o.DB, horizons); err != nil {
			t.Fatal(err)
		}
		kept, err := o.Kept(t.Context(), o.sari.Account)
		if err != nil || kept.Amount != (synclog.Amount{Entries: 10, Exchanges: 3}) || store.Day(kept.Oldest) != store.Day(o.now.AddDate(0, 0, -10)) {
			t.Errorf("kept is %+v, %v", kept, err)
		}
		if kept, err := o.Kept(t.Context(), o.budi.Account); err != nil || kept != (retention.Kept{}) {
			t.Errorf("another account keeps %+v, %v", kept, err)
		}
	})
}

// A flag may say any time; the page speaks of days.
func TestKeep_days(t *testing.T) {
	t.Parallel()
	k := retention.Keep{Log: 36 * time.Hour, Exchange: time.Hour}
	if got := k.String(); got != "log 2 days, exchanges 1 days" {
		t.Error(got)
	}
}

package user_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
	"github.com/tillbridge/tillbridge/internal/user"
)

const password = "correct horse"

// desk is a directory of an account on a database, with a clock that a test moves.
type desk struct {
	*user.Directory
	db      store.DB
	ids     *ids.Maker
	account user.Account
	now     time.Time
}

func newDesk(t *testing.T, db store.DB) *desk {
	t.Helper()
	d := &desk{db: db, now: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)}
	d.ids = ids.NewMaker(1, func() time.Time { return d.now })
	d.Directory = user.NewDirectory(db, d.ids, func() time.Time { return d.now })
	var err error
	if d.account, err = d.FirstAccount(t.Context(), "Toko Sari", "Asia/Jakarta"); err != nil {
		t.Fatal(err)
	}
	return d
}

// each runs f on a desk of its own on each database.
func each(t *testing.T, f func(t *testing.T, d *desk)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		t.Parallel()
		f(t, newDesk(t, db))
	})
}

func (d *desk) add(t *testing.T, email string, role user.Role) user.User {
	t.Helper()
	u, err := d.Add(t.Context(), d.account.ID, email, "", password, role)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (d *desk) invite(t *testing.T, email string, role user.Role) (user.Invitation, string) {
	t.Helper()
	inv, token, err := d.Invite(t.Context(), user.Invitation{Account: d.account.ID, Email: email, Role: role, InvitedBy: "sari@example.com"})
	if err != nil {
		t.Fatal(err)
	}
	return inv, token
}

// isField tells whether an error is about a field.
func isField(err error, field string) bool {
	fe, ok := errors.AsType[*user.FieldError](err)
	return ok && fe.Field == field
}

func TestDirectory_oneAccountIsMadeAtTheFirstStart(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		if again, err := d.FirstAccount(t.Context(), "Other", "UTC"); err != nil || again != d.account {
			t.Errorf("the second start made %+v, %v", again, err)
		}
	})
}

func TestRole_may(t *testing.T) {
	t.Parallel()
	all := []user.Role{user.Viewer, user.Operator, user.Owner}
	for i, has := range all {
		for j, needed := range all {
			if got := has.May(needed); got != (i >= j) {
				t.Errorf("%s may what a %s may: %v", has, needed, got)
			}
		}
	}
	if user.Role("").May(user.Viewer) || user.Owner.May("nonsense") {
		t.Error("an unknown role may something, or is given to somebody")
	}
}

func TestDirectory_language(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		ctx := t.Context()
		d := user.NewDirectory(db, ids.NewMaker(1, time.Now), time.Now)
		account, err := d.FirstAccount(ctx, "Toko Sari", "Asia/Jakarta")
		if err != nil {
			t.Fatal(err)
		}
		sari, err := d.Add(ctx, account.ID, "sari@example.com", "Sari", password, user.Viewer)
		if err != nil {
			t.Fatal(err)
		}
		budi, err := d.Add(ctx, account.ID, "budi@example.com", "Budi", password, user.Viewer)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.SetLanguage(ctx, account.ID, sari.ID, "id"); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			id   int64
			want string
		}{{sari.ID, "id"}, {budi.ID, ""}} {
			if u, err := d.Member(ctx, account.ID, c.id); err != nil || u.Language != c.want {
				t.Errorf("%s reads %q, %v; want %q", u.Name, u.Language, err, c.want)
			}
		}
		if all, err := d.Members(ctx, account.ID); err != nil || all[0].Language != "id" {
			t.Errorf("%+v, %v", all, err)
		}
		if err := d.SetLanguage(ctx, account.ID+1, sari.ID, "en"); !errors.Is(err, user.ErrMissing) {
			t.Errorf("from another account: %v", err)
		}
	})
}

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

func TestDirectory(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		ctx := t.Context()
		now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
		d := user.NewDirectory(db, ids.NewMaker(1, func() time.Time { return now }), func() time.Time { return now })
		account, err := d.FirstAccount(ctx, "Toko Sari", "Asia/Jakarta")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := d.FirstAccount(ctx, "Other", "UTC"); err != nil || again != account {
			t.Errorf("the second start made %+v, %v", again, err)
		}

		first, err := d.Invite(ctx, account.ID, user.Owner)
		if err != nil {
			t.Fatal(err)
		}
		link, err := d.Invite(ctx, account.ID, user.Owner)
		if err != nil {
			t.Fatal(err)
		}
		accept := func(token string) error {
			_, err := d.Accept(ctx, token, "Sari@Example.com", "", password)
			return err
		}
		if err := accept(first); !errors.Is(err, user.ErrLink) {
			t.Errorf("a link that was replaced: %v", err)
		}
		if _, err := d.Accept(ctx, link, "not an address", "", password); err == nil || errors.Is(err, user.ErrLink) {
			t.Errorf("a bad address: %v", err)
		}
		if _, err := d.Accept(ctx, link, "sari@example.com", "", "short"); err == nil {
			t.Error("a short password passed")
		}
		if err := accept(link); err != nil {
			t.Fatalf("after mistakes the link still works: %v", err)
		}
		if err := accept(link); !errors.Is(err, user.ErrLink) {
			t.Errorf("the link worked twice: %v", err)
		}
		old, err := d.Invite(ctx, account.ID, user.Operator)
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(25 * time.Hour)
		if err := accept(old); !errors.Is(err, user.ErrLink) {
			t.Errorf("a link of yesterday: %v", err)
		}

		if u, err := d.SignIn(ctx, " SARI@example.com ", password); err != nil || u.Role != user.Owner || u.Name != "sari" || u.Account != account.ID {
			t.Errorf("signing in: %+v, %v", u, err)
		}
		for name, try := range map[string][2]string{"wrong password": {"sari@example.com", "wrong horse"}, "unknown address": {"eve@example.com", password}, "nothing": {"", ""}} {
			if _, err := d.SignIn(ctx, try[0], try[1]); !errors.Is(err, user.ErrSignIn) {
				t.Errorf("%s: %v", name, err)
			}
		}

		token, secret, err := d.NewToken(ctx, account.ID, "script", user.Viewer)
		if err != nil {
			t.Fatal(err)
		}
		if u, err := d.ByToken(ctx, secret); err != nil || u.Role != user.Viewer || u.Actor() != "token script" {
			t.Errorf("by token: %+v, %v", u, err)
		}
		if all, err := d.Tokens(ctx, account.ID); err != nil || len(all) != 1 || !all[0].LastUsedAt.Equal(now) {
			t.Errorf("tokens %+v, %v", all, err)
		}
		if gone, err := d.DeleteToken(ctx, account.ID+1, token.ID); err != nil || gone {
			t.Errorf("another account deleted it: %v %v", gone, err)
		}
		if gone, err := d.DeleteToken(ctx, account.ID, token.ID); err != nil || !gone {
			t.Errorf("deleting: %v %v", gone, err)
		}
		if _, err := d.ByToken(ctx, secret); !errors.Is(err, user.ErrToken) {
			t.Errorf("a deleted token: %v", err)
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
			if u, err := d.Member(ctx, c.id); err != nil || u.Language != c.want {
				t.Errorf("%s reads %q, %v; want %q", u.Name, u.Language, err, c.want)
			}
		}
		if all, err := d.Members(ctx, account.ID); err != nil || all[0].Language != "id" {
			t.Errorf("%+v, %v", all, err)
		}
		if err := d.SetLanguage(ctx, account.ID+1, sari.ID, "en"); !errors.Is(err, store.ErrNoRows) {
			t.Errorf("from another account: %v", err)
		}
	})
}

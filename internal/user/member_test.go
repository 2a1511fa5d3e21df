package user_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/tillbridge/tillbridge/internal/user"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		ctx, account := t.Context(), d.account.ID
		sari, budi := d.add(t, " Sari@Example.com", user.Owner), d.add(t, "budi@example.com", user.Viewer)
		t.Run("an address is nobody else's, whatever its case", func(t *testing.T) {
			if _, err := d.Add(ctx, account, "SARI@example.com", "", password, user.Viewer); !isField(err, "email") {
				t.Errorf("a second one: %v", err)
			}
		})
		t.Run("they sign in with their password and nothing else", func(t *testing.T) {
			if u, err := d.SignIn(ctx, " SARI@example.com ", password); err != nil || u.ID != sari.ID || u.Role != user.Owner || u.Name != "sari" {
				t.Errorf("signing in: %+v, %v", u, err)
			}
			for name, try := range map[string][2]string{"wrong password": {"sari@example.com", "wrong horse"}, "unknown address": {"eve@example.com", password}, "nothing": {"", ""}} {
				if _, err := d.SignIn(ctx, try[0], try[1]); !errors.Is(err, user.ErrSignIn) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
		t.Run("a role counts at once, and is one of three", func(t *testing.T) {
			if err := d.SetRole(ctx, account, budi.ID, user.Operator); err != nil {
				t.Fatal(err)
			}
			if u, err := d.Member(ctx, account, budi.ID); err != nil || u.Role != user.Operator {
				t.Errorf("%+v, %v", u, err)
			}
			if err := d.SetRole(ctx, account, budi.ID, "king"); !isField(err, "role") {
				t.Errorf("king: %v", err)
			}
		})
		t.Run("a name is shown to others, so it is not empty", func(t *testing.T) {
			if err := d.Rename(ctx, account, budi.ID, " Budi Santoso "); err != nil {
				t.Fatal(err)
			}
			if u, _ := d.Member(ctx, account, budi.ID); u.Name != "Budi Santoso" {
				t.Errorf("%q", u.Name)
			}
			if err := d.Rename(ctx, account, budi.ID, "  "); !isField(err, "name") {
				t.Errorf("no name: %v", err)
			}
		})
		t.Run("the last owner stays owner and stays", func(t *testing.T) {
			if err := d.SetRole(ctx, account, sari.ID, user.Viewer); !errors.Is(err, user.ErrLastOwner) {
				t.Errorf("made a viewer: %v", err)
			}
			if err := d.Remove(ctx, account, sari.ID); !errors.Is(err, user.ErrLastOwner) {
				t.Errorf("removed: %v", err)
			}
			if err := d.SetRole(ctx, account, sari.ID, user.Owner); err != nil {
				t.Errorf("an owner stays what they are: %v", err)
			}
		})
		t.Run("another account changes nobody", func(t *testing.T) {
			for name, err := range map[string]error{
				"role": d.SetRole(ctx, account+1, budi.ID, user.Owner), "name": d.Rename(ctx, account+1, budi.ID, "Eve"), "remove": d.Remove(ctx, account+1, budi.ID),
			} {
				if !errors.Is(err, user.ErrMissing) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if _, err := d.Member(ctx, account+1, budi.ID); !errors.Is(err, user.ErrMissing) {
				t.Errorf("read: %v", err)
			}
		})
		t.Run("whoever is removed is out at once", func(t *testing.T) {
			_, token, err := d.Enter(ctx, budi, user.Visitor{})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Remove(ctx, account, budi.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := d.BySession(ctx, token, user.Visitor{}); !errors.Is(err, user.ErrSession) {
				t.Errorf("the session lives: %v", err)
			}
			if _, err := d.SignIn(ctx, "budi@example.com", password); !errors.Is(err, user.ErrSignIn) {
				t.Errorf("signed in: %v", err)
			}
		})
	})
}

// Owners who all leave at once must not leave behind a shop that nobody can manage.
func TestMembers_ownersWhoLeaveAtOnceLeaveOne(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		var owners []user.User
		for i := range 8 {
			owners = append(owners, d.add(t, fmt.Sprint(i, "@example.com"), user.Owner))
		}
		begin := make(chan struct{})
		var all sync.WaitGroup
		for _, u := range owners {
			all.Go(func() {
				<-begin
				if err := d.Remove(t.Context(), u.Account, u.ID); err != nil && !errors.Is(err, user.ErrLastOwner) {
					t.Error(err)
				}
			})
		}
		close(begin)
		all.Wait()
		if left, err := d.Members(t.Context(), d.account.ID); err != nil || len(left) != 1 {
			t.Errorf("%d are left, %v", len(left), err)
		}
	})
}

func TestSetPassword(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		sari := d.add(t, "sari@example.com", user.Owner)
		_, elsewhere, err := d.Enter(ctx, sari, user.Visitor{})
		if err != nil {
			t.Fatal(err)
		}
		sari, here, err := d.Enter(ctx, sari, user.Visitor{})
		if err != nil {
			t.Fatal(err)
		}
		const fresh = "another battery staple"
		if err := d.SetPassword(ctx, sari, "wrong", fresh); !isField(err, "old_password") {
			t.Errorf("without the old one: %v", err)
		}
		if err := d.SetPassword(ctx, sari, password, "short"); !isField(err, "password") {
			t.Errorf("a short one: %v", err)
		}
		if _, err := d.BySession(ctx, elsewhere, user.Visitor{}); err != nil {
			t.Errorf("what failed has ended a session: %v", err)
		}
		if err := d.SetPassword(ctx, sari, password, fresh); err != nil {
			t.Fatal(err)
		}
		if _, err := d.SignIn(ctx, sari.Email, password); !errors.Is(err, user.ErrSignIn) {
			t.Errorf("the old one still works: %v", err)
		}
		if _, err := d.SignIn(ctx, sari.Email, fresh); err != nil {
			t.Errorf("the new one: %v", err)
		}
		if _, err := d.BySession(ctx, here, user.Visitor{}); err != nil {
			t.Errorf("this browser: %v", err)
		}
		if _, err := d.BySession(ctx, elsewhere, user.Visitor{}); !errors.Is(err, user.ErrSession) {
			t.Errorf("another browser: %v", err)
		}
	})
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		accept := func(token string) error {
			_, err := d.Accept(ctx, token, "first@example.com", "", password)
			return err
		}
		t.Run("an open link is for whoever has it, replaces the one before, and works once", func(t *testing.T) {
			_, before := d.invite(t, "", user.Owner)
			_, link := d.invite(t, "", user.Owner)
			if err := accept(before); !errors.Is(err, user.ErrLink) {
				t.Errorf("a link that was replaced: %v", err)
			}
			if _, err := d.Accept(ctx, link, "not an address", "", password); !isField(err, "email") {
				t.Errorf("a bad address: %v", err)
			}
			if _, err := d.Accept(ctx, link, "first@example.com", "", "short"); !isField(err, "password") {
				t.Errorf("a short password: %v", err)
			}
			if err := accept(link); err != nil {
				t.Fatalf("after mistakes the link still works: %v", err)
			}
			if _, err := d.Accept(ctx, link, "second@example.com", "", password); !errors.Is(err, user.ErrLink) {
				t.Errorf("the link worked twice: %v", err)
			}
		})
		t.Run("an addressed link makes its addressee, with the role it was given, whatever else is typed", func(t *testing.T) {
			inv, link := d.invite(t, " Budi@example.com", user.Operator)
			if got, err := d.Invitation(ctx, link); err != nil || got != inv || got.Email != "budi@example.com" {
				t.Errorf("looking: %+v, %v; made was %+v", got, err, inv)
			}
			u, err := d.Accept(ctx, link, "eve@example.com", "Budi", password)
			if err != nil || u.Email != "budi@example.com" || u.Role != user.Operator || u.Name != "Budi" {
				t.Errorf("%+v, %v", u, err)
			}
			if _, _, err := d.Invite(ctx, user.Invitation{Account: d.account.ID, Email: "budi@example.com", Role: user.Viewer}); !isField(err, "email") {
				t.Errorf("a member is invited: %v", err)
			}
		})
		t.Run("it can be withdrawn, by its own account", func(t *testing.T) {
			inv, link := d.invite(t, "citra@example.com", user.Viewer)
			if err := d.Withdraw(ctx, d.account.ID+1, inv.ID); !errors.Is(err, user.ErrMissing) {
				t.Errorf("by a stranger: %v", err)
			}
			if all, err := d.Invitations(ctx, d.account.ID); err != nil || len(all) != 1 || all[0] != inv {
				t.Errorf("open are %+v, %v", all, err)
			}
			if err := d.Withdraw(ctx, d.account.ID, inv.ID); err != nil {
				t.Fatal(err)
			}
			if err := accept(link); !errors.Is(err, user.ErrLink) {
				t.Errorf("afterwards: %v", err)
			}
		})
		t.Run("an addressed link ends after seven days, an open one after one", func(t *testing.T) {
			_, addressed := d.invite(t, "dewi@example.com", user.Viewer)
			_, open := d.invite(t, "", user.Viewer)
			d.now = d.now.Add(day + 1)
			if _, err := d.Invitation(ctx, open); !errors.Is(err, user.ErrLink) {
				t.Errorf("an open one of yesterday: %v", err)
			}
			d.now = d.now.Add(6*day - 2)
			if _, err := d.Invitation(ctx, addressed); err != nil {
				t.Errorf("just before its end: %v", err)
			}
			d.now = d.now.Add(1)
			if err := accept(addressed); !errors.Is(err, user.ErrLink) {
				t.Errorf("an old one: %v", err)
			}
			if all, err := d.Invitations(ctx, d.account.ID); err != nil || len(all) != 0 {
				t.Errorf("open are %+v, %v", all, err)
			}
		})
	})
}

// An invitation that two browsers accept at once makes one member.
func TestInvitations_acceptedTwiceAtOnceMakeOneMember(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		_, link := d.invite(t, "", user.Operator)
		var all sync.WaitGroup
		for _, who := range []string{"a@example.com", "b@example.com", "c@example.com"} {
			all.Go(func() {
				if _, err := d.Accept(t.Context(), link, who, "", password); err != nil && !errors.Is(err, user.ErrLink) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if members, err := d.Members(t.Context(), d.account.ID); err != nil || len(members) != 1 {
			t.Errorf("%d members, %v", len(members), err)
		}
	})
}

func TestSignOn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		sari := d.add(t, "sari@example.com", user.Owner)
		on := func(subject, email string, newcomers user.Role) (user.User, error) {
			return d.SignOn(ctx, d.account.ID, user.Identity{Issuer: "https://id.example.com", Subject: subject, Email: email, Name: "From There"}, newcomers)
		}
		t.Run("a member is found by their address, and afterwards by who they are there", func(t *testing.T) {
			for _, email := range []string{"SARI@example.com", "married@example.com"} {
				if u, err := on("1", email, ""); err != nil || u.ID != sari.ID || u.Role != user.Owner {
					t.Errorf("%s: %+v, %v", email, u, err)
				}
			}
			if _, err := on("2", "married@example.com", ""); !errors.Is(err, user.ErrUninvited) {
				t.Errorf("another person with the new address: %v", err)
			}
		})
		t.Run("a stranger needs an invitation, which is used up and gives its role", func(t *testing.T) {
			if _, err := on("3", "budi@example.com", ""); !errors.Is(err, user.ErrUninvited) {
				t.Errorf("uninvited: %v", err)
			}
			_, link := d.invite(t, "budi@example.com", user.Operator)
			if u, err := on("3", "budi@example.com", ""); err != nil || u.Role != user.Operator || u.Name != "From There" {
				t.Errorf("invited: %+v, %v", u, err)
			}
			if _, err := d.Invitation(ctx, link); !errors.Is(err, user.ErrLink) {
				t.Errorf("the link still works: %v", err)
			}
		})
		t.Run("another account's invitation lets nobody in here", func(t *testing.T) {
			if _, _, err := d.Invite(ctx, user.Invitation{Account: d.account.ID + 1, Email: "eve@example.com", Role: user.Owner}); err != nil {
				t.Fatal(err)
			}
			if _, err := on("4", "eve@example.com", ""); !errors.Is(err, user.ErrUninvited) {
				t.Errorf("%v", err)
			}
		})
		t.Run("newcomers get the role they are given, and no password fits them", func(t *testing.T) {
			u, err := on("5", "citra@example.com", user.Viewer)
			if err != nil || u.Role != user.Viewer {
				t.Fatalf("%+v, %v", u, err)
			}
			for _, try := range []string{"", password} {
				if _, err := d.SignIn(ctx, "citra@example.com", try); !errors.Is(err, user.ErrSignIn) {
					t.Errorf("password %q: %v", try, err)
				}
			}
			if err := d.SetPassword(ctx, u, "", password); err != nil {
				t.Errorf("their first password: %v", err)
			}
		})
		t.Run("whoever was removed is a stranger again", func(t *testing.T) {
			u, err := on("5", "citra@example.com", "")
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Remove(ctx, u.Account, u.ID); err != nil {
				t.Fatal(err)
			}
			if _, err := on("5", "citra@example.com", ""); !errors.Is(err, user.ErrUninvited) {
				t.Errorf("%v", err)
			}
		})
	})
}

func TestActor_saysWhoActs(t *testing.T) {
	t.Parallel()
	if got := (user.User{Email: "sari@example.com"}).Actor() + ", " + (user.User{Token: "robot"}).Actor(); got != "sari@example.com, token robot" {
		t.Error(got)
	}
	for err, want := range map[error]string{user.ErrSignIn: "password", user.ErrLink: "link"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
}

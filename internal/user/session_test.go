package user_test

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/user"
)

const day = 24 * time.Hour

func TestNetwork_isAnAddressWithoutItsLastPart(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"203.0.113.77": "203.0.113.0/24", "::ffff:203.0.113.77": "203.0.113.0/24", "2001:db8:1:2::3": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48",
	} {
		if got := user.Network(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	if got := user.Network(netip.Addr{}); got != "" {
		t.Errorf("no address: %q", got)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		sari, budi := d.add(t, "sari@example.com", user.Owner), d.add(t, "budi@example.com", user.Viewer)
		enter := func(u user.User, browser string) (user.User, string) {
			t.Helper()
			u, token, err := d.Enter(ctx, u, user.Visitor{Browser: browser, Network: "203.0.113.0/24"})
			if err != nil {
				t.Fatal(err)
			}
			return u, token
		}
		first, phone := enter(sari, "Firefox on Android")
		d.now = d.now.Add(time.Second)
		second, laptop := enter(sari, "Safari on macOS")
		_, his := enter(budi, "Chrome on Windows")

		t.Run("the token stands nowhere in the database", func(t *testing.T) {
			var n int
			if err := d.db.QueryRow(ctx, `select count(*) from session where token_hash = $1`, phone).Scan(&n); err != nil || n > 0 {
				t.Errorf("%d, %v", n, err)
			}
		})
		t.Run("it is its member's, and says when and where it was last seen", func(t *testing.T) {
			d.now = d.now.Add(time.Minute)
			u, err := d.BySession(ctx, phone, user.Visitor{Browser: "Firefox on Android", Network: "198.51.100.0/24"})
			if err != nil || u.ID != sari.ID || u.Session != first.Session || u.Role != user.Owner {
				t.Errorf("%+v, %v", u, err)
			}
			all, err := d.Sessions(ctx, sari.Account, sari.ID)
			if err != nil || len(all) != 2 || all[0].ID != first.Session || all[0].Network != "198.51.100.0/24" || !all[0].SeenAt.Equal(d.now) || all[1].Browser != "Safari on macOS" {
				t.Errorf("%+v, %v", all, err)
			}
		})
		t.Run("nobody ends another's", func(t *testing.T) {
			for name, err := range map[string]error{
				"of another member": d.EndSession(ctx, sari.Account, budi.ID, first.Session), "of another account": d.EndSession(ctx, sari.Account+1, sari.ID, first.Session),
			} {
				if !errors.Is(err, user.ErrMissing) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
		t.Run("one is ended, or all the others", func(t *testing.T) {
			_, third := enter(sari, "curl")
			if err := d.EndSession(ctx, sari.Account, sari.ID, first.Session); err != nil {
				t.Fatal(err)
			}
			if n, err := d.EndSessions(ctx, sari.Account, sari.ID, second.Session); err != nil || n != 1 {
				t.Errorf("others: %d, %v", n, err)
			}
			for name, c := range map[string]struct {
				token string
				want  error
			}{"ended": {phone, user.ErrSession}, "another": {third, user.ErrSession}, "this one": {laptop, nil}, "somebody else's": {his, nil}} {
				if _, err := d.BySession(ctx, c.token, user.Visitor{}); !errors.Is(err, c.want) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
		t.Run("it ends after two weeks, used or not, and is dropped", func(t *testing.T) {
			d.now = d.now.Add(user.SessionLife)
			if _, err := d.BySession(ctx, laptop, user.Visitor{}); !errors.Is(err, user.ErrSession) {
				t.Errorf("%v", err)
			}
			if err := d.Forget(ctx); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := d.db.QueryRow(ctx, `select count(*) from session`).Scan(&n); err != nil || n != 0 {
				t.Errorf("%d are kept, %v", n, err)
			}
		})
	})
}

// guesses makes n wrong guesses, none of which may have to wait, and one more, and gives how long that one has to.
func (d *desk) guesses(t *testing.T, n int, name, network string) time.Duration {
	t.Helper()
	for range n {
		if _, wait, err := d.Guess(t.Context(), name, network); err != nil || wait > 0 {
			t.Fatalf("a guess had to wait %s, %v", wait, err)
		}
	}
	_, wait, err := d.Guess(t.Context(), name, network)
	if err != nil {
		t.Fatal(err)
	}
	return wait
}

const here, there = "203.0.113.0/24", "198.51.100.0/24"

func TestGuess(t *testing.T) {
	t.Parallel()
	t.Run("waits grow for one name from one place, and nobody else waits", func(t *testing.T) {
		t.Parallel()
		each(t, func(t *testing.T, d *desk) {
			var waits []time.Duration
			waits = append(waits, d.guesses(t, 6, "sari@example.com", here))
			for range 9 {
				d.now = d.now.Add(waits[len(waits)-1])
				waits = append(waits, d.guesses(t, 1, "sari@example.com", here))
			}
			if waits[0] != 5*time.Second {
				t.Errorf("the first wait is %s", waits[0])
			}
			for i := 1; i < len(waits); i++ {
				if waits[i] != min(2*waits[i-1], 4*time.Minute) {
					t.Fatalf("waits are %v", waits)
				}
			}
			if wait := d.guesses(t, 1, "budi@example.com", here); wait != 0 {
				t.Errorf("another name waits %s", wait)
			}
			if wait := d.guesses(t, 1, "sari@example.com", there); wait != 0 {
				t.Errorf("from elsewhere it waits %s", wait)
			}
		})
	})
	t.Run("an attempt that waits makes the wait no longer", func(t *testing.T) {
		t.Parallel()
		each(t, func(t *testing.T, d *desk) {
			wait := d.guesses(t, 6, "sari@example.com", here)
			for range 50 {
				if _, again, err := d.Guess(t.Context(), "sari@example.com", here); err != nil || again != wait {
					t.Fatalf("%s, %v; it was %s", again, err, wait)
				}
			}
		})
	})
	t.Run("what is right is forgotten, and so is what is old", func(t *testing.T) {
		t.Parallel()
		each(t, func(t *testing.T, d *desk) {
			d.guesses(t, 4, "sari@example.com", here)
			g, _, err := d.Guess(t.Context(), "sari@example.com", here)
			if err != nil {
				t.Fatal(err)
			}
			if err := g.Right(t.Context()); err != nil {
				t.Fatal(err)
			}
			if wait := d.guesses(t, 5, "sari@example.com", here); wait != 0 {
				t.Errorf("after it was right: %s", wait)
			}
			d.now = d.now.Add(time.Hour + time.Minute)
			if wait := d.guesses(t, 5, "sari@example.com", here); wait != 0 {
				t.Errorf("after an hour: %s", wait)
			}
			d.now = d.now.Add(time.Hour + time.Minute)
			if err := d.Forget(t.Context()); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := d.db.QueryRow(t.Context(), `select count(*) from guess`).Scan(&n); err != nil || n != 0 {
				t.Errorf("%d are kept, %v", n, err)
			}
		})
	})
	t.Run("a list of names from one place is slowed down", func(t *testing.T) {
		t.Parallel()
		each(t, func(t *testing.T, d *desk) {
			for i := range 31 {
				if wait := d.guesses(t, 0, fmt.Sprintf("%d@example.com", i), here); wait != 0 {
					t.Fatalf("guess %d waits %s", i, wait)
				}
			}
			if wait := d.guesses(t, 0, "another@example.com", here); wait == 0 {
				t.Error("the next name is free")
			}
		})
	})
	t.Run("a flood from everywhere waits shortly, and keeps nobody out who is signed in somewhere", func(t *testing.T) {
		t.Parallel()
		each(t, func(t *testing.T, d *desk) {
			sari := d.add(t, "sari@example.com", user.Owner)
			if _, _, err := d.Enter(t.Context(), sari, user.Visitor{Network: here}); err != nil {
				t.Fatal(err)
			}
			longest := time.Duration(0)
			for i := range 200 {
				_, wait, err := d.Guess(t.Context(), "sari@example.com", fmt.Sprintf("10.0.%d.0/24", i))
				if err != nil {
					t.Fatal(err)
				}
				longest = max(longest, wait)
				d.now = d.now.Add(wait)
			}
			if longest == 0 || longest > 30*time.Second {
				t.Errorf("the flood waits %s at most", longest)
			}
			for i := 200; d.guesses(t, 0, "sari@example.com", fmt.Sprintf("10.0.%d.0/24", i)) == 0; i++ {
				if i == 202 {
					t.Fatal("a stranger from a new place does not wait")
				}
			}
			if _, wait, err := d.Guess(t.Context(), "sari@example.com", here); err != nil || wait > 0 {
				t.Errorf("at home they wait %s, %v", wait, err)
			}
		})
	})
	t.Run("many at once are counted one by one", func(t *testing.T) {
		t.Parallel()
		each(t, func(t *testing.T, d *desk) {
			var mu sync.Mutex
			passed := 0
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					_, wait, err := d.Guess(t.Context(), "sari@example.com", here)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					if wait == 0 {
						passed++
					}
				})
			}
			all.Wait()
			if passed != 6 { // the sixth begins the wait
				t.Errorf("%d of 20 passed", passed)
			}
		})
	})
}

func TestTokens(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, d *desk) {
		ctx, account := t.Context(), d.account.ID
		token, secret, err := d.NewToken(ctx, account, " script ", user.Operator, user.Only("orders", "logs"), user.Until(d.now.Add(day)), user.By("sari@example.com"))
		if err != nil {
			t.Fatal(err)
		}
		u, err := d.ByToken(ctx, secret)
		if err != nil || u.Role != user.Operator || u.Actor() != "token script" || !u.Reaches("orders") || !u.Reaches("logs") || u.Reaches("users") {
			t.Errorf("by token: %+v, %v", u, err)
		}
		if all, err := d.Tokens(ctx, account); err != nil || len(all) != 1 || !all[0].LastUsedAt.Equal(d.now) || all[0].CreatedBy != "sari@example.com" || !all[0].ExpiresAt.Equal(token.ExpiresAt) {
			t.Errorf("tokens %+v, %v", all, err)
		}
		for name, c := range map[string]struct {
			field string
			limit user.TokenLimit
		}{"has ended": {"expires_at", user.Until(d.now)}, "two words in one": {"subjects", user.Only("orders logs")}, "no word": {"subjects", user.Only("")}} {
			if _, _, err := d.NewToken(ctx, account, "x", user.Viewer, c.limit); !isField(err, c.field) {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, forever, err := d.NewToken(ctx, account, "forever", user.Viewer)
		if err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(day)
		if _, err := d.ByToken(ctx, secret); !errors.Is(err, user.ErrExpired) {
			t.Errorf("after its end: %v", err)
		}
		if u, err := d.ByToken(ctx, forever); err != nil || !u.Reaches("anything") {
			t.Errorf("one without end and limits: %+v, %v", u, err)
		}
		if gone, err := d.DeleteToken(ctx, account+1, token.ID); err != nil || gone {
			t.Errorf("another account deleted it: %v %v", gone, err)
		}
		if gone, err := d.DeleteToken(ctx, account, token.ID); err != nil || !gone {
			t.Errorf("deleting: %v %v", gone, err)
		}
		if _, err := d.ByToken(ctx, secret); !errors.Is(err, user.ErrToken) {
			t.Errorf("a deleted token: %v", err)
		}
	})
}

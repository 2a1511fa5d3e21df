package connection_test

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// keys gives the tokens of the shop's connector as its connector sees them, and counts nothing by itself.
func keys(t *testing.T, db store.DB) (channel.Tokens, *connectiontest.Shop) {
	t.Helper()
	var tools channel.Tools
	shop := connectiontest.New(t, db, func(k *channel.Kind) {
		k.Settings = append(k.Settings, channel.Setting{Name: "access_token", Secret: true}, channel.Setting{Name: "refresh_token", Secret: true})
		open := k.Open
		k.Open = func(s channel.Shop, given channel.Tools) (channel.Connector, error) {
			tools = given
			if s.Settings["access_token"] != "" || s.Settings["refresh_token"] != "" {
				t.Error("a token is among the settings, where it would never be renewed")
			}
			return open(s, given)
		}
		k.Authorise = &channel.Authorise{
			URL: func(settings map[string]string, back, state string, _ time.Time) (string, error) {
				return "https://channel.example/let-in?back=" + url.QueryEscape(back) + "&state=" + state, nil
			},
			Exchange: func(_ context.Context, _ channel.Tools, _ map[string]string, q url.Values, _ string) (channel.Token, map[string]string, error) {
				if q.Get("code") != "good" {
					return channel.Token{}, nil, outcome.New(outcome.NotAuthorised)
				}
				return channel.Token{Access: "from code", Refresh: "r1", RefreshUntil: time.Now().AddDate(0, 1, 0)}, map[string]string{"url": "https://told.example"}, nil
			},
		}
	})
	c, err := shop.Registry.Prepare(t.Context(), shop.Owner.Account, connection.New{Channel: "pretend", Name: "with token", Settings: map[string]string{
		"url": "https://x.example", "access_token": "a0", "refresh_token": "r0",
	}})
	if err != nil {
		t.Fatal(err)
	}
	if first, err := tools.Tokens.Current(t.Context()); err != nil || first.Access != "a0" {
		t.Errorf("before it is stored: %+v, %v", first, err)
	}
	if err := shop.Registry.Add(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	shop.Connection = c
	return tools.Tokens, shop
}

func TestTokens(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		k, shop := keys(t, db)
		ctx := t.Context()
		first, err := k.Current(ctx)
		if err != nil || first.Access != "a0" || first.Refresh != "r0" {
			t.Fatalf("%+v, %v", first, err)
		}

		// Many callers come with the same stale token: the channel is asked once, for a refresh token may be good only once.
		var asked atomic.Int64
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				got, err := k.Renew(ctx, first, func(_ context.Context, have channel.Token) (channel.Token, error) {
					asked.Add(1)
					if have.Refresh != "r0" {
						t.Errorf("renewed with %q", have.Refresh)
					}
					return channel.Token{Access: "a1", Refresh: "r1"}, nil
				})
				if err != nil || got.Access != "a1" {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
		wg.Wait()
		if asked.Load() != 1 {
			t.Errorf("the channel was asked %d times", asked.Load())
		}

		// A caller who has stopped waiting does not lose the answer.
		second, _ := k.Current(ctx)
		leaving, cancel := context.WithCancel(ctx)
		if _, err := k.Renew(leaving, second, func(context.Context, channel.Token) (channel.Token, error) {
			cancel()
			return channel.Token{Access: "a2", Refresh: "r2"}, nil
		}); err != nil {
			t.Error(err)
		}
		third, _ := k.Current(ctx)
		if third.Access != "a2" {
			t.Errorf("stored %+v, want a2", third)
		}

		// The channel does not know the newest: the one before it is tried.
		var tried []string
		got, err := k.Renew(ctx, third, func(_ context.Context, have channel.Token) (channel.Token, error) {
			tried = append(tried, have.Refresh)
			if have.Refresh == "r2" {
				return channel.Token{}, outcome.New(outcome.NotAuthorised)
			}
			return channel.Token{Access: "a3", Refresh: "r3"}, nil
		})
		if err != nil || got.Access != "a3" || len(tried) != 2 || tried[1] != "r1" {
			t.Errorf("%+v, %v after %v", got, err, tried)
		}

		// A renewal that fails gives its right back.
		away := errors.New("the channel is away")
		for range 2 {
			if _, err := k.Renew(ctx, got, func(context.Context, channel.Token) (channel.Token, error) { return channel.Token{}, away }); !errors.Is(err, away) {
				t.Errorf("error %v", err)
			}
		}
		_ = shop
	})
}

func TestAuthorise(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		_, shop := keys(t, db)
		ctx, r, account := t.Context(), shop.Registry, shop.Owner.Account
		begin := func(w connection.Way) string {
			t.Helper()
			w.Channel, w.Back = "pretend", "https://hub.example/auth/callback"
			to, err := r.Authorise(ctx, account, w)
			if err != nil {
				t.Fatal(err)
			}
			u, err := url.Parse(to)
			if err != nil || u.Query().Get("back") != w.Back {
				t.Fatalf("sent to %s, %v", to, err)
			}
			return u.Query().Get("state")
		}
		good := url.Values{"code": {"good"}}
		state := begin(connection.Way{New: connection.New{Name: "New shop"}})
		c, err := r.Return(ctx, state, good)
		if err != nil || c.Name != "New shop" || c.Settings["url"] != "https://told.example" {
			t.Errorf("%+v, %v", c, err)
		}
		if got, err := r.Get(ctx, account, c.ID); err != nil || got.AuthorisedUntil.IsZero() {
			t.Errorf("stored %+v, %v", got, err)
		}
		for name, s := range map[string]string{"the same browser twice": state, "a state that was never given": "x", "none": ""} {
			if _, err := r.Return(ctx, s, good); !errors.Is(err, connection.ErrWay) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := r.Return(ctx, begin(connection.Way{New: connection.New{Name: "Refused"}}), url.Values{"error": {"denied"}}); outcome.Of(err).Code != outcome.NoAccess {
			t.Errorf("refused by the merchant: %v", err)
		}
		if err := r.SetState(ctx, account, shop.Connection.ID, connection.NeedsYou, outcome.New(outcome.NotAuthorised)); err != nil {
			t.Fatal(err)
		}
		again, err := r.Return(ctx, begin(connection.Way{Connection: shop.Connection.ID}), good)
		if err != nil || again.ID != shop.Connection.ID || again.State != connection.Active {
			t.Errorf("authorised anew: %+v, %v", again, err)
		}
	})
}

// A shop that is let in again after its removal is the connection that it was, with the new token; a browser that was on its way for
// the removed one brings nothing back.
func TestAuthorise_aShopThatWasRemoved(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		_, shop := keys(t, db)
		ctx, r, account := t.Context(), shop.Registry, shop.Owner.Account
		begin := func(w connection.Way) string {
			t.Helper()
			w.Channel, w.Back = "pretend", "https://hub.example/auth/callback"
			to, err := r.Authorise(ctx, account, w)
			if err != nil {
				t.Fatal(err)
			}
			u, err := url.Parse(to)
			if err != nil {
				t.Fatal(err)
			}
			return u.Query().Get("state")
		}
		good := url.Values{"code": {"good"}}
		was, err := r.Return(ctx, begin(connection.Way{New: connection.New{Name: "Told"}}), good)
		if err != nil {
			t.Fatal(err)
		}
		late := begin(connection.Way{Connection: was.ID})
		if err := db.InTx(ctx, func(tx store.Tx) error { _, err := r.Remove(ctx, tx, account, was.ID); return err }); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Return(ctx, late, good); !errors.Is(err, connection.ErrWay) {
			t.Errorf("a browser on its way for a removed connection: %v", err)
		}
		again, err := r.Return(ctx, begin(connection.Way{}), good)
		if err != nil || again.ID != was.ID || again.Name != "Told" {
			t.Fatalf("%+v, %v; it was %d", again, err, was.ID)
		}
		var sealed []byte
		if err := db.QueryRow(ctx, `select tokens from connection where id = $1 and state = 'active'`, was.ID).Scan(&sealed); err != nil || len(sealed) == 0 {
			t.Errorf("its new token: %d bytes, %v", len(sealed), err)
		}
	})
}

// A renewal that was under way when the connection was removed leaves no token behind.
func TestTokens_aRenewalThatComesAfterTheRemoval(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		tokens, shop := keys(t, db)
		ctx := t.Context()
		stale, err := tokens.Current(ctx)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		_, err = tokens.Renew(ctx, stale, func(ctx context.Context, _ channel.Token) (channel.Token, error) {
			asked++
			err := db.InTx(ctx, func(tx store.Tx) error {
				_, err := shop.Registry.Remove(ctx, tx, shop.Owner.Account, shop.Connection.ID)
				return err
			})
			return channel.Token{Access: "fresh", Refresh: "fresh"}, err
		})
		if err == nil || asked != 1 {
			t.Errorf("asked %d times: %v", asked, err)
		}
		var sealed []byte
		if err := db.QueryRow(ctx, `select tokens from connection where id = $1`, shop.Connection.ID).Scan(&sealed); err != nil || len(sealed) != 0 {
			t.Errorf("%d bytes of tokens are left, %v", len(sealed), err)
		}
	})
}

// Some apps are given a token for the asking: a shop is connected without one, and without one it is tested.
func TestTokens_areAskedForBeforeThereIsOne(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		var tools channel.Tools
		shop := connectiontest.New(t, db, func(k *channel.Kind) {
			open := k.Open
			k.Open = func(s channel.Shop, given channel.Tools) (channel.Connector, error) {
				tools = given
				return open(s, given)
			}
		})
		ctx, account := t.Context(), shop.Owner.Account
		ask := func(context.Context, channel.Token) (channel.Token, error) {
			return channel.Token{Access: "asked for"}, nil
		}
		prepare := func() connection.Connection {
			t.Helper()
			c, err := shop.Registry.Prepare(ctx, account, connection.New{Channel: "pretend", Name: "asking", Settings: map[string]string{"url": "https://x.example"}})
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		c := prepare()
		if got, err := tools.Tokens.Renew(ctx, channel.Token{}, ask); err != nil || got.Access != "asked for" {
			t.Errorf("before it is stored: %+v, %v", got, err)
		}
		if err := shop.Registry.Add(ctx, c); err != nil {
			t.Fatal(err)
		}
		connected := tools.Tokens
		if err := db.InTx(ctx, func(tx store.Tx) error { _, err := shop.Registry.Remove(ctx, tx, account, c.ID); return err }); err != nil {
			t.Fatal(err)
		}
		if _, err := connected.Renew(ctx, channel.Token{}, ask); outcome.Of(err).Reason != outcome.NotAuthorised {
			t.Errorf("after it was removed: %v", err)
		}
		prepare()
		if got, err := tools.Tokens.Renew(ctx, channel.Token{}, ask); err != nil || got.Access != "asked for" {
			t.Errorf("while it is connected again: %+v, %v", got, err)
		}
	})
}

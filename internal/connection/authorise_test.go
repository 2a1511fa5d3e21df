package connection_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/connection/connectiontest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/store/storetest"
)

// handsOver is a channel whose server hands the key over by itself, and whose browser comes back with "for" alone.
func handsOver(k *channel.Kind) {
	k.Authorise = &channel.Authorise{
		URL: func(_ map[string]string, _, state string, _ time.Time) (string, error) {
			return "https://channel.example/?for=" + state, nil
		},
		State: func(q url.Values) string { return q.Get("for") },
		Granted: func(body []byte) (string, url.Values, error) {
			var h struct{ For, Key string }
			err := json.Unmarshal(body, &h)
			return h.For, url.Values{"key": {h.Key}}, err
		},
		Exchange: func(_ context.Context, _ channel.Tools, _ map[string]string, q url.Values, _ string) (channel.Token, map[string]string, error) {
			if q.Get("key") == "" {
				return channel.Token{}, nil, outcome.New(outcome.NotAuthorised)
			}
			return channel.Token{}, map[string]string{"url": "https://told.example", "secret": q.Get("key")}, nil
		},
	}
}

func TestGranted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, handsOver)
		ctx, r, account := t.Context(), shop.Registry, shop.Owner.Account
		begin := func(w connection.Way) url.Values {
			t.Helper()
			w.Channel = "pretend"
			to, err := r.Authorise(ctx, account, w)
			if err != nil {
				t.Fatal(err)
			}
			u, err := url.Parse(to)
			if err != nil {
				t.Fatal(err)
			}
			return u.Query()
		}
		body := func(back url.Values, key string) []byte {
			return []byte(`{"For":"` + back.Get("for") + `","Key":"` + key + `"}`)
		}

		back := begin(connection.Way{New: connection.New{Name: "Handed over"}})
		c, err := r.Granted(ctx, body(back, "k1"))
		if err != nil || c.Name != "Handed over" {
			t.Fatalf("%+v, %v", c, err)
		}
		if c.State != connection.Active || !c.Policy.AutoProcess {
			t.Errorf("begun without a choice: %s, %+v", c.State, c.Policy)
		}
		if settings, err := r.Settings(c); err != nil || settings["secret"] != "k1" || settings["url"] != "https://told.example" {
			t.Errorf("settings %v, %v", settings, err)
		}
		if _, err := r.Granted(ctx, body(back, "k2")); !errors.Is(err, connection.ErrWay) {
			t.Errorf("a second key for the same way: %v", err)
		}
		if _, err := r.Return(ctx, r.StateOf(back), back); !errors.Is(err, connection.ErrWay) {
			t.Errorf("the browser, after somebody has tried to hand over a second key: %v", err)
		}

		back = begin(connection.Way{Connection: c.ID})
		again, err := r.Granted(ctx, body(back, "k3"))
		if err != nil || again.ID != c.ID {
			t.Fatalf("authorised anew: %+v, %v", again, err)
		}
		found, err := r.Return(ctx, r.StateOf(back), back)
		if err != nil || found.ID != c.ID {
			t.Errorf("the browser that comes back finds %+v, %v", found, err)
		}
		if settings, err := r.Settings(again); err != nil || settings["secret"] != "k3" {
			t.Errorf("settings %v, %v", settings, err)
		}

		back = begin(connection.Way{New: connection.New{Name: "Refused"}})
		if _, err := r.Return(ctx, r.StateOf(back), back); outcome.Of(err).Code != outcome.NoAccess {
			t.Errorf("a browser for which no key came: %v", err)
		}
		for _, junk := range []string{"", "[]", `{"For":"x","Key":"k"}`} {
			if _, err := r.Granted(ctx, []byte(junk)); !errors.Is(err, connection.ErrWay) {
				t.Errorf("%q: %v", junk, err)
			}
		}
	})
}

// How a shop shall begin is chosen before its merchant goes to the channel, and still known when the browser is back.
func TestAuthorise_keepsHowItBegins(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, db store.DB) {
		shop := connectiontest.New(t, db, handsOver)
		ctx, r, account := t.Context(), shop.Registry, shop.Owner.Account
		n := connection.New{Channel: "pretend", Name: "Later", Paused: true, Policy: json.RawMessage(`{"auto_process": false, "channel_prefixes": {"x": "X-"}}`)}
		to, err := r.Authorise(ctx, account, connection.Way{New: n})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		c, err := r.Granted(ctx, []byte(`{"For":"`+u.Query().Get("for")+`","Key":"k"}`))
		if err != nil {
			t.Fatal(err)
		}
		if c, err = r.Get(ctx, account, c.ID); err != nil || c.State != connection.Paused || c.Policy.AutoProcess || c.Policy.ChannelPrefixes["x"] != "X-" {
			t.Errorf("%s, %+v, %v", c.State, c.Policy, err)
		}
		if kind, _ := r.Kind("pretend"); kind.Policy.ChannelPrefixes["x"] != "" {
			t.Error("one shop's choice has become the channel's")
		}
		for field, given := range map[string]string{"policy": `{"colour": "red"}`, "policy.payment_at": `{"payment_at": "never"}`} {
			n.Policy = json.RawMessage(given)
			_, err := r.Authorise(ctx, account, connection.Way{New: n})
			if fe, ok := errors.AsType[*connection.FieldError](err); !ok || fe.Field != field {
				t.Errorf("%s: %v", given, err)
			}
		}
	})
}

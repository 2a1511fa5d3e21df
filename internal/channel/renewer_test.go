package channel_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

// gatekeeper is a channel that takes some access tokens and gives new ones.
type gatekeeper struct {
	good   string // the access token that calls are let in with
	no     error  // the answer to a wish for a new token; nil: gives the good one
	mu     sync.Mutex
	asked  int
	called []string // access tokens of the calls, in their order
}

func (g *gatekeeper) ask(_ context.Context, op string, old channel.Token) (channel.Token, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked++
	if g.no != nil {
		return channel.Token{}, g.no
	}
	return channel.Token{Access: g.good, Refresh: old.Refresh, Until: noon.Add(time.Hour)}, nil
}

func (g *gatekeeper) call(t channel.Token) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.called = append(g.called, t.Access)
	if t.Access != g.good {
		return outcome.New(outcome.KeyRefused)
	}
	return nil
}

func (g *gatekeeper) renewer(first channel.Token, log *strings.Builder) channel.Renewer {
	return channel.Renewer{
		Tools: channel.Tools{Tokens: channel.Pasted(first), Now: func() time.Time { return noon }, Log: slog.New(slog.NewTextHandler(log, nil))},
		Early: time.Minute, Ask: g.ask, Refused: func(err error) bool { return outcome.Of(err).Reason == outcome.KeyRefused },
	}
}

func TestRenewer(t *testing.T) {
	t.Parallel()
	in := func(d time.Duration) time.Time { return noon.Add(d) }
	down, gone := outcome.New(outcome.ServerError).In("shop.Renew"), outcome.New(outcome.NotAuthorised)
	for name, c := range map[string]struct {
		have      channel.Token
		no        error // instead of a new token
		renewable func(channel.Token) bool
		called    string // the access tokens of the calls
		asked     int    // for new tokens
		want      outcome.Reason
		warns     bool
	}{
		"one that does not end":                              {have: channel.Token{Access: "good", Refresh: "r"}, called: "good"},
		"one that lives on":                                  {have: channel.Token{Access: "good", Refresh: "r", Until: in(time.Minute + 1)}, called: "good"},
		"one that ends soon is replaced before the call":     {have: channel.Token{Access: "old", Refresh: "r", Until: in(time.Minute)}, called: "good", asked: 1},
		"one that has ended, too":                            {have: channel.Token{Access: "old", Refresh: "r", Until: in(-time.Hour)}, called: "good", asked: 1},
		"only a refresh token":                               {have: channel.Token{Refresh: "r"}, called: "good", asked: 1},
		"nothing at all":                                     {want: outcome.NotAuthorised},
		"nothing that can be replaced":                       {have: channel.Token{Refresh: "r"}, renewable: func(channel.Token) bool { return false }, want: outcome.NotAuthorised},
		"one that ends soon and cannot be replaced is used":  {have: channel.Token{Access: "good", Until: in(time.Second)}, called: "good"},
		"one that has ended and cannot: the channel decides": {have: channel.Token{Access: "old", Until: in(-time.Second)}, called: "old", want: outcome.KeyRefused},
		"replaced without a refresh token, where that works": {have: channel.Token{Access: "old", Until: in(0)}, renewable: func(channel.Token) bool { return true }, called: "good", asked: 1},
		"a refused one is replaced and the call made again":  {have: channel.Token{Access: "old", Refresh: "r"}, called: "old good", asked: 1},
		"a refused one that cannot be replaced":              {have: channel.Token{Access: "old"}, called: "old", want: outcome.KeyRefused},
		"a refused one while renewals fail":                  {have: channel.Token{Access: "old", Refresh: "r"}, no: down, called: "old", asked: 1, want: outcome.ServerError},
		"a refused one, and a person has to come":            {have: channel.Token{Access: "old", Refresh: "r"}, no: gone, called: "old", asked: 1, want: outcome.NotAuthorised},
		"one that is still good serves while renewals fail":  {have: channel.Token{Access: "good", Refresh: "r", Until: in(time.Second)}, no: down, called: "good", asked: 1, warns: true},
		"… but not when only a person can help":              {have: channel.Token{Access: "good", Refresh: "r", Until: in(time.Second)}, no: gone, asked: 1, want: outcome.NotAuthorised},
		"… nor when it has ended":                            {have: channel.Token{Access: "old", Refresh: "r", Until: in(0)}, no: down, asked: 1, want: outcome.ServerError},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, log := &gatekeeper{good: "good", no: c.no}, &strings.Builder{}
			r := g.renewer(c.have, log)
			r.Renewable = c.renewable
			err := r.Call(t.Context(), "shop.Order", "A1", g.call)
			e := outcome.Of(err)
			if (err != nil) != (c.want != "") || err != nil && e.Reason != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
			if err != nil && c.called == "" && (e.Op == "" || e.Ref != "A1") {
				t.Errorf("%v does not say where and about what", err)
			}
			if called := strings.Join(g.called, " "); called != c.called || g.asked != c.asked || (log.Len() > 0) != c.warns {
				t.Errorf("called with %q, want %q; asked %d times, want %d; log %q", called, c.called, g.asked, c.asked, log)
			}
		})
	}
}

// A token that is refused again was replaced in vain: the second refusal stands, and nobody asks in circles.
func TestRenewer_refusedTwice(t *testing.T) {
	t.Parallel()
	g := &gatekeeper{good: "good"}
	r := g.renewer(channel.Token{Access: "old", Refresh: "r"}, &strings.Builder{})
	err := r.Call(t.Context(), "shop.Order", "", func(channel.Token) error { return outcome.New(outcome.KeyRefused) })
	if outcome.Of(err) == nil || outcome.Of(err).Reason != outcome.KeyRefused || g.asked != 1 {
		t.Errorf("%v after %d renewals", err, g.asked)
	}
}

// An error that is not about the token is the call's own.
func TestRenewer_leavesOtherErrorsAlone(t *testing.T) {
	t.Parallel()
	g, no := &gatekeeper{}, errors.New("no such order")
	r := g.renewer(channel.Token{Access: "good", Refresh: "r"}, &strings.Builder{})
	r.Refused = func(error) bool { return false }
	if err := r.Call(t.Context(), "shop.Order", "A1", func(channel.Token) error { return no }); !errors.Is(err, no) || g.asked != 0 {
		t.Errorf("%v after %d renewals", err, g.asked)
	}
}

func TestRenewer_callsSideBySideShareOneRenewal(t *testing.T) {
	t.Parallel()
	g := &gatekeeper{good: "good"}
	r := g.renewer(channel.Token{Access: "old", Refresh: "r"}, &strings.Builder{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := r.Call(t.Context(), "shop.Order", "A1", g.call); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if g.asked != 1 {
		t.Errorf("%d renewals, want one for all", g.asked)
	}
}

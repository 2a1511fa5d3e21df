package worldtest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/channel/channeltest"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// Renewal is how a channel gives new tokens where a refresh token is good once: what is lost then is lost for good.
type Renewal struct {
	Start func(*testing.T) *Box // opens a shop
	Path  string                // of the call that renews, or a part of it
	Life  time.Duration         // of an access token
	Early time.Duration         // how long before its end a token is replaced
}

// Run tests what connectors of such channels promise beside channeltest.Run.
func (r Renewal) Run(t *testing.T) {
	for _, p := range []struct {
		sentence string
		keep     func(*testing.T, *Box)
	}{
		{"calls that come with a refused token share one renewal", r.once},
		{"a renewal that never arrived leaves the refresh token good, and it is still there", r.surviveALostCall},
		{"a renewal whose answer was lost is 401, for nobody has the new tokens", r.spentByALostAnswer},
		{"a token is replaced before it ends, so that calls under way do not end with it", r.early},
		{"a token that cannot be replaced yet serves as long as it is good", r.oldOneServes},
	} {
		t.Run(p.sentence, func(t *testing.T) {
			t.Parallel()
			p.keep(t, r.Start(t))
		})
	}
}

func (r Renewal) once(_ *testing.T, b *Box) {
	conn := b.Open() // nobody told when its token ends
	b.Set(b.Now().Add(r.Life + time.Hour))
	b.RenewsOnce(conn)
}

// RenewsOnce makes calls side by side whose token is refused: they share one renewal, which must be the first of the box.
func (b *Box) RenewsOnce(conn channel.Connector) {
	b.t.Helper()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := conn.Test(b.t.Context()); err != nil {
				b.t.Error(err)
			}
		})
	}
	all.Wait()
	if b.Tokens.Renewals != 1 {
		b.t.Errorf("%d renewals, want one for all", b.Tokens.Renewals)
	}
}

func (r Renewal) breaks(t *testing.T, b *Box, rule fault.Rule) {
	t.Helper()
	rule.Path = r.Path
	if err := b.Faults().Add(rule); err != nil {
		t.Fatal(err)
	}
}

func (r Renewal) surviveALostCall(t *testing.T, b *Box) {
	conn := b.Open()
	b.Set(b.Now().Add(r.Life + time.Hour))
	r.breaks(t, b, fault.Rule{Kind: fault.Reset, Count: 1})
	if _, err := conn.Test(t.Context()); outcome.Of(err).Code != outcome.Unavailable {
		t.Errorf("a reset renewal: %v, want 503", err)
	}
	if hits := b.Faults().Rules()[0].Hits; hits != 1 {
		t.Errorf("the renewal was sent %d times", hits)
	}
	if _, err := conn.Test(t.Context()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func (r Renewal) spentByALostAnswer(t *testing.T, b *Box) {
	conn := b.Open()
	b.Set(b.Now().Add(r.Life + time.Hour))
	r.breaks(t, b, fault.Rule{Kind: fault.Reset, Count: 1, After: true})
	_, _ = conn.Test(t.Context())
	_, err := conn.Test(t.Context())
	if e := outcome.Of(err); e == nil || e.Reason != outcome.NotAuthorised {
		t.Errorf("%v, want not_authorised", err)
	}
}

// holding opens a connector that knows when its token ends.
func (b *Box) holding(left time.Duration) channel.Connector {
	b.t.Helper()
	first, err := b.Tokens.Current(context.Background())
	if err != nil {
		b.t.Fatal(err)
	}
	first.Until = b.Now().Add(left)
	b.Tokens = channeltest.NewTokens(first)
	return b.Open()
}

func (r Renewal) early(t *testing.T, b *Box) {
	for _, c := range []struct {
		left time.Duration
		want int
	}{{r.Early + time.Minute, 0}, {r.Early - time.Minute, 1}} {
		if _, err := b.holding(c.left).Test(t.Context()); err != nil || b.Tokens.Renewals != c.want {
			t.Errorf("%s before the end: %d renewals, %v, want %d", c.left, b.Tokens.Renewals, err, c.want)
		}
	}
}

func (r Renewal) oldOneServes(t *testing.T, b *Box) {
	conn := b.holding(3 * time.Minute)
	r.breaks(t, b, fault.Rule{Kind: fault.ServerError})
	if _, err := conn.Test(t.Context()); err != nil {
		t.Error(err)
	}
	b.Set(b.Now().Add(4 * time.Minute))
	if _, err := conn.Test(t.Context()); outcome.Of(err).Code != outcome.Unavailable {
		t.Errorf("with an ended token: %v, want 503", err)
	}
}

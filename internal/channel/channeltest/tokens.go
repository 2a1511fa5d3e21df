package channeltest

import (
	"context"
	"sync"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Tokens keeps a token in memory, with the promises of channel.Tokens: one renewal at a time, stored before it is used.
type Tokens struct {
	mu     sync.Mutex
	stored channel.Token
	// Renewals counts how often the channel was asked for a new token.
	Renewals int
}

// NewTokens begins with a token; the zero one is a shop that was never authorised.
func NewTokens(first channel.Token) *Tokens { return &Tokens{stored: first} }

// Current gives the token stored last.
func (k *Tokens) Current(context.Context) (channel.Token, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stored.Access == "" && k.stored.Refresh == "" {
		return channel.Token{}, outcome.New(outcome.NotAuthorised)
	}
	return k.stored, nil
}

// put stores a token as it is.
func (k *Tokens) put(t channel.Token) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.stored = t
}

// Renewed is Renewals while calls are under way.
func (k *Tokens) Renewed() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.Renewals
}

// Renew replaces a token that is still the stored one.
func (k *Tokens) Renew(ctx context.Context, stale channel.Token, do func(context.Context, channel.Token) (channel.Token, error)) (channel.Token, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stored.Access != stale.Access || k.stored.Refresh != stale.Refresh {
		return k.stored, nil
	}
	fresh, err := do(ctx, k.stored)
	if err != nil {
		return channel.Token{}, err
	}
	k.stored = fresh
	k.Renewals++
	return fresh, nil
}

package channel

import (
	"context"
	"sync"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Pasted keeps a token for a connector that was opened without a store, as tests and trials do. It lasts as long as the value.
func Pasted(first Token) Tokens { return &pasted{token: first} }

type pasted struct {
	mu    sync.Mutex
	token Token
}

// Current implements Tokens.
func (p *pasted) Current(context.Context) (Token, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.token.Access == "" && p.token.Refresh == "" {
		return Token{}, outcome.New(outcome.NotAuthorised)
	}
	return p.token, nil
}

// Renew implements Tokens.
func (p *pasted) Renew(ctx context.Context, stale Token, do func(context.Context, Token) (Token, error)) (Token, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.token.Access != stale.Access || p.token.Refresh != stale.Refresh {
		return p.token, nil
	}
	fresh, err := do(ctx, p.token)
	if err == nil {
		p.token = fresh
	}
	return fresh, err
}

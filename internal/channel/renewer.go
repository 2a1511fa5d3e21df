package channel

import (
	"context"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Renewer makes calls with a token that is good: one that ends soon is replaced before, one that the channel refuses is replaced once,
// and the call made again.
type Renewer struct {
	Tools               // of these Tokens, Now and Log
	Early time.Duration // how long before its end a token is replaced: calls under way still end under the old one

	// Ask gets a new token from the channel, for the old one's refresh token. Errors are those of a connector's calls. What it gives is
	// stored before it is used, see Tokens; where the channel gives no new refresh token, it must hand the old one on.
	Ask func(ctx context.Context, op string, old Token) (Token, error)

	// Refused tells that a call failed because of its access token, so that another one may help.
	Refused func(error) bool

	// Renewable tells that Ask can replace a token. Nil: when it has a refresh token.
	Renewable func(Token) bool
}

// Call makes a call in the shop's name; its error stands, unless the token is what was refused and can be replaced. Errors of the
// renewal say op and ref, where it happened and what was asked about: NotAuthorised when a person must let us in again, and those of Ask.
func (r Renewer) Call(ctx context.Context, op, ref string, call func(Token) error) error {
	token, err := r.Token(ctx, op)
	if err != nil {
		return outcome.At(err, op, ref)
	}
	err = call(token)
	if err == nil || !r.Refused(err) || !r.renewable(token) {
		return err
	}
	r.Logger().DebugContext(ctx, "the token was refused", "op", op)
	fresh, err := r.renew(ctx, op, token)
	if err != nil {
		return outcome.At(err, op, ref)
	}
	return call(fresh)
}

// Token gives the token to call with. When it ends soon and cannot be replaced for a reason that waiting heals, it is used as long as it
// is good. Errors: as Call.
func (r Renewer) Token(ctx context.Context, op string) (Token, error) {
	token, err := r.Tokens.Current(ctx)
	if err != nil {
		return Token{}, err
	}
	left := token.Until.Sub(r.Now())
	if token.Access != "" && (token.Until.IsZero() || left > r.Early || !r.renewable(token)) {
		return token, nil
	}
	if !r.renewable(token) {
		return Token{}, outcome.New(outcome.NotAuthorised)
	}
	fresh, err := r.renew(ctx, op, token)
	if err == nil {
		return fresh, nil
	}
	if outcome.Of(err).Code.RetriesItself() && token.Access != "" && left > 0 && ctx.Err() == nil {
		r.Logger().WarnContext(ctx, "the token could not be renewed yet", "op", op, "error", err)
		return token, nil
	}
	return Token{}, err
}

func (r Renewer) renewable(t Token) bool {
	if r.Renewable == nil {
		return t.Refresh != ""
	}
	return r.Renewable(t)
}

func (r Renewer) renew(ctx context.Context, op string, stale Token) (Token, error) {
	fresh, err := r.Tokens.Renew(ctx, stale, func(ctx context.Context, old Token) (Token, error) { return r.Ask(ctx, op, old) })
	if err == nil && fresh.Access == "" {
		err = outcome.New(outcome.NotAuthorised)
	}
	return fresh, err
}

package channel

import (
	"context"
	"net/url"
	"time"
)

// Token is what a channel gave for calls in a shop's name. The zero value is none.
type Token struct {
	Access       string            `json:"access"`
	Refresh      string            `json:"refresh,omitempty"`      // may be good only once
	Until        time.Time         `json:"until,omitzero"`         // end of Access; zero: it does not end
	RefreshUntil time.Time         `json:"refresh_until,omitzero"` // end of Refresh: a person must authorise anew before it; zero: unknown or never
	Extra        map[string]string `json:"extra,omitempty"`        // what else must be kept beside it: a shop cipher
}

// Tokens keeps one connection's token, encrypted and the same on every node.
type Tokens interface {
	// Current gives the token stored last; NoAccess when the shop was never authorised.
	Current(ctx context.Context) (Token, error)

	// Renew replaces a token that has ended, ends soon, or was refused. Only one call at a time on all nodes does it; whoever
	// comes with a token that is not the stored one any more gets the stored one without calling. What do returns is stored
	// before it is used, and the token before it is kept until the new one has worked.
	Renew(ctx context.Context, stale Token, do func(context.Context, Token) (Token, error)) (Token, error)
}

// Authorise is the way a merchant lets us in, for channels where a browser is sent to the channel and comes back.
type Authorise struct {
	// URL is where the merchant's browser goes. back is our address that it comes back to, state must come back with it.
	URL func(settings map[string]string, back, state string, now time.Time) (string, error)

	// State finds the state in what the browser brought back; nil: it is the parameter state.
	State func(query url.Values) string

	// Granted reads what the channel's server sent to our address on its own, for channels that hand the key over that way
	// and let the browser come back afterwards with nothing: the state that it is for, and what Exchange is to be given. Nil:
	// the browser brings it all.
	Granted func(body []byte) (state string, query url.Values, err error)

	// Exchange makes a token of what the browser brought back. It checks what the channel signed. Beside the token it gives
	// settings that only the channel knew (the shop's id, or keys). NoAccess when the merchant or the channel refused.
	Exchange func(ctx context.Context, t Tools, settings map[string]string, query url.Values, back string) (Token, map[string]string, error)
}

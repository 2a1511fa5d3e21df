package amazon

import (
	"context"
	"net/url"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// lent is a token for special calls. It is made anew whenever it is missing, so it lives in memory only.
type lent struct {
	token string
	from  string // the access token it was made with
	until time.Time
}

func (l lent) good(from string, now time.Time) bool {
	return l.token != "" && l.from == from && now.Add(earlier).Before(l.until)
}

// restrictedToken gives the token with which v0 shows buyers' data. Where the app has no role for them the seller's own token is
// given, and the data are left out by Amazon without an error.
//
// Source: tokens_2021-03-01 (createRestrictedDataToken): generic paths with the literal braces cover all ids. Every page needs it.
func (c *connector) restrictedToken(ctx context.Context, op string, token channel.Token) (string, error) {
	c.mu.Lock()
	have := c.restricted
	c.mu.Unlock()
	if have.good(token.Access, c.now()) {
		return have.token, nil
	}
	const limit = "createRestrictedDataToken"
	if c.barred.Is(limit, c.now()) {
		return token.Access, nil
	}
	type resource struct {
		Method   string   `json:"method"`
		Path     string   `json:"path"`
		Elements []string `json:"dataElements"`
	}
	a := ask{op: op, limit: limit, method: "POST", path: "/tokens/2021-03-01/restrictedDataToken", body: map[string]any{"restrictedResources": []resource{
		{"GET", "/orders/v0/orders", []string{"buyerInfo", "shippingAddress"}},
		{"GET", "/orders/v0/orders/{orderId}", []string{"buyerInfo", "shippingAddress"}},
		{"GET", "/orders/v0/orders/{orderId}/orderItems", []string{"buyerInfo"}},
	}}}
	var given struct {
		Token   string `json:"restrictedDataToken"`
		Expires text   `json:"expiresIn"`
	}
	err := c.call(ctx, a, token.Access, &given)
	switch {
	case err != nil && outcome.Of(err).Reason == outcome.RightMissing:
		c.bar(ctx, a, err)
		return token.Access, nil
	case err != nil:
		return "", err
	case given.Token == "":
		return "", outcome.New(outcome.BadPayload, "what", "no restricted token in the answer").In(op)
	}
	c.mu.Lock()
	c.restricted = lent{given.Token, token.Access, grant{Expires: given.Expires}.until(c.now())}
	c.mu.Unlock()
	return given.Token, nil
}

// grantlessToken gives the token for calls that belong to the app and no seller: destinations.
// Source: guide grantless-operations (scope sellingpartnerapi::notifications).
func (c *connector) grantlessToken(ctx context.Context, op string) (string, error) {
	c.mu.Lock()
	have := c.grantless
	c.mu.Unlock()
	if have.good("", c.now()) {
		return have.token, nil
	}
	given, err := c.grant(ctx, op, url.Values{"grant_type": {"client_credentials"}, "scope": {"sellingpartnerapi::notifications"}}, false)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	c.grantless = lent{token: given.Access, until: given.until(c.now())}
	c.mu.Unlock()
	return given.Access, nil
}

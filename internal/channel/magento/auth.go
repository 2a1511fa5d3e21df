package magento

import (
	"context"
	"fmt"
	"net/http"

	"github.com/tillbridge/tillbridge/internal/channel"
)

// keys are how a connection signs in. An integration's tokens do not end, so there is nothing to renew.
type keys struct {
	credentials
	bearer bool
	tokens channel.Tokens // where the access token is when it is not among the settings; may be nil
}

// readKeys takes the integration's values from the settings. Without a word in auth, OAuth is used as soon as one of its
// values is there; then all must be. Errors name the setting that is missing.
//
// Since 2.4.4 a shop refuses a bare access token unless it was told otherwise (config path
// oauth/consumer/enable_integration_as_bearer), so OAuth is preferred; it works on every 2.x.
func readKeys(f channel.Filled, tokens channel.Tokens) (keys, error) {
	k := keys{
		credentials: credentials{f.Get(setKey), f.Get(setSecret), f.Get(setToken), f.Get(setTokenHalf)},
		tokens:      tokens, bearer: f.Get(setAuth) == authBearer,
	}
	if k.token == "" && tokens == nil {
		return k, fmt.Errorf("%s: is needed", setToken)
	}
	needed := []struct{ name, value string }{{setKey, k.key}, {setSecret, k.secret}, {setTokenHalf, k.tokenSecret}}
	if f.Get(setAuth) == authAuto && k.key+k.secret+k.tokenSecret == "" {
		k.bearer = true
	}
	for _, n := range needed {
		if n.value == "" && !k.bearer {
			return k, fmt.Errorf("%s: is needed to sign requests by OAuth 1.0a", n.name)
		}
	}
	return k, nil
}

// current is the credentials with the access token from wherever it is kept.
func (k keys) current(ctx context.Context) (credentials, error) {
	c := k.credentials
	if c.token != "" {
		return c, nil
	}
	t, err := k.tokens.Current(ctx)
	c.token = t.Access
	return c, err
}

// authorize signs one try of a request, with a nonce and a time of its own.
func (c *connector) authorize(ctx context.Context, req *http.Request, endpoint string, params []param) error {
	cred, err := c.keys.current(ctx)
	if err != nil {
		return err
	}
	if c.keys.bearer {
		req.Header.Set("Authorization", "Bearer "+cred.token)
		return nil
	}
	req.Header.Set("Authorization", oauthHeader(req.Method, endpoint, params, cred, c.nonce(), c.now()))
	return nil
}

package magento

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// param is one query parameter.
type param = httpkit.Param

// credentials are what OAuth 1.0a signs with. token and tokenSecret are empty before there is a token.
type credentials struct{ key, secret, token, tokenSecret string }

// oauthHeader is the Authorization header of a request by OAuth 1.0a with HMAC-SHA256. endpoint is the address without query,
// as the shop knows itself; params are the decoded query (a JSON body is not signed). The shop takes a nonce once per consumer,
// so a repeat must be signed anew, and refuses times more than 600 seconds ahead of its own clock.
// Source: AdobeDocs/commerce-webapi: src/pages/get-started/authentication/gs-authentication-oauth; magento/magento2:
// lib/internal/Magento/Framework/Oauth.
func oauthHeader(method, endpoint string, params []param, c credentials, nonce string, at time.Time) string {
	oauth := []param{
		{"oauth_consumer_key", c.key},
		{"oauth_nonce", nonce},
		{"oauth_signature_method", "HMAC-SHA256"},
		{"oauth_timestamp", strconv.FormatInt(at.Unix(), 10)},
	}
	if c.token != "" {
		oauth = append(oauth, param{"oauth_token", c.token})
	}
	oauth = append(oauth, param{"oauth_version", "1.0"})
	key := httpkit.Escape(c.secret) + "&" + httpkit.Escape(c.tokenSecret) // the & stays when there is no token
	signature := httpkit.OAuth1Signature(method, endpoint, slices.Concat(params, oauth), key)
	parts := make([]string, 0, len(oauth)+1)
	for _, p := range append(oauth, param{"oauth_signature", signature}) {
		parts = append(parts, httpkit.Escape(p[0])+`="`+httpkit.Escape(p[1])+`"`)
	}
	return "OAuth " + strings.Join(parts, ",")
}

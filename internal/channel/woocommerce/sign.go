package woocommerce

import (
	"slices"
	"strconv"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// param is one query parameter.
type param = httpkit.Param

// sign adds OAuth 1.0a, one-legged, HMAC-SHA256, to the parameters of a request, as WooCommerce checks it over http
// (includes/class-wc-rest-authentication.php, perform_oauth_authentication; seen on WooCommerce 11.0.1). The body is not
// signed. endpoint is the address without query, as the shop knows itself. The shop takes at within 15 minutes of its own
// clock, and each nonce once in that time: a repeat must be signed anew.
func sign(method, endpoint string, params []param, key, secret, nonce string, at time.Time) []param {
	signed := append(slices.Clone(params),
		param{"oauth_consumer_key", key},
		param{"oauth_timestamp", strconv.FormatInt(at.Unix(), 10)},
		param{"oauth_nonce", nonce},
		param{"oauth_signature_method", "HMAC-SHA256"},
	)
	return append(signed, param{"oauth_signature", httpkit.OAuth1Signature(method, endpoint, signed, secret+"&")})
}

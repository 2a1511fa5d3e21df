package shopify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// genuineHook tells whether a webhook's body was signed with the app's secret: base64 of HMAC-SHA256 over the raw body, compared
// in constant time (shopify.dev: apps/build/webhooks/verify-deliveries).
func genuineHook(signature string, body []byte, secret string) bool {
	got, err := base64.StdEncoding.DecodeString(signature)
	return err == nil && secret != "" && hmac.Equal(got, sum(body, secret))
}

// genuineQuery tells whether Shopify signed the query that a browser brought back: hex HMAC-SHA256 over the other parameters,
// sorted, as k=v joined by & (bold-commerce/go-shopify: oauth.go).
//
// Shopify's Ruby and JavaScript libraries sign the pairs as they are encoded in a form, others the plain ones. They agree unless
// a value needs escaping, so either is taken.
func genuineQuery(q url.Values, secret string) bool {
	got, err := hex.DecodeString(q.Get("hmac"))
	if err != nil || secret == "" {
		return false
	}
	encoded, plain := queryMessages(q)
	first, second := hmac.Equal(got, sum([]byte(encoded), secret)), hmac.Equal(got, sum([]byte(plain), secret))
	return first || second
}

// queryMessages are both forms of what is signed. hmac itself and the older signature are left out.
func queryMessages(q url.Values) (encoded, plain string) {
	rest := url.Values{}
	var pairs []string
	for name, values := range q {
		if name == "hmac" || name == "signature" {
			continue
		}
		rest[name] = values
		for _, v := range values {
			pairs = append(pairs, name+"="+v)
		}
	}
	slices.Sort(pairs)
	return rest.Encode(), strings.Join(pairs, "&")
}

func sum(message []byte, secret string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(message)
	return mac.Sum(nil)
}

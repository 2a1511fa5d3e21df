package tiktokshop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
)

// sign is the signature of a call: HMAC-SHA256 in lower-case hex, under the app secret, of the secret, the path, all query
// parameters but sign and access_token as name and decoded value in the order of their names, the body byte for byte as it is sent,
// and the secret again, put together without separators. A multipart body is left out; the caller then gives none.
//
// Source: page sign-your-api-request; vectors in sign_test.go. The curl sample of that page shows a signature that belongs to other
// inputs.
func sign(secret, path string, query url.Values, body []byte) string {
	var b strings.Builder
	b.WriteString(secret + path)
	names := make([]string, 0, len(query))
	for name := range query {
		if name != "sign" && name != "access_token" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString(name + query.Get(name))
	}
	b.Write(body)
	b.WriteString(secret)
	return digest(secret, b.String())
}

// hookSign is the signature of a webhook: over the app key and the raw body.
// Source: page tts-webhooks-overview; vector in webhook_test.go.
func hookSign(key, secret string, body []byte) string {
	return digest(secret, key+string(body))
}

func digest(secret, base string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(base))
	return hex.EncodeToString(mac.Sum(nil))
}

// genuine compares in constant time.
func genuine(signature, key, secret string, body []byte) bool {
	return hmac.Equal([]byte(signature), []byte(hookSign(key, secret, body)))
}

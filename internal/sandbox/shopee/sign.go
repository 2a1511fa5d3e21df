package shopee

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// signature is what the gateway expects: the pieces of the base string put together, under the partner key's text.
func signature(key string, pieces ...string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(strings.Join(pieces, "")))
	return hex.EncodeToString(mac.Sum(nil))
}

// equal compares in constant time.
func equal(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

package shopee

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"time"
)

// sign is the signature of a call: HMAC-SHA256 in lower-case hex over partner id, path, Unix seconds and, for calls in a shop's
// name, access token and shop id, put together without separators. Query and body are not part of it. The key is the text that
// the console shows, as bytes; it is not decoded.
//
// Source: open.shopee.com/developer-guide/16, "Signature Calculation"; vectors in sign_test.go.
func sign(key, partner, path string, at time.Time, token, shop string) string {
	return digest(key, partner+path+strconv.FormatInt(at.Unix(), 10)+token+shop)
}

// pushSign is the signature of a push: over the callback address as it was registered, a pipe and the raw body.
// Source: open.shopee.com push mechanism, "Authorization".
func pushSign(key, address string, body []byte) string {
	return digest(key, address+"|"+string(body))
}

func digest(key, base string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(base))
	return hex.EncodeToString(mac.Sum(nil))
}

// genuine compares in constant time.
func genuine(signature, key, address string, body []byte) bool {
	return hmac.Equal([]byte(signature), []byte(pushSign(key, address, body)))
}

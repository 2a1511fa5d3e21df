package httpkit

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
)

// OAuth 1.0a (RFC 5849) with HMAC-SHA256, as far as two channels have it in common: one hands the parts over in the query and the
// other in a header, and their keys are written differently. The library that is kept up (dghubble/oauth1) signs in the header only and
// escapes every key, so this file is ours.

// Param is one query parameter: its name and its value, not escaped. A list of them keeps the order in which we like to read them in
// records; signing sorts.
type Param [2]string

// Query writes parameters the way they are signed, so that the channel decodes what we meant; empty for none.
func Query(params []Param) string {
	pairs := make([]string, len(params))
	for i, p := range params {
		pairs[i] = Escape(p[0]) + "=" + Escape(p[1])
	}
	return strings.Join(pairs, "&")
}

// OAuth1Signature is base64 of the HMAC over OAuth1Base. key is the consumer's secret, an ampersand, and the token's secret where there
// is one; whether the two are escaped is told differently by every channel, so the caller does it.
func OAuth1Signature(method, endpoint string, params []Param, key string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(OAuth1Base(method, endpoint, params)))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// OAuth1Base is what is signed: method, address and sorted parameters, each percent-encoded, so that values are encoded twice (RFC 5849
// section 3.4.1). endpoint is the address without query, as the channel knows itself; params are those of the query and of OAuth. A
// JSON body is not signed.
func OAuth1Base(method, endpoint string, params []Param) string {
	sorted := make([]Param, len(params))
	for i, p := range params {
		sorted[i] = Param{Escape(p[0]), Escape(p[1])}
	}
	slices.SortFunc(sorted, func(a, b Param) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	pairs := make([]string, len(sorted))
	for i, p := range sorted {
		pairs[i] = p[0] + "=" + p[1]
	}
	return method + "&" + Escape(endpoint) + "&" + Escape(strings.Join(pairs, "&"))
}

// Escape is RFC 3986 percent-encoding: everything but letters, digits and -._~ (net/url leaves more, and writes + for a space).
func Escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

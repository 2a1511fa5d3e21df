package magento

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"time"
)

// param is one query parameter, decoded. A list keeps them in the order we like to read them in records; signing sorts.
type param struct{ name, value string }

// credentials are what OAuth 1.0a signs with. token and tokenSecret are empty before there is a token.
type credentials struct{ key, secret, token, tokenSecret string }

// oauthHeader is the Authorization header of a request by OAuth 1.0a with HMAC-SHA256. endpoint is the address without query,
// as the shop knows itself; params are the decoded query (a JSON body is not signed). The shop takes a nonce once per consumer, so a repeat must be signed anew, and refuses times more than 600
// seconds ahead of its own clock.
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
	signature := signed(baseString(method, endpoint, slices.Concat(params, oauth)), c.secret, c.tokenSecret)
	parts := make([]string, 0, len(oauth)+1)
	for _, p := range append(oauth, param{"oauth_signature", signature}) {
		parts = append(parts, escape(p.name)+`="`+escape(p.value)+`"`)
	}
	return "OAuth " + strings.Join(parts, ",")
}

// signed is base64 of the HMAC; the key keeps its & when there is no token.
func signed(base, secret, tokenSecret string) string {
	mac := hmac.New(sha256.New, []byte(escape(secret)+"&"+escape(tokenSecret)))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// baseString is what is signed: method, address and sorted parameters, each percent-encoded, so that values are encoded
// twice (RFC 5849 section 3.4.1). Brackets belong to the name of a parameter.
func baseString(method, endpoint string, params []param) string {
	type pair struct{ name, value string }
	pairs := make([]pair, len(params))
	for i, p := range params {
		pairs[i] = pair{escape(p.name), escape(p.value)}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c := strings.Compare(a.name, b.name); c != 0 {
			return c
		}
		return strings.Compare(a.value, b.value)
	})
	joined := make([]string, len(pairs))
	for i, p := range pairs {
		joined[i] = p.name + "=" + p.value
	}
	return method + "&" + escape(endpoint) + "&" + escape(strings.Join(joined, "&"))
}

// query writes parameters the way they are signed, so that the shop decodes what we meant.
func query(params []param) string {
	var b strings.Builder
	for i, p := range params {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escape(p.name) + "=" + escape(p.value))
	}
	return b.String()
}

// escape is RFC 3986 percent-encoding: everything but letters, digits and -._~ (net/url leaves more, and writes + for a
// space).
func escape(s string) string {
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

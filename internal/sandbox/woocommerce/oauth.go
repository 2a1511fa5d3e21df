package woocommerce

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"hash"
	"sort"
	"strconv"
	"strings"
	"time"
)

// oauthWindow is how far a client's clock may be off, and how long a nonce is remembered.
const oauthWindow = 15 * time.Minute

// oauthParts are the parameters that have to be there together, in the order in which missing ones are named.
var oauthParts = []string{"oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method"}

// oauthParams takes the query's parameters and those of an Authorization: OAuth header, the header winning.
func oauthParams(query params, header string) params {
	out := append(params(nil), query...)
	rest, ok := cutScheme(header, "OAuth")
	if !ok {
		return out
	}
	for part := range strings.SplitSeq(rest, ",") {
		k, v, found := strings.Cut(strings.TrimSpace(part), "=")
		if !found || k == "realm" {
			continue
		}
		k, v = percentDecode(k), percentDecode(strings.Trim(v, `"`))
		replaced := false
		for i := range out {
			if out[i].key == k {
				out[i].value, replaced = v, true
			}
		}
		if !replaced {
			out = append(out, pair{k, v})
		}
	}
	return out
}

func cutScheme(header, scheme string) (rest string, ok bool) {
	if len(header) <= len(scheme) || !strings.EqualFold(header[:len(scheme)], scheme) || header[len(scheme)] != ' ' {
		return "", false
	}
	return strings.TrimSpace(header[len(scheme)+1:]), true
}

// missing names the OAuth parts that are not there; tried is false when none is, so that OAuth was not meant at all.
func missing(p params) (names []string, tried bool) {
	for _, part := range oauthParts {
		if v, _ := p.get(part); v == "" {
			names = append(names, part)
		} else {
			tried = true
		}
	}
	return names, tried
}

// The refusals of OAuth, word for word (recorded: error-bad-signature, error-old-timestamp, error-nonce-replay).
const (
	badKey       = "Consumer key is invalid."
	badMethod    = "Invalid signature - signature method is invalid."
	badSignature = "Invalid signature - provided signature does not match."
	badTimestamp = "Invalid timestamp."
	badNonce     = "Invalid nonce - nonce has already been used."
)

// baseString is what is signed: method, URL and parameters without the signature, each percent-encoded (sheet, 2.3).
func baseString(method, url string, p params) string {
	signed := make([]pair, 0, len(p))
	for _, x := range p {
		if x.key != "oauth_signature" {
			signed = append(signed, x)
		}
	}
	sort.SliceStable(signed, func(i, j int) bool { return signed[i].key < signed[j].key })
	joined := make([]string, 0, len(signed))
	for _, x := range signed {
		joined = append(joined, percentEncode(x.key)+"="+percentEncode(x.value))
	}
	return strings.ToUpper(method) + "&" + percentEncode(url) + "&" + percentEncode(strings.Join(joined, "&"))
}

// sign computes the signature; ok is false for a method that the shop does not know.
func sign(signatureMethod, base, secret string) (signature string, ok bool) {
	var algorithm func() hash.Hash
	switch signatureMethod {
	case "HMAC-SHA256":
		algorithm = sha256.New
	case "HMAC-SHA1":
		algorithm = sha1.New
	default:
		return "", false
	}
	mac := hmac.New(algorithm, []byte(secret+"&"))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil)), true
}

// checkOAuth tells what is wrong with a signed request by a known key; empty: nothing. clocks are the times that count
// as now; a timestamp near one of them is good.
func checkOAuth(method, url string, p params, secret string, clocks []time.Time, used *nonces) string {
	given, _ := p.get("oauth_signature")
	given = strings.ReplaceAll(given, " ", "+") // a plus that was not escaped came in as a space
	how, _ := p.get("oauth_signature_method")
	want, ok := sign(how, baseString(method, url, p), secret)
	if !ok {
		return badMethod
	}
	if subtle.ConstantTimeCompare([]byte(given), []byte(want)) != 1 {
		return badSignature
	}
	stamp, _ := p.get("oauth_timestamp")
	nonce, _ := p.get("oauth_nonce")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || !near(seconds, clocks) {
		return badTimestamp
	}
	key, _ := p.get("oauth_consumer_key")
	if !used.take(key+" "+nonce, seconds, clocks[0].Unix()) {
		return badNonce
	}
	return ""
}

func near(seconds int64, clocks []time.Time) bool {
	const window = int64(oauthWindow / time.Second)
	for _, now := range clocks {
		if d := now.Unix() - seconds; d <= window && d >= -window {
			return true
		}
	}
	return false
}

// nonces remembers what was used within the window. It is guarded by Face.mu.
type nonces struct {
	seen  map[string]int64 // by key and nonce: the time after which it may be forgotten
	sweep int64
}

// take notes a nonce; false: it was used before.
func (n *nonces) take(nonce string, stamp, now int64) bool {
	const window = int64(oauthWindow / time.Second)
	if n.seen == nil {
		n.seen = map[string]int64{}
	}
	if now >= n.sweep {
		for k, until := range n.seen {
			if until < now {
				delete(n.seen, k)
			}
		}
		n.sweep = now + window
	}
	if _, used := n.seen[nonce]; used {
		return false
	}
	n.seen[nonce] = max(stamp, now) + 2*window
	return true
}

// percentEncode is RFC 3986's: all but letters, digits and -._~ is escaped.
func percentEncode(s string) string {
	const upper = "0123456789ABCDEF"
	b := make([]byte, 0, len(s)+8)
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~' {
			b = append(b, c)
			continue
		}
		b = append(b, '%', upper[c>>4], upper[c&15])
	}
	return string(b)
}

// percentDecode leaves a plus alone, and what is no escape as it stands.
func percentDecode(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b = append(b, byte(n))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

package magento

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// pair is a parameter, decoded.
type pair struct{ key, value string }

// oauthHeader takes an Authorization header apart; ok is false when it is not OAuth's.
func oauthHeader(header string) (out map[string]string, ok bool) {
	rest, ok := strings.CutPrefix(header, "OAuth ")
	if !ok {
		return nil, false
	}
	out = map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		key, value, found := strings.Cut(strings.TrimSpace(part), "=")
		plain, err := url.PathUnescape(strings.Trim(value, `"`))
		if !found || err != nil {
			continue
		}
		out[key] = plain
	}
	return out, true
}

// baseText is what is signed (sheet, 2.1): method, address and parameters, encoded once and, as a whole, once more. Parameters
// are sorted by their encoded names, then values.
func baseText(method, address string, params []pair) string {
	type encoded struct{ k, v string }
	all := make([]encoded, 0, len(params))
	for _, p := range params {
		all = append(all, encoded{percent(p.key), percent(p.value)})
	}
	slices.SortFunc(all, func(a, b encoded) int {
		if a.k != b.k {
			return strings.Compare(a.k, b.k)
		}
		return strings.Compare(a.v, b.v)
	})
	var list []string
	for _, e := range all {
		list = append(list, e.k+"="+e.v)
	}
	return strings.ToUpper(method) + "&" + percent(address) + "&" + percent(strings.Join(list, "&"))
}

func signatureOf(base, consumerSecret, tokenSecret string) string {
	mac := hmac.New(sha256.New, []byte(percent(consumerSecret)+"&"+percent(tokenSecret)))
	mac.Write([]byte(base))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// percent encodes all but letters, digits and - . _ ~ (RFC 3986).
func percent(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// signedParams are the parameters that a signature covers.
func signedParams(oauth map[string]string, query url.Values) []pair {
	var out []pair
	for k, v := range oauth {
		if k != "oauth_signature" && k != "realm" {
			out = append(out, pair{k, v})
		}
	}
	for k, values := range query {
		for _, v := range values {
			out = append(out, pair{k, v})
		}
	}
	return out
}

// address is where a request went, as the shop believes: it cannot see a proxy that ended TLS unless it is told.
func address(r *http.Request) string {
	scheme, usual := "http", ":80"
	if r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		scheme, usual = "https", ":443"
	}
	return scheme + "://" + strings.TrimSuffix(strings.ToLower(r.Host), usual) + r.URL.EscapedPath()
}

// Refusals of OAuth; the texts are Magento's (sheet, 2.1).
const (
	saysSignature = "The signature is invalid. Verify and try again."
	saysTime      = "Incorrect timestamp value in the oauth_timestamp parameter"
	saysLength    = "The token length is invalid. Check the length and try again."
	saysConsumer  = "A consumer having the specified key does not exist"
	saysToken     = "Specified token does not exist"
	saysOther     = "Token is not associated with the specified consumer"
	saysRevoked   = "Access token has been revoked"
	saysExpired   = "Consumer key has expired"
)

// ahead is how far a time stamp may lie in the future; there is no bound to the past.
const ahead = 600 * time.Second

var oauthNeeds = []string{"oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_signature_method", "oauth_timestamp"}

// consumer checks what every signed request needs and finds who signed. The face's lock is held.
func (f *Face) consumer(p map[string]string) (*integration, *refusal) {
	for _, name := range oauthNeeds {
		if p[name] == "" {
			return nil, plain(http.StatusBadRequest, name+" is required. Enter and try again.")
		}
	}
	if v := p["oauth_version"]; v != "" && v != "1.0" {
		return nil, plain(http.StatusBadRequest, "The \""+v+"\" Oauth version isn't supported.")
	}
	if len(p["oauth_consumer_key"]) != 32 {
		return nil, unauthorized("Consumer key must be 32 characters long")
	}
	at := slices.IndexFunc(f.integrations, func(i *integration) bool { return i.Key == p["oauth_consumer_key"] })
	if at < 0 {
		return nil, unauthorized(saysConsumer)
	}
	if r := f.fresh(f.integrations[at], p); r != nil {
		return nil, r
	}
	if m := p["oauth_signature_method"]; m != "HMAC-SHA256" {
		return nil, plain(http.StatusBadRequest, "Signature method "+m+" is not supported")
	}
	return f.integrations[at], nil
}

const maxNonces = 200_000

// fresh checks time and nonce. The world's clock counts, too: it is the one that a client sees.
func (f *Face) fresh(i *integration, p map[string]string) *refusal {
	secs, err := strconv.ParseInt(p["oauth_timestamp"], 10, 64)
	latest := f.now()
	if w := f.world.Now(); w.After(latest) {
		latest = w
	}
	if err != nil || secs <= 0 || time.Unix(secs, 0).After(latest.Add(ahead)) {
		return unauthorized(saysTime)
	}
	nonce := strconv.FormatInt(i.ID, 10) + " " + p["oauth_nonce"] + " " + p["oauth_timestamp"]
	if f.nonces[nonce] {
		return unauthorized("The nonce is already being used by the consumer with ID " + strconv.FormatInt(i.ID, 10))
	}
	if len(f.nonces) > maxNonces { // as the shop's cron does from time to time
		clear(f.nonces)
	}
	f.nonces[nonce] = true
	return nil
}

// oauth finds who asks for a resource.
func (f *Face) oauth(r *http.Request, p map[string]string) (*integration, *refusal) {
	f.mu.Lock()
	defer f.mu.Unlock()
	who, refused := f.consumer(p)
	if refused != nil {
		return nil, refused
	}
	token := p["oauth_token"]
	if len(token) != 32 {
		return nil, unauthorized(saysLength)
	}
	at := slices.IndexFunc(f.integrations, func(i *integration) bool { return i.Token == token })
	switch {
	case slices.ContainsFunc(f.integrations, func(i *integration) bool { return i.Request == token }):
		return nil, unauthorized("Token is not an access token")
	case at < 0:
		return nil, unauthorized(saysToken)
	case f.integrations[at] != who:
		return nil, unauthorized(saysOther)
	case who.Revoked:
		return nil, unauthorized(saysRevoked)
	}
	want := signatureOf(baseText(r.Method, address(r), signedParams(p, r.URL.Query())), who.Secret, who.TokenSecret)
	if !hmac.Equal([]byte(want), []byte(p["oauth_signature"])) {
		return nil, unauthorized(saysSignature)
	}
	return who, nil
}

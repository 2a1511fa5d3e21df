package woocommerce

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// apiKey is a consumer key with its rights.
type apiKey struct {
	ID          int64
	Description string
	Key, Secret string
	Permissions string // read, write, read_write
}

func (k *apiKey) reads() bool  { return k.Permissions != "write" }
func (k *apiKey) writes() bool { return k.Permissions != "read" }

// secure tells whether the shop believes that the request came over TLS: it did, a proxy says so, or the settings do.
func (f *Face) secure(r *http.Request) bool {
	return r.TLS != nil || strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") || f.tls
}

// home is the shop's own address as the request makes it believe; without a slash at the end.
func (f *Face) home(r *http.Request) string {
	if f.fixedHome != "" {
		return f.fixedHome
	}
	scheme, port := "http://", ":80"
	if f.secure(r) {
		scheme, port = "https://", ":443"
	}
	return scheme + strings.TrimSuffix(strings.ToLower(r.Host), port)
}

// authenticate finds who asks. A nil key without an error is nobody, who is refused later, by what is asked for: that is
// how an unknown key over Basic, Basic without TLS and a stripped header come to look like a missing right.
func (f *Face) authenticate(r *http.Request, query params) (*apiKey, error) {
	header := r.Header.Get("Authorization")
	if f.strip {
		header = ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.secure(r) {
		key, err := f.basic(r, query, header)
		if key != nil || err != nil {
			return key, err
		}
	}
	p := oauthParams(query, header)
	lacks, tried := missing(p)
	if !tried {
		return nil, nil
	}
	if len(lacks) > 0 {
		word := "parameter "
		if len(lacks) > 1 {
			word = "parameters "
		}
		return nil, refuse(http.StatusUnauthorized, "woocommerce_rest_authentication_missing_parameter", "Missing OAuth "+word+strings.Join(lacks, ", "))
	}
	ck, _ := p.get("oauth_consumer_key")
	key := f.keyBy(ck)
	if key == nil || fault.From(r.Context()).Expired {
		return nil, authError(badKey)
	}
	clocks := []time.Time{f.now(), f.world.Now()}
	if why := checkOAuth(r.Method, f.home(r)+escapedPath(r), p, key.Secret, clocks, &f.nonces); why != "" {
		return nil, authError(why)
	}
	return key, nil
}

func escapedPath(r *http.Request) string {
	path, _, _ := strings.Cut(r.RequestURI, "?")
	if path == "" || !strings.HasPrefix(path, "/") {
		return r.URL.EscapedPath()
	}
	return path
}

// basic reads key and secret from the query, else from the header.
func (f *Face) basic(r *http.Request, query params, header string) (*apiKey, error) {
	ck, _ := query.get("consumer_key")
	cs, _ := query.get("consumer_secret")
	if ck == "" || cs == "" {
		probe := http.Request{Header: http.Header{"Authorization": {header}}}
		ck, cs, _ = probe.BasicAuth()
	}
	if ck == "" || cs == "" {
		return nil, nil
	}
	key := f.keyBy(ck)
	if key == nil || fault.From(r.Context()).Expired {
		return nil, nil
	}
	if subtle.ConstantTimeCompare([]byte(cs), []byte(key.Secret)) != 1 {
		return nil, authError("Consumer secret is invalid.")
	}
	return key, nil
}

func (f *Face) keyBy(ck string) *apiKey {
	for _, k := range f.keys {
		if subtle.ConstantTimeCompare([]byte(k.Key), []byte(ck)) == 1 {
			return k
		}
	}
	return nil
}

// permitted is the check of the key's own rights, before any route is looked at (recorded: error-read-only-key).
func permitted(k *apiKey, method string) error {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		if !k.reads() {
			return authError("The API key provided does not have read permissions.")
		}
	default:
		if !k.writes() {
			return authError("The API key provided does not have write permissions.")
		}
	}
	return nil
}

func authError(message string) error {
	return refuse(http.StatusUnauthorized, "woocommerce_rest_authentication_error", message)
}

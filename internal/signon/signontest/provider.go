// Package signontest is a small but true OpenID Connect provider, for tests: it describes itself, publishes its key, checks the client,
// the code and the PKCE verifier, and signs what it says. It lets everybody in who is set as its person.
package signontest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"
)

// Client and secret that the provider knows.
const (
	ClientID     = "tillbridge-test"
	ClientSecret = "a-client-secret-of-the-tests"
)

// Provider is one that runs until the test ends. Change what it says by Say.
type Provider struct {
	URL string

	key   *rsa.PrivateKey
	mu    sync.Mutex
	codes map[string]grant
	say   func(claims map[string]any)
	sign  *rsa.PrivateKey
}

// grant is what a code was given for.
type grant struct{ nonce, challenge, back string }

// key is one for all providers of a test program: making one takes a while.
var key = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

// Start runs a provider whose person is Sari, sari@example.com, verified.
func Start(t testing.TB) *Provider {
	t.Helper()
	k, err := key()
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{key: k, sign: k, codes: map[string]grant{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.describe)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// Say changes the claims of every id_token from now on; nil leaves them as they are.
func (p *Provider) Say(change func(claims map[string]any)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.say = change
}

// Forge signs from now on with a key that is not published.
func (p *Provider) Forge(t testing.TB) {
	t.Helper()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sign = other
}

func (p *Provider) describe(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	e := big.NewInt(int64(p.key.E)).Bytes()
	answer(w, http.StatusOK, map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": encode(p.key.N.Bytes()), "e": encode(e),
	}}})
}

// authorize lets the person in at once and sends their browser back with a code.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("client_id") != ClientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || q.Get("state") == "" {
		http.Error(w, "not a request of a careful client", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = grant{q.Get("nonce"), q.Get("code_challenge"), q.Get("redirect_uri")}
	p.mu.Unlock()
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+url.Values{"code": {code}, "state": {q.Get("state")}}.Encode(), http.StatusFound)
}

// token takes a code once, from its client, with the verifier of its challenge.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	g, known := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	switch {
	case id != ClientID || secret != ClientSecret:
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
	case !known || g.back != r.PostFormValue("redirect_uri") || g.challenge != encode(sum[:]):
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
	default:
		answer(w, http.StatusOK, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 300, "id_token": p.idToken(g)})
	}
}

func (p *Provider) idToken(g grant) string {
	claims := map[string]any{
		"iss": p.URL, "aud": ClientID, "sub": "sari-1", "nonce": g.nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(5 * time.Minute).Unix(),
		"email": "sari@example.com", "email_verified": true, "name": "Sari",
	}
	if p.say != nil {
		p.say(claims)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err) // the claims are a test's own
	}
	signed := encode([]byte(`{"alg":"RS256","kid":"1","typ":"JWT"}`)) + "." + encode(body)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, p.sign, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // the key is long enough
	}
	return signed + "." + encode(signature)
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client has gone; nothing to be done
}

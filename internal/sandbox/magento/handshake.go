package magento

import (
	"context"
	"crypto/hmac"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// handshakeFor is how long an integration may take to fetch its token (sheet, 2.3).
const handshakeFor = 300 * time.Second

// Activate makes an integration as an administrator does who clicks "Activate" (sheet, 2.3): its values are posted to the
// client's callback address, which must fetch a token within 300 seconds. It gives the integration's consumer key.
func (f *Face) Activate(ctx context.Context, callback string) (consumerKey string, err error) {
	f.mu.Lock()
	i := f.add(nil)
	i.Verifier, i.Since = f.word("verifier"), f.now()
	i.Request, i.RequestKey = f.word("request"), f.word("request secret")
	form := url.Values{
		"oauth_consumer_key": {i.Key}, "oauth_consumer_secret": {i.Secret}, "oauth_verifier": {i.Verifier}, "store_base_url": {f.base + "/"},
	}
	f.mu.Unlock()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, callback, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("callback: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", fmt.Errorf("callback: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("callback: it answered %d", res.StatusCode)
	}
	return i.Key, nil
}

// handshake gives the request token, then the access token, as forms.
func (f *Face) handshake(w http.ResponseWriter, r *http.Request, path string) {
	p, signed := oauthHeader(r.Header.Get("Authorization"))
	f.mu.Lock()
	defer f.mu.Unlock()
	answer, refused := url.Values{}, unauthorized(saysSignature)
	if signed {
		answer, refused = f.token(r, p, path == "/oauth/token/access")
	}
	w.Header().Set("Content-Type", "application/x-www-form-urlencoded")
	if refused != nil {
		w.WriteHeader(refused.status)
		answer = url.Values{"oauth_problem": {refused.Message}}
	}
	_, _ = io.WriteString(w, answer.Encode())
}

func (f *Face) token(r *http.Request, p map[string]string, access bool) (url.Values, *refusal) {
	who, refused := f.consumer(p)
	if refused != nil {
		return nil, refused
	}
	secret := ""
	if access {
		if who.Request == "" || p["oauth_token"] != who.Request {
			return nil, unauthorized(saysToken)
		}
		secret = who.RequestKey
	}
	want := signatureOf(baseText(r.Method, address(r), signedParams(p, r.URL.Query())), who.Secret, secret)
	switch {
	case !hmac.Equal([]byte(want), []byte(p["oauth_signature"])):
		return nil, unauthorized(saysSignature)
	case who.Verifier == "" || f.now().After(who.Since.Add(handshakeFor)):
		return nil, unauthorized(saysExpired)
	case !access:
		return url.Values{"oauth_token": {who.Request}, "oauth_token_secret": {who.RequestKey}}, nil
	case p["oauth_verifier"] != who.Verifier:
		return nil, unauthorized("Verifier is invalid")
	}
	who.Verifier, who.Request, who.RequestKey = "", "", "" // good once
	return url.Values{"oauth_token": {who.Token}, "oauth_token_secret": {who.TokenSecret}}, nil
}

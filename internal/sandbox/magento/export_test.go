package magento

import "net/url"

// Signature is the face's own signing, for tests that play the client.
func Signature(method, address string, oauth map[string]string, query url.Values, consumerSecret, tokenSecret string) string {
	return signatureOf(baseText(method, address, signedParams(oauth, query)), consumerSecret, tokenSecret)
}

// OAuthHeader takes a header apart.
var OAuthHeader = oauthHeader

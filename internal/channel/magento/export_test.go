package magento

// What the external tests look into.
var (
	OAuthHeader = oauthHeader
	ReadMark    = readMark
	States      = states
	Added       = added
	Labels      = labels
	Share       = share
	Fill        = fill
)

// Credentials are what OAuth signs with.
func Credentials(key, secret, token, tokenSecret string) credentials {
	return credentials{key, secret, token, tokenSecret}
}

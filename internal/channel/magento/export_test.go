package magento

// What the external tests look into.
var (
	BaseString  = baseString
	OAuthHeader = oauthHeader
	Query       = query
	ParseBase   = parseBase
	ReadMark    = readMark
	States      = states
	Added       = added
	Labels      = labels
	Share       = share
	Fill        = fill
)

// Param is a query parameter.
type Param = param

// P makes one.
func P(name, value string) Param { return param{name, value} }

// Credentials are what OAuth signs with.
func Credentials(key, secret, token, tokenSecret string) credentials {
	return credentials{key, secret, token, tokenSecret}
}

package httpkit_test

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// The example of RFC 5849, section 3.4.1.1; the vendors' own vectors stand with their connectors.
func TestOAuth1Base_exampleOfTheRFC(t *testing.T) {
	t.Parallel()
	got := httpkit.OAuth1Base("POST", "http://example.com/request", []httpkit.Param{
		{"b5", "=%3D"}, {"a3", "a"}, {"c@", ""}, {"a2", "r b"}, {"c2", ""}, {"a3", "2 q"},
		{"oauth_consumer_key", "9djdj82h48djs9d2"}, {"oauth_token", "kkk9d7dh3k39sjv7"}, {"oauth_signature_method", "HMAC-SHA1"},
		{"oauth_timestamp", "137131201"}, {"oauth_nonce", "7d8f3e4a"},
	})
	const want = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26" +
		"oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26" +
		"oauth_token%3Dkkk9d7dh3k39sjv7"
	if got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

// The order in which parameters are given does not matter, and any byte survives the address: otherwise the channel would sign
// something else than we did.
func TestOAuth1Base_anyParameters(t *testing.T) {
	t.Parallel()
	const endpoint = "http://shop.example/orders"
	rapid.Check(t, func(t *rapid.T) {
		var params []httpkit.Param
		for name, value := range rapid.MapOf(rapid.StringN(1, 8, 20), rapid.String()).Draw(t, "params") {
			params = append(params, httpkit.Param{name, value})
		}
		shuffled := rapid.Permutation(params).Draw(t, "shuffled")
		if httpkit.OAuth1Base("GET", endpoint, params) != httpkit.OAuth1Base("GET", endpoint, shuffled) {
			t.Fatal("the order of parameters changes what is signed")
		}
		read, err := url.ParseQuery(httpkit.Query(params))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range params {
			if got := read[p[0]]; len(got) != 1 || got[0] != p[1] {
				t.Fatalf("%q=%q arrives as %q", p[0], p[1], got)
			}
		}
	})
}

func FuzzEscape(f *testing.F) {
	f.Add("Kaos Putih 50% ~ é")
	f.Add("\xff\x00 +")
	f.Fuzz(func(t *testing.T, s string) {
		escaped := httpkit.Escape(s)
		if plain, err := url.PathUnescape(escaped); err != nil || plain != s {
			t.Errorf("%q is escaped as %q, which reads as %q, %v", s, escaped, plain, err)
		}
		if strings.ContainsAny(escaped, " +&=/?#[]") {
			t.Errorf("%q is escaped as %q, which means something in an address", s, escaped)
		}
	})
}

package magento_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/magento"
	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// The vectors were computed with four independent implementations: a script, a PHP port of the documented algorithm,
// dghubble/oauth1 for Go and oauth-1.0a for Node.
func TestOAuthHeader_vectors(t *testing.T) {
	t.Parallel()
	const key, secret, token, tokenSecret = "ck_8f3a1d6b2e7c4905a1b2c3d4", "cs_0d9c8b7a6f5e4d3c2b1a0f9e", "at_1234567890abcdef12345678", "ats_fedcba0987654321fedcba09"
	for _, c := range []struct {
		name, method, url string
		params            []httpkit.Param
		with              [4]string
		want              string
	}{
		{"A: a search, its query signed decoded", "GET", "https://magento.example.com/rest/default/V1/orders", searchOfA(), [4]string{key, secret, token, tokenSecret}, "GIqVO0xZQlpPcSPcljqx+YJECjjCNGvNmZxS+1kKd/8="},
		{"B: a write, its body not signed", "POST", "https://magento.example.com/rest/V1/order/42/invoice", nil, [4]string{key, secret, token, tokenSecret}, "lB/x3z/Cr5rPXDauzbvOqj7XUAwKn62rsuTELD4WiiE="},
		{"C: the first step of the handshake, no token", "POST", "https://magento.example.com/oauth/token/request", nil, [4]string{key, secret}, "JykhEblKHP9oqd1cpey60LoRVaXWdTFghpbViiNKXzA="},
		{"D: its second step", "POST", "https://magento.example.com/oauth/token/access", []httpkit.Param{{"oauth_verifier", "ver_00112233445566778899aabb"}},
			[4]string{key, secret, "rt_abcdef1234567890abcdef12", "rts_1234567890abcdef1234abcd"}, "1FrSY9LfMRkUnMfD6ftlPkuDOvcifbYhZ3+OrY66P+A="},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			header := magento.OAuthHeader(c.method, c.url, c.params, magento.Credentials(c.with[0], c.with[1], c.with[2], c.with[3]), "n0nceA1b2C3d4E5f6", time.Unix(1769853600, 0))
			if got := headerPart(t, header, "oauth_signature"); got != c.want {
				t.Errorf("signature %s, want %s\n%s", got, c.want, header)
			}
		})
	}
}

func searchOfA() []httpkit.Param {
	return []httpkit.Param{
		{"searchCriteria[filter_groups][0][filters][0][field]", "updated_at"},
		{"searchCriteria[filter_groups][0][filters][0][condition_type]", "gteq"},
		{"searchCriteria[filter_groups][0][filters][0][value]", "2026-01-31 10:00:00"},
		{"searchCriteria[sortOrders][0][field]", "entity_id"}, {"searchCriteria[sortOrders][0][direction]", "ASC"},
		{"searchCriteria[pageSize]", "50"}, {"searchCriteria[currentPage]", "1"},
	}
}

func headerPart(t *testing.T, header, name string) string {
	t.Helper()
	for part := range strings.SplitSeq(strings.TrimPrefix(header, "OAuth "), ",") {
		if k, v, _ := strings.Cut(part, "="); k == name {
			plain, err := url.PathUnescape(strings.Trim(v, `"`))
			if err != nil {
				t.Fatal(err)
			}
			return plain
		}
	}
	t.Fatalf("no %s in %s", name, header)
	return ""
}

func TestBaseString_ofVectorA(t *testing.T) {
	t.Parallel()
	got := httpkit.OAuth1Base("GET", "https://magento.example.com/rest/default/V1/orders", append(searchOfA(),
		httpkit.Param{"oauth_consumer_key", "ck_8f3a1d6b2e7c4905a1b2c3d4"}, httpkit.Param{"oauth_nonce", "n0nceA1b2C3d4E5f6"}, httpkit.Param{"oauth_signature_method", "HMAC-SHA256"},
		httpkit.Param{"oauth_timestamp", "1769853600"}, httpkit.Param{"oauth_token", "at_1234567890abcdef12345678"}, httpkit.Param{"oauth_version", "1.0"}))
	const want = "GET&https%3A%2F%2Fmagento.example.com%2Frest%2Fdefault%2FV1%2Forders&oauth_consumer_key%3Dck_8f3a1d6b2e7c4905a1b2c3d4%26oauth_nonce%3Dn0nceA1b2C3d4E5f6%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1769853600%26oauth_token%3Dat_1234567890abcdef12345678%26oauth_version%3D1.0%26searchCriteria%255BcurrentPage%255D%3D1%26searchCriteria%255Bfilter_groups%255D%255B0%255D%255Bfilters%255D%255B0%255D%255Bcondition_type%255D%3Dgteq%26searchCriteria%255Bfilter_groups%255D%255B0%255D%255Bfilters%255D%255B0%255D%255Bfield%255D%3Dupdated_at%26searchCriteria%255Bfilter_groups%255D%255B0%255D%255Bfilters%255D%255B0%255D%255Bvalue%255D%3D2026-01-31%252010%253A00%253A00%26searchCriteria%255BpageSize%255D%3D50%26searchCriteria%255BsortOrders%255D%255B0%255D%255Bdirection%255D%3DASC%26searchCriteria%255BsortOrders%255D%255B0%255D%255Bfield%255D%3Dentity_id"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// Whatever is in a parameter, the query decodes to it, and the signature covers just that.
func FuzzOAuthHeader(f *testing.F) {
	f.Add("searchCriteria[pageSize]", "50", "secret&", "n")
	f.Add("a+b c", "%20~é\x00", "", "ß")
	f.Fuzz(func(t *testing.T, name, value, secret, nonce string) {
		params := []httpkit.Param{{name, value}}
		decoded, err := url.ParseQuery(httpkit.Query(params))
		if err != nil || decoded.Get(name) != value {
			t.Fatalf("query %q decodes to %q, %v", httpkit.Query(params), decoded, err)
		}
		cred := magento.Credentials("k", secret, "t", "u")
		header := magento.OAuthHeader("GET", "https://shop.example/rest/V1/orders", params, cred, nonce, time.Unix(1769853600, 0))
		base := httpkit.OAuth1Base("GET", "https://shop.example/rest/V1/orders", append(params, httpkit.Param{"oauth_consumer_key", "k"}, httpkit.Param{"oauth_nonce", nonce},
			httpkit.Param{"oauth_signature_method", "HMAC-SHA256"}, httpkit.Param{"oauth_timestamp", "1769853600"}, httpkit.Param{"oauth_token", "t"}, httpkit.Param{"oauth_version", "1.0"}))
		mac := hmac.New(sha256.New, []byte(strings.ReplaceAll(url.QueryEscape(secret), "+", "%20")+"&u"))
		mac.Write([]byte(base))
		if want := base64.StdEncoding.EncodeToString(mac.Sum(nil)); headerPart(t, header, "oauth_signature") != want {
			t.Errorf("signature of %q differs", base)
		}
	})
}

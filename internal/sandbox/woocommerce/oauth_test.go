package woocommerce

import (
	"strings"
	"testing"
	"time"
)

const (
	vectorKey    = "ck_0123456789abcdef0123456789abcdef01234567"
	vectorSecret = "cs_76543210fedcba9876543210fedcba9876543210"
	vectorBaseA  = "GET&http%3A%2F%2Fshop.example%2Fwp-json%2Fwc%2Fv3%2Forders&dates_are_gmt%3Dtrue%26modified_after%3D2026-01-15T08%253A30%253A00%26oauth_consumer_key%3Dck_0123456789abcdef0123456789abcdef01234567%26oauth_nonce%3D6f1ed002ab5595859014ebf0951522d9%26oauth_signature_method%3DHMAC-SHA256%26oauth_timestamp%3D1768465800%26order%3Dasc%26orderby%3Dmodified%26page%3D1%26per_page%3D100%26status%3Dprocessing%252Con-hold"
)

// The sheet's vectors A to D, which three implementations agreed on.
var vectors = []struct {
	name, method, url, query, sha256, sha1 string
}{
	{
		"A: a list of orders", "GET", "http://shop.example/wp-json/wc/v3/orders",
		"modified_after=2026-01-15T08:30:00&dates_are_gmt=true&orderby=modified&order=asc&per_page=100&page=1&status=processing,on-hold",
		"AYYlGrV1tH33Na6z/mI2SIfooLXS1X7TPBPppjymSrM=", "q9QsARG4KsIzGsgaw+Xri9U7opw=",
	},
	{
		"B: a write, whose body is not signed", "PUT", "http://shop.example/wp-json/wc/v3/orders/727", "",
		"24M0X+Rbm0rxkKdM2GvqP1yq/rjSTrxxEkLxHGxh//Y=", "5L+nqQg/zHCp4C454Joo6vB2lQw=",
	},
	{
		"C: letters that have to be encoded twice", "GET", "http://shop.example/wp-json/wc/v3/products",
		"search=Kaos%20Putih%2050%25%20~%20%C3%A9&sku=A%26B%3D1",
		"AhhQ1lAV1QQAw/C8FK6C+evrtnh4YrezDo3uyxWgvmU=", "nQrPgBHl1Lvyw43Iq98FyKBpJHk=",
	},
	{
		"D: an array", "GET", "http://shop.example/wp-json/wc/v3/orders", "status[0]=processing&status[1]=on-hold",
		"WAYJw4U0Ox12zpoIRi2WrZl0lpR62ix+JM8INJb1xW0=", "letIQfEo4SGpNeACe0XksJW3ibc=",
	},
}

func vectorParams(query, method, signature string) params {
	p := params(parseQuery(query))
	return append(p, pair{"oauth_consumer_key", vectorKey}, pair{"oauth_timestamp", "1768465800"},
		pair{"oauth_nonce", "6f1ed002ab5595859014ebf0951522d9"}, pair{"oauth_signature_method", method}, pair{"oauth_signature", signature})
}

func TestCheckOAuth_sheetVectors(t *testing.T) {
	t.Parallel()
	now := []time.Time{time.Unix(1768465800, 0)}
	for _, v := range vectors {
		for method, signature := range map[string]string{"HMAC-SHA256": v.sha256, "HMAC-SHA1": v.sha1} {
			t.Run(v.name+" "+method, func(t *testing.T) {
				t.Parallel()
				if why := checkOAuth(v.method, v.url, vectorParams(v.query, method, signature), vectorSecret, now, &nonces{}); why != "" {
					t.Error(why)
				}
			})
		}
	}
	if got := baseString("GET", vectors[0].url, vectorParams(vectors[0].query, "HMAC-SHA256", "x")); got != vectorBaseA {
		t.Errorf("base string of A:\n%s\nwant\n%s", got, vectorBaseA)
	}
}

func TestCheckOAuth_refusals(t *testing.T) {
	t.Parallel()
	v := vectors[0]
	at := time.Unix(1768465800, 0)
	change := func(key, value string) params {
		p := vectorParams(v.query, "HMAC-SHA256", v.sha256)
		for i := range p {
			if p[i].key == key {
				p[i].value = value
			}
		}
		return p
	}
	for _, c := range []struct {
		name, want string
		params     params
		now        time.Time
	}{
		{"a parameter was changed on the way", badSignature, change("page", "2"), at},
		{"the signature is not even base64", badSignature, change("oauth_signature", "%%%"), at},
		{"an unknown method", badMethod, change("oauth_signature_method", "PLAINTEXT"), at},
		{"sixteen minutes late", badTimestamp, vectorParams(v.query, "HMAC-SHA256", v.sha256), at.Add(16 * time.Minute)},
		{"sixteen minutes early", badTimestamp, vectorParams(v.query, "HMAC-SHA256", v.sha256), at.Add(-16 * time.Minute)},
		{"fourteen minutes late is fine", "", vectorParams(v.query, "HMAC-SHA256", v.sha256), at.Add(14 * time.Minute)},
		{"a plus that came in as a space is fine", "", change("oauth_signature", strings.ReplaceAll(v.sha256, "+", " ")), at},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := checkOAuth(v.method, v.url, c.params, vectorSecret, []time.Time{c.now}, &nonces{}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("the same request again", func(t *testing.T) {
		t.Parallel()
		used, p := &nonces{}, vectorParams(v.query, "HMAC-SHA256", v.sha256)
		first := checkOAuth(v.method, v.url, p, vectorSecret, []time.Time{at}, used)
		second := checkOAuth(v.method, v.url, p, vectorSecret, []time.Time{at.Add(time.Minute)}, used)
		if first != "" || second != badNonce {
			t.Errorf("got %q and %q, want nothing and %q", first, second, badNonce)
		}
	})
}

func TestNonces_areForgottenOnlyWhenTheirTimestampIsTooOld(t *testing.T) {
	t.Parallel()
	var n nonces
	const window = int64(oauthWindow / time.Second)
	if !n.take("a", 1000, 1000) || n.take("a", 1000, 1000+window) {
		t.Error("a nonce was taken twice within its window")
	}
	n.take("b", 1000+5*window, 1000+5*window)
	if len(n.seen) != 1 {
		t.Errorf("%d nonces are kept, want only the new one", len(n.seen))
	}
}

func TestWebhookSignature_sheetVectors(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id":727,"status":"processing","total":"29.35"}`: "LS9QWKhp3rxDDfRNkfzzWcjpKIwD/zRKFoUWIWPADVI=",
		`{"id":727}`: "OZNRcjHn+WQzoio78/1/beg0CPSSv/QMgMHkRclhICE=",
	} {
		if got := webhookSignature([]byte(body), "s3cr3t-hook"); got != want {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
}

// Whatever comes in, the checker answers with one of its words and only the right signature passes.
func FuzzCheckOAuth(f *testing.F) {
	for _, v := range vectors {
		f.Add(v.method, v.query, v.sha256)
	}
	f.Add("GET", "oauth_signature=%&status[]=a&status[]=b&=&&a=%zz", "")
	f.Fuzz(func(t *testing.T, method, query, signature string) {
		p := vectorParams(query, "HMAC-SHA256", signature)
		at := []time.Time{time.Unix(1768465800, 0)}
		want, _ := sign("HMAC-SHA256", baseString(method, "http://shop.example/x", p), vectorSecret)
		stamp, _ := p.get("oauth_timestamp")
		how, _ := p.get("oauth_signature_method")
		given, _ := p.get("oauth_signature")
		why := checkOAuth(method, "http://shop.example/x", p, vectorSecret, at, &nonces{})
		if why == "" && strings.ReplaceAll(given, " ", "+") != want && how == "HMAC-SHA256" {
			t.Errorf("a wrong signature passed: %q", given)
		}
		if stamp == "1768465800" && given == want && how == "HMAC-SHA256" && why != "" {
			t.Errorf("the right signature was refused: %s", why)
		}
	})
}

// Encoding and decoding are each other's inverse, and a query never breaks the reader.
func FuzzParseQuery(f *testing.F) {
	for _, seed := range []string{"a=1&b=2", "status[]=x&status[]=y", "a=%C3%A9+b", "%", "a=%zz", "=", "a&b", "a=1&a=2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p := params(parseQuery(raw))
		seen := map[string]bool{}
		for _, x := range p {
			if seen[x.key] {
				t.Errorf("key %q is there twice", x.key)
			}
			seen[x.key] = true
			if got := percentDecode(percentEncode(x.value)); got != x.value {
				t.Errorf("%q came back as %q", x.value, got)
			}
		}
		for _, name := range []string{"status", "include", "per_page"} {
			p.list(name)
		}
		instantOf(raw, true, time.UTC)
		instantOf(raw, false, time.UTC)
	})
}

func TestInstantOf_fourWaysToWriteADate(t *testing.T) {
	t.Parallel()
	jakarta := time.FixedZone("Asia/Jakarta", 7*60*60)
	utc := func(h, m, s int) time.Time { return time.Date(2026, 1, 15, h, m, s, 0, time.UTC) }
	for _, c := range []struct {
		name, text string
		gmt        bool
		want       time.Time
	}{
		{"bare with the flag is UTC", "2026-01-15T08:29:59", true, utc(8, 29, 59)},
		{"bare without the flag is the shop's wall clock", "2026-01-15T08:29:59", false, utc(1, 29, 59)},
		{"Z without the flag is the instant", "2026-01-15T08:29:59Z", false, utc(8, 29, 59)},
		{"Z with the flag is seven hours late", "2026-01-15T08:29:59Z", true, utc(15, 29, 59)},
		{"an offset without the flag is the instant", "2026-01-15T15:29:59+07:00", false, utc(8, 29, 59)},
		{"an offset with the flag is seven hours late", "2026-01-15T15:29:59+07:00", true, utc(15, 29, 59)},
		{"parts of a second are dropped", "2026-01-15T08:29:59.999", true, utc(8, 29, 59)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, ok := instantOf(c.text, c.gmt, jakarta)
			if !ok || !got.Equal(c.want) {
				t.Errorf("got %s %v, want %s", got.UTC(), ok, c.want)
			}
		})
	}
	for _, text := range []string{"", "not-a-date", "2026-01-15", "2026-01-15T08:29:59 07:00", "2026-13-45T99:99:99"} {
		if _, ok := instantOf(text, false, jakarta); ok {
			t.Errorf("%q was taken for a date", text)
		}
	}
}

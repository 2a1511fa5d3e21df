package shopee_test

import (
	"testing"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel/shopee"
)

const (
	vectorKey     = "test-partner-key"
	vectorPartner = "2001887"
	vectorToken   = "59777174636562737266615546704c6d"
	vectorShop    = "14701711"
)

// The first two base strings are those that the official guide prints; the signatures were computed apart from this code.
func TestSign_vectors(t *testing.T) {
	t.Parallel()
	at := time.Unix(1655714431, 0)
	for path, want := range map[string]string{
		"/api/v2/shop/get_shop_info":          "faf4a60d51e5807794fd37d18f605d4e8d1370ba96d66245e23d22c77cb6f090",
		"/api/v2/order/get_order_list":        "59eb9942f8342cc65a49fbe9e9ad44ae946be96c807f4d1a5eb4b332fb5ff0a1",
		"/api/v2/public/get_shops_by_partner": "eb64c45d9acbec13d6055f604ec1e5b055977f894f80b78659ca0ac06de0d376",
		"/api/v2/auth/token/get":              "1b1e6cc0a0d759e2ddb0644d67c752dd9cd727e9fbe4f33c14f51ad0c4e24dd3",
		"/api/v2/auth/access_token/get":       "4ed4cfdaa7dc6ffabd626f066d91d356a8cb43a5b0e53c16518c24b1d4939655",
		"/api/v2/shop/auth_partner":           "91a693750337a2da95818215e8c4c67417f226188adee6cd1094f1c265f0ab6c",
	} {
		token, shop := vectorToken, vectorShop
		if path != "/api/v2/shop/get_shop_info" && path != "/api/v2/order/get_order_list" {
			token, shop = "", ""
		}
		if got := shopee.Sign(vectorKey, vectorPartner, path, at, token, shop); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func FuzzGenuine(f *testing.F) {
	f.Add("317faab6ef172608690c0910f48e88dc7817414b099f8aeb0e8f290c5461165e", "https://example.com/shopee/webhook", []byte(vectorPush))
	f.Add("", "", []byte{})
	f.Fuzz(func(t *testing.T, signature, address string, body []byte) {
		want := shopee.PushSign(vectorKey, address, body)
		if shopee.Genuine(signature, vectorKey, address, body) != (signature == want) {
			t.Errorf("signature %q of %q", signature, body)
		}
	})
}

package all_test

import (
	"testing"

	"github.com/tillbridge/tillbridge/internal/channel/all"
)

func TestKinds_canAllBeOffered(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range all.Kinds() {
		if k.Name == "" || k.Title == "" || k.Open == nil || seen[k.Name] {
			t.Errorf("channel %q: nameless, without Open, or there twice", k.Name)
		}
		seen[k.Name] = true
		if k.Over == "" && (k.Identity == nil || k.Identity(map[string]string{}) != "") {
			t.Errorf("channel %s: does not tell which shop settings are of, so that one connected again would be booked twice", k.Name)
		}
		if err := k.Policy.Check(); err != nil {
			t.Errorf("channel %s: policy: %v", k.Name, err)
		}
		for _, s := range k.Settings {
			if s.Label == "" || s.Help == "" {
				t.Errorf("channel %s: setting %s explains nothing", k.Name, s.Name)
			}
		}
		if found, ok := all.Find(k.Name); !ok || found.Title != k.Title {
			t.Errorf("channel %s is not found by its name", k.Name)
		}
	}
	if _, ok := all.Find("no-such-channel"); ok {
		t.Error("a channel that does not exist was found")
	}
}

// A shop is the same however its settings are written, and another one is another.
func TestKinds_knowAShopAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ is, again, another map[string]string }{
		"woocommerce": {map[string]string{"url": "https://Shop.example/"}, map[string]string{"url": "http://shop.example"}, map[string]string{"url": "https://shop.example/second"}},
		"magento":     {map[string]string{"url": "https://shop.example", "store_code": "en"}, map[string]string{"url": "https://shop.example/", "store_code": "id"}, map[string]string{"url": "https://other.example"}},
		"shopify":     {map[string]string{"shop": "demo-hub"}, map[string]string{"shop": "https://demo-hub.myshopify.com"}, map[string]string{"shop": "demo-hub-2"}},
		"shopee":      {map[string]string{"shop_id": "7", "partner_key": "a"}, map[string]string{"shop_id": " 7 ", "partner_key": "b"}, map[string]string{"shop_id": "8"}},
		"tiktokshop":  {map[string]string{"shop_id": "7", "app_key": "a"}, map[string]string{"shop_id": "7", "app_key": "b"}, map[string]string{"shop_id": "8"}},
		"lazada":      {map[string]string{"seller_id": "7", "region": "id"}, map[string]string{"seller_id": "7", "region": "id", "base_url": "http://x"}, map[string]string{"seller_id": "7", "region": "my"}},
		"amazon":      {map[string]string{"seller_id": "A1", "region": "na"}, map[string]string{"seller_id": "a1", "region": "na"}, map[string]string{"seller_id": "A1", "region": "eu"}},
	} {
		k, ok := all.Find(name)
		if !ok {
			t.Errorf("no channel %s", name)
			continue
		}
		if is := k.Identity(c.is); is == "" || is != k.Identity(c.again) || is == k.Identity(c.another) {
			t.Errorf("%s: %q, again %q, another %q", name, is, k.Identity(c.again), k.Identity(c.another))
		}
	}
}

package channel_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
)

var form = []channel.Setting{
	{Name: "key", Required: true, Secret: true, Help: "on the app's page"},
	{Name: "region", Default: "global", Choices: []string{"global", "us"}},
	{Name: "mode", Choices: []string{"a", "b"}},
	{Name: "shop_id"},
	{Name: "words"},
	{Name: "base_url"},
}

func TestFill(t *testing.T) {
	t.Parallel()
	got, err := channel.Fill(form, map[string]string{"key": " s3cret\n", "shop_id": "7", "another": "x"})
	want := channel.Filled{"key": "s3cret", "region": "global", "mode": "", "shop_id": "7", "words": "", "base_url": ""}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v, (-want +got):\n%s", err, diff)
	}
	for name, c := range map[string]struct {
		given map[string]string
		want  string
	}{
		"missing":      {nil, "key: is needed: on the app's page"},
		"only blanks":  {map[string]string{"key": " \t"}, "key: is needed: on the app's page"},
		"not a choice": {map[string]string{"key": "k", "region": "s3cret"}, "region: must be one of global, us"},
		"nor here":     {map[string]string{"key": "k", "mode": "c"}, "mode: must be one of a, b"},
	} {
		if _, err := channel.Fill(form, c.given); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestFilled_getOfWhatTheFormDoesNotHave(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("a connector that asks for a setting by a wrong name goes on without it")
		}
	}()
	channel.Filled{"key": ""}.Get("kye")
}

func TestFilled_list(t *testing.T) {
	t.Parallel()
	for given, want := range map[string][]string{
		"":           nil,
		" , ,":       nil,
		"a":          {"a"},
		"a, b c ,,d": {"a", "b c", "d"},
	} {
		if diff := cmp.Diff(want, channel.Filled{"words": given}.List("words")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", given, diff)
		}
	}
}

func TestOwnWords(t *testing.T) {
	t.Parallel()
	table := map[string]int{"paid": 1, "shipped": 2}
	for given, want := range map[string]map[string]int{
		"":      {},
		" ,;\n": {},
		"packed=paid, on the way = shipped;x=paid": {"packed": 1, "on the way": 2, "x": 1},
		"a=paid\na=shipped":                        {"a": 2},
	} {
		got, err := channel.OwnWords(channel.Filled{"words": given}, "words", table)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: error %v, (-want +got):\n%s", given, err, diff)
		}
	}
	for given, want := range map[string]string{
		"packed=boxed":      `words: "packed=boxed" is not word=stage with one of paid, shipped`,
		"x=paid, packed":    `words: "packed" is not word=stage with one of paid, shipped`,
		" =paid":            `words: "=paid" is not word=stage with one of paid, shipped`,
		"packed=paid=paid;": `words: "packed=paid=paid" is not word=stage with one of paid, shipped`,
	} {
		if _, err := channel.OwnWords(channel.Filled{"words": given}, "words", table); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", given, err, want)
		}
	}
}

func TestFilled_numbers(t *testing.T) {
	t.Parallel()
	for given, ok := range map[string]bool{
		"": true, "0": true, "7493990000000000000": true, "18446744073709551615": true,
		"-1": false, "1.5": false, "７": false, "1/2": false, "184467440737095516150": false,
	} {
		err := channel.Filled{"key": "x", "shop_id": given}.Numbers("shop_id")
		if (err == nil) != ok || err != nil && !strings.HasPrefix(err.Error(), "shop_id: ") {
			t.Errorf("%q: %v, want ok %v", given, err, ok)
		}
	}
}

func TestFilled_address(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"http://127.0.0.1:18080":        "http://127.0.0.1:18080",
		"https://gate.example/":         "https://gate.example",
		"https://gate.example/rest//":   "https://gate.example/rest",
		"https://gate.example/a%2Fb/":   "https://gate.example/a%2Fb",
		"gate.example":                  "",
		"ftp://gate.example":            "",
		"https://":                      "",
		"https://:8080":                 "",
		"https://gate.example:port":     "",
		"https://me:s3cret@gate.exampl": "",
		"https://gate.example?key=1":    "",
		"https://gate.example#here":     "",
	} {
		u, err := channel.Filled{"base_url": given}.Address("base_url")
		got := ""
		if err == nil {
			got = u.String()
		}
		if got != want || err != nil && (!strings.HasPrefix(err.Error(), "base_url: ") || strings.Contains(err.Error(), "s3cret")) {
			t.Errorf("%q reads as %q, %v, want %q", given, got, err, want)
		}
	}
	if u, err := (channel.Filled{"base_url": ""}).Address("base_url"); u != nil || err != nil {
		t.Errorf("nothing reads as %v, %v", u, err)
	}
}

func TestShopAddress(t *testing.T) {
	t.Parallel()
	woo, mage := []string{"/wp-json", "/wp-admin", "/wp-login.php", "/index.php"}, []string{"/index.php/", "/rest/"}
	for _, c := range []struct {
		given string
		tails []string
		want  string // empty: an error
	}{
		{"https://shop.example", woo, "https://shop.example"},
		{"shop.example/", woo, "https://shop.example"},
		{"HTTPS://Shop.Example:443/", woo, "https://shop.example"},
		{"http://shop.example:80/toko//", woo, "http://shop.example/toko"},
		{"http://shop.example:443/", nil, "http://shop.example:443"},
		{"http://127.0.0.1:18080", woo, "http://127.0.0.1:18080"},
		{"https://site.example/shop/wp-json/wc/v3", woo, "https://site.example/shop"},
		{"https://site.example/wp-admin/admin.php?a=b", woo, "https://site.example"},
		{"https://site.example/shop/rest/default/V1/", mage, "https://site.example/shop"},
		{"https://site.example/index.php/rest/V1/orders", mage, "https://site.example"},
		{"https://restaurant.example/restock", mage, "https://restaurant.example/restock"},
		{"https://site.example/index.php", mage, "https://site.example"},
		{"ftp://shop.example", nil, ""},
		{"https://user:pass@shop.example", nil, ""},
		{"https://", nil, ""},
		{"", nil, ""},
		{"https://shop.example:port", nil, ""},
	} {
		u, err := channel.ShopAddress(c.given, c.tails...)
		got := ""
		if err == nil {
			got = u.String()
		}
		if got != c.want || err != nil && strings.Contains(err.Error(), "pass@") {
			t.Errorf("%q reads as %q, %v, want %q", c.given, got, err, c.want)
		}
	}
}

func FuzzShopAddress(f *testing.F) {
	f.Add("shop.example/index.php/rest/V1")
	f.Add("HTTP://[::1]:80/%2F?a#b")
	f.Fuzz(func(t *testing.T, pasted string) {
		u, err := channel.ShopAddress(pasted, "/rest/")
		if err != nil {
			return
		}
		if again, err := channel.ShopAddress(u.String(), "/rest/"); err != nil || again.String() != u.String() || u.User != nil || u.RawQuery != "" {
			t.Errorf("%q reads as %q and then as %q, %v", pasted, u, again, err)
		}
	})
}

package lazada

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// param is one parameter, in the query or in the form.
type param struct{ name, value string }

// sign is Lazada's signature: HMAC-SHA256 under the app secret of the path (without host and /rest) and all parameters, wherever
// they travel, sorted by name in ASCII order, names and raw values run together; in capital hex. Parameters without a value are
// neither signed nor sent.
//
// Source: open.lazada.com doc 108068 (signature) and 108069 (the example that sign_test.go repeats).
func sign(path string, params []param, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(baseString(path, params)))
	return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
}

// baseString is what is signed.
func baseString(path string, params []param) string {
	sorted := slices.DeleteFunc(slices.Clone(params), func(p param) bool { return p.value == "" || p.name == "sign" })
	slices.SortFunc(sorted, func(a, b param) int { return strings.Compare(a.name, b.name) })
	var b strings.Builder
	b.WriteString(path)
	for _, p := range sorted {
		b.WriteString(p.name + p.value)
	}
	return b.String()
}

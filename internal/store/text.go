package store

import (
	"strings"
	"unicode/utf8"
)

// CleanText is s as both databases can keep it: PostgreSQL refuses zero bytes and broken UTF-8 in text, and one such byte in
// a buyer's name would take the whole page of orders with it. They become U+FFFD. Every text argument passes through it on
// both engines, so that what is searched for is what was stored.
func CleanText(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

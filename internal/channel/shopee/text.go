package shopee

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// text is a JSON string, or a number or truth value as it is written, or nothing for null. Shopee writes ids, amounts and flags
// now as one and now as the other (a stock as "-", a service fee as a string), and an amount must not pass through a float.
type text string

// UnmarshalJSON implements json.Unmarshaler; see httpkit.Scalar.
func (t *text) UnmarshalJSON(b []byte) error {
	s, err := httpkit.Scalar(b)
	*t = text(s)
	return err
}

// zero tells that a field says nothing: absent, null, 0, or the dash that fills Shopee's own samples.
func (t text) zero() bool {
	switch strings.TrimSpace(string(t)) {
	case "", "0", "-", "0.0", "0.00":
		return true
	}
	return false
}

func (t text) on() bool { return t == "true" || t == "1" || t == "T" }

// id is an id, empty where Shopee writes 0 for none.
func (t text) id() string {
	if t.zero() {
		return ""
	}
	return strings.TrimSpace(string(t))
}

// last is a word without the name of the module before it: "common.error_auth" and "error_auth" are one.
func last(word string) string {
	word = strings.TrimSpace(word)
	return strings.TrimSpace(word[strings.LastIndexByte(word, '.')+1:])
}

package amazon

import (
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// text is a JSON string, or a number or truth value as it is written, or nothing for null. Amazon writes amounts as strings in
// orders and as numbers in finances, and flags of v0 as strings; an amount must not pass through a float.
type text string

// UnmarshalJSON implements json.Unmarshaler; see httpkit.Scalar.
func (t *text) UnmarshalJSON(b []byte) error {
	s, err := httpkit.Scalar(b)
	*t = text(s)
	return err
}

func (t text) on() bool { return strings.EqualFold(string(t), "true") }

// clip keeps a hostile value from filling a sentence; a reason for a cancellation may be a sentence itself.
func clip(t text) string { return httpkit.Clip(t, 60) }

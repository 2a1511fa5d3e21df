package lazada

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// text is a JSON string, number or boolean as it is written, or nothing for null. The reference shows every value as a string, and
// recorded answers have numbers and booleans in the same places; the reference also has "null" and "None" as strings. Amounts and ids
// must not pass through a float.
type text string

// UnmarshalJSON implements json.Unmarshaler; see httpkit.Scalar. The word "null" is nothing, too.
func (t *text) UnmarshalJSON(b []byte) error {
	s, err := httpkit.Scalar(b)
	if s = strings.TrimSpace(s); s == "null" {
		s = ""
	}
	*t = text(s)
	return err
}

// yes reads true, "true", "True", 1 and "1".
func (t text) yes() bool { return strings.EqualFold(string(t), "true") || t == "1" }

// list is a JSON list; null, an empty string, or an object in its place is one of no or one element. The token pages show the same
// list once as an object (open.lazada.com, /auth/token/refresh).
type list[T any] []T

// UnmarshalJSON takes a list, one element, null and "".
func (l *list[T]) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	*l = nil
	switch {
	case len(b) == 0 || b[0] == 'n' || bytes.Equal(b, []byte(`""`)):
		return nil
	case b[0] == '[':
		var many []T
		err := json.Unmarshal(b, &many)
		*l = many
		return err
	}
	var one T
	if err := json.Unmarshal(b, &one); err != nil {
		return err
	}
	*l = list[T]{one}
	return nil
}

// layouts are the ways in which Lazada writes a moment: recorded answers, the reference, products. Milliseconds come, too.
var layouts = []string{"2006-01-02 15:04:05 -0700", time.RFC3339, "2006-01-02T15:04:05-0700", "2006-01-02 15:04:05 -07:00"}

// moment reads a time with its zone, or milliseconds (or seconds) since 1970; false for anything else.
func moment(t text) (time.Time, bool) {
	if n, err := strconv.ParseInt(string(t), 10, 64); err == nil {
		return unix(n)
	}
	for _, l := range layouts {
		if at, err := time.Parse(l, string(t)); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

// unix reads milliseconds, or seconds where they would lie before 1973 as milliseconds. Zero is no time.
func unix(n int64) (time.Time, bool) {
	const secondsUntil = 100_000_000_000
	switch {
	case n == 0:
		return time.Time{}, true
	case n < 0 || n > 1<<50:
		return time.Time{}, false
	case n < secondsUntil:
		return time.Unix(n, 0).UTC(), true
	}
	return time.UnixMilli(n).UTC(), true
}

// reader reads an order's fields.
type reader struct{ channel.FieldReader[text] }

func (r *reader) time(field string, t text) time.Time {
	if t == "" {
		return time.Time{}
	}
	at, ok := moment(t)
	if !ok {
		r.Fault(outcome.BadTime, "field", field, "value", httpkit.Short(t))
	}
	return at
}

// extra reads money that older answers leave out: absent is nothing.
func (r *reader) extra(field string, t text) money.Amount {
	if t == "" {
		return 0
	}
	return r.Price(field, t)
}

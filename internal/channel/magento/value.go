package magento

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
)

// text is a JSON string, or a number or boolean as it is written, or nothing for null: ids come with and without quotes, and an
// amount must not pass through a float.
type text string

// UnmarshalJSON implements json.Unmarshaler; see httpkit.Scalar.
func (t *text) UnmarshalJSON(b []byte) error {
	s, err := httpkit.Scalar(b)
	*t = text(s)
	return err
}

// amount is a number as the shop writes it: money, or pieces, both with up to four decimals.
type amount text

// UnmarshalJSON is text's.
func (a *amount) UnmarshalJSON(b []byte) error { return (*text)(a).UnmarshalJSON(b) }

// value is the number, 0 when there is none or it cannot be read; whoever must know which asks a reader.
func (a amount) value() money.Amount {
	v, err := money.Parse(string(a))
	if err != nil {
		return 0
	}
	return v
}

func (a amount) positive() bool { return a.value() > 0 }

// lines is a list of texts, or one text with line breaks.
type lines []text

// UnmarshalJSON takes both.
func (l *lines) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, (*[]text)(l))
	}
	var one text
	if err := one.UnmarshalJSON(b); err != nil {
		return err
	}
	for part := range strings.SplitSeq(string(one), "\n") {
		*l = append(*l, text(part))
	}
	return nil
}

// isID tells whether s can be an entity's number: digits without a zero before them.
func isID(s string) bool {
	return channel.IsNumber(s) && s[0] != '0'
}

// reader reads an order's fields.
type reader struct{ channel.FieldReader[text] }

// time reads UTC. Fractions of a second are dropped; some extensions write ISO 8601.
func (r *reader) time(field string, t text) time.Time {
	if strings.HasPrefix(string(t), "0000-00-00") {
		return time.Time{}
	}
	return r.Time(field, t, wireTime, time.RFC3339).Truncate(time.Second)
}

// required reads an amount that every order has; an absent one is a fault, not zero.
func (r *reader) required(field string, a amount) money.Amount {
	return r.Amount(field, text(a))
}

// signed reads an amount that may be negative. The shop leaves out what has no value, so an absent one is nothing.
func (r *reader) signed(field string, a amount) money.Amount {
	if a == "" {
		return 0
	}
	return r.required(field, a)
}

func (r *reader) sum(field string, all ...amount) money.Amount {
	var sum money.Amount
	for _, a := range all {
		sum += r.signed(field, a)
	}
	return sum
}

package tiktokshop

import (
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

// text is a JSON string, or a number or truth value as it is written, or nothing for null. Ids are strings in the API and numbers in
// some webhooks, where they exceed what a float holds; amounts are strings and must not pass through one.
type text string

// UnmarshalJSON implements json.Unmarshaler; see httpkit.Scalar.
func (t *text) UnmarshalJSON(b []byte) error {
	s, err := httpkit.Scalar(b)
	*t = text(s)
	return err
}

// zero tells that a field says nothing: absent, null or 0. Which of them TikTok writes for a time that has not come is unverified.
func (t text) zero() bool {
	switch strings.TrimSpace(string(t)) {
	case "", "0", "0.0", "0.00":
		return true
	}
	return false
}

func (t text) on() bool { return t == "true" || t == "1" }

// id is an id, empty where 0 or nothing is written for none.
func (t text) id() string {
	if t.zero() {
		return ""
	}
	return strings.TrimSpace(string(t))
}

// count is a number of pieces or rows; what is none is 0.
func (t text) count() int64 {
	n, err := strconv.ParseInt(string(t), 10, 64)
	if err != nil || n < 0 || n > 1<<40 {
		return 0
	}
	return n
}

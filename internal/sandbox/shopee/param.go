package shopee

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// money is an amount as Shopee writes it: a JSON number in whole units, with decimals only where there are some.
type money world.Amount

// MarshalJSON writes the shortest decimal.
func (m money) MarshalJSON() ([]byte, error) {
	s := world.Amount(m).Text(4)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "" || s == "-" {
		s = "0"
	}
	return []byte(s), nil
}

// decimal is a price of a request: a number, kept as it is written.
type decimal json.Number

// UnmarshalJSON takes numbers only.
func (d *decimal) UnmarshalJSON(b []byte) error {
	var n json.Number
	if len(b) > 0 && b[0] == '"' {
		return &json.UnmarshalTypeError{Value: "string", Field: "original_price"}
	}
	if err := json.Unmarshal(b, &n); err != nil {
		return err
	}
	*d = decimal(n)
	return nil
}

func wrong(detail string) error {
	return refuse("error_param", "Wrong parameters, detail: "+detail+".")
}

// required reads a parameter that must be there.
func (c *call) required(name string) (string, error) {
	v := c.query.Get(name)
	if v == "" {
		return "", wrong(name + " is a required field")
	}
	return v, nil
}

// integer reads a whole number between two ends; it must be there unless fallback is given.
func (c *call) integer(name string, least, most int64, fallback ...int64) (int64, error) {
	v := c.query.Get(name)
	if v == "" && len(fallback) > 0 {
		return fallback[0], nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < least || n > most {
		return 0, wrong(name + " should be between " + strconv.FormatInt(least, 10) + " and " + strconv.FormatInt(most, 10))
	}
	return n, nil
}

// list reads comma-separated values, at most fifty.
func (c *call) list(name string) ([]string, error) {
	v, err := c.required(name)
	if err != nil {
		return nil, err
	}
	all := strings.Split(v, ",")
	if len(all) > 50 {
		return nil, wrong(name + " should have at most 50 elements")
	}
	return all, nil
}

// fifteenDays is the widest span of every list by time.
const fifteenDays = 15 * 24 * 60 * 60

// span reads two moments, both included; they are shifted like the times that are shown.
func (c *call) span(fromName, toName string, invalid error) (from, to time.Time, err error) {
	first, err := c.integer(fromName, 0, 1<<40)
	if err != nil {
		return from, to, err
	}
	last, err := c.integer(toName, 0, 1<<40)
	if err != nil {
		return from, to, err
	}
	if first >= last || last-first > fifteenDays {
		return from, to, invalid
	}
	return time.Unix(first, 0).Add(-c.effects.Skew), time.Unix(last, 0).Add(-c.effects.Skew), nil
}

// unix is a moment as Shopee shows it; 0 is none.
func (c *call) unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return c.effects.Shift(t).Unix()
}

// order finds one of the shop's orders.
func (c *call) order(sn string) (*world.Order, error) { return c.f.world.Order(c.f.shop.Key, sn) }

// goods are the ids of what a line is: item and, for a variation, model.
func (f *Face) goods(id int64) (item, model int64, found *world.Item) {
	i, ok := f.world.Item(f.shop.Key, id)
	switch {
	case !ok:
		return id, 0, nil
	case i.Kind == world.Variation:
		return i.ParentID, i.ID, i
	}
	return i.ID, 0, i
}

// since are the orders changed in a span, by (Updated, ID).
func (f *Face) since(from, to time.Time) []*world.Order {
	return slices.Collect(f.world.ByUpdated(f.shop.Key, from, to, false))
}

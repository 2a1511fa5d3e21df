package woocommerce

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// has tells whether a member is there and not null.
func (f fields) has(name string) bool {
	raw, ok := f[name]
	return ok && string(raw) != "null"
}

// text reads a member as a string; numbers are taken as they are written.
func (f fields) text(name string) (string, bool) {
	if !f.has(name) {
		return "", false
	}
	return rawText(f[name]), true
}

func rawText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

// number reads a member as a whole number, written as one or in quotes; ok is false when it is none.
func (f fields) number(name string) (n int64, ok bool) {
	s, ok := f.text(name)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	return n, err == nil
}

// bool reads a member as a flag; given is false when it is absent or no flag.
func (f fields) bool(name string) (on, given bool) {
	s, ok := f.text(name)
	if !ok {
		return false, false
	}
	return flag(s)
}

// amount reads money.
func (f fields) amount(name string) (world.Amount, bool) {
	s, ok := f.text(name)
	if !ok || s == "" {
		return 0, false
	}
	a, err := world.ParseAmount(s)
	return a, err == nil
}

// object and list read members of members.
func (f fields) object(name string) fields {
	var out fields
	_ = json.Unmarshal(f[name], &out)
	return out
}

func (f fields) list(name string) []fields {
	var out []fields
	_ = json.Unmarshal(f[name], &out)
	return out
}

// param is a member of the body or, failing that, of the query.
func (c *call) param(name string) (string, bool) {
	if v, ok := c.body.text(name); ok {
		return v, true
	}
	return c.query.get(name)
}

// on is param as a flag.
func (c *call) on(name string) bool {
	v, _ := c.param(name)
	on, _ := flag(v)
	return on
}

package channel

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/order"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// FieldReader reads the fields of one order and keeps the first fault, so that one bad field does not hide the others. T is the
// connector's own text as it came in JSON. The zero value is usable.
type FieldReader[T ~string] struct {
	Ref     string         // the order, for the fault
	Problem *outcome.Error // the first fault, for Snapshot.Problem; nil: none
}

// Fault notes what cannot be understood, unless there was something before; arguments come as name, value, name, value.
func (r *FieldReader[T]) Fault(reason outcome.Reason, nameValue ...string) {
	if r.Problem == nil {
		r.Problem = outcome.New(reason, nameValue...).About(r.Ref)
	}
}

// Time reads a moment in the first of the layouts (of package time) that fits, as UTC. Nothing is no time; fault: BadTime.
func (r *FieldReader[T]) Time(field string, t T, layouts ...string) time.Time {
	if t == "" {
		return time.Time{}
	}
	for _, l := range layouts {
		if at, err := time.Parse(l, string(t)); err == nil {
			return at.UTC()
		}
	}
	r.Fault(outcome.BadTime, "field", field, "value", httpkit.Short(t))
	return time.Time{}
}

// Unix reads seconds since 1970. Nothing and 0 are no time; fault: BadTime.
func (r *FieldReader[T]) Unix(field string, t T) time.Time {
	secs, err := strconv.ParseInt(cmp.Or(string(t), "0"), 10, 64)
	switch {
	case err != nil || secs < 0 || secs > 1<<40:
		r.Fault(outcome.BadTime, "field", field, "value", httpkit.Short(t))
		return time.Time{}
	case secs == 0:
		return time.Time{}
	}
	return time.Unix(secs, 0).UTC()
}

// Currency reads an ISO 4217 code; fault: BadCurrency.
func (r *FieldReader[T]) Currency(t T) money.Currency {
	c, err := money.ParseCurrency(string(t))
	if err != nil {
		r.Fault(outcome.BadCurrency, "value", httpkit.Short(t))
	}
	return c
}

// Amount reads money that must be there and may be negative; 0 with the fault BadAmount.
func (r *FieldReader[T]) Amount(field string, t T) money.Amount {
	a, err := money.Parse(string(t))
	if err != nil {
		r.Fault(outcome.BadAmount, "field", field, "value", httpkit.Short(t))
	}
	return a
}

// Price reads money that must be there and not be negative; 0 with the fault BadAmount.
func (r *FieldReader[T]) Price(field string, t T) money.Amount {
	a := r.Amount(field, t)
	if a < 0 {
		r.Fault(outcome.BadAmount, "field", field, "value", httpkit.Short(t))
	}
	return max(a, 0)
}

// Quantity reads how many pieces a line has: a whole number, at least 1; 0 with the fault BadQuantity. Some write 2.0 for 2.
func (r *FieldReader[T]) Quantity(line string, t T) int64 {
	n, err := strconv.ParseInt(strings.TrimSuffix(string(t), ".0"), 10, 64)
	if err != nil || n <= 0 || n > 1<<40 {
		r.Fault(outcome.BadQuantity, "line", line, "value", httpkit.Short(t))
		return 0
	}
	return n
}

// Unreadable holds an order that cannot be understood at all, so that it is seen and not lost: what says why. Where no ref can be found in
// it ("") a fingerprint stands for it. What is known besides, such as when it changed, the connector fills in.
func Unreadable(ref string, raw []byte, what string) order.Snapshot {
	if ref == "" {
		sum := sha256.Sum256(raw)
		ref = "unreadable-" + hex.EncodeToString(sum[:6])
	}
	return order.Snapshot{Ref: ref, Number: ref, Raw: raw, Problem: outcome.New(outcome.BadPayload, "what", what).About(ref)}
}

// WrongShape says what is wrong with an order's JSON, for Unreadable; nil means that it has no id.
func WrongShape(err error) string {
	if err == nil {
		return "the order has no id"
	}
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return cmp.Or(t.Field, "the order") + " holds " + t.Value
	}
	return httpkit.Redact(err.Error())
}

// Joined is the parts of a name or an address that are not empty, with sep between.
func Joined[T ~string](sep string, parts ...T) string {
	var full []string
	for _, p := range parts {
		if p != "" {
			full = append(full, string(p))
		}
	}
	return strings.Join(full, sep)
}

// Country is a country's two letters; empty for what is none, such as a name or a masked one.
func Country[T ~string](t T) string {
	up := strings.ToUpper(string(t))
	if len(up) != 2 || strings.Trim(up, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return up
}

package world

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Amount is money in 1/10,000 of the currency's unit. The zero value is nothing.
//
// The hub has an exact type of its own; the sandbox does not share it, so that a mistake in one shows against the other.
type Amount int64

// Unit is one whole rupiah, dollar and so on.
const Unit Amount = 10_000

// Whole returns n units.
func Whole(n int64) Amount { return Amount(n) * Unit }

// Text renders a with digits (0 to 4) places after the point, rounding half away from zero.
func (a Amount) Text(digits int) string { return string(a.Append(nil, digits)) }

// Append appends what Text returns to b. It is the fast way for faces that render thousands of amounts.
func (a Amount) Append(b []byte, digits int) []byte {
	digits = min(max(digits, 0), 4)
	step := Unit
	for range digits {
		step /= 10
	}
	n := a
	if n < 0 {
		n = -n
	}
	n = (n + step/2) / step * step
	if a < 0 && n != 0 {
		b = append(b, '-')
	}
	b = strconv.AppendInt(b, int64(n/Unit), 10)
	if digits == 0 {
		return b
	}
	rest := strconv.Itoa(int(Unit + n%Unit))
	b = append(b, '.')
	return append(b, rest[1:1+digits]...)
}

// ParseAmount reads a decimal number such as "162000" or "-12.5". More than four places are refused, not rounded.
func ParseAmount(s string) (Amount, error) {
	whole, places, _ := strings.Cut(s, ".")
	negative := strings.HasPrefix(whole, "-")
	whole = strings.TrimPrefix(whole, "-")
	if whole == "" || len(whole) > 14 || len(places) > 4 || !digitsOnly(whole) || !digitsOnly(places) {
		return 0, fmt.Errorf("%q is not an amount: %w", s, errNotAmount)
	}
	n, err := strconv.ParseInt(whole+(places + "0000")[:4], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not an amount: %w", s, errNotAmount)
	}
	if negative {
		n = -n
	}
	return Amount(n), nil
}

var errNotAmount = errors.New("want digits, at most four after the point")

func digitsOnly(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// Digits is how many places a currency shows (ISO 4217; what is not listed has two).
func Digits(currency string) int {
	switch currency {
	case "IDR", "JPY", "KRW", "VND", "CLP":
		return 0
	}
	return 2
}

// rounded is a to whole steps of what the currency shows, half away from zero.
func (a Amount) rounded(currency string) Amount {
	step := Unit
	for range Digits(currency) {
		step /= 10
	}
	if a < 0 {
		return -((-a + step/2) / step * step)
	}
	return (a + step/2) / step * step
}

// Package money holds exact amounts: int64 in 1/10,000 of a currency's unit, and ISO 4217 codes.
//
// It never rounds behind anybody's back: arithmetic is on integers, and the one place that rounds (Parse, beyond four
// decimals) says so. Amounts carry no currency of their own; what holds them (an order, a document) names it once.
package money

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/govalues/decimal"
)

// Scale is how many parts one currency unit has: 10,000, enough for unit prices in every currency.
const Scale = 10_000

const scaleDigits = 4

// Amount is money in 1/10,000 of the currency's unit. The zero value is nothing; negative amounts are allowed, and it is
// up to the holder to refuse them.
type Amount int64

// ErrAmount is returned by Parse for anything that is not a decimal number an Amount can hold.
var ErrAmount = errors.New("not an amount")

// Parse reads a decimal string as channels send it ("162000", "29.35", "-75000", "33.333333"). Digits beyond the fourth
// decimal are rounded half to even. An empty string is an error: an absent amount is not zero.
func Parse(s string) (Amount, error) {
	d, err := decimal.Parse(strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("%w: %q", ErrAmount, clip(s))
	}
	whole, frac, ok := d.Round(scaleDigits).Int64(scaleDigits)
	if !ok || whole > math.MaxInt64/Scale-1 || whole < math.MinInt64/Scale+1 {
		return 0, fmt.Errorf("%w: %q is too large", ErrAmount, clip(s))
	}
	return Amount(whole*Scale + frac), nil
}

// MustParse is Parse for constants and tests; it panics on a bad one.
func MustParse(s string) Amount {
	a, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return a
}

// Units is n whole units of a currency.
func Units(n int64) Amount { return Amount(n * Scale) }

// String writes the shortest exact decimal: "162000", "29.35", "-0.5".
func (a Amount) String() string {
	sign, u := "", uint64(a)
	if a < 0 {
		sign, u = "-", uint64(-(a+1))+1
	}
	whole, frac := u/Scale, u%Scale
	if frac == 0 {
		return fmt.Sprintf("%s%d", sign, whole)
	}
	return sign + strings.TrimRight(fmt.Sprintf("%d.%04d", whole, frac), "0")
}

// MarshalText writes the decimal form, so that JSON holds money as a string and no reader makes a float of it.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (a *Amount) UnmarshalText(b []byte) error {
	parsed, err := Parse(string(b))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// Abs is the amount without its sign.
func (a Amount) Abs() Amount {
	if a < 0 {
		return -a
	}
	return a
}

// Times is a unit price for n pieces.
func (a Amount) Times(n int64) Amount { return a * Amount(n) }

// Currency is an ISO 4217 code in capitals ("IDR"). Empty means unknown.
type Currency string

// ErrCurrency is returned by ParseCurrency for what is not three letters.
var ErrCurrency = errors.New("not a currency code")

// ParseCurrency reads three letters in either case.
func ParseCurrency(s string) (Currency, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) != 3 || strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", fmt.Errorf("%w: %q", ErrCurrency, clip(s))
	}
	return Currency(s), nil
}

// Tolerance is the difference of sums that rounding alone explains in this currency: 5 hundredths, or 5 whole units where
// prices are quoted without decimals in practice (rupiah, yen, won, dong). ISO 4217 gives the rupiah two decimals that no
// shop uses, so this is the market's habit and not the standard's exponent.
func (c Currency) Tolerance() Amount {
	switch c {
	case "IDR", "JPY", "KRW", "VND", "CLP", "PYG", "UGX", "ISK", "XAF", "XOF":
		return Units(5)
	}
	return Scale / 20
}

// clip keeps a hostile value from filling a log line.
func clip(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "…"
	}
	return s
}

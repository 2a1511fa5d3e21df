package bench

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// cell writes a figure with as many digits as it is worth.
func cell(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case rate:
		return thousands(int64(math.Round(float64(v))))
	case ratio:
		return strconv.FormatFloat(float64(v), 'f', 2, 64)
	case time.Duration:
		return millis(v)
	case int:
		return thousands(int64(v))
	case int64:
		return thousands(v)
	case megabytes:
		return strconv.FormatFloat(float64(v), 'f', 1, 64) + " MB"
	}
	return fmt.Sprint(v)
}

type (
	rate      float64 // a second
	ratio     float64
	megabytes float64
)

func millis(d time.Duration) string {
	ms := float64(d.Microseconds()) / 1000
	if ms < 100 {
		return strconv.FormatFloat(ms, 'f', 1, 64) + " ms"
	}
	return strconv.FormatFloat(ms, 'f', 0, 64) + " ms"
}

// thousands writes 12345 as 12,345.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func perSecond(n int, d time.Duration) rate { return rate(float64(n) / d.Seconds()) }

// percentile is the value below which p of the sorted values are; 0 when there are none.
func percentile[T ~int64 | ~float64](values []T, p float64) T {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[max(int(math.Ceil(p*float64(len(sorted))))-1, 0)]
}

func median[T ~int64 | ~float64](values []T) T { return percentile(values, 0.5) }

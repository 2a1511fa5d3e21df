package order_test

import (
	"slices"
	"testing"

	"github.com/tillbridge/tillbridge/internal/order"
)

func TestSpellings(t *testing.T) {
	t.Parallel()
	for given, want := range map[string][]string{
		"#1373": {"#1373", "1373"}, " 1373 ": {"1373", "#1373"}, "TB-1": {"TB-1", "#TB-1"}, "": nil, " # ": nil,
	} {
		if got := order.Spellings(given); !slices.Equal(got, want) {
			t.Errorf("%q is written %q, want %q", given, got, want)
		}
	}
}

package store_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tillbridge/tillbridge/internal/store"
)

func FuzzCleanText(f *testing.F) {
	for _, s := range []string{"", "lamp", "la\x00mp", "\xff\xfe", "自行车 🚲", "\xc3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := store.CleanText(s)
		if !utf8.ValidString(got) || strings.Contains(got, "\x00") {
			t.Errorf("%q is not clean", got)
		}
		if again := store.CleanText(got); again != got {
			t.Errorf("cleaning twice gives %q, once %q", again, got)
		}
		if utf8.ValidString(s) && !strings.Contains(s, "\x00") && got != s {
			t.Errorf("%q was clean and became %q", s, got)
		}
	})
}

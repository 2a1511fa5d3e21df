package phrase_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
)

var entry = regexp.MustCompile(`(?m)^\t\t"([a-z_]+)": +"(.*)",$`)

var place = regexp.MustCompile(`\{[a-z_]+\}`)

// Each phrase stands in every language, with the same arguments.
func TestNotice_everyLanguageSaysAll(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("notice.go")
	if err != nil {
		t.Fatal(err)
	}
	places := map[string][]string{}
	times := map[string]int{}
	for _, m := range entry.FindAllStringSubmatch(string(source), -1) {
		found := place.FindAllString(m[2], -1)
		slices.Sort(found)
		if before, ok := places[m[1]]; ok && !slices.Equal(before, found) {
			t.Errorf("%s has %v in one language and %v in another", m[1], before, found)
		}
		places[m[1]] = found
		times[m[1]]++
	}
	if len(places) < 10 {
		t.Fatalf("only %d phrases were found", len(places))
	}
	for name, n := range times {
		if n != 2 {
			t.Errorf("%s is said in %d languages, want 2", name, n)
		}
	}
}

func TestNotice_saysWhatItIsGiven(t *testing.T) {
	t.Parallel()
	args := outcome.Args{"n": "3", "shop": "Toko {n}"}
	for lang, want := range map[string]string{"en": "3 open issues: Toko {n}", "id-ID": "3 masalah terbuka: Toko {n}", "tlh": "3 open issues: Toko {n}", "": "3 open issues: Toko {n}"} {
		if got := phrase.Notice(lang, "open_many", args); got != want {
			t.Errorf("%q: %q, want %q", lang, got, want)
		}
	}
}

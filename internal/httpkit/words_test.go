package httpkit_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

func TestSaid(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 190)
	for name, c := range map[string]struct{ given, want string }{
		"a sentence stays":                      {"The order is locked.", "The order is locked."},
		"one line":                              {" The order\n\tis  locked. ", "The order is locked."},
		"no secret":                             {"refresh_token=abc is wrong", "refresh_token=*** is wrong"},
		"no mail address":                       {"no customer ada@mail.example", "no customer ***"},
		"not too long":                          {long + "0123456789abcdef", long + "0123456789…"},
		"no half letter":                        {long + "012345678é", long + "012345678…"},
		"a mail address is not cut into a name": {long + " ada@mail.example", long + " ***"},
		"tags and entities are left to their pages": {"<b>no</b> &amp; never", "<b>no</b> &amp; never"},
		"nothing": {"", ""},
	} {
		if got := httpkit.Said(c.given); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestSaidInHTML(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"<p>The order<br>is &quot;locked&quot;.</p>":       `The order is "locked".`,
		`<a href="https://shop.example?key=1">Log in</a> `: "Log in",
		"ada&#64;mail.example":                             "***",
		"a < b":                                            "a < b",
	} {
		if got := httpkit.SaidInHTML(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	type text string
	for given, want := range map[text]string{
		"12.50":                               "12.50",
		text(strings.Repeat("9", 40)):         strings.Repeat("9", 40),
		text(strings.Repeat("9", 41)):         strings.Repeat("9", 40) + "…",
		text(strings.Repeat("9", 39) + "éé"):  strings.Repeat("9", 39) + "…",
		text("\xff" + strings.Repeat("9", 1)): "\xff9",
	} {
		if got := httpkit.Short(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

func FuzzSaidInHTML(f *testing.F) {
	f.Add("<p>no &amp; never</p> ada@mail.example sign=1")
	f.Add(strings.Repeat("é", 300) + "<")
	f.Fuzz(func(t *testing.T, s string) {
		got := httpkit.SaidInHTML(s)
		if len(got) > 200+len("…") || strings.ContainsAny(got, "\n\t\r") || utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("%q becomes %q", s, got)
		}
	})
}

package httpkit_test

import (
	"encoding/json"
	"testing"

	"github.com/tillbridge/tillbridge/internal/httpkit"
)

func TestScalar(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`"abc"`: "abc", `"a\u0041\n"`: "aA\n", `"a\u0000b"`: "ab", `12345678901234567890`: "12345678901234567890", `-1.50`: "-1.50", `1e3`: "1e3",
		`true`: "true", `false`: "false", `null`: "", `""`: "", "\"\xff\"": "�",
	} {
		if got, err := httpkit.Scalar([]byte(in)); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{`{"a":1}`, `[1]`, `"a\q"`} {
		if got, err := httpkit.Scalar([]byte(in)); err == nil {
			t.Errorf("%s was read as %q", in, got)
		}
	}
}

// What json takes for a string or a number, Scalar gives as the same text.
func FuzzScalar(f *testing.F) {
	for _, in := range []string{`"x"`, `1.0`, `null`, `true`, `"\u00e9"`, `{}`} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		if !json.Valid(in) || len(in) == 0 || in[0] == ' ' || in[0] == '\t' || in[0] == '\n' || in[0] == '\r' {
			return
		}
		got, err := httpkit.Scalar(in)
		var s string
		if json.Unmarshal(in, &s) == nil && in[0] == '"' && err != nil {
			t.Errorf("%q: %v", in, err)
		}
		if err == nil && in[0] != '"' && in[0] != 'n' && got != string(in) {
			t.Errorf("%q became %q", in, got)
		}
	})
}

func TestField(t *testing.T) {
	t.Parallel()
	for object, want := range map[string]string{
		`{"id":"55","lines":7}`: "55",
		`{"id":null}`:           "",
		`{"id":["55"]}`:         "",
		`{"ID":"55"}`:           "",
		`{"id":"55"`:            "",
		`["id"]`:                "",
		``:                      "",
	} {
		if got := httpkit.Field[string]([]byte(object), "id"); got != want {
			t.Errorf("%s: %q, want %q", object, got, want)
		}
	}
	if got := httpkit.Field[[2]int]([]byte(`{"id":[1,"x"]}`), "id"); got != [2]int{} {
		t.Errorf("half of it is given: %v", got)
	}
}

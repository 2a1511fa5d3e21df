package channel_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tillbridge/tillbridge/internal/channel"
	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

type text string

func TestFieldReader(t *testing.T) {
	t.Parallel()
	type reader = channel.FieldReader[text]
	at := time.Date(2026, 1, 31, 10, 0, 7, 0, time.UTC)
	bad := func(reason outcome.Reason, nameValue ...string) *outcome.Error {
		return outcome.New(reason, nameValue...).About("A1")
	}
	badTime := func(value string) *outcome.Error { return bad(outcome.BadTime, "field", "paid", "value", value) }
	badAmount := func(value string) *outcome.Error { return bad(outcome.BadAmount, "field", "fee", "value", value) }
	badPieces := func(value string) *outcome.Error { return bad(outcome.BadQuantity, "line", "7", "value", value) }
	moment := func(value text) func(*reader) any {
		return func(r *reader) any { return r.Time("paid", value, "2006-01-02 15:04:05", time.RFC3339) }
	}
	unix := func(value text) func(*reader) any { return func(r *reader) any { return r.Unix("paid", value) } }
	amount := func(value text) func(*reader) any { return func(r *reader) any { return r.Amount("fee", value) } }
	price := func(value text) func(*reader) any { return func(r *reader) any { return r.Price("fee", value) } }
	pieces := func(value text) func(*reader) any { return func(r *reader) any { return r.Quantity("7", value) } }
	currency := func(value text) func(*reader) any { return func(r *reader) any { return r.Currency(value) } }
	long := text(strings.Repeat("9", 50))
	for name, c := range map[string]struct {
		read  func(*reader) any
		want  any
		fault *outcome.Error
	}{
		"a time":                       {moment("2026-01-31 10:00:07"), at, nil},
		"a time in another layout":     {moment("2026-01-31T17:00:07+07:00"), at, nil},
		"no time":                      {moment(""), time.Time{}, nil},
		"a time that is none":          {moment("yesterday"), time.Time{}, badTime("yesterday")},
		"seconds":                      {unix("1769853607"), at, nil},
		"no seconds":                   {unix(""), time.Time{}, nil},
		"seconds that are 0":           {unix("0"), time.Time{}, nil},
		"seconds before 1970":          {unix("-1"), time.Time{}, badTime("-1")},
		"seconds that are none":        {unix("1.5"), time.Time{}, badTime("1.5")},
		"microseconds":                 {unix("1769853607000000"), time.Time{}, badTime("1769853607000000")},
		"an amount":                    {amount("12.5"), money.MustParse("12.5"), nil},
		"an amount below zero":         {amount("-12.5"), money.MustParse("-12.5"), nil},
		"no amount":                    {amount(""), money.Amount(0), badAmount("")},
		"an amount that is none":       {amount("free"), money.Amount(0), badAmount("free")},
		"an amount that fills a page":  {amount(long), money.Amount(0), badAmount(strings.Repeat("9", 40) + "…")},
		"a price":                      {price("12.50"), money.MustParse("12.5"), nil},
		"a price of nothing":           {price("0"), money.Amount(0), nil},
		"a price below zero":           {price("-1"), money.Amount(0), badAmount("-1")},
		"no price":                     {price(""), money.Amount(0), badAmount("")},
		"pieces":                       {pieces("3"), int64(3), nil},
		"pieces with a decimal":        {pieces("3.0"), int64(3), nil},
		"half a piece":                 {pieces("0.5"), int64(0), badPieces("0.5")},
		"no piece":                     {pieces("0"), int64(0), badPieces("0")},
		"pieces below zero":            {pieces("-3"), int64(0), badPieces("-3")},
		"more pieces than there are":   {pieces("9000000000000000000"), int64(0), badPieces("9000000000000000000")},
		"a currency":                   {currency("idr"), money.Currency("IDR"), nil},
		"a currency that is none":      {currency("Rp"), money.Currency(""), bad(outcome.BadCurrency, "value", "Rp")},
		"the first of two faults":      {func(r *reader) any { r.Currency("Rp"); return r.Price("fee", "x") }, money.Amount(0), bad(outcome.BadCurrency, "value", "Rp")},
		"what is good beside a fault":  {func(r *reader) any { r.Currency("Rp"); return r.Price("fee", "1") }, money.MustParse("1"), bad(outcome.BadCurrency, "value", "Rp")},
		"a fault of the connector's":   {func(r *reader) any { r.Fault(outcome.NoLines); return nil }, nil, bad(outcome.NoLines)},
		"a time with a fraction's end": {moment("2026-01-31T10:00:07.25Z"), at.Add(time.Second / 4), nil},
	} {
		r := &reader{Ref: "A1"}
		got := c.read(r)
		if !cmp.Equal(got, c.want) || !cmp.Equal(r.Problem, c.fault) {
			t.Errorf("%s: %v, %v, want %v, %v", name, got, r.Problem, c.want, c.fault)
		}
	}
}

// Whatever a channel writes, a reader gives money and pieces that the books can hold, or says what is wrong.
func FuzzFieldReader(f *testing.F) {
	f.Add("12.50")
	f.Add("1769853607")
	f.Add("9223372036854775807")
	f.Fuzz(func(t *testing.T, s string) {
		r := channel.FieldReader[text]{Ref: "A1"}
		if n := r.Quantity("1", text(s)); n < 0 || n == 0 && r.Problem == nil {
			t.Errorf("%q: %d pieces, %v", s, n, r.Problem)
		}
		r = channel.FieldReader[text]{}
		if a := r.Price("p", text(s)); a < 0 || a == 0 && r.Problem == nil && !strings.ContainsAny(s, "0") {
			t.Errorf("%q: costs %s, %v", s, a, r.Problem)
		}
		r = channel.FieldReader[text]{}
		if at := r.Unix("t", text(s)); at.IsZero() && r.Problem == nil && strings.Trim(s, "+-0") != "" {
			t.Errorf("%q: no time and no fault", s)
		}
	})
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	known, unknown := channel.Unreadable("55", []byte(`{"id":55}`), "lines holds string"), channel.Unreadable("", []byte(`{}`), "the order has no id")
	if known.Ref != "55" || known.Number != "55" || string(known.Raw) != `{"id":55}` || known.Problem.Reason != outcome.BadPayload || known.Problem.Ref != "55" || known.Problem.Args["what"] != "lines holds string" {
		t.Errorf("%+v", known)
	}
	if unknown.Ref != "unreadable-44136fa355b3" || unknown.Problem.Ref != unknown.Ref {
		t.Errorf("%+v", unknown)
	}
	if other := channel.Unreadable("", []byte(`[]`), ""); other.Ref == unknown.Ref {
		t.Error("two orders without an id are one")
	}
}

func TestWrongShape(t *testing.T) {
	t.Parallel()
	var order struct {
		Lines []struct {
			Quantity int `json:"quantity"`
		} `json:"lines"`
	}
	for given, want := range map[string]string{
		`{}`:                           "the order has no id",
		`[]`:                           "the order holds array",
		`{"lines":"none"}`:             "lines holds string",
		`{"lines":[{"quantity":"2"}]}`: "lines.quantity holds string",
		`{"lines":`:                    "unexpected end of JSON input",
	} {
		if got := channel.WrongShape(json.Unmarshal([]byte(given), &order)); got != want {
			t.Errorf("%s: %q, want %q", given, got, want)
		}
	}
}

func TestJoined(t *testing.T) {
	t.Parallel()
	if got := channel.Joined[text](", ", "Jl. Melati 7", "", "RT 1"); got != "Jl. Melati 7, RT 1" {
		t.Errorf("%q", got)
	}
	if got := channel.Joined[text](" ", "", ""); got != "" {
		t.Errorf("nothing becomes %q", got)
	}
}

func TestCountry(t *testing.T) {
	t.Parallel()
	for given, want := range map[text]string{"ID": "ID", "sg": "SG", "Indonesia": "", "**": "", "": "", "é": ""} {
		if got := channel.Country(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

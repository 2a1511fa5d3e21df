package money_test

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/money"
)

// most is the largest amount that Parse reads: the whole units an Amount holds, less one for what stands behind the point.
const most = money.Amount((math.MaxInt64/money.Scale-1)*money.Scale + money.Scale - 1)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in string
		want     money.Amount
	}{
		{"whole units", "162000", 1_620_000_000},
		{"two decimals", "29.35", 293_500},
		{"trailing zeros are no difference", "29.3500", 293_500},
		{"negative", "-75000", -750_000_000},
		{"less than a unit", "-0.5", -5_000},
		{"an explicit plus", "+1", 10_000},
		{"spaces around", " 1.5\n", 15_000},
		{"nothing before the point", ".25", 2_500},
		{"more decimals than an amount holds", "33.333333", 333_333},
		{"half of the last digit goes to the even neighbour below", "0.00005", 0},
		{"half of the last digit goes to the even neighbour above", "0.00015", 2},
		{"nothing at all", "0", 0},
		{"minus nothing", "-0.00", 0},
		{"the largest", most.String(), most},
		{"the smallest", (-most).String(), -most},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := money.Parse(c.in)
			if err != nil || got != c.want {
				t.Errorf("got %d, %v; want %d", got, err, c.want)
			}
		})
	}
}

func TestParse_refuses(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"an absent amount, which is not zero": "",
		"spaces":                              "  ",
		"words":                               "free",
		"a thousands separator":               "1,000",
		"a currency":                          "Rp 162000",
		"two points":                          "1.2.3",
		"not a number":                        "NaN",
		"infinity":                            "Inf",
		"more than an amount holds":           "922337203685478",
		"less than an amount holds":           "-922337203685478",
		"far more than an amount holds":       "99999999999999999999999999",
		"a line-filling value":                strings.Repeat("9", 10_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := money.Parse(in)
			if !errors.Is(err, money.ErrAmount) || got != 0 {
				t.Fatalf("got %d, %v", got, err)
			}
			if len(err.Error()) > 120 {
				t.Errorf("the error fills the log: %d bytes", len(err.Error()))
			}
		})
	}
}

func TestAmount_String(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]money.Amount{
		"162000": money.Units(162_000), "29.35": 293_500, "-0.5": -5_000, "0": 0, "0.0001": 1, "-0.0001": -1,
		"922337203685477.5807": math.MaxInt64, "-922337203685477.5808": math.MinInt64,
	} {
		if got := a.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What is written can be read again, as text and in JSON.
func TestAmount_roundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64Range(-int64(most), int64(most)).Draw(t, "amount"))
		if got, err := money.Parse(a.String()); err != nil || got != a {
			t.Fatalf("%s reads as %d, %v; want %d", a, got, err, a)
		}
		b, err := json.Marshal(map[string]money.Amount{"total": a})
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"total":"` + a.String() + `"}`; string(b) != want {
			t.Fatalf("JSON is %s, want %s", b, want)
		}
		var back map[string]money.Amount
		if err := json.Unmarshal(b, &back); err != nil || back["total"] != a {
			t.Fatalf("%s reads as %v, %v", b, back, err)
		}
	})
}

// Any amount can be printed, also those that Parse would refuse, and the sign never goes missing.
func TestAmount_neverPanics(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount(rapid.Int64().Draw(t, "amount"))
		if neg := strings.HasPrefix(a.String(), "-"); neg != (a < 0) {
			t.Fatalf("%d prints as %s", a, a)
		}
		if a != math.MinInt64 && (a.Abs() < 0 || a.Abs() != (-a).Abs()) {
			t.Fatalf("the absolute of %d is %d", a, a.Abs())
		}
		a.Times(rapid.Int64().Draw(t, "pieces"))
	})
}

func TestAmount_refusesOtherJSON(t *testing.T) {
	t.Parallel()
	for _, in := range []string{`""`, `"x"`, `{}`, `true`} {
		var a money.Amount
		if err := json.Unmarshal([]byte(in), &a); err == nil {
			t.Errorf("%s reads as %s", in, a)
		}
	}
}

func TestAmount_Times(t *testing.T) {
	t.Parallel()
	if got, want := money.MustParse("12.5").Times(3), money.MustParse("37.5"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMustParse_panicsOnWhatIsNoAmount(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	money.MustParse("x")
}

func TestParseCurrency(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]money.Currency{"IDR": "IDR", "idr": "IDR", " Usd ": "USD"} {
		if got, err := money.ParseCurrency(in); err != nil || got != want {
			t.Errorf("%q: got %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "RP", "IDRS", "I R", "ID1", "€€€", strings.Repeat("A", 500)} {
		if got, err := money.ParseCurrency(in); !errors.Is(err, money.ErrCurrency) || got != "" {
			t.Errorf("%q: got %q, %v", in, got, err)
		}
	}
}

func TestCurrency_Tolerance(t *testing.T) {
	t.Parallel()
	for c, want := range map[money.Currency]string{"IDR": "5", "JPY": "5", "USD": "0.05", "MYR": "0.05", "": "0.05"} {
		if got := c.Tolerance().String(); got != want {
			t.Errorf("%q: got %s, want %s", c, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"162000", "29.35", "-75000", "33.333333", "", "1e9", "922337203685477.5807", "\x00", "٣"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := money.Parse(s)
		if err != nil {
			return
		}
		if back, err := money.Parse(a.String()); err != nil || back != a {
			t.Fatalf("%q is %s, which reads as %s, %v", s, a, back, err)
		}
	})
}

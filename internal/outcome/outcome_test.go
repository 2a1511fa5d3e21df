package outcome_test

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// constants reads the words of all reason constants from the source, for a constant nobody gave a code is in no list.
func constants(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "reasons.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); !ok || typ.Name != "Reason" {
			return true
		}
		for _, v := range spec.Values {
			word, err := strconv.Unquote(v.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			words = append(words, word)
		}
		return true
	})
	return words
}

func TestReasons_everyConstantHasACodeAndNoneIsThereTwice(t *testing.T) {
	t.Parallel()
	want := constants(t)
	var got []string
	for _, r := range outcome.Reasons() {
		got = append(got, string(r))
		if !slices.Contains(outcome.Codes, r.Code()) {
			t.Errorf("%s has code %d, which the report does not show", r, r.Code())
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("constants and codes differ (-constants +codes):\n%s", diff)
	}
	if len(slices.Compact(want)) != len(got) {
		t.Error("a word stands for two reasons")
	}
}

func TestReason_unlistedIsOurs(t *testing.T) {
	t.Parallel()
	if got := outcome.Reason("brand_new").Code(); got != outcome.Bug {
		t.Errorf("got %d", got)
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	for c, want := range map[outcome.Code][2]bool{ // failed, retries itself
		outcome.OK: {false, false}, outcome.Conflict: {false, false},
		outcome.BadStatus: {true, false}, outcome.NoAccess: {true, false}, outcome.Missing: {true, false},
		outcome.Unmapped: {true, false}, outcome.Bug: {true, false},
		outcome.Throttled: {true, true}, outcome.Unavailable: {true, true},
	} {
		if got := [2]bool{c.Failed(), c.RetriesItself()}; got != want {
			t.Errorf("%d: failed, retries itself = %v, want %v", c, got, want)
		}
	}
}

// timeout is a network error that says it is a time-out.
type timeout struct{ error }

func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }

func TestOf(t *testing.T) {
	t.Parallel()
	ours := outcome.New(outcome.SKUNotLinked, "sku", "MUG")
	for _, c := range []struct {
		name string
		err  error
		want outcome.Reason
	}{
		{"one of ours stays what it is", ours, outcome.SKUNotLinked},
		{"one of ours inside another error", fmt.Errorf("reading page 3: %w", ours), outcome.SKUNotLinked},
		{"one of ours that was caused by a time-out", outcome.New(outcome.KeyRefused).Because(context.DeadlineExceeded), outcome.KeyRefused},
		{"a deadline", fmt.Errorf("asking: %w", context.DeadlineExceeded), outcome.Timeout},
		{"we were stopped", fmt.Errorf("asking: %w", context.Canceled), outcome.Interrupted},
		{"a network time-out", fmt.Errorf("asking: %w", timeout{io.EOF}), outcome.Timeout},
		{"a file's time-out, which is a network error, too", os.ErrDeadlineExceeded, outcome.Timeout},
		{"a name that is not found", &net.DNSError{Err: "no such host", Name: "shop.example"}, outcome.Unreachable},
		{"a refused connection", &net.OpError{Op: "dial", Err: errors.New("connection refused")}, outcome.Unreachable},
		{"anything else is ours", errors.New("index out of range"), outcome.Internal},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := outcome.Of(c.err)
			if got.Reason != c.want || got.Code != c.want.Code() {
				t.Errorf("got %d %s, want %s", got.Code, got.Reason, c.want)
			}
			if !errors.Is(c.err, got) && !errors.Is(got, c.err) {
				t.Errorf("the cause is lost: %v", got)
			}
		})
	}
	if got := outcome.Of(nil); got != nil {
		t.Errorf("nil is %v", got)
	}
}

func TestAt_addsOnlyWhatTheErrorDoesNotSay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err     error
		op, ref string // afterwards
	}{
		"says nothing":    {outcome.New(outcome.Timeout), "shop.Order", "A1"},
		"says where":      {outcome.New(outcome.Timeout).In("shop.Renew"), "shop.Renew", "A1"},
		"says about what": {outcome.New(outcome.Timeout).About("SKU"), "shop.Order", "SKU"},
		"unclassified":    {errors.New("what"), "shop.Order", "A1"},
	} {
		if e := outcome.Of(outcome.At(c.err, "shop.Order", "A1")); e.Op != c.op || e.Ref != c.ref || !errors.Is(e, c.err) {
			t.Errorf("%s: %v", name, e)
		}
	}
	if err := outcome.At(nil, "shop.Order", "A1"); err != nil {
		t.Errorf("no error becomes %v", err)
	}
}

func TestError_saysWhereAboutWhatAndWhy(t *testing.T) {
	t.Parallel()
	err := outcome.New(outcome.SKUNotLinked, "sku", "MUG", "name", "A \"mug\"").In("plan").About("727").Because(io.EOF).Wait(time.Second)
	if want := `plan: 422 sku_not_linked 727 name="A \"mug\"" sku="MUG": EOF`; err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if !errors.Is(err, io.EOF) || err.After != time.Second {
		t.Errorf("cause or wait is lost: %+v", err)
	}
	if got := outcome.New(outcome.NoLines); got.Error() != "422 no_lines" || got.Args != nil {
		t.Errorf("got %+v", got)
	}
	if got := outcome.New(outcome.UnknownStatus, "status"); len(got.Args) != 0 {
		t.Errorf("a name without a value: %v", got.Args)
	}
}

// What is stored of an outcome is what its reader needs: reason, code and arguments come back.
func TestEncode_roundTrips(t *testing.T) {
	t.Parallel()
	reasons := outcome.Reasons()
	slices.Sort(reasons)
	rapid.Check(t, func(t *rapid.T) {
		e := &outcome.Error{Reason: rapid.SampledFrom(reasons).Draw(t, "reason")}
		e.Code = e.Reason.Code()
		if args := rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "args"); len(args) > 0 {
			e.Args = args
		}
		back, err := outcome.Decode(e.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, back); diff != "" {
			t.Fatalf("(-in +out):\n%s", diff)
		}
	})
	var none *outcome.Error
	if got := none.Encode(); got != "" {
		t.Errorf("nothing is stored as %q", got)
	}
	if got, err := outcome.Decode(""); got != nil || err != nil {
		t.Errorf("nothing reads as %v, %v", got, err)
	}
	if _, err := outcome.Decode("{"); err == nil {
		t.Error("a broken column reads as an outcome")
	}
}

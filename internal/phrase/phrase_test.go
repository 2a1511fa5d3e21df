package phrase_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tillbridge/tillbridge/internal/document"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/plan"
	"github.com/tillbridge/tillbridge/internal/policy"
)

// all gives every argument of a reason a value that can be found again.
func all(r outcome.Reason) outcome.Args {
	args := outcome.Args{}
	for _, name := range phrase.Arguments(r) {
		args[name] = "‹" + name + "›"
	}
	return args
}

// unknown is what each language puts where an argument is missing. A language without a line here fails the tests below.
var unknown = map[string]string{phrase.English: "unknown", phrase.Indonesian: "tidak diketahui"}

func TestMessage_everyReasonHasASentence(t *testing.T) {
	t.Parallel()
	for _, lang := range phrase.Languages() {
		missing, _ := phrase.Message(lang, "a word nobody listed", nil)
		missing = strings.Replace(missing, "a word nobody listed", "", 1)
		for _, r := range outcome.Reasons() {
			t.Run(lang+"/"+string(r), func(t *testing.T) {
				t.Parallel()
				message, remedy := phrase.Message(lang, r, all(r))
				if message == "" || strings.Replace(message, string(r), "", 1) == missing {
					t.Fatalf("no sentence: %q", message)
				}
				for _, text := range []string{message, remedy} {
					if strings.ContainsAny(text, "{}") {
						t.Errorf("a placeholder is left over: %q", text)
					}
					if unknown[lang] == "" || strings.Contains(text, unknown[lang]) {
						t.Errorf("it names an argument that no caller gives: %q", text)
					}
					if text != strings.TrimSpace(text) || strings.Contains(text, "  ") {
						t.Errorf("stray spaces: %q", text)
					}
				}
				for _, name := range phrase.Arguments(r) {
					if !strings.Contains(message+remedy, "‹"+name+"›") {
						t.Errorf("it keeps %q to itself: %q", name, message)
					}
				}
			})
		}
	}
}

// What English says, every language says by itself: falling back is for readers of a language that is being added, not for us.
func TestLanguages_sayWhatEnglishSays(t *testing.T) {
	t.Parallel()
	for _, lang := range phrase.Languages() {
		if lang == phrase.English {
			continue
		}
		for _, r := range append(outcome.Reasons(), "a word nobody listed") {
			message, remedy := phrase.Message(lang, r, all(r))
			englishMessage, englishRemedy := phrase.Message(phrase.English, r, all(r))
			if message == englishMessage || (remedy != "" && remedy == englishRemedy) {
				t.Errorf("%s: %s is said in English: %q", lang, r, message)
			}
			if diff := cmp.Diff(given(englishMessage), given(message)); diff != "" {
				t.Errorf("%s: the message of %s uses other arguments (-en +%s):\n%s", lang, r, lang, diff)
			}
			if diff := cmp.Diff(given(englishRemedy), given(remedy)); diff != "" || (remedy == "") != (englishRemedy == "") {
				t.Errorf("%s: the remedy of %s is another (-en +%s):\n%s", lang, r, lang, diff)
			}
		}
		for _, op := range append([]string{"all", "download_order", "link_sku", "inventory_update", "inventory_sync", "fulfillment_update",
			"price_update", "product_update", "refresh_token"}, operations()...) {
			if label := phrase.Operation(lang, op); label == phrase.Operation(phrase.English, op) {
				t.Errorf("%s: operation %s is said in English: %q", lang, op, label)
			}
		}
		for _, c := range outcome.Codes {
			if label := phrase.Code(lang, c); c.Failed() && label == phrase.Code(phrase.English, c) {
				t.Errorf("%s: code %d is said in English: %q", lang, c, label)
			}
		}
	}
}

// given are the arguments that stand in a sentence made with those of all, each once.
func given(text string) []string {
	found := regexp.MustCompile(`‹[a-z_]+›`).FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func operations() []string {
	var all []string
	for _, op := range plan.Operations {
		all = append(all, string(op))
	}
	return all
}

// Words that the code gives, and not a person or a channel, are said in the language of the sentence around them.
func TestMessage_fixedWordsAreTranslated(t *testing.T) {
	t.Parallel()
	for by, want := range map[string]string{"buyer": "pembeli", "seller": "penjual", "system": "sistem", "a_robot": "a_robot", "": "tidak diketahui"} {
		message, _ := phrase.Message(phrase.Indonesian, outcome.CancelledAfterShipping, outcome.Args{"by": by})
		if !strings.Contains(message, "(dibatalkan oleh: "+want+")") {
			t.Errorf("%q: %q", by, message)
		}
	}
	for _, kind := range document.Kinds {
		message, _ := phrase.Message(phrase.Indonesian, outcome.DocumentMissing, outcome.Args{"kind": string(kind)})
		if strings.Contains(message, string(kind)) {
			t.Errorf("%s: %q", kind, message)
		}
	}
}

// A failure that does not go away by itself needs somebody, so it must say what to do; what is well, or is tried again
// anyhow, need not.
func TestMessage_whatNeedsAPersonSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, r := range outcome.Reasons() {
		_, remedy := phrase.Message(phrase.English, r, all(r))
		if code := r.Code(); code.Failed() && !code.RetriesItself() && remedy == "" {
			t.Errorf("%s (%d) has no remedy", r, code)
		}
		if r.Code() == outcome.OK && r != outcome.Pending && remedy != "" {
			t.Errorf("%s is well and asks for something: %q", r, remedy)
		}
	}
}

// Nobody is sent to look for an argument that is not there.
func TestMessage_missingArgumentsReadAsUnknown(t *testing.T) {
	t.Parallel()
	message, _ := phrase.Message(phrase.English, outcome.SKUNotLinked, outcome.Args{"sku": "MUG", "name": ""})
	if want := `The books do not know the SKU "MUG" of "unknown" (listing unknown).`; message != want {
		t.Errorf("got  %q\nwant %q", message, want)
	}
	for _, r := range outcome.Reasons() {
		message, remedy := phrase.Message(phrase.English, r, nil)
		if strings.ContainsAny(message+remedy, "{}") || strings.Contains(message+remedy, "no value") {
			t.Errorf("%s: %q %q", r, message, remedy)
		}
	}
}

func TestMessage_unknownReasonNamesItself(t *testing.T) {
	t.Parallel()
	message, remedy := phrase.Message(phrase.English, "brand_new", nil)
	if !strings.Contains(message, "brand_new") || remedy == "" {
		t.Errorf("%q %q", message, remedy)
	}
}

// What a channel says comes out as it went in, even when it looks like one of our placeholders.
func TestMessage_amountsAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, amount, currency, want string }{
		{"en", "169000", "IDR", "Rp\u00a0169,000"},
		{"id", "169000", "IDR", "Rp\u00a0169.000"},
		{"en", "-1234567.5", "USD", "-USD\u00a01,234,567.50"},
		{"id", "1234567.125", "USD", "USD\u00a01.234.567,125"},
		{"en", "much", "IDR", "IDR much"},
		{"en", "12", "", "unknown 12"},
	} {
		message, _ := phrase.Message(c.lang, outcome.RefundNeedsDecision, outcome.Args{"refunded": c.amount, "currency": c.currency})
		if !strings.Contains(message, c.want) {
			t.Errorf("%s %s in %s: %q has no %q", c.currency, c.amount, c.lang, message, c.want)
		}
	}
}

func TestMessage_argumentsAreNotTemplates(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		said := rapid.OneOf(rapid.StringN(1, 60, -1), rapid.SampledFrom([]string{"{status}", "{said}", "$1", "%s", "{{.}}"})).Draw(t, "said")
		message, _ := phrase.Message(phrase.English, outcome.RefusedByChannel, outcome.Args{"status": "418", "said": said})
		if want := "The channel refused the request (status 418) and said: " + said; message != want {
			t.Fatalf("got %q, want %q", message, want)
		}
	})
}

func TestMessage_languagesFallBackToEnglish(t *testing.T) {
	t.Parallel()
	want, _ := phrase.Message(phrase.English, outcome.NoLines, nil)
	for _, lang := range []string{"", "xx", "en-GB", "EN"} {
		if got, _ := phrase.Message(lang, outcome.NoLines, nil); got != want {
			t.Errorf("%q: %q", lang, got)
		}
	}
	for _, lang := range []string{"id", "id-ID", "ID"} {
		if got, _ := phrase.Message(lang, outcome.NoLines, nil); got == want {
			t.Errorf("%q: %q", lang, got)
		}
	}
	if diff := cmp.Diff([]string{phrase.English, phrase.Indonesian}, phrase.Languages()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// names matches the comment of a reason that lists its arguments: "sku, listing, name" or "status: the channel's word".
var names = regexp.MustCompile(`^([a-z_]+(?:, [a-z_]+)*)(?::.*)?$`)

// The comments beside the reasons are what callers go by, so the catalogue must know every argument named there.
func TestArguments_areThoseOfTheReasons(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../outcome/reasons.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Comment == nil || len(spec.Values) != 1 {
			return true
		}
		word, ok := spec.Values[0].(*ast.BasicLit)
		listed := names.FindStringSubmatch(strings.TrimSpace(spec.Comment.Text()))
		if !ok || listed == nil {
			return true
		}
		value, err := strconv.Unquote(word.Value)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range strings.Split(listed[1], ", ") {
			checked++
			if !slices.Contains(phrase.Arguments(outcome.Reason(value)), name) {
				t.Errorf("%s: callers give %q, the catalogue does not know it", value, name)
			}
		}
		return true
	})
	if checked < 20 {
		t.Errorf("only %d arguments found; has the form of the comments changed?", checked)
	}
}

func TestOperation(t *testing.T) {
	t.Parallel()
	// The tabs of the report, exactly as shop keepers know them.
	for op, want := range map[string]string{
		"create_order": "Create Order", "convert_order_to_invoice": "Convert Order To Invoice", "create_invoice": "Create Invoice",
		"create_outbound_logistic": "Create Outbound Logistic", "add_payment": "Add Payment", "void_invoice": "Void Invoice", "all": "All",
		"link_sku": "Link SKU", "make_coffee": "Make Coffee", "": "",
	} {
		if got := phrase.Operation(phrase.English, op); got != want {
			t.Errorf("%q: got %q, want %q", op, got, want)
		}
	}
	for _, op := range plan.Operations {
		if label := phrase.Operation("xx", string(op)); label == "" || strings.Contains(label, "_") {
			t.Errorf("%s has no label: %q", op, label)
		}
	}
}

func TestCode(t *testing.T) {
	t.Parallel()
	var got []string
	for _, c := range outcome.Codes {
		got = append(got, phrase.Code(phrase.English, c))
	}
	want := []string{
		"200 OK", "400 Bad Request: wrong status", "401 Unauthorized: no access", "404 Not Found: missing order", "409 Conflict: already there",
		"422 Unprocessable: not linked or unequal", "429 Too Many Requests: throttled", "500 Internal Error: ours", "503 Unavailable: the other side",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := phrase.Code("xx", 418); got != "500 Internal Error: ours" {
		t.Errorf("a code nobody listed: %q", got)
	}
}

// What a sentence tells somebody to choose has the name that stands on the page where it is chosen, not the one that scripts use.
func TestMessage_policiesAreCalledAsThePageCallsThem(t *testing.T) {
	t.Parallel()
	pages := map[string]string{phrase.English: "words.ts", phrase.Indonesian: "words.id.ts"}
	quoted := regexp.MustCompile(`"([^"]+)"`)
	keys := policyWords()
	for _, lang := range phrase.Languages() {
		page, err := os.ReadFile(filepath.Join("../../web/src/features/connections", pages[lang]))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range outcome.Reasons() {
			message, remedy := phrase.Message(lang, r, all(r))
			for _, found := range quoted.FindAllStringSubmatch(message+" "+remedy, -1) {
				word := found[1]
				if slices.Contains(keys, word) {
					t.Errorf("%s: %s calls a policy %q, which the page does not", lang, r, word)
				}
				if regexp.MustCompile(`(?i)policy|kebijakan`).MatchString(message+remedy) && !strings.Contains(word, "‹") && !strings.Contains(string(page), `"`+word+`"`) {
					t.Errorf("%s: %s names %q, and the page of a connection does not", lang, r, word)
				}
			}
		}
	}
}

// policyWords are the names and the values that scripts use.
func policyWords() []string {
	var all []string
	for field := range reflect.TypeFor[policy.Policy]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		all = append(append(all, name), strings.Split(field.Tag.Get("enum"), ",")...)
	}
	return slices.DeleteFunc(all, func(word string) bool { return word == "" })
}

// A reason that stands in a heading or a table without its arguments has a title in every language.
func TestTitle_ofWhatThePlannerSays(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../plan/plan.go")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`outcome\.New\(outcome\.(\w+)`).FindAllSubmatch(source, -1)
	if len(said) < 10 {
		t.Fatalf("the planner gives %d reasons?", len(said))
	}
	for _, lang := range phrase.Languages() {
		for _, r := range outcome.Reasons() {
			named := strings.ReplaceAll(string(r), "_", "")
			planned := slices.ContainsFunc(said, func(m [][]byte) bool { return strings.EqualFold(string(m[1]), named) })
			if title := phrase.Title(lang, r); planned && r.Code() != outcome.OK && title == strings.ReplaceAll(string(r), "_", " ") {
				t.Errorf("%s: %s has no title", lang, r)
			}
		}
	}
	if got := phrase.Title(phrase.English, outcome.Pending); got != "Waits to be let through" {
		t.Errorf("pending is %q", got)
	}
}

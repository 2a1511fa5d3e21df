// Package phrase is the catalogue of sentences: what is wrong and why, and what to do, for every reason there is.
//
// The sync log keeps reasons and arguments; sentences are made when somebody reads, in that reader's language. A language is
// one file with one catalogue, and one line in catalogues. What a language lacks is said in English.
package phrase

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/money"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// English is the language everything can be said in. Names are those of BCP 47.
const (
	English    = "en"
	Indonesian = "id"
)

// catalogue is one language.
type catalogue struct {
	unknown    string                       // stands for an argument that nobody gave
	thousand   string                       // stands between thousands
	point      string                       // stands before decimals
	removed    string                       // stands after the name of a shop that was removed
	words      map[string]map[string]string // by argument: what its fixed words read like; one that is not here stands as it is
	sentences  map[outcome.Reason]sentence
	titles     map[outcome.Reason]string // what an order waits for or is left out by, for a heading or a row of a table
	fallback   sentence                  // for a reason nobody listed; {reason} is its word
	operations map[string]string
	codes      map[outcome.Code]string
}

// sentence is what a reason reads like. Arguments stand in it as {name}.
type sentence struct {
	message string // what is wrong and why
	remedy  string // what to do; empty when nothing has to be done
}

var catalogues = map[string]catalogue{
	English:    english,
	Indonesian: indonesian,
}

// arguments are what callers give with a reason. A sentence can name these and no others.
var arguments = map[outcome.Reason][]string{
	outcome.SKUCreated:             {"sku", "name"},
	outcome.Linked:                 {"sku", "listing"},
	outcome.CancelAccepted:         {"reason"},
	outcome.CancelRejected:         {"reason"},
	outcome.VoidDecided:            {"reason"},
	outcome.KeepDecided:            {"reason"},
	outcome.CreditDecided:          {"reason"},
	outcome.Released:               {"reason"},
	outcome.SKUGiven:               {"sku", "line", "reason"},
	outcome.SKUTakenBack:           {"line", "reason"},
	outcome.VoidedByHand:           {"reason"},
	outcome.RestoredByHand:         {"reason"},
	outcome.UnknownStatus:          {"status"},
	outcome.CancelledAfterShipping: {"by"},
	outcome.RefundNeedsDecision:    {"refunded", "currency"},
	outcome.ChangedAfterShipping:   {"number", "books", "total", "currency"},
	outcome.EditedByPerson:         {"number"},
	outcome.NothingToDecide:        {"choice"},
	outcome.IssueState:             {"state"},
	outcome.NoSuchFix:              {"fix"},
	outcome.BulkEnded:              {"state"},
	outcome.CancelNotAnswerable:    {"channel"},
	outcome.CancelNotRejectable:    {"channel"},
	outcome.CancelUnsure:           {"channel"},
	outcome.CancelBeingAnswered:    {"by"},
	outcome.LineSent:               {"number"},
	outcome.LineMissing:            {"line"},
	outcome.RefusedByChannel:       {"status", "said"},
	outcome.KeyRefused:             {"said"},
	outcome.RightMissing:           {"right"},
	outcome.ClockSkew:              {"said"},
	outcome.ConnectionPaused:       {"connection"},
	outcome.PolicyChanged:          {"connection"},
	outcome.ShopUnknown:            {"connection", "field"},
	outcome.BadWebhook:             {"why"},
	outcome.QueueRefused:           {"said"},
	outcome.Redirected:             {"to"},
	outcome.ShopClosed:             {"said"},
	outcome.ChannelRetired:         {"since", "over"},
	outcome.DocumentMissing:        {"kind"},
	outcome.NoAPI:                  {"url"},
	outcome.ListingMissing:         {"listing"},
	outcome.APITooOld:              {"needs"},
	outcome.AlreadyThere:           {"number"},
	outcome.SKUNotLinked:           {"sku", "listing", "name"},
	outcome.LineWithoutSKU:         {"listing", "name"},
	outcome.MethodNotLinked:        {"method"},
	outcome.TotalsDiffer:           {"total", "sum", "difference", "currency"},
	outcome.BadAmount:              {"field", "value"},
	outcome.NegativeTotal:          {"total", "currency"},
	outcome.BadQuantity:            {"line", "value"},
	outcome.BadCurrency:            {"value"},
	outcome.BadTime:                {"field", "value"},
	outcome.BadPayload:             {"what"},
	outcome.CurrencyMismatch:       {"order", "books"},
	outcome.OrderNotReceived:       {"day"},
	outcome.OrderGone:              {"day"},
	outcome.BooksBehind:            {"operations"},
	outcome.DocumentWithoutOrder:   {"number", "ref"},
	outcome.ShopSilent:             {"since", "usual"},
	outcome.DocumentTotalDiffers:   {"number", "books", "total", "currency"},
	outcome.PaymentUnequal:         {"number", "shown", "payments", "currency"},
	outcome.PaidAtChannelOnly:      {"number"},
	outcome.PaidInBooksOnly:        {"number"},
	outcome.ServerError:            {"status"},
	outcome.NotJSON:                {"type", "status"},
	outcome.BodyTooLarge:           {"limit"},
	outcome.PrivateHost:            {"host"},
	outcome.MailRefused:            {"said"},
	outcome.NoticeRefused:          {"host", "status"},
	outcome.MailSignIn:             {"said"},
	outcome.MailNotSafe:            {"said"},
	outcome.TokenEnds:              {"connection", "on"},
	outcome.MailLater:              {"said"},
	outcome.WorkerSilent:           {"since"},
	outcome.WorkerBack:             {"from", "to"},
	outcome.BeforeGoLive:           {"from"},
	outcome.EndpointDisabled:       {"url"},
	outcome.EndpointGone:           {"url"},
	outcome.EndpointRefused:        {"status"},
	outcome.EndpointFailing:        {"url", "since"},
}

// Languages lists the languages there are, English among them.
func Languages() []string { return slices.Sorted(maps.Keys(catalogues)) }

// Arguments lists what callers give with a reason; nil when it needs nothing.
func Arguments(r outcome.Reason) []string { return slices.Clone(arguments[r]) }

// Message says in a language what is wrong and why, and what to do about it. The remedy is empty when nothing has to be done.
// An argument that is missing or empty reads as "unknown".
func Message(lang string, r outcome.Reason, args outcome.Args) (message, remedy string) {
	own := of(lang)
	for _, c := range []catalogue{own, english} {
		if s, ok := c.sentences[r]; ok {
			return c.fill(s.message, args), c.fill(s.remedy, args)
		}
	}
	args = outcome.Args{"reason": string(r)}
	return own.fill(own.fallback.message, args), own.fill(own.fallback.remedy, args)
}

// Title says in a word or two why an order waits or is left out. A reason that keeps no order has none of its own and reads as its word.
func Title(lang string, r outcome.Reason) string {
	if title, ok := of(lang).titles[r]; ok {
		return title
	}
	return strings.ReplaceAll(string(r), "_", " ")
}

// Operation is the label of an operation, as the report's tabs show it. An operation nobody listed is its own words.
func Operation(lang, op string) string {
	for _, c := range []catalogue{of(lang), english} {
		if label, ok := c.operations[op]; ok {
			return label
		}
	}
	words := strings.Fields(strings.ReplaceAll(op, "_", " "))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// Code is the label of an outcome code: the number, and what it stands for here. A code nobody listed reads as ours.
func Code(lang string, code outcome.Code) string {
	for _, c := range []catalogue{of(lang), english} {
		if label, ok := c.codes[code]; ok {
			return label
		}
	}
	return Code(lang, outcome.Bug)
}

// of finds a language, "id-ID" as "id"; English when there is no such one.
func of(lang string) catalogue {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if c, ok := catalogues[base]; ok {
		return c
	}
	return english
}

// placeholder is an argument, or an amount behind its currency.
var placeholder = regexp.MustCompile(`(\{currency\} )?\{([a-z_]+)\}`)

// fill puts arguments in, in one pass: what an argument says is never read as a placeholder itself.
func (c catalogue) fill(text string, args outcome.Args) string {
	return placeholder.ReplaceAllStringFunc(text, func(braced string) string {
		parts := placeholder.FindStringSubmatch(braced)
		if parts[1] == "" {
			return c.argument(parts[2], args)
		}
		if a, err := money.Parse(args[parts[2]]); err == nil && args["currency"] != "" {
			return c.money(a, money.Currency(args["currency"]))
		}
		return c.argument("currency", args) + " " + c.argument(parts[2], args)
	})
}

func (c catalogue) argument(name string, args outcome.Args) string {
	value := args[name]
	if value == "" {
		return c.unknown
	}
	return cmp.Or(c.words[name][value], value)
}

// Money writes an amount as a language does, behind its currency: "Rp 1.250.000", "USD 29.90". Two decimals, or as many as it has;
// none where shops quote none (rupiah, yen) and there are none.
func Money(lang string, a money.Amount, c money.Currency) string { return of(lang).money(a, c) }

// Count writes digits with the mark that a language puts between thousands.
func Count(lang, digits string) string { return of(lang).group(digits) }

func (c catalogue) money(a money.Amount, of money.Currency) string {
	whole, frac, _ := strings.Cut(a.Abs().String(), ".")
	if wholeUnits := of.Tolerance() >= money.Units(1); !wholeUnits || frac != "" {
		frac = c.point + frac + strings.Repeat("0", max(2-len(frac), 0))
	}
	sign, mark := "", string(of)
	if a < 0 {
		sign = "-"
	}
	if of == "IDR" {
		mark = "Rp"
	}
	return sign + mark + "\u00a0" + c.group(whole) + frac
}

// group puts a mark between thousands.
func (c catalogue) group(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + c.thousand + digits[i:]
	}
	return digits
}

// RemovedShop is the name of a shop that was removed, as lists show it.
func RemovedShop(lang, name string) string { return name + " (" + of(lang).removed + ")" }

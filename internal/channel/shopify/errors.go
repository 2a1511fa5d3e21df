package shopify

import (
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// graphError is one entry of errors. userErrors of mutations are something else: see userError.
type graphError struct {
	Message    string `json:"message"`
	Path       []any  `json:"path"` // field names and list positions
	Extensions struct {
		Code     string `json:"code"`
		Required string `json:"requiredAccess"`
	} `json:"extensions"`
}

func (e *graphError) Error() string { return e.Extensions.Code + ": " + httpkit.Said(e.Message) }

// reasons is the table from the store's words to ours. A word that is not in it is refused_by_channel: our query or the version is
// wrong, and waiting does not help. Source: recorded answers; SHOP_INACTIVE and TIMEOUT are unverified.
var reasons = map[string]outcome.Reason{
	"THROTTLED":             outcome.TooManyRequests,
	"INTERNAL_SERVER_ERROR": outcome.ServerError,
	"TIMEOUT":               outcome.Timeout,
	"ACCESS_DENIED":         outcome.RightMissing,
	"SHOP_INACTIVE":         outcome.ShopClosed,
	"MAX_COST_EXCEEDED":     outcome.RefusedByChannel,
	"BAD_REQUEST":           outcome.RefusedByChannel,
}

// byStatus is for answers of the web server before GraphQL. 429 and 5xx are httpkit's. Source: shopify.dev: api/usage/response-codes;
// the shape of 430 is unverified.
var byStatus = map[int]outcome.Reason{
	http.StatusUnauthorized:    outcome.KeyRefused, // revoked, uninstalled, or ended
	http.StatusPaymentRequired: outcome.ShopClosed, // frozen: the merchant has to pay Shopify
	http.StatusForbidden:       outcome.RightMissing,
	http.StatusNotFound:        outcome.NoAPI,
	http.StatusLocked:          outcome.ShopClosed,
	430:                        outcome.TooManyRequests, // Shopify's own: it takes us for an attacker
}

// suspected is how long to stay away after a 430.
const suspected = 10 * time.Minute

// graphErrors reads the errors of an answer: a list of objects, and liberally a string or an object in its place.
func graphErrors(raw json.RawMessage) []graphError {
	var many []graphError
	if len(raw) == 0 || string(raw) == "null" || json.Unmarshal(raw, &many) == nil {
		return many
	}
	return []graphError{{Message: saidIn(raw)}}
}

// saidIn is the text of errors where it is no list: a string, or an object of strings or lists.
func saidIn(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

// buyersFields are left empty where the app is not approved for buyers' data; the order is read without them
// (shopify.dev: apps/launch/protected-customer-data).
var buyersFields = []string{"customer", "shippingAddress", "billingAddress", "email", "phone", "note"}

// tolerable tells that an error only keeps a buyer's data back.
func (e *graphError) tolerable() bool {
	return e.Extensions.Code == "ACCESS_DENIED" && slices.ContainsFunc(e.Path, func(p any) bool {
		name, _ := p.(string)
		return slices.Contains(buyersFields, name)
	})
}

// worst turns the first error that is not tolerable into an outcome; one that waiting heals goes before one that it does not.
// nil: there is none.
func worst(said []graphError, c cost) *outcome.Error {
	var found *outcome.Error
	for i := range said {
		if said[i].tolerable() {
			continue
		}
		e := outcomeOf(&said[i], c)
		if found == nil || e.Code.RetriesItself() && !found.Code.RetriesItself() {
			found = e
		}
	}
	return found
}

func outcomeOf(said *graphError, c cost) *outcome.Error {
	code := cmp.Or(said.Extensions.Code, codeIn(said.Message))
	e := outcome.New(cmp.Or(reasons[code], outcome.RefusedByChannel)).Because(said)
	switch e.Reason {
	case outcome.TooManyRequests:
		e.Wait(max(c.short(), 100*time.Millisecond))
	case outcome.RightMissing:
		e.Args = outcome.Args{"right": right(said), "said": httpkit.Said(said.Message)}
	case outcome.ServerError, outcome.RefusedByChannel:
		e.Args = outcome.Args{"status": cmp.Or(code, "200"), "said": httpkit.Said(said.Message)}
	case outcome.ShopClosed:
		e.Args = outcome.Args{"said": httpkit.Said(said.Message)}
	}
	return e
}

// codeIn finds what a message means that comes without a code.
func codeIn(message string) string {
	switch m := strings.ToLower(message); {
	case strings.HasPrefix(m, "throttled"):
		return "THROTTLED"
	case strings.HasPrefix(m, "access denied"):
		return "ACCESS_DENIED"
	case strings.HasPrefix(m, "internal error"):
		return "INTERNAL_SERVER_ERROR"
	}
	return ""
}

var (
	scopeInTicks = regexp.MustCompile("`([a-z_]+)`")
	scopeWord    = regexp.MustCompile(`\b((?:read|write)_[a-z_]+)\b`)
)

// right is the scope that is missing, as the message names it; the whole sentence of it where no single one is.
func right(said *graphError) string {
	for _, text := range []string{said.Extensions.Required, said.Message} {
		for _, form := range []*regexp.Regexp{scopeInTicks, scopeWord} {
			if m := form.FindStringSubmatch(text); m != nil {
				return m[1]
			}
		}
	}
	return cmp.Or(httpkit.Said(said.Extensions.Required), "unknown")
}

// refused turns an answer of 300 and above (429 and 5xx excepted, they are httpkit's) into an outcome.
func (c *connector) refused(r *httpkit.Response, a ask) error {
	var body struct {
		Errors json.RawMessage `json:"errors"`
		Error  string          `json:"error"`
	}
	said := graphError{}
	if err := r.Decode(&body); err == nil {
		said = first(graphErrors(body.Errors))
		said.Message = cmp.Or(said.Message, body.Error)
	} else if _, known := byStatus[r.Status]; !known {
		return err // a page that is none of the store's: a firewall
	}
	said.Extensions.Code = cmp.Or(said.Extensions.Code, "HTTP "+strconv.Itoa(r.Status))
	e := outcome.New(cmp.Or(byStatus[r.Status], outcome.RefusedByChannel)).In(a.op).About(a.ref).Because(&said)
	switch e.Reason {
	case outcome.NoAPI:
		e.Args = outcome.Args{"url": c.base.String()}
	case outcome.TooManyRequests:
		e.Wait(suspected)
	case outcome.RightMissing:
		e.Args = outcome.Args{"right": right(&said), "said": httpkit.Said(said.Message)}
	case outcome.RefusedByChannel:
		e.Args = outcome.Args{"status": strconv.Itoa(r.Status), "said": httpkit.Said(said.Message)}
	default:
		e.Args = outcome.Args{"said": httpkit.Said(said.Message)}
	}
	return e
}

// keyRefused tells that a new access token may help.
func keyRefused(err error) bool { return outcome.Of(err).Reason == outcome.KeyRefused }

func first(said []graphError) graphError {
	if len(said) == 0 {
		return graphError{}
	}
	return said[0]
}

// userError is what a mutation says about its input. Some mutations have no code (fulfilment, webhook, inventoryActivate).
type userError struct {
	Field   []string `json:"field"`
	Message string   `json:"message"`
	Code    string   `json:"code"`
}

func (e userError) Error() string {
	return cmp.Or(e.Code, "userErrors") + ": " + httpkit.Said(e.Message)
}

// userReasons are the words of userErrors that mean more than no. Source: schema
// (InventorySetQuantitiesUserErrorCode, ProductVariantsBulkUpdateUserErrorCode, OrderCancelUserErrorCode).
var userReasons = map[string]outcome.Reason{
	"INVALID_INVENTORY_ITEM":              outcome.ListingMissing,
	"PRODUCT_VARIANT_DOES_NOT_EXIST":      outcome.ListingMissing,
	"PRODUCT_DOES_NOT_EXIST":              outcome.ListingMissing,
	"NOT_FOUND":                           outcome.OrderMissing,
	"NO_REFUND_PERMISSION":                outcome.RightMissing,
	"IDEMPOTENCY_CONCURRENT_REQUEST":      outcome.TooManyRequests,
	"COMPARE_QUANTITY_STALE":              outcome.TooManyRequests, // somebody changed it: the next push reads anew
	"CHANGE_FROM_QUANTITY_STALE":          outcome.TooManyRequests,
	"INTERNAL_ERROR":                      outcome.ServerError,
	"IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": outcome.ServerError,
}

// outcome is what the error means for the thing named ref.
func (e userError) outcome(op, ref string) *outcome.Error {
	o := outcome.New(cmp.Or(userReasons[e.Code], outcome.RefusedByChannel)).In(op).About(ref).Because(e)
	switch o.Reason {
	case outcome.RightMissing:
		o.Args = outcome.Args{"right": "refund", "said": httpkit.Said(e.Message)}
	case outcome.RefusedByChannel:
		o.Args = outcome.Args{"status": cmp.Or(e.Code, "200"), "said": httpkit.Said(e.Message)}
	case outcome.ServerError:
		o.Args = outcome.Args{"status": e.Code}
	case outcome.ListingMissing:
		o.Args = outcome.Args{"listing": ref}
	}
	return o
}

// index is the place in the list that the error is about: field ["input", "quantities", "0", "quantity"] is about 0 of quantities.
func (e userError) index(list string) (int, bool) {
	at := slices.Index(e.Field, list)
	if at < 0 || at+1 >= len(e.Field) {
		return 0, false
	}
	n, err := strconv.Atoi(e.Field[at+1])
	return n, err == nil && n >= 0
}

// says tells whether the message holds one of the words, for errors that have no code.
func (e userError) says(words ...string) bool {
	m := strings.ToLower(e.Message)
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(m, w) })
}

// no is a refusal that the store would give, or gave in another way.
func no(op, ref, said string) *outcome.Error {
	return outcome.New(outcome.RefusedByChannel, "status", "200", "said", said).In(op).About(ref)
}

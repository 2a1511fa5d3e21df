package shopee

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// vendorError is Shopee's refusal. It stands as the cause inside an *outcome.Error, so that the channel's own words and the
// request id, which its support asks for, stay beside ours.
type vendorError struct {
	Word, Message, Request string
	token                  bool // the access token is what was refused
}

func (e *vendorError) Error() string {
	return e.Word + ": " + e.Message + " (request " + e.Request + ")"
}

// reasons is the table from Shopee's error words to ours, without the module's name before them ("common.error_auth"). What a
// word needs its message for is decided in refine; a word that is not here is a refusal that shows what Shopee said.
//
// Source: the error lists of the pages v2.order.*, v2.returns.*, v2.payment.*, v2.logistics.*, v2.product.*, v2.public.* and
// v2.push.*; the spelling is theirs.
var reasons = map[string]outcome.Reason{
	// the app
	"error_sign":                 outcome.KeyRefused, // also a live key at the sandbox, or the reverse
	"invalid_partner_id":         outcome.KeyRefused,
	"error_partner_key_expired":  outcome.KeyRefused,
	"partner_frozen":             outcome.KeyRefused,
	"error_api_call_restricted":  outcome.RightMissing,
	"error_api_permission":       outcome.RightMissing,
	"error_permission":           outcome.RightMissing,
	"error_perm":                 outcome.RightMissing,
	"error_perm_non_admin":       outcome.RightMissing,
	"error_ashop_api_permission": outcome.RightMissing,
	"error_kyc_auth":             outcome.RightMissing,
	"source_ip_undeclared":       outcome.RightMissing,
	"api_suspended":              outcome.NoAPI,

	// the shop's grant and its tokens
	"invalid_acceess_token":        outcome.NotAuthorised, // sic
	"invalid_access_token":         outcome.NotAuthorised,
	"partner_shop_no_link":         outcome.NotAuthorised,
	"shop_no_linked":               outcome.NotAuthorised,
	"merchant_no_linked":           outcome.NotAuthorised,
	"shop_access_expired":          outcome.NotAuthorised,
	"merchant_access_expired":      outcome.NotAuthorised,
	"refresh_token_expired":        outcome.NotAuthorised,
	"error_shop_refresh_token":     outcome.NotAuthorised,
	"error_merchant_refresh_token": outcome.NotAuthorised,
	"invalid_code":                 outcome.NotAuthorised,
	"invalid_shop_id":              outcome.NotAuthorised,
	"invalid_main_acount_id":       outcome.NotAuthorised, // sic
	"invalid_shop":                 outcome.NotAuthorised,
	"shopid_invalid":               outcome.NotAuthorised,
	"order_shopid_invalid":         outcome.NotAuthorised,
	"shop_banned":                  outcome.NotAuthorised,

	// no such thing
	"error_not_found":          outcome.OrderMissing,
	"order_not_found":          outcome.OrderMissing,
	"order_not_exist":          outcome.OrderMissing,
	"order not found":          outcome.OrderMissing,
	"invalid_error":            outcome.OrderMissing, // "The order is not exist."
	"income_not_found":         outcome.OrderMissing,
	"return_not_found":         outcome.OrderMissing,
	"package_not_exist":        outcome.OrderMissing,
	"package_number_not_found": outcome.OrderMissing,
	"error_not_exists":         outcome.OrderMissing,

	// waiting helps
	"error_rate_limit":         outcome.TooManyRequests,
	"error_server":             outcome.ServerError,
	"error_network":            outcome.ServerError,
	"error_inner":              outcome.ServerError,
	"error_system_busy":        outcome.ServerError,
	"error_data":               outcome.ServerError,
	"error_database":           outcome.ServerError,
	"error_config":             outcome.ServerError,
	"error_exception":          outcome.ServerError,
	"error_unknown":            outcome.ServerError,
	"error_other":              outcome.ServerError,
	"error_connection":         outcome.ServerError,
	"error_core_server":        outcome.ServerError,
	"error_third_party_server": outcome.ServerError,
	"error_timeout":            outcome.ServerError,
	"unknown_error":            outcome.ServerError,
	"inner_error":              outcome.ServerError,
	"internal_error":           outcome.ServerError,
	"internal_error_server":    outcome.ServerError,
	"err_service_internal":     outcome.ServerError,
	"income_error_server":      outcome.ServerError,
	"order_error_server":       outcome.ServerError,
	"get_item_error_server":    outcome.ServerError,
	"return_info_error_server": outcome.ServerError,
	"download_later":           outcome.ServerError,
	"error_get_shop_fail":      outcome.ServerError,
}

// refused turns an answer whose envelope says no into an outcome.
func (g *gate) refused(e *envelope, status int, a ask) *outcome.Error {
	v := &vendorError{Word: strings.TrimSpace(string(e.Error)), Message: httpkit.Said(string(e.Message)), Request: httpkit.Short(e.Request)}
	reason, ok := reasons[last(v.Word)]
	if !ok {
		reason = byStatus(status)
	}
	return g.refine(v, reason, status, a)
}

// byStatus is for a word that is not in the table.
func byStatus(status int) outcome.Reason {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return outcome.KeyRefused
	case http.StatusNotFound:
		return outcome.NoAPI
	}
	return outcome.RefusedByChannel
}

// refine looks at what the word alone does not tell. error_auth and error_param are used for everything from a bad token to a
// stock below what is reserved (v2.product.update_stock), so their message decides.
func (g *gate) refine(v *vendorError, reason outcome.Reason, status int, a ask) *outcome.Error {
	says := strings.ToLower(v.Message)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(says, p) {
				return true
			}
		}
		return false
	}
	switch word := last(v.Word); {
	case word == "error_auth" || word == "error_param" && has("partner_id", "permission denied", "access_token", "no shop"):
		reason = authReason(has)
	case word == "error_param" && has("timestamp"):
		reason = outcome.ClockSkew
	case word == "error_param" && has(" sign ", "no sign", "invalid sign"):
		reason = outcome.KeyRefused
	case word == "error_param" && has("being allocated"), has("try again later", "try later") && reason == outcome.OrderMissing:
		reason = outcome.ServerError
	case word == "error_param" && has("order is not found", "information you queried is not found"):
		reason = outcome.OrderMissing
	case word == "error_data" && has("not exist", "doesn't exist"):
		reason = outcome.OrderMissing
	case word == "error_data" && has("lack of param", "pending buyer"), word == "error_inner" && has("invalid stock location"):
		reason = outcome.RefusedByChannel
	case word == "error_shop" && has("invalid"):
		reason = outcome.NotAuthorised
	case word == "error_limit" && has("daily", "00: 00", "00:00", "api call"):
		return outcome.New(outcome.TooManyRequests).In(a.op).About(a.ref).Because(v).Wait(untilMidnight(g.now()))
	case word == "error_limit" && has("core server"):
		reason = outcome.ServerError
	}
	v.token = reason == outcome.NotAuthorised && (strings.HasPrefix(last(v.Word), "invalid_acc") || has("access_token", "access token"))
	e := outcome.New(reason).In(a.op).About(a.ref).Because(v)
	e.Args = g.args(v, reason, status)
	return e
}

// authReason tells the meanings of error_auth apart.
func authReason(has func(...string) bool) outcome.Reason {
	switch {
	case has("access_token", "access token", "refresh_token", "refresh token", "code"):
		return outcome.NotAuthorised
	case has("no permission", "permission denied", "restricted"):
		return outcome.RightMissing
	case has("stock", "location", "holiday", "item", "dts"):
		return outcome.RefusedByChannel
	case has("shopid", "shop_id", "shop id", "no shop"):
		return outcome.NotAuthorised
	}
	return outcome.KeyRefused
}

// args fill the sentence of a reason.
func (g *gate) args(v *vendorError, reason outcome.Reason, status int) outcome.Args {
	switch reason {
	case outcome.RightMissing:
		return outcome.Args{"right": right(v), "said": v.Message}
	case outcome.NoAPI:
		return outcome.Args{"url": g.host}
	case outcome.ServerError:
		return outcome.Args{"status": v.Word}
	case outcome.RefusedByChannel:
		word := v.Word
		if word == "" {
			word = strconv.Itoa(status)
		}
		return outcome.Args{"status": word, "said": v.Message}
	case outcome.TooManyRequests, outcome.OrderMissing:
		return nil
	}
	return outcome.Args{"said": v.Message}
}

// right is what the app or the shop lacks, in Shopee's own words.
func right(v *vendorError) string {
	if last(v.Word) == "source_ip_undeclared" {
		return "to call from this server's IP address"
	}
	return v.Word
}

// untilMidnight is how long the app's daily quota stays used up: it is filled at 00:00 UTC+8 ("error_limit" of every page).
func untilMidnight(now time.Time) time.Duration {
	const day = 24 * time.Hour
	local := now.UTC().Add(8 * time.Hour)
	return local.Truncate(day).Add(day).Sub(local)
}

// unreadable is for an answer that does not speak Shopee: no API there, or something in front of it.
func (g *gate) unreadable(r *httpkit.Response, a ask, err error) error {
	if e := outcome.Of(err); e.Reason == outcome.NotJSON && (r.Status == http.StatusNotFound || r.Status == http.StatusMethodNotAllowed) {
		return outcome.New(outcome.NoAPI, "url", g.host).In(a.op)
	}
	return err
}

// worded adds Shopee's own words to an error of httpkit: 429 and 5xx carry the envelope, too.
func (g *gate) worded(r *httpkit.Response, err error, a ask) error {
	e := outcome.Of(err)
	if r != nil && e.Err == nil && (e.Reason == outcome.TooManyRequests || e.Reason == outcome.ServerError) {
		var env envelope
		if json.Unmarshal(r.Body, &env) == nil && env.failed() {
			ours := g.refused(&env, r.Status, a)
			e.Because(ours.Err)
			e.After = max(e.After, ours.After)
		}
	}
	return outcome.At(e, a.op, a.ref)
}

// tokenRefused tells that a new access token may help.
func tokenRefused(err error) bool {
	v, ok := errors.AsType[*vendorError](err)
	return ok && v.token
}

package amazon

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// vendorError is Amazon's refusal. It stands as the cause inside an *outcome.Error, so that the channel's own words and the
// request id, which its support asks for, stay beside ours.
type vendorError struct {
	Status                 int
	Code, Message, Details string
	Request                string
	token                  bool // a new access token may help
}

func (e *vendorError) Error() string {
	return strconv.Itoa(e.Status) + " " + e.Code + ": " + strings.TrimSpace(e.Message+" "+e.Details) + " (request " + e.Request + ")"
}

// says tells whether message or details hold a word.
func (e *vendorError) says(word string) bool {
	return strings.Contains(strings.ToLower(e.Message+" "+e.Details), strings.ToLower(word))
}

// envelope is around every refusal of the API (ErrorList, the same in all models).
type envelope struct {
	Errors []struct {
		Code    text `json:"code"`
		Message text `json:"message"`
		Details text `json:"details"`
	} `json:"errors"`
}

// reasons is the table from Amazon's codes to ours. A 403 needs its details, see forbidden; a code that is not here goes by the
// HTTP status.
//
// Source: guides resolve-common-http-and-authorization-error-codes and authorization-errors. The code texts of 404 and 503 are unverified.
var reasons = map[string]outcome.Reason{
	"InvalidInput":               outcome.RefusedByChannel,
	"InvalidRequest":             outcome.RefusedByChannel,
	"BAD_REQUEST":                outcome.RefusedByChannel, // listings
	"400":                        outcome.RefusedByChannel, // feeds
	"NotFound":                   outcome.OrderMissing,
	"ResourceNotFound":           outcome.OrderMissing,
	"QuotaExceeded":              outcome.TooManyRequests,
	"InternalFailure":            outcome.ServerError,
	"ServiceUnavailable":         outcome.ServerError,
	"MissingAuthenticationToken": outcome.KeyRefused,
}

// loginReasons is the table of Login with Amazon's error words.
// Source: guide connecting-to-the-selling-partner-api and the LWA documentation; unsupported_grant_type unverified.
var loginReasons = map[string]outcome.Reason{
	"invalid_grant":           outcome.NotAuthorised, // revoked, or never granted
	"access_denied":           outcome.NotAuthorised,
	"invalid_client":          outcome.KeyRefused, // the client secret ends after 180 days
	"unauthorized_client":     outcome.KeyRefused,
	"invalid_scope":           outcome.RightMissing,
	"invalid_request":         outcome.RefusedByChannel,
	"unsupported_grant_type":  outcome.RefusedByChannel,
	"server_error":            outcome.ServerError,
	"temporarily_unavailable": outcome.ServerError,
}

// vendor reads the first refusal of an answer; a zero Code when there is none.
func vendor(r *httpkit.Response) *vendorError {
	v := &vendorError{Status: r.Status, Request: clip(text(r.Header.Get("x-amzn-RequestId")))}
	var env envelope
	body, err := r.JSON()
	if err != nil || json.Unmarshal(body, &env) != nil || len(env.Errors) == 0 {
		return v
	}
	first := env.Errors[0]
	v.Code, v.Message, v.Details = clip(first.Code), httpkit.Said(string(first.Message)), httpkit.Said(string(first.Details))
	return v
}

// refused turns an answer of 300 and above into an outcome.
func (g *gate) refused(r *httpkit.Response, a ask) error {
	v := vendor(r)
	if v.Code == "" {
		return g.unreadable(r, a)
	}
	reason, ok := reasons[v.Code]
	switch {
	case r.Status == http.StatusForbidden || r.Status == http.StatusUnauthorized:
		reason = forbidden(v)
	case r.Status == http.StatusNotFound && (!ok || v.Code == "InvalidInput"):
		reason = outcome.OrderMissing
	case !ok:
		reason = outcome.RefusedByChannel
	}
	return outcome.New(reason, args(v, reason)...).In(a.op).About(a.ref).Because(v)
}

// forbidden tells the meanings of a 403 apart: a token that has ended, one that is no good, and a role that is missing.
// Source: guide authorization-errors.
func forbidden(v *vendorError) outcome.Reason {
	switch {
	case v.says("expired"), v.says("revoked"), v.says("malformed"):
		v.token = true
		return outcome.NotAuthorised
	case v.Code == "MissingAuthenticationToken":
		return outcome.KeyRefused
	}
	return outcome.RightMissing
}

// args fill the sentence of a reason.
func args(v *vendorError, reason outcome.Reason) []string {
	words := strings.TrimSpace(v.Message + " " + v.Details)
	switch reason {
	case outcome.RightMissing:
		return []string{"right", words}
	case outcome.ServerError:
		return []string{"status", v.Code}
	case outcome.RefusedByChannel:
		return []string{"status", v.Code, "said", words}
	case outcome.KeyRefused, outcome.NotAuthorised:
		return []string{"said", words}
	}
	return nil
}

// unreadable is for a refusal that does not speak Amazon: no API there, or something in front of it.
func (g *gate) unreadable(r *httpkit.Response, a ask) error {
	switch r.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return outcome.New(outcome.NoAPI, "url", g.api).In(a.op)
	case http.StatusUnauthorized, http.StatusForbidden:
		return outcome.New(outcome.KeyRefused, "said", strconv.Itoa(r.Status)).In(a.op)
	}
	if _, err := r.JSON(); err != nil {
		return err
	}
	return outcome.New(outcome.RefusedByChannel, "status", strconv.Itoa(r.Status), "said", "").In(a.op).About(a.ref)
}

// worded adds Amazon's own words and the wait to an error of httpkit: 429 and 5xx carry the envelope, too.
func (g *gate) worded(r *httpkit.Response, err error, a ask) error {
	e := outcome.Of(err)
	if r != nil && e.Err == nil && (e.Reason == outcome.TooManyRequests || e.Reason == outcome.ServerError) {
		if v := vendor(r); v.Code != "" {
			e.Because(v)
		}
	}
	if e.Reason == outcome.TooManyRequests && r != nil && r.Status == http.StatusTooManyRequests {
		e.After = max(e.After, g.limits.empty(a.limit))
	}
	return outcome.At(e, a.op, a.ref)
}

// tokenRefused tells that a new access token may help.
func tokenRefused(err error) bool {
	v, ok := said(err)
	return ok && v.token
}

package tiktokshop

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// vendorError is TikTok's refusal. It stands as the cause inside an *outcome.Error, so that the channel's own words and the request
// id, which its support asks for, stay beside ours.
type vendorError struct {
	Code, Message, Request string
	token                  bool // the access token is what was refused
}

func (e *vendorError) Error() string {
	return e.Code + ": " + e.Message + " (request " + e.Request + ")"
}

// generic is the code that about a dozen failures of the gateway share; the message tells them apart.
const generic = "36009004"

// expired is the code of an access token that has ended.
const expired = "105002"

// reasons is the table from TikTok's error codes to ours. A code that is not here is a refusal that shows what TikTok said.
//
// Source: page common-errors and the error lists of the order, return, fulfilment and product pages.
var reasons = map[string]outcome.Reason{
	// the app
	"106001":   outcome.KeyRefused, // bad sign: also a rotated secret
	"105005":   outcome.RightMissing,
	"36009033": outcome.RightMissing, // this server's IP address is not on the app's list
	"36009009": outcome.NoAPI,        // no such path
	"36009010": outcome.NoAPI,        // no such method
	"36009014": outcome.NoAPI,        // the version is retired

	// the seller's grant and its tokens
	expired:    outcome.NotAuthorised,
	"101000":   outcome.NotAuthorised, // the token does not fit the shop's cipher
	"106013":   outcome.NotAuthorised, // no cipher
	"36004004": outcome.NotAuthorised, // authorisation code or refresh token used, ended or wrong
	"12052700": outcome.ShopClosed,    // the shop is inactive

	// no such thing, or another seller's
	"21008111": outcome.OrderMissing,
	"25020005": outcome.OrderMissing,
	"25007006": outcome.OrderMissing,
	"12052034": outcome.ListingMissing,
	"12052048": outcome.ListingMissing,

	// waiting helps
	"36009002": outcome.TooManyRequests,
	"36009007": outcome.ServerError, // time-out behind the gateway
	"36009003": outcome.ServerError,
	"12001000": outcome.ServerError,
	"33001002": outcome.ServerError,
	"10002014": outcome.ServerError,
	"10002015": outcome.ServerError,
	"10037002": outcome.ServerError,
	"10037003": outcome.ServerError,
	"10037004": outcome.ServerError,
	"10006402": outcome.ServerError, // of order detail; an older text says "permission denied"
	"25001028": outcome.ServerError, // another reverse operation holds the order
	"11001031": outcome.ServerError, // these six: shipping, "retry later"
	"21001003": outcome.ServerError,
	"21001008": outcome.ServerError,
	"21001011": outcome.ServerError,
	"21022029": outcome.ServerError,
	"21042001": outcome.ServerError,
}

// refused turns an answer whose envelope says no into an outcome.
func (g *gate) refused(e *envelope, status int, a ask) *outcome.Error {
	v := &vendorError{Code: string(e.Code), Message: httpkit.Said(string(e.Message)), Request: httpkit.Short(e.Request)}
	reason, ok := reasons[v.Code]
	switch {
	case v.Code == generic:
		reason = byMessage(v)
	case !ok:
		reason = byStatus(status)
	}
	v.token = v.token || v.Code == expired
	out := outcome.New(reason).In(a.op).About(a.ref).Because(v)
	out.Args = g.args(v, reason, status, a)
	return out
}

// byMessage tells the meanings of the generic code apart. Source: page common-errors, common failures of 36009004.
func byMessage(v *vendorError) outcome.Reason {
	says := strings.ToLower(v.Message)
	switch {
	case strings.Contains(says, "access_token") || strings.Contains(says, "access-token") || strings.Contains(says, "access token"):
		v.token = true
		return outcome.NotAuthorised
	case strings.Contains(says, "timestamp"):
		return outcome.ClockSkew
	case strings.Contains(says, "app_key"), strings.Contains(says, "missing credentials"):
		return outcome.KeyRefused
	}
	return outcome.RefusedByChannel
}

// byStatus is for a code that is not in the table.
func byStatus(status int) outcome.Reason {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return outcome.KeyRefused
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return outcome.NoAPI
	}
	return outcome.RefusedByChannel
}

// args fill the sentence of a reason.
func (g *gate) args(v *vendorError, reason outcome.Reason, status int, a ask) outcome.Args {
	switch reason {
	case outcome.RightMissing:
		return outcome.Args{"right": right(v, a), "said": v.Message}
	case outcome.NoAPI:
		return outcome.Args{"url": g.api + a.path}
	case outcome.ServerError:
		return outcome.Args{"status": v.Code}
	case outcome.ListingMissing:
		return outcome.Args{"listing": a.ref}
	case outcome.RefusedByChannel:
		word := v.Code
		if word == "" {
			word = strconv.Itoa(status)
		}
		return outcome.Args{"status": word, "said": v.Message}
	case outcome.TooManyRequests, outcome.OrderMissing:
		return nil
	}
	return outcome.Args{"said": v.Message}
}

// right is what the app lacks: a package of scopes, which Partner Center lists by the category in the call's path.
func right(v *vendorError, a ask) string {
	if v.Code == "36009033" {
		return "to call from this server's IP address"
	}
	category, _, _ := strings.Cut(strings.TrimPrefix(a.path, "/"), "/")
	return category
}

// unreadable is for an answer that does not speak TikTok: no API there, or something in front of it.
func (g *gate) unreadable(r *httpkit.Response, a ask, err error) error {
	if e := outcome.Of(err); e.Reason == outcome.NotJSON && (r.Status == http.StatusNotFound || r.Status == http.StatusMethodNotAllowed) {
		return outcome.New(outcome.NoAPI, "url", g.api).In(a.op)
	}
	return err
}

// worded adds TikTok's own words to an error of httpkit: 429 and 5xx carry the envelope, too.
func (g *gate) worded(r *httpkit.Response, err error, a ask) error {
	e := outcome.Of(err)
	if r != nil && e.Err == nil && (e.Reason == outcome.TooManyRequests || e.Reason == outcome.ServerError) {
		var env envelope
		if json.Unmarshal(r.Body, &env) == nil && env.Code.id() != "" {
			e.Because(g.refused(&env, r.Status, a).Err)
		}
	}
	return outcome.At(e, a.op, a.ref)
}

// tokenRefused tells that a new access token may help.
func tokenRefused(err error) bool {
	v, ok := errors.AsType[*vendorError](err)
	return ok && v.token
}

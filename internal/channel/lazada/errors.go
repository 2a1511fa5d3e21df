package lazada

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// lazadaError is the channel's own words. It stands as the cause inside an *outcome.Error.
type lazadaError struct {
	Code, Message string
	detail        []fault // what is wrong with which SKU
}

func (e *lazadaError) Error() string { return e.Code + ": " + e.Message }

// reasons is the table from Lazada's code words to ours. The word decides, not the type and not the HTTP status, which is 200.
// Sources: the error tables of the reference pages (orders, order items, reverse orders, products, tokens, GetSeller), and the words
// that xKeNcHii/lazada-sdk:packages/sdk-ts/src/errors.ts tells apart. What is not here is refused_by_channel.
var reasons = map[string]outcome.Reason{
	// the token: renewed once before it becomes this
	"IllegalAccessToken": outcome.NotAuthorised, "InvalidAccessToken": outcome.NotAuthorised, "AccessTokenInvalid": outcome.NotAuthorised,
	"AccessTokenExpired":  outcome.NotAuthorised,
	"IllegalRefreshToken": outcome.NotAuthorised, "InvalidRefreshToken": outcome.NotAuthorised, "InvalidCode": outcome.NotAuthorised,
	"AUTH_TYPE_UNSUPPORTED": outcome.NotAuthorised,

	// the app
	"IncompleteSignature": outcome.KeyRefused, "InvalidSignature": outcome.KeyRefused, "InvalidAppKey": outcome.KeyRefused,
	"APP_KEY_INVALID": outcome.KeyRefused, "AppWhiteIpLimit": outcome.KeyRefused,
	"InvalidTimestamp": outcome.ClockSkew, "IllegalTimestamp": outcome.ClockSkew, // spelling unverified
	"InsufficientPermission": outcome.RightMissing, "Mp3SellerApiLimit": outcome.RightMissing, "SellerNotVerified": outcome.RightMissing,
	"InvalidApiPath": outcome.NoAPI,

	// too much
	"ApiCallLimit": outcome.TooManyRequests, "AppCallLimit": outcome.TooManyRequests, "SellerCallLimit": outcome.TooManyRequests,
	"IopSystemFlowlimit": outcome.TooManyRequests, "ServiceCurrentlimit": outcome.TooManyRequests, "901": outcome.TooManyRequests,

	// the other side
	"ServiceTimeout": outcome.ServerError, "ServiceUnavailable": outcome.ServerError, "SystemError": outcome.ServerError, "6": outcome.ServerError,
	"15": outcome.ServerError, "21": outcome.ServerError, "506": outcome.ServerError, "513": outcome.ServerError,
	"1000": outcome.ServerError, "1002": outcome.ServerError, "40011": outcome.ServerError,

	// no such order in this store: order ids are unique per store only
	"16": outcome.OrderMissing, "37": outcome.OrderMissing, "39": outcome.OrderMissing, "122": outcome.OrderMissing, "700021": outcome.OrderMissing,

	"131": outcome.NoCancelWish,
}

// waits are how long the words of throttling want us to wait when they name no time (901: "retry in the next second").
var waits = map[string]time.Duration{
	"901": time.Second, "IopSystemFlowlimit": time.Second, "ServiceCurrentlimit": time.Second, "ApiCallLimit": time.Second,
	"AppCallLimit": 5 * time.Minute, "SellerCallLimit": time.Minute,
}

// reasonOf finds a code's reason; those that mean a refused request or something nobody listed are RefusedByChannel.
func reasonOf(code string) outcome.Reason {
	if r, ok := reasons[code]; ok {
		return r
	}
	if strings.Contains(strings.ToLower(code), "timestamp") {
		return outcome.ClockSkew
	}
	return outcome.RefusedByChannel
}

// refused turns an envelope with another code than 0 into an outcome.
func (c *caller) refused(got *answer, a ask) *outcome.Error {
	said := &lazadaError{Code: string(got.Code), Message: httpkit.Said(string(got.Message)), detail: faults(got.Detail)}
	reason := reasonOf(said.Code)
	if reason == outcome.KeyRefused && httpkit.Skew(got.header, c.now()).Abs() > maxSkew {
		reason = outcome.ClockSkew // the signature holds the time
	}
	e := outcome.New(reason).In(a.op).About(a.ref).Because(said)
	words := said.Error()
	switch reason {
	case outcome.NotAuthorised: // its sentence has no room for more
	case outcome.TooManyRequests:
		e.Wait(banned(said))
	case outcome.ServerError, outcome.RefusedByChannel:
		e.Args = outcome.Args{"status": said.Code, "said": said.Message + said.details()}
	case outcome.RightMissing:
		e.Args = outcome.Args{"right": a.path, "said": words}
	case outcome.NoAPI:
		e.Args = outcome.Args{"url": c.hosts.api + "/rest" + a.path}
	default:
		e.Args = outcome.Args{"said": words}
	}
	return e
}

// maxSkew is how far a time stamp may be from Lazada's clock (7200 s: the common parameters of every reference page).
const maxSkew = 2 * time.Hour

// ban reads "… this ban will last 60 seconds".
var ban = regexp.MustCompile(`(?i)\blast\D{0,20}(\d{1,6})\b`)

func banned(said *lazadaError) time.Duration {
	if m := ban.FindStringSubmatch(said.Message); m != nil {
		secs, _ := strconv.Atoi(m[1])
		return time.Duration(secs) * time.Second
	}
	return waits[said.Code]
}

// notSpoken is for an answer that is not Lazada's: a page, or JSON of something in between.
func notSpoken(r *httpkit.Response, err error, a ask, host string) error {
	switch r.Status {
	case http.StatusNotFound, http.StatusMethodNotAllowed:
		return outcome.New(outcome.NoAPI, "url", host).In(a.op)
	case http.StatusUnauthorized:
		return outcome.New(outcome.KeyRefused, "said", "a page that asks to sign in").In(a.op)
	}
	return err
}

// serverWords looks for Lazada's own words in a 429 or 5xx: the word decides there, too.
func (c *caller) serverWords(r *httpkit.Response, err error, a ask) error {
	e := outcome.Of(err)
	if r != nil && e.Err == nil && (e.Reason == outcome.ServerError || e.Reason == outcome.TooManyRequests) {
		var got answer
		if json.Unmarshal(r.Body, &got) == nil && got.Code != "" && got.Code != "0" {
			e.Because(&lazadaError{Code: string(got.Code), Message: httpkit.Said(string(got.Message))})
		}
	}
	return outcome.At(e, a.op, a.ref)
}

// refusesToken tells that a call failed because of its token.
func refusesToken(err error) bool {
	said, ok := errors.AsType[*lazadaError](err)
	return ok && strings.Contains(strings.ToLower(said.Code), "accesstoken")
}

// hasCode tells whether the channel said one of these codes.
func hasCode(err error, codes ...string) bool {
	said, ok := errors.AsType[*lazadaError](err)
	if !ok {
		return false
	}
	for _, c := range codes {
		if said.Code == c {
			return true
		}
	}
	return false
}

// fault is one entry of detail: which SKU, and what. The set of its keys is unverified, so several spellings are read.
// Source: field and message are seen in a recorded 501; the rest is the sheet's guess.
type fault struct {
	Field     text `json:"field"`
	Message   text `json:"message"`
	SellerSku text `json:"seller_sku"`
	SkuID     text `json:"sku_id"`
	Code      text `json:"code"`
}

func faults(raw json.RawMessage) []fault {
	var list []fault
	if len(raw) == 0 || json.Unmarshal(raw, &list) != nil {
		return nil
	}
	return list
}

// details are the words beside the message, shortened.
func (e *lazadaError) details() string {
	var b strings.Builder
	for i, d := range e.detail {
		if i == 3 {
			break
		}
		b.WriteString("; " + httpkit.Said(strings.TrimSpace(string(d.SellerSku)+" "+string(d.Message))))
	}
	return b.String()
}

// wrongShape says what is wrong with JSON of another shape.
func wrongShape(err error) string {
	if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return "holds " + t.Value + " in " + t.Field
	}
	return httpkit.Redact(err.Error())
}

package magento

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// shopError is Magento's envelope, {"message": "… %1 …", "parameters": […] or {…}, "errors": […]}. It stands as the cause
// inside an *outcome.Error, so that the channel's own words stay beside ours.
type shopError struct {
	Message    string          `json:"message"`
	Parameters json.RawMessage `json:"parameters"`
	Errors     []shopError     `json:"errors"`
	Messages   struct {        // a PHP failure outside the API's own handling
		Error []shopError `json:"error"`
	} `json:"messages"`
}

func (e *shopError) Error() string { return httpkit.SaidInHTML(e.text()) }

// text is the message with its parameters put in, and those of the errors below it.
func (e *shopError) text() string {
	parts := []string{fill(e.Message, e.Parameters)}
	for _, below := range slices.Concat(e.Errors, e.Messages.Error) {
		parts = append(parts, below.text())
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// fill puts parameters into a message: %1 from a list, %name from an object. Longer names go first, or %field would eat the
// beginning of %fieldName.
func fill(message string, parameters json.RawMessage) string {
	var byName map[string]text
	var byNumber []text
	if json.Unmarshal(parameters, &byNumber) == nil {
		byName = map[string]text{}
		for i, v := range byNumber {
			byName[strconv.Itoa(i+1)] = v
		}
	} else if json.Unmarshal(parameters, &byName) != nil {
		return message
	}
	names := slices.SortedFunc(maps.Keys(byName), func(a, b string) int { return len(b) - len(a) })
	for _, n := range names {
		message = strings.ReplaceAll(message, "%"+n, string(byName[n]))
	}
	return message
}

// known is the table from the shop's sentences to ours. Messages have no codes, and a shop in another language may translate
// them, so what is not found here is decided by the HTTP status. The first part found in a message counts.
// Sources: AdobeDocs/commerce-webapi: src/pages/get-started/authentication (oauth errors), magento/magento2:
// app/code/Magento/{Webapi,Integration,Sales}, lib/internal/Magento/Framework/Oauth.
var known = []struct {
	part   string
	reason outcome.Reason
}{
	{"nonce is already being used", outcome.ServerError}, // the network repeated our request; signing anew heals it
	{"timestamp", outcome.ClockSkew},
	{"signature is invalid", outcome.KeyRefused},
	{"Invalid signature", outcome.KeyRefused}, // before 2.2
	{"Signature method", outcome.KeyRefused},
	{"Access token has been revoked", outcome.KeyRefused},
	{"Specified token does not exist", outcome.KeyRefused},
	{"Token is not an access token", outcome.KeyRefused},
	{"Token is not associated", outcome.KeyRefused},
	{"consumer having the specified key does not exist", outcome.KeyRefused},
	{"Consumer key has expired", outcome.KeyRefused},
	{"token length is invalid", outcome.KeyRefused},
	{"account sign-in was incorrect", outcome.KeyRefused},
	{"authorized to access", outcome.RightMissing}, // see refine: a dead bearer token sounds the same
	{"does not match any route", outcome.NoAPI},
	{"entity that was requested doesn't exist", outcome.OrderMissing},
	{"No such entity", outcome.OrderMissing}, // before 2.3
}

// byStatus is for a message that is not in the table.
var byStatus = map[int]outcome.Reason{
	http.StatusUnauthorized: outcome.KeyRefused,
	http.StatusForbidden:    outcome.RightMissing,
}

// refused turns an answer of 300 and above (429 and 5xx excepted, they are httpkit's) into an outcome.
func (c *connector) refused(r *httpkit.Response, a ask) error {
	var said shopError
	err := r.Decode(&said)
	if err != nil || said.text() == "" {
		return r.Foreign(c.base.String(), err)
	}
	c.learnLimit(&said)
	e := outcome.New(reasonOf(&said, r.Status, a)).In(a.op).About(a.ref).Because(&said)
	return c.refine(e, &said, r)
}

func reasonOf(said *shopError, status int, a ask) outcome.Reason {
	if status == http.StatusUnauthorized || status == http.StatusNotFound || status == http.StatusBadRequest {
		message := said.text()
		for _, k := range known {
			if strings.Contains(message, k.part) && (status != http.StatusBadRequest || k.reason.Code() == outcome.NoAccess) {
				return k.reason
			}
		}
	}
	switch r, ok := byStatus[status]; {
	case ok:
		return r
	case status == http.StatusNotFound && a.ref != "":
		return outcome.OrderMissing // in another language
	case status == http.StatusNotFound:
		return outcome.NoAPI
	}
	return outcome.RefusedByChannel
}

// refine fills the sentence's arguments, and tells what the message alone does not: a bearer token that the shop does not take
// (dead, or not allowed without a signature) and a right that was not ticked share one sentence. With a signature it is the
// right; without one we cannot know.
func (c *connector) refine(e *outcome.Error, said *shopError, r *httpkit.Response) error {
	says := httpkit.SaidInHTML(said.text())
	switch e.Reason {
	case outcome.RightMissing:
		if c.keys.bearer {
			e.Reason, e.Args = outcome.KeyRefused, outcome.Args{"said": says}
			return e
		}
		e.Args = outcome.Args{"right": resource(said), "said": says}
	case outcome.KeyRefused:
		e.Args = outcome.Args{"said": says}
		if httpkit.Skew(r.Header, c.now()).Abs() > maxSkew {
			e.Reason = outcome.ClockSkew
		}
	case outcome.NoAPI:
		e.Args = outcome.Args{"url": c.base.String()}
	case outcome.RefusedByChannel, outcome.ServerError:
		e.Args = outcome.Args{"status": strconv.Itoa(r.Status), "said": says}
	default:
		e.Args = outcome.Args{"said": says}
	}
	return e
}

// resource is the right that the shop names: "Magento_Sales::actions_view".
func resource(said *shopError) string {
	var named map[string]text
	if json.Unmarshal(said.Parameters, &named) == nil && named["resources"] != "" {
		return httpkit.Short(named["resources"])
	}
	return "unknown"
}

var pageLimit = regexp.MustCompile(`pageSize is (\d{1,4})\b`)

// learnLimit hears of the largest page that the shop allows.
// Source: magento/magento2: lib/internal/Magento/Framework/Webapi/Validator/SearchCriteriaValidator.php.
func (c *connector) learnLimit(said *shopError) {
	if m := pageLimit.FindStringSubmatch(said.text()); m != nil {
		if n, err := strconv.ParseInt(m[1], 10, 64); err == nil && n > 0 {
			c.largest.Store(n)
		}
	}
}

// serverWords adds the shop's own words to an error of httpkit: a 5xx says in JSON what went wrong, often no more than the
// number of a report.
func serverWords(r *httpkit.Response, err error, a ask) error {
	e := outcome.Of(err)
	if r != nil && e.Reason == outcome.ServerError && e.Err == nil {
		var said shopError
		if json.Unmarshal(r.Body, &said) == nil && said.text() != "" {
			e.Because(&said)
		}
	}
	return outcome.At(e, a.op, a.ref)
}

// lacks tells that the shop has no such call, or does not let us make it: what can be done without is left out then.
func lacks(err error) bool {
	e := outcome.Of(err)
	return e != nil && (e.Reason == outcome.NoAPI || e.Reason == outcome.RightMissing || e.Reason == outcome.OrderMissing)
}

package woocommerce

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world"
)

// refusal is an error in WordPress's envelope.
type refusal struct {
	status        int
	code, message string
	extra         string // further members of data, as JSON, beginning with a comma
}

func (e *refusal) Error() string { return e.code + ": " + e.message }

func refuse(status int, code, message string) error {
	return &refusal{status: status, code: code, message: message}
}

func (e *refusal) append(w *writer) {
	w.open('{')
	w.str("code", e.code)
	w.str("message", e.message)
	w.raw("data", `{"status":`+strconv.Itoa(e.status)+e.extra+`}`)
	w.close('}')
}

// refusalOf turns any error into a refusal; what is not one is the shop's own fault.
func refusalOf(err error) *refusal {
	var r *refusal
	switch {
	case errors.As(err, &r):
		return r
	case errors.Is(err, world.ErrNotFound):
		return &refusal{status: http.StatusNotFound, code: "woocommerce_rest_shop_order_invalid_id", message: "Invalid ID."}
	}
	return &refusal{status: http.StatusInternalServerError, code: "internal_server_error", message: "There has been a critical error on this website."}
}

// noRoute is recorded: error-no-route.
var noRoute = refuse(http.StatusNotFound, "rest_no_route", "No route was found matching the URL and request method.")

// may is the check of a route's own right; nobody has none.
func (c *call) may(what string) error {
	if c.key != nil {
		return nil
	}
	messages := map[string]string{
		"list":   "Sorry, you cannot list resources.",
		"view":   "Sorry, you cannot view this resource.",
		"create": "Sorry, you are not allowed to create resources.",
		"edit":   "Sorry, you are not allowed to edit this resource.",
		"delete": "Sorry, you are not allowed to delete this resource.",
		"batch":  "Sorry, you are not allowed to batch manipulate this resource.",
	}
	code := what
	if what == "list" {
		code = "view"
	}
	return refuse(http.StatusUnauthorized, "woocommerce_rest_cannot_"+code, messages[what])
}

// invalid collects what is wrong with parameters; all of it goes into one answer (recorded: error-per-page-over-100).
type invalid struct {
	names, params, details []string
}

// add notes one: code is WordPress's word for the kind of mistake, data what stands beside it in the details.
func (v *invalid) add(name, code, message, data string) {
	text := string(appendString(nil, message))
	v.names = append(v.names, name)
	v.params = append(v.params, fmt.Sprintf("%q:%s", name, text))
	v.details = append(v.details, fmt.Sprintf(`%q:{"code":%q,"message":%s,"data":%s}`, name, code, text, data))
}

func (v *invalid) notType(name, kind string) { v.notTypeOf(name, name, kind) }

// notTypeOf is notType for an element: the message names the element, the answer the parameter.
func (v *invalid) notTypeOf(name, element, kind string) {
	v.add(name, "rest_invalid_type", element+" is not of type "+kind+".", fmt.Sprintf(`{"param":%q}`, element))
}

func (v *invalid) notOneOf(name, element string, allowed []string) {
	v.add(name, "rest_not_in_enum", element+" is not one of "+enumerate(allowed)+".", "null")
}

// enumerate lists words as WordPress's sentences do: "a, b, and c".
func enumerate(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	case 2:
		return words[0] + " and " + words[1]
	}
	return strings.Join(words[:len(words)-1], ", ") + ", and " + words[len(words)-1]
}

// err is the refusal, or nil when nothing was wrong.
func (v *invalid) err() error {
	if len(v.names) == 0 {
		return nil
	}
	return &refusal{
		status: http.StatusBadRequest, code: "rest_invalid_param", message: "Invalid parameter(s): " + strings.Join(v.names, ", "),
		extra: `,"params":{` + strings.Join(v.params, ",") + `},"details":{` + strings.Join(v.details, ",") + `}`,
	}
}

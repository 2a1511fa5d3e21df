package woocommerce

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/httpkit"
	"github.com/tillbridge/tillbridge/internal/outcome"
)

// shopError is WooCommerce's envelope, {"code": …, "message": …, "data": {"status": …}}. It stands as the cause inside an
// *outcome.Error, so that the channel's own words stay beside ours.
type shopError struct {
	Code    string `json:"code"`
	Message string `json:"message"`

	Data json.RawMessage `json:"data"` // an object with the status, or nothing of use
}

// status is the HTTP status that an error inside a batch would have had; 400 when it does not tell.
func (e *shopError) status() int {
	var data struct {
		Status int `json:"status"`
	}
	if json.Unmarshal(e.Data, &data) != nil || data.Status == 0 {
		return http.StatusBadRequest
	}
	return data.Status
}

func (e *shopError) Error() string { return e.Code + ": " + e.Message }

// anonymousCodes are the refusals of a caller whom the shop took for nobody: the key is unknown, the host dropped the
// Authorization header, or WordPress does not see the TLS. Over http a refused Basic call looks just like a missing right
// (seen on WooCommerce 11.0.1).
var anonymousCodes = []string{
	"woocommerce_rest_cannot_view", "woocommerce_rest_cannot_edit", "woocommerce_rest_cannot_create",
	"woocommerce_rest_cannot_delete", "woocommerce_rest_cannot_batch",
}

// authError is the word for every refused signature, time stamp, nonce, secret and right of a key.
const authError = "woocommerce_rest_authentication_error"

// reasons is the table from the shop's code words to ours. A word decides, not the HTTP status: a missing order is 404 when
// read and 400 when written, with the same word (seen on WooCommerce 11.0.1). What a word needs the message or the status
// for is decided in refine.
var reasons = map[string]outcome.Reason{
	authError: outcome.KeyRefused,
	"woocommerce_rest_authentication_missing_parameter": outcome.KeyRefused,
	"woocommerce_rest_cannot_view":                      outcome.KeyRefused,
	"woocommerce_rest_cannot_edit":                      outcome.KeyRefused,
	"woocommerce_rest_cannot_create":                    outcome.KeyRefused,
	"woocommerce_rest_cannot_delete":                    outcome.KeyRefused,
	"woocommerce_rest_cannot_batch":                     outcome.KeyRefused,
	"rest_forbidden":                                    outcome.KeyRefused,
	"rest_not_logged_in":                                outcome.KeyRefused,
	"rest_no_route":                                     outcome.NoAPI,
	"rest_disabled":                                     outcome.NoAPI,
	"woocommerce_rest_shop_order_invalid_id":            outcome.OrderMissing,
	"woocommerce_rest_invalid_order_id":                 outcome.OrderMissing,
	"woocommerce_rest_order_invalid_id":                 outcome.OrderMissing,
	"rest_invalid_param":                                outcome.RefusedByChannel,
	"rest_missing_callback_param":                       outcome.RefusedByChannel,
	"rest_invalid_json":                                 outcome.RefusedByChannel,
	"woocommerce_rest_shop_webhook_invalid_id":          outcome.RefusedByChannel,
	"woocommerce_rest_webhook_invalid_topic":            outcome.RefusedByChannel,
	"woocommerce_rest_webhook_invalid_delivery_url":     outcome.RefusedByChannel,
	"woocommerce_rest_request_entity_too_large":         outcome.RefusedByChannel,
	"woocommerce_rest_trash_not_supported":              outcome.RefusedByChannel,
	"internal_server_error":                             outcome.ServerError,
}

// byStatus is for a word that is not in the table: a plugin's.
var byStatus = map[int]outcome.Reason{
	http.StatusUnauthorized: outcome.KeyRefused,
	http.StatusForbidden:    outcome.RightMissing,
	http.StatusNotFound:     outcome.NoAPI,
}

// refused turns an answer of 300 and above (429 and 5xx excepted, they are httpkit's) into an outcome.
func (c *connector) refused(r *httpkit.Response, a ask) error {
	var said shopError
	if err := r.Decode(&said); err != nil || said.Code == "" {
		return r.Foreign(c.base.String(), err)
	}
	e := outcome.New(reasonOf(said, r.Status)).In(a.op).About(a.ref).Because(&said)
	return c.refine(e, said, r)
}

func reasonOf(said shopError, status int) outcome.Reason {
	if r, ok := reasons[said.Code]; ok {
		return r
	}
	if r, ok := byStatus[status]; ok {
		return r
	}
	return outcome.RefusedByChannel
}

// refine looks at what the word alone does not tell, and fills the sentence's arguments.
//
// All OAuth refusals share one word and differ only in the message (seen on WooCommerce 11.0.1), which a shop in another
// language translates. So the clock is also read from the Date header, and an unknown message means the key.
func (c *connector) refine(e *outcome.Error, said shopError, r *httpkit.Response) error {
	says := httpkit.SaidInHTML(said.Message)
	auth := strings.HasPrefix(said.Code, "woocommerce_rest_authentication")
	switch {
	case auth && strings.Contains(said.Message, "nonce has already been used"):
		// the network repeated our request; signing anew heals it
		e.Code, e.Reason, e.Args = outcome.Unavailable, outcome.ServerError, outcome.Args{"status": strconv.Itoa(r.Status)}
	case auth && strings.Contains(said.Message, "permissions"),
		r.Status == http.StatusForbidden && slices.Contains(anonymousCodes, said.Code):
		e.Code, e.Reason, e.Args = outcome.NoAccess, outcome.RightMissing, outcome.Args{"right": right(said), "said": says}
	case auth && (strings.Contains(said.Message, "Invalid timestamp") || httpkit.Skew(r.Header, c.now()).Abs() > maxSkew):
		e.Code, e.Reason, e.Args = outcome.NoAccess, outcome.ClockSkew, outcome.Args{"said": says}
	case e.Reason == outcome.NoAPI:
		e.Args = outcome.Args{"url": c.base.String()}
	case e.Reason == outcome.RefusedByChannel || e.Reason == outcome.ServerError:
		e.Args = outcome.Args{"status": strconv.Itoa(r.Status), "said": says}
	case e.Reason == outcome.RightMissing:
		e.Args = outcome.Args{"right": "read", "said": says}
	default:
		e.Args = outcome.Args{"said": says}
	}
	return e
}

// maxSkew is how far a time stamp may be off before the shop refuses it (includes/class-wc-rest-authentication.php,
// check_oauth_timestamp_and_nonce).
const maxSkew = 15 * time.Minute

// right is what a key lacks: "read" or "write".
func right(said shopError) string {
	if strings.Contains(said.Message, "write") || strings.HasSuffix(said.Code, "_edit") || strings.HasSuffix(said.Code, "_create") ||
		strings.HasSuffix(said.Code, "_delete") || strings.HasSuffix(said.Code, "_batch") {
		return "write"
	}
	return "read"
}

// serverWords adds the shop's own words to an error of httpkit: a 5xx of WordPress says in JSON what went wrong.
func (c *connector) serverWords(r *httpkit.Response, err error, a ask) error {
	e := outcome.Of(err)
	if r != nil && e.Reason == outcome.ServerError && e.Err == nil {
		var said shopError
		if json.Unmarshal(r.Body, &said) == nil && said.Code != "" {
			e.Because(&shopError{Code: said.Code, Message: httpkit.SaidInHTML(said.Message)})
		}
	}
	return outcome.At(e, a.op, a.ref)
}

func hasCode(err error, codes []string) bool {
	said, ok := errors.AsType[*shopError](err)
	return ok && slices.Contains(codes, said.Code)
}

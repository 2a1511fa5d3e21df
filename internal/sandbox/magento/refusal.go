package magento

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// refusal is Magento's error envelope (sheet, section 10).
type refusal struct {
	status     int
	Message    string    `json:"message"`
	Parameters any       `json:"parameters,omitempty"`
	Errors     []refusal `json:"errors,omitempty"`
}

func (r *refusal) Error() string { return r.Message }

func plain(status int, message string) *refusal { return &refusal{status: status, Message: message} }

func unauthorized(message string) *refusal { return plain(http.StatusUnauthorized, message) }

func notAllowed(resource string) *refusal {
	return &refusal{
		status: http.StatusUnauthorized, Message: "The consumer isn't authorized to access %resources.",
		Parameters: map[string]string{"resources": resource},
	}
}

func noEntity() *refusal {
	return plain(http.StatusNotFound, "The entity that was requested doesn't exist. Verify the entity and try again.")
}

func noProduct() *refusal {
	return plain(http.StatusNotFound, "The product that was requested doesn't exist. Verify the product and try again.")
}

var noRoute = plain(http.StatusNotFound, "Request does not match any route.")

func required(field string) *refusal {
	return &refusal{
		status: http.StatusBadRequest, Message: `"%fieldName" is required. Enter and try again.`,
		Parameters: map[string]string{"fieldName": field},
	}
}

// invalid is what a document's validators say, one line each.
func invalid(document string, lines ...string) *refusal {
	return plain(http.StatusBadRequest, document+" Document Validation Error(s):\n"+strings.Join(lines, "\n"))
}

func (r *refusal) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(r.status)
	_ = json.NewEncoder(w).Encode(r)
}

// Refuse is face.Refuser's: a 500 is Magento's own, all else comes from what stands before it.
func (f *Face) Refuse(w http.ResponseWriter, _ *http.Request, status int, _ time.Duration) bool {
	if status != http.StatusInternalServerError {
		return false
	}
	plain(status, "Internal Error. Details are available in Magento log file. Report ID: webapi-6a1f0c2d9e4b7").write(w)
	return true
}

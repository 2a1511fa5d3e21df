package magento

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// permitted finds who asks and whether they may. A token that is not taken and a right that is missing are refused in the same
// words (sheet, section 2).
func (f *Face) permitted(r *http.Request, resource string) *refusal {
	header := r.Header.Get("Authorization")
	var who *integration
	var refused *refusal
	switch p, signed := oauthHeader(header); {
	case fault.From(r.Context()).Expired && signed:
		return unauthorized(saysRevoked)
	case signed:
		who, refused = f.oauth(r, p)
	default:
		who = f.bearerOf(r, strings.TrimPrefix(header, "Bearer "))
	}
	if refused != nil {
		return refused
	}
	if who == nil || !who.may(resource) {
		return notAllowed(resource)
	}
	return nil
}

// bearerOf finds the integration of a token that is sent without a signature; nil: nobody, also while that is switched off.
func (f *Face) bearerOf(r *http.Request, token string) *integration {
	f.mu.Lock()
	defer f.mu.Unlock()
	at := slices.IndexFunc(f.integrations, func(i *integration) bool { return i.Token == token && !i.Revoked })
	if at < 0 || !f.bearer || token == "" || fault.From(r.Context()).Expired {
		return nil
	}
	return f.integrations[at]
}

func (i *integration) may(resource string) bool {
	return len(i.Resources) == 0 || slices.Contains(i.Resources, resource)
}

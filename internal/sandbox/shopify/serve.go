package shopify

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/sandbox/world/fault"
)

// maxBody is more than any client sends.
const maxBody = 4 << 20

var apiPath = regexp.MustCompile(`^/admin/api/([^/]+)/graphql\.json$`)

// supported are the versions in force in November 2026 whose schema is known; older ones are served as the oldest of them.
var supported = []string{"2026-01", "2026-04", "2026-07"}

// oldest is the first version that the face has rules for. The sheet's older ones are kept, so that clients pinned to them can be tried.
const oldest = "2025-01"

var versionForm = regexp.MustCompile(`^\d{4}-(01|04|07|10)$`)

// served is the version that answers when one is asked for; empty: there is none.
func served(asked string) string {
	switch {
	case asked == "unstable":
		return supported[len(supported)-1]
	case !versionForm.MatchString(asked) || asked > supported[len(supported)-1]:
		return ""
	case asked < oldest:
		return supported[0]
	}
	return asked
}

// ServeHTTP is the shop.
func (f *Face) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m := apiPath.FindStringSubmatch(r.URL.Path)
	switch {
	case m != nil:
		f.graphql(w, r, m[1])
	case r.URL.Path == "/admin/oauth/access_token":
		f.grantToken(w, r)
	case r.URL.Path == "/admin/oauth/authorize":
		f.authorize(w, r)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!DOCTYPE html><html><head><title>"+f.shop.Name+"</title></head><body><h1>"+f.shop.Name+
			"</h1><p>A pretend store. Its API is at /admin/api/"+supported[len(supported)-1]+"/graphql.json.</p></body></html>\n")
	default:
		writeErrors(w, http.StatusNotFound, "Not Found")
	}
}

// writeErrors is a refusal of the web server: errors is a string.
func writeErrors(w http.ResponseWriter, status int, text string) {
	writeJSON(w, status, map[string]any{"errors": text})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // nobody is left to tell when the client is gone
}

// request is the body of a call.
type request struct {
	Query         string         `json:"query"`
	Variables     map[string]any `json:"variables"`
	OperationName string         `json:"operationName"`
}

// graphql goes the store's way: token, shop, version, body, and then the operation.
func (f *Face) graphql(w http.ResponseWriter, r *http.Request, asked string) {
	version := served(asked)
	switch token := f.tokenOf(r); {
	case token == nil:
		w.Header().Set("WWW-Authenticate", `Basic realm="Shopify API Authentication"`)
		writeErrors(w, http.StatusUnauthorized, "[API] Invalid API key or access token (unrecognized login or wrong password)")
	case f.frozen():
		writeErrors(w, http.StatusPaymentRequired, "Unavailable Shop")
	case version == "" || r.Method != http.MethodPost:
		writeErrors(w, http.StatusNotFound, "Not Found")
	default:
		w.Header().Set("X-Shopify-API-Version", version)
		f.operation(w, r, token, version)
	}
}

func (f *Face) operation(w http.ResponseWriter, r *http.Request, token *accessToken, version string) {
	var req request
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil || !strings.Contains(r.Header.Get("Content-Type"), "json") || json.Unmarshal(body, &req) != nil || req.Query == "" {
		writeJSON(w, http.StatusBadRequest, map[string]any{"errors": map[string]any{"query": "Required parameter missing or invalid"}})
		return
	}
	c := &call{f: f, r: r, token: token, version: version, effects: fault.From(r.Context())}
	if errs := c.prepare(req); len(errs) > 0 {
		writeJSON(w, http.StatusOK, ordered{{"errors", shown(errs)}})
		return
	}
	c.answer(w)
}

// prepare parses, validates and takes the variables up.
func (c *call) prepare(req request) []*refusal {
	doc, err := parse(req.Query)
	if err != nil {
		return []*refusal{err.(*refusal)}
	}
	c.doc = doc
	for _, op := range doc.ops {
		if req.OperationName == "" && len(doc.ops) == 1 || op.name == req.OperationName {
			c.op = op
		}
	}
	if c.op == nil {
		return []*refusal{refuse("BAD_REQUEST", "An operation name is required")}
	}
	if errs := validate(doc, c.op, c.version); len(errs) > 0 {
		return errs
	}
	if c.vars, err = c.op.variables(req.Variables, c.version); err != nil {
		return []*refusal{err.(*refusal)}
	}
	return nil
}

// answer takes the points, runs, and gives back what was not needed.
func (c *call) answer(w http.ResponseWriter) {
	asked := c.cost()
	cost := func(actual any) ordered {
		return ordered{{"cost", ordered{{"requestedQueryCost", asked}, {"actualQueryCost", actual}, {"throttleStatus", c.f.bucket.status()}}}}
	}
	if asked > maxCost {
		e := refuse("MAX_COST_EXCEEDED", "Query cost is %d, which exceeds the single query max cost limit (%d).", asked, maxCost)
		e.extra = map[string]any{"cost": asked, "maxCost": maxCost, "documentation": "https://shopify.dev/api/usage/rate-limits"}
		writeJSON(w, http.StatusOK, ordered{{"errors", shown([]*refusal{e})}})
		return
	}
	if !c.f.bucket.take(asked) {
		e := refuse("THROTTLED", "Throttled")
		e.extra = map[string]any{"documentation": "https://shopify.dev/api/usage/rate-limits"}
		writeJSON(w, http.StatusOK, ordered{{"errors", shown([]*refusal{e})}, {"extensions", cost(nil)}})
		return
	}
	data := c.run()
	actual := (asked + 1) / 2 // what was really there is mostly less than what was asked for
	if c.op.kind == "mutation" {
		actual = asked
	}
	c.f.bucket.give(asked - actual)
	out := ordered{}
	if data == nil {
		out = append(out, pair{"data", nil})
	} else {
		out = append(out, pair{"data", data})
	}
	if len(c.errs) > 0 {
		out = append(out, pair{"errors", shown(c.errs)})
	}
	writeJSON(w, http.StatusOK, append(out, pair{"extensions", cost(actual)}))
}

// shown is how errors are written.
func shown(errs []*refusal) []ordered {
	out := make([]ordered, len(errs))
	for i, e := range errs {
		ext := map[string]any{"code": e.code}
		for k, v := range e.extra {
			ext[k] = v
		}
		out[i] = ordered{{"message", e.message}, {"locations", []any{map[string]any{"line": 1, "column": 1}}}}
		if len(e.path) > 0 {
			out[i] = append(out[i], pair{"path", e.path})
		}
		out[i] = append(out[i], pair{"extensions", ext})
	}
	return out
}

// Refuse is face.Refuser's: a throttled call is told so under HTTP 200, with a bucket that needs as long as was asked for.
func (f *Face) Refuse(w http.ResponseWriter, r *http.Request, status int, retryAfter time.Duration) bool {
	if apiPath.FindString(r.URL.Path) == "" || status != http.StatusTooManyRequests {
		return false
	}
	wait := max(retryAfter.Seconds(), 0.1)
	e := refuse("THROTTLED", "Throttled")
	b := f.bucket.plan
	writeJSON(w, http.StatusOK, ordered{{"errors", shown([]*refusal{e})}, {"extensions", ordered{{"cost", ordered{
		{"requestedQueryCost", int(wait * b.perSecond)}, {"actualQueryCost", nil},
		{"throttleStatus", rawf(`{"maximumAvailable":%.1f,"currentlyAvailable":0,"restoreRate":%.1f}`, b.most, b.perSecond)},
	}}}}})
	return true
}

func (f *Face) frozen() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.locked
}

// Freeze locks the shop up, as Shopify does when a bill is due, or opens it again.
func (f *Face) Freeze(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.locked = on
}

func text(n int64) string { return strconv.FormatInt(n, 10) }

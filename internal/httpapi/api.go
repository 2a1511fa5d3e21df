// Package httpapi is the JSON API for our pages and for scripts, described by OpenAPI 3.1 at /openapi.json, together with the
// doors beside it: webhooks in, health, metrics, and the web app's files.
//
// Handlers read a request, call the package that does the work, and shape the answer; they decide nothing.
package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tillbridge/tillbridge/internal/bulk"
	"github.com/tillbridge/tillbridge/internal/cancelling"
	"github.com/tillbridge/tillbridge/internal/connection"
	"github.com/tillbridge/tillbridge/internal/cycle"
	"github.com/tillbridge/tillbridge/internal/digest"
	"github.com/tillbridge/tillbridge/internal/fix"
	"github.com/tillbridge/tillbridge/internal/ids"
	"github.com/tillbridge/tillbridge/internal/issue"
	"github.com/tillbridge/tillbridge/internal/jobs"
	"github.com/tillbridge/tillbridge/internal/linking"
	"github.com/tillbridge/tillbridge/internal/mail"
	"github.com/tillbridge/tillbridge/internal/orders"
	"github.com/tillbridge/tillbridge/internal/outcome"
	"github.com/tillbridge/tillbridge/internal/outhook"
	"github.com/tillbridge/tillbridge/internal/phrase"
	"github.com/tillbridge/tillbridge/internal/removal"
	"github.com/tillbridge/tillbridge/internal/retention"
	"github.com/tillbridge/tillbridge/internal/signon"
	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
	"github.com/tillbridge/tillbridge/internal/vault"
	"github.com/tillbridge/tillbridge/internal/voiding"
	"github.com/tillbridge/tillbridge/internal/webhook"
)

// Server answers all HTTP of the hub.
type Server struct {
	DB          store.DB
	Users       *user.Directory
	Connections *connection.Registry
	Desk        *orders.Desk
	Voiding     *voiding.Desk
	Cancelling  *cancelling.Desk
	Removals    *removal.Remover
	Retention   *retention.Desk
	Linker      *linking.Linker
	Issues      *issue.Desk
	Bulk        *bulk.Runner
	Fixer       *fix.Fixer
	Webhooks    *outhook.Desk
	Sender      *outhook.Sender
	Cycles      *cycle.Runner
	Queue       jobs.Queue
	Notices     *digest.Teller
	Mail        mail.Server // shown without its password
	Hooks       *webhook.Receiver
	IDs         *ids.Maker
	Vault       *vault.Vault
	Metrics     *prometheus.Registry
	Web         http.Handler     // the built front end
	PublicURL   string           // how channels reach us; empty: no webhooks
	Secure      bool             // cookies over HTTPS only
	Proxies     []netip.Prefix   // in front of us: what they say about where a request comes from is believed
	SignOn      *signon.Provider // nil: members come in by password only
	Account     int64            // that the single sign-on leads into
	Newcomers   user.Role        // of strangers who come by the single sign-on; empty: they need an invitation

	// Invited is told of an invitation and its link, to mail it to its address; nil: the link is only shown to who made it.
	Invited func(ctx context.Context, inv user.Invitation, link string) error

	Version string
	Now     func() time.Time
	Log     *slog.Logger

	events   *broker
	subjects []string // see Subjects
}

// Handler builds the routes. ctx ends the live streams.
func (s *Server) Handler(ctx context.Context) (http.Handler, error) {
	var err error
	if s.events, err = newBroker(ctx, s.DB); err != nil {
		return nil, err
	}
	r := chi.NewRouter()
	r.Use(s.recover, s.headers, s.visit)
	r.Post("/hooks/{key}", s.hook)
	r.Post("/hooks/{key}/*", s.hook)
	r.Get(callbackPath, s.callback)
	r.Post(callbackPath, s.granted)
	r.Get(signOnPath, s.signOn)
	r.Get(signOnBackPath, s.signOnBack)
	r.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	r.Get("/readyz", s.ready)
	r.With(s.metricsGate).Handle("/metrics", promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{}))
	r.Get("/api/v1/events", s.stream)
	r.Group(func(r chi.Router) {
		r.Use(s.sameSite(), s.once)
		s.API(r)
	})
	r.NotFound(s.nothing)
	r.MethodNotAllowed(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, http.StatusMethodNotAllowed, "This address does not take this method; see /openapi.json.")
	})
	return r, nil
}

// Spec is the API's description, without a server behind it.
func Spec(version string) *huma.OpenAPI {
	s := &Server{Version: version}
	return s.API(chi.NewRouter()).OpenAPI()
}

// API registers every operation.
func (s *Server) API(r chi.Router) huma.API {
	cfg := huma.DefaultConfig("Tillbridge", s.Version)
	cfg.Info.Description = "Joins a merchant's sales channels to the books. Lists answer {items, next_cursor} and take limit (to 500) and cursor; errors are RFC 9457 problems."
	cfg.DocsPath = ""
	cfg.SchemasPath = ""
	cfg.CreateHooks = nil // no $schema links in answers
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "An API token, made in the settings or by: tillbridge token create"},
		"session": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "A signed-in browser. Writes also need the header X-Tillbridge: 1."},
	}
	api := humachi.New(r, cfg)
	api.UseMiddleware(s.authorize(api))
	s.sessionRoutes(api)
	s.ownRoutes(api)
	s.viewRoutes(api)
	s.connectionRoutes(api)
	s.statusRoutes(api)
	s.reportRoutes(api)
	s.logRoutes(api)
	s.issueRoutes(api)
	s.bulkRoutes(api)
	s.completenessRoutes(api)
	s.orderRoutes(api)
	s.documentRoutes(api)
	s.listingRoutes(api)
	s.webhookRoutes(api)
	s.sheetRoutes(api)
	s.printRoutes(api)
	s.buyerRoutes(api)
	s.memberRoutes(api)
	s.tokenRoutes(api)
	s.retentionRoutes(api)
	s.auditRoutes(api)
	s.noticeRoutes(api)
	s.subjects = subjectsOf(api.OpenAPI())
	return api
}

// roleKey is where an operation says who may call it, selfKey where it says that it is about the caller, and askKey where it says
// that it only asks.
const (
	roleKey = "role"
	selfKey = "self"
	askKey  = "ask"
)

// public operations need nobody signed in.
const public user.Role = "public"

// op describes one operation.
func op(method, path, id string, role user.Role, summary string) huma.Operation {
	o := huma.Operation{
		OperationID: id, Method: method, Path: "/api/v1" + path, Summary: summary, Metadata: map[string]any{roleKey: role}, MaxBodyBytes: 1 << 20,
		Errors: []int{http.StatusUnprocessableEntity},
	}
	if role != public {
		o.Security = []map[string][]string{{"token": {}}, {"session": {}}}
		o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusForbidden)
		o.Description = "For " + string(role) + "s and above."
	}
	return o
}

// self describes an operation of members on themselves: their account, their sessions. An API token is nobody's self.
func self(method, path, id, summary string) huma.Operation {
	o := op(method, path, id, user.Viewer, summary)
	o.Metadata[selfKey] = true
	o.Security = []map[string][]string{{"session": {}}}
	o.Description = "For every member, about themselves; not for API tokens."
	return o
}

// asking marks a POST that writes nothing: its question does not fit into an address. It leaves no line in the audit trail.
func asking(o huma.Operation) huma.Operation {
	o.Metadata[askKey] = true
	return o
}

// subjectOf is the part of the API that a path belongs to, as tokens are limited to it: "orders" of /api/v1/orders/{id}
// and of /api/v1/orders.csv.
func subjectOf(path string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
	return strings.TrimSuffix(first, ".csv")
}

// Subjects are the parts of the API that a token can be limited to, sorted.
func Subjects() []string { return subjectsOf(Spec("")) }

func subjectsOf(spec *huma.OpenAPI) []string {
	all := []string{"events", "metrics"}
	for path, item := range spec.Paths {
		for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if o != nil && len(o.Security) > 1 && subjectOf(path) != ownSubject {
				all = append(all, subjectOf(path))
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// sentence puts an outcome into words.
func sentence(ctx context.Context, e *outcome.Error) Sentence {
	message, remedy := phrase.Message(readerOf(ctx), e.Reason, discreet(ctx, e).Args)
	return Sentence{Code: int(e.Code), Reason: string(e.Reason), Message: message, Remedy: remedy}
}

func sentenceOrNil(ctx context.Context, e *outcome.Error) *Sentence {
	if e == nil {
		return nil
	}
	s := sentence(ctx, e)
	return &s
}

// problem is an error as people and scripts get it.
type problem struct {
	Type   string              `json:"type,omitempty"`
	Title  string              `json:"title"`
	Status int                 `json:"status"`
	Detail string              `json:"detail" doc:"What is wrong and why."`
	Remedy string              `json:"remedy,omitempty" doc:"What to do."`
	Reason string              `json:"reason,omitempty" doc:"Stable word for the cause, where there is an outcome behind it."`
	Code   int                 `json:"code,omitempty" doc:"Outcome code, where there is an outcome behind it."`
	Errors []*huma.ErrorDetail `json:"errors,omitempty" doc:"The fields that are wrong."`
}

func (p *problem) Error() string             { return p.Detail }
func (p *problem) GetStatus() int            { return p.Status }
func (p *problem) ContentType(string) string { return "application/problem+json" }

func init() { // huma keeps these in package variables, so this is the one place where ours can be given
	huma.DefaultArrayNullable = false // lists are empty, never null
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := &problem{Title: http.StatusText(status), Status: status, Detail: message}
		for _, err := range errs {
			if err == nil {
				continue
			}
			if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
				p.Errors = append(p.Errors, d)
			} else {
				p.Errors = append(p.Errors, &huma.ErrorDetail{Message: err.Error()})
			}
		}
		return p
	}
}

// fail shapes an error of the packages behind: outcomes with their sentence, bad fields by name, and the rest as ours.
func (s *Server) fail(ctx context.Context, err error) error {
	if fe, ok := errors.AsType[*connection.FieldError](err); ok {
		return huma.Error422UnprocessableEntity(fe.Error(), &huma.ErrorDetail{Location: "body." + fe.Field, Message: fe.Message})
	}
	if fe, ok := errors.AsType[*user.FieldError](err); ok {
		return huma.Error422UnprocessableEntity(fe.Error(), &huma.ErrorDetail{Location: "body." + fe.Field, Message: fe.Message})
	}
	switch {
	case errors.Is(err, user.ErrMissing):
		return huma.Error404NotFound("There is no such thing in this account.")
	case errors.Is(err, user.ErrLastOwner):
		return huma.Error409Conflict("This is the last owner of the account. Make somebody else an owner first.")
	}
	if he, ok := errors.AsType[huma.StatusError](err); ok {
		return he
	}
	o := outcome.Of(err)
	if o.Reason == outcome.Internal {
		s.Log.Error("request failed", "err", err)
	}
	status := int(o.Code)
	if o.Code == outcome.NoAccess { // 401 means "sign in" to a browser; here it is the channel that refuses us
		status = http.StatusConflict
	}
	return s.failAs(ctx, o, status)
}

// failAs is fail under a status that says more to a browser than the outcome's code.
func (s *Server) failAs(ctx context.Context, o *outcome.Error, status int) error {
	said := sentence(ctx, o)
	return &problem{Title: http.StatusText(status), Status: status, Detail: said.Message, Remedy: said.Remedy, Reason: said.Reason, Code: said.Code}
}

func (s *Server) hook(w http.ResponseWriter, r *http.Request) {
	s.Hooks.Serve(w, r, chi.URLParam(r, "key"))
}

// nothing answers what has no route: a page of the app, but never for the API, where a script would take it for an answer.
func (s *Server) nothing(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
		writeProblem(w, http.StatusNotFound, "The API has no such address; see /openapi.json.")
		return
	}
	s.Web.ServeHTTP(w, r)
}

// ready tells a load balancer whether the database answers.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	var one int
	if err := s.DB.QueryRow(ctx, "select 1").Scan(&one); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// recover keeps one request's fault from ending the program.
func (s *Server) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				s.Log.Error("request panicked", "method", r.Method, "path", r.URL.Path, "panic", v)
				http.Error(w, "internal error", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

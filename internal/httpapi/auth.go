package httpapi

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"github.com/tillbridge/tillbridge/internal/store"
	"github.com/tillbridge/tillbridge/internal/user"
)

const (
	cookieName = "tillbridge"
	// guard is the header a browser's writes carry: a page of another site cannot set it without asking, and is refused.
	guard = "X-Tillbridge"
	// ownSubject is what every token may look at: who it is.
	ownSubject = "session"
)

type userKey struct{}

// who is the user of a request; only public operations have none.
func who(ctx context.Context) user.User {
	u, _ := ctx.Value(userKey{}).(user.User)
	return u
}

// authorize lets an operation be called by those it is for, and sees to it that a write leaves a line in the audit trail.
func (s *Server) authorize(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		c = withReader(c)
		role, ok := c.Operation().Metadata[roleKey].(user.Role)
		if !ok {
			_ = huma.WriteErr(api, c, http.StatusForbidden, "this operation does not say who may call it")
			return
		}
		if role == public {
			next(c)
			return
		}
		r, _ := humachi.Unwrap(c)
		u, status, why := s.identify(r)
		if status == 0 {
			status, why = allowed(u, c.Operation(), role)
		}
		if status != 0 {
			_ = huma.WriteErr(api, c, status, why)
			return
		}
		s.trailed(huma.WithValue(c, userKey{}, u), u, next)
	}
}

// allowed tells whether an operation is for somebody. Status is 0 when it is.
func allowed(u user.User, o *huma.Operation, role user.Role) (status int, why string) {
	subject := subjectOf(o.Path)
	switch {
	case u.Token != "" && o.Metadata[selfKey] == true:
		return http.StatusForbidden, "This is about a member's own account. An API token is no member: sign in to do it."
	case subject != ownSubject && !u.Reaches(subject):
		return http.StatusForbidden, notReached(u, subject)
	case !u.Role.May(role):
		return http.StatusForbidden, "This needs the role " + string(role) + "; you are " + string(u.Role) + ". Ask an owner of the account."
	}
	return 0, ""
}

func notReached(u user.User, subject string) string {
	return "This token is for " + strings.Join(u.Subjects, ", ") + " and not for " + subject + ". Make one that is for " + subject + ", too."
}

// trailed calls an operation. A write that has gone well without saying in the audit trail what it did is noted here by its name, so
// that no route can be forgotten; the ones that say it themselves do so in the transaction of what they do.
func (s *Server) trailed(c huma.Context, u user.User, next func(huma.Context)) {
	if reads(c.Method()) || c.Operation().Metadata[askKey] == true {
		next(c)
		return
	}
	ctx, trail := user.WithTrail(c.Context())
	next(huma.WithContext(c, ctx))
	if trail.Left() || c.Status() >= http.StatusBadRequest {
		return
	}
	action := strings.ReplaceAll(c.Operation().OperationID, "-", "_")
	err := s.DB.InTx(context.WithoutCancel(ctx), func(tx store.Tx) error {
		return user.WriteAudit(ctx, tx, s.IDs, u, action, c.Param("id"), "")
	})
	if err != nil {
		s.Log.Error("audit trail", "action", action, "err", err)
	}
}

func reads(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// identify finds who is calling, by token or by session. Status is 0 when somebody is.
func (s *Server) identify(r *http.Request) (u user.User, status int, why string) {
	ctx := r.Context()
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		u, err := s.Users.ByToken(ctx, strings.TrimSpace(secret))
		switch {
		case errors.Is(err, user.ErrToken):
			return u, http.StatusUnauthorized, "This API token is not known: it is mistyped or was deleted. Make one in the settings, or by: tillbridge token create"
		case errors.Is(err, user.ErrExpired):
			return u, http.StatusUnauthorized, "This API token has expired. Make a new one in the settings, or by: tillbridge token create"
		case err != nil:
			return s.unreadable("reading a token", err)
		}
		return u, 0, ""
	}
	u, err := s.Users.BySession(ctx, sessionToken(r), visiting(ctx).Visitor)
	switch {
	case errors.Is(err, user.ErrSession):
		return u, http.StatusUnauthorized, "Sign in, or send an API token: Authorization: Bearer tbt_..."
	case err != nil:
		return s.unreadable("reading a session", err)
	case !reads(r.Method) && r.Header.Get(guard) == "":
		return u, http.StatusForbidden, "A write from a browser session needs the header " + guard + ": 1, which keeps other sites from writing in your name."
	}
	return u, 0, ""
}

func (s *Server) unreadable(what string, err error) (user.User, int, string) {
	s.Log.Error(what, "err", err)
	return user.User{}, http.StatusServiceUnavailable, "The database does not answer."
}

// gate lets only those through who may look at a subject outside of huma's operations.
func (s *Server) gate(w http.ResponseWriter, r *http.Request, subject string) bool {
	u, status, why := s.identify(r)
	if status == 0 && !u.Reaches(subject) {
		status, why = http.StatusForbidden, notReached(u, subject)
	}
	if status != 0 {
		http.Error(w, why, status)
	}
	return status == 0
}

// metricsGate shows the figures to whoever has a token or a session.
func (s *Server) metricsGate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.gate(w, r, "metrics") {
			next.ServeHTTP(w, r)
		}
	})
}

func sessionToken(r *http.Request) string {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return ""
	}
	return c.Value
}

// cookie carries a session's token, out of reach of scripts; an empty one takes it away.
func (s *Server) cookie(token string) http.Cookie {
	c := http.Cookie{Name: cookieName, Value: token, Path: "/", HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode, MaxAge: int(user.SessionLife.Seconds())}
	if token == "" {
		c.MaxAge = -1
	}
	return c
}

// within tells whether somebody may hand out what reaches these subjects (none: everything): nobody gives what they have not.
func within(u user.User, subjects []string) bool {
	if len(u.Subjects) == 0 {
		return true
	}
	return len(subjects) > 0 && !slices.ContainsFunc(subjects, func(s string) bool { return !u.Reaches(s) })
}

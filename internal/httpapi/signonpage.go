package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"

	"github.com/tillbridge/tillbridge/internal/signon"
	"github.com/tillbridge/tillbridge/internal/user"
)

const (
	signOnPath     = "/auth/sign-on"
	signOnBackPath = "/auth/sign-on/return"
	// wayCookie keeps the way to the provider in the browser that goes it, sealed, so that any node can take the browser back and no
	// other browser can be sent in its place.
	wayCookie = "tillbridge_way"
	waySeal   = "sign-on way"
)

// signOn sends a browser to the provider of the single sign-on.
func (s *Server) signOn(w http.ResponseWriter, r *http.Request) {
	if s.SignOn == nil {
		s.notLetIn(w, &signon.Refusal{Message: "This hub has no single sign-on. Sign in with your password."})
		return
	}
	to, way, err := s.SignOn.Begin(r.Context(), s.base(r)+signOnBackPath, ownPage(r.URL.Query().Get("next")))
	if err != nil {
		s.notLetIn(w, err)
		return
	}
	b, err := json.Marshal(way)
	if err != nil {
		s.notLetIn(w, err)
		return
	}
	s.setWay(w, fmt.Sprintf("%x", s.Vault.Seal(b, waySeal)), 600)
	http.Redirect(w, r, to, http.StatusSeeOther)
}

func (s *Server) setWay(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: wayCookie, Value: value, Path: signOnPath, HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteLaxMode, MaxAge: maxAge,
	})
}

// ownPage is where a browser goes afterwards: a page of ours, and never another site's.
func ownPage(next string) string {
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") || strings.HasPrefix(next, "/api/") {
		return "/"
	}
	return next
}

// signOnBack takes a browser that comes back from the provider.
func (s *Server) signOnBack(w http.ResponseWriter, r *http.Request) {
	s.setWay(w, "", -1) // whatever comes of it, it is used up
	cookie, next, err := s.signedOn(r)
	if err != nil {
		s.notLetIn(w, err)
		return
	}
	http.SetCookie(w, &cookie)
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (s *Server) signedOn(r *http.Request) (cookie http.Cookie, next string, err error) {
	ctx, q := r.Context(), r.URL.Query()
	if s.SignOn == nil {
		return cookie, "", &signon.Refusal{Message: "This hub has no single sign-on. Sign in with your password."}
	}
	way := s.wayOf(r)
	id, err := s.SignOn.Finish(ctx, way, signon.Answer{State: q.Get("state"), Code: q.Get("code"), Error: q.Get("error"), About: q.Get("error_description")})
	if err != nil {
		return cookie, "", err
	}
	u, err := s.Users.SignOn(ctx, s.Account, user.Identity(id), s.Newcomers)
	if errors.Is(err, user.ErrUninvited) {
		return cookie, "", &signon.Refusal{Message: "Nobody with the address " + id.Email + " is a member here. Ask an owner of the account to invite you, then sign in again."}
	}
	if err != nil {
		return cookie, "", err
	}
	cookie, err = s.enter(ctx, u, "sign_on")
	return cookie, ownPage(way.Next), err
}

// wayOf is the way a browser was sent; the zero one, which leads nowhere, if it was sent none that we know.
func (s *Server) wayOf(r *http.Request) (way signon.Way) {
	c, err := r.Cookie(wayCookie)
	if err != nil {
		return way
	}
	var sealed []byte
	if _, err := fmt.Sscanf(c.Value, "%x", &sealed); err != nil {
		return way
	}
	b, err := s.Vault.Open(sealed, waySeal)
	if err != nil || json.Unmarshal(b, &way) != nil {
		return signon.Way{}
	}
	return way
}

// notLetIn is the page for a browser that came back and may not come in.
func (s *Server) notLetIn(w http.ResponseWriter, err error) {
	s.Log.Warn("single sign-on refused", "err", err)
	said := "Something went wrong here, not with you. Try again, or ask who runs this hub to look at its log."
	if r, ok := errors.AsType[*signon.Refusal](err); ok {
		said = r.Message
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusForbidden)
	_, _ = fmt.Fprintf(w, notLetInPage, html.EscapeString(said)) // the browser has gone; nothing to be done
}

const notLetInPage = `<!doctype html><html lang="en"><title>Not signed in - Tillbridge</title><h1>You were not signed in</h1><p>%s</p><p><a href="/sign-in">Back to the sign-in page</a></p></html>`

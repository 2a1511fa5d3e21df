package httpapi

import (
	"net/http"
	"strings"
)

// strict is the policy of every answer but the app's own pages, which bring theirs (package web): nothing in an answer of the API
// may run, be shown as part of a page, or load anything.
const strict = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// headers are those every answer carries.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", strict)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		if s.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/api/") { // orders and buyers are nothing for a shared computer's disk
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// sameSite refuses writes that a page of another site makes a browser send, signing in and setting up included. Scripts send neither
// Sec-Fetch-Site nor Origin and pass.
func (s *Server) sameSite() func(http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	if s.PublicURL != "" { // a proxy may give us another Host than the browser knows
		if err := p.AddTrustedOrigin(origin(s.PublicURL)); err != nil {
			s.Log.Warn("public-url is no origin; writes are compared with the Host header alone", "err", err)
		}
	}
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeProblem(w, http.StatusForbidden, "This write came from a page of another site and was refused. Open Tillbridge itself to do it.")
	}))
	return p.Handler
}

// origin is scheme and host of an address.
func origin(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

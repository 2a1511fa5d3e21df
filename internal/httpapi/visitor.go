package httpapi

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/tillbridge/tillbridge/internal/user"
)

// visitor is what is known of whoever sends a request, before it is known who they are.
type visitor struct {
	user.Visitor
	base string // the address they reached us under: "https://hub.example.com"
}

type visitorKey struct{}

// visiting is the visitor of a request.
func visiting(ctx context.Context) visitor {
	v, _ := ctx.Value(visitorKey{}).(visitor)
	return v
}

// visit notes who sends a request, for the handlers behind.
func (s *Server) visit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitor{base: s.base(r)}
		v.Visitor = user.Visitor{Browser: browserOf(r.UserAgent()), Network: user.Network(s.from(r)), Before: sessionToken(r)}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
	})
}

func (s *Server) base(r *http.Request) string {
	switch {
	case s.PublicURL != "":
		return strings.TrimSuffix(s.PublicURL, "/")
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// from is the address a request comes from. Behind proxies that the configuration names it is the last one in X-Forwarded-For that is
// none of them; anybody else could write there what they like.
func (s *Server) from(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	at, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.proxied(at); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		at = before
	}
	return at.Unmap()
}

func (s *Server) proxied(a netip.Addr) bool {
	for _, p := range s.Proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// browsers and systems as User-Agent headers name them, the telling ones first: every browser calls itself Mozilla, and most call
// themselves Safari (RFC 9110 section 10.1.5; MDN "Browser detection using the user agent").
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}, {"curl", "curl"}, {"Go-http-client", "Go"}}
	systems = [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Macintosh", "macOS"}, {"CrOS", "ChromeOS"},
		{"Linux", "Linux"}}
)

// browserOf is a browser's name for people: "Firefox on Linux". The whole header would tell apart more than anybody needs.
func browserOf(agent string) string {
	name, on := wordIn(browsers, agent), wordIn(systems, agent)
	switch {
	case name == "" && on == "":
		return "another program"
	case name == "":
		return "a browser on " + on
	case on == "":
		return name
	}
	return name + " on " + on
}

func wordIn(list [][2]string, agent string) string {
	for _, l := range list {
		if strings.Contains(agent, l[0]) {
			return l[1]
		}
	}
	return ""
}

package httpkit

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

var errPrivate = errors.New("a private, loopback or link-local address")

// guarded is a transport that looks at the address a name resolves to, at the moment of dialling: a check of the name before
// would be fooled by a name that answers differently the second time. No proxy is used, for it would resolve by itself.
func guarded(allowPrivate bool, timeout time.Duration) *http.Transport {
	dialer := &net.Dialer{Timeout: min(timeout, 10*time.Second), KeepAlive: 30 * time.Second}
	if !allowPrivate {
		dialer.ControlContext = refusePrivate
	}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, addr)
			if errors.Is(err, errPrivate) {
				host, _, _ := net.SplitHostPort(addr)
				return nil, outcome.New(outcome.PrivateHost, "host", host)
			}
			return conn, err
		},
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    min(timeout, 10*time.Second),
		ResponseHeaderTimeout:  timeout,
		MaxResponseHeaderBytes: 256 << 10,
	}
}

func refusePrivate(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !Public(to.Addr()) {
		return errPrivate
	}
	return nil
}

// inner are ranges beyond those netip names that lead into a machine's own network, or nowhere.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // carrier-grade NAT, RFC 6598
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), // benchmarks, RFC 2544
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"),   // NAT64: an IPv4 address inside, RFC 6052
	netip.MustParsePrefix("64:ff9b:1::/48"), // RFC 8215
	netip.MustParsePrefix("2002::/16"),      // 6to4: the same
	netip.MustParsePrefix("2001::/32"),      // Teredo: the same
	netip.MustParsePrefix("fec0::/10"),
}

// Public tells whether an address is one that a shop on the internet may have.
func Public(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, p := range inner {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

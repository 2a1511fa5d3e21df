package httpkit

import (
	"net/http"
	"time"
)

// Guarded is a plain HTTP client for libraries that speak a protocol by themselves: private addresses are refused unless allowed (the
// error is an outcome, PrivateHost), every call ends after the time-out, and redirects are followed as in a Client.
func Guarded(allowPrivate bool, timeout time.Duration) *http.Client {
	return &http.Client{Transport: guarded(allowPrivate, timeout), CheckRedirect: checkRedirect, Timeout: timeout}
}

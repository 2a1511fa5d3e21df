package channeltest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// network stands between connector and shop and breaks what a test wants broken.
type network struct {
	real http.RoundTripper

	mu    sync.Mutex
	fault fault
	tries int
}

// fault looks at a request before it goes out; nil, nil lets it pass. n counts from 1.
type fault func(n int, req *http.Request, pass http.RoundTripper) (*http.Response, error)

func newNetwork() *network {
	return &network{real: &http.Transport{DisableKeepAlives: true}}
}

// breaks puts a fault between; the count starts over.
func (n *network) breaks(f fault) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fault, n.tries = f, 0
}

func (n *network) sent() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.tries
}

// RoundTrip implements http.RoundTripper.
func (n *network) RoundTrip(req *http.Request) (*http.Response, error) {
	n.mu.Lock()
	n.tries++
	f, count := n.fault, n.tries
	n.mu.Unlock()
	if f == nil {
		return n.real.RoundTrip(req)
	}
	return f(count, req, n.real)
}

// answer is a made-up response.
func answer(req *http.Request, status int, contentType, body string) *http.Response {
	return &http.Response{
		Status: strconv.Itoa(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header: http.Header{"Content-Type": {contentType}}, ContentLength: -1, Body: io.NopCloser(strings.NewReader(body)),
	}
}

func always(status int, contentType, body string) fault {
	return func(_ int, req *http.Request, _ http.RoundTripper) (*http.Response, error) {
		return answer(req, status, contentType, body), nil
	}
}

// cutFirst ends the body half way, in the first n answers, as a connection does that breaks.
func cutFirst(n int) fault {
	return func(count int, req *http.Request, pass http.RoundTripper) (*http.Response, error) {
		res, err := pass.RoundTrip(req)
		if err != nil || count > n {
			return res, err
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			return nil, err
		}
		res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{}))
		return res, nil
	}
}

// broken is a reader whose connection is gone.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// endless is JSON that never ends.
func endless(_ int, req *http.Request, _ http.RoundTripper) (*http.Response, error) {
	res := answer(req, http.StatusOK, "application/json", "")
	res.Body = io.NopCloser(io.MultiReader(strings.NewReader(`[{"id":1,"note":"`), letters{}))
	return res, nil
}

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}

var errReset = errors.New("connection reset by peer")

func reset(int, *http.Request, http.RoundTripper) (*http.Response, error) { return nil, errReset }

// lockedBuffer takes log lines from several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) bytes() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return bytes.Clone(l.b.Bytes())
}

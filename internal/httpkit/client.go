// Package httpkit is how connectors speak HTTP: time-outs, size caps, refusal of private addresses, rate limit, retry with
// a request made anew each time, and a redacted record of what was said.
//
// One call goes through these layers, outermost first:
//
//  1. retry: growing, jittered waits; Retry-After is obeyed, a long one is handed up (retry.go)
//  2. token bucket of the connection, orders first
//  3. time-out of one try
//  4. Call.Build: the request, signed anew for every try, so that no nonce is sent twice
//  5. redirects: reads only, same host only
//  6. dial: the resolved address is checked, private ones are refused (dial.go)
//  7. body: capped, a cut one is noticed
//  8. recorder, when the context carries one (record.go, redact.go)
//  9. classes of answers: 429 and 5xx become outcomes; the rest goes to Call.Read, inside the try
//
// Beside the client stands what connectors need around a call: a request with JSON (request.go), OAuth 1.0a (oauth1.go), values as
// channels write them (scalar.go), and a channel's words made fit for a sentence (words.go).
//
// It owns no channel's words: what a 401 means, and which JSON says so, is the connector's.
package httpkit

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/tillbridge/tillbridge/internal/outcome"
)

// Options of a Client. The zero value is usable: public addresses only, no rate limit, and the defaults named below.
type Options struct {
	AllowPrivate bool              // lets requests reach loopback, private and link-local addresses
	PerSecond    float64           // requests of this connection; 0: no limit
	Burst        int               // size of the token bucket; 0: 1
	Budget       Budget            // of all nodes together; nil: this one is alone
	MaxBytes     int64             // largest body, after decompression; 0: 16 MiB
	Timeout      time.Duration     // of one try, from dial to the last byte; 0: 15 s
	Tries        int               // of one call; 0: 4
	FirstWait    time.Duration     // before the second try, doubled for each one after; 0: 250 ms
	MaxWait      time.Duration     // longest wait between tries; a longer Retry-After is handed up; 0: 5 s
	UserAgent    string            // 0: "Tillbridge"
	Log          *slog.Logger      // nil: silent
	Transport    http.RoundTripper // replaces the guarded transport; for tests
}

// Client is one connection's way out. Safe for concurrent use.
type Client struct {
	http     *http.Client
	bucket   *bucket
	maxBytes int64
	timeout  time.Duration
	waits    waits
	agent    string
	log      *slog.Logger
}

// New makes a client. It does no I/O.
func New(o Options) *Client {
	timeout := cmp.Or(o.Timeout, 15*time.Second)
	transport := o.Transport
	if transport == nil {
		transport = guarded(o.AllowPrivate, timeout)
	}
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Client{
		http:     &http.Client{Transport: transport, CheckRedirect: checkRedirect},
		bucket:   newBucket(o.PerSecond, o.Burst, o.Budget),
		maxBytes: cmp.Or(o.MaxBytes, 16<<20),
		timeout:  timeout,
		waits: waits{
			tries: cmp.Or(o.Tries, 4), first: cmp.Or(o.FirstWait, 250*time.Millisecond), most: cmp.Or(o.MaxWait, 5*time.Second),
		},
		agent: cmp.Or(o.UserAgent, "Tillbridge"),
		log:   log,
	}
}

// Close gives idle connections back. The client can be used afterwards.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Call is one thing asked of a channel, in as many tries as it takes.
type Call struct {
	Op         string // for errors and records: "woocommerce.Orders"
	Idempotent bool   // may be sent again although it may have arrived
	Tries      int    // most tries; 0: the client's

	// Build makes the request of one try. It must make and sign it anew each time.
	Build func(ctx context.Context) (*http.Request, error)

	// Read looks at an answer that is neither 429 nor 5xx, inside the try: when its error is one that waiting can heal (a
	// cut body, HTML in place of JSON), the call is tried again. It may run more than once; nil takes every answer.
	Read func(*Response) error
}

// Response is an answer, read whole.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // after decompression

	op  string
	log *slog.Logger
}

// Do makes the call. The error is an *outcome.Error: TooManyRequests and ServerError or Maintenance (429, 5xx), Timeout,
// Unreachable, Interrupted, BodyCut, BodyTooLarge, PrivateHost, Redirected, or what Read gave. Beside an error stands the
// last answer when there was one, so that a connector can look for a word of its channel in it.
//
// 501 is not counted among 5xx: a server that says so will say it again.
func (c *Client) Do(ctx context.Context, call Call) (*Response, error) {
	return c.retry(ctx, call, func() (*Response, error) { return c.try(ctx, call) })
}

// try is one attempt.
func (c *Client) try(ctx context.Context, call Call) (*Response, error) {
	if err := c.bucket.wait(ctx); err != nil {
		return nil, unsent(outcome.Of(err).In(call.Op))
	}
	within, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	sent := false
	traced := httptrace.WithClientTrace(within, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent = true }})
	req, err := call.Build(traced)
	if err != nil {
		return nil, refusal(outcome.Of(err), call.Op)
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", c.agent)
	}
	started := time.Now()
	resp, err := c.send(req, call.Op)
	if err == nil {
		err = judge(resp, call)
	}
	recorderOf(ctx).keep(call.Op, req, resp, started, err)
	return resp, c.graded(ctx, call, err, sent)
}

// send does the exchange and reads the body.
func (c *Client) send(req *http.Request, op string) (*Response, error) {
	res, err := c.http.Do(req)
	if err != nil {
		return nil, networkError(err)
	}
	defer res.Body.Close()
	resp := &Response{Status: res.StatusCode, Header: res.Header, op: op, log: c.log}
	resp.Body, err = readAll(res.Body, res.ContentLength, c.maxBytes)
	return resp, err
}

// readAll reads at most most bytes; size is what the server announced, -1 when it did not.
func readAll(r io.Reader, size, most int64) ([]byte, error) {
	var b bytes.Buffer
	if size > 0 && size <= most {
		b.Grow(int(size) + bytes.MinRead)
	}
	_, err := b.ReadFrom(io.LimitReader(r, most+1))
	switch {
	case int64(b.Len()) > most:
		return b.Bytes()[:most], outcome.New(outcome.BodyTooLarge, "limit", strconv.FormatInt(most, 10))
	case err == nil:
		return b.Bytes(), nil
	}
	if e := networkError(err); e.Reason != outcome.Unreachable {
		return b.Bytes(), e
	}
	return b.Bytes(), outcome.New(outcome.BodyCut).Because(err)
}

// judge gives the outcome of an answer that came whole.
func judge(r *Response, call Call) error {
	if err := overloaded(r); err != nil {
		return err
	}
	if call.Read == nil {
		return nil
	}
	return call.Read(r)
}

func overloaded(r *Response) error {
	after := retryAfter(r.Header, time.Now())
	switch {
	case r.Status == http.StatusTooManyRequests:
		return outcome.New(outcome.TooManyRequests).Wait(after)
	case r.Status == http.StatusServiceUnavailable && speaksOfMaintenance(r.Body):
		return outcome.New(outcome.Maintenance).Wait(after)
	case r.Status >= 500 && r.Status != http.StatusNotImplemented:
		return outcome.New(outcome.ServerError, "status", strconv.Itoa(r.Status)).Wait(after)
	}
	return nil
}

// speaksOfMaintenance knows the page that WordPress and most hosts send with a 503 ("Briefly unavailable for scheduled
// maintenance", WordPress 7.1.4: wp-includes/load.php, wp_maintenance).
func speaksOfMaintenance(body []byte) bool {
	return bytes.Contains(bytes.ToLower(body[:min(len(body), 4<<10)]), []byte("maintenance"))
}

// networkError classifies a failure below HTTP. The *url.Error around it is dropped: its text repeats the whole address, and
// some channels sign there.
func networkError(err error) *outcome.Error {
	if ours, ok := errors.AsType[*outcome.Error](err); ok {
		return ours
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return outcome.New(outcome.Unreachable).Because(err) // also when it took too long: nobody is there
	}
	if e := outcome.Of(err); e.Reason != outcome.Internal {
		return e
	}
	return outcome.New(outcome.Unreachable).Because(err)
}

// checkRedirect follows reads within the same scheme, host and port, up to three times. Everything else is a Redirected
// outcome that names the new place, so that a person can correct the address: following it would send the key elsewhere,
// turn a write into a read, or bring a signature made for http to https, where it does not fit.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	read := first.Method == http.MethodGet || first.Method == http.MethodHead
	same := req.URL.Scheme == first.URL.Scheme && strings.EqualFold(req.URL.Host, first.URL.Host)
	if !read || !same || len(via) > 3 {
		return outcome.New(outcome.Redirected, "to", req.URL.Scheme+"://"+req.URL.Host)
	}
	return nil
}

// Skew is how far the channel's clock is from ours, as the Date header of its answer tells; positive: it is ahead. 0 when it does not tell.
func Skew(h http.Header, now time.Time) time.Duration {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return 0
	}
	return at.Sub(now)
}

// JSON gives the JSON part of the body, without a byte order mark and without the notices that PHP puts before or after
// (logged as a warning). Errors: NotJSON with the content type, BodyCut.
func (r *Response) JSON() ([]byte, error) {
	body := bytes.TrimSpace(bytes.TrimPrefix(r.Body, []byte("\xef\xbb\xbf")))
	if len(body) > 0 && opens(body[0]) {
		if closes(body[len(body)-1]) {
			return body, nil
		}
		return r.headOf(body)
	}
	if !looksLikeAPage(body) {
		if found := jsonWithin(body); found != nil {
			r.warn("text before the JSON", len(body)-len(found))
			return found, nil
		}
	}
	return nil, r.notJSON()
}

// headOf is the first JSON value of a body that ends in something else: PHP's words, or nothing at all.
func (r *Response) headOf(body []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	var first json.RawMessage
	if err := d.Decode(&first); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, outcome.New(outcome.BodyCut).In(r.op)
		}
		return nil, r.notJSON()
	}
	r.warn("text after the JSON", len(body)-len(first))
	return first, nil
}

// jsonWithin finds the first { or [ from which the rest is valid. A notice may hold brackets itself, so a few are tried.
func jsonWithin(body []byte) []byte {
	rest := body
	for range 32 {
		at := bytes.IndexAny(rest, "{[")
		if at < 0 {
			return nil
		}
		if rest = rest[at:]; json.Valid(rest) {
			return rest
		}
		rest = rest[1:]
	}
	return nil
}

func opens(b byte) bool  { return b == '{' || b == '[' }
func closes(b byte) bool { return b == '}' || b == ']' }

func looksLikeAPage(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 64)])
	return bytes.HasPrefix(head, []byte("<!doctype")) || bytes.HasPrefix(head, []byte("<html"))
}

func (r *Response) warn(what string, n int) {
	if r.log != nil {
		r.log.Warn("the answer is not clean JSON: "+what, "op", r.op, "bytes", n)
	}
}

func (r *Response) notJSON() *outcome.Error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		kind = "unknown"
	}
	return outcome.New(outcome.NotJSON, "type", kind, "status", strconv.Itoa(r.Status)).In(r.op)
}

// ErrPage marks a 404 or 405 that no API gives: addresses are not rewritten, or there is nobody.
var ErrPage = errors.New("a page in place of the API")

// Foreign is for a 4xx that does not speak the channel's language: no API at that url, or something in front of it. unread is what Decode
// said of it, nil when it is JSON of somebody else. A firewall's page stays what it is, NotJSON: it heals when somebody lets us through,
// and no new key would help. Errors: NoAPI (with ErrPage), KeyRefused, RefusedByChannel, and unread.
func (r *Response) Foreign(url string, unread error) error {
	switch e := outcome.Of(unread); {
	case unread != nil && e.Reason != outcome.NotJSON:
		return unread
	case r.Status == http.StatusNotFound || r.Status == http.StatusMethodNotAllowed:
		return outcome.New(outcome.NoAPI, "url", url).In(r.op).Because(ErrPage)
	case r.Status == http.StatusUnauthorized:
		return outcome.New(outcome.KeyRefused, "said", "a page that asks to sign in").In(r.op)
	case unread != nil:
		return unread
	}
	return outcome.New(outcome.RefusedByChannel, "status", strconv.Itoa(r.Status), "said", SaidInHTML(string(r.Body))).In(r.op)
}

// Decode reads the JSON part of the body into v. Errors: NotJSON, BodyCut, and BadPayload for JSON of another shape.
func (r *Response) Decode(v any) error {
	body, err := r.JSON()
	if err != nil {
		return err
	}
	err = json.Unmarshal(body, v)
	if err == nil {
		return nil
	}
	if _, broken := errors.AsType[*json.SyntaxError](err); broken {
		if strings.Contains(err.Error(), "unexpected end") {
			return outcome.New(outcome.BodyCut).In(r.op)
		}
		return r.notJSON()
	}
	return outcome.New(outcome.BadPayload, "what", Redact(err.Error())).In(r.op)
}
